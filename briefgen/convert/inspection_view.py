"""An article as people look at it: its lines in order, each with what was seen in it. For `inspect` on a terminal and as a page.

In: a conversion. Out: sections (an update, or furniture between updates) of lines cut into pieces, and facts in words. Says
nothing of colours. An entity knows its lines and not its places in them, so names are looked for by their forms.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby, pairwise
from typing import Literal, NamedTuple

from briefgen.convert import Conversion
from briefgen.lines import shorten
from briefgen.model import Block, Entity, Figure, Furniture, LineRange, Moment, Quote, SegmentedArticle, Update

MarkKind = Literal["quote", "figure", "date", "person", "organisation", "place", "furniture"]

# In the order of the legend.
KINDS: tuple[tuple[MarkKind, str], ...] = (
    ("quote", "quotation"),
    ("person", "person"),
    ("organisation", "organisation"),
    ("place", "place"),
    ("figure", "figure"),
    ("date", "date"),
    ("furniture", "furniture"),
)
OTHER_THEMES = 4
"""How many further themes of an update are worth showing."""
_EXCERPT_CHARACTERS = 70
_CONTROLS = dict.fromkeys((*range(9), *range(10, 32), *range(127, 160)), "�") | {9: " "}


class Piece(NamedTuple):
    """A stretch of a line. `kinds`: what it is part of; `note`: what it was read as, or ""."""

    text: str
    kinds: tuple[MarkKind, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SeenLine:
    """A line, or the part of a line that one block owns. `number`: "12", or "12.2" for the second part of line 12.
    `label`: the block's role or the furniture's kind."""

    number: str
    label: str
    furniture: bool
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """An update with its lines; or, where `update` is None, furniture between updates. `position`: 1 for the first update."""

    update: Update | None
    position: int
    lines: tuple[SeenLine, ...]


class _Mark(NamedTuple):
    start: int
    end: int
    kind: MarkKind
    note: str


class _Owned(NamedTuple):
    line: int
    start: int
    end: int
    label: str
    furniture: bool
    update: int | None


def see_sections(seen: SegmentedArticle) -> tuple[Section, ...]:
    """The article's lines in page order, under their updates. Every non-empty line is there."""
    parts = sorted(_find_owned(seen))
    marks = _find_marks(seen)
    numbers = _number_parts(parts)
    sections = []
    for index, group in groupby(zip(parts, numbers, strict=True), key=lambda pair: pair[0].update):
        lines = tuple(_see_line(seen, part, number, marks.get(part.line, [])) for part, number in group)
        update = None if index is None else seen.updates[index]
        sections.append(Section(update=update, position=0 if index is None else index + 1, lines=lines))
    return tuple(sections)


def _find_owned(seen: SegmentedArticle) -> Iterator[_Owned]:
    whole: set[int] = set()
    for index, update in enumerate(seen.updates):
        for block in update.blocks:
            if block.start is None:
                whole.update(range(block.lines.first, block.lines.last + 1))
            yield from _split(seen, block, block.role, False, index)
    for item in seen.furniture:
        # Furniture within a line that a block owns whole is a mark on it, not a second owner.
        if item.start is None or item.lines.first not in whole:
            inside = (i for i, u in enumerate(seen.updates) if u.lines.first <= item.lines.first <= u.lines.last)
            yield from _split(seen, item, item.kind, True, next(inside, None))


def _split(
    seen: SegmentedArticle, item: Block | Furniture, label: str, furniture: bool, update: int | None
) -> Iterator[_Owned]:
    for number, start, end in _spans(seen, item.lines, item.start, item.end):
        if seen.article.lines[number - 1].strip():
            yield _Owned(number, start, end, label, furniture, update)


def _spans(
    seen: SegmentedArticle, lines: LineRange, start: int | None, end: int | None
) -> Iterator[tuple[int, int, int]]:
    for number in range(lines.first, lines.last + 1):
        length = len(seen.article.lines[number - 1])
        first = (start or 0) if number == lines.first else 0
        yield number, first, length if end is None or number != lines.last else end


def _number_parts(parts: list[_Owned]) -> list[str]:
    numbers: list[str] = []
    for number, group in groupby(part.line for part in parts):
        count = len(list(group))
        numbers.extend([str(number)] if count == 1 else (f"{number}.{part}" for part in range(1, count + 1)))
    return numbers


def _find_marks(seen: SegmentedArticle) -> dict[int, list[_Mark]]:
    marks: dict[int, list[_Mark]] = {}

    def add(lines: LineRange, start: int | None, end: int | None, kind: MarkKind, note: str) -> None:
        for number, first, last in _spans(seen, lines, start, end):
            marks.setdefault(number, []).append(_Mark(first, last, kind, note))

    for update in seen.updates:
        for quote in update.quotes:
            add(quote.lines, quote.start, quote.end, "quote", f"said by {quote.speaker}" if quote.speaker else "")
        for figure in update.figures:
            add(figure.lines, figure.start, figure.end, "figure", read_figure(figure))
        for day in update.dates:
            add(day.lines, day.start, day.end, "date", day.date or "left open")
        for entity in update.entities:
            for number in entity.lines:
                for start, end in _find_name(entity, seen.article.lines[number - 1]):
                    add(LineRange(number, number), start, end, entity.kind, entity.name)
    for item in seen.furniture:
        if item.start is not None:
            add(item.lines, item.start, item.end, "furniture", item.kind)
    return marks


def _find_name(entity: Entity, line: str) -> list[tuple[int, int]]:
    words = entity.name.split()
    forms = [r"\s+".join(map(re.escape, words[first:])) for first in range(len(words))]
    if entity.kind != "person":
        forms = forms[:1]
    return [match.span() for match in re.finditer(rf"(?<!\w)(?:{'|'.join(forms)})(?!\w)", line)] if forms else []


def _see_line(seen: SegmentedArticle, part: _Owned, number: str, marks: list[_Mark]) -> SeenLine:
    line = seen.article.lines[part.line - 1]
    inside = [mark for mark in marks if mark.start < part.end and mark.end > part.start and not part.furniture]
    pieces = tuple(_cut(line, part.start, part.end, inside))
    return SeenLine(number=number, label=part.label, furniture=part.furniture, pieces=pieces)


def _cut(line: str, start: int, end: int, marks: list[_Mark]) -> Iterator[Piece]:
    cuts = {start, end, *(place for mark in marks for place in (mark.start, mark.end) if start < place < end)}
    places = sorted(cuts)
    for first, last in pairwise(places):
        over = [mark for mark in marks if mark.start <= first and mark.end >= last]
        kinds = tuple(dict.fromkeys(mark.kind for mark in over))
        yield Piece(clean(line[first:last]), kinds, "; ".join(dict.fromkeys(mark.note for mark in over if mark.note)))


def clean(text: str) -> str:
    """The text on one line, without control characters: an article must not steer a terminal."""
    return text.translate(_CONTROLS)


def read_figure(figure: Figure) -> str:
    """What a figure was read as: "about 16,000,000,000 SEK = 1,500,000,000 USD"."""
    if figure.value is None:
        return "no value"
    upper = f" to {figure.upper:,f}" if figure.upper is not None else ""
    words = [f"{'about ' if figure.approximate else ''}{figure.value:,f}{upper} {figure.unit or ''}".strip()]
    words.extend(f"{other.value:,f} {other.unit or ''}".strip() for other in figure.equivalents)
    told = " = ".join(words)
    if figure.subject and figure.subject.casefold() not in f"{figure.text} {figure.unit}".casefold():
        told += f" ({figure.subject})"
    link = "disputes" if figure.disputed else "revises"
    return f"{told}, {link} {figure.revises[1]}" if figure.revises else told


def read_facts(update: Update) -> Iterator[tuple[str, str]]:
    """The facts of an update in words: a label such as "figures", and what was read there."""
    for quote in update.quotes:
        yield "said", clean(_read_quote(quote))
    if update.figures:
        yield "figures", clean("; ".join(map(_read_as, update.figures)))
    if update.dates:
        yield "dates", clean("; ".join(f"{d.text} → {d.date or 'left open'}" for d in update.dates))
    for kind, label in (("person", "people"), ("organisation", "organisations"), ("place", "places")):
        names = [entity.name for entity in update.entities if entity.kind == kind]
        if names:
            yield label, clean("; ".join(names))
    for sentence in update.summary:
        yield "summary", clean(sentence.text)


def _read_as(figure: Figure) -> str:
    """A figure and what it was read as, where that says more."""
    told = read_figure(figure)
    return figure.text if told == figure.text else f"{figure.text} → {told}"


def _read_quote(quote: Quote) -> str:
    words = shorten(quote.text, _EXCERPT_CHARACTERS)
    speaker = quote.speaker or "speaker left open"
    office = f" ({quote.office})" if quote.office and quote.office != quote.speaker else ""
    return f"{speaker}{office}: “{words}”"


def read_themes(update: Update) -> Iterator[tuple[str, str, str]]:
    """The update's themes, best first: id, score such as "0.38", the words that led to it."""
    for theme in update.themes:
        yield theme.id, f"{theme.score:.2f}", clean(", ".join(theme.evidence))


def read_overview(conversion: Conversion) -> tuple[str, str]:
    """The article in two lines: what it is, and what it was taken apart into."""
    seen = conversion.segmented
    kind = "live blog" if seen.kind == "live_blog" else "article"
    published = _moment_text(seen.published) if seen.published else "no date: name the file 2026-01-31-….txt"
    told = (kind, seen.article.source.publisher, published, seen.language or "language not known")
    repeats = sum(update.duplicate_of is not None for update in seen.updates)
    counts = (
        _count(len(seen.article.lines), "line"),
        _count(len(seen.updates) - repeats, "update"),
        _count(repeats, "repeat"),
        _count(len(seen.furniture), "furniture line"),
        _count(len(conversion.briefings), "briefing"),
    )
    return clean(" · ".join(word for word in told if word)), " · ".join(counts)


def _moment_text(moment: Moment) -> str:
    return moment.isoformat(" ", "minutes") if isinstance(moment, datetime) else moment.isoformat()


def _count(number: int, word: str) -> str:
    return f"{number} {word}" if number == 1 else f"{number} {word}s"


def kinds_seen(sections: Iterable[Section]) -> tuple[tuple[MarkKind, str], ...]:
    """The kinds of marks that the sections show, with their names: the legend."""
    seen = {kind for section in sections for line in section.lines for piece in line.pieces for kind in piece.kinds}
    return tuple((kind, name) for kind, name in KINDS if kind in seen)
