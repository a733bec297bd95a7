"""A phrase that stands for a person, office, delegation, body or group of these."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from parley.mentions.phrasebook import Title
from parley.model import Span


@dataclass(slots=True)
class Mention:
    """A phrase that stands for a person, office, delegation, body or group of these.

    Attributes
    ----------
    kind : {'person', 'office', 'delegation', 'actor', 'pair', 'collective', 'pronoun', 'role', 'government', 'rebels',
            'strangers'}
        ``role`` is a title alone ("the minister"), ``collective`` takes up several ("the two leaders"), ``pair`` names
        two countries in one word ("US-China"), ``government`` is that of the state last named,
        ``rebels`` is the armed group, ``strangers`` a delegation or group of which nothing tells whose it is.
    first, last : int
        Units covered, `last` exclusive.
    party : tuple of Entity
        The people named before "they" in its own sentence.
    owner : Mention or None
        Whose it is: "Putin" of "Putin's aide".
    possessor : bool
        Whether the phrase only tells whose the next one is ("Putin's aide").
    is_opening : bool
        Whether it opens a clause after "where", "when" or "as".
    is_oblique : bool
        Whether a preposition or verb governs it: "with Putin", "he thanked Putin".
    """

    kind: str
    first: int
    last: int
    start: int
    end: int
    name: tuple[str, ...] = ()
    name_span: Span | None = None
    title: Title | None = None
    title_span: Span | None = None
    title_unit: Any = None
    modifiers: tuple[str, ...] = ()
    actor_id: str | None = None
    actor_span: Span | None = None
    pronoun: str = ""
    is_owned_by_body: bool = False
    is_definite: bool = False
    leads: bool = False
    posting: str | None = None
    pair: tuple[Any, ...] = ()
    party: tuple[Any, ...] = ()
    is_plural: bool = False
    possessor: bool = False
    is_oblique: bool = False
    is_opening: bool = False
    head_code: str = ""
    owner: Mention | None = None
    sentence: int = -1
    entity: Any = field(default=None, repr=False)
