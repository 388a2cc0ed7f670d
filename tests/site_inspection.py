"""What a built site must never hold, whatever was put in: looked for in every file of it.

A page may hold nothing but tags of the site's own kinds, written exactly as the templates and the Markdown renderer write
them. So no parser's guess is needed of what a browser would make of a broken tag: there is none.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import urlsplit
from xml.etree import ElementTree

_TAG = re.compile(
    r"<(?:(?P<doctype>!doctype html)|(?P<close>/[a-z][a-z0-9]*)|(?P<open>[a-z][a-z0-9]*)"
    r"(?P<attributes>(?: [a-z][a-z-]*(?:=\"[^\"<>]*\")?)*) ?/?)>"
)


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_ATTRIBUTE = re.compile(r" ([a-z][a-z-]*)(?:=\"([^\"<>]*)\")?")
_TAGS = _words(
    "html head meta title link script body a header p nav ul ol li search form label input button main footer article"
    " div span h1 h2 h3 h4 h5 h6 section aside details summary dl dt dd q small table caption thead tbody tr th td data s"
    " time figure blockquote figcaption cite fieldset legend strong em code pre hr br img del"
)
_ATTRIBUTES = _words(
    "lang charset http-equiv content name property rel href type title src id class aria-label aria-labelledby aria-live"
    " aria-current aria-describedby action for placeholder autocomplete spellcheck tabindex role hidden value datetime"
    " cite scope enterkeyhint checked alt start align"
)
_ADDRESSES = ("href", "src", "action", "cite", "poster", "formaction")
_LOADED = {"img": "src", "script": "src", "input": "src", "form": "action"}
_LOADING_LINKS = frozenset(("stylesheet", "icon", "preload", "modulepreload", "prefetch", "manifest"))
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
_TURN = re.compile("[\u202a-\u202e\u2066-\u2069]")
_SCRIPT_SOURCE = re.compile(r"(?:\.\./|\./|/news/)*theme/js/[a-z-]+\.js")
_DANGEROUS = ("javascript:", "vbscript:", "data:", "livescript:", "mocha:", "file:", "blob:")


def inspect_site(output: Path) -> Iterator[str]:
    """Every problem of the files in that folder, each named with its file."""
    for path in sorted(output.rglob("*")):
        name = path.relative_to(output).as_posix()
        if not path.is_file() or name.startswith(("theme/", "pagefind/", ".briefgen-site/")):
            continue
        for problem in inspect_file(name, path.read_bytes()):
            yield f"{name}: {problem}"


def inspect_file(name: str, data: bytes) -> Iterator[str]:
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        yield f"not UTF-8: {error}"
        return
    if name.endswith(".html"):
        yield from _inspect_page(text)
    elif name.endswith((".atom", ".rss", ".xml")):
        yield from _inspect_xml(text)
    elif name.endswith(".json"):
        yield from _inspect_json(name, text)


def visible_text(page: str) -> str:
    """What a reader of the page sees, scripts left out."""
    return html.unescape(_TAG.sub(" ", re.sub(r"(?s)<script.*?</script>", " ", page)))


def _inspect_page(page: str) -> Iterator[str]:
    if found := _CONTROL.search(page):
        yield f"a control character {found[0]!r} after {page[max(0, found.start() - 60) : found.start()]!r}"
    rest = _TAG.sub("", page)
    if (place := rest.find("<")) >= 0:
        yield f"a tag of another make: {rest[place : place + 120]!r}"
    if page.count("<h1") != 1:
        yield "not one h1"
    for line in re.findall(r"<(?:title|h1)[^>]*>(.*?)</", page, re.S):
        if _TURN.search(html.unescape(line)):
            yield f"a title that turns the reading direction: {line!r}"
    for match in _TAG.finditer(page):
        if match["open"]:
            yield from _inspect_tag(match["open"], dict(_ATTRIBUTE.findall(match["attributes"])))
        elif match["close"] and match["close"][1:] not in _TAGS:
            yield f"the tag <{match['close']}>"
    for script in re.findall(r'<script type="application/ld\+json">(.*?)</script>', page, re.S):
        yield from (f"JSON-LD: {problem}" for problem in _json_problems(script))


def _inspect_tag(tag: str, attributes: dict[str, str]) -> Iterator[str]:
    if tag not in _TAGS:
        yield f"the tag <{tag}>"
    for name in attributes:
        if name not in _ATTRIBUTES and not name.startswith("data-"):
            yield f"the attribute {name} of <{tag}>"
    if tag == "script" and not (
        attributes.get("type") == "application/ld+json" or _SCRIPT_SOURCE.fullmatch(attributes.get("src", ""))
    ):
        yield f"a script of another make: {attributes}"
    if attributes.get("http-equiv", "Content-Security-Policy") != "Content-Security-Policy":
        yield f"a meta element of another make: {attributes}"
    if tag == "form" and "data-search-form" not in attributes:
        yield "a form that is not the search's"
    for name in _ADDRESSES:
        if name in attributes and not (tag == "link" and attributes.get("rel") == "icon"):
            yield from _inspect_address(tag, html.unescape(attributes[name]))
    loaded = _LOADED.get(tag) or ("href" if attributes.get("rel") in _LOADING_LINKS else "")
    address = html.unescape(attributes.get(loaded, ""))
    if loaded and address != "data:," and (urlsplit(address).scheme or address.startswith(("//", "\\", "/\\"))):
        yield f"<{tag}> loads {address!r} from elsewhere"


def _inspect_address(tag: str, address: str) -> Iterator[str]:
    bare = re.sub(r"[\x00-\x20\x7f-\xa0\u200b-\u200f\u2028-\u202e\ufeff]", "", address).lower()
    if bare.startswith(_DANGEROUS):
        yield f"<{tag}> leads to {address!r}"
    scheme = re.match(r"([a-z][a-z0-9+.-]*):", bare)
    if scheme and scheme[1] not in ("http", "https", "mailto"):
        yield f"<{tag}> leads to {address!r}"


class _Reader(HTMLParser):
    """What a feed reader would make of a text that it takes for HTML: every tag is a problem."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)


def _inspect_xml(text: str) -> Iterator[str]:
    try:
        root = ElementTree.fromstring(text)
    except ElementTree.ParseError as error:
        yield f"not well-formed: {error}"
        return
    for element in root.iter():
        space, _, name = element.tag.rpartition("}")
        if "sitemap" in space:
            continue
        if name in ("title", "summary", "content", "description", "subtitle") and element.get("type") != "text":
            reader = _Reader()
            reader.feed(element.text or "")
            reader.close()
            if reader.tags:
                yield f"{name} holds {reader.tags[:3]} for a reader: {(element.text or '')[:120]!r}"
        if name in ("link", "guid", "id"):
            for address in (element.text or "", element.get("href") or ""):
                yield from _inspect_address(name, address.strip()) if not address.startswith("tag:") else ()


def _inspect_json(name: str, text: str) -> Iterator[str]:
    yield from _json_problems(text)


def _json_problems(text: str) -> Iterator[str]:
    try:
        json.loads(text)
    except ValueError as error:
        yield f"not JSON: {error}"
