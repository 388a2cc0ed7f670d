"""A small project in a temporary folder, and the program run on it as a user runs it."""

from __future__ import annotations

import atexit
import json
import os
import select
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from tests.conftest import ROOT

PROGRAM = Path(sys.executable).parent / "briefgen"
TIMEOUT_SECONDS = 120
_ENVIRONMENT = {"TERM": "dumb", "COLUMNS": "200"}

TALKS = """\
Envoys agree on a pause in the strait dispute
The foreign ministers of Norland and Vesk have agreed on a ceasefire of ten days, the two governments said on Tuesday.
“We have a pause, not a peace,” Norland’s foreign minister, Hedda Brunn, told reporters in Port Elna.
The peace talks will go on in Port Elna on Friday. About 1,200 soldiers are to leave the islands.
"""
STORM = """\
Storm floods the lower town of Port Elna
Heavy rain and a storm surge have flooded the lower town of Port Elna, and 340 people had to leave their homes.
“The water came within minutes,” said the mayor, Jon Askel.
The damage is put at 12m crowns ($1.3m), the city said.
"""


@dataclass(frozen=True, slots=True)
class Project:
    """A project folder. `run` gives exit status, stdout and stderr."""

    folder: Path

    def write(self, path: str, text: str) -> Path:
        file = self.folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
        return file

    def run(self, *words: str, stdin: str | None = None) -> subprocess.CompletedProcess[str]:
        """The program in a fresh process that was forked with its parts imported (tests/cli/server.py)."""
        with tempfile.TemporaryDirectory() as scratch:
            files = {name: Path(scratch, name) for name in ("stdin", "stdout", "stderr")}
            for name, file in files.items():
                file.write_text((stdin or "") if name == "stdin" else "", encoding="utf-8")
            request = {"folder": str(self.folder), "words": words, **{name: str(file) for name, file in files.items()}}
            status = _ask(json.dumps(request))
            out, err = (files[name].read_text(encoding="utf-8") for name in ("stdout", "stderr"))
        return subprocess.CompletedProcess(words, status, out, err)

    def run_installed(self, *words: str, stdin: str | None = None) -> subprocess.CompletedProcess[str]:
        """The installed program, started as a shell does."""
        return subprocess.run(
            [str(PROGRAM), *words],
            cwd=self.folder,
            input=stdin,
            capture_output=True,
            encoding="utf-8",
            timeout=TIMEOUT_SECONDS,
            env=os.environ | _ENVIRONMENT,
        )

    def build(self, *words: str) -> dict[str, Any]:
        """The JSON report of a build that must succeed."""
        done = self.run("build", "--json", "--no-search", "--jobs", "1", *words)
        assert done.returncode == 0, done.stderr
        value: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
        return value

    def tree(self, folder: str = "output") -> dict[str, bytes]:
        root = self.folder / folder
        return {p.relative_to(root).as_posix(): p.read_bytes() for p in sorted(root.rglob("*")) if p.is_file()}

    def briefings(self) -> list[Path]:
        return sorted((self.folder / "content/briefings").rglob("*.md"))


def make_project(folder: Path) -> Project:
    """A project of two articles on two days."""
    project = Project(folder)
    project.write("briefgen.toml", 'site_name = "Strait Brief"\nsite_url = "https://brief.example.org"\n')
    project.write("content/articles/2026-03-10-talks.txt", TALKS)
    project.write("content/articles/2026-03-11-storm.txt", STORM)
    return project


@cache
def _server() -> subprocess.Popen[str]:
    server = subprocess.Popen(
        [sys.executable, "-m", "tests.cli.server"],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        encoding="utf-8",
        env=os.environ | _ENVIRONMENT,
    )
    atexit.register(_stop, server)
    return server


def _stop(server: subprocess.Popen[str]) -> None:
    server.kill()
    server.communicate()


def _ask(request: str) -> int:
    """The exit status of one run."""
    server = _server()
    assert server.stdin is not None
    assert server.stdout is not None
    server.stdin.write(f"{request}\n")
    server.stdin.flush()
    if not select.select([server.stdout], [], [], TIMEOUT_SECONDS)[0]:
        _stop(server)
        _server.cache_clear()
        raise AssertionError(f"no answer within {TIMEOUT_SECONDS} seconds: {request}")
    return int(server.stdout.readline())
