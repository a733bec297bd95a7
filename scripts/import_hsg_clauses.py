"""Cut the remarks of `hsg` into clauses, and say them as sentences that the annotator can read.

Data: `import_hsg_words.csv`, `import_hsg_remarks.csv`.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator, Sequence
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
    r"(?:in (?:the )?u\.?s|arrived|departed|left)\b(?!.*\b(?:president|with)\b)|"
    r"(?:(?:also|later|then|afterwards?) )?(?:re)?visit(?:ed|ing)?\b(?!.*\b(?:president|with)\b)",
    re.IGNORECASE,
)
_GUEST = re.compile(rf"\b(?:{any_word('guest')})", re.IGNORECASE)
_PRIVATE = re.compile(rf"\b(?:{any_word('private')})\b", re.IGNORECASE)
_GATHERING = re.compile(any_word("gathering"), re.IGNORECASE)
_ATTENDING = re.compile(any_word("attending"), re.IGNORECASE)
_BUSINESS = re.compile(rf"(?:also )?(?:{any_word('business')})", re.IGNORECASE)
_COMPANY = re.compile(
    rf"(?:(?:Also )?Attended|[A-Z][\w ]*?(?:{any_word('gathering')})) .*?\bwith (?P<who>.+)", re.IGNORECASE
)
_SEEN = re.compile(rf"(?:(?:also|then|later) )?(?:{any_word('seeing')}) (?P<who>.+)", re.IGNORECASE)
_BARE_TITLE = re.compile(rf"(?:\bwith |, |\band )(?=(?:{any_word('title')})\b)")
_NATIONALITY = re.compile(r"^(?:the |(?:[A-Z][\w-]+ )+?(?=[A-Z]))")
_NAMED = re.compile(r"(?:Also )?(?:Attended|Participated in)\s+(?:the |an? )?(.+)", re.IGNORECASE)
_NATIONAL = ("name", "adjective", "short")
_BOUND = re.compile(
    r"(?P<before>(?:North |South |Saudi )?[A-Z][a-z]+(?:[-–][A-Z][a-z]+)*) ?[-–] ?(?:U\.S\.|United States)|"
    r"(?:U\.S\.|United States) ?[-–] ?(?P<after>(?:North |South |Saudi )?[A-Z][a-z]+(?:[-–][A-Z][a-z]+)*)"
)
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


def view_of(stay: Stay, clauses: Sequence[Span], *, is_plain: bool = False) -> View:
    """Say all clauses but those of an itinerary, under a dateline of the host state.

    Parameters
    ----------
    stay : Stay
    clauses : sequence of Span
    is_plain : bool
        Say of every title without a nationality that it is the host state's.
    """
    view = View().say(f"{_capital(stay.host)} — ")
    for clause in clauses:
        words = stay.words(clause)
        if not _ITINERARY.match(words) and not (ACCOMPANIED.search(words) and not stay.is_visit):
            _speak(view, stay, clause, is_plain)
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


def _speak(view: View, stay: Stay, clause: Span, is_plain: bool) -> None:
    """Say a clause as a sentence."""
    words, at = stay.words(clause).rstrip(), clause.start
    opening, seen, company = _OPENING.match(words), _SEEN.match(words), _COMPANY.match(words)
    if company and _is_titled(company["who"]):
        _subject(view, stay)
        attended = Span(at, at + company.start("who") - len(" with "))
        view.say(" ").say_for("met with", attended).say(" ")
        _name(view, stay, company["who"], at + company.start("who"), is_plain)
    elif seen and _is_titled(seen["who"]):
        _subject(view, stay)
        view.say(" ").say_for("met with", Span(at, at + seen.start("who") - 1)).say(" ")
        _name(view, stay, seen["who"], at + seen.start("who"), is_plain)
    elif opening and not re.match(r"(?:United|Allied|Combined)\b", words):
        aside = len(opening["aside"] or "")
        view.quote(words[:aside], at)
        _subject(view, stay)
        view.say(" ")
        _name(view, stay, words[aside].lower() + words[aside + 1 :], at + aside, is_plain)
    elif _NOUN.match(words):
        _subject(view, stay)
        view.say(" had an " if words.lower().startswith("audience") else " held ")
        _name(view, stay, words[0].lower() + words[1:], at, is_plain)
    elif office_of(words) != "unknown" and not re.search(r"\b(?:visit|stay)\b", words):
        _subject(view, stay)
        view.say(" ").say_for("met with", clause).say(" ")
        _name(view, stay, words, at, is_plain)
    else:
        view.quote(words, at)
    view.say(". ")


def _is_titled(words: str) -> bool:
    return office_of(_NATIONALITY.sub("", words)) != "unknown"


def _name(view: View, stay: Stay, words: str, start: int, is_plain: bool) -> None:
    """Quote words that name people; where asked to, with the host state before titles that have no nationality."""
    last = 0
    for title in _BARE_TITLE.finditer(words) if is_plain else ():
        view.quote(words[last : title.end()], start + last).say(f"{_capital(stay.host).split(', ')[1]}'s ")
        last = title.end()
    view.quote(words[last:], start + last)


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
    kind : {'', 'none', 'visit', 'gathering', 'states'}
    reason : str
        Why there is no row, where there is none.
    gatherings : tuple of (str, str or None, Span or None)
        A name to tell one gathering from another, the body whose it is, and the words that say so.
    states : tuple of str
        Of a meeting named after the states that hold it.
    """

    kind: str
    reason: str = ""
    gatherings: tuple[tuple[str, str | None, Span | None], ...] = ()
    states: tuple[str, ...] = ()


def read_clause(stay: Stay, clause: Span) -> Outcome:
    """Tell what a clause without people says."""
    words = stay.words(clause)
    is_company = bool(ACCOMPANIED.search(words)) and not stay.is_visit
    held: list[tuple[str, str | None, Span | None]] = []
    for row in table("import_hsg_remarks"):
        match = re.search(row["pattern"], words, re.IGNORECASE)
        if match and row["outcome"] == "none" and not held:
            return Outcome("none", row["note"])
        if match and row["outcome"] == "conference" and (is_company or _ATTENDING.search(words)):
            held.append(
                (row["actor_id"], row["actor_id"], Span(clause.start + match.start(), clause.start + match.end()))
            )
    named = _NAMED.match(words)
    if not held and stay.is_visit and named and _GATHERING.search(named[1]):
        held.append((_name_of(named[1]), None, None))
    if held:
        return Outcome("gathering", gatherings=tuple(held))
    if is_company:
        return Outcome("")
    if states := _states_of(words):
        return Outcome("states", states=states)
    return _without_gathering(stay, words)


def is_business(stay: Stay, clause: Span) -> bool:
    """Whether a clause tells what was talked about, with whoever was named before."""
    return bool(_BUSINESS.match(stay.words(clause)))


def _states_of(words: str) -> tuple[str, ...]:
    """List the other states of a meeting named like ``U.S.-Soviet Summit Meeting`` or ``North Korea-U.S. summit``."""
    if not _GATHERING.search(words) or not _ATTENDING.search(words):
        return ()
    forms = {row["form"]: row["actor_id"] for row in gazetteer_rows("countries") if row["kind"] in _NATIONAL}
    found = []
    for match in _BOUND.finditer(words):
        for name in (match["after"], match["before"]):
            parts = re.split(r"[-–]", name or "")
            found += [forms[part.strip()] for part in parts if part.strip() in forms]
    return tuple(dict.fromkeys(each for each in found if each != "USA"))


def _name_of(words: str) -> str:
    """Bring the name of a gathering into one form, without place and company."""
    return " ".join(
        re.sub(r"\b(?:in|at|with|and met)\b.*", "", words.lower()).replace("’", "").replace("'", "").split()
    )


def _without_gathering(stay: Stay, words: str) -> Outcome:
    if _GUEST.search(words) and not _PRIVATE.search(words):
        return Outcome("visit")
    if _BUSINESS.match(words):
        return Outcome("visit")
    if _PRIVATE.search(words):
        return Outcome("none", "private visit without interlocutor")
    if _ATTENDING.match(words):
        return Outcome("none", "gathering whose other side is not told")
    return Outcome("none", "no interlocutor")
