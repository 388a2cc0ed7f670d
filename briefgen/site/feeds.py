"""Feeds: Atom (RFC 4287), RSS 2.0 and JSON Feed 1.1 of the newest briefings, of the site and of each theme.

The XML forms are written by feedgenerator, as Pelican's are. It takes the clock where a feed is empty, writes control
characters that XML forbids, and calls a summary HTML without making it so; all three are prevented here.
Undated briefings are in no feed: every form asks for a time.
Without a site URL, ids are tag URIs (RFC 4151) and links are relative to the feed.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from datetime import UTC, datetime
from html import escape
from io import BytesIO
from typing import Any, NamedTuple

from briefgen.site.jsonld import without_empty
from briefgen.site.list_views import theme_name
from briefgen.site.lookups import Lookups
from briefgen.site.markdown import relative_prefix
from briefgen.site.moments import instant_of
from briefgen.site.pages import FEED_SIZE, briefing_url, feed_urls, list_url, output_path
from briefgen.site.records import CardRecord, SiteRecord
from briefgen.slugs import make_slug

_NOT_IN_XML = re.compile(r"[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_LIKE_HTML = re.compile(r"<|&#?\w+;")
_LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)


class _Entry(NamedTuple):
    id: str
    title: str
    link: str
    summary: str
    published: datetime
    updated: datetime
    theme: str
    authors: tuple[str, ...]


class _Feed(NamedTuple):
    id: str
    title: str
    home: str
    entries: tuple[_Entry, ...]


def clean_xml(text: str) -> str:
    """The text without the characters that XML 1.0 can't carry."""
    return _NOT_IN_XML.sub("", text)


def render_feeds(lookups: Lookups, theme_id: str) -> tuple[tuple[str, bytes], ...] | None:
    """Path and bytes of the three feeds of a theme, or of the whole site for ""; None for a theme without briefings."""
    list_name = f"theme/{theme_id}" if theme_id else "home"
    size = lookups.size(list_name)
    if theme_id and not size:
        return None
    cards = lookups.cards(list_name, max(0, size - FEED_SIZE), size)[::-1]
    makers = (_atom, _rss, _json_feed)
    return tuple(
        (output_path(url), maker(_feed(lookups, theme_id, list_name, cards, url), lookups.site, url))
        for maker, (url, _mime) in zip(makers, feed_urls(theme_id), strict=True)
    )


def _feed(lookups: Lookups, theme_id: str, list_name: str, cards: Sequence[CardRecord], url: str) -> _Feed:
    site = lookups.site
    title = f"{site.name}: {theme_name(lookups, theme_id)}" if theme_id else site.name
    home = list_url(list_name)
    entries = (_entry(lookups, card, url) for card in cards if card.published)
    return _Feed(_id(site, home, "2000-01-01"), clean_xml(title), _link(site, home, url), tuple(entries))


def _entry(lookups: Lookups, card: CardRecord, feed_url: str) -> _Entry:
    url = briefing_url(card.key)
    published = instant_of(card.published) or _LONG_AGO
    updated = instant_of(card.modified) or published
    return _Entry(
        id=_id(lookups.site, url, card.published[:10]),
        title=clean_xml(card.title),
        link=_link(lookups.site, url, feed_url),
        summary=clean_xml(card.summary),
        published=published,
        updated=max(updated, published),
        theme=clean_xml(theme_name(lookups, card.theme)) if card.theme else "",
        authors=tuple(clean_xml(name) for name in card.authors),
    )


def _id(site: SiteRecord, url: str, day: str) -> str:
    return f"{site.url}{url}" if site.url else f"tag:{make_slug(site.name)}.invalid,{day}:{url}"


def _link(site: SiteRecord, url: str, feed_url: str) -> str:
    return f"{site.url}{url}" if site.url else f"{relative_prefix(feed_url)}{url[1:]}"


def _latest(feed: _Feed) -> datetime:
    return max((entry.updated for entry in feed.entries), default=_LONG_AGO)


class _AtomTexts:
    """An XML writer by which every text is HTML and says so: one that reads "<script>" is a script to no reader."""

    def __init__(self, handler: Any) -> None:
        self._handler = handler

    def __getattr__(self, name: str) -> Any:
        return getattr(self._handler, name)

    def addQuickElement(self, name: str, contents: str | None = None, attrs: dict[str, str] | None = None) -> None:
        if name in ("title", "subtitle", "summary") and contents:
            contents, attrs = escape(contents, quote=False), {"type": "html"}
        self._handler.addQuickElement(name, contents, attrs)


class _RssTexts(_AtomTexts):
    """The same for RSS, where a description is HTML, and a title is to some readers, text to others: so a title is escaped
    only where the former would take a part of it for a tag or a reference."""

    def addQuickElement(self, name: str, contents: str | None = None, attrs: dict[str, str] | None = None) -> None:
        if contents and (name == "description" or (name == "title" and _LIKE_HTML.search(contents))):
            contents = escape(contents, quote=False)
        self._handler.addQuickElement(name, contents, attrs)


def _atom(feed: _Feed, site: SiteRecord, url: str) -> bytes:
    from feedgenerator import Atom1Feed

    class Atom(Atom1Feed):  # type: ignore[misc]
        def latest_post_date(self) -> datetime:
            return _latest(feed)

        def add_root_elements(self, handler: Any) -> None:
            super().add_root_elements(_AtomTexts(handler))

        def add_item_elements(self, handler: Any, item: Any) -> None:
            super().add_item_elements(_AtomTexts(handler), item)

    return _written(Atom, feed, site, url)


def _rss(feed: _Feed, site: SiteRecord, url: str) -> bytes:
    from feedgenerator import Rss201rev2Feed

    class Rss(Rss201rev2Feed):  # type: ignore[misc]
        def latest_post_date(self) -> datetime:
            return _latest(feed)

        def add_root_elements(self, handler: Any) -> None:
            super().add_root_elements(_RssTexts(handler))

        def add_item_elements(self, handler: Any, item: Any) -> None:
            super().add_item_elements(_RssTexts(handler), item)

    return _written(Rss, feed, site, url)


def _written(kind: Any, feed: _Feed, site: SiteRecord, url: str) -> bytes:
    made = kind(
        title=feed.title,
        link=feed.home,
        description=feed.title,
        subtitle="Briefings by theme",
        language=site.language,
        feed_url=_link(site, url, url),
        feed_guid=feed.id,
        author_name=clean_xml(site.name),
    )
    for entry in feed.entries:
        made.add_item(
            title=entry.title,
            link=entry.link,
            description=entry.summary or entry.title,
            author_name=", ".join(entry.authors) or None,
            pubdate=entry.published,
            updateddate=entry.updated,
            unique_id=entry.id,
            unique_id_is_permalink=bool(site.url),
            categories=(entry.theme,) if entry.theme else (),
        )
    out = BytesIO()
    made.write(out, "utf-8")
    return out.getvalue()


def _json_feed(feed: _Feed, site: SiteRecord, url: str) -> bytes:
    value = without_empty(
        {
            "version": "https://jsonfeed.org/version/1.1",
            "title": feed.title,
            "home_page_url": feed.home,
            "feed_url": _link(site, url, url),
            "language": site.language,
        }
    )
    items = [
        without_empty(
            {
                "id": entry.id,
                "url": entry.link,
                "title": entry.title,
                "summary": entry.summary,
                "content_text": entry.summary or entry.title,
                "date_published": entry.published.isoformat(),
                "date_modified": entry.updated.isoformat(),
                "authors": [{"name": name} for name in entry.authors],
                "tags": [entry.theme] if entry.theme else [],
            }
        )
        for entry in feed.entries
    ]
    document = {**value, "items": items} if isinstance(value, dict) else {"items": items}
    return (json.dumps(document, ensure_ascii=False, indent=1) + "\n").encode("utf-8", "replace")
