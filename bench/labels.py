"""`python -m bench labels FILE`: what the converter finds in texts that a person labelled, against the labels.

One JSON object a line; the form is told in docs/quality.md. With `--against OTHER` a second reader's labels of the same texts
take the converter's place: the agreement of two readers, which is what a program can hope for.
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from itertools import accumulate
from pathlib import Path
from typing import Any

from bench.kit import read_rows, tell
from briefgen.config import Vocabulary
from briefgen.convert import convert_article
from briefgen.convert.inspection import describe_conversion
from briefgen.convert.language import Languages
from briefgen.model import Article, Source

Row = Mapping[str, Any]
_LEAST_OVERLAP = 0.5
# What is asked of a pair that stands in the same place.
_FACTS = {"figures": ("value", "unit", "approximate", "equivalents"), "dates": ("date",)}
_KINDS = ("figures", "dates", "names", "furniture")


@dataclass(slots=True)
class Score:
    """How often labels were met: `wrong` counts per fact the pairs that differ in it."""

    labels: int = 0
    found: int = 0
    met: int = 0
    asked: Counter[str] = field(default_factory=Counter)
    wrong: Counter[str] = field(default_factory=Counter)

    def rates(self) -> dict[str, float | int]:
        """Recall, precision, F1, and of the pairs the share that agree in each fact."""
        recall, precision = self.met / max(1, self.labels), self.met / max(1, self.found)
        rates = {"recall": recall, "precision": precision, "F1": 2 * self.met / max(1, self.labels + self.found)}
        rates |= {f"{fact} right": 1 - self.wrong[fact] / n for fact, n in self.asked.items()}
        return {"labels": self.labels, **{name: round(rate, 3) for name, rate in rates.items()}}


def main(words: list[str]) -> int:
    """Prints one JSON line for each kind of label, with `--errors` one for each difference before it."""
    parser = argparse.ArgumentParser(prog="python -m bench labels", description=(__doc__ or "").split("\n")[0])
    parser.add_argument("file", type=Path)
    parser.add_argument(
        "--against", type=Path, metavar="OTHER", help="another reader's labels instead of the converter"
    )
    parser.add_argument("--where", action="append", default=[], metavar="KEY=VALUE", help="only such rows")
    parser.add_argument("--errors", action="store_true", help="tell each difference")
    options = parser.parse_args(words)
    wanted = dict(word.split("=", 1) for word in options.where)
    rows = [row for row in read_rows(options.file) if all(str(row.get(k)) == v for k, v in wanted.items())]
    others = {row["id"]: row for row in read_rows(options.against)} if options.against else None
    scores = {kind: Score() for kind in _KINDS}
    for row in rows:
        if others is not None and row["id"] not in others:
            continue
        other = read_text(row) if others is None else others[row["id"]]
        for kind in _KINDS:
            if kind in row and kind in other:
                for difference in compare(kind, row[kind], other[kind], scores[kind]):
                    if options.errors:
                        tell({"id": row["id"], "kind": kind, **difference})
    for kind, score in scores.items():
        if score.labels or score.found:
            tell({"kind": kind, **score.rates()})
    return 0


def read_text(row: Row) -> dict[str, list[Any]]:
    """What the converter finds in a row's text, in the form of the labels."""
    lines = tuple(row["text"].split("\n"))
    published = date.fromisoformat(row["published"]) if row.get("published") else None
    source = Source(path=f"{row['id']}.txt", format="text", sha256="")
    article = Article(source=source, lines=lines, published=published, language=row.get("lang"))
    seen = describe_conversion(convert_article(article, Vocabulary(themes=()), Languages()))
    begins = [0, *accumulate(len(line) + 1 for line in lines)]
    found: dict[str, list[Any]] = {kind: [] for kind in _KINDS}
    for update in seen["updates"]:
        for kind in ("figures", "dates"):
            found[kind] += [_placed(fact, begins) for fact in update[kind]]
        found["names"] += [{"name": entity["name"], "kind": entity["kind"]} for entity in update["entities"]]
    for piece in seen["furniture"]:
        found["furniture"] += range(piece["lines"][0], piece["lines"][1] + 1)
    return found


def _placed(fact: dict[str, Any], begins: list[int]) -> dict[str, Any]:
    first, last = fact["lines"]
    return {**fact, "start": begins[first - 1] + fact["start"], "end": begins[last - 1] + fact["end"]}


def compare(kind: str, labels: list[Any], found: list[Any], score: Score) -> Iterator[dict[str, Any]]:
    """Adds a text's labels to the score; yields each difference. What either side is unsure of counts for nothing."""
    if kind in _FACTS:
        yield from _compare_placed(kind, labels, found, score)
        return
    unsure = {_key(one) for one in (*labels, *found) if isinstance(one, dict) and one.get("unsure")}
    left, right = (Counter(key for key in map(_key, side) if key not in unsure) for side in (labels, found))
    met = left & right
    score.labels, score.found, score.met = (
        score.labels + left.total(),
        score.found + right.total(),
        score.met + met.total(),
    )
    yield from ({"missed": list(key)} for key in (left - met).elements())
    yield from ({"extra": list(key)} for key in (right - met).elements())


def _key(label: Any) -> tuple[Any, ...]:
    return (label["name"].casefold(), label["kind"]) if isinstance(label, Mapping) else (label,)


def _compare_placed(kind: str, labels: list[Row], found: list[Row], score: Score) -> Iterator[dict[str, Any]]:
    pairs = _pair(labels, found)
    for label, other in pairs:
        if label is None or other is None:
            one = label or other or {}
            if not one.get("unsure"):
                score.labels, score.found = score.labels + (label is not None), score.found + (other is not None)
                yield {"missed" if other is None else "extra": one["text"], **_facts(kind, one)}
        elif not (label.get("unsure") or other.get("unsure")):
            score.labels, score.found, score.met = score.labels + 1, score.found + 1, score.met + 1
            yield from _compare_facts(kind, label, other, score)


def _compare_facts(kind: str, label: Row, other: Row, score: Score) -> Iterator[dict[str, Any]]:
    left, right = _facts(kind, label), _facts(kind, other)
    for fact, value in left.items():
        if value is None and fact == "unit":
            continue
        if fact == "equivalents" and not (value or right[fact]):
            continue
        score.asked[fact] += 1
        if value != right[fact]:
            score.wrong[fact] += 1
            yield {"text": label["text"], "fact": fact, "label": value, "found": right[fact]}


def _facts(kind: str, label: Row) -> dict[str, Any]:
    """What a label says, so that equal things are equal: a range's two ends are its value, 5 is 5.0."""
    if kind == "dates":
        return {"date": label.get("date")}
    unit = label.get("unit")
    return {
        "value": f"{_number(label.get('value'))}..{_number(label.get('upper'))}",
        "unit": unit.lower() if unit else None,
        "approximate": bool(label.get("approximate")),
        "equivalents": [f"{_number(e['value'])} {e['unit']}" for e in label.get("equivalents", ())],
    }


def _number(value: Any) -> str:
    return "" if value is None else format(Decimal(str(value)).normalize(), "f")


def _pair(labels: list[Row], found: list[Row]) -> list[tuple[Row | None, Row | None]]:
    """Each label with the finding that covers the same stretch best, then what is left over on both sides."""
    rated = sorted(
        ((_overlap(a, b), n, m) for n, a in enumerate(labels) for m, b in enumerate(found)),
        key=lambda r: (-r[0], r[1:]),
    )
    mate: dict[int, int] = {}
    taken: set[int] = set()
    for overlap, n, m in rated:
        if overlap >= _LEAST_OVERLAP and n not in mate and m not in taken:
            mate[n] = m
            taken.add(m)
    pairs: list[tuple[Row | None, Row | None]] = [
        (label, found[mate[n]] if n in mate else None) for n, label in enumerate(labels)
    ]
    return pairs + [(None, other) for m, other in enumerate(found) if m not in taken]


def _overlap(a: Row, b: Row) -> float:
    shared: int = min(a["end"], b["end"]) - max(a["start"], b["start"])
    longer: int = max(a["end"] - a["start"], b["end"] - b["start"], 1)
    return max(0, shared) / longer
