"""The wheel alone makes a project and a site: it is installed into an environment that sees no checkout.

Its dependencies are those of the environment that runs the tests, so that nothing is fetched: a .pth file names that
environment's packages, and a .pth file in a folder so named is not read, which leaves an editable install out.
"""

from __future__ import annotations

import os
import subprocess
import sys
import sysconfig
import venv
import zipfile
from pathlib import Path

import pytest

from tests.checkout import copy_checkout, tracked_files
from tests.conftest import ROOT

_TIMEOUT_SECONDS = 300


def run(*words: str | Path, cwd: Path) -> subprocess.CompletedProcess[str]:
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "VIRTUAL_ENV"))}
    done = subprocess.run(
        [str(word) for word in words],
        cwd=cwd,
        env=environment,
        capture_output=True,
        encoding="utf-8",
        timeout=_TIMEOUT_SECONDS,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    copy = copy_checkout(folder / "source")
    run(sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", folder / "dist", cwd=copy)
    (found,) = (folder / "dist").glob("*.whl")
    return found


@pytest.fixture(scope="module")
def environment(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of an environment's programs, with the wheel installed."""
    folder = tmp_path_factory.mktemp("environment")
    venv.create(folder, with_pip=False, symlinks=True)
    programs = folder / "bin"
    python = programs / "python"
    pip = (sys.executable, "-m", "pip", "--python", python, "--disable-pip-version-check", "--quiet")
    run(*pip, "install", "--no-index", "--no-deps", wheel, cwd=folder)
    where = run(python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))", cwd=folder).stdout.strip()
    own = {sysconfig.get_path("purelib"), sysconfig.get_path("platlib")}
    (Path(where) / "dependencies.pth").write_text("".join(f"{path}\n" for path in sorted(own)), "utf-8")
    return programs


def test_the_wheel_holds_the_program_its_tables_and_what_init_copies(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    program = {path for path in tracked_files() if path.startswith("briefgen/")}
    copied = (
        "theme/",
        "content/articles/",
        "content/pages/",
        "content/static/",
        "content/themes.toml",
        "content/LICENSE",
    )
    shipped = {f"briefgen/shipped/{path}" for path in tracked_files() if path.startswith(copied)}
    assert sorted((program | shipped) - names) == []


def test_the_wheel_holds_nothing_else_but_its_own_description(wheel: Path) -> None:
    names = {name for name in zipfile.ZipFile(wheel).namelist() if not name.startswith("briefgen/")}
    assert {name.split("/")[0].rpartition(".")[2] for name in names} == {"dist-info"}
    assert any(name.endswith("licenses/LICENSE") for name in names)
    assert any(name.endswith("licenses/theme/LICENSE") for name in names)


def test_the_wheel_alone_makes_a_project_and_a_searchable_site_without_problems(
    environment: Path, tmp_path: Path
) -> None:
    code = "import briefgen.config; print(briefgen.config.__file__)"
    assert str(environment.parent) in run(environment / "python", "-c", code, cwd=tmp_path).stdout
    briefgen = environment / "briefgen"
    run(briefgen, "init", "demo", cwd=tmp_path)
    made = {path.relative_to(tmp_path / "demo").as_posix() for path in (tmp_path / "demo/content").rglob("*")}
    assert {path.relative_to(ROOT).as_posix() for path in (ROOT / "content/articles").iterdir()} <= made
    told = run(briefgen, "-C", "demo", "build", cwd=tmp_path).stdout
    assert "briefings from" in told
    pages = tmp_path / "demo/output"
    assert list(pages.rglob("index/*.pf_pack"))
    assert (pages / "search/index.html").is_file()
    assert (pages / "themes").is_dir()
    assert run(briefgen, "-C", "demo", "check", cwd=tmp_path).stdout == "no problems\n"
