"""Converted articles become briefing files: merged with what stands on disk, written.

In: what `conversion_task` made of each article, and what briefing files say of their articles. Out: the files on disk. What is
to be done with them is decided in `drafting`, mostly by the workers; order, names and the disk are this process's. What an
article led to (its problem, its conflicts, its warnings) is kept in the state, so that the next build asks only for what
changed and still tells all.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from briefgen.build.report import Problem
from briefgen.config import Config
from briefgen.errors import BriefingFileError
from briefgen.files import write_if_changed
from briefgen.model import Briefing, BriefingFile, SegmentedArticle

if TYPE_CHECKING:
    from briefgen.briefing_file import Conflict, FileChange
    from briefgen.build.drafting import Draft, FileNote, Planned

# The module of briefing files is imported where one is read or merged: a build without a change does not need it.
SCHEMA = """
CREATE TABLE IF NOT EXISTS outcomes (
    article TEXT PRIMARY KEY, sha256 TEXT NOT NULL, problem TEXT, conflicts TEXT NOT NULL, warnings TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS briefing_sources (
    briefing TEXT PRIMARY KEY, article TEXT NOT NULL, sha256 TEXT NOT NULL, permalink TEXT NOT NULL) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS briefing_sources_by_article ON briefing_sources (article);
CREATE INDEX IF NOT EXISTS briefing_sources_by_sha256 ON briefing_sources (sha256);
CREATE INDEX IF NOT EXISTS briefing_sources_by_permalink ON briefing_sources (permalink);
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Converted:
    """What became of one article: its briefings and, if asked for, its record, or the problem that set it aside. `sha256`: of
    the article's file, "" where nothing became of it; `draft`: what a worker would do with its files."""

    path: str
    sha256: str = ""
    warnings: tuple[str, ...] = ()
    segmented: SegmentedArticle | None = None
    briefings: tuple[Briefing, ...] = ()
    problem: Problem | None = None
    draft: Draft | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """What writing briefings did. Paths begin with content/briefings/. `segmented`: the record with the ids that the updates
    keep in their files, None where there is none."""

    segmented: SegmentedArticle | None = None
    written: tuple[str, ...] = ()
    deleted: tuple[str, ...] = ()
    conflicts: tuple[Problem, ...] = ()


class _Taken(Collection[str]):
    """The paths or permalinks of all briefing files but one article's own, asked one by one."""

    def __init__(
        self, connection: sqlite3.Connection, column: Literal["briefing", "permalink"], own: Collection[str]
    ) -> None:
        self._connection = connection
        self._query = f"SELECT briefing FROM briefing_sources WHERE {column} = ?"
        self._own = own

    def __contains__(self, name: object) -> bool:
        return any(briefing not in self._own for (briefing,) in self._connection.execute(self._query, (name,)))

    def __iter__(self) -> Iterator[str]:
        return iter(())

    def __len__(self) -> int:
        return 0


@dataclass(frozen=True, slots=True, kw_only=True)
class BriefingFolder:
    """The briefing files on disk and which article each came from, as their own front matter says.
    `articles`: the articles that are there, by path."""

    config: Config
    connection: sqlite3.Connection
    articles: Collection[str]
    dry_run: bool = False

    def note(self, file: BriefingFile, text: str) -> None:
        """Keeps what a briefing file says of its source; one that a person wrote has none."""
        from briefgen.build.drafting import note_file

        self._keep(file.path, note_file(file, text))

    def _keep(self, path: str, note: FileNote) -> None:
        row = (path, note.article, note.sha256, note.permalink)
        self.connection.execute("INSERT OR REPLACE INTO briefing_sources VALUES (?, ?, ?, ?)", row)

    def note_broken(self, briefing: str, article: str) -> None:
        """Keeps the name of a file that can't be read as taken, under the article that it seems to name."""
        row = (briefing, article if article in self.articles else "", "", "")
        self.connection.execute("INSERT OR REPLACE INTO briefing_sources VALUES (?, ?, ?, ?)", row)

    def drop(self, briefing: str) -> None:
        """Forgets a briefing file that is gone."""
        self.connection.execute("DELETE FROM briefing_sources WHERE briefing = ?", (briefing,))

    def article_of(self, briefing: str) -> str | None:
        """The article that a briefing file came from, None for one written by hand or not known."""
        query = "SELECT article FROM briefing_sources WHERE briefing = ?"
        row = self.connection.execute(query, (briefing,)).fetchone()
        return row[0] or None if row else None

    def orphans(self) -> tuple[str, ...]:
        """The articles that briefing files name and that are no longer there, in order."""
        rows = self.connection.execute(
            "SELECT DISTINCT article FROM briefing_sources WHERE article != '' ORDER BY article"
        )
        return tuple(article for (article,) in rows.fetchall() if article not in self.articles)

    def write(self, converted: Converted) -> Written:
        """Merges an article's briefings with its files on disk and writes what differs. An article that was set aside
        leaves its briefings as they are; one that is gone (no record, no problem) takes its unedited ones along."""
        if converted.problem is not None:
            self._remember(converted, ())
            return Written()
        existing = self._texts_of(converted)
        try:
            plan = self._plan(converted, existing)
        except BriefingFileError as error:
            # Such as a title of a million characters: nothing was written yet, so the old briefings stay.
            problem = Problem(path=converted.path, reason=f"its briefing could not be read again: {error.message}")
            self._remember(Converted(path=converted.path, problem=problem), ())
            return Written()
        conflicts = tuple(
            Problem(path=c.path, reason=_reason(conflict)) for c in plan.changes for conflict in c.conflicts
        )
        if not self.dry_run:
            for change in plan.changes:
                self._apply(change, plan.notes)
            self._remember(converted, conflicts)
        return Written(
            segmented=_rename_updates(converted.segmented, plan.update_ids),
            written=tuple(c.path for c in plan.changes if c.text is not None and c.text != existing.get(c.path)),
            deleted=tuple(c.path for c in plan.changes if c.text is None),
            conflicts=conflicts,
        )

    def _plan(self, converted: Converted, existing: Mapping[str, str]) -> Planned:
        """What to do with the files: the worker's draft where its guess was right. Raises BriefingFileError."""
        from briefgen.build.drafting import plan_article

        paths = _Taken(self.connection, "briefing", existing)
        permalinks = _Taken(self.connection, "permalink", existing)
        if converted.draft is not None and converted.draft.holds(existing, paths, permalinks):
            return converted.draft.planned
        return plan_article(converted.path, converted.briefings, existing, paths, permalinks)

    def _texts_of(self, converted: Converted) -> dict[str, str]:
        """The files of an article, path → text: those that name it and, where it has none, those of an article with the same
        bytes that is gone: it was renamed."""
        execute = self.connection.execute
        rows = execute("SELECT briefing FROM briefing_sources WHERE article = ?", (converted.path,)).fetchall()
        if not rows and converted.sha256:
            query = "SELECT briefing, article FROM briefing_sources WHERE sha256 = ? AND article != '' ORDER BY article, briefing"
            gone = [row for row in execute(query, (converted.sha256,)).fetchall() if row[1] not in self.articles]
            rows = [(briefing,) for briefing, article in gone if article == gone[0][1]]
        if not rows:
            return {}
        from briefgen.build.drafting import read_text

        texts = {briefing: read_text(self.config, briefing) for (briefing,) in rows}
        return {briefing: text for briefing, text in texts.items() if text is not None}

    def _apply(self, change: FileChange, notes: Mapping[str, FileNote]) -> None:
        file = self.config.briefing_file(change.path)
        if change.text is not None:
            if change.path in notes:
                write_if_changed(file, change.text.encode("utf-8", "surrogateescape"))
                # Known at once, so that the next article of this build sees the name as taken.
                self._keep(change.path, notes[change.path])
            return
        file.unlink(missing_ok=True)
        self.drop(change.path)
        if file.parent != self.config.paths.briefings and not any(file.parent.iterdir()):
            file.parent.rmdir()

    def _remember(self, converted: Converted, conflicts: tuple[Problem, ...]) -> None:
        if not converted.sha256 and converted.problem is None and not conflicts:
            self.connection.execute("DELETE FROM outcomes WHERE article = ?", (converted.path,))
            return
        problem = None if converted.problem is None else _dump((converted.problem,))
        row = (converted.path, converted.sha256, problem, _dump(conflicts), json.dumps(converted.warnings))
        self.connection.execute("INSERT OR REPLACE INTO outcomes VALUES (?, ?, ?, ?, ?)", row)


def _reason(conflict: Conflict) -> str:
    return str(conflict).removeprefix(f"{conflict.path}: ")


def _rename_updates(segmented: SegmentedArticle | None, names: Mapping[str, str]) -> SegmentedArticle | None:
    """The record with the ids that its updates have kept."""
    if segmented is None or not names:
        return segmented
    updates = tuple(
        replace(
            update,
            id=names.get(update.id, update.id),
            duplicate_of=names.get(update.duplicate_of, update.duplicate_of) if update.duplicate_of else None,
            figures=tuple(
                replace(f, revises=(names.get(f.revises[0], f.revises[0]), f.revises[1])) if f.revises else f
                for f in update.figures
            ),
        )
        for update in segmented.updates
    )
    return replace(segmented, updates=updates)


def _dump(problems: tuple[Problem, ...]) -> str:
    return json.dumps([[p.path, p.reason, p.line] for p in problems])


def _load(text: str) -> Iterator[Problem]:
    for path, reason, line in json.loads(text):
        yield Problem(path=path, reason=reason, line=line)


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcomes:
    """What all articles known to the state led to, whenever they were converted."""

    quarantined: tuple[Problem, ...]
    conflicts: tuple[Problem, ...]
    warnings: tuple[str, ...]


def load_outcomes(connection: sqlite3.Connection) -> Outcomes:
    """The problems, conflicts and warnings of all articles, in the order of their paths."""
    query = (
        "SELECT article, problem, conflicts, warnings FROM outcomes"
        " WHERE problem IS NOT NULL OR conflicts != '[]' OR warnings != '[]' ORDER BY article"
    )
    quarantined: list[Problem] = []
    conflicts: list[Problem] = []
    warnings: list[str] = []
    for article, problem, conflict, warning in connection.execute(query):
        quarantined.extend(_load(problem) if problem else ())
        conflicts.extend(_load(conflict))
        warnings.extend(f"{article}: {text}" for text in json.loads(warning))
    return Outcomes(quarantined=tuple(quarantined), conflicts=tuple(conflicts), warnings=tuple(warnings))
