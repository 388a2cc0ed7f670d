"""Which of today's blocks and updates are those of yesterday, where their text was corrected a little.

Ids are made of content, so a corrected update comes with another id. What stands in the files decides: an update whose text is
much the same keeps its old id, and so does a block of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from rapidfuzz import fuzz, process

from briefgen.briefing_file.records import block_hash, share_an_end
from briefgen.model import Briefing, BriefingBlock

SAME_UPDATE = 85.0
# Unrelated English sentences reach 50.
_SAME_BLOCK = 70.0
_SAME_SENTENCE = 85.0
_COMPARED_CHARACTERS = 4_000
_COMPARED_UPDATES = 400


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
    new = _updates(block for briefing in briefings for block in briefing.blocks)
    old: dict[str, list[KnownBlock]] = {}
    for block in known:
        if block.update != "s":
            old.setdefault(block.update, []).append(block)
    gone = [update for update in old if update not in new]
    come = [update for update in new if update not in old]
    names = _match_updates({u: new[u] for u in come}, {u: old[u] for u in gone})
    return tuple(_rename(briefing, names) for briefing in briefings) if names else briefings, names


def pair_blocks(blocks: Sequence[BriefingBlock], known: Sequence[KnownBlock]) -> dict[str, str]:
    """For each new block the id of the known block that it is, where it is one: the same id, the same content, or within
    the same update a text that is much the same. Where in doubt it is a new block: shown beside the old one, not lost."""
    by_id = {block.id for block in known}
    pairs = {block.id: block.id for block in blocks if block.id in by_id}
    _pair_content(blocks, known, pairs)
    for update in dict.fromkeys(update_of(block.id) for block in blocks):
        mine = [block for block in blocks if update_of(block.id) == update and block.id not in pairs]
        theirs = [block for block in known if block.update == update and not block.dropped]
        _pair_alike(mine, _free(theirs, pairs), pairs, _SAME_SENTENCE if update == "s" else _SAME_BLOCK)
    return pairs


def _updates(blocks: Iterable[BriefingBlock]) -> dict[str, list[BriefingBlock]]:
    updates: dict[str, list[BriefingBlock]] = {}
    for block in blocks:
        if update_of(block.id) != "s":
            updates.setdefault(update_of(block.id), []).append(block)
    return updates


def _match_updates(new: Mapping[str, list[BriefingBlock]], old: Mapping[str, list[KnownBlock]]) -> dict[str, str]:
    if not new or not old:
        return {}
    candidates = sorted(
        ((_same_share(blocks, old[o]), n, o) for n, blocks in new.items() for o in old),
        key=lambda c: (-c[0], c[1], c[2]),
    )
    names: dict[str, str] = {}
    _take_best([c for c in candidates if c[0] >= 0.6], names)
    left_new = [u for u in new if u not in names][:_COMPARED_UPDATES]
    left_old = [u for u in old if u not in names.values()][:_COMPARED_UPDATES]
    old_texts = {u: _text(b.markdown for b in old[u]) for u in left_old}
    alike: list[tuple[float, str, str]] = []
    for n in left_new:
        text = _text(b.markdown for b in new[n])
        found = (
            process.extract(text, old_texts, scorer=fuzz.ratio, score_cutoff=SAME_UPDATE, limit=None) if text else []
        )
        alike.extend((score, n, o) for _, score, o in found)
    _take_best(sorted(alike, key=lambda c: (-c[0], c[1], c[2])), names)
    return names


def _take_best(candidates: Iterable[tuple[float, str, str]], names: dict[str, str]) -> None:
    taken = set(names.values())
    for _, n, o in candidates:
        if n not in names and o not in taken:
            names[n] = o
            taken.add(o)


def _same_share(new: Sequence[BriefingBlock], old: Sequence[KnownBlock]) -> float:
    """How much of the shorter of the two updates stands unchanged in the other, by blocks that hold words."""
    mine = {block_hash(block.markdown) for block in new if block.role not in ("rule", "byline")}
    theirs = {block.hash for block in old}
    return len(mine & theirs) / max(1, min(len(mine), len(theirs)))


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
    for block in blocks:
        if block.id in pairs:
            continue
        digest = block_hash(block.markdown)
        for candidate in known:
            if candidate.hash == digest and candidate.id not in taken and candidate.update == update_of(block.id):
                pairs[block.id] = candidate.id
                taken.add(candidate.id)
                break


def _free(known: Iterable[KnownBlock], pairs: Mapping[str, str]) -> list[KnownBlock]:
    taken = set(pairs.values())
    return [block for block in known if block.id not in taken]


def _pair_alike(
    new: Sequence[BriefingBlock], old: Sequence[KnownBlock], pairs: dict[str, str], threshold: float
) -> None:
    alike = [
        (score, block.id, known.id)
        for block in new
        for known in old
        if (score := _likeness(block.markdown, known, threshold)) >= threshold
    ]
    _take_best(sorted(alike, key=lambda c: (-c[0], c[1], c[2])), pairs)


def _likeness(markdown: str, known: KnownBlock, threshold: float) -> float:
    """0 to 100: by the text on disk, which a person may have edited, or by how the text that was written began and ended."""
    if share_an_end(block_hash(markdown), known.hash):
        return 99.0
    if known.markdown is None:
        return 0.0
    one, other = markdown[:_COMPARED_CHARACTERS], known.markdown[:_COMPARED_CHARACTERS]
    return fuzz.ratio(one, other, score_cutoff=threshold)
