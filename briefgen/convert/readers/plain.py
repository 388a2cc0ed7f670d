"""Plain text: the file's own lines."""

from __future__ import annotations

from briefgen.errors import UnreadableArticle
from briefgen.files import sha256_of
from briefgen.lines import split_lines
from briefgen.model import Article, Source


def read_text(path: str, data: bytes) -> Article:
    """The article of a UTF-8 (or BOM-marked UTF-16) text. Raises UnreadableArticle with the line of the first bad byte."""
    try:
        text = data.decode("utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise UnreadableArticle(
            "expected UTF-8",
            path=path,
            line=line,
            found=f"byte 0x{data[error.start]:02x}",
            remedy="Save the file as UTF-8.",
        ) from error
    return Article(source=Source(path=path, format="text", sha256=sha256_of(data)), lines=split_lines(text))
