"""Small articles and what the converter sees in them, one file each. `make golden` rewrites the expectations: read the diff."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from briefgen.config import read_vocabulary, shipped
from briefgen.convert import Conversion, convert_article
from briefgen.convert.language import Languages
from briefgen.lines import split_lines
from tests.conftest import make_article

CASES = sorted((Path(__file__).parent / "golden/cases").glob("*.txt"))


def describe(conversion: Conversion) -> Iterator[str]:
    """What was seen, a fact a line, in the order of the page."""
    seen = conversion.segmented
    yield f"{seen.kind}: {seen.title}"
    yield from (f"furniture {item.kind} {item.lines.first}: {item.text}" for item in seen.furniture)
    for update in seen.updates:
        yield f"update {update.lines.first}-{update.lines.last} {update.theme}: {update.headline}"
        yield from (f"  byline {name}" for name in update.bylines)
        yield from (f"  summary {sentence.lines.first}: {sentence.text}" for sentence in update.summary)
        yield from (f"  quote {q.lines.first} by {q.speaker}: {q.text}" for q in update.quotes)
        yield from (f"  figure {f.lines.first} {f.kind} {f.value} {f.unit}: {f.text}" for f in update.figures)
        yield from (f"  date {d.lines.first} {d.date}: {d.text}" for d in update.dates)
        yield from (f"  {entity.kind} {entity.name}: {entity.mentions}" for entity in update.entities)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.stem)
def test_golden_article_is_seen_as_before(case: Path) -> None:
    article = make_article(*split_lines(case.read_text("utf-8")), published=date(2026, 3, 10))
    conversion = convert_article(article, read_vocabulary(shipped("content/themes.toml")), Languages())
    found = "\n".join(describe(conversion)) + "\n"
    expected = case.with_suffix(".expected")
    if os.environ.get("BRIEFGEN_GOLDEN") == "rewrite":
        expected.write_text(found, "utf-8")
    assert found == expected.read_text("utf-8"), f"{expected}: rewrite it with `make golden` if that is right"
