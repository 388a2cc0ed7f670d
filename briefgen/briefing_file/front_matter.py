"""The YAML that opens a briefing file: read without making objects, written without disturbing what a person left there.

An entry is the raw text of one top-level key, comments included, so that a change of one key leaves every other line as it is.
Scalars are read as they are written: `language: no` is the text "no", `title: 12:30` is "12:30", unlike in YAML 1.1.
Size, depth and aliases are bounded.
"""

from __future__ import annotations

import json
import re
import textwrap
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import yaml

from briefgen.errors import BriefingFileError
from briefgen.model import MOMENT_YEARS, Moment

LIMIT_BYTES = 1_000_000
_LIMIT_BRACKETS = 5_000
_LIMIT_DEPTH = 30
_LIMIT_NODES = 50_000
_WIDTH = 100

_DEEP = re.compile(r"^(?:[ \t]*[-?:][ \t]+){30}", re.MULTILINE)
_FENCE = re.compile(r"^(?:---|\.\.\.)[ \t]*$", re.MULTILINE)
_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_UNPRINTABLE = re.compile(
    r"[^\t\n\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]|\ufeff|\x85|\u2028|\u2029"
)
# A plain scalar that no reader, YAML 1.1 or 1.2, takes for a number, a day, a truth value or a mark of its own.
_PLAIN = re.compile(r"[^\W\d_](?:[^\W_]|[ .,;/()’‘“”«»„–—…!?%&+_'-](?! *#)|:(?=\S))*", re.UNICODE)
_UNFOLDABLE = re.compile(r"[\t\n\r\v\f\x1c-\x1f]|  ")
_TAKEN = re.compile(r"(?i:y|n|yes|no|on|off|true|false|null)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One top-level key: its raw lines, its node, and the file's line that it begins in."""

    key: str
    raw: str
    node: yaml.Node
    line: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FrontMatter:
    """`text`: the YAML as it stands. `entries` in the file's order. `head`: what stands before the first.
    `block_style` False: one `{…}` or the like, whose keys can't be exchanged one by one."""

    path: str
    text: str = ""
    head: str = ""
    entries: tuple[Entry, ...] = ()
    block_style: bool = True

    def find(self, key: str) -> Entry | None:
        return next((entry for entry in self.entries if entry.key == key), None)


def split_front_matter(text: str, path: str) -> tuple[str, str]:
    """The YAML and the body of a file (LF only, no BOM). Raises BriefingFileError where the fences are not there."""
    first, _, rest = text.partition("\n")
    if first.rstrip() != "---":
        raise BriefingFileError(
            "expected front matter between two lines of ---",
            path=path,
            line=1,
            found=_short(first) if first else "an empty line",
            remedy="Begin the file with ---, then title: and date:, then --- again.",
        )
    fence = _FENCE.search(rest)
    if fence is None:
        raise BriefingFileError(
            "expected a second line of --- after the front matter",
            path=path,
            line=1,
            found="none",
            remedy="Put --- on a line of its own below the last key.",
        )
    return rest[: fence.start()], rest[fence.end() + 1 :]


def parse_front_matter(front: str, path: str) -> FrontMatter:
    """The entries of the YAML between the fences. Raises BriefingFileError with the file's line."""
    root = _compose(front, path)
    if root is None:
        return FrontMatter(path=path, text=front, head=front)
    if not isinstance(root, yaml.MappingNode):
        raise BriefingFileError(
            "expected keys such as title: and date:",
            path=path,
            line=_line(root),
            found="something else",
            remedy="Write one key: value a line.",
        )
    _check_shape(root, path)
    starts = [key.start_mark for key, _ in root.value]
    # U+2028 and its like end a line for YAML 1.1 alone, so its line numbers are not ours.
    block_style = (
        not root.flow_style
        and all(mark.column == 0 for mark in starts)
        and not re.search("[\r\x85\u2028\u2029]", front)
    )
    lines = [line + "\n" for line in front.split("\n")][: front.count("\n")]
    bounds = [mark.line for mark in starts] + [len(lines)]
    entries = tuple(
        Entry(
            key=key.value,
            raw="".join(lines[bounds[n] : bounds[n + 1]]) if block_style else "",
            node=value,
            line=_line(key),
        )
        for n, (key, value) in enumerate(root.value)
    )
    head = "".join(lines[: bounds[0]]) if block_style else ""
    return FrontMatter(path=path, text=front, head=head, entries=entries, block_style=block_style)


def text_value(entry: Entry, path: str) -> str:
    """The entry's text, as written; "" for null. Raises BriefingFileError for a list or a mapping."""
    node = entry.node
    if not isinstance(node, yaml.ScalarNode):
        raise BriefingFileError(
            "expected text",
            path=path,
            line=entry.line,
            key=entry.key,
            found="a list" if isinstance(node, yaml.SequenceNode) else "a mapping",
            remedy="Put the value in quotes on the same line.",
        )
    return "" if is_null(node) else node.value


def texts_value(entry: Entry, path: str) -> tuple[str, ...]:
    """The entry's list of texts; a single text is a list of one, null an empty one."""
    node = entry.node
    if isinstance(node, yaml.ScalarNode):
        return (node.value,) if node.value.strip() and not is_null(node) else ()
    items = node.value if isinstance(node, yaml.SequenceNode) else [node]
    if not all(isinstance(item, yaml.ScalarNode) for item in items):
        raise BriefingFileError(
            "expected a list of texts",
            path=path,
            line=entry.line,
            key=entry.key,
            found="lists or mappings in it",
            remedy="Write [One, Two], or one a line after a dash.",
        )
    return tuple(item.value for item in items if not is_null(item) and item.value.strip())


def moment_value(entry: Entry, path: str) -> tuple[Moment | None, str | None]:
    """The entry's day or aware date-time, and a warning: a time without a zone is left out, its day stays."""
    text = text_value(entry, path).strip()
    if not text:
        return None, None
    try:
        if _DAY.fullmatch(text):
            return _in_calendar(date.fromisoformat(text)), None
        moment = datetime.fromisoformat(re.sub(r"\s+(?=[-+Zz]|\d\d?:)", "T", text, count=1).replace("z", "Z"))
        _in_calendar(moment)
    except ValueError:
        raise BriefingFileError(
            "expected a day such as 2025-03-31 or a time with its zone such as 2025-03-31T07:00:00+01:00",
            path=path,
            line=entry.line,
            key=entry.key,
            found=_short(text),
            remedy="Change the line.",
        ) from None
    if moment.tzinfo is None or moment.utcoffset() is None:
        return moment.date(), f"{path}:{entry.line}: {entry.key}: the time has no zone, so only the day is used"
    return moment, None


def _in_calendar(moment: date) -> date:
    """The moment. Raises ValueError for a year that no date of news has."""
    if not MOMENT_YEARS[0] <= moment.year <= MOMENT_YEARS[1]:
        raise ValueError(f"the year {moment.year}")
    return moment


def plain_value(node: yaml.Node) -> Any:
    """Any node as plain data: texts, true/false, whole numbers, None, lists, mappings. Tags and days stay text."""
    if isinstance(node, yaml.SequenceNode):
        return [plain_value(item) for item in node.value]
    if isinstance(node, yaml.MappingNode):
        return {
            str(key.value) if isinstance(key, yaml.ScalarNode) else repr(plain_value(key)): plain_value(value)
            for key, value in node.value
        }
    if not isinstance(node, yaml.ScalarNode):
        return None
    if node.style:
        return node.value
    if is_null(node):
        return None
    if node.value in ("true", "True", "false", "False"):
        return node.value.lower() == "true"
    return int(node.value) if re.fullmatch(r"-?(?:0|[1-9]\d{0,17})", node.value, re.ASCII) else node.value


def comments_below(raw: str) -> str:
    """The comments and empty lines that end an entry: they are the person's, and belong to the key below."""
    lines = raw.splitlines(keepends=True)
    end = len(lines)
    while end > 1 and (not lines[end - 1].strip() or lines[end - 1].startswith("#")):
        end -= 1
    return "".join(lines[end:])


def is_null(node: yaml.Node) -> bool:
    """True for an empty value, `~` and `null`, unless they are in quotes."""
    return isinstance(node, yaml.ScalarNode) and not node.style and node.value in ("", "~", "null", "Null", "NULL")


def format_entry(key: str, value: object) -> str:
    """The lines of one key: short text plain or in double quotes, long text folded, lists and days on one line."""
    match value:
        case datetime() | date():
            return f"{key}: {value.isoformat()}\n"
        case str() if len(value) > _WIDTH and (body := _fold(value)):
            return f"{key}: >-\n{body}\n"
        case str():
            return f"{key}: {format_scalar(value)}\n"
        case tuple() | list():
            return _wrap(f"{key}: [", [format_scalar(str(item), flow=True) for item in value], "]")
        case Mapping():
            rows = "".join(f"  {name}: {format_scalar(str(item))}\n" for name, item in value.items())
            return f"{key}:\n{rows}" if rows else f"{key}: {{}}\n"
        case _:
            return f"{key}: {json.dumps(value)}\n"


def format_scalar(text: str, *, flow: bool = False) -> str:
    """The text as a YAML scalar on one line, plain where no reader could take it for something else. `flow`: within brackets."""
    plain = _PLAIN.fullmatch(text) and not (flow and re.search("[,:?]", text))
    if plain and not _TAKEN.fullmatch(text) and not text.endswith((" ", ":")):
        return text
    quoted = json.dumps(text, ensure_ascii=False)
    return _UNPRINTABLE.sub(lambda match: _escape(match[0]), quoted)


def _escape(character: str) -> str:
    code = ord(character)
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}"


def _fold(text: str) -> str | None:
    """The text on indented lines that YAML folds into the same text again; None where it could not."""
    if _UNPRINTABLE.search(text) or _UNFOLDABLE.search(text) or text != text.strip():
        return None
    lines = textwrap.wrap(text, _WIDTH - 2, break_long_words=False, break_on_hyphens=False)
    return "\n".join(f"  {line}" for line in lines) if " ".join(lines) == text else None


def _wrap(opening: str, items: list[str], closing: str) -> str:
    lines, current = [], opening
    for n, item in enumerate(items):
        piece = item + ("," if n < len(items) - 1 else closing)
        if current.strip() and len(current) + len(piece) > _WIDTH and not current.endswith("["):
            lines.append(current.rstrip())
            current = "  "
        current += piece + " "
    if not items:
        current += closing
    return "\n".join([*lines, current.rstrip()]) + "\n"


class _Loader(yaml.CSafeLoader):
    """Makes nodes without looking for the tag of each: what a scalar means is told here, by its text and its style."""

    def resolve(self, *_: object) -> str:
        return ""

    def descend_resolver(self, *_: object) -> None: ...

    def ascend_resolver(self) -> None: ...


def _compose(front: str, path: str) -> yaml.Node | None:
    if len(front.encode("utf-8", "surrogatepass")) > LIMIT_BYTES:
        raise _too_much(path, f"front matter of at most {LIMIT_BYTES:,} bytes")
    if front.count("[") + front.count("{") > _LIMIT_BRACKETS or _DEEP.search(front):
        raise _too_much(path, f"values nested at most {_LIMIT_DEPTH} deep")
    try:
        return yaml.compose(front, Loader=_Loader)
    except yaml.MarkedYAMLError as error:
        problem = (error.problem or "something else").removeprefix("found ")
        # "did not find expected ',' or ']'": what is missing stands where it was looked for.
        missing = problem.removeprefix("did not find expected ")
        # A quotation mark that is not closed is seen at the end of the file; it is where it opens that needs mending.
        open_mark = error.context_mark if "end of stream" in problem else None
        mark = open_mark or error.problem_mark or error.context_mark
        raise BriefingFileError(
            "expected YAML" if missing == problem else f"expected YAML, with {missing} here",
            path=path,
            line=(mark.line if mark else 0) + 2,
            found=problem if missing == problem else None,
            remedy="Put a text that holds a colon, a # or a quotation mark in quotes.",
        ) from error
    except (yaml.YAMLError, ValueError, UnicodeError) as error:
        line = next((n for n, row in enumerate(front.split("\n"), 2) if _UNPRINTABLE.search(row)), 2)
        raise BriefingFileError(
            "expected YAML",
            path=path,
            line=line,
            found=_short(str(error).split("\n")[0]),
            remedy="Take out characters that can't be printed.",
        ) from error


def _check_shape(root: yaml.MappingNode, path: str) -> None:
    """Keys are texts and unique; depth and the number of nodes, each alias counted anew, stay within their limits."""
    visited = 0
    stack: list[tuple[yaml.Node, int]] = [(root, 0)]
    while stack:
        node, depth = stack.pop()
        visited += 1
        if depth > _LIMIT_DEPTH or visited > _LIMIT_NODES:
            raise _too_much(path, f"values nested at most {_LIMIT_DEPTH} deep and at most {_LIMIT_NODES:,} of them")
        if isinstance(node, yaml.MappingNode):
            _check_keys(node, path, top=depth == 0)
            stack.extend((child, depth + 1) for pair in node.value for child in pair)
        elif isinstance(node, yaml.SequenceNode):
            stack.extend((child, depth + 1) for child in node.value)


def _check_keys(node: yaml.MappingNode, path: str, *, top: bool) -> None:
    seen: set[str] = set()
    for key, _ in node.value:
        if not isinstance(key, yaml.ScalarNode):
            if top:
                raise BriefingFileError(
                    "expected a key that is text", path=path, line=_line(key), found="a list or a mapping"
                )
            continue
        if key.value in seen:
            raise BriefingFileError(
                "expected each key once",
                path=path,
                line=_line(key),
                key=key.value[:60],
                found="it a second time",
                remedy="Delete one of them.",
            )
        seen.add(key.value)


def _too_much(path: str, expected: str) -> BriefingFileError:
    return BriefingFileError(
        f"expected {expected}", path=path, line=2, found="more", remedy="Shorten the front matter."
    )


def _line(node: yaml.Node) -> int:
    return int(node.start_mark.line) + 2


def _short(text: str) -> str:
    return f'"{text[:57]}…"' if len(text) > 60 else f'"{text}"'
