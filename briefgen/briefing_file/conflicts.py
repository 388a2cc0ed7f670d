"""What could not be merged: kept as the person left it, and named."""

from __future__ import annotations

from dataclasses import dataclass

from briefgen.model import LineRange


@dataclass(frozen=True, slots=True, kw_only=True)
class Conflict:
    """One block (`block_id`) or front-matter key (`key`) that a person edited and the source changed too, or the whole file
    (both None). `lines`: the source lines of the block now, or when it was written last. `reason`: for people, with the mend."""

    path: str
    reason: str
    block_id: str | None = None
    key: str | None = None
    lines: LineRange | None = None

    def __str__(self) -> str:
        place = self.block_id or self.key
        lines = f" ({_as_marked(self.lines)})" if self.lines else ""
        return f"{self.path}: {place}{lines}: {self.reason}" if place else f"{self.path}: {self.reason}"


def _as_marked(lines: LineRange) -> str:
    """ "L12" or "L12-14", as in the mark before the block."""
    return f"L{lines.first}" if lines.first == lines.last else f"L{lines.first}-{lines.last}"
