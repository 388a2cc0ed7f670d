"""Times that stand at the beginning of a line ("14:07", "8.40am: …", "+++ 14:07 … +++", "Posted at 10:12 GMT"), and which of
them date an update. A diary inside an update lists times as well; they lie ahead of the update's own, which gives them away.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, timezone, tzinfo

from briefgen.convert.language import Language
from briefgen.model import Moment

_DAY_MINUTES = 24 * 60
_PINNED = 2
_NEAR_PUBLICATION = timedelta(hours=6)
_STAMP = re.compile(
    r"""\s{0,8}(?P<ticker>\+{2,3}\s{0,3})?[(\[]?
    (?:(?:posted|published|updated|timestamp|at|um|à|a\ las|stand)(?:\ at|:)?\s{1,2}){0,2}
    (?P<hour>[01]?\d|2[0-4])
    (?:\s?(?P<mark>[:.h])\s?(?P<minute>[0-5]\d)(?::[0-5]\d)?|(?P<bare>(?=\s?(?:[ap]\.?\s?m\b|uhr\b))|h\b))
    (?![\d%€$£]|[.,]\d)
    \s?(?P<half>[ap]\.?\s?m\b\.?)?(?:\s?(?P<unit>uhr|h)\b)?
    (?:\s?\(?(?P<zone>(?-i:[A-Z]{1,3}T|[A-Z]ES?Z|UTC|MSK|GMT))\b\)?)?[)\]]?
    (?P<rest>\s{0,4}(?P<sep>[:–—|·•-]|\.(?=\s|$))?\s{0,4})""",
    re.VERBOSE | re.IGNORECASE,
)
_AGO = re.compile(
    r"\s{0,8}(?:(?:\d{1,3}|an?|one) ?(?:s|m|h|d|min|mins|minutes?|hrs?|hours?|days?) ago"
    r"|vor \d{1,3} (?:minuten?|stunden?|min|std)\.?|il y a \d{1,3} ?(?:min|minutes?|h|heures?)"
    r"|hace \d{1,3} (?:min|minutos?|horas?))\.?\s{0,8}$",
    re.IGNORECASE,
)
_DAY = re.compile(
    r"(?:(?:mon|tues?|wed|wednes|thu|thurs?|fri|sat|satur|sun)?(?:day)?\.?,? ?)?(?:on )?"
    r"\d{1,2}\.? [^\W\d_]{3,10}\.?,? ?(?:\d{4})?,?",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Stamp:
    """A time at the beginning of a line: minutes after midnight (None for "2h ago"), and the characters it takes."""

    minutes: int | None
    start: int
    end: int
    zone: str | None
    alone: bool
    ticker: bool


def find_stamp(line: str) -> Stamp | None:
    """The time that opens the line. "10.5 million", "14.07 percent" and the like are none."""
    head = line[:120]
    if _AGO.match(head):
        return Stamp(None, 0, len(line), None, True, False)
    lead = _DAY.match(head.lstrip())
    skip = len(head) - len(head.lstrip()) + lead.end() if lead else 0
    match = _STAMP.match(head, skip) or (_STAMP.match(head) if skip else None)
    if match is None:
        return None
    tail = line[match.end() :]
    trailing_day = _DAY.fullmatch(tail[:40].strip()) if len(tail) <= 40 else None
    alone = not tail.strip(" +.)") or trailing_day is not None
    zone = match["zone"]
    sure = match["ticker"] or match["half"] or match["unit"] or match["sep"] or alone or match["bare"] is not None
    if not (sure or zone or match["mark"] == ":"):
        return None
    end = len(line) if alone else match.end()
    start = match.end("ticker") if match["ticker"] else 0
    return Stamp(_minutes(match), start, end, zone, alone, bool(match["ticker"]))


def _minutes(match: re.Match[str]) -> int:
    hour, minute = int(match["hour"]) % 24, int(match["minute"] or 0)
    half = (match["half"] or "")[:1].lower()
    if half and hour <= 12:
        hour = hour % 12 + (12 if half == "p" else 0)
    return hour * 60 + minute


def choose_stamps(minutes: Sequence[int]) -> tuple[tuple[int, ...], bool]:
    """Which of the times, in page order, date an update (as indexes), and whether the page goes forward in time.
    From the newest backwards each step is shorter than twelve hours; a time that jumps ahead is one that an update lists."""
    down = _follow(minutes)
    up = tuple(len(minutes) - 1 - i for i in reversed(_follow_from(list(reversed(minutes)), 0)))
    # A page goes down if it does as it stands, or with a pinned update on top if that explains more of its times.
    forward = len(up) > len(_follow_from(minutes, 0)) and len(up) >= len(down)
    return (up, True) if forward else (down, False)


def _follow(minutes: Sequence[int]) -> tuple[int, ...]:
    """The longest of the chains that begin with one of the first times: a pinned update's stands out of order on top."""
    return max((_follow_from(minutes, first) for first in range(min(_PINNED + 1, len(minutes)))), key=len, default=())


def _follow_from(minutes: Sequence[int], first: int) -> tuple[int, ...]:
    kept: list[int] = []
    for i, value in enumerate(minutes[first:], first):
        if not kept or (minutes[kept[-1]] - value) % _DAY_MINUTES <= _DAY_MINUTES // 2:
            kept.append(i)
    return tuple(kept)


def resolve_moments(
    stamps: Sequence[Stamp], forward: bool, published: Moment | None, language: Language, zone: tzinfo | None = None
) -> tuple[datetime | None, ...]:
    """The aware date-times of the kept stamps, in page order. None where the article's day or the zone is not known; `zone`: that
    of times where neither they nor the article name one. The first one is of the article's day; a step over midnight
    changes the day. Where the article's own time shows that its page went on into the next day, they are a day later."""
    if published is None:
        return (None,) * len(stamps)
    moments: list[datetime | None] = []
    day, last = _day_of(published), None
    for stamp in stamps:
        if stamp.minutes is not None and last is not None:
            if not forward and stamp.minutes > last:
                day -= timedelta(days=1)
            elif forward and stamp.minutes < last:
                day += timedelta(days=1)
        last = stamp.minutes if stamp.minutes is not None else last
        own_zone = _zone(stamp, published, language) or zone
        known = stamp.minutes is not None and own_zone is not None
        moments.append(_fixed(datetime.combine(day, _clock(stamp), own_zone)) if known else None)
    return _shift_days(tuple(moments), published)


def _fixed(moment: datetime) -> datetime:
    """The moment at its distance from UTC alone, as it is written into files: a zone's name goes no further."""
    return moment.replace(tzinfo=timezone(moment.utcoffset() or timedelta()))


def _shift_days(moments: tuple[datetime | None, ...], published: Moment) -> tuple[datetime | None, ...]:
    """The moments so many days later as bring the oldest or newest within hours of the article's own time, where they are far
    from it as they are: a page of Tuesday evening whose newest update is of 0.40 is read on Wednesday."""
    known = [moment for moment in moments if moment is not None]
    if not known or not isinstance(published, datetime) or published.tzinfo is None:
        return moments
    oldest, newest = min(known), max(known)
    least = 0
    apart = min(abs(oldest - published), abs(newest - published))
    for days in range(1, (newest.date() - oldest.date()).days + 2):
        later = timedelta(days=days)
        found = min(abs(oldest + later - published), abs(newest + later - published))
        if found < apart and found <= _NEAR_PUBLICATION:
            least, apart = days, found
    return tuple(moment + timedelta(days=least) if moment else None for moment in moments) if least else moments


def _day_of(published: Moment) -> date:
    return published.date() if isinstance(published, datetime) else published


def _clock(stamp: Stamp) -> time:
    return time(*divmod(stamp.minutes or 0, 60))


def _zone(stamp: Stamp, published: Moment, language: Language) -> tzinfo | None:
    offset = language.table("segment").get("zones", {}).get(stamp.zone)
    if isinstance(offset, int):
        return timezone(timedelta(minutes=offset))
    return published.tzinfo if isinstance(published, datetime) else None
