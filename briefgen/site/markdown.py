"""Markdown → safe HTML: the one place where `Markup` is made of content.

CommonMark with tables and strikethrough, raw HTML off. Links go to http, https, mailto or within the site; pictures are named,
not loaded from elsewhere; headings start at h2 and skip no level, as the page has its own h1.
A text that would take the parser long (measured: 10^6 "[" take hours) or nests too deep is shown as plain paragraphs.
Most texts are plain: they take a short way that gives the same HTML (`quick_markdown`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

from markdown_it import MarkdownIt
from markdown_it.common.utils import escapeHtml
from markdown_it.token import Token
from markupsafe import Markup

from briefgen.site.quick_markdown import quick_blocks, quick_text, quick_words

LIMIT_CHARACTERS = 500_000
LIMIT_BRACKETS = 4_000
LIMIT_DEPTH = 30
_PARSER_DEPTH = 100

_SCHEME = re.compile(r"([a-z][a-z0-9+.-]*):", re.IGNORECASE)
_ALLOWED_SCHEMES = ("http", "https", "mailto")
_DEEP = re.compile(
    rf"^(?:[ \t]*(?:[>*+-]|\d{{1,9}}[.)])){{{LIMIT_DEPTH}}}|^[ \t]{{{4 * LIMIT_DEPTH}}}",
    re.MULTILINE,
)
_UNSAFE_IN_URL = re.compile(r"[\x00-\x20\x7f]")
_QUOTE_MARK = re.compile(r"^ {0,3}> ?", re.MULTILINE)
_BLANK_LINES = re.compile(r"\n[ \t]*(?:\n[ \t]*)+")


def render_blocks(markdown: str, page_url: str = "/", *, above: int = 1) -> Markup:
    """The HTML of a stretch of Markdown. `page_url`: the page it stands on, to which site-rooted links are made relative.
    `above`: the level of the heading that it stands under; its own headings are lower."""
    if _is_hostile(markdown):
        return _as_paragraphs(markdown)
    quick = quick_blocks(markdown, above)
    return Markup(quick) if quick is not None else parse_blocks(markdown, page_url, above=above)


def parse_blocks(markdown: str, page_url: str = "/", *, above: int = 1) -> Markup:
    """The same as `render_blocks`, by the parser alone."""
    tokens = _parser().parse(markdown)
    _shift_headings(tokens, above)
    return _render(tokens, page_url)


def render_inline(markdown: str, page_url: str = "/") -> Markup:
    """The HTML of one line: no block around it, a heading's or a quote's marks at the start taken off."""
    text = re.sub(r"^(?:[ \t]{0,3}(?:#{1,6}(?=[ \t]|$)|>)[ \t]*)+", "", markdown.strip())
    if _is_hostile(text):
        return Markup(escapeHtml(text))
    quick = quick_text(text)
    return Markup(quick) if quick is not None else _render(_parser().parseInline(text), page_url)


def without_marks_of(role: str, markdown: str) -> str:
    """The text of a part without what its role says already: ">" before a quote, "- " before a summary's sentence."""
    if role == "quote":
        return _QUOTE_MARK.sub("", markdown)
    return markdown.removeprefix("- ") if role in ("summary", "list_item") else markdown


def plain_text(markdown: str) -> str:
    """The words that a reader sees, without any mark; blocks and lines are parted by one space."""
    words = quick_words(markdown)
    if words is not None:
        return words.replace("\n", " ")
    if _is_hostile(markdown):
        return " ".join(markdown.split())
    return " ".join("".join(_words(_parser().parse(markdown))).split())


def without_comments(markdown: str) -> str:
    """The text without HTML comments (an editor's notes), which raw HTML being off would show."""
    kept, place = [], 0
    while (start := markdown.find("<!--", place)) >= 0 and (end := markdown.find("-->", start + 4)) >= 0:
        escaped = start > 0 and markdown[start - 1] == "\\"
        kept.append(markdown[place : end + 3] if escaped else markdown[place:start])
        place = end + 3
    return "".join((*kept, markdown[place:])) if kept else markdown


def is_external(url: str) -> bool:
    """Whether a link leaves the site."""
    return url.startswith("//") or bool(_SCHEME.match(url))


def is_safe_url(url: str) -> bool:
    """Whether a link may be shown as a link: http, https, mailto, or within the site."""
    scheme = _SCHEME.match(_UNSAFE_IN_URL.sub("", url))
    return scheme is None or scheme[1].lower() in _ALLOWED_SCHEMES


def relative_prefix(page_url: str) -> str:
    """What leads from a page to the site's root: "../../" for "/themes/trade/", "./" for "/"."""
    return "../" * (page_url.count("/") - 1) or "./"


@cache
def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": False, "maxNesting": _PARSER_DEPTH})
    parser.enable(["table", "strikethrough"])
    parser.validateLink = is_safe_url  # type: ignore[method-assign]
    return parser


def _is_hostile(markdown: str) -> bool:
    return (
        len(markdown) > LIMIT_CHARACTERS
        or (len(markdown) > LIMIT_BRACKETS and _has_many_marks(markdown))
        or _DEEP.search(markdown) is not None
    )


def _has_many_marks(markdown: str) -> bool:
    return (
        sum(markdown.count(mark) for mark in "[]<`") > LIMIT_BRACKETS
        or sum(markdown.count(mark) for mark in "*_~") > 4 * LIMIT_BRACKETS
    )


def _as_paragraphs(markdown: str) -> Markup:
    paragraphs = (part.strip("\n") for part in _BLANK_LINES.split(markdown))
    return Markup("".join(f"<p>{escapeHtml(part)}</p>\n" for part in paragraphs if part.strip()))


def _render(tokens: list[Token], page_url: str) -> Markup:
    for token in tokens:
        if token.children:
            _mend_children(token.children, page_url)
        if token.type in ("th_open", "td_open") and (style := token.attrs.pop("style", None)):
            # The page's policy forbids style attributes: a browser would ignore it and complain.
            token.attrSet("class", str(style).removeprefix("text-align:"))
    parser = _parser()
    return Markup(parser.renderer.render(tokens, parser.options, {}))


def _mend_children(children: list[Token], page_url: str) -> None:
    """Makes links relative or marks them as leaving the site, and puts a named link in the place of a picture."""
    inside_link = 0
    for place, token in enumerate(children):
        if token.type == "link_open":
            inside_link += 1
            _mend_url(token, "href", page_url)
        elif token.type == "link_close":
            inside_link -= 1
        elif token.type == "image":
            children[place] = _picture(token, page_url, inside_link > 0)


def _mend_url(token: Token, name: str, page_url: str) -> None:
    url = str(token.attrGet(name) or "")
    if is_external(url):
        token.attrSet("rel", "nofollow noopener")
    elif url.startswith("/"):
        token.attrSet(name, relative_prefix(page_url) + url.lstrip("/"))


def _picture(image: Token, page_url: str, inside_link: bool) -> Token:
    """A picture of the site's own is shown; one from elsewhere would be a request to a stranger, so it is named."""
    source = str(image.attrGet("src") or "")
    alt = " ".join("".join(_words(image.children or [])).split())
    if source and not is_external(source):
        _mend_url(image, "src", page_url)
        return image
    label = escapeHtml(f"Picture: {alt}" if alt else "Picture")
    shown = Token("html_inline", "", 0)
    if inside_link or not source:
        shown.content = f'<span class="picture">{label}</span>'
    else:
        shown.content = f'<a class="picture" href="{escapeHtml(source)}" rel="nofollow noopener">{label}</a>'
    return shown


def _shift_headings(tokens: list[Token], above: int) -> None:
    level = above
    for token in tokens:
        if token.type == "heading_open":
            level = max(above + 1, min(int(token.tag[1]), level + 1))
        if token.type in ("heading_open", "heading_close"):
            token.tag = f"h{level}"


def _words(tokens: Iterable[Token]) -> Iterable[str]:
    for token in tokens:
        if token.children:
            yield from _words(token.children)
        elif token.type in ("softbreak", "hardbreak"):
            yield " "
        elif token.type in ("text", "code_inline", "code_block", "fence", "text_special"):
            yield token.content
        if token.block:
            yield " "
