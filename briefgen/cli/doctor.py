"""`briefgen doctor`: what is installed, what is missing, the command that mends it."""

from __future__ import annotations

import click

from briefgen.cli.console import Exited, Session, print_json, print_line


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print the findings as JSON.")
@click.pass_obj
def doctor(session: Session, as_json: bool) -> None:
    """Tell the versions, what is missing and how to mend it."""
    from briefgen.doctor import examine

    findings = examine(session.folder)
    if as_json:
        print_json({"parts": [finding.to_dict() for finding in findings]})
    else:
        for finding in findings:
            print_line(str(finding))
    if any(finding.required and not finding.present for finding in findings):
        raise Exited(1)
