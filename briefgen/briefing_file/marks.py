"""The body of a briefing file: blocks under their marks, and the prose that a person wrote between them.

A mark is one line, `<!-- u-3f9a1c.9e41 L12 -->`: the block's id and its source lines (`L12-14`; `L12:0-45` for a part of a line),
then the role where the Markdown does not show it. The block is the run of non-empty lines after its mark. Everything else is
prose and is kept as it stands, a mark that can't be read included. The `raw` of all chunks joined is the body, byte for byte.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from briefgen.model import BriefingBlock, LineRange

_MARK = re.compile(
    r"^ {0,3}<!-- *(?P<id>(?:u-[0-9a-z-]+\.[0-9a-z.-]+|s-[0-9a-z.-]+?))"
    r"(?: +L(?P<first>[1-9]\d{0,8})(?:-(?P<last>[1-9]\d{0,8}))?(?::(?P<start>\d{1,9})-(?P<end>\d{1,9}))?)?"
    r"(?: +(?P<role>[a-z_]+))? *-->[ \t]*$",
    re.ASCII,
)
_SHAPES = (("## ", "headline"), ("### ", "heading"), (">", "quote"), ("- ", "list_item"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Chunk:
    """A stretch of a body, `raw` with all its line ends. `markdown`: the block's lines, or the prose without outer empty lines.
    `id` None: prose. `repeats`: the mark named a block that stands further up already; what follows it is prose."""

    raw: str
    markdown: str
    id: str | None = None
    lines: LineRange | None = None
    role: str | None = None
    start: int | None = None
    end: int | None = None
    repeats: bool = False


def parse_body(body: str) -> tuple[Chunk, ...]:
    """The chunks of a body whose lines end in LF; their `raw` joined is the body."""
    chunks: list[Chunk] = []
    seen: set[str] = set()
    for group in _split_groups(_lines(body)):
        mark = _MARK.match(group[0].rstrip("\n"))
        if mark is None:
            chunks.append(_prose(group))
        else:
            chunks.extend(_marked(mark, group, repeats=mark["id"] in seen))
            seen.add(mark["id"])
    return tuple(chunks)


def format_block(block: BriefingBlock) -> Chunk:
    """The chunk of a block that is written anew: its mark, its Markdown, an empty line."""
    return Chunk(
        raw=f"{format_mark(block)}\n{block.markdown}\n\n",
        markdown=block.markdown,
        id=block.id,
        lines=block.lines,
        role=block.role,
        start=block.start,
        end=block.end,
    )


def format_mark(block: BriefingBlock) -> str:
    """The mark of a block, without a line end."""
    place = f"L{block.lines.first}"
    if block.lines.last != block.lines.first:
        place += f"-{block.lines.last}"
    if block.start is not None and block.end is not None:
        place += f":{block.start}-{block.end}"
    role = "" if block.role == "summary" or shape_of(block.markdown) == block.role else f" {block.role}"
    return f"<!-- {block.id} {place}{role} -->"


def shape_of(markdown: str) -> str:
    """The role that a block's Markdown shows by itself; "body" where it shows none."""
    if markdown.strip() == "***":
        return "rule"
    return next((role for prefix, role in _SHAPES if markdown.startswith(prefix)), "body")


def _lines(body: str) -> list[str]:
    lines = [line + "\n" for line in body.split("\n")]
    lines[-1] = lines[-1][:-1]
    return lines if lines[-1] else lines[:-1]


def _split_groups(lines: list[str]) -> Iterator[list[str]]:
    """Cuts before every mark."""
    group: list[str] = []
    for line in lines:
        if group and _MARK.match(line.rstrip("\n")):
            yield group
            group = []
        group.append(line)
    if group:
        yield group


def _prose(lines: list[str]) -> Chunk:
    raw = "".join(lines)
    return Chunk(raw=raw, markdown=raw.strip("\n"))


def _marked(mark: re.Match[str], lines: list[str], *, repeats: bool) -> Iterator[Chunk]:
    """The block under a mark and the prose after it. Empty lines between mark and block are passed over: formatters put them."""
    begin = next((n for n, line in enumerate(lines[1:], 1) if line.strip()), len(lines))
    end = next((n for n, line in enumerate(lines[begin:], begin) if not line.strip()), len(lines))
    rest = next((n for n, line in enumerate(lines[end:], end) if line.strip()), len(lines))
    markdown = "".join(lines[begin:end]).removesuffix("\n")
    first, last = (int(mark[name] or mark["first"] or 0) for name in ("first", "last"))
    place = LineRange(first, last) if first and last >= first else None
    yield Chunk(
        raw="".join(lines[:rest]),
        markdown=markdown,
        id=None if repeats else mark["id"],
        lines=place,
        role=mark["role"] or ("summary" if mark["id"].startswith("s-") else shape_of(markdown)),
        start=int(mark["start"]) if mark["start"] else None,
        end=int(mark["end"]) if mark["end"] else None,
        repeats=repeats,
    )
    if rest < len(lines):
        yield _prose(lines[rest:])
