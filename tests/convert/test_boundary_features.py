"""The signs of a line hang on the lines around it, so that a live page may grow on top."""

from __future__ import annotations

import pytest

from briefgen.convert.boundary_features import boundary_signs, make_page
from briefgen.convert.language import Language
from briefgen.convert.lead_signs import lead_signs
from briefgen.convert.line_features import describe_lines, wordlists

_PLACES = ("Tolvik", "Mirrow", "Carsova", "Eastport", "Halden", "Norburg", "Ostrand")
_THINGS = ("harbour", "railway", "hospital", "library", "bridge", "market", "school", "theatre", "museum")


def update_of(number: int) -> tuple[str, ...]:
    place, thing = _PLACES[number % len(_PLACES)], _THINGS[number % len(_THINGS)]
    return (
        f"The {thing} of {place} has been closed for {number + 2} days, its director, Ana Lindqvist, said on Monday.",
        f"Lindqvist told reporters that {number + 40} people had been waiting in front of the {thing} since the morning.",
        "She gave no reason for it.",
    )


def signs_of(lines: tuple[str, ...], language: Language) -> list[list[str]]:
    lists = wordlists(language)
    facts = describe_lines(lines, language)
    return list(boundary_signs(make_page(facts, [None] * len(facts), lists)))


@pytest.mark.parametrize("added", [1, 3, 10])
def test_what_is_added_on_top_changes_no_sign_further_down(added: int, english: Language) -> None:
    older = tuple(line for n in range(30) for line in update_of(n))
    newer = tuple(line for n in range(50, 50 + added) for line in update_of(n))

    before, after = signs_of(older, english), signs_of((*newer, *older), english)

    assert after[-len(older) + 12 :] == before[12:]


def test_a_person_introduced_again_opens_as_a_lead_does(english: Language) -> None:
    lines = (*update_of(1), "Ana Lindqvist is asking the town for patience.")
    facts = describe_lines(lines, english)

    signs = set(lead_signs(facts, 3, {"lindqvist"}, wordlists(english)))

    assert {"fullopens1", "progressive", "sentences1"} <= signs


def test_a_headline_has_no_signs_of_a_lead(english: Language) -> None:
    facts = describe_lines(("Harbour of Eastport to reopen",), english)

    assert list(lead_signs(facts, 0, set(), wordlists(english))) == []
