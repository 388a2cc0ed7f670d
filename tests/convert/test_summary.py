"""Summaries: whole sentences of the source that can stand alone."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from briefgen.convert.headlines import as_title
from briefgen.convert.language import Language, Languages
from briefgen.convert.sentence_leads import strip_lead
from briefgen.convert.sentence_traits import find_candidates
from briefgen.convert.sentences import split_sentences
from briefgen.convert.summary import choose_sentences, choose_title_sentence, mark_summaries
from briefgen.lines import stands_in
from briefgen.model import Block, Entity, Figure, LineRange, Update
from tests.convert.test_assign import make_segmented

ENGLISH = Languages().load("en")
GERMAN = Languages().load("de")


def make_update(*rows: str, number: int = 0) -> Update:
    blocks = tuple(Block(lines=LineRange(n, n), role="body", text=row) for n, row in enumerate(rows, 1))
    return Update(id=f"u-{number}", lines=LineRange(1, len(rows)), blocks=blocks)


def lifted(*updates: Update, limit: int = 3, language: Language = ENGLISH) -> list[str]:
    return [sentence.text for sentence in choose_sentences(updates, language, limit)]


def test_the_news_comes_before_the_background() -> None:
    update = make_update(
        "In February, the harbour of Vell was closed for nine days because of ice on the river.",
        "The council of Vell approved a new harbour wall worth 12 million crowns on Monday.",
    )
    assert lifted(update, limit=1) == [
        "The council of Vell approved a new harbour wall worth 12 million crowns on Monday."
    ]


def test_sentences_that_lean_on_others_stay_where_they_are() -> None:
    update = make_update(
        "But she refused to sign the contract on Monday.", "This was the third refusal in a row for the council."
    )
    assert lifted(update) == []


def test_no_question_no_half_quotation_no_pointer() -> None:
    update = make_update(
        "Will the harbour of Vell open again before the winter?",
        "“The wall will hold the ice for many years.",
        "You can read the full story about the harbour of Vell here.",
    )
    assert lifted(update) == []


def test_nothing_is_told_twice() -> None:
    one = make_update("The ferry Aurel sank off Vell with 40 people aboard on Sunday.", number=1)
    two = make_update("The ferry Aurel, with 40 people aboard, sank off Vell on Sunday night.", number=2)
    assert len(lifted(one, two)) == 1


def test_the_newest_update_comes_first() -> None:
    old = make_update("The ferry Aurel sank off Vell with 40 people aboard.", number=1)
    new = make_update("Divers have found the captain's log in the wheelhouse, police said on Monday.", number=2)
    assert lifted(old, new)[0].startswith("Divers")


@pytest.mark.parametrize(
    ("printed", "lifted_part"),
    [
        ("SANT VELL, March 13 — The lift is out of order.", "The lift is out of order."),
        ("VELL ON THE HILL, Ostmark (NRA) – Brother Odo keeps the bees.", "Brother Odo keeps the bees."),
        ("Vell (NRA) - 40 boats sank.", "40 boats sank."),
        ("VELL, 8 avril – Elle dort.", "Elle dort."),
        ("- Nine polling stations have closed.", "Nine polling stations have closed."),
        ("The mayor – Ada Brandt – resigned on Monday.", "The mayor – Ada Brandt – resigned on Monday."),
        ("NATO – the alliance of the west – met.", "NATO – the alliance of the west – met."),
        ("The ferry sank - and nobody knew.", "The ferry sank - and nobody knew."),
        ("Karst beat Vell 3-2 on Sunday.", "Karst beat Vell 3-2 on Sunday."),
        ("", ""),
    ],
)
def test_a_dateline_and_a_dash_are_no_part_of_a_sentence(printed: str, lifted_part: str) -> None:
    assert strip_lead(printed) == lifted_part


def test_a_place_in_small_letters_is_a_dateline_only_where_a_report_opens() -> None:
    row = "St. Vell/Karst – Die Fähre ist gesunken."
    assert strip_lead(row, opening=True) == "Die Fähre ist gesunken."
    assert strip_lead(row) == row
    assert strip_lead("Vell, 27.6.2026 – Die Fähre ist gesunken.", opening=True) == "Die Fähre ist gesunken."
    remark = "Ada Brandt – Ärztin und Mutter – ist tot."
    assert strip_lead(remark, opening=True) == remark
    update = make_update("Vell – Die Stadt Karst baut einen neuen Hafen am Fluss.")
    assert lifted(update, language=GERMAN) == ["Die Stadt Karst baut einen neuen Hafen am Fluss."]


def test_an_opening_scene_comes_after_what_the_headline_tells() -> None:
    rows = (
        "Four steel gates as high as a house have been lying on their backs in the grass since October.",
        "The harbour barrier of Vell will cost 612 million crowns, the Rivers Agency said in a report.",
    )
    scene = make_update(*rows)
    blocks = (
        Block(lines=LineRange(9, 9), role="headline", text="Harbour barrier of Vell costs a third more"),
        *scene.blocks,
    )
    told = replace(scene, blocks=blocks, headline="Harbour barrier of Vell costs a third more")
    assert lifted(scene, limit=1) == [rows[0]]
    assert lifted(told, limit=1) == [rows[1]]


def test_a_pronoun_early_in_an_opening_clause_leans_on_what_stands_before() -> None:
    assert lifted(make_update("In the quarter-final they were outplayed by Karst for ninety minutes.")) == []
    assert lifted(make_update("If they win, there will be a final in the harbour of Vell in May.")) == []


def test_a_german_standfirst_without_a_verb_is_no_sentence() -> None:
    update = make_update(
        "Neue Strategie der Stadt Vell gegen Armut im Hafen.", "Die Stadt Vell baut einen neuen Hafen am Fluss."
    )
    assert lifted(update, language=GERMAN) == ["Die Stadt Vell baut einen neuen Hafen am Fluss."]


def test_a_title_is_the_sentence_that_tells_most_not_the_shortest() -> None:
    update = make_update(
        "Ada Brandt has won the election in Vell with 51 per cent of the votes.",
        "“I thank you all for everything,” Brandt told her supporters in the harbour.",
        "A brass band played until nine in the evening.",
    )
    assert choose_title_sentence((update,), ENGLISH).startswith("Ada Brandt has won")
    assert choose_title_sentence((make_update("No."),), ENGLISH) == ""


@pytest.mark.parametrize(
    "row",
    [
        "Behind his desk, books on the history of the harbour stand in rows.",
        "The harbour of Vell is closed pic.example.com/QoT4 — Harbour Office <b>Vell</b>.",
        "And the winner of the harbour prize of Vell is...",
        "“The wall is higher than any other on the river,” he told a newspaper of Vell.",
        "The wall would cost no more than 12 million crowns in all, she said on Monday.",
        "Second, they want a wall that is higher than the one in Karst.",
        "Only nine miles from the coast of Karst, it would be a danger to the harbour.",
        "When his family moved to the harbour of Vell, his mother opened an inn there.",
        "Now, the council of Vell has promised 12 million crowns for the wall.",
    ],
)
def test_who_or_what_was_named_before_is_missing_in_it(row: str) -> None:
    assert lifted(make_update("Vell stays calm.", row)) == []


@pytest.mark.parametrize(
    "row",
    [
        "In his speech, Jon Askel promised a new wall for the harbour of Vell.",
        "There is a new crack in the harbour wall of Vell, the Rivers Agency said.",
        "This year the harbour of Vell has had 12 million passengers, its owner said.",
        "One of the ferries of Vell has sunk off the harbour wall in a storm.",
        "“I saw the ferry sink in less than a minute,” said Ada Brandt, a fisherwoman from Vell.",
    ],
)
def test_what_only_looks_like_leaning_stands_alone(row: str) -> None:
    assert lifted(make_update(row)) == [row]


def test_german_articles_do_not_lean_and_pronouns_do() -> None:
    told = "Das Stadttheater von Vell bekommt ein neues Dach aus Kupfer."
    assert lifted(make_update(told, "Das ist mehr als im vergangenen Jahr in Karst."), language=GERMAN) == [told]
    assert lifted(make_update("Am Montag wurde er im Hafen von Vell festgenommen."), language=GERMAN) == []
    assert lifted(make_update("„Das Dach ist dicht und das Haus warm“, sagte er am Montag."), language=GERMAN) == []


def test_two_capitals_that_are_no_name_describe_somebody_told_before() -> None:
    rows = (
        "The wall was approved by the council of Vell on Monday evening.",
        "The Ostmark Republican says in a statement that the wall is too high for Vell.",
    )
    named = Entity(name="Ostmark Republican", kind="organisation", mentions=1, lines=(2,))
    described, told = (
        find_candidates(replace(make_update(*rows), entities=entities), ENGLISH)[1].worth for entities in ((), (named,))
    )
    assert described < told


def test_whoever_writes_is_not_lifted_while_there_is_news() -> None:
    update = make_update(
        "Personally I find the new harbour of Vell a most beautiful place.",
        "The council of Vell opened the harbour on Monday.",
    )
    assert lifted(update, limit=1) == ["The council of Vell opened the harbour on Monday."]


def test_each_update_is_told_before_one_is_told_twice() -> None:
    one = make_update("The ferry Aurel sank off Vell with 40 aboard.", "Ten boats searched for the crew.", number=1)
    two = make_update("The railway to Karst has been closed since noon.", "Buses leave every ten minutes.", number=2)
    three = make_update("The mayor of Lund asked people to stay at home.", "The schools are shut.", number=3)
    assert {text.split()[1] for text in lifted(one, two, three)} == {"ferry", "railway", "mayor"}


def test_a_headline_speaks_for_an_update_whose_sentences_lean() -> None:
    other = make_update("The railway to Karst has been closed since noon.", number=1)
    leaning = make_update("He said no to it on Monday in Vell again.", number=2)
    headline = Block(lines=LineRange(9, 9), role="headline", text="Mayor of Vell refuses to pay for the wall")
    titled = replace(leaning, blocks=(headline, *leaning.blocks), headline=headline.text)
    assert lifted(titled) == []
    assert lifted(other, titled) == [headline.text, "The railway to Karst has been closed since noon."]
    assert choose_sentences((other, titled), ENGLISH, title=headline.text)[0].text.startswith("The railway")


def test_a_tie_to_the_sentence_above_it_costs_nothing() -> None:
    update = make_update(
        "The ferry company Aurel Lines has cancelled all sailings to Karst until Monday. "
        "The ferries cannot leave because of ice in the harbour of Vell.",
        "Brother Odo has kept bees in the garden of the abbey for a long time.",
        "Fishermen of the island wrote a letter to the council.",
    )
    assert lifted(update, limit=2)[1].startswith("The ferries")


def test_a_surname_whose_full_name_the_title_gives_stands_alone() -> None:
    update = make_update(
        "Police in Vell stopped the goalkeeper Ana Lopez on the coast road early on Sunday.",
        "Lopez was booked into the county jail and released on bail.",
        "Rain is common on the coast road between Vell and Karst.",
    )
    titled = choose_sentences((update,), ENGLISH, 2, title="Goalkeeper Ana Lopez arrested in Vell")
    assert titled[1].text.startswith("Lopez was booked")


def test_another_figure_says_more_than_the_same_words() -> None:
    update = make_update(
        "Aurel Lines has completed its acquisition of the shipyard Karst as part of a plan for ferries in winter.",
        "Aurel paid 334 million for the shipyard.",
    )
    assert len(lifted(update)) == 2


def test_a_lead_that_names_after_its_clause_whom_it_means_stands_alone() -> None:
    row = "Now that he is the only candidate left, Odo Brand has begun to attack the council of Vell."
    assert lifted(make_update(row)) == [row]
    assert lifted(make_update("The council of Vell met on Monday to talk about the ice.", row)) != [row]


def test_a_first_sentence_is_news_though_it_looks_back() -> None:
    lead = find_candidates(make_update("Odo Brand is leading the count in Vell, which he lost last year."), ENGLISH)[0]
    opens = find_candidates(make_update("For years, the harbour of Vell has been closed in winter."), ENGLISH)[0]
    assert lead.worth > opens.worth


def test_a_state_that_another_sentence_names_is_missing() -> None:
    assert (
        find_candidates(make_update("Odo Brand will gain at least 20 delegates in that state."), ENGLISH)[0].ties == 1
    )
    assert (
        find_candidates(make_update("Odo Brand told the state of Vell that he won in that state."), ENGLISH)[0].ties
        == 0
    )


def test_a_dateline_behind_a_standfirst_is_no_part_of_its_sentence() -> None:
    rows = find_candidates(
        make_update("Die Fähre fährt bis Montag nicht. Vell – Die Reederei hat am Sonntag alle Fahrten abgesagt."),
        GERMAN,
    )
    assert rows[-1].sentence.text == "Die Reederei hat am Sonntag alle Fahrten abgesagt."


@pytest.mark.parametrize(
    "row",
    [
        "(Odo Brand has pleaded not guilty to all charges.)",
        "ODO BRAND: The harbour of Vell will stay closed until Monday.",
        "“If these people do not leave the harbour of Vell, the police will come,” Odo Brand said.",
    ],
)
def test_an_aside_a_transcript_and_what_points_back_are_not_lifted(row: str) -> None:
    assert lifted(make_update(row)) == []


def test_a_short_sentence_that_ends_in_a_pronoun_is_worth_less() -> None:
    ties = [
        find_candidates(make_update(row), ENGLISH)[0].ties
        for row in (
            "Odo Brand slipped in by a back door to avoid them.",
            "Odo Brand told the three captains of the line on Monday that the harbour would not open for them.",
        )
    ]
    assert ties == [1, 0]


def test_a_few_words_and_a_colon_before_a_pronoun_lean() -> None:
    assert lifted(make_update("Spoiler alert: they are just as enjoyable as the others.")) == []


def test_a_title_of_one_update_is_its_first_sentence_though_a_later_one_is_shorter() -> None:
    update = make_update(
        "The ferry company Aurel Lines has cancelled all sailings between the harbour of Vell and the island of Karst until "
        "Monday because of ice on the river, it emerged.",
        "Odo Brand waited with 40 others on Sunday.",
    )
    assert choose_title_sentence((update,), ENGLISH).startswith("The ferry company")


def test_a_semicolon_before_a_second_deck_is_no_part_of_a_title() -> None:
    assert as_title("Aurel Lines buys a shipyard;", ENGLISH) == "Aurel Lines buys a shipyard"


def test_a_german_clause_with_a_pronoun_leans() -> None:
    row = "Nachdem sie drei Tage gewartet hatten, fuhren viele mit dem Bus nach Karst."
    assert lifted(make_update("Die Fähre nach Karst fährt wieder.", row), language=GERMAN) == [
        "Die Fähre nach Karst fährt wieder."
    ]


def test_a_title_is_printed_without_its_full_stop() -> None:
    assert as_title("The ferry Aurel sank off Vell.", ENGLISH) == "The ferry Aurel sank off Vell"
    for kept in ("Vell votes for the U.S.", "It sank …", "It sank...", "He said “no.”", ""):
        assert as_title(kept, ENGLISH) == kept


PARTS = st.sampled_from(
    [
        "The mayor of Vell resigned on Monday.",
        "He said no.",
        "“It is over,” she said.",
        "Will it?",
        "In May, ships came to Vell.",
        "12 boats sank off Vell today.",
        "VELL, May 3 — The harbour is shut.",
        "- Nine boats sank off Vell.",
    ]
)
ROWS = st.lists(st.lists(PARTS, min_size=1, max_size=4).map(" ".join), min_size=1, max_size=6)


@settings(max_examples=80, deadline=None)
@given(ROWS)
def test_every_sentence_stands_in_its_lines(rows: list[str]) -> None:
    segmented = make_segmented(*[(row,) for row in rows])
    done = mark_summaries(segmented, ENGLISH)
    assert done == mark_summaries(segmented, ENGLISH)
    chosen = [*choose_sentences(done.updates, ENGLISH, 5), *(s for update in done.updates for s in update.summary)]
    assert all(stands_in(sentence.text, segmented.article.lines, sentence.lines) for sentence in chosen)
    assert all(len(update.summary) <= 2 for update in done.updates)


def make_toll(text: str, count: int, number: int, revises: tuple[str, str] | None = None) -> Update:
    update = make_update(text, number=number)
    words = f"{count} people"
    start = text.index(words)
    figure = Figure(
        text=words,
        lines=LineRange(1, 1),
        start=start,
        end=start + len(words),
        kind="count",
        value=Decimal(count),
        unit="people",
        revises=revises,
    )
    return replace(update, figures=(figure,))


def test_a_toll_that_a_newer_update_raised_is_not_lifted() -> None:
    old = make_toll("At least 12 people died when the ferry Aurel sank off Vell on Sunday.", 12, number=1)
    new = make_toll(
        "The coast guard in Tolvik now puts the dead of the Aurel at 19 people.", 19, 2, ("u-1", "12 people")
    )

    assert lifted(old, new) == ["The coast guard in Tolvik now puts the dead of the Aurel at 19 people."]
    assert len(lifted(old, replace(new, figures=()))) == 2


@pytest.mark.parametrize(
    "row",
    [
        "First, the council of Vell closed the harbour on Monday.",
        "The council of Vell backed her up in a vote on Monday.",
    ],
)
def test_what_counts_on_or_means_somebody_named_elsewhere_gives_way(row: str) -> None:
    update = make_update(
        "Ana Lopez resigned as mayor of Vell on Monday.",
        "She had hoped for more time.",
        row,
        "The harbour of Tolvik opened again on Friday.",
    )

    assert row not in lifted(update, limit=2)


def test_an_answer_to_a_question_is_worth_less_than_without_it() -> None:
    answer = "Storms have torn away most of the old wall of Tolvik."
    asked = make_update("The harbour of Vell opened again on Friday.", "Why was it closed for so long?", answer)
    told = make_update("The harbour of Vell opened again on Friday.", "It was closed for a very long time.", answer)

    assert find_candidates(asked, ENGLISH)[-1].worth < find_candidates(told, ENGLISH)[-1].worth


def test_a_dash_in_a_sentence_that_opens_with_an_acronym_ends_no_dateline() -> None:
    row = "NORA said the five firms — Ostmark Air, Vell Aero and three more — had been chosen."

    assert strip_lead(row, opening=True) == row
    assert strip_lead("Vell/Lund (lpa/ost) - Die Fähre ist gesunken.") == "Die Fähre ist gesunken."
    assert strip_lead("SANT ORELL, 13 mars — Le port a rouvert.") == "Le port a rouvert."


def test_sentences_end_at_a_hindi_full_stop() -> None:
    line = "बंदरगाह शुक्रवार को खुलेगा। मेयर ने सोमवार को कहा।"

    assert [line[a:b] for a, b in split_sentences(line, Languages().load("hi"))] == [
        "बंदरगाह शुक्रवार को खुलेगा।",
        "मेयर ने सोमवार को कहा।",
    ]


@pytest.mark.parametrize(
    "row", ["HARBOUR OF VELL OPENS AGAIN AFTER A WINTER.", "Vell 4, Lund 1: Ana Lopez scored twice for the home side."]
)
def test_a_line_in_capitals_and_a_score_in_front_are_no_sentences(row: str) -> None:
    assert lifted(make_update(row)) == []
