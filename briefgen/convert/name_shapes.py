"""Where a line of text may name somebody or something: runs of capitalised words, taken apart into title and name.

In: one line. Out: `NameForm`s with the signs that their words and neighbours give ("after a title", "ends like a company").
Says nothing yet of whether a form is a name: that takes the whole article (`names`). Languages that capitalise every
noun (German) keep only forms with a sign of their own, or nearly every noun would be one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from operator import attrgetter
from typing import NamedTuple

from briefgen.convert.name_nouns import is_noun, without_genitive
from briefgen.convert.name_offices import find_name_in_office, find_office_end, find_small_office, gender_of, is_title
from briefgen.convert.name_runs import Run, is_genitive, is_known, is_plain, split_nouns
from briefgen.convert.name_scores import OPENING, ends_like_body, score_form
from briefgen.convert.name_signs import Gender, NameSigns
from briefgen.model import EntityKind

_SENTENCE_END = re.compile(r"(?:^|[.!?…:;•|\n][\"'”’»“)\]]*\s*|\s[–—-]\s*)[\"'“‘„«‚(\[]*$")
_SPACE_WORD = re.compile(r"\S+")
_LONGEST_BESIDE = 80


class NameForm(NamedTuple):
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
    steady: bool = False


def find_forms(number: int, line: str, signs: NameSigns, lower: frozenset[str]) -> list[NameForm]:
    """The possible names of a line, from left to right. `number`: the line's; `lower`: words that the article also
    prints in lower case, which therefore open a sentence without being names."""
    forms = _find_dateline(number, line)
    agency = forms[-1] if len(forms) > 1 else None
    done = forms[0].end if forms else 0
    for start, text in _find_runs(line, forms[0].end if forms else 0, signs):
        if text[1:2] == "-" and line[start - 1 : start] == "(":
            continue  # "(R-Ohio)": a party and where somebody was elected
        if agency and agency.start <= start < agency.end:
            continue
        if start < done:
            continue  # "Salaam", read with "Dar es"
        if signs.capital_nouns and is_plain(text, signs) and line[start - 1 : start] not in OPENING:
            continue  # by far the commonest: a noun alone
        opens = _opens_sentence(line, start)
        words = text.split()
        if len(words) == 1:
            # The commonest run by far: the word that opens a sentence.
            if opens and not signs.capital_nouns and text.lower() in signs.openers and not is_known(words, 0, 1, signs):
                continue
            run = Run(line, words, [start], lower)
        else:
            run = Run(line, words, [start + m.start() for m in _SPACE_WORD.finditer(text)], lower)
        split = split_nouns(run, opens, signs) if signs.capital_nouns else _split_run(run, signs, lower, opens)
        for first, last in split:
            forms.extend(_make_forms(number, run, first, last, signs, opens and first == 0))
            done = max(done, forms[-1].end) if forms and forms[-1] is not agency else done
    if signs.small_bodies:
        found = [_small_body(number, match) for match in signs.small_bodies.finditer(line, done if agency else 0)]
        return sorted([*forms, *found], key=_START) if found or agency else forms
    return sorted(forms, key=_START) if agency else forms


def _small_body(number: int, match: re.Match[str]) -> NameForm:
    """A body that has no capital even in its own language: "dpa"."""
    scores: tuple[tuple[EntityKind, float], ...] = (("organisation", 5.0),)
    return NameForm(line=number, start=match.start(), end=match.end(), text=match.group(), scores=scores, steady=True)


def _find_runs(line: str, at: int, signs: NameSigns) -> list[tuple[int, str]]:
    """The runs of capitals from there on, with where each begins; "Kelmouth/Norland" as two."""
    runs = [(match.start(), match.group()) for match in signs.run.finditer(line, at)]
    if "/" not in line:
        return runs
    beside: list[tuple[int, str]] = []
    for start, text in runs:
        end = start + len(text)
        while line[end : end + 1] == "/" and (match := signs.run.match(line[end + 1 : end + _LONGEST_BESIDE])):
            if match.group().lower() not in signs.openers and line[end + 1 + match.end() :][:1] != "/":
                beside.append((end + 1, match.group()))
            end += 1 + match.end()
    return sorted([*runs, *beside])


# "PORT ARLE, March 13 —", "NEUSTADT (dpa) –": a place in capitals and, a few words on, a dash before the report.
_DATELINE = re.compile(
    r"\s*(?P<place>[^\W\d_]{2,}(?:[ .’'-]{1,2}[^\W\d_]+){0,3})(?P<rest>[^—–-]{0,40}?) ?(?:—|–|--|-) (?=\S)"
)


_AGENCY = re.compile(r"[^(—–-]{0,25}\(([A-Z][\w]+(?: [A-Z]\w+)?)\)")


_START = attrgetter("start")


def _find_dateline(number: int, line: str) -> list[NameForm]:
    """The place that opens a report in capitals, under its name in small letters, and the agency in brackets behind it."""
    match = _DATELINE.match(line) if line[:3].strip()[:2].isupper() else None
    if (
        not match
        or not match["place"].isupper()
        or (match["rest"] and match["rest"].lstrip(" ")[:1] not in (",", "(", ""))
        or len(match["place"]) < 4
    ):
        return []
    start, end = match.span("place")
    text = match["place"].title()
    forms = [NameForm(line=number, start=start, end=end, text=text, scores=(("place", 6.0),), steady=True)]
    agency = _AGENCY.match(line, end)
    if agency:
        start, end = agency.span(1)
        forms.append(
            NameForm(line=number, start=start, end=end, text=agency[1], scores=(("organisation", 5.0),), steady=True)
        )
    return forms


def _opens_sentence(line: str, at: int) -> bool:
    """Whether a sentence or an item of a list begins there, so that a capital is no sign of a name."""
    if line[at - 1 : at] == " " and at > 1 and (line[at - 2].isalnum() or line[at - 2] == ","):
        return False
    return _SENTENCE_END.search(line, max(0, at - 6), at) is not None


def _split_run(run: Run, signs: NameSigns, lower: frozenset[str], opens: bool) -> Iterator[tuple[int, int]]:
    """Stretches of the run between words that are no names, small words at the edges left out."""
    first = 0
    words = run.words
    if opens and _opens_without_naming(words[0], signs, lower) and not _begins_known(words, signs):
        first = 1
    for index in range(first, len(words) + 1):
        if index < len(words) and not _cuts(words, index, signs):
            continue
        low, high = first, index
        while low < high and words[low] in signs.small:
            low += 1
        while high > low and words[high - 1] in signs.small:
            high -= 1
        if low < high:
            yield low, high
        first = index + 1


def _begins_known(words: list[str], signs: NameSigns) -> bool:
    """Whether a word that often opens a sentence belongs to a name here: "New Norland", "National Guard"."""
    small = words[0].lower()
    plain = small in signs.function or small in signs.articles or small not in signs.common | signs.office_words
    body = words[1:2] and words[1] in signs.organisation_last and not plain
    return bool(body) or _is_place(words, 0, 2, signs)


def _is_place(words: list[str], first: int, length: int, signs: NameSigns) -> bool:
    """Whether the words name a known place, also in capitals as in a dateline."""
    text = " ".join(words[first : first + length])
    return text in signs.places or (text.isupper() and len(text) > 3 and text.title() in signs.places)


def _opens_without_naming(word: str, signs: NameSigns, lower: frozenset[str]) -> bool:
    """Whether a sentence begins with this word only because some word must stand first."""
    small = word.lower()
    if small in signs.openers:
        return True
    if signs.capital_nouns or small not in lower:
        return False
    known = word in signs.given or word in signs.places or word in signs.organisation_first or word in signs.demonyms
    return not known and small not in signs.titles and small not in signs.office_words


def _joins_body(words: list[str], index: int, signs: NameSigns) -> bool:
    """ "Coastal and Harbour Administration": what ends as a body, and around the "and" words that say what it does."""
    until = next((i for i in range(index + 2, len(words)) if words[i] in signs.joiners), len(words))
    if until < index + 3 or words[until - 1] not in signs.organisation_last:
        return False
    between = [*words[index - 1 : index], *words[index + 1 : until - 1]]
    return all(
        (w.lower() in signs.ordinary or w.endswith(signs.adjective_endings))
        and w not in signs.places
        and (w not in signs.given or w.lower() in signs.ordinary)
        for w in between
    )


# "Twenty-year-old Doe", "Oslo-based".
_QUALIFIES = re.compile(
    r"-(?:[a-z]+ed|[a-z]+ing|old|led|born|style|wide|free|like|era|run|owned|elect|hit|rich|bound|stricken|ridden|torn|built"
    r"|made|bred|grown|backed|held|friendly|proof|sized?|level|class|only|mad|strong|heavy|wracked|weary|area|seat|tier)$"
)


def _cuts(words: list[str], index: int, signs: NameSigns) -> bool:
    word = words[index]
    if index and word[:1].isupper() and word.lower() in signs.function and words[index - 1] not in signs.small:
        return not is_known(words, index, 1, signs)  # "LONDON With its plan", but "Some US"
    if "-" in word and (_QUALIFIES.search(word) or _tells_role(word, signs)):
        return True
    if len(word) > 3 and word.isupper() and word.lower() in signs.ordinary and word.lower() not in signs.common:
        # "NGC EMPLOYEES, who", as some papers open a report
        known = any(_is_place(words, max(0, at), 2, signs) for at in (index - 1, index))
        return not (known or is_known(words, index, 1, signs))
    if index and words[index - 1].endswith(".") and (word.lower() in signs.openers or word.endswith("ly")):
        return True  # "… in the U.S. He said"
    if word in signs.ands:
        return not _joins_list(words, index, signs)
    if word in signs.compass:
        return index + 1 == len(words) and not (index and _is_place(words, index - 1, 2, signs))
    if word in signs.not_names and words[index + 1 : index + 2] and words[index + 1] in signs.joiners:
        return True  # "CEO of Civic Software Ltd"
    if word in signs.not_names:
        # "Democratic Party", "Middle East Council", "Prime Minister Jane Doe": part of a longer name, or of an office.
        following = words[index + 1] if index + 1 < len(words) else ""
        body = not signs.organisation_last.isdisjoint(words[index + 1 : index + 4])
        return not (body or following in signs.place_last or is_title(word, signs))
    return index > 0 and word.lower() in signs.articles and word[:1].isupper() and not signs.capital_nouns


def _tells_role(word: str, signs: NameSigns) -> bool:
    """ "Cup-winner Doe": what somebody is, in small letters behind a hyphen."""
    last = word.rpartition("-")[2]
    return last.islower() and last in signs.ordinary and last not in signs.particles and not signs.capital_nouns


def _joins_list(words: list[str], index: int, signs: NameSigns) -> bool:
    """Whether an "and" stands inside one name: "Trinidad and Tobago", "Department of Health and Care"."""
    if " ".join(words[max(0, index - 1) : index + 2]) in signs.places:
        return True
    before, after = words[index - 1], words[index + 1 : index + 2]
    plain = after and {before.lower(), after[0].lower()} <= signs.ordinary and before not in signs.organisation_last
    if _joins_body(words, index, signs):
        return True
    behind = words[index + 2 : index + 3]
    if plain and (words[-1] in signs.organisation_last or (behind and behind[0] in signs.place_last)):
        return True  # "Transport and General Workers Union", "Coal and Iron Hall"
    return words[index] == "&" or (words[0] in signs.organisation_first and index > 1 and words[1] in signs.joiners)


def _make_forms(number: int, run: Run, first: int, last: int, signs: NameSigns, opens: bool) -> Iterator[NameForm]:
    """One form for the stretch, or two where an office with a name of its own stands before a person's."""
    title_end = find_office_end(run.words, first, last, signs)
    before = run.line[max(0, run.starts[first] - 70) : run.starts[first]]
    if title_end > first:
        prefix_end = find_name_in_office(run.words, first, title_end, signs)
        if prefix_end > first:
            yield _form(number, run, first, prefix_end, signs)
        if title_end == last:
            return
        office = run.line[run.starts[first] : run.end(title_end - 1)]
        lead = find_small_office(before, signs)
        gender = gender_of(run.words[first:title_end], signs)
        joined = next((i for i in range(title_end + 1, last) if run.words[i] in signs.joiners), last)
        yield _form(number, run, title_end, joined, signs, office=lead + office, gender=gender)
        if joined + 1 < last:
            yield _form(number, run, joined + 1, last, signs)  # "President Doe of Norland"
        return
    first = _begin_at_given_name(run.words, first, last, signs)
    lead = find_small_office(before, signs).rstrip()
    if lead and run.words[first].isupper() and last - first == 1:
        lead = ""  # "veteran NGC adviser Jane Doe"
    gender = gender_of(lead.split(), signs) if lead else None
    yield _form(number, run, first, last, signs, office=lead or None, gender=gender, opens=opens)


def _is_body_behind(office: str, words: list[str], signs: NameSigns) -> bool:
    """Whether the noun before the name says what it is, a paper or a ship, rather than what somebody does."""
    return office.split()[-1].lower() in signs.body_nouns and words[0] not in signs.given


def _begin_at_given_name(words: list[str], first: int, last: int, signs: NameSigns) -> int:
    """Leaves out what stands before a full name that ends the stretch: "Rebel Jane Doe"."""
    if last - first == 2 and words[first] in signs.demonyms and words[first + 1] in signs.organisations:
        return first + 1  # "European NGC members"
    if last - first > 2 and words[first] in signs.demonyms and words[first + 1] in signs.given:
        return first + 1  # "Norlander Jane Weeks"
    if words[first] in signs.given or words[last - 1] in signs.organisation_last or last - first < 3:
        return first
    if words[first] in signs.place_first or words[last - 1] in signs.place_last or _is_place(words, first, 2, signs):
        return first  # "San Diego Harbour"
    led = words[first].isalpha() and words[first].isupper() and len(words[first]) < 4
    strange = not any(w.lower() in signs.ordinary or w in signs.organisation_last for w in words[first + 1 : last])
    if (led and words[first + 1] in signs.given) or (words[first] in signs.demonyms and strange and signs.ordinary):
        return first + 1  # "Norlander Jane Doe", "RB John Doe"
    if signs.ordinary and words[first].lower() not in signs.ordinary and not _is_place(words, first, 1, signs):
        return first  # "LuAnna Marie Doe"
    later = [i for i in range(first + 1, last - 1) if words[i] in signs.given]
    small = any(w in signs.small for w in words[first:last])
    return later[0] if later and not small and words[first][1:2] != "." else first


def _form(
    number: int,
    run: Run,
    first: int,
    last: int,
    signs: NameSigns,
    *,
    office: str | None = None,
    gender: Gender | None = None,
    opens: bool = False,
) -> NameForm:
    start, end, words = _find_edges(run, first, last, signs)
    text = run.line[start:end]
    scores = score_form(run.line, start, end, words, signs)
    if signs.capital_nouns and text in signs.places and run.line[end : end + 1] == "s":
        office, gender, scores = None, None, {"place": 5.0}  # "der Präsident Norlands"
    if scores.get("person") == 1 and len(words) > 1 and not run.lower.isdisjoint([w.lower() for w in words]):
        # Words that the article also prints small: "Civic Renewal" after "a renewal".
        del scores["person"]
        scores.setdefault("organisation", 0.0 if "place" in scores else 1.0)
    if office and not _is_body_behind(office, words, signs):
        addressed = office.split()[-1].lower() in signs.genders  # "Mr Doe", "Queen Ada": a person for sure
        scores["person"] = scores.get("person", 0.0) + (5 if addressed else 4)
    return NameForm(
        line=number,
        start=start,
        end=end,
        text=text,
        scores=tuple(scores.items()),
        office=office,
        gender=gender or (signs.given.get(words[0]) if len(words) > 1 else None),
        opens=opens and not (text.isupper() and len(text) > 1),
    )


def _find_edges(run: Run, first: int, last: int, signs: NameSigns) -> tuple[int, int, list[str]]:
    """Start, end and words of the name, with what belongs to it in small letters, without an article or a genitive."""
    start, end = run.starts[first], run.end(last - 1)
    words = run.words[first:last]
    if len(words[0]) > 3 and words[0][0] in "dl" and words[0][1] in "'’":
        # "le portrait d’Ana Morel": an article or a preposition whose vowel is left out.
        start, words = start + 2, [words[0][2:], *words[1:]]
    tail = next((t for t in signs.tails.get(words[-1], ()) if run.line.startswith(t, end)), "")
    if tail:
        end, words = end + len(tail), [*words, *tail.split()]  # "Émirats arabes unis"
    elif signs.town_tails and (town := _TOWN_TAIL.match(run.line, end)) and town[1] in signs.town_tails:
        end, words = town.end(), [*words, *town.group().split()]  # "Kelmau am See"
    elif words[-1] in signs.organisation_first:
        adjective = _NEXT_WORD.match(run.line, end)
        if adjective and adjective[1] in signs.body_adjectives:
            end, words = adjective.end(), [*words, adjective[1]]  # "le Parlement européen"
    if signs.capital_nouns and (listed := _find_listed_end(run.line, end, words, signs)):
        words = [*words, *run.line[end:listed].split()]
        end = listed
    elif signs.capital_nouns and (bare := without_genitive(run.line[start:end], signs)):
        end -= len(run.line[start:end]) - len(bare)
        words = bare.split(" ")
    elif signs.capital_nouns and _owns_next(run, last, words, signs):
        end -= 1
        words = [*words[:-1], words[-1][:-1]]
    whole = words[-1] in signs.organisation_last or words[-1] in signs.generational or words[-1] in signs.places
    if words[-1].endswith(".") and not whole:
        end -= 0 if _DOTTED.fullmatch(words[-1]) else 1
    return start, end, words


def _find_listed_end(line: str, end: int, words: list[str], signs: NameSigns) -> int:
    """Where the list of what a body is for ends: "Ministerium für Fischerei und Seefahrt"; 0 where there is none."""
    if len(words) < 3 or words[-2] not in signs.joiners or not is_noun(words[-1].lower(), signs):
        return 0
    listed = _LIST_OF_NOUNS.match(line, end)
    named = listed and (listed[1] in signs.places or listed[1] in signs.given or listed[1] in signs.organisations)
    return listed.end() if listed and not named and not ends_like_body(listed[1], signs) else 0


_LIST_OF_NOUNS = re.compile(r"(?:, [A-ZÄÖÜ][a-zäöüß]+){0,3} und ([A-ZÄÖÜ][a-zäöüß]+)\b(?!-)")


def _owns_next(run: Run, last: int, words: list[str], signs: NameSigns) -> bool:
    """Whether a full name in the genitive stands before what is somebody's: "Jane Brelvons Vertrag"."""
    full = len(words) > 1 and words[0] in signs.given and is_genitive(words[-1], signs)
    return full and last < len(run.words) and run.words[last][:1].isupper()


_TOWN_TAIL = re.compile(r" (?:am|im|an der|ob der|in der) (\w+)\b")
_NEXT_WORD = re.compile(r" (\w+)\b")
_DOTTED = re.compile(r"(?:\w\.)+")
