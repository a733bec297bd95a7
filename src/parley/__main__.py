"""Run the command line: `python -m parley`."""

import sys

from parley.commands import main

if __name__ == "__main__":
    sys.exit(main())
