"""Files for crawlers and hosts: sitemaps in shards, the news sitemap, robots.txt, _headers, .nojekyll.

A shard holds up to 1,000 briefings of one month, counted from its oldest, so that a new briefing changes one shard; the
index names the shards. Sitemaps need absolute URLs: without a site URL there are none.
The news sitemap holds the newest day of the content and the day before, at most 1,000 briefings, as its readers ask.
"""

from __future__ import annotations

from collections.abc import Iterable
from xml.sax.saxutils import escape

from briefgen.site.feeds import clean_xml
from briefgen.site.lookups import Lookups
from briefgen.site.pages import SITEMAP_SIZE, briefing_url, news_days, shard_keys, sitemap_url
from briefgen.site.records import CardRecord

POLICY = (
    "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' data:; connect-src 'self';"
    " font-src 'self'; worker-src 'self'; base-uri 'none'; form-action 'self'"
)
_NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"
_NEWS_NAMESPACE = "http://www.google.com/schemas/sitemap-news/0.9"
_HEAD = '<?xml version="1.0" encoding="utf-8"?>\n'


def render_sitemap(lookups: Lookups, key: str) -> bytes | None:
    """The index for "", "news", "pages", or a shard such as "2026-03-1"; None where there is no such sitemap."""
    if not lookups.site.url:
        return None
    if key == "":
        return _index(lookups)
    if key == "news":
        return _news(lookups)
    rows = _page_rows(lookups) if key == "pages" else _shard_rows(lookups, key)
    return _url_set(rows) if rows else None


def newest_day(lookups: Lookups) -> str:
    """The newest day that a briefing has, "" where none has one."""
    size = lookups.size("home")
    cards = lookups.cards("home", size - 1, size) if size else ()
    return cards[0].published[:10] if cards else ""


def _index(lookups: Lookups) -> bytes:
    months = ((name.partition("/")[2], size) for name, size in lookups.periods("month/"))
    keys = ["pages", *(key for month, size in months for key in shard_keys(month, size))]
    rows = "".join(f"<sitemap><loc>{_loc(lookups, sitemap_url(key))}</loc></sitemap>\n" for key in keys)
    return f'{_HEAD}<sitemapindex xmlns="{_NAMESPACE}">\n{rows}</sitemapindex>\n'.encode()


def _url_set(rows: Iterable[str]) -> bytes:
    return f'{_HEAD}<urlset xmlns="{_NAMESPACE}">\n{"".join(rows)}</urlset>\n'.encode()


def _loc(lookups: Lookups, url: str) -> str:
    return escape(f"{lookups.site.url}{url}")


def _page_rows(lookups: Lookups) -> list[str]:
    themes = (f"/themes/{name.partition('/')[2]}/" for name, _ in lookups.periods("theme/"))
    urls = ["/", "/themes/", "/archive/", *themes, *(url for _, url in lookups.site.pages)]
    return [f"<url><loc>{_loc(lookups, url)}</loc></url>\n" for url in urls]


def _shard_rows(lookups: Lookups, key: str) -> list[str]:
    month, _, number = key.rpartition("-")
    start = SITEMAP_SIZE * (int(number) - 1)
    return [_row(lookups, card) for card in lookups.cards(f"month/{month}", start, start + SITEMAP_SIZE)]


def _row(lookups: Lookups, card: CardRecord) -> str:
    changed = card.modified or card.published
    lastmod = f"<lastmod>{changed}</lastmod>" if changed else ""
    return f"<url><loc>{_loc(lookups, briefing_url(card.key))}</loc>{lastmod}</url>\n"


def _news(lookups: Lookups) -> bytes:
    newest = newest_day(lookups)
    cards: list[CardRecord] = []
    for day in reversed(news_days(newest)) if newest else ():
        name = f"day/{day}"
        size = lookups.size(name)
        cards += lookups.cards(name, max(0, size - SITEMAP_SIZE), size)[::-1]
    rows = "".join(_news_row(lookups, card) for card in cards[:SITEMAP_SIZE])
    head = f'{_HEAD}<urlset xmlns="{_NAMESPACE}" xmlns:news="{_NEWS_NAMESPACE}">\n'
    return f"{head}{rows}</urlset>\n".encode("utf-8", "replace")


def _news_row(lookups: Lookups, card: CardRecord) -> str:
    site = lookups.site
    return (
        f"<url><loc>{_loc(lookups, briefing_url(card.key))}</loc><news:news>"
        f"<news:publication><news:name>{_text(site.name)}</news:name>"
        f"<news:language>{_text(card.language or site.language)}</news:language></news:publication>"
        f"<news:publication_date>{card.published}</news:publication_date>"
        f"<news:title>{_text(card.title)}</news:title></news:news></url>\n"
    )


def _text(text: str) -> str:
    return escape(clean_xml(text))


def render_robots(lookups: Lookups) -> bytes:
    """Everything may be read; the sitemaps, where there are any."""
    rows = ["User-agent: *", "Allow: /"]
    if lookups.site.url:
        rows += [f"Sitemap: {lookups.site.url}{sitemap_url(key)}" for key in ("", "news")]
    return ("\n".join(rows) + "\n").encode()


def render_headers() -> bytes:
    """What hosts that read a _headers file send with every page."""
    rows = (
        "/*",
        f"  Content-Security-Policy: {POLICY}",
        "  Referrer-Policy: strict-origin-when-cross-origin",
        "  X-Content-Type-Options: nosniff",
    )
    return ("\n".join(rows) + "\n").encode()
