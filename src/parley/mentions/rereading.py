"""Read a row of units once more, where what stands around a unit makes it something else.

Data: `lexicon/word_lists.csv` (capital_words, host_nouns, visitor_nouns, titles_as_names, titles_as_surnames,
rank_titles).
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from parley.mentions.phrasebook import Place, capitals, titles, word_set
from parley.mentions.units import Unit, codes
from parley.text.document import Token

_PARENTHESIS_LIMIT = 8
_NICKNAME = 4
"""Words that a nickname in quotation marks has fewer of."""
_TITLED = re.compile("T(?=N)")


def reread(units: list[Unit], tokens: Sequence[Token]) -> list[Unit]:
    """Read names, titles, capitals, hosts and asides of a row anew; the row given may be changed."""
    units = _without_nicknames(units) if any(unit.code == "q" for unit in units) else units
    units = _shahs_as_names(_honorifics_alone(_honorifics_as_names(units, tokens)), tokens)
    said = {unit.value for unit in units if unit.code == "x"}
    if said & word_set("capital_words"):
        units = _capitals_told(units)
    if said & word_set("host_nouns"):
        units = _visitors_as_pronouns(_without_hosts(units), tokens)
    return _ranks_as_honorifics(_without_appositions(_without_parentheses(units)))


def _honorifics_as_names(units: list[Unit], tokens: Sequence[Token]) -> list[Unit]:
    """Read an honorific that ends a phrase as the name it is there: "Prime Minister Sharif met"."""
    if "TH" not in codes(units):
        return units
    for index in range(1, len(units)):
        unit = units[index]
        is_last = index + 1 == len(units) or units[index + 1].code not in "HNTPCKXI"
        if unit.code == "H" and units[index - 1].code == "T" and is_last and unit.last - unit.first == 1:
            units[index] = unit._replace(code="N", value=(tokens[unit.first].text,))
    return units


def _without_nicknames(units: list[Unit]) -> list[Unit]:
    """Read a name through the nickname in it: "Teodoro "Teddy Boy" Locsin"."""
    kept: list[Unit] = []
    for unit in units:
        row = "".join(each.code for each in kept[-4:])
        if unit.code == "N" and row[:2] == "Nq" and row[3:] == "q" and kept[-2].last - kept[-2].first < _NICKNAME:
            first = kept[-4]
            del kept[-4:]
            unit = unit._replace(first=first.first, start=first.start, value=(*first.value, *unit.value))
        kept.append(unit)
    return kept


def _shahs_as_names(units: list[Unit], tokens: Sequence[Token]) -> list[Unit]:
    """Read a title after a title as part of a name: "Foreign Minister Shah Mahmood Qureshi", "Prime Minister Major"."""
    if "TT" not in codes(units) and "TcT" not in codes(units):
        return units
    kept: list[Unit] = []
    for index, unit in enumerate(units):
        row = "".join(each.code for each in kept[-2:])
        phrase = unit.value.phrase if unit.code == "T" and tokens[unit.first].text.istitle() else ""
        is_alone = index + 1 == len(units) or units[index + 1].code not in "NTHoft"
        if row[1:] == "T" and phrase in word_set("titles_as_surnames") and is_alone:
            unit = unit._replace(code="N", value=(tokens[unit.first].text,))
        elif row in ("TT", "cT") and unit.code == "N" and kept[-1].value.phrase in word_set("titles_as_names"):
            shah = kept.pop()
            unit = unit._replace(first=shah.first, start=shah.start, value=(tokens[shah.first].text, *unit.value))
        kept.append(unit)
    return kept


def _capitals_told(units: list[Unit]) -> list[Unit]:
    """Read "the Nigerian capital" and "Nigeria's capital" as the town, where its name does not follow."""
    kept: list[Unit] = []
    for index, unit in enumerate(units):
        row = "".join(each.code for each in kept[-3:])
        size = 1 if row.endswith(("dA", "iA", "tA")) else 2 if row.endswith("Cg") else 0
        is_named = "".join(each.code for each in units[index + 1 : index + 3]).lstrip("c")[:1] in tuple("KPN")
        if size and unit.code == "x" and unit.value in word_set("capital_words") and not is_named:
            owner = kept[-size]
            del kept[-size:]
            seat = Place(capitals().get(owner.value, ""), owner.value)
            unit = unit._replace(code="P" if seat.place_name else "x", first=owner.first, start=owner.start, value=seat)
        kept.append(unit)
    return kept


def _without_hosts(units: list[Unit]) -> list[Unit]:
    """Read "his Kyrgyz host, Sooronbay Jeenbekov" as the Kyrgyz Sooronbay Jeenbekov."""
    kept: list[Unit] = []
    at = 0
    while at < len(units):
        size = 1 + (codes(units[at : at + 2]) == "hA")
        noun = units[at + size] if units[at].code == "h" and at + size < len(units) else None
        if noun is not None and noun.code == "x" and noun.value in word_set("host_nouns"):
            after = at + size + 1 + (codes(units[at + size + 1 : at + size + 2]) == "c")
            if after < len(units) and units[after].code in "HMTN":
                kept += units[at + 1 : at + size]
                at = after
                continue
        kept.append(units[at])
        at += 1
    return kept


def _is_verbal(unit: Unit) -> bool:
    value = str(unit.value)
    return value.endswith("ed") or value in word_set("verb_markers") or value in word_set("irregular_verbs")


def _visitors_as_pronouns(units: list[Unit], tokens: Sequence[Token]) -> list[Unit]:
    """Read "the visitor" as "he"."""
    kept: list[Unit] = []
    for index, unit in enumerate(units):
        is_noun = unit.code == "x" and unit.value in word_set("visitor_nouns")
        is_end = index + 1 == len(units) or units[index + 1].code not in "xogXHNT" or _is_verbal(units[index + 1])
        is_predicate = len(kept) > 1 and str(kept[-2].value) in word_set("be_forms")  # "was the guest of A"
        if is_predicate:
            is_noun = False
        if is_noun and is_end and kept and kept[-1].code == "d" and tokens[kept[-1].first].lower == "the":
            article = kept.pop()
            unit = unit._replace(code="r", first=article.first, start=article.start, value="he")
        kept.append(unit)
    return kept


def _honorifics_alone(units: list[Unit]) -> list[Unit]:
    """Read an honorific without a name as the monarch it means: "His Majesty received A"."""
    for index, unit in enumerate(units):
        following = units[index + 1].code if index + 1 < len(units) else ""
        if unit.code == "H" and unit.last - unit.first > 1 and following not in tuple("HNTMXPICK"):
            units[index] = unit._replace(code="T", value=titles()["king"])
    return units


def _without_parentheses(units: list[Unit]) -> list[Unit]:
    """Leave out short parentheses: ages, parties, abbreviations just introduced."""
    if "l" not in codes(units):
        return units
    kept: list[Unit] = []
    at = 0
    while at < len(units):
        if units[at].code == "l":
            close = next(
                (i for i in range(at + 1, min(at + _PARENTHESIS_LIMIT, len(units))) if units[i].code == "j"), None
            )
            if close is not None:
                if codes(kept[-1:]) in ("C", "K", "O") and codes(units[at + 1 : close]) in ("N", "HN"):
                    kept += [units[at]._replace(code="c", value=","), *units[at + 1 : close]]
                    at = close + 1
                    continue  # "the ministers of Iran (A) and Oman (B)" names them
                if kept and kept[-1].code == "T" and codes(units[at + 1 : close]).lstrip("H") == "N":
                    kept += units[at + 1 : close]  # "the Foreign Minister (Mr Masayoshi Ohira)" names him
                at = close + 1
                continue
        kept.append(units[at])
        at += 1
    return kept


def _without_appositions(units: list[Unit]) -> list[Unit]:
    """Leave out the second name of a body: "the International Atomic Energy Agency, IAEA, chief"."""
    if "OcO" not in codes(units):
        return units
    kept: list[Unit] = []
    at = 0
    while at < len(units):
        here = units[at : at + 4]
        row = codes(here)
        if row[:3] == "OcO" and here[0].value == here[2].value:
            kept.append(here[0])
            at += 4 if row[3:] == "c" else 3
        else:
            kept.append(units[at])
            at += 1
    return kept


def _ranks_as_honorifics(units: list[Unit]) -> list[Unit]:
    """Read the rank after an office as part of the name: "the Secretary of State, Cardinal Parolin"."""
    row = codes(units)
    for index in (match.start() for match in _TITLED.finditer(row, 1)):
        since = max(row.rfind("N", 0, index) + 1, index - 6)
        is_second = row[index - 1] == "T" or (row[index - 1] == "c" and "T" in row[since:index])
        said = {unit.value.phrase for unit in units[since:index] if unit.code == "T"}
        is_ranked = units[index].value.phrase in word_set("rank_titles") or units[index].value.phrase in said
        if is_ranked and is_second:
            units[index] = units[index]._replace(code="H", value="rank")
    return units
