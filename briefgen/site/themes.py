"""The news themes as the site knows them: which theme a briefing's own word means, and what it is called."""

from __future__ import annotations

from functools import cached_property

from briefgen.site.records import SiteRecord, ThemeRecord
from briefgen.slugs import make_slug


class ThemeTable:
    """The themes of one configuration. A theme is matched by id, then by name; an unknown one stands under its own slug."""

    def __init__(self, site: SiteRecord) -> None:
        self.themes = site.themes

    @cached_property
    def by_id(self) -> dict[str, ThemeRecord]:
        return {theme.id: theme for theme in self.themes}

    @cached_property
    def _by_name(self) -> dict[str, str]:
        return {theme.name.casefold(): theme.id for theme in reversed(self.themes)}

    def find_id(self, written: str) -> str:
        """The id of the theme that a briefing names, by id or name; a slug of the word where it is unknown, "" for none."""
        if not written or written in self.by_id:
            return written
        return self._by_name.get(written.strip().casefold()) or make_slug(written)

    def with_ancestors(self, theme_id: str) -> tuple[str, ...]:
        """The id and those of the broader themes, the nearest first; a loop of parents ends. Empty for ""."""
        found: list[str] = []
        while theme_id and theme_id not in found:
            found.append(theme_id)
            theme = self.by_id.get(theme_id)
            theme_id = theme.parent if theme and theme.parent in self.by_id else ""
        return tuple(found)

    def children(self, theme_id: str) -> tuple[ThemeRecord, ...]:
        """The narrower themes, in the order of the vocabulary."""
        return tuple(theme for theme in self.themes if theme.parent == theme_id in self.by_id)
