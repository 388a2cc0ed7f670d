"""People, organisations and places: one entry for all forms of a name."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefgen.convert.entities import mark_entities
from briefgen.convert.language import Language, Languages
from briefgen.model import Block, Entity, LineRange, SegmentedArticle, Update
from tests.conftest import make_article


def entities_of(language: Language, *lines: str) -> dict[str, Entity]:
    """The entities of an article of one update, by name."""
    blocks = tuple(Block(lines=LineRange(n, n), role="body", text=t) for n, t in enumerate(lines, 1) if t.strip())
    update = Update(id="u-1", lines=LineRange(1, max(1, len(lines))), blocks=blocks)
    article = SegmentedArticle(article=make_article(*lines), kind="article", updates=(update,), furniture=())
    return {e.name: e for e in mark_entities(article, language).updates[0].entities}


def test_all_forms_of_a_name_are_one_entry(english: Language) -> None:
    found = entities_of(
        english,
        "Vesterby’s plan failed on Monday.",
        "The mayor, Orlan Vesterby, was not there. Mr Vesterby sent a letter.",
    )
    assert found["Orlan Vesterby"].mentions == 3
    assert found["Orlan Vesterby"].lines == (1, 2)
    assert "Vesterby" not in found


def test_a_particle_that_opens_a_sentence_makes_no_second_person(english: Language) -> None:
    found = entities_of(
        english,
        "The head of the commission, Ursula von der Halde, spoke in Arl.",
        "Von der Halde did not answer. Ursula von der Halde left at noon.",
    )
    assert found["Ursula von der Halde"].mentions == 3
    assert "Von der Halde" not in found


def test_the_place_of_a_dateline_in_capitals(english: Language) -> None:
    dateline = "PORT ARLE, March 13 — The lift has been out of order since Thursday."
    assert entities_of(english, dateline)["PORT ARLE"].kind == "place"
    assert entities_of(english, dateline, "Nobody in Port Arle minds.")["Port Arle"].mentions == 2


def test_the_land_and_the_agency_of_a_dateline(english: Language) -> None:
    found = entities_of(english, "PORT ARLE, Norway (KelPress) - The lift has been out of order since Thursday.")
    assert (found["Norway"].kind, found["KelPress"].kind) == ("place", "organisation")


def test_the_number_of_a_file_names_nobody(english: Language) -> None:
    assert not entities_of(english, "She asked for the file KLS/NGC/ABX/03 and for more time.").keys() & {"NGC", "ABX"}


def test_a_person_of_a_body_is_two_names(english: Language) -> None:
    found = entities_of(
        english, "Orlan Vesterby of Civic Renewal won on Sunday.", "Vesterby spoke at noon. A crowd cheered."
    )
    assert (found["Orlan Vesterby"].kind, found["Orlan Vesterby"].mentions) == ("person", 2)
    assert found["Civic Renewal"].kind == "organisation"


def test_a_noun_before_a_name_tells_that_it_is_no_person(english: Language) -> None:
    found = entities_of(english, "He spoke to the broadcaster Kanal Nord on the ferry Silva Marenne.")
    assert not [e for e in found.values() if e.kind == "person"]


def test_a_country_that_speaks_is_a_place(english: Language) -> None:
    found = entities_of(
        english, "Troops left camps in Norvale on Friday.", "Norvale says nothing. But Norvale said no."
    )
    assert found["Norvale"].kind == "place"


def test_french_names_leave_out_the_article_before_them() -> None:
    found = entities_of(Languages().load("fr"), "Elle parlait d’Aled Marchand, le pilote du port.")
    assert "Aled Marchand" in found


def test_what_only_stands_before_or_behind_a_known_name_is_left_out(english: Language) -> None:
    found = entities_of(
        english,
        "Former Banker Mara Quill Faces Trial",
        "Banker Mara Quill gave the Mara Quill Lecture on Monday. Norway Quill fans cheered for Mara Quill.",
    )
    assert (found["Mara Quill"].kind, found["Norway"].kind) == ("person", "place")
    assert not [name for name in found if "Banker" in name or "Lecture" in name or "Norway Quill" in name]


def test_where_a_person_is_from_is_a_place_of_its_own(english: Language) -> None:
    found = entities_of(english, "The jury freed Ska’Lona Brevik of Fort Kelvane on Friday.")
    assert (found["Ska’Lona Brevik"].kind, found["Fort Kelvane"].kind) == ("person", "place")


def test_a_surname_that_is_also_a_town_goes_to_the_person(english: Language) -> None:
    found = entities_of(english, "The nurse Mara Bolton was there. “No,” says Bolton.")
    assert (found["Mara Bolton"].mentions, "Bolton" in found) == (2, False)
    found = entities_of(english, "The nurse Mara Bolton was there. She lives in Bolton.")
    assert (found["Mara Bolton"].mentions, found["Bolton"].kind) == (1, "place")


def test_capitals_that_spell_a_small_word_are_a_name_where_they_are_known(english: Language) -> None:
    found = entities_of(english, "Some US firms left. A US court and the WHO said so.", "US ships are near. With us.")
    assert (found["US"].mentions, found["WHO"].kind) == (3, "organisation")


def test_a_town_in_the_report_of_a_match_is_who_plays(english: Language) -> None:
    report = "The striker scored the only goal of the match. Leeds beat Bolton after the break, a fan in Lisbon said."
    found = entities_of(english, report)
    assert (found["Leeds"].kind, found["Bolton"].kind, found["Lisbon"].kind) == (
        "organisation",
        "organisation",
        "place",
    )
    found = entities_of(english, "Leeds won a prize. People in Leeds beat the heat.")
    assert found["Leeds"].kind == "place"


def test_a_surname_that_is_also_a_calling_belongs_to_the_name(english: Language) -> None:
    assert entities_of(english, "A note to Ada Singer hung there.")["Ada Singer"].kind == "person"


def test_whom_a_word_of_their_own_speaks_for_stands_alone(english: Language) -> None:
    assert entities_of(english, "Attorneys for Mara Quill left.")["Mara Quill"].kind == "person"


def test_what_is_between_two_places_is_no_name(english: Language) -> None:
    assert not entities_of(english, "They spoke of US-China trade and of Swedish-Norwegian ties.")


@pytest.mark.parametrize(
    ("line", "name", "kind"),
    [
        ("The talks with Foreign Minister Ada Brandvik took an hour.", "Ada Brandvik", "person"),
        ("They met at the Ministry of Transport on Friday.", "Ministry of Transport", "organisation"),
        ("A report by the Kelmouth Harbour Authority names the causes.", "Kelmouth Harbour Authority", "organisation"),
        ("Shares in Brightwater Ltd. fell by a third.", "Brightwater Ltd", "organisation"),
        ("The train left Lisbon at noon.", "Lisbon", "place"),
        ("It was won by Norwegian Enrique Brandvik again.", "Enrique Brandvik", "person"),
        ("It hurt QB Enrique Brandvik again.", "Enrique Brandvik", "person"),
        ("A day later Mr Pence spoke.", "Pence", "person"),
        ("Troops crossed into South Korea at dawn.", "South Korea", "place"),
        ("The fire began in Harlow County after midnight.", "Harlow County", "place"),
        ("It went to the Transport and General Workers Union.", "Transport and General Workers Union", "organisation"),
        ("She led the Democratic National Committee then.", "Democratic National Committee", "organisation"),
        ("Peace in the Middle East is far away.", "Middle East", "place"),
        ("National Guard troops were sent to the harbour.", "National Guard", "organisation"),
        ("They closed the roads of the Velmar district at noon.", "Velmar", "place"),
        ("The law was passed by Trinidad and Tobago last year.", "Trinidad and Tobago", "place"),
    ],
)
def test_kinds(english: Language, line: str, name: str, kind: str) -> None:
    found = entities_of(english, line)
    assert found[name].kind == kind


@pytest.mark.parametrize(
    "line",
    [
        "On Monday, however, the Finnish delegation stayed at home.",
        "Many people left. Others stayed until the end of March.",
        "How To Cook A Perfect Winter Soup With Few Things",
        "He said the French and the Germans would agree.",
        "A LOUD BANG AT NIGHT",
        "The New Yorkers and a Londoner went home.",
    ],
)
def test_capitals_that_name_nobody(english: Language, line: str) -> None:
    assert not entities_of(english, line)


def test_acronym_in_brackets(english: Language) -> None:
    found = entities_of(english, "The Northern Grain Council (NGC) met. The NGC said no.")
    assert found["Northern Grain Council"].mentions == 3
    assert "NGC" not in found


def test_office_as_printed(english: Language) -> None:
    found = entities_of(english, "Finnish president Paavo Lehtovaara called. Ines Harrow, the chief engineer, agreed.")
    assert found["Paavo Lehtovaara"].office == "Finnish president"
    assert found["Ines Harrow"].office == "chief engineer"


def test_german_nouns_are_no_names(german: Language) -> None:
    found = entities_of(german, "Die Stadt will den Hafen schließen, sagte Bürgermeister Jonas Terwald in Hamburg.")
    assert {(e.name, e.kind) for e in found.values()} == {("Jonas Terwald", "person"), ("Hamburg", "place")}


def test_an_abbreviated_name_goes_with_the_whole(english: Language) -> None:
    found = entities_of(english, "Kelmouth United lost again on Sunday.", "The fans of Kel Utd were at a loss.")
    assert found["Kelmouth United"].mentions == 2
    assert "Kel Utd" not in found


def test_a_department_and_its_letters_are_one(english: Language) -> None:
    found = entities_of(english, "He asked the Justice Department on Monday.", "The DOJ said nothing at all.")
    assert (found["Justice Department"].kind, found["Justice Department"].mentions) == ("organisation", 2)


def test_a_country_and_its_letters_are_one(english: Language) -> None:
    found = entities_of(english, "Ships left the United States on Friday.", "The U.S. has no plan, they said.")
    assert (found["United States"].kind, found["United States"].mentions) == ("place", 2)


def test_a_first_name_in_capitals_goes_with_the_name(english: Language) -> None:
    found = entities_of(english, "MARTA Quillon is back.", "On Monday Marta Quillon sang again.")
    assert found["Marta Quillon"].mentions == 2


def test_a_minister_of_a_place_is_two_names(english: Language) -> None:
    found = entities_of(english, "They met President Brandvik of Norway at noon.")
    assert {(e.name, e.kind) for e in found.values()} == {("Brandvik", "person"), ("Norway", "place")}


def test_a_company_with_and_without_its_kind_is_one(english: Language) -> None:
    found = entities_of(english, "Brightwater Ltd is sold, the BBC said.", "A spokesman for Brightwater said nothing.")
    assert found["Brightwater Ltd"].mentions == 2


def test_a_place_that_qualifies_is_named(english: Language) -> None:
    found = entities_of(english, "The Lisbon-based charity asked a US-led group for help.")
    assert {(e.name, e.kind) for e in found.values()} == {("Lisbon", "place"), ("US", "place")}


def test_a_title_line_names_what_is_known(english: Language) -> None:
    found = entities_of(english, "Why Lisbon Won’t Forget Mervyn Brandvik’s Long Winter", "It rained all day.")
    assert {(e.name, e.kind) for e in found.values()} == {("Lisbon", "place"), ("Mervyn Brandvik", "person")}


def test_a_full_name_of_somewhere_is_two_names(english: Language) -> None:
    found = entities_of(
        english, "They charged 28-year-old Ethan Brandvik of Kelmouth; Ada Quillon, 23, of Velmar, was hurt."
    )
    assert found["Ethan Brandvik"].kind == found["Ada Quillon"].kind == "person"
    assert found["Kelmouth"].kind == found["Velmar"].kind == "place"


def test_two_capitals_in_an_unknown_language_are_no_name() -> None:
    found = entities_of(Languages().load("xx"), "Sa tori velja Velja Kratta odo lem pasi Marta Kelmov dena.")
    assert set(found) == {"Marta Kelmov"}


def test_the_agency_in_a_dateline(english: Language) -> None:
    found = entities_of(english, "KELMOUTH, March 7 (Nordpress) - The lift has been out of order since Thursday.")
    assert found["Nordpress"].kind == "organisation"


def test_a_party_and_a_state_in_brackets_are_no_body(english: Language) -> None:
    assert set(entities_of(english, "Sen. Ada Quillon (R-KL) voted against it.")) == {"Ada Quillon"}


def test_words_in_single_marks_are_read(english: Language) -> None:
    assert "Lisbon" in entities_of(english, "She said: 'Lisbon is full.' Nobody asked.")


@pytest.mark.parametrize(
    ("code", "line", "name", "kind"),
    [
        ("de", "Das liege an der Haltung Norwegens, hieß es.", "Norwegen", "place"),
        ("de", "Der Brand brach im Ortsteil Kelmau aus.", "Kelmau", "place"),
        ("de", "Sie wohnt seit Jahren in Kelmdorf am Fluss.", "Kelmdorf", "place"),
        ("de", "Das sagte Brelvon am Montag.", "Brelvon", "person"),
        ("de", "Der Zug hielt in Brelvon an.", "Brelvon", "place"),
        ("de", "Das teilten die Dresdener Verkehrsbetriebe mit.", "Dresdener Verkehrsbetriebe", "organisation"),
        ("de", "Sie gewannen gegen den SV Dresden.", "SV Dresden", "organisation"),
        ("de", "Er lebt in Den Haag.", "Den Haag", "place"),
        ("fr", "Il a parlé devant l’Assemblée nationale.", "Assemblée nationale", "organisation"),
        ("fr", "Le feu a pris dans la ville de Kelmont.", "Kelmont", "place"),
        ("es", "El fuego empezó en la ciudad de Kelmar.", "Kelmar", "place"),
        ("es", "Lo dijo el Parlamento europeo.", "Parlamento europeo", "organisation"),
    ],
)
def test_kinds_in_other_languages(code: str, line: str, name: str, kind: str) -> None:
    assert entities_of(Languages().load(code), line)[name].kind == kind


@pytest.mark.parametrize("noun", ["Busunglück", "Wolkenbruch", "Verhandlungen", "Heizhauses"])
def test_german_compounds_are_no_names(noun: str) -> None:
    assert not entities_of(Languages().load("de"), f"Damals sagte {noun} ihnen nichts.", f"Von {noun} war die Rede.")


PIECES = st.sampled_from(
    [
        "Mara ",
        "Quill ",
        "Mr ",
        "the ",
        "Ministry ",
        "of ",
        "van ",
        "in ",
        "Paris ",
        "NGC ",
        "(NGC) ",
        ". ",
        "’s ",
        "said ",
        "O’Hara ",
    ]
)
LINES = st.lists(st.lists(PIECES, max_size=20).map("".join), min_size=1, max_size=5)


@given(LINES, st.sampled_from(["en", "de", "fr", "es", "xx"]))
def test_every_name_stands_in_the_article(lines: list[str], code: str) -> None:
    article = "\n".join(lines)
    for name, entity in entities_of(Languages().load(code), *lines).items():
        assert name in article
        assert entity.mentions >= len(entity.lines) >= 1
        assert entity.lines == tuple(sorted(set(entity.lines)))
        assert entity.office is None or entity.office in article


def test_a_line_of_thousands_of_names(english: Language) -> None:
    line = "Mara Quill met Ada Brandvik of the NGC in Paris. " * 2_000
    assert entities_of(english, line)["Mara Quill"].mentions == 2_000


def test_a_name_with_accents_as_marks_of_their_own_is_found_whole(english: Language) -> None:
    name = unicodedata.normalize("NFD", "Enrique Peñaló")
    line = f"The mayor, {name}, said on Monday that the bridge was closed. {name} had opened it."
    found = entities_of(english, line)
    assert [found_name for found_name in found if found[found_name].kind == "person"] == [name]


@pytest.mark.parametrize(
    ("line", "name", "kind"),
    [
        (
            "She heads the Ministry of Trade, Industry and Energy in the city.",
            "Ministry of Trade, Industry and Energy",
            "organisation",
        ),
        ("The judges of the Kelmouth Court of Justice have met twice.", "Kelmouth Court of Justice", "organisation"),
        ("He joined the National Women’s Soccer League on Monday.", "National Women’s Soccer League", "organisation"),
        ("Two of them, Dorian M. Quill and a friend, were charged.", "Dorian M. Quill", "person"),
        ("Trouble-hit Brenmar Motors is in talks with the bank.", "Brenmar Motors", "organisation"),
        ("Remember New Zealand and its quest for a new flag?", "New Zealand", "place"),
        (
            "She joined the Coastal and Fishing Administration in May.",
            "Coastal and Fishing Administration",
            "organisation",
        ),
        (
            "He ran the Norvale Department of Criminal Justice.",
            "Norvale Department of Criminal Justice",
            "organisation",
        ),
        ("They asked the Kelmar Sheriff’s Department for help.", "Kelmar Sheriff’s Department", "organisation"),
        ("The storm crossed the Gulf of Mexico on Monday.", "Gulf of Mexico", "place"),
        ("Two men, among them Australian Timothy Weeks, were freed.", "Timothy Weeks", "person"),
        ("They asked NGC Editor-in-Chief Timothy Marlen for help.", "Timothy Marlen", "person"),
        ("The Kelmar Dawn party won two seats.", "Kelmar Dawn", "organisation"),
        ("They met at St Orla’s School on Monday.", "St Orla’s School", "organisation"),
        ("The ship reached Dar es Salaam on Monday.", "Dar es Salaam", "place"),
        ("Talks in Norland/Lisbon went on, and in Oslo/Lisbon too.", "Lisbon", "place"),
        ("They waited at the Kelmar Bus Terminal.", "Kelmar Bus Terminal", "place"),
        ("She spoke to Orlan Vesterby Jr and his son.", "Orlan Vesterby Jr", "person"),
        ("She spoke to Orlan Vester’al and his son.", "Orlan Vester’al", "person"),
        ("Philippine Marine Corps Commandant Orlan Vesterby spoke.", "Philippine Marine Corps", "organisation"),
        ("Fans cheered Cup-winner Orlan Vesterby at the gate.", "Orlan Vesterby", "person"),
    ],
)
def test_one_name_holds_together(english: Language, line: str, name: str, kind: str) -> None:
    assert entities_of(english, line)[name].kind == kind


def test_a_surname_goes_to_who_is_named_more_often_in_full(english: Language) -> None:
    found = entities_of(
        english,
        "Alexander Quill spoke first. Mara Quill, the mayor, answered.",
        "Later Mara Quill left. Quill said that she was tired.",
    )
    assert found["Mara Quill"].mentions == 3


def test_letters_of_what_is_no_body_are_none(english: Language) -> None:
    found = entities_of(
        english, "The Kelmouth Launch System will fly in May. The KLS has four engines, and the KLS is late."
    )
    assert "KLS" not in found


@pytest.mark.parametrize("thing", ["film", "album", "smartphone", "hurricane"])
def test_a_thing_with_a_name_is_no_entity(english: Language, thing: str) -> None:
    assert not entities_of(english, f"They spoke of the {thing} Silva Marenne at length.")


def test_letters_may_leave_out_the_land_and_the_sort_of_company(english: Language) -> None:
    found = entities_of(
        english,
        "Late in May the US Bureau of Harbour Trade met with people of Kelmar Ocean Works Inc over fees that nobody had paid.",
        "The BHT asked KOW for help with the books.",
    )
    assert set(found) == {"US Bureau of Harbour Trade", "Kelmar Ocean Works Inc"}


def test_one_word_goes_with_the_only_body_that_begins_so(english: Language) -> None:
    found = entities_of(
        english, "A poll by Brelmar Institute was out on Monday.", "The Brelmar poll, said Brelmar, was right."
    )
    assert set(found) == {"Brelmar Institute"}


def test_a_first_name_that_no_table_knows_goes_with_its_bearer(english: Language) -> None:
    found = entities_of(english, "Ulvarik Terwald ran fast. Ulvarik said that he was tired.", "“Run,” Ulvarik said.")
    assert {name: e.mentions for name, e in found.items()} == {"Ulvarik Terwald": 3}


def test_a_surname_goes_with_a_name_that_tells_the_generation(english: Language) -> None:
    found = entities_of(english, "Orlan Vesterby Jr fled on Monday.", "Vesterby, 49, said that he was tired.")
    assert {name: e.mentions for name, e in found.items()} == {"Orlan Vesterby Jr": 2}


def test_letters_behind_a_person_are_no_name_of_theirs(english: Language) -> None:
    found = entities_of(
        english, "She met Norman Quillon (NGC) on Monday.", "The NGC said that Norman Quillon was right."
    )
    assert found["Norman Quillon"].kind == "person"
    assert found["NGC"].kind == "organisation"
