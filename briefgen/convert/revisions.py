"""Figures given anew: "two people were killed in Arl" in one update, "five people were killed in Arl" in a newer one.

A link is made only where both figures are of one kind and unit, say the same of the same subject, and their sentences share
a name and enough other words, and name no different days: a wrong link is worse than none. Repeats of an update are left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from briefgen.convert.date_forms import find_date_forms
from briefgen.convert.language import Language
from briefgen.convert.sentences import split_sentences
from briefgen.model import Figure, SegmentedArticle, Update

_WORD = re.compile(r"[^\W\d_][\w’'-]*")
_DAY_RULES = frozenset({"date", "weekday", "weekdays", "dayword", "two_days", "days", "tomorrow"})
# Only what is counted, paid or shared out is given anew; spans of time and distances are told of many things.
_KINDS = frozenset({"count", "money", "percent"})
# Share of all words of both sentences that stand in both; of the words of the shorter one where both figures say what
# happened to people. Found by reading every link in 14 live blogs of five publishers.
_OVERLAP = 0.5
_LEAST_SHARED = 4
# Looked at before and after a figure.
_LONGEST_SENTENCE = 500
# Of the same subject, the nearest older ones; more would cost quadratic time on a page made of numbers.
_MOST_COMPARED = 200
_OVERLAP_OF_STATES = 0.25
_Place = tuple[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Told:
    """A figure and what its sentence says around it. `age`: number of its update, the oldest first; `place`: its update's
    id and its number there."""

    figure: Figure
    age: int
    place: _Place
    words: frozenset[str]
    names: frozenset[str]
    days: frozenset[str]


def link_revisions(segmented: SegmentedArticle, language: Language) -> SegmentedArticle:
    """The same article with `revises` set in each figure that an older update gives differently.
    Live blogs stand newest first; where both updates have a time, the times decide."""
    kept = [update for update in segmented.updates if update.duplicate_of is None]
    if segmented.kind != "live_blog" or len(kept) < 2:
        return segmented
    told = [t for n, update in enumerate(_oldest_first(kept)) for t in _tell(segmented, update, n, language)]
    groups: dict[tuple[str, str | None, str], list[_Told]] = {}
    for t in told:
        subject = (t.figure.subject or "").lower()
        groups.setdefault((t.figure.kind, t.figure.unit, subject), []).append(t)
    revised = dict(link for group in groups.values() for link in _links(group, language))
    return replace(segmented, updates=tuple(_with_links(u, revised) for u in segmented.updates))


def _oldest_first(updates: list[Update]) -> list[Update]:
    """By time where every update has one, else the page from its foot."""
    if all(isinstance(update.published, datetime) for update in updates):
        return sorted(updates, key=_moment)
    return updates[::-1]


def _moment(update: Update) -> float:
    return update.published.timestamp() if isinstance(update.published, datetime) else 0.0


def _tell(segmented: SegmentedArticle, update: Update, age: int, language: Language) -> Iterator[_Told]:
    stop = frozenset(language.words("stopwords", "words"))
    for n, figure in enumerate(update.figures):
        if figure.kind not in _KINDS:
            continue
        line = segmented.article.lines[figure.lines.first - 1]
        sentence = _sentence_around(line, figure.start, language)
        words = _WORD.findall(sentence)
        forms = find_date_forms(sentence, language)
        yield _Told(
            figure=figure,
            age=age,
            place=(update.id, n),
            words=frozenset(w.lower() for w in words if len(w) > 2) - stop,
            names=frozenset(w for w in words[1:] if w[0].isupper() and w.lower() not in stop),
            days=frozenset(sentence[f.start : f.end].lower() for f in forms if f.rule in _DAY_RULES),
        )


def _sentence_around(line: str, at: int, language: Language) -> str:
    begin = max(0, at - _LONGEST_SENTENCE)
    around = line[begin : at + _LONGEST_SENTENCE]
    spans = split_sentences(around, language)
    return next((around[start:end] for start, end in spans if start <= at - begin < end), around)


def _links(group: list[_Told], language: Language) -> Iterator[tuple[_Place, tuple[str, str]]]:
    """For each figure of one kind and unit, the newest older one that says the same; where it has another value, a link."""
    states = frozenset(language.table("figures").get("counts", {}).get("states_of_people", ()))
    for n, told in enumerate(group):
        before = group[max(0, n - _MOST_COMPARED) : n]
        older = [o for o in before if o.age < told.age and _says_the_same(told, o, states)]
        if not older:
            continue
        newest = max(o.age for o in older)
        last = [o for o in older if o.age == newest]
        if all(_value(o) == _value(last[0]) for o in last) and _value(last[0]) != _value(told):
            yield told.place, (last[0].place[0], last[0].figure.text)


def _value(told: _Told) -> tuple[object, object]:
    return told.figure.value, told.figure.upper


def _says_the_same(a: _Told, b: _Told, states: frozenset[str]) -> bool:
    if a.figure.value is None or b.figure.value is None:
        return False
    if a.days and b.days and not a.days & b.days:
        return False
    # More than half of the names: "in Northern Kasuma" and "in Northern Lindmark" share one of two.
    if 2 * len(a.names & b.names) <= min(len(a.names), len(b.names)):
        return False
    shared = len(a.words & b.words)
    if a.figure.subject in states:
        return shared >= _OVERLAP_OF_STATES * min(len(a.words), len(b.words))
    return shared >= _LEAST_SHARED and shared >= _OVERLAP * len(a.words | b.words)


def _with_links(update: Update, revised: dict[_Place, tuple[str, str]]) -> Update:
    figures = (replace(f, revises=revised.get((update.id, n))) for n, f in enumerate(update.figures))
    return replace(update, figures=tuple(figures))
