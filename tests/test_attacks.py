"""Hostile content, end to end: whatever stands in an article, the site stays whole, tells it as text, and runs none of it.

The payloads come from the data kit and are read in place. A share of them is built here; `BRIEFGEN_FUZZ=1` takes all.
"""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

import pytest

from briefgen.build.project import BuildOptions, build_project
from briefgen.build.report import BuildReport
from briefgen.config import load_config
from briefgen.site.checks import check_site
from tests import attack_articles as attacks
from tests.attack_articles import SECRET, Attack, HostileProject, inline_attacks, make_hostile_project
from tests.site_inspection import inspect_site

_WORD = re.compile(rb"zq[g-v]{12}[A-Za-z]zq")
_SHOWN = 20


class Silent:
    """Takes what a build tells."""

    def say(self, message: str) -> None:
        pass

    def progress(self, step: str, done: int, total: int) -> None:
        pass


def build(project: HostileProject, **options: object) -> BuildReport:
    chosen = BuildOptions(**{"search": False, "accept": True, "jobs": 1, **options})  # type: ignore[arg-type]
    return build_project(load_config(project.folder), chosen, Silent())


@dataclass(frozen=True, slots=True)
class Built:
    project: HostileProject
    report: BuildReport
    before: dict[str, str]

    @property
    def output(self) -> Path:
        return self.project.folder / "output"


Layers = tuple[tuple[Callable[[HostileProject, Iterable[Attack]], object], Callable[[], Iterable[Attack]]], ...]

LAYERS: dict[str, Layers] = {
    "text": ((attacks.lay_text, lambda: inline_attacks(40)),),
    "markdown": ((attacks.lay_markdown, lambda: inline_attacks(100)),),
    "titles": (
        (attacks.lay_headlines, lambda: inline_attacks(400)),
        (attacks.lay_front_matter, lambda: inline_attacks(401)),
        (attacks.lay_facts, lambda: inline_attacks(402)),
    ),
    "briefings": ((attacks.lay_briefings, lambda: inline_attacks(300)),),
    "looks": (
        (attacks.lay_pages, lambda: inline_attacks(400)[:60]),
        (attacks.lay_themes, lambda: inline_attacks(401)[:60]),
        (attacks.lay_names, lambda: attacks.attacks_of("filename")),
    ),
    "documents": (
        (attacks.lay_documents, lambda: _small(attacks.attacks_of("doc-txt", "doc-md", one_in=3))),
        (attacks.lay_yaml, lambda: attacks.attacks_of("yaml", "meta", one_in=16)),
    ),
}


def _small(found: Iterable[Attack]) -> list[Attack]:
    return [attack for attack in found if not attack.expanded]


@pytest.fixture(scope="module", params=LAYERS)
def built(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Built:
    """A project of one kind of hostile content, and its site."""
    project = make_hostile_project(tmp_path_factory.mktemp(request.param))
    for lay, found in LAYERS[request.param]:
        lay(project, found())
    before = _tree(project)
    return Built(project, build(project), before)


def _tree(project: HostileProject) -> dict[str, str]:
    """All files that no build may change."""
    root = project.folder.parent.parent
    free = tuple(project.folder / name for name in ("output", ".briefgen", "content/briefings"))
    return {
        repr(path): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in root.rglob("*")
        if path.is_file() and not any(path.is_relative_to(folder) for folder in free)
    }


def test_no_page_or_feed_holds_anything_live(built: Built) -> None:
    problems = list(inspect_site(built.output))
    assert problems[:_SHOWN] == []


def test_every_payload_is_shown_or_its_file_is_named(built: Built) -> None:
    found = {word.decode() for path in _files(built.output) for word in _WORD.findall(path.read_bytes())}
    set_aside = {problem.path for problem in built.report.quarantined}
    lost = {
        word: place
        for word, place in built.project.words.items()
        if word not in found and place[0] not in set_aside and place[0].replace(".toml", ".txt") not in set_aside
    }
    assert list(lost.values())[:_SHOWN] == []


def test_nothing_outside_of_the_content_is_shown_and_nothing_there_is_changed(built: Built) -> None:
    assert [path for path in _files(built.output) if SECRET.encode() in path.read_bytes()] == []
    assert _tree(built.project) == built.before


def test_the_site_checks_itself_without_a_crash(built: Built) -> None:
    problems = [
        f"{problem.path}: {problem.text}" for problem in check_site(built.output) if "broken" not in problem.text
    ]
    assert problems[:_SHOWN] == []


def test_a_second_build_writes_nothing(built: Built) -> None:
    again = build(built.project)
    assert (again.pages_written, again.pages_deleted) == (0, 0)
    assert [problem.path for problem in again.quarantined] == [problem.path for problem in built.report.quarantined]


def test_a_build_from_nothing_gives_the_same_site(built: Built) -> None:
    first = _bytes(built.output)
    build(built.project, full=True)
    assert _differing(first, _bytes(built.output)) == []


# -- cases of their own, without the kit ---------------------------------------------------------------------------


def test_file_names_that_are_no_utf_8_are_named_and_stop_nothing(tmp_path: Path) -> None:
    project = make_hostile_project(tmp_path)
    project.lay("articles/2026-01-01-talks.txt", "Envoys meet\nThe envoys met in Port Elna on Tuesday.\n")
    for folder, text in (
        ("articles", "Envoys"),
        ("briefings", "---\ntitle: x\n---\n"),
        ("pages", "# x"),
        ("static", "x"),
    ):
        (project.content / folder).mkdir(exist_ok=True)
        (project.content / folder / os.fsdecode(b"x\x80y.md")).write_text(text)
    report = build(project)
    assert [problem.path for problem in report.quarantined] == [
        "content/articles/x\\udc80y.md",
        "content/briefings/x\\udc80y.md",
    ]
    assert [warning for warning in report.warnings if "udc80" in warning] == [
        "pages/x\\udc80y.md: expected a file name in UTF-8. Rename the file.",
        "static/x\\udc80y.md: expected a file name in UTF-8. Rename the file.",
    ]
    assert report.briefings == 1


def test_slug_of_an_own_page_stays_in_the_site(tmp_path: Path) -> None:
    project = make_hostile_project(tmp_path)
    project.lay("pages/about.md", "---\ntitle: About us\nslug: ../../../evil\n---\n\nWe read.\n")
    project.lay("pages/search.md", "---\ntitle: Search\nslug: search\n---\n\nNot this one.\n")
    project.lay("pages/draft.md", "---\ntitle: Later\nstatus: draft\n---\n\nNot yet.\n")
    before = _tree(project)
    build(project)
    output = project.folder / "output"
    assert (output / "evil/index.html").is_file()
    assert "Not this one" in (output / "search-page/index.html").read_text(encoding="utf-8")
    assert not (output / "draft").exists()
    assert _tree(project) == before


def _files(output: Path) -> list[Path]:
    return [path for path in output.rglob("*") if path.is_file() and ".briefgen-site" not in path.parts]


def _bytes(output: Path) -> dict[str, bytes]:
    return {path.relative_to(output).as_posix(): path.read_bytes() for path in _files(output)}


def _differing(one: dict[str, bytes], other: dict[str, bytes]) -> list[str]:
    return sorted(path for path in one.keys() | other.keys() if one.get(path) != other.get(path))
