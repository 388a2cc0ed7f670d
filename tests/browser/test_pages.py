"""Every kind of page as a reader sees it: narrow, dark, without a script, under a sub-path, read by a screen reader."""

from __future__ import annotations

from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenTab
from tests.browser.newsroom import serve

KINDS = ("home", "theme", "themes", "briefing", "article", "person", "place", "archive", "day", "search", "own", "404")


@pytest.fixture(scope="session")
def addresses(output: Path) -> dict[str, str]:
    """One address of each page kind, relative to the site."""

    def first(pattern: str) -> str:
        paths = sorted(output.glob(pattern), key=lambda path: path.stat().st_size)
        return paths[-1].relative_to(output).as_posix().removesuffix("index.html")

    return {
        "home": "",
        "theme": first("themes/*/index.html"),
        "themes": "themes/",
        "briefing": first("briefings/2026/03/*ferry*/index.html"),
        "article": first("articles/*/index.html"),
        "person": first("people/*/index.html"),
        "place": first("places/*/index.html"),
        "archive": first("archive/????/??/index.html"),
        "day": first("archive/????/??/??/index.html"),
        "search": "search/?q=harbour",
        "own": "about/",
        "404": "404.html",
    }


def _open(page: Page, address: str, kind: str) -> None:
    page.goto(address)
    expect(page.locator("main h1")).to_have_count(1)
    if kind == "search":
        expect(page.locator("[data-status]")).to_contain_text("result")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("kind", KINDS)
def test_page_has_no_accessibility_violation(
    kind: str, scheme: str, site: str, addresses: dict[str, str], open_tab: OpenTab
) -> None:
    # The policy of the pages forbids the inspector's own script, which a reader's browser never runs.
    page = open_tab(color_scheme=scheme, bypass_csp=True)
    _open(page, site + addresses[kind], kind)
    found = Axe().run(page).response["violations"]
    assert [(rule["id"], rule["nodes"][0]["html"]) for rule in found] == []


@pytest.mark.parametrize("width", [320, 768])
@pytest.mark.parametrize("kind", KINDS)
def test_page_needs_no_sideways_scrolling(
    kind: str, width: int, site: str, addresses: dict[str, str], open_tab: OpenTab
) -> None:
    page = open_tab(viewport={"width": width, "height": 700})
    _open(page, site + addresses[kind], kind)
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind not in ("search", "404")])
def test_page_is_whole_without_a_script(kind: str, site: str, addresses: dict[str, str], open_tab: OpenTab) -> None:
    page = open_tab(java_script_enabled=False)
    page.goto(site + addresses[kind])
    assert page.locator("main").inner_text().strip()
    assert page.locator("main [hidden]:not(data)").count() == 0


@pytest.mark.parametrize("kind", KINDS)
def test_links_and_style_hold_under_a_sub_path(
    kind: str, site_below: str, addresses: dict[str, str], open_tab: OpenTab
) -> None:
    # 404.html names the root of its configured address, which is another one here.
    page = open_tab()
    _open(page, site_below + addresses[kind].replace("404.html", "themes/"), kind)
    links = page.eval_on_selector_all("a[href], link[href], script[src]", "all => all.map(e => e.href || e.src)")
    own = {link.partition("#")[0] for link in links if link.startswith("http://127.0.0.1")}
    assert [link for link in sorted(own) if not link.startswith(site_below)] == []
    assert [link for link in sorted(own) if page.request.get(link).status != 200] == []


def test_404_page_works_at_any_depth(output: Path, open_tab: OpenTab) -> None:
    with serve(output) as address:
        page = open_tab(allowed="404")
        page.goto(f"{address}no/such/page/at/all/")
        assert page.evaluate("getComputedStyle(document.querySelector('h1')).fontWeight") == "700"
        page.get_by_role("link", name="All themes").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Themes")


def test_a_reader_gets_from_the_home_page_to_the_line_in_the_source(site: str, tab: Page) -> None:
    tab.goto(site)
    tab.locator(".card h3 a[href*=ferry]").first.click()
    expect(tab.get_by_role("heading", level=2, name="In short")).to_be_visible()
    mark = tab.locator(".update a.line").first
    number = mark.inner_text().partition("–")[0]
    assert (mark.get_attribute("aria-label") or "").startswith("Source: line")
    mark.click()
    line = tab.locator(f"#L{number}")
    expect(line).to_be_in_viewport()
    assert line.evaluate("e => e.matches(':target')")


def test_panels_stand_open_where_there_is_room_and_closed_on_a_phone(
    site: str, addresses: dict[str, str], open_tab: OpenTab
) -> None:
    wide = open_tab(viewport={"width": 1280, "height": 900})
    wide.goto(site + addresses["briefing"])
    expect(wide.get_by_text("We are here to sign, not to talk").nth(0)).to_be_visible()
    expect(wide.locator("details[data-panel]:not([open])")).to_have_count(0)
    phone = open_tab(viewport={"width": 390, "height": 800})
    phone.goto(site + addresses["briefing"])
    expect(phone.locator("details[data-panel][open]")).to_have_count(0)


def test_skip_link_is_the_first_stop_of_the_keyboard(site: str, tab: Page) -> None:
    tab.goto(site)
    tab.keyboard.press("Tab")
    expect(tab.locator(":focus")).to_have_text("Skip to the content")
    tab.keyboard.press("Enter")
    expect(tab.locator("main")).to_be_focused()


def test_markup_in_a_title_is_shown_as_text(site: str, tab: Page) -> None:
    tab.goto(f"{site}briefings/2026/03/script/")
    expect(tab.get_by_role("heading", level=1)).to_have_text("Council votes on <script>alert(1)</script> & other names")


def test_list_that_a_person_wrote_is_a_list_and_its_neighbours_stay_below_each_other(
    site: str, addresses: dict[str, str], tab: Page
) -> None:
    tab.goto(f"{site}briefings/2026/01/storm/")
    display = tab.locator(".passage").first.evaluate(
        """passage => {
            const make = name => { const e = document.createElement(name); e.append(document.createElement("li")); return e; };
            passage.append(make("ol"), make("ul"));
            return [passage, ...passage.querySelectorAll("ul, li")].map(e => getComputedStyle(e).display);
        }"""
    )
    assert display == ["block", "list-item", "block", "list-item"]


def test_text_from_the_right_has_its_own_direction_among_others(site: str, tab: Page) -> None:
    tab.goto(site)
    place = tab.locator(".card .summary").first.evaluate(
        """summary => {
            summary.textContent = "\u0627\u0644\u0645\u064a\u0646\u0627\u0621";
            const range = document.createRange();
            range.selectNodeContents(summary);
            return [range.getBoundingClientRect().right, summary.getBoundingClientRect().right];
        }"""
    )
    assert abs(place[0] - place[1]) < 2


def test_updates_of_a_briefing_are_listed_beside_it(site: str, addresses: dict[str, str], tab: Page) -> None:
    tab.goto(site + addresses["briefing"])
    for link in tab.locator(".contents a").all():
        expect(tab.locator(link.get_attribute("href") or "")).to_have_count(1)


def test_printed_page_has_no_navigation(site: str, addresses: dict[str, str], tab: Page) -> None:
    tab.goto(site + addresses["briefing"])
    tab.emulate_media(media="print")
    expect(tab.locator(".masthead nav")).to_be_hidden()
    expect(tab.get_by_role("heading", level=1)).to_be_visible()
