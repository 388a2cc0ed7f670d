"""Live pages built of known parts, for property tests: made-up people and places, so the right answer is known."""

from __future__ import annotations

from dataclasses import dataclass

from hypothesis import strategies as st

_GIVEN = ("Ana", "Tomas", "Helen", "Viktor", "Maria", "Daniel", "Laura", "Peter", "Sofia", "Martin", "Elena", "Robert")
_FAMILY = (
    "Lindqvist",
    "Okoro",
    "Varga",
    "Hartmann",
    "Sorel",
    "Benitez",
    "Kowal",
    "Ferreira",
    "Nakata",
    "Osei",
    "Brandt",
    "Moreau",
)
_OFFICES = (
    "transport minister",
    "mayor",
    "foreign minister",
    "police chief",
    "defence minister",
    "finance minister",
    "coach",
)
_PLACES = ("Eastport", "Norland", "Halden Bay", "Carsova", "Mirrow", "Tolvik", "Santa Brava", "Oster Valley")
_THINGS = (
    ("reopened", "the northern harbour", "ships", "The harbour had been closed since the storm of last spring."),
    ("suspended", "all train services", "passengers", "Buses will carry travellers until the tracks are mended."),
    ("announced", "a new budget for schools", "teachers", "The plan still needs the consent of both chambers."),
    ("warned of", "floods along the river", "residents", "Water levels have risen by two metres since the morning."),
    ("rejected", "the offer of the trade union", "workers", "The strike would be the third in as many months."),
    ("ordered", "an inquiry into the power cut", "engineers", "About 40,000 homes were without light for a night."),
    ("welcomed", "the ceasefire in the border region", "aid groups", "The guns have been silent since midnight."),
    ("criticised", "the ruling on fishing rights", "skippers", "An appeal is expected before the end of the year."),
)
_FURNITURE = (
    "Read more here.",
    "Share on Facebook",
    "You can read the full story here:",
    "Here are some of the latest images:",
)
_DAYS = ("on Monday", "on Tuesday", "on Wednesday", "on Thursday", "on Friday")


@dataclass(frozen=True)
class BuiltUpdate:
    """An update with its lines; `headline` is its first line where it has one."""

    lines: tuple[str, ...]
    headline: str | None
    furniture: tuple[str, ...]


@dataclass(frozen=True)
class BuiltPage:
    """A live page; `starts` are the 1-based lines with which updates begin."""

    updates: tuple[BuiltUpdate, ...]
    stamps: tuple[str, ...]

    @property
    def lines(self) -> tuple[str, ...]:
        return tuple(line for i, u in enumerate(self.updates) for line in (*self._stamp(i), *u.lines, *u.furniture))

    @property
    def first_texts(self) -> tuple[str, ...]:
        return tuple(update.lines[0] for update in self.updates)

    def _stamp(self, i: int) -> tuple[str, ...]:
        return (self.stamps[i],) if self.stamps else ()


@st.composite
def built_updates(draw: st.DrawFn, titled: bool | None = None) -> BuiltUpdate:
    """One update: a lead that introduces a person in full, and lines that lean on it."""
    given, family = draw(st.sampled_from(_GIVEN)), draw(st.sampled_from(_FAMILY))
    office, place = draw(st.sampled_from(_OFFICES)), draw(st.sampled_from(_PLACES))
    verb, thing, people, background = draw(st.sampled_from(_THINGS))
    day, number = draw(st.sampled_from(_DAYS)), draw(st.integers(2, 900))
    lead = f"The {office} of {place}, {given} {family}, {verb} {thing} {day}, and said that {number} {people} were concerned."
    rest = (
        f"{family} said that the decision had been taken together with {number + 3} of the {people}.",
        f"“We have thought about this for {number} days, and there was no other way,” {family} told reporters.",
        background,
    )
    headline = f"{place} {office} {verb} {thing}, {number} {people} concerned"
    has_title = draw(st.booleans()) if titled is None else titled
    body = (lead, *rest[: draw(st.integers(0, 3))])
    furniture = draw(st.lists(st.sampled_from(_FURNITURE), max_size=1))
    lines = (headline, *body) if has_title else body
    return BuiltUpdate(lines=lines, headline=headline if has_title else None, furniture=tuple(furniture))


@st.composite
def built_pages(draw: st.DrawFn, stamped: bool | None = None, titled: bool | None = None) -> BuiltPage:
    """A page of four to ten updates, the newest first, with or without a time before each."""
    key = lambda update: update.lines[0]  # noqa: E731
    updates = draw(st.lists(built_updates(titled=titled), min_size=4, max_size=10, unique_by=key))
    has_stamps = draw(st.booleans()) if stamped is None else stamped
    times = [f"{20 - i:02d}:{7 * i % 60:02d}" for i in range(len(updates))] if has_stamps else []
    return BuiltPage(updates=tuple(updates), stamps=tuple(times))


@st.composite
def ragged_articles(draw: st.DrawFn) -> tuple[str, ...]:
    """Lines of any kind and order: news, furniture, times, empty lines, lists, rubbish."""
    page = draw(built_pages())
    odd = st.one_of(
        st.sampled_from(
            ("", "   ", "14:07", "___", "+++ 13:10 Ferry late +++", "• One more thing", "By Ana Lindqvist", "2h ago")
        ),
        st.sampled_from(
            ("Ana Lindqvist", "Welcome to our live coverage.", "He wrote:", "(Photo: A. Nobody)", "\u2028", "…", "“")
        ),
        st.text(max_size=40).map(lambda text: text.replace("\n", " ").replace("\r", " ")),
    )
    lines = list(page.lines)
    for place, line in draw(st.lists(st.tuples(st.integers(0, 60), odd), max_size=12)):
        lines.insert(min(place, len(lines)), line)
    return tuple(lines)
