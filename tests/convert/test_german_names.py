"""Names where every noun has a capital: which stretches of a run are one, and what they name."""

from __future__ import annotations

import pytest

from briefgen.convert.language import Language
from tests.convert.test_entities import entities_of


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("Das meldet die Zeitung „Kelmauer Bote“ am Montag.", "Kelmauer Bote"),
        ("Das meldet die Nachrichtenagentur Kelpress am Montag.", "Kelpress"),
        ("Sie gewannen gegen den VfR Kelmig mit viel Glück.", "VfR Kelmig"),
        ("Sie gewannen gegen Wacker Dresden mit viel Glück.", "Wacker Dresden"),
        ("Das entschied das Oberlandesgericht Dresden am Montag.", "Oberlandesgericht Dresden"),
        ("Das Bundesumweltamt für Seefahrt ist eine Bundesanstalt für Wetter.", "Bundesanstalt für Wetter"),
        ("Das Ada-Terwald-Institut warnte davor.", "Ada-Terwald-Institut"),
        ("Das meldet die Ada-Terwald-Universität Dresden am Montag.", "Ada-Terwald-Universität Dresden"),
        ("Dort wuchs die Brelvon Energie AG im Mai.", "Brelvon Energie AG"),
        ("Dort wuchs die Energie Dresden AG im Mai.", "Energie Dresden AG"),
        ("Das raten die Anwälte von Graf & Terwald am Montag.", "Graf & Terwald"),
        ("Er war im Weissen Haus in Washington.", "Weissen Haus"),
        ("Sie lehrt an der University of Kelmar im Norden.", "University of Kelmar"),
        (
            "Das sagte die Neue Demokratische Partei am Montag, wie zuvor die Neue Demokratische Partei.",
            "Neue Demokratische Partei",
        ),
        ("Das meldet die Reederei NGC KLS am Montag.", "NGC KLS"),
        ("Dort sendet seit Mai das Radio Brelvar am Abend, ein Verein.", "Radio Brelvar"),
        ("Die Wahl ist bei kelmar.org und auf Brelvar.org zu sehen.", "Brelvar.org"),
        ("Das sagte die Kelmarische Akademie am Montag.", "Kelmarische Akademie"),
        ("Sie lehrt an der Technischen Universität Dresden.", "Technischen Universität Dresden"),
        ("Das sagte sie dem Spiegel am Montag.", "Spiegel"),
        ("Laut Spiegel steigt der Preis.", "Spiegel"),
        ("Der Zug war leer, berichtet Brelvar am Montag.", "Brelvar"),
        ("Die Feuerwehr Dresden kam am Montag.", "Feuerwehr Dresden"),
        ("Es siegte die Dresdner Austria am Montag.", "Dresdner Austria"),
        ("Das Bundesministerium für Arbeit und Wirtschaft warnte.", "Bundesministerium für Arbeit und Wirtschaft"),
        ("Das riefen die Gewerkschaften Terwo und Kelwo am Montag.", "Kelwo"),
        ("Das meldet die Handelskette Autogas am Montag.", "Autogas"),
        ("Das meldet die dpa am Montag.", "dpa"),
        ("Das sagte sie im Interview des Deutschlandfunks am Montag.", "Deutschlandfunk"),
    ],
)
def test_bodies(german: Language, line: str, name: str) -> None:
    assert entities_of(german, line)[name].kind == "organisation"


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("Das Haus in der Dresdener Straße ist leer.", "Dresdener Straße"),
        ("Das Haus in der Terwaldstraße ist leer.", "Terwaldstraße"),
        ("Sie traten in der Ada-Terwald-Halle auf.", "Ada-Terwald-Halle"),
        ("Das gilt auch für Südnorwegen und den Rest.", "Südnorwegen"),
        ("Der Zug fuhr nach St. Brelvon weiter.", "St. Brelvon"),
        ("Der Zug fuhr nach Bad Staffelwasser weiter.", "Bad Staffelwasser"),
        ("Sie trafen sich am Schwarzen Turm.", "Schwarzen Turm"),
        ("Der Brand brach in der Siedlung Wadi Brelvan aus.", "Wadi Brelvan"),
        ("Oslo/Dresden – Die Brücke ist zu.", "Dresden"),
        ("Das stand in Kelmar Tower an der Wand.", "Kelmar Tower"),
        ("Der Brand brach in dem Flüchtlingslager Brelvan aus.", "Brelvan"),
        ("Die Brücke ist zu. Brelvan – Der Verkehr steht.", "Brelvan"),
        ("Sie zog nach Brelvan am See um.", "Brelvan am See"),
        ("Sie kam am Dresdner Nordbahnhof an.", "Nordbahnhof"),
        ("Werke stehen in Dresden und Brelvan.", "Brelvan"),
        ("Das liegt zwischen Brelvan und Dresden.", "Brelvan"),
        ("Das sagte der Präsident Norwegens am Montag.", "Norwegen"),
        ("Sie traf ihn am Internationalen Flughafen.", "Internationalen Flughafen"),
        ("Sie wohnt nahe Bad Harzburg und Gifhorn.", "Gifhorn"),
    ],
)
def test_places(german: Language, line: str, name: str) -> None:
    assert entities_of(german, line)[name].kind == "place"


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("Das sagte Jonas Brelvons Anwalt am Montag.", "Jonas Brelvon"),
        ("Das sagte Jonas Van der Bellen am Montag.", "Jonas Van der Bellen"),
        ("Das sagte Nguyen Tan Dung am Montag.", "Nguyen Tan Dung"),
        ("Das sagte ihr Sohn Ulvar Jonas Brelvon am Montag.", "Ulvar Jonas Brelvon"),
        ("Das sagte seine Mutter Queen Ada II am Montag.", "Ada II"),
        ("Das sagte Präsident Ulvar al-Brelvan am Montag.", "Ulvar al-Brelvan"),
        ("Das sagte Jonas Kaiser am Montag.", "Jonas Kaiser"),
        ("Das sagte der Titelverteidiger Ulvar Terwald am Montag.", "Ulvar Terwald"),
        ("Das sagte gestern Ulvar El Terwalli am Montag.", "Ulvar El Terwalli"),
        ("Das sagte Jonas Lund Terwaldsen am Montag.", "Jonas Lund Terwaldsen"),
        ("Das sagte Jonas Brelvon von der Partei am Montag.", "Jonas Brelvon"),
        ("Es siegte der Routinier Jonas Brelvon am Montag.", "Jonas Brelvon"),
        ("Das sagte Hans-Jonas Spiegel am Montag.", "Hans-Jonas Spiegel"),
        ("Das sagte C.Y. Brelvon, der Bürgermeister, am Montag.", "C.Y. Brelvon"),
        ("Das sagte Regisseur Murat Brelvon am Montag.", "Murat Brelvon"),
        ("Ada Spiegel kam am Montag.", "Ada Spiegel"),
        ("Am Ende schwieg die Bergsteigerin Brelvan.", "Brelvan"),
        ("Das Grab des Königs Brelvan ist leer.", "Brelvan"),
        ("Der Film kam gut an, wie Terwalds Roman zuvor.", "Terwald"),
    ],
)
def test_people(german: Language, line: str, name: str) -> None:
    assert entities_of(german, line)[name].kind == "person"


@pytest.mark.parametrize(
    "line",
    [
        "Von Flüchtlingen war die Rede.",
        "Der Vesker Bürger kam in der Not.",
        "Seine Arbeit war gut, und Angst hatte er nie.",
        "Die GmbH gehört einer KG.",
        "Der KelBank-Gouverneur kam nicht.",
        "Es ist ein Roman von großer Kraft.",
        "Sie gab ihr, z. B. am Montag, den Preis.",
        "In Ozonlöchern und Autogasen stand Kaliber.",
        "Mit zwei Siegen und in Leukämie lag der Ombudsmann.",
        "Der Apollofalter sah ein Brelvan im Wald.",
        "Das Flugzeug vom Typ V21L flog nach Hause.",
        "Sie trug High Heels am Abend.",
        "Es geht um Künstliche Intelligenz im Alltag.",
        "Das Lied „Schwarze Akademie“ war laut.",
        "Die Blume, US-amerikanische Blumen und Tinder-ähnliche Blumen welken.",
    ],
)
def test_what_is_no_name(german: Language, line: str) -> None:
    assert not entities_of(german, line)


def test_the_genitive_goes_with_its_name(german: Language) -> None:
    found = entities_of(german, "Das sagte Brelvon am Montag.", "Brelvons Vertrag endet. Der Anwalt Brelvons schweigt.")
    assert {name: e.mentions for name, e in found.items()} == {"Brelvon": 3}


def test_letters_in_brackets_go_with_the_one_word_before(german: Language) -> None:
    found = entities_of(german, "Die Weltgesundheitsorganisation (WHO) warnt.", "Die WHO rät zur Vorsicht.")
    assert found["Weltgesundheitsorganisation"].mentions == 3


def test_one_entry_for_all_cases_of_a_name(german: Language) -> None:
    found = entities_of(german, "Die Kelmarische Akademie warnt.", "Das sagte sie der Kelmarischen Akademie am Montag.")
    assert {name: e.mentions for name, e in found.items()} == {"Kelmarische Akademie": 2}


def test_a_word_that_also_ends_without_an_owner_is_in_no_genitive(german: Language) -> None:
    found = entities_of(german, "Das sagte Terwalds am Montag.", "Damals war Terwalds Roman neu.")
    assert {name: e.mentions for name, e in found.items()} == {"Terwalds": 2}
