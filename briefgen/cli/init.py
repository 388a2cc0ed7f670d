"""`briefgen init`: a new project folder."""

from __future__ import annotations

from pathlib import Path

import click

from briefgen.cli.console import PATH, Session, counted, print_line

_NAMED = 5
"""So many files that are there already are named; of the others their number says enough."""


@click.command()
@click.argument("folder", type=PATH, default=Path(), metavar="[DIR]")
@click.pass_obj
def init(session: Session, folder: Path) -> None:
    """Make a project folder: configuration, samples, themes. Overwrites nothing."""
    from briefgen.scaffold import make_project

    target = session.folder / folder
    made, kept = make_project(target)
    for path in kept[:_NAMED]:
        session.say(f"{path} is there already: left as it is")
    if kept[_NAMED:]:
        session.say(f"… and {counted(len(kept) - _NAMED, 'more file')}: left as they are")
    print_line(f"{counted(len(made), 'file')} in {target.as_posix()}. Next: briefgen -C {target.as_posix()} serve")
