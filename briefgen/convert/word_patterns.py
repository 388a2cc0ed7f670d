"""Words of a line with their places, and expressions for lists of words: what dates and figures are found with.

An expression of a language's whole grammar is slow to search for and quick to match: so the words at which something can
begin are looked up first, and the expression is tried only there.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache, lru_cache
from itertools import accumulate

NEVER = r"(?!)"
"""An expression that matches nothing."""

# Longer than any phrase of the tables.
_LOOK_BACK = 40
_TOKEN = re.compile(r"[^\W\d_]+|\d+")
_QUANTIFIER = re.compile(r"[?*+]|\{\d*,?\d*\}")
# What can hide an end or an alternative of an expression, or is one: an escape, a class, a bracket, "|".
_MARK = re.compile(r"\\.|\[.+?(?<!\\)\]|[()|]", re.DOTALL)
_DEPTHS = {"(": 1, ")": -1}
_TOKEN_APART = re.compile(r"([^\W\d_]+|\d+)")


def alternatives(words: Iterable[str]) -> str:
    """An expression for any of the words, the longest first; one that matches nothing where there are none."""
    return "|".join(re.escape(word) for word in sorted(words, key=lambda w: (-len(w), w))) or NEVER


def first_words(phrases: Iterable[str]) -> frozenset[str]:
    """The first words of phrases, in lower case."""
    return frozenset(match[0].lower() for phrase in phrases if (match := _TOKEN.search(phrase)))


def all_words(phrases: Iterable[str]) -> frozenset[str]:
    """All words of phrases, in lower case."""
    return frozenset(word.lower() for phrase in phrases for word in _TOKEN.findall(phrase))


@lru_cache(maxsize=64)
def find_starts(text: str, starters: frozenset[str]) -> tuple[int, ...]:
    """Where a word of the set, or a group of digits, begins."""
    places, words = _split_words(text)
    # A digit of ASCII sorts below ":", and no letter does.
    return tuple(
        [
            start
            for start, word in zip(places, words, strict=True)
            if word in starters or word < ":" or (word > "\x7f" and word[0].isdigit())
        ]
    )


@lru_cache(maxsize=64)
def _split_words(text: str) -> tuple[list[int], list[str]]:
    """Where each word or group of digits begins, and the word in lower case. Kept for the last few lines: numbers and dates
    both ask. All loops are inside the standard library, as this is done for every word of an article."""
    pieces = _TOKEN_APART.split(text)
    places = list(accumulate(map(len, pieces)))[:-1:2]
    words = pieces[1::2]
    lowered = "\n".join(words).lower().split("\n")
    return places, lowered if words else words


def ends_with(pattern: re.Pattern[str], text: str, end: int) -> re.Match[str] | None:
    """The match of an expression that ends in `$`, in the text up to `end`. Only the last characters are looked at."""
    return pattern.search(text, max(0, end - _LOOK_BACK), end)


@cache
def find_openings(expression: str) -> frozenset[str] | None:
    """The letters, small, with which a match of the expression can begin; None where that can be any."""
    found: set[str] = set()
    for branch in _branches(expression):
        openings = _branch_openings(branch)
        if openings is None:
            return None
        found |= openings
    return frozenset(found)


def _branch_openings(branch: str) -> frozenset[str] | None:
    atom, quantifier, rest = _first_atom(branch)
    if atom.startswith("(") and (atom.startswith("(?:") or not atom.startswith("(?")):
        openings = find_openings(atom.removeprefix("(").removeprefix("?:").removesuffix(")"))
    elif len(atom) == 1 and atom not in ".^$":
        openings = frozenset(atom.lower())
    else:
        return None
    if openings is None or not quantifier.startswith(("?", "*", "{0", "{,")):
        return openings
    after = _branch_openings(rest)
    return None if after is None else openings | after


def _first_atom(branch: str) -> tuple[str, str, str]:
    """The first thing that the branch asks for, how often, and the rest of it. A group and a class are one thing each."""
    end = _end_of_atom(branch)
    quantifier = _QUANTIFIER.match(branch, end)
    after = quantifier.end() if quantifier else end
    return branch[:end], branch[end:after], branch[after:]


def _end_of_atom(expression: str) -> int:
    if not expression.startswith(("\\", "[", "(")):
        return min(1, len(expression))
    depth = 0
    for mark in _MARK.finditer(expression):
        depth += _DEPTHS.get(mark[0], 0)
        if not depth:
            return mark.end()
    raise ValueError(f"no end in {expression!r}")


def _branches(expression: str) -> list[str]:
    """The expression's alternatives, those in groups left alone."""
    if "|" not in expression:
        return [expression]
    branches, start, depth = [], 0, 0
    for mark in _MARK.finditer(expression):
        depth += _DEPTHS.get(mark[0], 0)
        if mark[0] == "|" and not depth:
            branches.append(expression[start : mark.start()])
            start = mark.end()
    return [*branches, expression[start:]]
