"""What passes along the pipeline: articles, annotations and the spans that support them.

All objects are frozen. Values are the codebook's; lists of closed values stand in `schemas/`.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """Half-open range of Unicode code points in an article's NFC text: ``text[start:end]``."""

    start: int
    end: int

    def __post_init__(self) -> None:
        if not 0 <= self.start < self.end:
            raise ValueError(f"no span from {self.start} to {self.end}: a span starts at 0 or later and is not empty")


@dataclass(frozen=True, slots=True, order=True)
class Evidence:
    """The words that support one field of a meeting, participant or topic.

    `is_shared` says that the same words are meant for another meeting, too; it is known of article files alone.
    """

    field: str
    span: Span
    is_shared: bool = dataclasses.field(default=False, compare=False)


@dataclass(frozen=True, slots=True)
class Article:
    """A news article: its text in NFC and what is known about its source.

    `text_sha256` and `text_length` are of a text that is not at hand; else they follow from `text`.
    """

    article_id: str
    text: str
    published: dt.date
    title: str = ""
    publisher: str = ""
    url: str | None = None
    language: str = "en"
    licence: str = ""
    collection: str = "user"
    text_kind: str = "full_text"
    text_sha256: str = ""
    text_length: int = 0


@dataclass(frozen=True, slots=True)
class Participant:
    """A person, office or delegation that took part, or is to take part."""

    kind: str
    office: str
    actor_id: str
    capacity: str = "principal"
    name: str | None = None
    title: str | None = None
    person_id: str | None = None
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True)
class Topic:
    """A subject discussed, raised or on the agenda at a meeting."""

    topic_id: str
    phrase: str
    area: str | None = None
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True)
class Meeting:
    """One encounter between representatives of at least two political actors."""

    start_date: dt.date
    end_date: dt.date
    date_precision: str
    date_basis: str
    mode: str
    format: str
    status: str
    place_name: str | None = None
    country_code: str | None = None
    participants: tuple[Participant, ...] = ()
    topics: tuple[Topic, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    meeting_id: str | None = None
    review_status: str = "auto"
    annotator: str = ""


@dataclass(frozen=True, slots=True)
class Annotation:
    """All meetings that one article reports, in the order of the text."""

    article_id: str
    meetings: tuple[Meeting, ...] = field(default=())
