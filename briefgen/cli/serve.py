"""`briefgen serve`: look at the site while working on it."""

from __future__ import annotations

from typing import Annotated

import typer

from briefgen.cli.console import session_of


def register(app: typer.Typer) -> None:
    app.command()(serve)


def serve(
    context: typer.Context,
    port: Annotated[int, typer.Option(min=0, max=65535, metavar="N", help="0 takes a free one.")] = 8000,
) -> None:
    """Build, serve on loopback, and rebuild and reload the open page on a change. Ends with ctrl-C."""
    from briefgen.config import load_config
    from briefgen.serve import serve_project

    session = session_of(context)
    serve_project(load_config(session.folder), port, session)
