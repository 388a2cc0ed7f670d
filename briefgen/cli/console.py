"""What the commands share: the project asked for, and a terminal that shows progress where there is one."""

from __future__ import annotations

import json
import re
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import click

PATH = click.Path(path_type=Path)
"""A path as the user gave it; whether it is there is said by what reads it."""

_REDRAW_SECONDS = 0.1
_PLAIN_LINE_SECONDS = 5.0
_MOST_WARNINGS = 20


class Exited(click.exceptions.Exit):
    """Ends the program with a status, where all was said already."""


@dataclass(slots=True)
class Session:
    """One call of the program: the folder it works in, how much it says, and the progress it shows on stderr.
    On a terminal a step is one line that is drawn again; elsewhere it is a plain line every five seconds."""

    folder: Path
    verbose: bool = False
    _drawn: float = field(default=0.0)
    _open_line: bool = field(default=False)

    def say(self, message: str) -> None:
        """A line on stderr."""
        self._close_line()
        sys.stderr.write(f"{show_escapes(message)}\n")

    def detail(self, message: str) -> None:
        """A line on stderr that only -v shows."""
        if self.verbose:
            self.say(message)

    def warn(self, warnings: Sequence[str]) -> None:
        """The warnings, of files that share one a single line."""
        lines = _by_message(warnings)
        for line in lines[:_MOST_WARNINGS]:
            self.say(f"warning: {line}")
        if len(lines) > _MOST_WARNINGS:
            self.say(f"… and {counted(len(lines) - _MOST_WARNINGS, 'more warning')}: briefgen report")

    def progress(self, step: str, done: int, total: int) -> None:
        """How far a long step is. Cheap to call often."""
        now = time.monotonic()
        if now - self._drawn < _REDRAW_SECONDS:
            return
        terminal = sys.stderr.isatty()
        if now - self._drawn < (_REDRAW_SECONDS if terminal else _PLAIN_LINE_SECONDS):
            return
        if not terminal and not self._drawn:
            self._drawn = now
            return
        self._drawn = now
        text = f"{step}: {done:,} of {total:,}" if total else f"{step}: {done:,}"
        if terminal:
            sys.stderr.write(f"\r\x1b[2K{text}")
            sys.stderr.flush()
            self._open_line = True
        else:
            sys.stderr.write(f"{text}\n")

    def _close_line(self) -> None:
        if self._open_line:
            sys.stderr.write("\r\x1b[2K")
            self._open_line = False

    def finish(self) -> None:
        """Clears a progress line that is still shown."""
        self._close_line()
        sys.stderr.flush()


def _by_message(warnings: Sequence[str]) -> list[str]:
    files: dict[str, list[str]] = {}
    for warning in warnings:
        file, _, message = warning.partition(": ")
        named = "/" in file and bool(message)
        files.setdefault(message if named else warning, []).append(file if named else "")
    return [_name_files(message, named) for message, named in files.items()]


def _name_files(message: str, files: Sequence[str]) -> str:
    first, *others = files
    if not first:
        return message
    return f"{first} and {counted(len(others), 'other')}: {message}" if others else f"{first}: {message}"


_ACTING = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


def show_escapes(text: str) -> str:
    """The text with escapes for what a terminal would act on: a file's name may hold the code that clears the screen."""
    return _ACTING.sub(lambda match: match[0].encode("unicode_escape").decode(), text)


def counted(number: int, noun: str) -> str:
    """ "1 page", "20 pages"."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def print_line(text: str) -> None:
    """A line of the result on stdout. Lone surrogates (a file name that is no UTF-8) are shown as escapes."""
    shown = show_escapes(text) if sys.stdout.isatty() else text
    sys.stdout.write(shown.encode("utf-8", "backslashreplace").decode("utf-8") + "\n")


def print_json(value: Any) -> None:
    """One JSON value on one line of stdout."""
    print_line(json.dumps(value, ensure_ascii=False))
