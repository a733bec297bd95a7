"""Tie mentions of one person, office or body to one entity, and pronouns to their antecedents."""

from __future__ import annotations

import bisect
import dataclasses
import functools
import re
from collections import Counter
from collections.abc import Sequence

from parley.linking.entities import Entity, ends_alike, folded_name, is_counterpart, parts_of_name, same_name, sides_of
from parley.linking.offices import actor_homes, actor_kinds, office_of_title, office_rank
from parley.linking.places import PlaceMention
from parley.linking.tenures import held_office, holder_actor, leader_of_surname, may_have, monarch_of_name
from parley.mentions.mention import Mention
from parley.mentions.phrasebook import word_set
from parley.model import Span

_NEAR = 400
"""Code points within which an organisation is the sender of an envoy told without one."""
_RANKS = frozenset({"military", "official", "group_leader"})
"""Offices of a title that often belongs to somebody who holds a higher one: a marshal, a party chairman."""
_VARIOUS = frozenset({"minister", "deputy_minister", "official", "envoy", "ambassador", "igo_official", "military"})
"""Offices of which a state has several holders at a time."""
_LABEL = 4
"""Capitals of which a word has more when it is somebody's name."""
_HISTORY = 3
"""Sentences back to which "the two countries" may reach."""
_REACH = 20
"""How many entities back a mention may reach, so that time stays linear in the text."""


@functools.cache
def _sport_jobs() -> re.Pattern[str]:
    jobs = "|".join(sorted(word_set("sport_jobs")))
    return re.compile(rf"\b(?:{jobs})\b")


class Discourse:
    """The entities of one article, in the order of their first mention."""

    def __init__(
        self,
        text: str,
        dateline: PlaceMention | None = None,
        day: str = "0000-00-00",
        publisher_state: str | None = None,
    ) -> None:
        self._text = text
        self.dateline = dateline
        self.is_of_sport = _sport_jobs().search(text) is not None
        self._publisher = publisher_state
        self._home = publisher_state or (dateline.country_code if dateline else None)
        self._day = day
        self.entities: list[Entity] = []
        self._last: list[Entity] = []
        self._recent: list[Entity] = []
        self._oblique: set[Entity] = set()
        self._governed: set[Entity] = set()
        self._protagonist: Entity | None = None
        self._history: list[list[Entity]] = []
        self._by_part: dict[str, list[Entity]] = {}
        self._states: list[tuple[int, str]] = []
        self._organisations: list[tuple[int, str]] = []
        self._groups: Counter[str] = Counter()
        self._bodies: dict[str, Entity] = {}
        self._actors_here: list[str] = []
        self.aliases: dict[Entity, Entity] = {}
        self.openers: dict[int, Entity] = {}
        self.pairs: dict[int, tuple[Entity, ...]] = {}
        self.run: int | None = None  # the sentence that announces several meetings of somebody

    def read(self, sentences: Sequence[Sequence[Mention]]) -> None:
        """Resolve all mentions: names first, so that a surname may stand before the full name."""
        for mentions in sentences:
            for mention in mentions:
                if mention.is_owned_by_body and mention.actor_id is None:
                    self._take_body(mention)
                if mention.actor_id and actor_kinds().get(mention.actor_id) == "state":
                    self._states.append((mention.start, mention.actor_id))
                if mention.actor_id and actor_kinds().get(mention.actor_id) == "non_state_group":
                    self._groups[mention.actor_id] += 1
                if mention.posting:
                    self._states.append((mention.start, mention.posting))
                if mention.actor_id and actor_kinds().get(mention.actor_id) == "igo":
                    self._organisations.append((mention.start, mention.actor_id))
                if mention.kind == "person":
                    self._register_person(mention)
        for entity in self.entities:
            self._ground(entity)
        for mention in (mention for mentions in sentences for mention in mentions if mention.owner):
            self._take_side_of_owner(mention)
        known = (e for e in self.entities if e.is_grounded and (e.title or (e.actor_id and e.office != "unknown")))
        self._protagonist = next(known, None)
        for mentions in sentences:
            self._name_office(mentions)
            self._resolve_sentence(mentions)
        self._name_offices()
        for mention in (mention for mentions in sentences for mention in mentions):
            mention.entity = self.aliases.get(mention.entity, mention.entity)
        for entity in self.entities:
            self._settle(entity)

    def _take_body(self, mention: Mention) -> None:
        """Let "the group's leader" be the armed group's and "the country's premier" that of the state just named."""
        is_group = mention.pronoun.split(" ")[1:2] == ["group's"] or "movement" in mention.pronoun
        if is_group and self._groups:
            mention.actor_id = self._groups.most_common(1)[0][0]
        elif self._states:
            mention.actor_id = self._home_of_group() or self._states[-1][1]

    def _take_side_of_owner(self, mention: Mention) -> None:
        """Let the sister in "Kim's sister" represent whom he represents."""
        owner = mention.owner.entity if mention.owner is not None else None
        if owner is not None and mention.entity is not None and mention.entity.actor_id is None:
            mention.entity.actor_id = owner.actor_id

    def _register_person(self, mention: Mention) -> None:
        entity = self._find_person(mention)
        if entity is None:
            entity = Entity("person", mention.name, mention.name_span, first_seen=mention.start)
            self.entities.append(entity)
            self._index(entity)
        elif len(mention.name) > len(entity.name):
            entity.name, entity.name_span = mention.name, mention.name_span
            self._index(entity)
        mention.entity = entity
        self._enrich(entity, mention)

    def _index(self, entity: Entity) -> None:
        for part in parts_of_name(entity.name):
            held = self._by_part.setdefault(part, [])
            if entity not in held[-1:]:
                held.append(entity)

    def _find_person(self, mention: Mention) -> Entity | None:
        name = folded_name(mention.name)
        known = [*reversed(self._by_part.get(name[-1], [])[-_REACH:] or self._by_part.get(name[0], [])[-_REACH:])]
        known.sort(key=lambda entity: name[-1] not in folded_name(entity.name)[-1])  # a surname before a given name
        for entity in known:
            if not same_name(name, folded_name(entity.name)) or _is_other_royal(mention, entity):
                continue
            if (
                mention.actor_id
                and entity.actor_id
                and mention.actor_id != entity.actor_id
                and len(name) < len(entity.name)
            ):
                continue
            return entity
        return None

    def _enrich(self, entity: Entity, mention: Mention) -> None:
        if mention.title is not None and entity.title is None:
            self._set_title(entity, mention)
        if mention.leads and entity.office == "unknown":
            entity.office = office_of_title("leader", (), mention.actor_id)
        if mention.actor_id and not entity.actor_id:
            entity.actor_id, entity.actor_span = mention.actor_id, mention.actor_span
        entity.is_grounded = entity.is_grounded or mention.head_code == "N" or bool(mention.title or mention.actor_id)

    def _set_title(self, entity: Entity, mention: Mention) -> None:
        assert mention.title_span is not None
        assert mention.title is not None
        span = mention.title_span
        if is_counterpart(mention) and mention.actor_span and mention.actor_span.end <= span.start:
            span = Span(mention.actor_span.start, span.end)  # codebook: "Saudi counterpart" keeps it
        entity.title = self._text[span.start : span.end]
        entity.title_span = span
        entity.titles_read = mention.title_unit or (mention.title,)
        entity.modifiers = mention.modifiers

    def _resolve_sentence(self, mentions: Sequence[Mention]) -> None:
        here: list[Entity] = []
        self._governed = set()
        self._actors_here = [mention.actor_id for mention in mentions if mention.actor_id]
        for mention in mentions:
            self._take_owner(mention, here)
            if mention.entity is None:
                mention.entity = self._resolve(mention, here)
            elif mention.pronoun and is_counterpart(mention):
                self._take_office(mention.entity, here)
            if mention.kind == "collective" or mention.pronoun in word_set("plural_pronouns"):
                mention.pair = (
                    (self._their_offices(mention, here or self._last) if _of_their_states(mention, self._text) else ())
                    or sides_of(here)
                    or sides_of(self._last)
                    or self._their_offices(mention, here or self._last)
                    or self._bodies_of(here)
                )
                if mention.title is not None and self._text[mention.start : mention.start + 4].lower() in (
                    "his ",
                    "her ",
                ):
                    mention.pair = ()  # "his generals" are not those just named
                mention.party = tuple(entity for entity in here if entity.kind == "person" and entity.actor_id)
            if isinstance(mention.entity, Entity) and not mention.possessor and mention.entity not in here:
                if mention.is_oblique:
                    self._governed.add(mention.entity)
                here.append(mention.entity)
                self._recent.append(mention.entity)
                del self._recent[: -2 * _REACH]
        is_governed = all(entity in self._governed for entity in here)  # "His talks with A lasted long. He …"
        self._last = [*here, *(entity for entity in self._last if is_governed and entity not in here)]
        if here:
            upright = {mention.entity for mention in mentions if not mention.is_oblique}
            self._oblique = (set(here) - upright) | (self._oblique if is_governed else set())
        self._history = [*self._history, here][-_HISTORY:]
        opener = next((entity for entity in here if entity.kind != "delegation" and entity.is_grounded), None)
        if opener is not None and mentions:
            self.openers[mentions[0].sentence] = opener
            self.pairs[mentions[0].sentence] = sides_of([entity for entity in here if entity.is_grounded])

    def _bodies_of(self, here: Sequence[Entity]) -> tuple[Entity, ...]:
        """Find the two states or bodies last named, one sentence after the other: "the two countries"."""
        found: dict[str, Entity] = {}
        for entities in (here, *reversed(self._history)):
            for entity in entities:
                if entity.actor_id is not None and entity.is_grounded:
                    found.setdefault(entity.actor_id, entity)
            if len(found) > 1:
                break
        return tuple(found.values()) if len(found) == 2 else ()

    def _name_office(self, mentions: Sequence[Mention]) -> None:
        """Let a bare name that opens a sentence be the office-holder who opened the one before.

        "The UN special envoy says … Razali Ismail says …": wires name the speaker in the second sentence.
        """
        if not mentions or mentions[0].kind != "person" or not self._last:
            return
        person, office = mentions[0].entity, self._last[0]
        is_bare = person.title is None and person.actor_id is None and person.first_seen == mentions[0].start
        if not is_bare or office.kind != "office" or len(person.name) < 2 or office.actor_id is None:
            return
        person.title, person.title_span, person.titles_read = office.title, office.title_span, office.titles_read
        person.modifiers, person.office = office.modifiers, office.office
        person.actor_id, person.actor_span, person.is_grounded = office.actor_id, office.actor_span, True
        self.aliases[office] = person

    def _name_offices(self) -> None:
        """Let "Australia's foreign minister" be Foreign Minister Downer, named later without a state."""
        offices = [entity for entity in self.entities if entity.kind == "office" and entity not in self.aliases]
        for person in self.entities:
            if person.kind != "person" or person.title is None or person.actor_span is not None:
                continue
            wanted = self._office_if(person)
            open_ones = [
                office
                for office in offices
                if office.office == wanted != "unknown"
                and office.first_seen < person.first_seen
                and person.actor_id in (None, office.actor_id)
                and (wanted not in _VARIOUS or (office.title or "").casefold() == person.title.casefold())
            ]
            if len(open_ones) == 1:
                person.actor_id, person.actor_span = open_ones[0].actor_id, open_ones[0].actor_span
                person.is_grounded = True
                self.aliases[open_ones[0]] = person
                offices.remove(open_ones[0])

    def _take_owner(self, mention: Mention, here: Sequence[Entity]) -> None:
        """Let "his foreign minister" represent whom he represents."""
        if not mention.pronoun or mention.title is None or mention.actor_id is not None or is_counterpart(mention):
            return
        owners = [other for other in (*here, *self._last) if other is not mention.entity and other.actor_id]
        if mention.pronoun == "its":  # the foreign minister is a country's, not a person's
            nearest = [*reversed([other for other in owners if other in here]), *reversed(owners)]
            owners = [other for other in nearest if other.kind == "delegation"]
        owner = next(iter(owners), None)
        if owner is None:
            return
        mention.actor_id = owner.actor_id
        if mention.entity is not None and mention.entity.actor_id is None:
            mention.entity.actor_id = owner.actor_id

    def _resolve(self, mention: Mention, here: Sequence[Entity]) -> Entity | None:
        if mention.kind == "pronoun":
            return self._antecedent(mention, here)
        if mention.kind == "office":
            return self._office(mention, here)
        if mention.kind == "role":
            return self._role(mention) or self._implied(mention)
        if mention.kind == "government":
            state = self._home_of_group() or self._state_before(mention.start)
            return self.body(state, Span(mention.start, mention.end)) if state else None
        if mention.kind == "rebels":
            return self._group_told(mention)
        if mention.kind in ("delegation", "actor", "pair"):
            assert mention.actor_id is not None
            return self.body(mention.actor_id, mention.actor_span or Span(mention.start, mention.end))
        return None

    def _group_told(self, mention: Mention) -> Entity | None:
        """The armed group that the sentence, else the article, tells of most."""
        own = [mention.actor_id] if mention.actor_id else []
        groups = [actor for actor in own + self._actors_here if actor_kinds().get(actor) == "non_state_group"]
        groups += [actor for actor, _ in self._groups.most_common(1)]
        if not groups:
            return None
        mention.kind, mention.actor_id = "delegation", groups[0]
        mention.actor_span = Span(mention.start, mention.end)
        return self.body(groups[0], mention.actor_span)

    def _home_of_group(self) -> str | None:
        """The state whose government faces the armed group that the sentence, else the article, tells of."""
        groups = [actor for actor in self._actors_here if actor_kinds().get(actor) == "non_state_group"]
        groups += [actor for actor, _ in self._groups.most_common(1)]
        home = actor_homes().get(groups[0]) if groups else None
        return home if home in {self._home, *(state for _, state in self._states)} else None

    def _antecedent(self, mention: Mention, here: Sequence[Entity]) -> Entity | None:
        if mention.pronoun in word_set("plural_pronouns"):
            return None
        subjects = [entity for entity in here if entity.kind != "delegation"]
        if mention.pronoun == "him" and len(subjects) == 1:
            subjects = []  # nobody meets himself
        people = [*subjects, *(entity for entity in self._last if entity.kind != "delegation")]
        people.sort(  # a bare name may be no person at all; an office tells of its own people
            key=lambda entity: (
                not entity.is_grounded,
                self._publisher is not None and entity.actor_id != self._publisher,
                entity in self._governed,
                entity in self._oblique,
                entity not in subjects or mention.pronoun not in ("he", "she"),
                entity is not self._protagonist,
            )
        )
        return people[0] if people else None

    def _office(self, mention: Mention, here: Sequence[Entity]) -> Entity:
        if is_counterpart(mention):
            entity = self._new_office(mention)
            self._take_office(entity, here)
            return entity
        wanted = self._office_of(mention)
        for entity in reversed(self._recent):
            if (
                entity.actor_id == mention.actor_id
                and entity.kind != "delegation"
                and (self._compatible(entity, mention, wanted) or self._is_reprise(entity, mention))
            ):
                return entity
        return self._named_before(mention) or self._new_office(mention)

    def _named_before(self, mention: Mention) -> Entity | None:
        """Take "the Saudi prince" for the prince just named, whose country nothing else told."""
        for entity in reversed(self._last):
            is_open = entity.kind == "person" and entity.actor_id is None
            if is_open and mention.is_definite and ends_alike(entity.title, self._text, mention):
                entity.actor_id, entity.actor_span = mention.actor_id, mention.actor_span
                return entity
        return None

    def _new_office(self, mention: Mention) -> Entity:
        entity = Entity("office", first_seen=mention.start, is_grounded=True)
        self.entities.append(entity)
        self._enrich(entity, mention)
        entity.office = self._office_of(mention)
        return entity

    def _office_of(self, mention: Mention) -> str:
        assert mention.title_span is not None
        text = self._text[mention.title_span.start : mention.title_span.end]
        return office_of_title(text, mention.title_unit or (), mention.actor_id, mention.modifiers)

    def _compatible(self, entity: Entity, mention: Mention, wanted: str) -> bool:
        if entity.office == "unknown" and entity.title is not None:
            self._settle(entity)
        if entity.office == wanted and wanted != "unknown":
            return wanted != "minister" or ends_alike(entity.title, self._text, mention)
        return ends_alike(entity.title, self._text, mention)

    def _is_reprise(self, entity: Entity, mention: Mention) -> bool:
        """Whether "the former Ukrainian prime minister" or "the U.S. diplomat" takes up a person just named."""
        assert mention.title is not None
        if entity.kind != "person" or not mention.is_definite:
            return False
        return "former" in mention.modifiers or mention.title.phrase in word_set("generic_titles")

    def _their_offices(self, mention: Mention, sides: Sequence[Entity]) -> tuple[Entity, ...]:
        """Read "India and Pakistan agreed that their foreign secretaries will meet": an office for each side."""
        actors = [side for side in sides if side.actor_id]
        is_theirs = self._text[mention.start : mention.end].lower().startswith("their ")
        if mention.title is None or len(actors) < 2 or not is_theirs:
            return ()
        found = []
        for side in actors:
            own = dataclasses.replace(mention, actor_id=side.actor_id, actor_span=side.actor_span)
            found.append(self._new_office(own))
        return tuple(found)

    def _take_office(self, entity: Entity, here: Sequence[Entity]) -> None:
        """Give "his Saudi counterpart" the office of the person he is a counterpart of."""
        subjects_last = sorted(here, key=lambda other: other not in self._governed)
        for other in (*reversed(subjects_last), *self._last):
            if other is not entity and other.kind in ("person", "office"):
                self._settle(other)
                if other.office != "unknown":
                    entity.office = other.office
                    return

    def _role(self, mention: Mention) -> Entity | None:
        wanted = self._office_of(mention)
        people = [entity for entity in reversed(self._recent) if entity.kind != "delegation"]
        people.sort(key=lambda entity: (entity is not self._protagonist, entity in self._oblique))
        assert mention.title is not None
        royal = word_set("royal_titles")
        is_royal = mention.title.phrase in royal  # "His Majesty" is no president
        if is_royal:
            people = [each for each in people if any(title.phrase in royal for title in each.titles_read)]
        alike = next((entity for entity in people if ends_alike(entity.title, self._text, mention)), None)
        return alike or next((each for each in people if is_royal or self._compatible(each, mention, wanted)), None)

    def office_of(self, mention: Mention, actor_id: str) -> Entity:
        """Take "the president" that nothing explains for that of a state."""
        mention.actor_id = actor_id
        office = self._office(mention, ())
        mention.entity = office
        return office

    def _implied(self, mention: Mention) -> Entity | None:
        """Take "the Taoiseach" for an office of the one state that has it."""
        assert mention.title is not None
        if not mention.title.implies_actor:
            return None
        mention.actor_id, mention.actor_span = mention.title.implies_actor, mention.title_span
        return self._new_office(mention)

    def _office_if(self, entity: Entity) -> str:
        """Office of an entity supposing that it belongs to a state."""
        if entity.title is None:
            return "unknown"
        return office_of_title(entity.title, entity.titles_read, None, entity.modifiers)

    def _sender(self, entity: Entity) -> str | None:
        """An envoy or secretary-general told without a body belongs to the organisation named just before."""
        office = office_of_title(entity.title or "", entity.titles_read, None, entity.modifiers)
        if self._groups and any(title.phrase in word_set("rebel_titles") for title in entity.titles_read):
            return self._groups.most_common(1)[0][0]
        if office not in ("envoy", "igo_official") or not self._organisations:
            return None
        at = bisect.bisect_left(self._organisations, (entity.first_seen, "")) - 1
        if at < 0 or entity.first_seen - self._organisations[at][0] > _NEAR:
            return None
        return self._organisations[at][1]

    def _likely_state(self, entity: Entity) -> str | None:
        """Take the state of the office that writes or of the dateline, else the last named that has such an office."""
        at = bisect.bisect_left(self._states, (entity.first_seen, ""))
        named = [state for _, state in (*reversed(self._states[max(0, at - _REACH) : at]), *self._states[at : at + 1])]
        states = [self._home, *named] if self._home else named
        fitting = (state for state in states if may_have(state, entity.title or "", entity.titles_read))
        return next(fitting, None) or self._home or self._state_before(entity.first_seen)

    def _state_before(self, offset: int) -> str | None:
        if not self._states:
            return None
        at = bisect.bisect_left(self._states, (offset, "")) - 1
        if at < 0:
            return Counter(state for _, state in self._states).most_common(1)[0][0]
        return self._states[at][1]

    def body(self, actor_id: str, span: Span) -> Entity:
        """Return the entity that stands for an actor with nobody named, making it when there is none."""
        if actor_id not in self._bodies:
            body = Entity("delegation", actor_id=actor_id, actor_span=span, first_seen=span.start, is_grounded=True)
            self._bodies[actor_id] = body
            self.entities.append(body)
        return self._bodies[actor_id]

    def _ground(self, entity: Entity) -> None:
        """Let the tenures of the time tell whom a name represents, and in which office."""
        if entity.actor_id is None and entity.name:
            is_royal = any(title.phrase in word_set("royal_titles") for title in entity.titles_read)
            entity.actor_id = holder_actor(entity.name, self._office_if(entity), self._day, is_royal)
            if entity.actor_id is None and is_royal and len(entity.name) == 1:
                entity.actor_id = monarch_of_name(
                    entity.name[0], self._day, {self._home or "", *(state for _, state in self._states)}
                )
            entity.is_grounded = entity.is_grounded or entity.actor_id is not None
        if (
            entity.actor_id is None
            and len(entity.name) == 1
            and (entity.title is None or self._office_if(entity) in _RANKS)
        ):
            is_label = entity.name[0].isupper() and len(entity.name[0]) < _LABEL  # the "IL" of "IL-18"
            leader = None if is_label else leader_of_surname(entity.name[0], self._day)
            if leader is not None:
                (entity.actor_id, entity.office), entity.is_grounded = leader, True
        if entity.office in _RANKS and entity.title is not None and entity.actor_id is not None:
            held = held_office(entity.name, entity.actor_id, self._day, is_exact=True)
            if held is not None and office_rank(held) < office_rank(entity.office):
                entity.office = held  # codebook, section 2: of two offices the higher; "Marshal Tito"
        is_untitled = entity.title is None or any(
            t.phrase in word_set("counterpart_titles") for t in entity.titles_read
        )
        if entity.office == "unknown" and is_untitled and entity.actor_id is not None:
            entity.office = held_office(entity.name, entity.actor_id, self._day) or "unknown"

    def _settle(self, entity: Entity) -> None:
        """Decide an entity's actor and office from all that was read of it."""
        implied = next((title.implies_actor for title in entity.titles_read if title.implies_actor), "")
        if entity.actor_id is None and implied:
            entity.actor_id, entity.actor_span = implied, entity.title_span
        self._ground(entity)
        if entity.actor_id is None and entity.title is not None:
            entity.actor_id = self._sender(entity) or self._likely_state(entity)
            entity.is_guessed = True
        if entity.office == "unknown" and entity.title is not None:
            entity.office = office_of_title(entity.title, entity.titles_read, entity.actor_id, entity.modifiers)
            self._ground(entity)


def _of_their_states(mention: Mention, text: str) -> bool:
    """Whether it is "their countries' prime ministers", and not they themselves."""
    return re.match(r"their \w+['’]", text[mention.start : mention.end], re.IGNORECASE) is not None


def _is_other_royal(mention: Mention, entity: Entity) -> bool:
    """Whether one is a king and the other a prince of the same name: "Prince Mohammed bin Salman", "King Salman"."""
    if mention.title is None or not entity.titles_read or len(mention.name) == len(entity.name):
        return False
    mine, theirs = mention.title.phrase, {title.phrase for title in entity.titles_read}
    royal = word_set("royal_titles")
    return mine in royal and not theirs.isdisjoint(royal) and mine not in theirs
