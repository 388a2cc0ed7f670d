"""The words of a language by which a sentence is judged, from languages/<code>/summary.toml and the tables beside it.

In: a language. Out: its `Signs`, with phrases that are found in one pass over a sentence's words.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from briefgen.convert.language import Language
from briefgen.lines import fold

_WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True)
class Phrases:
    """Phrases by their first word, each as its words."""

    by_first: dict[str, tuple[tuple[str, ...], ...]]

    def opens(self, words: list[str]) -> bool:
        """Whether a sentence of these words opens with one of the phrases."""
        return any(tuple(words[: len(phrase)]) == phrase for phrase in self.by_first.get(words[0], ()) if words)


@dataclass(frozen=True, slots=True)
class PhraseKinds:
    """Phrases of several kinds by their first word: found all in one pass over a sentence's words."""

    by_first: dict[str, tuple[tuple[tuple[str, ...], str, str], ...]]

    def find(self, words: list[str], text: str) -> set[str]:
        """The kinds of the phrases that stand among the words; one that points elsewhere must stand as written in the text."""
        by_first = self.by_first
        return {
            kind
            for at, word in enumerate(words)
            if word in by_first
            for phrase, written, kind in by_first[word]
            if tuple(words[at : at + len(phrase)]) == phrase
            and (kind != "pointing" or _stands_as_written(written, text))
        }


@dataclass(frozen=True, slots=True)
class Signs:
    leaning: Phrases
    standing: Phrases
    half_leaning: frozenset[str]
    going_on: frozenset[str]
    articles: frozenset[str]
    openers: frozenset[str]
    pronouns: frozenset[str]
    possessives: frozenset[str]
    demonstratives: frozenset[str]
    last_pointers: frozenset[str]
    objects: frozenset[str]
    counting: frozenset[str]
    own_voice: frozenset[str]
    speech: frozenset[str]
    verb_first: bool
    background: Phrases
    kinds: PhraseKinds
    back: dict[str, frozenset[str]]
    months: frozenset[str]
    verbs: frozenset[str]
    verb_endings: tuple[str, ...]
    common: frozenset[str]
    teasing: frozenset[str]
    headline_verbs: frozenset[str]
    headline_verb_endings: tuple[str, ...]
    pointers: frozenset[str]
    last_determiners: frozenset[str]
    pointed_alone: frozenset[str]
    participle_endings: tuple[str, ...]
    asides: tuple[str, ...]
    some: frozenset[str]
    fragments: frozenset[str]
    definite: frozenset[str]
    ages: frozenset[str]
    known_alone: frozenset[str]
    links: frozenset[str]
    past: frozenset[str]
    own_answers: frozenset[str]
    past_endings: tuple[str, ...]


_SETS = (
    "half_leaning",
    "going_on",
    "articles",
    "openers",
    "pronouns",
    "possessives",
    "demonstratives",
    "last_pointers",
    "objects",
    "counting",
    "own_voice",
    "months",
    "verbs",
    "teasing",
    "pointers",
    "last_determiners",
    "pointed_alone",
    "some",
    "fragments",
    "definite",
    "ages",
    "known_alone",
    "links",
    "past",
    "own_answers",
)
"""Fields of `Signs` that are lists of summary.toml of the same name."""


@cache
def load_signs(language: Language) -> Signs:
    return Signs(
        leaning=_phrases("leaning", language),
        standing=_phrases("standing", language),
        background=_phrases("background", language),
        kinds=_kinds(("pointing", "background", "empty", "scenes", "news"), language),
        back=_words_before(language.words("summary", "pointing_back")),
        speech=frozenset(language.words("quotes", "verbs")),
        verb_first=bool(language.table("summary").get("verb_first", False)),
        common=frozenset(language.words("stopwords", "words")),
        headline_verbs=_headline_verbs(language),
        verb_endings=language.words("summary", "verb_endings"),
        headline_verb_endings=language.words("summary", "headline_verb_endings"),
        participle_endings=language.words("summary", "participle_endings"),
        past_endings=language.words("summary", "past_endings"),
        asides=language.words("summary", "asides"),
        **{key: frozenset(language.words("summary", key)) for key in _SETS},
    )


def _headline_verbs(language: Language) -> frozenset[str]:
    """What the verb of a headline may be: verbs of its own list, of speech, of news. Empty without that list."""
    own = language.words("summary", "headline_verbs")
    return (
        frozenset((*own, *language.words("quotes", "verbs"), *language.words("summary", "news")))
        if own
        else frozenset()
    )


def _words_before(phrases: Iterable[str]) -> dict[str, frozenset[str]]:
    """Of phrases of two words, the second words with the first ones that they have."""
    pairs = [tuple(phrase.split()) for phrase in phrases]
    return {last: frozenset(pair[0] for pair in pairs if pair[-1] == last) for last in {pair[-1] for pair in pairs}}


def _phrases(key: str, language: Language) -> Phrases:
    by_first: dict[str, tuple[tuple[str, ...], ...]] = {}
    for written in language.words("summary", key):
        if words := tuple(_WORD.findall(written)):
            by_first[words[0]] = (*by_first.get(words[0], ()), words)
    return Phrases(by_first)


def _kinds(keys: Iterable[str], language: Language) -> PhraseKinds:
    by_first: dict[str, tuple[tuple[tuple[str, ...], str, str], ...]] = {}
    for kind, written in ((key, written) for key in keys for written in language.words("summary", key)):
        if words := tuple(_WORD.findall(written)):
            by_first[words[0]] = (*by_first.get(words[0], ()), (words, written, kind))
    return PhraseKinds(by_first)


def _stands_as_written(phrase: str, text: str) -> bool:
    return phrase in fold(text).lower()
