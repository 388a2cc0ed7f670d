"""What a conversion, or a page, depends on besides its own source: when one of these changes, all are made anew."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from briefgen.config import Config, shipped

_CODE = Path(__file__).parent.parent
_CODE_SUFFIXES = {".py", ".toml", ".json"}


def conversion_fingerprint(config: Config) -> str:
    """Of all that makes the same article give other briefings: the program, the themes, the language tables, the settings."""
    own = config.paths.themes_file
    files = [
        *_files(config.paths.languages),
        own if own.is_file() else shipped("content/themes.toml"),
    ]
    settings = (config.text, config.timezone, config.language, sorted(config.publishers.items()))
    return _digest([repr(settings), _program("convert", "briefing_file"), *map(_content, files)])


def look_fingerprint(folders: Iterable[Path]) -> str:
    """Of all that makes the same briefing give another page: the program's pages and the templates."""
    files = (file for folder in folders for file in _files(folder, None))
    return _digest([_program("site"), *map(_content, files)])


@cache
def _program(*packages: str) -> str:
    """Of the program's own files in those packages. Read once: what runs stays what was loaded."""
    return _digest(_content(file) for package in packages for file in _files(_CODE / package))


def _files(folder: Path, suffixes: set[str] | None = _CODE_SUFFIXES) -> list[Path]:
    if not folder.is_dir():
        return []
    return sorted(p for p in folder.rglob("*") if p.is_file() and (suffixes is None or p.suffix in suffixes))


def _content(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()


def _digest(parts: Iterable[str]) -> str:
    state = hashlib.sha256()
    for part in parts:
        state.update(part.encode("utf-8", "surrogatepass") + b"\0")
    return state.hexdigest()
