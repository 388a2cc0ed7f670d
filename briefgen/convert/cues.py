"""Cues: the words and phrases by which `themes.toml` says what a theme is about, compiled into one pass over a text.

In: the cues of a `Vocabulary`. Out: a `CueTable`, and for a text the `CueHit`s in it, each with the words as printed.
How cues are written is told at the top of content/themes.toml. Words are runs of letters and digits, so that "cease-fire" is a
phrase of two and "Nato's" is "Nato" and "s". The longest phrase at a place wins there, for every theme: in "peace talks" no
theme sees "talks". Patterns are looked up once a distinct word, so that a table of thousands costs hardly more than a small one.
"""

from __future__ import annotations

import re
from collections import OrderedDict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TypeVar

from briefgen.config import Vocabulary
from briefgen.convert.language import Language
from briefgen.model import Theme

_TOKEN = re.compile(r"(?P<money>[$£€¥]\s?\d[\d.,]*[^\W_]*)|(?P<share>\d[\d.,]*\s?%)|[^\W_]+")
_WRITTEN_WORD = re.compile(r"\*?[^\W_]+\*?|[$%]")
# Between the words of a phrase: white space, a hyphen, an apostrophe; a full stop only after a letter or two ("U.S. Open").
_GAP = re.compile(r"[\s\-‐–'’&/]*")
_GAP_AFTER_SHORT = re.compile(r"\.?[\s\-‐–'’&/]*")
_LANGUAGE = re.compile(r"^\s*([a-z]{2}):\s*(.*)$", re.DOTALL)
_WEIGHT = re.compile(r"\^(\d+(?:\.\d+)?)$")
_FEWEST_LETTERS = 3
# A text may hold a "word" of a megabyte: beginnings and ends are looked up to this length only, and few words are remembered.
_LONGEST_PART = 40
_KEPT_WORDS = 50_000
_KEPT_FOLLOWERS = 500
_NAME_WEIGHT = 1.5
_DESCRIPTION_WEIGHT = 0.6
_Kept = TypeVar("_Kept")
# The theme for what speaks for no other: its name and description are no cues.
_FALLBACK_THEME = "general"


@dataclass(frozen=True, slots=True)
class Cue:
    """One cue of one theme: `words` as written, each perhaps with `*`; `weight` negative where it speaks against the theme."""

    theme: str
    words: tuple[str, ...]
    weight: float


@dataclass(frozen=True, slots=True)
class CueHit:
    """A place where a cue stands: `start` and `end` in the text, and the cues that it fulfils."""

    start: int
    end: int
    cues: tuple[Cue, ...]


@dataclass(slots=True)
class _Node:
    """A step of a phrase: what may follow, and the cues that end here."""

    following: dict[str, _Node] = field(default_factory=dict)
    cues: list[Cue] = field(default_factory=list)


@dataclass(frozen=True, slots=True, eq=False)
class _Step:
    """Where a run of words has led in all phrases at once: what may follow, and the cues that end here. `after`: the steps
    that words lead to from here, as far as they were met; most lead to none."""

    nodes: tuple[_Node, ...]
    cues: tuple[Cue, ...]
    goes_on: bool
    after: dict[str, _Step | None] = field(default_factory=dict)


def _step_to(nodes: Iterable[_Node]) -> _Step:
    kept = tuple(nodes)
    cues = tuple(cue for node in kept for cue in node.cues)
    return _Step(kept, cues, any(node.following for node in kept))


def _keep(known: dict[str, _Kept], token: str, found: _Kept, most: int) -> None:
    """Remembers what was found for a word. A full memory is emptied: an archive has no end of words, but few common ones."""
    if len(token) <= _LONGEST_PART:
        if len(known) >= most:
            known.clear()
        known[token] = found


@dataclass(slots=True, eq=False)
class CueTable:
    """The compiled cues of a vocabulary for one language. `lineage`: each theme with its parents, up to the broadest."""

    lineage: dict[str, tuple[str, ...]]
    root: _Node
    plain: dict[str, list[str]]
    prefixes: dict[str, list[str]]
    suffixes: dict[str, list[str]]
    infixes: list[tuple[str, str]]
    known: dict[str, tuple[str, ...]] = field(default_factory=dict)
    start: _Step | None = None

    def begin(self) -> _Step:
        """The step before the first word."""
        if self.start is None:
            self.start = _step_to((self.root,))
        return self.start

    def follow(self, step: _Step, token: str) -> _Step | None:
        """The step that a word leads to, None where no phrase goes on with it."""
        patterns = self._patterns(token)
        nodes = [node.following[p] for node in step.nodes for p in patterns if p in node.following]
        found = _step_to(nodes) if nodes else None
        _keep(step.after, token, found, _KEPT_WORDS if step is self.start else _KEPT_FOLLOWERS)
        return found

    def _patterns(self, token: str) -> tuple[str, ...]:
        """The written words that a word of the text fulfils."""
        found = self.known.get(token)
        if found is None:
            found = tuple(self._find_patterns(token))
            _keep(self.known, token, found, _KEPT_WORDS)
        return found

    def _find_patterns(self, token: str) -> Iterator[str]:
        low = token.lower()
        for written in self.plain.get(low, ()):
            if _case_fits(written.strip("="), token):
                yield written
        if len(low) > _FEWEST_LETTERS and low.endswith("s"):
            for written in self.plain.get(low[:-1], ()):
                if not written.startswith("=") and _case_fits(written, token):
                    yield written
        for size in range(2, min(len(low), _LONGEST_PART) + 1):
            for written in self.prefixes.get(low[:size], ()):
                if _case_fits(written[:-1], token):
                    yield written
            yield from self.suffixes.get(low[-size:], ())
        yield from (written for part, written in self.infixes if part in low)


@lru_cache(maxsize=256)
def find_cues(text: str, table: CueTable) -> tuple[CueHit, ...]:
    """The cues that stand in a text, in its order; where several begin or overlap, the longest from the left.
    Kept for the texts seen last: a paragraph is weighed alone and again where an article's theme is agreed on."""
    tokens = list(_TOKEN.finditer(text))
    words = [_word_of(token) for token in tokens]
    hits: list[CueHit] = []
    begin = table.begin()
    known = begin.after
    free = 0
    for at, word in enumerate(words):
        first = known[word] if word in known else table.follow(begin, word)
        if first is not None and at >= free:
            size, cues = _longest(text, tokens, words, at, first, table)
            if cues:
                hits.append(CueHit(tokens[at].start(), tokens[at + size - 1].end(), cues))
                free = at + size
    return tuple(hits)


def _word_of(token: re.Match[str]) -> str:
    kind = token.lastgroup
    return token[0] if kind is None else "$" if kind == "money" else "%"


def _longest(
    text: str, tokens: list[re.Match[str]], words: list[str], at: int, first: _Step, table: CueTable
) -> tuple[int, tuple[Cue, ...]]:
    """How many words the longest phrase from `at` has, and the cues that it fulfils; `first`: where its first word leads."""
    size, best = 1, first.cues
    step, end = first, at + 1
    while step.goes_on and end < len(words):
        word = words[end]
        following = step.after[word] if word in step.after else table.follow(step, word)
        if following is None or not _joins(text, tokens[end - 1], tokens[end]):
            break
        step, end = following, end + 1
        if step.cues:
            size, best = end - at, step.cues
    return size, best


def _joins(text: str, one: re.Match[str], two: re.Match[str]) -> bool:
    """Whether two words may belong to one phrase: no full stop, comma or line end between them."""
    end, start = one.end(), two.start()
    if text[end] == " " and start - end == 1:
        return True
    gap = _GAP_AFTER_SHORT if len(_word_of(one)) < 3 else _GAP
    return "\n" not in text[end:start] and gap.fullmatch(text, end, start) is not None


# A vocabulary of thousands of cues takes longer to hash than a short text to read: so by identity, the last few kept.
_compiled: OrderedDict[tuple[int, int], tuple[Vocabulary, Language, CueTable]] = OrderedDict()
_KEPT_TABLES = 8


def compile_cues(vocabulary: Vocabulary, language: Language) -> CueTable:
    """The cue table of a vocabulary for a language: cues without a language and those of this one.
    A theme without cues is known by the words of its name and description."""
    key = id(vocabulary), id(language)
    if key not in _compiled:
        _compiled[key] = (vocabulary, language, _compile(vocabulary, language))
        while len(_compiled) > _KEPT_TABLES:
            _compiled.popitem(last=False)
    return _compiled[key][2]


def _compile(vocabulary: Vocabulary, language: Language) -> CueTable:
    lineage = {
        theme.id: (theme.id, *(a for a in vocabulary.ancestors(theme.id) if a in vocabulary.by_id and a != theme.id))
        for theme in vocabulary.themes
    }
    table = CueTable(lineage=lineage, root=_Node(), plain={}, prefixes={}, suffixes={}, infixes=[])
    common = frozenset(language.words("stopwords", "words"))
    for theme in vocabulary.themes:
        for cue in parse_cues(theme, language.code) if theme.cues else _cues_of_name(theme, common):
            _add(table, cue)
    return table


def parse_cues(theme: Theme, language_code: str | None = None) -> Iterator[Cue]:
    """The cues of a theme, those bound to another language left out (None, "und": none is left out)."""
    for row in theme.cues:
        bound = _LANGUAGE.match(row)
        if bound and language_code not in (None, "und", bound.group(1)):
            continue
        for written in (bound.group(2) if bound else row).split(","):
            if cue := _parse_cue(theme.id, written.strip()):
                yield cue


def _parse_cue(theme: str, written: str) -> Cue | None:
    weight = 1.0
    if found := _WEIGHT.search(written):
        weight, written = float(found.group(1)), written[: found.start()]
    if written.startswith("-"):
        weight, written = -weight, written[1:]
    exact = "=" if written.startswith("=") else ""
    words = tuple(exact + w for w in _WRITTEN_WORD.findall(written))
    return Cue(theme, words, weight) if words else None


def find_fallback(themes: Iterable[str]) -> str:
    """The theme of what speaks for none: "general" where the vocabulary has it, else its first one."""
    known = tuple(themes)
    return _FALLBACK_THEME if _FALLBACK_THEME in known else next(iter(known), _FALLBACK_THEME)


def _cues_of_name(theme: Theme, common: frozenset[str]) -> Iterator[Cue]:
    """Cues for a theme that brings none: its whole name, and the words of name and description that carry meaning."""
    if theme.id == _FALLBACK_THEME:
        return
    name = [word.lower() for word in _WRITTEN_WORD.findall(theme.name)]
    if len(name) > 1:
        yield Cue(theme.id, tuple(name), 2.0)
    seen: set[str] = set()
    for words, weight in (
        (name, _NAME_WEIGHT),
        (_WRITTEN_WORD.findall(theme.description.lower()), _DESCRIPTION_WEIGHT),
    ):
        for word in words:
            if len(word) > _FEWEST_LETTERS - 1 and word not in common and word not in seen:
                seen.add(word)
                yield Cue(theme.id, (_stem(word),), weight)


def _stem(word: str) -> str:
    """The word without a common ending, open at its end: "lakes" finds "lake", "schools" finds "schooling"."""
    for ending in ("ies", "es", "s", "en", "er", "e", "y"):
        if word.endswith(ending) and len(word) - len(ending) > _FEWEST_LETTERS:
            return word[: -len(ending)] + "*"
    return word


def _add(table: CueTable, cue: Cue) -> None:
    node = table.root
    for word in cue.words:
        node = node.following.setdefault(word, _Node())
        _index(table, word)
    node.cues.append(cue)


def _index(table: CueTable, written: str) -> None:
    low = written.strip("=*").lower()
    if written.startswith("*") and written.endswith("*"):
        if (low, written) not in table.infixes:
            table.infixes.append((low, written))
        return
    index = table.suffixes if written.startswith("*") else table.prefixes if written.endswith("*") else table.plain
    rows = index.setdefault(low, [])
    if written not in rows:
        rows.append(written)


def _case_fits(written: str, token: str) -> bool:
    """A cue in capitals alone stands as it is; one with a first capital asks for one; a small one fits any."""
    if not written[:1].isupper():
        return True
    if len(written) > 1 and written.isupper():
        return token.startswith(written)
    return token[:1].isupper()
