"""The command line: one module per command, each with its help, its arguments and `run`.

Exit codes: 0 all is well, 1 the data have faults, 2 the command was called wrongly.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import os
import signal
import sys
from collections.abc import Sequence
from types import ModuleType

from parley.commands import annotate, cite, diff, evaluate, exchange, export, new, show, validate, why
from parley.errors import ParleyError, UsageError
from parley.version import __version__

COMMANDS: tuple[ModuleType, ...] = (annotate, new, validate, show, evaluate, why, diff, cite, export, exchange)
"""In the order of the help; a module's docstring is its command's help."""

_INTERRUPTED, _BROKEN_PIPE, _TERMINATED = 130, 141, 143
"""What shells report of a program ended by these signals."""

_EPILOG = """\
examples:
  parley annotate articles/ -o tables/            from articles to tables
  parley new digest.txt                           an article file with its meetings drafted
  parley show articles/a.txt                      one article with its annotation marked
  parley validate tables/                         check every rule
  parley evaluate gold/ tables/                   measure against annotations made by hand
  parley why m0123456789abcdef --in tables/       the sentences behind a row
  parley diff v0.1.0 .                            what changed since a version
  parley cite --table meetings                    a citation with a fingerprint of the rows
  parley export --to sqlite -o parley.sqlite      the tables for another program
  parley exchange a.md --to brat -o brat/         an article for annotators' tools, and back

Exit codes: 0 all is well, 1 the data have faults, 2 the command was called wrongly.
`parley COMMAND --help` tells more of each.
"""


def main(argv: Sequence[str] | None = None) -> int:
    """Run a command.

    Parameters
    ----------
    argv : sequence of str, optional
        By default the program's own arguments.

    Returns
    -------
    int
        The exit code.
    """
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            # A terminal that knows no Unicode gets escapes in the stead of an error.
            stream.reconfigure(errors="backslashreplace")
    args = make_parser().parse_args(argv)
    with contextlib.suppress(ValueError):  # outside the main thread there are no signals
        signal.signal(signal.SIGTERM, _end)
    try:
        code: int = args.run(args)
        sys.stdout.flush()
        return code
    except BrokenPipeError:
        _discard_output()
        return _BROKEN_PIPE
    except KeyboardInterrupt:
        return _INTERRUPTED
    except UsageError as error:
        return _fail(error, 2)
    except ParleyError as error:
        return _fail(error, 1)
    except MemoryError:
        return _fail("the input needs more memory than there is; split it, and work on the parts", 1)
    except OSError as error:
        place = f"{error.filename}: " if error.filename else ""
        return _fail(f"{place}{error.strerror or error}", 2)


def make_parser() -> argparse.ArgumentParser:
    """Make the parser of all commands."""
    parser = argparse.ArgumentParser(
        prog="parley",
        description="Diplomatic meetings as data: from news articles to tables whose every value shows its words.",
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action="version", version=f"parley {__version__}")
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)
    for module in COMMANDS:
        first, _, rest = (module.__doc__ or "").partition("\n")
        command = commands.add_parser(
            module.__name__.rpartition(".")[2],
            help=first.rstrip("."),
            description=first,
            epilog=rest.strip("\n"),
            formatter_class=argparse.RawDescriptionHelpFormatter,
        )
        module.add_arguments(command)
        command.set_defaults(run=module.run)
    return parser


def _fail(reason: object, code: int) -> int:
    from parley.marking import harmless

    with contextlib.suppress(OSError):
        print(f"parley: {harmless(str(reason))}", file=sys.stderr)
    return code


def _end(*_: object) -> None:
    """End when told to from outside, as after an interrupt: what was begun is cleared away."""
    sys.exit(_TERMINATED)


def _discard_output() -> None:
    """Let the interpreter's last flush find no broken pipe."""
    with contextlib.suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
