"""A small site for the browser: a live blog and a few briefings by hand, built by the program, served on loopback."""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from tests.cli.project import Project

LIVE_BLOG = """\
Ferry talks live: wages for the winter are settled, says minister
Both sides say a deal on the ferries is close
The two delegations said on Tuesday evening that the plan for the ferries would be signed within days.
“We are here to sign, not to talk,” said Marit Oyen, the harbour minister, as she left the customs house.
The plan sets aside 240m crowns for wages and 90m crowns for repairs to the eastern pier of Port Elna.
Patrol boats for the coastguard
The defence ministry will buy two patrol boats for the coastguard, at a cost of 180m crowns.
“They will be here before the ice,” said the defence minister, Tor Bakke.
Talks on the ferries begin nine hours late
The negotiators met at the customs house of Port Elna shortly after eight on Tuesday, nine hours later than planned.
Jonas Rehn, secretary of the Dockers’ Union, told reporters that nobody had been paid since February.
"""

THEMES = (
    # id, name, cues
    ("talks", "Peace talks", ("ferries", "delegations", "negotiators")),
    ("defence", "Defence", ("coastguard", "patrol boats", "defence ministry")),
    ("culture", "Culture", ("lighthouse",)),
    ("weather", "Weather", ("storm",)),
    ("work", "Work", ("dockers",)),
    ("economy", "Economy", ("herring",)),
)

BY_HAND = (
    # day, slug, title, theme, people, places, publisher, text
    ("2025-11-02", "lighthouse", "The lighthouse of Skerry is lit again", "Culture", ("Ada Lind",), ("Skerry",),
     "Skerry Post", "After ten years in the dark the lighthouse shines over the harbour again."),
    ("2026-01-15", "storm", "Storm Ylva closes the harbour of Vessen", "Weather", ("Jon Askel",), ("Vessen",),
     "The Anselm Courier", "The harbour was closed at noon. The lighthouse keeper measured a wind of 41 metres a second."),
    ("2026-02-20", "dockers", "Dockers go back to work in Vessen", "Work", ("Ada Lind", "Jonas Rehn"), ("Vessen",),
     "The Anselm Courier", "The dockers of the harbour have ended their strike of three weeks."),
    ("2026-03-01", "fish", "Herring is dearer than ever", "Economy", ("Jon Askel",), ("Port Elna",),
     "Skerry Post", "A crate of herring fetched 410 crowns on Monday. The fishermen blame the fleet of the neighbours."),
    ("2026-03-09", "script", "Council votes on <script>alert(1)</script> & other names", "Culture", ("Ada Lind",), ("Skerry",),
     "Skerry Post", "The council took <b>no</b> decision on the new names of the harbour."),
)  # fmt: skip


def write_newsroom(folder: Path, site_url: str = "https://brief.example.org") -> Project:
    """A project of one live blog and five briefings by hand."""
    project = Project(folder)
    project.write("briefgen.toml", f'site_name = "Strait Brief"\nsite_url = "{site_url}"\n')
    project.write("content/articles/2026-03-10-ferry-talks-live.txt", LIVE_BLOG)
    project.write("content/pages/about.md", "# About us\n\nWe read the live blogs for you.\n")
    rows = [f'[[theme]]\nid = "{id}"\nname = "{name}"\ncues = {json.dumps(cues)}\n' for id, name, cues in THEMES]
    project.write("content/themes.toml", "\n".join(rows))
    for day, slug, title, theme, people, places, publisher, text in BY_HAND:
        front = {
            "title": title,
            "slug": slug,
            "date": day,
            "theme": theme,
            "people": people,
            "places": places,
            "source": publisher,
        }
        head = "".join(f"{key}: {json.dumps(value)}\n" for key, value in front.items())
        project.write(f"content/briefings/by-hand/{day}-{slug}.md", f"---\n{head}---\n\n## What happened\n\n{text}\n")
    return project


def build_newsroom(project: Project) -> Path:
    """The folder of the built site, search included."""
    done = project.run("build")
    assert done.returncode == 0, done.stderr
    return project.folder / "output"


class _Handler(SimpleHTTPRequestHandler):
    """Serves a folder under a prefix; an unknown address gives the site's own 404 page, as a host would."""

    def __init__(self, *arguments: object, prefix: str, ranges: bool, **options: object) -> None:
        self.prefix = prefix
        self.ranges = ranges
        super().__init__(*arguments, **options)  # type: ignore[arg-type]

    def translate_path(self, path: str) -> str:
        return super().translate_path(path.removeprefix(self.prefix) if path.startswith(self.prefix) else "/outside")

    def do_GET(self) -> None:
        asked = re.fullmatch(r"bytes=(\d+)-(\d+)", self.headers["Range"] or "")
        file = Path(self.translate_path(self.path))
        if not asked or not self.ranges or not file.is_file():
            return super().do_GET()
        data = file.read_bytes()
        part = data[int(asked[1]) : int(asked[2]) + 1]
        self.send_response(206)
        self.send_header("Content-Type", "application/octet-stream")
        self.send_header("Content-Length", str(len(part)))
        self.send_header("Content-Range", f"bytes {asked[1]}-{asked[2]}/{len(data)}")
        self.end_headers()
        self.wfile.write(part)

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        page = Path(self.directory) / "404.html"
        data = page.read_bytes() if code == 404 and page.is_file() else b""
        self.send_response(code)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def end_headers(self) -> None:
        # As a host that reads `_headers`: then the policy governs the search worker, too.
        for line in (Path(self.directory) / "_headers").read_text(encoding="utf-8").splitlines():
            name, _, value = line.strip().partition(": ")
            if name == "Content-Security-Policy":
                self.send_header(name, value)
        super().end_headers()

    def log_message(self, format: str, *arguments: object) -> None:
        pass


@contextmanager
def serve(folder: Path, prefix: str = "", ranges: bool = True) -> Iterator[str]:
    """The address of the served folder, ending in "/". `ranges`: whether a part of a file may be asked for."""
    handler = partial(_Handler, directory=str(folder), prefix=prefix, ranges=ranges)
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}{prefix}/"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
