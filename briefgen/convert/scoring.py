"""How strongly a text speaks for each theme: cue hits added up, with the words that did it.

In: a text and a `CueTable`. Out: `Evidence`, the weight of each theme by cue. Weights add, like log-odds. A cue that comes again
counts ever less (BM25's saturation), the headline and the opening count more. Nothing here chooses one theme for an update.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache

from briefgen.config import Vocabulary
from briefgen.convert.cues import Cue, CueHit, CueTable, compile_cues, find_cues
from briefgen.convert.language import Language
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


@dataclass(slots=True)
class Evidence:
    """What a text says for themes: for each theme, each cue's weight in this text and the words as printed."""

    weights: dict[str, dict[tuple[str, ...], float]] = field(default_factory=dict)
    printed: dict[tuple[str, ...], list[str]] = field(default_factory=dict)

    def total(self, theme: str) -> float:
        """The weight of a theme's own cues; never below zero."""
        return max(0.0, sum(self.weights.get(theme, {}).values()))

    def words(self, theme: str) -> tuple[str, ...]:
        """The words that speak for a theme as printed, the weightiest first."""
        weights = self.weights.get(theme, {})
        ranked = sorted((cue for cue in weights if weights[cue] > 0), key=lambda cue: (-weights[cue], cue))
        return tuple(dict.fromkeys(self.printed[cue][0] for cue in ranked))[:_SHOWN_EVIDENCE]


def weigh_text(text: str, vocabulary: Vocabulary, language: Language) -> Evidence:
    """The evidence of a text. Its first line is its headline where more lines follow and it is short enough for one."""
    table = compile_cues(vocabulary, language)
    return _add_up(text, find_cues(text, table), vocabulary, table)


def _add_up(text: str, hits: tuple[CueHit, ...], vocabulary: Vocabulary, table: CueTable) -> Evidence:
    evidence = Evidence()
    amounts: dict[tuple[str, ...], float] = {}
    cues: dict[tuple[str, ...], dict[str, Cue]] = {}
    headline_end = text.find("\n")
    if headline_end > _LONGEST_HEADLINE:
        headline_end = -1
    for hit in hits:
        place = _place_weight(hit.start, headline_end)
        for cue in hit.cues:
            if cue.theme not in cues.setdefault(cue.words, {}):
                cues[cue.words][cue.theme] = cue
        for words in {cue.words for cue in hit.cues}:
            amounts[words] = amounts.get(words, 0.0) + place
            evidence.printed.setdefault(words, []).append(text[hit.start : hit.end])
    groups = _groups(vocabulary)
    for words, by_theme in cues.items():
        shared = len({groups[theme][-1] for theme in by_theme}) ** 0.5
        amount = amounts[words] * (1 + _SATURATION) / (amounts[words] + _SATURATION)
        for theme, cue in by_theme.items():
            evidence.weights.setdefault(theme, {})[words] = cue.weight * amount / shared
    return evidence


def _place_weight(start: int, headline_end: int) -> float:
    if start < headline_end:
        return _HEADLINE
    return _OPENING if start - max(0, headline_end) < _OPENING_CHARACTERS else _BODY


def collect(evidence: Evidence, vocabulary: Vocabulary) -> Evidence:
    """The same with each parent's weights joined by its children's; a cue of both counts once, at its higher weight."""
    groups = _groups(vocabulary)
    joined: dict[str, dict[tuple[str, ...], float]] = {}
    for theme, weights in evidence.weights.items():
        for holder in groups[theme]:
            into = joined.setdefault(holder, {})
            for words, weight in weights.items():
                into[words] = max(into.get(words, weight), weight)
    return Evidence(weights=joined, printed=evidence.printed)


def rank(evidence: Evidence, vocabulary: Vocabulary) -> tuple[ThemeMatch, ...]:
    """The themes that a text speaks for, best first. A theme without a parent scores by its weight against that of the others;
    a child has its share of its parent's score, so that the broad theme stands before the narrow ones."""
    joined = collect(evidence, vocabulary)
    tops = [theme.id for theme in vocabulary.themes if not vocabulary.ancestors(theme.id)]
    whole = sum(joined.total(top) for top in tops)
    scores: dict[str, float] = {}
    for theme in vocabulary.themes:
        own = joined.total(theme.id)
        top = _groups(vocabulary)[theme.id][-1]
        weight = joined.total(top)
        if own > 0 and weight > 0:
            scores[theme.id] = min(1.0, own / weight) * weight / (weight + _PRIOR + _RIVALS * (whole - weight))
    depth = {theme.id: len(vocabulary.ancestors(theme.id)) for theme in vocabulary.themes}
    ranked = sorted(scores, key=lambda t: (-round(scores[t], 9), depth[t], t))[:_SHOWN_THEMES]
    return tuple(
        ThemeMatch(id=theme, score=round(scores[theme], 4), evidence=joined.words(theme))
        for theme in ranked
        if scores[theme] >= _SHOWN_SCORE or theme == ranked[0]
    )


@cache
def _groups(vocabulary: Vocabulary) -> Mapping[str, tuple[str, ...]]:
    """For each theme itself and its parents, up to the broadest."""
    return {
        theme.id: (theme.id, *(a for a in vocabulary.ancestors(theme.id) if a in vocabulary.by_id))
        for theme in vocabulary.themes
    }
