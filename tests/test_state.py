"""The state is derived: whatever is wrong with it, it is made anew; and two builds never hold it at once."""

from __future__ import annotations

import os
import sqlite3
import threading
from pathlib import Path

import pytest

from briefgen.errors import PublishError
from briefgen.state import (
    DATABASE_NAME,
    DamagedState,
    State,
    connect,
    drop_state,
    hold_lock,
    open_state,
    transaction,
    with_state,
)

SCHEMA = "CREATE TABLE things (name TEXT)"


def fill(folder: Path, rows: int = 5000) -> None:
    with open_state(folder, schema=SCHEMA) as state, transaction(state.connection):
        state.connection.executemany("INSERT INTO things VALUES (?)", ((f"thing {n} " * 20,) for n in range(rows)))


def test_what_was_committed_is_there_again(tmp_path: Path) -> None:
    fill(tmp_path, 3)
    with open_state(tmp_path, schema=SCHEMA) as state:
        assert not state.fresh
        assert state.connection.execute("SELECT count(*) FROM things").fetchone() == (3,)


def test_state_of_another_version_is_made_anew_and_said(tmp_path: Path) -> None:
    fill(tmp_path, 3)
    said: list[str] = []
    with open_state(tmp_path, schema=SCHEMA, version=2, say=said.append) as state:
        assert state.fresh
        assert state.connection.execute("SELECT count(*) FROM things").fetchone() == (0,)
    assert len(said) == 1
    assert "version 1, expected 2" in said[0]


@pytest.mark.parametrize(
    "damage",
    [b"", b"no database at all, but long enough to hold a header" * 4, b"SQLite format 3\x00 and then nonsense" * 40],
    ids=["empty", "other", "nonsense"],
)
def test_file_that_is_no_state_is_made_anew(tmp_path: Path, damage: bytes) -> None:
    (tmp_path / DATABASE_NAME).write_bytes(damage)
    said: list[str] = []
    with open_state(tmp_path, schema=SCHEMA, say=said.append) as state:
        assert state.fresh
    assert len(said) == 1


def test_truncated_state_is_made_anew(tmp_path: Path) -> None:
    fill(tmp_path)
    path = tmp_path / DATABASE_NAME
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    with open_state(tmp_path, schema=SCHEMA) as state:
        assert state.fresh


def test_damage_found_half_way_starts_the_work_again(tmp_path: Path) -> None:
    fill(tmp_path)
    path = tmp_path / DATABASE_NAME
    data = bytearray(path.read_bytes())
    data[8192:40960] = b"\xff" * (40960 - 8192)
    path.write_bytes(data)
    said: list[str] = []

    def work(state: State) -> int:
        return len(state.connection.execute("SELECT name FROM things").fetchall())

    assert with_state(tmp_path, work, schema=SCHEMA, say=said.append) == 0
    assert len(said) == 1
    assert "damaged" in said[0]


def test_records_that_cannot_be_read_start_the_work_again(tmp_path: Path) -> None:
    fill(tmp_path, 3)

    def work(state: State) -> str:
        if not state.fresh:
            raise DamagedState("a record is nonsense")
        return "made anew"

    assert with_state(tmp_path, work, schema=SCHEMA) == "made anew"


def test_error_of_the_disk_is_not_taken_for_damage(tmp_path: Path) -> None:
    def work(_state: State) -> None:
        raise sqlite3.OperationalError("database or disk is full")

    with pytest.raises(PublishError, match="disk is full"):
        with_state(tmp_path, work, schema=SCHEMA)


def insert_and_fail(connection: sqlite3.Connection) -> None:
    with transaction(connection):
        connection.execute("INSERT INTO things VALUES ('half')")
        raise ValueError("no")


def test_transaction_that_fails_leaves_nothing(tmp_path: Path) -> None:
    with open_state(tmp_path, schema=SCHEMA) as state:
        with pytest.raises(ValueError, match="no"):
            insert_and_fail(state.connection)
        assert state.connection.execute("SELECT count(*) FROM things").fetchone() == (0,)


def test_second_build_says_who_holds_the_state_and_waits(tmp_path: Path) -> None:
    said: list[str] = []
    waits, done = threading.Event(), threading.Event()

    def say(message: str) -> None:
        said.append(message)
        waits.set()

    def second() -> None:
        with hold_lock(tmp_path / "lock", say):
            done.set()

    with hold_lock(tmp_path / "lock"):
        thread = threading.Thread(target=second)
        thread.start()
        assert waits.wait(30)
        assert not done.is_set()
    thread.join(30)
    assert done.is_set()
    assert f"another build (process {os.getpid()})" in said[0]


def test_a_dropped_state_leaves_nothing_behind_that_a_new_one_could_read(tmp_path: Path) -> None:
    connection = connect(tmp_path / DATABASE_NAME)
    connection.execute(SCHEMA)
    beside = {path.name for path in tmp_path.iterdir()}
    (tmp_path / f"{DATABASE_NAME}-journal").touch()
    drop_state(tmp_path)
    connection.close()
    assert len(beside) == 3
    assert list(tmp_path.iterdir()) == []
