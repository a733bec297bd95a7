"""Table Schemas -> Arrow schemas and Pandera schemas.

The JSON files in `schemas/` are the one source. Arrow types come from a field's `type` and its custom `arrowType`;
Pandera checks are built field by field, without coercion, on the dtypes that `parley.load` gives.
"""

from __future__ import annotations

import datetime as dt
import functools
import json
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from parley.files import table_schema

if TYPE_CHECKING:
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
_NULLABLE = {"double": "Float64"}
"""pandas dtypes written into the file where plain pandas would lose the null (measured for frictionless, too)."""


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
            _ARROW_TYPES.get(field.get("arrowType", ""), _TYPES[field["type"]]),
            nullable=not is_required(field),
            metadata={"description": field["description"]},
        )
        for field in table_schema(table)["fields"]
    ]
    return pa.schema(fields, metadata={"pandas": _pandas_metadata(fields)})


def is_required(field: dict[str, Any]) -> bool:
    """Whether a field of a Table Schema may not be null."""
    return bool(field.get("constraints", {}).get("required", False))


def _pandas_metadata(fields: list[pa.Field]) -> str:
    columns = [
        {
            "name": field.name,
            "field_name": field.name,
            "pandas_type": str(field.type),
            "numpy_type": _NULLABLE[str(field.type)],
            "metadata": None,
        }
        for field in fields
        if str(field.type) in _NULLABLE
    ]
    metadata = {"index_columns": [], "column_indexes": [], "columns": columns, "pandas_version": "3.0.0"}
    return json.dumps(metadata, separators=(",", ":"))


def pandera_schema(table: str) -> pandera.DataFrameSchema:
    """Build the Pandera schema of a table, strict, ordered and without coercion.

    Foreign keys are beyond Pandera; `parley.validate` checks them.

    Returns
    -------
    pandera.pandas.DataFrameSchema
        For frames as `arrow_frame` gives them.
    """
    import pandera.pandas as pandera

    schema = table_schema(table)
    return pandera.DataFrameSchema(
        {field["name"]: _pandera_column(field) for field in schema["fields"]},
        unique=list(schema["primaryKey"]),
        strict=True,
        ordered=True,
        name=table,
        title=schema["title"],
        description=schema["description"],
    )


def _pandera_column(field: dict[str, Any]) -> pandera.Column:
    import pandas as pd
    import pandera.pandas as pandera

    arrow = _ARROW_TYPES.get(field.get("arrowType", ""), _TYPES[field["type"]])
    return pandera.Column(
        pd.ArrowDtype(pa.string() if pa.types.is_dictionary(arrow) else arrow),
        _checks(field),
        nullable=not is_required(field),
        title=field["title"],
        description=field["description"],
    )


def _checks(field: dict[str, Any]) -> list[Any]:
    from pandera import Check

    make: dict[str, Callable[[Any], Any]] = {
        "enum": Check.isin,
        "pattern": lambda pattern: Check.str_matches(rf"^(?:{pattern})\Z"),
        "minimum": Check.ge,
        "maximum": Check.le,
        "minLength": lambda length: Check.str_length(min_value=length),
        "maxLength": lambda length: Check.str_length(max_value=length),
    }
    parse: Callable[[Any], Any] = dt.date.fromisoformat if field["type"] == "date" else lambda value: value
    return [
        make[rule](parse(value) if rule in ("minimum", "maximum") else value)
        for rule, value in field.get("constraints", {}).items()
        if rule in make
    ]


def arrow_frame(table: pa.Table) -> Any:
    """Turn an Arrow table into the frame that Pandera checks: Arrow dtypes, dictionaries as their strings."""
    import pandas as pd

    plain = pa.schema(
        [
            pa.field(field.name, field.type.value_type) if pa.types.is_dictionary(field.type) else field
            for field in table.schema.remove_metadata()
        ]
    )
    return table.cast(plain).to_pandas(types_mapper=pd.ArrowDtype)
