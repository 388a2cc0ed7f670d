"""`briefgen inspect`: what the converter saw in an article."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from briefgen.cli.console import print_json, print_line, session_of
from briefgen.errors import UsageError


def register(app: typer.Typer) -> None:
    app.command()(inspect)


def inspect(
    context: typer.Context,
    articles: Annotated[
        list[Path], typer.Argument(metavar="ARTICLE", help="Article files; they need no project.", show_default=False)
    ],
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object a line and article.")] = False,
    text: Annotated[bool, typer.Option("--text", help="Print the normalised lines of one article.")] = False,
    html: Annotated[Path | None, typer.Option("--html", help="Write what was seen as a page.", metavar="FILE")] = None,
    strict: Annotated[bool, typer.Option("--strict", help="Exit with 1 if an article can't be read.")] = False,
) -> None:
    """Show what the converter saw; writes nothing (except with --html), needs no project."""
    from briefgen.build.inspecting import Inspector, describe
    from briefgen.convert.inspection import describe_conversion

    if text and (as_json or html or len(articles) != 1):
        raise UsageError("expected one article and no other option with --text")
    inspector = Inspector.for_folder(session_of(context).folder)
    if text:
        for line in inspector.read(articles[0]).lines:
            print_line(line)
        return
    failed = False
    pages = []
    for path in articles:
        result = inspector.inspect(path)
        failed = failed or result.conversion is None
        if as_json:
            print_json(describe_conversion(result.conversion) if result.conversion else describe(result))
        elif result.conversion is None:
            session_of(context).say(str(result.problem))
        elif html is None:
            from briefgen.cli.inspect_terminal import show_conversion

            show_conversion(result.conversion)
        else:
            pages.append(result.conversion)
    if html is not None and pages:
        from briefgen.convert.inspection_page import write_page

        html.write_text(write_page(pages), encoding="utf-8")
        print_line(f"wrote {html}")
    if failed and (strict or not as_json):
        raise typer.Exit(1)
