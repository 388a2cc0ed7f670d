"""`briefgen changes`: what to upload and delete since an earlier manifest."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from briefgen.cli.console import print_json, print_line, session_of
from briefgen.errors import UsageError


def register(app: typer.Typer) -> None:
    app.command()(changes)


def changes(
    context: typer.Context,
    since: Annotated[
        Path, typer.Option(metavar="FILE", help="What `briefgen manifest` printed after the last upload.")
    ],
    as_json: Annotated[bool, typer.Option("--json", help="Print both lists as JSON.")] = False,
    rsync: Annotated[
        bool, typer.Option("--rsync", help="Print all these paths as rsync --files-from takes them.")
    ] = False,
) -> None:
    """Print what to upload (+) and delete (-) since that manifest."""
    from briefgen.build.deploying import find_site_changes
    from briefgen.config import load_config

    if as_json and rsync:
        raise UsageError("expected --json or --rsync, not both")
    found = find_site_changes(load_config(session_of(context).folder), since)
    if as_json:
        print_json({"changed": list(found.changed), "deleted": list(found.deleted)})
        return
    for path in found.changed:
        print_line(path if rsync else f"+ {path}")
    for path in found.deleted:
        # rsync deletes a file that --files-from names and the source lacks when called with --delete-missing-args.
        print_line(path if rsync else f"- {path}")
