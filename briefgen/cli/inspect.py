"""`briefgen inspect`: what the converter saw in an article."""

from __future__ import annotations

from pathlib import Path

import click

from briefgen.cli.console import PATH, Exited, Session, print_json, print_line
from briefgen.errors import PublishError, UsageError


@click.command()
@click.argument("articles", type=PATH, nargs=-1, required=True, metavar="ARTICLE...")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line and article.")
@click.option("--text", is_flag=True, help="Print the normalised lines of one article.")
@click.option("--html", type=PATH, metavar="FILE", help="Write what was seen as a page.")
@click.option("--strict", is_flag=True, help="Exit with 1 if an article can't be read.")
@click.pass_obj
def inspect(
    session: Session, articles: tuple[Path, ...], as_json: bool, text: bool, html: Path | None, strict: bool
) -> None:
    """Show what the converter saw in an article. Writes nothing (except with --html), needs no project."""
    from briefgen.build.inspecting import Inspector, describe
    from briefgen.convert.inspection import describe_conversion

    if text and (as_json or html or len(articles) != 1):
        raise UsageError("expected one article and no other option with --text")
    folder = None if as_json else next((path for path in articles if path.is_dir()), None)
    if folder:
        raise UsageError("expected an article", folder.as_posix(), found="a folder", remedy="Name the files in it.")
    inspector = Inspector.for_folder(session.folder)
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
            session.say(str(result.problem))
        elif html is None:
            from briefgen.cli.inspect_terminal import show_conversion

            show_conversion(result.conversion)
        else:
            pages.append(result.conversion)
    if html is not None and pages:
        from briefgen.convert.inspection_page import write_page

        _write(html, write_page(pages))
    if failed and (strict or not as_json):
        raise Exited(1)


def _write(path: Path, page: str) -> None:
    try:
        path.write_text(page, encoding="utf-8")
    except OSError as error:
        raise PublishError("expected a file that can be written", path.as_posix(), found=error.strerror) from error
    print_line(f"wrote {path}")
