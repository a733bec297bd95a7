"""The releases that were published, by version. Data: `releases.csv`."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from parley.errors import ParleyError, UsageError, shorten
from parley.files import PACKAGE, read_csv
from parley.version import RELEASED, __version__


@dataclass(frozen=True, slots=True)
class Release:
    """One published version.

    Attributes
    ----------
    version : str
    released : str
        ISO date.
    url, sha256 : str
        Of its archive; empty for the installed version until it is published.
    doi : str
        Empty when it has none.
    """

    version: str
    released: str
    url: str = ""
    sha256: str = ""
    doi: str = ""


def find_release(version: str | None = None) -> Release:
    """Find a version among those published and the one installed, which is the default.

    Raises
    ------
    UsageError
        There is no such version; the message names those there are.
    """
    published = {row["version"]: Release(**row) for row in read_csv(PACKAGE / "releases.csv")}
    known = {**published, __version__: published.get(__version__, Release(__version__, RELEASED))}
    wanted = __version__ if version is None else version.removeprefix("v")
    if wanted not in known:
        raise UsageError(
            f"no version {shorten(version)!r} is known to Parley {__version__}: choose one of {', '.join(known)}, or "
            "install a newer Parley"
        )
    return known[wanted]


def fetch_release(version: str) -> Path:
    """Get the archive of a version, from the cache or else from its address, and check its SHA-256.

    Returns
    -------
    Path
        In the user's cache folder, or under ``PARLEY_CACHE`` when that is set. A damaged copy is fetched anew.

    Raises
    ------
    UsageError
        There is no such version, or pooch is not installed.
    ParleyError
        It cannot be fetched, or is not the file that was released.
    """
    release = find_release(version)
    if not release.url:
        raise UsageError(f"version {release.version} has no archive to fetch: it was not published yet")
    try:
        import pooch
    except ImportError:
        raise UsageError("loading other versions needs pooch: pip install 'parley-meetings[fetch]'") from None
    import os

    folder = Path(os.environ.get("PARLEY_CACHE") or pooch.os_cache("parley"))
    name = f"parley-{release.version}.zip"
    try:
        pooch.get_logger().setLevel("WARNING")
        found = pooch.retrieve(release.url, known_hash=f"sha256:{release.sha256}", fname=name, path=folder)
    except ValueError:
        raise ParleyError(
            f"{release.url}: is not the archive of version {release.version}: its SHA-256 is not {release.sha256}. Try "
            "again; if it stays so, the address serves another file"
        ) from None
    except OSError as error:
        damaged = f", and the copy there is damaged ({name})" if (folder / name).is_file() else ""
        raise ParleyError(
            f"{release.url}: cannot be fetched into {folder}{damaged}: {shorten(error)}. Check network and disk, or "
            "name with PARLEY_CACHE a folder that holds the archive"
        ) from None
    return Path(found)
