"""Names in a row: "Oslo, Bergen und Kelmau". What is open about one of them is told by those beside it.

In: all forms of an article, from left to right. Out: the same, those of which little is known with a point for the kind of the
names that they stand in a row with. A row needs a joining word, so that what a comma sets off is none.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from briefgen.convert.name_shapes import NameForm
from briefgen.convert.name_signs import NameSigns
from briefgen.model import EntityKind

_TOLD = 2.0


def share_kinds(forms: Sequence[NameForm], lines: Sequence[str], signs: NameSigns) -> Iterator[NameForm]:
    """The forms; an open one in a row with others has two points for their kind."""
    row: list[NameForm] = []
    joined = False
    for form in forms:
        between = lines[form.line - 1][row[-1].end : form.start].strip() if row and row[-1].line == form.line else "-"
        if between in signs.list_joiners or between in (",", "/"):
            joined = joined or between != ","
        else:
            yield from _told(row) if joined else row
            row, joined = [], False
        row.append(form)
    yield from _told(row) if joined else row


def _told(row: Sequence[NameForm]) -> Iterator[NameForm]:
    kinds = [_kind_of(form) for form in row]
    for index, form in enumerate(row):
        beside = next((kinds[i] for i in _by_distance(index, len(row)) if kinds[i]), None)
        if kinds[index] or not beside:
            yield form
        else:
            points = dict(form.scores)
            yield form._replace(scores=tuple((points | {beside: points.get(beside, 0.0) + _TOLD}).items()))


def _by_distance(index: int, length: int) -> list[int]:
    """The places of a row, the nearest to one first."""
    return sorted((i for i in range(length) if i != index), key=lambda i: (abs(i - index), i))


def _kind_of(form: NameForm) -> EntityKind | None:
    """The kind that the form itself tells; None where it is open."""
    kind, points = max(form.scores, key=lambda s: s[1], default=(None, 0.0))
    return kind if points >= (_TOLD if kind != "person" else _TOLD + 1) else None
