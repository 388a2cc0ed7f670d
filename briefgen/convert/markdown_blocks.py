r"""The source's words as Markdown that shows them letter for letter, and the one-line blocks of a briefing.

Stock CommonMark must show exactly the source's text, so every character that could act is escaped with a backslash, where it
could act: emphasis, links, code, HTML, entities, tables, strikethrough, and what opens a heading, list, quote or rule at the
start of a line. Braces and bars are escaped too, for Pelican reads `{attach}` and `|filename|` as links into its folders.
Text is put in NFC first, because NFC turns some characters into active ones (U+1FEF into a backtick). White space that could
end a line becomes a space; other control characters stay, but NUL, which no Markdown can carry, becomes U+FFFD.
"""

from __future__ import annotations

import re
import unicodedata

from briefgen.model import BlockRole

_LINE_SPACE = re.compile("[ \t\n\r\v\f\x1c-\x1f\x85\u2028\u2029]+")
_ACTIVE = re.compile(r"[\\`*\[\]<{}|~]|&(?=#|[A-Za-z])|_")
_INSIDE_WORD = re.compile(r"(?<=[^\W_])_(?=[^\W_])")
_LEADING = re.compile(r"^(?:[-+=>#]|(\d{1,9})(?=[.)](?:\s|$)))")
_CLOSING_HASHES = re.compile(r"(?<= )(#*)#$")


def escape_markdown(text: str) -> str:
    """One line of Markdown that shows the text; the text in NFC, each run of line ends and spaces one space."""
    line = _LINE_SPACE.sub(" ", unicodedata.normalize("NFC", text)).strip().replace("\0", "\ufffd")
    escaped = "_".join(_ACTIVE.sub(r"\\\g<0>", piece) for piece in _split_words(line))
    return _LEADING.sub(lambda m: m[0] + "\\" if m[1] else "\\" + m[0], escaped)


def format_block(role: BlockRole, text: str) -> str:
    """The Markdown of a block: `## …` headline, `### …` heading, `> …` quote, `- …` list item, `*…*` byline and caption."""
    words = escape_markdown(text)
    match role:
        case "headline" | "heading":
            return ("## " if role == "headline" else "### ") + _CLOSING_HASHES.sub(r"\1\\#", words)
        case "quote":
            return f"> {words}"
        case "list_item":
            return f"- {words}"
        case "byline" | "caption":
            return f"*{words}*"
        case "body":
            return words


def format_link(label: str, url: str) -> str:
    """A Markdown link; the bare label where the URL is not of the web."""
    if not re.match(r"https?://[^\s/]", url, re.IGNORECASE):
        return escape_markdown(label)
    target = re.sub(r"[\s<>\\|{}\x00-\x1f\x7f`*_\[\]'\"]", lambda m: "".join(f"%{b:02X}" for b in m[0].encode()), url)
    return f"[{escape_markdown(label)}](<{target}>)"


def _split_words(line: str) -> list[str]:
    """Cuts at underscores within words, which don't act."""
    return _INSIDE_WORD.split(line)
