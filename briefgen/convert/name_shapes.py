"""Where a line of text may name somebody or something: runs of capitalised words, taken apart into title and name.

In: one line. Out: `NameForm`s with the signs that their words and neighbours give ("after a title", "ends like a company").
Says nothing yet of whether a form is a name: that takes the whole article (`names`). Languages that capitalise every
noun (German) keep only forms with a sign of their own, or nearly every noun would be one.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Literal

from briefgen.convert.language import Language
from briefgen.model import EntityKind

Gender = Literal["female", "male"]

_UPPER = "".join(c for c in map(chr, range(0x41, 0x530)) if c.isupper()) + "".join(
    c for c in map(chr, range(0x1E00, 0x1F00)) if c.isupper()
)
_CAPITALISED = rf"(?:(?:[{_UPPER}]\.)+(?:[{_UPPER}]\b)?|[{_UPPER}][\w]*(?:(?:['’](?=[{_UPPER}])|[-–.&](?=\w))\w+)*)"
_SENTENCE_END = re.compile(r"(?:^|[.!?…:;•|\n][\"'”’»“)\]]*\s*|\s[–—-]\s*)[\"'“‘„«‚(\[]*$")
_SPACE_WORD = re.compile(r"\S+")


@dataclass(frozen=True, slots=True, kw_only=True)
class NameForm:
    """A stretch of a line that may be a name. `scores`: points for each kind that its own shape and neighbours give.
    `office`: the title or office before it, as printed; `opens`: it stands where every word has a capital."""

    line: int
    start: int
    end: int
    text: str
    scores: tuple[tuple[EntityKind, float], ...] = ()
    office: str | None = None
    gender: Gender | None = None
    opens: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class NameSigns:
    """The tables of a language, made ready: all words lower case but those of names."""

    run: re.Pattern[str]
    titles: frozenset[str]
    title_endings: tuple[str, ...]
    genders: dict[str, Gender]
    office_words: frozenset[str]
    given: dict[str, Gender | None]
    places: frozenset[str]
    demonyms: frozenset[str]
    organisations: frozenset[str]
    organisation_first: frozenset[str]
    organisation_last: frozenset[str]
    organisation_endings: tuple[str, ...]
    place_first: frozenset[str]
    place_last: frozenset[str]
    place_prepositions: frozenset[str]
    not_names: frozenset[str]
    openers: frozenset[str]
    articles: frozenset[str]
    joiners: frozenset[str]
    ands: frozenset[str]
    compass: frozenset[str]
    particles: frozenset[str]
    generational: frozenset[str]
    capital_nouns: bool
    cues: frozenset[str]


@cache
def load_signs(language: Language) -> NameSigns:
    """The name tables of a language as sets and patterns."""

    def words(key: str, topic: str = "entities") -> frozenset[str]:
        return frozenset(language.words(topic, key))

    male, female = words("male", "given_names"), words("female", "given_names")
    given: dict[str, Gender | None] = {}
    for name in male | female:
        given[name] = None if name in male and name in female else "male" if name in male else "female"
    genders: dict[str, Gender] = dict.fromkeys(words("male_titles"), "male")
    genders |= dict.fromkeys(words("female_titles"), "female")
    return NameSigns(
        run=_compile_run(language),
        titles=words("titles") | genders.keys(),
        title_endings=language.words("entities", "title_endings"),
        genders=genders,
        office_words=words("office_words"),
        given=given,
        places=words("names", "places"),
        demonyms=words("demonyms"),
        organisations=words("organisation_names"),
        organisation_first=words("organisation_first"),
        organisation_last=words("organisation_last"),
        organisation_endings=language.words("entities", "organisation_endings"),
        place_first=words("place_first"),
        place_last=words("place_last"),
        place_prepositions=words("place_prepositions"),
        not_names=words("not_names"),
        openers=words("openers") | words("words", "stopwords") | words("articles"),
        articles=words("articles"),
        joiners=words("of") | words("and"),
        ands=words("and"),
        compass=words("compass"),
        particles=words("particles"),
        generational=words("generational"),
        capital_nouns=bool(language.table("entities").get("capital_nouns")),
        cues=words("verbs", "quotes"),
    )


def _compile_run(language: Language) -> re.Pattern[str]:
    """Capitalised words in a row, with the small words that may stand between two of them."""
    dotted = sorted(set(_dotted(language)), key=lambda w: (-len(w), w))
    titles = "|".join(re.escape(w[:1].upper() + w[1:]) for w in dotted)
    small = sorted(
        {
            *language.words("entities", "particles"),
            *language.words("entities", "of"),
            *language.words("entities", "and"),
        },
        key=lambda w: (-len(w), w),
    )
    between = "|".join(re.escape(w) for w in small)
    word = rf"(?:(?:{titles})(?=\s)|(?:al-|el-|[dl]['’])?{_CAPITALISED})" if titles else _CAPITALISED
    return re.compile(rf"(?<![\w’'@#/]){word}(?:(?:[ \u00a0](?:(?:{between})[ \u00a0]){{0,2}}){word})*")


def _dotted(language: Language) -> Iterator[str]:
    for key in ("titles", "male_titles", "female_titles"):
        yield from (w for w in language.words("entities", key) if w.endswith("."))


@dataclass(slots=True)
class _Words:
    """A run taken into words with their places in the line."""

    line: str
    words: list[str]
    starts: list[int]

    def end(self, index: int) -> int:
        return self.starts[index] + len(self.words[index])


def find_forms(number: int, line: str, signs: NameSigns, lower: frozenset[str]) -> list[NameForm]:
    """The possible names of a line, from left to right. `number`: the line's; `lower`: words that the article also
    prints in lower case, which therefore open a sentence without being names."""
    forms: list[NameForm] = []
    for match in signs.run.finditer(line):
        opens = _SENTENCE_END.search(line, max(0, match.start() - 6), match.start()) is not None
        spans = [(m.group(), match.start() + m.start()) for m in _SPACE_WORD.finditer(match.group())]
        run = _Words(line, [sys.intern(w) for w, _ in spans], [s for _, s in spans])
        for first, last in _split_run(run, signs, lower, opens):
            forms.extend(_make_forms(number, run, first, last, signs, opens and first == 0))
    return forms


def _split_run(run: _Words, signs: NameSigns, lower: frozenset[str], opens: bool) -> Iterator[tuple[int, int]]:
    """Stretches of the run between words that are no names, small words at the edges left out."""
    first = 0
    words = run.words
    if opens and words[0].lower() in signs.openers | _unless_name(words, signs, lower):
        first = 1
    for index in range(first, len(words) + 1):
        if index < len(words) and not _cuts(words, index, signs):
            continue
        low, high = first, index
        while low < high and not words[low][:1].isupper() and words[low] in signs.joiners | signs.particles:
            low += 1
        while high > low and words[high - 1] in signs.joiners | signs.particles:
            high -= 1
        if low < high:
            yield low, high
        first = index + 1


def _unless_name(words: list[str], signs: NameSigns, lower: frozenset[str]) -> frozenset[str]:
    known = words[0] in signs.given or words[0] in signs.places or words[0] in signs.organisation_first
    titled = words[0].lower() in signs.titles or words[0].lower() in signs.office_words or words[0] in signs.demonyms
    return frozenset() if known or titled or signs.capital_nouns else lower


def _cuts(words: list[str], index: int, signs: NameSigns) -> bool:
    word = words[index]
    if word in signs.ands:
        return not _joins_list(words, index, signs)
    if word in signs.particles and signs.capital_nouns and word[:1].islower():
        # Articles look like the particles of names: "Sitz der Partei", but "Jan van der Berg".
        return index == 0 or not (words[index - 1] in signs.given or words[index - 1] in signs.particles)
    if word in signs.compass:
        return index + 1 == len(words)
    if word in signs.not_names:
        # "Democratic Party", "Middle East Council", "Prime Minister Jane Doe": part of a longer name, or of an office.
        following = words[index + 1] if index + 1 < len(words) else ""
        return not (following in signs.organisation_last or following in signs.place_last or _is_title(word, signs))
    return index > 0 and word.lower() in signs.articles and word[:1].isupper() and not signs.capital_nouns


def _joins_list(words: list[str], index: int, signs: NameSigns) -> bool:
    """Whether an "and" stands inside one name: "Trinidad and Tobago", "Department of Health and Care"."""
    if " ".join(words[max(0, index - 1) : index + 2]) in signs.places:
        return True
    return words[index] == "&" or (words[0] in signs.organisation_first and index > 1 and words[1] in signs.joiners)


def _is_title(word: str, signs: NameSigns) -> bool:
    small = word.lower()
    return small in signs.titles or (bool(signs.title_endings) and small.endswith(signs.title_endings))


def _make_forms(number: int, run: _Words, first: int, last: int, signs: NameSigns, opens: bool) -> Iterator[NameForm]:
    """One form for the stretch, or two where an office with a name of its own stands before a person's."""
    title_end = _office_end(run.words, first, last, signs)
    gender = next((signs.genders[w.lower()] for w in run.words[first:title_end] if w.lower() in signs.genders), None)
    before = run.line[: run.starts[first]]
    if title_end > first:
        prefix_end = _name_in_office(run.words, first, title_end, signs)
        if prefix_end > first:
            yield _form(number, run, first, prefix_end, signs, opens=opens)
        if title_end == last:
            return
        office = run.line[run.starts[first] : run.end(title_end - 1)]
        lead = _lower_office(before, signs)
        yield _form(number, run, title_end, last, signs, office=lead + office, gender=gender)
        return
    lead = _lower_office(before, signs).rstrip()
    if lead:
        gender = next((signs.genders[w.lower()] for w in lead.split() if w.lower() in signs.genders), None)
    yield _form(number, run, first, last, signs, office=lead or None, gender=gender, opens=opens)


def _office_end(words: list[str], first: int, last: int, signs: NameSigns) -> int:
    """Index after the last title of the stretch; `first` where there is none, or where the title belongs to a body
    ("President of the Court" has no person; "Chief Justice Roberts" has)."""
    end = first
    for index in range(first, last):
        word = words[index]
        if _is_title(word, signs) and not (word in signs.given and index + 1 < last and index == first):
            end = index + 1
    if end == first or end >= last:
        return end
    if words[end] in signs.joiners:
        # "Secretary of State Jane Doe": the name begins with a given name, else none can be told apart.
        for index in range(end + 1, last):
            if words[index] in signs.given and index + 1 < last:
                return index
        return first if words[first] in signs.organisation_first else last
    return end


def _name_in_office(words: list[str], first: int, end: int, signs: NameSigns) -> int:
    """Index after the name of a body or place that opens an office ("Bank of England Governor")."""
    stop = end
    while stop > first and (_is_title(words[stop - 1], signs) or words[stop - 1].lower() in signs.office_words):
        stop -= 1
    named = " ".join(words[first:stop])
    known = named in signs.places or named in signs.organisations or named.isupper()
    signed = stop > first and (words[first] in signs.organisation_first or words[stop - 1] in signs.organisation_last)
    return stop if stop > first and (known or signed) and words[first] not in signs.demonyms else first


_TAIL = re.compile(r"((?:[\w’'.-]+ ){1,6})$")


def _lower_office(before: str, signs: NameSigns) -> str:
    """The office in small letters that stands right before a name ("prime minister "), empty where there is none."""
    tail = _TAIL.search(before[-70:])
    if tail is None:
        return ""
    words = tail.group(1).split(" ")[:-1]
    if not words or not _is_title(words[-1], signs):
        return ""
    first = len(words) - 1
    while first > 0 and _belongs_to_office(words[first - 1], signs):
        first -= 1
    return " ".join(words[first:]) + " "


def _belongs_to_office(word: str, signs: NameSigns) -> bool:
    small = word.lower()
    return (
        small in signs.office_words
        or _is_title(word, signs)
        or word in signs.demonyms
        or word in signs.places
        or (word.isupper() and len(word) > 1)
    )


def _form(
    number: int,
    run: _Words,
    first: int,
    last: int,
    signs: NameSigns,
    *,
    office: str | None = None,
    gender: Gender | None = None,
    opens: bool = False,
) -> NameForm:
    start, end = run.starts[first], run.end(last - 1)
    words = run.words[first:last]
    if words[-1].endswith(".") and not (words[-1] in signs.organisation_last or words[-1] in signs.generational):
        end -= 0 if re.fullmatch(r"(?:\w\.)+", words[-1]) else 1
    text = run.line[start:end]
    scores = _score_form(run.line, start, end, words, signs)
    if office:
        scores["person"] = scores.get("person", 0.0) + 4
    return NameForm(
        line=number,
        start=start,
        end=end,
        text=text,
        scores=tuple(scores.items()),
        office=office,
        gender=gender or (signs.given.get(words[0]) if len(words) > 1 else None),
        opens=opens,
    )


_BEFORE_WORD = re.compile(r"([\w’'-]+)[\s(]*$")
_AFTER = re.compile(r"(?:['’]s?)?\s*(?:,?\s*(?P<age>\(?\d{1,2}\)?,)|,?\s*(?P<who>who|whose)\b|(?P<word>\w+))")


def _score_form(line: str, start: int, end: int, words: list[str], signs: NameSigns) -> dict[EntityKind, float]:
    text = line[start:end]
    scores = _score_shape(text, words, signs)
    if signs.capital_nouns and not scores:
        return scores
    before = _BEFORE_WORD.search(line, max(0, start - 25), start)
    word = before.group(1).lower() if before else ""
    if word in signs.articles:
        scores["person"] = scores.get("person", 0.0) - 3
        scores["organisation"] = scores.get("organisation", 0.0) + 0.5
    elif word in signs.place_prepositions:
        scores["place"] = scores.get("place", 0.0) + 1
    after = _AFTER.match(line, end)
    if after and (after["age"] or after["who"]):
        scores["person"] = scores.get("person", 0.0) + 2
    elif (after and after["word"] in signs.cues) or word in signs.cues:
        scores["person"] = scores.get("person", 0.0) + 1
        scores["organisation"] = scores.get("organisation", 0.0) + 0.4
    return scores


def _score_shape(text: str, words: list[str], signs: NameSigns) -> dict[EntityKind, float]:
    """Points from the words alone."""
    scores: dict[EntityKind, float] = {}
    last = words[-1].rstrip(".")
    if text in signs.places:
        scores["place"] = 5
    if text in signs.organisations or last.lower().endswith(signs.organisation_endings or ("\0",)):
        scores["organisation"] = 5
    if len(words) == 1:
        if text.isupper() and 2 <= len(text) <= 7 and "place" not in scores:
            scores["organisation"] = scores.get("organisation", 0.0) + 3
        return scores
    if words[-1] in signs.organisation_last or words[0] in signs.organisation_first:
        scores["organisation"] = scores.get("organisation", 0.0) + 5
    elif last in signs.place_last or words[0] in signs.place_first:
        scores["place"] = scores.get("place", 0.0) + 4
    elif words[0] in signs.given:
        scores["person"] = 3
    elif len(words) <= 3 and not signs.capital_nouns and not any(w in signs.demonyms for w in words):
        scores["person"] = 1
    if any(w in signs.joiners for w in words):
        scores["person"] = scores.get("person", 0.0) - 3
        scores["organisation"] = scores.get("organisation", 0.0) + 1
    return scores
