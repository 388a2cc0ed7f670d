"""What a sentence is like: whether it can stand alone, whether it tells news or background, and what it is worth for that.

In: an update. Out: its sentences that can be lifted, as `Candidate`s. The signs are words of languages/<code>/summary.toml; a
language without them is judged by position, length, punctuation and numbers alone.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache

from briefgen.convert.language import Language
from briefgen.convert.sentences import split_sentences
from briefgen.lines import fold
from briefgen.model import Block, Sentence, Update

_WORD = re.compile(r"[^\W_]+")
_NAME = re.compile(r"(?<![^\W_])([^\W\d_]+)(?= ([^\W\d_]+))")
_NUMBER = re.compile(r"\d")
_FINAL = re.compile(r"[.!…。！][\"'”’»“)\]]*$")
_MARKS = str.maketrans({"“": '"', "”": '"', "„": '"', "«": '"', "»": '"', "‟": '"', "″": '"'})
# "14.1 - A single from …", "Vell: Aron, Bice, …": an entry of a list, not a sentence.
_LISTED = re.compile(r"\W*\d[\d.:+'’]*\s*[-–—:]|\w+:")
_WORDS_A_COMMA = 2.5
_PLACE_WORTH = (1.0, 0.7, 0.55, 0.45, 0.4, 0.36, 0.33, 0.3)
_BACKGROUND, _EMPTY, _LONG, _LEANING_SOMEWHAT = 0.6, 0.4, 0.7, 0.7
_FEWEST_WORDS, _MOST_WORDS, _SURELY_TOO_LONG = 6, 48, 80
_BODY_ROLES = ("body", "list_item")


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A sentence that can stand alone. `worth` is above 0; `words`: its words that carry meaning, in small letters."""

    sentence: Sentence
    words: frozenset[str]
    worth: float


@dataclass(slots=True)
class _Before:
    """What stands before a sentence in its update: how many sentences, and the second words of capitalised pairs."""

    sentences: int = 0
    surnames: set[str] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class _Signs:
    leaning: tuple[tuple[str, ...], ...]
    half_leaning: frozenset[str]
    going_on: frozenset[str]
    articles: frozenset[str]
    openers: frozenset[str]
    pronouns: frozenset[str]
    pointing: re.Pattern[str] | None
    background: re.Pattern[str] | None
    empty: re.Pattern[str] | None
    months: frozenset[str]
    news: re.Pattern[str] | None
    common: frozenset[str]


def find_candidates(update: Update, language: Language) -> tuple[Candidate, ...]:
    """The sentences of an update that can stand alone, in its order."""
    signs = _signs(language)
    found: list[Candidate] = []
    before = _Before()
    for block in update.blocks:
        if block.role not in _BODY_ROLES:
            continue
        for start, end in split_sentences(block.text, language):
            text = block.text[start:end]
            if candidate := _judge(text, block, before, signs):
                found.append(candidate)
            before.sentences += 1
            before.surnames.update(
                second for first, second in _NAME.findall(text) if first[0].isupper() and second[0].isupper()
            )
    return tuple(found)


def _judge(text: str, block: Block, before: _Before, signs: _Signs) -> Candidate | None:
    words = _WORD.findall(text.lower())
    pointing = signs.pointing and signs.pointing.search(fold(text).lower())
    if not _is_whole(text, words) or pointing or _leans(text, words, signs):
        return None
    worth = _PLACE_WORTH[min(before.sentences, len(_PLACE_WORTH) - 1)]
    worth *= _LEANING_SOMEWHAT ** _count_ties(text, words, before, signs)
    old = _tells_background(text, words, signs)
    worth *= _BACKGROUND if old else 1.0
    worth *= _EMPTY if signs.empty and signs.empty.search(" ".join(words)) else 1.0
    worth *= _LONG if len(words) > _MOST_WORDS else 1.0
    worth += 0.1 if _NUMBER.search(text) else 0.0
    worth += 0.1 if not old and signs.news and signs.news.search(" ".join(words)) else 0.0
    meaning = frozenset(word for word in words if word not in signs.common and len(word) > 2)
    return Candidate(sentence=Sentence(text=text, lines=block.lines), words=meaning, worth=worth)


def _is_whole(text: str, words: list[str]) -> bool:
    """Whether it reads as one full sentence: a capital or a figure first, a full stop last, no half of a quotation."""
    first = next((c for c in text if c.isalnum()), "")
    return (
        _FEWEST_WORDS <= len(words) <= _SURELY_TOO_LONG
        and (first.isupper() or first.isdigit() or not first.islower())
        and bool(_FINAL.search(text))
        and text.translate(_MARKS).count('"') % 2 == 0
        and text.count("(") == text.count(")")
        and not _is_bare_quotation(text)
        and not _LISTED.match(text)
        and text.count(",") * _WORDS_A_COMMA < len(words)
    )


def _is_bare_quotation(text: str) -> bool:
    """A sentence all in quotation marks names no speaker."""
    plain = text.translate(_MARKS).strip()
    return plain.startswith('"') and plain.rstrip(".").endswith('"') and plain.count('"') == 2


def _leans(text: str, words: list[str], signs: _Signs) -> bool:
    """Whether it can't be understood alone: it opens by leaning on another sentence, or an opening clause runs into a pronoun
    ("Asked about the wall, she said …")."""
    if any(tuple(words[: len(phrase)]) == phrase for phrase in signs.leaning):
        return True
    clause, comma, rest = text.partition(", ")
    after = _WORD.search(rest)
    return bool(comma and after and words[0] in signs.openers and after.group() in signs.pronouns and '"' not in clause)


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
    if signs.background and signs.background.search(" ".join(words)):
        return True
    return any(word in signs.months for word in words[:3]) and "," in text[:25]


@cache
def _signs(language: Language) -> _Signs:
    return _Signs(
        leaning=tuple(tuple(_WORD.findall(phrase)) for phrase in language.words("summary", "leaning")),
        pointing=_any_of(language.words("summary", "pointing")),
        background=_phrases("background", language),
        empty=_phrases("empty", language),
        half_leaning=frozenset(language.words("summary", "half_leaning")),
        going_on=frozenset(language.words("summary", "going_on")),
        articles=frozenset(language.words("summary", "articles")),
        openers=frozenset(language.words("summary", "openers")),
        pronouns=frozenset(language.words("summary", "pronouns")),
        months=frozenset(language.words("summary", "months")),
        news=_phrases("news", language),
        common=frozenset(language.words("stopwords", "words")),
    )


def _phrases(key: str, language: Language) -> re.Pattern[str] | None:
    """A pattern for the phrases of a list, for words joined by single spaces."""
    return _any_of(tuple(" ".join(_WORD.findall(phrase)) for phrase in language.words("summary", key)))


def _any_of(phrases: tuple[str, ...]) -> re.Pattern[str] | None:
    if not phrases:
        return None
    return re.compile(
        r"(?<!\w)(?:" + "|".join(re.escape(p) for p in sorted(phrases, key=lambda p: (-len(p), p))) + r")(?!\w)"
    )
