"""How strongly a text speaks for each theme: cue hits added up, with the words that did it.

In: a text and a `CueTable`. Out: `Evidence`, the weight of each theme by the words found. Weights add, like log-odds. A word that
comes again counts ever less (BM25's saturation), headline and opening count more. Nothing here chooses one theme for an update.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from briefgen.convert.cues import CueHit, CueTable, find_cues
from briefgen.model import ThemeMatch

_SATURATION = 1.5
_HEADLINE, _OPENING, _BODY = 2.0, 1.5, 1.0
_OPENING_CHARACTERS = 300
_LONGEST_HEADLINE = 200
_PRIOR = 3.0
_RIVALS = 0.5
_SHOWN_SCORE = 0.02
_SHOWN_THEMES = 16
_SHOWN_EVIDENCE = 8


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a text says for themes: for each theme the weight of each word found, keyed in small letters without a plural -s;
    and those words as printed first."""

    weights: dict[str, dict[str, float]] = field(default_factory=dict)
    printed: dict[str, str] = field(default_factory=dict)

    def total(self, theme: str) -> float:
        """The weight of all that speaks for a theme; never below zero."""
        return max(0.0, sum(self.weights.get(theme, {}).values()))

    def words(self, theme: str) -> tuple[str, ...]:
        """The words that speak for a theme as printed, the weightiest first."""
        weights = self.weights.get(theme, {})
        ranked = sorted((key for key in weights if weights[key] > 0), key=lambda key: (-weights[key], key))
        return tuple(self.printed[key] for key in ranked[:_SHOWN_EVIDENCE])


def weigh_text(text: str, table: CueTable) -> Evidence:
    """The evidence of a text. Its first line is its headline where more lines follow and it is short enough for one."""
    hits: dict[str, CueHit] = {}
    amounts: dict[str, float] = {}
    evidence = Evidence()
    headline_end = text.find("\n") if text.find("\n") <= _LONGEST_HEADLINE else -1
    for hit in find_cues(text, table):
        words = text[hit.start : hit.end]
        key = words.lower().removesuffix("s")
        amounts[key] = amounts.get(key, 0.0) + _place_weight(hit.start, headline_end)
        if key not in hits:
            hits[key] = hit
            evidence.printed[key] = words
    for key, hit in hits.items():
        _add_weights(evidence, key, hit, amounts[key], table)
    return evidence


def _add_weights(evidence: Evidence, key: str, hit: CueHit, amount: float, table: CueTable) -> None:
    """Adds what one word says: its strongest cue for each theme; a word of several broad themes says less for each."""
    by_theme: dict[str, float] = {}
    for cue in hit.cues:
        if abs(cue.weight) > abs(by_theme.get(cue.theme, 0.0)):
            by_theme[cue.theme] = cue.weight
    broad = {table.lineage[theme][-1] for theme, weight in by_theme.items() if weight > 0}
    factor = amount * (1 + _SATURATION) / (amount + _SATURATION) / max(1, len(broad)) ** 0.5
    for theme, weight in by_theme.items():
        evidence.weights.setdefault(theme, {})[key] = weight * factor


def _place_weight(start: int, headline_end: int) -> float:
    if start < headline_end:
        return _HEADLINE
    return _OPENING if start - max(0, headline_end) < _OPENING_CHARACTERS else _BODY


def collect(evidence: Evidence, table: CueTable) -> Evidence:
    """The same with each parent's weights joined by its children's; words of both count once, at their higher weight."""
    joined: dict[str, dict[str, float]] = {}
    for theme, weights in evidence.weights.items():
        for holder in table.lineage[theme]:
            into = joined.setdefault(holder, {})
            for key, weight in weights.items():
                into[key] = max(into.get(key, weight), weight)
    return Evidence(weights=joined, printed=evidence.printed)


def rank(evidence: Evidence, table: CueTable) -> tuple[ThemeMatch, ...]:
    """The themes that a text speaks for, best first. A theme without a parent scores by its weight against that of the others;
    a child has its share of its parent's score, so that the broad theme stands before the narrow ones."""
    joined = collect(evidence, table)
    totals = {theme: joined.total(theme) for theme in joined.weights}
    whole = sum(total for theme, total in totals.items() if len(table.lineage[theme]) == 1)
    scores: dict[str, float] = {}
    for theme, total in totals.items():
        broad = totals[table.lineage[theme][-1]]
        if total > 0 and broad > 0:
            scores[theme] = min(1.0, total / broad) * broad / (broad + _PRIOR + _RIVALS * (whole - broad))
    ranked = sorted(scores, key=lambda theme: (-round(scores[theme], 9), len(table.lineage[theme]), theme))
    return tuple(
        ThemeMatch(id=theme, score=round(scores[theme], 4), evidence=joined.words(theme))
        for at, theme in enumerate(ranked[:_SHOWN_THEMES])
        if at == 0 or scores[theme] >= _SHOWN_SCORE
    )
