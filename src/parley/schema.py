"""Table Schemas -> Arrow schemas and Pandera schemas.

The JSON files in `schemas/` are the one source. Arrow types come from a field's `type` and its custom `arrowType`;
Pandera checks are built field by field, without coercion, on the dtypes that `parley.load` gives.
"""

from __future__ import annotations

import functools
import json
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from parley.files import table_schema

if TYPE_CHECKING:
    import pandas as pd
    import pandera.pandas as pandera

_TYPES: dict[str, pa.DataType] = {
    "string": pa.string(),
    "integer": pa.int64(),
    "number": pa.float64(),
    "date": pa.date32(),
}
_ARROW_TYPES: dict[str, pa.DataType] = {
    "dictionary": pa.dictionary(pa.int32(), pa.string()),
    "int16": pa.int16(),
    "int32": pa.int32(),
}
_PANDAS_TYPES = {"double": "Float64", "date32[day]": "date32[day][pyarrow]"}
"""pandas dtypes written into the file, so that `pandas.read_parquet` gives dates as dates and keeps nulls apart from
numbers; frictionless, which reads by pandas, takes nulls for values without them."""
_NULLABLE_TYPES = {"int16": "Int16"}
"""The same for numbers that may be null, which NumPy's whole numbers cannot be."""


@functools.cache
def arrow_schema(table: str) -> pa.Schema:
    """Give the Arrow schema of a table: types, nullability, and each field's description as metadata.

    Raises
    ------
    ValueError
        There is no such table.
    """
    fields = [
        pa.field(
            field["name"],
            _arrow_type(field),
            nullable=not is_required(field),
            metadata={"description": field["description"]},
        )
        for field in table_schema(table)["fields"]
    ]
    return pa.schema(fields, metadata={"pandas": _pandas_metadata(fields)})


def _arrow_type(field: dict[str, Any]) -> pa.DataType:
    return _ARROW_TYPES.get(field.get("arrowType", ""), _TYPES[field["type"]])


def is_required(field: dict[str, Any]) -> bool:
    """Whether a field of a Table Schema may not be null."""
    return bool(field.get("constraints", {}).get("required", False))


def _pandas_metadata(fields: list[pa.Field]) -> str:
    types = ((field, _pandas_name(field)) for field in fields)
    columns = [
        {
            "name": field.name,
            "field_name": field.name,
            "pandas_type": str(field.type),
            "numpy_type": name,
            "metadata": None,
        }
        for field, name in types
        if name
    ]
    metadata = {"index_columns": [], "column_indexes": [], "columns": columns, "pandas_version": "3.0.0"}
    return json.dumps(metadata, separators=(",", ":"))


def _pandas_name(field: pa.Field) -> str | None:
    """Name the pandas dtype of a column, where it is not the one that pandas takes by itself."""
    arrow = str(field.type)
    return (_NULLABLE_TYPES.get(arrow) if field.nullable else None) or _PANDAS_TYPES.get(arrow)


def pandera_schema(table: str) -> pandera.DataFrameSchema:
    """Build the Pandera schema of a table: strict, in order, without coercion.

    Foreign keys and rules across columns are beyond it; `parley.validate` checks them, too.

    Returns
    -------
    pandera.pandas.DataFrameSchema
        For frames as `parley.load` gives them.

    Examples
    --------
    >>> import parley
    >>> from parley.schema import pandera_schema
    >>> checked = pandera_schema("meetings").validate(parley.load("meetings"), lazy=True)
    """
    import pandera.pandas as pandera

    schema = table_schema(table)
    return pandera.DataFrameSchema(
        {field["name"]: _pandera_column(table, field) for field in schema["fields"]},
        unique=list(schema["primaryKey"]),
        strict=True,
        ordered=True,
        name=table,
        title=schema["title"],
        description=schema["description"],
    )


def _pandera_column(table: str, field: dict[str, Any]) -> pandera.Column:
    import pandera.pandas as pandera

    return pandera.Column(
        _pandas_type(arrow_schema(table).field(field["name"])),
        _checks(field.get("constraints", {})),
        nullable=not is_required(field),
        title=field["title"],
        description=field["description"],
    )


def _pandas_type(field: pa.Field) -> Any:
    if pa.types.is_dictionary(field.type):
        return "category"
    if field.nullable and str(field.type) in _NULLABLE_TYPES:
        return _NULLABLE_TYPES[str(field.type)]
    return pandas_types().get(field.type) or field.type.to_pandas_dtype()


def _checks(constraints: dict[str, Any]) -> list[Any]:
    """Make the checks of a column; a constraint that is not among these raises KeyError and is never passed over."""
    from pandera import Check

    def match(pattern: str) -> Check:
        # As strings, since Pandera's own check fails on categories; whole, since $ would allow a line end.
        return Check(lambda column: column.astype("string").str.fullmatch(pattern), name="pattern")

    make: dict[str, Callable[[Any], Any]] = {
        "enum": Check.isin,
        "pattern": match,
        "minimum": Check.ge,
        "maximum": Check.le,
    }
    return [make[rule](value) for rule, value in constraints.items() if rule != "required"]


def pandas_types() -> dict[pa.DataType, Any]:
    """Give the pandas dtypes of strings and dates; dictionaries become categories and numbers NumPy's by themselves."""
    import pandas as pd

    return {pa.string(): pd.StringDtype(), pa.date32(): pd.ArrowDtype(pa.date32())}


def frame_from_table(table: pa.Table) -> pd.DataFrame:
    """Turn an Arrow table into a frame of the dtypes that `parley.load` gives."""
    # Without the file's own pandas metadata, which would ask for other types.
    frame: pd.DataFrame = table.replace_schema_metadata(None).to_pandas(types_mapper=pandas_types().get)
    names = {field.name: _NULLABLE_TYPES.get(str(field.type)) for field in table.schema if field.nullable}
    return frame.astype({column: name for column, name in names.items() if name})
