"""Draft the annotation of article files that have none, and give every meeting its id. Reviewed values stay."""

import sys
from pathlib import Path

from parley.building import draft_annotations
from parley.errors import InvalidInput

ROOT = Path(__file__).parent.parent


def main() -> int:
    """Annotate `data/articles/`; 1 when a file has faults."""
    try:
        changed = draft_annotations(ROOT)
    except InvalidInput as error:
        print(error, file=sys.stderr)
        return 1
    for path in changed:
        print(f"annotated {path}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
