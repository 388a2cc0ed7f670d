"""`briefgen build`: convert what changed, publish what changed."""

from __future__ import annotations

from pathlib import Path

import click

from briefgen.cli.console import PATH, Exited, Session, counted, print_json, print_line
from briefgen.errors import GateRefused


@click.command()
@click.option("--output", type=PATH, metavar="DIR", help="Publish into this folder.")
@click.option("--full", is_flag=True, help="Forget the state and build everything anew.")
@click.option("--no-search", is_flag=True, help="Leave the search index out.")
@click.option("--jobs", type=click.IntRange(1, 64), metavar="N", help="Worker processes; one a core by default.")
@click.option("--accept", is_flag=True, help="Publish although a gate refuses the site.")
@click.option("--strict", is_flag=True, help="Exit with 1 if anything was set aside.")
@click.option("--json", "as_json", is_flag=True, help="Print the counts as JSON.")
@click.pass_obj
def build(
    session: Session,
    output: Path | None,
    full: bool,
    no_search: bool,
    jobs: int | None,
    accept: bool,
    strict: bool,
    as_json: bool,
) -> None:
    """Convert what changed, then publish what changed. Reads content/, writes output/."""
    from briefgen.build.project import BuildOptions, build_project
    from briefgen.config import load_config

    config = load_config(session.folder, output)
    options = BuildOptions(full=full, search=not no_search, jobs=jobs, accept=accept)
    report = build_project(config, options, session)
    session.finish()
    _tell(session, report.warnings, [*report.quarantined, *report.conflicts], report.written)
    if as_json:
        print_json(report.to_dict())
    elif report.site is not None:
        made = f"{counted(report.briefings, 'briefing')} from {counted(report.articles, 'article')}"
        pages = f"{counted(report.pages_written, 'page')} written, {report.pages_deleted} deleted"
        print_line(f"{made}: {pages}, {report.pages_unchanged} unchanged, in {report.site}/")
        if not report.briefings and not report.articles:
            folder = config.relative(config.paths.articles)
            session.say(f"no article in {folder}/: put one there, or make a sample project with: briefgen init DIR")
    if report.refused:
        if not as_json:
            raise GateRefused("\n".join(report.refused), remedy="The old site stays.")
        raise Exited(GateRefused.exit_status)
    if strict and report.quarantined:
        raise Exited(1)


def _tell(
    session: Session, warnings: tuple[str, ...], problems: list[object], written: tuple[tuple[str, str], ...]
) -> None:
    session.warn(warnings)
    for problem in problems:
        session.say(str(problem))
    for path, why in written:
        session.detail(f"{path}: {why}")
