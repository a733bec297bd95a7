"""Give each subject of an article to the meeting at which it was talked about.

Codebook, section 3.
"""

from __future__ import annotations

from collections.abc import Sequence

from parley.linking.coreference import Entity
from parley.meetings.matters import Matter, find_matters
from parley.meetings.scenes import Draft, Scene
from parley.meetings.topics import merge_topics, topics_of
from parley.model import Article, Topic

_REACH = 6
"""Sentences after a meeting was last spoken of in which a subject without people is still its own."""


def subjects_of(scenes: Sequence[Scene], meetings: Sequence[Draft], article: Article) -> dict[int, list[Topic]]:
    """Find what was talked about at each meeting.

    Parameters
    ----------
    scenes : sequence of Scene
    meetings : sequence of Draft
    article : Article

    Returns
    -------
    dict of int to list of Topic
        By the `id` of the draft.
    """
    found: dict[int, list[Topic]] = {}
    carried: dict[int, tuple[int, str]] = {}
    for scene in scenes:
        for matter in find_matters(scene.sentence.tokens):
            draft = _meeting_of(matter, scene, meetings)
            if draft is None:
                continue
            number = scene.sentence.number
            draft.heard.append(number)
            since, area = carried.get(id(draft), (number, ""))
            topics, area = topics_of(
                matter, scene.sentence, scene.units, article.text, draft, area if number - since <= 1 else ""
            )
            carried[id(draft)] = (number, area)
            found.setdefault(id(draft), []).extend(topics)
    return {key: merge_topics(topics) for key, topics in found.items()}


def _meeting_of(matter: Matter, scene: Scene, meetings: Sequence[Draft]) -> Draft | None:
    """The meeting a subject belongs to: one whose people the sentence names, else the one last spoken of."""
    number = scene.sentence.number
    told = [draft for draft in meetings if draft.sentence <= number]
    if not told:
        return None
    told.sort(key=lambda draft: draft.last_heard(number))
    start = scene.sentence.tokens[matter.trigger].start
    subjects = [mention for mention in scene.mentions if mention.start < start and not mention.possessor]
    named: list[Entity] = [
        mention.entity
        for mention in subjects
        if mention.kind in ("person", "office", "role", "pronoun") and mention.entity is not None
    ]
    here = [draft for draft in told if draft.sentence == number]
    for draft in reversed(here or told):
        if named and all(entity in draft.parts for entity in named):
            return draft
    if here:
        before = [draft for draft in here if draft.trigger_span.start <= start]
        return max(before, key=lambda draft: draft.trigger_span.start) if before else here[0]
    if matter.who == "side" or named:
        return None
    return told[-1] if number - told[-1].last_heard(number) <= _REACH else None
