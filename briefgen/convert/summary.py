"""Summaries: whole sentences lifted from the source, letter for letter, with their lines. None is made up, none is cut.

In: updates. Out: the one or two sentences that tell an update, the two to five that tell a briefing. What makes a sentence worth
lifting is in docs/summaries.md; which words give it away, in languages/<code>/summary.toml; what one sentence is like, in
sentence_traits.py. This module weighs sentences against one another.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from briefgen.convert.language import Language
from briefgen.convert.sentence_traits import Candidate, find_candidates
from briefgen.model import SegmentedArticle, Sentence, Update

_UPDATE_SENTENCES = 2
_SECOND_SENTENCE = 1.1
_ENOUGH = 0.45
_SECOND_EASIER = 0.75
_NEWEST_BONUS = 0.35
_TOLD_BEFORE = 0.25
_SAME = 0.5
_CENTRAL_BONUS = 0.5
_UNNAMED, _QUOTE_FIRST, _LONG_TITLE = 0.75, 0.6, 0.85
_TITLE_CHARACTERS = 110
_QUOTE_MARKS = ('"', "“", "„", "«", "»", "‘", "'")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Weighed:
    """A candidate, where it stands (update, place in it) and what it is worth before others are chosen."""

    candidate: Candidate
    update: int
    place: int
    worth: float


def mark_summaries(segmented: SegmentedArticle, language: Language) -> SegmentedArticle:
    """The article with the summary of every kept update: one sentence, a second where it adds as much.
    None where no sentence stands alone."""
    return replace(
        segmented,
        updates=tuple(
            replace(update, summary=_tell_update(update, language)) if update.duplicate_of is None else update
            for update in segmented.updates
        ),
    )


def _tell_update(update: Update, language: Language) -> tuple[Sentence, ...]:
    weighed = _weigh((update,), language)
    return tuple(w.candidate.sentence for w in _choose(weighed, _UPDATE_SENTENCES, _SECOND_SENTENCE))


def choose_sentences(updates: tuple[Update, ...], language: Language, limit: int = 5) -> tuple[Sentence, ...]:
    """At most `limit` sentences that tell a briefing, from its updates in time order.
    Those of the newest update come first, those of one update in its order."""
    weighed = _weigh(updates, language)
    chosen = _choose(weighed, limit, _ENOUGH)
    return tuple(w.candidate.sentence for w in sorted(chosen, key=lambda w: (-w.update, w.place)))


def choose_title_sentence(updates: tuple[Update, ...], language: Language) -> str:
    """The sentence that tells most of a briefing, fit for a title: rather short, with a name in it and no quotation first.
    Empty where no sentence stands alone."""
    best = max(
        _weigh(updates, language), key=lambda w: (round(_worth_as_title(w), 6), w.update, -w.place), default=None
    )
    return best.candidate.sentence.text if best else ""


def _worth_as_title(weighed: _Weighed) -> float:
    text = weighed.candidate.sentence.text
    worth = weighed.worth
    worth *= _UNNAMED if not any(word[:1].isupper() for word in text.split()[1:]) else 1.0
    worth *= _QUOTE_FIRST if text.startswith(_QUOTE_MARKS) else 1.0
    return worth * _LONG_TITLE ** (len(text) // _TITLE_CHARACTERS)


def _weigh(updates: Sequence[Update], language: Language) -> list[_Weighed]:
    found = [find_candidates(update, language) for update in updates]
    spread = Counter(word for row in found for word in {w for c in row for w in c.words})
    many = max(1, len(updates) - 1)
    return [
        _Weighed(
            candidate=candidate,
            update=at,
            place=place,
            worth=candidate.worth * (1 + _NEWEST_BONUS * at / many)
            + _CENTRAL_BONUS * _centrality(candidate, spread, len(updates)),
        )
        for at, row in enumerate(found)
        for place, candidate in enumerate(row)
    ]


def _centrality(candidate: Candidate, spread: Counter[str], updates: int) -> float:
    """The share of a sentence's words that other updates of the briefing use too, 0 to 1."""
    if updates < 2 or not candidate.words:
        return 0.0
    return sum(1 for word in candidate.words if spread[word] > 1) / len(candidate.words)


def _choose(weighed: list[_Weighed], limit: int, enough: float) -> list[_Weighed]:
    """Greedily the best, each next one weighed against those chosen, as long as it is worth `enough` of the first."""
    chosen: list[_Weighed] = []
    told_before = _TOLD_BEFORE if len({w.update for w in weighed}) > 1 else 0.0
    while len(chosen) < limit:
        worth = {i: _worth_beside(w, chosen, told_before) for i, w in enumerate(weighed) if w not in chosen}
        best = max(worth, key=lambda i: (round(worth[i], 6), -weighed[i].place, weighed[i].update), default=None)
        wanted = enough * (_SECOND_EASIER if len(chosen) == 1 else 1.0)
        if best is None or worth[best] <= 0 or (chosen and worth[best] < wanted * chosen[0].worth):
            break
        chosen.append(weighed[best])
    return sorted(chosen, key=lambda w: (w.update, w.place))


def _worth_beside(weighed: _Weighed, chosen: list[_Weighed], told_before: float) -> float:
    """What a sentence adds to those chosen: nothing where it says the same, less where its update is told already."""
    worth = weighed.worth
    for other in chosen:
        alike = _likeness(weighed.candidate.words, other.candidate.words)
        if alike >= _SAME:
            return 0.0
        worth -= alike * weighed.worth
        if other.update == weighed.update:
            worth -= told_before * weighed.worth
    return worth


def _likeness(one: frozenset[str], two: frozenset[str]) -> float:
    """How much of the shorter sentence's words the other has, 0 to 1."""
    return len(one & two) / max(1, min(len(one), len(two)))
