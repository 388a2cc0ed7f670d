"""HTML pages as text, as a person gets it who selects a page and pastes it, each line labelled: the article's, or furniture.

In: a page's bytes and the article's body, line by line. Out: the text of its block elements in page order, with what the mark-up
says of each line. The label follows the body; where a line is not in it, the mark-up decides, and what neither decides (list
items, captions and headings that a body leaves out, bylines) gets none.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from lxml import html  # type: ignore[import-untyped]

_SKIPPED = set(
    """script style noscript template svg iframe head object select textarea input math audio video canvas""".split()  # noqa: SIM905
)
_BLOCKS = set(
    """address article aside blockquote body button center dd details dialog dir div dl dt fieldset figcaption figure footer form
    h1 h2 h3 h4 h5 h6 header hgroup hr html label legend li main menu nav ol option p pre section summary table tbody td tfoot th
    thead tr ul""".split()  # noqa: SIM905
)
_MARKED = set("button nav footer aside form figcaption h1 h2 h3 h4 p li td th blockquote".split())  # noqa: SIM905
_TEXT_TAGS = frozenset(["p", "li", "h2", "h3", "h4", "td", "th", "blockquote"])
_CHROME = frozenset(["link", "button", "nav", "footer", "aside", "form"])
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden")
_CLASSES = {
    "caption": re.compile(r"caption|credit|legend|bildunter|foto"),
    "byline": re.compile(r"byline|author|autor|writer"),
    "standfirst": re.compile(
        r"standfirst|subtitle|subhead|dek|deck|summary|lead|intro|excerpt|teaser|entradilla|chapo|descri"
    ),
}
_WORD = re.compile(r"\w+")
_SENTENCE = re.compile(r"[.!?…。؟!][\"”’»)\]]*\s*$")
_NAME = re.compile(r"(?:by|von|par|por|di|av|af|text:?) |(?:[A-ZÀ-Þ][\w.’'-]+ ?){2,5}$")


@dataclass(frozen=True, slots=True)
class PageLine:
    """A line of a page, and what the mark-up says of it: tags above it, "link" where nearly all of it is one, class names."""

    text: str
    marks: frozenset[str]


def paste(page: bytes) -> tuple[PageLine, ...]:
    """The visible lines of a page, in page order. UTF-8 where it is valid, else as the page says."""
    try:
        page.decode("utf-8")
        document = html.document_fromstring(page, parser=html.HTMLParser(encoding="utf-8"))
    except UnicodeDecodeError:
        document = html.document_fromstring(page)
    lines: list[PageLine] = []
    pieces: list[tuple[str, frozenset[str]]] = []
    _walk(document, frozenset(), pieces, lines)
    _end_line(pieces, lines)
    return tuple(lines)


def _walk(element: Any, marks: frozenset[str], pieces: list[tuple[str, frozenset[str]]], lines: list[PageLine]) -> None:
    if not isinstance(element.tag, str) or _is_hidden(element):
        return
    tag = element.tag.lower()
    if tag in _BLOCKS or tag == "br":
        _end_line(pieces, lines)
    marks = marks | _marks_of(element, tag)
    if element.text:
        pieces.append((element.text, marks))
    for child in element:
        _walk(child, marks, pieces, lines)
        if child.tail:
            pieces.append((child.tail, marks))
    if tag in _BLOCKS:
        _end_line(pieces, lines)


def _is_hidden(element: Any) -> bool:
    names = _names_of(element)
    return (
        element.tag.lower() in _SKIPPED
        or element.get("hidden") is not None
        or _HIDDEN.search(element.get("style") or "") is not None
        or "visually-hidden" in names
        or "sr-only" in names
    )


def _names_of(element: Any) -> str:
    return f"{element.get('class') or ''} {element.get('id') or ''}".lower()


def _marks_of(element: Any, tag: str) -> frozenset[str]:
    marks = {tag} if tag in _MARKED or tag == "a" else set()
    if tag not in ("body", "html", "main", "article"):
        names = _names_of(element)
        marks |= {name for name, pattern in _CLASSES.items() if pattern.search(names)}
    return frozenset(marks)


def _end_line(pieces: list[tuple[str, frozenset[str]]], lines: list[PageLine]) -> None:
    text = " ".join("".join(piece for piece, _ in pieces).split())
    if text:
        told = [(len(piece.strip()), marks) for piece, marks in pieces if piece.strip()]
        linked = sum(length for length, marks in told if "a" in marks)
        marks = frozenset[str]().union(*(marks for _, marks in told)) - {"a"}
        if linked > 0.8 * sum(length for length, _ in told):
            marks |= {"link"}
        lines.append(PageLine(text, marks))
    pieces.clear()


def label_lines(
    lines: Sequence[PageLine], body: Iterable[str], title: str
) -> tuple[list[bool | None], tuple[int, int]] | None:
    """For each line whether it is furniture, None where it is open; and the first and last paragraph of the body, as indexes.
    None for a page on which the body is not found."""
    inside = _find_body(lines, list(body))
    places = [i for i, found in enumerate(inside) if found]
    if len(places) < 3:
        return None
    told = [i for i in places if _is_paragraph(lines[i].text)] or places
    span = told[0], told[-1]
    return [_label(i, line, inside[i], span, title) for i, line in enumerate(lines)], span


def _find_body(lines: Sequence[PageLine], body: Sequence[str]) -> list[bool | None]:
    """Whether each line is in the body, None where a good part of it is or it is too short to say."""
    known = [" ".join(_words(row)) for row in body]
    rows, whole = set(known), f" {' | '.join(known)} "
    grams = {gram for row in body for gram in _grams(_words(row))}
    found: list[bool | None] = []
    for line in lines:
        words = _words(line.text)
        text = " ".join(words)
        if not words or text in rows:
            found.append(bool(words))
        elif len(words) >= 6:
            mine = _grams(words)
            share = sum(gram in grams for gram in mine) / len(mine)
            found.append(True if share >= 0.6 else None if share > 0.25 else False)
        else:
            found.append(None if len(words) >= 2 and f" {text} " in whole else False)
    return found


def _label(i: int, line: PageLine, inside: bool | None, span: tuple[int, int], title: str) -> bool | None:
    first, last = span
    near = first - 15 <= i <= last
    size, marks = len(line.text), line.marks
    if inside:
        return False if near or i <= last + 12 else None
    if inside is None:
        return None
    if "h1" in marks or _is_like(line.text, title):
        return False if "h1" in marks and first - 40 <= i <= first else None
    if near and not marks.isdisjoint(("figcaption", "caption")):
        return False if size >= 40 else None
    if near and i < first and ("byline" in marks or _NAME.match(line.text)):
        return None
    if near and i < first and size >= 50 and "link" not in marks:
        return False if "standfirst" in marks and i > first - 6 else None
    if i < first or i > last:
        return None if i <= last + 3 and "byline" in marks and size < 40 else True
    if not marks.isdisjoint(_CHROME):
        return True
    return True if size <= 25 and marks.isdisjoint(_TEXT_TAGS) else None


def _is_like(text: str, title: str) -> bool:
    mine, other = set(_words(text)), set(_words(title))
    shared = len(mine & other)
    return len(mine) > 2 and 2 * shared > len(mine | other) and shared >= 0.8 * min(len(mine), len(other))


def _is_paragraph(text: str) -> bool:
    return len(_words(text)) >= 12 and _SENTENCE.search(text) is not None


def _words(text: str) -> list[str]:
    return _WORD.findall(text.lower())


def _grams(words: Sequence[str]) -> list[tuple[str, ...]]:
    return [tuple(words[i : i + 4]) for i in range(len(words) - 3)]
