"""The Data Package descriptor of a folder of tables: schemas, keys, checksums, version, licences, sources.

Data: what it says of the whole stands in `schemas/package.json`, of each table in its Table Schema.
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

from parley.errors import Finding, shorten
from parley.files import TABLES, house, table_schema
from parley.version import RELEASED, __version__

DESCRIPTOR = "datapackage.json"

_PROFILE = "https://datapackage.org/profiles/2.0/datapackage.json"
_REMEDY = "Build the tables again (make data), or get the release again"


def descriptor(folder: Path) -> dict[str, Any]:
    """Describe the tables of a folder; the same tables give the same description, whatever the clock says.

    Parameters
    ----------
    folder : Path
        A dataset, with its tables in `data/`, or a folder of the tables of some other corpus.

    Returns
    -------
    dict
        Content of `datapackage.json`, a Data Package of version 2. Resources have a hash but no number of bytes, which
        frictionless cannot compare on Parquet files. Title, version, licence and authors are the dataset's alone; the
        tables of another corpus only tell which version of Parley made them.
    """
    prefix = table_prefix(folder)
    return {
        "$schema": _PROFILE,
        **_head("dataset" if prefix else "corpus"),
        **(
            {"created": f"{RELEASED}T00:00:00Z", "version": __version__}
            if prefix
            else {"generator": f"parley {__version__}"}
        ),
        "resources": [_resource(table, f"{prefix}{table}.parquet", folder) for table in TABLES],
    }


def table_prefix(folder: Path) -> str:
    """Give what stands before the tables' names in paths from the folder of their descriptor: ``data/`` or nothing."""
    return "data/" if (folder / "data").is_dir() else ""


def write_descriptor(folder: Path) -> None:
    """Write `datapackage.json` for the tables of a folder, or of its `data/` where it has one."""
    text = json.dumps(descriptor(folder), ensure_ascii=False, indent=2) + "\n"
    (folder / DESCRIPTOR).write_text(text, "utf-8", newline="\n")


def check_descriptor(folder: Path) -> list[Finding]:
    """Compare `datapackage.json` with the schemas: the tables it names, where they are, and how it describes them.

    Parameters
    ----------
    folder : Path
        Folder that should hold `datapackage.json`.

    Returns
    -------
    list of Finding
        Nothing about checksums, which are `check_hashes`'s.
    """
    try:
        resources = _resources(folder)
    except ValueError as error:
        return [_finding(folder, f"the descriptor cannot be read: {shorten(error)}")]
    findings = [
        _finding(folder, "it describes a table that there is none of", name) for name in resources.keys() - set(TABLES)
    ]
    prefix = table_prefix(folder)
    for table in TABLES:
        if table not in resources:
            findings.append(_finding(folder, "it does not describe the table", table))
        elif resources[table].get("path") != f"{prefix}{table}.parquet":
            findings.append(_finding(folder, f"the table's path is not {prefix}{table}.parquet", table, "path"))
        elif resources[table].get("schema") != table_schema(table):
            findings.append(_finding(folder, f"its schema is not that of schemas/{table}.json", table, "schema"))
    return findings


def check_hashes(folder: Path) -> list[Finding]:
    """Compare each table with its SHA-256 in `datapackage.json`; a table that is missing is passed over.

    Parameters
    ----------
    folder : Path
        Folder that holds `datapackage.json`, which `check_descriptor` found to be sound.

    Returns
    -------
    list of Finding
    """
    findings = []
    for table, resource in _resources(folder).items():
        path = folder / f"{table_prefix(folder)}{table}.parquet"
        if path.is_file() and resource.get("hash") != f"sha256:{sha256_of(path)}":
            message = f"the file is not the one that {DESCRIPTOR} describes"
            stated = str(resource.get("hash", ""))
            findings.append(Finding(str(path), "checksum", message, _REMEDY, field="hash", value=stated))
    return findings


def sha256_of(path: Path) -> str:
    """Hash the content of a file."""
    with path.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()


def _head(kind: str) -> dict[str, Any]:
    heads = json.loads((house() / "schemas" / "package.json").read_text("utf-8"))
    return heads[kind]  # type: ignore[no-any-return]


def _resource(table: str, path: str, folder: Path) -> dict[str, Any]:
    schema = table_schema(table)
    return {
        "name": table,
        "type": "table",
        "title": schema["title"],
        "description": schema["description"],
        "path": path,
        "format": "parquet",
        "mediatype": "application/vnd.apache.parquet",
        "hash": f"sha256:{sha256_of(folder / path)}",
        "schema": schema,
    }


def _resources(folder: Path) -> dict[str, dict[str, Any]]:
    """Read the resources of a descriptor by name; ValueError when it is not one."""
    try:
        described = json.loads((folder / DESCRIPTOR).read_text("utf-8"))
        return {resource["name"]: dict(resource) for resource in described["resources"]}
    except OSError as error:
        raise ValueError(error.strerror or str(error)) from None
    except KeyError as error:
        raise ValueError(f"no {error.args[0]}") from None
    except (TypeError, RecursionError):
        raise ValueError("no resources with name") from None


def _finding(folder: Path, message: str, table: str = "", field: str = "") -> Finding:
    return Finding(str(folder / DESCRIPTOR), "descriptor", message, _REMEDY, row=table, field=field)
