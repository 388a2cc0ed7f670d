"""Paragraphs outside the article: teasers and their summaries below it go, and what of the article stands between them stays."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from briefgen.convert.article_span import find_outside
from briefgen.convert.furniture_model import find_more_furniture, load_weights
from briefgen.convert.furniture_words import page_words
from briefgen.convert.language import Language
from briefgen.convert.line_features import describe_lines

BODY = (
    "The harbour of Eastport will open again on Friday, the minister said on Monday after a winter of costly repairs.",
    "Two of the three piers of the harbour were destroyed in the storm, and the third had to be closed as it had moved.",
    "“We have waited for the ferry since November,” said Ana Kettler, who runs the only shop near the harbour of Mirrow.",
    "The first ferry to Mirrow will leave Eastport at noon, with the families of the harbour workers on board as guests.",
    "Repairs have cost Eastport twelve million crowns so far, the minister said, and the town will have to pay half of it.",
)
SHARE = ("Share this article", "Facebook", "Twitter", "Email", "Print", "Sign up for our newsletter")
TEASERS = (
    "Related articles",
    "Teachers in Norburg call for smaller classes",
    "A union of teachers has asked parents to write letters before the council of Norburg votes about money for schools.",
    "4 May 2031",
    "How one baker made the best bread of the valley",
    "Visitors come from far away for loaves that need three days and for a recipe which nobody in the family wants to tell.",
    "3 May 2031",
    "Chess club looks for players under the age of twelve",
    "Every Thursday evening a dozen children meet above the library, and the oldest of them has already beaten a champion.",
    "2 May 2031",
)
FOOT = ("Privacy policy", "Terms of use", "Contact us", "Advertise", "Cookie settings", "© 2031 The Eastport Courier")


def found(lines: tuple[str, ...], language: Language) -> set[str]:
    facts = describe_lines(lines, language)
    return {lines[n - 1] for n in find_more_furniture(facts, {}, frozenset(), language)}


def test_teasers_below_the_article_go_with_their_summaries(english: Language) -> None:
    lost = found((*BODY, *SHARE, *TEASERS, *FOOT), english)

    assert lost >= set(TEASERS)
    assert lost.isdisjoint(BODY)


def test_a_paragraph_below_links_in_the_middle_of_the_article_stays(english: Language) -> None:
    lost = found((*BODY[:3], *SHARE, *TEASERS[:2], *BODY[3:], *FOOT), english)

    assert lost.isdisjoint(BODY)


def test_answers_of_an_interview_stay_below_a_box_of_links(english: Language) -> None:
    answers = (
        "Q: What did you do in the winter?",
        "A: I read every novel in the house twice, and when that was done I learned to knit, badly, from my neighbour’s son.",
        "Q: And in spring?",
        "A: Swam, mostly. My sister came to visit with her dogs, and then we painted the kitchen in a colour both of us hate.",
    )

    assert found((*BODY, *SHARE, *answers, *FOOT), english).isdisjoint(answers)


def test_a_text_without_furniture_loses_no_paragraph(english: Language) -> None:
    summaries = tuple(line for line in TEASERS if len(line) > 100)

    assert found((*BODY, *summaries), english) == set()


def test_a_notice_that_stands_on_the_page_again_and_again_is_furniture(english: Language) -> None:
    notice = (
        "Your privacy settings keep this content from loading. Change your cookie settings to show all external content"
        " on our website, such as videos and posts, or read more in our privacy policy."
    )
    lines = tuple(line for paragraph in BODY[:4] for line in (paragraph, notice, "Change settings"))

    lost = found((*lines, *FOOT), english)

    assert notice in lost
    assert lost.isdisjoint(BODY)


@given(
    st.lists(st.text(max_size=200), max_size=12),
    st.lists(st.one_of(st.none(), st.floats(0, 1)), min_size=12, max_size=12),
)
def test_only_paragraphs_at_the_ends_are_outside_and_one_stays(lines: list[str], chances: list[float | None]) -> None:
    language = Language(code="und", tables={})
    facts = describe_lines(tuple(lines), language)
    paragraphs = [i for i in range(len(facts)) if chances[i] is None]

    outside = find_outside(facts, paragraphs, chances[: len(facts)], page_words(language), load_weights()["paragraphs"])

    inside = [i for i in paragraphs if i not in outside]
    assert bool(inside) == bool(paragraphs)
    assert outside <= set(paragraphs)
    assert not any(inside[0] < i < inside[-1] for i in outside)
