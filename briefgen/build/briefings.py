"""The briefing files as they stand on disk: found, read in workers, made known to the catalogue."""

from __future__ import annotations

import os
import re
import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from briefgen.build.report import Problem
from briefgen.config import BRIEFINGS, Config
from briefgen.errors import BriefgenError, WorkerKilled
from briefgen.executors import Lost, run_batches
from briefgen.files import read_bounded, sha256_of
from briefgen.model import BriefingFile

SCHEMA = """
CREATE TABLE IF NOT EXISTS broken_briefings (path TEXT PRIMARY KEY, reason TEXT NOT NULL, line INTEGER) WITHOUT ROWID;
"""
_SOURCE_PATH = re.compile(r"^\s+path: *['\"]?(.+?)['\"]?\s*$", re.MULTILINE)
_IN_PROCESS = 40
_BATCH = 64


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadBriefing:
    """A briefing file that was read, or why it could not be. `text` only where the file is not wholly briefgen's own."""

    path: str
    sha256: str
    file: BriefingFile | None = None
    text: str = ""
    problem: Problem | None = None
    article: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadTask:
    """What a worker needs to read briefing files; crosses processes."""

    config: Config

    def __call__(self, paths: tuple[str, ...]) -> tuple[ReadBriefing, ...]:
        return tuple(self._read(path) for path in paths)

    def _read(self, path: str) -> ReadBriefing:
        from briefgen.briefing_file import read_briefing_file

        sha256 = text = ""
        try:
            data = read_bounded(self.config.briefing_file(path))
            sha256 = sha256_of(data)
            text = data.decode("utf-8", "surrogateescape")
            file = read_briefing_file(path, text)
        except BriefgenError as error:
            named = _SOURCE_PATH.search(text)
            problem = Problem.of(error, path)
            return ReadBriefing(path=path, sha256=sha256, problem=problem, article=named[1] if named else "")
        ours = any(part.block_id for part in file.parts) or not file.source_path
        return ReadBriefing(path=path, sha256=sha256, file=file, text="" if ours else text)


def read_briefings(config: Config, paths: Iterable[str], jobs: int) -> Iterator[ReadBriefing]:
    """The briefing files at those paths (which begin with content/briefings/), in their order."""
    wanted = tuple(paths)
    work = ReadTask(config=config)
    batches = run_batches(work, wanted, jobs=1 if len(wanted) <= _IN_PROCESS else jobs, batch_size=_BATCH)
    for result in batches:
        if isinstance(result, Lost):
            error = WorkerKilled(f"could not be read: {result.reason}")
            yield ReadBriefing(path=result.item, sha256="", problem=Problem.of(error, result.item))
        else:
            yield from result


def remember_problem(connection: sqlite3.Connection, read: ReadBriefing) -> None:
    """Keeps that a briefing file is broken, or that it is so no longer."""
    if read.problem is None:
        connection.execute("DELETE FROM broken_briefings WHERE path = ?", (read.path,))
    else:
        row = (read.path, read.problem.reason, read.problem.line)
        connection.execute("INSERT OR REPLACE INTO broken_briefings VALUES (?, ?, ?)", row)


def load_broken(connection: sqlite3.Connection) -> tuple[Problem, ...]:
    """All briefing files whose front matter an edit broke, in the order of their paths."""
    rows = connection.execute("SELECT path, reason, line FROM broken_briefings ORDER BY path")
    return tuple(Problem(path=path, reason=reason, line=line) for path, reason, line in rows)


def logical_path(relative: str) -> str:
    """The path under which a file below the briefings' folder is known."""
    return BRIEFINGS + relative


def default_jobs() -> int:
    """One worker for each core that this process may use."""
    count = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return max(1, count)
