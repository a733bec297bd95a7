"""Put a set of files in place as one: whoever is killed at whatever moment leaves the old set or the new one whole.

The new files are written to a staging folder beside their places. Where the target folder does not exist yet, renaming
the staging folder publishes it. Else renaming it to the commit folder is the moment from which the new set counts; its
files are then moved to their places, and whoever comes next finishes the moves of a build that was killed.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from parley.errors import UsageError

STAGING = ".parley-staging"
COMMIT = ".parley-commit"


@contextmanager
def publication(target: Path) -> Iterator[Path]:
    """Open a staging folder whose files, at the end of the block, replace those of the same paths under a folder.

    Parameters
    ----------
    target : Path
        Folder to publish to; it may be missing, its parent too.

    Yields
    ------
    Path
        The empty staging folder. When the block raises, nothing is published.

    Raises
    ------
    UsageError
        Another process is publishing to the same folder.
    """
    target = target.absolute()
    is_new = not target.is_dir()
    target.parent.mkdir(parents=True, exist_ok=True)
    staging = target.with_name(f".{target.name}{STAGING}") if is_new else target / STAGING
    if is_new:
        staging.mkdir(exist_ok=True)
    with _locked(staging if is_new else target, target):
        finish_publication(target, is_locked=True)
        _empty(staging)
        try:
            yield staging
            sync(staging)
        except BaseException:
            shutil.rmtree(staging, ignore_errors=True)
            raise
        _commit(staging, target)


def finish_publication(target: Path, *, is_locked: bool = False) -> None:
    """Finish what a killed build had committed but not yet moved into place; at once when there is nothing to do.

    Readers call it before they open the files. While another process is publishing it waits for the moves to end.

    Parameters
    ----------
    target : Path
        Folder published to.
    is_locked : bool
        The caller holds the folder's lock.
    """
    commit = target / COMMIT
    if not commit.is_dir():
        return
    if is_locked:
        _move_into_place(commit, target)
        return
    with _locked(target, target, wait=True):
        if commit.is_dir():
            _move_into_place(commit, target)


def write_whole(path: Path, content: str) -> None:
    """Write a text file whole or not at all; what is no plain file (a pipe, a terminal) is written to as it is."""
    if path.exists() and not path.is_file():
        path.write_text(content, "utf-8", newline="\n")
        return
    draft = path.with_name(f".{path.name}.{os.getpid()}.draft")
    try:
        draft.write_text(content, "utf-8", newline="\n")
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)


def sync(folder: Path) -> None:
    """Make sure that a folder, its files and its folders are on the disk."""
    for path in [*folder.rglob("*"), folder]:
        descriptor = os.open(path, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def _commit(staging: Path, target: Path) -> None:
    if staging.parent == target:
        commit = target / COMMIT
        staging.rename(commit)
        _sync_folder(target)
        _move_into_place(commit, target)
    else:
        staging.rename(target)
        _sync_folder(target.parent)


def _move_into_place(commit: Path, target: Path) -> None:
    """Move what is still in the commit folder; can be broken off and begun again at any point."""
    for path in sorted(commit.rglob("*")):
        if path.is_file():
            place = target / path.relative_to(commit)
            place.parent.mkdir(parents=True, exist_ok=True)
            path.replace(place)
            _sync_folder(place.parent)
    shutil.rmtree(commit)
    _sync_folder(target)


def _empty(staging: Path) -> None:
    """Make the staging folder empty; the folder itself may hold the lock and stays."""
    staging.mkdir(exist_ok=True)
    for path in staging.iterdir():
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        else:
            path.unlink()


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextmanager
def _locked(folder: Path, target: Path, *, wait: bool = False) -> Iterator[None]:
    """Hold the lock of a folder, which the system gives back when the process ends, however it ends."""
    import fcntl

    descriptor = os.open(folder, os.O_RDONLY)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
        except BlockingIOError:
            raise _busy(target) from None
        # Between opening and locking, its owner may have put the folder in another place.
        if not folder.exists() or not os.path.samestat(os.fstat(descriptor), folder.stat()):
            raise _busy(target)
        yield
    finally:
        os.close(descriptor)


def _busy(target: Path) -> UsageError:
    return UsageError(
        f"{target}: another process is writing to this folder; wait for it to end, or choose another folder"
    )
