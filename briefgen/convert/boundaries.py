"""Where the updates of a live page begin: one decision over the whole page, not line by line.

The chance that an update begins with a line depends on the signs of `boundary_features.py` and on how far above the last one
began; the likeliest set of beginnings is found by dynamic programming over that distance. The weights are data,
`boundary_weights.json`, fitted and judged by `bench/fit_boundaries.py`.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path

from briefgen.convert.boundary_features import Page, boundary_signs, distance_signs, distance_step, step_signs
from briefgen.convert.introductions import introduction_signs, introduction_step

_WEIGHTS = Path(__file__).with_name("boundary_weights.json")
_FARTHEST = 15
_LIKELY = 2.0


@dataclass(frozen=True, slots=True)
class Starts:
    """The chosen lines, as indexes into the page's facts (0 is always one), and for each the margin by which it is one."""

    lines: tuple[int, ...]
    margins: tuple[float, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Hints:
    """What is known of lines (indexes into the page's facts) apart from their signs: `forced` ones begin an update, `barred`
    ones don't, `likely` ones do if little speaks against it."""

    forced: Set[int] = frozenset()
    barred: Set[int] = frozenset()
    likely: Set[int] = frozenset()


NO_HINTS = Hints()


@cache
def load_weights() -> Mapping[str, Mapping[str, float]]:
    """The fitted weights: sign → weight, for "boundaries" and for "kinds"."""
    weights: dict[str, dict[str, float]] = json.loads(_WEIGHTS.read_text(encoding="utf-8"))
    return weights


def score_lines(page: Page, weights: Mapping[str, float]) -> tuple[float, ...]:
    """For each line what speaks for an update that begins with it, as log odds, its distance from the last one left out."""
    return tuple(weigh(signs, weights) for signs in boundary_signs(page))


def find_starts(
    page: Page, weights: Mapping[str, float], hints: Hints = NO_HINTS, known_scores: Sequence[float] | None = None
) -> Starts:
    """The likeliest set of lines with which updates begin. `known_scores`: those of `score_lines`, where they are at hand."""
    if not page.facts:
        return Starts((), ())
    scores = list(score_lines(page, weights) if known_scores is None else known_scores)
    for i in hints.likely:
        scores[i] += _LIKELY
    for i in hints.barred:
        scores[i] = -1000.0
    for i in hints.forced:
        scores[i] = 1000.0
    lines = _decode(page, scores, weights)
    return Starts(lines, tuple(_margins(page, scores, weights, lines)))


def weigh(signs: Iterable[str], weights: Mapping[str, float]) -> float:
    """The sum of the weights of the signs; a sign without a weight counts nothing."""
    return sum([weights.get(sign, 0.0) for sign in signs])


def _decode(page: Page, scores: list[float], weights: Mapping[str, float]) -> tuple[int, ...]:
    """Viterbi: a state is the last start, one for each distance up to a cap; the reward is the log chance of each choice."""
    states: list[tuple[float, int] | None] = [(0.0, 0)] + [None] * _FARTHEST
    before: dict[int, int] = {}
    known: dict[tuple[str, ...], float] = {}
    for i in range(1, len(scores)):
        chances: dict[tuple[int, int], tuple[float, float]] = {}
        introduced: dict[int, float] = {}
        after: list[tuple[float, int] | None] = [None] * (_FARTHEST + 1)
        for place, state in enumerate(states):
            if state is None:
                continue
            so_far, start = state
            step = distance_step(i - start), introduction_step(page.mentions[i], i - start)
            if step not in chances:
                signs = step_signs(page, i, step[0])
                if signs not in known:
                    known[signs] = weigh(signs, weights)
                if step[1] not in introduced:
                    introduced[step[1]] = weigh(introduction_signs(page.mentions[i], i - start), weights)
                chances[step] = _log_chances(scores[i] + known[signs] + introduced[step[1]])
            yes, no = chances[step]
            if after[0] is None or so_far + yes > after[0][0]:
                after[0] = (so_far + yes, i)
                before[i] = start
            further = min(place + 1, _FARTHEST)
            if (rival := after[further]) is None or so_far + no > rival[0]:
                after[further] = (so_far + no, start)
        states = after
    _, start = max(state for state in states if state is not None)
    lines = [start]
    while start:
        start = before[start]
        lines.append(start)
    return tuple(reversed(lines))


def _margins(page: Page, scores: list[float], weights: Mapping[str, float], lines: tuple[int, ...]) -> Iterator[float]:
    yield 0.0
    for last, i in pairwise(lines):
        yield scores[i] + weigh(distance_signs(page, i, i - last), weights)


def _log_chances(score: float) -> tuple[float, float]:
    """The logarithms of the chance that it is so, and that it is not."""
    if score > 30:
        return 0.0, -score
    if score < -30:
        return score, 0.0
    return -math.log1p(math.exp(-score)), -math.log1p(math.exp(score))
