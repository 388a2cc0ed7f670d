"""Hostile content from the data kit, put into projects: each payload beside a word of its own, so that a loss can be traced.

Read in place and never copied into the checkout. A payload is laid into every slot that content has: headline, paragraph,
quotation, byline, link, front matter, facts, themes, file names. `BRIEFGEN_FUZZ=1` takes all payloads; else a share of them,
chosen by hash.
"""

from __future__ import annotations

import base64
import json
import os
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from urllib.parse import quote

from tests.conftest import shared_data

DOCUMENT_KINDS = frozenset(
    ("feed", "xml", "json", "doc-xml", "doc-json", "doc-html", "doc-md", "doc-txt", "yaml", "meta", "filename")
)
SECRET = "gooseberry-lantern-forty-one"
"""Stands in files beside and above the content; never in a site."""

_LETTERS = str.maketrans("0123456789abcdef", "ghijklmnopqrstuv")
_LINES_AN_ARTICLE = 150


@dataclass(frozen=True, slots=True)
class Attack:
    """One payload. `expanded`: it is made of repeats, up to 20 MB, and is put together only when asked for."""

    id: str
    kind: str
    row: dict[str, object] = field(repr=False, compare=False)

    @property
    def expanded(self) -> bool:
        return "expand" in self.row

    @property
    def data(self) -> bytes:
        """The raw bytes."""
        if self.expanded:
            return b"".join(_piece(*part) for part in self.row["expand"])  # type: ignore[attr-defined]
        text = str(self.row["payload"])
        return base64.b64decode(text) if self.row.get("encoding") else text.encode("utf-8", "surrogatepass")

    @property
    def text(self) -> str:
        return self.data.decode("utf-8", "replace")

    @property
    def line(self) -> str:
        """The payload on one line."""
        return " ".join(self.text.split())

    def word(self, slot: str) -> str:
        """The word that stands beside the payload in a slot, of small letters alone."""
        return f"zq{self.id[-12:].translate(_LETTERS)}{slot}zq"


def _piece(text: str, count: int, encoding: str = "") -> bytes:
    return (base64.b64decode(text) if encoding else text.encode()) * count


@cache
def load_attacks() -> tuple[Attack, ...]:
    """All payloads of the kit. Skips the test where it is absent."""
    folder = shared_data("attacks")
    lines = (line for path in sorted(folder.glob("*.jsonl")) for line in path.read_text(encoding="utf-8").split("\n"))
    rows = (json.loads(line) for line in lines if line)
    return tuple(Attack(row["id"], row["kind"], row) for row in rows)


def inline_attacks(one_in: int = 1) -> tuple[Attack, ...]:
    """Payloads that stand inside an article, one of so many unless all are asked for."""
    return chosen((a for a in load_attacks() if a.kind not in DOCUMENT_KINDS), one_in)


def attacks_of(*kinds: str, one_in: int = 1) -> tuple[Attack, ...]:
    return chosen((a for a in load_attacks() if a.kind in kinds), one_in)


def chosen(attacks: Iterable[Attack], one_in: int) -> tuple[Attack, ...]:
    """One of so many, by hash; all with BRIEFGEN_FUZZ."""
    if os.environ.get("BRIEFGEN_FUZZ"):
        one_in = 1
    return tuple(a for a in attacks if int(a.id[-6:], 16) % one_in == 0)


@dataclass(frozen=True, slots=True)
class HostileProject:
    """A project below a folder of canaries. `words`: each word laid out → (file, slot, payload's id)."""

    folder: Path
    words: dict[str, tuple[str, str, str]] = field(default_factory=dict)

    @property
    def content(self) -> Path:
        return self.folder / "content"

    def lay(self, path: str, data: bytes | str, words: Iterable[tuple[Attack, str]] = ()) -> None:
        """Writes a file of the content; `words`: the payloads and slots in it."""
        file = self.content / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(data.encode("utf-8", "surrogatepass") if isinstance(data, str) else data)
        for attack, slot in words:
            self.words[attack.word(slot)] = (f"content/{path}", slot, attack.id)


def make_hostile_project(above: Path, settings: str = "") -> HostileProject:
    """An empty project two folders below `above`, with secrets beside it and above it."""
    project = HostileProject(above / "home" / "project")
    project.content.mkdir(parents=True)
    for folder in (above, above / "home", project.folder):
        for name in ("canary.txt", "secret.txt"):
            (folder / name).write_text(SECRET, encoding="utf-8")
    (project.folder / "briefgen.toml").write_text(
        f'site_name = "Strait Brief"\nsite_url = "https://brief.example.org/news"\n{settings}', encoding="utf-8"
    )
    return project


# -- what is laid out ----------------------------------------------------------------------------------------------


def lay_text(project: HostileProject, attacks: Iterable[Attack]) -> None:
    """Text articles of many payloads: as paragraphs, in quotations, in bylines. One that no text file can hold has its own."""
    slots = {"p": "{0} {1}", "q": "“{0} {1},” said Marit Oyen, the harbour minister.", "b": "By Tor Bakke {0} {1}"}
    for number, group in enumerate(_groups(attacks)):
        lines = ["Envoys agree on a pause in the strait dispute"]
        for attack in group:
            lines += [form.format(attack.text, attack.word(slot)) for slot, form in slots.items()]
        words = [(attack, slot) for attack in group for slot in slots]
        project.lay(f"articles/2026-01-{number % 28 + 1:02d}-text-{number}.txt", "\n".join(lines), words)


def lay_headlines(project: HostileProject, attacks: Iterable[Attack]) -> None:
    """A text article for each payload, with it as the headline."""
    for attack in attacks:
        text = f"{attack.line} {attack.word('h')}\nThe envoys met in Port Elna on Tuesday and agreed on a ceasefire.\n"
        project.lay(f"articles/2026-02-01-{attack.id}.txt", text, [(attack, "h")])


def lay_markdown(project: HostileProject, attacks: Iterable[Attack]) -> None:
    """Markdown articles of many payloads: paragraph, heading, quotation, list, link text and target, picture, table."""
    slots = {
        "m": "{2} {1}",
        "n": "## {0} {1}",
        "o": "> {0} {1}",
        "l": "- {0} {1}",
        "t": "[{1}]({0})",
        "u": "[{0} {1}](https://elna.example/x)",
        "v": "![{0} {1}]({0})",
        "w": "| {0} {1} | b |\n| --- | --- |\n| c | d |",
    }
    for number, group in enumerate(_groups(attacks)):
        parts = ["# Envoys agree on a pause"]
        for attack in group:
            parts += [form.format(attack.line, attack.word(slot), attack.text) for slot, form in slots.items()]
        words = [(attack, slot) for attack in group for slot in slots]
        project.lay(f"articles/2026-03-{number % 28 + 1:02d}-md-{number}.md", "\n\n".join(parts), words)


def lay_front_matter(project: HostileProject, attacks: Iterable[Attack]) -> None:
    """A Markdown article for each payload, with it in every text of the front matter."""
    for attack in attacks:
        fields = {"title": "c", "author": "d", "publisher": "e", "licence": "f"}
        front = "".join(f"{key}: {_quoted(attack, slot)}\n" for key, slot in fields.items())
        text = f"---\n{front}---\n\nThe envoys met in Port Elna on Tuesday.\n"
        project.lay(f"articles/2026-04-01-{attack.id}.md", text, [(attack, slot) for slot in fields.values()])


def lay_facts(project: HostileProject, attacks: Iterable[Attack]) -> None:
    """A text article for each payload, with it in every fact of its NAME.toml."""
    for attack in attacks:
        name = f"articles/2026-05-01-{attack.id}"
        project.lay(f"{name}.txt", "Envoys agree on a pause\nThe envoys met in Port Elna on Tuesday.\n")
        rows = {"title": "i", "publisher": "j", "licence": "k"}
        facts = "".join(f"{key} = {_toml(attack, slot)}\n" for key, slot in rows.items())
        address = "https://elna.example/" + quote(attack.line[:500], safe="/:?#@!$&'()*+,;=%`{|}~^")
        facts += f"authors = [{_toml(attack, 'x')}]\nurl = {_toml_text(address)}\n"
        project.lay(f"{name}.toml", facts, [(attack, slot) for slot in (*rows.values(), "x")])


def lay_briefings(project: HostileProject, attacks: Iterable[Attack]) -> None:
    """A briefing by hand for each payload, with it in every field and in the body."""
    texts = {"title": "A", "theme": "B", "summary": "C"}
    lists = {"people": "D", "organisations": "E", "places": "F", "authors": "G", "tags": "H"}
    for attack in attacks:
        front = "".join(f"{key}: {_quoted(attack, slot)}\n" for key, slot in texts.items())
        front += "".join(f"{key}: [{_quoted(attack, slot)}]\n" for key, slot in lists.items())
        front += f"date: 2026-06-01\nslug: {json.dumps(attack.line[:300])}\nlanguage: {json.dumps(attack.line[:100])}\n"
        front += f"source: {{url: {json.dumps(attack.line[:500])}, publisher: {_quoted(attack, 'I')}}}\n"
        front += f"save_as: {json.dumps(attack.line[:300])}\nurl: {json.dumps(attack.line[:300])}\n"
        body = f"{attack.text} {attack.word('J')}\n\n## {attack.line} {attack.word('K')}\n\n[{attack.word('L')}]({attack.line})"
        words = [(attack, slot) for slot in (*texts.values(), *lists.values(), *"IJKL")]
        project.lay(f"briefings/by-hand/{attack.id}.md", f"---\n{front}---\n\n{body}\n", words)


def lay_pages(project: HostileProject, attacks: Iterable[Attack]) -> None:
    """Two own pages for each payload: with it as title and in the body, and in front matter."""
    for attack in attacks:
        text = f"# {attack.line} {attack.word('M')}\n\n{attack.text} {attack.word('N')}\n"
        project.lay(f"pages/{attack.id}.md", text, [(attack, slot) for slot in "MN"])
        front = f"title: {_quoted(attack, 'U')}\nslug: {json.dumps(attack.line[:300])}\n"
        project.lay(f"pages/front-{attack.id}.md", f"---\n{front}---\n\nAbout us.\n", [(attack, "U")])


def lay_themes(project: HostileProject, attacks: Iterable[Attack]) -> None:
    """A themes.toml with each payload in a name, a description and a cue, and an article for each theme."""
    rows = []
    for number, attack in enumerate(attacks):
        rows.append(
            f'[[theme]]\nid = "theme-{number}"\nname = {_toml_text(attack.line[:150] + " " + attack.word("O"))}\n'
            f'description = {_toml(attack, "P")}\ncues = ["{attack.word("Q")}", {_toml_text(attack.line)}]\n'
        )
        text = f"---\ntitle: One of {number}\ndate: 2026-07-01\ntheme: theme-{number}\n---\n\nIt was agreed.\n"
        project.lay(f"briefings/themes/{number}.md", text)
        project.words.update({attack.word(slot): ("content/themes.toml", slot, attack.id) for slot in "OP"})
    project.lay("themes.toml", "\n".join(rows))


def lay_names(project: HostileProject, attacks: Iterable[Attack]) -> None:
    """Articles under hostile names that are not hidden, as far as the disk takes them."""
    folder = project.content / "articles"
    folder.mkdir(parents=True, exist_ok=True)
    for attack in attacks:
        name = os.fsdecode(attack.data.replace(b"/", b"_").replace(b"\0", b"_"))
        text = f"Envoys agree on a pause {attack.word('R')}\nThe envoys met in Port Elna.\n"
        with suppress(OSError):
            (folder / name).write_text(text, encoding="utf-8")
            shown = name.encode("utf-8", "backslashreplace").decode()
            if not name.startswith("."):
                project.words[attack.word("R")] = (f"content/articles/{shown}", "R", attack.id)


def lay_documents(project: HostileProject, attacks: Iterable[Attack], limit_bytes: int = 30_000_000) -> None:
    """Whole files, as they are."""
    for attack in attacks:
        suffix = "md" if attack.kind == "doc-md" else "txt"
        project.lay(f"articles/2026-08-01-{attack.id}.{suffix}", attack.data[:limit_bytes])


def lay_yaml(project: HostileProject, attacks: Iterable[Attack]) -> None:
    """Blocks of front matter, in briefings by hand and in Markdown articles."""
    for attack in attacks:
        text = f"---\n{attack.text}\n---\n\nThe envoys met {attack.word('S')}.\n"
        project.lay(f"briefings/yaml/{attack.id}.md", text, [(attack, "S")])
        project.lay(
            f"articles/2026-09-01-{attack.id}.md", text.replace(attack.word("S"), attack.word("T")), [(attack, "T")]
        )


def _groups(attacks: Iterable[Attack]) -> Iterator[list[Attack]]:
    """Many to an article; alone where a payload would have the whole file refused, or hide what follows it."""
    group: list[Attack] = []
    for attack in attacks:
        text = attack.text
        if "\0" in text or "\ufffd" in text or "<!--" in text or "-->" in text or len(text) > 20_000:
            yield [attack]
            continue
        group.append(attack)
        if len(group) == _LINES_AN_ARTICLE:
            yield group
            group = []
    if group:
        yield group


def _quoted(attack: Attack, slot: str) -> str:
    return json.dumps(f"{attack.line[:5000]} {attack.word(slot)}")


def _toml(attack: Attack, slot: str) -> str:
    return _toml_text(f"{attack.line[:5000]} {attack.word(slot)}")


def _toml_text(text: str) -> str:
    """A basic string of TOML, whose escapes are those of JSON but for characters past U+FFFF."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
