"""Figures given anew in a newer update are linked to the older one; everything doubtful is not."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from briefgen.convert.figures import mark_figures
from briefgen.convert.language import Languages
from briefgen.model import Block, Entity, LineRange, SegmentedArticle, Update
from tests.conftest import make_article


def live_blog(*lines: str, **facts: object) -> SegmentedArticle:
    """A live blog, newest first, each line an update: u-1, u-2, …"""
    updates = tuple(
        Update(
            id=f"u-{n}",
            lines=LineRange(n, n),
            blocks=(Block(lines=LineRange(n, n), role="body", text=line),),
        )
        for n, line in enumerate(lines, 1)
    )
    return SegmentedArticle(article=make_article(*lines), kind="live_blog", updates=updates, furniture=())


def links(segmented: SegmentedArticle) -> list[tuple[str, tuple[str, str]]]:
    """Each figure that revises another: its text, and what it revises."""
    marked = mark_figures(segmented, Languages().load("en"))
    return [(f.text, f.revises) for u in marked.updates for f in u.figures if f.revises]


def test_a_newer_toll_revises_the_older_one() -> None:
    blog = live_blog(
        "Five people were killed in Kasuma by the storm, officials said.",
        "Two people were killed in Kasuma, officials said.",
    )
    assert links(blog) == [("Five people", ("u-2", "Two people"))]


def test_a_figure_revises_the_nearest_older_one() -> None:
    blog = live_blog(
        "Nine people were killed in Kasuma, officials said.",
        "Five people were killed in Kasuma, officials said.",
        "Two people were killed in Kasuma, officials said.",
    )
    assert links(blog) == [("Nine people", ("u-2", "Five people")), ("Five people", ("u-3", "Two people"))]


def test_times_decide_over_the_order_of_the_page() -> None:
    blog = live_blog(
        "Two people were killed in Kasuma, officials said.",
        "Five people were killed in Kasuma, officials said.",
    )
    times = [datetime(2026, 3, 1, hour, tzinfo=UTC) for hour in (9, 11)]
    updates = tuple(replace(u, published=time) for u, time in zip(blog.updates, times, strict=True))
    assert links(replace(blog, updates=updates)) == [("Five people", ("u-1", "Two people"))]


def test_an_amount_given_anew_is_linked_where_the_sentences_agree() -> None:
    blog = live_blog(
        "Arland will give 18bn kronor in flood aid to Kasuma.",
        "Arland will give 16bn kronor in flood aid to Kasuma.",
    )
    assert links(blog) == [("18bn kronor", ("u-2", "16bn kronor"))]


DOUBTFUL = [
    ("Five people were killed in Kasuma.", "Two people were killed in Lindmark."),
    ("Five people were killed in Kasuma.", "Two people were injured in Kasuma."),
    ("Five people were killed in Kasuma on Sunday.", "Two people were killed in Kasuma on Friday."),
    ("Five people were killed in Kasuma.", "Five people were killed in Kasuma."),
    ("Arland will give 16bn kronor in aid.", "The strike cost Arland firms 9bn kronor in lost trade."),
]


@pytest.mark.parametrize("newer, older", DOUBTFUL)
def test_other_places_states_days_or_amounts_are_not_linked(newer: str, older: str) -> None:
    assert links(live_blog(newer, older)) == []


def test_a_repeat_of_an_update_revises_nothing() -> None:
    blog = live_blog("Five people were killed in Kasuma.", "Two people were killed in Kasuma.")
    repeat = replace(blog.updates[1], duplicate_of="u-1")
    assert links(replace(blog, updates=(blog.updates[0], repeat))) == []


def marks(*lines: str) -> list[tuple[str, str, bool]]:
    """Each link of a live blog: the newer figure, the older one, whether the two are disputed."""
    marked = mark_figures(live_blog(*lines), Languages().load("en"))
    return [(f.text, f.revises[1], f.disputed) for u in marked.updates for f in u.figures if f.revises]


def test_two_sources_at_once_dispute_a_figure() -> None:
    assert marks(
        "The governor of Kasuma said five people were killed in the raid on Lindmark.",
        "According to the rebels, two people were killed in the raid on Lindmark.",
    ) == [("five people", "two people", True)]


@pytest.mark.parametrize(
    "newer, older",
    [
        ("Police now say five people were killed in Lindmark.", "Witnesses said two people were killed in Lindmark."),
        ("Police said five people were killed in Lindmark.", "Police said two people were killed in Lindmark."),
        ("The storm killed five people in Lindmark, police said.", "Two people died in the storm in Lindmark."),
        (
            "Nine people are now known to have died in the raid on Lindmark.",
            "Three people died in the raid on Lindmark.",
        ),
        ("The raid on Lindmark left 42 injured.", "In the raid on Lindmark, 17 were injured."),
    ],
)
def test_a_change_the_same_source_or_none_revise_it(newer: str, older: str) -> None:
    assert [disputed for _, _, disputed in marks(newer, older)] == [False]


def test_each_of_two_owners_has_its_own_figure() -> None:
    newer = "In the count of Arl, Lind now has at least 1,410 votes, while Holm has at least 653 votes."
    older = "In the count of Arl, Lind now has at least 1,353 votes, while Holm has at least 625 votes."
    assert marks(newer, older) == [("1,410 votes", "1,353 votes", False), ("653 votes", "625 votes", False)]


@pytest.mark.parametrize(
    "newer, older",
    [
        ("A storm killed 900 people in Kasuma in 2009.", "A storm killed 400 people in Kasuma in 2004."),
        ("The Lind campaign says it raised $21m for Kasuma.", "The Holm campaign says it raised $15m for Kasuma."),
        ("In all 640 people were killed in Kasuma.", "Forty people were killed at a school in Kasuma."),
        ("An 80-page report on Kasuma was read to the council.", "A 60-page report on Kasuma was read to the council."),
    ],
)
def test_other_years_leaps_and_attributes_are_not_linked(newer: str, older: str) -> None:
    assert marks(newer, older) == []


def test_a_toll_without_a_name_revises_the_older_ones_step_by_step() -> None:
    blog = live_blog(
        "Death toll rises to 17",
        "At least 14 people have died and 160 have been rescued.",
        "The number of dead has risen to seven, the coastguard says; 158 people have been rescued.",
        "Three people are known to have died, the coastguard has said.",
    )
    assert [link for link in links(blog) if link[0] != "158 people"] == [
        ("17", ("u-2", "14 people")),
        ("14 people", ("u-3", "seven")),
        ("seven", ("u-4", "Three people")),
    ]


@pytest.mark.parametrize(
    ("newer", "older"),
    [
        pytest.param("Five people were killed when a bus overturned.", "Two people have died.", id="another event's"),
        pytest.param("Another five people have died.", "Two people have died.", id="others"),
        pytest.param("Five people have died in Kasuma.", "Two people have died.", id="a name"),
        pytest.param("Kasuma's death toll rises to five", "Two people have died.", id="a name that opens the sentence"),
        pytest.param("Five people have died since Tuesday.", "Two people died on Monday.", id="other days"),
        pytest.param("Two people have died.", "Five people have died.", id="fewer than before"),
        pytest.param("Five people have died.", "Two people have been injured.", id="injured"),
    ],
)
def test_a_toll_that_may_be_another_revises_nothing(newer: str, older: str) -> None:
    assert not links(live_blog(newer, older))


def test_a_toll_in_an_update_on_another_place_revises_nothing() -> None:
    blog = live_blog("The death toll has risen to five.", "Two people have died.")
    named = tuple(
        replace(update, entities=(Entity(name=place, kind="place", mentions=1, lines=(1,)),))
        for update, place in zip(blog.updates, ("Kasuma", "Lindmark"), strict=True)
    )
    assert links(blog) == [("five", ("u-2", "Two people"))]
    assert not links(replace(blog, updates=named))


def test_a_german_toll_is_told_by_names_and_not_by_capitals() -> None:
    marked = mark_figures(live_blog("Zahl der Toten steigt auf 14", "Zwei Tote bei Unwetter"), Languages().load("de"))
    assert [f.revises for u in marked.updates for f in u.figures] == [("u-2", "Zwei Tote"), None]
