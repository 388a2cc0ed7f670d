"""A briefing file becomes a value, whoever wrote it: briefgen, a person, or one after the other."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import PurePosixPath

import yaml

from briefgen.briefing_file.front_matter import (
    FrontMatter,
    is_null,
    moment_value,
    parse_front_matter,
    plain_value,
    split_front_matter,
    text_value,
    texts_value,
)
from briefgen.briefing_file.marks import Chunk, parse_body
from briefgen.briefing_file.records import Records, block_hash, parse_records
from briefgen.errors import BriefingFileError
from briefgen.model import BriefingFile, FilePart, Moment, Status

LIMIT_CHARACTERS = 5_000_000
LISTS = ("authors", "people", "organisations", "places")
KNOWN = frozenset(
    (
        "title",
        "date",
        "modified",
        "theme",
        "slug",
        "summary",
        *LISTS,
        "tags",
        "language",
        "source",
        "status",
        "briefgen",
    )
)
_STATUSES: tuple[Status, ...] = ("published", "draft", "withdrawn")


@dataclass(frozen=True, slots=True, kw_only=True)
class ParsedFile:
    """A file's front matter, records and chunks. `newline` and `bom`: how it was saved."""

    front: FrontMatter
    records: Records | None
    chunks: tuple[Chunk, ...]
    newline: str
    bom: bool


def parse_file(path: str, text: str) -> ParsedFile:
    """The parts of a briefing file. Raises BriefingFileError where the front matter can't be read."""
    if len(text) > LIMIT_CHARACTERS:
        raise BriefingFileError(
            f"expected at most {LIMIT_CHARACTERS:,} characters",
            path=path,
            found=f"{len(text):,}",
            remedy="Split the file.",
        )
    newline = _newline_of(text)
    plain = text.removeprefix("\ufeff").replace("\r\n", "\n")
    plain = plain.replace("\r", "\n") if newline == "\r" else plain
    front_text, body = split_front_matter(plain, path)
    front = parse_front_matter(front_text, path)
    return ParsedFile(
        front=front,
        records=parse_records(front),
        chunks=parse_body(body),
        newline=newline,
        bom=text.startswith("\ufeff"),
    )


def read_briefing_file(path: str, text: str) -> BriefingFile:
    """The briefing that stands in the file. Raises BriefingFileError, with line and remedy, where the front matter is broken
    or lacks a title. A briefing without a date is undated; `slug` defaults to the file name."""
    parsed = parse_file(path, text)
    front = parsed.front
    warnings: list[str] = []
    title = _text(front, "title").strip()
    if not title:
        raise BriefingFileError(
            "expected a title",
            path=path,
            line=1,
            key="title",
            found="none",
            remedy="Add a line such as title: Talks resume.",
        )
    source = _source(front)
    return BriefingFile(
        path=path,
        title=title,
        published=_moment(front, "date", warnings),
        modified=_moment(front, "modified", warnings),
        theme=_text(front, "theme").strip() or None,
        slug=_text(front, "slug").strip() or PurePosixPath(path).stem,
        parts=tuple(_part(chunk, parsed.records) for chunk in parsed.chunks if chunk.markdown.strip()),
        summary=_text(front, "summary"),
        **{key: _texts(front, key) for key in (*LISTS, "tags")},
        language=_text(front, "language").strip() or None,
        source_path=source.get("path"),
        source_sha256=source.get("sha256"),
        source_url=source.get("url"),
        source_publisher=source.get("publisher"),
        source_title=source.get("title"),
        status=_status(front),
        extra={entry.key: plain_value(entry.node) for entry in front.entries if entry.key not in KNOWN},
        warnings=tuple(warnings),
    )


def is_untouched(chunk: Chunk, records: Records) -> bool:
    """Whether the block stands as briefgen wrote it last."""
    return chunk.id is not None and records.blocks.get(chunk.id) == block_hash(chunk.markdown)


def source_texts(front: FrontMatter) -> dict[str, str]:
    """The texts of the `source` mapping; `{"publisher": …}` where a person wrote just a name."""
    entry = front.find("source")
    if entry is None or is_null(entry.node):
        return {}
    if isinstance(entry.node, yaml.ScalarNode):
        return {"publisher": entry.node.value}
    if not isinstance(entry.node, yaml.MappingNode):
        raise BriefingFileError(
            "expected a publisher's name, or path:, url:, publisher: and title:",
            path=front.path,
            line=entry.line,
            key="source",
            found="a list",
            remedy="Write source: Name of the publisher.",
        )
    return {
        key.value: value.value
        for key, value in entry.node.value
        if isinstance(key, yaml.ScalarNode) and isinstance(value, yaml.ScalarNode) and not is_null(value)
    }


def _newline_of(text: str) -> str:
    """How most lines of a file end."""
    if "\n" not in text:
        return "\r" if "\r" in text else "\n"
    return "\r\n" if 2 * text.count("\r\n") > text.count("\n") else "\n"


def _source(front: FrontMatter) -> dict[str, str | None]:
    return {key: value.strip() or None for key, value in source_texts(front).items()}


def _part(chunk: Chunk, records: Records | None) -> FilePart:
    if chunk.id is None:
        return FilePart(markdown=chunk.markdown)
    return FilePart(
        markdown=chunk.markdown,
        block_id=chunk.id,
        lines=chunk.lines,
        role=chunk.role,
        start=chunk.start,
        end=chunk.end,
        edited=records is None or not is_untouched(chunk, records),
    )


def _text(front: FrontMatter, key: str) -> str:
    entry = front.find(key)
    return text_value(entry, front.path) if entry else ""


def _texts(front: FrontMatter, key: str) -> tuple[str, ...]:
    entry = front.find(key)
    return texts_value(entry, front.path) if entry else ()


def _moment(front: FrontMatter, key: str, warnings: list[str]) -> Moment | None:
    entry = front.find(key)
    if entry is None:
        return None
    moment, warning = moment_value(entry, front.path)
    warnings.extend([warning] if warning else [])
    return moment


def _status(front: FrontMatter) -> Status:
    entry = front.find("status")
    text = text_value(entry, front.path).strip().lower() if entry else ""
    found = next((status for status in _STATUSES if status == text), None)
    if entry is None or not text:
        return "published"
    if found is None:
        raise BriefingFileError(
            "expected published, draft or withdrawn",
            path=front.path,
            line=entry.line,
            key="status",
            found=f'"{text[:60]}"',
            remedy="Change the line; a briefing whose status is not clear is not published.",
        )
    return found
