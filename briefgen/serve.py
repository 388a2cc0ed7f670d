"""`serve`: the built site on loopback, rebuilt and reloaded on a change of the content, the theme or the configuration.

The pages on disk stay as they are: a line that loads the reloading script is put into each page on its way out only. The
script keeps one connection open on which the server tells of a finished build. Listens on 127.0.0.1 alone.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, Protocol

from watchfiles import Change, watch

from briefgen.build.project import BuildOptions, build_project
from briefgen.config import Config, load_config
from briefgen.errors import BriefgenError, PublishError

_SCRIPT_PATH = "/-/reload.js"
_EVENTS_PATH = "/-/events"
_SCRIPT_TAG = b'<script type="module" src="/-/reload.js"></script>'
_SCRIPT = b'new EventSource("/-/events").addEventListener("built", () => location.reload());\n'
_HEARTBEAT_SECONDS = 15
_MEDIA_TYPES = {
    ".js": "text/javascript",
    ".atom": "application/atom+xml",
    ".rss": "application/rss+xml",
    ".md": "text/markdown; charset=utf-8",
    ".wasm": "application/wasm",
}
_DEBOUNCE_MS = 50
_ROUND_MS = 500


class Speaker(Protocol):
    """What the command line gives: a way to say things and to show progress."""

    def say(self, message: str) -> None: ...
    def progress(self, step: str, done: int, total: int) -> None: ...


@dataclass(slots=True)
class Builds:
    """How many builds are done; whoever waits is woken by the next one, or by the end."""

    number: int = 0
    ended: bool = False
    _changed: threading.Condition = field(default_factory=threading.Condition)

    def announce(self) -> None:
        with self._changed:
            self.number += 1
            self._changed.notify_all()

    def end(self) -> None:
        with self._changed:
            self.ended = True
            self._changed.notify_all()

    def wait(self, seen: int, timeout_seconds: float) -> int:
        """The number of builds once it is past `seen`, or after the timeout."""
        with self._changed:
            self._changed.wait_for(lambda: self.ended or self.number > seen, timeout_seconds)
            return self.number


class SiteHandler(SimpleHTTPRequestHandler):
    """Files of the site, pages with the reloading script, the events that it listens to."""

    protocol_version = "HTTP/1.1"

    def __init__(self, *args: Any, builds: Builds, **options: Any) -> None:
        self._builds = builds
        self.extensions_map = SimpleHTTPRequestHandler.extensions_map | _MEDIA_TYPES
        super().__init__(*args, **options)

    def do_GET(self) -> None:
        path = self.path.partition("?")[0]
        if path == _SCRIPT_PATH:
            self._send(_SCRIPT, "text/javascript")
        elif path == _EVENTS_PATH:
            self._send_events()
        elif (page := self._find_page(path)) is not None:
            self._send(page.read_bytes().replace(b"</head>", _SCRIPT_TAG + b"</head>", 1), "text/html; charset=utf-8")
        else:
            super().do_GET()

    def _find_page(self, path: str) -> Path | None:
        file = Path(self.translate_path(path))
        if path.endswith("/"):
            file = file / "index.html"
        return file if file.suffix == ".html" and file.is_file() else None

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        page = Path(self.directory) / "404.html"
        if code == 404 and page.is_file():
            self._send(page.read_bytes(), "text/html; charset=utf-8", status=404)
        else:
            super().send_error(code, message, explain)

    def _send(self, data: bytes, kind: str, status: int = 200) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(data)))
        self.send_header("Cache-Control", "no-store")
        self.end_headers()
        self.wfile.write(data)

    def _send_events(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Cache-Control", "no-store")
        self.end_headers()
        self.close_connection = True
        seen = self._builds.number
        try:
            while not self._builds.ended:
                now = self._builds.wait(seen, _HEARTBEAT_SECONDS)
                self.wfile.write(b"event: built\ndata: \n\n" if now > seen else b": still here\n\n")
                self.wfile.flush()
                seen = now
        except OSError:
            return

    def log_message(self, format: str, *args: Any) -> None:
        """Requests are not told: the terminal is for builds."""


@dataclass(slots=True)
class SiteServer:
    """The server in a thread of its own, on a port that was free. Use as a context manager."""

    output: Path
    port: int
    builds: Builds = field(default_factory=Builds)
    _server: ThreadingHTTPServer | None = None

    def __enter__(self) -> SiteServer:
        handler = partial(SiteHandler, directory=str(self.output), builds=self.builds)
        try:
            self._server = ThreadingHTTPServer(("127.0.0.1", self.port), handler)
        except OSError as error:
            raise PublishError(
                f"expected port {self.port} to be free", remedy=f"Take another: briefgen serve --port {self.port + 1}"
            ) from error
        self._server.daemon_threads = True
        self.port = self._server.server_address[1]
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self.builds.end()
        if self._server is not None:
            self._server.shutdown()
            self._server.server_close()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/"


def serve_project(config: Config, port: int, speaker: Speaker, stop: threading.Event | None = None) -> None:
    """Builds and serves until ctrl-C, or until `stop` is set. A build that fails is told, and the old site stays."""
    config.paths.output.mkdir(parents=True, exist_ok=True)
    with SiteServer(config.paths.output, port) as server:
        rebuild = partial(_rebuild, config, speaker, server.builds.announce)
        rebuild()
        seen = ""
        for changes in _watch(config, stop):
            # The first round comes when the watch has begun: it takes in what was saved since the first build.
            stamps = _configuration_stamps(config)
            if stamps != seen or any(_matters(config, Path(path)) for _, path in changes):
                rebuild()
            if not seen:
                speaker.say(f"Look at it: {server.url} (ctrl-C ends)")
            seen = stamps


def _watch(config: Config, stop: threading.Event | None) -> Iterator[set[tuple[Change, str]]]:
    """The changes below the content and the theme, and an empty set every half second. The project's folder itself is not
    watched: it may hold an environment or an archive of a hundred thousand folders."""
    places = [place for place in _watched_places(config) if place.is_dir()]
    return watch(
        *places,
        debounce=_DEBOUNCE_MS,
        step=_DEBOUNCE_MS,
        rust_timeout=_ROUND_MS,
        yield_on_timeout=True,
        stop_event=stop,
        raise_interrupt=True,
        ignore_permission_denied=True,
    )


def _configuration_stamps(config: Config) -> str:
    files = (config.root / "pyproject.toml", config.root / "briefgen.toml", config.paths.themes_file)
    return " ".join(f"{f.stat().st_mtime_ns}-{f.stat().st_size}" if f.is_file() else "-" for f in files)


def _rebuild(config: Config, speaker: Speaker, announce: Callable[[], None]) -> None:
    try:
        # The configuration is read anew: it may be what changed.
        report = build_project(load_config(config.root), BuildOptions(jobs=1), speaker)
    except BriefgenError as error:
        speaker.say(f"{error}\nThe old site stays.")
        return
    for problem in (*report.quarantined, *report.conflicts, *report.refused):
        speaker.say(str(problem))
    if report.pages_written or report.pages_deleted:
        speaker.say(f"{report.pages_written} pages written, {report.pages_deleted} deleted")
        announce()


def _watched_places(config: Config) -> tuple[Path, ...]:
    paths = config.paths
    return (paths.articles, paths.briefings, paths.pages, paths.static, paths.site_theme, paths.languages)


def _matters(config: Config, path: Path) -> bool:
    """Whether a change there can change the site: not in the state, the output or a hidden folder."""
    if path.is_relative_to(config.paths.state) or path.is_relative_to(config.paths.output):
        return False
    inside = path.relative_to(config.root) if path.is_relative_to(config.root) else path
    return not any(part.startswith(".") for part in inside.parts)
