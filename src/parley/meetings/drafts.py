"""Turn the frames of a sentence into draft meetings: who, when, where, how, and with which words.

Codebook, sections 1 and 2.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field

from parley.linking.calendar import Period, resolve_date
from parley.linking.coreference import Discourse, Entity, kind_of_actor
from parley.linking.places import PlaceMention, capital_name, find_places, read_place
from parley.meetings.clauses import Clause
from parley.meetings.completion import missing_side
from parley.meetings.slots import Frame
from parley.meetings.triggers import Trigger, find_mode
from parley.mentions.dates import counted
from parley.mentions.people import Mention
from parley.mentions.phrasebook import word_set
from parley.mentions.scanner import Unit
from parley.model import Span
from parley.text.document import Sentence

_RECALL = 4
"""Sentences within which "they" and "the two leaders" take up the last meeting told."""
_COMMA = 3
_BORDER = 8
"""How many units the border of a clause counts for when a date or place looks for its predicate."""


@dataclass(slots=True)
class Draft:
    """A meeting in the making; later drafts of the same encounter are merged into it.

    Attributes
    ----------
    parts : dict of Entity to str
        Participants in the order of the text, with their capacity.
    joined : dict of Entity to str
        Those of whom a later sentence only tells that they sat in or mediated.
    heard : int
        Sentence in which it was last spoken of; -1 for none after the first.
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
    joined: dict[Entity, str] = field(default_factory=dict)
    heard: int = -1
    host: Entity | None = None

    @property
    def actors(self) -> frozenset[str]:
        """Ids of the actors whose side somebody takes."""
        return frozenset(entity.actor_id for entity in self.parts if entity.actor_id)

    @property
    def people(self) -> frozenset[Entity]:
        """The named persons among the participants."""
        return frozenset(entity for entity in self.parts if entity.kind == "person")


@dataclass(frozen=True, slots=True)
class Scene:
    """One sentence with all that was read in it."""

    sentence: Sentence
    units: tuple[Unit, ...]
    mentions: tuple[Mention, ...]
    clause: Clause
    frames: tuple[Frame, ...]


def drafts_of(
    scene: Scene, text: str, published: dt.date, told: Sequence[Draft], discourse: Discourse
) -> tuple[list[Draft], list[Draft]]:
    """Draft the meetings of one sentence.

    Parameters
    ----------
    scene : Scene
    text : str
    published : datetime.date
    told : sequence of Draft
        The drafts of the sentences before, latest last: what "they" and "the talks" may refer to.
    discourse : Discourse

    Returns
    -------
    drafts, updates : list of Draft
        New drafts, and drafts without participants of their own that tell more of the latest one told.
    """
    drafts: list[Draft] = []
    updates: list[Draft] = []
    is_sport = bool({token.lower for token in scene.sentence.tokens} & word_set("sport_words"))
    for frame in scene.frames:
        if is_sport and not any(mention.title for side in frame.sides for mention in side):
            continue
        base = _draft(scene, frame, text, published, discourse.dateline)
        if frame.kind == "reference":
            base.joined = _joined(frame, [*told, *drafts])
            if _is_assembly(frame, base, told):
                drafts.append(_copy(base, dict.fromkeys(base.joined, "principal")))
            else:
                updates.append(base)
            continue
        proposed: list[Draft] = []
        for sides in _distributed(scene, frame):
            parts = _parts(sides, frame, [*told, *drafts], scene)
            for host in _hosts(frame):
                draft = _copy(base, dict(parts))
                if frame.kind == "visit":
                    _add_host(draft, frame, host, scene, text, discourse)
                drop_shadowed(draft)
                proposed.append(draft)
        for draft in proposed:
            _complete(draft, frame, scene, [*told, *drafts])
            _part_guessed(draft, [*told, *drafts])
            if all(entity.kind == "person" and entity.office == "unknown" for entity in draft.parts):
                continue  # two names without an office are players, not parties
            if frame.trigger.kind == "concur" and draft.mode not in ("phone", "video"):
                continue
            is_unsure = draft.is_weak or frame.trigger.kind == "discuss"
            is_new = not (is_unsure and frame.effect in ("planned", "infinitive")) and not _is_mere_mention(
                frame, draft
            )
            if (len(draft.actors) >= 2 or _is_conference(frame, draft)) and is_new:
                drafts.append(draft)
            else:
                updates.append(draft)
    return drafts, updates


def _complete(draft: Draft, frame: Frame, scene: Scene, told: Sequence[Draft]) -> None:
    """Add the side that the grammar did not find, unless the parts already told of a meeting explain it."""
    if (
        len(draft.actors) != 1
        or frame.is_weak
        or frame.effect == "infinitive"
        or any(draft.parts.keys() <= other.parts.keys() for other in told[-3:])
    ):
        return
    is_reception = frame.trigger.is_passive and frame.trigger.kind == "host"
    host = (
        next(iter(told[-1].parts), None) if told and is_reception and draft.sentence - told[-1].sentence < 3 else None
    )
    found = missing_side(frame, _unit_of(scene, frame.trigger), list(draft.parts), scene.mentions, host)
    entity = found.entity if isinstance(found, Mention) else found
    if entity is not None:
        draft.parts[entity] = "principal"


def _is_mere_mention(frame: Frame, draft: Draft) -> bool:
    """Whether a noun names states at talks but asserts nothing of when or where: "talks between Iran and the EU"."""
    return (
        frame.trigger.is_noun
        and not frame.has_verb
        and draft.period is None
        and draft.place is None
        and all(entity.kind == "delegation" for entity in draft.parts)
    )


def _draft(scene: Scene, frame: Frame, text: str, published: dt.date, dateline: PlaceMention | None) -> Draft:
    trigger = frame.trigger
    tokens = scene.sentence.tokens
    span = Span(tokens[trigger.first].start, tokens[trigger.last - 1].end)
    light = _widened(scene, frame)
    draft = Draft(frame.kind, scene.sentence.number, scene.sentence.paragraph, light or span, is_weak=frame.is_weak)
    draft.is_background = _is_background(scene, frame)
    draft.is_context = frame.is_context
    draft.is_further = bool(
        {token.lower for token in tokens[max(0, trigger.first - 4) : trigger.last]} & word_set("further_words")
    )
    draft.is_nominal = frame.trigger.is_noun and not frame.has_verb
    mode = find_mode(tokens[max(0, trigger.first - 12) : trigger.last + 14]) if frame.mode != "phone" else None
    if mode is not None and (mode[0] != "in_person"):
        offset = max(0, trigger.first - 12)
        draft.mode, draft.mode_span = mode[0], Span(tokens[offset + mode[1]].start, tokens[offset + mode[2] - 1].end)
    else:
        draft.mode, draft.mode_span = frame.mode, draft.trigger_span
    _set_time(draft, scene, frame, published)
    draft.is_weak = draft.is_weak and draft.mode not in ("phone", "video")
    if draft.mode not in ("phone", "video"):
        draft.place = _place(scene, frame, text, dateline)
    return draft


def _is_background(scene: Scene, frame: Frame) -> bool:
    """Whether the predicate, its light verb or its clause ("after X saw Y") looks back behind the story."""
    if frame.trigger.is_background:
        return True
    for index in range(frame.at - 1, max(-1, frame.at - 10), -1):
        item = scene.clause.items[index]
        if item.trigger is not None and item.trigger.kind == "light":
            return item.trigger.is_background
    return False


def _widened(scene: Scene, frame: Frame) -> Span | None:
    """Let the words of meeting include the light verb: "held talks"."""
    if not frame.trigger.is_noun:
        return None
    for index in range(frame.at - 1, max(-1, frame.at - 10), -1):
        item = scene.clause.items[index]
        if item.trigger is not None and not item.trigger.is_noun:
            tokens = scene.sentence.tokens
            return Span(tokens[item.trigger.first].start, tokens[frame.trigger.last - 1].end)
        if item.code not in "dyxXAMI#-":
            return None
    return None


def _unit_of(scene: Scene, trigger: Trigger) -> int:
    return next(index for index, unit in enumerate(scene.units) if unit.last > trigger.first)


def _is_nearest(scene: Scene, unit: int, trigger: Trigger) -> bool:
    """Whether a date or place belongs to a trigger: it is the nearest one, the earlier of two as near."""
    telling = [frame.trigger for frame in scene.frames if frame.sides and frame.trigger.kind != "concur"]
    telling += [
        item.trigger for item in scene.clause.items if item.trigger and item.trigger.kind in ("visit", "arrive")
    ]
    telling.append(trigger)
    found = [
        (_distance(scene.units, _unit_of(scene, each), unit), each.first, index) for index, each in enumerate(telling)
    ]
    return telling[min(found)[2]] == trigger


def _distance(units: Sequence[Unit], trigger: int, unit: int) -> int:
    """Units between a trigger and a date or place, where the border of a clause counts for many."""
    between = units[min(trigger, unit) + 1 : max(trigger, unit)]
    borders = sum(each.code in "ket;" for each in between)
    commas = sum(each.code == "c" for each in between)
    if unit < trigger and between and "n" in (between[-1].code, between[-2:][0].code):
        borders += 2  # "met A in B and flew on": the second verb begins anew
    return abs(trigger - unit) + _BORDER * borders + _COMMA * commas


def _is_new_day(scene: Scene, index: int) -> bool:
    """Whether a date is the one a meeting was moved to: "postponed until May 3"."""
    before = [str(unit.value) for unit in scene.units[max(0, index - 4) : index]]
    return bool(set(before[-2:]) & {"to", "until", "till", "for"}) and bool(set(before) & word_set("moving_words"))


def _stretch(draft: Draft, scene: Scene, frame: Frame) -> None:
    """Let "a three-day visit from February 6" last three days."""
    period, span = draft.period, draft.date_span
    assert period is not None
    assert span is not None
    tokens = scene.sentence.tokens
    around = tokens[max(0, frame.trigger.first - 6) : frame.trigger.last + 1]
    days = next((int(number) for token in around if (number := _duration(token.lower))), 1)
    opens = any(token.lower in word_set("opening_words") for token in tokens if token.end <= span.start + 1)
    if days > 1 and opens and period.start == period.end:
        draft.period = dataclasses.replace(period, end=period.end + dt.timedelta(days=days - 1))


def _duration(word: str) -> int:
    """Days of "three-day" or "3-day"; 0 for other words."""
    number, _, unit = word.partition("-")
    if unit != "day":
        return 0
    return int(number) if number.isdigit() else counted(number)


def _is_present(scene: Scene, frame: Frame) -> bool:
    """Whether the verb stands in the present: "begins a visit on Monday" looks ahead."""
    verbs = [
        frame.trigger,
        *(item.trigger for item in scene.clause.items[max(0, frame.at - 6) : frame.at] if item.trigger),
    ]
    return any(not verb.is_noun and verb.form == "third" for verb in verbs)


def _set_time(draft: Draft, scene: Scene, frame: Frame, published: dt.date) -> None:
    is_future = frame.effect in ("planned", "postponed", "cancelled", "infinitive") or _is_present(scene, frame)
    draft.status = {"infinitive": "planned"}.get(frame.effect, frame.effect)
    candidates = []
    position = frame.anchor or _unit_of(scene, frame.trigger)
    for index, unit in enumerate(scene.units):
        if frame.anchor is not None and index < frame.anchor:
            continue
        if (
            unit.code != "Y"
            or (_is_of_something_else(scene.units, index) and not _owns_trigger(scene.units, index, position))
            or not _is_nearest(scene, index, frame.trigger)
            or _crosses_quote(scene.units, position, index)
            or (index > position and not is_future and _crosses_clause(scene.units, position, index))
        ):
            continue
        period = resolve_date(unit.value, published, is_future)
        if period is not None:
            candidates.append((_coarseness(period), abs(index - position), index, period))
    if candidates:
        if frame.effect == "postponed":  # the new day wins over the old one
            candidates = [each for each in candidates if _is_new_day(scene, each[2])] or candidates
        _, _, index, draft.period = min(candidates)
        draft.date_span = Span(scene.units[index].start, scene.units[index].end)
    if draft.period is not None:
        _stretch(draft, scene, frame)
        _fit_status(draft, published)


def _fit_status(draft: Draft, published: dt.date) -> None:
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
    after = units[index + 1] if index + 1 < len(units) else None
    if before is not None and before.code in "kf" and str(before.value) in word_set("bounding_words"):
        return not (before.value == "from" and units[index].value.kind == "day")
    return after is not None and (after.code == "g" or (after.code == "x" and units[index].value.kind == "year"))


def _owns_trigger(units: Sequence[Unit], index: int, trigger: int) -> bool:
    """Whether the date is the meeting's own: "Tuesday's meeting with A"."""
    return index + 1 < len(units) and units[index + 1].code == "g" and 0 < trigger - index <= 4


def _place(scene: Scene, frame: Frame, text: str, dateline: PlaceMention | None) -> PlaceMention | None:
    actors = {mention.actor_id for mention in scene.mentions if mention.actor_id}
    position = _unit_of(scene, frame.trigger)
    where = _place_of_where(scene, position, text)
    if where is not None:
        return where
    found = []
    for index, place in find_places(scene.units, text, actors):
        is_told = frame.effect in ("planned", "postponed", "cancelled")
        if index > position and not is_told and _crosses_clause(scene.units, position, index):
            continue
        if any(m.kind in ("person", "office") and m.first <= index < m.last > m.first + 1 for m in scene.mentions):
            continue  # "the ambassador in Vilnius" may sit anywhere
        if _is_nearest(scene, index, frame.trigger) and not _is_in_subject_matter(scene, frame, index, place):
            found.append((place.place_name is None, abs(index - position), place.span, place))
    if found:
        return min(found)[3]
    is_here = any(unit.code == "y" and unit.value in word_set("here_words") for unit in scene.units)
    return dateline if is_here or _names_the_capital(scene) else None


def _names_the_capital(scene: Scene) -> bool:
    """Whether "in the capital" or "in the city" stands for the town of the dateline (codebook, section 1)."""
    for first, second, third in zip(scene.units, scene.units[1:], scene.units[2:], strict=False):
        if first.code == "i" and second.code in "dh" and str(third.value) in word_set("dateline_words"):
            return True
    return False


def _crosses_quote(units: Sequence[Unit], first: int, last: int) -> bool:
    """Whether one of two units stands inside a quotation and the other outside."""
    low, high = sorted((first, last))
    return sum(unit.code == "q" for unit in units[low:high]) % 2 == 1


def _place_of_where(scene: Scene, position: int, text: str) -> PlaceMention | None:
    """The place before "where": "flew on to Kuwait City, where he held talks"."""
    for index in range(position - 1, max(0, position - 12), -1):
        unit = scene.units[index]
        if unit.code == "k" and unit.value == "where":
            before = index - 1 - (scene.units[index - 1].code == "c")
            if before >= 0:
                return read_place(scene.units, before, text, ())
        if unit.code in "ke;":
            return None
    return None


def _crosses_clause(units: Sequence[Unit], first: int, last: int) -> bool:
    """Whether a new clause opens between two units, other than with a word that opens a mere phrase."""
    return any(
        unit.code == "e" or (unit.code == "k" and str(unit.value) not in word_set("bridging_words"))
        for unit in units[first + 1 : last]
    )


def _is_in_subject_matter(scene: Scene, frame: Frame, index: int, place: PlaceMention) -> bool:
    """Whether a place only tells what was talked about: "discussed the situation in Syria"."""
    begin = _unit_of(scene, frame.trigger)
    between = range(begin, index)
    is_matter = frame.trigger.kind == "discuss" or any(
        str(scene.units[i].value) in word_set("matter_prepositions")
        and scene.units[i + 1].code != "Y"
        and not (set(_words_at(scene, i + 1, 2)) & word_set("occasion_words"))
        for i in between
    )
    if not is_matter or index < begin:
        return False
    is_dated = "Y" in (unit.code for unit in scene.units[index + 1 : index + 3])
    return not (place.place_name and (is_dated or place.country_code in _actors_of(frame)))


def _words_at(scene: Scene, first: int, count: int) -> list[str]:
    return [str(unit.value) for unit in scene.units[first : first + count]]


def _actors_of(frame: Frame) -> set[str]:
    entities = (mention.entity for side in frame.sides for mention in side)
    return {entity.actor_id for entity in entities if entity is not None and entity.actor_id}


def drop_shadowed(draft: Draft) -> None:
    """A delegation whose head is named is the head's row alone; so is an office whose holder is named."""
    for entity in list(draft.parts):
        others = [other for other in draft.parts if other is not entity and other.actor_id == entity.actor_id]
        shadowed_delegation = entity.kind == "delegation" and any(other.kind != "delegation" for other in others)
        shadowed_office = entity.kind == "office" and any(
            other.kind == "person" and other.office == entity.office for other in others
        )
        if shadowed_delegation or shadowed_office:
            del draft.parts[entity]


def _distributed(scene: Scene, frame: Frame) -> list[list[list[Mention]]]:
    """Part "spoke separately with A, B and C" into one meeting per counterpart."""
    if len(frame.sides) < 2 or len(frame.sides[-1]) < 2 or frame.kind != "exchange":
        return [frame.sides]
    words = {token.lower for token in scene.sentence.tokens}
    is_call = frame.mode == "phone" or frame.trigger.kind in ("call", "speak")
    words_before = {
        token.lower for token in scene.sentence.tokens[max(0, frame.trigger.first - 3) : frame.trigger.last]
    }
    is_plural_noun = bool(words_before & word_set("plural_meetings")) and bool(words_before & word_set("pairing_words"))
    if not (
        words & word_set("distributive_words")
        or is_plural_noun
        or (is_call and len({m.actor_id for m in frame.sides[-1]}) > 1)
    ):
        return [frame.sides]
    return [[*frame.sides[:-1], [mention]] for mention in frame.sides[-1]]


def _parts(sides: Sequence[Sequence[Mention]], frame: Frame, told: Sequence[Draft], scene: Scene) -> dict[Entity, str]:
    parts: dict[Entity, str] = {}
    for side in sides:
        for mention in side:
            for entity in entities_of(mention, told):
                parts.setdefault(entity, "principal")
    for entity, capacity in _joined(frame, told).items():
        if capacity == "mediator" or entity not in parts:
            parts[entity] = capacity
    return parts


def _joined(frame: Frame, told: Sequence[Draft]) -> dict[Entity, str]:
    """Those who accompanied, attended or mediated; delegations that sat in are not listed."""
    joined: dict[Entity, str] = {}
    for mention in frame.attendees:
        for entity in entities_of(mention, told):
            if entity.kind != "delegation":
                joined[entity] = "attendee"
    for mention in frame.mediators:
        for entity in entities_of(mention, told):
            joined[entity] = "mediator"
    return joined


def entities_of(mention: Mention, told: Sequence[Draft]) -> list[Entity]:
    """Whom a mention stands for; "they" and "the two leaders" are those of the latest meeting."""
    if mention.kind == "collective" or mention.pronoun in word_set("plural_pronouns"):
        if mention.kind == "person":
            return [mention.entity]
        if told and mention.pair and {entity.actor_id for entity in mention.pair} == told[-1].actors:
            return [entity for entity in mention.pair if entity.is_grounded]
        if told and mention.sentence - told[-1].sentence <= _RECALL and not (mention.title and mention.pair):
            return [entity for entity in told[-1].parts if told[-1].parts[entity] == "principal"]
        return [entity for entity in mention.pair if entity.actor_id is not None and entity.is_grounded]
    entity = mention.entity
    if entity is None or entity.actor_id is None or not entity.is_grounded:
        return []
    return [entity]


def _copy(base: Draft, parts: dict[Entity, str]) -> Draft:
    return dataclasses.replace(base, parts=parts, joined={})


def _part_guessed(draft: Draft, told: Sequence[Draft]) -> None:
    """Give a title without a state that of the place, where the state named nearest would leave but one side."""
    guessed = [entity for entity in draft.parts if entity.is_guessed]
    if len(guessed) != 1 or not any(
        entity is not guessed[0] and entity.actor_id == guessed[0].actor_id for entity in draft.parts
    ):
        return
    places = [draft.place, *(other.place for other in told[-1:])]
    host = next((place.country_code for place in places if place is not None and place.country_code), None)
    if host is not None and host not in draft.actors:
        guessed[0].actor_id = host


def _is_assembly(frame: Frame, base: Draft, told: Sequence[Draft]) -> bool:
    """Whether "the summit was attended by A, B and C" is all that the text says of who met."""
    actors = {entity.actor_id for entity, capacity in base.joined.items() if capacity == "attendee"}
    is_told = any(base.sentence - draft.sentence <= _RECALL for draft in told)
    least = {"talk": 2, "gathering": 2, "setting": 2, "presence": 3}.get(frame.trigger.kind)
    return least is not None and len(actors - {None}) >= least and not is_told


def _hosts(frame: Frame) -> list[Mention | None]:
    """One host for each country of a tour: "will visit Latvia, the Netherlands and Georgia"."""
    item = frame.host_place
    return list(item.mentions) if item is not None and len(item.mentions) > 1 else [None]


def _add_host(draft: Draft, frame: Frame, host: Mention | None, scene: Scene, text: str, discourse: Discourse) -> None:
    """A visit with no interlocutor named is a meeting with the host state (codebook, section 1)."""
    item = frame.host_place
    assert item is not None
    unit = scene.units[item.last - 1]
    actor: str | None
    if item.mentions:
        mention = host or item.mentions[0]
        actor, span = mention.actor_id, mention.actor_span or Span(unit.start, unit.end)
        town = capital_name(text[span.start : span.end]) if mention.head_code == "K" else None
        place = PlaceMention(span, town, actor)
    elif unit.code == "K":
        actor, span = unit.value, Span(unit.start, unit.end)
        place = PlaceMention(span, capital_name(text[unit.start : unit.end]), actor)
    elif unit.code in "CA":
        actor, span = unit.value, Span(unit.start, unit.end)
        place = PlaceMention(span, None, actor)
    else:
        actor, span = unit.value.country_code, Span(unit.start, unit.end)
        place = PlaceMention(span, unit.value.place_name, actor)
    if actor is None or kind_of_actor(actor) != "state":
        return
    if host is not None or draft.place is None or draft.place.country_code != place.country_code:
        draft.place = place
    if actor not in draft.actors:
        draft.host = discourse.body(actor, span)
        draft.parts[draft.host] = "principal"


def _is_conference(frame: Frame, draft: Draft) -> bool:
    """Whether a body's own members meet: "ASEAN foreign ministers met in Jakarta"."""
    plural = any(mention.is_plural for side in frame.sides for mention in side)
    is_summit = frame.kind == "gathering" and frame.is_of_body and draft.period is not None
    return (plural or is_summit) and any(kind_of_actor(actor) == "igo" for actor in draft.actors)
