"""Fits the weights by which `briefgen.convert.boundaries` finds where updates begin, and tells how well they do on publishers
that they were not fitted on.

    python bench/fit_boundaries.py [--write] [--data DIR]

Reads the data kit (`../shared/data`, or BRIEFGEN_SHARED): live blogs with known updates, and separate articles, of which made-up
live pages are put together (known updates, other publishers, other languages). One JSON line a publisher left out, then the
totals; `--write` fits on all and writes `briefgen/convert/boundary_weights.json`. Pure Python, a fixed seed: the same data gives
the same file.
"""

from __future__ import annotations

import argparse
import gzip
import json
import math
import os
import random
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from briefgen.convert import boundaries
from briefgen.convert.boundary_features import Page, boundary_signs, distance_signs, make_page
from briefgen.convert.furniture import find_line_kind
from briefgen.convert.kinds import kind_signs
from briefgen.convert.language import Languages
from briefgen.convert.line_features import LineFacts, describe_lines, wordlists
from briefgen.convert.sorting import sort_lines
from briefgen.model import Article, Source

ROOT = Path(__file__).resolve().parent.parent
WEIGHTS = ROOT / "briefgen" / "convert" / "boundary_weights.json"
SEED = 20_240_229
# Titles are not part of the sets' lines, and bylines are found later: how far "live" in a title counts, a title without it, or
# that updates are signed one by one, is set by hand. Of the 14 live pages, 12 have such a title.
TITLE_WEIGHTS = {"live title": 8.0, "other title": -1.5, "signed again": 2.0}
GOLD_WEIGHT, MADE_WEIGHT = 1.0, 0.03
MADE_KIND_WEIGHT = 0.4
# Reports with headings are what is most easily taken for a live page, and the sets have few of them.
HEADED_WEIGHT = 2.0
# Live pages among the set's articles: they are no example of a report.
LIVE_ARTICLES = frozenset(
    ("fundus-ca-NationalPost_2025_05_08", "fundus-de-HamburgerAbendblatt_2024_04_28", "fundus-fr-LeFigaro_2024_11_22")
)
PAGES_A_SET = 90
SURE = 0.004
MADE_NAMES = ("Ana Lindqvist", "Tomas Okoro", "Helen Sorel", "Viktor Varga", "Maria Benitez")
ROUNDUP_LEADS = (
    "Here’s what happened so far:",
    "In other developments:",
    "To recap:",
    "Here is a summary of the day so far:",
)
# What a live desk writes above somebody's words, which no separate report begins with.
DESK_LEADS = {
    "en": (
        "Here are some more comments from {name}:",
        "Here is more from {name} on this:",
        "Here’s what {name} had to say a short while ago:",
        "Some more lines from {name} are coming in now.",
        "More on the earlier report: {name} has sent us this.",
        "Our correspondent {name} has this from the scene:",
        "We have just had this from {name}:",
        "In a post on social media, {name} wrote:",
        "Let’s take a closer look at this.",
    ),
    "de": (
        "Dazu schreibt {name}:",
        "Hier noch einmal {name} im Wortlaut:",
        "Mehr dazu von {name}:",
        "Nun meldet sich {name} zu Wort:",
    ),
}
DESK_SHARE = 0.1
# Two pieces of news run together are worse than one cut in two: in doubt an update begins. On publishers left out 0.2 finds two
# of a hundred untitled starts more and costs half a point of F1.
LEANING = 0.2
_COMMENT_PARTED = re.compile(r"FlagShareLikeReply[^\n]*?\dptsmoderatorFeatured\w+ \d+, \d{4} \d+:\d\d[AP]M")
_CREDIT = re.compile(r"(?:[A-Z]{2,} )*[A-Z]{4,}(?: via [A-Z]|[A-Z][a-z])")
Signs = list[str]


@dataclass(frozen=True, slots=True)
class Example:
    """A live page with known starts: indexes into the page's facts. `titled`: the starts that have a headline."""

    publisher: str
    page: Page
    starts: frozenset[int]
    titled: frozenset[int]
    weight: float
    name: str = ""


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n\n")[0])
    parser.add_argument(
        "--data", type=Path, default=Path(os.environ.get("BRIEFGEN_SHARED") or ROOT.parent / "shared") / "data"
    )
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--per-blog", action="store_true")
    options = parser.parse_args()
    gold = list(read_gold(options.data))
    made = [*read_comment_page(options.data), *make_pages(options.data)]
    whole = list(read_ordinary(options.data))
    # A page is judged for its kind by boundaries that were fitted without its publisher, as a new one is.
    foreign = {p: fit(e for e in [*gold, *made] if e.publisher != p) for p in sorted({e.publisher for e in gold})}
    weights = fit([*gold, *made])
    kinds = [
        *kind_rows([*gold, *made], whole, foreign, weights),
        *kind_rows(list(read_seen(options.data)), [], {}, weights),
    ]
    report_boundaries(gold, foreign, options.per_blog)
    report_kinds(kinds)
    if options.write:
        found = {"boundaries": weights, "kinds": {**descend([r[1:] for r in kinds], 10, 1.0), **TITLE_WEIGHTS}}
        WEIGHTS.write_text(json.dumps(found, indent=0, sort_keys=True) + "\n", encoding="utf-8")


def read_rows(path: Path) -> Iterator[dict[str, Any]]:
    opener = gzip.open if path.suffix == ".gz" else open
    with opener(path, "rt", encoding="utf-8") as handle:
        for row in handle:
            yield json.loads(row)


def read_gold(data: Path) -> Iterator[Example]:
    for row in read_rows(data / "liveblogs" / "gold.jsonl"):
        starts = {p["start"]: bool(p["headline"]) for p in row["posts"]}
        yield make_example(row["publisher"], tuple(row["lines"]), starts, row["lang"], GOLD_WEIGHT, row["id"])


def read_seen(data: Path) -> Iterator[Example]:
    """The live pages as the converter sees them: cut by the weights that it has, nearly all that begins is found."""
    for row in read_rows(data / "liveblogs" / "gold.jsonl"):
        page = read_page(tuple(row["lines"]), row["lang"])
        if page is not None:
            yield Example(row["publisher"], page, frozenset(), frozenset(), GOLD_WEIGHT, row["id"])


def make_example(
    publisher: str, lines: tuple[str, ...], starts: Mapping[int, bool], code: str, weight: float, name: str = ""
) -> Example:
    """The page of those lines. A start on a line of furniture moves to the next line that is none, as in the converter."""
    language = Languages().load(code)
    facts: list[LineFacts] = []
    before: list[str | None] = []
    chosen: set[int] = set()
    titled: set[int] = set()
    kind: str | None = None
    pending: int | None = None
    for line in describe_lines(lines, language):
        if line.number in starts:
            pending = line.number
        found = find_line_kind(lines[line.number - 1], language)
        if found is not None and found != "contributor":
            kind = found
            continue
        if pending is not None:
            chosen.add(len(facts))
            if starts[pending]:
                titled.add(len(facts))
        facts.append(line)
        before.append(kind)
        kind = pending = None
    return Example(
        publisher, make_page(facts, before, wordlists(language)), frozenset(chosen), frozenset(titled), weight, name
    )


def make_pages(data: Path) -> Iterator[Example]:
    """Made-up live pages: the beginnings of separate articles of one set, one after the other."""
    rng = random.Random(SEED)
    sets = list(read_article_sets(data))
    for publisher, code, articles in sets:
        for _ in range(max(3, min(PAGES_A_SET, len(articles) // 2))):
            yield make_live_page(rng, publisher, code, articles)


def read_article_sets(data: Path) -> Iterator[tuple[str, str, list[tuple[str | None, list[str]]]]]:
    """(publisher, language, [(title, paragraphs)]) for each group of articles that could stand on one page."""
    groups: dict[tuple[str, str], list[tuple[str | None, list[str]]]] = defaultdict(list)
    rows = sorted(read_rows(data / "quotes" / "polnear.jsonl.gz"), key=lambda r: r["id"].split("_")[1])
    for row in rows:
        publisher = row["id"].split("/")[2].split("_")[0]
        lines = without_scraps(row["text"].split("\n"))
        if "the-latest" in row["id"] or "live-updates" in row["id"] or len(lines) < 4:
            continue
        title = lines[0].rstrip(".") if len(lines[0]) < 110 else None
        # Dispatches of the agency whose live pages are in the gold run on this site.
        name = "Associated Press" if publisher == "breitbart" else f"PolNeAR {publisher}"
        groups[name, "en"].append((title, lines[1:] if title else lines))
    for row in read_rows(data / "themes" / "bbc.jsonl.gz"):
        lines = [x.strip() for x in row["text"].split("\n") if x.strip()]
        groups["BBC " + row["label"], "en"].append((lines[0], lines[1:]))
    for row in read_rows(data / "themes" / "agnews.jsonl.gz"):
        lines = [x.strip() for x in row["text"].split("\n") if x.strip()]
        if len(lines) >= 2 and len(groups["AG " + row["label"], "en"]) < 100:
            groups["AG " + row["label"], "en"].append((lines[0], lines[1:]))
    for row in read_rows(data / "quotes" / "wikinews-de.jsonl.gz"):
        lines = [x.strip() for x in row["text"].split("\n") if x.strip()]
        groups["Wikinews", "de"].append((None, lines))
    for row in read_rows(data / "metadata" / "gold.jsonl.gz"):
        code = guess_language(row["body"])
        if code and row["title"] and len(row["body"]) >= 3:
            groups["metadata", code].append((row["title"], without_scraps(row["body"])))
    for (publisher, code), articles in sorted(groups.items()):
        if len(articles) >= 8:
            yield publisher, code, articles


def read_comment_page(data: Path) -> Iterator[Example]:
    """A live page of one more publisher: kept by a comment system, whose buttons and times part its updates. It is given twice,
    with its headlines and without."""
    row = next(r for r in read_rows(data / "quotes" / "polnear.jsonl.gz") if "the-latest-gop-debate" in r["id"])
    posts = [[x.strip() for x in post.split("\n") if x.strip()] for post in _COMMENT_PARTED.split(row["text"])[1:]]
    heads = [_CREDIT.split(post[0])[0] for post in posts]
    for titled in (True, False):
        lines: list[str] = []
        starts: dict[int, bool] = {}
        for head, (_, *body) in zip(heads, posts, strict=True):
            kept = [head, *body] if titled else [x for x in body if len(x) > 40]
            starts |= {len(lines) + 1: titled} if kept else {}
            lines += kept
        yield make_example("HuffPost", tuple(lines), starts, "en", GOLD_WEIGHT)


def without_scraps(lines: list[str]) -> list[str]:
    """The paragraphs without the labels and crossheads between them; the first line is kept, whatever it is."""
    kept = [x.strip() for x in lines if x.strip()]
    return [x for i, x in enumerate(kept) if not i or len(x) > 40 or (len(x) > 15 and x[-1] in '.?!”"’')]


def guess_language(body: list[str]) -> str | None:
    from briefgen.convert.language import detect_language

    return detect_language(tuple(body), Languages())


def make_live_page(
    rng: random.Random, publisher: str, code: str, articles: list[tuple[str | None, list[str]]]
) -> Example:
    style = rng.choice(("untitled", "untitled", "titled", "mixed"))
    share = {"untitled": 0.0, "titled": 0.95, "mixed": 0.5}[style]
    mean = rng.choice((1.5, 2.5, 3.5, 5))
    lines: list[str] = []
    starts: dict[int, bool] = {}
    for title, body in choose_articles(rng, articles, rng.randint(8, 22)):
        titled = title is not None and rng.random() < share
        starts[len(lines) + 1] = titled
        if titled and title is not None:
            lines.append(title)
        if rng.random() < 0.1:
            lines.append(rng.choice(MADE_NAMES))
        # The headings of a report are no part of an update.
        text = [x for x in body if len(x) > 90 or x[-1:] in '.?!:”"’'] or body[:1]
        text = text[: max(1, min(12, round(rng.expovariate(1 / mean)) + 1))]
        if code in DESK_LEADS and rng.random() < DESK_SHARE:
            lines.append(rng.choice(DESK_LEADS[code]).format(name=rng.choice(MADE_NAMES)))
            text = [x.strip('"“”„ ') for x in text[-3:]]
        lines += text
    if rng.random() < 0.4:
        lines += make_roundup(rng, code, articles, starts, len(lines))
    return make_example(publisher, tuple(lines), starts, code, MADE_WEIGHT)


Articles = list[tuple[str | None, list[str]]]


def choose_articles(rng: random.Random, articles: Articles, count: int) -> Articles:
    """Articles that speak of the same people and things, as the updates of a live page do: those most like one of them,
    or, every third time, any."""
    if len(articles) <= 2 * count or rng.random() < 0.33:
        return rng.sample(articles, min(len(articles), count))
    seed = opening_words(rng.choice(articles))
    near = sorted(articles, key=lambda a: -len(seed & opening_words(a)))[: round(1.5 * count)]
    return rng.sample(near, count)


def opening_words(article: tuple[str | None, list[str]]) -> frozenset[str]:
    """The names and longer words with which an article begins."""
    text = " ".join(article[1][:3])[:900]
    return frozenset(w for w in re.findall(r"\w+", text) if len(w) > 6 or (w[0].isupper() and len(w) > 3))


def make_roundup(
    rng: random.Random, code: str, articles: list[tuple[str | None, list[str]]], starts: dict[int, bool], above: int
) -> list[str]:
    """The oldest update of many live pages: what happened so far, a line for each piece of news. It is one update."""
    leads = {"en": ROUNDUP_LEADS, "de": ("Die wichtigsten Entwicklungen im Überblick:", "Im Überblick:")}
    chosen = rng.sample(articles, min(len(articles), rng.randint(4, 8)))
    starts[above + 1] = False
    return [chosen[0][1][0], rng.choice(leads.get(code, ("…:",))), *(body[0] for _, body in chosen[1:])]


def train_rows(example: Example) -> Iterator[tuple[Signs, bool]]:
    """For each line but the first its signs, with those of its true distance, and whether an update begins with it."""
    last = 0
    for i, signs in enumerate(boundary_signs(example.page)):
        if i:
            yield [*signs, *distance_signs(example.page, i, i - last)], i in example.starts
        if i in example.starts:
            last = i


def fit(examples: Iterable[Example], rounds: int = 8, l2: float = 1.0) -> dict[str, float]:
    """Logistic regression over the signs by AdaGrad, with a pull to zero; the weights are the mean of the later rounds.
    Signs seen fewer than six times are left out."""
    rows: list[tuple[list[str], bool, float]] = []
    counts: dict[str, int] = defaultdict(int)
    for example in examples:
        for signs, start in train_rows(example):
            rows.append((signs, start, example.weight))
            for sign in signs:
                counts[sign] += 1
    kept = [([s for s in signs if counts[s] >= 6], start, weight) for signs, start, weight in rows]
    weights = descend(kept, rounds, l2)
    return {**weights, "bias": round(weights.get("bias", 0.0) + LEANING, 3)}


def descend(rows: list[tuple[list[str], bool, float]], rounds: int, l2: float) -> dict[str, float]:
    """AdaGrad over the rows (signs, truth, importance). `l2` pulls each weight to zero once a round, however many rows have the
    sign: one that is seen seldom has to earn its weight. A row that is right for all but sure is passed over."""
    rng = random.Random(SEED)
    numbers = {sign: n for n, sign in enumerate(sorted({s for signs, _, _ in rows for s in signs}))}
    coded = [(tuple(numbers[s] for s in signs), float(truth), importance) for signs, truth, importance in rows]
    weights, squares, sums = ([start] * len(numbers) for start in (0.0, 1e-6, 0.0))
    look_up, sqrt = weights.__getitem__, math.sqrt
    for turn in range(rounds):
        rng.shuffle(coded)
        rate = 0.25 / (1 + turn / 3)
        for signs, truth, importance in coded:
            score = sum(map(look_up, signs))
            error = 1 / (1 + math.exp(-max(-30.0, min(30.0, score)))) - truth
            if -SURE < error < SURE:
                continue
            slope = error * importance
            square, step = slope * slope, rate * slope
            for n in signs:
                squares[n] += square
                weights[n] -= step / sqrt(squares[n])
        for n, weight in enumerate(weights):
            weights[n] = weight * max(0.0, 1 - rate * l2 / sqrt(squares[n]))
        if turn >= rounds // 2:
            sums = [total + weight for total, weight in zip(sums, weights, strict=True)]
    means = {sign: sums[n] / (rounds - rounds // 2) for sign, n in numbers.items()}
    return {sign: round(weight, 3) for sign, weight in sorted(means.items()) if abs(weight) >= 0.01}


@dataclass(slots=True)
class Tally:
    right: int = 0
    wrong: int = 0
    missed: int = 0
    untitled_right: int = 0
    untitled: int = 0

    def add(self, other: Tally) -> None:
        for field in self.__slots__:
            setattr(self, field, getattr(self, field) + getattr(other, field))

    def figures(self) -> dict[str, float]:
        precision = self.right / max(1, self.right + self.wrong)
        recall = self.right / max(1, self.right + self.missed)
        f1 = 2 * precision * recall / max(1e-9, precision + recall)
        untitled = self.untitled_right / max(1, self.untitled)
        return {k: round(v, 3) for k, v in (("P", precision), ("R", recall), ("F1", f1), ("untitled", untitled))}


def judge(example: Example, weights: Mapping[str, float]) -> Tally:
    found = set(boundaries.find_starts(example.page, weights).lines) - {0}
    gold = example.starts - {0}
    untitled = gold - example.titled
    return Tally(len(found & gold), len(found - gold), len(gold - found), len(untitled & found), len(untitled))


def read_ordinary(data: Path) -> Iterator[Example]:
    """Articles that are one report each: the name of their set stands for the publisher."""
    for path in ("quotes/polnear", "quotes/wikinews-de", "themes/bbc", "metadata/gold"):
        for row in read_rows(data / f"{path}.jsonl.gz"):
            lines = tuple(x.strip() for x in (row["body"] if "body" in row else row["text"].split("\n")) if x.strip())
            if len(lines) < 2 or "the-latest" in row["id"] or "/live" in row.get("url", ""):
                continue
            if row["id"] in LIVE_ARTICLES:
                continue
            code = row.get("lang") or guess_language(list(lines)) or "und"
            title = row.get("title")
            lines = (title, *lines) if title and lines[0] != title else lines
            group = row.get("publisher") or row["id"].split("_")[0]
            fold = sum(group.encode()) % 5 if path in ("metadata/gold", "quotes/polnear") else 0
            if (page := read_page(lines, code)) is not None:
                yield Example(f"{path}, part {fold}", page, frozenset(), frozenset(), 1.0, row["id"])


def read_page(lines: tuple[str, ...], code: str) -> Page | None:
    """The page as the converter sees it; None where times alone say that it is a live one."""
    language = Languages().load(code)
    article = Article(source=Source(path="report.txt", format="text", sha256="0" * 64), lines=lines)
    found = sort_lines(article, describe_lines(lines, language), language)
    if not found.news or len(found.stamps) >= 3:
        return None
    return make_page(found.news, found.before, wordlists(language))


def kind_rows(
    live: list[Example], whole: list[Example], foreign: Mapping[str, Mapping[str, float]], weights: Mapping[str, float]
) -> Iterator[tuple[str, Signs, bool, float]]:
    """(group, signs, whether it is a live page, importance) for each page, groups being what is left out together."""
    for example, is_live in [*((e, True) for e in live), *((e, False) for e in whole)]:
        starts = boundaries.find_starts(example.page, foreign.get(example.publisher, weights))
        if len(starts.lines) < 2:
            yield example.publisher, ["bias", "onlyone"], is_live, 0.0
            continue
        importance = report_weight(example, starts) if not is_live else 6.0 if example.name else MADE_KIND_WEIGHT
        yield example.publisher, list(kind_signs(example.page, starts, Languages().load("en"))), is_live, importance


def report_weight(example: Example, starts: boundaries.Starts) -> float:
    return HEADED_WEIGHT if sum(example.page.facts[i].headline_like for i in starts.lines[1:]) >= 2 else 1.0


def report_boundaries(gold: list[Example], foreign: Mapping[str, Mapping[str, float]], per_blog: bool) -> None:
    total = Tally()
    for publisher, weights in foreign.items():
        held = Tally()
        for example in (e for e in gold if e.publisher == publisher):
            one = judge(example, weights)
            if per_blog:
                print(json.dumps({"blog": example.name, **one.figures()}))
            held.add(one)
        print(json.dumps({"left out": publisher, **held.figures()}), flush=True)
        total.add(held)
    print(json.dumps({"left out": "each in turn", **total.figures()}), flush=True)


def report_kinds(rows: list[tuple[str, Signs, bool, float]]) -> None:
    """For each publisher or set left out: how many of its pages are taken for the other kind."""
    for group in sorted({r[0] for r in rows}):
        weights = descend([r[1:] for r in rows if r[0] != group], 10, 1.0)
        counts = {"live": [0, 0], "whole": [0, 0]}
        for _, signs, is_live, _ in (r for r in rows if r[0] == group):
            taken = boundaries.weigh(signs, weights) > 0 and "onlyone" not in signs
            counts["live" if is_live else "whole"][0] += taken != is_live
            counts["live" if is_live else "whole"][1] += 1
        print(json.dumps({"left out": group, "taken for the other kind, of": counts}), flush=True)


if __name__ == "__main__":
    main()
