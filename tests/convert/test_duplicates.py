"""Repeats of an update, and what only looks like one."""

from __future__ import annotations

import gzip
import json
import random

import pytest
from hypothesis import given, settings

from briefgen.convert.duplicates import mark_duplicates
from briefgen.convert.language import Language, Languages
from briefgen.model import Block, LineRange, SegmentedArticle, Update
from tests.conftest import make_article, shared_data
from tests.strategies import BuiltUpdate, built_updates

LEAD = "The harbour of Eastport will reopen on Friday after ten years, the minister, Ana Lindqvist, said on Monday."
MORE = "She told reporters that 40 ships were waiting outside the harbour and that the first would come in before the evening."


TELLING = {w for key in ("number_words", "negations") for w in Languages().load("en").words("duplicates", key)}


def page_of(*texts: str | tuple[str, ...]) -> SegmentedArticle:
    """A live page of those updates, in page order; a text of several lines has that many blocks."""
    updates: list[Update] = []
    lines: list[str] = []
    for i, text in enumerate(texts):
        rows = (text,) if isinstance(text, str) else text
        first = len(lines) + 1
        lines += rows
        blocks = tuple(
            Block(lines=LineRange(first + k, first + k), role="body", text=row) for k, row in enumerate(rows)
        )
        updates.append(Update(id=f"u-{i}", lines=LineRange(first, len(lines)), blocks=blocks))
    return SegmentedArticle(article=make_article(*lines), kind="live_blog", updates=tuple(updates), furniture=())


def repeats(*texts: str | tuple[str, ...]) -> dict[str, str]:
    marked = mark_duplicates(page_of(*texts), Languages().load("en"))
    return {u.id: u.duplicate_of for u in marked.updates if u.duplicate_of}


def test_of_equal_copies_the_one_lower_on_the_page_is_kept() -> None:
    assert repeats((LEAD, MORE), "Something else happened in Tolvik.", (LEAD, MORE)) == {"u-0": "u-2"}


def test_of_unequal_copies_the_most_complete_is_kept() -> None:
    assert repeats((LEAD, MORE), LEAD) == {"u-1": "u-0"}


def test_of_nearly_equal_copies_the_one_in_its_own_place_is_kept() -> None:
    longer = (LEAD, MORE.replace("first would", "first of them would"))

    assert repeats(longer, "Something else happened in Tolvik.", (LEAD, MORE)) == {"u-0": "u-2"}


def test_a_slightly_reworded_copy_is_a_repeat() -> None:
    other = LEAD.replace("will reopen", "is to open again").replace("said on Monday", "has said on Monday")

    assert repeats(other, LEAD) in ({"u-0": "u-1"}, {"u-1": "u-0"})


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("ten years", "two years"),
        ("Friday", "Sunday"),
        ("Ana Lindqvist", "Viktor Varga"),
        ("will reopen", "will not reopen"),
    ],
)
def test_another_number_day_name_or_a_not_makes_a_development(old: str, new: str) -> None:
    assert repeats(LEAD, LEAD.replace(old, new)) == {}


def test_a_line_of_a_round_up_does_not_make_an_update_its_copy() -> None:
    places = enumerate(("Tolvik", "Mirrow", "Carsova", "Halden"))
    others = (
        f"In {place} the ferries run again after the storm, as {n} of them did last week, the crews say."
        for n, place in places
    )
    round_up = (LEAD, *others)

    assert repeats(round_up, LEAD) == {}


@pytest.mark.parametrize("place", range(5))
def test_a_copy_without_one_of_the_sentences_is_a_repeat_whatever_number_stood_in_it(place: int) -> None:
    rest = "The mayor of Mirrow thanked all who had worked on it through the winter, and invited them to the harbour."
    cut = (LEAD, MORE, rest, rest)

    assert repeats((*cut[:place], "There were 12 of them.", *cut[place:]), cut) == {"u-1": "u-0"}


def test_short_updates_of_a_ticker_are_apart() -> None:
    assert (
        repeats("SIX! Varga hits Okoro over the rope.", "SIX! Sorel hits Okoro over the rope.", "FOUR! Varga again.")
        == {}
    )


def test_a_short_update_is_a_repeat_only_letter_for_letter() -> None:
    assert repeats("Half-time in Tolvik.", "Kick-off in Mirrow.", "Half-time in Tolvik.") == {"u-0": "u-2"}


def test_a_kept_update_is_never_a_repeat_itself() -> None:
    marked = repeats((LEAD, MORE), LEAD, (LEAD, MORE), LEAD)

    assert set(marked.values()).isdisjoint(marked)


@settings(max_examples=50, deadline=None)
@given(built_updates(titled=False), built_updates(titled=False))
def test_an_exact_copy_is_always_found(one: BuiltUpdate, other: BuiltUpdate) -> None:
    marked = repeats(one.lines, other.lines, one.lines)

    # The other may say all that this one says and more: then it is the kept one of all three.
    assert "u-0" in marked
    assert {"u-0", "u-2"} - set(marked) or set(marked.values()) == {"u-1"}


def kit_updates() -> list[tuple[str, ...]]:
    """The different updates of the kit's live pages, and the beginnings of reports, a thousand and more in all."""
    found: dict[tuple[str, ...], None] = {}
    for row in map(json.loads, shared_data("data/liveblogs/gold.jsonl").read_text(encoding="utf-8").splitlines()):
        for post in row["posts"]:
            found[tuple(row["lines"][post["start"] - 1 : post["end"]])] = None
    return list(found)


def kit_reports() -> list[tuple[str, ...]]:
    """The beginnings of different reports of one set: many tell of the same events."""
    text = gzip.decompress(shared_data("data/themes/bbc.jsonl.gz").read_bytes()).decode()
    found: dict[str, tuple[str, ...]] = {}
    for row in map(json.loads, text.splitlines()):
        lines = row["text"].split("\n")[1:4]
        # The set holds reports twice, some of them reworked: their first words are the same.
        found.setdefault(" ".join(lines[0].split()[:4]), tuple(lines))
    return list(found.values())


def test_no_distinct_updates_of_real_pages_are_taken_for_repeats() -> None:
    updates = [*kit_updates(), *kit_reports()]

    assert len(updates) > 1000
    assert repeats(*updates) == {}


def test_cut_reworded_and_repunctuated_copies_are_found() -> None:
    rng = random.Random(7)
    updates = [u for u in kit_updates() if sum(len(line.split()) for line in u) >= 30]
    chosen = rng.sample(range(len(updates)), 120)
    copies = [spoil(rng, updates[i]) for i in chosen]

    marked = repeats(*copies, *updates)

    right = sum(
        1
        for k, i in enumerate(chosen)
        if marked.get(f"u-{k}") == f"u-{len(copies) + i}" or marked.get(f"u-{len(copies) + i}") == f"u-{k}"
    )
    assert 2 * right / (len(marked) + len(copies)) >= 0.97


def spoil(rng: random.Random, lines: tuple[str, ...]) -> tuple[str, ...]:
    """The same update cut short, with some words changed, or with other marks."""
    way = rng.choice(("cut", "reword", "marks"))
    if way == "cut":
        kept = lines[: max(1, round(len(lines) * 0.7))]
        return kept if sum(len(x) for x in kept) > 0.5 * sum(len(x) for x in lines) else lines
    if way == "marks":
        return tuple(line.replace("“", '"').replace("”", '"').replace("’", "'").replace(" – ", ", ") for line in lines)
    return tuple(" ".join(reword(rng, word) for word in line.split(" ")) for line in lines)


def reword(rng: random.Random, word: str) -> str:
    """One word in ten of those that are neither names, numbers nor negations becomes another."""
    plain = word.isalpha() and word.islower() and len(word) > 4 and word not in TELLING
    return rng.choice(("indeed", "largely", "again", "quietly")) if plain and rng.random() < 0.1 else word


def test_the_language_of_the_page_does_not_matter(german: Language) -> None:
    text = "Der Hafen von Oststadt wird am Freitag nach zehn Jahren wieder geöffnet, teilte die Verkehrsministerin Anna Lind mit."
    marked = mark_duplicates(page_of(text, "Etwas ganz anderes geschah in Tolvik.", text), german)

    assert [u.duplicate_of for u in marked.updates] == ["u-2", None, None]
