"""`python -m bench publishing`: what a build costs, in the same run as its peers' builds of the same corpus. One JSON line a run.

The kit's compare.py does cold, no-op, add, edit and delete against Hugo; the cases it lacks are here: rename a briefing, change a
theme's name, add one to a small and a large archive, add an article to a project of articles (against stock Pelican on its
briefings), memory, the number of files, what is saved while `serve` runs.
Peers: `BENCH_VENV=… sh ../shared/bench/peers/setup.sh`.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from statistics import median
from typing import Any

from bench.kit import PROGRAM, kit_path, tell
from bench.measuring import Run, measure
from bench.serving import serving

_THEMES = (
    *("Culture", "Economy", "Education", "Energy", "Environment", "Health"),
    *("Housing", "Justice", "Science", "Security", "Technology", "Transport"),
)
_HOST_FILES = 20_000
# Of fewer briefings, whether a goal is reached says nothing: the start of the program is most of the time.
_GOALS_ARE_FOR = 10_000


def main(words: list[str]) -> int:
    """Prints one JSON line a run."""
    cases: dict[str, Callable[[argparse.Namespace], Iterator[dict[str, Any]]]] = {
        "compare": compare_with_hugo,
        "rename": rename_one,
        "theme": rename_theme,
        "scale": add_to_small_and_large,
        "article": add_article,
        "memory": measure_memory,
        "files": count_files,
        "serve": save_while_serving,
    }
    parser = argparse.ArgumentParser(prog="python -m bench publishing", description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--only", default=",".join(cases), help=f"some of {', '.join(cases)}, with commas between")
    parser.add_argument(
        "--n", type=int, default=1000, help="briefings, or articles; the figures to reach are for 10000"
    )
    parser.add_argument("--large", type=int, help="the large archive of `scale`; 100 times --n by default")
    parser.add_argument("--repeat", type=int, default=3, metavar="N")
    parser.add_argument(
        "--work", type=Path, help="scratch folder; in memory where there is room, else as the system says"
    )
    options = parser.parse_args(words)
    options.large = options.large or 100 * options.n
    tell(
        {
            "machine": f"{os.cpu_count()} cores, Python {sys.version.split()[0]}",
            "n": options.n,
            "repeat": options.repeat,
        }
    )
    for name in options.only.split(","):
        if name not in cases:
            parser.error(f"expected one of {', '.join(cases)}, found {name}")
        for row in cases[name](options):
            if options.n < _GOALS_ARE_FOR:
                row.pop("reached", None)
            tell({"case": name, **row})
    return 0


# -- the kit -------------------------------------------------------------------------------------------------------


def _peer_python() -> Path:
    """The Python of the peers' environment. Ends the run where it was not set up."""
    python = Path(os.environ.get("BENCH_VENV") or kit_path("bench") / ".venv") / "bin/python"
    if not python.exists():
        raise SystemExit(
            "the peers are not set up: BENCH_VENV=FOLDER sh ../shared/bench/peers/setup.sh, and keep BENCH_VENV"
        )
    return python


def _corpus(*words: str | Path) -> list[dict[str, Any]]:
    """Makes or changes a corpus with the kit's corpus.py; what it changed."""
    command = [sys.executable, str(kit_path("bench/corpus.py")), *map(str, words)]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", check=True)
    return [json.loads(line) for line in done.stdout.splitlines()]


def _peer(name: str, corpus: Path, out: Path) -> Run:
    """One build of a peer, search included; it always builds everything anew."""
    return measure(
        ["sh", str(kit_path("bench/peers/build.sh")), name, str(corpus), str(out)],
        {"BENCH_VENV": str(_peer_python().parent.parent)},
    )


@dataclass(frozen=True, slots=True)
class Site:
    """A project of ours whose briefings are a corpus; and the folder of a peer's site beside it."""

    folder: Path

    @property
    def corpus(self) -> Path:
        return self.folder / "corpus"

    @property
    def project(self) -> Path:
        return self.folder / "state/project"

    @property
    def output(self) -> Path:
        return self.folder / "out"

    def build(self) -> Run:
        """A build by the kit's own script: it makes the project the first time."""
        (self.folder / "state").mkdir(exist_ok=True)
        self.output.mkdir(exist_ok=True)
        script = str(kit_path("bench/on_corpus.sh"))
        return measure(["bash", script, str(PROGRAM), *map(str, (self.corpus, self.output, self.folder / "state"))])

    def build_peer(self, name: str = "hugo") -> Run:
        return _peer(name, self.corpus, self.folder / f"out-{name}")


class _scratch:
    """A folder for one case, in memory where there is room, gone afterwards."""

    def __init__(self, options: argparse.Namespace) -> None:
        memory = Path("/dev/shm")
        roomy = memory.is_dir() and shutil.disk_usage(memory).free > 4 * 2**30
        self._parent = options.work or (memory if roomy else None)

    def __enter__(self) -> Path:
        self._folder = Path(tempfile.mkdtemp(prefix="bench-", dir=self._parent))
        return self._folder

    def __exit__(self, *_: object) -> None:
        shutil.rmtree(self._folder)


def _new_site(folder: Path, size: int) -> Site:
    site = Site(folder)
    _corpus(str(size), site.corpus)
    return site


def _row(step: str, ours: list[Run], theirs: list[Run], goal: float | None, peer: str = "hugo") -> dict[str, Any]:
    """Medians of both sides and the ratio pair by pair."""
    ratios = [a.wall / b.wall for a, b in zip(ours, theirs, strict=True)]
    row = {"step": step, "briefgen": _median(ours), peer: _median(theirs), "ratio": round(median(ratios), 3)}
    row["ratios"] = [round(ratio, 3) for ratio in ratios]
    if goal is not None:
        row.update(goal=goal, reached=median(ratios) <= goal)
    return row


def _median(runs: list[Run]) -> dict[str, float]:
    rows = [asdict(run) for run in runs]
    return {name: round(median(row[name] for row in rows), 3) for name in rows[0]} if rows else {}


# -- the cases -----------------------------------------------------------------------------------------------------


def compare_with_hugo(options: argparse.Namespace) -> Iterator[dict[str, Any]]:
    """The kit's comparison: cold, no-op, add, edit, delete."""
    goals = {"cold": 0.85, "noop": 0.02, "add": 0.05, "edit": 0.06, "delete": 0.06}
    ours = f"{kit_path('bench/on_corpus.sh')} {PROGRAM} {{corpus}} {{out}} {{state}}"
    command = [
        str(_peer_python()),
        str(kit_path("bench/compare.py")),
        "--n",
        str(options.n),
        "--repeat",
        str(options.repeat),
    ]
    work = ("--work", str(options.work)) if options.work else ()
    done = subprocess.run(
        [*command, *work, "--a", "hugo", "--b", ours, "--json"], stdout=subprocess.PIPE, encoding="utf-8", check=True
    )
    for step, row in json.loads(done.stdout)["cases"].items():
        ratio = median(row["ratio"]["wall"])
        told = {
            side: {key: round(row[name][key], 3) for key in ("wall", "cpu", "rss", "other", "html", "mib")}
            for side, name in (("hugo", "A"), ("briefgen", "B"))
        }
        wrong = [*row["A"]["wrong"], *row["B"]["wrong"]]
        ratios = {
            "ratios": [round(value, 3) for value in row["ratio"]["wall"]],
            "memory_ratio": round(median(row["ratio"]["rss"]), 3),
        }
        yield {
            "step": step,
            **told,
            "ratio": round(ratio, 3),
            **ratios,
            "goal": goals[step],
            "reached": ratio <= goals[step] and not wrong,
            "wrong": wrong,
        }


def rename_one(options: argparse.Namespace) -> Iterator[dict[str, Any]]:
    """A briefing's file, and with it its address, gets another name."""
    ours, theirs = [], []
    with _scratch(options) as folder:
        site = _new_site(folder, options.n)
        site.build()
        for number in range(options.repeat):
            files = sorted(site.corpus.iterdir())
            file = files[len(files) // 2]
            file.rename(file.with_name(f"{file.name[:18]}renamed-{number}.md"))
            ours.append(site.build())
            theirs.append(site.build_peer())
        _expect(site, "renamed")
    yield _row("rename one", ours, theirs, 0.06)


def rename_theme(options: argparse.Namespace) -> Iterator[dict[str, Any]]:
    """One of twelve themes gets another name: for us a line of themes.toml, for the peer a line of each of its briefings."""
    ours, theirs = [], []
    with _scratch(options) as folder:
        site = _new_site(folder, options.n)
        # The corpus calls themes by their names; by their ids a name can change.
        for file in site.corpus.iterdir():
            text = file.read_text("utf-8")
            file.write_text(_replace_theme(text, {name: name.lower() for name in _THEMES}), "utf-8")
        (site.project / "content").mkdir(parents=True)
        _write_themes(site, "Culture")
        _write_project(site)
        site.build()
        peer = folder / "peer"
        for number in range(options.repeat):
            name = f"Culture {number}"
            _write_themes(site, name)
            ours.append(site.build())
            shutil.rmtree(peer, ignore_errors=True)
            shutil.copytree(site.corpus, peer)
            for file in peer.iterdir():
                text = file.read_text("utf-8")
                file.write_text(_replace_theme(text, {"culture": name}), "utf-8")
            theirs.append(_peer("hugo", peer, folder / "out-hugo"))
        _expect(site, f"Culture {options.repeat - 1}")
    yield _row("change a theme's name", ours, theirs, 0.3)


def _replace_theme(text: str, names: Mapping[str, str]) -> str:
    head, mark, rest = text.partition('\ntheme: "')
    name, quote, tail = rest.partition('"')
    return head + mark + names.get(name, name) + quote + tail


def _write_themes(site: Site, culture: str) -> None:
    names = [culture if name == "Culture" else name for name in _THEMES]
    rows = (f'[[theme]]\nid = "{i.lower()}"\nname = "{name}"\n' for i, name in zip(_THEMES, names, strict=True))
    (site.project / "content/themes.toml").write_text("\n".join(rows), "utf-8")


def _write_project(site: Site) -> None:
    (site.project / "content/articles").mkdir(parents=True, exist_ok=True)
    (site.project / "pyproject.toml").write_text(
        '[tool.briefgen]\nsite_url = "https://news.example/"\nsite_name = "Benchmark"\n\n'
        f'[tool.briefgen.paths]\nbriefings = "{site.corpus}"\noutput = "{site.output}"\n',
        "utf-8",
    )


def add_to_small_and_large(options: argparse.Namespace) -> Iterator[dict[str, Any]]:
    """One briefing more, in an archive of --n and in one of --large."""
    medians: list[float] = []
    for size in (options.n, options.large):
        runs: list[Run] = []
        with _scratch(options) as folder:
            site = _new_site(folder, size)
            cold = site.build()
            for _ in range(options.repeat):
                (change,) = _corpus("--add", "1", site.corpus)
                runs.append(site.build())
                _expect(site, change["new"])
        medians.append(_median(runs)["wall"])
        yield {"step": f"add one to {size}", "briefgen": _median(runs), "cold": asdict(cold)}
    ratio = medians[1] / medians[0]
    yield {"step": "large against small", "ratio": round(ratio, 3), "goal": 1.6, "reached": ratio <= 1.6}


def add_article(options: argparse.Namespace) -> Iterator[dict[str, Any]]:
    """An article of 100 lines comes into a project of articles and is published; stock Pelican builds as many briefings alone."""
    ours, theirs = [], []
    with _scratch(options) as folder:
        project = folder / "project"
        articles = project / "content/articles"
        _corpus(str(options.n), articles, "--kind", "articles")
        (project / "briefgen.toml").write_text('site_url = "https://news.example/"\nsite_name = "Benchmark"\n', "utf-8")
        build = [str(PROGRAM), "-C", str(project), "build"]
        cold = measure(build)
        size = 0
        for number in range(options.repeat):
            (change,) = _corpus("--add", "1", articles)
            file = articles / change["file"]
            file.write_text("\n".join(_hundred_lines(file.read_text("utf-8"))) + "\n", "utf-8")
            ours.append(measure(build))
            # Stock Pelican can't read our front matter, which says more than its own: it gets a corpus of as many briefings.
            size = sum(1 for _ in (project / "content/briefings").rglob("*.md"))
            briefings = folder / f"briefings-{number}"
            _corpus(str(size), briefings)
            theirs.append(_peer("pelican", briefings, folder / "out-pelican"))
    yield {"step": f"cold, {options.n} articles", "briefgen": asdict(cold), "briefings": size}
    yield _row("add an article of 100 lines", ours, theirs, 0.03, "pelican")


def _hundred_lines(text: str) -> list[str]:
    lines = [line for line in text.splitlines() if line.strip()]
    return (lines * (100 // len(lines) + 1))[:100] if lines else []


def measure_memory(options: argparse.Namespace) -> Iterator[dict[str, Any]]:
    """The memory of a cold build, all processes, against the peer's."""
    with _scratch(options) as folder:
        site = _new_site(folder, options.n)
        ours, theirs = site.build(), site.build_peer()
    ratio = ours.mib / theirs.mib
    yield {
        "step": "cold, MiB",
        "briefgen": round(ours.mib),
        "hugo": round(theirs.mib),
        "ratio": round(ratio, 3),
        "goal": 0.3,
        "reached": ratio <= 0.3,
    }


def count_files(options: argparse.Namespace) -> Iterator[dict[str, Any]]:
    """How many files a site has, and for how many briefings a host that takes 20,000 has room."""
    with _scratch(options) as folder:
        site = _new_site(folder, options.n)
        site.build()
        kinds: dict[str, int] = {}
        for path in site.output.rglob("*"):
            if path.is_file():
                kind = path.relative_to(site.output).parts[0]
                kinds[kind] = kinds.get(kind, 0) + 1
    total = sum(kinds.values())
    yield {
        "step": f"files of {options.n} briefings",
        "files": total,
        "a_briefing": round(total / options.n, 2),
        "room_for": _HOST_FILES * options.n // total,
        "kinds": kinds,
    }


def save_while_serving(options: argparse.Namespace) -> Iterator[dict[str, Any]]:
    """A briefing's text, then an article, is saved ten times in a project that is served, a browser's connection open."""
    with _scratch(options) as folder:
        site = _new_site(folder, options.n)
        site.build()
        files = sorted(site.corpus.iterdir())
        with serving(site.project) as served:
            seconds: dict[str, list[float]] = {"briefing": [], "article": []}
            for number in range(10):
                file = files[len(files) * number // 10]
                page = _page_of(site, file)
                text = f"Saved for the {number}th time."
                new = file.read_text("utf-8").rstrip() + f"\n\n{text}\n"
                seconds["briefing"].append(served.time_save(partial(_save, file, new), page, text))
            for number in range(10):
                article = site.project / f"content/articles/2027-01-{number + 1:02}-harbour.txt"
                title = f"Harbour number {number} opens again"
                new = f"{title}\nThe harbour was opened again on Monday, said the director, Ada Lind.\nBoats came at noon.\n"
                seconds["article"].append(served.time_save(partial(_save, article, new), "", title))
    for kind, times in seconds.items():
        middle = median(times)
        row = {"step": f"{kind} saved, seconds", "briefgen": round(middle, 3), "all": [round(t, 3) for t in times]}
        yield row | {"goal": 1.0, "reached": middle <= 1.0}


def _save(file: Path, text: str) -> None:
    file.write_text(text, "utf-8")


def _page_of(site: Site, file: Path) -> str:
    """The address of a briefing of the corpus, as it stands in the site: long names are cut there."""
    month = site.output / "briefings" / file.name[:4] / file.name[5:7]
    return f"{next(month.glob(f'{file.stem[:40]}*')).relative_to(site.output)}/"


def _expect(site: Site, text: str) -> None:
    """Ends the run where a change did not reach the site: its time would say nothing."""
    if not any(text in page.read_text("utf-8") for page in site.output.rglob("*.html")):
        raise SystemExit(f"the site does not show {text!r}: nothing was measured")
