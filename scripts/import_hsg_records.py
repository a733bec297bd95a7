"""Read the records of `hsg` as documents: who stayed where, from when to when."""

from __future__ import annotations

import datetime as dt
import functools
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from xml.etree import ElementTree

from importing import Document, Unplaced, View, table

from parley.annotator import annotate_article
from parley.files import reference_rows
from parley.model import Article, Evidence, Participant, Span

ORIGIN = {
    "title": "Travels of the President and of the Secretary of State; Visits by Foreign Leaders",
    "publisher": "Office of the Historian, US Department of State",
    "licence": "CC0-1.0",
    "source": [
        "https://github.com/HistoryAtState/travels/tree/3170c77",
        "https://github.com/HistoryAtState/visits/tree/869ca4f",
    ],
}
PATTERNS = ("president-travels/*.xml", "secretary-travels/*.xml", "visits/*.xml")
SITE = "https://history.state.gov/departmenthistory"
TITLES = {"president": ("President", "head_of_state"), "secretary": ("Secretary of State", "foreign_minister")}

COUNTRIES = {
    "bosnia-herzegovina": "BIH",
    "cote-divoire": "CIV",
    "saint-kitts-nevis": "KNA",
    "korea-south": "KOR",
    "congo-democratic-republic": "COD",
    "congo-kinshasa": "COD",
    "korea": "KOR",
    "korea-north": "PRK",
    "somoa": "WSM",
}
"""Ids of countries in the register that are no name of a state; of the others the name decides."""

_TRAVELLER_NAME = re.compile(r"\s*\([^)]*\)")


@dataclass(frozen=True, slots=True)
class Stay:
    """A record: one traveller in one country."""

    article: Article
    document: Document
    who: str
    remark: str
    place: str
    guest: Participant
    host: str
    first: dt.date
    last: dt.date

    @property
    def is_visit(self) -> bool:
        """Whether it is a visit to the United States."""
        return self.host == "USA"

    def words(self, span: Span) -> str:
        """Give the words of a span."""
        return self.document.text[span.start : span.end]

    def days(self) -> tuple[Evidence, ...]:
        """Support the dates by the record's own."""
        return self.document.evidence("start_date", "start-date") + self.document.evidence("end_date", "end-date")


def read_stays(source: Path, unplaced: list[Unplaced]) -> Iterator[Stay]:
    """Read all records whose country is known."""
    names = _names_of_states()
    for pattern in PATTERNS:
        for path in sorted(source.glob(pattern)):
            for record in ElementTree.parse(path).getroot():
                fields = {child.tag: " ".join("".join(child.itertext()).split()) for child in record}
                place = record.find("country" if record.tag == "trip" else "from")
                land = place.get("id", "") if place is not None else ""
                name = fields["country" if record.tag == "trip" else "from"]
                country = COUNTRIES.get(land) or names.get(land.replace("-", " ")) or names.get(name.lower())
                article_id = f"hsg-{record.tag}-{fields['id']}"
                if not country:
                    unplaced.append(Unplaced(article_id, "no state of today", name))
                    continue
                yield (
                    _trip(article_id, fields, record.get("who", ""), country)
                    if record.tag == "trip"
                    else _visit(article_id, fields, land, country)
                )


def _names_of_states() -> dict[str, str]:
    """Map the names of states in lower case to their ids; the register's ids have no marks and no "and"."""
    names: dict[str, str] = {}
    for row in reference_rows("actors"):
        if row["kind"] == "state":
            for name in (row["name"], *row["aliases"].split("|")):
                names.setdefault(name.lower(), row["actor_id"])
    return names


def _trip(article_id: str, fields: Mapping[str, str], who: str, country: str) -> Stay:
    role = fields["role"]
    document = Document.of(
        {name: fields[name] for name in ("name", "role", "start-date", "end-date", "country", "locale", "remarks")}
    )
    title, office = TITLES[role]
    if "as President-elect" in fields["remarks"]:
        title, office = "President-elect", "unknown"
    name = _TRAVELLER_NAME.sub("", fields["name"])
    evidence = (
        document.evidence("name", "name") + document.evidence("title", "role") + document.evidence("actor_id", "role")
    )
    guest = Participant("person", office, "USA", name=name, title=title, evidence=evidence)
    article = _article(article_id, document, fields, f"{SITE}/travels/{role}/{who}")
    return Stay(article, document, "name", "remarks", "locale", guest, country, *_days(fields))


def _visit(article_id: str, fields: Mapping[str, str], land: str, country: str) -> Stay:
    document = Document.of(
        {name: fields[name] for name in ("visitor", "from", "start-date", "end-date", "description")}
    )
    article = _article(article_id, document, fields, f"{SITE}/visits/{land}")
    first, last = _days(fields)
    return Stay(article, document, "visitor", "description", "", _visitor(document, country, last), "USA", first, last)


def _days(fields: Mapping[str, str]) -> tuple[dt.date, dt.date]:
    return dt.date.fromisoformat(fields["start-date"]), dt.date.fromisoformat(fields["end-date"])


def _article(article_id: str, document: Document, fields: Mapping[str, str], url: str) -> Article:
    """Describe a record; it has no day of publication, and the last of its stay stands in."""
    return Article(
        article_id,
        document.text,
        dt.date.fromisoformat(fields["end-date"]),
        publisher=str(ORIGIN["publisher"]),
        url=url,
        licence=str(ORIGIN["licence"]),
        collection="hsg",
        text_kind="external",
    )


def _visitor(document: Document, country: str, day: dt.date) -> Participant:
    """Read title and name of a visitor by the annotator, whom a plain sentence is given."""
    view = View().quote(document.values["visitor"], document.starts["visitor"]).say(" of ")
    view.quote(document.values["from"].split(",")[0], document.starts["from"]).say(
        " met with officials of the United States."
    )
    people = [
        view.meeting(meeting).participants[no]
        for meeting in annotate_article(Article("view", view.text, day)).meetings
        for no, each in enumerate(meeting.participants)
        if each.kind == "person"
    ]
    words = document.values["visitor"]
    evidence = document.evidence("name", "visitor") + document.evidence("actor_id", "from")
    for each in people:
        name = each.name or ""
        if words.endswith(name) and name:
            return replace(
                each,
                title=words[: -len(name)].strip() or None,
                actor_id=country,
                capacity="principal",
                person_id=None,
                evidence=evidence + tuple(e for e in each.evidence if e.field == "title"),
            )
    return Participant(
        "person",
        office_of(words),
        country,
        name=_bare(words),
        title=words.removesuffix(_bare(words)).strip() or None,
        evidence=evidence,
    )


def office_of(words: str) -> str:
    """Tell the office of a title at the beginning of some words; ``unknown`` when there is none."""
    for row in table("import_hsg_ranks"):
        if re.match(row["pattern"], words, re.IGNORECASE):
            return row["office"]
    return "unknown"


@functools.cache
def any_word(name: str) -> str:
    """Join the words of a list into a regular expression."""
    return "|".join(row["word"] for row in table("import_hsg_words") if row["list"] == name)


def _bare(words: str) -> str:
    """Take titles off the front of a visitor."""
    return re.sub(rf"^(?:(?:{any_word('title')})\b[ ,]*)+", "", words, flags=re.IGNORECASE) or words
