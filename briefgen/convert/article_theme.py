"""The one theme of an ordinary article: what its headline, its opening and most of its paragraphs agree on.

In: the article's passages in order. Out: one theme. Each passage has one vote, shared among what it speaks for; headline and
opening have more. So the six words for trains of one paragraph do not outvote the truce that the whole report is about, as
they would in a sum over the text.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from briefgen.convert.cues import CueTable, find_fallback
from briefgen.convert.scoring import Evidence, collect, weigh_text

_HEADLINE, _OPENING, _BODY = 2.5, 1.5, 1.0
_OPENING_PASSAGES = 2
# A first paragraph that ends without a mark is a standfirst: the desk's own summary, as the headline is.
_CLOSED = tuple('.!?…。”’"»“')
_UNDECIDED = 3.0
_WHOLE_TEXT = 4.0
# A narrow theme needs that share of what its broad one has; below it, the broad one says more truly what the article is about.
_NARROW_SHARE = 0.2
# Ministers, mayors and courts act in all kinds of news: votes scattered over many narrow themes say less than as many for one.
_SCATTERED = 0.8


def choose_article_theme(passages: Sequence[tuple[str, bool]], table: CueTable) -> str:
    """The theme that most of the passages (text, whether a headline) agree on; the fallback where none speaks for any."""
    votes: Counter[str] = Counter()
    bodies = 0
    for text, headline in passages:
        display = headline or (not bodies and not text.rstrip().endswith(_CLOSED))
        share = _HEADLINE if display else _OPENING if bodies < _OPENING_PASSAGES else _BODY
        bodies += not headline
        votes.update(_vote(weigh_text(text, table), share, table))
    whole = weigh_text("\n".join(text for text, _ in passages), table)
    votes.update(_vote(whole, _WHOLE_TEXT * max(1.0, len(passages) ** 0.5), table))
    narrow: dict[str, str] = {}
    for theme in sorted(votes, key=lambda t: (round(votes[t], 6), t)):
        if len(table.lineage[theme]) > 1:
            narrow[table.lineage[theme][-1]] = theme
    standing = {
        theme: votes[theme] * (_SCATTERED + (1.0 - _SCATTERED) * votes[narrow.get(theme, theme)] / votes[theme])
        for theme in votes
        if len(table.lineage[theme]) == 1
    }
    if not standing:
        return find_fallback(table.lineage)
    broad = max(standing, key=lambda t: (round(standing[t], 6), t))
    best = narrow.get(broad, broad)
    return best if votes[best] >= _NARROW_SHARE * votes[broad] else broad


def _vote(evidence: Evidence, share: float, table: CueTable) -> dict[str, float]:
    """A passage's vote, shared among the broad themes by their weights, each with what its narrow ones have of it. A passage
    that says little keeps some of its vote back."""
    joined = collect(evidence, table)
    totals = {theme: joined.total(theme) for theme in joined.weights}
    whole = _UNDECIDED + sum(total for theme, total in totals.items() if len(table.lineage[theme]) == 1)
    return {theme: share * total / whole for theme, total in totals.items() if total > 0}
