"""Fits the weights with which quotations are told from titles and their speakers chosen.

usage: python bench/fit_speakers.py [--kit DIR] [--folds] [--write]

Reads the annotated articles of the data kit (`data/quotes/`), fits on the half of them whose id hashes to an even number,
prints how well that does on the other half, with --folds also how well four fifths of the articles do on the last, for each
fifth and several deals, then, with --write, fits on all of them and writes
`languages/<code>/quote_weights.toml`: one table a language, and `any/shared_quote_weights.toml`, of both together, for others.
Three log-linear models with L2: speaker (softmax over options, by stochastic gradient descent); reported (logistic, over words
of all sentences: inside an annotated report or not); speech (logistic, with what the other two say among its features).
German has a tenth of the labels of English: its weights start from half of the English ones and are held to these.
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
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, NamedTuple

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bench.logistic import Row, fit_logistic
from briefgen.convert.language import SHIPPED, Language, Languages
from briefgen.convert.names import find_names
from briefgen.convert.quote_marks import Marked, Paragraph, find_marked
from briefgen.convert.reported import describe_reported, score_reported
from briefgen.convert.scenes import Scene, SpeechWords, build_scene, find_repeated, load_words
from briefgen.convert.speaker_candidates import find_candidates
from briefgen.convert.speakers import Option, list_options, rank_options
from briefgen.convert.speech import describe_speech, judge_speech

SETS = {"en": "polnear.jsonl.gz", "de": "wikinews-de.jsonl.gz"}
"""The annotated set of each language: the first has ten times as many quotations, and the others lean on it."""
PRONOUNS = frozenset(
    {"he", "she", "they", "it", "i", "we", "you", "who", "his", "her", "er", "sie", "es", "ich", "wir"}
)
OVERLAP = 0.8
PLACES = 3
"""Words of a sentence that the report model is fitted on."""
PARTS = 4
"""Into how many parts the articles are cut for the model that leans on the other two: the rest taught what describes each."""
FOLDS = 5
DEALS = {"en": 1, "de": 5}
"""How often the articles are dealt into folds: the figures of the smaller set scatter more from one deal to the next."""
MARKS = frozenset(("“”", "„“", "„”", "«»", "»«", "‘’", "‚‘", '""', "''"))
LENGTHS = ((2, "one or two words"), (5, "three to five"), (10**6, "more"))


@dataclass(frozen=True)
class Settings:
    """How to fit: rounds over the examples and L2 for speakers, how often a feature must hold to count, and for the two logistic
    models the cost of a wrong answer against large weights; which share of the weights of the language with most labels another
    one starts from, and its own cost."""

    rounds: int = 5
    shrink: float = 1e-3
    rarest: int = 6
    cost: float = 0.2
    leaning: float = 0.5
    leaning_cost: float = 0.1


class Weights(NamedTuple):
    """The weights of the three models, by feature."""

    reported: Mapping[str, float]
    speech: Mapping[str, float]
    speaker: Mapping[str, float]


class Place(NamedTuple):
    """A word of a sentence, and whether it stands in an annotated report, direct or not."""

    article: str
    features: tuple[str, ...]
    inside: bool


@dataclass
class Example:
    """A marked stretch: its options, which of them name the annotated speaker, and whether it was annotated at all."""

    article: str
    scene: Scene
    quote: int
    options: list[Option]
    right: list[int]
    gold: bool


@dataclass
class Annotated:
    """What one annotated article gives to fit on."""

    id: str
    examples: list[Example]
    places: list[Place]


def read_rows(path: Path) -> list[dict[str, Any]]:
    """The annotated articles of one set."""
    with gzip.open(path, "rt", encoding="utf-8") as handle:
        return [json.loads(line) for line in handle]


def is_fitted_on(row_id: str) -> bool:
    """Whether an article belongs to the half that is fitted on while the other is held out."""
    return int(hashlib.sha256(row_id.encode()).hexdigest(), 16) % 2 == 0


def read_article(row: Mapping[str, Any], language: Language, scorer: Any) -> Annotated:
    """The examples of one article, and of each of its sentences a few places inside or outside annotated reports."""
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
    scenes = [
        (starts[p.line - 1], build_scene(p, by_line[p.line], names.in_line(p.line), words, repeated))
        for p in paragraphs
    ]
    reports = [(q["start"], q["end"]) for q in row["quotes"]]
    dice = random.Random(row["id"])
    places = [
        Place(
            row["id"],
            describe_reported(scene, at, words),
            any(a <= offset + scene.tokens[at].start < b for a, b in reports),
        )
        for offset, scene in scenes
        for at in choose_places(scene, dice)
    ]
    return Annotated(row["id"], list(list_examples(row, scenes, words, scorer)), places)


def choose_places(scene: Scene, dice: random.Random) -> Iterable[int]:
    """A few tokens of each sentence, such as may stand in marks."""
    sentences: dict[int, list[int]] = defaultdict(list)
    for at, token in enumerate(scene.tokens):
        if token.kind in ("word", "name", "role") and len(token.text) > 2:
            sentences[token.sentence].append(at)
    for places in sentences.values():
        yield from dice.sample(places, min(PLACES, len(places)))


def gather(articles: Iterable[Annotated]) -> tuple[list[Example], list[Place]]:
    """The examples and places of several articles."""
    articles = tuple(articles)
    return [e for a in articles for e in a.examples], [p for a in articles for p in a.places]


def list_examples(
    row: Mapping[str, Any], scenes: Sequence[tuple[int, Scene]], words: SpeechWords, scorer: Any
) -> Iterable[Example]:
    """The examples of one article. `scenes`: each paragraph's, with where it begins in the text."""
    gold = list_gold(row, scorer)
    earlier: str | None = None
    announced: str | None = None
    for offset, scene in scenes:
        candidates = find_candidates(scene, words)
        for quote, marked in enumerate(scene.quotes):
            found = match_gold(gold, (offset + marked.start, offset + marked.end))
            outside = ["earlier"] * (earlier is not None) + ["announced"] * (announced is not None and quote == 0)
            options = list_options(scene, candidates, quote, words, outside)
            near = {"earlier": earlier, "announced": announced}
            right = find_right(found, options, scene, offset, near, scorer) if found else []
            yield Example(row["id"], scene, quote, options, right, found is not None)
            if found and found["speaker"]:
                earlier = found["name"] or found["speaker"]
        announced = None
        if scene.paragraph.text.rstrip().endswith(":"):
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


def fit_speaker(examples: Sequence[Example], settings: Settings, prior: Mapping[str, float]) -> dict[str, float]:
    """Weights that make the right options likely. They start from `prior` and are held to it."""
    order = [e for e in examples if e.right and len(e.right) < len(e.options)]
    known = frequent((o.features for e in order for o in e.options), settings.rarest)
    weights: dict[str, float] = defaultdict(float, prior)
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
            update(weights, squares, step, settings.shrink, prior)
    return dict(weights)


def frequent(rows: Iterable[Sequence[str]], rarest: int) -> set[str]:
    """The features that hold at least so often: a rarer one tells of one article, not of the language."""
    counts = Counter(f for features in rows for f in features)
    return {f for f, n in counts.items() if n >= rarest}


def fit_reported(places: Sequence[Place], settings: Settings, prior: Mapping[str, float]) -> dict[str, float]:
    """Weights that tell places in a report from those in the reporter's own sentences."""
    return fit_logistic([(p.features, p.inside) for p in places], settings.cost, settings.rarest, prior=prior)


def fit_speech(
    examples: Sequence[Example], places: Sequence[Place], language: Language, settings: Settings, prior: Weights
) -> dict[str, float]:
    """Weights that tell speech from other marked words. What the other two models say of each part of the articles comes
    from weights fitted on the other parts, or they would look surer than they are on unseen text."""
    rows: list[Row] = []
    for part in range(PARTS):
        speaker = fit_speaker([e for e in examples if fold_of(e.article) != part], settings, prior.speaker)
        reported = fit_reported([p for p in places if fold_of(p.article) != part], settings, prior.reported)
        weights = Weights(reported, {}, speaker)
        rows += [(list_speech(e, weights, language), e.gold) for e in examples if fold_of(e.article) == part]
    return fit_logistic(rows, settings.cost, settings.rarest, prior=prior.speech)


NOTHING = Weights({}, {}, {})


def fit_all(
    examples: Sequence[Example],
    places: Sequence[Place],
    language: Language,
    settings: Settings,
    prior: Weights = NOTHING,
) -> Weights:
    """The weights of the three models. `prior`: those of a language with more labels, which they lean on."""
    speech = fit_speech(examples, places, language, settings, prior)
    return Weights(
        fit_reported(places, settings, prior.reported), speech, fit_speaker(examples, settings, prior.speaker)
    )


def lean_on(weights: Weights, share: float) -> Weights:
    """A prior for another language: the weights, each `share` of its size."""
    return Weights(*({feature: share * w for feature, w in table.items()} for table in weights))


def fold_of(row_id: str) -> int:
    """The part of the articles that this one belongs to; not the halves of `is_fitted_on`."""
    return int(hashlib.sha256(row_id.encode()).hexdigest()[:8], 16) // 2 % PARTS


def list_speech(example: Example, weights: Weights, language: Language) -> list[str]:
    """The speech features of an example under the given weights of the other two models."""
    words, scene = load_words(language), example.scene
    ranked = rank_options(example.options, weights.speaker)
    reported = score_reported(describe_reported(scene, scene.at[example.quote], words), weights.reported)
    return list(describe_speech(scene, example.quote, ranked, words, reported))


def update(
    weights: dict[str, float],
    squares: dict[str, float],
    step: Mapping[str, float],
    shrink: float,
    prior: Mapping[str, float],
) -> None:
    """One step of AdaGrad with L2 towards `prior`."""
    for feature, pull in step.items():
        pull -= shrink * (weights[feature] - prior.get(feature, 0.0))
        squares[feature] += pull * pull
        weights[feature] += 0.3 * pull / math.sqrt(squares[feature])


def report(name: str, examples: Sequence[Example], weights: Weights, language: Language) -> None:
    """Prints how well weights do on examples: speech F1, and the right option among those that could be right."""
    counts: Counter[str] = Counter()
    for example in examples:
        counts["tp" if example.gold else "fp"] += is_told(example, weights, language)
        counts["gold"] += example.gold
        if example.gold and example.right is not None:
            counts["could"] += bool(example.right)
            best = rank_options(example.options, weights.speaker)[:1]
            counts["right"] += bool(best) and any(best[0][1] is example.options[i] for i in example.right)
    tp, fp, gold = counts["tp"], counts["fp"], counts["gold"]
    print(
        f"{name}: speech P {tp / max(1, tp + fp):.3f} R {tp / max(1, gold):.3f} F1 {2 * tp / max(1, tp + fp + gold):.3f};"
        f" speaker among those reachable {counts['right'] / max(1, counts['could']):.3f},"
        f" reachable {counts['could'] / max(1, gold):.3f}, n {gold}"
    )


def is_told(example: Example, weights: Weights, language: Language) -> bool:
    """Whether the weights take an example for speech."""
    return judge_speech(list_speech(example, weights, language), weights.speech) >= 0.5


def judge_halves(
    code: str, articles: Sequence[Annotated], language: Language, settings: Settings, prior: Weights
) -> Weights:
    """The weights fitted on half of the articles; prints how well they do on it and on the other."""
    ours, others = (gather(a for a in articles if is_fitted_on(a.id) == fitted_on) for fitted_on in (True, False))
    weights = fit_all(*ours, language, settings, prior)
    report(f"{code} fitted half", ours[0], weights, language)
    report(f"{code} held out", others[0], weights, language)
    return weights


def judge_folds(
    code: str, articles: Sequence[Annotated], language: Language, settings: Settings, prior: Weights
) -> None:
    """Prints how well speech is told from other marked words in articles that were not fitted on: each fold is judged by what was
    fitted on the others. Over several deals the mean, the extremes, and how long the stretches are that were mistaken."""
    found: list[float] = []
    alike: list[float] = []
    wrong: Counter[str] = Counter()
    for deal in range(DEALS[code]):
        counts: Counter[str] = Counter()
        for fold in range(FOLDS):
            out = {a.id for a in articles if deal_out(a.id, deal) == fold}
            fitted = fit_all(*gather(a for a in articles if a.id not in out), language, settings, prior)
            for example in gather(a for a in articles if a.id in out)[0]:
                told = is_told(example, fitted, language)
                for marks in ("all", "alike") if has_marks_alike(example) else ("all",):
                    counts[f"{marks} right"] += told and example.gold
                    counts[f"{marks} told"] += told
                    counts[f"{marks} gold"] += example.gold
                if told != example.gold:
                    wrong[f"{'missed' if example.gold else 'false'} of {name_length(example)}"] += 1
        for marks, figures in (("all", found), ("alike", alike)):
            figures.append(2 * counts[f"{marks} right"] / max(1, counts[f"{marks} told"] + counts[f"{marks} gold"]))
    for name, figures in (("folds", found), ("folds, marks alike", alike)):
        mean = sum(figures) / len(figures)
        print(f"{code} {name}: F1 {mean:.3f}, {min(figures):.3f} to {max(figures):.3f}, deals {len(figures)}")
    print(f"{code} mistaken: " + "; ".join(f"{name} {n / len(found):.0f}" for name, n in sorted(wrong.items())))


def deal_out(row_id: str, deal: int) -> int:
    """The fold of an article in a deal."""
    return int(hashlib.sha256(f"{deal} {row_id}".encode()).hexdigest(), 16) % FOLDS


def has_marks_alike(example: Example) -> bool:
    """Whether the marks around a stretch are of one kind. The English set passes over all others (“so"), speech as well."""
    marked, text = example.scene.quotes[example.quote], example.scene.paragraph.text
    return text[marked.start - 1 : marked.start] + text[marked.end : marked.end + 1] in MARKS


def name_length(example: Example) -> str:
    """How long the marked stretch is."""
    number = len(example.scene.tokens[example.scene.at[example.quote]].text.split())
    return next(name for limit, name in LENGTHS if number <= limit)


def write_weights(path: Path, weights: Weights) -> None:
    """Writes a table; weights near zero are left out."""
    rows = ["# Weights of the log-linear models, written by bench/fit_speakers.py."]
    for name, table in weights._asdict().items():
        rows.append(f"\n[{name}]")
        rows += [f"{json.dumps(f, ensure_ascii=False)} = {w:.2f}" for f, w in sorted(table.items()) if abs(w) >= 0.05]
    path.write_text("\n".join(rows) + "\n", encoding="utf-8")


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--kit", type=Path, default=Path(os.environ.get("BRIEFGEN_SHARED", "../shared")))
    parser.add_argument("--write", action="store_true")
    parser.add_argument(
        "--folds", action="store_true", help="judge each fifth of the articles by what the others teach"
    )
    parser.add_argument("--rounds", type=int, default=Settings.rounds)
    parser.add_argument("--shrink", type=float, default=Settings.shrink)
    parser.add_argument("--rarest", type=int, default=Settings.rarest)
    parser.add_argument("--cost", type=float, default=Settings.cost)
    args = parser.parse_args()
    given = (args.rounds, args.shrink, args.rarest, args.cost)
    settings = Settings(*given)
    sys.path.insert(0, str(args.kit / "data"))
    import score_quotes as scorer  # the kit's own notion of "the same speaker"

    languages = {code: Languages().load(code) for code in SETS}
    sets = {
        code: [read_article(row, languages[code], scorer) for row in read_rows(args.kit / "data/quotes" / name)]
        for code, name in SETS.items()
    }
    half, whole = NOTHING, NOTHING
    for code, articles in sets.items():
        language = languages[code]
        if half is not NOTHING:
            settings = replace(settings, cost=settings.leaning_cost)
        fitted = judge_halves(code, articles, language, settings, half)
        if args.folds:
            judge_folds(code, articles, language, settings, whole)
        if args.folds or args.write:
            all_of_it = fit_all(*gather(articles), language, settings, whole)
            whole = whole if whole is not NOTHING else lean_on(all_of_it, settings.leaning)
        if args.write:
            write_weights(SHIPPED / code / "quote_weights.toml", all_of_it)
        half = half if half is not NOTHING else lean_on(fitted, settings.leaning)
    if args.write:
        together = gather(article for articles in sets.values() for article in articles)
        write_weights(SHIPPED / "any/shared_quote_weights.toml", fit_all(*together, languages["en"], Settings(*given)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
