"""The word classes of a language's `furniture.toml`, and what they say of a line: that it speaks to its reader, is a date and
little else, or announces links to other articles.

In: a language, or a line with the words. Out: sets and patterns, made once a language; answers. The trap that shaped this: German
"sie" is "they" in any news and a polite "you" only where it is written with a capital within a sentence.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from briefgen.convert.language import Language
from briefgen.convert.line_features import LineFacts
from briefgen.convert.word_patterns import NEVER

DAY = re.compile(r"\b\d{1,2}[./-]\d{1,2}[./-](?:\d\d)?\d\d\b|\b\d{4}[./-]\d\d[./-]\d\d\b|\d{4}年")
UNSPACED = re.compile(r"[\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_DATED, _AGO = 24, 8
_LONGEST_LABEL = 40


@dataclass(frozen=True, slots=True)
class PageWords:
    """The word classes of a language; `unspaced` finds those of scripts without spaces, `polite` a reader who is addressed by a
    capital letter, `ago` a time told from today, `labels` what announces links for certain, `lists` what may."""

    page: frozenset[str]
    section: frozenset[str]
    prompt: frozenset[str]
    reader: frozenset[str]
    byline: frozenset[str]
    months: frozenset[str]
    weekdays: frozenset[str]
    function: frozenset[str]
    unspaced: re.Pattern[str]
    polite: re.Pattern[str]
    ago: re.Pattern[str]
    labels: re.Pattern[str]
    lists: re.Pattern[str]


@cache
def page_words(language: Language) -> PageWords:
    """The word classes of a language, made once."""
    page = language.words("furniture", "page_words")
    months: Mapping[str, object] = {
        **language.table("dates").get("months", {}),
        **language.table("dates").get("month_abbreviations", {}),
    }
    unspaced = [re.escape(w) for w in page if UNSPACED.search(w)]
    labels = language.words("furniture", "link_labels")
    polite = [re.escape(w) for w in language.words("furniture", "polite_words")]
    return PageWords(
        page=frozenset(page),
        section=frozenset(language.words("furniture", "section_words")),
        prompt=frozenset(language.words("furniture", "prompt_words")),
        reader=frozenset(language.words("furniture", "reader_words")),
        byline=frozenset(language.words("furniture", "byline_words")),
        months=frozenset((*(m.lower() for m in months), *language.words("furniture", "month_words"))),
        weekdays=frozenset(language.words("segment", "weekdays")),
        function=frozenset(language.words("stopwords", "words")),
        unspaced=re.compile("|".join(unspaced) or NEVER),
        polite=re.compile(rf"\w,? (?:{'|'.join(polite)})\b" if polite else NEVER),
        ago=_join(language.words("furniture", "ago")),
        labels=_join(labels),
        lists=_join((*labels, *language.words("furniture", "list_labels"))),
    )


def _join(patterns: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{p})" for p in patterns) or NEVER)


def speaks_to_reader(line: LineFacts, words: PageWords) -> bool:
    """Whether the line has a word for whoever reads it."""
    return not words.reader.isdisjoint(line.lower_words) or words.polite.search(line.text) is not None


def is_dated(line: LineFacts, words: PageWords) -> bool:
    """Whether the line is a date and little else: "Published 5 May 2031, 9.40 am", "3 hours ago"."""
    if line.words > _DATED or not any(c.isdigit() for c in line.text):
        return False
    if line.words <= _AGO and words.ago.search(line.text.lower()):
        return True
    dated = not words.months.isdisjoint(line.lower_words) or DAY.search(line.text) is not None
    rest = [w for w in line.lower_words if len(w) > 3 and w.isalpha() and w not in words.months and w not in words.page]
    return dated and len([w for w in rest if w not in words.weekdays]) <= 1


def announces_links(line: LineFacts, words: PageWords, *, surely: bool = False) -> bool:
    """Whether the line is a label for links to other articles: "Read also". Unless `surely` also one that may as well stand above
    news: "Latest news"."""
    if line.characters > _LONGEST_LABEL:
        return False
    pattern = words.labels if surely else words.lists
    return pattern.fullmatch(line.text.lower().strip(" :.…»›>-–")) is not None
