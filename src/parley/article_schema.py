"""The keys of an article file, taken from the table schemas, and the JSON Schema made from them.

`schemas/article.schema.json` is the output of `article_json_schema`, for editors and for other programs.
"""

from __future__ import annotations

import functools
import json
from dataclasses import dataclass
from typing import Any, Literal

from parley.files import table_schema

ROW_KEYS: dict[str, tuple[str, ...]] = {
    "articles": ("article_id", "title", "publisher", "url", "published", "language", "licence", "text_kind"),
    "meetings": (
        "meeting_id",
        "start_date",
        "end_date",
        "date_precision",
        "date_basis",
        "mode",
        "format",
        "status",
        "place_name",
        "country_code",
        "review_status",
        "annotator",
    ),
    "participants": ("kind", "name", "title", "office", "actor_id", "person_id", "capacity"),
    "topics": ("topic_id", "phrase", "area"),
}
"""Columns that a person writes, per table, in the order of the file."""

CHILD_KEYS: dict[str, tuple[str, ...]] = {
    "articles": ("reviewed", "meetings"),
    "meetings": ("evidence", "participants", "topics"),
    "participants": ("evidence",),
    "topics": ("evidence",),
}
"""Keys of a row that are no columns, which follow the columns."""

EVIDENCE_FIELDS: dict[str, tuple[str, ...]] = {
    "meetings": ("start_date", "end_date", "mode", "format", "status", "place_name", "country_code"),
    "participants": ("name", "title", "office", "actor_id", "capacity"),
    "topics": ("topic_id", "phrase", "area"),
}
"""Columns that evidence may support, per table."""

QUOTE_KEYS = ("quote", "nth", "within", "shared")

_OPTIONAL = {"meeting_id"}
_REQUIRED = {"published"}
_MAY_BE_EMPTY = {("articles", "title"), ("articles", "publisher"), ("articles", "licence")}


@dataclass(frozen=True, slots=True)
class Key:
    """What a key of the article file may hold."""

    name: str
    type: Literal["string", "date"]
    is_required: bool
    may_be_empty: bool
    enum: tuple[str, ...]
    pattern: str | None
    title: str
    description: str
    example: str | None


@functools.cache
def row_keys(table: str) -> dict[str, Key]:
    """Give the keys of a row that are columns of `table`, in the order of the file."""
    fields = {field["name"]: field for field in table_schema(table)["fields"]}
    return {name: _key(fields[name], table) for name in ROW_KEYS[table]}


def all_keys(table: str) -> tuple[str, ...]:
    """Name every key that a row of `table` may have, in the order of the file."""
    return ROW_KEYS[table] + CHILD_KEYS[table]


def article_json_schema() -> dict[str, Any]:
    """Make the JSON Schema (draft 7, which editors know) of an article file's front matter, its dates as strings."""
    article = _row_schema("articles")
    article["properties"]["reviewed"] = {
        "const": True,
        "description": "A person checked that the article reports no meeting; stands only beside `meetings: []`.",
    }
    article["properties"]["meetings"] = _list_of("meetings")
    meetings = _row_schema("meetings")
    meetings["properties"] |= {"participants": _list_of("participants"), "topics": _list_of("topics")}
    return {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "$id": "article.schema.json",
        "title": "Front matter of an article file",
        "description": "Made from the table schemas; do not edit.",
        **article,
        "$defs": {
            "meetings": meetings,
            "participants": _row_schema("participants"),
            "topics": _row_schema("topics"),
            **_quote_schemas(),
        },
    }


def article_schema_text() -> str:
    """Give the content of `schemas/article.schema.json`."""
    return json.dumps(article_json_schema(), ensure_ascii=False, indent=2) + "\n"


def _key(field: dict[str, Any], table: str) -> Key:
    constraints, name = field.get("constraints", {}), field["name"]
    return Key(
        name,
        "date" if field["type"] == "date" else "string",
        name in _REQUIRED or (bool(constraints.get("required")) and name not in _OPTIONAL),
        (table, name) in _MAY_BE_EMPTY,
        tuple(constraints.get("enum", ())),
        constraints.get("pattern"),
        field["title"],
        field["description"],
        field.get("example"),
    )


def _row_schema(table: str) -> dict[str, Any]:
    keys = row_keys(table)
    properties = {key.name: _key_schema(key) for key in keys.values()}
    required = [key.name for key in keys.values() if key.is_required]
    if table != "articles":
        properties["evidence"] = _evidence_schema(table)
    if table == "meetings":
        required.append("evidence")
    return {"type": "object", "additionalProperties": False, "required": required, "properties": properties}


def _key_schema(key: Key) -> dict[str, Any]:
    schema: dict[str, Any] = {"title": key.title, "description": key.description}
    if key.example:
        schema["examples"] = [key.example]
    if key.enum:
        return schema | {"enum": list(key.enum) if key.is_required else [*key.enum, None]}
    schema["type"] = "string" if key.is_required else ["string", "null"]
    if key.type == "date":
        schema |= {"format": "date", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"}
    if key.pattern:
        return schema | {"pattern": key.pattern}
    return schema if key.may_be_empty else schema | {"minLength": 1}


def _evidence_schema(table: str) -> dict[str, Any]:
    fields = {name: {"$ref": "#/$defs/quotes"} for name in EVIDENCE_FIELDS[table]}
    required = {"meetings": ["mode"], "topics": ["phrase"]}.get(table, [])
    return {
        "title": "Evidence",
        "description": "The words of the text that support each value, as quotes.",
        "type": "object",
        "additionalProperties": False,
        "minProperties": 1,
        "required": required,
        "properties": fields,
    }


def _list_of(table: str) -> dict[str, Any]:
    description = table_schema(table)["description"]
    return {"description": description, "type": "array", "items": {"$ref": f"#/$defs/{table}"}}


def _quote_schemas() -> dict[str, Any]:
    words = {"type": "string", "minLength": 1}
    nth = {"type": "integer", "minimum": 1, "description": "Which occurrence in the text, counted from 1."}
    shared = {"const": True, "description": "The same words are meant for another meeting of the article, too."}
    within = words | {"description": "A longer passage that occurs once and holds the quote once."}
    quote = {
        "oneOf": [
            words | {"description": "Words of the text that occur once, code point for code point."},
            {
                "type": "object",
                "additionalProperties": False,
                "required": ["quote"],
                "properties": {"quote": words, "nth": nth, "within": within, "shared": shared},
                "not": {"required": ["nth", "within"]},
            },
        ]
    }
    quotes = {
        "oneOf": [{"$ref": "#/$defs/quote"}, {"type": "array", "minItems": 1, "items": {"$ref": "#/$defs/quote"}}]
    }
    return {"quote": quote, "quotes": quotes}
