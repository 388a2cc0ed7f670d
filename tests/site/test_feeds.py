"""Feeds are valid, whatever stands in a title, and take no time from the clock."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from typing import Any

import feedparser
import pytest
from lxml import etree, html

from briefgen.site.feeds import clean_xml, render_feeds
from tests.oracle import MemoryLookups
from tests.site.archives import make_briefing, make_site

HOSTILE = 'A "b" <c> & \x00\x0b\ud7ff\ufffe ]]> d'


def feeds(*briefings: Any, theme: str = "", **site: Any) -> tuple[bytes, bytes, dict[str, Any]]:
    made = render_feeds(MemoryLookups(make_site(**site), briefings), theme)
    assert made is not None
    return made[0][1], made[1][1], json.loads(made[2][1])


def test_paths_are_those_of_the_site_and_of_the_theme() -> None:
    lookups = MemoryLookups(make_site(), [make_briefing()])
    assert [path for path, _ in render_feeds(lookups, "") or ()] == ["feed.atom", "feed.rss", "feed.json"]
    assert next(path for path, _ in render_feeds(lookups, "storms") or ()) == "themes/storms/feed.atom"


def test_theme_without_briefings_has_no_feed() -> None:
    assert render_feeds(MemoryLookups(make_site(), [make_briefing()]), "politics") is None


def test_entry_says_the_same_in_all_three_forms() -> None:
    briefing = make_briefing(published=datetime(2026, 3, 14, 8, 10, tzinfo=UTC), authors=("Bo Anders",))
    atom, rss, made = feeds(briefing)
    url = "https://isle.example/news/briefings/2026/03/harbour/"
    for data in (atom, rss):
        parsed = feedparser.parse(data)
        entry = parsed.entries[0]
        assert not parsed.bozo
        assert (entry.title, entry.link, entry.id, entry.summary) == (briefing.title, url, url, briefing.summary)
        assert entry.published_parsed[:5] == (2026, 3, 14, 8, 10)
        assert entry.tags[0].term == "Storms"
    item = made["items"][0]
    assert (item["title"], item["url"], item["id"], item["summary"]) == (briefing.title, url, url, briefing.summary)
    assert item["date_published"] == "2026-03-14T08:10:00+00:00"
    assert item["authors"] == [{"name": "Bo Anders"}]


def test_newest_stands_first_and_the_undated_in_none() -> None:
    days = (make_briefing(f"day-{day}", published=date(2026, 3, day)) for day in (2, 9, 5))
    atom, _, made = feeds(*days, make_briefing("undated", published=None))
    assert [item["title"] for item in made["items"]] == ["Title of day-9", "Title of day-5", "Title of day-2"]
    assert len(feedparser.parse(atom).entries) == 3


@pytest.mark.parametrize("url", ["", "https://isle.example"])
def test_hostile_words_leave_valid_xml(url: str) -> None:
    briefing = make_briefing(title=HOSTILE, summary=HOSTILE, authors=(HOSTILE,), theme=HOSTILE)
    atom, rss, made = feeds(briefing, url=url, name=HOSTILE)
    for data in (atom, rss):
        etree.fromstring(data)
        assert feedparser.parse(data).entries[0].title.startswith('A "b"')
    assert made["items"][0]["title"] == clean_xml(HOSTILE)


def test_words_that_look_like_a_tag_are_none_to_a_reader() -> None:
    words = "Council votes on <script>alert(1)</script> & <b>other</b> names"
    for data in feeds(make_briefing(title=words, summary=words, theme=words), name=words)[:2]:
        for element in etree.fromstring(data).iter("{*}title", "{*}summary", "{*}description"):
            shown = html.fromstring(f"<p>{element.text}</p>")
            assert not len(shown)
            assert "<script>" not in element.text


def test_title_without_a_tag_is_the_same_to_all_readers_of_rss() -> None:
    _, rss, _ = feeds(make_briefing(title="Ostrow & Sons buy the pier"))
    assert b"<title>Ostrow &amp; Sons buy the pier</title>" in rss


def test_empty_feed_takes_no_time_from_the_clock() -> None:
    atom, rss, made = feeds()
    assert b"1970-01-01T00:00:00" in atom
    assert b"01 Jan 1970" in rss
    assert made["items"] == []


def test_time_of_a_feed_is_that_of_its_newest_change() -> None:
    briefing = make_briefing(modified=datetime(2026, 3, 15, 9, 0, tzinfo=UTC))
    atom, _, _ = feeds(briefing, make_briefing("other", published=date(2026, 3, 15)))
    assert feedparser.parse(atom).feed.updated.startswith("2026-03-15T09:00:00")


def test_without_a_site_url_ids_are_tags_and_links_relative() -> None:
    atom, rss, made = feeds(make_briefing(), url="")
    tag = "tag:the-isle-courier.invalid,2026-03-14:/briefings/2026/03/harbour/"
    assert tag in atom.decode()
    assert f'isPermaLink="false">{tag}' in rss.decode()
    assert (made["items"][0]["id"], made["items"][0]["url"]) == (tag, "./briefings/2026/03/harbour/")


def test_feed_holds_the_newest_twenty() -> None:
    _, _, made = feeds(*(make_briefing(f"day-{day}", published=date(2026, 3, day)) for day in range(1, 26)))
    assert len(made["items"]) == 20
    assert made["items"][0]["title"] == "Title of day-25"
