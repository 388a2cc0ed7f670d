"""A real Chromium, a built site, and a reader's tab that must stay clean: nothing in its console, no request elsewhere."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests.browser.find_chromium import REMEDY, find_chromium
from tests.browser.newsroom import build_newsroom, serve, write_newsroom

FLAGS = (
    *("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
)
OpenTab = Callable[..., Page]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    path = find_chromium()
    if path is None:
        pytest.fail(f"no Chromium found. {REMEDY}")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(FLAGS))
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def output(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The built site of the newsroom; tests read it and leave it as it is."""
    return build_newsroom(write_newsroom(tmp_path_factory.mktemp("newsroom")))


@pytest.fixture(scope="session")
def site(output: Path) -> Iterator[str]:
    with serve(output) as address:
        yield address


@pytest.fixture(scope="session")
def site_below(output: Path) -> Iterator[str]:
    """The same site under a sub-path."""
    with serve(output, "/press/briefs") as address:
        yield address


@pytest.fixture
def open_tab(chromium: Browser) -> Iterator[OpenTab]:
    """Opens a tab of a new context with these options; at the end its console and its requests are looked through."""
    noise: list[str] = []
    contexts = []

    def open_one(allowed: str = "", **options: Any) -> Page:
        context = chromium.new_context(**options)
        contexts.append(context)
        context.set_default_timeout(20_000)
        page = context.new_page()
        page.on("console", lambda message: (allowed and allowed in message.text) or noise.append(message.text))
        page.on("pageerror", lambda error: noise.append(str(error)))
        page.on("request", lambda request: noise.extend(_foreign(request.url)))
        return page

    yield open_one
    for context in contexts:
        context.close()
    assert noise == []


@pytest.fixture
def tab(open_tab: OpenTab) -> Page:
    return open_tab(viewport={"width": 1280, "height": 900})


def _foreign(url: str) -> list[str]:
    parts = urlsplit(url)
    return [] if parts.hostname == "127.0.0.1" or parts.scheme in ("data", "blob") else [f"asked for {url}"]
