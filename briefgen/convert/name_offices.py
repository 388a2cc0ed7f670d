"""The office that goes with a name: where it ends and the name begins, and the body or place that is named in it.

In: words of a run of capitals, or what stands before it. Out: places among the words, or the office as printed. Says
nothing of whether the name is one (`name_shapes`).
"""

from __future__ import annotations

from briefgen.convert.name_signs import Gender, NameSigns


def is_title(word: str, signs: NameSigns) -> bool:
    """Whether the word names an office or addresses somebody."""
    small = word.lower()
    genitive = signs.capital_nouns and small.removesuffix("s") in signs.titles and word not in signs.given
    return (
        small in signs.titles
        or genitive
        or (
            bool(signs.title_endings)
            and small.endswith(signs.title_endings)
            and word not in signs.given
            and word not in signs.organisations
        )
    )


def gender_of(title: list[str], signs: NameSigns) -> Gender | None:
    """The gender that a form of address among the words tells."""
    return next((signs.genders[w.lower()] for w in title if w.lower() in signs.genders), None)


def find_office_end(words: list[str], first: int, last: int, signs: NameSigns) -> int:
    """Index after the last title of the stretch; `first` where there is none, or where the title belongs to a body
    ("President of the Court" has no person; "Chief Justice Roberts" has)."""
    end = first
    if "&" in words[first:last]:
        return first  # "Judge & Doe"
    for index in range(first, last):
        word = words[index]
        if index > first and len(word) == 2 and word[1] == ".":
            continue  # "Jane M. Doe", whatever "M." is elsewhere
        if is_title(word, signs) and not (word in signs.given and index + 1 < last and index == first):
            end = index + 1
    if signs.capital_nouns and first < end < last and " ".join(words[end:last]) in signs.organisations:
        return end  # "Rekordmeister Kelmar United"
    if end == last == first + 2 and words[first] in signs.given and words[first + 1] not in signs.organisation_last:
        return first  # "Ada Singer"
    of_body = next((i for i in range(first + 1, last - 1) if words[i] in signs.joiners), first)
    if end == last and not signs.organisation_first.isdisjoint(words[first:of_body]):
        return first  # "Court of Justice", "Department of Criminal Justice"
    if end == first or (end == last and words[last - 1] not in signs.organisation_last):
        return end
    if (
        words[last - 1] in signs.organisation_last
        and words[end - 1][-1] != "."
        and (end == last or words[end] not in signs.given)
    ):
        return first  # "Justice Department"
    if end == last:
        return end
    if words[end] in signs.joiners:
        # "Secretary of State Jane Doe": the name begins with a given name, else none can be told apart.
        for index in range(end + 1, last):
            if words[index] in signs.given and index + 1 < last:
                return index
        return first if words[first] in signs.organisation_first else last
    return end


def find_name_in_office(words: list[str], first: int, end: int, signs: NameSigns) -> int:
    """Index after the name of a body or place that opens an office ("Bank of England Governor")."""
    stop = end
    while stop > first and (
        is_title(words[stop - 1], signs)
        or words[stop - 1].lower() in signs.office_words
        or words[stop - 1] in signs.joiners
    ):
        stop -= 1
    named = " ".join(words[first:stop])
    known = named in signs.places or named in signs.organisations or named.isupper()
    last = words[stop - 1]
    signed = stop > first and (
        words[first] in signs.organisation_first or last in signs.organisation_last or last in signs.place_last
    )
    nationality = words[first] in signs.demonyms and not (stop - first > 1 and last in signs.organisation_last)
    return stop if stop > first and (known or signed) and not nationality else first


def find_small_office(before: str, signs: NameSigns) -> str:
    """The office in small letters that stands right before a name ("prime minister "), empty where there is none."""
    if not before.endswith(" "):
        return ""
    words = before.rsplit(" ", 7)[-7:-1]
    if not words or not is_title(words[-1], signs):
        return ""
    first = len(words) - 1
    while first > 0 and _belongs_to_office(words[first - 1], signs):
        first -= 1
    return " ".join(words[first:]) + " "


def _belongs_to_office(word: str, signs: NameSigns) -> bool:
    small = word.lower()
    return (
        small in signs.office_words
        or is_title(word, signs)
        or word in signs.demonyms
        or word in signs.places
        or (word.isupper() and len(word) > 1)
    )
