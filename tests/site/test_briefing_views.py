"""What a briefing's page, its proof and its Markdown hold."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import date, datetime, timedelta, timezone
from typing import Any

import pytest

from briefgen.model import BriefingFile, Figure, FigureKind, FilePart, LineRange, Quote, SegmentedArticle
from briefgen.site.briefing_views import briefing_view
from briefgen.site.contexts import make_context
from briefgen.site.lookups import StoredBriefing
from briefgen.site.page_data import briefing_data, briefing_markdown, briefing_proof
from briefgen.site.pages import PageKey
from briefgen.site.views import BriefingView, Link
from tests.oracle import MemoryLookups
from tests.site.archives import make_briefing, make_segmented, make_site

KEY = "2026/03/harbour"


def look(
    briefing: BriefingFile, *more: BriefingFile, **site: Any
) -> tuple[MemoryLookups, StoredBriefing, BriefingView]:
    lookups = MemoryLookups(make_site(**site), [briefing, *more], [make_segmented()])
    stored = lookups.briefing(KEY)
    assert stored is not None
    return lookups, stored, briefing_view(lookups, stored)


def test_section_has_its_headline_and_passages_with_their_lines() -> None:
    _, _, view = look(make_briefing())
    (section,) = view.sections
    assert (section.id, section.headline, section.headline_url) == (
        "u-1a",
        "The harbour is shut",
        "/articles/harbour/#L1",
    )
    assert [(part.role, part.lines) for part in section.passages] == [
        ("body", LineRange(2, 2)),
        ("quote", LineRange(3, 3)),
    ]
    assert section.passages[0].source_text == "No ship left port."


def test_quote_set_apart_names_its_speaker_and_nests_no_second_block() -> None:
    _, _, view = look(make_briefing())
    quote = view.sections[0].passages[1]
    assert quote.html == "<p>We wait for the wind to drop</p>\n"
    assert quote.speaker == Link(text="Mara Lindqvist", url="/people/mara-lindqvist/")


def test_speaker_without_a_page_is_named_without_a_link() -> None:
    _, _, view = look(make_briefing(people=()))
    assert view.sections[0].passages[1].speaker is None
    assert view.sections[0].passages[1].speaker_name == "Mara Lindqvist"
    assert view.speakers[0].url is None


def test_a_comma_that_joins_words_to_their_speaker_is_left_out_of_the_table() -> None:
    (update,) = make_segmented().updates
    quotes = tuple(replace(quote, text="We wait for the wind,") for quote in update.quotes)
    segmented = replace(make_segmented(), updates=(replace(update, quotes=quotes),))
    assert [words.text for words in look_at(segmented).speakers[0].words] == ["We wait for the wind"]


@pytest.mark.parametrize(
    ("office", "shown"), [("harbour master", "harbour master"), ("Mara Lindqvist", None), ("", None)]
)
def test_who_is_known_by_an_office_alone_is_named_once(office: str, shown: str | None) -> None:
    (update,) = make_segmented().updates
    quotes = tuple(replace(quote, office=office) for quote in update.quotes)
    view = look_at(replace(make_segmented(), updates=(replace(update, quotes=quotes),)))
    assert (view.speakers[0].words[0].office or None) == shown


@pytest.mark.parametrize(
    ("words", "speaker", "listed"),
    [
        ("likely", "Mara Lindqvist", False),
        ("a lost winter", "Mara Lindqvist", True),
        ("a lost winter", "the harbour bill", False),
        ("a winter without any ships", "a pilot", True),
    ],
)
def test_a_scrap_of_speech_is_in_no_table(words: str, speaker: str, listed: bool) -> None:
    (update,) = make_segmented().updates
    quotes = tuple(replace(quote, text=words, speaker=speaker, block=False) for quote in update.quotes)
    view = look_at(replace(make_segmented(), updates=(replace(update, quotes=quotes),)))
    assert [row.name for row in view.speakers] == [speaker] * listed


def test_numbers_that_count_nothing_are_in_no_table() -> None:
    (update,) = make_segmented().updates
    kinds: tuple[tuple[str, FigureKind, str | None, str | None], ...] = (
        ("40 ships", "count", "ships", "ships"),
        ("three hours", "duration", "hours", None),
        ("nine", "count", None, None),
        ("€2m", "money", "EUR", None),
        ("a 12-hour wait", "duration", "hours", "wait"),
    )
    figures = tuple(
        Figure(text=text, lines=LineRange(2, 2), start=0, end=1, kind=kind, value=None, unit=unit, subject=subject)
        for text, kind, unit, subject in kinds
    )
    view = look_at(replace(make_segmented(), updates=(replace(update, figures=figures),)))
    assert [row.text for row in view.figures] == ["40 ships", "€2m", "a 12-hour wait"]


def look_at(segmented: SegmentedArticle) -> BriefingView:
    lookups = MemoryLookups(make_site(), [make_briefing()], [segmented])
    stored = lookups.briefing(KEY)
    assert stored is not None
    return briefing_view(lookups, stored)


def test_words_whose_passage_a_person_removed_are_not_in_the_table() -> None:
    briefing = make_briefing()
    _, _, view = look(replace(briefing, parts=briefing.parts[:2]))
    assert view.speakers == ()


def test_prose_of_a_person_stays_where_it_stands_and_its_notes_are_hidden() -> None:
    parts = make_briefing().parts
    opening, within = FilePart(markdown="Before all. <!-- ask Bo -->"), FilePart(markdown="# Added\n\nWithin.")
    _, _, view = look(make_briefing(parts=(opening, *parts, within)))
    assert [part.html for part in view.opening] == ["<p>Before all.</p>\n"]
    assert view.sections[0].passages[-1].html == "<h3>Added</h3>\n<p>Within.</p>\n"


def test_update_whose_parts_stand_apart_has_two_sections_with_two_ids() -> None:
    parts = make_briefing().parts
    other = FilePart(markdown="Between.", block_id="u-2b.0001", lines=LineRange(2, 2), role="body")
    _, _, view = look(make_briefing(parts=(*parts[:2], other, parts[2])))
    assert [section.id for section in view.sections] == ["u-1a", "u-2b", "u-1a-2"]


def test_sentences_of_the_summary_are_paragraphs_and_a_list_in_the_markdown() -> None:
    sentences = (
        FilePart(markdown=f"- {text}", block_id=f"s-{text}", lines=LineRange(2, 2), role="summary")
        for text in ("One.", "Two.")
    )
    lookups, stored, view = look(make_briefing(parts=(*sentences, *make_briefing().parts)))
    assert [part.html for part in view.summary] == ["<p>One.</p>\n", "<p>Two.</p>\n"]
    assert "\n\n- One.\n- Two.\n\n## The" in briefing_markdown(lookups, stored).decode()
    assert json.loads(briefing_proof(lookups, stored))["sentences"][0]["text"] == "One."


def test_byline_is_a_byline_and_no_passage() -> None:
    byline = FilePart(markdown="By *Bo Anders*", block_id="u-1a.0009", lines=LineRange(2, 2), role="byline")
    _, _, view = look(make_briefing(parts=(byline, *make_briefing().parts)))
    assert view.sections[0].bylines == ("By Bo Anders",)


def test_siblings_are_the_other_briefings_of_the_article() -> None:
    other = make_briefing("other", theme="elections", source_path="content/articles/harbour.txt")
    _, _, view = look(make_briefing(), other)
    assert view.siblings == (Link(text="Title of other", url="/briefings/2026/03/other/"),)


def test_address_of_a_publisher_that_is_none_is_no_link() -> None:
    _, _, view = look(make_briefing(source_url="javascript:alert(1)"))
    assert view.source is not None
    assert view.source.url is None


def test_proof_names_the_lines_of_every_passage() -> None:
    edited = FilePart(
        markdown="No \\*ship\\* left.", block_id="u-1a.0002", lines=LineRange(2, 2), role="body", edited=True
    )
    lookups, stored, _ = look(make_briefing(parts=(make_briefing().parts[0], edited, FilePart(markdown="Prose."))))
    proof = json.loads(briefing_proof(lookups, stored))
    assert proof["sentences"] == [
        {"text": "The harbour is shut", "lines": [1, 1], "role": "headline", "update": "u-1a"},
        {"text": "No *ship* left.", "lines": [2, 2], "role": "body", "update": "u-1a", "edited": True},
    ]
    assert proof["source"]["article"] == "/articles/harbour/"


def test_markdown_has_no_marks_of_origin_and_names_the_source() -> None:
    lookups, stored, _ = look(make_briefing(title="A *star*", source_url="https://isle.example/1"))
    text = briefing_markdown(lookups, stored).decode()
    assert text.startswith(
        "# A \\*star\\*\n\n2026-03-14, Storms\n\n## The harbour is shut\n\nNo ship left port.\n\n> We wait"
    )
    assert text.endswith("\n\nSource: Storm day, The Isle Courier <https://isle.example/1>\n")


def test_briefing_of_a_live_blog_is_one_for_machines() -> None:
    lookups, stored, view = look(make_briefing())
    node, crumbs = json.loads(briefing_data(lookups, stored, view, ()))["@graph"]
    assert node["@type"] == "LiveBlogPosting"
    assert node["url"] == "https://isle.example/news/briefings/2026/03/harbour/"
    assert node["liveBlogUpdate"][0]["url"].endswith("/harbour/#u-1a")
    assert [row["name"] for row in crumbs["itemListElement"]] == ["The Isle Courier", "Title of harbour"]


def test_without_a_site_url_no_page_has_an_address_of_its_own() -> None:
    lookups, _, _ = look(make_briefing(), url="")
    context = make_context(lookups, PageKey("briefing", KEY))
    assert context is not None
    assert context.variables["page"].canonical is None
    assert "url" not in json.loads(context.variables["page"].json_ld)["@graph"][0]


def figures_of(
    line: str, *figures: str, briefing: BriefingFile | None = None, **facts: Any
) -> list[tuple[str, str, bool]]:
    """The rows of figures that stand in the second line of the article, which is this one: text, context, grouped."""
    segmented = make_segmented(**facts)
    lines = (segmented.article.lines[0], line, segmented.article.lines[2])
    rows = tuple(
        Figure(text=text, lines=LineRange(2, 2), start=0, end=1, kind="count", value=None, unit="") for text in figures
    )
    segmented = replace(
        segmented,
        article=replace(segmented.article, lines=lines),
        updates=(replace(segmented.updates[0], figures=rows),),
        sentence_ends=((), tuple(match.end() for match in re.finditer(r"\. ", line)), ()),
    )
    lookups = MemoryLookups(make_site(), [briefing or make_briefing()], [segmented])
    stored = lookups.briefing(KEY)
    assert stored is not None
    return [(row.text, row.context, row.grouped) for row in briefing_view(lookups, stored).figures]


def test_figure_has_the_sentence_around_it_and_one_of_the_same_sentence_is_grouped() -> None:
    found = figures_of("The wind rose. It tore off 12 roofs and 3 masts. All sleep.", "12 roofs", "3 masts")
    sentence = "It tore off 12 roofs and 3 masts."
    assert found == [("12 roofs", sentence, False), ("3 masts", sentence, True)]


def test_of_a_long_sentence_whole_words_around_the_figure_are_shown() -> None:
    line = f"{'before ' * 30}it were 12 roofs {'after ' * 30}and no more"
    ((_, context, _),) = figures_of(line, "12 roofs")
    assert context.startswith("… before before")
    assert context.endswith("after …")
    assert context.strip("… ") in line
    assert len(context) < 130


def test_words_around_a_figure_are_withheld_with_the_text() -> None:
    assert figures_of("It tore off 12 roofs.", "12 roofs", text="extract") == [("12 roofs", "", False)]


def test_words_around_a_figure_are_not_the_source_s_where_a_person_changed_them() -> None:
    parts = make_briefing().parts
    edited = make_briefing(parts=(parts[0], replace(parts[1], markdown="It tore off 13 roofs.", edited=True)))
    assert figures_of("It tore off 12 roofs.", "12 roofs", briefing=edited) == [("12 roofs", "", False)]


def test_update_is_listed_by_its_headline_or_its_first_words() -> None:
    parts = make_briefing().parts
    other = FilePart(markdown="word " * 40, block_id="u-2b.0001", lines=LineRange(2, 2), role="body")
    _, _, view = look(make_briefing(parts=(*parts, other)))
    assert view.sections[0].label == "The harbour is shut"
    assert view.sections[1].label == f"{'word ' * 15}word …"
    caption = FilePart(markdown="*The pier*", block_id="u-3c.0001", lines=LineRange(3, 3), role="caption")
    assert look(make_briefing(parts=(caption,)))[2].sections[0].label == "The pier"
    text = replace(caption, markdown="Text.", block_id="u-3c.0002", role="body")
    assert look(make_briefing(parts=(caption, text)))[2].sections[0].label == "Text."


@pytest.mark.parametrize(("first", "second", "known"), [(9, 4, True), (4, 9, False)])
def test_updates_of_a_live_blog_are_oldest_first_if_the_page_has_them_the_other_way(
    first: int, second: int, known: bool
) -> None:
    parts = tuple(
        FilePart(markdown="Text.", block_id=f"u-{line}.0001", lines=LineRange(line, line), role="body")
        for line in (first, second)
    )
    assert look(make_briefing(parts=parts))[2].oldest_first is known


@pytest.mark.parametrize(
    ("places", "shown"), [((3, 2), ["9", "7", "3"]), ((2, 3), ["7", "9", "3"])], ids=["old", "new"]
)
def test_of_the_figures_that_changed_the_newest_comes_first(places: tuple[int, int], shown: list[str]) -> None:
    (update,) = make_segmented().updates
    figures = {
        place: Figure(
            text=text, lines=LineRange(place, place), start=0, end=1, kind="count", value=None, unit="people",
            subject="killed", revises=("u-0", "3"),
        )
        for place, text in zip(places, ("7", "9"), strict=True)
    }  # fmt: skip
    parts = tuple(
        FilePart(markdown="Text.", block_id=f"u-{place}.0001", lines=LineRange(place, place), role="body")
        for place in places
    )
    same = replace(figures[places[0]], text="3", revises=None)
    updates = tuple(
        replace(update, id=f"u-{place}", figures=(figures[place], *((same,) if place == places[0] else ())))
        for place in places
    )
    lookups = MemoryLookups(make_site(), [make_briefing(parts=parts)], [replace(make_segmented(), updates=updates)])
    stored = lookups.briefing(KEY)
    assert stored is not None
    assert [row.text for row in briefing_view(lookups, stored).figures] == shown


def said(*texts: str, speaker: str = "Mara Lindqvist") -> list[str]:
    """What the table shows of these quotations of one person."""
    quotes = tuple(
        Quote(text=text, lines=LineRange(3, 3), start=n, end=n + 1, speaker=speaker, block=False)
        for n, text in enumerate(texts)
    )
    segmented = make_segmented()
    segmented = replace(segmented, updates=(replace(segmented.updates[0], quotes=quotes),))
    lookups = MemoryLookups(make_site(), [make_briefing()], [segmented])
    stored = lookups.briefing(KEY)
    assert stored is not None
    return [words.text for row in briefing_view(lookups, stored).speakers for words in row.words]


def test_words_that_a_headline_quotes_stand_once_in_the_table() -> None:
    assert said("We wait here", "We wait here, and sing.", "We wait here, and sing.") == ["We wait here, and sing."]
    assert said("a long war", "A long warm day.") == ["a long war", "A long warm day."]


def test_extract_names_the_speaker_of_each_quotation_once_and_the_right_one() -> None:
    segmented = make_segmented(text="extract")
    places = ((0, "Mara Lindqvist"), (14, "Ann Holm"))
    quotes = tuple(
        Quote(text="We wait", lines=LineRange(3, 3), start=start, end=start + 7, speaker=speaker, block=False)
        for start, speaker in places
    )
    segmented = replace(segmented, updates=(replace(segmented.updates[0], quotes=quotes),))
    parts = tuple(
        FilePart(
            markdown=f"> We wait\n>\n> — {speaker}",
            block_id=f"u-1a.000{start}",
            lines=LineRange(3, 3),
            role="quote",
            start=start,
            end=start + 7,
        )
        for start, speaker in places
    )
    lookups = MemoryLookups(make_site(), [make_briefing(parts=parts)], [segmented])
    stored = lookups.briefing(KEY)
    assert stored is not None
    passages = briefing_view(lookups, stored).sections[0].passages
    assert [(row.html, row.speaker_name) for row in passages] == [
        ("<p>We wait</p>\n", "Mara Lindqvist"),
        ("<p>We wait</p>\n", "Ann Holm"),
    ]


def test_of_the_briefings_of_one_moment_the_one_with_most_updates_leads_its_day() -> None:
    parts = make_briefing().parts
    more = FilePart(markdown="More.", block_id="u-2b.0001", lines=LineRange(2, 2), role="body")
    briefings = [make_briefing("b", parts=(*parts, more)), make_briefing("a"), make_briefing("c")]
    lookups = MemoryLookups(make_site(), briefings)
    context = make_context(lookups, PageKey("home"))
    assert context is not None
    assert [card.title[-1] for card in context.variables["listing"].days[0].cards] == ["b", "c", "a"]


def test_within_a_day_what_was_updated_last_comes_first() -> None:
    def at(hour: int, zone: int = 0) -> datetime:
        return datetime(2026, 3, 14, hour, tzinfo=timezone(timedelta(hours=zone)))

    briefings = [
        make_briefing("blog", published=at(5), modified=at(19)),
        make_briefing("noon", published=at(12), modified=None),
        make_briefing("east", published=at(20, zone=3), modified=None),
        make_briefing("late", published=at(18), modified=at(18)),
        make_briefing("old", published=date(2026, 3, 13), modified=at(21)),
    ]
    context = make_context(MemoryLookups(make_site(), briefings), PageKey("home"))
    assert context is not None
    days = context.variables["listing"].days
    shown = [[card.title.rpartition(" ")[2] for card in day.cards] for day in days]
    assert shown == [["blog", "late", "east", "noon"], ["old"]]


@pytest.mark.parametrize(("language", "direction"), [("ar", "rtl"), ("he-IL", "rtl"), ("de", "ltr")])
def test_direction_is_that_of_the_language(language: str, direction: str) -> None:
    assert look(make_briefing(language=language))[2].direction == direction


@pytest.mark.parametrize(
    ("url", "root"), [("https://isle.example/news", "/news/"), ("https://isle.example", "/"), ("", "/")]
)
def test_page_that_is_not_found_uses_the_path_of_the_site(url: str, root: str) -> None:
    context = make_context(MemoryLookups(make_site(url=url), ()), PageKey("404"))
    assert context is not None
    assert context.variables["root"] == root
