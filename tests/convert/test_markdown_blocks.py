"""Stock CommonMark shows a block's text letter for letter, whatever the text is."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from briefgen.convert.markdown_blocks import escape_markdown, format_block, format_link
from briefgen.lines import fold
from briefgen.model import BlockRole
from tests.conftest import shared_data

ROLES: tuple[BlockRole, ...] = ("headline", "byline", "body", "quote", "list_item", "caption", "heading")
SHAPES = {
    "headline": ["heading_open", "heading_close"],
    "heading": ["heading_open", "heading_close"],
    "body": ["paragraph_open", "paragraph_close"],
    "byline": ["paragraph_open", "paragraph_close"],
    "caption": ["paragraph_open", "paragraph_close"],
    "quote": ["blockquote_open", "paragraph_open", "paragraph_close", "blockquote_close"],
    "list_item": [
        *("bullet_list_open", "list_item_open", "paragraph_open"),
        *("paragraph_close", "list_item_close", "bullet_list_close"),
    ],
}
READERS = (
    MarkdownIt("commonmark", {"html": True}),
    MarkdownIt("commonmark", {"html": False}),
    MarkdownIt("gfm-like", {"html": True, "linkify": False}),
)
SIGNS = st.text(alphabet="\\`*_{}[]()<>#+-.!|~&;:'\"=$^@%/ \t\u00a0\u2028\0\x0bab1x´`", max_size=30)
TEXTS = (st.text(max_size=60) | SIGNS | st.lists(SIGNS | st.text(max_size=8), max_size=5).map("".join)).filter(
    lambda text: fold(text) != "" and not re.search("[\ud800-\udfff]", text)
)


def find_differences(role: BlockRole, text: str) -> Iterator[str]:
    """What a reader shows otherwise than the text, or in another shape than its role."""
    markdown = format_block(role, text)
    if "\n" in markdown:
        yield f"more than one line: {markdown!r}"
    for reader in READERS:
        tokens = reader.parse(markdown)
        pieces = [child for token in tokens if token.type == "inline" for child in token.children or ()]
        shown = "".join(piece.content for piece in pieces)
        allowed = {"text", "em_open", "em_close"} if role in ("byline", "caption") else {"text"}
        shape = [token.type for token in tokens if token.type != "inline"]
        if (
            shape != SHAPES[role]
            or {p.type for p in pieces} - allowed
            or fold(shown) != fold(text).replace("\0", "\ufffd")
        ):
            yield f"{role} {text!r} → {markdown!r} → {shape} {shown!r}"


@given(role=st.sampled_from(ROLES), text=TEXTS)
@example(role="headline", text="Rivers rise ##")
@example(role="headline", text="#")
@example(role="body", text="1990. It was the year")
@example(role="body", text="a \u1fef b \u1fef")
@example(role="body", text="---")
@example(role="byline", text="*Ann Holm*")
@settings(max_examples=1500, deadline=None)
def test_readers_show_exactly_the_text(role: BlockRole, text: str) -> None:
    assert list(find_differences(role, text)) == []


@pytest.mark.parametrize("name", ["commonmark_spec", "own_markdown", "own_pelican", "blns", "own_bidi", "own_context"])
def test_readers_show_hostile_text_as_text(name: str) -> None:
    rows = [json.loads(row) for row in shared_data(f"attacks/{name}.jsonl").read_text(encoding="utf-8").splitlines()]
    lines = {line[:500] for row in rows if "encoding" not in row for line in re.split(r"[\r\n]+", row["payload"])}
    texts = sorted(line for line in lines if fold(line))[::3]
    assert [
        d for text in texts for role in ("body", "headline", "list_item") for d in find_differences(role, text)
    ] == []


def test_a_heading_within_an_update_stands_below_its_headline() -> None:
    levels = {role: READERS[0].parse(format_block(role, "Rivers rise"))[0].tag for role in ROLES[::6]}
    assert levels == {"headline": "h2", "heading": "h3"}


def test_words_of_everyday_news_stay_readable() -> None:
    text = "“It’s 5% (about £1.5m) – don't panic!” said A. Holm: see snake_case & co, #1 of 3."
    assert escape_markdown(text) == text


def test_pelican_links_of_the_text_are_escaped() -> None:
    assert escape_markdown("{attach}x |filename|y") == r"\{attach\}x \|filename\|y"


def test_link_leads_nowhere_but_to_the_web() -> None:
    assert format_link("Read [on]", "javascript:alert(1)") == r"Read \[on\]"


def test_link_target_can_not_close_the_link() -> None:
    markdown = format_link("On", "https://a.example/x>) ![y](z '{attach}q'")
    assert [token.type for token in READERS[0].parseInline(markdown)[0].children or ()] == [
        "link_open",
        "text",
        "link_close",
    ]
