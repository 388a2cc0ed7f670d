"""Slugs for URLs and short ids made of content. Both are pure functions of their text."""

from __future__ import annotations

import hashlib

from slugify import slugify

SLUG_LIMIT_BYTES = 80


def make_slug(text: str, *, fallback: str = "") -> str:
    """A name of `[a-z0-9-]`, at most 80 bytes, cut at a word. Text without any letter or digit that can be
    transliterated gives `fallback`, or a content id where that is empty."""
    slug: str = slugify(text, max_length=SLUG_LIMIT_BYTES, word_boundary=True)
    return slug or fallback or f"x-{content_id(text)}"


def content_id(text: str, length: int = 6) -> str:
    """The first `length` hex digits of the text's SHA-256: short, stable, not secret."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:length]
