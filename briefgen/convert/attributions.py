"""Quotations and their speakers, paragraph after paragraph: choices, pronouns, and who was named before.

In: the paragraphs of one update with their quoted stretches, and the names of the article. Out: an `Attribution` for each
stretch that is speech. A pronoun goes to the last person who was the subject of a speech verb or opened a sentence, where the
gender allows it; "the president" to the only person whose office it is; "they" to the only body or plural role that spoke
just before, else it stays open.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache

from briefgen.convert.language import Language
from briefgen.convert.name_signs import Gender
from briefgen.convert.names import Names
from briefgen.convert.quote_marks import Marked, Paragraph
from briefgen.convert.reported import describe_reported, score_reported
from briefgen.convert.scenes import REACH, Scene, SpeechWords, build_scene, load_words
from briefgen.convert.speaker_candidates import Candidate, find_candidates, near_candidates
from briefgen.convert.speakers import Option, list_options, rank_options
from briefgen.convert.speech import describe_speech, judge_speech

CERTAIN = 0.4
"""The share from which on the best option is given as the speaker."""
_PARAGRAPHS_BACK = 4
# Words between the comma and the name: "its head, Professor Emeritus Dr Jane Doe".
_LONGEST_TITLE = 4
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Attribution:
    """A stretch that is speech. `speaker`: the fullest form of the name, or the phrase as printed; None where it is not
    certain. `cue`: the speech word as printed. `office`: what the speaker is called at that place, as printed."""

    marked: Marked
    speaker: str | None = None
    cue: str | None = None
    office: str | None = None


@dataclass(frozen=True, slots=True)
class _Weights:
    reported: Mapping[str, float]
    speech: Mapping[str, float]
    speaker: Mapping[str, float]


@cache
def _load_weights(language: Language) -> _Weights:
    table = language.table("quote_weights") or language.table("shared_quote_weights")
    return _Weights(table.get("reported", {}), table.get("speech", {}), table.get("speaker", {}))


@dataclass(slots=True)
class _Paragraph:
    """A paragraph gone by. Its scene is built when somebody asks: most paragraphs have no quotation."""

    paragraph: Paragraph
    quotes: Sequence[Marked]
    built: tuple[Scene, list[Candidate]] | None = None


@dataclass(slots=True)
class Teller:
    """What is remembered while the paragraphs of an update go by."""

    names: Names
    words: SpeechWords
    weights: _Weights
    repeated: frozenset[str] = frozenset()
    paragraphs: list[_Paragraph] = field(default_factory=list)
    earlier: str | None = None
    announced: str | None = None


def begin_update(names: Names, language: Language, repeated: frozenset[str]) -> Teller:
    """A memory in which nobody has spoken yet. `repeated`: words that the article marks more than once."""
    return Teller(names, load_words(language), _load_weights(language), repeated)


def attribute_paragraph(teller: Teller, paragraph: Paragraph, quotes: Sequence[Marked]) -> list[Attribution]:
    """The speech of the next paragraph. `quotes`: its marked stretches from left to right."""
    teller.paragraphs.append(_Paragraph(paragraph, quotes))
    announces = paragraph.text[: paragraph.end].rstrip().endswith(":")
    if not quotes and not announces:
        teller.announced = None
        return []
    scene, candidates = _scene_of(teller, teller.paragraphs[-1])
    found = []
    for number, marked in enumerate(scene.quotes):
        outside = ["earlier"] * (teller.earlier is not None)
        outside += ["announced"] * (teller.announced is not None and number == 0)
        ranked = rank_options(list_options(scene, candidates, number, teller.words, outside), teller.weights.speaker)
        reported = score_reported(describe_reported(scene, scene.at[number], teller.words), teller.weights.reported)
        features = tuple(describe_speech(scene, number, ranked, teller.words, reported))
        if judge_speech(features, teller.weights.speech) < 0.5:
            continue
        attribution = _attribute(teller, scene, marked, ranked)
        found.append(attribution)
        teller.earlier = attribution.speaker or teller.earlier
    teller.announced = _announced(teller, scene, candidates) if announces else None
    return found


def _scene_of(teller: Teller, seen: _Paragraph) -> tuple[Scene, list[Candidate]]:
    if seen.built is None:
        mentions = teller.names.in_line(seen.paragraph.line)
        scene = build_scene(seen.paragraph, seen.quotes, mentions, teller.words, teller.repeated)
        seen.built = scene, find_candidates(scene, teller.words)
    return seen.built


def attribute_block(teller: Teller) -> str | None:
    """The speaker of a paragraph that is one quotation without marks: who was announced by a colon, or spoke before."""
    speaker = teller.announced or teller.earlier
    teller.earlier, teller.announced = speaker, speaker
    return speaker


def _attribute(teller: Teller, scene: Scene, marked: Marked, ranked: Sequence[tuple[float, Option]]) -> Attribution:
    if not ranked or ranked[0][0] < CERTAIN:
        return Attribution(marked=marked)
    option = ranked[0][1]
    cue = None
    if option.link:
        token = scene.tokens[option.link.cue]
        cue = token.text
    if option.candidate is None:
        speaker = teller.announced if option.outside == "announced" else teller.earlier
        return Attribution(marked=marked, speaker=speaker, cue=cue)
    speaker = _resolve(teller, scene, option.candidate)
    return Attribution(marked=marked, speaker=speaker, cue=cue, office=_office_at(teller, scene, option.candidate))


def _announced(teller: Teller, scene: Scene, candidates: Sequence[Candidate]) -> str | None:
    """The last subject of a speech verb in a paragraph that ends with a colon."""
    linked = [c for c in candidates if c.links]
    return _resolve(teller, scene, linked[-1]) if linked else None


def _resolve(teller: Teller, scene: Scene, candidate: Candidate) -> str | None:
    """The name that a candidate stands for; the phrase itself for a role that nobody in the article is known to hold."""
    match candidate.kind:
        case "he" | "she":
            gender: Gender = "male" if candidate.kind == "he" else "female"
            return _last_person(teller, scene, candidate.head, gender)
        case "it":
            return _last_body(teller, scene, candidate.head)
        case "they":
            return _last_group(teller, scene, candidate.head)
        case "i":
            return None
        case "role":
            return _named_behind(scene, candidate) or _holder(teller, scene, candidate) or candidate.text
        case _:
            return candidate.text


def _last_person(teller: Teller, scene: Scene, head: int, gender: Gender) -> str | None:
    """The person that "he" or "she" at token `head` most likely means."""
    back = teller.paragraphs[-1 - _PARAGRAPHS_BACK :]
    for seen in reversed(back):
        there, candidates = _scene_of(teller, seen)
        before = [c for c in near_candidates(candidates, head) if c.head < head] if there is scene else candidates
        fits = [c for c in before[-REACH:] if c.kind == "person" and _agrees(teller.names, c.text, gender)]
        leading = [c for c in fits if c.links or _opens_sentence(there, c)]
        if fits:
            return (leading or fits)[-1].text
    return teller.earlier if teller.earlier and _is_person(teller.names, teller.earlier, gender) else None


def _last_body(teller: Teller, scene: Scene, head: int) -> str | None:
    near = near_candidates(_scene_of(teller, teller.paragraphs[-1])[1], head)
    here = [c for c in near if c.head < head and c.kind in ("organisation", "role") and c.links]
    return _resolve(teller, scene, here[-1]) if here else None


def _last_group(teller: Teller, scene: Scene, head: int) -> str | None:
    """The several people that "they" at token `head` means: the only body or plural role that spoke before it in the
    paragraph or the one above; None where there are two, none, or somebody else spoke since."""
    for seen in reversed(teller.paragraphs[-2:]):
        there, candidates = _scene_of(teller, seen)
        before = [c for c in candidates if c.head < head] if there is scene else candidates
        groups = [c for c in before if c.links and (c.kind == "organisation" or _is_plural(there, c))]
        cues = [i for i, t in enumerate(there.tokens) if t.kind == "cue" and (there is not scene or i < head)]
        if cues and not any(link.cue == cues[-1] for c in groups for link in c.links):
            return None
        if groups:
            names = {_resolve(teller, there, c) for c in groups}
            return names.pop() if len(names) == 1 else None
    return None


def _is_plural(scene: Scene, candidate: Candidate) -> bool:
    """Whether a phrase is one of several people, by the ending that English, French and Spanish share."""
    return candidate.kind in ("role", "noun", "plain") and scene.tokens[candidate.head].text.endswith("s")


def _agrees(names: Names, name: str, gender: Gender) -> bool:
    named = names.named.get(name)
    return named is None or named.gender in (None, gender)


def _is_person(names: Names, name: str, gender: Gender) -> bool:
    named = names.named.get(name)
    return named is not None and named.kind == "person" and named.gender in (None, gender)


def _opens_sentence(scene: Scene, candidate: Candidate) -> bool:
    first = candidate.first
    return first == 0 or scene.tokens[first - 1].sentence != scene.tokens[first].sentence


def _named_behind(scene: Scene, candidate: Candidate) -> str | None:
    """The person whose name follows the role between commas, with a title or without: "the chief engineer, Dr Jane Doe, said"."""
    following = scene.tokens[candidate.last + 1 : candidate.last + _LONGEST_TITLE + 3]
    name = next((token for token in following if token.kind == "name"), None)
    if name is None or following[0].kind != "comma":
        return None
    mention = scene.mentions[name.index]
    between = scene.paragraph.text[following[0].end : name.start].strip()
    is_titled = not between or between == mention.office
    return mention.name if is_titled and mention.kind == "person" else None


def _holder(teller: Teller, scene: Scene, candidate: Candidate) -> str | None:
    """The only person of the article whose printed office has all words of "the Finnish president"."""
    first = scene.tokens[candidate.first]
    if first.kind != "determiner" or first.text.lower() in teller.words.indefinite:
        return None
    asked = {w.lower() for w in _WORD.findall(candidate.text)}
    holders = [
        named.name
        for named in teller.names.named.values()
        if named.kind == "person" and any(asked <= {w.lower() for w in _WORD.findall(o)} for o in named.offices)
    ]
    return holders[0] if len(holders) == 1 else None


def _office_at(teller: Teller, scene: Scene, candidate: Candidate) -> str | None:
    """What the speaker is called where the quotation stands: the title before the name, or the role alone."""
    if candidate.kind == "role":
        return candidate.text
    token = scene.tokens[candidate.head]
    if token.kind != "name":
        return None
    mention = scene.mentions[token.index]
    if mention.office and mention.office.lower() not in teller.words.address:
        return mention.office
    following = scene.tokens[candidate.last + 1 : candidate.last + 2]
    if following and following[0].kind == "comma":
        behind = [
            c
            for c in near_candidates(_scene_of(teller, teller.paragraphs[-1])[1], candidate.last)
            if c.kind == "role" and c.first == candidate.last + 2
        ]
        return behind[0].text if behind else None
    return None
