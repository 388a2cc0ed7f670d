"""A paragraph as the search for speakers sees it: names, speech verbs, pronouns and quotations as single tokens.

In: a paragraph, its quoted stretches, its names. Out: a `Scene` of tokens with their sentences. What stands inside a
quotation is one token, so its words are never taken for those of the reporter.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import accumulate
from typing import Literal

from briefgen.convert.language import Language
from briefgen.convert.name_signs import NameSigns, load_signs
from briefgen.convert.names import Mention
from briefgen.convert.quote_marks import Marked, Paragraph

TokenKind = Literal[
    "quote",
    "name",
    "cue",
    "according",
    "he",
    "she",
    "they",
    "it",
    "i",
    "relative",
    "role",
    "determiner",
    "preposition",
    "conjunction",
    "skipped",
    "word",
    "comma",
    "colon",
    "dash",
    "stop",
    "bracket",
]
REACH = 50
"""How many tokens to either side of a quotation or a verb are looked at."""
PRONOUNS = frozenset({"he", "she", "they", "it", "i"})
_CLASSES = ("works", "names_given", "sayings")
_PIECE = re.compile(r"[\w\u0300-\u036f]+(?:[.’'-][\w\u0300-\u036f]+)*|[^\w\s]")
_PUNCTUATION: dict[str, TokenKind] = {
    ",": "comma",
    ":": "colon",
    ";": "stop",
    ".": "stop",
    "!": "stop",
    "?": "stop",
    "…": "stop",
    "-": "dash",
    "–": "dash",
    "—": "dash",
    "(": "bracket",
    ")": "bracket",
    "[": "bracket",
    "]": "bracket",
}


@dataclass(slots=True)
class Token:
    """A word, mark, name or quotation; `start` and `end` are places in its line. `index`: which quotation or mention.
    `strong`: a verb that says somebody speaks only with the particle that stands behind it ("teilte … mit")."""

    kind: TokenKind
    text: str
    start: int
    end: int
    sentence: int = 0
    index: int = -1
    strong: bool = False


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class SpeechWords:
    """The speech tables of a language: what kind of token each lower-case word is. `nouns`: by what its nouns are known from
    names, where both have a capital; `indefinite`: determiners that bring in somebody new ("a spokesman"); `address`: what
    is said of anybody ("Mr"), no office. Equal only to itself."""

    kinds: dict[str, TokenKind]
    verbs: frozenset[str]
    strong: frozenset[str]
    telling: frozenset[str]
    roles: frozenset[str]
    role_endings: tuple[str, ...]
    according: re.Pattern[str] | None
    after_comma: frozenset[str]
    impersonal: frozenset[str]
    inner_prepositions: frozenset[str]
    oblique: frozenset[str]
    naming: frozenset[str]
    classes: dict[str, str]
    class_endings: tuple[tuple[str, str], ...]
    inflections: tuple[str, ...]
    mood: frozenset[str]
    indicative: frozenset[str]
    hearsay: frozenset[str]
    complements: frozenset[str]
    pointing: frozenset[str]
    separable: dict[str, frozenset[str]]
    describing: frozenset[str]
    passive: frozenset[str]
    reflexive: frozenset[str]
    mood_ending: str
    plain_endings: tuple[str, ...]
    no_mood: frozenset[str]
    likeness: frozenset[str]
    abbreviations: frozenset[str]
    adverb_ending: str
    capital_nouns: bool
    nouns: NameSigns | None
    indefinite: frozenset[str]
    address: frozenset[str]
    attached_pronouns: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """The tokens of one paragraph, and where in them each of its quotations stands. `repeated`: the quotations whose words
    are marked more than once in the article; `named`: those that are a name that the article uses;
    `quotes_before`: for each token, how many quotations come before it."""

    paragraph: Paragraph
    tokens: tuple[Token, ...]
    quotes: tuple[Marked, ...]
    at: tuple[int, ...]
    mentions: tuple[Mention, ...]
    repeated: frozenset[int] = frozenset()
    named: frozenset[int] = frozenset()
    quotes_before: tuple[int, ...] = ()

    def around(self, at: int) -> Sequence[Token]:
        """The tokens near token `at`: enough for any sentence, few enough for a paragraph of any length."""
        return self.tokens[max(0, at - REACH) : at + REACH]

    def quotes_between(self, one: int, other: int) -> int:
        """How many quotations stand between two tokens, themselves not counted; 2 for more."""
        low, high = min(one, other), max(one, other)
        return min(2, self.quotes_before[high] - self.quotes_before[low + 1]) if high > low + 1 else 0


_KINDS: tuple[tuple[TokenKind, str], ...] = (
    ("role", "speaking_nouns"),
    ("skipped", "skipped"),
    ("preposition", "prepositions"),
    ("conjunction", "conjunctions"),
    ("relative", "relative"),
    ("determiner", "determiners"),
    ("they", "they"),
    ("it", "it"),
    ("i", "i"),
    ("he", "he"),
    ("she", "she"),
    ("cue", "verbs"),
)
"""The lists of the table that say what kind of token a word is. Where it stands in two, the later one wins."""
_SETS = {
    "verbs": "verbs",
    "strong": "strong_verbs",
    "telling": "telling",
    "after_comma": "according_after_comma",
    "impersonal": "impersonal_verbs",
    "inner_prepositions": "inner_prepositions",
    "oblique": "oblique",
    "naming": "naming",
    "mood": "reported_mood",
    "indicative": "plain_mood",
    "hearsay": "hearsay",
    "complements": "complements",
    "pointing": "pointing",
    "describing": "describing",
    "passive": "passive",
    "reflexive": "reflexive",
    "no_mood": "no_mood",
    "likeness": "likeness",
    "indefinite": "indefinite",
}
"""Fields of `SpeechWords` that are a list of the table, with its key."""


@cache
def load_words(language: Language) -> SpeechWords:
    """The speech tables of a language, ready for look-up."""

    def words(key: str, topic: str = "quotes") -> list[str]:
        return [w.lower() for w in language.words(topic, key)]

    table, signs = language.table("quotes"), load_signs(language)
    return SpeechWords(
        kinds=_list_kinds(language),
        roles=frozenset(words("speaking_nouns")) | frozenset(words("titles", "entities")),
        role_endings=tuple(words("title_endings", "entities")),
        according=_compile_according(language),
        classes={word: key for key in _CLASSES for word in words(key)},
        class_endings=tuple((word, key) for key in _CLASSES for word in words(f"{key}_endings")),
        inflections=tuple(words("inflections")),
        separable=_list_separable(words("separable_verbs")),
        mood_ending=str(table.get("mood_ending", "")),
        plain_endings=tuple(words("plain_endings")),
        abbreviations=frozenset(words("abbreviations", "sentences")),
        adverb_ending=str(table.get("adverb_ending", "")),
        capital_nouns=signs.capital_nouns,
        nouns=signs if signs.capital_nouns and signs.ordinary else None,
        address=frozenset(words("address", "entities")),
        attached_pronouns=bool(table.get("attached_pronouns")),
        **{field: frozenset(words(key)) for field, key in _SETS.items()},
    )


def _list_kinds(language: Language) -> dict[str, TokenKind]:
    kinds: dict[str, TokenKind] = {title.lower(): "role" for title in language.words("entities", "titles")}
    for kind, key in _KINDS:
        kinds.update((word.lower(), kind) for word in language.words("quotes", key))
    return kinds


def _compile_according(language: Language) -> re.Pattern[str] | None:
    """The phrases beside a source, the longest first."""
    phrases = sorted(language.words("quotes", "according"), key=lambda w: (-len(w), w))
    pattern = "|".join(re.escape(p) for p in phrases)
    return re.compile(rf"\b(?:{pattern})\b", re.IGNORECASE) if phrases else None


def _list_separable(pairs: Iterable[str]) -> dict[str, frozenset[str]]:
    """Each verb with the particles that make it one of saying, from "teilte mit", "gab an"."""
    found: dict[str, set[str]] = {}
    for pair in pairs:
        verb, particle = pair.split(maxsplit=1)
        found.setdefault(verb, set()).add(particle)
    return {verb: frozenset(particles) for verb, particles in found.items()}


def build_scene(
    paragraph: Paragraph,
    quotes: Sequence[Marked],
    mentions: Sequence[Mention],
    words: SpeechWords,
    repeated: frozenset[str] = frozenset(),
) -> Scene:
    """The scene of a paragraph with the quotations and mentions of its line, both from left to right."""
    outside, inside = _part_mentions(mentions, quotes)
    blocks = [(q.start, q.end, "quote", i) for i, q in enumerate(quotes)]
    blocks += [(m.start, m.end, "name", i) for i, m in enumerate(outside)]
    blocks.sort()
    tokens: list[Token] = []
    at = paragraph.start
    for start, end, kind, index in blocks:
        _add_words(tokens, paragraph.text, at, start, words)
        text = paragraph.text[start:end]
        tokens.append(Token("quote" if kind == "quote" else "name", text, start, end, index=index))
        at = max(at, end)
    _add_words(tokens, paragraph.text, at, paragraph.end, words)
    _number_sentences(tokens, words)
    if words.separable:
        _join_particles(tokens, words)
    places = {t.index: i for i, t in enumerate(tokens) if t.kind == "quote"}
    return Scene(
        paragraph=paragraph,
        tokens=tuple(tokens),
        quotes=tuple(quotes),
        at=tuple(places[i] for i in range(len(quotes))),
        mentions=tuple(outside),
        repeated=frozenset(i for i, q in enumerate(quotes) if paragraph.text[q.start : q.end] in repeated),
        named=frozenset(i for i, m in inside if m.start <= quotes[i].start + 4 and m.end >= quotes[i].end - 1),
        quotes_before=tuple(accumulate((t.kind == "quote" for t in tokens), initial=0)),
    )


def _part_mentions(
    mentions: Sequence[Mention], quotes: Sequence[Marked]
) -> tuple[list[Mention], list[tuple[int, Mention]]]:
    """The mentions outside the quotations, and those inside with the number of their quotation; both lists are sorted."""
    outside: list[Mention] = []
    inside: list[tuple[int, Mention]] = []
    at = 0
    for mention in mentions:
        while at < len(quotes) and quotes[at].end <= mention.start:
            at += 1
        if at < len(quotes) and quotes[at].start <= mention.start:
            inside.append((at, mention))
        else:
            outside.append(mention)
    return outside, inside


def find_repeated(marked: Iterable[Marked], lines: Sequence[str]) -> frozenset[str]:
    """The words that stand between marks more than once in an article: names and titles rather than speech."""
    counts = Counter(lines[m.line - 1][m.start : m.end] for m in marked)
    return frozenset(text for text, number in counts.items() if number > 1)


def _add_words(tokens: list[Token], text: str, start: int, end: int, words: SpeechWords) -> None:
    accord = {m.start(): m.end() for m in words.according.finditer(text, start, end)} if words.according else {}
    skip = start
    for match in _PIECE.finditer(text, start, end):
        at, piece = match.start(), match.group()
        if at < skip or piece in _MARKS:
            continue
        if at in accord and _is_source_phrase(text[at : accord[at]], tokens, words):
            skip = accord[at]
            tokens.append(Token("according", text[at:skip], at, skip))
            continue
        if "-" in piece and (cut := _find_attached(piece, words)):
            tokens.append(Token(_kind_of(piece[:cut], words), piece[:cut], at, at + cut))
            at = match.start() + piece.rfind("-") + 1
            piece = text[at : match.end()]
        kind = _kind_of(piece, words)
        if kind == "cue":
            kind = _kind_of_cue(piece, tokens, words)
        tokens.append(Token(kind, piece, at, match.end()))


def _is_source_phrase(phrase: str, tokens: Sequence[Token], words: SpeechWords) -> bool:
    """Whether the phrase opens a source; some do only behind a comma or a quotation ("…", so der Minister)."""
    return phrase.lower() not in words.after_comma or bool(tokens and tokens[-1].kind in ("comma", "quote"))


_MARKS = frozenset("\"“”„‟«»‹›‘’‚‛'")


def _find_attached(piece: str, words: SpeechWords) -> int:
    """Where a pronoun set behind its verb with a hyphen begins ("dit-elle", "a-t-il"), 0 where there is none."""
    cut = piece.rfind("-")
    if not words.attached_pronouns or words.kinds.get(piece[cut + 1 :].lower()) not in PRONOUNS:
        return 0
    return cut - 2 if piece[:cut].lower().endswith("-t") else cut


@lru_cache(maxsize=20_000)
def _kind_of(word: str, words: SpeechWords) -> TokenKind:
    """The kind of a word by itself."""
    if word in _PUNCTUATION:
        return _PUNCTUATION[word]
    small = word.lower()
    kind = words.kinds.get(small)
    if kind is None:
        if words.adverb_ending and small.endswith(words.adverb_ending):
            return "skipped"
        return "role" if words.role_endings and word[:1].isupper() and small.endswith(words.role_endings) else "word"
    return kind


@lru_cache(maxsize=20_000)
def class_of(word: str, words: SpeechWords) -> str | None:
    """What a word says of marks beside it; in a language whose nouns are inflected or joined, by its ending as well:
    "Magazins", "Wochenmagazin"."""
    small = word.lower()
    found = words.classes.get(small)
    if found or not word[:1].isupper():
        return found
    stems = [small, *(small.removesuffix(e) for e in words.inflections if small.endswith(e))]
    for stem in stems:
        if stem in words.classes:
            return words.classes[stem]
    return next((key for stem in stems for ending, key in words.class_endings if stem.endswith(ending)), None)


def _kind_of_cue(word: str, tokens: Sequence[Token], words: SpeechWords) -> TokenKind:
    """The kind of a word that may be a verb of saying, behind the tokens so far."""
    before = tokens[-1].kind if tokens else "stop"
    noun = words.capital_nouns and word[:1].isupper() and before != "stop"
    # "a report", "the claim": the noun, not the verb; where nouns have capitals, "das sagte" is the verb.
    if noun or before == "preposition" or (before == "determiner" and not words.capital_nouns):
        return "role" if word.lower() in words.roles else "word"
    return "cue"


def _number_sentences(tokens: Sequence[Token], words: SpeechWords) -> None:
    sentence = 0
    for i, token in enumerate(tokens):
        token.sentence = sentence
        following = tokens[i + 1] if i + 1 < len(tokens) else None
        if following is None:
            return
        if token.kind == "stop":
            before = tokens[i - 1].text.lower() if i and tokens[i - 1].end == token.start else ""
            short = token.text == "." and (before in words.abbreviations or (len(before) == 1 and before.isalpha()))
            sentence += not short
        elif token.kind == "quote" and token.text.rstrip()[-1:] in (".", "!", "?", "…"):
            sentence += _begins_anew(tokens, i + 1, token.text.rstrip()[-1])


_CLAUSE_ENDS = frozenset({"comma", "stop", "colon", "quote", "conjunction", "bracket", "dash"})


def _join_particles(tokens: Sequence[Token], words: SpeechWords) -> None:
    """Marks the verbs whose particle ends their clause: "teilte die Polizei mit"."""
    for i, token in enumerate(tokens):
        particles = words.separable.get(token.text) if token.kind == "cue" else None
        if not particles:
            continue
        for j in range(i + 1, min(len(tokens), i + REACH)):
            if tokens[j].sentence != token.sentence:
                break
            if tokens[j].text in particles and (j + 1 == len(tokens) or tokens[j + 1].kind in _CLAUSE_ENDS):
                token.strong = True
                break


def _begins_anew(tokens: Sequence[Token], at: int, last: str) -> bool:
    """Whether a sentence begins after a quotation with a final mark: not at a verb in small letters ("…" said Doe), nor,
    after "?" or "!", at a speaker whose verb follows ("…?" Doe asked)."""
    token = tokens[at]
    if token.kind in ("comma", "dash", "conjunction") or (token.kind == "cue" and token.text[:1].islower()):
        return False
    if last == ".":
        return token.text[:1].isupper() or token.kind == "quote"
    return not any(t.kind == "cue" for t in tokens[at + 1 : at + 4])
