"""What ties a sentence to what stands before it: whether it can be understood alone, and how many signs say that it only goes on.

In: a sentence, its words, and what stands before it. Out: whether it leans, and the ties that make it worth less.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import islice, pairwise, takewhile

from briefgen.convert.sentence_signs import Signs

_WORD = re.compile(r"[^\W_]+")
_QUOTED = re.compile(r'"[^"]*"')
# "… will gain at least 24.": of what, the sentence before it said.
_BARE_NUMBER_LAST = re.compile(r"\s\d{1,3}\.$")
# "There are 61; the list …"
_BARE_NUMBER_FIRST = re.compile(r"(?:[^\W\d]+ ){1,3}\d[\d.,]*; ")
# What stands before who said it: "…, she said", "…”, sagte er".
_TWO_AFTER_MARK = re.compile(r'[,"]\s+([^\W\d_]+)\s+([^\W\d_]+)')
_SHORT_CLAUSE, _SHORT_POINTER = 5, 12
_NAME_REACH, _OPENING_CLAUSE = 4, 16
_STEM = 5
_DESCRIBING = 2
_NAMED_WORDS, _NAMED_CHARACTERS = 6, 60
_EARLY = 6
# “Mr” is none, nor the O of O’Brand.
_SHORTEST_SURNAME = 3


@dataclass(slots=True)
class Before:
    """The names in an update and their words, and what stands before a sentence in it: how many sentences, whether the last
    asks, the second words of capitalised pairs, the beginnings of words with a capital. `begins`: from which sentence on places
    count."""

    headline: frozenset[str]
    names: tuple[str, ...]
    name_words: frozenset[str] = frozenset()
    sentences: int = 0
    begins: int = 0
    asked: bool = False
    surnames: set[str] = field(default_factory=set)
    nouns: set[str] = field(default_factory=set)


def leans(text: str, words: list[str], signs: Signs) -> bool:
    """Whether it can't be understood alone: it opens by leaning on another sentence, an opening clause runs into a pronoun
    ("Asked about the wall, she said …"), or a pronoun is all that tells who said it."""
    quoted_self = text.startswith('"') and words[0] in signs.own_voice
    if signs.leaning.opens(words) and not signs.standing.opens(words) and not quoted_self:
        return True
    if words[0] in signs.counting and text[len(words[0]) :].startswith(","):
        return True
    if words[0] in signs.some and (words[1] in signs.speech or words[1] in signs.verbs):
        return True
    if words[-1].isdigit() and words[-2] in signs.definite:
        # "… zum 100.": the rest of it was taken for another sentence.
        return True
    if (words[0] in signs.fragments and ", " not in text) or _BARE_NUMBER_FIRST.match(text):
        return True
    if not signs.pronouns.isdisjoint(words) and _has_only_pronoun_for_subject(text, signs):
        return True
    opener = words[0] in signs.openers
    doing = bool(signs.participle_endings) and words[0].endswith(signs.participle_endings)
    if opener and not (signs.pronouns.isdisjoint(words[1:_EARLY]) and signs.demonstratives.isdisjoint(words[1:3])):
        return True
    if ": " in text and _colon_leans(text, signs):
        return True
    clause, comma, rest = text.partition(", ")
    after = _WORD.search(rest)
    if not comma or after is None or '"' in clause or not (opener or doing or clause.count(" ") < _SHORT_CLAUSE):
        return False
    if after.group() in signs.pronouns:
        return True
    # "Behind his desk, shelves …": whose it is must be named where the clause goes on.
    whose = not signs.possessives.isdisjoint((*words[1:_EARLY], after.group()))
    return opener and whose and after.group()[0].islower()


def _colon_leans(text: str, signs: Signs) -> bool:
    """Whether a few words and a colon lead to a pronoun: "Spoiler alert: they like it"."""
    label, colon, rest = text.partition(": ")
    after = _WORD.search(rest)
    return (
        bool(colon)
        and after is not None
        and label.count(" ") < _SHORT_CLAUSE
        and after.group().lower() in signs.pronouns
    )


def names_later(text: str, words: list[str], signs: Signs) -> bool:
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


def _has_only_pronoun_for_subject(text: str, signs: Signs) -> bool:
    """Whether "he" is all that tells who said it; where the verb stands first, also who did it ("Am Montag wurde er …")."""
    if not signs.verb_first:
        return any(one in signs.pronouns and two in signs.speech for one, two in _TWO_AFTER_MARK.findall(text))
    if any(two in signs.pronouns and one in signs.speech for one, two in _TWO_AFTER_MARK.findall(text)):
        return True
    words = _WORD.findall(_QUOTED.sub(" ", text).partition(",")[0])
    return any(
        two in signs.pronouns and (is_verb(one, signs) or one.lower() in signs.verbs) for one, two in pairwise(words)
    )


def is_verb(word: str, signs: Signs) -> bool:
    return word in signs.verbs or (word[0].islower() and word not in signs.common and word.endswith(signs.verb_endings))


def count_ties(text: str, plain: str, words: list[str], before: Before, signs: Signs) -> tuple[int, int]:
    """How many signs there are that it goes on from what stands before it, and how many of them are pointers: without what they
    point at a reader is at a loss. `plain`: the text with straight marks."""
    pointers = sum(
        (
            bool(_BARE_NUMBER_LAST.search(text)),
            before.sentences > 0 and _tells_an_age(text, words, signs),
            _points_back(words, signs) or _points_at(plain, words, signs),
            len(words) <= _SHORT_POINTER and words[-1] in signs.last_pointers,
        )
    )
    others = (
        before.asked,
        words[0] in signs.half_leaning,
        _means_somebody_else(words, signs),
        not signs.going_on.isdisjoint(words[1:_EARLY]),
        _goes_on_aside(plain, signs),
    )
    return pointers + sum(others), pointers


def _means_somebody_else(words: list[str], signs: Signs) -> bool:
    """Whether one of its first words means a person whom another sentence names: "The president backed her up"."""
    if signs.objects.isdisjoint(words[2:_EARLY]):
        return False
    return any(
        one in signs.objects and (one not in signs.possessives or two in signs.common or not two)
        for one, two in zip(words[2:_EARLY], (*words[3 : _EARLY + 1], ""), strict=False)
    )


def _points_back(words: list[str], signs: Signs) -> bool:
    """Whether it names something by pointing at it: "at least 20 delegates in that state"."""
    if signs.back.keys().isdisjoint(words):
        return False
    return any(
        one in signs.back.get(two, ()) and three not in signs.common and words.index(three) == at + 2
        for at, (one, two, three) in enumerate(zip(words, words[1:], words[2:], strict=False))
    )


def _points_at(text: str, words: list[str], signs: Signs) -> bool:
    """Whether outside of quotation marks it points at something named before: "… called those rules unfair", "… to counter
    that claim", "… said this was new". Not "this week", nor "those injured"."""
    last = words[-1]
    if words[-2] in signs.last_determiners and last not in signs.common and words.count(last) == 1:
        return True
    if signs.pointers.isdisjoint(words):
        return False
    if '"' in text:
        words = _WORD.findall(_QUOTED.sub(" ", text).lower())
    return any(
        one in signs.pointers
        and (two not in signs.common or two in signs.verbs)
        and two not in signs.pointed_alone
        and not (signs.participle_endings and two.endswith(signs.participle_endings))
        for one, two in pairwise(words)
    )


def _goes_on_aside(text: str, signs: Signs) -> bool:
    """Whether an aside says that it goes on: "The mayor, however, …", "… as well."."""
    if not signs.asides:
        return False
    said = _QUOTED.sub(" ", text) if '"' in text else text
    low = said.lower()
    return any(aside in low for aside in signs.asides)


def find_described(text: str, words: list[str], before: Before, signs: Signs) -> frozenset[str] | None:
    """The beginnings of the words by which it opens with somebody or something told before: "the old barrier"; none of them
    where it may be told for the first time or is named. None where it is known anywhere ("the government")."""
    if not before.sentences or words[0] not in signs.articles or not _describes(text, before, signs):
        return None
    if signs.verb_first:
        nouns = [word.lower() for word in _WORD.findall(text)[1:] if word[0].isupper()][:1]
        stems = frozenset(noun[:_STEM] for noun in nouns if noun[:_STEM].capitalize() in before.nouns)
    else:
        nouns = list(islice((word for word in words[1:] if word not in signs.common), _DESCRIBING))
        stems = frozenset(word[:_STEM] for word in nouns)
    if not nouns or nouns[0] in signs.known_alone:
        return None
    return frozenset() if _is_named_in_full(text, before, signs) else stems


def _is_named_in_full(text: str, before: Before, signs: Signs) -> bool:
    """Whether what follows an article says whom or what it means: "the barrier of Vell", "the former mayor Ana Lopez"."""
    words = _WORD.findall(text)[1 : _NAMED_WORDS + 1]
    at = next((at for at, word in enumerate(words) if word in signs.links), 0)
    if at and (words[at - 1][0].islower() or signs.verb_first) and any(_is_known(w) for w in words[at + 1 : at + 3]):
        return True
    opening = text[:_NAMED_CHARACTERS]
    return any(" " in name and name in opening for name in before.names)


def _is_known(word: str) -> bool:
    return word[0].isupper() or word[0].isdigit()


def opening_surname(text: str, words: list[str], before: Before, signs: Signs) -> str:
    """The surname that it opens with, in small letters, where the full name stands before it."""
    first = _WORD.search(text)
    if first is None or len(words[0]) < _SHORTEST_SURNAME or words[0] in signs.common:
        return ""
    return words[0] if first.group() in before.surnames else ""


def _describes(text: str, before: Before, signs: Signs) -> bool:
    """Whether what follows an article describes somebody or something told before ("the barrier", "the Ostmark senator") rather
    than names it ("the Rivers Agency said"). Where all nouns have capitals, an adjective or a noun told before shows it."""
    words = _WORD.findall(text)[1:]
    if signs.verb_first:
        return bool(words) and (words[0][0].islower() or words[0][:_STEM] in before.nouns)
    run = list(takewhile(lambda word: word[0].isupper(), words))
    noun = words[len(run)] if len(run) < len(words) else ""
    if noun not in signs.common and not (run and noun in signs.speech):
        return True
    # "The Ostmark Republican says": two capitals that are nobody's name.
    return len(run) == 2 and not any(run[0] in name and run[1] in name for name in before.names)


def _tells_an_age(text: str, words: list[str], signs: Signs) -> bool:
    """Whether early in it somebody is meant by their age alone: "For the 26-year-old, …", and not "the 26-year-old Ana Lopez"."""
    if signs.ages.isdisjoint(words[2 : _EARLY + 1]):
        return False
    written = _WORD.findall(text)
    return any(
        one in signs.definite
        and two.isdigit()
        and three in signs.ages
        and not _names(written[at + 3 : at + 5], 2 if signs.verb_first else 1)
        for at, (one, two, three) in enumerate(zip(words[:_EARLY], words[1:], words[2:], strict=False))
    )


def _names(following: list[str], capitals: int) -> bool:
    """Whether so many of the words behind an age have a capital; where all nouns have one, a name has two."""
    return sum(word[0].isupper() for word in following) >= capitals
