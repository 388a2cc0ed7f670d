"""Where every noun has a capital: which words are no nouns of the language, and so likely names.

In: one word. Out: whether it is neither a noun that the language's tables know, nor made of one, nor ends as its nouns do.
Says nothing where a language has no table of ordinary words. And which known name stands in the genitive.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from briefgen.convert.name_signs import NameSigns

_SHORTEST_PART = 5
_LONGEST_FIRST_PART = 14
_SHORTEST_WITH_ENDING = 6
_SHORTEST_FIRST, _SHORTEST_LAST = 3, 4
_LONGEST_NAME = 13
_LONGEST_WITHOUT = 7
_ARABIC = frozenset(("al-", "el-"))
ADJECTIVE_CASES = ("er", "es", "en", "em", "e")
_CASES = frozenset(("", "n", "en", "e", "er", "es", "ern"))


@lru_cache(maxsize=50_000)
def is_strange_noun(word: str, signs: NameSigns) -> bool:
    """Whether a word is likely no noun but a name. Of two words with a hyphen both."""
    if len(word) > 6 and word[:3] in _ARABIC:
        word = word[3:]
    if "-" in word:
        return all(
            len(p) == 1 or p in signs.given or p in signs.places or is_strange_noun(p, signs) for p in word.split("-")
        )
    word = word.replace("’", "").replace("'", "")
    small = word.lower().removesuffix("s") if word.endswith("s") else word.lower()
    if len(word) < 3 or not signs.ordinary or not word[1:].islower() or not word.isalpha():
        return False
    if word.lower() in signs.ordinary or small in signs.ordinary or word in signs.not_names or word in signs.demonyms:
        return False
    # "Heizhauses", "Heizhause": in the genitive and the old dative, too.
    by_ending = len(small) >= _SHORTEST_WITH_ENDING and (
        small.endswith(signs.noun_endings) or small.removesuffix("e").endswith(signs.noun_endings)
    )
    return not (by_ending or _is_made_of_nouns(small, signs))


@lru_cache(maxsize=50_000)
def may_begin_name(word: str, signs: NameSigns) -> bool:
    """Whether a word is likely no noun, and the dictionary doesn't have it either: a name may be just this word."""
    if not is_strange_noun(word, signs):
        return False
    small = word.rpartition("-")[2].lower()
    first = word.partition("-")[0]
    if not signs.nouns or first in signs.given or first in signs.places or small in signs.foreign:
        return True
    long = len(small) > _LONGEST_NAME and not small.endswith(signs.town_like_endings)
    return not (long or is_noun(small.removesuffix("s"), signs) or is_noun(small, signs))


def is_noun(small: str, signs: NameSigns) -> bool:
    """Whether a word in small letters is a noun of the tables, in any case of one or several, or made of two."""
    if len(small) > _LONGEST_WITHOUT and small.removesuffix("n").removesuffix("e").endswith(signs.noun_endings):
        return True  # "Katholiken"
    if _is_base(small, _CASES, signs) or _is_base(small.translate(_UMLAUTS), _CASES, signs):
        return True
    return not small.endswith(signs.town_like_endings) and _joins_nouns(small, signs)


@lru_cache(maxsize=10_000)
def is_person_noun(word: str, signs: NameSigns) -> bool:
    """Whether the noun says what somebody is, as its other gender shows: "Bäcker", "Bäckerin"."""
    small = word.lower()
    other = small.removesuffix("in") if small.endswith("in") else small + "in"
    both = len(small) > _SHORTEST_PART and is_noun(small, signs) and is_noun(other, signs)
    return bool(signs.nouns) and both and not small.endswith(signs.body_endings)


_UMLAUTS = str.maketrans("äöü", "aou")
_LINKS = ("", "s", "es", "n", "en", "e", "er")


def _joins_nouns(small: str, signs: NameSigns) -> bool:
    """Whether two known words make up the word, the second in any case: "Laternenpfahls"."""
    for start in range(_SHORTEST_FIRST, len(small) - _SHORTEST_LAST + 1):
        if _is_base(small[start:], _CASES, signs) and _is_base(small[:start], _LINKS, signs):
            return True
    return False


def _is_base(part: str, endings: Iterable[str], signs: NameSigns) -> bool:
    """Whether the part is a known word with one of the endings."""
    for end in endings:
        bare = part.removesuffix(end)
        if part.endswith(end) and len(bare) >= _SHORTEST_FIRST and (bare in signs.nouns or bare in signs.ordinary):
            return True
    return False


def _is_made_of_nouns(small: str, signs: NameSigns) -> bool:
    """Whether a known noun of four letters or more ends the word, in any case, or begins it with something behind."""
    ordinary, length = signs.ordinary, len(small)
    for end in range(length, max(_SHORTEST_PART, length - 3) - 1, -1):
        if small[end:] in _CASES:
            for start in (0, *range(2, end - _SHORTEST_PART + 1)):
                if small[start:end] in ordinary:
                    return True
    return any(small[:end] in ordinary for end in range(_SHORTEST_PART + 1, min(length - 3, _LONGEST_FIRST_PART)))


def without_genitive(text: str, signs: NameSigns) -> str:
    """ "Norland" of "Norlands", "Landtag" of "Landtages"; empty where the words are no known name or body in the genitive."""
    for ending in ("es", "s"):
        bare = text.removesuffix(ending)
        known = bare in signs.places or bare in signs.organisations or bare.lower().endswith(signs.organisation_endings)
        if bare != text and known and text not in signs.places and text not in signs.organisations:
            return bare
    return ""


def is_from_town(word: str, signs: NameSigns) -> bool:
    """ "Kelmauer" of "Kelmau", "Dresdner" of "Dresden", "Bremer" of "Bremen": where somebody or something is from."""
    if not signs.capital_nouns or not word.endswith("er"):
        return False
    town = word[:-2]
    return (
        town in signs.origins
        or town + "en" in signs.origins
        or (town[-1:] == "n" and town[:-1] + "en" in signs.origins)
    )


def is_given(word: str, signs: NameSigns) -> bool:
    """A given name, also two with a hyphen."""
    first, hyphen, second = word.partition("-")
    return word in signs.given or (bool(hyphen) and first in signs.given and second in signs.given)


def is_part_of_place(word: str, signs: NameSigns) -> bool:
    """ "Südnorland": a known place with a point of the compass before it."""
    prefix = next((p for p in signs.region_prefixes if word.startswith(p)), "")
    rest = word[len(prefix) :].lstrip("-").capitalize()
    return bool(prefix) and (rest in signs.places or rest.removesuffix("s") in signs.places)


def is_naming_adjective(word: str, signs: NameSigns) -> bool:
    """An adjective that has a capital only in names: "der Grüne Bund"."""
    small = word.lower()
    stem = next((small.removesuffix(end) for end in ADJECTIVE_CASES if small.endswith(end)), "")
    adjective = stem in signs.naming_adjectives or (len(stem) > 5 and stem.endswith(signs.naming_endings))
    own = "-" not in word or word.rpartition("-")[2][:1].isupper()  # "US-amerikanisch"
    return adjective and own and bool(stem) and word not in signs.demonyms
