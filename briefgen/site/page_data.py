"""A briefing for machines: JSON-LD in its page, `index.json` (its proof) and `index.md` (its Markdown) beside it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise

import msgspec
from markupsafe import Markup

from briefgen.lines import fold
from briefgen.site.briefing_views import update_id_of
from briefgen.site.jsonld import Json, breadcrumb_list, graph, without_empty
from briefgen.site.list_views import theme_name
from briefgen.site.lookups import Lookups, StoredBriefing
from briefgen.site.markdown import plain_text, without_comments, without_marks_of
from briefgen.site.pages import article_url, briefing_url
from briefgen.site.records import ArticleRecord, BriefingRecord, PartRecord, SiteRecord
from briefgen.site.views import BriefingView, Link

_MARKDOWN_ESCAPES = {ord(mark): f"\\{mark}" for mark in "\\`*_[]<>#"}


def _absolute(site: SiteRecord, url: str | None) -> str | None:
    return f"{site.url}{url}" if site.url and url else None


def _crumbs(site: SiteRecord, breadcrumbs: Sequence[Link]) -> Json:
    return breadcrumb_list([(link.text, _absolute(site, link.url)) for link in breadcrumbs])


def breadcrumb_data(site: SiteRecord, breadcrumbs: Sequence[Link]) -> Markup | None:
    """The breadcrumbs of a page, None for a page without; without a site URL they have no addresses and are left out."""
    return graph(_crumbs(site, breadcrumbs)) if breadcrumbs and site.url else None


def briefing_data(lookups: Lookups, stored: StoredBriefing, view: BriefingView, crumbs: Sequence[Link]) -> Markup:
    """A briefing as a NewsArticle, or as a LiveBlogPosting where its article is a live blog."""
    site, record = lookups.site, stored.record
    article = lookups.article_of(record.source_path)
    is_live = article is not None and article.kind == "live_blog"
    url = briefing_url(stored.card.key)
    page = _absolute(site, url)
    node: Json = {
        "@type": "LiveBlogPosting" if is_live else "NewsArticle",
        "headline": view.title,
        "description": stored.card.summary,
        "inLanguage": view.language,
        "url": page,
        "mainEntityOfPage": page,
        "datePublished": record.published,
        "dateModified": record.modified or record.published,
        "coverageStartTime": record.published if is_live else None,
        "articleSection": view.theme.text if view.theme else None,
        "author": [{"@type": "Person", "name": name} for name in record.authors],
        "publisher": {"@type": "Organization", "name": site.name, "url": _absolute(site, "/")},
        "isBasedOn": view.source.url if view.source else None,
        "mentions": _mentions(record),
        "liveBlogUpdate": _live_updates(view, record, page) if is_live else None,
    }
    trail = (Link(text=site.name, url="/"), *crumbs, Link(text=view.title, url=url))
    return graph(node, _crumbs(site, trail)) if site.url else graph(node)


def _mentions(record: BriefingRecord) -> list[Json]:
    kinds = ("Person", record.people), ("Organization", record.organisations), ("Place", record.places)
    return [{"@type": kind, "name": name} for kind, names in kinds for name in names]


def _live_updates(view: BriefingView, record: BriefingRecord, page: str | None) -> list[Json]:
    return [
        {
            "@type": "BlogPosting",
            "headline": section.headline.striptags() if section.headline else view.title,
            "datePublished": section.published.machine if section.published else record.published,
            "url": f"{page}#{section.id}" if page else None,
        }
        for section in view.sections
    ]


def briefing_proof(lookups: Lookups, stored: StoredBriefing) -> bytes:
    """`index.json`: every sentence as plain words with its source lines; a passage that a person changed (`edited`), or whose
    article is not at hand, is one entry."""
    record = stored.record
    article = lookups.article_of(record.source_path)
    value: Json = {
        "title": record.title,
        "url": _absolute(lookups.site, briefing_url(stored.card.key)) or briefing_url(stored.card.key),
        "date": record.published,
        "modified": record.modified,
        "language": record.language or lookups.site.language,
        "theme": {"id": stored.card.theme, "name": theme_name(lookups, stored.card.theme)}
        if stored.card.theme
        else None,
        "source": {
            "path": record.source_path,
            "title": record.source_title,
            "publisher": record.source_publisher,
            "url": record.source_url,
            "article": article_url(article.slug) if article else None,
        },
    }
    sentences = [
        without_empty(
            {
                "text": text,
                "lines": list(part.lines),
                "role": part.role,
                "update": update_id_of(part),
                "edited": part.edited or None,
            }
        )
        for part in record.parts
        if part.lines and part.role not in ("rule", "link")
        for text in _sentences_of(part, article)
    ]
    cleaned = without_empty(value)
    document = {**cleaned, "sentences": sentences} if isinstance(cleaned, dict) else {"sentences": sentences}
    return msgspec.json.encode(document) + b"\n"


def _sentences_of(part: PartRecord, article: ArticleRecord | None) -> tuple[str, ...]:
    """The sentences of a passage, cut where the converter found them in the source; the passage whole where its words are
    not the source's any more."""
    text = plain_text(without_marks_of(part.role, part.markdown))
    if article is None or part.edited or part.lines is None or part.lines[0] != part.lines[1]:
        return (text,)
    number = part.lines[0]
    if number > min(len(article.sentence_ends), len(article.lines)):
        return (text,)
    line = article.lines[number - 1]
    start, end = part.start or 0, len(line) if part.end is None else part.end
    cuts = [start, *(cut for cut in article.sentence_ends[number - 1] if start < cut < end), end]
    pieces = tuple(line[a:b].strip() for a, b in pairwise(cuts))
    return pieces if fold(" ".join(pieces)) == fold(text) else (text,)


def briefing_markdown(lookups: Lookups, stored: StoredBriefing) -> bytes:
    """`index.md`: title, date and theme, the text without marks of origin, and a line that names the source."""
    record = stored.record
    facts = [record.published, theme_name(lookups, stored.card.theme) if stored.card.theme else ""]
    head = [f"# {_escaped(record.title)}", ", ".join(_escaped(fact) for fact in facts if fact)]
    body = [(part.markdown if part.block_id else without_comments(part.markdown)).strip("\n") for part in record.parts]
    source = ", ".join(_escaped(text) for text in (record.source_title, record.source_publisher) if text)
    address = f"<{record.source_url}>" if record.source_url and not set(record.source_url) & set("<> \n") else ""
    tail = [f"Source: {' '.join(part for part in (source, address) if part)}"] if source or address else []
    text = _joined(block for block in (*head, *body, *tail) if block.strip())
    return (text + "\n").encode("utf-8", "replace")


def _joined(blocks: Iterable[str]) -> str:
    """Blocks with an empty line between them, but none between the items of a list."""
    text = before = ""
    for block in blocks:
        is_item = block.startswith("- ") and before.startswith("- ")
        text += block if not text else f"\n{block}" if is_item else f"\n\n{block}"
        before = block
    return text


def _escaped(text: str) -> str:
    return " ".join(text.split()).translate(_MARKDOWN_ESCAPES)
