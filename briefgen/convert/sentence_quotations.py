"""Sentences and quotation marks: which of them are one quotation, and what ends inside of one.

In: a line with its sentences, or a sentence. Out: the sentences to lift together; whether a mark has its other end elsewhere.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from briefgen.convert.sentence_signs import Signs

_WORD = re.compile(r"[^\W_]+")
_MARKS = str.maketrans({"“": '"', "”": '"', "„": '"', "«": '"', "»": '"', "‟": '"', "″": '"'})
_DOUBLE_MARKS = '"“”„«»'
# ‘Vell’, and not the apostrophe of ‘90s; the one of “Vell’s” closes nothing.
_SINGLE_OPENING, _SINGLE_CLOSING = re.compile(r"‘(?=[^\W\d_])"), re.compile(r"’(?!\w)")
# “The wall must go!”
_CRY = re.compile(r"[!?]['’]{0,2}[\"”’»“]$|[!?]''$")
_QUOTED_SENTENCES, _SPEAKER_WORDS, _MOST_WORDS = 3, 4, 48


def with_straight_marks(text: str) -> str:
    """The sentence with all double quotation marks made straight, also those typed as two single ones."""
    if not text.isascii():
        text = text.translate(_MARKS)
    return text.replace("''", '"').replace("``", '"') if "''" in text or "``" in text else text


def leaves_open(text: str) -> bool:
    """Whether a quotation that begins or ends in it has its other end elsewhere, double marks made straight."""
    if text.count('"') % 2:
        return True
    return "‘" in text and len(_SINGLE_OPENING.findall(text)) > len(_SINGLE_CLOSING.findall(text))


def ends_quoted(text: str, quoted: bool) -> bool:
    """Whether a sentence ends inside of a quotation: its last mark opens one, or it has none and began inside."""
    at = max(map(text.rfind, _DOUBLE_MARKS))
    if at < 0:
        return quoted or ("‘" in text and leaves_open(text))
    before, behind = text[at - 1 : at] if at else " ", text[at + 1 : at + 2]
    opens = behind and not behind.isspace()
    return (before.isspace() or before in "([–—-") and bool(opens or text[at] == "«")


def _tells_speaker(text: str, signs: Signs) -> bool:
    """Whether it opens with a name or two words and a verb of speech: "Ana Lopez wrote on Monday.", behind what she wrote."""
    words = _WORD.findall(text)[: _SPEAKER_WORDS + 1]
    verb = next((at for at, word in enumerate(words) if word in signs.speech), 0)
    return verb > 0 and all(word[0].isupper() for word in words[:verb])


def join_quoted(text: str, spans: tuple[tuple[int, int], ...], signs: Signs) -> Iterator[tuple[int, int, int]]:
    """The sentences of a line as (start, end, how many): those of one quotation that is not too long are lifted together,
    with the words that say whose it is."""
    at = 0
    while at < len(spans):
        last = _closing_sentence(text, spans, at, signs)
        yield spans[at][0], spans[last][1], last - at + 1
        at = last + 1


def _closing_sentence(text: str, spans: tuple[tuple[int, int], ...], at: int, signs: Signs) -> int:
    """Where a quotation that a sentence leaves open is closed, or who cried it is told: which sentence, itself where none is."""
    start, end = spans[at]
    if not leaves_open(with_straight_marks(text[start:end])):
        told = (
            at + 1 < len(spans) and _CRY.search(text[start:end]) and _tells_speaker(text[slice(*spans[at + 1])], signs)
        )
        return at + 1 if told else at
    for last in range(at + 1, min(at + _QUOTED_SENTENCES, len(spans))):
        joined = text[start : spans[last][1]]
        if not leaves_open(with_straight_marks(joined)):
            return last if joined.count(" ") < _MOST_WORDS else at
    return at
