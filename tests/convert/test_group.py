"""Updates become briefings: each kept update in one, whole, in time order, under words of the source's own."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from briefgen.config import Vocabulary
from briefgen.convert.group import group_by_theme
from briefgen.convert.language import Languages
from briefgen.lines import fold, stands_in
from briefgen.model import (
    Article,
    Block,
    Briefing,
    Entity,
    Figure,
    LineRange,
    Quote,
    SegmentedArticle,
    Source,
    Theme,
    ThemeMatch,
    Update,
)

VOCABULARY = Vocabulary(themes=(Theme(id="weather", name="Weather"), Theme(id="shipping", name="Shipping")))
ENGLISH = Languages().load("en")
SOURCE = Source(path="content/articles/2026-03-14-harbour-live.txt", format="text", sha256="0" * 64)
READER = MarkdownIt("commonmark")


def make_update(name: str, line: int, headline: str | None, *paragraphs: str, **facts: object) -> Update:
    """An update whose headline, if any, stands in `line`, and each paragraph in a line of its own below."""
    texts = [(headline, "headline")] if headline else []
    texts += [(paragraph, "body") for paragraph in paragraphs]
    blocks = tuple(
        Block(lines=LineRange(n, n), role=role, text=text or "")  # type: ignore[arg-type]
        for n, (text, role) in enumerate(texts, line)
    )
    update = Update(
        id=f"u-{name}", lines=LineRange(line, line + len(blocks) - 1), blocks=blocks, headline=headline, theme="weather"
    )
    return replace(update, **facts)  # type: ignore[arg-type]


def make_blog(*updates: Update, **facts: object) -> SegmentedArticle:
    """A live blog of those updates, newest first; its lines are theirs."""
    last = max(update.lines.last for update in updates)
    lines = [""] * last
    for update in updates:
        for block in update.blocks:
            lines[block.lines.first - 1] = block.text
    article = Article(source=SOURCE, lines=tuple(lines), published=date(2026, 3, 14))
    blog = SegmentedArticle(
        article=article,
        kind="live_blog",
        updates=updates,
        furniture=(),
        title="Storm live",
        language="en",
        published=date(2026, 3, 14),
        authors=("Ann Holm",),
    )
    return replace(blog, **facts)  # type: ignore[arg-type]


def group(segmented: SegmentedArticle) -> tuple[Briefing, ...]:
    return group_by_theme(segmented, VOCABULARY, ENGLISH)


def shown(briefing: Briefing) -> list[str]:
    return [block.markdown for block in briefing.blocks if block.role != "summary"]


NEW = make_update("bbbbbb", 1, "Harbour opens again", "The first ferry left at seven on Sunday.")
OLD = make_update("aaaaaa", 3, "Storm arrives early", "The wind reached Lund at noon on Saturday.")


def test_the_newest_update_of_a_live_blog_comes_last() -> None:
    (briefing,) = group(make_blog(NEW, OLD))
    assert briefing.updates == ("u-aaaaaa", "u-bbbbbb")
    assert [line for line in shown(briefing) if line.startswith("##")] == [
        "## Storm arrives early",
        "## Harbour opens again",
    ]


def test_times_say_the_order_where_all_updates_have_one() -> None:
    noon, one = (datetime(2026, 3, 14, hour, tzinfo=UTC) for hour in (12, 13))
    (briefing,) = group(make_blog(replace(NEW, published=noon), replace(OLD, published=one)))
    assert briefing.updates == ("u-bbbbbb", "u-aaaaaa")
    assert briefing.modified == one


def test_without_times_the_briefing_is_as_new_as_its_article() -> None:
    assert group(make_blog(NEW, OLD))[0].modified == date(2026, 3, 14)


def test_each_theme_has_its_briefing_in_the_order_of_the_vocabulary() -> None:
    briefings = group(
        make_blog(replace(NEW, theme="shipping"), OLD, make_update("cccccc", 5, None, "A.", theme="other"))
    )
    assert [briefing.theme for briefing in briefings] == ["weather", "shipping", "other"]


def test_an_update_without_a_theme_is_in_general_else_in_the_first() -> None:
    assert group(make_blog(replace(NEW, theme=None)))[0].theme == "weather"
    other = Vocabulary(themes=(*VOCABULARY.themes, Theme(id="general", name="Other news")))
    assert group_by_theme(make_blog(replace(NEW, theme=None)), other, ENGLISH)[0].theme == "general"


def test_a_repeat_is_in_no_briefing() -> None:
    (briefing,) = group(make_blog(replace(NEW, duplicate_of="u-aaaaaa"), OLD))
    assert briefing.updates == ("u-aaaaaa",)


def test_an_update_without_a_headline_opens_with_a_rule() -> None:
    (briefing,) = group(make_blog(make_update("aaaaaa", 1, None, "The wind reached Lund at noon.")))
    assert shown(briefing) == ["***", "The wind reached Lund at noon."]


def test_the_title_is_the_newest_headline_that_fits_the_theme() -> None:
    strong, weak = ((ThemeMatch(id="weather", score=score, evidence=()),) for score in (0.9, 0.2))
    newest = make_update("cccccc", 5, "Mayor dines out", "He had fish on Sunday evening.", themes=weak)
    (briefing,) = group(make_blog(newest, replace(NEW, themes=strong), replace(OLD, themes=strong)))
    assert briefing.title == "Harbour opens again"


def make_toll(line: int, text: str, value: int, revises: tuple[str, str] | None = None) -> Figure:
    return Figure(
        text=text, lines=LineRange(line, line), start=0, end=1, kind="count", value=Decimal(value), unit="people",
        subject="killed", revises=revises,
    )  # fmt: skip


def test_a_headline_with_a_figure_that_a_newer_one_gives_anew_is_no_title() -> None:
    fits = (ThemeMatch(id="weather", score=0.9, evidence=()),)
    older = make_update("1", 5, "Toll rises to seven", "The storm has killed seven people.", themes=fits)
    older = replace(older, figures=(make_toll(5, "seven", 7), make_toll(6, "seven people", 7)))
    newer = make_update("3", 1, "Death toll rises to 17", "The search goes on.")
    between = make_update("2", 3, "What we know", "At least 14 people have died.", theme="shipping")
    between = replace(between, figures=(make_toll(4, "14 people", 14, ("u-1", "seven people")),))
    newer = replace(newer, figures=(make_toll(1, "17", 17, ("u-2", "14 people")),))
    titles = {b.theme: b.title for b in group_by_theme(make_blog(newer, between, older), VOCABULARY, ENGLISH)}
    assert titles["weather"] == "Death toll rises to 17"


def test_a_figure_that_another_briefing_gives_anew_is_in_no_title_and_no_summary() -> None:
    toll = make_update("1", 7, "Toll rises to seven", "The storm has killed seven people in the lower town of Vell.")
    toll = replace(toll, figures=(make_toll(7, "seven", 7), make_toll(8, "seven people", 7)))
    calm = make_update(
        "2", 5, "Wind drops over Vell", "The wind has dropped to 45km/h, the weather service in Vell said."
    )
    newer = make_update("3", 1, "Port counts 14 dead", "At least 14 people have died.", theme="shipping")
    newer = replace(newer, figures=(make_toll(2, "14 people", 14, ("u-1", "seven people")),))
    alone, both = (
        next(b for b in group_by_theme(make_blog(*updates), VOCABULARY, ENGLISH) if b.theme == "weather")
        for updates in ((newer, toll), (newer, toll, calm))
    )
    assert (alone.title, both.title) == ("Toll rises to seven", "Wind drops over Vell")
    before = make_update(
        "0", 9, "Hospital in Vell is full", "The storm has killed seven people, the hospital in Vell said."
    )
    before = replace(before, figures=(make_toll(10, "seven people", 7),))
    again = group_by_theme(make_blog(newer, replace(toll, theme="shipping"), before), VOCABULARY, ENGLISH)[0]
    assert (again.title, again.summary) == ("Hospital in Vell is full", ())
    for briefing in (alone, both):
        assert not [sentence.text for sentence in briefing.summary if "seven people" in sentence.text]


def test_a_label_over_an_update_is_no_title() -> None:
    label = make_update("cccccc", 5, "Closing summary", "The port was open by nine on Sunday.")
    assert group(make_blog(label, NEW, OLD))[0].title == "Harbour opens again"
    assert group(make_blog(label))[0].title == "The port was open by nine on Sunday"


def test_without_headlines_the_title_is_a_whole_sentence_without_its_full_stop() -> None:
    sentence = "The wind reached Lund at noon on Saturday and took the roof of the town hall."
    (briefing,) = group(make_blog(make_update("aaaaaa", 1, None, sentence)))
    assert f"{briefing.title}." == sentence


def test_a_sentence_that_is_the_title_is_not_said_again() -> None:
    one, two = "The wind reached Lund at noon on Saturday.", "The sea broke through the wall at Lund on Sunday."
    (briefing,) = group(make_blog(make_update("bbbbbb", 3, None, two), make_update("aaaaaa", 1, None, one)))
    title = f"{briefing.title}."
    assert title in (one, two)
    assert [sentence.text for sentence in briefing.summary] == [text for text in (one, two) if text != title]


@pytest.mark.parametrize(
    "passed_over",
    [
        "Will the ferry sail?",
        "What they found in the harbour …",
        "World Harbour Cup",
        "Vell v Lund live: OUT!",
        "The wind " * 20 + "went.",
    ],
)
def test_a_question_a_teaser_a_label_and_a_long_headline_are_no_title(passed_over: str) -> None:
    newest = make_update("cccccc", 5, passed_over, "The port was open by nine on Sunday.")
    assert group(make_blog(newest, NEW, OLD))[0].title == "Harbour opens again"
    assert group(make_blog(newest))[0].title == "The port was open by nine on Sunday"


def test_what_most_of_a_long_blog_is_about_has_its_title() -> None:
    rows = [make_update(f"{n:06x}", 2 * n, f"Wind gets stronger {n}", "The wind blew.") for n in range(1, 9)]
    other = replace(rows[0], theme="shipping")
    briefings = group(make_blog(*rows[1:], other, title="Storm live: harbour shut"))
    assert [briefing.title for briefing in briefings] == ["Storm live: harbour shut", "Wind gets stronger 1"]


def test_the_briefing_with_what_the_title_tells_has_it() -> None:
    rows = [make_update(f"{n:06x}", 2 * n, f"Wind gets stronger {n}", "The wind blew.") for n in range(1, 9)]
    told = make_update("00000a", 20, None, "The ferries of Lund are tied up, and the harbour was shut at noon.")
    briefings = group(make_blog(*rows, replace(told, theme="shipping"), title="Storm live: Lund harbour shut"))
    assert [briefing.title for briefing in briefings] == ["Wind gets stronger 1", "Lund harbour shut"]


def test_an_ordinary_article_keeps_its_title() -> None:
    assert group(make_blog(NEW, kind="article", title="Storm  over Lund"))[0].title == "Storm over Lund"


def test_a_date_alone_is_no_title() -> None:
    report = make_update("aaaaaa", 1, None, "The ferry company Aurel Lines has bought a shipyard in Vell.")
    (briefing,) = group(make_blog(report, kind="article", title="3/27/2012 @ 10:05AM"))
    assert briefing.title == "The ferry company Aurel Lines has bought a shipyard in Vell"


def test_a_date_alone_is_no_title_of_a_long_blog_either() -> None:
    rows = [make_update(f"{n:06x}", 2 * n, f"Wind gets stronger {n}", "The wind blew.") for n in range(1, 9)]
    assert [briefing.title for briefing in group(make_blog(*rows, title="3/27 @ 10:05AM"))] == ["Wind gets stronger 1"]


def test_where_nothing_tells_more_the_title_is_what_the_newest_update_says() -> None:
    newest, oldest = make_update("bbbbbb", 1, None, "Goal!"), make_update("aaaaaa", 3, None, "Out!")
    assert group(make_blog(newest, oldest, title=None))[0].title == "Goal!"


def test_a_headline_that_is_printed_with_a_full_stop_is_the_title_and_not_said_again() -> None:
    rows = (
        "Aurel Lines buys Vell shipyard.",
        "The ferry company Aurel Lines has bought the shipyard in Vell for 334 million crowns.",
    )
    (briefing,) = group(make_blog(make_update("aaaaaa", 1, None, *rows), kind="article", title=None))
    assert briefing.title == "Aurel Lines buys Vell shipyard"
    assert [sentence.text for sentence in briefing.summary] == [rows[1]]


def test_a_first_sentence_is_no_headline_of_another_matter() -> None:
    rows = (
        "The ferry company Aurel Lines has bought a shipyard.",
        "Brother Odo keeps bees in the garden of the abbey, and he has done so since the flood of the other winter.",
    )
    (briefing,) = group(make_blog(make_update("aaaaaa", 1, None, *rows), kind="article", title=None))
    assert rows[0] in {sentence.text for sentence in briefing.summary} | {f"{briefing.title}."}


@pytest.mark.parametrize(
    ("printed", "title"),
    [
        ("Vell v Lund live score: Brand is out for nine", "Brand is out for nine"),
        ("Brand is out for nine in Vell – as it happened", "Brand is out for nine in Vell"),
        ("Storm live: four dead as the sea breaks in", "Storm live: four dead as the sea breaks in"),
        ("Harbour of Vell: ferries sail again", "Harbour of Vell: ferries sail again"),
        ("Vell v Lund live: OUT!", "The first ferry left at seven on Sunday"),
        ("38 minutes: Vell 0 Lund 1", "The first ferry left at seven on Sunday"),
        ("Referee: Odo Brand (Lund)", "The first ferry left at seven on Sunday"),
    ],
)
def test_what_only_says_that_a_page_is_live_is_no_part_of_a_title(printed: str, title: str) -> None:
    update = make_update("aaaaaa", 1, printed, "The first ferry left at seven on Sunday.")
    (briefing,) = group(make_blog(update))
    assert briefing.title == title


def test_a_question_is_a_better_title_than_a_sentence_that_tells_little() -> None:
    update = make_update(
        "aaaaaa",
        1,
        "When will the first ferry of the year leave the harbour?",
        "We had been told of nine days. Its captain said little. Odo Brand has long been one of the captains of the line.",
    )
    (briefing,) = group(make_blog(update))
    assert briefing.title.endswith("?")


def test_names_stand_in_the_order_of_how_often_they_are_mentioned() -> None:
    one = Entity(name="Bo Lind", kind="person", mentions=1, lines=(1,))
    two = Entity(name="Ann Holm", kind="person", mentions=2, lines=(1,))
    place = Entity(name="Lund", kind="place", mentions=1, lines=(1,))
    (briefing,) = group(make_blog(replace(NEW, entities=(one, two)), replace(OLD, entities=(one, one, place))))
    assert (briefing.people, briefing.places) == (("Bo Lind", "Ann Holm"), ("Lund",))


def test_who_signed_the_updates_wrote_the_briefing() -> None:
    assert group(make_blog(replace(NEW, bylines=("Cy Moe",)), OLD))[0].authors == ("Cy Moe",)
    assert group(make_blog(NEW, OLD))[0].authors == ("Ann Holm",)


@pytest.mark.parametrize(
    ("path", "published", "expected"),
    [
        ("a/2026-03-14-harbour-live.txt", date(2026, 3, 14), "2026-03-14-harbour-live-weather"),
        ("a/harbour_live-2026-03-14.md", datetime(2026, 3, 14, 23, tzinfo=UTC), "2026-03-14-harbour-live-weather"),
        ("a/Hafen & Möwe.txt", None, "undated-hafen-mowe-weather"),
        ("a/2026-03-14.txt", date(2026, 3, 14), "2026-03-14-2026-03-14-weather"),
        ("a/" + "very-long-name-" * 12 + ".txt", None, "undated-" + ("very-long-name-" * 12)[:72] + "-weather"),
    ],
)
def test_the_file_is_named_after_day_article_and_theme(path: str, published: date | None, expected: str) -> None:
    blog = make_blog(NEW, published=published)
    blog = replace(blog, article=replace(blog.article, source=replace(SOURCE, path=path)))
    assert group(blog)[0].path == f"content/briefings/weather/{expected}.md"
    assert len(group(blog)[0].slug) <= 80


def test_entries_of_one_feed_have_names_of_their_own() -> None:
    blog = make_blog(NEW)
    paths = {
        group(replace(blog, article=replace(blog.article, source=replace(SOURCE, path=f"a/feed.xml#{n}"))))[0].path
        for n in range(3)
    }
    assert len(paths) == 3


def test_an_extract_holds_quotes_figures_and_the_way_to_the_publisher() -> None:
    text = "“We opened at seven,” said Bo Lind, after 16 ships had waited."
    quote = Quote(text="We opened at seven,", lines=LineRange(2, 2), start=1, end=20, speaker="Bo Lind")
    figure = Figure(
        text="16 ships",
        lines=LineRange(2, 2),
        start=43,
        end=51,
        kind="count",
        value=None,
        unit="ships",
        subject="waiting",
    )
    blog = make_blog(make_update("bbbbbb", 1, "Harbour opens again", text, quotes=(quote,), figures=(figure,)))
    source = replace(SOURCE, url="https://tide.example/h", publisher="The Tide")
    (briefing,) = group(replace(blog, article=replace(blog.article, text="extract", source=source)))
    assert shown(briefing) == [
        "> We opened at seven,\n>\n> — Bo Lind",
        "- 16 ships: waiting",
        "[Storm live](<https://tide.example/h>)",
    ]
    assert [(block.role, block.start, block.end) for block in briefing.blocks if block.start is not None] == [
        ("quote", 1, 20),
        ("figure", 43, 51),
    ]


@pytest.mark.parametrize(
    ("speaker", "subject", "expected"),
    [
        (None, None, ["> We *opened*,", "- 16 *ships*"]),
        ("Bo [Lind](x)", "[all](x)", ["> We *opened*,\n>\n> — Bo [Lind](x)", "- 16 *ships*: [all](x)"]),
        ("<b>", "16  *ships*", ["> We *opened*,\n>\n> — <b>", "- 16 *ships*"]),
    ],
)
def test_an_extract_names_who_spoke_and_what_is_counted_where_that_is_known_and_as_text(
    speaker: str | None, subject: str | None, expected: list[str]
) -> None:
    place = LineRange(2, 2)
    quote = Quote(text="We *opened*,", lines=place, start=0, end=12, speaker=speaker)
    figure = Figure(
        text="16 *ships*", lines=place, start=13, end=23, kind="count", value=None, unit="", subject=subject
    )
    blog = make_blog(make_update("bbbbbb", 1, "Open", "We *opened*, 16 *ships*", quotes=(quote,), figures=(figure,)))
    (briefing,) = group(replace(blog, article=replace(blog.article, text="extract")))
    assert [re.sub(r"\\(?=[*<\[\]])", "", markdown) for markdown in shown(briefing)] == expected
    assert not any(token.children and len(token.children) > 1 for m in shown(briefing) for token in READER.parse(m))


PARAGRAPHS = st.text("ab.*_#-1 <&\n`[]|{}", min_size=1, max_size=30) | st.sampled_from(
    [
        "The port of Lund was closed for two days, the council said.",
        "Ferries left again. A crane fell on Friday evening.",
    ]
)


@st.composite
def blogs(draw: st.DrawFn) -> SegmentedArticle:
    """A live blog of one to six updates, with and without headlines, under three themes, some of them repeats."""
    updates: list[Update] = []
    line = 1
    for number in range(draw(st.integers(1, 6))):
        paragraphs = draw(st.lists(PARAGRAPHS.map(fold).filter(bool), min_size=1, max_size=4))
        headline = draw(st.none() | PARAGRAPHS.map(fold).filter(bool))
        theme = draw(st.sampled_from([None, "weather", "shipping", "unknown"]))
        repeats = "u-000000" if number and draw(st.integers(0, 5)) == 0 else None
        updates.append(make_update(f"{number:06x}", line, headline, *paragraphs, theme=theme, duplicate_of=repeats))
        line = updates[-1].lines.last + 2
    return make_blog(*updates)


def text_of(markdown: str) -> str:
    pieces = [child for token in READER.parse(markdown) for child in token.children or ()]
    return fold("".join(piece.content for piece in pieces))


@given(blog=blogs())
@settings(max_examples=60, deadline=None)
def test_nothing_is_lost(blog: SegmentedArticle) -> None:
    kept = [update for update in blog.updates if update.duplicate_of is None]
    briefings = group(blog)
    assert sorted(name for briefing in briefings for name in briefing.updates) == sorted(update.id for update in kept)
    shown_blocks = [
        (block.id.partition(".")[0], block.lines, block.role, text_of(block.markdown))
        for briefing in briefings
        for block in briefing.blocks
        if block.role not in ("summary", "rule")
    ]
    expected = [(update.id, block.lines, block.role, fold(block.text)) for update in kept for block in update.blocks]
    assert sorted(shown_blocks) == sorted(expected)


@given(blog=blogs())
@settings(max_examples=60, deadline=None)
def test_nothing_is_made_up(blog: SegmentedArticle) -> None:
    lines = blog.article.lines
    everything = fold("\n".join(lines))
    for briefing in group(blog):
        assert all(stands_in(sentence.text, lines, sentence.lines) for sentence in briefing.summary)
        assert all(stands_in(text_of(b.markdown), lines, b.lines) for b in briefing.blocks if b.role != "rule")
        assert briefing.title in {blog.title, "Weather", "Shipping"} or briefing.title in everything


@given(blog=blogs())
@settings(max_examples=25, deadline=None)
def test_ids_of_blocks_stand_once(blog: SegmentedArticle) -> None:
    ids = [block.id for briefing in group(blog) for block in briefing.blocks if not block.id.startswith("s-")]
    assert len(ids) == len(set(ids))


@given(blog=blogs())
@settings(max_examples=25, deadline=None)
def test_a_newer_update_changes_no_older_block(blog: SegmentedArticle) -> None:
    newer = make_update("ffffff", 1, "Late news", "The mayor spoke at ten.")
    before = {block.id: block.markdown for briefing in group(blog) for block in briefing.blocks if block.id[0] == "u"}
    after = {
        b.id: b.markdown for briefing in group(replace(blog, updates=(newer, *blog.updates))) for b in briefing.blocks
    }
    assert before.items() <= after.items()
