"""Dates: found, resolved against the publication day, open without one."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from briefgen.convert.dates import mark_dates
from briefgen.convert.language import Languages
from briefgen.model import DateMention, Moment
from tests.convert.test_figures import segmented_of

MONDAY = date(2025, 3, 31)


def dates_of(text: str, code: str = "en", published: Moment | None = MONDAY) -> tuple[DateMention, ...]:
    segmented = replace(segmented_of(text), published=published)
    return mark_dates(segmented, Languages().load(code)).updates[0].dates


CASES = [
    ("en", "The mayor spoke on Thursday.", ["Thursday = 2025-03-27 day"]),
    ("en", "The mayor spoke on Monday.", ["Monday = 2025-03-31 day"]),
    ("en", "The council will vote on Friday.", ["Friday = 2025-04-04 day"]),
    ("en", "She said on Friday the council would vote.", ["Friday = 2025-03-28 day"]),
    ("en", "Hearings continue on Thursday.", ["Thursday = 2025-04-03 day"]),
    ("en", "Talks resume at 10am on Sunday.", ["Sunday = 2025-04-06 day"]),
    ("en", "The report is to be filed in June.", ["June = 2025-06 month"]),
    ("en", "If both sides initial it on Friday, it holds.", ["Friday = 2025-04-04 day"]),
    ("en", "Friday’s vote will be close.", ["Friday = 2025-04-04 day"]),
    ("en", "The pool will stay closed on Friday.", ["Friday = 2025-04-04 day"]),
    ("en", "The bridge will remain blocked on Thursday.", ["Thursday = 2025-04-03 day"]),
    (
        "en",
        "Fires burned on Saturday night and Sunday morning.",
        ["Saturday night and Sunday morning = 2025-03-29/2025-03-30 interval"],
    ),
    ("en", "It began last month.", ["last month = 2025-02 month"]),
    ("en", "It began three years ago.", ["three years ago = 2022 year"]),
    ("en", "The deadline is 20 April.", ["20 April = 2025-04-20 day"]),
    ("en", "They met on 12 February.", ["12 February = 2025-02-12 day"]),
    ("en", "A visit is planned this week.", ["this week = 2025-03-31/2025-04-06 interval"]),
    ("en", "Yesterday it rained; tomorrow it will not.", ["Yesterday = 2025-03-30 day", "tomorrow = 2025-04-01 day"]),
    ("en", "In February it snowed.", ["February = 2025-02 month"]),
    ("en", "They return next Monday.", ["next Monday = 2025-04-07 day"]),
    ("en", "Open since 2022.", ["2022 = 2022 year"]),
    ("en", "Between 3 and 5 May the road is shut.", ["3 and 5 May = 2025-05-03/2025-05-05 interval"]),
    ("en", "Filed 2025-03-01.", ["2025-03-01 = 2025-03-01 day"]),
    ("en", "On March 3, 2024, it opened.", ["March 3, 2024 = 2024-03-03 day"]),
    ("en", "Late on 3/31/2024 and 31/03/2024.", ["3/31/2024 = 2024-03-31 day", "31/03/2024 = 2024-03-31 day"]),
    ("en", "We march in May; it may rain.", ["May = 2025-05 month"]),
    ("en", "In the 1990s it grew.", ["1990s = 1990-01-01/1999-12-31 interval"]),
    ("en", "About 2000 people came in 2024.", ["2024 = 2024 year"]),
    ("en", "Over the past week it rained.", ["past week = 2025-03-24/2025-03-31 interval"]),
]


@pytest.mark.parametrize("code, text, expected", CASES)
def test_dates_are_found_and_resolved(code: str, text: str, expected: list[str]) -> None:
    assert [f"{d.text} = {d.date} {d.precision}" for d in dates_of(text, code)] == expected


def test_without_a_publication_day_relative_dates_stay_open_and_one_warning_says_why() -> None:
    segmented = segmented_of("On Thursday and on Friday.", "It opened on 3 March 2024.")
    marked = mark_dates(segmented, Languages().load("en"))
    assert [d.date for d in marked.updates[0].dates] == [None, None, "2024-03-03"]
    assert len(marked.warnings) == 1
    assert "a.toml (published = 2025-03-31)" in marked.warnings[0]


def test_an_article_that_names_only_full_dates_needs_no_publication_day() -> None:
    assert mark_dates(segmented_of("It opened on 3 March 2024."), Languages().load("en")).warnings == ()


def test_the_day_is_that_of_the_publishers_own_zone() -> None:
    published = datetime(2025, 3, 31, 0, 30, tzinfo=timezone(timedelta(hours=10)))
    assert dates_of("It rained today.", published=published)[0].date == "2025-03-31"
    assert dates_of("It rained today.", published=published.astimezone(UTC))[0].date == "2025-03-30"


def test_an_update_with_a_time_of_its_own_is_read_against_it() -> None:
    segmented = replace(segmented_of("It rained today."), published=MONDAY)
    update = replace(segmented.updates[0], published=date(2025, 3, 28))
    marked = mark_dates(replace(segmented, updates=(update,)), Languages().load("en"))
    assert marked.updates[0].dates[0].date == "2025-03-28"


WORDS = [
    "31",
    "May",
    "3",
    "2025",
    "Monday",
    "last",
    "week",
    "ago",
    "and",
    "Februar",
    "le",
    "lunes",
    "vor",
    "-",
    "/",
    ".",
    "29",
    "février",
    "next",
]


@settings(deadline=None)
@given(
    st.one_of(st.text(max_size=200), st.lists(st.sampled_from(WORDS), max_size=12).map(" ".join)),
    st.sampled_from(["en", "de", "fr", "es", "und"]),
    st.none() | st.dates() | st.datetimes(timezones=st.just(UTC)),
)
def test_any_text_gives_dates_that_are_slices_of_it(text: str, code: str, published: Moment | None) -> None:
    line = text.replace("\n", " ")
    for mention in dates_of(line, code, published):
        assert mention.text == line[mention.start : mention.end]


OTHER_LANGUAGES = [
    ("de", "Am Samstagabend und Sonntagmorgen.", ["Samstagabend und Sonntagmorgen = 2025-03-29/2025-03-30 interval"]),
    (
        "de",
        "Vom 3. bis 5. Mai, am 31.03.2025.",
        ["3. bis 5. Mai = 2025-05-03/2025-05-05 interval", "31.03.2025 = 2025-03-31 day"],
    ),
    ("de", "Vor drei Jahren, vergangenen Monat.", ["Vor drei Jahren = 2022 year", "vergangenen Monat = 2025-02 month"]),
    ("de", "Am Morgen sagte er, morgen regne es.", ["morgen = 2025-04-01 day"]),
    (
        "fr",
        "Lundi 31 mars 2025, il y a trois ans.",
        ["Lundi 31 mars 2025 = 2025-03-31 day", "il y a trois ans = 2022 year"],
    ),
    (
        "fr",
        "La semaine dernière, le 1er avril.",
        ["La semaine dernière = 2025-03-24/2025-03-30 interval", "1er avril = 2025-04-01 day"],
    ),
    (
        "es",
        "El 31 de marzo de 2025, hace tres años.",
        ["31 de marzo de 2025 = 2025-03-31 day", "hace tres años = 2022 year"],
    ),
    ("es", "Mañana, por la mañana, el próximo lunes.", ["Mañana = 2025-04-01 day", "próximo lunes = 2025-04-07 day"]),
    ("und", "2025-03-31", ["2025-03-31 = 2025-03-31 day"]),
]


@pytest.mark.parametrize("code, text, expected", OTHER_LANGUAGES)
def test_dates_of_other_languages(code: str, text: str, expected: list[str]) -> None:
    assert [f"{d.text} = {d.date} {d.precision}" for d in dates_of(text, code)] == expected


@pytest.mark.parametrize(
    "code, text, expected",
    [
        ("en", "The judge set a hearing for 8am on Wednesday.", ["Wednesday = 2025-04-02 day"]),
        ("en", "The mayor called a meeting for Thursday.", ["Thursday = 2025-04-03 day"]),
        ("en", "The guild was blamed for Thursday's delay.", ["Thursday = 2025-03-27 day"]),
        ("en", "The minister announced a road building plan on Friday.", ["Friday = 2025-03-28 day"]),
        ("en", "He had been due to speak, but on Thursday the guild cancelled.", ["Thursday = 2025-03-27 day"]),
        ("en", "They plan to leave. On Friday they met.", ["Friday = 2025-03-28 day"]),
        ("en", "She took office in May.", ["May = 2024-05 month"]),
        ("en", "He expects to rebuild over the next two years.", ["next two years = 2025-03-31/2027-03-31 interval"]),
        ("en", "Profits rose last quarter.", ["last quarter = 2024-10-01/2024-12-31 interval"]),
        (
            "en",
            "It lost money in the final quarter of 2004.",
            ["final quarter of 2004 = 2004-10-01/2004-12-31 interval"],
        ),
        ("en", "It rained from March through May.", ["March through May = 2024-03-01/2024-05-31 interval"]),
        ("en", "The survey ran between Oct. 30 and Nov. 9.", ["Oct. 30 and Nov. 9 = 2024-10-30/2024-11-09 interval"]),
        ("en", "The film is shown on Saturday 12 April.", ["Saturday 12 April = 2025-04-12 day"]),
        (
            "en",
            "The winter of 2004-5 was mild, that of 1997-98 not.",
            ["2004-5 = 2004-01-01/2005-12-31 interval", "1997-98 = 1997-01-01/1998-12-31 interval"],
        ),
        ("en", "Acts passed since 1497 are kept in 1500 boxes.", ["1497 = 1497 year"]),
        ("en", "He told the Sunday Post and Arl Today of it.", []),
        ("en", "They left the next day and will be back in the coming months.", []),
        ("de", "Am siebten Oktober begann es.", ["siebten Oktober = 2024-10-07 day"]),
        ("de", "Heuer fiel wenig Schnee.", ["Heuer = 2025 year"]),
        ("de", "In den letzten Wochen wurde bis heute gebaut.", []),
        ("de", "Zu sehen am Freitag, 4.4 um 22 Uhr.", ["Freitag, 4.4 = 2025-04-04 day"]),
    ],
)
def test_what_decides_where_a_day_lies(code: str, text: str, expected: list[str]) -> None:
    assert [f"{d.text} = {d.date} {d.precision}" for d in dates_of(text, code)] == expected


@pytest.mark.parametrize(
    "code, text, expected",
    [
        ("en", "She did not play on Sunday.", ["Sunday = 2025-03-30 day"]),
        ("en", "Arland play Lindmark on Sunday.", ["Sunday = 2025-04-06 day"]),
        (
            "en",
            "The talks between Monday and 14 April will decide.",
            ["Monday = 2025-03-31 day", "14 April = 2025-04-14 day"],
        ),
        ("en", "Friday’s big harbour vote will be close.", ["Friday = 2025-04-04 day"]),
        ("en", "She said on “This Week” that songs of the ’90s are back.", ["90s = 1990-01-01/1999-12-31 interval"]),
        (
            "de",
            "Seit den 90er Jahren und den 1980-er Jahren.",
            [
                "90er Jahren = 1990-01-01/1999-12-31 interval",
                "1980-er Jahren = 1980-01-01/1989-12-31 interval",
            ],
        ),
        ("de", "Die Messe startet am Freitag.", ["Freitag = 2025-04-04 day"]),
    ],
)
def test_present_verbs_programmes_and_short_decades(code: str, text: str, expected: list[str]) -> None:
    assert [f"{d.text} = {d.date} {d.precision}" for d in dates_of(text, code)] == expected


@pytest.mark.parametrize(
    "code, text, expected",
    [
        ("en", "He is expected to return to Arl in June.", ["June = 2025-06 month"]),
        ("en", "There are signs of an upgrade by the end of May.", ["May = 2025-05 month"]),
        ("en", "She will succeed him as head of the guild in June.", ["June = 2025-06 month"]),
        (
            "en",
            "In the first nine months of 2004 it grew.",
            ["first nine months of 2004 = 2004-01-01/2004-09-30 interval"],
        ),
        ("en", "Her March speech was long.", ["March = 2025-03 month"]),
        ("de", "Die Preise sollen steigen, wie die Bank am Freitag in Arl mitteilte.", ["Freitag = 2025-03-28 day"]),
        ("de", "Der Fall, der am Freitag verhandelt wird, ist alt.", ["Freitag = 2025-04-04 day"]),
        ("de", "Am gestrigen Sonntag regnete es.", ["gestrigen Sonntag = 2025-03-30 day"]),
        (
            "de",
            "In den ersten drei Monaten 2004 sank sie.",
            ["ersten drei Monaten 2004 = 2004-01-01/2004-03-31 interval"],
        ),
    ],
)
def test_verbs_far_off_and_at_the_end(code: str, text: str, expected: list[str]) -> None:
    assert [f"{d.text} = {d.date} {d.precision}" for d in dates_of(text, code)] == expected


@pytest.mark.parametrize(
    "code, text, expected",
    [
        ("de", "Seit Anfang 2022 ist es erlaubt.", ["2022 = 2022 year"]),
        (
            "de",
            "Bereits im Mai kündigte der Hersteller aus dem fernen Arland den Bau des schnellsten Bootes der Welt an.",
            ["Mai = 2024-05 month"],
        ),
        ("en", "The act is in force since mid-2005.", ["2005 = 2005 year"]),
        ("en", "They vote on Super Tuesday.", []),
    ],
)
def test_zones_names_and_long_clauses(code: str, text: str, expected: list[str]) -> None:
    assert [f"{d.text} = {d.date} {d.precision}" for d in dates_of(text, code)] == expected


WEDNESDAY = date(2025, 4, 2)


@pytest.mark.parametrize(
    "code, text, expected",
    [
        # The verb after a date that opens its clause, a title before it or not.
        ("en", "In March, the council had voted.", ["2025-03"]),
        ("en", "At a rally in Arl on Thursday, Mr. Lind praised the guild.", ["2025-03-27"]),
        ("en", "On Thursday, Mrs. Lind will meet the guild.", ["2025-04-03"]),
        ("en", "By Thursday, the guild had left.", ["2025-03-27"]),
        ("en", "The guild leaves by Thursday.", ["2025-04-03"]),
        # Yesterday's or Monday's name is rarely next week's, unless its own verb says so.
        ("en", "The row could feed the fears that Lind named on Tuesday night.", ["2025-04-01"]),
        ("en", "Her defeats in Arl on Monday will only speed the decline.", ["2025-03-31"]),
        ("en", "The guild will vote on Monday.", ["2025-04-07"]),
        ("en", "He was set to receive the prize on Tuesday.", ["2025-04-01"]),
        # Verbs that belong to a sign are no signs of their own.
        ("en", "The storm could hit the coast on Saturday.", ["2025-04-05"]),
        ("en", "It will almost certainly be decided in July.", ["2025-07"]),
        ("en", "The book is set to be released in July.", ["2025-07"]),
        ("en", "He would be happy with a shot at the title in July.", ["2025-07"]),
        # What leaves it open goes to the nearer side.
        ("en", "She urged them to vote on Thursday.", ["2025-04-03"]),
        ("en", "She urged them to vote on Monday.", ["2025-03-31"]),
        ("en", "Her chances of winning in August are slim.", ["2025-08"]),
        ("en", "A prize for whoever leads before the vote on Thursday.", ["2025-04-03"]),
        ("en", "An end to the gloom after the flood on Saturday.", ["2025-03-29"]),
        ("en", "If he won the seat in September, he would resign.", ["2025-09"]),
        ("en", "They look ahead to the next votes — in Arl and Lindmark on Thursday.", ["2025-04-03"]),
        ("en", "There is a draft between now and September.", ["2025-09"]),
        ("en", "In that September speech she was calm.", ["2024-09"]),
        # A verb in the past holds its own month, however near the next one is; farther from it, the nearer day wins.
        ("en", "He was elected in May.", ["2024-05"]),
        ("en", "She wrote and directed the play (10 May).", ["2025-05-10"]),
        ("en", "Since she announced her bid in May she has led.", ["2024-05"]),
        ("en", "Nothing was known until they asked about it in August.", ["2024-08"]),
        ("en", "They failed to reach a deal on Friday.", ["2025-03-28"]),
        ("en", "They had agreed to leave by November.", ["2024-11"]),
        ("en", "They had agreed to leave by Saturday.", ["2025-04-05"]),
        ("en", "The council meets on Monday.", ["2025-04-07"]),
        ("en", "On Monday, she will speak.", ["2025-04-07"]),
        ("en", "Her speech on Monday about the flood will be talked of.", ["2025-03-31"]),
        ("en", "A rose-coloured fair on Saturday is free.", ["2025-04-05"]),
        ("en", "Thursday on “The Hour,” Mr. Lind was calm.", ["2025-03-27"]),
        ("de", "Im Mai wurde gewählt.", ["2024-05"]),
        ("de", "Die Minister wollen voraussichtlich Lindmark am Montag besuchen.", ["2025-04-07"]),
        ("de", "Am Samstag reisen die Räte nach Arl.", ["2025-04-05"]),
        ("de", "Was bringt der Samstag?", ["2025-04-05"]),
        ("de", "Die Räte trafen sich am Samstag.", ["2025-03-29"]),
        ("de", "Am Montag tagt der Rat wieder.", ["2025-04-07"]),
        ("de", "Am Samstag beriet der Rat.", ["2025-03-29"]),
        ("fr", "Le conseil se réunira samedi.", ["2025-04-05"]),
        ("fr", "Ils se retrouveront samedi et dimanche à Arl.", ["2025-04-05/2025-04-06"]),
        ("fr", "À partir de lundi, les trains rouleront.", ["2025-04-07"]),
        ("fr", "Samedi, la maire a démissionné ce lundi 31 mars.", ["2025-03-29", "2025-03-31"]),
        ("fr", "La commission, créée en octobre, a quitté Arl.", ["2024-10"]),
        ("fr", "Les députés votent jeudi.", ["2025-04-03"]),
        ("fr", "« Nous verrons lundi », dit-elle.", ["2025-04-07"]),
        ("es", "El consejo votará el martes.", ["2025-04-08"]),
        ("es", "El lunes se sabrá, y el martes que viene también.", ["2025-04-07", "2025-04-08"]),
        ("es", "El sábado, la alcaldesa dimitió.", ["2025-03-29"]),
    ],
)
def test_on_which_side_a_date_lies(code: str, text: str, expected: list[str]) -> None:
    assert [d.date for d in dates_of(text, code, WEDNESDAY)] == expected


def test_a_clause_without_a_verb_means_the_day_that_the_rest_of_the_update_means() -> None:
    headline, body, past = "Vote on Saturday in Arl", "The guild will vote on Saturday.", "The guild voted on Saturday."

    def read(*lines: str) -> list[str | None]:
        segmented = replace(segmented_of(*lines), published=WEDNESDAY)
        return [d.date for d in mark_dates(segmented, Languages().load("en")).updates[0].dates]

    assert read(headline) == ["2025-03-29"]
    assert read(headline, body) == ["2025-04-05", "2025-04-05"]
    assert read(headline, body, past) == ["2025-03-29", "2025-04-05", "2025-03-29"]


@pytest.mark.parametrize(
    "code, text, expected",
    [
        ("en", "She resigned on Friday. A day later he did.", ["Friday = 2025-03-28", "A day later = 2025-03-29"]),
        (
            "en",
            "It burned on 3 March. The following week it reopened.",
            ["3 March", "following week = 2025-03-10/2025-03-16"],
        ),
        ("en", "It burned on 3 March, and the previous evening too.", ["3 March", "previous evening = 2025-03-02"]),
        (
            "en",
            "It burned on 3 March 2020. The following Friday it rained.",
            ["3 March 2020", "following Friday = 2020-03-06"],
        ),
        ("en", "He won in 2008 but lost four years later.", ["2008", "four years later = 2012"]),
        ("en", "A vote was called for October 2014, just eight months later.", ["October 2014"]),
        # Nothing certain: no date before it, one not exact enough, or a count that would lie ahead of what was.
        ("en", "They left the next day.", []),
        ("en", "He won in 2008 and left the next day.", ["2008"]),
        ("en", "It opens on 10 April. Six people were held a day earlier.", ["10 April"]),
        ("en", "It opens on 10 April. They return three years later.", ["10 April"]),
        ("de", "Am 3. März brannte es. Zwei Tage später war es aus.", ["3. März", "Zwei Tage später = 2025-03-05"]),
        ("de", "Am Montag kam der Sturm, am Tag darauf die Sonne.", ["Montag", "Tag darauf = 2025-04-01"]),
        ("fr", "Le 3 mars, le feu a pris. Le lendemain, tout était fini.", ["3 mars", "lendemain = 2025-03-04"]),
        ("es", "El 3 de marzo ardió. Al día siguiente reabrió.", ["3 de marzo", "día siguiente = 2025-03-04"]),
        # A story goes on in the year that it has named, where the last such month is long ago.
        ("en", "He was held in March 2020. In May he was freed.", ["March 2020", "May = 2020-05"]),
        (
            "en",
            "He was held in January 2021. On 29 February he was freed.",
            ["January 2021", "29 February = 2024-02-29"],
        ),
        ("en", "He was held in March 2020. In February he was freed.", ["March 2020", "February = 2025-02"]),
    ],
)
def test_dates_that_count_from_the_one_named_before(code: str, text: str, expected: list[str]) -> None:
    found = [f"{d.text} = {d.date}" for d in dates_of(text, code, WEDNESDAY)]
    assert len(found) == len(expected)
    assert all(f.startswith(e) for f, e in zip(found, expected, strict=True))


def test_a_passage_may_begin_by_counting_from_the_one_before_it() -> None:
    segmented = replace(
        segmented_of("It burned on 3 March.", "A day later it rained.", "It burned.", "A day later it rained."),
        published=WEDNESDAY,
    )
    found = mark_dates(segmented, Languages().load("en")).updates[0].dates
    assert [d.date for d in found] == ["2025-03-03", "2025-03-04"]


def test_tonight_before_dawn_is_the_night_that_is_ending() -> None:
    late, early = datetime(2025, 4, 1, 23, 30, tzinfo=UTC), datetime(2025, 4, 2, 0, 30, tzinfo=UTC)
    assert [dates_of("It rains tonight.", published=moment)[0].date for moment in (late, early)] == ["2025-04-01"] * 2
    assert dates_of("It rained last night and today.", published=early)[1].date == "2025-04-02"


@pytest.mark.parametrize(
    "code, text, expected",
    [
        ("en", "Markets on Saturday nights, and every Friday.", []),
        ("en", "She was on The Tonight Show.", []),
        ("en", "It must be agreed by the end of the week.", ["week = 2025-03-31/2025-04-06"]),
        ("en", "At the end of the month they were paid.", []),
        ("en", "It opens in June and runs until the end of the month.", ["June = 2025-06"]),
        (
            "de",
            "Jeden Freitag, wie seit den 1990ern, und vor etwa zwei Jahren.",
            ["1990ern", "vor etwa zwei Jahren = 2023"],
        ),
        ("fr", "Il y a environ deux ans, et chaque lundi.", ["Il y a environ deux ans = 2023"]),
        ("es", "Hace unos dos años, y cada lunes.", ["Hace unos dos años = 2023"]),
    ],
)
def test_habits_name_no_day_and_ends_of_periods_do(code: str, text: str, expected: list[str]) -> None:
    found = [f"{d.text} = {d.date}" for d in dates_of(text, code, WEDNESDAY)]
    assert len(found) == len(expected)
    assert all(f.startswith(e) for f, e in zip(found, expected, strict=True))
