"""Pages of lists: each entry on one of them, links that lead from each to the next, files that stay in the site."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefgen.site.pages import (
    PAGE_SIZE,
    SITEMAP_SIZE,
    PageKey,
    is_inside,
    key_of,
    list_of,
    neighbour_numbers,
    news_days,
    numbered_pages,
    output_path,
    shard_keys,
    slice_of,
    url_of,
)

SIZES = st.integers(0, 7 * PAGE_SIZE) | st.sampled_from([PAGE_SIZE * n + d for n in range(4) for d in (-1, 0, 1)][1:])


@given(size=SIZES)
def test_each_entry_of_a_list_stands_on_one_page_and_no_page_is_too_long(size: int) -> None:
    numbers = [*range(1, numbered_pages(size) + 1), None]
    shown = [range(*slice_of(number, size)) for number in numbers]
    assert [entry for page in shown for entry in page] == list(range(size))
    assert all(len(page) == PAGE_SIZE for page in shown[:-1])
    assert len(shown[-1]) < 2 * PAGE_SIZE
    assert len(shown[-1]) >= min(size, PAGE_SIZE)


@given(size=SIZES)
def test_the_pages_of_a_list_link_to_one_another_in_order(size: int) -> None:
    order = [False, None, *range(numbered_pages(size), 0, -1), None]
    links = [neighbour_numbers(number, size) for number in order[1:-1]]
    assert links == list(zip(order, order[2:], strict=False))


@given(size=st.integers(0, 5 * SITEMAP_SIZE))
def test_sitemaps_hold_all_of_a_month_and_none_is_empty(size: int) -> None:
    keys = shard_keys("2026-03", size)
    assert len(keys) * SITEMAP_SIZE - SITEMAP_SIZE < max(size, 1) <= max(len(keys), 1) * SITEMAP_SIZE
    assert keys == tuple(f"2026-03-{number}" for number in range(1, len(keys) + 1))


@pytest.mark.parametrize("name", ["home", "theme/storms", "people/ada-lovelace", "organisations/x", "places/y"])
@pytest.mark.parametrize("number", [None, 1, 12])
def test_a_page_of_a_list_is_known_by_its_key(name: str, number: int | None) -> None:
    assert list_of(key_of(name, number)) == (name, number)


@pytest.mark.parametrize(
    ("key", "url", "path"),
    [
        (PageKey("home"), "/", "index.html"),
        (PageKey("home", "2"), "/page/2/", "page/2/index.html"),
        (PageKey("theme", "storms"), "/themes/storms/", "themes/storms/index.html"),
        (PageKey("people", "ada/3"), "/people/ada/page/3/", "people/ada/page/3/index.html"),
        (PageKey("briefing", "2026/03/a"), "/briefings/2026/03/a/", "briefings/2026/03/a/index.html"),
        (PageKey("article", "a"), "/articles/a/", "articles/a/index.html"),
        (PageKey("archive"), "/archive/", "archive/index.html"),
        (PageKey("archive", "2026/03/14"), "/archive/2026/03/14/", "archive/2026/03/14/index.html"),
        (PageKey("feed"), "/feed.atom", "feed.atom"),
        (PageKey("feed", "storms"), "/themes/storms/feed.atom", "themes/storms/feed.atom"),
        (PageKey("sitemap"), "/sitemap.xml", "sitemap.xml"),
        (PageKey("sitemap", "news"), "/news-sitemap.xml", "news-sitemap.xml"),
        (PageKey("sitemap", "2026-03-1"), "/sitemaps/2026-03-1.xml", "sitemaps/2026-03-1.xml"),
        (PageKey("page", "about"), "/about/", "about/index.html"),
        (PageKey("404"), "/404.html", "404.html"),
        (PageKey("asset", "css/site.css"), "/theme/css/site.css", "theme/css/site.css"),
        (PageKey("static", "CNAME"), "/CNAME", "CNAME"),
    ],
)
def test_addresses_stay_where_they_are(key: PageKey, url: str, path: str) -> None:
    assert (url_of(key), output_path(url)) == (url, path)


def test_news_are_of_the_newest_day_and_the_one_before() -> None:
    assert news_days("2026-03-01") == ("2026-02-28", "2026-03-01")
    assert news_days("0001-01-01") == ("0001-01-01", "0001-01-01")


@pytest.mark.parametrize("path", ["/a", "..", "../a", "a/../b", "a/.."])
def test_a_path_that_leaves_the_site_is_known(path: str) -> None:
    assert not is_inside(path)
    assert is_inside("a/..b/c../index.html")
