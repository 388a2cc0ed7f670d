"""What a number counts: the noun after it, and what happened to those counted.

No tagger: a language says in `figures.toml` how its counted nouns look (a plural in -s, a capital) and which words end the
search. Ways of speaking ("two sides", "both things") and groups taken up again ("the two leaders") are no counts.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Any

from briefgen.convert.language import Language
from briefgen.convert.magnitudes import Numeral
from briefgen.convert.word_patterns import alternatives, ends_with

_WORD = re.compile("(?P<gap>[ \u00a0\u202f])(?P<word>[^\\W\\d_](?:[\\w’'.-]*\\w)?)")
_WORD_BEFORE = re.compile(r"(?<!\w)(\w+) $")
_MOST_WORDS = 5
_STATE_WORDS = 6
_SMALL = Decimal(12)


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """A counted noun: where it ends, its head, the words that say what is counted."""

    end: int
    unit: str | None
    subject: str | None


@cache
def count_reader(language: Language) -> CountReader:
    """The reader of a language's counted nouns."""
    return CountReader(language)


class CountReader:
    """Finds what a number counts; built once a language from its tables."""

    def __init__(self, language: Language) -> None:
        table: Mapping[str, Any] = language.table("figures")
        counts: Mapping[str, Any] = table.get("counts", {})
        self._nouns: str = table.get("nouns", "plural")
        self._people = frozenset(counts.get("people", ()))
        self._singular = frozenset(counts.get("singular_people", ()))
        self._plurals = frozenset(counts.get("plurals", ())) | self._people
        self._not_plurals = frozenset(counts.get("not_plurals", ()))
        self._verbs = frozenset(counts.get("verbs_or_nouns", ()))
        self._not_counted = frozenset(counts.get("not_counted", ()))
        self._taken_up = frozenset(counts.get("taken_up_by", ()))
        between = counts.get("between", ())
        self._numbers: Mapping[str, int] = table.get("numbers", {})
        numbers = alternatives(self._numbers)
        self._between = re.compile(rf" (?:{alternatives(between)})\b", re.I)
        self._ratio = re.compile(
            rf"(?: (?:{alternatives(counts.get('out_of', ()))})) (?:\d[\d.,]*|{numbers})(?=\s)", re.I
        )
        self._ratio_of = re.compile(
            rf" (?:{alternatives(counts.get('ratio', ()))}) (?P<whole>\d+|{numbers})(?![\w.,]\w|\w)", re.I
        )
        self._wholes = frozenset(counts.get("ratio_wholes", ()))
        self._adjectives = frozenset(phrase for phrase in between if " " not in phrase) | frozenset(
            counts.get("adjectives", ())
        )
        self._states = frozenset(counts.get("states", ()))
        self._states_of_people = frozenset(counts.get("states_of_people", ()))
        self._state_between = frozenset(counts.get("state_between", ()))
        self._endings = tuple(counts.get("endings", ("s",)))
        self._not_endings = tuple(counts.get("not_endings", ("ss", "us", "is", "’s", "'s", "s’", "s'")))
        self._stop = frozenset(language.words("stopwords", "words")) | frozenset(counts.get("stop", ()))

    def ratio(self, text: str, numeral: Numeral) -> Count | None:
        """A share told as "three in 10": its unit is "in 10"; None where the second number is no usual whole."""
        match = self._ratio_of.match(text, numeral.end)
        if match is None or match["whole"].lower() not in self._wholes or numeral.scale > 1:
            return None
        return Count(end=match.end(), unit=f"in {self._wholes_as_digits(match['whole'])}", subject=None)

    def _wholes_as_digits(self, word: str) -> str:
        return str(self._numbers.get(word.lower(), word))

    def is_people(self, unit: str | None) -> bool:
        """Whether a unit is one that is counted in millions: people, and what they own or make."""
        return unit is not None and unit.lower() in self._people

    def read(self, text: str, numeral: Numeral) -> Count | None:
        """What the number counts, None where nothing is counted that an analyst would keep."""
        if numeral.value is not None and numeral.value != int(numeral.value):
            return None
        noun = self._find_noun(text, numeral)
        if noun is None:
            return self._bare(text, numeral)
        end, head, words = noun
        state = self._find_state(text, end, self._states)
        if head.lower() in self._not_counted:
            return None
        if self._is_taken_up(text, numeral) and state is None:
            return None
        return Count(end=end, unit=head if self._nouns == "capital" else head.lower(), subject=state or words)

    def _bare(self, text: str, numeral: Numeral) -> Count | None:
        """Such as "25 were injured", "57 of which were shot down": people only where the verb says so."""
        state = self._find_state(text, numeral.end, self._states)
        if state is None or numeral.value is None or (numeral.words and numeral.value == 1):
            return None
        return Count(end=numeral.end, unit="people" if state in self._states_of_people else None, subject=state)

    def _is_taken_up(self, text: str, numeral: Numeral) -> bool:
        before = ends_with(_WORD_BEFORE, text, numeral.start)
        small = numeral.words and numeral.value is not None and numeral.value <= _SMALL
        return bool(small and before and before[1].lower() in self._taken_up)

    def _find_noun(self, text: str, numeral: Numeral) -> tuple[int, str, str] | None:
        """The end of the counted noun, its head, and the noun with the words before it."""
        at = numeral.end
        if (match := self._ratio.match(text, at)) or (match := self._between.match(text, at)):
            at = match.end()
        elif numeral.value is None:
            return None
        begin = at
        for _ in range(_MOST_WORDS):
            match = _WORD.match(text, at)
            if match is None:
                return None
            word = match["word"]
            directly = at in (numeral.end, begin) and word.lower() in self._verbs
            if directly or self._is_head(word, numeral):
                end, head = self._extend(text, match, numeral)
                return end, head, text[begin:end].strip()
            if not self._may_modify(word):
                return None
            at = match.end()
        return None

    def _is_head(self, word: str, numeral: Numeral) -> bool:
        low = word.lower()
        if numeral.value == 1:
            return low in self._singular
        if low in self._plurals:
            return True
        if low in self._not_plurals or low in self._verbs or low in self._stop:
            return False
        if self._nouns == "capital":
            return word[0].isupper() and not word.isupper()
        return len(low) > 3 and low.endswith(self._endings) and not low.endswith(self._not_endings)

    def _may_modify(self, word: str) -> bool:
        low = word.lower()
        return low in self._adjectives or (self._nouns != "next" and low not in self._stop and low not in self._states)

    def _extend(self, text: str, match: re.Match[str], numeral: Numeral) -> tuple[int, str]:
        """The head, or the plural right after it: "three sales managers"."""
        following = _WORD.match(text, match.end())
        if (
            self._nouns == "plural"
            and numeral.value != 1
            and following
            and following["word"].islower()
            and self._is_head(following["word"], numeral)
            and following["word"] not in self._states
        ):
            return following.end(), following["word"]
        return match.end(), match["word"]

    def _find_state(self, text: str, at: int, states: frozenset[str]) -> str | None:
        """What happened to the counted: the nearest such word, with only verbs of being and their like before it."""
        for _ in range(_STATE_WORDS):
            match = _WORD.match(text, at)
            if match is None:
                return None
            word = match["word"].lower()
            pair = _WORD.match(text, match.end())
            if pair and f"{word} {pair['word'].lower()}" in states:
                return f"{word} {pair['word'].lower()}"
            if word in states:
                return word
            if word not in self._state_between:
                return None
            at = match.end()
        return None
