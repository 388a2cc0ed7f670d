"""Fits the weights with which quotations are told from titles and their speakers chosen.

usage: python bench/fit_speakers.py [--kit DIR] [--write]

Reads the annotated articles of the data kit (`data/quotes/`), fits on the half of them whose id hashes to an even number,
prints how well that does on the other half, then, with --write, fits on all of them and writes
`languages/<code>/quote_weights.toml`: one table a language, and one of both together for every other language.
Two log-linear models by stochastic gradient descent with L2: speaker (softmax over options), speech (logistic).
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import json
import math
import os
import random
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from briefgen.convert.language import SHIPPED, Language, Languages
from briefgen.convert.names import find_names
from briefgen.convert.quote_marks import Marked, Paragraph, find_marked
from briefgen.convert.scenes import Scene, build_scene, find_repeated, load_words
from briefgen.convert.speaker_candidates import find_candidates
from briefgen.convert.speakers import Option, list_options, rank_options
from briefgen.convert.speech import describe_speech

SETS = {"en": "polnear.jsonl.gz", "de": "wikinews-de.jsonl.gz"}
PRONOUNS = frozenset(
    {"he", "she", "they", "it", "i", "we", "you", "who", "his", "her", "er", "sie", "es", "ich", "wir"}
)
OVERLAP = 0.8


@dataclass(frozen=True)
class Settings:
    """How to fit: rounds over the examples, L2, and how often a feature must hold to count."""

    rounds: int = 5
    shrink: float = 1e-3
    rarest: int = 3


@dataclass
class Example:
    """A marked stretch: its options, which of them name the annotated speaker, and whether it was annotated at all."""

    article: str
    scene: Scene
    quote: int
    options: list[Option]
    right: list[int]
    gold: bool


def read_rows(path: Path) -> list[dict[str, Any]]:
    """The annotated articles of one set."""
    with gzip.open(path, "rt", encoding="utf-8") as handle:
        return [json.loads(line) for line in handle]


def is_fitted_on(row_id: str) -> bool:
    """Whether an article belongs to the half that is fitted on while the other is held out."""
    return int(hashlib.sha256(row_id.encode()).hexdigest(), 16) % 2 == 0


def list_examples(row: Mapping[str, Any], language: Language, scorer: Any) -> Iterable[Example]:
    """The examples of one article."""
    lines = tuple(row["text"].split("\n"))
    words, names = load_words(language), find_names(lines, language)
    paragraphs = [Paragraph(line=n, start=0, end=len(t), text=t) for n, t in enumerate(lines, 1) if t.strip()]
    by_line: dict[int, list[Marked]] = defaultdict(list)
    stretches = find_marked(paragraphs)
    repeated = find_repeated(stretches, lines)
    for marked in stretches:
        by_line[marked.line].append(marked)
    starts = [0]
    for line in lines:
        starts.append(starts[-1] + len(line) + 1)
    gold = list_gold(row, scorer)
    earlier: str | None = None
    announced: str | None = None
    for paragraph in paragraphs:
        scene = build_scene(paragraph, by_line[paragraph.line], names.in_line(paragraph.line), words, repeated)
        candidates = find_candidates(scene, words)
        for quote, marked in enumerate(scene.quotes):
            offset = starts[marked.line - 1]
            found = match_gold(gold, (offset + marked.start, offset + marked.end))
            outside = ["earlier"] * (earlier is not None) + ["announced"] * (announced is not None and quote == 0)
            options = list_options(scene, candidates, quote, words, outside)
            near = {"earlier": earlier, "announced": announced}
            right = find_right(found, options, scene, offset, near, scorer) if found else []
            yield Example(row["id"], scene, quote, options, right, found is not None)
            if found and found["speaker"]:
                earlier = found["name"] or found["speaker"]
        announced = None
        if paragraph.text.rstrip().endswith(":"):
            linked = [c for c in candidates if c.links]
            announced = linked[-1].text if linked else None


def list_gold(row: Mapping[str, Any], scorer: Any) -> list[dict[str, Any]]:
    """The annotated direct quotations, each with the name that a pronoun speaker goes back to."""
    gold: list[dict[str, Any]] = []
    named = None
    for quote in sorted(row["quotes"], key=lambda q: q["start"]):
        speaker = quote.get("speaker")
        pronoun = bool(speaker) and all(w in PRONOUNS for w in scorer.words(speaker))
        for start, end in quote["direct"]:
            name = named if pronoun else speaker
            fact = {"span": (start, end), "speaker": speaker, "at": quote.get("speaker_start")}
            gold.append({**fact, "pronoun": pronoun, "name": name})
        if speaker and not pronoun:
            named = speaker
    return gold


def match_gold(gold: Sequence[dict[str, Any]], span: tuple[int, int]) -> dict[str, Any] | None:
    """The annotated quotation that the span overlaps enough."""
    best = None
    for fact in gold:
        start, end = fact["span"]
        both = min(end, span[1]) - max(start, span[0])
        if (
            both > 0
            and both / (max(end, span[1]) - min(start, span[0])) >= OVERLAP
            and (best is None or fact["speaker"])
        ):
            best = fact
    return best


def find_right(
    fact: Mapping[str, Any],
    options: Sequence[Option],
    scene: Scene,
    offset: int,
    near: Mapping[str, str | None],
    scorer: Any,
) -> list[int]:
    """The options that name the annotated speaker."""
    speaker = fact["speaker"]
    if not speaker:
        return []
    right = []
    for i, option in enumerate(options):
        if option.outside:
            said = near[option.outside]
            if said and (
                scorer.same(speaker, said) or (fact["pronoun"] and fact["name"] and scorer.same(fact["name"], said))
            ):
                right.append(i)
        elif option.candidate:
            start = offset + scene.tokens[option.candidate.head].start
            if fact["pronoun"]:
                if option.candidate.text.lower() == speaker.lower() and fact["at"] == start:
                    right.append(i)
            elif scorer.same(speaker, option.candidate.text):
                right.append(i)
    return right


def fit_speaker(examples: Sequence[Example], settings: Settings) -> dict[str, float]:
    """Weights that make the right options likely."""
    order = [e for e in examples if e.right and len(e.right) < len(e.options)]
    known = frequent((o.features for e in order for o in e.options), settings.rarest)
    weights: dict[str, float] = defaultdict(float)
    squares: dict[str, float] = defaultdict(lambda: 1.0)
    dice = random.Random(7)
    for _ in range(settings.rounds):
        dice.shuffle(order)
        for example in order:
            totals = [sum(weights[f] for f in o.features if f in known) for o in example.options]
            top = max(totals)
            powers = [math.exp(t - top) for t in totals]
            whole, good = sum(powers), sum(powers[i] for i in example.right)
            step: dict[str, float] = defaultdict(float)
            for i, option in enumerate(example.options):
                pull = (powers[i] / good if i in example.right else 0.0) - powers[i] / whole
                if abs(pull) > 1e-4:
                    for feature in option.features:
                        if feature in known:
                            step[feature] += pull
            update(weights, squares, step, settings.shrink)
    return dict(weights)


def frequent(rows: Iterable[Sequence[str]], rarest: int) -> set[str]:
    """The features that hold at least so often: a rarer one tells of one article, not of the language."""
    counts = Counter(f for features in rows for f in features)
    return {f for f, n in counts.items() if n >= rarest}


def fit_speech(examples: Sequence[Example], language: Language, settings: Settings) -> dict[str, float]:
    """Weights that tell speech from other marked words. The speaker features of each half of the articles come from
    speaker weights fitted on the other, or they would look surer than they are on unseen text."""
    rows: list[tuple[list[str], bool]] = []
    for part in range(2):
        rest = [e for e in examples if fold_of(e.article) != part]
        speaker = fit_speaker(rest, settings)
        rows += [(list_speech(e, speaker, language), e.gold) for e in examples if fold_of(e.article) == part]
    known = frequent((f for f, _ in rows), settings.rarest)
    weights: dict[str, float] = defaultdict(float)
    squares: dict[str, float] = defaultdict(lambda: 1.0)
    dice = random.Random(7)
    for _ in range(settings.rounds):
        dice.shuffle(rows)
        for features, gold in rows:
            total = sum(weights[f] for f in features if f in known)
            pull = gold - 1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, total))))
            update(weights, squares, {f: pull for f in features if f in known}, settings.shrink)
    return dict(weights)


def fold_of(row_id: str) -> int:
    """The half of the articles that this one belongs to; not the halves of `is_fitted_on`."""
    return int(hashlib.sha256(row_id.encode()).hexdigest()[:8], 16) // 2 % 2


def list_speech(example: Example, speaker: Mapping[str, float], language: Language) -> list[str]:
    """The speech features of an example under the given speaker weights."""
    ranked = rank_options(example.options, speaker)
    return list(describe_speech(example.scene, example.quote, ranked, load_words(language)))


def update(weights: dict[str, float], squares: dict[str, float], step: Mapping[str, float], shrink: float) -> None:
    """One step of AdaGrad with L2."""
    for feature, pull in step.items():
        pull -= shrink * weights[feature]
        squares[feature] += pull * pull
        weights[feature] += 0.3 * pull / math.sqrt(squares[feature])


def report(
    name: str,
    examples: Sequence[Example],
    speaker: Mapping[str, float],
    speech: Mapping[str, float],
    language: Language,
) -> None:
    """Prints how well weights do on examples: speech F1, and the right option among those that could be right."""
    counts: Counter[str] = Counter()
    for example in examples:
        total = sum(speech.get(f, 0.0) for f in list_speech(example, speaker, language))
        counts["tp" if example.gold else "fp"] += total > 0
        counts["gold"] += example.gold
        if example.gold and example.right is not None:
            counts["could"] += bool(example.right)
            best = rank_options(example.options, speaker)[:1]
            counts["right"] += bool(best) and any(best[0][1] is example.options[i] for i in example.right)
    tp, fp, gold = counts["tp"], counts["fp"], counts["gold"]
    print(
        f"{name}: speech P {tp / max(1, tp + fp):.3f} R {tp / max(1, gold):.3f} F1 {2 * tp / max(1, tp + fp + gold):.3f};"
        f" speaker among those reachable {counts['right'] / max(1, counts['could']):.3f},"
        f" reachable {counts['could'] / max(1, gold):.3f}, n {gold}"
    )


def write_weights(code: str, speaker: Mapping[str, float], speech: Mapping[str, float]) -> None:
    """Writes the table of one language; weights near zero are left out."""
    rows = ["# Weights of the log-linear models, written by bench/fit_speakers.py."]
    for name, weights in (("speech", speech), ("speaker", speaker)):
        rows.append(f"\n[{name}]")
        rows += [f"{json.dumps(f, ensure_ascii=False)} = {w:.2f}" for f, w in sorted(weights.items()) if abs(w) >= 0.05]
    (SHIPPED / code / "quote_weights.toml").write_text("\n".join(rows) + "\n", encoding="utf-8")


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--kit", type=Path, default=Path(os.environ.get("BRIEFGEN_SHARED", "../shared")))
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--rounds", type=int, default=Settings.rounds)
    parser.add_argument("--shrink", type=float, default=Settings.shrink)
    parser.add_argument("--rarest", type=int, default=Settings.rarest)
    args = parser.parse_args()
    settings = Settings(args.rounds, args.shrink, args.rarest)
    sys.path.insert(0, str(args.kit / "data"))
    import score_quotes as scorer  # the kit's own notion of "the same speaker"

    languages = {code: Languages().load(code) for code in SETS}
    examples = {
        code: [
            e for row in read_rows(args.kit / "data/quotes" / SETS[code]) for e in list_examples(row, language, scorer)
        ]
        for code, language in languages.items()
    }
    for code, rows in examples.items():
        fitted = [e for e in rows if is_fitted_on(e.article)]
        speaker = fit_speaker(fitted, settings)
        speech = fit_speech(fitted, languages[code], settings)
        report(f"{code} fitted half", fitted, speaker, speech, languages[code])
        report(f"{code} held out", [e for e in rows if not is_fitted_on(e.article)], speaker, speech, languages[code])
        if args.write:
            write_weights(code, fit_speaker(rows, settings), fit_speech(rows, languages[code], settings))
    if args.write:
        together = [e for rows in examples.values() for e in rows]
        write_weights("any", fit_speaker(together, settings), fit_speech(together, languages["en"], settings))
    return 0


if __name__ == "__main__":
    sys.exit(main())
