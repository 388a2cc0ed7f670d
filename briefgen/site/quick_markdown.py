"""The short way for everyday Markdown: the same HTML as the parser's, in a tenth of the time, or None for anything unusual.

It knows paragraphs, headings, quotes, tight lists of "- " and, within a line, **strong**, *stressed*, [words](https://…) and
backslash escapes, each only where CommonMark leaves no doubt. A property test compares it with the parser.
Measured on made-up briefings of 450 words: 0.1 ms a text, the parser 1.1 ms.
"""

from __future__ import annotations

import re

from markdown_it.common.utils import escapeHtml

# Marks, and characters that Python and CommonMark don't agree to be white space.
_ESCAPE = re.compile(r"\\([!-/:-@\[-`{-~])")
_CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029]")
_SPECIAL = tuple("\\`*_[]<&!~|")
_UNUSUAL = (*"\\`_<~|", "![")
_ENTITY = re.compile(r"&(?! )")
_SPECIAL_START = re.compile(r"^(?:\d{1,9}[.)]|[#>+\-=:])", re.MULTILINE)
_HEADING = re.compile(r"(#{1,6}) ([^\n#]+)")
_OPEN, _CLOSE = r"(?<![^\s(])", r"(?![^\s.,;:!?)])"
_WORDS = r"[^\W_](?:[^\\`*_\[\]<&!~|\n]*[^\W_])?"
_TOKEN = re.compile(
    r"([^\\`*_\[\]<~|]+)"
    rf"|{_OPEN}\*\*({_WORDS})\*\*{_CLOSE}"
    rf"|{_OPEN}\*({_WORDS})\*{_CLOSE}"
    rf"|\[({_WORDS})\]\((https?://[a-z0-9.-]+(?:/[A-Za-z0-9./-]*)?)\)"
)


def quick_blocks(markdown: str, above: int) -> str | None:
    """The HTML of the text, None where only the parser knows. `above`: the level of the heading that it stands under."""
    found: list[str] = []
    level = above
    was_list = False
    for chunk in markdown.strip("\n").split("\n\n"):
        chunk = chunk.strip("\n")
        is_list = chunk.startswith("- ")
        if is_list and was_list:
            return None
        was_list = is_list
        if chunk.startswith("#"):
            level = max(above + 1, min(len(chunk) - len(chunk.lstrip("#")), level + 1))
            html = _heading(chunk, level)
        elif is_list:
            html = _list(chunk)
        elif chunk.startswith(">"):
            html = _quote(chunk, above)
        else:
            text = quick_text(chunk)
            html = None if text is None else f"<p>{text}</p>\n"
        if html is None:
            return None
        found.append(html)
    return "".join(found)


def quick_text(text: str) -> str | None:
    """The HTML within a paragraph, None where only the parser knows."""
    words = quick_words(text)
    if words is not None:
        return escapeHtml(words)
    if not text or _starts_special(text) or not _has_bare_lines(text) or _holds(_UNUSUAL, text):
        return None
    if "&" in text and _ENTITY.search(text):
        return None
    return _inline(text)


def quick_words(text: str) -> str | None:
    """The words of a paragraph that has no mark but backslash escapes, None for anything else."""
    bare = _ESCAPE.sub("", text) if "\\" in text else text
    if not bare or _holds(_SPECIAL, bare) or _starts_special(text) or not _has_bare_lines(text):
        return None
    return _ESCAPE.sub(r"\1", text) if bare is not text else text


def _holds(marks: tuple[str, ...], text: str) -> bool:
    """Whether the text holds one of the marks or a control character. To look for one mark after the other takes a tenth of a
    pattern's time."""
    for mark in marks:
        if mark in text:
            return True
    return not text.isprintable() and _CONTROL.search(text) is not None


def _starts_special(text: str) -> bool:
    """Whether a line begins as something else than a paragraph."""
    return (_SPECIAL_START.search(text) if "\n" in text else _SPECIAL_START.match(text)) is not None


def _has_bare_lines(text: str) -> bool:
    """Whether no line is empty, and none starts or ends with white space."""
    if "\n" not in text:
        return text == text.strip()
    return all(line and line == line.strip() for line in text.split("\n"))


def _inline(text: str) -> str | None:
    found: list[str] = []
    place = 0
    while place < len(text):
        match = _TOKEN.match(text, place)
        if match is None:
            return None
        plain, strong, stressed, label, url = match.groups()
        if plain is not None:
            found.append(escapeHtml(plain))
        elif strong is not None:
            found.append(f"<strong>{escapeHtml(strong)}</strong>")
        elif stressed is not None:
            found.append(f"<em>{escapeHtml(stressed)}</em>")
        else:
            found.append(f'<a href="{url}" rel="nofollow noopener">{escapeHtml(label)}</a>')
        place = match.end()
    return "".join(found)


def _heading(chunk: str, level: int) -> str | None:
    match = _HEADING.fullmatch(chunk)
    text = quick_text(match[2]) if match else None
    return None if text is None else f"<h{level}>{text}</h{level}>\n"


def _list(chunk: str) -> str | None:
    items = []
    for line in chunk.split("\n"):
        text = quick_text(line[2:]) if line.startswith("- ") else None
        if text is None or line[2:3] == "*":
            return None
        items.append(f"<li>{text}</li>\n")
    return f"<ul>\n{''.join(items)}</ul>\n"


def _quote(chunk: str, above: int) -> str | None:
    lines = chunk.split("\n")
    if not all(line == ">" or (line.startswith("> ") and line[2:3] not in ("", " ", "#")) for line in lines):
        return None
    html = quick_blocks("\n".join(line[2:] for line in lines), above)
    return None if html is None else f"<blockquote>\n{html}</blockquote>\n"
