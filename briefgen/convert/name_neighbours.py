"""Where every noun has a capital: what stands around a word and says that it names something, and what.

In: a line and where the word stands in it. Out: points for each kind: a paper of that name speaks there, a report is dated from
there, a noun right before tells who or what it is. Says nothing of the word's own shape (`name_scores`).
"""

from __future__ import annotations

import re

from briefgen.convert.name_nouns import is_from_town, is_person_noun
from briefgen.convert.name_signs import KINDS, NameSigns
from briefgen.model import EntityKind

_LONGEST_LEAD = 40
_WORD = re.compile(r"\w+")
_DATELINE_BEFORE = re.compile(r"(?:^|[.!?][\"”“«»]? |/)$")
_DATELINE_BEHIND = re.compile(r"(?:/[\w. -]{3,30})?(?: [–—-] |, \d{1,2}\. ?(?:\d|[A-Z]))")


def score_neighbours(
    line: str, span: tuple[int, int], words: list[str], word: str, scores: dict[EntityKind, float], signs: NameSigns
) -> None:
    """Adds what stands around the words tells of them. `word`: the one right before, in small letters."""
    start, end = span
    alone = len(words) == 1
    is_open = max(scores.values(), default=0.0) < _SETTLED
    if alone and is_open and word in signs.indefinite:
        for kind in KINDS:
            scores[kind] = scores.get(kind, 0.0) - 2  # "ein Kelmar": one of several
    elif alone and stands_as_paper(words[0], line, start, end, signs):
        scores["organisation"] = 5.0
    elif _names_place(line, start, end, words, is_open, signs):
        scores["place"] = 5.0
    elif alone and is_open and words[0].isalpha() and _tells_person(line[: start - 1], word, signs):
        scores["person"] = scores.get("person", 0.0) + 2  # "Bäcker Kelmar"


_SETTLED = 3.0


def _names_place(line: str, start: int, end: int, words: list[str], is_open: bool, signs: NameSigns) -> bool:
    """Whether it is the place of a dateline, a town by the water it lies at, or a building behind its town."""
    if len(words) > 1:
        by_water = len(words) > 2 and words[-1] in signs.town_tails  # "Kelmau am See"
        return by_water or (len(words) == 2 and is_open and is_dateline(line, start, end))
    before = line[max(0, start - 30) : start].rstrip().rpartition(" ")[2]
    return (is_open and is_dateline(line, start, end)) or is_site(before, words[0], signs)


def _tells_person(before: str, word: str, signs: NameSigns) -> bool:
    """Whether a noun for a person, which is no office and doesn't tell where somebody is from, ends the words before."""
    noun = before.rpartition(" ")[2]
    close = noun[:1].isupper() and noun.lower() == word
    from_there = is_from_town(word.capitalize(), signs)
    office = word in signs.titles or (bool(signs.title_endings) and word.endswith(signs.title_endings))
    return close and not from_there and not office and is_person_noun(word, signs)


def stands_as_paper(word: str, line: str, start: int, end: int, signs: NameSigns) -> bool:
    """Whether a paper that bears the name of a thing reports or is told: "laut Spiegel", "sagte sie dem Spiegel"."""
    if word.capitalize() not in signs.papers or line[end : end + 2].rstrip()[:1].isupper():
        return False
    before = _WORD.findall(line[max(0, start - _LONGEST_LEAD) : start])
    article = bool(before) and before[-1] in signs.articles | signs.contracted
    before = before[:-1] if article else before
    behind = _WORD.search(line[end : end + _LONGEST_LEAD])
    lead = before[-1].lower() if before else ""
    told = article and any(w.lower() in signs.paper_verbs for w in before[-4:]) and lead not in signs.place_prepositions
    return lead in signs.paper_verbs or told or (behind is not None and behind.group() in signs.paper_verbs)


def is_dateline(line: str, start: int, end: int) -> bool:
    """Whether a report is dated from the place: "Kelmau – Die Brücke ist zu", after a headline or a standfirst too."""
    return (
        _DATELINE_BEHIND.match(line, end) is not None
        and _DATELINE_BEFORE.search(line, max(0, start - 3), start) is not None
    )


def leads_to_place(noun: str, signs: NameSigns) -> bool:
    """Whether the noun says that a place follows, also in other cases: "des Flüchtlingslagers Kelmau"."""
    small = noun.lower()
    return bool(signs.place_noun_endings) and any(
        small.endswith(signs.place_noun_endings) for small in {small, small.removesuffix("s"), small.removesuffix("n")}
    )


def is_town_body(noun: str, signs: NameSigns) -> bool:
    """Whether the noun is a body that bears the name of its place behind it: "Feuerwehr Kelmau"."""
    return bool(signs.town_body_endings) and noun.lower().endswith(signs.town_body_endings)


def is_site(before: str, noun: str, signs: NameSigns) -> bool:
    """Whether the noun is a sort of building or square with more to its name, behind its town: "Kelmauer Westbahnhof"."""
    if not is_from_town(before, signs) or not noun[:1].isupper():
        return False
    end = next((e for e in signs.site_endings if noun.lower().removesuffix("s").endswith(e)), "")
    return bool(end) and len(noun) > len(end) + 3
