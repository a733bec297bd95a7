"""The tables of one state of a dataset: a folder, an archive, a version, or a revision of a git repository.

Every table is compared with the SHA-256 that its `datapackage.json` tells before a row of it is used.
"""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import subprocess
import tempfile
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any, BinaryIO

from parley.errors import ParleyError, UsageError, shorten
from parley.files import house
from parley.package import DESCRIPTOR
from parley.publishing import finish_publication
from parley.releases import fetch_release
from parley.version import __version__

if TYPE_CHECKING:
    import pyarrow as pa

MAX_DESCRIPTOR_BYTES, MAX_TABLE_BYTES = 50_000_000, 4_000_000_000
"""Largest files that are unpacked from an archive."""

_REMEDY = "Build the tables anew (`make data`), or get the package again"


@dataclass(frozen=True, slots=True)
class Snapshot:
    """One state of a dataset.

    Attributes
    ----------
    name : str
        The folder, file, revision or version that it was asked for by.
    open : callable
        Opens a file by its path from the descriptor's folder; OSError when there is none.
    refresh : callable
        Finishes what an interrupted build left half moved; called before files are read.
    """

    name: str
    open: Callable[[str], BinaryIO]
    refresh: Callable[[], None] = lambda: None

    def read(self, path: str) -> bytes:
        """Read a file by its path from the descriptor's folder; OSError when there is none."""
        with self.open(path) as file:
            return file.read()

    def descriptor(self) -> dict[str, Any]:
        """Read `datapackage.json`.

        Raises
        ------
        ParleyError
            There is none, or it is not one.
        """
        self.refresh()
        path = f"{self.name}/{DESCRIPTOR}"
        try:
            described = json.loads(self.read(DESCRIPTOR))
            _ = [resource["name"] for resource in described["resources"]]
        except OSError as error:
            raise ParleyError(f"{path}: cannot be read: {error.strerror or error}. {_REMEDY}") from None
        except (ValueError, KeyError, TypeError, RecursionError):
            raise ParleyError(f"{path}: is no descriptor of tables. {_REMEDY}") from None
        return described  # type: ignore[no-any-return]

    def content(self, table: str) -> bytes:
        """Read the file of a table; errors are those of `open_table`."""
        with self.open_table(table) as file:
            return file.read()

    def open_table(self, table: str) -> BinaryIO:
        """Open the file of a table, compared with the descriptor's SHA-256.

        Raises
        ------
        ParleyError
            The file is missing, or not the one that the descriptor tells of.
        """
        for _ in range(2):  # once more where another process published between the descriptor and the table
            path, expected = self._resource(table)
            try:
                file = self.open(path)
                found = hashlib.file_digest(file, "sha256").hexdigest()  # type: ignore[arg-type]
            except OSError as error:
                raise ParleyError(f"{self.name}/{path}: cannot be read: {error.strerror or error}. {_REMEDY}") from None
            if expected == found:
                file.seek(0)
                return file
            file.close()
        raise ParleyError(
            f"{self.name}/{path}: is not the table of {DESCRIPTOR}: SHA-256 {found}, not {expected}. {_REMEDY}"
        )

    def table(self, table: str) -> pa.Table:
        """Read a table; errors are those of `content`, and one where the file is no Parquet."""
        import pyarrow as pa
        import pyarrow.parquet as pq

        content = self.content(table)
        try:
            return pq.ParquetFile(pa.BufferReader(content)).read()
        except pa.ArrowException as error:
            raise ParleyError(f"{self.name}: table {table} is no Parquet: {shorten(error)}. {_REMEDY}") from None

    def _resource(self, table: str) -> tuple[str, str]:
        """Find a table's path and SHA-256 in the descriptor."""
        path = f"{self.name}/{DESCRIPTOR}"
        try:
            resource = next(each for each in self.descriptor()["resources"] if each["name"] == table)
            place, algorithm_hash = str(resource["path"]), str(resource["hash"])
        except (KeyError, TypeError, StopIteration):
            raise ParleyError(f"{path}: does not describe the table {table}. {_REMEDY}") from None
        if PurePosixPath(place).is_absolute() or ".." in PurePosixPath(place).parts:
            raise ParleyError(f"{path}: the table {table} lies outside the folder: {shorten(place)}")
        return place, algorithm_hash.removeprefix("sha256:")


def open_snapshot(place: str | Path) -> Snapshot:
    """Open a state of a dataset.

    Parameters
    ----------
    place : str or Path
        A folder that holds `datapackage.json`, that file, an archive of a release (`.zip`), a revision of the git
        repository around the current folder, or a version of this dataset; what exists as a path is a path, and
        what is a tag there (``v0.1.0``) is that tag.

    Returns
    -------
    Snapshot

    Raises
    ------
    UsageError
        It is none of these.
    ParleyError
        It is an archive that cannot be read, or a version that cannot be fetched.
    """
    path = Path(place)
    if path.name == DESCRIPTOR and path.is_file():
        path = path.parent
    if path.is_dir():
        return folder_snapshot(path)
    if path.is_file():
        return archive_snapshot(path)
    if not re.fullmatch(r"v?\d+\.\d+\.\d+", str(place)):
        return _revision_snapshot(str(place))
    try:
        return _revision_snapshot(str(place))
    except UsageError:
        return replace(version_snapshot(str(place)), name=str(place))


def version_snapshot(version: str | None = None) -> Snapshot:
    """Take the tables of a version of this dataset, by default the one installed, which needs no network.

    Raises
    ------
    UsageError
        There is no such version, or fetching it needs pooch.
    ParleyError
        It cannot be fetched, or is not what was released.
    """
    if version is None or version.removeprefix("v") == __version__:
        return folder_snapshot(house())
    return archive_snapshot(fetch_release(version))


def folder_snapshot(root: Path) -> Snapshot:
    """Take the tables of a folder that holds `datapackage.json`."""

    def finish() -> None:
        try:
            finish_publication(root)
        except OSError as error:
            raise ParleyError(f"{root}: an interrupted build cannot be finished: {error.strerror or error}") from None

    return Snapshot(str(root), lambda path: (root / path).open("rb"), finish)


def archive_snapshot(path: Path, name: str | None = None) -> Snapshot:
    """Take the tables of the archive of a release, whose files lie in one folder.

    Raises
    ------
    ParleyError
        It is no archive, or a damaged one.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            found = [each for each in archive.namelist() if PurePosixPath(each).name == DESCRIPTOR]
    except (zipfile.BadZipFile, OSError) as error:
        raise ParleyError(f"{path}: is no archive of a release: {shorten(error)}. Get it again") from None
    prefix = min(found, key=len, default=DESCRIPTOR).removesuffix(DESCRIPTOR)

    def unpack(inside: str) -> BinaryIO:
        try:
            with zipfile.ZipFile(path) as archive:
                size = archive.getinfo(prefix + inside).file_size
                if size > (MAX_DESCRIPTOR_BYTES if inside == DESCRIPTOR else MAX_TABLE_BYTES):
                    raise OSError(f"{inside} would be {size:,} bytes unpacked, which is too large")
                with archive.open(prefix + inside) as packed:
                    return _kept(lambda file: shutil.copyfileobj(packed, file))
        except KeyError:
            raise FileNotFoundError(f"the archive holds no {inside}") from None
        except (zipfile.BadZipFile, ValueError, NotImplementedError) as error:
            raise OSError(f"the archive is damaged: {shorten(error)}") from None

    return Snapshot(name or str(path), unpack)


def _revision_snapshot(revision: str) -> Snapshot:
    """Take the tables of a git revision, from the top of the repository around the current folder."""
    try:
        top = _git("rev-parse", "--show-toplevel").decode().strip()
        commit = _git("rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}").decode().strip()
    except OSError:
        raise UsageError(
            f"{shorten(revision)}: neither a folder, an archive of a release, a version nor a git revision found from "
            "here"
        ) from None
    return Snapshot(revision, lambda path: _kept(lambda file: _git("-C", top, "show", f"{commit}:{path}", into=file)))


def _kept(write: Callable[[BinaryIO], object]) -> BinaryIO:
    """Keep what is written on the disk, to be sought in, until it is closed."""
    file = tempfile.TemporaryFile()  # noqa: SIM115 - closed by who reads
    try:
        write(file)
        file.seek(0)
    except BaseException:
        file.close()
        raise
    return file


def _git(*arguments: str, into: BinaryIO | int = subprocess.PIPE) -> bytes:
    """Run git; OSError when it is not there or fails."""
    ended = subprocess.run(["git", *arguments], stdout=into, stderr=subprocess.PIPE, check=False)
    if ended.returncode:
        raise OSError(shorten(ended.stderr.decode("utf-8", "replace")) or "git fails")
    return ended.stdout
