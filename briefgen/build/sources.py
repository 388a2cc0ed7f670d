"""What stands in the content folders, and what of it changed since the last build.

A file is taken for unchanged where its size, modification time and inode are those of the last look: these only save reading,
they decide nothing about the site. A file touched in the very second of the last look is read again, since it may have changed
after it within one tick of the clock.
"""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

_TICK_NS = 2_000_000_000
SCHEMA = """
CREATE TABLE IF NOT EXISTS seen_files (
    folder TEXT NOT NULL, path TEXT NOT NULL, stamp TEXT NOT NULL, PRIMARY KEY (folder, path)) WITHOUT ROWID;
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundFile:
    """A file on disk. `path` is relative to the scanned folder, with `/`; `stamp` changes when the file does."""

    path: str
    stamp: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """What a scan found: all files, and of them the new or changed ones, and the paths that are gone."""

    all: Mapping[str, str]
    changed: tuple[str, ...]
    deleted: tuple[str, ...]


def scan(folder: Path, suffixes: tuple[str, ...] | None = None) -> Iterator[FoundFile]:
    """All regular files below the folder, in no order; hidden files and folders, and symbolic links, are passed over:
    a link could bring a file from outside the content into the site. `suffixes`: only files that end so."""
    now = time.time_ns()
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
                if entry.is_dir(follow_symlinks=False):
                    waiting.append(f"{prefix}{name}/")
                elif (suffixes is None or name.endswith(suffixes)) and entry.is_file(follow_symlinks=False):
                    yield FoundFile(path=prefix + name, stamp=_stamp_of(entry.stat(follow_symlinks=False), now))


def _stamp_of(stat: os.stat_result, now: int) -> str:
    fresh = "?" if now - stat.st_mtime_ns < _TICK_NS else ""
    return f"{stat.st_size}-{stat.st_mtime_ns}-{stat.st_ino}{fresh}"


def find_changes(connection: sqlite3.Connection, folder_name: str, found: Iterable[FoundFile]) -> Changes:
    """What differs from the last look that was `remember`ed under that name."""
    known = dict(connection.execute("SELECT path, stamp FROM seen_files WHERE folder = ?", (folder_name,)))
    now = {file.path: file.stamp for file in found}
    changed = (path for path, stamp in now.items() if known.get(path) != stamp or stamp.endswith("?"))
    return Changes(all=now, changed=tuple(sorted(changed)), deleted=tuple(sorted(known.keys() - now.keys())))


def remember(connection: sqlite3.Connection, folder_name: str, changes: Changes) -> None:
    """Keeps the stamps of a look, so that the next one finds only what changed after it."""
    rows = [(folder_name, path, changes.all[path]) for path in changes.changed]
    connection.executemany("INSERT OR REPLACE INTO seen_files VALUES (?, ?, ?)", rows)
    gone = [(folder_name, path) for path in changes.deleted]
    connection.executemany("DELETE FROM seen_files WHERE folder = ? AND path = ?", gone)


def forget(connection: sqlite3.Connection, folder_name: str) -> None:
    """Makes the next look find everything changed."""
    connection.execute("UPDATE seen_files SET stamp = '' WHERE folder = ?", (folder_name,))
