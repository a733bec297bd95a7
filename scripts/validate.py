"""The gate: article files, tables, package (by Pandera and Frictionless, too), rules, and that nothing is out of date.

Those two take minutes over all rows; tables that they found sound are known by a stamp and not judged again.
"""

import hashlib
import sys
from importlib.metadata import version
from pathlib import Path

import parley
from parley.generated import stale_files

ROOT = Path(__file__).parent.parent
STAMP = ROOT / ".parley-frictionless"


def main() -> int:
    """Print every finding and a summary."""
    state = state_of_package()
    is_judged = STAMP.is_file() and STAMP.read_text("utf-8") == state
    findings = [*parley.validate(ROOT, frictionless=not is_judged), *stale_files(ROOT)]
    for finding in findings:
        print(finding)
    errors = sum(finding.severity == "error" for finding in findings)
    print(f"{errors} errors, {len(findings) - errors} warnings" if findings else "valid")
    if not errors:
        STAMP.write_text(state, "utf-8")
    return 1 if errors else 0


def state_of_package() -> str:
    """Name the descriptor, which holds the tables' hashes, and the judges."""
    descriptor = ROOT / "datapackage.json"
    content = descriptor.read_bytes() if descriptor.is_file() else b""
    judges = " ".join(f"{judge} {version(judge)}" for judge in ("pandera", "frictionless"))
    return f"{judges} {hashlib.sha256(content).hexdigest()}"


if __name__ == "__main__":
    sys.exit(main())
