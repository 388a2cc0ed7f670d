"""Rendered briefings → the search index, in shards, for the search page's script. Pagefind does the indexing.

In: which shards to build (`search_plan`), and the bytes of the pages. Out: `/pagefind/<shard>/` for each of them,
`/pagefind/shards.json`, and the runtime once. Only pages with `data-pagefind-body` count, and only what stands in it.

Traps: Pagefind never removes old hashed files (each shard is made in an empty folder); one run takes mostly one core and
0.28 MB a page (so a few at a time, bounded by their pages); its Python interface answers ten pages a second (so its binary,
on a folder); what is not indexed costs time, too (so only the rest is shown to it). All pages are indexed under the site's
language: a reader finds an article in another language, too.
"""

from __future__ import annotations

import json
import os
import shutil
import tempfile
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager, suppress
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from subprocess import DEVNULL, PIPE, STDOUT, Popen
from typing import NamedTuple

from briefgen.errors import PublishError
from briefgen.files import write_file, write_if_changed
from briefgen.site import search_plan
from briefgen.site.indexed_part import indexed_part
from briefgen.site.search_bundle import BundleFacts, pack_bundle
from briefgen.site.search_plan import MOST_PAGES, Entry, Shard

__all__ = [
    "Entry",
    "Indexer",
    "ListedShard",
    "Shard",
    "build_shards",
    "made_with",
    "plan_shards",
    "write_manifest",
]

FOLDER = "pagefind"
MANIFEST = "pagefind/shards.json"
_FORMAT = 4
# So that two cores have work in an archive of old briefings, too.
_PAGES_AT_ONCE = 2 * MOST_PAGES
_CHUNK_WORDS = "300"
"""About half a kilobyte: smaller ones compress less, and a pack's head grows with their number."""
_NICE = 5
# Pagefind compresses each page's text apart, with half a megabyte of tables that its allocator (jemalloc, in its Linux build)
# gives back and asks for again: a third of its time went into page faults. Kept, and in large pages, they cost a tenth; its
# memory stays the same. An allocator of another kind passes over the variable.
_ALLOCATOR = "lg_tcache_max:20,narenas:1,thp:always,dirty_decay_ms:-1,muzzy_decay_ms:-1"
_KEPT = ("filter", "fragment", "index")


class ListedShard(NamedTuple):
    """A line of `shards.json`. `words`, `packs`: see `BundleFacts`; `packs` with spaces between."""

    id: str
    first_day: str
    last_day: str
    pages: int
    words: int
    packs: str


@cache
def made_with(language: str) -> str:
    """What an index hangs on beside its pages: its format, Pagefind's version, the site's language."""
    try:
        pagefind = version("pagefind_bin")
    except PackageNotFoundError:
        pagefind = "none"
    return f"{_FORMAT} {pagefind} {language}"


def plan_shards(entries: Sequence[Entry], *, language: str = "") -> tuple[Shard, ...]:
    """The shards of these briefings (`search_plan`), with ids that change with Pagefind's version and the site's language."""
    return search_plan.plan_shards(entries, made_with(language))


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


class Indexer:
    """Indexes shards into `destination/<shard id>/`, and puts the runtime there once, while its owner goes on.

    `read_page`: URL → bytes, from any thread; `destination`: the folder that becomes `/pagefind/`. At most `jobs` processes
    (default: one a core) and twice the largest shard at a time. Leaving it on an exception ends the processes.
    Raises PublishError with Pagefind's own words where it fails; then what was written must not be published."""

    def __init__(
        self, destination: Path, read_page: Callable[[str], bytes], *, language: str, jobs: int | None = None
    ) -> None:
        self._destination = destination
        self._read_page = read_page
        self._language = _base_language(language)
        self._binary = find_pagefind()
        destination.mkdir(parents=True, exist_ok=True)
        # On the same disk as the destination: there, moving a bundle is a rename.
        self._scratch = tempfile.TemporaryDirectory(prefix=".indexing-", dir=destination)
        self._threads = ThreadPoolExecutor(jobs or os.cpu_count() or 1, thread_name_prefix="indexing")
        self._futures: dict[Shard, Future[BundleFacts]] = {}
        self._room = threading.Condition()
        self._pages = 0
        self._processes: set[Popen[bytes]] = set()
        self._stopped = False

    def add(self, shard: Shard) -> None:
        """Has a shard indexed; returns at once."""
        self._futures[shard] = self._threads.submit(self._index, shard)

    def drop(self, shard: Shard) -> None:
        """Leaves a shard out that was added; waits for it where it is at work."""
        future = self._futures.pop(shard)
        if not future.cancel():
            future.result()
            shutil.rmtree(self._destination / shard.id)

    def finish(self) -> tuple[ListedShard, ...]:
        """Waits for all shards; what the manifest says of them, in the order in which they were added."""
        return tuple(_list(shard, future.result()) for shard, future in self._futures.items())

    def __enter__(self) -> Indexer:
        return self

    def __exit__(self, kind: object, error: object, trace: object) -> None:
        self._stopped = True
        for process in tuple(self._processes):
            process.kill()
        self._threads.shutdown(cancel_futures=True)
        self._scratch.cleanup()

    def _index(self, shard: Shard) -> BundleFacts:
        with self._make_room(len(shard.urls)):
            if self._stopped:
                return BundleFacts(0, ())
            folder = Path(tempfile.mkdtemp(dir=self._scratch.name))
            self._write_pages(shard, folder / "site")
            self._run_pagefind(shard, folder)
            bundle = folder / "bundle"
            facts = pack_bundle(bundle, shard.urls)
            with self._room:
                _move_bundle(bundle, shard, self._destination)
            shutil.rmtree(folder)
        return facts

    @contextmanager
    def _make_room(self, pages: int) -> Iterator[None]:
        with self._room:
            self._room.wait_for(lambda: not self._pages or self._pages + pages <= _PAGES_AT_ONCE)
            self._pages += pages
        try:
            yield
        finally:
            with self._room:
                self._pages -= pages
                self._room.notify_all()

    def _write_pages(self, shard: Shard, site: Path) -> None:
        for url in shard.urls:
            if ".." in url.split("/"):
                raise ValueError(f"{url!r} leaves its folder")
            page = b"<!doctype html><html><body>" + indexed_part(self._read_page(url))
            write_file(f"{site}/{url.strip('/')}/index.html", page)

    def _run_pagefind(self, shard: Shard, folder: Path) -> None:
        command = [
            *(str(self._binary), "--site", str(folder / "site"), "--output-path", str(folder / "bundle")),
            *("--force-language", self._language, "--silent"),
        ]
        environment = os.environ | {
            "PAGEFIND_UNSTABLE_INDEX_CHUNK_SIZE": _CHUNK_WORDS,
            "_RJEM_MALLOC_CONF": _ALLOCATOR,
        }
        with Popen(command, cwd=folder, env=environment, stdin=DEVNULL, stdout=PIPE, stderr=STDOUT) as process:
            self._processes.add(process)
            _give_way(process.pid)
            output, _ = process.communicate()
            self._processes.discard(process)
        if process.returncode or not (folder / "bundle" / "pagefind-entry.json").is_file():
            words = output.decode("utf-8", "replace").strip() or f"exit status {process.returncode}"
            raise PublishError(f"expected Pagefind to index {len(shard.urls)} pages", found=words)


def build_shards(
    shards: Iterable[Shard],
    read_page: Callable[[str], bytes],
    destination: Path,
    *,
    language: str,
    jobs: int | None = None,
) -> tuple[ListedShard, ...]:
    """Indexes these shards and waits for them; what the manifest says of them. See `Indexer`."""
    with Indexer(destination, read_page, language=language, jobs=jobs) as indexer:
        for shard in shards:
            indexer.add(shard)
        return indexer.finish()


def _list(shard: Shard, facts: BundleFacts) -> ListedShard:
    return ListedShard(shard.id, shard.first_day, shard.last_day, len(shard.urls), facts.words, " ".join(facts.packs))


def write_manifest(shards: Iterable[ListedShard], destination: Path, *, language: str) -> bool:
    """Writes `shards.json`, the newest shard first, for all shards of the site; True where it changed."""
    names = ("id", "from", "to", "count", "words", "packs")
    rows = [dict(zip(names, shard, strict=True)) for shard in shards]
    manifest = {"format": _FORMAT, "language": _base_language(language), "shards": rows}
    text = json.dumps(manifest, ensure_ascii=False, separators=(",", ":")) + "\n"
    return write_if_changed(destination / "shards.json", text.encode())


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


def _give_way(process: int) -> None:
    """Lets rendering go first: an index has until the end of the build."""
    if hasattr(os, "setpriority"):
        with suppress(OSError):
            os.setpriority(os.PRIO_PROCESS, process, os.getpriority(os.PRIO_PROCESS, 0) + _NICE)


def _base_language(language: str) -> str:
    return language.split("-")[0].lower() or "en"
