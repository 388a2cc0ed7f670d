"""`briefgen report`: what was set aside, what is in conflict, what the last build did and why."""

from __future__ import annotations

from typing import Annotated

import typer

from briefgen.cli.console import print_json, print_line, session_of


def register(app: typer.Typer) -> None:
    app.command()(report)


def report(
    context: typer.Context, as_json: Annotated[bool, typer.Option("--json", help="Print the report as JSON.")] = False
) -> None:
    """Name the articles set aside with their reasons, the edited briefings in conflict, and what the last build did."""
    from briefgen.config import load_config
    from briefgen.report import describe_last_build, tell_last_build

    config = load_config(session_of(context).folder)
    if as_json:
        print_json(describe_last_build(config))
    else:
        for line in tell_last_build(config, verbose=session_of(context).verbose):
            print_line(line)
