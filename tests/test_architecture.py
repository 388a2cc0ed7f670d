"""The house stands: layers, no loops, heavy parts loaded late."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
HEAVY = ("pelican", "watchfiles", "yaml", "rapidfuzz", "jinja2", "markdown_it", "briefgen.convert", "briefgen.site")


def run(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(words, capture_output=True, encoding="utf-8", cwd=ROOT, timeout=120)


def test_each_layer_sees_only_those_below_it() -> None:
    done = run(str(Path(sys.executable).parent / "lint-imports"), "--no-cache")
    assert done.returncode == 0, done.stdout


def test_help_loads_no_heavy_part() -> None:
    code = f"import sys, briefgen.cli; print([m for m in {HEAVY!r} if m in sys.modules])"
    assert run(sys.executable, "-c", code).stdout.strip() == "[]"


def test_no_module_imports_the_bare_package() -> None:
    guilty = [
        path.name
        for path in (ROOT / "briefgen").rglob("*.py")
        if any(
            line.startswith(("import briefgen\n", "from briefgen import"))
            for line in path.read_text("utf-8").splitlines(True)
        )
    ]
    assert guilty == []
