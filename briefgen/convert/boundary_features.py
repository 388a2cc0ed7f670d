"""What speaks for and against an update that begins with a line: named signs, each present or not.

In: the facts of an article's lines. Out: for every line a list of sign names; `boundaries.py` weighs them. All but the
article's rates look at a few lines on either side only, so that what is added on top changes nothing further down.
"""

from __future__ import annotations

import math
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate

from briefgen.convert.introductions import Mentions, introduction_signs, read_mentions
from briefgen.convert.lead_signs import lead_signs
from briefgen.convert.line_features import LineFacts, Wordlists, stem

_WINDOW = 8
_RATE_LINES = 40
_SPREAD_LINES = 12
_SIMILARITY_STEPS = (0.001, 0.03, 0.08, 0.15, 0.25, 0.4)
_RATE_STEPS = (0.001, 0.04, 0.1, 0.2, 0.35)
_WORD_STEPS = (4, 9, 15, 22, 30, 42, 60)
_DISTANCE_STEPS = (2, 3, 4, 5, 7, 10, 15)


@dataclass(frozen=True, slots=True)
class Page:
    """An article's lines as the features see them. `before[i]`: the kind of furniture that stood right before line i."""

    facts: Sequence[LineFacts]
    before: Sequence[str | None]
    patterned: Sequence[bool]
    refrains: Sequence[bool]
    similarities: Sequence[tuple[float, float, float]]
    headline_rates: Sequence[int]
    people: frozenset[str]
    mentions: Sequence[Mentions]
    lists: Wordlists


def make_page(facts: Sequence[LineFacts], before: Sequence[str | None], lists: Wordlists) -> Page:
    """The page of those lines (furniture left out), with what is counted over the whole of it."""
    prefixes = Counter(f.prefix for f in facts if f.prefix)
    texts = Counter(f.text for f in facts if f.headline_like)
    people = _people(facts)
    return Page(
        facts=facts,
        before=before,
        patterned=[bool(f.prefix) and prefixes[f.prefix] >= 4 for f in facts],
        refrains=[f.headline_like and texts[f.text] >= 3 for f in facts],
        similarities=_similarities(facts),
        headline_rates=_headline_rates(facts),
        people=people,
        mentions=read_mentions(facts, people),
        lists=lists,
    )


def _headline_rates(facts: Sequence[LineFacts]) -> list[int]:
    """For each line the class of the share of headlines among the lines from here down, the last lines counted together."""
    heads = [f.headline_like and not f.name_line for f in facts]
    alone = [here and not below for here, below in zip(heads, [*heads[1:], False], strict=False)]
    sums = [0, *accumulate(alone)]
    rates = []
    for i in range(len(facts)):
        first = max(0, min(i, len(facts) - _RATE_LINES))
        last = min(len(facts), first + _RATE_LINES)
        rates.append(bisect_right(_RATE_STEPS, (sums[last] - sums[first]) / (last - first)))
    return rates


def _people(facts: Sequence[LineFacts]) -> frozenset[str]:
    """The family names of those whom the page shows to be persons: by a common given name, or by an office before the name."""
    return frozenset(name.family for line in facts for name in line.full_names if name.person or name.titled)


def distance_signs(page: Page, i: int, distance: int) -> tuple[str, ...]:
    """The signs of line i that depend on how many lines above it the last update began."""
    return (*step_signs(page, i, distance_step(distance)), *introduction_signs(page.mentions[i], distance))


def distance_step(distance: int) -> int:
    """The class of a distance in lines from the last start."""
    return bisect_right(_DISTANCE_STEPS, distance)


def step_signs(page: Page, i: int, step: int) -> tuple[str, ...]:
    """Those of the signs that depend on the class of the distance alone."""
    line = page.facts[i]
    head = "h" if line.headline_like else "b"
    signs = f"d{step}{head}", f"d{step}{head}r{page.headline_rates[i]}"
    return signs if step else (*signs, f"d0:{_shape(page.facts[i - 1])}>{head}")


def boundary_signs(page: Page) -> Iterator[list[str]]:
    """For each line of the page the signs that an update begins with it, whatever stands above."""
    seen: dict[str, int] = {}
    full_seen: dict[str, int] = {}
    run, lead = 0, -99
    for i, line in enumerate(page.facts):
        run = _quote_run(page, i, run)
        if page.before[i] == "section-label":
            lead = i - 1
        signs = [
            "bias",
            *_shape_signs(page, i),
            *_word_signs(page, i),
            *_name_signs(page, i, seen, full_seen),
            *_cohesion_signs(page, i),
            *_context_signs(page, i, run, i - lead),
            *lead_signs(page.facts, i, page.people, page.lists),
        ]
        yield signs
        for name in line.full_names:
            if name.family in page.people:
                seen[name.family] = full_seen[name.family] = i
        for _, family in line.bare_names:
            seen[family] = i
        if _is_list_lead(line, page.lists):
            lead = i


def _shape(line: LineFacts) -> str:
    if line.name_line:
        return "N"
    if line.headline_like:
        return "H"
    return {"stop": "s", "none": "n", "colon": "c"}.get(line.ending, "o")


def _at(page: Page, i: int) -> LineFacts | None:
    return page.facts[i] if 0 <= i < len(page.facts) else None


def _shape_signs(page: Page, i: int) -> list[str]:
    line, last, following = page.facts[i], _at(page, i - 1), _at(page, i + 1)
    here = _shape(line)
    above = _shape(last) if last else "^"
    below = _shape(following) if following else "$"
    long = bisect_right(_WORD_STEPS, line.words)
    signs = [
        f"s{here}{long}",
        f"e{line.ending}",
        f"p{above}",
        f"t{above}{here}",
        f"u{here}{below}",
        f"v{above}{here}{below}",
        f"r{page.headline_rates[i]}{here}",
    ]
    if last is not None:
        signs.append(f"pl{bisect_right(_WORD_STEPS, last.words)}{here}")
        signs.append(f"pe{last.ending}{here}")
    if following is not None:
        signs.append(f"nl{bisect_right(_WORD_STEPS, following.words)}{here}")
    return signs


def _word_signs(page: Page, i: int) -> list[str]:
    line, lists = page.facts[i], page.lists
    first, words = line.first_word, line.lower_words
    signs = [sign for sign, on in _first_word_classes(line, lists) if on]
    if not line.headline_like:
        if first in lists.function_words:
            signs.append(f"a:{first}")
            if line.second_word in lists.function_words:
                signs.append(f"b:{line.second_word}")
        signs += {f"v:{w}" for w in words[:22] if w in lists.said}
        signs += _definite_signs(page, i)
        early = words[:14]
        signs += [
            f"{tag}"
            for tag, group in (("present", lists.present_lead), ("saidearly", lists.said))
            if not group.isdisjoint(early)
        ]
        if not lists.weekdays.isdisjoint(words):
            signs.append("weekday")
        if not lists.leaning.isdisjoint(words[1:8]):
            signs.append("leaninside")
        if line.speaks:
            signs.append("firstperson")
    following = _at(page, i + 1)
    if following is not None:
        signs += ["n:" + sign for sign, on in _first_word_classes(following, lists) if on]
        if not lists.weekdays.isdisjoint(following.lower_words):
            signs.append("n:weekday")
    if first and i and first == page.facts[i - 1].first_word:
        signs.append("samefirst")
    return signs


def _definite_signs(page: Page, i: int) -> list[str]:
    """ "The ad …" after a line on an ad leans on it; a line whose first noun is new stands alone."""
    line = page.facts[i]
    if not i or line.first_word not in page.lists.function_words:
        return []
    nouns = [stem(w) for w in line.lower_words[1:5] if w not in page.lists.function_words and len(w) > 2][:3]
    above = [page.facts[k].terms for k in range(max(0, i - 2), i)]
    return ["definiteold" if any(n in terms for n in nouns for terms in above) else "definitenew"]


def _first_word_classes(line: LineFacts, lists: Wordlists) -> tuple[tuple[str, bool], ...]:
    first = line.first_word
    return (
        ("wpronoun", first in lists.pronouns),
        ("wleaning", first in lists.leaning),
        ("wopening", first in lists.opening),
        ("wspeaking", first in lists.speaking),
        ("woffice", first in lists.office_words),
        ("wlower", bool(first) and not line.first_capital and not first[0].isdigit()),
        ("wdigit", first[:1].isdigit()),
        ("wfunction", first in lists.function_words),
        ("wquoted", line.opens_quoted),
        ("wlist", line.list_mark),
    )


def _name_signs(page: Page, i: int, seen: Mapping[str, int], full_seen: Mapping[str, int]) -> list[str]:
    line = page.facts[i]
    kind = "h" if line.headline_like else ""
    signs = []
    early = [name for name in line.full_names if name.place <= 14 and name.family in page.people]
    if early:
        recent = any(i - seen.get(name.family, -99) <= _WINDOW for name in early)
        state = "again" if recent else "new"
        place = bisect_right((1, 3, 6, 10), early[0].place)
        signs += [f"{kind}full", f"{kind}{state}", f"{kind}place{place}{state}"]
        if line.office:
            signs += [f"{kind}office", f"{kind}office{state}", f"{kind}office{place}"]
        if any(name.titled for name in early):
            signs.append(f"{kind}titled")
        if any(i - full_seen.get(name.family, -99) <= _WINDOW for name in early):
            signs.append(f"{kind}fullagain")
    elif any(name.place <= 10 for name in line.full_names):
        signs.append(f"{kind}othername")
    signs += _lean_signs(page, i, kind, full_seen)
    signs += _next_name_signs(page, i, full_seen)
    return signs


def _lean_signs(page: Page, i: int, kind: str, full_seen: Mapping[str, int]) -> list[str]:
    """A family name alone leans on the line that gave the name in full."""
    line, last = page.facts[i], _at(page, i - 1)
    signs = []
    above = [i - full_seen[n] for place, n in line.bare_names if place < 10 and i - full_seen.get(n, -99) <= _WINDOW]
    if above:
        signs += [f"{kind}bare", f"{kind}bare{min(min(above), 4)}"]
    elif any(place < 6 and n in page.people for place, n in line.bare_names):
        signs.append(f"{kind}barefar")
    if last is not None and _subject(line) and _subject(line) == _subject(last):
        signs.append("samesubject" + ("full" if line.full_names and line.full_names[0].place <= 4 else "bare"))
    return signs


def _subject(line: LineFacts) -> str:
    """The family name that opens the line, "" where none does."""
    if line.full_names and line.full_names[0].place <= 5:
        return line.full_names[0].family
    return line.bare_names[0][1] if line.bare_names and line.bare_names[0][0] <= 1 else ""


def _next_name_signs(page: Page, i: int, full_seen: Mapping[str, int]) -> list[str]:
    following, second = _at(page, i + 1), _at(page, i + 2)
    if following is None:
        return ["last"]
    here = {name.family for name in page.facts[i].full_names}
    below = {n for place, n in following.bare_names if place < 12}
    signs = []
    if below & here:
        signs.append("n:leanshere")
    elif any(i - full_seen.get(n, -99) <= _WINDOW for n in below):
        signs.append("n:leansabove")
    if any(name.family in here for name in following.full_names):
        signs.append("n:fullhere")
    if second is not None and any(place < 12 and n in here for place, n in second.bare_names):
        signs.append("nn:leanshere")
    subject = _subject(page.facts[i])
    if subject and subject in here:
        taken_up = subject in below or following.first_word in page.lists.pronouns
        signs.append("leads" + ("on" if taken_up else ""))
    return signs


def _cohesion_signs(page: Page, i: int) -> list[str]:
    across = _mean(page, ((i, 1), (i, 2), (i, 3), (i + 1, 2), (i + 1, 3), (i + 2, 3)))
    ahead = _mean(page, ((i + 1, 1), (i + 2, 2), (i + 2, 1)))
    behind = _mean(page, ((i - 1, 1), (i - 1, 2), (i - 2, 1)))
    here = "h" if page.facts[i].headline_like else "b"
    dip = max(ahead, behind) - across
    return [
        f"x{here}{bisect_right(_SIMILARITY_STEPS, across)}",
        f"y{here}{bisect_right(_SIMILARITY_STEPS, ahead)}",
        f"z{here}{bisect_right((-0.1, -0.03, 0.0, 0.03, 0.08, 0.15, 0.25), dip)}",
        f"k{here}{bisect_right(_SIMILARITY_STEPS, _mean(page, ((i, 1),)))}",
        f"l{here}{bisect_right(_SIMILARITY_STEPS, _mean(page, ((i + 1, 1),)))}",
    ]


def _mean(page: Page, pairs: tuple[tuple[int, int], ...]) -> float:
    """The mean similarity of the lines (i, i - k), for each (i, k) that is on the page."""
    found = [page.similarities[i][k - 1] for i, k in pairs if i >= k and i < len(page.facts)]
    return sum(found) / len(found) if found else 0.0


def _similarities(facts: Sequence[LineFacts]) -> list[tuple[float, float, float]]:
    """For each line its cosine with the three lines above, terms weighted by how few of the lines around have them: what is
    added further up changes nothing."""
    norms: list[float] = []
    vectors: list[dict[str, float]] = []
    spread: Counter[str] = Counter()
    size = 0
    for i in range(-_SPREAD_LINES, len(facts)):
        if i + _SPREAD_LINES < len(facts):
            spread.update(facts[i + _SPREAD_LINES].terms.keys())
            size += 1
        if i - _SPREAD_LINES > 0:
            spread.subtract(facts[i - _SPREAD_LINES - 1].terms.keys())
            size -= 1
        if i >= 0:
            vector = {t: n * math.log((size + 1) / spread[t]) for t, n in facts[i].terms.items()}
            vectors.append(vector)
            norms.append(math.sqrt(sum(v * v for v in vector.values())))

    def cosine(i: int, j: int) -> float:
        if j < 0 or not norms[i] or not norms[j]:
            return 0.0
        a, b = vectors[i], vectors[j]
        if len(a) > len(b):
            a, b = b, a
        return sum(v * b[t] for t, v in a.items() if t in b) / (norms[i] * norms[j])

    return [(cosine(i, i - 1), cosine(i, i - 2), cosine(i, i - 3)) for i in range(len(facts))]


def _context_signs(page: Page, i: int, run: int, since_list_lead: int) -> list[str]:
    line, last = page.facts[i], _at(page, i - 1)
    signs = []
    if run:
        signs.append(f"run{min(run, 3)}" + ("me" if line.speaks else ""))
    if last is not None and last.leaves_quote_open:
        signs.append("open" + ("q" if line.opens_quoted else ""))
    if last is not None and last.opens_quoted and line.opens_quoted:
        signs.append("quotes")
    if since_list_lead <= 10:
        signs += ["inlist", f"inlist{'h' if line.headline_like else 'b'}{min(since_list_lead, 3)}"]
    if line.name_line:
        signs.append("nameline")
    if last is not None and last.name_line:
        signs.append("p:nameline")
    if line.dateline:
        signs.append("dateline")
    if line.list_mark and last is not None and last.list_mark:
        signs.append("listrun")
    if page.before[i] is not None:
        signs += ["furniture", f"f:{page.before[i]}"]
    signs += _pattern_signs(page, i)
    return signs


def _pattern_signs(page: Page, i: int) -> list[str]:
    """Lines of one pattern ("12 minutes: …", a section's name again and again) are what a live page is hung on."""
    line = page.facts[i]
    signs = []
    if page.patterned[i]:
        signs.append("pattern" + ("h" if line.headline_like else "b"))
    if page.refrains[i]:
        signs.append("refrain")
    if i and page.refrains[i - 1]:
        signs.append("p:refrain")
    if line.ticker:
        signs.append("ticker")
    return signs


def _quote_run(page: Page, i: int, run: int) -> int:
    """How many lines a block quotation without marks has gone on: it starts below a line that ends in a colon."""
    last, line = _at(page, i - 1), page.facts[i]
    if last is None or line.headline_like:
        return 0
    if last.ending == "colon" and not last.headline_like:
        return 1
    if not run or run > 10 or line.opens_quoted:
        return 0
    told = not page.lists.said.isdisjoint(line.lower_words)
    return 0 if told else run + 1


def _is_list_lead(line: LineFacts, lists: Wordlists) -> bool:
    if line.words > 24 or line.ending not in ("colon", "none", "ellipsis"):
        return False
    text = " ".join(line.lower_words)
    return any(phrase.rstrip(":") in text for phrase in lists.list_leads)
