"""Where sentences begin and end within one line. Offsets only: no text is changed or made."""

from __future__ import annotations

import re
from functools import cache, lru_cache

from briefgen.convert.language import Language

# A full stop (of Hindi and Urdu, too), question or exclamation mark or an ellipsis, with the closing marks that belong to it,
# before white space (or directly before an opening mark or a capital after a closing one, as in glued paragraphs).
_END = re.compile(r"(?P<mark>[.!?…]+|[。！？।॥۔؟])(?P<close>(?:[\"'”’»“‘)\]]|[ \u00a0\u202f]»)*)(?=\s|$)")
_BEFORE = re.compile(r"([\w.’'-]+)$")
_NEXT_WORD = re.compile(r"\s*[\"'“‘„«(\[‚¿¡—–\- ]*(?P<word>[^\s]{0,40})")
_LOOK_BACK = 40
_INITIAL = re.compile(r"(?:^|[.\s])[^\W\d_]$")


@lru_cache(maxsize=256)
def split_sentences(text: str, language: Language) -> tuple[tuple[int, int], ...]:
    """The sentences of a line as (start, end), white space around them left out. A line without a final mark is one too.
    An abbreviation, an initial, a decimal or a quotation that the sentence carries on ("…?" he asked) does not end one."""
    spans: list[tuple[int, int]] = []
    start = 0
    for match in _END.finditer(text):
        if _ends_here(text, match, language):
            spans.append((start, match.end()))
            start = match.end()
    spans.append((start, len(text)))
    return tuple(trimmed for span in spans if (trimmed := _trim(text, *span)))


def sentence_ends(text: str, language: Language) -> tuple[int, ...]:
    """The offsets at which the sentences of a line end, the last one left out: () for a line of one sentence."""
    return tuple(end for _, end in split_sentences(text, language)[:-1])


def _trim(text: str, start: int, end: int) -> tuple[int, int] | None:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return (start, end) if start < end else None


def _ends_here(text: str, match: re.Match[str], language: Language) -> bool:
    following = _NEXT_WORD.match(text, match.end())
    next_word = following["word"] if following else ""
    first = next_word[:1]
    if first.islower():
        return False
    if match["mark"] != ".":
        return True
    # A bounded look back and ahead: a search from the line's beginning would make long lines quadratic.
    before = _BEFORE.search(text[max(0, match.start() - _LOOK_BACK) : match.start()])
    word = before.group(1) if before else ""
    abbreviations, may_end, ordinals = _tables(language)
    if word.lower() in abbreviations and not match["close"]:
        return word.lower() in may_end and first.isupper() and next_word.lower() in _starters(language)
    if ordinals and word.isdigit() and len(word) <= 2 and not match["close"]:
        return False
    return not (_INITIAL.search(word) and word[-1:].isupper() and not match["close"])


@cache
def _tables(language: Language) -> tuple[frozenset[str], frozenset[str], bool]:
    table = language.table("sentences")
    return (
        frozenset(table.get("abbreviations", ())),
        frozenset(table.get("may_end", ())),
        bool(table.get("ordinals", False)),
    )


@cache
def _starters(language: Language) -> frozenset[str]:
    """Words that open a sentence and are no names: the language's function words."""
    return frozenset(language.words("stopwords", "words"))
