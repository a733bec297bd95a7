"""Let sentences without sides of their own tell more of a meeting told before, or of another round of it.

Codebook, section 1: rounds of the same talks of which one was held and one is planned are two meetings; an earlier one
counts when the text gives it a date of its own.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from parley.linking.calendar import Period, publication_day
from parley.meetings.merging import absorb, is_same, is_undated_background
from parley.meetings.parties import drop_shadowed
from parley.meetings.scenes import Draft

_HISTORY = dt.timedelta(days=45)
"""How old the day of a meeting may be that the news takes up."""
_NEAR = 4
"""Sentences after a meeting in which one without sides adds to it."""
_DELEGATES = 12
"""Sentences after a meeting in which its delegates may be named."""
_REACH = 6
"""Sentences after a meeting was last spoken of in which another round of it may be told."""


def take_up(meetings: Sequence[Draft], updates: Sequence[Draft], published: dt.date) -> list[Draft]:
    """List the meetings with what the updates add to them, further rounds included.

    Parameters
    ----------
    meetings : sequence of Draft
        Merged drafts, in the order of the text.
    updates : sequence of Draft
        Drafts that do not tell two sides.
    published : datetime.date
    """
    found = list(meetings)
    rest = []
    for update in updates:
        held = _another_round(update, found, publication_day(published))
        if held is not None:
            found.append(held)
        else:
            rest.append(update)
    _apply([update for update in rest if not _is_history(update, published)], found)
    return [draft for draft in found if not is_undated_background(draft)]


def _another_round(update: Draft, told: Sequence[Draft], today: Period) -> Draft | None:
    before = [draft for draft in told if draft.sentence <= update.sentence and not is_undated_background(draft)]
    last = max(before, key=lambda draft: draft.last_heard(update.sentence), default=None)
    if last is None or update.parts or update.period is None:
        return None
    is_near = update.sentence - last.last_heard(update.sentence) <= _REACH
    is_told = any(draft.parts.keys() == last.parts.keys() and _overlap(draft, update.period) for draft in told)
    day = last.period or today
    is_earlier = last.period is not None and _is_previous(update, day)
    if not is_near or is_told or not (_is_next(update, last, day) or is_earlier):
        return None
    update.parts = dict(last.parts)
    update.mode = update.mode or last.mode
    return update


def _overlap(draft: Draft, period: Period) -> bool:
    return draft.period is not None and draft.period.start <= period.end and period.start <= draft.period.end


def _is_next(update: Draft, last: Draft, day: Period) -> bool:
    """Whether a meeting to come is told after one that was held, or as one more."""
    assert update.period is not None
    is_new = last.status in ("held", "ongoing") or update.is_further
    return update.status == "planned" and is_new and update.period.start > day.end


def _is_previous(update: Draft, day: Period) -> bool:
    """Whether an earlier one is told as such: "their last meeting", "a first round"."""
    assert update.period is not None
    is_apart = update.is_background or update.is_further
    return update.status == "held" and is_apart and update.period.end < day.start


def _apply(updates: Sequence[Draft], meetings: Sequence[Draft]) -> None:
    """Let "the talks were held in Doha on Sunday" tell more of the meeting told just before it."""
    for update in updates:
        if update.status not in ("held", "ongoing", "cancelled", "postponed") and update.parts:
            continue
        sent = {entity.actor_id for entity, capacity in update.joined.items() if capacity == "principal"}
        reach = _DELEGATES if sent else _NEAR
        before = [
            draft
            for draft in meetings
            if draft.sentence <= update.sentence
            and update.sentence - draft.sentence <= reach
            and (not is_undated_background(draft) or (update.period and update.sentence == draft.sentence + 1))
            and (draft.is_of_body or sent <= {e.actor_id for e in draft.parts if e.kind == "delegation" or not sent})
        ]
        after = [draft for draft in meetings if 0 < draft.sentence - update.sentence <= 2 and draft.period is None]
        if not before and after and not update.parts:
            before = after[:1]
        for draft in reversed(before):
            if update.parts and not update.parts.keys() <= draft.parts.keys():
                continue
            if update.joined and (update.status, draft.status, draft.kind) == ("held", "planned", "visit"):
                continue  # "he will fly to A tomorrow. B was present"
            update.parts = {}
            for entity, capacity in update.joined.items():
                is_summit = draft.kind == "gathering" and capacity == "attendee"
                draft.parts.setdefault(entity, "principal" if is_summit else capacity)
            drop_shadowed(draft)
            if (draft.period is None or update.period is None or _is_within(draft, update)) and _fits(draft, update):
                absorb(draft, update)
            break


def _is_history(update: Draft, published: dt.date) -> bool:
    """Whether a day long past is that of another meeting than the news: "his visit to A in September 2020"."""
    return update.period is not None and published - update.period.end > _HISTORY and not update.joined


def _is_within(draft: Draft, update: Draft) -> bool:
    """Whether an update tells the day of a meeting told by its month: "in March … will be held on March 6"."""
    assert draft.period is not None
    assert update.period is not None
    is_inside = draft.period.start <= update.period.start and update.period.end <= draft.period.end
    return is_inside and update.period.precision == "day" != draft.period.precision and update.status == draft.status


def _fits(draft: Draft, update: Draft) -> bool:
    if update.kind == "gathering" and draft.status == "planned" and update.status != "planned":
        return False  # "will be in A once he has taken part in the session of B"
    is_behind = update.trigger_span.start > draft.trigger_span.start
    if update.sentence == draft.sentence and update.mode == draft.mode and is_behind:
        return True  # "flies to A on Sunday for a two-day visit"
    probe = Draft(
        update.kind,
        update.sentence,
        update.paragraph,
        update.trigger_span,
        dict(draft.parts),
        update.period,
        mode=update.mode,
        status=update.status,
    )
    return is_same(draft, probe)
