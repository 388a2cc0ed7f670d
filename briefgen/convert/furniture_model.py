"""Which lines of a pasted page are no part of the article though no rule names them: menus, links to other articles, prompts,
tags, counts, notices of publishers that nobody has seen.

In: the facts of the lines and those already known. Out: the numbers of more lines that are furniture, each with its kind. Two
looks: by its own signs, then beside the chances of its neighbours, as furniture comes in company. The weights are data,
`furniture_weights.json`, fitted and judged on publishers left out by `bench/fit_furniture.py`. A line of news that is lost costs
more than a label that stays: whole sentences, and lines that could head one, need words of their own that speak of a page.
"""

from __future__ import annotations

import json
import math
from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path

from briefgen.convert.article_span import find_outside
from briefgen.convert.furniture import is_caption
from briefgen.convert.furniture_signs import FULL_STOPS, LABELLED, find_page_signs, find_paragraphs
from briefgen.convert.furniture_words import PageWords, announces_links, page_words, speaks_to_reader
from briefgen.convert.language import Language
from briefgen.convert.line_features import LineFacts
from briefgen.model import FurnitureKind

_WEIGHTS = Path(__file__).with_name("furniture_weights.json")
_BARS = (0.03, 0.15, 0.4, 0.7, 0.9, 0.98)
_NEAR, _FAR = 4, 12
LEAST = 0.5
_SURE, _VERY_LIKELY, _LIKELY = 0.9, 0.8, 0.6
_SURE_HEAD = 0.97
_HOPELESS = 0.05
_REACH, _FEWEST, _NEXT, _MANY = 8, 2, 3, 6
_LONGEST_LABEL = 40
_ENDING, _BOTH = 3, 5
_SHORT = 60
_INTERVIEW = 4
_OUTSIDE = ("above run", "below run")
_TELLING_KINDS = ("share", "source", "section-label")
_TELLING = frozenset(
    (
        *("rights", "address", "trail", "life", "strong page", "prompt page2", "reader page1", "reader page2"),
        *("page share 4", "page share 5", "section share 5", "date line", "copies 3", "copies 4", "link label"),
    )
)

Signs = tuple[str, ...]


@cache
def load_weights() -> Mapping[str, Mapping[str, float]]:
    """The fitted weights: sign → weight, for "alone" and for "company"."""
    weights: dict[str, dict[str, float]] = json.loads(_WEIGHTS.read_text(encoding="utf-8"))
    return weights


@dataclass(frozen=True, slots=True)
class Look:
    """What a first look says of a page: each line's signs and chance to be furniture (None: a paragraph), and the paragraphs that
    stand outside the article, as indexes. `is_page`: enough furniture is about for paragraphs to be some."""

    signs: tuple[Signs | None, ...]
    chances: tuple[float | None, ...]
    outside: frozenset[int]
    is_page: bool


def look_at_page(
    facts: Sequence[LineFacts],
    kinds: Mapping[int, FurnitureKind],
    words: PageWords,
    weights: Mapping[str, Mapping[str, float]],
) -> Look:
    """The first look: every line by its own signs, then the paragraphs, then the lines again where some of those are outside."""
    signs = find_page_signs(facts, kinds.keys(), words)
    chances = _chances(facts, kinds, signs, weights["alone"])
    outside = frozenset[int]()
    is_page = _count_telling(facts, kinds, signs, chances) >= _ENDING
    if is_page:
        paragraphs = find_paragraphs(facts, kinds.keys())
        # A rule parts the answers of a survey as well as teasers: it says nothing.
        seen = [0.0 if f.rule else chance for f, chance in zip(facts, chances, strict=True)]
        outside = find_outside(facts, paragraphs, seen, words, weights.get("paragraphs", {}))
    if outside:
        signs = find_page_signs(facts, kinds.keys(), words, outside)
        chances = _chances(facts, kinds, signs, weights["alone"], outside)
    return Look(signs=signs, chances=tuple(chances), outside=outside, is_page=is_page)


def _count_telling(
    facts: Sequence[LineFacts],
    kinds: Mapping[int, FurnitureKind],
    signs: Sequence[Signs | None],
    chances: Sequence[float | None],
) -> int:
    """How many lines say themselves that they are furniture."""
    return sum(
        [
            kinds.get(f.number) in _TELLING_KINDS
            or (chance is not None and chance > _LIKELY and own is not None and not _TELLING.isdisjoint(own))
            for f, own, chance in zip(facts, signs, chances, strict=True)
        ]
    )


def _chances(
    facts: Sequence[LineFacts],
    kinds: Collection[int],
    signs: Sequence[Signs | None],
    weights: Mapping[str, float],
    outside: Collection[int] = (),
) -> list[float | None]:
    return [
        1.0 if f.number in kinds or i in outside else chance_of(own, weights) if own is not None else None
        for i, (f, own) in enumerate(zip(facts, signs, strict=True))
    ]


def find_more_furniture(
    facts: Sequence[LineFacts],
    kinds: Mapping[int, FurnitureKind],
    barred: Set[int],
    language: Language,
    weights: Mapping[str, Mapping[str, float]] | None = None,
) -> dict[int, FurnitureKind]:
    """The numbers of lines that are furniture, with their kinds, beside those of `kinds`. Of the `barred`, which are bylines
    and the title, only those are among them that stand below the article's end. `weights`: others than the shipped ones."""
    words = page_words(language)
    weights = weights or load_weights()
    look = look_at_page(facts, kinds, words, weights)
    if not any(look.signs):
        return {}
    found = _weigh_again(facts, kinds, barred, look, weights["company"], language)
    announced: dict[int, FurnitureKind] = dict.fromkeys(
        _find_announced(facts, words, barred | kinds.keys()), "read-more"
    )
    asked = _find_interview(facts, kinds) if found else frozenset[int]()
    return announced | {facts[i].number: _kind(facts[i], look.signs[i] or (), words) for i in sorted(found - asked)}


def _find_interview(facts: Sequence[LineFacts], kinds: Mapping[int, FurnitureKind]) -> frozenset[int]:
    """The indexes of an interview's questions and of the first line of each answer. A question to "you" speaks like a prompt,
    and the last answers are short: both would go as what a page says to its readers. Few questions make no interview."""
    asked = [
        i
        for i, (line, below) in enumerate(pairwise(facts))
        if line.text.endswith("?")
        and line.words > 2
        and below.number not in kinds
        and below.text[-1:] != "?"
        and _is_sentence(below)
    ]
    return frozenset(j for i in asked for j in (i, i + 1)) if len(asked) >= _INTERVIEW else frozenset()


def _weigh_again(
    facts: Sequence[LineFacts],
    kinds: Mapping[int, FurnitureKind],
    barred: Set[int],
    look: Look,
    weights: Mapping[str, float],
    language: Language,
) -> set[int]:
    """The indexes of the lines that are furniture by a second look, beside their neighbours; with them the paragraphs outside."""
    start, end = _find_title(facts, look), _find_end(facts, kinds, look)
    passed = barred | kinds.keys() | {facts[i].number for i in look.outside}
    free = {i for i in look.outside if i > end or facts[i].number not in barred}
    likely: dict[int, float] = {}
    outside: set[int] = set()
    telling = {i for i, f in enumerate(facts) if kinds.get(f.number) in _TELLING_KINDS}
    for i, (line, own) in enumerate(zip(facts, look.signs, strict=True)):
        if own is None or i in look.outside or (_goes_on(line) and "date line" not in own):
            continue
        if (look.chances[i] or 0.0) < _HOPELESS:
            # No company makes such a line furniture, and most lines are of this kind.
            continue
        chance = chance_of((*own, *company_signs(look.chances, i)), weights)
        if i > end:
            free |= {i} if chance >= (_LIKELY if _is_sentence(line) else LEAST) else set()
            continue
        labelled = look.is_page and LABELLED in own
        tells, out = labelled or not _TELLING.isdisjoint(own), _is_outside(own)
        kept = barred if i >= start or chance < _SURE_HEAD or _TELLING.isdisjoint(own) else frozenset[int]()
        if _is_kept(facts, i, own, chance, kept, passed) or is_caption(line.text, language):
            continue
        sentence = _is_sentence(line) and "life" not in own and "date line" not in own and not _is_notice(own)
        told = tells and not labelled
        if (tells or out or not sentence) and chance >= _bar(line, sentence=sentence, tells=told, out=out):
            likely[i] = chance
            telling |= {i} if tells else set()
            outside |= {i} if out else set()
            free |= {i} if i < start and chance >= _VERY_LIKELY else set()
    is_between = _has_both_sides([i for i in outside if likely[i] >= _VERY_LIKELY], look)
    return _in_company(likely, telling, outside, is_between=is_between) | free


def _has_both_sides(sure: Collection[int], look: Look) -> bool:
    """Whether enough lines stand for certain above and enough below the article."""
    middle = next((i for i, chance in enumerate(look.chances) if chance is None), 0)
    above = sum([i < middle for i in sure])
    return min(above, len(sure) - above) >= _BOTH


def _bar(line: LineFacts, *, sentence: bool, tells: bool, out: bool) -> float:
    """The chance from which on a line is furniture: amid the article a long line must be surer, a quoted one surest."""
    if sentence or (line.opens_quoted and not out):
        return _SURE
    if out:
        return LEAST
    return _VERY_LIKELY if tells and line.characters > _SHORT else _LIKELY


def _is_kept(
    facts: Sequence[LineFacts], i: int, own: Signs, chance: float, barred: Collection[int], passed: Collection[int]
) -> bool:
    """Whether the line stays though it may be furniture: the title, a byline (but for one that repeats among links), a line that
    could head a sentence or sign one."""
    signs_text = _signs_text(facts, i)
    if facts[i].number in barred and (chance < _SURE or not _is_again(own) or signs_text):
        return True
    if not _TELLING.isdisjoint(own):
        return False
    if chance < _SURE_HEAD and _heads(facts, i, passed):
        return True
    return facts[i].name_line and not _is_outside(own) and signs_text


def _find_title(facts: Sequence[LineFacts], look: Look) -> int:
    """The uppermost of the lines above the first paragraph that are taken for the title; 0 where a paragraph comes first."""
    first = next((i for i, chance in enumerate(look.chances) if chance is None), 0)
    return first if look.is_page and look.signs[first] is None and facts[first].headline_like else 0


def _find_end(facts: Sequence[LineFacts], kinds: Mapping[int, FurnitureKind], look: Look) -> int:
    """The line with which the article is over for certain: the first below its last paragraph that says so itself, where more
    such follow. The number of lines where there is none."""
    over = len(facts)
    last = max((i for i, chance in enumerate(look.chances) if chance is None and look.signs[i] is None), default=over)
    tells = [
        i
        for i in range(last + 1, over)
        if i in look.outside
        or kinds.get(facts[i].number) in _TELLING_KINDS
        or ((look.chances[i] or 0.0) >= _SURE and not _TELLING.isdisjoint(look.signs[i] or ()))
    ]
    return tells[0] if len(tells) >= _ENDING else over


def _find_announced(facts: Sequence[LineFacts], words: PageWords, passed: Set[int]) -> Iterator[int]:
    """The numbers of the lines that a label such as "Read also" points to: the title below it, and a short kicker above that."""
    for i, label in enumerate(facts[:-1]):
        if not announces_links(label, words, surely=True):
            continue
        below = [f for f in facts[i + 1 : i + 3] if f.number not in passed]
        if below and below[-1].headline_like and below[-1].words > 4 and label.number not in passed:
            yield label.number
        if len(below) == 2 and below[0].characters <= _LONGEST_LABEL and below[1].headline_like and below[1].words > 4:
            yield from (f.number for f in below if f.headline_like)
        elif below and below[0].headline_like and below[0].words > 4:
            yield below[0].number


def _is_outside(signs: Signs) -> bool:
    """Whether the line stands above or below all paragraphs of the article."""
    return any(sign.startswith(_OUTSIDE) for sign in signs)


def _in_company(likely: Mapping[int, float], telling: Set[int], outside: Set[int], *, is_between: bool) -> set[int]:
    """Those of the likely lines whose own words or marks speak of a page, that have two such near, or, if they are very likely,
    that are next to one with two. On a page with many such, or with very likely ones both above and below the article, those
    outside it need none near. A text without a page about it loses no list."""
    anchors = sorted(telling)
    free = outside if len(anchors) >= _MANY or is_between else frozenset[int]()
    found = {i for i in likely if i in telling or i in free or _count_near(i, anchors) >= _FEWEST}
    settled = {i for i in found if _count_near(i, anchors) >= _FEWEST}
    for ordered in (sorted(likely), sorted(likely, reverse=True)):
        for i in ordered:
            if likely[i] >= _VERY_LIKELY and any(j in settled for j in range(i - _NEXT, i + _NEXT + 1)):
                settled.add(i)
    return found | settled


def _count_near(i: int, anchors: Sequence[int]) -> int:
    return bisect_right(anchors, i + _REACH) - bisect_left(anchors, i - _REACH)


def company_signs(chances: Sequence[float | None], i: int) -> Signs:
    """What the first look says of line i and its neighbours; None stands for a paragraph."""
    around = [_level(chances, j) for j in (i - 1, i, i + 1)]
    above = _mean(chances[max(0, i - _NEAR) : i])
    below = _mean(chances[i + 1 : i + 1 + _NEAR])
    wide = _mean([*chances[max(0, i - _FAR) : i], *chances[i + 1 : i + 1 + _FAR]])
    return (
        f"last is {around[0]}",
        f"next is {around[2]}",
        f"between {around[0]} and {around[2]}",
        f"above {int(above * 5)}",
        f"below {int(below * 5)}",
        f"above {int(above * 3)} below {int(below * 3)}",
        f"wide {int(wide * 6)}",
        f"own {around[1]}",
        f"own {around[1]} wide {int(wide * 3)}",
    )


def _level(chances: Sequence[float | None], i: int) -> str:
    if not 0 <= i < len(chances):
        return "edge"
    chance = chances[i]
    return "paragraph" if chance is None else "abcdefg"[sum([chance > bar for bar in _BARS])]


def _mean(chances: Sequence[float | None]) -> float:
    """The mean chance, a paragraph's counted as none; above one where there is no line."""
    return sum([chance or 0.0 for chance in chances]) / len(chances) if chances else 1.1


def chance_of(signs: Iterable[str], weights: Mapping[str, float]) -> float:
    score = weights.get("", 0.0) + sum([weights.get(sign, 0.0) for sign in signs])
    return 1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, score))))


def _goes_on(line: LineFacts) -> bool:
    """Whether the line is the article's whatever it looks like: it goes on below, or a time or a ticker's marks open it."""
    if line.ticker or line.ending == "comma" or line.text[-1:] in "、，；":
        return True
    return line.stamp is not None and not line.stamp.alone and line.words > 6


def _is_sentence(line: LineFacts) -> bool:
    """Whether the line ends as sentences do, or leads to what stands below it."""
    return (
        line.ending in ("stop", "quoted") or line.text[-1:] in FULL_STOPS or (line.ending == "colon" and line.words > 2)
    )


def _is_notice(signs: Signs) -> bool:
    """Whether the line stands on the page again and again and has a word that speaks of a page."""
    return _is_again(signs) and "page0 long" not in signs


def _is_again(signs: Signs) -> bool:
    return "copies 3" in signs or "copies 4" in signs


def _heads(facts: Sequence[LineFacts], i: int, passed: Collection[int]) -> bool:
    """Whether the line could be the headline or subhead of the sentence below it, who wrote and when passed over."""
    if facts[i].words < 2:
        return False
    following = next((f for f in facts[i + 1 : i + 5] if f.number not in passed), None)
    return following is not None and following.words >= 7 and following.ending != "colon" and _is_sentence(following)


def _signs_text(facts: Sequence[LineFacts], i: int) -> bool:
    """Whether a sentence stands right above or below the line, so that a name there may be its writer's."""
    return any(_is_sentence(f) and f.words > 4 for f in (*facts[max(0, i - 1) : i], *facts[i + 1 : i + 2]))


def _kind(line: LineFacts, signs: Signs, words: PageWords) -> FurnitureKind:
    if "life" in signs:
        return "contributor"
    if line.words <= 12 and not words.months.isdisjoint(line.lower_words) and any(c.isdigit() for c in line.text):
        return "time"
    if line.first_word in words.prompt or speaks_to_reader(line, words):
        return "share"
    if line.words <= 3:
        return "section-label"
    return "read-more" if line.headline_like and line.words >= 5 else "other"
