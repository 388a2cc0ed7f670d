"""What stands in the content folders, and what of it changed since the last build.

A file is taken for unchanged where its size, modification time and inode are those of the last look: these only save reading,
they decide nothing about the site. A file written within a tick of the clock before a look may change after it and keep its
time, so of such a file the hash is kept as well, and the next look reads it again.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from briefgen.build import content_look
from briefgen.build.content_look import Look, look, stamp_of
from briefgen.executors import StartedScript
from briefgen.files import sha256_of

_LARGE = 20_000
"""Files."""
SCHEMA = """
CREATE TABLE IF NOT EXISTS seen_files (
    folder TEXT NOT NULL, path TEXT NOT NULL, stamp TEXT NOT NULL, sha256 TEXT NOT NULL, PRIMARY KEY (folder, path)
) WITHOUT ROWID;
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """What a look found: the stamps of all files, the new or changed ones, the paths that are gone, and of fresh files the
    hashes, "" for those that are fresh no longer. `misnamed`: see `content_look.scan`."""

    all: Mapping[str, str]
    changed: tuple[str, ...]
    deleted: tuple[str, ...]
    hashes: Mapping[str, str]
    misnamed: tuple[str, ...] = ()


def is_large(connection: sqlite3.Connection, name: str) -> bool:
    """Whether a look at all files takes so long that another process had better do it, by what the last one saw."""
    query = "SELECT 1 FROM seen_files WHERE folder = ? LIMIT 1 OFFSET ?"
    return connection.execute(query, (name, _LARGE)).fetchone() is not None


def start_look(folder: Path, suffixes: tuple[str, ...] | None) -> StartedScript:
    """Has another process look at a large folder, for `find_changes`."""
    return StartedScript(content_look.__file__, str(folder), *(suffixes or ()))


def find_changes(
    connection: sqlite3.Connection,
    name: str,
    folder: Path,
    suffixes: tuple[str, ...] | None = None,
    started: StartedScript | None = None,
) -> Changes:
    """What differs in the folder from the look that was `remember`ed last under that name. `started`: the look of another
    process, where there is one."""
    # First what is known, which takes as long as a fifth of the look: that goes on meanwhile in the other process.
    query = "SELECT path, {} FROM seen_files WHERE folder = ?"
    known: dict[str, str] = dict(connection.execute(query.format("stamp"), (name,)))
    hashed: dict[str, str] = dict(connection.execute(query.format("sha256") + " AND sha256 != ''", (name,)))
    stamps, fresh, misnamed = _look_of(started) or look(folder, suffixes)
    again = {*fresh, *(path for path in hashed if stamps.get(path) == known[path])}
    found = {path: sha256_of((folder / path).read_bytes()) for path in again}
    changed = {path for path, stamp in stamps.items() if known.get(path) != stamp}
    changed.update(path for path in again & hashed.keys() if found[path] != hashed[path])
    is_whole = len(stamps) - sum(path not in known for path in changed) == len(known)
    return Changes(
        all=stamps,
        changed=tuple(sorted(changed)),
        deleted=() if is_whole else tuple(sorted(known.keys() - stamps.keys())),
        # Read once after it could still change, a file need never be read again for its time.
        hashes={path: found[path] if path in fresh else "" for path in again},
        misnamed=tuple(sorted(misnamed)),
    )


def _look_of(started: StartedScript | None) -> Look | None:
    answer = started.answer() if started is not None else None
    return None if answer is None else content_look.read_answer(answer)


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
            stamps[path] = stamp_of(file.lstat())
            hashes[path] = sha256_of(file.read_bytes())
            there.add(path)
        except FileNotFoundError:
            gone.add(path)
    return replace(changes, all=stamps, changed=tuple(sorted(there)), deleted=tuple(sorted(gone)), hashes=hashes)


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
