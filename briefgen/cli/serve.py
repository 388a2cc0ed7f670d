"""`briefgen serve`: look at the site while working on it."""

from __future__ import annotations

import click

from briefgen.cli.console import Session


@click.command()
@click.option(
    "--port", type=click.IntRange(0, 65535), default=8000, show_default=True, metavar="N", help="0 takes a free one."
)
@click.pass_obj
def serve(session: Session, port: int) -> None:
    """Build, serve on loopback, build again on a change. Reloads the open page, too; ends with ctrl-C."""
    from briefgen.config import load_config
    from briefgen.serve import serve_project

    serve_project(load_config(session.folder), port, session)
