"""What is read of one sentence, and the draft of a meeting that comes of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field

from parley.linking.calendar import Period
from parley.linking.entities import Entity
from parley.linking.places import PlaceMention
from parley.meetings.clauses import Clause
from parley.meetings.slots import Frame
from parley.meetings.triggers import Trigger
from parley.mentions.mention import Mention
from parley.mentions.phrasebook import word_set
from parley.mentions.units import Unit
from parley.model import Span
from parley.text.document import Sentence

_COMMA = 3
_BORDER = 8
"""How many units a comma and the border of a clause count for when a date or place looks for its predicate."""


@dataclass(slots=True)
class Draft:
    """A meeting in the making; later drafts of the same encounter are merged into it.

    Attributes
    ----------
    parts : dict of Entity to str
        Participants in the order of the text, with their capacity.
    joined : dict of Entity to str
        Those of whom a later sentence only tells that they sat in or mediated.
    heard : list of int
        Sentences after the first in which it is spoken of.
    is_pair : bool
        Whether it is told to be of two sides alone.
    is_history : bool
        Whether its day is long past.
    is_of_body : bool
        Whether a body is told to meet, its members not named.
    host : Entity or None
        The state visited, where nobody is named for it.
    period, date_span : Period or None, Span or None
        When, with the date's words; None while no sentence has told.
    trigger_span : Span
        The words of meeting.
    """

    kind: str
    sentence: int
    paragraph: int
    trigger_span: Span
    parts: dict[Entity, str] = field(default_factory=dict)
    period: Period | None = None
    date_span: Span | None = None
    mode: str = ""
    mode_span: Span | None = None
    status: str = "held"
    status_span: Span | None = None
    place: PlaceMention | None = None
    is_weak: bool = False
    is_background: bool = False
    is_nominal: bool = False
    is_context: bool = False
    is_further: bool = False
    is_history: bool = False
    is_of_body: bool = False
    is_pair: bool = False
    joined: dict[Entity, str] = field(default_factory=dict)
    heard: list[int] = field(default_factory=list)
    host: Entity | None = None

    @property
    def actors(self) -> frozenset[str]:
        """Ids of the actors whose side somebody takes."""
        return frozenset(entity.actor_id for entity in self.parts if entity.actor_id)

    def last_heard(self, sentence: int) -> int:
        """Sentence in which it was last spoken of by a given one."""
        return max((each for each in self.heard if each <= sentence), default=self.sentence)

    @property
    def people(self) -> frozenset[Entity]:
        """The named persons among the participants."""
        return frozenset(entity for entity in self.parts if entity.kind == "person")


@dataclass(frozen=True, slots=True)
class Scene:
    """One sentence with all that was read in it.

    Attributes
    ----------
    since : datetime.date or None
        The last day told before it.
    mode_before : str
        How the last meeting told before it was held.
    """

    sentence: Sentence
    units: tuple[Unit, ...]
    mentions: tuple[Mention, ...]
    clause: Clause
    frames: tuple[Frame, ...]
    since: dt.date | None = None
    mode_before: str = ""


def unit_of(scene: Scene, trigger: Trigger) -> int:
    """Index of the unit in which a trigger begins."""
    return next(index for index, unit in enumerate(scene.units) if unit.last > trigger.first)


def is_nearest(scene: Scene, unit: int, trigger: Trigger) -> bool:
    """Whether a date or place belongs to a trigger: it is the nearest one, the earlier of two as near."""
    telling = [frame.trigger for frame in scene.frames if frame.sides and frame.trigger.kind != "concur"]
    if trigger.kind != "visit":  # "departs on Sunday on a trip to A" is one journey
        telling += [
            item.trigger for item in scene.clause.items if item.trigger and item.trigger.kind in ("visit", "arrive")
        ]
    telling += [item.trigger for item in scene.clause.items if item.trigger and _may_own_days(item.trigger)]
    telling.append(trigger)
    following = [each for each in scene.units[unit + 1 : unit + 3] if each.code != "c"]
    if scene.units[unit].code == "Y" and following and str(following[0].value) == "when":  # "June 8, when A met B"
        telling = [each for each in telling if unit_of(scene, each) > unit] or telling
    found = [
        (_distance(scene.units, unit_of(scene, each), unit), each.first, index) for index, each in enumerate(telling)
    ]
    return telling[min(found)[2]] == trigger


def _may_own_days(trigger: Trigger) -> bool:
    """Whether a date may be its own though it tells of no meeting: "a possible summit next month"."""
    return trigger.kind == "gather" or (trigger.is_noun and trigger.effect == "skip")


def _distance(units: Sequence[Unit], trigger: int, unit: int) -> int:
    """Units between a trigger and a date or place, where the border of a clause counts for many."""
    between = units[min(trigger, unit) + 1 : max(trigger, unit)]
    borders = sum(each.code in "ket" or str(each.value) == ";" for each in between)
    commas = sum(each.code == "c" for each in between)
    is_anew = unit < trigger and between and "n" in (between[-1].code, between[-2:][0].code)
    if is_anew or (unit < trigger and "cn" in "".join(each.code for each in between)):
        borders += 2  # "met A in B and flew on", "met A on Friday, and B left": the second verb begins anew
    return abs(trigger - unit) + _BORDER * borders + _COMMA * commas


def crosses_clause(units: Sequence[Unit], first: int, last: int) -> bool:
    """Whether a new clause opens between two units, other than with a word that opens a mere phrase."""
    is_open = is_aside = False
    before = ""
    for unit in units[first + 1 : last]:
        if unit.code == "e" or (unit.code == "k" and str(unit.value) not in word_set("bridging_words")):
            is_open, is_aside = True, before == "c"
        elif unit.code == "c" and is_aside:  # "the meeting, which A had asked for, took place on …"
            is_open = is_aside = False
        before = unit.code
    return is_open


def leaves_aside(units: Sequence[Unit], first: int, last: int) -> bool:
    """Whether a later unit stands in the main clause after the relative one: "A, who met B, died in C on Sunday"."""
    row = "".join(unit.code for unit in units[:last])
    opened = row.rfind("e", 0, first)
    closed = row.find("c", first)
    if opened < 0 or "c" in row[opened:first] or closed < 0 or closed + 1 >= last:
        return False
    verb = units[closed + 1]
    return verb.code == "x" and (str(verb.value).endswith("ed") or str(verb.value) in word_set("irregular_verbs"))


def crosses_quote(units: Sequence[Unit], first: int, last: int) -> bool:
    """Whether one of two units stands inside a quotation and the other outside."""
    low, high = sorted((first, last))
    return sum(unit.code == "q" for unit in units[low:high]) % 2 == 1
