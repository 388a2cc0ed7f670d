"""Did a person change this file at all? Decides whether a briefing without a source may go."""

from __future__ import annotations

from briefgen.briefing_file.front_matter import FrontMatter, comments_below, text_value, texts_value
from briefgen.briefing_file.merge_body import was_moved
from briefgen.briefing_file.merge_fields import SCALARS, SOURCE_FACTS, disk_text
from briefgen.briefing_file.reading import KNOWN, LISTS, ParsedFile, is_untouched, source_texts
from briefgen.briefing_file.records import Records, written_hash


def is_edited(parsed: ParsedFile) -> bool:
    """Whether anything differs from what briefgen wrote: a text, a value, a key, a comment, an order, a removal, prose."""
    records = parsed.records
    return records is None or _front_is_edited(parsed.front, records) or _body_is_edited(parsed, records)


def _front_is_edited(front: FrontMatter, records: Records) -> bool:
    texts = {key: disk_text(front, key) for key in (*SCALARS, "slug")}
    facts = source_texts(front)
    texts |= {f"source.{fact}": facts.get(fact, "") for fact in SOURCE_FACTS}
    status = front.find("status")
    return (
        any(records.fields.get(key) != (written_hash(text) if text else None) for key, text in texts.items())
        or any(_list_hashes(front, key) != records.items.get(key, ()) for key in LISTS)
        or any(entry.key not in KNOWN or entry.key == "tags" for entry in front.entries)
        or (status is not None and text_value(status, front.path).strip() not in ("", "published"))
        or bool(front.head.strip())
        or any(comments_below(entry.raw).strip() for entry in front.entries)
    )


def _list_hashes(front: FrontMatter, key: str) -> tuple[str, ...]:
    entry = front.find(key)
    return tuple(written_hash(name) for name in texts_value(entry, front.path)) if entry else ()


def _body_is_edited(parsed: ParsedFile, records: Records) -> bool:
    on_disk = {chunk.id: chunk for chunk in parsed.chunks if chunk.id is not None}
    written = records.blocks.keys() - records.dropped
    return (
        any(chunk.id is None and chunk.markdown.strip() for chunk in parsed.chunks)
        or not all(is_untouched(chunk, records) for chunk in on_disk.values())
        or written != on_disk.keys()
        or was_moved(on_disk, records)
    )
