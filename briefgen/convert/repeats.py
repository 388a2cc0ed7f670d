"""Runs of lines that stand on the page twice, as an update that was pinned to the top does: where they begin and end, an update
does. In: the facts of the lines. Out: line indexes. Single repeated lines (labels, refrains) say nothing here.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from briefgen.convert.line_features import LineFacts, Wordlists

_FEWEST_LINES = 2
_FEWEST_WORDS = 25
_MOST_COPIES = 6


def find_repeated_runs(facts: Sequence[LineFacts], lists: Wordlists) -> tuple[set[int], set[int], set[int]]:
    """The lines with which an update surely begins because a repeated run begins there or a pinned copy ended right above,
    those within a run with which none begins, and those below the run in its own place, where one likely begins."""
    begins: set[int] = set()
    within: set[int] = set()
    likely: set[int] = set()
    for first, second, length in _runs(facts):
        begins |= {first, second}
        # The copy on top may be cut short: below the run in its own place, the original may go on.
        for end, found in ((first + length, begins), (second + length, likely)):
            if end < len(facts) and not _leans(facts[end], facts[first : first + length], lists):
                found.add(end)
        for start in (first, second):
            within.update(i for i in range(start + 1, start + length) if not facts[i].headline_like)
    return begins, within - begins, likely


def _runs(facts: Sequence[LineFacts]) -> list[tuple[int, int, int]]:
    """(first copy, second copy, length) of each longest run of equal lines, copies not overlapping."""
    places: dict[tuple[int, str], list[int]] = defaultdict(list)
    for i, line in enumerate(facts):
        places[line.characters, line.text].append(i)
    runs = []
    for i, line in enumerate(facts):
        copies = places[line.characters, line.text]
        if not 2 <= len(copies) <= _MOST_COPIES:
            continue
        for j in (c for c in copies if c > i):
            if i and j - 1 > i and _same(facts, i - 1, j - 1):
                continue
            length = 1
            while j + length < len(facts) and i + length < j and _same(facts, i + length, j + length):
                length += 1
            if length >= _FEWEST_LINES and sum(facts[i + k].words for k in range(length)) >= _FEWEST_WORDS:
                runs.append((i, j, length))
    return runs


def _leans(line: LineFacts, run: Sequence[LineFacts], lists: Wordlists) -> bool:
    """Whether the line takes up what the run says: a quotation, a pronoun, a family name that the run gives in full."""
    known = {name.family for above in run for name in above.full_names}
    taken_up = any(place < 10 and name in known for place, name in line.bare_names)
    return line.opens_quoted or taken_up or line.first_word in lists.pronouns or line.first_word in lists.leaning


def _same(facts: Sequence[LineFacts], i: int, j: int) -> bool:
    return facts[i].text == facts[j].text and facts[i].characters == facts[j].characters
