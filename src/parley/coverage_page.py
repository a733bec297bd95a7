"""Write `docs/coverage.md` from the tables."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from parley.coverage import Row, counted, overlaps, read_rows, regions_of, table
from parley.files import read_csv
from parley.reporting import markdown_cell

_ALL = "all"
_SHOWN = 12
"""Meetings of one register alone that the page names."""

_TOP = 40
"""Actors that the page names."""

_OVERLAPS = """Meetings held between office-holders of whom both registers tell: the president or secretary of
state of the United States in person (`hsg`), the president of Russia (`kremlin`), the president of
Ukraine (`ukraine`). Matched by day, actors and people, as `src/parley/encounters.py` tells. The
share of one's meetings that the other has, too, estimates the other's recall; the number in all is
Chapman's estimate from the two, which takes it that they report independently of each other. They
hardly do: great occasions are in both."""

_BIASES = """- **Who writes.** `hsg` is the United States' register of its two highest diplomats and of their guests;
  `kremlin` and `ukraine` are what two presidents' offices chose to tell. A meeting between two other states
  is here only where a news article was curated. Counts of actors say first of all whose registers these
  are.
- **What a register leaves out.** `hsg` has no calls and no meetings of lower officials; of the guests it
  names the American interlocutor in a quarter, and else the United States stand as a delegation. Its dates
  are those of the stay. Before 1945 a secretary seldom travelled.
- **Gaps of the sources.** The copy of kremlin.ru has nothing of 2004, 2007 and 2008 and little of 2006,
  2009, 2011, 2012, 2014 and 2015; its long texts were left out, which are mostly meetings with speeches.
  `ukraine` is nine months that begin before and end after the invasion of 2022.
- **Chosen, not drawn.** The articles of `news` were chosen to be varied; of what there is in the world they
  are no sample.
- **One language.** All sources are in English, the readouts in their publishers' translation.
- **Made by program.** Imported rows are `auto`: [imports.md](imports.md) tells what a check of a random
  sample found. What the program misses is missing unevenly: unusual titles, long lists of names and
  meetings told only in passing."""


def coverage_page(data: Path) -> str:
    """Tell what the tables of a folder cover.

    Parameters
    ----------
    data : Path
        Folder of the tables, with `reference/` in it.

    Returns
    -------
    str
    """
    rows, days, outcomes = read_rows(data)
    names = sorted(days, key=lambda name: (name != "news", name))
    codes = {row["actor_id"]: row.get("gw_code", "") for row in read_csv(data / "reference" / "actors.csv")}
    parts = [
        "# Coverage",
        "Generated from the tables by `make data`. A meeting of several collections counts in each one's column.",
        "## Collections",
        _collections(rows, days, outcomes, names),
        "## Years",
        _years(rows, names),
        "## Regions",
        "Of the actors, by the number ranges of Gleditsch and Ward; a meeting counts once in each region of its sides.",
        _by(regions_of(rows, codes), "region", names),
        "## Actors",
        _actors(rows, names),
    ]
    for head, value in (("Modes", "mode"), ("Statuses", "status"), ("Formats", "format"), ("Review", "review_status")):
        parts += [f"## {head}", _by(counted(rows, value), value, names)]
    parts += ["## Precision of dates", _by(counted(rows, "date_precision"), "date_precision", names)]
    parts += ["## Where registers overlap", *_overlap_parts(rows, days, names)]
    parts += ["## Biases", _BIASES]
    return "\n\n".join(parts) + "\n"


def _collections(
    rows: Sequence[Row], days: Mapping[str, Sequence[dt.date]], outcomes: Counter[tuple[str, str]], names: Sequence[str]
) -> str:
    lines = [
        "| collection | articles | of them with meetings | meetings | reported by it alone | first | last |",
        "| --- | ---: | ---: | ---: | ---: | --- | --- |",
    ]
    for name in names:
        own = [row for row in rows if name in row.collections]
        alone = sum(row.collections == {name} for row in own)
        dated = sorted(row.day for row in own)
        span = f"{dated[0]} | {dated[-1]}" if dated else "| "
        articles = sum(count for (collection, _), count in outcomes.items() if collection == name)
        told = outcomes[name, "meetings"]
        lines.append(f"| `{name}` | {articles:,} | {told:,} | {len(own):,} | {alone:,} | {span} |")
    return "\n".join([*lines, "", f"Meetings in all: {len(rows):,}."])


def _years(rows: Sequence[Row], names: Sequence[str]) -> str:
    decades = Counter((f"{row.day.year // 10 * 10}s", name) for row in rows for name in row.collections)
    years = Counter(str(row.day.year) for row in rows)
    lines = [f"{year}: {count:,}" for year, count in sorted(years.items())]
    by_year = "By year: " + "; ".join(lines) + "."
    return "\n\n".join([table("decade", decades, names, sorted({decade for decade, _ in decades})), by_year])


def _actors(rows: Sequence[Row], names: Sequence[str]) -> str:
    counts = Counter((actor_id, name) for row in rows for actor_id in row.actors for name in row.collections)
    total = Counter(actor_id for row in rows for actor_id in row.actors)
    states = sum(actor_id.isupper() for actor_id in total)
    often = sum(count >= 10 for count in total.values())
    top = [actor_id for actor_id, _ in sorted(total.items(), key=lambda item: (-item[1], item[0]))[:_TOP]]
    head = f"{len(total):,} actors, {states:,} of them states; {often:,} with ten meetings or more. The first {_TOP}:"
    return "\n\n".join([head, table("actor", counts, names, top)])


def _by(counts: Counter[tuple[str, str]], head: str, names: Sequence[str]) -> str:
    total = Counter[str]()
    for (value, _), count in counts.items():
        total[value] += count
    return table(
        head, counts, names, [value for value, _ in sorted(total.items(), key=lambda item: (-item[1], item[0]))]
    )


def _overlap_parts(rows: Sequence[Row], days: Mapping[str, Sequence[dt.date]], names: Sequence[str]) -> list[str]:
    found = overlaps(rows, days)
    lines = [
        "| registers | months that both have | matched | only the first | only the second | share of the second's that "
        "the first has | share of the first's that the second has | estimated in all |",
        "| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |",
    ]
    for each in found:
        one, other = each.names
        sizes = [len(only) for only in each.only]
        shares = [_share(len(each.both), len(each.both) + size) for size in (sizes[1], sizes[0])]
        estimate = each.estimated()
        cells = [f"`{one}`, `{other}`", each.months, len(each.both), *sizes, *shares]
        lines.append("| " + " | ".join(map(str, [*cells, f"{estimate:.0f}" if estimate else "–"])) + " |")
    parts = [_OVERLAPS, "\n".join(lines)]
    for each in found:
        parts += [_named(name, only) for name, only in zip(each.names, each.only, strict=True) if only]
    parts.append(_shared(rows, names))
    return parts


def _share(part: int, whole: int) -> str:
    return f"{part / whole:.2f}" if whole else "–"


def _named(name: str, only: Iterable[Row]) -> str:
    labels = [f"{markdown_cell(row.label)} (`{row.meeting_id}`)" for row in only]
    more = f"; and {len(labels) - _SHOWN:,} more" if len(labels) > _SHOWN else ""
    return f"Only `{name}` has: {'; '.join(labels[:_SHOWN])}{more}."


def _shared(rows: Iterable[Row], names: Sequence[str]) -> str:
    """Count the meetings that two collections report, whoever met."""
    counts: Counter[tuple[str, str]] = Counter()
    for row in rows:
        counts.update((one, other) for one in row.collections for other in row.collections if one != other)
    return "Meetings that two collections report, whoever met:\n\n" + table("", counts, names, names)
