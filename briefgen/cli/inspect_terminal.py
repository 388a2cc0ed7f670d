"""An article on the terminal as the converter saw it; in plain words where there is no terminal or colour is not wanted.

The last screen is what one sees after a long article, so what it came to, the briefings, stands at the end.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Mapping

from rich.console import Console
from rich.text import Text

from briefgen.cli.console import print_line
from briefgen.convert import Conversion
from briefgen.convert.inspection_view import (
    OTHER_THEMES,
    MarkKind,
    Piece,
    Section,
    SeenLine,
    clean,
    kinds_seen,
    read_facts,
    read_overview,
    read_themes,
    see_sections,
)
from briefgen.model import Briefing, Update

_STYLES: dict[MarkKind, str] = {
    "quote": "italic green",
    "person": "bold magenta",
    "organisation": "bold blue",
    "place": "cyan",
    "figure": "bold yellow",
    "date": "underline",
    "furniture": "dim",
}
_NUMBER_WIDTH = 7
_LABEL_WIDTH = 14
_GUTTER = _NUMBER_WIDTH + _LABEL_WIDTH + 2
_LEAST_TEXT_WIDTH = 30
_BRIEFING_INDENT = 4


def show_conversion(conversion: Conversion) -> None:
    """Prints the article in colour, wrapped to the terminal. Elsewhere, and with NO_COLOR, without colour: one line a line."""
    coloured = sys.stdout.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
    lines = _show(conversion)
    if not coloured:
        for line, _ in lines:
            print_line(line.plain.rstrip())
        return
    console = Console(highlight=False, markup=False, emoji=False)
    width = max(console.width - _GUTTER, _LEAST_TEXT_WIDTH)
    for line, indent in lines:
        _print_wrapped(console, line, indent, width + _GUTTER)


def _print_wrapped(console: Console, line: Text, indent: int, width: int) -> None:
    # Only the text is wrapped: its later rows hang under the first, so that numbers and labels keep their columns.
    rows = line[indent:].wrap(console, max(width - indent, _LEAST_TEXT_WIDTH)) if indent < len(line) else [Text()]
    for number, row in enumerate(rows):
        row.rstrip()
        console.print(Text.assemble(line[:indent] if number == 0 else " " * indent, row), soft_wrap=True)


def _show(conversion: Conversion) -> Iterator[tuple[Text, int]]:
    """The lines to print, each with the width of its gutter."""
    seen = conversion.segmented
    sections = see_sections(seen)
    what, counts = read_overview(conversion)
    yield Text(clean(seen.title or seen.article.source.path), "bold"), 0
    yield Text(what), 0
    yield Text(counts, "bold"), 0
    yield _legend(sections), 0
    positions = {update.id: position for position, update in enumerate(seen.updates, 1)}
    for section in sections:
        yield Text(), 0
        yield from _show_section(section, positions)
    yield Text(), 0
    yield Text(f"━━ {counts}", "bold"), 0
    for briefing in conversion.briefings:
        yield from _show_briefing(briefing, positions)
    for warning in seen.warnings:
        yield _row("", "warning", Text(clean(warning)), label_style="bold red"), _GUTTER


def _show_briefing(briefing: Briefing, positions: Mapping[str, int]) -> Iterator[tuple[Text, int]]:
    """What a briefing's reader meets first, its title; then the updates it is made of, and where it goes."""
    yield Text.assemble((f"  {briefing.theme}  ", "bold green"), (clean(briefing.title), "bold")), _BRIEFING_INDENT
    noun = "update" if len(briefing.updates) == 1 else "updates"
    numbers = ", ".join(str(positions[id_]) for id_ in briefing.updates)
    yield Text(f"{' ' * _BRIEFING_INDENT}{noun} {numbers} → {clean(briefing.path)}", "dim"), _BRIEFING_INDENT


def _legend(sections: tuple[Section, ...]) -> Text:
    legend = Text.assemble(("marked: ", "dim"))
    for kind, name in kinds_seen(sections):
        legend.append(name, _STYLES[kind])
        legend.append(" · ", "dim")
    return legend.append("furniture and repeats", "dim")


def _show_section(section: Section, positions: Mapping[str, int]) -> Iterator[tuple[Text, int]]:
    update = section.update
    repeat = update is not None and update.duplicate_of is not None
    if update is None:
        yield Text("── furniture", "dim"), 0
    elif update.duplicate_of is not None:
        kept = positions.get(update.duplicate_of, update.duplicate_of)
        yield Text(f"── update {section.position}: a repeat of update {kept}  {update.id}", "dim"), 0
    else:
        yield _heading(update, section.position), 0
    for line in section.lines:
        yield _show_line(line, dim=repeat), _GUTTER
    if update is None or repeat:
        return
    for label, fact in read_facts(update):
        yield _row("", label, Text(fact, "dim"), label_style="dim italic"), _GUTTER
    others = [f"{theme} {score}" for theme, score, _ in read_themes(update) if theme != update.theme][:OTHER_THEMES]
    if others:
        yield _row("", "also about", Text(" · ".join(others), "dim"), label_style="dim italic"), _GUTTER


def _heading(update: Update, position: int) -> Text:
    heading = Text.assemble((f"━━ update {position}  ", "bold"), (update.theme or "no theme", "bold green"))
    for theme, score, evidence in read_themes(update):
        if theme == update.theme:
            heading.append(f" {score}: {evidence}" if evidence else " (no words of its own)", "green")
    return heading.append(f"  {update.id}", "dim")


def _show_line(line: SeenLine, dim: bool) -> Text:
    text = Text()
    for piece in line.pieces:
        text.append(piece.text, "dim" if dim or line.furniture else _style(piece))
    if line.label == "headline":
        text.stylize("bold")
    label = "" if line.label == "body" else line.label
    return _row(line.number, label, text, label_style="dim")


def _style(piece: Piece) -> str:
    return " ".join(_STYLES[kind] for kind in piece.kinds)


def _row(number: str, label: str, text: Text, label_style: str) -> Text:
    # A label that is wider than its column moves its own text, no other.
    gutter = Text.assemble((f"{number:>{_NUMBER_WIDTH - 1}} ", "dim"), (f"{label:<{_LABEL_WIDTH}}  ", label_style))
    return gutter + text
