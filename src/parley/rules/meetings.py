"""Rules on meetings: their days, place, sides, and the codes derived from them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from parley import codes
from parley.linking.tenures import fold_name
from parley.model import Meeting, Participant
from parley.rules.columns import MOST_ROWS, Breach, Tables, all_of, any_of, is_in
from parley.rules.marks import Marks, Numbers, first_alike, row_marks, text_marks, whole_numbers
from parley.rules.rule import rule

CALLS = ("phone", "video")


@rule("Correct start_date or end_date")
def days_in_order(tables: Tables) -> Iterator[Breach]:
    """The meeting ends before it starts."""
    start, end = tables.columns("meetings", "start_date", "end_date")
    yield from tables.breaches("meetings", pc.less(end, start), "end_date", "it starts on {start_date}")


@rule("Give weeks from Monday to Sunday, whole months or whole years; or set date_precision to day")
def days_fit_precision(tables: Tables) -> Iterator[Breach]:
    """The days are not the period that date_precision names."""
    start, end, precision = tables.columns("meetings", "start_date", "end_date", "date_precision")
    after = pc.add(end.cast(pa.int32()), pa.scalar(1, pa.int32())).cast(pa.date32())
    is_broken = any_of(
        *(
            pc.and_kleene(pc.equal(precision, name), pc.invert(pc.and_kleene(begins(start), begins(after))))
            for name, begins in _BEGINNINGS.items()
        )
    )
    in_order = pc.less_equal(start, end)
    detail = "{start_date} to {end_date} is no {date_precision}"
    yield from tables.breaches("meetings", pc.and_kleene(is_broken, in_order), "date_precision", detail)


_BEGINNINGS: dict[str, Callable[[pa.Array], pa.Array]] = {
    "week": lambda day: pc.equal(pc.day_of_week(day), 0),
    "month": lambda day: pc.equal(pc.day(day), 1),
    "year": lambda day: pc.equal(pc.day_of_year(day), 1),
}
"""Whether a period of each precision may begin on a day; it ends on the eve of such a day."""


@rule("Set status to planned, or correct the date")
def held_by_publication(tables: Tables) -> Iterator[Breach]:
    """A meeting after its article's publication is said to have been held."""
    start, status, meeting_id = tables.columns("meetings", "start_date", "status", "meeting_id")
    published = pa.table([tables.column("meeting_sources", "meeting_id"), _published(tables)], names=["id", "day"])
    last = published.group_by("id").aggregate([("day", "max")])
    rows = pc.index_in(meeting_id, value_set=last["id"].combine_chunks())
    is_later = pc.greater(start, last["day_max"].combine_chunks().take(rows))
    detail = "it starts on {start_date}, after the last of its articles"
    yield from tables.breaches("meetings", pc.and_kleene(pc.equal(status, "held"), is_later), "status", detail)


@rule("Set start_date to the day of publication, or date_basis to stated or relative")
def publication_stands_in(tables: Tables) -> Iterator[Breach]:
    """Date_basis says that the day of publication stands in, but the meeting starts on another day."""
    start, basis = tables.columns("meetings", "start_date", "date_basis")
    sources, published = tables.column("meeting_sources", "meeting_id"), _published(tables)
    same_day = pc.equal(tables.looked_up("meeting_sources", "meetings", "start_date"), published)
    # Where a day is not known nothing can be said.
    borne_out = sources.filter(pc.fill_null(same_day, True))
    is_broken = all_of(
        pc.equal(basis, "publication"),
        pc.is_valid(start),
        is_in(tables.column("meetings", "meeting_id"), sources),
        pc.invert(is_in(tables.column("meetings", "meeting_id"), borne_out)),
    )
    yield from tables.breaches("meetings", is_broken, "start_date")


def _published(tables: Tables) -> pa.Array:
    return tables.looked_up("meeting_sources", "articles", "published")


@rule("Remove place_name and country_code, or correct mode")
def calls_have_no_place(tables: Tables) -> Iterator[Breach]:
    """A call has a place."""
    mode, place, country = tables.columns("meetings", "mode", "place_name", "country_code")
    has_place = pc.or_(pc.is_valid(place), pc.is_valid(country))
    yield from tables.breaches("meetings", pc.and_kleene(is_in(mode, CALLS), has_place), "mode")


@rule("Give country_code: ISO 3166-1 alpha-3, XKX for Kosovo")
def place_has_country(tables: Tables) -> Iterator[Breach]:
    """The place has no country."""
    place, country = tables.columns("meetings", "place_name", "country_code")
    yield from tables.breaches("meetings", pc.and_(pc.is_valid(place), pc.is_null(country)), "place_name")


@rule("Build the tables again")
def coordinates_in_pairs(tables: Tables) -> Iterator[Breach]:
    """Latitude and longitude are numbers that stand together, and with a place."""
    latitude, longitude, place = tables.columns("meetings", "latitude", "longitude", "place_name")
    is_broken = any_of(
        pc.xor(pc.is_valid(latitude), pc.is_valid(longitude)),
        pc.and_(pc.is_valid(latitude), pc.is_null(place)),
        pc.invert(pc.is_finite(latitude)),
        pc.invert(pc.is_finite(longitude)),
    )
    yield from tables.breaches("meetings", is_broken, "latitude")


@rule("Add the other side, set format to multilateral for a body's own conference, or delete the meeting")
def two_actors(tables: Tables) -> Iterator[Breach]:
    """A meeting has two sides at least."""
    counts, form = tables.actor_counts, tables.column("meetings", "format")
    own_conference = pc.and_kleene(pc.equal(form, "multilateral"), pc.equal(counts, 1))
    is_broken = pc.and_kleene(pc.less(counts, 2), pc.invert(own_conference))
    yield from tables.breaches("meetings", is_broken, "format")


@rule("Write bilateral for two actors, trilateral for three, multilateral for more and for a body's conference")
def format_counts_actors(tables: Tables) -> Iterator[Breach]:
    """Format does not agree with the number of actors."""
    counts, form = tables.actor_counts, tables.column("meetings", "format")
    for value, count in (("bilateral", 2), ("trilateral", 3)):
        # A meeting of fewer than two actors breaks another rule.
        is_broken = all_of(pc.equal(form, value), pc.greater_equal(counts, 2), pc.not_equal(counts, count))
        yield from tables.breaches("meetings", is_broken, "format", f"{count} actors make it {value}")


@rule("Add it to meeting_sources, or retire its id")
def meeting_has_source(tables: Tables) -> Iterator[Breach]:
    """No article reports the meeting."""
    has_source = is_in(tables.column("meetings", "meeting_id"), tables.column("meeting_sources", "meeting_id"))
    yield from tables.breaches("meetings", pc.invert(has_source), "meeting_id")


@rule("Write ISO 3166-1 alpha-3, XKX for Kosovo; several in area with | between")
def countries_known(tables: Tables) -> Iterator[Breach]:
    """No such country among the actors."""
    actor_id = tables.column("actors", "actor_id")
    known = actor_id.filter(pc.match_substring_regex(actor_id, "^[A-Z]{3}$"))
    for table in ("meetings", "actors"):
        country = tables.column(table, "country_code")
        is_unknown = pc.and_(pc.is_valid(country), pc.invert(is_in(country, known)))
        yield from tables.breaches(table, is_unknown, "country_code")
    codes_by_row = pc.split_pattern(tables.column("topics", "area"), "|")
    is_unknown = pc.invert(is_in(pc.list_flatten(codes_by_row), known))
    rows = pc.list_parent_indices(codes_by_row).filter(is_unknown)
    for number in pc.unique(rows).to_pylist():
        yield Breach("topics", number, "area")


@rule("Build the tables again; see docs/derived-codes.md")
def codes_are_derived(tables: Tables) -> Iterator[Breach]:
    """The code does not follow from mode, place and participants."""
    fields = ("mode", "format", "country_code", "cameo_code", "plover_mode")
    actors = tables.participant_marks(*map(whole_numbers, tables.keys("participants", "actor_id", "capacity")))
    alike = first_alike(row_marks(*map(whole_numbers, tables.keys("meetings", *fields)), actors))
    # Of meetings that are alike in all that matters one is derived.
    for first, expected in _derived_codes(tables, np.unique(alike)):
        for field, code in expected.items():
            if tables.column("meetings", field)[first].as_py() != code:
                for number in np.flatnonzero(alike == first).tolist():
                    yield Breach("meetings", number, field, f"it is {code}")


def _derived_codes(tables: Tables, numbers: Numbers) -> Iterator[tuple[int, dict[str, str | None]]]:
    """Derive the codes of some meetings from what they depend on alone."""
    is_theirs = is_in(tables.participants_meetings, pa.array(numbers))
    participants: dict[int, list[Participant]] = {}
    theirs = tables["participants"].filter(is_theirs).select(["actor_id", "capacity"]).to_pylist()
    # By the meeting's row, since several may have one id by mistake.
    for number, row in zip(tables.participants_meetings.filter(is_theirs).to_pylist(), theirs, strict=True):
        side = Participant("delegation", "unknown", row["actor_id"], row["capacity"])
        participants.setdefault(number, []).append(side)
    homes, day = dict(tables.values("actors", "actor_id", "country_code")), dt.date.min
    for number, row in zip(numbers.tolist(), tables["meetings"].take(pa.array(numbers)).to_pylist(), strict=True):
        values = (row["mode"], row["format"], "held", None, row["country_code"])
        meeting = Meeting(day, day, "day", "stated", *values, tuple(participants.get(number, ())))
        yield (
            number,
            {
                "cameo_code": codes.cameo_code(meeting, homes.get),
                "plover_mode": codes.plover_mode(meeting, homes.get),
            },
        )


@rule("Give both the same meeting_id if they are one encounter; else leave them", severity="warning")
def near_duplicate(tables: Tables) -> Iterator[Breach]:
    """Another meeting is of the same day and the same people."""
    yield from alike_meetings(tables.column("meetings", "meeting_id"), *encounter_marks(tables))


def encounter_marks(tables: Tables) -> tuple[Numbers, Marks]:
    """Mark the meetings that can be compared, given by their rows, by day and people; the marks hold across parts."""
    names = pc.coalesce(*tables.columns("participants", "name", "title"), "").dictionary_encode()
    folded = pa.array([fold_name(name) for name in names.dictionary.to_pylist()], pa.string())
    people = tables.participant_marks(
        text_marks(*tables.keys("participants", "actor_id")),
        text_marks(pa.DictionaryArray.from_arrays(names.indices, folded)),
    )
    day, precision = tables.columns("meetings", "start_date", "date_precision")
    is_comparable = np.logical_and(pc.fill_null(pc.equal(precision, "day"), False).to_numpy(False), people != 0)
    numbers = np.flatnonzero(is_comparable)
    return numbers, row_marks(whole_numbers(day), people)[numbers]


def alike_meetings(ids: pa.Array, numbers: Numbers, marks: Marks) -> Iterator[Breach]:
    """Tell the meetings of the same mark as one before them, by their rows."""
    alike = first_alike(marks)
    for count, place in enumerate(np.flatnonzero(alike != np.arange(len(numbers))).tolist()):
        detail = f"it is {ids[int(numbers[alike[place]])]}" if count < MOST_ROWS else ""
        yield Breach("meetings", int(numbers[place]), "meeting_id", detail)
