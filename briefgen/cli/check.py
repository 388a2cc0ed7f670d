"""`briefgen check`: what is wrong with the built site."""

from __future__ import annotations

import click

from briefgen.cli.console import Exited, Session, print_json, print_line


@click.command()
@click.option("--host", metavar="NAME", help="Also check this hosting service's limits.")
@click.option("--json", "as_json", is_flag=True, help="Print the problems as JSON.")
@click.pass_obj
def check(session: Session, host: str | None, as_json: bool) -> None:
    """Find what is broken in the built site. Links and anchors, missing alternative texts, invalid feeds, a service's limits."""
    from briefgen.config import load_config
    from briefgen.site.checks import check_site

    config = load_config(session.folder)
    problems = check_site(config.paths.output, host)
    if as_json:
        print_json({"problems": [{"path": p.path, "problem": p.text} for p in problems]})
    else:
        for problem in problems:
            print_line(f"{problem.path}: {problem.text}")
        print_line(f"{len(problems)} problems" if problems else "no problems")
    if problems:
        raise Exited(1)
