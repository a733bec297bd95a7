"""Mend names as lists of office-holders write them, and spell them as news writers do.

Data: `import_officeholders_title_words.csv`, `import_officeholders_variants.csv`, and of the package's lexicon
`honorifics.csv` and `name_particles.csv`.
"""

from __future__ import annotations

import csv
import functools
import re
import unicodedata
from collections.abc import Iterator
from difflib import SequenceMatcher
from pathlib import Path

HERE = Path(__file__).parent
LEXICON = HERE.parent / "src" / "parley" / "lexicon"

MOST_ALIASES = 12
"""Spellings made by rule for one person; beyond these they are too far from any writer's usage."""

ALIKE = 0.76
"""Least likeness of two names for one seat at one time to be one person's."""

LEAST_WORD = 0.6
"""Likeness that every word of the shorter of two names must find in the longer."""

_DULL = frozenset({"al", "el", "bin", "bint", "ibn", "abd", "abdul", "abdel", "de", "da", "dos", "jr"})
_SLAVIC = frozenset({"RUS", "UKR", "BLR", "KAZ", "MKD", "BGR", "MDA"})
_ARTICLE = re.compile(r"^(?:al|el|as|ash|ad|an|ar|at|az)-(?=\w)", re.IGNORECASE)
_PATRONYMIC = re.compile(r"(?:[oe]vich|[oe]vna|ich|ichna|ivna|ovych|yevich|yevna)$")
_SKY = re.compile(r"(?:skyy|skiy|skyi|skii|ski|sky)$")


def rows_of(path: Path) -> list[dict[str, str]]:
    """Read a CSV file whose lines may begin with comments."""
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(line for line in lines if not line.startswith("#")))


def fold(name: str) -> str:
    """Fold a name to lower-case letters without diacritics, hyphens and apostrophes; its words apart."""
    decomposed = unicodedata.normalize("NFKD", name.translate(str.maketrans("ıøłđ", "iold")))
    plain = "".join(c for c in decomposed if not unicodedata.combining(c)).lower()
    return " ".join(re.sub(r"[’'ʻʼ`]", "", plain).replace("-", " ").split())


def slug(name: str) -> str:
    """Make a person's id from the name."""
    plain = unicodedata.normalize("NFKD", name.translate(str.maketrans("ıøłđ", "iold")))
    ascii_only = "".join(c for c in plain if not unicodedata.combining(c)).lower()
    return re.sub(r"[^a-z0-9]+", "-", ascii_only).strip("-")


def mend(stated: str) -> list[str]:
    """Write a name given with its surname in capitals as people write it: the usual form, then the full one.

    Returns
    -------
    list of str
        Empty when no one person's name can be read out of the words.
    """
    text = re.split(r"\s+-\s|[;(\[\"]|, (?!Jr)", _without_titles(stated))[0]
    text = re.sub(r",? Jr\.?$", "", text.replace(" al- ", " al-")).strip(" ,")
    words = text.split()
    if not words or re.search(r"\d|\band\b|\bor\b", text) or any(_is_prose(word) for word in words[:-1]):
        return []
    full = " ".join(_proper(word) for word in words)
    return list(dict.fromkeys([_usual(words), full]))


def _without_titles(stated: str) -> str:
    words = stated.split()[title_length(stated) :]
    leads = _ranks() | _title_words("lead") | {"of", "the", "for", "and"}
    while len(words) > 1 and words[0].rstrip(",") in leads:
        words = words[1:]
    return " ".join(words)


def title_length(stated: str) -> int:
    """Count the words of a title that stands before a name."""
    words = enumerate(stated.split(), 1)
    return max((place for place, word in words if word.strip(",.") in _title_words("end")), default=0)


@functools.cache
def _title_words(place: str) -> frozenset[str]:
    rows = rows_of(HERE / "import_officeholders_title_words.csv")
    return frozenset(row["word"] for row in rows if row["place"] == place)


def is_rank(word: str) -> bool:
    """Tell whether a word before or behind a given name is a rank or title, not a name."""
    return word.rstrip(".") in _title_words("rank")


@functools.cache
def _ranks() -> frozenset[str]:
    forms = (row["form"] for row in rows_of(LEXICON / "honorifics.csv"))
    return frozenset(word for form in forms for word in form.split() if word[0].isupper())


@functools.cache
def _particles() -> frozenset[str]:
    listed = {row["word"].rstrip("-") for row in rows_of(LEXICON / "name_particles.csv")}
    return frozenset(listed | {"van", "von", "der", "y", "i", "bin", "bint", "ibn", "al", "ul", "ould", "zu"})


def _is_prose(word: str) -> bool:
    return word.islower() and word not in _particles() and not _ARTICLE.match(word)


def _is_caps(word: str) -> bool:
    bare = _ARTICLE.sub("", word.split("-")[-1]) if _ARTICLE.match(word) else word
    letters = [c for c in bare if c.isalpha()]
    return len(letters) > 1 and all(c.isupper() for c in letters) and "." not in bare


def _usual(words: list[str]) -> str:
    """Leave off what stands behind a surname in capitals, and middle initials and patronymics before it."""
    caps = [place for place, word in enumerate(words) if _is_caps(word)]
    kept = list(words)
    if caps and (caps[0] > 0 or (len(caps) > 2 and words[1].lower() in {"bin", "bint", "ibn"})):
        kept = words[: caps[-1] + 1]
    first, *middle, last = kept if len(kept) > 1 else (*kept, "")
    middle = [word for word in middle if not re.fullmatch(r"[A-Z]\.?", word) and not _PATRONYMIC.search(word)]
    return " ".join(_proper(word) for word in (first, *middle, last) if word)


def _proper(word: str) -> str:
    if "-" in word and not _is_caps(word) and not _ARTICLE.match(word):
        return "-".join(_proper(part) for part in word.split("-"))
    if not _is_caps(word) or re.fullmatch(r"[IVX]+", word):
        return word
    lead = _ARTICLE.match(word)
    parts = re.split(r"([-'’])", word[lead.end() :] if lead else word)
    cased = "".join(part.capitalize() for part in parts)
    cased = re.sub(r"^Mc(\w)", lambda found: "Mc" + found[1].upper(), cased)
    particle = cased.lower() in {"bin", "bint", "ibn", "de", "da", "dos", "do", "van", "von", "der", "la", "del"}
    return (lead.group() if lead else "") + (cased.lower() if particle else cased)


def shorter_forms(name: str) -> Iterator[str]:
    """Leave off middle names that are initials or patronymics, and the country of a monarch's name."""
    words = name.split()
    if len(words) > 2:
        middle = [w for w in words[1:-1] if not re.fullmatch(r"[A-Z]\.?", w) and not _PATRONYMIC.search(w)]
        yield " ".join([words[0], *middle, words[-1]])
    yield re.sub(r" of [A-Z][\w ]+$", "", name)
    yield re.sub(r'\s*"[^"]+"', "", name)


def spellings(name: str, actors: frozenset[str]) -> list[str]:
    """Spell a name in the other ways its writers use, those with the fewest changes first.

    Parameters
    ----------
    name : str
    actors : frozenset of str
        Whom the person represented: some variants are of one language only.
    """
    found: dict[str, None] = {}
    for form in dict.fromkeys([name, *shorter_forms(name)]):
        found.setdefault(form)
        for spelling in _changed_once(form, actors):
            found.setdefault(spelling)
    for form in list(found):
        for spelling in _changed_once(form, actors):
            found.setdefault(spelling)
    unlike: dict[str, str] = {}
    for form in found:
        unlike.setdefault(fold(form), form)
    unlike.pop(fold(name), None)
    return list(unlike.values())[:MOST_ALIASES]


def _changed_once(name: str, actors: frozenset[str]) -> Iterator[str]:
    words = name.split()
    for place, word in enumerate(words):
        for other in _other_words(word, actors, is_last=place == len(words) - 1):
            yield " ".join([*words[:place], other, *words[place + 1 :]]).strip()


def _other_words(word: str, actors: frozenset[str], *, is_last: bool) -> Iterator[str]:
    lead = _ARTICLE.match(word)
    bare = word[lead.end() :] if lead else word
    if lead:
        yield from (f"{article}-{bare}" for article in ("al", "el") if article != word[:2].lower())
        if is_last:
            yield bare
    for other in _variants().get(fold(bare), ()):
        if not other[1] or other[1] & actors:
            yield (lead.group() if lead else "") + other[0]
    if is_last and actors & _SLAVIC and _SKY.search(word):
        yield from (_SKY.sub(end, word) for end in ("sky", "skiy", "skyy", "ski"))


@functools.cache
def _variants() -> dict[str, tuple[tuple[str, frozenset[str]], ...]]:
    found: dict[str, list[tuple[str, frozenset[str]]]] = {}
    for row in rows_of(HERE / "import_officeholders_variants.csv"):
        forms = row["forms"].split("|")
        actors = frozenset(filter(None, (row["actors"] or "").split("|")))
        for form in forms:
            found.setdefault(fold(form), []).extend((other, actors) for other in forms if other != form)
    return {form: tuple(dict.fromkeys(others)) for form, others in found.items()}


def likeness(one: str, other: str) -> float:
    """Weigh how well the words of the shorter of two names are found again in the other, from 0 to 1."""
    few, many = sorted((_telling(one), _telling(other)), key=len)
    if not few:
        return 0.0
    if len(few) == 1:
        many = many[:1]
    best = [max(SequenceMatcher(None, a, b).ratio() for b in many) for a in few]
    return sum(best) / len(best) if min(best) >= LEAST_WORD else 0.0


@functools.cache
def _telling(name: str) -> tuple[str, ...]:
    words = fold(re.sub(r" of [A-Z].*", "", name)).replace(".", "").split()
    return tuple(dict.fromkeys(word for word in words if len(word) > 1 and word not in _DULL))


def agree(one: str, other: str) -> bool:
    """Tell whether two names begin alike, bear no other initial, and share all words of one, two at least."""
    few, many = sorted((_telling(one), _telling(other)), key=len)
    seconds = [fold(name).split()[1] for name in (one, other) if len(fold(name).split()) > 2]
    differ = len(seconds) == 2 and seconds[0][0] != seconds[1][0] and not _DULL & set(seconds)
    return len(few) > 1 and set(few) <= set(many) and few[0] == many[0] and not differ


def are_spellings(one: str, other: str) -> bool:
    """Tell whether two names may be one name in two spellings: first words alike, last words more so."""
    if " " not in fold(one) or " " not in fold(other):
        return False
    (first, *middle, last), (other_first, *other_middle, other_last) = (fold(name).split() for name in (one, other))
    if middle and other_middle and middle[0][0] != other_middle[0][0]:
        return False
    alike = SequenceMatcher(None, first, other_first).ratio() >= 0.8
    return alike and SequenceMatcher(None, last, other_last).ratio() >= 0.88
