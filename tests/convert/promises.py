"""The two promises of the contract, as a check of one conversion: what breaks them, in words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import pairwise

from briefgen.convert import Conversion
from briefgen.lines import fold, is_empty, stands_in, text_of
from briefgen.model import Block, Furniture, LineRange, SegmentedArticle

SETS = (
    "liveblogs/gold.jsonl",
    "liveblogs/gold-excerpts.jsonl",
    "quotes/polnear.jsonl.gz",
    "quotes/wikinews-de.jsonl.gz",
    "themes/bbc.jsonl.gz",
    "themes/agnews.jsonl.gz",
    "themes/10kgnad.jsonl.gz",
    "metadata/gold.jsonl.gz",
    "extraction/gold.jsonl.gz",
    "clusters/ecbplus.jsonl.gz",
)
"""Every text set of the data kit that the promises are held to."""


def find_breaches(conversion: Conversion, labels: frozenset[str] = frozenset()) -> list[str]:
    """Every way in which a conversion breaks a promise; empty where it keeps them. `labels`: the names of themes."""
    seen = conversion.segmented
    return [*_lost_lines(seen), *_homeless_updates(conversion), *_made_up(conversion, labels), *_misplaced(seen)]


def _owners(seen: SegmentedArticle) -> Iterator[Block | Furniture]:
    for update in seen.updates:
        yield from update.blocks
    yield from seen.furniture


def _lost_lines(seen: SegmentedArticle) -> Iterator[str]:
    """Lines in no place or in several. A line split by offsets counts by its characters."""
    lines = seen.article.lines
    whole: Counter[int] = Counter()
    parts: dict[int, list[tuple[int, int]]] = {}
    inside: dict[int, list[tuple[int, int]]] = {}
    for owner in _owners(seen):
        for number in range(owner.lines.first, owner.lines.last + 1):
            if owner.start is None:
                whole[number] += 1
            elif isinstance(owner, Block):
                parts.setdefault(number, []).append(
                    (owner.start, owner.end if owner.end is not None else len(lines[number - 1]))
                )
            else:
                inside.setdefault(number, []).append(
                    (owner.start, owner.end if owner.end is not None else len(lines[number - 1]))
                )
    for number, line in enumerate(lines, 1):
        if is_empty(line):
            continue
        if whole[number] > 1:
            yield f"line {number} stands in {whole[number]} places"
        if not whole[number]:
            spans = sorted(parts.get(number, []) + inside.get(number, []))
            rest = list(line)
            for start, end in spans:
                rest[start:end] = " " * (end - start)
            if not is_empty("".join(rest)):
                yield f"line {number} is lost, or a part of it: {''.join(rest).strip()[:40]!r}"
        blocks = sorted(parts.get(number, []))
        if any(a[1] > b[0] for a, b in pairwise(blocks)):
            yield f"parts of line {number} overlap"


def _homeless_updates(conversion: Conversion) -> Iterator[str]:
    homes = Counter(update for briefing in conversion.briefings for update in briefing.updates)
    ids = Counter(update.id for update in conversion.segmented.updates)
    yield from (f"the id {name} is given {count} times" for name, count in ids.items() if count > 1)
    for update in conversion.segmented.updates:
        expected = 0 if update.duplicate_of else 1
        if homes[update.id] != expected:
            yield f"update {update.id} is in {homes[update.id]} briefings, expected {expected}"
        if update.duplicate_of and (update.duplicate_of not in ids or update.theme):
            yield f"the repeat {update.id} names no kept update, or has a theme"
        if not update.duplicate_of and conversion.segmented.article.text != "extract":
            yield from _blocks_once(conversion, update.id, len(update.blocks))


def _blocks_once(conversion: Conversion, update: str, blocks: int) -> Iterator[str]:
    found = [
        block
        for briefing in conversion.briefings
        for block in briefing.blocks
        if block.id.startswith(f"{update}.") and block.role != "rule"
    ]
    if len(found) != blocks or len({block.id for block in found}) != blocks:
        yield f"update {update} has {blocks} blocks, its briefing {len(found)}"


def _made_up(conversion: Conversion, labels: frozenset[str]) -> Iterator[str]:
    seen = conversion.segmented
    lines = seen.article.lines
    source = fold(" ".join(lines))
    for update in seen.updates:
        for sentence in update.summary:
            if not stands_in(sentence.text, lines, sentence.lines):
                yield f"made up: {sentence.text[:60]!r}"
        for quote in update.quotes:
            if quote.text != text_of(lines, quote.lines, quote.start, quote.end):
                yield f"a quotation is not its place: {quote.text[:60]!r}"
            if quote.speaker and fold(quote.speaker) not in source:
                yield f"a speaker who is not named: {quote.speaker!r}"
        for entity in update.entities:
            if fold(entity.name) not in source:
                yield f"a name that is not there: {entity.name!r}"
    for briefing in conversion.briefings:
        title = fold(briefing.title)
        # A theme's name is a label, not a sentence: it may stand where the source has neither headline nor whole sentence.
        if title not in source and title not in (fold(seen.title or ""), *labels):
            yield f"a title that is not there: {briefing.title!r}"
        for sentence in briefing.summary:
            if not stands_in(sentence.text, lines, sentence.lines):
                yield f"made up on top: {sentence.text[:60]!r}"


def _misplaced(seen: SegmentedArticle) -> Iterator[str]:
    lines = seen.article.lines
    for update in seen.updates:
        for block in update.blocks:
            if block.text != text_of(lines, block.lines, block.start, block.end):
                yield f"a block is not its place: {block.text[:60]!r}"
        for mention in (*update.figures, *update.dates):
            if mention.text != text_of(lines, mention.lines, mention.start, mention.end):
                yield f"a figure or date is not its place: {mention.text!r}"
        inside = LineRange(update.lines.first, update.lines.last)
        for item in (*update.quotes, *update.figures, *update.dates, *update.summary):
            if not inside.first <= item.lines.first <= item.lines.last <= inside.last:
                yield f"something of update {update.id} lies outside of it: {item.text[:60]!r}"
