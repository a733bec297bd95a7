"""Descriptions of the dataset that other catalogues read, all from its descriptor, schemas and version.

Croissant and schema.org for search engines and machine learning, a card for the Hugging Face Hub, metadata for Zenodo
and DataCite.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from parley.citation import cite
from parley.files import TABLES, house, table_schema
from parley.releases import find_release
from parley.version import RELEASED, __version__

Value = dict[str, Any]

_CROISSANT = "http://mlcommons.org/croissant/1.0"
_DATA_TYPES = {"string": "sc:Text", "integer": "sc:Integer", "number": "sc:Float", "date": "sc:Date"}


def schema_org(descriptor: Mapping[str, Any]) -> Value:
    """Describe the dataset as schema.org does, in JSON-LD.

    Parameters
    ----------
    descriptor : mapping
        Content of the dataset's `datapackage.json`.

    Returns
    -------
    dict
    """
    return {"@context": "https://schema.org/", **_dataset(descriptor)} | {
        "@type": "Dataset",
        "isAccessibleForFree": True,
        "variableMeasured": [
            {"@type": "PropertyValue", "name": f"{table}.{field['name']}", "description": field["description"]}
            for table in TABLES
            for field in table_schema(table)["fields"]
        ],
        "distribution": [
            {
                "@type": "DataDownload",
                "name": resource["name"],
                "description": resource["description"],
                "contentUrl": resource["path"],
                "encodingFormat": resource["mediatype"],
                "sha256": resource["hash"].removeprefix("sha256:"),
            }
            for resource in descriptor["resources"]
        ],
    }


def croissant(descriptor: Mapping[str, Any]) -> Value:
    """Describe the dataset as Croissant 1.0 does: its files, tables, columns and references.

    Parameters
    ----------
    descriptor : mapping
        Content of the dataset's `datapackage.json`.

    Returns
    -------
    dict
    """
    dataset = _dataset(descriptor) | {"@type": "sc:Dataset", "conformsTo": _CROISSANT}
    return {
        "@context": _CONTEXT,
        **dataset,
        "citeAs": cite(style="bibtex").strip(),
        "distribution": [
            {
                "@type": "cr:FileObject",
                "@id": f"{resource['name']}-file",
                "name": f"{resource['name']}-file",
                "description": resource["description"],
                "contentUrl": resource["path"],
                "encodingFormat": "application/x-parquet",
                "sha256": resource["hash"].removeprefix("sha256:"),
            }
            for resource in descriptor["resources"]
        ],
        "recordSet": [_record_set(resource["name"]) for resource in descriptor["resources"]],
    }


def hugging_face_card() -> str:
    """Write the card of a Hugging Face dataset: `README.md` of its repository, beside `data/`."""
    head = _head()
    configs = "".join(
        f"- config_name: {table}\n  data_files: data/{table}.parquet\n{_DEFAULT if table == 'meetings' else ''}"
        for table in TABLES
    )
    rows = "\n".join(f"| `{table}` | {table_schema(table)['description']} |" for table in TABLES)
    tags = "".join(f"- {word}\n" for word in head["keywords"])
    return (
        f"---\npretty_name: {json.dumps(head['title'])}\nlicense: cc-by-4.0\nlanguage:\n- en\ntags:\n{tags}"
        f"configs:\n{configs}---\n\n# {head['title']}\n\n{head['description']}\n\n"
        f"Version {__version__}, {RELEASED}.\n\n"
        f"| table | rows |\n| --- | --- |\n{rows}\n\n"
        "`review_status` of `meetings` says how far to trust a row: `reviewed` rows were compared with the article by "
        "a person, `auto` rows are as the annotator wrote them, `disputed` rows are open.\n\n"
        f"## Cite\n\n```bibtex\n{cite(style='bibtex')}```\n"
    )


def zenodo() -> Value:
    """Describe the dataset for Zenodo: `.zenodo.json`, which it reads from the repository."""
    head = _head()
    return {
        "title": head["title"],
        "description": head["description"],
        "version": __version__,
        "publication_date": RELEASED,
        "upload_type": "dataset",
        "access_right": "open",
        "license": head["licenses"][0]["name"].lower(),
        "creators": [{"name": person["title"]} for person in head["contributors"]],
        "keywords": head["keywords"],
        "language": "eng",
    }


def datacite() -> Value:
    """Describe the dataset for DataCite, by its metadata schema 4."""
    head, release = _head(), find_release()
    licence = head["licenses"][0]
    return {
        "schemaVersion": "http://datacite.org/schema/kernel-4",
        **({"doi": release.doi} if release.doi else {}),
        "titles": [{"title": head["title"]}],
        "creators": [{"name": person["title"], "nameType": "Organizational"} for person in head["contributors"]],
        "publisher": {"name": head["contributors"][0]["title"]},
        "publicationYear": RELEASED[:4],
        "version": __version__,
        "language": "en",
        "types": {"resourceTypeGeneral": "Dataset", "resourceType": "Event data"},
        "subjects": [{"subject": word} for word in head["keywords"]],
        "dates": [{"date": RELEASED, "dateType": "Issued"}],
        "formats": ["application/vnd.apache.parquet"],
        "rightsList": [
            {
                "rights": licence["title"],
                "rightsUri": licence["path"],
                "rightsIdentifier": licence["name"].lower(),
                "rightsIdentifierScheme": "SPDX",
            }
        ],
        "descriptions": [{"description": head["description"], "descriptionType": "Abstract"}],
    }


def json_text(value: Value) -> str:
    """Write a description as the text of its file."""
    return json.dumps(value, ensure_ascii=False, indent=2) + "\n"


def descriptions(descriptor: Mapping[str, Any]) -> dict[str, str]:
    """Map the files that go with a release to their texts.

    Parameters
    ----------
    descriptor : mapping
        Content of the dataset's `datapackage.json`.

    Returns
    -------
    dict of str to str
    """
    return {
        "croissant.json": json_text(croissant(descriptor)),
        "schema-org.jsonld": json_text(schema_org(descriptor)),
        "datacite.json": json_text(datacite()),
        "hugging-face.md": hugging_face_card(),
    }


def _head() -> Value:
    return json.loads((house() / "schemas" / "package.json").read_text("utf-8"))["dataset"]  # type: ignore[no-any-return]


def _dataset(descriptor: Mapping[str, Any]) -> Value:
    """Give what schema.org and Croissant tell alike."""
    release = find_release()
    address = f"https://doi.org/{release.doi}" if release.doi else release.url
    creators = [{"@type": "Organization", "name": person["title"]} for person in descriptor["contributors"]]
    return {
        "@type": "",
        "name": descriptor["name"],
        "alternateName": descriptor["title"],
        "description": descriptor["description"],
        **({"url": address} if address else {}),
        "version": descriptor["version"],
        "datePublished": RELEASED,
        "inLanguage": "en",
        "license": descriptor["licenses"][0]["path"],
        "keywords": descriptor["keywords"],
        "creator": creators,
        "publisher": creators[0],
    }


def _record_set(table: str) -> Value:
    schema = table_schema(table)
    targets = {
        key["fields"][0]: f"{key['reference']['resource']}/{key['reference']['fields'][0]}"
        for key in schema.get("foreignKeys", ())
        if len(key["fields"]) == 1
    }
    return {
        "@type": "cr:RecordSet",
        "@id": table,
        "name": table,
        "description": schema["description"],
        "key": [{"@id": f"{table}/{name}"} for name in schema["primaryKey"]],
        "field": [_field(table, field, targets.get(field["name"])) for field in schema["fields"]],
    }


def _field(table: str, field: Mapping[str, Any], target: str | None) -> Value:
    return {
        "@type": "cr:Field",
        "@id": f"{table}/{field['name']}",
        "name": field["name"],
        "description": field["description"],
        "dataType": _DATA_TYPES[field["type"]],
        "source": {"fileObject": {"@id": f"{table}-file"}, "extract": {"column": field["name"]}},
        **({"references": {"field": {"@id": target}}} if target else {}),
    }


_DEFAULT = "  default: true\n"
_CONTEXT: Value = {
    "@language": "en",
    "@vocab": "https://schema.org/",
    "citeAs": "cr:citeAs",
    "column": "cr:column",
    "conformsTo": "dct:conformsTo",
    "cr": "http://mlcommons.org/croissant/",
    "rai": "http://mlcommons.org/croissant/RAI/",
    "data": {"@id": "cr:data", "@type": "@json"},
    "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
    "dct": "http://purl.org/dc/terms/",
    "equivalentProperty": "cr:equivalentProperty",
    "examples": {"@id": "cr:examples", "@type": "@json"},
    "extract": "cr:extract",
    "field": "cr:field",
    "fileObject": "cr:fileObject",
    "fileProperty": "cr:fileProperty",
    "fileSet": "cr:fileSet",
    "format": "cr:format",
    "includes": "cr:includes",
    "isLiveDataset": "cr:isLiveDataset",
    "jsonPath": "cr:jsonPath",
    "key": "cr:key",
    "md5": "cr:md5",
    "parentField": "cr:parentField",
    "path": "cr:path",
    "recordSet": "cr:recordSet",
    "references": "cr:references",
    "regex": "cr:regex",
    "repeated": "cr:repeated",
    "replace": "cr:replace",
    "samplingRate": "cr:samplingRate",
    "sc": "https://schema.org/",
    "separator": "cr:separator",
    "source": "cr:source",
    "subField": "cr:subField",
    "transform": "cr:transform",
}
"""Croissant's own context, which every such file has to hold."""
