"""Quotations of each update with their speakers, in marks or in a block of their own.

In: the article taken apart. Out: the same with `quotes` filled, in text order. Marks are found by `quote_marks`; `speech`
tells words somebody said from titles and words held at arm's length; `speakers` and `attributions` choose who said them.
A quotation over several paragraphs is one quote a paragraph, all with the same speaker. The text of a quote is the
line between `start` and `end`, letter for letter, without its marks.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from dataclasses import replace

from briefgen.convert.attributions import Attribution, Teller, attribute_block, attribute_paragraph, begin_update
from briefgen.convert.language import Language
from briefgen.convert.names import Names, find_names
from briefgen.convert.quote_marks import Marked, Paragraph, find_marked
from briefgen.convert.scenes import find_repeated
from briefgen.model import Block, LineRange, Quote, SegmentedArticle, Update

_WORD = re.compile(r"[^\W\d_]+")


def mark_quotes(segmented: SegmentedArticle, language: Language) -> SegmentedArticle:
    """The same article, each update with its quotations. Names are resolved over the whole article."""
    lines = segmented.article.lines
    names = find_names(lines, language)
    single = uses_single_marks(lines)
    updates = tuple(replace(u, quotes=find_quotes(u, lines, names, language, single)) for u in segmented.updates)
    return replace(segmented, updates=updates)


def uses_single_marks(lines: tuple[str, ...]) -> bool:
    """Whether single marks are the article's ordinary ones, as in many British papers, and not those inside others."""
    single = sum([line.count("‘") for line in lines])
    return single > 1 and single > 2 * sum([line.count("“") + line.count("„") + line.count('"') / 2 for line in lines])


def find_quotes(
    update: Update, lines: tuple[str, ...], names: Names, language: Language, single: bool = False
) -> tuple[Quote, ...]:
    """The quotations of one update. A block in the role of a quotation that has no marks of its own is one whole.
    `single`: the article's ordinary marks are single ones."""
    paragraphs = [(block, p) for block in update.blocks for p in _paragraphs(block, lines)]
    marked: dict[tuple[int, int], list[Marked]] = defaultdict(list)
    everything = find_marked([p for _, p in paragraphs])
    owners: dict[int, list[Paragraph]] = defaultdict(list)
    for _, paragraph in paragraphs:
        owners[paragraph.line].append(paragraph)
    for stretch in everything:
        parts = owners[stretch.line]
        owner = parts[bisect_right(parts, stretch.start, key=lambda p: p.start) - 1]
        marked[owner.line, owner.start].append(stretch)
    teller = begin_update(names, language, find_repeated(everything, lines))
    quotes: list[Quote] = []
    for block, paragraph in paragraphs:
        stretches = marked.get((paragraph.line, paragraph.start), [])
        if single:
            stretches = [s._replace(mark="“") if s.mark == "‘" else s for s in stretches]
        if block.role == "quote" and not _is_told(paragraph, stretches, teller.words.verbs):
            quotes.append(_block_quote(teller, paragraph))
        else:
            quotes.extend(_quote(a, paragraph) for a in attribute_paragraph(teller, paragraph, stretches))
    return tuple(quotes)


def _paragraphs(block: Block, lines: tuple[str, ...]) -> list[Paragraph]:
    first, last = block.lines
    return [
        Paragraph(
            line=number,
            start=(block.start or 0) if number == first else 0,
            end=block.end if number == last and block.end is not None else len(lines[number - 1]),
            text=lines[number - 1],
        )
        for number in range(first, last + 1)
    ]


def _is_told(paragraph: Paragraph, stretches: list[Marked], verbs: frozenset[str]) -> bool:
    """Whether quotation marks hold most of the paragraph, or a verb of saying stands beside some, so that the block adds
    nothing to them."""
    inside = sum(s.end - s.start for s in stretches)
    if inside * 2 > paragraph.end - paragraph.start:
        return True
    edges = [paragraph.start, *(edge for s in stretches for edge in (s.start, s.end)), paragraph.end]
    outside = " ".join(paragraph.text[a:b] for a, b in zip(edges[::2], edges[1::2], strict=True))
    return bool(stretches) and not verbs.isdisjoint(_WORD.findall(outside.lower()))


def _block_quote(teller: Teller, paragraph: Paragraph) -> Quote:
    text = paragraph.text[paragraph.start : paragraph.end]
    start = paragraph.start + len(text) - len(text.lstrip())
    text = text.strip()
    return Quote(
        text=text,
        lines=LineRange(paragraph.line, paragraph.line),
        start=start,
        end=start + len(text),
        speaker=attribute_block(teller),
        block=True,
    )


def _quote(attribution: Attribution, paragraph: Paragraph) -> Quote:
    marked = attribution.marked
    return Quote(
        text=paragraph.text[marked.start : marked.end],
        lines=LineRange(marked.line, marked.line),
        start=marked.start,
        end=marked.end,
        speaker=attribution.speaker,
        cue=attribution.cue,
        office=attribution.office,
    )
