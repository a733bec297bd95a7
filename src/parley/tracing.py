"""What the annotator saw in an article on the way to its meetings, so that a person can tell which part erred.

Sentence by sentence: the mentions and whom each was taken for, the words of meeting, the frames they opened with who
stands in which slot, and what became of each.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from parley.annotator import ANNOTATOR, annotate_article, day_of_writing, draft_scenes, read_scenes
from parley.linking.entities import Entity
from parley.meetings.merging import is_same, merge_drafts
from parley.meetings.scenes import Draft, Scene
from parley.meetings.slots import Frame
from parley.meetings.triggers import Trigger
from parley.mentions.mention import Mention
from parley.model import Annotation, Article, Span
from parley.text.document import read_document

_LIGHT = "light"
"""Kind of the verbs that only carry a noun of meeting ("held talks")."""


@dataclass(frozen=True, slots=True)
class Person:
    """Someone or something that the annotator tells apart, by a number from 1.

    Attributes
    ----------
    is_guessed : bool
        Whether the actor is only the state named nearest.
    """

    number: int
    kind: str
    name: str
    office: str
    actor_id: str
    is_guessed: bool


@dataclass(frozen=True, slots=True)
class SeenMention:
    """A phrase that stands for somebody: its kind, and the numbers of those it was taken for, if any."""

    span: Span
    kind: str
    people: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class SeenFrame:
    """A word of meeting and the frame that it opened.

    Attributes
    ----------
    word : str
        Kind of the verb or noun, as in the lexicon.
    effect : str
        What the words around it assert: held, ongoing, planned, cancelled, postponed or skip.
    kind : str
        Of the frame; empty when the word opened none.
    sides : tuple of tuple of int
        Numbers of those on each side, 0 for a mention taken for nobody.
    outcome : str
        What became of it.
    """

    span: Span
    word: str
    effect: str
    kind: str
    sides: tuple[tuple[int, ...], ...]
    outcome: str


@dataclass(frozen=True, slots=True)
class SeenSentence:
    """One sentence with what was seen in it."""

    span: Span
    mentions: tuple[SeenMention, ...]
    frames: tuple[SeenFrame, ...]


@dataclass(frozen=True, slots=True)
class Trace:
    """All that was seen in an article."""

    annotator: str
    people: tuple[Person, ...]
    sentences: tuple[SeenSentence, ...]


def trace(article: Article) -> Trace:
    """Read an article as the annotator does, and keep what it saw.

    Parameters
    ----------
    article : Article

    Returns
    -------
    Trace
        Its outcomes name meetings by their number in what the annotator makes of the text, whatever annotation the
        article has.
    """
    scenes, discourse = read_scenes(article, read_document(article.text))
    drafts, updates = draft_scenes(scenes, article, discourse, day_of_writing(article))
    outcomes = _outcomes(drafts, updates, annotate_article(article))
    numbers = {entity: number for number, entity in enumerate(discourse.entities, 1)}
    people = tuple(_person(number, entity) for entity, number in numbers.items())
    return Trace(ANNOTATOR, people, tuple(_sentence(scene, numbers, outcomes) for scene in scenes))


def _person(number: int, entity: Entity) -> Person:
    name = " ".join(entity.name) or entity.title or ""
    return Person(number, entity.kind, name, entity.office, entity.actor_id or "", entity.is_guessed)


def _sentence(scene: Scene, numbers: dict[Entity, int], outcomes: Mapping[int, str]) -> SeenSentence:
    tokens = scene.sentence.tokens
    mentions = (SeenMention(Span(each.start, each.end), each.kind, _numbers(each, numbers)) for each in scene.mentions)
    frames = tuple(_frames(scene, numbers, outcomes))
    return SeenSentence(Span(tokens[0].start, tokens[-1].end), tuple(mentions), frames)


def _numbers(mention: Mention, numbers: dict[Entity, int]) -> tuple[int, ...]:
    entities: Sequence[Entity] = mention.pair if mention.kind == "collective" or not mention.entity else ()
    found = [mention.entity] if mention.entity else list(entities)
    return tuple(numbers[each] for each in found if isinstance(each, Entity) and each in numbers)


def _frames(scene: Scene, numbers: dict[Entity, int], outcomes: Mapping[int, str]) -> Iterator[SeenFrame]:
    """Give the frames of a sentence, and its words of meeting that opened none."""
    opened = [frame.trigger for frame in scene.frames]
    triggers = [item.trigger for item in scene.clause.items if item.trigger and item.trigger.kind != _LIGHT]
    for trigger in sorted({*opened, *triggers}, key=lambda each: each.first):
        span = _span(scene, trigger)
        frames = [frame for frame in scene.frames if frame.trigger == trigger]
        if not frames:
            told = (
                "it is not told as something that takes place" if trigger.effect == "skip" else "nobody fills its slots"
            )
            yield SeenFrame(span, trigger.kind, trigger.effect, "", (), told)
        for frame in frames:
            sides = tuple(_side(side, numbers) for side in _slots(frame))
            yield SeenFrame(span, trigger.kind, frame.effect, frame.kind, sides, outcomes.get(span.end, _NOT_DRAFTED))


_NOT_DRAFTED = "left out: too little is told of who met"


def _slots(frame: Frame) -> list[list[Mention]]:
    return [side for side in (*frame.sides, frame.mediators, frame.attendees, frame.delegates) if side]


def _side(side: Sequence[Mention], numbers: dict[Entity, int]) -> tuple[int, ...]:
    return tuple(number for mention in side for number in _numbers(mention, numbers) or (0,))


def _span(scene: Scene, trigger: Trigger) -> Span:
    tokens = scene.sentence.tokens
    return Span(tokens[trigger.first].start, tokens[trigger.last - 1].end)


def _outcomes(drafts: Sequence[Draft], updates: Sequence[Draft], annotation: Annotation) -> dict[int, str]:
    """Tell what became of each draft, by where its words end: a light verb before them may be part of them."""
    meetings = {
        each.span.end: number
        for number, meeting in enumerate(annotation.meetings, 1)
        for each in meeting.evidence
        if each.field == "status"
    }
    ends = [draft.trigger_span.end for draft in drafts]  # merging moves them
    kept = merge_drafts(drafts)
    told: dict[int, list[str]] = defaultdict(list)
    for end, draft in zip(ends, drafts, strict=True):
        told[end].append(_outcome(end, draft, kept, meetings))
    for update in updates:
        end = update.trigger_span.end
        told[end].append(
            f"meeting {meetings[end]}" if end in meetings else "adds to what was told before, if anything was"
        )
    return {end: "; ".join(dict.fromkeys(words)) for end, words in told.items()}


def _outcome(end: int, draft: Draft, kept: Sequence[Draft], meetings: Mapping[int, int]) -> str:
    if end in meetings:
        return f"meeting {meetings[end]}"
    same = next((other for other in kept if other is not draft and is_same(other, draft)), None)
    if same is not None and same.trigger_span.end in meetings:
        return f"tells again of meeting {meetings[same.trigger_span.end]}"
    return (
        f"left out: {next((why for flag, why in _REASONS.items() if getattr(draft, flag)), 'the visit of talks told')}"
    )


_REASONS = {
    "is_context": "it only tells where somebody is",
    "is_background": "told as background, without a date",
    "is_weak": "the word tells of a meeting only where nothing else does",
}
"""Why a draft gives no meeting, by what it is."""
