"""Show an article as one page of HTML: the marked text, the rows beside it, below it what the annotator saw."""

from __future__ import annotations

import html
from collections.abc import Sequence

from parley.display import (
    LEGEND,
    LETTERS,
    Cells,
    check_text,
    frame_line,
    mark_label,
    mark_letter,
    meeting_cells,
    participant_cells,
    person_line,
    sentence_marks,
    topic_cells,
)
from parley.marking import Mark, harmless, pieces
from parley.model import Annotation, Article, Meeting
from parley.tracing import SeenSentence, Trace


def show_html(article: Article, annotation: Annotation, *, trace: Trace | None = None) -> str:
    """Write an article as one page of HTML without outside parts.

    Parameters
    ----------
    article : Article
    annotation : Annotation
    trace : Trace, optional
        What the annotator saw, to be written below.

    Returns
    -------
    str
        Words are coloured by the field that they support, and labelled with it and the meeting's number.

    Raises
    ------
    ParleyError
        The text of the article is not at hand.
    """
    check_text(article)
    parts = []
    for piece in pieces(article.text, annotation):
        if piece.opens:
            parts.append(
                f'<mark class="{mark_letter(piece.opens)}" data-label="{mark_label(piece.opens)}" '
                f'title="{html.escape(_told(piece.opens))}">'
            )
        elif piece.closes:
            parts.append("</mark>")
        parts.append(html.escape(piece.text))
    rows = "\n".join(_meeting(number, each) for number, each in enumerate(annotation.meetings, 1))
    return _PAGE.format(
        language=html.escape(article.language),
        title=_escaped(article.title or article.article_id),
        source=_escaped(f"{article.publisher or 'unknown'}, {article.published} ({article.article_id})"),
        text="".join(parts),
        rows=rows or "<p>No meeting found.</p>",
        legend="\n".join(f'<li><mark class="{letter}">{letter}</mark> {words}' for letter, words in LEGEND.items()),
        trace=_trace(article.text, trace) if trace else "",
    )


def _told(mark: Mark) -> str:
    return "; ".join(f"meeting {each.meeting_no}: {each.field}" for each in mark.supports)


def _meeting(number: int, meeting: Meeting) -> str:
    participants = "".join(f"<li>{_line(participant_cells(each))}" for each in meeting.participants)
    topics = "".join(f"<li>{_line(topic_cells(each))}" for each in meeting.topics)
    lists = f"<ul>{participants}</ul>" + (f"<ul class=topics>{topics}</ul>" if topics else "")
    return f"<section>\n<h2>{number}. {_line(meeting_cells(meeting))}</h2>\n{lists}\n</section>"


def _line(cells: Cells) -> str:
    return " · ".join(
        f'<span class="{LETTERS[field]}" title="{field}">{_escaped(value)}</span>' if field else _escaped(value)
        for field, value in cells
    )


def _trace(text: str, trace: Trace) -> str:
    people = "\n".join(f"<li>{_escaped(person_line(each))}" for each in trace.people)
    sentences = "\n".join(f"<li>{_sentence(text, each)}" for each in trace.sentences)
    return _TRACE.format(annotator=_escaped(trace.annotator), people=people, sentences=sentences)


def _sentence(text: str, sentence: SeenSentence) -> str:
    parts, at = [], sentence.span.start
    for start, end, label in sentence_marks(sentence):
        kind = f'class="who" data-label="{label}"' if label else 'class="word"'
        parts += [_escaped(text[at:start]), f"<mark {kind}>{_escaped(text[start:end])}</mark>"]
        at = end
    parts.append(_escaped(text[at : sentence.span.end]))
    return "".join(parts) + _list([frame_line(text, each) for each in sentence.frames])


def _list(lines: Sequence[str]) -> str:
    return f"<ul>{''.join(f'<li>{_escaped(line)}' for line in lines)}</ul>" if lines else ""


def _escaped(words: str) -> str:
    return html.escape(harmless(words))


_TRACE = """<section id="why">
<h2>What {annotator} sees</h2>
<p>A number stands for whom a mention is taken for; framed words are words of meeting.</p>
<ol class="people">
{people}
</ol>
<ol>
{sentences}
</ol>
</section>
"""

_PAGE = """<!doctype html>
<html lang="{language}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<style>
:root {{ color-scheme: light dark }}
body {{ font: 1rem/1.7 system-ui, sans-serif; max-width: 80rem; margin: 2rem auto; padding: 0 1rem }}
main {{ display: grid; grid-template-columns: repeat(auto-fit, minmax(22rem, 1fr)); gap: 2rem; align-items: start }}
article {{ white-space: pre-wrap; overflow-wrap: anywhere }}
h2 {{ font-size: 1rem }}
mark {{ color: inherit; background: #8883; border-radius: .2em; padding: 0 .1em }}
mark[data-label]::before {{ content: attr(data-label) " "; font: 600 .65em monospace; vertical-align: super }}
span[class] {{ border-radius: .2em; padding: 0 .1em }}
.N {{ background: #0af5 }} .T, .O {{ background: #85f4 }} .A, .R {{ background: #f554 }} .D {{ background: #fc06 }}
.M, .F, .S {{ background: #f6c5 }} .P, .C {{ background: #2b65 }} .Q, .G {{ background: #a864 }}
.topics {{ list-style: square }}
.legend {{ list-style: none; padding: 0; display: flex; flex-wrap: wrap; gap: 0 1rem }}
.people li::marker {{ content: "#" counter(list-item) " " }}
.who {{ background: #0af3 }} .word {{ background: none; outline: 1px solid }}
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
<ul class="legend">
{legend}
</ul>
<p>The number before the letters is the meeting's.</p>
{trace}</body>
</html>
"""
