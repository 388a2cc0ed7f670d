"""Where the kit of real texts, scorers and peers lies: `../shared` beside the checkout, or BRIEFGEN_SHARED."""

from __future__ import annotations

import gzip
import json
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
KIT = Path(os.environ.get("BRIEFGEN_SHARED") or ROOT.parent / "shared")
PROGRAM = Path(sys.executable).parent / "briefgen"


class KitMissing(SystemExit):
    """The kit is needed and is not there: the message, and exit status 1."""

    def __init__(self, path: Path) -> None:
        super().__init__(f"{path.name} of the kit is not here: set BRIEFGEN_SHARED to the kit's folder")


def kit_path(relative: str) -> Path:
    """A file or folder of the kit. Raises KitMissing."""
    path = KIT / relative
    if not path.exists():
        raise KitMissing(path)
    return path


def read_rows(path: Path) -> Iterator[dict[str, Any]]:
    """The rows of a JSON Lines file, plain or gzipped."""
    opener: Any = gzip.open if path.suffix == ".gz" else open
    with opener(path, "rt", encoding="utf-8") as handle:
        yield from (json.loads(line) for line in handle if line.strip())


def tell(value: dict[str, Any]) -> None:
    """One JSON line on stdout, at once."""
    print(json.dumps(value, ensure_ascii=False), flush=True)
