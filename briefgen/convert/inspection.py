"""What `inspect --json` prints of an article: the fields of INTERFACES §3, from the values of the model."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import fields
from datetime import date
from decimal import Decimal
from typing import Any

from briefgen.convert import Conversion
from briefgen.model import (
    Block,
    DateMention,
    Entity,
    Equivalent,
    Figure,
    Furniture,
    Quote,
    Sentence,
    Source,
    ThemeMatch,
    Update,
)

_PARTS_OF_LINES = (Block, Furniture)
_VALUES = (Block, DateMention, Entity, Equivalent, Figure, Furniture, Quote, Sentence, Source, ThemeMatch, Update)


def describe_conversion(conversion: Conversion) -> dict[str, Any]:
    """The JSON value of one article, ready for `json.dumps`."""
    seen = conversion.segmented
    return {
        "source": describe_value(seen.article.source),
        "title": seen.title,
        "authors": list(seen.authors),
        "published": describe_value(seen.published),
        "language": seen.language,
        "kind": seen.kind,
        "lines": len(seen.article.lines),
        "updates": [describe_value(update) for update in seen.updates],
        "furniture": [describe_value(item) for item in seen.furniture],
        "briefings": [{"path": b.path, "theme": b.theme, "updates": list(b.updates)} for b in conversion.briefings],
        "warnings": list(seen.warnings),
    }


def describe_value(value: object) -> Any:
    """Any value of the model as JSON: tuples are lists, days and times ISO 8601, whole numbers integers."""
    match value:
        case Decimal():
            return int(value) if value == value.to_integral_value() else float(value)
        case date():
            return value.isoformat()
        case _ if isinstance(value, _VALUES):
            return dict(_describe_fields(value))
        case tuple() | list():
            return [describe_value(item) for item in value]
        case _:
            return value


def _describe_fields(value: Any) -> Iterable[tuple[str, Any]]:
    for field in fields(value):
        content = getattr(value, field.name)
        if isinstance(value, _PARTS_OF_LINES) and (field.name == "text" or (content is None)):
            continue
        yield field.name, describe_value(content)
