"""Whom the update at hand has introduced when a line is reached: a name that it gave in full already and that is given in full
again opens another update; a family name alone carries on the one that gave it in full.

In: the facts of an article's lines. Out: for each line its names with how far above each stood last, and sign names that hang on
where the update above began, for `boundaries.py` to weigh. A name is looked for a few dozen lines up, no farther.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence, Set
from dataclasses import dataclass
from typing import NamedTuple

from briefgen.convert.line_features import LineFacts

_REACH = 30
_FULL_WORDS, _BARE_WORDS = 14, 11
_FULL_STEPS, _BARE_STEPS = (4, 8), (2, 6)


class Mention(NamedTuple):
    """A name of a line: the class of its place, whether the page shows it to be a person's, and how many lines above it stood
    last in full, and at all (`_REACH` where it stood farther away or never)."""

    place: int
    person: bool
    full_gap: int
    any_gap: int


@dataclass(frozen=True, slots=True)
class Mentions:
    """The names with which a line begins. `kind`: h for a headline, q for a line that opens with a quotation, else b. `edges`:
    the distances from the last start, ascending, at which what the update has introduced grows."""

    kind: str
    full: tuple[Mention, ...]
    bare: tuple[Mention, ...]
    edges: tuple[int, ...]


def read_mentions(facts: Sequence[LineFacts], people: Set[str]) -> list[Mentions]:
    """For each line its mentions."""
    in_full: dict[tuple[str, str], int] = {}
    family_in_full: dict[str, int] = {}
    anyhow: dict[str, int] = {}
    found: list[Mentions] = []
    for i, line in enumerate(facts):
        full = tuple(
            Mention(
                bisect_right(_FULL_STEPS, name.place),
                name.person or name.titled or name.family in people,
                _gap(i, in_full.get((name.given, name.family))),
                _gap(i, anyhow.get(name.family)),
            )
            for name in line.full_names
            if name.place <= _FULL_WORDS
        )
        bare = tuple(
            Mention(bisect_right(_BARE_STEPS, place), name in people, gap, _gap(i, anyhow.get(name)))
            for place, name in line.bare_names
            if place <= _BARE_WORDS and (gap := _gap(i, family_in_full.get(name))) < _REACH
        )
        gaps = {gap for mention in (*full, *bare) for gap in (mention.full_gap, mention.any_gap)}
        kind = "h" if line.headline_like else "q" if line.opens_quoted else "b"
        found.append(Mentions(kind, full, bare, tuple(sorted(gaps))))
        for name in line.full_names:
            in_full[name.given, name.family] = family_in_full[name.family] = anyhow[name.family] = i
        anyhow.update((family, i) for _, family in line.bare_names)
    return found


def _gap(i: int, last: int | None) -> int:
    return _REACH if last is None else min(_REACH, i - last)


def introduction_step(mentions: Mentions, distance: int) -> int:
    """The class of a distance in lines from the last start: within one class the signs are the same."""
    return bisect_right(mentions.edges, min(distance, _REACH - 1))


def introduction_signs(mentions: Mentions, distance: int) -> list[str]:
    """The signs of a line if the update above began `distance` lines further up."""
    kind = mentions.kind
    signs: list[str] = []
    distance = min(distance, _REACH - 1)
    if mentions.full:
        place, person, full_gap, any_gap = mentions.full[0]
        state = "known" if full_gap <= distance else "bare" if any_gap <= distance else "new"
        state = "again" if state == "new" and full_gap < _REACH else state
        signs += [f"w:{kind}full{person:d}{state}", f"w:{kind}full{person:d}{state}{place}"]
    known = [m for m in mentions.bare if m.full_gap <= distance]
    seen = [m for m in mentions.bare if m.any_gap <= distance]
    if mentions.bare:
        first = mentions.bare[0]
        state = "known" if first in known else "seen" if first in seen else "new"
        signs += [f"w:{kind}bare{first.person:d}{state}", f"w:{kind}bare{first.person:d}{state}{first.place}"]
        signs.append(f"w:{kind}any" + ("known" if known else "seen" if seen else "new"))
    old = len(known) + sum(m.any_gap <= distance for m in mentions.full)
    new = len(mentions.full) + len(mentions.bare) - old
    signs.append(f"w:{kind}{min(old, 2)}{min(new, 2)}")
    return signs
