"""`briefgen doctor`: what is installed, what is missing, the command that mends it."""

from __future__ import annotations

from typing import Annotated

import typer

from briefgen.cli.console import print_json, print_line, session_of


def register(app: typer.Typer) -> None:
    app.command()(doctor)


def doctor(
    context: typer.Context, as_json: Annotated[bool, typer.Option("--json", help="Print the findings as JSON.")] = False
) -> None:
    """Tell the versions, what is missing and the command that mends it."""
    from briefgen.doctor import examine

    findings = examine(session_of(context).folder)
    if as_json:
        print_json({"parts": [finding.to_dict() for finding in findings]})
    else:
        for finding in findings:
            print_line(str(finding))
    if any(finding.required and not finding.present for finding in findings):
        raise typer.Exit(1)
