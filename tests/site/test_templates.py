"""The templates of the site theme: they say which variables they see, and nothing in them weakens the pages' policy."""

from __future__ import annotations

import re
from pathlib import Path

import jinja2
import jinja2.meta
import pytest

from briefgen.config import shipped
from briefgen.site.render import relative
from briefgen.site.views import TEMPLATES

FOLDER = shipped("theme/templates")
STYLESHEET = shipped("theme/static/css/site.css")
SCRIPTS = sorted(shipped("theme/static/js").glob("*.js"))
PARTS = ("_colophon.html", "_masthead.html")
FRAME = ("base.html", "_macros.html", *PARTS)
ALL = (*FRAME, *TEMPLATES)
GLOBALS = {"part", "macros_of"}


def _text(name: str) -> str:
    return (FOLDER / name).read_text(encoding="utf-8")


def test_every_page_kind_has_its_template_and_no_template_is_left_over() -> None:
    assert {path.name for path in FOLDER.glob("*.html")} == set(ALL)


@pytest.mark.parametrize("name", TEMPLATES)
def test_comment_on_top_lists_the_variables_of_the_template(name: str) -> None:
    found = re.match(r"\{#-.*? Variables: ([^#]*?) -#\}", _text(name), re.DOTALL)
    assert found
    assert tuple(found[1].split(", ")) == TEMPLATES[name]


@pytest.mark.parametrize("name", TEMPLATES)
def test_template_asks_for_no_other_variable(name: str) -> None:
    made = re.findall(r"set (\w+) = macros_of", _text(name))
    asked = jinja2.meta.find_undeclared_variables(_environment().parse(_text(name)))
    assert asked - set(made) - GLOBALS <= set(TEMPLATES[name])


def test_frame_asks_only_for_what_every_page_has() -> None:
    asked = jinja2.meta.find_undeclared_variables(_environment().parse(_text("base.html")))
    assert asked - GLOBALS <= set.intersection(*(set(variables) for variables in TEMPLATES.values()))


@pytest.mark.parametrize("name", PARTS)
def test_a_part_uses_nothing_of_the_page_but_its_depth_and_language(name: str) -> None:
    comment, _, text = _text(name).partition("-#}")
    named = re.sub(r":[^,]*", "", comment.partition("Variables: ")[2]).strip()
    asked = jinja2.meta.find_undeclared_variables(_environment().parse(text))
    assert asked <= set(named.split(", "))
    assert set(re.findall(r"\bpage\.\w+", text)) <= {"page.language"}


def test_the_macros_use_nothing_of_the_page_but_its_depth_and_language() -> None:
    # The direction follows from the language.
    text = _text("_macros.html")
    assert set(re.findall(r"\bpage\.\w+", text)) <= {"page.language", "page.direction"}
    assert jinja2.meta.find_undeclared_variables(_environment().parse(text)) <= {"page", *GLOBALS}


@pytest.mark.parametrize("name", ALL)
def test_template_switches_no_escaping_off(name: str) -> None:
    assert not re.search(r"\|\s*safe\b|autoescape|Markup", _text(name))


@pytest.mark.parametrize("name", ALL)
def test_template_has_nothing_inline_but_structured_data(name: str) -> None:
    text = _text(name)
    scripts = re.findall(r"<script\b[^>]*>", text)
    assert not re.search(r"<style\b|\bstyle\s*=|\son[a-z]+\s*=|javascript:", text, re.IGNORECASE)
    assert [tag for tag in scripts if " src=" not in tag] == ['<script type="application/ld+json">'] * (
        name == "base.html"
    )


@pytest.mark.parametrize("name", ALL)
def test_template_loads_nothing_from_another_origin(name: str) -> None:
    loaded = re.findall(r"<(?:script|link|img|source|iframe)\b[^>]*(?:src|href)=\"([^\"]*)\"", _text(name))
    assert not [url for url in loaded if url.startswith(("http", "//"))]


def test_policy_stands_before_anything_that_it_governs() -> None:
    head = _text("base.html").partition("<head>")[2]
    assert re.match(
        r"\s*<meta charset=\"utf-8\">\s*<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none';",
        head,
    )


def test_stylesheet_is_one_hand_written_file_of_fewer_than_500_lines() -> None:
    text = STYLESHEET.read_text(encoding="utf-8")
    assert text.count("\n") < 500
    assert not re.search(r"!important|@import|url\(|#[a-z][\w-]*\s*[,{]", text)


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.name)
def test_script_is_checked_and_writes_no_markup(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert text.startswith("// @ts-check\n")
    assert not re.search(
        r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function|https?://", text
    )


def _environment() -> jinja2.Environment:
    environment = jinja2.Environment(loader=jinja2.FileSystemLoader(FOLDER), autoescape=True)
    environment.filters["relative"] = relative
    return environment
