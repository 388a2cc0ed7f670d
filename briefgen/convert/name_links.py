"""Which forms of a name go together: a surname with the full name, an acronym with the body, each to the fullest form.

In: the forms of an article's names and their kinds. Out: for each form the fullest one. Forms that are names only through a
longer one get its kind. Two people of one surname stay two; a form that may be either goes to the one with the longer name.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from briefgen.convert.name_kinds import NameGroup, may_name
from briefgen.convert.name_signs import NameSigns
from briefgen.model import EntityKind

_KNOWN_PLACE = 5.0


def link_forms(
    groups: Mapping[str, NameGroup], kinds: dict[str, EntityKind], lines: tuple[str, ...], signs: NameSigns
) -> dict[str, str]:
    """For each form the fullest form of the same name. Forms found to be names only through it get its kind."""
    fullest: dict[str, str] = {}
    _link_people(groups, kinds, fullest, signs)
    _link_acronyms(groups, kinds, fullest, lines, signs)
    _link_abbreviated(groups, kinds, fullest, signs)
    _link_last_words(groups, kinds, fullest, signs)
    if signs.capital_nouns:
        _link_cases(kinds, fullest)
    return {text: _follow(text, fullest) for text in kinds}


def _follow(text: str, fullest: Mapping[str, str]) -> str:
    seen = {text}
    while (longer := fullest.get(text)) and longer not in seen:
        seen.add(longer)
        text = longer
    return text


def _surname(words: list[str], signs: NameSigns) -> str:
    words = [w for w in words if w not in signs.generational]
    return words[-1] if words else ""


def _link_people(
    groups: Mapping[str, NameGroup], kinds: dict[str, EntityKind], fullest: dict[str, str], signs: NameSigns
) -> None:
    people = [t for t, k in kinds.items() if k == "person" and len(groups[t].words) > 1 and _has_surname(t, signs)]
    bearers: dict[str, list[str]] = defaultdict(list)
    for name in sorted(people, key=lambda t: (-len(t), t)):
        words = groups[name].words
        surname = _surname(words, signs)
        # A particle that opens a sentence has a capital: "Van der Berg said".
        opened = name[0].lower() + name[1:] if words[0].lower() in signs.particles else name
        same = next(
            (b for b in bearers[surname] if b.split()[0] == words[0] or b.endswith((" " + name, " " + opened))), None
        )
        if same and words[0] in signs.given and same.endswith(" " + name) and same.split()[0] not in signs.given:
            fullest[same] = name  # "Crooked Jane Doe"
            bearers[surname][bearers[surname].index(same)] = name
        elif same:
            fullest[name] = same
        else:
            bearers[surname].append(name)
    first_names: dict[str, list[str]] = defaultdict(list)
    for names in bearers.values():
        for name in names:
            first_names[name.split(" ", 1)[0]].append(name)
    for text, group in groups.items():
        words = group.words
        if len(words) == 1 or (words[0] in signs.particles and text not in kinds):
            full = bearers.get(_surname(words, signs)) or first_names.get(text, []) * (
                text in signs.given or kinds.get(text) == "person"
            )
            if len(full) > 1:
                full = sorted(full, key=lambda name: _weigh_bearer(groups[name], group))
            _link_bare_name(group, full, kinds, fullest, signs)


def _has_surname(text: str, signs: NameSigns) -> bool:
    """Whether the last word is written out, as a surname is, or tells the generation ("Jr")."""
    return text[-2:-1].islower() or text.rpartition(" ")[2] in signs.generational


def _weigh_bearer(bearer: NameGroup, bare: NameGroup) -> tuple[bool, int, int, int]:
    """Of several people with a surname: who holds the office that it is given with, then who is named in full more often,
    then who comes first."""
    offices = {_last_word(form.office) for form in bearer.forms if form.office}
    same = any(form.office and _last_word(form.office) in offices for form in bare.forms)
    return not same, -len(bearer.forms), bearer.forms[0].line, bearer.forms[0].start


def _last_word(office: str) -> str:
    return office.rpartition(" ")[2].lower()


def _link_bare_name(
    group: NameGroup, full: Sequence[str], kinds: dict[str, EntityKind], fullest: dict[str, str], signs: NameSigns
) -> None:
    """A surname alone goes to the first of the people of that name. A given name alone goes to a person only where the
    article gives that name once."""
    given = bool(full) and full[0].split()[0] == group.text
    if not full or (given and len(full) > 1):
        return
    if group.text in signs.places and group.points.get("person", 0.0) < 3 and (given or _stands_in_place(group)):
        return
    kinds[group.text] = "person"
    fullest[group.text] = full[0]


def _stands_in_place(group: NameGroup) -> bool:
    """Whether a known place stands at least once where only a place does: "in Norland"."""
    return group.points.get("place", 0.0) > _KNOWN_PLACE + 1


def _link_acronyms(
    groups: Mapping[str, NameGroup],
    kinds: dict[str, EntityKind],
    fullest: dict[str, str],
    lines: tuple[str, ...],
    signs: NameSigns,
) -> None:
    initials: dict[str, str] = {}
    nameless: set[str] = set()
    for text, group in groups.items():
        kind = kinds.get(text)
        if " " in text and kind and kind != "person":
            for letters in _initials(group.words, signs):
                initials.setdefault(letters, text)
        elif " " in text and not kind and not may_name(group, signs):
            nameless.update(_initials(group.words, signs))
    ends = {(f.line, f.end): t for t, g in groups.items() for f in g.forms if " " in t or signs.capital_nouns}
    for text, group in groups.items():
        acronym = text.isupper() or text.upper() in initials or sum([c.isupper() for c in text]) > 2
        if len(text) < 2 or " " in text or not acronym:
            continue
        in_brackets = next((f for f in group.forms if lines[f.line - 1][f.start - 1 : f.start] == "("), None)
        if not in_brackets and not text.isupper():
            continue  # "(Sepa)", but no "Era" for an Eastern Rail Authority
        longer = initials.get(text.replace(".", "").upper())
        if kinds.get(text) == "place" and (not longer or kinds.get(longer) != "place"):
            longer = None  # "US" is no United Society
        if in_brackets and not longer and kinds.get(text) != "place":
            before = ends.get((in_brackets.line, in_brackets.start - 2))
            longer = before if before and (before[0] == text[0] or kinds.get(before) == "organisation") else None
            longer = None if longer and kinds.get(longer) == "person" else longer  # "Jane Norton (NGC)"
        if not longer and text in nameless and text not in signs.organisations and text not in signs.places:
            kinds.pop(text, None)  # "KLS" beside a "Kelmouth Launch System"
        elif longer and longer != text and (longer in kinds or may_name(groups[longer], signs)):
            kinds[text] = kinds[longer] = "organisation" if kinds.get(longer) != "place" else "place"
            fullest[text] = longer


def _initials(words: Sequence[str], signs: NameSigns) -> Iterator[str]:
    """The acronyms that a name may have: "NGC", "DOT" for the "Transport Department", letters of small words with or without,
    without the land before it and the sort of company behind it."""
    yield "".join([w[0] for w in words if w[0].isupper()])
    yield "".join([w[0] for w in words]).upper()
    if len(words) == 2:
        yield f"{words[1][0]}O{words[0][0]}"
    if len(words) > 2 and (words[0] in signs.places or words[-1] in signs.company_last):
        last = len(words) - (words[-1] in signs.company_last)
        yield "".join([w[0] for w in words[words[0] in signs.places : last] if w[0].isupper()])


def _link_abbreviated(
    groups: Mapping[str, NameGroup], kinds: dict[str, EntityKind], fullest: dict[str, str], signs: NameSigns
) -> None:
    """ "Kel Utd" goes to "Kelmouth United": as many words, each beginning alike, of letters of the longer in order."""
    bodies = [t for t, k in kinds.items() if k != "person" and " " in t]
    by_first: dict[tuple[str, int], list[str]] = defaultdict(list)
    for text in bodies:
        by_first[text[:2], len(groups[text].words)].append(text)
    for text, group in groups.items():
        words = group.words
        for longer in by_first.get((text[:2], len(words)), ()):
            same = all(_abbreviates(a, b, signs) for a, b in zip(words, groups[longer].words, strict=True))
            if len(words) == 2 and len(longer) > len(text) and same:
                kinds[text] = kinds[longer] = (
                    "organisation" if "organisation" in (kinds.get(text), kinds[longer]) else "place"
                )
                fullest[text] = longer
                break


def _abbreviates(short: str, long: str, signs: NameSigns) -> bool:
    if short == long:
        return True
    letters = iter(long)
    whole = short in signs.organisation_last  # "News" is no "Networks"
    return len(short) > 2 and short[0] == long[0] and not whole and all(c in letters for c in short)


def _link_last_words(
    groups: Mapping[str, NameGroup], kinds: dict[str, EntityKind], fullest: dict[str, str], signs: NameSigns
) -> None:
    """ "the Commission" goes to the only body of the article whose name ends so."""
    ends: dict[str, list[str]] = defaultdict(list)
    for text, kind in kinds.items() if not signs.capital_nouns else ():
        if kind == "organisation" and len(groups[text].words) > 1:
            for word in {groups[text].words[0], groups[text].words[-1]}:
                ends[word].append(text)
    for text, kind in list(kinds.items()):
        if kind == "organisation" and text not in fullest:
            longer = [t for t in ends.get(groups[text].words[0], ()) if _adds_sort_of_body(text, t, signs)]
            if len(longer) == 1:
                fullest[text] = longer[0]  # "Brightwater" and "Brightwater Ltd"
    for text, kind in kinds.items():
        if kind == "organisation" and text not in fullest and _is_strange_body(groups[text], signs):
            longer = [t for t in ends.get(text, ()) if t.startswith(text + " ") and len(groups[t].words) == 2]
            if len(longer) == 1:
                fullest[text] = longer[0]  # "Kelmar" and "Kelmar Polls"
    for text, longer_ones in ends.items():
        companies = [t for t in longer_ones if t.startswith(text) and groups[t].words[-1] in signs.company_last]
        if text in groups and text not in fullest and len(companies) == 1 and kinds.get(text) != "place":
            kinds[text] = "organisation"
            fullest[text] = companies[0]
    for text, group in groups.items():
        sort = len(group.words) == 1 and (text in signs.organisation_last or text in signs.organisation_first)
        if sort and len(ends.get(text, ())) == 1:
            kinds[text] = "organisation"
            fullest[text] = ends[text][0]


def _link_cases(kinds: Mapping[str, EntityKind], fullest: dict[str, str]) -> None:
    """ "Neuen Bundes" goes to "Neuer Bund": the same words but for the ending of an adjective and a genitive."""
    alike: dict[tuple[str, ...], list[str]] = defaultdict(list)
    for text, kind in kinds.items():
        first, *rest = text.split(" ")
        if rest and kind != "person" and first.endswith(_CASES):
            stems = [_without_ending(w, _CASES) for w in (first, *rest[:-1])]
            alike[(*stems, _without_ending(rest[-1], _GENITIVES))].append(text)
    for texts in alike.values():
        best = min(texts, key=lambda t: (t.partition(" ")[0].endswith("n"), t[-1] == "s", len(t)))
        if fullest.get(best) in texts:
            del fullest[best]  # "Neuer Bund" is no shorter name of "Neuen Bund"
        fullest.update((text, best) for text in texts if text != best)


_CASES, _GENITIVES = ("en", "em", "er", "es", "e"), ("es", "s")


def _without_ending(word: str, endings: tuple[str, ...]) -> str:
    return next((word.removesuffix(e) for e in endings if word.endswith(e) and len(word) > len(e) + 2), word)


def _is_strange_body(group: NameGroup, signs: NameSigns) -> bool:
    """Whether a single word is neither an ordinary one nor known, so that it can hardly name another body of the article."""
    text = group.text
    known = text in signs.organisations or text in signs.places or text in signs.organisation_first
    return (
        " " not in text
        and not known
        and not text.isupper()
        and bool(signs.ordinary)
        and text.lower() not in signs.ordinary
    )


def _adds_sort_of_body(text: str, longer: str, signs: NameSigns) -> bool:
    """Whether the longer name is the same with "Ltd", "Party" or "Motor Co" behind it."""
    words = longer.removeprefix(text + " ").split(" ")
    return longer.startswith(text + " ") and words[-1] in signs.organisation_last and len(words) < 3
