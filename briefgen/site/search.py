"""Rendered briefings → the search index, in shards, for the search page's script. Pagefind does the indexing.

In: which shards to build (`search_plan`), and the bytes of the pages. Out: `/pagefind/<shard>/` for each of them,
`/pagefind/shards.json`, and the runtime once. Only pages with `data-pagefind-body` count, and only what stands in it.

Traps: Pagefind never removes old hashed files (each shard is made in an empty folder); one run takes mostly one core and
0.28 MB a page (so a few at a time, bounded by their pages); its Python interface answers ten pages a second (so its binary,
on a folder). All pages are indexed under the site's language: a reader finds an article in another language, too.
"""

from __future__ import annotations

import json
import math
import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from briefgen.errors import PublishError
from briefgen.files import join_inside, write_if_changed
from briefgen.site import search_plan
from briefgen.site.search_bundle import pack_bundle
from briefgen.site.search_plan import Entry, Shard

__all__ = ["Entry", "Shard", "ShardReport", "build_shards", "digest_indexed", "plan_shards", "write_manifest"]

FOLDER = "pagefind"
MANIFEST = "pagefind/shards.json"
_FORMAT = 2
_PAGES_AT_ONCE = 2000
_LINK = re.compile(rb'<a href="[^"]*"')
_KEPT = ("filter", "fragment", "index")


@dataclass(frozen=True, slots=True, kw_only=True)
class ShardReport:
    """What was indexed. `pages`: in the shards that were built."""

    shards_rebuilt: int
    pages: int


@dataclass(frozen=True, slots=True)
class _Run:
    """A Pagefind process at work on one shard."""

    shard: Shard
    folder: Path
    process: subprocess.Popen[bytes]


def digest_indexed(html: bytes) -> str:
    """A hash of the part of a page that is indexed, so that a new neighbour in its footer does not index it again."""
    start = html.find(b"data-pagefind-body")
    end = html.find(b"<footer", start)
    indexed = html[start:end] if 0 <= start < end else html
    if b"[href]" not in indexed:
        # Where a link leads is not indexed: a name that gets a page must not index old briefings again.
        indexed = _LINK.sub(b"<a", indexed).replace(b"<a>", b"").replace(b"</a>", b"")
    return sha256(indexed).hexdigest()


def plan_shards(entries: Sequence[Entry], *, language: str = "") -> tuple[Shard, ...]:
    """The shards of these briefings (`search_plan`), with ids that change with Pagefind's version and the site's language."""
    try:
        pagefind = version("pagefind_bin")
    except PackageNotFoundError:
        pagefind = "none"
    return search_plan.plan_shards(entries, f"{_FORMAT} {pagefind} {language}")


def find_pagefind() -> Path:
    """Pagefind's binary. Raises PublishError where its package is not installed."""
    try:
        from pagefind_bin import get_executable

        return Path(get_executable())
    except (ImportError, FileNotFoundError) as error:
        raise PublishError(
            "expected Pagefind for the search index",
            found="none",
            remedy="Run `python -m pip install 'pagefind[bin]'`, or build with --no-search.",
        ) from error


def build_shards(
    shards: Iterable[Shard],
    read_page: Callable[[str], bytes],
    destination: Path,
    *,
    language: str,
    jobs: int | None = None,
) -> ShardReport:
    """Indexes the shards into `destination/<shard id>/`, and puts the runtime there once. `read_page`: URL → bytes;
    `destination`: the folder that becomes `/pagefind/`. At most `jobs` processes (default: one a core) and 2,000 pages at a
    time. Raises PublishError with Pagefind's own words where it fails; then what was written must not be published."""
    waiting = sorted(shards, key=lambda shard: (len(shard.urls), shard.id))
    built = tuple(waiting)
    running: list[_Run] = []
    binary = find_pagefind()
    destination.mkdir(parents=True, exist_ok=True)
    # On the same disk as the destination: there, moving a bundle is a rename.
    with tempfile.TemporaryDirectory(prefix=".indexing-", dir=destination) as scratch:
        try:
            while waiting or running:
                while waiting and _has_room(running, waiting[-1], jobs or os.cpu_count() or 1):
                    running.append(_start(binary, waiting.pop(), read_page, Path(scratch), language))
                _finish(running.pop(0), destination)
        finally:
            for run in running:
                run.process.kill()
                run.process.communicate()
    return ShardReport(shards_rebuilt=len(built), pages=sum(len(shard.urls) for shard in built))


def write_manifest(shards: Sequence[Shard], destination: Path, *, language: str) -> bool:
    """Writes `shards.json`, the newest shard first, for all shards of the site; True where it changed."""
    rows = [
        {"id": shard.id, "from": shard.first_day, "to": shard.last_day, "count": len(shard.urls)} for shard in shards
    ]
    manifest = {"format": _FORMAT, "language": _base_language(language), "shards": rows}
    text = json.dumps(manifest, ensure_ascii=False, separators=(",", ":")) + "\n"
    return write_if_changed(destination / "shards.json", text.encode())


def _has_room(running: Sequence[_Run], shard: Shard, jobs: int) -> bool:
    pages = sum(len(run.shard.urls) for run in running)
    return not running or (len(running) < jobs and pages + len(shard.urls) <= _PAGES_AT_ONCE)


def _start(binary: Path, shard: Shard, read_page: Callable[[str], bytes], scratch: Path, language: str) -> _Run:
    folder = Path(tempfile.mkdtemp(dir=scratch))
    site = folder / "site"
    for url in shard.urls:
        path = join_inside(site, f"{url.strip('/')}/index.html")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(read_page(url))
    command = [
        *(str(binary), "--site", str(site), "--output-path", str(folder / "bundle")),
        *("--force-language", _base_language(language), "--silent"),
    ]
    environment = os.environ | {"PAGEFIND_UNSTABLE_INDEX_CHUNK_SIZE": str(_chunk_words(len(shard.urls)))}
    process = subprocess.Popen(
        command, cwd=folder, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )
    return _Run(shard, folder, process)


def _finish(run: _Run, destination: Path) -> None:
    output, _ = run.process.communicate()
    bundle = run.folder / "bundle"
    if run.process.returncode or not (bundle / "pagefind-entry.json").is_file():
        words = output.decode("utf-8", "replace").strip() or f"exit status {run.process.returncode}"
        raise PublishError(f"expected Pagefind to index {len(run.shard.urls)} pages", found=words)
    pack_bundle(bundle, run.shard.urls)
    _move_bundle(bundle, run.shard, destination)
    shutil.rmtree(run.folder)


def _move_bundle(bundle: Path, shard: Shard, destination: Path) -> None:
    target = destination / shard.id
    shutil.rmtree(target, ignore_errors=True)
    target.mkdir(parents=True)
    write_if_changed(destination / "runtime.pagefind", _runtime(bundle).read_bytes())
    for name in _KEPT:
        if (bundle / name).is_dir():
            shutil.move(bundle / name, target / name)
    for path in (bundle / "pagefind-entry.json", bundle / "pagefind.0.pf_meta"):
        shutil.move(path, target / path.name)


def _runtime(bundle: Path) -> Path:
    """The WebAssembly that searches: with the stems of the language where Pagefind knows it, else without."""
    entry = json.loads((bundle / "pagefind-entry.json").read_bytes())
    (index,) = entry["languages"].values()
    return bundle / f"wasm.{index.get('wasm') or 'unknown'}.pagefind"


def _base_language(language: str) -> str:
    return language.split("-")[0].lower() or "en"


def _chunk_words(pages: int) -> int:
    """How many words go in one chunk of the index: a search loads the list of all chunks (8 bytes each) and the chunks of
    its words (1.2 bytes a word), which is least for the square root of 8 / 1.2 times all words, about 1,000 a page."""
    return max(1000, round(math.sqrt(8 / 1.2 * 1000 * pages)))
