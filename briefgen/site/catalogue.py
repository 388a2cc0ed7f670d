"""The catalogue: what the site is made of, and which pages a change touches. Derived; SQLite, kept in `.briefgen/`.

In: changed briefings, articles, own pages, files, configuration. Out: rows in `dirty`, pages that the next rendering looks at.
Each update is one transaction together with its dirty pages, so a build that is killed forgets nothing: its dirty pages stay
until `record_published` takes them off. Marking a page that then comes out the same costs a little time and no write.
What is marked is decided in `touched.py`; who gets which slug in `slug_claims.py`. Call `set_site` first.
"""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import msgspec

from briefgen.executors import batched
from briefgen.model import BriefingFile, SegmentedArticle
from briefgen.site.catalogue_reader import CatalogueReader, read_record
from briefgen.site.pages import NAME_KINDS, RESERVED, PageKey, output_path, own_page_url
from briefgen.site.records import (
    ArticleRecord,
    BriefingRecord,
    CardRecord,
    OwnPageRecord,
    SiteRecord,
    article_record,
    briefing_key,
    briefing_record,
    card_record,
    lists_of,
    name_slug,
    sort_key,
)
from briefgen.site.slug_claims import Claim, find_slugs
from briefgen.site.themes import ThemeTable
from briefgen.site.touched import EVERYTHING, Marks, Standing, Touched, mark_all, mark_theme
from briefgen.state import transaction

BULK = 400
"""From so many changed briefings on (or a tenth of all), every page is looked at: cheaper than looking up which."""

BATCH = 2000
"""So many briefings are held in memory at once."""

OWN_FILES = {"robots.txt": "robots", "_headers": "headers", "404.html": "404"}
"""Files of the user's that take the place of one that the site makes."""


@dataclass(slots=True)
class Update:
    """Briefings or articles on their way into the catalogue, with what stood there before. `why` by path."""

    items: dict[str, tuple[str, BriefingRecord]]
    deleted: set[str]
    why: dict[str, str]
    old: dict[str, Standing] = field(default_factory=dict)
    new: dict[str, Standing] = field(default_factory=dict)

    @property
    def paths(self) -> list[str]:
        return sorted(self.items.keys() | self.deleted)


class Catalogue(CatalogueReader):
    """The catalogue, read and written. One build at a time holds it (`state.open_state`)."""

    def set_site(self, site: SiteRecord, own_pages: Iterable[OwnPageRecord] = ()) -> None:
        """Tells the configuration. Whatever in it changed marks the pages that show it; all, where that can't be told.
        `own_pages`: all of the user's own pages; the site's record gets their links."""
        pages = unique_own_pages(own_pages)
        site = msgspec.structs.replace(site, pages=tuple((page.title, own_page_url(page.slug)) for page in pages))
        with transaction(self.connection):
            row = self.connection.execute("SELECT record FROM site").fetchone()
            old = read_record(row[0], SiteRecord) if row else None
            self._put_own_pages(pages)
            self.connection.execute("INSERT OR REPLACE INTO site VALUES (1, ?)", (msgspec.json.encode(site),))
            self.__dict__.pop("site", None)
            self.__dict__.pop("themes", None)
            if old is None or _without_themes(old) != _without_themes(site):
                mark_all(self.connection, "the configuration, a template or the program changed" if old else "new site")
            if old is not None and old.themes != site.themes:
                self._change_themes(ThemeTable(old), ThemeTable(site))

    def update_briefings(
        self, changed: Iterable[tuple[str, str, BriefingFile]], deleted: Iterable[str] = ()
    ) -> tuple[str, ...]:
        """Takes in briefing files as (path, SHA-256 of the file, what stands in it), and forgets deleted paths.
        Returns warnings on the changed ones: slugs that two would like, themes that are not in the vocabulary."""
        gone = set(deleted)
        warnings: tuple[str, ...] = ()
        with transaction(self.connection):
            # Deletions go with the first batch, so that a renamed file moves in the lists and does not shift them twice.
            for batch in itertools.chain(batched(changed, BATCH), [()]):
                items = {path: (sha256, briefing_record(file)) for path, sha256, file in batch}
                gone -= items.keys()
                why = {path: f"{path} changed" for path in items} | {path: f"{path} deleted" for path in gone}
                if why:
                    warnings += self._replace_briefings(Update(items, gone, why))
                gone = set()
        return warnings

    def briefing_hashes(self) -> dict[str, str]:
        """The SHA-256 of every briefing file that is taken in, by path: whatever differs is to be given to `update_briefings`."""
        return dict(self.connection.execute("SELECT path, sha256 FROM briefings"))

    def update_articles(self, changed: Iterable[SegmentedArticle], deleted: Iterable[str] = ()) -> None:
        """Takes in articles, and forgets those with deleted paths. An article that is as before touches no page."""
        records = {record.path: record for record in map(article_record, changed)}
        self._replace_articles(records, set(deleted) - records.keys())

    def article_paths(self) -> tuple[str, ...]:
        """The paths of all articles that are taken in."""
        return tuple(row[0] for row in self.connection.execute("SELECT path FROM articles ORDER BY path"))

    def update_files(self, kind: str, files: Mapping[str, tuple[str, str]]) -> tuple[str, ...]:
        """Tells all files that are published as they are: relative path → (absolute path, SHA-256). `kind`: "static" for the
        user's, published under the same path, or "asset" for the theme's, under theme/. Returns warnings on names that the
        site needs itself; such files are left out."""
        pages = {output_path(url) for _, url in self.site.pages}
        refused = {path for path in files if kind == "static" and _is_taken(path, pages)}
        kept = {path: row for path, row in files.items() if path not in refused}
        with transaction(self.connection):
            rows = self.connection.execute("SELECT key, source, sha256 FROM files WHERE kind = ?", (kind,))
            old = {key: (source, sha256) for key, source, sha256 in rows}
            marks = Marks(self.connection)
            for path in sorted(old.keys() | kept.keys()):
                if old.get(path, ("", ""))[1] != kept.get(path, ("", ""))[1]:
                    marks.add(PageKey(kind, path), f"{path} changed")
                    if kind == "static" and path in OWN_FILES:
                        marks.add(PageKey(OWN_FILES[path]), f"{path} changed")
            marks.write()
            self.connection.execute("DELETE FROM files WHERE kind = ?", (kind,))
            rows_new = ((kind, path, source, sha256) for path, (source, sha256) in sorted(kept.items()))
            self.connection.executemany("INSERT INTO files VALUES (?, ?, ?, ?)", rows_new)
        return tuple(
            f"{path}: the site has a page of its own there, so the file is left out" for path in sorted(refused)
        )

    def forget_published(self, why: str = "all is made anew") -> None:
        """Marks every page, for a build that does not trust what it published before."""
        with transaction(self.connection):
            mark_all(self.connection, why)

    def record_published(self, written: Iterable[tuple[str, PageKey, str]], deleted: Iterable[str]) -> None:
        """Notes what stands in the output now: (path, key, SHA-256) of the files of all rendered pages, and what went.
        Takes all pages off the list of dirty ones. Call it when the site is published."""
        with transaction(self.connection):
            self.connection.executemany("DELETE FROM pages WHERE path = ?", ((path,) for path in deleted))
            rows = ((path, key.kind, key.key, sha256) for path, key, sha256 in written)
            self.connection.executemany("INSERT OR REPLACE INTO pages VALUES (?, ?, ?, ?)", rows)
            self.connection.execute("DELETE FROM dirty")

    def _put_own_pages(self, pages: tuple[OwnPageRecord, ...]) -> None:
        old = dict(self.connection.execute("SELECT slug, record FROM own_pages"))
        new = {page.slug: msgspec.json.encode(page) for page in pages}
        marks = Marks(self.connection)
        for slug in sorted(old.keys() | new.keys()):
            if old.get(slug) != new.get(slug):
                marks.add(PageKey("page", slug), f"the page {slug} changed")
        marks.write()
        self.connection.execute("DELETE FROM own_pages")
        self.connection.executemany("INSERT INTO own_pages VALUES (?, ?)", sorted(new.items()))

    def _change_themes(self, old: ThemeTable, new: ThemeTable) -> None:
        """Moves briefings whose word for a theme means another one now, then marks what shows a changed theme."""
        written = self.connection.execute("SELECT DISTINCT theme_written FROM briefings")
        moved = [row[0] for row in written if _place(old, row[0]) != _place(new, row[0])]
        for word in moved:
            rows = self.connection.execute(
                "SELECT path, sha256, record FROM briefings JOIN bodies USING (id) WHERE theme_written = ?", (word,)
            )
            items = {path: (sha256, read_record(record, BriefingRecord)) for path, sha256, record in rows}
            why = dict.fromkeys(items, f"the theme {word} has another place")
            self._replace_briefings(Update(items, set(), why))
        for theme_id in sorted(old.by_id.keys() | new.by_id.keys()):
            if old.by_id.get(theme_id) != new.by_id.get(theme_id):
                for themes in (old, new):
                    mark_theme(self.connection, themes, theme_id, f"the theme {theme_id} changed")
        marks = Marks(self.connection)
        marks.add_overviews("the list of themes changed")
        marks.write()

    def _replace_briefings(self, update: Update) -> tuple[str, ...]:
        with transaction(self.connection):
            total = self.connection.execute("SELECT count(*) FROM briefings").fetchone()[0]
            update.old = {path: row for path in update.paths if (row := self._standing(path))}
            warnings = self._place_briefings(update)
            if self._all_is_dirty():
                self._store(update)
            elif len(update.paths) > max(BULK, total // 10):
                self._store(update)
                mark_all(self.connection, f"{len(update.paths)} briefings changed")
            else:
                least = self.site.least_mentions
                touched = Touched(self.connection, self.themes, update.old, update.new, update.why, least)
                touched.look_before()
                self._store(update)
                touched.look_after()
        return warnings

    def _all_is_dirty(self) -> bool:
        """Whether every page is marked already: then nobody need look up which ones a change touches."""
        return self.connection.execute("SELECT 1 FROM dirty WHERE kind = ?", (EVERYTHING.kind,)).fetchone() is not None

    def _standing(self, path: str) -> Standing | None:
        """The briefing as it stands in the catalogue."""
        row = self.connection.execute(
            "SELECT id, sort, url_key, card, lines, record FROM briefings JOIN bodies USING (id) WHERE path = ?",
            (path,),
        ).fetchone()
        if row is None:
            return None
        lists = self.connection.execute("SELECT list FROM members WHERE briefing = ?", (row[0],))
        return Standing(
            id=row[0],
            sort=row[1],
            card=read_record(row[3], CardRecord),
            record=read_record(row[5], BriefingRecord),
            lists=frozenset(name for (name,) in lists),
            lines=row[4],
            shown=row[2] is not None,
        )

    def _place_briefings(self, update: Update) -> tuple[str, ...]:
        """Fills `update.new`: gives slugs, and takes in those unchanged ones whose slug another one's change gives or takes."""
        old = {path: _claim(row.record) for path, row in update.old.items() if row.shown}
        new = {path: _claim(record) for path, (_, record) in update.items.items() if record.status == "published"}
        slugs = find_slugs(self.connection, old, new)
        for path, slug in slugs.items():
            row = self._standing(path) if path not in update.items else None
            if row is not None and briefing_key(row.record, slug) != row.card.key:
                sha256 = self.connection.execute("SELECT sha256 FROM briefings WHERE path = ?", (path,)).fetchone()[0]
                update.old[path] = row
                update.items[path] = (sha256, row.record)
                update.why[path] = f"{path} has another address, as one of the same slug came or went"
        for path, (_, record) in update.items.items():
            update.new[path] = self._make_standing(record, slugs.get(path, record.slug), update.old.get(path))
        return tuple(self._warnings(update))

    def _make_standing(self, record: BriefingRecord, slug: str, old: Standing | None) -> Standing:
        theme = self.themes.find_id(record.theme)
        lines = sorted({part.lines for part in record.parts if part.lines and part.role not in ("summary", "rule")})
        shown = record.status == "published"
        return Standing(
            id=old.id if old else 0,
            sort=sort_key(record.published, record.path),
            card=card_record(record, slug, theme),
            record=record,
            lists=frozenset(lists_of(record, self.themes.with_ancestors(theme))) if shown else frozenset(),
            lines=msgspec.json.encode(lines),
            shown=shown,
        )

    def _warnings(self, update: Update) -> Iterable[str]:
        for path in sorted(update.new):
            row = update.new[path]
            if row.shown and row.card.key != briefing_key(row.record, row.record.slug):
                yield f"{path}: another briefing of that month has the slug {row.record.slug}; its address ends in {row.card.key}"
            if row.shown and row.card.theme and row.card.theme not in self.themes.by_id:
                yield f"{path}: the theme {row.record.theme!r} is not in the list of themes; it is listed as it stands"

    def _store(self, update: Update) -> None:
        connection = self.connection
        ids = [(row.id,) for row in update.old.values()]
        connection.executemany("DELETE FROM members WHERE briefing = ?", ids)
        connection.executemany("DELETE FROM briefings WHERE id = ?", ids)
        connection.executemany("DELETE FROM bodies WHERE id = ?", ids)
        next_id = connection.execute("SELECT coalesce(max(id), 0) + 1 FROM briefings").fetchone()[0]
        next_id = max([next_id, *(row.id + 1 for row in update.old.values())])
        rows, bodies, members = [], [], []
        for path in sorted(update.new):
            row = update.new[path]
            key = row.id or next_id
            next_id += 0 if row.id else 1
            rows.append(
                (
                    *(key, path, update.items[path][0], row.card.key if row.shown else None, row.sort),
                    *(
                        row.card.theme,
                        row.record.theme,
                        row.record.source_path,
                        msgspec.json.encode(row.card),
                        row.lines,
                    ),
                )
            )
            bodies.append((key, msgspec.json.encode(row.record)))
            members += [(name, row.sort, key) for name in row.lists]
        connection.executemany("INSERT INTO briefings VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", rows)
        connection.executemany("INSERT INTO bodies VALUES (?, ?)", bodies)
        connection.executemany("INSERT INTO members VALUES (?, ?, ?)", sorted(members))
        self._count(update)

    def _count(self, update: Update) -> None:
        """Keeps the sizes of lists and the forms of names in step."""
        sizes: Counter[str] = Counter()
        names: Counter[tuple[str, str]] = Counter()
        for rows, sign in ((update.old, -1), (update.new, 1)):
            for row in rows.values():
                for name in row.lists:
                    sizes[name] += sign
                for form in _name_forms(row):
                    names[form] += sign
        self.connection.executemany(
            "INSERT INTO lists VALUES (?, ?) ON CONFLICT DO UPDATE SET size = size + excluded.size",
            sorted((name, delta) for name, delta in sizes.items() if delta),
        )
        self.connection.executemany("DELETE FROM lists WHERE list = ? AND size = 0", ((name,) for name in sizes))
        self.connection.executemany(
            "INSERT INTO names VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET uses = uses + excluded.uses",
            sorted((name, form, delta) for (name, form), delta in names.items() if delta),
        )
        self.connection.executemany("DELETE FROM names WHERE list = ? AND name = ? AND uses = 0", names)

    def _replace_articles(self, records: dict[str, ArticleRecord], deleted: set[str]) -> None:
        with transaction(self.connection):
            total = self.connection.execute("SELECT count(*) FROM articles").fetchone()[0]
            paths = sorted(records.keys() | deleted)
            old = {path: row for path in paths if (row := self.article_of(path))}
            claims_old = {path: Claim("article", _wished_slug(row)) for path, row in old.items()}
            claims_new = {path: Claim("article", record.slug) for path, record in records.items()}
            slugs = find_slugs(self.connection, claims_old, claims_new)
            for path in slugs.keys() - records.keys():
                row = self.article_of(path)
                if row is not None and row.slug != slugs[path]:
                    old[path] = records[path] = row
            new = {path: msgspec.structs.replace(record, slug=slugs[path]) for path, record in records.items()}
            changed = sorted(path for path in old.keys() | new.keys() if old.get(path) != new.get(path))
            self.connection.executemany("DELETE FROM articles WHERE path = ?", ((path,) for path in changed))
            rows = ((path, new[path].slug, msgspec.json.encode(new[path])) for path in changed if path in new)
            self.connection.executemany("INSERT INTO articles VALUES (?, ?, ?)", rows)
            if self._all_is_dirty():
                return
            if len(changed) > max(BULK, total // 10):
                mark_all(self.connection, f"{len(changed)} articles changed")
                return
            marks = Marks(self.connection)
            for path in changed:
                for row in (old.get(path), new.get(path)):
                    if row is not None:
                        marks.add(PageKey("article", row.slug), f"{path} changed")
                marks.add_briefings_of(path, f"{path} changed")
            marks.write()


def unique_own_pages(pages: Iterable[OwnPageRecord]) -> tuple[OwnPageRecord, ...]:
    """The pages by path, each with a slug that neither another one nor the site itself has."""
    found: dict[str, OwnPageRecord] = {}
    for page in sorted(pages, key=lambda page: page.path):
        slug = f"{page.slug}-page" if page.slug in RESERVED else page.slug
        number = 2
        while slug in found:
            slug, number = f"{page.slug}--{number}", number + 1
        found[slug] = msgspec.structs.replace(page, slug=slug)
    return tuple(found.values())


def _without_themes(site: SiteRecord) -> SiteRecord:
    # Where the templates lie does not matter, what stands in them does: the fingerprint tells that.
    return msgspec.structs.replace(site, themes=(), template_folders=())


def _place(themes: ThemeTable, written: str) -> tuple[str, ...]:
    return themes.with_ancestors(themes.find_id(written))


def _claim(record: BriefingRecord) -> Claim:
    return Claim(f"briefing/{briefing_key(record, '')}", record.slug)


def _wished_slug(record: ArticleRecord) -> str:
    """The slug that an article asked for: the one it has, without the suffix that made it unique."""
    return record.slug.partition("--")[0]


def _name_forms(row: Standing) -> set[tuple[str, str]]:
    """The lists that a published briefing gives a name, with the form that it uses."""
    if not row.shown:
        return set()
    forms = {(f"{kind}/{name_slug(name)}", name) for kind in NAME_KINDS for name in row.record.names(kind)}
    return forms | ({(f"theme/{row.card.theme}", row.record.theme)} if row.card.theme else set())


def _is_taken(path: str, pages: set[str]) -> bool:
    """Whether a file of the user's would stand where the site has something itself."""
    lower = path.lower()
    first, _, rest = lower.partition("/")
    stem = first.partition(".")[0]
    if lower in OWN_FILES:
        return path not in OWN_FILES
    made = {
        "index.html",
        "_headers",
        ".nojekyll",
        "sitemap.xml",
        "news-sitemap.xml",
        "feed.atom",
        "feed.rss",
        "feed.json",
    }
    return lower in made or lower in pages or (bool(rest) and stem == first and first in RESERVED - {"static"})
