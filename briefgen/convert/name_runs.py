"""A run of capitalised words, and where every noun has a capital: which stretches of it may be a name.

In: the words of a run and the line around them. Out: stretches, as indices of words. A known name, a given name and what follows
it, an office and who holds it, a body with its place, words that are no nouns of the language. Says nothing of what a name names.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Set
from dataclasses import dataclass
from functools import lru_cache

from briefgen.convert.name_neighbours import is_site, is_town_body, leads_to_place, stands_as_paper
from briefgen.convert.name_nouns import (
    ADJECTIVE_CASES,
    is_from_town,
    is_given,
    is_naming_adjective,
    is_part_of_place,
    is_strange_noun,
    may_begin_name,
)
from briefgen.convert.name_offices import is_title
from briefgen.convert.name_scores import (
    BEFORE_WORD,
    CLOSING,
    DOMAIN,
    OPENING,
    ends_like_body,
    has_inner_capital,
    is_body_sort,
)
from briefgen.convert.name_signs import NameSigns

_LONGEST_KNOWN = 4
_LONGEST_PERSON = 5
_LONGEST_ACRONYM = 8
_SHORTEST_ORIGIN = 6


@dataclass(slots=True)
class Run:
    """A run taken into words with their places in the line. `lower`: words that the article also prints in small letters."""

    line: str
    words: list[str]
    starts: list[int]
    lower: frozenset[str] = frozenset()

    def end(self, index: int) -> int:
        """Where the word ends in the line."""
        return self.starts[index] + len(self.words[index])


@lru_cache(maxsize=50_000)
def is_plain(word: str, signs: NameSigns) -> bool:
    """Whether the word is a noun of the language and begins no name by itself, whatever follows it."""
    if not word[1:].islower() or not word.isalpha() or may_begin_name(word, signs):
        return False
    small = word.lower()
    begins = (
        word in signs.first_words
        or word in signs.sorts
        or word.removesuffix("s") in signs.first_words
        or is_from_town(word, signs)
        or word in signs.given
        or is_title(word, signs)
        or _is_body(word, signs)
        or is_naming_adjective(word, signs)
        or is_part_of_place(word, signs)
    )
    begins = begins or word.capitalize() in signs.papers or is_town_body(word, signs)
    leads = small in signs.place_nouns or leads_to_place(word, signs) or small.endswith(signs.body_endings)
    return not (begins or leads or word.endswith(signs.place_like_endings))


def split_nouns(run: Run, opens: bool, signs: NameSigns) -> Iterator[tuple[int, int]]:
    """The stretches that may be names, from left to right. `opens`: the run begins a sentence, where any word has a capital."""
    words = run.words
    if _is_quoted_body(run, signs):
        yield 0, len(words)  # "die Zeitung „Kelmauer Bote“"
        return
    index = 1 if opens and words[0].lower() in signs.openers and not is_known(words, 0, 2, signs) else 0
    company = not signs.company_last.isdisjoint(words)
    while index < len(words):
        if index and is_site(words[index - 1], words[index], signs):
            yield index, index + 1  # "Kelmauer Westbahnhof"
            index += 1
            continue
        sorted_behind = index + 1 < len(words) and words[index + 1] in signs.sorts
        if is_plain(words[index], signs) and not sorted_behind and not company:
            index += 1
            continue
        small = words[index].lower()
        if (small in signs.place_nouns or leads_to_place(small, signs)) and _has_capital(words, index + 1):
            index += 1  # "Ortsteil Kelmau"
            length = _count_known(words, index, signs) or max(
                words[index].lower() not in signs.openers, _count_strange(words, index, signs)
            )
        elif small.endswith(signs.body_endings) and _describes(words, index, signs):
            index += 1  # "Nachrichtenagentur Kelpress"
            length = _count_name(run, index, False, signs) or int(_is_strange_at(words, index, signs))
        else:
            length = _count_name(run, index, opens and index == 0, signs)
        if length:
            yield index, index + length
        index += max(1, length)


def _describes(words: list[str], index: int, signs: NameSigns) -> bool:
    """Whether the noun says what the name behind it is, and is not the name's own first word."""
    own = words[index] in signs.given or is_known(words, index, 2, signs)
    return _has_capital(words, index + 1) and not own


def _is_quoted_body(run: Run, signs: NameSigns) -> bool:
    """Whether the whole run stands in quotation marks behind a noun that says what sort of body it is."""
    start, end = run.starts[0], run.end(len(run.words) - 1)
    if not signs.body_endings or len(run.words) > _LONGEST_KNOWN or run.line[end : end + 1] not in CLOSING:
        return False
    before = _BODY_BEFORE.match(run.line[max(0, start - 30) : start][::-1])
    return before is not None and before[1][::-1].lower().endswith(signs.body_endings)


_BODY_BEFORE = re.compile(rf"[{re.escape(''.join(OPENING))}] (\w+)")


def _has_capital(words: list[str], index: int) -> bool:
    """Whether there is a word with a capital, also behind an Arabic article ("al-Kelmar")."""
    return index < len(words) and (words[index][:1].isupper() or words[index][3:4].isupper())


def _count_name(run: Run, index: int, opens: bool, signs: NameSigns) -> int:
    """How many words from there on may be one name; 0 where none begins. `opens`: a sentence begins there."""
    words = run.words
    length = _count_certain(run, index, signs)
    if not length and not opens and _is_named_by_adjective(words, index, signs):
        length = 2 + (is_naming_adjective(words[index + 1], signs) and _has_capital(words, index + 2))
    if not length and is_from_town(words[index], signs) and _is_named_by_adjective(words, index + 1, signs):
        length = 3  # "Kelmauer Neuen Zeitung"
    if length in (2, 3) and is_naming_adjective(words[index], signs):
        length += _count_town(words, index + length, signs)
    length = length or int(_is_place_by_shape(run, index, signs)) or _count_strange(words, index, signs)
    return length and _find_foreign_end(words, index + length, signs) - index


def _count_town(words: list[str], index: int, signs: NameSigns) -> int:
    """How many words are the town behind a body with an adjective: "Technische Universität Kelmau"."""
    body = words[index - 1].lower().endswith(signs.adjective_bodies)
    return int(body and index < len(words) and words[index] in signs.places)


def _count_certain(run: Run, index: int, signs: NameSigns) -> int:
    """How many words from there on are a known name, an office with who holds it, a person by the given name, or a body."""
    words = run.words
    word = words[index]
    goods = word.lower() in signs.ordinary and words[index + 2 : index + 3] and is_plain(words[index + 2], signs)
    if words[index + 1 : index + 2] == ["&"] and not goods and _has_capital(words, index + 2):
        return 3 + (words[index + 3 : index + 4] != [] and words[index + 3] in signs.company_last)  # "Doe & Roe AG"
    if company := _count_company(words, index, signs):
        return company
    length = _count_known(words, index, signs)
    given = is_given(word, signs) and word not in signs.not_names
    if length == 1 and given and _is_strange_at(words, index + 1, signs):
        return _count_person(words, index, signs)  # "Stanley Doe"
    if length and word not in signs.organisation_first:
        return length
    if is_title(word, signs):
        titles = next(
            (n for n in range(1, len(words) - index) if not is_title(words[index + n], signs)), len(words) - index
        )
        return titles + _count_after_title(words, index + titles, signs)
    if given and (count := _count_person(words, index, signs)) > 1:
        return count
    if word in signs.place_first and _has_capital(words, index + 1) and words[index + 1].lower() not in signs.ordinary:
        return 1 + max(1, _count_strange(words, index + 1, signs))  # "Bad Kelmau"
    if _INITIALS.fullmatch(word) and _is_strange_at(words, index + 1, signs):
        return 1 + _count_strange(words, index + 1, signs)  # "J.R. Doe"
    return max(_count_signed(run, index, signs), length)


def _count_company(words: list[str], index: int, signs: NameSigns) -> int:
    """How many words from there on lead to a company's sign: "Kelmar Energie AG"; 0 where a noun only describes it."""
    if signs.company_last.isdisjoint(words):
        return 0
    last = next((i for i in range(index + 1, min(index + 5, len(words))) if words[i] in signs.company_last), 0)
    if not last or not all(w[:1].isupper() for w in words[index:last]):
        return 0
    strange = _is_strange_at(words, index + 1, signs) and words[index + 1] not in signs.places
    described = strange and words[index].lower() in signs.ordinary
    return 0 if described or last == index + 1 or is_title(words[index], signs) else last + 1 - index


_INITIALS = re.compile(r"(?:\w\.)+")


def _find_foreign_end(words: list[str], end: int, signs: NameSigns) -> int:
    """Index after what an English joining word leads to: "University of Kelmouth"."""
    while end + 1 < len(words) and words[end] in signs.foreign_joiners and _has_capital(words, end + 1):
        end += 2
        while _has_capital(words, end) and words[end].lower() not in signs.ordinary:
            end += 1
    return end


def is_known(words: list[str], first: int, length: int, signs: NameSigns) -> bool:
    """Whether so many words from there on are a place or a body that the tables know."""
    if first + length > len(words):
        return False
    text = " ".join(words[first : first + length])
    bare = text.removesuffix("s")
    known = text in signs.places or text in signs.organisations or bare in signs.places
    known = known or (signs.capital_nouns and len(bare) > 3 and bare in signs.organisations)
    return known and text not in signs.not_names


def _count_known(words: list[str], index: int, signs: NameSigns) -> int:
    """How many words from there on are a known name, with the sort of body behind it: "Kelmouth Post"."""
    rest = min(_LONGEST_KNOWN, len(words) - index)
    length = next((n for n in range(rest, 0, -1) if is_known(words, index, n, signs)), 0)
    while length and index + length < len(words) and words[index + length] in signs.sorts:
        length += 1
    return length


def _is_named_by_adjective(words: list[str], index: int, signs: NameSigns) -> bool:
    """ "dem Grünen Bund": within a sentence, an adjective has a capital only in a name."""
    if index >= len(words) or not _has_capital(words, index + 1) or not is_naming_adjective(words[index], signs):
        return False
    noun = words[index + 1]
    plain = noun.isalpha() and not noun.isupper() and not is_title(noun, signs)
    return plain and noun not in signs.no_entities and noun not in signs.given


def _count_signed(run: Run, index: int, signs: NameSigns) -> int:
    """How many words from there on look like the name of a body, with what it is for."""
    words = run.words
    word, beside = words[index], words[index + 1] if index + 1 < len(words) else ""
    if stands_as_paper(word, run.line, run.starts[index], run.end(index), signs):
        return 1  # "laut Spiegel"
    known = _count_known(words, index + 1, signs) if beside else 0
    if word in signs.organisation_first and beside and (length := _count_led(words, index, known, signs)):
        return length
    club = beside in signs.clubs or (beside in signs.organisation_first and beside.isupper())
    if is_from_town(word, signs) and (
        club or beside.lower().endswith(signs.organisation_endings) or beside in signs.street_last
    ):
        return 2  # "Kelmauer Stadtwerke", "Kelmauer Straße"
    if beside in signs.foreign_joiners and word in signs.sorts and _has_capital(words, index + 2):
        return 1  # "University of Kelmau"
    if beside in signs.joiners and _is_body(word, signs) and _has_capital(words, index + 2):
        return min(len(words) - index, 4)  # "Bundesamt für Seefahrt"
    if known and (_is_body(word, signs) or is_town_body(word, signs)):
        return 1 + known  # "Oberlandesgericht Kelmau"
    if not _is_signed(words, index, signs):
        return 0
    length = 2 if beside in signs.organisation_last else 1
    if length == 2 and words[index + 2 : index + 3] and words[index + 2] in signs.organisation_last:
        length = 3
    if word.isupper() and beside.isupper() and len(beside) > 1:
        return 2  # "NGC KLS"
    if word.isupper() and not known and is_strange_noun(beside, signs) and beside not in signs.given:
        length = 1 + _count_strange(words, index + 1, signs, led=True)  # "NGC Kelmar"
    following = index + length
    if (
        words[following - 1] in signs.organisation_last
        and words[following : following + 1]
        and words[following] in signs.joiners
    ):
        length += 2
    return min(length, len(words) - index)


def _count_led(words: list[str], index: int, known: int, signs: NameSigns) -> int:
    """The same behind a word that bodies begin with. `known`: how many words behind it are a known name."""
    word, beside = words[index], words[index + 1]
    if known:
        more = _count_known(words, index + 1 + known, signs) if word in signs.clubs or not word[1:].islower() else 0
        return 1 + known + more  # "Universität Kelmau", "FC Norland Kelmau"
    if ends_like_body(beside, signs):
        return 2  # "Internationaler Gerichtshof"
    if not word[1:].islower() or word in signs.clubs:
        return 1 + (_count_strange(words, index + 1, signs) or beside.lower() not in signs.ordinary)  # "SV Kelmau"
    if not word.endswith(ADJECTIVE_CASES) and _is_strange_at(words, index + 1, signs):
        return 1 + _count_strange(words, index + 1, signs)  # "Radio Kelmar"
    return 0


def _is_body(word: str, signs: NameSigns) -> bool:
    """Whether the noun is a sort of body, or a compound of one: "Landgericht"."""
    return is_body_sort(word, signs) or ends_like_body(word, signs)


def _is_signed(words: list[str], index: int, signs: NameSigns) -> bool:
    """Whether a noun looks like the name of a body: capitals inside it, the ending of an authority, a company's sign."""
    word = words[index]
    following = words[index + 1] if index + 1 < len(words) else ""
    if word in signs.not_names:
        return False
    return (
        (word.isupper() and 2 <= len(word) <= _LONGEST_ACRONYM and word[1:] != ".")
        or (has_inner_capital(word) and not _ends_in_noun(word, signs))
        or DOMAIN.search(word) is not None
        or (word[:1].isupper() and ends_like_body(word, signs))
        or (following in signs.organisation_last and word[:1].isupper())
        or _names_after(word, signs.named_after, signs)
    )


def _ends_in_noun(word: str, signs: NameSigns) -> bool:
    """ "KelBank-Gouverneur": a compound that only begins with a name."""
    _, hyphen, last = word.rpartition("-")
    return bool(hyphen) and (last.lower() in signs.ordinary or is_title(last, signs))


def _names_after(word: str, sorts: Set[str], signs: NameSigns) -> bool:
    """Whether it is a sort of body or place with somebody's name before it: "Ada-Lind-Institut", "Kelmar-Stadion"."""
    if "-" not in word:
        return False
    *before, last = word.split("-")
    named = before[0] in signs.given or (is_strange_noun(before[0], signs) and before[0] not in signs.demonyms)
    return last in sorts and named


def _is_place_by_shape(run: Run, index: int, signs: NameSigns) -> bool:
    """ "in Kelmstadt": a preposition right before a single word that ends like a place; "in der Altstadt" has an article.
    Or "Südnorland", "Ada-Lind-Halle", and "Kelmau Park" with the sort of place behind it."""
    word = run.words[index]
    street = bool(signs.street_endings) and word.endswith(signs.street_endings) and word.lower() not in signs.ordinary
    if street or _names_after(word, signs.place_last, signs) or is_part_of_place(word, signs):
        return True
    if len(word) < 6 or not word.endswith(signs.place_endings) or word.lower() in run.lower or _is_plural(word, signs):
        return False
    before = BEFORE_WORD.match(run.line[max(0, run.starts[index] - 12) : run.starts[index]][::-1])
    return before is not None and before.group(1)[::-1].lower() in signs.place_prepositions


def _is_plural(word: str, signs: NameSigns) -> bool:
    """Whether it is a noun of the language in the plural: "Flüchtlingen"."""
    small = word.lower()
    return any(small.removesuffix(end) in signs.ordinary for end in ("e", "n", "en", "er", "ern"))


def _count_strange(words: list[str], index: int, signs: NameSigns, *, person: bool = False, led: bool = False) -> int:
    """How many words from there on are no nouns of the language, with small words between; none for "Kelmauer Bürger".
    `person`: an office stands before them, so that a given name begins no other name."""
    last = index
    while last < min(index + _LONGEST_PERSON, len(words)):
        if last > index and not person and _begins_another(words, last, signs):
            break
        if last == index + 1 and _leads_to_noun(words, last, signs):
            break
        if (
            may_begin_name(words[last], signs)
            if last == index and not (person or led)
            else is_strange_noun(words[last], signs)
        ):
            last += 1
        elif last > index and _joins_foreign(words, last, signs):
            last += 2
        elif last > index and (words[last] in signs.organisation_last or words[last] in signs.place_last):
            last += 1  # "Kelmar Tower"
        else:
            break
    joined = words[last : last + 1] != [] and words[last] in signs.foreign_joiners
    if last == index + 1 and words[index].lower() in signs.foreign and not (person or led or joined):
        return 0  # one English word is no name yet
    from_place = last == index + 1 and words[index].endswith(signs.adjective_endings)
    return 0 if from_place and _has_capital(words, last) else last - index


def _leads_to_noun(words: list[str], index: int, signs: NameSigns) -> bool:
    """Whether a noun stands there behind a genitive or where somebody is from: "Brelvons Amtszeit", "Kelmauer Hausfrau"."""
    owner = words[index - 1]
    leads = is_genitive(owner, signs) or (owner.endswith(signs.adjective_endings) and len(owner) > _SHORTEST_ORIGIN)
    return leads and words[index] not in signs.sorts and not may_begin_name(words[index], signs)


def _begins_another(words: list[str], index: int, signs: NameSigns) -> bool:
    """Whether another name begins there: "Routinier | Jane Doe", "Gründer | Norlands"."""
    word = words[index]
    if is_title(word, signs) or is_known(words, index, 1, signs):
        return True
    return is_given(word, signs) and _has_capital(words, index + 1)


def _joins_foreign(words: list[str], index: int, signs: NameSigns) -> bool:
    """Whether a small word that is none of the language joins two strange ones: "Doe da Roe"."""
    word = words[index]
    strange = _has_capital(words, index + 1) and words[index + 1].lower() not in signs.ordinary
    foreign = word not in signs.articles and word not in signs.place_prepositions
    return strange and foreign and (word.lower() in signs.particles or word in signs.foreign_joiners)


def _is_strange_at(words: list[str], index: int, signs: NameSigns) -> bool:
    return index < len(words) and is_strange_noun(words[index], signs)


def _count_person(words: list[str], first: int, signs: NameSigns) -> int:
    """How many words from there on are a person's name: given names and particles, a surname, and more that are no nouns."""
    if words[first].lower() in signs.ordinary and words[first + 1 : first + 2] and words[first + 1] in signs.small:
        return 0  # "Roman von Jane Doe"
    index = first
    while index < len(words) and (
        is_given(words[index], signs)
        or (index > first and (_leads_to_surname(words, index, signs) or words[index][1:] == "."))
    ):
        index += 1
    title = index < len(words) and is_title(words[index], signs) and _has_capital(words, index + 1)
    index += _has_capital(words, index) and not title  # "Jane Kaiser"
    while first + 1 < index < min(first + _LONGEST_PERSON, len(words)):
        if _joins_foreign(words, index, signs):
            index += 2
        elif _is_strange_at(words, index, signs) and not (
            is_genitive(words[index - 1], signs) or is_known(words, index, 1, signs)
        ):
            index += 1
        else:
            break
    return min(index, len(words)) - first


def is_genitive(word: str, signs: NameSigns) -> bool:
    """Whether a surname seems to have an ending: "Jane Brelvons Vertrag"."""
    return len(word) > 4 and word.endswith("s") and not word.endswith("ss") and word not in signs.given


def _leads_to_surname(words: list[str], index: int, signs: NameSigns) -> bool:
    """A particle, but not in "gab Jane den Preis"."""
    if words[index].lower() not in signs.particles:
        return False
    if words[index][:1].isupper() or words[index - 1].lower() in signs.particles:
        return index + 1 < len(words)  # "Van der Doe"
    behind = next((w for w in words[index + 1 :] if w not in signs.particles), "")
    return behind.lower() not in signs.ordinary


def _count_after_title(words: list[str], first: int, signs: NameSigns) -> int:
    """The words of the name behind an office: with a given name as everywhere, else up to two with a capital."""
    if _is_strange_at(words, first, signs) and not is_given(words[first], signs):
        if first + 1 < len(words) and is_given(words[first + 1], signs):
            return 1 + _count_person(words, first + 1, signs)
        return _count_strange(words, first, signs, person=True)
    count = _count_person(words, first, signs) if first < len(words) else 0
    following = first + count
    if count != 1 or following >= len(words) or is_given(words[first], signs):
        return count
    word = words[following]
    return count + (word[:1].isupper() and not is_title(word, signs) and word not in signs.not_names)
