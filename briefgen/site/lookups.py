"""What pages ask of the archive: the one seam between the catalogue and the contexts.

The catalogue answers by indexed look-ups (`catalogue_reader`); the tests' oracle answers from plain lists in memory.
Lists are named "home", "theme/<id>", "people/<slug>", "organisations/<slug>", "places/<slug>", "month/<yyyy-mm>",
"month/undated" and "day/<yyyy-mm-dd>"; their positions count from the oldest, starting at 0.
"""

from __future__ import annotations

from typing import NamedTuple, Protocol

from briefgen.site.records import ArticleRecord, BriefingRecord, CardRecord, OwnPageRecord, SiteRecord
from briefgen.site.themes import ThemeTable


class StoredBriefing(NamedTuple):
    card: CardRecord
    record: BriefingRecord


class Sibling(NamedTuple):
    """A briefing of an article: its card, and the line ranges of the passages that stand in it."""

    card: CardRecord
    lines: tuple[tuple[int, int], ...]


class Lookups(Protocol):
    """The archive as pages see it."""

    @property
    def site(self) -> SiteRecord: ...
    @property
    def themes(self) -> ThemeTable: ...

    def briefing(self, key: str) -> StoredBriefing | None:
        """The published briefing of that key."""

    def neighbours(self, card: CardRecord) -> tuple[CardRecord | None, CardRecord | None]:
        """The next older and next newer briefing in the list of its theme."""

    def siblings(self, source_path: str) -> tuple[Sibling, ...]:
        """All published briefings of an article, by path."""

    def article(self, slug: str) -> ArticleRecord | None: ...

    def article_of(self, source_path: str) -> ArticleRecord | None: ...

    def size(self, list_name: str) -> int:
        """How many briefings a list has; 0 for one that is not there."""

    def cards(self, list_name: str, start: int, stop: int) -> tuple[CardRecord, ...]:
        """A slice of a list, the oldest first."""

    def name_of(self, list_name: str) -> str:
        """The name that a list of a person, organisation, place or unknown theme is shown under."""

    def periods(self, prefix: str) -> tuple[tuple[str, int], ...]:
        """Lists whose name begins so, with their sizes, in the order of their names."""

    def own_page(self, slug: str) -> OwnPageRecord | None: ...

    def has_file(self, path: str) -> bool:
        """Whether the user has a file that is published under that path as it is."""
