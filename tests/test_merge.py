"""A briefing meets its file: the source is followed, a person's edits stay, and what can't be both is named."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from briefgen.briefing_file import merge_briefing, read_briefing_file
from briefgen.convert.markdown_blocks import escape_markdown
from briefgen.errors import BriefingFileError
from briefgen.model import Briefing, BriefingBlock, LineRange, Sentence
from tests.briefing_strategies import TEXTS, briefings, make_block, make_briefing, make_rule, make_update

STORM = make_update(
    "u-aaaaaa", "Storm hits the harbour", "Boats broke loose in the night.", "No one was hurt, the port said."
)
REPAIR = make_update("u-bbbbbb", "Repairs begin at noon", "Two cranes arrived by road.", line=10)
REOPEN = make_update("u-cccccc", "Harbour to open on Sunday", "Ferries run from seven.", line=20)
BRIEFING = make_briefing(STORM, REPAIR)
TEXT = merge_briefing(BRIEFING, None).text


def merge(new: Briefing, text: str, conflicts: int = 0) -> str:
    """The merged text; the number of conflicts is as said, and a second merge changes nothing."""
    merged = merge_briefing(new, text)
    again = merge_briefing(new, merged.text)
    assert again == merged
    assert len(merged.conflicts) == conflicts, merged.conflicts
    return merged.text


def body_of(text: str) -> str:
    return text.split("\n---\n", 1)[1]


def blocks_of(text: str) -> list[str]:
    return [part.markdown for part in read_briefing_file("x.md", text).parts]


# --- blocks


def test_nothing_changed_keeps_every_byte() -> None:
    assert merge(BRIEFING, TEXT) == TEXT


def test_an_untouched_block_follows_the_source() -> None:
    corrected = make_update(
        "u-aaaaaa", "Storm hits the harbour", "Boats broke loose on Friday night.", STORM[2].markdown
    )
    text = merge(make_briefing(corrected, REPAIR), TEXT)
    assert blocks_of(text)[1] == "Boats broke loose on Friday night."
    assert f"<!-- {STORM[1].id} L2 -->" in text


def test_marks_follow_their_lines() -> None:
    lower = tuple(replace(block, lines=block.lines._replace(first=31, last=32)) for block in STORM)
    text = merge(make_briefing(lower, REPAIR), TEXT)
    assert f"<!-- {STORM[1].id} L31-32 -->" in text


def test_a_new_update_comes_after_the_one_before_it() -> None:
    text = merge(make_briefing(STORM, REOPEN, REPAIR), TEXT)
    assert blocks_of(text) == [block.markdown for block in (*STORM, *REOPEN, *REPAIR)]


def test_an_edited_block_stays() -> None:
    edited = TEXT.replace("Boats broke loose in the night.", "Eleven boats broke loose.")
    assert merge(BRIEFING, edited) == edited


def test_an_edited_block_whose_source_changed_stays_and_is_named() -> None:
    edited = TEXT.replace("Boats broke loose in the night.", "Eleven boats broke loose in the night.")
    corrected = make_update(
        "u-aaaaaa", "Storm hits the harbour", "Boats broke loose on Friday night.", STORM[2].markdown
    )
    merged = merge_briefing(make_briefing(corrected, REPAIR), edited)
    assert blocks_of(merged.text)[1] == "Eleven boats broke loose in the night."
    assert "Friday" not in merged.text
    assert [(conflict.block_id, conflict.lines) for conflict in merged.conflicts] == [(STORM[1].id, (2, 2))]


@pytest.mark.parametrize("longer", ["", "The port opened again at noon and ships came in. " * 8], ids=["short", "long"])
def test_a_conflict_shows_what_the_source_has_now(longer: str) -> None:
    def storm(toll: int) -> Briefing:
        said = f"{longer}By evening {toll} people were known to have died. {longer}".strip()
        return make_briefing(make_update("u-aaaaaa", "Storm hits the harbour", said))

    edited = merge_briefing(storm(12), None).text.replace("By evening 12", "At night 12")
    (conflict,) = merge_briefing(storm(14), edited).conflicts
    assert "By evening 14 people were known to have died." in conflict.reason
    assert len(conflict.reason) < 360


def test_taking_the_sources_words_ends_a_conflict() -> None:
    edited = TEXT.replace("Boats broke loose in the night.", "Boats broke loose on Friday night.")
    corrected = make_update(
        "u-aaaaaa", "Storm hits the harbour", "Boats broke loose on Friday night.", STORM[2].markdown
    )
    text = merge(make_briefing(corrected, REPAIR), edited)
    assert not any(part.edited for part in read_briefing_file("x.md", text).parts)


def test_an_edited_block_whose_source_is_gone_stays_and_is_named() -> None:
    edited = TEXT.replace("Boats broke loose in the night.", "Eleven boats broke loose.")
    text = merge(make_briefing((STORM[0], STORM[2]), REPAIR), edited, conflicts=1)
    assert blocks_of(text) == blocks_of(edited)


def test_a_block_without_its_mark_is_a_persons_own() -> None:
    adopted = TEXT.replace(f"<!-- {STORM[1].id} L2 -->\nBoats", "Boats")
    text = merge(make_briefing((STORM[0], STORM[2]), REPAIR), adopted)
    assert "Boats broke loose in the night." in text


def test_an_untouched_block_whose_source_is_gone_goes_and_comes_back_with_it() -> None:
    without = merge(make_briefing((STORM[0], STORM[2]), REPAIR), TEXT)
    assert "Boats broke" not in without
    assert body_of(merge(BRIEFING, without)) == body_of(TEXT)


def test_a_removed_block_stays_away() -> None:
    removed = TEXT.replace(f"<!-- {STORM[1].id} L2 -->\nBoats broke loose in the night.\n\n", "")
    assert merge(BRIEFING, removed) == removed


@pytest.mark.parametrize("words", ["Boats broke loose on Friday night.", "Eleven boats broke loose in the night."])
def test_a_removed_block_stays_away_when_its_source_is_corrected(words: str) -> None:
    removed = TEXT.replace(f"<!-- {STORM[1].id} L2 -->\nBoats broke loose in the night.\n\n", "")
    corrected = make_update("u-aaaaaa", "Storm hits the harbour", words, STORM[2].markdown)
    assert body_of(merge(make_briefing(corrected, REPAIR), removed)) == body_of(removed)


def test_a_removed_block_does_not_keep_another_one_away() -> None:
    removed = TEXT.replace(f"<!-- {STORM[1].id} L2 -->\nBoats broke loose in the night.\n\n", "")
    other = make_update("u-aaaaaa", "Storm hits the harbour", "The mayor spoke at ten.", STORM[2].markdown)
    assert "The mayor spoke at ten." in merge(make_briefing(other, REPAIR), removed)


def test_a_mark_with_nothing_under_it_is_a_removed_block() -> None:
    removed = TEXT.replace("Boats broke loose in the night.\n", "")
    text = merge(BRIEFING, removed)
    assert STORM[1].id not in body_of(text)


def test_added_prose_stays_under_the_block_that_it_follows() -> None:
    added = TEXT + "\nEditor's note: we asked the port.\n"
    text = merge(make_briefing(STORM, REPAIR, REOPEN), added)
    assert blocks_of(text) == [
        *(block.markdown for block in (*STORM, *REPAIR)),
        "Editor's note: we asked the port.",
        *(block.markdown for block in REOPEN),
    ]


def test_prose_on_top_stays_on_top() -> None:
    added = TEXT.replace("\n---\n", "\n---\nOur view first.\n", 1)
    text = merge(make_briefing(REOPEN, STORM, REPAIR), added)
    assert blocks_of(text)[:2] == ["Our view first.", REOPEN[0].markdown]


def test_a_moved_block_stays_where_it_was_put() -> None:
    stanza = f"<!-- {STORM[2].id} L3 -->\n{STORM[2].markdown}\n\n"
    moved = TEXT.replace(stanza, "") + "\n" + stanza
    assert body_of(merge(make_briefing(STORM, REPAIR), moved)) == body_of(moved)
    grown = blocks_of(merge(make_briefing(STORM, REPAIR, REOPEN), moved))
    assert grown[2:] == [*(block.markdown for block in (*REPAIR, *REOPEN)), STORM[2].markdown]


def test_blocks_that_nobody_moved_follow_the_sources_order() -> None:
    noted = TEXT.replace(REPAIR[1].markdown, REPAIR[1].markdown + "\n\nSeen by us.")
    assert blocks_of(merge(make_briefing(REPAIR, STORM), noted)) == [
        *(block.markdown for block in REPAIR),
        "Seen by us.",
        *(block.markdown for block in STORM),
    ]


def test_a_block_copied_by_a_person_stays_twice() -> None:
    copied = TEXT + f"\n<!-- {STORM[1].id} L2 -->\nBoats broke loose in the night.\n"
    assert merge(BRIEFING, copied) == copied


def test_a_broken_mark_is_kept_and_its_block_stays_away() -> None:
    broken = TEXT.replace(f"<!-- {STORM[1].id} L2 -->", f"<!-- {STORM[1].id} L2")
    assert merge(BRIEFING, broken) == broken


@pytest.mark.parametrize(
    "change",
    [
        lambda t: t.replace("\n", "\r\n"),
        lambda t: t.replace("\n", "\r"),
        lambda t: "\ufeff" + t,
        lambda t: t.rstrip("\n"),
    ],
)
def test_how_a_file_is_saved_is_no_edit(change: object) -> None:
    saved = change(TEXT)  # type: ignore[operator]
    assert merge(BRIEFING, saved) == saved
    grown = merge(make_briefing(STORM, REPAIR, REOPEN), saved)
    assert blocks_of(grown) == [block.markdown for block in (*STORM, *REPAIR, *REOPEN)]
    assert grown.startswith("\ufeff") == saved.startswith("\ufeff")
    assert grown.count("\r\n") in (0, grown.count("\n"))


def test_a_single_windows_line_end_hides_no_mark() -> None:
    mixed = TEXT.replace(f"<!-- {STORM[1].id} L2 -->\n", f"<!-- {STORM[1].id} L2 -->\r\n")
    assert merge(BRIEFING, mixed) == mixed
    assert "\r" not in merge(make_briefing(STORM, REPAIR, REOPEN), mixed)


def test_blocks_whose_records_are_lost_are_kept() -> None:
    lost = TEXT[: TEXT.index("briefgen:")] + TEXT[TEXT.index("\n---\n") + 1 :]
    corrected = make_update(
        "u-aaaaaa", "Storm hits the harbour", "Boats broke loose on Friday night.", STORM[2].markdown
    )
    assert body_of(merge(BRIEFING, lost)) == body_of(TEXT)
    assert "in the night" in merge(make_briefing(corrected, REPAIR), lost, conflicts=1)


# --- front matter


def test_an_untouched_title_follows_the_source() -> None:
    assert "\ntitle: Harbour open again\n" in merge(replace(BRIEFING, title="Harbour open again"), TEXT)


def test_an_edited_title_stays_and_a_change_of_the_source_is_named() -> None:
    edited = TEXT.replace("title: Harbour closed after the storm", "title: 'Storm: what we know' # desk")
    assert merge(BRIEFING, edited) == edited
    merged = merge_briefing(replace(BRIEFING, title="Harbour open again"), edited)
    assert "\ntitle: 'Storm: what we know' # desk\n" in merged.text
    assert [conflict.key for conflict in merged.conflicts] == ["title"]


SAID = ("The harbour was closed at *noon*.", "No one was hurt.")
LIFTED = tuple(
    BriefingBlock(id=f"s-00000{n}", lines=LineRange(n, n), role="summary", markdown=f"- {escape_markdown(text)}")
    for n, text in enumerate(SAID, 2)
)
SUMMED = make_briefing(
    LIFTED, STORM, summary=tuple(Sentence(text=text, lines=LineRange(n, n)) for n, text in enumerate(SAID, 2))
)


def summary_of(text: str) -> str | None:
    return read_briefing_file("x.md", text).summary


@pytest.mark.parametrize(
    ("edit", "expected"),
    [
        (("- No one was hurt.", "- No one was **hurt**, the [port](https://p.example.org) said."),
         f"{SAID[0]} No one was hurt, the port said."),
        (("- No one was hurt.\n", ""), SAID[0]),
        (("closed at \\*noon\\*", "closed at 2\\*6 o'clock"),
         "The harbour was closed at 2*6 o'clock. No one was hurt."),
    ],
    ids=["changed", "taken out", "escaped"],
)  # fmt: skip
def test_a_sentence_changed_on_top_is_changed_in_lists_and_feeds(edit: tuple[str, str], expected: str) -> None:
    written = merge_briefing(SUMMED, None).text
    text = merge(SUMMED, written.replace(*edit))
    assert summary_of(text) == expected
    assert summary_of(merge(SUMMED, written)) == " ".join(SAID)


def test_a_summary_changed_in_the_front_matter_stays_beside_changed_sentences() -> None:
    written = merge_briefing(SUMMED, None).text
    edited = re.sub(r"\nsummary: .*", "\nsummary: Nobody hurt.", written).replace("- No one", "- Nobody")
    assert summary_of(merge(SUMMED, edited)) == "Nobody hurt."


def test_slug_and_status_are_the_files() -> None:
    edited = TEXT.replace("status: published", "status: withdrawn").replace(
        "slug: harbour-live-shipping", "slug: storm"
    )
    assert merge(replace(BRIEFING, slug="other"), edited) == edited


def test_the_slug_stays_when_the_title_changes() -> None:
    assert "\nslug: harbour-live-shipping\n" in merge(replace(BRIEFING, title="Other", slug="other"), TEXT)


def test_names_are_merged_one_by_one() -> None:
    before = merge_briefing(replace(BRIEFING, people=("Ann Holm", "Bo Lind", "Cy Moe")), None).text
    edited = before.replace("[Ann Holm, Bo Lind, Cy Moe]", "[Ann Holm, Cy Moe, Di Oz]")
    text = merge(replace(BRIEFING, people=("Bo Lind", "Ann Holm", "Ed Pym")), edited)
    assert "\npeople: [Ann Holm, Di Oz, Ed Pym]\n" in text


def test_a_name_taken_out_stays_away_also_when_the_source_brings_it_back() -> None:
    before = merge_briefing(replace(BRIEFING, people=("Ann Holm", "Bo Lind")), None).text
    text = before.replace("[Ann Holm, Bo Lind]", "[Ann Holm]")
    for people in (("Ann Holm", "Bo Lind"), ("Ann Holm",), ("Bo Lind", "Ann Holm"), ("Bo Lind", "Ann Holm", "Cy Moe")):
        text = merge(replace(BRIEFING, people=people), text)
    assert "\npeople: [Ann Holm, Cy Moe]\n" in text


def test_an_edited_time_of_change_is_worth_no_question() -> None:
    edited = TEXT.replace("modified: 2026-03-14T09:30:00+00:00", "modified: 2026-03-15")
    text = merge(replace(BRIEFING, modified=datetime(2026, 3, 14, 11, tzinfo=UTC)), edited)
    assert "\nmodified: 2026-03-15\n" in text


def test_what_is_not_known_of_the_source_has_no_line() -> None:
    source = replace(BRIEFING.source, url=None, publisher=None)  # type: ignore[type-var]
    less = replace(BRIEFING, source=source, source_title=None)
    for text in (merge_briefing(less, None).text, merge(less, TEXT)):
        start = text.index("source:")
        assert [row.split(":")[0] for row in text[start : text.index("briefgen:")].splitlines()] == [
            "source",
            "  path",
            "  sha256",
        ]


def test_a_key_taken_out_stays_away() -> None:
    removed = TEXT.replace("people: [Ann Holm]\n", "").replace("summary: The harbour was closed.\n", "")
    text = merge(replace(BRIEFING, people=("Bo Lind",), title="New"), removed)
    assert "people:" not in text.partition("briefgen:")[0]
    assert "summary:" not in text.partition("briefgen:")[0]


def test_comments_order_and_unknown_keys_stay() -> None:
    edited = TEXT.replace(
        "theme: shipping\n", "weight:   3   # heavy\n# the desk's choice\ntheme: shipping\ntags: [a]\n", 1
    )
    text = merge(replace(BRIEFING, modified=datetime(2026, 3, 14, 11, tzinfo=UTC)), edited)
    assert "weight:   3   # heavy\n# the desk's choice\ntheme: shipping\ntags: [a]\n" in text
    assert "\nmodified: 2026-03-14T11:00:00+00:00\n" in text


def test_a_publisher_corrected_by_a_person_stays() -> None:
    edited = TEXT.replace('publisher: "The Tide: News"', "publisher: The Tide")
    source = replace(BRIEFING.source, sha256="cd" * 32)  # type: ignore[type-var]
    text = merge(replace(BRIEFING, source=source), edited)
    assert "  publisher: The Tide\n" in text
    assert "cd" * 32 in text


def test_a_source_that_became_a_name_still_knows_its_article() -> None:
    start, end = TEXT.index("source:"), TEXT.index("briefgen:")
    text = merge(BRIEFING, TEXT[:start] + "source: The Tide\n" + TEXT[end:])
    file = read_briefing_file("x.md", text)
    assert (file.source_publisher, file.source_path) == ("The Tide", "content/articles/2026-03-14-harbour-live.txt")


def test_front_matter_in_one_pair_of_braces_is_merged() -> None:
    flow = f"---\n{{title: Mine, date: 2026-03-14, extra: [1, x]}}\n---\n{body_of(TEXT)}"
    file = read_briefing_file("x.md", merge(BRIEFING, flow))
    assert (file.title, file.published, file.extra) == ("Mine", date(2026, 3, 14), {"extra": [1, "x"]})


def test_broken_front_matter_is_not_merged() -> None:
    with pytest.raises(BriefingFileError):
        merge_briefing(BRIEFING, TEXT.replace("title: ", "title: 'a: "))


# --- properties


@given(old=briefings(), new=briefings())
@settings(max_examples=60, deadline=None)
def test_an_untouched_file_becomes_the_new_briefing(old: Briefing, new: Briefing) -> None:
    text = merge(replace(new, slug=old.slug), merge_briefing(old, None).text)
    assert blocks_of(text) == [block.markdown for block in new.blocks]


@given(old=briefings(), new=briefings(), data=st.data(), words=TEXTS)
@settings(max_examples=60, deadline=None)
def test_an_edited_block_and_prose_survive_any_merge(
    old: Briefing, new: Briefing, data: st.DataObject, words: str
) -> None:
    block = data.draw(st.sampled_from(old.blocks))
    edit = "Edited " + " ".join(words.split()).replace("<!--", "")
    assume(edit != block.markdown)
    text = merge_briefing(old, None).text
    mark = text.index(f"<!-- {block.id} L")
    begin = text.index("\n", mark) + 1
    edited = text[:begin] + edit + "\n\nA note of ours.\n" + text[begin + len(block.markdown) :]
    merged = merge_briefing(new, edited)
    assert f"{edit}\n\nA note of ours.\n" in merged.text
    assert merge_briefing(new, merged.text) == merged


@given(briefing=briefings(), data=st.data())
@settings(max_examples=50, deadline=None)
def test_a_removed_block_stays_away_from_any_merge(briefing: Briefing, data: st.DataObject) -> None:
    block = data.draw(st.sampled_from(briefing.blocks))
    text = merge_briefing(briefing, None).text
    mark = text.index(f"<!-- {block.id} L")
    removed = text[:mark] + text[mark:].split("\n", 2)[2].lstrip("\n")
    merged = merge_briefing(replace(briefing, title="Another"), removed)
    assert f"<!-- {block.id} " not in merged.text
    assert len(read_briefing_file("x.md", merged.text).parts) == len(briefing.blocks) - 1


@given(old=briefings(), new=briefings(), body=st.lists(st.sampled_from(TEXT.split("\n")) | TEXTS, max_size=12))
@settings(max_examples=50, deadline=None)
def test_whatever_the_body_became_a_second_merge_changes_nothing(old: Briefing, new: Briefing, body: list[str]) -> None:
    front = merge_briefing(old, None).text.split("\n---\n", 1)[0]
    merged = merge_briefing(new, front + "\n---\n" + "\n".join(body))
    assert merge_briefing(new, merged.text) == merged


def test_a_rule_and_a_repeated_paragraph_have_their_own_ids() -> None:
    twice = make_block("u-aaaaaa", "Again.")
    briefing = make_briefing((make_rule("u-aaaaaa"), twice, replace(twice, id=twice.id + "-2")))
    assert blocks_of(merge(briefing, merge_briefing(briefing, None).text)) == ["***", "Again.", "Again."]
