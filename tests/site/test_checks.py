"""What `check` finds: each fault of a page, a link, a feed, a service's limits, and nothing in a site that is right."""

from __future__ import annotations

from pathlib import Path

import pytest

from briefgen.errors import UsageError
from briefgen.site import checks
from briefgen.site.checks import HostLimits, check_site

HEAD = '<html lang="en"><head><title>Brief</title><link rel="canonical" href="https://isle.example/"></head><body>'
HOME = f"""{HEAD}<h1 id="top">Brief</h1><h2>New</h2><h3>Sea</h3><h2>Old</h2>
<a href="#top">up</a> <a href="news/a%20b/">a</a> <a href="news/a%20b/index.html#h%C3%B6he">b</a> <a href="./">home</a>
<a href="mailto:a@isle.example">mail</a> <a href="https://other.example/x">out</a> <a href="//other.example/y">out</a>
<a href="feed.atom?new=1">feed</a> <img src="map.svg" alt=""></body></html>"""
NEWS = f'{HEAD}<h1 id="höhe">A</h1><a href="../../">home</a> <a href="/news/a%20b/">here</a> <a href="">here</a></body></html>'
FEED = (
    '<feed xmlns="http://www.w3.org/2005/Atom"><id>a</id><title>b</title><updated>c</updated>'
    "<entry><id>a</id><title>b</title><updated>c</updated></entry></feed>"
)
SITE = {
    "index.html": HOME,
    "news/a b/index.html": NEWS,
    "map.svg": "<svg/>",
    "feed.atom": FEED,
    "feed.rss": "<rss><channel><title>a</title><link>b</link><description>c</description>"
    "<item><title>d</title></item></channel></rss>",
    "feed.json": '{"version": "1", "title": "a", "items": []}',
    "404.html": f'{HEAD}<h1>Gone</h1><a href="nowhere/">x</a></body></html>',
    ".git/x.html": "no page of ours",
}


def problems(folder: Path, **changed: str) -> list[tuple[str, str]]:
    """What is found where the site's files hold something else; `__` in a name stands for a dot."""
    for path, text in {**SITE, **{name.replace("__", "."): text for name, text in changed.items()}}.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, encoding="utf-8")
    return [(problem.path, problem.text) for problem in check_site(folder)]


def test_nothing_is_found_in_a_site_that_is_right(tmp_path: Path) -> None:
    assert problems(tmp_path) == []


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        (' lang="en"', "", "the page names no language (lang on html)"),
        ("<title>Brief</title>", "<title> </title>", "the page has no title"),
        ("<h2>Old</h2>", "<h1>Old</h1>", "expected one h1, found 2"),
        ('<h1 id="top">Brief</h1>', '<p id="top">Brief</p>', "expected one h1, found 0"),
        ("<h2>New</h2>", "", "a heading of level 3 follows one of level 1"),
        (' alt=""', "", "1 pictures without alternative text"),
        ("<h2>New</h2>", '<h2 id="top">New</h2>', 'the id "top" stands 2 times'),
        ('"#top"', '"#bottom"', "broken anchor: #bottom"),
        ("#h%C3%B6he", "#hohe", "broken anchor: news/a%20b/index.html#hohe"),
        ('"news/a%20b/"', '"news/"', "broken link: news/"),
        ('"news/a%20b/"', '"news/a%20b"', "broken link: news/a%20b"),
        ('"map.svg"', '"map.png"', "broken link: map.png"),
        ('"./"', '"http://[isle"', "broken link: http://[isle"),
        ('"./"', '"../../secret.txt"', "broken link: ../../secret.txt"),
    ],
)
def test_a_fault_of_a_page_is_told(tmp_path: Path, old: str, new: str, told: str) -> None:
    assert HOME.replace(old, new, 1) != HOME
    assert problems(tmp_path, index__html=HOME.replace(old, new, 1)) == [("index.html", told)]


@pytest.mark.parametrize(
    ("path", "old", "new", "told"),
    [
        ("feed.atom", "<id>a</id><title>b</title><updated>c</updated><entry>", "<entry>", "a feed's feed lacks its id"),
        ("feed.atom", "<entry><id>a</id>", "<entry>", "a feed's entry lacks its id"),
        ("feed.rss", "<link>b</link>", "", "a feed's channel lacks its link"),
        ("feed.rss", "<title>d</title>", "", "a feed's item lacks its title"),
        ("feed.rss", "</rss>", "", "not well-formed XML"),
        ("feed.json", '"version"', '"v"', "a JSON Feed lacks its version, title or items"),
        ("feed.json", '"items"', '"i"', "a JSON Feed lacks its version, title or items"),
        ("feed.json", "}", "", "not JSON"),
    ],
)
def test_a_fault_of_a_feed_is_told(tmp_path: Path, path: str, old: str, new: str, told: str) -> None:
    ((found, text),) = problems(tmp_path, **{path.replace(".", "__"): SITE[path].replace(old, new, 1)})
    assert (found, text.startswith(told)) == (path, True)


def test_the_limits_of_a_service_are_those_of_files_bytes_and_the_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    problems(tmp_path)
    sizes = [len(text.encode()) for path, text in SITE.items() if not path.startswith(".")]
    for less, told in ((0, []), (1, [".", ".", "index.html"])):
        limits = HostLimits(files=len(sizes) - less, file_bytes=max(sizes) - less, site_bytes=sum(sizes) - less)
        monkeypatch.setitem(checks.HOSTS, "small", limits)
        assert [problem.path for problem in check_site(tmp_path, "small")] == told


def test_a_site_that_is_not_there_and_a_service_that_nobody_knows_are_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="expected a built site"):
        check_site(tmp_path / "output")
    with pytest.raises(UsageError, match="expected one of cloudflare-pages"):
        check_site(tmp_path, "nowhere")
