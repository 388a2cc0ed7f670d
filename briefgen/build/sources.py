"""What stands in the content folders, and what of it changed since the last build.

A file is taken for unchanged where its size, modification time and inode are those of the last look: these only save reading,
they decide nothing about the site. A file written within a tick of the clock before a look may change after it and keep its
time, so of such a file the hash is kept as well, and the next look reads it again.
"""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from briefgen.files import sha256_of

_TICK_NS = 2_000_000_000
_UNKNOWN = ("", "", "")
SCHEMA = """
CREATE TABLE IF NOT EXISTS seen_files (
    folder TEXT NOT NULL, path TEXT NOT NULL, stamp TEXT NOT NULL, sha256 TEXT NOT NULL, PRIMARY KEY (folder, path)
) WITHOUT ROWID;
"""


class FoundFile(NamedTuple):
    """A file on disk. `path` is relative to the scanned folder, with `/`; `stamp` changes when the file does, unless it is
    `fresh`: written so short a time ago that it may change once more without one."""

    path: str
    stamp: str
    fresh: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """What a look found: the stamps of all files, the new or changed ones, the paths that are gone, and of fresh files the
    hashes. `misnamed`: see `scan`."""

    all: Mapping[str, str]
    changed: tuple[str, ...]
    deleted: tuple[str, ...]
    hashes: Mapping[str, str]
    misnamed: tuple[str, ...] = ()


def scan(
    folder: Path, suffixes: tuple[str, ...] | None = None, misnamed: list[str] | None = None
) -> Iterator[FoundFile]:
    """All regular files below the folder, in no order; hidden files and folders, and symbolic links, are passed over:
    a link could bring a file from outside the content into the site. `suffixes`: only files that end so.
    A name that is no UTF-8 can stand in no state, page or report: such files and folders are passed over as well and put into
    `misnamed`, their bytes written as escapes."""
    since = time.time_ns() - _TICK_NS
    waiting = [""]
    while waiting:
        prefix = waiting.pop()
        try:
            entries = os.scandir(folder / prefix)
        except FileNotFoundError:
            continue
        with entries:
            for entry in entries:
                name = entry.name
                if name.startswith("."):
                    continue
                if not _is_unicode(name):
                    if misnamed is not None:
                        misnamed.append((prefix + name).encode("utf-8", "backslashreplace").decode())
                    continue
                if entry.is_dir(follow_symlinks=False):
                    waiting.append(f"{prefix}{name}/")
                elif (suffixes is None or name.endswith(suffixes)) and entry.is_file(follow_symlinks=False):
                    stat = entry.stat(follow_symlinks=False)
                    written = stat.st_mtime_ns
                    yield FoundFile(prefix + name, f"{stat.st_size}-{written}-{stat.st_ino}", written > since)


def _is_unicode(name: str) -> bool:
    """False where the name holds bytes that the file system's encoding could not read (PEP 383)."""
    return name.isascii() or not any("\ud800" <= character <= "\udfff" for character in name)


def find_changes(
    connection: sqlite3.Connection, name: str, folder: Path, suffixes: tuple[str, ...] | None = None
) -> Changes:
    """What differs in the folder from the look that was `remember`ed last under that name."""
    query = "SELECT path, stamp, sha256 FROM seen_files WHERE folder = ?"
    known = {row[0]: row for row in connection.execute(query, (name,))}
    stamps: dict[str, str] = {}
    hashes: dict[str, str] = {}
    changed: list[str] = []
    misnamed: list[str] = []
    for path, stamp, fresh in scan(folder, suffixes, misnamed):
        stamps[path] = stamp
        _, before, sha256 = known.get(path, _UNKNOWN)
        if fresh or (before == stamp and sha256):
            hashes[path] = sha256_of((folder / path).read_bytes())
        if before != stamp or (sha256 and sha256 != hashes[path]):
            changed.append(path)
    return Changes(
        all=stamps,
        changed=tuple(sorted(changed)),
        deleted=tuple(sorted(known.keys() - stamps.keys())),
        hashes=hashes,
        misnamed=tuple(sorted(misnamed)),
    )


def remember(connection: sqlite3.Connection, name: str, changes: Changes) -> None:
    """Keeps a look, so that the next one finds only what changed after it."""
    paths: Iterable[str] = {*changes.changed, *changes.hashes}
    rows = [(name, path, changes.all[path], changes.hashes.get(path, "")) for path in sorted(paths)]
    connection.executemany("INSERT OR REPLACE INTO seen_files VALUES (?, ?, ?, ?)", rows)
    gone = [(name, path) for path in changes.deleted]
    connection.executemany("DELETE FROM seen_files WHERE folder = ? AND path = ?", gone)


def forget(connection: sqlite3.Connection, name: str) -> None:
    """Makes the next look find everything changed."""
    connection.execute("UPDATE seen_files SET stamp = '' WHERE folder = ?", (name,))
