"""What becomes of all the briefing files of one article: which are written, which go, which stay because a person edited them.

Decides only; the disk is the caller's. `existing` are the files that belong to the article: those whose `read_origin` names it,
or names a path that is gone while the article's bytes are the same (a renamed article: `find_renamed`).
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import PurePosixPath

from briefgen.briefing_file.conflicts import Conflict
from briefgen.briefing_file.edits import is_edited
from briefgen.briefing_file.front_matter import moment_value
from briefgen.briefing_file.merge import merge_briefing
from briefgen.briefing_file.merge_body import list_known
from briefgen.briefing_file.merge_fields import disk_text
from briefgen.briefing_file.pairing import KnownBlock, stabilise_ids
from briefgen.briefing_file.reading import ParsedFile, parse_file, read_briefing_file, source_texts
from briefgen.briefing_file.records import Records
from briefgen.errors import BriefingFileError
from briefgen.model import Briefing, Moment
from briefgen.slugs import SLUG_LIMIT_BYTES, content_id


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """Of which article and theme briefgen made a file. `permalink`: "2026/03/slug", or "undated/slug"."""

    article_path: str
    sha256: str
    theme: str
    permalink: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FileChange:
    """What a file holds from now on; `text` None: it goes. Unchanged text means nothing to do but to name the conflicts."""

    path: str
    text: str | None
    conflicts: tuple[Conflict, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """The changes, in path order, and the article's briefings with the ids, paths and slugs that they have in the files.
    `update_ids`: id of today → id that the update keeps, for those that were corrected. `unread`: files left as they are."""

    changes: tuple[FileChange, ...]
    briefings: tuple[Briefing, ...]
    update_ids: Mapping[str, str]
    unread: tuple[BriefingFileError, ...] = ()


def read_origin(path: str, text: str) -> Origin | None:
    """From what a file was made; None for one that a person wrote. Raises BriefingFileError for broken front matter."""
    return _origin(parse_file(path, text))


def permalink_of(published: Moment | None, slug: str) -> str:
    """What the URL of a briefing ends in: "2026/03/slug", or "undated/slug"."""
    return f"{published:%Y/%m}/{slug}" if published else f"undated/{slug}"


def find_renamed(origins: Iterable[Origin], hashes: Mapping[str, str]) -> dict[str, str]:
    """Old path → new path of every article that moved: its old path is gone, and exactly one article that no file knows yet
    has the same bytes. `hashes`: path → SHA-256 of the articles that are there."""
    known = list(origins)
    named = {origin.article_path for origin in known}
    by_hash: dict[str, list[str]] = {}
    for path in sorted(hashes.keys() - named):
        by_hash.setdefault(hashes[path], []).append(path)
    renamed: dict[str, str] = {}
    for origin in known:
        candidates = by_hash.get(origin.sha256, [])
        if origin.article_path not in hashes and len(candidates) == 1:
            renamed.setdefault(origin.article_path, candidates[0])
    return renamed


def plan_files(
    article_path: str,
    new_briefings: tuple[Briefing, ...],
    existing: Mapping[str, str],
    *,
    broken: Mapping[str, str] | None = None,
    taken_paths: Collection[str] = frozenset(),
    taken_permalinks: Collection[str] = frozenset(),
) -> Plan:
    """What to do with the files of one article; no briefings: the article is gone (one in quarantine is not: plan nothing).
    `existing`: path → text. `broken`: the project's files whose front matter can't be read, the few that there are; a briefing
    that seems to be one of them is left out until the file is mended. `taken_…`: paths and permalinks of files that are not
    this article's, asked by `in` alone; a new briefing that would meet one gets a short id at the end of its name."""
    files, unread = _parse_all(existing)
    known = [block for file in files.values() for block in _known_blocks(file)]
    briefings, names = stabilise_ids(new_briefings, known)
    homes = _find_homes(briefings, files)
    lost = {**(broken or {}), **{str(error.path): existing[str(error.path)] for error in unread}}
    removed = {block.id: block.hash for block in known if block.markdown is None and not block.dropped}
    placed: list[Briefing] = []
    changes: list[FileChange] = []
    for briefing in briefings:
        home = homes.get(briefing.theme)
        if home is None and _seems_broken(briefing, article_path, lost):
            continue
        if home is None:
            named = _find_name(briefing, article_path, existing, taken_paths, taken_permalinks)
        else:
            named = replace(briefing, path=home, slug=disk_text(files[home].front, "slug").strip() or briefing.slug)
        merged = merge_briefing(named, existing.get(home) if home else None, removed_elsewhere=removed)
        placed.append(named)
        changes.append(FileChange(path=named.path, text=merged.text, conflicts=merged.conflicts))
    left = [path for path in files if path not in homes.values()]
    changes += [_leave(path, files[path], existing[path], homes, gone=not new_briefings) for path in left]
    return Plan(
        changes=tuple(sorted(changes, key=lambda change: change.path)),
        briefings=tuple(placed),
        update_ids=names,
        unread=unread,
    )


def _origin(parsed: ParsedFile) -> Origin | None:
    path = source_texts(parsed.front).get("path")
    if parsed.records is None or not path:
        return None
    date_entry = parsed.front.find("date")
    published = moment_value(date_entry, parsed.front.path)[0] if date_entry else None
    slug = disk_text(parsed.front, "slug").strip() or PurePosixPath(parsed.front.path).stem
    return Origin(
        article_path=path,
        sha256=source_texts(parsed.front).get("sha256", ""),
        theme=parsed.records.theme,
        permalink=permalink_of(published, slug),
    )


def _parse_all(existing: Mapping[str, str]) -> tuple[dict[str, ParsedFile], tuple[BriefingFileError, ...]]:
    """The files that can be read and that briefgen wrote, in path order; what is wrong with the others."""
    files: dict[str, ParsedFile] = {}
    unread: list[BriefingFileError] = []
    for path in sorted(existing):
        try:
            read_briefing_file(path, existing[path])
            parsed = parse_file(path, existing[path])
        except BriefingFileError as error:
            unread.append(error)
            continue
        if parsed.records is not None:
            files[path] = parsed
    return files, tuple(unread)


def _known_blocks(file: ParsedFile) -> list[KnownBlock]:
    on_disk = {chunk.id: chunk for chunk in file.chunks if chunk.id is not None and chunk.markdown.strip()}
    return list_known(on_disk, file.records or Records(theme=""))


def _find_homes(briefings: Iterable[Briefing], files: Mapping[str, ParsedFile]) -> dict[str, str]:
    """Theme → the file that is its briefing's: the one at its own path, else the first in path order."""
    homes: dict[str, str] = {}
    for briefing in briefings:
        mine = [path for path, file in files.items() if file.records and file.records.theme == briefing.theme]
        if mine:
            homes[briefing.theme] = briefing.path if briefing.path in mine else mine[0]
    return homes


def _seems_broken(briefing: Briefing, article_path: str, broken: Mapping[str, str]) -> bool:
    theme = re.compile(rf"^\s*theme: *[\"']?{re.escape(briefing.theme)}[\"']?\s*$", re.MULTILINE)
    return any(
        path == briefing.path or (article_path in text and theme.search(text) is not None)
        for path, text in broken.items()
    )


def _find_name(
    briefing: Briefing,
    article_path: str,
    existing: Collection[str],
    taken_paths: Collection[str],
    taken_permalinks: Collection[str],
) -> Briefing:
    """The briefing under its own name, or with a short id of its article's path where that name is another's."""
    candidates = [_with_ending(briefing, f"-{content_id(article_path, n)}" if n else "") for n in (0, 6, 16)]
    free = (
        candidate
        for candidate in candidates
        if candidate.path not in existing
        and candidate.path not in taken_paths
        and permalink_of(candidate.published, candidate.slug) not in taken_permalinks
    )
    return next(free, candidates[-1])


def _with_ending(briefing: Briefing, ending: str) -> Briefing:
    slug = briefing.slug[: SLUG_LIMIT_BYTES - len(ending)].rstrip("-") + ending
    return replace(briefing, path=briefing.path.removesuffix(f"{briefing.slug}.md") + f"{slug}.md", slug=slug)


def _leave(path: str, file: ParsedFile, text: str, homes: Mapping[str, str], *, gone: bool) -> FileChange:
    """What becomes of a file that no briefing of today is for."""
    theme = file.records.theme if file.records else ""
    if theme in homes:
        reason = (
            f"a second file of the same article and theme as {homes[theme]}. Delete it, or its briefgen key to keep it."
        )
    elif not is_edited(file):
        return FileChange(path=path, text=None)
    elif gone:
        reason = (
            "its article is gone, but the briefing was edited. Delete it, or its briefgen key to keep it as your own."
        )
    else:
        reason = "its article has no update of this theme any more, but the briefing was edited. Delete it, or its briefgen key."
    return FileChange(path=path, text=text, conflicts=(Conflict(path=path, reason=reason),))
