"""What has to hold before a release is built; each check tells its faults, with what to do."""

import contextlib
import json
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from parley.comparison import Comparison, diff
from parley.coverage_page import coverage_page
from parley.errors import InvalidInput, ParleyError, UsageError
from parley.import_page import import_page
from parley.quality import measure_quality

_VERSION = re.compile(r"\d+\.\d+\.\d+")


@dataclass(frozen=True)
class Candidate:
    """What is to be released.

    Attributes
    ----------
    root : Path
        A checkout.
    version, released : str
        As `src/parley/version.py` states them.
    """

    root: Path
    version: str
    released: str

    @property
    def last_tag(self) -> str | None:
        """The tag of the highest version there is."""
        tags = git(self.root, "tag", "--list", "v*").decode().split()
        versions = [tag for tag in tags if _VERSION.fullmatch(tag[1:])]
        return max(versions, key=lambda tag: _numbers(tag[1:]), default=None)

    def compared(self) -> Comparison | None:
        """What differs from the last release; None when this is the first."""
        if not self.last_tag:
            return None
        with contextlib.chdir(self.root):
            return diff(self.last_tag, self.root)


def faults(candidate: Candidate) -> Iterator[str]:
    """Tell all that keeps a candidate from being released, the quick checks first."""
    for check in CHECKS:
        yield from check(candidate)


def tree_is_clean(candidate: Candidate) -> Iterator[str]:
    """What is released is what is committed."""
    changed = git(candidate.root, "status", "--porcelain").decode().splitlines()
    if changed:
        yield f"the tree is not clean ({len(changed)} files, such as {changed[0][3:]}): commit or remove them"


def version_follows(candidate: Candidate) -> Iterator[str]:
    """The version is the one that the rule in the README asks for, or a higher one."""
    tag = candidate.last_tag
    if not _VERSION.fullmatch(candidate.version):
        yield f"the version {candidate.version} is not of three numbers: write one into src/parley/version.py"
    elif tag and _numbers(candidate.version) <= _numbers(tag[1:]):
        yield f"the version {candidate.version} is not above {tag}: raise it in src/parley/version.py"
    elif tag:
        try:
            found = candidate.compared()
        except ParleyError as error:
            yield f"{tag} cannot be compared: {error}"
            return
        asked = (found and found.next_version) or tag[1:]
        if found and _numbers(candidate.version) < _numbers(asked):
            yield (
                f"the version {candidate.version} is too low: {found.reasons[0].told} asks for {asked} at least; raise "
                "it in src/parley/version.py"
            )


def changelog_tells(candidate: Candidate) -> Iterator[str]:
    """The changelog begins with this version, and its *Data* section is what the comparison gives."""
    from release_notes import changelog_section, with_release

    path = candidate.root / "CHANGELOG.md"
    text = path.read_text("utf-8") if path.is_file() else ""
    remedy = "run scripts/release.py --changelog and commit"
    if not changelog_section(text, candidate.version):
        yield f"CHANGELOG.md does not begin with a section of {candidate.version} that tells something: {remedy}"
        return
    try:
        if with_release(text, candidate) != text:
            yield f"CHANGELOG.md: day or Data section of {candidate.version} are out of date: {remedy}"
    except ParleyError as error:
        yield f"CHANGELOG.md cannot be compared with the tables: {error}"


def evaluation_holds(candidate: Candidate) -> Iterator[str]:
    """No score lies below the interval that it had in the last release."""
    tag = candidate.last_tag
    if not tag:
        return
    try:
        old = _scores(json.loads(git(candidate.root, "show", f"{tag}:data/quality.json")))
        new = _scores(json.loads((candidate.root / "data" / "quality.json").read_text("utf-8")))
    except (OSError, ValueError, KeyError) as error:
        yield f"data/quality.json of {tag} or of this commit cannot be read ({error}): run make quality"
        return
    for name, score in old.items():
        if score["interval"] is None:
            continue
        low, value = score["interval"][0], _value(new.get(name, {}))
        if value is None:
            yield f"evaluation: {name} is not measured any more: run make quality"
        elif value < low:
            yield f"evaluation: {name} is {value}, below {low}, the lower bound in {tag}: mend what made it worse"


def is_current(candidate: Candidate) -> Iterator[str]:
    """Figures and pages that are measured are those of this commit."""
    root = candidate.root
    try:
        measured = json.dumps(measure_quality(root), ensure_ascii=False, indent=2) + "\n"
        pages = {
            "data/quality.json": (measured, "make quality"),
            "docs/coverage.md": (coverage_page(root / "data"), "make data"),
            "docs/imports.md": (import_page(root), "make data"),
        }
    except (InvalidInput, UsageError, ParleyError) as error:
        yield f"quality and coverage cannot be measured: {error}"
        return
    for name, (text, remedy) in pages.items():
        if not (root / name).is_file() or (root / name).read_text("utf-8") != text:
            yield f"{name} is not what this commit gives: run {remedy} and commit"


def validation_is_green(candidate: Candidate) -> Iterator[str]:
    """The gate that every change passes; it finds stale tables and stale generated files, too."""
    ended = subprocess.run(
        [sys.executable, "scripts/validate.py"], cwd=candidate.root, capture_output=True, text=True, check=False
    )
    if ended.returncode:
        told = (ended.stdout + ended.stderr).strip().splitlines()
        yield f"validation is not green ({told[-1] if told else 'it ended early'}): run make data"


CHECKS: tuple[Callable[[Candidate], Iterator[str]], ...] = (
    tree_is_clean,
    version_follows,
    changelog_tells,
    evaluation_holds,
    is_current,
    validation_is_green,
)


def git(root: Path, *arguments: str) -> bytes:
    """Run git; OSError when it fails."""
    ended = subprocess.run(["git", "-C", str(root), *arguments], capture_output=True, check=False)
    if ended.returncode:
        raise OSError(ended.stderr.decode("utf-8", "replace").strip() or "git fails")
    return ended.stdout


def _scores(quality: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Name the scores of articles that no rule was tuned on, and of the imports."""
    measured = {"test": quality["splits"]["test"], **quality.get("imports", {})}
    return {f"{place} {name}": score for place, values in measured.items() for name, score in values["scores"].items()}


def _value(score: dict[str, Any]) -> float | None:
    return score.get("accuracy", score.get("f1"))


def _numbers(version: str) -> list[int]:
    return [int(part) for part in version.split(".")]
