"""What a sentence is like: whether it can stand alone, whether it tells news or background, and what it is worth for that.

In: an update. Out: its sentences that can be lifted, as `Candidate`s. The signs are words of languages/<code>/summary.toml; a
language without them is judged by position, length, punctuation and numbers alone.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from briefgen.convert.language import Language
from briefgen.convert.sentences import split_sentences
from briefgen.lines import fold
from briefgen.model import Block, Sentence, Update

_WORD = re.compile(r"[^\W_]+")
_NUMBER = re.compile(r"\d")
_FINAL = re.compile(r"[.!…。！][\"'”’»“)\]]*$")
_MARKS = str.maketrans({"“": '"', "”": '"', "„": '"', "«": '"', "»": '"', "‟": '"', "″": '"'})
_PLACE_WORTH = (1.0, 0.7, 0.55, 0.45, 0.4, 0.36, 0.33, 0.3)
_FEWEST_WORDS, _MOST_WORDS, _SURELY_TOO_LONG = 6, 45, 80
_BODY_ROLES = ("body", "list_item")


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A sentence that can stand alone. `worth` is above 0; `words`: its words that carry meaning, in small letters."""

    sentence: Sentence
    words: frozenset[str]
    worth: float


@dataclass(frozen=True, slots=True)
class _Signs:
    leaning: tuple[tuple[str, ...], ...]
    pointing: re.Pattern[str] | None
    background: re.Pattern[str] | None
    months: frozenset[str]
    news: re.Pattern[str] | None
    common: frozenset[str]


def find_candidates(update: Update, language: Language) -> tuple[Candidate, ...]:
    """The sentences of an update that can stand alone, in its order."""
    signs = _signs(language)
    found: list[Candidate] = []
    place = 0
    for block in update.blocks:
        if block.role not in _BODY_ROLES:
            continue
        for text in _sentences(block, language):
            candidate = _judge(text, block, place, signs)
            place += 1
            if candidate:
                found.append(candidate)
    return tuple(found)


def _sentences(block: Block, language: Language) -> list[str]:
    return [block.text[start:end] for start, end in split_sentences(block.text, language)]


def _judge(text: str, block: Block, place: int, signs: _Signs) -> Candidate | None:
    words = _WORD.findall(text.lower())
    if (
        not _is_whole(text, words)
        or _leans(words, signs)
        or (signs.pointing and signs.pointing.search(fold(text).lower()))
    ):
        return None
    worth = _PLACE_WORTH[min(place, len(_PLACE_WORTH) - 1)]
    worth *= 0.6 if _tells_background(text, words, signs) else 1.0
    worth *= 0.6 if len(words) > _MOST_WORDS else 1.0
    worth += 0.1 if _NUMBER.search(text) else 0.0
    worth += 0.1 if signs.news and signs.news.search(" ".join(words)) else 0.0
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
    )


def _is_bare_quotation(text: str) -> bool:
    """A sentence all in quotation marks names no speaker."""
    plain = text.translate(_MARKS).strip()
    return plain.startswith('"') and plain.rstrip(".").endswith('"') and plain.count('"') == 2


def _leans(words: list[str], signs: _Signs) -> bool:
    return any(tuple(words[: len(phrase)]) == phrase for phrase in signs.leaning)


def _tells_background(text: str, words: list[str], signs: _Signs) -> bool:
    if signs.background and signs.background.search(" ".join(words)):
        return True
    return any(word in signs.months for word in words[:3]) and "," in text[:25]


@cache
def _signs(language: Language) -> _Signs:
    return _Signs(
        leaning=tuple(tuple(_WORD.findall(phrase)) for phrase in language.words("summary", "leaning")),
        pointing=_any_of(language.words("summary", "pointing")),
        background=_any_of(tuple(" ".join(_WORD.findall(p)) for p in language.words("summary", "background"))),
        months=frozenset(language.words("summary", "months")),
        news=_any_of(language.words("summary", "news")),
        common=frozenset(language.words("stopwords", "words")),
    )


def _any_of(phrases: tuple[str, ...]) -> re.Pattern[str] | None:
    if not phrases:
        return None
    return re.compile(
        r"(?<!\w)(?:" + "|".join(re.escape(p) for p in sorted(phrases, key=lambda p: (-len(p), p))) + r")(?!\w)"
    )
