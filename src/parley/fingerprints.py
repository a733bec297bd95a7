r"""A fingerprint of rows: the same for the same rows and columns, whatever their order, engine or file.

The rows are written as PostgreSQL's ``COPY`` writes text: values parted by tabs, ``\N`` for null, backslash, tab and
line ends escaped; columns in the order of their names, which are the first line; rows sorted by their bytes in UTF-8.
The fingerprint is ``p1:``, the numbers of rows and columns, and the first 32 digits of the SHA-256 of these lines, each
with its line feed. Dates are written as in ISO 8601, numbers in their shortest form, whole ones without a point; NaN is
null. So a user of no engine at all can compute it with `sort` and `sha256sum`.
"""

from __future__ import annotations

import hashlib
import math
import re
from typing import TYPE_CHECKING, Any

from parley.errors import ParleyError, shorten

if TYPE_CHECKING:
    import pyarrow as pa

_BATCH = 65_536


def fingerprint(rows: Any) -> str:
    """Compute the fingerprint of rows.

    Parameters
    ----------
    rows : pandas.DataFrame, polars.DataFrame, polars.LazyFrame, pyarrow.Table or other Arrow data
        Any table that Arrow can take; the index of a pandas frame does not count.

    Returns
    -------
    str
        Such as ``p1:273x17:0f3a9c1b2d4e5f670f3a9c1b2d4e5f67``.

    Raises
    ------
    ParleyError
        It is no table, two columns have one name, or a column holds neither words, numbers, dates nor truth values.

    Examples
    --------
    >>> import parley
    >>> calls = parley.load("meetings").query("mode == 'phone'")
    >>> parley.fingerprint(calls) == parley.fingerprint(calls[::-1])
    True
    """
    import pyarrow as pa
    import pyarrow.compute as pc

    table = _arrow_table(rows)
    names = sorted(table.column_names)
    if len(set(names)) < len(names):
        raise ParleyError("rows have two columns of one name: rename one of them")
    digest = hashlib.sha256(_line(map(_escaped_name, names)))
    if names:
        cells = [_cells(name, table[name].combine_chunks()) for name in names]
        separator = pa.scalar("\t", pa.large_string())
        lines = pc.binary_join_element_wise(*cells, separator, null_handling="replace", null_replacement="\\N")
        lines = lines.take(pc.sort_indices(lines))
        for start in range(0, len(lines), _BATCH):
            digest.update(_line(lines.slice(start, _BATCH).to_pylist(), "\n"))
    return f"p1:{table.num_rows}x{table.num_columns}:{digest.hexdigest()[:32]}"


def verify(rows: Any, expected: str) -> Any:
    """Check that rows are those that a citation tells of.

    Parameters
    ----------
    rows : pandas.DataFrame, polars.DataFrame, pyarrow.Table or other Arrow data
    expected : str
        The fingerprint in the citation.

    Returns
    -------
    object
        The rows, so that it can stand in a chain: ``rows.pipe(parley.verify, "p1:…")``.

    Raises
    ------
    ValueError
        It is not the form of a fingerprint.
    ParleyError
        They are other rows, or other columns; the message tells how many there are and how many there should be.
    """
    stated = re.fullmatch(r"p1:(\d+)x(\d+):[0-9a-f]{32}", expected.strip())
    if not stated:
        raise ValueError(f"no fingerprint: {shorten(expected)!r}; one reads like p1:273x17: and 32 hexadecimal digits")
    found = fingerprint(rows)
    if found != expected.strip():
        row_count, column_count = found.split(":")[1].split("x")
        sizes = f"{row_count} rows of {column_count} columns"
        told = f"{stated[1]} rows of {stated[2]}"
        other = "values differ" if (row_count, column_count) == stated.groups() else f"they were {told}"
        raise ParleyError(f"these are not the rows cited: {sizes}, {found}, not {expected.strip()}; {other}")
    return rows


def _arrow_table(rows: Any) -> pa.Table:
    import pyarrow as pa

    kind = type(rows).__module__.partition(".")[0]
    try:
        if kind == "pandas":
            return pa.Table.from_pandas(rows, preserve_index=False)
        if kind == "polars":
            return (rows.collect() if hasattr(rows, "collect") else rows).to_arrow()
        return pa.table(rows)
    except (pa.ArrowException, TypeError, ValueError, AttributeError) as error:
        raise ParleyError(f"these are no rows that Arrow can take: {shorten(error)}") from None


def _cells(name: str, column: pa.Array) -> pa.Array:
    """Write the values of a column as text; null stays null."""
    import pyarrow as pa
    import pyarrow.compute as pc

    if pa.types.is_dictionary(column.type):
        column = column.dictionary_decode()
    kind = column.type
    text = pa.large_string()
    if pa.types.is_string(kind) or pa.types.is_large_string(kind) or kind == pa.string_view():
        cells = column.cast(text)
        for character, escape in _ESCAPES.items():
            cells = pc.replace_substring(cells, character, escape)
        return cells
    if pa.types.is_floating(kind) or pa.types.is_decimal(kind):
        encoded = column.cast(pa.float64()).dictionary_encode()
        words = pa.array([_number(value) for value in encoded.dictionary.to_pylist()], text)
        return words.take(encoded.indices)
    if pa.types.is_timestamp(kind):
        words = pc.strftime(column, "%Y-%m-%dT%H:%M:%S").cast(text)
        words = pc.replace_substring_regex(words, r"\.0+$|(\.\d*[1-9])0+$", r"\1")
        return pc.replace_substring_regex(words, "T00:00:00$", "")
    if any(is_kind(kind) for is_kind in (pa.types.is_integer, pa.types.is_boolean, pa.types.is_date, pa.types.is_null)):
        return column.cast(pa.date32() if pa.types.is_date(kind) else kind).cast(text)
    raise ParleyError(f"column {name} holds {kind}: turn it into words, numbers, dates or truth values first")


_ESCAPES = {"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"}


def _number(value: float | None) -> str | None:
    """Write a number in its shortest form; a whole one as an integer, since null makes integers of pandas floats."""
    if value is None or math.isnan(value):
        return None
    return str(int(value)) if value.is_integer() and abs(value) < 2**53 else repr(value)


def _escaped_name(name: str) -> str:
    return "".join(_ESCAPES.get(character, character) for character in name)


def _line(words: Any, separator: str = "\t") -> bytes:
    return (separator.join(words) + "\n").encode()
