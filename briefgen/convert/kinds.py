"""Whether an article is a live blog or one report: decided before anything is cut, from the page as a whole.

A live blog introduces its people again and again, hangs on times, repeated labels or headlines, and its desk speaks of its own
page. The weights of these signs are fitted beside those of the boundaries; in doubt an article stays whole.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from briefgen.convert.boundaries import Starts, weigh
from briefgen.convert.boundary_features import Page
from briefgen.convert.language import Language
from briefgen.convert.line_features import wordlists
from briefgen.model import Article, ArticleKind

_MARGIN_STEPS = (0.8, 1.3, 1.8, 2.3, 3.0, 4.0)
_SHARE_STEPS = (0.03, 0.07, 0.12, 0.18, 0.25, 0.35, 0.45)
_LEAN_STEPS = (0.001, 0.15, 0.3, 0.5, 0.7)
_LINE_STEPS = (4, 8, 14, 22, 35, 60)
# A report is signed once, or at its head and its end; so many lines sign the updates of a live page.
_SIGNED_AGAIN = 3
# Fewer questions are headlines that ask.
_ASKED = 3
_AGAIN_STEPS = (0.001, 0.03, 0.06, 0.1, 0.15, 0.2)
_LEAD_LEAN_STEPS = (0.01, 0.1, 0.2, 0.35)
_LEAD_NAME_STEPS = (0.01, 0.15, 0.3, 0.5, 0.7)


@dataclass(frozen=True, slots=True)
class Tokens:
    """What a page bears of a live one besides its text: how many times and tickers date its updates, how many lines sign them."""

    stamps: int
    signatures: int


def decide_kind(
    article: Article, page: Page, starts: Starts, tokens: Tokens, weights: Mapping[str, float], language: Language
) -> ArticleKind:
    """ "live_blog" where the page as a whole speaks for it."""
    if tokens.stamps >= 3 or (tokens.stamps == 2 and len(page.facts) <= 12):
        return "live_blog"
    if len(starts.lines) < 2 or (
        not tokens.stamps and not has_live_title(article, language) and _is_interview(page, starts)
    ):
        return "article"
    score = weigh(kind_signs(page, starts, language), weights)
    if tokens.signatures >= _SIGNED_AGAIN:
        score += weights.get("signed again", 0.0)
    if has_live_title(article, language):
        score += weights.get("live title", 0.0)
    elif article.title:
        score += weights.get("other title", 0.0)
    return "live_blog" if score > 0 else "article"


def _is_interview(page: Page, starts: Starts) -> bool:
    """Whether most parts open with a question: it stands over its answer as a headline stands over an update."""
    asked = sum(page.facts[start].text.endswith("?") for start in starts.lines[1:])
    return asked >= _ASKED and 2 * asked > len(starts.lines) - 1


def kind_signs(page: Page, starts: Starts, language: Language) -> Iterator[str]:
    """The signs of a page that was cut as if it were a live blog."""
    total = len(page.facts)
    cuts = len(starts.lines) - 1
    yield "bias"
    yield f"lines{bisect_right(_LINE_STEPS, total)}"
    yield f"share{bisect_right(_SHARE_STEPS, cuts / total)}"
    margins = sorted(starts.margins[1:])
    mean = sum(margins) / len(margins) if margins else 0.0
    yield f"mean{bisect_right(_MARGIN_STEPS, mean)}"
    strong = sum(1 for m in margins if m > 2)
    yield f"strong{min(strong, 6)}"
    yield f"strongshare{bisect_right(_SHARE_STEPS, strong / total)}"
    yield f"weight{bisect_right((1, 3, 6, 10, 16, 25, 40), sum(max(0.0, m) for m in margins))}"
    yield f"again{bisect_right(_AGAIN_STEPS, _introduced_again(page) / total)}"
    yield f"againcount{min(_introduced_again(page), 6)}"
    yield f"rate{page.headline_rates[0]}"
    heads = sum(1 for i in starts.lines[1:] if page.facts[i].headline_like)
    yield f"heads{min(heads, 4)}"
    yield from _lead_signs(page, starts)
    yield f"plain{min(cuts - heads, 6)}"
    yield f"desk{min(_desk_phrases(page, language), 3)}"
    if any(page.refrains):
        yield "refrain"
    if any(page.patterned):
        yield "pattern"
    if any(kind in ("welcome", "section-label") for kind in page.before):
        yield "welcome"
    yield f"heading{_heading_class(page, starts)}"
    yield f"firsthead{page.facts[0].headline_like:d}"
    leaning = bisect_right(_LEAN_STEPS, _leaning_parts(page, starts))
    yield f"leaning{leaning}"
    yield f"leaning{leaning}heads{min(heads, 2)}"
    yield f"reintroduced{bisect_right(_LEAN_STEPS, _introducing_parts(page, starts))}"


def _lead_signs(page: Page, starts: Starts) -> Iterator[str]:
    """How the first paragraphs of the parts begin: an update's tells who somebody is, a section's may go on with "he"."""
    leads = [page.facts[_lead_of(page, i)] for i in starts.lines[1:]]
    lists = page.lists
    leaning = sum(line.first_word in lists.pronouns or line.first_word in lists.leaning for line in leads)
    yield f"leanlead{bisect_right(_LEAD_LEAN_STEPS, leaning / max(1, len(leads)))}"
    naming = sum(bool(line.full_names) for line in leads)
    yield f"leadnames{bisect_right(_LEAD_NAME_STEPS, naming / max(1, len(leads)))}"


def _lead_of(page: Page, start: int) -> int:
    """The first line below the headline with which a part begins, the part's own first where it has none."""
    return start + 1 if page.facts[start].headline_like and start + 1 < len(page.facts) else start


def has_live_title(article: Article, language: Language) -> bool:
    """Whether the title, path or address says that this is a live page."""
    return any(
        is_live_title(text, language) for text in (article.title, article.source.path, article.source.url) if text
    )


def is_live_title(title: str, language: Language) -> bool:
    """Whether a title, a path or an address is a live page's: a longer live word anywhere in it, or "live" set off or last."""
    text = re.sub(r"[-_/.]+", " ", title.lower()[:300])
    for word in wordlists(language).live_words:
        plain = word.replace("-", " ")
        if " " in plain or len(plain) > 6:
            if re.search(rf"\b{re.escape(plain)}\b", text):
                return True
        elif re.search(rf"\b{re.escape(plain)}\s*(?::|$|\|)|[–—|-]\s*{re.escape(plain)}\b", title.lower()[:300]):
            return True
    return False


def _introduced_again(page: Page) -> int:
    """Lines that open with a full name which the page has given in full before."""
    known: set[tuple[str, str]] = set()
    again = 0
    for line in page.facts:
        people = [name for name in line.full_names if name.family in page.people]
        again += any(n.place <= 12 and (n.given, n.family) in known for n in people) and not line.headline_like
        known.update((n.given, n.family) for n in people)
    return again


def _parts(page: Page, starts: Starts) -> Iterator[tuple[set[str], set[str]]]:
    """For each part of the page the persons that it names in full, and the names that it uses alone."""
    for a, b in zip(starts.lines, (*starts.lines[1:], len(page.facts)), strict=True):
        part = page.facts[a:b]
        full = {n.family for line in part for n in line.full_names if n.family in page.people}
        yield full, {name for line in part for _, name in line.bare_names} & page.people


def _leaning_parts(page: Page, starts: Starts) -> float:
    """The share of parts that use a family name which only an earlier part gave in full: the sections of a report do."""
    known: set[str] = set()
    leaning = -1
    for full, bare in _parts(page, starts):
        leaning += not known or bool((bare - full) & known)
        known |= full
    return leaning / max(1, len(starts.lines) - 1)


def _introducing_parts(page: Page, starts: Starts) -> float:
    """The share of parts that give a person in full whom an earlier part gave in full as well: updates do."""
    known: set[str] = set()
    again = 0
    for full, _ in _parts(page, starts):
        again += bool(full & known)
        known |= full
    return again / max(1, len(starts.lines) - 1)


def _desk_phrases(page: Page, language: Language) -> int:
    phrases = wordlists(language).desk_words
    texts = (line.text.lower() for line in page.facts)
    return sum(any(phrase in text for phrase in phrases) for text in texts)


def _heading_class(page: Page, starts: Starts) -> str:
    """How the lines below the headlines go on: the headings of a report are few and stand wide apart."""
    heads = [i for i in starts.lines[1:] if page.facts[i].headline_like]
    if len(heads) < 2:
        return "none"
    gap = (heads[-1] - heads[0]) / (len(heads) - 1)
    return str(bisect_right((2.5, 3.5, 5, 7), gap))
