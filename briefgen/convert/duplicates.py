"""Which updates say again what another one says: pinned copies, copies cut short, the same remark in nearly the same words.

In: a `SegmentedArticle`. Out: the same, with `duplicate_of` set. The most complete of the copies is kept, of equals the one
lower on the page. An update that differs in a number, a name or a "not" is a development, not a repeat: short updates of a
ticker are alike in all but these.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache

from rapidfuzz.distance import LCSseq

from briefgen.convert.language import Language
from briefgen.lines import fold
from briefgen.model import SegmentedArticle, Update

_WORD = re.compile(r"\d+(?:[.,:]\d+)*|[^\W\d_]+(?:[’'-][^\W\d_]+)*")
_SHINGLE = 3
_FEWEST_WORDS = 8
_MOST_WORDS = 2500
_COMMON_SHINGLE = 25
_CANDIDATES = 6
# A copy has at least this share of its words, in order, in the kept one; and is no less than this share of it, or it may be
# a line of a round-up and not its copy.
_COVERED = 0.8
_SMALLEST_CUT = 0.35
_AS_GOOD = 0.9
_SHORTEST_CUT = 5
# One word in ten changed leaves 0.73 of the shingles; words of a long text that merely stand in the same order leave few.
_SHARED_SHINGLES = 0.4


@dataclass(frozen=True, slots=True)
class _Words:
    """An update as words: in order, lower case; which of them are numbers or negations, which were written as names."""

    words: tuple[str, ...]
    counted: frozenset[str]
    names: frozenset[str]
    head: str

    @property
    def shingles(self) -> frozenset[tuple[str, ...]]:
        return frozenset(zip(*(self.words[i:] for i in range(_SHINGLE)), strict=False))


def mark_duplicates(segmented: SegmentedArticle, language: Language) -> SegmentedArticle:
    """The same article; updates that repeat another carry its id in `duplicate_of`. Kept ones never do."""
    if len(segmented.updates) < 2:
        return segmented
    words = {update.id: _words_of(update, language) for update in segmented.updates}
    place = {update.id: i for i, update in enumerate(segmented.updates)}
    ordered = sorted(segmented.updates, key=lambda u: (-_completeness(words[u.id]), -place[u.id]))
    index: dict[tuple[str, ...], list[str]] = defaultdict(list)
    exact: dict[tuple[str, ...], str] = {}
    repeats: dict[str, str] = {}
    for update in ordered:
        mine = words[update.id]
        shingles = mine.shingles
        original = _find_original(mine, shingles, words, index, exact)
        if original is not None:
            repeats[update.id] = original
            continue
        exact.setdefault((mine.head, *mine.words), update.id)
        for shingle in shingles:
            index[shingle].append(update.id)
    repeats = _keep_lowest(repeats, words, place)
    marked = tuple(replace(update, duplicate_of=repeats.get(update.id)) for update in segmented.updates)
    return replace(segmented, updates=marked)


def _keep_lowest(repeats: Mapping[str, str], words: Mapping[str, _Words], place: Mapping[str, int]) -> dict[str, str]:
    """The same groups of copies, each kept where it stands lowest among those that are as good as complete: a copy that was
    pinned to the top may differ from the update in its own place by a few words."""
    groups: dict[str, list[str]] = defaultdict(list)
    for copy, original in repeats.items():
        groups[original].append(copy)
    kept_as: dict[str, str] = {}
    for original, copies in groups.items():
        full, numbers = len(words[original].words), words[original].counted
        whole = [c for c in copies if len(words[c].words) >= _AS_GOOD * full and words[c].counted == numbers]
        lowest = max((original, *whole), key=lambda update: place[update])
        kept_as.update({update: lowest for update in (original, *copies) if update != lowest})
    return kept_as


def _completeness(words: _Words) -> int:
    """Length in steps of a few words, so that of two copies that differ by a word the lower one is kept."""
    return len(words.words) // 4


def _words_of(update: Update, language: Language) -> _Words:
    body = [b.text for b in update.blocks if b.role not in ("headline", "byline")]
    tokens = _WORD.findall(fold("\n".join(body)[: 20 * _MOST_WORDS]).replace("’", "'"))[:_MOST_WORDS]
    lowered = tuple(t.lower() for t in tokens)
    telling, function_words = _tables(language)
    return _Words(
        words=lowered,
        counted=frozenset(w for w in lowered if w[0].isdigit() or w in telling),
        names=frozenset(
            low for t, low in zip(tokens, lowered, strict=True) if t[0].isupper() and low not in function_words
        ),
        head=fold(update.headline or "").casefold(),
    )


@cache
def _tables(language: Language) -> tuple[frozenset[str], frozenset[str]]:
    telling = (*language.words("duplicates", "negations"), *language.words("duplicates", "number_words"))
    return frozenset(word.replace("’", "'") for word in telling), frozenset(language.words("stopwords", "words"))


def _find_original(
    mine: _Words,
    shingles: frozenset[tuple[str, ...]],
    words: Mapping[str, _Words],
    index: Mapping[tuple[str, ...], list[str]],
    exact: Mapping[tuple[str, ...], str],
) -> str | None:
    same = exact.get((mine.head, *mine.words))
    if same is not None:
        return same
    if len(mine.words) < _FEWEST_WORDS:
        return None
    shared: dict[str, int] = {}
    for shingle in shingles & index.keys():
        holders = index[shingle]
        if len(holders) <= _COMMON_SHINGLE:
            for holder in holders:
                shared[holder] = shared.get(holder, 0) + 1
    likely = sorted(shared.items(), key=lambda item: (-item[1], item[0]))[:_CANDIDATES]
    for other, count in likely:
        if count >= _SHARED_SHINGLES * len(shingles) and _repeats(mine, words[other]):
            return other
    return None


def _repeats(mine: _Words, other: _Words) -> bool:
    """Whether `mine` says nothing that `other` does not say, in nearly the same words. `other` is no shorter."""
    size = len(mine.words) / len(other.words)
    if size < _SMALLEST_CUT and not (mine.head and mine.head == other.head):
        return False
    if not mine.counted <= other.counted:
        return False
    if size > 0.85 and mine.counted != other.counted and not _is_cut(mine.words, other.words):
        return False
    known = frozenset(other.words)
    if len(mine.names - known) > len(mine.names) // 10:
        return False
    return LCSseq.similarity(mine.words, other.words) >= _COVERED * len(mine.words)


def _is_cut(mine: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """Whether `mine` is `other` without one stretch of words as long as a sentence: a number in it is left out, not changed."""
    if len(other) - len(mine) < _SHORTEST_CUT:
        return False
    same_before = next((i for i, (a, b) in enumerate(zip(mine, other, strict=False)) if a != b), len(mine))
    pairs = zip(reversed(mine), reversed(other), strict=False)
    same_after = next((i for i, (a, b) in enumerate(pairs) if a != b), len(mine))
    return same_before + same_after >= len(mine)
