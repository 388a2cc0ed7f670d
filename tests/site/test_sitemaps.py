"""Sitemaps hold every briefing once, in shards of months; the other files for machines say what they should."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from lxml import etree

from briefgen.site import pages, sitemaps
from briefgen.site.pages import shard_keys
from briefgen.site.sitemaps import render_headers, render_robots, render_sitemap
from tests.oracle import MemoryLookups
from tests.site.archives import make_briefing, make_site


def lookups(*briefings: Any, **site: Any) -> MemoryLookups:
    return MemoryLookups(make_site(**site), briefings)


def addresses(data: bytes | None) -> list[str]:
    assert data is not None
    return etree.fromstring(data).xpath("//*[local-name() = 'loc']/text()")


def test_index_names_a_shard_for_each_month() -> None:
    archive = lookups(
        make_briefing("a"), make_briefing("b", published=date(2026, 4, 1)), make_briefing("c", published=None)
    )
    base = "https://isle.example/news/sitemaps/"
    assert addresses(render_sitemap(archive, "")) == [
        f"{base}{key}.xml" for key in ("pages", "2026-03-1", "2026-04-1", "undated-1")
    ]


def test_shard_tells_when_a_briefing_was_changed() -> None:
    data = render_sitemap(lookups(make_briefing(modified=date(2026, 3, 20))), "2026-03-1")
    assert addresses(data) == ["https://isle.example/news/briefings/2026/03/harbour/"]
    assert b"<lastmod>2026-03-20</lastmod>" in (data or b"")


def test_full_shards_are_fixed(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (pages, sitemaps):
        monkeypatch.setattr(module, "SITEMAP_SIZE", 2)
    briefings = [make_briefing(f"day-{day}", published=date(2026, 3, day)) for day in range(1, 6)]
    assert shard_keys("2026-03", 5) == ("2026-03-1", "2026-03-2", "2026-03-3")
    first = render_sitemap(lookups(*briefings[:3]), "2026-03-1")
    assert first == render_sitemap(lookups(*briefings), "2026-03-1")


def test_news_sitemap_counts_two_days_back_from_the_newest() -> None:
    days = [make_briefing(f"day-{day}", published=date(2026, 3, day)) for day in (1, 12, 13, 14)]
    found = addresses(render_sitemap(lookups(*days), "news"))
    assert [url.rsplit("/", 2)[1] for url in found] == ["day-14", "day-13"]


def test_hostile_title_leaves_valid_xml() -> None:
    data = render_sitemap(lookups(make_briefing(title="<b>&\x00]]>")), "news")
    assert etree.fromstring(data or b"").xpath("//*[local-name() = 'title']/text()") == ["<b>&]]>"]


def test_without_a_site_url_there_are_no_sitemaps() -> None:
    archive = lookups(make_briefing(), url="")
    assert [render_sitemap(archive, key) for key in ("", "news", "pages", "2026-03-1")] == [None] * 4
    assert b"Sitemap" not in render_robots(archive)


def test_headers_carry_the_policy_of_the_pages() -> None:
    assert "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'" in render_headers().decode()
