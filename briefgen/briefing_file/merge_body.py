"""Today's blocks meet the body on disk: untouched blocks follow the source, edited ones stay, removed ones stay away.

Prose belongs to what it stands under: a new block never comes between a block and the prose after it. While nobody has moved a
block, blocks follow the briefing's order; once someone has, they stay where they were put.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from briefgen.briefing_file.conflicts import Conflict
from briefgen.briefing_file.marks import Chunk, format_block, format_mark
from briefgen.briefing_file.pairing import KnownBlock, pair_blocks, update_of
from briefgen.briefing_file.records import Records, block_hash
from briefgen.model import BriefingBlock, LineRange

_SHOWN = 200
"""So many characters of the source's text a conflict shows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MergedBody:
    chunks: tuple[Chunk, ...]
    blocks: Mapping[str, str]
    dropped: frozenset[str]
    conflicts: tuple[Conflict, ...]


@dataclass(slots=True, kw_only=True)
class _Group:
    """A block that the source still has, with what hangs below it: prose, and edited blocks without a source.
    `id` None: what stands above the first block."""

    id: str | None
    chunks: list[Chunk] = field(default_factory=list)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Decision:
    """What becomes of a block on disk. `chunk` None: taken out. `hash` to record, None where briefgen never wrote the block."""

    chunk: Chunk | None
    hash: str | None
    reason: str | None = None


def merge_body(
    path: str,
    blocks: Sequence[BriefingBlock],
    chunks: Sequence[Chunk],
    records: Records,
    removed_elsewhere: Mapping[str, str],
) -> MergedBody:
    """The body after the merge, with its records and conflicts. `removed_elsewhere`: blocks that a person took out of another
    briefing of the same article, with their hashes; they stay away when their update moves here."""
    on_disk = {chunk.id: chunk for chunk in chunks if chunk.id is not None and chunk.markdown.strip()}
    known = list_known(on_disk, records)
    today = _rename_paired(blocks, pair_blocks(blocks, known))
    away = {block.id: block.hash for block in known if block.markdown is None and not block.dropped}
    away |= _find_removed(today, on_disk, removed_elsewhere)
    decisions = {block_id: _decide(chunk, today.get(block_id), records) for block_id, chunk in on_disk.items()}
    groups = _group_chunks(chunks, decisions, today)
    if not was_moved(on_disk, records):
        place = {block_id: n for n, block_id in enumerate(today)}
        groups[1:] = sorted(groups[1:], key=lambda group: place[group.id or ""])
    groups = _insert_new(groups, today, away)
    hashes, dropped = _records_after(groups, today, away, decisions, records)
    return MergedBody(
        chunks=tuple(chunk for group in groups for chunk in group.chunks),
        blocks=hashes,
        dropped=dropped,
        conflicts=tuple(
            Conflict(path=path, block_id=block_id, lines=_lines_of(block_id, today, on_disk), reason=decision.reason)
            for group in groups
            for block_id in [chunk.id for chunk in group.chunks if chunk.id]
            if block_id in decisions and (decision := decisions[block_id]).reason
        ),
    )


def list_known(on_disk: Mapping[str, Chunk], records: Records) -> list[KnownBlock]:
    """Every block that the file remembers or holds, in the order of its records."""
    unrecorded = [block_id for block_id in on_disk if block_id not in records.blocks]
    return [
        KnownBlock(
            id=block_id,
            hash=records.blocks.get(block_id, ""),
            markdown=on_disk[block_id].markdown if block_id in on_disk else None,
            dropped=block_id in records.dropped and block_id not in on_disk,
        )
        for block_id in [*records.blocks, *unrecorded]
    ]


def _find_removed(
    today: Mapping[str, BriefingBlock], on_disk: Mapping[str, Chunk], removed_elsewhere: Mapping[str, str]
) -> dict[str, str]:
    """Today's blocks that a person took out of another file: by id, or by the same words in the same update."""
    words = {(update_of(block_id), digest) for block_id, digest in removed_elsewhere.items()}
    digests = {key: block_hash(block.markdown) for key, block in today.items() if key not in on_disk} if words else {}
    return {key: d for key, d in digests.items() if key in removed_elsewhere or (update_of(key), d) in words}


def _rename_paired(blocks: Sequence[BriefingBlock], pairs: Mapping[str, str]) -> dict[str, BriefingBlock]:
    renamed = (replace(block, id=pairs[block.id]) if block.id in pairs else block for block in blocks)
    return {block.id: block for block in renamed}


def _decide(chunk: Chunk, block: BriefingBlock | None, records: Records) -> _Decision:
    recorded = records.blocks.get(chunk.id or "")
    here = block_hash(chunk.markdown)
    if block is None:
        if recorded == here:
            return _Decision(chunk=None, hash=recorded)
        lost = "the summary no longer has this sentence" if chunk.role == "summary" else "the source no longer has it"
        reason = f"edited here, and {lost}. Delete the block, or its mark to keep it as your own text."
        return _Decision(chunk=chunk, hash=recorded, reason=reason if recorded else None)
    source = block_hash(block.markdown)
    if here in (recorded, source):
        return _Decision(chunk=_rewrite(chunk, block, block.markdown), hash=source)
    now = _excerpt(block.markdown, chunk.markdown)
    reason = f'edited here, and the source now has "{now}". Take that over, or delete the mark to keep your text as your own.'
    return _Decision(
        chunk=_rewrite(chunk, block, chunk.markdown), hash=recorded, reason=reason if recorded != source else None
    )


def _excerpt(source: str, edited: str) -> str:
    """The source's text, of a long one the words around the first place where it is not the edited one's."""
    if len(source) <= _SHOWN:
        return source
    differs = next((n for n, (a, b) in enumerate(zip(source, edited, strict=False)) if a != b), len(edited))
    begin = max(0, source.rfind(" ", 0, max(0, differs - _SHOWN // 3)) + 1)
    end = begin + _SHOWN
    return f"{'… ' if begin else ''}{source[begin:end].rstrip()}{' …' if end < len(source) else ''}"


def _rewrite(chunk: Chunk, block: BriefingBlock, markdown: str) -> Chunk:
    """The chunk with today's mark and that text; all white space around stays as it is."""
    mark, _, rest = chunk.raw.partition("\n")
    begin = rest.index(chunk.markdown)
    rest = rest[:begin] + markdown + rest[begin + len(chunk.markdown) :]
    mark = mark if mark.strip() == format_mark(block) else format_mark(block)
    return replace(chunk, raw=f"{mark}\n{rest}", markdown=markdown, lines=block.lines)


def _group_chunks(
    chunks: Sequence[Chunk], decisions: Mapping[str, _Decision], today: Mapping[str, BriefingBlock]
) -> list[_Group]:
    groups = [_Group(id=None)]
    for chunk in chunks:
        if chunk.id is None:
            groups[-1].chunks.append(chunk)
            continue
        # A mark with nothing under it is what is left of a block that a person deleted.
        decision = decisions.get(chunk.id)
        if decision is None or decision.chunk is None:
            continue
        if chunk.id in today:
            groups.append(_Group(id=chunk.id))
        groups[-1].chunks.append(decision.chunk)
    return groups


def was_moved(on_disk: Mapping[str, Chunk], records: Records) -> bool:
    """Whether a person put blocks in another order than that in which they were written."""
    written = [block_id for block_id in records.blocks if block_id in on_disk]
    return written != [block_id for block_id in on_disk if block_id in records.blocks]


def _insert_new(groups: list[_Group], today: Mapping[str, BriefingBlock], away: Mapping[str, str]) -> list[_Group]:
    present = {group.id for group in groups}
    following: dict[str | None, list[_Group]] = {}
    here: str | None = None
    for block_id, block in today.items():
        if block_id in present:
            here = block_id
        elif block_id not in away:
            following.setdefault(here, []).append(_Group(id=block_id, chunks=[format_block(block)]))
    for group in groups:
        if group.id in following:
            _end_with_empty_line(group)
    return [one for group in groups for one in [group, *following.get(group.id, ())]]


def _end_with_empty_line(group: _Group) -> None:
    if group.chunks:
        last = group.chunks[-1]
        missing = 2 - (len(last.raw) - len(last.raw.rstrip("\n"))) if last.raw.strip("\n") else 1 - len(last.raw)
        group.chunks[-1] = replace(last, raw=last.raw + "\n" * max(0, missing))


def _records_after(
    groups: Sequence[_Group],
    today: Mapping[str, BriefingBlock],
    away: Mapping[str, str],
    decisions: Mapping[str, _Decision],
    records: Records,
) -> tuple[dict[str, str], frozenset[str]]:
    """Hashes in the briefing's own order, whatever the order on disk: that is how a move is known the next time."""
    hanging: dict[str | None, list[str]] = {
        group.id: [chunk.id for chunk in group.chunks if chunk.id and chunk.id != group.id] for group in groups
    }
    order = [*hanging.get(None, ())]
    for block_id in today:
        order += [block_id, *hanging.get(block_id, ())]
    hashes: dict[str, str] = {}
    for block_id in order:
        digest = decisions[block_id].hash if block_id in decisions else block_hash(today[block_id].markdown)
        if digest:
            hashes[block_id] = digest
    hashes |= {
        block_id: digest for block_id, digest in away.items() if block_id not in hashes and block_id in records.blocks
    }
    dropped = {
        block_id: digest
        for block_id, digest in records.blocks.items()
        if block_id not in hashes and (block_id in records.dropped or block_id in decisions)
    }
    return hashes | dropped, frozenset(dropped)


def _lines_of(block_id: str, today: Mapping[str, BriefingBlock], on_disk: Mapping[str, Chunk]) -> LineRange | None:
    return today[block_id].lines if block_id in today else on_disk[block_id].lines
