"""Fits the weights by which `briefgen.convert.furniture_model` tells a page's furniture from its article, and tells how well they
do on publishers that they were not fitted on.

    python -m bench.fit_furniture [--write] [--folds N] [--without NAME,…]

Reads the data kit (`../shared/data`, or BRIEFGEN_SHARED): HTML pages with the article's body, taken as a person pastes them (the
text of their block elements, whole or from a little above to a little below the article), and texts without furniture. One JSON
line of figures, judged in folds of publishers; `--write` fits on all and writes `briefgen/convert/furniture_weights.json`. Pure
Python but for lxml, a fixed seed: the same data gives the same file.
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import json
import math
import random
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any
from urllib.parse import urlparse

from bench.kit import ROOT, kit_path, read_rows, tell
from bench.pasted_pages import label_lines, paste
from briefgen.convert import furniture_model
from briefgen.convert.article_span import paragraph_signs
from briefgen.convert.furniture_signs import find_page_signs, find_paragraphs
from briefgen.convert.furniture_words import page_words
from briefgen.convert.language import Language, Languages, detect_language
from briefgen.convert.line_features import LineFacts, describe_lines
from briefgen.convert.sorting import find_kinds_by_rule
from briefgen.model import Article, FurnitureKind, Source

WEIGHTS = ROOT / "briefgen" / "convert" / "furniture_weights.json"
SEED = 20_240_229
ROUNDS, FEWEST = 12, 5
# Paragraphs are few: their weights are pulled to zero harder.
PULL, PARAGRAPH_PULL = 0.5, 1.5
# A whole page is mostly menus, which are easy: what stands near the article counts more.
IMPORTANCE = {"page": 0.35, "part": 1.0, "text": 1.0, "live": 2.0}
TEXTS = (("themes/bbc.jsonl.gz", 150), ("quotes/polnear.jsonl.gz", 150), ("quotes/wikinews-de.jsonl.gz", 80),
         ("themes/10kgnad.jsonl.gz", 80))  # fmt: skip
Signs = tuple[str, ...]
Weights = dict[str, float]


@dataclass(frozen=True, slots=True, eq=False)
class Example:
    """A page or text: for each line that is not empty its signs (None: a paragraph, or known) and whether it is furniture
    (None: open); `kinds` is what rules say."""

    publisher: str
    kind: str
    language: Language
    facts: tuple[LineFacts, ...]
    kinds: Mapping[int, FurnitureKind]
    signs: tuple[Signs | None, ...]
    labels: tuple[bool | None, ...]


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n\n")[0])
    parser.add_argument("--write", action="store_true", help="fit on all and write the weights")
    parser.add_argument("--folds", type=int, default=5, metavar="N", help="judge in N folds of publishers; 0: do not")
    parser.add_argument(
        "--without", default="", metavar="NAME,…", help="publishers to leave out of the weights written"
    )
    options = parser.parse_args()
    examples = list(read_examples())
    for n in range(options.folds):
        rest = [e for e in examples if fold_of(e.publisher, options.folds) != n]
        held_out = [e for e in examples if fold_of(e.publisher, options.folds) == n]
        tell({"held out": n, **judge(held_out, fit(rest))})
    if options.write:
        left_out = set(options.without.split(","))
        weights = fit([e for e in examples if e.publisher not in left_out])
        WEIGHTS.write_text(json.dumps(weights, indent=0, sort_keys=True) + "\n", encoding="utf-8")


def fold_of(publisher: str, folds: int) -> int:
    """The fold of a publisher, from its name alone."""
    return int(hashlib.sha256(publisher.encode()).hexdigest()[:8], 16) % folds


def read_examples() -> Iterator[Example]:
    """All pages, each whole and in two parts around the article, and texts without furniture."""
    rng = random.Random(SEED)
    for name in ("extraction", "metadata"):
        for row in read_rows(kit_path(f"data/{name}/gold.jsonl.gz")):
            yield from read_page(row, kit_path(f"data/{name}/html/{row['id']}.html.gz").read_bytes(), rng)
    for row in read_rows(kit_path("data/liveblogs/gold.jsonl")):
        yield make_example(row["lines"], [False] * len(row["lines"]), f"live {row['publisher']}", "live")
    for name, most in TEXTS:
        rows = list(read_rows(kit_path(f"data/{name}")))
        for row in rng.sample(rows, most):
            lines = [line for line in row["text"].split("\n") if line.strip()]
            yield make_example(lines, [False] * len(lines), name, "text")


def read_page(row: dict[str, Any], zipped: bytes, rng: random.Random) -> Iterator[Example]:
    """The page whole, closely around the article, and with more about it; its body alone where it has lines."""
    body = row["body"] if isinstance(row["body"], list) else row["body"].split("\n")
    publisher = (urlparse(row["url"]).hostname or "").removeprefix("www.")
    page = paste(gzip.decompress(zipped))
    lines = [line.text for line in page]
    labelled = label_lines(page, [line for line in body if line.strip()], row.get("title") or "")
    if labelled is None:
        return
    labels, (first, last) = labelled
    yield make_example(lines, labels, publisher, "page")
    for most_above, most_below in ((9, 6), (30, 40)):
        a, b = max(0, first - rng.randint(2, most_above)), last + 1 + rng.randint(1, most_below)
        yield make_example(lines[a:b], labels[a:b], publisher, "part")
    if isinstance(row["body"], list):
        alone = [line for line in (row.get("title") or "", *body) if line.strip()]
        yield make_example(alone, [False] * len(alone), publisher, "text")


def make_example(lines: Sequence[str], labels: Sequence[bool | None], publisher: str, kind: str) -> Example:
    languages = languages_at_hand()
    language = languages.load(detect_language(tuple(lines), languages))
    facts = describe_lines(tuple(lines), language)
    article = Article(source=Source(path="", format="text", sha256=""), lines=tuple(lines))
    known = find_kinds_by_rule(article, facts, language)
    return Example(
        publisher,
        kind,
        language,
        facts,
        known,
        find_page_signs(facts, known.keys(), page_words(language)),
        tuple(labels[f.number - 1] for f in facts),
    )


@cache
def languages_at_hand() -> Languages:
    return Languages()


Row = tuple[Signs, bool, float]


def fit(examples: Sequence[Example], folds: int = 4) -> dict[str, Weights]:
    """All looks. Each is fitted on what the looks before it say that were fitted without the publisher, as it is in use."""
    alone = {e: [*line_rows(e, e.signs)] for e in examples}
    paragraphs: dict[Example, list[Row]] = {}
    company: list[Row] = []
    without: list[dict[str, Weights]] = []
    for n in range(folds):
        fitted = {"alone": descend(row for e, rows in alone.items() if not in_fold(e, n, folds) for row in rows)}
        paragraphs |= {e: [*paragraph_rows(e, fitted)] for e in examples if in_fold(e, n, folds)}
        without.append(fitted)
    for n, fitted in enumerate(without):
        rest = (row for e, rows in paragraphs.items() if not in_fold(e, n, folds) for row in rows)
        fitted["paragraphs"] = descend(rest, PARAGRAPH_PULL)
        company += [row for e in examples if in_fold(e, n, folds) for row in company_rows(e, fitted)]
    return {
        "alone": descend(row for rows in alone.values() for row in rows),
        "paragraphs": descend((row for rows in paragraphs.values() for row in rows), PARAGRAPH_PULL),
        "company": descend(company),
    }


def in_fold(example: Example, n: int, folds: int) -> bool:
    return fold_of(example.publisher, folds) == n


def line_rows(example: Example, signs: Sequence[Signs | None]) -> Iterator[Row]:
    """The lines whose label is known, with these signs."""
    for own, label in zip(signs, example.labels, strict=True):
        if own is not None and label is not None:
            yield own, label, IMPORTANCE[example.kind]


def paragraph_rows(example: Example, weights: dict[str, Weights]) -> Iterator[Row]:
    """The paragraphs of a page that has furniture, seen with the first look's weights."""
    look = furniture_model.look_at_page(example.facts, example.kinds, page_words(example.language), weights)
    places = find_paragraphs(example.facts, example.kinds.keys())
    if not look.is_page:
        return
    for i, signs in zip(
        places, paragraph_signs(example.facts, places, look.chances, page_words(example.language)), strict=True
    ):
        label = example.labels[i]
        if label is not None:
            yield signs, label, IMPORTANCE[example.kind]


def company_rows(example: Example, weights: dict[str, Weights]) -> Iterator[Row]:
    """The lines as the last look sees them: beside their neighbours, below the article's end."""
    look = furniture_model.look_at_page(example.facts, example.kinds, page_words(example.language), weights)
    signs = [
        (*own, *furniture_model.company_signs(look.chances, i)) if own is not None and i not in look.outside else None
        for i, own in enumerate(look.signs)
    ]
    yield from line_rows(example, signs)


def judge(examples: Iterable[Example], weights: dict[str, Weights]) -> dict[str, Any]:
    """Precision, recall and F1 over the labelled lines of the parts, rules and weights together; of texts without furniture the
    share of lines that the weights take away."""
    right = wrong = missed = lost = texts = 0
    for e in examples:
        found = furniture_model.find_more_furniture(e.facts, e.kinds, frozenset(), e.language, weights).keys() | e.kinds
        for line, label in zip(e.facts, e.labels, strict=True):
            is_found = line.number in found
            if e.kind == "part":
                right += bool(label) and is_found
                missed += bool(label) and not is_found
                wrong += label is False and is_found
            elif e.kind != "page":
                texts += 1
                lost += is_found and line.number not in e.kinds
    precision, recall = right / max(1, right + wrong), right / max(1, right + missed)
    return {
        "P": round(precision, 4),
        "R": round(recall, 4),
        "F1": round(2 * precision * recall / max(1e-9, precision + recall), 4),
        "lines of texts kept": round(1 - lost / max(1, texts), 5),
        "lost": lost,
    }


def descend(rows: Iterable[Row], pull: float = PULL) -> Weights:
    """Logistic regression by AdaGrad with a pull to zero; "" is what every line has. The mean of the later rounds' weights."""
    rng = random.Random(SEED)
    rows = list(rows)
    counts = Counter(sign for signs, _, _ in rows for sign in signs)
    number = {sign: n for n, sign in enumerate(["", *sorted(s for s, count in counts.items() if count >= FEWEST)])}
    pulls = [0.0, *(pull / counts[sign] for sign in list(number)[1:])]
    weights, squares, sums = [0.0] * len(number), [1e-6] * len(number), [0.0] * len(number)
    cases = [
        ([0, *{number[s] for s in signs if s in number}], float(truth), importance) for signs, truth, importance in rows
    ]
    for turn in range(ROUNDS):
        rng.shuffle(cases)
        rate = 0.25 / (1 + turn / 3)
        for mine, truth, importance in cases:
            score = sum([weights[n] for n in mine])
            error = (1 / (1 + math.exp(-max(-30.0, min(30.0, score)))) - truth) * importance
            for n in mine:
                slope = error + pulls[n] * weights[n]
                squares[n] += slope * slope
                weights[n] -= rate * slope / math.sqrt(squares[n])
        if turn >= ROUNDS // 2:
            sums = [total + weight for total, weight in zip(sums, weights, strict=True)]
    kept = {sign: round(sums[n] / (ROUNDS - ROUNDS // 2), 2) for sign, n in number.items()}
    return {sign: weight for sign, weight in sorted(kept.items()) if weight or not sign}


if __name__ == "__main__":
    main()
