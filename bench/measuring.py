"""One run of a command: wall and CPU seconds, and the memory of its whole process tree."""

from __future__ import annotations

import os
import subprocess
import tempfile
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

_SAMPLE_SECONDS = 0.05
_PAGE_BYTES = os.sysconf("SC_PAGE_SIZE")
_MIB = 1 << 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """`wall`: seconds of the command; `cpu`: CPU seconds that the whole machine spent meanwhile, since the workers of a fork
    server are not counted as the command's children: true on a quiet machine only; `mib`: the largest sum of resident memory."""

    wall: float
    cpu: float
    mib: float


class RunFailed(SystemExit):
    """The command failed: nothing was measured."""


def measure(words: Sequence[str], environment: Mapping[str, str] | None = None) -> Run:
    """Runs the command and measures it whole, interpreter start included. Linux only. Raises RunFailed with its messages."""
    busy = _busy_seconds()
    done = threading.Event()
    peak = [0.0]
    with tempfile.TemporaryFile() as log:
        start = time.perf_counter()
        process = subprocess.Popen(
            words, stdin=subprocess.DEVNULL, stdout=log, stderr=log, env={**os.environ, **(environment or {})}
        )
        watcher = threading.Thread(target=_watch, args=(process.pid, done, peak))
        watcher.start()
        _, status, usage = os.wait4(process.pid, 0)
        cpu = _busy_seconds() - busy
        wall = time.perf_counter() - start
        done.set()
        watcher.join()
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


def _busy_seconds() -> float:
    """CPU seconds that all programs of the machine have used so far."""
    user, nice, system, _idle, _wait, *rest = map(int, Path("/proc/stat").read_text().split("\n")[0].split()[1:9])
    return (user + nice + system + sum(rest)) / os.sysconf("SC_CLK_TCK")
