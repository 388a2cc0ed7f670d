"""Where updates begin and end, and that no line is lost."""

from __future__ import annotations

import gzip
import json
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import assume, given, settings

from briefgen.convert.language import Language, Languages, detect_language
from briefgen.convert.line_features import describe_lines
from briefgen.convert.segment import segment_article
from briefgen.convert.sorting import sort_lines
from briefgen.lines import is_empty
from briefgen.model import SegmentedArticle
from tests.conftest import make_article, shared_data
from tests.strategies import BuiltPage, BuiltUpdate, built_pages, built_updates, ragged_articles

REPORT = (
    "Norland reopens its northern harbour after ten years",
    "The government of Norland has reopened the harbour of Eastport, the transport minister, Ana Lindqvist, said on Monday.",
    "Lindqvist said that the first ships would arrive before the end of the week.",
    "“We have waited a long time for this day,” she told reporters.",
)
GLUED = (
    "The ferry crews of Mirrow have ended their strike, said their leader, Helen Sorel. “It was hard for us all.”The mediator, "
    "Peter Osei, said on Monday that both sides had moved."
)
PAGE = (
    "Eastport harbour to reopen on Friday",
    "The harbour of Eastport will reopen on Friday, the transport minister of Norland, Ana Lindqvist, said on Monday.",
    "Writing on her page, Lindqvist said:",
    "We have waited a long time for this day.",
    "Our thanks go to all who worked through the winter.",
    "Storm warning lifted for Halden Bay",
    "Tomas Okoro",
    "Tomas Okoro is the Courier’s weather correspondent",
    "The mayor of Halden Bay, Viktor Varga, said on Monday that the storm had passed without harm to any of the ferries there.",
    "You can read the full story here:",
    "Ferry crews end their strike",
    GLUED,
)
LIVE = {"title": "Norland storm – live"}


def unowned_or_twice(segmented: SegmentedArticle) -> list[int]:
    """The lines that break the promise that nothing is lost: in no place, in several, or with parts that leave something out."""
    lines = segmented.article.lines
    blocks = [(b.lines, b.start, b.end) for update in segmented.updates for b in update.blocks]
    items = [*blocks, *((f.lines, f.start, f.end) for f in segmented.furniture)]
    whole = Counter(n for place, start, _ in items if start is None for n in range(place.first, place.last + 1))
    parts: dict[int, set[int]] = {}
    for place, start, end in items:
        if start is not None and end is not None:
            parts.setdefault(place.first, set()).update(range(start, end))
    covered = {n for n, places in parts.items() if all(c.isspace() or i in places for i, c in enumerate(lines[n - 1]))}
    wanted = {n for n, line in enumerate(lines, 1) if not is_empty(line)}
    return [n for n in range(1, len(lines) + 1) if whole[n] > 1 or (n in wanted) != (whole[n] == 1 or n in covered)]


HEADED = (
    "Steinbruddet over Vell slår sprekker i veggene",
    "Sprengningene fra steinbruddet over Vell river veggene fra hverandre, og familiene sier at ingen betaler.",
    "Selskapet Orva Stein har sprengt her siden 2019, opptil fire ganger i uken.",
    "– Tallerkenene faller ned fra hylla, sier Mara Osten, som bor nedenfor veien.",
    "Sprukne vegger",
    "Tilda Marn teller elleve sprekker på kjøkkenet. Den første kom for tre år siden.",
    "Hun skrev til selskapet to ganger. Svaret uteble.",
    "Tørre brønner",
    "To brønner har gått tørre siden våren. Nå kommer vannet med lastebil på mandager og torsdager.",
    "Kommunens ingeniør, Pell Andrin, mener at lagene under kan ha flyttet seg.",
    "Løfter",
    "Orva Stein lovet nye tak i 2021. Seks ble bygget.",
    "Resten kommer snart, sa talskvinnen Ines Havel til avisen.",
    "Kald vinter",
    "Berta Koll sover i kåpe. Vinduet hennes gikk i mai, og en planke er spikret over.",
    "– Jeg er 81, sier hun. – Jeg får ikke se det nye taket.",
    "Rådet svarer",
    "Bygdas eldste avviser at de har tatt imot penger. De har bedt om en høring.",
    "Den er satt til 9. juni.",
)
"""A report with headings in a language without tables: few words, two or three paragraphs each."""


def test_a_report_with_headings_is_no_live_blog() -> None:
    assert segment_article(make_article(*HEADED), Languages().load("und")).kind == "article"


INTERVIEW = (
    "The keeper of the last lighthouse: Tove Arndal on silence, storms and tinned peaches",
    "By Marcus Ferreira",
    "Tove Arndal has kept the light on Skarn for 31 years. We spoke on the gallery, in a wind that took half of her words.",
    "How did you come to Skarn?",
    "By mistake. I had applied for the post office, and somebody at the ministry mixed up the forms.",
    "Do you miss the company of other people?",
    "In November I do. In July there are too many of them, with cameras and dogs. I have learnt to like both months.",
    "What would you say to those who want to automate the light?",
    "That a machine does not notice when a boat is late. I have noticed eleven times, and on two of these I was right.",
    "Have you ever been afraid?",
    "Every day for the first year. Since then, twice.",
    "You have written a book about it. Will you sign up for another?",
    "If you can find me a publisher who answers letters.",
    "What do you think of the new minister?",
    "I have not met him. He has been invited since May.",
    "Can you share a recipe with our readers?",
    "Open a tin of peaches. Sit by the window. That is all.",
    "What are you reading at the moment?",
    "A history of salt. It is longer than the sea.",
)


def test_an_interview_is_one_update_and_loses_no_question(english: Language) -> None:
    segmented = segment_article(make_article(*INTERVIEW), english)
    assert (segmented.kind, len(segmented.updates)) == ("article", 1)
    told = [block.text for update in segmented.updates for block in update.blocks]
    assert [line for line in INTERVIEW if line not in told] == []


def test_questions_below_an_interview_that_no_answer_follows_are_no_part_of_it(english: Language) -> None:
    below = ("Sign up to our newsletter", "Most read", "What do you think of the new trams?", "Share on Facebook")
    segmented = segment_article(make_article(*INTERVIEW, *below), english)
    told = [block.text for update in segmented.updates for block in update.blocks]
    assert [line for line in below if line in told] == []
    assert INTERVIEW[-1] in told


def test_a_report_is_one_update_with_its_title_as_headline(english: Language) -> None:
    segmented = segment_article(make_article(*REPORT, title=REPORT[0]), english)

    assert segmented.kind == "article"
    assert [u.headline for u in segmented.updates] == [REPORT[0]]
    assert segmented.title_lines == (1, 1)


def test_headlines_and_leads_cut_a_live_page(english: Language) -> None:
    segmented = segment_article(make_article(*PAGE, **LIVE), english)

    assert segmented.kind == "live_blog"
    assert [u.headline_line for u in segmented.updates] == [1, 6, 11]


def test_a_title_in_nearly_the_same_words_is_no_update(english: Language) -> None:
    lines = ("Storm over Lund: harbour shut as wind rises", *PAGE)
    segmented = segment_article(make_article(*lines, title="Storm over Lund live: harbour shut as wind rises"), english)

    assert segmented.title_lines == (1, 1)
    assert all(update.lines.first > 1 for update in segmented.updates)


def test_a_quotation_without_marks_is_a_quote_block(english: Language) -> None:
    segmented = segment_article(make_article(*PAGE, **LIVE), english)

    assert [b.role for b in segmented.updates[0].blocks] == ["headline", "body", "body", "quote", "quote"]


def test_a_name_that_signs_is_a_byline_and_a_line_about_the_writer_furniture(english: Language) -> None:
    segmented = segment_article(make_article(*PAGE, **LIVE), english)

    assert segmented.updates[1].bylines == ("Tomas Okoro",)
    assert [(f.lines.first, f.kind) for f in segmented.furniture] == [(8, "contributor"), (10, "read-more")]


def test_paragraphs_glued_together_are_two_blocks_of_one_line(english: Language) -> None:
    segmented = segment_article(make_article(*PAGE, **LIVE), english)

    first, second = segmented.updates[2].blocks[1:]
    assert first.text.endswith("for us all.”")
    assert second.text.startswith("The mediator")
    assert (second.start, second.end) == (first.end, len(PAGE[-1]))


def test_title_and_standfirst_of_a_live_page_are_furniture(english: Language) -> None:
    lines = (
        "Norland storm – live",
        "All news on the storm as it comes in",
        "14:07",
        "One.",
        "13:55",
        "Two.",
        "13:10",
        "Three.",
    )

    segmented = segment_article(make_article(*lines), english)

    assert segmented.title == "Norland storm – live"
    assert [(f.lines.first, f.kind) for f in segmented.furniture[:3]] == [(1, "title"), (2, "standfirst"), (3, "time")]


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


@pytest.mark.parametrize("opening", ["14:07", "14:07" + " " * 12, "14:07:\u00a0" + " " * 12, "+++" + " \u00a0" * 4])
def test_what_stands_between_a_time_and_the_text_is_no_part_of_the_text(opening: str, english: Language) -> None:
    segmented = segment_article(make_article(f"{opening} One.", f"{opening} Two.", f"{opening} Three."), english)

    assert [block.text for update in segmented.updates for block in update.blocks] == ["One.", "Two.", "Three."]
    assert unowned_or_twice(segmented) == []


def test_an_update_that_opens_with_a_paragraph_has_no_headline(english: Language) -> None:
    lines = (
        "14:07 The harbour is open again, the mayor of Eastport said, and the first ships are on their way.",
        "13:55",
        "Ships wait outside",
        "Nine ships are waiting outside of the harbour of Eastport, the port said on its own page at noon.",
        "13:10 The last barriers are taken away, and the two cranes have left the harbour on a barge.",
    )

    updates = segment_article(make_article(*lines), english).updates

    assert [(u.headline, u.headline_line) for u in updates] == [(None, None), ("Ships wait outside", 3), (None, None)]


def test_a_time_without_a_known_zone_is_no_moment(english: Language) -> None:
    article = make_article("14:07 One.", "13:55 Two.", "13:10 Three.", published=date(2031, 5, 4))

    assert [u.published for u in segment_article(article, english).updates] == [None, None, None]


STAMPED = (
    ("23:50", "Bridge closed until morning", "The bridge over the Aller stays closed until morning, the county said."),
    (
        "22:10",
        "Roof blown off the market hall",
        "Gusts of 120km/h have blown the roof off the market hall, firefighters said.",
    ),
    ("20:05", "Red warning for the coast", "The weather service has issued a red warning for the coast."),
)


def test_a_title_over_the_first_time_is_no_update(english: Language) -> None:
    page = ("Storm over Velmark: latest", *(line for update in STAMPED for line in update))
    segmented = segment_article(make_article(*page, published=date(2031, 5, 4), zone="UTC"), english)
    assert [u.headline for u in segmented.updates] == [headline for _, headline, _ in STAMPED]


def test_a_headline_over_its_time_is_an_updates(english: Language) -> None:
    page = [line for time, headline, text in STAMPED for line in (headline, time, text)]
    segmented = segment_article(make_article(*page, published=date(2031, 5, 4), zone="UTC"), english)
    assert segmented.updates[0].headline == STAMPED[0][1]


def test_a_time_without_a_zone_is_in_that_of_the_project(english: Language) -> None:
    lines = ("14:07 One.", "13:55 Two.", "13:10 Three.")
    article = make_article(*lines, published=date(2031, 7, 4), zone="Europe/London")
    summer = timezone(timedelta(hours=1))
    assert [u.published for u in segment_article(article, english).updates] == [
        datetime(2031, 7, 4, 14, 7, tzinfo=summer),
        datetime(2031, 7, 4, 13, 55, tzinfo=summer),
        datetime(2031, 7, 4, 13, 10, tzinfo=summer),
    ]


@pytest.mark.parametrize(
    ("published", "newest"),
    [
        pytest.param(datetime(2031, 5, 4, 19, 55, tzinfo=UTC), datetime(2031, 5, 5, 0, 40, tzinfo=UTC), id="its start"),
        pytest.param(datetime(2031, 5, 5, 0, 45, tzinfo=UTC), datetime(2031, 5, 5, 0, 40, tzinfo=UTC), id="its end"),
        pytest.param(date(2031, 5, 5), datetime(2031, 5, 5, 0, 40, tzinfo=UTC), id="a day"),
    ],
)
def test_a_page_that_goes_on_after_midnight_is_of_two_days(
    published: datetime | date, newest: datetime, english: Language
) -> None:
    article = make_article(
        "00:40 Power is back in the old town of Velmark.",
        "23:50 The bridge over the Aller is closed.",
        "20:05 A red warning is in force for the coast.",
        published=published,
        zone="UTC",
    )
    moments = [u.published for u in segment_article(article, english).updates]
    assert moments == [newest, newest - timedelta(minutes=50), newest - timedelta(hours=4, minutes=35)]


def test_a_diary_inside_an_update_dates_nothing(english: Language) -> None:
    lines = (
        "8.40am: Here is the diary.",
        "10am: Talks begin.",
        "3.30pm: Vote.",
        "8.50am: A poll is out.",
        "9.40am: News.",
    )

    segmented = segment_article(make_article(*lines), english)

    assert [u.lines.first for u in segmented.updates] == [1, 4, 5]


def test_a_long_diary_on_top_turns_no_page_round(english: Language) -> None:
    lines = ("8.40am: The diary.", "10am: Talks.", "10am: Lunch.", "3.30pm: Vote.", "8.50am: A poll.", "9.40am: News.")

    assert [u.lines.first for u in segment_article(make_article(*lines), english).updates] == [1, 5, 6]


def test_ticker_marks_are_furniture_around_a_headline(german: Language) -> None:
    lines = (
        "+++ 14:07 Hafen von Oststadt wieder offen +++",
        "Der Hafen ist wieder offen, wie die Verkehrsministerin mitteilt.",
        "+++ 13:10 Streik der Fähren beendet +++",
        "Die Besatzungen der Fähren haben ihren Streik beendet.",
    )

    segmented = segment_article(make_article(*lines), german)

    assert [u.headline for u in segmented.updates] == ["Hafen von Oststadt wieder offen", "Streik der Fähren beendet"]


def test_a_pinned_copy_is_cut_as_its_original_is(english: Language) -> None:
    pinned = PAGE[:5]

    segmented = segment_article(make_article(*pinned, *PAGE[5:10], *pinned, *PAGE[10:], **LIVE), english)

    assert [u.lines.first for u in segmented.updates] == [1, 6, 11, 16]


def test_an_original_goes_on_below_its_pinned_beginning(english: Language) -> None:
    more = (
        "The minister, Lindqvist, has asked the harbour of Eastport for patience, because 40 ships are waiting outside."
    )

    segmented = segment_article(make_article(*PAGE[:3], *PAGE[5:10], *PAGE[:3], more, *PAGE[10:], **LIVE), english)

    assert [u.lines.first for u in segmented.updates] == [1, 4, 9, 13]


HEAD = (
    "Norland storm – live",
    "Ferries stay in harbour; mayor of Halden Bay calls for patience; schools in the north closed until Wednesday",
)
FLOOD = (
    "Water falls in Mirrow",
    "The river at Mirrow has fallen by two metres since the morning, the mayor, Peter Osei, said on Monday.",
)


@pytest.mark.parametrize(
    "writers", [(), ("By the weather desk",), ("Ana Lindqvist (now); Tomas Okoro (earlier)", "Mon 5 May 2031 21.40")]
)
def test_what_stands_between_title_and_first_update_is_furniture(writers: tuple[str, ...], english: Language) -> None:
    lines = (*HEAD, *writers, *FLOOD, *PAGE[:3])

    segmented = segment_article(make_article(*lines, **LIVE), english)

    assert segmented.updates[0].lines.first == len(HEAD) + len(writers) + 1
    assert {f.lines.first for f in segmented.furniture} == set(range(1, len(HEAD) + len(writers) + 1))


def test_a_name_under_the_last_paragraph_signs_the_update_above(english: Language) -> None:
    signed = (*FLOOD, "Ana Lindqvist in Mirrow", *PAGE[:2], "Tomas Okoro", *PAGE[10:])

    segmented = segment_article(make_article(*signed, **LIVE), english)

    assert [(u.lines.first, u.bylines) for u in segmented.updates] == [
        (1, ("Ana Lindqvist in Mirrow",)),
        (4, ("Tomas Okoro",)),
        (7, ()),
    ]


def test_a_name_above_a_paragraph_opens_its_update(english: Language) -> None:
    untitled = (
        "The mayor of Tolvik, Viktor Varga, has closed all schools of the town until the water has gone down again."
    )

    segmented = segment_article(make_article(*FLOOD, "Ana Lindqvist", untitled, *PAGE[5:9], **LIVE), english)

    assert [u.lines.first for u in segmented.updates] == [1, 3, 5]


def test_names_that_sign_update_after_update_are_counted(english: Language) -> None:
    signed = (
        "Ana Lindqvist",
        "The harbour of Eastport has opened again after two weeks, and the first ships are on their way in.",
        "The ferry to Mirrow will run from Thursday, once an hour.",
        "Ana Lindqvist",
        "Divers have raised the last of the barges that blocked the channel since the storm of early March.",
        "Ana Lindqvist",
        "Insurers put the damage at 40 million crowns, a third less than they had feared at the beginning.",
    )
    row = ("Harbour of Eastport opens again", "Ana Lindqvist", "Tomas Okoro", "Helen Sorel", *signed[1:3])

    assert count_signatures(signed, english) == 3
    assert count_signatures(row, english) <= 1


def count_signatures(lines: tuple[str, ...], language: Language) -> int:
    article = make_article(*lines)
    return sort_lines(article, describe_lines(article.lines, language), language).signatures


def test_the_title_of_a_linked_report_is_furniture(english: Language) -> None:
    lines = (*FLOOD, "Read the full story here:", "How a village learned to live with the river", *PAGE[:3])

    segmented = segment_article(make_article(*lines, **LIVE), english)

    assert [(f.lines.first, f.kind) for f in segmented.furniture] == [(3, "read-more"), (4, "read-more")]
    assert [u.lines.first for u in segmented.updates] == [1, 5]


def test_pictures_below_their_announcement_are_one_update(english: Language) -> None:
    pictures = (
        "Here are some of the latest pictures from Mirrow:",
        "A boat is rowed down the High Street. Photograph: A. Nobody/Norland Press",
        "Sandbags in front of the town hall. Photograph: A. Nobody/Norland Press",
    )

    segmented = segment_article(make_article(*FLOOD, *pictures, *PAGE[:3], **LIVE), english)

    assert [u.lines.first for u in segmented.updates] == [1, 4, 6]
    assert [b.role for b in segmented.updates[1].blocks] == ["caption", "caption"]


def test_a_block_quotation_ends_where_the_report_goes_on(english: Language) -> None:
    told = (
        *PAGE[:3],
        "The gates were built by people in this town, some of whom asked me whether they would ever move. I thank them.",
        "They will move on Friday.",
        "Lindqvist has been in office for two years.",
        "The harbour is the largest of the country.",
    )

    segmented = segment_article(make_article(*told, *FLOOD, **LIVE), english)

    assert [b.role for b in segmented.updates[0].blocks] == [
        "headline",
        "body",
        "body",
        "quote",
        "quote",
        "body",
        "body",
    ]


def test_the_time_of_a_pinned_update_hides_no_other(english: Language) -> None:
    lines = ("01:04", "One.", "01:52", "Two.", "01:31", "Three.", "01:04", "One.", "Updated at 02:10", "00:47", "Four.")

    segmented = segment_article(make_article(*lines), english)

    assert [u.lines.first for u in segmented.updates] == [2, 4, 6, 8, 11]


def test_an_empty_article_has_no_updates(english: Language) -> None:
    assert segment_article(make_article("", "  "), english).updates == ()


@settings(max_examples=30, deadline=None)
@given(ragged_articles())
def test_every_line_stands_in_one_place(lines: tuple[str, ...]) -> None:
    for facts in ({}, LIVE, {"title": lines[0]}):
        segmented = segment_article(make_article(*lines, **facts), Languages().load("en"))
        assert unowned_or_twice(segmented) == []


@settings(max_examples=30, deadline=None)
@given(built_pages(stamped=True))
def test_updates_with_times_are_found_as_they_were_built(page: BuiltPage) -> None:
    segmented = segment_article(make_article(*page.lines, **LIVE), Languages().load("en"))

    assert tuple(u.blocks[0].text for u in segmented.updates) == page.first_texts


@settings(max_examples=30, deadline=None)
@given(built_pages(titled=True), built_updates(titled=True))
def test_an_update_on_top_takes_no_older_id_or_start_away(page: BuiltPage, newer: BuiltUpdate) -> None:
    # The same update once more would be a pinned copy, whose original it tells something about.
    assume(newer.lines[0] not in page.first_texts)
    grown = BuiltPage((newer, *page.updates), ("21:01", *page.stamps) if page.stamps else ())
    shift = len(grown.lines) - len(page.lines)

    before = segment_article(make_article(*page.lines, **LIVE), Languages().load("en")).updates
    after = segment_article(make_article(*grown.lines, **LIVE), Languages().load("en")).updates

    # On a short page the words around a paragraph are known better with each new line, and one more update may show below.
    assert {(u.id, u.lines.first) for u in before} <= {(u.id, u.lines.first - shift) for u in after}


def kit_texts() -> Iterator[tuple[str, tuple[str, ...]]]:
    """A sample of every text set of the data kit: (name, lines)."""
    steps = {"liveblogs/gold.jsonl": 1, "liveblogs/gold-excerpts.jsonl": 1, "quotes/polnear.jsonl.gz": 25}
    steps |= {"quotes/wikinews-de.jsonl.gz": 25, "themes/bbc.jsonl.gz": 40, "themes/agnews.jsonl.gz": 100}
    steps |= {"themes/10kgnad.jsonl.gz": 25, "metadata/gold.jsonl.gz": 3, "clusters/ecbplus.jsonl.gz": 25}
    for name, step in steps.items():
        path = shared_data("data") / name
        text = gzip.decompress(path.read_bytes()).decode() if path.suffix == ".gz" else path.read_text(encoding="utf-8")
        for row in map(json.loads, text.splitlines()[::step]):
            yield row["id"], tuple(row.get("lines") or row.get("body") or row["text"].split("\n"))


def test_no_line_of_the_data_kit_is_lost() -> None:
    lost = {}
    for name, lines in kit_texts():
        language = Languages().load(detect_language(lines, Languages()))
        if broken := unowned_or_twice(segment_article(make_article(*lines), language)):
            lost[name] = broken

    assert lost == {}


def test_the_example_page_is_cut_and_its_pinned_copy_seen(english: Language) -> None:
    path: Path = shared_data("data/live-blog-2025-03-31.txt")
    segmented = segment_article(make_article(*path.read_text(encoding="utf-8").splitlines()), english)

    assert segmented.kind == "live_blog"
    assert unowned_or_twice(segmented) == []
    assert {1, 11, 27, 37, 47, 58, 67, 69, 86} <= {u.lines.first for u in segmented.updates}


def test_hostile_text_takes_no_longer_than_its_size() -> None:
    language = Languages().load("en")
    articles = (
        ("“a.”B " * 50_000,),
        ("Read more " * 50_000,),
        ("x" * 1_000_000,),
        tuple("14:07 One more." for _ in range(1_000)),
        tuple(f"The mayor, Ana Number{i}, said so on Monday." for i in range(1_000)),
    )

    assert [unowned_or_twice(segment_article(make_article(*lines), language)) for lines in articles] == [[]] * 5


@pytest.mark.parametrize("parting", ["\t", " | "])
def test_rows_of_a_table_are_paragraphs_of_the_article(parting: str, english: Language) -> None:
    rows = [
        parting.join(cells)
        for cells in (("Region", "Homes", "Shelters"), ("Lokal", "2,300", "9"), ("Sumber", "1,700", "6"))
    ]
    page = (
        *("The volcano is quiet again", "The disaster agency gave the number of homes in each of the two regions."),
        *rows,
        *("The airport opened at noon, and nobody has been hurt so far.", "Share", "Home | News | Sport", "World | Money | More"),
    )  # fmt: skip
    segmented = segment_article(make_article(*page), english)
    roles = {block.text: block.role for update in segmented.updates for block in update.blocks}
    assert [roles.get(row) for row in rows] == ["body"] * 3
    assert page[-1] not in roles
    assert segmented.updates[0].bylines == ()
