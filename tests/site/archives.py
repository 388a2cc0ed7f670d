"""Small archives for tests of the site: briefings, articles, the configuration, and templates that print all they are given."""

from __future__ import annotations

import tempfile
from datetime import date
from pathlib import Path
from typing import Any

from briefgen.config import shipped
from briefgen.model import (
    Article,
    Block,
    BriefingFile,
    FilePart,
    LineRange,
    Quote,
    SegmentedArticle,
    Source,
    Update,
)
from briefgen.site.catalogue import Catalogue
from briefgen.site.changes import Changes, apply_changes
from briefgen.site.records import SiteRecord, ThemeRecord
from briefgen.site.staging import StagedPage, Staging
from briefgen.site.views import TEMPLATES
from briefgen.state import State

THEMES = (
    ThemeRecord(id="politics", name="Politics"),
    ThemeRecord(id="elections", name="Elections", description="Votes and those who stand", parent="politics"),
    ThemeRecord(id="storms", name="Storms"),
)


def make_site(**facts: Any) -> SiteRecord:
    """The configuration of a site with the shipped templates and three themes."""
    folders = (str(shipped("theme/templates")),)
    values: dict[str, Any] = {
        "name": "The Isle Courier",
        "language": "en",
        "url": "https://isle.example/news",
        "template_folders": folders,
        "themes": THEMES,
    }
    return SiteRecord(**values | facts)


def make_briefing(name: str = "harbour", **facts: Any) -> BriefingFile:
    """A briefing of one update with a headline, a paragraph and a quote, as if read from content/briefings/<name>.md."""
    values: dict[str, Any] = {
        "path": f"content/briefings/{name}.md",
        "title": f"Title of {name}",
        "published": date(2026, 3, 14),
        "modified": None,
        "theme": "storms",
        "slug": name.rpartition("/")[2],
        "summary": f"What {name} says.",
        "parts": (
            FilePart(markdown="## The harbour is shut", block_id="u-1a.0001", lines=LineRange(1, 1), role="headline"),
            FilePart(markdown="No ship left port.", block_id="u-1a.0002", lines=LineRange(2, 2), role="body"),
            FilePart(
                markdown="> We wait for the wind to drop", block_id="u-1a.0003", lines=LineRange(3, 3), role="quote"
            ),
        ),
        "people": ("Mara Lindqvist",),
        "source_path": f"content/articles/{name}.txt",
        "source_title": "Storm day",
        "source_publisher": "The Isle Courier",
    }
    return BriefingFile(**values | facts)


def make_segmented(name: str = "harbour", **facts: Any) -> SegmentedArticle:
    """The article of `make_briefing`: three lines, one update, one quotation."""
    lines = ("The harbour is shut", "No ship left port.", "We wait for the wind to drop")
    source = Source(path=f"content/articles/{name}.txt", format="text", sha256="0" * 64, publisher="The Isle Courier")
    article = Article(source=source, lines=lines, title="Storm day", published=date(2026, 3, 14), **facts)
    quote = Quote(
        text=lines[2], lines=LineRange(3, 3), start=0, end=len(lines[2]), speaker="Mara Lindqvist", block=True
    )
    update = Update(
        id="u-1a",
        lines=LineRange(1, 3),
        headline=lines[0],
        headline_line=1,
        blocks=(
            Block(lines=LineRange(1, 1), role="headline", text=lines[0]),
            Block(lines=LineRange(2, 2), role="body", text=lines[1]),
            Block(lines=LineRange(3, 3), role="quote", text=lines[2]),
        ),
        quotes=(quote,),
    )
    return SegmentedArticle(article=article, kind="live_blog", updates=(update,), furniture=(), title="Storm day")


def write_telling_templates(folder: Path) -> Path:
    """Templates that print every variable whole: nothing that a page could show can then change unnoticed."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, variables in TEMPLATES.items():
        (folder / name).write_text("\n".join(f"{{{{ {variable} }}}}" for variable in variables), encoding="utf-8")
    return folder


def render_into(tree: dict[str, bytes], catalogue: Catalogue, state: State, jobs: int = 1) -> Changes:
    """Renders what is dirty and brings a tree in memory up to it; told to the catalogue as published."""
    with tempfile.TemporaryDirectory() as folder:

        def take(page: StagedPage) -> None:
            if page.written:
                tree[page.path] = (Path(folder) / page.path).read_bytes()

        staging = Staging(folder=folder, output=Path(folder))
        changes = apply_changes(catalogue, state.database, staging, take=take, delete=tree.__delitem__, jobs=jobs)
    catalogue.record_published(changes.rendered, changes.deleted)
    return changes
