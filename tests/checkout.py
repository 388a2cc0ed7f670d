"""The project's own files, for tests that build or look through the repository."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from tests.conftest import ROOT


def tracked_files(*options: str) -> tuple[str, ...]:
    """The paths that git tracks and that are there, relative to the checkout. Skips the test outside of a git checkout."""
    if shutil.which("git") is None or not (ROOT / ".git").exists():
        pytest.skip("needs git and a git checkout of the project")
    done = subprocess.run(["git", "ls-files", "-z", *options], cwd=ROOT, capture_output=True, check=True, timeout=60)
    paths = done.stdout.decode("utf-8").split("\0")
    return tuple(path for path in paths if path and (ROOT / path).is_file())


def copy_checkout(target: Path) -> Path:
    """A folder with the project's files as they are now, also those that are not committed yet, without what git ignores."""
    for path in tracked_files("--cached", "--others", "--exclude-standard"):
        file = target / path
        file.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(ROOT / path, file)
    return target
