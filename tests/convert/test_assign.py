"""Themes: cues and their syntax, what a text speaks for, one theme for each kept update."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from briefgen.config import Vocabulary, read_vocabulary, shipped
from briefgen.convert.assign import assign_themes, rank_themes
from briefgen.convert.language import Language, Languages
from briefgen.model import Block, LineRange, SegmentedArticle, Theme, Update
from tests.conftest import make_article

SHIPPED = read_vocabulary(shipped("content/themes.toml"))
ENGLISH = Languages().load("en")
SMALL = Vocabulary(
    themes=(
        Theme(id="sea", name="Sea", cues=("ship*^2, Harbour, sea lion^3, storm, -parking lot",)),
        Theme(id="ports", name="Ports", parent="sea", cues=("quay^2", "de: *hafen^2")),
        Theme(id="zoo", name="Zoo", cues=("lion, =keeper, NASA",)),
    )
)


def make_segmented(*updates: tuple[str, ...], duplicate: int | None = None) -> SegmentedArticle:
    lines = tuple(line for update in updates for line in update)
    found, at = [], 1
    for number, rows in enumerate(updates):
        blocks = tuple(Block(lines=LineRange(at + n, at + n), role="body", text=row) for n, row in enumerate(rows))
        found.append(
            Update(
                id=f"u-{number}",
                lines=LineRange(at, at + len(rows) - 1),
                blocks=blocks,
                duplicate_of="u-0" if number == duplicate else None,
            )
        )
        at += len(rows)
    return SegmentedArticle(article=make_article(*lines), kind="live_blog", updates=tuple(found), furniture=())


def ids(text: str, vocabulary: Vocabulary = SMALL, language: Language = ENGLISH) -> list[str]:
    return [match.id for match in rank_themes(text, vocabulary, language)]


def test_a_prefix_a_capital_and_a_plural_are_understood() -> None:
    assert ids("The shipyard is busy.") == ["sea"]
    assert ids("They met in the harbour.") == []
    assert ids("They met in Harbours of old.") == ["sea"]
    assert ids("Two keepers left.") == []
    assert ids("The Keeper left.") == ["zoo"]
    assert ids("A nasa of sorts.") == []


def test_the_longest_phrase_takes_its_words_from_all_themes() -> None:
    assert ids("A sea lion!") == ["sea"]
    assert ids("A lion in the zoo.") == ["zoo"]


def test_a_cue_against_a_theme_takes_weight_away() -> None:
    assert ids("A storm over the parking lot.") == []


def test_cues_of_a_language_are_for_its_texts(german: Language) -> None:
    assert ids("Am Binnenhafen", SMALL, german) == ["ports", "sea"] or ids("Am Binnenhafen", SMALL, german) == [
        "sea",
        "ports",
    ]
    assert ids("Am Binnenhafen") == []


def test_a_parent_collects_and_evidence_is_as_printed() -> None:
    found = rank_themes("SHIPS at the Quay.", SMALL, ENGLISH)
    assert [match.id for match in found] == ["sea", "ports"]
    assert set(found[0].evidence) == {"SHIPS", "Quay"}
    assert found[1].evidence == ("Quay",)


def test_names_and_descriptions_stand_in_for_cues() -> None:
    own = Vocabulary(
        themes=(Theme(id="a", name="Beekeeping"), Theme(id="b", name="Rivers and lakes", description="Fishing, boats."))
    )
    assert ids("A lake full of boats.", own) == ["b"]
    assert ids("Beekeepers meet for beekeeping.", own)[0] == "a"


def test_an_update_gets_one_theme_and_a_repeat_none() -> None:
    segmented = make_segmented(
        ("A ceasefire was agreed.",), ("Nothing much.",), ("A ceasefire was agreed.",), duplicate=2
    )
    done = assign_themes(segmented, SHIPPED, ENGLISH).updates
    assert done[0].theme == done[1].theme == "peace-talks"
    assert done[1].themes[-1].id == "peace-talks"
    assert done[1].themes[-1].evidence == ()
    assert done[2].theme is None
    assert done[2].themes == ()


def test_who_signs_an_update_speaks_for_no_theme() -> None:
    segmented = make_segmented(("Keeper", "Nothing much happened."))
    (update,) = segmented.updates
    signed = replace(update, blocks=(replace(update.blocks[0], role="byline"), update.blocks[1]))
    assert [u.themes[0].evidence for u in assign_themes(segmented, SMALL, ENGLISH).updates] == [("Keeper",)]
    (done,) = assign_themes(replace(segmented, updates=(signed,)), SMALL, ENGLISH).updates
    assert {match.evidence for match in done.themes} == {()}


WORDS = st.sampled_from(
    [
        "ceasefire",
        "tariff",
        "goal",
        "wicket",
        "album",
        "voters",
        "court",
        "flood",
        "drone",
        "the",
        "a",
        "of",
        "said",
        "Monday",
        "and",
    ]
)
UPDATES = st.lists(
    st.lists(WORDS, min_size=1, max_size=12).map(" ".join).map(lambda s: (s + ".",)), min_size=1, max_size=12
)


@settings(max_examples=60, deadline=None)
@given(UPDATES)
def test_every_kept_update_has_one_theme_of_the_vocabulary(rows: list[tuple[str, ...]]) -> None:
    segmented = make_segmented(*rows)
    done = assign_themes(segmented, SHIPPED, ENGLISH)
    assert done == assign_themes(segmented, SHIPPED, ENGLISH)
    for update in done.updates:
        assert update.theme in SHIPPED.by_id
        assert sum(match.id == update.theme for match in update.themes) == 1
        text = update.blocks[0].text
        assert all(word in text for match in update.themes for word in match.evidence)
        assert all(0 <= match.score <= 1 for match in update.themes)
