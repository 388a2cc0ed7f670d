"""Changed articles become briefing files: read, converted in workers, merged with what stands on disk, written.

In: the paths of articles to convert, and what briefing files say of their articles. Out: what became of each, and the files on
disk. What an article led to (its problem, its conflicts, its warnings) is kept in the state, so that the next build asks only
for what changed and still tells all.
"""

from __future__ import annotations

import json
import sqlite3
import traceback
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from briefgen.briefing_file import FileChange, plan_files
from briefgen.build.report import Problem
from briefgen.config import Config, Vocabulary
from briefgen.convert import convert_article
from briefgen.convert.language import Languages
from briefgen.convert.readers import read_article, read_source_file
from briefgen.errors import ArticleError
from briefgen.files import write_if_changed
from briefgen.model import Article, Briefing, SegmentedArticle, TextPolicy

SCHEMA = """
CREATE TABLE IF NOT EXISTS outcomes (
    article TEXT PRIMARY KEY, sha256 TEXT NOT NULL, problem TEXT, conflicts TEXT NOT NULL, warnings TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS briefing_sources (
    briefing TEXT PRIMARY KEY, article TEXT NOT NULL, sha256 TEXT NOT NULL) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS briefing_sources_by_article ON briefing_sources (article);
CREATE INDEX IF NOT EXISTS briefing_sources_by_sha256 ON briefing_sources (sha256);
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Converted:
    """What became of one article: its record and briefings, or the problem that set it aside."""

    path: str
    segmented: SegmentedArticle | None = None
    briefings: tuple[Briefing, ...] = ()
    problem: Problem | None = None

    @property
    def sha256(self) -> str:
        return self.segmented.article.source.sha256 if self.segmented else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ConvertTask:
    """All that a worker needs to convert articles; crosses processes."""

    config: Config
    vocabulary: Vocabulary

    def __call__(self, path: str) -> Converted:
        """The article at that path of the project, converted. Any error is its value: one bad article stops nothing."""
        try:
            return self._convert(path)
        except ArticleError as error:
            return Converted(path=path, problem=Problem.of(error, path))
        except Exception as error:  # noqa: BLE001 — the one boundary: a bug costs that article, and is told with its place
            place = traceback.extract_tb(error.__traceback__)[-1]
            where = f"{Path(place.filename).name}:{place.lineno}"
            reason = f"briefgen failed on this article ({type(error).__name__} in {where}). Please report it."
            return Converted(path=path, problem=Problem(path=path, reason=reason))

    def _convert(self, path: str) -> Converted:
        article = read_article(read_source_file(self.config.article_file(path), path))
        article = replace(article, text=text_policy(article, self.config))
        languages = Languages(own=self.config.paths.languages)
        conversion = convert_article(article, self.vocabulary, languages)
        return Converted(path=path, segmented=conversion.segmented, briefings=conversion.briefings)


def text_policy(article: Article, config: Config) -> TextPolicy:
    """What may be shown of an article: its own word first, then its publisher's, then the project's."""
    return article.text or config.publishers.get(article.source.publisher or "") or config.text


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """What writing briefings did: paths written, deleted, conflicts named. Paths begin with content/briefings/."""

    written: tuple[str, ...] = ()
    deleted: tuple[str, ...] = ()
    conflicts: tuple[Problem, ...] = ()


@dataclass(slots=True)
class BriefingFolder:
    """The briefing files on disk and which article each came from, as their own front matter says."""

    config: Config
    connection: sqlite3.Connection
    dry_run: bool = False
    _claimed: set[str] = field(default_factory=set)

    def note(self, briefing: str, article: str | None, sha256: str | None) -> None:
        """Keeps what a briefing file says of its source."""
        self.connection.execute(
            "INSERT OR REPLACE INTO briefing_sources VALUES (?, ?, ?)", (briefing, article or "", sha256 or "")
        )

    def drop(self, briefing: str) -> None:
        """Forgets a briefing file that is gone."""
        self.connection.execute("DELETE FROM briefing_sources WHERE briefing = ?", (briefing,))

    def article_of(self, briefing: str) -> str | None:
        """The article that a briefing file came from, None for one written by hand or not known."""
        query = "SELECT article FROM briefing_sources WHERE briefing = ?"
        row = self.connection.execute(query, (briefing,)).fetchone()
        return row[0] or None if row else None

    def orphans(self, articles: Mapping[str, str]) -> tuple[str, ...]:
        """The articles that briefing files name and that are no longer there, in order."""
        rows = self.connection.execute(
            "SELECT DISTINCT article FROM briefing_sources WHERE article != '' ORDER BY article"
        )
        return tuple(article for (article,) in rows.fetchall() if article not in articles)

    def texts_of(self, article: str, sha256: str, articles: Mapping[str, str]) -> dict[str, str]:
        """The files of an article, path → text: those that name it, and those of an article with the same bytes that is
        gone, since it was renamed."""
        query = "SELECT briefing, article FROM briefing_sources WHERE article = ? OR (sha256 = ? AND sha256 != '') ORDER BY 1"
        texts: dict[str, str] = {}
        for briefing, source in self.connection.execute(query, (article, sha256)).fetchall():
            renamed = source != article
            if renamed and (source in articles or not source or briefing in self._claimed):
                continue
            file = self.config.briefing_file(briefing)
            if file.is_file():
                texts[briefing] = file.read_bytes().decode("utf-8", "surrogateescape")
                self._claimed.add(briefing)
        return texts

    def write(self, converted: Converted, articles: Mapping[str, str]) -> Written:
        """Merges an article's briefings with its files on disk and writes what differs. An article that was set aside
        leaves its briefings as they are; one that is gone (no record, no problem) takes its unedited ones along."""
        if converted.problem is not None:
            self._remember(converted, ())
            return Written()
        existing = self.texts_of(converted.path, converted.sha256, articles)
        changes = plan_files(converted.path, converted.briefings, existing)
        conflicts = tuple(Problem(path=c.path, reason=str(reason)) for c in changes for reason in c.conflicts)
        written = tuple(c.path for c in changes if c.text is not None and c.text != existing.get(c.path))
        deleted = tuple(c.path for c in changes if c.text is None)
        if not self.dry_run:
            for change in changes:
                self._apply(change)
            self._remember(converted, conflicts)
        return Written(written=written, deleted=deleted, conflicts=conflicts)

    def _apply(self, change: FileChange) -> None:
        file = self.config.briefing_file(change.path)
        if change.text is not None:
            write_if_changed(file, change.text.encode("utf-8", "surrogateescape"))
            return
        file.unlink(missing_ok=True)
        self.drop(change.path)
        if file.parent != self.config.paths.briefings and not any(file.parent.iterdir()):
            file.parent.rmdir()

    def _remember(self, converted: Converted, conflicts: tuple[Problem, ...]) -> None:
        warnings = converted.segmented.warnings if converted.segmented else ()
        gone = converted.segmented is None and converted.problem is None and not conflicts
        if gone:
            self.connection.execute("DELETE FROM outcomes WHERE article = ?", (converted.path,))
            return
        problem = None if converted.problem is None else _dump([converted.problem])
        row = (converted.path, converted.sha256, problem, _dump(conflicts), json.dumps(warnings))
        self.connection.execute("INSERT OR REPLACE INTO outcomes VALUES (?, ?, ?, ?, ?)", row)


def _dump(problems: tuple[Problem, ...] | list[Problem]) -> str:
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
