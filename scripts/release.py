"""Check, and build a release into `dist/`: the archive, its checksum, the notes. It publishes nothing.

The archive is made of the commit alone: the same commit gives the same bytes. `--changelog` gives the section of what
is unreleased in CHANGELOG.md the version, the day and the differences of the data. `RELEASING.md` has all steps.
"""

import argparse
import hashlib
import io
import json
import sys
import zipfile
from collections.abc import Sequence
from fnmatch import fnmatchcase
from pathlib import Path

from release_checks import Candidate, faults, git
from release_notes import release_notes, with_release

from parley.catalogues import descriptions
from parley.errors import ParleyError, UsageError
from parley.publishing import publication, write_whole
from parley.version import RELEASED, __version__

ROOT = Path(__file__).parent.parent

CONTENTS = (
    "CHANGELOG.md",
    "CITATION.cff",
    "LICENSE",
    "LICENSE-DATA",
    "README.md",
    "data/*.parquet",
    "data/quality.json",
    "datapackage.json",
    "docs/codebook.md",
    "docs/coverage.md",
    "docs/data-dictionary.md",
    "docs/how-it-was-made.md",
    "docs/imports.md",
    "docs/quality.md",
    "schemas/*.json",
)
"""Files of the commit that the archive holds; what other catalogues read is added to them."""


def main(argv: Sequence[str] | None = None, root: Path = ROOT) -> int:
    """Build the release; 1 when something speaks against it, and all of that is told."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--changelog", action="store_true", help="only bring CHANGELOG.md up to date")
    args = parser.parse_args(argv)
    candidate = Candidate(root, __version__, RELEASED)
    try:
        if args.changelog:
            path = root / "CHANGELOG.md"
            write_whole(path, with_release(path.read_text("utf-8"), candidate))
            return 0
        return _release(candidate)
    except (ParleyError, UsageError, OSError) as error:
        print(f"error: {error}", file=sys.stderr)
        return 2 if isinstance(error, UsageError) else 1


def _release(candidate: Candidate) -> int:
    found = list(faults(candidate))
    for fault in found:
        print(f"refused: {fault}", file=sys.stderr)
    if found:
        return 1
    name = f"parley-{candidate.version}.zip"
    content = archive(candidate)
    digest = hashlib.sha256(content).hexdigest()
    sums = f"{digest}  {name}\n"
    changelog = git(candidate.root, "show", "HEAD:CHANGELOG.md").decode()
    with publication(candidate.root / "dist") as staging:
        (staging / name).write_bytes(content)
        (staging / "SHA256SUMS").write_text(sums, "utf-8", newline="\n")
        (staging / "NOTES.md").write_text(release_notes(candidate, changelog, sums), "utf-8", newline="\n")
    print(f"dist/{name}, SHA256SUMS and NOTES.md are built; nothing is published. Go on in RELEASING.md.")
    print("Once it is published, src/parley/releases.csv gets, with the archive's address:")
    print(f"{candidate.version},{candidate.released},ADDRESS,{digest},DOI")
    return 0


def archive(candidate: Candidate) -> bytes:
    """Pack the commit's files, stored as they are: compressors differ between machines, and Parquet is compressed."""
    names = git(candidate.root, "ls-tree", "-r", "--name-only", "HEAD").decode().splitlines()
    chosen = [name for name in names if any(_fits(name, pattern) for pattern in CONTENTS)]
    files = {name: git(candidate.root, "show", f"HEAD:{name}") for name in chosen}
    described = descriptions(json.loads(files["datapackage.json"]))
    files |= {name: text.encode() for name, text in described.items()}
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as out:
        for name, content in sorted(files.items()):
            entry = zipfile.ZipInfo(f"parley-{candidate.version}/{name}")  # of the day 1980-01-01
            entry.create_system, entry.external_attr = 3, 0o100644 << 16
            out.writestr(entry, content)
    return packed.getvalue()


def _fits(name: str, pattern: str) -> bool:
    return name.count("/") == pattern.count("/") and fnmatchcase(name, pattern)


if __name__ == "__main__":
    sys.exit(main())
