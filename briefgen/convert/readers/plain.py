"""Plain text: the file's own lines, and the decoding that every text format shares.

Control characters inside a line stay in it: offsets count code points of the line as decoded. NUL is refused: a file
that holds one is no text, whatever its suffix says.
"""

from __future__ import annotations

import re

from briefgen.errors import LimitExceeded, UnreadableArticle
from briefgen.files import ARTICLE_LIMIT_BYTES, sha256_of
from briefgen.lines import split_lines
from briefgen.model import Article, Source

TEXT_LIMIT_CHARACTERS = 2_000_000
# Converting takes up to half a millisecond a line: no article is so long, and one that claims to be holds up all others.
TEXT_LIMIT_LINES = 20_000
_UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")
# How other formats open that are saved, or pasted as source, under a text's suffix: their marks would be printed as news.
_OTHER_FORMATS = {
    "an HTML page": re.compile(r"\ufeff?\s*(?:<!doctype html|<html)\b", re.IGNORECASE),
    "XML": re.compile(r"\ufeff?\s*<(?:\?xml|rss|feed)\b", re.IGNORECASE),
}
_LINE_END = re.compile(r"\r\n|\r|\n")


def read_text(path: str, data: bytes) -> Article:
    """The article of a UTF-8 (or BOM-marked UTF-16) text. Raises as `decode_text` does."""
    lines = split_lines(decode_text(path, data))
    return Article(source=Source(path=path, format="text", sha256=sha256_of(data)), lines=lines)


def decode_text(path: str, data: bytes) -> str:
    """The text of a file. Raises LimitExceeded past 10 MB of bytes, 2,000,000 characters or 20,000 lines,
    UnreadableArticle with the line of the first byte that is no UTF-8 or of the first NUL, or for another format's text."""
    if len(data) > ARTICLE_LIMIT_BYTES:
        raise LimitExceeded(f"expected at most {ARTICLE_LIMIT_BYTES:,} bytes", path=path, remedy="Split the file.")
    encoding = "utf-16" if data[:2] in _UTF16_MARKS else "utf-8"
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        raise UnreadableArticle(
            "expected UTF-8",
            path=path,
            line=_line_at(data[: error.start].decode(encoding, errors="replace")),
            found=f"byte 0x{data[error.start]:02x}",
            remedy="Save the file as UTF-8.",
        ) from error
    return _check_text(path, text)


def _check_text(path: str, text: str) -> str:
    if len(text) > TEXT_LIMIT_CHARACTERS:
        raise LimitExceeded(
            f"expected at most {TEXT_LIMIT_CHARACTERS:,} characters",
            path=path,
            found=f"{len(text):,}",
            remedy="Split the file.",
        )
    lines = sum(1 for line in split_lines(text) if line and not line.isspace())
    if lines > TEXT_LIMIT_LINES:
        raise LimitExceeded(
            f"expected at most {TEXT_LIMIT_LINES:,} lines with text",
            path=path,
            found=f"{lines:,}",
            remedy="Split the file.",
        )
    nul = text.find("\0")
    if nul >= 0:
        raise UnreadableArticle(
            "expected text",
            path=path,
            line=_line_at(text[:nul]),
            found="a NUL character",
            remedy="Is it another format with the wrong suffix? Save it as UTF-8 text.",
        )
    found = next((name for name, opening in _OTHER_FORMATS.items() if opening.match(text)), None)
    if found is not None:
        raise UnreadableArticle(
            "expected text", path=path, line=1, found=found, remedy="It is not read yet: save its text alone."
        )
    return text


def _line_at(before: str) -> int:
    """The number of the line that the text before a place ends in."""
    return len(_LINE_END.findall(before)) + 1
