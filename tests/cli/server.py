"""Runs the program again and again, each time in a process of its own that was forked with everything already imported.

`python -m tests.cli.server` reads requests from its stdin, one JSON object a line: `folder`, `words`, and files for `stdin`,
`stdout` and `stderr`; it answers each with the exit status. A run sees a fresh process, as a user's does; only the second or
two that it takes to import all parts on a busy machine are saved. Single-threaded, so that forking is safe.
"""

from __future__ import annotations

import importlib
import json
import os
import sys
from typing import Any

_PARTS = (
    "briefgen.cli",
    "briefgen.build.project",
    "briefgen.build.conversion_task",
    "briefgen.build.inspecting",
    "briefgen.build.deploying",
    "briefgen.convert.inspection",
    "briefgen.site.checks",
    "briefgen.site.render",
    "briefgen.site.contexts",
    "briefgen.scaffold",
    "briefgen.report",
)


def serve() -> None:
    """Answers requests until stdin ends."""
    for part in _PARTS:
        importlib.import_module(part)
    for line in sys.stdin:
        request = json.loads(line)
        pid = os.fork()
        if pid == 0:
            # Ends as any program does: by the exit that main() asks for, or with a traceback.
            return _run(request)
        _, status = os.waitpid(pid, 0)
        sys.stdout.write(f"{os.waitstatus_to_exitcode(status)}\n")
        sys.stdout.flush()


def _run(request: dict[str, Any]) -> None:
    """The child: the program's own entry point, on files in place of the terminal. Returns only where that raised no exit."""
    for number, (name, mode) in enumerate((("stdin", os.O_RDONLY), ("stdout", os.O_WRONLY), ("stderr", os.O_WRONLY))):
        os.dup2(os.open(request[name], mode), number)
    os.chdir(request["folder"])
    sys.argv = ["briefgen", *request["words"]]
    importlib.import_module("briefgen.cli").main()


if __name__ == "__main__":
    serve()
