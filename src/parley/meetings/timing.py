"""Find when what a predicate tells took or takes place, and what that says of its status.

Codebook, section 1. Data: `lexicon/word_lists.csv` (bounding_words, opening_words, moving_words,
statement_verbs, unchanging_verbs).
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import itertools
import re
from collections.abc import Sequence

from parley.linking.calendar import Period, last_day_told, resolve_date
from parley.meetings.clauses import Clause
from parley.meetings.scenes import Draft, Scene, crosses_clause, crosses_quote, is_nearest, leaves_aside, unit_of
from parley.meetings.slots import Frame
from parley.mentions.dates import counted
from parley.mentions.phrasebook import word_set
from parley.mentions.units import Unit
from parley.model import Span

_FAR = dt.timedelta(days=300)
"""How far ahead a day without a year may be, before the one just past is meant."""
_CLAUSE = re.compile(r"(?:r|[dhMHAC]{0,3}T?H*N)x{0,3}")
"""What stands between "a day after" and its verb."""
_SET = ("planned", "postponed", "cancelled", "infinitive")
"""Effects under which the day may stand in a relative clause: "the visit, which was due to start on …"."""


def set_time(draft: Draft, scene: Scene, frame: Frame, published: dt.date) -> None:
    """Give a draft the days that belong to its predicate, and the status that tense, modality and days make."""
    is_present = _is_present(scene, frame)
    is_future: bool | None = is_present or frame.effect in _SET
    is_ahead = frame.effect in _SET or (is_present and frame.trigger.is_noun)
    draft.status = {"infinitive": "planned"}.get(frame.effect, frame.effect)
    candidates = []
    position = frame.anchor or unit_of(scene, frame.trigger)
    is_bound = _is_bound(scene, frame)
    is_setting = frame.kind == "reference" and _is_bounding(scene, position)
    for index, unit in enumerate(scene.units):
        if frame.anchor is not None and index < frame.anchor:
            continue
        if (
            unit.code != "Y"
            or (_is_of_something_else(scene.units, index) and not _owns_trigger(scene.units, index, position))
            or ((frame.effect in _SET or frame.trigger.is_background) and is_of_statement(scene.units, index))
            or (index > position and _is_of_occasion(scene.units, position, index))
            or (frame.trigger.is_background and "k" in [unit.code for unit in scene.units[index:position]])
            or (frame.anchor is None and not is_bound and not is_nearest(scene, index, frame.trigger))
            or crosses_quote(scene.units, position, index)
            or (index > position and leaves_aside(scene.units, position, index))
            or (index > position and not is_ahead and crosses_clause(scene.units, position, index))
            or _is_in_aside(scene.units, index, position)
        ):
            continue
        if not is_future and _is_count(scene, index, frame):
            continue
        if is_setting and (index < position or "c" in [each.code for each in scene.units[position:index]]):
            continue
        if frame.trigger.kind == "opening" and index > position:
            continue
        if _is_of_departure(scene, index, position) or (
            not is_future and _is_of_beginning(scene.units, position, index)
        ):
            continue
        is_untold = not is_future and frame.trigger.is_noun and not frame.has_verb and unit.value.kind == "day"
        origin = _origin(scene, index, published) if unit.value.unit == "story" else published
        if (
            unit.value.unit == "story"
            and unit.value.shift == 0
            and (origin is None or (origin > published and not is_future))
        ):
            origin = published  # "earlier in the day"
        is_before = _is_what_was_before(scene, index, position, frame)
        if origin is None and is_before:
            origin = published
        if origin is None:
            continue  # "a day after the speech": of which nobody told the day
        value = unit.value
        if is_before:
            value = dataclasses.replace(value, shift=-value.shift)  # "a day after seeing A": A was before
        period = resolve_date(value, origin, None if is_untold else is_future)
        if period is not None and period.start - origin > _FAR:  # a day that was to come when it was set
            period = resolve_date(unit.value, origin, None)
        if period is not None:
            is_outside = crosses_clause(scene.units, min(index, position), max(index, position))
            if frame.effect in ("postponed", "cancelled") and frame.trigger.is_noun:
                is_outside = index < position  # before it stands the day on which that was told
            candidates.append((is_outside, _coarseness(period), abs(index - position), index, period))
    if not candidates and frame.anchor is not None:  # "on Friday with A and with B"
        set_time(draft, scene, dataclasses.replace(frame, anchor=None), published)
        return
    if candidates:
        if frame.effect == "postponed":  # the new day wins over the old one
            candidates = [each for each in candidates if _is_new_day(scene, each[3])] or candidates
        *_, index, draft.period = min(candidates, key=lambda each: each[:4])
        if frame.effect == "postponed" and _is_shift(scene, index):  # "moved from Thursday to Friday"
            draft.period = dataclasses.replace(draft.period, start=draft.period.end)
        draft.date_span = Span(scene.units[index].start, scene.units[index].end)
    if draft.period is not None:
        _stretch(draft, scene, frame)
        is_later = any(
            unit.start == draft.date_span.start and scene.sentence.tokens[unit.first].lower == "later"  # type: ignore[union-attr]
            for unit in scene.units
        )
        if is_later and draft.status == "held" and draft.period.end > published:
            draft.status = "planned"  # "the summit later this month"
        if is_present and draft.status == "held" and draft.period.start >= published:
            draft.status = "planned"  # "goes to A today to see B"
        fit_status(draft, published)


def _is_of_occasion(units: Sequence[Unit], position: int, index: int) -> bool:
    """Whether the day is that of what moved or was to be discussed: "put off his visit after riots last week"."""
    is_cause = any(unit.code in "kf" and unit.value in word_set("causal_words") for unit in units[position:index])
    row = "".join(unit.code for unit in units[position:index])
    words_between = {str(unit.value) for unit in units[position:index] if unit.code == "x"}
    is_aim = ("tx" in row or row[:1] == "x") and bool(words_between & word_set("discussing_verbs"))
    is_coarse = units[index].value.kind in ("month", "year") or units[index].value.unit in ("month", "year", "week")
    return (is_cause and "c" in row) or (is_aim and is_coarse and "c" not in row)


def _is_of_departure(scene: Scene, index: int, position: int) -> bool:
    """Whether the day is that of leaving after what is told: "left A on Wednesday after talks with B"."""
    between = {str(unit.value) for unit in scene.units[index:position]}
    leaving = {item.trigger.word for item in scene.clause.items if item.trigger is not None and item.first < index}
    return index < position and "after" in between and bool(leaving & word_set("departing_words"))


def _is_of_beginning(units: Sequence[Unit], position: int, index: int) -> bool:
    """Whether the day is that on which something is to begin: "agreed on a dialogue to begin in May"."""
    pairs = itertools.pairwise(units[position:index])
    return any(to.code == "t" and str(verb.value) in word_set("beginning_verbs") for to, verb in pairs)


def _is_bounding(scene: Scene, position: int) -> bool:
    """Whether the sentence tells what was before or after: "a day before the summit, on October 22, A met B"."""
    before = [unit for unit in scene.units[max(0, position - 3) : position] if unit.code in "kfxiY"]
    return any(scene.sentence.tokens[unit.last - 1].lower in word_set("beside_words") for unit in before)


def _is_bound(scene: Scene, frame: Frame) -> bool:
    """Whether the day of a departure is all that the sentence tells: "will leave on Friday for talks with A"."""
    leaving = [
        item.trigger
        for item in scene.clause.items
        if item.trigger and item.trigger.kind == "arrive" and item.trigger.first < frame.trigger.first
    ]
    days = [index for index, unit in enumerate(scene.units) if unit.code == "Y"]
    return (
        frame.trigger.is_noun
        and len(days) == 1
        and len(leaving) == 1
        and leaving[0].word in word_set("leaving_words")
        and scene.units[days[0]].first < frame.trigger.first
    )


def _origin(scene: Scene, index: int, published: dt.date) -> dt.date | None:
    """The day from which "the next day" counts; None where no day was told."""
    before = [unit.value for unit in scene.units[:index] if unit.code == "Y"]
    return last_day_told(before, published, scene.since)


def _is_new_day(scene: Scene, index: int) -> bool:
    """Whether a date is the one a meeting was moved to: "postponed until May 3"."""
    before = [str(unit.value) for unit in scene.units[max(0, index - 4) : index]]
    return bool(set(before[-2:]) & {"to", "until", "till", "for"}) and bool(set(before) & word_set("moving_words"))


def _is_shift(scene: Scene, index: int) -> bool:
    """Whether two days are the old one and the new one."""
    first = scene.units[index].first
    before = {token.lower for token in scene.sentence.tokens[max(0, first - 3) : first + 1]}
    return "from" in before and bool(before & word_set("moving_words"))


def _stretch(draft: Draft, scene: Scene, frame: Frame) -> None:
    """Let "a three-day visit from February 6" last three days, and "ended two days of talks today" begin yesterday."""
    period, span = draft.period, draft.date_span
    assert period is not None
    assert span is not None
    tokens = scene.sentence.tokens
    around = [token.lower for token in tokens[max(0, frame.trigger.first - 6) : frame.trigger.last + 1]]
    days = next((number for word in around if (number := _duration(word))), 0) or _days_of(around)
    if days < 2 or period.start != period.end:
        return
    told = {token.lower for token in tokens if token.end <= max(span.start + 1, tokens[frame.trigger.first].start)}
    more = dt.timedelta(days=days - 1)
    if told & (word_set("closing_words") | {"after"}):
        draft.period = dataclasses.replace(period, start=period.start - more)
    elif told & word_set("opening_words"):
        draft.period = dataclasses.replace(period, end=period.end + more)


def _days_of(words: Sequence[str]) -> int:
    """Count the days of "two days of talks"; 0 where they are not told."""
    for number, unit, of in zip(words, words[1:], words[2:], strict=False):
        if unit == "days" and of == "of":
            return int(number) if number.isdigit() else counted(number)
    return 0


def _duration(word: str) -> int:
    """Days of "three-day" or "3-day"; 0 for other words."""
    number, _, unit = word.partition("-")
    if unit != "day":
        return 0
    return int(number) if number.isdigit() else counted(number)


def _is_present(scene: Scene, frame: Frame) -> bool:
    """Whether the verb stands in the present: "begins a visit on Monday" looks ahead."""
    clause = scene.clause
    found = [frame.at]
    for index in range(frame.at - 1, max(-1, frame.at - 13), -1):
        if clause.row[index] in "ke;:.":
            break
        found.append(index)
    if frame.trigger.is_noun or frame.trigger.form == "gerund":  # "a summit that opens in A on Monday"
        found += itertools.takewhile(
            lambda at: clause.row[at] not in "ke;:.", range(frame.at + 1, min(len(clause.items), frame.at + 13))
        )
    return any(is_finite_present(clause, index) for index in found)


def is_finite_present(clause: Clause, index: int) -> bool:
    """Tell whether an item is a verb in the present: "leaders meet", "takes place"."""
    verb, unit = clause.items[index].trigger, clause.items[index].unit
    if unit is not None and unit.code == "x" and str(unit.value) in word_set("present_verbs"):
        return True  # "takes place"
    if verb is None or verb.is_noun:
        return False
    if verb.word in ("has", "have") and clause.row[index + 1 : index + 4].lstrip("y!x")[:1] == "V":
        return False  # "has met"
    is_plural = verb.form == "base" and verb.effect == "held" and verb.word not in word_set("unchanging_verbs")
    return verb.form == "third" or (is_plural and clause.row[max(0, index - 1)] in "Gync")


def fit_status(draft: Draft, published: dt.date) -> None:
    """A day to come makes a meeting planned; a day long past was not planned for the future."""
    assert draft.period is not None
    if draft.status in ("held", "ongoing") and draft.period.start > published:
        draft.status = "planned"
    elif draft.status == "held" and draft.period.end > published and draft.period.precision == "day":
        draft.status = "ongoing"
    elif (draft.status == "ongoing" and draft.period.end < published and draft.period.precision == "day") or (
        draft.status == "planned" and draft.period.end < published
    ):
        draft.status = "held"


def _coarseness(period: Period) -> int:
    return ("day", "week", "month", "year").index(period.precision)


def _is_of_something_else(units: Sequence[Unit], index: int) -> bool:
    """Whether the date belongs to a war, a deal or a beginning: "since 1999", "the 2015 accord", "Monday's attack"."""
    before = units[index - 1] if index else None
    for unit in reversed(units[max(0, index - 8) : index]):
        if unit.code == "c":
            break
        if unit.code == "k" and str(unit.value) in word_set("bounding_words"):
            return True  # "since he took power last year, …"
    after = units[index + 1] if index + 1 < len(units) else None
    if any(str(unit.value) in word_set("programme_words") for unit in units[index + 1 : index + 4]):
        return False  # "Wednesday's schedule includes a session with A"
    if before is not None and before.code == "o" and units[index].value.kind == "year":
        return index < 2 or str(units[index - 2].value) not in word_set("time_nouns")  # "the war of 2003"
    if before is not None and before.code == "b":
        return True  # a deadline: "to be built by 2025"
    if before is not None and before.code in "kf" and str(before.value) in word_set("bounding_words"):
        said = str(units[index - 2].value) if index > 1 else ""
        is_start = units[index].value.kind in ("day", "weekday") or said in ("dated", "dates", "dating")
        return not (before.value == "from" and is_start)
    is_attribute = after is not None and after.code == "x" and units[index].value.kind in ("year", "month")
    is_attribute = is_attribute and not (before is not None and before.code == "i")
    return after is not None and (after.code == "g" or is_attribute)


def is_of_statement(units: Sequence[Unit], index: int) -> bool:
    """Whether the date only tells when something was said: "said on Wednesday that …"."""
    before = index - 1
    while before >= 0 and units[before].code in "id":
        before -= 1
    medium = before - 3 if "".join(unit.code for unit in units[max(0, before - 2) : before + 1]) == "idx" else before
    around = [units[at] for at in (before, medium, index + 1) if 0 <= at < len(units)]  # "wrote in a column on Monday"
    telling = word_set("statement_verbs") | word_set("deciding_verbs")
    return any(unit.code == "x" and str(unit.value) in telling for unit in around)


def _is_what_was_before(scene: Scene, index: int, position: int, frame: Frame) -> bool:
    """Whether a predicate is what "a day after" counts from: "a day after seeing A", "a day after he was received"."""
    unit = scene.units[index]
    is_counted = unit.value.unit == "story" and scene.sentence.tokens[unit.last - 1].lower in word_set("beside_words")
    between = "".join(each.code for each in scene.units[index + 1 : position])
    if position <= index or not is_counted:
        return False
    if frame.trigger.is_noun:  # "a week after he attended a summit"
        return not {"c", "k", "e", "Y"} & set(between)
    return not between if frame.trigger.form == "gerund" else _CLAUSE.fullmatch(between) is not None


def _is_count(scene: Scene, index: int, frame: Frame) -> bool:
    """Whether "in ten days" counts back: "their second meeting in ten days"."""
    value = scene.units[index].value
    tokens, first = scene.sentence.tokens, scene.units[index].first
    near = (*tokens[max(0, frame.trigger.first - 4) : frame.trigger.first], *tokens[max(0, first - 2) : first])
    before = {token.lower for token in near}
    return value.kind == "relative" and value.shift > 0 and bool(before & word_set("ordinals"))


def _is_in_aside(units: Sequence[Unit], index: int, trigger: int) -> bool:
    """Whether a date before a predicate stands in a relative clause that a comma has closed."""
    if index > trigger:
        return False
    opened = next((i for i in range(index - 1, max(-1, index - 10), -1) if units[i].code in "ec"), None)
    is_relative = opened is not None and units[opened].code == "e"
    return is_relative and "c" in (unit.code for unit in units[index:trigger])


def _owns_trigger(units: Sequence[Unit], index: int, trigger: int) -> bool:
    """Whether the date is the meeting's own: "Tuesday's meeting with A"."""
    return index + 1 < len(units) and units[index + 1].code == "g" and 0 < trigger - index <= 4
