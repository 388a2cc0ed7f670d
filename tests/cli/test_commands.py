"""The other commands, each as a user calls it."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from tests.cli.project import Project, make_project


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return make_project(tmp_path)


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Project:
    project = make_project(tmp_path_factory.mktemp("built"))
    project.build()
    return project


def test_init_makes_a_project_and_overwrites_nothing(tmp_path: Path) -> None:
    project = Project(tmp_path)
    project.write("demo/content/themes.toml", "# mine\n")
    done = project.run("init", "demo")
    assert done.returncode == 0
    assert (tmp_path / "demo/content/themes.toml").read_text() == "# mine\n"
    assert "content/themes.toml is there already" in done.stderr


def test_init_of_a_project_that_is_there_names_a_few_files_and_counts_the_others(tmp_path: Path) -> None:
    project = Project(tmp_path)
    project.run("init", "demo")
    told = project.run("init", "demo").stderr.splitlines()
    assert len(told) == 6
    assert "more files: left as they are" in told[-1]


def test_files_that_share_a_warning_share_its_line(project: Project) -> None:
    for name in ("a", "b", "c"):
        project.write(f"content/briefings/{name}.md", "---\ntitle: Tides\ndate: 2026-03-01\ntheme: Sea\n---\nA line.\n")
    warnings = project.run("build", "--no-search").stderr
    assert "content/briefings/a.md and 2 others: the theme 'Sea' is not in the list" in warnings
    assert warnings.count("'Sea'") == 1


def test_build_where_there_is_nothing_says_what_to_do(tmp_path: Path) -> None:
    done = Project(tmp_path).run("build", "--no-search")
    assert done.returncode == 0
    assert "briefgen init DIR" in done.stderr


@pytest.mark.parametrize("place", ["content", "content/articles", "content/static/site", "."])
def test_site_is_not_published_among_what_it_is_made_of(project: Project, place: str) -> None:
    done = project.run("build", "--output", place)
    assert done.returncode == 2
    assert "--output: expected a folder for the site alone" in done.stderr
    assert not (project.folder / place / "index.html").exists()


def test_inspect_says_that_a_folder_is_no_article(project: Project) -> None:
    done = project.run("inspect", "content/articles")
    assert (done.returncode, "found a folder" in done.stderr) == (2, True)


def test_page_of_inspect_that_cannot_be_written_is_named(project: Project) -> None:
    done = project.run("inspect", "--html", "no/such/folder.html", "content/articles/2026-03-10-talks.txt")
    assert done.returncode == 1
    assert done.stderr.startswith("no/such/folder.html: expected a file that can be written")


def test_convert_writes_briefings_and_no_site(project: Project) -> None:
    done = project.run("convert", "--json")
    report = json.loads(done.stdout)
    assert (done.returncode, report["articles"], len(report["written"])) == (0, 2, 2)
    assert not (project.folder / "output").exists()
    assert json.loads(project.run("convert", "--json").stdout)["written"] == []


def test_convert_can_be_asked_for_one_article_and_without_writing(project: Project) -> None:
    done = project.run("convert", "--dry-run", "content/articles/2026-03-10-talks.txt")
    assert done.returncode == 0
    assert "would write content/briefings/" in done.stdout
    assert project.briefings() == []


def test_convert_refuses_what_is_no_article_of_the_project(project: Project) -> None:
    done = project.run("convert", "briefgen.toml")
    assert (done.returncode, done.stdout) == (2, "")


def test_inspect_gives_one_object_a_line_also_for_what_cannot_be_read(project: Project) -> None:
    project.write("page.html", "<p>x")
    done = project.run("inspect", "--json", "content/articles/2026-03-10-talks.txt", "page.html")
    first, second = map(json.loads, done.stdout.splitlines())
    assert (first["kind"], first["published"], len(first["updates"])) == ("article", "2026-03-10", 1)
    assert second["source"] == {"path": "page.html"}
    assert "not read yet" in second["error"]["message"]


def test_inspect_prints_the_normalised_lines(project: Project) -> None:
    project.write("a.md", "# Title\n\nA *word* and\nanother.\n")
    done = project.run("inspect", "--text", "a.md")
    assert (done.returncode, done.stdout) == (0, "Title\nA word and another.\n")


def test_classify_names_themes_with_evidence(project: Project) -> None:
    texts = [
        "The striker scored twice as the football club won the cup final.",
        "Rain flooded the town after the storm.",
    ]
    done = project.run_installed("classify", "--json", stdin="".join(json.dumps(text) + "\n" for text in texts))
    first, second = map(json.loads, done.stdout.splitlines())
    assert "sport" in [theme["id"] for theme in first["themes"]]
    assert first["themes"][0]["evidence"]
    assert second["themes"]


def test_classify_names_the_line_that_is_no_string(project: Project) -> None:
    done = project.run("classify", stdin='"fine"\n{}\n')
    assert done.returncode == 2
    assert "stdin:2: expected one JSON string a line" in done.stderr


def test_check_finds_nothing_in_a_fresh_site(built: Project) -> None:
    done = built.run("check")
    assert (done.returncode, done.stdout) == (0, "no problems\n")


def test_check_finds_broken_links_anchors_pictures_and_feeds(project: Project) -> None:
    project.build()
    page = project.folder / "output/index.html"
    page.write_text(
        page.read_text("utf-8").replace("</main>", '<a href="x/">x</a><a href="#y">y</a><img src="index.html"></main>'),
        "utf-8",
    )
    (project.folder / "output/feed.atom").write_text("<feed>")
    done = project.run("check", "--json")
    told = " ".join(row["problem"] for row in json.loads(done.stdout)["problems"])
    assert done.returncode == 1
    assert [
        part for part in ("link: x/", "anchor: #y", "alternative text", "not well-formed") if part not in told
    ] == []


def test_check_knows_hosts_and_refuses_unknown_ones(built: Project) -> None:
    assert built.run("check", "--host", "cloudflare-pages").returncode == 0
    assert built.run("check", "--host", "nowhere").returncode == 2


def test_changes_since_a_manifest_are_what_to_upload_and_delete(project: Project) -> None:
    project.build()
    project.write("deployed", project.run("manifest").stdout)
    assert project.run("changes", "--since", "deployed").stdout == ""
    (project.folder / "content/articles/2026-03-11-storm.txt").unlink()
    project.build()
    changes = json.loads(project.run("changes", "--since", "deployed", "--json").stdout)
    assert "index.html" in changes["changed"]
    assert [path for path in changes["deleted"] if path.startswith("articles/")] == [
        "articles/2026-03-11-storm/index.html"
    ]


def test_a_site_brought_up_by_the_changes_equals_the_built_one(project: Project) -> None:
    project.build()
    shutil.copytree(project.folder / "output", project.folder / "host")
    project.write("deployed", project.run("manifest").stdout)
    (project.folder / "content/articles/2026-03-11-storm.txt").unlink()
    project.build()
    for line in project.run("changes", "--since", "deployed").stdout.splitlines():
        target = project.folder / "host" / line[2:]
        if line[0] == "+":
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(project.folder / "output" / line[2:], target)
        else:
            target.unlink()
    assert {p: d for p, d in project.tree("host").items() if not p.startswith(".briefgen-site/")} == {
        p: d for p, d in project.tree().items() if not p.startswith(".briefgen-site/")
    }


def test_doctor_finds_all_parts(project: Project) -> None:
    done = project.run("doctor", "--json")
    parts = {row["part"]: row for row in json.loads(done.stdout)["parts"]}
    assert (done.returncode, parts["pelican"]["present"], parts["pagefind"]["present"]) == (0, True, True)


def test_doctor_names_a_wrong_configuration(project: Project) -> None:
    project.write("briefgen.toml", "site_name = 3\n")
    done = project.run("doctor")
    assert done.returncode == 1
    assert "MISSING configuration → " in done.stdout


def test_report_names_what_was_set_aside_and_what_is_in_conflict(project: Project) -> None:
    project.write("content/articles/2026-03-12-page.html", "<p>Hello")
    project.build()
    file = next(path for path in project.briefings() if "talks" in path.name)
    file.write_text(file.read_text("utf-8").replace("The peace talks will go on", "Negotiations are to go on"), "utf-8")
    article = project.folder / "content/articles/2026-03-10-talks.txt"
    article.write_text(article.read_text("utf-8").replace("on Friday", "on Saturday"), "utf-8")
    project.build()
    done = project.run("report")
    assert "content/articles/2026-03-12-page.html: expected" in done.stdout
    report = json.loads(project.run("report", "--json").stdout)
    assert [row["path"] for row in report["conflicts"]] == [file.relative_to(project.folder).as_posix()]


def test_report_before_any_build_says_so(tmp_path: Path) -> None:
    done = Project(tmp_path).run("report")
    assert (done.returncode, done.stdout) == (0, "Nothing was built yet. Run: briefgen build\n")


def test_wrong_use_exits_with_2(project: Project) -> None:
    assert project.run("nonsense").returncode == 2
    assert project.run("build", "--jobs", "none").returncode == 2
    assert project.run("-C", "missing", "build").returncode == 2
