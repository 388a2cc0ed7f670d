"""Whether a marked stretch is somebody's words, or a title, a name, a word held at arm's length.

In: a stretch in its scene, with the best option for its speaker, and the score of its place (`reported`). Out: the features
that hold, and a probability from their weights (table `quote_weights.speech`, fitted by bench/fit_speakers.py). General signs
only: length, final marks, capitals, what stands before and after, how near a speech word is, whether the sentence is a report.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from briefgen.convert.name_nouns import is_strange_noun
from briefgen.convert.name_signs import NameSigns
from briefgen.convert.reported import find_clause, find_sentence
from briefgen.convert.scenes import REACH, Scene, SpeechWords, Token, class_of
from briefgen.convert.speaker_candidates import is_quoted_source
from briefgen.convert.speakers import Option

_STEPS = 4
_SIZES = ((1, "one"), (3, "few"), (6, "some"))
_LENGTHS = ((1, "1"), (2, "2"), (3, "3"), (4, "4"), (6, "6"), (9, "9"))


def judge_speech(features: Sequence[str], weights: Mapping[str, float]) -> float:
    """The probability, 0 to 1, that the stretch is speech."""
    return 1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, sum([weights.get(f, 0.0) for f in features])))))


def describe_speech(
    scene: Scene, quote: int, ranked: Sequence[tuple[float, Option]], words: SpeechWords, reported: float
) -> Iterator[str]:
    """The features of quotation number `quote`. `ranked`: its options for a speaker, the best first. `reported`: how surely
    its place stands in a report, over 0 for rather than not."""
    at = scene.at[quote]
    tokens = scene.tokens
    text = tokens[at].text
    pieces = text.split()
    shape = _shape(pieces, words)
    length = next((name for limit, name in _LENGTHS if len(pieces) <= limit), "long")
    yield "any"
    yield f"words={length}"
    yield f"mark={scene.quotes[quote].mark}"
    yield f"closed={scene.quotes[quote].closed} continues={scene.quotes[quote].continues}"
    last = text.rstrip()[-1:]
    final = "comma" if last == "," else "final" if last in (".", "!", "?", "…") else "open"
    first = "upper" if text.lstrip("[(… ")[:1].isupper() else "other"
    yield f"ending={final} words={length}"
    yield f"first={first} ending={final}"
    yield f"first={first} words={length}"
    clause = _count_clause_words(pieces, words)
    yield f"clause words={clause} words={length}"
    yield f"clause words={clause} ending={final}"
    yield f"shape={shape}"
    yield f"shape={shape} ending={final}"
    yield from _describe_neighbours(scene, at, final, length, shape, words)
    size = next((name for limit, name in _SIZES if len(pieces) <= limit), "long")
    yield from _describe_report(scene, at, reported, size)
    if words.describing:
        yield from _describe_frame(scene, at, size, words)
    if words.nouns:
        inside = _WORD.findall(text)[:_MOST_WORDS]
        yield from _describe_wording(inside, size, words)
        around = _tokens_around(scene.tokens, at)
        yield from _describe_verbs(around, size)
        yield from _describe_nature(scene, at, around, _name_nature(inside, words.nouns, words), size, words)
    yield from _describe_classes(scene, at, size, words)
    yield from _describe_speaker(scene, at, ranked, length)
    yield f"repeated={quote in scene.repeated} words={length}"
    yield f"named={quote in scene.named} shape={shape}"
    yield f"headline={_looks_like_headline(scene)}"
    others = [t for t in scene.around(at) if t.kind == "quote" and len(t.text) >= 25 and t is not tokens[at]]
    yield f"long ones beside={min(2, len(others))} words={length}"


_WORD = re.compile(r"[^\W\d_][\w’'-]*")
_MOST_WORDS = 12
_Nature = Literal["none", "small", "nouns", "mixed", "names"]


def _name_nature(inside: Sequence[str], signs: NameSigns, words: SpeechWords) -> _Nature:
    """Whether the words with a capital are nouns of the language, as in what people say, or none of it, as in names. Where every
    noun has a capital, that alone tells nothing."""
    capital = [w for w in inside if w[:1].isupper()]
    strange = len([w for w in capital if _is_strange(w, signs, words)])
    if not capital:
        return "small" if inside else "none"
    return "nouns" if not strange else "names" if strange == len(capital) else "mixed"


def _is_strange(word: str, signs: NameSigns, words: SpeechWords) -> bool:
    """Whether a word is no noun of the language; of "Test-Strecke" the last part tells."""
    part, small = word.rsplit("-", 1)[-1], word.lower()
    if part[:1].islower() or small in words.kinds or small in words.indicative:
        return False
    return not part[1:].islower() or is_strange_noun(part, signs)


@dataclass(frozen=True, slots=True)
class _Around:
    """The tokens of a stretch's clause, and of its sentence."""

    clause: Sequence[Token]
    sentence: Sequence[Token]


def _tokens_around(tokens: Sequence[Token], at: int) -> _Around:
    first, behind = find_sentence(tokens, at, max(0, at - REACH), min(len(tokens), at + REACH))
    low, high = find_clause(tokens, at, first, behind)
    return _Around(tokens[low:high], tokens[first:behind])


def _describe_nature(
    scene: Scene, at: int, around: _Around, nature: _Nature, size: str, words: SpeechWords
) -> Iterator[str]:
    """The nature of the words inside, with what calls for either kind: "spoke of the “…”", "on board the “…”"."""
    before = scene.tokens[at - 1] if at else None
    upper = before is not None and before.kind in ("word", "role") and before.text[:1].isupper()
    yield f"nature={nature}"
    yield f"nature={nature} {size}"
    yield f"nature={nature} before={before.kind if before else 'start'} upper={upper}"
    for name, tokens in (("clause", around.clause), ("sentence", around.sentence)):
        near = {t.text.lower() for t in tokens if t.kind != "quote"}
        yield f"nature={nature} describing {name}={not words.describing.isdisjoint(near)} {size}"


def _describe_wording(inside: Sequence[str], size: str, words: SpeechWords) -> Iterator[str]:
    """How the words inside hang together: verbs, little words, the ending of an adjective that stands last."""
    small = [w.lower() for w in inside]
    first = "upper" if inside and inside[0][:1].isupper() else "other"
    finite = any(w in words.indicative or w in words.mood or w in words.verbs for w in small)
    yield f"finite={finite} {size}"
    yield f"finite={finite} first={first}"
    little = len([w for w in small if words.kinds.get(w) in _LITTLE])
    yield f"little words={min(2, little)} {size}"
    plain = len([w for w in inside if w[:1].islower()])
    yield f"small words={min(3, plain)} first={first} {size}"
    yield f"last={inside[-1][-2:] if inside and inside[-1][:1].islower() else 'capital'}"


def _describe_verbs(around: _Around, size: str) -> Iterator[str]:
    """Which verbs of saying stand beside it: some of them bring names as often as speech."""
    for verb in _verbs_of_saying(around.clause):
        yield f"clause verb={verb}"
        yield f"clause verb={verb} {'few' if size in ('one', 'few') else 'many'}"
    for verb in _verbs_of_saying(around.sentence):
        yield f"sentence verb={verb}"


def _verbs_of_saying(tokens: Sequence[Token]) -> list[str]:
    return sorted({t.text.lower() for t in tokens if t.kind in ("cue", "according")})


_LITTLE = frozenset({"determiner", "preposition", "conjunction", "relative"})
_CLAUSE = frozenset({"skipped", "he", "she", "they", "it", "i", "cue"})


def _count_clause_words(pieces: Sequence[str], words: SpeechWords) -> int:
    """How many words of whole sentences stand inside, pronouns and auxiliaries, up to 2: names and titles have few."""
    kinds = [words.kinds.get(p.strip(".,!?").lower()) for p in pieces[:20]]
    return min(2, len([kind for kind in kinds if kind in _CLAUSE]))


def _shape(pieces: Sequence[str], words: SpeechWords) -> str:
    """How many of the words that carry meaning have a capital: a title has it on all of them."""
    bare = [w.strip("“”‘’'\"«»„.,!?:;()") for w in pieces[:20]]
    main = [p for p in bare if len(p) > 2 and words.kinds.get(p.lower()) not in _LITTLE] or bare[:1]
    capital = len([p for p in main if p[:1].isupper() or p[:1].isdigit()])
    if not main:
        return "small"
    if capital == len(main):
        return "one capital" if len(main) == 1 else "title"
    return "few" if capital <= 1 else "mixed"


def _describe_neighbours(
    scene: Scene, at: int, final: str, length: str, shape: str, words: SpeechWords
) -> Iterator[str]:
    tokens, line = scene.tokens, scene.paragraph.text
    before = tokens[at - 1] if at else None
    after = tokens[at + 1] if at + 1 < len(tokens) else None
    word = before.text.lower() if before else "start"
    kind = before.kind if before else "start"
    yield f"before={kind}"
    yield f"before={kind} words={length}"
    if word in words.naming:
        yield f"before={word}"
        yield f"naming words={length}"
        yield f"naming ending={final}"
        sentence = [t for t in scene.around(at) if t.sentence == tokens[at].sentence]
        strong = any(t.text.lower() in words.strong for t in sentence)
        yield f"before={word} strong={strong}"
    yield f"after={after.kind if after else 'end'} ending={final}"
    end = scene.quotes[scene.tokens[at].index].end
    yield f"glued={line[end + 1 : end + 2] in ('-', '–')}"
    upper = after is not None and after.text[:1].isupper()
    noun = before is not None and before.kind in ("word", "role", "name") and before.text[:1].isupper()
    yield f"noun before={noun} shape={shape}"
    yield f"noun before={noun} shape={shape} words={length}"
    yield f"before={kind} shape={shape}"
    yield f"before={kind} after={after.kind if after else 'end'} upper={upper}"


def _describe_report(scene: Scene, at: int, reported: float, size: str) -> Iterator[str]:
    """How surely the stretch stands in a report: each step that is reached holds."""
    step = max(-_STEPS, min(_STEPS, math.floor(reported * 1.5)))
    before = scene.tokens[at - 1].kind if at else "start"
    yield f"reported={step}"
    yield f"reported={step} {size}"
    yield f"reported={max(-2, step // 2)} before={before}"
    for reached in range(-_STEPS, step + 1):
        yield f"reported from {reached}"
        yield f"reported from {reached} {size}"


def _describe_frame(scene: Scene, at: int, size: str, words: SpeechWords) -> Iterator[str]:
    """Whether the sentence says what somebody calls a thing, and whether anybody is there to do so: not in "is called “…”",
    "calls itself “…”"."""
    number = scene.tokens[at].sentence
    around = [t for t in scene.around(at) if t.sentence == number and t.kind != "quote"]
    small = {t.text.lower() for t in around}
    verb = not words.describing.isdisjoint(small)
    nobody, itself = not words.passive.isdisjoint(small), not words.reflexive.isdisjoint(small)
    manner = "nobody" if nobody else "itself" if itself else "active"
    who = any(t.kind in ("name", "he", "she", "they", "role") for t in around)
    yield f"describing={verb} {manner} {size}"
    yield f"describing={verb} {manner} who={who}"
    yield f"source={_find_source(scene.tokens, at, words)}"


def _find_source(tokens: Sequence[Token], at: int, words: SpeechWords) -> str:
    """Whether the stretch stands where a source is named: "according to the paper “…”", "as “…” reports"."""
    after = tokens[at + 1] if at + 1 < len(tokens) else None
    if after and after.kind == "cue" and at and tokens[at - 1].text.lower() in words.likeness:
        return "as"
    for i in range(at - 1, max(-1, at - 7), -1):
        if tokens[i].kind == "according":
            return "according" if at - i < 3 else "within"
        if tokens[i].kind in ("comma", "stop", "colon", "quote", "cue", "dash", "bracket"):
            break
    return "no"


def _describe_classes(scene: Scene, at: int, size: str, words: SpeechWords) -> Iterator[str]:
    """What the words around say that the stretch is: a work or a body, a name given to something, words on a banner."""
    tokens, number = scene.tokens, scene.tokens[at].sentence
    near = [class_of(t.text, words) for t in tokens[max(0, at - 4) : at] if t.sentence == number]
    last = near[-1] if near else None
    yield f"class before={last} {size}"
    for name in sorted({name for name in near if name}):
        yield f"class near={name}"
        yield f"class near={name} {size}"
    after = tokens[at + 1] if at + 1 < len(tokens) and tokens[at + 1].sentence == number else None
    yield f"class after={class_of(after.text, words) if after else None} {size}"


def _describe_speaker(scene: Scene, at: int, ranked: Sequence[tuple[float, Option]], length: str) -> Iterator[str]:
    yield f"source itself={is_quoted_source(scene.tokens, at)}"
    if not ranked:
        yield "nobody"
        return
    share, option = ranked[0]
    level = "high" if share > 0.8 else "middle" if share > 0.5 else "low"
    who = option.candidate.kind if option.candidate else option.outside
    link = option.link.kind if option.link else "none"
    yield f"speaker={who} link={link}"
    yield f"speaker share={level} link={link} words={length}"
    if option.link:
        yield f"speaker cue={min(9, abs(option.link.cue - at))}"


def _looks_like_headline(scene: Scene) -> bool:
    line = scene.paragraph.text.rstrip()
    return len(line) < 120 and not line.endswith((".", "!", "?", "”", '"', "“", "»", ":", "’"))
