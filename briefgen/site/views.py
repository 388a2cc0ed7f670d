"""What templates see: plain values, ready to be shown. One context a page kind; templates loop and choose, nothing more.

URLs here are site-rooted paths ("/briefings/2026/03/x/"); the `relative` filter makes them relative to the page.
HTML in a field is `Markup` made by `site.markdown`, all else is text that autoescape escapes.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

from markupsafe import Markup

from briefgen.model import LineRange

Direction: TypeAlias = Literal["ltr", "rtl"]

_FROM_THE_RIGHT = frozenset(["ar", "ckb", "dv", "fa", "he", "ps", "sd", "ug", "ur", "yi"])


def direction_of(language: str) -> Direction:
    """The direction in which a language is written, for `dir=`."""
    return "rtl" if language.partition("-")[0].lower() in _FROM_THE_RIGHT else "ltr"


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    text: str
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Name:
    """A person, organisation or place. `url`: None where it has no page of its own."""

    text: str
    url: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Time:
    """`machine` for `datetime=` ("2026-03-14" or RFC 3339), `text` for people ("14 March 2026, 08:10"); `clock`: what stands
    for it beside other times of the same day ("08:10"), "" for a day."""

    machine: str
    text: str
    clock: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteView:
    """The same on every page, whatever the content: nothing here may change when a briefing is added.
    `pages`: the user's own pages, for the footer. `url`: without a final "/", None where not configured."""

    name: str
    language: str
    url: str | None
    pages: tuple[Link, ...]
    has_search: bool
    favicon: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PageView:
    """The page itself. `path`: its own site-rooted URL. `canonical`: absolute, None without a site URL.
    `json_ld`: ready to stand in a script element, None where the page has none. `feeds`: (title, URL, MIME type)."""

    kind: str
    path: str
    title: str
    description: str
    language: str
    canonical: str | None
    breadcrumbs: tuple[Link, ...]
    feeds: tuple[tuple[str, str, str], ...]
    json_ld: Markup | None = None
    published: Time | None = None
    modified: Time | None = None

    @property
    def direction(self) -> Direction:
        return direction_of(self.language)


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """A briefing in a list. `theme` None where it has none; `updates`: how many it holds."""

    title: str
    url: str
    date: Time | None
    modified: Time | None
    summary: str
    theme: Link | None
    publisher: str | None
    language: str
    updates: int

    def __hash__(self) -> int:
        """Of its address alone: a card is looked up for each list that it stands in."""
        return hash(self.url)


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """The cards of one day, newest day first in a list. `date` None: the undated."""

    date: Time | None
    url: str | None
    cards: tuple[Card, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """One page of a list, counted from the oldest; the first page (`number` None) shows the newest.
    `newer`/`older`: URLs of the neighbouring pages."""

    title: str
    kicker: str
    description: str
    days: tuple[Day, ...]
    number: int | None
    newer: str | None
    older: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """One block of a briefing. `source_url`: the line in the article's page ("/articles/x/#L12"), None for a person's prose.
    `source_text`: the words of the source, None where the article is not at hand. `speaker` only for a set-apart quote."""

    html: Markup
    role: str
    lines: LineRange | None
    source_url: str | None
    source_text: str | None
    edited: bool
    speaker: Link | None = None
    speaker_name: str | None = None
    cue: str | None = None
    language: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class UpdateSection:
    """One update in a briefing: `id` is stable and is the section's anchor. `headline` empty: an update without one.
    `label`: what it is called in the list of updates, its headline or its first words."""

    id: str
    label: str
    headline: Markup | None
    headline_lines: LineRange | None
    headline_url: str | None
    published: Time | None
    bylines: tuple[str, ...]
    passages: tuple[Passage, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SpokenWords:
    """A quotation in the "who said what" table: words, their place, and the update where they stand."""

    text: str
    cue: str | None
    office: str | None
    source_url: str | None
    update_url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Speaker:
    name: str
    url: str | None
    words: tuple[SpokenWords, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureRow:
    """A number of the text. `value`: for `data[value]`. `revises`: the older wording that this one
    replaces, or with `disputed` what another source gives for the same. `context`: the source's words around it, "" where
    they are not to be shown; `grouped`: the figure before has the same words around it."""

    text: str
    context: str
    grouped: bool
    value: str
    subject: str
    approximate: bool
    equivalents: tuple[str, ...]
    source_url: str | None
    update_url: str
    revises: str | None
    revises_url: str | None
    disputed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceView:
    """Where a briefing comes from. `article_url`: our page of the article; `url`: the publisher's own."""

    title: str
    publisher: str | None
    url: str | None
    article_url: str | None
    licence: str | None
    authors: tuple[str, ...]
    published: Time | None


@dataclass(frozen=True, slots=True, kw_only=True)
class BriefingView:
    """`siblings`: other briefings of the same article. Prose before the first section is in `opening`. `oldest_first`: whether
    the sections are known to stand in the order of time, so that the last one is the newest."""

    title: str
    theme: Link | None
    theme_id: str | None
    date: Time | None
    modified: Time | None
    summary: tuple[Passage, ...]
    opening: tuple[Passage, ...]
    sections: tuple[UpdateSection, ...]
    oldest_first: bool
    speakers: tuple[Speaker, ...]
    figures: tuple[FigureRow, ...]
    source: SourceView | None
    people: tuple[Name, ...]
    organisations: tuple[Name, ...]
    places: tuple[Name, ...]
    tags: tuple[str, ...]
    previous: Link | None
    next: Link | None
    siblings: tuple[Link, ...]
    markdown_url: str | None
    json_url: str | None
    language: str
    status: Literal["published", "draft", "withdrawn"]

    @property
    def direction(self) -> Direction:
        return direction_of(self.language)


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleLine:
    """One line of an article. `owner`: "update", "duplicate", "furniture" or "withheld" (text = extract: `text` is empty)."""

    number: int
    text: str
    role: str
    owner: str
    briefing: Link | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleView:
    title: str
    source: SourceView
    lines: tuple[ArticleLine, ...]
    briefings: tuple[Link, ...]
    extract_only: bool
    language: str

    @property
    def direction(self) -> Direction:
        return direction_of(self.language)


@dataclass(frozen=True, slots=True, kw_only=True)
class ThemeView:
    """A theme in the index of themes or on its own page. `latest`: its newest briefing."""

    id: str
    name: str
    url: str
    description: str
    children: tuple[Link, ...]
    parent: Link | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """A month or a day of the archive with the number of its briefings."""

    label: str
    url: str
    count: int


# The variables of each template; a test compares the comment on top of the template with this table.
TEMPLATES: dict[str, tuple[str, ...]] = {
    "home.html": ("site", "page", "listing", "themes"),
    "theme.html": ("site", "page", "listing", "theme"),
    "themes.html": ("site", "page", "themes"),
    "briefing.html": ("site", "page", "briefing"),
    "article.html": ("site", "page", "article"),
    "name.html": ("site", "page", "listing", "name", "kind"),
    "archive.html": ("site", "page", "periods", "days"),
    "search.html": ("site", "page", "themes"),
    "page.html": ("site", "page", "body"),
    "404.html": ("site", "page", "root"),
}
