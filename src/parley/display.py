"""Show an article with its annotation marked: on the terminal, or as a page of HTML."""

from __future__ import annotations

import html
from collections.abc import Iterable

from parley.errors import ParleyError
from parley.labels import date_label
from parley.marking import Mark, harmless, pieces
from parley.model import Annotation, Article, Meeting, Participant, Topic

LETTERS = {
    "start_date": "D",
    "end_date": "D",
    "mode": "M",
    "format": "F",
    "status": "S",
    "place_name": "P",
    "country_code": "C",
    "name": "N",
    "title": "T",
    "office": "O",
    "actor_id": "A",
    "capacity": "R",
    "phrase": "Q",
    "topic_id": "Q",
    "area": "G",
}
"""The letter that stands for a field in brackets."""

_LEGEND = (
    "D date, M mode, F format, S status, P place, C country, N name, T title, O office, A actor, R capacity (role), "
)
_LEGEND += "Q topic, G area; the number is the meeting's"
_BOLD, _DIM, _COLOURS, _RESET = "\x1b[1m", "\x1b[2m", ("\x1b[36m", "\x1b[33m", "\x1b[35m", "\x1b[32m"), "\x1b[0m"


def show(article: Article, annotation: Annotation, *, has_colour: bool = False) -> str:
    """Write an article for the terminal, its evidence in brackets, its rows below.

    Parameters
    ----------
    article : Article
    annotation : Annotation
    has_colour : bool
        Whether to colour the marks as well.

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
    _check_text(article)
    parts = []
    for piece in pieces(article.text, annotation):
        if piece.opens:
            parts.append(_opening(piece.opens, has_colour))
        elif piece.closes:
            parts.append(_coloured("]", piece.closes, has_colour))
        parts.append(piece.text)
    head = [
        harmless(article.title),
        harmless(f"{article.article_id}, {article.publisher or 'unknown'}, {article.published}"),
    ]
    body = ["".join(parts).rstrip("\n"), "", *_rows_text(annotation)]
    if annotation.meetings:
        body += ["", _LEGEND]
    return "\n".join([*filter(None, head), "", *body]) + "\n"


def show_html(article: Article, annotation: Annotation) -> str:
    """Write an article as one page of HTML without outside parts: the marked text, the rows beside it.

    Parameters
    ----------
    article : Article
    annotation : Annotation

    Returns
    -------
    str

    Raises
    ------
    ParleyError
        The text of the article is not at hand.
    """
    _check_text(article)
    parts = []
    for piece in pieces(article.text, annotation):
        if piece.opens:
            number = piece.opens.supports[0].meeting_no
            parts.append(f'<mark class="m{(number - 1) % 4}" title="{html.escape(_told(piece.opens))}">')
        elif piece.closes:
            parts.append("</mark>")
        parts.append(html.escape(piece.text))
    title = html.escape(harmless(article.title or article.article_id))
    source = html.escape(harmless(f"{article.publisher or 'unknown'}, {article.published} ({article.article_id})"))
    rows = "\n".join(_meeting_html(number, each) for number, each in enumerate(annotation.meetings, 1))
    language = html.escape(article.language)
    return _PAGE.format(
        language=language, title=title, source=source, text="".join(parts), rows=rows or "<p>No meeting found.</p>"
    )


def _check_text(article: Article) -> None:
    if not article.text:
        raise ParleyError(f"{article.article_id}: its text is not at hand; show the article's own file instead")


def _opening(mark: Mark, has_colour: bool) -> str:
    letters: dict[int, str] = {}
    for support in mark.supports:
        letter = LETTERS.get(support.field, "?")
        if letter not in letters.setdefault(support.meeting_no, ""):
            letters[support.meeting_no] += letter
    label = "".join(f"{number}{found}" for number, found in letters.items())
    return _coloured(f"[{label} ", mark, has_colour)


def _coloured(words: str, mark: Mark, has_colour: bool) -> str:
    colour = _COLOURS[(mark.supports[0].meeting_no - 1) % len(_COLOURS)]
    return f"{_BOLD}{colour}{words}{_RESET}" if has_colour else words


def _told(mark: Mark) -> str:
    return "; ".join(f"meeting {each.meeting_no}: {each.field}" for each in mark.supports)


def _rows_text(annotation: Annotation) -> Iterable[str]:
    if not annotation.meetings:
        yield "No meeting found."
    for number, meeting in enumerate(annotation.meetings, 1):
        yield harmless(f"{number}  {_meeting_line(meeting)}")
        yield from (harmless(f"   - {_participant_line(each)}") for each in meeting.participants)
        yield from (harmless(f"   * {_topic_line(each)}") for each in meeting.topics)


def _meeting_html(number: int, meeting: Meeting) -> str:
    participants = "".join(f"<li>{_escaped(_participant_line(each))}</li>" for each in meeting.participants)
    topics = "".join(f"<li>{_escaped(_topic_line(each))}</li>" for each in meeting.topics)
    return (
        f'<section class="m{(number - 1) % 4}"><h2>{number}. {_escaped(_meeting_line(meeting))}</h2>'
        f"<ul>{participants}</ul>" + (f"<ul class=topics>{topics}</ul>" if topics else "") + "</section>"
    )


def _escaped(words: str) -> str:
    return html.escape(harmless(words))


def _meeting_line(meeting: Meeting) -> str:
    place = ", ".join(filter(None, (meeting.place_name, meeting.country_code)))
    values = (date_label(meeting), meeting.mode, place, meeting.format, meeting.status, meeting.review_status)
    return " · ".join(filter(None, values))


def _participant_line(participant: Participant) -> str:
    who = participant.name or participant.title or participant.kind
    title = participant.title if participant.name else None
    return " · ".join(filter(None, (who, title, participant.office, participant.actor_id, participant.capacity)))


def _topic_line(topic: Topic) -> str:
    return " · ".join(filter(None, (topic.topic_id, topic.area, f"“{topic.phrase}”")))


_PAGE = """<!doctype html>
<html lang="{language}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<style>
:root {{ color-scheme: light dark }}
body {{ font: 1rem/1.6 system-ui, sans-serif; max-width: 76rem; margin: 2rem auto; padding: 0 1rem }}
main {{ display: grid; grid-template-columns: repeat(auto-fit, minmax(22rem, 1fr)); gap: 2rem }}
article {{ white-space: pre-wrap; overflow-wrap: anywhere }}
mark {{ color: inherit; border-radius: .2em; padding: 0 .1em }}
h2 {{ font-size: 1rem; padding: .2em .4em; border-radius: .2em }}
.topics {{ list-style: square }}
mark.m0, .m0 h2 {{ background: #0af4 }} mark.m1, .m1 h2 {{ background: #fa04 }}
mark.m2, .m2 h2 {{ background: #d4f4 }} mark.m3, .m3 h2 {{ background: #4c64 }}
</style>
</head>
<body>
<h1>{title}</h1>
<p>{source}</p>
<main>
<article>{text}</article>
<div>
{rows}
</div>
</main>
</body>
</html>
"""
