"""The search index of one build. Which shards a change touches is known before a page is rendered, so each is indexed as
soon as its last page is there, while others are rendered still.

In: the pages that are planned, then each page as it is rendered. Out: new shards, taken away ones and the manifest, staged
with the site's publisher. The tables say what is indexed; they are written in the build's own transaction."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from briefgen.build.content_look import scan
from briefgen.build.listener import Listener
from briefgen.build.report import SearchCounts
from briefgen.config import Config
from briefgen.site.changes import PlannedPage
from briefgen.site.pages import PageKey, briefing_url
from briefgen.site.publish import SitePublisher
from briefgen.site.search import Indexer, ListedShard, made_with, write_manifest
from briefgen.site.search_plan import Entry, Key, Shard, Stretch, make_shard, plan_stretches
from briefgen.site.staging import StagedPage

SCHEMA = """
CREATE TABLE IF NOT EXISTS search_entries (url TEXT PRIMARY KEY, day TEXT NOT NULL, digest TEXT NOT NULL) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS search_entries_by_day ON search_entries (day, url, digest);
CREATE TABLE IF NOT EXISTS search_shards (
  place INTEGER PRIMARY KEY, id TEXT NOT NULL, first_day TEXT NOT NULL, last_day TEXT NOT NULL, pages INTEGER NOT NULL,
  words INTEGER NOT NULL, packs TEXT NOT NULL, day TEXT NOT NULL, url TEXT NOT NULL,
  large INTEGER NOT NULL, made_with TEXT NOT NULL
)
"""


@dataclass(slots=True)
class _Slot:
    """A shard to be. `waiting`: how many of its pages are still to be rendered before it is indexed; `assumed`: how many are
    still to be rendered of which it is assumed that what is indexed of them stays; `id`: known once it is indexed."""

    stretch: Stretch
    digests: dict[Key, str]
    waiting: int = 0
    assumed: int = 0
    id: str = ""
    shard: Shard | None = None


@dataclass(slots=True, kw_only=True)
class SiteSearch:
    """Keeps the index of one build. Call `begin`, `note` for each page, `finish`; leaving it ends what is at work."""

    config: Config
    connection: sqlite3.Connection
    publisher: SitePublisher
    jobs: int
    listener: Listener
    enabled: bool
    _slots: list[_Slot] = field(default_factory=list)
    _waiting: dict[Key, _Slot] = field(default_factory=dict)
    _neighbours: set[Key] = field(default_factory=set)
    _days: dict[str, str] = field(default_factory=dict)
    _changed: list[Key] = field(default_factory=list)
    _known: dict[str, ListedShard] = field(default_factory=dict)
    _indexer: Indexer | None = None
    _rebuilt: int = 0
    _growth: int = 0
    _touched: bool = False

    def __enter__(self) -> SiteSearch:
        return self

    def __exit__(self, kind: object, error: object, trace: object) -> None:
        self._end_indexing()
        shutil.rmtree(self.config.paths.state / "search", ignore_errors=True)

    def begin(self, planned: Sequence[PlannedPage]) -> tuple[PlannedPage, ...]:
        """Finds out which shards the planned pages touch. The pages in the order in which they are best rendered: those that
        are indexed first, the oldest shard's at the beginning."""
        to_render: dict[Key, PlannedPage] = {}
        others: list[PlannedPage] = []
        for page in planned:
            if page.key.kind == "briefing":
                key = self._note_planned(page.key.key)
                if key is not None:
                    to_render[key] = page
                    if page.is_neighbour:
                        self._neighbours.add(key)
                    continue
            others.append(page)
        if self.enabled:
            self._plan(to_render)
        return *(to_render[key] for key in sorted(to_render)), *others

    def note(self, page: StagedPage) -> None:
        """Takes a page in that stands in its place now."""
        if not page.indexed:
            return
        url = _url_of(page.key.key)
        digest = page.indexed
        key = (self._days[url], url)
        self.connection.execute(
            "UPDATE search_entries SET digest = ? WHERE url = ? AND digest != ?", (digest, url, digest)
        )
        slot = self._waiting.pop(key, None)
        if slot is None:
            return
        assumed = slot.digests[key]
        slot.digests[key] = digest
        if key not in self._neighbours:
            slot.waiting -= 1
            if not slot.waiting:
                self._start(slot)
            return
        slot.assumed -= 1
        if digest != assumed and not slot.waiting:
            self._drop(slot)
            self._start(slot)

    def finish(self, lost: Sequence[PageKey] = ()) -> SearchCounts | None:
        """Waits for the index and stages it. `lost`: pages that could not be rendered. None where there is no search."""
        if not self.enabled:
            for path in self.publisher.paths("pagefind/"):
                self.publisher.delete(path)
            self.connection.execute("DELETE FROM search_shards")
            return None
        if lost:
            self._plan_without(lost)
        if self._touched:
            self.listener.progress("indexing for search", 0, self._rebuilt)
            fresh = self._indexer.finish() if self._indexer is not None else ()
            self._stage(self._known | {shard.id: shard for shard in fresh})
        (total,) = self.connection.execute("SELECT total(pages) FROM search_shards").fetchone()
        return SearchCounts(pages=int(total), shards_rebuilt=self._rebuilt)

    # -- which shards ----------------------------------------------------------------------------------------------

    def _note_planned(self, url_key: str) -> Key | None:
        """Notes a briefing's day and what a change of it touches; its key, or None where it is gone."""
        execute, url = self.connection.execute, _url_of(url_key)
        old = execute("SELECT day, digest FROM search_entries WHERE url = ?", (url,)).fetchone()
        new = execute("SELECT sort FROM briefings WHERE url_key = ?", (url_key,)).fetchone()
        if old is not None:
            self._changed.append((old[0], url))
        if new is None:
            self._growth -= execute("DELETE FROM search_entries WHERE url = ?", (url,)).rowcount
            return None
        if old is None or old[0] != new[0]:
            self._changed.append((new[0], url))
            self._growth += old is None
            execute("INSERT OR REPLACE INTO search_entries VALUES (?, ?, ?)", (url, new[0], old[1] if old else ""))
        self._days[url] = new[0]
        return new[0], url

    def _plan(self, to_render: Iterable[Key]) -> None:
        listed = ", ".join(ListedShard._fields)
        query = f"SELECT day, url, large, made_with, {listed} FROM search_shards ORDER BY place"
        rows = [(*row[:4], ListedShard(*row[4:])) for row in self.connection.execute(query)]
        self._known = {shard.id: shard for *_, shard in rows}
        same = all(mark == made_with(self.config.language) for _, _, _, mark, _ in rows)
        if rows and same and not self._changed:
            return
        self._touched = True
        known = [Stretch((day, url), shard.pages, bool(large)) for day, url, large, _, shard in rows] if same else []
        by_end = {(day, url): shard.id for day, url, _, _, shard in rows}
        waiting = set(to_render)
        total = self._growth + sum(stretch.pages for stretch in known) if known else self._count()
        for stretch, members in plan_stretches(self._fetch, total, known, self._changed):
            slot = _Slot(stretch, {entry.key: entry.digest for entry in members})
            self._slots.append(slot)
            if not members:
                slot.id = by_end[stretch.last]
                continue
            for key in waiting & slot.digests.keys():
                self._waiting[key] = slot
                if key in self._neighbours:
                    slot.assumed += 1
                else:
                    slot.waiting += 1
            if not slot.waiting:
                self._start(slot)

    def _plan_without(self, lost: Sequence[PageKey]) -> None:
        """Begins again without the pages that could not be rendered."""
        self._end_indexing()
        self._slots, self._waiting, self._rebuilt = [], {}, 0
        self._neighbours.clear()
        for key in lost:
            if key.kind == "briefing":
                query = "DELETE FROM search_entries WHERE url = ?"
                self._growth -= self.connection.execute(query, (_url_of(key.key),)).rowcount
        self._plan(())

    def _count(self) -> int:
        (total,) = self.connection.execute("SELECT count(*) FROM search_entries").fetchone()
        return int(total)

    def _fetch(self, after: Key | None, limit: int) -> list[Entry]:
        day, url = after or ("", "")
        query = "SELECT url, day, digest FROM search_entries WHERE (day, url) > (?, ?) ORDER BY day, url LIMIT ?"
        return list(map(Entry._make, self.connection.execute(query, (day, url, limit))))

    # -- indexing --------------------------------------------------------------------------------------------------

    def _start(self, slot: _Slot) -> None:
        """Has the shard indexed, now that all its pages stand in their place, unless it is there already. A neighbour's page is
        not waited for: what is indexed of it stays nearly always, and `note` looks whether it did."""
        entries = [Entry(url, day, digest) for (day, url), digest in slot.digests.items()]
        shard = make_shard(entries, made_with(self.config.language))
        slot.id, slot.shard = shard.id, None
        if not slot.assumed:
            slot.digests = {}
        if shard.id not in self._known:
            if self._indexer is None:
                folder = self.config.paths.state / "search"
                shutil.rmtree(folder, ignore_errors=True)
                self._indexer = Indexer(folder, self._read_page, language=self.config.language, jobs=self.jobs)
            self._indexer.add(shard)
            self._rebuilt += 1
            slot.shard = shard

    def _drop(self, slot: _Slot) -> None:
        if slot.shard is not None and self._indexer is not None:
            self._indexer.drop(slot.shard)
            self._rebuilt -= 1

    def _read_page(self, url: str) -> bytes:
        data = self.publisher.read(f"{url.lstrip('/')}index.html")
        return data if data is not None else b""

    def _stage(self, shards: Mapping[str, ListedShard]) -> None:
        """Stages what was indexed and the list of all shards, and takes those away that no longer are."""
        listed = [shards[slot.id] for slot in self._slots]
        folder = self.config.paths.state / "search"
        folder.mkdir(parents=True, exist_ok=True)
        write_manifest(reversed(listed), folder, language=self.config.language)
        for path in tuple(scan(folder)):
            self.publisher.adopt(f"pagefind/{path}", folder / path)
        for old in self._known.keys() - {shard.id for shard in listed}:
            for path in tuple(self.publisher.paths(f"pagefind/{old}/")):
                self.publisher.delete(path)
        self.connection.execute("DELETE FROM search_shards")
        mark = made_with(self.config.language)
        rows = [
            (place, *shards[slot.id], *slot.stretch.last, slot.stretch.large, mark)
            for place, slot in enumerate(self._slots)
        ]
        self.connection.executemany(f"INSERT INTO search_shards VALUES (?{', ?' * 10})", rows)

    def _end_indexing(self) -> None:
        if self._indexer is not None:
            self._indexer.__exit__(None, None, None)
            self._indexer = None


def _url_of(url_key: str) -> str:
    return f"/{briefing_url(url_key).strip('/')}/"
