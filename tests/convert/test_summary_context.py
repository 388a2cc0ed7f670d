"""What a sentence of a summary needs around it: who speaks in an interview, what it points at, whether it says anything."""

from __future__ import annotations

from dataclasses import replace

import pytest

from briefgen.convert.language import Language
from briefgen.convert.sentence_traits import find_candidates
from briefgen.convert.summary import choose_title_sentence
from briefgen.convert.turns import find_turns
from briefgen.model import Entity, Update
from tests.convert.test_report_summary import with_headline
from tests.convert.test_summary import ENGLISH, GERMAN, lifted, make_update

OTHER = "The harbour of Tolvik opened again on Friday after the storm."
INTRODUCTION = "Ana Lopez, mayor of Vell, wants to close the harbour to cruise ships from May."
INTERVIEW = (
    INTRODUCTION,
    "HERALD: Why do the ships have to go?",
    "Lopez: Vell has eleven hundred people and gets nine thousand visitors on a single day of July. I counted them.",
    "HERALD: What will the hotels live on?",
    "Lopez: Guests who sleep here. The hotels of Vell were full before the first cruise ship came.",
)


def named(update: Update, *names: str) -> Update:
    people = tuple(Entity(name=name, kind="person", mentions=1, lines=(1,)) for name in names)
    return replace(update, entities=people)


def kept(text: str, language: Language = ENGLISH) -> bool:
    """Whether a sentence behind another one is a candidate."""
    return any(candidate.sentence.text == text for candidate in find_candidates(make_update(OTHER, text), language))


def test_an_interview_is_told_by_its_introduction_and_by_answers_with_the_name_before_them() -> None:
    assert lifted(make_update(*INTERVIEW)) == [
        INTRODUCTION,
        "Lopez: Vell has eleven hundred people and gets nine thousand visitors on a single day of July.",
    ]


def test_an_interview_in_one_paragraph_is_one_too() -> None:
    assert lifted(make_update(" ".join(INTERVIEW))) == lifted(make_update(*INTERVIEW))


def test_an_answer_without_a_name_is_nobodys() -> None:
    rows = [row.replace("HERALD:", "Q:").replace("Lopez:", "A:") for row in INTERVIEW]
    assert lifted(make_update(*rows)) == [INTRODUCTION]


def test_a_question_above_the_first_answer_belongs_to_the_talk() -> None:
    turns = find_turns([INTRODUCTION, "Why now, of all years?", *("A: Because the wall is old.",) * 4, "And then?"])
    assert turns is not None
    assert [turns.find_voice("Why now, of all years?", block, False) for block in (0, 1)] == ["desk", "spoken"]


@pytest.mark.parametrize(
    "rows",
    [
        ("Goals: Aron, Bice.", "Red card: Orst.", "Goals: Ito.", "Red card: none.", "Who wins? Nobody can say yet?"),
        ("Question: Who pays?", "Answer: The ferry company pays.", "Question: Who else?", "Answer: Nobody else pays."),
        ("Karst: 12 votes.", "Lund: 9 votes.", "Vell: 4 votes.", "Karst: 3 more votes.", "Lund: 2 more votes."),
    ],
)
def test_lists_and_a_desk_that_answers_itself_are_no_interviews(rows: tuple[str, ...]) -> None:
    english = frozenset(ENGLISH.words("summary", "own_answers"))
    assert find_turns(rows, english) is None


def test_behind_the_last_answer_the_report_goes_on() -> None:
    news = "Vell votes on the plan of its mayor on Monday."
    rows = (*INTERVIEW, "A second paragraph of the answer is nobody's here, either.", news)
    assert find_candidates(make_update(*rows), ENGLISH)[-1].sentence.text == news


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Toward the end of a long debate in the hall of Vell, she was asked about the wall.", ENGLISH),
        ("Sadly, the harbour of Vell has become a car park.", ENGLISH),
        ("Copyright © by the Harbour Press of Vell.", ENGLISH),
        ("Questions and answers have been edited for the readers of Vell.", ENGLISH),
        ("Erst dann bekommt der Hafen von Vell eine neue Mauer.", GERMAN),
        ("Das entspricht einem Drittel aller Häfen von Vell.", GERMAN),
        ("Hatte sie den Hafen von Vell noch gelobt, so will der Rat davon nichts wissen.", GERMAN),
        ("Die Raumstation von Vell umkreiste die Erde zum 100.", GERMAN),
    ],
)
def test_what_needs_another_sentence_is_not_lifted(text: str, language: Language) -> None:
    assert not kept(text, language)


def test_a_broken_sentence_is_not_lifted() -> None:
    assert kept("The council of Vell wrote the preface for a new book.")
    assert not kept("The council of Vell wrote the preface for a new book, .")


NEWS = "The harbour wall of Vell will be three metres higher, the council of Vell decided on Monday."
HEADLINE = "Harbour wall of Vell to be three metres higher, council says"
LEANING = ("They had waited for it.", "It took them nine hours.", "This was new to all of them.")


def test_the_sentence_that_another_points_at_comes_before_it() -> None:
    offer = "A mason of Karst has long had old stones."
    pointing = "Engineers from Lund want 120 of those stones for the foot of a wall, an expert told the council."
    update = with_headline(make_update(NEWS, *LEANING, offer, pointing), HEADLINE)
    assert lifted(update, limit=3) == [NEWS, offer, pointing]


def test_what_may_be_true_anywhere_is_lifted_last() -> None:
    anywhere, once = "On boats, people like to eat bread and fish.", "On boats, people liked to eat bread and fish."
    update = with_headline(make_update(NEWS, *LEANING[:2], anywhere, once), HEADLINE)
    assert lifted(update, limit=2) == [NEWS, once]


def test_what_opens_with_a_thing_that_stands_above_costs_nothing() -> None:
    rows = (NEWS, *LEANING, "The council gave bread to people on boats.", "Bakers gave bread to people on boats.")
    assert lifted(make_update(*rows), limit=2) == [NEWS, rows[-2]]


def test_a_second_sentence_is_lifted_where_it_is_worth_little() -> None:
    late = "A barge of Karst took bread to people on boats."
    update = with_headline(make_update(NEWS, *LEANING, *LEANING, late), HEADLINE)
    assert lifted(update) == [NEWS, late]


@pytest.mark.parametrize(
    ("text", "described"),
    [
        ("The barrier cost 12 million crowns.", True),
        ("The barrier of Vell cost 12 million crowns.", False),
        ("The government wants a higher barrier.", False),
        ("The former mayor Ana Lopez wants a higher barrier.", False),
    ],
)
def test_a_thing_told_before_is_known_by_its_article(text: str, described: bool) -> None:
    update = named(make_update(OTHER, text), "Ana Lopez")
    assert bool(find_candidates(update, ENGLISH)[-1].described) is described


def test_a_german_noun_told_before_is_known_by_its_article() -> None:
    rows = ("In Vell baut der Rat am Montag einen Turm.", "Der Turm wird neun Meter hoch.")
    assert [bool(c.described) for c in find_candidates(make_update(*rows), GERMAN)] == [False, True]


def test_a_german_age_needs_a_full_name_behind_it() -> None:
    rows = ("In Vell gewann Ana Lopez am Montag.", "Der 28-jährige Seemann kam später an.")
    assert find_candidates(make_update(*rows), GERMAN)[-1].pointers == 1
    assert find_candidates(make_update(rows[0], "Der 28-jährige Ivo Orst kam später an."), GERMAN)[-1].pointers == 0


def test_a_sentence_that_may_be_true_anywhere_is_worth_less_than_what_happened() -> None:
    rows = (OTHER, "In the world of harbours, many walls are hard to love.", "Nobody was there when the wall broke.")
    assert [candidate.general for candidate in find_candidates(make_update(*rows), ENGLISH)] == [False, True, False]


@pytest.mark.parametrize("word", ["mich", "mir", "meinem", "meinen", "meiner", "unserem", "unseren", "unserer"])
def test_whoever_speaks_of_themself_in_any_case_is_known(word: str) -> None:
    spoken = f"Der Hafen von Vell ist neben {word} Haus in Karst am Montag abgebrannt."
    plain = spoken.replace(word, "einem")
    worth = [find_candidates(make_update(text), GERMAN)[0].worth for text in (spoken, plain)]
    assert worth[0] < worth[1]


def test_a_title_opens_with_nothing_told_before() -> None:
    update = make_update(
        "But nobody saw it.",
        "The blaze was reported by nine people in Vell on Monday.",
        "A sailor of Vell died in the flames of a ferry on Monday.",
    )
    assert choose_title_sentence((update,), ENGLISH) == update.blocks[2].text
