"""What one build changes in the site, as it is kept on disk: in the journal while it is published, then for the next build."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True, kw_only=True)
class Delta:
    """The change of one build: the paths that were written, and the deleted ones. `foreign`: what was found to be somebody
    else's; `since_ns`: when that was published, 0 where it is not known."""

    written: tuple[str, ...]
    deleted: tuple[str, ...]
    old_digest: str
    new_digest: str
    exchange: bool
    foreign: tuple[str, ...] = ()
    since_ns: int = 0

    def to_json(self) -> str:
        return json.dumps({name: getattr(self, name) for name in self.__slots__})

    @classmethod
    def from_json(cls, text: str) -> Delta:
        value = json.loads(text)
        return cls(
            written=tuple(value["written"]),
            deleted=tuple(value["deleted"]),
            old_digest=value["old_digest"],
            new_digest=value["new_digest"],
            exchange=value["exchange"],
            foreign=tuple(value["foreign"]),
            since_ns=value["since_ns"],
        )


def same_site(delta: Delta) -> Delta:
    """The empty change from that change's site to itself: the shadow of a first build is up to date."""
    return replace(delta, written=(), deleted=(), old_digest=delta.new_digest)
