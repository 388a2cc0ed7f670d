"""Publishing: what stands in `output/` after a build, a killed build, a build that found foreign files or lost its state."""

from __future__ import annotations

import errno
import os
import sqlite3
from contextlib import closing, suppress
from pathlib import Path

import pytest

from briefgen.errors import PublishError
from briefgen.site import foreign, marks, publish
from briefgen.site.marks import FOLDER as MARKS
from briefgen.site.pages import PageKey, RenderedPage
from briefgen.site.publish import SitePublisher
from briefgen.state import transaction

Tree = dict[str, bytes]


class Project:
    """A site of plain files, with a state that a test may lose."""

    def __init__(self, folder: Path) -> None:
        self.output = folder / "output"
        self.state = folder / ".briefgen"
        self.state.mkdir()

    def build(self, tree: Tree, full: bool = False) -> publish.PublishCounts:
        with closing(sqlite3.connect(self.state / "state.sqlite", isolation_level=None)) as connection:
            publisher = SitePublisher(self.output, self.state, connection)
            with transaction(connection):
                # Pages are staged by whoever renders them; the rest, such as the index for search, is written later.
                *pages, (last, data) = tree.items()
                for path, page in pages:
                    rendered = RenderedPage(path, page, PageKey("archive"), "new")
                    publisher.take(publisher.staging.put(rendered, None))
                publisher.write(last, data)
                publisher.delete_unwritten()
                counts = publisher.publish()
            publisher.complete_shadow()
        return counts

    def tree(self) -> Tree:
        files = (p for p in self.output.rglob("*") if p.is_file() and MARKS not in p.parts)
        return {p.relative_to(self.output).as_posix(): p.read_bytes() for p in files}


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return Project(tmp_path)


@pytest.fixture(params=["exchange", "moves"])
def way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    if request.param == "moves":
        monkeypatch.setattr(publish, "find_exchange", lambda: None)
    return str(request.param)


@pytest.fixture(params=["small", "large", "stale"])
def size(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """How changed folders are looked for: here, by another process, or here because the other one's answer is too old."""
    if request.param != "small":
        monkeypatch.setattr(foreign, "_LARGE", 0)
    if request.param == "stale":
        monkeypatch.setattr(foreign, "_FRESH_SECONDS", -1.0)
    return str(request.param)


ONE = {"index.html": b"one", "briefings/2026/03/a/index.html": b"a", "theme/css/site.css": b"css"}
TWO = {"index.html": b"two", "briefings/2026/03/b/index.html": b"b", "theme/css/site.css": b"css"}
THREE = {"index.html": b"three", "theme/css/site.css": b"css"}


def test_each_build_leaves_exactly_its_files(project: Project, way: str) -> None:
    seen = []
    for tree in (ONE, TWO, THREE, ONE, ONE):
        project.build(tree)
        seen.append(project.tree() == tree)
    assert seen == [True] * 5


def test_no_build_writes_into_a_file_that_another_tree_shares(project: Project) -> None:
    kept: list[tuple[Path, bytes]] = []
    for number, tree in enumerate((ONE, TWO, THREE, ONE, TWO)):
        project.build(tree)
        for path, data in tree.items():
            kept.append((project.state.parent / f"kept-{number}-{len(kept)}", data))
            os.link(project.output / path, kept[-1][0])
    assert [path.read_bytes() for path, _ in kept] == [data for _, data in kept]


def test_second_tree_takes_no_room_where_the_disk_has_links(project: Project) -> None:
    project.build(ONE)
    shared = project.state / "shadow" / "theme/css/site.css"
    assert shared.samefile(project.output / "theme/css/site.css")
    project.build(TWO)
    project.build(THREE)
    assert shared.samefile(project.output / "theme/css/site.css")


def test_disk_without_links_gets_copies(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError(errno.EPERM, "Operation not permitted")

    monkeypatch.setattr(os, "link", refuse)
    for tree in (ONE, TWO, THREE, ONE):
        project.build(tree)
        assert project.tree() == tree


def test_only_what_changed_is_counted(project: Project, way: str) -> None:
    project.build(ONE)
    assert project.build(TWO) == publish.PublishCounts(written=2, deleted=1, unchanged=1)
    assert project.build(TWO) == publish.PublishCounts(written=0, deleted=0, unchanged=3)


def test_empty_folders_go_with_their_last_file(project: Project, way: str) -> None:
    project.build(ONE)
    project.build(THREE)
    assert not (project.output / "briefings").exists()


def test_foreign_files_stay_at_any_depth(project: Project, way: str) -> None:
    project.build(ONE)
    foreign = {".git/HEAD": b"ref", "CNAME": b"example.org", "briefings/2026/notes.txt": b"mine"}
    for path, data in foreign.items():
        (project.output / path).parent.mkdir(parents=True, exist_ok=True)
        (project.output / path).write_bytes(data)
    project.build(TWO)
    project.build(THREE)
    assert project.tree() == THREE | foreign


def add_foreign(project: Project) -> dict[str, bytes]:
    foreign = {"CNAME": b"example.org", "notes/mine.txt": b"mine", "zone/more.txt": b"more"}
    for path, data in foreign.items():
        (project.output / path).parent.mkdir(parents=True, exist_ok=True)
        (project.output / path).write_bytes(data)
    return foreign


@pytest.mark.parametrize("step", ["move", "exchange"])
def test_foreign_files_are_put_back_where_the_disk_refuses(
    project: Project, step: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    project.build(ONE)
    others = add_foreign(project)
    move = publish.move

    def refuse_notes(source: str, target: str) -> None:
        if source.endswith("/notes") and "shadow" in target:
            raise OSError(errno.EBUSY, os.strerror(errno.EBUSY))
        move(source, target)

    def refuse_exchange(_one: Path, _other: Path) -> None:
        raise OSError(errno.EINVAL, os.strerror(errno.EINVAL))

    monkeypatch.setattr(publish, *(("move", refuse_notes) if step == "move" else ("exchange", refuse_exchange)))
    with pytest.raises(PublishError):
        project.build(TWO)
    assert project.tree() == ONE | others
    monkeypatch.undo()
    project.build(TWO)
    assert project.tree() == TWO | others


def test_a_disk_within_the_site_stays_where_it_is(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    project.build(ONE)
    others = add_foreign(project)
    disk_of = publish._disk_of
    monkeypatch.setattr(publish, "_disk_of", lambda path: -1 if path.name == "notes" else disk_of(path))
    before = (project.output / "notes").stat().st_ino, project.output.stat().st_ino
    project.build(TWO)
    assert project.tree() == TWO | others
    assert ((project.output / "notes").stat().st_ino, project.output.stat().st_ino) == before


def test_the_second_copy_is_made_with_the_first_site_also_in_a_folder_that_was_there(project: Project) -> None:
    project.output.mkdir()
    project.build(ONE)
    shadow = project.state / "shadow"
    assert {p.relative_to(shadow).as_posix() for p in shadow.rglob("*") if p.is_file() and MARKS not in p.parts} == {
        *ONE
    }


def test_foreign_files_that_come_or_go_between_two_builds_are_seen(project: Project, way: str, size: str) -> None:
    project.build(ONE)
    for number, tree in enumerate((TWO, ONE, THREE, TWO, ONE)):
        foreign = {
            f"briefings/note-{number}.txt": b"mine",
            f"own/deep/{number}.txt": b"mine, too",
            "theme/css/extra.css": str(number).encode(),
        }
        for path, data in foreign.items():
            (project.output / path).parent.mkdir(parents=True, exist_ok=True)
            (project.output / path).write_bytes(data)
        for old in (number - 1, number - 2):
            (project.output / f"briefings/note-{old}.txt").unlink(missing_ok=True)
            (project.output / f"own/deep/{old}.txt").unlink(missing_ok=True)
        project.build(tree)
        assert project.tree() == tree | foreign


def test_a_foreign_folder_becomes_ours_and_keeps_what_is_foreign_in_it(project: Project, way: str, size: str) -> None:
    project.build(ONE)
    (project.output / "notes").mkdir()
    (project.output / "notes/mine.txt").write_bytes(b"mine")
    project.build(TWO)
    project.build(TWO | {"notes/index.html": b"ours"})
    assert project.tree() == TWO | {"notes/index.html": b"ours", "notes/mine.txt": b"mine"}
    project.build(TWO)
    assert project.tree() == TWO | {"notes/mine.txt": b"mine"}


def test_lost_state_leaves_no_stale_page_and_no_foreign_file_is_taken(project: Project, way: str) -> None:
    project.build(ONE)
    (project.output / "CNAME").write_bytes(b"example.org")
    for file in sorted(project.state.rglob("*"), reverse=True):
        file.rmdir() if file.is_dir() else file.unlink()
    project.build(TWO)
    assert project.tree() == TWO | {"CNAME": b"example.org"}


def test_a_file_that_somebody_spoiled_is_not_trusted_after_its_digest_went(project: Project, way: str) -> None:
    project.build(ONE)
    (project.output / MARKS / "digest").unlink()
    (project.output / "index.html").write_bytes(b"spoiled")
    project.build(ONE)
    assert project.tree() == ONE


def test_a_deleted_output_folder_is_made_again(project: Project, way: str) -> None:
    project.build(ONE)
    project.output.rename(project.output.with_name("gone"))
    project.build(ONE)
    assert project.tree() == ONE


def test_another_process_tells_the_folders_that_changed(project: Project) -> None:
    project.build(ONE)
    probe = project.state / "probe"
    built_ns = max(path.stat().st_ctime_ns for path in project.output.rglob("*"))
    while not probe.exists() or probe.stat().st_ctime_ns < built_ns + 50_000_000:
        probe.write_bytes(b"")
    since_ns = probe.stat().st_ctime_ns
    (project.output / "briefings/2026/mine.txt").write_bytes(b"mine")
    look = foreign.start_look(project.output, str(project.state / "state.sqlite"), since_ns)
    assert foreign.read_look(look) == ("briefings/2026",)


def test_there_are_more_lists_of_files_in_a_larger_site(
    project: Project, way: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(marks, "_FILES_A_LIST", 1)
    small = {f"{number}.html": b"" for number in range(10)}
    large = small | {f"{number}/index.html": b"" for number in range(40)}
    for tree, lists in ((small, 16), (large, 256), (small, 16)):
        project.build(tree)
        assert len(list(marks.read_lists(project.output))) == lists
        assert set(marks.read_site_files(project.output)) == tree.keys()
        assert project.tree() == tree


def test_a_list_that_somebody_wrote_takes_no_file_outside_of_the_site(project: Project, way: str) -> None:
    project.build(ONE)
    outside = project.output.parent / "mine.txt"
    outside.write_bytes(b"mine")
    (project.output / MARKS / "0").write_text("../mine.txt\n/etc/hostname\n", encoding="utf-8")
    (project.output / MARKS / "digest").unlink()
    project.build(TWO)
    assert outside.read_bytes() == b"mine"


def test_a_page_that_a_dead_worker_left_behind_is_not_published(project: Project, way: str) -> None:
    with closing(sqlite3.connect(project.state / "state.sqlite", isolation_level=None)) as connection:
        publisher = SitePublisher(project.output, project.state, connection)
        publisher.staging.put(RenderedPage("stray.html", b"half", PageKey("archive"), "new"), None)
        with transaction(connection):
            publisher.take(publisher.staging.put(RenderedPage("index.html", b"one", PageKey("home"), "new"), None))
            publisher.mistrust_staged()
            publisher.publish()
        publisher.complete_shadow()
    assert project.tree() == {"index.html": b"one"}
    project.build(ONE)
    assert project.tree() == ONE


class Killed(BaseException):
    """Stands for a kill: nothing may catch it and tidy up."""


def kill_at(monkeypatch: pytest.MonkeyPatch, step: int) -> None:
    """Lets `step` changes of the disk happen, then ends the build at once."""
    left = [step]

    def counted(function: object) -> object:
        def call(*args: object) -> object:
            left[0] -= 1
            if left[0] < 0:
                raise Killed
            return function(*args)  # type: ignore[operator]

        return call

    for name in ("write_file", "move", "remove", "share_file", "exchange"):
        monkeypatch.setattr(publish, name, counted(getattr(publish, name)))


@pytest.mark.parametrize("step", range(40))
def test_a_build_killed_at_any_step_leaves_the_old_site_or_the_new_one(
    project: Project, step: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    project.build(ONE)
    (project.output / "CNAME").write_bytes(b"example.org")
    project.build(TWO)
    own = {"CNAME": b"example.org"}
    with monkeypatch.context() as patch:
        kill_at(patch, step)
        with suppress(Killed):
            project.build(THREE)
    left = project.tree()
    left.pop("CNAME", None)
    assert left in (TWO, THREE)
    project.build(THREE)
    assert project.tree() == THREE | own
    project.build(ONE)
    assert project.tree() == ONE | own


@pytest.mark.parametrize("step", range(12))
def test_a_first_build_killed_at_any_step_leaves_none_or_the_whole_site(
    project: Project, step: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    project.output.mkdir(parents=True)
    (project.output / "CNAME").write_bytes(b"example.org")
    own = {"CNAME": b"example.org"}
    with monkeypatch.context() as patch:
        kill_at(patch, step)
        with suppress(Killed):
            project.build(ONE)
    assert project.tree() in (own, ONE | own)
    project.build(TWO)
    assert project.tree() == TWO | own
    project.build(THREE)
    assert project.tree() == THREE | own


@pytest.mark.parametrize("step", range(40))
def test_moves_killed_at_any_step_are_ended_by_the_next_build(
    project: Project, step: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(publish, "find_exchange", lambda: None)
    project.build(ONE)
    with monkeypatch.context() as patch:
        kill_at(patch, step)
        with suppress(Killed):
            project.build(TWO)
    project.build(THREE)
    assert project.tree() == THREE


def linked_site(name: str) -> Tree:
    """A site of which the front page and some lists have the same paths in another one; each file holds the paths that it
    links to."""
    style, part = f"theme/css/{name}.css", f"pagefind/{name}/part"
    page, listed = f"briefings/2026/03/{name}/index.html", "themes/storms/index.html"
    theme = f"themes/{name}/index.html"
    links = {
        page: (style, listed),
        listed: (style, page, "index.html"),
        theme: (style, page, "index.html"),
        "index.html": (style, page, listed, theme, "pagefind/shards.json"),
        "feed.atom": (page,),
        "pagefind/shards.json": (part, page),
    }
    return {style: b"", part: b"", **{path: "\n".join(targets).encode() for path, targets in links.items()}}


def test_files_that_are_moved_one_by_one_never_lead_a_reader_to_what_is_not_there(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(publish, "find_exchange", lambda: None)
    project.build(linked_site("one"))
    missed: list[set[str]] = []

    def looked_at(function: object) -> object:
        def call(*args: object) -> None:
            function(*args)  # type: ignore[operator]
            tree = project.tree()
            reached = {"index.html", "feed.atom"}
            while (
                more := {target for path in reached & tree.keys() for target in tree[path].decode().split()} - reached
            ):
                reached |= more
            missed.append(reached - tree.keys())

        return call

    for name in ("move", "remove"):
        monkeypatch.setattr(publish, name, looked_at(getattr(publish, name)))
    project.build(linked_site("two"))
    assert len(missed) > 7 + 4
    assert not any(missed)


def test_a_full_disk_leaves_the_old_site_and_says_so(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    project.build(ONE)

    def full(path: Path, data: bytes) -> None:
        raise OSError(28, os.strerror(28))

    with monkeypatch.context() as patch:
        patch.setattr(publish, "write_file", full)
        with pytest.raises(PublishError, match="Make room"):
            project.build(TWO)
    assert project.tree() == ONE
    project.build(TWO)
    assert project.tree() == TWO
