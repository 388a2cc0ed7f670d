"""Work in processes: the same results for any number of them, and a worker that dies or hangs costs one item."""

from __future__ import annotations

import os
import select
import subprocess
import sys
import threading
from dataclasses import dataclass

import pytest

from briefgen.errors import ConfigError, WorkersFailed
from briefgen.executors import Lost, Setup, batched, run_batches
from tests.conftest import ROOT


def double(batch: tuple[int, ...]) -> list[int]:
    return [2 * item for item in batch]


def die_of_seven(batch: tuple[int, ...]) -> list[int]:
    if 7 in batch:
        os._exit(3)
    return list(batch)


def hang_on_seven(batch: tuple[int, ...]) -> list[int]:
    if 7 in batch:
        threading.Event().wait()
    return list(batch)


def tell_and_hang(_batch: tuple[int, ...]) -> None:
    os.write(1, b"%d\n" % os.getpid())
    threading.Event().wait()


def refuse_seven(batch: tuple[int, ...]) -> list[int]:
    if 7 in batch:
        raise ValueError("no sevens")
    return list(batch)


_started: list[str] = []


def start(word: str) -> None:
    _started.append(word)


def tell_start(batch: tuple[int, ...]) -> list[str]:
    return _started[-1:] * len(batch)


@dataclass
class Remembering:
    """A work that says the how manieth batch of its own this is."""

    seen: int = 0

    def __call__(self, _batch: tuple[int, ...]) -> int:
        self.seen += 1
        return self.seen


def refuse_to_start() -> None:
    raise ConfigError("expected a template")


def die_at_start() -> None:
    os._exit(3)


@pytest.mark.parametrize("jobs", [1, 2])
def test_results_come_in_order_for_any_number_of_workers(jobs: int) -> None:
    results = run_batches(double, range(20), jobs=jobs, batch_size=3)
    assert [item for result in results for item in result] == list(range(0, 40, 2))  # type: ignore[union-attr]


@pytest.mark.parametrize("jobs", [1, 2])
def test_each_worker_is_set_up_first(jobs: int) -> None:
    results = run_batches(tell_start, range(4), jobs=jobs, batch_size=2, setup=Setup(start, ("ready",)))
    assert list(results) == [["ready", "ready"], ["ready", "ready"]]


@pytest.mark.parametrize("jobs", [1, 2])
def test_what_the_work_remembers_lasts_from_batch_to_batch(jobs: int) -> None:
    results = list(run_batches(Remembering(), range(9), jobs=jobs, batch_size=1))
    assert max(n for n in results if not isinstance(n, Lost)) >= 5


@pytest.mark.parametrize("work", [die_of_seven, hang_on_seven], ids=["dies", "hangs"])
def test_guilty_item_is_named_and_the_rest_is_done(work: object) -> None:
    results = list(run_batches(work, range(12), jobs=2, batch_size=4, timeout_seconds=6))  # type: ignore[arg-type]
    lost = [result for result in results if isinstance(result, Lost)]
    done = [item for result in results if not isinstance(result, Lost) for item in result]
    assert [result.item for result in lost] == [7]
    assert done == [item for item in range(12) if item != 7]


def test_exception_of_the_work_is_raised() -> None:
    with pytest.raises(ValueError, match="no sevens"):
        list(run_batches(refuse_seven, range(12), jobs=2, batch_size=4))


@pytest.mark.parametrize("jobs", [1, 2])
def test_what_a_start_raises_is_raised(jobs: int) -> None:
    with pytest.raises(ConfigError, match="expected a template"):
        list(run_batches(double, range(100), jobs=jobs, batch_size=2, setup=Setup(refuse_to_start)))


def test_workers_that_die_at_their_start_are_no_item_s_fault() -> None:
    with pytest.raises(WorkersFailed, match="killed or ran out of memory"):
        list(run_batches(double, range(100), jobs=2, batch_size=2, setup=Setup(die_at_start)))


HANDS_OUT = """
import os, sys
from briefgen.executors import run_batches
from tests.test_executors import tell_and_hang
if __name__ == "__main__":
    list(run_batches(tell_and_hang, range(2), jobs=2, batch_size=1))
"""


@pytest.mark.skipif(not hasattr(os, "pidfd_open"), reason="no way to wait for another's process here")
def test_workers_end_when_the_process_that_hands_out_is_killed() -> None:
    process = subprocess.Popen([sys.executable, "-c", HANDS_OUT], stdout=subprocess.PIPE, cwd=ROOT)
    assert process.stdout is not None
    handles = [os.pidfd_open(int(process.stdout.readline())) for _ in range(2)]
    process.kill()
    process.communicate()
    for handle in handles:
        assert select.select([handle], [], [], 60)[0]
        os.close(handle)


def test_no_items_need_no_worker() -> None:
    assert list(run_batches(double, (), jobs=2)) == []


def test_batches_hold_at_most_so_many() -> None:
    assert list(batched(range(5), 2)) == [(0, 1), (2, 3), (4,)]
