"""Find the verbs and nouns of meeting in a sentence, with voice, tense, negation and modality.

Data: `lexicon/{meeting_verbs,meeting_nouns,mode_words}.csv`.
"""

from __future__ import annotations

import dataclasses
import functools
import itertools
from collections.abc import Sequence
from dataclasses import dataclass

from parley.files import lexicon_rows
from parley.meetings.modality import WINDOW, effect_before, is_only_willed, modality, noun_effect, words_before
from parley.mentions.phrasebook import word_set
from parley.text.document import Document, Token, words

_FORMS = ("base", "third", "past", "participle", "gerund")
_MUTE = ("light", "none")
"""Kinds of words that report no meeting by themselves."""


@dataclass(frozen=True, slots=True)
class Trigger:
    """A verb or noun of meeting in a sentence.

    Attributes
    ----------
    kind : str
        Frame of a verb (meet, host, visit, …) or kind of a noun (talk, call, visit, gathering, setting).
    is_noun : bool
    mode : str
        What the word alone tells: in_person, phone, video or nothing.
    first, last : int
        Tokens of the sentence covered, `last` exclusive.
    form : str
        Of a verb: base, third, past, participle or gerund.
    is_passive : bool
    effect : str
        What the words around it assert: held, ongoing, planned, cancelled, postponed or skip.
    is_background : bool
        Whether it is told as earlier than the story: "had met", "their last meeting".
    word : str
        Of a verb its first word, of a noun its last, in lower case.
    """

    kind: str
    is_noun: bool
    mode: str
    first: int
    last: int
    form: str = ""
    is_passive: bool = False
    effect: str = "held"
    is_background: bool = False
    word: str = ""


@dataclass(frozen=True, slots=True)
class _Entry:
    kind: str
    is_noun: bool
    mode: str
    forms: tuple[str, ...] = ()


@functools.cache
def _index() -> dict[str, list[tuple[tuple[str, ...], _Entry]]]:
    index: dict[str, dict[tuple[str, ...], _Entry]] = {}
    for row in lexicon_rows("meeting_nouns"):
        index.setdefault(words(row["form"])[0], {})[words(row["form"])] = _Entry(row["kind"], True, row["mode"])
    for row in lexicon_rows("meeting_verbs"):
        named: dict[tuple[str, ...], list[str]] = {}
        for name, form in zip(_FORMS, row["forms"].split("|"), strict=True):
            named.setdefault(words(form), []).append(name)
        for form_words, names in named.items():
            held = index.setdefault(form_words[0], {})
            if form_words not in held or not held[form_words].is_noun:
                held[form_words] = _Entry(row["frame"], False, row["mode"], tuple(names))
            else:  # "talks", "meeting", "call": a noun unless the sentence makes it a verb
                held[(*form_words, "")] = _Entry(row["frame"], False, row["mode"], tuple(names))
    return {first: sorted(forms.items(), key=_longest_first) for first, forms in index.items()}


def _longest_first(item: tuple[tuple[str, ...], _Entry]) -> tuple[int, int]:
    """Most words first; of a form that is noun and verb, the verb."""
    form = item[0]
    return -len(form) + (form[-1] == ""), -len(form)


@functools.cache
def _telling() -> dict[str, list[list[str]]]:
    """Index the forms that report a meeting, or who else was there, by their first word."""
    forms = {form for found in _index().values() for form, entry in found if entry.kind not in _MUTE}
    forms |= {words(row["word"]) for row in lexicon_rows("function_words") if row["class"] == "accompanied"}
    forms |= {words(phrase) for phrase in word_set("presence_words")}
    index: dict[str, list[list[str]]] = {}
    for form in sorted(forms):
        index.setdefault(form[0], []).append([word for word in form if word])
    return index


def may_report(document: Document) -> bool:
    """Tell quickly that no sentence of a text has words of meeting."""
    telling = _telling()
    for sentence in document.sentences:
        lowers = [token.lower for token in sentence.tokens]
        for at, lower in enumerate(lowers):
            if lower in telling and any(lowers[at : at + len(form)] == form for form in telling[lower]):
                return True
        if "part" in lowers and ("took" in lowers or "take" in lowers):
            return True
    return False


def find_triggers(tokens: Sequence[Token]) -> list[Trigger]:
    """List the triggers of a sentence in order, longest first where they overlap."""
    found: list[Trigger] = []
    at = 0
    while at < len(tokens):
        trigger = _trigger_at(tokens, at) if tokens[at].lower in _index() else None
        if trigger is None:
            at += 1
            continue
        if trigger.kind != "none":
            found.append(trigger)
        at = trigger.last
    found = _without_mere_verbs(tokens, found)
    return [_coordinated(tokens, found, index) for index in range(len(found))]


def _without_mere_verbs(tokens: Sequence[Token], found: list[Trigger]) -> list[Trigger]:
    """Keep "stressed" and the like only where they alone tell of a call: "by phone, A and B stressed …"."""
    if not any(trigger.kind == "concur" for trigger in found):
        return found
    mode = find_mode(tokens)
    is_call = mode is not None and mode[0] in ("phone", "video")
    is_told = any(trigger.kind not in ("concur", "light", "arrive") for trigger in found)
    return found if is_call and not is_told else [trigger for trigger in found if trigger.kind != "concur"]


def _coordinated(tokens: Sequence[Token], found: Sequence[Trigger], index: int) -> Trigger:
    """Let "will meet A and hold talks with B" plan both."""
    trigger = found[index]
    earlier = ["planned" if other.word == "due" else other.effect for other in found[:index] if not other.is_noun]
    is_sequel = "before" in (token.lower for token in tokens[max(0, trigger.first - 2) : trigger.first])
    if is_sequel and trigger.form == "gerund" and trigger.effect == "held" and "planned" in earlier:
        return dataclasses.replace(trigger, effect="planned")
    if trigger.effect == "infinitive" and not trigger.is_noun and _is_after_motion(tokens, trigger.first):
        return dataclasses.replace(trigger, effect="held")
    journeys = [other for other in found[:index] if other.kind in ("arrive", "visit")]
    if trigger.effect == "infinitive" and not trigger.is_noun and journeys:
        is_due = journeys[-1].word == "due" and journeys[-1].effect == "held"
        is_due = is_due or (journeys[-1].form == "gerund" and "planned" in earlier)
        is_due = is_due or (journeys[-1].form == "third" and journeys[-1].word in word_set("going_words"))
        return dataclasses.replace(
            trigger, effect="planned" if is_due else journeys[-1].effect
        )  # "travelled to A to meet B"
    if trigger.form == "third" and trigger.effect == "held" and earlier[-1:] == ["planned"]:
        return dataclasses.replace(trigger, effect="planned")  # "is due in A on May 3, where he meets B"
    if trigger.is_noun and trigger.effect == "held" and index and found[index - 1].is_noun:
        between = [token.lower for token in tokens[found[index - 1].last : trigger.first]]
        is_listed = "and" in between[-4:] and found[index - 1].effect == "planned"
        is_listed = is_listed and word_set("verb_markers").isdisjoint(between[between.index("and") :])
        return dataclasses.replace(trigger, effect="planned") if is_listed else trigger
    if trigger.is_noun or trigger.form != "base" or trigger.effect != "held":
        return trigger
    if not earlier:
        is_ahead = _is_coordinated_with_future(tokens, trigger.first)
        return dataclasses.replace(trigger, effect="planned") if is_ahead else trigger
    return dataclasses.replace(trigger, effect=earlier[-1])


def _is_after_motion(tokens: Sequence[Token], first: int) -> bool:
    """Whether somebody moved in order to do it: "strode across the stage to shake hands with A"."""
    return not word_set("striding_words").isdisjoint(token.lower for token in tokens[max(0, first - 8) : first])


def _is_coordinated_with_future(tokens: Sequence[Token], first: int) -> bool:
    """Whether a bare verb goes on after "and" in a future: "will address parliament and on Monday see the premier"."""
    lowers = [token.lower for token in tokens[max(0, first - 4 * WINDOW) : first]]
    joint = max((at for at, word in enumerate(lowers) if word == "and"), default=-1)
    if joint < 0 or len(lowers) - joint > 5 or not set(lowers[joint + 1 :]).isdisjoint(word_set("verb_markers")):
        return False
    return "will" in lowers[:joint] or any(
        modality().get(tuple(lowers[at - 1 : at + 1])) == "planned" for at in range(1, joint)
    )


def _trigger_at(tokens: Sequence[Token], at: int) -> Trigger | None:
    entries = _index().get(tokens[at].lower, ())
    is_in_name = (
        tokens[at].text[0].isupper() and at > 0 and tokens[at].text[1:].islower() and tokens[at - 1].text[0].isupper()
    )
    for form_words, entry in entries:
        length = len(form_words) - (form_words[-1] == "")
        if is_in_name and form_words[-1] not in word_set("talk_nouns"):
            continue  # "the Philippines-Australia Ministerial Meeting" is one all the same
        if at + length > len(tokens) or any(tokens[at + i].lower != form_words[i] for i in range(length)):
            continue
        is_base = not entry.is_noun and length == 1 and entry.forms[:1] == ("base",)
        if is_base and at and tokens[at - 1].lower in word_set("attribute_openers"):
            continue  # "his host", "a visit"
        if entry.kind == "arrive" and at and length == 1 and tokens[at - 1].lower in word_set("definite_words"):
            continue  # "in the coming days"
        if form_words[-1] == "" and not _is_verb_here(tokens, at, entry):
            continue
        if entry.is_noun and form_words[-1] == "ministerial" and _is_attribute(tokens, at + length):
            continue
        if entry.kind == "call" and not entry.is_noun and at and tokens[at - 1].lower in word_set("call_noun_markers"):
            return None
        if entry.kind == "call" and not entry.is_noun and at and tokens[at - 1].lower.endswith("-way"):
            return _noun(tokens, at, at + length, _Entry("call", True, "phone"))  # "a three-way call"
        if entry.is_noun and length == 1 and entry.kind == "call" and _is_appeal(tokens, at):
            return None
        if entry.is_noun and entry.kind == "call" and at and tokens[at - 1].lower in word_set("means_words"):
            return None  # "met via videoconference" is one meeting
        if entry.kind == "none":
            return Trigger("none", entry.is_noun, "", at, at + length)
        return _noun(tokens, at, at + length, entry) if entry.is_noun else _verb(tokens, at, at + length, entry)
    return None


def _is_attribute(tokens: Sequence[Token], after: int) -> bool:
    """Tell "a ministerial committee" from "the ministerial in Geneva"."""
    following = tokens[after].lower if after < len(tokens) else ""
    return following.isalpha() and following not in word_set("noun_followers") | word_set("verb_markers")


def _is_appeal(tokens: Sequence[Token], at: int) -> bool:
    """Tell "his call for a truce" and "a call to action" from a call on the telephone."""
    is_call = tokens[at].lower in word_set("appeals")
    return is_call and at + 1 < len(tokens) and tokens[at + 1].lower in word_set("appeal_followers")


def _is_verb_here(tokens: Sequence[Token], at: int, entry: _Entry) -> bool:
    """Tell the verb from the noun of the same form by the word before and after it."""
    before = tokens[at - 1].lower if at else ""
    after = tokens[at + 1].lower if at + 1 < len(tokens) else ""
    if before in word_set("noun_markers"):
        return False
    if before in word_set("verb_markers"):
        return True
    if "gerund" in entry.forms:  # "meeting": a verb before a name or "with" only after a clause word
        return before in word_set("gerund_markers") and after not in word_set("noun_followers")
    return False


def _verb(tokens: Sequence[Token], first: int, last: int, entry: _Entry) -> Trigger:
    before = words_before(tokens, first)
    is_passive = "participle" in entry.forms and (_follows_be(tokens, first) or _is_among(tokens, first, last))
    effect = effect_before(before)
    is_open = effect == "planned" and bool({"whether", "if"} & set(before))
    if is_open or set(before) & word_set("denying_words"):
        effect = "skip"  # "whether he will see A is not certain", "denied that he had met A"
    if effect == "planned" and "originally" in before:
        effect = "postponed"
    form = entry.forms[0]
    if effect is None and entry.forms[0] in ("base", "gerund") and is_only_willed(before):
        effect = "skip"
    if effect is None:
        effect = "held"
        if form == "base" and before and before[-1] == "to":
            effect = "held" if set(before) & {"first", "only"} else "infinitive"  # "the first leader to meet A"
        elif form == "gerund" and before and before[-1] in word_set("be_forms") and tokens[first - 1].lower != "been":
            effect = "ongoing"
    if first and tokens[first - 1].lower == "been" and form == "gerund" and entry.kind in ("speak", "discuss"):
        effect = "skip"  # "has been talking with A": no one encounter
    is_background = bool(set(before[-2:]) & word_set("background_auxiliaries")) and effect == "held"
    around = (*tokens[max(0, first - 2) : first], *tokens[last : last + WINDOW])
    if {token.lower for token in around} & word_set("habitual_words") or (
        "would" in before and any(token.lower == "if" for token in tokens)
    ):
        effect = "skip"
    word = tokens[first].lower
    return Trigger(entry.kind, False, entry.mode, first, last, form, is_passive, effect, is_background, word)


def _noun(tokens: Sequence[Token], first: int, last: int, entry: _Entry) -> Trigger:
    effect, is_background = noun_effect(tokens, first, last)
    word = tokens[last - 1].lower
    if word.endswith("s") and _is_habit(tokens, first, last):
        effect = "skip"
    return Trigger(entry.kind, True, entry.mode, first, last, effect=effect, is_background=is_background, word=word)


def _is_habit(tokens: Sequence[Token], first: int, last: int) -> bool:
    """Whether meetings are told of in general: "periodic meetings", "their talks in recent months"."""
    before = {token.lower for token in tokens[max(0, first - 3) : first]}
    after = [token.lower for token in tokens[last : last + WINDOW]]
    is_long = any(
        pair[0] in ("recent", "past") and pair[1] in word_set("long_periods") for pair in itertools.pairwise(after)
    )
    return is_long or "levels" in after or bool(before & word_set("habitual_adjectives"))


def _follows_be(tokens: Sequence[Token], first: int) -> bool:
    """Whether a form of "be" stands before a participle, adverbs between."""
    for token in reversed(tokens[max(0, first - 4) : first]):
        if token.lower in word_set("be_forms"):
            return True
        if token.lower not in word_set("adverbs") and not token.lower.endswith("ly"):
            return False
    return False


def _is_among(tokens: Sequence[Token], first: int, last: int) -> bool:
    """Whether the subject follows: "among those received were A and B", "also received was C"."""
    is_inverted = last < len(tokens) and tokens[last].lower in word_set("be_forms")
    before = tokens[first - 1].lower if first else ""
    return is_inverted and before in ("those", "also", "them", "later", "")


@functools.cache
def _mode_phrases() -> dict[str, list[tuple[tuple[str, ...], str]]]:
    index: dict[str, list[tuple[tuple[str, ...], str]]] = {}
    rows = [(words(row["phrase"]), row["mode"]) for row in lexicon_rows("mode_words")]
    for phrase, mode in sorted(rows, key=lambda item: -len(item[0])):
        index.setdefault(phrase[0], []).append((phrase, mode))
    return index


def find_mode(tokens: Sequence[Token]) -> tuple[str, int, int] | None:
    """Find the first words that tell how the sides met: mode, first token, last token (exclusive)."""
    lowers = [token.lower for token in tokens]
    for at, lower in enumerate(lowers):
        for phrase, mode in _mode_phrases().get(lower, ()):
            if tuple(lowers[at : at + len(phrase)]) == phrase:
                return mode, at, at + len(phrase)
    return None
