"""Check an article file, a folder of them, tables or a whole package: all findings at once, never a traceback.

Every level is checked as far as the one below it is sound: files and columns, values, keys and references, rules across
columns and tables, the package's checksums; and, where that is asked for, by Pandera and Frictionless as second judges.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from parley.errors import Finding
from parley.package import DESCRIPTOR
from parley.publishing import finish_publication

__all__ = ["validate"]

_REMEDY = "Give an article file (.md), a folder of article files or of tables, or a datapackage.json"


def validate(path: str | Path, *, frictionless: bool = False) -> list[Finding]:
    """List what is wrong with article files, tables or a package.

    Parameters
    ----------
    path : str or Path
        An article file (``.md``), a folder of article files, a folder of tables (``*.parquet``), a `datapackage.json`
        or its folder, a folder that holds `data/articles/`.
    frictionless : bool
        Whether Pandera and Frictionless check a package, too, as they do those that are released. They find nothing
        else and take minutes for a million rows.

    Returns
    -------
    list of Finding
        Sorted by file and line; empty when nothing is wrong. Warnings are among them.

    Examples
    --------
    >>> import parley
    >>> [finding.rule for finding in parley.validate("no/such/file.md")]
    ['unreadable']
    """
    path = Path(path)
    finish_publication(path if path.is_dir() else path.parent)
    check = _check_of(path)
    if check is None:
        reason = "neither article files nor tables are there" if path.exists() else "no such file or folder"
        return [Finding(str(path), "unreadable", reason, _REMEDY)]
    return sorted(set(check(path, frictionless)), key=lambda each: (each.file, each.line, each.column, each))


Check = Callable[[Path, bool], list[Finding]]


def _check_of(path: Path) -> Check | None:
    """Choose the check for what stands at a path."""
    from parley.validation.articles import check_article_files
    from parley.validation.parts import check_folder

    if path.is_file():
        if path.name == DESCRIPTOR:
            return lambda path, frictionless: _package_check(path.parent)(path.parent, frictionless)
        return (lambda path, _: check_article_files([path])) if path.suffix == ".md" else None
    if (path / DESCRIPTOR).is_file() or (path / "data" / "articles").is_dir():
        return _package_check(path)
    if any(path.glob("*.parquet")):
        return lambda path, _: check_folder(path)
    if any(path.rglob("*.md")):
        return lambda path, _: check_article_files(sorted(path.rglob("*.md")))
    return None


def _package_check(folder: Path) -> Check:
    from parley.validation.packages import check_dataset, check_package

    return check_dataset if (folder / "data" / "articles").is_dir() else check_package
