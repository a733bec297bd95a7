"""The lists that people edit are sound: each as its schema says, and each reference to another list found there."""

import json
import re
import unicodedata
from collections import Counter
from functools import partial
from pathlib import Path

import pytest
from frictionless import Package

from parley.codebook import actor_ids, enum_values, topic_ids
from parley.files import PACKAGE, REFERENCE_TABLES, gazetteer_rows, house, lexicon_rows, read_csv, reference_rows
from parley.tables import tables_from_annotations
from parley.validation.values import check_references, check_values

LISTS = (PACKAGE / "gazetteer", PACKAGE / "lexicon")
FOLDERS = (*LISTS, house() / "data" / "reference")
FILES = sorted(path for folder in FOLDERS for path in folder.glob("*.csv"))

ISO_CODES = frozenset((Path(__file__).parent / "cases" / "iso_3166_alpha_3.txt").read_text("utf-8").split())
by_name = partial(pytest.mark.parametrize, ids=lambda path: path.name)


def offices():
    return frozenset(enum_values("participants", "office"))


KNOWN = {
    "actor_id": actor_ids,
    "implies_actor": actor_ids,
    "topic_id": topic_ids,
    "office": offices,
    "deputy": offices,
    "country_code": lambda: ISO_CODES,
    "codes": lambda: ISO_CODES,
}
"""By column, whichever file it stands in: what its values, separated by |, have to be among."""


@by_name("folder", LISTS)
class TestListsOfTheAnnotator:
    """Of the words and names of the annotator; each folder describes its own in `datapackage.json`."""

    def test_every_file_is_described(self, folder):
        described = json.loads((folder / "datapackage.json").read_text("utf-8"))["resources"]
        assert sorted(each["path"] for each in described) == sorted(path.name for path in folder.glob("*.csv"))
        assert [each["name"] for each in described if not all(map(str.strip, _descriptions(each)))] == []

    def test_every_file_is_as_described(self, folder):
        report = Package(str(folder / "datapackage.json")).validate()
        assert [(task.name, error.message) for task in report.tasks for error in task.errors] == []
        assert all(task.stats["rows"] for task in report.tasks)


def _descriptions(resource):
    return [resource["title"], *(field["description"] for field in resource["schema"]["fields"])]


@by_name("folder", FOLDERS)
def test_readme_tells_of_every_file(folder):
    readme = (folder / "README.md").read_text("utf-8")
    assert [path.name for path in sorted(folder.glob("*.csv")) if f"`{path.name}`" not in readme] == []


@by_name("path", FILES)
class TestEveryList:
    def test_cells_are_clean(self, path):
        cells = {cell for row in read_csv(path) for cell in row.values()}
        assert None not in cells
        assert [cell for cell in cells if cell != cell.strip() or not unicodedata.is_normalized("NFC", cell)] == []

    def test_no_row_stands_twice(self, path):
        counts = Counter(tuple(row.values()) for row in read_csv(path))
        assert [row for row, count in counts.items() if count > 1] == []

    def test_parts_of_a_cell_are_unique_and_not_empty(self, path):
        cells = (cell for row in read_csv(path) for name, cell in row.items() if name in ("aliases", "codes") and cell)
        parts = [cell.split("|") for cell in cells]
        assert [each for each in parts if len(set(each)) < len(each) or "" in each] == []

    def test_ids_and_codes_exist(self, path):
        told = {
            (name, code)
            for row in read_csv(path)
            for name, cell in row.items()
            if name in KNOWN and cell
            for code in cell.split("|")
        }
        assert sorted((name, code) for name, code in told if code not in KNOWN[name]()) == []


class TestReference:
    """The tables that users of the dataset join and cite."""

    def test_every_table_is_as_its_schema_says(self):
        tables = tables_from_annotations([], {table: reference_rows(table) for table in REFERENCE_TABLES})
        assert check_values(tables, "") == []
        assert check_references(tables, "") == []

    @pytest.mark.parametrize("table", REFERENCE_TABLES)
    def test_rows_are_sorted(self, table):
        rows = [tuple(row.values()) for row in reference_rows(table)]
        assert [row for row, right in zip(rows, sorted(rows), strict=True) if row != right][:1] == []

    def test_states_have_their_own_iso_code(self):
        states = [row for row in reference_rows("actors") if row["kind"] == "state"]
        assert [row["actor_id"] for row in states if row["actor_id"] not in ISO_CODES] == []
        assert [row["actor_id"] for row in states if row["actor_id"] != row["country_code"]] == []

    def test_only_states_have_a_code_for_an_id(self):
        others = [row["actor_id"] for row in reference_rows("actors") if row["kind"] != "state"]
        assert [actor_id for actor_id in others if not actor_id.islower() and not actor_id.isdigit()] == []

    def test_a_name_means_one_actor(self):
        forms = Counter(
            form
            for row in reference_rows("actors")
            for form in {name.casefold() for name in (row["name"], *row["aliases"].split("|")) if name}
        )
        assert [form for form, count in forms.items() if count > 1] == []

    @pytest.mark.parametrize("table", ["actors", "persons"])
    def test_a_wikidata_item_is_one_row(self, table):
        counts = Counter(row["wikidata_id"] for row in reference_rows(table) if row["wikidata_id"])
        assert [item for item, count in counts.items() if count > 1] == []


class TestGazetteer:
    def test_a_name_is_no_country_and_body_at_once(self):
        countries = {row["form"] for row in gazetteer_rows("countries")}
        assert [row["form"] for row in gazetteer_rows("organisations") if row["form"] in countries] == []

    def test_a_state_has_one_main_capital(self):
        main = Counter(row["actor_id"] for row in gazetteer_rows("countries") if row["note"] == "main")
        assert [actor_id for actor_id, count in main.items() if count > 1] == []


class TestLexicon:
    def test_every_word_list_is_read(self):
        code = "".join(path.read_text("utf-8") for path in PACKAGE.rglob("*.py"))
        names = dict.fromkeys(row["list"] for row in lexicon_rows("word_lists"))
        named = {part for row in lexicon_rows("topic_triggers") for part in re.split(r"[ |]", row["phrase"])}
        assert [name for name in names if f'"{name}"' not in code and f"@{name}" not in named] == []

    def test_every_word_list_named_in_a_phrase_is_there(self):
        names = {row["list"] for row in lexicon_rows("word_lists")}
        named = {part for row in lexicon_rows("topic_triggers") for part in re.split(r"[ |]", row["phrase"])}
        assert sorted(part for part in named if part.startswith("@") and part[1:] not in names) == []

    @pytest.mark.parametrize(
        ("name", "column"),
        [
            ("function_words", "class"),
            ("meeting_nouns", "kind"),
            ("meeting_verbs", "frame"),
            ("topic_triggers", "who"),
        ],
    )
    def test_every_class_of_words_is_known_to_the_grammar(self, name, column):
        code = "".join(path.read_text("utf-8") for path in PACKAGE.rglob("*.py"))
        classes = {row[column] for row in lexicon_rows(name)}
        assert [each for each in sorted(classes) if f'"{each}"' not in code] == []

    def test_titles_of_one_actor_name_it(self):
        """A scope is a kind of actor or one actor."""
        kinds = {"any", "state", "igo", "substate", "group", "company", "ngo", "religious"}
        assert {row["scope"] for row in lexicon_rows("titles")} - kinds - actor_ids() == set()
