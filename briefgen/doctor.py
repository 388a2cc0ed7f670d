"""What is installed, what is missing, and the command that mends it. Loads the parts one by one: a broken one is found, too."""

from __future__ import annotations

import importlib
import importlib.metadata
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from briefgen.config import load_config, load_vocabulary, shipped
from briefgen.errors import BriefgenError

_PARTS = {
    "pelican": "pelican",
    "markdown-it-py": "markdown_it",
    "mdit-py-plugins": "mdit_py_plugins",
    "jinja2": "jinja2",
    "python-slugify": "slugify",
    "PyYAML": "yaml",
    "msgspec": "msgspec",
    "rapidfuzz": "rapidfuzz",
    "watchfiles": "watchfiles",
}
_REINSTALL = "python -m pip install --force-reinstall briefgen"
_SEARCH_SECONDS = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One part: whether it is there, in which version, and how to mend it where it is not."""

    part: str
    present: bool
    required: bool
    version: str | None = None
    remedy: str | None = None

    def to_dict(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in self.__slots__}

    def __str__(self) -> str:
        mark = "ok     " if self.present else "MISSING" if self.required else "absent "
        tail = f" {self.version}" if self.version else ""
        return f"{mark} {self.part}{tail}" + (f" → {self.remedy}" if self.remedy and not self.present else "")


def examine(folder: Path) -> tuple[Finding, ...]:
    """All findings, the required parts first."""
    return (_examine_python(), *_examine_parts(), _examine_search(), _examine_shipped(), *_examine_project(folder))


def _examine_python() -> Finding:
    version = ".".join(str(part) for part in sys.version_info[:3])
    good = sys.version_info >= (3, 11)
    return Finding(part="Python", present=good, required=True, version=version, remedy="Install Python 3.11 or later")


def _examine_parts() -> Iterator[Finding]:
    for name, module in _PARTS.items():
        try:
            importlib.import_module(module)
            version: str | None = importlib.metadata.version(name)
        except ImportError:
            version = None
        yield Finding(part=name, present=version is not None, required=True, version=version, remedy=_REINSTALL)


def _examine_search() -> Finding:
    version = _try(_search_version)
    remedy = "python -m pip install 'pagefind[bin]' (without it: briefgen build --no-search)"
    return Finding(part="pagefind", present=version is not None, required=True, version=version, remedy=remedy)


def _search_version() -> str | None:
    from briefgen.site.search import find_pagefind

    done = subprocess.run([find_pagefind(), "--version"], capture_output=True, text=True, timeout=_SEARCH_SECONDS)
    return done.stdout.split()[-1] if done.returncode == 0 and done.stdout.split() else None


def _try(work: Callable[[], str | None]) -> str | None:
    try:
        return work()
    except (ImportError, OSError, subprocess.SubprocessError, BriefgenError):
        return None


def _examine_shipped() -> Finding:
    good = shipped("theme/templates/base.html").is_file() and shipped("content/themes.toml").is_file()
    return Finding(part="the shipped look and themes", present=good, required=True, remedy=_REINSTALL)


def _examine_project(folder: Path) -> Iterator[Finding]:
    try:
        config = load_config(folder)
        load_vocabulary(config)
    except BriefgenError as error:
        yield Finding(part="configuration", present=False, required=True, remedy=str(error))
        return
    yield Finding(part="configuration", present=True, required=True)
    writable = os.access(config.paths.output if config.paths.output.exists() else config.root, os.W_OK)
    yield Finding(
        part="a folder to publish into", present=writable, required=True, remedy="chmod u+w " + config.paths.output.name
    )
    has_url = config.site_url is not None
    yield Finding(
        part="site_url", present=has_url, required=False, remedy="set site_url: else no canonical links and sitemaps"
    )
    yield Finding(
        part="git", present=shutil.which("git") is not None, required=False, remedy="install git to keep a history"
    )
