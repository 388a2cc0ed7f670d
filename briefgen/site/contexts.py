"""PageKey → template and variables, for every page that a template makes. What a template sees is in `views.py`.

One function a page kind, in the table `CONTEXTS`. Nothing here reads a file or knows the template engine.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any, NamedTuple, TypeAlias
from urllib.parse import urlsplit

from markupsafe import Markup

from briefgen.site.article_views import article_view
from briefgen.site.briefing_views import briefing_view
from briefgen.site.list_views import (
    MONTH_CARDS_LIMIT,
    day_periods,
    day_views,
    listing_view,
    month_periods,
    theme_link,
    theme_name,
    theme_view,
    theme_views,
)
from briefgen.site.lookups import Lookups
from briefgen.site.markdown import render_blocks, without_comments
from briefgen.site.moments import day_text, month_text, site_time
from briefgen.site.page_data import breadcrumb_data, briefing_data
from briefgen.site.pages import (
    NAME_KINDS,
    UNDATED,
    Numbered,
    PageKey,
    archive_url,
    feed_urls,
    list_of,
    list_url,
    numbered_pages,
    url_of,
)
from briefgen.site.records import SiteRecord, read_moment
from briefgen.site.views import Link, PageView, SiteView, Time

Variables: TypeAlias = dict[str, Any]

FEED_TITLES = ("Atom", "RSS", "JSON Feed")
KIND_LABELS = {"people": "Person", "organisations": "Organisation", "places": "Place"}


class Context(NamedTuple):
    """A template's name, without ".html", and its variables."""

    template: str
    variables: Variables


def make_context(lookups: Lookups, key: PageKey) -> Context | None:
    """What the page shows, None where there is no such page (any more): it is then to be deleted."""
    return CONTEXTS[key.kind](lookups, key)


@lru_cache(maxsize=4)
def site_view(site: SiteRecord) -> SiteView:
    return SiteView(
        name=site.name,
        language=site.language,
        url=site.url or None,
        pages=tuple(Link(text=title, url=url) for title, url in site.pages),
        has_search=site.has_search,
        favicon=site.favicon or None,
    )


def absolute_url(site: SiteRecord, url: str) -> str | None:
    """The URL with the site's own before it, None without a site URL."""
    return f"{site.url}{url}" if site.url else None


def _page(
    lookups: Lookups,
    key: PageKey,
    title: str,
    description: str = "",
    *,
    crumbs: tuple[Link, ...] = (),
    feed: str | None = "",
    json_ld: Markup | None = None,
    published: Time | None = None,
    modified: Time | None = None,
) -> PageView:
    """`crumbs`: what lies between the home page and this one. `feed`: the theme whose feeds it names, None for none."""
    site = lookups.site
    url = url_of(key)
    breadcrumbs = (Link(text=site.name, url="/"), *crumbs, Link(text=title, url=url)) if url != "/" else ()
    return PageView(
        kind=key.kind,
        path=url,
        title=title,
        description=description,
        language=site.language,
        canonical=absolute_url(site, url) if key.kind != "404" else None,
        breadcrumbs=breadcrumbs if key.kind != "404" else (),
        feeds=_feeds(lookups, feed),
        json_ld=json_ld if json_ld is not None else breadcrumb_data(site, breadcrumbs),
        published=published,
        modified=modified,
    )


def _feeds(lookups: Lookups, theme_id: str | None) -> tuple[tuple[str, str, str], ...]:
    if theme_id is None:
        return ()
    return _feed_links(theme_name(lookups, theme_id) if theme_id else lookups.site.name, theme_id)


@lru_cache(maxsize=256)
def _feed_links(name: str, theme_id: str) -> tuple[tuple[str, str, str], ...]:
    return tuple(
        (f"{name} ({form})", url, mime) for form, (url, mime) in zip(FEED_TITLES, feed_urls(theme_id), strict=True)
    )


def _context(lookups: Lookups, template: str, page: PageView, **variables: Any) -> Context:
    return Context(template, {"site": site_view(lookups.site), "page": page, **variables})


def _numbered(title: str, place: Numbered) -> str:
    return f"{title}, page {place.number}" if place.number else title


def _has_page(lookups: Lookups, place: Numbered) -> bool:
    size = lookups.size(place.list)
    least = lookups.site.least_mentions if place.list.partition("/")[0] in NAME_KINDS else 1
    return size >= least if place.number is None else 0 < place.number <= numbered_pages(size)


def _home(lookups: Lookups, key: PageKey) -> Context | None:
    place = list_of(key)
    if place.number is not None and not _has_page(lookups, place):
        return None
    name = lookups.site.name
    listing = listing_view(lookups, place, title=name, kicker="", description="")
    page = _page(lookups, key, _numbered(name, place), f"{name}: the latest briefings, by day and theme.")
    # A numbered page is fixed once it is full: it must not name themes that come and go.
    return _context(lookups, "home", page, listing=listing, themes=() if place.number else theme_views(lookups))


def _theme(lookups: Lookups, key: PageKey) -> Context | None:
    place = list_of(key)
    if not _has_page(lookups, place):
        return None
    theme_id = place.list.partition("/")[2]
    view = theme_view(lookups, theme_id, with_children=place.number is None)
    listing = listing_view(lookups, place, title=view.name, kicker="Theme", description=view.description)
    crumbs = (
        Link(text="Themes", url="/themes/"),
        *(link for link in (theme_link(lookups, a) for a in lookups.themes.with_ancestors(theme_id)[:0:-1]) if link),
        *_first_page_crumb(view.name, place),
    )
    page = _page(lookups, key, _numbered(view.name, place), view.description, crumbs=crumbs, feed=theme_id)
    return _context(lookups, "theme", page, listing=listing, theme=view)


def _first_page_crumb(title: str, place: Numbered) -> tuple[Link, ...]:
    return (Link(text=title, url=list_url(place.list)),) if place.number else ()


def _name(lookups: Lookups, key: PageKey) -> Context | None:
    place = list_of(key)
    if not _has_page(lookups, place):
        return None
    name, kind = lookups.name_of(place.list), key.kind
    description = f"Briefings that name {name}."
    listing = listing_view(lookups, place, title=name, kicker=KIND_LABELS[kind], description=description)
    page = _page(lookups, key, _numbered(name, place), description, crumbs=_first_page_crumb(name, place))
    return _context(lookups, "name", page, listing=listing, name=name, kind=kind)


def _themes(lookups: Lookups, key: PageKey) -> Context:
    return _context(lookups, "themes", _page(lookups, key, "Themes"), themes=theme_views(lookups))


def _search(lookups: Lookups, key: PageKey) -> Context | None:
    if not lookups.site.has_search:
        return None
    page = _page(lookups, key, "Search", "Search the briefings.")
    return _context(lookups, "search", page, themes=theme_views(lookups))


def _briefing(lookups: Lookups, key: PageKey) -> Context | None:
    stored = lookups.briefing(key.key)
    if stored is None:
        return None
    view = briefing_view(lookups, stored)
    ancestors = lookups.themes.with_ancestors(stored.card.theme)[::-1]
    crumbs = tuple(link for link in (theme_link(lookups, theme) for theme in ancestors) if link)
    page = _page(
        lookups,
        key,
        view.title,
        stored.card.summary,
        crumbs=crumbs,
        published=view.date,
        modified=view.modified,
        json_ld=briefing_data(lookups, stored, view, crumbs),
    )
    return _context(lookups, "briefing", page, briefing=view)


def _article(lookups: Lookups, key: PageKey) -> Context | None:
    article = lookups.article(key.key)
    if article is None:
        return None
    view = article_view(lookups, article)
    published = site_time(lookups.site, article.published)
    page = _page(lookups, key, view.title, f"The source article, line by line: {view.title}", published=published)
    return _context(lookups, "article", page, article=view)


def _archive(lookups: Lookups, key: PageKey) -> Context | None:
    """The index of months, a month, a day, or the undated."""
    parts = key.key.split("/") if key.key else []
    list_name = {0: "home", 1: "month/undated", 2: f"month/{'-'.join(parts)}", 3: f"day/{'-'.join(parts)}"}[len(parts)]
    size = lookups.size(list_name)
    if parts and not size:
        return None
    title, crumbs = _archive_title(lookups.site.language, parts)
    periods = month_periods(lookups) if not parts else day_periods(lookups, "-".join(parts)) if len(parts) == 2 else ()
    shows_cards = len(parts) in (1, 3) or (len(parts) == 2 and size <= MONTH_CARDS_LIMIT)
    days = day_views(lookups, lookups.cards(list_name, 0, size)) if shows_cards else ()
    page = _page(lookups, key, title, crumbs=crumbs)
    return _context(lookups, "archive", page, periods=periods, days=days)


def _archive_title(language: str, parts: list[str]) -> tuple[str, tuple[Link, ...]]:
    archive = Link(text="Archive", url=archive_url(""))
    if not parts:
        return "Archive", ()
    if parts == [UNDATED]:
        return "Briefings without a date", (archive,)
    month = month_text(int(parts[0]), int(parts[1]), language)
    day = read_moment("-".join(parts)) if len(parts) == 3 else None
    if day is None:
        return month, (archive,)
    return day_text(day, language), (archive, Link(text=month, url=archive_url(f"{parts[0]}/{parts[1]}")))


def _own_page(lookups: Lookups, key: PageKey) -> Context | None:
    own = lookups.own_page(key.key)
    if own is None:
        return None
    body = render_blocks(without_comments(own.markdown), url_of(key))
    return _context(lookups, "page", _page(lookups, key, own.title), body=body)


def _not_found(lookups: Lookups, key: PageKey) -> Context:
    """Served at any depth, so its links start at the path of the site's URL."""
    root = urlsplit(lookups.site.url).path.rstrip("/") + "/"
    return _context(lookups, "404", _page(lookups, key, "This page is not here"), root=root)


CONTEXTS: dict[str, Callable[[Lookups, PageKey], Context | None]] = {
    "home": _home,
    "theme": _theme,
    "people": _name,
    "organisations": _name,
    "places": _name,
    "themes": _themes,
    "search": _search,
    "briefing": _briefing,
    "article": _article,
    "archive": _archive,
    "page": _own_page,
    "404": _not_found,
}
