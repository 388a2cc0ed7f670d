"""Writes docs/commands.md from `--help` of every command. `make docs` runs it; a test compares."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from briefgen.cli import app

TARGET = Path(__file__).parent / "commands.md"
# The same on every terminal.
_CONTEXT: dict[str, Any] = {"resilient_parsing": True, "terminal_width": 100, "max_content_width": 100}
_INTRO = """\
# Commands

Made from `--help` by `make docs`; change the help texts in `briefgen/cli/`, not this page.

Results go to stdout, progress and messages to stderr; with `--json`, stdout holds JSON alone. Options of the program itself stand
before the command: `briefgen -C demo -v build`.

| exit status | when |
| --- | --- |
| 0 | all done, also when single articles were set aside or in conflict, and named |
| 1 | something did not happen; `check` found something; `doctor` misses a needed part; with `--strict`, something was set aside |
| 2 | wrong use or configuration |
| 3 | a gate refused the site, and the old one stays; `build --accept` overrides |
| 130 | interrupted; the old site stays |
"""
_EXAMPLES = {
    "convert": ["briefgen convert --dry-run"],
    "inspect": ["briefgen inspect content/articles/*.txt", "briefgen inspect --html seen.html content/articles/*.txt"],
    "classify": ["echo '\"The striker scored twice in the cup final.\"' | briefgen classify"],
    "build": ["briefgen build --json", "briefgen -v build    # why each page was written"],
    "check": ["briefgen check --host cloudflare-pages"],
    "manifest": ["briefgen manifest > deployed"],
    "changes": ["briefgen changes --since deployed"],
    "report": ["briefgen report"],
}


def make_reference() -> str:
    """The page, whole."""
    return "\n".join(_write()).rstrip() + "\n"


def _write() -> Iterator[str]:
    yield _INTRO
    top = app.make_context("briefgen", [], **_CONTEXT)
    yield from _section("briefgen", app.get_help(top), ())
    for name, command in app.commands.items():
        context = command.make_context(name, [], parent=top, **_CONTEXT)
        yield from _section(f"briefgen {name}", command.get_help(context), _EXAMPLES.get(name, ()))


def _section(title: str, text: str, examples: list[str] | tuple[str, ...]) -> Iterator[str]:
    yield f"## {title}\n"
    yield "```text"
    yield "\n".join(line.rstrip() for line in text.splitlines())
    yield "```\n"
    if examples:
        yield "\n".join(("```sh", *examples, "```\n"))


if __name__ == "__main__":
    TARGET.write_text(make_reference(), encoding="utf-8")
    sys.stdout.write(f"wrote {TARGET.name}\n")
