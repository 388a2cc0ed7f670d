"""Who and what an article names: every mention resolved to the fullest form of its name, over the whole article.

In: an article's lines. Out: `Names`: each line's mentions, and what is known of each name (kind, gender, office).
A form counts where signs of shape and context add up over all its mentions; a bare surname or acronym goes to the full
name that the article gives, wherever it stands: live blogs print the newest update, with the short form, first.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple

from briefgen.convert.language import Language
from briefgen.convert.name_shapes import NameForm, find_forms
from briefgen.convert.name_signs import Gender, NameSigns, load_signs
from briefgen.model import EntityKind

_WORD = re.compile(r"[^\W\d_]+")
_ENDS_LIKE_SENTENCE = re.compile(r"[.!?…][\"'”’»“)\]]*\s*$")
_SINGLE_NAME_POINTS = 2.0
_LONG_NAME_POINTS = 1.0
_VOTES_PER_NAME = 4.0


class Mention(NamedTuple):
    """A name as it stands in a line. `name`: its fullest form in the article; `office`: the title before it, as printed."""

    line: int
    start: int
    end: int
    name: str
    kind: EntityKind
    office: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """What an article tells of one name: its kind, the pronoun that goes with it, and every office given with it."""

    name: str
    kind: EntityKind
    gender: Gender | None = None
    offices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Names:
    """All names of an article: mentions by line (from left to right), and the names by their fullest form."""

    mentions: Mapping[int, tuple[Mention, ...]]
    named: Mapping[str, Named]

    def in_line(self, line: int) -> tuple[Mention, ...]:
        """The mentions that stand in that line, 1-based."""
        return self.mentions.get(line, ())


@dataclass(slots=True)
class _Group:
    """All forms with the same words, and what they add up to."""

    text: str
    forms: list[NameForm] = field(default_factory=list)
    points: dict[EntityKind, float] = field(default_factory=dict)
    steady: bool = False  # stands at least once where a capital means something

    @property
    def words(self) -> list[str]:
        return self.text.split()


@lru_cache(maxsize=4)
def find_names(lines: tuple[str, ...], language: Language) -> Names:
    """The names of an article. Kept for the last few articles, as entities and speakers both ask."""
    signs = load_signs(language)
    forms, titled = _collect_forms(lines, signs)
    groups = _group_forms(forms)
    kinds = _choose_kinds(groups, signs)
    fullest = _link_forms(groups, kinds, lines, signs)
    mentions = _make_mentions(forms, kinds, fullest)
    _add_titled_lines(mentions, titled, lines, kinds, fullest)
    return Names(
        mentions={n: tuple(sorted(m, key=lambda m: m.start)) for n, m in mentions.items()},
        named=_describe(forms, kinds, fullest, lines, signs),
    )


def _collect_forms(lines: tuple[str, ...], signs: NameSigns) -> tuple[list[NameForm], list[int]]:
    lower = frozenset(w for w in set(_WORD.findall("\n".join(lines))) if w.islower())
    forms: list[NameForm] = []
    titled: list[int] = []
    for number, line in enumerate(lines, 1):
        if _is_titled(line) and not signs.capital_nouns:
            titled.append(number)
        else:
            forms.extend(find_forms(number, line, signs, lower))
    forms = [_as_known(f, lines) if f.steady else f for f in _part_known(forms, signs)]
    if signs.capital_nouns:
        forms.extend(_find_bare_surnames(forms, lines))
        forms.sort(key=lambda f: (f.line, f.start))
    return forms, titled


def _as_known(dateline: NameForm, lines: tuple[str, ...]) -> NameForm:
    """The place of a dateline in small letters where the article has it so, else in its capitals as printed."""
    if any(dateline.text in line for line in lines):
        return dateline
    return dateline._replace(text=lines[dateline.line - 1][dateline.start : dateline.end])


def _part_known(forms: Sequence[NameForm], signs: NameSigns) -> Iterator[NameForm]:
    """The forms; "Jane Doe of Civic Hope" as two where the article also has "Jane Doe" or "Doe" alone, "The Civic Front"
    without its article where it has that alone."""
    bodies = signs.organisation_last | signs.organisation_first | signs.place_last
    known = {form.text for form in forms if " " in form.text or form.text not in bodies}
    for form in forms:
        head, joiner, tail = _at_joiner(form.text, signs)
        first, _, rest = form.text.partition(" ")
        if (
            joiner
            and (head in known or head.rpartition(" ")[2] in known)
            and tail
            and first not in signs.organisation_first
        ):
            middle = form.start + len(head)
            yield form._replace(end=middle, text=head, scores=(("person", 1.0),))
            begin = middle + len(joiner)
            scores: tuple[tuple[EntityKind, float], ...] = (("organisation", 1.0), ("person", -2.0))
            yield NameForm(line=form.line, start=begin, end=form.end, text=tail, scores=scores)
        elif first.lower() in signs.articles and rest in known:
            yield form._replace(start=form.start + len(first) + 1, text=rest, scores=(), opens=False)
        else:
            yield form


def _at_joiner(text: str, signs: NameSigns) -> tuple[str, str, str]:
    """What stands before and after the first joining word behind two others, and that word with its spaces."""
    words = text.split(" ")
    at = next((i for i, w in enumerate(words) if i > 1 and w in signs.joiners and w not in signs.ands), 0)
    return (" ".join(words[:at]), f" {words[at]} ", " ".join(words[at + 1 :])) if at else (text, "", "")


def _find_bare_surnames(forms: Sequence[NameForm], lines: tuple[str, ...]) -> list[NameForm]:
    """Where every noun has a capital, a surname alone shows only by the full name that stands somewhere else."""
    people = [f for f in forms if " " in f.text and dict(f.scores).get("person", 0.0) >= 3]
    surnames = sorted({f.text.rsplit(" ", 1)[1] for f in people if len(f.text.rsplit(" ", 1)[1]) > 2})
    if not surnames:
        return []
    pattern = re.compile(rf"\b({'|'.join(map(re.escape, surnames))})(?=s?\b)(?!-)")
    taken: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for form in forms:
        taken[form.line].append((form.start, form.end))
    found: list[NameForm] = []
    for number, line in enumerate(lines, 1):
        spans = taken.get(number, [])
        at = 0
        for match in pattern.finditer(line):
            while at < len(spans) and spans[at][1] <= match.start():
                at += 1
            if at == len(spans) or spans[at][0] >= match.end():
                start, end = match.span()
                found.append(NameForm(line=number, start=start, end=end, text=match.group(), scores=(("person", 2.0),)))
    return found


def _is_titled(line: str) -> bool:
    """True for a line in Title Case or CAPITALS, where a capital is no sign of a name."""
    if len(line) > 200:
        return False
    words = _WORD.findall(line)
    capital = [w for w in words if w[0].isupper()]
    if len(capital) < 0.6 * len(words):
        return False
    ends = _ENDS_LIKE_SENTENCE.search(line) is not None
    long = [w for w in words if len(w) > 3]
    if len(long) < 4 or len(capital) < (0.75 if ends else 0.6) * len(words):
        return False
    return len([w for w in capital if len(w) > 3]) >= (0.9 if ends else 0.75) * len(long)


def _group_forms(forms: Iterable[NameForm]) -> dict[str, _Group]:
    groups: dict[str, _Group] = {}
    for form in forms:
        group = groups.setdefault(form.text, _Group(form.text))
        group.forms.append(form)
        group.steady = group.steady or form.steady or not form.opens or form.office is not None
        for kind, points in form.scores:
            # Shape counts once, context adds up, but a hundred weak signs don't outvote a strong one.
            total = group.points.get(kind, 0.0)
            group.points[kind] = max(total, points) if points >= 3 else min(_VOTES_PER_NAME, total + points)
    return groups


def _choose_kinds(groups: Mapping[str, _Group], signs: NameSigns) -> dict[str, EntityKind]:
    """The kind of each form that is a name by its own signs."""
    kinds: dict[str, EntityKind] = {}
    for text, group in groups.items():
        if not group.points or (len(group.words) == 1 and not group.steady and not _is_strong(group)):
            continue
        kind = max(group.points, key=lambda k: (group.points[k], k))
        need = _SINGLE_NAME_POINTS if len(group.words) == 1 or signs.capital_nouns else _LONG_NAME_POINTS
        if kind == "person" and len(group.words) == 1 and _lies_somewhere(group):
            kind = "place"
        if group.points[kind] >= need and text not in signs.demonyms and len(text) > 1:
            kinds[text] = kind
    return kinds


def _lies_somewhere(group: _Group) -> bool:
    """Whether a single name that seems to speak ("Norland says") stands where only a place does, and is nobody's office."""
    people = max([points for form in group.forms for kind, points in form.scores if kind == "person"], default=0.0)
    return group.points.get("place", 0.0) >= _SINGLE_NAME_POINTS and people < 3


def _is_strong(group: _Group) -> bool:
    return max(group.points.values(), default=0.0) >= 5


def _link_forms(
    groups: Mapping[str, _Group], kinds: dict[str, EntityKind], lines: tuple[str, ...], signs: NameSigns
) -> dict[str, str]:
    """For each form the fullest form of the same name. Forms found to be names only through it get its kind."""
    fullest: dict[str, str] = {}
    _link_people(groups, kinds, fullest, signs)
    _link_acronyms(groups, kinds, fullest, lines)
    _link_last_words(groups, kinds, fullest, signs)
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
    groups: Mapping[str, _Group], kinds: dict[str, EntityKind], fullest: dict[str, str], signs: NameSigns
) -> None:
    people = [t for t, k in kinds.items() if k == "person" and len(groups[t].words) > 1 and t[-2:-1].islower()]
    bearers: dict[str, list[str]] = defaultdict(list)
    for name in sorted(people, key=lambda t: (-len(t), t)):
        words = groups[name].words
        surname = _surname(words, signs)
        same = next((b for b in bearers[surname] if b.split()[0] == words[0] or b.endswith(" " + name)), None)
        if same:
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
            full = bearers.get(_surname(words, signs)) or first_names.get(text, []) * (text in signs.given)
            _link_bare_name(group, full, kinds, fullest, signs)


def _link_bare_name(
    group: _Group, full: Sequence[str], kinds: dict[str, EntityKind], fullest: dict[str, str], signs: NameSigns
) -> None:
    """A surname alone goes to the person of that name, of several to the one with the longest name. A given name alone
    goes to a person only where the article gives that name once."""
    given = group.text in signs.given and bool(full) and full[0].split()[0] == group.text
    if not full or (given and len(full) > 1):
        return
    if group.text in signs.places and group.points.get("person", 0.0) < 3:
        return
    kinds[group.text] = "person"
    fullest[group.text] = full[0]


def _link_acronyms(
    groups: Mapping[str, _Group], kinds: dict[str, EntityKind], fullest: dict[str, str], lines: tuple[str, ...]
) -> None:
    initials: dict[str, str] = {}
    for text, kind in kinds.items():
        if kind != "person" and len(groups[text].words) > 1:
            initials.setdefault("".join(w[0] for w in groups[text].words if w[0].isupper()), text)
            initials.setdefault("".join(w[0] for w in groups[text].words).upper(), text)
    ends = {(f.line, f.end): t for t, g in groups.items() for f in g.forms if " " in t}
    for text, group in groups.items():
        if not (text.isupper() and len(text) > 1) or len(group.words) > 1:
            continue
        in_brackets = next((f for f in group.forms if lines[f.line - 1][f.start - 1 : f.start] == "("), None)
        longer = initials.get(text) if kinds.get(text) != "place" else None
        if in_brackets and not longer:
            before = ends.get((in_brackets.line, in_brackets.start - 2))
            longer = before if before and before[0] == text[0] else None
        if longer and longer != text:
            kinds[text] = kinds[longer] = "organisation" if kinds.get(longer) != "place" else "place"
            fullest[text] = longer


def _link_last_words(
    groups: Mapping[str, _Group], kinds: dict[str, EntityKind], fullest: dict[str, str], signs: NameSigns
) -> None:
    """ "the Commission" goes to the only body of the article whose name ends so."""
    ends: dict[str, list[str]] = defaultdict(list)
    for text, kind in kinds.items() if not signs.capital_nouns else ():
        if kind == "organisation" and len(groups[text].words) > 1:
            for word in {groups[text].words[0], groups[text].words[-1]}:
                ends[word].append(text)
    for text, group in groups.items():
        sort = len(group.words) == 1 and (text in signs.organisation_last or text in signs.organisation_first)
        if sort and len(ends.get(text, ())) == 1:
            kinds[text] = "organisation"
            fullest[text] = ends[text][0]


def _make_mentions(
    forms: Iterable[NameForm], kinds: Mapping[str, EntityKind], fullest: Mapping[str, str]
) -> dict[int, list[Mention]]:
    mentions: dict[int, list[Mention]] = defaultdict(list)
    for form in forms:
        if form.text in kinds:
            name = fullest.get(form.text, form.text)
            mentions[form.line].append(
                Mention(
                    line=form.line,
                    start=form.start,
                    end=form.end,
                    name=name,
                    kind=kinds.get(name, kinds[form.text]),
                    office=form.office,
                )
            )
    return mentions


def _add_titled_lines(
    mentions: dict[int, list[Mention]],
    titled: Iterable[int],
    lines: tuple[str, ...],
    kinds: Mapping[str, EntityKind],
    fullest: Mapping[str, str],
) -> None:
    """In lines where every word has a capital, the names that are known from elsewhere in the article."""
    for number in titled:
        line = lines[number - 1]
        words = list(_WORD_OF_TITLE.finditer(line))
        index = 0
        while index < len(words):
            for length in range(min(5, len(words) - index), 0, -1):
                start, end = words[index].start(), words[index + length - 1].end()
                text = line[start:end]
                if text in kinds:
                    name = fullest.get(text, text)
                    kind = kinds.get(name, kinds[text])
                    mentions[number].append(Mention(line=number, start=start, end=end, name=name, kind=kind))
                    index += length - 1
                    break
            index += 1


_WORD_OF_TITLE = re.compile(r"\w+(?:[.’'-](?!s\b)\w+)*\.?")
_APPOSITION = re.compile(r",\s+(?P<office>[^,.;:“”„\"()]{3,80})(?=[,.;])")


def _describe(
    forms: Iterable[NameForm],
    kinds: Mapping[str, EntityKind],
    fullest: Mapping[str, str],
    lines: tuple[str, ...],
    signs: NameSigns,
) -> dict[str, Named]:
    genders: dict[str, Gender] = {}
    offices: dict[str, list[str]] = defaultdict(list)
    known: dict[str, EntityKind] = {}
    for form in forms:
        if form.text not in kinds:
            continue
        name = fullest.get(form.text, form.text)
        known.setdefault(name, kinds.get(name, kinds[form.text]))
        if form.gender and known[name] == "person":
            genders.setdefault(name, form.gender)
        office = _office_of(form, known[name], lines, signs)
        if office and office not in offices[name]:
            offices[name].append(office)
    return {
        name: Named(name=name, kind=kind, gender=genders.get(name), offices=tuple(offices[name]))
        for name, kind in known.items()
    }


def _office_of(form: NameForm, kind: EntityKind, lines: tuple[str, ...], signs: NameSigns) -> str | None:
    """The office printed before the name or, set off by commas, after it; a mere "Mr" or "Frau" is none."""
    if form.office and not all(w.lower() in signs.genders for w in form.office.split()):
        return form.office
    if kind != "person" or " " not in form.text:
        return None
    after = _APPOSITION.match(lines[form.line - 1], form.end)
    if after and any(_is_office_word(w, signs) for w in _WORD.findall(after["office"])):
        return _without_article(after["office"], signs)
    return None


def _is_office_word(word: str, signs: NameSigns) -> bool:
    small = word.lower()
    return small in signs.titles or (bool(signs.title_endings) and small.endswith(signs.title_endings))


def _without_article(words: str, signs: NameSigns) -> str:
    first, _, rest = words.partition(" ")
    return rest if first.lower() in signs.articles and rest else words
