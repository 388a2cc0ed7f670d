"""Summaries: whole sentences of the source that can stand alone."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from briefgen.convert.language import Language, Languages
from briefgen.convert.summary import choose_sentences, mark_summaries
from briefgen.lines import stands_in
from briefgen.model import Block, LineRange, Update
from tests.convert.test_assign import make_segmented

ENGLISH = Languages().load("en")


def make_update(*rows: str, number: int = 0) -> Update:
    blocks = tuple(Block(lines=LineRange(n, n), role="body", text=row) for n, row in enumerate(rows, 1))
    return Update(id=f"u-{number}", lines=LineRange(1, len(rows)), blocks=blocks)


def lifted(*updates: Update, limit: int = 3, language: Language = ENGLISH) -> list[str]:
    return [sentence.text for sentence in choose_sentences(updates, language, limit)]


def test_the_news_comes_before_the_background() -> None:
    update = make_update(
        "In February, the harbour of Vell was closed for nine days because of ice on the river.",
        "The council of Vell approved a new harbour wall worth 12 million crowns on Monday.",
    )
    assert lifted(update, limit=1) == [
        "The council of Vell approved a new harbour wall worth 12 million crowns on Monday."
    ]


def test_sentences_that_lean_on_others_stay_where_they_are() -> None:
    update = make_update(
        "But she refused to sign the contract on Monday.", "This was the third refusal in a row for the council."
    )
    assert lifted(update) == []


def test_no_question_no_half_quotation_no_pointer() -> None:
    update = make_update(
        "Will the harbour of Vell open again before the winter?",
        "“The wall will hold the ice for many years.",
        "You can read the full story about the harbour of Vell here.",
    )
    assert lifted(update) == []


def test_nothing_is_told_twice() -> None:
    one = make_update("The ferry Aurel sank off Vell with 40 people aboard on Sunday.", number=1)
    two = make_update("The ferry Aurel, with 40 people aboard, sank off Vell on Sunday night.", number=2)
    assert len(lifted(one, two)) == 1


def test_the_newest_update_comes_first() -> None:
    old = make_update("The ferry Aurel sank off Vell with 40 people aboard.", number=1)
    new = make_update("Divers have found the captain's log in the wheelhouse, police said on Monday.", number=2)
    assert lifted(old, new)[0].startswith("Divers")


PARTS = st.sampled_from(
    [
        "The mayor of Vell resigned on Monday.",
        "He said no.",
        "“It is over,” she said.",
        "Will it?",
        "In May, ships came to Vell.",
        "12 boats sank off Vell today.",
    ]
)
ROWS = st.lists(st.lists(PARTS, min_size=1, max_size=4).map(" ".join), min_size=1, max_size=6)


@settings(max_examples=80, deadline=None)
@given(ROWS)
def test_every_sentence_stands_in_its_lines(rows: list[str]) -> None:
    segmented = make_segmented(*[(row,) for row in rows])
    done = mark_summaries(segmented, ENGLISH)
    assert done == mark_summaries(segmented, ENGLISH)
    chosen = [*choose_sentences(done.updates, ENGLISH, 5), *(s for update in done.updates for s in update.summary)]
    assert all(stands_in(sentence.text, segmented.article.lines, sentence.lines) for sentence in chosen)
    assert all(len(update.summary) <= 2 for update in done.updates)
