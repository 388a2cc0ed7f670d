"""Stand-in until the module is written."""

from __future__ import annotations

from briefgen.convert.language import Language
from briefgen.lines import is_empty
from briefgen.model import Article, Block, LineRange, SegmentedArticle, Update
from briefgen.slugs import content_id


def segment_article(article: Article, language: Language) -> SegmentedArticle:
    """The article as one update."""
    blocks = tuple(
        Block(lines=LineRange(n, n), role="body", text=line)
        for n, line in enumerate(article.lines, 1)
        if not is_empty(line)
    )
    updates = ()
    if blocks:
        span = LineRange(blocks[0].lines.first, blocks[-1].lines.last)
        updates = (Update(id="u-" + content_id(blocks[0].text), lines=span, blocks=blocks),)
    return SegmentedArticle(
        article=article,
        kind="article",
        updates=updates,
        furniture=(),
        title=article.title,
        language=language.code,
        published=article.published,
        authors=article.authors,
        warnings=article.warnings,
    )
