"""Write `docs/pull-request/`: what is seen of a made-up pull request, first with faults, then mended.

The base and the two states of the change stand in `tests/cases/review/`; reference tables are the dataset's.
"""

import contextlib
import io
import os
import shutil
import sys
import tempfile
from pathlib import Path

from review import review

from parley.building import build

ROOT = Path(__file__).parent.parent
CASES = ROOT / "tests" / "cases" / "review"
PAGES = ROOT / "docs" / "pull-request"
STATES = ("faults", "mended")


def main() -> int:
    """Write the files anew."""
    contents = rendered()
    shutil.rmtree(PAGES, ignore_errors=True)
    for name, content in contents.items():
        (PAGES / name).parent.mkdir(parents=True, exist_ok=True)
        (PAGES / name).write_text(content, "utf-8")
        print(f"docs/pull-request/{name}")
    return 0


def rendered() -> dict[str, str]:
    """Review both states, and give each file by its name: the notes, the summary, the pages."""
    os.environ["RULES_PAGE"] = "../rules.md"
    contents = {}
    with tempfile.TemporaryDirectory() as folder:
        base = Path(folder) / "base"
        shutil.copytree(ROOT / "data" / "reference", base / "data" / "reference")
        shutil.copytree(CASES / "base", base, dirs_exist_ok=True)
        with contextlib.chdir(base):
            build(base)
        for state in STATES:
            proposal, out = Path(folder) / f"{state}-branch", Path(folder) / state
            shutil.copytree(base, proposal)
            shutil.copytree(CASES / state, proposal, dirs_exist_ok=True)
            with contextlib.redirect_stdout(io.StringIO()) as notes:
                review(base, proposal, out)
            contents[f"{state}-notes.txt"] = notes.getvalue()
            contents[f"{state}-summary.md"] = (out / "summary.md").read_text("utf-8")
            contents |= {f"{state}-{path.name}": path.read_text("utf-8") for path in sorted(out.glob("pages/*.html"))}
    return contents


if __name__ == "__main__":
    sys.exit(main())
