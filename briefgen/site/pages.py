"""Page kinds, keys, URLs and the paths of files in the output.

A page is known by its `PageKey`: a kind and a key. The key of a page in a list ends in "/N" for page N, counted from the
oldest; without a number it is the first page, which shows the newest. URLs are site-rooted ("/themes/trade/page/3/").
Every part of a path is a slug made here or by `slugs.make_slug`, so no name from content can leave the output or meet
a reserved one. Several files may belong to one key: a briefing has its page, its Markdown and its proof.
"""

from __future__ import annotations

from datetime import date, timedelta
from math import ceil
from typing import NamedTuple

PAGE_SIZE = 20
SITEMAP_SIZE = 1000
FEED_SIZE = 20
NAME_KINDS = ("people", "organisations", "places")
LIST_KINDS = ("home", "theme", *NAME_KINDS)
UNDATED = "undated"

RESERVED = frozenset(
    (
        *(
            "briefings",
            "articles",
            "themes",
            "people",
            "organisations",
            "places",
            "stories",
            "archive",
            "search",
            "page",
        ),
        *("theme", "pagefind", "sitemaps", "static", "feed", "sitemap", "news-sitemap", "robots", "index", "404"),
    )
)
"""First parts of URLs that belong to the site itself; a person's own page of that name gets another."""

FEED_FILES = (
    ("feed.atom", "application/atom+xml"),
    ("feed.rss", "application/rss+xml"),
    ("feed.json", "application/feed+json"),
)


class PageKey(NamedTuple):
    """`kind`: "home", "theme", "themes", "briefing", "article", "people", "organisations", "places", "archive", "search",
    "404", "page" (a person's own), "feed", "sitemap", "robots", "headers", "nojekyll", "static" or "asset"."""

    kind: str
    key: str = ""


class RenderedPage(NamedTuple):
    """One file of the site. `path` is relative to the output, with "/"; `why` says what made it be rendered."""

    path: str
    data: bytes
    key: PageKey
    why: str


def is_inside(path: str) -> bool:
    """Whether a path of a file stays in the site."""
    return not path.startswith("/") and ".." not in path.split("/")


class Numbered(NamedTuple):
    """A page of a list: the list's name and the page's number, None for the first page."""

    list: str
    number: int | None


def list_of(key: PageKey) -> Numbered:
    """The list that a page of a list shows, and which page of it: ("people", "ada/3") → ("people/ada", 3)."""
    if key.kind == "home":
        return Numbered("home", int(key.key) if key.key else None)
    name, _, number = key.key.partition("/")
    return Numbered(f"{key.kind}/{name}", int(number) if number else None)


def key_of(list_name: str, number: int | None) -> PageKey:
    """The page of a list: ("people/ada", 3) → ("people", "ada/3")."""
    kind, _, name = list_name.partition("/")
    tail = str(number) if number else ""
    return PageKey(kind, "/".join(part for part in (name, tail) if part))


def list_url(list_name: str, number: int | None = None) -> str:
    """The URL of a page of a list."""
    kind, _, name = list_name.partition("/")
    base = "/" if kind == "home" else f"/{'themes' if kind == 'theme' else kind}/{name}/"
    return f"{base}page/{number}/" if number else base


def briefing_url(key: str) -> str:
    """The URL of a briefing, whose key is "2026/03/slug" or "undated/slug"."""
    return f"/briefings/{key}/"


def article_url(slug: str) -> str:
    return f"/articles/{slug}/"


def archive_url(key: str) -> str:
    """The URL of an archive page; the key is "", "2026/03", "2026/03/14" or "undated"."""
    return f"/archive/{key}/" if key else "/archive/"


def own_page_url(slug: str) -> str:
    return f"/{slug}/"


def feed_urls(theme_id: str) -> tuple[tuple[str, str], ...]:
    """URL and MIME type of the three feeds of a theme, or of the whole site for ""."""
    base = list_url(f"theme/{theme_id}") if theme_id else "/"
    return tuple((base + name, mime) for name, mime in FEED_FILES)


def sitemap_url(key: str) -> str:
    """The URL of a sitemap: the index for "", "news", or a shard such as "2026-03-1" and "pages"."""
    if not key:
        return "/sitemap.xml"
    return "/news-sitemap.xml" if key == "news" else f"/sitemaps/{key}.xml"


def numbered_pages(size: int) -> int:
    """How many numbered pages a list of that many entries has: all full ones but the newest, which the first page shows."""
    return max(0, size // PAGE_SIZE - 1)


def slice_of(number: int | None, size: int) -> tuple[int, int]:
    """The positions, counted from the oldest, that a page shows: 20 on page N, 20 to 39 on the first one."""
    if number is None:
        return PAGE_SIZE * numbered_pages(size), size
    return PAGE_SIZE * (number - 1), PAGE_SIZE * number


def neighbour_numbers(number: int | None, size: int) -> tuple[int | bool | None, int | None]:
    """The numbers of the newer and the older page. Newer: None is the first page, False means that there is none."""
    last = numbered_pages(size)
    if number is None:
        return False, last or None
    return (number + 1 if number < last else None), (number - 1 or None)


_FIXED = {
    "themes": "/themes/",
    "search": "/search/",
    "404": "/404.html",
    "robots": "/robots.txt",
    "headers": "/_headers",
    "nojekyll": "/.nojekyll",
}


def url_of(key: PageKey) -> str:
    """The page's own URL; for a feed that of its Atom form."""
    if key.kind in LIST_KINDS:
        return list_url(*list_of(key))
    if key.kind in _FIXED:
        return _FIXED[key.kind]
    if key.kind == "asset":
        return f"/theme/{key.key}"
    if key.kind == "static":
        return f"/{key.key}"
    if key.kind == "feed":
        return feed_urls(key.key)[0][0]
    makers = {
        "briefing": briefing_url,
        "article": article_url,
        "archive": archive_url,
        "page": own_page_url,
        "sitemap": sitemap_url,
    }
    return makers[key.kind](key.key)


def output_path(url: str) -> str:
    """The file of a URL, relative to the output: "/a/" → "a/index.html"."""
    path = url.removeprefix("/")
    return f"{path}index.html" if not path or path.endswith("/") else path


def shard_keys(month: str, size: int) -> tuple[str, ...]:
    """The sitemaps of a month ("2026-03" or "undated") with so many briefings."""
    return tuple(f"{month}-{number}" for number in range(1, ceil(size / SITEMAP_SIZE) + 1))


def news_days(newest: str) -> tuple[str, str]:
    """The first and the last day of the news sitemap, for the newest day of the content."""
    return (date.fromisoformat(newest) - timedelta(days=1)).isoformat() if newest > "0001-01-01" else newest, newest
