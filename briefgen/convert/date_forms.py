"""The forms in which a language writes dates, found in a line: what stands there, not yet which day it is.

The forms are patterns in `languages/<code>/dates.toml`, with placeholders ({day}, {month}, {weekday}, …) that the tables of the
same file fill. All forms make one expression; where two begin at the same place, the one that stands first in the file wins.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

from briefgen.convert.language import Language
from briefgen.convert.word_patterns import NEVER, all_words, alternatives, ends_with, find_starts, first_words

_PLACEHOLDER = re.compile(r"\{([a-z]+)(\d?)\}")
_NEXT_WORD = re.compile(r" ([^\W\d_]+)")
_NEXT_CAPITAL = re.compile(r" [^\W\d_a-zß-öø-ÿ]\w")
# "on 'This Week'" names a programme.
_TITLE = re.compile(r"[A-Z]\w+ [A-Z]")
_OPENING = ("'", "‘", '"', "“", "„")
_CAPITAL = re.compile(r"(?<!\w)[^\W\d_a-zß-öø-ÿ][\w’'-]* $")


@dataclass(frozen=True, slots=True, kw_only=True)
class DateForm:
    """A date as written: its place in the text, the rule that reads it, and its parts as numbers (units as words)."""

    start: int
    end: int
    rule: str
    parts: Mapping[str, int | str]
    spans: Mapping[str, tuple[int, int]]


@lru_cache(maxsize=512)
def find_date_forms(text: str, language: Language) -> tuple[DateForm, ...]:
    """The dates written in a line, in order; none overlaps another."""
    grammar = _grammar(language)
    if grammar is None:
        return ()
    found: list[DateForm] = []
    at = 0
    for start in find_starts(text, grammar.starters):
        if start < at or not (match := grammar.pattern.match(text, start)):
            continue
        at = match.end()
        form = grammar.read(match)
        if form is not None and not grammar.is_amount(text, form) and not grammar.is_name(text, form):
            found.append(form)
    return tuple(found)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Grammar:
    pattern: re.Pattern[str]
    rules: tuple[str, ...]
    names: tuple[tuple[str, ...], ...]
    values: Mapping[str, Mapping[str, int | str]]
    starters: frozenset[str]
    capitalised: bool
    amount_after: re.Pattern[str]
    amount_before: re.Pattern[str]
    article_before: re.Pattern[str]
    adjective_before: re.Pattern[str]
    function_words: frozenset[str]

    def read(self, match: re.Match[str]) -> DateForm | None:
        index = int((match.lastgroup or "f0")[1:])
        parts: dict[str, int | str] = {}
        spans: dict[str, tuple[int, int]] = {}
        for name in self.names[index]:
            written = match[f"{name}_{index}"]
            if written is None:
                continue
            kind = name.rstrip("0123456789")
            if self.capitalised and kind in _PROPER and not written[:1].isupper():
                return None
            key = _CANONICAL.get(kind, kind) + name[len(kind) :]
            parts[key] = self.value_of(kind, written)
            spans[key] = match.span(f"{name}_{index}")
        return DateForm(start=match.start(), end=match.end(), rule=self.rules[index], parts=parts, spans=spans)

    def value_of(self, kind: str, written: str) -> int | str:
        word = written.lower().rstrip(".")
        table = self.values.get(kind, {})
        if word in table:
            return table[word]
        digits = re.match(r"\d+", word)
        return int(digits[0]) if digits else word

    def is_amount(self, text: str, form: DateForm) -> bool:
        """A bare number that looks like a year and counts something: "2000 people", "about 2000"."""
        if form.rule == "old_year":
            following = _NEXT_WORD.match(text, form.end)
            return following is not None and following[1].lower() not in self.function_words
        if form.rule not in ("year", "years"):
            return False
        following = _NEXT_WORD.match(text, form.end)
        # "ha" are hectares, and "has" in Spanish.
        plain = following is not None and following[1].lower() in self.function_words
        if not plain and self.amount_after.match(text, form.end):
            return True
        return following is not None and not plain and ends_with(self.amount_before, text, form.start) is not None

    def is_name(self, text: str, form: DateForm) -> bool:
        """A word of a name: "The Arl Today" and "the Sunday Post" are newspapers."""
        if form.rule in ("dayword", "night"):
            return text[form.start].isupper() and ends_with(_CAPITAL, text, form.start) is not None
        if form.rule == "period":
            return _TITLE.match(text, form.start) is not None and text[form.start - 1 : form.start] in _OPENING
        if form.rule == "weekday" and ends_with(self.adjective_before, text, form.start):
            return True
        followed = form.rule == "weekday" and _NEXT_CAPITAL.match(text, form.end) is not None
        return followed and ends_with(self.article_before, text, form.start) is not None


_STARTING_TABLES = (
    "months",
    "month_abbreviations",
    "weekdays",
    "weekday_abbreviations",
    "days",
    "which",
    "units",
    "numbers",
    "quarters",
    "halves",
    "turns",
    "nights",
    "day_words",
    "year_words",
)
_LITERAL = re.compile(r"[^\W\d_]+")
_LOOKAROUND = re.compile(r"\(\?<?[=!](?:[^()]|\([^()]*\))*\)|\\b")
_GROUP = re.compile(r"\((?:\?[-a-z]*:)?(?P<inside>(?:[^()]|\([^()]*\))*)\)(?P<optional>[?*]?)")
_PROPER = frozenset({"month", "monthname", "weekday", "anyweekday"})
_CANONICAL = {
    "dayname": "day",
    "oldyear": "year",
    "monthname": "month",
    "monthnumber": "month",
    "daynumber": "day",
    "anyweekday": "weekday",
    "shortyear": "endyear",
}


@cache
def _grammar(language: Language) -> _Grammar | None:
    table = language.table("dates")
    forms: list[Mapping[str, str]] = list(table.get("forms", ()))
    # A language's own forms come before those that all share: "31/03" is read as the language reads it.
    if not forms:
        return None
    values = _values(table, language.table("figures"))
    sources = _sources(table, values)
    names = tuple(tuple("".join(found) for found in _PLACEHOLDER.findall(form["pattern"])) for form in forms)
    pattern = "|".join(f"(?P<f{n}>{_expand(form['pattern'], n, sources)})" for n, form in enumerate(forms))
    return _Grammar(
        pattern=re.compile(pattern, re.IGNORECASE),
        rules=tuple(form["rule"] for form in forms),
        names=names,
        values=values,
        starters=_starters(table, forms) | first_words(language.table("figures").get("numbers", ())),
        capitalised=bool(table.get("capitalised", False)),
        amount_after=_amount_after(language.table("figures")),
        amount_before=_amount_before(language.table("figures")),
        article_before=re.compile(rf"\b(?:{alternatives(table.get('name_articles', ()))}) $", re.IGNORECASE),
        adjective_before=re.compile(rf"\b(?:{alternatives(table.get('name_adjectives', ()))}) $", re.IGNORECASE),
        function_words=frozenset(language.words("stopwords", "words")),
    )


def _expand(pattern: str, index: int, sources: Mapping[str, str]) -> str:
    def fill(match: re.Match[str]) -> str:
        kind, number = match.groups()
        tail = sources.get(kind + "_after", "")
        return f"(?P<{kind}{number}_{index}>{sources[kind]}){tail}"

    return _PLACEHOLDER.sub(fill, pattern)


def _values(table: Mapping[str, Any], figures: Mapping[str, Any]) -> dict[str, Mapping[str, int | str]]:
    months: dict[str, int] = dict(table.get("months", {}))
    weekdays: dict[str, int] = dict(table.get("weekdays", {}))
    counts = {word: value for word, value in figures.get("numbers", {}).items() if isinstance(value, int)}
    return {
        "month": {**months, **table.get("month_abbreviations", {})},
        "monthname": months,
        "weekday": weekdays,
        "anyweekday": {**weekdays, **table.get("weekday_abbreviations", {})},
        "dayword": dict(table.get("days", {})),
        "which": dict(table.get("which", {})),
        "unit": dict(table.get("units", {})),
        "quarter": dict(table.get("quarters", {})),
        "half": dict(table.get("halves", {})),
        "turn": dict(table.get("turns", {})),
        "nightword": dict(table.get("nights", {})),
        "dayname": dict(table.get("day_words", {})),
        "yearword": dict(table.get("year_words", {})),
        "number": {**counts, **table.get("numbers", {})},
    }


def _sources(table: Mapping[str, Any], values: Mapping[str, Mapping[str, int | str]]) -> dict[str, str]:
    ordinal = table.get("ordinal", NEVER)
    abbreviated = alternatives(table.get("month_abbreviations", ()))
    short_days = alternatives(table.get("weekday_abbreviations", ()))
    months = alternatives(values["monthname"])
    weekdays = alternatives(values["weekday"])
    return {
        "day": r"(?:0?[1-9]|[12]\d|3[01])(?!\d)",
        "day_after": rf"(?:{ordinal})?",
        "daynumber": r"0?[1-9]|[12]\d|3[01]",
        "monthnumber": r"0?[1-9]|1[0-2]",
        "month": rf"(?:{months})|(?:{abbreviated})\b\.?",
        "monthname": rf"(?:{months})\b",
        "year": r"(?:1[6-9]|20)\d\d",
        "shortyear": r"(?:(?:1[6-9]|20)?\d)?\d",
        "weekday": weekdays,
        "anyweekday": rf"(?:{weekdays})|(?:{short_days})\b\.?",
        "part": alternatives(table.get("parts", ())),
        "dayword": alternatives(values["dayword"]),
        "which": alternatives(values["which"]),
        "unit": alternatives(values["unit"]),
        "quarter": alternatives(values["quarter"]),
        "half": alternatives(values["half"]),
        "turn": alternatives(values["turn"]),
        "nightword": alternatives(values["nightword"]),
        "dayname": alternatives(values["dayname"]),
        "yearword": alternatives(values["yearword"]),
        "oldyear": r"1[0-5]\d\d",
        "number": rf"\d{{1,3}}|{alternatives(values['number'])}",
    }


def _starters(table: Mapping[str, Any], forms: list[Mapping[str, str]]) -> frozenset[str]:
    """The words at which a form may begin: what its placeholders stand for, and every word written out in a pattern."""
    phrases = [phrase for key in _STARTING_TABLES for phrase in table.get(key, ())]
    glued = [day + part for day in table.get("weekdays", ()) for part in table.get("parts", ())]
    literal = frozenset(word for form in forms for word in _leading_words(_LOOKAROUND.sub("", form["pattern"])))
    return first_words([*phrases, *glued]) | literal


def _leading_words(pattern: str) -> frozenset[str]:
    """The words written out at which a pattern may begin; all its words where its beginning can't be read."""
    words: frozenset[str] = frozenset()
    while group := _GROUP.match(pattern):
        words = words.union(*(_leading_words(branch) for branch in group["inside"].split("|")))
        pattern = pattern[group.end() :]
        if not group["optional"]:
            return words
    if pattern.startswith("{") or not pattern:
        return words
    word = _LITERAL.match(pattern)
    return words | (first_words([word[0]]) if word else all_words([pattern]))


def _amount_after(figures: Mapping[str, Any]) -> re.Pattern[str]:
    """Words that turn the number before them into an amount."""
    words = [*figures.get("people", ()), *figures.get("scales", ()), *figures.get("currencies", ())]
    words += [word for table in figures.get("units", {}).values() for words_ in table.values() for word in words_]
    words += figures.get("percent", ())
    # "IST" is a time zone, "ist" a word.
    zones = alternatives(figures.get("clock_words", ()))
    return re.compile(rf" ?(?:{alternatives(words)}|(?-i:{zones}))(?!\w)", re.IGNORECASE)


def _amount_before(figures: Mapping[str, Any]) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{alternatives(figures.get('approximate_before', ()))}) $", re.IGNORECASE)
