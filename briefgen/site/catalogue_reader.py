"""The archive as pages see it, answered from the catalogue by indexed look-ups. Read only; worker processes have one each."""

from __future__ import annotations

import sqlite3
from functools import cached_property, lru_cache
from typing import TypeVar

import msgspec

from briefgen.site.lookups import Sibling, StoredBriefing
from briefgen.site.records import ArticleRecord, BriefingRecord, CardRecord, OwnPageRecord, Record, SiteRecord
from briefgen.site.themes import ThemeTable
from briefgen.state import DamagedState

R = TypeVar("R", bound=Record)
_CARDS_KEPT = 10_000
"""Half a kilobyte each, in each worker; a briefing stands in a dozen lists."""


@lru_cache(maxsize=64)
def _decoder(kind: object) -> msgspec.json.Decoder[object]:
    return msgspec.json.Decoder(kind)


def read_record(data: bytes, kind: type[R]) -> R:
    """A stored record. Raises DamagedState where the bytes are no such record."""
    try:
        return _decoder(kind).decode(data)  # type: ignore[return-value]
    except msgspec.MsgspecError as error:
        raise DamagedState(f"a stored {kind.__name__} can't be read: {error}") from error


class CatalogueReader:
    """`lookups.Lookups` over a connection. `frozen()` gives one that remembers answers, for the time of a rendering."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self.connection = connection

    def frozen(self) -> FrozenReader:
        """A reader for as long as nothing changes."""
        return FrozenReader(self.connection)

    @cached_property
    def site(self) -> SiteRecord:
        row = self.connection.execute("SELECT record FROM site").fetchone()
        if row is None:
            raise DamagedState("the catalogue has no site: set_site comes first")
        return read_record(row[0], SiteRecord)

    @cached_property
    def themes(self) -> ThemeTable:
        return ThemeTable(self.site)

    def briefing(self, key: str) -> StoredBriefing | None:
        row = self.connection.execute(
            "SELECT card, record FROM briefings JOIN bodies USING (id) WHERE url_key = ?", (key,)
        ).fetchone()
        return StoredBriefing(read_record(row[0], CardRecord), read_record(row[1], BriefingRecord)) if row else None

    def neighbours(self, card: CardRecord) -> tuple[CardRecord | None, CardRecord | None]:
        if not card.theme:
            return None, None
        sort = self.connection.execute("SELECT sort FROM briefings WHERE path = ?", (card.path,)).fetchone()[0]
        name = f"theme/{card.theme}"
        return self._beside(name, sort, "<", "DESC"), self._beside(name, sort, ">", "ASC")

    def _beside(self, name: str, sort: str, relation: str, order: str) -> CardRecord | None:
        row = self.connection.execute(
            f"SELECT briefing FROM members WHERE list = ? AND sort {relation} ? ORDER BY sort {order} LIMIT 1",
            (name, sort),
        ).fetchone()
        return self._card(row[0]) if row else None

    def _card(self, briefing: int) -> CardRecord:
        row = self.connection.execute("SELECT card FROM briefings WHERE id = ?", (briefing,)).fetchone()
        return read_record(row[0], CardRecord)

    def siblings(self, source_path: str) -> tuple[Sibling, ...]:
        if not source_path:
            return ()
        rows = self.connection.execute(
            "SELECT card, lines FROM briefings WHERE source_path = ? AND source_path != '' AND url_key IS NOT NULL"
            " ORDER BY path",
            (source_path,),
        )
        return tuple(
            Sibling(read_record(card, CardRecord), msgspec.json.decode(lines, type=tuple[tuple[int, int], ...]))
            for card, lines in rows
        )

    def article(self, slug: str) -> ArticleRecord | None:
        return self._article("slug", slug)

    def article_of(self, source_path: str) -> ArticleRecord | None:
        return self._article("path", source_path) if source_path else None

    def _article(self, column: str, value: str) -> ArticleRecord | None:
        row = self.connection.execute(f"SELECT record FROM articles WHERE {column} = ?", (value,)).fetchone()
        return read_record(row[0], ArticleRecord) if row else None

    def size(self, list_name: str) -> int:
        row = self.connection.execute("SELECT size FROM lists WHERE list = ?", (list_name,)).fetchone()
        return int(row[0]) if row else 0

    def cards(self, list_name: str, start: int, stop: int) -> tuple[CardRecord, ...]:
        stop = min(stop, self.size(list_name))
        members = self._members(list_name, start, stop) if start < stop else []
        return tuple(self._card(briefing) for _, briefing in members)

    def _members(self, list_name: str, start: int, stop: int) -> list[tuple[str, int]]:
        """What the briefings of a slice are sorted by, and their ids, the oldest first."""
        # Skipping costs a step each: go in from the nearer end, which for the newest page costs nothing.
        size = self.size(list_name)
        from_newest = start > size - stop
        order, offset = ("DESC", size - stop) if from_newest else ("ASC", start)
        rows = self.connection.execute(
            f"SELECT sort, briefing FROM members WHERE list = ? ORDER BY sort {order} LIMIT ? OFFSET ?",
            (list_name, stop - start, offset),
        ).fetchall()
        return rows[::-1] if from_newest else rows

    def name_of(self, list_name: str) -> str:
        row = self.connection.execute(
            "SELECT name FROM names WHERE list = ? ORDER BY uses DESC, name LIMIT 1", (list_name,)
        ).fetchone()
        return str(row[0]) if row else ""

    def periods(self, prefix: str) -> tuple[tuple[str, int], ...]:
        rows = self.connection.execute(
            "SELECT list, size FROM lists WHERE list >= ? AND list < ? ORDER BY list", (prefix, prefix + "\U0010ffff")
        )
        return tuple((str(name), int(size)) for name, size in rows)

    def own_page(self, slug: str) -> OwnPageRecord | None:
        row = self.connection.execute("SELECT record FROM own_pages WHERE slug = ?", (slug,)).fetchone()
        return read_record(row[0], OwnPageRecord) if row else None

    def published_hash(self, path: str) -> str | None:
        """The SHA-256 of a file of the site as it was published last, "" where it must be written anew in any case."""
        row = self.connection.execute("SELECT sha256 FROM pages WHERE path = ?", (path,)).fetchone()
        return str(row[0]) if row else None

    def has_file(self, path: str) -> bool:
        row = self.connection.execute("SELECT 1 FROM files WHERE kind = 'static' AND key = ?", (path,)).fetchone()
        return row is not None


class FrozenReader(CatalogueReader):
    """The same, while nothing changes: names and sizes that page after page asks for are looked up once."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        super().__init__(connection)
        self.name_of = lru_cache(maxsize=4096)(super().name_of)  # type: ignore[method-assign]
        self.size = lru_cache(maxsize=4096)(super().size)  # type: ignore[method-assign]
        self.article_of = lru_cache(maxsize=2)(super().article_of)  # type: ignore[method-assign]
        self.briefing = lru_cache(maxsize=2)(super().briefing)  # type: ignore[method-assign]
        self._card = lru_cache(maxsize=_CARDS_KEPT)(super()._card)  # type: ignore[method-assign]
        self._last_slice = ("", -1, "")
        (self._has_published,) = connection.execute("SELECT EXISTS (SELECT 1 FROM pages)").fetchone()

    def published_hash(self, path: str) -> str | None:
        """The same; a first build, which has twenty thousand files, need not ask for each."""
        return super().published_hash(path) if self._has_published else None

    def _members(self, list_name: str, start: int, stop: int) -> list[tuple[str, int]]:
        """The same, found from the slice before where that was asked for last: pages are rendered in the order of their list."""
        name, end, sort = self._last_slice
        if (name, end) == (list_name, start):
            members = self.connection.execute(
                "SELECT sort, briefing FROM members WHERE list = ? AND sort > ? ORDER BY sort LIMIT ?",
                (list_name, sort, stop - start),
            ).fetchall()
        else:
            members = super()._members(list_name, start, stop)
        self._last_slice = (list_name, stop, members[-1][0]) if members else ("", -1, "")
        return members
