"""Changed articles become briefing files: read, converted in workers, merged with what stands on disk, written.

In: the paths of changed articles and changed briefing files. Out: what became of each, and the files on disk. What an article
led to (its problem, its briefings' paths, the record that the site shows) is kept in the state, so that the next build asks
only for what changed.
"""

from __future__ import annotations

import json
import sqlite3
import traceback
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath

from briefgen.briefing_file import plan_files
from briefgen.build.report import Problem
from briefgen.config import Config, Vocabulary
from briefgen.convert import convert_article
from briefgen.convert.language import Languages
from briefgen.convert.readers import read_article, read_source_file
from briefgen.errors import ArticleError
from briefgen.files import write_if_changed
from briefgen.model import Article, Briefing, SegmentedArticle, TextPolicy

SCHEMA = """
CREATE TABLE IF NOT EXISTS articles (
    path TEXT PRIMARY KEY, problem TEXT, line INTEGER, briefings TEXT NOT NULL, conflicts TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS article_briefings (
    briefing TEXT PRIMARY KEY, article TEXT NOT NULL) WITHOUT ROWID;
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Converted:
    """What became of one article: its record and briefings, or the problem that set it aside."""

    path: str
    segmented: SegmentedArticle | None = None
    briefings: tuple[Briefing, ...] = ()
    problem: Problem | None = None
    warnings: tuple[str, ...] = ()


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
        article = read_article(read_source_file(self.config.root / path, path))
        article = replace(article, text=text_policy(article, self.config))
        languages = Languages(own=self.config.paths.languages)
        conversion = convert_article(article, self.vocabulary, languages)
        return Converted(
            path=path,
            segmented=conversion.segmented,
            briefings=conversion.briefings,
            warnings=tuple(f"{path}: {warning}" for warning in conversion.segmented.warnings),
        )


def text_policy(article: Article, config: Config) -> TextPolicy:
    """What may be shown of an article: its own word first, then its publisher's, then the project's."""
    return article.text or config.publishers.get(article.source.publisher or "") or config.text


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """What writing an article's briefings did: the paths written, deleted, all that it has now, and its conflicts."""

    written: tuple[str, ...]
    deleted: tuple[str, ...]
    conflicts: tuple[Problem, ...]


def write_briefings(
    config: Config,
    connection: sqlite3.Connection,
    converted: Converted,
    existing: Mapping[str, str],
    dry_run: bool = False,
) -> Written:
    """Merges an article's briefings with the files that it has on disk (`existing`: path → text), and writes what differs.
    An article that was set aside leaves its briefings as they are."""
    if converted.problem is not None:
        _remember(connection, converted, tuple(existing), ())
        return Written(written=(), deleted=(), conflicts=())
    changes = plan_files(converted.path, converted.briefings, existing)
    written, deleted, conflicts, kept = [], [], [], []
    for change in changes:
        path = config.paths.briefings.parent.parent / change.path
        conflicts.extend(Problem(path=change.path, reason=reason) for reason in change.conflicts)
        if change.text is None:
            if not dry_run:
                path.unlink(missing_ok=True)
            deleted.append(change.path)
        else:
            kept.append(change.path)
            if change.text != existing.get(change.path):
                if not dry_run:
                    write_if_changed(path, change.text.encode())
                written.append(change.path)
    if not dry_run:
        _remember(connection, converted, tuple(kept), tuple(conflicts))
    return Written(written=tuple(written), deleted=tuple(deleted), conflicts=tuple(conflicts))
