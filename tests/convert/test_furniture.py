"""Which lines are no news, and that a line with news in it never is."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from briefgen.convert import furniture
from briefgen.convert.furniture import find_line_kind, find_marks, find_sentence_kind, is_caption
from briefgen.convert.language import Language, Languages
from briefgen.convert.word_patterns import find_openings


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("You can read the full story here:", "read-more"),
        ("Read more…", "read-more"),
        ("Read the full report by our colleague here", "read-more"),
        ("Good morning and welcome to our live coverage of the storm in Norland.", "welcome"),
        ("Hello. Welcome back to our live coverage. I’m Ana Lindqvist and I’ll be bringing you the latest.", "welcome"),
        ("Here are some of the latest images from Eastport:", "caption-lead"),
        ("KEY EVENTS", "section-label"),
        ("In other developments:", "section-label"),
        ("Share on Facebook", "share"),
        ("Sign up for our morning newsletter", "share"),
        ("https://news.example/storm", "source"),
        ("READ MORE: What the first ferries of the spring will carry", "read-more"),
        ("Reporting by Ana Lindqvist in Eastport; Editing by Peter Osei", "source"),
        ("Related articles", "read-more"),
        ("Follow The Courier on Facebook", "share"),
        ("More from Norland", "section-label"),
        ("Read more: What the first ferries of the spring will carry", "read-more"),
        ("Do you live on the coast? You can get in touch with our newsdesk: storm@news.example", "share"),
    ],
)
def test_english_furniture(line: str, kind: str, english: Language) -> None:
    assert find_line_kind(line, english) == kind


@pytest.mark.parametrize(
    ("code", "line", "kind"),
    [
        ("de", "Lesen Sie hier den ganzen Bericht", "read-more"),
        ("de", "Guten Morgen und willkommen im Liveblog", "welcome"),
        ("fr", "Lire aussi : Le port d’Estport rouvre", "read-more"),
        ("fr", "Partager sur Facebook", "share"),
        ("de", "Lesedauer: 3 Minuten", "section-label"),
        ("es", "Para saber más", "read-more"),
        ("es", "Más información", "read-more"),
        ("es", "Buenos días, comenzamos la jornada", "welcome"),
    ],
)
def test_furniture_of_other_languages(code: str, line: str, kind: str) -> None:
    assert find_line_kind(line, Languages().load(code)) == kind


@pytest.mark.parametrize(
    "line",
    [
        "Welcome back to our live coverage. The harbour of Eastport is open again, the mayor says.",
        "The minister welcomed the ceasefire in the border region.",
        "Readers of the report will find that the bridge was never checked.",
        "Here are the results: Norland 3, Carsova 1.",
        "Follow-up talks begin on Monday.",
        "Sharing the prize are two engineers from Tolvik.",
        "Some images of the crash were posted by witnesses.",
        "More than 200 people were brought to safety.",
        "His remarks were met with applause.",
        "Hillside farms have been cut off.",
        "More news conferences are planned for Tuesday.",
        "Follow the river to the bridge, the police said.",
        "Sign language will be taught in all schools.",
        "Reporting from the islands has been difficult since the storm.",
        "The police told their story here.",
        "Did you know him? Nobody in Tolvik did.",
    ],
)
def test_a_line_with_news_is_not_furniture(line: str, english: Language) -> None:
    assert find_line_kind(line, english) is None


@pytest.mark.parametrize(
    ("code", "line"),
    [
        ("de", "Mehrere Orte im Norden sind betroffen."),
        ("de", "Mehr als 20 Menschen wurden gerettet."),
        ("fr", "Merci de la part du maire."),
    ],
)
def test_news_in_other_languages_is_not_furniture(code: str, line: str) -> None:
    assert find_line_kind(line, Languages().load(code)) is None


def test_a_sentence_at_the_end_of_a_paragraph_is_marked(english: Language) -> None:
    line = "The harbour is open again. You can read the full story here."

    assert [(m.kind, line[m.start : m.end]) for m in find_marks(line, english)] == [
        ("read-more", "You can read the full story here.")
    ]


def test_a_picture_credit_is_a_caption(english: Language) -> None:
    assert is_caption("(Photograph: A. Nobody/Norland Press)", english)
    assert is_caption("Boats on the river. Photograph: A. Nobody/Norland Press", english)
    assert not is_caption("The photograph was taken on Monday.", english)


def test_an_unknown_language_has_the_common_furniture() -> None:
    assert find_line_kind("https://news.example/x", Languages().load("xx")) == "source"


PATTERNS = [
    (code, pattern)
    for code in ("en", "de", "fr", "es")
    for kind in furniture._KINDS
    for pattern in Languages().load(code).words("furniture", kind)
]


@settings(max_examples=300, deadline=None)
@given(
    st.sampled_from(PATTERNS).flatmap(lambda pair: st.tuples(st.just(pair[0]), st.from_regex(pair[1], fullmatch=True)))
)
def test_what_a_pattern_matches_is_found_whatever_it_begins_with(found: tuple[str, str]) -> None:
    code, text = found
    text = text.strip()
    language = Languages().load(code)
    if text and len(text) <= furniture._LONGEST and re.fullmatch(furniture._join(tuple(language_words(code))), text):
        assert find_sentence_kind(text, language) is not None


def language_words(code: str) -> list[str]:
    return [pattern for other, pattern in PATTERNS if other == code]


@pytest.mark.parametrize(
    ("expression", "openings"),
    [
        ("(for|Find) more", "f"),
        ("(you can |please )?(read|see)", "pyrs"),
        ("read (a|b)|more", "rm"),
        ("x{0,2}yz", "xy"),
        ("[^.]{0,40}has", None),
        (r"\d{1,2} of", None),
        ("(a|)b", None),
        ("", None),
    ],
)
def test_openings_of_an_expression(expression: str, openings: str | None) -> None:
    assert find_openings(expression) == (None if openings is None else frozenset(openings))
