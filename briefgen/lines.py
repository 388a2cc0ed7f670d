"""Numbered lines, and the fold under which "this sentence stands in those lines" is decided.

A line ends at LF, CRLF or CR and nowhere else: form feeds, U+2028 and their like stay inside a line, as editors count.
"""

from __future__ import annotations

import re
import unicodedata

from briefgen.model import LineRange

_LINE_END = re.compile(r"\r\n|\r|\n")
_SPACE = re.compile(r"\s+")


def split_lines(text: str) -> tuple[str, ...]:
    """The lines of a decoded text, without their ends; a BOM is dropped, and so is the empty line after a last end."""
    text = text.removeprefix("\ufeff")
    lines = _LINE_END.split(text)
    return tuple(lines[:-1] if lines[-1] == "" else lines)


def is_empty(line: str) -> bool:
    """True for a line of white space alone."""
    return not line.strip()


def fold(text: str) -> str:
    """The text in Unicode NFC, each run of white space one space, none at the ends."""
    return _SPACE.sub(" ", unicodedata.normalize("NFC", text)).strip()


def shorten(text: str, characters: int) -> str:
    """The text, or where it is longer the whole words that fit, and a sign that more follows."""
    if len(text) <= characters:
        return text
    return f"{text[:characters].rpartition(' ')[0] or text[:characters]} …"


def text_of(lines: tuple[str, ...], place: LineRange, start: int | None = None, end: int | None = None) -> str:
    """The source text of a place: its lines joined by LF, cut at `start` in the first and `end` in the last."""
    rows = list(lines[place.first - 1 : place.last])
    if rows and end is not None:
        rows[-1] = rows[-1][:end]
    if rows and start is not None:
        rows[0] = rows[0][start:]
    return "\n".join(rows)


def stands_in(sentence: str, lines: tuple[str, ...], place: LineRange) -> bool:
    """Whether the sentence stands, letter for letter after `fold`, in those lines."""
    return fold(sentence) in fold(text_of(lines, place))
