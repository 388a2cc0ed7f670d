"""Summaries: whole sentences lifted from the source, letter for letter, with their lines. None is made up, none is cut.

In: updates. Out: the one or two sentences that tell an update, the two to five that tell a briefing. What makes a sentence worth
lifting is in docs/summaries.md; which words give it away, in languages/<code>/summary.toml; what one sentence is like, in
sentence_traits.py. This module weighs sentences against one another.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from briefgen.convert.headlines import bare_words
from briefgen.convert.language import Language
from briefgen.convert.sentence_traits import (
    TIED,
    Candidate,
    find_candidates,
    find_headline,
    nearness,
    place_worth,
    stems_of,
    title_stems,
)
from briefgen.model import Figure, SegmentedArticle, Sentence, Update

_UPDATE_SENTENCES = 2
_SECOND_SENTENCE = (1.1 * 0.75,)
# What the second, third, … sentence must be worth of the first: where one update tells all, and where there are several.
_ENOUGH_OF_ONE = (0.08, 0.2, 0.3, 0.4)
_ENOUGH_OF_MANY = (0.25, 0.25, 0.35, 0.4)
_NEWEST_BONUS = 0.35
# A sentence of an update that is told already: where there are more updates than sentences, and where there are not.
_TOLD_BEFORE, _TOLD_OF_FEW = 0.5, 0.75
_MANY_UPDATES = 4
_SAME, _SAME_AS_TITLE = 0.5, 0.85
_CENTRAL_BONUS, _FEW_WORDS = 0.5, 2
# Updates with a headline and without one shall be on a par: what is above 1 in itself counts less beside other updates.
_OWN_WORTH = 0.5
_HEADLINE_WORTH = 0.75
_UNNAMED, _QUOTE_FIRST, _LONG_TITLE = 0.75, 0.6, 0.8
_TITLE_CHARACTERS = 110
_NEARLY_BEST = 0.5
_TELLING_TITLE, _SHARED_WITH_TITLE, _LATEST_NEWS = 3, 2, 8
_OPENING, _SCENE = 0.4, 0.9
# In a report, a sentence that may be true anywhere.
_TRUE_ANYWHERE = 0.7
# What a title is worth for each thing that it points at or opens with.
_OPEN = 0.6
# So far above may stand what a sentence opens with.
_IN_SIGHT = 2
_QUOTE_MARKS = ('"', "“", "„", "«", "»", "‘", "'")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Weighed:
    """A candidate, where it stands (update, place in it) and what it is worth before others are chosen."""

    candidate: Candidate
    update: int
    place: int
    worth: float


@dataclass(frozen=True, slots=True)
class _Told:
    """What is known before and while sentences are chosen: the updates that are told, by the title or a sentence; the title's
    words, and which sentences of a report it says."""

    updates: set[int]
    title: frozenset[str] = frozenset()
    titled: frozenset[int] = frozenset()


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
    return tuple(w.candidate.sentence for w in _choose(weighed, _UPDATE_SENTENCES, _SECOND_SENTENCE, _Told(set())))


def choose_sentences(
    updates: tuple[Update, ...],
    language: Language,
    limit: int = 5,
    title: str = "",
    outdated: Collection[tuple[str, str]] = (),
) -> tuple[Sentence, ...]:
    """At most `limit` sentences that tell a briefing, from its updates in time order; none that only says the title again.
    Those of the newest update come first, those of one update in its order. `outdated`: figures, by update and text, that
    another briefing of the article gives anew."""
    every = _weigh(updates, language, title, outdated)
    said = [w for w in every if _says_again(w.candidate, title)]
    weighed = [w for w in every if w not in said] if said else every
    weighed = _without_opening(weighed) if len(updates) == 1 else weighed
    leads = _leads(every)
    titled = {w.update for w in leads.values() if w not in weighed} if len(leads) >= _MANY_UPDATES else set()
    enough = _ENOUGH_OF_MANY if len({w.update for w in weighed}) > 1 else _ENOUGH_OF_ONE
    headline = (updates[0].headline or "") if len(updates) == 1 else ""
    told = _Told(titled, frozenset(bare_words(f"{title} {headline}").split()), frozenset(w.candidate.at for w in said))
    chosen = _choose(weighed, limit, enough, told)
    chosen = _introduce(chosen, weighed, limit, told) if len(updates) == 1 else chosen
    return tuple(w.candidate.sentence for w in sorted(chosen, key=lambda w: (-w.update, w.place)))


def _without_opening(weighed: list[_Weighed]) -> list[_Weighed]:
    """The sentences of a report without what stands before its news: a scene, what was so before or a second deck, that has no
    sign of news itself and is worth little beside the best sentence."""
    best = max(weighed, key=lambda w: w.worth, default=None)
    if best is None:
        return weighed
    return [
        w
        for w in weighed
        if w.place >= best.place
        or w.candidate.news
        or w.worth / TIED**w.candidate.ties >= (_SCENE if w.candidate.scene else _OPENING) * best.worth
    ]


def _says_again(candidate: Candidate, title: str) -> bool:
    """Whether a sentence has hardly a word of meaning that the title lacks."""
    if not title or not candidate.words:
        return False
    told = bare_words(title)
    return bare_words(candidate.sentence.text) == told or (
        len(candidate.words & frozenset(told.split())) >= _SAME_AS_TITLE * len(candidate.words)
    )


def choose_title_sentence(updates: tuple[Update, ...], language: Language, least: float = 0.0) -> str:
    """The sentence that tells most of a briefing, fit for a title: rather short, with a name in it and no quotation first; of one
    update the first that does nearly as well. Empty where no sentence stands alone."""
    fit = [(w, round(_worth_as_title(w), 6)) for w in _weigh(updates, language)]
    best = max(fit, key=lambda row: (row[1], row[0].update, -row[0].place), default=None)
    if best is not None and len(updates) == 1:
        best = next(row for row in fit if row[1] >= _NEARLY_BEST * best[1])
    return best[0].candidate.sentence.text if best and best[0].candidate.worth >= least else ""


def _worth_as_title(weighed: _Weighed) -> float:
    text = weighed.candidate.sentence.text
    worth = weighed.worth * min(1.0, weighed.candidate.worth)
    worth *= _UNNAMED if not any(word[:1].isupper() for word in text.split()[1:]) else 1.0
    worth *= _QUOTE_FIRST if text.startswith(_QUOTE_MARKS) else 1.0
    if weighed.candidate.at:
        worth *= _OPEN ** (bool(weighed.candidate.described) + weighed.candidate.pointers)
    return worth * _LONG_TITLE ** (len(text) // _TITLE_CHARACTERS)


def _weigh(
    updates: Sequence[Update], language: Language, title: str = "", outdated: Collection[tuple[str, str]] = ()
) -> list[_Weighed]:
    old_figures = _find_outdated(updates, outdated)
    found = [
        tuple(c for c in _candidates(update, language, with_headline=len(updates) > 1) if not _gives_one(c, old))
        for update, old in zip(updates, old_figures, strict=True)
    ]
    if len(updates) == 1:
        return _weigh_report(found[0], updates[0].headline, title, language)
    spread = Counter(word for row in found for word in {w for c in row for w in c.words})
    many = max(1, len(updates) - 1)
    return [
        _Weighed(
            candidate=candidate,
            update=at,
            place=place,
            worth=candidate.worth / own * (1 + _NEWEST_BONUS * at / many)
            + _CENTRAL_BONUS * _centrality(candidate, spread, len(updates)),
        )
        for at, row in enumerate(found)
        for own in (max((1.0, *(c.worth for c in row))) ** _OWN_WORTH,)
        for place, candidate in enumerate(row)
    ]


def _weigh_report(row: Sequence[Candidate], headline: str | None, title: str, language: Language) -> list[_Weighed]:
    """The sentences of one update: what the others speak of, too, is what it is about, and worth more for that; so is what its
    title tells, where that is no headline above it."""
    told = title_stems(headline or title, language)
    begins = _find_news(row, told) if headline else 0
    return [
        _Weighed(
            candidate=candidate,
            update=0,
            place=place,
            worth=candidate.worth
            * candidate.middle
            * (_TRUE_ANYWHERE if candidate.general and len(candidate.stems & told) < _SHARED_WITH_TITLE else 1.0)
            * (1.0 if headline else nearness(candidate.stems, told))
            * (place_worth(candidate.at - begins) / place_worth(candidate.at) if candidate.at >= begins else 1.0),
        )
        for place, candidate in enumerate(row)
    ]


def _find_news(row: Sequence[Candidate], told: frozenset[str]) -> int:
    """Where a report's news begins: with the first sentence that tells some of what its headline tells, and is no scene and no
    quotation. From there on the places count; what stands before it opens the report."""
    if len(told) < _TELLING_TITLE:
        return 0
    return next(
        (
            candidate.at
            for candidate in row
            if candidate.at <= _LATEST_NEWS
            and len(candidate.stems & told) >= _SHARED_WITH_TITLE
            and not candidate.scene
            and not candidate.sentence.text.startswith(_QUOTE_MARKS)
        ),
        0,
    )


def _find_outdated(updates: Sequence[Update], elsewhere: Collection[tuple[str, str]]) -> list[tuple[Figure, ...]]:
    """Of each update the figures that a newer one gives anew: the toll of an hour ago. `elsewhere`: those of which other
    updates of the article say so."""
    revised = {f.revises for update in updates for f in update.figures if f.revises is not None and not f.disputed}
    revised |= set(elsewhere)
    return [tuple(f for f in u.figures if (u.id, f.text) in revised) if revised else () for u in updates]


def _gives_one(candidate: Candidate, figures: Sequence[Figure]) -> bool:
    sentence = candidate.sentence
    return any(
        f.text in sentence.text and sentence.lines.first <= f.lines.first <= sentence.lines.last for f in figures
    )


def _candidates(update: Update, language: Language, with_headline: bool) -> tuple[Candidate, ...]:
    """The sentences of an update that can stand alone; where it is one of several and they can't, its headline."""
    row = find_candidates(update, language)
    if not with_headline or any(candidate.worth >= _HEADLINE_WORTH for candidate in row):
        return row
    headline = find_headline(update, language, _HEADLINE_WORTH)
    return (headline, *row) if headline else row


def _centrality(candidate: Candidate, spread: Counter[str], updates: int) -> float:
    """The share of a sentence's words that other updates of the briefing use too, 0 to 1; a short one shows less by it."""
    if updates < 2 or not candidate.words:
        return 0.0
    return sum(1 for word in candidate.words if spread[word] > 1) / (len(candidate.words) + _FEW_WORDS)


def _choose(weighed: list[_Weighed], limit: int, enough: Sequence[float], told: _Told) -> list[_Weighed]:
    """Greedily the best, each next one weighed against those chosen, as long as it is worth enough of the first."""
    chosen: list[_Weighed] = []
    leads = _leads(weighed)
    alike = dict.fromkeys(range(len(weighed)), 0.0)
    while len(chosen) < limit and alike:
        worth = {i: _worth_beside(weighed[i], most, chosen, told, len(leads)) for i, most in alike.items()}
        best = max(worth, key=lambda i: (round(worth[i], 6), -weighed[i].place, weighed[i].update))
        wanted = enough[min(len(chosen), len(enough)) - 1] * chosen[0].worth if chosen else 0.0
        if worth[best] <= 0 or worth[best] < wanted:
            break
        new = weighed[best]
        chosen.append(new)
        told.updates.add(new.update)
        told.updates.update(at for at, lead in leads.items() if _likeness(lead.candidate, new.candidate) >= _SAME)
        del alike[best]
        nearer = {i: max(most, _likeness(weighed[i].candidate, new.candidate)) for i, most in alike.items()}
        alike = {i: most for i, most in nearer.items() if most < _SAME}
    return sorted(chosen, key=lambda w: (w.update, w.place))


def _leads(weighed: list[_Weighed]) -> dict[int, _Weighed]:
    """The sentence that tells most of each update."""
    leads: dict[int, _Weighed] = {}
    for w in weighed:
        if w.update not in leads or w.worth > leads[w.update].worth:
            leads[w.update] = w
    return leads


def _worth_beside(weighed: _Weighed, alike: float, chosen: list[_Weighed], told: _Told, updates: int) -> float:
    """What a sentence adds to those chosen, with the nearest of which it shares that much: less where its update, one of several,
    is told already, be it by a sentence of another update that says what its own best one says. In a report, more where the
    sentence that it goes on from, or a full name for its surname, stands above it."""
    worth = weighed.worth * (1.0 - alike)
    if updates > 1:
        again = _TOLD_BEFORE if updates >= _MANY_UPDATES else _TOLD_OF_FEW
        return worth * (again if weighed.update in told.updates else 1.0)
    return worth / float(TIED ** _count_kept_ties(weighed, chosen, told))


def _introduce(chosen: list[_Weighed], weighed: list[_Weighed], limit: int, told: _Told) -> list[_Weighed]:
    """The sentences of a report, with the one that tells what another points at put before it."""
    kept = list(chosen)
    for pointing in chosen:
        if not _points_at_nothing(pointing, kept, told):
            continue
        before = next((w for w in weighed if w.candidate.at == pointing.candidate.at - 1), None)
        fits = before is not None and not _points_at_nothing(before, kept, told)
        if before is not None and fits and len(kept) < limit and not _says_what_is_told(before, kept):
            kept.append(before)
    return sorted(kept, key=lambda w: (w.update, w.place))


def _says_what_is_told(weighed: _Weighed, chosen: list[_Weighed]) -> bool:
    return any(_likeness(weighed.candidate, other.candidate) >= _SAME for other in chosen)


def _points_at_nothing(weighed: _Weighed, chosen: list[_Weighed], told: _Told) -> bool:
    """Whether a sentence points at something, or opens with it, that nothing in sight above it in the summary tells."""
    candidate = weighed.candidate
    if not candidate.at or not (candidate.pointers or candidate.described):
        return False
    if _find_last_told(weighed, chosen, told) >= candidate.at - _IN_SIGHT:
        return False
    return candidate.pointers > 0 or not _is_told(weighed, chosen, told)


def _count_kept_ties(weighed: _Weighed, chosen: list[_Weighed], told: _Told) -> int:
    """How many of a sentence's ties lead to what stands above it in the summary."""
    candidate = weighed.candidate
    if not (candidate.ties or candidate.surname or candidate.described):
        return 0
    last = _find_last_told(weighed, chosen, told)
    kept = candidate.ties if last == candidate.at - 1 else 0
    if candidate.described:
        kept += last >= candidate.at - _IN_SIGHT or _is_told(weighed, chosen, told)
    if candidate.surname:
        kept += candidate.surname in told.title or any(
            candidate.surname in other.words for other in _find_above(weighed, chosen)
        )
    return kept


def _find_above(weighed: _Weighed, chosen: list[_Weighed]) -> list[Candidate]:
    return [other.candidate for other in chosen if other.update == weighed.update and other.place < weighed.place]


def _find_last_told(weighed: _Weighed, chosen: list[_Weighed], told: _Told) -> int:
    """Which sentence of its update stands last above it, in the summary or as its title; far off where none does."""
    above = (other.at for other in _find_above(weighed, chosen))
    return max((*above, *(at for at in told.titled if at < weighed.candidate.at)), default=-_IN_SIGHT)


def _is_told(weighed: _Weighed, chosen: list[_Weighed], told: _Told) -> bool:
    """Whether what a sentence opens with stands in the title or above it."""
    described = weighed.candidate.described
    above = _find_above(weighed, chosen)
    return not described.isdisjoint(stems_of(told.title)) or any(not described.isdisjoint(c.stems) for c in above)


def _likeness(one: Candidate, two: Candidate) -> float:
    """How much of the shorter sentence's words the other has, in whatever form, 0 to 1. A figure counts twice: who gives another
    one says more."""
    shared = len(one.stems & two.stems) + len(one.figures & two.figures)
    return shared / max(1, min(len(one.stems) + len(one.figures), len(two.stems) + len(two.figures)))
