"""Markdown: one normalised line for each heading, paragraph, list item, row or picture, with what it is as a hint.

In: CommonMark with tables and an optional YAML front matter. Out: lines, their `roles`, the front matter's facts.
Raw HTML is text; a link keeps its text and loses its address; a picture is its alternative text. Front matter is read
as texts alone (no YAML types), so that `lang: no` stays Norwegian.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from functools import cache
from typing import Any

import yaml
from markdown_it import MarkdownIt
from markdown_it.token import Token

from briefgen.convert.readers.facts import FACTS, FACTS_LIMIT_BYTES, WrongFact, lay_over, parse_names
from briefgen.convert.readers.plain import decode_text
from briefgen.errors import LimitExceeded, UnreadableArticle
from briefgen.files import sha256_of
from briefgen.lines import split_lines
from briefgen.model import MOMENT_YEARS, Article, Source

DEPTH_LIMIT = 100
FRONT_MATTER_LIMIT_LINES = 200
# The parser takes about 0.1 ms a bracket (measured with `[` and `![[]()`): no article holds more than this.
BRACKETS_LIMIT = 20_000
# libyaml's binding calls itself for each level: some ten thousand end the process, not only the article.
FRONT_MATTER_LIMIT_BRACKETS = 500
_DEEP_YAML = re.compile(r"^(?:[ \t]*[-?:][ \t]+){30}", re.M)
_FENCE = re.compile(r"---[ \t]*")
_FENCE_END = re.compile(r"(?:---|\.\.\.)[ \t]*")
_KEY = re.compile(r"[A-Za-z_][\w -]*:(?:\s|$)")
_SPACE = re.compile(r"\s+")
_DAY_AND_TIME = re.compile(r"(\d{4}-\d{2}-\d{2})[T ]\d{1,2}:\d{2}.*", re.S)
_ROLES = {"blockquote_open": "quote", "list_item_open": "list_item", "heading_open": "heading"}
_CLOSES = frozenset(name.removesuffix("open") + "close" for name in _ROLES)
_Line = tuple[str, str]


def read_markdown(path: str, data: bytes) -> Article:
    """The article of a Markdown file. Its title is the front matter's, else the first heading where it opens the text.
    Raises UnreadableArticle for front matter that is no YAML or does not fit, LimitExceeded past the bounds."""
    rows = split_lines(decode_text(path, data))
    facts, body_from, warnings = _read_front_matter(path, rows)
    rendered = _render_lines(path, "\n".join(rows[body_from:]))
    title = rendered[0][0] if rendered and rendered[0][1] == "headline" else None
    article = Article(
        source=Source(path=path, format="markdown", sha256=sha256_of(data)),
        lines=tuple(text for text, _ in rendered),
        roles=tuple(role for _, role in rendered),
        title=title,
        warnings=warnings,
    )
    return lay_over(article, facts)


@cache
def _parser() -> MarkdownIt:
    return MarkdownIt("commonmark", {"html": False, "maxNesting": DEPTH_LIMIT}).enable(["table", "strikethrough"])


def _render_lines(path: str, body: str) -> list[_Line]:
    if body.count("[") > BRACKETS_LIMIT:
        raise LimitExceeded(
            f"expected at most {BRACKETS_LIMIT:,} opening brackets", path=path, remedy="Is it an article?"
        )
    tokens = _parser().parse(body)
    # Past its limit the parser drops what lies deeper: refuse rather than lose it.
    if any(token.level >= DEPTH_LIMIT - 1 for token in tokens):
        raise LimitExceeded(
            f"expected lists and quotations at most {DEPTH_LIMIT} deep", path=path, remedy="Take some levels out."
        )
    lines = [line for line in _walk(tokens) if line[0]]
    if lines and tokens[0].type == "heading_open" and tokens[0].tag == "h1":
        lines[0] = (lines[0][0], "headline")
    return lines


def _walk(tokens: Sequence[Token]) -> Iterator[_Line]:
    """Each line with its role: that of the innermost heading, list item or block quotation. A table's row is a line."""
    open_roles: list[str] = []
    row: list[str] | None = None
    for token in tokens:
        if token.type in _ROLES:
            open_roles.append(_ROLES[token.type])
        elif token.type in _CLOSES:
            open_roles.pop()
        elif token.type == "tr_open":
            row = []
        elif token.type == "tr_close" and row is not None:
            yield " | ".join(cell for cell in row if cell), ""
            row = None
        elif token.type == "inline" and row is not None:
            row.append(_normalise("".join(_texts(token))))
        elif token.type == "inline":
            yield _normalise("".join(_texts(token))), open_roles[-1] if open_roles else ""
            yield from ((_normalise("".join(_texts(picture))), "caption") for picture in _pictures(token))
        elif token.type in ("fence", "code_block"):
            yield from ((_normalise(line), "") for line in split_lines(token.content))


def _texts(token: Token) -> Iterator[str]:
    """The words of a paragraph: its text, links by their text, no pictures."""
    for child in token.children or ():
        if child.type in ("softbreak", "hardbreak"):
            yield " "
        elif child.type != "image":
            yield child.content


def _pictures(token: Token) -> Iterator[Token]:
    return (child for child in token.children or () if child.type == "image")


def _normalise(text: str) -> str:
    """One line: each run of white space, line ends included, one space."""
    return _SPACE.sub(" ", text).strip()


def _read_front_matter(path: str, rows: Sequence[str]) -> tuple[dict[str, Any], int, tuple[str, ...]]:
    """The facts of the front matter, the row after it, and warnings. No front matter: no facts, row 0.
    A rule that opens a text is told from front matter by the line that follows: it must be a key."""
    if len(rows) < 2 or not _FENCE.fullmatch(rows[0]) or not (_KEY.match(rows[1]) or _FENCE_END.fullmatch(rows[1])):
        return {}, 0, ()
    end = next((n for n, row in enumerate(rows[1:], 1) if _FENCE_END.fullmatch(row)), None)
    if end is None:
        raise UnreadableArticle("expected a line --- that ends the front matter", path=path, line=1, found="none")
    if end > FRONT_MATTER_LIMIT_LINES or sum(map(len, rows[:end])) > FACTS_LIMIT_BYTES:
        raise LimitExceeded(f"expected at most {FRONT_MATTER_LIMIT_LINES} lines of front matter", path=path, line=1)
    facts, warnings = _check_front_matter(path, rows, _parse_yaml(path, "\n".join(rows[1:end])))
    return facts, end + 1, warnings


def _parse_yaml(path: str, text: str) -> dict[str, Any]:
    if text.count("[") + text.count("{") > FRONT_MATTER_LIMIT_BRACKETS or _DEEP_YAML.search(text):
        raise LimitExceeded("expected front matter less deep", path=path, line=1, remedy="Write one fact a line.")
    loader = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
    try:
        table = yaml.load(text, Loader=loader)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        raise UnreadableArticle(
            "expected YAML front matter, one fact a line, such as title: Talks resume",
            path=path,
            line=mark.line + 2 if mark else 1,
            found=str(getattr(error, "problem", None) or "a character that YAML does not allow").removeprefix("found "),
            remedy="Put a text that holds a colon in quotation marks.",
        ) from error
    except RecursionError as error:
        raise LimitExceeded("expected front matter less deep", path=path, line=1) from error
    if not isinstance(table, dict | str | None):
        raise UnreadableArticle("expected front matter of keys and values", path=path, line=2, found="a list")
    return table if isinstance(table, dict) else {}


def _check_front_matter(
    path: str, rows: Sequence[str], table: dict[str, Any]
) -> tuple[dict[str, Any], tuple[str, ...]]:
    facts: dict[str, Any] = {}
    warnings: list[str] = []
    for key, value in table.items():
        known = KEYS.get(str(key).lower())
        if known is None or value in ("", None):
            continue
        try:
            facts[known] = _PARSERS[known](value)
        except WrongFact as wrong:
            line = next((n for n, row in enumerate(rows, 1) if row.startswith(f"{key}:")), 1)
            day = _day_alone(value) if known == "published" else None
            if day is None:
                raise UnreadableArticle(
                    wrong.expected, path=path, line=line, key=key, found=wrong.found, remedy=wrong.remedy
                ) from wrong
            facts[known] = day
            warnings.append(f"line {line}: {key}: a time without a zone names no moment; the day alone is taken")
    return facts, tuple(warnings)


def _day_alone(value: object) -> date | None:
    """The day of a time without a zone, which other programs write into front matter."""
    match = _DAY_AND_TIME.fullmatch(value.strip()) if isinstance(value, str) else None
    try:
        day = date.fromisoformat(match.group(1)) if match else None
    except ValueError:
        return None
    return day if day and MOMENT_YEARS[0] <= day.year <= MOMENT_YEARS[1] else None


def _parse_authors(value: object) -> tuple[str, ...]:
    return parse_names([value] if isinstance(value, str) else value)


# The keys that other programs write for the same fact.
KEYS = {
    "title": "title",
    "date": "published",
    "published": "published",
    "url": "url",
    "link": "url",
    "author": "authors",
    "authors": "authors",
    "publisher": "publisher",
    "lang": "language",
    "language": "language",
    "licence": "licence",
    "license": "licence",
    "text": "text",
}
_PARSERS: dict[str, Callable[[object], Any]] = {**FACTS, "authors": _parse_authors}
