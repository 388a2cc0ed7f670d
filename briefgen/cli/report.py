"""`briefgen report`: what was set aside, what is in conflict, what the last build did and why."""

from __future__ import annotations

import click

from briefgen.cli.console import Session, print_json, print_line


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print the report as JSON.")
@click.pass_obj
def report(session: Session, as_json: bool) -> None:
    """Name the articles set aside and the edits in conflict. Each with its reason, and what the last build did."""
    from briefgen.config import load_config
    from briefgen.report import describe_last_build, tell_last_build

    config = load_config(session.folder)
    if as_json:
        print_json(describe_last_build(config))
    else:
        for line in tell_last_build(config, verbose=session.verbose):
            print_line(line)
