"""`briefgen convert`: articles become briefing files; no site is built."""

from __future__ import annotations

from pathlib import Path

import click

from briefgen.cli.console import PATH, Exited, Session, counted, print_json, print_line


@click.command()
@click.argument("articles", type=PATH, nargs=-1, metavar="[ARTICLE]...")
@click.option("--dry-run", is_flag=True, help="Say what would be written; write nothing.")
@click.option("--strict", is_flag=True, help="Exit with 1 if anything was set aside.")
@click.option("--json", "as_json", is_flag=True, help="Print what was done as JSON.")
@click.pass_obj
def convert(session: Session, articles: tuple[Path, ...], dry_run: bool, strict: bool, as_json: bool) -> None:
    """Convert articles into content/briefings/. What people edited there is kept."""
    from briefgen.build.project import convert_project
    from briefgen.config import load_config

    config = load_config(session.folder)
    report = convert_project(config, articles, session, dry_run=dry_run)
    session.finish()
    session.warn(report.warnings)
    for problem in (*report.quarantined, *report.conflicts):
        session.say(str(problem))
    if as_json:
        print_json(report.to_dict())
    else:
        for path in report.written:
            print_line(f"{'would write' if dry_run else 'wrote'} {path}")
        for path in report.deleted:
            print_line(f"{'would delete' if dry_run else 'deleted'} {path}")
        made = f"{counted(report.articles, 'article')}, {counted(report.briefings, 'briefing')}"
        print_line(f"{made}, {counted(len(report.written), 'file')} written")
    if strict and report.quarantined:
        raise Exited(1)
