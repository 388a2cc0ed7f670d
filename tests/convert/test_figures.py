"""Figures: found, valued, given a unit; conversions, ranges and approximations; what is no figure."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from briefgen.convert.figures import find_figures, mark_figures
from briefgen.convert.language import Languages
from briefgen.model import Block, Figure, LineRange, SegmentedArticle, Update
from tests.conftest import make_article


def segmented_of(*lines: str, **facts: object) -> SegmentedArticle:
    """An article of one update, each line a block."""
    article = make_article(*lines, **facts)
    blocks = tuple(Block(lines=LineRange(n, n), role="body", text=line) for n, line in enumerate(lines, 1))
    update = Update(id="u-1", lines=LineRange(1, max(len(lines), 1)), blocks=blocks)
    return SegmentedArticle(article=article, kind="article", updates=(update,), furniture=())


def figures_of(text: str, code: str = "en") -> tuple[Figure, ...]:
    return mark_figures(segmented_of(text), Languages().load(code)).updates[0].figures


def shown(figure: Figure) -> str:
    """A figure as the tables below write it: text = value[..upper] unit kind, with ~ where approximate."""
    upper = f"..{figure.upper}" if figure.upper is not None else ""
    sign = "~" if figure.approximate else ""
    return f"{figure.text} = {sign}{figure.value}{upper} {figure.unit} {figure.kind}"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("A woman of 27 has been killed near Lindmark, bringing the number of deaths to two.", ["two"]),
        ("A pilot aged 34 was killed.", []),
        ("The death toll in Arl rises to nine.", ["nine"]),
        ("The toll stands at more than 400, officials said.", ["400"]),
        ("The toll road to 12 villages is shut.", []),
    ],
)
def test_a_toll_counts_the_dead_and_an_age_nobody(text: str, found: list[str]) -> None:
    assert [f.text for f in figures_of(text) if (f.unit, f.subject) == ("people", "killed")] == found


CASES = [
    ("en", "Arland pledged about 16 billion kronor for roads.", ["16 billion kronor = ~16000000000 SEK money"]),
    ("en", "The bridge cost €2bn and the tunnel $1.5m.", ["€2bn = 2000000000 EUR money", "$1.5m = 1500000 USD money"]),
    ("en", "Farmers get Rs 500 crore, a third more.", ["Rs 500 crore = 5000000000 INR money"]),
    ("en", "A ticket is £3.50, or 50p for children.", ["£3.50 = 3.5 GBP money", "50p = 0.5 GBP money"]),
    ("en", "The fine was US$400m and A$20,000.", ["US$400m = 400000000 USD money", "A$20,000 = 20000 AUD money"]),
    ("en", "It may cost $2m to $3m.", ["$2m to $3m = 2000000..3000000 USD money"]),
    ("en", "It may cost €2-3bn.", ["€2-3bn = 2000000000..3000000000 EUR money"]),
    ("en", "Between 10 and 15 people wait.", ["10 and 15 people = 10..15 people count"]),
    ("en", "Rents rose 10-15%.", ["10-15% = 10..15 % percent"]),
    ("en", "The rate rose from 10% to 15%.", ["10% = 10 % percent", "15% = 15 % percent"]),
    ("en", "Turnout fell by two percentage points.", ["two percentage points = 2 percentage points percent"]),
    ("en", "Two people were killed and 25 were injured.", ["Two people = 2 people count", "25 = 25 people count"]),
    ("en", "Hundreds of people fled.", ["Hundreds of people = ~None people count"]),
    ("en", "A dozen boats sank.", ["A dozen boats = ~12 boats count"]),
    ("en", "The 30-day truce covers 7km of road.", ["30-day = 30 days duration", "7km = 7 km distance"]),
    ("en", "It was 31C in a 100m pool.", ["31C = 31 °C temperature", "100m = 100 m distance"]),
    ("en", "More than 1,000 drones flew.", ["1,000 drones = ~1000 drones count"]),
    ("en", "Two hundred and fifty houses burned.", ["Two hundred and fifty houses = 250 houses count"]),
]


@pytest.mark.parametrize("code, text, expected", CASES)
def test_figures_are_found_with_value_and_unit(code: str, text: str, expected: list[str]) -> None:
    assert [shown(figure) for figure in figures_of(text, code)] == expected


NO_FIGURES = [
    "Since 2022 the F-16 and the G7 have been in the news.",
    "Doors open at 7.30pm on 12 March 2024, at 10 Hill Street.",
    "The team won 3-1 in the second half.",
    "Article 5 and Resolution 1701 were named.",
    "The two leaders met; both sides agreed on two things.",
    "It was the 19th tranche.",
]


@pytest.mark.parametrize("text", NO_FIGURES)
def test_numbers_that_measure_and_count_nothing_are_no_figures(text: str) -> None:
    assert figures_of(text) == ()


def test_conversions_in_brackets_are_equivalents_of_the_figure_before() -> None:
    (figure,) = figures_of("Help worth 16 billion kronor ($1.5bn; £1.2bn) was sent.")
    assert figure.text == "16 billion kronor"
    assert [(e.text, e.value, e.unit) for e in figure.equivalents] == [
        ("$1.5bn", Decimal(1500000000), "USD"),
        ("£1.2bn", Decimal(1200000000), "GBP"),
    ]


def test_a_conversion_in_brackets_makes_an_unknown_currency_money() -> None:
    (figure,) = figures_of("The bridge cost 6.2 million dinaras ($1.7m).")
    assert (figure.kind, figure.unit, [e.unit for e in figure.equivalents]) == ("money", "dinaras", ["USD"])


def test_a_bracket_that_says_something_else_is_no_conversion() -> None:
    figures = figures_of("It cost €2bn (of which $1m was lost).")
    assert [f.text for f in figures] == ["€2bn", "$1m"]
    assert figures[0].equivalents == ()


@settings(deadline=None)
@given(st.text(max_size=200), st.sampled_from(["en", "de", "fr", "es", "und"]))
def test_any_text_gives_figures_that_stand_in_it(text: str, code: str) -> None:
    line = text.replace("\n", " ")
    for found in find_figures(line, Languages().load(code)):
        assert 0 <= found.start < found.end <= len(line)


OTHER_LANGUAGES = [
    (
        "de",
        "Rund 2,5 Mrd. Euro für 1.200 Menschen.",
        ["2,5 Mrd. Euro = ~2500000000 EUR money", "1.200 Menschen = 1200 Menschen count"],
    ),
    (
        "de",
        "Eine Billion Dollar, 10 bis 15 Prozent.",
        ["Eine Billion Dollar = 1000000000000 USD money", "10 bis 15 Prozent = 10..15 % percent"],
    ),
    (
        "de",
        "Einundzwanzig Boote und zweihundert Helfer.",
        ["Einundzwanzig Boote = 21 Boote count", "zweihundert Helfer = 200 Helfer count"],
    ),
    (
        "fr",
        "Près de 200 grands chantiers, 16 000 habitants.",
        ["200 grands chantiers = ~200 chantiers count", "16 000 habitants = 16000 habitants count"],
    ),
    (
        "fr",
        "Vingt et un bateaux, 1,5 milliard d’euros.",
        ["Vingt et un bateaux = 21 bateaux count", "1,5 milliard d’euros = 1500000000 EUR money"],
    ),
    (
        "es",
        "Dos personas y 16.000 millones de euros.",
        ["Dos personas = 2 personas count", "16.000 millones de euros = 16000000000 EUR money"],
    ),
    (
        "es",
        "Treinta y cinco barcos a 7 kilómetros.",
        ["Treinta y cinco barcos = 35 barcos count", "7 kilómetros = 7 km distance"],
    ),
    ("und", "€2bn, 7 km, 10%", ["€2bn = 2000000000 EUR money", "7 km = 7 km distance", "10% = 10 % percent"]),
]


@pytest.mark.parametrize("code, text, expected", OTHER_LANGUAGES)
def test_figures_of_other_languages(code: str, text: str, expected: list[str]) -> None:
    assert [shown(figure) for figure in figures_of(text, code)] == expected


LATER_CASES = [
    ("It costs 12 out of 16 delegates.", ["12 out of 16 delegates = 12 delegates count"]),
    ("Three in 10 agree.", ["Three in 10 = 3 in 10 other"]),
    (
        "They have 132 delegates; the rival has at least 71.",
        ["132 delegates = 132 delegates count", "71 = ~71 delegates count"],
    ),
    ("It employs 4.5m workers.", ["4.5m workers = 4500000 workers count"]),
    ("It cost €2xyz.", []),
    ("Crude is down $1.33 to $42.12.", ["$1.33 = 1.33 USD money", "$42.12 = 42.12 USD money"]),
    ("It was -5C.", ["-5C = -5 °C temperature"]),
    ("Help fell by R2bn.", ["R2bn = 2000000000 ZAR money"]),
    ("He lost 20 pounds.", ["20 pounds = 20 lb mass"]),
    ("It cost 20 pounds.", ["20 pounds = 20 GBP money"]),
]


@pytest.mark.parametrize("text, expected", LATER_CASES)
def test_figures_that_need_a_second_look(text: str, expected: list[str]) -> None:
    assert [shown(figure) for figure in figures_of(text)] == expected


@pytest.mark.parametrize(
    "code, text, expected",
    [
        ("en", "Two-thirds of the villagers moved.", ["Two-thirds = 2 in 3 other"]),
        (
            "en",
            "Nearly half the bridges and a quarter of all roads are shut.",
            ["half = ~1 in 2 other", "a quarter = 1 in 4 other"],
        ),
        ("en", "Prices fell by a third.", ["a third = 1 in 3 other"]),
        ("en", "The storm killed two men and hurt a third, police said.", ["two men = 2 men count"]),
        ("en", "A third party won in the second half of the year.", []),
        ("en", "It took two and a half years.", ["two and a half years = 2.5 years duration"]),
        ("en", "It cost two and a half million euros.", ["two and a half million euros = 2500000 EUR money"]),
        (
            "en",
            "An 800-page report by a seven-member panel.",
            ["800-page = 800 pages count", "seven-member = 7 members count"],
        ),
        ("en", "Eight US exporters moved.", ["Eight US exporters = 8 exporters count"]),
        ("en", "They fired two 120 mm rounds.", ["two 120 mm rounds = 2 rounds count"]),
        ("en", "There were 40-odd calls.", ["40-odd calls = ~40 calls count"]),
        ("en", "She called 5,000 times.", ["5,000 times = 5000 times count"]),
        ("en", "It is nearly three times as many.", []),
        ("en", "The share fell $2.86 to $41.32.", ["$2.86 = 2.86 USD money", "$41.32 = 41.32 USD money"]),
        ("en", "It lost $4 in five days.", ["$4 = 4 USD money", "five days = 5 days duration"]),
        (
            "en",
            "The margin is plus or minus three percentage points.",
            ["three percentage points = 3 percentage points percent"],
        ),
        (
            "de",
            "Nach viertägiger Suche half ein 57-jähriger Förster.",
            ["viertägiger = 4 days duration", "57-jähriger = 57 years duration"],
        ),
        ("de", "Ein Drittel der Wähler blieb daheim.", ["Ein Drittel = 1 in 3 other"]),
        ("de", "Es dauerte zweieinhalb Stunden.", ["zweieinhalb Stunden = 2.5 hours duration"]),
        ("de", "Tausende unbefristete Stellen fallen weg.", ["Tausende unbefristete Stellen = ~None Stellen count"]),
        ("de", "Die auf Rang sechs gesetzten Arländer siegten.", []),
        ("de", "Es wurde etwa 900 v. Chr. erbaut.", []),
        ("de", "Das kostet rund 1,5 Mio. Euro.", ["1,5 Mio. Euro = ~1500000 EUR money"]),
    ],
)
def test_shares_compounds_and_ways_of_counting(code: str, text: str, expected: list[str]) -> None:
    assert [shown(figure) for figure in figures_of(text, code)] == expected


@pytest.mark.parametrize(
    "code, text, expected",
    [
        ("en", "Nearly a quarter of a million jobs went.", ["a quarter of a million jobs = ~250000 jobs count"]),
        ("en", "The odds are 1 in 64.", ["1 in 64 = 1 in 64 other"]),
        ("en", "Arland’s 27 member states agreed.", ["27 member states = 27 states count"]),
        ("en", "They review 90,000 K-1 visas.", ["90,000 K-1 visas = 90000 visas count"]),
        ("en", "He lost 10 of the first 11 contests.", ["10 of the first 11 contests = 10 contests count"]),
        ("en", "The raid ended, killing at least five people.", ["five people = ~5 people count"]),
        ("de", "Er kam wie ein Mann mit Eile; ein Mann wurde verletzt.", ["ein Mann = 1 Mann count"]),
    ],
)
def test_odds_possessives_and_articles(code: str, text: str, expected: list[str]) -> None:
    assert [shown(figure) for figure in figures_of(text, code)] == expected


def test_what_was_done_to_the_counted_is_the_subject_wherever_it_stands() -> None:
    (before,) = figures_of("The raid ended, killing at least five people.")
    (after,) = figures_of("At least five people were killed in the raid.")
    assert before.subject == after.subject == "killed"


@pytest.mark.parametrize(
    "code, text, expected",
    [
        ("en", "Several hundred protesters met.", ["Several hundred protesters = ~None protesters count"]),
        ("en", "Five U.S. territories voted.", ["Five U.S. territories = 5 territories count"]),
        ("en", "It takes 20 or 30 years.", ["20 or 30 years = 20..30 years duration"]),
        ("de", "Hinter ihnen Tausende Menschen.", ["Tausende Menschen = ~None Menschen count"]),
        ("de", "Es kamen 316 Lienauer Kinder.", ["316 Lienauer Kinder = 316 Kinder count"]),
    ],
)
def test_vague_amounts_and_places(code: str, text: str, expected: list[str]) -> None:
    assert [shown(figure) for figure in figures_of(text, code)] == expected


@pytest.mark.parametrize(
    "code, text, expected",
    [
        ("en", "They waited 4 1/2 hours.", ["4 1/2 hours = 4.5 hours duration"]),
        ("en", "Nine Israelis and the top 10 R and D firms.", ["Nine Israelis = 9 israelis count"]),
        ("en", "It does 17 metres per second.", ["17 metres per second = 17 m/s speed"]),
        ("de", "Auf der Insel Arland starben 68 Menschen.", ["68 Menschen = 68 Menschen count"]),
        (
            "de",
            "Laut Polizei Arl 68 Menschen in 34 Fällen.",
            ["68 Menschen = 68 Menschen count", "34 Fällen = 34 Fällen count"],
        ),
        ("de", "Das Urteil (1 R 77/15y) liegt vor.", []),
    ],
)
def test_mixed_fractions_and_signs(code: str, text: str, expected: list[str]) -> None:
    assert [shown(figure) for figure in figures_of(text, code)] == expected


def test_a_word_in_quotation_marks_may_stand_between_number_and_noun() -> None:
    assert [shown(f) for f in figures_of('They plan 100,000 new "affordable" homes.')] == [
        '100,000 new "affordable" homes = 100000 homes count'
    ]
    assert [shown(f) for f in figures_of("It fell by a third from 2007 to 2020.")] == ["a third = 1 in 3 other"]


@pytest.mark.parametrize(
    "code, text, expected",
    [
        ("en", "She missed each of the five debates.", ["five debates = 5 debates count"]),
        ("en", "One of the two debates and the five debates of May.", []),
        ("de", "In keiner der fünf Debatten sprach sie.", ["fünf Debatten = 5 Debatten count"]),
        ("fr", "Dans aucun des cinq débats.", ["cinq débats = 5 débats count"]),
        ("es", "En ninguno de los cinco debates.", ["cinco debates = 5 debates count"]),
    ],
)
def test_of_parts_the_number_of_the_whole_is_told(code: str, text: str, expected: list[str]) -> None:
    assert [shown(figure) for figure in figures_of(text, code)] == expected
