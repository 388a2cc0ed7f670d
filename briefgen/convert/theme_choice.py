"""At which level a long article falls apart: a few themes that between them cover its updates well.

In: the kept updates of an article with their evidence. Out: one theme for each, in their order.
A placing problem (facility location): each further theme must pay for its briefing by how much better it fits updates than those
already chosen. What nearly every update says ("war" in a blog on a war) tells none apart, so a cue weighs less the more updates
it stands in. Greedy and deterministic.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence

from briefgen.config import Vocabulary
from briefgen.convert.scoring import Evidence, collect
from briefgen.model import Update

_PARENT_SHARE = 0.7
_COMMONEST = 0.35
_COST = 0.45
_NEIGHBOUR = 0.25
_LONE_GAIN = 0.35


def choose_themes(updates: Sequence[Update], weighed: Sequence[Evidence], vocabulary: Vocabulary) -> tuple[str, ...]:
    """The theme of each update, in their order."""
    if not updates:
        return ()
    fits = _fits(weighed, vocabulary)
    default = _dominant(fits, vocabulary)
    chosen = _choose(fits, _most_themes(len(updates))) or [default]
    chosen = _drop_lone(fits, chosen)
    return tuple(_best(fits, at, chosen, default) for at in range(len(updates)))


def _most_themes(updates: int) -> int:
    """How many briefings a blog of that many updates makes at most: 1 of one, 6 of 15, 9 of 40, 12 of 100."""
    return max(1, min(updates, 12, round(1.5 * math.sqrt(updates))))


def _fits(weighed: Sequence[Evidence], vocabulary: Vocabulary) -> list[dict[str, float]]:
    """How well each theme fits each update, 0 to 1: its share of what the best one has, cues of many updates weighing less."""
    spread = Counter(words for evidence in weighed for words in evidence.printed)
    count = len(weighed)
    fits: list[dict[str, float]] = []
    for evidence in weighed:
        told = Evidence(
            weights={
                theme: {words: weight * _telling(spread[words], count) for words, weight in weights.items()}
                for theme, weights in evidence.weights.items()
            },
            printed=evidence.printed,
        )
        fits.append(_shares(told, vocabulary))
    return fits


def _telling(spread: int, count: int) -> float:
    """1 for a cue of few updates, down to `_COMMONEST` for one that stands in all of them."""
    if count < 4 or spread <= 1:
        return 1.0
    return 1.0 - (1.0 - _COMMONEST) * (spread - 1) / (count - 1)


def _shares(evidence: Evidence, vocabulary: Vocabulary) -> dict[str, float]:
    joined = collect(evidence, vocabulary)
    parents = {theme.parent for theme in vocabulary.themes if theme.parent}
    totals = {
        theme: joined.total(theme) * (_PARENT_SHARE if theme in parents else 1.0)
        for theme in joined.weights
        if joined.total(theme) > 0
    }
    best = max(totals.values(), default=0.0)
    strength = best / (best + 1.0)
    return {theme: strength * total / best for theme, total in totals.items()} if best else {}


def _dominant(fits: list[dict[str, float]], vocabulary: Vocabulary) -> str:
    """The theme of the article as a whole, for updates that say nothing of their own."""
    sums: Counter[str] = Counter()
    for fit in fits:
        sums.update(fit)
    order = {theme.id: at for at, theme in enumerate(vocabulary.themes)}
    return min(order, key=lambda theme: (-sums[theme], order[theme]))


def _choose(fits: list[dict[str, float]], most: int) -> list[str]:
    chosen: list[str] = []
    covered = [0.0] * len(fits)
    candidates = sorted({theme for fit in fits for theme in fit})
    while len(chosen) < most:
        gains = {t: sum(max(0.0, f.get(t, 0.0) - c) for f, c in zip(fits, covered, strict=True)) for t in candidates}
        best = min(gains, key=lambda t: (-round(gains[t], 6), t), default=None)
        if best is None or gains[best] <= (_COST if chosen else 0.0):
            break
        chosen.append(best)
        covered = [max(c, f.get(best, 0.0)) for f, c in zip(fits, covered, strict=True)]
    return chosen


def _drop_lone(fits: list[dict[str, float]], chosen: list[str]) -> list[str]:
    """The chosen themes without those that one update alone is best served by, where another serves it nearly as well."""
    for theme in list(chosen):
        others = [other for other in chosen if other != theme]
        served = [fit for fit in fits if fit and max(chosen, key=lambda t: (fit.get(t, 0.0), t)) == theme]
        if others and len(served) < 2:
            loss = sum(fit.get(theme, 0.0) - max(fit.get(other, 0.0) for other in others) for fit in served)
            if loss < _LONE_GAIN:
                chosen = others
    return chosen


def _best(fits: list[dict[str, float]], at: int, chosen: list[str], default: str) -> str:
    """The chosen theme that fits an update best; where none does, the one that its neighbours speak for."""
    own = fits[at]
    near = [fits[n] for n in (at - 1, at + 1) if 0 <= n < len(fits)]
    scores = {t: own.get(t, 0.0) + _NEIGHBOUR * sum(fit.get(t, 0.0) for fit in near) / 2 for t in chosen}
    best = max(chosen, key=lambda t: (round(scores[t], 6), t == default, t))
    return best if scores[best] > 0 else (default if default in chosen else chosen[0])
