"""`briefgen init`: a new project folder."""

from __future__ import annotations

from pathlib import Path

import click

from briefgen.cli.console import PATH, Session, print_line


@click.command()
@click.argument("folder", type=PATH, default=Path(), metavar="[DIR]")
@click.pass_obj
def init(session: Session, folder: Path) -> None:
    """Make a project folder: configuration, sample articles, themes. Overwrites nothing."""
    from briefgen.scaffold import make_project

    target = session.folder / folder
    made, kept = make_project(target)
    for path in kept:
        session.say(f"{path} is there already: left as it is")
    print_line(f"{len(made)} files in {target.as_posix()}. Next: briefgen -C {target.as_posix()} serve")
