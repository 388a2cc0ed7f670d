"""Quotations of each update, in marks or in a block of their own.

In: the article taken apart. Out: the same with `quotes` filled.
"""

from __future__ import annotations

from dataclasses import replace

from briefgen.convert.language import Language
from briefgen.convert.quote_marks import SINGLE, Marked, Paragraph, find_marked
from briefgen.model import Block, LineRange, Quote, SegmentedArticle, Update


def mark_quotes(segmented: SegmentedArticle, language: Language) -> SegmentedArticle:
    """The same article, each update with its quotations in text order."""
    lines = segmented.article.lines
    return replace(segmented, updates=tuple(replace(u, quotes=find_quotes(u, lines)) for u in segmented.updates))


def find_quotes(update: Update, lines: tuple[str, ...]) -> tuple[Quote, ...]:
    """The quotations of one update."""
    paragraphs = [p for block in update.blocks for p in _paragraphs(block, lines)]
    return tuple(_quote(m, lines) for m in find_marked(paragraphs) if m.mark not in SINGLE)


def _paragraphs(block: Block, lines: tuple[str, ...]) -> list[Paragraph]:
    first, last = block.lines
    return [
        Paragraph(
            line=number,
            start=block.start or 0 if number == first else 0,
            end=block.end if number == last and block.end is not None else len(lines[number - 1]),
            text=lines[number - 1],
        )
        for number in range(first, last + 1)
    ]


def _quote(marked: Marked, lines: tuple[str, ...]) -> Quote:
    text = lines[marked.line - 1][marked.start : marked.end]
    return Quote(text=text, lines=LineRange(marked.line, marked.line), start=marked.start, end=marked.end)
