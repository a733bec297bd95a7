"""Tell whether a dataset's tables are those a build would make, without building them.

A stamp beside the dataset (`.parley-build.json`, not part of it) holds a hash of all that went into the last build,
the code included, and the hashes of what came out.
"""

from __future__ import annotations

import hashlib
import json
import sys
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from importlib.metadata import version
from pathlib import Path

from parley.errors import Finding
from parley.files import PACKAGE, TABLES, house

STAMP = ".parley-build.json"
OUTPUTS = ("datapackage.json", *(f"data/{table}.parquet" for table in TABLES))

_LIBRARIES = ("pyarrow",)
"""Libraries that the bytes of the outputs depend on."""

_SOURCES = (
    "data/articles/**/*.md",
    "data/imports/*.parquet",
    "data/reference/*.csv",
    "CITATION.cff",
    "pyproject.toml",
)


def source_sha256(root: Path) -> str:
    """Hash the sources of a build: articles, reference tables, schemas, code, and versions of libraries."""
    sources = [path for pattern in _SOURCES for path in root.glob(pattern)]
    code = (path for path in PACKAGE.rglob("*") if path.suffix in (".py", ".csv", ".yaml", ".json"))
    schemas = (house() / "schemas").glob("*.json")
    versions = [sys.version, *(f"{library} {version(library)}" for library in _LIBRARIES)]
    content = {"versions": versions, "files": _sha256_by_path([*sources, *code, *schemas])}
    return hashlib.sha256(json.dumps(content).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Stamp:
    """What a build was made from and what it told.

    Attributes
    ----------
    source : str
        As `source_sha256` gives it.
    rows : dict of str to int
        Number of rows by table.
    warnings : tuple of Finding
    """

    source: str
    rows: dict[str, int]
    warnings: tuple[Finding, ...] = ()


def read_stamp(root: Path, source: str) -> Stamp | None:
    """Read what the last build told, when it had these sources and its outputs stand unchanged.

    Parameters
    ----------
    root : Path
    source : str
        As `source_sha256` gives it.

    Returns
    -------
    Stamp or None
        None when there has to be a build.
    """
    try:
        told = json.loads((root / STAMP).read_text("utf-8"))
        if told["source"] == source and told["outputs"] == _sha256_by_path(root / path for path in OUTPUTS):
            return Stamp(source, dict(told["rows"]), tuple(Finding(**each) for each in told["warnings"]))
    except (OSError, ValueError, KeyError, TypeError):
        pass
    return None


def write_stamp(root: Path, stamp: Stamp) -> None:
    """Note what a build was made from, what it told and what came out."""
    told = {**asdict(stamp), "outputs": _sha256_by_path(root / path for path in OUTPUTS)}
    (root / STAMP).write_text(json.dumps(told), "utf-8")


def _sha256_by_path(paths: Iterable[Path]) -> dict[str, str]:
    return {str(path): hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted(paths)}
