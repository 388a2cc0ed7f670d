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
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from briefgen.files import sha256_of

_TICK_NS = 2_000_000_000
SCHEMA = """
CREATE TABLE IF NOT EXISTS seen_files (
    folder TEXT NOT NULL, path TEXT NOT NULL, stamp TEXT NOT NULL, sha256 TEXT NOT NULL, PRIMARY KEY (folder, path)
) WITHOUT ROWID;
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """What a look found: the stamps of all files, the new or changed ones, the paths that are gone, and of fresh files the
    hashes, "" for those that are fresh no longer. `misnamed`: see `scan`."""

    all: Mapping[str, str]
    changed: tuple[str, ...]
    deleted: tuple[str, ...]
    hashes: Mapping[str, str]
    misnamed: tuple[str, ...] = ()


def scan(folder: Path, suffixes: tuple[str, ...] | None = None, misnamed: list[str] | None = None) -> Iterator[str]:
    """The paths, relative and with `/`, of all regular files below the folder, in no order; hidden files and folders, and
    symbolic links, are passed over: a link could bring a file from outside the content into the site.
    `suffixes`: only files that end so. A name that is no UTF-8 can stand in no state, page or report: such files and folders
    are passed over as well and put into `misnamed`, their bytes written as escapes."""
    for prefix, entry in _entries(folder, suffixes, misnamed):
        yield prefix + entry.name


def _entries(
    folder: Path, suffixes: tuple[str, ...] | None, misnamed: list[str] | None
) -> Iterator[tuple[str, os.DirEntry[str]]]:
    """Each file with the path of its folder, "" or one that ends with `/`."""
    waiting = [""]
    while waiting:
        prefix = waiting.pop()
        with _listed(folder / prefix) as entries:
            for entry in entries:
                name = entry.name
                if name[0] == ".":
                    continue
                if not name.isascii() and not _is_unicode(name):
                    if misnamed is not None:
                        misnamed.append((prefix + name).encode("utf-8", "backslashreplace").decode())
                elif suffixes is not None and name.endswith(suffixes):
                    # Most often a file: asked first, since an archive is mostly these.
                    if entry.is_file(follow_symlinks=False):
                        yield prefix, entry
                    elif entry.is_dir(follow_symlinks=False):
                        waiting.append(f"{prefix}{name}/")
                elif entry.is_dir(follow_symlinks=False):
                    waiting.append(f"{prefix}{name}/")
                elif suffixes is None and entry.is_file(follow_symlinks=False):
                    yield prefix, entry


@contextmanager
def _listed(folder: Path) -> Iterator[Iterable[os.DirEntry[str]]]:
    """What is in the folder; nothing where it is not there. It is listed by a handle of the system where that can be done: a
    look at each file in it needs no way from the root then, a quarter of its time."""
    handle = -1
    try:
        if os.scandir in os.supports_fd:
            handle = os.open(folder, os.O_RDONLY)
        entries = os.scandir(folder if handle < 0 else handle)
    except FileNotFoundError:
        yield ()
        return
    try:
        with entries:
            yield entries
    finally:
        if handle >= 0:
            os.close(handle)


def _is_unicode(name: str) -> bool:
    """False where the name holds bytes that the file system's encoding could not read (PEP 383)."""
    return not any("\ud800" <= character <= "\udfff" for character in name)


def find_changes(
    connection: sqlite3.Connection, name: str, folder: Path, suffixes: tuple[str, ...] | None = None
) -> Changes:
    """What differs in the folder from the look that was `remember`ed last under that name."""
    misnamed: list[str] = []
    stamps, fresh = _look(folder, suffixes, misnamed)
    query = "SELECT path, {} FROM seen_files WHERE folder = ?"
    known: dict[str, str] = dict(connection.execute(query.format("stamp"), (name,)))
    hashed: dict[str, str] = dict(connection.execute(query.format("sha256") + " AND sha256 != ''", (name,)))
    again = {*fresh, *(path for path in hashed if stamps.get(path) == known[path])}
    found = {path: sha256_of((folder / path).read_bytes()) for path in again}
    changed = {path for path, stamp in stamps.items() if known.get(path) != stamp}
    changed.update(path for path in again & hashed.keys() if found[path] != hashed[path])
    return Changes(
        all=stamps,
        changed=tuple(sorted(changed)),
        deleted=tuple(sorted(known.keys() - stamps.keys())),
        # Read once after it could still change, a file need never be read again for its time.
        hashes={path: found[path] if path in fresh else "" for path in again},
        misnamed=tuple(sorted(misnamed)),
    )


def _look(folder: Path, suffixes: tuple[str, ...] | None, misnamed: list[str]) -> tuple[dict[str, str], set[str]]:
    """The stamps of all files, which change when a file does; and the fresh ones, that may change once more without one."""
    stamps: dict[str, str] = {}
    fresh: set[str] = set()
    since = time.time_ns() - _TICK_NS
    for prefix, entry in _entries(folder, suffixes, misnamed):
        try:
            stat = entry.stat(follow_symlinks=False)
        except FileNotFoundError:
            # It went while we looked, as an editor's temporary file does.
            continue
        path = prefix + entry.name
        stamps[path] = _stamp(stat)
        if stat.st_mtime_ns > since:
            fresh.add(path)
    return stamps, fresh


def look_again(folder: Path, changes: Changes, paths: Iterable[str]) -> Changes:
    """The same look, once these files have been written or taken away by ourselves: they alone are looked at again."""
    stamps, hashes = dict(changes.all), dict(changes.hashes)
    there, gone = set(changes.changed), set(changes.deleted)
    for path in set(paths):
        stamps.pop(path, None)
        hashes.pop(path, None)
        there.discard(path)
        gone.discard(path)
        file = folder / path
        try:
            stamps[path] = _stamp(file.lstat())
            hashes[path] = sha256_of(file.read_bytes())
            there.add(path)
        except FileNotFoundError:
            gone.add(path)
    return replace(changes, all=stamps, changed=tuple(sorted(there)), deleted=tuple(sorted(gone)), hashes=hashes)


def _stamp(stat: os.stat_result) -> str:
    return f"{stat.st_size}-{stat.st_mtime_ns}-{stat.st_ino}"


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
