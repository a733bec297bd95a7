"""Show an article on the terminal with its annotation marked, and below it, if wished, what the annotator saw."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from parley.errors import ParleyError
from parley.labels import date_label
from parley.marking import Mark, harmless, pieces
from parley.model import Annotation, Article, Meeting, Participant, Topic
from parley.tracing import Person, SeenFrame, SeenSentence, Trace

LETTERS = {
    "name": "N",
    "title": "T",
    "office": "O",
    "actor_id": "A",
    "capacity": "R",
    "start_date": "D",
    "end_date": "D",
    "mode": "M",
    "format": "F",
    "status": "S",
    "place_name": "P",
    "country_code": "C",
    "phrase": "Q",
    "topic_id": "Q",
    "area": "G",
}
"""The letter that stands for a field; of words that support several, the first gives the colour."""

LEGEND = {
    "D": "date",
    "M": "mode",
    "F": "format",
    "S": "status",
    "P": "place",
    "C": "country",
    "N": "name",
    "T": "title",
    "O": "office",
    "A": "actor",
    "R": "capacity (role)",
    "Q": "topic",
    "G": "area",
}
_BOLD, _DIM, _RESET = "\x1b[1m", "\x1b[2m", "\x1b[0m"
_COLOURS = {"D": 33, "M": 35, "F": 35, "S": 35, "P": 32, "C": 32, "N": 36, "T": 34, "O": 34, "A": 31, "R": 31}
_TOPIC = 95
"""Colours of the terminal by letter; topics and areas have the last."""

Cells = list[tuple[str, str]]
"""What a row says, each value with the field it is of (empty for what no words support)."""


def show(article: Article, annotation: Annotation, *, trace: Trace | None = None, has_colour: bool = False) -> str:
    """Write an article for the terminal, its evidence in brackets, its rows below.

    Parameters
    ----------
    article : Article
    annotation : Annotation
    trace : Trace, optional
        What the annotator saw, to be written below the rows.
    has_colour : bool
        Whether to colour the marks and values by field as well.

    Returns
    -------
    str
        ``[1N Hakan Fidan]`` are words that support the name of a participant of meeting 1. Control characters are
        shown as pictures.

    Raises
    ------
    ParleyError
        The text of the article is not at hand.
    """
    check_text(article)
    parts = []
    for piece in pieces(article.text, annotation):
        if piece.opens:
            parts.append(_coloured(f"[{mark_label(piece.opens)} ", mark_letter(piece.opens), has_colour))
        elif piece.closes:
            parts.append(_coloured("]", mark_letter(piece.closes), has_colour))
        parts.append(piece.text)
    head = [
        harmless(article.title),
        harmless(f"{article.article_id}, {article.publisher or 'unknown'}, {article.published}"),
    ]
    body = ["".join(parts).rstrip("\n"), "", *_rows_text(annotation, has_colour)]
    if annotation.meetings:
        legend = ", ".join(f"{letter} {words}" for letter, words in LEGEND.items())
        body += ["", f"{legend}; the number is the meeting's"]
    if trace:
        body += ["", *_trace_text(article, trace)]
    return "\n".join([*filter(None, head), "", *body]) + "\n"


def check_text(article: Article) -> None:
    """Refuse an article whose text is not at hand."""
    if not article.text:
        raise ParleyError(f"{article.article_id}: its text is not at hand; show the article's own file instead")


def mark_label(mark: Mark) -> str:
    """Name the meetings and fields that words support: ``1NA2N``."""
    letters: dict[int, str] = {}
    for support in mark.supports:
        letter = LETTERS.get(support.field, "?")
        if letter not in letters.setdefault(support.meeting_no, ""):
            letters[support.meeting_no] += letter
    return "".join(f"{number}{found}" for number, found in letters.items())


def mark_letter(mark: Mark) -> str:
    """Give the letter by which words are coloured."""
    fields = {support.field for support in mark.supports}
    return next((letter for field, letter in LETTERS.items() if field in fields), "?")


def meeting_cells(meeting: Meeting) -> Cells:
    """Say what the row of a meeting holds."""
    place = ", ".join(filter(None, (meeting.place_name, meeting.country_code)))
    return _filled(
        ("start_date", date_label(meeting)),
        ("mode", meeting.mode),
        ("place_name", place),
        ("format", meeting.format),
        ("status", meeting.status),
        ("", meeting.review_status),
    )


def participant_cells(participant: Participant) -> Cells:
    """Say what the row of a participant holds."""
    return _filled(
        ("name", participant.name),
        ("title", participant.title),
        ("", None if participant.name or participant.title else participant.kind),
        ("office", participant.office),
        ("actor_id", participant.actor_id),
        ("capacity", participant.capacity),
    )


def topic_cells(topic: Topic) -> Cells:
    """Say what the row of a topic holds."""
    return _filled(("topic_id", topic.topic_id), ("area", topic.area), ("phrase", f"“{topic.phrase}”"))


def person_line(person: Person) -> str:
    """Say whom the annotator tells apart by a number."""
    actor = (
        f"{person.actor_id} (the state named nearest)" if person.is_guessed else person.actor_id or "of nobody known"
    )
    return " · ".join(filter(None, (person.name or person.kind, person.office, actor)))


def frame_line(text: str, frame: SeenFrame) -> str:
    """Say which frame words of meeting opened, who fills it, and what became of it."""
    sides = " | ".join(people_label(side) for side in frame.sides)
    slots = f"{frame.kind}{f' of {sides}' if sides else ''}" if frame.kind else "no frame"
    return f"{text[frame.span.start : frame.span.end]} ({frame.word}, {frame.effect}): {slots} → {frame.outcome}"


def people_label(numbers: Sequence[int]) -> str:
    """Name people by their numbers, ``#?`` where a mention was taken for nobody."""
    return " ".join(f"#{number or '?'}" for number in numbers) or "#?"


def sentence_marks(sentence: SeenSentence) -> Iterator[tuple[int, int, str]]:
    """List start, end and label of a sentence's mentions and, without label, its words of meeting; none overlap."""
    found = [(each.span.start, each.span.end, people_label(each.people)) for each in sentence.mentions]
    found += [(each.span.start, each.span.end, "") for each in sentence.frames]
    last = 0
    for start, end, label in sorted(set(found)):
        if start >= last:
            yield start, end, label
            last = end


def _filled(*cells: tuple[str, str | None]) -> Cells:
    return [(field, value) for field, value in cells if value]


def _coloured(words: str, letter: str, has_colour: bool) -> str:
    return f"{_BOLD}\x1b[{_COLOURS.get(letter, _TOPIC)}m{words}{_RESET}" if has_colour else words


def _rows_text(annotation: Annotation, has_colour: bool) -> Iterable[str]:
    def line(cells: Cells) -> str:
        shown = ((LETTERS.get(field), harmless(value)) for field, value in cells)
        return " · ".join(_coloured(value, letter, has_colour) if letter else value for letter, value in shown)

    if not annotation.meetings:
        yield "No meeting found."
    for number, meeting in enumerate(annotation.meetings, 1):
        yield f"{number}  {line(meeting_cells(meeting))}"
        yield from (f"   - {line(participant_cells(each))}" for each in meeting.participants)
        yield from (f"   * {line(topic_cells(each))}" for each in meeting.topics)


def _trace_text(article: Article, trace: Trace) -> Iterable[str]:
    yield f"What {trace.annotator} sees: {{#1 whom}} a mention is taken for, ‹words› of meeting"
    yield ""
    yield from (harmless(f"#{each.number}  {person_line(each)}") for each in trace.people)
    for sentence in trace.sentences:
        parts, at = [], sentence.span.start
        for start, end, label in sentence_marks(sentence):
            words = article.text[start:end]
            parts += [article.text[at:start], f"{{{label} {words}}}" if label else f"‹{words}›"]
            at = end
        parts.append(article.text[at : sentence.span.end])
        yield ""
        yield harmless(" ".join("".join(parts).split()))
        yield from (f"   {harmless(frame_line(article.text, each))}" for each in sentence.frames)
