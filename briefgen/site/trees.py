"""Trees of files on a disk: sharing one, exchanging two, moving a file across disks. Paths are plain text (see `files`)."""

from __future__ import annotations

import ctypes
import errno
import os
import shutil
import sys
from pathlib import Path

from briefgen.files import copy_file, move_file, share_file

_EXCHANGE = 2
_AT_FDCWD = -100


def share_tree(source: Path, target: Path, leave_out: frozenset[str] = frozenset()) -> None:
    """Puts all files below a folder at a second place (see `share_file`). `leave_out`: paths in it, of files or folders."""
    for folder, folders, names in os.walk(source):
        relative = os.path.relpath(folder, source)
        prefix = "" if relative == "." else f"{relative}/"
        folders[:] = [name for name in folders if f"{prefix}{name}" not in leave_out]
        for name in names:
            if f"{prefix}{name}" not in leave_out:
                share_file(f"{folder}/{name}", f"{target}/{prefix}{name}")


def move(source: str, target: str) -> None:
    """Moves a file; across disks, by a copy beside the target, so that no reader sees a half of it."""
    try:
        move_file(source, target)
    except OSError as error:
        if error.errno != errno.EXDEV:
            raise
        folder, _, name = target.rpartition("/")
        beside = f"{folder}/.{name}.briefgen"
        copy_file(source, beside)
        move_file(beside, target)
        Path(source).unlink()


def remove(site: Path, path: str) -> None:
    """Removes a file and the folders that it leaves empty."""
    (site / path).unlink(missing_ok=True)
    folder = (site / path).parent
    while folder != site:
        try:
            folder.rmdir()
        except OSError:
            return
        folder = folder.parent


def drop(folder: Path) -> None:
    """Removes a folder with all that is in it, if it is there."""
    if folder.exists():
        shutil.rmtree(folder)


def find_exchange() -> ctypes._NamedFuncPointer | None:
    """Linux's renameat2, where there is one."""
    if not sys.platform.startswith("linux"):
        return None
    return getattr(ctypes.CDLL(None, use_errno=True), "renameat2", None)


def exchange(one: Path, other: Path) -> None:
    """Exchanges two folders in one system call (renameat2 with RENAME_EXCHANGE)."""
    call = find_exchange()
    if call is None or call(_AT_FDCWD, os.fsencode(one), _AT_FDCWD, os.fsencode(other), _EXCHANGE) != 0:
        code = ctypes.get_errno()
        raise OSError(code, os.strerror(code))
