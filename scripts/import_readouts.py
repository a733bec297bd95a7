"""What the imports of presidents' offices share: an item of their news -> the meetings that it reports.

The office's state, the day and, where the item states it, the town are the item's own fields; people, mode, status and
subjects are found in its words by the annotator. What the office writes of its own country's affairs is no meeting.
"""

from __future__ import annotations

import datetime as dt
import functools
import json
import re
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from importing import Document, Unplaced, View, once_each, table

from parley.alignment import HAPPENED
from parley.annotator import annotate_article
from parley.errors import Finding, InvalidInput
from parley.files import gazetteer_rows, reference_rows
from parley.model import Annotation, Article, Evidence, Meeting, Participant, Span
from parley.reports import AnnotatedArticle, annotated

# Where a transcript begins: its heading, a row of stars, or the first words of a speaker.
_TRANSCRIPT = re.compile(
    r"\n\s*\*\s*\*\s*\*|(?:Beginning of|Opening remarks at|Excerpts from|Transcript of)\b|"
    r"(?:(?<=[.\n] )|(?<=\n))(?:(?:President|Prime Minister|Chancellor)(?: of| of the)? [\w ]{3,40} )?"
    r"(?:[A-Z][\w.’'-]+ ){1,3}[A-Z][\w’'-]+ ?(?:\((?:retranslated|in|via)[^)]*\))?: "
)
_OWN_SUBJECT = re.compile(r"(?:The )?(?:Acting |Russian |Ukrainian )*President\b(?!:)")
_NOUN = re.compile(
    r"(?:\w+ ){0,2}?(?P<noun>meeting|talks|telephone conversations?|conversation|phone call)\b.* with ", re.IGNORECASE
)
_IN_PERSON = re.compile(r"\b(?:meeting|meets?|met|talks|received|visit)\b", re.IGNORECASE)
_ADDRESS = re.compile(r"\baddress\b", re.IGNORECASE)
_I_SPOKE = re.compile(
    r"\bI (?=(?:also |have |just |already )*(?:spoke|talked|met|held|discussed|negotiated|"
    r"had (?:a |an )?\w* ?(?:talk|conversation|meeting|call))\b)"
)
_SHORT_TITLES = ("meeting", "call")


@dataclass(frozen=True, slots=True)
class Office:
    """An office that publishes readouts.

    Attributes
    ----------
    collection : str
        Name of the collection and beginning of the articles' ids.
    state : str
        Id of the state.
    """

    collection: str
    state: str

    def leaders(self) -> Sequence[Mapping[str, str]]:
        """List its presidents, in `import_readouts_leaders.csv`."""
        return [row for row in table("import_readouts_leaders") if row["actor_id"] == self.state]

    def leader(self, day: dt.date) -> str | None:
        """Give title and name of who was president on a day."""
        for row in self.leaders():
            if row["start_date"] <= day.isoformat() <= row["end_date"]:
                return f"President {row['name']}"
        return None


def import_items(
    office: Office, paths: Sequence[Path], years: Container[int] | None = None
) -> tuple[list[AnnotatedArticle], list[Unplaced]]:
    """Annotate the items of the files, of all years or of some."""
    items: list[AnnotatedArticle] = []
    unplaced: list[Unplaced] = []
    seen: set[str] = set()
    for record in _records(paths):
        article_id = f"{office.collection}-{record['id'].rsplit('-', 1)[1]}"
        if years is not None and int(record["published"][:4]) not in years:
            continue
        if article_id in seen:
            unplaced.append(Unplaced(article_id, "the same item a second time", record["title"]))
            continue
        seen.add(article_id)
        item, faults = _read_item(office, article_id, record)
        items.append(item)
        unplaced += faults
    return items, unplaced


def _records(paths: Sequence[Path]) -> Iterator[Mapping[str, Any]]:
    for path in paths:
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
            try:
                yield json.loads(line)
            except ValueError as error:
                remedy = "get the file again"
                raise InvalidInput([Finding(str(path), "json", f"no JSON: {error}", remedy, number)]) from None


def _read_item(office: Office, article_id: str, record: Mapping[str, Any]) -> tuple[AnnotatedArticle, list[Unplaced]]:
    names = ("publisher", "title", "published", "time", "place", "text")
    document = Document.of({name: record.get(name) or "" for name in names})
    article = Article(
        article_id,
        document.text,
        dt.date.fromisoformat(record["published"]),
        record["title"],
        record["publisher"],
        record["url"],
        licence="CC-BY-4.0",
        collection=office.collection,
        text_kind="external",
    )
    meetings: list[Meeting] = []
    unplaced: list[Unplaced] = []
    for view in _views(office, document, article.published):
        for found in annotate_article(replace(article, text=view.text)).meetings:
            meeting = view.meeting(found)
            reason = _fault(office, meeting)
            if reason:
                unplaced.append(Unplaced(article_id, reason, _sides(meeting.participants)))
            else:
                meetings.append(_given(document, article, meeting, office.state))
        if meetings or unplaced:
            break
    if not meetings and record.get("bucket") in _SHORT_TITLES and not unplaced:
        unplaced.append(Unplaced(article_id, "no meeting found where the title suggests one", record["title"]))
    return annotated(article, Annotation(article_id, tuple(once_each(meetings)))), unplaced


def _views(office: Office, document: Document, day: dt.date) -> Iterator[View]:
    """Say the item as its own sentences; and, if these give nothing, its title with the president as subject."""
    title, text = document.values["title"], document.values["text"]
    end = _TRANSCRIPT.search(text, min(len(text), 40))
    body = text[: end.start()] if end else text
    view = View()
    if _OWN_SUBJECT.match(title) or any(row["name"].split()[-1] in title for row in office.leaders()):
        view.quote(title, document.starts["title"]).say(".\n\n")
    leader = office.leader(day)
    if leader and _ADDRESS.search(title):
        yield _with_speaker(view, body, document.starts["text"], leader)
        return
    yield view.quote(body, document.starts["text"])
    if leader and (noun := _NOUN.match(title)):
        publisher = document.span("publisher")
        assert publisher is not None
        view = View().say_for(leader, publisher).say(" held " if noun["noun"].lower() == "talks" else " had a ")
        view.quote(title[0].lower() + title[1:], document.starts["title"]).say(".\n\n")
        yield view.quote(body, document.starts["text"])


def _with_speaker(view: View, body: str, start: int, leader: str) -> View:
    """Say an address with the name of who gives it where it says "I spoke with": the office's page tells who."""
    last = 0
    for match in _I_SPOKE.finditer(body):
        view.quote(body[last : match.start()], start + last)
        view.say_for(leader, Span(start + match.start(), start + match.start() + 1))
        last = match.start() + 1
    return view.quote(body[last:], start + last)


def _fault(office: Office, meeting: Meeting) -> str:
    """Say why a meeting found is none by the codebook; empty when it is one."""
    homes = {_homes().get(each.actor_id, each.actor_id) for each in meeting.participants}
    if homes <= {office.state}:
        return "affair of its own country"
    if len({each.actor_id for each in meeting.participants}) < 2 and meeting.format != "multilateral":
        return "one side only"
    if not meeting.evidence or any(not each.evidence for each in meeting.participants):
        return "nothing in the text supports a row"
    return ""


@functools.cache
def _homes() -> dict[str, str]:
    """Map actors to the country that they belong to, but for armed groups, which meet a government as another side."""
    return {
        row["actor_id"]: row["country_code"]
        for row in reference_rows("actors")
        if row["kind"] != "non_state_group" and row["country_code"]
    }


def _sides(participants: Iterable[Participant]) -> str:
    return " – ".join(each.name or each.title or each.actor_id for each in participants)


def _given(document: Document, article: Article, meeting: Meeting, state: str) -> Meeting:
    """Give a meeting of the day of publication what the item's fields say of day and town."""
    if meeting.place_name and not meeting.country_code:
        meeting = replace(meeting, place_name=None)
    if meeting.date_basis == "publication":
        meeting = replace(meeting, evidence=(*meeting.evidence, *document.evidence("start_date", "published")))
    is_here = meeting.start_date == article.published and meeting.status in HAPPENED
    place = place_of(document.values["place"], state) if is_here else None
    title = document.span("title")
    if place and title and meeting.mode == "unknown" and _IN_PERSON.search(document.values["title"]):
        told = (each for each in meeting.evidence if each.field != "mode")
        meeting = replace(meeting, mode="in_person", evidence=(*told, Evidence("mode", title)))
    if place is None or meeting.mode != "in_person" or (meeting.place_name and meeting.country_code == place[1]):
        return meeting
    span = document.span("place")
    assert span is not None
    kept = tuple(each for each in meeting.evidence if each.field not in ("place_name", "country_code"))
    return replace(meeting, place_name=place[0], country_code=place[1], evidence=(*kept, Evidence("place_name", span)))


@functools.cache
def place_of(words: str, state: str) -> tuple[str, str] | None:
    """Read the town of an item, such as ``The Kremlin, Moscow``; None when it is not known."""
    parts = [part.strip() for part in words.split(",") if part.strip()]
    venues = {row["form"]: (row["place_name"], row["country_code"]) for row in gazetteer_rows("venues")}
    for part in parts:
        if part in venues and venues[part][0]:
            return venues[part]
    states = {
        form: row["actor_id"]
        for row in reference_rows("actors")
        if row["kind"] == "state"
        for form in (row["name"], *row["aliases"].split("|"))
    }
    if len(parts) > 1 and parts[-1] in states:
        return parts[-2], states[parts[-1]]
    for part in reversed(parts):
        towns = [
            row for row in gazetteer_rows("places") if part == row["place_name"] or part in row["aliases"].split("|")
        ]
        if towns:
            town = max(towns, key=lambda row: int(row["population"] or 0))
            return town["place_name"], town["country_code"]
    is_at_home = len(parts) > 1 and re.search(r"\b(?:Region|Territory|Republic|Oblast)\b", parts[-1])
    return (parts[0], state) if is_at_home else None
