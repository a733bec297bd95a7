"""Give meetings their ids: a function of the article and the meeting alone, whatever the order or batch."""

from __future__ import annotations

import hashlib
from dataclasses import replace

from parley.model import Annotation, Meeting, Participant


def participant_key(participant: Participant) -> str:
    """Tell a participant from the others of its meeting: kind, name or title, actor."""
    return ":".join((participant.kind, participant.name or participant.title or "", participant.actor_id))


def meeting_id_for(article_id: str, meeting: Meeting, ordinal: int = 0) -> str:
    """Compute the id of a meeting that has none.

    Parameters
    ----------
    article_id : str
        The article that reports it.
    meeting : Meeting
    ordinal : int
        Tells apart meetings of one article that are equal in all that goes into the id; 0 for the first.

    Returns
    -------
    str
        The letter m and 16 hexadecimal digits.

    Notes
    -----
    The status is left out, so that a corrected status does not change the id; so are titles of named persons.
    """
    parts = [article_id, meeting.start_date.isoformat(), meeting.mode]
    parts += sorted(map(participant_key, meeting.participants))
    parts.append(str(ordinal))
    return "m" + hashlib.sha256("\n".join(parts).encode()).hexdigest()[:16]


def with_meeting_ids(annotation: Annotation) -> Annotation:
    """Give an id to every meeting of an annotation that has none; ids that stand are kept."""
    taken = {meeting.meeting_id for meeting in annotation.meetings if meeting.meeting_id}
    meetings = []
    for meeting in annotation.meetings:
        if not meeting.meeting_id:
            meeting_id = _free_id(annotation.article_id, meeting, taken)
            taken.add(meeting_id)
            meeting = replace(meeting, meeting_id=meeting_id)
        meetings.append(meeting)
    return replace(annotation, meetings=tuple(meetings))


def _free_id(article_id: str, meeting: Meeting, taken: set[str]) -> str:
    ordinal = 0
    while (found := meeting_id_for(article_id, meeting, ordinal)) in taken:
        ordinal += 1
    return found
