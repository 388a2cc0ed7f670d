"""Which lines, and which sentences at the ends of a line, are no news: "read more", welcome, share links, section labels.

In: lines. Out: the kind of a line that is furniture as a whole, or marks on a part of it. A paragraph is furniture only
where each of its sentences is. The patterns are data, `languages/<code>/furniture.toml`. Titles and times are found elsewhere.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from typing import NamedTuple, get_args

from briefgen.convert.language import Language
from briefgen.convert.sentences import split_sentences
from briefgen.convert.word_patterns import NEVER, find_openings
from briefgen.model import FurnitureKind

_LONGEST = 320
_EDGE = 1200
_LABEL = 9
_BRACKETS = {"[": "]", "(": ")"}
_CREDIT_START = re.compile(r"[.!?…”\"’»“)] (?=.{3,100}$)")
_KINDS: tuple[FurnitureKind, ...] = get_args(FurnitureKind)


class Mark(NamedTuple):
    """A part of a line that is furniture: its kind and its characters."""

    kind: FurnitureKind
    start: int
    end: int


def find_line_kind(line: str, language: Language) -> FurnitureKind | None:
    """The kind of a line that is furniture from end to end (the first sentence's), None for any other."""
    text = line.strip()
    if not text or len(text) > _EDGE:
        return None
    whole = find_sentence_kind(text, language)
    if whole is not None:
        return whole
    sentences = [text[a:b] for a, b in split_sentences(text, language)]
    if len(sentences) < 2 or find_sentence_kind(sentences[-1], language) is None:
        return None
    kinds = [find_sentence_kind(sentence, language) for sentence in sentences]
    if kinds[-1] == "share":
        kinds = [kind or _invites(sentence, language) for kind, sentence in zip(kinds, sentences, strict=True)]
    return kinds[0] if None not in kinds else None


def _invites(sentence: str, language: Language) -> FurnitureKind | None:
    """Readers are asked whether they are there before they are asked to write: no news where an address follows."""
    pattern = _own_pattern(language, "invitation")
    return "share" if pattern is not None and pattern.fullmatch(sentence.strip().lower()) else None


def find_marks(line: str, language: Language) -> tuple[Mark, ...]:
    """The sentences at the beginning and at the end of a line that are furniture, where others between them are not."""
    if len(line) <= _EDGE:
        spans = split_sentences(line, language)
    else:
        spans = tuple(
            (a + len(line) - _EDGE, b + len(line) - _EDGE) for a, b in split_sentences(line[-_EDGE:], language)[1:]
        )
    if len(spans) < 2:
        return ()
    marks: list[Mark] = []
    for ordered in (spans[:3], spans[:-4:-1]):
        for start, end in ordered:
            kind = find_sentence_kind(line[start:end], language)
            if kind is None or any(m.start == start for m in marks):
                break
            marks.append(Mark(kind, start, end))
    return tuple(sorted(marks, key=lambda m: m.start)) if len(marks) < len(spans) else ()


def find_sentence_kind(sentence: str, language: Language) -> FurnitureKind | None:
    """The kind of one sentence, None where it is news. `contributor` needs a byline beside it: the caller looks."""
    text = sentence.strip()
    if text[:1] in _BRACKETS and text[-1:] == _BRACKETS[text[0]]:
        text = text[1:-1].strip()
    if not text or len(text) > _LONGEST:
        return None
    lowered = text[0].lower() + text[1:]
    # "READ MORE: …" is set in capitals, its title in small letters.
    forms = (text, lowered, text.lower()) if len(text) <= 80 or text[:_LABEL].isupper() else (text, lowered)
    if not any(_may_match(form, language) for form in forms):
        return None
    for kind, pattern in _patterns(language).items():
        if any(pattern.fullmatch(form) for form in forms):
            return kind
    return None


def is_caption(line: str, language: Language) -> bool:
    """Whether the line credits a picture: "(Photo: …)", or ends in such a credit."""
    text = line.strip().lower()
    if len(text) > _LONGEST:
        return False
    pattern, credit = _own_pattern(language, "caption"), _own_pattern(language, "credit")
    if pattern is not None and pattern.fullmatch(text):
        return True
    return credit is not None and any(credit.fullmatch(text, m.start()) for m in _CREDIT_START.finditer(text))


def find_byline_word(line: str, language: Language) -> int:
    """How many characters of the line come before the name that it gives as its writer's ("By "); 0 where there are none."""
    text = line.lstrip()
    lead = len(line) - len(text)
    lowered = text[:40].lower()
    for word in sorted(language.words("furniture", "byline_words"), key=len, reverse=True):
        if lowered.startswith(word + " "):
            return lead + len(word) + 1
    return 0


@cache
def _patterns(language: Language) -> Mapping[FurnitureKind, re.Pattern[str]]:
    return {kind: _join(words) for kind in _KINDS if (words := language.words("furniture", kind))}


def _may_match(form: str, language: Language) -> bool:
    """Whether some pattern matches. Nearly every sentence is news, and is told so by one look at a few of them: those that may
    begin with its letter, and those that may begin with any."""
    patterns = _patterns_by_opening(language)
    opening = patterns.get(form[0].lower())
    return (opening is not None and opening.fullmatch(form) is not None) or patterns[""].fullmatch(form) is not None


@cache
def _patterns_by_opening(language: Language) -> Mapping[str, re.Pattern[str]]:
    """By each letter all patterns that must begin with one of a few and may begin with it, joined; under "" those that may
    begin with any."""
    words = [word for kind in _KINDS for word in language.words("furniture", kind)]
    by_letter: dict[str, list[str]] = {"": []}
    for word in words:
        for letter in find_openings(word) or ("",):
            by_letter.setdefault(letter, []).append(word)
    return {letter: _join(tuple(fitting)) if fitting else re.compile(NEVER) for letter, fitting in by_letter.items()}


@cache
def _own_pattern(language: Language, key: str) -> re.Pattern[str] | None:
    """The patterns of one key that is no kind of furniture, joined."""
    words = language.words("furniture", key)
    return _join(words) if words else None


def _join(patterns: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile("(?:" + "|".join(f"(?:{p})" for p in patterns) + r")[\s.!?…:»›→>-]{0,6}")
