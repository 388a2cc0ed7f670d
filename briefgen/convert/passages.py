"""Where the words of a block stand in their lines: what figures and dates are found in, line by line.

A fact never crosses the end of a line. The text comes from the article's lines, so that offsets hold whatever a block's own
text was made into.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from briefgen.model import Article, Block, LineRange, Update

# Who signs an update says nothing of the news.
_ROLES_WITHOUT_FACTS = frozenset({"byline"})


class Passage(NamedTuple):
    """A line, or the part of it that a block owns. `start`: where `text` begins in the line."""

    line: int
    start: int
    text: str

    @property
    def lines(self) -> LineRange:
        return LineRange(self.line, self.line)


def find_passages(article: Article, update: Update) -> Iterator[Passage]:
    """The passages of an update in which facts are told, in page order."""
    for block in update.blocks:
        if block.role not in _ROLES_WITHOUT_FACTS:
            yield from _passages_of(article, block)


def _passages_of(article: Article, block: Block) -> Iterator[Passage]:
    first, last = block.lines
    for number in range(first, last + 1):
        line = article.lines[number - 1]
        start = block.start or 0 if number == first else 0
        end = block.end if number == last and block.end is not None else len(line)
        if start < end:
            yield Passage(line=number, start=start, text=line[start:end])
