"""The article file's JSON Schema is made from the table schemas and says what the reader says."""

import copy
from pathlib import Path

import jsonschema
import pytest
from ruamel.yaml import YAML

from parley import files
from parley.article_schema import EVIDENCE_FIELDS, ROW_KEYS, article_json_schema, article_schema_text

GOLDEN = Path(__file__).parent / "golden" / "article_file.md"
DERIVED = {
    "articles": {"collection", "text", "text_sha256", "text_length", "outcome"},
    "meetings": {"label", "latitude", "longitude", "cameo_code", "plover_mode"},
    "participants": {"meeting_id", "participant_no"},
    "topics": {"meeting_id", "topic_no"},
}
"""Columns that the build computes, so that no person writes them."""


def front_matter():
    """Read the golden file's front matter as another YAML 1.2 program would, dates as strings."""
    yaml = YAML(typ="safe", pure=True)
    yaml.constructor.add_constructor("tag:yaml.org,2002:timestamp", lambda _, node: node.value)
    return yaml.load(GOLDEN.read_text("utf-8").split("---\n")[1])


def validator():
    return jsonschema.Draft7Validator(article_json_schema())


def test_the_committed_schema_is_current():
    assert (files.house() / "schemas" / "article.schema.json").read_text("utf-8") == article_schema_text()


def test_the_schema_is_one():
    jsonschema.Draft7Validator.check_schema(article_json_schema())


@pytest.mark.parametrize("table", ROW_KEYS)
def test_every_column_is_written_or_derived(table):
    columns = [field["name"] for field in files.table_schema(table)["fields"]]
    assert sorted(columns) == sorted([*ROW_KEYS[table], *DERIVED[table]])
    assert set(EVIDENCE_FIELDS.get(table, ())) <= set(columns)


def test_the_golden_file_is_valid():
    assert list(validator().iter_errors(front_matter())) == []


def test_an_article_without_meetings_is_valid():
    data = front_matter() | {"reviewed": True, "meetings": []}
    assert validator().is_valid(data)


def broken(path, value):
    """Return the golden front matter with one value set, or deleted when it is None."""
    data = copy.deepcopy(front_matter())
    *parents, last = path
    at = data
    for part in parents:
        at = at[part]
    if value is None:
        del at[last]
    else:
        at[last] = value
    return data


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (["title"], None),
        (["published"], "yesterday"),
        (["article_id"], "../secret"),
        (["text_kind"], "abstract"),
        (["comment"], "there is no such key"),
        (["reviewed"], "yes"),
        (["meetings"], "none"),
        (["meetings", 0, "mode"], "by foot"),
        (["meetings", 0, "country_code"], "Qatar"),
        (["meetings", 0, "place_name"], ""),
        (["meetings", 0, "meeting_id"], "m1"),
        (["meetings", 0, "evidence"], None),
        (["meetings", 0, "evidence", "mode"], None),
        (["meetings", 0, "evidence", "mode"], []),
        (["meetings", 0, "evidence", "mode"], {"quote": "met", "nth": 0}),
        (["meetings", 0, "evidence", "mode"], {"quote": "met", "nth": 1, "within": "met in"}),
        (["meetings", 0, "evidence", "mode"], {"nth": 1}),
        (["meetings", 0, "evidence", "label"], "met"),
        (["meetings", 0, "participants", 0, "office"], "king"),
        (["meetings", 0, "participants", 0, "actor_id"], "Türkiye"),
        (["meetings", 0, "topics", 0, "evidence", "phrase"], None),
    ],
    ids=lambda value: ".".join(map(str, value)) if isinstance(value, list) else None,
)
def test_a_fault_is_refused(path, value):
    assert not validator().is_valid(broken(path, value))
