"""What a sentence is like: whether it can stand alone, whether it tells news or background, and what it is worth for that.

In: an update. Out: its sentences that can be lifted, as `Candidate`s. The signs are words of languages/<code>/summary.toml; a
language without them is judged by position, length, punctuation and numbers alone. A dateline or a list's dash before a sentence
is no part of it. An update is judged once: its own summary and its briefing's are chosen from the same candidates.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from math import sqrt

from briefgen.convert.headlines import says_something, tells_plainly
from briefgen.convert.language import Language
from briefgen.convert.sentence_leads import strip_lead
from briefgen.convert.sentence_quotations import ends_quoted, join_quoted, leaves_open, with_straight_marks
from briefgen.convert.sentence_signs import Phrases, Signs, load_signs
from briefgen.convert.sentence_ties import (
    Before,
    count_ties,
    find_described,
    is_verb,
    leans,
    names_later,
    opening_surname,
)
from briefgen.convert.sentences import split_sentences
from briefgen.convert.turns import find_turns
from briefgen.model import Block, Sentence, Update

_WORD = re.compile(r"[^\W_]+")
# Two words, hardly any of which is in small letters.
_NAME = re.compile(r"(?<![^\W_])([^\W\d_a-zß-ÿ][^\W\d_]*)(?= ([^\W\d_a-zß-ÿ][^\W\d_]*))")
_NUMBER = re.compile(r"\d")
_YEAR = re.compile(r"(?<![\d.,€$£])(?:1[89]|20)\d\d(?![\d.,]\d|\w)")
# A post that was set into the page: an address, a picture's short link, a left-over tag.
_MARK_UP = re.compile(r"://|pic\.\w+\.com|</")
_TRAILING_OFF = ("...", "…", ";.", ", .")
_FINAL = re.compile(r"[.!…。！।۔][\"'”’»“)\]]*$")
_SMALL_WORD = re.compile(r"(?<![^\W_])[a-zß-ÿ][^\W_]+")
_ANY_MARK = re.compile("[\"“”„«»‟″‘]|''|``")
_QUOTED = re.compile(r'"[^"]*"')
# A capital that is not the sentence's first, nor "I".
_CAPITAL_WITHIN = re.compile(r"(?<=\w\W)\W?[A-ZÀ-Þ](?=\w)")
# "14.1 - A single from …", "Vell: Aron, Bice, …": an entry of a list, not a sentence. "ANA LOPEZ: …": one of a transcript.
_LISTED = re.compile(
    r"\W*\d[\d.:+'’]*(?:\s*[-–—:]|, )|\w+:|[^:]{2,40} \d+, [^:]{2,40} \d+:|[A-ZÀ-Þ][A-ZÀ-Þ.'’-]+(?: [A-ZÀ-Þ.'’-]+){1,3}:"
)
_WORDS_A_COMMA = 2.5
# What a sentence is worth that shares no word with the others of its update, and what sharing adds.
_ASIDE, _MIDDLE, _FEW_SENTENCES, _FEW_WORDS = 0.3, 2.7, 4, 2
_SHOWN_BY = 60
_PLACE_WORTH = (1.0, 0.85, 0.75, 0.6, 0.5, 0.4, 0.3, 0.25, 0.2, 0.15, 0.1)
TIED = 0.6
_BACKGROUND, _EMPTY, _SCENE, _LONG = 0.6, 0.4, 0.5, 0.7
_SHORT, _OWN_VOICE, _OF_A_YEAR = 0.7, 0.4, 0.85
_OWN_WORDS, _QUOTED_RUN = 0.75, 0.75
_SHORT_WORDS, _EARLY = 8, 5
# An answer of fewer words hardly tells anything without its question.
_SHORTEST_ANSWER = 9
_FEWEST_WORDS, _MOST_WORDS, _SURELY_TOO_LONG = 6, 48, 80
_BODY_ROLES = ("body", "list_item")
_HEADLINE_BONUS, _NOT_OF_HEADLINE = 0.6, 0.65
_HEADLINE_WORDS, _TELLING_HEADLINE = 5, 3
_STEM, _SHORTEST_VERB = 5, 4
# A dateline stands in the first sentence, or behind a standfirst of one or two.
_OPENING_SENTENCES = 3
_KEPT_UPDATES = 2048


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A sentence that can stand alone. `worth` is above 0; `words`: its words that carry meaning, in small letters; `stems`:
    their beginnings; `figures`: those that open with a digit; `at`: which sentence of its update it is, from 0. Its worth has
    been lowered for each of its `ties` to the sentence before it, for `surname`, which it opens with and which was given in full
    before it, and where it opens with something told before (`described`: the beginnings of the words that say so). `pointers`:
    those ties that leave a reader at a loss without the sentence before it.
    `news`: it has a word that marks a development; `general`: it has none, no name, no figure, nobody's words and
    nothing past, and may be true anywhere; `scene`: it is one of a scene or a teaser, or whoever writes opens it with themself;
    `middle`: about 1 for one of which the other sentences of its update have as much as usual, more for what the update is
    about: no part of its worth."""

    sentence: Sentence
    words: frozenset[str]
    worth: float
    stems: frozenset[str] = frozenset()
    figures: frozenset[str] = frozenset()
    at: int = 0
    ties: int = 0
    pointers: int = 0
    surname: str = ""
    described: frozenset[str] = frozenset()
    news: bool = False
    general: bool = False
    scene: bool = False
    middle: float = 1.0


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
    signs = load_signs(language)
    if (
        len(words) < _FEWEST_WORDS
        or not text[:1].isalnum()
        or not _may_have_verb(text, signs)
        or words[0] in signs.teasing
        or signs.leaning.opens(words)
        or "pointing" in signs.kinds.find(words, text)
    ):
        return None
    meaning = _meaning(words, signs)
    sentence = Sentence(text=text, lines=block.lines)
    return Candidate(sentence=sentence, words=meaning, stems=stems_of(meaning), figures=_figures(meaning), worth=worth)


def _may_have_verb(text: str, signs: Signs) -> bool:
    """Whether a headline has a word that may be its verb, where such words are known: "A speech for the song" has none."""
    if not signs.headline_verbs:
        return True
    return any(
        word in signs.headline_verbs or (word.endswith(signs.headline_verb_endings) and len(word) >= _SHORTEST_VERB)
        for word in _WORD.findall(text)[1:]
        if word[0].islower()
    )


def _figures(words: Iterable[str]) -> frozenset[str]:
    return frozenset([word for word in words if word[0].isdigit()])


def _meaning(words: Iterable[str], signs: Signs) -> frozenset[str]:
    return frozenset(word for word in words if (len(word) > 2 and word not in signs.common) or word[0].isdigit())


@lru_cache(maxsize=_KEPT_UPDATES)
def _find_candidates(blocks: tuple[Block, ...], names: tuple[str, ...], language: Language) -> tuple[Candidate, ...]:
    signs = load_signs(language)
    found: list[Candidate] = []
    words = frozenset(_WORD.findall(" ".join(names).lower()) if signs.verb_first else ())
    before = Before(headline=_headline_stems(blocks, signs), names=names, name_words=words)
    body = [block for block in blocks if block.role in _BODY_ROLES]
    turns, begun = find_turns([block.text for block in body], signs.own_answers), False
    for at, block in enumerate(body):
        quoted = False
        marked = _ANY_MARK.search(block.text) is not None
        for text, sentences in _read_sentences(block.text, before, marked, signs, language):
            plain = with_straight_marks(text) if marked else text
            quoted = quoted and not plain.startswith('"')
            voice = turns.find_voice(text, at, begun) if turns else "desk"
            begun = begun or voice != "desk"
            if turns and voice == "named":
                candidate = _judge_turn(text, turns.begins_at(text), block, before, signs)
            else:
                candidate = None if quoted or voice == "spoken" else _judge(text, plain, block, before, signs)
            if candidate:
                found.append(replace(candidate, worth=candidate.worth * _QUOTED_RUN) if sentences > 1 else candidate)
            quoted = marked and ends_quoted(text, quoted)
            _go_past(text, sentences, before, signs)
    return _with_middle(found)


def _read_sentences(
    text: str, before: Before, marked: bool, signs: Signs, language: Language
) -> Iterator[tuple[str, int]]:
    """The sentences of a line without what stands before them, and how many each is."""
    spans = split_sentences(text, language)
    for start, end, sentences in join_quoted(text, spans, signs) if marked else ((*span, 1) for span in spans):
        yield strip_lead(text[start:end], opening=before.sentences < _OPENING_SENTENCES), sentences


def _judge_turn(text: str, begins: int, block: Block, before: Before, signs: Signs) -> Candidate | None:
    """What somebody says whose name stands before it: "I" is theirs, and the name is lifted with it."""
    said = text[begins:]
    if said.count(" ") < _SHORTEST_ANSWER:
        return None
    candidate = _judge(said, with_straight_marks(said), block, before, signs, named=True)
    return candidate and replace(candidate, sentence=Sentence(text=text, lines=block.lines))


def _go_past(text: str, sentences: int, before: Before, signs: Signs) -> None:
    """Notes what a sentence told for those that follow."""
    before.sentences += sentences if " " in text else 0
    before.asked = text.endswith("?")
    if text.endswith(":") and "pointing" in signs.kinds.find(_WORD.findall(text.lower()), text):
        # "Here is where things stand:": what follows is the news of this update.
        before.begins = before.sentences
    if signs.verb_first:
        before.nouns.update(word[:_STEM] for word in _WORD.findall(text) if word[0].isupper())
    surnames = [second for first, second in _NAME.findall(text) if first[0].isupper() and second[0].isupper()]
    before.surnames.update(surnames)


def _with_middle(found: list[Candidate]) -> tuple[Candidate, ...]:
    """The sentences of an update, each with how much of it the others speak of, too."""
    if len(found) < _FEW_SENTENCES:
        return tuple(found)
    spread = Counter(stem for candidate in found for stem in candidate.stems)
    return tuple(
        replace(
            candidate,
            middle=_ASIDE
            + _MIDDLE
            * sum(spread[stem] - 1 for stem in candidate.stems)
            / ((len(candidate.stems) + _FEW_WORDS) * sqrt(len(found))),
        )
        for candidate in found
    )


def _headline_stems(blocks: Iterable[Block], signs: Signs) -> frozenset[str]:
    """The beginnings of the words that carry meaning in an update's headline, and in a standfirst that ends without a mark."""
    headline = next((block.text for block in blocks if block.role == "headline"), "")
    opening = next((block.text for block in blocks if block.role in _BODY_ROLES), "")
    if headline and not _FINAL.search(opening) and not opening.endswith((":", "?")):
        headline = f"{headline} {opening}"
    return _told_stems(headline, signs)


def _told_stems(title: str, signs: Signs) -> frozenset[str]:
    return stems_of(word for word in _WORD.findall(title.lower()) if word not in signs.common and len(word) > 2)


def title_stems(title: str, language: Language) -> frozenset[str]:
    """The beginnings of the words that carry meaning in a title."""
    return _told_stems(title, load_signs(language))


def stems_of(words: Iterable[str]) -> frozenset[str]:
    """The beginnings of words, so that they count as one in all their forms."""
    return frozenset(word[:_STEM] for word in words)


def _judge(
    text: str, plain: str, block: Block, before: Before, signs: Signs, *, named: bool = False
) -> Candidate | None:
    words = _WORD.findall(text.lower())
    if not _is_whole(plain, words) or _lacks_verb(text, signs):
        return None
    if before.sentences and _is_set_as_title(text, words, signs):
        return None
    if leans(plain, words, signs) and (before.sentences or not names_later(text, words, signs)):
        return None
    kinds = signs.kinds.find(words, text)
    if "pointing" in kinds:
        return None
    ties, pointers = count_ties(text, plain, words, before, signs)
    surname = opening_surname(text, words, before, signs)
    described = find_described(text, words, before, signs)
    ties += described == frozenset()
    old = _tells_background(text, words, before, kinds, signs)
    news = not old and "news" in kinds
    worth = place_worth(before.sentences - before.begins) * TIED ** (ties + bool(surname) + bool(described))
    worth *= _BACKGROUND if old else 1.0
    worth *= (_EMPTY if "empty" in kinds else 1.0) * (_SCENE if "scenes" in kinds else 1.0)
    own = not named and _speaks_of_itself(plain, words, signs)
    worth *= (_OWN_VOICE if own else 1.0) * _worth_of_length(plain, words, signs)
    worth = _with_number(worth, text) + (0.1 if news else 0.0)
    meaning = _meaning(words, signs)
    stems = stems_of(meaning)
    near = nearness(stems, before.headline)
    return Candidate(
        sentence=Sentence(text=text, lines=block.lines),
        words=meaning,
        # What stands in a list has a label above it, not its news: "Where things stand".
        worth=worth * (max(1.0, near) if block.role == "list_item" else near),
        stems=stems,
        figures=_figures(meaning),
        at=before.sentences,
        ties=ties,
        pointers=pointers,
        surname=surname,
        described=described or frozenset(),
        news=news,
        general=not news and _is_general(text, words, before, signs),
        scene="scenes" in kinds or (own and _opens_in_own_voice(words, signs)),
    )


def _with_number(worth: float, text: str) -> float:
    """A figure tells more than words do, a year less."""
    if not _NUMBER.search(text):
        return worth
    return worth * (_OF_A_YEAR if _YEAR.search(text) else 1.0) + 0.1


def _is_general(text: str, words: list[str], before: Before, signs: Signs) -> bool:
    """Whether it may be true anywhere and at any time. What opens an update is of it."""
    return before.sentences > 0 and not (
        _names_something(text, words, before, signs) or _tells_of_the_past(words, signs)
    )


def _opens_in_own_voice(words: list[str], signs: Signs) -> bool:
    return not signs.own_voice.isdisjoint(words[:_EARLY]) and signs.speech.isdisjoint(words)


def _tells_of_the_past(words: list[str], signs: Signs) -> bool:
    """Whether a word says that it is over; everywhere, where such words are not known."""
    if not signs.past:
        return True
    return not signs.past.isdisjoint(words) or any(word.endswith(signs.past_endings) for word in words)


def _names_something(text: str, words: list[str], before: Before, signs: Signs) -> bool:
    """Whether it has a name, a figure or somebody's words in it."""
    if _NUMBER.search(text) or _ANY_MARK.search(text) or not signs.speech.isdisjoint(words):
        return True
    if signs.verb_first:
        return not before.name_words.isdisjoint(words)
    return _CAPITAL_WITHIN.search(text) is not None


def _worth_of_length(text: str, words: list[str], signs: Signs) -> float:
    """What is left of a sentence's worth for its length, and where it opens with somebody's own words."""
    worth = _LONG if len(words) > _MOST_WORDS else _SHORT if len(words) < _SHORT_WORDS else 1.0
    return worth * (_OWN_WORDS if text.startswith('"') and words[0] in signs.own_voice else 1.0)


def place_worth(at: int) -> float:
    """What a sentence is worth for its place, from 0."""
    return _PLACE_WORTH[min(at, len(_PLACE_WORTH) - 1)]


def nearness(stems: frozenset[str], headline: frozenset[str]) -> float:
    """More than 1 for a sentence that tells what the headline tells, less for one that has nothing of it: an opening scene."""
    if len(headline) < _TELLING_HEADLINE:
        return 1.0
    shared = len(stems & headline)
    return (
        1.0 + _HEADLINE_BONUS * min(1.0, shared / min(len(headline), _HEADLINE_WORDS)) if shared else _NOT_OF_HEADLINE
    )


def _lacks_verb(text: str, signs: Signs) -> bool:
    """Whether no word looks like a verb, in a language whose verbs are known by small letters and their endings: a standfirst
    with a full stop."""
    if not signs.verb_endings:
        return False
    return not any(is_verb(word, signs) for word in _WORD.findall(text))


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
        and not leaves_open(text)
        and text.count("(") == text.count(")")
        and text.count("[") == text.count("]")
        and not _is_bare_quotation(text)
        and not (text[0] in "([" and text[-1] in ")]")
        and not _LISTED.match(text)
        and text.count(",") * _WORDS_A_COMMA < len(words)
    )


def _is_set_as_title(text: str, words: list[str], signs: Signs) -> bool:
    """Whether it is set as a headline is in English, with a capital for its verbs and small words: "Wall Falls And Nobody Cares."
    Where all nouns have capitals, that can't be seen."""
    if signs.verb_first or text.isupper():
        return False
    # Nearly all sentences show it by their beginning.
    if not all(signs.common.issuperset(_SMALL_WORD.findall(part)) for part in (text[:_SHOWN_BY], text)):
        return False
    later = zip(_WORD.findall(text)[1:], words[1:], strict=False)
    return any(written[0].isupper() and word in signs.common for written, word in later)


def _is_bare_quotation(text: str) -> bool:
    """A sentence all in quotation marks, here made straight, names no speaker."""
    plain = text.strip()
    return plain.startswith('"') and plain.rstrip(".").endswith('"') and plain.count('"') == 2


def _speaks_of_itself(text: str, words: list[str], signs: Signs) -> bool:
    """Whether "I", "we" or "you" stand in it outside of quotation marks: whoever writes speaks of themself, or to the reader."""
    if signs.own_voice.isdisjoint(words):
        return False
    return '"' not in text or not signs.own_voice.isdisjoint(_WORD.findall(_QUOTED.sub(" ", text).lower()))


def _opens_with(phrases: Phrases, words: list[str]) -> bool:
    """Whether one of the phrases opens a sentence, or stands behind its first word ("In recent years")."""
    return phrases.opens(words) or phrases.opens(words[1:])


def _tells_background(text: str, words: list[str], before: Before, kinds: set[str], signs: Signs) -> bool:
    """Whether it tells what was so before. A report's first sentence is its news, unless it opens with that."""
    if "background" in kinds if before.sentences else _opens_with(signs.background, words):
        return True
    return any(word in signs.months for word in words[:3]) and "," in text[:25]
