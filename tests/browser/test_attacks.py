"""Hostile content in a real browser: nothing runs, nothing is asked of another origin, the console stays empty."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Dialog, Page, expect

from briefgen.build.project import BuildOptions, build_project
from briefgen.config import load_config
from tests import attack_articles as attacks
from tests.attack_articles import chosen, inline_attacks, make_hostile_project
from tests.browser.newsroom import serve
from tests.test_attacks import Silent

PAGES = 40


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    """The address and the folder of a site full of script payloads, search included."""
    project = make_hostile_project(tmp_path_factory.mktemp("browser"))
    live = tuple(attack for attack in inline_attacks() if attack.kind in ("xss", "mxss", "markdown", "markup", "attr"))
    attacks.lay_text(project, chosen(live, 60))
    attacks.lay_markdown(project, chosen(live, 90))
    attacks.lay_briefings(project, chosen(live, 250))
    attacks.lay_pages(project, chosen(live, 900)[:6])
    build_project(load_config(project.folder), BuildOptions(accept=True, jobs=1), Silent())
    with serve(project.folder / "output", "/news") as address:
        yield address, project.folder / "output"


def test_pages_with_payloads_run_nothing(hostile: tuple[str, Path], tab: Page) -> None:
    address, output = hostile
    opened = _note_dialogs(tab)
    for page in _pages(output):
        tab.goto(address + page)
        tab.evaluate("document.querySelectorAll('details').forEach(part => { part.open = true })")
    assert opened == []


def test_search_shows_payloads_as_text(hostile: tuple[str, Path], tab: Page) -> None:
    address, _ = hostile
    opened = _note_dialogs(tab)
    for query in ("alert", "script", "onerror", "<img src=x onerror=alert(1)>"):
        tab.goto(f"{address}search/")
        tab.locator("#query").fill(query)
        expect(tab.locator("[data-status]")).to_have_text(re.compile(r"\d|[Nn]o "))
        assert tab.locator("[data-results] :is(script, img, svg, iframe, style, [onerror], [onload])").count() == 0
    assert opened == []


def _note_dialogs(tab: Page) -> list[str]:
    """The messages of all dialogs that the page opens from now on."""
    opened: list[str] = []

    def refuse(dialog: Dialog) -> None:
        opened.append(dialog.message)
        dialog.dismiss()

    tab.on("dialog", refuse)
    return opened


def _pages(output: Path) -> list[str]:
    """The home page, lists, and the longest pages of each kind."""
    found = sorted(output.rglob("index.html"), key=lambda path: -path.stat().st_size)
    names = [path.relative_to(output).as_posix().removesuffix("index.html") for path in found]
    return list(dict.fromkeys(["", "themes/", "archive/", "search/", *(n for n in names if not re.match("page/", n))]))[
        :PAGES
    ]
