"""Whether a place in a sentence stands in what somebody is reported to say: "that the bridge was closed, Doe said".

In: a scene and one of its tokens. Out: the features of the clauses around the token, and a score from their weights (table
`quote_weights.reported`, fitted by bench/fit_speakers.py on every annotated report, direct or not). A few words in marks
inside a report are the speaker's own far more often than those in the reporter's sentence: "the “old guard” left, she said".
Clauses are cut at commas, dashes, colons and brackets; no grammar is known beyond the words of the tables.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from briefgen.convert.scenes import REACH, Scene, SpeechWords, Token

_BREAKS = frozenset({"comma", "dash", "colon", "bracket"})
_LONG = 6
_DISTANCES = ((1, "1"), (2, "2"), (4, "4"), (8, "8"))


@dataclass(frozen=True, slots=True)
class _Traits:
    """What stands in a stretch of tokens. `says`: its strongest word of saying; `verbs`: reported mood and plain mood;
    `complement`: a word that opens a reported clause; `long`: a quotation of several words."""

    says: Literal["strong", "source", "weak", "no"] = "no"
    verbs: str = ""
    complement: bool = False
    long: bool = False


def score_reported(features: Iterable[str], weights: Mapping[str, float]) -> float:
    """The score of a place, over 0 where it more likely stands in a report than not."""
    return sum([weights.get(f, 0.0) for f in features])


def describe_reported(scene: Scene, at: int, words: SpeechWords) -> tuple[str, ...]:
    """The features of token `at`: which words of saying its clause, its sentence and the sentences beside it have."""
    tokens = scene.tokens
    number = tokens[at].sentence
    low, high = max(0, at - REACH), min(len(tokens), at + REACH)
    begin, end = find_sentence(tokens, at, low, high)
    first, behind = find_clause(tokens, at, begin, end)
    own = _find_traits([*tokens[first:at], *tokens[at + 1 : behind]], words)
    left, right = _find_traits(tokens[begin:first], words), _find_traits(tokens[behind:end], words)
    whole = _find_traits([*tokens[begin:at], *tokens[at + 1 : end]], words)
    before = _find_traits([t for t in tokens[low:begin] if t.sentence == number - 1], words)
    earlier = _find_traits([t for t in tokens[low:begin] if t.sentence == number - 2], words)
    later = _find_traits([t for t in tokens[end:high] if t.sentence == number + 1], words)
    features = [
        "any",
        f"own={own.says} {own.verbs}",
        f"left={left.says}",
        f"right={right.says}",
        f"left={left.says} own={own.says} right={right.says}",
        f"whole={whole.says} {whole.verbs}",
        f"whole={whole.says} previous={before.says}",
        f"whole={whole.says} {whole.verbs} previous={before.says} {before.verbs}",
        f"previous={before.says} {before.verbs} earlier={earlier.says}",
        f"next={later.says}",
        f"own verbs={own.verbs} previous={before.says}",
        f"complement left={left.complement} own={own.complement} {left.says}",
        f"long here={whole.long} previous={before.long} {whole.says}",
        f"first clause={first == begin} own={own.says} right={right.says}",
        f"first sentence={number == 0} {whole.says}",
    ]
    opener = _name_opener(tokens, first, at, words)
    features += [f"opener={opener}", f"opener={opener} left={left.says}", f"opener={opener} own={own.says}"]
    if words.pointing:
        pointed = _find_pointing(tokens, at, high, words)
        features += [f"pointed={pointed}", f"pointed={pointed} {whole.says} {whole.verbs}"]
    features += _describe_distance(tokens, at, begin, end, words, own, f"{whole.verbs} previous={before.says}")
    kind = tokens[at - 1].kind if at > begin else "start"
    features += [f"before={kind}", f"before={kind} strong={whole.says in ('strong', 'source')}"]
    features.append(f"after={tokens[at + 1].kind if at + 1 < end else 'end'}")
    return tuple(features)


def find_sentence(tokens: Sequence[Token], at: int, low: int, high: int) -> tuple[int, int]:
    """Where the sentence of token `at` begins and ends, looked for from `low` to `high`."""
    number = tokens[at].sentence
    begin, end = at, at + 1
    while begin > low and tokens[begin - 1].sentence == number:
        begin -= 1
    while end < high and tokens[end].sentence == number:
        end += 1
    return begin, end


def find_clause(tokens: Sequence[Token], at: int, begin: int, end: int) -> tuple[int, int]:
    """Where the clause of token `at` begins and ends in its sentence."""
    first, behind = at, at + 1
    while first > begin and tokens[first - 1].kind not in _BREAKS:
        first -= 1
    while behind < end and tokens[behind].kind not in _BREAKS:
        behind += 1
    return first, behind


@lru_cache(maxsize=20_000)
def _list_signs(text: str, words: SpeechWords) -> tuple[bool, ...] | None:
    """Whether a word is hearsay, a strong verb, of reported or plain mood, opens a complement; None for no to all."""
    small = text.lower()
    lists = (words.hearsay, words.strong, words.mood, words.indicative, words.complements)
    signs = tuple([small in listed for listed in lists])
    return signs if any(signs) else None


def _find_traits(tokens: Sequence[Token], words: SpeechWords) -> _Traits:
    source = strong = weak = reported = plain = complement = long = False
    for at, token in enumerate(tokens):
        if token.kind == "quote":
            long = long or len(token.text.split()) >= _LONG
            continue
        signs = _list_signs(token.text, words)
        if token.kind == "according" or (signs and signs[0]):
            source = True
        elif token.strong or (signs and signs[1]):
            strong = True
        elif token.kind == "cue":
            weak = True
        if signs:
            reported, plain, complement = reported or signs[2], plain or signs[3], complement or signs[4]
        elif words.mood_ending and not reported:
            reported = _is_mood(tokens, at, words)
    if not (source or strong or weak or long or reported or plain or complement):
        return _NOTHING
    best: Literal["strong", "source", "weak", "no"]
    best = "strong" if strong else "source" if source else "weak" if weak else "no"
    return _Traits(best, "reported" * reported + "plain" * plain, complement, long)


_NOTHING = _Traits()
_NOT_NOUNS = _BREAKS | {"stop", "quote", "preposition", "determiner", "conjunction", "skipped", "he", "she", "it"}


def _is_mood(tokens: Sequence[Token], at: int, words: SpeechWords) -> bool:
    """Whether a word has the ending of the reported mood and is no adjective before its noun: "er kenne den Fluss"."""
    text = tokens[at].text
    if not (len(text) > 3 and text.endswith(words.mood_ending) and text.islower()) or text in words.no_mood:
        return False
    if text.endswith(words.plain_endings) or tokens[at].kind not in ("word", "cue"):
        return False
    return at + 1 == len(tokens) or tokens[at + 1].kind in _NOT_NOUNS


def _find_pointing(tokens: Sequence[Token], at: int, high: int, words: SpeechWords) -> str:
    """Where a verb of saying points back at token `at`: "…, das entschied der Rat", "Dies berichtete das Blatt"."""
    number = tokens[at].sentence
    for i in range(at + 1, high - 1):
        if tokens[i].sentence > number + 2:
            break
        opens = tokens[i].sentence != tokens[i - 1].sentence or tokens[i - 1].kind in ("comma", "dash")
        if opens and tokens[i].text.lower() in words.pointing and tokens[i + 1].kind == "cue":
            return ("here", "next", "second")[tokens[i].sentence - number]
    return "no"


def _name_opener(tokens: Sequence[Token], first: int, at: int, words: SpeechWords) -> str:
    """What the clause of token `at` opens with: a complement, "as", else the kind of the word."""
    if first == at:
        return "itself"
    small = tokens[first].text.lower()
    return "complement" if small in words.complements else "as" if small in words.likeness else tokens[first].kind


def _describe_distance(
    tokens: Sequence[Token], at: int, begin: int, end: int, words: SpeechWords, own: _Traits, otherwise: str
) -> Iterator[str]:
    """How far the nearest word of saying is, and the nearest that hardly ever means anything else."""
    cues = [i for i in range(begin, end) if i != at and tokens[i].kind in ("cue", "according")]
    strong = [
        i for i in cues if tokens[i].kind == "according" or tokens[i].strong or tokens[i].text.lower() in words.strong
    ]
    for name, places in (("cue", cues), ("strong", strong)):
        if not places:
            yield f"{name} none {otherwise}"
            continue
        cue = min(places, key=lambda i: abs(i - at))
        between = tokens[min(cue, at) + 1 : max(cue, at)]
        breaks = min(2, len([t for t in between if t.kind in _BREAKS]))
        complement = any(t.text.lower() in words.complements for t in between)
        far = next((label for limit, label in _DISTANCES if abs(cue - at) <= limit), "far")
        side = "after" if cue < at else "before"
        yield f"{name} {side} breaks={breaks} complement={complement}"
        yield f"{name} {side} distance={far}"
        yield f"{name} {side} breaks={breaks} distance={far}"
        yield f"{name} {side} breaks={breaks} reported={own.verbs.startswith('reported')}"
