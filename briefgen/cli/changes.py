"""`briefgen changes`: what to upload and delete since an earlier manifest."""

from __future__ import annotations

from pathlib import Path

import click

from briefgen.cli.console import PATH, Session, print_json, print_line
from briefgen.errors import UsageError


@click.command()
@click.option(
    "--since", type=PATH, required=True, metavar="FILE", help="What `briefgen manifest` printed after the last upload."
)
@click.option("--json", "as_json", is_flag=True, help="Print both lists as JSON.")
@click.option("--rsync", is_flag=True, help="Print all these paths as rsync --files-from takes them.")
@click.pass_obj
def changes(session: Session, since: Path, as_json: bool, rsync: bool) -> None:
    """Print what to upload (+) and delete (-) since a manifest."""
    from briefgen.build.deploying import find_site_changes
    from briefgen.config import load_config

    if as_json and rsync:
        raise UsageError("expected --json or --rsync, not both")
    found = find_site_changes(load_config(session.folder), since)
    if as_json:
        print_json({"changed": list(found.changed), "deleted": list(found.deleted)})
        return
    for path in found.changed:
        print_line(path if rsync else f"+ {path}")
    for path in found.deleted:
        # rsync deletes a file that --files-from names and the source lacks when called with --delete-missing-args.
        print_line(path if rsync else f"- {path}")
