"""Figures: the amounts, shares, measures and counts that an article's updates state, with their units and conversions.

Out: `Update.figures`, in the order of the text. A figure is a number with a unit or a counted noun; a year, a date, a clock
time, an ordinal, a score or the number in a name is none. What counts as one, and why: docs/figures.md.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache
from typing import Any

from briefgen.convert.counts import count_reader
from briefgen.convert.date_forms import alternatives, find_date_forms
from briefgen.convert.language import Language
from briefgen.convert.magnitudes import Numeral, find_numerals
from briefgen.convert.passages import Passage, find_passages
from briefgen.convert.revisions import link_revisions
from briefgen.convert.units import unit_reader
from briefgen.model import Equivalent, Figure, FigureKind, SegmentedArticle, Update

# Rules of dates whose number is a figure all the same: "the past three weeks".
_RULES_WITH_FIGURE = frozenset({"past"})
# Clock times, scores, numbers in names, list numbers: no figures whatever follows.
_NO_FIGURE = re.compile(
    r"\b\d{1,2}[:.]\d{2} ?(?:am|pm|a\.m|p\.m|Uhr|GMT|BST|CET|CEST|UTC|EST|EDT|ET)\b\.?"
    r"|\b\d{1,2} ?(?:am|pm|a\.m\.|p\.m\.|Uhr|o[’']clock)(?!\w)"
    r"|\b\d{1,2}:\d{2}(?::\d{2})?\b|\b\d{1,2}h\d{2}\b"
    r"|\+?\d[\d ()-]{8,}\d"
    r"|\b\w*\d+(?:/\d+)+\w*",
    re.IGNORECASE,
)


_NAME = re.compile(r"(?<=[^.!?:“\"‘'’] )[A-Z][a-z]+ [A-Z][a-z]")
# What follows makes it a word, a score, a version, an ordinal; what stands before, a number in a sequence of signs.
_GOES_ON = re.compile(r"[-–/:#’'+×*x°]?\w|[-–/:#+×*°]|\.\d")
_PART_OF_SIGN = re.compile(r"[#/:@.×x*=+_-]$")
_WIDEST_RANGE = 100
_GROUPED = re.compile("\\d[.,’'\u00a0\u2009\u202f ]\\d{3}")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Found:
    """A figure in its line, before conversions, ranges and approximations are joined to it."""

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


def mark_figures(segmented: SegmentedArticle, language: Language) -> SegmentedArticle:
    """The same article with `figures` in each update, a figure given anew linked to the one that it revises."""
    updates = tuple(
        replace(update, figures=tuple(_find_in_update(segmented, update, language))) for update in segmented.updates
    )
    return link_revisions(replace(segmented, updates=updates), language)


def _find_in_update(segmented: SegmentedArticle, update: Update, language: Language) -> Iterator[Figure]:
    for passage in find_passages(segmented.article, update):
        for found in find_figures(passage.text, language):
            yield _as_figure(passage, found)


def _as_figure(passage: Passage, found: _Found) -> Figure:
    return Figure(
        text=passage.text[found.start : found.end],
        lines=passage.lines,
        start=passage.start + found.start,
        end=passage.start + found.end,
        kind=found.kind,
        value=_plain(found.value),
        unit=found.unit,
        approximate=found.approximate,
        upper=_plain(found.upper),
        subject=found.subject,
        equivalents=found.equivalents,
    )


def find_figures(text: str, language: Language) -> tuple[_Found, ...]:
    """The figures of a line, in order; none overlaps another."""
    numerals = find_numerals(text, language)
    if not numerals:
        return ()
    blocked = [match.span() for match in _NO_FIGURE.finditer(text)]
    blocked += [(f.start, f.end) for f in find_date_forms(text, language) if f.rule not in _RULES_WITH_FIGURE]
    free = [n for n in numerals if not any(start < n.end and n.start < end for start, end in blocked)]
    found = _without_overlaps([f for n in free if (f := _read_numeral(text, n, language))])
    words = _words(language)
    found += _find_elliptic(text, found, free, words)
    found = sorted((_with_sign(text, f, words) for f in found), key=lambda f: f.start)
    found = _join_ranges(text, found, free, words)
    found = [replace(f, approximate=f.approximate or _is_approximate(text, f, words)) for f in found]
    return tuple(_join_equivalents(text, found))


def _read_numeral(text: str, numeral: Numeral, language: Language) -> _Found | None:
    count = None
    if numeral.tight and (counted := count_reader(language).read(text, numeral)):
        # "4.5m workers" are millions of them; "100m sprints" are metres.
        count = counted if count_reader(language).is_people(counted.unit) else None
    measure = None if count else unit_reader(language).measure(text, numeral)
    if measure is not None:
        written = numeral.value if measure.value is None else measure.value
        value = None if written is None else written * measure.factor
        return _Found(
            start=measure.start,
            end=measure.end,
            kind=measure.kind,
            unit=measure.unit,
            value=value,
            numeral=numeral,
            approximate=numeral.loose,
        )
    if count is None and not numeral.tight and not _is_in_name(text, numeral):
        count = count_reader(language).read(text, numeral)
    if count is None:
        return None
    return _Found(
        start=numeral.start,
        end=count.end,
        kind="count",
        unit=count.unit,
        value=numeral.value,
        numeral=numeral,
        subject=count.subject,
        approximate=numeral.loose,
    )


def _is_in_name(text: str, numeral: Numeral) -> bool:
    """Whether the number is part of a name: digits right after a capitalised word inside a sentence ("Falcon 9 rockets"),
    a word with a capital before another one ("the Six Nations")."""
    if numeral.words:
        return _NAME.match(text, numeral.start) is not None
    if numeral.scale > 1:
        return False
    before = re.search(r"(?P<lead>[\w,;’”)]+ )?(?P<word>[^\W\d_][\w’-]*) $", text[: numeral.start])
    return bool(before and before["lead"] and before["word"][0].isupper() and len(str(numeral.value)) < 3)


def _find_elliptic(text: str, found: list[_Found], numerals: list[Numeral], words: _Words) -> Iterator[_Found]:
    """Numbers whose noun is left out: "at least 71", "up from 189,000 last year". They count what the count before them
    counts; only ones that can be nothing else: after "at least" and its like, in the thousands or with a scale."""
    for numeral in numerals:
        if any(f.start < numeral.end and numeral.start < f.end for f in found) or not _stands_alone(
            text, numeral, words
        ):
            continue
        before = [f for f in found if f.kind == "count" and f.end <= numeral.start]
        yield _Found(
            start=numeral.start,
            end=numeral.end,
            kind="count",
            unit=before[-1].unit if before else None,
            value=numeral.value,
            numeral=numeral,
            subject=before[-1].subject if before else None,
        )


def _stands_alone(text: str, numeral: Numeral, words: _Words) -> bool:
    if numeral.value is None or numeral.tight or numeral.loose or _is_in_name(text, numeral):
        return False
    if _GOES_ON.match(text, numeral.end) or _PART_OF_SIGN.search(text[: numeral.start]):
        return False
    large = numeral.value >= 1000 and (numeral.scale > 1 or _GROUPED.search(text[numeral.start : numeral.end]))
    before = text[: numeral.start]
    hinted = numeral.value > 1 and (words.approximate_before.search(before) or words.more.search(before))
    return numeral.value == int(numeral.value) and bool(large or hinted)


def _with_sign(text: str, figure: _Found, words: _Words) -> _Found:
    """Degrees and shares below zero: "-5C", "minus 0.5%"."""
    if figure.kind not in ("temperature", "percent") or not figure.value:
        return figure
    sign = words.minus.search(text[: figure.start])
    return replace(figure, start=sign.start("sign"), value=-figure.value) if sign else figure


def _without_overlaps(found: list[_Found]) -> list[_Found]:
    kept: list[_Found] = []
    for figure in found:
        if not kept or figure.start >= kept[-1].end:
            kept.append(figure)
    return kept


@dataclass(frozen=True, slots=True, kw_only=True)
class _Words:
    range_link: re.Pattern[str]
    and_link: re.Pattern[str]
    or_link: re.Pattern[str]
    between: re.Pattern[str]
    from_: re.Pattern[str]
    changed: re.Pattern[str]
    more: re.Pattern[str]
    approximate_before: re.Pattern[str]
    approximate_after: re.Pattern[str]
    not_before_duration: re.Pattern[str]
    minus: re.Pattern[str]


@cache
def _words(language: Language) -> _Words:
    table: Mapping[str, Any] = language.table("figures")
    before, middle = (alternatives(table.get(key, ())) for key in ("approximate_before", "approximate_between"))
    links = alternatives(table.get("range_words", ()))
    return _Words(
        range_link=re.compile(rf"(?:\s?[-–—]\s?|\s(?:{links})\s)", re.I),
        and_link=re.compile(rf"\s{re.escape(table.get('range_and', 'and'))}\s", re.I),
        or_link=re.compile(rf"\s(?:{alternatives(table.get('or', ()))})\s", re.I),
        between=re.compile(rf"\b(?:{alternatives(table.get('between', ()))})\s$", re.I),
        from_=re.compile(rf"\b(?:{alternatives(table.get('from', ()))})\s$", re.I),
        changed=re.compile(rf"\b(?:{alternatives(table.get('changed', ()))})\s$", re.I),
        more=re.compile(rf"\b(?:{alternatives(table.get('more', ()))})\s$", re.I),
        approximate_before=re.compile(rf"(?:^|(?<=[\s(“\"‘'«„—–-]))(?:{before})\s?(?:(?:{middle})\s)?$", re.I),
        approximate_after=re.compile(rf"\s?(?:{alternatives(table.get('approximate_after', ()))})(?!\w)", re.I),
        not_before_duration=re.compile(rf"(?:{alternatives(table.get('not_before_duration', ()))})\b", re.I),
        minus=re.compile(rf"(?:^|(?<=[\s(]))(?P<sign>(?:{alternatives(table.get('minus', ()))})\s|[-−–])$", re.I),
    )


def _join_ranges(text: str, found: list[_Found], numerals: list[Numeral], words: _Words) -> list[_Found]:
    """Two figures, or a bare number and a figure, with a range's link between them become one with `upper`."""
    joined: list[_Found] = []
    stretched = [_stretch(text, figure, found, numerals, words) for figure in found]
    for figure in _without_overlaps(stretched):
        if joined and (whole := _range_of(text, joined[-1], figure, words)):
            joined[-1] = whole
            continue
        bare = next(
            (
                n
                for n in numerals
                if n.end < figure.start and n.value is not None and _is_link(text, n.start, n.end, figure.start, words)
            ),
            None,
        )
        if bare and figure.value is not None and (not joined or joined[-1].end <= bare.start):
            joined.extend(_range_from_bare(text, bare, figure, words))
        else:
            joined.append(figure)
    return joined


def _stretch(text: str, figure: _Found, found: list[_Found], numerals: list[Numeral], words: _Words) -> _Found:
    """ "€2-3bn": an amount whose sign stands before, up to the bare number that a link joins to it."""
    last = next((n for n in numerals if n.start >= figure.end), None)
    taken = last is None or any(f.start <= last.start < f.end and not last.tight for f in found)
    if last is None or taken or last.value is None or figure.value is None or figure.start == figure.numeral.start:
        return figure
    if not _is_link(text, figure.start, figure.end, last.start, words):
        return figure
    whole = replace(figure, end=last.end, value=last.value, numeral=last)
    value = _share_scale(figure.numeral, figure.value, whole)
    return replace(whole, start=figure.start, value=value, upper=last.value) if value < last.value else figure


def _is_link(text: str, before: int, start: int, end: int, words: _Words) -> bool:
    between = text[start:end]
    if words.range_link.fullmatch(between):
        return True
    if words.or_link.fullmatch(between):
        return True
    return bool(words.and_link.fullmatch(between) and words.between.search(text[:before]))


def _range_of(text: str, first: _Found, last: _Found, words: _Words) -> _Found | None:
    same = (first.kind, first.unit) == (last.kind, last.unit) and first.upper is None
    if not same or first.value is None or last.value is None:
        return None
    link = text[first.end : last.start]
    if words.or_link.fullmatch(link) or not _is_link(text, first.start, first.end, last.start, words):
        return None
    # "from 10% to 15%" is a change: two figures.
    if words.from_.search(text[: first.start]) or words.changed.search(text[: first.start]):
        return None
    value = _share_scale(first.numeral, first.value, last)
    if not _is_range(value, last.value):
        return None
    return replace(last, start=first.start, value=value, upper=last.value)


def _range_from_bare(text: str, bare: Numeral, figure: _Found, words: _Words) -> list[_Found]:
    if bare.value is None or figure.value is None:
        return [figure]
    value = _share_scale(bare, bare.value, figure)
    alternatives_ = words.or_link.fullmatch(text[bare.end : figure.start]) and value + 1 != figure.value
    if words.from_.search(text[: bare.start]) or alternatives_:
        return [replace(figure, start=bare.start, end=bare.end, value=value, numeral=bare), figure]
    if not _is_range(value, figure.value):
        return [figure]
    return [replace(figure, start=bare.start, value=value, upper=figure.value)]


def _is_range(value: Decimal, upper: Decimal) -> bool:
    """Whether two numbers are the ends of a range: "a rise of 17,000 to 4.4 million" names two figures."""
    return value < upper <= value * _WIDEST_RANGE


def _share_scale(numeral: Numeral, value: Decimal, last: _Found) -> Decimal:
    """ "2-3bn": the scale of the last number is the first one's, too."""
    scale = last.numeral.scale
    if numeral.scale == 1 and scale > 1 and last.value is not None and value < scale and value * scale < last.value:
        return value * scale
    return value


def _is_approximate(text: str, figure: _Found, words: _Words) -> bool:
    before = words.approximate_before.search(text[: figure.start])
    if before and figure.kind == "duration" and words.not_before_duration.match(before[0]):
        before = None
    return bool(before or words.approximate_after.match(text, figure.end))


_BRACKET = re.compile(r"\s?[(\[](?P<inside>[^()\[\]]{1,120})[)\]]")
_BETWEEN = re.compile(
    r"[\s;,/|]*(?:\b(?:or|and|about|around|roughly|approximately|some|nearly|almost|etwa|rund|circa|ca\.|env\.|environ|unos|und|oder|ou|et|o|y)\b\s?)*[\s;,/~≈=]*",
    re.I,
)


def _join_equivalents(text: str, found: list[_Found]) -> Iterator[_Found]:
    """Figures in a bracket after a figure that is of their kind in another unit are its conversions."""
    at = 0
    while at < len(found):
        figure = found[at]
        inside = _figures_in_bracket(text, figure, found[at + 1 :])
        if inside:
            conversions = tuple(
                Equivalent(text=text[f.start : f.end], value=_plain(f.value) or Decimal(0), unit=f.unit) for f in inside
            )
            figure = replace(figure, equivalents=conversions)
        yield figure
        at += 1 + len(inside)


def _figures_in_bracket(text: str, figure: _Found, following: list[_Found]) -> list[_Found]:
    """The conversions of a figure: the bracket after it must hold nothing else."""
    bracket = _BRACKET.match(text, figure.end)
    if not bracket:
        return []
    inside = [f for f in following if f.end <= bracket.end("inside")]
    at = bracket.start("inside")
    for f in inside:
        if f.kind != figure.kind or f.unit == figure.unit or not _BETWEEN.fullmatch(text[at : f.start]):
            return []
        at = f.end
    return inside if inside and not text[at : bracket.end("inside")].strip(" .") else []


def _plain(value: Decimal | None) -> Decimal | None:
    """The value without trailing zeros and without an exponent."""
    if value is None:
        return None
    whole = value.to_integral_value()
    return whole if whole == value else value.normalize()
