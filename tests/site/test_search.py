"""The search index: which briefings are in which shard, and what stands in the folder of one."""

from __future__ import annotations

import gzip
import json
import random
import struct
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from briefgen.errors import PublishError
from briefgen.site import search_bundle, search_plan
from briefgen.site.indexed_part import digest_indexed
from briefgen.site.search import (
    Entry,
    Shard,
    build_shards,
    plan_shards,
    write_manifest,
)

PAGE = """<!doctype html><html lang="en"><head><title>{title}</title></head><body><nav>Menu</nav>
<article><div data-pagefind-body><h1 data-pagefind-meta="title">{title}</h1>
<a data-pagefind-filter="theme">{theme}</a><data hidden value="{day}" data-pagefind-filter="day[value]"></data>
<p>{text}</p></div><footer>{footer}</footer></article></body></html>"""


def _entries(count: int, start: str = "2020-01-01") -> tuple[Entry, ...]:
    """Seven briefings a day."""
    first = date.fromisoformat(start)
    return tuple(
        Entry(f"/briefings/{n:05}/", (first + timedelta(days=n // 7)).isoformat(), f"hash {n}") for n in range(count)
    )


def _ids(entries: tuple[Entry, ...]) -> set[str]:
    return {shard.id for shard in plan_shards(entries)}


entry_sets = st.lists(
    st.builds(
        Entry,
        st.integers(0, 10_000).map(lambda n: f"/briefings/{n}/"),
        st.dates().map(str) | st.just(""),
        st.sampled_from("abc"),
    ),
    max_size=60,
    unique_by=lambda entry: entry.url,
)


@given(entry_sets, st.randoms(use_true_random=False))
def test_plan_does_not_hang_on_the_order_of_its_input(entries: list[Entry], chance: random.Random) -> None:
    shuffled = entries.copy()
    chance.shuffle(shuffled)
    assert plan_shards(shuffled) == plan_shards(entries)


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 6000))
def test_every_briefing_is_in_one_shard_in_date_order(count: int) -> None:
    entries = _entries(count)
    shards = plan_shards(entries)
    assert [url for shard in reversed(shards) for url in shard.urls] == [entry.url for entry in entries]
    assert all(0 < len(shard.urls) <= 1400 for shard in shards)
    assert all(len(shard.urls) <= 300 for shard in shards[:1])


@settings(max_examples=20, deadline=None)
@given(st.integers(100, 6000))
def test_one_new_briefing_indexes_at_most_the_newest_shard_again(count: int) -> None:
    entries = _entries(count + 1)
    fresh = [shard for shard in plan_shards(entries) if shard.id not in _ids(entries[:-1])]
    # Now and then the oldest of the small shards become a large one.
    assert len(fresh) <= 1 or sum(len(shard.urls) > 300 for shard in fresh) == 1
    assert entries[-1].url in fresh[0].urls


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 5999), st.sampled_from(("edit", "delete")))
def test_an_edit_or_a_deletion_touches_few_shards(place: int, change: str) -> None:
    entries = _entries(6000)
    edited = (entries[place]._replace(digest="another"),) if change == "edit" else ()
    after = entries[:place] + edited + entries[place + 1 :]
    assert len(_ids(after) - _ids(entries)) <= (1 if change == "edit" else 4)


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_stretches_follow_a_change_as_a_plan_of_all_would(data: st.DataObject) -> None:
    before = {entry.key: entry for entry in _entries(data.draw(st.integers(0, 1500)))}
    after = dict(before)
    changed: set[search_plan.Key] = set()
    for _ in range(data.draw(st.integers(0, 6))):
        key = data.draw(st.sampled_from(sorted(before))) if before else ("", "/x/")
        if data.draw(st.booleans()):
            after.pop(key, None)
        else:
            key = (key[0], f"{key[1]}{data.draw(st.integers(0, 9))}/")
            after[key] = Entry(key[1], key[0], "new")
        changed.add(key)
    known = [stretch for stretch, _ in _stretches(before.values())]
    incremental = _stretches(after.values(), known, changed)
    assert [stretch for stretch, _ in incremental] == [stretch for stretch, _ in _stretches(after.values())]
    looked_at = {entry.key for _, members in incremental for entry in members}
    assert looked_at >= changed & after.keys()


def test_a_change_of_one_looks_at_one_stretch() -> None:
    entries = _entries(6000)
    known = [stretch for stretch, _ in _stretches(entries)]
    again = _stretches(entries, known, [entries[3000].key])
    assert [entries[3000] in members for _, members in again if members] == [True]


def _stretches(
    entries: Iterable[Entry], known: Sequence[search_plan.Stretch] = (), changed: Iterable[search_plan.Key] = ()
) -> list[tuple[search_plan.Stretch, Sequence[Entry]]]:
    ordered = sorted(entries, key=lambda entry: entry.key)

    def fetch(after: search_plan.Key | None, limit: int) -> list[Entry]:
        return [entry for entry in ordered if after is None or entry.key > after][:limit]

    return list(search_plan.plan_stretches(fetch, len(ordered), known, list(changed)))


def test_another_language_of_the_site_indexes_all_again() -> None:
    entries = _entries(400)
    english, german = (plan_shards(entries, language=language) for language in ("en", "de"))
    assert [shard.urls for shard in english] == [shard.urls for shard in german]
    assert {shard.id for shard in english}.isdisjoint(shard.id for shard in german)


def test_undated_briefings_are_the_oldest() -> None:
    shards = plan_shards((Entry("/b/", "2026-03-14", "x"), Entry("/a/", "", "y")))
    assert [shard.urls for shard in shards] == [("/a/", "/b/")]
    assert (shards[0].first_day, shards[0].last_day) == ("2026-03-14", "2026-03-14")


def test_digest_sees_what_is_indexed_and_no_more() -> None:
    page = PAGE.format(title="A", theme="T", day="2026-03-14", text="Words", footer="Next: B").encode()
    assert digest_indexed(page) == digest_indexed(page.replace(b"Next: B", b"Next: C").replace(b"Menu", b"More"))
    assert digest_indexed(page) != digest_indexed(page.replace(b"Words", b"Other words"))


def test_digest_does_not_hang_on_where_a_link_leads_or_that_it_does() -> None:
    page = PAGE.replace("<a data", "<a{link} data")
    facts = {"title": "A", "theme": "T", "day": "2026-03-14", "footer": ""}
    one = page.format(**facts, link=' href="/people/ada/"', text='said <a href="/people/ada/">Ada</a>')
    other = page.format(**facts, link="", text="said Ada")
    assert digest_indexed(one.encode()) == digest_indexed(other.encode())


def test_digest_does_not_hang_on_a_paragraph_that_is_ignored() -> None:
    page = PAGE.replace("<h1", '<p class="kicker" data-pagefind-ignore><a>{kicker}</a></p><h1')
    facts = {"title": "A", "theme": "T", "day": "2026-03-14", "text": "Words", "footer": ""}
    one, other = (page.format(**facts, kicker=name).encode() for name in ("Health", "Medicine"))
    assert digest_indexed(one) == digest_indexed(other)
    told = b'data-pagefind-ignore><a data-pagefind-filter="kicker"'
    assert digest_indexed(one.replace(b"data-pagefind-ignore><a", told)) != digest_indexed(
        other.replace(b"data-pagefind-ignore><a", told)
    )


def test_digest_of_another_site_theme_sees_the_whole_page() -> None:
    assert digest_indexed(b"<p>one</p>") != digest_indexed(b"<p>two</p>")


@pytest.fixture
def built(tmp_path: Path) -> tuple[Shard, Path]:
    """A shard of three briefings, and the folder it was indexed into."""
    pages = {
        f"/briefings/{name}/": PAGE.format(
            title=name, theme="Trade", day=day, text=f"The {name} of Port Elna", footer=""
        )
        for name, day in (("harbour", "2026-03-12"), ("lighthouse", "2026-03-13"), ("ferry", "2026-03-14"))
    }
    entries = [Entry(url, f"2026-03-1{2 + n}", "x") for n, url in enumerate(pages)]
    (shard,) = plan_shards(entries)
    listed = build_shards([shard], lambda url: pages[url].encode(), tmp_path, language="en-GB")
    write_manifest(listed, tmp_path, language="en-GB")
    return shard, tmp_path


def test_folder_of_a_shard_has_no_runtime_and_no_hashed_name(built: tuple[Shard, Path]) -> None:
    shard, folder = built
    files = {
        path.relative_to(folder / shard.id).as_posix() for path in (folder / shard.id).rglob("*") if path.is_file()
    }
    assert files == {
        *("pagefind-entry.json", "pagefind.0.pf_meta", "index/0.pf_pack"),
        *("filter/day.pf_filter", "filter/theme.pf_filter"),
        "fragment/0.pf_pack",
    }
    assert {path.name for path in folder.iterdir()} == {shard.id, "runtime.pagefind", "shards.json"}


def test_pages_are_named_by_their_place_in_date_order(built: tuple[Shard, Path]) -> None:
    shard, folder = built
    fragments = _fragments(folder / shard.id / "fragment" / "0.pf_pack", 3)
    assert tuple(fragment["url"] for fragment in fragments) == shard.urls


def test_only_what_stands_in_the_body_is_indexed(built: tuple[Shard, Path]) -> None:
    shard, folder = built
    first = _fragments(folder / shard.id / "fragment" / "0.pf_pack", 3)[0]
    assert first["content"] == "harbour. Trade The harbour of Port Elna."


def test_manifest_lists_the_newest_shard_first(built: tuple[Shard, Path]) -> None:
    shard, folder = built
    manifest = json.loads((folder / "shards.json").read_bytes())
    assert manifest["language"] == "en"
    (row,) = manifest["shards"]
    assert row.pop("words") == 3 * 7  # the title, the theme, five of the text
    assert row == {"id": shard.id, "from": "2026-03-12", "to": "2026-03-14", "count": 3, "packs": "e"}


words = st.text(st.characters(codec="utf-8"), min_size=1, max_size=6)


@given(st.lists(words, min_size=2, unique=True))
def test_a_beginning_tells_a_word_from_the_one_before(found: list[str]) -> None:
    for before, word in pairwise(sorted(found)):
        begin = search_bundle._beginning(before, word)
        assert word.startswith(begin)
        assert before < begin <= word


def test_a_pack_of_chunks_says_where_each_begins(tmp_path: Path) -> None:
    chunks = [(f"a{n:03}", f"a{n:03}z", f"hash{n}") for n in range(search_bundle.CHUNK_PACK + 2)]
    for first, _, name in chunks:
        (tmp_path / f"{name}.pf_index").write_bytes(f"<{first}>".encode())
    assert search_bundle._pack_chunks(tmp_path, chunks) == ("a", f"a{search_bundle.CHUNK_PACK:03}")
    assert {path.name for path in tmp_path.iterdir()} == {"0.pf_pack", "1.pf_pack"}
    data = (tmp_path / "1.pf_pack").read_bytes()
    (length,) = struct.unpack(">I", data[:4])
    head = json.loads(data[4 : 4 + length])
    assert head == [["a024", 6], ["a025", 12]]
    assert data[4 + length :] == b"<a024><a025>"


def test_words_of_pagefind_reach_the_user(tmp_path: Path) -> None:
    shard = Shard(id="x", first_day="", last_day="", urls=("/a/",))
    with pytest.raises(PublishError, match="Pagefind"):
        build_shards([shard], lambda url: b"", tmp_path, language="en")
    assert not (tmp_path / "x").exists()


def test_a_page_outside_its_folder_is_refused(tmp_path: Path) -> None:
    shard = Shard(id="x", first_day="", last_day="", urls=("/../../a/",))
    with pytest.raises(ValueError, match="leaves"):
        build_shards([shard], lambda url: b"", tmp_path, language="en")


values = st.recursive(st.integers(0, 2**32 - 1) | st.text(max_size=300), st.lists, max_leaves=20)


@given(values)
def test_what_is_written_as_cbor_is_read_again(value: object) -> None:
    written = b"".join(search_bundle._write(value))
    assert search_bundle._Reader(written).read() == value


def test_other_cbor_than_pagefind_writes_is_refused() -> None:
    with pytest.raises(PublishError, match=r"Pagefind 1\.5"):
        search_bundle._Reader(b"\xa1\x01\x02").read()


def test_same_pages_give_the_same_bytes(tmp_path: Path) -> None:
    pages = {
        f"/briefings/{n}/": PAGE.format(
            title=f"Day {n}", theme=f"Theme {n % 7}", day=f"2026-03-{n + 1:02}", text="Words", footer=""
        )
        for n in range(25)
    }
    (shard,) = plan_shards([Entry(url, f"2026-03-{n + 1:02}", "x") for n, url in enumerate(pages)])
    trees = []
    for name in ("one", "two"):
        build_shards([shard], lambda url: pages[url].encode(), tmp_path / name, language="en")
        folder = tmp_path / name / shard.id
        trees.append({path.relative_to(folder): path.read_bytes() for path in folder.rglob("*") if path.is_file()})
    assert trees[0] == trees[1]
    second_pack = _fragments(tmp_path / "one" / shard.id / "fragment" / "1.pf_pack", 5)
    assert tuple(fragment["url"] for fragment in second_pack) == shard.urls[20:]


def _fragments(path: Path, count: int) -> list[dict[str, str]]:
    """What a pack of so many fragments holds."""
    data = path.read_bytes()
    ends = struct.unpack(f">{count}I", data[: 4 * count])
    assert ends[-1] == len(data)
    return [
        json.loads(gzip.decompress(data[start:end]).removeprefix(b"pagefind_dcd"))
        for start, end in pairwise((4 * count, *ends))
    ]
