"""The search page as a reader uses it: by typing, by filters, by keyboard, by address; over one shard and over several."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, Response, expect

from briefgen.site.search import Entry, build_shards, plan_shards, write_manifest
from tests.browser.conftest import OpenTab
from tests.browser.newsroom import serve


def _titles(page: Page) -> list[str]:
    return page.locator("[data-results] h3").all_inner_texts()


def _expect_count(page: Page, count: int) -> None:
    expect(page.locator("[data-status]")).to_contain_text(f"{count} result")
    expect(page.locator("[data-results] > li")).to_have_count(min(count, 10))


def test_results_come_as_one_types(site: str, tab: Page) -> None:
    tab.goto(f"{site}search/")
    tab.get_by_label("Search the briefings").press_sequentially("lightho")
    _expect_count(tab, 2)
    assert set(_titles(tab)) == {"The lighthouse of Skerry is lit again", "Storm Ylva closes the harbour of Vessen"}


def test_words_sought_are_marked_in_title_and_text(site: str, tab: Page) -> None:
    tab.goto(f"{site}search/?q=lighthouse")
    _expect_count(tab, 2)
    marked = tab.locator("[data-results] mark").all_inner_texts()
    assert {word.lower().strip(".,") for word in marked} == {"lighthouse"}
    expect(tab.locator("[data-results] h3 mark")).to_have_count(1)


def test_markup_in_results_is_text(site: str, tab: Page) -> None:
    tab.goto(f"{site}search/?q=council")
    _expect_count(tab, 1)
    assert "<script>alert(1)</script>" in _titles(tab)[0]
    assert tab.locator("[data-results] :is(script, b)").count() == 0


def test_nothing_found_is_said(site: str, tab: Page) -> None:
    tab.goto(f"{site}search/?q=zzyzx")
    expect(tab.locator("[data-status]")).to_contain_text("Nothing found for “zzyzx”")
    expect(tab.locator("[data-results] > li")).to_have_count(0)


def test_a_phrase_is_sought_as_it_stands(site: str, tab: Page) -> None:
    tab.goto(f'{site}search/?q="strike of three weeks"')
    _expect_count(tab, 1)
    tab.get_by_label("Search the briefings").fill('"weeks of three strike"')
    expect(tab.locator("[data-status]")).to_contain_text("Nothing found")


def test_newest_first_goes_by_date(site: str, tab: Page) -> None:
    tab.goto(f"{site}search/?q=harbour")
    tab.get_by_label("Newest first").check()
    expect(tab).to_have_url(f"{site}search/?q=harbour&sort=date")
    expect(tab.locator("[data-results] h3").last).to_have_text("The lighthouse of Skerry is lit again")


def test_a_filter_shows_counts_and_narrows(site: str, tab: Page) -> None:
    tab.goto(f"{site}search/?q=harbour")
    expect(tab.locator("[data-status]")).to_contain_text("result")
    _open_facet(tab, "person")
    row = tab.locator("[data-facet=person] label", has_text="Ada Lind")
    expect(row.locator("span")).to_have_text("3")
    row.click()
    _expect_count(tab, 3)
    expect(tab).to_have_url(f"{site}search/?q=harbour&person=Ada+Lind")
    expect(tab.locator("[data-facet=person] label", has_text="Jonas Rehn").locator("span")).to_have_text("1")


def test_two_themes_are_either_two_people_are_both(site: str, tab: Page) -> None:
    tab.goto(f"{site}search/?theme=culture&theme=weather")
    _expect_count(tab, 3)
    tab.goto(f"{site}search/?person=Ada+Lind&person=Jonas+Rehn")
    _expect_count(tab, 1)


def test_a_range_of_days_holds_both_ends(site: str, tab: Page) -> None:
    tab.goto(f"{site}search/?from=2026-01-15&to=2026-02-20")
    _expect_count(tab, 2)
    tab.get_by_label("To", exact=True).fill("2026-02-19")
    _expect_count(tab, 1)
    expect(tab).to_have_url(f"{site}search/?from=2026-01-15&to=2026-02-19")


def test_the_address_holds_the_whole_state(site: str, tab: Page) -> None:
    names = "theme=culture&person=Ada+Lind&place=Skerry&publisher=Skerry+Post"
    address = f"{site}search/?q=harbour&{names}&from=2025-01-01&to=2026-12-31&sort=date"
    tab.goto(address)
    _expect_count(tab, 2)
    expect(tab.get_by_label("Search the briefings")).to_have_value("harbour")
    expect(tab.get_by_label("Newest first")).to_be_checked()
    expect(tab.locator("[data-chips] button")).to_have_count(6)
    tab.reload()
    _expect_count(tab, 2)
    expect(tab).to_have_url(address)


def test_back_and_forward_go_through_searches(site: str, tab: Page) -> None:
    tab.goto(f"{site}search/?q=lighthouse")
    _expect_count(tab, 2)
    _open_facet(tab, "theme")
    tab.locator("[data-facet=theme] label", has_text="Weather").click()
    _expect_count(tab, 1)
    tab.go_back()
    _expect_count(tab, 2)
    expect(tab.locator("[data-chips] button")).to_have_count(0)
    tab.go_forward()
    _expect_count(tab, 1)


def test_typing_leaves_one_step_in_the_history(site: str, tab: Page) -> None:
    tab.goto(f"{site}search/?q=herring")
    _expect_count(tab, 1)
    field = tab.get_by_label("Search the briefings")
    field.fill("")
    field.press_sequentially("lighthouse")
    _expect_count(tab, 2)
    tab.go_back()
    expect(field).to_have_value("herring")
    _expect_count(tab, 1)


def test_keyboard_alone_finds_and_opens_a_briefing(site: str, tab: Page) -> None:
    tab.goto(f"{site}search/")
    tab.get_by_role("heading", level=1).click()
    tab.keyboard.press("/")
    tab.keyboard.type("herring")
    _expect_count(tab, 1)
    tab.keyboard.press("ArrowDown")
    expect(tab.locator(":focus")).to_have_text("Herring is dearer than ever")
    tab.keyboard.press("Escape")
    expect(tab.get_by_label("Search the briefings")).to_be_focused()
    tab.keyboard.press("ArrowDown")
    tab.keyboard.press("Enter")
    expect(tab.get_by_role("heading", level=1)).to_have_text("Herring is dearer than ever")


def test_keyboard_alone_sets_a_filter(site: str, tab: Page) -> None:
    tab.goto(f"{site}search/?q=harbour")
    expect(tab.locator("[data-status]")).to_contain_text("result")
    tab.locator("[data-facet=place] summary").focus()
    tab.keyboard.press("Enter")
    expect(tab.locator("[data-facet=place] input[value=Vessen]")).to_be_visible()
    tab.keyboard.press("Tab")
    tab.keyboard.press("Space")
    expect(tab.locator("[data-chips] button")).to_have_count(1)
    expect(tab.locator("[data-facet=place] input:focus")).to_be_checked()


def test_status_is_announced(site: str, tab: Page) -> None:
    tab.goto(f"{site}search/?q=herring")
    _expect_count(tab, 1)
    expect(tab.get_by_role("status")).to_have_text("1 result for “herring”")


def test_search_field_of_every_page_leads_here(site: str, tab: Page) -> None:
    tab.goto(site)
    tab.keyboard.press("/")
    tab.keyboard.type("herring")
    tab.keyboard.press("Enter")
    expect(tab).to_have_url(f"{site}search/?q=herring")
    _expect_count(tab, 1)


def test_search_works_under_a_sub_path(site_below: str, tab: Page) -> None:
    tab.goto(f"{site_below}search/?q=herring")
    _expect_count(tab, 1)
    tab.locator("[data-results] a").click()
    expect(tab).to_have_url(f"{site_below}briefings/2026/03/fish/")


def test_without_a_script_archive_and_themes_are_offered(site: str, open_tab: OpenTab) -> None:
    page = open_tab(java_script_enabled=False)
    page.goto(f"{site}search/")
    expect(page.locator("main")).to_contain_text("needs JavaScript")
    expect(page.locator("[data-search]")).to_be_hidden()
    page.locator("main").get_by_role("link", name="The archive, by day").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Archive")


def test_filters_are_not_loaded_before_one_is_opened(site: str, tab: Page) -> None:
    asked: list[str] = []
    tab.on("request", lambda request: asked.append(request.url))
    tab.goto(f"{site}search/?q=harbour")
    expect(tab.locator("[data-status]")).to_contain_text("result")
    assert [url for url in asked if "/filter/" in url] == []
    _open_facet(tab, "theme")
    expect(tab.locator("[data-facet=theme] li").first).to_be_visible()
    assert [url.rsplit("/", 1)[1] for url in asked if "/filter/" in url] == ["theme.pf_filter"]


def test_results_need_no_server_that_knows_ranges(output: Path, tab: Page) -> None:
    with serve(output, ranges=False) as address:
        tab.goto(f"{address}search/?q=lighthouse")
        _expect_count(tab, 2)


def test_of_a_file_of_many_results_only_those_that_are_shown_are_loaded(site: str, tab: Page) -> None:
    answers: list[Response] = []
    tab.on("response", lambda answer: answers.append(answer))
    tab.goto(f"{site}search/?q=herring")
    _expect_count(tab, 1)
    packs = [answer for answer in answers if "/fragment/" in answer.url]
    assert [answer.status for answer in packs] == [206, 206]
    assert sum(int(answer.headers["content-length"]) for answer in packs) < 1000


def test_an_index_that_is_missing_is_said(output: Path, tmp_path: Path, open_tab: OpenTab) -> None:
    shutil.copytree(output, tmp_path / "site", ignore=shutil.ignore_patterns("pagefind"))
    with serve(tmp_path / "site") as address:
        page = open_tab(allowed="404")
        page.goto(f"{address}search/?q=harbour")
        expect(page.locator("[data-status]")).to_contain_text("could not be loaded")


@pytest.fixture(scope="module")
def split(output: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The same site with its index in shards of two briefings."""
    copy = tmp_path_factory.mktemp("split") / "site"
    shutil.copytree(output, copy, ignore=shutil.ignore_patterns("pagefind"))
    pages = sorted(copy.glob("briefings/*/*/*/index.html"))
    entries = [Entry(f"/{page.parent.relative_to(copy).as_posix()}/", _day_of(page), "x") for page in pages]
    ordered = sorted(entries, key=lambda entry: (entry.date, entry.url))
    shards = [plan_shards(ordered[start : start + 2])[0] for start in range(0, len(ordered), 2)]
    newest_first = tuple(reversed(shards))
    listed = build_shards(
        newest_first, lambda url: (copy / url[1:] / "index.html").read_bytes(), copy / "pagefind", language="en"
    )
    write_manifest(listed, copy / "pagefind", language="en")
    with serve(copy) as address:
        yield address


def _day_of(page: Path) -> str:
    return (
        page.read_text(encoding="utf-8").partition('data-pagefind-filter="day[value]"')[0].rpartition('value="')[2][:10]
    )


QUERIES = (
    *("?q=harbour", "?q=harbour&sort=date", "?q=har&sort=date", "?q=lighthouse+harbour", "?q=harbours", "?q=harbour+herring"),
    *("?q=the", "?q=herring+zzyzx", "?q=harbour&theme=culture", "?person=Ada+Lind&sort=date", "?q=harbour&to=2026-01-31"),
    *("?from=2025-11-02&to=2026-02-20&sort=date", '?q="the harbour"&sort=date', "?q=crowns&publisher=Skerry+Post"),
)  # fmt: skip


@pytest.mark.parametrize("query", QUERIES)
def test_several_shards_answer_as_one_index_does(query: str, site: str, split: str, tab: Page) -> None:
    assert _answer(tab, split, query) == _answer(tab, site, query)


def _answer(page: Page, address: str, query: str) -> dict[str, Any]:
    page.goto(f"{address}search/{query}")
    expect(page.locator("[data-status]")).not_to_be_empty()
    page.locator("[data-facet=person] summary").click()
    expect(page.locator("[data-facet=person] :is(li, .hint:not(:empty))").first).to_be_visible()
    expect(page.locator("[aria-busy]")).to_have_count(0)
    return {
        "status": page.locator("[data-status]").inner_text(),
        "titles": _titles(page),
        "people": page.locator("[data-facet=person] li").all_inner_texts(),
    }


def _open_facet(page: Page, name: str) -> None:
    page.locator(f"[data-facet={name}] summary").click()
    expect(page.locator(f"[data-facet={name}] li").first).to_be_visible()
