"""`build` from the command line: what it publishes, what it does again, what it refuses, what it says."""

from __future__ import annotations

import json
import shutil
import signal
import subprocess
from pathlib import Path

import pytest
from watchfiles import watch

from tests.cli.project import PROGRAM, ROOT, STORM, TALKS, Project, make_project


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return make_project(tmp_path)


def test_the_installed_program_publishes_a_page_for_each_briefing_and_article(project: Project) -> None:
    done = project.run_installed("build", "--json", "--no-search", "--jobs", "1")
    report = json.loads(done.stdout)
    tree = project.tree()
    assert (report["briefings"], report["quarantined"], report["site"]) == (2, [], "output")
    assert {"index.html", "feed.atom", "sitemap.xml", "404.html", "articles/2026-03-10-talks/index.html"} <= tree.keys()


def test_a_second_build_writes_nothing(project: Project) -> None:
    project.build()
    before = project.tree()
    report = project.build()
    assert (report["pages_written"], report["pages_deleted"]) == (0, 0)
    assert project.tree() == before


def test_a_full_build_gives_the_same_bytes(project: Project) -> None:
    project.build()
    before = project.tree()
    project.build("--full")
    assert project.tree() == before


def test_lost_state_gives_the_same_bytes(project: Project) -> None:
    project.build()
    before = project.tree()
    shutil.rmtree(project.folder / ".briefgen")
    project.build()
    assert project.tree() == before


def test_an_article_more_costs_a_few_pages_and_equals_a_clean_build(project: Project, tmp_path: Path) -> None:
    project.build()
    project.write("content/articles/2026-03-12-floods.txt", STORM.replace("Port Elna", "Great Mossby"))
    report = project.build()
    assert report["converted"] == 1
    clean = Project(tmp_path / "clean")
    shutil.copytree(project.folder / "content", clean.folder / "content")
    shutil.copy(project.folder / "briefgen.toml", clean.folder)
    clean.build()
    assert project.tree() == clean.tree()


@pytest.mark.parametrize("shown", [True, False], ids=["searched", "not searched"])
def test_search_after_a_deletion_equals_a_clean_build_whether_a_neighbours_title_is_searched_or_not(
    project: Project, shown: bool
) -> None:
    if shown:
        template = (ROOT / "theme/templates/briefing.html").read_text("utf-8")
        neighbour = "{% if briefing.next %}<p>After: {{ briefing.next.text }}</p>{% endif %}"
        project.write("theme/templates/briefing.html", template.replace("<footer", f"{neighbour}<footer", 1))
    for day, town in enumerate(("Mossby", "Vell", "Tolvik"), 10):
        text = f"---\ntitle: Floods in {town}\ndate: 2026-05-{day}\ntheme: weather\n---\nThe river rose in {town}.\n"
        project.write(f"content/briefings/2026-05-{day}-floods.md", text)
    assert project.run("build", "--jobs", "1").returncode == 0
    (project.folder / "content/briefings/2026-05-11-floods.md").unlink()
    done = project.run("build", "--jobs", "1", "--accept", "--json")
    assert json.loads(done.stdout)["search"]["shards_rebuilt"] == 1
    after = project.tree()
    assert any(b"After: Floods in Tolvik" in data for data in after.values()) == shown
    assert project.run("build", "--jobs", "1", "--full").returncode == 0
    assert project.tree() == after


def test_a_deleted_article_takes_its_pages_along(project: Project) -> None:
    project.build()
    (project.folder / "content/articles/2026-03-11-storm.txt").unlink()
    report = project.build()
    assert report["briefings"] == 1
    assert not [path for path in project.tree() if "storm" in path and not path.startswith("themes/")]


@pytest.mark.parametrize("command", [("build", "--no-search"), ("convert",)])
def test_a_folder_of_articles_that_is_not_there_takes_nothing_away(project: Project, command: tuple[str, ...]) -> None:
    project.build()
    before = project.tree()
    articles, aside = project.folder / "content/articles", project.folder / "aside"
    articles.rename(aside)
    done = project.run(*command)
    assert (done.returncode, project.tree()) == (2, before)
    assert "content/articles: expected the folder of the articles" in done.stderr
    assert list((project.folder / "content/briefings").rglob("*.md"))
    articles.mkdir()
    assert project.build()["briefings"] == 0


def test_an_emptied_folder_of_articles_takes_nothing_away_unless_that_is_right(project: Project) -> None:
    for number in range(4):
        project.write(f"content/articles/2026-03-1{number + 2}-talks-{number}.txt", f"Round {number} ends\n{TALKS}")
    project.build()
    before, briefings = project.tree(), len(project.briefings())
    for path in (project.folder / "content/articles").iterdir():
        path.unlink()
    for command in ("build", "convert"):
        done = project.run(command)
        assert (done.returncode, project.tree(), len(project.briefings())) == (3, before, briefings)
        assert "all 6 articles are gone" in done.stderr
    assert project.run("build", "--accept").returncode == 0
    assert not project.briefings()


def test_an_edited_paragraph_stays_when_its_article_grows(project: Project) -> None:
    project.build()
    file = next(path for path in project.briefings() if "talks" in path.name)
    edited = file.read_text("utf-8").replace("The peace talks will go on", "Negotiations are to go on")
    file.write_text(edited, "utf-8")
    project.write("content/articles/2026-03-10-talks.txt", TALKS + "The islands have been disputed since 1911.\n")
    project.build()
    text = file.read_text("utf-8")
    assert "Negotiations are to go on" in text
    assert "disputed since 1911" in text


def test_a_bad_article_is_set_aside_and_named_and_the_rest_is_built(project: Project) -> None:
    (project.folder / "content/articles/2026-03-12-bad.txt").write_bytes(b"Fine\nThen \xff\xfe\n")
    project.write("content/articles/2026-03-12-page.html", "<p>Hello")
    done = project.run("build", "--json", "--no-search")
    report = json.loads(done.stdout)
    assert done.returncode == 0
    assert report["briefings"] == 2
    assert [row["path"] for row in report["quarantined"]] == [
        "content/articles/2026-03-12-bad.txt",
        "content/articles/2026-03-12-page.html",
    ]
    assert "2026-03-12-bad.txt:2: expected UTF-8" in done.stderr
    assert "not read yet" in done.stderr


def test_strict_says_with_its_exit_status_that_something_was_set_aside(project: Project) -> None:
    project.write("content/articles/2026-03-12-page.html", "<p>Hello")
    assert project.run("build", "--no-search", "--strict").returncode == 1


def test_a_wrong_fact_names_its_own_file_line_and_mend(project: Project) -> None:
    project.write("content/articles/2026-03-11-storm.toml", 'title = "Storm"\npublished = "soon"\n')
    done = project.run("build", "--no-search")
    assert (
        "content/articles/2026-03-11-storm.txt: content/articles/2026-03-11-storm.toml:2: published: expected"
        in done.stderr
    )


def test_many_bad_articles_are_refused_until_accepted(project: Project) -> None:
    project.build()
    before = project.tree()
    for number in range(6):
        project.write(f"content/articles/2026-03-12-bad-{number}.html", "<p>")
    done = project.run("build", "--json", "--no-search")
    assert (done.returncode, json.loads(done.stdout)["site"]) == (3, None)
    assert project.tree() == before
    assert project.run("build", "--no-search", "--accept").returncode == 0


def test_a_wrong_configuration_ends_before_anything_is_written(project: Project) -> None:
    project.write("briefgen.toml", 'site_nam = "x"\n')
    done = project.run("build")
    assert (done.returncode, done.stdout) == (2, "")
    assert "Did you mean site_name?" in done.stderr
    assert not (project.folder / "output").exists()


def test_a_hand_written_briefing_is_published(project: Project) -> None:
    project.write("content/briefings/own/note.md", "---\ntitle: A note\ndate: 2026-03-12\n---\n\nWritten *by hand*.\n")
    project.build()
    assert b"<em>by hand</em>" in project.tree()["briefings/2026/03/note/index.html"]


def test_broken_front_matter_takes_only_its_page_and_leaves_the_file(project: Project) -> None:
    project.build()
    file = next(path for path in project.briefings() if "talks" in path.name)
    broken = file.read_text("utf-8").replace("title:", "title: [", 1)
    file.write_text(broken, "utf-8")
    report = project.build()
    assert [row["path"] for row in report["quarantined"]] == [file.relative_to(project.folder).as_posix()]
    assert (report["briefings"], file.read_text("utf-8")) == (1, broken)
    assert len(project.briefings()) == 2


def test_own_pages_and_static_files_are_published(project: Project) -> None:
    project.write("content/pages/about.md", "---\ntitle: About us\n---\n\nHello **there**.\n")
    project.write("content/static/CNAME", "brief.example.org\n")
    project.build()
    tree = project.tree()
    assert b"<strong>there</strong>" in tree["about/index.html"]
    assert tree["CNAME"] == b"brief.example.org\n"


def test_a_template_of_the_projects_own_is_laid_over_the_shipped_look(project: Project) -> None:
    project.write("theme/templates/404.html", "{# site page root #}<!doctype html><title>Gone</title>")
    project.build()
    assert project.tree()["404.html"].startswith(b"<!doctype html><title>Gone")


def test_a_template_that_asks_for_an_unknown_variable_is_refused_by_name(project: Project) -> None:
    project.write("theme/templates/404.html", "{{ unheard_of }}")
    done = project.run("build", "--no-search")
    assert done.returncode == 2
    assert "404.html" in done.stderr
    assert "unheard_of" in done.stderr


def test_why_each_page_was_written_is_told_on_request(project: Project) -> None:
    done = project.run("-v", "build", "--no-search")
    assert "index.html: " in done.stderr


def test_output_can_lie_elsewhere(project: Project) -> None:
    project.build("--output", "elsewhere")
    assert (project.folder / "elsewhere/index.html").is_file()


def test_ctrl_c_ends_at_once_with_130_and_leaves_the_old_site(project: Project) -> None:
    project.build()
    before = project.tree()
    for number in range(60):
        project.write(f"content/articles/2026-03-12-{number}.txt", STORM * 5)
    process = subprocess.Popen(
        [str(PROGRAM), "build", "--no-search", "--jobs", "1"],
        cwd=project.folder,
        stderr=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    # The build has begun when it writes its state: the log is there before the first article is converted.
    log = project.folder / ".briefgen/state.sqlite3-wal"
    for _ in watch(log.parent, debounce=0, step=0, rust_timeout=500, yield_on_timeout=True):
        if log.exists() or process.poll() is not None:
            break
    process.send_signal(signal.SIGINT)
    process.communicate(timeout=60)
    assert process.returncode == 130
    assert project.tree() == before
    assert project.build()["briefings"] == 62


def test_a_site_that_shrinks_is_refused_again_and_again_until_accepted(project: Project) -> None:
    for number in range(30):
        project.write(
            f"content/briefings/own/note-{number}.md", f"---\ntitle: Note {number}\ndate: 2026-03-12\n---\n\nText.\n"
        )
    project.build()
    before = project.tree()
    for number in range(25):
        project.write(f"content/briefings/own/note-{number}.md", "---\ntitle: [\n---\n\nText.\n")
    assert [project.run("build", "--no-search").returncode for _ in range(2)] == [3, 3]
    assert project.tree() == before
    assert project.run("build", "--no-search", "--accept").returncode == 0
    assert project.run("build", "--no-search").returncode == 0


def test_facts_of_no_article_and_a_missing_address_are_warned_of(project: Project) -> None:
    project.write("briefgen.toml", "")
    project.write("content/articles/2026-03-13-nothing.toml", 'title = "Nothing"\n')
    warnings = " ".join(project.build()["warnings"])
    assert "content/articles/2026-03-13-nothing.toml: facts of no article" in warnings
    assert "no site_url" in warnings


def test_a_compact_site_has_fewer_files_and_pages_of_names_that_several_mention(project: Project) -> None:
    def note(number: int, people: str) -> None:
        text = f"---\ntitle: Note {number}\ndate: 2026-03-12\npeople: [{people}]\n---\n\nText.\n"
        project.write(f"content/briefings/own/note-{number}.md", text)

    note(1, "Ada Lind")
    project.build()
    full = project.tree()
    assert "people/ada-lind/index.html" in full
    config = project.folder / "briefgen.toml"
    config.write_text("compact = true\n" + config.read_text("utf-8"), "utf-8")
    project.build()
    assert not [path for path in project.tree() if path.endswith(("/index.md", "/index.json"))]
    assert "people/ada-lind/index.html" not in project.tree()
    assert b"people/ada-lind" not in project.tree()["briefings/2026/03/note-1/index.html"]
    note(2, "Ada Lind, Jon Askel")
    project.build()
    assert "people/ada-lind/index.html" in project.tree()
    assert b"people/ada-lind" in project.tree()["briefings/2026/03/note-1/index.html"]
    note(2, "Jon Askel")
    project.build()
    assert "people/ada-lind/index.html" not in project.tree()
    assert b"people/ada-lind" not in project.tree()["briefings/2026/03/note-1/index.html"]
    config.write_text(config.read_text("utf-8").replace("compact = true\n", ""), "utf-8")
    note(1, "Ada Lind")
    (project.folder / "content/briefings/own/note-2.md").unlink()
    project.build()
    assert {path for path in full if not path.startswith(".briefgen-site")} == {
        path for path in project.tree() if not path.startswith(".briefgen-site")
    }


def test_the_proof_holds_each_sentence_with_the_line_in_which_it_stands(project: Project) -> None:
    project.build()
    lines = STORM.splitlines()
    proofs = [
        json.loads(data) for path, data in project.tree().items() if "storm" in path and path.endswith("index.json")
    ]
    sentences = [sentence for proof in proofs for sentence in proof["sentences"]]
    assert "“The water came within minutes,” said the mayor, Jon Askel." in [sentence["text"] for sentence in sentences]
    assert [s for s in sentences if s["text"] not in lines[s["lines"][0] - 1]] == []


def test_an_edited_passage_is_one_entry_of_the_proof_and_marked(project: Project) -> None:
    project.write("content/articles/2026-03-11-storm.txt", STORM + "The ferries stay in port. Schools are closed.\n")
    project.build()
    file = next(path for path in project.briefings() if "storm" in path.name)
    file.write_text(file.read_text("utf-8").replace("Schools are closed.", "All schools are closed."), "utf-8")
    project.build()
    proof = json.loads(next(d for p, d in project.tree().items() if "storm" in p and p.endswith("index.json")))
    edited = [sentence["text"] for sentence in proof["sentences"] if sentence.get("edited")]
    assert edited == ["The ferries stay in port. All schools are closed."]
