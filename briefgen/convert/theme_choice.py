"""At which level a long article falls apart: a few themes that between them cover its updates well.

In: the evidence of an article's updates, the oldest first. Out: one theme for each.
A placing problem (facility location): each further theme must pay for its briefing by how much better it fits updates than those
already chosen. What nearly every update says ("war" in a blog on a war) tells none apart, and weighs less.
A live blog grows, and an update shall not wander from briefing to briefing: themes are chosen anew only when it has grown by
a third, old choices have an advantage, and the updates between two such points are placed among the themes chosen last.
Deterministic: the same updates give the same themes, whenever the article was converted before.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from briefgen.convert.cues import CueTable, find_fallback
from briefgen.convert.scoring import Evidence, collect

_PARENT_FIT = 0.5
_PARENT_OWN = 0.8
_PRIOR = 1.0
_FOREIGN = 0.3
_COMMONEST = 0.2
_FEW = 6
_OFTEN = 3
_SUBJECT_MEAN, _SUBJECT_DISCOUNT = 0.4, 0.7
_FIRST_COST, _LATER_COST, _LONE_COST = 0.15, 0.35, 0.15
_LONE_GAIN = 0.4
_NEW_THEME = 0.3
_NEIGHBOUR, _DEFAULT = 0.12, 0.25
_LOYALTY = 0.2
_GROWTH = 1.3
_NOTABLE = 0.1
_LONG = 16
_MAIN_SHARE, _SWALLOWED_SHARE = 0.6, 0.45
_ENOUGH_NARROW = 3
_EASINGS, _EASED = 3, 0.8
_STRONG, _FOREIGN_STRONG, _FOREIGN_FROM = 3.0, 12.0, 0.4
_SILENT = 0.05
_SURE = 0.75

Fit = dict[str, float]


@dataclass(frozen=True, slots=True)
class _Said:
    """What an update says, made ready once: for each theme the weight of its broad theme and of each word; `broadest`: the most
    that it says for any broad theme."""

    evidence: Evidence
    themes: tuple[tuple[str, float, tuple[tuple[str, float], ...]], ...]
    broadest: float


@dataclass(frozen=True, slots=True)
class _Subject:
    """What an article is about as far as its updates go: what each update weighs for each theme, what all do for each theme and
    each broad one, what share each narrow theme has of its broad one, and what the article's own subject keeps of its weight."""

    updates: tuple[Fit, ...]
    telling: dict[str, float]
    weights: Counter[str]
    groups: Counter[str]
    shares: dict[str, list[tuple[str, float]]]
    kept: dict[str, float]
    unfounded: frozenset[str]


def choose_themes(weighed: Sequence[Evidence], table: CueTable) -> tuple[str, ...]:
    """The theme of each update, in the order of their evidence: the oldest first."""
    said = [_make_ready(evidence, table) for evidence in weighed]
    themes: list[str] = []
    chosen: list[str] = []
    subject = _learn_subject(said[:1], table)
    eased: dict[str, float] = {}
    size = 1
    while size <= len(said):
        subject = _learn_subject(said[:size], table)
        fits = [_fit(weights, subject, table) for weights in subject.updates]
        earlier = chosen
        chosen = _choose_level(fits, earlier, subject, table)
        fits, chosen, eased = _ease_main(fits, chosen, earlier, subject, table)
        themes = [_best(fits, at, chosen, subject, themes[at : at + 1]) for at in range(size)]
        size = max(size + 1, round(size * _GROWTH))
    fits = [_ease(_fit(_weights(row, subject.telling), subject, table), eased) for row in said]
    for fit in fits[len(themes) :]:
        theme = _best([fit], 0, chosen, subject, [])
        covered = _covered_broad(chosen, table)
        own = max((t for t in fit if t not in covered), key=lambda t: (round(fit[t], 6), t), default=theme)
        if fit.get(own, 0.0) - fit.get(theme, 0.0) > _NEW_THEME and len(chosen) < _most_themes(len(themes) + 1):
            chosen, theme = [*chosen, own], own
        themes.append(theme)
    return _settle_lone(themes, weighed, fits, subject, table)


def _choose_level(fits: Sequence[Fit], earlier: Sequence[str], subject: _Subject, table: CueTable) -> list[str]:
    """The themes that an article falls apart into: few, each worth its briefing."""
    unfounded = subject.unfounded
    chosen = _choose(fits, earlier, unfounded) or _choose(fits, earlier) or [_first_theme(fits, subject, table)]
    narrow = _drop_broad(chosen, subject, table)
    if len(narrow) < len(chosen):  # what the broad one covered may want a narrow one of its own
        without = unfounded.union(chosen).difference(narrow)
        chosen = _drop_broad(_choose(fits, earlier, without), subject, table) or narrow
    return _join_lone(fits, _drop_lone(fits, chosen), table)


def _ease_main(
    fits: list[Fit], chosen: list[str], earlier: Sequence[str], subject: _Subject, table: CueTable
) -> tuple[list[Fit], list[str], dict[str, float]]:
    """The fits, themes and what each theme's weight is lowered to, so that an article that gives too few briefings gives more.
    Where it gives no more by that, all stays as it was."""
    best: tuple[list[Fit], list[str], dict[str, float]] = fits, chosen, {}
    eased: dict[str, float] = {}
    for _ in range(_EASINGS):
        main = _find_main(fits, chosen)
        if main is None:
            break
        eased.update({theme: eased.get(theme, 1.0) * _EASED for theme in table.lineage[main]})
        fits = [_ease(fit, dict.fromkeys(table.lineage[main], _EASED)) for fit in fits]
        chosen = _choose_level(fits, earlier, subject, table)
        if len(chosen) > len(best[1]):
            best = fits, chosen, dict(eased)
    return best


def _find_main(fits: Sequence[Fit], chosen: Sequence[str]) -> str | None:
    """The theme that swallows most of an article that gives fewer themes than an editor would make of it, or None."""
    if len(chosen) >= _fewest_themes(len(fits)):
        return None
    served = Counter(max(chosen, key=lambda t: (fit.get(t, 0.0), t)) for fit in fits if fit)
    main = max(served, key=lambda t: (served[t], t), default=None)
    return main if main is not None and served[main] > _SWALLOWED_SHARE * len(fits) else None


def _ease(fit: Fit, eased: Mapping[str, float]) -> Fit:
    """A fit in which some themes count less, so that what else an update speaks for may win."""
    return {theme: value * eased.get(theme, 1.0) for theme, value in fit.items()} if eased else fit


def _fewest_themes(updates: int) -> int:
    """How many briefings a blog of that many updates shall make if it can: 4 of 15, 3 of 8."""
    return min(4, round(math.sqrt(updates)))


def _most_themes(updates: int) -> int:
    """How many briefings a blog of that many updates makes at most: 1 of one, 8 of 15, 12 of 36 and more."""
    return min(updates, 12, round(2 * math.sqrt(updates)))


def _usual_themes(updates: int) -> int:
    """Up to how many briefings one more costs little: 1 of one, 5 of 15, 9 of 40."""
    return min(updates, round(1.4 * math.sqrt(updates)))


def _make_ready(evidence: Evidence, table: CueTable) -> _Said:
    joined = collect(evidence, table)
    totals = {theme: joined.total(theme) for theme in joined.weights}
    return _Said(
        evidence=evidence,
        themes=tuple(
            (theme, totals[table.lineage[theme][-1]], tuple(weights.items()))
            for theme, weights in evidence.weights.items()
        ),
        broadest=max((total for theme, total in totals.items() if len(table.lineage[theme]) == 1), default=0.0),
    )


def _learn_subject(said: Sequence[_Said], table: CueTable) -> _Subject:
    telling = _telling(said)
    updates = tuple(_weights(row, telling) for row in said)
    weights, groups = Counter[str](), Counter[str]()
    for row in updates:
        weights.update(row)
    for theme, weight in weights.items():
        groups[table.lineage[theme][-1]] += weight
    shares: dict[str, list[tuple[str, float]]] = {}
    for theme, weight in weights.items():
        for parent in table.lineage[theme][1:]:
            shares.setdefault(parent, []).append((theme, weight / groups[table.lineage[theme][-1]]))
    subject = _Subject(
        updates=updates,
        telling=telling,
        weights=weights,
        groups=groups,
        shares=shares,
        kept={},
        unfounded=_unfounded(said, table),
    )
    if len(said) >= _FEW:
        subject.kept.update(_discounts([_fit(row, subject, table) for row in updates], table))
    return subject


def _unfounded(said: Sequence[_Said], table: CueTable) -> frozenset[str]:
    """The themes for which no update says more than one word, and no word is said often. Words that go astray ("a full moon", "a
    satellite telephone") would else gather into a briefing, one from each of several updates."""
    if len(said) < _FEW:
        return frozenset()
    uses = Counter((theme, key) for row in said for theme, _, weights in row.themes for key, _ in weights)
    founded = {theme for (theme, _), count in uses.items() if count >= _OFTEN}
    founded.update(theme for row in said for theme, _, weights in row.themes if len(weights) > 1)
    return frozenset(table.lineage).difference(*(table.lineage[theme] for theme in founded))


def _discounts(fits: Sequence[Fit], table: CueTable) -> dict[str, float]:
    """What most updates are about is the article's subject, which parts none of them: the second thing that one is about may win.
    A broad theme never gains by that on its narrow ones."""
    means = Counter[str]()
    for fit in fits:
        means.update(fit)
    kept: dict[str, float] = {}
    for theme in sorted(means):
        excess = max(0.0, means[theme] / len(fits) - _SUBJECT_MEAN) / (1.0 - _SUBJECT_MEAN)
        for holder in table.lineage[theme]:
            kept[holder] = min(kept.get(holder, 1.0), 1.0 - _SUBJECT_DISCOUNT * excess)
    return kept


def _telling(said: Sequence[_Said]) -> dict[str, float]:
    """How much each word of several updates tells: nearly 1 for one of two, down to `_COMMONEST` for one that stands in all."""
    if len(said) < _FEW:
        return {}
    spread = Counter(key for row in said for key in row.evidence.printed)
    rest = len(said) - 1
    return {key: 1.0 - (1.0 - _COMMONEST) * (count - 1) / rest for key, count in spread.items() if count > 1}


def _weights(said: _Said, telling: dict[str, float]) -> Fit:
    """Each theme's own weight, words of many updates weighing less, times how its broad theme stands among the broad ones."""
    found: Fit = {}
    for theme, broad, weights in said.themes:
        weight = sum([weight * telling.get(key, 1.0) for key, weight in weights])
        if weight > 0:
            found[theme] = weight * broad / said.broadest
    return found


def _fit(weights: Fit, subject: _Subject, table: CueTable) -> Fit:
    """How well each theme fits an update, 0 to 1: its weight as a share of the best. What an update says for a broad theme speaks
    for the narrow ones that the article is about; a broad theme stands in for its narrow ones, less well than they do; what is
    foreign to the article counts less, and so does its whole subject."""
    lineage, groups = table.lineage, subject.groups
    found: Fit = {}
    for theme, weight in weights.items():
        parents = lineage[theme][1:]
        found[theme] = max(found.get(theme, 0.0), weight * (1.0 if parents else _PARENT_OWN))
        for parent in parents:
            found[parent] = max(found.get(parent, 0.0), _PARENT_FIT * weight)
    for parent in weights:
        for theme, share in subject.shares.get(parent, ()):
            found[theme] = found.get(theme, 0.0) + weights[parent] * share
    most = max(groups.values(), default=1.0) or 1.0
    for theme in found:
        standing = max(groups[lineage[theme][-1]], weights.get(theme, 0.0)) / most
        found[theme] *= min(1.0, standing) ** _FOREIGN * subject.kept.get(theme, 1.0)
    best = max(found.values(), default=0.0)
    return {theme: weight / (best + _PRIOR) for theme, weight in found.items()} if best else {}


def _first_theme(fits: Sequence[Fit], subject: _Subject, table: CueTable) -> str:
    """The theme of an article that says nothing for any: the fallback; else what it says most for."""
    if not subject.weights:
        return find_fallback(table.lineage)
    return max(table.lineage, key=lambda theme: (subject.weights[theme], -list(table.lineage).index(theme)))


def _choose(fits: Sequence[Fit], earlier: Sequence[str], without: Collection[str] = ()) -> list[str]:
    """Earlier themes and further ones, each by what it adds; none of those that add nothing any more."""
    chosen: list[str] = []
    covered = [0.0] * len(fits)
    most, usual = _most_themes(len(fits)), _usual_themes(len(fits))
    candidates: dict[str, list[tuple[int, float]]] = {}
    for at, fit in enumerate(fits):
        for theme, value in fit.items():
            if value > 0 and theme not in without:
                candidates.setdefault(theme, []).append((at, value))
    while len(chosen) < most:
        gains = {
            theme: _gain(served, covered) * (1.0 + _LOYALTY if theme in earlier else 1.0)
            for theme, served in candidates.items()
        }
        best = min(gains, key=lambda theme: (-round(gains[theme], 6), theme), default=None)
        cost = -_LONE_COST if not chosen else _FIRST_COST if len(chosen) < usual else _LATER_COST
        if best is None or gains[best] <= cost:
            break
        chosen.append(best)
        for at, value in candidates.pop(best):
            covered[at] = max(covered[at], value)
    return chosen


def _gain(served: Sequence[tuple[int, float]], covered: Sequence[float]) -> float:
    """What a theme adds, from how well it fits the updates that it serves at all, and how well those are covered already: less if
    it is for one update alone."""
    better = [value - covered[at] for at, value in served if value > covered[at]]
    notable = 0
    for more in better:
        notable += more > _NOTABLE
    return sum(better) - (_LONE_COST if notable < 2 else 0.0)


def _drop_broad(chosen: list[str], subject: _Subject, table: CueTable) -> list[str]:
    """The chosen themes without a broad one most of whose weight in the article is that of one chosen narrow one, or several of
    whose narrow ones are chosen: "Sport" beside "Football" and "Line-ups" in the story of one match."""
    group = {
        theme: subject.groups[table.lineage[theme][-1]] - subject.weights[table.lineage[theme][-1]] for theme in chosen
    }
    main = {table.lineage[theme][-1] for theme in chosen if subject.weights[theme] > _MAIN_SHARE * group[theme]}
    main |= _covered_broad(chosen, table)
    return [theme for theme in chosen if len(table.lineage[theme]) > 1 or theme not in main] or chosen


def _covered_broad(chosen: Sequence[str], table: CueTable) -> set[str]:
    """The broad themes of which several narrow ones are chosen."""
    narrow = Counter(table.lineage[theme][-1] for theme in chosen if len(table.lineage[theme]) > 1)
    return {theme for theme, count in narrow.items() if count >= _ENOUGH_NARROW}


def _drop_lone(fits: Sequence[Fit], chosen: list[str]) -> list[str]:
    """The chosen themes without those that one update alone is best served by, where another serves it nearly as well."""
    for theme in list(chosen):
        others = [other for other in chosen if other != theme]
        served = [fit for fit in fits if fit and max(chosen, key=lambda t: (fit.get(t, 0.0), t)) == theme]
        if others and len(served) < 2:
            loss = sum(fit.get(theme, 0.0) - max(fit.get(other, 0.0) for other in others) for fit in served)
            if loss < _LONE_GAIN:
                chosen = others
    return chosen


def _settle_lone(
    themes: Sequence[str], weighed: Sequence[Evidence], fits: Sequence[Fit], subject: _Subject, table: CueTable
) -> tuple[str, ...]:
    """The themes, where an update that is alone with its own has joined the best of the others unless it speaks for it
    strongly: one "railway" makes no briefing on trains in a night of elections."""
    settled = list(themes)
    if len(themes) < _FEW:
        return tuple(themes)
    whole = sum(subject.groups.values()) or 1.0
    main = max(subject.groups.values(), default=0.0) / whole
    for at, theme in enumerate(themes):
        others = sorted(other for other, count in Counter(settled).items() if other != theme and count > 1)
        if Counter(settled)[theme] > 1 or not others:
            continue
        foreign = table.lineage[theme][-1] not in {table.lineage[other][-1] for other in others}
        bar = _STRONG + (_FOREIGN_STRONG * max(0.0, main - _FOREIGN_FROM) if foreign else 0.0)
        if not _speaks_strongly(weighed[at], theme, bar, table):
            settled[at] = _best(fits, at, others, subject, [])
    return tuple(settled)


def _speaks_strongly(evidence: Evidence, theme: str, bar: float, table: CueTable) -> bool:
    """Whether at least two words speak for the theme itself and all that speaks for its broad one weighs as much as the bar."""
    own = [weight for weight in evidence.weights.get(theme, {}).values() if weight > 0]
    return len(own) > 1 and collect(evidence, table).total(table.lineage[theme][-1]) >= bar


def _join_lone(fits: Sequence[Fit], chosen: list[str], table: CueTable) -> list[str]:
    """In a long article, narrow themes of one update each that belong to one broad theme give way to it, but for sure ones; where
    several others of that broad theme stay, to these."""
    if len(fits) < _LONG:
        return chosen
    served = Counter(max(chosen, key=lambda t: (fit.get(t, 0.0), t)) for fit in fits if fit)
    strong = {theme for theme in chosen if max((fit.get(theme, 0.0) for fit in fits), default=0.0) > _SURE}
    lone = [theme for theme in chosen if served[theme] < 2 and len(table.lineage[theme]) > 1 and theme not in strong]
    broad = Counter(table.lineage[theme][-1] for theme in lone)
    giving_way = {theme for theme in lone if broad[table.lineage[theme][-1]] > 1}
    covered = _covered_broad([theme for theme in chosen if theme not in lone], table)
    joined = [table.lineage[theme][-1] if theme in giving_way else theme for theme in chosen]
    return list(dict.fromkeys(theme for theme in joined if theme in chosen or theme not in covered))


def _best(fits: Sequence[Fit], at: int, chosen: Sequence[str], subject: _Subject, earlier: Sequence[str]) -> str:
    """The chosen theme that fits an update best, the one it had before with an advantage. Where none fits, that of its neighbours
    or of the article."""
    near = [fits[n] for n in (at - 1, at + 1) if 0 <= n < len(fits)]
    default = max(chosen, key=lambda theme: (subject.weights[theme], theme))
    silent = max((fits[at].get(theme, 0.0) for theme in chosen), default=0.0) < _SILENT
    scores = {
        theme: fits[at].get(theme, 0.0)
        + _NEIGHBOUR * sum(fit.get(theme, 0.0) for fit in near)
        + (_LOYALTY if theme in earlier else 0.0)
        + (_DEFAULT if theme == default and silent else 0.0)
        for theme in chosen
    }
    return max(chosen, key=lambda theme: (round(scores[theme], 6), theme == default, theme))
