"""Where an update begins and ends, what its lines are, and what on the page is no news.

In: an `Article`. Out: a `SegmentedArticle` in which every line that is not empty stands once: in a block of an update or in the
furniture. An ordinary article is one update. The trap that shaped this: a live blog grows on top, so nothing further down may
hang on what stands above; ids are made of content and counted from the oldest.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import pairwise
from zoneinfo import ZoneInfo

from briefgen.convert.boundaries import Hints, find_starts, load_weights, score_lines
from briefgen.convert.boundary_features import make_page
from briefgen.convert.bylines import place_bylines
from briefgen.convert.furniture import find_marks, is_caption
from briefgen.convert.kinds import Tokens, decide_kind
from briefgen.convert.language import Language
from briefgen.convert.line_features import LineFacts, describe_lines, wordlists
from briefgen.convert.repeats import find_repeated_runs
from briefgen.convert.roles import byline_name, find_roles
from briefgen.convert.sorting import SortedLines, sort_lines
from briefgen.convert.stamps import resolve_moments
from briefgen.lines import fold
from briefgen.model import (
    Article,
    ArticleKind,
    Block,
    BlockRole,
    Furniture,
    FurnitureKind,
    LineRange,
    SegmentedArticle,
    Update,
)
from briefgen.slugs import content_id

# Where two paragraphs ran together in pasting: a final mark, a closing quotation mark, and a capital with no space between.
_GLUED = re.compile(r"(?:[.!?…][”»]|(?<=[^\W\d_]{3})[.!?])(?=[A-ZÀ-Þ][^\W\d_]{1,20} )")
_SHORTEST_PART = 25


@dataclass(frozen=True, slots=True)
class _Cut:
    """The page cut into updates: their lines, and what dates each."""

    kind: ArticleKind
    groups: tuple[tuple[LineFacts, ...], ...]
    published: tuple[datetime | None, ...]
    forward: bool


def segment_article(article: Article, language: Language) -> SegmentedArticle:
    """The article taken apart. Deterministic; time grows with the number of lines."""
    facts = describe_lines(article.lines, language)
    sorted_lines = sort_lines(article, facts, language)
    cut = _cut_page(article, sorted_lines, language)
    updates = [_make_update(article, group, sorted_lines, cut.kind, language) for group in cut.groups]
    dated = [replace(update, published=moment) for update, moment in zip(updates, cut.published, strict=True)]
    named = _name_updates(dated, oldest_last=not cut.forward)
    title, title_lines = _find_title(article, sorted_lines, cut.kind, named)
    return SegmentedArticle(
        article=article,
        kind=cut.kind,
        updates=tuple(named),
        furniture=tuple(_furniture(article, sorted_lines, named, cut.kind, language)),
        title=title,
        title_lines=title_lines,
        language=language.code,
        published=article.published,
        authors=article.authors,
        warnings=article.warnings,
    )


def _cut_page(article: Article, lines: SortedLines, language: Language) -> _Cut:
    page = make_page(lines.news, lines.before, wordlists(language))
    weights = load_weights()
    scores = score_lines(page, weights["boundaries"])
    free = find_starts(page, weights["boundaries"], known_scores=scores)
    tokens = Tokens(stamps=max(len(lines.stamps), lines.tickers), signatures=lines.signatures)
    kind = decide_kind(article, page, free, tokens, weights["kinds"], language)
    if kind == "article":
        whole = tuple(sorted((*lines.news, *_above(lines)), key=lambda f: f.number))
        return _Cut(kind, (whole,) if whole else (), (None,) if whole else (), False)
    starts = find_starts(page, weights["boundaries"], _find_hints(lines, language), scores).lines
    ends = [*starts[1:], len(lines.news)]
    groups = tuple(lines.news[a:b] for a, b in zip(starts, ends, strict=True))
    return _Cut(kind, groups, _publication(article, lines, starts, language), lines.forward)


def _above(lines: SortedLines) -> tuple[LineFacts, ...]:
    return (*((lines.title,) if lines.title else ()), *lines.standfirst)


def _find_hints(lines: SortedLines, language: Language) -> Hints:
    """The news lines with which an update surely or likely begins, and those with which none does: on a page that dates them
    all every other one, elsewhere captions, names that sign, and what stands within a repeated run."""
    stamped = {i for i, stamp in lines.stamps.items() if stamp.alone or len(lines.stamps) >= 2}
    tickers = {i for i, line in enumerate(lines.news) if line.ticker} if lines.tickers >= 2 else set()
    forced = (stamped | tickers | (lines.ruled if len(lines.ruled) >= 2 else frozenset())) - {0}
    dense = len(forced) >= 2 and min(forced) <= 30 and len(lines.news) <= 25 * (len(forced) + 1)
    dense = dense and (len(stamped) >= 3 or len(tickers) >= 2 or len(forced) * 12 >= len(lines.news))
    barred = set(range(1, len(lines.news))) - forced if dense else set()
    begins, within, likely = find_repeated_runs(lines.news, wordlists(language))
    opened, closed = _around_bylines(lines)
    if not dense:
        begins |= opened
    for i, line in enumerate(lines.news):
        if is_caption(line.text, language):
            (begins if lines.before[i] == "caption-lead" and not dense else barred).add(i)
    barred = (barred | within | closed) - forced - begins - {0}
    return Hints(forced=frozenset(forced | begins) - {0}, barred=frozenset(barred), likely=frozenset(likely))


def _around_bylines(lines: SortedLines) -> tuple[set[int], set[int]]:
    """The news lines with which updates begin because a name signs above or in them, and those with which none does."""
    opened: set[int] = set()
    closed: set[int] = set()
    for i, place in place_bylines(lines.news, lines.bylines).items():
        if place == "ends":
            closed.add(i)
            opened.add(i + 1)
        elif i and lines.news[i - 1].headline_like:
            closed |= {i, i + 1}
        else:
            opened.add(i)
            closed.add(i + 1)
    known = range(len(lines.news))
    return opened.intersection(known) - closed, closed.intersection(known)


def _publication(
    article: Article, lines: SortedLines, starts: Sequence[int], language: Language
) -> tuple[datetime | None, ...]:
    stamped = [i for i in sorted(lines.stamps) if i in set(starts)]
    zone = ZoneInfo(article.zone) if article.zone else None
    moments = resolve_moments([lines.stamps[i] for i in stamped], lines.forward, article.published, language, zone)
    by_start = dict(zip(stamped, moments, strict=True))
    return tuple(by_start.get(i) for i in starts)


def _make_update(
    article: Article, group: tuple[LineFacts, ...], lines: SortedLines, kind: ArticleKind, language: Language
) -> Update:
    title = lines.title.number if lines.title else None
    roles = find_roles(group, lines.bylines, title, language)
    blocks: list[Block] = []
    for line, role in zip(group, roles, strict=True):
        blocks += _make_blocks(article.lines[line.number - 1], line, role)
    head = next((b for b in blocks if b.role == "headline"), None)
    names = tuple(byline_name(b.text, language) for b in blocks if b.role == "byline")
    return Update(
        id="",
        lines=LineRange(group[0].number, group[-1].number),
        blocks=tuple(blocks),
        headline=fold(head.text) if head else None,
        headline_line=head.lines.first if head else None,
        bylines=names,
    )


def _make_blocks(text: str, line: LineFacts, role: BlockRole) -> list[Block]:
    """The blocks of a line: one, unless a time opens it or two paragraphs are glued together in it."""
    place = LineRange(line.number, line.number)
    start, end = _body_span(text, line)
    edges = [start, *_glued_at(text, start, end), end]
    whole = edges == [0, len(text)]
    return [
        Block(lines=place, role=role, text=text[a:b], start=None if whole else a, end=None if whole else b)
        for a, b in pairwise(edges)
    ]


def _body_span(text: str, line: LineFacts) -> tuple[int, int]:
    """The part of a line that is left when the time that opens it and a ticker's marks are taken off."""
    start, end = 0, len(text)
    if line.stamp is not None and not line.stamp.alone:
        start = line.stamp.end
    if line.ticker:
        start = max(start, len(text) - len(text.lstrip(" \t+")))
        end = len(text.rstrip(" \t+"))
    while start and start < end and text[start].isspace():
        start += 1
    return (start, end) if text[start:end].strip() else (0, len(text))


def _glued_at(text: str, start: int, end: int) -> list[int]:
    """Where paragraphs ran together for certain, as offsets."""
    found: list[int] = []
    for match in _GLUED.finditer(text, start, end):
        if match.end() - (found[-1] if found else start) >= _SHORTEST_PART and end - match.end() >= _SHORTEST_PART:
            found.append(match.end())
    return found


def _name_updates(updates: Sequence[Update], *, oldest_last: bool) -> list[Update]:
    """The updates with their ids. Updates of one name are counted from the oldest, so that a newer one never renames it."""
    ordered = list(reversed(updates)) if oldest_last else list(updates)
    taken: Counter[str] = Counter()
    named: list[Update] = []
    for update in ordered:
        name = "u-" + content_id(_naming_text(update))
        taken[name] += 1
        named.append(replace(update, id=name if taken[name] == 1 else f"{name}-{taken[name]}"))
    return list(reversed(named)) if oldest_last else named


def _naming_text(update: Update) -> str:
    if update.headline:
        return update.headline.casefold()
    told = next((b for b in update.blocks if b.role != "byline"), update.blocks[0])
    return fold(told.text).casefold()


def _find_title(
    article: Article, lines: SortedLines, kind: ArticleKind, updates: Sequence[Update]
) -> tuple[str | None, LineRange | None]:
    if lines.title is not None:
        place = LineRange(lines.title.number, lines.title.number)
        return article.title or fold(article.lines[place.first - 1]), place
    if kind == "article" and updates and updates[0].headline_line:
        place = LineRange(updates[0].headline_line, updates[0].headline_line)
        return article.title or updates[0].headline, place
    return article.title, None


def _furniture(
    article: Article, lines: SortedLines, updates: Sequence[Update], kind: ArticleKind, language: Language
) -> Iterator[Furniture]:
    kinds: dict[int, FurnitureKind] = dict(lines.furniture)
    if kind == "live_blog":
        for line in lines.standfirst:
            kinds[line.number] = "contributor" if line.number in lines.bylines else "standfirst"
        if lines.title is not None:
            kinds[lines.title.number] = "title"
    kept = (*lines.news, *(_above(lines) if kind == "article" else ()))
    parts = [mark for line in kept for mark in _marks(article.lines[line.number - 1], line, language)]
    whole = [Furniture(lines=LineRange(n, n), kind=found, text=article.lines[n - 1]) for n, found in kinds.items()]
    yield from sorted([*whole, *parts], key=lambda f: (f.lines, f.start or 0))


def _marks(text: str, line: LineFacts, language: Language) -> Iterator[Furniture]:
    """What is furniture within a line of news: its time, a ticker's marks, a sentence such as "Read more here"."""
    place = LineRange(line.number, line.number)
    start, end = _body_span(text, line)
    if start and text[:start].strip():
        yield Furniture(lines=place, kind="time" if line.stamp else "other", text=text[:start], start=0, end=start)
    if text[end:].strip():
        yield Furniture(lines=place, kind="other", text=text[end:], start=end, end=len(text))
    for mark in find_marks(text, language):
        if mark.start >= start:
            yield Furniture(
                lines=place, kind=mark.kind, text=text[mark.start : mark.end], start=mark.start, end=mark.end
            )
