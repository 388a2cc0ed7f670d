"""Who and what an article names: every mention resolved to the fullest form of its name, over the whole article.

In: an article's lines. Out: `Names`: each line's mentions, and what is known of each name (kind, gender, office).
A form counts where signs of shape and context add up over all its mentions; a bare surname or acronym goes to the full
name that the article gives, wherever it stands: live blogs print the newest update, with the short form, first.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from briefgen.convert.language import Language
from briefgen.convert.name_kinds import (
    NameGroup,
    Surroundings,
    choose_kinds,
    find_surroundings,
    group_forms,
    load_weights,
)
from briefgen.convert.name_links import link_forms
from briefgen.convert.name_nouns import may_begin_name
from briefgen.convert.name_parts import join_lists, part_known
from briefgen.convert.name_rows import share_kinds
from briefgen.convert.name_shapes import NameForm, find_forms
from briefgen.convert.name_signs import Gender, NameSigns, load_signs
from briefgen.model import EntityKind

_WORD = re.compile(r"[^\W\d_]+")
_COMMAS_IN_TITLE = 5
_ENDS_LIKE_SENTENCE = re.compile(r"[.!?…][\"'”’»“)\]]*\s*$")


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


@lru_cache(maxsize=4)
def find_names(lines: tuple[str, ...], language: Language) -> Names:
    """The names of an article. Kept for the last few articles, as entities and speakers both ask."""
    signs = load_signs(language)
    forms, titled = _collect_forms(lines, signs)
    groups = group_forms(forms)
    around = find_surroundings(groups, lines, _words_in_small_letters(lines), signs)
    kinds = choose_kinds(groups, around, signs, load_weights(language))
    fullest = link_forms(groups, kinds, lines, signs)
    mentions = _make_mentions(forms, kinds, fullest)
    _add_titled_lines(mentions, titled, lines, _kinds_in_titles(kinds, fullest), signs)
    return Names(
        mentions={n: tuple(sorted(m, key=lambda m: m.start)) for n, m in mentions.items()},
        named=_describe(forms, kinds, fullest, lines, signs),
    )


def list_groups(lines: tuple[str, ...], language: Language) -> tuple[dict[str, NameGroup], Surroundings]:
    """Every form that may name somebody or something, as `find_names` weighs it; for fitting the weights."""
    signs = load_signs(language)
    forms, _ = _collect_forms(lines, signs)
    groups = group_forms(forms)
    return groups, find_surroundings(groups, lines, _words_in_small_letters(lines), signs)


def _collect_forms(lines: tuple[str, ...], signs: NameSigns) -> tuple[list[NameForm], list[int]]:
    lower = _words_in_small_letters(lines)
    forms: list[NameForm] = []
    titled: list[int] = []
    for number, line in enumerate(lines, 1):
        if not signs.capital_nouns and _is_titled(line, signs):
            titled.append(number)
        else:
            forms.extend(find_forms(number, line, signs, lower))
    forms = list(_without_genitives(forms, lines, signs)) if signs.capital_nouns else forms
    forms = list(join_lists(list(_in_small_letters(forms)), lines, signs))
    forms = [_as_known(f, lines) if f.steady else f for f in part_known(forms, signs)]
    if signs.capital_nouns:
        forms = list(share_kinds(forms, lines, signs))
        forms.extend(_find_bare_surnames(forms, lines))
        forms.sort(key=lambda f: (f.line, f.start))
    return forms, titled


@lru_cache(maxsize=4)
def _words_in_small_letters(lines: tuple[str, ...]) -> frozenset[str]:
    return frozenset(w for w in set(_WORD.findall("\n".join(lines))) if w.islower())


def _in_small_letters(forms: Sequence[NameForm]) -> Iterator[NameForm]:
    """The forms; "REBECCA Doe", as some papers open a report, under the name as the article has it elsewhere."""
    known = {form.text for form in forms}
    for form in forms:
        first, _, rest = form.text.partition(" ")
        small = f"{first.capitalize()} {rest}"
        yield form._replace(text=small) if len(first) > 3 and first.isupper() and small in known else form


def _without_genitives(forms: Sequence[NameForm], lines: Sequence[str], signs: NameSigns) -> Iterator[NameForm]:
    """The forms; "Brelvons" and "Jane Brelvons" under the name without its ending where the article has that too, or has
    it nowhere but before what is somebody's ("Brelvons Vertrag")."""
    owners = {f.text for f in forms if _may_own(f, lines, signs)} - {
        word for f in forms if not _may_own(f, lines, signs) for word in (f.text, f.text.rpartition(" ")[2])
    }
    known = {word for form in forms for word in (form.text, form.text.rpartition(" ")[2])}
    for form in forms:
        bare = form.text.removesuffix("s")
        if bare != form.text and len(bare) > 2 and (bare.rpartition(" ")[2] in known or form.text in owners):
            weak = max([points for _, points in form.scores], default=0.0) < 3
            scores = (("person", 2.0),) if weak and form.text in owners else form.scores
            form = form._replace(text=bare, end=form.end - 1, scores=scores)
        first, _, rest = form.text.partition(" ")
        if rest and first[-1:] == "s" and first[:-1] in known and first not in known:
            form = form._replace(text=first[:-1], end=form.start + len(first) - 1)  # "Brelvons Vertrag"
        yield form


def _may_own(form: NameForm, lines: Sequence[str], signs: NameSigns) -> bool:
    """Whether a single word seems to be in the genitive, and something with a capital follows it."""
    line, text = lines[form.line - 1], form.text
    may = " " not in text and len(text) > 4 and text.endswith("s") and not text.endswith(_NO_GENITIVE)
    if not may or text[1].isupper() or form.steady or text in signs.places or not may_begin_name(text[:-1], signs):
        return False
    before = line[: form.start].split()[-1:]
    behind = line[form.end : form.end + 3]
    return (
        behind[:1] == " " and behind[1:].istitle() and not (before and before[0] in signs.articles | signs.contracted)
    )


_NO_GENITIVE = ("ss", "us", "is", "os")


def _as_known(dateline: NameForm, lines: tuple[str, ...]) -> NameForm:
    """The place of a dateline in small letters where the article has it so, else in its capitals as printed."""
    if any(dateline.text in line for line in lines):
        return dateline
    return dateline._replace(text=lines[dateline.line - 1][dateline.start : dateline.end])


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


def _is_titled(line: str, signs: NameSigns) -> bool:
    """True for a line in Title Case or CAPITALS, where a capital is no sign of a name."""
    if len(line) > 200 or line.count(",") + line.count(";") > _COMMAS_IN_TITLE:
        return False
    words = _WORD.findall(line)
    if len(words) > 1 and line.isupper() and max(map(len, words)) > 3:
        return True
    words = [w for w in words if len(w) > 1 or w.isupper()]  # the "t" of "don’t" is none
    capital = [w for w in words if w[0].isupper()]
    if len(capital) < 0.6 * len(words):
        return False
    ends = _ENDS_LIKE_SENTENCE.search(line) is not None
    if 3 <= len(words) == len(capital) < 8 and not ends and any(_is_no_name(word, signs) for word in words[1:]):
        return True  # "NGC Throttles Pumps"
    long = [w for w in words if len(w) > 3]
    if (
        len(long) < 3
        or (len(long) == 3 and len(capital) < len(words))
        or len(capital) < (0.75 if ends else 0.6) * len(words)
    ):
        return False
    return len([w for w in capital if len(w) > 3]) >= (0.9 if ends else 0.75) * len(long)


def _is_no_name(word: str, signs: NameSigns) -> bool:
    """Whether a word is an ordinary one that names of bodies and places seldom end in."""
    small = word.lower()
    return (
        small in signs.ordinary
        and small not in signs.titles
        and small not in signs.common
        and word not in signs.place_last
        and word not in signs.compass
    )


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


def _kinds_in_titles(kinds: Mapping[str, EntityKind], fullest: Mapping[str, str]) -> dict[str, tuple[str, EntityKind]]:
    """For each form its fullest form and kind."""
    return {text: (name := fullest.get(text, text), kinds.get(name, kind)) for text, kind in kinds.items()}


def _add_titled_lines(
    mentions: dict[int, list[Mention]],
    titled: Iterable[int],
    lines: tuple[str, ...],
    known: dict[str, tuple[str, EntityKind]],
    signs: NameSigns,
) -> None:
    """In lines where every word has a capital, the names that are known from elsewhere in the article or from the tables."""
    for number in titled:
        line = lines[number - 1]
        words = list(_WORD_OF_TITLE.finditer(line))
        index = 0
        while index < len(words):
            for length in range(min(5, len(words) - index), 0, -1):
                start, end = words[index].start(), words[index + length - 1].end()
                text = line[start:end]
                found = known.get(text) or _known_to_tables(text, signs)
                if not found and text.endswith("."):
                    end -= 1
                    found = known.get(text[:-1]) or _known_to_tables(text[:-1], signs)
                if found:
                    name, kind = found
                    mentions[number].append(Mention(line=number, start=start, end=end, name=name, kind=kind))
                    index += length - 1
                    break
            index += 1


def _known_to_tables(text: str, signs: NameSigns) -> tuple[str, EntityKind] | None:
    """What the tables say of words among others with capitals: a place, a body, or a given name and a word that is no other."""
    if text in signs.places and text not in signs.given and text.lower() not in signs.ordinary:
        return text, "place"
    if text in signs.organisations and text.lower() not in signs.ordinary:
        return text, "organisation"
    given, _, surname = text.partition(" ")
    if surname in signs.company_last and given.lower() not in signs.ordinary:
        return text, "organisation"
    named = given in signs.given and surname.isalpha() and surname.istitle() and signs.ordinary
    if (
        named
        and surname.lower() not in signs.ordinary
        and surname not in signs.places
        and surname not in signs.not_names
    ):
        return text, "person"
    return None


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
