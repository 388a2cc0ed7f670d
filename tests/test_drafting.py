"""A worker's draft of an article's files: used where its guess was right, and never anything else than the plan itself."""

from __future__ import annotations

from pathlib import Path

import pytest

from briefgen.briefing_file import merge_briefing, read_briefing_file
from briefgen.build.drafting import draft_article, note_file, plan_article
from briefgen.config import Config, load_config
from briefgen.model import Briefing
from tests.briefing_strategies import ARTICLE, make_briefing, make_update

STORM = make_update(
    "u-aaaaaa", "Storm hits the harbour", "Boats broke loose in the night.", "No one was hurt, the port said."
)
BRIEFING = make_briefing(STORM)
EDITED = merge_briefing(BRIEFING, None).text.replace("broke loose", "came loose")


@pytest.fixture
def config(tmp_path: Path) -> Config:
    (tmp_path / "briefgen.toml").write_text('site_name = "Drafts"\n', "utf-8")
    return load_config(tmp_path)


def save(config: Config, path: str, text: str) -> None:
    file = config.briefing_file(path)
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, "utf-8")


@pytest.mark.parametrize("there", [{}, {BRIEFING.path: EDITED}], ids=["new", "edited"])
def test_a_draft_whose_guess_was_right_is_the_plan(config: Config, there: dict[str, str]) -> None:
    for path, text in there.items():
        save(config, path, text)
    draft = draft_article(config, ARTICLE, (BRIEFING,))
    assert draft is not None
    assert draft.holds(there, (), ())
    assert draft.planned == plan_article(ARTICLE, (BRIEFING,), there)


def test_a_draft_does_not_hold_where_a_name_is_taken(config: Config) -> None:
    draft = draft_article(config, ARTICLE, (BRIEFING,))
    assert draft is not None
    note = draft.planned.notes[BRIEFING.path]
    assert not draft.holds({}, {BRIEFING.path}, ())
    assert not draft.holds({}, (), {note.permalink})


def test_a_draft_does_not_hold_for_other_files_than_the_articles_own(config: Config) -> None:
    draft = draft_article(config, ARTICLE, (BRIEFING,))
    assert draft is not None
    assert not draft.holds({"content/briefings/shipping/moved.md": EDITED}, (), ())
    save(config, BRIEFING.path, "---\ntitle: Of another article\n---\n\nText.\n")
    foreign = draft_article(config, ARTICLE, (BRIEFING,))
    assert foreign is not None
    assert not foreign.holds({}, {BRIEFING.path}, ())


def test_a_file_that_could_not_be_read_again_is_not_drafted(config: Config) -> None:
    endless = make_briefing(make_update("u-bbbbbb", "x" * 1_100_000, "Text of the update."), title="x" * 1_100_000)
    assert draft_article(config, ARTICLE, (endless,)) is None


def test_a_note_says_of_what_a_file_was_made_unless_a_person_wrote_it() -> None:
    note = note_file(read_briefing_file(BRIEFING.path, EDITED), EDITED)
    assert (note.article, note.sha256) == (ARTICLE, _sha256(BRIEFING))
    own = "---\ntitle: My own\nsource:\n  path: content/articles/x.txt\n---\n\nText.\n"
    assert note_file(read_briefing_file("content/briefings/own/x.md", own), own).article == ""


def _sha256(briefing: Briefing) -> str:
    return briefing.source.sha256 if briefing.source else ""
