"""The family of errors: whole across processes, and each message says where and how to mend it."""

from __future__ import annotations

import pickle

import pytest

from briefgen import errors

CLASSES = [c for c in vars(errors).values() if isinstance(c, type) and issubclass(c, errors.BriefgenError)]


@pytest.mark.parametrize("kind", CLASSES)
def test_an_error_crosses_processes_whole(kind: type[errors.BriefgenError]) -> None:
    error = kind("expected a day", path="a.toml", line=4, key="published", found='"soon"', remedy="Change it.")
    copy = pickle.loads(pickle.dumps(error))
    assert (type(copy), str(copy), vars(copy)) == (kind, str(error), vars(error))


def test_a_message_names_file_line_key_expectation_finding_and_remedy() -> None:
    error = errors.ArticleError("expected a day", "a.toml", 4, "published", '"soon"', "Change it.")
    assert str(error) == 'a.toml:4: published: expected a day, found "soon". Change it.'


def test_a_message_without_a_place_stands_alone() -> None:
    assert str(errors.UsageError("expected one article")) == "expected one article."
