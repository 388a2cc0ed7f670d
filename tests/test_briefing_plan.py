"""All briefing files of one article: which are written, which go, which stay because a person edited them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from briefgen.briefing_file import (
    Origin,
    Plan,
    find_renamed,
    merge_briefing,
    plan_files,
    read_briefing_file,
    read_origin,
)
from briefgen.model import Briefing, BriefingBlock
from tests.briefing_strategies import ARTICLE, SOURCE, make_briefing, make_update

STORM = make_update(
    "u-aaaaaa", "Storm hits the harbour", "Boats broke loose in the night.", "No one was hurt, the port said."
)
REPAIR = make_update("u-bbbbbb", "Repairs begin at noon", "Two cranes arrived by road.", line=10)
TALKS = make_update("u-cccccc", "Owners and council meet", "They talked of money for two hours.", line=20)
REOPEN = make_update("u-eeeeee", "Rain is expected", "The wind is to drop by Monday.", line=30)
SHIPPING = make_briefing(STORM, REPAIR)
POLITICS = make_briefing(TALKS, theme="politics")


def files_of(*briefings: Briefing) -> dict[str, str]:
    return {briefing.path: merge_briefing(briefing, None).text for briefing in briefings}


def texts_of(plan: Plan) -> dict[str, str | None]:
    return {change.path: change.text for change in plan.changes}


FILES = files_of(SHIPPING, POLITICS)


def test_new_briefings_are_written_at_their_paths() -> None:
    assert texts_of(plan_files(ARTICLE, (SHIPPING, POLITICS), {})) == FILES


def test_planning_again_changes_nothing() -> None:
    assert texts_of(plan_files(ARTICLE, (SHIPPING, POLITICS), FILES)) == FILES


def test_a_deleted_file_is_made_again() -> None:
    assert texts_of(plan_files(ARTICLE, (SHIPPING, POLITICS), files_of(SHIPPING))) == FILES


def test_a_file_that_was_moved_stays_where_it_is() -> None:
    moved = {"content/briefings/archive/x.md": FILES[SHIPPING.path]}
    assert texts_of(plan_files(ARTICLE, (SHIPPING,), moved)) == moved


def test_a_theme_edited_by_a_person_still_finds_its_file() -> None:
    edited = {SHIPPING.path: FILES[SHIPPING.path].replace("\ntheme: shipping", "\ntheme: weather", 1)}
    assert texts_of(plan_files(ARTICLE, (SHIPPING,), edited)) == edited


def test_the_briefings_of_a_deleted_article_go() -> None:
    assert texts_of(plan_files(ARTICLE, (), FILES)) == dict.fromkeys(FILES)


EDITS = {
    "a text": ("Two cranes arrived", "Three cranes arrived"),
    "prose": ("<!-- u-bbbbbb", "A word of ours.\n\n<!-- u-bbbbbb"),
    "a title": ("title: Harbour closed", "title: Port closed"),
    "a name": ("[Ann Holm]", "[Ann Holm, Bo Lind]"),
    "a key": ("theme: shipping\n", "theme: shipping\nweight: 3\n"),
    "a comment": ("theme: shipping\n", "theme: shipping\n# the desk's choice\n"),
    "the status": ("status: published", "status: withdrawn"),
    "the slug": ("slug: harbour-live-shipping", "slug: harbour"),
    "a removal": (f"<!-- {REPAIR[1].id} L11 -->\nTwo cranes arrived by road.\n", ""),
    "a comment on top": ("---\ntitle:", "---\n# ours\ntitle:"),
    "an order": (
        f"<!-- {STORM[1].id} L2 -->\n{STORM[1].markdown}\n\n<!-- {STORM[2].id} L3 -->\n{STORM[2].markdown}\n",
        f"<!-- {STORM[2].id} L3 -->\n{STORM[2].markdown}\n\n<!-- {STORM[1].id} L2 -->\n{STORM[1].markdown}\n",
    ),
    "a fact of the source": ('publisher: "The Tide: News"', "publisher: The Tide"),
    "tags": ("theme: shipping\n", "theme: shipping\ntags: [sea]\n"),
    "a key's removal": ("people: [Ann Holm]\n", ""),
}


@pytest.mark.parametrize("edit", EDITS.values(), ids=EDITS.keys())
def test_an_edited_briefing_of_a_deleted_article_stays_and_is_named(edit: tuple[str, str]) -> None:
    edited = FILES[SHIPPING.path].replace(*edit, 1)
    assert edited != FILES[SHIPPING.path]
    (change,) = plan_files(ARTICLE, (), {SHIPPING.path: edited}).changes
    assert change.text == edited
    assert "its article is gone" in str(change.conflicts[0])


def test_a_theme_that_the_article_no_longer_has_takes_its_file_with_it() -> None:
    assert texts_of(plan_files(ARTICLE, (SHIPPING,), FILES)) == {
        SHIPPING.path: FILES[SHIPPING.path],
        POLITICS.path: None,
    }


def test_an_update_moves_to_another_theme_with_what_was_removed_of_it() -> None:
    removed = FILES[SHIPPING.path].replace(f"<!-- {REPAIR[1].id} L11 -->\nTwo cranes arrived by road.\n", "")
    plan = plan_files(
        ARTICLE,
        (make_briefing(STORM), make_briefing(REPAIR, TALKS, theme="politics")),
        FILES | {SHIPPING.path: removed},
    )
    texts = texts_of(plan)
    assert "Repairs begin" not in str(texts[SHIPPING.path])
    assert "Repairs begin" in str(texts[POLITICS.path])
    assert "Two cranes" not in "".join(map(str, texts.values()))


def test_an_update_that_moves_on_from_theme_to_theme_is_lost_in_none() -> None:
    files: dict[str, str] = dict(FILES)
    for themes in ("politics", "weather", "shipping", "weather"):
        rows: dict[str, tuple[tuple[BriefingBlock, ...], ...]]
        rows = {"shipping": (STORM,), "politics": (TALKS,), "weather": (REOPEN,)}
        rows[themes] = (*rows[themes], REPAIR)
        plan = plan_files(ARTICLE, tuple(make_briefing(*rows[theme], theme=theme) for theme in rows), files)
        files = {path: text for path, text in texts_of(plan).items() if text is not None}
        homes = [path for path, text in files.items() if "Two cranes arrived by road." in text]
        assert [path.split("/")[2] for path in homes] == [themes]


def test_a_removed_block_stays_away_after_a_correction_and_a_move() -> None:
    corrected = make_update("u-bbbbbb", "Repairs begin at noon", "Two cranes arrived by ship.", line=10)
    first = plan_files(ARTICLE, (make_briefing(STORM, corrected), POLITICS), FILES)
    (text,) = (str(change.text) for change in first.changes if change.path == SHIPPING.path)
    removed = text.replace(f"<!-- {REPAIR[1].id} L11 -->\nTwo cranes arrived by ship.\n", "")
    moved = (make_briefing(STORM), make_briefing(corrected, TALKS, theme="politics"))
    plan = plan_files(ARTICLE, moved, FILES | {SHIPPING.path: removed})
    assert "Two cranes" not in "".join(map(str, texts_of(plan).values()))


def test_an_edited_block_stays_when_its_update_moves_and_is_named() -> None:
    edited = FILES[SHIPPING.path].replace("Two cranes", "Three cranes")
    plan = plan_files(
        ARTICLE,
        (make_briefing(STORM), make_briefing(REPAIR, TALKS, theme="politics")),
        FILES | {SHIPPING.path: edited},
    )
    assert "Three cranes" in str(texts_of(plan)[SHIPPING.path])
    assert [(change.path, c.block_id) for change in plan.changes for c in change.conflicts] == [
        (SHIPPING.path, REPAIR[1].id)
    ]


def test_a_corrected_update_keeps_its_id() -> None:
    corrected = make_update(
        "u-dddddd", "Storm hits harbour", "Boats broke loose at night.", "No one was hurt, the port said."
    )
    plan = plan_files(ARTICLE, (make_briefing(corrected, REPAIR), POLITICS), FILES)
    assert plan.update_ids == {"u-dddddd": "u-aaaaaa"}
    assert plan.briefings[0].updates == ("u-aaaaaa", "u-bbbbbb")
    assert "u-dddddd" not in str(texts_of(plan)[SHIPPING.path])
    ids = [part.block_id for part in read_briefing_file("x.md", str(texts_of(plan)[SHIPPING.path])).parts]
    assert ids == [block.id for block in (*STORM, *REPAIR)]


def test_another_update_gets_an_id_of_its_own() -> None:
    other = make_update("u-dddddd", "Mayor visits the school", "Pupils asked about the wind.")
    plan = plan_files(ARTICLE, (make_briefing(REPAIR, other), POLITICS), FILES)
    assert plan.update_ids == {}


def test_a_renamed_article_keeps_slug_and_path() -> None:
    source = replace(SOURCE, path="content/articles/2026-03-14-storm.txt")
    renamed = replace(
        SHIPPING, source=source, slug="storm-shipping", path="content/briefings/shipping/2026-03-14-storm-shipping.md"
    )
    assert find_renamed(
        [origin for path in FILES if (origin := read_origin(path, FILES[path]))], {source.path: source.sha256}
    ) == {ARTICLE: source.path}
    ((path, text),) = texts_of(plan_files(source.path, (renamed,), {SHIPPING.path: FILES[SHIPPING.path]})).items()
    assert path == SHIPPING.path
    assert text == FILES[SHIPPING.path].replace(ARTICLE, source.path)


def test_an_article_with_two_copies_is_not_taken_for_a_renamed_one() -> None:
    origin = Origin(article_path="a.txt", sha256="ff", theme="x", permalink="2026/03/a-x")
    assert find_renamed([origin], {"b.txt": "ff", "c.txt": "ff"}) == {}
    assert find_renamed([origin], {"a.txt": "ff", "b.txt": "ff"}) == {}


def test_a_taken_path_or_permalink_gives_a_name_with_an_id() -> None:
    (change,) = plan_files(ARTICLE, (SHIPPING,), {}, taken_paths={SHIPPING.path}).changes
    (other,) = plan_files(ARTICLE, (SHIPPING,), {}, taken_permalinks={"2026/03/harbour-live-shipping"}).changes
    assert change == other
    origin = read_origin(change.path, str(change.text))
    assert origin is not None
    assert change.path == f"content/briefings/shipping/2026-03-14-{origin.permalink.rpartition('/')[2]}.md"


def test_a_name_that_is_taken_twice_gets_a_longer_id_and_is_no_longer_than_any() -> None:
    slug = "a-" * 38 + "shi"
    long = replace(SHIPPING, slug=slug, path=f"content/briefings/shipping/2026-03-14-{slug}.md")
    taken: set[str] = set()
    for _ in range(3):
        (change,) = plan_files(ARTICLE, (long,), {}, taken_paths=taken).changes
        assert change.path not in taken
        assert len(change.path.removeprefix("content/briefings/shipping/2026-03-14-").removesuffix(".md")) <= 80
        taken.add(change.path)


def test_a_file_written_by_hand_is_left_alone() -> None:
    own = {SHIPPING.path: "---\ntitle: Ours\ndate: 2026-03-14\n---\nHello.\n"}
    plan = plan_files(ARTICLE, (SHIPPING,), own)
    assert SHIPPING.path not in texts_of(plan)
    assert len(plan.changes) == 1


def test_a_broken_file_is_left_as_it_is_and_no_second_one_is_made() -> None:
    broken = FILES[SHIPPING.path].replace("title: ", "title: 'x: ")
    assert plan_files(ARTICLE, (SHIPPING,), {SHIPPING.path: broken}).changes == ()
    assert plan_files(ARTICLE, (SHIPPING,), {}, broken={"content/briefings/a.md": broken}).changes == ()


@pytest.mark.parametrize("line", ["title: [x]", "people: [[x]]", "status: drafty", "date: 14 March", "source: [x]"])
def test_a_value_that_can_not_be_read_leaves_the_file_as_it_is(line: str) -> None:
    key = line.partition(":")[0]
    rows = FILES[SHIPPING.path].split("\n")
    rows = [line if row.startswith(f"{key}:") else row for row in rows if key != "source" or not row.startswith("  ")]
    plan = plan_files(ARTICLE, (SHIPPING,), {SHIPPING.path: "\n".join(rows)})
    assert plan.changes == ()
    assert [error.path for error in plan.unread] == [SHIPPING.path]


@pytest.mark.parametrize("name", ["shipping/copy.md", "a.md"])
def test_a_copy_made_by_a_person_is_named(name: str) -> None:
    copied = {**files_of(SHIPPING), f"content/briefings/{name}": FILES[SHIPPING.path]}
    plan = plan_files(ARTICLE, (SHIPPING,), copied)
    assert texts_of(plan) == copied
    assert [(c.path, "second file" in str(c)) for change in plan.changes for c in change.conflicts] == [
        (f"content/briefings/{name}", True)
    ]
