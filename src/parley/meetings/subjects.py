"""Give each subject of an article to the meeting at which it was talked about.

Codebook, section 3. Data: `lexicon/word_lists.csv` (each_words, occasion_prepositions and others).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from parley.linking.calendar import publication_day, resolve_date
from parley.linking.entities import Entity
from parley.meetings.matters import Matter, find_matters
from parley.meetings.predicates import find_concern, find_predicate
from parley.meetings.scenes import Draft, Scene
from parley.meetings.topics import merge_topics, topics_of
from parley.mentions.mention import Mention
from parley.mentions.phrasebook import word_set
from parley.model import Article, Topic

_REACH = 6
"""Sentences after a meeting was last spoken of in which a subject without people is still its own."""
_NEAR = 2
"""The same for one whose people are not all that the sentence names."""
_OPENING = 6
"""Tokens in which a sentence names its subject."""
_NAMED = "ACKQOPVYTSMHDNIXW"
"""Codes of units that name people, bodies, places and dates."""
_PEOPLE = ("person", "office", "role", "pronoun")


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

    def tell(matter: Matter, scene: Scene) -> bool:
        number = scene.sentence.number
        is_told = False
        for draft in _meetings_of(matter, scene, meetings, article.published):
            draft.heard.append(number)
            since, area = carried.get(id(draft), (number, ""))
            period = draft.period or publication_day(article.published)
            area = area if number - since <= 1 else ""
            topics, area = topics_of(matter, scene, article.text, period, draft, area)
            carried[id(draft)] = (number, area)
            found.setdefault(id(draft), []).extend(topics)
            is_told = is_told or bool(topics)
        return is_told

    for scene in scenes if meetings else ():
        named = _named(scene)
        told = [tell(matter, scene) for matter in find_matters(scene.sentence.tokens, named)]
        predicate = None if any(told) else _predicate(scene)
        if predicate is not None:
            tell(predicate, scene)
    return {key: merge_topics(topics) for key, topics in found.items()}


def _predicate(scene: Scene) -> Matter | None:
    """What a sentence says of both sides or of their talks, with which it begins, or what one was concerned about."""
    tokens = scene.sentence.tokens
    opening = next((mention for mention in scene.mentions if mention.first <= 1), None)
    if opening is not None:
        last = scene.units[opening.last - 1].last
        if not _is_joint(opening):
            return find_concern(tokens, last) if opening.kind in _PEOPLE else None
        is_of_states = bool({token.lower for token in tokens[:last]} & word_set("state_words"))
        return None if is_of_states else find_predicate(tokens, last, has_verb=bool(opening.pronoun))
    if tokens[0].lower in word_set("talk_openers") | word_set("loose_subjects"):
        for at, token in enumerate(tokens[:_OPENING]):
            if token.lower in word_set("loose_subjects"):
                return find_predicate(tokens, at + 1)
    return None


def _named(scene: Scene) -> frozenset[int]:
    tokens = scene.sentence.tokens
    spans = [(unit.first, unit.last) for unit in scene.units if unit.code in _NAMED]
    for mention in scene.mentions:
        if mention.kind in _PEOPLE or mention.kind == "delegation":
            spans.append((scene.units[mention.first].first, scene.units[mention.last - 1].last))
    return frozenset(token.start for first, last in spans for token in tokens[first:last])


def _meetings_of(matter: Matter, scene: Scene, meetings: Sequence[Draft], published: dt.date) -> list[Draft]:
    """The meetings a subject belongs to: one, or each of a list of them."""
    start = scene.sentence.tokens[matter.trigger].start
    if matter.who == "compound":
        return [draft for draft in meetings if draft.trigger_span.start <= start < draft.trigger_span.end]
    if matter.who == "aim":
        told = _purposeful(matter, scene, meetings)
        if told or not (_speaks_of_sides(scene) or any(_is_joint(mention) for mention in scene.mentions[:1])):
            return told
    draft = _meeting_of(matter, scene, meetings, published)
    if draft is None:
        return []
    number = scene.sentence.number
    if _speaks_of_all(scene):
        return [other for other in meetings if other.sentence <= number <= other.last_heard(number) + _REACH]
    siblings = [other for other in meetings if other.trigger_span == draft.trigger_span]
    is_each = any(token.lower in word_set("each_words") for token in scene.sentence.tokens)
    return siblings if is_each or draft.sentence == number else [draft]


def _speaks_of_all(scene: Scene) -> bool:
    """Whether a sentence takes several meetings up together: "in both calls"."""
    lowers = [token.lower for token in scene.sentence.tokens]
    return any(
        lower in word_set("meetings_together") and not word_set("all_words").isdisjoint(lowers[max(0, at - 3) : at])
        for at, lower in enumerate(lowers)
    )


def _purposeful(matter: Matter, scene: Scene, meetings: Sequence[Draft]) -> list[Draft]:
    """The meetings told right before in the sentence, whose purpose is told: "met to end the war"."""
    start = scene.sentence.tokens[matter.trigger].start
    before = [
        draft for draft in meetings if draft.sentence == scene.sentence.number and draft.trigger_span.start <= start
    ]
    last = max((draft.trigger_span.start for draft in before), default=-1)
    return [draft for draft in before if draft.trigger_span.start == last]


def _meeting_of(matter: Matter, scene: Scene, meetings: Sequence[Draft], published: dt.date) -> Draft | None:
    """The meeting a subject belongs to: one whose people the sentence names, else the one last spoken of."""
    number = scene.sentence.number
    told = [draft for draft in meetings if draft.sentence <= number]
    told = told or [draft for draft in meetings if draft.sentence == number + 1]  # a lead that tells the outcome first
    if not told:
        return None
    told.sort(key=lambda draft: draft.last_heard(number))
    start = scene.sentence.tokens[matter.trigger].start
    tokens = scene.sentence.tokens
    subjects, is_told_by = _subjects_before(scene, tokens[matter.first].start if matter.who == "after" else start)
    named: list[Entity] = [
        mention.entity for mention in subjects if mention.kind in _PEOPLE and mention.entity is not None
    ]
    here = [draft for draft in told if draft.sentence == number]
    for draft in reversed(here or told):
        if named and all(_takes_part(entity, draft) for entity in named):
            return draft
    before = [draft for draft in here if draft.trigger_span.start <= start]
    if before:
        return max(before, key=lambda draft: draft.trigger_span.start)
    is_joint = any(_is_joint(mention) for mention in subjects) or _speaks_of_sides(scene)
    here = [draft for draft in here if len(told) == len(here) or not (is_joint or _is_part_of(draft, matter, scene))]
    if here:
        return here[0]
    for draft in reversed(told[-2:]):
        if subjects and subjects[0].entity in draft.parts and number - draft.last_heard(number) <= _NEAR:
            return draft
    if (matter.who == "side" and not is_joint) or (named and not is_told_by):
        return None
    last = told[-1]
    is_near = abs(number - last.last_heard(number)) <= _REACH
    return last if is_near and (is_told_by or not _is_of_another_day(scene, start, last, published)) else None


def _takes_part(entity: Entity, draft: Draft) -> bool:
    """Whether somebody is one of the meeting, or may speak for a side of it that nobody is named for."""
    if entity in draft.parts:
        return True
    own = [other for other in draft.parts if other.actor_id == entity.actor_id]
    return entity.actor_id is not None and bool(own) and all(other.kind == "delegation" for other in own)


def _is_of_another_day(scene: Scene, start: int, draft: Draft, published: dt.date) -> bool:
    """Whether the sentence tells, before a subject, a day on which the meeting was not."""
    if draft.period is None:
        return False
    for unit in scene.units:
        if unit.code == "Y" and unit.start < start:
            period = resolve_date(unit.value, published)
            if period is not None and (period.end < draft.period.start or draft.period.end < period.start):
                return True
    return False


def _speaks_of_sides(scene: Scene) -> bool:
    """Whether a sentence opens with the talks, or with those who held them: "the hosts", "neither side"."""
    opening = {token.lower for token in scene.sentence.tokens[:_OPENING]}
    return bool(opening & (word_set("talk_words") | word_set("side_words") | word_set("plural_pronouns")))


def _is_part_of(draft: Draft, matter: Matter, scene: Scene) -> bool:
    """Whether a meeting is what was talked about, not where: "discussed a summit to be held in May"."""
    tokens = scene.sentence.tokens[matter.first : matter.last]
    inside = [index for index, token in enumerate(tokens) if token.start == draft.trigger_span.start]
    return bool(inside) and not any(
        token.lower in word_set("occasion_prepositions") for token in tokens[max(0, inside[0] - 4) : inside[0]]
    )


def _subjects_before(scene: Scene, start: int) -> tuple[list[Mention], bool]:
    """Who stands before a predicate as its subject, and whether they may only have told of it: "he said talks …"."""
    verbs = [
        unit.start
        for unit in scene.units
        if unit.start < start and str(unit.value) in word_set("statement_verbs") and unit.code in "xk"
    ]
    before = [mention for mention in scene.mentions if mention.start < start]
    before = [mention for mention in before if not mention.possessor] or before  # "her proposal for …"
    told = [mention for mention in before if not verbs or mention.start > verbs[-1]]
    if verbs and told and _is_addressed(scene, told[0]):
        told = told[1:]
    return [mention for mention in told or before if not _is_speaker(mention)], bool(verbs) and not told


def _is_addressed(scene: Scene, mention: Mention) -> bool:
    """Whether it is whom somebody told: "he told the BBC that …"."""
    before = scene.units[mention.first - 1] if mention.first else None
    return before is not None and str(before.value) == "told"


def _is_joint(mention: Mention) -> bool:
    return mention.kind in ("collective", "pair") or mention.pronoun in word_set("plural_pronouns")


def _is_speaker(mention: Mention) -> bool:
    return mention.title is not None and mention.title.phrase in word_set("speaker_titles")
