"""Where the bytes of rendered pages go: into a folder aside, written by the process that rendered them.

The parent is told what was written and its hash, not the bytes: to send half a gigabyte through a pipe, to hash and to write it
all in one process took a fifth of a cold build.
"""

from __future__ import annotations

import errno
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from briefgen.errors import PublishError
from briefgen.files import sha256_of, share_file, write_file
from briefgen.site.indexed_part import digest_indexed
from briefgen.site.pages import PageKey, RenderedPage, is_inside


class StagedPage(NamedTuple):
    """One file of the site, as it was rendered. `written`: it differs from what is published, and stands in the staged folder;
    `indexed`: of a briefing's page, a hash of what search reads of it, else ""."""

    path: str
    key: PageKey
    why: str
    sha256: str
    size: int
    indexed: str
    written: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Staging:
    """Crosses processes. `folder`: of the staged files; `ahead`: of a second tree of them, "" for none;
    `output`: what an error of the disk is told of."""

    folder: str
    ahead: str = ""
    output: Path

    def put(self, page: RenderedPage, published: str | None) -> StagedPage:
        """Writes the page unless its hash is the `published` one.
        Raises PublishError where the disk refuses, ValueError for a path that leaves the site: every one is made of slugs, so
        that would be a bug."""
        path, data = page.path, page.data
        check_inside(path)
        sha256 = sha256_of(data)
        written = sha256 != published
        if written:
            with disk_errors(self.output):
                write_file(f"{self.folder}/{path}", data)
                if self.ahead:
                    share_file(f"{self.folder}/{path}", f"{self.ahead}/{path}")
        is_indexed = page.key.kind == "briefing" and path.endswith(".html")
        indexed = digest_indexed(data) if is_indexed else ""
        return StagedPage(path, page.key, page.why, sha256, len(data), indexed, written)


def check_inside(path: str) -> None:
    """Raises ValueError for a path that leaves the site."""
    if not is_inside(path):
        raise ValueError(f"{path!r} leaves the site")


class disk_errors:
    """Any error of the disk as one PublishError that says what to do."""

    def __init__(self, output: Path) -> None:
        self._output = output

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        if isinstance(error, OSError):
            reason = error.strerror or "an error"
            remedy = (
                "Make room and build again."
                if error.errno == errno.ENOSPC
                else "Mend it and build again; the old site stays."
            )
            raise PublishError(
                "expected a folder that can be written", self._output.name, found=reason, remedy=remedy
            ) from error
