"""Tie titles to the codebook's classes of office.

Data: `lexicon/titles.csv` (a title's office by the kind of actor it belongs to), `lexicon/title_modifiers.csv`,
`lexicon/office_words.csv` (words that decide a title the list does not know), `data/reference/actors.csv`.
"""

from __future__ import annotations

import functools
from collections.abc import Sequence

from parley.files import lexicon_rows, reference_rows, table_schema
from parley.mentions.phrasebook import Title, titles
from parley.text.document import words

_SCOPES = {
    "state": "state",
    "igo": "igo",
    "substate_government": "substate",
    "non_state_group": "group",
    "company": "company",
    "ngo": "ngo",
    "religious_body": "religious",
}


@functools.cache
def _rank() -> dict[str, int]:
    """Codebook, section 2: of two offices the one earlier in the list wins."""
    fields = {field["name"]: field for field in table_schema("participants")["fields"]}
    return {office: rank for rank, office in enumerate(fields["office"]["constraints"]["enum"])}


@functools.cache
def actor_kinds() -> dict[str, str]:
    """Map each actor to its kind."""
    return {row["actor_id"]: row["kind"] for row in reference_rows("actors")}


@functools.cache
def actor_homes() -> dict[str, str]:
    """Map each actor to the country it is at home in, empty where there is none."""
    return {row["actor_id"]: row["country_code"] for row in reference_rows("actors")}


def office_rank(office: str) -> int:
    """Place of an office in the codebook's order, in which the earlier one wins."""
    return _rank().get(office, len(_rank()))


def office_of_title(text: str, read: Sequence[Title], actor_id: str | None, modifiers: Sequence[str] = ()) -> str:
    """Class a title as written, for the actor it belongs to.

    Parameters
    ----------
    text : str
        The title's words.
    read : sequence of Title
        The titles of the lexicon found in it, in order.
    actor_id : str or None
        Whom its holder represents.
    modifiers : sequence of str
        Effects of the modifiers before it, such as ``deputy``.

    Returns
    -------
    str
        An office of the codebook; ``unknown`` when the lexicon does not decide.
    """
    folded = words(text)
    titles_told = _titles_within(folded, read)
    found = [office for office in (_scoped(title, actor_id) for title in titles_told) if office]
    if not any(actor_id in dict(title.offices) for title in titles_told):
        found += _by_word(folded, found)
    if not found:
        return "unknown"
    office = min(found, key=office_rank)
    return _lowered(office, actor_id) if "deputy" in modifiers else office


def _titles_within(folded: tuple[str, ...], read: Sequence[Title]) -> list[Title]:
    """Prefer the title that the whole phrase is; else those the scanner read."""
    whole = titles().get(" ".join(folded))
    return [whole] if whole else list(read)


def _scoped(title: Title, actor_id: str | None) -> str | None:
    kind = _SCOPES.get(actor_kinds().get(actor_id or "", "state"), "state")
    offices = dict(title.offices)
    for scope in (actor_id, kind, "any"):
        if scope in offices:
            return offices[scope]
    if kind in ("igo",) and title.offices:
        return "igo_official"
    if kind == "substate":
        return offices.get("state") and "local_official"
    if kind in ("company", "ngo", "religious"):
        return "private"
    return title.offices[0][1] if title.offices else None


def _by_word(folded: tuple[str, ...], found: Sequence[str]) -> list[str]:
    """Let a telling word decide where the title itself is as general as "head" or "minister"."""
    general = {"official", "minister", "unknown", "group_leader", "private"}
    if any(office not in general for office in found):
        return []
    told = [row["office"] for row in lexicon_rows("office_words") if row["word"] in folded]
    return ["legislator"] if "legislator" in told else told  # "chair of the foreign affairs committee"


def _lowered(office: str, actor_id: str | None) -> str:
    row = {row["office"]: row["deputy"] for row in lexicon_rows("office_deputies")}
    return row.get(office, office)
