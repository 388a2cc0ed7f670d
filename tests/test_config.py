"""Configuration and themes: what is read, and what is said of what is wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from briefgen.config import check_languages, load_config, load_vocabulary, read_vocabulary, shipped
from briefgen.errors import ConfigError


def write(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_a_folder_without_a_file_has_the_defaults(tmp_path: Path) -> None:
    config = load_config(tmp_path)
    assert (config.site_url, config.text, config.paths.output) == (None, "full", tmp_path / "output")
    assert not config.compact


def test_compact_is_true_or_false(tmp_path: Path) -> None:
    write(tmp_path, "briefgen.toml", "compact = true\n")
    assert load_config(tmp_path).compact
    write(tmp_path, "briefgen.toml", 'compact = "yes"\n')
    with pytest.raises(ConfigError, match=r"briefgen\.toml:1: compact: expected true or false"):
        load_config(tmp_path)


def test_pyproject_wins_where_it_has_the_table(tmp_path: Path) -> None:
    write(tmp_path, "pyproject.toml", '[tool.briefgen]\nsite_name = "One"\n')
    write(tmp_path, "briefgen.toml", 'site_name = "Two"\n')
    assert load_config(tmp_path).site_name == "One"


def test_briefgen_toml_serves_where_pyproject_is_of_other_tools(tmp_path: Path) -> None:
    write(tmp_path, "pyproject.toml", '[tool.other]\nsite_name = "One"\n')
    write(tmp_path, "briefgen.toml", 'site_name = "Two"\n')
    assert load_config(tmp_path).site_name == "Two"


def test_places_are_relative_to_the_file_or_absolute(tmp_path: Path) -> None:
    write(tmp_path, "briefgen.toml", f'[paths]\noutput = "public"\nstate = "{tmp_path.as_posix()}/x"\n')
    config = load_config(tmp_path)
    assert (config.paths.output, config.paths.state) == (tmp_path / "public", tmp_path / "x")


@pytest.mark.parametrize(
    "place", [".", "content", "content/pages", "content/static/site", "theme/site", ".briefgen/site", "/"]
)
def test_a_site_among_what_it_is_made_of_is_refused(tmp_path: Path, place: str) -> None:
    (tmp_path / "briefgen.toml").write_text(f'[paths]\noutput = "{place}"\n')
    with pytest.raises(ConfigError, match=r"paths\.output: expected a folder for the site alone"):
        load_config(tmp_path)
    with pytest.raises(ConfigError, match="--output: expected a folder for the site alone"):
        load_config(tmp_path, output=tmp_path / place)


def test_the_state_may_lie_in_the_site(tmp_path: Path) -> None:
    (tmp_path / "briefgen.toml").write_text('[paths]\nstate = "output/.state"\n')
    assert load_config(tmp_path).paths.state == tmp_path / "output/.state"


def test_all_problems_of_a_file_are_told_at_once_with_their_lines(tmp_path: Path) -> None:
    write(tmp_path, "briefgen.toml", 'site_nam = "A"\nlanguage = 7\ntext = "some"\n[paths]\noutputs = "x"\n')
    with pytest.raises(ConfigError) as caught:
        load_config(tmp_path)
    told = str(caught.value)
    expected = (
        "briefgen.toml:1: site_nam",
        "Did you mean site_name?",
        "briefgen.toml:2: language",
        "paths.outputs",
        '"some"',
    )
    assert [part for part in expected if part not in told] == []


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "news.example.org", "https://", 'https://a.org/"x', "https://a.org/?q=1"]
)
def test_an_address_that_is_none_is_refused(tmp_path: Path, url: str) -> None:
    write(tmp_path, "briefgen.toml", f"site_url = '{url}'\n")
    with pytest.raises(ConfigError, match="site_url"):
        load_config(tmp_path)


@pytest.mark.parametrize("zone", ["London", "Europe/Atlantis", "", "../etc/localtime"])
def test_a_zone_that_is_none_is_refused(tmp_path: Path, zone: str) -> None:
    write(tmp_path, "briefgen.toml", f"timezone = '{zone}'\n")
    with pytest.raises(ConfigError, match='timezone: expected a time zone such as "Europe/London"'):
        load_config(tmp_path)


def test_broken_toml_names_its_line(tmp_path: Path) -> None:
    write(tmp_path, "briefgen.toml", 'site_name = "A"\nlanguage = \n')
    with pytest.raises(ConfigError, match=r"briefgen\.toml:2"):
        load_config(tmp_path)


def test_the_shipped_themes_are_right(tmp_path: Path) -> None:
    vocabulary = load_vocabulary(load_config(tmp_path))
    assert vocabulary == read_vocabulary(shipped("content/themes.toml"))
    assert len(vocabulary.themes) >= 20


THEMES = {
    "a doubled id": '[[theme]]\nid = "a"\nname = "A"\n[[theme]]\nid = "a"\nname = "B"\n',
    "an id with a slash": '[[theme]]\nid = "a/b"\nname = "A"\n',
    "an unknown parent": '[[theme]]\nid = "a"\nname = "A"\nparent = "b"\n',
    "a circle": '[[theme]]\nid = "a"\nname = "A"\nparent = "b"\n[[theme]]\nid = "b"\nname = "B"\nparent = "a"\n',
    "an unknown key": '[[theme]]\nid = "a"\nname = "A"\ncue = ["x"]\n',
    "cues that are no strings": '[[theme]]\nid = "a"\nname = "A"\ncues = [1]\n',
    "no theme": "",
}


@pytest.mark.parametrize("case", THEMES)
def test_themes_with_a_fault_are_refused(tmp_path: Path, case: str) -> None:
    with pytest.raises(ConfigError, match=r"themes\.toml"):
        read_vocabulary(write(tmp_path, "themes.toml", THEMES[case]))


def test_number_of_too_many_digits_is_a_complaint_that_names_the_file(tmp_path: Path) -> None:
    (tmp_path / "briefgen.toml").write_text("site_name = " + "9" * 5000)
    with pytest.raises(ConfigError, match=r"briefgen\.toml"):
        load_config(tmp_path)
    (tmp_path / "briefgen.toml").write_text("site_name = 0x" + "f" * 5000)
    with pytest.raises(ConfigError, match="a value too long to show"):
        load_config(tmp_path)


def test_a_language_table_of_ones_own_that_is_no_toml_is_named_with_its_line(tmp_path: Path) -> None:
    folder = tmp_path / "content/languages/en"
    folder.mkdir(parents=True)
    write(folder, "quotes.toml", "verbs = [\n'said'\n")
    with pytest.raises(ConfigError, match=r"quotes\.toml"):
        check_languages(load_config(tmp_path))
