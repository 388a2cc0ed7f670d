"""What tests share: where the data kit lies, and small values to build articles from."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import settings

from briefgen.convert.language import Language, Languages
from briefgen.model import Article, Source

ROOT = Path(__file__).parent.parent

# The same examples in every run, so that a change that breaks nothing never fails; the long runs look for new ones.
settings.register_profile("steady", derandomize=True, deadline=None)
settings.register_profile("fuzz", deadline=None, print_blob=True)
settings.load_profile("fuzz" if os.environ.get("BRIEFGEN_FUZZ") else "steady")


def shared_data(relative: str = "") -> Path:
    """A file or folder of the data kit beside the checkout; skips the test where the kit is absent."""
    path = Path(os.environ.get("BRIEFGEN_SHARED") or ROOT.parent / "shared") / relative
    if not path.exists():
        pytest.skip(f"the data kit is not here: {relative or 'shared'} (set BRIEFGEN_SHARED to its folder)")
    return path


def make_article(*lines: str, **facts: object) -> Article:
    """An article of those lines, with facts such as `title`, `published`, `language`."""
    source = Source(path="content/articles/a.txt", format="text", sha256="0" * 64)
    return Article(source=source, lines=lines, **facts)  # type: ignore[arg-type]


@pytest.fixture
def english() -> Language:
    return Languages().load("en")


@pytest.fixture
def german() -> Language:
    return Languages().load("de")
