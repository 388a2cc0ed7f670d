"""Who might be speaking in a paragraph: names, noun phrases and pronouns, with the speech words they belong to.

In: a `Scene`. Out: its `Candidate`s, each with its links: "subject of the verb at token 7", "inverted after it", "source
after according to". No choice is made here.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Literal

from briefgen.convert.scenes import PRONOUNS, REACH, Scene, SpeechWords, Token

CandidateKind = Literal[
    "person", "organisation", "place", "role", "title", "noun", "plain", "he", "she", "they", "it", "i"
]
LinkKind = Literal["subject", "inverted", "apposition", "relative", "according", "clause", "inner", "within"]
_PHRASE = frozenset({"word", "role", "name", "determiner", "he", "she", "they", "it", "i"})
_LONGEST_PHRASE = 6


@dataclass(frozen=True, slots=True)
class Link:
    """A tie between a candidate and a speech word: its kind and the token of the word."""

    kind: LinkKind
    cue: int


@dataclass(slots=True)
class Candidate:
    """A possible speaker: tokens `first` to `last` (included), the head at `head`. `text`: the fullest form of a name, or
    the phrase as printed without its article; for a pronoun the pronoun."""

    kind: CandidateKind
    first: int
    last: int
    head: int
    text: str
    links: list[Link] = field(default_factory=list)


def find_candidates(scene: Scene, words: SpeechWords) -> list[Candidate]:
    """The candidates of a scene in text order, linked to its speech words."""
    found = sorted(_list_candidates(scene, words), key=_place)
    plain: list[Candidate] = []
    starts = {c.first: c for c in found}
    ends: dict[int, list[Candidate]] = {}
    for candidate in found:
        ends.setdefault(candidate.last, []).append(candidate)
    for at, token in enumerate(scene.tokens):
        if token.kind == "cue":
            if token.text.lower() in words.impersonal:
                _link_within(scene, at, found)
            left = _link_left(scene, at, ends, found, words)
            right = _link_right(scene, at, starts, words, bool(left))
            if not left and not right:
                plain.extend(_plain_subject(scene, at, words))
        elif token.kind == "according":
            _link_source(scene, at, starts, ends, plain, words)
    return sorted([*found, *plain], key=_place)


def _place(candidate: Candidate) -> tuple[int, int]:
    return candidate.first, candidate.last


def near_candidates(candidates: Sequence[Candidate], at: int) -> Sequence[Candidate]:
    """Of candidates in text order, those within reach of token `at`."""
    low = bisect_left(candidates, (at - REACH, 0), key=_place)
    return candidates[low : bisect_left(candidates, (at + REACH, 0), key=_place)]


def _list_candidates(scene: Scene, words: SpeechWords) -> Iterator[Candidate]:
    tokens = scene.tokens
    for at, token in enumerate(tokens):
        if token.kind == "name":
            mention = scene.mentions[token.index]
            first = _phrase_start(tokens, at)
            yield Candidate(mention.kind, first, at, at, mention.name)
        elif token.kind in PRONOUNS:
            if at + 1 < len(tokens) and tokens[at + 1].kind in ("role", "word") and token.kind != "i":
                continue  # "his spokesman": the pronoun only qualifies
            yield Candidate(_PRONOUN_KINDS[token.kind], at, at, at, token.text)
        elif token.kind == "quote" and is_quoted_source(tokens, at):
            yield Candidate("title", _phrase_start(tokens, at), at, at, token.text)
        elif words.capital_nouns and token.kind == "word" and _ends_noun_phrase(tokens, at):
            first, last = _phrase_start(tokens, at), _phrase_end(tokens, at, words)
            yield Candidate("noun", first, last, at, _text(scene, first, last))
        elif token.kind == "role" and not _leads_to_name(tokens, at):
            first, last = _phrase_start(tokens, at), _phrase_end(tokens, at, words)
            yield Candidate("role", first, last, at, _text(scene, first, last))


_PRONOUN_KINDS: dict[str, CandidateKind] = {"he": "he", "she": "she", "they": "they", "it": "it", "i": "i"}


def is_quoted_source(tokens: Sequence[Token], at: int) -> bool:
    """A short stretch in marks where a source would stand: "writes the “Morning Star”", "according to “Star”"."""
    text = tokens[at].text
    if len(text.split()) > 4 or not text[:1].isupper() or text[-1:] in (".", ",", "!", "?"):
        return False
    before = at - 1
    while before >= 0 and tokens[before].kind in _PHRASE and at - before < 5:
        before -= 1
    following = tokens[at + 1] if at + 1 < len(tokens) else None
    if before >= 0 and tokens[before].kind == "according":
        return True
    led = before + 1 < at and tokens[before + 1].kind == "determiner"
    return led and (
        (before >= 0 and tokens[before].kind == "cue") or (following is not None and following.kind == "cue")
    )


def _ends_noun_phrase(tokens: Sequence[Token], at: int) -> bool:
    """A capitalised word that ends "der neue Vorstand" or opens a sentence without an article."""
    token = tokens[at]
    if not token.text[:1].isupper() or (
        at + 1 < len(tokens) and tokens[at + 1].kind in ("word", "role", "name") and tokens[at + 1].text[:1].isupper()
    ):
        return False
    first = _phrase_start(tokens, at)
    opens = first == 0 or tokens[first - 1].sentence != token.sentence
    return tokens[first].kind == "determiner" or (opens and at > first)


def _leads_to_name(tokens: Sequence[Token], at: int) -> bool:
    following = tokens[at + 1] if at + 1 < len(tokens) else None
    return following is not None and following.kind in ("name", "role")


def _phrase_start(tokens: Sequence[Token], at: int) -> int:
    first = at
    while first > 0 and at - first < _LONGEST_PHRASE:
        before = tokens[first - 1]
        if before.kind not in _PHRASE or (before.kind == "name" and tokens[at].kind == "name"):
            break
        first -= 1
        if before.kind in ("determiner", "he", "she", "they", "it", "i"):
            break
    return first


def _phrase_end(tokens: Sequence[Token], at: int, words: SpeechWords) -> int:
    """The last token of "spokesman for the ministry": prepositional phrases that end in a name or a noun."""
    last, cursor = at, at + 1
    while cursor < len(tokens) and tokens[cursor].text.lower() in words.inner_prepositions and cursor - at < 10:
        end = cursor + 1
        while end < len(tokens) and tokens[end].kind in _PHRASE and end - cursor < _LONGEST_PHRASE:
            end += 1
        if end == cursor + 1:
            break
        last, cursor = end - 1, end
    return last


def _text(scene: Scene, first: int, last: int) -> str:
    tokens = scene.tokens
    while first < last and tokens[first].kind in ("determiner", "he", "she", "they", "it", "i"):
        first += 1
    return scene.paragraph.text[tokens[first].start : tokens[last].end]


def _link_left(
    scene: Scene, at: int, ends: dict[int, list[Candidate]], found: list[Candidate], words: SpeechWords
) -> bool:
    """Links the verb at `at` to its subject on the left; tells whether it found one."""
    tokens = scene.tokens
    cursor = at - 1
    while cursor >= 0 and tokens[cursor].kind == "skipped":
        cursor -= 1
    if cursor < 0 or tokens[cursor].sentence != tokens[at].sentence:
        return False
    if tokens[cursor].kind == "relative":
        before = cursor - 1 - (cursor > 0 and tokens[cursor - 1].kind == "comma")
        return _add(ends.get(before), "relative", at)
    if tokens[cursor].kind in ("comma", "dash", "bracket"):
        return _link_across_apposition(tokens, at, cursor, ends)
    if _add(ends.get(cursor), "subject", at):
        return True
    nearest = None
    for candidate in near_candidates(found, at):
        if candidate.last < at and tokens[candidate.head].sentence == tokens[at].sentence:
            if candidate.first > 0 and tokens[candidate.first - 1].kind == "preposition":
                continue
            if any(t.kind in ("quote", "stop") for t in tokens[candidate.last + 1 : at]):
                continue
            nearest = candidate
    if nearest is not None and len(nearest.links) < 4:
        nearest.links.append(Link("clause", at))
    return False


def _link_within(scene: Scene, at: int, found: list[Candidate]) -> None:
    """ "it says in the report": the candidates behind a preposition in the sentence of an impersonal verb."""
    tokens = scene.tokens
    for candidate in near_candidates(found, at):
        before = tokens[candidate.first - 1] if candidate.first else None
        same = tokens[candidate.head].sentence == tokens[at].sentence
        if same and before and before.kind == "preposition":
            candidate.links.append(Link("within", at))


def _link_across_apposition(tokens: Sequence[Token], at: int, cursor: int, ends: dict[int, list[Candidate]]) -> bool:
    """ "Doe, the head of the board, said": the phrase before the first of the two commas."""
    closing = tokens[cursor].kind
    opening = cursor - 1
    while opening >= 0 and tokens[opening].sentence == tokens[at].sentence and cursor - opening < 30:
        if tokens[opening].kind == "quote":
            return False
        if tokens[opening].kind == closing and _add(ends.get(opening - 1), "apposition", at):
            return True
        opening -= 1
    return False


def _add(candidates: list[Candidate] | None, kind: LinkKind, cue: int) -> bool:
    """Links the longest of the candidates that end at one place; a name inside a longer phrase is only "inner"."""
    if not candidates:
        return False
    longest = min(candidates, key=lambda c: c.first)
    for candidate in candidates:
        candidate.links.append(Link(kind if candidate is longest else "inner", cue))
    return True


def _link_right(scene: Scene, at: int, starts: dict[int, Candidate], words: SpeechWords, has_subject: bool) -> bool:
    """Links the verb at `at` to a subject after it; with one before it, "told reporters" names the listener."""
    tokens = scene.tokens
    cursor = at + 1
    while cursor < len(tokens) and tokens[cursor].kind == "skipped":
        cursor += 1
    candidate = starts.get(cursor)
    if candidate is None or tokens[cursor].sentence != tokens[at].sentence:
        return False
    if has_subject and tokens[at].text.lower() in words.telling:
        return False
    candidate.links.append(Link("inverted", at))
    return True


def _link_source(
    scene: Scene,
    at: int,
    starts: dict[int, Candidate],
    ends: dict[int, list[Candidate]],
    found: list[Candidate],
    words: SpeechWords,
) -> None:
    """ "according to Doe"; where nothing that follows can be the source, what stands before ("Doe zufolge")."""
    after = starts.get(at + 1)
    if after is not None:
        after.links.append(Link("according", at))
        return
    if _add(ends.get(at - 1), "according", at):
        return
    last = at
    while last + 1 < len(scene.tokens) and scene.tokens[last + 1].kind in _PHRASE and last - at < _LONGEST_PHRASE:
        last += 1
    if last > at:
        found.append(Candidate("plain", at + 1, last, last, _text(scene, at + 1, last), [Link("according", at)]))


def _plain_subject(scene: Scene, at: int, words: SpeechWords) -> Iterator[Candidate]:
    """A phrase of ordinary words right before or after a verb that has no other subject."""
    tokens = scene.tokens
    last = at - 1
    while last >= 0 and tokens[last].kind == "skipped":
        last -= 1
    if last >= 0 and tokens[last].kind == "word" and tokens[last].sentence == tokens[at].sentence:
        first = _phrase_start(tokens, last)
        if _may_be_noun(tokens[first : last + 1], words):
            yield Candidate("plain", first, last, last, _text(scene, first, last), [Link("subject", at)])
    first = at + 1
    last = first
    while last < len(tokens) and tokens[last].kind in _PHRASE and last - first < _LONGEST_PHRASE:
        last += 1
    if last > first and tokens[first].sentence == tokens[at].sentence and _may_be_noun(tokens[first:last], words):
        yield Candidate("plain", first, last - 1, last - 1, _text(scene, first, last - 1), [Link("inverted", at)])


def _may_be_noun(phrase: Sequence[Token], words: SpeechWords) -> bool:
    """Whether a phrase can name somebody: in a language that writes nouns with a capital, one of its words has it."""
    return not words.capital_nouns or any(t.text[:1].isupper() for t in phrase)
