"""The sample newsroom is whole, and the table of how its live blogs fall apart fits the files."""

from __future__ import annotations

import json
import tomllib
from datetime import date, datetime
from itertools import chain
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parent.parent
ARTICLES = ROOT / "content" / "articles"
LIVE_BLOGS: list[dict[str, Any]] = json.loads(
    Path(__file__).with_name("golden").joinpath("sample_articles.json").read_text("utf-8")
)
FACTS = sorted(ARTICLES.glob("*.toml"))

each_live_blog = pytest.mark.parametrize("blog", LIVE_BLOGS, ids=[Path(blog["path"]).stem for blog in LIVE_BLOGS])


def read_lines(blog: dict[str, Any]) -> list[str]:
    path: str = blog["path"]
    return (ROOT / path).read_text("utf-8").splitlines()


@each_live_blog
def test_every_line_named_in_the_table_stands_in_its_live_blog(blog: dict[str, Any]) -> None:
    lines = read_lines(blog)

    named = set(chain(blog["update_starts"], blog["furniture"], blog["bylines"], blog["block_quotes"]))

    assert {number for number in named if not lines[number - 1].strip()} == set()


@each_live_blog
def test_a_pinned_copy_opens_with_the_line_of_the_update_that_it_repeats(blog: dict[str, Any]) -> None:
    lines = read_lines(blog)

    openings = [(lines[copy - 1], lines[kept - 1]) for copy, kept in blog["duplicates"]]

    assert openings == [(kept, kept) for _, kept in openings]


@each_live_blog
def test_a_live_blog_is_long_and_has_a_pinned_copy(blog: dict[str, Any]) -> None:
    filled = [line for line in read_lines(blog) if line.strip()]

    assert len(filled) >= 60
    assert blog["duplicates"]


@pytest.mark.parametrize("path", FACTS, ids=lambda path: path.stem)
def test_facts_stand_beside_an_article_and_lead_to_an_example_domain(path: Path) -> None:
    facts = tomllib.loads(path.read_text("utf-8"))

    assert path.with_suffix(".txt").exists() or path.with_suffix(".md").exists()
    assert ".example." in facts["url"]
    assert facts.get("publisher")


@pytest.mark.parametrize("path", FACTS, ids=lambda path: path.stem)
def test_the_day_of_publication_is_that_of_the_file_name(path: Path) -> None:
    published = tomllib.loads(path.read_text("utf-8")).get("published", date.fromisoformat(path.name[:10]))

    day = published.date() if isinstance(published, datetime) else published

    assert day.isoformat() == path.name[:10]


def test_the_sample_newsroom_has_enough_articles_to_look_alive() -> None:
    ordinary = [path for path in ARTICLES.iterdir() if path.suffix in {".txt", ".md"}]

    assert len(LIVE_BLOGS) >= 4
    assert len(ordinary) - len(LIVE_BLOGS) >= 10
