"""Run the code of a documentation page, block by block, as a reader would: Python and SQL, in one folder."""

import contextlib
import io
import os
import re
from pathlib import Path

_BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.DOTALL | re.MULTILINE)


def blocks_of(markdown: str, *languages: str) -> list[str]:
    """List the blocks of code of a page that are in one of these languages."""
    return [code for language, code in _BLOCK.findall(markdown) if language in languages]


def run_page(markdown: str, folder: Path) -> list[str]:
    """Run the Python and SQL of a page, and give what each block printed.

    Parameters
    ----------
    markdown : str
    folder : Path
        Where it runs, with the tables in its folder `data`; what it writes is written there. The blocks in Python share
        their names.
    """
    os.environ["MPLBACKEND"] = "agg"
    names: dict[str, object] = {}
    printed = []
    with contextlib.chdir(folder), _wide_frames():
        for language, code in _BLOCK.findall(markdown):
            if language == "python":
                with contextlib.redirect_stdout(io.StringIO()) as output:
                    exec(compile(code, "a block of the page", "exec"), names)
                printed.append(output.getvalue())
            elif language == "sql":
                printed.append(_answer(code))
    return printed


def with_output(markdown: str, printed: list[str]) -> str:
    """Put what each block printed below it."""
    outputs = iter(printed)

    def shown(block: re.Match[str]) -> str:
        output = next(outputs) if block[1] in ("python", "sql") else ""
        return f"{block[0]}\n\n```text\n{output.rstrip()}\n```" if output.strip() else block[0]

    return _BLOCK.sub(shown, markdown)


def _answer(query: str) -> str:
    import duckdb

    rows = duckdb.connect().execute(query).df()
    return f"{rows.head(10).to_string(index=False)}\n" + ("...\n" if len(rows) > 10 else "")


def _wide_frames() -> contextlib.AbstractContextManager[None]:
    import pandas as pd

    return pd.option_context("display.width", 110, "display.max_columns", 12, "display.max_colwidth", 40)
