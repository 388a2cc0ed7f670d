"""What is wrong with a built site: broken links and anchors, missing alternative texts, headings, feeds, a service's limits.

In: the output folder, whoever wrote it. Out: problems, in the order of the pages. Only files are read, nothing is asked of the
network, so links to other sites are not followed.
"""

from __future__ import annotations

import json
import posixpath
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit
from xml.etree import ElementTree

from briefgen.errors import UsageError
from briefgen.files import join_inside

_VOID_LINKS = ("mailto:", "tel:", "data:", "tag:", "urn:")
_MIB = 1 << 20


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteProblem:
    """Something wrong in one file of the site, told in one sentence."""

    path: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HostLimits:
    """What a hosting service's free plan takes. None: no limit that is known. As the services state them in 2026."""

    files: int | None = None
    file_bytes: int | None = None
    site_bytes: int | None = None


HOSTS = {
    "cloudflare-pages": HostLimits(files=20_000, file_bytes=25 * _MIB),
    "github-pages": HostLimits(file_bytes=100 * _MIB, site_bytes=1024 * _MIB),
    "gitlab-pages": HostLimits(files=200_000, site_bytes=1024 * _MIB),
}


@dataclass(slots=True)
class _Page:
    """What a page says that can be checked, each link once."""

    ids: Counter[str] = field(default_factory=Counter)
    links: dict[str, None] = field(default_factory=dict)
    headings: list[int] = field(default_factory=list)
    pictures_without_text: int = 0
    language: bool = False
    title: str = ""
    base: bool = False


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.page = _Page()
        self._in_title = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        page, values = self.page, {name: value or "" for name, value in attrs}
        if "id" in values:
            page.ids[values["id"]] += 1
        for name in ("href", "src", "action", "poster"):
            if name in values and not (tag == "link" and values.get("rel") in ("canonical", "license")):
                page.links[values[name]] = None
        if tag == "img" and "alt" not in dict(attrs):
            page.pictures_without_text += 1
        if tag == "html" and values.get("lang"):
            page.language = True
        if len(tag) == 2 and tag[0] == "h" and tag[1].isdigit():
            page.headings.append(int(tag[1]))
        self._in_title = tag == "title" and not page.title

    def handle_data(self, data: str) -> None:
        if self._in_title:
            self.page.title += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "title":
            self._in_title = False


def check_site(output: Path, host: str | None = None) -> tuple[SiteProblem, ...]:
    """All problems of the site in that folder. Raises UsageError where nothing is built, or for an unknown service."""
    if host is not None and host not in HOSTS:
        raise UsageError(f"expected one of {', '.join(HOSTS)}", key="--host", found=host)
    if not output.is_dir():
        raise UsageError("expected a built site", path=output.name, remedy="Run: briefgen build")
    paths = sorted(p for p in output.rglob("*") if p.is_file() and not _is_hidden(p.relative_to(output)))
    files = {p.relative_to(output).as_posix(): p.stat().st_size for p in paths}
    pages = {path: _read_page(output / path) for path in files if path.endswith(".html")}
    problems = [*_check_pages(pages, files)]
    problems.extend(_check_feeds(output, files))
    problems.extend(_check_limits(files, host))
    return tuple(problems)


def _is_hidden(path: Path) -> bool:
    return any(part.startswith(".") and part != ".nojekyll" for part in path.parts)


def _read_page(path: Path) -> _Page:
    reader = _Reader()
    reader.feed(path.read_text(encoding="utf-8", errors="replace"))
    reader.close()
    return reader.page


def _check_pages(pages: dict[str, _Page], files: dict[str, int]) -> Iterator[SiteProblem]:
    for path, page in pages.items():
        for text in (*_check_markup(page), *_check_links(path, page, pages, files)):
            yield SiteProblem(path=path, text=text)


def _check_markup(page: _Page) -> Iterator[str]:
    if not page.language:
        yield "the page names no language (lang on html)"
    if not page.title.strip():
        yield "the page has no title"
    if page.headings.count(1) != 1:
        yield f"expected one h1, found {page.headings.count(1)}"
    for before, after in zip(page.headings, page.headings[1:], strict=False):
        if after > before + 1:
            yield f"a heading of level {after} follows one of level {before}"
    if page.pictures_without_text:
        yield f"{page.pictures_without_text} pictures without alternative text"
    for name, count in page.ids.items():
        if count > 1:
            yield f'the id "{name}" stands {count} times'


def _check_links(path: str, page: _Page, pages: dict[str, _Page], files: dict[str, int]) -> Iterator[str]:
    # 404.html is served at any depth: its links start at the site's root, which only the host knows.
    if path == "404.html":
        return
    for link in page.links:
        try:
            parts = urlsplit(link)
        except ValueError:
            # Brackets that hold no IPv6 address: no browser can follow it either.
            yield f"broken link: {link}"
            continue
        if parts.scheme or parts.netloc or link.startswith(_VOID_LINKS):
            continue
        target = _resolve(path, parts.path)
        if target not in files:
            yield f"broken link: {link}"
        elif parts.fragment and target in pages and unquote(parts.fragment) not in pages[target].ids:
            yield f"broken anchor: {link}"


def _resolve(path: str, link: str) -> str:
    """The file of the site that a relative link leads to."""
    if not link:
        return path
    target = posixpath.normpath(posixpath.join(posixpath.dirname(path), unquote(link))).removeprefix("./").lstrip("/")
    if link.endswith("/") or target in ("", "."):
        target = posixpath.join("" if target == "." else target, "index.html")
    return target


def _check_feeds(output: Path, files: dict[str, int]) -> Iterator[SiteProblem]:
    for path in files:
        if path.endswith((".atom", ".rss", ".xml")):
            text = _check_xml(join_inside(output, path))
        elif path.endswith(("feed.json", "/index.json", "shards.json")):
            text = _check_json(join_inside(output, path), is_feed=path.endswith("feed.json"))
        else:
            continue
        if text:
            yield SiteProblem(path=path, text=text)


_REQUIRED = {
    "{http://www.w3.org/2005/Atom}feed": ("id", "title", "updated"),
    "{http://www.w3.org/2005/Atom}entry": ("id", "title", "updated"),
    "channel": ("title", "link", "description"),
    "item": ("title",),
}


def _check_xml(path: Path) -> str | None:
    try:
        root = ElementTree.parse(path).getroot()
    except ElementTree.ParseError as error:
        return f"not well-formed XML: {error}"
    for element in root.iter():
        space = element.tag.rpartition("}")[0] + "}" if element.tag.startswith("{") else ""
        for name in _REQUIRED.get(element.tag, ()):
            if element.find(space + name) is None:
                return f"a feed's {element.tag.rpartition('}')[2]} lacks its {name}"
    return None


def _check_json(path: Path, is_feed: bool) -> str | None:
    try:
        value: Any = json.loads(path.read_text(encoding="utf-8"))
    except ValueError as error:
        return f"not JSON: {error}"
    if is_feed and not (isinstance(value, dict) and value.get("version") and value.get("title") and "items" in value):
        return "a JSON Feed lacks its version, title or items"
    return None


def _check_limits(files: dict[str, int], host: str | None) -> Iterator[SiteProblem]:
    if host is None:
        return
    limits = HOSTS[host]
    if limits.files is not None and len(files) > limits.files:
        yield SiteProblem(path=".", text=f"{len(files):,} files; {host} takes {limits.files:,}")
    if limits.site_bytes is not None and sum(files.values()) > limits.site_bytes:
        yield SiteProblem(path=".", text=f"{sum(files.values()):,} bytes; {host} takes {limits.site_bytes:,}")
    for path, size in files.items():
        if limits.file_bytes is not None and size > limits.file_bytes:
            yield SiteProblem(path=path, text=f"{size:,} bytes; {host} takes {limits.file_bytes:,} a file")
