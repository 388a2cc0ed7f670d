"""Language tables: a project's own lie over the shipped ones, and the commonest words say which language a text is in."""

from __future__ import annotations

from pathlib import Path

import pytest

from briefgen.convert.language import Languages, detect_language, overlay

DUTCH = 'words = ["de", "het", "een", "van", "en", "in", "dat", "op", "is", "die", "voor", "met", "niet", "aan", "er", "ook"]\n'


def own(folder: Path, path: str, text: str) -> Languages:
    file = folder / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, "utf-8")
    return Languages(own=folder)


@pytest.mark.parametrize(
    ("code", "line"),
    [
        ("en", "The ferry is late because of the fog, and nobody has said when it will be back."),
        ("de", "Die Fähre ist wegen des Nebels zu spät, und niemand hat gesagt, wann sie wieder da sein wird."),
        ("fr", "Le bac est en retard à cause du brouillard, et personne n’a dit quand il sera de retour."),
        ("es", "El barco llega tarde por la niebla, y nadie ha dicho cuándo estará de vuelta en el puerto."),
        (None, "Promme on myöhässä sumun takia, eikä kukaan ole sanonut, milloin se palaa satamaan."),
        (None, "14:07 +++ 3,2"),
    ],
)
def test_a_language_is_known_by_its_commonest_words(code: str | None, line: str) -> None:
    assert detect_language((line,), Languages()) == code


def test_a_language_of_the_projects_own_is_known_too(tmp_path: Path) -> None:
    line = "De veerboot is te laat en er is niet gezegd dat het aan de mist in de haven ligt."
    assert detect_language((line,), own(tmp_path, "nl/stopwords.toml", DUTCH)) == "nl"


def test_own_lists_are_joined_with_the_shipped_ones(tmp_path: Path) -> None:
    verbs = own(tmp_path, "en/quotes.toml", 'verbs = ["quipped", "said"]\n').load("en-GB").words("quotes", "verbs")
    assert "quipped" in verbs
    assert verbs.count("said") <= 1
    assert set(Languages().load("en").words("quotes", "verbs")) <= set(verbs)


def test_what_is_under_any_lies_under_every_language(tmp_path: Path) -> None:
    languages = own(tmp_path, "en/segment.toml", "[zones]\nXST = 90\n")
    assert languages.load("en").table("segment")["zones"]["XST"] == 90
    assert languages.load("en").table("segment")["zones"]["UTC"] == 0
    assert languages.load("xx").table("segment")["zones"]["UTC"] == 0
    assert "XST" not in languages.load("de").table("segment")["zones"]


def test_lists_are_joined_tables_merged_single_values_replaced() -> None:
    under = {"a": ["x"], "t": {"k": 1, "l": 1}, "s": "."}
    overlay(under, {"a": ["x", "y"], "t": {"l": 2}, "s": ","})
    assert under == {"a": ["x", "y"], "t": {"k": 1, "l": 2}, "s": ","}
