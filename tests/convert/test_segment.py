"""Where updates begin and end, and that no line is lost."""

from __future__ import annotations

from datetime import UTC, date, datetime

from briefgen.convert.language import Language
from briefgen.convert.segment import segment_article
from tests.conftest import make_article

REPORT = (
    "Norland reopens its northern harbour after ten years",
    "The government of Norland has reopened the harbour of Eastport, the transport minister, Ana Lindqvist, said on Monday.",
    "Lindqvist said that the first ships would arrive before the end of the week.",
    "“We have waited a long time for this day,” she told reporters.",
)


def owners(segmented: object) -> list[int]:
    lines = [b.lines.first for u in segmented.updates for b in u.blocks if b.start is None]  # type: ignore[attr-defined]
    return sorted([*lines, *(f.lines.first for f in segmented.furniture if f.start is None)])  # type: ignore[attr-defined]


def test_a_report_is_one_update_with_its_title_as_headline(english: Language) -> None:
    segmented = segment_article(make_article(*REPORT, title=REPORT[0]), english)

    assert segmented.kind == "article"
    assert [u.headline for u in segmented.updates] == [REPORT[0]]
    assert owners(segmented) == [1, 2, 3, 4]


def test_times_at_the_beginning_of_lines_date_the_updates(english: Language) -> None:
    article = make_article(
        "14:07 The harbour is open, says the mayor of Eastport.",
        "13:55 The last barriers are taken away.",
        "13:10 Ships are waiting outside the harbour.",
        published=datetime(2031, 5, 4, 9, 0, tzinfo=UTC),
    )

    segmented = segment_article(article, english)

    assert [u.published for u in segmented.updates] == [
        datetime(2031, 5, 4, 14, 7, tzinfo=UTC),
        datetime(2031, 5, 4, 13, 55, tzinfo=UTC),
        datetime(2031, 5, 4, 13, 10, tzinfo=UTC),
    ]
    assert segmented.updates[0].blocks[0].text == "The harbour is open, says the mayor of Eastport."


def test_a_time_without_a_known_zone_is_no_moment(english: Language) -> None:
    article = make_article("14:07 One.", "13:55 Two.", "13:10 Three.", published=date(2031, 5, 4))

    assert [u.published for u in segment_article(article, english).updates] == [None, None, None]


def test_an_empty_article_has_no_updates(english: Language) -> None:
    assert segment_article(make_article("", "  "), english).updates == ()
