"""Cut the remarks of `hsg` into clauses, and say them as sentences that the annotator can read.

Data: `import_hsg_words.csv`, `import_hsg_remarks.csv`.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator
from dataclasses import dataclass

from import_hsg_records import Stay, any_word, office_of
from importing import View, table

from parley.files import gazetteer_rows, reference_rows
from parley.model import Span

# Not after "St.", "U.S." and initials.
_SENTENCE = re.compile(
    r"(?:[^.;]|(?<=\b[A-Z])\.|(?<=\bSt)\.|(?<=\b[DMJS]r)\.|(?<=\b[MF]t)\.|(?<=\bGen)\.|\.(?=\S)|\.(?= [a-z]))+"
)
_FURTHER = re.compile(rf",? (?:and|then) (?=(?:also |then |later )?(?:{any_word('further_verb')})\b)")
_OPENING = re.compile(
    rf"(?P<aside>In [A-Z][^,]{{2,40}}, )?(?:(?:Also|Then|Later|Afterwards?) )?(?:{any_word('opening_verb')})\b",
    re.IGNORECASE,
)
_NOUN = re.compile(rf"(?:(?:{any_word('meeting_adjective')})\s)*(?:{any_word('meeting_noun')})\b", re.IGNORECASE)
_ITINERARY = re.compile(
    r"(?:(?:also|later|then|afterwards?) )?(?:re)?visit(?:ed|ing)?\b(?!.*\b(?:president|with)\b)", re.IGNORECASE
)
_GUEST = re.compile(rf"\b(?:{any_word('guest')})", re.IGNORECASE)
_PRIVATE = re.compile(rf"\b(?:{any_word('private')})\b", re.IGNORECASE)
_GATHERING = re.compile(any_word("gathering"), re.IGNORECASE)
_ATTENDING = re.compile(any_word("attending"), re.IGNORECASE)
_BUSINESS = re.compile(rf"(?:also )?(?:{any_word('business')})", re.IGNORECASE)
_COMPANY = re.compile(r"(?:Also )?Attended .+? with (?P<who>.+)", re.IGNORECASE)
_NATIONALITY = re.compile(r"^(?:the |(?:[A-Z][\w-]+ )+?(?=[A-Z]))")
_NAMED = re.compile(r"(?:Also )?(?:Attended|Participated in)\s+(?:the |an? )?(.+)", re.IGNORECASE)
ACCOMPANIED = re.compile(r"\b(?:accompanied|joined) (?:the )?(?:vice )?president", re.IGNORECASE)


def clauses_of(remark: str, start: int) -> Iterator[Span]:
    """Cut a remark at full stops and semicolons, and before a further verb of the traveller."""
    for sentence in _SENTENCE.finditer(remark):
        first = sentence.start()
        for cut in [*_FURTHER.finditer(remark, sentence.start(), sentence.end()), None]:
            last = cut.start() if cut else sentence.end()
            words = remark[first:last]
            if words.strip(' )]"”'):
                yield Span(start + first + _blanks(words), start + last)
            first = cut.end() if cut else last


def _blanks(words: str) -> int:
    return len(words) - len(words.lstrip(' )]"”'))


def view_of(stay: Stay, clauses: list[Span]) -> View:
    """Say all clauses but those of an itinerary, under a dateline of the host state."""
    view = View().say(f"{_capital(stay.host)} — ")
    for clause in clauses:
        if not _ITINERARY.match(stay.words(clause)):
            _speak(view, stay, clause)
    return view


@functools.cache
def _capital(actor_id: str) -> str:
    """Write the dateline of a report from a country, by which the annotator knows whose president is meant."""
    names = {row["actor_id"]: row["name"] for row in reference_rows("actors")}
    forms = {
        row["actor_id"]: row["form"]
        for row in gazetteer_rows("countries")
        if row["kind"] == "capital" and row["note"] == "main"
    }
    return f"{forms.get(actor_id, names[actor_id]).upper()}, {names[actor_id]}"


def _speak(view: View, stay: Stay, clause: Span) -> None:
    """Say a clause as a sentence."""
    words = stay.words(clause).rstrip()
    opening = _OPENING.match(words)
    at = clause.start
    company = _COMPANY.match(words)
    if company and office_of(_NATIONALITY.sub("", company["who"])) != "unknown":
        _subject(view, stay)
        attended = Span(at, at + company.start("who") - len(" with "))
        view.say(" ").say_for("met with", attended).say(" ").quote(company["who"], at + company.start("who"))
    elif opening and not re.match(r"(?:United|Allied|Combined)\b", words):
        aside = len(opening["aside"] or "")
        view.quote(words[:aside], at)
        _subject(view, stay)
        view.say(" ").quote(words[aside].lower() + words[aside + 1 :], at + aside)
    elif _NOUN.match(words):
        _subject(view, stay)
        view.say(" had an " if words.lower().startswith("audience") else " held ").quote(
            words[0].lower() + words[1:], at
        )
    elif office_of(words) != "unknown" and not re.search(r"\b(?:visit|stay)\b", words):
        _subject(view, stay)
        view.say(" ").say_for("met with", clause).say(" ").quote(words, at)
    else:
        view.quote(words, at)
    view.say(". ")


def _subject(view: View, stay: Stay) -> None:
    document = stay.document
    start, words = document.starts[stay.who], document.values[stay.who]
    if stay.is_visit:
        view.quote(words, start).say(" of ").quote(
            document.values["from"].split(",")[0].split(" (")[0], document.starts["from"]
        )
    else:
        # A name in brackets is left out, which spoils no offset before it.
        surname = words.split(" ")[-1]
        given = words.split(" (")[0].removesuffix(surname).rstrip()
        view.say(f"U.S. {stay.guest.title} ").quote(given, start).say(" ").quote(
            surname, start + len(words) - len(surname)
        )


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a clause without people says.

    Attributes
    ----------
    kind : {'', 'none', 'visit', 'gathering'}
    reason : str
        Why there is no row, where there is none.
    gatherings : tuple of (str, str or None, Span or None)
        A name to tell one gathering from another, the body whose it is, and the words that say so.
    """

    kind: str
    reason: str = ""
    gatherings: tuple[tuple[str, str | None, Span | None], ...] = ()


def read_clause(stay: Stay, clause: Span) -> Outcome:
    """Tell what a clause without people says."""
    words = stay.words(clause)
    if ACCOMPANIED.search(words) and not stay.is_visit:
        return Outcome("")
    held: list[tuple[str, str | None, Span | None]] = []
    for row in table("import_hsg_remarks"):
        match = re.search(row["pattern"], words, re.IGNORECASE)
        if match and row["outcome"] == "none":
            return Outcome("none", row["note"])
        if match and _ATTENDING.search(words):
            held.append(
                (row["actor_id"], row["actor_id"], Span(clause.start + match.start(), clause.start + match.end()))
            )
    named = _NAMED.match(words)
    if not held and stay.is_visit and named and _GATHERING.search(named[1]):
        held.append((_name_of(named[1]), None, None))
    if held:
        return Outcome("gathering", gatherings=tuple(held))
    return _without_gathering(stay, words)


def _name_of(words: str) -> str:
    """Bring the name of a gathering into one form, without place and company."""
    return " ".join(
        re.sub(r"\b(?:in|at|with|and met)\b.*", "", words.lower()).replace("’", "").replace("'", "").split()
    )


def _without_gathering(stay: Stay, words: str) -> Outcome:
    if _GUEST.search(words) and not _PRIVATE.search(words):
        return Outcome("visit")
    if not stay.is_visit and _BUSINESS.match(words):
        return Outcome("visit")
    if _PRIVATE.search(words):
        return Outcome("none", "private visit without interlocutor")
    if _ATTENDING.match(words):
        return Outcome("none", "gathering whose other side is not told")
    return Outcome("none", "no interlocutor")
