"""Interviews and transcripts: where the speakers' turns begin in a text that prints who says what before it ("KARST: Why now?").

In: the paragraphs of an update. Out: its `Turns`, which tell sentence by sentence whether the desk or somebody else speaks. An
answer behind a name can be lifted with that name; questions, and what follows without a label, can't.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

Voice = Literal["desk", "named", "spoken"]
"""Who speaks in a sentence: the desk itself, somebody whose name stands before it, somebody whom only the page's form tells."""

# "KARST: …", "Ana Lopez: …", "''Lopez'': …", "Q. …" is not one.
_LABEL = re.compile(
    r"\W{0,3}([^\W\d_a-zß-ÿ](?:[\w.’-]|'(?=\w)){0,24}(?: [^\W\d_a-zß-ÿ](?:[\w.’-]|'(?=\w)){0,24}){0,3})"
    r"(?: ?\([^()]{1,30}\))?[\"'*_]{0,3}: +(?=\S)"
)
_BEGINS = re.compile(r"(?:\A|(?<=[.?!…] )|(?<=[.?!…][\"'“”»)] ))(?=\W{0,3}[^\W\d_])")
_FEWEST_TURNS, _FEWEST_QUESTIONS, _RECURS = 4, 2, 2
# The blocks that may still be an answer behind the one with the last label.
_ANSWER_BLOCKS = 1
_SHORTEST_NAME = 3
# Who asks hardly less often than the one who asks most asks, too.
_ASKS_LESS = 0.6


@dataclass(frozen=True, slots=True)
class Turns:
    """The labels of a text's speakers, which of them ask, the index of the first and the last block with a label, and of the
    block with which the talk begins: a question may stand without a label above the first answer."""

    labels: frozenset[str]
    asking: frozenset[str]
    begins: int
    first: int
    last: int

    def find_voice(self, text: str, block: int, begun: bool) -> Voice:
        """Who speaks in a sentence of that block. `begun`: whether a label stood before it."""
        if block < self.begins or block > self.last + _ANSWER_BLOCKS:
            return "desk"
        found = _LABEL.match(text)
        if found is None or found[1] not in self.labels:
            return "spoken" if begun or block < self.first else "desk"
        tells = len(found[1]) >= _SHORTEST_NAME and found[1] not in self.asking and text[found.end()].isalnum()
        return "named" if tells and not any(f" {label}: " in text for label in self.labels) else "spoken"

    def begins_at(self, text: str) -> int:
        """Where a sentence begins behind its label, 0 without one."""
        found = _LABEL.match(text)
        return found.end() if found and found[1] in self.labels else 0


def find_turns(texts: Sequence[str], own_answers: frozenset[str] = frozenset()) -> Turns | None:
    """The turns of an interview or a transcript: at least four, two speakers or one that comes again and again, and questions.
    None for any other text, and where the desk answers its own questions, labelled with `own_answers` ("answer")."""
    if sum(map(_count_colons, texts)) < _FEWEST_TURNS or sum(text.count("?") for text in texts) < _FEWEST_QUESTIONS:
        return None
    turns = [(block, label, turn) for block, text in enumerate(texts) for label, turn in _split_turns(text)]
    counted = Counter(label for _, label, _ in turns)
    labels = frozenset(label for label, count in counted.items() if count >= _RECURS)
    recurring = [row for row in turns if row[1] in labels]
    asked = Counter(label for _, label, turn in recurring if "?" in turn)
    marked = all(len(label) == 1 for label in labels)
    if any(label.lower() in own_answers for label in labels):
        return None
    if len(recurring) < _FEWEST_TURNS or not (marked or sum(asked.values()) >= _FEWEST_QUESTIONS):
        return None
    most = max((asked[label] / counted[label] for label in labels), default=0.0)
    asking = frozenset(label for label in labels if most and asked[label] / counted[label] > _ASKS_LESS * most)
    # Who is asked is labelled with the full name once: "Ana Lopez: …", then "Lopez: …".
    labels |= {label for label in counted if label.split()[-1] in labels}
    first = min(block for block, label, _ in turns if label in labels)
    above = first - 1 if first and "?" in texts[first - 1] else first
    return Turns(labels=labels, asking=asking, begins=above, first=first, last=recurring[-1][0])


def _count_colons(text: str) -> int:
    return text.count(": ")


def _split_turns(text: str) -> list[tuple[str, str]]:
    """The labels in a text with what is said behind them."""
    if ": " not in text:
        return []
    found = [m for at in _BEGINS.finditer(text) if (m := _LABEL.match(text, at.start()))]
    ends = [m.start() for m in found[1:]] + [len(text)]
    return [(m[1], text[m.end() : end]) for m, end in zip(found, ends, strict=False)]
