"""What stands before a sentence and is no part of it: a list's dash, the place and day from which a report was sent.

In: a sentence as it stands. Out: its text from where it begins, letter for letter.
"""

from __future__ import annotations

import re

_WORD = re.compile(r"[^\W_]+")
# "SANT ORELL, March 13 — ", "Vell (LPA) – ": where and when a report was sent, up to its dash.
_DATELINE = re.compile(r"(?P<place>[^–—\n]{2,60}?)\s*(?:[–—]|\s--?)\s+(?=[\"'“‘„«]?[^\W_a-z])")
_AGENCY = re.compile(r"\([A-ZÀ-Þ][^()]{1,30}\)$")
# German agencies write themselves in small letters: "Vell (lpa) – ", "Vell/Lund (lpa/ost) – ".
_SMALL_AGENCY = re.compile(
    r"[^\W\d_a-zß-ÿ][\w.'’-]+(?:[ /]{1,3}[^\W\d_a-zß-ÿ][\w.'’-]+){0,3} \([a-zß-ÿ]{2,6}(?:/[a-zß-ÿ]{2,6})?\)"
)
_BARE_PLACE = re.compile(r"[^\W\d_a-zß-ÿ][\w.'’]+(?:(?:[ /-]|/ )[^\W\d_a-zß-ÿ][\w.'’]+){0,3}(?:, ?\d{1,2}\.[\d. ]*)?")
_SECOND_DASH = re.compile(r"\s[–—-]\s")
_BULLET = re.compile(r"[-–—•*·▪]\s+(?=\S)")
_SHORTEST_PLACE, _MOST_PLACE_WORDS = 3, 9


def strip_lead(text: str, opening: bool = False) -> str:
    """A sentence without the list's dash and the dateline before it. What is left still stands in its line. A place in small
    letters ("Vell/Karst – ") is taken for a dateline only where a report opens, and not where a second dash closes a remark."""
    if bullet := _BULLET.match(text):
        text = text[bullet.end() :]
    found = _DATELINE.match(text)
    if found is None:
        return text
    place = found["place"]
    words = _WORD.findall(place)
    in_capitals = bool(words) and words[0].isupper() and len(words[0]) >= _SHORTEST_PLACE
    by_agency = _AGENCY.search(place) or _SMALL_AGENCY.fullmatch(place)
    if len(words) <= _MOST_PLACE_WORDS and ((in_capitals and not _goes_on_small(words)) or by_agency):
        return text[found.end() :]
    bare = opening and _BARE_PLACE.fullmatch(place) and not _SECOND_DASH.search(text, found.end())
    return text[found.end() :] if bare else text


def _goes_on_small(words: list[str]) -> bool:
    """Whether more words in small letters follow than a day has: "NORA said the five firms — …" is no dateline."""
    small = [word for word in words if word[0].islower() and len(word) > _SHORTEST_PLACE - 1]
    return len(small) > any(word.isdigit() for word in words)
