"""Which files in `output/` are not ours: they stay. Found by looking where somebody changed a folder since the last build.

Only folders in which entries came or went since the last exchange are gone through (`changed_folders`); where its moment is
not known, all are. The folders of our files are kept in the state, with their number of files below them.
"""

from __future__ import annotations

import os
import sqlite3
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator
from pathlib import Path

from briefgen.executors import StartedScript
from briefgen.site import changed_folders
from briefgen.site.changed_folders import find_changed, published_folders
from briefgen.site.deltas import Delta

SCHEMA = (
    """CREATE TABLE IF NOT EXISTS published_folders (path TEXT PRIMARY KEY, files INTEGER NOT NULL) WITHOUT ROWID"""
)
_LARGE = 8_000
"""Folders: of more, another process looks which changed."""
_FRESH_SECONDS = 6.0


def count_folders(connection: sqlite3.Connection, changes: Iterable[tuple[str, int]]) -> None:
    """Keeps the folders in step: for each path of a file 1 where it came, -1 where it went."""
    counts: Counter[str] = Counter()
    for path, change in changes:
        for folder in _folders_of(path):
            counts[folder] += change
    connection.executemany(
        "INSERT INTO published_folders VALUES (?, ?) ON CONFLICT DO UPDATE SET files = files + excluded.files",
        sorted((folder, change) for folder, change in counts.items() if change),
    )
    gone = ((folder,) for folder, change in counts.items() if change < 0)
    connection.executemany("DELETE FROM published_folders WHERE path = ? AND files <= 0", gone)


def find_all(output: Path, connection: sqlite3.Connection, more: Collection[str], skip: str) -> Iterator[str]:
    """The files and folders that are not ours: the topmost of each foreign tree. `more`: paths that are ours besides those
    in the state; `skip`: a folder of ours that is named in neither."""
    files = {path for (path,) in connection.execute("SELECT path FROM published_files")}
    files.update(more)
    folders = {path for (path,) in connection.execute("SELECT path FROM published_folders")}
    folders.update(folder for path in more for folder in _folders_of(path))
    files.add(skip)
    yield from _walk(output, [""], files.__contains__, folders.__contains__, deep=True)


def is_large(connection: sqlite3.Connection) -> bool:
    """Whether a look at all folders of the site takes so long that another process had better do it."""
    return connection.execute("SELECT 1 FROM published_folders LIMIT 1 OFFSET ?", (_LARGE,)).fetchone() is not None


def start_look(output: Path, database: str, since_ns: int) -> StartedScript:
    """Has another process look which of the published folders changed, for `read_look`."""
    return StartedScript(changed_folders.__file__, os.fspath(output), database, str(since_ns))


def read_look(started: StartedScript) -> tuple[str, ...] | None:
    """The changed folders; None where the look failed or is too old to be trusted: then look yourself."""
    answer = started.answer(_FRESH_SECONDS)
    return None if answer is None else changed_folders.read_answer(answer)


def find_since(
    output: Path,
    connection: sqlite3.Connection,
    more: Collection[str],
    skip: str,
    last: Delta,
    touched: Iterable[str],
    changed: Iterable[str] | None,
) -> Iterator[str]:
    """The same, where `last` says what was foreign when it was published: what of that is still there, and what came since.
    `touched`: the paths that this build writes or deletes; `changed`: the folders of the state in which entries came or went,
    where that is known."""
    fresh = {folder for path in more for folder in _folders_of(path)}

    def has_file(path: str) -> bool:
        query = "SELECT 1 FROM published_files WHERE path = ?"
        return path == skip or path in more or connection.execute(query, (path,)).fetchone() is not None

    def has_folder(path: str) -> bool:
        query = "SELECT 1 FROM published_folders WHERE path = ?"
        return path in fresh or connection.execute(query, (path,)).fetchone() is not None

    found: set[str] = set()
    for path in last.foreign:
        if has_folder(path) and (output / path).is_dir():
            found.update(_walk(output, [path], has_file, has_folder, deep=True))
        elif not has_file(path) and os.path.lexists(output / path):
            found.add(path)
    # Folders of files that are new are asked in any case: the state that another process saw did not have them.
    asked = {"", *(folder for path in touched for folder in _folders_of(path))}
    if changed is None:
        asked.update(published_folders(connection))
    folders = {*find_changed(os.fspath(output), asked, last.since_ns), *(changed or ())}
    found.update(_walk(output, sorted(folders), has_file, has_folder, deep=False))
    yield from sorted(found)


def _walk(
    output: Path,
    folders: list[str],
    has_file: Callable[[str], bool],
    has_folder: Callable[[str], bool],
    *,
    deep: bool,
) -> Iterator[str]:
    waiting = list(folders)
    while waiting:
        folder = waiting.pop()
        try:
            opened = os.scandir(output / folder)
        except (FileNotFoundError, NotADirectoryError):
            # It went since it was found changed.
            continue
        with opened as entries:
            for entry in entries:
                path = f"{folder}/{entry.name}" if folder else entry.name
                if has_file(path):
                    continue
                if entry.is_dir(follow_symlinks=False) and has_folder(path):
                    if deep:
                        waiting.append(path)
                else:
                    yield path


def _folders_of(path: str) -> Iterator[str]:
    while path := path.rpartition("/")[0]:
        yield path
