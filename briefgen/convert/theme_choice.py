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

from briefgen.convert.cues import CueTable
from briefgen.convert.scoring import Evidence, collect

_PARENT_FIT = 0.6
_COMMONEST = 0.2
_FIRST_COST, _LATER_COST = 0.2, 0.5
_FEW = 6
_PRIOR = 0.5
_PARENT_OWN = 0.8
_FOREIGN = 0.3
_SUBJECT_MEAN, _SUBJECT_DISCOUNT = 0.4, 0.7
_NEIGHBOUR = 0.25
_LONE_GAIN = 0.45


def choose_themes(weighed: Sequence[Evidence], table: CueTable) -> tuple[str, ...]:
    """The theme of each update, in the order of their evidence."""
    if not weighed:
        return ()
    fits = _fits(weighed, table)
    default = _dominant(fits, table)
    chosen = _choose(fits, _most_themes(len(fits))) or [default]
    chosen = _drop_lone(fits, chosen)
    return tuple(_best(fits, at, chosen, default) for at in range(len(fits)))


def _most_themes(updates: int) -> int:
    """How many briefings a blog of that many updates makes at most: 1 of one, 6 of 15, 9 of 40, 12 of 64 and more."""
    return max(1, min(updates, 12, round(1.5 * math.sqrt(updates))))


def _usual_themes(updates: int) -> int:
    """Up to how many briefings one more costs little: 1 of one, 5 of 15, 8 of 40."""
    return min(updates, round(1.2 * math.sqrt(updates)))


def _fits(weighed: Sequence[Evidence], table: CueTable) -> list[dict[str, float]]:
    """How well each theme fits each update, 0 to 1."""
    spread = Counter(words for evidence in weighed for words in evidence.printed)
    weights = [_weights(evidence, spread, len(weighed), table) for evidence in weighed]
    whole = Counter[str]()
    for row in weights:
        whole.update(row)
    fits = [_fit(row, whole, table) for row in weights]
    return fits if len(fits) < _FEW else _discount_common(fits, table)


def _discount_common(fits: list[dict[str, float]], table: CueTable) -> list[dict[str, float]]:
    """What most updates are about is the article's subject, which parts none of them: the second thing that one is about may win.
    A broad theme never gains by that on its narrow ones."""
    means = {theme: sum(fit.get(theme, 0.0) for fit in fits) / len(fits) for theme in {t for fit in fits for t in fit}}
    kept = {
        theme: 1.0 - _SUBJECT_DISCOUNT * max(0.0, mean - _SUBJECT_MEAN) / (1.0 - _SUBJECT_MEAN)
        for theme, mean in means.items()
    }
    for theme in sorted(means):
        for parent in table.lineage[theme][1:]:
            kept[parent] = min(kept.get(parent, 1.0), kept[theme])
    return [{theme: fit[theme] * kept[theme] for theme in fit} for fit in fits]


def _weights(evidence: Evidence, spread: Counter[str], count: int, table: CueTable) -> dict[str, float]:
    """Each theme's own weight, cues of many updates weighing less, times how its broad theme stands among the broad ones."""
    joined = collect(evidence, table)
    top = {theme: _top(theme, table) for theme in evidence.weights}
    broadest = max((joined.total(theme) for theme in top.values()), default=0.0)
    found: dict[str, float] = {}
    for theme, weights in evidence.weights.items():
        weight = sum(weight * _telling(spread[words], count) for words, weight in weights.items())
        if weight > 0:
            found[theme] = weight * joined.total(top[theme]) / broadest
    return found


def _fit(weights: dict[str, float], whole: Counter[str], table: CueTable) -> dict[str, float]:
    """Each theme's weight as a share of the best. What an update says for a broad theme speaks for the narrow ones that the
    article is about; a broad theme stands in for its narrow ones, less well than they do; what is foreign to the article
    counts less."""
    groups = Counter[str]()
    for theme, weight in whole.items():
        groups[_top(theme, table)] += weight
    most = max(groups.values(), default=1.0)
    found = dict.fromkeys(whole, 0.0)
    for theme in whole:
        parents = table.lineage[theme][1:]
        found[theme] += weights.get(theme, 0.0) * (1.0 if parents else _PARENT_OWN)
        for parent in parents:
            found[theme] += weights.get(parent, 0.0) * whole[theme] / groups[_top(theme, table)]
            found[parent] = max(found.get(parent, 0.0), _PARENT_FIT * weights.get(theme, 0.0))
    found = {t: w * (groups[_top(t, table)] / most) ** _FOREIGN for t, w in found.items() if w > 0}
    best = max(found.values(), default=0.0)
    return {theme: weight / best * best / (best + _PRIOR) for theme, weight in found.items()}


def _top(theme: str, table: CueTable) -> str:
    return table.lineage[theme][-1]


def _telling(spread: int, count: int) -> float:
    """1 for a cue of few updates, down to `_COMMONEST` for one that stands in all of them."""
    if count < _FEW or spread <= 1:
        return 1.0
    return 1.0 - (1.0 - _COMMONEST) * (spread - 1) / (count - 1)


def _dominant(fits: list[dict[str, float]], table: CueTable) -> str:
    """The theme of the article as a whole, for updates that say nothing of their own."""
    sums: Counter[str] = Counter()
    for fit in fits:
        sums.update(fit)
    order = {theme: at for at, theme in enumerate(table.lineage)}
    return min(order, key=lambda theme: (-sums[theme], order[theme]))


def _choose(fits: list[dict[str, float]], most: int) -> list[str]:
    chosen: list[str] = []
    covered = [0.0] * len(fits)
    candidates = sorted({theme for fit in fits for theme in fit})
    usual = _usual_themes(len(fits))
    while len(chosen) < most:
        gains = {t: sum(max(0.0, f.get(t, 0.0) - c) for f, c in zip(fits, covered, strict=True)) for t in candidates}
        best = min(gains, key=lambda t: (-round(gains[t], 6), t), default=None)
        cost = _FIRST_COST if len(chosen) < usual else _LATER_COST
        if best is None or gains[best] <= (cost if chosen else 0.0):
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
