"""The documentation says what is so: commands, options and keys are all there, examples run or parse, links lead somewhere."""

from __future__ import annotations

import json
import os
import re
import runpy
import shlex
import subprocess
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml

from briefgen.briefing_file import read_briefing_file
from briefgen.cli import app
from briefgen.config import _CHECKS, _DEFAULT_PATHS, load_config, read_vocabulary
from briefgen.convert.language import SHIPPED
from briefgen.convert.readers.facts import read_facts
from briefgen.slugs import make_slug
from tests.cli.project import PROGRAM, Project, make_project
from tests.conftest import ROOT

PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
_FENCE = re.compile(r"^( *)```(\w*)\n(.*?)^\1```$", re.MULTILINE | re.DOTALL)
_LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")
_TOUCHES_THE_WORLD = re.compile(r"^\s*(?:make|rsync|git|ssh|python -m bench)\b|\bserve\b", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Example:
    """A fenced block of a page. `where`: page and line, for a test's name."""

    where: str
    page: Path
    language: str
    text: str


def find_examples() -> Iterator[Example]:
    for page in PAGES:
        text = page.read_text("utf-8")
        for match in _FENCE.finditer(text):
            line = text.count("\n", 0, match.start()) + 1
            code = re.sub(f"^{match[1]}", "", match[3], flags=re.MULTILINE)
            yield Example(f"{page.name}:{line}", page, match[2], code)


EXAMPLES = tuple(find_examples())


def examples(*languages: str) -> Any:
    found = [example for example in EXAMPLES if example.language in languages]
    return pytest.mark.parametrize("example", found, ids=[example.where for example in found])


# -- what has to be documented -------------------------------------------------------------------------------------


def test_the_command_reference_is_what_help_says() -> None:
    made = runpy.run_path(str(ROOT / "docs/make_reference.py"))["make_reference"]()
    assert (ROOT / "docs/commands.md").read_text("utf-8") == made, "Run: make docs"


def test_every_command_and_option_is_in_the_reference() -> None:
    reference = (ROOT / "docs/commands.md").read_text("utf-8")
    commands = app.commands
    options = {opt for command in commands.values() for param in command.params for opt in param.opts if opt[0] == "-"}
    assert len(commands) >= 11
    assert [name for name in commands if f"## briefgen {name}\n" not in reference] == []
    assert [option for option in sorted(options) if not re.search(rf"(?<![\w-]){option}\b", reference)] == []


def test_every_configuration_key_is_documented() -> None:
    page = (ROOT / "docs/configuration.md").read_text("utf-8")
    keys = {*_CHECKS, *(f"paths.{name}" for name in _DEFAULT_PATHS)} - {"paths", "publishers"}
    assert [key for key in sorted(keys) if f"| `{key}` |" not in page] == []
    assert '`publishers."NAME".text`' in page


def test_every_topic_and_key_of_the_language_tables_is_documented() -> None:
    pages = {path.stem: path.read_text("utf-8") for path in PAGES}
    missing = []
    for file in sorted(SHIPPED.glob("*/*.toml")):
        # Figures and dates have pages of their own.
        page = pages["languages"] + pages.get(file.stem, "")
        names = (file.stem, *tomllib.loads(file.read_text("utf-8")))
        missing.extend(f"{file.stem}.{name}" for name in names if not re.search(rf"`{name}`|\*\*{name}\*\*", page))
    assert sorted(set(missing)) == []


def test_the_design_page_names_every_module() -> None:
    page = (ROOT / "docs/design.md").read_text("utf-8")
    commands = app.commands
    modules = {path.stem for path in (ROOT / "briefgen").rglob("*.py") if not path.stem.startswith("__")} - set(
        commands
    )
    assert [name for name in sorted(modules) if not re.search(rf"`(?:[\w/]*/)?{name}(?:\.py|/)?`", page)] == []


# -- examples ------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def sandbox(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """A small project that is built, for examples that ask for one. They run in the order of the pages."""
    project = make_project(tmp_path_factory.mktemp("docs"))
    project.build()
    return project


@examples("sh")
def test_every_command_line_of_an_example_is_one_that_the_app_takes(example: Example) -> None:
    subprocess.run(["bash", "-n"], input=example.text, encoding="utf-8", check=True, timeout=60)
    for words in command_lines(example.text):
        complain_about(words)


@examples("sh")
def test_an_example_of_the_shell_runs(example: Example, sandbox: Project, tmp_path: Path) -> None:
    if _TOUCHES_THE_WORLD.search(example.text):
        pytest.skip("asks for a host, or goes on for ever; its options are checked")
    environment = os.environ | {"PATH": f"{PROGRAM.parent}{os.pathsep}{os.environ['PATH']}", "TERM": "dumb"}
    done = subprocess.run(
        ["bash", "-e", "-u", "-o", "pipefail", "-c", example.text],
        cwd=sandbox.folder,
        env=environment,
        capture_output=True,
        encoding="utf-8",
        timeout=120,
    )
    assert done.returncode == 0, done.stderr


def test_the_first_five_minutes_are_as_the_readme_says(tmp_path: Path) -> None:
    text = (ROOT / "README.md").read_text("utf-8")
    lines = [
        shlex.split(line, comments=True)[1:] for line in text.splitlines() if line.startswith(".venv/bin/briefgen")
    ]
    init, build, serve = lines
    project = Project(tmp_path)
    assert project.run(*init).returncode == 0
    # tests/test_wheel.py builds it.
    assert (build, serve) == (["-C", "demo", "build"], ["-C", "demo", "serve"])
    facts = next(e.text for e in EXAMPLES if e.page.name == "README.md" and e.language == "toml")
    article = "demo/content/articles/2026-03-14-harbour-live"
    project.write(f"{article}.txt", "The dockers are back at work.\nThe port is open.\n")
    project.write(f"{article}.toml", facts)
    assert "Harbour strike: talks resume" in project.run("-C", "demo", "inspect", f"{article}.txt").stdout


@examples("toml")
def test_an_example_of_toml_is_read_by_the_app(example: Example, tmp_path: Path) -> None:
    table = tomllib.loads(example.text)
    if "tool" in table:
        (tmp_path / "pyproject.toml").write_text(example.text, "utf-8")
        load_config(tmp_path)
    elif "theme" in table:
        (tmp_path / "themes.toml").write_text(example.text, "utf-8")
        read_vocabulary(tmp_path / "themes.toml")
    elif "published" in table:
        assert read_facts("a.toml", example.text.encode()).keys() == table.keys()
    else:
        known = {key for file in SHIPPED.glob("*/*.toml") for key in tomllib.loads(file.read_text("utf-8"))}
        assert set(table) <= known


@examples("yaml", "json")
def test_an_example_of_yaml_or_json_can_be_parsed(example: Example) -> None:
    value = json.loads(example.text) if example.language == "json" else yaml.safe_load(example.text)
    assert isinstance(value, dict)


@examples("markdown")
def test_an_example_of_a_briefing_is_read_by_the_app(example: Example) -> None:
    assert read_briefing_file("content/briefings/a/a.md", example.text).title


def command_lines(text: str) -> Iterator[list[str]]:
    """The words after `briefgen` of each call in a shell example."""
    for line in text.splitlines():
        for part in re.split(r"\s(?:\||&&|;)\s", line):
            words = shlex.split(part.split(" > ")[0], comments=True)
            if words and Path(words[0]).name == "briefgen":
                yield words[1:]


def complain_about(words: list[str]) -> None:
    """Fails where the app knows no such command or option."""
    commands = app.commands
    name = next(word for word in words if word in commands)
    own = {opt for param in app.params for opt in param.opts}
    options = {opt for param in commands[name].params for opt in param.opts}
    at = words.index(name)
    assert [word for word in words[:at] if word.startswith("-") and word not in own] == []
    assert [word for word in words[at:] if word.startswith("-") and word.split("=")[0] not in options] == []


# -- links ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("page", PAGES, ids=[page.name for page in PAGES])
def test_links_between_pages_lead_to_a_page_and_a_heading(page: Path) -> None:
    broken = []
    for link in _LINK.findall(_FENCE.sub("", page.read_text("utf-8"))):
        if "://" in link:
            continue
        path, _, anchor = link.partition("#")
        target = (page.parent / path).resolve() if path else page
        if not target.exists() or (anchor and anchor not in anchors(target)):
            broken.append(link)
    assert broken == []


def anchors(page: Path) -> set[str]:
    headings = re.findall(r"^#+ +(.*)$", _FENCE.sub("", page.read_text("utf-8")), re.MULTILINE)
    return {make_slug(heading) for heading in headings}
