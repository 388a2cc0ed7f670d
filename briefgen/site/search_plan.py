"""Which briefings are searched together: the shards of the index, as a pure function of the set of briefings.

In date order a shard ends where a briefing's hash ends in enough zeros, so that one briefing more or less moves no boundary
but the nearest. Shards of the newest 10,000 are small, because most changes are there; the older ones are large, because a
search asks every shard. Nothing depends on the order in which the archive came about. Which stretches a change touches is
found from the stretches there were, without a look at the rest: the work does not grow with the archive.
"""

from __future__ import annotations

import hashlib
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

Key = tuple[str, str]
"""(date, URL): by these briefings are in order."""


class Entry(NamedTuple):
    """A briefing to be indexed. `url`: of its page, site-rooted, ending in "/"; `date`: "2026-03-14" or RFC 3339, "" for
    none; `digest`: changes with the indexed part of its page (`search.digest_indexed`)."""

    url: str
    date: str
    digest: str

    @property
    def key(self) -> Key:
        return self.date, self.url


class Stretch(NamedTuple):
    """Where a shard lies. `last`: its last briefing; `pages`: how many there are; `large`: cut as an old one."""

    last: Key
    pages: int
    large: bool


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
MOST_PAGES = _OLD.most
"""Of a shard."""
_NEWEST = 10_000
"""At least as many of the newest briefings are in small shards, unless there are fewer."""

Fetch = Callable[[Key | None, int], Sequence[Entry]]
"""At most so many briefings after that one, in order; None: from the oldest on."""


def plan_shards(entries: Sequence[Entry], made_with: str = "") -> tuple[Shard, ...]:
    """The shards of these briefings, the newest first; briefings without a date are the oldest. Order of input is no matter.
    `made_with`: what else an index hangs on, such as the indexer's version; another one gives other ids."""
    ordered = sorted(entries, key=lambda entry: entry.key)
    keys = [entry.key for entry in ordered]

    def fetch(after: Key | None, limit: int) -> Sequence[Entry]:
        start = 0 if after is None else bisect_right(keys, after)
        return ordered[start : start + limit]

    stretches = plan_stretches(fetch, len(ordered))
    return tuple(make_shard(members, made_with) for _, members in reversed(list(stretches)))


def plan_stretches(
    fetch: Fetch, total: int, known: Sequence[Stretch] = (), changed: Sequence[Key] = ()
) -> Iterator[tuple[Stretch, Sequence[Entry]]]:
    """All stretches, the oldest first, with their briefings; without them where the stretch is a known one and nothing in it
    changed. `total`: of briefings; `known`: the stretches before the change, the oldest first; `changed`: the keys of all
    briefings that came, went or changed since then (of one that moved, both)."""
    changes = sorted(changed)
    after: Key | None = None
    start = place = 0
    while start < total:
        size = _OLD if total - start > _NEWEST + _OLD.most else _NEW
        while place < len(known) and after is not None and known[place].last <= after:
            place += 1
        stretch: Stretch | None = None
        members: Sequence[Entry] = ()
        if place < len(known) and after == (known[place - 1].last if place else None):
            stretch = _keep(known, place, after, changes, size is _OLD)
        if stretch is None:
            found = fetch(after, size.most)
            members = found[: _find_end(found, size)]
            stretch = Stretch(members[-1].key, len(members), size is _OLD)
        yield stretch, members
        start += stretch.pages
        after = stretch.last


def _keep(
    known: Sequence[Stretch], place: int, after: Key | None, changes: Sequence[Key], large: bool
) -> Stretch | None:
    """The known stretch at that place, if it stands: its end hangs on nothing but what is in it, or, of the last one, on
    what comes after it."""
    first = 0 if after is None else bisect_right(changes, after)
    is_last = place == len(known) - 1
    touched = first < len(changes) and (is_last or changes[first] <= known[place].last)
    return None if touched or known[place].large != large else known[place]


def _find_end(found: Sequence[Entry], size: _Size) -> int:
    """How many of the briefings found are in the stretch that begins with them. That hangs on URLs alone: an edit moves no
    boundary."""
    for position in range(size.least, len(found)):
        if int.from_bytes(hashlib.blake2s(found[position - 1].url.encode(), digest_size=4).digest()) % size.one_in == 0:
            return position
    return len(found)


def make_shard(entries: Sequence[Entry], made_with: str) -> Shard:
    """The shard of these briefings, the oldest first. See `plan_shards`."""
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
