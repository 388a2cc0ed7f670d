"""Updates become briefings: one for each theme that the kept updates of an article have.

In: an article whose updates have their themes. Out: briefings with title, summary on top, then the updates in time order with
all their blocks, or with `text = "extract"` only quotations, figures and a link. No word is made up: a title is a headline or a
whole sentence of the source's.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date, datetime
from pathlib import PurePosixPath

from briefgen.config import Vocabulary
from briefgen.convert.cues import find_fallback
from briefgen.convert.extract import format_extract
from briefgen.convert.headlines import (
    as_title,
    behind_live_label,
    has_words,
    is_printed_above,
    says_something,
    share_told,
    tells_plainly,
    without_live_label,
)
from briefgen.convert.language import Language
from briefgen.convert.markdown_blocks import escape_markdown, format_block
from briefgen.convert.sentence_leads import strip_lead
from briefgen.convert.sentences import split_sentences
from briefgen.convert.summary import choose_sentences, choose_title_sentence
from briefgen.lines import fold
from briefgen.model import (
    Block,
    Briefing,
    BriefingBlock,
    EntityKind,
    Figure,
    LineRange,
    Moment,
    SegmentedArticle,
    Sentence,
    Update,
)
from briefgen.slugs import content_id, make_slug

_TITLE_CHARACTERS = 160
_MAIN_UPDATES, _MAIN_SHARE = 6, 0.55
_TOLD_SHARE = 0.6
_BETTER_THAN_A_QUESTION = 0.7
_LINES_TAKEN_UP = 5
_NEARLY_BEST = 0.75
_Outdated = frozenset[tuple[str, str]]
"""Figures that a newer update gives anew, by update and text."""
_DAY_IN_NAME = re.compile(r"(?:^|(?<=\D))\d{4}-\d{2}-\d{2}(?=\D|$)")


def group_by_theme(segmented: SegmentedArticle, vocabulary: Vocabulary, language: Language) -> tuple[Briefing, ...]:
    """One briefing for each theme that a kept update of the article has, in the order of the vocabulary, unknown themes last."""
    fallback = find_fallback(theme.id for theme in vocabulary.themes)
    groups: dict[str, list[Update]] = {}
    for update in _in_time_order(segmented):
        groups.setdefault(update.theme or fallback, []).append(update)
    rank = {theme.id: n for n, theme in enumerate(vocabulary.themes)}
    themes = sorted(groups, key=lambda theme: (rank.get(theme, len(rank)), theme))
    titled = _find_titled(segmented, groups, language)
    outdated = _find_outdated(segmented)
    return tuple(
        _make_briefing(
            segmented, theme, tuple(groups[theme]), vocabulary, language, outdated, has_title=theme == titled
        )
        for theme in themes
    )


def _find_titled(segmented: SegmentedArticle, groups: Mapping[str, list[Update]], language: Language) -> str | None:
    """The theme of a long article whose briefing has the article's title: the one with the update that tells of it; where none
    does, the one that most of the article is about."""
    if segmented.kind == "article" or not segmented.title:
        return None
    title = without_live_label(fold(segmented.title), language)
    common = frozenset(language.words("stopwords", "words"))
    told = {
        theme: max(share_told(title, "\n".join(block.text for block in update.blocks), common) for update in updates)
        for theme, updates in groups.items()
    }
    best = max(told, key=lambda theme: (told[theme], len(groups[theme])))
    if told[best] >= _TOLD_SHARE and says_something(title):
        return best
    most = max(_MAIN_UPDATES, _MAIN_SHARE * len(segmented.updates))
    return next((theme for theme, updates in groups.items() if len(updates) >= most), None)


def _make_briefing(
    segmented: SegmentedArticle,
    theme: str,
    updates: tuple[Update, ...],
    vocabulary: Vocabulary,
    language: Language,
    outdated: _Outdated,
    *,
    has_title: bool,
) -> Briefing:
    source = segmented.article.source
    known = vocabulary.by_id.get(theme)
    linked = _follow_links(segmented, updates)
    chosen = _choose_title(segmented, theme, linked, language, outdated, has_title=has_title)
    title = as_title(chosen, language) or (known.name if known else theme)
    summary = choose_sentences(updates, language, title=title, outdated=outdated)
    slug, path = _name(source.path, segmented.published, theme)
    blocks = [*_summary_blocks(summary), *_article_blocks(segmented, updates)]
    return Briefing(
        path=path,
        title=title,
        published=segmented.published,
        modified=_newest(updates) or segmented.published,
        theme=theme,
        slug=slug,
        summary=tuple(Sentence(text=fold(s.text), lines=s.lines) for s in summary),
        blocks=tuple(_number_repeats(blocks)),
        updates=tuple(update.id for update in updates),
        authors=_authors(segmented, updates),
        people=_names(updates, "person"),
        organisations=_names(updates, "organisation"),
        places=_names(updates, "place"),
        language=segmented.language,
        source=source,
        source_title=segmented.title,
    )


def _follow_links(segmented: SegmentedArticle, updates: tuple[Update, ...]) -> tuple[Update, ...]:
    """The updates of a briefing; where a figure gives that of another briefing anew, which gives an older one anew, and so on,
    it is linked to the newest that is one of these: a toll of seven is as old when what came between is told elsewhere."""
    own = {update.id for update in updates}
    links = {(u.id, f.text): f.revises for u in segmented.updates for f in u.figures if f.revises and not f.disputed}

    def follow(revised: tuple[str, str]) -> tuple[str, str]:
        seen = {revised}
        while revised[0] not in own and (older := links.get(revised)) and older not in seen:
            seen.add(older)
            revised = older
        return revised

    if all(id in own for id, _ in links.values()):
        return updates
    return tuple(
        replace(u, figures=tuple(replace(f, revises=follow(f.revises)) if f.revises else f for f in u.figures))
        for u in updates
    )


def _find_outdated(segmented: SegmentedArticle) -> _Outdated:
    """By update and text the figures that a newer update gives anew; with them, as told before, the same of the same subject."""
    revised = {f.revises for u in segmented.updates for f in u.figures if f.revises and not f.disputed}
    if not revised:
        return frozenset()
    found: set[tuple[str, str]] = set()
    told: set[tuple[object, ...]] = set()
    for update in reversed(_in_time_order(segmented)):
        told |= {_meaning(f) for f in update.figures if (update.id, f.text) in revised}
        found |= {(update.id, f.text) for f in update.figures if _meaning(f) in told}
    return frozenset(found)


def _meaning(figure: Figure) -> tuple[object, ...]:
    return figure.kind, figure.unit, figure.subject, figure.value


def _in_time_order(segmented: SegmentedArticle) -> list[Update]:
    """The kept updates, oldest first: by their times where all have one, else a live blog's page order turned round."""
    kept = [update for update in segmented.updates if update.duplicate_of is None]
    if segmented.kind == "live_blog":
        kept.reverse()
    times = [update.published for update in kept if isinstance(update.published, datetime) and update.published.tzinfo]
    if len(times) == len(kept):
        return [kept[n] for n in sorted(range(len(kept)), key=times.__getitem__)]
    return kept


def _newest(updates: Iterable[Update]) -> Moment | None:
    times = [
        update.published for update in updates if isinstance(update.published, datetime) and update.published.tzinfo
    ]
    return max(times, default=None)


def _authors(segmented: SegmentedArticle, updates: Iterable[Update]) -> tuple[str, ...]:
    """Who signed these updates, else who signed the article."""
    signed = tuple(dict.fromkeys(name for update in updates for name in update.bylines))
    return signed or segmented.authors


def _names(updates: Iterable[Update], kind: EntityKind) -> tuple[str, ...]:
    """The names of that kind, the most mentioned first, then in the order of first mention."""
    mentions: Counter[str] = Counter()
    for update in updates:
        for entity in update.entities:
            if entity.kind == kind:
                mentions[fold(entity.name)] += entity.mentions
    return tuple(name for name, _ in mentions.most_common())


def _choose_title(
    segmented: SegmentedArticle,
    theme: str,
    updates: tuple[Update, ...],
    language: Language,
    outdated: _Outdated,
    *,
    has_title: bool,
) -> str:
    """An ordinary article's own title, and that of a long one for the briefing that `has_title`. Else the newest headline
    among those that fit the theme nearly as well as the best, neither a question nor a teaser nor too long; without one the
    sentence that tells most, or where none tells much a question; else what comes first."""
    title = fold(segmented.title or "")
    title = title if has_words(title) else ""
    if not title and len(segmented.updates) == 1 and (printed := _find_printed_headline(updates[0], language)):
        return printed
    if title and segmented.kind == "article":
        return title
    title = without_live_label(title, language)
    if title and has_title and len(title) <= _TITLE_CHARACTERS:
        return title
    headlines = [
        (score, without_live_label(strip_lead(fold(update.headline)), language))
        for update, score in _score_headlines(updates, theme, outdated)
        if update.headline
    ]
    titled = [(score, text) for score, text in headlines if says_something(behind_live_label(text, language))]
    best = max((score for score, _ in titled), default=0.0)
    fitting = [headline for score, headline in titled if score >= _NEARLY_BEST * best]
    plain = [headline for headline in fitting if tells_plainly(headline)]
    if plain:
        return plain[-1]
    sentence = fold(choose_title_sentence(updates, language, _BETTER_THAN_A_QUESTION if fitting else 0.0))
    if not sentence and fitting:
        return min(reversed(fitting), key=len)
    others = [*(headline for _, headline in headlines), *fitting]
    return sentence or (others[-1] if others else "") or title or _first_sentence(updates, language)


def _find_printed_headline(update: Update, language: Language) -> str:
    """The first line of a text, where it is a headline printed with a full stop: one short sentence whose words the lines below
    take up again. Empty where it is none."""
    texts = [block.text for block in update.blocks if block.role == "body"][:_LINES_TAKEN_UP]
    if len(texts) < 2 or len(split_sentences(texts[0], language)) > 1 or not tells_plainly(texts[0]):
        return ""
    common = frozenset(language.words("stopwords", "words"))
    return fold(texts[0]) if says_something(texts[0]) and is_printed_above(texts[0], texts[1:], common) else ""


def _first_sentence(updates: tuple[Update, ...], language: Language) -> str:
    """The first sentence of the newest update that has any text."""
    texts = (block.text for update in reversed(updates) for block in update.blocks if block.role != "byline")
    spans = ((text, split_sentences(text, language)) for text in texts)
    return next((fold(strip_lead(text[found[0][0] : found[0][1]], opening=True)) for text, found in spans if found), "")


def _score_headlines(updates: tuple[Update, ...], theme: str, old_figures: _Outdated) -> Iterator[tuple[Update, float]]:
    """The updates, oldest first, with how well they fit the theme; but for those whose headline has a figure that a newer
    headline gives anew: where the toll has risen to nine, "Toll rises to seven" is no title, and the newer one fits as well.
    Where only another briefing tells of the nine, any other headline is better."""
    by_id = {update.id: update for update in updates}
    scores: dict[str, float] = {}
    outdated: set[str] = set()
    for update in updates:
        revised = {
            f.revises for f in _headline_figures(update) if f.revises and not f.disputed and f.revises[0] in scores
        }
        replaced = {id for id, text in revised if _tells_in_headline(by_id[id], text)}
        scores[update.id] = max(_score(update, theme), *(scores[id] for id in replaced), 0.0)
        outdated |= replaced
    elsewhere = {id for id, text in old_figures if id in by_id and _tells_in_headline(by_id[id], text)}
    others = any(update.headline for update in updates if update.id not in outdated | elsewhere)
    passed = outdated | elsewhere if others else outdated
    return ((update, scores[update.id]) for update in updates if update.id not in passed)


def _headline_figures(update: Update) -> tuple[Figure, ...]:
    lines = {block.lines.first for block in update.blocks if block.role == "headline"}
    return tuple(figure for figure in update.figures if figure.lines.first in lines)


def _tells_in_headline(update: Update, text: str) -> bool:
    """Whether the headline has the value of the figure of that text: "Three deaths" over "three people have died"."""
    values = {figure.value for figure in update.figures if figure.text == text}
    return any(figure.value in values for figure in _headline_figures(update))


def _score(update: Update, theme: str) -> float:
    return next((match.score for match in update.themes if match.id == theme), 0.0)


def _name(source_path: str, published: Moment | None, theme: str) -> tuple[str, str]:
    """Slug and path, from the article's file name without its day, and the theme."""
    name = PurePosixPath(source_path.partition("#")[0]).stem
    entry = source_path.partition("#")[2]
    stem = _DAY_IN_NAME.sub("", name).strip("-_ ") or name
    ending = f"{f'-{content_id(entry)}' if entry else ''}-{theme}"
    slug = make_slug(make_slug(stem, fallback="article")[: max(8, 80 - len(ending))].strip("-") + ending)
    day = (published.date() if isinstance(published, datetime) else published) if published else None
    return slug, f"content/briefings/{theme}/{day.isoformat() if isinstance(day, date) else 'undated'}-{slug}.md"


def _summary_blocks(summary: tuple[Sentence, ...]) -> Iterator[BriefingBlock]:
    for sentence in summary:
        words = escape_markdown(sentence.text)
        yield BriefingBlock(id=f"s-{content_id(words, 6)}", lines=sentence.lines, role="summary", markdown=f"- {words}")


def _article_blocks(segmented: SegmentedArticle, updates: tuple[Update, ...]) -> Iterator[BriefingBlock]:
    if segmented.article.text == "extract":
        yield from format_extract(segmented, updates)
        return
    for update in updates:
        yield from _update_blocks(update)


def _update_blocks(update: Update) -> Iterator[BriefingBlock]:
    """The update's headline, or a rule where it has none, then its other blocks in page order."""
    opening = next((block for block in update.blocks if block.role == "headline"), None)
    if opening is None:
        place = LineRange(update.lines.first, update.lines.first)
        yield BriefingBlock(id=f"{update.id}.{content_id('***', 4)}", lines=place, role="rule", markdown="***")
    else:
        yield _block(update, opening)
    for block in update.blocks:
        if block is not opening:
            yield _block(update, block)


def _block(update: Update, block: Block) -> BriefingBlock:
    role = block.role
    if role == "headline" and block is not next(b for b in update.blocks if b.role == "headline"):
        role = "heading"
    markdown = format_block(role, block.text)
    return BriefingBlock(
        id=f"{update.id}.{content_id(markdown, 4)}",
        lines=block.lines,
        role=role,
        markdown=markdown,
        start=block.start,
        end=block.end,
    )


def _number_repeats(blocks: Iterable[BriefingBlock]) -> Iterator[BriefingBlock]:
    """Ids once each: the same words again, or another text with the same four digits, get a counter."""
    seen: Counter[str] = Counter()
    for block in blocks:
        seen[block.id] += 1
        count = seen[block.id]
        yield block if count == 1 else replace(block, id=f"{block.id}-{count}")
