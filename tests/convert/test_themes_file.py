"""The shipped vocabulary: sound ids, parents, Media Topics that are in use, cues that can be read."""

from __future__ import annotations

import gzip
import json
import re

from briefgen.config import read_vocabulary, shipped
from briefgen.convert.cues import parse_cues
from tests.conftest import shared_data

SHIPPED = read_vocabulary(shipped("content/themes.toml"))


def test_ids_are_sound_and_unique() -> None:
    assert len(SHIPPED.by_id) == len(SHIPPED.themes)
    assert all(re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", theme.id) for theme in SHIPPED.themes)


def test_two_levels() -> None:
    assert all(theme.parent is None or theme.parent in SHIPPED.by_id for theme in SHIPPED.themes)
    assert all(len(SHIPPED.ancestors(theme.id)) <= 1 for theme in SHIPPED.themes)


def test_every_theme_has_words_and_cues() -> None:
    assert SHIPPED.by_id["general"].cues == ()
    for theme in (theme for theme in SHIPPED.themes if theme.id != "general"):
        assert theme.name
        assert theme.description
        assert theme.iptc
        cues = list(parse_cues(theme))
        assert len(cues) >= 15, theme.id
        assert all(0 < abs(cue.weight) <= 3 for cue in cues)


def test_media_topics_are_in_use() -> None:
    rows = gzip.decompress(shared_data("data/iptc/mediatopics.jsonl.gz").read_bytes()).decode().splitlines()
    in_use = {row["id"] for row in map(json.loads, rows) if not row["retired"]}
    assert {topic for theme in SHIPPED.themes for topic in theme.iptc} <= in_use
