"""Finds the Chromium that the browser tests drive: the system's first, else the one that playwright keeps.

python tests/browser/find_chromium.py            print its path, or say what is missing (exit status 1)
python tests/browser/find_chromium.py --install  install it where it is missing
"""

# ruff: noqa: T201  (a command: what it prints is its result)
from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
APPLICATIONS = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
)
REMEDY = "Install it with `python tests/browser/find_chromium.py --install`, or set BRIEFGEN_CHROMIUM to its path."


def find_chromium() -> Path | None:
    """The program, or None. BRIEFGEN_CHROMIUM goes before all else."""
    named = os.environ.get("BRIEFGEN_CHROMIUM")
    on_path = (shutil.which(name) for name in NAMES)
    candidates = [Path(found) for found in (named, *on_path, *APPLICATIONS) if found]
    return next((path for path in candidates if path.is_file()), None) or _find_kept_by_playwright()


def _find_kept_by_playwright() -> Path | None:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        path = Path(playwright.chromium.executable_path)
    return path if path.is_file() else None


def install() -> int:
    """Installs Chromium by the system's packages on Debian with the right to do so, else by playwright; the exit status."""
    for command in _commands():
        print("running:", " ".join(command), flush=True)
        if subprocess.run(command).returncode == 0 and find_chromium():
            return 0
    print("Chromium could not be installed. Install it by hand and set BRIEFGEN_CHROMIUM to its path.", file=sys.stderr)
    return 1


def _commands() -> list[list[str]]:
    playwright = [sys.executable, "-m", "playwright", "install", "chromium"]
    if not shutil.which("apt-get"):
        return [playwright]
    if os.geteuid() == 0:
        as_root = []
    elif shutil.which("sudo"):
        as_root = ["sudo", "-n"]
    else:
        return [playwright]
    # A fresh machine has no list of packages yet, and finds no Chromium without one.
    update = [*as_root, "apt-get", "update", "-q"]
    return [update, [*as_root, "apt-get", "install", "-y", "-q", "--no-install-recommends", "chromium"], playwright]


def main() -> int:
    found = find_chromium()
    if found is None and "--install" in sys.argv[1:]:
        return install()
    if found is None:
        print(f"No Chromium found. {REMEDY}", file=sys.stderr)
        return 1
    print(found)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
