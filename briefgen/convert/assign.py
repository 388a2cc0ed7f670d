"""Themes of updates: what each one is about, and the one theme whose briefing it goes to.

In: a segmented article. Out: the same with `themes` (ranked, with evidence) and `theme` of every kept update; repeats get none.
How strongly a text speaks for a theme: scoring.py. At which level a long article falls apart: theme_choice.py.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from briefgen.config import Vocabulary
from briefgen.convert.article_theme import choose_article_theme
from briefgen.convert.cues import compile_cues
from briefgen.convert.language import Language
from briefgen.convert.scoring import rank, weigh_text
from briefgen.convert.theme_choice import choose_themes
from briefgen.model import SegmentedArticle, ThemeMatch, Update

_TEXT_ROLES = ("headline", "body", "quote", "list_item", "caption", "heading")


def assign_themes(segmented: SegmentedArticle, vocabulary: Vocabulary, language: Language) -> SegmentedArticle:
    """The article with `themes` and `theme` of every kept update filled. `theme` is always among `themes`; where nothing in the
    update itself speaks for it, its evidence is empty: it follows its neighbours or the article as a whole."""
    if not vocabulary.themes:
        return segmented
    kept = _oldest_first([update for update in segmented.updates if update.duplicate_of is None])
    table = compile_cues(vocabulary, language)
    weighed = [weigh_text(text_of_update(update), table) for update in kept]
    chosen = choose_themes(weighed, table) if len(kept) != 1 else (choose_article_theme(_passages(kept[0]), table),)
    themes = {
        update.id: (theme, rank(evidence, table)) for update, evidence, theme in zip(kept, weighed, chosen, strict=True)
    }
    return replace(
        segmented,
        updates=tuple(
            _with_themes(update, *themes[update.id]) if update.duplicate_of is None else update
            for update in segmented.updates
        ),
    )


def _passages(update: Update) -> list[tuple[str, bool]]:
    """The texts of an update's blocks, each with whether it is a headline."""
    return [(block.text, block.role == "headline") for block in update.blocks if block.role in _TEXT_ROLES]


def _oldest_first(updates: list[Update]) -> list[Update]:
    """A live blog has its newest update on top, unless its times say otherwise."""
    moments = [update.published for update in updates if isinstance(update.published, datetime)]
    grows_downwards = len(moments) > 1 and moments[0] < moments[-1]
    return updates if grows_downwards else updates[::-1]


def _with_themes(update: Update, theme: str, ranked: tuple[ThemeMatch, ...]) -> Update:
    if all(match.id != theme for match in ranked):
        ranked = (*ranked, ThemeMatch(id=theme, score=0.0, evidence=()))
    return replace(update, theme=theme, themes=ranked)


def rank_themes(text: str, vocabulary: Vocabulary, language: Language) -> tuple[ThemeMatch, ...]:
    """The themes of a text, best first, each with its evidence. Deterministic."""
    table = compile_cues(vocabulary, language)
    return rank(weigh_text(text, table), table)


def text_of_update(update: Update) -> str:
    """What an update says: its headline line, then its other blocks, a line each; bylines and furniture are left out."""
    rows = [block.text for block in update.blocks if block.role in _TEXT_ROLES]
    return "\n".join(rows)
