"""Write `docs/quality.md` and the table of README.md from `data/quality.json` alone."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from parley.errors import shorten
from parley.reporting import markdown_cell

README_SCORES = {
    "meetings": "meetings found (F1)",
    "articles_without_meeting": "articles without a meeting left empty",
    "participants": "participants (F1)",
    "office": "office of a matched participant",
    "start_date": "date of a matched meeting",
    "mode": "mode",
    "country_code": "country",
    "topics": "topics (F1)",
}
"""Scores that README.md shows, in words."""

BEGIN = "<!-- Written by scripts/measure_quality.py from data/quality.json. -->"
END = "<!-- Here it ends. -->"

_Values = Mapping[str, Any]


def quality_page(quality: _Values) -> str:
    """Write all that was measured as Markdown.

    Parameters
    ----------
    quality : mapping
        Content of `data/quality.json`.

    Returns
    -------
    str
    """
    splits = quality["splits"]
    parts = [
        "# Quality",
        "Generated from `data/quality.json` by `make quality`, which measures anew. [evaluation.md](evaluation.md) "
        "tells what each score counts; intervals are bootstrap 95 % intervals over articles.",
        f"Annotator: `{quality['annotator']}`, over the reviewed articles of `data/articles/`. Its rules are tuned on "
        "the split `dev` alone; `test` is the honest figure.",
    ]
    for name in ("test", "dev"):
        parts += [f"## Scores on {name} (articles: {splits[name]['articles']})", _lines(_score_rows(splits[name]))]
    parts += ["## By kind of article", _KINDS_NOTE, _lines(_kind_rows(splits))]
    parts += ["## Worst misses of dev", _MISSES_NOTE, "\n".join(map(_miss_line, quality["worst_misses"])) or "None."]
    parts += ["## Agreement of two passes", _agreement(quality["agreement"])]
    if quality.get("linking"):
        parts += ["## People linked", _LINKING_NOTE.format(**quality["linking"])]
    return "\n\n".join(parts) + "\n"


_LINKING_NOTE = """Of {people} people of reviewed rows, drawn at random (seed 20261123; `data/checks/linking.csv`,
judged by an automated assistant), {right} became the right row of `persons`, {wrong} a wrong one; {left_open} were left
open though `persons` has them, and {not_listed} because it does not. A name of one word is never linked, nor one whose
person is listed for another body alone."""


def readme_table(quality: _Values) -> str:
    """Write the scores that matter most, on the split ``test``.

    Parameters
    ----------
    quality : mapping
        Content of `data/quality.json`.

    Returns
    -------
    str
        A Markdown table with a sentence above it.
    """
    test = quality["splits"]["test"]
    rows = [["on test", "score", "95 % interval", "of", "target"]]
    for name, words in README_SCORES.items():
        score = test["scores"][name]
        rows.append([words, _number(_value(score)), _interval(score), str(_size(score)), _number(score["target"])])
    sentence = f"The annotator `{quality['annotator']}` on the {test['articles']} articles that no rule was tuned on"
    return f"{sentence} ([more](docs/quality.md)):\n\n{_lines(rows)}"


def with_readme_table(readme: str, quality: _Values) -> str:
    """Put the table between its marks in the text of README.md.

    Parameters
    ----------
    readme : str
    quality : mapping
        Content of `data/quality.json`.

    Returns
    -------
    str

    Raises
    ------
    ValueError
        The marks are not there, once each and in order.
    """
    parts = re.split(f"{re.escape(BEGIN)}|{re.escape(END)}", readme)
    if len(parts) != 3 or readme.find(BEGIN) > readme.find(END):
        raise ValueError(f"README.md needs the lines {BEGIN!r} and {END!r}, once each")
    return f"{parts[0]}{BEGIN}\n\n{readme_table(quality)}\n\n{END}{parts[2]}"


_KINDS_NOTE = (
    "F1 of what was found, and the share of articles without a meeting left empty. An article with meetings of several "
    "modes, formats or statuses stands in several rows."
)
_MISSES_NOTE = "One of each article: whole meetings first, and of equals that of the article with most disagreements."
_AGREEMENT_NOTE = (
    "Some articles were annotated a second time, from the codebook and without sight of the first annotation "
    "(`data/second_pass/`). Alpha is Krippendorff's for nominal values: 1 is full agreement, 0 what chance gives; it "
    "is missing where all values are the same."
)


def _score_rows(split: _Values) -> Iterator[list[str]]:
    yield ["score", "precision", "recall", "F1 or share", "95 % interval", "n", "target", "met"]
    for name, score in split["scores"].items():
        target, value = score["target"], _value(score)
        is_met = "" if target is None or value is None else "yes" if value >= target else "no"
        shares = [_number(score.get("precision")), _number(score.get("recall"))] if "f1" in score else ["", ""]
        n = f"{score['expected']} expected, {score['found']} found" if "f1" in score else str(score["n"])
        shown_target = "" if target is None else _number(target)
        yield [f"`{name}`", *shares, _number(value), _interval(score), n, shown_target, is_met]


def _kind_rows(splits: _Values) -> Iterator[list[str]]:
    yield ["kind", "group", "split", "articles", "meetings", "participants", "topics", "left empty"]
    for kind in splits["test"]["kinds"]:
        groups = {name: split["kinds"][kind] for name, split in splits.items()}
        for group in sorted(set().union(*groups.values())):
            for name in splits:
                if group in groups[name]:
                    values = groups[name][group]
                    shares = [_with_interval(score) for score in values["scores"].values()]
                    yield [kind, f"`{group}`", name, str(values["articles"]), *shares]


def _miss_line(miss: _Values) -> str:
    what = f"expected {miss['expected'] or '–'}; found {miss['found'] or '–'}"
    sentence = f" “{markdown_cell(shorten(miss['sentence'], 200))}”" if miss["sentence"] else ""
    return f"- `{miss['article_id']}`, {miss['field']}: {markdown_cell(what)}.{sentence}"


def _agreement(agreement: _Values | None) -> str:
    if agreement is None:
        return "Not measured: there is no second pass in `data/second_pass/`."
    rows = [["rows", "F1", "95 % interval", "first", "second"]]
    for name, score in agreement["scores"].items():
        sizes = [str(score["expected"]), str(score["found"])]
        rows.append([f"`{name}`", _number(score["f1"]), _interval(score), *sizes])
    fields = [["field of paired rows", "alpha", "raw agreement", "n"]]
    for name, each in agreement["fields"].items():
        fields.append([f"`{name}`", _number(each["alpha"]), _number(each["agreement"]), str(each["n"])])
    return f"{_AGREEMENT_NOTE} Articles: {agreement['articles']}.\n\n{_lines(rows)}\n\n{_lines(fields)}"


def _value(score: _Values) -> float | None:
    value: float | None = score["f1"] if "f1" in score else score["accuracy"]
    return value


def _size(score: _Values) -> int:
    size: int = score["expected"] if "f1" in score else score["n"]
    return size


def _number(value: float | None) -> str:
    return "–" if value is None else f"{value:.2f}"


def _interval(score: _Values) -> str:
    return "–".join(map(_number, score["interval"] or ()))


def _with_interval(score: _Values) -> str:
    """Write a score of a group; F1 says nothing where nothing was expected."""
    if not _size(score):
        return "–"
    interval = _interval(score)
    return _number(_value(score)) + (f" ({interval})" if interval else "")


def _lines(rows: Iterable[list[str]]) -> str:
    head, *body = (f"| {' | '.join(row)} |" for row in rows)
    columns = head.count("|") - 1
    return "\n".join([head, f"|{' --- |' * columns}", *body])
