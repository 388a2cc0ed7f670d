"""Stand-in until the module is written."""

from __future__ import annotations

from briefgen.config import Vocabulary
from briefgen.convert.language import Language
from briefgen.model import SegmentedArticle, ThemeMatch


def assign_themes(segmented: SegmentedArticle, vocabulary: Vocabulary, language: Language) -> SegmentedArticle:
    """The article with `themes` and `theme` of every kept update filled."""
    return segmented


def rank_themes(text: str, vocabulary: Vocabulary, language: Language) -> tuple[ThemeMatch, ...]:
    """The themes of a text, best first, each with its evidence. Deterministic."""
    return ()
