"""Lines: where they end, what two spellings have in common, whether a sentence stands in them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefgen.lines import fold, is_empty, shorten, split_lines, stands_in, text_of
from briefgen.model import LineRange

LINES = ("The ferry is late.", "", "It sails  at", "noon, she said.")


@given(
    lines=st.lists(st.text(st.characters(exclude_characters="\r\n\ufeff"), max_size=5)),
    end=st.sampled_from(["\n", "\r\n", "\r"]),
)
def test_lines_end_as_editors_count(lines: list[str], end: str) -> None:
    text = "".join(line + end for line in lines)
    assert split_lines(text) == tuple(lines)
    assert split_lines("\ufeff" + text + "last") == (*lines, "last")


@pytest.mark.parametrize(
    ("sentence", "first", "last", "stands"),
    [
        ("It sails at noon, she said.", 3, 4, True),
        ("It  sails\nat noon", 3, 4, True),
        ("It sails at noon", 3, 3, False),
        ("It sails at", 4, 4, False),
        ("The ferry is late.", 1, 1, True),
        ("The ferry is late.", 2, 4, False),
        ("the ferry is late.", 1, 1, False),
    ],
)
def test_a_sentence_stands_in_its_lines_and_in_no_others(sentence: str, first: int, last: int, stands: bool) -> None:
    assert stands_in(sentence, LINES, LineRange(first, last)) is stands


def test_the_text_of_a_place_is_cut_in_its_first_and_its_last_line() -> None:
    assert text_of(LINES, LineRange(3, 4), 3, 4) == "sails  at\nnoon"
    assert text_of(LINES, LineRange(1, 1), 4, 9) == "ferry"
    assert text_of(LINES, LineRange(1, 2)) == "The ferry is late.\n"


def test_spellings_of_one_text_are_folded_into_one() -> None:
    assert fold(" Cafe\u0301 \u00a0\t\n au\u2028lait ") == "Caf\u00e9 au lait"
    assert [is_empty(line) for line in ("", " \t\u00a0", " x ")] == [True, True, False]


@given(text=st.text("ab ", max_size=30), size=st.integers(1, 30))
def test_a_shortened_text_is_whole_or_says_that_more_follows(text: str, size: int) -> None:
    short = shorten(text, size)
    assert short == text if len(text) <= size else text.startswith(short.removesuffix(" …")) and len(short) <= size + 2
    if short != text and " " in text[:size].strip():
        assert text[len(short.removesuffix(" …"))] == " "
