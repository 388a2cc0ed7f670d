"""Figures given anew: "two people were killed in Arl" in one update, "five people were killed in Arl" in a newer one.

A link is made only where both figures are of one kind and unit, say the same of the same subject, and their sentences share
a name and enough other words, and name no different days: a wrong link is worse than none. Repeats of an update are left out.
A newer figure revises the older one; where each has a source of its own and nothing tells of a change, the two are disputed.
The toll of the event itself ("the toll has risen to nine", "nine people have died") often names nothing: see `_toll_links`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache
from typing import Literal, NamedTuple

from briefgen.convert.date_forms import find_date_forms
from briefgen.convert.language import Language
from briefgen.convert.sentences import split_sentences
from briefgen.convert.word_patterns import all_words, alternatives
from briefgen.model import Figure, SegmentedArticle, Update

_WORD = re.compile(r"[^\W\d_][\w’'-]*")
_DAY_RULES = frozenset({"date", "weekday", "weekdays", "dayword", "night", "two_days", "days", "tomorrow"})
_YEAR_RULES = frozenset({"year", "month", "ago", "years"})
# Only what is counted, paid or shared out is given anew; spans of time and distances are told of many things.
_KINDS = frozenset({"count", "money", "percent"})
# Share of all words of both sentences that stand in both; less where the newer one tells of a change ("now", "risen to"); of
# the words of the shorter one where both figures say what happened to people. Found by reading every link in 14 live blogs.
_OVERLAP = 0.5
_OVERLAP_OF_CHANGES = 0.4
_LEAST_SHARED = 4
# Looked at before and after a figure.
_LONGEST_SENTENCE = 500
# Of the same subject, the nearest older ones; more would cost quadratic time on a page made of numbers.
_MOST_COMPARED = 200
_OVERLAP_OF_STATES = 0.25
# How far from its verb of telling a source stands.
_SOURCE_CHARACTERS = 60
# A toll that grows more than so many times in a day is another event's.
_MOST_GROWTH = 5
_BREAK = re.compile(r"[,;:.]")
_Place = tuple[str, int]
_Toll = Literal["whole", "some", "none"]


class _Link(NamedTuple):
    """The older figure: its update's id and its words; whether two sources disagree rather than one state follow another."""

    revises: tuple[str, str]
    disputed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class _Told:
    """A figure and what its sentence says around it. `age`: number of its update, the oldest first; `place`: its update's
    id and its number there; `owner`: the nearest name before the figure; `sources`: who is said to have told it,
    `own`: of themselves ("the guild said it had …"); `places`: those that its update names; `toll`: whether it counts all
    the dead of the event ("whole"), or may do so ("some": "three people died")."""

    figure: Figure
    age: int
    place: _Place
    words: frozenset[str]
    names: frozenset[str]
    days: frozenset[str]
    years: frozenset[str]
    owner: str | None
    sources: frozenset[str]
    changed: bool
    own: bool
    places: frozenset[str]
    toll: _Toll = "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Words:
    stop: frozenset[str]
    days: frozenset[str]
    states: frozenset[str]
    same_states: Mapping[str, str]
    telling: re.Pattern[str]
    sources: frozenset[str]
    changes: re.Pattern[str]
    own: re.Pattern[str]
    toll_state: str
    toll_nouns: frozenset[str]
    toll_words: frozenset[str]
    whole_toll: re.Pattern[str]
    increments: frozenset[str]
    noun_capitals: bool


@cache
def _words_of(language: Language) -> _Words:
    table = language.table("figures")
    counts = table.get("counts", {})
    tells = alternatives(table.get("telling", ()))
    tolls = counts.get("tolls", ())
    by = alternatives(table.get("according_to", ()))
    return _Words(
        stop=frozenset(language.words("stopwords", "words")),
        days=frozenset([*language.table("dates").get("months", ()), *language.table("dates").get("weekdays", ())]),
        states=frozenset(counts.get("states_of_people", ())),
        same_states=counts.get("same_states", {}),
        telling=re.compile(rf"\b(?:(?P<verb>{tells})|(?P<by>{by}))\b", re.IGNORECASE),
        sources=frozenset(table.get("sources", ())),
        own=re.compile(
            rf"\b(?:{tells}) (?:\w+ )?(?:{alternatives(table.get('told_of_oneself', ()))})\b", re.IGNORECASE
        ),
        changes=re.compile(rf"\b(?:{alternatives(table.get('changes', ()))})\b", re.IGNORECASE),
        toll_state=counts.get("toll_state", ""),
        toll_nouns=frozenset(counts.get("toll_nouns", ())),
        toll_words=all_words(tolls),
        whole_toll=re.compile(rf"\b(?:{alternatives([*tolls, *counts.get('whole_tolls', ())])})\b", re.IGNORECASE),
        increments=frozenset(counts.get("increments", ())),
        noun_capitals=table.get("nouns") == "capital",
    )


def link_revisions(segmented: SegmentedArticle, language: Language) -> SegmentedArticle:
    """The same article with `revises` set in each figure that an older update gives differently, `disputed` where the two are
    told by different sources.
    Live blogs stand newest first; where both updates have a time, the times decide."""
    kept = [update for update in segmented.updates if update.duplicate_of is None]
    if segmented.kind != "live_blog" or len(kept) < 2:
        return segmented
    told = [t for n, update in enumerate(_oldest_first(kept)) for t in _tell(segmented, update, n, language)]
    known = _words_of(language)
    groups: dict[tuple[str, str | None, str], list[_Told]] = {}
    for t in told:
        groups.setdefault((t.figure.kind, t.figure.unit, _subject(t.figure, known)), []).append(t)
    revised = dict(_toll_links([t for t in told if t.toll != "none"]))
    revised |= dict(link for group in groups.values() for link in _links(group, language))
    return replace(segmented, updates=tuple(_with_links(u, revised) for u in segmented.updates))


def _subject(figure: Figure, known: _Words) -> str:
    """What a figure is told of, in one word for all that mean the same."""
    subject = (figure.subject or "").lower()
    return known.same_states.get(subject, subject)


def _oldest_first(updates: list[Update]) -> list[Update]:
    """By time where every update has one, else the page from its foot."""
    if all(isinstance(update.published, datetime) for update in updates):
        return sorted(updates, key=_moment)
    return updates[::-1]


def _moment(update: Update) -> float:
    return update.published.timestamp() if isinstance(update.published, datetime) else 0.0


def _tell(segmented: SegmentedArticle, update: Update, age: int, language: Language) -> Iterator[_Told]:
    known = _words_of(language)
    places = frozenset(entity.name for entity in update.entities if entity.kind == "place")
    for n, figure in enumerate(update.figures):
        # "an 80-page report" names a thing, and gives no count of pages.
        if figure.kind not in _KINDS or (figure.kind == "count" and "-" in figure.text):
            continue
        line = segmented.article.lines[figure.lines.first - 1]
        begin, sentence = _sentence_around(line, figure.start, language)
        words = _WORD.findall(sentence)
        forms = find_date_forms(sentence, language)
        sources = _find_sources(sentence, known)
        before = [
            w for w in _WORD.findall(line[begin : figure.start]) if w[0].isupper() and w.lower() not in known.stop
        ]
        owner = before[-1].lower() if before and before[-1].lower() not in sources else None
        names = frozenset(w for w in words[1:] if w[0].isupper() and w.lower() not in known.stop | known.days | sources)
        named = names if owner is None else names | {owner}
        yield _Told(
            figure=figure,
            age=age,
            place=(update.id, n),
            words=frozenset(w.lower() for w in words if len(w) > 2) - known.stop - sources,
            names=names,
            days=frozenset(sentence[f.start : f.end].lower() for f in forms if f.rule in _DAY_RULES),
            years=frozenset(sentence[f.start : f.end].lower() for f in forms if f.rule in _YEAR_RULES),
            owner=owner,
            sources=sources,
            changed=known.changes.search(sentence) is not None,
            own=known.own.search(sentence) is not None,
            places=places,
            toll=_sort_toll(figure, line[begin : figure.start], sentence, named, update, known),
        )


def _sort_toll(
    figure: Figure, before: str, sentence: str, named: frozenset[str], update: Update, known: _Words
) -> _Toll:
    """Whether a figure counts all the dead of an event that its sentence does not name. `before`: what stands before it."""
    if figure.kind != "count" or (figure.unit or "").lower() not in known.toll_nouns:
        return "none"
    around = [word.lower() for word in [*_WORD.findall(before)[-1:], *_WORD.findall(figure.text)]]
    if _subject(figure, known) != known.toll_state or not known.increments.isdisjoint(around):
        return "none"
    if known.noun_capitals:  # Every noun looks like a name there: what was found to be one tells.
        named &= {word for entity in update.entities for word in entity.name.split()}
    if any(name.lower() not in known.toll_words for name in named):
        return "none"
    return "whole" if known.whole_toll.search(sentence) else "some"


def _find_sources(sentence: str, known: _Words) -> frozenset[str]:
    """The names, and the words such as "police", that stand by a verb of telling, in lower case."""
    words = [word for match in known.telling.finditer(sentence) for word in _WORD.findall(_beside(sentence, match))]
    return frozenset(
        w.lower() for w in words if w.lower() in known.sources or (w[0].isupper() and w.lower() not in known.stop)
    )


def _beside(sentence: str, match: re.Match[str]) -> str:
    """Where the source is named: before "said", after "according to", within the clause."""
    if match["verb"]:
        return _BREAK.split(sentence[max(0, match.start() - _SOURCE_CHARACTERS) : match.start()])[-1]
    return _BREAK.split(sentence[match.end() : match.end() + _SOURCE_CHARACTERS].lstrip())[0]


def _sentence_around(line: str, at: int, language: Language) -> tuple[int, str]:
    """The sentence around a place of a line, and where it begins."""
    begin = max(0, at - _LONGEST_SENTENCE)
    around = line[begin : at + _LONGEST_SENTENCE]
    spans = split_sentences(around, language)
    return next(((begin + a, around[a:b]) for a, b in spans if a <= at - begin < b), (begin, around))


def _links(group: list[_Told], language: Language) -> Iterator[tuple[_Place, _Link]]:
    """For each figure of one kind and unit, the newest older one that says the same; where it has another value, a link."""
    states = _words_of(language).states
    for n, told in enumerate(group):
        before = group[max(0, n - _MOST_COMPARED) : n]
        older = [o for o in before if o.age < told.age and _says_the_same(told, o, states)]
        if not older:
            continue
        newest = max(o.age for o in older)
        last = [o for o in older if o.age == newest]
        if all(_value(o) == _value(last[0]) for o in last) and _value(last[0]) != _value(told):
            yield told.place, _Link((last[0].place[0], last[0].figure.text), _is_disputed(told, last[0]))


def _toll_links(tolls: list[_Told]) -> Iterator[tuple[_Place, _Link]]:
    """For each count of all the dead of an event, without a name by which to tell the event ("Death toll rises to 17"), the
    newest older and smaller count of the dead without a name. Updates that name different places tell of different events."""
    for n, told in enumerate(tolls):
        if told.toll != "whole":
            continue
        before = tolls[max(0, n - _MOST_COMPARED) : n]
        older = [o for o in before if o.age < told.age and _has_less(o, told) and _may_be_one_toll(told, o)]
        if not older:
            continue
        newest = max(o.age for o in older)
        # Where a headline and the text below it both have it, the text's: the one that a summary would lift.
        last = [o for o in older if o.age == newest][-1]
        yield told.place, _Link((last.place[0], last.figure.text), _is_disputed(told, last))


def _has_less(a: _Told, b: _Told) -> bool:
    return a.figure.value is not None and b.figure.value is not None and a.figure.value < b.figure.value


def _may_be_one_toll(a: _Told, b: _Told) -> bool:
    """Whether nothing tells the event of `a` from that of `b`: not their days, years or places."""
    return not any(x and y and not x & y for x, y in ((a.days, b.days), (a.years, b.years), (a.places, b.places)))


def _is_disputed(told: _Told, older: _Told) -> bool:
    """Whether two sources say it, and no word tells that it has changed."""
    return bool(told.sources and older.sources) and not told.sources & older.sources and not told.changed


def _value(told: _Told) -> tuple[object, object]:
    return told.figure.value, told.figure.upper


def _says_the_same(a: _Told, b: _Told, states: frozenset[str]) -> bool:
    """Whether `a`, the newer figure, says of the same what `b` says."""
    if a.figure.value is None or b.figure.value is None:
        return False
    if (a.days and b.days and not a.days & b.days) or (a.years and b.years and not a.years & b.years):
        return False
    if (a.owner and b.owner and a.owner != b.owner) or ((a.own or b.own) and not a.sources & b.sources):
        return False
    # More than half of the names: "in Northern Kasuma" and "in Northern Lindmark" share one of two.
    if 2 * len(a.names & b.names) <= min(len(a.names), len(b.names)):
        return False
    shared = len(a.words & b.words)
    if a.figure.subject in states:
        low, high = sorted((a.figure.value, b.figure.value))
        return high <= low * _MOST_GROWTH and shared >= _OVERLAP_OF_STATES * min(len(a.words), len(b.words))
    least = _OVERLAP_OF_CHANGES if a.changed and a.owner and a.owner == b.owner else _OVERLAP
    return shared >= _LEAST_SHARED and shared >= least * len(a.words | b.words)


def _with_links(update: Update, links: dict[_Place, _Link]) -> Update:
    figures = tuple(
        replace(figure, revises=link.revises, disputed=link.disputed) if (link := links.get((update.id, n))) else figure
        for n, figure in enumerate(update.figures)
    )
    return replace(update, figures=figures)
