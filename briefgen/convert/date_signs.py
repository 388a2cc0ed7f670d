"""The words of a language that say when something is, as expressions: what `date_outlook.py` looks for around a date."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache

from briefgen.convert.language import Language
from briefgen.convert.word_patterns import alternatives, first_words

# "After the first and only debate on Tuesday".
_NEAR_WORDS = 7
_CLOCK = (
    r"(?:\d{1,2}(?:[:.]\d\d)?(?: ?(?:am|pm|a\.m\.|p\.m\.|uhr|h))?|noon|midday|midnight)(?: [A-Z]{2,4})?(?: (?:on|am))?"
)
_OF_A_SIGN = (
    "future",
    "future_passive",
    "modals",
    "telling",
    "present_passive",
    "past_before",
    "past",
    "present",
)
_DIRECTLY = ("future_before", "future_unless_told", "past_directly")
_NEAR = ("future_near", "future_near_unless_told", "past_near")


@dataclass(frozen=True, slots=True, kw_only=True)
class DateSigns:
    """`sign` finds every word that says when, which begins with one of `starters` or ends in one of `endings`. `directly` and
    `near` end at the date, by the key of their words."""

    sign: re.Pattern[str]
    starters: frozenset[str]
    endings: tuple[str, ...]
    directly: Mapping[str, re.Pattern[str]]
    near: Mapping[str, re.Pattern[str]]
    set_for: re.Pattern[str]
    clause_end: re.Pattern[str]
    future_after: re.Pattern[str]
    sure: re.Pattern[str]
    breaks: re.Pattern[str]
    past_beside: re.Pattern[str]
    present_before: re.Pattern[str]
    present_after: re.Pattern[str]
    present_first: re.Pattern[str]
    past: frozenset[str]
    future_in_past: frozenset[str]
    conditional: frozenset[str]
    verb_final: bool


@cache
def date_signs(language: Language) -> DateSigns:
    """The signs of a language, from its `dates.toml`; those that it has no words for match nothing."""
    any_of = _lists(language)
    before = rf"(?: [\w’'.-]+){{0,{_NEAR_WORDS}}} $"
    past = _small_word(language, "past_endings_beside", "not_past")
    present, first = (_small_word(language, key, "not_present") for key in ("present_endings", "present_endings_first"))
    return DateSigns(
        sign=_sign(language),
        starters=first_words(word for key in _OF_A_SIGN for word in language.words("dates", key)) | {"to"},
        endings=(*language.words("dates", "past_endings"), *language.words("dates", "future_endings")),
        directly={key: _compile(rf"\b(?:{any_of(key)}) $") for key in _DIRECTLY},
        near={key: _compile(rf"\b(?:{any_of(key)}){before}") for key in _NEAR},
        # "for Monday", "for 8am on Monday", but "to blame for Monday's attack".
        set_for=_compile(rf"\b(?:{any_of('set_for')})(?: {_CLOCK})? $"),
        clause_end=re.compile(rf"[;:—–]|\s-\s|, (?:{any_of('clause_words')})\b"),
        future_after=_compile(
            rf"(?P<possessive>[’']s)?(?P<between>(?: [\w’'-]+){{0,3}}),? (?:{any_of('future_after')})\b"
        ),
        sure=_compile(rf"(?:{any_of('future_sure')}|\w+(?:{any_of('future_endings')}))\b"),
        breaks=_compile(rf"\b(?:{any_of('breaks')})\b"),
        past_beside=re.compile(rf"\b{past}(?: [^\W\d_]{{1,3}})? $"),
        # With the word between, "tagt am Freitag".
        present_before=re.compile(rf"\b{present} [^\W\d_]+ $"),
        present_after=re.compile(f" {present}"),
        present_first=re.compile(f" {first}"),
        past=frozenset(language.words("dates", "past")),
        future_in_past=frozenset(language.words("dates", "future_in_past")),
        conditional=frozenset(language.words("dates", "conditional")),
        verb_final=bool(language.table("dates").get("verb_final", False)),
    )


def _lists(language: Language) -> Callable[[str], str]:
    """By the key of a list of `dates.toml` an expression for any of its words."""
    return lambda key: alternatives(language.words("dates", key))


def _compile(expression: str) -> re.Pattern[str]:
    return re.compile(expression, re.IGNORECASE)


def _small_word(language: Language, endings: str, but: str) -> str:
    """A word in small letters with one of the endings, save some that only end so."""
    only_so = alternatives(language.words("dates", but))
    return rf"(?!(?:{only_so})\b)[a-zà-öø-ÿ]{{3,}}(?:{alternatives(language.words('dates', endings))})\b"


def _sign(language: Language) -> re.Pattern[str]:
    """Every word that says something of when, in the group of what it says."""
    any_of = _lists(language)
    futures, endings = "|".join(_futures(language)), any_of("past_endings")
    # "a shot", "to cut" are no verbs in the past, nor is the end of "rose-coloured".
    verb = "(?<!-)" + "".join(rf"(?<!\b{re.escape(word)} )" for word in language.words("dates", "no_past_after"))
    return _compile(
        rf"\b(?:(?P<future>{futures})"
        rf"|(?P<open>to (?:{any_of('infinitives')}))"
        rf"|(?P<telling>{any_of('telling')})"
        rf"|(?P<passive>(?:{any_of('present_passive')}) (?!(?:{any_of('future')})\b)\w+(?:{endings}))"
        rf"|{verb}(?P<past>(?:{any_of('past_before')}) \w+|{any_of('past')}"
        rf"|(?!(?:{any_of('not_past')})\b)\w\w+(?:{endings}))"
        rf"|(?P<present>{any_of('present')}))\b"
    )


def _futures(language: Language) -> list[str]:
    """What tells of the future, read with the verb that belongs to it: "could hit", "set to be held"."""
    any_of = _lists(language)
    adverb = rf" (?:{any_of('modal_adverbs')}|[^\W\d_]+(?:{any_of('adverb_endings')}))"
    futures = [
        rf"(?:{any_of('future_passive')}) \w+",
        rf"(?:{any_of('modals')})(?:{adverb})*(?: be)? [^\W\d_]+",
        rf"(?:{any_of('future')})(?:(?:(?<= to)| to)(?: be)? [^\W\d_]+)?",
    ]
    # What can never match would still be tried at every word.
    if language.words("dates", "future_endings"):
        futures.append(rf"(?!(?:{any_of('not_future')})\b)\w+(?:{any_of('future_endings')})")
    return futures
