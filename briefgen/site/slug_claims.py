"""Who gets a slug that several would like: the first path has it, each later one gets it with a suffix made of its path.

So addresses are a function of the content, never of the order in which it came. A slug has no double hyphen of its own, so a
slug with a suffix can't meet one that somebody wished for.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from briefgen.slugs import content_id


class Claim(NamedTuple):
    """A slug wished for, and the space in which it must be unique ("article", "briefing/2026/03/")."""

    space: str
    slug: str


def find_slugs(connection: sqlite3.Connection, old: Mapping[str, Claim], new: Mapping[str, Claim]) -> dict[str, str]:
    """Replaces the old claims, by path, with the new ones; the slugs of all paths in the spaces' groups that they touch."""
    gone = [(*claim, path) for path, claim in old.items() if new.get(path) != claim]
    come = [(*claim, path) for path, claim in new.items() if old.get(path) != claim]
    connection.executemany("DELETE FROM claims WHERE space = ? AND slug = ? AND path = ?", gone)
    connection.executemany("INSERT OR IGNORE INTO claims VALUES (?, ?, ?)", sorted(come))
    found: dict[str, str] = {}
    for space, slug in sorted({*old.values(), *new.values()}):
        rows = connection.execute("SELECT path FROM claims WHERE space = ? AND slug = ? ORDER BY path", (space, slug))
        found.update(unique_slugs(slug, (path for (path,) in rows)))
    return found


def unique_slugs(slug: str, paths: Iterable[str]) -> dict[str, str]:
    """The slug for each of these paths, given in their order."""
    return {path: f"{slug}--{content_id(path, 12)}" if place else slug for place, path in enumerate(paths)}
