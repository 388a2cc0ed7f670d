"""The marks in `output/.briefgen-site/`: lists that name the files that are ours, and a digest of the whole site.

By them we know, even with all state gone, which files are foreign and stay, and whether somebody changed the folder between
two builds. A file's list follows from a hash of its path, and there are more lists where there are more files, so that a list
names a few hundred: a build writes those of the files that came or went, and costs the same in a small site and a large one.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

from briefgen.site.pages import is_inside

FOLDER = ".briefgen-site"
DIGEST = f"{FOLDER}/digest"
_FILES_A_LIST = 512
_PLACES = 16
"""Bits of a hash: four name one of 16 lists, eight one of 256, and so on."""


def place_of(path: str) -> int:
    """Where the file stands among all lists: a number of 16 bits."""
    return int.from_bytes(hashlib.sha256(path.encode()).digest()[:2])


def bits_for(files: int) -> int:
    """How many bits of its place name a file's list, in a site of so many files."""
    bits = 4
    while bits < _PLACES and files > _FILES_A_LIST << bits:
        bits += 4
    return bits


def list_name(place: int, bits: int) -> str:
    """The path of the list for a place."""
    return f"{FOLDER}/{place >> (_PLACES - bits):0{bits // 4}x}"


def places_in(place: int, bits: int) -> tuple[int, int]:
    """The first place that is in the same list, and the first after it."""
    width = 1 << (_PLACES - bits)
    first = place - place % width
    return first, first + width


def list_places(bits: int) -> Iterator[int]:
    """A place of each list."""
    return iter(range(0, 1 << _PLACES, 1 << (_PLACES - bits)))


def is_mark(path: str) -> bool:
    return path.startswith(f"{FOLDER}/")


def read_digest(site: Path) -> str:
    """The digest that the site bears, "" where there is none."""
    try:
        return (site / DIGEST).read_text(encoding="ascii").strip()
    except (OSError, ValueError):
        return ""


def read_lists(site: Path) -> Iterator[tuple[str, tuple[str, ...]]]:
    """The path of each list that stands in the site, and the files that it names; a path that leaves the site is none of ours,
    whoever wrote it there."""
    folder = site / FOLDER
    for file in sorted(folder.iterdir()) if folder.is_dir() else ():
        if file.is_file() and file.name != "digest":
            paths = file.read_text(encoding="utf-8", errors="replace").splitlines()
            yield f"{FOLDER}/{file.name}", tuple(path for path in paths if is_inside(path))


def read_site_files(site: Path) -> tuple[str, ...]:
    """The paths of a published site's files that are ours, in order, as its own marks name them."""
    return tuple(sorted(path for _, paths in read_lists(site) for path in paths))
