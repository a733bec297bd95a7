"""The checks in Arrow, Pandera and Frictionless agree: what a Table Schema forbids all refuse, at the same rows.

One cell or column is changed at a time, and several cells together. The corruptions are made from the schemas, so that
a new field or constraint is tested without a word here. Pandera knows no foreign keys. What Frictionless cannot see
stands at the end.
"""

import dataclasses
import json
import shutil
from pathlib import Path

import pyarrow as pa
import pytest
from frictionless import Package
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from package_builders import UNREAD, arrow_table, good_tables, package_rows, write_package
from pandera.errors import SchemaErrors

from parley import validate
from parley.files import TABLES, table_schema
from parley.package import DESCRIPTOR
from parley.rules import check_rules
from parley.schema import frame_from_table, is_required, pandera_schema
from parley.tables import write_tables
from parley.validation.judges import check_pandera
from parley.validation.tables import read_tables
from parley.validation.values import check_references, check_values


@dataclasses.dataclass(frozen=True)
class Corruption:
    """A table made wrong in one way, and the rule and field that a finding has to name."""

    table: str
    rule: str
    field: str
    corrupted: pa.Table

    def __str__(self):
        return f"{self.table}.{self.field}-{self.rule}"


DANGLING = {
    "meeting_id": "mffffffffffffffff",
    "article_id": "no-such-article",
    "actor_id": "ZZZ",
    "person_id": "no-such-person",
    "topic_id": "no-such-topic",
}
"""Values of the right form that no table has."""

WRONG_COLUMNS = {"string": [7], "integer": ["seven"], "number": ["north"], "date": ["some day"]}
"""By type, a value of another type whose text is not read as this type either."""


def corruptions():
    for table in TABLES:
        for field in table_schema(table)["fields"]:
            for rule, value in forbidden_values(field):
                yield Corruption(table, rule, field["name"], with_cell(table, field["name"], value))
        yield from broken_keys(table)
        yield from broken_references(table)
        yield from broken_columns(table)


def forbidden_values(field):
    """Values that the constraints of a field forbid, each by one of them alone."""
    for rule, bound in field.get("constraints", {}).items():
        yield rule, FORBIDDEN[rule](bound)


FORBIDDEN = {
    "required": lambda _: None,
    "enum": lambda _: "no-such-value",
    "pattern": lambda _: "~ no ~",
    "minimum": lambda least: least - 1,
    "maximum": lambda most: most + 1,
    "minLength": lambda least: "x" * (least - 1),
    "maxLength": lambda most: "x" * (most + 1),
}
"""By constraint, how to make a value that it forbids; a constraint that is not among these fails the test."""


def broken_keys(table):
    rows = package_rows()[table]
    key = ", ".join(table_schema(table)["primaryKey"])
    yield Corruption(table, "primary-key", key, arrow_table(table, [*rows, rows[-1]]))


def broken_references(table):
    for key in table_schema(table).get("foreignKeys", ()):
        field = key["fields"][-1]
        # Of a composite key each part exists, only not together.
        value = DANGLING[field] if len(key["fields"]) == 1 else UNREAD
        yield Corruption(table, "foreign-key", ", ".join(key["fields"]), with_cell(table, field, value))


def broken_columns(table):
    good = arrow_table(table, package_rows()[table])
    for field in table_schema(table)["fields"]:
        number = good.schema.get_field_index(field["name"])
        wrong = pa.array(WRONG_COLUMNS[field["type"]] * good.num_rows)
        # Without the metadata, which tells pandas the types that the columns should have.
        plain = good.replace_schema_metadata(None).set_column(number, field["name"], wrong)
        yield Corruption(table, "column-type", field["name"], plain)
        yield Corruption(table, "missing-column", field["name"], good.drop_columns([field["name"]]))
    extra = pa.array(["?"] * good.num_rows)
    yield Corruption(table, "extra-column", "remark", good.append_column("remark", extra))
    yield Corruption(table, "column-order", "", good.select(good.column_names[::-1]))


def with_cell(table, field, value):
    """The good table with one cell changed: of the first row that has a value there."""
    rows = package_rows()[table]
    next(row for row in rows if row[field] is not None)[field] = value
    return arrow_table(table, rows)


CORRUPTIONS = tuple(corruptions())


@pytest.fixture(scope="module")
def good(tmp_path_factory):
    return write_package(tmp_path_factory.mktemp("good"), good_tables())


def is_refused_by_frictionless(folder, table):
    """Ask about one table, in a package of it and those it refers to."""
    described = json.loads((folder / DESCRIPTOR).read_text("utf-8"))
    parents = {key["reference"]["resource"] for key in table_schema(table).get("foreignKeys", ())}
    described["resources"] = [each for each in described["resources"] if each["name"] in {table, *parents}]
    return not Package(described, basepath=str(folder)).get_resource(table).validate().valid


def is_refused_by_pandera(corruption):
    """Ask Pandera, and for references the project's own check, since Pandera lacks one."""
    if corruption.rule == "foreign-key":
        return bool(check_references(good_tables() | {corruption.table: corruption.corrupted}, ""))
    try:
        pandera_schema(corruption.table).validate(frame_from_table(corruption.corrupted), lazy=True)
    except SchemaErrors:
        return True
    return False


def findings(corruption, folder):
    """Tell what `parley validate` says of one table, as far as it concerns this table alone."""
    tables, of_columns = read_tables(folder)
    if corruption.table not in tables:
        return of_columns
    return [*check_values({corruption.table: tables[corruption.table]}, ""), *check_references(tables, "")]


def test_both_accept_the_good_package(good):
    assert Package(str(good / DESCRIPTOR)).validate().valid
    for table, read in good_tables().items():
        pandera_schema(table).validate(frame_from_table(read), lazy=True)
    assert validate(good) == []


def test_good_package_has_a_null_wherever_one_may_stand_and_a_value_too():
    for table, rows in package_rows().items():
        for field in table_schema(table)["fields"]:
            nulls = {row[field["name"]] is None for row in rows}
            assert nulls == ({False} if is_required(field) else {False, True}), (table, field["name"])


@pytest.mark.parametrize("corruption", CORRUPTIONS, ids=str)
def test_both_refuse(corruption, good, tmp_path):
    """And the findings name table, rule and field."""
    shutil.copytree(good, tmp_path, dirs_exist_ok=True)
    write_tables({corruption.table: corruption.corrupted}, tmp_path)
    assert is_refused_by_pandera(corruption)
    assert is_refused_by_frictionless(tmp_path, corruption.table)
    told = {(Path(each.file).name, each.rule, each.field) for each in findings(corruption, tmp_path)}
    assert (f"{corruption.table}.parquet", corruption.rule, corruption.field) in told


@pytest.mark.parametrize("corruption", [each for each in CORRUPTIONS if "column" not in each.rule], ids=str)
def test_pandera_finds_the_same(corruption):
    """To the letter."""
    tables = {corruption.table: corruption.corrupted}
    assert sorted(check_pandera(tables, "")) == sorted(check_values(tables, ""))


def found_by_frictionless(folder, table):
    """Tell what Frictionless finds in one table: constraint, row from 0 and field, each once."""
    (task,) = Package(str(folder / DESCRIPTOR)).get_resource(table).validate().tasks
    return {(rule, error.row_number - 2, field) for error in task.errors for rule, field in told_by(error, table)}


def told_by(error, table):
    if error.type == "constraint-error":
        return [(error.note.split('"')[1], error.field_name)]
    if error.type == "primary-key":
        # That a key is missing altogether is told twice.
        if "are all" in error.note:
            return []
        return [("primary-key", ", ".join(table_schema(table)["primaryKey"]))]
    assert error.type == "foreign-key", error
    return [("foreign-key", ", ".join(error.field_names))]


@st.composite
def corrupted_rows(draw):
    """Rows of one table, some twice, of which some cells break constraints or refer to nothing."""
    table = draw(st.sampled_from(TABLES))
    rows = [row for _ in range(draw(st.integers(1, 2))) for row in package_rows()[table]]
    for field in draw(st.lists(st.sampled_from(table_schema(table)["fields"]), max_size=4)):
        name = field["name"]
        # A null makes pandas read whole numbers as others, which Frictionless then refuses in every row.
        is_whole = field["type"] == "integer"
        wrong = [value for rule, value in forbidden_values(field) if not (is_whole and rule == "required")]
        wrong += [DANGLING[name]] if name in DANGLING else []
        if wrong:
            draw(st.sampled_from(rows))[name] = draw(st.sampled_from(wrong))
    # Of a row without any value Frictionless says that alone.
    assume(all(any(value is not None for value in row.values()) for row in rows))
    return table, rows


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(corrupted_rows())
def test_frictionless_finds_the_same_in_the_same_rows(tmp_path_factory, corrupted):
    table, rows = corrupted
    tables = good_tables() | {table: arrow_table(table, rows)}
    folder = write_package(tmp_path_factory.mktemp("wrong"), tables)
    found = [*check_values({table: tables[table]}, ""), *check_references(tables, "")]
    keys = ["/".join(str(row[part]) for part in table_schema(table)["primaryKey"]) for row in rows]
    assert {(finding.rule, finding.row, finding.field) for finding in found if f"{table}." in finding.file} == {
        (rule, keys[number], field) for rule, number, field in found_by_frictionless(folder, table)
    }


@settings(max_examples=40, deadline=None)
@given(st.lists(corrupted_rows(), min_size=1, max_size=4))
def test_rules_bear_any_cells_together(corrupted):
    check_rules(good_tables() | {table: arrow_table(table, rows) for table, rows in corrupted})


def test_rules_bear_any_cell():
    """No rule raises on tables with the right columns, whatever their cells."""
    for corruption in CORRUPTIONS:
        if "column" not in corruption.rule:
            check_rules(good_tables() | {corruption.table: corruption.corrupted})


class TestWhatFrictionlessCannotSee:
    """Frictionless reads Parquet through pandas and asks what can be parsed; Parley asks what is there."""

    def refused(self, folder, table, read):
        write_package(folder, good_tables() | {table: read})
        assert not is_refused_by_frictionless(folder, table)
        return [(finding.rule, finding.field) for finding in validate(folder)]

    def test_integer_column_of_another_width(self, tmp_path):
        read = arrow_table("articles", package_rows()["articles"])
        number = read.schema.get_field_index("text_length")
        wide = read.set_column(number, "text_length", read["text_length"].cast(pa.int64()))
        assert self.refused(tmp_path, "articles", wide) == [("column-type", "text_length")]

    def test_numbers_as_words(self, tmp_path):
        read = arrow_table("topics", package_rows()["topics"])
        number = read.schema.get_field_index("topic_no")
        words = read.set_column(number, "topic_no", read["topic_no"].cast(pa.string()))
        assert self.refused(tmp_path, "topics", words) == [("column-type", "topic_no")]

    def test_line_end_after_an_id(self, tmp_path):
        rows = package_rows()["persons"]
        rows[1]["person_id"] += "\n"
        read = arrow_table("persons", rows)
        assert self.refused(tmp_path, "persons", read) == [("pattern", "person_id")]

    def test_number_that_is_none(self, tmp_path):
        read = with_cell("meetings", "latitude", float("nan"))
        assert self.refused(tmp_path, "meetings", read) == [("coordinates-in-pairs", "latitude")]

    def test_file_that_is_not_the_one_described(self, tmp_path):
        write_package(tmp_path, good_tables())
        rows = package_rows()["persons"]
        rows[0]["name"] = "İ. Kalın"
        write_tables({"persons": arrow_table("persons", rows)}, tmp_path)
        assert not is_refused_by_frictionless(tmp_path, "persons")
        assert [finding.rule for finding in validate(tmp_path)] == ["checksum"]
