"""Dates: the days, months, years and intervals that an article's updates name, resolved against their publication day.

Out: `Update.dates`, in the order of the text. A time of day is no date, and no zone is converted: "Thursday" is the publisher's
Thursday. Without a publication day, relative dates stay open and one warning says how to give it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cache
from itertools import zip_longest
from typing import NamedTuple

from briefgen.convert.date_forms import DateForm, find_date_forms
from briefgen.convert.date_rules import Anchor, may_lie_ahead, read_form
from briefgen.convert.language import Language
from briefgen.convert.passages import Passage, find_passages
from briefgen.convert.sentences import split_sentences
from briefgen.convert.word_patterns import alternatives
from briefgen.model import DateMention, Moment, SegmentedArticle, Update

# How many words before a day are looked at for a sign that it is still to come.
_WINDOW_WORDS = 24
_WINDOW_CHARACTERS = 220
_WORD = re.compile(r"[^\W\d_]+")
_CLOCK = (
    r"(?:\d{1,2}(?:[:.]\d\d)?(?: ?(?:am|pm|a\.m\.|p\.m\.|uhr|h))?|noon|midday|midnight)(?: [A-Z]{2,4})?(?: (?:on|am))?"
)
_REST = re.compile(r"[^,.;:!?–—]{1,80}(?P<whole>(?=[,.;:!?–—]|$))?")
_POSSESSIVE = re.compile(r"[’']s\b")


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


def _day_of(segmented: SegmentedArticle, update: Update) -> date | None:
    """The day that an update's dates are read against, as it is called where it was published."""
    moment: Moment | None = update.published or segmented.published or segmented.article.published
    return moment.date() if isinstance(moment, datetime) else moment


def _find_dates(segmented: SegmentedArticle, update: Update, language: Language) -> Iterator[DateMention]:
    day = _day_of(segmented, update)
    for passage in find_passages(segmented.article, update):
        forms = find_date_forms(passage.text, language)
        for form, following in zip_longest(forms, forms[1:]):
            named = _explained(form, following, passage.text)
            ahead = _looks_ahead(passage.text, form, language) if may_lie_ahead(named) else None
            yield from _mentions(passage, named, Anchor(day=day, ahead=ahead))


def _explained(form: DateForm, following: DateForm | None, text: str) -> DateForm:
    """A weekday with its date in a bracket after it, "Friday (24 May)": that date, in the weekday's place."""
    if form.rule != "weekday" or following is None or following.rule != "date":
        return form
    if text[form.end : following.start] != " (":
        return form
    return replace(following, start=form.start, end=form.end)


def _mentions(passage: Passage, form: DateForm, anchor: Anchor) -> Iterator[DateMention]:
    for begin, stop, found, precision in read_form(form, anchor):
        yield DateMention(
            text=passage.text[begin:stop],
            lines=passage.lines,
            start=passage.start + begin,
            end=passage.start + stop,
            date=found,
            precision=precision,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Signs:
    sign: re.Pattern[str]
    directly_before: re.Pattern[str]
    set_for: re.Pattern[str]
    clause_end: re.Pattern[str]
    future_after: re.Pattern[str]
    unless_told: re.Pattern[str]
    verb_final: bool
    past: frozenset[str]


@cache
def _signs(language: Language) -> _Signs:
    words = language.words
    future = alternatives(words("dates", "future"))
    endings = alternatives(words("dates", "past_endings"))
    return _Signs(
        sign=re.compile(
            rf"\b(?:(?P<future>(?:{alternatives(words('dates', 'future_passive'))}) \w+|{future})"
            rf"|(?P<open>to (?:{alternatives(words('dates', 'infinitives'))}))"
            rf"|(?P<telling>{alternatives(words('dates', 'telling'))}"
            rf"|(?:{alternatives(words('dates', 'present_passive'))}) (?!(?:{future})\b)\w+(?:{endings}))"
            rf"|(?P<past>(?:{alternatives(words('dates', 'past_before'))}) \w+|{alternatives(words('dates', 'past'))}"
            rf"|(?!(?:{alternatives(words('dates', 'not_past'))})\b)\w\w+(?:{endings})))\b",
            re.IGNORECASE,
        ),
        directly_before=re.compile(rf"\b(?:{alternatives(words('dates', 'future_before'))}) $", re.IGNORECASE),
        unless_told=re.compile(rf"\b(?:{alternatives(words('dates', 'future_unless_told'))}) $", re.IGNORECASE),
        verb_final=bool(language.table("dates").get("verb_final", False)),
        past=frozenset(words("dates", "past")),
        # "for Monday", "for 8am on Monday", but "to blame for Monday's attack".
        set_for=re.compile(rf"\b(?:{alternatives(words('dates', 'set_for'))})(?: {_CLOCK})? $", re.IGNORECASE),
        clause_end=re.compile(rf"[;:—–]|\s-\s|, (?:{alternatives(words('dates', 'clause_words'))})\b"),
        future_after=re.compile(
            rf"(?:[’']s)?(?P<between>(?: [\w’'-]+){{0,3}}),? (?:{alternatives(words('dates', 'future_after'))})\b",
            re.IGNORECASE,
        ),
    )


def _looks_ahead(text: str, form: DateForm, language: Language) -> bool | None:
    """Whether the nearest verb before the date, within its clause, tells of the future (True) or of the past (False); else
    the one right after it. None where there is none, or only one of telling: "said a vote on 3 May"."""
    signs = _signs(language)
    clause = _clause_before(text, form, language)
    if signs.directly_before.search(clause):
        return True
    if signs.set_for.search(clause) and not _POSSESSIVE.match(text, form.end):
        return True
    words = [match.start() for match in _WORD.finditer(clause)][-_WINDOW_WORDS:]
    begin = words[0] if words else 0
    found = [m for m in signs.sign.finditer(clause, begin) if not m[0][0].isupper() or not clause[: m.start()].strip()]
    told = _told_after(text, form, signs)
    last = found[-1] if found else None
    if last is None or _is_open(clause, found):
        if told is None:
            return True if signs.unless_told.search(clause) else None
        return told.ahead
    # "expected to return in May" is ahead as the verb before says.
    ahead = found[-2 if last["open"] else -1]["future"] is not None
    return told.ahead if told and signs.verb_final and (told.sure or not ahead) else ahead


def _is_open(clause: str, found: list[re.Match[str]]) -> bool:
    """Whether the nearest verb doesn't say when: "ordered to return in May", "announced a vote in May". But "announced in May"
    is the day of the telling."""
    last = found[-1]
    if last["open"]:
        return len(found) < 2 or not found[-2]["future"]
    return bool(last["telling"]) and len(_WORD.findall(clause, last.end())) > 1


class _Told(NamedTuple):
    """What a verb after the date says; `sure`: by its word, not by its ending, which an infinitive may share."""

    ahead: bool
    sure: bool


def _told_after(text: str, form: DateForm, signs: _Signs) -> _Told | None:
    """What the words after the date say: "Friday's vote will …", and in a language whose verb ends the clause its last word."""
    after = signs.future_after.match(text, form.end)
    if after and not signs.sign.search(after["between"]):
        return _Told(ahead=True, sure=False)
    rest = _REST.match(text, form.end)
    words = _WORD.findall(rest[0]) if rest and signs.verb_final else []
    if rest is None or not words:
        return None
    for word in (words[0], words[-1]) if rest["whole"] is not None else words[:1]:
        if verb := signs.sign.fullmatch(word):
            return _Told(
                ahead=verb["future"] is not None, sure=word.lower() in signs.past or verb["future"] is not None
            )
    return None


def _clause_before(text: str, form: DateForm, language: Language) -> str:
    """The words of the date's clause that stand before it."""
    begin = max(0, form.start - _WINDOW_CHARACTERS)
    # With the date itself, or its sentence's beginning would be taken for the last sentence's end.
    spans = split_sentences(text[begin : form.end], language)
    start = next((a for a, b in spans if a <= form.start - begin < b), 0)
    return _signs(language).clause_end.split(text[begin + start : form.start])[-1]
