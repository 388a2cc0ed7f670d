"""What the clause of a date says of when it is: will it be, was it, or does it leave it open?

The nearest verb before the date decides, within its clause; where there is none, the one after it. The words are the language's
own (`dates.toml`); a language whose clauses end in their verb is asked for the last word too.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from briefgen.convert.date_forms import DateForm
from briefgen.convert.date_sides import Outlook, is_backward
from briefgen.convert.language import Language
from briefgen.convert.sentences import split_sentences
from briefgen.convert.word_patterns import alternatives

# How many words before a day are looked at for a sign of its time, and how many characters after it.
_WINDOW_WORDS = 24
_WINDOW_CHARACTERS = 220
_WINDOW_AFTER = 110
# A verb of the future so many words before the day is the day's own.
_OWN_VERB_WORDS = 8
# One of the past: "opened on 14 May", but "directed the film (14 May)".
_OWN_PAST_WORDS = 2
# "On Tuesday, she said", "In a debate on Tuesday, she said": the comma before the verb is no end of the clause.
_OPENING_WORDS = 8
# "After the first and only debate on Tuesday".
_NEAR_WORDS = 7
# So few words before a day are no more than "On", "Le".
_NOUN_WORDS = 2
_WORD = re.compile(r"[^\W\d_]+")
_CLOCK = (
    r"(?:\d{1,2}(?:[:.]\d\d)?(?: ?(?:am|pm|a\.m\.|p\.m\.|uhr|h))?|noon|midday|midnight)(?: [A-Z]{2,4})?(?: (?:on|am))?"
)
_REST = re.compile(r"[^,.;:!?–—]{1,80}(?P<whole>(?=[,.;:!?–—]|$))?")
# "Mr. Arl" and "Sen. Arl" are no ends of sentences.
_AFTER = re.compile(r"(?<=[^\W\d_]{4})\.\s|[:;!?–—]\s|[\"“”«»„]|\s-\s|\(|\)")
_POSSESSIVE = re.compile(r"[’']s\b")
_DASHES = ("–", "—", "-")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Signs:
    sign: re.Pattern[str]
    directly_before: re.Pattern[str]
    set_for: re.Pattern[str]
    past_directly: re.Pattern[str]
    past_near: re.Pattern[str]
    future_near: re.Pattern[str]
    near_unless_told: re.Pattern[str]
    future_in_past: frozenset[str]
    conditional: frozenset[str]
    clause_end: re.Pattern[str]
    future_after: re.Pattern[str]
    unless_told: re.Pattern[str]
    breaks: re.Pattern[str]
    present_before: re.Pattern[str]
    present_after: re.Pattern[str]
    present_first: re.Pattern[str]
    verb_final: bool
    past: frozenset[str]
    sure: re.Pattern[str]


@cache
def _signs(language: Language) -> _Signs:
    def any_of(key: str) -> str:
        return alternatives(language.words("dates", key))

    def directly(key: str) -> re.Pattern[str]:
        return re.compile(rf"\b(?:{any_of(key)}) $", re.IGNORECASE)

    def near(key: str) -> re.Pattern[str]:
        return re.compile(rf"\b(?:{any_of(key)})(?: [\w’'.-]+){{0,{_NEAR_WORDS}}} $", re.IGNORECASE)

    def present(key: str) -> str:
        return rf"(?!(?:{any_of('not_present')})\b)[a-zà-öø-ÿ]{{3,}}(?:{any_of(key)})\b"

    return _Signs(
        sign=_sign(language),
        # With the word between, "tagt am Freitag".
        present_before=re.compile(rf"\b{present('present_endings')} [^\W\d_]+ $"),
        present_after=re.compile(rf" {present('present_endings')}"),
        present_first=re.compile(rf" {present('present_endings_first')}"),
        directly_before=directly("future_before"),
        unless_told=directly("future_unless_told"),
        verb_final=bool(language.table("dates").get("verb_final", False)),
        past=frozenset(language.words("dates", "past")),
        # "for Monday", "for 8am on Monday", but "to blame for Monday's attack".
        set_for=re.compile(rf"\b(?:{any_of('set_for')})(?: {_CLOCK})? $", re.IGNORECASE),
        past_directly=directly("past_directly"),
        past_near=near("past_near"),
        future_near=near("future_near"),
        near_unless_told=near("future_near_unless_told"),
        future_in_past=frozenset(language.words("dates", "future_in_past")),
        conditional=frozenset(language.words("dates", "conditional")),
        clause_end=re.compile(rf"[;:—–]|\s-\s|, (?:{any_of('clause_words')})\b"),
        future_after=re.compile(
            rf"(?P<possessive>[’']s)?(?P<between>(?: [\w’'-]+){{0,3}}),? (?:{any_of('future_after')})\b", re.IGNORECASE
        ),
        breaks=re.compile(rf"\b(?:{any_of('breaks')})\b", re.IGNORECASE),
        sure=re.compile(rf"(?:{any_of('future_sure')}|\w+(?:{any_of('future_endings')}))\b", re.IGNORECASE),
    )


def _sign(language: Language) -> re.Pattern[str]:
    """Every word that says something of when. A verb that belongs to a sign is read with it: "could hit", "set to be held"."""

    def any_of(key: str) -> str:
        return alternatives(language.words("dates", key))

    future, endings = any_of("future"), any_of("past_endings")
    adverb = rf" (?:{any_of('modal_adverbs')}|[^\W\d_]+(?:{any_of('adverb_endings')}))"
    modal = rf"(?:{any_of('modals')})(?:{adverb})*(?: be)? [^\W\d_]+"
    infinitive = r"(?:(?:(?<= to)| to)(?: be)? [^\W\d_]+)?"
    ending = rf"(?!(?:{any_of('not_future')})\b)\w+(?:{any_of('future_endings')})"
    # What can never match would still be tried at every word.
    futures = [f"(?:{any_of('future_passive')}) \\w+", modal, f"(?:{future}){infinitive}"]
    futures += [ending] if language.words("dates", "future_endings") else []
    # "a shot", "to cut" are no verbs in the past.
    noun = "".join(rf"(?<!\b{re.escape(word)} )" for word in language.words("dates", "no_past_after"))
    return re.compile(
        rf"\b(?:(?P<future>{'|'.join(futures)})"
        rf"|(?P<open>to (?:{any_of('infinitives')}))"
        rf"|(?P<telling>{any_of('telling')})"
        rf"|(?P<passive>(?:{any_of('present_passive')}) (?!(?:{future})\b)\w+(?:{endings}))"
        rf"|{noun}(?P<past>(?:{any_of('past_before')}) \w+|{any_of('past')}"
        rf"|(?!(?:{any_of('not_past')})\b)\w\w+(?:{endings}))"
        rf"|(?P<present>{any_of('present')}))\b",
        re.IGNORECASE,
    )


def find_outlook(text: str, form: DateForm, language: Language) -> Outlook:
    """What the clause around a date says of when it is."""
    signs = _signs(language)
    clause = _clause_before(text, form, language)
    if signs.directly_before.search(clause):
        return _outlook_of_limit(text, form, clause, signs)
    if signs.set_for.search(clause) and not _POSSESSIVE.match(text, form.end):
        return Outlook.CERTAIN
    if signs.past_directly.search(clause):
        return Outlook.BEHIND
    found = _find_signs(clause, signs)
    own = _outlook_of_verbs(clause, found, signs)
    told = _told_after(text, form, clause, signs)
    if own in (Outlook.AHEAD, Outlook.CERTAIN) or is_backward(own):
        # "expected to return in May" is ahead as the verb before says.
        if told and signs.verb_final and (told.sure or is_backward(own)):
            return told.outlook
        return Outlook.EVEN if own is Outlook.BEHIND and signs.future_near.search(clause) else own
    if told is not None:
        return told.outlook
    if signs.unless_told.search(clause):
        return Outlook.AHEAD
    return _outlook_by_the_way(text, form, clause, own, signs)


def _outlook_by_the_way(text: str, form: DateForm, clause: str, own: Outlook, signs: _Signs) -> Outlook:
    """Where no verb before the date says when: what else there is, "before the vote on Friday", "after the vote on Friday"."""
    if signs.future_near.search(clause) or signs.near_unless_told.search(clause):
        return Outlook.EVEN
    if own is Outlook.NONE:
        opens = len(_WORD.findall(clause)) <= _NOUN_WORDS
        present = signs.present_first if opens else signs.present_after
        if not signs.present_before.search(clause) and not present.match(text, form.end):
            return _outlook_without_verb(text, form, clause, signs)
        own = Outlook.PRESENT
    return Outlook.BEHIND if own is Outlook.PRESENT and signs.past_near.search(clause) else own


def _outlook_of_limit(text: str, form: DateForm, clause: str, signs: _Signs) -> Outlook:
    """After a word such as "by": ahead, unless the clause that it opens is told in the past, "By Sunday, they had left"."""
    if _find_signs(clause, signs):
        return Outlook.CERTAIN
    after = _outlook_after(text, form, clause, signs)
    return after if is_backward(after) else Outlook.CERTAIN


def _find_signs(clause: str, signs: _Signs) -> list[re.Match[str]]:
    words = [match.start() for match in _WORD.finditer(clause)][-_WINDOW_WORDS:]
    found = signs.sign.finditer(clause, words[0] if words else 0)
    return [m for m in found if not m[0][0].isupper() or not clause[: m.start()].strip(" \"'“‘„«")]


def _outlook_of_verbs(clause: str, found: list[re.Match[str]], signs: _Signs) -> Outlook:
    if not found:
        return Outlook.NONE
    last, before = found[-1], found[-2] if len(found) > 1 else None
    ahead_before = before is not None and before["future"] is not None
    close = before is not None and len(_WORD.findall(clause, before.end(), last.start())) <= _OWN_PAST_WORDS
    match last.lastgroup:
        case "future":
            outlook = _outlook_of_future(clause, last, signs)
            # "was set to arrive on Friday": it may have.
            past = close and before is not None and before[0].lower() in signs.future_in_past
            return Outlook.AHEAD if past else outlook
        case "past":
            if close and before is not None and before[0].lower() in signs.conditional:
                return Outlook.EVEN
            # "hat", "ist" may be followed by anything where the verb ends the clause.
            own = not signs.verb_final and len(_WORD.findall(clause, last.end())) <= _OWN_PAST_WORDS
            return Outlook.OVER if own else Outlook.BEHIND
        case "telling":
            # "announced in May" is the day of the telling, "announced a vote in May" is not; "since she announced her bid in May" is.
            if close and before is not None and before["past"] and " " not in last[0]:
                return Outlook.BEHIND
            return Outlook.TOLD if len(_WORD.findall(clause, last.end())) > 1 else Outlook.BEHIND
        case "open":
            return Outlook.AHEAD if ahead_before else Outlook.EVEN
    return Outlook.AHEAD if ahead_before else Outlook.PRESENT


def _outlook_of_future(clause: str, sign: re.Match[str], signs: _Signs) -> Outlook:
    """Certain where a plain verb of the future stands near: "will vote on Friday", but not "will end the row that Friday"."""
    between = clause[sign.end() :]
    near = len(_WORD.findall(between)) <= _OWN_VERB_WORDS and not signs.breaks.search(between)
    return Outlook.CERTAIN if near and signs.sure.match(sign[0]) else Outlook.AHEAD


def _outlook_without_verb(text: str, form: DateForm, clause: str, signs: _Signs) -> Outlook:
    """Of a date that no verb stands before: the verb after it, else what stands before a dash."""
    after = _outlook_after(text, form, clause, signs)
    if after is not Outlook.NONE:
        return after
    if signs.past_near.search(clause):
        return Outlook.BEHIND
    begin = form.start - len(clause)
    if len(_WORD.findall(clause)) > _OPENING_WORDS + 2 or not text[:begin].rstrip().endswith(_DASHES):
        return Outlook.NONE
    before = signs.clause_end.split(text[max(0, begin - _WINDOW_CHARACTERS) : begin].rstrip(" –—-"))[-1]
    outlook = _outlook_of_verbs(before, _find_signs(before, signs), signs)
    return Outlook.AHEAD if outlook is Outlook.CERTAIN else outlook


def _outlook_after(text: str, form: DateForm, clause: str, signs: _Signs) -> Outlook:
    """What the first verb after the date says: "On Friday, the court ruled". Only a date that opens its clause is followed past a
    comma; deeper in it, the verb may be about something else."""
    rest = text[form.end : form.end + _WINDOW_AFTER]
    end = min((m.start() for m in (_AFTER.search(rest), signs.clause_end.search(rest)) if m), default=len(rest))
    rest = rest[:end]
    opens = len(_WORD.findall(clause)) <= _OPENING_WORDS
    if not opens:
        rest = rest.split(",")[0]
    for sign in signs.sign.finditer(rest):
        if sign[0][0].isupper() or sign["open"]:
            continue
        if sign["future"]:
            return Outlook.AHEAD
        if sign["past"] or sign["telling"]:
            return Outlook.OVER if opens else Outlook.TOLD
        return Outlook.PRESENT
    return Outlook.NONE


@dataclass(frozen=True, slots=True, kw_only=True)
class _Told:
    """What a verb after the date says; `sure`: by its word, not by its ending, which an infinitive may share."""

    outlook: Outlook
    sure: bool


def _told_after(text: str, form: DateForm, clause: str, signs: _Signs) -> _Told | None:
    """What the words after the date say: "Friday's vote will …", and in a language whose verb ends the clause its last word.
    In "The defeats on Tuesday will" the day belongs to the defeats, which may be over."""
    after = signs.future_after.match(text, form.end)
    if after and not signs.sign.search(after["between"]):
        of_noun = not after["possessive"] and not signs.verb_final and len(_WORD.findall(clause)) > _NOUN_WORDS
        return _Told(outlook=Outlook.EVEN if of_noun else Outlook.AHEAD, sure=False)
    for word in _last_words(text, form) if signs.verb_final else ():
        if verb := signs.sign.fullmatch(word):
            future = verb["future"] is not None
            outlook = Outlook.AHEAD if future else Outlook.PRESENT if verb["present"] else Outlook.OVER
            return _Told(outlook=outlook, sure=future or word.lower() in signs.past)
    return None


def _last_words(text: str, form: DateForm) -> Iterator[str]:
    """The word after the date and, where its clause is in sight, the last one."""
    rest = _REST.match(text, form.end)
    words = _WORD.findall(rest[0]) if rest else []
    if rest is None or not words:
        return
    yield words[0]
    if rest["whole"] is not None:
        yield words[-1]


def _clause_before(text: str, form: DateForm, language: Language) -> str:
    """The words of the date's clause that stand before it."""
    begin = max(0, form.start - _WINDOW_CHARACTERS)
    # With the date itself, or its sentence's beginning would be taken for the last sentence's end.
    spans = split_sentences(text[begin : form.end], language)
    start = next((a for a, b in spans if a <= form.start - begin < b), 0)
    return _signs(language).clause_end.split(text[begin + start : form.start])[-1]
