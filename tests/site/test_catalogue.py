"""The catalogue: addresses, what is not published, files of the user's, and how little a change touches."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from briefgen.model import BriefingFile
from briefgen.site.catalogue import Catalogue
from briefgen.site.catalogue_schema import SCHEMA, VERSION
from briefgen.site.changes import Changes, fingerprint_of, plan_pages, read_own_page
from briefgen.site.pages import output_path
from briefgen.state import State, open_state
from tests.oracle import Tree
from tests.site.archives import make_briefing, make_segmented, make_site, render_into, write_telling_templates


class Project:
    """A catalogue and the tree that follows it."""

    def __init__(self, state: State, templates: Path) -> None:
        self.state = state
        self.catalogue = Catalogue(state.connection)
        self.site = make_site(template_folders=(str(templates),))
        self.catalogue.set_site(self.site)
        self.tree: Tree = {}

    def put(self, *briefings: BriefingFile, deleted: tuple[str, ...] = ()) -> tuple[str, ...]:
        return self.catalogue.update_briefings([(row.path, "0", row) for row in briefings], deleted)

    def render(self) -> Changes:
        return render_into(self.tree, self.catalogue, self.state)

    def briefings(self) -> list[str]:
        return sorted(path for path in self.tree if path.startswith("briefings/") and path.endswith("/index.html"))


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    with open_state(tmp_path / "state", schema=SCHEMA, version=VERSION) as state:
        yield Project(state, write_telling_templates(tmp_path / "templates"))


def test_nothing_changed_means_nothing_to_look_at(project: Project) -> None:
    project.put(make_briefing())
    project.render()
    project.catalogue.set_site(project.site)
    project.put(make_briefing())
    assert plan_pages(project.catalogue) == ()


def test_killed_build_leaves_its_pages_dirty(project: Project) -> None:
    project.put(make_briefing())
    planned = plan_pages(project.catalogue)
    again = Catalogue(project.state.connection)
    again.set_site(project.site)
    assert plan_pages(again) == planned


@pytest.mark.parametrize("status", ["draft", "withdrawn"])
def test_draft_and_withdrawn_briefing_make_no_page_and_stand_in_no_list(project: Project, status: Any) -> None:
    project.put(make_briefing())
    project.render()
    project.put(make_briefing(status=status))
    project.render()
    assert project.briefings() == []
    assert not [path for path, data in project.tree.items() if b"Title of harbour" in data]


def test_two_briefings_that_wish_for_a_slug_get_two_addresses_whoever_comes_first(project: Project) -> None:
    late, early = make_briefing("b", slug="same"), make_briefing("a", slug="same")
    assert project.put(late) == ()
    project.render()
    project.put(early)
    project.render()
    plain, suffixed = project.briefings()
    assert plain.startswith("briefings/2026/03/same--")
    assert suffixed == "briefings/2026/03/same/index.html"
    assert b"Title of a" in project.tree[suffixed]


def test_second_wish_for_a_slug_is_told(project: Project) -> None:
    (warning,) = project.put(make_briefing("a", slug="same"), make_briefing("b", slug="same"))
    assert warning.startswith("content/briefings/b.md: another briefing of that month has the slug same")


def test_unknown_theme_is_listed_as_it_stands_and_told(project: Project) -> None:
    (warning,) = project.put(make_briefing(theme="Sea & Tides"))
    project.render()
    assert "the theme 'Sea & Tides' is not in the list of themes" in warning
    assert b"Sea &amp; Tides" in project.tree["themes/sea-tides/index.html"]


def test_theme_is_matched_by_name(project: Project) -> None:
    assert project.put(make_briefing(theme="STORMS")) == ()
    project.render()
    assert "themes/storms/index.html" in project.tree


def test_broader_theme_lists_what_its_narrower_ones_hold(project: Project) -> None:
    project.put(make_briefing(theme="elections"))
    project.render()
    assert b"Title of harbour" in project.tree["themes/politics/index.html"]


HOSTILE_NAMES = (
    "../../etc/passwd",
    "/abs",
    "..",
    "a/b\\c",
    "index.html",
    "CON",
    "\x00",
    "𝔘",
    "a" * 500,
    "<script>",
    "%2e%2e",
)


def test_no_name_leaves_its_folder(project: Project) -> None:
    for number, name in enumerate(HOSTILE_NAMES):
        row = make_briefing(f"b{number}", slug=name, theme=name, people=(name,), organisations=(name,), places=(name,))
        project.put(row)
    project.render()
    parts = {part for path in project.tree for part in path.split("/")}
    assert not [part for part in parts if not part.replace("-", "").replace("_", "").replace(".", "").isalnum()]
    assert not parts & {"..", ".", ""}
    assert len(project.briefings()) == len(HOSTILE_NAMES)


def test_newest_briefing_is_written_with_the_pages_that_show_it_and_no_other(project: Project) -> None:
    project.put(*(make_briefing(f"day-{day}", published=date(2026, 3, day)) for day in range(1, 9)))
    project.put(make_briefing("other", theme="elections", people=("Bo Anders",), published=date(2026, 1, 1)))
    project.render()
    project.put(make_briefing("new", published=date(2026, 3, 20)))
    changes = project.render()
    written = {path for path in changes.why if path.endswith("index.html")}
    assert written == {
        "index.html",
        "archive/index.html",
        "archive/2026/03/index.html",
        "archive/2026/03/20/index.html",
        "briefings/2026/03/day-8/index.html",
        "briefings/2026/03/new/index.html",
        "people/mara-lindqvist/index.html",
        "themes/storms/index.html",
    }


def test_renamed_theme_writes_only_what_shows_it(project: Project) -> None:
    project.put(
        make_briefing("a"), make_briefing("b", theme="elections", people=("Bo Anders",), published=date(2026, 1, 1))
    )
    project.render()
    themes = tuple(type(row)(id=row.id, name="Gales") if row.id == "storms" else row for row in project.site.themes)
    project.catalogue.set_site(type(project.site)(**_fields(project.site) | {"themes": themes}))
    written = set(project.render().why)
    assert "briefings/2026/03/a/index.html" in written
    assert not [
        path for path in written if path.startswith(("briefings/2026/01/", "people/bo-anders/", "archive/2026/01/"))
    ]


def _fields(record: Any) -> dict[str, Any]:
    return {name: getattr(record, name) for name in record.__struct_fields__}


def test_article_page_follows_its_briefings_and_goes_with_the_article(project: Project) -> None:
    project.put(make_briefing())
    project.catalogue.update_articles([make_segmented()])
    project.render()
    assert b"Title of harbour" in project.tree["articles/harbour/index.html"]
    project.put(make_briefing(title="Another title"))
    project.render()
    assert b"Another title" in project.tree["articles/harbour/index.html"]
    project.catalogue.update_articles([], ["content/articles/harbour.txt"])
    project.render()
    assert "articles/harbour/index.html" not in project.tree


def test_article_that_is_as_before_touches_nothing(project: Project) -> None:
    project.catalogue.update_articles([make_segmented()])
    project.render()
    project.catalogue.update_articles([make_segmented()])
    assert plan_pages(project.catalogue) == ()


def test_withheld_text_stands_on_no_page_of_the_article(project: Project) -> None:
    project.catalogue.update_articles([make_segmented(text="extract")])
    project.render()
    page = project.tree["articles/harbour/index.html"]
    assert b"No ship left port" not in page
    assert b"We wait for the wind to drop" in page


def test_withheld_text_stands_beside_no_edit_of_it_either(project: Project) -> None:
    briefing = make_briefing()
    edited = replace(briefing.parts[1], markdown="Ships stay.", edited=True)
    project.put(replace(briefing, parts=(briefing.parts[0], edited, briefing.parts[2])))
    for text, shown in (("full", True), ("extract", False)):
        project.catalogue.update_articles([make_segmented(text=text)])
        project.render()
        assert any(b"No ship left port" in page for page in project.tree.values()) is shown
    assert project.tree["articles/harbour/index.html"].count(b"withheld") == 1


def test_files_of_the_users_go_along_and_take_no_page_of_the_site(project: Project, tmp_path: Path) -> None:
    source = tmp_path / "file"
    source.write_bytes(b"mine")
    names = (
        "CNAME",
        "logo/a.svg",
        "robots.txt",
        "index.html",
        "theme/css/site.css",
        "Sitemap.xml",
        "search/index.html",
    )
    warnings = project.catalogue.update_files("static", {name: (str(source), "1") for name in names})
    project.render()
    assert {path for path, data in project.tree.items() if data == b"mine"} == {"CNAME", "logo/a.svg", "robots.txt"}
    assert len(warnings) == 4
    project.catalogue.update_files("static", {})
    project.render()
    assert b"User-agent" in project.tree["robots.txt"]
    assert "CNAME" not in project.tree


def test_own_page_has_its_address_and_its_link_on_every_page(project: Project) -> None:
    page = read_own_page("content/pages/about-us.md", "# About <us>\n\nWho *we* are.\n")
    project.catalogue.set_site(project.site, [page])
    project.render()
    assert b"<em>we</em>" in project.tree["about-us/index.html"]
    assert b"About &lt;us&gt;" in project.tree["index.html"]


def test_own_page_takes_no_place_of_the_sites(project: Project) -> None:
    project.catalogue.set_site(project.site, [read_own_page("content/pages/search.md", "Words.")])
    project.render()
    assert {"search/index.html", "search-page/index.html"} <= project.tree.keys()


def test_changed_template_changes_the_fingerprint_and_its_time_does_not(tmp_path: Path) -> None:
    folder = write_telling_templates(tmp_path / "templates")
    before = fingerprint_of((folder,))
    (folder / "home.html").touch()
    assert fingerprint_of((folder,)) == before
    (folder / "home.html").write_text("other", encoding="utf-8")
    assert fingerprint_of((folder,)) != before


def test_moved_briefing_leaves_no_page_behind(project: Project) -> None:
    row = make_briefing()
    project.put(row)
    project.render()
    project.put(replace(row, published=date(2026, 4, 1)))
    changes = project.render()
    assert project.briefings() == ["briefings/2026/04/harbour/index.html"]
    assert "briefings/2026/03/harbour/index.json" in changes.deleted


def test_paths_of_the_output_are_those_of_the_urls() -> None:
    assert [output_path(url) for url in ("/", "/a/", "/feed.atom")] == ["index.html", "a/index.html", "feed.atom"]
