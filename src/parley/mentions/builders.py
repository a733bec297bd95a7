"""Make mentions of what the patterns of people, offices, delegations and bodies match.

One function a pattern; all read the units that a match covers (see `patterns`).
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence

from parley.mentions.mention import Mention
from parley.mentions.patterns import (
    ACTOR_ALONE,
    COLLECTIVE,
    DELEGATION,
    OFFICE,
    OFFICES,
    PERSON,
    PRONOUN,
    REBELS,
    THE_TWO,
)
from parley.mentions.phrasebook import titles, word_set
from parley.mentions.units import Unit
from parley.model import Span

_SENT = frozenset({"official", "military", "unknown", "private"})


def _span(units: Sequence[Unit], first: int, last: int) -> Span:
    return Span(units[first].start, units[last - 1].end)


def _group_span(units: Sequence[Unit], match: re.Match[str], group: str) -> Span:
    return _span(units, match.start(group), match.end(group))


def _mention(kind: str, units: Sequence[Unit], match: re.Match[str]) -> Mention:
    span = _span(units, match.start(), match.end())
    return Mention(kind, match.start(), match.end(), span.start, span.end)


def _set_actor(mention: Mention, units: Sequence[Unit], match: re.Match[str], *groups: str) -> None:
    told = match.groupdict()
    for group in groups:
        if told.get(group):
            unit = units[match.start(group)]
            if group in ("a2", "a6") and unit.code in "ACK" and _is_remit(units, match.start(group)):
                continue
            mention.actor_id = unit.value.country_code if unit.code == "P" else unit.value
            mention.actor_span = Span(unit.start, unit.end)
            return


def _is_remit(units: Sequence[Unit], at: int) -> bool:
    """Whether the country only tells what an envoy is for: "special envoy for Yemen"."""
    before = at - 1
    while before > 0 and units[before].code in "dx":
        before -= 1
    return before >= 0 and units[before].code == "f"


def _set_title(mention: Mention, units: Sequence[Unit], match: re.Match[str], group: str) -> None:
    mention.title = units[match.start(group)].value
    inside = units[match.start(group) : match.end(group)]
    if any(unit.code in "ACUOKQ" for unit in inside):  # "Crown Prince of Abu Dhabi and Commander …": the first says it
        mention.title_span = Span(inside[0].start, inside[0].end)
    else:
        mention.title_span = _group_span(units, match, group)
    owners = [index for index, unit in enumerate(inside) if unit.code == "g"]  # the president's adviser is no president
    held = inside[owners[-1] + 1 :] if owners else inside
    own = list(itertools.takewhile(lambda unit: unit.code not in "oft", held))  # nor is an adviser to the president
    mention.title_unit = tuple(unit.value for unit in own if unit.code in "TS")
    if owners and own:
        mention.title = own[0].value if own[0].code in "TS" else mention.title


def _person(units: Sequence[Unit], match: re.Match[str], text: str) -> list[Mention]:
    mention = _mention("person", units, match)
    name = "n" if match["n"] else "n2"
    unit = units[match.start(name)]
    mention.name, mention.name_span = unit.value, Span(unit.start, unit.end)
    _set_actor(
        mention, units, match, "a2", "a2b", "a2e", "a2c", "a2d", "a2p", "a1b", "a3", "a1", "a5", "a6", "a6i", "a4"
    )
    if match["lead"] and str(units[match.start("lead")].value) in word_set("leading_verbs"):
        _set_actor(mention, units, match, "a7")
        mention.leads = True
    elif match["lead"]:  # "A, who saw Syrian minister B"
        mention.last = match.start("lead") - 2
        mention.end = units[mention.last - 1].end
    if match["t"]:
        _set_title(mention, units, match, "t")
        if mention.actor_id is None:  # "the chair of the OSCE, Finnish Foreign Minister A"
            inner = _actors_in(units, match, "t")
            mention.actor_id = inner[0].value if inner else None
            mention.actor_span = Span(inner[0].start, inner[0].end) if inner else None
    elif match["t4"]:
        _set_title(mention, units, match, "t4")
    elif match["t5"]:
        _set_membership(mention, units, match, text)
    if match["t"] and match["t4"] and _names_another(units, match):
        mention.last = max(i for i in range(match.start("t4")) if units[i].code == "c")
        mention.end = units[mention.last - 1].end
    _set_owner(mention, units, match)
    mention.modifiers = _modifiers(units, match, "m1", "m", "m4", "h")
    _set_posting(mention, units, match)
    mention.head_code = "N" if match["h0"] or match["h"] or match["t"] else "n"
    return [mention]


def _names_another(units: Sequence[Unit], match: re.Match[str]) -> bool:
    """Whether a title after a titled name opens the next of a list: "President A, the minister of B, C, …"."""
    following = match.end()
    return following < len(units) and units[following].code in "HN" and units[following - 1].code == "c"


def _set_membership(mention: Mention, units: Sequence[Unit], match: re.Match[str], text: str) -> None:
    """Read "head of the Houthi delegation" and "a member of the government team" as titles."""
    said = units[match.start("t5")]
    if said.code == "x" and str(said.value) not in word_set("member_words"):
        mention.last = match.start("t5") - 1 - (units[match.start("t5") - 1].code in "dh")
        mention.end = units[mention.last - 1].end
        return
    mention.title = titles()["head of delegation"]
    mention.title_unit = (mention.title,)
    mention.title_span = Span(said.start, units[match.start("d5")].end)
    _set_actor(mention, units, match, "a8")
    mention.is_owned_by_body = mention.actor_id is None


def _set_posting(mention: Mention, units: Sequence[Unit], match: re.Match[str]) -> None:
    """Keep where an ambassador is posted: the host's ministers may follow without their country.

    Where nobody is posted, the words tell where somebody goes: "the visit of the foreign minister of A to B".
    """
    if match["post"] and mention.kind == "office" and not mention.name and not _is_sent(mention):
        mention.last = max(index for index in range(match.start("post")) if units[index].code == "t")
        mention.end = units[mention.last - 1].end
        return
    if match["post"] and units[match.start("post")].code in "CK":
        mention.posting = units[match.start("post")].value


def _is_sent(mention: Mention) -> bool:
    """Whether a title is that of somebody sent abroad, or to a body."""
    offices = {office for _, office in mention.title.offices} if mention.title is not None else set()
    return not offices.isdisjoint({"ambassador", "envoy"}) or offices <= _SENT


def _set_owner(mention: Mention, units: Sequence[Unit], match: re.Match[str]) -> None:
    """Keep "his" or "the country's", which tells whose office it is only through what was said before."""
    if match["pre"] and match["pre"] in "hp":
        mention.pronoun = str(units[match.start("pre")].value)
        mention.is_owned_by_body = match["pre"] == "p"


def _modifiers(units: Sequence[Unit], match: re.Match[str], *groups: str) -> tuple[str, ...]:
    told = match.groupdict()
    return tuple(
        units[index].value
        for group in groups
        if told.get(group)
        for index in range(match.start(group), match.end(group))
        if units[index].code == "M"
    )


def _office(units: Sequence[Unit], match: re.Match[str], text: str) -> list[Mention]:
    mention = _mention("office", units, match)
    _set_title(mention, units, match, "t")
    mention.is_definite = match["pre"] == "d" and str(units[match.start("pre")].value) in word_set("definite_words")
    _set_actor(mention, units, match, "a2", "a2b", "a1b", "a1")
    mention.modifiers = _modifiers(units, match, "m1", "m")
    _set_posting(mention, units, match)
    _set_owner(mention, units, match)
    if mention.actor_id is None and not mention.pronoun:
        mention.kind = "role"
        if match["pre"] == "d" and str(units[match.start("pre")].value) in ("each", "both"):
            mention.kind, mention.is_plural = "collective", True  # "met separately with each leader"
    return [mention]


def _offices(units: Sequence[Unit], match: re.Match[str], text: str) -> list[Mention]:
    """One mention per actor of "the Turkish and Greek foreign ministers", zipped with the names that follow."""
    is_apart = bool(match["seats"]) and units[match.start("t")].value.phrase not in word_set("counterpart_titles")
    if is_apart and not (match["as"] or match["o"]):
        return []  # "the ambassadors in Paris and London"
    if match["also"] and units[match.start("also")].code == "x" and not _is_portfolio(units[match.start("also")]):
        return []
    actors = _actors_in(units, match, "as", "o", "list", *(() if is_apart else ("seats",)))
    names = _names_with_actors(units, match)
    if not actors and not names:
        if not (match["pre"] or match["count"]):
            return []
        mention = _mention("collective", units, match)
        _set_title(mention, units, match, "t")
        mention.is_plural = True
        return [mention]
    count = max(len(actors), len(names))
    mentions = []
    for index in range(count):
        mention = _mention("person" if index < len(names) else "office", units, match)
        _set_title(mention, units, match, "t")
        own = names[index][1] if index < len(names) else None
        shared = actors[min(index, len(actors) - 1)] if actors else None
        unit = own or shared
        if unit is not None:
            mention.actor_id, mention.actor_span = unit.value, Span(unit.start, unit.end)
        if index < len(names):
            name = names[index][0]
            mention.name, mention.name_span = name.value, Span(name.start, name.end)
        mention.is_plural = count == 1
        if is_apart:  # "Yugoslav generals at the Macedonian border"
            mention.last = match.end("t")
            mention.end = units[mention.last - 1].end
        if not mention.is_plural:
            mention.title_span = _singular(mention, text)
        mentions.append(mention)
    return mentions


def _is_portfolio(unit: Unit) -> bool:
    """Whether a word may open two titles: "foreign and defence ministers"."""
    return str(unit.value) in word_set("portfolio_words")


def _singular(mention: Mention, text: str) -> Span | None:
    """Take the plural ending off a title that several share: each is a "foreign minister"."""
    span, title = mention.title_span, mention.title
    if span is None or title is None:
        return span
    words = text[span.start : span.end]
    return Span(span.start, span.end - 1) if words[:-1].lower() == title.phrase else span


def _names_with_actors(units: Sequence[Unit], match: re.Match[str]) -> list[tuple[Unit, Unit | None]]:
    """Read "Askar Akayev of Kyrgyzstan, Robert Kocharyan of Armenia": each name with the actor that follows it."""
    found: list[tuple[Unit, Unit | None]] = []
    if match["pairs"]:  # "of Slovenia, Tanja Fajon, and Cyprus, Constantinos Kombos"
        told = [unit for unit in units[match.start("pairs") : match.end("pairs")] if unit.code in "ACUOKQN"]
        return [(name, actor) for actor, name in itertools.pairwise(told) if name.code == "N"]
    if match["names"]:
        for unit in units[match.start("names") : match.end("names")]:
            if unit.code == "N":
                found.append((unit, None))
            elif unit.code in "ACUOKQ" and found:
                found[-1] = (found[-1][0], unit)
    return found


def _delegation(units: Sequence[Unit], match: re.Match[str], text: str) -> list[Mention]:
    """One mention per actor of "Russian and Ukrainian negotiators" or "envoys from Iran and Iraq"."""
    body = units[match.start("d" if match["d"] else "d2" if match["d2"] else "d3")]
    noun = str(body.value)
    if match["as"] and _is_of_emigrants(units, match.start("as")):
        return []
    if match["d3"] and noun != "people":
        return []
    ends = (body, units[match.end() - 1])  # "rebels from Aceh", "representatives of Tuareg separatists"
    if any(_is_rebel(unit, text) for unit in ends):
        mention = _mention("rebels", units, match)
        _set_actor(mention, units, match, "as", "list", "seat")
        return [mention]
    mentions = []
    for unit in _actors_in(units, match, "as", "list", "seat"):
        for actor in unit.value if unit.code == "W" else (unit.value,):
            mention = _mention("delegation", units, match)
            opening = units[mention.first]
            if opening.code == "x" and str(opening.value) not in word_set("rank_adjectives"):
                mention.first, mention.start = mention.first + 1, units[mention.first + 1].start
            mention.actor_id, mention.actor_span = actor, Span(unit.start, unit.end)
            mention.head_code = noun
            if _are_heads(units, match, text[body.start : body.end]):
                mention.kind, mention.title, mention.title_span = (
                    "office",
                    titles()["leader"],
                    Span(body.start, body.end - 1),
                )
            mention.modifiers = (opening.value,) if opening.code == "M" else ()
            mention.is_plural = noun == "people"
            mentions.append(mention)
    return mentions


def _are_heads(units: Sequence[Unit], match: re.Match[str], noun: str) -> bool:
    """Whether "the leaders of A and B" are one for each state, and not those of a body."""
    return (
        noun.lower() == "leaders"
        and bool(match["list"])
        and all(u.code in "CK" for u in _actors_in(units, match, "list"))
    )


def _rebels(units: Sequence[Unit], match: re.Match[str], text: str) -> list[Mention]:
    """Read "rebels" and "the separatists": the group that the article names."""
    return [_mention("rebels", units, match)] if _is_rebel(units[match.end() - 1], text) else []


def _is_rebel(unit: Unit, text: str) -> bool:
    return text[unit.start : unit.end].lower() in word_set("rebel_nouns")


def _actors_in(units: Sequence[Unit], match: re.Match[str], *groups: str) -> list[Unit]:
    return [
        units[index]
        for group in groups
        if match[group]
        for index in range(match.start(group), match.end(group))
        if units[index].code in "ACUOKQW"
    ]


def _collective(units: Sequence[Unit], match: re.Match[str], text: str) -> list[Mention]:
    mention = _mention("collective", units, match)
    group = next((name for name in ("l", "l3") if match.groupdict().get(name)), None)
    noun = units[match.start(group)] if group else None
    if noun is not None and text[noun.start : noun.end].lower() in word_set("government_nouns"):
        mention.kind = "government"
        return [mention]
    opening = str(units[match.start()].value) if units[match.start()].code == "d" else ""
    mention.kind = "strangers" if opening in word_set("indefinite_words") else mention.kind
    mention.is_plural = True
    return [mention]


def actor_alone(units: Sequence[Unit], match: re.Match[str], text: str) -> list[Mention]:
    """Make the mention of a state or body that stands by itself; two of "US-China"."""
    unit = units[match.start("a")]
    if unit.code == "A" or (unit.code == "W" and match.end() < len(units) and units[match.end()].code in "TN"):
        return []  # "the French-Colombian politician"
    if _is_of_emigrants(units, match.start("a")):
        return []
    actors = unit.value if unit.code == "W" else (unit.value,)
    mentions = []
    for actor in actors:
        mention = _mention("pair" if unit.code == "W" else "actor", units, match)
        mention.actor_id, mention.actor_span = actor, Span(unit.start, unit.end)
        mention.head_code = unit.code
        mentions.append(mention)
    return mentions


def _is_of_emigrants(units: Sequence[Unit], at: int) -> bool:
    """Whether a pair of states is that of a community: "Macedonian-American community leaders"."""
    following = str(units[at + 1].value) if at + 1 < len(units) else ""
    return units[at].code == "W" and following in ("community", "communities", "citizen", "citizens")


def _pronoun(units: Sequence[Unit], match: re.Match[str], text: str) -> list[Mention]:
    mention = _mention("pronoun", units, match)
    if match.end() - match.start() > 1 and str(units[match.start()].value) not in ("each", "both", "all"):
        return []
    pronoun = units[match.end() - 1]  # "each of them"
    mention.pronoun = text[pronoun.start : pronoun.end].lower()
    return [mention]


def _the_two(units: Sequence[Unit], match: re.Match[str], text: str) -> list[Mention]:
    """Read "the two met": a number that stands for those just named, when a verb follows."""
    after = str(units[match.end()].value) if match.end() < len(units) else ""
    is_verb = after.endswith("ed") or after in word_set("irregular_verbs") | word_set("verb_markers") | word_set(
        "adverbs"
    )
    is_taken_up = after.startswith(".") or not after or units[match.end()].code in "iYcfk"
    if str(units[match.start("n")].value) not in word_set("count_words") or not (is_verb or is_taken_up):
        return []
    return _collective(units, match, text)


BUILDERS = (
    ("d", THE_TWO, _the_two),
    ("dhpy#MACUOKQINPHT", PERSON, _person),
    ("dh#AOQCMS", OFFICES, _offices),
    ("dhxM#WACOQUD", DELEGATION, _delegation),
    ("dhpyMACUOKQIT", OFFICE, _office),
    ("dhxMAD", REBELS, _rebels),
    ("dhxMD", COLLECTIVE, _collective),
    ("dACUOKQW", ACTOR_ALONE, actor_alone),
    ("dr", PRONOUN, _pronoun),
)
"""Codes with which a pattern may begin, the pattern, and what makes mentions of its match; the first to fit counts."""
