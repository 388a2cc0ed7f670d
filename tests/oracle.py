"""A clean build, made the plain way: Pelican reads every briefing, keeps them all in lists, and writes every page.

It shares with the incremental path the stored records, the views, the templates and the rules for names of pages; what a change
touches, positions, neighbours, sizes, slugs are found anew here, by sorting and going through lists.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from pathlib import Path
from typing import Any

import msgspec
import pelican
from pelican.contents import Article
from pelican.generators import Generator
from pelican.plugins import signals
from pelican.readers import BaseReader

from briefgen.briefing_file import read_briefing_file
from briefgen.model import BriefingFile, SegmentedArticle
from briefgen.site.catalogue import unique_own_pages
from briefgen.site.contexts import CONTEXTS, make_context
from briefgen.site.lookups import Sibling, StoredBriefing
from briefgen.site.pages import PageKey, output_path, own_page_url, url_of
from briefgen.site.records import (
    ArticleRecord,
    BriefingRecord,
    CardRecord,
    OwnPageRecord,
    SiteRecord,
    article_record,
    briefing_record,
    card_record,
    lists_of,
    name_slug,
    sort_key,
)
from briefgen.site.render import Renderer, pelican_settings, strict_loader
from briefgen.site.slug_claims import unique_slugs
from briefgen.site.themes import ThemeTable
from briefgen.site.touched import keys_of_list

Tree = dict[str, bytes]


class MemoryLookups:
    """`lookups.Lookups` over plain lists."""

    def __init__(
        self,
        site: SiteRecord,
        files: Iterable[BriefingFile],
        articles: Iterable[SegmentedArticle] = (),
        own_pages: Iterable[OwnPageRecord] = (),
        static: Mapping[str, bytes] | None = None,
    ) -> None:
        self._own_pages = {page.slug: page for page in unique_own_pages(own_pages)}
        links = tuple((page.title, own_page_url(page.slug)) for page in self._own_pages.values())
        self.site = msgspec.structs.replace(site, pages=links)
        self.themes = ThemeTable(self.site)
        self._static = static or {}
        records = sorted((briefing_record(file) for file in files), key=lambda record: record.path)
        self._shown = [record for record in records if record.status == "published"]
        self._articles = self._name_articles(articles)

    @staticmethod
    def _name_articles(articles: Iterable[SegmentedArticle]) -> dict[str, ArticleRecord]:
        wished: dict[str, list[str]] = defaultdict(list)
        records = sorted(map(article_record, articles), key=lambda record: record.path)
        for record in records:
            wished[record.slug].append(record.path)
        slugs = {path: slug for wish, paths in wished.items() for path, slug in unique_slugs(wish, paths).items()}
        return {record.path: msgspec.structs.replace(record, slug=slugs[record.path]) for record in records}

    @cached_property
    def _cards(self) -> dict[str, CardRecord]:
        wished: dict[tuple[str, str], list[str]] = defaultdict(list)
        for record in self._shown:
            wished[record.published[:7], record.slug].append(record.path)
        slugs = {path: slug for (_, wish), paths in wished.items() for path, slug in unique_slugs(wish, paths).items()}
        return {
            record.path: card_record(record, slugs[record.path], self.themes.find_id(record.theme))
            for record in self._shown
        }

    @cached_property
    def lists(self) -> dict[str, list[BriefingRecord]]:
        found: dict[str, list[BriefingRecord]] = defaultdict(list)
        for record in sorted(self._shown, key=lambda record: sort_key(record.published, record.path)):
            for name in lists_of(record, self.themes.with_ancestors(self.themes.find_id(record.theme))):
                found[name].append(record)
        return dict(found)

    @cached_property
    def _by_key(self) -> dict[str, BriefingRecord]:
        return {self._cards[record.path].key: record for record in self._shown}

    @cached_property
    def _names(self) -> dict[str, str]:
        forms: dict[str, Counter[str]] = defaultdict(Counter)
        for record in self._shown:
            pairs = {(f"theme/{self.themes.find_id(record.theme)}", record.theme)}
            for kind in ("people", "organisations", "places"):
                pairs |= {(f"{kind}/{name_slug(name)}", name) for name in record.names(kind)}
            for list_name, name in pairs:
                forms[list_name][name] += 1
        return {name: min(counts, key=lambda form: (-counts[form], form)) for name, counts in forms.items()}

    def briefing(self, key: str) -> StoredBriefing | None:
        record = self._by_key.get(key)
        return StoredBriefing(self._cards[record.path], record) if record else None

    def neighbours(self, card: CardRecord) -> tuple[CardRecord | None, CardRecord | None]:
        if not card.theme:
            return None, None
        cards = self.cards(f"theme/{card.theme}", 0, len(self._shown))
        place = cards.index(card)
        return (cards[place - 1] if place else None), (cards[place + 1] if place + 1 < len(cards) else None)

    def siblings(self, source_path: str) -> tuple[Sibling, ...]:
        return tuple(
            Sibling(
                self._cards[record.path],
                tuple(sorted({p.lines for p in record.parts if p.lines and p.role not in ("summary", "rule")})),
            )
            for record in self._shown
            if source_path and record.source_path == source_path
        )

    def article(self, slug: str) -> ArticleRecord | None:
        return next((record for record in self._articles.values() if record.slug == slug), None)

    def article_of(self, source_path: str) -> ArticleRecord | None:
        return self._articles.get(source_path)

    def size(self, list_name: str) -> int:
        return len(self.lists.get(list_name, ()))

    def cards(self, list_name: str, start: int, stop: int) -> tuple[CardRecord, ...]:
        return tuple(self._cards[record.path] for record in self.lists.get(list_name, [])[start:stop])

    def name_of(self, list_name: str) -> str:
        return self._names.get(list_name, "")

    def periods(self, prefix: str) -> tuple[tuple[str, int], ...]:
        return tuple((name, len(rows)) for name, rows in sorted(self.lists.items()) if name.startswith(prefix))

    def own_page(self, slug: str) -> OwnPageRecord | None:
        return self._own_pages.get(slug)

    def has_file(self, path: str) -> bool:
        return path in self._static

    def keys(self) -> Iterator[PageKey]:
        """Every page of the site, files that are published as they are left out."""
        for kind in ("home", "themes", "search", "404", "feed", "sitemap", "robots", "headers", "nojekyll", "archive"):
            yield PageKey(kind)
        yield from (PageKey("sitemap", key) for key in ("news", "pages"))
        for name, rows in self.lists.items():
            yield from keys_of_list(name, len(rows))
        yield from (PageKey("briefing", key) for key in self._by_key)
        yield from (PageKey("article", record.slug) for record in self._articles.values())
        yield from (PageKey("page", slug) for slug in self._own_pages)


def clean_tree(lookups: MemoryLookups, renderer: Renderer | None = None) -> Tree:
    """Every page of the site by its path. A renderer may be passed on, since its environment is slow to make."""
    if renderer is None:
        renderer = Renderer(lookups)
    renderer.lookups = lookups
    tree: Tree = {}
    for key in set(lookups.keys()):
        tree.update(renderer.render_page(key) or ())
    return tree


class BriefingReader(BaseReader):  # type: ignore[misc]
    """Reads a briefing for Pelican; the whole file goes along in its metadata."""

    file_extensions = ["md"]

    def read(self, source_path: str) -> tuple[str, dict[str, Any]]:
        path = Path(source_path)
        name = path.relative_to(self.settings["PROJECT_ROOT"]).as_posix()
        file = read_briefing_file(name, path.read_text(encoding="utf-8"))
        return "", {"title": file.title, "slug": file.slug, "briefing_file": file}


class SiteGenerator(Generator):  # type: ignore[misc]
    """Reads all briefings with Pelican's readers, writes all pages with Pelican's writer."""

    def generate_context(self) -> None:
        self.files: list[BriefingFile] = []
        for path in sorted(self.get_files(["content/briefings"], extensions=["md"])):
            content = self.readers.read_file(
                base_path=self.path, path=path, content_class=Article, context=self.context
            )
            self.files.append(content.briefing_file)

    def generate_output(self, writer: Any) -> None:
        site, articles, own_pages = self.settings["BRIEFGEN"]
        lookups = MemoryLookups(site, self.files, articles, own_pages)
        strict_loader(self.env, lookups.site)
        plain = Renderer(lookups)
        for key in sorted(set(lookups.keys())):
            if key.kind in CONTEXTS:
                self._write_page(writer, lookups, key)
            for path, data in (
                plain.render_page(key) or () if key.kind not in CONTEXTS or key.kind == "briefing" else ()
            ):
                if not path.endswith("/index.html"):
                    target = Path(self.output_path) / path
                    target.parent.mkdir(parents=True, exist_ok=True)
                    target.write_bytes(data)

    def _write_page(self, writer: Any, lookups: MemoryLookups, key: PageKey) -> None:
        context = make_context(lookups, key)
        if context is not None:
            template = self.get_template(context.template)
            # In the context, not as keywords: the writer has a parameter `name` of its own, and so has a template.
            writer.write_file(output_path(url_of(key)), template, {**self.context, **context.variables})


def pelican_tree(
    root: Path,
    output: Path,
    site: SiteRecord,
    articles: Iterable[SegmentedArticle] = (),
    own_pages: Iterable[OwnPageRecord] = (),
) -> Tree:
    """What `pelican.Pelican.run()` writes for the briefing files in `root`/content/briefings."""
    settings = pelican_settings(
        site,
        PATH=str(root),
        OUTPUT_PATH=str(output),
        PROJECT_ROOT=str(root),
        ARTICLE_PATHS=[],
        PAGE_PATHS=[],
        STATIC_PATHS=[],
        THEME_STATIC_PATHS=[],
        DIRECT_TEMPLATES=[],
        READERS={},
        BRIEFGEN=(site, tuple(articles), tuple(own_pages)),
    )

    def add_generator(_pelican: object) -> type[Generator]:
        return SiteGenerator

    def add_reader(readers: Any) -> None:
        readers.reader_classes["md"] = BriefingReader
        readers.readers["md"] = BriefingReader(readers.settings)

    # Receivers outlive a run: what is connected here must go, or the next site gets it, too.
    with signals.get_generators.connected_to(add_generator), signals.readers_init.connected_to(add_reader):
        pelican.Pelican(settings).run()
    return {path.relative_to(output).as_posix(): path.read_bytes() for path in output.rglob("*") if path.is_file()}
