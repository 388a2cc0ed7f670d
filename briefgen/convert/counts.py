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

# A word may stand in quotation marks: 'three "brilliant" minds'.
_WORD = re.compile('(?P<gap>[ \u00a0\u202f]["“„‘]?)(?P<word>(?:[^\\W\\d_]\\.){2,}|[^\\W\\d_](?:[\\w’\'.-]*\\w)?)["”“]?')
_WORD_BEFORE = re.compile(r"(?<!\w)(\w+) $")
# A measure between a number and its noun: "two 120 mm rounds", "six 30-minute sessions".
_MEASURE = re.compile(r" [$€£]?\d[\d.,]*(?:[ -]?[^\W\d_]+(?:-[a-z]+)*)?(?= [^\W\d_])")
# "1 in 64"; four digits may be a year.
_WHOLE = re.compile(r"[1-9]\d{1,2}")
# "316 Lienzer Kinder": of a place, where the noun has a capital, too.
_PLACE_ADJECTIVE = re.compile(r"[A-ZÄÖÜ]\w+er")
_MOST_WORDS = 5
_STATE_WORDS = 6
_TOLL_CHARACTERS = 70
_TOLL_REACH = 120
_SMALL = Decimal(12)
_PAIR = Decimal(2)


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """A counted noun: where it ends, its head, the words that say what is counted. `rough`: "40-odd", "200-plus"."""

    end: int
    unit: str | None
    subject: str | None
    rough: bool = False


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
        self._parts_of = re.compile(rf"\b(?:{alternatives(counts.get('parts_of', ()))}) $", re.IGNORECASE)
        self._one_is_article = bool(counts.get("one_is_article", False))
        after = alternatives(table.get("approximate_after", ()))
        self._roughly = re.compile(rf"\s?(?:{after})(?= [^\W\d_])", re.I)
        self._hyphened: Mapping[str, str] = counts.get("hyphened", {})
        self._hyphen = re.compile(rf"-(?P<noun>{alternatives(self._hyphened)})(?![\w-])", re.I)
        self._many_times = frozenset(counts.get("many_times", ()))
        self._multiplies = re.compile(rf" (?:{alternatives(counts.get('multiplied', ()))})\b", re.I)
        self._ranks = re.compile(rf"(?<!\w)(?:{alternatives(counts.get('ranks', ()))}) $", re.I)
        durations = [word for words in table.get("units", {}).get("duration", {}).values() for word in words]
        self._spans = re.compile(rf"[ -](?:{alternatives(durations)})\b", re.I)
        self._adjectives = frozenset(phrase for phrase in between if " " not in phrase) | frozenset(
            counts.get("adjectives", ())
        )
        self._endings = tuple(counts.get("endings", ("s",)))
        self._not_endings = tuple(counts.get("not_endings", ("ss", "us", "is", "’s", "'s", "s’", "s'")))
        self._stop = frozenset(language.words("stopwords", "words")) | frozenset(counts.get("stop", ()))
        about = "|".join(alternatives(table.get(key, ())) for key in ("approximate_before", "approximate_between"))
        self._read_states(counts, rf"(?:(?:{about}) ){{0,2}}$")

    def _read_states(self, counts: Mapping[str, Any], about: str) -> None:
        """What happens to the counted. `about`: an expression for "at least" and the like, right before a number."""
        self._states = frozenset(counts.get("states", ()))
        self._states_of_people = frozenset(counts.get("states_of_people", ()))
        self._done: Mapping[str, str] = counts.get("states_before", {})
        self._done_before = re.compile(rf"\b(?P<done>{alternatives(self._done)}) {about}", re.I)
        self._state_between = frozenset(counts.get("state_between", ()))
        self._toll_state: str | None = counts.get("toll_state")
        tolls, links = (alternatives(counts.get(key, ())) for key in ("tolls", "toll_links"))
        self._toll = re.compile(rf"\b(?:{tolls})\b[^.,;:]{{0,{_TOLL_CHARACTERS}}} (?:{links}) {about}", re.I)
        aged = alternatives(counts.get("aged", ()))
        self._age = re.compile(rf"\b(?:(?:{alternatives(self._singular)}) [^\W\d_]{{1,3}}|{aged}) $", re.I)

    def ratio(self, text: str, numeral: Numeral) -> Count | None:
        """A share told as "three in 10": its unit is "in 10"; None where the second number is no usual whole."""
        match = self._ratio_of.match(text, numeral.end)
        if match is None or numeral.scale > 1:
            return None
        one_in = numeral.value == 1 and _WHOLE.fullmatch(match["whole"])
        if not one_in and match["whole"].lower() not in self._wholes:
            return None
        # "lost 4 in five days" tells of a span.
        if self._spans.match(text, match.end()):
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
        if ends_with(self._ranks, text, numeral.start):
            return None
        if match := self._hyphen.match(text, numeral.end):
            word = match["noun"].lower()
            return Count(end=match.end(), unit=self._hyphened[word], subject=self._hyphened[word])
        noun = self._find_noun(text, numeral)
        if noun is None:
            return self._bare(text, numeral)
        end, head, words = noun
        state = self._find_state(text, end, self._states) or self._find_done(text, numeral)
        if head.lower() in self._not_counted and not self._is_often(text, numeral, end, head):
            return None
        if self._is_taken_up(text, numeral) and state is None:
            return None
        if self._one_is_article and numeral.words and numeral.value == 1 and state is None:
            return None
        rough = self._roughly.match(text, numeral.end) is not None
        unit = head if self._nouns == "capital" else head.lower()
        # "17 injured" are people as "17 people were injured" are.
        unit = "people" if unit in self._states_of_people else unit
        return Count(end=end, unit=unit, subject=state or words, rough=rough)

    def is_idle(self, text: str, numeral: Numeral) -> bool:
        """Whether what the number counts is a way of speaking, so that it does not stand alone either: "three times"."""
        noun = self._find_noun(text, numeral)
        return noun is not None and noun[1].lower() in self._not_counted

    def _is_often(self, text: str, numeral: Numeral, end: int, head: str) -> bool:
        """Whether "times" count something: from a dozen on, where nothing is multiplied by them."""
        often = head.lower() in self._many_times and numeral.value is not None and numeral.value > _SMALL
        return often and not self._multiplies.match(text, end)

    def _bare(self, text: str, numeral: Numeral) -> Count | None:
        """Such as "25 were injured", "57 of which were shot down": people only where the verb says so. In "a woman of 27 was
        killed" nobody is counted; in "the death toll has risen to nine" the dead are."""
        before = text[max(0, numeral.start - _TOLL_REACH) : numeral.start]
        if self._age.search(before):
            return None
        if self._toll_state and self._toll.search(before):
            return Count(end=numeral.end, unit="people", subject=self._toll_state)
        state = self._find_state(text, numeral.end, self._states)
        if state is None or numeral.value is None or (numeral.words and numeral.value == 1):
            return None
        return Count(end=numeral.end, unit="people" if state in self._states_of_people else None, subject=state)

    def _is_taken_up(self, text: str, numeral: Numeral) -> bool:
        before = ends_with(_WORD_BEFORE, text, numeral.start)
        small = numeral.words and numeral.value is not None and numeral.value <= _SMALL
        if not small or before is None or before[1].lower() not in self._taken_up:
            return False
        # "in none of the five debates" says how many there were.
        several = numeral.value is not None and numeral.value > _PAIR
        return not (several and ends_with(self._parts_of, text, numeral.start))

    def _find_noun(self, text: str, numeral: Numeral) -> tuple[int, str, str] | None:
        """The end of the counted noun, its head, and the noun with the words before it."""
        at = numeral.end
        several = numeral.value is not None and numeral.value > 1
        if match := self._roughly.match(text, at) or (_MEASURE.match(text, at) if several else None):
            at = match.end()
        if (match := self._ratio.match(text, at)) or (match := self._between.match(text, at)):
            at = match.end()
        elif numeral.value is None and self._nouns != "capital" and text[numeral.end - 1] == "s":
            return None
        begin = at
        for _ in range(_MOST_WORDS):
            match = _WORD.match(text, at)
            if match is None:
                return None
            word = match["word"]
            # "27 member states", "13 runs", but "Section 4 of Arl states".
            directly = word.lower() in self._verbs and (at in (numeral.end, begin) or text[begin + 1].islower())
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
        # "US" is no "us".
        if word.isupper() and len(word) > 1:
            return True
        return low in self._adjectives or (self._nouns != "next" and low not in self._stop and low not in self._states)

    def _extend(self, text: str, match: re.Match[str], numeral: Numeral) -> tuple[int, str]:
        """The head, or the plural right after it: "three sales managers"."""
        following = _WORD.match(text, match.end())
        of_place = self._nouns == "capital" and _PLACE_ADJECTIVE.fullmatch(match["word"])
        if of_place and following and following["word"][0].isupper() and not following["word"].isupper():
            return following.end("word"), following["word"]
        if (
            self._nouns == "plural"
            and numeral.value != 1
            and following
            and following["word"].islower()
            and self._is_head(following["word"], numeral)
            and following["word"] not in self._states
        ):
            return following.end("word"), following["word"]
        return match.end("word"), match["word"]

    def _find_done(self, text: str, numeral: Numeral) -> str | None:
        """What somebody did to the counted, told right before them: "killing at least five people"."""
        done = ends_with(self._done_before, text, numeral.start)
        return self._done[done["done"].lower()] if done else None

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
