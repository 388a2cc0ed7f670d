"""`inspect` for people: the terminal and the page show every line, who spoke, what was read, and let no article take over."""

from __future__ import annotations

import re
import sys
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefgen.build.inspecting import Inspector
from briefgen.cli.inspect_terminal import show_conversion
from briefgen.convert import Conversion
from briefgen.convert.inspection_page import write_page
from briefgen.convert.inspection_view import see_sections
from briefgen.model import Article, Block, Furniture, LineRange, SegmentedArticle, Source, Update
from tests.conftest import ROOT

STORM = ROOT / "content/articles/2026-04-02-storm-ottilie-live.txt"
ARTICLE = """\
Storm floods the lower town of Port Elna
Heavy rain has flooded the lower town of Port Elna, and 340 people had to leave their homes on Tuesday.
“The water came within minutes,” said the mayor, Jon Askel.
The damage is put at 12m crowns ($1.3m), the city said.
"""


@pytest.fixture(scope="module")
def storm() -> Conversion:
    return inspect(STORM)


@pytest.fixture
def flood(tmp_path: Path) -> Conversion:
    file = tmp_path / "2026-03-11-flood.txt"
    file.write_text(ARTICLE, "utf-8")
    return inspect(file)


def inspect(path: Path) -> Conversion:
    conversion = Inspector.for_folder(ROOT).inspect(path).conversion
    assert conversion is not None
    return conversion


def one_line_article(line: str) -> Conversion:
    source = Source(path="a.txt", format="text", sha256="0" * 64)
    block = Block(lines=LineRange(1, 1), role="body", text=line)
    update = Update(id="u-000001", lines=LineRange(1, 1), blocks=(block,))
    article = Article(source=source, lines=(line,))
    return Conversion(
        segmented=SegmentedArticle(article=article, kind="article", updates=(update,), furniture=()), briefings=()
    )


def test_the_terminal_shows_every_line_of_the_article(storm: Conversion, capsys: pytest.CaptureFixture[str]) -> None:
    show_conversion(storm)
    shown = capsys.readouterr().out
    assert [line for line in storm.segmented.article.lines if line not in shown] == []


def test_the_terminal_names_speaker_values_days_and_evidence(
    flood: Conversion, capsys: pytest.CaptureFixture[str]
) -> None:
    show_conversion(flood)
    shown = capsys.readouterr().out
    assert "Jon Askel" in re.findall(r"said +(.*)", shown)[0]
    assert "12,000,000" in shown
    assert "Tuesday → 2026-03-10" in shown
    assert f"━━ update 1  {flood.segmented.updates[0].theme}" in shown
    assert flood.briefings[0].path in shown.splitlines()[-1]


def test_a_repeat_is_said_to_be_one_and_names_what_it_repeats(
    storm: Conversion, capsys: pytest.CaptureFixture[str]
) -> None:
    show_conversion(storm)
    shown = capsys.readouterr().out
    updates = storm.segmented.updates
    positions = {update.id: position for position, update in enumerate(updates, 1)}
    repeats = [(positions[u.id], positions[u.duplicate_of]) for u in updates if u.duplicate_of]
    assert repeats
    assert [pair for pair in repeats if f"update {pair[0]}: a repeat of update {pair[1]} " not in shown] == []


def test_no_terminal_gets_no_colour(storm: Conversion, capsys: pytest.CaptureFixture[str]) -> None:
    show_conversion(storm)
    assert "\x1b" not in capsys.readouterr().out


def test_a_terminal_gets_colour_and_rows_of_its_width(
    storm: Conversion, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    pretend_terminal(monkeypatch)
    show_conversion(storm)
    shown = capsys.readouterr().out
    assert "\x1b[" in shown
    rows = re.sub(r"\x1b\[[\d;]*m", "", shown).splitlines()
    assert [row for row in rows if len(row) > 100 and "content/briefings/" not in row] == []


def test_no_color_is_respected_on_a_terminal(
    storm: Conversion, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    pretend_terminal(monkeypatch)
    monkeypatch.setenv("NO_COLOR", "1")
    show_conversion(storm)
    assert "\x1b" not in capsys.readouterr().out


def pretend_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.setenv("COLUMNS", "100")
    monkeypatch.delenv("NO_COLOR", raising=False)


def test_an_article_cannot_steer_the_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    show_conversion(one_line_article("fine \x1b[2J\x1b]0;owned\x07 \x9b31m [red]text[/red] :bomb:"))
    shown = capsys.readouterr().out
    assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]", shown)
    assert "[red]text[/red] :bomb:" in shown


def test_the_page_holds_every_line_and_loads_nothing(storm: Conversion) -> None:
    page = write_page([storm])
    parsed = ParsedPage(page)
    assert [line for line in storm.segmented.article.lines if line not in parsed.rows] == []
    assert parsed.loaded == []
    assert "default-src 'none'" in page


def test_links_of_the_page_lead_somewhere(storm: Conversion, flood: Conversion) -> None:
    parsed = ParsedPage(write_page([storm, flood]))
    assert parsed.links
    assert [link for link in parsed.links if link.removeprefix("#") not in parsed.ids] == []
    assert len(parsed.ids) == len(set(parsed.ids))


def test_the_page_of_an_article_is_the_same_each_time(storm: Conversion) -> None:
    assert write_page([storm]) == write_page([storm])


@given(st.text(alphabet=st.characters(codec="utf-8"), min_size=1).map(lambda text: text.replace("\n", " ")))
def test_property_an_article_cannot_write_mark_up(text: str) -> None:
    plain = ParsedPage(write_page([one_line_article("harmless")]))
    hostile = ParsedPage(write_page([one_line_article(f"{text}</p><script>x</script><img src=x onerror='x'>")]))
    assert set(hostile.tags) == set(plain.tags)


def test_a_line_of_two_owners_is_shown_in_its_parts() -> None:
    line = "So we hope.Rain is due"
    conversion = one_line_article(line)
    first = Block(lines=LineRange(1, 1), role="body", text=line[:11], start=0, end=11)
    second = Block(lines=LineRange(1, 1), role="headline", text=line[11:], start=11, end=22)
    updates = tuple(
        replace(conversion.segmented.updates[0], id=f"u-{n}", blocks=(b,)) for n, b in enumerate((first, second))
    )
    shown = see_sections(replace(conversion.segmented, updates=updates))
    assert [(row.number, row.pieces[0].text) for section in shown for row in section.lines] == [
        ("1.1", "So we hope."),
        ("1.2", "Rain is due"),
    ]


def test_furniture_within_a_line_is_a_mark_on_it() -> None:
    line = "The dam holds. Read more here."
    conversion = one_line_article(line)
    item = Furniture(lines=LineRange(1, 1), kind="read-more", text=line[15:], start=15, end=30)
    (section,) = see_sections(replace(conversion.segmented, furniture=(item,)))
    assert [(piece.text, piece.kinds) for piece in section.lines[0].pieces] == [
        ("The dam holds. ", ()),
        ("Read more here.", ("furniture",)),
    ]


class ParsedPage(HTMLParser):
    """Tags, ids, links, whatever a browser would load, and the text of each row of the article."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.ids: list[str] = []
        self.links: list[str] = []
        self.loaded: list[str] = []
        self.rows: list[str] = []
        self._depth = 0
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        facts = {name: value or "" for name, value in attrs}
        self.tags.append(tag)
        self.ids.extend([facts["id"]] if "id" in facts else [])
        self.links.extend([facts["href"]] if tag == "a" else [])
        self.loaded.extend(name for name in facts if name in ("src", "srcset") or name.startswith("on"))
        self.loaded.extend([tag] if tag in ("link", "script", "iframe", "object") else [])
        if facts.get("class") == "text":
            self._depth = 1
            self.rows.append("")
        elif self._depth:
            self._depth += 1

    def handle_endtag(self, tag: str) -> None:
        self._depth = max(self._depth - 1, 0)

    def handle_data(self, data: str) -> None:
        if self._depth:
            self.rows[-1] += data


def test_times_without_a_zone_are_in_that_of_the_project(tmp_path: Path) -> None:
    (tmp_path / "briefgen.toml").write_text('timezone = "Europe/London"\n', "utf-8")
    lines = ("15:10 The harbour is open.", "14:05 The last barriers are gone.", "13:10 Ships are waiting outside.")
    article = tmp_path / "2026-07-11-harbour.txt"
    article.write_text("\n".join(lines), "utf-8")
    conversion = Inspector.for_folder(tmp_path).inspect(article).conversion
    assert conversion is not None
    published = [str(update.published) for update in conversion.segmented.updates]
    assert published == [f"2026-07-11 {time}:00+01:00" for time in ("15:10", "14:05", "13:10")]
