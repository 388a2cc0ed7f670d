"""Work on many items in worker processes: the one place that opens a pool.

Items go out in batches, a few at a time, so that memory stays flat. A worker that dies or hangs takes its batch with it: the
pool is replaced and the batches that were out are tried again one item at a time; an item that fails so once more is named
in a `Lost`, and the rest goes on. With `jobs=1` everything runs in this process, without a time limit.
"""

from __future__ import annotations

import multiprocessing
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures import TimeoutError as FutureTimeout
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from itertools import islice
from typing import Generic, TypeVar

BATCH_SIZE = 64
TIMEOUT_SECONDS = 120.0

Item = TypeVar("Item")
Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class Lost(Generic[Item]):
    """An item whose worker died or hung, twice. `reason`: what happened, for the report."""

    item: Item
    reason: str


@dataclass(frozen=True, slots=True)
class Setup:
    """How each worker starts: a function at the top of a module and its arguments, called once. `preload`: modules that
    the workers' common parent imports, so that each need not."""

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
    `work` and its arguments and results must cross processes. An exception of `work` is raised here.
    `timeout_seconds`: for one batch, counted from when its turn has come."""
    batches = batched(items, batch_size)
    if jobs <= 1:
        _start(setup)
        yield from map(work, batches)
        return
    with _Pool(jobs, setup) as pool:
        waiting: deque[tuple[tuple[Item, ...], Future[Result]]] = deque()
        while True:
            for batch in islice(batches, max(0, 2 * jobs - len(waiting))):
                waiting.append((batch, pool.submit(work, batch)))
            if not waiting:
                return
            batch, future = waiting[0]
            reason = _failure(future, timeout_seconds)
            if reason is None:
                waiting.popleft()
                yield future.result()
                continue
            pool.replace()
            waiting.popleft()
            yield from _one_by_one(pool, work, batch, timeout_seconds)
            again = [rest for rest, _ in waiting]
            waiting.clear()
            waiting.extend((rest, pool.submit(work, rest)) for rest in again)


def batched(items: Iterable[Item], size: int) -> Iterator[tuple[Item, ...]]:
    """The items in tuples of at most `size`."""
    iterator = iter(items)
    while batch := tuple(islice(iterator, size)):
        yield batch


def _one_by_one(
    pool: _Pool, work: Callable[[tuple[Item, ...]], Result], batch: tuple[Item, ...], timeout_seconds: float
) -> Iterator[Result | Lost[Item]]:
    for item in batch:
        future = pool.submit(work, (item,))
        reason = _failure(future, timeout_seconds)
        if reason is None:
            yield future.result()
        else:
            pool.replace()
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


class _Pool:
    """A process pool that can be thrown away with its processes and made anew."""

    def __init__(self, jobs: int, setup: Setup) -> None:
        self._jobs = jobs
        self._setup = setup
        methods = multiprocessing.get_all_start_methods()
        # Not "fork": a child would share the parent's database handles and the locks of its threads.
        self._context = multiprocessing.get_context("forkserver" if "forkserver" in methods else "spawn")
        if setup.preload and "forkserver" in methods:
            self._context.set_forkserver_preload(["__main__", *setup.preload])
        self._executor = self._make()

    def _make(self) -> ProcessPoolExecutor:
        return ProcessPoolExecutor(self._jobs, self._context, _start, (self._setup,))

    def submit(self, work: Callable[[tuple[Item, ...]], Result], batch: tuple[Item, ...]) -> Future[Result]:
        try:
            return self._executor.submit(work, batch)
        except BrokenProcessPool:
            # It broke between two calls: what was out is found broken by those who wait for it.
            failed: Future[Result] = Future()
            failed.set_exception(BrokenProcessPool("the pool was broken before"))
            return failed

    def replace(self) -> None:
        """Ends all workers, also those that hang, and starts anew."""
        self._end()
        self._executor = self._make()

    def _end(self) -> None:
        processes = list((self._executor._processes or {}).values())
        self._executor.shutdown(wait=False, cancel_futures=True)
        for process in processes:
            process.kill()
        for process in processes:
            process.join()

    def __enter__(self) -> _Pool:
        return self

    def __exit__(self, kind: object, error: object, trace: object) -> None:
        # After an error or ctrl-C nobody waits for work whose result is not wanted.
        if kind is None:
            self._executor.shutdown()
        else:
            self._end()
