"""Write the files that follow from others: the article file's JSON Schema, the data dictionary, the list of rules."""

import sys
from pathlib import Path

from parley.generated import generated_files

ROOT = Path(__file__).parent.parent


def main() -> int:
    """Write all of them."""
    for name, text in generated_files().items():
        (ROOT / name).parent.mkdir(parents=True, exist_ok=True)
        (ROOT / name).write_text(text, encoding="utf-8")
        print(name)
    return 0


if __name__ == "__main__":
    sys.exit(main())
