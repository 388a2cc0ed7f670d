"""Periods of the calendar: weeks, months, quarters, years around a day, as the dates that they are written as."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable, Mapping
from datetime import MAXYEAR, MINYEAR, date, timedelta

from briefgen.model import DatePrecision


def interval(first: date, last: date) -> str:
    """Both ends, included."""
    return f"{first.isoformat()}/{last.isoformat()}"


def monday_of(day: date) -> date:
    """The first day of its week."""
    return day - timedelta(days=day.weekday())


def month_end(year: int, month: int) -> date:
    """The last day of a month."""
    return date(year, month, monthrange(year, month)[1])


def months_before(day: date, months: int) -> date:
    """The same day so many months earlier, or the last one that month has."""
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def weekend_of(day: date, steps: int) -> str:
    """The weekend of the day's week, `steps` weeks on."""
    saturday = monday_of(day) + timedelta(weeks=steps, days=5)
    return interval(saturday, saturday + timedelta(days=1))


def week_of(day: date, steps: int) -> str:
    """The week of the day, from Monday on, `steps` weeks on."""
    monday = monday_of(day) + timedelta(weeks=steps)
    return interval(monday, monday + timedelta(days=6))


def quarter_of(day: date, steps: int) -> str:
    """The quarter of the day, `steps` quarters on."""
    first = months_before(day.replace(month=day.month - (day.month - 1) % 3, day=1), -3 * steps)
    return interval(first, month_end(first.year, first.month + 2))


def year_of(day: date, steps: int) -> str:
    """The year of the day, `steps` years on. Raises ValueError where the calendar has none."""
    year = day.year + steps
    if not MINYEAR <= year <= MAXYEAR:
        raise ValueError("no such year")
    return f"{year:04d}"


# How many months and days a unit has, for spans that begin or end on a day.
MONTHS = {"month": 1, "quarter": 3, "year": 12, "decade": 120}
DAYS = {"day": 1, "week": 7, "fortnight": 14, "weekend": 7}
# The period of each unit that holds a day, some steps on.
PERIODS: Mapping[str, Callable[[date, int], str]] = {
    "day": lambda day, steps: (day + timedelta(days=steps)).isoformat(),
    "week": week_of,
    "fortnight": lambda day, steps: week_of(day, 2 * steps),
    "weekend": weekend_of,
    "month": lambda day, steps: months_before(day, -steps).isoformat()[:7],
    "quarter": quarter_of,
    "year": year_of,
    "decade": lambda day, steps: year_of(day, 10 * steps),
}
# How exact the date named must be that a unit is counted from: its length in characters.
FINEST: Mapping[str, int] = {
    "day": 10,
    "week": 10,
    "fortnight": 10,
    "weekend": 10,
    "month": 7,
    "quarter": 7,
    "year": 4,
    "decade": 4,
}
# A week is an interval, a decade as exact as a year.
PRECISION: Mapping[str, DatePrecision] = {
    "day": "day",
    "week": "interval",
    "fortnight": "interval",
    "weekend": "interval",
    "month": "month",
    "quarter": "interval",
    "year": "year",
    "decade": "year",
}
