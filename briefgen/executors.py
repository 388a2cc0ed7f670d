"""Work in other processes: the one place that starts them to compute. A pool for many items, a script beside the build for one.

Items go out in batches, a few at a time, so that memory stays flat. A worker that dies or hangs takes its batch with it: the
pool is replaced and that batch is tried again one item at a time; an item that fails so once more is named in a `Lost`, and
the rest goes on. Workers that can't even start are no item's fault: that is raised, at once. With `jobs=1` everything runs
in this process, without a time limit.
"""

from __future__ import annotations

import gc
import multiprocessing
import os
import sys
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures import TimeoutError as FutureTimeout
from concurrent.futures.process import BrokenProcessPool
from contextlib import suppress
from dataclasses import dataclass
from itertools import islice
from subprocess import DEVNULL, PIPE, Popen
from typing import Generic, TypeVar, cast

from briefgen.errors import WorkersFailed

BATCH_SIZE = 64
TIMEOUT_SECONDS = 120.0
_AHEAD = 4
"""So many batches a worker are under way: with fewer, workers wait while their results are taken in."""
_GARBAGE = (50_000, 20, 50)

Item = TypeVar("Item")
Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class Lost(Generic[Item]):
    """An item whose worker died or hung, twice. `reason`: what happened, for the report."""

    item: Item
    reason: str


@dataclass(frozen=True, slots=True)
class Setup:
    """How each worker starts: a function at the top of a module and its arguments, called once; what it raises is raised to
    whoever waits for the first batch. `preload`: modules that the workers' common parent imports, so that each need not."""

    start: Callable[..., None] | None = None
    arguments: tuple[object, ...] = ()
    preload: tuple[str, ...] = ()


_NO_SETUP = Setup()


def run_batches(
    work: Callable[[tuple[Item, ...]], Result],
    items: Iterable[Item],
    *,
    jobs: int,
    setup: Setup = _NO_SETUP,
    batch_size: int = BATCH_SIZE,
    timeout_seconds: float = TIMEOUT_SECONDS,
) -> Iterator[Result | Lost[Item]]:
    """What `work` returns for each batch, in the order of the items, whatever the number of jobs.
    `work` and its arguments and results must cross processes; an attribute `preload` of it adds to the setup's.
    An exception of `work` is raised here, and WorkersFailed where no worker can be started.
    `timeout_seconds`: for one batch, counted from when its turn has come."""
    batches = batched(items, batch_size)
    if jobs <= 1:
        _start(setup)
        yield from map(work, batches)
        return
    with _Pool(work, jobs, setup) as pool:
        waiting: deque[tuple[tuple[Item, ...], Future[Result]]] = deque()
        while True:
            for batch in islice(batches, max(0, _AHEAD * jobs - len(waiting))):
                waiting.append((batch, pool.submit(batch)))
            if not waiting:
                return
            batch, future = waiting.popleft()
            reason = _failure(future, timeout_seconds)
            if reason is None:
                yield future.result()
                continue
            pool.replace(timeout_seconds)
            yield from _one_by_one(pool, batch, timeout_seconds)
            again = [rest for rest, _ in waiting]
            waiting.clear()
            waiting.extend((rest, pool.submit(rest)) for rest in again)


def batched(items: Iterable[Item], size: int) -> Iterator[tuple[Item, ...]]:
    """The items in tuples of at most `size`."""
    iterator = iter(items)
    while batch := tuple(islice(iterator, size)):
        yield batch


def _one_by_one(
    pool: _Pool[Item, Result], batch: tuple[Item, ...], timeout_seconds: float
) -> Iterator[Result | Lost[Item]]:
    for item in batch:
        future = pool.submit((item,))
        reason = _failure(future, timeout_seconds)
        if reason is None:
            yield future.result()
        else:
            pool.replace(timeout_seconds)
            yield Lost(item, reason)


def _failure(future: Future[Result], timeout_seconds: float) -> str | None:
    """Waits for the result; why there is none, or None. An exception that the work raised itself is left in the future."""
    try:
        future.exception(timeout_seconds)
    except FutureTimeout:
        return f"its worker did not answer within {timeout_seconds:g} seconds"
    if isinstance(future.exception(), BrokenProcessPool):
        return "its worker was killed or ran out of memory"
    return None


def _start(setup: Setup) -> None:
    """What each worker calls first."""
    if setup.start:
        setup.start(*setup.arguments)


class _Worker:
    """What a worker process knows of itself."""

    work: Callable[..., object]
    refused: Exception | None = None


def _start_worker(setup: Setup, work: Callable[..., object]) -> None:
    """Starts a worker. The work comes once and not with each batch: what it has made ready for itself stays ready.
    An error is kept for the first batch: raised here, it would only say that the pool broke."""
    threading.Thread(target=_end_with_parent, daemon=True).start()
    _Worker.work = work
    try:
        _start(setup)
    except Exception as error:  # noqa: BLE001 — raised by `_work`, in the process that waits for it
        _Worker.refused = error
    # What was loaded stays until the end: no later search for garbage need go through it. Nor need one come every 700 objects,
    # since what a batch makes refers to nothing in a circle and goes by itself: that cost a seventh of all conversions.
    gc.freeze()
    gc.set_threshold(*_GARBAGE)


def _end_with_parent() -> None:
    """Ends this worker when the process that hands out the work is gone: killed, it could not tell its workers to end."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _work(batch: tuple[object, ...]) -> object:
    """The work as it is called in a worker."""
    if _Worker.refused is not None:
        raise _Worker.refused
    return _Worker.work(batch)


def _answer() -> None:
    """Tells that a worker has started."""


class _Pool(Generic[Item, Result]):
    """A process pool for one work that can be thrown away with its processes and made anew."""

    def __init__(self, work: Callable[[tuple[Item, ...]], Result], jobs: int, setup: Setup) -> None:
        self._work = work
        self._jobs = jobs
        self._setup = setup
        methods = multiprocessing.get_all_start_methods()
        # Not "fork": a child would share the parent's database handles and the locks of its threads.
        self._context = multiprocessing.get_context("forkserver" if "forkserver" in methods else "spawn")
        preload: tuple[str, ...] = (*setup.preload, *getattr(work, "preload", ()))
        if preload and "forkserver" in methods:
            self._context.set_forkserver_preload(["__main__", *preload])
        self._executor = self._make()

    def _make(self) -> ProcessPoolExecutor:
        return ProcessPoolExecutor(self._jobs, self._context, _start_worker, (self._setup, self._work))

    def submit(self, batch: tuple[Item, ...]) -> Future[Result]:
        try:
            return cast("Future[Result]", self._executor.submit(_work, batch))
        except BrokenProcessPool:
            # It broke between two calls: what was out is found broken by those who wait for it.
            failed: Future[Result] = Future()
            failed.set_exception(BrokenProcessPool("the pool was broken before"))
            return failed

    def replace(self, timeout_seconds: float) -> None:
        """Ends all workers, also those that hang, and starts anew. Raises WorkersFailed where the new ones do not answer
        even when asked for nothing: then no item is to blame, and to try each in turn would look like a hang."""
        self._end()
        self._executor = self._make()
        reason = _failure(self._executor.submit(_answer), timeout_seconds)
        if reason is not None:
            self._end()
            raise WorkersFailed(
                "expected worker processes to start", found=reason, remedy="Free memory, or build with --jobs 1."
            )

    def _end(self) -> None:
        processes = list((self._executor._processes or {}).values())
        self._executor.shutdown(wait=False, cancel_futures=True)
        for process in processes:
            process.kill()
        for process in processes:
            process.join()

    def __enter__(self) -> _Pool[Item, Result]:
        return self

    def __exit__(self, kind: object, error: object, trace: object) -> None:
        # After an error or ctrl-C nobody waits for work whose result is not wanted.
        if kind is None:
            self._executor.shutdown()
        else:
            self._end()


class StartedScript:
    """A Python file that runs as a process of its own while its owner goes on: one that needs the standard library alone, so
    that it starts in a fiftieth of a second. It is started at once; leaving it ends the process."""

    def __init__(self, script: str, *arguments: str) -> None:
        self._began = time.monotonic()
        self._process: Popen[bytes] | None = None
        command = [sys.executable, "-I", "-S", script, *arguments]
        with suppress(OSError):
            self._process = Popen(command, stdin=DEVNULL, stdout=PIPE, stderr=DEVNULL)

    def answer(self, fresh_seconds: float | None = None) -> bytes | None:
        """What it wrote; None where it failed, or began longer ago than that: then do its work yourself."""
        if self._process is None:
            return None
        answer, _ = self._process.communicate()
        stale = fresh_seconds is not None and time.monotonic() - self._began > fresh_seconds
        return None if self._process.returncode or stale else answer

    def end(self) -> None:
        """Ends the process, if it still runs."""
        if self._process is not None and self._process.returncode is None:
            self._process.kill()
            self._process.communicate()

    def __enter__(self) -> StartedScript:
        return self

    def __exit__(self, kind: object, error: object, trace: object) -> None:
        self.end()
