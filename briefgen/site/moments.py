"""Days and times as readers see them: as written in the source, with its own offset, never moved to another zone. A time of
another zone than the site's says so: beside 19:30 of a local page, an agency's 18:05 UTC is the later one."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from functools import lru_cache
from zoneinfo import ZoneInfo

from briefgen.site.records import SiteRecord, read_moment
from briefgen.site.views import Time

_MONTHS = {
    "en": "January February March April May June July August September October November December",
    "de": "Januar Februar März April Mai Juni Juli August September Oktober November Dezember",
    "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    "es": "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
}
_DAY_FORMS = {
    "en": "{day} {month} {year}",
    "de": "{day}. {month} {year}",
    "fr": "{day} {month} {year}",
    "es": "{day} de {month} de {year}",
}


def month_name(month: int, language: str) -> str | None:
    """The month's name in a language, None for a language that is not known here."""
    names = _MONTHS.get(language.partition("-")[0].lower())
    return names.split()[month - 1] if names else None


@lru_cache(maxsize=4096)
def day_text(day: date, language: str) -> str:
    """ "14 March 2026"; the ISO form in a language that is not known here."""
    month = month_name(day.month, language)
    form = _DAY_FORMS.get(language.partition("-")[0].lower(), "")
    return form.format(day=day.day, month=month, year=day.year) if month else day.isoformat()


def month_text(year: int, month: int, language: str) -> str:
    """ "March 2026"."""
    name = month_name(month, language)
    return f"{name} {year}" if name else f"{year}-{month:02d}"


@lru_cache(maxsize=16384)
def time_view(moment: str, language: str, zone: str = "") -> Time | None:
    """A stored moment for a page, None for "". `zone`: that of the site, in which a time needs no label; "" for no labels."""
    value = read_moment(moment)
    if value is None:
        return None
    text = day_text(value, language)
    clock = f"{value:%H:%M}{_label(value, zone)}" if isinstance(value, datetime) else ""
    return Time(machine=moment, text=f"{text}, {clock}" if clock else text, clock=clock)


def site_time(site: SiteRecord, moment: str) -> Time | None:
    """A stored moment as the pages of a site show it."""
    return time_view(moment, site.language, site.timezone)


def _label(value: datetime, zone: str) -> str:
    """ " UTC", " UTC+2", " UTC−3:30" where a time is of another zone than the site's."""
    offset = value.utcoffset()
    if not zone or offset is None:
        return ""
    try:
        there = value.astimezone(ZoneInfo(zone)).utcoffset()
    except OverflowError:  # At either end of the calendar.
        there = None
    if offset == there:
        return ""
    minutes = int(offset.total_seconds()) // 60
    hours, rest = divmod(abs(minutes), 60)
    sign = "+" if minutes > 0 else "−"
    return f" UTC{sign}{hours}{f':{rest:02d}' if rest else ''}" if minutes else " UTC"


def instant_of(moment: str) -> datetime | None:
    """A stored moment as an aware date-time, for formats that know no day: a day counts from its start in UTC."""
    value = read_moment(moment)
    if value is None or isinstance(value, datetime):
        return value if value is None or value.tzinfo else value.replace(tzinfo=UTC)
    return datetime.combine(value, time(), tzinfo=UTC)
