"""Where sentences end, and where a full stop ends none."""

from __future__ import annotations

import pytest

from briefgen.convert.language import Languages
from briefgen.convert.sentences import split_sentences

CASES = {
    "en": {
        "It rained. Nobody came.": ["It rained.", "Nobody came."],
        "“Why?” she asked. Nobody knew.": ["“Why?” she asked.", "Nobody knew."],
        "Mr. Askel of the U.S. team left.": ["Mr. Askel of the U.S. team left."],
        "He left the U.S. The rest stayed.": ["He left the U.S.", "The rest stayed."],
        "J. K. Askel wrote it. It sold.": ["J. K. Askel wrote it.", "It sold."],
        "The bill is 3.5m crowns. “Too much.” He went…": ["The bill is 3.5m crowns.", "“Too much.”", "He went…"],
        "A line without an end": ["A line without an end"],
        "   ": [],
    },
    "de": {
        "Am 3. April kam Dr. Brunn. Sie blieb.": ["Am 3. April kam Dr. Brunn.", "Sie blieb."],
        "„Nein.“ Mehr sagte er nicht.": ["„Nein.“", "Mehr sagte er nicht."],
    },
    "fr": {"M. Askel est venu. « Non. » Il est parti.": ["M. Askel est venu.", "« Non. »", "Il est parti."]},
}


@pytest.mark.parametrize(("code", "text"), [(code, text) for code, cases in CASES.items() for text in cases])
def test_a_line_falls_into_its_sentences(code: str, text: str) -> None:
    spans = split_sentences(text, Languages().load(code))
    assert [text[start:end] for start, end in spans] == CASES[code][text]
