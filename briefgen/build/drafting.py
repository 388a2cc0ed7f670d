"""What becomes of the briefing files of one article: planned where the files are known, or drafted by a worker that guesses them.

To plan an article's files costs a sixth of its conversion, so workers do it. A worker knows neither the state nor the files of
other articles: it guesses that the article's files are those that stand at its briefings' own paths, and that no name is
taken. Who writes the files knows, takes the draft where the guess is right, and else plans anew: the result is the same.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from briefgen.briefing_file import FileChange, permalink_of, plan_files, read_briefing_file, read_origin
from briefgen.config import Config
from briefgen.errors import BriefingFileError
from briefgen.files import sha256_of
from briefgen.model import Briefing, BriefingFile


@dataclass(frozen=True, slots=True, kw_only=True)
class FileNote:
    """What is kept of a briefing file: the article that it was made of and that article's SHA-256, "" for one that a person
    wrote; what its URL ends in."""

    article: str
    sha256: str
    permalink: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """What is to be done with an article's files. `notes`: of each file that is to be written, by path. `update_ids`: id of
    today → id that the update keeps."""

    changes: tuple[FileChange, ...]
    update_ids: Mapping[str, str]
    notes: Mapping[str, FileNote]


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A plan that holds where the article's files are the `assumed` ones, path → SHA-256, and the new names are free."""

    assumed: Mapping[str, str]
    planned: Planned

    def holds(self, existing: Mapping[str, str], paths: Collection[str], permalinks: Collection[str]) -> bool:
        """Whether the plan is the one that `plan_article` would give: `existing` path → text; the taken names of others."""
        new = {path: note.permalink for path, note in self.planned.notes.items() if path not in existing}
        return (
            self.assumed == _hashes(existing)
            and not any(path in paths for path in new)
            and not any(permalink in permalinks for permalink in new.values())
        )


def plan_article(
    article_path: str,
    briefings: tuple[Briefing, ...],
    existing: Mapping[str, str],
    taken_paths: Collection[str] = frozenset(),
    taken_permalinks: Collection[str] = frozenset(),
) -> Planned:
    """What to do with the files of an article; see `plan_files`. Raises BriefingFileError where a file could not be read again
    once it was written, such as one with a title of a million characters."""
    plan = plan_files(article_path, briefings, existing, taken_paths=taken_paths, taken_permalinks=taken_permalinks)
    return Planned(changes=plan.changes, update_ids=plan.update_ids, notes=dict(_read_back(plan.changes, existing)))


def draft_article(config: Config, article_path: str, briefings: tuple[Briefing, ...]) -> Draft | None:
    """The draft of a worker; None where only the one who writes can tell what is wrong."""
    try:
        found = {briefing.path: read_text(config, briefing.path) for briefing in briefings}
        existing = {path: text for path, text in found.items() if text is not None}
        return Draft(assumed=_hashes(existing), planned=plan_article(article_path, briefings, existing))
    except (BriefingFileError, OSError):
        return None


def read_text(config: Config, path: str) -> str | None:
    """The text of a briefing file, bytes that are no UTF-8 kept as surrogates; None where there is no file."""
    try:
        return config.briefing_file(path).read_bytes().decode("utf-8", "surrogateescape")
    except (FileNotFoundError, NotADirectoryError, IsADirectoryError):
        return None


def note_file(file: BriefingFile, text: str) -> FileNote:
    """What to keep of a briefing file. `text` is asked for only where no block in it is briefgen's."""
    ours = any(part.block_id for part in file.parts)
    made = ours or (file.source_path is not None and read_origin(file.path, text) is not None)
    return FileNote(
        article=(file.source_path or "") if made else "",
        sha256=(file.source_sha256 or "") if made else "",
        permalink=permalink_of(file.published, file.slug),
    )


def _read_back(changes: Iterable[FileChange], existing: Mapping[str, str]) -> Iterable[tuple[str, FileNote]]:
    """What the files that are to be written will say, by path."""
    for change in changes:
        if change.text is not None and change.text != existing.get(change.path):
            yield change.path, note_file(read_briefing_file(change.path, change.text), change.text)


def _hashes(texts: Mapping[str, str]) -> dict[str, str]:
    return {path: sha256_of(text.encode("utf-8", "surrogateescape")) for path, text in texts.items()}
