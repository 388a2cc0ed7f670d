"""The SQLite file under .briefgen/: derived state, held by one build at a time.

Opened with a write-ahead log, so that worker processes read what was committed. The schema has a version; a file that is
missing, of another version, truncated or damaged is dropped and made anew, which costs time and nothing else. Tables are
made by those who own them (`site.catalogue_schema`); this module only knows the file, its version and the lock.
"""

from __future__ import annotations

import errno
import os
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TypeVar

from briefgen.errors import PublishError

DATABASE_NAME = "state.sqlite3"
LOCK_NAME = "lock"
_HEADER = b"SQLite format 3\x00"
_LOCK_POLL_SECONDS = 0.1
_DISK_REFUSES = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EROFS, errno.EACCES, errno.EPERM, errno.EIO}

T = TypeVar("T")
Say = Callable[[str], None]


class DamagedState(Exception):
    """What stands in the state can't be: drop it and build again (`with_state` does)."""


@dataclass(frozen=True, slots=True)
class State:
    """The open state. `connection` is in autocommit mode: who writes opens a transaction (`transaction`).
    `fresh`: the file was made by this opening; `reason` says why where an older one was dropped."""

    folder: Path
    connection: sqlite3.Connection
    fresh: bool
    reason: str | None = None

    @property
    def database(self) -> Path:
        """The file, for worker processes that open it read-only."""
        return self.folder / DATABASE_NAME


def _ignore(_message: str) -> None:
    pass


@contextmanager
def open_state(folder: Path, *, schema: str = "", version: int = 1, say: Say = _ignore) -> Iterator[State]:
    """The state in that folder, made where missing. Waits while another build holds it, and says who that is.
    `schema`: SQL that makes the tables; `version`: its number, another one in the file means a new file."""
    folder.mkdir(parents=True, exist_ok=True)
    ignore = folder / ".gitignore"
    if not ignore.exists():
        ignore.write_text("*\n", encoding="utf-8")
    with hold_lock(folder / LOCK_NAME, say):
        state = _open_or_rebuild(folder, schema, version)
        if state.reason:
            say(f"{state.reason}: building it anew")
        try:
            yield state
        finally:
            state.connection.close()


def with_state(
    folder: Path, work: Callable[[State], T], *, schema: str = "", version: int = 1, say: Say = _ignore
) -> T:
    """What `work` returns. Where it finds the state damaged half way, the file is dropped and `work` called once more."""
    try:
        with open_state(folder, schema=schema, version=version, say=say) as state:
            return work(state)
    except (sqlite3.DatabaseError, DamagedState) as error:
        if isinstance(error, sqlite3.OperationalError) and not _is_damage(error):
            raise _refused(folder, str(error)) from error
        say(f"the state in {folder} is damaged ({error}): building it anew")
    except OSError as error:
        if error.errno not in _DISK_REFUSES:
            raise
        raise _refused(Path(error.filename or folder), error.strerror or "an error") from error
    with hold_lock(folder / LOCK_NAME, say):
        drop_state(folder)
    with open_state(folder, schema=schema, version=version, say=say) as state:
        return work(state)


def _refused(place: Path, reason: str) -> PublishError:
    return PublishError(
        "expected a disk that can be written",
        place.name,
        found=reason,
        remedy="Mend it and build again; the old site stays.",
    )


def _is_damage(error: sqlite3.OperationalError) -> bool:
    """Whether an operational error tells of the file itself (a lost table or column) and not of the disk."""
    return any(words in str(error) for words in ("no such table", "no such column", "malformed", "corrupt"))


def drop_state(folder: Path) -> None:
    """Removes the database and what SQLite keeps beside it."""
    for suffix in ("", "-wal", "-shm", "-journal"):
        (folder / (DATABASE_NAME + suffix)).unlink(missing_ok=True)


def connect(path: Path, *, read_only: bool = False) -> sqlite3.Connection:
    """A connection in autocommit mode."""
    uri = f"{path.absolute().as_uri()}?mode={'ro' if read_only else 'rwc'}"
    connection = sqlite3.connect(uri, uri=True, isolation_level=None, timeout=30)
    connection.execute("PRAGMA mmap_size = 268435456")
    connection.execute("PRAGMA cache_size = -131072")
    if not read_only:
        connection.execute("PRAGMA journal_mode = WAL")
        # Derived data: after a power cut it may be rebuilt, so it need not wait for the disk at each commit.
        connection.execute("PRAGMA synchronous = NORMAL")
    return connection


@contextmanager
def transaction(connection: sqlite3.Connection) -> Iterator[None]:
    """All or nothing: committed at the end, rolled back on an exception. May stand inside another one."""
    if connection.in_transaction:
        yield
        return
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
    except BaseException:
        connection.execute("ROLLBACK")
        raise
    connection.execute("COMMIT")


def _open_or_rebuild(folder: Path, schema: str, version: int) -> State:
    path = folder / DATABASE_NAME
    reason = _find_damage(path)
    if reason is None and path.exists():
        try:
            connection = connect(path)
            found = connection.execute("PRAGMA user_version").fetchone()[0]
            connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()
            if found == version:
                return State(folder, connection, fresh=False)
            connection.close()
            reason = f"{path} is of version {found}, expected {version}"
        except sqlite3.DatabaseError as error:
            reason = f"{path} can't be read ({error})"
    drop_state(folder)
    connection = connect(path)
    connection.executescript(f"BEGIN;{schema};PRAGMA user_version = {version};COMMIT")
    return State(folder, connection, fresh=True, reason=reason)


def _find_damage(path: Path) -> str | None:
    """What is visibly wrong with the file without reading it all: its first bytes, or fewer bytes than its pages need."""
    try:
        with path.open("rb") as handle:
            head = handle.read(100)
    except FileNotFoundError:
        return None
    if not head.startswith(_HEADER) or len(head) < 100:
        return f"{path} is no state of briefgen" if head else f"{path} is empty"
    page_size = int.from_bytes(head[16:18], "big")
    page_size = 65536 if page_size == 1 else page_size
    pages = int.from_bytes(head[28:32], "big")
    # The write-ahead log may hold newer pages: then the file may be shorter, and SQLite finds out itself.
    if path.stat().st_size < page_size * pages and not path.with_name(path.name + "-wal").exists():
        return f"{path} is truncated"
    return None


@contextmanager
def hold_lock(path: Path, say: Say = _ignore) -> Iterator[None]:
    """Holds the lock file; while another process holds it, says which and waits. Freed by the system when a process ends."""
    with path.open("a+", encoding="utf-8") as handle:
        if not _try_lock(handle):
            handle.seek(0)
            holder = handle.read().strip() or "unknown"
            say(f"another build (process {holder}) is at work on this project: waiting for it")
            while not _try_lock(handle):
                time.sleep(_LOCK_POLL_SECONDS)
        handle.seek(0)
        handle.truncate()
        handle.write(f"{os.getpid()}\n")
        handle.flush()
        yield


if os.name == "nt":  # pragma: no cover

    def _try_lock(handle: IO[str]) -> bool:
        import msvcrt

        handle.seek(1 << 20)
        try:
            msvcrt.locking(handle.fileno(), msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined,unused-ignore]
        except OSError:
            return False
        return True

else:

    def _try_lock(handle: IO[str]) -> bool:
        import fcntl

        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return False
        return True
