"""From which paragraph to which the article goes on a pasted page: comments, teasers with a summary, notices and writers' lives
below it are paragraphs too, and so are the first lines of other articles above it.

In: the facts of the lines, which of them are paragraphs, and the chance of every other line to be furniture. Out: the
paragraphs outside the article. Each is weighed with the paragraph weights of `furniture_weights.json`; the page is decoded as a
whole, with one beginning and one end, so that no paragraph within an article is lost for its own looks.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate

from briefgen.convert.furniture_signs import find_writers, tells_of
from briefgen.convert.furniture_words import PageWords, speaks_to_reader
from briefgen.convert.line_features import LineFacts

_LIKELY = 0.7
_NEAR = 3
_LABEL = 40
_SIZES = (60, 110, 160, 220, 300, 420, 700)
_COUNTS = (1, 2, 3, 5, 8, 13, 25)
_SHARES = (0.001, 0.1, 0.25, 0.5, 0.75, 0.9, 0.999)
_BARS = (0.03, 0.15, 0.4, 0.7, 0.9, 0.98)
# What an end or a beginning costs that leaves paragraphs outside: a text that lost its last paragraph is the worse mistake.
EDGE = 2.0
# An answer of an interview ("A: …"), a paragraph of a list and one that a time opens are the article's, however little they share
# with the rest.
_SPOKEN = re.compile(r"[A-ZÀ-Þ]{1,3}: ")
_OWN = -4.0

Signs = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Surroundings:
    """The page around its paragraphs. `likely[i]`: how many lines above line i are likely furniture; `weight[k]`: the characters
    of the first k paragraphs; `terms`, `names`: in how many paragraphs each stands; `writers`: names in bylines."""

    facts: Sequence[LineFacts]
    paragraphs: Sequence[int]
    chances: Sequence[float | None]
    likely: Sequence[int]
    weight: Sequence[int]
    terms: Mapping[str, int]
    names: Mapping[str, int]
    writers: frozenset[tuple[str, str]]


def find_outside(
    facts: Sequence[LineFacts],
    paragraphs: Sequence[int],
    chances: Sequence[float | None],
    words: PageWords,
    weights: Mapping[str, float],
) -> frozenset[int]:
    """The paragraphs, as indexes into `facts`, above the article's first and below its last. `chances`: of each line to be
    furniture, None for a paragraph."""
    if len(paragraphs) < 2:
        return frozenset()
    bias = weights.get("", 0.0)
    scores = [
        _OWN if _is_own(facts[i]) else bias + sum([weights.get(sign, 0.0) for sign in signs])
        for i, signs in zip(paragraphs, paragraph_signs(facts, paragraphs, chances, words), strict=True)
    ]
    first, last = _decode(scores)
    return frozenset((*paragraphs[:first], *paragraphs[last + 1 :]))


def _is_own(line: LineFacts) -> bool:
    return line.list_mark or line.ticker or line.stamp is not None or _SPOKEN.match(line.text) is not None


def _decode(scores: Sequence[float]) -> tuple[int, int]:
    """The first and the last paragraph of the article: where the log-odds of those outside add up to most."""
    sums = [0.0, *accumulate(scores)]
    total = sums[-1]
    best, span = 0.0, (0, len(scores) - 1)
    top, first = 0.0, 0
    for i in range(len(scores)):
        if i and sums[i] - EDGE > top:
            top, first = sums[i] - EDGE, i
        below = total - sums[i + 1] - EDGE if i + 1 < len(scores) else 0.0
        if top + below > best:
            best, span = top + below, (first, i)
    return span


def paragraph_signs(
    facts: Sequence[LineFacts], paragraphs: Sequence[int], chances: Sequence[float | None], words: PageWords
) -> Iterator[Signs]:
    """The signs of each paragraph in turn."""
    around = _Surroundings(
        facts=facts,
        paragraphs=paragraphs,
        chances=chances,
        likely=[0, *accumulate([int(chance is not None and chance > _LIKELY) for chance in chances])],
        weight=[0, *accumulate([min(facts[i].characters, 800) for i in paragraphs])],
        terms=Counter(term for i in paragraphs for term in facts[i].terms),
        names=Counter(name for i in paragraphs for name in facts[i].names),
        writers=find_writers(facts, words),
    )
    for k, i in enumerate(paragraphs):
        yield (*_own_signs(facts[i], words), *_echo_signs(facts[i], around), *_place_signs(k, around))


def _own_signs(line: LineFacts, words: PageWords) -> Iterator[str]:
    yield f"size{bisect_left(_SIZES, line.characters)}"
    yield f"e:{line.ending}"
    yield f"sentences{min(line.sentences, 4)}"
    lower = line.lower_words
    page = min(sum([word in words.page for word in lower]), 5)
    reader = speaks_to_reader(line, words)
    yield f"page{page}"
    yield f"page{page} reader{reader:d}"
    if line.first_word in words.prompt:
        yield f"prompt page{min(page, 2)}"
    if line.opens_quoted:
        yield "opens quoted"
    elif line.quoted:
        yield "quotes"
    if line.speaks:
        yield "speaks"
    if line.stamp is not None:
        yield "stamp"
    if line.text[:1].islower():
        yield "lower"
    if line.dateline:
        yield "dateline"


def _echo_signs(line: LineFacts, around: _Surroundings) -> Iterator[str]:
    """How much of the line's words and names the other paragraphs use."""
    many = min(len(around.paragraphs), 12) // 3
    if line.terms:
        shared = sum([around.terms[term] > count for term, count in line.terms.items()])
        share = shared / len(line.terms)
        yield f"echo{int(share * 8)}"
        yield f"echo{int(share * 5)} of {many}"
    if line.names:
        shared = sum([around.names[name] > 1 for name in line.names])
        yield f"names{int(2 * shared / len(line.names))} of {many}"
    else:
        yield f"no names of {many}"
    if tells_of(line, around.writers):
        yield "life"


def _place_signs(k: int, around: _Surroundings) -> Iterator[str]:
    i = around.paragraphs[k]
    last = around.paragraphs[k - 1] if k else -1
    following = around.paragraphs[k + 1] if k + 1 < len(around.paragraphs) else len(around.facts)
    above, below = around.likely[i] - around.likely[last + 1], around.likely[following] - around.likely[i + 1]
    yield f"likely above{_count(above)}"
    yield f"likely below{_count(below)}"
    yield f"likely {min(above, 2)} {min(below, 2)}"
    if last >= 0 and following < len(around.facts) and i - last == following - i > 1:
        yield "rhythm"
    total = max(1, around.likely[-1])
    share = around.weight[k] / max(1, around.weight[-1])
    left = 1 - around.weight[k + 1] / max(1, around.weight[-1])
    passed = around.likely[i] / total
    yield f"text above{_share(share)}"
    yield f"text below{_share(left)}"
    yield f"passed{_share(passed)}"
    yield f"text above{_share(share)} passed{_share(passed)}"
    yield f"text below{_share(left)} passed{_share(passed)}"
    yield from _neighbour_signs(i, last, around)


def _neighbour_signs(i: int, last: int, around: _Surroundings) -> Iterator[str]:
    facts, chances = around.facts, around.chances
    levels = [_level(around, j) for j in (i - 2, i - 1, i + 1, i + 2)]
    yield f"last {levels[1]}"
    yield f"next {levels[2]}"
    yield f"between {levels[1]} {levels[2]}"
    yield f"last two {levels[0]} {levels[1]}"
    yield f"next two {levels[2]} {levels[3]}"
    near = [chances[j] or 0.0 for j in range(max(last + 1, i - _NEAR), i)]
    if near and max(near) > 0.9:
        yield "sure above"
    if i and facts[i - 1].headline_like:
        yield f"headed {levels[1]}"
    labels = [j for j in range(max(last + 1, i - _NEAR), i) if facts[j].characters <= _LABEL]
    if any(facts[j].stamp is not None for j in labels):
        yield "dated above"
    if any(facts[j].name_line for j in labels):
        yield "name above"


def _level(around: _Surroundings, j: int) -> str:
    if not 0 <= j < len(around.facts):
        return "edge"
    chance = around.chances[j]
    if chance is not None:
        return "abcdefg"[bisect_left(_BARS, chance)]
    return "paragraph"


def _count(number: int) -> int:
    return bisect_left(_COUNTS, number) if number else -1


def _share(share: float) -> int:
    return bisect_left(_SHARES, share)
