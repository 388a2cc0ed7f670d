"""Lines of pages that no rule names: what a page has about an article goes, and a text that has none about it loses nothing."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefgen.convert.furniture_model import find_more_furniture, load_weights
from briefgen.convert.language import Language, Languages
from briefgen.convert.line_features import describe_lines

BODY = (
    "The harbour of Eastport will open again on Friday, the minister said on Monday after a winter of costly repairs.",
    "Two of the three piers were destroyed in the storm, and the third had to be closed because its foundations had moved.",
    "The first ferry to Mirrow will leave at noon, with the families of the harbour workers on board as guests of the town.",
)
HEAD = ("Skip to main content", "Subscribe", "Newsletters", "Sport", "Opinion", "Log in", "Menu")
FOOT = (
    "Related articles",
    "Tags",
    "Storms",
    "Ferries",
    "Share this article",
    "3 comments",
    "Privacy policy",
    "Contact us",
)


def found(lines: tuple[str, ...], language: Language) -> set[str]:
    facts = describe_lines(lines, language)
    return {lines[n - 1] for n in find_more_furniture(facts, {}, frozenset(), language)}


def test_what_a_page_has_about_an_article_is_furniture(english: Language) -> None:
    title = "Eastport harbour to open again on Friday after winter of repairs"
    lost = found((*HEAD, title, *BODY[:2], "A winter of repairs", *BODY[2:], *FOOT), english)

    assert {"Subscribe", "Newsletters", "Log in", "Related articles", "3 comments", "Privacy policy"} <= lost
    assert lost <= {*HEAD, *FOOT}


@pytest.mark.parametrize("code", ["en", "de", "xx"])
def test_a_text_with_nothing_about_it_loses_no_line(code: str) -> None:
    lines = (
        "Eastport harbour to open again",
        *BODY[:1],
        "Mirrow waits",
        *BODY[1:],
        "1. Eastport",
        "2. Mirrow",
        "3. Tolvik",
    )

    assert found(lines, Languages().load(code)) == set()


def test_lines_of_a_list_that_a_sentence_announces_stay(english: Language) -> None:
    lines = (
        *HEAD,
        *BODY,
        "The ferries go to the following four towns of the coast:",
        "Mirrow",
        "Tolvik",
        "Halden Bay",
        *FOOT,
    )

    assert found(lines, english).isdisjoint({"Mirrow", "Tolvik", "Halden Bay"})


@given(st.lists(st.text(max_size=40), max_size=12), st.sampled_from(["en", "es", "xx"]))
def test_any_lines_are_judged(lines: list[str], code: str) -> None:
    language = Languages().load(code)
    facts = describe_lines(tuple(lines), language)

    assert set(find_more_furniture(facts, {}, frozenset(), language)) <= {f.number for f in facts}


def test_a_byline_stays_at_the_article_and_goes_with_the_links_below_it(english: Language) -> None:
    lines = (
        *("Eastport harbour to open again on Friday after winter of repairs", "By Tomas Okoro", *BODY, *FOOT),
        *("More from the Courier", "How a village learned to live with the river", "By Ines Halloran", "Subscribe"),
    )
    facts = describe_lines(lines, english)
    bylines = frozenset({2, lines.index("By Ines Halloran") + 1})

    found = find_more_furniture(facts, {}, bylines, english)

    assert bylines & found.keys() == {lines.index("By Ines Halloran") + 1}


def test_there_are_weights_for_all_looks() -> None:
    assert set(load_weights()) == {"alone", "paragraphs", "company"}


def test_the_title_below_a_label_for_links_is_furniture_though_a_sentence_follows(english: Language) -> None:
    title = "How a village learned to live with the river"

    assert found((*BODY[:2], "See also", title, BODY[2]), english) >= {title}
    assert found((*BODY[:2], "See also", "Environment", title, BODY[2]), english) >= {title, "Environment"}


def test_a_line_about_the_writer_below_the_article_is_furniture(english: Language) -> None:
    life = "Tomas Okoro is a reporter for the Courier who writes about the sea. Sign up for his newsletter here."

    assert life in found((*HEAD, "Tomas Okoro", *BODY, life, *FOOT), english)
    assert life not in found((*BODY[:1], life, *BODY[1:]), english)


def test_a_box_of_links_within_the_article_is_furniture_and_the_subhead_below_it_is_not(english: Language) -> None:
    box = (
        "RELATED STORIES",
        "How a village learned to live with the river and its moods",
        "Ferry fares to rise again as owners ask for more money",
        "Minister visits a lighthouse that nobody has used for years",
    )

    lost = found((*HEAD, *BODY[:2], *box, BODY[2], *BODY[:1], *FOOT), english)
    kept = found((*HEAD, *BODY[:2], *box[:2], "A winter of repairs", BODY[2], *FOOT), english)

    # The last title may as well be the paragraph's subhead.
    assert set(box[:-1]) <= lost
    assert "A winter of repairs" not in kept


def test_a_short_title_stays_that_the_page_prints_twice(english: Language) -> None:
    title = "Eastport: a harbour reopens"
    lines = (*HEAD, "Home", title, "Politics", title, *BODY, *FOOT)
    facts = describe_lines(lines, english)

    assert len(lines) - len(BODY) - len(FOOT) not in find_more_furniture(facts, {}, frozenset(), english)


def test_a_paragraph_that_says_they_is_no_word_to_the_reader() -> None:
    german = Languages().load("de")
    paragraph = (
        "Sie suchen seit dem Sommer, und sie haben die Anzeige eines Vermieters gefunden, der ihre Briefe nie beantwortete. "
        "Jetzt wohnen sie bei Freunden in Tolvik, und die Suche geht weiter ..."
    )
    head = ("Newsletter", "Anmelden", "Startseite", "Kontakt", "Teilen", "Kommentare")

    assert paragraph not in found((*head, *BODY[:1], paragraph, *BODY[1:], *head), german)
