"""On which side of the publication day a date lies that doesn't say: a weekday, a day or a month without its year.

Two days are always possible, one behind and one ahead. What the clause says of time (its *outlook*, found in `date_outlook.py`)
decides how much nearer than the other one each of them must be. The factors were counted on news with a known day.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import MAXYEAR, MINYEAR, date, timedelta
from enum import Enum

from briefgen.convert.date_periods import monday_of


class Outlook(Enum):
    """What the words around a date say of when it is."""

    CERTAIN = "a word right before it or its own verb says that it is to come"
    AHEAD = "the nearest verb tells of the future"
    LIMIT = "a word such as by stands before it, in a clause that tells of the past: agreed to leave by Friday"
    EVEN = "an infinitive that may lie on either side: ordered to appear"
    PRESENT = "the nearest verb is in the present"
    NONE = "nothing"
    TOLD = "a verb of telling or of the past in the same sentence, not quite its own: said in a report on Friday"
    BEHIND = "the nearest verb tells of the past"
    OVER = "its own verb tells of the past"


# The day ahead is meant where it is at most so many times as far away as the one behind.
_FACTORS: Mapping[Outlook, float] = {
    Outlook.CERTAIN: 6,
    Outlook.AHEAD: 5,
    Outlook.LIMIT: 1,
    Outlook.EVEN: 1,
    Outlook.PRESENT: 2 / 3,
    Outlook.NONE: 1 / 3,
    Outlook.TOLD: 1 / 3,
    Outlook.BEHIND: 1 / 8,
    Outlook.OVER: 1 / 12,
}
# Who means the same weekday of next week says so, where yesterday or the day before would be understood.
_WEEKDAY_FACTORS: Mapping[Outlook, float] = {
    Outlook.CERTAIN: 7,
    Outlook.AHEAD: 2,
    Outlook.LIMIT: 2,
    Outlook.EVEN: 1,
    Outlook.PRESENT: 1,
    Outlook.NONE: 1 / 6,
    Outlook.TOLD: 0,
    Outlook.BEHIND: 0,
    Outlook.OVER: 0,
}
_BACKWARD = frozenset({Outlook.BEHIND, Outlook.OVER})
_OPEN_OUTLOOKS = frozenset({Outlook.EVEN, Outlook.PRESENT, Outlook.NONE})
# A month so long ago may belong to the year that the text has just told of.
_MONTHS_OF_A_STORY = 6
_YEAR_AND_MONTH = re.compile(r"(\d{4})-(\d\d)(?:-\d\d)?$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Anchor:
    """What a date is read against: the day of publication, None where unknown; the outlook of its clause; the date that its
    passage named last, which "the following day" counts from; whether it was published in the small hours."""

    day: date | None
    outlook: Outlook = Outlook.NONE
    named: str | None = None
    before_dawn: bool = False

    @property
    def looks_ahead(self) -> bool:
        return self.outlook in (Outlook.CERTAIN, Outlook.AHEAD)

    @property
    def looks_back(self) -> bool:
        return self.outlook in _BACKWARD


def is_open(outlook: Outlook) -> bool:
    """Whether the same date elsewhere in the text may decide: the clause itself doesn't."""
    return outlook in _OPEN_OUTLOOKS


def is_backward(outlook: Outlook) -> bool:
    """Whether a verb tells of the past."""
    return outlook in _BACKWARD


def day_in(year: int | str | None, month: int, day: int, anchor: Anchor) -> date | None:
    """That day of the year named, else of the year that fits the anchor; None without both. Raises ValueError."""
    if year is not None:
        return date(int(year), month, day)
    if anchor.day is None:
        date(2000, month, day)
        return None
    before, after = _days_around(anchor.day, month, day)
    if before == anchor.day:
        return before
    distances = (anchor.day - before).days, (after - anchor.day).days
    if distances[1] <= distances[0] * _FACTORS[anchor.outlook]:
        return after
    told = _year_of_story(month, distances[0] // 30, before.year, anchor)
    return date(told, month, day) if told and day <= monthrange(told, month)[1] else before


def _days_around(published: date, month: int, day: int) -> tuple[date, date]:
    years = [y for y in range(published.year - 4, published.year + 5) if MINYEAR <= y <= MAXYEAR]
    days = [date(y, month, day) for y in years if day <= monthrange(y, month)[1]]
    before = max((d for d in days if d <= published), default=None)
    after = min((d for d in days if d > published), default=None)
    if before is None or after is None:
        raise ValueError("no such day")
    return before, after


def year_of_month(month: int, which: int | str | None, anchor: Anchor) -> int | None:
    """The year of a month that stands without it; `which` is that of "last May", None for "in May"."""
    if anchor.day is None:
        return None
    year, now = anchor.day.year, anchor.day.month
    before = year if month <= now else year - 1
    if which is not None and int(which) < 0:
        return before if month != now else year - 1
    if which is not None and int(which) > 0:
        return year if month > now else year + 1
    if which is not None or month == now:
        return year
    behind, ahead = (now - month) % 12, (month - now) % 12
    told = _year_of_story(month, behind, before, anchor)
    if told and anchor.looks_back:
        return told
    if ahead <= behind * _FACTORS[anchor.outlook]:
        return before + 1
    return told or before


def _year_of_story(month: int, behind: int, before: int, anchor: Anchor) -> int | None:
    """The year that the passage has just named with a month, "arrested in March 2020. In May": where the last such month is
    long ago, so that the story goes on."""
    named = _YEAR_AND_MONTH.match(anchor.named or "")
    if named is None or behind < _MONTHS_OF_A_STORY or anchor.looks_ahead:
        return None
    year = int(named[1]) + (month < int(named[2]))
    return year if year < before else None


def find_weekday(weekday: int, which: int | str | None, anchor: Anchor) -> date | None:
    """Such a day: behind, the anchor itself included, or ahead where a word or the outlook says so."""
    if anchor.day is None:
        return None
    behind = (anchor.day.isoweekday() - weekday) % 7
    direction = None if which is None else int(which)
    if direction == -1:
        return anchor.day - timedelta(days=behind or 7)
    if direction == 1:
        return anchor.day + timedelta(days=7 - behind)
    if direction == 0:
        return monday_of(anchor.day) + timedelta(days=weekday - 1)
    if behind and 7 - behind <= behind * _WEEKDAY_FACTORS[anchor.outlook]:
        return anchor.day + timedelta(days=7 - behind)
    return anchor.day - timedelta(days=behind)
