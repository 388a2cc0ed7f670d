"""What tells the lead of an update from the paragraphs that carry it on, where no headline does: how it introduces its people,
how much in it is new, its tense.

In: the facts of an article's lines. Out: sign names for `boundaries.py` to weigh. Each looks at a few lines around only.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence, Set

from briefgen.convert.line_features import LineFacts, Wordlists, stem

_YEAR = re.compile("(?:19|20)[0-9]{2}").fullmatch
_EARLY, _REACH = 12, 8
_GAP_STEPS = (2, 4, 7)


def lead_signs(facts: Sequence[LineFacts], i: int, people: Set[str], lists: Wordlists) -> Iterator[str]:
    """The signs of line i, headlines left out."""
    line = facts[i]
    if line.headline_like:
        return
    yield f"sentences{min(line.sentences, 4)}"
    yield from _tense_signs(line, lists)
    yield from _novelty_signs(facts, i)
    yield from _opening_signs(facts, i, people, lists)
    yield from (f"p:{sign}" for sign in _tense_signs(facts[i - 1], lists) if i)
    if i and not facts[i - 1].headline_like:
        yield f"p:sentences{min(facts[i - 1].sentences, 3)}{min(line.sentences, 3)}"
        if facts[i - 1].quoted:
            yield "p:quoted" + ("q" if line.quoted else "")


def _tense_signs(line: LineFacts, lists: Wordlists) -> Iterator[str]:
    words = line.lower_words
    early = words[:_EARLY]
    if not lists.being.isdisjoint(early) and any(
        w in lists.being and after.endswith("ing") for w, after in zip(early, words[1:], strict=False)
    ):
        yield "progressive"
    if not lists.having.isdisjoint(early):
        yield "perfect"
    past = len(lists.background.intersection(words)) + any(_YEAR(w) is not None for w in words if len(w) == 4)
    yield f"past{min(past, 2)}"


def _novelty_signs(facts: Sequence[LineFacts], i: int) -> Iterator[str]:
    """How many of the names are new after the lines right above, and with which neighbours the line shares more of them."""
    names = facts[i].names
    if not names:
        yield "nonames"
        return
    above = frozenset().union(*(f.names for f in facts[max(0, i - 3) : i]))
    yield f"newnames{bisect_right((0.01, 0.4, 0.7, 0.99), len(names - above) / len(names))}"
    ahead = sum(len(names & f.names) for f in facts[i + 1 : i + 3])
    behind = sum(len(names & f.names) for f in facts[max(0, i - 2) : i])
    yield f"shared{max(-2, min(2, ahead - behind))}"


def _opening_signs(facts: Sequence[LineFacts], i: int, people: Set[str], lists: Wordlists) -> Iterator[str]:
    """A person given in full at the very beginning, and how far above that name stood last; a noun phrase; a name alone."""
    line = facts[i]
    first = line.full_names[0] if line.full_names else None
    if first is not None and first.place <= 3 and (_leans(line, lists) or line.opens_quoted):
        # "His rival, Ana Lopez, …", "But Ana Lopez …", "“Ana Lopez is …": no introduction.
        yield "fullwithin" + ("quoted" if line.opens_quoted else "")
    elif first is not None and first.place <= 3 and first.family in people:
        gap = next((k for k in range(1, _REACH + 1) if i >= k and first.family in facts[i - k].names), 0)
        yield f"fullopens{bisect_right(_GAP_STEPS, gap) if gap else 'new'}"
        yield "fullopens" + ("titled" if first.titled else "")
        if i and any(n.family == first.family for n in facts[i - 1].full_names):
            yield "fullopenstwice"
    elif line.bare_names and line.bare_names[0][0] == 0:
        known = i and any(line.bare_names[0][1] in f.names for f in facts[max(0, i - 3) : i])
        yield "bareopens" + ("known" if known else "new")
    elif first is not None and first.place <= 3:
        yield "nameopens" + ("known" if i and first.family in facts[i - 1].names else "new")
    if line.first_word in lists.articles:
        lead = [w for w in line.lower_words[1:6] if w not in lists.function_words][:3]
        fresh = not any(stem(w) in f.terms for w in lead for f in facts[max(0, i - 3) : i])
        yield f"article{fresh:d}" + ("name" if line.bare_names and line.bare_names[0][0] <= 2 else "")


def _leans(line: LineFacts, lists: Wordlists) -> bool:
    return line.first_word in lists.pronouns or line.first_word in lists.leaning
