"""Bytes become articles: one module a format, one row a suffix. The facts beside an article lie over its own."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath

from briefgen.convert.readers.facts import FACTS_LIMIT_BYTES, apply_facts
from briefgen.convert.readers.markdown import read_markdown
from briefgen.convert.readers.plain import read_text
from briefgen.errors import UnreadableArticle
from briefgen.files import read_bounded
from briefgen.lines import is_empty
from briefgen.model import Article


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceFile:
    """An article file as found: its path in the project (with `/`) and its bytes; the same of its `NAME.toml`."""

    path: str
    data: bytes
    facts_path: str | None = None
    facts_data: bytes | None = None


Reader = Callable[[str, bytes], Article]

READERS: dict[str, Reader] = {".txt": read_text, ".md": read_markdown, ".markdown": read_markdown}


def read_article(source_file: SourceFile) -> Article:
    """The article of those bytes, with the facts of its `NAME.toml` and the day in its file name.
    Raises UnreadableArticle for a format not read, LimitExceeded past the bounds, ArticleError for a wrong fact."""
    suffix = PurePosixPath(source_file.path).suffix.lower()
    reader = READERS.get(suffix)
    if reader is None:
        known = ", ".join(READERS)
        raise UnreadableArticle(
            f"expected one of {known}", path=source_file.path, found=f"{suffix or 'no suffix'}, not read yet"
        )
    article = reader(source_file.path, source_file.data)
    if all(map(is_empty, article.lines)):
        article = replace(article, warnings=(*article.warnings, "expected text, found none: it gives no briefing"))
    return apply_facts(article, source_file.facts_path, source_file.facts_data)


def read_source_file(path: Path, name: str | None = None) -> SourceFile:
    """The file and the `NAME.toml` beside it, as bytes. `name`: its path in the project; as given where there is none.
    Raises LimitExceeded past 10 MB, UnreadableArticle where it can't be read; both name the file."""
    name = path.as_posix() if name is None else name
    facts, facts_name = path.with_suffix(".toml"), str(PurePosixPath(name).with_suffix(".toml"))
    has_facts = facts.is_file() and facts != path
    return SourceFile(
        path=name,
        data=read_bounded(path),
        facts_path=facts_name if has_facts else None,
        facts_data=read_bounded(facts, FACTS_LIMIT_BYTES) if has_facts else None,
    )
