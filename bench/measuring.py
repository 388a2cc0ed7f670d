"""One run of a command: wall and CPU seconds, and the memory of its whole process tree."""

from __future__ import annotations

import ctypes
import os
import resource
import subprocess
import tempfile
import threading
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

_SAMPLE_SECONDS = 0.05
_PAGE_BYTES = os.sysconf("SC_PAGE_SIZE")
_MIB = 1 << 20
_PR_SET_CHILD_SUBREAPER = 36


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """`wall`: seconds of the command; `cpu`: CPU seconds of it and of all processes that it started, directly or not;
    `mib`: the largest sum of resident memory."""

    wall: float
    cpu: float
    mib: float


class RunFailed(SystemExit):
    """The command failed: nothing was measured."""


def measure(words: Sequence[str], environment: Mapping[str, str] | None = None) -> Run:
    """Runs the command and measures it whole, interpreter start included. Linux only. Raises RunFailed with its messages."""
    _adopt_orphans(True)
    others = _children()
    busy = _children_seconds()
    done = threading.Event()
    peak = [0.0]
    with tempfile.TemporaryFile() as log:
        start = time.perf_counter()
        process = subprocess.Popen(
            words, stdin=subprocess.DEVNULL, stdout=log, stderr=log, env=_surroundings() | dict(environment or {})
        )
        watcher = threading.Thread(target=_watch, args=(process.pid, done, peak))
        watcher.start()
        _, status, usage = os.wait4(process.pid, 0)
        wall = time.perf_counter() - start
        done.set()
        watcher.join()
        _wait_for(_children() - others)
        _adopt_orphans(False)
        cpu = _children_seconds() - busy
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            log.seek(0)
            raise RunFailed(
                f"exit {process.returncode}: {' '.join(words)}\n{log.read()[-2000:].decode(errors='replace')}"
            )
    return Run(wall=wall, cpu=cpu, mib=max(peak[0], usage.ru_maxrss / 1024))


def _watch(pid: int, done: threading.Event, peak: list[float]) -> None:
    while not done.wait(_SAMPLE_SECONDS):
        peak[0] = max(peak[0], sum(map(_resident_bytes, _tree(pid))) / _MIB)


def _tree(pid: int) -> list[int]:
    found = [pid]
    for parent in found:
        try:
            for task in Path(f"/proc/{parent}/task").iterdir():
                found.extend(map(int, (task / "children").read_text().split()))
        except OSError:
            continue
    return found


def _resident_bytes(pid: int) -> int:
    try:
        return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * _PAGE_BYTES
    except (OSError, IndexError):
        return 0


def _surroundings() -> dict[str, str]:
    """The environment, in which Python may keep what it compiled: an installed program starts so."""
    return {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}


def _adopt_orphans(adopt: bool) -> None:
    """Makes this process the parent of what a command leaves behind, such as the fork server of its workers: only a process
    that somebody waits for is counted."""
    ctypes.CDLL(None).prctl(_PR_SET_CHILD_SUBREAPER, int(adopt), 0, 0, 0)


def _children() -> set[int]:
    """The processes whose parent this one is; those that were there before a run have nothing to do with it."""
    tasks = Path("/proc/self/task").iterdir()
    return {int(child) for task in tasks for child in (task / "children").read_text().split()}


def _wait_for(children: set[int]) -> None:
    for child in children:
        with suppress(ChildProcessError):
            os.waitpid(child, 0)


def _children_seconds() -> float:
    """CPU seconds of all processes that this one has waited for, with those that they have waited for."""
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime
