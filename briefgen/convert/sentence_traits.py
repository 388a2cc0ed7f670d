"""What a sentence is like: whether it can stand alone, whether it tells news or background, and what it is worth for that.

In: an update. Out: its sentences that can be lifted, as `Candidate`s. The signs are words of languages/<code>/summary.toml; a
language without them is judged by position, length, punctuation and numbers alone. A dateline or a list's dash before a sentence
is no part of it. An update is judged once: its own summary and its briefing's are chosen from the same candidates.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache, lru_cache
from itertools import pairwise, takewhile

from briefgen.convert.headlines import says_something, tells_plainly
from briefgen.convert.language import Language
from briefgen.convert.sentence_leads import strip_lead
from briefgen.convert.sentences import split_sentences
from briefgen.lines import fold
from briefgen.model import Block, Sentence, Update

_WORD = re.compile(r"[^\W_]+")
_NAME = re.compile(r"(?<![^\W_])([^\W\d_]+)(?= ([^\W\d_]+))")
_NUMBER = re.compile(r"\d")
_YEAR = re.compile(r"(?<![\d.,€$£])(?:1[89]|20)\d\d(?![\d.,]\d|\w)")
# A post that was set into the page: an address, a picture's short link, a left-over tag.
_MARK_UP = re.compile(r"://|pic\.\w+\.com|</")
_TRAILING_OFF = ("...", "…")
_FINAL = re.compile(r"[.!…。！।۔][\"'”’»“)\]]*$")
_MARKS = str.maketrans({"“": '"', "”": '"', "„": '"', "«": '"', "»": '"', "‟": '"', "″": '"'})
_QUOTED = re.compile(r'"[^"]*"')
# "… will gain at least 24.": of what, the sentence before it said.
_BARE_NUMBER_LAST = re.compile(r"\s\d{1,3}\.$")
# What stands before who said it: "…, she said", "…”, sagte er".
_TWO_AFTER_MARK = re.compile(r'[,"]\s+([^\W\d_]+)\s+([^\W\d_]+)')
# "14.1 - A single from …", "Vell: Aron, Bice, …": an entry of a list, not a sentence. "ANA LOPEZ: …": one of a transcript.
_LISTED = re.compile(
    r"\W*\d[\d.:+'’]*(?:\s*[-–—:]|, )|\w+:|[^:]{2,40} \d+, [^:]{2,40} \d+:|[A-ZÀ-Þ][A-ZÀ-Þ.'’-]+(?: [A-ZÀ-Þ.'’-]+){1,3}:"
)
_WORDS_A_COMMA = 2.5
_PLACE_WORTH = (1.0, 0.85, 0.75, 0.6, 0.5, 0.4, 0.3, 0.25, 0.2, 0.15, 0.1)
TIED = 0.6
_BACKGROUND, _EMPTY, _LONG = 0.6, 0.4, 0.7
_SHORT, _OWN_VOICE, _OF_A_YEAR = 0.7, 0.4, 0.85
_OWN_WORDS = 0.75
_SHORT_WORDS, _SHORT_CLAUSE, _SHORT_POINTER = 8, 5, 12
_FEWEST_WORDS, _MOST_WORDS, _SURELY_TOO_LONG = 6, 48, 80
_BODY_ROLES = ("body", "list_item")
_HEADLINE_BONUS, _NOT_OF_HEADLINE = 0.6, 0.75
_HEADLINE_WORDS, _TELLING_HEADLINE = 5, 3
_NAME_REACH, _OPENING_CLAUSE = 4, 16
_STEM = 5
_EARLY = 6
# A dateline stands in the first sentence, or behind a standfirst of one or two.
_OPENING_SENTENCES = 3
_KEPT_UPDATES = 2048


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A sentence that can stand alone. `worth` is above 0; `words`: its words that carry meaning, in small letters; `figures`:
    those that open with a digit; `at`: which sentence of its update it is, from 0. Its worth has been lowered for each of its
    `ties` to the sentence before it, and for `surname`, which it opens with and which was given in full before it."""

    sentence: Sentence
    words: frozenset[str]
    worth: float
    figures: frozenset[str] = frozenset()
    at: int = 0
    ties: int = 0
    surname: str = ""


@dataclass(slots=True)
class _Before:
    """The names in an update, and what stands before a sentence in it: how many sentences, whether the last asks, the second
    words of capitalised pairs, the beginnings of words with a capital."""

    headline: frozenset[str]
    names: tuple[str, ...]
    sentences: int = 0
    asked: bool = False
    surnames: set[str] = field(default_factory=set)
    nouns: set[str] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class _Phrases:
    """Phrases by their first word, each as its words and as written: found in one pass over a sentence's words."""

    by_first: dict[str, tuple[tuple[tuple[str, ...], str], ...]]

    def opens(self, words: list[str]) -> bool:
        """Whether a sentence of these words opens with one of the phrases."""
        return any(tuple(words[: len(phrase)]) == phrase for phrase, _ in self.by_first.get(words[0], ()) if words)

    def stand_in(self, words: list[str], text: str | None = None) -> bool:
        """Whether one of the phrases stands among the words, and as written in the text where one is given."""
        by_first = self.by_first
        return any(
            tuple(words[at : at + len(phrase)]) == phrase and (text is None or _stands_as_written(written, text))
            for at, word in enumerate(words)
            if word in by_first
            for phrase, written in by_first[word]
        )


@dataclass(frozen=True, slots=True)
class _Signs:
    leaning: _Phrases
    standing: _Phrases
    half_leaning: frozenset[str]
    going_on: frozenset[str]
    articles: frozenset[str]
    openers: frozenset[str]
    pronouns: frozenset[str]
    possessives: frozenset[str]
    demonstratives: frozenset[str]
    last_pointers: frozenset[str]
    objects: frozenset[str]
    counting: frozenset[str]
    own_voice: frozenset[str]
    speech: frozenset[str]
    verb_first: bool
    pointing: _Phrases
    background: _Phrases
    empty: _Phrases
    back: dict[str, frozenset[str]]
    months: frozenset[str]
    news: _Phrases
    verbs: frozenset[str]
    verb_endings: tuple[str, ...]
    common: frozenset[str]


def find_candidates(update: Update, language: Language) -> tuple[Candidate, ...]:
    """The sentences of an update that can stand alone, in its order."""
    return _find_candidates(update.blocks, tuple(entity.name for entity in update.entities), language)


def find_headline(update: Update, language: Language, worth: float) -> Candidate | None:
    """The headline of an update as a candidate of that worth, where it tells news plainly."""
    block = next((block for block in update.blocks if block.role == "headline"), None)
    if block is None or not (says_something(block.text) and tells_plainly(block.text)):
        return None
    text = strip_lead(block.text)
    words = _WORD.findall(text.lower())
    signs = _signs(language)
    if (
        len(words) < _FEWEST_WORDS
        or not text[:1].isalnum()
        or signs.leaning.opens(words)
        or signs.pointing.stand_in(words, text)
    ):
        return None
    meaning = _meaning(words, signs)
    sentence = Sentence(text=text, lines=block.lines)
    return Candidate(sentence=sentence, words=meaning, figures=_figures(meaning), worth=worth)


def _figures(words: Iterable[str]) -> frozenset[str]:
    return frozenset([word for word in words if word[0].isdigit()])


def _meaning(words: Iterable[str], signs: _Signs) -> frozenset[str]:
    return frozenset(word for word in words if (len(word) > 2 and word not in signs.common) or word[0].isdigit())


@lru_cache(maxsize=_KEPT_UPDATES)
def _find_candidates(blocks: tuple[Block, ...], names: tuple[str, ...], language: Language) -> tuple[Candidate, ...]:
    signs = _signs(language)
    found: list[Candidate] = []
    before = _Before(headline=_headline_stems(blocks, signs), names=names)
    for block in blocks:
        if block.role not in _BODY_ROLES:
            continue
        for start, end in split_sentences(block.text, language):
            text = strip_lead(block.text[start:end], opening=before.sentences < _OPENING_SENTENCES)
            if candidate := _judge(text, block, before, signs):
                found.append(candidate)
            before.sentences += 1
            before.asked = text.endswith("?")
            if signs.verb_first:
                before.nouns.update(word[:_STEM] for word in _WORD.findall(text) if word[0].isupper())
            before.surnames.update(
                second for first, second in _NAME.findall(text) if first[0].isupper() and second[0].isupper()
            )
    return tuple(found)


def _headline_stems(blocks: Iterable[Block], signs: _Signs) -> frozenset[str]:
    """The beginnings of the words that carry meaning in an update's headline, and in a standfirst that ends without a mark."""
    headline = next((block.text for block in blocks if block.role == "headline"), "")
    opening = next((block.text for block in blocks if block.role in _BODY_ROLES), "")
    if headline and not _FINAL.search(opening):
        headline = f"{headline} {opening}"
    return _stems(word for word in _WORD.findall(headline.lower()) if word not in signs.common and len(word) > 2)


def _stems(words: Iterable[str]) -> frozenset[str]:
    return frozenset(word[:_STEM] for word in words)


def _judge(text: str, block: Block, before: _Before, signs: _Signs) -> Candidate | None:
    words = _WORD.findall(text.lower())
    plain = _with_straight_marks(text)
    if not _is_whole(plain, words) or _lacks_verb(text, signs):
        return None
    if _leans(plain, words, signs) and (before.sentences or not _names_later(text, words, signs)):
        return None
    if signs.pointing.stand_in(words, text):
        return None
    worth = _PLACE_WORTH[min(before.sentences, len(_PLACE_WORTH) - 1)]
    ties, surname = _count_ties(text, words, before, signs), _opening_surname(text, words, before, signs)
    worth *= TIED ** (ties + bool(surname))
    old = _tells_background(text, words, before, signs)
    news = not old and signs.news.stand_in(words)
    worth *= _BACKGROUND if old else 1.0
    worth *= _EMPTY if signs.empty.stand_in(words) else 1.0
    worth *= _LONG if len(words) > _MOST_WORDS else _SHORT if len(words) < _SHORT_WORDS else 1.0
    worth *= _OWN_VOICE if _speaks_of_itself(plain, words, signs) else 1.0
    worth *= _OWN_WORDS if plain.startswith('"') and words[0] in signs.own_voice else 1.0
    if _NUMBER.search(text):
        worth = worth * (_OF_A_YEAR if _YEAR.search(text) else 1.0) + 0.1
    worth += 0.1 if news else 0.0
    meaning = _meaning(words, signs)
    worth *= _nearness_to_headline(meaning, before.headline)
    return Candidate(
        sentence=Sentence(text=text, lines=block.lines),
        words=meaning,
        worth=worth,
        figures=_figures(meaning),
        at=before.sentences,
        ties=ties,
        surname=surname,
    )


def _nearness_to_headline(meaning: frozenset[str], headline: frozenset[str]) -> float:
    """More than 1 for a sentence that tells what the headline tells, less for one that has nothing of it: an opening scene."""
    if len(headline) < _TELLING_HEADLINE:
        return 1.0
    shared = len(_stems(meaning) & headline)
    return (
        1.0 + _HEADLINE_BONUS * min(1.0, shared / min(len(headline), _HEADLINE_WORDS)) if shared else _NOT_OF_HEADLINE
    )


def _lacks_verb(text: str, signs: _Signs) -> bool:
    """Whether no word looks like a verb, in a language whose verbs are known by small letters and their endings: a standfirst
    with a full stop."""
    if not signs.verb_endings:
        return False
    return not any(_is_verb(word, signs) for word in _WORD.findall(text))


def _is_whole(text: str, words: list[str]) -> bool:
    """Whether it reads as one full sentence: a capital or a figure first, a full stop last, no half of a quotation."""
    first = next((c for c in text if c.isalnum()), "")
    return (
        _FEWEST_WORDS <= len(words) <= _SURELY_TOO_LONG
        and (first.isupper() or first.isdigit() or not first.islower())
        and bool(_FINAL.search(text))
        and not text.endswith(_TRAILING_OFF)
        and not text.isupper()
        and not _MARK_UP.search(text)
        and text.count('"') % 2 == 0
        and text.count("(") == text.count(")")
        and text.count("[") == text.count("]")
        and not _is_bare_quotation(text)
        and not (text.startswith("(") and text.endswith(")"))
        and not _LISTED.match(text)
        and text.count(",") * _WORDS_A_COMMA < len(words)
    )


def _with_straight_marks(text: str) -> str:
    """The sentence with all double quotation marks made straight, also those typed as two single ones."""
    if not text.isascii():
        text = text.translate(_MARKS)
    return text.replace("''", '"').replace("``", '"') if "''" in text or "``" in text else text


def _is_bare_quotation(text: str) -> bool:
    """A sentence all in quotation marks, here made straight, names no speaker."""
    plain = text.strip()
    return plain.startswith('"') and plain.rstrip(".").endswith('"') and plain.count('"') == 2


def _leans(text: str, words: list[str], signs: _Signs) -> bool:
    """Whether it can't be understood alone: it opens by leaning on another sentence, an opening clause runs into a pronoun
    ("Asked about the wall, she said …"), or a pronoun is all that tells who said it."""
    quoted_self = text.startswith('"') and words[0] in signs.own_voice
    if signs.leaning.opens(words) and not signs.standing.opens(words) and not quoted_self:
        return True
    if words[0] in signs.counting and text[len(words[0]) :].startswith(","):
        return True
    if not signs.pronouns.isdisjoint(words) and _has_only_pronoun_for_subject(text, signs):
        return True
    opener = words[0] in signs.openers
    if opener and not (signs.pronouns.isdisjoint(words[1:_EARLY]) and signs.demonstratives.isdisjoint(words[1:3])):
        return True
    if ": " in text and _colon_leans(text, signs):
        return True
    clause, comma, rest = text.partition(", ")
    after = _WORD.search(rest)
    if not comma or after is None or '"' in clause or not (opener or clause.count(" ") < _SHORT_CLAUSE):
        return False
    if after.group() in signs.pronouns:
        return True
    # "Behind his desk, shelves …": whose it is must be named where the clause goes on.
    whose = not signs.possessives.isdisjoint((*words[1:_EARLY], after.group()))
    return opener and whose and after.group()[0].islower()


def _colon_leans(text: str, signs: _Signs) -> bool:
    """Whether a few words and a colon lead to a pronoun: "Spoiler alert: they like it"."""
    label, colon, rest = text.partition(": ")
    after = _WORD.search(rest)
    return (
        bool(colon)
        and after is not None
        and label.count(" ") < _SHORT_CLAUSE
        and after.group().lower() in signs.pronouns
    )


def _names_later(text: str, words: list[str], signs: _Signs) -> bool:
    """Whether a report's first sentence names after its opening clause whom that means: "Now that he has won, Ana Lopez …"."""
    clause, comma, rest = text.partition(", ")
    following = _WORD.findall(rest)[:_NAME_REACH]
    opens = words[0] in signs.openers or words[0] in signs.half_leaning
    return (
        opens
        and bool(comma)
        and clause.count(" ") < _OPENING_CLAUSE
        and any(one[0].isupper() and two[0].isupper() for one, two in pairwise(following))
    )


def _has_only_pronoun_for_subject(text: str, signs: _Signs) -> bool:
    """Whether "he" is all that tells who said it; where the verb stands first, also who did it ("Am Montag wurde er …")."""
    if not signs.verb_first:
        return any(one in signs.pronouns and two in signs.speech for one, two in _TWO_AFTER_MARK.findall(text))
    if any(two in signs.pronouns and one in signs.speech for one, two in _TWO_AFTER_MARK.findall(text)):
        return True
    words = _WORD.findall(_QUOTED.sub(" ", text).partition(",")[0])
    return any(two in signs.pronouns and _is_verb(one, signs) for one, two in pairwise(words))


def _is_verb(word: str, signs: _Signs) -> bool:
    return word in signs.verbs or (word[0].islower() and word not in signs.common and word.endswith(signs.verb_endings))


def _speaks_of_itself(text: str, words: list[str], signs: _Signs) -> bool:
    """Whether "I", "we" or "you" stand in it outside of quotation marks: whoever writes speaks of themself, or to the reader."""
    if signs.own_voice.isdisjoint(words):
        return False
    return '"' not in text or not signs.own_voice.isdisjoint(_WORD.findall(_QUOTED.sub(" ", text).lower()))


def _count_ties(text: str, words: list[str], before: _Before, signs: _Signs) -> int:
    """How many signs there are that it goes on from what stands before it."""
    return sum(
        (
            words[0] in signs.half_leaning,
            before.asked,
            _means_somebody_else(words, signs),
            not signs.going_on.isdisjoint(words[1:_EARLY]),
            bool(_BARE_NUMBER_LAST.search(text)),
            before.sentences > 0 and words[0] in signs.articles and _describes(text, before, signs),
            _points_back(words, signs),
            len(words) <= _SHORT_POINTER and words[-1] in signs.last_pointers,
        )
    )


def _means_somebody_else(words: list[str], signs: _Signs) -> bool:
    """Whether one of its first words means a person whom another sentence names: "The president backed her up"."""
    if signs.objects.isdisjoint(words[2:_EARLY]):
        return False
    return any(
        one in signs.objects and (two in signs.common or not two)
        for one, two in zip(words[2:_EARLY], (*words[3 : _EARLY + 1], ""), strict=False)
    )


def _points_back(words: list[str], signs: _Signs) -> bool:
    """Whether it names something by pointing at it: "at least 20 delegates in that state"."""
    if signs.back.keys().isdisjoint(words):
        return False
    return any(
        one in signs.back.get(two, ()) and three not in signs.common and words.index(three) == at + 2
        for at, (one, two, three) in enumerate(zip(words, words[1:], words[2:], strict=False))
    )


def _opening_surname(text: str, words: list[str], before: _Before, signs: _Signs) -> str:
    """The surname that it opens with, in small letters, where the full name stands before it."""
    first = _WORD.search(text)
    return words[0] if first and first.group() in before.surnames and words[0] not in signs.common else ""


def _describes(text: str, before: _Before, signs: _Signs) -> bool:
    """Whether what follows an article describes somebody or something told before ("the barrier", "the Ostmark senator") rather
    than names it ("the Rivers Agency said"). Where all nouns have capitals, an adjective or a noun told before shows it."""
    words = _WORD.findall(text)[1:]
    if signs.verb_first:
        return bool(words) and (words[0][0].islower() or words[0][:_STEM] in before.nouns)
    run = list(takewhile(lambda word: word[0].isupper(), words))
    noun = words[len(run)] if len(run) < len(words) else ""
    if noun not in signs.common and noun not in signs.speech:
        return True
    # "The Ostmark Republican says": two capitals that are nobody's name.
    return len(run) == 2 and not any(run[0] in name and run[1] in name for name in before.names)


def _opens_with(phrases: _Phrases, words: list[str]) -> bool:
    """Whether one of the phrases opens a sentence, or stands behind its first word ("In recent years")."""
    return phrases.opens(words) or phrases.opens(words[1:])


def _tells_background(text: str, words: list[str], before: _Before, signs: _Signs) -> bool:
    """Whether it tells what was so before. A report's first sentence is its news, unless it opens with that."""
    if signs.background.stand_in(words) if before.sentences else _opens_with(signs.background, words):
        return True
    return any(word in signs.months for word in words[:3]) and "," in text[:25]


@cache
def _signs(language: Language) -> _Signs:
    return _Signs(
        leaning=_phrases("leaning", language),
        standing=_phrases("standing", language),
        pointing=_phrases("pointing", language),
        background=_phrases("background", language),
        empty=_phrases("empty", language),
        back=_words_before(language.words("summary", "pointing_back")),
        half_leaning=frozenset(language.words("summary", "half_leaning")),
        going_on=frozenset(language.words("summary", "going_on")),
        articles=frozenset(language.words("summary", "articles")),
        openers=frozenset(language.words("summary", "openers")),
        pronouns=frozenset(language.words("summary", "pronouns")),
        possessives=frozenset(language.words("summary", "possessives")),
        demonstratives=frozenset(language.words("summary", "demonstratives")),
        last_pointers=frozenset(language.words("summary", "last_pointers")),
        objects=frozenset(language.words("summary", "objects")),
        counting=frozenset(language.words("summary", "counting")),
        own_voice=frozenset(language.words("summary", "own_voice")),
        speech=frozenset(language.words("quotes", "verbs")),
        verb_first=bool(language.table("summary").get("verb_first", False)),
        months=frozenset(language.words("summary", "months")),
        news=_phrases("news", language),
        verbs=frozenset(language.words("summary", "verbs")),
        verb_endings=language.words("summary", "verb_endings"),
        common=frozenset(language.words("stopwords", "words")),
    )


def _words_before(phrases: Iterable[str]) -> dict[str, frozenset[str]]:
    """Of phrases of two words, the second words with the first ones that they have."""
    pairs = [tuple(phrase.split()) for phrase in phrases]
    return {last: frozenset(pair[0] for pair in pairs if pair[-1] == last) for last in {pair[-1] for pair in pairs}}


def _phrases(key: str, language: Language) -> _Phrases:
    by_first: dict[str, tuple[tuple[tuple[str, ...], str], ...]] = {}
    for written in language.words("summary", key):
        if words := tuple(_WORD.findall(written)):
            by_first[words[0]] = (*by_first.get(words[0], ()), (words, written))
    return _Phrases(by_first)


def _stands_as_written(phrase: str, text: str) -> bool:
    return phrase in fold(text).lower()
