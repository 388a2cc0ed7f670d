"""Figures: the amounts, shares, measures and counts that an article's updates state, with their units and conversions.

Out: `Update.figures`, in the order of the text. A figure is a number with a unit or a counted noun; a year, a date, a clock
time, an ordinal, a score or the number in a name is none. What counts as one, and why: docs/figures.md.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from briefgen.convert.counts import Count, count_reader
from briefgen.convert.date_forms import find_date_forms
from briefgen.convert.figure_joins import (
    WIDEST_RANGE,
    FoundFigure,
    figure_words,
    join_equivalents,
    join_ranges,
    with_approximation,
    with_sign,
    without_overlaps,
)
from briefgen.convert.language import Language
from briefgen.convert.magnitudes import Numeral, find_numerals
from briefgen.convert.passages import Passage, find_passages
from briefgen.convert.revisions import link_revisions
from briefgen.convert.units import unit_reader
from briefgen.convert.word_patterns import ends_with
from briefgen.model import Equivalent, Figure, FigureKind, SegmentedArticle, Update

# Rules of dates whose number is a figure all the same: "the past three weeks".
_RULES_WITH_FIGURE = frozenset({"past", "coming", "first_months", "last_months", "later"})
# Clock times, telephone numbers, fractions and dates in slashes: no figures whatever follows.
_NO_FIGURE = re.compile(
    r"\d{1,2}[:.]\d{2} ?(?:am|pm|a\.m|p\.m|Uhr|GMT|BST|CET|CEST|UTC|EST|EDT|ET)\b"
    r"|\d{1,2} ?(?:am|pm|a\.m\.|p\.m\.|Uhr|o[’']clock)(?!\w)"
    r"|\d{1,2}:\d{2}(?::\d{2})?(?!\d)|\d{1,2}h\d{2}\b"
    r"|\d[\d ()-]{8,20}\d"
    r"|\d+(?:/\d+)+",
    re.IGNORECASE,
)
_WORDS_BEFORE = re.compile(r"(?P<lead>[\w,;’”)]+ )?(?<!\w)(?P<word>[^\W\d_][\w’-]*) $")
_NAME = re.compile(r"(?<=[^.!?:“\"‘'’] )[A-Z][a-z]+ [A-Z][a-z]")
# What follows makes it a word, a score, a version, an ordinal; what stands before, a number in a sequence of signs.
_GOES_ON = re.compile(r"[-–/:#’'+×*x°]?\w|[-–/:#+×*°]|\.\d")
_PART_OF_SIGN = re.compile(r"[#/:@.×x*=+_-]$")
_GROUPED = re.compile("[0-9][.,’'\u00a0\u2009\u202f ][0-9]{3}")


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


def _as_figure(passage: Passage, found: FoundFigure) -> Figure:
    equivalents = (Equivalent(text=e.text, value=_plain(e.value), unit=e.unit) for e in found.equivalents)
    return Figure(
        text=passage.text[found.start : found.end],
        lines=passage.lines,
        start=passage.start + found.start,
        end=passage.start + found.end,
        kind=found.kind,
        value=None if found.value is None else _plain(found.value),
        unit=found.unit,
        approximate=found.approximate,
        upper=None if found.upper is None else _plain(found.upper),
        subject=found.subject,
        equivalents=tuple(equivalents),
    )


def _plain(value: Decimal) -> Decimal:
    """The value without trailing zeros and without an exponent."""
    whole = value.to_integral_value()
    return whole if whole == value else value.normalize()


def find_figures(text: str, language: Language) -> tuple[FoundFigure, ...]:
    """The figures of a line, in order; none overlaps another."""
    numerals = find_numerals(text, language)
    if not numerals:
        return ()
    words = figure_words(language)
    free = _free_numerals(text, numerals, language)
    found = without_overlaps([figure for n in free if (figure := _read_numeral(text, n, language))])
    found = [with_sign(text, figure, words) for figure in _with_elliptic(text, found, free, language)]
    found = [with_approximation(text, figure, words) for figure in join_ranges(text, found, free, words)]
    return tuple(join_equivalents(text, found, words))


def _free_numerals(text: str, numerals: tuple[Numeral, ...], language: Language) -> list[Numeral]:
    """The numbers that are no part of a date, a clock time or the like."""
    dates = [(f.start, f.end) for f in find_date_forms(text, language) if f.rule not in _RULES_WITH_FIGURE]
    free: list[Numeral] = []
    blocked_to, date = 0, 0
    for numeral in numerals:
        while date < len(dates) and dates[date][1] <= numeral.start:
            date += 1
        in_date = date < len(dates) and dates[date][0] < numeral.end
        if not numeral.words and (match := _NO_FIGURE.match(text, numeral.start)):
            blocked_to = match.end()
        if not in_date and numeral.start >= blocked_to:
            free.append(numeral)
    return free


def _read_numeral(text: str, numeral: Numeral, language: Language) -> FoundFigure | None:
    """The figure that a number makes with its currency, unit or counted noun; None where it has none."""
    reader = count_reader(language)
    if numeral.whole:
        return _as_found(numeral, numeral.end, "other", f"in {numeral.whole}")
    measure = unit_reader(language).measure(text, numeral)
    if measure is None and (ratio := reader.ratio(text, numeral)):
        return _as_found(numeral, ratio.end, "other", ratio.unit)
    counted = reader.read(text, numeral) if numeral.tight else None
    # "4.5m workers" are millions of them; "100m sprints" are metres.
    if counted and (
        reader.is_people(counted.unit) or ends_with(figure_words(language).alone_after, text, numeral.start)
    ):
        return _as_count(numeral, counted)
    if measure is not None:
        written = numeral.value if measure.value is None else measure.value
        value = None if written is None else written * measure.factor
        found = _as_found(numeral, measure.end, measure.kind, measure.unit)
        return found._replace(start=measure.start, value=value)
    counted = None if numeral.tight else reader.read(text, numeral)
    # "on Arl Island 68 people died": people are counted, whatever stands before; "Five Children and It" is a book.
    surely = counted is not None and not numeral.words and reader.is_people(counted.unit)
    if counted is None or (not surely and _is_in_name(text, numeral, language)):
        return None
    return _as_count(numeral, counted)


def _as_count(numeral: Numeral, counted: Count) -> FoundFigure:
    found = _as_found(numeral, counted.end, "count", counted.unit)
    return found._replace(subject=counted.subject, approximate=found.approximate or counted.rough)


def _as_found(numeral: Numeral, end: int, kind: FigureKind, unit: str | None) -> FoundFigure:
    return FoundFigure(
        start=numeral.start,
        end=end,
        kind=kind,
        unit=unit,
        value=numeral.value,
        numeral=numeral,
        approximate=numeral.loose,
    )


def _is_in_name(text: str, numeral: Numeral, language: Language) -> bool:
    """Whether the number is part of a name: digits right after a capitalised word inside a sentence ("Falcon 9 rockets"),
    a word with a capital before another one ("the Six Nations")."""
    if numeral.words:
        # Where every noun has a capital, "Tausende Menschen" is no name.
        return language.table("figures").get("nouns") != "capital" and _NAME.match(text, numeral.start) is not None
    if numeral.scale > 1:
        return False
    before = ends_with(_WORDS_BEFORE, text, numeral.start)
    if before is None or before["lead"] is None or before["word"].endswith(("’s", "'s", "’", "'")):
        return False
    return before["word"][0].isupper() and len(str(numeral.value)) < 3


def _with_elliptic(
    text: str, found: list[FoundFigure], numerals: list[Numeral], language: Language
) -> Iterator[FoundFigure]:
    """The figures, and numbers whose noun is left out: "at least 71", "up from 189,000 last year". They count what the
    count before them counts; only ones that can be nothing else: after "at least" and its like, or large."""
    figures = iter([*found, None])
    figure, count, end = next(figures), None, 0
    for numeral in numerals:
        while figure is not None and figure.start <= numeral.start:
            count, end = figure if figure.kind == "count" else count, figure.end
            yield figure
            figure = next(figures)
        free = numeral.start >= end and (figure is None or numeral.end <= figure.start)
        if free and _stands_alone(text, numeral, language):
            yield _as_alone(numeral, count)
    while figure is not None:
        yield figure
        figure = next(figures)


def _as_alone(numeral: Numeral, count: FoundFigure | None) -> FoundFigure:
    """A bare number as a count of what was counted before it, where the two are of one size."""
    alone = _as_found(numeral, numeral.end, "count", None)
    if count is None or not count.value or not numeral.value:
        return alone
    near = count.value <= numeral.value * WIDEST_RANGE and numeral.value <= count.value * WIDEST_RANGE
    return alone._replace(unit=count.unit, subject=count.subject) if near else alone


def _stands_alone(text: str, numeral: Numeral, language: Language) -> bool:
    words = figure_words(language)
    value = numeral.value
    if value is None or value != int(value) or numeral.tight or numeral.loose or _is_in_name(text, numeral, language):
        return False
    if _GOES_ON.match(text, numeral.end) or ends_with(_PART_OF_SIGN, text, numeral.start):
        return False
    if value >= 1000 and (numeral.scale > 1 or _GROUPED.search(text, numeral.start, numeral.end)):
        return True
    hint = ends_with(words.alone_after, text, numeral.start) or ends_with(words.more, text, numeral.start)
    if value <= 1 or hint is None or words.era_after.match(text, numeral.end):
        return False
    return not count_reader(language).is_idle(text, numeral)
