"""Plain text: the file's own lines, whatever its encoding marks and line ends; anything that is no text is refused."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefgen.convert.readers import SourceFile, read_article
from briefgen.convert.readers.plain import TEXT_LIMIT_CHARACTERS, TEXT_LIMIT_LINES
from briefgen.errors import ArticleError, LimitExceeded, UnreadableArticle
from briefgen.files import ARTICLE_LIMIT_BYTES
from briefgen.model import Article


def read(data: bytes, path: str = "articles/a.txt") -> Article:
    return read_article(SourceFile(path=path, data=data))


LINES = [
    (b"one\ntwo\n", ("one", "two")),
    (b"one\r\ntwo", ("one", "two")),
    (b"one\rtwo\r", ("one", "two")),
    (b"\xef\xbb\xbfone", ("one",)),
    ("Grüße\n".encode("utf-16"), ("Grüße",)),
    (b"one\n\n two \n", ("one", "", " two ")),
    ("form\x0cfeed and\u2028separator\x07\n".encode(), ("form\x0cfeed and\u2028separator\x07",)),
    (b"", ()),
]


@pytest.mark.parametrize("data, lines", LINES)
def test_lines_are_those_of_the_file(data: bytes, lines: tuple[str, ...]) -> None:
    article = read(data)
    assert article.lines == lines
    assert article.roles == ()
    assert article.source.format == "text"


BROKEN = [
    (b"one\ntwo\xff\n", 2, "byte 0xff"),
    (b"one\rtwo\r\n\xc3", 3, "byte 0xc3"),
    (b"\xed\xa0\x80", 1, "byte 0xed"),
    (b"one\nt\0wo", 2, "a NUL character"),
    (b"\0one", 1, "a NUL character"),
    ("x\ny".encode("utf-16") + b"\x00", 2, "byte 0x00"),
    (b"\n<!DOCTYPE html>\n<title>Harbour</title>\n<p>The harbour opens.</p>", 1, "an HTML page"),
    (b'<html lang="en"><p>The harbour opens.', 1, "an HTML page"),
    (b'\xef\xbb\xbf<?xml version="1.0"?>\n<rss version="2.0"></rss>', 1, "XML"),
]


@pytest.mark.parametrize("data, line, found", BROKEN)
def test_what_is_no_text_is_refused_with_its_line(data: bytes, line: int, found: str) -> None:
    with pytest.raises(UnreadableArticle) as caught:
        read(data)
    assert (caught.value.path, caught.value.line, caught.value.found) == ("articles/a.txt", line, found)


TOO_LARGE = [b"x" * (ARTICLE_LIMIT_BYTES + 1), b"x" * (TEXT_LIMIT_CHARACTERS + 1), b"x\n" * (TEXT_LIMIT_LINES + 1)]


@pytest.mark.parametrize("data", TOO_LARGE, ids=["bytes", "characters", "lines"])
def test_a_file_past_the_bounds_is_refused(data: bytes) -> None:
    with pytest.raises(LimitExceeded, match="expected at most"):
        read(data)


@pytest.mark.parametrize("data", [b"x" * TEXT_LIMIT_CHARACTERS, b"x\n" * TEXT_LIMIT_LINES + b"\n" * 9])
def test_a_file_at_the_bounds_is_read(data: bytes) -> None:
    assert read(data).lines == tuple(data.decode().splitlines())


@pytest.mark.parametrize("name", ["a.html", "a.xml", "a.json", "a.mhtml", "a.eml", "a.warc.gz", "a", "a.PDF"])
def test_other_formats_are_not_read_yet(name: str) -> None:
    with pytest.raises(UnreadableArticle, match="not read yet"):
        read(b"text", f"articles/{name}")


def test_the_suffix_may_be_written_in_capitals() -> None:
    assert read(b"text", "articles/A.TXT").lines == ("text",)


@given(st.binary(max_size=200), st.sampled_from(["a.txt", "a.md"]))
def test_any_bytes_give_an_article_or_a_plain_refusal(data: bytes, path: str) -> None:
    lines: tuple[str, ...] = ()
    try:
        lines = read(data, path).lines
    except ArticleError as error:
        lines = (str(error),)
    assert all("\n" not in line and "\r" not in line for line in lines)
