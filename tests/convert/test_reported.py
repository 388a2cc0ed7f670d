"""Signs of a report in German: split verbs, the reported mood, a sentence that points back, nouns at their ending."""

from __future__ import annotations

import pytest

from briefgen.convert.language import Language
from briefgen.convert.names import find_names
from briefgen.convert.quote_marks import Paragraph, find_marked
from briefgen.convert.reported import describe_reported
from briefgen.convert.scenes import Scene, build_scene, class_of, load_words
from briefgen.convert.speaker_candidates import find_candidates
from briefgen.convert.speakers import list_options, rank_options
from briefgen.convert.speech import describe_speech


def scene_of(language: Language, line: str) -> Scene:
    paragraph = Paragraph(line=1, start=0, end=len(line), text=line)
    names = find_names((line,), language)
    return build_scene(paragraph, find_marked([paragraph]), names.in_line(1), load_words(language))


def features_of(language: Language, line: str) -> tuple[str, ...]:
    scene = scene_of(language, line)
    return describe_reported(scene, scene.at[0], load_words(language))


def speech_features_of(language: Language, line: str) -> set[str]:
    scene, words = scene_of(language, line), load_words(language)
    ranked = rank_options(list_options(scene, find_candidates(scene, words), 0, words, []), {})
    return set(describe_speech(scene, 0, ranked, words, 0.0))


@pytest.mark.parametrize(
    ("word", "found"),
    [
        ("Magazins", "works"),
        ("Wochenmagazin", "works"),
        ("Regionalzeitungen", "works"),
        ("Begriffe", "names_given"),
        ("Mitglied", None),
        ("Beispiel", None),
        ("magazinartig", None),
    ],
)
def test_a_noun_is_known_by_its_ending(german: Language, word: str, found: str | None) -> None:
    assert class_of(word, load_words(german)) == found


def test_in_english_only_listed_words_count(english: Language) -> None:
    words = load_words(english)
    assert (class_of("Magazine", words), class_of("Weekmagazine", words)) == ("works", None)


@pytest.mark.parametrize(
    ("line", "strong"),
    [
        ("Die Werft führte die „Elbe“ vor Jahren aus.", ["führte"]),
        ("Die Werft führte die „Elbe“ vor.", []),
        ("Der Rat gab an, die „Elbe“ fahre.", ["gab"]),
        ("Der Rat gab nach. An der „Elbe“ blieb es still.", []),
    ],
)
def test_a_split_verb_speaks_with_its_particle(german: Language, line: str, strong: list[str]) -> None:
    assert [t.text for t in scene_of(german, line).tokens if t.strong] == strong


@pytest.mark.parametrize(
    ("line", "mood"),
    [
        ("Der Lotse kenne die „Elbe“ genau.", "reported"),
        ("Die schmale „Elbe“ lockte Gäste.", ""),
        ("Der Lotse mochte die breite Bucht und die „Elbe“.", ""),
        ("Der Lotse lenkte die „Elbe“.", ""),
    ],
)
def test_the_reported_mood_by_its_ending(german: Language, line: str, mood: str) -> None:
    own = next(f for f in features_of(german, line) if f.startswith("own=") and "left" not in f)
    assert own.split(" ", 1)[1] == mood


@pytest.mark.parametrize(
    ("line", "pointed"),
    [
        ("Die „Elbe“ bleibt im Dock, das bestätigte die Werft.", "here"),
        ("Die „Elbe“ bleibt im Dock. Das berichtete der Hafenrat.", "next"),
        ("Die „Elbe“ bleibt im Dock. Sie rostet. Dies meldete der Hafenrat.", "second"),
        ("Die „Elbe“ bleibt im Dock. Das Schiff rostet.", "no"),
    ],
)
def test_a_sentence_that_points_back(german: Language, line: str, pointed: str) -> None:
    assert f"pointed={pointed}" in features_of(german, line)


@pytest.mark.parametrize(
    ("line", "feature"),
    [
        ("Jana Feld nannte den Damm „marode“.", "describing=True active one"),
        ("Der Damm wird „Riese“ genannt.", "describing=True nobody one"),
        ("Der Verein nennt sich „Möwe“.", "describing=True itself one"),
        ("Laut „Hafenblatt“ sank die Fähre.", "source=according"),
        ("Nach Angaben des Senders „Möwe“ sank die Fähre.", "source=within"),
        ("Wie „Hafenblatt“ berichtet, sank die Fähre.", "source=as"),
        ("Die Fähre „Möwe“ sank.", "source=no"),
    ],
)
def test_what_the_sentence_makes_of_marked_words(german: Language, line: str, feature: str) -> None:
    found = speech_features_of(german, line)
    assert feature in found, sorted(f for f in found if f.startswith(("describing", "source")))


@pytest.mark.parametrize(
    ("marked", "nature"),
    [
        ("völlig überzogen", "small"),
        ("unhaltbare Zustände", "nouns"),
        ("Hafen-Verwaltung", "nouns"),
        ("Xantoria Velmuth", "names"),
        ("Zustand von Xantoria", "mixed"),
        ("1887", "none"),
    ],
)
def test_nouns_of_the_language_are_told_from_names(german: Language, marked: str, nature: str) -> None:
    assert f"nature={nature}" in speech_features_of(german, f"Der Rat nannte das „{marked}“.")


def test_what_stands_inside_and_which_verbs_stand_beside(german: Language) -> None:
    found = speech_features_of(german, "Jana Feld riet, was nötig ist, und nannte den Damm „ist im Winter marode“.")
    assert {"finite=True some", "little words=1 some", "last=de", "clause verb=nannte", "sentence verb=riet"} <= found
    assert "clause verb=riet" not in found


def test_where_nouns_are_small_a_capital_tells_enough(english: Language) -> None:
    found = speech_features_of(english, "Jana Feld called the dam “a Heap of rust”.")
    assert load_words(english).nouns is None
    assert not [f for f in found if f.startswith(("nature", "finite", "clause verb"))]


def test_a_motto_is_the_name_of_an_event(german: Language) -> None:
    assert class_of("Motto", load_words(german)) == "names_given"
