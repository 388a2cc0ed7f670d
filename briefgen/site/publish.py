"""Publishing: the new files are staged aside, then the whole site is exchanged at once, and nobody sees a half of it.

In: written and deleted paths. Out: `output/` with exactly these changes. The work is in proportion to the change.

- `staged/` holds the new bytes of changed files. `shadow/` is a second copy of the site that lags by one build: it is brought up
  by the last build's changes (copied from `output/`), takes the new ones, and is exchanged with `output/` in one system call.
- Where that can't be done (another file system, no renameat2), the staged files are moved into place in an order in which no
  page links to what is not there yet: assets, pages, indexes, deletions.
- Both are led by a journal on disk. A killed build leaves the old site or the new one; the next one clears up (`recover`).
- `output/.briefgen-site/` names the files that are ours, in 64 small lists, and a digest of the whole. By it we know, even with
  all state gone, which files are foreign and stay, and whether somebody changed the folder between two builds.
"""

from __future__ import annotations

import errno
import hashlib
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from briefgen.errors import PublishError
from briefgen.files import copy_file, move_file, sha256_of, write_file
from briefgen.site.deltas import Delta, same_site
from briefgen.site.foreign import SCHEMA as FOLDERS_SCHEMA
from briefgen.site.foreign import count_folders, find_all, find_since
from briefgen.site.trees import copy_tree, drop, exchange, find_exchange, move, remove
from briefgen.state import transaction

MARKS = ".briefgen-site"
_LISTS = 64
_MODULUS = 2**256
_SCHEMA = (
    """CREATE TABLE IF NOT EXISTS published_files
       (path TEXT PRIMARY KEY, sha256 TEXT NOT NULL, size INTEGER NOT NULL, list INTEGER NOT NULL) WITHOUT ROWID""",
    "CREATE INDEX IF NOT EXISTS published_files_by_list ON published_files (list)",
    "CREATE TABLE IF NOT EXISTS published_site (digest TEXT NOT NULL)",
    FOLDERS_SCHEMA,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishCounts:
    """What a build did to the site's files."""

    written: int
    deleted: int
    unchanged: int


class SitePublisher:
    """One build's way from bytes to `output/`. Open it before anything is rendered: it clears up after a killed build.

    The connection is the state's. Open the publisher outside of a transaction; commit the build's own one right after `publish`.
    Raises PublishError where the disk refuses; the old site stays then."""

    def __init__(self, output: Path, state_folder: Path, connection: sqlite3.Connection) -> None:
        self.output = output
        self._connection = connection
        self._staged = state_folder / "staged"
        self._shadow = state_folder / "shadow"
        self._ahead = state_folder / "ahead"
        self._journal = state_folder / "journal.json"
        self._last = state_folder / "last-change.json"
        self._written: dict[str, tuple[str, int]] = {}
        self._deleted: set[str] = set()
        self._unchanged = 0
        self._seen: set[str] = set()
        for statement in _SCHEMA:
            connection.execute(statement)
        with _disk_errors(output):
            with transaction(connection):
                self._recover()
            self.trusted = self._check_live_site()

    # -- what the build tells --------------------------------------------------------------------------------------

    def write(self, path: str, data: bytes) -> bool:
        """Stages a file of the site (a relative path with `/`); False where the site has those bytes already.
        Raises ValueError for a path that leaves the site: every one is made of slugs, so that would be a bug."""
        if path.startswith("/") or ".." in path.split("/"):
            raise ValueError(f"{path!r} leaves the site")
        return self._stage(path, data, lambda target: write_file(target, data))

    def adopt(self, path: str, file: Path) -> bool:
        """Takes a ready file from the state's folder as a file of the site: moved, not copied."""
        return self._stage(path, file.read_bytes(), lambda target: move_file(str(file), target))

    def _stage(self, path: str, data: bytes, put: Callable[[str], None]) -> bool:
        """Puts the bytes into the staged folder, unless the site has them already."""
        digest = sha256_of(data)
        self._seen.add(path)
        self._deleted.discard(path)
        row = self._connection.execute("SELECT sha256 FROM published_files WHERE path = ?", (path,)).fetchone()
        if row is not None and row[0] == digest:
            self._unchanged += 1
            self._withdraw(path)
            return False
        with _disk_errors(self.output):
            put(f"{self._staged}/{path}")
        self._written[path] = (digest, len(data))
        return True

    def delete(self, path: str) -> bool:
        """Takes a file of ours from the site; False where the site has no such file."""
        row = self._connection.execute("SELECT 1 FROM published_files WHERE path = ?", (path,)).fetchone()
        self._withdraw(path)
        if row is None:
            return False
        self._deleted.add(path)
        return True

    def _withdraw(self, path: str) -> None:
        if self._written.pop(path, None) is not None:
            (self._staged / path).unlink(missing_ok=True)

    def delete_unwritten(self) -> None:
        """After a build of everything: takes all from the site that this build did not name."""
        for path in self.paths():
            if path not in self._seen:
                self.delete(path)

    def paths(self, prefix: str = "") -> Iterator[str]:
        """The paths of the published site that begin with the prefix, before this build's changes, in order."""
        query = "SELECT path FROM published_files WHERE path >= ? AND path < ? ORDER BY path"
        for (path,) in self._connection.execute(query, (prefix, prefix + "\U0010ffff")).fetchall():
            yield path

    def totals(self) -> tuple[int, int]:
        """How many files the site would have after this build, and how many it has now."""
        (now,) = self._connection.execute("SELECT count(*) FROM published_files").fetchone()
        known = self._connection.execute
        new = sum(known("SELECT 1 FROM published_files WHERE path = ?", (p,)).fetchone() is None for p in self._written)
        return now + new - len(self._deleted), now

    def read(self, path: str) -> bytes | None:
        """The bytes of a file as the new site will have it; None where it has no such file."""
        if path in self._deleted:
            return None
        place = self._staged / path if path in self._written else self.output / path
        return place.read_bytes() if place.is_file() else None

    def copy_ahead(self) -> None:
        """Before a first site is published, makes the second copy of what is staged so far: while others are at work, it costs
        no time. What is staged afterwards must be other files."""
        first = self._connection.execute("SELECT 1 FROM published_files").fetchone() is None
        if first and self._can_exchange():
            with _disk_errors(self.output):
                drop(self._ahead)
                copy_tree(self._staged, self._ahead)

    def publish(self) -> PublishCounts:
        """Brings the staged change into `output/`. Nothing at all is touched where nothing changed."""
        counts = PublishCounts(written=len(self._written), deleted=len(self._deleted), unchanged=self._unchanged)
        if not self._written and not self._deleted and self.trusted and self.output.is_dir():
            self.abandon()
            return counts
        with _disk_errors(self.output):
            delta = self._close_delta()
            if delta.exchange:
                since_ns = self._publish_by_exchange(delta)
                delta = replace(delta, since_ns=since_ns)
            else:
                write_file(self._journal, delta.to_json().encode())
                self._publish_by_moves(delta)
            self._finish(delta)
        return counts

    def abandon(self) -> None:
        """Forgets the staged change: the old site stays."""
        drop(self._staged)
        drop(self._ahead)

    # -- the way into place ----------------------------------------------------------------------------------------

    def _close_delta(self) -> Delta:
        """The delta of this build, with the marks that name our files staged like any other file."""
        old = _read_digest(self.output)
        self._record(self._written, self._deleted)
        new_digest = _digest_of(self._connection)
        lists = {_list_of(path) for path in (*self._written, *self._deleted)}
        if not self.trusted or not self.output.is_dir():
            lists = set(range(_LISTS))
        for number in sorted(lists):
            rows = self._connection.execute("SELECT path FROM published_files WHERE list = ? ORDER BY path", (number,))
            data = "".join(f"{path}\n" for (path,) in rows).encode()
            write_file(self._staged / MARKS / f"{number:02d}", data)
            self._written[f"{MARKS}/{number:02d}"] = ("", len(data))
        write_file(self._staged / MARKS / "digest", f"{new_digest}\n".encode())
        self._written[f"{MARKS}/digest"] = ("", len(new_digest) + 1)
        return Delta(
            written=dict(self._written),
            deleted=tuple(sorted(self._deleted)),
            old_digest=old,
            new_digest=new_digest,
            exchange=(exchange := self._can_exchange()),
            foreign=tuple(self._find_foreign()) if exchange else (),
        )

    def _record(self, written: dict[str, tuple[str, int]], deleted: Iterable[str]) -> None:
        """Files of ours in the state, and the site's digest with them: a sum over its files, so that a change of few costs
        little however large the site is."""
        execute = self._connection.execute
        total = int(_digest_of(self._connection), 16)
        moved: list[tuple[str, int]] = []
        for path, (sha256, size) in [*written.items(), *((p, ("", 0)) for p in deleted)]:
            if path.startswith(f"{MARKS}/"):
                continue
            row = execute("SELECT sha256 FROM published_files WHERE path = ?", (path,)).fetchone()
            total -= _weight(path, row[0]) if row else 0
            if bool(row) != bool(sha256):
                moved.append((path, 1 if sha256 else -1))
            if sha256:
                total += _weight(path, sha256)
                execute(
                    "INSERT OR REPLACE INTO published_files VALUES (?, ?, ?, ?)", (path, sha256, size, _list_of(path))
                )
            else:
                execute("DELETE FROM published_files WHERE path = ?", (path,))
        count_folders(self._connection, moved)
        execute("DELETE FROM published_site")
        execute("INSERT INTO published_site VALUES (?)", (f"{total % _MODULUS:064x}",))

    def _can_exchange(self) -> bool:
        self.output.parent.mkdir(parents=True, exist_ok=True)
        same = self.output.parent.stat().st_dev == self._journal.parent.stat().st_dev
        inside = self.output.is_dir() and self.output.stat().st_dev != self.output.parent.stat().st_dev
        return same and not inside and not self.output.is_symlink() and find_exchange() is not None

    def _find_foreign(self) -> Iterator[str]:
        """The files and folders in `output/` that are not ours: the topmost of each foreign tree."""
        if not self.output.is_dir():
            return iter(())
        last = self._read_last()
        if last is None or not last.since_ns or last.new_digest != _read_digest(self.output) or not self.trusted:
            return find_all(self.output, self._connection, self._deleted, MARKS)
        known, since_ns = last.foreign, last.since_ns
        return find_since(self.output, self._connection, self._deleted, MARKS, known, since_ns)

    def _publish_by_exchange(self, delta: Delta) -> int:
        """Returns a moment right before the exchange, as the disk tells it: later changes of the live site have a later time."""
        first = not self.output.is_dir()
        if whole := self._is_whole(delta):
            drop(self._shadow)
        else:
            self._bring_up_shadow(delta)
        write_file(self._journal, delta.to_json().encode())
        if whole:
            move(str(self._staged), str(self._shadow))
        for path in () if whole else delta.written:
            move(f"{self._staged}/{path}", f"{self._shadow}/{path}")
        for path in delta.deleted:
            remove(self._shadow, path)
        for path in delta.foreign:
            move(f"{self.output}/{path}", f"{self._shadow}/{path}")
        self._journal.touch()
        since_ns = self._journal.stat().st_mtime_ns
        if first:
            self._shadow.rename(self.output)
        else:
            exchange(self._shadow, self.output)
        return since_ns

    def _is_whole(self, delta: Delta) -> bool:
        """Whether every file of the new site is staged, as in a first build: asked so that it costs what was staged, not the
        whole site."""
        staged = sum(not path.startswith(f"{MARKS}/") for path in delta.written)
        another = self._connection.execute("SELECT 1 FROM published_files LIMIT 1 OFFSET ?", (staged,))
        return another.fetchone() is None

    def _bring_up_shadow(self, delta: Delta) -> None:
        """Makes the shadow equal the live site: by the last build's change, or by a copy of all where there is none."""
        if not self.output.is_dir():
            drop(self._shadow)
            self._shadow.mkdir(parents=True)
            return
        last = self._read_last()
        if last is None or last.new_digest != delta.old_digest or _read_digest(self._shadow) != last.old_digest:
            drop(self._shadow)
            copy_tree(self.output, self._shadow, frozenset(delta.foreign))
            return
        for path in last.deleted:
            remove(self._shadow, path)
        for path in last.written:
            if path not in delta.written and (self.output / path).is_file():
                copy_file(f"{self.output}/{path}", f"{self._shadow}/{path}")

    def _publish_by_moves(self, delta: Delta) -> None:
        for path in sorted(delta.written, key=_order):
            if (self._staged / path).exists():
                move(f"{self._staged}/{path}", f"{self.output}/{path}")
        for path in delta.deleted:
            remove(self.output, path)

    def _finish(self, delta: Delta) -> None:
        write_file(self._last, delta.to_json().encode())
        drop(self._staged)
        self._journal.unlink(missing_ok=True)
        self.trusted = True

    def complete_shadow(self) -> None:
        """Makes the second copy right after a first build, so that the next one costs only what changed."""
        # Where `output/` was there already, the exchange left the shadow without a site of ours.
        last = self._read_last()
        if last and self._can_exchange() and not (self._shadow.exists() and last.old_digest):
            with _disk_errors(self.output):
                drop(self._shadow)
                if self._ahead.exists():
                    move(str(self._ahead), str(self._shadow))
                copy_tree(self.output, self._shadow, frozenset(self._find_foreign()), only_new=True)
                write_file(self._last, same_site(last).to_json().encode())

    # -- clearing up -----------------------------------------------------------------------------------------------

    def _recover(self) -> None:
        """Ends what a killed build began: the site is the old one or the new one afterwards, and the journal gone."""
        delta = self._read_delta(self._journal)
        if delta is None:
            self._journal.unlink(missing_ok=True)
        elif not delta.exchange:
            self._publish_by_moves(delta)
            self._record(delta.written, delta.deleted)
            self._finish(delta)
        else:
            self._recover_exchange(delta)
        self.abandon()

    def _recover_exchange(self, delta: Delta) -> None:
        for path in delta.foreign:
            if (self._shadow / path).exists() and not (self.output / path).exists():
                move(f"{self._shadow}/{path}", f"{self.output}/{path}")
        if _read_digest(self.output) == delta.new_digest:
            self._record(delta.written, delta.deleted)
            self._finish(delta)
        else:
            drop(self._shadow)
            self._journal.unlink(missing_ok=True)

    def _check_live_site(self) -> bool:
        """True where `output/` is what the state says. Else all is written anew, and only what the marks name is ours."""
        live = _read_digest(self.output)
        if live and live == _digest_of(self._connection):
            return True
        with transaction(self._connection):
            self._connection.execute("DELETE FROM published_files")
            self._connection.execute("DELETE FROM published_folders")
            self._connection.execute("DELETE FROM published_site")
            self._record(dict.fromkeys(_read_marks(self.output), ("?", 0)), ())
        return False

    def _read_last(self) -> Delta | None:
        return self._read_delta(self._last)

    def _read_delta(self, path: Path) -> Delta | None:
        try:
            return Delta.from_json(path.read_text(encoding="utf-8"))
        except (OSError, ValueError, KeyError, TypeError):
            return None


def read_site_files(site: Path) -> tuple[str, ...]:
    """The paths of a published site's files that are ours, in order, as its own marks name them."""
    return tuple(sorted(_read_marks(site)))


class _disk_errors:
    """Any error of the disk as one PublishError that says what to do."""

    def __init__(self, output: Path) -> None:
        self._output = output

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        if isinstance(error, OSError):
            reason = error.strerror or "an error"
            remedy = (
                "Make room and build again."
                if error.errno == errno.ENOSPC
                else "Mend it and build again; the old site stays."
            )
            raise PublishError(
                "expected a folder that can be written", self._output.name, found=reason, remedy=remedy
            ) from error


def _order(path: str) -> tuple[int, str]:
    """Assets, then pages, then the indexes that name them, then the marks."""
    if path.startswith(f"{MARKS}/"):
        return 4, path
    if path.startswith(("theme/", "pagefind/")) and not path.endswith("shards.json"):
        return 0, path
    if path.startswith(("briefings/", "articles/")):
        return 1, path
    return (2 if path.endswith(".html") and path != "index.html" else 3), path


def _list_of(path: str) -> int:
    return hashlib.sha256(path.encode()).digest()[0] % _LISTS


def _digest_of(connection: sqlite3.Connection) -> str:
    """The digest of the site as the state knows it, in 64 hex digits."""
    row = connection.execute("SELECT digest FROM published_site").fetchone()
    return str(row[0]) if row else f"{0:064x}"


def _weight(path: str, sha256: str) -> int:
    return int.from_bytes(hashlib.sha256(f"{sha256} {path}".encode()).digest())


def _read_digest(site: Path) -> str:
    try:
        return (site / MARKS / "digest").read_text(encoding="ascii").strip()
    except (OSError, ValueError):
        return ""


def _read_marks(site: Path) -> Iterator[str]:
    for number in range(_LISTS):
        file = site / MARKS / f"{number:02d}"
        if file.is_file():
            yield from file.read_text(encoding="utf-8").splitlines()
