"""`briefgen convert`: articles become briefing files; no site is built."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from briefgen.cli.console import print_json, print_line, session_of


def register(app: typer.Typer) -> None:
    app.command()(convert)


def convert(
    context: typer.Context,
    articles: Annotated[
        list[Path] | None, typer.Argument(metavar="ARTICLE", help="Only these; all by default.", show_default=False)
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would be written; write nothing.")] = False,
    strict: Annotated[bool, typer.Option("--strict", help="Exit with 1 if anything was set aside.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print what was done as JSON.")] = False,
) -> None:
    """Convert articles into content/briefings/, and merge them with what people edited there."""
    from briefgen.build.project import convert_project
    from briefgen.config import load_config

    session = session_of(context)
    config = load_config(session.folder)
    report = convert_project(config, tuple(articles or ()), session, dry_run=dry_run)
    session.finish()
    for warning in report.warnings:
        session.say(f"warning: {warning}")
    for problem in (*report.quarantined, *report.conflicts):
        session.say(str(problem))
    if as_json:
        print_json(report.to_dict())
    else:
        for path in report.written:
            print_line(f"{'would write' if dry_run else 'wrote'} {path}")
        for path in report.deleted:
            print_line(f"{'would delete' if dry_run else 'deleted'} {path}")
        print_line(f"{report.articles} articles, {report.briefings} briefings, {len(report.written)} files written")
    if strict and report.quarantined:
        raise typer.Exit(1)
