"""Fits a logistic model to rows of features that hold or do not: the least L2-regularised loss, without any library.

Dual coordinate descent (Yu, Huang, Lin 2011, "Dual coordinate descent methods for logistic regression and maximum entropy
models", algorithm 5): each step solves one row's multiplier by a few Newton steps; some ten rounds over the rows suffice.
"""

from __future__ import annotations

import math
import random
from collections import Counter
from collections.abc import Mapping, Sequence

Row = tuple[Sequence[str], bool]
"""The features that hold, and whether the answer is yes."""


def fit_logistic(
    rows: Sequence[Row], cost: float, rarest: int, rounds: int = 12, prior: Mapping[str, float] | None = None
) -> dict[str, float]:
    """The weights for which half the squares of their distance from `prior` plus `cost` times the rows' log loss is least.
    Without a prior they are held to nothing. A feature that holds in fewer than `rarest` rows keeps its prior weight or is
    left out: it tells of one article, not of the language."""
    prior = prior or {}
    counts = Counter(f for features, _ in rows for f in set(features))
    numbers = {f: i for i, f in enumerate(sorted(f for f, n in counts.items() if n >= rarest))}
    held = [sorted({numbers[f] for f in features if f in numbers}) for features, _ in rows]
    fixed = [sum([prior[f] for f in set(features) if f in prior and f not in numbers]) for features, _ in rows]
    signs = [1.0 if yes else -1.0 for _, yes in rows]
    start = min(1e-3 * cost, 1e-8)
    shares = [start] * len(rows)
    weights = [prior.get(f, 0.0) for f in numbers]
    for features, sign in zip(held, signs, strict=True):
        for i in features:
            weights[i] += start * sign
    order = list(range(len(rows)))
    dice = random.Random(7)
    for _ in range(rounds):
        dice.shuffle(order)
        for row in order:
            features, sign = held[row], signs[row]
            margin = sign * (fixed[row] + sum([weights[i] for i in features]))
            share = _solve_share(shares[row], len(features), margin, cost)
            change = sign * (share - shares[row])
            shares[row] = share
            for i in features:
                weights[i] += change
    return {**prior, **{feature: weights[i] for feature, i in numbers.items()}}


def _solve_share(old: float, size: int, margin: float, cost: float) -> float:
    """The multiplier of one row that minimises the dual, 0 < it < cost, by Newton steps that never leave the interval."""
    share = old
    for _ in range(20):
        slope = math.log(share / (cost - share)) + size * (share - old) + margin
        if abs(slope) < 1e-3:
            break
        curve = size + cost / (share * (cost - share))
        step = share - slope / curve
        if step <= 0:
            step = share * 0.1
        elif step >= cost:
            step = cost - (cost - share) * 0.1
        share = step
    return min(max(share, 1e-12 * cost), cost * (1 - 1e-12))
