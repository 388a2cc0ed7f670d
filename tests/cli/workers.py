"""The program with all its work in worker processes, however small the project: `python -m tests.cli.workers ARGUMENTS`.

A worker that converts an article with "boom" in its name kills itself, one with "hang" waits for ever, and one with "once" kills
itself the first time only.
"""

from __future__ import annotations

import os
import signal
import threading

from briefgen.build.conversion_task import ConvertTask
from briefgen.build.converting import Converted

TIMEOUT_SECONDS = 8.0


class DeadlyTask(ConvertTask):
    """Converts articles as ever, but for those that end its worker."""

    def __call__(self, paths: tuple[str, ...]) -> tuple[Converted, ...]:
        for path in paths:
            mark = self.config.paths.state / "died-once"
            if "boom" in path or ("once" in path and not mark.exists()):
                mark.touch()
                os.kill(os.getpid(), signal.SIGKILL)
            if "hang" in path:
                threading.Event().wait()
        return ConvertTask.__call__(self, paths)


def main() -> None:
    """Runs the command line."""
    from briefgen.build import briefings, conversion_task, project
    from briefgen.cli import main as run
    from briefgen.site import changes
    from tests.cli import workers

    settings = (
        (project, "_IN_PROCESS_BYTES", -1),
        (project, "_TIMEOUT_SECONDS", TIMEOUT_SECONDS),
        (briefings, "_IN_PROCESS", -1),
        (changes, "POOL_FROM_PAGES", 1),
        (conversion_task, "ConvertTask", workers.DeadlyTask),
    )
    for module, name, value in settings:
        assert hasattr(module, name), name
        setattr(module, name, value)
    run()


if __name__ == "__main__":
    main()
