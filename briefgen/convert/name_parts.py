"""Where one run of capitals holds more than a name: parted by what the whole article, or a table, knows.

In: all forms of an article. Out: the same, "Jane Doe of Civic Hope" as two, "Former Banker Jane Doe" without what only stands
before the name. A run is parted where its parts are names elsewhere, or plainly are by their words.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence, Set

from briefgen.convert.name_shapes import NameForm
from briefgen.convert.name_signs import NameSigns
from briefgen.model import EntityKind


def part_known(forms: Sequence[NameForm], signs: NameSigns) -> Iterator[NameForm]:
    """The forms; "Jane Doe of Civic Hope" as two where the article also has "Jane Doe" or "Doe" alone, "The Civic Front"
    without its article where it has that alone."""
    bodies = signs.organisation_last | signs.organisation_first | signs.place_last
    known = {form.text for form in forms if " " in form.text or form.text not in bodies}
    surnames = {t.rpartition(" ")[2] for t in known if t.partition(" ")[0] in signs.given}
    for form in forms:
        if " " in form.text:
            yield from _part_at_joiner(form, known, signs) or _part_beside(form, known, surnames, signs) or (form,)
        else:
            yield form


def _part_at_joiner(form: NameForm, known: Set[str], signs: NameSigns) -> tuple[NameForm, ...]:
    """The names before and behind a joining word; none where the word belongs to one name."""
    head, joiner, tail = _at_joiner(form.text, signs)
    first, _, rest = form.text.partition(" ")
    if not joiner and (person := _person_behind(form.text, known, signs)):
        # "Vote for Jane Doe"
        return (form._replace(start=form.end - len(person), text=person, scores=(("person", 3.0),), opens=False),)
    from_there = joiner == " of " and _is_strange(head, signs) and _is_strange(tail, signs)
    if (
        joiner
        and tail
        and first not in signs.organisation_first
        and (head in known or head.rpartition(" ")[2] in known or _is_full_name(head, signs) or from_there)
    ):
        sort: EntityKind = "organisation" if " " in tail or joiner == " for " else "place"
        if tail.partition(" ")[0] in signs.place_first or tail in signs.places:
            sort = "place"
        scores: tuple[tuple[EntityKind, float], ...] = ((sort, 3.0 if sort == "place" else 1.0), ("person", -3.0))
        return (
            form._replace(end=form.start + len(head), text=head, scores=(("person", 1.0),)),
            _last_part(form, tail, scores),
        )
    if _ends_in_place(form.text, signs):
        # "GP de Norland"
        return (
            form._replace(end=form.start + len(first), text=first),
            _last_part(form, rest.partition(" ")[2], (("place", 5.0),)),
        )
    if first.lower() in signs.articles and rest in known:
        return (form._replace(start=form.start + len(first) + 1, text=rest, scores=(), opens=False),)
    return ()


def _part_beside(form: NameForm, known: Set[str], surnames: Set[str], signs: NameSigns) -> tuple[NameForm, ...]:
    """The known name without the word before or behind it that only goes with it; none where the words belong together."""
    if form.text in signs.places or form.text in signs.organisations or not signs.ordinary:
        return ()
    first, _, rest = form.text.partition(" ")
    head, _, last = form.text.rpartition(" ")
    if last in signs.organisation_last or last in signs.place_last:
        return ()
    if rest in surnames and first in signs.places:
        # "Norland Doe", as headlines have it
        return (
            form._replace(end=form.start + len(first), text=first, scores=(("place", 5.0),)),
            _last_part(form, rest),
        )
    ordinary = first.lower() in signs.ordinary and first not in signs.compass and first not in signs.given
    if rest in known and (" " in rest or form.opens) and ordinary:
        return (_last_part(form, rest),)  # "Banker Jane Doe"
    if form.opens and rest in signs.places and ordinary and first not in signs.organisation_first:
        return (_last_part(form, rest, (("place", 5.0),)),)  # "Remember Norland"
    if head in known and (" " in head or form.opens) and last.lower() in signs.ordinary:
        return (form._replace(end=form.start + len(head), text=head, scores=()),)  # "Jane Doe Lecture"
    return ()


def join_lists(forms: Sequence[NameForm], lines: Sequence[str], signs: NameSigns) -> Iterator[NameForm]:
    """The forms; "Ministry of Trade", "Industry" and "Energy" as one where they stand as a list."""
    index = 0
    while index < len(forms):
        form, last = forms[index], index
        first, _, rest = form.text.partition(" ")
        if rest and first in signs.organisation_first and rest.partition(" ")[0] in signs.joiners:
            last = _find_end_of_list(forms, index, lines[form.line - 1], signs)
        if last > index:
            end = forms[last].end
            form = form._replace(end=end, text=lines[form.line - 1][form.start : end])
        yield form
        index = last + 1


def _find_end_of_list(forms: Sequence[NameForm], index: int, line: str, signs: NameSigns) -> int:
    """Index of the form that ends the list behind the body at `index`, the same index where none does."""
    ordinary = 0
    for last in range(index + 1, min(index + 6, len(forms))):
        form, before = forms[last], forms[last - 1]
        words = form.text.split(" ")
        comma, _, joiner = line[before.end : form.start].partition(" ")
        known = form.text in signs.places or form.text in signs.organisations or words[0] in signs.given
        ordinary += words[0].lower() in signs.ordinary
        if form.line != before.line or known or comma not in (",", "") or joiner.strip() not in signs.ands | {""}:
            return index
        if joiner or not signs.ands.isdisjoint(words):
            return last if 2 * ordinary >= last - index and (last > index + 1 or not joiner) else index
    return index


def _last_part(form: NameForm, text: str, scores: tuple[tuple[EntityKind, float], ...] = ()) -> NameForm:
    return NameForm(line=form.line, start=form.end - len(text), end=form.end, text=text, scores=scores)


def _is_strange(text: str, signs: NameSigns) -> bool:
    """Whether no word is an ordinary one, as in people's and places' names, hardly in those of bodies."""
    words = text.split(" ")
    plain = all(
        w[:1].isupper() and not w.isupper() and w.lower() not in signs.ordinary and w not in signs.demonyms
        for w in words
    )
    return bool(signs.ordinary) and plain and not signs.organisation_last.intersection(words)


def _person_behind(text: str, known: Set[str], signs: NameSigns) -> str:
    """The full name that a joining word leads to, empty where none does."""
    words = text.split(" ")
    if len(words) < 4 or words[1] not in signs.joiners or words[1] in signs.ands or words[2] not in signs.given:
        return ""
    person = " ".join(words[2:])
    named = person in known or (words[0].lower() in signs.ordinary and _is_full_name(person, signs))
    return person if named and words[0] not in signs.organisation_first else ""


def _is_full_name(text: str, signs: NameSigns) -> bool:
    """Whether a given name and one or two words that are no ordinary ones stand there alone."""
    first, *rest = text.split(" ")
    plain = all(w.istitle() and w.lower() not in signs.ordinary and w not in signs.organisation_last for w in rest)
    return bool(signs.ordinary) and first in signs.given and len(rest) in (1, 2) and plain


def _ends_in_place(text: str, signs: NameSigns) -> bool:
    """Whether an acronym and a place are joined by a small word."""
    words = text.split(" ", 2)
    return (
        len(words) == 3
        and words[1] in signs.joiners
        and words[2] in signs.places
        and words[0] not in signs.place_first
        and words[0] not in signs.place_last
        and (words[0].isupper() or _is_plain_place(words[0], signs))
    )


def _is_plain_place(word: str, signs: NameSigns) -> bool:
    """Whether a word before "of Norland" may be a place in it: no ordinary word, no sort of body."""
    return bool(signs.ordinary) and word.lower() not in signs.ordinary and word not in signs.organisation_first


def _at_joiner(text: str, signs: NameSigns) -> tuple[str, str, str]:
    """What stands before and after the first joining word behind two others, and that word with its spaces."""
    words = text.split(" ")
    at = next((i for i, w in enumerate(words) if i > 1 and w in signs.joiners and w not in signs.ands), 0)
    return (" ".join(words[:at]), f" {words[at]} ", " ".join(words[at + 1 :])) if at else (text, "", "")
