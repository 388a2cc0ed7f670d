"""A briefing's page: its passages by update, who said what, the figures, where it comes from.

The text is what stands in the briefing file, edits included; speakers, figures and the source's own words come from the
article, where it is at hand, for the passages that are still in the file.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass, field, replace
from itertools import pairwise

from briefgen.lines import shorten, text_of
from briefgen.model import LineRange
from briefgen.site.list_views import theme_link
from briefgen.site.lookups import Lookups, StoredBriefing
from briefgen.site.markdown import plain_text, render_blocks, render_inline, without_comments, without_marks_of
from briefgen.site.moments import instant_of, site_time
from briefgen.site.pages import article_url, briefing_url, list_url
from briefgen.site.records import (
    ArticleRecord,
    BriefingRecord,
    CardRecord,
    FigureRecord,
    PartRecord,
    QuoteRecord,
    UpdateRecord,
    name_slug,
)
from briefgen.site.views import (
    BriefingView,
    FigureRow,
    Link,
    Name,
    Passage,
    SourceView,
    Speaker,
    SpokenWords,
    Time,
    UpdateSection,
)

_FEW_WORDS, _SOME_WORDS = 3, 5
CONTEXT_CHARACTERS = 110
"""Of the sentence around a figure so much is shown: enough to tell what the number counts, in a narrow column too."""
LABEL_CHARACTERS = 80
"""Of an update without a headline so much stands in the list of updates: a line or two on a phone."""


@dataclass(slots=True)
class _Section:
    """An update while its parts are gathered. `anchor` differs from the update's id only where its parts stand apart."""

    update_id: str
    anchor: str
    headline: PartRecord | None = None
    bylines: list[str] = field(default_factory=list)
    parts: list[PartRecord] = field(default_factory=list)


def briefing_view(lookups: Lookups, stored: StoredBriefing) -> BriefingView:
    """All that the page of a briefing shows."""
    return _Maker(lookups, stored).make()


_WORD = re.compile(r"\w+")
_NO_LABEL = frozenset(("rule", "link"))


def card_link(card: CardRecord) -> Link:
    return Link(text=card.title, url=briefing_url(card.key))


def update_id_of(part: PartRecord) -> str:
    """The id of the update that a part came from, "" for a summary's sentence or a person's prose."""
    return "" if part.role == "summary" else part.block_id.rpartition(".")[0]


def source_view(lookups: Lookups, record: BriefingRecord, article: ArticleRecord | None) -> SourceView | None:
    """Where a briefing comes from, None where nothing is known of it."""
    title = record.source_title or (article.title if article else "") or record.source_publisher or record.source_url
    if not title:
        return None
    return SourceView(
        title=title,
        publisher=record.source_publisher or (article.publisher if article else "") or None,
        url=safe_source_url(record.source_url or (article.url if article else "")),
        article_url=article_url(article.slug) if article else None,
        licence=(article.licence or None) if article else None,
        authors=record.authors or (article.authors if article else ()),
        published=site_time(lookups.site, article.published) if article else None,
    )


def safe_source_url(url: str) -> str | None:
    """A publisher's URL where it is one that a page may link to: http or https."""
    return url if url.lower().startswith(("https://", "http://")) else None


class _Maker:
    """Holds what the steps of one briefing share."""

    def __init__(self, lookups: Lookups, stored: StoredBriefing) -> None:
        self.lookups = lookups
        self.card, self.record = stored
        self.article = lookups.article_of(self.record.source_path)
        self.url = briefing_url(self.card.key)
        self.language = lookups.site.language
        self.compact = lookups.site.compact
        self.people = {name.text: name for name in self._names("people", self.record.people)}

    def make(self) -> BriefingView:
        record, card = self.record, self.card
        opening, sections = _by_update(part for part in record.parts if part.role != "summary")
        previous, following = self.lookups.neighbours(card)
        return BriefingView(
            title=record.title,
            theme=theme_link(self.lookups, card.theme),
            theme_id=card.theme or None,
            date=self._time(record.published),
            modified=self._time(record.modified) if record.modified != record.published else None,
            summary=tuple(self._passages((part for part in record.parts if part.role == "summary"), above=2)),
            opening=tuple(self._passages(opening, above=1)),
            sections=tuple(self._section(section) for section in sections),
            oldest_first=self._oldest_first(sections),
            speakers=self._speakers(sections),
            figures=self._figures(sections),
            source=source_view(self.lookups, record, self.article),
            people=tuple(self.people.values()),
            organisations=tuple(self._names("organisations", record.organisations)),
            places=tuple(self._names("places", record.places)),
            tags=record.tags,
            previous=card_link(previous) if previous else None,
            next=card_link(following) if following else None,
            siblings=tuple(
                card_link(row.card) for row in self.lookups.siblings(record.source_path) if row.card.path != record.path
            ),
            markdown_url=None if self.compact else f"{self.url}index.md",
            json_url=None if self.compact else f"{self.url}index.json",
            language=record.language or self.language,
            status="published",
        )

    def _time(self, moment: str) -> Time | None:
        return site_time(self.lookups.site, moment)

    def _section(self, section: _Section) -> UpdateSection:
        update = self._update(section.update_id)
        headline = section.headline
        lines = LineRange(*headline.lines) if headline and headline.lines else None
        html = render_inline(headline.markdown, self.url) if headline else None
        return UpdateSection(
            id=section.anchor,
            label=html.striptags() if html else _first_words(section.parts),
            headline=html,
            headline_lines=lines,
            headline_url=self._line_url(lines) if lines else None,
            published=self._time(update.published) if update else None,
            bylines=tuple(section.bylines),
            passages=tuple(self._passages(section.parts, above=2)),
        )

    def _oldest_first(self, sections: list[_Section]) -> bool:
        """Whether the sections stand in the order of time: by their times, or else, in a live blog, each before the one that
        stands above it on the source's page."""
        times = [instant_of(row.published) for _, row in self._updates(sections) if "T" in row.published]
        known = [time for time in times if time]
        if len(known) == len(sections):
            return all(a <= b for a, b in pairwise(known))
        if self.article is None or self.article.kind != "live_blog":
            return False
        firsts = [next((part.lines[0] for part in section.parts if part.lines), None) for section in sections]
        return all(a is not None and b is not None and a > b for a, b in pairwise(firsts))

    def _passages(self, parts: Iterable[PartRecord], *, above: int) -> Iterator[Passage]:
        for part in parts:
            if part.role == "rule":
                continue
            markdown = part.markdown if part.block_id else without_comments(part.markdown)
            if not markdown.strip():
                continue
            quote = self._quote_of(part) if part.role == "quote" else None
            lines = LineRange(*part.lines) if part.lines else None
            text = markdown if part.role == "list_item" else without_marks_of(part.role, markdown)
            if quote and quote.speaker:
                text = _without_speaker(text, quote.speaker)
            yield Passage(
                html=render_blocks(text, self.url, above=above),
                role=part.role or "prose",
                lines=lines,
                source_url=self._line_url(lines) if lines else None,
                source_text=self._source_text(part),
                edited=part.edited,
                speaker=self._linked_person(quote.speaker) if quote else None,
                speaker_name=(quote.speaker or None) if quote else None,
                cue=(quote.cue or None) if quote else None,
                language=None,
            )

    def _names(self, kind: str, names: tuple[str, ...]) -> Iterator[Name]:
        for name in names:
            list_name = f"{kind}/{name_slug(name)}"
            has_page = not self.compact or self.lookups.size(list_name) >= self.lookups.site.least_mentions
            yield Name(text=name, url=list_url(list_name) if has_page else None)

    def _linked_person(self, speaker: str) -> Link | None:
        person = self.people.get(speaker)
        return Link(text=person.text, url=person.url) if person and person.url else None

    def _line_url(self, lines: LineRange) -> str | None:
        return f"{article_url(self.article.slug)}#L{lines.first}" if self.article else None

    def _source_text(self, part: PartRecord) -> str | None:
        if not part.lines or self.article is None or self.article.text == "extract":
            return None
        return text_of(self.article.lines, LineRange(*part.lines), part.start, part.end) or None

    def _update(self, update_id: str) -> UpdateRecord | None:
        return next((row for row in self.article.updates if row.id == update_id), None) if self.article else None

    def _quote_of(self, part: PartRecord) -> QuoteRecord | None:
        """The quotation that a block set apart holds: the one at its place, else the first one in its lines, where that has a
        speaker."""
        update = self._update(update_id_of(part))
        if update is None or not part.lines:
            return None
        found = [row for row in update.quotes if _covers(part.lines, row.lines) and (row.block or row.speaker)]
        return next((row for row in found if row.start == part.start), found[0] if found else None)

    def _speakers(self, sections: list[_Section]) -> tuple[Speaker, ...]:
        spoken: dict[str, list[SpokenWords]] = {}
        for section, update in self._updates(sections):
            for quote in update.quotes:
                if _is_statement(quote, self.people) and _stands(section, quote.lines):
                    words = SpokenWords(
                        # Its comma only joins it to "he said", which does not stand here.
                        text=quote.text.removesuffix(","),
                        cue=quote.cue or None,
                        # Who is known by an office alone ("a farmer") is not named twice.
                        office=quote.office if quote.office != quote.speaker else None,
                        source_url=self._line_url(LineRange(*quote.lines)),
                        update_url=f"#{section.anchor}",
                    )
                    spoken.setdefault(quote.speaker, []).append(words)
        return tuple(
            Speaker(name=name, url=self.people[name].url if name in self.people else None, words=_each_once(words))
            for name, words in spoken.items()
        )

    def _figures(self, sections: list[_Section]) -> tuple[FigureRow, ...]:
        anchors = {section.update_id: f"#{section.anchor}" for section in reversed(sections)}
        rows: dict[tuple[str, str, str], FigureRow] = {}
        for section, update in self._updates(sections):
            for figure in update.figures:
                # In a table, a number that counts nothing named tells nothing.
                if figure.bare or not _stands(section, figure.lines):
                    continue
                revised = figure.revises
                rows.setdefault(
                    (section.anchor, figure.text, figure.subject),
                    FigureRow(
                        text=figure.text,
                        context=self._context(section, figure),
                        grouped=False,
                        value=figure.value,
                        subject="" if figure.subject.casefold() in figure.text.casefold() else figure.subject,
                        approximate=figure.approximate,
                        equivalents=figure.equivalents,
                        source_url=self._line_url(LineRange(*figure.lines)),
                        update_url=f"#{section.anchor}",
                        revises=revised[1] if revised else None,
                        revises_url=anchors.get(revised[0]) if revised else None,
                        disputed=figure.disputed,
                    ),
                )
        # What changed comes first, and of that the newest: the toll as it stands, before those of the morning.
        age = {url: n for n, url in enumerate(dict.fromkeys(row.update_url for row in rows.values()))}
        newest_last = self._oldest_first(sections)
        return _grouped(
            sorted(
                rows.values(),
                key=lambda row: (row.revises is None, -age[row.update_url] if row.revises and newest_last else 0),
            )
        )

    def _context(self, section: _Section, figure: FigureRecord) -> str:
        """The sentence of the source in which a figure stands, or the part around it; "" where a person changed the passage,
        and where the article may not be republished whole."""
        article, number = self.article, figure.lines[0]
        edited = any(part.edited and part.lines and _covers(part.lines, (number, number)) for part in section.parts)
        if article is None or article.text == "extract" or edited or number > len(article.lines):
            return ""
        line = article.lines[number - 1]
        place = line.find(figure.text)
        if place < 0:
            return ""
        cuts = article.sentence_ends[number - 1] if number <= len(article.sentence_ends) else ()
        start = max((cut for cut in cuts if cut <= place), default=0)
        end = min((cut for cut in cuts if cut >= place + len(figure.text)), default=len(line))
        return _around(line[start:end], place - start, len(figure.text))

    def _updates(self, sections: list[_Section]) -> Iterator[tuple[_Section, UpdateRecord]]:
        for section in sections:
            update = self._update(section.update_id)
            if update is not None and not update.duplicate:
                yield section, update


def _by_update(parts: Iterable[PartRecord]) -> tuple[list[PartRecord], list[_Section]]:
    """The parts before the first update, and the updates in the order of the file; a person's prose stays where it stands."""
    opening: list[PartRecord] = []
    sections: list[_Section] = []
    seen: dict[str, int] = {}
    for part in parts:
        update_id = update_id_of(part)
        if update_id and (not sections or sections[-1].update_id != update_id):
            seen[update_id] = seen.get(update_id, 0) + 1
            anchor = update_id if seen[update_id] == 1 else f"{update_id}-{seen[update_id]}"
            sections.append(_Section(update_id, anchor))
        if not sections:
            opening.append(part)
        elif part.role == "headline" and sections[-1].headline is None and not sections[-1].parts:
            sections[-1].headline = part
        elif part.role == "byline":
            sections[-1].bylines.append(plain_text(part.markdown))
        else:
            sections[-1].parts.append(part)
    return opening, sections


def _is_statement(quote: QuoteRecord, known: Container[str]) -> bool:
    """Whether a quotation says enough to stand by itself under its speaker's name: no "likely", no "once in a generation" of a
    bill's. Of a person whom the briefing names, three words do. Scripts without spaces have eight characters a word here."""
    size = max(len(quote.text.split()), len(quote.text) // 8)
    return bool(quote.speaker) and (quote.block or size >= (_FEW_WORDS if quote.speaker in known else _SOME_WORDS))


def _first_words(parts: Iterable[PartRecord]) -> str:
    """The first words of an update's text, else of its captions; "" where it has neither."""
    told = sorted((part for part in parts if part.role not in _NO_LABEL), key=lambda part: part.role == "caption")
    text = next(filter(None, (plain_text(without_marks_of(part.role, part.markdown)) for part in told)), "")
    return shorten(text, LABEL_CHARACTERS)


def _without_speaker(text: str, speaker: str) -> str:
    """A quote without the line below it that names its speaker, whom the page names in a caption."""
    words, _, last = text.rstrip().rpartition("\n")
    return words.rstrip() if last.startswith("— ") and plain_text(last[2:]) == speaker else text


def _each_once(words: list[SpokenWords]) -> tuple[SpokenWords, ...]:
    """What one person said, without what stands again within something longer, as a headline's words do."""
    plain = [f" {' '.join(_WORD.findall(said.text.casefold()))} " for said in words]
    return tuple(
        said
        for place, said in enumerate(words)
        if plain[place] not in plain[:place] and not any(plain[place] in other != plain[place] for other in plain)
    )


def _grouped(rows: list[FigureRow]) -> tuple[FigureRow, ...]:
    """The rows, each with the words that the one before it shows if it stands in these."""
    found: list[FigureRow] = []
    for row in rows:
        before = found[-1] if found else None
        same = before and before.source_url == row.source_url and row.text in before.context
        found.append(replace(row, context=before.context, grouped=True) if before and same and row.context else row)
    return tuple(found)


def _around(sentence: str, place: int, length: int) -> str:
    """The sentence, or where it is long whole words of it on both sides of the place."""
    if len(sentence.strip()) <= CONTEXT_CHARACTERS:
        return sentence.strip()
    spare = max(0, CONTEXT_CHARACTERS - length)
    start = 0 if place <= spare // 2 else sentence.rfind(" ", 0, place - spare // 2) + 1
    end = sentence.find(" ", min(len(sentence), max(start + CONTEXT_CHARACTERS, place + length)))
    return f"{'… ' if start else ''}{sentence[start : end if end >= 0 else None].strip()}{' …' if end >= 0 else ''}"


def _covers(outer: tuple[int, int], inner: tuple[int, int]) -> bool:
    return outer[0] <= inner[0] and inner[1] <= outer[1]


def _stands(section: _Section, lines: tuple[int, int]) -> bool:
    """Whether a passage with these lines is still in the update's section of the file."""
    parts = (*section.parts, section.headline) if section.headline else section.parts
    return any(part.lines and part.lines[0] <= lines[0] <= part.lines[1] for part in parts)
