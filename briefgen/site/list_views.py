"""Cards, pages of lists, archive pages: what they show, from the archive's look-ups."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from functools import lru_cache
from itertools import groupby

from briefgen.site.lookups import Lookups
from briefgen.site.moments import day_text, instant_of, month_text, time_view
from briefgen.site.pages import (
    UNDATED,
    Numbered,
    archive_url,
    briefing_url,
    list_url,
    neighbour_numbers,
    slice_of,
)
from briefgen.site.records import CardRecord, ThemeRecord, read_moment
from briefgen.site.views import Card, Day, Link, Listing, Period, ThemeView, Time

MONTH_CARDS_LIMIT = 100
"""A month of at most so many briefings shows them all; a fuller one only its days, or its page would grow without end."""


def theme_name(lookups: Lookups, theme_id: str) -> str:
    """A theme's name; an unknown one's as it is most often written."""
    theme = lookups.themes.by_id.get(theme_id)
    return theme.name if theme else lookups.name_of(f"theme/{theme_id}") or theme_id


def theme_link(lookups: Lookups, theme_id: str) -> Link | None:
    return Link(text=theme_name(lookups, theme_id), url=list_url(f"theme/{theme_id}")) if theme_id else None


def card_view(lookups: Lookups, card: CardRecord) -> Card:
    """A briefing in a list."""
    return _card_view(card, theme_link(lookups, card.theme), lookups.site.language, lookups.site.timezone)


@lru_cache(maxsize=10_000)
def _card_view(card: CardRecord, theme: Link | None, language: str, zone: str) -> Card:
    """Kept, since a briefing stands in a dozen lists."""
    return Card(
        title=card.title,
        url=briefing_url(card.key),
        date=time_view(card.published, language, zone),
        modified=time_view(card.modified, language, zone) if card.modified != card.published else None,
        summary=card.summary,
        theme=theme,
        publisher=card.publisher or None,
        language=card.language or language,
        updates=card.updates,
    )


def day_views(lookups: Lookups, cards: Iterable[CardRecord]) -> tuple[Day, ...]:
    """The cards, given from the oldest, by day, the newest first; the undated last. Within a day those that were updated last
    come first, so that a live blog of the morning that goes on is not below what was closed at noon. Of those of one moment,
    such as the briefings of one article, the one that tells of most updates leads."""
    newest_first = [
        card
        for _, day in groupby(tuple(cards)[::-1], key=lambda card: card.published[:10])
        for moment in sorted(_moments(day), key=_last_change, reverse=True)
        for card in sorted(moment, key=lambda card: -card.updates)
    ]
    return tuple(
        Day(
            date=_day_time(day, lookups.site.language),
            url=archive_url(day.replace("-", "/") if day else UNDATED),
            cards=tuple(card_view(lookups, card) for card in group),
        )
        for day, group in groupby(newest_first, key=lambda card: card.published[:10])
    )


def _moments(day: Iterable[CardRecord]) -> list[tuple[CardRecord, ...]]:
    """The cards of a day, those of one moment together."""
    return [tuple(moment) for _, moment in groupby(day, key=lambda card: card.published)]


def _last_change(moment: tuple[CardRecord, ...]) -> datetime:
    """When one of the cards was updated last. What names a day alone may be of its last minute."""
    if "T" not in moment[0].published:
        return datetime.max.replace(tzinfo=UTC)
    instants = [instant_of(card.modified) or instant_of(card.published) for card in moment]
    return max([instant for instant in instants if instant], default=datetime.min.replace(tzinfo=UTC))


def _day_time(day: str, language: str) -> Time | None:
    return time_view(day, language)


def listing_view(lookups: Lookups, place: Numbered, *, title: str, kicker: str, description: str) -> Listing:
    """One page of a list with its neighbours."""
    size = lookups.size(place.list)
    newer, older = neighbour_numbers(place.number, size)
    return Listing(
        title=title,
        kicker=kicker,
        description=description,
        days=day_views(lookups, lookups.cards(place.list, *slice_of(place.number, size))),
        number=place.number,
        newer=None if newer is False else list_url(place.list, newer or None),
        older=list_url(place.list, older) if older else None,
    )


def theme_view(lookups: Lookups, theme_id: str, *, with_children: bool = True) -> ThemeView:
    """A theme with the narrower ones that have briefings."""
    theme = lookups.themes.by_id.get(theme_id) or ThemeRecord(id=theme_id, name=theme_name(lookups, theme_id))
    children = lookups.themes.children(theme_id) if with_children else ()
    broader = lookups.themes.with_ancestors(theme_id)[1:2]
    return ThemeView(
        id=theme.id,
        name=theme.name,
        url=list_url(f"theme/{theme.id}"),
        description=theme.description,
        children=tuple(
            Link(text=child.name, url=list_url(f"theme/{child.id}"))
            for child in children
            if lookups.size(f"theme/{child.id}")
        ),
        parent=theme_link(lookups, broader[0]) if broader else None,
    )


def theme_views(lookups: Lookups) -> tuple[ThemeView, ...]:
    """The themes that have briefings: those of the vocabulary in its order, then the unknown ones by id."""
    present = {name.partition("/")[2] for name, _ in lookups.periods("theme/")}
    known = [theme.id for theme in lookups.themes.themes if theme.id in present]
    unknown = sorted(present.difference(lookups.themes.by_id))
    return tuple(theme_view(lookups, theme_id) for theme_id in (*known, *unknown))


def month_periods(lookups: Lookups) -> tuple[Period, ...]:
    """The months that have briefings, the newest first, the undated last."""
    language = lookups.site.language
    rows = [(name.partition("/")[2], size) for name, size in lookups.periods("month/")]
    dated = [
        Period(
            label=month_text(int(month[:4]), int(month[5:7]), language),
            url=archive_url(month.replace("-", "/")),
            count=size,
        )
        for month, size in reversed(rows)
        if month != UNDATED
    ]
    return (
        *dated,
        *(Period(label="Undated", url=archive_url(UNDATED), count=size) for m, size in rows if m == UNDATED),
    )


def day_periods(lookups: Lookups, month: str) -> tuple[Period, ...]:
    """The days of a month ("2026-03") that have briefings, the newest first."""
    rows = [(name.partition("/")[2], size) for name, size in lookups.periods(f"day/{month}-")]
    return tuple(
        Period(label=_day_label(day, lookups.site.language), url=archive_url(day.replace("-", "/")), count=size)
        for day, size in reversed(rows)
    )


def _day_label(day: str, language: str) -> str:
    value = read_moment(day)
    return day_text(value, language) if value else day
