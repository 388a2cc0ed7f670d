"""Which of today's blocks and updates are those of yesterday, where their text was corrected a little.

Ids are made of content, so a corrected update comes with another id. What stands in the files decides: an update whose text is
much the same keeps its old id, and so does a block of it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TypeVar

from rapidfuzz import fuzz

from briefgen.briefing_file.records import block_hash, share_an_end
from briefgen.model import Briefing, BriefingBlock

SAME_UPDATE = 85.0
# Unrelated English sentences reach 50.
_SAME_BLOCK = 70.0
_SAME_SENTENCE = 85.0
_COMPARED_CHARACTERS = 4_000
_COMPARED_BLOCKS = 200
_SAME_SHARE = 0.6
# About a sentence: a shorter block ("Read on", "Key moments") stands in many updates.
_TELLING_CHARACTERS = 60

_Candidate = tuple[float, str, str]
_AnyBlock = TypeVar("_AnyBlock", "KnownBlock", BriefingBlock)


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownBlock:
    """A block that some file of the article remembers. `hash` of what was written; `markdown` as it stands there, None where
    a person took it out; `dropped`: briefgen took it out."""

    id: str
    hash: str
    markdown: str | None
    dropped: bool = False

    @property
    def update(self) -> str:
        return update_of(self.id)


def update_of(block_id: str) -> str:
    """The update's id that a block id begins with; "s" for the summary."""
    return block_id.partition(".")[0] if block_id.startswith("u-") else "s"


def stabilise_ids(
    briefings: tuple[Briefing, ...], known: Sequence[KnownBlock]
) -> tuple[tuple[Briefing, ...], Mapping[str, str]]:
    """The briefings with the ids that their updates had before, and which id of today stands for which of before.
    Update: same id, or most of its blocks unchanged, or text alike by `SAME_UPDATE` of 100 (rapidfuzz ratio)."""
    new = _by_update(block for briefing in briefings for block in briefing.blocks)
    old = _by_update(known)
    gone = [update for update in old if update not in new and update != "s"]
    come = [update for update in new if update not in old and update != "s"]
    names = _match_updates({u: new[u] for u in come}, {u: old[u] for u in gone})
    return tuple(_rename(briefing, names) for briefing in briefings) if names else briefings, names


def pair_blocks(blocks: Sequence[BriefingBlock], known: Sequence[KnownBlock]) -> dict[str, str]:
    """For each new block the id of the known block that it is, where it is one: the same id, the same content, or within
    the same update a text that is much the same. Where in doubt it is a new block: shown beside the old one, not lost."""
    if not known:
        return {}
    by_id = {block.id for block in known}
    pairs = {block.id: block.id for block in blocks if block.id in by_id}
    _pair_content(blocks, known, pairs)
    taken = set(pairs.values())
    theirs = _by_update(block for block in known if block.id not in taken and not block.dropped)
    for update, mine in _by_update(block for block in blocks if block.id not in pairs).items():
        _pair_alike(mine, theirs.get(update, ()), pairs, _SAME_SENTENCE if update == "s" else _SAME_BLOCK)
    return pairs


def _by_update(blocks: Iterable[_AnyBlock]) -> dict[str, list[_AnyBlock]]:
    updates: dict[str, list[_AnyBlock]] = {}
    for block in blocks:
        updates.setdefault(update_of(block.id), []).append(block)
    return updates


def _match_updates(new: Mapping[str, list[BriefingBlock]], old: Mapping[str, list[KnownBlock]]) -> dict[str, str]:
    """New update → old one: first those that share most of their blocks, then those whose text is alike."""
    names: dict[str, str] = {}
    if new and old:
        _take_best(_share_blocks(new, old), names)
        _take_best(
            _share_words(
                {u: new[u] for u in new if u not in names}, {u: old[u] for u in old if u not in names.values()}
            ),
            names,
        )
    return names


def _share_blocks(new: Mapping[str, list[BriefingBlock]], old: Mapping[str, list[KnownBlock]]) -> list[_Candidate]:
    """Pairs of which the shorter one stands mostly unchanged in the other, in blocks that hold enough words to tell."""
    owners: dict[str, set[str]] = {}
    for update, remembered in old.items():
        for known in remembered:
            owners.setdefault(known.hash, set()).add(update)
    found: list[_Candidate] = []
    for update, blocks in new.items():
        telling = {block_hash(b.markdown): len(b.markdown) for b in blocks if b.role not in ("rule", "byline")}
        shared: Counter[str] = Counter()
        characters: Counter[str] = Counter()
        for digest, length in telling.items():
            for owner in owners.get(digest, ()):
                shared[owner] += 1
                characters[owner] += length
        for owner, count in shared.items():
            share = count / max(1, min(len(telling), len(old[owner])))
            if share >= _SAME_SHARE and (characters[owner] >= _TELLING_CHARACTERS or count == len(telling)):
                found.append((share, update, owner))
    return found


def _share_words(new: Mapping[str, list[BriefingBlock]], old: Mapping[str, list[KnownBlock]]) -> list[_Candidate]:
    """Pairs whose text is alike. Compared are only the few that share most of their word pairs: the rest can't be."""
    old_texts = {update: _text(block.markdown for block in blocks) for update, blocks in old.items()}
    owners: dict[str, list[str]] = {}
    for update, text in old_texts.items():
        for pair in _word_pairs(text):
            owners.setdefault(pair, []).append(update)
    found: list[_Candidate] = []
    for update, blocks in new.items():
        text = _text(block.markdown for block in blocks)
        # A pair of words that stands in very many updates tells nothing, and would cost most of the time.
        rare = (owners[pair] for pair in _word_pairs(text) if pair in owners and len(owners[pair]) <= 50)
        nearest = Counter(owner for group in rare for owner in group).most_common(5)
        for owner, _ in nearest:
            score = fuzz.ratio(text, old_texts[owner], score_cutoff=SAME_UPDATE)
            if score:
                found.append((score, update, owner))
    return found


def _word_pairs(text: str) -> set[str]:
    words = text.split()
    return {f"{one} {other}" for one, other in pairwise(words)} or set(words)


def _take_best(candidates: Iterable[_Candidate], names: dict[str, str]) -> None:
    """Fills `names` with the best pairs, each update and block in one at most."""
    taken = set(names.values())
    for _, new, old in sorted(candidates, key=lambda c: (-c[0], c[1], c[2])):
        if new not in names and old not in taken:
            names[new] = old
            taken.add(old)


def _text(parts: Iterable[str | None]) -> str:
    return "\n".join(part for part in parts if part and part != "***")[:_COMPARED_CHARACTERS]


def _rename(briefing: Briefing, names: Mapping[str, str]) -> Briefing:
    return replace(
        briefing,
        updates=tuple(names.get(update, update) for update in briefing.updates),
        blocks=tuple(_rename_block(block, names) for block in briefing.blocks),
    )


def _rename_block(block: BriefingBlock, names: Mapping[str, str]) -> BriefingBlock:
    update, dot, rest = block.id.partition(".")
    return replace(block, id=names[update] + dot + rest) if dot and update in names else block


def _pair_content(blocks: Sequence[BriefingBlock], known: Sequence[KnownBlock], pairs: dict[str, str]) -> None:
    taken = set(pairs.values())
    free: dict[tuple[str, str], list[str]] = {}
    for candidate in known:
        if candidate.id not in taken:
            free.setdefault((candidate.update, candidate.hash), []).append(candidate.id)
    for block in blocks:
        if block.id not in pairs:
            same = free.get((update_of(block.id), block_hash(block.markdown)))
            if same:
                pairs[block.id] = same.pop(0)


def _pair_alike(
    new: Sequence[BriefingBlock], old: Sequence[KnownBlock], pairs: dict[str, str], threshold: float
) -> None:
    alike = [
        (score, block.id, known.id)
        for block in new[:_COMPARED_BLOCKS]
        for known in old[:_COMPARED_BLOCKS]
        if (score := _likeness(block.markdown, known, threshold)) >= threshold
    ]
    _take_best(alike, pairs)


def _likeness(markdown: str, known: KnownBlock, threshold: float) -> float:
    """0 to 100: by the text on disk, which a person may have edited, or by how the text that was written began and ended."""
    if share_an_end(block_hash(markdown), known.hash):
        return 99.0
    if known.markdown is None:
        return 0.0
    one, other = markdown[:_COMPARED_CHARACTERS], known.markdown[:_COMPARED_CHARACTERS]
    return fuzz.ratio(one, other, score_cutoff=threshold)
