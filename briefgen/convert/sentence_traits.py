"""What a sentence is like: whether it can stand alone, whether it tells news or background, and what it is worth for that.

In: an update. Out: its sentences that can be lifted, as `Candidate`s. The signs are words of languages/<code>/summary.toml; a
language without them is judged by position, length, punctuation and numbers alone. A dateline or a list's dash before a sentence
is no part of it. An update is judged once: its own summary and its briefing's are chosen from the same candidates.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache, lru_cache

from briefgen.convert.language import Language
from briefgen.convert.sentences import split_sentences
from briefgen.lines import fold
from briefgen.model import Block, Sentence, Update

_WORD = re.compile(r"[^\W_]+")
_NAME = re.compile(r"(?<![^\W_])([^\W\d_]+)(?= ([^\W\d_]+))")
_NUMBER = re.compile(r"\d")
_FINAL = re.compile(r"[.!…。！][\"'”’»“)\]]*$")
# "SANT ORELL, March 13 — ", "Vell (LPA) – ": where and when a report was sent, up to its dash.
_DATELINE = re.compile(r"(?P<place>[^–—\n]{2,60}?)\s*(?:[–—]|\s--?)\s+(?=[\"'“‘„«]?[^\W_a-z])")
_AGENCY = re.compile(r"\([A-ZÀ-Þ][^()]{1,30}\)$")
_BARE_PLACE = re.compile(r"[^\W\d_a-zß-ÿ][\w.'’]+(?:(?:[ /-]|/ )[^\W\d_a-zß-ÿ][\w.'’]+){0,3}")
_SECOND_DASH = re.compile(r"\s[–—-]\s")
_BULLET = re.compile(r"[-–—•*·▪]\s+(?=\S)")
_SHORTEST_PLACE, _MOST_PLACE_WORDS = 3, 9
_MARKS = str.maketrans({"“": '"', "”": '"', "„": '"', "«": '"', "»": '"', "‟": '"', "″": '"'})
# "14.1 - A single from …", "Vell: Aron, Bice, …": an entry of a list, not a sentence.
_LISTED = re.compile(r"\W*\d[\d.:+'’]*\s*[-–—:]|\w+:")
_WORDS_A_COMMA = 2.5
_PLACE_WORTH = (1.0, 0.7, 0.55, 0.45, 0.4, 0.36, 0.33, 0.3)
_BACKGROUND, _EMPTY, _LONG, _LEANING_SOMEWHAT = 0.6, 0.4, 0.7, 0.7
_FEWEST_WORDS, _MOST_WORDS, _SURELY_TOO_LONG = 6, 48, 80
_BODY_ROLES = ("body", "list_item")
_HEADLINE_BONUS, _NOT_OF_HEADLINE = 0.6, 0.6
_HEADLINE_WORDS, _TELLING_HEADLINE = 5, 3
_STEM = 5
_EARLY = 6
_KEPT_UPDATES = 2048


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A sentence that can stand alone. `worth` is above 0; `words`: its words that carry meaning, in small letters."""

    sentence: Sentence
    words: frozenset[str]
    worth: float


@dataclass(slots=True)
class _Before:
    """What stands before a sentence in its update: how many sentences, and the second words of capitalised pairs."""

    headline: frozenset[str]
    sentences: int = 0
    surnames: set[str] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class _Phrases:
    """Phrases by their first word, each as its words and as written: found in one pass over a sentence's words."""

    by_first: dict[str, tuple[tuple[tuple[str, ...], str], ...]]

    def opens(self, words: list[str]) -> bool:
        """Whether a sentence of these words opens with one of the phrases."""
        return any(tuple(words[: len(phrase)]) == phrase for phrase, _ in self.by_first.get(words[0], ()) if words)

    def stand_in(self, words: list[str], text: str | None = None) -> bool:
        """Whether one of the phrases stands among the words, and as written in the text where one is given."""
        by_first = self.by_first
        return any(
            tuple(words[at : at + len(phrase)]) == phrase and (text is None or _stands_as_written(written, text))
            for at, word in enumerate(words)
            if word in by_first
            for phrase, written in by_first[word]
        )


@dataclass(frozen=True, slots=True)
class _Signs:
    leaning: _Phrases
    half_leaning: frozenset[str]
    going_on: frozenset[str]
    articles: frozenset[str]
    openers: frozenset[str]
    pronouns: frozenset[str]
    pointing: _Phrases
    background: _Phrases
    empty: _Phrases
    months: frozenset[str]
    news: _Phrases
    verbs: frozenset[str]
    verb_endings: tuple[str, ...]
    common: frozenset[str]


def find_candidates(update: Update, language: Language) -> tuple[Candidate, ...]:
    """The sentences of an update that can stand alone, in its order."""
    return _find_candidates(update.blocks, language)


@lru_cache(maxsize=_KEPT_UPDATES)
def _find_candidates(blocks: tuple[Block, ...], language: Language) -> tuple[Candidate, ...]:
    signs = _signs(language)
    found: list[Candidate] = []
    before = _Before(headline=_headline_stems(blocks, signs))
    for block in blocks:
        if block.role not in _BODY_ROLES:
            continue
        for start, end in split_sentences(block.text, language):
            text = strip_lead(block.text[start:end], opening=not before.sentences)
            if candidate := _judge(text, block, before, signs):
                found.append(candidate)
            before.sentences += 1
            before.surnames.update(
                second for first, second in _NAME.findall(text) if first[0].isupper() and second[0].isupper()
            )
    return tuple(found)


def strip_lead(text: str, opening: bool = False) -> str:
    """A sentence without the list's dash and the dateline before it. What is left still stands in its line. A place in small
    letters ("Vell/Karst – ") is taken for a dateline only where a report opens, and not where a second dash closes a remark."""
    if bullet := _BULLET.match(text):
        text = text[bullet.end() :]
    found = _DATELINE.match(text)
    if found is None:
        return text
    place = found["place"]
    words = _WORD.findall(place)
    in_capitals = bool(words) and words[0].isupper() and len(words[0]) >= _SHORTEST_PLACE
    if len(words) <= _MOST_PLACE_WORDS and (in_capitals or _AGENCY.search(place)):
        return text[found.end() :]
    bare = opening and _BARE_PLACE.fullmatch(place) and not _SECOND_DASH.search(text, found.end())
    return text[found.end() :] if bare else text


def _headline_stems(blocks: Iterable[Block], signs: _Signs) -> frozenset[str]:
    """The beginnings of the words that carry meaning in an update's headline, and in a standfirst that ends without a mark."""
    headline = next((block.text for block in blocks if block.role == "headline"), "")
    opening = next((block.text for block in blocks if block.role in _BODY_ROLES), "")
    if headline and not _FINAL.search(opening):
        headline = f"{headline} {opening}"
    return _stems(word for word in _WORD.findall(headline.lower()) if word not in signs.common and len(word) > 2)


def _stems(words: Iterable[str]) -> frozenset[str]:
    return frozenset(word[:_STEM] for word in words)


def _judge(text: str, block: Block, before: _Before, signs: _Signs) -> Candidate | None:
    words = _WORD.findall(text.lower())
    if not _is_whole(text, words) or _leans(text, words, signs) or _lacks_verb(text, signs):
        return None
    if signs.pointing.stand_in(words, text):
        return None
    worth = _PLACE_WORTH[min(before.sentences, len(_PLACE_WORTH) - 1)]
    worth *= _LEANING_SOMEWHAT ** _count_ties(text, words, before, signs)
    old = _tells_background(text, words, signs)
    news = not old and signs.news.stand_in(words)
    worth *= _BACKGROUND if old else 1.0
    worth *= _EMPTY if signs.empty.stand_in(words) else 1.0
    worth *= _LONG if len(words) > _MOST_WORDS else 1.0
    worth += 0.1 if _NUMBER.search(text) else 0.0
    worth += 0.1 if news else 0.0
    meaning = frozenset(word for word in words if word not in signs.common and len(word) > 2)
    worth *= _nearness_to_headline(meaning, before.headline)
    return Candidate(sentence=Sentence(text=text, lines=block.lines), words=meaning, worth=worth)


def _nearness_to_headline(meaning: frozenset[str], headline: frozenset[str]) -> float:
    """More than 1 for a sentence that tells what the headline tells, less for one that has nothing of it: an opening scene."""
    if len(headline) < _TELLING_HEADLINE:
        return 1.0
    shared = len(_stems(meaning) & headline)
    return (
        1.0 + _HEADLINE_BONUS * min(1.0, shared / min(len(headline), _HEADLINE_WORDS)) if shared else _NOT_OF_HEADLINE
    )


def _lacks_verb(text: str, signs: _Signs) -> bool:
    """Whether no word looks like a verb, in a language whose verbs are known by small letters and their endings: a standfirst
    with a full stop."""
    if not signs.verb_endings:
        return False
    return not any(
        word in signs.verbs or (word[0].islower() and word not in signs.common and word.endswith(signs.verb_endings))
        for word in _WORD.findall(text)
    )


def _is_whole(text: str, words: list[str]) -> bool:
    """Whether it reads as one full sentence: a capital or a figure first, a full stop last, no half of a quotation."""
    first = next((c for c in text if c.isalnum()), "")
    if '"' in text or not text.isascii():
        text = text.translate(_MARKS)
    return (
        _FEWEST_WORDS <= len(words) <= _SURELY_TOO_LONG
        and (first.isupper() or first.isdigit() or not first.islower())
        and bool(_FINAL.search(text))
        and text.count('"') % 2 == 0
        and text.count("(") == text.count(")")
        and text.count("[") == text.count("]")
        and not _is_bare_quotation(text)
        and not _LISTED.match(text)
        and text.count(",") * _WORDS_A_COMMA < len(words)
    )


def _is_bare_quotation(text: str) -> bool:
    """A sentence all in quotation marks, here made straight, names no speaker."""
    plain = text.strip()
    return plain.startswith('"') and plain.rstrip(".").endswith('"') and plain.count('"') == 2


def _leans(text: str, words: list[str], signs: _Signs) -> bool:
    """Whether it can't be understood alone: it opens by leaning on another sentence, or an opening clause runs into a pronoun
    ("Asked about the wall, she said …")."""
    if signs.leaning.opens(words):
        return True
    if words[0] not in signs.openers:
        return False
    if not signs.pronouns.isdisjoint(words[1:_EARLY]):
        return True
    clause, comma, rest = text.partition(", ")
    after = _WORD.search(rest)
    return bool(comma and after and after.group() in signs.pronouns and '"' not in clause)


def _count_ties(text: str, words: list[str], before: _Before, signs: _Signs) -> int:
    """How many signs there are that it goes on from what stands before it."""
    first, second = (*_WORD.findall(text), "", "")[:2]
    return sum(
        (
            words[0] in signs.half_leaning,
            any(word in signs.going_on for word in words[1:4]),
            before.sentences > 0 and words[0] in signs.articles and second[:1].islower(),
            first in before.surnames and words[0] not in signs.common,
        )
    )


def _tells_background(text: str, words: list[str], signs: _Signs) -> bool:
    if signs.background.stand_in(words):
        return True
    return any(word in signs.months for word in words[:3]) and "," in text[:25]


@cache
def _signs(language: Language) -> _Signs:
    return _Signs(
        leaning=_phrases("leaning", language),
        pointing=_phrases("pointing", language),
        background=_phrases("background", language),
        empty=_phrases("empty", language),
        half_leaning=frozenset(language.words("summary", "half_leaning")),
        going_on=frozenset(language.words("summary", "going_on")),
        articles=frozenset(language.words("summary", "articles")),
        openers=frozenset(language.words("summary", "openers")),
        pronouns=frozenset(language.words("summary", "pronouns")),
        months=frozenset(language.words("summary", "months")),
        news=_phrases("news", language),
        verbs=frozenset(language.words("summary", "verbs")),
        verb_endings=language.words("summary", "verb_endings"),
        common=frozenset(language.words("stopwords", "words")),
    )


def _phrases(key: str, language: Language) -> _Phrases:
    by_first: dict[str, tuple[tuple[tuple[str, ...], str], ...]] = {}
    for written in language.words("summary", key):
        if words := tuple(_WORD.findall(written)):
            by_first[words[0]] = (*by_first.get(words[0], ()), (words, written))
    return _Phrases(by_first)


def _stands_as_written(phrase: str, text: str) -> bool:
    return phrase in fold(text).lower()
