"""The measured runs still start: each once, on next to nothing. What they measure is not looked at."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from bench.measuring import RunFailed, measure
from bench.quality import Figure, format_table
from tests.conftest import ROOT, shared_data


def run(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "bench", *words],
        cwd=ROOT,
        capture_output=True,
        encoding="utf-8",
        timeout=300,
        env=dict(os.environ),
    )


def rows(*words: str) -> list[dict[str, Any]]:
    done = run(*words)
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]


@pytest.mark.parametrize("name", ["quality", "publishing"])
def test_each_run_tells_its_options(name: str) -> None:
    done = run(name, "--help")
    assert (done.returncode, done.stderr) == (0, "")
    assert "--only" in done.stdout


def test_an_unknown_run_is_wrong_use() -> None:
    assert run("nonsense").returncode == 2
    assert run("quality", "--only", "nonsense").returncode == 2


def test_the_promises_are_counted() -> None:
    shared_data("data/live-blog-2025-03-31.txt")
    found = rows("quality", "--only", "promises", "--limit", "1", "--jobs", "1")
    assert [row["reached"] for row in found] == [True, True, True]


def test_the_scorers_take_what_the_program_prints() -> None:
    shared_data("data/score_themes.py")
    assert len(rows("quality", "--only", "themes", "--limit", "2")) == 3


def test_a_corpus_is_published_and_counted() -> None:
    shared_data("bench/corpus.py")
    machine, files = rows("publishing", "--only", "files", "--n", "5")
    assert (machine["n"], files["case"]) == (5, "files")
    assert files["kinds"]["briefings"] == 15


@pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="measuring reads /proc, as Linux has it")
def test_a_run_is_measured_with_its_children_and_a_failed_one_ends_all() -> None:
    code = "import subprocess, sys; subprocess.run([sys.executable, '-c', 'x = bytes(50_000_000)'])"
    assert measure([sys.executable, "-c", code]).mib > 40
    with pytest.raises(RunFailed, match="exit 3"):
        measure([sys.executable, "-c", "raise SystemExit(3)"])


def test_the_table_says_what_was_reached_and_by_which_command() -> None:
    figures = [
        Figure(what="starts", source="14 blogs", goal="0.80", found="0.910", reached=True),
        Figure(what="speed", source="400 articles", goal="8", found="7.1", reached=False),
    ]
    table = format_table(figures, "python -m bench quality")
    assert "| starts | 14 blogs | 0.80 | 0.910 | yes |\n| speed | 400 articles | 8 | 7.1 | **no** |\n" in table
    assert "`python -m bench quality`" in table
