"""`briefgen init`: a new project folder."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from briefgen.cli.console import print_line, session_of


def register(app: typer.Typer) -> None:
    app.command()(init)


def init(
    context: typer.Context,
    folder: Annotated[
        Path, typer.Argument(metavar="DIR", help="Made where it is missing.", show_default=False)
    ] = Path(),
) -> None:
    """Make a project folder: configuration, sample articles, themes. Overwrites nothing."""
    from briefgen.scaffold import make_project

    target = session_of(context).folder / folder
    made, kept = make_project(target)
    for path in kept:
        session_of(context).say(f"{path} is there already: left as it is")
    print_line(f"{len(made)} files in {target.as_posix()}. Next: briefgen -C {target.as_posix()} serve")
