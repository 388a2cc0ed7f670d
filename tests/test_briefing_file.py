"""The briefing file: what is written is read again, whoever wrote it, and what is broken is named with its line."""

from __future__ import annotations

import json
import re
from datetime import UTC, date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from briefgen.briefing_file import merge_briefing, read_briefing_file
from briefgen.briefing_file.front_matter import (
    format_entry,
    format_scalar,
    parse_front_matter,
    plain_value,
    text_value,
    texts_value,
)
from briefgen.briefing_file.marks import parse_body
from briefgen.briefing_file.reading import KNOWN, LIMIT_CHARACTERS
from briefgen.errors import BriefingFileError
from briefgen.lines import fold
from briefgen.model import Briefing, BriefingFile, LineRange, Sentence
from tests.briefing_strategies import TEXTS, WORDS, briefings, make_block, make_briefing, make_rule, make_update
from tests.conftest import ROOT, shared_data

DOCUMENTATION = ROOT / "docs" / "briefing-file.md"


def read(text: str, path: str = "content/briefings/x/notes.md") -> BriefingFile:
    return read_briefing_file(path, text)


def test_a_headline_in_the_summary_does_not_run_into_the_next_sentence() -> None:
    texts = "The ferry is back.", "Lead changes hands", "“Wait,” she said. “Wait.”", "It rained."
    summary = tuple(Sentence(text=text, lines=LineRange(2, 2)) for text in texts)
    file = read(merge_briefing(make_briefing(summary=summary), None).text)
    assert file.summary == "The ferry is back. Lead changes hands · “Wait,” she said. “Wait.” It rained."


@given(briefing=briefings())
@settings(max_examples=150, deadline=None)
def test_what_is_written_is_read_again(briefing: Briefing) -> None:
    file = read(merge_briefing(briefing, None).text, briefing.path)
    assert (file.title, file.published, file.modified) == (briefing.title, briefing.published, briefing.modified)
    assert (file.theme, file.slug, file.language) == (briefing.theme, briefing.slug, briefing.language)
    told = " ".join(sentence.text for sentence in briefing.summary)
    assert file.summary.replace(" · ", " ") == told.replace(" · ", " ")
    assert (file.authors, file.people) == (briefing.authors, briefing.people)
    assert (file.organisations, file.places) == (briefing.organisations, briefing.places)
    assert briefing.source is not None
    assert (file.source_path, file.source_sha256) == (briefing.source.path, briefing.source.sha256)
    assert (file.source_url, file.source_publisher) == (briefing.source.url, briefing.source.publisher)
    assert [(p.block_id, p.markdown, p.lines, p.role, p.edited) for p in file.parts] == [
        (b.id, b.markdown, b.lines, b.role, False) for b in briefing.blocks
    ]
    assert file.extra == {}
    assert file.warnings == ()


@given(text=WORDS)
@settings(max_examples=500, deadline=None)
def test_any_text_survives_as_a_yaml_scalar(text: str) -> None:
    front = parse_front_matter(f"k: {format_scalar(text)}\n", "x.md")
    assert text_value(front.entries[0], "x.md") == text


@given(texts=st.lists(TEXTS, min_size=1, max_size=5))
@settings(max_examples=200, deadline=None)
def test_any_texts_survive_as_a_yaml_list(texts: list[str]) -> None:
    front = parse_front_matter(format_entry("k", texts), "x.md")
    assert texts_value(front.entries[0], "x.md") == tuple(texts)


@given(
    body=st.text("<!-> u-a1.2s\nL1:\t*", max_size=80)
    | st.lists(
        st.sampled_from(
            [
                "<!-- u-a1.b2 L1 -->\n",
                "<!-- s-9e41 L2-3 -->\n",
                "text\n",
                "\n",
                "  \n",
                "> q",
                "<!-- u-a1.b2 L1",
                "\n\n",
            ]
        ),
        max_size=12,
    ).map("".join)
)
@settings(max_examples=500, deadline=None)
def test_the_chunks_of_a_body_are_the_body(body: str) -> None:
    assert "".join(chunk.raw for chunk in parse_body(body)) == body


def test_a_mark_names_lines_part_and_role() -> None:
    caption = make_block("u-3f9a1c", "Boats in port", line=12, role="caption")
    text = merge_briefing(make_briefing((make_rule("u-3f9a1c"), caption)), None).text
    assert f"<!-- {caption.id} L12 caption -->\n*Boats in port*\n" in text


def test_a_file_looks_as_an_editor_expects() -> None:
    text = merge_briefing(make_briefing(make_update("u-3f9a1c", "Harbour closed", "It was closed *today*.")), None).text
    front, _, body = text.partition("briefgen:")
    assert front == (
        "---\ntitle: Harbour closed after the storm\ndate: 2026-03-14\nmodified: 2026-03-14T09:30:00+00:00\n"
        "theme: shipping\nslug: harbour-live-shipping\nstatus: published\nsummary: The harbour was closed.\n"
        "people: [Ann Holm]\nlanguage: en\nsource:\n  path: content/articles/2026-03-14-harbour-live.txt\n"
        f"  sha256: {'ab' * 32}\n  url: https://tide.example/harbour\n"
        '  publisher: "The Tide: News"\n  title: Harbour live\n'
    )
    assert re.sub(r"u-3f9a1c.[0-9a-f]{4}", "ID", body.partition("---\n")[2]) == (
        "\n<!-- ID L1 -->\n## Harbour closed\n\n<!-- ID L2 -->\nIt was closed \\*today\\*.\n"
    )


def test_title_and_date_are_enough_for_a_file_written_by_hand() -> None:
    file = read(
        "---\ntitle: Our own words\ndate: 2026-03-14\n---\nHello.\n\nAgain.\n", "content/briefings/2026/notes.md"
    )
    assert (file.title, file.published, file.slug) == ("Our own words", date(2026, 3, 14), "notes")
    assert (file.theme, file.status, file.source_path) == (None, "published", None)
    assert [(part.markdown, part.block_id, part.edited) for part in file.parts] == [("Hello.\n\nAgain.", None, False)]


def test_a_publishers_name_is_a_source() -> None:
    assert read("---\ntitle: A\ndate: 2026-03-14\nsource: The Tide\n---\n").source_publisher == "The Tide"


@pytest.mark.parametrize("key", ["path", "sha256", "url", "publisher", "title"])
def test_a_fact_of_the_source_that_is_left_empty_is_none(key: str) -> None:
    for nothing in ("", "~", "null", "' '"):
        file = read(f"---\ntitle: A\nsource:\n  {key}: {nothing}\n---\n")
        assert getattr(file, f"source_{key}") is None


@pytest.mark.parametrize("status", ["draft", "Draft", "' DRAFT '"])
def test_a_status_is_read_in_any_case(status: str) -> None:
    assert read(f"---\ntitle: A\nstatus: {status}\n---\n").status == "draft"


def test_a_file_is_read_up_to_its_bound() -> None:
    text = "---\ntitle: A\n---\n"
    assert len(read(text + "x" * (LIMIT_CHARACTERS - len(text))).parts) == 1
    with pytest.raises(BriefingFileError, match="at most 5,000,000 characters"):
        read(text + "x" * (LIMIT_CHARACTERS - len(text) + 1))


def test_tags_and_unknown_keys_are_kept() -> None:
    file = read("---\ntitle: A\ntags: [sea, 2026]\nweight: 3\nfeature: true\nnest: {a: [x]}\n---\n")
    assert file.tags == ("sea", "2026")
    assert file.extra == {"weight": 3, "feature": True, "nest": {"a": ["x"]}}


@pytest.mark.parametrize("value", ["no", "12:30", "1e3", "0x1f", "2026-03-14", "null?", "Yes", "1_000", "~x"])
def test_texts_are_read_as_they_are_written(value: str) -> None:
    assert read(f"---\ntitle: {value}\n---\n").title == value


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("2026-03-14", date(2026, 3, 14)),
        ("2026-03-14T07:00:00Z", datetime(2026, 3, 14, 7, tzinfo=UTC)),
        ("2026-03-14 07:00:00 +00:00", datetime(2026, 3, 14, 7, tzinfo=UTC)),
        ("'2026-03-14T07:00Z'", datetime(2026, 3, 14, 7, tzinfo=UTC)),
        ("", None),
    ],
)
def test_dates_keep_their_precision(value: str, expected: object) -> None:
    assert read(f"---\ntitle: A\ndate: {value}\n---\n").published == expected


def test_a_time_without_a_zone_is_a_day_and_a_warning() -> None:
    file = read("---\ntitle: A\ndate: 2026-03-14 07:00:00\n---\n")
    assert file.published == date(2026, 3, 14)
    assert "x/notes.md:3: date: the time has no zone" in file.warnings[0]


@pytest.mark.parametrize(
    ("text", "line", "part"),
    [
        ("", 1, "expected front matter"),
        ("# A heading\n", 1, "expected front matter"),
        ("---\ntitle: A\n", 1, "second line of ---"),
        ("---\ntitle: A\nsummary: One: two\n---\n", 3, "expected YAML"),
        ("---\ntitle: A\ndate: 2026-03-14\ntitle: B\n---\n", 4, "title: expected each key once"),
        ("---\ntitle: A\ndate: 14 March\n---\n", 3, 'found "14 March"'),
        ("---\ntitle: A\nstatus: drafty\n---\n", 3, "published, draft or withdrawn"),
        ("---\ntitle: [A]\n---\n", 2, "expected text, found a list"),
        ("---\ntitle: A\npeople: [[A]]\n---\n", 3, "expected a list of texts"),
        ("---\ndate: 2026-03-14\n---\n", 1, "expected a title"),
        ("---\n- A\n---\n", 2, "expected keys"),
        ("---\ntitle: [a, b\ndate: 2026-03-14\n---\n", 3, "expected YAML, with ',' or ']' here"),
        ("---\ntitle: 'A\n---\n", 2, "expected YAML"),
        ("---\ntitle: A\x01\n---\n", 2, "expected YAML"),
        ("---\ntitle: A\n? [x]\n: y\n---\n", 3, "a key that is text"),
    ],
)
def test_broken_front_matter_is_named_with_its_line(text: str, line: int, part: str) -> None:
    with pytest.raises(BriefingFileError) as caught:
        read(text)
    assert caught.value.path == "content/briefings/x/notes.md"
    assert caught.value.line == line
    assert part in str(caught.value)


@pytest.mark.parametrize(
    "front",
    [
        "title: A\na: &a [x,x]\nb: &b [*a,*a]\nc: &c [*b,*b]\n"
        + "".join(f"k{n}: &k{n} [*{p},*{p}]\n" for n, p in enumerate(["c", *(f"k{n}" for n in range(30))])),
        "title: " + "[" * 6000 + "\n",
        "title: A\nx: " + "[" * 100 + "]" * 100 + "\n",
        "title: A\nx:\n" + "- " * 3000 + "y\n",
        "title: A\nx: &a [*a]\n",
        "title: " + "a" * 1_000_001 + "\n",
    ],
    ids=["aliases", "brackets", "depth", "dashes", "loop", "size"],
)
def test_front_matter_is_bounded(front: str) -> None:
    with pytest.raises(BriefingFileError):
        read(f"---\n{front}---\n")


@pytest.mark.parametrize("name", ["yaml_odd", "yaml_invalid", "own_metadata"])
def test_hostile_front_matter_is_read_or_refused(name: str) -> None:
    rows = [json.loads(row) for row in shared_data(f"attacks/{name}.jsonl").read_text(encoding="utf-8").splitlines()]
    payloads = [row["payload"][:5000] for row in rows if "encoding" not in row][::2]
    outcomes = {read_or_refuse(f"---\n{payload}\n---\n{payload}\n") for payload in payloads}
    assert outcomes <= {"read", "refused"}


@pytest.mark.parametrize(
    "name", ["own_markdown", "own_context", "blns", "own_pelican", "html5sec", "own_bidi", "patt_ssti"]
)
def test_hostile_words_come_back_as_they_were(name: str) -> None:
    rows = [json.loads(row) for row in shared_data(f"attacks/{name}.jsonl").read_text(encoding="utf-8").splitlines()]
    texts = [fold(row["payload"][:400]) for row in rows if "encoding" not in row and fold(row["payload"][:400])][::3]
    written = [
        make_briefing(make_update("u-3f9a1c", text, text), title=text, people=(text, "Ann Holm"), source_title=text)
        for text in texts
    ]
    files = [read(merge_briefing(briefing, None).text) for briefing in written]
    assert [(f.title, f.people, f.source_title) for f in files] == [(t, (t, "Ann Holm"), t) for t in texts]
    assert [[p.markdown for p in f.parts] for f in files] == [[b.markdown for b in w.blocks] for w in written]


def read_or_refuse(text: str) -> str:
    try:
        read(text)
    except BriefingFileError:
        return "refused"
    return "read"


@given(title=TEXTS)
@settings(max_examples=100, deadline=None)
def test_a_windows_editor_changes_nothing(title: str) -> None:
    text = merge_briefing(make_briefing(make_update("u-3f9a1c", "A", "B"), title=title), None).text
    saved = "\ufeff" + text.replace("\n", "\r\n")
    assert read(saved) == read(text)


def test_an_edit_is_seen() -> None:
    text = merge_briefing(make_briefing(make_update("u-3f9a1c", "Harbour closed", "It was closed.")), None).text
    file = read(text.replace("It was closed.", "It was shut."))
    assert [(part.markdown, part.edited) for part in file.parts] == [
        ("## Harbour closed", False),
        ("It was shut.", True),
    ]


def test_a_formatters_empty_line_after_a_mark_is_no_edit() -> None:
    text = merge_briefing(make_briefing(make_update("u-3f9a1c", "Harbour closed", "It was closed.")), None).text
    file = read(text.replace("-->\n", "-->\n\n"))
    assert [part.edited for part in file.parts] == [False, False]


def test_a_mark_that_can_not_be_read_is_prose() -> None:
    file = read("---\ntitle: A\n---\n<!-- u-3f9a1c.9e41 L12\nWords\n")
    assert [(part.block_id, part.markdown) for part in file.parts] == [(None, "<!-- u-3f9a1c.9e41 L12\nWords")]


def test_the_second_block_with_a_mark_is_prose() -> None:
    file = read("---\ntitle: A\n---\n<!-- u-3f9a1c.9e41 L12 -->\nOne\n\n<!-- u-3f9a1c.9e41 L12 -->\nTwo\n\nThree\n")
    assert [(part.block_id, part.markdown) for part in file.parts] == [
        ("u-3f9a1c.9e41", "One"),
        (None, "Two"),
        (None, "Three"),
    ]
    assert file.parts[0].lines == LineRange(12, 12)


def test_values_of_unknown_keys_are_plain_data() -> None:
    front = parse_front_matter('a: [1, -2, "3", true, null, ~, 2026-03-14, !!str x, !who y]\n', "x.md")
    assert plain_value(front.entries[0].node) == [1, -2, "3", True, None, None, "2026-03-14", "x", "y"]


def test_the_examples_of_the_documentation_are_briefings() -> None:
    examples = re.findall(
        r"^```markdown\n(.*?)^```$", DOCUMENTATION.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL
    )
    by_hand, made = (read(example) for example in examples)
    assert (by_hand.title, [part.block_id for part in by_hand.parts]) == ("What we know about the harbour", [None])
    assert [part.block_id for part in made.parts] == ["s-1f0c9d", "u-3f9a1c.b6c3", "u-3f9a1c.b17e"]


def test_every_key_is_documented() -> None:
    text = DOCUMENTATION.read_text(encoding="utf-8")
    assert [key for key in KNOWN if f"`{key}`" not in text] == []
