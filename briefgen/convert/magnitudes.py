"""Numbers as a language writes them: "1.5bn", "16 billion", "two hundred and fifty", "25-30", "hundreds of thousands".

Out: `Numeral`s with their place and a Decimal; no float touches a value. English, French and Spanish thousands of millions
follow their tables: a billion is 10**9 in English, 10**12 in German. What a number counts is not looked at here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Any, NamedTuple

from briefgen.convert.language import Language
from briefgen.convert.word_patterns import alternatives, find_starts, first_words

# No-break, thin and narrow spaces group thousands in every language.
_THIN = "\u00a0\u2009\u202f’'"
_GAP = "[ \u00a0\u2009\u202f]"
_FRACTIONS = {"½": Decimal("0.5"), "¼": Decimal("0.25"), "¾": Decimal("0.75"), "⅓": Decimal(1) / 3, "⅔": Decimal(2) / 3}
_MOST_DIGITS = 18
# "4 1/2 hours".
_MIXED = re.compile(r" ([1-7])/([248])(?![\d/])")


class Numeral(NamedTuple):
    """A number in a text. `value` is None for "hundreds"; `scale` is what its last word multiplies by; `words`: not in digits;
    `loose`: exact only by name, as "a dozen"; `tight`: a scale of one letter, which may be a unit; `whole`: what a share is
    a part of: "two thirds" has the value 2 and the whole 3."""

    start: int
    end: int
    value: Decimal | None
    scale: Decimal = Decimal(1)
    words: bool = False
    loose: bool = False
    tight: bool = False
    bare_end: int = 0
    whole: int = 0


def parse_magnitude(words: str, language: Language) -> Decimal:
    """The plain number meant by "1.5bn" or "16 billion", by the scale of the language.
    Raises ValueError where no number, or only "hundreds", is named."""
    text = words.strip()
    for numeral in find_numerals(text, language):
        if (numeral.start, numeral.end) == (0, len(text)) and numeral.value is not None:
            return numeral.value
    raise ValueError(f"no number: {words!r}")


def find_numerals(text: str, language: Language) -> tuple[Numeral, ...]:
    """The numbers of a line, in order, none within another."""
    grammar = _grammar(language)
    found: list[Numeral] = []
    at = 0
    for start in find_starts(text, grammar.starters):
        if start < at or not (match := grammar.start.match(text, start)):
            continue
        if numeral := grammar.read(text, match):
            found.append(numeral)
            at = numeral.end
    return tuple(found)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Grammar:
    starters: frozenset[str]
    start: re.Pattern[str]
    word: re.Pattern[str]
    scale: re.Pattern[str]
    short_scale: re.Pattern[str]
    numbers: Mapping[str, Decimal]
    scales: Mapping[str, Decimal]
    short_scales: Mapping[str, Decimal]
    parts: Mapping[str, Decimal]
    loose: Mapping[str, Decimal]
    fractions: Mapping[str, tuple[int, int]]
    added: re.Pattern[str]
    added_parts: Mapping[str, Decimal]
    decimal: str
    joiner_after: str

    def read(self, text: str, match: re.Match[str]) -> Numeral | None:
        match match.lastgroup:
            case "digits":
                return self._read_digits(text, match)
            case "fraction":
                part, whole = self.fractions[_key(match["fraction"])]
                return Numeral(
                    start=match.start(),
                    end=match.end(),
                    value=Decimal(part),
                    words=True,
                    bare_end=match.end(),
                    whole=whole,
                )
            case "vague":
                return Numeral(start=match.start(), end=match.end(), value=None, words=True, loose=True)
            case "loose":
                value = self.loose[_key(match["loose"])]
                return self._scaled(text, match.start(), match.end(), value, loose=True)
            case "part":
                value = self.parts[_key(match["part"])]
                numeral = self._scaled(text, match.start(), match.end(), value)
                return numeral if numeral.end > match.end() else None
            case _:
                return self._read_words(text, match)

    def _read_digits(self, text: str, match: re.Match[str]) -> Numeral | None:
        value = _parse_digits(match["digits"], self.decimal)
        if value is None:
            return None
        end = match.end()
        if text[end : end + 1] in _FRACTIONS:
            value, end = value + _FRACTIONS[text[end]], end + 1
        elif mixed := _MIXED.match(text, end):
            value, end = value + Decimal(mixed[1]) / Decimal(mixed[2]), mixed.end()
        numeral = self._scaled(text, match.start(), end, value, words=False)
        if numeral.end == end and (short := self.short_scale.match(text, end)):
            scale = self.short_scales[short["short"]]
            return Numeral(
                start=match.start(),
                end=short.end(),
                value=value * scale,
                scale=scale,
                tight=len(short["short"]) == 1,
                bare_end=end,
            )
        return numeral

    def _scaled(
        self, text: str, start: int, end: int, value: Decimal, words: bool = True, loose: bool = False
    ) -> Numeral:
        """The number with the scale words after it multiplied in: "2.5 million", "5 lakh crore"."""
        scale, bare_end = Decimal(1), end
        for _ in range(2):
            if not (match := self.scale.match(text, end)):
                break
            scale *= self.scales[_key(match["scale"])]
            end = match.end()
        return Numeral(
            start=start, end=end, value=value * scale, scale=scale, words=words, loose=loose, bare_end=bare_end
        )

    def _read_words(self, text: str, match: re.Match[str]) -> Numeral | None:
        """A number in words, as far as the words make one: "two hundred and fifty", not "one two"."""
        total, current, last = Decimal(0), Decimal(0), None
        at, end, scale = match.start(), match.start(), Decimal(1)
        while token := self.word.match(text, at):
            value = self._value_of(_key(token["word"]))
            if last is not None and not self._may_follow(last, value, bool(token["joiner"])):
                break
            if value >= 1000:
                # "three million two hundred thousand" adds, "two thousand million" multiplies.
                total, current = _join_scale(total, current, value), Decimal(0)
                scale = value
            elif value == 100 and last is not None:
                current, scale = (current or Decimal(1)) * value, value
            else:
                current, scale = current + value, Decimal(1)
            last, at, end = value, token.end(), token.end()
        if last is None:
            return None
        if scale == 1 and (added := self.added.match(text, end)):
            value = total + current + self.added_parts[_key(added["added"])]
            return self._scaled(text, match.start(), added.end(), value)
        return Numeral(start=match.start(), end=end, value=total + current, scale=scale, words=True, bare_end=end)

    def _value_of(self, word: str) -> Decimal:
        return self.numbers[word] if word in self.numbers else self.scales[word]

    def _may_follow(self, last: Decimal, value: Decimal, joined: bool) -> bool:
        if joined and not (last >= 100 if self.joiner_after == "scale" else 20 <= last < 100):
            return False
        if value >= 100:
            return value > last
        return last >= 100 or (
            last >= 20 and last % 10 == 0 and 0 < value < (10 if self.joiner_after == "scale" else 20)
        )


def _join_scale(total: Decimal, current: Decimal, scale: Decimal) -> Decimal:
    if scale > total:
        return (total + current or Decimal(1)) * scale
    return total + (current or Decimal(1)) * scale


def _parse_digits(digits: str, decimal: str) -> Decimal | None:
    """The value of grouped digits; None for more of them than a figure has."""
    if digits in _FRACTIONS:
        return _FRACTIONS[digits]
    whole, point, part = digits, "", ""
    cut = digits.rfind(decimal)
    if cut >= 0 and digits.count(decimal) == 1:
        whole, point, part = digits[:cut], ".", digits[cut + 1 :]
    elif decimal == "," and re.fullmatch(r"\d+\.\d{1,2}", digits):
        whole, point, part = *digits.partition(".")[:2], digits.partition(".")[2]
    plain = "".join(c for c in whole if c.isascii() and c.isdigit()) + point + part
    if len(plain) > _MOST_DIGITS or not plain.isascii():
        return None
    return Decimal(plain)


def _key(words: str) -> str:
    return re.sub(r"[\s\u00a0-]+", " ", words.lower()).strip()


@cache
def _grammar(language: Language) -> _Grammar:
    table = language.table("figures")
    numbers = {_key(w): Decimal(v) for w, v in table.get("numbers", {}).items()}
    numbers |= dict(_compounds(table.get("compounds", {}), numbers))
    scales = {_key(w): Decimal(v) for w, v in table.get("scales", {}).items()}
    short = {w: Decimal(v) for w, v in table.get("short_scales", {}).items()}
    parts = {_key(w): Decimal(v) for w, v in table.get("part_of_scale", {}).items()}
    loose = {_key(w): Decimal(v) for w, v in table.get("loose_numbers", {}).items()}
    decimal, thousands = table.get("decimal", "."), table.get("thousands", ",")
    joiner = table.get("joiner")
    link = rf"(?:{_GAP}(?P<joiner>{re.escape(joiner)}){_GAP}|{_GAP}|-)" if joiner else f"(?P<joiner>(?!)|){_GAP}?-?"
    words = _spaced([*numbers, *scales])
    flags = re.IGNORECASE
    vague = table.get("vague", {}).get("words", ())
    fractions = {_key(w): _parse_fraction(v) for w, v in table.get("fractions", {}).items()}
    added = {_key(w): Decimal(v) for w, v in table.get("added_parts", {}).items()}
    glued = [number + unit for number in numbers for unit in _glued_units(table)]
    return _Grammar(
        starters=first_words([*numbers, *scales, *parts, *loose, *vague, *fractions, *glued, *_FRACTIONS]),
        start=re.compile(_start_pattern(table, decimal, thousands, numbers, scales, parts, loose), flags),
        word=re.compile(
            rf"(?:(?:{link})|(?<![^\W]))(?P<word>{words})(?:\b|(?={alternatives(_glued_units(table))}))", flags
        ),
        scale=re.compile(rf"[ \u00a0\u202f-]?(?P<scale>{_spaced(scales)})(?!\w)", flags),
        # "90,000 K-1 visas" are no millions.
        short_scale=re.compile(rf"(?:{_GAP}(?!\w+-))?(?P<short>{alternatives(short)})(?!\w)"),
        numbers=numbers,
        scales=scales,
        short_scales=short,
        parts=parts,
        loose=loose,
        fractions=fractions,
        added=re.compile(rf"[ -](?P<added>{_spaced(added)})(?!\w)", flags),
        added_parts=added,
        decimal=decimal,
        joiner_after=table.get("joiner_after", "scale"),
    )


def _start_pattern(
    table: Mapping[str, Any],
    decimal: str,
    thousands: str,
    numbers: Mapping[str, Decimal],
    scales: Mapping[str, Decimal],
    parts: Mapping[str, Decimal],
    loose: Mapping[str, Decimal],
) -> str:
    vague = table.get("vague", {})
    vague_words = alternatives(vague.get("words", ()))
    of = re.escape(vague.get("joiner", "of"))
    codes = "|".join(rf"(?<=\b{re.escape(sign)})" for sign in _glued_signs(table))
    group = f"[{re.escape(thousands)}{_THIN}]"
    digits = (
        rf"[0-9]{{1,3}}(?:{group}[0-9]{{3}})+(?![0-9])(?:{re.escape(decimal)}[0-9]+)?"
        rf"|[0-9]{{1,2}}(?:,[0-9]{{2}})+,[0-9]{{3}}(?![0-9])"
        rf"|[0-9]+(?:{re.escape(decimal)}[0-9]+)?"
        r"|[½¼¾⅓⅔]"
    )
    if decimal == ",":
        digits = r"[0-9]+\.[0-9]{1,2}(?![0-9.])|" + digits
    # "F-16" is a name, "$2m-3m" a range.
    after_hyphen = r"(?:(?<![^\W\d_]-)|(?<=\d[^\W\d_]-)|(?<=\d[^\W\d_]{2}-))"
    before = rf"(?:(?<![\w/]){after_hyphen}(?<!\d[.,:+])|{codes})"
    glued = alternatives(_glued_units(table))
    return (
        rf"{before}(?P<digits>{digits})"
        rf"|\b(?P<loose>{_spaced(loose)})\b"
        rf"|\b(?P<vague>(?:{vague_words})(?: (?:{of} )?(?:{vague_words}))*)\b"
        rf"|\b(?P<part>{_spaced(parts)})(?=[ -](?:{_spaced(scales)})\b)"
        rf"|{_fraction_pattern(table)}"
        rf"|(?<![\w-])(?P<words>{_spaced([*numbers, *scales])})(?:\b|(?={glued}))"
    )


def _fraction_pattern(table: Mapping[str, Any]) -> str:
    """Shares in words: not "a third party", "the second half of the game"."""
    followers = alternatives(table.get("fraction_followers", ()))
    refused = "".join(rf"(?<!\b{re.escape(word)} )" for word in table.get("fraction_not_after", ()))
    # "shot a third, police said": alone it is a share only after such as "about".
    alone = "|".join(rf"(?<=\b{re.escape(word)} )" for word in table.get("fraction_alone_after", ()))
    sure = rf"(?:{alone or '(?!)'}|(?!{alternatives(table.get('fraction_or_ordinal', ()))}))"
    fraction = rf"(?P<fraction>{_spaced(table.get('fractions', {}))})"
    after = alternatives(table.get("fraction_alone_followers", ()))
    end = r"[.,;:?!)”’]|$"
    # Whether it may stand alone is looked at where it begins, what follows where it ends.
    # What it may be comes first: most words that could begin one don't.
    begin = rf"(?=(?:{_spaced(table.get('fractions', {}))})\b){refused}(?<![\w-])"
    return rf"{begin}(?P<alone>{sure})?{fraction}(?=(?(alone)(?:{end}| (?:{after})\b)|(?!))| (?:{followers})\b)"


def _parse_fraction(written: str) -> tuple[int, int]:
    part, _, whole = written.partition("/")
    return int(part), int(whole)


def _glued_units(table: Mapping[str, Any]) -> list[str]:
    """Words of units that a number in words may touch: "viertägigen"."""
    return [form for stem in table.get("glued_stems", ()) for form in glued_forms(stem, table)]


def glued_forms(word: str, table: Mapping[str, Any]) -> list[str]:
    """A unit's word with all its endings where it is a stem that takes some: "tägig", "tägige", "tägigen"; else the word."""
    return (
        [word, *(word + ending for ending in table.get("glued_endings", ()))]
        if word in table.get("glued_stems", ())
        else [word]
    )


def _glued_signs(table: Mapping[str, Any]) -> Iterator[str]:
    """Currency signs that end in a letter and may touch the digits: "Rs500", "CHF20"."""
    yield from (sign for sign in table.get("currency_signs", {}) if sign[-1:].isalpha())
    yield from table.get("currency_codes", ())


def _spaced(words: Mapping[str, Decimal] | list[str]) -> str:
    """Any of the words; where one has a space, a hyphen may stand."""
    return alternatives(words).replace(r"\ ", r"[ \u00a0-]")


def _compounds(rule: Mapping[str, str], numbers: Mapping[str, Decimal]) -> Iterator[tuple[str, Decimal]]:
    """Number words that a language writes in one: "einundzwanzig", "zweihundert"."""
    if not rule:
        return
    ones = {rule.get(f"glued_{word}", word): value for word, value in numbers.items() if 0 < value < 10}
    for one, value in ones.items():
        for ten, tens in numbers.items():
            if 20 <= tens < 100:
                yield one + rule["joiner"] + ten, tens + value
        if "half" in rule:
            yield one + rule["half"], value + Decimal("0.5")
        yield one + rule["hundred"], value * 100
        yield one + rule["thousand"], value * 1000
