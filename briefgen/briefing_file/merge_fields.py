"""Today's facts meet the front matter on disk, key by key: what nobody touched follows the source, what a person wrote stays.

Lists are merged by their items: a name that a person added stays, one that was taken out stays away, new names come in.
Slug and status belong to the file once they stand there; a whole key that was taken out stays away.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from briefgen.briefing_file.conflicts import Conflict
from briefgen.briefing_file.front_matter import FrontMatter, format_entry, moment_value, text_value, texts_value
from briefgen.briefing_file.reading import LISTS, source_texts
from briefgen.briefing_file.records import Records, written_hash
from briefgen.model import Briefing, Moment

SCALARS = ("title", "date", "modified", "theme", "summary", "language")
SOURCE_FACTS = ("url", "publisher", "title")
_SOURCE_ORDER = ("path", "sha256", *SOURCE_FACTS)
# Without these the file would be no briefing, so they come back when someone deletes them.
_NEEDED = frozenset(("title", "date"))
# The newest update's time is worth no question to an editor.
_SILENT = frozenset(("modified",))
_ENDED = re.compile(r"""[.!?…:;。।۔؟]["'”’»“‘)\]]*$""")


@dataclass(slots=True, kw_only=True)
class FieldChanges:
    """`lines`: key → its new raw lines, None to take it out; a key that isn't there stays as it is on disk.
    `fields` and `items`: what to record of single values and of lists."""

    lines: dict[str, str | None] = field(default_factory=dict)
    fields: dict[str, str] = field(default_factory=dict)
    items: dict[str, tuple[str, ...]] = field(default_factory=dict)
    conflicts: list[Conflict] = field(default_factory=list)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Settled:
    """`text` "" for none. `hash` to record, None for nothing. `conflict`: edited, and the source changed too."""

    text: str
    hash: str | None
    conflict: bool = False


def merge_fields(
    briefing: Briefing, front: FrontMatter, records: Records, *, as_edited: Iterable[str] | None = None
) -> FieldChanges:
    """What changes in the front matter; an empty one is filled. `as_edited`: the summary's sentences where a person changed
    them in the body; they are its key too, unless that was edited itself."""
    changes = FieldChanges()
    scalars = new_scalars(briefing)
    if as_edited is not None and not _is_edited("summary", front, records):
        scalars["summary"] = _run_on(as_edited)
    for key, value in scalars.items():
        _merge_scalar(key, value, front, records, changes)
    for key, names in new_lists(briefing).items():
        _merge_list(key, names, front, records, changes)
    _merge_source(briefing, front, records, changes)
    _keep_slug_and_status(briefing, front, records, changes)
    return changes


def _keep_slug_and_status(briefing: Briefing, front: FrontMatter, records: Records, changes: FieldChanges) -> None:
    changes.fields["slug"] = records.fields.get("slug") or written_hash(briefing.slug)
    if not disk_text(front, "slug").strip():
        changes.lines["slug"] = format_entry("slug", briefing.slug)
    if front.find("status") is None:
        changes.lines["status"] = format_entry("status", "published")


def new_scalars(briefing: Briefing) -> dict[str, str | Moment | None]:
    """The single values of a briefing by front-matter key."""
    return {
        "title": briefing.title,
        "date": briefing.published,
        "modified": briefing.modified,
        "theme": briefing.theme,
        "summary": _run_on(sentence.text for sentence in briefing.summary),
        "language": briefing.language,
    }


def _run_on(sentences: Iterable[str]) -> str:
    """The sentences in one line. A headline among them ends without a mark: a dot in the middle parts it from the next."""
    run = ""
    for text in sentences:
        run += f"{' ' if _ENDED.search(run) else ' · '}{text}" if run else text
    return run


def new_lists(briefing: Briefing) -> dict[str, tuple[str, ...]]:
    """The lists of a briefing by front-matter key, each name once."""
    values = (briefing.authors, briefing.people, briefing.organisations, briefing.places)
    return {key: tuple(dict.fromkeys(names)) for key, names in zip(LISTS, values, strict=True)}


def disk_text(front: FrontMatter, key: str) -> str:
    """A single value as it stands in the file, days and times in one spelling; "" for none."""
    entry = front.find(key)
    if entry is None:
        return ""
    if key in ("date", "modified"):
        return _text(moment_value(entry, front.path)[0])
    return text_value(entry, front.path)


def _text(value: str | Moment | None) -> str:
    return value.isoformat() if isinstance(value, date) else value or ""


def _is_edited(key: str, front: FrontMatter, records: Records) -> bool:
    disk = disk_text(front, key)
    return bool(disk) and written_hash(disk) != records.fields.get(key)


def _settle(key: str, new: str, disk: str, recorded: str | None) -> _Settled:
    fresh = _Settled(text=new, hash=written_hash(new) if new else None)
    if not disk:
        removed = recorded is not None and key not in _NEEDED
        return _Settled(text="", hash=recorded) if removed else fresh
    if disk == new or written_hash(disk) == recorded:
        return fresh
    return _Settled(
        text=disk,
        hash=recorded,
        conflict=recorded is not None and bool(new) and recorded != written_hash(new) and key not in _SILENT,
    )


def _note(key: str, new: str, settled: _Settled, path: str, changes: FieldChanges) -> None:
    if settled.hash:
        changes.fields[key] = settled.hash
    if settled.conflict:
        short = new if len(new) <= 100 else new[:99] + "…"
        reason = f'edited here, and the source now gives "{short}". Take that over, or leave your own.'
        changes.conflicts.append(Conflict(path=path, key=key, reason=reason))


def _merge_scalar(
    key: str, value: str | Moment | None, front: FrontMatter, records: Records, changes: FieldChanges
) -> None:
    disk, new = disk_text(front, key), _text(value)
    settled = _settle(key, new, disk, records.fields.get(key))
    _note(key, new, settled, front.path, changes)
    if settled.text != disk:
        changes.lines[key] = format_entry(key, value) if settled.text else None


def _merge_list(key: str, names: tuple[str, ...], front: FrontMatter, records: Records, changes: FieldChanges) -> None:
    entry = front.find(key)
    disk = texts_value(entry, front.path) if entry else ()
    written = records.items.get(key, ())
    if entry is None and written:
        changes.items[key] = written
        return
    here = {written_hash(name): name for name in disk}
    today = {written_hash(name): name for name in names}
    if tuple(here) == written:
        merged, recorded = names, tuple(today)
    else:
        kept = [name for digest, name in here.items() if digest in today or digest not in written]
        added = [name for digest, name in today.items() if digest not in here and digest not in written]
        merged = (*kept, *added)
        removed = [digest for digest in written if digest not in here]
        recorded = (*(digest for digest in today if digest not in removed), *removed)
    changes.items[key] = recorded
    if merged != disk:
        changes.lines[key] = format_entry(key, merged) if merged else None


def _merge_source(briefing: Briefing, front: FrontMatter, records: Records, changes: FieldChanges) -> None:
    """Path and hash follow the article, always: by them the file finds its article again."""
    source = briefing.source
    if source is None:
        return
    disk = source_texts(front)
    new = {"url": source.url or "", "publisher": source.publisher or "", "title": briefing.source_title or ""}
    merged = disk | {"path": source.path, "sha256": source.sha256}
    for fact in SOURCE_FACTS:
        settled = _settle(f"source.{fact}", new[fact], disk.get(fact, ""), records.fields.get(f"source.{fact}"))
        _note(f"source.{fact}", new[fact], settled, front.path, changes)
        merged[fact] = settled.text
    merged = {key: merged[key] for key in _ordered(merged) if merged[key]}
    if merged != {key: value for key, value in disk.items() if value}:
        changes.lines["source"] = format_entry("source", merged)


def _ordered(merged: Mapping[str, str]) -> list[str]:
    return [*(key for key in _SOURCE_ORDER if key in merged), *(key for key in merged if key not in _SOURCE_ORDER)]
