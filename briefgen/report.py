"""What `report` tells of the last build: articles set aside, edits in conflict, warnings, counts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from briefgen.build.report import load_report
from briefgen.config import Config


def describe_last_build(config: Config) -> dict[str, Any]:
    """The report of the last build as JSON; with `built: false` where there was none."""
    report = load_report(config.paths.state)
    return {"built": False, "quarantined": [], "conflicts": []} if report is None else {"built": True, **report}


def tell_last_build(config: Config, verbose: bool = False) -> Iterator[str]:
    """The report as lines for people."""
    report = load_report(config.paths.state)
    if report is None:
        yield "Nothing was built yet. Run: briefgen build"
        return
    yield from _tell_problems("Articles set aside (mend them and build again)", report["quarantined"])
    yield from _tell_problems(
        "Edited briefings in conflict (your text stands; see docs/briefing-file.md)", report["conflicts"]
    )
    if report.get("warnings"):
        yield "Warnings"
        yield from (f"  {warning}" for warning in report["warnings"])
    if report.get("refused"):
        yield "The last build was refused, and the site before it stays"
        yield from (f"  {reason}" for reason in report["refused"])
    yield (
        f"briefings: {report['briefings']}, articles: {report['articles']}; "
        f"{report['pages_written']} pages written, {report['pages_deleted']} deleted, {report['pages_unchanged']} unchanged"
    )
    if verbose:
        yield from (f"  {path}: {why}" for path, why in report.get("written", []))


def _tell_problems(title: str, problems: list[dict[str, Any]]) -> Iterator[str]:
    yield f"{title}: {len(problems)}"
    for problem in problems:
        place = f"{problem['path']}:{problem['line']}" if problem.get("line") else problem["path"]
        yield f"  {place}: {problem['reason']}"
