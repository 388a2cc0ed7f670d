"""What a page says of itself to machines, as JSON-LD (schema.org): NewsArticle, LiveBlogPosting, BreadcrumbList."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TypeAlias

import msgspec
from markupsafe import Markup

Json: TypeAlias = "str | int | bool | Sequence[Json] | Mapping[str, Json] | None"

# "</script>" and "<!--" would end the element; U+2028 and U+2029 end a line in older JavaScript.
_ESCAPES = (("<", "\\u003c"), (">", "\\u003e"), ("&", "\\u0026"), ("\u2028", "\\u2028"), ("\u2029", "\\u2029"))


def script_json(value: Json) -> Markup:
    """The value as JSON that may stand in a script element."""
    text = msgspec.json.encode(without_empty(value)).decode()
    for mark, escape in _ESCAPES:
        text = text.replace(mark, escape)
    return Markup(text)


def without_empty(value: Json) -> Json:
    """The same without members that say nothing: None, "", empty lists and objects. Numbers and booleans stay."""
    if type(value) is dict:
        pairs = [(key, without_empty(member) if type(member) in _NESTED else member) for key, member in value.items()]
        return {key: member for key, member in pairs if member or member is False or member == 0}
    if type(value) in (list, tuple):
        return [without_empty(member) if type(member) in _NESTED else member for member in value]  # type: ignore[union-attr]
    return value


_NESTED = frozenset((dict, list, tuple))


def breadcrumb_list(crumbs: Sequence[tuple[str, str | None]]) -> Json:
    """Crumbs as (name, absolute URL or None)."""
    return {
        "@type": "BreadcrumbList",
        "itemListElement": [
            {"@type": "ListItem", "position": place, "name": name, "item": url}
            for place, (name, url) in enumerate(crumbs, 1)
        ],
    }


def graph(*nodes: Json) -> Markup:
    """Several nodes as one document."""
    return script_json({"@context": "https://schema.org", "@graph": list(nodes)})
