"""Bytes become articles: one module a format, one row a suffix."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from briefgen.convert.readers.plain import read_text
from briefgen.errors import UnreadableArticle
from briefgen.model import Article


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceFile:
    """An article file as found: its path in the project (with `/`), its bytes, the facts of the `NAME.toml` beside it."""

    path: str
    data: bytes
    facts: dict[str, Any] = field(default_factory=dict)


READERS: dict[str, Callable[[str, bytes], Article]] = {".txt": read_text}


def read_article(path: str, data: bytes) -> Article:
    """The article of those bytes. Raises UnreadableArticle for a format that is not read."""
    reader = READERS.get(Path(path).suffix.lower())
    if reader is None:
        raise UnreadableArticle(
            "expected .txt or .md", path=path, found=f"{Path(path).suffix or 'no suffix'}, not read yet"
        )
    return reader(path, data)
