"""Summaries of a report: what it is about, what only opens it, and quotations that run over several sentences."""

from __future__ import annotations

from dataclasses import replace

import pytest

from briefgen.convert.language import Languages
from briefgen.convert.sentence_traits import find_candidates
from briefgen.convert.summary import choose_sentences
from briefgen.model import Block, LineRange, Update
from tests.convert.test_summary import ENGLISH, GERMAN, lifted, make_update

FRENCH = Languages().load("fr")
OTHER = "The harbour of Tolvik opened again on Friday after the storm."


def with_headline(update: Update, text: str) -> Update:
    blocks = (Block(lines=LineRange(9, 9), role="headline", text=text), *update.blocks)
    return replace(update, blocks=blocks, headline=text)


def ties_of(row: str) -> int:
    return find_candidates(make_update(OTHER, row), ENGLISH)[-1].ties


def test_what_the_others_speak_of_is_what_a_report_is_about() -> None:
    update = make_update(
        "Fishermen of the island paint their boats blue when winter ends.",
        "The council of Vell wants a higher wall for its harbour.",
        "A wall of nine metres would keep the ice out of the harbour, engineers told the council.",
        "The council of Vell asks the ferry company to pay a third of the wall.",
    )
    assert lifted(update, limit=1) == [
        "A wall of nine metres would keep the ice out of the harbour, engineers told the council."
    ]


def test_what_stands_in_a_list_need_not_tell_what_its_label_says() -> None:
    row = "Nalini Orst of Civic Renewal has 50.4% of the votes and President Adan Vell 46.9%."
    plain = with_headline(make_update(row), "Where things stand at two in the morning")
    listed = replace(plain, blocks=tuple(replace(b, role="list_item") if b.text == row else b for b in plain.blocks))
    assert find_candidates(listed, ENGLISH)[0].worth > find_candidates(plain, ENGLISH)[0].worth


def test_behind_a_line_that_announces_them_come_the_news() -> None:
    update = with_headline(
        make_update(
            "The delegations have left the hall of Vell for the night. Here is where things stand:",
            "Karst and Lund have agreed a list of 61 power stations that neither side would strike for 30 days.",
        ),
        "Closing summary",
    )
    assert lifted(update, limit=1) == [update.blocks[-1].text]


def test_a_correction_is_no_news() -> None:
    rows = (
        "An earlier entry, at 21:15, said that turnout in Vell had passed 80%.",
        "There are 61; the figure of 71 was wrong.",
    )
    assert [lifted(make_update(OTHER, row), limit=2) for row in rows] == [[OTHER], [OTHER]]


def test_a_title_that_is_no_headline_says_what_a_report_is_about() -> None:
    rows = (
        "Ana Lopez keeps a brass compass of her grandfather’s above the stove.",
        "The ferry company Aurel Lines has named her captain of its largest ship.",
    )
    chosen = choose_sentences(
        (make_update(*rows),), ENGLISH, 1, title="Aurel Lines names first woman captain of a ferry"
    )
    assert [sentence.text for sentence in chosen] == [rows[1]]


def test_a_scene_and_a_teaser_before_the_news_are_left_out() -> None:
    news = "The council of Vell approved a harbour wall worth 12 million crowns on Monday."
    for opening in (
        "Not everyone in the harbour of Vell sleeps well these nights.",
        "If you live in the harbour of Vell, chances are that you own a boat.",
        "On a clear morning, Odo Brand walks through the harbour of Vell with a bag of bread.",
    ):
        assert lifted(with_headline(make_update(opening, news), "Vell approves a harbour wall")) == [news]


def test_the_news_of_a_feature_counts_from_where_it_begins() -> None:
    opening = (
        "Ana Lopez keeps a brass compass of her grandfather’s above the stove.",
        "Rain falls on the roof of her kitchen all through the afternoon.",
        "Four steel gates as high as a house lie in the grass behind it.",
        "Nobody on the street can say who put them there.",
        "A goat eats the flowers that grow between two of the gates.",
        "Brother Odo looks after the goat and after the flowers.",
        "Soup is cooking in a pot that was never clean.",
    )
    news = "The harbour barrier of Vell costs a third more than planned, a report of the Rivers Agency says."
    update = with_headline(make_update(*opening, news), "Harbour barrier of Vell costs a third more")
    assert lifted(update, limit=1) == [news]
    late = with_headline(make_update(*opening, *opening[1:4], news), "Harbour barrier of Vell costs a third more")
    assert lifted(late, limit=1) != [news]


def test_who_cried_something_is_told_with_it() -> None:
    row = "“The ferries of Vell must sail again this winter!” Ana Lopez told the council on Monday."
    assert lifted(make_update(row)) == [row]
    other = "“The ferries of Vell must sail!” Rain fell on the harbour of Karst on Monday."
    assert lifted(make_update(other)) == ["Rain fell on the harbour of Karst on Monday."]


def test_a_lead_that_speaks_to_the_reader_at_its_end_stays() -> None:
    lead = "A ferry of Aurel Lines may soon carry bread and milk to an island near you."
    news = "Aurel Lines has bought the shipyard Karst for 12 million crowns, its owner said on Monday."
    assert (
        lifted(with_headline(make_update(lead, news), "Aurel Lines to carry bread and milk to the islands"))[0] == lead
    )


def test_a_second_deck_before_the_news_is_left_out() -> None:
    news = "Aurel Lines has bought the shipyard Karst for 12 million crowns, its owner said on Monday."
    update = with_headline(
        make_update("Rivals question the timing of it all.", news), "Aurel Lines buys shipyard Karst"
    )
    assert lifted(update) == [news]


def test_what_stands_inside_of_a_longer_quotation_is_not_lifted_as_news() -> None:
    inside = "The ferries of this coast are the oldest on the sea."
    row = f"Ana Lopez said: “We have waited long enough. {inside} Nobody in Vell can say why. We want a new one.”"
    assert inside not in lifted(make_update(OTHER, row))
    inside = "Les ferries de cette côte sont les plus vieux de la mer."
    row = (
        f"Ana Lopez dit : « Nous avons assez attendu. {inside} Personne à Vell ne sait pourquoi. Il en faut un neuf. »"
    )
    assert inside not in lifted(make_update(row), language=FRENCH)


def test_single_marks_hold_a_longer_quotation_too() -> None:
    inside = "The ferries of this coast are the oldest on the sea."
    in_single = f"Ana Lopez said: ‘We have waited long enough. {inside} Nobody in Vell can say why. We want a new one.’"
    assert inside not in lifted(make_update(OTHER, in_single))


def test_a_short_quotation_is_lifted_whole_with_its_speaker() -> None:
    row = "“The wall will not hold another winter. The town must act,” said Ana Lopez, who runs the harbour of Vell."
    assert lifted(make_update(row)) == [row]


def test_a_quotation_of_several_sentences_comes_after_the_news() -> None:
    run = "“The wall will not hold another winter. The town must act,” said Ana Lopez, who runs the harbour of Vell."
    once = (
        "“The wall will not hold another winter and the town must act,” said Ana Lopez, who runs the harbour of Vell."
    )
    several, one = (find_candidates(make_update(row), ENGLISH)[0].worth for row in (run, once))
    assert several < one


def test_a_mark_that_closes_hides_nothing_behind_it() -> None:
    row = 'He called it "a "rotten" wall. The council of Vell closed the harbour on Monday.'
    assert lifted(make_update(OTHER, row))[-1] == "The council of Vell closed the harbour on Monday."


def test_a_headline_of_another_page_is_no_sentence() -> None:
    row = "Harbour Opens Tomorrow, But For Today, Be Patient."
    assert lifted(make_update(OTHER, row)) == [OTHER]
    named = "Ana Lopez of Aurel Lines told the Vell Courier about the Karst Island Ferry."
    assert named in lifted(make_update(OTHER, named))


@pytest.mark.parametrize(
    "row",
    [
        "[Printed in the magazine of the harbour of Vell on Monday.]",
        "Editor’s note: The harbour of Vell belongs to the owner of the paper.",
        "Ana Lopez showed the following picture of the harbour of Vell to the council.",
        "Watch a clip of the council of Vell and its harbour wall above.",
    ],
)
def test_what_speaks_of_the_page_is_not_lifted(row: str) -> None:
    assert lifted(make_update(OTHER, row)) == [OTHER]


@pytest.mark.parametrize(
    "row",
    [
        "Ana Lopez told the council of Vell that she wants to counter those claims.",
        "Ana Lopez told the council of Vell on Monday that the wall, however, would hold.",
        "Captains of Aurel Lines have promised to come to Vell as well.",
        "For the 26-year-old, the harbour of Vell is the end of a long way.",
        "Ana Lopez of Aurel Lines told the council of Vell that the wall would then fall.",
        "Ana Lopez told the council of Vell on Monday that she wants to counter that claim.",
        "Other ferries of the line stayed in the harbour of Karst.",
        "Ana Lopez replied with a letter to the council of Vell.",
    ],
)
def test_what_points_at_another_sentence_is_tied_to_it(row: str) -> None:
    assert ties_of(row) > 0


@pytest.mark.parametrize(
    "row",
    [
        "Some said they would not take the ferry to Karst again.",
        "Because the ferries of Vell are the oldest on the sea.",
    ],
)
def test_what_needs_the_sentence_before_it_stays_where_it_is(row: str) -> None:
    assert lifted(make_update(OTHER, row)) == [OTHER]


@pytest.mark.parametrize(
    "row",
    [
        "Ana Lopez told the council of Vell that the wall will be built this winter.",
        "On Sunday the 26-year-old Ana Lopez took the ferry Aurel to Karst.",
        "Aurel Lines has paid 12 million crowns to those injured in the harbour of Vell.",
        "“I know this harbour better than anybody, as well,” Ana Lopez told the council of Vell.",
    ],
)
def test_what_only_looks_like_pointing_is_not_tied(row: str) -> None:
    assert ties_of(row) == 0


def test_german_sentences_point_and_go_on_too() -> None:
    told = "Der Hafen von Tolvik ist seit Freitag wieder offen."
    for row in (
        "Ana Lopez hat diesen Vorwurf im Rat von Vell zurückgewiesen.",
        "Im Hafen von Vell könnte es im Winter dann enger werden.",
        "Für den 30-Jährigen ist der Hafen von Vell das Ende der Reise.",
        "Ein weiterer Kapitän hat sich im Rat von Vell beschwert.",
    ):
        assert find_candidates(make_update(told, row), GERMAN)[-1].ties > 0
    assert lifted(make_update(told, "Einige sagten im Rat von Vell kein Wort zum Hafen."), language=GERMAN) == [told]
    few = "Einige der ältesten Schiffe von Vell liegen seit Montag im Hafen."
    assert few in lifted(make_update(told, few), language=GERMAN)
    assert find_candidates(make_update(told, "Der Rat von Vell tagt in dieser Woche."), GERMAN)[-1].ties == 0
    assert lifted(make_update(told, "Hierzu schrieb Ana Lopez dem Rat von Vell einen Brief."), language=GERMAN) == [
        told
    ]


def test_a_headline_without_a_verb_speaks_for_no_update() -> None:
    other = make_update(OTHER, number=1)
    leaning = make_update("He said no to it on Monday in Vell again.", number=2)
    for text, speaks in (
        ("Ana Lopez’s speech for the harbour of Vell", 0),
        ("Ana Lopez refuses to pay for the wall", 1),
    ):
        assert len(lifted(other, with_headline(leaning, text))) == 1 + speaks


def test_the_same_words_in_other_forms_say_the_same() -> None:
    one = make_update("Rebels attacked the harbours of Vell and sank several ferries.", number=1)
    two = make_update("Rebel attacks in the harbour of Vell sink a ferry.", number=2)
    assert len(lifted(one, two)) == 1


def test_the_o_of_a_name_is_no_surname() -> None:
    update = make_update(
        "The captain Ana O’Brand left Vell on Monday.", "O’Brand sails the ferry Aurel to Karst today."
    )
    assert find_candidates(update, ENGLISH)[-1].surname == ""
