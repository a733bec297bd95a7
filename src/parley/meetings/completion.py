"""Complete a predicate that tells only one of its sides from what stands nearest in the sentence or opened the last.

The slots of a frame are read by grammar (`frames`); real copy puts sides where no grammar of ours finds them. What is
completed here is a guess by nearness, so it needs people, not countries, on the side it adds.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from parley.linking.entities import Entity
from parley.meetings.slots import Frame
from parley.mentions.mention import Mention
from parley.mentions.phrasebook import word_set

_NEAR = 18
"""Units from a predicate within which a missing side is looked for."""
_KINDS = frozenset({"person", "office", "role", "pronoun", "delegation"})


def missing_side(
    frame: Frame,
    unit: int,
    parts: Sequence[Entity],
    mentions: Sequence[Mention],
    opener: Entity | None,
    taken: Sequence[Mention] = (),
) -> Mention | Entity | None:
    """Find who else took part in what a frame tells.

    Parameters
    ----------
    frame : Frame
    unit : int
        Unit of its predicate.
    parts : sequence of Entity
        Those already known; when there are none, nothing is guessed.
    mentions : sequence of Mention
        All of the sentence.
    opener : Entity or None
        Whom the sentence before was about.
    taken : sequence of Mention, optional
        Partners in other meetings of the sentence: "a session with A and a breakfast with B".
    """
    if not parts or frame.kind not in ("exchange", "reference") or frame.trigger.kind in word_set("unguessed_frames"):
        return None
    actors = {entity.actor_id for entity in parts}
    near = sorted(mentions, key=lambda mention: abs(mention.first - unit))
    for mention in near:
        if abs(mention.first - unit) <= _NEAR and mention not in taken and _is_other_side(mention, actors):
            return mention
    if opener is not None and opener.actor_id is not None and opener.actor_id not in actors and opener.is_grounded:
        return opener
    return None


def _is_other_side(mention: Mention, actors: Iterable[str | None]) -> bool:
    entity = mention.entity
    return (
        mention.kind in _KINDS
        and not mention.possessor
        and entity is not None
        and entity.is_grounded
        and entity.actor_id is not None
        and entity.actor_id not in actors
        and not (mention.title is not None and mention.title.phrase in word_set("speaker_titles"))
    )
