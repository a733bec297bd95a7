"""Turn the frames of a sentence into draft meetings: who, when, where, how, and with which words.

Codebook, sections 1 and 2.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Sequence

from parley.linking.coreference import Discourse
from parley.linking.entities import Entity, kind_of_actor
from parley.linking.places import PlaceMention
from parley.meetings.parties import (
    add_host,
    complete,
    distributed,
    drop_shadowed,
    entities_of,
    host_place,
    hosts_of,
    is_assembly,
    joined_of,
    part_guessed,
    parts_of,
    place_roles,
)
from parley.meetings.scenes import Draft, Scene
from parley.meetings.slots import Frame
from parley.meetings.timing import set_time
from parley.meetings.triggers import find_mode
from parley.meetings.whereabouts import place_of
from parley.mentions.mention import Mention
from parley.mentions.phrasebook import word_set
from parley.model import Span

_THOUGHT = 14
"""Tokens after a noun of meeting in which "would" makes it a mere thought."""
_NEWS = dt.timedelta(days=45)
"""How old the day of a meeting may be that the news tells of without a day elsewhere."""
_SEQUEL = 3
"""Sentences after a meeting in which "To A, the King said …" tells of the next one."""


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
    said = {token.lower for token in scene.sentence.tokens}
    if said & word_set("hoax_words"):
        return [], []
    is_sport = discourse.is_of_sport or bool(said & word_set("sport_words")) or _is_final(scene)
    for frame in scene.frames:
        if is_sport and not any(mention.title for side in frame.sides for mention in side):
            continue
        base = _draft(scene, frame, text, published, discourse.dateline)
        if _is_of_told_summit(scene, frame, told):
            everyone = [entity for side in frame.sides for m in side for entity in entities_of(m, told)]
            base.joined = {**dict.fromkeys(everyone, "attendee"), **joined_of(frame, told)}
            updates.append(base)
            continue
        if frame.kind == "reference":
            base.joined = joined_of(frame, [*told, *drafts])
            theirs = _owners(scene, frame, [*told, *drafts], discourse)
            if is_assembly(frame, base, told):
                drafts.append(_copy(base, dict.fromkeys(base.joined, "principal")))
            elif theirs:
                drafts.append(_copy(base, {**dict.fromkeys(theirs, "principal"), **base.joined}))
            else:
                updates.append(base)
            continue
        is_run = discourse.run is not None and base.sentence - discourse.run <= _SEQUEL
        if frame.is_sequel and not is_run and not any(base.sentence - draft.sentence <= _SEQUEL for draft in told):
            continue
        if _takes_up_remote(frame, base, told):
            base.mode = told[-1].mode
        place_roles(frame, base, [*told, *drafts], discourse)
        proposed: list[Draft] = []
        for sides in distributed(scene, frame, [*told, *drafts]):
            parts = parts_of(sides, frame, [*told, *drafts])
            for host in hosts_of(frame):
                draft = _copy(base, dict(parts))
                if frame.kind == "visit":
                    _leave_hosts(draft, sides, told)
                    add_host(draft, frame, host, scene, text, discourse)
                elif frame.host_place is not None:
                    there = host_place(frame, host, scene, text)[2]
                    draft.place = _nearer(draft.place, there, frame.kind == "exchange")
                drop_shadowed(draft)
                proposed.append(draft)
        for draft in proposed:
            part_guessed(draft, [*told, *drafts])
            complete(draft, frame, scene, [*told, *drafts], discourse)
            is_bare = all(mention.kind == "person" for side in frame.sides for mention in side)
            is_talk = frame.trigger.is_noun and frame.trigger.kind == "talk"
            if (
                is_bare
                and not is_talk
                and all(entity.office == "unknown" and entity.title is None for entity in draft.parts)
            ):
                continue  # two names without an office are players, not parties
            if frame.trigger.kind == "concur" and draft.mode not in ("phone", "video"):
                continue
            if frame.trigger.kind == "tell" and not _is_told_where(draft):
                continue
            is_unsure = draft.is_weak or frame.trigger.kind == "discuss"
            is_dated = draft.period is not None and len(draft.people) > 1 and draft.period.start >= published
            is_vague = is_unsure and frame.effect in ("planned", "infinitive") and not is_dated
            is_new = (
                not (is_vague or _is_supposed(scene, frame, draft))
                and not _is_mere_mention(frame, draft)
                and not _is_of_several_visits(frame, draft)
                and not _has_private_side(draft)
            )
            if (len(draft.actors) >= 2 or _is_conference(frame, draft)) and is_new:
                drafts.append(draft)
            else:
                updates.append(draft)
                if frame.trigger.word in word_set("plural_meetings") and len(draft.people) == 1:
                    discourse.run = draft.sentence  # "had two meetings. The first was with A"
    return drafts, updates


def _nearer(told: PlaceMention | None, there: PlaceMention, is_aim: bool) -> PlaceMention:
    """Prefer where a journey leads to another country's town that the sentence names."""
    if told is None or (is_aim and not (told.place_name and told.country_code == there.country_code)):
        return there
    return told


def _leave_hosts(draft: Draft, sides: Sequence[Sequence[Mention]], told: Sequence[Draft]) -> None:
    """Let "they leave for C on Friday" be the guests, not those who received them."""
    pronouns = [mention for side in sides for mention in side if mention.pronoun or mention.kind == "collective"]
    place = told[-1].place if told and pronouns else None
    if place is not None and len(draft.actors) > 1:
        guests = {entity: role for entity, role in draft.parts.items() if entity.actor_id != place.country_code}
        draft.parts = guests or draft.parts


def _is_final(scene: Scene) -> bool:
    """Whether teams met: "in the final of the Nations League"."""
    lowers = [token.lower for token in scene.sentence.tokens]
    return any(
        lowers[at] == "final"
        and lowers[at - 1] == "the"
        and lowers[at - 2] == "in"
        and lowers[at + 1 : at + 2] != ["round"]
        for at in range(2, len(lowers))
    )


def _takes_up_remote(frame: Frame, base: Draft, told: Sequence[Draft]) -> bool:
    """Whether "the leaders met" only takes up the call or video conference just told."""
    mentions = [mention for side in frame.sides for mention in side]
    is_near = bool(told) and base.sentence - told[-1].sentence <= 2 and told[-1].mode in ("phone", "video")
    is_plain = base.period is None and base.place is None and frame.trigger.kind in ("meet", "gather")
    return is_near and is_plain and all(mention.kind == "collective" or mention.pronoun for mention in mentions)


def _is_of_told_summit(scene: Scene, frame: Frame, told: Sequence[Draft]) -> bool:
    """Whether "A, who chaired the meeting, was flanked by B" tells who was at the summit just told."""
    if not frame.trigger.is_noun or frame.kind not in ("exchange", "gathering") or len(frame.sides) != 1 or not told:
        return False
    last = told[-1]
    is_summit = last.kind == "gathering" and any(kind_of_actor(actor) == "igo" for actor in last.actors)
    first = frame.trigger.first
    is_definite = first > 0 and scene.sentence.tokens[first - 1].lower in word_set("definite_words")
    return is_summit and is_definite and scene.sentence.number - last.sentence <= 2


def _is_supposed(scene: Scene, frame: Frame, draft: Draft) -> bool:
    """Whether a meeting is only thought of: "a meeting between A and B would be historic"."""
    tokens = scene.sentence.tokens
    if draft.status == "planned" and draft.period is None and draft.place is None and frame.trigger.is_noun:
        before = {token.lower for token in tokens[max(0, frame.trigger.first - 3) : frame.trigger.first]}
        return bool(before & {"begin", "start", "open", "launch"})  # "agreed to begin talks"
    after = {token.lower for token in tokens[frame.trigger.last : frame.trigger.last + _THOUGHT]}
    is_open = draft.status == "held" and draft.period is None and draft.place is None and not frame.has_verb
    return frame.trigger.is_noun and is_open and bool(after & {"would", "could", "might", "may"})


def _owners(scene: Scene, frame: Frame, told: Sequence[Draft], discourse: Discourse) -> tuple[Entity, ...]:
    """Read "Their first encounter lasted an hour" of the two whom the sentence before names, and so "the talks"."""
    first, number = frame.trigger.first, scene.sentence.number
    owners = {token.lower for token in scene.sentence.tokens[max(0, first - 4) : first]}
    pair = discourse.pairs.get(number - 1, ())
    is_plain = frame.trigger.is_noun and frame.trigger.kind in ("talk", "call") and frame.effect == "held"
    is_theirs = "their" in owners or ("the" in owners and not told and frame.trigger.word in word_set("talk_nouns"))
    if not is_theirs or len(pair) != 2 or not is_plain or not all(entity.is_grounded for entity in pair):
        return ()
    actors = {entity.actor_id for entity in pair}
    return () if any(actors <= draft.actors for draft in told) else pair


def _is_of_several_visits(frame: Frame, draft: Draft) -> bool:
    """Whether "visits to A and B" are told without their days."""
    is_plural = frame.kind == "visit" and frame.trigger.is_noun and frame.trigger.word.endswith("s")
    return is_plural and draft.status == "held" and draft.period is None


def _has_private_side(draft: Draft) -> bool:
    """Whether an unnamed private citizen of a state is a side: no political actor (codebook, section 1)."""
    return any(
        entity.kind == "office" and entity.office == "private" and kind_of_actor(entity.actor_id) == "state"
        for entity in draft.parts
    )


def _is_mere_mention(frame: Frame, draft: Draft) -> bool:
    """Whether a word names states at talks but asserts nothing of when or where: "talks between Iran and the EU"."""
    is_present = frame.trigger.kind == "meet" and frame.trigger.form in ("base", "third")  # where two borders meet
    is_bare_verb = (frame.trigger.kind == "speak" and draft.mode not in ("phone", "video")) or is_present
    return (
        (frame.trigger.is_noun or is_bare_verb)
        and frame.effect in ("held", "ongoing")
        and (is_bare_verb or not frame.has_verb)
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
    draft.is_context, draft.is_of_body = frame.is_context, frame.is_of_body
    draft.is_further = bool(
        {token.lower for token in tokens[max(0, trigger.first - 4) : trigger.last]} & word_set("further_words")
    )
    words = {token.lower for token in tokens[max(0, trigger.first - 3) : trigger.last]}
    draft.is_pair = trigger.is_noun and bool(words & word_set("pairing_words"))
    draft.is_nominal = frame.trigger.is_noun and not frame.has_verb
    calls = [item.trigger for item in scene.clause.items if item.trigger and item.trigger.kind == "call"]
    is_mute = trigger.kind in ("concur", "discuss", "tell")  # "On the telephone on Monday A and B considered …"
    offset = max(
        [0, 0 if is_mute else trigger.first - 12, *(call.last for call in calls if call.last <= trigger.first)]
    )
    end = min([trigger.last + 14, *(call.first for call in calls if call.first >= trigger.last)])
    mode = find_mode(tokens[offset:end]) if frame.mode != "phone" else None
    if mode is not None and (mode[0] != "in_person"):
        draft.mode, draft.mode_span = mode[0], Span(tokens[offset + mode[1]].start, tokens[offset + mode[2] - 1].end)
    else:
        is_call = frame.trigger.kind in ("speak", "discuss") and scene.mode_before in ("phone", "video")
        is_taken_up = frame.trigger.kind == "opening" or ((is_call or frame.is_sequel) and not frame.mode)
        draft.mode = scene.mode_before if is_taken_up else frame.mode
        draft.mode_span = draft.trigger_span
    if trigger.is_noun and scene.mode_before in ("phone", "video") and "separate" in words and frame.mode != "phone":
        draft.mode, draft.mode_span = scene.mode_before, draft.trigger_span  # "… in phone talks. In separate talks …"
    if not draft.mode and {token.lower for token in tokens} & word_set("sideline_words"):
        draft.mode = "in_person"  # on the margins of a summit
    set_time(draft, scene, frame, published)
    draft.is_history = draft.period is not None and published - draft.period.end > _NEWS
    draft.is_context = draft.is_context and draft.status != "planned"  # "who arrives in A on May 3"
    draft.is_weak = draft.is_weak and draft.mode not in ("phone", "video") and not _is_aside(scene, frame)
    if draft.mode not in ("phone", "video"):
        draft.place = place_of(scene, frame, text, dateline)
    return draft


def _is_told_where(draft: Draft) -> bool:
    """Whether who told somebody something did it by phone, or in a town on a day."""
    return draft.mode in ("phone", "video") or (draft.place is not None and draft.period is not None)


def _is_aside(scene: Scene, frame: Frame) -> bool:
    """Whether two spoke on the sidelines: a meeting of their own."""
    words = {token.lower for token in scene.sentence.tokens}
    return frame.trigger.kind == "speak" and bool(words & word_set("sideline_words"))


def _is_background(scene: Scene, frame: Frame) -> bool:
    """Whether the predicate, its light verb or its clause ("after X saw Y") looks back behind the story."""
    tokens = scene.sentence.tokens[max(0, frame.trigger.first - 5) : frame.trigger.last + 1]
    around = (*tokens, *scene.sentence.tokens[:2], *scene.sentence.tokens[-2:])
    if not frame.trigger.is_noun and not word_set("same_day_words").isdisjoint(token.lower for token in around):
        return False  # "he had earlier met A": on the day of the story
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
        if item.trigger is not None and item.trigger.first >= frame.trigger.last:
            return None
        if item.trigger is not None and not item.trigger.is_noun:
            tokens = scene.sentence.tokens
            return Span(tokens[item.trigger.first].start, tokens[frame.trigger.last - 1].end)
        if item.code not in "dyxXAMI#-":
            return None
    return None


def _copy(base: Draft, parts: dict[Entity, str]) -> Draft:
    return dataclasses.replace(base, parts=parts, joined={}, heard=[])


def _is_conference(frame: Frame, draft: Draft) -> bool:
    """Whether a body's own members meet: "ASEAN foreign ministers met in Jakarta"."""
    plural = any(m.is_plural and kind_of_actor(m.actor_id) == "igo" for side in frame.sides for m in side)
    is_told = draft.period is not None or (frame.has_verb and draft.place is not None)
    is_summit = frame.kind == "gathering" and frame.is_of_body and is_told
    return (plural or is_summit) and any(kind_of_actor(actor) == "igo" for actor in draft.actors)
