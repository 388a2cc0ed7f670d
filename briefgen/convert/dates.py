"""Dates: the days, months, years and intervals that an article's updates name, resolved against their publication day.

Out: `Update.dates`, in the order of the text. A time of day is no date, and no zone is converted: "Thursday" is the publisher's
Thursday. Without a publication day, relative dates stay open and one warning says how to give it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from itertools import zip_longest
from typing import NamedTuple

from briefgen.convert.date_forms import DateForm, find_date_forms
from briefgen.convert.date_outlook import find_outlook
from briefgen.convert.date_rules import counts_from_named, may_lie_ahead, read_form
from briefgen.convert.date_sides import Anchor, Outlook, is_backward, is_open
from briefgen.convert.language import Language
from briefgen.convert.passages import Passage, find_passages
from briefgen.model import DateMention, Moment, SegmentedArticle, Update

# "The following day", "A year later, she": so few words may stand before the date that a passage begins with.
_OPENING_WORDS = 2
_WORDS_APART = 2
_SENTENCE_END = re.compile(r"[.!?…][”’\"'»)\]]*\s")
# "Tonight", written before this hour, is the night that is ending.
_DAWN = 4
_WORD = re.compile(r"[^\W\d_]+")


def mark_dates(segmented: SegmentedArticle, language: Language) -> SegmentedArticle:
    """The same article with `dates` in each update."""
    updates = tuple(
        replace(update, dates=tuple(_find_dates(segmented, update, language))) for update in segmented.updates
    )
    opened = next((d.text for u in updates for d in u.dates if d.date is None and _day_of(segmented, u) is None), None)
    warnings = segmented.warnings if opened is None else (*segmented.warnings, _warning(segmented, opened))
    return replace(segmented, updates=updates, warnings=warnings)


def _warning(segmented: SegmentedArticle, text: str) -> str:
    name = segmented.article.source.path.split("#")[0].rpartition("/")[2].rpartition(".")[0] or "NAME"
    return (
        f'no publication date, so that dates such as "{text}" stay open: name it in {name}.toml '
        "(published = 2025-03-31) or in the file name"
    )


def _moment_of(segmented: SegmentedArticle, update: Update) -> Moment | None:
    return update.published or segmented.published or segmented.article.published


def _day_of(segmented: SegmentedArticle, update: Update) -> date | None:
    """The day that an update's dates are read against, as it is called where it was published."""
    moment = _moment_of(segmented, update)
    return moment.date() if isinstance(moment, datetime) else moment


def _is_before_dawn(moment: Moment | None) -> bool:
    return isinstance(moment, datetime) and moment.hour < _DAWN


class _Found(NamedTuple):
    """A form with its passage, how many passages of the update stand before that, and what its clause says of when it is."""

    passage: Passage
    before: int
    form: DateForm
    outlook: Outlook


def _find_dates(segmented: SegmentedArticle, update: Update, language: Language) -> Iterator[DateMention]:
    day, before_dawn = _day_of(segmented, update), _is_before_dawn(_moment_of(segmented, update))
    last: tuple[_Found, DateMention] | None = None
    for found in _settled(list(_find_forms(segmented, update, language))):
        named = _find_base(*last, found) if last else None
        anchor = Anchor(day=day, outlook=found.outlook, named=named, before_dawn=before_dawn)
        for mention in _mentions(found, anchor):
            last = found, mention
            yield mention


def _find_forms(segmented: SegmentedArticle, update: Update, language: Language) -> Iterator[_Found]:
    for before, passage in enumerate(find_passages(segmented.article, update)):
        forms = find_date_forms(passage.text, language)
        for form, following in zip_longest(forms, forms[1:]):
            named = _explained(form, following, passage.text)
            asks = may_lie_ahead(named) or counts_from_named(named)
            outlook = find_outlook(passage.text, form, language) if asks else Outlook.NONE
            yield _Found(passage=passage, before=before, form=named, outlook=outlook)


def _settled(found: list[_Found]) -> Iterator[_Found]:
    """A clause that leaves open on which side its day lies means the day that the rest of the update means by the same words,
    where that is always one ahead: a headline's "Vote on Friday" above "They will vote on Friday"."""
    decided: dict[tuple[object, ...], set[Outlook]] = {}
    for one in found:
        if may_lie_ahead(one.form) and not is_open(one.outlook) and one.outlook is not Outlook.TOLD:
            decided.setdefault(_written(one.form), set()).add(one.outlook)
    for one in found:
        others = decided.get(_written(one.form), set()) if is_open(one.outlook) else set()
        if any(map(is_backward, others)):
            others = set()
        outlook = next((o for o in (Outlook.CERTAIN, Outlook.AHEAD) if o in others), one.outlook)
        yield one._replace(outlook=outlook)


def _written(form: DateForm) -> tuple[object, ...]:
    return (form.rule, *sorted(form.parts.items()))


def _find_base(last: _Found, mention: DateMention, found: _Found) -> str | None:
    """The date that a form may count from: the last one of its passage, or of the passage before, where this one begins with
    such words as "The following day" or "In May"."""
    text, counts = found.passage.text, counts_from_named(found.form)
    if last.before == found.before:
        between = text[last.form.end : found.form.start]
        # "May 2014, just three months later" is one date, not two.
        apart = len(_WORD.findall(between)) >= _WORDS_APART or _SENTENCE_END.search(between)
        return mention.date if apart or not counts else None
    begins = len(_WORD.findall(text, 0, found.form.start)) <= _OPENING_WORDS
    follows = last.before + 1 == found.before
    return mention.date if begins and follows and (counts or may_lie_ahead(found.form)) else None


def _explained(form: DateForm, following: DateForm | None, text: str) -> DateForm:
    """A weekday with its date in a bracket after it, "Friday (24 May)": that date, in the weekday's place."""
    if form.rule != "weekday" or following is None or following.rule != "date":
        return form
    if text[form.end : following.start] != " (":
        return form
    return replace(following, start=form.start, end=form.end)


def _mentions(found: _Found, anchor: Anchor) -> Iterator[DateMention]:
    passage = found.passage
    for begin, stop, date_found, precision in read_form(found.form, anchor):
        yield DateMention(
            text=passage.text[begin:stop],
            lines=passage.lines,
            start=passage.start + begin,
            end=passage.start + stop,
            date=date_found,
            precision=precision,
        )
