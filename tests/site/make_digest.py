"""Prints a hash of the site made of the briefing files below a folder; run by a test in processes of differing surroundings."""

from __future__ import annotations

import hashlib
import sys
import tempfile
from pathlib import Path

from briefgen.briefing_file import read_briefing_file
from briefgen.site.catalogue import Catalogue
from briefgen.site.catalogue_schema import SCHEMA, VERSION
from briefgen.state import open_state
from tests.site.archives import make_site, render_into


def main(root: Path, order: str) -> str:
    """The hash. `order`: "forwards" or "backwards", in which the files are taken in."""
    names = sorted((path.relative_to(root).as_posix() for path in root.rglob("*.md")), reverse=order == "backwards")
    tree: dict[str, bytes] = {}
    with (
        tempfile.TemporaryDirectory() as folder,
        open_state(Path(folder), schema=SCHEMA, version=VERSION) as state,
    ):
        catalogue = Catalogue(state.connection)
        catalogue.set_site(make_site())
        files = ((name, read_briefing_file(name, (root / name).read_text(encoding="utf-8"))) for name in names)
        catalogue.update_briefings((name, "0", file) for name, file in files)
        render_into(tree, catalogue, state)
    whole = b"".join(path.encode() + b"\0" + data for path, data in sorted(tree.items()))
    return f"{len(tree)} {hashlib.sha256(whole).hexdigest()}"


if __name__ == "__main__":
    sys.stdout.write(main(Path(sys.argv[1]), sys.argv[2]))
