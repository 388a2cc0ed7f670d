"""What a number measures: the currency before or after it, percent, and units of distance, time, mass and their like.

The tables are `figures.toml` of the language. A unit word must end where the word ends; short signs ("m", "C") count only
where they touch their digits, because "5 m" may be anything.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from functools import cache
from typing import Any, NamedTuple

from briefgen.convert.language import Language
from briefgen.convert.magnitudes import Numeral, glued_forms
from briefgen.convert.word_patterns import alternatives
from briefgen.model import FigureKind

_GAP = "[ \u00a0\u2009\u202f]"
_WEIGHT_WINDOW = 40


class Measure(NamedTuple):
    """A number with its unit: the place of both together. `factor`: what the written number is multiplied by (cents)."""

    start: int
    end: int
    kind: FigureKind
    unit: str | None
    factor: Decimal = Decimal(1)
    value: Decimal | None = None


@cache
def unit_reader(language: Language) -> UnitReader:
    """The reader of a language's units."""
    return UnitReader(language.table("figures"))


class UnitReader:
    """Finds the unit of a number; built once a language from its tables."""

    def __init__(self, table: Mapping[str, Any]) -> None:
        self._signs: dict[str, str] = dict(table.get("currency_signs", {}))
        codes = {code: _CODES.get(code, code) for code in table.get("currency_codes", ())}
        self._before = {**self._signs, **codes}
        self._words: dict[str, str] = {word.lower(): unit for word, unit in table.get("currencies", {}).items()}
        self._small: dict[str, str] = dict(table.get("small_currencies", {}))
        self._needs_scale = frozenset(table.get("currency_needs_scale", {}).get("words", ()))
        self._weights = frozenset(table.get("currency_needs_scale", {}).get("weight_signs", ()))
        self._units = _unit_words(table)
        self._glued = frozenset(table.get("glued_units", {}).get("words", ()))
        self._of = tuple(table.get("currency_of", ("of",)))
        short = [word for word in self._units if word in self._glued or (word != word.lower())]
        before = alternatives(self._before)
        self._before_pattern = re.compile(rf"(?<![^\W\d_])(?P<sign>{before}){_GAP}?$")
        # A single letter after a number is no currency: "1 R 77/15".
        after = alternatives(sign for sign in self._before if len(sign) > 1 or not sign.isalpha())
        self._code_after = re.compile(rf"{_GAP}?(?P<sign>{after})(?!\w)")
        self._word_after = re.compile(rf"(?:{_GAP}|-)(?:{_of(self._of)})?(?P<word>{alternatives(self._words)})\b", re.I)
        self._small_after = re.compile(rf"(?P<gap>{_GAP}?)(?P<word>{alternatives(self._small)})\b", re.I)
        long = [word for word in self._units if word not in short]
        self._long = re.compile(rf"(?:{_GAP}|-)?(?P<word>{alternatives(long)})(?![\w])", re.I)
        self._short = re.compile(rf"(?P<gap>{_GAP}?)(?P<word>{alternatives(short)})(?!\w)")
        self._not_one = re.compile(rf"{_GAP}(?:{alternatives(table.get('not_one', ()))})\b", re.I)
        self._percent = _after([form for word in table.get("percent", ()) for form in glued_forms(word, table)])
        self._points = _after(table.get("points", ()))

    def _sign_before(self, text: str, numeral: Numeral) -> tuple[int, str] | None:
        """Where a currency sign before the number begins, and its currency. A single letter must touch an amount: not "R2"."""
        match = self._before_pattern.search(text, max(0, numeral.start - 8), numeral.start)
        # "€2xyz": a scale that the tables lack would make any value wrong.
        if match is None or text[numeral.end : numeral.end + 1].isalpha():
            return None
        sign = match["sign"]
        if len(sign) == 1 and sign.isalpha():
            small = numeral.value is None or (numeral.value < 10 and numeral.scale == 1)
            if small or match.end("sign") != numeral.start or text[numeral.end : numeral.end + 1] == "-":
                return None
        return match.start(), self._before[sign]

    def measure(self, text: str, numeral: Numeral) -> Measure | None:
        """The number with what it measures, None where it stands bare or counts something."""
        return self._money(text, numeral) or self._share(text, numeral) or self._quantity(text, numeral)

    def _money(self, text: str, numeral: Numeral) -> Measure | None:
        if before := self._sign_before(text, numeral):
            return Measure(start=before[0], end=numeral.end, kind="money", unit=before[1])
        if match := self._code_after.match(text, numeral.end):
            return Measure(start=numeral.start, end=match.end(), kind="money", unit=self._before[match["sign"]])
        if match := self._word_after.match(text, numeral.end):
            word = match["word"].lower()
            if not self._is_other_thing(text, numeral, word, match.end()):
                return Measure(start=numeral.start, end=match.end(), kind="money", unit=self._words[word])
        return self._small_money(text, numeral)

    def _is_other_thing(self, text: str, numeral: Numeral, word: str, end: int) -> bool:
        """Whether a word that may be a currency is a weight or a verb here."""
        if word not in self._needs_scale or numeral.scale > 1:
            return False
        around = text[max(0, numeral.start - _WEIGHT_WINDOW) : end + _WEIGHT_WINDOW].lower()
        return not word.startswith("pound") or not self._weights.isdisjoint(re.findall(r"\w+", around))

    def _small_money(self, text: str, numeral: Numeral) -> Measure | None:
        match = self._small_after.match(text, numeral.end)
        if not match or (len(match["word"]) == 1 and match["gap"]) or (len(match["word"]) > 1 and not match["gap"]):
            return None
        unit = self._small[match["word"].lower()]
        return Measure(start=numeral.start, end=match.end(), kind="money", unit=unit, factor=Decimal("0.01"))

    def _share(self, text: str, numeral: Numeral) -> Measure | None:
        if match := self._points.match(text, numeral.end):
            return Measure(start=numeral.start, end=match.end(), kind="percent", unit="percentage points")
        if match := self._percent.match(text, numeral.end):
            return Measure(start=numeral.start, end=match.end(), kind="percent", unit="%")
        return None

    def _quantity(self, text: str, numeral: Numeral) -> Measure | None:
        """A unit after the number; a one-letter scale is given back where it is a unit itself: "100m" is a distance."""
        if numeral.words and numeral.value == 1 and self._not_one.match(text, numeral.end):
            return None
        end = numeral.bare_end if numeral.tight else numeral.end
        value = numeral.value / numeral.scale if numeral.tight and numeral.value is not None else None
        if (match := self._short.match(text, end)) and not (match["word"] in self._glued and match["gap"]):
            kind, unit = self._units[match["word"]]
            if per := _PER.match(text, match.end()):
                # "271 Wh/kg": a unit by another is a unit of its own.
                return Measure(start=numeral.start, end=per.end(), kind="other", unit=unit + per[0], value=value)
            return Measure(start=numeral.start, end=match.end(), kind=kind, unit=unit, value=value)
        if (match := self._long.match(text, numeral.end)) or (match := self._long.match(text, end)):
            kind, unit = self._units[match["word"].lower()]
            return Measure(start=numeral.start, end=match.end(), kind=kind, unit=unit)
        return None


_PER = re.compile(r"/(?:kg|g|l|km|m|h|s|t|ha|km²|m²|m³|Tag|day|jour|día)(?!\w)")
_CODES = {"RMB": "CNY"}
_KINDS: dict[str, FigureKind] = {
    "distance": "distance",
    "duration": "duration",
    "mass": "mass",
    "temperature": "temperature",
    "area": "area",
    "speed": "speed",
    "other": "other",
}


def _unit_words(table: Mapping[str, Any]) -> dict[str, tuple[FigureKind, str]]:
    """Each unit word with its kind and the unit's one name."""
    return {
        form: (_KINDS[kind], unit)
        for kind, units in table.get("units", {}).items()
        if kind in _KINDS
        for unit, words in units.items()
        for word in words
        for form in glued_forms(word, table)
    }


def _of(words: tuple[str, ...]) -> str:
    """Words between a number and its currency ("milliards de couronnes", "d’euros"), each with its space if it has one."""
    return "|".join(re.escape(word) + ("" if word.endswith(("'", "’")) else " ") for word in words)


def _after(words: tuple[str, ...] | list[str]) -> re.Pattern[str]:
    return re.compile(rf"(?:{_GAP}|-)?(?:{alternatives(words)})(?!\w)", re.I)
