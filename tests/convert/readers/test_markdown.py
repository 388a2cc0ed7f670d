"""Markdown: a line for each block with what it is; front matter as facts; bounds."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from briefgen.convert.readers import SourceFile, read_article
from briefgen.convert.readers.markdown import BRACKETS_LIMIT, DEPTH_LIMIT, read_markdown
from briefgen.errors import LimitExceeded, UnreadableArticle
from briefgen.model import Article, BlockRole


def read(text: str) -> Article:
    return read_article(SourceFile(path="articles/a.md", data=text.encode()))


BLOCKS = [
    ("Two\nlines  of\tone *paragraph*.", [("Two lines of one paragraph.", "")]),
    ("# Title\n\nText\n\n## Part", [("Title", "headline"), ("Text", ""), ("Part", "heading")]),
    ("Text\n\n# Title", [("Text", ""), ("Title", "heading")]),
    ("> quoted\n> words\n\nafter", [("quoted words", "quote"), ("after", "")]),
    ("- one\n- two\n\n  more", [("one", "list_item"), ("two", "list_item"), ("more", "list_item")]),
    ("> - deep", [("deep", "list_item")]),
    ("1. first\n2. second", [("first", "list_item"), ("second", "list_item")]),
    ("A [link](https://example.org/x) and <https://example.org/>.", [("A link and https://example.org/.", "")]),
    ("![The bridge *today*](b.jpg)", [("The bridge today", "caption")]),
    ("Before ![a bridge](b.jpg) after", [("Before after", ""), ("a bridge", "caption")]),
    ("![](b.jpg)", []),
    ("<b>raw</b> &amp; <script>x</script>", [("<b>raw</b> & <script>x</script>", "")]),
    ("<div>\nraw\n</div>", [("<div> raw </div>", "")]),
    ("| a | b |\n|---|---|\n| 1 | 2 |", [("a | b", ""), ("1 | 2", "")]),
    ("```\ncode one\n\ncode two\n```", [("code one", ""), ("code two", "")]),
    ("one\n\n---\n\ntwo", [("one", ""), ("two", "")]),
    ("line  \nbreak and `code`", [("line break and code", "")]),
    ("a\rb\r\rc", [("a b", ""), ("c", "")]),
    ("", []),
]


@pytest.mark.parametrize("text, expected", BLOCKS)
def test_each_block_is_a_line_with_its_role(text: str, expected: list[tuple[str, str]]) -> None:
    article = read(text)
    assert list(zip(article.lines, article.roles, strict=True)) == expected


def test_front_matter_gives_the_facts() -> None:
    article = read(
        "---\ntitle: 'Talks: day two'\ndate: 2025-03-31T07:00:00Z\nauthors: [Ada Example, Bo Sample]\n"
        "publisher: The Example\nurl: https://example.org/a\nlang: no\ntags: [x]\n---\nText\n"
    )
    assert article.title == "Talks: day two"
    assert article.published == datetime(2025, 3, 31, 7, tzinfo=UTC)
    assert article.authors == ("Ada Example", "Bo Sample")
    assert (article.source.publisher, article.source.url) == ("The Example", "https://example.org/a")
    assert article.language == "no"
    assert article.lines == ("Text",)


def test_a_time_without_zone_in_front_matter_counts_as_its_day_and_says_so() -> None:
    article = read("---\ndate: 2025-03-31 07:00\n---\nText")
    assert article.published == date(2025, 3, 31)
    assert article.warnings == ("line 2: date: a time without a zone names no moment; the day alone is taken",)


def test_the_first_heading_is_the_title_where_nothing_else_gives_one() -> None:
    assert read("# Bridge *reopens*\n\nText").title == "Bridge reopens"
    assert read("---\ntitle: Other\n---\n# Bridge").title == "Other"
    assert read("Text\n\n# Later").title is None


def test_a_rule_at_the_top_is_no_front_matter() -> None:
    assert read("---\n\nText\n\n---\n").lines == ("Text",)


WRONG = [
    ("---\ntitle: [\n---\nx", 3, "YAML"),
    ("---\ntitle: x\ndate: yesterday\n---\nx", 3, "expected a date such as"),
    ("---\nurl: javascript:alert(1)\n---\nx", 2, "expected an address"),
    ("---\ntitle: x\ny", 1, "ends the front matter"),
    ("---\nkey: &a [*a]\ntitle: {a: b}\n---\nx", 2, "recursive"),
    ("---\ntitle: {a: b}\n---\nx", 2, "expected a text"),
    ("---\nlang: 2025-03-31 07:00\n---\nx", 2, "expected a language code"),
]


@pytest.mark.parametrize("text, line, message", WRONG)
def test_wrong_front_matter_is_refused_with_its_line(text: str, line: int, message: str) -> None:
    with pytest.raises(UnreadableArticle, match=message) as caught:
        read(text)
    assert (caught.value.path, caught.value.line) == ("articles/a.md", line)


HOSTILE = ["> " * (DEPTH_LIMIT + 5) + "x", "- " * (DEPTH_LIMIT + 5) + "x", "[" * (BRACKETS_LIMIT + 1)]


@pytest.mark.parametrize("text", HOSTILE, ids=["quotes", "lists", "brackets"])
def test_hostile_nesting_is_refused(text: str) -> None:
    with pytest.raises(LimitExceeded):
        read(text)


PIECES = st.sampled_from(
    ["# ", "> ", "- ", "1. ", "\n", "\n\n", "word", "*", "_", "`", "[a](b)", "![c](d)", "|", "---", "<b>", "    "]
)


@settings(deadline=None)
@given(st.lists(PIECES, max_size=25).map("".join))
def test_every_word_of_the_source_is_in_the_lines(text: str) -> None:
    article = read("x\n\n" + text)
    roles = {"", *BlockRole.__args__}  # type: ignore[attr-defined]
    assert len(article.lines) == len(article.roles)
    assert set(article.roles) <= roles
    assert all(line == " ".join(line.split()) and line for line in article.lines)
    assert "".join(article.lines).count("word") == text.count("word")


@pytest.mark.parametrize("front", ["title: " + "[" * 50_000, "title: " + "{a: " * 20_000, "a:\n" + "- " * 40_000 + "x"])
def test_front_matter_of_many_levels_is_refused_before_it_ends_the_process(front: str) -> None:
    with pytest.raises(LimitExceeded, match="less deep"):
        read_markdown("a.md", f"---\n{front}\n---\n\nThe envoys met.\n".encode())
