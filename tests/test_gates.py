"""The gates: how much may go wrong before a new site is not trusted, to the last article and page."""

from __future__ import annotations

import pytest

from briefgen.build.gates import check_emptied, check_quarantine, check_rendered, check_shrinking


@pytest.mark.parametrize(
    ("set_aside", "articles", "passes"),
    [(0, 0, True), (4, 4, True), (5, 5, False), (5, 99, False), (5, 100, True), (6, 119, False), (6, 120, True)],
)
def test_up_to_a_twentieth_of_the_articles_may_be_set_aside_and_four_in_any_case(
    set_aside: int, articles: int, passes: bool
) -> None:
    reason = check_quarantine(set_aside, articles)
    assert reason is None if passes else f"{set_aside} of {articles} articles" in str(reason)


@pytest.mark.parametrize(
    ("gone", "before", "passes"),
    [
        (0, 0, True),
        (19, 19, True),
        (20, 20, False),
        (20, 99, False),
        (20, 100, True),
        (21, 104, False),
        (21, 105, True),
    ],
)
def test_up_to_a_fifth_of_the_briefings_may_vanish_and_nineteen_in_any_case(
    gone: int, before: int, passes: bool
) -> None:
    reason = check_shrinking(gone, before)
    assert reason is None if passes else f"{gone} of {before} briefings" in str(reason)


@pytest.mark.parametrize(("gone", "left", "passes"), [(0, 0, True), (4, 0, True), (5, 0, False), (5, 1, True)])
def test_four_articles_may_go_and_more_where_some_are_left(gone: int, left: int, passes: bool) -> None:
    reason = check_emptied(gone, left)
    assert reason is None if passes else f"all {gone} articles are gone" in str(reason)


def test_every_planned_page_must_be_rendered() -> None:
    assert check_rendered(3, 3) is None
    assert "1 of 3 planned pages" in str(check_rendered(3, 2))
