"""`briefgen check`: what is wrong with the built site."""

from __future__ import annotations

from typing import Annotated

import typer

from briefgen.cli.console import print_json, print_line, session_of


def register(app: typer.Typer) -> None:
    app.command()(check)


def check(
    context: typer.Context,
    host: Annotated[str | None, typer.Option(metavar="NAME", help="Also check this hosting service's limits.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the problems as JSON.")] = False,
) -> None:
    """Find broken links and anchors, missing alternative texts, invalid feeds, a service's limits."""
    from briefgen.config import load_config
    from briefgen.site.checks import check_site

    config = load_config(session_of(context).folder)
    problems = check_site(config.paths.output, host)
    if as_json:
        print_json({"problems": [{"path": p.path, "problem": p.text} for p in problems]})
    else:
        for problem in problems:
            print_line(f"{problem.path}: {problem.text}")
        print_line(f"{len(problems)} problems" if problems else "no problems")
    if problems:
        raise typer.Exit(1)
