"""Where every noun has a capital: what stands around a word and says that it names something, and what.

In: a line and where the word stands in it. Out: whether a paper of that name speaks there, a report is dated from there, or a
noun right before says that a place follows. Says nothing of the word's own shape (`name_scores`).
"""

from __future__ import annotations

import re

from briefgen.convert.name_signs import NameSigns

_LONGEST_LEAD = 40
_WORD = re.compile(r"\w+")
_LAST_WORD = re.compile(r"\w+")
_DATELINE_BEFORE = re.compile(r"(?:^|[.!?][\"”“«»]? |/)$")
_DATELINE_BEHIND = re.compile(r"(?:/[\w. -]{3,30})?(?: [–—-] |, \d{1,2}\. ?(?:\d|[A-Z]))")


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
    end = next((e for e in signs.site_endings if noun.lower().removesuffix("s").endswith(e)), "")
    longer = bool(end) and len(noun) > len(end) + 3 and noun[:1].isupper()
    return longer and before.endswith("er") and before.removesuffix("er") in signs.places
