"""What is known about an article beside its text: the `NAME.toml` next to it, the day in its file name.

Each wrong key or value is an ArticleError that names the file, the line and the mend. Values end up in pages and
metadata, so control characters and bidirectional overrides are taken out of them.
"""

from __future__ import annotations

import difflib
import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date, datetime
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import urlsplit

from briefgen.errors import ArticleError, LimitExceeded
from briefgen.lines import fold
from briefgen.model import MOMENT_YEARS, Article, Moment, Source

FACTS_LIMIT_BYTES = 100_000
_DAY_IN_NAME = re.compile(r"(?<!\d)(\d{4})-(\d{2})-(\d{2})(?!\d)")
_RFC_3339 = re.compile(r"\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:\d{2})?)?", re.I)
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{2,8})*")
_LINE_OF_ERROR = re.compile(r"\(at line (\d+), column \d+\)")
# Control characters, and those that turn the reading direction of what follows them.
_HIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ufeff]")


class WrongFact(ValueError):
    """A value that does not fit its key: what was expected, what was found, how to mend it."""

    def __init__(self, expected: str, found: str, remedy: str = "Change the line, or delete it.") -> None:
        super().__init__(expected, found, remedy)
        self.expected, self.found, self.remedy = expected, found, remedy


def apply_facts(article: Article, facts_path: str | None, facts_data: bytes | None) -> Article:
    """The article with the facts of its `NAME.toml`; where no day is known, with the one in its file name.
    Raises ArticleError for a file that is no TOML, an unknown key, a value that does not fit."""
    if facts_data is not None:
        article = lay_over(article, read_facts(facts_path or article.source.path, facts_data))
    if article.published is None:
        article = replace(article, published=find_day(PurePosixPath(article.source.path).name))
    return article


def read_facts(path: str, data: bytes) -> dict[str, Any]:
    """The checked facts of a `NAME.toml`, by key. Raises ArticleError."""
    text = _decode_facts(path, data)
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise _not_toml(path, text, str(error)) from error
    except RecursionError as error:
        raise _not_toml(path, text, "tables too deep in one another") from error
    except ValueError as error:
        # Python converts no whole number of more than 4,300 digits.
        raise _not_toml(path, text, "a number of too many digits") from error
    return {key: _check_fact(path, text, key, value) for key, value in table.items()}


def lay_over(article: Article, facts: Mapping[str, Any]) -> Article:
    """The article with checked facts in place of its own."""
    source_keys = {"url", "publisher", "licence"} & facts.keys()
    source: Source = replace(article.source, **{key: facts[key] for key in source_keys})
    own = {key: value for key, value in facts.items() if key not in source_keys}
    return replace(article, source=source, **own)


def find_day(name: str) -> date | None:
    """The first real day written as 2025-03-31 in a file name, None where there is none."""
    for match in _DAY_IN_NAME.finditer(name):
        try:
            day = date(*(int(part) for part in match.groups()))
        except ValueError:
            continue
        if MOMENT_YEARS[0] <= day.year <= MOMENT_YEARS[1]:
            return day
    return None


def parse_line(value: object) -> str:
    """A text of one line, spaces folded, hidden characters taken out. Raises WrongFact where nothing is left."""
    if not isinstance(value, str):
        raise WrongFact("expected a text in quotation marks", describe(value))
    text = fold(_HIDDEN.sub(" ", value))
    if not text:
        raise WrongFact("expected a text", "an empty one")
    return text


def parse_names(value: object) -> tuple[str, ...]:
    """Names, from a list of texts. Raises WrongFact."""
    if not isinstance(value, list) or not all(isinstance(name, str) for name in value):
        raise WrongFact('expected a list of names such as ["Ada Example"]', describe(value))
    return tuple(parse_line(name) for name in value)


def parse_url(value: object) -> str:
    """An http or https address. Raises WrongFact."""
    expected = 'expected an address such as "https://example.org/story"'
    if not isinstance(value, str):
        raise WrongFact(expected, describe(value))
    url = value.strip()
    try:
        parts = urlsplit(url)
        host = parts.hostname
    except ValueError as error:
        raise WrongFact(expected, describe(value)) from error
    if parts.scheme not in ("http", "https") or not host or _HIDDEN.search(url) or re.search(r"[\s<>\"\\]", url):
        raise WrongFact(expected, describe(value))
    return url


def parse_moment(value: object) -> Moment:
    """A day or an aware date-time, of TOML or as RFC 3339 text. Raises WrongFact, also where a zone is missing."""
    expected = "expected a date such as 2025-03-31 or 2025-03-31T07:00:00+01:00"
    found = describe(value)
    if isinstance(value, str) and _RFC_3339.fullmatch(value.strip()):
        text = value.strip().upper()
        try:
            value = datetime.fromisoformat(text) if len(text) > 10 else date.fromisoformat(text)
        except ValueError as error:
            raise WrongFact(expected, found) from error
    if isinstance(value, datetime) and value.tzinfo is None:
        raise WrongFact(
            "expected a time with its distance from UTC, such as 2025-03-31T07:00:00+01:00",
            found,
            "A time without a zone names no moment: add the zone, or give the day alone.",
        )
    if not isinstance(value, date):
        raise WrongFact(expected, found, "Change the line, or delete it to take the date from the file name.")
    if not MOMENT_YEARS[0] <= value.year <= MOMENT_YEARS[1]:
        raise WrongFact(f"expected a year from {MOMENT_YEARS[0]} to {MOMENT_YEARS[1]}", found)
    return value


def parse_language(value: object) -> str:
    """A language tag such as "en" or "de-AT". Raises WrongFact."""
    if not isinstance(value, str) or not _LANGUAGE.fullmatch(value.strip()):
        raise WrongFact('expected a language code such as "en" or "de-AT"', describe(value))
    return value.strip().replace("_", "-")


def parse_policy(value: object) -> str:
    """How much of the text may be published: "full" or "extract". Raises WrongFact."""
    if value not in ("full", "extract"):
        raise WrongFact('expected "full" or "extract"', describe(value))
    return str(value)


FACTS: dict[str, Callable[[object], Any]] = {
    "title": parse_line,
    "url": parse_url,
    "publisher": parse_line,
    "authors": parse_names,
    "published": parse_moment,
    "language": parse_language,
    "licence": parse_line,
    "text": parse_policy,
}


def describe(value: object) -> str:
    """A value as a message shows it: short, and on one line."""
    match value:
        case str():
            shown = fold(_HIDDEN.sub(" ", value))
            return f'"{shown[:60]}…"' if len(shown) > 60 else f'"{shown}"'
        case bool():
            return "true" if value else "false"
        case list():
            return "a list"
        case dict():
            return "a table"
        case None:
            return "nothing"
        case int() if abs(value) >= 10**18:
            return "a long number"
        case _:
            return str(value)


def _check_fact(path: str, text: str, key: str, value: object) -> Any:
    line = _line_of(text, key)
    if key not in FACTS:
        near = difflib.get_close_matches(key.lower(), FACTS, n=1)
        known = ", ".join(FACTS)
        remedy = f'Did you mean "{near[0]}"?' if near else "Delete the line."
        raise ArticleError(f"expected one of {known}", path=path, line=line, key=parse_key(key), remedy=remedy)
    try:
        return FACTS[key](value)
    except WrongFact as wrong:
        raise ArticleError(
            wrong.expected, path=path, line=line, key=key, found=wrong.found, remedy=wrong.remedy
        ) from wrong


def parse_key(key: str) -> str:
    """A key as a message shows it, hidden characters taken out."""
    return fold(_HIDDEN.sub(" ", key))[:60] or "an empty key"


def _decode_facts(path: str, data: bytes) -> str:
    if len(data) > FACTS_LIMIT_BYTES:
        raise LimitExceeded(f"expected at most {FACTS_LIMIT_BYTES:,} bytes of facts", path=path)
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ArticleError(
            "expected UTF-8",
            path=path,
            line=data.count(b"\n", 0, error.start) + 1,
            found=f"byte 0x{data[error.start]:02x}",
            remedy="Save the file as UTF-8.",
        ) from error


def _not_toml(path: str, text: str, reason: str) -> ArticleError:
    match = _LINE_OF_ERROR.search(reason)
    line = int(match.group(1)) if match else text.count("\n") + 1
    return ArticleError(
        'expected TOML, one fact a line, such as title = "Talks resume"',
        path=path,
        line=line,
        found=_LINE_OF_ERROR.sub("", reason).strip(),
        remedy="Mend the line.",
    )


def _line_of(text: str, key: str) -> int | None:
    """The line that gives a top-level key, None where it is written in a form that a look at the line does not show."""
    pattern = re.compile(rf"^[ \t]*\[*[ \t]*[\"']?{re.escape(key)}[\"']?[ \t]*[=.\]]", re.M)
    match = pattern.search(text)
    return text.count("\n", 0, match.start()) + 1 if match else None
