"""The program under bad conditions: killed, twice at once, with a damaged state, on a full disk, in another environment."""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from briefgen.build.project import BuildOptions, build_project
from briefgen.config import load_config
from briefgen.site.publish import SitePublisher
from briefgen.state import hold_lock
from tests.cli.project import PROGRAM, STORM, TALKS, TIMEOUT_SECONDS, Project, make_project
from tests.conftest import ROOT
from tests.test_attacks import Silent

LONG = os.environ.get("BRIEFGEN_FUZZ") == "1"
MOMENTS = 200 if LONG else 20
MOMENTS_WITH_WORKERS = 60 if LONG else 3
Tree = dict[str, bytes]


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return make_project(tmp_path / "project")


def _start(project: Project, *words: str, **surroundings: str) -> subprocess.Popen[str]:
    """A build in a group of processes of its own, so that its workers can be killed with it."""
    return subprocess.Popen(
        [str(PROGRAM), "build", "--no-search", *words],
        cwd=project.folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
        env=os.environ | surroundings,
    )


def _end(process: subprocess.Popen[str]) -> tuple[int, str]:
    """Exit status and what was said."""
    _, said = process.communicate(timeout=TIMEOUT_SECONDS)
    return process.returncode, said


def _write_version(project: Project, version: str) -> None:
    """One of two states of the content, which differ in an article, a briefing, a file and a name."""
    project.write(
        "content/articles/2026-03-10-talks.txt", TALKS + f"The islands have {version} been disputed since 1911.\n"
    )
    project.write("content/static/note.txt", version)
    extra = project.folder / "content/briefings/own/extra.md"
    extra.unlink(missing_ok=True)
    if version == "long":
        project.write(
            "content/briefings/own/extra.md", "---\ntitle: Extra\ndate: 2026-03-12\npeople: [Ada Lind]\n---\n\nText.\n"
        )


def _clean_tree(folder: Path, version: str) -> Tree:
    project = make_project(folder)
    _write_version(project, version)
    project.build()
    return project.tree()


def test_kill_at_any_random_moment_leaves_the_old_site_or_the_new_one(tmp_path: Path) -> None:
    trees = {version: _clean_tree(tmp_path / version, version) for version in ("long", "so far")}
    project = make_project(tmp_path / "killed")
    _write_version(project, "so far")
    begin = time.monotonic()
    assert _end(_start(project))[0] == 0
    usual = time.monotonic() - begin
    chance = random.Random(7)
    now, then = "so far", "long"
    for moment in range(MOMENTS):
        _write_version(project, then)
        process = _start(project)
        try:
            process.wait(chance.uniform(0, usual))
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
        process.communicate()
        assert project.tree() in (trees[now], trees[then]), moment
        project.build()
        assert project.tree() == trees[then], moment
        now, then = then, now


class _Killed(BaseException):
    """Stands for a kill: nothing may catch it and tidy up."""


def test_kill_right_after_the_exchange_is_undone_by_the_content_of_before(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    def kill(*_: object) -> None:
        raise _Killed

    _write_version(project, "so far")
    project.build()
    tree = project.tree()
    _write_version(project, "long")
    options = BuildOptions(search=False, jobs=1)
    with monkeypatch.context() as patch:
        patch.setattr(SitePublisher, "_finish", kill)
        with pytest.raises(_Killed):
            build_project(load_config(project.folder), options, Silent())
    assert project.tree() != tree
    _write_version(project, "so far")
    project.build()
    assert project.tree() == tree


def _differing(one: Tree, other: Tree) -> list[str]:
    """The paths whose files differ, or are in one tree only."""
    return sorted(path for path in one.keys() | other.keys() if one.get(path) != other.get(path))


def _start_with_workers(project: Project) -> subprocess.Popen[str]:
    """A build with search, all its work in workers, in a group of processes of its own."""
    command = [sys.executable, "-m", "tests.cli.workers", "-C", str(project.folder), "build", "--jobs", "2"]
    return subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True
    )


def _build_with_search(project: Project) -> Tree:
    done = project.run("build", "--jobs", "1")
    assert done.returncode == 0, done.stderr
    return project.tree()


def test_kill_of_a_build_with_search_and_workers_at_random_moments(tmp_path: Path) -> None:
    project = make_project(tmp_path / "killed")
    trees: dict[str, Tree] = {}
    begin = time.monotonic()
    for version in ("long", "so far"):
        _write_version(project, version)
        assert _end(_start_with_workers(project))[0] == 0
        trees[version] = project.tree()
        clean = make_project(tmp_path / version)
        _write_version(clean, version)
        assert _build_with_search(clean) == trees[version]
    usual = (time.monotonic() - begin) / 2
    chance = random.Random(11)
    now, then = "so far", "long"
    for moment in range(MOMENTS_WITH_WORKERS):
        _write_version(project, then)
        process = _start_with_workers(project)
        try:
            process.wait(chance.uniform(0, usual))
        except subprocess.TimeoutExpired:
            # All at once, or the build alone: then its workers end by themselves.
            (os.killpg if moment % 2 else os.kill)(process.pid, signal.SIGKILL)
        process.communicate()
        left = project.tree()
        assert not _differing(left, trees[now]) or not _differing(left, trees[then]), (
            moment,
            _differing(left, trees[now]),
            _differing(left, trees[then]),
        )
        assert not _differing(_build_with_search(project), trees[then]), moment
        now, then = then, now


def test_a_worker_that_dies_once_costs_nothing(project: Project) -> None:
    project.write("content/articles/2026-03-12-once.txt", STORM)
    (project.folder / ".briefgen").mkdir()
    status, said = _end(_start_with_workers(project))
    assert (status, (project.folder / ".briefgen/died-once").exists()) == (0, True)
    assert "could not be converted" not in said
    assert (project.folder / "output/articles/2026-03-12-once/index.html").is_file()


def test_files_that_kill_or_hang_their_workers_are_set_aside_and_the_rest_is_built(project: Project) -> None:
    for name in ("boom", "hang"):
        project.write(f"content/articles/2026-03-12-{name}.txt", STORM)
    (project.folder / ".briefgen").mkdir()
    status, said = _end(_start_with_workers(project))
    assert status == 0
    assert "2026-03-12-boom.txt: could not be converted: its worker was killed" in said
    assert "2026-03-12-hang.txt: could not be converted: its worker did not answer" in said
    articles = {path.parent.name for path in (project.folder / "output/articles").glob("*/index.html")}
    assert articles == {"2026-03-10-talks", "2026-03-11-storm"}


def test_a_second_build_waits_for_the_first_and_says_so(project: Project) -> None:
    state = project.folder / ".briefgen"
    state.mkdir()
    with hold_lock(state / "lock"):
        process = _start(project)
        assert process.stderr is not None
        first = process.stderr.readline()
        assert f"another build (process {os.getpid()})" in first
        assert not (project.folder / "output").exists()
    assert _end(process)[0] == 0


def test_builds_at_the_same_time_give_the_same_site(project: Project, tmp_path: Path) -> None:
    _write_version(project, "long")
    processes = [_start(project) for _ in range(3)]
    assert [_end(process)[0] for process in processes] == [0, 0, 0]
    assert project.tree() == _clean_tree(tmp_path / "clean", "long")


def _truncate(state: Path) -> None:
    with state.open("r+b") as file:
        file.truncate(state.stat().st_size // 2)


def _scribble(state: Path) -> None:
    data = bytearray(state.read_bytes())
    for start in range(8192, len(data), 4096):
        data[start : start + 2048] = random.Random(start).randbytes(2048)
    state.write_bytes(data)


def _age(state: Path) -> None:
    data = bytearray(state.read_bytes())
    data[60:64] = (1).to_bytes(4, "big")
    state.write_bytes(data)


@pytest.mark.parametrize(
    "damage",
    [_truncate, _scribble, _age, lambda state: state.write_bytes(b"none of ours"), lambda state: state.write_bytes(b"")],
    ids=["truncated", "scribbled", "old", "foreign", "empty"],
)  # fmt: skip
def test_a_damaged_state_is_built_anew_with_one_line_said(project: Project, damage: object) -> None:
    project.build()
    before = project.tree()
    for beside in (project.folder / ".briefgen").glob("state.sqlite3-*"):
        beside.unlink()
    assert callable(damage)
    damage(project.folder / ".briefgen/state.sqlite3")
    done = project.run("build", "--json", "--no-search", "--jobs", "1")
    assert done.returncode == 0
    assert [line for line in done.stderr.splitlines() if "anew" in line] == done.stderr.splitlines()[:1]
    assert project.tree() == before


def test_no_byte_hangs_on_the_surroundings(tmp_path: Path) -> None:
    trees = []
    surroundings = (
        ("1", {"TZ": "Pacific/Kiritimati", "LC_ALL": "C", "PYTHONHASHSEED": "1"}),
        ("2", {"TZ": "America/Adak", "LC_ALL": "C.UTF-8", "PYTHONHASHSEED": "2"}),
    )
    files = {
        f"content/briefings/own/note-{n}.md": f"---\ntitle: Note {n}\ndate: 2026-03-{n + 1:02}\n---\n\nText.\n"
        for n in range(9)
    }
    files |= {"content/articles/2026-03-12-storm-2.txt": STORM, "content/static/CNAME": "brief.example.org\n"}
    for number, (jobs, variables) in enumerate(surroundings):
        project = make_project(tmp_path / f"project-{jobs}")
        for path in sorted(files, reverse=bool(number)):
            os.utime(project.write(path, files[path]), (1e9 * number, 1e9 * number))
        done = subprocess.run(
            [str(PROGRAM), "build", "--jobs", jobs], cwd=project.folder, env=os.environ | variables, capture_output=True
        )
        assert done.returncode == 0, done.stderr
        trees.append(project.tree())
    assert trees[0] == trees[1]


def _limit_file_size() -> None:
    import resource

    resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, 200_000))


@pytest.mark.skipif(sys.platform == "win32", reason="no limits on files")
def test_a_file_that_can_t_be_written_ends_the_build_and_the_old_site_stays(project: Project) -> None:
    project.build()
    before = project.tree()
    project.write("content/static/large.txt", "x" * 300_000)
    done = subprocess.run(
        [str(PROGRAM), "build", "--no-search"],
        cwd=project.folder, preexec_fn=_limit_file_size, capture_output=True, text=True,
    )  # fmt: skip
    assert done.returncode == 1
    assert "old site stays" in done.stderr
    assert project.tree() == before
    assert project.build()["pages_written"] > 0


@pytest.mark.skipif(
    not sys.platform.startswith("linux") or os.geteuid() != 0, reason="only root may mount a small disk"
)
def test_a_full_disk_ends_the_build_and_the_old_site_stays(tmp_path: Path) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=5m", "none", str(disk)], capture_output=True).returncode:
        pytest.skip("no disk can be mounted here")
    try:
        project = make_project(disk / "project")
        project.build()
        before = project.tree()
        filler = disk / "filler"
        filler.write_bytes(b"x" * (shutil.disk_usage(disk).free - 150_000))
        project.write("content/static/large.txt", "x" * 120_000)
        done = project.run("build", "--json", "--no-search", "--jobs", "1")
        assert done.returncode == 1, done.stderr
        assert "Traceback" not in done.stderr
        assert project.tree() == before
        filler.unlink()
        assert project.build()["site"] == "output"
        assert "large.txt" in project.tree()
    finally:
        subprocess.run(["umount", str(disk)], check=True)


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_that_can_t_be_written_ends_the_build_with_a_message(project: Project) -> None:
    project.build()
    before = project.tree()
    _write_version(project, "long")
    project.folder.chmod(0o555)
    try:
        done = project.run("build", "--json", "--no-search", "--jobs", "1")
    finally:
        project.folder.chmod(0o755)
    assert done.returncode == 1
    assert json.loads(done.stdout or "null") is None
    assert project.tree() == before
