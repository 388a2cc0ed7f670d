"""Points for what a name may be, from its own words and from what stands right beside it.

In: words and the line they stand in. Out: points for each kind; 5 and more says it for sure, less adds up over an article's
mentions. Says nothing of where a name begins or ends (`name_shapes`).
"""

from __future__ import annotations

import re
from itertools import pairwise

from briefgen.convert.name_neighbours import is_town_body, leads_to_place, score_neighbours
from briefgen.convert.name_nouns import (
    is_from_town,
    is_given,
    is_naming_adjective,
    is_part_of_place,
    is_strange_noun,
    may_begin_name,
)
from briefgen.convert.name_signs import KINDS, NameSigns
from briefgen.model import EntityKind

OPENING, CLOSING = ("“", "‘", "„", "«", '"'), ("”", "’", "“", "»", '"', ",")
# Read from the end backwards: a search forwards would try every place.
BEFORE_WORD = re.compile(r"[\s(]*([\w’'-]+)(?: ([\w’'-]+))?")
_WITHIN = re.compile(r", ([A-Z][\w.]+(?: [A-Z]\w+)?)")
_AFTER = re.compile(r"(?:['’]s?)?\s*(?:,?\s*(?P<age>\(?\d{1,2}\)?,)|,?\s*(?P<who>who|whose)\b|(?P<word>\w+))")


def score_form(line: str, start: int, end: int, words: list[str], signs: NameSigns) -> dict[EntityKind, float]:
    text = line[start:end]
    scores = _score_shape(text, words, signs)
    if signs.capital_nouns and not scores and not signs.place_nouns:
        return scores
    if is_from_somewhere(words, signs) or (
        words[0].lower() in signs.articles and words[0][:1].isupper() and text not in signs.places
    ):
        # "South African"; "The Aviator": a nationality, and a title of a work or a body.
        return {kind: points for kind, points in scores.items() if kind == "organisation" and points >= 5}
    before = BEFORE_WORD.match(line[max(0, start - 25) : start][::-1])
    word = before.group(1)[::-1].lower() if before else ""
    if signs.capital_nouns:
        score_neighbours(line, (start, end), words, word, scores, signs)
    if words[0] not in signs.given:
        _score_noun_before(line, start, before, word, scores, signs)
    if signs.capital_nouns and is_naming_adjective(words[0], signs) and line[end : end + 1] in ("-", *CLOSING[:-1]):
        scores.pop("organisation", None)  # a title, „Schwarze Lichter“, or the half of "Neue Such- und Leitstelle"
    if line[start - 1 : start] in OPENING and start and line[end : end + 1] in CLOSING and len(words) < 4:
        scores["person"] = scores.get("person", 0.0) - 3  # a title: “Blue Harbour”
    _score_small_word_before(line, start, words, before, word, scores, signs)
    _score_behind(line, start, end, words, word, scores, signs)
    return scores


def _score_noun_before(
    line: str, start: int, before: re.Match[str] | None, word: str, scores: dict[EntityKind, float], signs: NameSigns
) -> None:
    """What the noun right before a name says that it names: a body, a work, a thing. `word`: its last word in small letters."""
    quoted = bool(signs.body_endings) and start > 0 and line[start - 1] in OPENING
    noun = BEFORE_WORD.match(line[max(0, start - 25) : start - 1][::-1]) if quoted else before
    if noun and signs.body_endings and noun[1][::-1].lower().endswith(signs.body_endings):
        scores["organisation"] = 5.0  # "Baukonzern Kelmar"
    elif word in signs.thing_nouns:
        scores |= {kind: scores.get(kind, 0.0) - 4 for kind in KINDS}  # "the film Blue Harbour"
    elif word in signs.body_nouns:
        scores["person"] = scores.get("person", 0.0) - 4
        scores["organisation"] = scores.get("organisation", 0.0) + 1


def _score_small_word_before(
    line: str,
    start: int,
    words: list[str],
    before: re.Match[str] | None,
    word: str,
    scores: dict[EntityKind, float],
    signs: NameSigns,
) -> None:
    """What an article or a preposition right before a name says: `word`."""
    if word in signs.articles and not (signs.capital_nouns or words[0] in signs.given):
        scores["person"] = scores.get("person", 0.0) - 3
        scores["organisation"] = scores.get("organisation", 0.0) + 0.5
    elif (
        word in signs.joiners
        and before
        and not before.group(2)
        and word not in signs.ands
        and line[max(0, start - len(before[0]) - 2) : start].lstrip()[:1] == ","
    ):
        # "Jane Doe, 23, of Kelmouth"
        scores["place"] = 5.0 if len(words) == 1 and not words[0].isupper() else scores.get("place", 0.0) + 3
    elif _is_sort_of_place(word, before, signs) and scores.get("person", 0.0) < 3:
        scores["place"] = 5.0 if signs.capital_nouns else scores.get("place", 0.0) + 3
    elif word in signs.place_prepositions and not (signs.capital_nouns and " ".join(words) in signs.organisations):
        strong = word in signs.place_strong or words[-1].endswith(signs.place_endings)
        scores["place"] = scores.get("place", 0.0) + (2 if strong else 0.7)


def _score_behind(
    line: str, start: int, end: int, words: list[str], word: str, scores: dict[EntityKind, float], signs: NameSigns
) -> None:
    """Adds what follows the name tells: an age, a land, a verb of speech. `word`: the one before it."""
    text = line[start:end]
    within = _WITHIN.match(line, end)
    if within and (within[1] in signs.places or within[1].split()[0] in signs.places):
        scores["place"] = scores.get("place", 0.0) + 3  # "Kelmouth, Ohio"
    after = _AFTER.match(line, end)
    if after and line[end : end + 1] == " ":
        if after["word"] in signs.place_followers:
            scores["place"] = 5  # "Kelmouth district"
        elif after["word"] in signs.body_followers:
            scores["organisation"] = 5  # "the Kelmar Dawn party"
    if after and (after["age"] or after["who"]):
        scores["person"] = scores.get("person", 0.0) + 2
    elif text.isupper() and len(words) == 1:
        pass  # an acronym speaks as often as a person, and is none
    elif len(words) == 1 and ((after and after["word"] in signs.reporting) or word in signs.reporting):
        scores["organisation"] = scores.get("organisation", 0.0) + 2  # "Kelmar berichtet"
    elif (after and after["word"] in signs.cues) or word in signs.cues:
        scores["person"] = scores.get("person", 0.0) + (1.5 if signs.capital_nouns else 1)
        scores["organisation"] = scores.get("organisation", 0.0) + 0.4


def _is_sort_of_place(word: str, before: re.Match[str] | None, signs: NameSigns) -> bool:
    """Whether the noun before says that a place follows: "Ortsteil Kelmau", "the town of Kelmouth"."""
    if word in signs.joiners and before and before.group(2):
        word = before.group(2)[::-1].lower()
        return word in signs.place_nouns
    return signs.capital_nouns and (word in signs.place_nouns or leads_to_place(word, signs))


_BY_ADJECTIVE = 2.0
DOMAIN = re.compile(r"\w\.(?i:com|org|net|info|eu|[a-z]{2})$")
_NUMBERED = re.compile(r"[A-Z]+-?\d+")
_CODE = re.compile(r"(?=.*\d)(?=.*[A-Z])[A-Z\d-]+|[IVX]{2,5}")


def _is_numbered(word: str) -> bool:
    return _NUMBERED.fullmatch(word) is not None


def is_from_somewhere(words: list[str], signs: NameSigns) -> bool:
    """A nationality, or who lives in a place ("New Yorker", "Londoners", "South Dakotans")."""
    if words[-1] in signs.demonyms:
        return True
    text = " ".join(words)
    one = text.removesuffix("s")
    if text in signs.places or one in signs.places:
        return False
    return any(one.endswith(ending) and one.removesuffix(ending) in signs.origins for ending in ("er", "n", "an"))


def _score_shape(text: str, words: list[str], signs: NameSigns) -> dict[EntityKind, float]:
    """Points from the words alone."""
    scores: dict[EntityKind, float] = {}
    last = words[-1].rstrip(".")
    if (
        text in signs.places
        or (text.isupper() and len(text) > 3 and text.title() in signs.places)
        or (text.endswith("s") and signs.capital_nouns and text[:-1] in signs.places)
    ):
        # "Regen", "Siegen": a noun as well
        noun = signs.capital_nouns and len(words) == 1 and text.lower() in signs.ordinary
        both = signs.capital_nouns and text in signs.organisations
        scores["place"] = 1.0 if noun or both else 5.0
    if _is_numbered(last) or (signs.capital_nouns and _CODE.fullmatch(text)):
        return scores  # "Q10", "PF-9": a product
    if any(map(has_inner_capital, words)):
        scores["organisation"] = 5 if DOMAIN.search(text) else 3
    whole = len(words) > 1 and last.lower().endswith(signs.organisation_endings)  # "Kelmauer Stadtwerke"
    if text in signs.organisations or whole or ends_like_body(last, signs):
        scores["organisation"] = 5
    if signs.capital_nouns and not scores:
        _score_compound(words, scores, signs)
    if (
        signs.capital_nouns
        and not scores
        and (may_begin_name(words[0], signs) or (len(words) > 1 and words[0].lower() in signs.particles))
        and all(w.lower() in signs.particles or is_strange_noun(w, signs) for w in words[1:])
    ):
        if len(words) == 1:
            scores["person"] = 0.5
        elif not any(w.lower() in signs.foreign for w in words):
            scores["person"] = 2.0
        else:
            scores["organisation"] = 1.0  # "Harbour Lights": nobody, and a body only if it comes again
    if len(words) > 1:
        _score_longer(words, scores, signs)
    elif text.isupper() and 2 <= len(text) <= 7 and "place" not in scores and text.lower() not in signs.ordinary:
        scores["organisation"] = scores.get("organisation", 0.0) + 3
    return scores


def _is_club(word: str, signs: NameSigns) -> bool:
    return word in signs.clubs or (word in signs.organisation_first and word.isupper())


def _score_compound(words: list[str], scores: dict[EntityKind, float], signs: NameSigns) -> None:
    """Adds what the end of a compound tells: "Ada-Lind-Institut", "Kelmar-Stadion", "Kelmauer Straße", "Lindstraße"."""
    last = words[-1].rpartition("-")[2]
    if "&" in words or DOMAIN.search(words[-1]):
        scores["organisation"] = 5.0
    elif not signs.foreign_joiners.isdisjoint(words):
        scores["organisation"] = 5.0 if words[0] in signs.sorts else 3.0  # "University of Kelmar"
    elif len(words) > 2 and words[1] in signs.joiners and ends_like_body(words[0], signs):
        scores["organisation"] = 5.0  # "Bundesministerium für Seefahrt"
    elif len(words) == 2 and is_from_town(words[0], signs) and _is_club(words[1], signs):
        scores["organisation"] = 5.0  # "Kelmauer Austria"
    elif len(words) > 1 and (is_body_sort(words[0], signs) or is_town_body(words[0], signs)):
        scores["organisation"] = 5.0  # "Oberlandesgericht Kelmau"
    elif len(words) > 1 and "." in words[0] and words[0].isupper() and is_strange_noun(last, signs):
        scores["person"] = 3.0  # "J.R. Doe"
    elif is_part_of_place(words[-1], signs) and not is_naming_adjective(words[0], signs):
        scores["place"] = 5.0
    elif (
        len(words) > 1
        and is_naming_adjective(words[0], signs)
        and not words[-1].lower().endswith(signs.abstract_endings)
    ):
        site = words[-1] in signs.place_last or last.lower().endswith(signs.site_endings)
        town = len(words) > 2 and words[-1] in signs.places
        site, body = site and not town, town or last.lower().endswith(signs.adjective_bodies)
        # "Kelmarische Akademie", "Roter Turm"; "Neue Hoffnung" only where it comes again
        scores["place" if site else "organisation"] = _BY_ADJECTIVE if site or body else 1.0
    street = words[-1] in signs.street_last or (bool(signs.street_endings) and last.endswith(signs.street_endings))
    if any("-" in w and w.rpartition("-")[2] in signs.named_after for w in {words[0], words[-1]}):
        scores["organisation"] = 5.0
    elif street or ("-" in words[-1] and last in signs.place_last):
        scores["place"] = 5.0


def _score_longer(words: list[str], scores: dict[EntityKind, float], signs: NameSigns) -> None:
    """Adds what the first and the last of several words tell, and small words between them."""
    last = words[-1].rstrip(".")
    if signs.capital_nouns and len(words) == 2 and is_given(words[0], signs) and last not in signs.company_last:
        scores["person"] = scores.get("person", 0.0) + 3  # "Jane Spiegel"
    elif signs.capital_nouns and last in signs.place_last and is_naming_adjective(words[0], signs):
        scores["place"] = 5.0  # "Internationaler Flughafen"
    elif not signs.organisation_last.isdisjoint((words[-1], last + ".")) or words[0] in signs.organisation_first:
        scores["organisation"] = scores.get("organisation", 0.0) + 5
    elif (
        last in signs.place_last
        or words[0] in signs.place_first
        or (words[0] in signs.place_last and words[1] in signs.joiners)
    ):
        scores["place"] = scores.get("place", 0.0) + 4
    elif words[-1] in signs.generational and words[-2] not in signs.no_entities:
        scores["person"] = 5  # "John Doe Jr"
    elif words[0] in signs.given or (len(words[0]) == 1 and last.istitle() and last.lower() not in signs.ordinary):
        scores["person"] = 3  # "Jane Doe", "J Doe"
    elif len(words) <= 3 and not signs.capital_nouns:
        common = any(w.lower() in signs.common or w in signs.demonyms or (w.isupper() and len(w) > 2) for w in words)
        if last in signs.no_entities:
            scores["person"] = -5
        elif common:
            scores["organisation"] = scores.get("organisation", 0.0) + 1
        else:
            scores["person"] = 1
    if not signs.joiners.isdisjoint(words):
        scores["person"] = scores.get("person", 0.0) - 3
        scores["organisation"] = scores.get("organisation", 0.0) + 1


def ends_like_body(word: str, signs: NameSigns) -> bool:
    """A compound such as "Landgericht", also in the genitive; the bare "Partei" is none."""
    bare = word.lower().removesuffix("es").removesuffix("s")
    endings = signs.organisation_endings
    return bare.endswith(endings) and any(bare.endswith(end) and len(bare) > len(end) for end in endings)


def is_body_sort(word: str, signs: NameSigns) -> bool:
    """Whether the bare noun is a sort of authority: "Landgericht"."""
    return word.lower().removesuffix("s") in signs.body_sorts


def has_inner_capital(word: str) -> bool:
    """ "LobbyWatch", but not "McIntyre", "Rock-Band" or "PCs"."""
    if word[1:].islower() or word.isupper():
        return False
    return any(a.islower() and b.isupper() for a, b in pairwise(word)) and not word.startswith(
        ("Mc", "Mac", "De", "Le", "O’")
    )
