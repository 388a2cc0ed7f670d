"""Who says a quotation: the candidates near it, ranked by weighted features.

In: a paragraph's scene and candidates, and who spoke before. Out: an `Attribution` for each quotation. The ranker is
log-linear: every feature that holds adds its weight (table `quote_weights.speaker`, fitted by bench/fit_speakers.py), and
the best option's share of the whole says how certain it is.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from briefgen.convert.scenes import Scene, SpeechWords
from briefgen.convert.speaker_candidates import Candidate, CandidateKind, Link, LinkKind, near_candidates

_FAR = 13
_GAPS = ((0, "0"), (1, "1"), (2, "2"), (4, "4"), (7, "7"), (12, "12"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """A possible speaker as seen from one quotation, with the features that hold. Without a candidate it is somebody from
    before the paragraph: the speaker of the quotation before ("earlier"), or who was announced by a colon ("announced")."""

    candidate: Candidate | None
    link: Link | None
    features: tuple[str, ...]
    outside: str | None = None


def list_options(
    scene: Scene, candidates: Sequence[Candidate], quote: int, words: SpeechWords, outside: Sequence[str]
) -> list[Option]:
    """The options for quotation number `quote` of the scene. `outside`: which of "earlier" and "announced" are at hand."""
    at = scene.at[quote]
    candidates = [c for c in near_candidates(candidates, at) if not c.first <= at <= c.last]
    ties = [min(c.links, key=lambda k: abs(k.cue - at), default=None) for c in candidates]
    order = sorted({k.cue for k in ties if k}, key=lambda cue: (abs(cue - at), cue))
    around = tuple(_describe_place(scene, at))
    options = [
        Option(candidate=c, link=link, features=_describe(scene, c, link, at, order, around, words))
        for c, link in zip(candidates, ties, strict=True)
    ]
    for kind in outside:
        features = tuple(_describe_outside(kind, scene, at, quote, order, around))
        options.append(Option(candidate=None, link=None, features=features, outside=kind))
    return options


def rank_options(options: Sequence[Option], weights: Mapping[str, float]) -> list[tuple[float, Option]]:
    """The options with their shares of the whole, the best first; shares add up to one."""
    totals = [sum([weights.get(f, 0.0) for f in option.features]) for option in options]
    top = max(totals, default=0.0)
    powers = [math.exp(t - top) for t in totals]
    whole = sum(powers)
    shares = [(p / whole, i) for i, p in enumerate(powers)]
    return [(share, options[i]) for share, i in sorted(shares, key=lambda s: (-s[0], s[1]))]


def _bin(number: int) -> str:
    return next((name for limit, name in _GAPS if number <= limit), "far")


def _describe_place(scene: Scene, at: int) -> Iterator[str]:
    """How the quotation sits in its sentence: what stands right before it, how it ends."""
    tokens = scene.tokens
    before = tokens[at - 1] if at else None
    yield before.kind if before and before.sentence == tokens[at].sentence else "start"
    last = tokens[at].text.rstrip()[-1:]
    after = tokens[at + 1] if at + 1 < len(tokens) else None
    if last == "," or (after and after.kind == "comma"):
        yield "comma"
    else:
        yield "final" if last in (".", "!", "?", "…") else "open"


def _describe(
    scene: Scene,
    candidate: Candidate,
    link: Link | None,
    at: int,
    order: Sequence[int],
    around: tuple[str, ...],
    words: SpeechWords,
) -> tuple[str, ...]:
    tokens = scene.tokens
    side = "before" if candidate.head < at else "after"
    lead = tokens[candidate.first]
    oblique = lead.text.lower() in words.oblique
    sentences = min(3, abs(tokens[candidate.head].sentence - tokens[at].sentence))
    between = scene.quotes_between(candidate.head, at)
    if link is None:
        before = tokens[candidate.first - 1].kind if candidate.first else "start"
        distance = abs(candidate.head - at)
        found = _describe_unlinked(candidate.kind, side, sentences, between, min(distance, _FAR), before, around[0])
        return (*found, "oblique no link") if oblique else found
    gap = min(max(0, abs(link.cue - at) - 1), _FAR)
    strong = tokens[link.cue].text.lower() in words.strong
    beyond = scene.quotes_between(link.cue, at) > 0
    place = (candidate.kind, side, sentences, between)
    cue = (link.kind, "before" if link.cue < at else "after", gap, min(3, order.index(link.cue)), strong, beyond)
    found = _describe_linked(place, cue, around)
    if oblique:
        found = (*found, f"oblique link={link.kind}")
    # A name inside a longer phrase ("spokesman for the ministry") stands behind one by nature.
    if link.kind != "inner" and candidate.first and tokens[candidate.first - 1].kind == "preposition":
        found = (*found, f"behind a preposition link={link.kind}")
    return found


# The same few descriptions come again and again: each is written out once.
@lru_cache(maxsize=4096)
def _describe_unlinked(
    kind: CandidateKind, side: str, sentences: int, between: int, distance: int, before: str, opening: str
) -> tuple[str, ...]:
    return (
        f"kind={kind}",
        f"side={side} sentences={sentences}",
        f"side={side} quotes={between}",
        "no link",
        f"no link side={side} sentences={sentences} kind={kind}",
        f"no link distance={_bin(distance)}",
        f"no link after {before}",
        f"no link opening={opening} side={side} sentences={sentences}",
    )


@lru_cache(maxsize=4096)
def _describe_linked(
    place: tuple[CandidateKind, str, int, int], cue: tuple[LinkKind, str, int, int, bool, bool], around: tuple[str, ...]
) -> tuple[str, ...]:
    kind, side, sentences, between = place
    link, cue_side, gap, rank, strong, beyond = cue
    return (
        f"kind={kind}",
        f"side={side} sentences={sentences}",
        f"side={side} quotes={between}",
        f"link={link}",
        f"link={link} kind={kind}",
        f"link={link} cue={cue_side} sentences={sentences}",
        f"cue={cue_side} gap={_bin(gap)} sentences={sentences}",
        f"cue={cue_side} opening={around[0]} sentences={sentences}",
        f"cue={cue_side} ending={around[1]} sentences={sentences}",
        f"rank={rank}",
        f"rank={rank} cue={cue_side} sentences={sentences}",
        f"strong={strong} sentences={sentences}",
        *((f"cue={cue_side} beyond a quotation ending={around[1]}",) * beyond),
    )


def _describe_outside(
    kind: str, scene: Scene, at: int, quote: int, order: Sequence[int], around: tuple[str, ...]
) -> Iterator[str]:
    tokens = scene.tokens
    yield kind
    yield f"{kind} continues={scene.quotes[quote].continues}"
    place = "paragraph" if quote == 0 else "same sentence" if _shares_sentence(scene, at, quote) else "later sentence"
    yield f"{kind} {place}"
    yield f"{kind} {place} opening={around[0]} ending={around[1]}"
    near = order[0] if order else None
    if near is None:
        yield f"{kind} {place} no link"
    else:
        same = tokens[near].sentence == tokens[at].sentence
        yield f"{kind} {place} link in sentence={same} gap={_bin(abs(near - at) - 1)}"
    yield f"{kind} {place} first token={at == 0}"


def _shares_sentence(scene: Scene, at: int, quote: int) -> bool:
    return scene.tokens[scene.at[quote - 1]].sentence == scene.tokens[at].sentence
