"""The disk: bounded reads, paths that stay inside their folder, writes that change nothing when nothing changed.

Some functions take paths as plain text: they are called for each of a site's files, where a `Path` costs more than the call
of the system that it is for."""
# ruff: noqa: PTH102, PTH103, PTH105, PTH108, PTH118, PTH120

from __future__ import annotations

import hashlib
import os
import tempfile
from pathlib import Path

from briefgen.errors import LimitExceeded, UnreadableArticle

ARTICLE_LIMIT_BYTES = 10_000_000
_READ = os.O_RDONLY | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_BINARY", 0)
_WRITE = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_BINARY", 0)


def read_bounded(path: Path, limit_bytes: int = ARTICLE_LIMIT_BYTES) -> bytes:
    """The bytes of a regular file. Raises LimitExceeded past the limit, UnreadableArticle where it can't be read."""
    try:
        data = read_file(path, limit_bytes + 1)
    except OSError as error:
        raise UnreadableArticle("expected a file that can be read", found=error.strerror or "an error") from error
    if len(data) > limit_bytes:
        raise LimitExceeded(f"expected at most {limit_bytes:,} bytes", remedy="Split the file.")
    return data


def read_file(path: str | Path, most_bytes: int | None = None) -> bytes:
    """The bytes of a file, or the first `most_bytes` of them."""
    descriptor = os.open(path, _READ)
    try:
        size = os.fstat(descriptor).st_size if most_bytes is None else most_bytes
        data = os.read(descriptor, size)
        while len(data) < size and (more := os.read(descriptor, size - len(data))):
            data += more
    finally:
        os.close(descriptor)
    return data


def sha256_of(data: bytes) -> str:
    """The SHA-256 of the bytes, in hex."""
    return hashlib.sha256(data).hexdigest()


def join_inside(folder: Path, relative: str) -> Path:
    """`folder / relative`, or ValueError where that lies outside the folder (`..`, an absolute path, a symbolic link)."""
    root = os.path.realpath(folder)
    path = os.path.realpath(os.path.join(root, relative))
    if path != root and not path.startswith(os.path.join(root, "")):
        raise ValueError(f"{relative!r} leaves its folder")
    return Path(path)


def write_file(path: str | Path, data: bytes) -> None:
    """Writes the bytes, and makes the folders that are missing. A reader may see half of it: `write_if_changed` is for
    files that are read at the same time."""
    try:
        descriptor = os.open(path, _WRITE, 0o644)
    except FileNotFoundError:
        _make_folder(os.path.dirname(path))
        descriptor = os.open(path, _WRITE, 0o644)
    try:
        # On a disk that is almost full, a write takes what fits and says so by its number alone.
        done = os.write(descriptor, data)
        while done < len(data):
            done += os.write(descriptor, memoryview(data)[done:])
    finally:
        os.close(descriptor)


def _make_folder(path: str) -> None:
    try:
        os.mkdir(path)
    except OSError:
        # The one above it is missing, or another process was faster.
        os.makedirs(path, exist_ok=True)


def copy_file(source: str, target: str) -> None:
    """Copies the bytes of a small file, and makes the folders that are missing."""
    write_file(target, read_file(source))


def share_file(source: str, target: str) -> None:
    """Puts a file at a second place, replacing what stands there, and makes the folders that are missing: by a link where the
    disk has links, else by a copy. Whoever shares a file may replace or remove it, but not write into it."""
    try:
        try:
            os.link(source, target)
        except FileNotFoundError:
            _make_folder(os.path.dirname(target))
            os.link(source, target)
        except FileExistsError:
            os.unlink(target)
            os.link(source, target)
    except OSError:
        copy_file(source, target)


def move_file(source: str, target: str) -> None:
    """Moves a file or a folder within a disk in one step, and makes the folders that are missing. Raises OSError, with EXDEV
    where the target is on another disk."""
    try:
        os.replace(source, target)
    except FileNotFoundError:
        if not Path(source).exists():
            raise
        _make_folder(os.path.dirname(target))
        os.replace(source, target)


def write_if_changed(path: Path, data: bytes) -> bool:
    """Writes the bytes unless they stand there already; True where the file was written. A reader never sees half of it."""
    if path.is_file() and path.stat().st_size == len(data) and path.read_bytes() == data:
        return False
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor, temporary = tempfile.mkstemp(dir=path.parent, prefix=".briefgen-")
    try:
        with os.fdopen(descriptor, "wb") as handle:
            handle.write(data)
        Path(temporary).chmod(0o644)
        Path(temporary).replace(path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
    return True
