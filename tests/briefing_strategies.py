"""Briefings of made-up news, built from known parts: what hypothesis draws, and small ones written by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone

from hypothesis import strategies as st

from briefgen.convert.markdown_blocks import format_block
from briefgen.model import BlockRole, Briefing, BriefingBlock, LineRange, Sentence, Source
from briefgen.slugs import content_id

ARTICLE = "content/articles/2026-03-14-harbour-live.txt"
SOURCE = Source(
    path=ARTICLE, format="text", sha256="ab" * 32, url="https://tide.example/harbour", publisher="The Tide: News"
)
# Any text that a file can hold, and text full of what YAML and Markdown take for themselves.
WORDS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1, max_size=40) | st.text(
    "abc :#-'\"[]{}>|*&!%@`,?\\\n\t~<=.1é\u2028\ufeff\u00a0😀", min_size=1, max_size=30
)
TEXTS = WORDS.map(lambda text: text.strip()).filter(lambda text: text.strip() != "")
NAMES = st.lists(TEXTS, max_size=4, unique=True).map(tuple)
MOMENTS = st.dates(date(1990, 1, 1), date(2100, 1, 1)) | st.datetimes(
    datetime(1990, 1, 1),
    datetime(2100, 1, 1),
    timezones=st.sampled_from([UTC, timezone(timedelta(hours=5, minutes=30))]),
)
PARAGRAPHS = st.text("abcdefgh ", min_size=3, max_size=40).map(lambda text: " ".join(text.split()) or "a") | TEXTS


def make_block(update: str, text: str, *, line: int = 1, role: BlockRole = "body") -> BriefingBlock:
    """A block whose id is made of its content, as the converter makes it."""
    markdown = format_block(role, text)
    return BriefingBlock(
        id=f"{update}.{content_id(markdown, 4)}", lines=LineRange(line, line), role=role, markdown=markdown
    )


def make_rule(update: str, line: int = 1) -> BriefingBlock:
    """The rule that opens an update without a headline."""
    return BriefingBlock(
        id=f"{update}.{content_id('***', 4)}", lines=LineRange(line, line), role="rule", markdown="***"
    )


def make_update(update: str, *texts: str, line: int = 1) -> tuple[BriefingBlock, ...]:
    """An update: the first text is its headline, the others are paragraphs, a line each."""
    roles: list[BlockRole] = ["headline", *["body"] * (len(texts) - 1)]  # type: ignore[list-item]
    return tuple(
        make_block(update, text, line=line + n, role=role)
        for n, (text, role) in enumerate(zip(texts, roles, strict=True))
    )


def make_briefing(*updates: tuple[BriefingBlock, ...], theme: str = "shipping", **facts: object) -> Briefing:
    """A briefing of those updates, oldest first."""
    blocks = tuple(block for update in updates for block in update)
    briefing = Briefing(
        path=f"content/briefings/{theme}/2026-03-14-harbour-live-{theme}.md",
        title="Harbour closed after the storm",
        published=date(2026, 3, 14),
        modified=datetime(2026, 3, 14, 9, 30, tzinfo=UTC),
        theme=theme,
        slug=f"harbour-live-{theme}",
        summary=(Sentence(text="The harbour was closed.", lines=LineRange(2, 2)),),
        blocks=blocks,
        updates=tuple(dict.fromkeys(block.id.partition(".")[0] for block in blocks)),
        people=("Ann Holm",),
        language="en",
        source=SOURCE,
        source_title="Harbour live",
    )
    return replace(briefing, **facts)  # type: ignore[arg-type]


@st.composite
def updates(draw: st.DrawFn) -> tuple[BriefingBlock, ...]:
    """An update with or without a headline; no two blocks of it the same."""
    name = f"u-{draw(st.integers(0, 0xFFFFFF)):06x}"
    texts = draw(st.lists(PARAGRAPHS, min_size=1, max_size=4, unique_by=lambda text: " ".join(text.split())))
    role = st.sampled_from(["body", "body", "quote", "list_item", "caption", "byline", "heading"])
    blocks = [make_block(name, text, line=n, role=draw(role)) for n, text in enumerate(texts, draw(st.integers(1, 99)))]
    opening = make_rule(name) if draw(st.booleans()) else make_block(name, draw(PARAGRAPHS), role="headline")
    return tuple({block.id: block for block in (opening, *blocks)}.values())


@st.composite
def briefings(draw: st.DrawFn) -> Briefing:
    """A briefing with any facts a source can have."""
    found = draw(st.lists(updates(), min_size=1, max_size=4, unique_by=lambda update: update[0].id[:8]))
    published = draw(st.none() | MOMENTS)
    return make_briefing(
        *found,
        title=draw(TEXTS),
        published=published,
        modified=draw(st.none() | MOMENTS),
        summary=tuple(Sentence(text=text, lines=LineRange(1, 1)) for text in draw(st.lists(TEXTS, max_size=3))),
        authors=draw(NAMES),
        people=draw(NAMES),
        organisations=draw(NAMES),
        places=draw(NAMES),
        language=draw(st.sampled_from([None, "en", "no", "de"])),
        source=replace(SOURCE, publisher=draw(st.none() | TEXTS), url=draw(st.none() | TEXTS)),
        source_title=draw(st.none() | TEXTS),
    )
