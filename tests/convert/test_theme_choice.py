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


def test_an_article_without_any_cue_goes_to_the_first_theme(english: Language) -> None:
    assert themes_of(make_segmented(("Xyzzy plugh.",)), english) == [SHIPPED.themes[0].id]
