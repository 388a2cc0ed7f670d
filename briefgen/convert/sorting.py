"""Sorts an article's lines into news and furniture before updates are cut: title and standfirst, times, rules, share links,
contributors, bylines.

In: the facts of the lines. Out: the lines that are news, what stood before each, and the furniture. Whether the title is
furniture or a headline depends on the kind of article, which is decided later: it is only pointed out here.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from briefgen.convert.bylines import find_bylines, mark_contributors
from briefgen.convert.furniture import find_line_kind, find_marks
from briefgen.convert.furniture_model import find_more_furniture
from briefgen.convert.kinds import is_live_title
from briefgen.convert.language import Language
from briefgen.convert.line_features import LineFacts
from briefgen.convert.stamps import Stamp, choose_stamps
from briefgen.convert.table_lines import find_table_lines
from briefgen.lines import fold
from briefgen.model import Article, FurnitureKind

_TOP_LINES = 3
_STANDFIRST_LINES = 3
_LONGEST_TITLE = 250
_LIKE_SHARE = 0.6
_LATER_TIMES = 2
_WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True)
class SortedLines:
    """The lines of an article, sorted. `before[i]`: the kind of furniture right before news line i. `stamps`: the times that
    date an update, by index into `news`. `title`, `standfirst`: lines above the news, not in `news`."""

    news: tuple[LineFacts, ...]
    before: tuple[FurnitureKind | None, ...]
    furniture: Mapping[int, FurnitureKind]
    bylines: frozenset[int]
    signatures: int
    stamps: Mapping[int, Stamp]
    forward: bool
    ruled: frozenset[int]
    tickers: int
    title: LineFacts | None
    standfirst: tuple[LineFacts, ...]


def sort_lines(article: Article, facts: Sequence[LineFacts], language: Language) -> SortedLines:
    """The lines sorted. Every one of `facts` is in exactly one of `news`, `furniture`, `title` and `standfirst`."""
    title = _find_title_line(article, facts, language)
    tables = find_table_lines(facts)
    if tables:
        facts = [replace(f, headline_like=False, name_line=False) if f.number in tables else f for f in facts]
    kinds, bylines = _find_kinds(article, facts, title, tables, language)
    standfirst = _find_standfirst(facts, title, kinds, bylines)
    above = {f.number for f in (*standfirst, *((title,) if title else ()))}
    news: list[LineFacts] = []
    before: list[FurnitureKind | None] = []
    ruled: set[int] = set()
    pending: FurnitureKind | None = None
    for line in facts:
        if line.number in above:
            continue
        if line.number in kinds:
            pending = kinds[line.number]
            if line.rule:
                ruled.add(len(news))
            continue
        news.append(_without_picture_lead(article, line, language))
        before.append(pending)
        pending = None
    stamps, forward = _attach_stamps(facts, news, kinds)
    return SortedLines(
        news=tuple(news),
        before=tuple(before),
        furniture=kinds,
        bylines=bylines,
        signatures=_count_signatures(facts, bylines),
        stamps=stamps,
        forward=forward,
        ruled=frozenset(ruled - {len(news)}),
        tickers=sum(f.ticker for f in news),
        title=title,
        standfirst=standfirst,
    )


def _find_kinds(
    article: Article,
    facts: Sequence[LineFacts],
    title: LineFacts | None,
    tables: frozenset[int],
    language: Language,
) -> tuple[dict[int, FurnitureKind], frozenset[int]]:
    """The kinds of the lines that are furniture, the title and the rows of tables not among them, and the bylines."""
    kinds = find_kinds_by_rule(article, facts, language)
    bylines = find_bylines(article, facts, kinds, language) - tables
    kinds.update(dict.fromkeys(mark_contributors(facts, bylines, language), "contributor"))
    kinds.update(_find_links(article, facts, kinds, language))
    kept = tables | ({title.number} if title is not None else set())
    kinds.update(find_more_furniture(facts, kinds, bylines | kept, language))
    for number in kept:
        kinds.pop(number, None)
    return kinds, bylines


def find_kinds_by_rule(article: Article, facts: Sequence[LineFacts], language: Language) -> dict[int, FurnitureKind]:
    """The lines that are furniture by themselves, whatever stands around them: rules, times, what a pattern names."""
    return {f.number: kind for f in facts if (kind := _kind_of(article, f, language)) is not None}


def _count_signatures(facts: Sequence[LineFacts], bylines: frozenset[int]) -> int:
    """How many lines repeat one of the bylines or are one: the name that signs update after update. Names in a row are a list."""
    texts = {f.text for f in facts if f.number in bylines}
    signed = [f.text in texts for f in facts] if texts else []
    return sum(here and not above for above, here in zip([False, *signed], signed, strict=False))


def _without_picture_lead(article: Article, line: LineFacts, language: Language) -> LineFacts:
    """The line as one that ends in a full stop, where its colon announces pictures that a text does not have."""
    if line.ending != "colon":
        return line
    marks = find_marks(article.lines[line.number - 1], language)
    return replace(line, ending="stop") if marks and marks[-1].kind in ("caption-lead", "read-more") else line


def _kind_of(article: Article, line: LineFacts, language: Language) -> FurnitureKind | None:
    if line.rule or (not line.words and line.stamp is None and line.characters < 40):
        return "other"
    if line.stamp is not None and line.stamp.alone:
        return "time"
    text = article.lines[line.number - 1]
    publisher = article.source.publisher
    if publisher and fold(text).casefold() == fold(publisher).casefold():
        return "source"
    kind = find_line_kind(text, language)
    return None if kind == "contributor" else kind


def _find_title_line(article: Article, facts: Sequence[LineFacts], language: Language) -> LineFacts | None:
    if article.title:
        wanted = fold(article.title).casefold().rstrip(".")
        for line in facts[:_TOP_LINES]:
            if fold(article.lines[line.number - 1][:1000]).casefold().rstrip(".") == wanted:
                return line
        return next((line for line in facts[:1] if line.headline_like and _is_like(line.text, wanted)), None)
    first = next((f for f in facts[:1] if f.characters <= _LONGEST_TITLE and not f.stamp and not f.ticker), None)
    if (
        first is not None
        and len(facts) > 1
        and (is_live_title(first.text, language) or _stands_over_times(facts))
        and first.ending in ("none", "stop")
    ):
        return first
    return None


def _stands_over_times(facts: Sequence[LineFacts]) -> bool:
    """Whether the first line is the page's title rather than a headline above its time: a time follows, as over the updates
    below, and those have no headline above theirs."""
    timed = [i for i, line in enumerate(facts) if line.stamp is not None and line.stamp.alone]
    later = timed[1:]
    return (
        timed[:1] == [1]
        and facts[0].headline_like
        and len(later) >= _LATER_TIMES
        and not any(facts[i - 1].headline_like for i in later)
    )


def _is_like(line: str, title: str) -> bool:
    """Whether a line is the title in nearly the same words, as a page has it that is live no longer."""
    one, other = set(_WORD.findall(line.casefold())), set(_WORD.findall(title))
    return len(one & other) >= _LIKE_SHARE * len(one | other)


def _find_links(
    article: Article, facts: Sequence[LineFacts], kinds: Mapping[int, FurnitureKind], language: Language
) -> dict[int, FurnitureKind]:
    """The lines that a "Read the full story here:" points to: the title of another article, which no text of its own follows."""
    found: dict[int, FurnitureKind] = {}
    for last, line, following in zip(facts, facts[1:], [*facts[2:], None], strict=False):
        if not line.headline_like or line.number in kinds or kinds.get(last.number) != "read-more":
            continue
        if article.lines[last.number - 1].rstrip()[-1:] != ":" or _is_prefixed(article.lines[last.number - 1]):
            continue
        if following is None or following.headline_like or following.number in kinds:
            found[line.number] = "read-more"
    return found


def _is_prefixed(text: str) -> bool:
    """Whether the title stands in the line itself: "Read more: …"."""
    return ":" in text.rstrip()[:-1]


def _find_standfirst(
    facts: Sequence[LineFacts],
    title: LineFacts | None,
    kinds: Mapping[int, FurnitureKind],
    bylines: frozenset[int],
) -> tuple[LineFacts, ...]:
    """The lines between a live page's title and its first update: standfirst, and who writes. They end at a time, a rule, a
    label, or where a line that is no headline is followed by one."""
    if title is None:
        return ()
    below = facts[facts.index(title) + 1 :][: _STANDFIRST_LINES + 1]
    lines: list[LineFacts] = []
    for line, following in zip(below, [*below[1:], None], strict=False):
        if line.rule or line.ticker or line.stamp is not None or line.number in kinds:
            return tuple(lines) if len(lines) <= _STANDFIRST_LINES else ()
        lines.append(line)
        if following is None or len(lines) > _STANDFIRST_LINES:
            return ()
        parted = following.headline_like or following.number in kinds or following.number in bylines
        if line.number in bylines and not parted:
            # A headline, who wrote, and the text: an update's own head, or the page's standfirst and who writes it.
            return tuple(lines) if not _is_head(lines[:-1]) else ()
        if not parted and not _is_unfinished(line):
            continue
        if following.number not in bylines and (
            following.headline_like or following.number in kinds or _is_unfinished(line)
        ):
            return tuple(lines)
    return ()


def _is_head(lines: Sequence[LineFacts]) -> bool:
    return len(lines) == 1 and lines[0].headline_like and lines[0].words <= 16


def _is_unfinished(line: LineFacts) -> bool:
    """Whether the line is too long for a headline and has no final stop, as standfirsts have none."""
    return line.ending == "none" and not line.headline_like


def _attach_stamps(
    facts: Sequence[LineFacts], news: Sequence[LineFacts], kinds: Mapping[int, FurnitureKind]
) -> tuple[dict[int, Stamp], bool]:
    """The times that date updates, by the news line with which each begins, and whether the page goes forward in time."""
    place = {line.number: i for i, line in enumerate(news)}
    below = _stamps_below_headlines(facts, kinds)
    pairs: list[tuple[int, Stamp]] = []
    for i, line in enumerate(facts):
        if line.stamp is None or not (line.number in place or kinds.get(line.number) == "time"):
            continue
        rows = reversed(facts[max(0, i - 2) : i]) if below and line.stamp.alone else facts[i : i + 6]
        target = next((place[f.number] for f in rows if f.number in place), None)
        if target is None:
            continue
        # Of two times above an update the lower is its own; the other tells when the one above was changed.
        if pairs and pairs[-1][0] == target and line.stamp.alone:
            pairs.pop()
        if not pairs or pairs[-1][0] != target:
            pairs.append((target, line.stamp))
    timed = [(target, stamp) for target, stamp in pairs if stamp.minutes is not None]
    kept, forward = choose_stamps([stamp.minutes or 0 for _, stamp in timed])
    chosen = [timed[k] for k in kept] + [pair for pair in pairs if pair[1].minutes is None]
    return dict(sorted(chosen, key=lambda pair: pair[0])), forward


def _stamps_below_headlines(facts: Sequence[LineFacts], kinds: Mapping[int, FurnitureKind]) -> bool:
    """Whether this page prints an update's time under its headline rather than above."""
    below = above = 0
    for i, line in enumerate(facts):
        if line.stamp is None or not line.stamp.alone:
            continue
        last = facts[i - 1] if i and facts[i - 1].number not in kinds else None
        following = facts[i + 1] if i + 1 < len(facts) else None
        below += last is not None and last.headline_like and not (following is not None and following.headline_like)
        above += following is not None and following.headline_like
    return below > above
