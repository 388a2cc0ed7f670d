"""What a name names, weighed: person, organisation, place or nothing, from its words and from what stands around it.

In: the forms of a name over a whole article. Out: a kind, or None. A log-linear model: every sign that holds adds its weight for
each kind, nothing weighs 0. The weights are a table of the language (`name_weights`, fitted by bench/fit_names.py), and no
sign is a name itself: only ordinary words, endings, shapes and what the other tables say. A language without weights
keeps the points of `name_shapes`.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field
from functools import cache

from briefgen.convert.language import Language
from briefgen.convert.name_scores import is_from_somewhere
from briefgen.convert.name_shapes import NameForm
from briefgen.convert.name_signs import KINDS, NameSigns
from briefgen.model import EntityKind

Weights = tuple[float, ...]
_MENTIONS_READ = 8
_NEVER = -3.0
_NEAR = 0.3
_LEAST = 0.0
_SURE = 5.0
_SINGLE_NAME_POINTS = 2.0
_LONG_NAME_POINTS = 1.0
_VOTES_PER_NAME = 4.0
_SPORT_WORDS = 2
_BEFORE = re.compile(r"(?:([\w’'-]+)\s+)?([\w’'-]+)?(\W*)$")
# "R4bn", "PF-9", "Q10 of a series"
_NUMBERED = re.compile(r"(?<![\w-])[A-Z][A-Za-z]*-?\d[\d.,]*(?:bn|m|k|tn|[a-z]|[A-Z])?$")
# What stands between two who played: "Doe; Roe (Poe, 60), Low"
_BETWEEN_PLAYERS = re.compile(r"[\s\d,;:()’'.+-]*(?:and |capt|c)?[\s\d,;:()’'.+-]*")
_LEAST_PLAYERS = 6
_AFTER = re.compile(r"(['’]s?(?!\w))?([^\w\s]?)[^\w\s]*(?:\s+([^\w\s]?)(\w+))?")


@dataclass(slots=True)
class NameGroup:
    """All forms of an article with the same words, and what they add up to.
    `steady`: stands at least once where a capital means something."""

    text: str
    forms: list[NameForm] = field(default_factory=list)
    points: dict[EntityKind, float] = field(default_factory=dict)
    steady: bool = False
    words: list[str] = field(init=False)

    def __post_init__(self) -> None:
        self.words = self.text.split()


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """What stands around the names: the article's lines, the first and the last words of its longer names, the
    words that it also prints in small letters, and whether it tells of a match."""

    lines: Sequence[str]
    first: Set[str]
    last: Set[str]
    small: Set[str]
    sport: bool = False


def group_forms(forms: Iterable[NameForm]) -> dict[str, NameGroup]:
    """The forms by their words."""
    groups: dict[str, NameGroup] = {}
    for form in forms:
        group = groups.setdefault(form.text, NameGroup(form.text))
        group.forms.append(form)
        group.steady = group.steady or form.steady or not form.opens or form.office is not None
        for kind, points in form.scores:
            # Shape counts once, context adds up, but a hundred weak signs don't outvote a strong one.
            total = group.points.get(kind, 0.0)
            votes = min(max(total, _VOTES_PER_NAME), total + points)
            group.points[kind] = max(total, points) if points >= 3 else votes
    return groups


def find_surroundings(
    groups: Mapping[str, NameGroup], lines: Sequence[str], small: Set[str], signs: NameSigns
) -> Surroundings:
    """What the signs of a name need to know of the article."""
    longer = [group.words for text, group in groups.items() if " " in text]
    return Surroundings(
        lines=lines,
        first={words[0] for words in longer},
        last={words[-1] for words in longer},
        small=small,
        sport=len(signs.sport & small) >= _SPORT_WORDS,
    )


def choose_kinds(
    groups: Mapping[str, NameGroup], around: Surroundings, signs: NameSigns, weights: Mapping[str, Weights]
) -> dict[str, EntityKind]:
    """The kind of each form that more likely names something than not. What a table or an ending says for sure stands;
    without weights, points decide the rest."""
    kinds = _choose_by_points(groups, signs)
    players: frozenset[str] = frozenset()
    if around.sport:
        kinds |= dict.fromkeys(_find_teams(kinds, groups, around.lines, signs), "organisation")
        kinds |= dict.fromkeys(players := _find_line_ups(groups, around.lines, signs), "person")
    for text, group in groups.items() if weights else ():
        if text in kinds and (text in players or max(group.points.values()) >= _SURE):
            continue
        kinds.pop(text, None)
        kind = choose_kind(group, around, signs, weights) if may_name(group, signs) else None
        if kind:
            kinds[text] = kind
    return kinds


def _choose_by_points(groups: Mapping[str, NameGroup], signs: NameSigns) -> dict[str, EntityKind]:
    """The kind of each form that is a name by its own signs."""
    kinds: dict[str, EntityKind] = {}
    for text, group in groups.items():
        if not group.points or (len(group.words) == 1 and not group.steady and not _is_strong(group)):
            continue
        kind = max(group.points, key=lambda k: (group.points[k], k == "organisation", k))
        # Where the language is not known, two capitals are no more than two capitals.
        weak = len(group.words) == 1 or signs.capital_nouns or not signs.function
        need = _SINGLE_NAME_POINTS if weak else _LONG_NAME_POINTS
        if kind == "person" and len(group.words) == 1 and _is_speaking_place(group):
            kind = "place"
        if group.points[kind] >= need and text not in signs.demonyms and len(text) > 1:
            kinds[text] = kind
    return kinds


def _find_teams(
    kinds: Mapping[str, EntityKind], groups: Mapping[str, NameGroup], lines: Sequence[str], signs: NameSigns
) -> Iterator[str]:
    """The places that a report of a match names as who plays: "Norton 2 Kelmouth 1", "against Kelmouth"."""
    for text, kind in kinds.items():
        if kind == "place" and groups[text].points["place"] >= _SURE and sum(_plays(groups[text], lines, signs)) > 0:
            yield text


def _find_line_ups(groups: Mapping[str, NameGroup], lines: Sequence[str], signs: NameSigns) -> frozenset[str]:
    """The single names of a report of a match that stand in a row of six or more: who played."""
    rows: list[list[NameForm]] = [[]]
    for form in sorted((f for g in groups.values() for f in g.forms), key=lambda f: (f.line, f.start)):
        before = rows[-1][-1] if rows[-1] else form
        if form.line != before.line or not _BETWEEN_PLAYERS.fullmatch(lines[form.line - 1], before.end, form.start):
            rows.append([])
        rows[-1].append(form)
    long = (row for row in rows if sum(" " not in form.text for form in row) >= _LEAST_PLAYERS)
    return frozenset(f.text for row in long for f in row if " " not in f.text and f.text not in signs.places)


def _plays(group: NameGroup, lines: Sequence[str], signs: NameSigns) -> Iterator[int]:
    """For each mention 1 where only a team stands, -1 where only a place does."""
    for form in group.forms[:_MENTIONS_READ]:
        line = lines[form.line - 1]
        before = _BEFORE.search(line[max(0, form.start - 30) : form.start])
        after = _AFTER.match(line, form.end)
        word = after[4] if after and after[4] and not after[2] else ""
        previous = before[2].lower() if before and before[2] and not before[3].strip() else ""
        if previous in signs.place_prepositions:
            yield -1
        else:
            yield int(previous in signs.team_before or word in signs.team_after or word.isdigit())


def _is_speaking_place(group: NameGroup) -> bool:
    """Whether a single name that seems to speak ("Norland says") stands where only a place does, and is nobody's office."""
    people = max([points for form in group.forms for kind, points in form.scores if kind == "person"], default=0.0)
    return group.points.get("place", 0.0) >= _SINGLE_NAME_POINTS and people < 3


def _is_strong(group: NameGroup) -> bool:
    return max(group.points.values(), default=0.0) >= 5


def may_name(group: NameGroup, signs: NameSigns) -> bool:
    """Whether the words may name one of the three at all: no nationality, and not what ends like an event or a work."""
    words = group.words
    event = len(words) > 1 and words[-1] in signs.no_entities and words[-1] not in signs.organisation_last
    several = len(words) == 1 and group.text.lower().replace("ies", "ys").removesuffix("s") in signs.titles
    plural = several and group.text[-1] == "s" and group.text not in signs.organisations
    between = len(words) == 1 and "-" in group.text and _joins_places(group.text, signs)
    numbered = _NUMBERED.search(group.text) is not None and group.text not in signs.organisations
    nothing = event or plural or between or numbered
    return len(group.text) > 1 and not nothing and not is_from_somewhere(words, signs)


def _joins_places(text: str, signs: NameSigns) -> bool:
    """ "US-China", "Norland-Southern": what is between two, no place itself."""
    parts = re.split("[-–]", text)
    return text not in signs.places and all(p in signs.places or p in signs.demonyms for p in parts)


@cache
def load_weights(language: Language) -> Mapping[str, Weights]:
    """Sign → its weight for each of KINDS; empty where the language has none."""
    weights: dict[str, Weights] = {}
    for row in str(language.table("name_weights").get("signs", "")).strip().splitlines():
        sign, _, numbers = row.rpartition(" = ")
        weights[sign] = tuple(map(float, numbers.split()))
    return weights


def choose_kind(
    group: NameGroup, around: Surroundings, signs: NameSigns, weights: Mapping[str, Weights]
) -> EntityKind | None:
    """The likeliest kind, None where the words more likely name none of the three."""
    person = organisation = place = 0.0
    for sign, share in list_signs(group, around, signs):
        weight = weights.get(sign)
        if weight:
            person += share * weight[0]
            organisation += share * weight[1]
            place += share * weight[2]
    if group.points.get("person", 0.0) <= _NEVER:
        person = -1.0
        if group.points.get("place", 0.0) <= _NEVER:
            return None  # a thing: "the film Blue Harbour"
    if group.points.get("place", 0.0) >= _SINGLE_NAME_POINTS:
        place += _NEAR  # "in Norland" settles what is open
    best = max(person, organisation, place)
    if best <= _LEAST:
        return None
    return "person" if best == person else "organisation" if best == organisation else "place"


def list_signs(group: NameGroup, around: Surroundings, signs: NameSigns) -> Iterator[tuple[str, float]]:
    """The signs of a name, each with the share of it that holds: 1, or for neighbours more with more mentions."""
    yield "all", 1.0
    for sign in _signs_of_words(group.text, signs):
        yield sign, 1.0
    for kind in KINDS:
        points = group.points.get(kind, 0.0)
        yield f"{kind} {min(5, max(-4, int(points)))}", 1.0
    count = len(group.forms)
    yield f"mentions {1 if count == 1 else 2 if count < 4 else 3}", 1.0
    alone = " " not in group.text
    ordinary = group.text.lower() in signs.ordinary
    for name, holds in (
        ("ends", group.text in around.last),
        ("begins", group.text in around.first),
        ("small", not around.small.isdisjoint([w.lower() for w in group.words])),
        ("opens ordinary" if ordinary else "opens strange", not group.steady),
    ):
        if holds:
            yield f"{name} {'one' if alone else 'more'}", 1.0
    read = group.forms[:_MENTIONS_READ]
    beside = Counter(
        sign for form in read for sign in _signs_around(form, around.lines[form.line - 1], "" if alone else "+", signs)
    )
    worth = len(read) ** -0.5
    for sign, times in beside.items():
        yield sign, times * worth


def _signs_of_words(text: str, signs: NameSigns) -> Iterator[str]:
    """What the words of a name say by themselves, in any article."""
    words = text.split(" ")
    count, last = len(words), words[-1]
    ordinary = sum([w.lower() in signs.ordinary for w in words])
    yield f"ordinary {min(ordinary, 3)} of {min(count, 4)}"
    yield f"words {min(count, 4)}"
    if text.isupper():
        yield f"caps {min(count, 2)}{' long' if len(text) > 5 else ''}"
    elif not last[1:].islower():
        yield "shape " + (
            "dots" if "." in last else "digits" if last[-1].isdigit() else "hyphen" if "-" in last else "odd"
        )
    small = last.lower()
    yield f"ending {small[-3:]}"
    yield f"ending {small[-2:]}"
    if count > 1:
        yield from _signs_of_longer(words, signs)
    else:
        if text in signs.given:
            yield "given alone"
        if small in signs.common:
            yield "common alone"
    if text in signs.places:
        yield "known place"
    if text in signs.organisations:
        yield "known body"


def _signs_of_longer(words: Sequence[str], signs: NameSigns) -> Iterator[str]:
    """What the first and the last of several words say, and those between."""
    first, last = words[0], words[-1]
    yield f"last {last.lower()}"
    if last in signs.no_entities:
        yield "ends like event"
    elif last in signs.organisation_last:
        yield "ends like body"
    elif last in signs.place_last:
        yield "ends like place"
    if first in signs.organisation_first:
        yield "begins like body"
    elif first in signs.place_first:
        yield "begins like place"
    yield f"first {first.lower()}"
    if first in signs.given:
        yield f"given first {min(len(words), 3)}"
    elif first in signs.places:
        yield "place first"
    if last in signs.given:
        yield "given last"
    if any(w.lower() in signs.common for w in words):
        yield "common within"
    if first.lower() in signs.ordinary:
        yield "first ordinary"
    if not signs.joiners.isdisjoint(words):
        yield "joined"


def _signs_around(form: NameForm, line: str, longer: str, signs: NameSigns) -> Iterator[str]:
    """`longer`: a mark for names of several words, which other words stand beside than beside single ones."""
    before = _BEFORE.search(line[max(0, form.start - 30) : form.start])
    if form.office:
        yield "office"
    left = ""
    if before:
        second, word, mark = before.groups()
        if mark.strip():
            left = mark.strip()[-1]
            yield f"mark before {left}"
        elif word:
            left = word.lower()
            yield f"before{longer} {left}"
            if second:
                yield f"before{longer} {second.lower()} _"
            if left in signs.cues:
                yield f"cue before{longer}"
        else:
            left = "^"
            yield "line begins"
    after = _AFTER.match(line, form.end)
    if after:
        possessive, mark, opening, word = after.groups()
        if possessive:
            yield "possessive"
        elif mark:
            yield f"mark after {mark}"
        if word:
            word = word.lower()
            yield f"after{longer} {mark or ''}{opening or ''} {word}"
            if not mark and not opening and not possessive:
                if word in signs.cues:
                    yield f"cue after{longer}"
                    yield f"around{longer} {left} cue"
                elif word in signs.titles:
                    yield f"title after{longer}"
        if not longer:
            yield f"around {left} {possessive or mark or word or '$'}"
