"""Articles become briefings: the whole chain on one screen.

In: an `Article` (numbered lines and the facts known about it). Out: the article taken apart, and one briefing for each theme.
Knows nothing of HTML pages. What can be swapped stands in a table: readers in `readers.READERS`, facts in `ENRICHERS`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from briefgen.config import Vocabulary
from briefgen.convert.assign import assign_themes
from briefgen.convert.dates import mark_dates
from briefgen.convert.duplicates import mark_duplicates
from briefgen.convert.entities import mark_entities
from briefgen.convert.figures import mark_figures
from briefgen.convert.group import group_by_theme
from briefgen.convert.language import Language, Languages, detect_language
from briefgen.convert.quotes import mark_quotes
from briefgen.convert.segment import segment_article
from briefgen.convert.sentences import sentence_ends
from briefgen.convert.summary import mark_summaries
from briefgen.model import Article, Briefing, SegmentedArticle

Enricher = Callable[[SegmentedArticle, Language], SegmentedArticle]

# Entities first: a speaker is one of them. Dates need the article's day, revised figures the other updates.
ENRICHERS: tuple[Enricher, ...] = (mark_entities, mark_quotes, mark_figures, mark_dates, mark_summaries)


@dataclass(frozen=True, slots=True, kw_only=True)
class Conversion:
    """An article taken apart and the briefings made of it."""

    segmented: SegmentedArticle
    briefings: tuple[Briefing, ...]


def convert_article(article: Article, vocabulary: Vocabulary, languages: Languages) -> Conversion:
    """The article's updates with all their facts, and one briefing for each of its themes.
    Deterministic: the same article, vocabulary and language tables give the same value."""
    language = languages.load(article.language or detect_language(article.lines, languages))
    segmented = segment_article(article, language)
    segmented = mark_duplicates(segmented, language)
    for enrich in ENRICHERS:
        segmented = enrich(segmented, language)
    segmented = assign_themes(segmented, vocabulary, language)
    segmented = replace(segmented, sentence_ends=tuple(sentence_ends(line, language) for line in article.lines))
    return Conversion(segmented=segmented, briefings=group_by_theme(segmented, vocabulary, language))
