"""Whatever changes, in whatever order: the incremental site equals the one that is made at once, byte for byte."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

import msgspec
import pytest

from briefgen.briefing_file import read_briefing_file
from briefgen.model import BriefingFile, SegmentedArticle
from briefgen.site import list_views, pages, sitemaps, touched
from briefgen.site.catalogue import Catalogue
from briefgen.site.catalogue_schema import SCHEMA, VERSION
from briefgen.site.records import OwnPageRecord, SiteRecord, ThemeRecord
from briefgen.site.render import Renderer
from briefgen.state import State, open_state
from tests.conftest import ROOT
from tests.oracle import MemoryLookups, Tree, clean_tree, pelican_tree
from tests.site.archives import make_briefing, make_segmented, make_site, render_into, write_telling_templates

LONG = os.environ.get("BRIEFGEN_FUZZ") == "1"
SEQUENCES, STEPS = (200, 20) if LONG else (20, 5)
NAMES = ("Mara Lindqvist", "mara lindqvist", "Tobias Renn", "Océane Duval", "Oceane Duval", "Lida Aune")


class World:
    """The content of a project that changes, and the site that follows it."""

    def __init__(self, state: State, random: Random, templates: Path) -> None:
        self.state = state
        self.catalogue = Catalogue(state.connection)
        self.random = random
        self.site: SiteRecord = make_site(template_folders=(str(templates),), compact=random.random() < 0.5)
        self.briefings: dict[str, BriefingFile] = {}
        self.articles: dict[str, SegmentedArticle] = {}
        self.own_pages: tuple[OwnPageRecord, ...] = ()
        self.number = 0
        self.tree: Tree = {}

    def follow(self, before: dict[str, BriefingFile], articles_before: dict[str, SegmentedArticle]) -> None:
        """Tells the catalogue what differs from before, and brings the tree up to it."""
        self.catalogue.set_site(self.site, self.own_pages)
        changed_articles = [row for path, row in self.articles.items() if articles_before.get(path) != row]
        self.catalogue.update_articles(changed_articles, articles_before.keys() - self.articles.keys())
        changed = [(path, "0", row) for path, row in self.briefings.items() if before.get(path) != row]
        self.catalogue.update_briefings(changed, before.keys() - self.briefings.keys())
        render_into(self.tree, self.catalogue, self.state)

    def clean(self, renderer: Renderer | None) -> Tree:
        lookups = MemoryLookups(self.site, self.briefings.values(), self.articles.values(), self.own_pages)
        return clean_tree(lookups, renderer)

    def step(self) -> None:
        before, articles_before = dict(self.briefings), dict(self.articles)
        for _ in range(self.random.choice((1, 1, 1, 2, 4))):
            self.random.choice(STEPS_TABLE)(self)
        self.follow(before, articles_before)

    def any_path(self) -> str | None:
        return self.random.choice(sorted(self.briefings)) if self.briefings else None


def random_moment(random: Random) -> Any:
    if random.random() < 0.1:
        return None
    day = date(2026, 2, 25) + timedelta(days=random.randrange(12))
    if random.random() < 0.5:
        return day
    return datetime(day.year, day.month, day.day, random.randrange(24), 30, tzinfo=UTC)


def random_facts(random: Random) -> dict[str, Any]:
    return {
        "title": f"Title {random.randrange(1000)}",
        "published": random_moment(random),
        "theme": random.choice(("politics", "Elections", "storms", "Tides", "tides", None, "storms")),
        "slug": random.choice(("same", "other", "third", "")),
        "people": tuple(random.sample(NAMES, random.randrange(4))),
        "places": random.choice(((), ("Port Isle",), ("Port Isle", "port isle"))),
        "source_path": random.choice((None, "content/articles/one.txt", "content/articles/two/one.txt")),
        "status": random.choice(("published",) * 5 + ("draft", "withdrawn")),
    }


def add(world: World) -> None:
    world.number += 1
    row = make_briefing(f"b{world.random.randrange(100):02d}-{world.number}", **random_facts(world.random))
    world.briefings[row.path] = row


def edit(world: World) -> None:
    if path := world.any_path():
        facts = random_facts(world.random)
        key = world.random.choice(sorted(facts))
        world.briefings[path] = replace(world.briefings[path], **{key: facts[key]})


def delete(world: World) -> None:
    if path := world.any_path():
        del world.briefings[path]


def rename(world: World) -> None:
    if path := world.any_path():
        row = world.briefings.pop(path)
        world.number += 1
        new = f"content/briefings/r{world.random.randrange(100):02d}-{world.number}.md"
        world.briefings[new] = replace(row, path=new)


def change_theme(world: World) -> None:
    themes = {theme.id: theme for theme in world.site.themes}
    theme_id = world.random.choice(("politics", "elections", "storms", "tides"))
    parent = world.random.choice(("", "politics", "storms"))
    word = world.random.choice(("Wind", "Tides", "Votes", "Storms"))
    if theme_id in themes and world.random.random() < 0.2:
        del themes[theme_id]
    else:
        themes[theme_id] = ThemeRecord(id=theme_id, name=word, parent="" if parent == theme_id else parent)
    world.site = msgspec.structs.replace(world.site, themes=tuple(themes.values()))


def change_site(world: World) -> None:
    url = world.random.choice(("", "https://isle.example/news", "https://isle.example"))
    compact = world.random.random() < 0.5
    name = world.random.choice(("Courier", "Herald"))
    world.site = msgspec.structs.replace(world.site, url=url, name=name, compact=compact)


def change_article(world: World) -> None:
    name = world.random.choice(("one", "two/one"))
    path = f"content/articles/{name}.txt"
    if path in world.articles and world.random.random() < 0.5:
        del world.articles[path]
    else:
        row = make_segmented(name, text=world.random.choice(("full", "extract")))
        world.articles[path] = replace(row, title=f"Article {world.random.randrange(9)}")


def change_pages(world: World) -> None:
    slugs = world.random.sample(("about", "imprint", "search"), world.random.randrange(4))
    world.own_pages = tuple(
        OwnPageRecord(slug=slug, title=slug.title(), markdown="Words.", path=f"content/pages/{slug}.md")
        for slug in slugs
    )


STEPS_TABLE = (
    add,
    add,
    add,
    add,
    edit,
    edit,
    edit,
    delete,
    rename,
    change_theme,
    change_site,
    change_article,
    change_pages,
)


@pytest.fixture
def small_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pages of two, so that a dozen briefings turn many pages."""
    for module in (pages, touched):
        monkeypatch.setattr(module, "PAGE_SIZE", 2)
        monkeypatch.setattr(module, "FEED_SIZE", 3)
    for module in (pages, sitemaps, touched):
        monkeypatch.setattr(module, "SITEMAP_SIZE", 3)
    monkeypatch.setattr("briefgen.site.feeds.FEED_SIZE", 3)
    monkeypatch.setattr(list_views, "MONTH_CARDS_LIMIT", 3)
    monkeypatch.setattr("briefgen.site.contexts.MONTH_CARDS_LIMIT", 3)


@pytest.mark.usefixtures("small_pages")
@pytest.mark.parametrize("seed", range(SEQUENCES))
def test_random_changes_give_the_same_site_as_a_clean_build(seed: int, tmp_path: Path) -> None:
    templates = write_telling_templates(tmp_path / "templates")
    with open_state(tmp_path / "state", schema=SCHEMA, version=VERSION) as state:
        world = World(state, Random(seed), templates)
        for _ in range(world.random.randrange(12)):
            add(world)
        world.follow({}, {})
        renderer = Renderer(MemoryLookups(world.site, ()))
        for _ in range(STEPS):
            world.step()
            assert describe(world.tree, world.clean(renderer)) == []


BRIEFING_FILE = """---
title: "{title}"
date: 2026-03-{day:02d}
theme: {theme}
people: ["Mara Lindqvist", "Tobias Renn"]
places: [Port Isle]
source: The Isle Courier
summary: What *happened* on day {day} & after.
---

The ferry is [late](https://isle.example/ferry) on day {day}.

- one
- two

> "We wait," she said.
"""


def write_briefing_files(folder: Path, days: range) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for day in days:
        text = BRIEFING_FILE.format(
            title=f"Day {day}: <wind>", day=day, theme=("storms", "elections", "Tides")[day % 3]
        )
        (folder / f"day-{day:02d}.md").write_text(text, encoding="utf-8")


def incremental_tree(state: State, tree: Tree, root: Path, jobs: int = 1) -> Tree:
    """Takes in the briefing files below the root that are new, and brings the tree up to them."""
    catalogue = Catalogue(state.connection)
    catalogue.set_site(make_site())
    known = catalogue.briefing_hashes()
    names = (path.relative_to(root).as_posix() for path in sorted(root.rglob("*.md")))
    new = ((name, (root / name).read_text(encoding="utf-8")) for name in names if name not in known)
    catalogue.update_briefings([(name, "0", read_briefing_file(name, text)) for name, text in new])
    render_into(tree, catalogue, state, jobs)
    return tree


@pytest.mark.usefixtures("small_pages")
def test_incremental_site_equals_what_pelican_writes_in_one_run(tmp_path: Path) -> None:
    tree: Tree = {}
    with open_state(tmp_path / "state", schema=SCHEMA, version=VERSION) as state:
        for days in (range(1, 8), range(8, 9), range(9, 12)):
            write_briefing_files(tmp_path / "content" / "briefings", days)
            incremental_tree(state, tree, tmp_path)
    oracle = pelican_tree(tmp_path, tmp_path / "pelican", make_site())
    assert describe(tree, oracle) == []


def test_worker_processes_give_the_same_bytes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("briefgen.site.changes.POOL_FROM_PAGES", 1)
    write_briefing_files(tmp_path / "content" / "briefings", range(1, 29))
    trees = []
    for jobs in (1, 2):
        with open_state(tmp_path / f"state-{jobs}", schema=SCHEMA, version=VERSION) as state:
            trees.append(incremental_tree(state, {}, tmp_path, jobs))
    assert describe(*trees) == []


def digest_under(root: Path, order: str, **surroundings: str) -> str:
    """What tests/site/make_digest.py prints in a process with these environment variables."""
    environment = {**os.environ, **surroundings}
    command = [sys.executable, "-m", "tests.site.make_digest", str(root), order]
    done = subprocess.run(command, env=environment, cwd=ROOT, capture_output=True, encoding="utf-8", check=True)
    return done.stdout


def test_site_is_the_same_under_any_zone_locale_hash_seed_and_order(tmp_path: Path) -> None:
    write_briefing_files(tmp_path / "content" / "briefings", range(1, 29))
    here = digest_under(tmp_path, "forwards", TZ="Pacific/Kiritimati", LC_ALL="C", PYTHONHASHSEED="1")
    there = digest_under(tmp_path, "backwards", TZ="America/Adak", LC_ALL="C.UTF-8", PYTHONHASHSEED="2")
    assert here == there


def test_nothing_to_render_means_that_pelican_is_not_loaded(tmp_path: Path) -> None:
    words = "import sys, briefgen.site.changes, briefgen.site.catalogue; print('pelican' in sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", words], cwd=tmp_path, capture_output=True, encoding="utf-8", check=True
    )
    assert done.stdout.strip() == "False"


@pytest.mark.usefixtures("small_pages")
def test_newest_briefing_touches_the_newest_page_of_each_list_alone(tmp_path: Path) -> None:
    tree: Tree = {}
    with open_state(tmp_path / "state", schema=SCHEMA, version=VERSION) as state:
        write_briefing_files(tmp_path / "content" / "briefings", range(1, 9))
        before = dict(incremental_tree(state, tree, tmp_path))
        write_briefing_files(tmp_path / "content" / "briefings", range(9, 10))
        incremental_tree(state, tree, tmp_path)
    numbered = {path for path in before if "page/" in path}
    assert len(numbered) > 5
    assert {path for path in numbered if before[path] != tree[path]} == set()


def describe(tree: Tree, clean: Tree) -> list[str]:
    """How two trees differ, a line for each path."""
    extra = [f"not in a clean build: {path}" for path in sorted(tree.keys() - clean.keys())]
    missing = [f"missing: {path}" for path in sorted(clean.keys() - tree.keys())]
    stale = [f"stale: {path}" for path in sorted(tree.keys() & clean.keys()) if tree[path] != clean[path]]
    return extra + missing + stale
