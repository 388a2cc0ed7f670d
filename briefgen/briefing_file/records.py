"""What a briefing file remembers of what briefgen wrote: the `briefgen` key that closes its front matter.

`theme`: under which theme the file was made. `fields`: a hash for each front-matter value written, for lists one for each item.
`blocks`: a hash for each block ever written, in the order of the briefing: `w…` written, `d…` taken out again because the source
dropped it. So an edit (another hash), a removal (written, but not there) and a move (another order) are known from the file.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache

import yaml

from briefgen.briefing_file.front_matter import FrontMatter

VERSION = 1
_WIDTH = 110
_KEPT_CHARACTERS = 4_000
_HASH = re.compile(r"[wd][0-9a-f]{8}(?:[0-9a-f]{4})?", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class Records:
    """`blocks`: block id → hash of the Markdown written last; `dropped`: ids that briefgen took out itself."""

    theme: str
    fields: Mapping[str, str] = field(default_factory=dict)
    items: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    blocks: Mapping[str, str] = field(default_factory=dict)
    dropped: frozenset[str] = frozenset()


def written_hash(text: str) -> str:
    """The first 8 hex digits of the text's SHA-256: enough to see an edit, short enough to stand in the file."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:8]


def block_hash(markdown: str) -> str:
    """12 hex digits of a block: 8 of its text, 2 of its first three words, 2 of its last three. The ends tell a corrected
    text from another one where a person deleted the block, so that only its record is left."""
    return _kept_hash(markdown) if len(markdown) <= _KEPT_CHARACTERS else _hash_block(markdown)


@lru_cache(maxsize=1024)
def _kept_hash(markdown: str) -> str:
    """The hash of a paragraph seen lately: it is asked for where blocks are paired, recorded and read back."""
    return _hash_block(markdown)


def _hash_block(markdown: str) -> str:
    words = markdown.split()
    ends = "".join(written_hash(" ".join(part))[:2] for part in (words[:3], words[-3:]))
    return written_hash(markdown) + ends


def share_an_end(one: str, other: str) -> bool:
    """Whether two block hashes are of texts that begin or end alike."""
    return len(one) == len(other) == 12 and (one[8:10] == other[8:10] or one[10:] == other[10:])


def parse_records(front: FrontMatter) -> Records | None:
    """The records of a file, None where it has none: a person wrote it. What can't be read of them is left out,
    and the blocks and values concerned count as edited."""
    entry = front.find("briefgen")
    if entry is None or not isinstance(entry.node, yaml.MappingNode):
        return None
    rows = _rows(entry.node)
    theme = rows.get("theme")
    blocks = {key: node.value for key, node in _rows(rows.get("blocks")).items() if _is_hash(node)}
    fields = _rows(rows.get("fields"))
    return Records(
        theme=theme.value if isinstance(theme, yaml.ScalarNode) else "",
        fields={key: node.value[1:] for key, node in fields.items() if _is_hash(node)},
        items={
            key: tuple(item.value[1:] for item in node.value if _is_hash(item))
            for key, node in fields.items()
            if isinstance(node, yaml.SequenceNode)
        },
        blocks={key: value[1:] for key, value in blocks.items()},
        dropped=frozenset(key for key, value in blocks.items() if value.startswith("d")),
    )


def format_records(records: Records) -> str:
    """The lines of the `briefgen` key."""
    fields = [f"{key}: w{value}" for key, value in records.fields.items()]
    fields += [f"{key}: [{', '.join('w' + item for item in items)}]" for key, items in records.items.items()]
    blocks = [f"{key}: {'d' if key in records.dropped else 'w'}{value}" for key, value in records.blocks.items()]
    head = (
        f"briefgen:\n  version: {VERSION}\n  theme: {records.theme}\n"
        if records.theme
        else f"briefgen:\n  version: {VERSION}\n"
    )
    return head + _flow("fields", fields) + _flow("blocks", blocks)


def _flow(key: str, rows: list[str]) -> str:
    lines, current = [], f"  {key}: {{"
    for n, row in enumerate(rows):
        piece = row + ("," if n < len(rows) - 1 else "")
        if len(current) + len(piece) > _WIDTH and current.strip():
            lines.append(current.rstrip())
            current = "    "
        current += piece + " "
    return "\n".join([*lines, current.rstrip() + "}"]) + "\n"


def _rows(node: yaml.Node | None) -> dict[str, yaml.Node]:
    if not isinstance(node, yaml.MappingNode):
        return {}
    return {key.value: value for key, value in node.value if isinstance(key, yaml.ScalarNode)}


def _is_hash(node: yaml.Node) -> bool:
    return isinstance(node, yaml.ScalarNode) and _HASH.fullmatch(node.value) is not None
