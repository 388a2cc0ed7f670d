"""At which level an article falls apart: as an editor would, and the same again while a live blog grows."""

from __future__ import annotations

from dataclasses import replace

from briefgen.config import Vocabulary
from briefgen.convert.assign import assign_themes
from briefgen.convert.language import Language
from briefgen.model import SegmentedArticle, Theme
from tests.convert.test_assign import SHIPPED, make_segmented

# Newest first, as live blogs are.
WAR = (
    ("Envoys agree to meet again", "The peace talks in Vell will go on next week, the mediator said."),
    (
        "Ostmark gives six more howitzers",
        "The military aid package is worth 90 million crowns, with ammunition for a year.",
    ),
    ("Air raid on Vell harbour", "Missiles and drones struck the harbour; two were shot down by air defence."),
    ("Ceasefire offer refused", "The peace plan was turned down; negotiators left the talks in Vell."),
    ("Second drone attack in a night", "Artillery and drones hit the power station, the air force said."),
    (
        "Ostmark promises fighter jets",
        "Military support will go on, its defence minister said; the fighter jets come in May.",
    ),
    ("Truce holds in the north", "The ceasefire in the north is observed, mediators said."),
    ("Shelling of the old town", "Shelling and air strikes damaged forty houses."),
    ("Council of Rivers bans oil from Karst", "The new sanctions include an oil embargo and frozen assets."),
    ("Bank accounts closed", "Sanctions hit nine banks; their assets are frozen under the embargo."),
    ("Prisoner exchange at the bridge", "Forty prisoners of war came home in a prisoner exchange."),
    ("Peace talks begin", "Negotiators met for peace talks about a ceasefire."),
)


def themes_of(segmented: SegmentedArticle, language: Language, vocabulary: Vocabulary = SHIPPED) -> list[str | None]:
    return [update.theme for update in assign_themes(segmented, vocabulary, language).updates]


def test_a_blog_on_one_war_falls_apart_into_what_an_editor_would_choose(english: Language) -> None:
    found = themes_of(make_segmented(*WAR), english)
    assert found[0] == found[3] == found[6] == "peace-talks"
    assert found[1] == found[5] == "military-aid"
    assert found[2] == found[4] == found[7] == "attacks"
    assert found[8] == found[9] == "sanctions"
    assert 4 <= len(set(found)) <= 6


def test_updates_of_one_theme_make_one_briefing(english: Language) -> None:
    rows = [
        (f"Wicket number {n}", "The bowler takes another wicket, caught behind in the ninth over.") for n in range(12)
    ]
    assert set(themes_of(make_segmented(*rows), english)) == {"cricket"}


def test_a_new_update_on_top_rarely_moves_another(english: Language) -> None:
    whole = make_segmented(*WAR)
    moved = compared = 0
    earlier: dict[str, str | None] = {}
    for size in range(1, len(WAR) + 1):
        updates = assign_themes(replace(whole, updates=whole.updates[-size:]), SHIPPED, english).updates
        now = {update.id: update.theme for update in updates}
        moved += sum(now[update] != theme for update, theme in earlier.items())
        compared += len(earlier)
        earlier = now
    assert moved <= 0.06 * compared


def test_an_update_that_says_nothing_follows_its_neighbours(english: Language) -> None:
    rows = [*WAR[:3], ("More soon.",), *WAR[3:]]
    done = assign_themes(make_segmented(*rows), SHIPPED, english).updates[3]
    assert done.theme in {"attacks", "peace-talks"}
    assert next(match for match in done.themes if match.id == done.theme).evidence == ()


def test_a_single_article_takes_a_narrow_theme_where_it_has_one(english: Language) -> None:
    narrow = make_segmented(
        ("Strong earthquake off Vell", "The quake had its epicentre under the sea; aftershocks went on.")
    )
    assert themes_of(narrow, english) == ["earthquakes"]
    broad = make_segmented(
        ("Politicians call for reform", "The politicians want a reform of policy, and lawmakers agree.")
    )
    assert themes_of(broad, english) == ["politics"]


def test_a_vocabulary_of_names_alone_works(english: Language) -> None:
    own = Vocabulary(
        themes=(
            Theme(id="harbour", name="Harbour and shipping"),
            Theme(id="theatre", name="Theatre"),
            Theme(id="school", name="Schools"),
        )
    )
    rows = [
        ("The harbour is open again after the storm.",),
        ("Two theatres open in May.",),
        ("Each school gets a garden.",),
    ]
    assert themes_of(make_segmented(*rows), english, own) == ["harbour", "theatre", "school"]


def test_an_article_without_any_cue_goes_to_general_else_to_the_first_theme(english: Language) -> None:
    assert themes_of(make_segmented(("Xyzzy plugh.",)), english) == ["general"]
    assert set(themes_of(make_segmented(*[("Xyzzy plugh.",)] * 7), english)) == {"general"}
    own = Vocabulary(themes=(Theme(id="zoo", name="Zoo"), Theme(id="sea", name="Sea")))
    assert themes_of(make_segmented(("Xyzzy plugh.",)), english, own) == ["zoo"]


def test_the_words_of_general_are_no_cues(english: Language) -> None:
    own = Vocabulary(themes=(Theme(id="zoo", name="Zoo"), Theme(id="general", name="Other news", description="Else.")))
    assert themes_of(make_segmented(("Other news of the zoo.",)), english, own) == ["zoo"]


def test_one_crowded_paragraph_does_not_decide_what_an_article_is_about(english: Language) -> None:
    article = make_segmented(
        (
            "A night without sirens in Vell",
            "The truce began at midnight, and the envoys stayed in the hotel.",
            "Nobody knows whether the ceasefire will hold, said a woman at her window.",
            "Buses and trams ran to the timetable; at the railway station two trains left with all their passengers.",
            "The peace talks go on next week, the mediator said.",
        )
    )
    assert themes_of(article, english) == ["peace-talks"]


def test_an_article_is_not_about_all_who_act_in_it(english: Language) -> None:
    article = make_segmented(
        (
            "Flood barrier of Vell comes three years late",
            "The sea wall holds until the next storm surge, engineers say",
            "The agency told parliament that the gates will not close before a flood comes.",
            "The mayor, who wants to win the election, said that floods had been rare.",
            "The prime minister promised sandbags.",
        )
    )
    assert themes_of(article, english) == ["storms-floods"]


def test_one_word_in_a_long_blog_makes_no_briefing_of_its_own(english: Language) -> None:
    rows = [(f"Update {n}", "Missiles and drones struck the harbour; air defence shot two down.") for n in range(8)]
    rows.insert(4, ("A silent night", "They slept in the former railway hotel of the town."))
    assert set(themes_of(make_segmented(*rows), english)) == {"attacks"}
    rows[4] = (
        "Floods in the north",
        "Flooding after heavy rain, and a storm surge: floodwater stands in nine streets.",
    )
    assert "storms-floods" in themes_of(make_segmented(*rows), english)


def test_goals_and_line_ups_of_a_long_match_part(english: Language) -> None:
    rows = [
        (f"{n} minutes", "The midfielder wins a free kick; the goalkeeper sees the header go wide.") for n in range(20)
    ]
    rows[3] = ("GOAL! Vell lead", "The striker opens the scoring from the corner.")
    rows[9] = ("GOAL! Karst are level", "An equaliser, back of the net.")
    rows[0] = ("Team news", "The line-ups: two changes in the squad.")
    rows[1] = ("The starting XI", "A starting lineup without the captain, who fails a fitness test.")
    found = themes_of(make_segmented(*rows[::-1]), english)[::-1]
    assert found[3] == found[9] == "scoring"
    assert found[0] == found[1] == "team-news"
    assert found[5] == "football"


def test_a_theme_that_swallows_a_long_blog_leaves_some_updates_to_others(english: Language) -> None:
    campaign = "The presidential candidate goes on with the campaign: a campaign rally with a crowd of supporters."
    rows = [(f"Campaign stop {n}", campaign) for n in range(16)]
    for n in (3, 5, 9, 12):
        rows[n] = (f"Campaign stop {n}", f"{campaign} The polls see nine points, a pollster says.")
    found = themes_of(make_segmented(*rows), english)
    assert found[0] == found[4] == "campaigns"
    assert found[3] == found[5] == found[9] == "opinion-polls"


def test_words_that_go_astray_in_several_updates_gather_into_no_briefing(english: Language) -> None:
    storm = "Flooding after heavy rain, and a storm surge: floodwater stands in nine streets."
    rows = [(f"Update {n}", storm) for n in range(14)]
    rows[2] = ("High water explained", "A full moon did the rest.")
    rows[5] = ("How to call for help", "The lifeboat station has a satellite telephone.")
    rows[8] = ("Power in the hospital", "The laboratory works by candle light.")
    rows[11] = ("Masts without power", "Satellite telephones are handed out.")
    assert set(themes_of(make_segmented(*rows), english)) == {"storms-floods"}


def test_a_blog_on_one_quake_falls_apart_into_its_aspects(english: Language) -> None:
    quake = "The earthquake of magnitude 6 had its epicentre under the lake of Vell."
    rows = [(f"What is known at {n}", quake) for n in range(6)]
    rows += [
        (
            "Tsunami warning for the lake shore",
            "A tsunami warning was given and 4,000 people were evacuated to higher ground.",
        ),
        ("Warning lifted", "The tsunami warning is lifted; those evacuated may go home."),
        (
            "Dogs search the school",
            "Rescue workers and search teams hope for survivors; two were pulled from the rubble.",
        ),
        ("Rescue teams from Ostmark", "Rescue teams and relief efforts from Ostmark arrive with blankets."),
        ("Forty houses gone", "The death toll is nine; homes destroyed and buildings collapsed in the old town."),
        ("Bill for the town", "Structural damage to two bridges; damage estimated at 90 million crowns."),
    ]
    found = themes_of(make_segmented(*rows), english)
    assert found[0] == "earthquakes"
    assert found[6:] == [*["warnings-evacuations"] * 2, *["rescue-relief"] * 2, *["disaster-toll"] * 2]


def test_what_a_match_says_in_general_goes_to_its_sport(english: Language) -> None:
    rows = [(f"{n} minutes", "The midfielder wins the ball; the goalkeeper is untroubled.") for n in range(16)]
    rows[3] = ("GOAL! Vell lead", "The striker opens the scoring.")
    rows[9] = ("GOAL! Karst are level", "An equaliser, back of the net.")
    rows[0] = ("Team news", "The line-ups: two changes in the squad.")
    rows[1] = ("The starting XI", "A starting lineup without the captain, who fails a fitness test.")
    rows[6] = ("Red card", "A second yellow card for the captain of Vell after a video review by the referee.")
    rows[12] = ("Another card", "VAR again: a red card, says the referee.")
    rows[14] = ("A long season", "Both teams have had a season of few games.")
    found = themes_of(make_segmented(*rows[::-1]), english)[::-1]
    assert found[6] == found[12] == "refereeing"
    assert found[14] == "football"
    assert "sport" not in found


def test_a_theme_that_swallows_a_blog_keeps_it_where_nothing_else_would_come_of_it(english: Language) -> None:
    victims, fled = (
        "Police and the victims: what the accounting firm says.",
        "The suspect fled from the office of the accounting firm, police said.",
    )
    rows = [(f"What is known at {n}", victims if n % 3 else fled) for n in range(12)]
    assert set(themes_of(make_segmented(*rows), english)) == {"crime-victims"}
