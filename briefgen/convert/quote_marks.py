"""The stretches of a text that stand between quotation marks, in all common forms of marks.

In: paragraphs, each a line with its place. Out: `Marked` stretches without their marks, in text order, the outer of nested
ones. One pass with a stack over the marks: the time is linear however unbalanced they are. Says nothing of who speaks, or
whether anybody does. A quotation over several paragraphs (the opening mark repeated, one closing mark at the end) is one
stretch a paragraph.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

# Two apostrophes in a row are wiki italics as often as quotation marks: no marks at all.
_MARK = re.compile(r"(?<!')'(?!')|[\"“”„‟«»‹›‘’‚‛]")
_CLOSES_SINGLE = re.compile(r"(?<=[,.!?])’(?!\w)")
_CLOSERS = {
    "„": '“”"',
    "‟": "”",
    "“": '”"',
    "”": "”",
    "«": "»",
    "»": "«",
    "‹": "›",
    "›": "‹",
    '"': '"”',
    "‘": "’",
    "‛": "’",
    "‚": "‘’",
    "’": "’",
    "'": "'",
}
SINGLE = frozenset("‘‛‚’'‹›")
"""Marks that also stand for apostrophes, nested quotations and words under discussion."""
_BEFORE_OPENING = frozenset("([{—–-/:;,…>")


class Marked(NamedTuple):
    """A stretch of line `line` between marks: code points `start` to `end`, the marks left out. `mark`: the opening one.
    `continues`: it carries on the quotation of the paragraph before. `closed`: a closing mark follows it."""

    line: int
    start: int
    end: int
    mark: str
    continues: bool = False
    closed: bool = True


@dataclass(slots=True)
class _Open:
    """A mark still open while the scan goes on, with the stretches that were closed inside it."""

    mark: str
    at: int
    inner: list[tuple[int, int, str]] = field(default_factory=list)


@dataclass(slots=True)
class _Scan:
    """What one paragraph gave: closed stretches, the outermost mark left open, a closing mark that stands before any."""

    closed: list[tuple[int, int, str]] = field(default_factory=list)
    left_open: _Open | None = None
    stray: tuple[int, str] | None = None


class Paragraph(NamedTuple):
    """A stretch of a line to look for marks in: code points `start` to `end` of `text`, which is line `line`."""

    line: int
    start: int
    end: int
    text: str


def find_marked(paragraphs: Iterable[Paragraph]) -> tuple[Marked, ...]:
    """The quoted stretches of paragraphs that follow one another, in text order, without white space at their ends."""
    paragraphs = tuple(paragraphs)
    found: list[Marked] = []
    pending: tuple[Marked, list[tuple[int, int, str]]] | None = None
    for paragraph in paragraphs:
        scan = _scan(paragraph)
        carried = False
        if pending:
            carried, stretches = _settle(pending, paragraph, scan)
            found.extend(stretches)
        first = _first(paragraph)
        for start, end, mark in scan.closed:
            continues = carried and start == first + 1
            found.append(Marked(line=paragraph.line, start=start, end=end, mark=mark, continues=continues))
        pending = _leave(scan, paragraph, carried)
    if pending:
        found.extend(_drop(pending))
    texts = {p.line: p.text for p in paragraphs}
    trimmed = [_without_spaces(m, texts[m.line]) for m in found]
    # One letter between single marks is an elision: rock 'n' roll.
    return tuple(m for m in trimmed if m.end - m.start > (m.mark in SINGLE))


def _without_spaces(marked: Marked, text: str) -> Marked:
    """The stretch without the white space that French sets inside its marks."""
    start, end = marked.start, marked.end
    if start < end and not (text[start].isspace() or text[end - 1].isspace()):
        return marked
    while start < end and text[start].isspace():
        start += 1
    while start < end and text[end - 1].isspace():
        end -= 1
    return marked._replace(start=start, end=end)


def _first(paragraph: Paragraph) -> int:
    at = paragraph.start
    while at < paragraph.end and paragraph.text[at].isspace():
        at += 1
    return at


def _settle(
    pending: tuple[Marked, list[tuple[int, int, str]]], paragraph: Paragraph, scan: _Scan
) -> tuple[bool, list[Marked]]:
    """What becomes of a quotation that the paragraph before left open, and whether this one carries it on."""
    marked, _ = pending
    first = _first(paragraph)
    if first < paragraph.end and paragraph.text[first] == marked.mark and _opens_at(paragraph, scan, first):
        return True, [marked]
    if scan.stray and scan.stray[1] in _CLOSERS[marked.mark] and marked.mark != '"':
        rest = Marked(line=paragraph.line, start=first, end=scan.stray[0], mark=marked.mark, continues=True)
        return True, [marked, rest]
    return False, _drop(pending)


def _opens_at(paragraph: Paragraph, scan: _Scan, first: int) -> bool:
    closed = any(start == first + 1 for start, _, _ in scan.closed)
    return closed or (scan.left_open is not None and scan.left_open.at == first)


def _drop(pending: tuple[Marked, list[tuple[int, int, str]]]) -> list[Marked]:
    """A quotation that nothing closes: kept where it opens its paragraph (the closing mark was forgotten), else only
    the closed stretches inside it."""
    marked, inner = pending
    if marked.continues:
        return [marked]
    return [Marked(line=marked.line, start=start, end=end, mark=mark) for start, end, mark in inner]


def _leave(scan: _Scan, paragraph: Paragraph, carried: bool) -> tuple[Marked, list[tuple[int, int, str]]] | None:
    opened = scan.left_open
    if opened is None:
        return None
    end = paragraph.end
    while end > opened.at + 1 and paragraph.text[end - 1].isspace():
        end -= 1
    continues = carried and opened.at == _first(paragraph)
    marked = Marked(
        line=paragraph.line, start=opened.at + 1, end=end, mark=opened.mark, continues=continues, closed=False
    )
    return marked, opened.inner


def _scan(paragraph: Paragraph) -> _Scan:
    scan = _Scan()
    stack: list[_Open] = []
    _, start, end, text = paragraph
    for match in _MARK.finditer(text, start, end):
        at, mark = match.start(), match.group()
        before = text[at - 1] if at > start else " "
        after = text[at + 1] if at + 1 < end else " "
        if mark in "'’" and before.isalnum() and after.isalnum():
            continue
        if mark == "’" and before == "s" and stack and stack[-1].mark == "‘" and _is_possessive(text, at, end):
            continue
        if stack and mark in _CLOSERS[stack[-1].mark] and _may_close(mark, before, after, stack[-1]):
            _close(stack, scan, at)
        elif _may_open(mark, before, after, bool(stack)):
            stack.append(_Open(mark, at))
        elif not stack and not scan.closed and scan.stray is None:
            scan.stray = (at, mark)
    _unwind(stack, scan)
    return scan


def _close(stack: list[_Open], scan: _Scan, at: int) -> None:
    opened = stack.pop()
    span = (opened.at + 1, at, opened.mark)
    if opened.mark == "'" and opened.inner:
        # Two apostrophes around quotations in double marks: the straight one is the weaker sign.
        _collect(stack, scan).extend(opened.inner)
    else:
        _collect(stack, scan).append(span)


def _collect(stack: list[_Open], scan: _Scan) -> list[tuple[int, int, str]]:
    return stack[-1].inner if stack else scan.closed


def _unwind(stack: list[_Open], scan: _Scan) -> None:
    """Marks never closed: a single one was an apostrophe; the first double one may go on in the next paragraph."""
    for opened in stack:
        if scan.left_open is not None:
            scan.left_open.inner.extend(opened.inner)
        elif opened.mark in SINGLE:
            scan.closed.extend(opened.inner)
        else:
            scan.left_open = opened


def _is_possessive(text: str, at: int, end: int) -> bool:
    """Whether a mark behind an s is an apostrophe ("the voters’ names"): a small letter follows, and another mark closes."""
    if not (text[at + 1 : at + 2] == " " and text[at + 2 : at + 3].islower()):
        return False
    closing = _CLOSES_SINGLE.search(text, at + 1, end)
    return closing is not None and "‘" not in text[at : closing.start()]


def _may_close(mark: str, before: str, after: str, opened: _Open) -> bool:
    if mark in "'’":
        return not after.isalnum() and not before.isspace()
    if mark == '"':
        opens_again = (before.isspace() or before in _BEFORE_OPENING) and after.isalnum()
        return not opens_again
    return True


def _may_open(mark: str, before: str, after: str, nested: bool) -> bool:
    free = before.isspace() or before in _BEFORE_OPENING or before in _CLOSERS
    # A space behind a mark that also closes: it opens only where it stands free (“ … and then”).
    if after.isspace() and not (mark in "«„" or (mark == "“" and free)):
        return False
    if mark in "„“‟«":
        return True
    if mark in "‘‚‛'‹›":
        # Not "rock 'n' roll", not "the '90s"; and inside double marks an inner one changes nothing.
        return free and not nested and (after.isalpha() or after in "([…¿¡$£€")
    if mark == '"':
        return before != "=" and (free or not before.isalnum())
    return mark in "”»" and free and not nested
