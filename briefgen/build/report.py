"""What a build did: the values that `build --json` and `report` print, and that the command line turns into an exit status."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from briefgen.errors import BriefgenError
from briefgen.files import write_if_changed

REPORT_NAME = "report.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """A file set aside, or in conflict: its path in the project and why. `line` None where it is not known."""

    path: str
    reason: str
    line: int | None = None

    @classmethod
    def of(cls, error: BriefgenError, path: str) -> Problem:
        """The problem that an error tells of. An error in the facts beside an article names the facts' own file."""
        if error.path and error.path != path:
            return cls(path=path, reason=str(error))
        return cls(path=path, reason=error.message, line=error.line)

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.reason}" if self.line else f"{self.path}: {self.reason}"


def name_problems(folder: str, misnamed: Iterable[str]) -> tuple[Problem, ...]:
    """The problems of files whose names are no UTF-8. `folder`: such as content/articles/; `misnamed`: below it, escaped."""
    reason = "expected a file name in UTF-8. Rename the file."
    return tuple(Problem(path=folder + name, reason=reason) for name in sorted(misnamed))


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchCounts:
    """The search index after a build: briefings in it, shards made anew."""

    pages: int
    shards_rebuilt: int


@dataclass(frozen=True, slots=True, kw_only=True)
class BuildReport:
    """A build in numbers. `site` None: refused, for the reasons in `refused`; the old site stays.
    `written`: (path, why) of each written file. `articles`: how many were read or known; `converted`: how many anew."""

    briefings: int
    articles: int
    converted: int
    pages_written: int
    pages_deleted: int
    pages_unchanged: int
    quarantined: tuple[Problem, ...]
    conflicts: tuple[Problem, ...]
    warnings: tuple[str, ...]
    search: SearchCounts | None
    seconds: dict[str, float] = field(default_factory=dict)
    site: str | None = None
    refused: tuple[str, ...] = ()
    written: tuple[tuple[str, str], ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """The JSON value of INTERFACES §4."""
        value: dict[str, Any] = {
            "briefings": self.briefings,
            "articles": self.articles,
            "converted": self.converted,
            "pages_written": self.pages_written,
            "pages_deleted": self.pages_deleted,
            "pages_unchanged": self.pages_unchanged,
            "quarantined": [_describe(problem) for problem in self.quarantined],
            "conflicts": [_describe(problem) for problem in self.conflicts],
            "warnings": list(self.warnings),
            "search": None
            if self.search is None
            else {"pages": self.search.pages, "shards_rebuilt": self.search.shards_rebuilt},
            "seconds": {name: round(seconds, 3) for name, seconds in self.seconds.items()},
            "site": self.site,
        }
        if self.refused:
            value["refused"] = list(self.refused)
        return value


def _describe(problem: Problem) -> dict[str, Any]:
    value: dict[str, Any] = {"path": problem.path, "reason": problem.reason}
    return value | {"line": problem.line} if problem.line else value


def save_report(state_folder: Path, report: BuildReport) -> None:
    """Keeps the report of the last build for `briefgen report`. At most 1,000 written pages are named."""
    value = report.to_dict() | {"written": [list(row) for row in report.written[:1000]]}
    write_if_changed(state_folder / REPORT_NAME, json.dumps(value, ensure_ascii=False, indent=1).encode())


def load_report(state_folder: Path) -> dict[str, Any] | None:
    """The report of the last build as JSON; None where there was none, or it can't be read."""
    try:
        value = json.loads((state_folder / REPORT_NAME).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return value if isinstance(value, dict) else None
