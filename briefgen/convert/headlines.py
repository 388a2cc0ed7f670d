"""What a headline is worth: whether it is one, whether it tells news at all, and plainly enough to stand alone."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from functools import cache

from briefgen.convert.language import Language

_LONGEST = 110
_TEASING = ("?", "…", "..", "?!")
# "Closing summary", "World Cup Final": labels that stand over any update. An ideograph counts as a word.
_LABEL_WORDS = 3
_LABEL_ENDING, _LABEL_NAMES = 2, 4
_STEM = 5
_WORD = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]|[^\W_]+(?:['’-][^\W_]+)*")
# "Vell 0 Karst 2", "Vell 1-2 Karst": names and numbers alone.
_SCORE_NUMBERS = 2
_LAST_WORD = re.compile(r"(?:^|\s)(?P<word>\S*[^\s.])\.$")


def as_title(words: str, language: Language) -> str:
    """A headline, or a sentence that stands for one, without its full stop, as headlines are printed, or a semicolon behind which
    a second deck followed; the full stop of an abbreviation ("U.S.", "Inc.") or an ellipsis stays."""
    words = words.rstrip("; ")
    last = _LAST_WORD.search(words)
    if last is None or "." in last["word"] or last["word"].lower() in language.words("sentences", "abbreviations"):
        return words
    return words[:-1]


def says_something(headline: str) -> bool:
    """Whether a headline is more than a label: "Team news", "World Cup Final", "Vell v Lund live: OUT!",
    "Referee: Odo Brand (Lund)", "38 minutes: Vell 0 Lund 1"."""
    words = _WORD.findall(headline)
    ending = _WORD.findall(headline.rpartition(": ")[2]) if ": " in headline else words
    named = all(word[0].isupper() or word.isdigit() for word in ending)
    if ending is not words and (len(ending) < _LABEL_ENDING or (named and len(words) <= _LABEL_NAMES)):
        return False
    if named and sum(word.isdigit() for word in ending) >= _SCORE_NUMBERS:
        return False
    return len(words) > _LABEL_WORDS or (
        len(words) == _LABEL_WORDS and not all(w[0].isupper() for w in words if w.isascii())
    )


def without_live_label(headline: str, language: Language) -> str:
    """A headline without what only says that its page is, or was, a live one: "Vell v Karst live: ", " – as it happened"."""
    rest = behind_live_label(headline, language)
    # A title is printed as it stands: one that goes on small behind the colon keeps what is before it.
    if says_something(rest) and not rest[0].islower():
        headline = rest
    rest, dash, label = headline.rpartition(" – ")
    return rest if dash and says_something(rest) and bare_words(label) in live_words(language) else headline


def behind_live_label(headline: str, language: Language) -> str:
    """What stands behind a live page's label and its colon, be it ever so short ("OUT!"); a headline without one as it is."""
    label, colon, rest = headline.partition(": ")
    return headline if not colon or live_words(language).isdisjoint(_phrases_of(label)) else rest


def _phrases_of(label: str) -> set[str]:
    """The words of a label, and the whole of it, in small letters."""
    words = bare_words(label)
    return {*words.split(), words}


@cache
def live_words(language: Language) -> frozenset[str]:
    """The words by which the title of a live page is known, in small letters with single spaces."""
    return frozenset(bare_words(word) for word in language.words("segment", "live_words"))


def has_words(title: str) -> bool:
    """Whether there are words in a title, rather than a date and a time alone: "3/27 @ 10:05AM"."""
    return sum(not any(c.isdigit() for c in word) for word in _WORD.findall(title)) > 1


def is_printed_above(line: str, below: Sequence[str], common: Collection[str]) -> bool:
    """Whether a line is the headline of the paragraphs below it: shorter, and half of what it names comes again there."""
    named = _stems(line, common)
    return len(line) < max(map(len, below), default=0) and len(named) > 1 and _share(named, " ".join(below)) >= 0.5


def share_told(headline: str, text: str, common: Collection[str]) -> float:
    """The share of what a headline names that a text speaks of, 0 to 1."""
    return _share(_stems(headline, common), text)


def _stems(text: str, common: Collection[str] = ()) -> set[str]:
    """The beginnings of its words, but for the common ones."""
    return {word[:_STEM] for word in _WORD.findall(text.lower()) if word not in common}


def _share(named: set[str], text: str) -> float:
    return len(named & _stems(text)) / len(named) if named else 0.0


def tells_plainly(headline: str) -> bool:
    """Whether a headline tells the news: no question, no teaser that ends in dots, none too long to stand on a page."""
    return len(headline) <= _LONGEST and not headline.rstrip("\"'”’»“ ").endswith(_TEASING)


def bare_words(text: str) -> str:
    """The words of a text in small letters with single spaces: equal for a headline and the same words with a full stop."""
    return " ".join(_WORD.findall(text.lower()))
