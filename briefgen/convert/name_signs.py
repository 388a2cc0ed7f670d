"""What the tables of a language say of names, made ready for look-up: titles, given names, places, endings.

Topics `entities`, `given_names`, `places`, and function words of `stopwords`. The pattern `run` finds capitalised words in a
row; which of them name anything is decided by `name_shapes` and `names`.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

from briefgen.convert.language import SHIPPED, Language
from briefgen.model import EntityKind

Gender = Literal["female", "male"]

_UPPER = "".join(c for c in map(chr, range(0x41, 0x530)) if c.isupper()) + "".join(
    c for c in map(chr, range(0x1E00, 0x1F00)) if c.isupper()
)
# Accents may follow their letter as marks of their own (NFD): a name must not end between the two.
_LETTER = r"[\w\u0300-\u036f]"
# "Lisbon-based", "US-led" name the place alone.
_QUALIFIED = r"(?!-(?:[a-z]+ed|[a-z]+ing|led|born|style|wide|free|like|era|run|elect|area)\b)"
# "Sa’ar", but neither "They’re" nor "Qu’elle".
_INNER_MARK = r"(?<=\w\w)(?<![Qq]u)['’](?!(?:re|ve|ll)\b)(?=[a-z]{2})"
_CAPITALISED = (
    rf"(?:(?:[{_UPPER}]\.)+(?:[{_UPPER}]\b)?"
    rf"|[{_UPPER}]{_LETTER}*(?:{_QUALIFIED}(?:['’](?=[{_UPPER}])|{_INNER_MARK}|[-–.&](?=\w)){_LETTER}+)*)"
)


KINDS: tuple[EntityKind, ...] = ("person", "organisation", "place")

# What `NameSigns` takes from the table `entities` as it stands, under the same name.
_AS_THEY_STAND = (
    "office_words",
    "demonyms",
    "organisation_first",
    "organisation_last",
    "company_last",
    "clubs",
    "foreign_joiners",
    "street_last",
    "named_after",
    "contracted",
    "place_first",
    "place_last",
    "place_prepositions",
    "place_strong",
    "place_nouns",
    "place_followers",
    "body_followers",
    "body_adjectives",
    "not_names",
    "articles",
    "compass",
    "naming_adjectives",
    "particles",
    "generational",
    "no_entities",
    "body_nouns",
    "thing_nouns",
    "team_before",
    "team_after",
    "reporting",
    "papers",
    "paper_verbs",
    "list_joiners",
    "town_tails",
    "indefinite",
)
# The same of endings, which keep their order.
_ENDINGS_AS_THEY_STAND = (
    "title_endings",
    "organisation_endings",
    "adjective_endings",
    "naming_endings",
    "region_prefixes",
    "street_endings",
    "town_body_endings",
    "place_noun_endings",
    "site_endings",
    "abstract_endings",
    "adjective_bodies",
    "noun_endings",
    "place_endings",
)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class NameSigns:
    """The tables of a language, made ready: all words lower case but those of names."""

    run: re.Pattern[str]
    titles: frozenset[str]
    title_endings: tuple[str, ...]
    genders: dict[str, Gender]
    office_words: frozenset[str]
    given: dict[str, Gender | None]
    places: frozenset[str]
    origins: frozenset[str]
    demonyms: frozenset[str]
    organisations: frozenset[str]
    organisation_first: frozenset[str]
    organisation_last: frozenset[str]
    organisation_endings: tuple[str, ...]
    body_sorts: frozenset[str]
    company_last: frozenset[str]
    clubs: frozenset[str]
    foreign_joiners: frozenset[str]
    street_last: frozenset[str]
    sorts: frozenset[str]
    first_words: frozenset[str]
    street_endings: tuple[str, ...]
    named_after: frozenset[str]
    adjective_endings: tuple[str, ...]
    noun_endings: tuple[str, ...]
    contracted: frozenset[str]
    place_first: frozenset[str]
    place_last: frozenset[str]
    place_prepositions: frozenset[str]
    place_strong: frozenset[str]
    place_nouns: frozenset[str]
    place_followers: frozenset[str]
    body_followers: frozenset[str]
    place_endings: tuple[str, ...]
    place_like_endings: tuple[str, ...]
    body_adjectives: frozenset[str]
    tails: dict[str, tuple[str, ...]]
    not_names: frozenset[str]
    openers: frozenset[str]
    function: frozenset[str]
    articles: frozenset[str]
    joiners: frozenset[str]
    small: frozenset[str]
    ands: frozenset[str]
    body_endings: tuple[str, ...]
    region_prefixes: tuple[str, ...]
    naming_adjectives: frozenset[str]
    naming_endings: tuple[str, ...]
    compass: frozenset[str]
    particles: frozenset[str]
    generational: frozenset[str]
    common: frozenset[str]
    ordinary: frozenset[str]
    nouns: frozenset[str]
    small_bodies: re.Pattern[str] | None
    foreign: frozenset[str]
    no_entities: frozenset[str]
    body_nouns: frozenset[str]
    thing_nouns: frozenset[str]
    capital_nouns: bool
    cues: frozenset[str]
    sport: frozenset[str]
    team_before: frozenset[str]
    team_after: frozenset[str]
    reporting: frozenset[str]
    papers: frozenset[str]
    paper_verbs: frozenset[str]
    list_joiners: frozenset[str]
    town_tails: frozenset[str]
    indefinite: frozenset[str]
    town_body_endings: tuple[str, ...]
    place_noun_endings: tuple[str, ...]
    site_endings: tuple[str, ...]
    abstract_endings: tuple[str, ...]
    adjective_bodies: tuple[str, ...]
    town_like_endings: tuple[str, ...]


@cache
def load_signs(language: Language) -> NameSigns:
    """The name tables of a language as sets and patterns."""

    def words(key: str, topic: str = "entities") -> frozenset[str]:
        return frozenset(language.words(topic, key))

    def endings(key: str) -> tuple[str, ...]:
        return language.words("entities", key)

    as_they_stand: dict[str, Any] = {key: words(key) for key in _AS_THEY_STAND}
    as_they_stand |= {key: endings(key) for key in _ENDINGS_AS_THEY_STAND}
    towns = str(language.table("towns").get("names", "")).strip().splitlines()
    places, bodies = (
        _with_swiss_forms(words("names", "places") | frozenset(towns)),
        _with_swiss_forms(words("organisation_names")),
    )
    genders = _find_genders(language)
    capital = bool(language.table("entities").get("capital_nouns"))
    of, ands, stopwords = words("of"), words("and"), words("words", "stopwords")
    small = of | ands | words("particles") | words("foreign_joiners")
    return NameSigns(
        run=_compile_run(language),
        titles=words("titles") | genders.keys(),
        genders=genders,
        given=_find_given(language),
        places=places,
        origins=places - frozenset(towns),
        sorts=words("organisation_last") | words("company_last") | words("place_last") | words("street_last") | {"&"},
        first_words=frozenset(n.partition(" ")[0] for n in places | bodies)
        | words("organisation_first")
        | words("place_first")
        | words("clubs"),
        organisations=bodies,
        body_sorts=words("organisation_endings"),
        body_endings=endings("body_nouns") if capital else (),
        town_like_endings=endings("town_like_endings") + endings("place_endings") + endings("street_endings"),
        place_like_endings=endings("place_endings") + endings("street_endings"),
        tails=_find_tails(places | bodies, small),
        openers=words("openers") | stopwords | words("articles"),
        function=stopwords,
        joiners=of | ands,
        small=small,
        ands=ands,
        common=words("common") | {word.lower() for word in words("organisation_first") | words("organisation_last")},
        ordinary=_with_swiss_forms((*_read_list(language, "ordinary"), *_read_list(language, "nouns"))),
        nouns=_with_swiss_forms(_read_list(language, "dictionary")),
        foreign=_load_english() - words("particles") if capital else frozenset(),
        small_bodies=_compile_words(language.words("entities", "small_bodies")),
        capital_nouns=capital,
        cues=words("verbs", "quotes"),
        sport=words("sport_words"),
        **as_they_stand,
    )


def _read_list(language: Language, topic: str) -> list[str]:
    """The words of a table that is one long list."""
    return str(language.table(topic).get("words", "")).split()


@cache
def _load_english() -> frozenset[str]:
    """English words that are seldom names: titles, bands and programmes are made of them in any language."""
    text = (SHIPPED / "en" / "ordinary.toml").read_text(encoding="utf-8")
    return frozenset(str(tomllib.loads(text)["words"]).split())


def _with_swiss_forms(words: Iterable[str]) -> frozenset[str]:
    """The words, also as where no sharp s is written: "Weissen Haus"."""
    known = frozenset(words)
    return known | {w.replace("ß", "ss") for w in known if "ß" in w}


def _find_given(language: Language) -> dict[str, Gender | None]:
    """Each given name with whose it is, None where both bear it."""
    male, female = set(language.words("given_names", "male")), set(language.words("given_names", "female"))
    given: dict[str, Gender | None] = dict.fromkeys(male & female)
    return given | dict.fromkeys(male - female, "male") | dict.fromkeys(female - male, "female")


def _find_genders(language: Language) -> dict[str, Gender]:
    """Each form of address that tells a person's gender, with it."""
    genders: dict[str, Gender] = dict.fromkeys(language.words("entities", "male_titles"), "male")
    return genders | dict.fromkeys(language.words("entities", "female_titles"), "female")


def _find_tails(names: frozenset[str], small: frozenset[str]) -> dict[str, tuple[str, ...]]:
    """For the first word of each known name that goes on in small letters, how it goes on. `small`: words that a run joins
    anyway."""
    tails: dict[str, tuple[str, ...]] = {}
    for name in sorted(names, key=lambda n: (-len(n), n)):
        first, space, rest = name.partition(" ")
        if space and (rest.islower() or _goes_on_small(rest, small)):
            tails[first] = (*tails.get(first, ()), space + rest)
    return tails


def _goes_on_small(rest: str, small: frozenset[str]) -> bool:
    """ "es Salaam" behind "Dar": a word in small letters that no other name has."""
    word = rest.partition(" ")[0]
    return word.islower() and word not in small


def _compile_run(language: Language) -> re.Pattern[str]:
    """Capitalised words in a row, with the small words that may stand between two of them."""
    dotted = sorted(set(_dotted(language)), key=lambda w: (-len(w), w))
    titles = "|".join(re.escape(w[:1].upper() + w[1:]) for w in dotted)
    small = sorted(
        {
            *language.words("entities", "particles"),
            *language.words("entities", "of"),
            *language.words("entities", "and"),
            *language.words("entities", "foreign_joiners"),
        },
        key=lambda w: (-len(w), w),
    )
    between = "|".join(re.escape(w) for w in small)
    owners = "|".join(map(re.escape, language.words("entities", "owners")))
    saints = "|".join(map(re.escape, language.words("entities", "saints")))
    word = rf"(?:(?:{titles})(?=[\s,)])|(?:al-|el-|[dl]['’])?{_CAPITALISED})" if titles else _CAPITALISED
    if owners:
        word = rf"(?:(?:{owners})(?:['’]s?|s['’])(?= [{_UPPER}])|{word})"  # "Women’s League"
    if saints:
        word = rf"(?:(?:{saints}) {_CAPITALISED}['’]s?(?= [{_UPPER}])|{word})"  # "St Ada’s School"
    return re.compile(rf"(?<![\w@#/])(?<!\w[’']){word}(?:(?:[ \u00a0](?:(?:{between})[ \u00a0]){{0,2}}){word})*")


def _compile_words(words: Iterable[str]) -> re.Pattern[str] | None:
    """Any of the words, standing alone; None where there are none."""
    ordered = sorted(words, key=lambda w: (-len(w), w))
    return re.compile(rf"(?<![\w.@/-])(?:{'|'.join(map(re.escape, ordered))})(?![\w@/-]|\.\w)") if ordered else None


def _dotted(language: Language) -> Iterator[str]:
    for key in ("titles", "male_titles", "female_titles", "compass", "place_first"):
        yield from (w for w in language.words("entities", key) if w.endswith("."))
    yield from (w for w in language.words("places", "names") if w.endswith(".") and " " not in w)
