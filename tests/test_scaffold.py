"""`init`: a project that builds at once, and nothing of the user's touched."""

from __future__ import annotations

from pathlib import Path

from briefgen.config import load_config, load_vocabulary
from briefgen.scaffold import make_project


def test_a_new_project_has_configuration_themes_and_articles(tmp_path: Path) -> None:
    make_project(tmp_path / "demo")
    config = load_config(tmp_path / "demo")
    assert load_vocabulary(config).themes
    assert len(list(config.paths.articles.glob("*.txt"))) >= 10


def test_what_is_there_is_left_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text("[tool.briefgen]\nsite_name = 'Mine'\n")
    made, kept = make_project(tmp_path)
    assert "pyproject.toml" in kept
    assert load_config(tmp_path).site_name == "Mine"
    assert make_project(tmp_path)[0] == ()
    assert made
