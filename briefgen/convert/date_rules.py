"""Which day a written date means: one small function a rule, named in `dates.toml`.

The anchor is the day on which the text was published, in its own zone. Without one, only what names a year is resolved.
Days and months without a year are taken from the past, as news tells what happened; from the future where the sentence looks
ahead, or where the day ahead is much nearer than the one behind ("20 April" in a text of 31 March).
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable, Iterator
from datetime import MAXYEAR, MINYEAR, date, timedelta

from briefgen.convert.date_forms import DateForm
from briefgen.convert.date_periods import (
    DAYS,
    FINEST,
    MONTHS,
    PERIODS,
    PRECISION,
    interval,
    monday_of,
    month_end,
    months_before,
    weekend_of,
    year_of,
)
from briefgen.convert.date_sides import Anchor, Outlook, day_in, find_weekday, year_of_month
from briefgen.model import DatePrecision

_RULES_THAT_LOOK_AHEAD = frozenset(
    {"date", "us_date", "span", "days", "two_days", "month", "months", "weekday", "weekdays", "this_period"}
)
_RULES_THAT_COUNT = frozenset({"later", "next_day", "next_weekday"})
_WEEKEND = (5, 6)
Reading = tuple[int, int, str | None, DatePrecision]


def read_form(form: DateForm, anchor: Anchor) -> tuple[Reading, ...]:
    """The dates that a form names, each with its place: most name one, "3 and 9 May" names two.
    A form whose parts make no date, such as 31 February, names none."""
    try:
        return tuple(RULES[form.rule](form, anchor))
    except (ValueError, OverflowError):
        return ()


def may_lie_ahead(form: DateForm) -> bool:
    """Whether the sentence around it decides which day the form names: a day or month without its year, a day of the week."""
    return form.rule in _RULES_THAT_LOOK_AHEAD and "year" not in form.parts


def counts_from_named(form: DateForm) -> bool:
    """Whether the form counts from the date named before it, not from the day of publication: "two days later"."""
    return form.rule in _RULES_THAT_COUNT


def _whole(form: DateForm, day: str | None, precision: DatePrecision) -> Iterator[Reading]:
    yield form.start, form.end, day, precision


def _read_date(form: DateForm, anchor: Anchor) -> Iterator[Reading]:
    month, day = _number(form, "month"), _number(form, "day")
    found = _day_of_weekday(form, anchor) or day_in(form.parts.get("year"), month, day, anchor)
    yield from _whole(form, found.isoformat() if found else None, "day")


def _day_of_weekday(form: DateForm, anchor: Anchor) -> date | None:
    """For "Saturday 12 February" the nearest year in which that is a Saturday, where it is the one before, around or after."""
    if "weekday" not in form.parts or "year" in form.parts or anchor.day is None:
        return None
    published = anchor.day
    month, day = _number(form, "month"), _number(form, "day")
    years = range(max(MINYEAR, published.year - 1), min(MAXYEAR, published.year + 1) + 1)
    days = [date(y, month, day) for y in years if day <= monthrange(y, month)[1]]
    fit = [d for d in days if d.isoweekday() == form.parts["weekday"]]
    return min(fit, key=lambda d: abs((d - published).days), default=None)


def _read_us_date(form: DateForm, anchor: Anchor) -> Iterator[Reading]:
    return _read_date(form, anchor)


def _read_span(form: DateForm, anchor: Anchor) -> Iterator[Reading]:
    """From a day to another; the year stands at the end or nowhere."""
    month2 = _number(form, "month2" if "month2" in form.parts else "month")
    last = day_in(form.parts.get("year"), month2, _number(form, "day2"), anchor)
    if last is None:
        yield from _whole(form, None, "interval")
        return
    month = _number(form, "month")
    first = date(last.year - (month > month2), month, _number(form, "day"))
    yield from _whole(form, interval(first, last), "interval")


def _read_two_days(form: DateForm, anchor: Anchor) -> Iterator[Reading]:
    """Such as "3 and 4 May" is an interval where the days follow one another, else two days of one month."""
    if _number(form, "day2") == _number(form, "day") + 1:
        yield from _read_span(form, anchor)
        return
    month = _number(form, "month")
    days = [day_in(form.parts.get("year"), month, _number(form, name), anchor) for name in ("day", "day2")]
    middle = _cut(form)
    yield form.start, middle[0], days[0].isoformat() if days[0] else None, "day"
    yield middle[1], form.end, days[1].isoformat() if days[1] else None, "day"


def _cut(form: DateForm) -> tuple[int, int]:
    """Where the first of two days ends and the second begins."""
    return form.spans["day"][1], form.spans["day2"][0]


def _read_month(form: DateForm, anchor: Anchor) -> Iterator[Reading]:
    year, month = form.parts.get("year"), _number(form, "month")
    found = int(year) if year is not None else year_of_month(month, form.parts.get("which"), anchor)
    yield from _whole(form, f"{found:04d}-{month:02d}" if found else None, "month")


def _read_month_of_year(form: DateForm, anchor: Anchor) -> Iterator[Reading]:
    """Such as "January this year": that month of the year before, around or after the anchor."""
    found = None
    if anchor.day:
        found = f"{year_of(anchor.day, _number(form, 'which'))}-{_number(form, 'month'):02d}"
    yield from _whole(form, found, "month")


def _read_months(form: DateForm, anchor: Anchor) -> Iterator[Reading]:
    first, last = _number(form, "month"), _number(form, "month2")
    year = form.parts.get("year")
    found = int(year) if year is not None else year_of_month(last, None, anchor)
    if found is None:
        yield from _whole(form, None, "interval")
        return
    begin = date(found - (first > last), first, 1)
    yield from _whole(form, interval(begin, month_end(found, last)), "interval")


def _read_weekday(form: DateForm, anchor: Anchor) -> Iterator[Reading]:
    found = find_weekday(_number(form, "weekday"), form.parts.get("which"), anchor)
    yield from _whole(form, found.isoformat() if found else None, "day")


def _read_weekday_of_week(form: DateForm, anchor: Anchor) -> Iterator[Reading]:
    """Such as "Thursday last week": the day of that week."""
    found = None
    if anchor.day:
        week = monday_of(anchor.day) + timedelta(weeks=_number(form, "which"))
        found = week + timedelta(days=_number(form, "weekday") - 1)
    yield from _whole(form, found.isoformat() if found else None, "day")


def _read_weekdays(form: DateForm, anchor: Anchor) -> Iterator[Reading]:
    """Such as "Saturday night and Sunday morning": both ends of an interval."""
    if anchor.day is None:
        yield from _whole(form, None, "interval")
        return
    first, last = _number(form, "weekday"), _number(form, "weekday2")
    begin = find_weekday(first, None, anchor) or anchor.day
    if not (anchor.looks_ahead or begin > anchor.day):
        begin = (find_weekday(last, None, anchor) or anchor.day) - timedelta(days=(last - first) % 7)
    yield from _whole(form, interval(begin, begin + timedelta(days=(last - first) % 7)), "interval")


def _read_weekend(form: DateForm, anchor: Anchor) -> Iterator[Reading]:
    found = None
    if anchor.day:
        found = weekend_of(anchor.day, -1 if anchor.day.weekday() not in _WEEKEND else 0)
    yield from _whole(form, found, "interval")


def _read_dayword(form: DateForm, anchor: Anchor) -> Iterator[Reading]:
    found = anchor.day + timedelta(days=_number(form, "dayword")) if anchor.day else None
    yield from _whole(form, found.isoformat() if found else None, "day")


def _read_night(form: DateForm, anchor: Anchor) -> Iterator[Reading]:
    """Such as "tonight": written before dawn, it is the night that began the day before."""
    nights = min(_number(form, "nightword"), -1 if anchor.before_dawn else 0)
    found = anchor.day + timedelta(days=nights) if anchor.day else None
    yield from _whole(form, found.isoformat() if found else None, "day")


def _read_tomorrow(form: DateForm, anchor: Anchor) -> Iterator[Reading]:
    """A word for tomorrow that also means morning, where its pattern has told them apart."""
    found = anchor.day + timedelta(days=1) if anchor.day else None
    yield from _whole(form, found.isoformat() if found else None, "day")


def _read_ago(form: DateForm, anchor: Anchor) -> Iterator[Reading]:
    return _shift(form, anchor, -1)


def _read_ahead(form: DateForm, anchor: Anchor) -> Iterator[Reading]:
    return _shift(form, anchor, 1)


def _shift(form: DateForm, anchor: Anchor, sign: int) -> Iterator[Reading]:
    """A number of units before or after the anchor, as exact as the unit: "three years ago" is a year."""
    return _period(form, anchor, str(form.parts["unit"]), sign * _count(form))


def _read_period(form: DateForm, anchor: Anchor) -> Iterator[Reading]:
    """Such as "last month", "this week": the one before, around or after the anchor."""
    return _period(form, anchor, str(form.parts["unit"]), _number(form, "which"))


def _period(form: DateForm, anchor: Anchor, unit: str, steps: int) -> Iterator[Reading]:
    precision: DatePrecision = PRECISION[unit]
    if anchor.day is None:
        return _whole(form, None, precision)
    return _whole(form, PERIODS[unit](anchor.day, steps), precision)


def _read_this_period(form: DateForm, anchor: Anchor) -> Iterator[Reading]:
    """Such as "by the end of the year": this one. Nothing is said where the clause tells of the past or the passage has named
    another time, whose end may be meant."""
    if anchor.looks_back or anchor.day is None:
        return
    unit = str(form.parts["unit"])
    period = PERIODS[unit](anchor.day, 0)
    if anchor.named is None or anchor.named.startswith(period[:7]):
        yield from _whole(form, period, PRECISION[unit])


def _read_later(form: DateForm, anchor: Anchor) -> Iterator[Reading]:
    """Such as "two years later", "the following week": from the date named last."""
    unit = str(form.parts["unit"])
    base = _named_day(anchor, FINEST[unit])
    if base is not None:
        found = PERIODS[unit](base, _number(form, "turn") * _count(form))
        yield from _counted(form, anchor, found, PRECISION[unit])


def _read_next_day(form: DateForm, anchor: Anchor) -> Iterator[Reading]:
    """Such as "the following morning"."""
    base = _named_day(anchor, FINEST["day"])
    if base is not None:
        yield from _counted(form, anchor, (base + timedelta(days=_number(form, "turn"))).isoformat(), "day")


def _read_next_weekday(form: DateForm, anchor: Anchor) -> Iterator[Reading]:
    """Such as "the following Friday": the first one after the day named last."""
    base = _named_day(anchor, FINEST["day"])
    found = find_weekday(_number(form, "weekday"), _number(form, "turn"), Anchor(day=base))
    if found is not None:
        yield from _counted(form, anchor, found.isoformat(), "day")


def _counted(form: DateForm, anchor: Anchor, found: str, precision: DatePrecision) -> Iterator[Reading]:
    """The date counted from another; none where it would lie ahead of a clause that tells of the past, or years ahead: the text
    then counts from something else."""
    ahead = anchor.day is not None and found > anchor.day.isoformat()
    if not (ahead and (anchor.looks_back or anchor.outlook is Outlook.TOLD or precision == "year")):
        yield from _whole(form, found, precision)


def _named_day(anchor: Anchor, least: int) -> date | None:
    """The first day of the date named last, where it is written with at least so many characters, and no interval."""
    named = anchor.named or ""
    if not least <= len(named) <= FINEST["day"]:
        return None
    return date.fromisoformat(named + "-01-01"[: FINEST["day"] - len(named)])


def _read_past(form: DateForm, anchor: Anchor) -> Iterator[Reading]:
    """Such as "the past three weeks": the days up to the anchor."""
    if anchor.day is None:
        yield from _whole(form, None, "interval")
        return
    count, unit = _count(form), str(form.parts["unit"])
    if unit in MONTHS:
        first = months_before(anchor.day, count * MONTHS[unit])
    else:
        first = anchor.day - timedelta(days=count * DAYS[unit])
    yield from _whole(form, interval(first, anchor.day), "interval")


def _read_coming(form: DateForm, anchor: Anchor) -> Iterator[Reading]:
    """Such as "the next three weeks": the days from the anchor on."""
    if anchor.day is None:
        yield from _whole(form, None, "interval")
        return
    count, unit = _count(form), str(form.parts["unit"])
    if unit in MONTHS:
        last = months_before(anchor.day, -count * MONTHS[unit])
    else:
        last = anchor.day + timedelta(days=count * DAYS[unit])
    yield from _whole(form, interval(anchor.day, last), "interval")


def _read_this_year(form: DateForm, anchor: Anchor) -> Iterator[Reading]:
    """A word of its own for a year: "heuer"."""
    yield from _whole(form, year_of(anchor.day, _number(form, "yearword")) if anchor.day else None, "year")


def _read_quarter(form: DateForm, anchor: Anchor) -> Iterator[Reading]:
    return _part_of_year(form, anchor, "quarter", 3)


def _read_half(form: DateForm, anchor: Anchor) -> Iterator[Reading]:
    return _part_of_year(form, anchor, "half", 6)


def _part_of_year(form: DateForm, anchor: Anchor, name: str, months: int) -> Iterator[Reading]:
    """A quarter or half of a calendar year; a company's own year may begin elsewhere, which no text says."""
    year = _year_of_part(form, anchor)
    if year is None:
        yield from _whole(form, None, "interval")
        return
    last = _number(form, name) * months
    yield from _whole(form, interval(date(year, last - months + 1, 1), month_end(year, last)), "interval")


def _read_first_months(form: DateForm, anchor: Anchor) -> Iterator[Reading]:
    """Such as "the first nine months of 2005"."""
    year, count = _year_of_part(form, anchor), _number(form, "number")
    found = interval(date(year, 1, 1), month_end(year, count)) if year else None
    yield from _whole(form, found, "interval")


def _read_last_months(form: DateForm, anchor: Anchor) -> Iterator[Reading]:
    year, count = _year_of_part(form, anchor), _number(form, "number")
    found = interval(date(year, 13 - count, 1), date(year, 12, 31)) if year else None
    yield from _whole(form, found, "interval")


def _year_of_part(form: DateForm, anchor: Anchor) -> int | None:
    if "year" in form.parts:
        return _number(form, "year")
    return anchor.day.year + _number(form, "which") if anchor.day else None


def _read_year(form: DateForm, anchor: Anchor) -> Iterator[Reading]:
    return _whole(form, f"{_number(form, 'year'):04d}", "year")


def _read_years(form: DateForm, anchor: Anchor) -> Iterator[Reading]:
    first = _number(form, "year")
    last = _number(form, "year2") if "year2" in form.parts else _number(form, "endyear")
    if last < 100:
        # "2004-5" gives one figure of the year, "1997-00" goes into the next century.
        begin, end = form.spans["endyear"]
        last += first - first % 10 ** (end - begin)
        last += 100 if last < first and end - begin == 2 else 0
    if last <= first or last - first > 150:
        raise ValueError("no span of years")
    return _whole(form, interval(date(first, 1, 1), date(last, 12, 31)), "interval")


def _read_decade(form: DateForm, anchor: Anchor) -> Iterator[Reading]:
    first = _number(form, "year")
    if first % 10:
        raise ValueError("no decade")
    return _whole(form, interval(date(first, 1, 1), date(first + 9, 12, 31)), "interval")


def _read_short_decade(form: DateForm, anchor: Anchor) -> Iterator[Reading]:
    """Such as "the '90s": the last ones that have begun."""
    first = _number(form, "endyear")
    if first % 10 or first >= 100:
        raise ValueError("no decade")
    if anchor.day is None:
        return _whole(form, None, "interval")
    first += anchor.day.year // 100 * 100
    first -= 100 if first > anchor.day.year else 0
    return _whole(form, interval(date(first, 1, 1), date(first + 9, 12, 31)), "interval")


RULES: dict[str, Callable[[DateForm, Anchor], Iterator[Reading]]] = {
    "date": _read_date,
    "us_date": _read_us_date,
    "span": _read_span,
    "days": _read_span,
    "two_days": _read_two_days,
    "month": _read_month,
    "month_of_year": _read_month_of_year,
    "months": _read_months,
    "weekday": _read_weekday,
    "weekday_of_week": _read_weekday_of_week,
    "weekdays": _read_weekdays,
    "weekend": _read_weekend,
    "dayword": _read_dayword,
    "night": _read_night,
    "tomorrow": _read_tomorrow,
    "ago": _read_ago,
    "ahead": _read_ahead,
    "this_period": _read_this_period,
    "later": _read_later,
    "next_day": _read_next_day,
    "next_weekday": _read_next_weekday,
    "period": _read_period,
    "quarter": _read_quarter,
    "half": _read_half,
    "first_months": _read_first_months,
    "last_months": _read_last_months,
    "past": _read_past,
    "coming": _read_coming,
    "this_year": _read_this_year,
    "year": _read_year,
    "old_year": _read_year,
    "years": _read_years,
    "decade": _read_decade,
    "short_decade": _read_short_decade,
}


def _number(form: DateForm, name: str) -> int:
    return int(form.parts[name])


def _count(form: DateForm) -> int:
    return _number(form, "number") if "number" in form.parts else 1
