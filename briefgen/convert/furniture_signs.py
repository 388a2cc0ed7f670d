"""By which signs a line of a pasted page is told from the article's own lines, whoever published it: its shape, its words, and
above all where it stands.

In: the facts of the lines, in page order. Out: for each line its signs, None for one that is a paragraph and no question.
Nothing is decided here: `furniture_model.py` weighs. The traps that shaped this: a subhead, an update's headline and the link to
another article look alike; what follows tells them apart, and whether their words are the article's.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Collection, Mapping, Sequence

from briefgen.convert.furniture_words import DAY, UNSPACED, PageWords, announces_links, is_dated, speaks_to_reader
from briefgen.convert.line_features import LineFacts

_SHORTEST_PARAGRAPH = 110
_LONGEST = 420
_ABOVE = 60
_FAR, _STRAY = 12, 0.12
_PAIRS = 160
_LAST = 2
_TITLES = 3
_COPIES = 3
_HEAD = 8
_FEW = 4
_SOFT_HYPHEN = "\u00ad"
LABELLED = "labelled"
FULL_STOPS = "।。．؟۔！？"
_FINAL = ("stop", "question", "shout", "ellipsis", "quoted")
_SIZES = (3, 6, 10, 15, 21, 30, 42, 60, 85, 120, 170, 250)
_STEPS = (1, 2, 3, 5, 8, 13, 25)
_SHAPES = {
    "address": re.compile(r"https?://|www\.|\w@\w|\w\.(?:com|org|net|co\.\w\w)\b"),
    "handle": re.compile(r"(?:^|\s)[@#]\w"),
    "rights": re.compile(r"[©®]|\(c\)"),
    "trail": re.compile(r" [|›»>•·/] ?| ?[›»>→]$|^[›»<>←→|]"),
    "glued": re.compile(r"[a-zà-ÿ][A-ZÀ-Þ][a-zà-ÿ]"),
    "brackets": re.compile(r"\(.*\)|\[.*\]"),
    "markup": re.compile(r"[<>{}\\=]"),
}
# What every line with one of those shapes has, so that most lines are told by one look.
_MARKED = re.compile(r"[@#©®(\[|›»<>•·/→←{}\\=]|www|\.\w|[a-zà-ÿ][A-ZÀ-Þ]")
_NUMBERS = {
    "year": re.compile(r"\b(?:19|20)\d\d\b"),
    "clock": re.compile(r"\b\d{1,2}[:.h]\d\d\b"),
    "day": DAY,
}
_COUNT = re.compile(r"\(?\+?\d[\d.,]*[KMk]?\)?%?")
_DIGIT, _LETTER = re.compile(r"\d"), re.compile(r"[^\W\d_]")


def find_page_signs(
    facts: Sequence[LineFacts], known: Collection[int], words: PageWords, outside: Collection[int] = ()
) -> tuple[tuple[str, ...] | None, ...]:
    """The signs of each line. `known`: the numbers of lines that are furniture by a rule. None: a paragraph, or one of those.
    `outside`: indexes of paragraphs that are not the article's."""
    sizes = [_size(f) for f in facts]
    solid = _find_solid(facts, sizes, known)
    for i in outside:
        solid[i] = False
    solid = _without_strays(solid, sizes)
    own = _own_signs(facts, sizes, solid, known, words)
    if not any(own):
        return tuple(own)
    paragraphs = [i for i, is_solid in enumerate(solid) if is_solid]
    told: set[str] = set()
    for i in paragraphs:
        told.update(_terms_of(facts[i]))
    copies = Counter((f.characters, f.text) for f in facts)
    runs = _runs(solid)
    titles = _find_titles(facts, sizes, own, paragraphs, told)
    listed = _find_lists(facts, sizes, words)
    labelled = _find_labelled(facts, solid, words)
    found: list[tuple[str, ...] | None] = []
    for i, signs in enumerate(own):
        if signs is None or i in listed or i in titles or (i == 0 and solid[1:2] == [True]):
            found.append(None)
            continue
        more = [*_place_signs(i, facts, sizes, paragraphs, runs[i]), *_echo_signs(facts[i], told, copies)]
        if any(facts[i].text == facts[title].text for title in titles):
            more.append("title again")
        if i in labelled:
            more += _label_signs(labelled[i], sizes[i], runs[i][1] - 1 - i)
        found.append((*signs, *more))
    return tuple(found)


def find_paragraphs(facts: Sequence[LineFacts], known: Collection[int]) -> list[int]:
    """The indexes of the paragraphs, also of those far from all others."""
    return [i for i, solid in enumerate(_find_solid(facts, [_size(f) for f in facts], known)) if solid]


def _find_solid(facts: Sequence[LineFacts], sizes: Sequence[int], known: Collection[int]) -> list[bool]:
    solid = [f.number not in known and _is_solid(f, size) for f, size in zip(facts, sizes, strict=True)]
    copies = Counter(f.text for f, is_solid in zip(facts, solid, strict=True) if is_solid)
    if len(copies) + _COPIES <= sum(solid):
        # A notice in place of what a reader has not allowed to load stands on the page again and again.
        solid = [is_solid and copies[f.text] < _COPIES for f, is_solid in zip(facts, solid, strict=True)]
    return solid


def _without_strays(solid: Sequence[bool], sizes: Sequence[int]) -> list[bool]:
    """The paragraphs without those far from all others: notices in the head and foot of a page, first lines of other articles."""
    groups: list[list[int]] = []
    for i, is_solid in enumerate(solid):
        if is_solid:
            if groups and i - groups[-1][-1] <= _FAR:
                groups[-1].append(i)
            else:
                groups.append([i])
    weights = [sum([min(sizes[i], 600) for i in group]) for group in groups]
    kept = {i for group, weight in zip(groups, weights, strict=True) if weight >= _STRAY * max(weights) for i in group}
    return [i in kept for i in range(len(solid))]


def _find_lists(facts: Sequence[LineFacts], sizes: Sequence[int], words: PageWords) -> set[int]:
    """The lines of lists that a sentence of the article announces with a colon: no furniture, however short they are."""
    found: set[int] = set()
    for i in range(1, len(facts)):
        last, line = facts[i - 1], facts[i]
        if announces_links(line, words):
            continue
        if last.ending == "colon" and sizes[i - 1] >= 35 and _page_share(last, words) < 0.25:
            found.add(i)
        elif i - 1 in found and line.list_mark == last.list_mark and sizes[i] <= 2.5 * sizes[i - 1] + 20:
            found |= {i} if line.list_mark or words.page.isdisjoint(line.lower_words) else set()
    return found


def _find_labelled(facts: Sequence[LineFacts], solid: Sequence[bool], words: PageWords) -> dict[int, int]:
    """How far each line stands below a label for links that no paragraph and no sentence parts it from."""
    found: dict[int, int] = {}
    label = -1
    for i, line in enumerate(facts):
        if announces_links(line, words):
            label = i
        elif solid[i] or (line.ending == "stop" and line.words > 4):
            label = -1
        elif label >= 0:
            found[i] = i - label
    return found


def _coarse(size: int) -> str:
    return "short" if size <= 30 else "title" if size <= 120 else "long"


def _label_signs(distance: int, size: int, to_end: int) -> list[str]:
    coarse = _coarse(size)
    return [LABELLED, f"labelled {min(distance, 5)} {coarse}", f"labelled to{min(to_end, 2)} {coarse}"]


def _page_share(line: LineFacts, words: PageWords) -> float:
    return sum([word in words.page for word in line.lower_words]) / max(1, len(line.lower_words))


def _find_titles(
    facts: Sequence[LineFacts],
    sizes: Sequence[int],
    own: Sequence[tuple[str, ...] | None],
    paragraphs: Sequence[int],
    told: Collection[str],
) -> list[int]:
    """The few lines above the first paragraph that say most of what the paragraphs say, best first: title and standfirst."""
    if not paragraphs:
        return []
    scored: list[tuple[float, int]] = []
    copies = Counter(f.text for f in facts[max(0, paragraphs[0] - _HEAD) : paragraphs[0]])
    for i in range(max(0, paragraphs[0] - _ABOVE), paragraphs[0]):
        line = facts[i]
        signs = own[i]
        if signs is None or "date line" in signs or not 22 <= sizes[i] <= 200 or line.ending in ("colon", "comma"):
            continue
        terms = _terms_of(line)
        shared = sum([term in told for term in terms])
        score = shared * shared / max(1, len(terms)) * (0.6 if line.ending == "stop" or sizes[i] > 110 else 1.0)
        if score >= 1.0 or (shared and copies[line.text] > 1 and line.words >= _FEW):
            # Of copies the lowest: the page's own title stands above its head.
            scored.append((score, i))
    if not scored:
        # A title that says nothing of what follows ("The long road home") is still the longest near it that is no sentence.
        near = range(max(0, paragraphs[0] - _HEAD), paragraphs[0])
        scored = sorted((float(sizes[i]), i) for i in near if _could_be_title(facts[i], sizes[i], own[i]))[-1:]
    best: dict[str, int] = {facts[i].text: i for _, i in sorted(scored)}
    return list(reversed(best.values()))[:_TITLES]


def _could_be_title(line: LineFacts, size: int, signs: Collection[str] | None) -> bool:
    if signs is None or "date line" in signs or "strong page" in signs or "address" in signs:
        return False
    return line.headline_like and line.words >= 6 and 40 <= size <= 160


def _terms_of(line: LineFacts) -> Collection[str]:
    """The line's content words; in a script without spaces each pair of characters."""
    if _SOFT_HYPHEN in line.text:
        return {w[:6] for w in line.text.replace(_SOFT_HYPHEN, "").lower().split() if len(w) > 4}
    if not _is_unspaced(line.text):
        return line.terms
    text = line.text[:_PAIRS]
    return {text[k : k + 2] for k in range(len(text) - 1) if UNSPACED.match(text[k]) and UNSPACED.match(text[k + 1])}


def _size(line: LineFacts) -> int:
    """The length in characters of a script with spaces: a character of one without counts for more."""
    return int(line.characters * 2.5) if _is_unspaced(line.text) else line.characters


def _is_unspaced(text: str) -> bool:
    """Whether a good part of the text is in a script without spaces between words."""
    head = text[:60]
    return not head.isascii() and 3 * len(UNSPACED.findall(head)) > len(head)


def _is_solid(line: LineFacts, size: int) -> bool:
    return size >= 2 * _SHORTEST_PARAGRAPH or (size >= _SHORTEST_PARAGRAPH and _is_final(line))


def _is_final(line: LineFacts) -> bool:
    return line.ending in _FINAL or line.text[-1:] in FULL_STOPS


def _own_signs(
    facts: Sequence[LineFacts], sizes: Sequence[int], solid: Sequence[bool], known: Collection[int], words: PageWords
) -> list[tuple[str, ...] | None]:
    found: list[tuple[str, ...] | None] = []
    writers = find_writers(facts, words)
    left = sum(solid)
    for line, size, is_solid in zip(facts, sizes, solid, strict=True):
        left -= is_solid
        told = left <= _LAST and size >= 50 and tells_of(line, writers)
        limit = 2 * _LONGEST if told else _LONGEST
        if line.number in known or size > limit or (is_solid and not told and not _addresses(line, words)):
            found.append(None)
            continue
        signs = _line_signs(line, size, words)
        if told:
            signs.append("life")
        if is_solid:
            signs.append("paragraph")
        found.append(tuple(signs))
    return found


def find_writers(facts: Sequence[LineFacts], words: PageWords) -> frozenset[tuple[str, str]]:
    """The names that stand alone in a line or in a byline: a paragraph at the end that begins with one may tell who wrote."""
    return frozenset(
        (name.given, name.family)
        for line in facts
        if line.name_line or (line.first_word in words.byline and line.words <= 24)
        for name in line.full_names
    )


def tells_of(line: LineFacts, writers: Collection[tuple[str, str]]) -> bool:
    """Whether the line begins with one of those names, or with the given name alone."""
    names = [(name.given, name.family) for name in line.full_names if name.place <= 2]
    return any(name in writers for name in names) or any(given == line.first_word for given, _ in writers)


def _addresses(line: LineFacts, words: PageWords) -> bool:
    """Whether a paragraph has words of pages and speaks to the reader, as a notice does, or an author's life."""
    page = words.page.intersection(line.lower_words)
    return bool(page) and (len(page) >= 3 or line.first_word in words.prompt or speaks_to_reader(line, words))


def _line_signs(line: LineFacts, size: int, words: PageWords) -> list[str]:
    text = line.text
    length = f"s{bisect_left(_SIZES, size)}"
    ending = line.ending
    signs = [length, f"w{min(line.words, 12)}", f"e:{ending}", f"{length} e:{ending}"]
    if _MARKED.search(text):
        signs += [shape for shape, pattern in _SHAPES.items() if pattern.search(text)]
    if _DIGIT.search(text):
        signs += [shape for shape, pattern in _NUMBERS.items() if pattern.search(text)]
        if _COUNT.fullmatch(text):
            signs.append("count")
    return [*signs, *_word_signs(line, size, words), *_shape_signs(line, _coarse(size))]


def _word_signs(line: LineFacts, size: int, words: PageWords) -> list[str]:
    """What the line's words are about: pages and sections, the reader, a day."""
    text, lower = line.text, line.lower_words
    unspaced = words.unspaced.findall(text[:200])
    page = sum([w in words.page for w in lower]) + len(unspaced)
    section = sum([w in words.section for w in lower])
    function = sum([w in words.function for w in lower])
    # Of a script without spaces four characters count as a word.
    count = max(1, len(lower), len(text) // 4 if unspaced else 0)
    coarse = _coarse(size)
    signs = [
        f"page{min(page, 3)} {coarse}",
        f"page share {_tenth(page / count)}",
        f"section share {_tenth(section / count)}",
        f"function {_tenth(function / count)} {coarse}",
    ]
    if page or section:
        signs.append(f"page+section {_tenth((page + section) / count)} {coarse}")
    if line.first_word in words.prompt:
        signs += ["prompt", f"prompt {coarse}", f"prompt page{min(page, 2)}"]
    # "More" opens headlines as well as links: a word that only asks proves nothing of itself.
    if any(w in words.page and w not in words.prompt for w in lower) and (
        page >= 0.3 * count or line.first_word in words.prompt
    ):
        signs.append("strong page")
    if speaks_to_reader(line, words):
        signs += [f"reader {coarse}", f"reader page{min(page, 2)}"]
    if not words.months.isdisjoint(lower):
        signs.append(f"month {coarse}")
    if is_dated(line, words):
        signs.append("date line")
    if announces_links(line, words):
        signs.append("link label")
    return signs


def _shape_signs(line: LineFacts, coarse: str) -> list[str]:
    """What the line looks like, whatever its words mean."""
    text = line.text
    signs: list[str] = []
    head = text[:120]
    if not _LETTER.search(head):
        signs.append("no letters")
    elif text[:1].islower():
        signs.append(f"lower {coarse}")
    elif head.isupper() and len(_LETTER.findall(head)) > 3:
        signs.append(f"capitals {coarse}")
    parts = text[:160].split()
    capital = sum([part[0].isupper() for part in parts])
    signs.append(f"capital share {_tenth(capital / max(1, len(parts)))} {coarse}")
    if line.stamp is not None:
        signs.append("stamp")
    if line.opens_quoted:
        signs.append(f"quoted {coarse}")
    elif line.quoted:
        signs.append(f"quotes {coarse}")
    if line.list_mark:
        signs.append(f"list mark {coarse}")
    if line.name_line:
        signs.append("name line")
    if any(c.isdigit() for c in text[:1]):
        signs.append(f"digit first {coarse}")
    if line.sentences > 1:
        signs.append(f"sentences {min(line.sentences, 4)}")
    if line.full_names:
        signs.append(f"names {coarse}")
    return signs


def _tenth(share: float) -> str:
    """A share as one of six steps: none, some, and quarters."""
    return (
        "0"
        if not share
        else "1"
        if share < 0.15
        else "2"
        if share < 0.3
        else "3"
        if share < 0.5
        else "4"
        if share < 0.8
        else "5"
    )


def _runs(solid: Sequence[bool]) -> list[tuple[int, int]]:
    """For each line where the run of lines that are no paragraphs, in which it stands, begins and ends (exclusive)."""
    runs: list[tuple[int, int]] = [(0, 0)] * len(solid)
    start = 0
    for i in range(len(solid) + 1):
        if i == len(solid) or solid[i]:
            runs[start:i] = [(start, i)] * (i - start)
            start = i + 1
    return runs


def _place_signs(
    i: int, facts: Sequence[LineFacts], sizes: Sequence[int], paragraphs: Sequence[int], run: tuple[int, int]
) -> list[str]:
    """Where the line stands: above, between or below the paragraphs, and in what company."""
    size = sizes[i]
    coarse = _coarse(size)
    start, end = run
    length, to_end, from_start = end - start, end - 1 - i, i - start
    place = bisect_left(paragraphs, i)
    zone = "nowhere" if not paragraphs else "above" if not place else "below" if place == len(paragraphs) else "between"
    gap = bisect_left(_STEPS, length)
    signs = [
        f"{zone} {coarse}",
        f"{zone} run{gap} {coarse}",
        f"{zone} to{min(to_end, 6)} {coarse}",
        f"{zone} from{min(from_start, 6)} {coarse}",
        f"{zone} e:{facts[i].ending} {coarse}",
        f"run{gap} to{min(to_end, 3)} from{min(from_start, 3)}",
    ]
    if start and facts[start - 1].ending == "colon":
        signs += [f"announced {coarse}", f"announced {min(from_start, 12)}"]
    if from_start and facts[i - 1].ending == "colon":
        signs.append(f"below colon {coarse}")
    if length > 1:
        longest = max(sizes[start:end]) == size and size > 30
        signs.append(f"{zone} {'longest' if longest else 'not longest'} run{gap}")
    for name, j in (("last", i - 1), ("next", i + 1)):
        other = _describe_neighbour(j, facts, sizes)
        signs.append(f"{name} {other} {coarse}")
    return signs


def _describe_neighbour(j: int, facts: Sequence[LineFacts], sizes: Sequence[int]) -> str:
    if not 0 <= j < len(facts):
        return "edge"
    kind = (
        "paragraph"
        if _is_solid(facts[j], sizes[j])
        else "short"
        if sizes[j] <= 30
        else "title"
        if sizes[j] <= 120
        else "long"
    )
    return kind + (" final" if _is_final(facts[j]) else "")


def _echo_signs(line: LineFacts, told: Collection[str], copies: Mapping[tuple[int, str], int]) -> list[str]:
    """Whether the article's paragraphs use the line's words, and whether the line stands on the page more than once."""
    signs: list[str] = []
    terms = _terms_of(line) if told else ()
    if terms:
        shared = sum([term in told for term in terms])
        signs.append(f"echo {_tenth(shared / len(terms))} of {min(len(terms), 6)}")
    seen = copies[line.characters, line.text]
    if seen > 1:
        signs.append(f"copies {min(seen, 4)}")
    return signs
