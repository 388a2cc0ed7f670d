"""`briefgen manifest`: the paths of the built site with their hashes."""

from __future__ import annotations

import typer

from briefgen.cli.console import print_line, session_of


def register(app: typer.Typer) -> None:
    app.command()(manifest)


def manifest(context: typer.Context) -> None:
    """Print the built site's paths with their hashes: keep it after an upload, for `changes`."""
    from briefgen.build.deploying import read_manifest
    from briefgen.config import load_config

    for path, sha256 in read_manifest(load_config(session_of(context).folder)):
        print_line(f"{sha256}  {path}")
