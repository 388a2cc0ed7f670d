"""What the catalogue stores of a briefing, an article, a page of one's own and the site: plain values, kept as JSON.

Days and times are ISO strings with the precision of the source ("2026-03-14", "2026-03-14T08:10:00+01:00"), "" where
unknown. Everything a page shows can be made of these records alone.
"""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, date, datetime
from functools import lru_cache

import msgspec

from briefgen.model import BriefingFile, Figure, LineRange, Moment, SegmentedArticle
from briefgen.slugs import make_slug


class Record(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """The common form: an array in JSON, so that field names cost no room."""


class ThemeRecord(Record, frozen=True):
    id: str
    name: str
    description: str = ""
    parent: str = ""
    iptc: tuple[str, ...] = ()


class OwnPageRecord(Record, frozen=True):
    """A page of the user's own, such as "about"."""

    slug: str
    title: str
    markdown: str
    path: str


class SiteRecord(Record, frozen=True):
    """All that pages depend on besides content. `url`: without a final "/", "" where none is configured. `compact`: fewer
    files, without Markdown and JSON beside a briefing and without pages of names that one briefing alone mentions.
    `template_folders`: absolute, the first wins. `fingerprint`: of the templates and the program. `timezone`: the zone in which
    a time needs no label, "" where none does."""

    name: str
    language: str
    url: str = ""
    has_search: bool = True
    favicon: str = ""
    template_folders: tuple[str, ...] = ()
    fingerprint: str = ""
    themes: tuple[ThemeRecord, ...] = ()
    pages: tuple[tuple[str, str], ...] = ()
    compact: bool = False
    timezone: str = ""

    @property
    def least_mentions(self) -> int:
        """How many briefings must mention a name before it has a page."""
        return 2 if self.compact else 1


class CardRecord(Record, frozen=True):
    """A briefing in a list. `key`: "2026/03/slug" or "undated/slug". `theme`: a theme's id, "" for none."""

    key: str
    path: str
    title: str
    published: str
    modified: str
    summary: str
    theme: str
    publisher: str
    language: str
    updates: int
    authors: tuple[str, ...] = ()


class PartRecord(Record, frozen=True):
    markdown: str
    block_id: str
    lines: tuple[int, int] | None
    role: str
    edited: bool
    start: int | None = None
    end: int | None = None


class BriefingRecord(Record, frozen=True):
    """A briefing file as it stands. `slug` is normalised; `theme` is as written, "" for none."""

    path: str
    title: str
    slug: str
    published: str
    modified: str
    theme: str
    summary: str
    language: str
    status: str
    authors: tuple[str, ...]
    people: tuple[str, ...]
    organisations: tuple[str, ...]
    places: tuple[str, ...]
    tags: tuple[str, ...]
    source_path: str
    source_url: str
    source_publisher: str
    source_title: str
    parts: tuple[PartRecord, ...]

    def names(self, kind: str) -> tuple[str, ...]:
        """The people, organisations or places."""
        table = {"people": self.people, "organisations": self.organisations, "places": self.places}
        return table[kind]


class QuoteRecord(Record, frozen=True):
    text: str
    lines: tuple[int, int]
    start: int
    end: int
    speaker: str
    cue: str
    block: bool
    office: str


class FigureRecord(Record, frozen=True):
    """A figure. `bare`: a length of time or a plain number that counts nothing named, "three hours", "36-year-old"."""

    text: str
    lines: tuple[int, int]
    value: str
    subject: str
    approximate: bool
    equivalents: tuple[str, ...]
    revises: tuple[str, str] | None
    disputed: bool = False
    bare: bool = False


class UpdateRecord(Record, frozen=True):
    """An update of an article. `blocks`: first and last line, role. `duplicate`: it repeats another one."""

    id: str
    headline: str
    published: str
    duplicate: bool
    blocks: tuple[tuple[int, int, str], ...]
    summary: tuple[tuple[str, int, int], ...]
    quotes: tuple[QuoteRecord, ...]
    figures: tuple[FigureRecord, ...]


class ArticleRecord(Record, frozen=True):
    """An article with all its lines. `furniture`: first and last line, kind. `text`: "full" or "extract".
    `sentence_ends`: by line, where its sentences end, the last one left out."""

    path: str
    slug: str
    title: str
    url: str
    publisher: str
    licence: str
    authors: tuple[str, ...]
    published: str
    language: str
    kind: str
    text: str
    lines: tuple[str, ...]
    updates: tuple[UpdateRecord, ...]
    furniture: tuple[tuple[int, int, str], ...]
    sentence_ends: tuple[tuple[int, ...], ...] = ()


_TURNS = dict.fromkeys((*range(0x202A, 0x202F), *range(0x2066, 0x206A)))


def in_line(text: str) -> str:
    """A title or a name without the characters that embed, override or isolate a reading direction: it stands beside
    other words, in a window's title or a list, which an open one would turn round. Marks of direction stay."""
    return text if text.isascii() else text.translate(_TURNS)


def write_moment(moment: Moment | None) -> str:
    """The ISO string of a day or a date-time, "" for None."""
    return moment.isoformat() if moment else ""


def read_moment(text: str) -> Moment | None:
    """The day or date-time of an ISO string, None for ""."""
    if not text:
        return None
    return datetime.fromisoformat(text) if "T" in text else date.fromisoformat(text)


def sort_key(published: str, path: str) -> str:
    """Orders briefings from the oldest: the undated first, then by day as written, by instant, by path."""
    moment = read_moment(published)
    if moment is None:
        return f"0|{path}"
    instant = ""
    if isinstance(moment, datetime):
        # One without a zone counts in UTC: the zone of the machine must not decide.
        aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
        # Year 1 and year 9999 have hours that UTC has not.
        with suppress(OverflowError):
            instant = aware.astimezone(UTC).isoformat()
    return f"{published[:10]}|{instant}|{path}"


def normal_slug(slug: str, path: str) -> str:
    """A slug for a URL, whatever a person wrote in the front matter; the file's name where nothing is left of it."""
    stem = path.rsplit("/", 1)[-1].removesuffix(".md")
    return make_slug(slug or stem, fallback=make_slug(stem))


def briefing_record(file: BriefingFile) -> BriefingRecord:
    """What is stored of a briefing file."""
    return BriefingRecord(
        path=file.path,
        title=in_line(file.title),
        slug=normal_slug(file.slug, file.path),
        published=write_moment(file.published),
        modified=write_moment(file.modified),
        theme=in_line(file.theme or ""),
        summary=file.summary,
        language=file.language or "",
        status=file.status,
        authors=_named(file.authors),
        people=_named(file.people),
        organisations=_named(file.organisations),
        places=_named(file.places),
        tags=_named(file.tags),
        source_path=file.source_path or "",
        source_url=file.source_url or "",
        source_publisher=in_line(file.source_publisher or ""),
        source_title=in_line(file.source_title or ""),
        parts=tuple(
            PartRecord(
                markdown=part.markdown,
                block_id=part.block_id or "",
                lines=_pair(part.lines) if part.lines else None,
                role=part.role or "",
                edited=part.edited,
                start=part.start,
                end=part.end,
            )
            for part in file.parts
        ),
    )


def _named(names: tuple[str, ...]) -> tuple[str, ...]:
    cleaned = (in_line(name).strip() for name in names)
    return tuple(dict.fromkeys(name for name in cleaned if name))


def _pair(lines: LineRange) -> tuple[int, int]:
    return (lines.first, lines.last)


def article_record(segmented: SegmentedArticle) -> ArticleRecord:
    """What is stored of an article. `slug` is the one it would like, of its file name; the catalogue makes it unique."""
    source = segmented.article.source
    name, _, entry = source.path.partition("#")
    stem = name.rsplit("/", 1)[-1].rsplit(".", 1)[0]
    return ArticleRecord(
        path=source.path,
        slug=make_slug(f"{stem} {entry}" if entry else stem),
        title=in_line(segmented.title or segmented.article.title or "") or stem,
        url=source.url or "",
        publisher=in_line(source.publisher or ""),
        licence=source.licence or "",
        authors=tuple(map(in_line, segmented.authors or segmented.article.authors)),
        published=write_moment(segmented.published or segmented.article.published),
        language=segmented.language or segmented.article.language or "",
        kind=segmented.kind,
        text=segmented.article.text or "full",
        lines=tuple(segmented.article.lines),
        updates=tuple(_update_records(segmented)),
        furniture=tuple((row.lines.first, row.lines.last, row.kind) for row in segmented.furniture),
        sentence_ends=segmented.sentence_ends,
    )


def _update_records(segmented: SegmentedArticle) -> list[UpdateRecord]:
    return [
        UpdateRecord(
            id=update.id,
            headline=update.headline or "",
            published=write_moment(update.published),
            duplicate=update.duplicate_of is not None,
            blocks=tuple((block.lines.first, block.lines.last, block.role) for block in update.blocks),
            summary=tuple((row.text, row.lines.first, row.lines.last) for row in update.summary),
            quotes=tuple(
                QuoteRecord(
                    text=quote.text,
                    lines=_pair(quote.lines),
                    start=quote.start,
                    end=quote.end,
                    speaker=quote.speaker or "",
                    cue=quote.cue or "",
                    block=quote.block,
                    office=quote.office or "",
                )
                for quote in update.quotes
            ),
            figures=tuple(
                FigureRecord(
                    text=figure.text,
                    lines=_pair(figure.lines),
                    value="" if figure.value is None else format(figure.value.normalize(), "f"),
                    subject=figure.subject or "",
                    approximate=figure.approximate,
                    equivalents=tuple(row.text for row in figure.equivalents),
                    revises=figure.revises,
                    disputed=figure.disputed,
                    bare=_is_bare(figure),
                )
                for figure in update.figures
            ),
        )
        for update in segmented.updates
    ]


def _is_bare(figure: Figure) -> bool:
    is_number = figure.kind == "duration" or (figure.kind == "count" and figure.unit is None)
    return is_number and not figure.subject and figure.revises is None


@lru_cache(maxsize=65536)
def name_slug(name: str) -> str:
    """The slug of a person's, an organisation's or a place's page."""
    return make_slug(name)


def lists_of(record: BriefingRecord, themes: tuple[str, ...]) -> tuple[str, ...]:
    """The lists that a published briefing stands in. `themes`: the id of its theme and of the broader ones."""
    found = ["home", *(f"theme/{theme}" for theme in themes)]
    found += [
        f"{kind}/{name_slug(name)}" for kind in ("people", "organisations", "places") for name in record.names(kind)
    ]
    day = record.published[:10]
    found += [f"month/{day[:7]}", f"day/{day}"] if day else ["month/undated"]
    return tuple(dict.fromkeys(found))


def briefing_key(record: BriefingRecord, slug: str) -> str:
    """The key of its page: "2026/03/slug", or "undated/slug"."""
    return f"{record.published[:7].replace('-', '/') or 'undated'}/{slug}"


def card_record(record: BriefingRecord, slug: str, theme: str) -> CardRecord:
    """The briefing as lists show it. `slug`: the unique one; `theme`: its theme's id, "" for none."""
    updates = {
        part.block_id.rpartition(".")[0] for part in record.parts if part.role != "summary" and "." in part.block_id
    }
    return CardRecord(
        key=briefing_key(record, slug),
        path=record.path,
        title=record.title,
        published=record.published,
        modified=record.modified,
        summary=record.summary,
        theme=theme,
        publisher=record.source_publisher,
        language=record.language,
        updates=len(updates),
        authors=record.authors,
    )
