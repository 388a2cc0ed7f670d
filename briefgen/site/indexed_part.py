"""The part of a briefing's page that is indexed for search, and its hash: what search is shown, and what makes a shard new."""

from __future__ import annotations

import re
from hashlib import sha256

# A paragraph to be ignored that tells Pagefind nothing else: a theme's new name must not index its briefings again.
_IGNORED = re.compile(rb"<p\b[^>]*\bdata-pagefind-ignore\b[^>]*>(?:(?!</p>|data-pagefind-).)*</p>", re.DOTALL)
_LINK = re.compile(rb'<a href="[^"]*"')


def digest_indexed(html: bytes) -> str:
    """A hash of the part of a page that is indexed, so that a new neighbour in its footer does not index it again."""
    indexed = indexed_part(html)
    if b"[href]" not in indexed:
        # Where a link leads is not indexed: a name that gets a page must not index old briefings again.
        indexed = _LINK.sub(b"<a", indexed).replace(b"<a>", b"").replace(b"</a>", b"")
    return sha256(indexed).hexdigest()


def indexed_part(html: bytes) -> bytes:
    """What Pagefind is shown of a page: the element with `data-pagefind-body` up to the footer, if it has all that Pagefind
    is told of; else, as a site theme of one's own may have it, the whole page."""
    mark = html.find(b"data-pagefind-body")
    start = html.rfind(b"<", 0, mark)
    end = html.find(b"<footer", mark)
    if not 0 <= start < mark < end:
        return html
    part = html[start:end]
    return _IGNORED.sub(b"", part) if part.count(b"data-pagefind-") == html.count(b"data-pagefind-") else html
