"""What each line of an update is: headline, byline, body, quotation set as a block of its own, list item, caption, heading.

In: the facts of an update's lines. Out: one role a line. A block quotation without marks is known by the line that announces it.
"""

from __future__ import annotations

from collections.abc import Sequence

from briefgen.convert.furniture import find_byline_word, find_marks, is_caption
from briefgen.convert.language import Language
from briefgen.convert.line_features import LineFacts, Wordlists, wordlists
from briefgen.model import BlockRole

_LONGEST_QUOTE_LINES = 12


def find_roles(
    lines: Sequence[LineFacts], bylines: frozenset[int], title: int | None, language: Language
) -> tuple[BlockRole, ...]:
    """A role for each line of one update. `bylines` and `title` are line numbers; a headline stands first, or second after a
    byline; the article's title, where it is among the lines, is the headline whatever it looks like."""
    lists = wordlists(language)
    roles: list[BlockRole] = []
    titles = [i for i, line in enumerate(lines) if line.number == title]
    captions = frozenset(i for i, line in enumerate(lines) if is_caption(line.text, language))
    head = titles[0] if titles else find_headline(lines, bylines)
    head = None if head in captions else head
    quoted = _find_quoted(lines, lists, language)
    for i in range(len(lines)):
        roles.append(_role(lines, i, head, bylines, captions, i in quoted))
    return tuple(roles)


def find_headline(lines: Sequence[LineFacts], bylines: frozenset[int]) -> int | None:
    """The index of the update's headline, None where it has none."""
    for i, line in enumerate(lines[:2]):
        if line.number in bylines:
            continue
        if not line.headline_like or line.list_mark:
            return None
        return i
    return None


def byline_name(text: str, language: Language) -> str:
    """The name that a byline gives, without the word before it."""
    return text[find_byline_word(text, language) :].strip(" ,.:;–—-")


def _role(
    lines: Sequence[LineFacts],
    i: int,
    head: int | None,
    bylines: frozenset[int],
    captions: frozenset[int],
    quoted: bool,
) -> BlockRole:
    line = lines[i]
    if i == head:
        return "headline"
    if line.number in bylines:
        return "byline"
    if i in captions:
        return "caption"
    if line.list_mark:
        return "list_item"
    if quoted:
        return "quote"
    if (
        line.headline_like
        and line.ending == "none"
        and line.words <= 14
        and not line.opens_quoted
        and i + 1 < len(lines)
    ):
        return "heading"
    return "body"


def _find_quoted(lines: Sequence[LineFacts], lists: Wordlists, language: Language) -> frozenset[int]:
    """The lines of block quotations. Each ends with its last line in which somebody speaks, with the announced one, or with one
    that leans on those ("They will move on Friday."): any other line behind them may as well be the report again."""
    quoted: set[int] = set()
    waiting: list[int] = []
    quoting = 0
    for i, line in enumerate(lines):
        quoting = _quote_line(lines, i, quoting, lists, language)
        waiting = [*waiting, i] if quoting > 1 else []
        if quoting == 1:
            quoted.add(i)
        elif quoting and (line.speaks or (len(waiting) == 1 and line.first_word in lists.pronouns | lists.leaning)):
            quoted.update(waiting)
            waiting = []
    return frozenset(quoted)


def _quote_line(lines: Sequence[LineFacts], i: int, quoting: int, lists: Wordlists, language: Language) -> int:
    """How many lines a block quotation has gone on with line i; 0 where the line is none."""
    line = lines[i]
    if line.opens_quoted or line.list_mark or not i:
        return 0
    if _announces_quote(lines[i - 1], lists):
        return 1
    if not 0 < quoting < _LONGEST_QUOTE_LINES:
        return 0
    return quoting + 1 if _goes_on(lines, i, lists, language) else 0


def _announces_quote(line: LineFacts, lists: Wordlists) -> bool:
    """Whether the line ends as one that announces somebody's words: "… wrote:", "… had this to say:"."""
    if line.ending not in ("colon", "none") or (line.headline_like and line.ending == "none"):
        return False
    last = " " + line.tail
    if line.ending == "none":
        return line.words >= 3 and any(last.endswith(" " + word) for word in lists.cue_ends[:6])
    return any(f" {word} " in last + " " for word in lists.cue_ends)


def _goes_on(lines: Sequence[LineFacts], i: int, lists: Wordlists, language: Language) -> bool:
    """Whether line i still belongs to the quotation above: somebody speaks in it, or nothing in it returns to the report."""
    line = lines[i]
    if line.opens_quoted or line.list_mark or line.headline_like or find_marks(line.text, language):
        return False
    if line.speaks and not any(mark in line.text for mark in '“”"«»„'):
        return True
    if _tells(line, lists):
        return False
    announced = {name.family for above in lines[max(0, i - _LONGEST_QUOTE_LINES) : i] for name in above.full_names}
    named = any(place < 10 and name in announced for place, name in line.bare_names)
    introduced = any(name.person or name.titled for name in line.full_names) or line.office
    return not (named or introduced or line.first_word in lists.third_person)


def _tells(line: LineFacts, lists: Wordlists) -> bool:
    """Whether the line reports rather than speaks: a verb of saying with no "I" or "we" close in front."""
    words = line.lower_words
    return any(
        word in lists.said and not any(w in lists.first_person for w in words[max(0, k - 3) : k])
        for k, word in enumerate(words)
    )
