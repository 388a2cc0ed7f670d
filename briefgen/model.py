"""What an article, an update and a briefing are: the frozen values that every part of the program passes on.

Positions: `lines` are 1-based and inclusive; `start` and `end` are 0-based code points of the line as decoded, end exclusive;
`start` counts within the first line, `end` within the last. Days and times keep their precision: a day never becomes midnight.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Literal, NamedTuple

Moment = date | datetime
"""A day, or an aware date-time. Test with `isinstance(x, datetime)` first: a datetime is a date, too."""

MOMENT_YEARS = (1000, 9998)
"""The years that a published moment may have: in four digits, and so that no time zone leads out of the calendar."""

ArticleKind = Literal["live_blog", "article"]
BlockRole = Literal["headline", "byline", "body", "quote", "list_item", "caption", "heading"]
FurnitureKind = Literal[
    "title",
    "standfirst",
    "source",
    "time",
    "read-more",
    "welcome",
    "section-label",
    "contributor",
    "share",
    "caption-lead",
    "other",
]
FigureKind = Literal[
    "money", "percent", "count", "distance", "duration", "mass", "temperature", "area", "speed", "other"
]
DatePrecision = Literal["day", "month", "year", "interval"]
EntityKind = Literal["person", "organisation", "place"]
Status = Literal["published", "draft", "withdrawn"]
TextPolicy = Literal["full", "extract"]


class LineRange(NamedTuple):
    """Lines `first` to `last` of an article, 1-based, both included."""

    first: int
    last: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Where an article comes from. `path` is relative to the project folder, with `/`; `#entry` ends it in a file of many."""

    path: str
    format: Literal["text", "markdown", "html", "feed", "json", "mhtml", "eml", "warc"]
    sha256: str
    url: str | None = None
    publisher: str | None = None
    licence: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """One source document: numbered normalised lines, and the facts known about it. `lines[0]` is line 1.
    `roles`: what the mark-up says of each line, a BlockRole or ""; empty for a format without mark-up.
    `zone`: the zone of times that name none, where the article's own time has none either ("Europe/London")."""

    source: Source
    lines: tuple[str, ...]
    title: str | None = None
    authors: tuple[str, ...] = ()
    published: Moment | None = None
    language: str | None = None
    text: TextPolicy | None = None
    roles: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    zone: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """A paragraph, list item, caption or heading of an update. `start`/`end` only where it is a part of its line."""

    lines: LineRange
    role: BlockRole
    text: str
    start: int | None = None
    end: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Furniture:
    """Lines that are no news. `start`/`end` only where it is a part of its line."""

    lines: LineRange
    kind: FurnitureKind
    text: str
    start: int | None = None
    end: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """A whole sentence of the source, letter for letter, and the lines it stands in."""

    text: str
    lines: LineRange


@dataclass(frozen=True, slots=True, kw_only=True)
class Quote:
    """Words quoted, without their marks. `speaker`: the fullest form of the name in the article, None where not certain.
    `office`: what the speaker was called at that moment ("Finnish president"), as printed. `block`: a block without marks."""

    text: str
    lines: LineRange
    start: int
    end: int
    speaker: str | None = None
    cue: str | None = None
    block: bool = False
    office: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Equivalent:
    """A conversion given in brackets after a figure: "($1.5bn)"."""

    text: str
    value: Decimal
    unit: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A number with a unit. A range has `value` and `upper`. `unit`: ISO 4217 for money, else a word ("km", "people").
    `subject`: what is counted or valued, as printed. `revises`: (update id, text) of the figure that this one gives anew.
    `disputed`: another source gives it so, rather than the older figure being out of date."""

    text: str
    lines: LineRange
    start: int
    end: int
    kind: FigureKind
    value: Decimal | None
    unit: str | None
    approximate: bool = False
    upper: Decimal | None = None
    subject: str | None = None
    equivalents: tuple[Equivalent, ...] = ()
    revises: tuple[str, str] | None = None
    disputed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class DateMention:
    """A day, month, year or interval that the text names, resolved against the article's date.
    `date`: `2025-03-27`, `2025-03`, `2025`, or `2025-03-29/2025-03-30` (both ends included); None where it stays open."""

    text: str
    lines: LineRange
    start: int
    end: int
    date: str | None
    precision: DatePrecision


@dataclass(frozen=True, slots=True, kw_only=True)
class Entity:
    """A person, organisation or place under the fullest form of its name. `lines`: every line that mentions it, once.
    `office`: the description given with the name ("Swedish defence minister"), as printed."""

    name: str
    kind: EntityKind
    mentions: int
    lines: tuple[int, ...]
    office: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ThemeMatch:
    """A theme found for an update. `score` in 0..1; `evidence`: the words of the text that led to it, as printed."""

    id: str
    score: float
    evidence: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Update:
    """One entry of a live blog; an ordinary article has one. `duplicate_of`: id of the kept update that it repeats.
    `lines`: from its first to its last line, furniture within included. `theme`: the theme of its briefing."""

    id: str
    lines: LineRange
    blocks: tuple[Block, ...]
    headline: str | None = None
    headline_line: int | None = None
    published: Moment | None = None
    bylines: tuple[str, ...] = ()
    duplicate_of: str | None = None
    theme: str | None = None
    themes: tuple[ThemeMatch, ...] = ()
    summary: tuple[Sentence, ...] = ()
    quotes: tuple[Quote, ...] = ()
    figures: tuple[Figure, ...] = ()
    dates: tuple[DateMention, ...] = ()
    entities: tuple[Entity, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SegmentedArticle:
    """An article taken apart: updates in page order, and furniture. Every non-empty line is in exactly one of them.
    `sentence_ends`: for each line the offsets at which its sentences end, the last one left out."""

    article: Article
    kind: ArticleKind
    updates: tuple[Update, ...]
    furniture: tuple[Furniture, ...]
    title: str | None = None
    title_lines: LineRange | None = None
    language: str | None = None
    published: Moment | None = None
    authors: tuple[str, ...] = ()
    sentence_ends: tuple[tuple[int, ...], ...] = ()
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Theme:
    """A subject of the news, as `themes.toml` gives it. `parent`: the id of a broader theme."""

    id: str
    name: str
    description: str = ""
    parent: str | None = None
    iptc: tuple[str, ...] = ()
    cues: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class BriefingBlock:
    """One Markdown block that came from the article. `id`: `<update id>.<4 or more hex>`, or `s-<hex>` in the summary.
    `role` says how it is shown; `markdown` is what the file carries, escaped, without an empty line inside."""

    id: str
    lines: LineRange
    role: Literal[
        "summary", "headline", "rule", "byline", "body", "quote", "list_item", "caption", "heading", "figure", "link"
    ]
    markdown: str
    start: int | None = None
    end: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Briefing:
    """What is made of one article and one theme, before it meets the file on disk.
    `slug` is what a new file would get; a file that exists keeps its own. `updates`: ids, in time order."""

    path: str
    title: str
    published: Moment | None
    modified: Moment | None
    theme: str
    slug: str
    summary: tuple[Sentence, ...]
    blocks: tuple[BriefingBlock, ...]
    updates: tuple[str, ...]
    authors: tuple[str, ...] = ()
    people: tuple[str, ...] = ()
    organisations: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    language: str | None = None
    source: Source | None = None
    source_title: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FilePart:
    """A stretch of a briefing file's body: a block with its mark, or prose that a person wrote (`block_id` None).
    `edited`: the text is not what briefgen wrote there last."""

    markdown: str
    block_id: str | None = None
    lines: LineRange | None = None
    role: str | None = None
    start: int | None = None
    end: int | None = None
    edited: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class BriefingFile:
    """A briefing as it stands on disk, whoever wrote it. `path` is relative to the project folder.
    `extra`: front matter that briefgen does not know, kept as it is."""

    path: str
    title: str
    published: Moment | None
    modified: Moment | None
    theme: str | None
    slug: str
    parts: tuple[FilePart, ...]
    summary: str = ""
    authors: tuple[str, ...] = ()
    people: tuple[str, ...] = ()
    organisations: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    language: str | None = None
    source_path: str | None = None
    source_sha256: str | None = None
    source_url: str | None = None
    source_publisher: str | None = None
    source_title: str | None = None
    status: Status = "published"
    extra: dict[str, Any] = field(default_factory=dict)
    warnings: tuple[str, ...] = ()
