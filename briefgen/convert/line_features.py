"""What each line of an article looks like: its shape, its ends, its first words, the names in it.

In: the lines, the language's tables. Out: one `LineFacts` for each line that is not empty. Nothing is decided here. Only the
first `_SAMPLE` characters of a line are looked at, so that a line of a million costs as much as one of a thousand.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

from briefgen.convert.language import Language
from briefgen.convert.stamps import Stamp, find_stamp
from briefgen.lines import is_empty

_SAMPLE = 700
_WORD = re.compile(r"[^\W_]+(?:[’'.&-][^\W_]+)*")
_OPENING_MARKS = "\"“„«‘‚'‹"
_CLOSING_MARKS = "\"”“»’'›)]"
_LIST_MARK = re.compile(r"\s*(?:[•·▪■●‣◦➤►→–—*-]\s+|\d{1,2}[.)]\s+(?=[^\W\d]))")
_RULE = re.compile(r"\s*(?:[_=*~#–—-]\s?){3,}\.?\s*")
_DATELINE = re.compile(r"[A-ZÀ-Þ][\w.’' -]{2,40}(?:, [\w. ]{2,20})?(?: \([A-Z][\w/ ]{1,20}\))? ?(?:—|–|--|-) ")
_SENTENCE_END = re.compile(r"[^\W\d_]{2}[.!?][”»“\"’]? +(?=[“„«\"‘]?[^\W\d_a-zà-ÿ])")
_POSSESSIVE = re.compile(r"[’']s?$")
_TICKER = re.compile(r"\s*\+{2,3}\s?")
_HEADLINE_WORDS, _HEADLINE_CHARACTERS = 24, 160
_ENDINGS = {".": "stop", "?": "question", "!": "shout", ":": "colon", ",": "comma", ";": "comma"}
# Of Chinese and Japanese, Hindi, Urdu and Arabic.
_ENDINGS |= {"。": "stop", "।": "stop", "۔": "stop", "؟": "question"}


class Name(NamedTuple):
    """A name of several words: the place of its first, its last two in lower case, whether the first of them is a common given
    name, whether an office stands within ("Sen. Ana Lopez")."""

    place: int
    given: str
    family: str
    person: bool
    titled: bool


Ending = str  # one of: stop, none, question, shout, ellipsis, colon, comma, quoted


@dataclass(frozen=True, slots=True)
class LineFacts:
    """One line that is not empty. `number` is 1-based; `words` counts the sample's; `full_names` have two
    words and more; `bare_names` are single capitalised words with their places.
    `speaks`: somebody says "I" or "we" in it (the country US is no "us"). `tail` is the line's last words."""

    number: int
    text: str
    words: int
    characters: int
    ending: Ending
    headline_like: bool
    name_line: bool
    rule: bool
    ticker: bool
    stamp: Stamp | None
    list_mark: bool
    dateline: bool
    opens_quoted: bool
    leaves_quote_open: bool
    first_word: str
    second_word: str
    first_capital: bool
    full_names: tuple[Name, ...]
    bare_names: tuple[tuple[int, str], ...]
    office: bool
    speaks: bool
    lower_words: tuple[str, ...]
    terms: Mapping[str, int]
    names: frozenset[str]
    sentences: int
    quoted: bool
    prefix: str
    tail: str


@dataclass(frozen=True, slots=True)
class Wordlists:
    """The lists of a language's `segment.toml` as sets, and its function words."""

    pronouns: frozenset[str]
    third_person: frozenset[str]
    leaning: frozenset[str]
    opening: frozenset[str]
    speaking: frozenset[str]
    first_person: frozenset[str]
    said: frozenset[str]
    present_lead: frozenset[str]
    cue_ends: tuple[str, ...]
    office_words: frozenset[str]
    weekdays: frozenset[str]
    being: frozenset[str]
    having: frozenset[str]
    background: frozenset[str]
    articles: frozenset[str]
    list_leads: tuple[str, ...]
    live_words: tuple[str, ...]
    desk_words: tuple[str, ...]
    function_words: frozenset[str]
    given_names: frozenset[str]


@cache
def wordlists(language: Language) -> Wordlists:
    """The word lists of a language, made once."""

    def words(key: str) -> frozenset[str]:
        return frozenset(language.words("segment", key))

    return Wordlists(
        pronouns=words("pronouns"),
        third_person=words("third_person"),
        leaning=words("leaning"),
        opening=words("opening"),
        speaking=words("speaking"),
        first_person=words("first_person"),
        said=words("said"),
        present_lead=words("present_lead"),
        cue_ends=language.words("segment", "cue_ends"),
        office_words=words("office_words"),
        weekdays=words("weekdays"),
        being=words("being"),
        having=words("having"),
        background=words("background"),
        articles=words("articles"),
        list_leads=language.words("segment", "list_leads"),
        live_words=language.words("segment", "live_words"),
        desk_words=language.words("segment", "desk_words"),
        function_words=frozenset(language.words("stopwords", "words")),
        given_names=frozenset(
            name.lower() for key in ("female", "male") for name in language.words("given_names", key)
        ),
    )


def describe_lines(lines: tuple[str, ...], language: Language) -> tuple[LineFacts, ...]:
    """The facts of every line that is not empty, in page order."""
    lists = wordlists(language)
    return tuple(_describe(n, line, lists) for n, line in enumerate(lines, 1) if not is_empty(line))


def _describe(number: int, line: str, lists: Wordlists) -> LineFacts:
    stamp = find_stamp(line)
    ticker = _TICKER.match(line) is not None
    body, listed = _body(line, stamp, ticker=ticker)
    tokens, joined = _words(body, lists)
    lowered = [t.lower() for t in tokens]
    ending = _ending(line[-80:].rstrip("+ \t\u00a0\r\n\f") if ticker else line[-80:].rstrip())
    full, bare = _names(tokens, lowered, joined, lists)
    return LineFacts(
        number=number,
        text=body,
        words=len(tokens),
        characters=len(line),
        ending=ending,
        headline_like=_is_headline_like(len(line), len(tokens), ending, body),
        name_line=_is_name_line(tokens, body, lists),
        rule=_RULE.fullmatch(line[:120]) is not None and len(line) <= 120,
        ticker=ticker,
        stamp=stamp,
        list_mark=listed,
        dateline=_DATELINE.match(body) is not None,
        opens_quoted=body[:1] in _OPENING_MARKS and body[:1] != "",
        leaves_quote_open=_leaves_open(line),
        first_word=lowered[0] if lowered else "",
        second_word=lowered[1] if len(lowered) > 1 else "",
        first_capital=bool(tokens) and tokens[0][0].isupper(),
        full_names=full,
        bare_names=bare,
        office=_has_office(lowered, full, lists),
        speaks=_speaks(tokens, lowered, lists),
        lower_words=tuple(lowered[:40]),
        terms=_terms(lowered, lists),
        names=frozenset((*(name.family for name in full), *(name for _, name in bare))),
        sentences=1 + len(_SENTENCE_END.findall(body[:-2])),
        quoted=any(mark in body for mark in '“”„«»"'),
        prefix=_prefix(body),
        tail=" ".join(w.lower() for w in _WORD.findall(line[-120:])),
    )


def _body(line: str, stamp: Stamp | None, *, ticker: bool) -> tuple[str, bool]:
    """The line without the time, the ticker's signs and the mark of a list that open it, and whether there was such a mark."""
    body = line[stamp.end if stamp else 0 :][:_SAMPLE].strip()
    if ticker:
        body = body.strip("+ ")
    mark = _LIST_MARK.match(body)
    return (body[mark.end() :], True) if mark else (body, False)


def _words(body: str, lists: Wordlists) -> tuple[list[str], list[bool]]:
    """The words, and for each whether no more than a space (or an abbreviation's full stop) parts it from the one before."""
    tokens: list[str] = []
    joined: list[bool] = []
    end = -10
    for match in _WORD.finditer(body):
        gap = match.start() - end
        joined.append(gap == 1 or (gap == 2 and body[end] == "." and _abbreviates(tokens[-1], lists)))
        tokens.append(match.group())
        end = match.end()
    return tokens, joined


def _abbreviates(word: str, lists: Wordlists) -> bool:
    return len(word) <= 2 or word.lower() in lists.office_words or "." in word


def _ending(tail: str) -> Ending:
    bare = tail.rstrip(_CLOSING_MARKS)
    last = bare[-1:]
    if bare.endswith(("...", "…")):
        return "ellipsis"
    if last in _ENDINGS:
        return _ENDINGS[last]
    # A quotation that ends without a stop of its own: "… as “a joke”" ends a headline, ".”" does not.
    return "none"


def _is_headline_like(characters: int, words: int, ending: Ending, body: str) -> bool:
    if not words or words > _HEADLINE_WORDS or characters > _HEADLINE_CHARACTERS or not _starts_as_title(body):
        return False
    if ending == "none":
        return True
    return ending in ("question", "shout", "ellipsis") and words <= 14


def _starts_as_title(body: str) -> bool:
    first = body.lstrip(_OPENING_MARKS)[:1]
    return bool(first) and not first.islower()


def _is_name_line(tokens: list[str], body: str, lists: Wordlists) -> bool:
    """Two to four capitalised words and nothing else, none of them a function word: "Ana Maria Lopez"."""
    return (
        2 <= len(tokens) <= 4
        and len(body) <= 50
        and all(t[0].isupper() and not t.isupper() and t.replace("-", "").replace(".", "").isalpha() for t in tokens)
        and not any(t.lower() in lists.function_words or t.lower() in lists.office_words for t in tokens)
        and body[-1:].isalpha()
    )


def _speaks(tokens: list[str], lowered: list[str], lists: Wordlists) -> bool:
    return not lists.first_person.isdisjoint(lowered) and any(
        low in lists.first_person and (len(token) == 1 or not token.isupper())
        for token, low in zip(tokens, lowered, strict=True)
    )


def _leaves_open(line: str) -> bool:
    """Whether a quotation that opens in the line does not close in it."""
    sample = line if len(line) <= 4000 else line[-4000:]
    return any(sample.rfind(a) > sample.rfind(b) for a, b in (("“", "”"), ("«", "»")) if a in sample) or (
        sample.count('"') % 2 == 1 and "“" not in sample
    )


def _names(
    tokens: list[str], lowered: list[str], joined: list[bool], lists: Wordlists
) -> tuple[tuple[Name, ...], tuple[tuple[int, str], ...]]:
    """The names of two and more words, and the single capitalised words, each with its place. `joined`: whether a word stands
    in one name with the word before, so far as the marks between them tell."""
    full: list[Name] = []
    bare: list[tuple[int, str]] = []
    i, count = 0, min(len(tokens), 60)
    while i < count:
        if not _nameable(tokens[i], lowered[i], lists):
            i += 1
            continue
        j = i + 1
        while j < count and j - i < 6 and joined[j] and _nameable(tokens[j], lowered[j], lists):
            j += 1
        run = [k for k in range(i, j) if lowered[k] not in lists.office_words]
        if len(run) >= 2:
            given, family = _bare(lowered[run[-2]]), _bare(lowered[run[-1]])
            full.append(Name(i, given, family, given in lists.given_names, len(run) < j - i))
        elif len(run) == 1:
            bare.append((run[0], _bare(lowered[run[0]])))
        i = j
    return tuple(full), tuple(bare)


def _nameable(token: str, lowered: str, lists: Wordlists) -> bool:
    return (
        token[0].isupper() and len(token) > 1 and lowered not in lists.function_words and lowered not in lists.weekdays
    )


def _bare(word: str) -> str:
    return _POSSESSIVE.sub("", word) if "’" in word or "'" in word else word


def _has_office(lowered: list[str], full: tuple[Name, ...], lists: Wordlists) -> bool:
    """Whether one of the first names is given with an office: "the Norland president, Ana Lopez"."""
    return any(
        name.titled or any(w in lists.office_words for w in lowered[max(0, name.place - 5) : name.place + 8])
        for name in full[:2]
        if name.place <= 14
    )


def _terms(lowered: list[str], lists: Wordlists) -> Mapping[str, int]:
    """The content words, without a last s and cut to six letters, so that forms of a word meet in any language."""
    return Counter(
        stem(w) for w in lowered[:90] if len(w) > 2 and w not in lists.function_words and w not in lists.said
    )


def stem(word: str) -> str:
    """What forms of a word have in common: "bridges" and "bridge’s" are "bridge"."""
    bare = _bare(word)[:7]
    return (bare[:-1] if len(bare) > 3 and bare[-1] == "s" else bare)[:6]


def _prefix(body: str) -> str:
    """The opening that lines of one pattern share: up to the first colon, digits as 0; else "" ."""
    head = body[:48]
    colon = head.find(":")
    if colon > 0:
        return re.sub(r"\d+", "0", head[:colon])
    return ""
