"""Labels against what is found: places are paired, facts compared, what either side is unsure of left out."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from bench.labels import Score, compare, main, read_text

TEXT = "The bridge of Arl cost 16 billion kronor ($1.5bn).\nIt opened on Thursday before 300 guests."
ROW: dict[str, Any] = {
    "id": "arl",
    "lang": "en",
    "published": "2025-03-31",
    "text": TEXT,
    "figures": [
        {
            "text": "16 billion kronor",
            "start": 23,
            "end": 40,
            "value": 16000000000,
            "unit": "SEK",
            "equivalents": [{"value": 1.5e9, "unit": "USD"}],
        },
        {"text": "300 guests", "start": 80, "end": 90, "value": 300, "unit": "guests"},
    ],
    "dates": [{"text": "Thursday", "start": 64, "end": 72, "date": "2025-03-27"}],
}


def test_what_the_converter_finds_has_the_form_of_labels() -> None:
    found = read_text(ROW)
    assert all(TEXT[f["start"] : f["end"]] == f["text"] for kind in ("figures", "dates") for f in found[kind])
    for kind in ("figures", "dates"):
        score = Score()
        assert list(compare(kind, ROW[kind], found[kind], score)) == []
        assert score.rates()["F1"] == 1


def test_a_miss_an_extra_and_a_wrong_fact_are_told_apart() -> None:
    score = Score()
    label = {"text": "ten", "start": 0, "end": 8, "value": 10, "unit": "boats"}
    missed = {"text": "two", "start": 20, "end": 28, "value": 2, "unit": "boats"}
    extra = {"text": "six", "start": 40, "end": 48, "value": 6, "unit": "boats"}
    told = list(compare("figures", [label, missed], [{**label, "value": 100}, extra], score))
    assert [next(key for key in ("fact", "missed", "extra") if key in t) for t in told] == ["fact", "missed", "extra"]
    rates = score.rates()
    assert (rates["recall"], rates["precision"], rates["value right"], rates["unit right"]) == (0.5, 0.5, 0.0, 1.0)


@pytest.mark.parametrize("found", [[], [{"text": "a day", "start": 0, "end": 5, "date": "2025-01-01"}]])
def test_what_a_reader_is_unsure_of_counts_for_nothing(found: list[Any]) -> None:
    score = Score()
    unsure = [{"text": "a day", "start": 0, "end": 5, "unsure": True}]
    assert list(compare("dates", unsure, found, score)) == []
    assert list(compare("dates", found, unsure, score)) == []
    assert (score.labels, score.found) == (0, 0)


def test_an_unsure_name_is_neither_missed_nor_extra() -> None:
    score = Score()
    labels = [{"name": "Ada Lind", "kind": "person"}, {"name": "Vell", "kind": "place", "unsure": True}]
    assert list(compare("names", labels, labels[:1], score)) == []
    assert (
        list(
            compare("names", labels, [{"name": "Ada Lind", "kind": "person"}, {"name": "Vell", "kind": "place"}], score)
        )
        == []
    )
    assert (score.labels, score.found, score.met) == (2, 2, 2)


def test_names_and_furniture_are_sets() -> None:
    score = Score()
    labels = [{"name": "Ada Lind", "kind": "person"}, {"name": "Arl", "kind": "place"}]
    found = [{"name": "ada lind", "kind": "person"}, {"name": "Arl", "kind": "organisation"}]
    told = list(compare("names", labels, found, score))
    assert (score.met, told) == (1, [{"missed": ["arl", "place"]}, {"extra": ["arl", "organisation"]}])
    assert list(compare("furniture", [1, 5], [5], Score())) == [{"missed": [1]}]


def test_two_readers_are_compared_without_the_converter(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    other = {**ROW, "figures": ROW["figures"][:1]}
    for name, row in (("first.jsonl", ROW), ("second.jsonl", other)):
        (tmp_path / name).write_text(json.dumps(row) + "\n", "utf-8")
    assert main([str(tmp_path / "first.jsonl"), "--against", str(tmp_path / "second.jsonl")]) == 0
    figures, dates = (json.loads(line) for line in capsys.readouterr().out.splitlines())
    assert (figures["kind"], figures["recall"], figures["precision"]) == ("figures", 0.5, 1.0)
    assert dates["date right"] == 1.0
