"""Nothing is lost, nothing is made up: for generated articles, for the samples, and for every text of the data kit.

`make test` reads a part of the kit, drawn by the texts' hashes; BRIEFGEN_FUZZ=1 reads all of it.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import os
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from briefgen.config import Vocabulary, read_vocabulary, shipped
from briefgen.convert import Conversion, convert_article
from briefgen.convert.language import Languages
from briefgen.convert.readers import read_article, read_source_file
from briefgen.lines import split_lines
from tests.conftest import ROOT, make_article, shared_data
from tests.convert.promises import SETS, find_breaches
from tests.strategies import BuiltPage, built_pages, ragged_articles

VOCABULARY: Vocabulary = read_vocabulary(shipped("content/themes.toml"))
ALL = bool(os.environ.get("BRIEFGEN_FUZZ"))
LABELS = frozenset(theme.name for theme in VOCABULARY.themes)
EXAMPLES = 400 if ALL else 40


def convert(lines: tuple[str, ...], **facts: object) -> Conversion:
    return convert_article(make_article(*lines, **facts), VOCABULARY, Languages())


@settings(max_examples=EXAMPLES, deadline=None)
@given(built_pages())
def test_property_a_built_live_blog_keeps_the_promises(page: BuiltPage) -> None:
    assert find_breaches(convert(page.lines, published=date(2026, 3, 14)), LABELS) == []


@settings(max_examples=EXAMPLES, deadline=None)
@given(ragged_articles())
def test_property_ragged_lines_keep_the_promises(lines: tuple[str, ...]) -> None:
    assert find_breaches(convert(lines), LABELS) == []


@settings(max_examples=EXAMPLES, deadline=None)
@given(st.text(max_size=400))
def test_property_any_text_at_all_keeps_the_promises(text: str) -> None:
    assert find_breaches(convert(split_lines(text)), LABELS) == []


@settings(max_examples=EXAMPLES // 2, deadline=None)
@given(built_pages())
def test_property_converting_twice_gives_the_same(page: BuiltPage) -> None:
    assert convert(page.lines) == convert(page.lines)


@settings(max_examples=EXAMPLES // 2, deadline=None)
@given(built_pages())
def test_property_an_extract_is_made_of_the_sources_words_too(page: BuiltPage) -> None:
    assert find_breaches(convert(page.lines, text="extract"), LABELS) == []


SAMPLES = sorted((ROOT / "content/articles").glob("*.txt")) + sorted((ROOT / "content/articles").glob("*.md"))


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_the_sample_articles_keep_the_promises(path: Path) -> None:
    article = read_article(read_source_file(path))
    assert find_breaches(convert_article(article, VOCABULARY, Languages()), LABELS) == []


def test_the_example_live_blog_keeps_the_promises() -> None:
    text = shared_data("data/live-blog-2025-03-31.txt").read_text(encoding="utf-8")
    assert find_breaches(convert(split_lines(text), published=date(2025, 3, 31))) == []


# One in so many texts of a set is read in `make test`.
ONE_IN = {"liveblogs/gold.jsonl": 2, "liveblogs/gold-excerpts.jsonl": 1}


def texts_of(path: Path, one_in: int) -> Iterator[tuple[str, ...]]:
    opener: Any = gzip.open if path.suffix == ".gz" else open
    with opener(path, "rt", encoding="utf-8") as rows:
        for row in map(json.loads, rows):
            value = row.get("lines") or row.get("text") or row.get("body") or ""
            lines = tuple(value) if isinstance(value, list) else split_lines(value)
            digest = hashlib.sha256("\n".join(lines).encode("utf-8", "surrogatepass")).digest()
            if int.from_bytes(digest[:4]) % one_in == 0:
                yield lines


@pytest.mark.parametrize("name", SETS)
def test_real_texts_keep_the_promises(name: str) -> None:
    path = shared_data(f"data/{name}")
    one_in = 1 if ALL else ONE_IN.get(name, 60)
    assert [breach for lines in texts_of(path, one_in) for breach in find_breaches(convert(lines), LABELS)] == []
