"""Quotations: found in all common marks, told from titles, and given to the right speaker."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefgen.convert.language import Language, Languages
from briefgen.convert.quote_marks import Paragraph, find_marked
from briefgen.convert.quotes import mark_quotes
from briefgen.convert.segment import segment_article
from briefgen.model import Block, BlockRole, LineRange, Quote, SegmentedArticle, Update
from tests.conftest import make_article


def segmented_from(*lines: str, roles: dict[int, BlockRole] | None = None) -> SegmentedArticle:
    """An article of one update, a block a line."""
    blocks = tuple(
        Block(lines=LineRange(n, n), role=(roles or {}).get(n, "body"), text=line)
        for n, line in enumerate(lines, 1)
        if line.strip()
    )
    span = LineRange(1, max(1, len(lines)))
    update = Update(id="u-1", lines=span, blocks=blocks)
    return SegmentedArticle(article=make_article(*lines), kind="article", updates=(update,), furniture=())


def quotes_of(language: Language, *lines: str, roles: dict[int, BlockRole] | None = None) -> tuple[Quote, ...]:
    return mark_quotes(segmented_from(*lines, roles=roles), language).updates[0].quotes


def marked_in(*lines: str) -> list[str]:
    found = find_marked(Paragraph(line=n, start=0, end=len(t), text=t) for n, t in enumerate(lines, 1))
    return [lines[m.line - 1][m.start : m.end] for m in found]


@pytest.mark.parametrize(
    "line",
    [
        "She said “we will rebuild the bridge” on Monday.",
        'She said "we will rebuild the bridge" on Monday.',
        "Sie sagte „we will rebuild the bridge“ am Montag.",
        "Sie sagte „we will rebuild the bridge” am Montag.",
        "Elle a dit «we will rebuild the bridge» lundi.",
        "Sie sagte »we will rebuild the bridge« am Montag.",
        "She said ‘we will rebuild the bridge’ on Monday.",
        "She said 'we will rebuild the bridge' on Monday.",
        "Sie sagte ‚we will rebuild the bridge‘ am Montag.",
        "Sie sagte ›we will rebuild the bridge‹ am Montag.",
        'She said “we will rebuild the bridge" on Monday.',
        "Hon sade ”we will rebuild the bridge” i måndags.",
        "She said, “ we will rebuild the bridge” on Monday.",
    ],
)
def test_all_common_marks(line: str) -> None:
    assert marked_in(line) == ["we will rebuild the bridge"]


def test_a_closing_mark_before_a_space_opens_nothing() -> None:
    assert marked_in("Der Brief“ lag da, sagte sie, „und niemand las ihn“.") == ["und niemand las ihn"]


def test_apostrophes_are_no_marks() -> None:
    assert marked_in("The dogs' owner didn't know; it's the '90s and rock 'n' roll.") == []


def test_outer_of_nested_marks() -> None:
    assert marked_in("He said “she told me ‘go home’ and left”.") == ["she told me ‘go home’ and left"]
    assert marked_in("Er sagte: „Das Wort „Krise“ fällt oft.“") == ["Das Wort „Krise“ fällt oft."]


def test_quotation_over_paragraphs_is_one_stretch_a_paragraph() -> None:
    lines = ("“The river rose at night.", "“By six it was in the kitchen.", "“Then we left.”", "He shrugged.")
    assert marked_in(*lines) == [t.strip("“”") for t in lines[:3]]


def test_mark_left_open_takes_nothing_with_it() -> None:
    assert marked_in("He called it “a mess and went home. Later he said “sorry” twice.") == ["sorry"]


def test_full_name_from_far_above(english: Language) -> None:
    found = quotes_of(
        english,
        "Orlan Vesterby, the mayor of Kelmouth, opened the session.",
        "The council then took a break of two hours.",
        "“We have no more money for the harbour,” Vesterby told the Kelmouth Courier.",
    )
    assert [(q.speaker, q.cue) for q in found] == [("Orlan Vesterby", "told")]


@pytest.mark.parametrize(
    ("line", "speaker"),
    [
        ("“The dam will hold,” said Ines Harrow, the chief engineer.", "Ines Harrow"),
        ("Ines Harrow, the chief engineer, said: “The dam will hold for another year.”", "Ines Harrow"),
        ("Ines Harrow, who led the survey, told reporters: “The dam will hold.”", "Ines Harrow"),
        ("The chief engineer of the port, Ines Harrow, said: “The dam will hold for another year.”", "Ines Harrow"),
        ("“The dam will hold,” its chief engineer, Dr Ines Harrow, told reporters.", "Ines Harrow"),
        ("“The dam will hold,” the engineer, who met Dr Ines Harrow, said.", "engineer"),
        ("According to Ines Harrow, the dam “will hold for another year”.", "Ines Harrow"),
        ("“The dam will hold,” a spokesman for the ministry said.", "spokesman for the ministry"),
        ("In a statement, the defence ministry said: “The dam will hold.”", "defence ministry"),
        ("“The dam,” said Ines Harrow, “will hold for another year.”", "Ines Harrow"),
        ("Ines Harrow waited for an hour. Then she said: “The dam will hold.”", "Ines Harrow"),
        ("The law will end what officials called “an outdated and costly arrangement”.", "officials"),
    ],
)
def test_speakers(english: Language, line: str, speaker: str) -> None:
    found = quotes_of(english, line)
    assert found
    assert {q.speaker for q in found} == {speaker}


@pytest.mark.parametrize(
    ("line", "speaker"),
    [
        ("„Wir warten noch ab“, sagte Regierungssprecher Jonas Terwald am Montag.", "Jonas Terwald"),
        ("Karin Oltmann erklärte: „Wir werden den Hafen nicht schließen.“", "Karin Oltmann"),
        ("„Das war ein Fehler“, sagte die Direktorin, Professorin Karin Oltmann, am Montag.", "Karin Oltmann"),
        ("„Das war ein Fehler“, sagte der Sprecher der Stadtwerke.", "Sprecher der Stadtwerke"),
    ],
)
def test_german_speakers(german: Language, line: str, speaker: str) -> None:
    assert [q.speaker for q in quotes_of(german, line)] == [speaker]


def test_speech_goes_on_after_a_full_stop(english: Language) -> None:
    found = quotes_of(english, "“We lost the roof,” Tove Lindqvall said. “Nobody was hurt, thank God.”")
    assert [q.speaker for q in found] == ["Tove Lindqvall", "Tove Lindqvall"]


def test_titles_and_words_at_arms_length_are_no_speech(english: Language) -> None:
    assert not quotes_of(english, "Her second novel, “The Salt Road”, was published in spring.")
    assert not quotes_of(english, "The so-called “super” lorry is parked in the yard behind the plant.")


def test_single_marks_count_in_full_where_an_article_has_no_others(english: Language) -> None:
    found = quotes_of(
        english,
        "The keeper, Mara Quill, said the lamp was ‘old, wet and loved’.",
        "‘You will have light before the boats are in,’ she said.",
        "She listed the keepers’ names, and added that ‘nobody counts a lamp’s hours’.",
    )
    assert [q.text for q in found] == [
        "old, wet and loved",
        "You will have light before the boats are in,",
        "nobody counts a lamp’s hours",
    ]
    assert {q.speaker for q in found} == {"Mara Quill"}


def test_french_marks_keep_no_space_and_an_inverted_pronoun_speaks() -> None:
    found = quotes_of(
        Languages().load("fr"),
        "La maire, Solène Marchal, a ouvert le pont. « Il tiendra cent ans », a-t-elle dit devant la foule.",
    )
    assert [(q.text, q.speaker) for q in found] == [("Il tiendra cent ans", "Solène Marchal")]


def test_a_block_that_tells_who_says_its_marked_words_is_no_quotation_itself(english: Language) -> None:
    found = quotes_of(
        english,
        "Asked whether the bridge would hold, Mara Quill said: “It has held for a year.” She took no further questions.",
        roles={1: "quote"},
    )
    assert [q.text for q in found] == ["It has held for a year."]


def test_the_office_as_printed_there(english: Language) -> None:
    found = quotes_of(english, "“We will not sign,” Foreign Minister Ada Brandvik said on Friday.")
    assert [(q.speaker, q.office) for q in found] == [("Ada Brandvik", "Foreign Minister")]


def test_a_form_of_address_is_no_office(english: Language) -> None:
    assert [q.office for q in quotes_of(english, "“The dam will hold,” Mr Harrow said.")] == [None]


def test_a_role_with_an_indefinite_article_is_somebody_new(english: Language) -> None:
    lines = (
        "Ines Harrow, the spokeswoman of the Lund ministry, said: “The dam will hold for another year.”",
        "The Vell delegation gave a short answer. “The hotel has 400 rooms, and each of them is taken,” a spokeswoman said.",
    )
    assert [q.speaker for q in quotes_of(english, *lines)] == ["Ines Harrow", "spokeswoman"]


def test_a_block_without_marks(english: Language) -> None:
    lines = ("Orlan Vesterby wrote on his page:", "  We shall rebuild the bridge before winter.")
    (found,) = quotes_of(english, *lines, roles={2: "quote"})
    assert found.block
    assert found.speaker == "Orlan Vesterby"
    assert lines[1][found.start : found.end] == found.text == lines[1].strip()


def test_a_block_that_marks_hold_is_told_without_them(english: Language) -> None:
    lines = ("Orlan Vesterby wrote on his page:", "“We shall rebuild the bridge before winter.”")
    assert [q.text for q in quotes_of(english, *lines, roles={2: "quote"})] == [lines[1].strip("“”")]


def test_quotations_of_two_paragraphs_in_one_line_stand_once_each(english: Language) -> None:
    one, two = "Orlan Vesterby said: “We shall rebuild it.”", "Ines Harrow said: “We shall not pay.”"
    article = segmented_from(one + two)
    (update,) = article.updates
    (block,) = update.blocks
    halves = (replace(block, text=one, start=0, end=len(one)), replace(block, text=two, start=len(one), end=None))
    (told,) = mark_quotes(replace(article, updates=(replace(update, blocks=halves),)), english).updates
    assert [(q.text, q.speaker) for q in told.quotes] == [
        ("We shall rebuild it.", "Orlan Vesterby"),
        ("We shall not pay.", "Ines Harrow"),
    ]
    assert all((one + two)[q.start : q.end] == q.text for q in told.quotes)


def test_they_are_the_only_ones_who_spoke_just_before(english: Language) -> None:
    one = "The residents said the road was closed. “We were never asked,” they said."
    two = "The residents said the road was closed. The engineers said it was open. “We were never asked,” they said."
    assert [q.speaker for q in quotes_of(english, one)] == ["residents"]
    assert [q.speaker for q in quotes_of(english, two)] == [None]


def block_quotes_of(language: Language, *lines: str) -> list[tuple[str, str | None]]:
    segmented = mark_quotes(segment_article(make_article(*lines), language), language)
    return [(q.text, q.speaker) for u in segmented.updates for q in u.quotes if q.block]


@pytest.mark.parametrize(
    ("code", "announcing", "said", "report"),
    [
        (
            "en",
            "The mayor, Stephen Carvallon, wrote:",
            ("The safety of the residents comes before everything.", "We will reopen as soon as the works are done."),
            "Two firms have already been chosen for the works, which will last four months.",
        ),
        (
            "fr",
            "Le maire, Étienne Carvallon, a écrit :",
            ("La sécurité des habitants passe avant tout.", "Nous rouvrirons dès que les travaux seront finis."),
            "Deux entreprises ont déjà été choisies pour les travaux, qui dureront quatre mois.",
        ),
    ],
)
def test_a_block_quotation_ends_with_its_last_line_in_which_somebody_speaks(
    code: str, announcing: str, said: tuple[str, str], report: str
) -> None:
    lines = ("Valmorin", "", announcing, "", said[0], "", said[1], "", report)
    found = block_quotes_of(Languages().load(code), *lines)
    assert [text for text, _ in found] == list(said)
    assert len({speaker for _, speaker in found} - {None}) == 1


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("Der Hafen sei „weitgehend leer“ gewesen, demnach fehle es an Schiffen.", ["weitgehend leer"]),
        ("Laut Polizeiangaben war der Kran „in gutem Zustand“.", ["in gutem Zustand"]),
        ("Die Ratsfrau sprach von einer „Gefahr für den Damm“.", ["Gefahr für den Damm"]),
        ("Der Gutachter attestierte dem Damm eine „mangelhafte Pflege“.", ["mangelhafte Pflege"]),
        ("Der Frachter „Möwe“ liegt im Hafen.", []),
        ("Der Frachter „Xantoria Velmuth“ liegt im Hafen.", []),
        ("Die Zeitschrift „Der Kran“ erscheint im Herbst.", []),
    ],
)
def test_a_few_words_in_a_report_are_said_and_a_name_in_the_reporters_sentence_is_not(
    german: Language, line: str, found: list[str]
) -> None:
    assert [q.text for q in quotes_of(german, line)] == found


def test_an_adverb_before_the_verb_is_no_speaker(german: Language) -> None:
    quotes = quotes_of(german, "Die Werft hat das Wrack untersucht und gestern bestätigt, es sei „nicht zu heben“.")
    assert [q.speaker for q in quotes if q.speaker == "gestern"] == []


def test_an_object_is_no_speaker(german: Language) -> None:
    line = "Jana Feld leitet den Ausschuss. Sie warf dem Minister Karl Muster vor, „die Zahlen zu verschweigen“."
    assert [q.speaker for q in quotes_of(german, line)] == ["Jana Feld"]


def test_offsets_count_in_the_line_not_in_the_block(english: Language) -> None:
    line = "Old news here. “We shall rebuild the bridge,” said Orlan Vesterby."
    article = segmented_from(line)
    block = Block(lines=LineRange(1, 1), role="body", text=line[15:], start=15, end=len(line))
    update = replace(article.updates[0], blocks=(block,))
    (found,) = mark_quotes(replace(article, updates=(update,)), english).updates[0].quotes
    assert line[found.start : found.end] == found.text == "We shall rebuild the bridge,"


PIECES = st.sampled_from(
    [*"“”„“«»‘’‚‘\"'‹›", " ", " ", "said ", "Mara Quill ", "the minister ", "he ", "no. ", "It is so, ", "sagte ", ": "]
)
LINES = st.lists(st.lists(PIECES, max_size=25).map("".join), min_size=1, max_size=6)


@given(LINES, st.sampled_from(["en", "de", "fr", "es", "xx"]))
def test_a_quote_is_a_slice_of_its_line_and_a_speaker_stands_in_the_article(lines: list[str], code: str) -> None:
    article = "\n".join(lines)
    for quote in quotes_of(Languages().load(code), *lines):
        assert quote.text == lines[quote.lines.first - 1][quote.start : quote.end]
        assert quote.lines.first == quote.lines.last
        assert quote.text
        assert quote.speaker is None or quote.speaker in article


@given(LINES)
def test_stretches_do_not_overlap(lines: list[str]) -> None:
    found = find_marked(Paragraph(line=n, start=0, end=len(t), text=t) for n, t in enumerate(lines, 1))
    for one, other in pairwise(found):
        assert (one.line, one.end) <= (other.line, other.start)


@pytest.mark.parametrize("piece", ['"', "“", "” ", "„a“ ", "“a” said Mara Quill. ", "‘", "he said, "])
def test_a_line_of_a_hundred_thousand_marks(english: Language, piece: str) -> None:
    line = piece * (100_000 if len(piece) == 1 else 1_500)
    for quote in quotes_of(english, line):
        assert line[quote.start : quote.end] == quote.text
