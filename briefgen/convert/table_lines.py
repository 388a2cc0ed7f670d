"""The rows of a table that was pasted as text: cells with tabs or bars between, as many in each row, numbers among them.

A heading such as "Region, Homes, Shelters" looks like a writer's name, and a row like a label of the page: both would be lost.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from briefgen.convert.line_features import LineFacts

_CELLS = re.compile(r"\t+| {0,4}\| {0,4}")
_FEWEST_ROWS = 3
# So many lines above a table one of the article's sentences stands: below the article, a page has tables of its own.
_ABOVE, _SENTENCE_WORDS = 3, 7


def find_table_lines(facts: Sequence[LineFacts]) -> frozenset[int]:
    """The numbers of the lines that are rows of a table below a sentence."""
    return frozenset(
        facts[i].number
        for first, end in _find_runs(facts)
        if any(map(_is_sentence, facts[max(0, first - _ABOVE) : first]))
        for i in range(first, end)
    )


def _find_runs(facts: Sequence[LineFacts]) -> Iterator[tuple[int, int]]:
    """Where rows of as many cells follow one another, all but the heading with a number."""
    counts = [_count_cells(f.text) for f in facts]
    first = 0
    for end in range(1, len(facts) + 1):
        if end < len(facts) and counts[end] == counts[first]:
            continue
        numbered = sum(any(c.isdigit() for c in f.text) for f in facts[first:end])
        if counts[first] > 1 and end - first >= _FEWEST_ROWS and numbered >= end - first - 1:
            yield first, end
        first = end


def _count_cells(text: str) -> int:
    text = text.strip().strip("|").strip()
    return len(_CELLS.split(text)) if "\t" in text or "|" in text else 1


def _is_sentence(line: LineFacts) -> bool:
    return line.words >= _SENTENCE_WORDS and line.ending in ("stop", "quoted", "colon")
