"""What other catalogues read is of the form they ask for, and tells the version at hand."""

import json
import logging
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from parley import catalogues, files
from parley.version import RELEASED, __version__

DESCRIPTOR = json.loads((files.house() / "datapackage.json").read_text("utf-8"))


@pytest.mark.filterwarnings("ignore::DeprecationWarning:rdflib")
@pytest.mark.filterwarnings("ignore::DeprecationWarning:mlcroissant")
def test_croissant_is_valid(caplog):
    """Judged by MLCommons' own library: no error, no warning."""
    mlcroissant = pytest.importorskip("mlcroissant", reason="mlcroissant comes with the group catalogues")
    with caplog.at_level(logging.WARNING):
        found = mlcroissant.Dataset(jsonld=catalogues.croissant(DESCRIPTOR))
    assert found.metadata.ctx.issues.errors == set()
    assert found.metadata.ctx.issues.warnings == set()
    assert caplog.text == ""
    assert [each.id for each in found.metadata.record_sets] == list(files.TABLES)


def test_croissant_describes_every_column_of_every_file():
    import pyarrow.parquet as pq

    for records in catalogues.croissant(DESCRIPTOR)["recordSet"]:
        path = files.house() / "data" / f"{records['name']}.parquet"
        columns = [field["source"]["extract"]["column"] for field in records["field"]]
        assert columns == pq.ParquetFile(path).schema_arrow.names


def test_croissant_refers_to_fields_that_are_there():
    sets = catalogues.croissant(DESCRIPTOR)["recordSet"]
    ids = {field["@id"] for records in sets for field in records["field"]}
    targets = {field["references"]["field"]["@id"] for r in sets for field in r["field"] if "references" in field}
    keys = {key["@id"] for records in sets for key in records["key"]}
    assert targets
    assert (targets | keys) - ids == set()


def test_schema_org_has_what_dataset_search_asks_for():
    found = catalogues.schema_org(DESCRIPTOR)
    assert found["@type"] == "Dataset"
    assert 50 <= len(found["description"]) <= 5000
    assert {"name", "license", "creator", "version", "distribution"} <= found.keys()
    assert {each["sha256"] for each in found["distribution"]} == {
        each["hash"].removeprefix("sha256:") for each in DESCRIPTOR["resources"]
    }


def test_hugging_face_card_names_every_file():
    text = catalogues.hugging_face_card()
    front = YAML(typ="safe").load(text.split("---\n")[1])
    assert [each["data_files"] for each in front["configs"]] == [each["path"] for each in DESCRIPTOR["resources"]]
    assert [each["config_name"] for each in front["configs"] if each.get("default")] == ["meetings"]
    assert f"Version {__version__}, {RELEASED}." in text


def test_zenodo_and_datacite_tell_the_same():
    zenodo, datacite = catalogues.zenodo(), catalogues.datacite()
    assert zenodo["version"] == datacite["version"] == __version__
    assert zenodo["title"] == datacite["titles"][0]["title"]
    assert [each["name"] for each in zenodo["creators"]] == [each["name"] for each in datacite["creators"]]


def test_datacite_has_the_properties_that_are_mandatory():
    mandatory = {"titles", "creators", "publisher", "publicationYear", "types"}
    assert mandatory <= catalogues.datacite().keys()


def test_committed_descriptions_are_current():
    root = Path(__file__).parent.parent
    assert (root / ".zenodo.json").read_text("utf-8") == catalogues.json_text(catalogues.zenodo())
