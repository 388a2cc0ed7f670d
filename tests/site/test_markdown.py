"""Markdown becomes safe HTML, in bounded time, and the short way gives what the parser gives."""

from __future__ import annotations

import html.parser
import re

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from briefgen.site.markdown import (
    is_safe_url,
    parse_blocks,
    plain_text,
    relative_prefix,
    render_blocks,
    render_inline,
    without_comments,
)
from briefgen.site.quick_markdown import quick_blocks, quick_text

PIECES = [
    *(
        "word ",
        "Ada",
        "é",
        " ",
        "\n",
        "\n\n",
        "- ",
        "- item\n",
        "> ",
        "> said\n",
        "#",
        "# ",
        "## Head\n\n",
        "**",
        "*",
        "_",
        "`",
    ),
    *(
        "[a b](https://isle.example/x-1/y)",
        "[",
        "](",
        "https://a.example",
        ")",
        "!",
        "![",
        "<b>",
        "&",
        "& ",
        "&amp;",
        "\\",
        "\\*",
    ),
    *(
        "1. ",
        "1986",
        "=",
        "---",
        "|",
        "~~",
        ":",
        '"',
        "'",
        "—",
        "“",
        "\u00a0",
        "\u2028",
        "\x85",
        "(",
        "**bold**",
        "*soft* ",
        ".",
        ",",
    ),
]
TEXTS = st.lists(st.sampled_from(PIECES), max_size=14).map("".join)


@settings(max_examples=1500, deadline=None)
@given(text=TEXTS, above=st.sampled_from((1, 2)))
@example(text="**a** *b* [c](https://a.example/d)", above=1)
@example(text="> one\n>\n> — **Ada**, baker\n\n- x\n- y\n\nend", above=2)
def test_short_way_gives_what_the_parser_gives(text: str, above: int) -> None:
    quick = quick_blocks(text, above)
    assert quick is None or quick == parse_blocks(text, "/", above=above)


@settings(max_examples=500, deadline=None)
@given(text=TEXTS)
def test_short_way_within_a_line_gives_what_the_parser_gives(text: str) -> None:
    quick = quick_text(text)
    assert quick is None or f"<p>{quick}</p>\n" == parse_blocks(text)


def test_everyday_text_takes_the_short_way() -> None:
    text = "## The day\n\nIt *rained* on **Ada**, see [the report](https://isle.example/r/1).\n\n- one\n- two"
    assert quick_blocks(f"{text}\n\n> Yes\n>\n> — **Bo**, baker", 1) is not None


class _Loads(html.parser.HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        bad = tag in ("script", "style", "iframe", "object", "embed", "form", "svg", "math", "base", "link", "meta")
        for name, value in attrs:
            address = re.sub(r"[\x00-\x20]", "", value or "").lower()
            bad |= name.startswith("on") or name in ("style", "srcdoc")
            bad |= name in ("href", "src") and address.startswith(("javascript:", "data:", "vbscript:"))
            bad |= name == "src" and address.startswith(("http", "//"))
        if bad:
            self.found.append(tag)


HOSTILE = [
    *(
        "<script>alert(1)</script>",
        "[x](javascript:alert(1))",
        "![x](javascript:alert(1))",
        "<img src=x onerror=alert(1)>",
    ),
    *(
        "[x](data:text/html,<b>)",
        "[x](<java\tscript:alert(1)>)",
        "[x](&#106;avascript:alert(1))",
        "![x](//evil.example/p.png)",
    ),
    *("<javascript:alert(1)>", '[x](https://a.example "onmouseover=alert(1)")', "[x]: javascript:alert(1)\n\n[x]"),
    *(
        "![a](https://evil.example/p.png)",
        "[![a](https://evil.example/p.png)](https://evil.example)",
        "[x](vbscript:x)",
    ),
]


@settings(max_examples=400, deadline=None)
@given(text=st.lists(st.sampled_from([*HOSTILE, *PIECES]), max_size=8).map("".join))
def test_no_text_becomes_a_script_or_a_request_elsewhere(text: str) -> None:
    parser = _Loads()
    parser.feed(render_blocks(text) + render_inline(text))
    assert parser.found == []


@pytest.mark.parametrize(
    "text",
    ["[" * 1_000_000, "![" * 300_000, "> " * 100_000, "*a" * 300_000, "`a" * 200_000, "<a " * 300_000, "- " * 100_000],
    ids=["brackets", "pictures", "quotes", "stars", "ticks", "tags", "lists"],
)
def test_text_that_would_keep_the_parser_busy_is_shown_as_it_stands(text: str) -> None:
    shown = re.sub(r"</?p>", "", render_blocks(text)).strip()
    assert shown == text.strip().replace("<", "&lt;").replace(">", "&gt;")


def test_picture_from_elsewhere_is_named_and_linked() -> None:
    assert render_blocks("![The *quay*](https://isle.example/q.png)") == (
        '<p><a class="picture" href="https://isle.example/q.png" rel="nofollow noopener">Picture: The quay</a></p>\n'
    )


def test_picture_and_link_of_the_site_are_relative_to_the_page() -> None:
    made = render_blocks("![Map](/maps/a.png) and [us](/about/)", "/briefings/2026/03/x/")
    assert made == '<p><img src="../../../../maps/a.png" alt="Map" /> and <a href="../../../../about/">us</a></p>\n'


def test_address_of_another_site_stays_as_it_is_and_is_marked() -> None:
    for address in ("//isle.example/b", "https://isle.example/?a=1&b=2", "mailto:a@isle.example"):
        shown = address.replace("&", "&amp;")
        assert render_blocks(f"[a]({address})", "/x/y/") == f'<p><a href="{shown}" rel="nofollow noopener">a</a></p>\n'
        assert render_blocks(f"![a]({address})", "/x/y/") == (
            f'<p><a class="picture" href="{shown}" rel="nofollow noopener">Picture: a</a></p>\n'
        )


def test_words_of_a_picture_from_elsewhere_are_text_and_no_link_stands_in_a_link() -> None:
    picture = '![<b>a</b> & "b"](https://isle.example/q.png)'
    label = "Picture: &lt;b&gt;a&lt;/b&gt; &amp; &quot;b&quot;"
    assert f">{label}</a>" in render_blocks(picture)
    assert render_blocks(f"[{picture}](https://isle.example/)") == (
        f'<p><a href="https://isle.example/" rel="nofollow noopener"><span class="picture">{label}</span></a></p>\n'
    )


@pytest.mark.parametrize("much", ["[" * 5_000, "*" * 20_000, "x" * 500_001])
def test_headline_that_would_keep_the_parser_busy_is_text(much: str) -> None:
    assert render_inline(f"## <script>alert(1)</script>{much}") == f"&lt;script&gt;alert(1)&lt;/script&gt;{much}"


def test_headings_start_below_the_one_above_and_skip_no_level() -> None:
    assert re.findall(r"<h(\d)", render_blocks("# A\n\n#### B\n\n## C\n\n###### D", above=1)) == ["2", "3", "2", "3"]
    assert re.findall(r"<h(\d)", render_blocks("# A\n\n#### B\n\n    code", above=2)) == ["3", "4"]


def test_headline_loses_its_marks() -> None:
    assert render_inline('## The "harbour" is \\*shut\\*') == "The &quot;harbour&quot; is *shut*"


def test_plain_text_is_what_a_reader_sees() -> None:
    assert (
        plain_text("> **Ada** said:\n> [yes](https://a.example) \\*now\\*  &amp; `here`")
        == "Ada said: yes *now* & here"
    )


def test_words_of_lines_and_blocks_are_apart_in_plain_text() -> None:
    text = "one\\\ntwo  \nthree\nfour\n\n- five\n- `six`\n\n    seven\n\n```\neight\n```\n\n| nine | ten |\n|---|---|\n"
    assert plain_text(text) == "one two three four five six seven eight nine ten"


def test_comments_are_taken_out_unless_escaped() -> None:
    assert without_comments("a <!-- note\nto self --> b \\<!-- c --> d <!-- open") == "a  b \\<!-- c --> d <!-- open"


@pytest.mark.parametrize(
    "url", ["https://a.example", "HTTP://a.example", "mailto:a@b.example", "/a", "#a", "a b", "?q=a:b"]
)
def test_ordinary_addresses_are_safe(url: str) -> None:
    assert is_safe_url(url)


@pytest.mark.parametrize(
    "url", ["javascript:x", " java\nscript:x", "DATA:text/html,x", "file:///etc/passwd", "\x01javascript:x"]
)
def test_addresses_that_run_or_read_are_not(url: str) -> None:
    assert not is_safe_url(url)


def test_prefix_leads_to_the_root() -> None:
    assert [relative_prefix(url) for url in ("/", "/about/", "/themes/a/page/2/", "/feed.atom")] == [
        "./",
        "../",
        "../../../../",
        "./",
    ]


def test_alignment_of_a_table_is_a_class_as_the_policy_forbids_style() -> None:
    html = render_blocks("| a | b |\n|:-:|--:|\n| c | d |")
    assert "style" not in html
    assert '<td class="center">c</td>' in html
    assert '<td class="right">d</td>' in html
