"""`serve`: the site on loopback, the reloading script on its way out, a rebuild told to the open page."""

from __future__ import annotations

import threading
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from briefgen.config import load_config
from briefgen.serve import SiteServer, serve_project
from tests.cli.project import STORM, make_project

WAIT_SECONDS = 60


class Ear:
    """Hears what `serve` says, and lets a test wait for a word."""

    def __init__(self) -> None:
        self.heard: list[str] = []
        self._changed = threading.Condition()

    def say(self, message: str) -> None:
        with self._changed:
            self.heard.append(message)
            self._changed.notify_all()

    def progress(self, step: str, done: int, total: int) -> None:
        """Not listened to."""

    def wait_for(self, words: str) -> str:
        with self._changed:
            assert self._changed.wait_for(lambda: any(words in line for line in self.heard), WAIT_SECONDS), self.heard
            return next(line for line in self.heard if words in line)


def fetch(url: str) -> tuple[int, bytes]:
    try:
        with urllib.request.urlopen(url, timeout=WAIT_SECONDS) as answer:
            return answer.status, answer.read()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.read()


@pytest.fixture
def site(tmp_path: Path) -> Iterator[SiteServer]:
    (tmp_path / "a").mkdir()
    (tmp_path / "a/index.html").write_text("<html><head></head><body>A</body></html>")
    (tmp_path / "404.html").write_text("<html><head></head><body>gone</body></html>")
    with SiteServer(tmp_path, 0) as server:
        yield server


def test_a_page_gets_the_reloading_script_on_its_way_out_only(site: SiteServer) -> None:
    assert fetch(site.url + "a/") == (
        200,
        b'<html><head><script type="module" src="/-/reload.js"></script></head><body>A</body></html>',
    )
    assert b"script" not in (site.output / "a/index.html").read_bytes()


def test_what_is_not_there_is_answered_with_the_sites_own_page(site: SiteServer) -> None:
    assert fetch(site.url + "b/") == (404, b"<html><head></head><body>gone</body></html>")


def test_nothing_outside_the_site_is_served(site: SiteServer) -> None:
    (site.output.parent / "secret.txt").write_text("secret")
    assert fetch(site.url + "../secret.txt")[0] == 404
    assert fetch(site.url + "%2e%2e/secret.txt")[0] == 404


def test_a_finished_build_is_told_to_the_open_page(site: SiteServer) -> None:
    with urllib.request.urlopen(site.url + "-/events", timeout=WAIT_SECONDS) as events:
        threading.Timer(0, site.builds.announce).start()
        assert events.readline() == b"event: built\n"


def test_a_saved_article_is_on_the_site_without_a_word_of_the_user(tmp_path: Path) -> None:
    project = make_project(tmp_path)
    ear, stop = Ear(), threading.Event()
    serving = threading.Thread(target=serve_project, args=(load_config(tmp_path), 0, ear, stop), daemon=True)
    serving.start()
    url = ear.wait_for("Look at it: ").split()[3]
    ear.heard.clear()
    project.write("content/articles/2026-03-12-flood.txt", STORM.replace("Port Elna", "Great Mossby"))
    ear.wait_for("pages written")
    assert b"Great Mossby" in fetch(url)[1]
    stop.set()
    serving.join(WAIT_SECONDS)
    assert not serving.is_alive()


def test_a_build_that_fails_is_told_and_serving_goes_on(tmp_path: Path) -> None:
    project = make_project(tmp_path)
    ear, stop = Ear(), threading.Event()
    serving = threading.Thread(target=serve_project, args=(load_config(tmp_path), 0, ear, stop), daemon=True)
    serving.start()
    url = ear.wait_for("Look at it: ").split()[3]
    project.write("briefgen.toml", "site_nam = 1\n")
    ear.wait_for("The old site stays.")
    assert fetch(url)[0] == 200
    stop.set()
    serving.join(WAIT_SECONDS)
    assert not serving.is_alive()
