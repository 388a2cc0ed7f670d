"""A briefing meets its file: what briefgen wrote follows the source, what a person wrote stays, what can't be both is named.

The file alone tells which is which (records.py), so there is no other state to lose. Merging twice changes nothing, and a file
in which nothing changed keeps every byte. Blocks: merge_body.py; front matter: merge_fields.py.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

import yaml

from briefgen.briefing_file.conflicts import Conflict
from briefgen.briefing_file.front_matter import Entry, FrontMatter, comments_below, plain_value
from briefgen.briefing_file.marks import Chunk
from briefgen.briefing_file.merge_body import merge_body
from briefgen.briefing_file.merge_fields import merge_fields
from briefgen.briefing_file.reading import LISTS, ParsedFile, parse_file
from briefgen.briefing_file.records import Records, format_records
from briefgen.model import Briefing

_LINK = re.compile(r"(?<!\\)\[([^\]]*)\]\([^)]*\)")
_EMPHASIS = re.compile(r"(?<![\\\w])[*_`]+(?=\S)|(?<=[^\s\\])[*_`]+(?!\w)")
_ESCAPE = re.compile(r"\\([!-/:-@\[-`{-~])")

ORDER = (
    *("title", "date", "modified", "theme", "slug", "status", "summary"),
    *LISTS,
    *("tags", "language", "source", "briefgen"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class MergedFile:
    """`text`: the whole file. `conflicts`: what was kept as a person left it although the source changed."""

    text: str
    conflicts: tuple[Conflict, ...] = ()


def merge_briefing(
    new: Briefing, on_disk: str | None, *, path: str | None = None, removed_elsewhere: Mapping[str, str] | None = None
) -> MergedFile:
    """The file's text after the briefing met what stands on disk (None: nothing). `path`: where the file lies, if not at
    `new.path`. Raises BriefingFileError where an edit broke the front matter: leave the file as it is then."""
    path = path or new.path
    parsed = parse_file(path, on_disk) if on_disk is not None else _empty_file(path)
    records = parsed.records or Records(theme=new.theme)
    body = merge_body(path, new.blocks, parsed.chunks, records, removed_elsewhere or {})
    changes = merge_fields(new, parsed.front, records, as_edited=_edited_summary(new, body.chunks))
    after = Records(
        theme=records.theme or new.theme,
        fields=changes.fields,
        items=changes.items,
        blocks=body.blocks,
        dropped=body.dropped,
    )
    if parsed.records is None or not _same(after, parsed.records):
        changes.lines["briefgen"] = format_records(after)
    conflicts = (*changes.conflicts, *body.conflicts)
    text = _assemble(parsed, changes.lines, body.chunks)
    return MergedFile(text=on_disk if on_disk is not None and text is None else text or "", conflicts=conflicts)


def _edited_summary(new: Briefing, chunks: tuple[Chunk, ...]) -> tuple[str, ...] | None:
    """The sentences on top of the briefing where a person changed or took out some of them, None where nobody did: lists, feeds
    and search show the key `summary`, and must not go on telling what an editor put right below."""
    blocks = (block for block in new.blocks if block.role == "summary")
    lifted = {block.markdown: sentence.text for block, sentence in zip(blocks, new.summary, strict=False)}
    here = [
        chunk.markdown.strip() for chunk in chunks if chunk.id and chunk.role == "summary" and chunk.markdown.strip()
    ]
    if here == list(lifted):
        return None
    return tuple(lifted.get(markdown) or _plain(markdown) for markdown in here)


def _plain(markdown: str) -> str:
    """A sentence as a person left it, in one line without its marks: for a key that holds text, not Markdown."""
    words = " ".join(markdown.removeprefix("- ").split())
    return _ESCAPE.sub(r"\1", _EMPHASIS.sub("", _LINK.sub(r"\1", words)))


def _empty_file(path: str) -> ParsedFile:
    front = FrontMatter(path=path)
    return ParsedFile(front=front, records=None, chunks=(Chunk(raw="\n", markdown=""),), newline="\n", bom=False)


def _same(one: Records, other: Records) -> bool:
    """Equal in values and in the order of blocks, which tells whether a person moved some."""
    return one == other and list(one.blocks) == list(other.blocks)


def _assemble(parsed: ParsedFile, lines: Mapping[str, str | None], chunks: tuple[Chunk, ...]) -> str | None:
    """The file's text, None where it is what stands on disk."""
    before = "".join(chunk.raw for chunk in parsed.chunks)
    body = "".join(chunk.raw for chunk in chunks)
    if not lines and body == before:
        return None
    if body != before:
        body = body.rstrip("\n") + "\n"
    text = f"---\n{_format_front(parsed.front, lines) if lines else parsed.front.text}---\n{body}"
    return ("\ufeff" if parsed.bom else "") + (text.replace("\n", parsed.newline) if parsed.newline != "\n" else text)


def _format_front(front: FrontMatter, lines: Mapping[str, str | None]) -> str:
    """The front matter with those keys exchanged; a new key comes after the last one that goes before it in `ORDER`."""
    rows: list[tuple[str, str]] = []
    for entry in front.entries:
        raw = entry.raw if front.block_style else _dump(entry)
        if entry.key in lines:
            raw = (lines[entry.key] or "") + comments_below(entry.raw)
        rows.append((entry.key, raw))
    for key in ORDER:
        text = lines.get(key)
        if text is not None and front.find(key) is None:
            earlier = ORDER[: ORDER.index(key)]
            place = max((n for n, (other, _) in enumerate(rows, 1) if other in earlier), default=0)
            rows.insert(len(rows) if key == "briefgen" else place, (key, text))
    return front.head + "".join(raw for _, raw in rows)


def _dump(entry: Entry) -> str:
    return str(yaml.safe_dump({entry.key: plain_value(entry.node)}, allow_unicode=True, sort_keys=False, width=100))
