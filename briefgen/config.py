"""All configuration of a project: `[tool.briefgen]` or briefgen.toml, and themes.toml. Every complaint names file and key."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from briefgen.model import TextPolicy, Theme


@dataclass(frozen=True, slots=True, kw_only=True)
class Paths:
    """Where things of a project lie, all absolute."""

    articles: Path
    themes_file: Path
    briefings: Path
    pages: Path
    static: Path
    site_theme: Path
    languages: Path
    state: Path
    output: Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    """The configuration of one project. `site_url`: without a final "/", None where not given.
    `publishers`: the text policy of single publishers, by name."""

    root: Path
    paths: Paths
    site_url: str | None = None
    site_name: str = "Briefings"
    language: str = "en"
    timezone: str = "UTC"
    text: TextPolicy = "full"
    publishers: Mapping[str, TextPolicy]


@dataclass(frozen=True, kw_only=True)
class Vocabulary:
    """The news themes, in the order of the file. Parents stand before or after their children."""

    themes: tuple[Theme, ...]

    @cached_property
    def by_id(self) -> dict[str, Theme]:
        return {theme.id: theme for theme in self.themes}

    def ancestors(self, theme_id: str) -> tuple[str, ...]:
        """The ids of a theme's parents, the nearest first; bounded, so that a loop ends."""
        found: list[str] = []
        theme = self.by_id.get(theme_id)
        while theme and theme.parent and theme.parent not in found:
            found.append(theme.parent)
            theme = self.by_id.get(theme.parent)
        return tuple(found)


def read_vocabulary(path: Path) -> Vocabulary:
    """The themes of a themes.toml."""
    rows = tomllib.loads(path.read_text(encoding="utf-8")).get("theme", [])
    return Vocabulary(
        themes=tuple(
            Theme(
                id=row["id"],
                name=row["name"],
                description=row.get("description", ""),
                parent=row.get("parent"),
                iptc=tuple(row.get("iptc", ())),
                cues=tuple(row.get("cues", ())),
            )
            for row in rows
        )
    )


def shipped(relative: str) -> Path:
    """A file or folder that ships with the program: in the wheel under `shipped/`, in a checkout beside the package."""
    package = Path(__file__).parent
    inside = package / "shipped" / relative
    return inside if inside.exists() else package.parent / relative
