"""Publishing: the new files are staged aside, then the whole site is exchanged at once, and nobody sees a half of it.

In: written and deleted paths. Out: `output/` with exactly these changes. The work is in proportion to the change.

- `staged/` holds the new bytes of changed files. `shadow/` is a second tree of the site that lags by one build: it is brought up
  by the last build's changes, takes the new ones, and is exchanged with `output/` in one system call. What is the same in both
  is one file with two names: so nothing here writes into a file that stands in a site, all is put in its place.
- Where that can't be done (another file system, no renameat2), the staged files are moved into place in an order in which no
  page links to what is not there yet: assets, pages, indexes, deletions.
- Both are led by a journal on disk. A killed build leaves the old site or the new one; the next one clears up (`recover`).
- The site bears `marks` of the files that are ours. By them we know, even with all state gone, which files are foreign and stay.
"""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

from briefgen.executors import StartedScript
from briefgen.files import move_file, read_file, sha256_of, share_file, write_file
from briefgen.site.deltas import Delta, same_site
from briefgen.site.foreign import SCHEMA as FOLDERS_SCHEMA
from briefgen.site.foreign import count_folders, find_all, find_since, is_large, read_look, start_look
from briefgen.site.marks import (
    DIGEST,
    bits_for,
    is_mark,
    list_name,
    list_places,
    place_of,
    places_in,
    read_digest,
    read_lists,
    read_site_files,
)
from briefgen.site.marks import FOLDER as MARKS
from briefgen.site.staging import StagedPage, Staging, check_inside, disk_errors
from briefgen.site.trees import drop, exchange, find_exchange, move, remove, share_tree
from briefgen.state import transaction

_MODULUS = 2**256
_SCHEMA = (
    """CREATE TABLE IF NOT EXISTS published_files
       (path TEXT PRIMARY KEY, sha256 TEXT NOT NULL, size INTEGER NOT NULL, place INTEGER NOT NULL) WITHOUT ROWID""",
    "CREATE INDEX IF NOT EXISTS published_files_by_place ON published_files (place)",
    "CREATE TABLE IF NOT EXISTS published_site (digest TEXT NOT NULL, files INTEGER NOT NULL)",
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
        self._stands_ahead: set[str] = set()
        self._has_strays = False
        self._look: StartedScript | None = None
        for statement in _SCHEMA:
            connection.execute(statement)
        with disk_errors(output):
            self._recover()
            self.trusted = self._check_live_site()
        self._has_site = connection.execute("SELECT 1 FROM published_files").fetchone() is not None

    # -- what the build tells --------------------------------------------------------------------------------------

    @cached_property
    def staging(self) -> Staging:
        """Where pages are put before `take` is told of them; with a second tree before a first site is published."""
        with disk_errors(self.output):
            ahead = "" if self._has_site or not self._can_exchange() else str(self._ahead)
        return Staging(folder=str(self._staged), ahead=ahead, output=self.output)

    def take(self, page: StagedPage) -> bool:
        """Takes a page that was put into `staging`; False where the site has those bytes already."""
        if page.written and self.staging.ahead:
            self._stands_ahead.add(page.path)
        return self._stage(page.path, page.sha256, page.size, page.written)

    def write(self, path: str, data: bytes) -> bool:
        """Stages a file of the site (a relative path with `/`); False where the site has those bytes already.
        Raises ValueError for a path that leaves the site."""
        check_inside(path)
        with disk_errors(self.output):
            write_file(f"{self._staged}/{path}", data)
        return self._stage(path, sha256_of(data), len(data))

    def adopt(self, path: str, file: Path) -> bool:
        """Takes a ready file from the state's folder as a file of the site: moved, not copied."""
        data = file.read_bytes()
        with disk_errors(self.output):
            move_file(str(file), f"{self._staged}/{path}")
        return self._stage(path, sha256_of(data), len(data))

    def _stage(self, path: str, sha256: str, size: int, written: bool = True) -> bool:
        """Notes a file in the staged folder; takes it away again where the site has it already."""
        self._seen.add(path)
        self._deleted.discard(path)
        if not written or self._stands(path, sha256):
            self._unchanged += 1
            self._withdraw(path)
            return False
        self._written[path] = (sha256, size)
        return True

    def _stands(self, path: str, sha256: str) -> bool:
        """Whether the published site has those bytes under that path."""
        if not self._has_site:
            return False
        row = self._connection.execute("SELECT sha256 FROM published_files WHERE path = ?", (path,)).fetchone()
        return row is not None and row[0] == sha256

    def mistrust_staged(self) -> None:
        """Says that files may have been staged which `take` was not told of: a worker died half way."""
        self._has_strays = True
        self._forget_ahead()

    def start_look(self) -> None:
        """Has another process look for changed folders of a large site, while what is to be published is found out."""
        last = self._read_last() if is_large(self._connection) else None
        if last is not None and last.since_ns and self.trusted:
            (_, _, database) = self._connection.execute("PRAGMA database_list").fetchone()
            self._look = start_look(self.output, database, last.since_ns)

    def delete(self, path: str) -> bool:
        """Takes a file of ours from the site; False where the site has no such file."""
        row = self._connection.execute("SELECT 1 FROM published_files WHERE path = ?", (path,)).fetchone()
        self._withdraw(path)
        if row is None:
            return False
        self._deleted.add(path)
        return True

    def _withdraw(self, path: str) -> None:
        self._written.pop(path, None)
        (self._staged / path).unlink(missing_ok=True)
        if path in self._stands_ahead:
            (self._ahead / path).unlink(missing_ok=True)
            self._stands_ahead.discard(path)

    def delete_unwritten(self) -> None:
        """After a build of everything: takes all from the site that this build did not name."""
        for path in self.paths():
            if path not in self._seen:
                self.delete(path)

    def count(self, without: str) -> int:
        """How many files of ours the site has, but for those whose path begins with `without`."""
        query = "SELECT count(*) FROM published_files WHERE path >= ? AND path < ?"
        (left,) = self._connection.execute(query, (without, without + "\U0010ffff")).fetchone()
        return _site_facts(self._connection)[1] - int(left)

    def paths(self, prefix: str = "") -> Iterator[str]:
        """The paths of the published site that begin with the prefix, before this build's changes, in order."""
        query = "SELECT path FROM published_files WHERE path >= ? AND path < ? ORDER BY path"
        for (path,) in self._connection.execute(query, (prefix, prefix + "\U0010ffff")).fetchall():
            yield path

    def read(self, path: str) -> bytes | None:
        """The bytes of a file as the new site will have it; None where it has no such file."""
        if path in self._deleted:
            return None
        folder = self._staged if path in self._written else self.output
        try:
            return read_file(f"{folder}/{path}")
        except (FileNotFoundError, NotADirectoryError, IsADirectoryError):
            return None

    def publish(self) -> PublishCounts:
        """Brings the staged change into `output/`. Nothing at all is touched where nothing changed."""
        counts = PublishCounts(written=len(self._written), deleted=len(self._deleted), unchanged=self._unchanged)
        if not self._written and not self._deleted and self.trusted and self.output.is_dir():
            self.abandon()
            return counts
        with disk_errors(self.output):
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
        self.end_look()
        drop(self._staged)
        self._forget_ahead()

    def _forget_ahead(self) -> None:
        self._stands_ahead.clear()
        drop(self._ahead)

    def end_look(self) -> None:
        """Ends what looks at the folders of a large site, where a build ends early."""
        if self._look is not None:
            self._look.end()

    # -- the way into place ----------------------------------------------------------------------------------------

    def _close_delta(self) -> Delta:
        """The delta of this build, with the marks that name our files staged like any other file."""
        old = read_digest(self.output)
        files_before = _site_facts(self._connection)[1]
        self._record(self._written, self._deleted)
        new_digest, files = _site_facts(self._connection)
        bits = bits_for(files)
        places: Iterable[int] = map(place_of, (*self._written, *self._deleted))
        if not self.trusted or not self.output.is_dir() or bits != bits_for(files_before):
            places = list_places(bits)
            new = {list_name(place, bits) for place in list_places(bits)}
            self._deleted.update(name for name, _ in read_lists(self.output) if name not in new)
        for first, end in sorted({places_in(place, bits) for place in places}):
            query = "SELECT path FROM published_files WHERE place >= ? AND place < ? ORDER BY path"
            data = "".join(f"{path}\n" for (path,) in self._connection.execute(query, (first, end))).encode()
            self._mark(list_name(first, bits), data)
        self._mark(DIGEST, f"{new_digest}\n".encode())
        foreign = tuple(self._find_foreign()) if self._can_exchange() else None
        if foreign and not self._is_one_disk(foreign):
            foreign = None
        return Delta(
            written=tuple(self._written),
            deleted=tuple(sorted(self._deleted)),
            old_digest=old,
            new_digest=new_digest,
            exchange=foreign is not None,
            foreign=foreign or (),
        )

    def _mark(self, path: str, data: bytes) -> None:
        write_file(self._staged / path, data)
        self._written[path] = ("", len(data))

    def _record(self, written: dict[str, tuple[str, int]], deleted: Iterable[str]) -> None:
        """Files of ours in the state, and the site's digest with them: a sum over its files, so that a change of few costs
        little however large the site is."""
        execute = self._connection.execute
        digest, files = _site_facts(self._connection)
        total = int(digest, 16)
        moved: list[tuple[str, int]] = []
        for path, (sha256, size) in [*written.items(), *((p, ("", 0)) for p in deleted)]:
            if is_mark(path):
                continue
            row = execute("SELECT sha256 FROM published_files WHERE path = ?", (path,)).fetchone()
            total -= _weight(path, row[0]) if row else 0
            if bool(row) != bool(sha256):
                moved.append((path, 1 if sha256 else -1))
            if sha256:
                total += _weight(path, sha256)
                execute(
                    "INSERT OR REPLACE INTO published_files VALUES (?, ?, ?, ?)", (path, sha256, size, place_of(path))
                )
            else:
                execute("DELETE FROM published_files WHERE path = ?", (path,))
        count_folders(self._connection, moved)
        execute("DELETE FROM published_site")
        files += sum(change for _, change in moved)
        execute("INSERT INTO published_site VALUES (?, ?)", (f"{total % _MODULUS:064x}", files))

    def _can_exchange(self) -> bool:
        self.output.parent.mkdir(parents=True, exist_ok=True)
        same = self.output.parent.stat().st_dev == self._journal.parent.stat().st_dev
        inside = self.output.is_dir() and self.output.stat().st_dev != self.output.parent.stat().st_dev
        return same and not inside and not self.output.is_symlink() and find_exchange() is not None

    def _is_one_disk(self, foreign: Iterable[str]) -> bool:
        """Whether these paths are on the site's disk: one that somebody put into the site can't go with it."""
        disk = _disk_of(self.output)
        return all(_disk_of(self.output / path) == disk for path in foreign)

    def _find_foreign(self) -> Iterator[str]:
        """The files and folders in `output/` that are not ours: the topmost of each foreign tree."""
        if not self.output.is_dir():
            return iter(())
        last = self._read_last()
        if last is None or not last.since_ns or last.new_digest != read_digest(self.output) or not self.trusted:
            return find_all(self.output, self._connection, self._deleted, MARKS)
        changed = read_look(self._look) if self._look is not None else None
        touched = (path for path in (*self._written, *self._deleted) if not is_mark(path))
        return find_since(self.output, self._connection, self._deleted, MARKS, last, touched, changed)

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
        try:
            for path in delta.foreign:
                move(f"{self.output}/{path}", f"{self._shadow}/{path}")
            self._journal.touch()
            since_ns = self._journal.stat().st_mtime_ns
            if first:
                self._shadow.rename(self.output)
            else:
                exchange(self._shadow, self.output)
        except OSError:
            self._put_back(delta)
            raise
        return since_ns

    def _is_whole(self, delta: Delta) -> bool:
        """Whether every file of the new site is staged, as in a first build: asked so that it costs what was staged, not the
        whole site."""
        if self._has_strays:
            return False
        staged = sum(not is_mark(path) for path in delta.written)
        another = self._connection.execute("SELECT 1 FROM published_files LIMIT 1 OFFSET ?", (staged,))
        return another.fetchone() is None

    def _bring_up_shadow(self, delta: Delta) -> None:
        """Makes the shadow equal the live site: by the last build's change, or by a copy of all where there is none."""
        if not self.output.is_dir():
            drop(self._shadow)
            self._shadow.mkdir(parents=True)
            return
        last = self._read_last()
        if last is None or last.new_digest != delta.old_digest or read_digest(self._shadow) != last.old_digest:
            drop(self._shadow)
            share_tree(self.output, self._shadow, frozenset(delta.foreign))
            return
        for path in last.deleted:
            remove(self._shadow, path)
        anew = frozenset(delta.written)
        for path in last.written:
            if path not in anew and (self.output / path).is_file():
                share_file(f"{self.output}/{path}", f"{self._shadow}/{path}")

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
        """Makes the second tree right after a first build, so that the next one costs only what changed."""
        # Where `output/` was there already, the exchange left the shadow without a site of ours.
        last = self._read_last()
        if last and self._can_exchange() and not (self._shadow.exists() and last.old_digest):
            with disk_errors(self.output):
                drop(self._shadow)
                if self._stands_ahead:
                    move(str(self._ahead), str(self._shadow))
                    for path in set(last.written) - self._stands_ahead:
                        share_file(f"{self.output}/{path}", f"{self._shadow}/{path}")
                else:
                    share_tree(self.output, self._shadow, frozenset(self._find_foreign()))
                write_file(self._last, same_site(last).to_json().encode())

    # -- clearing up -----------------------------------------------------------------------------------------------

    def _recover(self) -> None:
        """Ends what a killed build began: the site is the old one or the new one afterwards, and the journal gone. Where it is
        the new one, the state knows nothing of it, nor which page a file is of: it is not trusted, and all is made anew."""
        delta = self._read_delta(self._journal)
        if delta is None:
            self._journal.unlink(missing_ok=True)
        elif not delta.exchange:
            self._publish_by_moves(delta)
            self._finish(delta)
        else:
            self._recover_exchange(delta)
        self.abandon()

    def _put_back(self, delta: Delta) -> None:
        """Brings what is not ours back into the site that stays."""
        for path in delta.foreign:
            if (self._shadow / path).exists() and not (self.output / path).exists():
                move(f"{self._shadow}/{path}", f"{self.output}/{path}")

    def _recover_exchange(self, delta: Delta) -> None:
        self._put_back(delta)
        if read_digest(self.output) == delta.new_digest:
            self._finish(delta)
        else:
            drop(self._shadow)
            self._journal.unlink(missing_ok=True)

    def _check_live_site(self) -> bool:
        """True where `output/` is what the state says. Else all is written anew, and only what the marks name is ours."""
        if read_digest(self.output) == _site_facts(self._connection)[0]:
            return True
        with transaction(self._connection):
            self._connection.execute("DELETE FROM published_files")
            self._connection.execute("DELETE FROM published_folders")
            self._connection.execute("DELETE FROM published_site")
            self._record(dict.fromkeys(read_site_files(self.output), ("?", 0)), ())
        return False

    def _read_last(self) -> Delta | None:
        return self._read_delta(self._last)

    def _read_delta(self, path: Path) -> Delta | None:
        try:
            return Delta.from_json(path.read_text(encoding="utf-8"))
        except (OSError, ValueError, KeyError, TypeError):
            return None


def _disk_of(path: Path) -> int:
    return path.lstat().st_dev


def _order(path: str) -> tuple[int, str]:
    """Assets, then pages, then the indexes that name them, then the marks."""
    if is_mark(path):
        return 4, path
    if path.startswith(("theme/", "pagefind/")) and not path.endswith("shards.json"):
        return 0, path
    if path.startswith(("briefings/", "articles/")):
        return 1, path
    return (2 if path.endswith(".html") and path != "index.html" else 3), path


def _site_facts(connection: sqlite3.Connection) -> tuple[str, int]:
    """The digest of the site as the state knows it, in 64 hex digits, and how many files it has."""
    row = connection.execute("SELECT digest, files FROM published_site").fetchone()
    return (str(row[0]), int(row[1])) if row else (f"{0:064x}", 0)


def _weight(path: str, sha256: str) -> int:
    return int.from_bytes(hashlib.sha256(f"{sha256} {path}".encode()).digest())
