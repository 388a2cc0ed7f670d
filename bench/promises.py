"""The two promises over every text of the kit: lines that are lost or doubled, sentences that do not stand in the source."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from functools import cache
from pathlib import Path

from bench.kit import kit_path, read_rows
from briefgen.config import Vocabulary, read_vocabulary, shipped
from briefgen.convert import convert_article
from briefgen.convert.language import Languages
from briefgen.lines import split_lines
from briefgen.model import Article, Source
from tests.convert.promises import SETS, find_breaches


def sweep(limit: int, jobs: int) -> dict[str, int]:
    """Counts over all sets, `limit` texts of each (0: all): `texts`, `lines`, `lost`, `several`, `made_up`, `other`."""
    total: Counter[str] = Counter()
    with ProcessPoolExecutor(jobs) as pool:
        for counts in pool.map(_check, _texts(limit), chunksize=20):
            total.update(counts)
    return {name: total[name] for name in ("texts", "lines", "lost", "several", "made_up", "other")}


def _texts(limit: int) -> Iterator[tuple[str, ...]]:
    yield split_lines(kit_path("data/live-blog-2025-03-31.txt").read_text("utf-8"))
    for name in SETS:
        for number, row in enumerate(read_rows(kit_path(f"data/{name}"))):
            if limit and number >= limit:
                break
            value = row.get("lines") or row.get("text") or row.get("body") or ""
            yield tuple(value) if isinstance(value, list) else split_lines(value)


def _check(lines: tuple[str, ...]) -> Counter[str]:
    source = Source(path="content/articles/a.txt", format="text", sha256="0" * 64)
    vocabulary = _vocabulary(shipped("content/themes.toml"))
    conversion = convert_article(Article(source=source, lines=lines), vocabulary, Languages())
    labels = frozenset(theme.name for theme in vocabulary.themes)
    counts = Counter(texts=1, lines=len(lines))
    counts.update(map(_kind, find_breaches(conversion, labels)))
    return counts


@cache
def _vocabulary(path: Path) -> Vocabulary:
    return read_vocabulary(path)


def _kind(breach: str) -> str:
    if "is lost" in breach:
        return "lost"
    if breach.startswith(("line", "parts of line", "update")):
        return "several"
    return "made_up" if breach.startswith(("made up", "a title that is not there")) else "other"
