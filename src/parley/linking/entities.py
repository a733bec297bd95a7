"""Who can take part in a meeting, and how two mentions of one are told to be the same."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from parley.linking.offices import actor_kinds
from parley.linking.tenures import fold_name
from parley.mentions.mention import Mention
from parley.mentions.phrasebook import Title, word_set
from parley.model import Span


@dataclass(slots=True, eq=False)
class Entity:
    """Someone or something that can take part in a meeting.

    Attributes
    ----------
    kind : {'person', 'office', 'delegation'}
    actor_id : str or None
        Whom it represents; None when the text does not tell.
    is_grounded : bool
        Whether the text gives it a title or actor somewhere, as against a bare name.
    is_guessed : bool
        Whether the actor is only the state named nearest.
    """

    kind: str
    name: tuple[str, ...] = ()
    name_span: Span | None = None
    title: str | None = None
    title_span: Span | None = None
    titles_read: tuple[Title, ...] = ()
    modifiers: tuple[str, ...] = ()
    actor_id: str | None = None
    actor_span: Span | None = None
    office: str = "unknown"
    first_seen: int = 0
    is_grounded: bool = False
    is_guessed: bool = False


def sides_of(entities: Sequence[Entity]) -> tuple[Entity, ...]:
    """Keep the people of a sentence when they stand for two sides or more."""
    people = tuple(entity for entity in entities if entity.kind != "delegation")
    return people if len({entity.actor_id for entity in people if entity.actor_id}) > 1 else ()


def is_counterpart(mention: Mention) -> bool:
    """Whether the title is a relation to another office-holder ("counterpart", "opposite number")."""
    return mention.title is not None and mention.title.phrase in word_set("counterpart_titles")


def parts_of_name(name: Sequence[str]) -> set[str]:
    """List the words by which a name may be taken up again, the last part of a double name included."""
    parts = folded_name(name)
    return {*parts, *(part.split("-")[-1] for part in parts)}


def folded_name(name: Sequence[str]) -> tuple[str, ...]:
    """Fold the words of a name, each to one, for comparison."""
    return tuple(fold_name(part).replace(" ", "-") for part in name)


def same_name(mine: Sequence[str], other: Sequence[str]) -> bool:
    """Whether one name is the other, or its surname or another part of it, in order."""
    shorter, longer = sorted((mine, other), key=len)
    if len(shorter) == 1:
        word = shorter[0]
        return word in longer or any(word == part.split("-")[-1] and len(word) > 3 for part in longer)
    remaining = iter(longer)
    return all(part in remaining for part in shorter)


def ends_alike(title: str | None, text: str, mention: Mention) -> bool:
    """Tell whether a mention's title takes up a title told before, or part of it."""
    if title is None or mention.title_span is None:
        return False
    wanted = text[mention.title_span.start : mention.title_span.end].lower()
    offices = (title.lower(), *title.lower().split(" and "))
    return any(office.endswith(wanted) or office.startswith(wanted + " ") for office in offices)


def is_any_leader(entity: Entity) -> bool:
    """Whether it is only "the leader" of a state: of which office, nothing tells."""
    return entity.kind == "office" and entity.title is not None and entity.title.lower() in ("leader", "leaders")


def kind_of_actor(actor_id: str | None) -> str:
    """Kind of an actor, ``state`` for ids the reference table lacks."""
    return actor_kinds().get(actor_id or "", "state")
