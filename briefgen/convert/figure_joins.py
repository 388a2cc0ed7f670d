"""What joins figures of a line: ranges, conversions in brackets, words for "about" and "minus".

In: the figures as found one by one, in order. Out: "$2m to $3m" as one figure with `upper`, "16bn kronor ($1.5bn)" as one with
an equivalent. "from 10% to 15%" is a change and stays two. Every step goes through the line once.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from itertools import pairwise
from typing import Any, NamedTuple

from briefgen.convert.language import Language
from briefgen.convert.magnitudes import Numeral
from briefgen.convert.word_patterns import alternatives, ends_with
from briefgen.model import Equivalent, FigureKind

# The ends of a range lie no further apart: "a rise of 17,000 to 4.4 million" names two figures.
WIDEST_RANGE = 100
_LEAST_MONEY = 1000
_STEPS = frozenset(Decimal(10) ** power for power in range(10))
_BRACKET = re.compile(r"\s?[(\[](?P<inside>[^()\[\]]{1,120})[)\]]")


class FoundFigure(NamedTuple):
    """A figure in its line: its place there, and the number that it was made from."""

    start: int
    end: int
    kind: FigureKind
    unit: str | None
    value: Decimal | None
    numeral: Numeral
    subject: str | None = None
    upper: Decimal | None = None
    approximate: bool = False
    equivalents: tuple[Equivalent, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureWords:
    """The words around figures, as expressions; those that stand before one end in `$`."""

    range_link: re.Pattern[str]
    and_link: re.Pattern[str]
    or_link: re.Pattern[str]
    between: re.Pattern[str]
    from_: re.Pattern[str]
    changed: re.Pattern[str]
    more: re.Pattern[str]
    alone_after: re.Pattern[str]
    approximate_before: re.Pattern[str]
    approximate_after: re.Pattern[str]
    not_before_duration: re.Pattern[str]
    minus: re.Pattern[str]
    era_after: re.Pattern[str]
    conversion_link: re.Pattern[str]


@cache
def figure_words(language: Language) -> FigureWords:
    """The words around figures in a language."""
    table: Mapping[str, Any] = language.table("figures")

    def any_of(*keys: str) -> str:
        return alternatives(word for key in keys for word in _as_list(table.get(key, ())))

    before = rf"(?:{any_of('approximate_before')})\s?(?:(?:{any_of('approximate_between')})\s)?$"
    linking = any_of("approximate_before", "or", "range_and")
    return FigureWords(
        range_link=re.compile(rf"(?:\s?[-–—]\s?|\s(?:{any_of('range_words')})\s)", re.I),
        and_link=re.compile(rf"\s(?:{any_of('range_and')})\s", re.I),
        or_link=re.compile(rf"\s(?:{any_of('or')})\s", re.I),
        between=re.compile(rf"\b(?:{any_of('between')})\s$", re.I),
        from_=re.compile(rf"\b(?:{any_of('from')})\s$", re.I),
        changed=re.compile(rf"\b(?:{any_of('changed')})\s$", re.I),
        more=re.compile(rf"\b(?:{any_of('more')})\s$", re.I),
        alone_after=re.compile(rf"\b(?:{any_of('alone_after')})\s$", re.I),
        approximate_before=re.compile(rf"(?:^|(?<=[\s(“\"‘'«„—–-])){before}", re.I),
        approximate_after=re.compile(rf"\s?(?:{any_of('approximate_after')})(?!\w)", re.I),
        not_before_duration=re.compile(rf"(?:{any_of('not_before_duration')})\b", re.I),
        # "plus or minus three points" is a margin.
        minus=re.compile(rf"(?:^|(?<=[\s(]))(?<!\bor )(?P<sign>(?:{any_of('minus')})\s|[-−–])$", re.I),
        era_after=re.compile(rf" ?(?:{any_of('eras')})(?!\w)"),
        conversion_link=re.compile(rf"[\s;,/|]*(?:(?:{linking})\b\s?)*[\s~≈=]*", re.I),
    )


def _as_list(value: object) -> list[str]:
    return [value] if isinstance(value, str) else list(value) if isinstance(value, list | tuple) else []


def without_overlaps(found: list[FoundFigure]) -> list[FoundFigure]:
    """The figures that begin after the one before has ended."""
    kept: list[FoundFigure] = []
    for figure in found:
        if not kept or figure.start >= kept[-1].end:
            kept.append(figure)
    return kept


def with_sign(text: str, figure: FoundFigure, words: FigureWords) -> FoundFigure:
    """The figure, or the one below zero for degrees and shares after a minus: "-5C", "minus 0.5%"."""
    if figure.kind not in ("temperature", "percent") or not figure.value:
        return figure
    sign = ends_with(words.minus, text, figure.start)
    return figure._replace(start=sign.start("sign"), value=-figure.value) if sign else figure


def with_approximation(text: str, figure: FoundFigure, words: FigureWords) -> FoundFigure:
    """The figure, marked as approximate where a word before or after it says so."""
    before = ends_with(words.approximate_before, text, figure.start)
    if before and figure.kind == "duration" and words.not_before_duration.match(before[0]):
        before = None
    if figure.approximate or not (before or words.approximate_after.match(text, figure.end)):
        return figure
    return figure._replace(approximate=True)


def join_ranges(text: str, found: list[FoundFigure], numerals: list[Numeral], words: FigureWords) -> list[FoundFigure]:
    """Two figures, or a bare number and a figure, with a range's link between them as one with `upper`."""
    following = {a.end: b for a, b in pairwise(numerals)}
    preceding = {b.start: a for a, b in pairwise(numerals)}
    taken = {figure.numeral.start for figure in found if not figure.numeral.tight}
    joined: list[FoundFigure] = []
    for figure in without_overlaps([_stretch(text, f, following.get(f.numeral.end), taken, words) for f in found]):
        if joined and (whole := _range_of(text, joined[-1], figure, words)):
            joined[-1] = whole
            continue
        bare = preceding.get(figure.numeral.start)
        if bare and (not joined or joined[-1].end <= bare.start):
            joined.extend(_range_from_bare(text, bare, figure, words))
        else:
            joined.append(figure)
    return joined


def _stretch(text: str, figure: FoundFigure, last: Numeral | None, taken: set[int], words: FigureWords) -> FoundFigure:
    """An amount whose sign stands before it, up to the bare number that a link joins to it: "€2-3bn"."""
    if last is None or last.start in taken or last.value is None or figure.value is None:
        return figure
    if figure.start == figure.numeral.start or not _is_link(text, figure.start, figure.end, last.start, words):
        return figure
    whole = figure._replace(end=last.end, value=last.value, numeral=last)
    value = _share_scale(figure.numeral, figure.value, whole)
    return whole._replace(start=figure.start, value=value, upper=last.value) if value < last.value else figure


def _is_link(text: str, before: int, start: int, end: int, words: FigureWords) -> bool:
    if words.range_link.fullmatch(text, start, end) or words.or_link.fullmatch(text, start, end):
        return True
    return bool(words.and_link.fullmatch(text, start, end) and ends_with(words.between, text, before))


def _range_of(text: str, first: FoundFigure, last: FoundFigure, words: FigureWords) -> FoundFigure | None:
    same = (first.kind, first.unit) == (last.kind, last.unit) and first.upper is None
    if not same or first.value is None or last.value is None:
        return None
    if words.or_link.fullmatch(text, first.end, last.start):
        return None
    if not _is_link(text, first.start, first.end, last.start, words):
        return None
    if ends_with(words.from_, text, first.start) or ends_with(words.changed, text, first.start):
        return None
    value = _share_scale(first.numeral, first.value, last)
    if not _is_range(value, last.value):
        return None
    return last._replace(start=first.start, value=value, upper=last.value)


def _range_from_bare(text: str, bare: Numeral, figure: FoundFigure, words: FigureWords) -> list[FoundFigure]:
    """The figure with the bare number before it: a range, two figures after "from" or with "or", or the figure alone.
    "two or three" is a range."""
    if bare.value is None or figure.value is None:
        return [figure]
    if not _is_link(text, bare.start, bare.end, figure.start, words):
        return [figure]
    value = _share_scale(bare, bare.value, figure)
    either = words.or_link.fullmatch(text, bare.end, figure.start) and not _is_next(value, figure.value)
    if ends_with(words.from_, text, bare.start) or either:
        return [figure._replace(start=bare.start, end=bare.end, value=value, numeral=bare), figure]
    if not _is_range(value, figure.value):
        return [figure]
    return [figure._replace(start=bare.start, value=value, upper=figure.value)]


def _is_next(value: Decimal, upper: Decimal) -> bool:
    """Whether the second number is the next one of its roundness: "two or three", "20 or 30"."""
    step = upper - value
    return step in _STEPS and value % step == 0


def _is_range(value: Decimal, upper: Decimal) -> bool:
    return value < upper <= value * WIDEST_RANGE


def _share_scale(numeral: Numeral, value: Decimal, last: FoundFigure) -> Decimal:
    """The first number of a range with the scale of the last, where it has none of its own: "2-3bn"."""
    scale = last.numeral.scale
    if numeral.scale == 1 and scale > 1 and last.value is not None and value < scale and value * scale < last.value:
        return value * scale
    return value


def join_equivalents(text: str, found: list[FoundFigure], words: FigureWords) -> Iterator[FoundFigure]:
    """The figures; those in a bracket after one of their kind, in another unit, as its conversions."""
    at = 0
    while at < len(found):
        figure = found[at]
        inside = _figures_in_bracket(text, figure, found, at + 1, words)
        if inside:
            conversions = (
                Equivalent(text=text[f.start : f.end], value=f.value, unit=f.unit)
                for f in inside
                if f.value is not None
            )
            figure = figure._replace(kind=inside[0].kind, equivalents=tuple(conversions))
        yield figure
        at += 1 + len(inside)


def _may_be_money(figure: FoundFigure) -> bool:
    """Whether what seems counted may be a currency that the tables lack: "6.2 million dinaras ($1.7m)"."""
    return figure.kind == "count" and figure.value is not None and figure.value >= _LEAST_MONEY


def _figures_in_bracket(
    text: str, figure: FoundFigure, found: list[FoundFigure], at: int, words: FigureWords
) -> list[FoundFigure]:
    """The conversions of a figure: the bracket after it must hold nothing else."""
    bracket = _BRACKET.match(text, figure.end)
    if not bracket:
        return []
    inside: list[FoundFigure] = []
    place = bracket.start("inside")
    while at < len(found) and found[at].end <= bracket.end("inside"):
        other = found[at]
        same = other.kind == figure.kind or (other.kind == "money" and _may_be_money(figure))
        fits = same and other.unit != figure.unit and other.value is not None
        if not fits or not words.conversion_link.fullmatch(text, place, other.start):
            return []
        inside.append(other)
        place, at = other.end, at + 1
    return inside if inside and not text[place : bracket.end("inside")].strip(" .") else []
