"""All configuration of a project: `[tool.briefgen]` or briefgen.toml, and themes.toml. Every complaint names file and key.

In: the files. Out: `Config` and `Vocabulary`, frozen and checked; nothing else in the program looks at raw TOML of these files.
All problems of one file are told at once. Line numbers are found by looking for the key, since tomllib keeps none.
"""

from __future__ import annotations

import difflib
import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Any, get_args
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from briefgen.errors import ConfigError, UsageError
from briefgen.files import join_inside
from briefgen.model import TextPolicy, Theme

THEME_ID = re.compile(r"[a-z0-9][a-z0-9-]{0,59}")
_TEXT_POLICIES: tuple[str, ...] = get_args(TextPolicy)
ARTICLES = "content/articles/"
BRIEFINGS = "content/briefings/"
_DEFAULT_PATHS = {
    "articles": "content/articles",
    "themes_file": "content/themes.toml",
    "briefings": "content/briefings",
    "pages": "content/pages",
    "static": "content/static",
    "site_theme": "theme",
    "languages": "content/languages",
    "state": ".briefgen",
    "output": "output",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Paths:
    """Where things of a project lie, all absolute."""

    articles: Path
    themes_file: Path
    briefings: Path
    pages: Path
    static: Path
    site_theme: Path
    languages: Path
    state: Path
    output: Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    """The configuration of one project. `site_url`: without a final "/", None where not given.
    `publishers`: the text policy of single publishers, by name. `compact`: a site of fewer files."""

    root: Path
    paths: Paths
    site_url: str | None = None
    site_name: str = "Briefings"
    language: str = "en"
    timezone: str = "UTC"
    text: TextPolicy = "full"
    compact: bool = False
    publishers: Mapping[str, TextPolicy] = field(default_factory=dict)

    def relative(self, path: Path) -> str:
        """The path as articles and briefings name each other: from the project folder, with `/`."""
        return path.relative_to(self.root).as_posix() if path.is_relative_to(self.root) else path.as_posix()

    def briefing_file(self, path: str) -> Path:
        """Where a briefing lies on disk. Its `path` begins with content/briefings/ wherever the folder was moved to."""
        return join_inside(self.paths.briefings, path.removeprefix(BRIEFINGS))

    def article_file(self, path: str) -> Path:
        """Where an article lies on disk. Its `path` begins with content/articles/ wherever the folder was moved to."""
        return join_inside(self.paths.articles, path.removeprefix(ARTICLES))


@dataclass(frozen=True, kw_only=True)
class Vocabulary:
    """The news themes, in the order of the file. Parents stand before or after their children."""

    themes: tuple[Theme, ...]

    @cached_property
    def by_id(self) -> dict[str, Theme]:
        return {theme.id: theme for theme in self.themes}

    def ancestors(self, theme_id: str) -> tuple[str, ...]:
        """The ids of a theme's parents, the nearest first; bounded, so that a loop ends."""
        found: list[str] = []
        theme = self.by_id.get(theme_id)
        while theme and theme.parent and theme.parent not in found:
            found.append(theme.parent)
            theme = self.by_id.get(theme.parent)
        return tuple(found)


@dataclass(slots=True)
class _Problems:
    """The problems of one TOML file, collected so that all are told at once."""

    path: Path
    text: str
    found: list[ConfigError] = field(default_factory=list)

    def add(
        self, key: str, expected: str, value: object = None, remedy: str | None = None, line: int | None = None
    ) -> None:
        shown = None if value is None else f'"{value[:200]}"' if isinstance(value, str) else _describe(value)
        place = line or _line_of(self.text, key.rsplit(".", 1)[-1].strip('"'))
        self.found.append(ConfigError(expected, self.path.as_posix(), place, key, shown, remedy))

    def raise_if_any(self) -> None:
        if len(self.found) == 1:
            raise self.found[0]
        if self.found:
            raise ConfigError("\n".join(str(problem) for problem in self.found))


def load_config(folder: Path, output: Path | None = None) -> Config:
    """The configuration of the project in `folder`, or of none at all where there is no file: the defaults.
    `output` overrides paths.output. Raises ConfigError with every problem of the file, UsageError without a folder."""
    root = folder.resolve()
    if not root.is_dir():
        raise UsageError("expected a folder", path=folder.as_posix(), remedy="Make one with: briefgen init DIR")
    path, table, text = _find_table(root)
    problems = _Problems(path, text)
    _check_keys(table, problems)
    problems.raise_if_any()
    places = {**_DEFAULT_PATHS, **table.get("paths", {})}
    paths = Paths(**{name: (root / place).absolute() for name, place in places.items()})
    if output is not None:
        paths = replace(paths, output=output.absolute())
    _check_output(paths, "paths.output" if output is None else "--output", None if output else path.as_posix())
    url = table.get("site_url")
    return Config(
        root=root,
        paths=paths,
        site_url=url.rstrip("/") if url else None,
        publishers={name: row["text"] for name, row in table.get("publishers", {}).items() if "text" in row},
        **{key: table[key] for key in ("site_name", "language", "timezone", "text", "compact") if key in table},
    )


def _check_output(paths: Paths, key: str, path: str | None) -> None:
    """A site is exchanged as a whole: what else lies in its folder would be in the way, and be read again as content. The
    state alone may lie within; then files are moved one by one."""
    output = paths.output
    for name in _DEFAULT_PATHS:
        place: Path = getattr(paths, name)
        holds, lies_in = place.is_relative_to(output) and name != "state", output.is_relative_to(place)
        if name != "output" and (holds or lies_in):
            raise ConfigError(
                "expected a folder for the site alone",
                path=path,
                key=key,
                found=f"{output.as_posix()}, but {name} is {place.as_posix()}",
                remedy="Take a folder apart from all others.",
            )


def is_project(folder: Path) -> bool:
    """Whether the folder is a project: it has a configuration, or articles or briefings in the usual place."""
    _, table, text = _find_table(folder.resolve())
    return bool(table or text) or any((folder / place).is_dir() for place in ("content/articles", "content/briefings"))


def _find_table(root: Path) -> tuple[Path, dict[str, Any], str]:
    """The file that configures the project, its table, its text. pyproject.toml wins where it has the table."""
    pyproject, own = root / "pyproject.toml", root / "briefgen.toml"
    if pyproject.is_file():
        table, text = _read_toml(pyproject)
        if isinstance(tool := table.get("tool"), dict) and isinstance(tool.get("briefgen"), dict):
            return pyproject, tool["briefgen"], text
    if own.is_file():
        table, text = _read_toml(own)
        return own, table, text
    return pyproject, {}, ""


def _read_toml(path: Path) -> tuple[dict[str, Any], str]:
    try:
        text = path.read_text(encoding="utf-8-sig")
        return tomllib.loads(text), text
    except OSError as error:
        raise ConfigError("expected a file that can be read", path.as_posix(), found=error.strerror) from error
    except UnicodeDecodeError as error:
        raise ConfigError("expected UTF-8", path.as_posix(), remedy="Save the file as UTF-8.") from error
    except (ValueError, RecursionError) as error:
        # TOMLDecodeError is a ValueError; so is what a number of more than 4,300 digits raises.
        line = re.search(r"at line (\d+)", str(error))
        what = str(error).split(" (at ")[0]
        raise ConfigError(f"expected TOML: {what}", path.as_posix(), int(line[1]) if line else None) from error


def _line_of(text: str, key: str) -> int | None:
    for number, line in enumerate(text.splitlines(), 1):
        if re.match(rf"""\s*(?:\[.*)?["']?{re.escape(key)}["']?\s*[=\]."]""", line):
            return number
    return None


def _describe(value: object) -> str:
    try:
        return str(value)[:200]
    except (ValueError, RecursionError):
        return "a value too long to show"


def _is_url(value: object) -> bool:
    if not isinstance(value, str) or any(c.isspace() or c in "<>\"'" for c in value):
        return False
    try:
        parts = urlsplit(value)
        named = bool(parts.hostname) and parts.port != 0
    except ValueError:
        # Brackets that are no IPv6 address, a port that is no number.
        return False
    return parts.scheme in ("http", "https") and named and not parts.query and not parts.fragment


def _is_zone(value: object) -> bool:
    try:
        return isinstance(value, str) and bool(ZoneInfo(value))
    except (OSError, ValueError, ZoneInfoNotFoundError):
        return False


def _is_name(value: object) -> bool:
    return isinstance(value, str) and bool(value.strip()) and len(value) <= 200


_CHECKS: dict[str, tuple[Callable[[Any], bool], str]] = {
    "site_url": (_is_url, "an address such as https://news.example.org/briefings"),
    "site_name": (_is_name, "a name of 1 to 200 characters"),
    "language": (
        lambda v: isinstance(v, str) and bool(re.fullmatch(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*", v)),
        'a code such as "en"',
    ),
    "timezone": (_is_zone, 'a time zone such as "Europe/London"'),
    "text": (lambda v: v in _TEXT_POLICIES, '"full" or "extract"'),
    "compact": (lambda v: isinstance(v, bool), "true or false"),
    "paths": (lambda v: isinstance(v, dict), "a table"),
    "publishers": (lambda v: isinstance(v, dict), 'tables such as [tool.briefgen.publishers."The Paper"]'),
}


def _check_keys(table: Mapping[str, Any], problems: _Problems) -> None:
    for key, value in table.items():
        if key not in _CHECKS:
            problems.add(key, f"expected one of {', '.join(_CHECKS)}", remedy=_did_you_mean(key, _CHECKS))
        elif not _CHECKS[key][0](value):
            problems.add(key, f"expected {_CHECKS[key][1]}", value)
        elif key == "paths":
            _check_paths(value, problems)
        elif key == "publishers":
            _check_publishers(value, problems)


def _check_paths(table: Mapping[str, Any], problems: _Problems) -> None:
    for key, value in table.items():
        if key not in _DEFAULT_PATHS:
            problems.add(
                f"paths.{key}",
                f"expected one of {', '.join(_DEFAULT_PATHS)}",
                remedy=_did_you_mean(key, _DEFAULT_PATHS),
            )
        elif not isinstance(value, str) or not value or "\0" in value:
            problems.add(f"paths.{key}", "expected a path", value)


def _check_publishers(table: Mapping[str, Any], problems: _Problems) -> None:
    for name, row in table.items():
        if not isinstance(row, dict) or set(row) - {"text"}:
            problems.add(f'publishers."{name}"', 'expected a table with the key "text"')
        elif "text" in row and row["text"] not in _TEXT_POLICIES:
            problems.add(f'publishers."{name}".text', 'expected "full" or "extract"', row["text"])


def _did_you_mean(key: str, known: Mapping[str, Any]) -> str | None:
    close = difflib.get_close_matches(key, known, n=1)
    return f"Did you mean {close[0]}?" if close else None


_THEME_KEYS = {"id", "name", "description", "parent", "iptc", "cues"}


def read_vocabulary(path: Path) -> Vocabulary:
    """The themes of a themes.toml. Raises ConfigError with every problem of the file: a missing or doubled id, an unknown
    key or parent, a parent that has a parent itself in a circle, anything of a wrong type."""
    table, text = _read_toml(path)
    problems = _Problems(path, text)
    rows = table.get("theme")
    if set(table) - {"theme"} or not isinstance(rows, list) or not rows:
        problems.add("theme", "expected [[theme]] tables and nothing else")
        problems.raise_if_any()
    starts = [n for n, line in enumerate(text.splitlines(), 1) if re.match(r"\s*\[\[\s*theme\s*\]\]", line)]
    themes: dict[str, Theme] = {}
    for index, row in enumerate(rows or ()):
        line = starts[index] if index < len(starts) else None
        theme = _check_theme(row, line, problems)
        if theme is None:
            continue
        if theme.id in themes:
            problems.add("id", "expected an id that no other theme has", theme.id, line=line)
        themes[theme.id] = theme
    _check_parents(themes, problems)
    problems.raise_if_any()
    return Vocabulary(themes=tuple(themes.values()))


def _check_theme(row: Any, line: int | None, problems: _Problems) -> Theme | None:
    if not isinstance(row, dict):
        problems.add("theme", "expected a table", row, line=line)
        return None
    before = len(problems.found)
    for key in set(row) - _THEME_KEYS:
        problems.add(
            key,
            f"expected one of {', '.join(sorted(_THEME_KEYS))}",
            line=line,
            remedy=_did_you_mean(key, dict.fromkeys(_THEME_KEYS)),
        )
    if not isinstance(row.get("id"), str) or not THEME_ID.fullmatch(row["id"]):
        problems.add("id", "expected letters a-z, digits and hyphens, at most 60", row.get("id", "nothing"), line=line)
    if not _is_name(row.get("name")):
        problems.add("name", "expected a name", row.get("name", "nothing"), line=line)
    for key in ("description", "parent"):
        if not isinstance(row.get(key, ""), str):
            problems.add(key, "expected a string", row[key], line=line)
    for key in ("iptc", "cues"):
        if not isinstance(row.get(key, []), list) or not all(isinstance(v, str) for v in row.get(key, [])):
            problems.add(key, "expected a list of strings", row[key], line=line)
    if len(problems.found) > before:
        return None
    return Theme(
        id=row["id"],
        name=row["name"].strip(),
        description=row.get("description", ""),
        parent=row.get("parent"),
        iptc=tuple(row.get("iptc", ())),
        cues=tuple(row.get("cues", ())),
    )


def _check_parents(themes: Mapping[str, Theme], problems: _Problems) -> None:
    vocabulary = Vocabulary(themes=tuple(themes.values()))
    for theme in vocabulary.themes:
        if theme.parent is None:
            continue
        if theme.parent not in themes:
            problems.add(
                "parent",
                f'expected the id of a theme for "{theme.id}"',
                theme.parent,
                _did_you_mean(theme.parent, dict.fromkeys(themes)),
            )
        elif theme.id == theme.parent or theme.id in vocabulary.ancestors(theme.parent):
            problems.add("parent", f'expected no circle of parents at "{theme.id}"', theme.parent)


def load_vocabulary(config: Config) -> Vocabulary:
    """The project's themes, or the shipped ones where it has no themes.toml."""
    own = config.paths.themes_file
    return read_vocabulary(own if own.is_file() else shipped("content/themes.toml"))


def check_languages(config: Config) -> None:
    """Raises ConfigError for a language table of the project's own that is no TOML, before any article is blamed for it."""
    folder = config.paths.languages
    for path in sorted(folder.rglob("*.toml")) if folder.is_dir() else ():
        _read_toml(path)


def shipped(relative: str) -> Path:
    """A file or folder that ships with the program: in the wheel under `shipped/`, in a checkout beside the package."""
    package = Path(__file__).parent
    inside = package / "shipped" / relative
    return inside if inside.exists() else package.parent / relative
