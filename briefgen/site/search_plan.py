"""Which briefings are searched together: the shards of the index, as a pure function of the set of briefings.

In date order a shard ends where a briefing's hash ends in enough zeros, so that one briefing more or less moves no boundary
but the nearest. Shards of the newest are small, because most changes are there; the older ones are large, because a
search asks every shard. Nothing depends on the order in which the archive came about.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple


class Entry(NamedTuple):
    """A briefing to be indexed. `url`: of its page, site-rooted, ending in "/"; `date`: "2026-03-14" or RFC 3339, "" for
    none; `digest`: changes with the indexed part of its page (`search.digest_indexed`)."""

    url: str
    date: str
    digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Shard:
    """Briefings that are indexed together, the oldest first. `id` is its folder's name and changes with any of them, so that
    what a browser keeps of it is never stale. `first_day`, `last_day`: "" where there is no date."""

    id: str
    first_day: str
    last_day: str
    urls: tuple[str, ...]


class _Size(NamedTuple):
    """A shard holds `least` to `most` briefings and ends, between them, after each `one_in`-th on average."""

    least: int
    most: int
    one_in: int


# Pagefind takes 0.28 MB of memory and 2 ms for a page: 1,400 are 0.4 GB and 3 s, 300 are 0.1 GB and 0.6 s.
_OLD = _Size(700, 1400, 256)
_NEW = _Size(150, 300, 64)
_NEWEST = 300
"""At least as many of the newest briefings are in small shards, unless there are fewer."""


def plan_shards(entries: Sequence[Entry], made_with: str = "") -> tuple[Shard, ...]:
    """The shards of these briefings, the newest first; briefings without a date are the oldest. Order of input is no matter.
    `made_with`: what else an index hangs on, such as the indexer's version; another one gives other ids."""
    ordered = sorted(entries, key=lambda entry: (entry.date, entry.url))
    shards: list[Shard] = []
    start = 0
    while len(ordered) - start > _NEWEST + _OLD.most:
        end = _find_end(ordered, start, _OLD)
        shards.append(_make_shard(ordered[start:end], made_with))
        start = end
    while start < len(ordered):
        end = _find_end(ordered, start, _NEW)
        shards.append(_make_shard(ordered[start:end], made_with))
        start = end
    return tuple(reversed(shards))


def _find_end(ordered: Sequence[Entry], start: int, size: _Size) -> int:
    """Where the shard that begins at `start` ends. The end hangs on URLs alone: an edit moves no boundary."""
    last = min(start + size.most, len(ordered))
    for position in range(start + size.least, last):
        if (
            int.from_bytes(hashlib.blake2s(ordered[position - 1].url.encode(), digest_size=4).digest()) % size.one_in
            == 0
        ):
            return position
    return last


def _make_shard(entries: Sequence[Entry], made_with: str) -> Shard:
    digest = hashlib.sha256("\n".join((made_with, *("\t".join(entry) for entry in entries))).encode()).hexdigest()
    days = tuple(_days(entries))
    first, last = (min(days), max(days)) if days else ("", "")
    return Shard(
        id=f"{last or 'undated'}-{digest[:10]}",
        first_day=first,
        last_day=last,
        urls=tuple(entry.url for entry in entries),
    )


def _days(entries: Sequence[Entry]) -> Iterator[str]:
    return (entry.date[:10] for entry in entries if entry.date)
