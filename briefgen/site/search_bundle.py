"""Makes the bundle that Pagefind writes small, its files few, its names plain and its bytes stable, for one shard.

Pagefind names every page and chunk by a hash: the list of pages, which a search loads before all else, is mostly hashes and
doesn't compress. Here a page is named by its place in date order instead (so results sort by date without a second list) and
a filter by its name. Names that repeat from build to build are safe, since a shard's folder changes with its content.

Fragments, a file for each page, are packed by twenty: else an archive of 10,000 is 20,000 files, a host's limit. Chunks of
words are packed as well, behind a head that says where each begins, and the manifest says with which word each pack begins.
So a browser finds the few hundred bytes that hold a word by two small ranges of a shard, and loads the list of its pages
only where the word is: asking all shards of a large archive costs less than the list of one. Filters come in the order of
a hash table with a seed of its own: they are sorted, and the rest of Pagefind's output is stable, so the same pages give the
same bytes.
The formats are those of Pagefind 1.5: `pagefind/src/index/index_metadata.rs` in its sources, CBOR in gzip after a signature.
"""
# Of each page are several files here, for which a `Path` costs more than the call of the system.
# ruff: noqa: PTH108

from __future__ import annotations

import gzip
import json
import os
import struct
from collections.abc import Iterator, Sequence
from itertools import accumulate
from pathlib import Path
from typing import Any, NamedTuple

from briefgen.errors import PublishError
from briefgen.files import read_file

PACK = 20
"""So many fragments are in a file. A server without ranges sends it whole: 35 kB where a page has 500 words."""
CHUNK_PACK = 24
"""So many chunks of words are in a file: 12 kB."""
_SIGNATURE = b"pagefind_dcd"


class _Reader:
    """Reads the part of CBOR (RFC 8949) that Pagefind writes: whole numbers, text, arrays of known length."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._at = 0

    def read(self) -> Any:
        kind, argument = divmod(self._data[self._at], 32)
        self._at += 1
        if argument >= 24:
            width = 1 << (argument - 24)
            argument = int.from_bytes(self._data[self._at : self._at + width])
            self._at += width
        match kind:
            case 0:
                return argument
            case 3:
                self._at += argument
                return self._data[self._at - argument : self._at].decode()
            case 4:
                return [self.read() for _ in range(argument)]
            case _:
                raise PublishError("expected an index of Pagefind 1.5", found=f"CBOR of kind {kind}")


def _write(value: Any) -> Iterator[bytes]:
    match value:
        case int():
            yield _head(0, value)
        case str():
            encoded = value.encode()
            yield _head(3, len(encoded))
            yield encoded
        case _:
            yield _head(4, len(value))
            for item in value:
                yield from _write(item)


def _head(kind: int, argument: int) -> bytes:
    if argument < 24:
        return bytes([kind * 32 + argument])
    width = 1 if argument < 0x100 else 2 if argument < 0x10000 else 4
    return bytes([kind * 32 + 23 + width.bit_length()]) + argument.to_bytes(width)


class BundleFacts(NamedTuple):
    """What the manifest says of a shard. `words`: of all its pages; `packs`: a beginning of the first word of each pack of
    chunks, by which it is told from the pack before."""

    words: int
    packs: tuple[str, ...]


def pack_bundle(bundle: Path, urls: Sequence[str]) -> BundleFacts:
    """Packs and renames the files of a fresh bundle, and the names within. `urls`: of the pages, in date order."""
    entry_path = bundle / "pagefind-entry.json"
    entry = json.loads(entry_path.read_bytes())
    ((language, index),) = entry["languages"].items()
    meta_path = bundle / f"pagefind.{index['hash']}.pf_meta"
    version, pages, chunks, filters, _sorts, fields = _Reader(_unpack(meta_path.read_bytes())).read()
    names = _pack_fragments(bundle / "fragment", [hash_ for hash_, _ in pages], urls)
    packs = _pack_chunks(bundle / "index", chunks)
    for name, hash_ in filters:
        _sort_filter(bundle / "filter" / f"{hash_}.pf_filter", bundle / "filter" / f"{name}.pf_filter")
    meta = [
        version,
        [[names[hash_], words] for hash_, words in pages],
        [],
        sorted([name, name] for name, _ in filters),
        [],
        fields,
    ]
    meta_path.unlink()
    (bundle / "pagefind.0.pf_meta").write_bytes(_pack(b"".join(_write(meta))))
    entry["languages"] = {language: {**index, "hash": "0"}}
    entry_path.write_text(json.dumps(entry, ensure_ascii=False, separators=(",", ":")), encoding="utf-8")
    return BundleFacts(sum(words for _, words in pages), packs)


def _pack_fragments(folder: Path, hashes: Sequence[str], urls: Sequence[str]) -> dict[str, str]:
    """Replaces the fragments by packs `<n>.pf_pack`; the name of each page, its place in date order, by its hash.
    A pack begins with the ends of its fragments, four bytes each, the first byte first; then the fragments follow."""
    places = {url: place for place, url in enumerate(urls)}
    fragments = [b""] * len(urls)
    names: dict[str, str] = {}
    for hash_ in hashes:
        path = f"{folder}/{hash_}.pf_fragment"
        data = read_file(path)
        place = places[json.loads(_unpack(data))["url"]]
        fragments[place] = data
        names[hash_] = str(place)
        os.unlink(path)
    for start in range(0, len(fragments), PACK):
        (folder / f"{start // PACK}.pf_pack").write_bytes(_join_pack(fragments[start : start + PACK]))
    return names


def _pack_chunks(folder: Path, chunks: Sequence[tuple[str, str, str]]) -> tuple[str, ...]:
    """Replaces the chunks of words by packs `<n>.pf_pack`; with what the first word of each begins. `chunks`: first word, last
    word and hash of each. A pack begins with the length of its head, four bytes, and the head, in JSON: for each chunk a
    beginning of its first word and where it ends, counted from the end of the head. Then the chunks follow."""
    begins = [
        _beginning(last, first) for (_, last, _), (first, _, _) in zip([("", "", ""), *chunks], chunks, strict=False)
    ]
    for start in range(0, len(chunks), CHUNK_PACK):
        paths = [f"{folder}/{hash_}.pf_index" for _, _, hash_ in chunks[start : start + CHUNK_PACK]]
        parts = list(map(read_file, paths))
        rows = zip(begins[start : start + CHUNK_PACK], accumulate(map(len, parts)), strict=True)
        head = json.dumps(list(rows), ensure_ascii=False, separators=(",", ":")).encode()
        data = struct.pack(">I", len(head)) + head + b"".join(parts)
        (folder / f"{start // CHUNK_PACK}.pf_pack").write_bytes(data)
        for path in paths:
            os.unlink(path)
    return tuple(begins[::CHUNK_PACK])


def _beginning(before: str, word: str) -> str:
    """The shortest beginning of a word that comes after the one before."""
    same = next((place for place, (a, b) in enumerate(zip(before, word, strict=False)) if a != b), len(before))
    return word[: same + 1]


def _join_pack(fragments: Sequence[bytes]) -> bytes:
    ends = list(accumulate(map(len, fragments), initial=4 * len(fragments)))[1:]
    return struct.pack(f">{len(ends)}I", *ends) + b"".join(fragments)


def _sort_filter(source: Path, target: Path) -> None:
    name, values = _Reader(_unpack(source.read_bytes())).read()
    source.unlink()
    target.write_bytes(_pack(b"".join(_write([name, sorted(values)]))))


def _unpack(data: bytes) -> bytes:
    plain = gzip.decompress(data) if data.startswith(b"\x1f\x8b") else data
    if not plain.startswith(_SIGNATURE):
        raise PublishError("expected a file of Pagefind 1.5", found="another signature")
    return plain.removeprefix(_SIGNATURE)


def _pack(plain: bytes) -> bytes:
    return gzip.compress(_SIGNATURE + plain, 9, mtime=0)
