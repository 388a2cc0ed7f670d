"""`briefgen build`: convert what changed, publish what changed."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from briefgen.cli.console import Session, print_json, print_line, session_of
from briefgen.errors import GateRefused


def register(app: typer.Typer) -> None:
    app.command()(build)


def build(
    context: typer.Context,
    output: Annotated[Path | None, typer.Option(help="Publish into this folder.", metavar="DIR")] = None,
    full: Annotated[bool, typer.Option("--full", help="Forget the state and build everything anew.")] = False,
    no_search: Annotated[bool, typer.Option("--no-search", help="Leave the search index out.")] = False,
    jobs: Annotated[
        int | None, typer.Option(min=1, max=64, metavar="N", help="Worker processes; one a core by default.")
    ] = None,
    accept: Annotated[bool, typer.Option("--accept", help="Publish although a gate refuses the site.")] = False,
    strict: Annotated[bool, typer.Option("--strict", help="Exit with 1 if anything was set aside.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print the counts as JSON.")] = False,
) -> None:
    """Convert what changed in content/, then publish what changed into output/."""
    from briefgen.build.project import BuildOptions, build_project
    from briefgen.config import load_config

    session = session_of(context)
    config = load_config(session.folder, output)
    options = BuildOptions(full=full, search=not no_search, jobs=jobs, accept=accept)
    report = build_project(config, options, session)
    session.finish()
    _tell(session, report.warnings, [*report.quarantined, *report.conflicts], report.written)
    if as_json:
        print_json(report.to_dict())
    elif report.site is not None:
        changed = (
            f"{report.pages_written} pages written, {report.pages_deleted} deleted, {report.pages_unchanged} unchanged"
        )
        print_line(f"{report.briefings} briefings from {report.articles} articles: {changed}, in {report.site}/")
    if report.refused:
        if not as_json:
            raise GateRefused("\n".join(report.refused), remedy="The old site stays.")
        raise typer.Exit(GateRefused.exit_status)
    if strict and report.quarantined:
        raise typer.Exit(1)


def _tell(
    session: Session, warnings: tuple[str, ...], problems: list[object], written: tuple[tuple[str, str], ...]
) -> None:
    for warning in warnings[:20]:
        session.say(f"warning: {warning}")
    if len(warnings) > 20:
        session.say(f"… and {len(warnings) - 20} more warnings: briefgen report")
    for problem in problems:
        session.say(str(problem))
    for path, why in written:
        session.detail(f"{path}: {why}")
