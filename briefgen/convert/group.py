"""Stand-in until the module is written."""

from __future__ import annotations

from briefgen.config import Vocabulary
from briefgen.convert.language import Language
from briefgen.model import Briefing, SegmentedArticle


def group_by_theme(segmented: SegmentedArticle, vocabulary: Vocabulary, language: Language) -> tuple[Briefing, ...]:
    """One briefing for each theme that an update of the article has, in the order of the vocabulary."""
    return ()
