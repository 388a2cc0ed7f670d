"""The NAME.toml beside an article, and the day in its file name."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefgen.convert.readers import SourceFile, read_article, read_source_file
from briefgen.convert.readers.facts import find_day, read_facts
from briefgen.errors import ArticleError, LimitExceeded
from briefgen.model import Article

ALL = """\
title = "Talks resume"
url = "https://example.org/talks"
publisher = "The Example"
authors = ["Ada Example", "Bo Sample"]
published = 2025-03-31T07:00:00Z
language = "en-GB"
licence = "CC BY 4.0"
text = "extract"
"""


def read(facts: str | bytes, path: str = "articles/talks.txt") -> Article:
    data = facts.encode() if isinstance(facts, str) else facts
    return read_article(SourceFile(path=path, data=b"Text", facts_path="articles/talks.toml", facts_data=data))


def test_every_fact_reaches_the_article() -> None:
    article = read(ALL)
    assert (article.title, article.authors) == ("Talks resume", ("Ada Example", "Bo Sample"))
    assert article.published == datetime(2025, 3, 31, 7, tzinfo=UTC)
    assert (article.language, article.text) == ("en-GB", "extract")
    source = article.source
    assert (source.url, source.publisher, source.licence) == ("https://example.org/talks", "The Example", "CC BY 4.0")


DAYS = [
    ("published = 2025-03-31", date(2025, 3, 31)),
    ('published = "2025-03-31"', date(2025, 3, 31)),
    ('published = "2025-03-31T07:00:00Z"', datetime(2025, 3, 31, 7, tzinfo=UTC)),
    ('published = " 2025-03-31\\n"', date(2025, 3, 31)),
    ('published = " 2025-03-31t07:00:00z "', datetime(2025, 3, 31, 7, tzinfo=UTC)),
    ("", date(2024, 2, 29)),
]


@pytest.mark.parametrize("facts, published", DAYS)
def test_a_day_stays_a_day_and_the_file_name_is_the_last_resort(facts: str, published: date) -> None:
    article = read(facts, "articles/talks-2024-02-29.txt")
    assert article.published == published
    assert type(article.published) is type(published)


def test_space_around_a_fact_is_no_part_of_it() -> None:
    article = read('language = " de_AT "\nurl = " https://example.org/a "\ntitle = " Talks "\nauthors = [" Ada "]')
    assert (article.language, article.source.url) == ("de-AT", "https://example.org/a")
    assert (article.title, article.authors) == ("Talks", ("Ada",))


NAMES = [
    ("2025-03-31-talks.txt", date(2025, 3, 31)),
    ("talks-2025-03-31.txt", date(2025, 3, 31)),
    ("x2025-02-30-2025-03-01.md", date(2025, 3, 1)),
    ("12025-03-311.txt", None),
    ("talks.txt", None),
]


@pytest.mark.parametrize("name, day", NAMES)
def test_a_real_day_anywhere_in_the_file_name_is_found(name: str, day: date | None) -> None:
    assert find_day(name) == day


WRONG = [
    ('titel = "x"', 1, "titel", 'Did you mean "title"?'),
    ('title = "x"\nzzz = 1', 2, "zzz", "expected one of title, url"),
    ("\ntitle = 3", 2, "title", "found 3"),
    ('title = " "', 1, "title", "found an empty one"),
    ('url = "ftp://example.org"', 1, "url", 'found "ftp://example.org"'),
    ('url = "https://"', 1, "url", "expected an address"),
    ('url = "https://exa mple.org/"', 1, "url", "expected an address"),
    ('url = "https://example.org/\\u0007"', 1, "url", "expected an address"),
    ("url = 'https://example.org\\@other.example'", 1, "url", "expected an address"),
    ('licence = ["CC BY"]', 1, "licence", "expected a text"),
    ('url = "http://[x"', 1, "url", "expected an address"),
    ('authors = "Ada"', 1, "authors", "expected a list of names"),
    ("authors = [1]", 1, "authors", "expected a list of names"),
    ('published = "31 March"', 1, "published", 'found "31 March"'),
    ("published = 2025-03-31T07:00:00", 1, "published", "A time without a zone names no moment"),
    ("published = 07:00:00", 1, "published", "expected a date such as"),
    ('published = "2025-02-30"', 1, "published", "expected a date such as"),
    ('language = "English please"', 1, "language", "expected a language code"),
    ('text = "all"', 1, "text", 'expected "full" or "extract"'),
    ("[title]\na = 1", 1, "title", "found a table"),
]


@pytest.mark.parametrize("facts, line, key, message", WRONG)
def test_a_wrong_fact_is_refused_with_file_line_and_mend(facts: str, line: int, key: str, message: str) -> None:
    with pytest.raises(ArticleError) as caught:
        read(facts)
    error = caught.value
    assert (error.path, error.line, error.key) == ("articles/talks.toml", line, key)
    assert message in str(error)


NO_TOML = [(b'title = "x', 1), (b'title = "x"\n\xff', 2), (b"a = 1\na = 2", 2), (b"x = " + b"[" * 5000, 1)]


@pytest.mark.parametrize("facts, line", NO_TOML)
def test_what_is_no_toml_is_refused_with_its_line(facts: bytes, line: int) -> None:
    with pytest.raises(ArticleError) as caught:
        read(facts)
    assert (caught.value.path, caught.value.line) == ("articles/talks.toml", line)


def test_hidden_characters_are_taken_out_of_facts() -> None:
    assert read('title = "Talks\\u202e\\u0007 resume\\u2028now"').title == "Talks resume now"


def test_facts_past_their_bound_are_refused() -> None:
    with pytest.raises(LimitExceeded):
        read(b"#" * 100_001)


def test_a_source_file_comes_with_the_facts_beside_it(tmp_path: Path) -> None:
    (tmp_path / "talks.txt").write_text("Text")
    (tmp_path / "talks.toml").write_text('title = "Talks"')
    source_file = read_source_file(tmp_path / "talks.txt", "articles/talks.txt")
    assert (source_file.path, source_file.facts_path) == ("articles/talks.txt", "articles/talks.toml")
    assert read_article(source_file).title == "Talks"


@pytest.mark.parametrize("text", ["", "\n \n\t\r\n"])
def test_an_article_without_text_says_so(text: str) -> None:
    article = read_article(SourceFile(path="content/articles/harbour.txt", data=text.encode()))
    assert article.warnings == ("expected text, found none: it gives no briefing",)


def test_a_source_file_without_facts_has_none(tmp_path: Path) -> None:
    (tmp_path / "talks.txt").write_text("Text")
    assert read_source_file(tmp_path / "talks.txt").facts_data is None


@given(st.text(max_size=80) | st.binary(max_size=80))
def test_any_facts_are_taken_or_plainly_refused(facts: str | bytes) -> None:
    data = facts.encode() if isinstance(facts, str) else facts
    try:
        refusal = None if read(data) else ""
    except ArticleError as error:
        refusal = str(error)
    assert refusal is None or refusal.startswith("articles/talks.toml:")


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("title = " + "9" * 5000, "a number of too many digits"),
        ("title = 0x" + "f" * 5000, "a long number"),
        ("published = 0001-01-01T00:00:00+14:00", "0001-01-01 00:00:00+14:00"),
        ("published = 9999-12-31", "9999-12-31"),
    ],
)
def test_number_without_end_or_day_outside_of_the_calendar_is_refused(line: str, found: str) -> None:
    with pytest.raises(ArticleError) as caught:
        read_facts("articles/a.toml", line.encode())
    assert caught.value.found == found
