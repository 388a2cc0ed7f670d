"""The disk: bounds, paths that stay inside their folder, writes of which nobody sees a half."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from briefgen.errors import LimitExceeded, UnreadableArticle
from briefgen.files import copy_file, join_inside, move_file, read_bounded, write_file, write_if_changed


def test_a_file_is_read_up_to_its_bound_and_no_byte_further(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"12345")
    assert read_bounded(tmp_path / "a", 5) == b"12345"
    with pytest.raises(LimitExceeded, match="at most 4 bytes"):
        read_bounded(tmp_path / "a", 4)


@pytest.mark.parametrize(("name", "reason"), [("gone", "No such file"), (".", "directory")])
def test_what_is_no_file_is_refused_with_the_reason(tmp_path: Path, name: str, reason: str) -> None:
    with pytest.raises(UnreadableArticle, match=reason):
        read_bounded(tmp_path / name)


@pytest.mark.parametrize("relative", ["../x", "/etc/hostname", "a/../../x", "out/x", "out/../../x"])
def test_a_path_that_leaves_its_folder_is_refused(tmp_path: Path, relative: str) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()
    (folder / "out").symlink_to(tmp_path)
    with pytest.raises(ValueError, match="leaves its folder"):
        join_inside(folder, relative)


def test_a_path_inside_is_taken_also_where_the_folder_is_a_link(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "folder")
    assert join_inside(tmp_path / "link", "a/../b/c.txt") == tmp_path / "folder/b/c.txt"


@pytest.fixture
def slow_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    """A disk that takes and gives three bytes at a time."""
    write, read = os.write, os.read
    monkeypatch.setattr(os, "write", lambda descriptor, data: write(descriptor, bytes(data[:3])))
    monkeypatch.setattr(os, "read", lambda descriptor, size: read(descriptor, min(size, 3)))


@pytest.mark.usefixtures("slow_disk")
@pytest.mark.parametrize("data", [b"", b"12", b"123", b"12345678"])
def test_a_file_is_written_and_copied_whole_though_the_disk_takes_little_at_a_time(tmp_path: Path, data: bytes) -> None:
    write_file(tmp_path / "new/a", data)
    copy_file(str(tmp_path / "new/a"), str(tmp_path / "newer/b"))
    assert [(tmp_path / path).read_bytes() for path in ("new/a", "newer/b")] == [data, data]


def test_nothing_is_left_of_a_longer_file(tmp_path: Path) -> None:
    write_file(tmp_path / "a", b"long")
    write_file(tmp_path / "a", b"s")
    assert (tmp_path / "a").read_bytes() == b"s"


def test_a_file_is_moved_into_a_folder_that_is_not_there_yet(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"x")
    move_file(str(tmp_path / "a"), str(tmp_path / "new/b"))
    assert ((tmp_path / "a").exists(), (tmp_path / "new/b").read_bytes()) == (False, b"x")
    with pytest.raises(FileNotFoundError):
        move_file(str(tmp_path / "a"), str(tmp_path / "newer/b"))
    assert not (tmp_path / "newer").exists()


def test_the_same_bytes_are_not_written_again(tmp_path: Path) -> None:
    path = tmp_path / "new/a.md"
    assert write_if_changed(path, b"one")
    before = path.stat()
    assert not write_if_changed(path, b"one")
    assert (path.stat().st_ino, path.stat().st_mtime_ns) == (before.st_ino, before.st_mtime_ns)
    assert [write_if_changed(path, data) for data in (b"two", b"three", b"")] == [True] * 3
    assert path.read_bytes() == b""
    assert path.stat().st_mode & 0o777 == 0o644


def test_a_write_that_fails_leaves_the_old_file_and_nothing_beside_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_if_changed(tmp_path / "a.md", b"one")

    def refuse(_path: Path, _target: object) -> None:
        raise OSError(28, os.strerror(28))

    monkeypatch.setattr(Path, "replace", refuse)
    with pytest.raises(OSError, match=os.strerror(28)):
        write_if_changed(tmp_path / "a.md", b"two")
    assert [(path.name, path.read_bytes()) for path in tmp_path.iterdir()] == [("a.md", b"one")]
