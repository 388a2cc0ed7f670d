"""What the clause of a date says of when it is: will it be, was it, or does it leave it open?

The nearest verb before the date decides, within its clause; where there is none, the one after it. The words are the language's
own (`dates.toml`); a language whose clauses end in their verb is asked for the last word too.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from briefgen.convert.date_forms import DateForm
from briefgen.convert.date_sides import Outlook, is_backward
from briefgen.convert.date_signs import DateSigns, date_signs
from briefgen.convert.language import Language
from briefgen.convert.sentences import split_sentences

# How many words before a day are looked at for a sign of its time, and how many characters after it.
_WINDOW_WORDS = 24
_WINDOW_CHARACTERS = 220
_WINDOW_AFTER = 110
# A verb of the future so many words before the day is the day's own.
_OWN_VERB_WORDS = 14
# One of the past: "opened on 14 May", but "directed the film (14 May)".
_OWN_PAST_WORDS = 3
# "On Tuesday, she said", "In a debate on Tuesday, she said": the comma before the verb is no end of the clause.
_OPENING_WORDS = 8
# So few words before a day are no more than "On", "Le".
_NOUN_WORDS = 1
_WORD = re.compile(r"[^\W\d_]+")
_REST = re.compile(r"[^,.;:!?–—]{1,80}(?P<whole>(?=[,.;:!?–—]|$))?")
# "Mr. Arl" and "Sen. Arl" are no ends of sentences.
_AFTER = re.compile(r"(?<=[^\W\d_]{4})\.\s|[:;!?–—]\s|[\"“”«»„]|\s-\s|\(|\)")
_POSSESSIVE = re.compile(r"[’']s\b")
_DASHES = ("–", "—", "-")


def find_outlook(text: str, form: DateForm, language: Language) -> Outlook:
    """What the clause around a date says of when it is."""
    signs = date_signs(language)
    clause = _clause_before(text, form, language)
    if signs.directly["future_before"].search(clause):
        return _outlook_of_limit(text, form, clause, signs)
    if signs.set_for.search(clause) and not _POSSESSIVE.match(text, form.end):
        return Outlook.CERTAIN
    if form.rule != "weekday" and signs.directly["past_directly"].search(clause):
        return Outlook.BEHIND
    found = _find_signs(clause, signs)
    own = _outlook_of_verbs(clause, found, signs)
    told = _told_after(text, form, clause, signs)
    if own in (Outlook.AHEAD, Outlook.CERTAIN) or is_backward(own):
        # "expected to return in May" is ahead as the verb before says.
        if told and signs.verb_final and (told.sure or is_backward(own)):
            return told.outlook
        limit = signs.near["future_near"].search(clause) if own is Outlook.BEHIND else None
        # "fought on until the vote in May", but "not known until they asked in May".
        return Outlook.EVEN if limit and limit.start() >= found[-1].end() else own
    if told is not None:
        return told.outlook
    if signs.directly["future_unless_told"].search(clause):
        return Outlook.AHEAD
    return _outlook_by_the_way(text, form, clause, own, signs)


def _outlook_by_the_way(text: str, form: DateForm, clause: str, own: Outlook, signs: DateSigns) -> Outlook:
    """Where no verb before the date says when: what else there is, "before the vote on Friday", "after the vote on Friday"."""
    if signs.near["future_near"].search(clause) or signs.near["future_near_unless_told"].search(clause):
        return Outlook.EVEN
    if own is Outlook.NONE:
        if signs.past_beside.search(clause):
            return Outlook.OVER
        opens = len(_WORD.findall(clause)) <= _NOUN_WORDS
        present = signs.present_first if opens else signs.present_after
        if not signs.present_before.search(clause) and not present.match(text, form.end):
            return _outlook_without_verb(text, form, clause, signs)
        own = Outlook.PRESENT
    return Outlook.BEHIND if own is Outlook.PRESENT and signs.near["past_near"].search(clause) else own


def _outlook_of_limit(text: str, form: DateForm, clause: str, signs: DateSigns) -> Outlook:
    """After a word such as "by": ahead, unless the clause tells of the past, "They agreed to leave by Sunday", "By Sunday, they
    had left"."""
    if found := _find_signs(clause, signs):
        own = _outlook_of_verbs(clause, found, signs)
        return Outlook.LIMIT if is_backward(own) or own in (Outlook.TOLD, Outlook.EVEN) else Outlook.CERTAIN
    after = _outlook_after(text, form, clause, signs)
    return after if is_backward(after) else Outlook.CERTAIN


def _find_signs(clause: str, signs: DateSigns) -> list[re.Match[str]]:
    """The signs in the last words of a clause. The expression is tried only at words with which one can begin."""
    found: list[re.Match[str]] = []
    at = 0
    for word in list(_WORD.finditer(clause))[-_WINDOW_WORDS:]:
        begin, small = word.start(), word[0].lower()
        if begin < at or not (small in signs.starters or small.endswith(signs.endings)):
            continue
        # "we’ll" begins with its apostrophe.
        if match := signs.sign.match(clause, begin) or signs.sign.match(clause, max(0, begin - 1)):
            at = match.end()
            if not match[0][0].isupper() or not clause[: match.start()].strip(" \"'“‘„«"):
                found.append(match)
    return found


def _outlook_of_verbs(clause: str, found: list[re.Match[str]], signs: DateSigns) -> Outlook:
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
            # "announced in May", "since she announced her bid in May": the day of the telling. "Announced a vote in May" is not.
            if close and before is not None and before["past"] and " " not in last[0]:
                return Outlook.OVER
            return Outlook.TOLD if len(_WORD.findall(clause, last.end())) > 1 else Outlook.BEHIND
        case "open" if before is not None and before["future"]:
            return _outlook_of_future(clause, before, signs)
        case "open":
            # "failed to reach a deal on Friday", but "urged them to reach a deal on Friday".
            return Outlook.BEHIND if close and before is not None and _directly(clause, before, last) else Outlook.EVEN
        case _:
            return Outlook.AHEAD if ahead_before else Outlook.PRESENT


def _directly(clause: str, before: re.Match[str], last: re.Match[str]) -> bool:
    """Whether the second sign follows a verb in the past at once."""
    return before["past"] is not None and not _WORD.search(clause, before.end(), last.start())


def _outlook_of_future(clause: str, sign: re.Match[str], signs: DateSigns) -> Outlook:
    """Certain where a plain verb of the future stands near: "will vote on Friday", but not "will end the row that Friday"."""
    between = clause[sign.end() :]
    near = len(_WORD.findall(between)) <= _OWN_VERB_WORDS and not signs.breaks.search(between)
    return Outlook.CERTAIN if near and signs.sure.match(sign[0]) else Outlook.AHEAD


def _outlook_without_verb(text: str, form: DateForm, clause: str, signs: DateSigns) -> Outlook:
    """Of a date that no verb stands before: the verb after it, else what stands before a dash."""
    after = _outlook_after(text, form, clause, signs)
    if after is not Outlook.NONE:
        return after
    if signs.near["past_near"].search(clause):
        return Outlook.BEHIND
    begin = form.start - len(clause)
    if form.rule == "weekday" and not clause and not text[:begin].rstrip().endswith(_DASHES):
        # "Friday on the radio, …": news of that day.
        return Outlook.TOLD
    if len(_WORD.findall(clause)) > _OPENING_WORDS + 2 or not text[:begin].rstrip().endswith(_DASHES):
        return Outlook.NONE
    before = signs.clause_end.split(text[max(0, begin - _WINDOW_CHARACTERS) : begin].rstrip(" –—-"))[-1]
    outlook = _outlook_of_verbs(before, _find_signs(before, signs), signs)
    return Outlook.AHEAD if outlook is Outlook.CERTAIN else outlook


def _outlook_after(text: str, form: DateForm, clause: str, signs: DateSigns) -> Outlook:
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
            # "On Monday, she will speak", but "Her speech on Monday will".
            own = len(_WORD.findall(clause)) <= _NOUN_WORDS and signs.sure.match(sign[0])
            return Outlook.CERTAIN if own else Outlook.AHEAD
        if sign["past"] or sign["telling"]:
            return Outlook.BEHIND if opens else Outlook.TOLD
        return Outlook.PRESENT
    return Outlook.NONE


@dataclass(frozen=True, slots=True, kw_only=True)
class _Told:
    """What a verb after the date says; `sure`: by its word, not by its ending, which an infinitive may share."""

    outlook: Outlook
    sure: bool


def _told_after(text: str, form: DateForm, clause: str, signs: DateSigns) -> _Told | None:
    """What the words after the date say: "Friday's vote will …", and in a language whose verb ends the clause its last word.
    In "The defeats on Tuesday will" the day belongs to the defeats, which may be over."""
    after = signs.future_after.match(text, form.end)
    if after and not signs.sign.search(after["between"]):
        of_noun = not after["possessive"] and not signs.verb_final and len(_WORD.findall(clause)) > _NOUN_WORDS
        return _Told(outlook=Outlook.EVEN if of_noun else Outlook.AHEAD, sure=False)
    for word in _last_words(text, form) if signs.verb_final else ():
        if verb := signs.sign.fullmatch(word):
            future = verb["future"] is not None
            ahead = Outlook.CERTAIN if signs.sure.match(word) else Outlook.AHEAD
            outlook = ahead if future else Outlook.PRESENT if verb["present"] else Outlook.OVER
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
    return date_signs(language).clause_end.split(text[begin + start : form.start])[-1]
