"""What a deployment needs: the built site's files with their hashes, and what differs from an earlier list of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from briefgen.config import Config
from briefgen.errors import UsageError
from briefgen.files import sha256_of
from briefgen.site.marks import read_site_files


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteChanges:
    """Paths to upload and to delete, each in order."""

    changed: tuple[str, ...]
    deleted: tuple[str, ...]


def read_manifest(config: Config) -> Iterator[tuple[str, str]]:
    """Path and SHA-256 of every file of the site that is ours, in order. Read from the files themselves, so that it holds
    whatever became of the state. Raises UsageError where nothing is built."""
    if not config.paths.output.is_dir():
        raise UsageError("expected a built site", path=config.paths.output.name, remedy="Run: briefgen build")
    for path in read_site_files(config.paths.output):
        file = config.paths.output / path
        if file.is_file():
            yield path, sha256_of(file.read_bytes())


def find_site_changes(config: Config, since: Path) -> SiteChanges:
    """What to upload and delete so that a site as in the manifest `since` becomes the one in `output/`."""
    old = dict(_parse_manifest(since))
    new = dict(read_manifest(config))
    return SiteChanges(
        changed=tuple(path for path in sorted(new) if old.get(path) != new[path]),
        deleted=tuple(path for path in sorted(old) if path not in new),
    )


def _parse_manifest(path: Path) -> Iterable[tuple[str, str]]:
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, ValueError) as error:
        raise UsageError("expected a file that `briefgen manifest` wrote", path=path.as_posix()) from error
    for number, line in enumerate(lines, 1):
        sha256, separator, name = line.partition("  ")
        if not separator or len(sha256) != 64:
            raise UsageError(
                "expected a SHA-256, two spaces and a path", path=path.as_posix(), line=number, found=f'"{line[:60]}"'
            )
        yield name, sha256
