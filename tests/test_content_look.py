"""What another process sees in a content folder is what this one sees, and where it fails this one looks itself."""

from __future__ import annotations

import os
import sqlite3
import sys
from pathlib import Path

import pytest

from briefgen.build import content_look, sources
from briefgen.build.content_look import look, read_answer
from briefgen.build.sources import Changes, find_changes, is_large, look_again, remember, start_look


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "articles"
    for name in ("harbour.txt", "2026/märz/fähre.md", ".hidden/x.txt", "2026/.draft.md", "2026/notes.toml"):
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(name, "utf-8")
    (folder / "link.txt").symlink_to(folder / "harbour.txt")
    (folder / "linked").symlink_to(folder / "2026")
    Path(os.fsdecode(os.fsencode(folder) + b"/\xff.txt")).write_text("no name")
    return folder


@pytest.fixture
def connection() -> sqlite3.Connection:
    connection = sqlite3.connect(":memory:", isolation_level=None)
    connection.executescript(sources.SCHEMA)
    return connection


@pytest.mark.parametrize(("suffixes", "number"), [(None, 3), ((".md",), 1), ((".md", ".txt"), 2)])
def test_another_process_sees_the_same(folder: Path, suffixes: tuple[str, ...] | None, number: int) -> None:
    with start_look(folder, suffixes) as started:
        answer = started.answer()
    # Which files are fresh hangs on the moment.
    assert answer is not None
    seen = read_answer(answer)
    assert (seen[0], seen[2]) == (look(folder, suffixes)[0], look(folder, suffixes)[2])
    assert len(seen[0]) == number


def test_a_folder_that_is_not_there_is_empty(tmp_path: Path) -> None:
    with start_look(tmp_path / "nowhere", None) as started:
        answer = started.answer()
    assert answer is not None
    assert read_answer(answer) == ({}, set(), [])


@pytest.mark.parametrize("program", ["/bin/false", "/nowhere/python"])
def test_where_the_process_fails_this_one_looks(
    folder: Path, connection: sqlite3.Connection, monkeypatch: pytest.MonkeyPatch, program: str
) -> None:
    monkeypatch.setattr(sys, "executable", program)
    with start_look(folder, None) as started:
        assert find_changes(connection, "articles", folder, None, started).changed == (
            "2026/märz/fähre.md",
            "2026/notes.toml",
            "harbour.txt",
        )


def test_changes_are_the_same_whoever_looks(folder: Path, connection: sqlite3.Connection) -> None:
    remember(connection, "articles", find_changes(connection, "articles", folder))
    (folder / "harbour.txt").write_text("The harbour is closed", "utf-8")
    (folder / "2026/märz/fähre.md").unlink()
    (folder / "new.txt").write_text("new", "utf-8")
    with start_look(folder, None) as started:
        there, here = (find_changes(connection, "articles", folder, None, by) for by in (started, None))
    assert _told(there) == _told(here) == (("harbour.txt", "new.txt"), ("2026/märz/fähre.md",))


def test_a_file_changed_right_after_a_look_is_seen_though_size_time_and_inode_stayed(
    folder: Path, connection: sqlite3.Connection
) -> None:
    file = folder / "harbour.txt"
    remember(connection, "articles", find_changes(connection, "articles", folder))
    before = file.stat()
    file.write_text(file.read_text("utf-8").swapcase(), "utf-8")
    os.utime(file, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert find_changes(connection, "articles", folder).changed == ("harbour.txt",)


def test_a_file_that_nobody_touched_is_read_once_more_and_then_never(
    folder: Path, connection: sqlite3.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    remember(connection, "articles", find_changes(connection, "articles", folder))
    monkeypatch.setattr(content_look, "_TICK_NS", 0)
    changes = find_changes(connection, "articles", folder)
    assert (changes.changed, set(changes.hashes)) == ((), {"harbour.txt", "2026/märz/fähre.md", "2026/notes.toml"})
    remember(connection, "articles", changes)
    assert find_changes(connection, "articles", folder).hashes == {}


def test_what_is_written_by_ourselves_is_no_change_the_next_time(folder: Path, connection: sqlite3.Connection) -> None:
    remember(connection, "articles", find_changes(connection, "articles", folder))
    changes = find_changes(connection, "articles", folder)
    (folder / "harbour.txt").write_text("ours", "utf-8")
    (folder / "made.txt").write_text("ours", "utf-8")
    (folder / "2026/notes.toml").unlink()
    ours = ("harbour.txt", "made.txt", "2026/notes.toml")
    remember(connection, "articles", look_again(folder, changes, ours))
    assert _told(find_changes(connection, "articles", folder)) == ((), ())
    (folder / "made.txt").write_text("ours, and more", "utf-8")
    assert _told(find_changes(connection, "articles", folder)) == (("made.txt",), ())


def _told(changes: Changes) -> tuple[tuple[str, ...], tuple[str, ...]]:
    return changes.changed, changes.deleted


def test_a_folder_is_large_by_what_was_seen_last(
    folder: Path, connection: sqlite3.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sources, "_LARGE", 2)
    assert not is_large(connection, "articles")
    remember(connection, "articles", find_changes(connection, "articles", folder))
    assert is_large(connection, "articles")
