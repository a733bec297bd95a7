"""The chain from an article to its annotation.

Each step is a package of its own: text, mentions, linking, meetings. The engine is a grammar over units; its words
stand in `lexicon/`, `gazetteer/` and `data/reference/`. It needs no weights and no network and gives the same
annotation on every machine.
"""

from __future__ import annotations

import bisect
import dataclasses
import datetime as dt
import re
from collections.abc import Sequence

from parley.linking.calendar import Period, last_day_told, resolve_date
from parley.linking.coreference import Discourse
from parley.linking.places import PlaceMention, capital_name, find_places
from parley.meetings.assembling import assemble
from parley.meetings.clauses import read_clause
from parley.meetings.drafts import drafts_of
from parley.meetings.frames import find_frames
from parley.meetings.merging import inherit_context, merge_drafts
from parley.meetings.rounds import take_up
from parley.meetings.scenes import Draft, Scene
from parley.meetings.subjects import subjects_of
from parley.meetings.timing import fit_status, is_finite_present, is_of_statement
from parley.meetings.triggers import find_triggers, may_report
from parley.mentions.dates import find_dates
from parley.mentions.people import find_mentions
from parley.mentions.phrasebook import phrasebook, word_set
from parley.mentions.scanner import scan, short_names_in, surnames_of
from parley.mentions.titles import widen_titles
from parley.model import Annotation, Article, Span
from parley.text.dateline import find_datelines
from parley.text.document import Document, Token, fold, read_document, words
from parley.version import __version__

ANNOTATOR = f"grammar {__version__}"
"""Name and version of the default engine, as it stands in the column `annotator`."""

_NEWS = dt.timedelta(days=14)
"""How old the day of a story may be when it is told by its date."""
_PRESS_TIME = dt.timedelta(days=3)
"""How long a report may take from its dateline to the page."""
_QUOTATION = re.compile(r"“[^”\n]*(?:”|$)|\"[^\"\n]*(?:\"|$)|«[^»\n]*(?:»|$)", re.MULTILINE)
_SHORTEST_QUOTATION = 32
"""Characters, marks included, from which quoted words are somebody's speech and not a mere term."""


def annotate_article(article: Article) -> Annotation:
    """Find the meetings that an article reports, each value with the words that support it.

    Parameters
    ----------
    article : Article

    Returns
    -------
    Annotation
        Meetings in the order of the text; none when the article reports none.
    """
    document = read_document(article.text)
    if not may_report(document):
        return Annotation(article.article_id, ())
    scenes, discourse = read_scenes(article, document)
    day = day_of_writing(article)
    drafts, updates = draft_scenes(scenes, article, discourse, day)
    meetings = take_up(merge_drafts(drafts), updates, day)
    for draft in meetings:
        if draft.period is not None:
            fit_status(draft, day)
    inherit_context(
        meetings,
        _lead_day(scenes, day),
        _lead_place(scenes, discourse, article.text),
        _days_ahead(scenes, day),
        None if _is_shuttle(scenes) else discourse.dateline,
        day,
    )
    topics = subjects_of(scenes, meetings, article)
    return Annotation(
        article.article_id,
        tuple(
            assemble(draft, topics.get(id(draft), ()), article.text, article.published, ANNOTATOR) for draft in meetings
        ),
    )


def read_scenes(article: Article, document: Document) -> tuple[list[Scene], Discourse]:
    """Read every sentence: its units, mentions with their entities, and frames."""
    text = article.text
    dateline, body_start = _read_dateline(text)
    spans = (match.span() for match in _QUOTATION.finditer(text))
    quotations = [span for span in spans if span[1] - span[0] >= _SHORTEST_QUOTATION]
    read = []
    surnames: set[str] = set()
    short_names = short_names_in(text)
    for sentence in document.sentences:
        tokens = (
            sentence.tokens
            if sentence.start >= body_start
            else tuple(t for t in sentence.tokens if t.start >= body_start)
        )
        if not tokens:
            continue
        units = scan(tokens, find_dates(text, tokens[0].start, tokens[-1].end), surnames, short_names)
        surnames |= surnames_of(units)
        units = widen_titles(units, tokens)
        read.append((sentence, tokens, units, find_mentions(units, text, sentence.number)))
    discourse = Discourse(text, dateline, article.published.isoformat(), _state_of(article.publisher))
    discourse.read([mentions for _, _, _, mentions in read])
    scenes = []
    day, since, mode = day_of_writing(article), None, ""
    for sentence, tokens, units, mentions in read:
        triggers = [trigger for trigger in find_triggers(tokens) if not _is_quoted(tokens[trigger.first], quotations)]
        clause = read_clause(units, mentions, triggers)
        own = dataclasses.replace(sentence, tokens=tuple(tokens))
        scenes.append(Scene(own, tuple(units), tuple(mentions), clause, tuple(find_frames(clause)), since, mode))
        mode = next((each.mode for each in reversed(triggers) if each.mode and each.effect != "skip"), mode)
        is_ahead = True if _looks_ahead(scenes[-1]) or _is_present(scenes[-1]) else None
        since = last_day_told([unit.value for unit in units if unit.code == "Y"], day, since, is_ahead)
    return scenes, discourse


def _read_dateline(text: str) -> tuple[PlaceMention | None, int]:
    """Find the place a report was written in, from its dateline, and where its first sentence begins."""
    parts = ((found.end, start, part) for found in find_datelines(text) for start, part in found.parts)
    for end, start, part in parts:
        name = part.title() if part.isupper() else part
        span = Span(start, start + len(part))
        for reading in phrasebook().match([Token(word, 0, 0, fold(word)) for word in name.split()], 0):
            if len(reading.words) < len(name.split()):
                continue
            if reading.code == "K":
                return PlaceMention(span, capital_name(name), str(reading.value)), end
            if reading.code == "P":
                return PlaceMention(span, reading.value.place_name, reading.value.country_code), end
            if reading.code == "C":
                return PlaceMention(span, None, str(reading.value)), end
    return None, 0


def day_of_writing(article: Article) -> dt.date:
    """The day in the dateline, from which "today" counts, where the article came out within days of it."""
    _, end = _read_dateline(article.text)
    for mention in find_dates(article.text, 0, end) if end else ():
        period = resolve_date(mention, article.published)
        if period is not None and mention.kind == "day" and article.published - period.end <= _PRESS_TIME:
            return period.end
    return article.published


def _lead_day(scenes: Sequence[Scene], published: dt.date) -> tuple[Period, Span] | None:
    """The day on which the lead says its story happened: not that of a statement, nor of what is to come."""
    for scene in scenes[:2]:
        if _looks_ahead(scene):
            continue
        if _is_present(scene):
            continue
        for index, unit in enumerate(scene.units):
            if unit.code != "Y" or unit.value.kind not in ("day", "weekday", "relative"):
                continue
            before = {str(each.value) for each in scene.units[max(0, index - 4) : index] if each.code in "xk"}
            is_statement = bool(before & word_set("statement_verbs")) and not _is_taken_up(scenes, scene)
            if is_statement or before & (word_set("verb_markers") | word_set("bounding_words")):
                continue
            period = resolve_date(unit.value, published)
            is_news = unit.value.kind != "day" or (period is not None and published - period.end <= _NEWS)
            if period is not None and period.precision == "day" and period.end <= published and is_news:
                return period, Span(unit.start, unit.end)
    return None


def _is_present(scene: Scene) -> bool:
    """Whether a sentence has a verb in the present."""
    return any(is_finite_present(scene.clause, index) for index in range(len(scene.clause.items)))


def _looks_ahead(scene: Scene) -> bool:
    """Whether a sentence tells of what is planned."""
    return any(item.trigger is not None and item.trigger.effect == "planned" for item in scene.clause.items)


def _looks_back(scene: Scene) -> bool:
    """Whether a sentence tells of what was before the story."""
    return any(item.trigger is not None and item.trigger.is_background for item in scene.clause.items)


def _days_ahead(scenes: Sequence[Scene], published: dt.date) -> dict[int, tuple[Period, Span]]:
    """By sentence, the days to come that it or one of the two before it told last: "next week"."""
    told: dict[int, tuple[Period, Span]] = {}
    for scene in scenes:
        is_future = _looks_ahead(scene) or None
        for index, unit in enumerate(scene.units):
            if unit.code != "Y" or is_of_statement(scene.units, index):
                continue
            period = resolve_date(unit.value, published, is_future)
            if period is not None and period.start > published:
                number = scene.sentence.number
                told.update(dict.fromkeys(range(number, number + 3), (period, Span(unit.start, unit.end))))
    return told


def _lead_place(scenes: Sequence[Scene], discourse: Discourse, text: str) -> PlaceMention | None:
    """The one town that the lead of a report without dateline puts its story in."""
    if discourse.dateline is not None:
        return None
    told = [scene for scene in scenes[:2] if not _looks_ahead(scene) and not _looks_back(scene)]
    towns = [place for scene in told for _, place in find_places(scene.units, text, ()) if place.place_name]
    return towns[0] if len({place.place_name for place in towns}) == 1 else None


def _is_shuttle(scenes: Sequence[Scene]) -> bool:
    """Whether the story goes to and fro between towns."""
    return any(token.lower.startswith("shuttl") for scene in scenes[:2] for token in scene.sentence.tokens)


def _is_taken_up(scenes: Sequence[Scene], scene: Scene) -> bool:
    """Whether the next sentence says that the statement was made at the meeting: "He spoke at a meeting with …"."""
    following = next((each for each in scenes if each.sentence.number == scene.sentence.number + 1), None)
    if following is None:
        return False
    opening = {token.lower for token in following.sentence.tokens[:4]}
    return bool(opening & {"he", "she", "they"}) and bool(opening & word_set("taking_up"))


def _state_of(publisher: str | None) -> str | None:
    """The state whose office published the article: "Ministry of Foreign Affairs of Estonia"."""
    tokens = [Token(part, 0, 0, part.lower()) for part in words(publisher or "")]
    if not {token.lower for token in tokens} & word_set("office_publishers"):
        return None
    tokens = [Token(part, 0, 0, part.lower()) for part in re.findall(r"\w+", publisher or "")]
    for at in range(len(tokens)):
        for reading in phrasebook().match(tokens, at):
            if reading.code in "CAKQ":
                return str(reading.value)
    return None


def _is_quoted(token: Token, quotations: Sequence[tuple[int, int]]) -> bool:
    index = bisect.bisect_right(quotations, (token.start, len(quotations) + token.end)) - 1
    return index >= 0 and quotations[index][0] <= token.start < quotations[index][1]


def draft_scenes(
    scenes: Sequence[Scene], article: Article, discourse: Discourse, day: dt.date
) -> tuple[list[Draft], list[Draft]]:
    """Draft the meetings of all sentences, and the drafts that only tell more of one told."""
    drafts: list[Draft] = []
    updates: list[Draft] = []
    for scene in scenes:
        new, more = drafts_of(scene, article.text, day, drafts, discourse)
        drafts += new
        updates += more
    return drafts, updates
