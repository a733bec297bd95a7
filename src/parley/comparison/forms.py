"""Compare the forms of two packages: their tables, columns and lists of values, as their Table Schemas tell them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from parley.errors import ParleyError

Schemas = Mapping[str, Mapping[str, Any]]
Kind = Literal["added", "removed", "described"]


@dataclass(frozen=True, slots=True)
class FormChange:
    """One change of form.

    Attributes
    ----------
    kind : {'added', 'removed', 'described'}
        ``described`` is a column whose description is another; only a person can tell whether its meaning is, too.
    table : str
    column : str
        Empty when it is the whole table.
    value : str
        The enum value; empty when it is the whole column.
    """

    kind: Kind
    table: str
    column: str = ""
    value: str = ""

    def __str__(self) -> str:
        what = "enum value" if self.value else "column" if self.column else "table"
        place = ".".join(filter(None, (self.table, self.column)))
        verb = "described anew" if self.kind == "described" else self.kind
        return f"{what} {verb}: {place}{f' = {self.value}' if self.value else ''}"


def read_schemas(descriptor: Mapping[str, Any], name: str) -> Schemas:
    """Take the Table Schema of each table out of a descriptor.

    Raises
    ------
    ParleyError
        A table has no schema, or one without a primary key: its rows cannot be told apart.
    """
    schemas = {}
    for resource in descriptor["resources"]:
        schema = resource.get("schema")
        try:
            fields = {field["name"] for field in schema["fields"]}
            is_keyed = bool(schema["primaryKey"]) and fields.issuperset(schema["primaryKey"])
        except (TypeError, KeyError):
            is_keyed = False
        if not is_keyed:
            raise ParleyError(
                f"{name}: table {resource['name']} has no schema with a primary key, so its rows cannot be compared; "
                "compare packages that `parley annotate` or `make data` wrote"
            )
        schemas[resource["name"]] = schema
    return schemas


def compare_forms(old: Schemas, new: Schemas) -> tuple[FormChange, ...]:
    """List what was added, removed or described anew.

    Raises
    ------
    ParleyError
        No table stands on both sides, or one has another key or type on the other: rows cannot be compared.
    """
    if not old.keys() & new.keys():
        raise ParleyError("the two have no table in common: are both packages of Parley?")
    return tuple(_form_changes(old, new))


def _form_changes(old: Schemas, new: Schemas) -> Iterator[FormChange]:
    for table in sorted(old.keys() ^ new.keys()):
        yield FormChange("removed" if table in old else "added", table)
    for table in (table for table in old if table in new):
        if list(old[table]["primaryKey"]) != list(new[table]["primaryKey"]):
            raise _incomparable(table, "", "key", old[table]["primaryKey"], new[table]["primaryKey"])
        before, after = _fields(old[table]), _fields(new[table])
        for column in [*before, *(column for column in after if column not in before)]:
            yield from _column_changes(table, column, before.get(column), after.get(column))


def _column_changes(
    table: str, column: str, old: Mapping[str, Any] | None, new: Mapping[str, Any] | None
) -> Iterator[FormChange]:
    if old is None or new is None:
        yield FormChange("added" if old is None else "removed", table, column)
        return
    if old.get("type") != new.get("type"):
        raise _incomparable(table, column, "type", old.get("type"), new.get("type"))
    before, after = (field.get("constraints", {}).get("enum", []) for field in (old, new))
    yield from (FormChange("removed", table, column, str(value)) for value in before if value not in after)
    yield from (FormChange("added", table, column, str(value)) for value in after if value not in before)
    if old.get("description") != new.get("description"):
        yield FormChange("described", table, column)


def _fields(schema: Mapping[str, Any]) -> dict[str, Mapping[str, Any]]:
    return {field["name"]: field for field in schema["fields"]}


def _incomparable(table: str, column: str, what: str, old: object, new: object) -> ParleyError:
    place = ".".join(filter(None, (table, column)))
    return ParleyError(
        f"the two have different schemas: the {what} of {place} is {old} in the old and {new} in the new, so their "
        "rows cannot be compared; build one of them again with the other's version of Parley"
    )
