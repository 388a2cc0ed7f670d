"""Configuration and themes: what is read, and what is said of what is wrong."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from briefgen.config import check_languages, is_project, load_config, load_vocabulary, read_vocabulary, shipped
from briefgen.errors import ConfigError
from briefgen.model import Theme


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


TAKEN = {
    "site_url": ("https://a.example", "http://a.example:8000/news", "https://a.example/news/"),
    "site_name": ("A", "n" * 200),
    "language": ("en", "de-AT", "zh-Hant-TW"),
    "timezone": ("Europe/London", "UTC"),
    "text": ("full", "extract"),
}
REFUSED = {
    "site_url": (
        "https://a.example/#top",
        "ftp://a.example",
        "https://[a",
        "https://a.example:x",
        "https://a example",
        "https://a.example/'x",
        "",
    ),
    "site_name": ("", "  ", "n" * 201),
    "language": ("EN", "e", "english", "en_GB", "en-", ""),
    "timezone": ("Moon/Base", "", "../zone"),
    "text": ("none", ""),
}


@pytest.mark.parametrize(("key", "value"), [(key, value) for key, values in TAKEN.items() for value in values])
def test_a_value_that_fits_is_taken(tmp_path: Path, key: str, value: str) -> None:
    write(tmp_path, "briefgen.toml", f'{key} = "{value}"\n')
    assert getattr(load_config(tmp_path), key) == (value.rstrip("/") if key == "site_url" else value)


@pytest.mark.parametrize(("key", "value"), [(key, value) for key, values in REFUSED.items() for value in (*values, 7)])
def test_a_value_that_does_not_fit_is_refused_with_its_line(tmp_path: Path, key: str, value: object) -> None:
    write(tmp_path, "briefgen.toml", f"# ours\n{key} = {json.dumps(value)}\n")
    with pytest.raises(ConfigError, match=rf"briefgen\.toml:2: {key}: expected "):
        load_config(tmp_path)


@pytest.mark.parametrize("place", ['""', "7", '"a\\u0000b"', '["a"]'])
def test_a_place_that_is_no_path_is_refused(tmp_path: Path, place: str) -> None:
    write(tmp_path, "briefgen.toml", f"[paths]\nstatic = {place}\n")
    with pytest.raises(ConfigError, match=r"briefgen\.toml:2: paths\.static: expected a path"):
        load_config(tmp_path)


def test_the_text_policy_of_a_publisher_is_read(tmp_path: Path) -> None:
    write(tmp_path, "briefgen.toml", '[publishers."The Tide"]\ntext = "extract"\n[publishers.Bell]\n')
    assert load_config(tmp_path).publishers == {"The Tide": "extract"}


@pytest.mark.parametrize("row", ['Bell = "extract"', 'Bell = {text = "some"}', 'Bell = {text = "full", tone = "dry"}'])
def test_a_publisher_of_another_kind_is_refused(tmp_path: Path, row: str) -> None:
    write(tmp_path, "briefgen.toml", f"[publishers]\n{row}\n")
    with pytest.raises(ConfigError, match=r"publishers\.\"Bell\""):
        load_config(tmp_path)


def test_no_path_of_an_article_or_briefing_leaves_its_folder(tmp_path: Path) -> None:
    config = load_config(tmp_path)
    assert config.article_file("content/articles/a/b.txt") == tmp_path / "content/articles/a/b.txt"
    assert config.briefing_file("content/briefings/a.md") == tmp_path / "content/briefings/a.md"
    for path in ("../a.txt", "/etc/hostname", "x/../../../a.md"):
        with pytest.raises(ValueError, match="leaves its folder"):
            config.article_file(f"content/articles/{path}")
        with pytest.raises(ValueError, match="leaves its folder"):
            config.briefing_file(f"content/briefings/{path}")


def test_a_folder_is_a_project_by_its_configuration_or_its_content(tmp_path: Path) -> None:
    assert not is_project(tmp_path)
    for name, file in (("a", "briefgen.toml"), ("b", "content/articles/x.txt"), ("c", "content/briefings/x.md")):
        (tmp_path / name / file).parent.mkdir(parents=True)
        write(tmp_path / name, file, "# x\n")
        assert is_project(tmp_path / name)
    write(tmp_path, "pyproject.toml", "[tool.other]\n")
    assert not is_project(tmp_path)


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
    "cues that are no list": '[[theme]]\nid = "a"\nname = "A"\ncues = "x"\n',
    "a description that is no string": '[[theme]]\nid = "a"\nname = "A"\ndescription = 1\n',
    "a parent that is no string": '[[theme]]\nid = "a"\nname = "A"\nparent = 1\n',
    "no id": '[[theme]]\nname = "A"\n',
    "no name": '[[theme]]\nid = "a"\nname = " "\n',
    "an id that is too long": f'[[theme]]\nid = "{"a" * 61}"\nname = "A"\n',
    "a parent that is the theme itself": '[[theme]]\nid = "a"\nname = "A"\nparent = "a"\n',
    "another table": '[[theme]]\nid = "a"\nname = "A"\n[other]\n',
    "themes that are no tables": "theme = [1]\n",
    "no theme": "",
}


@pytest.mark.parametrize("case", THEMES)
def test_themes_with_a_fault_are_refused(tmp_path: Path, case: str) -> None:
    with pytest.raises(ConfigError, match=r"themes\.toml"):
        read_vocabulary(write(tmp_path, "themes.toml", THEMES[case]))


def test_all_problems_of_the_themes_are_told_at_once_with_their_lines(tmp_path: Path) -> None:
    text = '[[theme]]\nid = "a"\nname = "A"\n\n[[theme]]\nid = "B"\nname = "B"\n\n[[theme]]\nid = "a"\nname = 3\n'
    with pytest.raises(ConfigError) as caught:
        read_vocabulary(write(tmp_path, "themes.toml", text))
    assert [line.split(": ")[0].rpartition("/")[2] for line in str(caught.value).splitlines()] == [
        "themes.toml:5",
        "themes.toml:9",
    ]


def test_a_theme_is_read_with_all_that_it_has(tmp_path: Path) -> None:
    text = (
        '[[theme]]\nid = "sea"\nname = " Sea "\n[[theme]]\nid = "' + "p" * 60 + '"\nname = "Ports"\nparent = "sea"\n'
        'description = "Quays."\niptc = ["medtop:1"]\ncues = ["quay"]\n'
    )
    sea, ports = read_vocabulary(write(tmp_path, "themes.toml", text)).themes
    assert sea == Theme(id="sea", name="Sea")
    assert ports == Theme(
        id="p" * 60, name="Ports", parent="sea", description="Quays.", iptc=("medtop:1",), cues=("quay",)
    )


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
