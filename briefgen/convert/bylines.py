"""Which lines are no more than the name of who wrote, and which update each signs: the one that it opens or the one that it ends.

In: the facts of an article's lines. Out: line numbers, and for the lines of news what a byline makes of them. Newsrooms print the
name below the headline or under the last paragraph; a page does it in one way, so its plain cases decide the others.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence, Set
from itertools import pairwise
from typing import Literal

from briefgen.convert.language import Language
from briefgen.convert.line_features import LineFacts, wordlists
from briefgen.convert.roles import byline_name
from briefgen.lines import fold
from briefgen.model import Article, FurnitureKind

_LONGEST = 90
_ASIDE = re.compile(r"\([^()]{1,30}\)")
_NAME_WORD = re.compile(r"[^\W\d_][\w’'.-]*")
Place = Literal["opens", "ends"]


def find_bylines(
    article: Article, facts: Sequence[LineFacts], kinds: Mapping[int, FurnitureKind], language: Language
) -> frozenset[int]:
    """The numbers of lines that give no more than who wrote: "By Ana Lopez", or bare names where their neighbours say so."""
    authors = {fold(name).casefold() for name in article.authors}
    found = set()
    for i, line in enumerate(facts):
        if line.number in kinds or line.characters > _LONGEST or line.ending != "none" or not line.first_capital:
            continue
        name = byline_name(line.text, language)
        worded = name != line.text.strip(" ,.:;–—-")
        desk = line.lower_words[-1:] and line.lower_words[-1] in language.words("furniture", "byline_desks")
        signed = worded and 2 <= len(name.split()) <= 9 and (_all_names(name) or desk)
        if (
            signed
            or fold(name).casefold() in authors
            or (line.name_line and _signs(facts, i, kinds))
            or (_is_signature(line.text, language) and (not _is_single(line.text) or _signs(facts, i, kinds)))
        ):
            found.add(line.number)
    return frozenset(found)


def place_bylines(news: Sequence[LineFacts], bylines: frozenset[int]) -> Mapping[int, Place]:
    """For each byline among the news, as an index: whether it opens the update of the lines below or ends that of those above."""
    plain: dict[int, Place | None] = {}
    for i, line in enumerate(news):
        if line.number in bylines:
            above = news[i - 1] if i else None
            below = news[i + 1] if i + 1 < len(news) else None
            if above is None or (above.headline_like and above.number not in bylines):
                plain[i] = "opens"
            else:
                plain[i] = "ends" if below is None or below.headline_like else None
    ends = sum(place == "ends" for place in plain.values())
    usual: Place = "ends" if ends and 2 * ends >= sum(place is not None for place in plain.values()) else "opens"
    return {i: place or usual for i, place in plain.items()}


def mark_contributors(facts: Sequence[LineFacts], bylines: frozenset[int], language: Language) -> Set[int]:
    """The numbers of lines about the writer: they stand right below the byline and begin with its name. Elsewhere such a line
    may be the news."""
    found: set[int] = set()
    for last, line in pairwise(facts):
        if last.number not in bylines or line.number in bylines or line.characters > 240:
            continue
        first_name = " ".join(byline_name(last.text, language).split()[:2])
        if line.text.startswith(first_name + " ") and (line.ending in ("none", "stop") and line.words <= 32):
            found.add(line.number)
    return found


def _all_names(name: str) -> bool:
    """Whether the words are names, commas and short joining words: "Ana Maria Lopez and Jon Hart in Norburg"."""
    words = name.replace(",", " ").split()
    return words[0][:1].isupper() and sum(w[:1].isupper() for w in words) >= max(2, len(words) - 2)


def _is_signature(text: str, language: Language) -> bool:
    """Whether the text is names alone, each with its place or its hours: "Ana Lopez in Norburg", "A. Hart (now); Ana Lopez"."""
    joins = "|".join(map(re.escape, language.words("furniture", "byline_joins")))
    parts = re.split(rf"\s*[;,&|]\s*|\s+(?:{joins})\s+" if joins else r"\s*[;,&|]\s*", _ASIDE.sub("", text).strip())
    return all(_is_signed_part(part.split(), language) for part in parts)


def _is_single(text: str) -> bool:
    """Whether no mark shows that the line lists writers rather than names somebody."""
    return ";" not in text and _ASIDE.search(text) is None


def _is_signed_part(words: Sequence[str], language: Language) -> bool:
    places = language.words("furniture", "byline_places")
    cut = next((k for k, word in enumerate(words) if word in places), len(words))
    name, place = words[:cut], words[cut + 1 :]
    lists = wordlists(language)
    if not 2 <= len(name) <= 4 or len(place) > 4 or (cut < len(words) and not place):
        return False
    if any(word.lower() in lists.office_words or word.lower() in lists.function_words for word in name):
        return False
    return all(_NAME_WORD.fullmatch(w) and w[0].isupper() and not (w.isupper() and len(w) > 3) for w in name) and (
        not place or place[-1][:1].isupper()
    )


def _signs(facts: Sequence[LineFacts], i: int, kinds: Mapping[int, FurnitureKind]) -> bool:
    """Whether a line of bare names signs what stands around it: the next line tells who that is, a text follows that does not
    speak of that person, or the line closes an update."""
    name = facts[i].text.strip()
    following = next((f for f in facts[i + 1 : i + 3] if f.number not in kinds), None)
    last = facts[i - 1] if i else None
    closes = last is not None and last.number not in kinds and not last.headline_like and last.words >= 8
    if following is None:
        return closes
    if following.text.startswith(name + " "):
        return True
    if following.headline_like:
        return closes
    family = facts[i].lower_words[-1]
    return following.words >= 12 and family not in following.lower_words
