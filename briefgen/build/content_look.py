"""What files stand below a content folder, and when each was last changed: one question to the system for each file.

For a large folder another process asks, while its owner loads what it needs in any case. It runs this file alone, which needs
the standard library and nothing else, so that it starts in a fiftieth of a second.
"""

from __future__ import annotations

import marshal
import os
import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

_TICK_NS = 2_000_000_000

Look = tuple[dict[str, str], set[str], list[str]]
"""The stamps of all files, which change when a file does; the fresh ones, that may change once more without one; the names
that are no UTF-8, see `scan`."""


def scan(
    folder: str | os.PathLike[str], suffixes: tuple[str, ...] | None = None, misnamed: list[str] | None = None
) -> Iterator[str]:
    """The paths, relative and with `/`, of all regular files below the folder, in no order; hidden files and folders, and
    symbolic links, are passed over: a link could bring a file from outside the content into the site.
    `suffixes`: only files that end so. A name that is no UTF-8 can stand in no state, page or report: such files and folders
    are passed over as well and put into `misnamed`, their bytes written as escapes."""
    for prefix, files in _folders(os.fspath(folder), suffixes, misnamed):
        yield from [prefix + entry.name for entry in files]


def look(folder: str | os.PathLike[str], suffixes: tuple[str, ...] | None) -> Look:
    """All files below the folder as they are now."""
    stamps: dict[str, str] = {}
    fresh: set[str] = set()
    misnamed: list[str] = []
    since = time.time_ns() - _TICK_NS
    for prefix, files in _folders(os.fspath(folder), suffixes, misnamed):
        for entry in files:
            try:
                stat = entry.stat(follow_symlinks=False)
            except FileNotFoundError:
                # It went while we looked, as an editor's temporary file does.
                continue
            path = prefix + entry.name
            stamps[path] = stamp_of(stat)
            if stat.st_mtime_ns > since:
                fresh.add(path)
    return stamps, fresh, misnamed


def stamp_of(stat: os.stat_result) -> str:
    """The stamp of a file, as `look` gives it."""
    return f"{stat.st_size}-{stat.st_mtime_ns}-{stat.st_ino}"


def _folders(
    folder: str, suffixes: tuple[str, ...] | None, misnamed: list[str] | None
) -> Iterator[tuple[str, list[os.DirEntry[str]]]]:
    """The files of each folder with the folder's path, "" or one that ends with `/`. To be gone through at once: the handle
    of the folder is open until the next one is asked for."""
    waiting = [""]
    while waiting:
        prefix = waiting.pop()
        with _listed(f"{folder}/{prefix}") as entries:
            files = []
            for entry in entries:
                name = entry.name
                if name[0] == ".":
                    continue
                if not name.isascii() and not _is_unicode(name):
                    if misnamed is not None:
                        misnamed.append((prefix + name).encode("utf-8", "backslashreplace").decode())
                elif (suffixes is None or name.endswith(suffixes)) and entry.is_file(follow_symlinks=False):
                    # Most often a file: asked first, since an archive is mostly these.
                    files.append(entry)
                elif entry.is_dir(follow_symlinks=False):
                    waiting.append(f"{prefix}{name}/")
            yield prefix, files


@contextmanager
def _listed(folder: str) -> Iterator[Iterable[os.DirEntry[str]]]:
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


def read_answer(answer: bytes) -> Look:
    """What this file, run as a script, saw."""
    found: Look = marshal.loads(answer)
    return found


def _main(folder: str, *suffixes: str) -> None:
    sys.stdout.buffer.write(marshal.dumps(look(folder, suffixes or None)))


if __name__ == "__main__":
    _main(*sys.argv[1:])
