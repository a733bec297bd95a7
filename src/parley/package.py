"""The Data Package descriptor of a folder of tables: schemas, keys, checksums, version, licences, sources.

`hash` without `bytes`, since frictionless compares the latter with nothing on Parquet files.
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

from parley.errors import Finding
from parley.files import TABLES, table_schema
from parley.version import __version__

DESCRIPTOR = "datapackage.json"
_PROFILE = "https://datapackage.org/profiles/2.0/datapackage.json"


def descriptor(folder: Path, prefix: str = "") -> dict[str, Any]:
    """Describe the tables of a folder.

    Parameters
    ----------
    folder : Path
        Where the Parquet files are.
    prefix : str
        What stands before a file's name in `path`, such as ``data/``.
    """
    return {
        "$schema": _PROFILE,
        "name": "parley",
        "title": "Parley: diplomatic meetings",
        "description": "Who met whom, when, where, how and about what; each value with the words that support it.",
        "version": __version__,
        "homepage": "https://github.com/parley-data/parley",
        "keywords": ["diplomacy", "meetings", "international relations", "event data"],
        "licenses": [
            {
                "name": "CC-BY-4.0",
                "path": "https://creativecommons.org/licenses/by/4.0/",
                "title": "Creative Commons Attribution 4.0 International",
            }
        ],
        "contributors": [{"title": "The Parley contributors", "roles": ["creator"]}],
        "resources": [_resource(folder, table, prefix) for table in TABLES],
    }


def _resource(folder: Path, table: str, prefix: str) -> dict[str, Any]:
    schema = table_schema(table)
    return {
        "name": table,
        "type": "table",
        "title": schema["title"],
        "description": schema["description"],
        "path": f"{prefix}{table}.parquet",
        "format": "parquet",
        "mediatype": "application/vnd.apache.parquet",
        "hash": f"sha256:{sha256_of(folder / f'{table}.parquet')}",
        "schema": schema,
    }


def write_descriptor(folder: Path) -> None:
    """Write `datapackage.json` for the tables of a folder, or of its `data/` where they stand there."""
    data = folder / "data"
    described = descriptor(data, "data/") if data.is_dir() else descriptor(folder)
    text = json.dumps(described, ensure_ascii=False, indent=2) + "\n"
    (folder / DESCRIPTOR).write_text(text, encoding="utf-8")


def sha256_of(path: Path) -> str:
    """Hash a file's content."""
    with path.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()


def check_hashes(folder: Path) -> list[Finding]:
    """Compare each table of a package with its checksum.

    Parameters
    ----------
    folder : Path
        Folder that holds `datapackage.json`.
    """
    described = json.loads((folder / DESCRIPTOR).read_text("utf-8"))
    findings = []
    for resource in described.get("resources", ()):
        path = folder / str(resource.get("path", ""))
        stated = str(resource.get("hash", "")).removeprefix("sha256:")
        if path.is_file() and sha256_of(path) != stated:
            findings.append(
                Finding(
                    file=str(path),
                    rule="checksum",
                    message=f"the file is not the one that {DESCRIPTOR} describes",
                    remedy="Build the tables again (make data), or fetch the release again",
                    value=stated,
                )
            )
    return findings
