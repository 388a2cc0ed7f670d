"""The repository as it is cloned: `make site` leaves it clean, and its files name no machine and no registry."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.checkout import tracked_files
from tests.conftest import ROOT

_LARGEST_BYTES = 1_000_000
_MAY_BE_LARGE = {"docs/screenshot.png"}
# In two parts, or this file would be the one that names them.
_REGISTRIES = [
    f"{name}.{domain}"
    for name, domain in (
        ("pypi", "org"),
        ("pythonhosted", "org"),
        ("npmjs", "org"),
        ("npmjs", "com"),
        ("yarnpkg", "com"),
        ("crates", "io"),
        ("proxy.golang", "org"),
        ("rubygems", "org"),
        ("anaconda", "org"),
        ("maven", "org"),
        ("deb.debian", "org"),
    )
]
_HOMES = re.compile(r"(?<![\w.~-])/(?:home|Users|root|work)/\w")


def texts() -> list[tuple[str, str]]:
    """Path and content of all tracked text files."""
    contents = [(path, (ROOT / path).read_bytes()) for path in tracked_files()]
    return [(path, data.decode("utf-8", "replace")) for path, data in contents if b"\0" not in data]


def git(folder: Path, *words: str) -> str:
    done = subprocess.run(["git", *words], cwd=folder, capture_output=True, encoding="utf-8", timeout=120)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_a_build_in_a_fresh_clone_leaves_git_clean(tmp_path: Path) -> None:
    if not any(path.startswith("content/briefings/") for path in tracked_files()):
        pytest.skip("content/briefings is not tracked yet: build, then git add content/briefings")
    clone = tmp_path / "clone"
    git(tmp_path, "clone", "--quiet", "--no-hardlinks", str(ROOT), str(clone))
    # The clone's own program, not the one being worked on: only then do program and briefings belong together.
    environment = os.environ | {"PYTHONPATH": str(clone), "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run(
        [sys.executable, "-m", "briefgen", "build", "--no-search"],
        cwd=clone,
        env=environment,
        capture_output=True,
        encoding="utf-8",
        timeout=300,
    )
    assert done.returncode == 0, done.stderr
    assert git(clone, "status", "--porcelain") == ""


def test_the_program_can_be_run_as_a_module(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "briefgen", "--help"], cwd=tmp_path, capture_output=True, encoding="utf-8", timeout=60
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert "inspect" in done.stdout


def test_no_file_names_a_package_registry() -> None:
    assert [(path, host) for path, text in texts() for host in _REGISTRIES if host in text] == []


def test_no_file_holds_a_path_of_somebodys_machine() -> None:
    own = [str(ROOT)] if len(ROOT.parts) > 2 else []
    found = [(path, match.group()) for path, text in texts() for match in _HOMES.finditer(text)]
    assert found + [(path, place) for path, text in texts() for place in own if place in text] == []


def test_every_text_file_ends_with_one_newline() -> None:
    assert [path for path, text in texts() if text and (not text.endswith("\n") or text.endswith("\n\n"))] == []


def test_no_file_is_large() -> None:
    assert [p for p in tracked_files() if p not in _MAY_BE_LARGE and (ROOT / p).stat().st_size > _LARGEST_BYTES] == []
