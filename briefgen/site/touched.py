"""Which pages a change touches, by indexed look-ups: as many as the change asks for, however large the archive is.

A changed briefing touches its own page and article, its neighbours in the theme, the other briefings of its article, and
of each list that it stands in the pages from its position on: for the newest one of a list that is the first page.
Positions are counted from the nearer end, so the newest cost nothing.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from briefgen.site.pages import (
    FEED_SIZE,
    LIST_KINDS,
    NAME_KINDS,
    PAGE_SIZE,
    SITEMAP_SIZE,
    PageKey,
    key_of,
    news_days,
    numbered_pages,
    shard_keys,
)
from briefgen.site.records import BriefingRecord, CardRecord
from briefgen.site.themes import ThemeTable

NEIGHBOUR = "neighbour: "
"""How a reason begins where a page is made again for its links to the briefings beside it alone."""


class Standing(NamedTuple):
    """A briefing as it stands, or is to stand, in the catalogue. `shown`: it has a page. `lines`: JSON of its line ranges."""

    id: int
    sort: str
    card: CardRecord
    record: BriefingRecord
    lists: frozenset[str]
    lines: bytes
    shown: bool


class Marks:
    """Gathers dirty pages with the first reason given for each; `write` puts them into the catalogue."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._why: dict[PageKey, str] = {}

    def add(self, key: PageKey, why: str) -> None:
        self._why.setdefault(key, why)

    def add_overviews(self, why: str) -> None:
        """The pages that show which themes there are."""
        for key in (PageKey("home"), PageKey("themes"), PageKey("search"), PageKey("sitemap", "pages")):
            self.add(key, why)

    def add_list(self, name: str, size: int, why: str) -> None:
        """All pages of a list of that size."""
        for number in (None, *range(1, numbered_pages(size) + 1)):
            self.add(key_of(name, number), why)

    def add_briefings_of(self, source_path: str, why: str) -> None:
        """The published briefings of an article."""
        rows = self._connection.execute(
            "SELECT url_key FROM briefings WHERE source_path = ? AND source_path != '' AND url_key IS NOT NULL",
            (source_path,),
        )
        for (key,) in rows:
            self.add(PageKey("briefing", key), why)

    def add_members(self, list_name: str, why: str) -> None:
        """The briefings that stand in a list."""
        rows = self._connection.execute(
            "SELECT url_key FROM members JOIN briefings ON briefings.id = members.briefing WHERE list = ?", (list_name,)
        )
        for (key,) in rows:
            self.add(PageKey("briefing", key), why)

    def write(self) -> None:
        self._connection.executemany(
            "INSERT OR IGNORE INTO dirty VALUES (?, ?, ?)", ((key.kind, key.key, why) for key, why in self._why.items())
        )


@dataclass(slots=True)
class _ListChange:
    """What happens to a list: `shifts` are positions where a briefing comes or goes, `edits` where a card changes."""

    why: str
    size_before: int = 0
    name_before: str = ""
    shifts: set[str] = field(default_factory=set)
    edits: set[str] = field(default_factory=set)


class Touched:
    """Finds what a change of briefings touches. `look_before` and `look_after` stand around the change in the tables."""

    def __init__(
        self,
        connection: sqlite3.Connection,
        themes: ThemeTable,
        old: Mapping[str, Standing],
        new: Mapping[str, Standing],
        why: Mapping[str, str],
        least_mentions: int = 1,
    ) -> None:
        self._connection = connection
        self._themes = themes
        self._least_mentions = least_mentions
        self._marks = Marks(connection)
        self._lists: dict[str, _ListChange] = {}
        self._newest_before = ""
        changed = [(path, old.get(path), new.get(path)) for path in sorted(old.keys() | new.keys())]
        self._changes = [(o, n, why[path]) for path, o, n in changed if o is None or n is None or not _same(o, n)]

    def look_before(self) -> None:
        self._newest_before = self._newest_day()
        for old, new, why in self._changes:
            self._mark_own(old, new, why)
            self._note_lists(old, new, why)
            if old and old.shown and _moves_links(old, new):
                self._mark_neighbours(old, why)
            for row in (old, new):
                if row:
                    self._marks.add_briefings_of(row.record.source_path, why)
        for name, change in self._lists.items():
            change.size_before = self._size(name)
            change.name_before = self._name(name)

    def look_after(self) -> None:
        for old, new, why in self._changes:
            if new and new.shown and _moves_links(new, old):
                self._mark_neighbours(new, why)
            if new:
                self._marks.add_briefings_of(new.record.source_path, why)
        for name, change in self._lists.items():
            self._mark_list(name, change)
        self._mark_news()
        self._marks.write()

    def _mark_own(self, old: Standing | None, new: Standing | None, why: str) -> None:
        for row in (old, new):
            if row and row.shown:
                self._marks.add(PageKey("briefing", row.card.key), why)
                self._mark_article(row.record.source_path, why)

    def _mark_article(self, source_path: str, why: str) -> None:
        row = self._connection.execute("SELECT slug FROM articles WHERE path = ?", (source_path,)).fetchone()
        if row:
            self._marks.add(PageKey("article", row[0]), why)

    def _note_lists(self, old: Standing | None, new: Standing | None, why: str) -> None:
        before, after = (row.lists if row else frozenset() for row in (old, new))
        for name in sorted(before | after):
            change = self._lists.setdefault(name, _ListChange(why))
            if old and new and name in before and name in after and old.sort == new.sort:
                if old.card != new.card:
                    change.edits.add(new.sort)
                continue
            change.shifts.update(row.sort for row, names in ((old, before), (new, after)) if row and name in names)

    def _mark_neighbours(self, row: Standing, why: str) -> None:
        for name in sorted(row.lists):
            if name.startswith("theme/"):
                for relation, order in (("<", "DESC"), (">", "ASC")):
                    found = self._connection.execute(
                        "SELECT url_key FROM members JOIN briefings ON briefings.id = members.briefing"
                        f" WHERE list = ? AND members.sort {relation} ? ORDER BY members.sort {order} LIMIT 1",
                        (name, row.sort),
                    ).fetchone()
                    if found:
                        self._marks.add(PageKey("briefing", found[0]), f"{NEIGHBOUR}{why}")

    def _mark_list(self, name: str, change: _ListChange) -> None:
        kind, _, rest = name.partition("/")
        size = self._size(name)
        if change.shifts or change.edits:
            if kind in LIST_KINDS:
                self._mark_list_pages(name, change, size)
            if kind in ("home", "theme"):
                self._mark_feed(name, rest, change)
            if kind == "month":
                self._mark_month(rest, name, change, size)
            if kind == "day":
                self._marks.add(PageKey("archive", rest.replace("-", "/")), change.why)
        least = self._least_mentions
        if kind in NAME_KINDS and least > 1 and (size < least) != (change.size_before < least):
            # A page comes or goes: whoever names it links to it, or no longer does.
            self._marks.add_members(name, f"the page of {name} came or went")
        if kind == "theme" and (size == 0) != (change.size_before == 0):
            self._mark_theme_overviews(rest, change.why)
        if size and change.size_before and self._name(name) != change.name_before:
            if kind in NAME_KINDS:
                self._marks.add_list(name, max(size, change.size_before), f"the name of {name} changed")
            elif kind == "theme" and rest not in self._themes.by_id:
                mark_theme(self._connection, self._themes, rest, f"the name of {name} changed")

    def _mark_list_pages(self, name: str, change: _ListChange, size: int) -> None:
        before, after = numbered_pages(change.size_before), numbered_pages(size)
        for place in self._places(name, change, size, PAGE_SIZE):
            # Positions past the numbered pages of one state are on the first page in that state.
            if place < max(before, after):
                self._marks.add(key_of(name, place + 1), change.why)
            if place >= min(before, after):
                self._marks.add(key_of(name, None), change.why)
        if before != after:
            # Pages come or go without a change in what they hold; the one before them links to another newer page.
            for number in range(min(before, after), max(before, after) + 1):
                self._marks.add(key_of(name, number or None), f"page turned: {change.why}")
            self._marks.add(key_of(name, None), change.why)

    def _places(self, name: str, change: _ListChange, size: int, page_size: int) -> Iterator[int]:
        """Numbers, from 0, of the stretches of `page_size` in which something changes."""
        for sort in change.edits:
            yield self._position(name, sort, size) // page_size
        if not change.shifts:
            return
        first = self._position(name, min(change.shifts), size) // page_size
        if size == change.size_before:
            last = (size - 1 - self._newer(name, max(change.shifts))) // page_size
        else:
            last = (max(size, change.size_before) - 1) // page_size
        yield from range(first, last + 1)

    def _mark_month(self, month: str, name: str, change: _ListChange, size: int) -> None:
        self._marks.add(PageKey("archive", month.replace("-", "/")), change.why)
        for place in self._places(name, change, size, SITEMAP_SIZE):
            self._marks.add(PageKey("sitemap", f"{month}-{place + 1}"), change.why)
        if size != change.size_before:
            self._marks.add(PageKey("archive"), change.why)
            if len(shard_keys(month, size)) != len(shard_keys(month, change.size_before)):
                self._marks.add(PageKey("sitemap"), change.why)

    def _mark_feed(self, name: str, theme_id: str, change: _ListChange) -> None:
        if any(self._newer(name, sort, FEED_SIZE) < FEED_SIZE for sort in (*change.shifts, *change.edits)):
            self._marks.add(PageKey("feed", theme_id), change.why)

    def _mark_theme_overviews(self, theme_id: str, why: str) -> None:
        self._marks.add_overviews(why)
        for broader in self._themes.with_ancestors(theme_id)[1:]:
            self._marks.add(PageKey("theme", broader), why)

    def _mark_news(self) -> None:
        days = [day for day in (self._newest_before, self._newest_day()) if day]
        oldest = min((news_days(day)[0] for day in days), default="")
        for old, new, why in self._changes:
            if any(row and row.shown and row.record.published[:10] >= oldest for row in (old, new)):
                self._marks.add(PageKey("sitemap", "news"), why)

    def _size(self, name: str) -> int:
        row = self._connection.execute("SELECT size FROM lists WHERE list = ?", (name,)).fetchone()
        return int(row[0]) if row else 0

    def _name(self, name: str) -> str:
        row = self._connection.execute(
            "SELECT name FROM names WHERE list = ? ORDER BY uses DESC, name LIMIT 1", (name,)
        ).fetchone()
        return str(row[0]) if row else ""

    def _newer(self, name: str, sort: str, limit: int = -1) -> int:
        """How many of a list are newer than that, counted up to a limit."""
        row = self._connection.execute(
            "SELECT count(*) FROM (SELECT 1 FROM members WHERE list = ? AND sort > ? LIMIT ?)", (name, sort, limit)
        ).fetchone()
        return int(row[0])

    def _position(self, name: str, sort: str, size: int) -> int:
        """How many of a list are older than that; counted from the newest, where most changes are."""
        row = self._connection.execute(
            "SELECT count(*) FROM members WHERE list = ? AND sort >= ?", (name, sort)
        ).fetchone()
        return size - int(row[0])

    def _newest_day(self) -> str:
        row = self._connection.execute(
            "SELECT sort FROM members WHERE list = 'home' ORDER BY sort DESC LIMIT 1"
        ).fetchone()
        return "" if row is None or row[0].startswith("0|") else str(row[0][:10])


def _same(old: Standing, new: Standing) -> bool:
    return old._replace(id=0) == new._replace(id=0)


def _moves_links(row: Standing, other: Standing | None) -> bool:
    """Whether what a neighbour shows of it differs: that it is there, where, its title, its address."""
    if other is None or not other.shown or row.sort != other.sort or row.lists != other.lists:
        return True
    return (row.card.title, row.card.key) != (other.card.title, other.card.key)


def mark_theme(connection: sqlite3.Connection, themes: ThemeTable, theme_id: str, why: str) -> None:
    """Marks every page that shows a theme: its own, its briefings, the lists that hold one of them, the themes beside it."""
    marks = Marks(connection)
    marks.add_overviews(why)
    marks.add(PageKey("feed"), why)
    near = {theme_id, *themes.with_ancestors(theme_id), *_narrower(themes, theme_id)}
    sizes = dict(connection.execute("SELECT list, size FROM lists"))
    for other in sorted(near):
        marks.add_list(f"theme/{other}", sizes.get(f"theme/{other}", 0), why)
        marks.add(PageKey("feed", other), why)
    marks.add_members(f"theme/{theme_id}", why)
    for list_name, place in _places_of_theme(connection, theme_id):
        _mark_place(marks, list_name, place, sizes.get(list_name, 0), why)
    marks.write()


def _narrower(themes: ThemeTable, theme_id: str) -> Iterable[str]:
    return (theme.id for theme in themes.themes if theme_id in themes.with_ancestors(theme.id))


def _places_of_theme(connection: sqlite3.Connection, theme_id: str) -> Iterable[tuple[str, int]]:
    """Every list that holds a briefing of the theme, with the stretches of a page in which it stands."""
    return connection.execute(
        """
        SELECT list, place / :size FROM (
          SELECT list, theme, row_number() OVER (PARTITION BY list ORDER BY members.sort) - 1 AS place
          FROM members JOIN briefings ON briefings.id = members.briefing
          WHERE list IN (SELECT list FROM members JOIN briefings ON briefings.id = members.briefing WHERE theme = :theme)
        ) WHERE theme = :theme GROUP BY 1, 2
        """,
        {"size": PAGE_SIZE, "theme": theme_id},
    )


def _mark_place(marks: Marks, list_name: str, place: int, size: int, why: str) -> None:
    kind, _, rest = list_name.partition("/")
    if kind in LIST_KINDS:
        marks.add(key_of(list_name, place + 1 if place < numbered_pages(size) else None), why)
    else:
        marks.add(PageKey("archive", rest.replace("-", "/")), why)


EVERYTHING = PageKey("*")
"""Stands in the table of dirty pages for every page that there is or was."""


def mark_all(connection: sqlite3.Connection, why: str) -> None:
    """Marks every page that there is or was when the pages are planned; one row, however large the site is."""
    marks = Marks(connection)
    marks.add(EVERYTHING, why)
    marks.write()


def dirty_pages(connection: sqlite3.Connection) -> dict[PageKey, str]:
    """The marked pages, each with the reason."""
    rows = connection.execute("SELECT kind, key, why FROM dirty")
    found = {PageKey(kind, key): why for kind, key, why in rows}
    why = found.pop(EVERYTHING, None)
    if why is not None:
        for key in all_keys(connection):
            found.setdefault(key, why)
        for kind, name in connection.execute("SELECT DISTINCT kind, key FROM pages"):
            found.setdefault(PageKey(kind, name), why)
    return found


def all_keys(connection: sqlite3.Connection) -> Iterator[PageKey]:
    """Every page that the catalogue's content has."""
    for kind in ("home", "themes", "search", "404", "feed", "sitemap", "robots", "headers", "nojekyll", "archive"):
        yield PageKey(kind)
    yield from (PageKey("sitemap", key) for key in ("news", "pages"))
    for name, size in connection.execute("SELECT list, size FROM lists ORDER BY list"):
        yield from keys_of_list(name, size)
    yield from _keys(connection, "briefing", "SELECT url_key FROM briefings WHERE url_key IS NOT NULL ORDER BY url_key")
    yield from _keys(connection, "article", "SELECT slug FROM articles ORDER BY slug")
    yield from _keys(connection, "page", "SELECT slug FROM own_pages ORDER BY slug")
    for kind, key in connection.execute("SELECT kind, key FROM files ORDER BY kind, key"):
        yield PageKey(kind, key)


def keys_of_list(name: str, size: int) -> Iterator[PageKey]:
    """The pages that come of a list: its own, its feeds, its sitemaps, its archive page."""
    kind, _, rest = name.partition("/")
    if kind in LIST_KINDS:
        yield from (key_of(name, number) for number in (None, *range(1, numbered_pages(size) + 1)))
    else:
        yield PageKey("archive", rest.replace("-", "/"))
    if kind == "theme":
        yield PageKey("feed", rest)
    if kind == "month":
        yield from (PageKey("sitemap", key) for key in shard_keys(rest, size))


def _keys(connection: sqlite3.Connection, kind: str, query: str) -> Iterator[PageKey]:
    return (PageKey(kind, key) for (key,) in connection.execute(query))
