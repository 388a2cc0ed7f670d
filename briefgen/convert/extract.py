"""What a briefing carries of an article that may not be republished whole: quotations, figures, and the way to the publisher."""

from __future__ import annotations

from collections.abc import Iterator

from briefgen.convert.markdown_blocks import escape_markdown, format_link
from briefgen.lines import fold
from briefgen.model import BriefingBlock, Figure, LineRange, Quote, SegmentedArticle, Update
from briefgen.slugs import content_id


def format_extract(segmented: SegmentedArticle, updates: tuple[Update, ...]) -> Iterator[BriefingBlock]:
    """For each update its quotations with their speakers and its figures with what they count; last a link to the article."""
    for update in updates:
        for quote in update.quotes:
            yield _quote_block(update, quote)
        for figure in update.figures:
            yield _figure_block(update, figure)
    yield from _link_block(segmented)


def _quote_block(update: Update, quote: Quote) -> BriefingBlock:
    words = escape_markdown(quote.text)
    speaker = f"\n>\n> — {escape_markdown(quote.speaker)}" if quote.speaker else ""
    return BriefingBlock(
        id=f"{update.id}.{content_id(words, 4)}",
        lines=quote.lines,
        role="quote",
        markdown=f"> {words}{speaker}",
        start=quote.start,
        end=quote.end,
    )


def _figure_block(update: Update, figure: Figure) -> BriefingBlock:
    named = figure.subject is None or fold(figure.subject) in fold(figure.text)
    subject = "" if named else f": {escape_markdown(figure.subject or '')}"
    markdown = f"- {escape_markdown(figure.text)}{subject}"
    return BriefingBlock(
        id=f"{update.id}.{content_id(markdown, 4)}",
        lines=figure.lines,
        role="figure",
        markdown=markdown,
        start=figure.start,
        end=figure.end,
    )


def _link_block(segmented: SegmentedArticle) -> Iterator[BriefingBlock]:
    source = segmented.article.source
    if source.url:
        label = segmented.title or source.publisher or source.url
        lines = segmented.title_lines or LineRange(1, 1)
        markdown = format_link(label, source.url)
        yield BriefingBlock(id=f"s-{content_id(source.url, 6)}", lines=lines, role="link", markdown=markdown)
