"""How long after a file was saved its new text stands in the open browser: `briefgen serve` run as a user runs it."""

from __future__ import annotations

import subprocess
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from bench.kit import PROGRAM

_WAIT_SECONDS = 120
_FIRST_BUILD_SECONDS = 7200


@dataclass(frozen=True, slots=True, kw_only=True)
class Served:
    """A running `serve`. `url` ends in a slash; `events`: the connection that an open page keeps."""

    url: str
    events: IO[bytes]

    def time_save(self, save: Callable[[], object], page: str, text: str) -> float:
        """Seconds from before the saving until the page, asked for again when told to, shows the text."""
        start = time.perf_counter()
        save()
        while True:
            line = self.events.readline()
            if not line:
                raise SystemExit("serve ended")
            if line.startswith(b"event: built") and text.encode() in self.fetch(page):
                return time.perf_counter() - start
            if time.perf_counter() - start > _WAIT_SECONDS:
                raise SystemExit(f"{page} does not show {text!r} after {_WAIT_SECONDS} seconds")

    def fetch(self, page: str) -> bytes:
        """The page as it is served; nothing where there is none yet."""
        try:
            with urllib.request.urlopen(self.url + page, timeout=_WAIT_SECONDS) as answer:
                data: bytes = answer.read()
                return data
        except urllib.error.HTTPError as error:
            error.close()
            return b""


@contextmanager
def serving(project: Path) -> Iterator[Served]:
    """The project served, its first build done. Raises SystemExit with the messages where that fails."""
    command = [str(PROGRAM), "-C", str(project), "serve", "--port", "0"]
    process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stderr=subprocess.PIPE, encoding="utf-8")
    try:
        url = _wait_for_address(process)
        # The server tells that it is still there every 15 seconds, so that this never waits for longer.
        with urllib.request.urlopen(url + "-/events", timeout=_WAIT_SECONDS) as events:
            yield Served(url=url, events=events)
    finally:
        process.terminate()
        process.communicate()


def _wait_for_address(process: subprocess.Popen[str]) -> str:
    assert process.stderr is not None
    said: list[str] = []
    begin = time.monotonic()
    while time.monotonic() - begin < _FIRST_BUILD_SECONDS:
        line = process.stderr.readline()
        if not line:
            break
        said.append(line)
        if line.startswith("Look at it: "):
            return line.split()[3]
    raise SystemExit("serve did not begin:\n" + "".join(said[-20:]))
