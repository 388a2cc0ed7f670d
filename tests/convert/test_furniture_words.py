"""What the word classes of a language say of a line: that it speaks to its reader, is no more than a date, or announces links."""

from __future__ import annotations

import pytest

from briefgen.convert.furniture_words import announces_links, is_dated, page_words, speaks_to_reader
from briefgen.convert.language import Languages
from briefgen.convert.line_features import LineFacts, describe_lines

LANGUAGES = Languages()


def facts(line: str, code: str) -> LineFacts:
    return describe_lines((line,), LANGUAGES.load(code))[0]


@pytest.mark.parametrize(
    ("code", "line", "speaks"),
    [
        ("en", "Choose what you would like to read.", True),
        ("en", "The mayor chose what they would read.", False),
        ("de", "Hier können Sie alle Artikel lesen.", True),
        ("de", "Sie hatte den Hafen am Montag gesehen, wie sie sagte.", False),
        ("de", "Schreib uns eine Nachricht.", True),
        ("xx", "Ricevi ogni giorno le notizie della tua città", True),
    ],
)
def test_a_line_speaks_to_its_reader(code: str, line: str, speaks: bool) -> None:
    assert speaks_to_reader(facts(line, code), page_words(LANGUAGES.load(code))) is speaks


@pytest.mark.parametrize(
    ("code", "line", "dated"),
    [
        ("en", "Published 5 May 2031, 9.40 am", True),
        ("en", "PUBLISHED: May 5, 2031 at 11:30 p.m. | UPDATED: May 6, 2031 at 12:21 a.m.", True),
        ("en", "Holiday / 3 hours ago", True),
        ("en", "Three ferries sank in May 2031 off Eastport", False),
        ("de", "Wetter, vor 12 Minuten", True),
        ("xx", "Pubblicato il 19 febbraio 2031", True),
        ("xx", "4 de maio de 2031, 05:34", True),
    ],
)
def test_a_line_is_a_date_and_little_else(code: str, line: str, dated: bool) -> None:
    assert is_dated(facts(line, code), page_words(LANGUAGES.load(code))) is dated


@pytest.mark.parametrize(
    ("code", "line", "surely", "maybe"),
    [
        ("en", "Read also:", True, True),
        ("en", "Latest news", False, True),
        ("en", "A bridge for Tolvik", False, False),
        ("es", "Lee también...", True, True),
        ("fr", "L’auteur vous recommande", True, True),
        ("xx", "Zobacz także", True, True),
        ("xx", "Relacionadas", False, True),
    ],
)
def test_a_label_announces_links_for_certain_or_may(code: str, line: str, surely: bool, maybe: bool) -> None:
    words = page_words(LANGUAGES.load(code))

    assert (announces_links(facts(line, code), words, surely=True), announces_links(facts(line, code), words)) == (
        surely,
        maybe,
    )
