"""Whom an update has introduced tells where the next one begins."""

from __future__ import annotations

import pytest

from briefgen.convert.introductions import Mentions, introduction_signs, introduction_step, read_mentions
from briefgen.convert.language import Language
from briefgen.convert.line_features import describe_lines

_LINES = (
    "Norland’s president, Ana Lindqvist, has opened the new bridge of Tolvik.",
    "Lindqvist told the crowd that it had waited long enough.",
    "The ferry will run until Sunday.",
    "Ana Lindqvist is flying to Carsova for talks on the railway.",
    "“Ana Lindqvist has nothing to offer,” said the mayor of Carsova.",
)


def mentions_of(lines: tuple[str, ...], language: Language) -> list[Mentions]:
    return read_mentions(describe_lines(lines, language), {"lindqvist"})


def test_a_family_name_carries_on_the_update_that_gave_it_in_full(english: Language) -> None:
    mentions = mentions_of(_LINES, english)

    assert "w:bbare1known0" in introduction_signs(mentions[1], 1)


def test_a_name_in_full_is_known_or_new_by_where_the_update_began(english: Language) -> None:
    mentions = mentions_of(_LINES, english)

    assert "w:bfull1known0" in introduction_signs(mentions[3], 3)
    assert "w:bfull1again0" in introduction_signs(mentions[3], 1)
    assert "w:bfull1new0" in introduction_signs(mentions[0], 1)


def test_a_quotation_is_kept_apart_from_the_reporters_own_words(english: Language) -> None:
    mentions = mentions_of(_LINES, english)

    assert all(sign.startswith("w:q") for sign in introduction_signs(mentions[4], 1))


@pytest.mark.parametrize("number", range(len(_LINES)))
def test_signs_are_the_same_within_a_class_of_distances(number: int, english: Language) -> None:
    mentions = mentions_of(_LINES, english)[number]

    by_step: dict[int, set[tuple[str, ...]]] = {}
    for distance in range(1, 60):
        signs = tuple(introduction_signs(mentions, distance))
        by_step.setdefault(introduction_step(mentions, distance), set()).add(signs)

    assert all(len(found) == 1 for found in by_step.values())


def test_a_name_that_stood_far_above_counts_as_new(english: Language) -> None:
    filler = tuple(f"The level of the river rose by {n} centimetres." for n in range(40))
    mentions = mentions_of((_LINES[0], *filler, _LINES[3]), english)[-1]

    assert "w:bfull1new0" in introduction_signs(mentions, 41)
