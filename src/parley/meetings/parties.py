"""Find who stands behind the mentions of a frame, and share them out among the meetings it tells.

Codebook, section 2.
"""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Sequence

from parley.linking.coreference import Discourse
from parley.linking.entities import Entity, is_any_leader, kind_of_actor
from parley.linking.offices import actor_homes
from parley.linking.places import PlaceMention, capital_name
from parley.meetings.completion import missing_side
from parley.meetings.scenes import Draft, Scene, unit_of
from parley.meetings.slots import Frame
from parley.mentions.mention import Mention
from parley.mentions.phrasebook import word_set
from parley.model import Span

_RECALL = 7
"""Sentences within which "they" and "the two leaders" take up the last meeting told."""


_NEAR = 3
"""Sentences after a meeting in which "the president" is that of the host."""
_RECENT = 4
"""Meetings told last, of which one person's run is."""


def distributed(scene: Scene, frame: Frame, told: Sequence[Draft]) -> list[list[list[Mention]]]:
    """Part "spoke separately with A, B and C" and "met with each leader" into one meeting per counterpart."""
    if len(frame.sides) < 2 or frame.kind != "exchange":
        return [frame.sides]
    last = _each_of(frame.sides[-1], told)
    if len(last) < 2 and len(frame.sides[0]) > 1 and _is_each_told(scene, frame):
        return [[[mention], *frame.sides[1:]] for mention in frame.sides[0]]  # "A, B and C each met D"
    if len(last) < 2:
        return [frame.sides]
    words = {token.lower for token in scene.sentence.tokens} | {
        str(unit.value) for unit in scene.units if unit.code == "y"
    }
    is_call = frame.mode == "phone" or (frame.trigger.kind in ("call", "speak") and frame.mode != "video")
    words_before = {
        token.lower for token in scene.sentence.tokens[max(0, frame.trigger.first - 3) : frame.trigger.last]
    }
    is_plural_noun = bool(words_before & word_set("plural_meetings")) and (
        bool(words_before & word_set("pairing_words")) or not words_before & word_set("collective_meetings")
    )
    is_aside = bool(words & word_set("sideline_words")) and len({m.first for m in last}) > 1
    if not (
        is_aside
        or scene.sentence.is_list
        or words & word_set("distributive_words")
        or is_plural_noun
        or (is_call and len({_actor_of(mention) for mention in last}) > 1)
    ):
        return [frame.sides]
    return [[*frame.sides[:-1], [mention]] for mention in last]


def _is_each_told(scene: Scene, frame: Frame) -> bool:
    """Whether "each" stands between the subject and its verb."""
    ends = [mention.last for mention in frame.sides[0]]
    between = scene.units[max(ends) : unit_of(scene, frame.trigger)]
    return any(str(unit.value) == "each" for unit in between)


def _each_of(side: Sequence[Mention], told: Sequence[Draft]) -> list[Mention]:
    """Take "each leader" and "the two" apart into the people they stand for."""
    if len(side) != 1 or not (side[0].kind == "collective" or side[0].pronoun in word_set("plural_pronouns")):
        return list(side)
    entities = entities_of(side[0], told)
    return [dataclasses.replace(side[0], kind=each.kind, pronoun="", entity=each) for each in entities] or list(side)


def _actor_of(mention: Mention) -> str | None:
    return mention.entity.actor_id if mention.entity is not None else mention.actor_id


def parts_of(sides: Sequence[Sequence[Mention]], frame: Frame, told: Sequence[Draft]) -> dict[Entity, str]:
    """List the participants of one encounter in the order of the text, each with its capacity."""
    parts: dict[Entity, str] = {}
    named = {mention.actor_id for side in sides for mention in side if mention.name}
    for side in sides:
        for mention in side:
            entities = entities_of(mention, told)
            if len(entities) > 1 and named:  # "they were received by A" leaves out those of A's own side
                entities = [entity for entity in entities if entity.actor_id not in named]
            for entity in entities:
                parts.setdefault(entity, "principal")
    for entity, capacity in joined_of(frame, told).items():
        if capacity == "mediator" or entity not in parts:
            parts[entity] = capacity
    return parts


def place_roles(frame: Frame, base: Draft, told: Sequence[Draft], discourse: Discourse) -> None:
    """Give "held talks with the president" the president of where it was, where no person explains the title."""
    roles = [m for side in frame.sides[1:] for m in side if m.kind == "role" and m.entity is None and not m.is_plural]
    others = {m.entity.actor_id for side in frame.sides[:1] for m in side if m.entity is not None}
    near = [base.place, *(draft.place for draft in reversed(told[-3:]) if base.sentence - draft.sentence <= 3)]
    state = next((place.country_code for place in near if place is not None and place.country_code), None)
    if state is None or state in others:
        last = [draft for draft in told[-1:] if base.sentence - draft.sentence <= _NEAR and len(draft.actors) == 2]
        hosts = [actor for draft in last if draft.actors & others for actor in draft.actors - others]
        state = next((actor for actor in hosts if kind_of_actor(actor) == "state"), state)
    if roles and state is not None and state not in others:
        for mention in roles:
            discourse.office_of(mention, state)


def joined_of(frame: Frame, told: Sequence[Draft]) -> dict[Entity, str]:
    """Those who accompanied, attended or mediated; delegations that sat in are not listed."""
    joined: dict[Entity, str] = {}
    for mention in frame.attendees:
        for entity in entities_of(mention, told):
            if entity.kind != "delegation":
                joined[entity] = "attendee"
    for mention in frame.delegates:
        for entity in entities_of(mention, told):
            joined[entity] = "principal"
    for mention in frame.mediators:
        for entity in entities_of(mention, told):
            joined[entity] = "mediator"
    return joined


def entities_of(mention: Mention, told: Sequence[Draft]) -> list[Entity]:
    """Whom a mention stands for; "they" and "the two leaders" are those of the latest meeting."""
    if mention.kind == "collective" or mention.pronoun in word_set("plural_pronouns"):
        if mention.kind == "person":
            return [mention.entity]
        if (
            mention.is_opening
            and mention.party
            and mention.title is None
            and not (told and set(mention.party) & told[-1].parts.keys())
        ):
            return list(mention.party)  # "A joined a delegation of ministers to B, where they were received by C"
        if told and mention.pronoun and told[-1].sentence == mention.sentence:
            return [entity for entity in told[-1].parts if told[-1].parts[entity] == "principal"]
        if len(told) > 1 and told[-1].sentence == told[-2].sentence and len({e.actor_id for e in mention.pair}) > 2:
            return [entity for entity in told[-1].parts if told[-1].parts[entity] == "principal"]  # "during the calls"
        if told and mention.pair and {entity.actor_id for entity in mention.pair} == told[-1].actors:
            parts = told[-1].parts
            return [each for each in mention.pair if each.is_grounded and parts.get(each, "principal") == "principal"]
        if told and mention.sentence - told[-1].sentence <= _RECALL and not (mention.title and mention.pair):
            return [entity for entity in told[-1].parts if told[-1].parts[entity] == "principal"]
        return [entity for entity in mention.pair if entity.actor_id is not None and entity.is_grounded]
    entity = mention.entity
    if entity is None or entity.actor_id is None or not entity.is_grounded:
        return []
    return [entity]


def drop_shadowed(draft: Draft) -> None:
    """A delegation whose head is named is the head's row alone; so is an office whose holder is named."""
    for entity in list(draft.parts):
        others = [other for other in draft.parts if other is not entity and other.actor_id == entity.actor_id]
        shadowed_delegation = entity.kind == "delegation" and any(other.kind != "delegation" for other in others)
        shadowed_office = entity.kind == "office" and any(
            other.kind == "person" and (other.office == entity.office or is_any_leader(entity)) for other in others
        )
        if shadowed_delegation or shadowed_office:
            del draft.parts[entity]


def complete(draft: Draft, frame: Frame, scene: Scene, told: Sequence[Draft], discourse: Discourse) -> None:
    """Add the side that the grammar did not find, unless the parts already told of a meeting explain it."""
    if (
        len(draft.actors) != 1
        or frame.is_weak
        or (frame.sides and all(m.is_plural and kind_of_actor(m.actor_id) == "igo" for m in frame.sides[0]))
        or frame.effect == "infinitive"
        or _has_stranger(frame)
        or _is_domestic(frame)
        or (frame.trigger.kind in ("meet", "gather") and all(m.head_code == "O" for side in frame.sides for m in side))
        or any(draft.parts.keys() <= other.parts.keys() for other in told[-3:])
    ):
        return
    is_reception = frame.trigger.is_passive and frame.trigger.kind == "host"
    host = (
        next(iter(told[-1].parts), None) if told and is_reception and draft.sentence - told[-1].sentence < 3 else None
    )
    unit = unit_of(scene, frame.trigger)
    owners = {str(each.value) for each in scene.units[max(0, unit - 3) : unit] if each.code in "hd"}
    is_told = frame.trigger.is_noun and (draft.period is not None or draft.place is not None)
    is_theirs = "their" in owners or (is_told and bool(owners & {"his", "her", "the"}))
    opener = discourse.openers.get(scene.sentence.number - 1) if is_theirs else host
    if opener is None and (_lacks_subject(frame) or (owners & {"his", "her", "the"} and _is_with_people(frame))):
        opener = _protagonist(told, discourse)
    taken = [
        mention
        for other in scene.frames
        if other is not frame and other.trigger.is_noun and len(other.sides) == 1
        for mention in other.sides[0]
        if mention.is_oblique
    ]
    found = missing_side(frame, unit, list(draft.parts), scene.mentions, opener, taken)
    entity = found.entity if isinstance(found, Mention) else found
    if entity is not None:
        draft.parts[entity] = "principal"
    elif _is_guest(draft, frame, told) and not _is_joined_by_strangers(frame, scene):
        assert draft.place is not None
        assert draft.place.country_code is not None
        draft.parts[discourse.body(draft.place.country_code, draft.place.span)] = "principal"


def _has_stranger(frame: Frame) -> bool:
    """Whether a side is told whose actor nothing tells: "to meet a delegation from MODEL"."""
    last = frame.sides[-1] if len(frame.sides) > 1 else ()
    return any(m.kind in ("person", "strangers") and (m.entity is None or m.entity.actor_id is None) for m in last)


def _is_domestic(frame: Frame) -> bool:
    """Whether both sides are told and are of one state: "was met at the airport by his vice-president"."""
    sides = [
        [m.entity for m in side if m.kind in ("person", "office") and m.entity is not None] for side in frame.sides
    ]
    return len(sides) > 1 and all(sides) and not any(entity.is_guessed for side in sides for entity in side)


def _is_with_people(frame: Frame) -> bool:
    """Whether "the meeting with A" names a person and no more."""
    people = [mention.kind in ("person", "office") for side in frame.sides for mention in side]
    return frame.trigger.kind in ("talk", "call") and len(people) == 1 and all(people)


def _lacks_subject(frame: Frame) -> bool:
    """Whether only those met are told: "talks with A and B are planned", or "he" is not known."""
    mentions = [mention for side in frame.sides for mention in side]
    is_open = any(mention.kind in ("pronoun", "role") and mention.entity is None for mention in mentions)
    people = [mention for mention in mentions if mention.kind in ("person", "office")]
    if frame.trigger.is_noun:
        return frame.trigger.kind in ("talk", "call") and bool(people) and (is_open or len(people) == len(mentions))
    return is_open and bool(people)


def _protagonist(told: Sequence[Draft], discourse: Discourse) -> Entity | None:
    """Whose meetings the text tells one after the other: who met most of late, else who opens the text."""
    met = Counter(entity for draft in told[-_RECENT:] for entity in draft.parts if entity.kind != "delegation")
    often = [entity for entity, count in met.most_common(1) if count > 1]
    openers = [discourse.openers[number] for number in sorted(discourse.openers)[:1]]
    return next(iter(often or [entity for entity in openers if not met or entity in met]), None)


def _is_joined_by_strangers(frame: Frame, scene: Scene) -> bool:
    """Whether others whom nothing names are in the subject: "Iran and six world powers"."""
    ends = {mention.last for side in frame.sides for mention in side}
    return any(end < len(scene.units) and scene.units[end].code == "n" for end in ends)


def _is_guest(draft: Draft, frame: Frame, told: Sequence[Draft]) -> bool:
    """Whether one side alone is told to hold talks in another's country: with whom if not with the host state."""
    place = draft.place.country_code if draft.place is not None else None
    actor = next(iter(draft.actors))
    is_known = any(actor in other.actors for other in told)
    is_received = frame.trigger.is_passive and frame.trigger.kind == "host"
    is_told = frame.has_verb and ((frame.trigger.is_noun and frame.trigger.kind == "talk") or is_received)
    is_told = is_told and frame.trigger.word not in word_set("plural_meetings") - word_set("collective_meetings")
    is_partner = any(mention.is_oblique for side in frame.sides for mention in side)
    return (
        bool(place) and not is_partner and place != actor and is_told and not is_known and kind_of_actor(actor) != "igo"
    )


def part_guessed(draft: Draft, told: Sequence[Draft]) -> None:
    """Give a title without a state that of the place, where the state named nearest would leave but one side."""
    guessed = [entity for entity, capacity in draft.parts.items() if entity.is_guessed and capacity == "principal"]
    homes = {actor_homes().get(actor) for actor in draft.actors if kind_of_actor(actor) == "non_state_group"} - {None}
    is_pair = len(guessed) == 1 and len(draft.actors) == 2 and kind_of_actor(guessed[0].actor_id) == "state"
    if len(homes) == 1 and is_pair and guessed[0].office not in ("envoy", "ambassador"):
        guessed[0].actor_id = homes.pop()  # a government that talks with its rebels abroad
        return
    known = {entity.actor_id for entity in draft.parts if not entity.is_guessed}
    if not guessed or not known & {entity.actor_id for entity in guessed}:
        return
    places = [draft.place, *(other.place for other in told[-1:])]
    host = next((place.country_code for place in places if place is not None and place.country_code), None)
    if host is not None and host not in known & {entity.actor_id for entity in guessed}:
        for entity in guessed:
            entity.actor_id = host if entity.actor_id in known else entity.actor_id


def is_assembly(frame: Frame, base: Draft, told: Sequence[Draft]) -> bool:
    """Whether "the summit was attended by A, B and C" is all that the text says of who met."""
    actors = {entity.actor_id for entity, capacity in base.joined.items() if capacity == "attendee"}
    is_told = any(base.sentence - draft.sentence <= _RECALL for draft in told)
    least = {"talk": 2, "gathering": 2, "setting": 2, "presence": 3}.get(frame.trigger.kind)
    return least is not None and len(actors - {None}) >= least and not is_told


def hosts_of(frame: Frame) -> list[Mention | None]:
    """One host for each country of a tour: "will visit Latvia, the Netherlands and Georgia"."""
    item = frame.host_place
    return list(item.mentions) if item is not None and len(item.mentions) > 1 else [None]


def add_host(draft: Draft, frame: Frame, host: Mention | None, scene: Scene, text: str, discourse: Discourse) -> None:
    """A visit with no interlocutor named is a meeting with the host state (codebook, section 1)."""
    actor, span, place = host_place(frame, host, scene, text)
    if actor is None or kind_of_actor(actor) != "state":
        return
    is_named = place.place_name is not None and frame.trigger.kind == "arrive"
    if host is not None or is_named or draft.place is None or draft.place.country_code != place.country_code:
        draft.place = place
    if actor not in draft.actors:
        draft.host = discourse.body(actor, span)
        draft.parts[draft.host] = "principal"


def host_place(frame: Frame, host: Mention | None, scene: Scene, text: str) -> tuple[str | None, Span, PlaceMention]:
    """Find the state that a journey leads to, the words that name it, and the place."""
    item = frame.host_place
    assert item is not None
    unit = scene.units[item.last - 1]
    if item.mentions:
        mention = host or item.mentions[0]
        actor, span = mention.actor_id, mention.actor_span or Span(unit.start, unit.end)
        town = capital_name(text[span.start : span.end]) if mention.head_code == "K" else None
        return actor, span, PlaceMention(span, town, actor)
    span = Span(unit.start, unit.end)
    if unit.code == "K":
        return unit.value, span, PlaceMention(span, capital_name(text[unit.start : unit.end]), unit.value)
    if unit.code in "CA":
        return unit.value, span, PlaceMention(span, None, unit.value)
    state = unit.value.country_code
    return state, span, PlaceMention(span, unit.value.place_name, state)
