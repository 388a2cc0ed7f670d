"""People, organisations and places of each update, one entry for all forms of a name.

In: the article taken apart. Out: the same with `entities` filled. Which words are a name is decided over the whole
article (`names`); an update's entry counts the mentions in its own blocks. No statistical tagger: shapes, titles, lists of
given names and places, and what stands around a name, with the tables of the language.
"""

from __future__ import annotations

from dataclasses import replace

from briefgen.convert.language import Language
from briefgen.convert.names import Mention, Names, find_names
from briefgen.model import Block, Entity, SegmentedArticle, Update


def mark_entities(segmented: SegmentedArticle, language: Language) -> SegmentedArticle:
    """The same article, each update with the entities that its blocks mention, in the order of their first mention."""
    names = find_names(segmented.article.lines, language)
    updates = tuple(replace(u, entities=find_entities(u, names)) for u in segmented.updates)
    return replace(segmented, updates=updates)


def find_entities(update: Update, names: Names) -> tuple[Entity, ...]:
    """The entities of one update. A mention counts where it stands in a block that is no byline."""
    found: dict[str, list[Mention]] = {}
    for block in update.blocks:
        if block.role != "byline":
            for mention in _mentions_in(block, names):
                found.setdefault(mention.name, []).append(mention)
    return tuple(
        Entity(
            name=name,
            kind=mentions[0].kind,
            mentions=len(mentions),
            lines=tuple(sorted({m.line for m in mentions})),
            office=next(iter(names.named[name].offices), None) if name in names.named else None,
        )
        for name, mentions in found.items()
    )


def _mentions_in(block: Block, names: Names) -> list[Mention]:
    first, last = block.lines
    return [
        mention
        for line in range(first, last + 1)
        for mention in names.in_line(line)
        if not (line == first and block.start is not None and mention.start < block.start)
        and not (line == last and block.end is not None and mention.end > block.end)
    ]
