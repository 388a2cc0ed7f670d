"""An article's page: each line with what became of it, and the briefings made of the article."""

from __future__ import annotations

from briefgen.lines import fold
from briefgen.site.briefing_views import card_link, safe_source_url
from briefgen.site.lookups import Lookups, Sibling
from briefgen.site.moments import site_time
from briefgen.site.records import ArticleRecord
from briefgen.site.views import ArticleLine, ArticleView, Link, SourceView


def article_view(lookups: Lookups, article: ArticleRecord) -> ArticleView:
    """All that the page of an article shows."""
    siblings = lookups.siblings(article.path)
    return ArticleView(
        title=article.title,
        source=SourceView(
            title=article.title,
            publisher=article.publisher or None,
            url=safe_source_url(article.url),
            article_url=None,
            licence=article.licence or None,
            authors=article.authors,
            published=site_time(lookups.site, article.published),
        ),
        lines=_lines(article, _briefing_of_lines(siblings)),
        briefings=tuple(card_link(row.card) for row in siblings),
        extract_only=article.text == "extract",
        language=article.language or lookups.site.language,
    )


def _briefing_of_lines(siblings: tuple[Sibling, ...]) -> dict[int, Link]:
    found: dict[int, Link] = {}
    for row in siblings:
        link = card_link(row.card)
        for first, last in row.lines:
            for number in range(first, last + 1):
                found.setdefault(number, link)
    return found


def _lines(article: ArticleRecord, briefings: dict[int, Link]) -> tuple[ArticleLine, ...]:
    owners = _owners(article)
    shown = _extract(article) if article.text == "extract" else None
    rows = []
    for number, text in enumerate(article.lines, 1):
        if not text.strip():
            continue
        owner, role = owners.get(number, ("furniture", "other"))
        if shown is not None:
            text = " … ".join(shown.get(number, ()))
            owner = owner if text else "withheld"
        rows.append(ArticleLine(number=number, text=text, role=role, owner=owner, briefing=briefings.get(number)))
    return tuple(rows)


def _owners(article: ArticleRecord) -> dict[int, tuple[str, str]]:
    """For each line its owner and role; where a line is shared, a kept update goes before a repeat, that before furniture."""
    found: dict[int, tuple[str, str]] = {}
    for first, last, kind in article.furniture:
        found.update(dict.fromkeys(range(first, last + 1), ("furniture", kind)))
    for duplicate in (True, False):
        for update in article.updates:
            if update.duplicate is duplicate:
                owner = "duplicate" if duplicate else "update"
                for first, last, role in update.blocks:
                    found.update(dict.fromkeys(range(first, last + 1), (owner, role)))
    return found


def _extract(article: ArticleRecord) -> dict[int, list[str]]:
    """What an article whose text is withheld shows of its lines: headlines, summary sentences, quotations."""
    found: dict[int, list[str]] = {}
    for update in article.updates:
        if update.duplicate:
            continue
        for first, last, role in update.blocks:
            if role == "headline":
                for number in range(first, min(last, len(article.lines)) + 1):
                    found.setdefault(number, []).append(article.lines[number - 1])
        for text, first, _last in update.summary:
            _add(found, first, text)
        for quote in update.quotes:
            _add(found, quote.lines[0], quote.text)
    return found


def _add(found: dict[int, list[str]], number: int, text: str) -> None:
    """Adds a fragment to a line unless a longer one that is there already holds it."""
    row = found.setdefault(number, [])
    if not any(fold(text) in fold(other) for other in row):
        row.append(text)
