"""`briefgen manifest`: the paths of the built site with their hashes."""

from __future__ import annotations

import click

from briefgen.cli.console import Session, print_line


@click.command()
@click.pass_obj
def manifest(session: Session) -> None:
    """Print the built site's paths with their hashes. Keep it after an upload, for `changes`."""
    from briefgen.build.deploying import read_manifest
    from briefgen.config import load_config

    for path, sha256 in read_manifest(load_config(session.folder)):
        print_line(f"{sha256}  {path}")
