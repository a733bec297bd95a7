"""What the README says is done: every command and code block is run, every link leads somewhere."""

import hashlib
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from parley import files

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text("utf-8")
BLOCKS = re.findall(r"^```(\w+)\n(.*?)^```$", README, re.DOTALL | re.MULTILINE)
COMMANDS = [line for language, block in BLOCKS if language == "sh" for line in block.splitlines()]
MAKE = [line for line in COMMANDS if line.startswith("make ")]
SCRIPTS = [block for language, block in BLOCKS if language == "python"]
needs_tables = pytest.mark.skipif(
    not (ROOT / "data" / "meetings.parquet").is_file(), reason="the tables are not built: make data"
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Give the blocks a folder like the checkout, so that what they write does not land in it."""
    folder = tmp_path_factory.mktemp("readme")
    for name in ("data", "datapackage.json", "schemas"):
        (folder / name).symlink_to(ROOT / name)
    return folder


def run(arguments, folder):
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    ended = subprocess.run(
        arguments, cwd=folder, env={**os.environ, "PATH": path}, capture_output=True, text=True, timeout=300
    )
    assert ended.returncode == 0, ended.stdout + ended.stderr
    return ended.stdout


def test_every_block_is_of_a_language_that_is_tested():
    assert {language for language, _ in BLOCKS} <= {"sh", "python", "r", "mermaid"}


@pytest.mark.parametrize("command", MAKE)
def test_make_knows_the_target(command):
    targets = re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE)
    assert command.split()[1] in targets


def is_judged(command):
    """Whether `make data` has let Frictionless judge this very package, which takes a minute."""
    stamp, descriptor = ROOT / ".parley-frictionless", (ROOT / "datapackage.json").read_bytes()
    is_known = stamp.is_file() and stamp.read_text("utf-8").endswith(hashlib.sha256(descriptor).hexdigest())
    return command == "frictionless validate datapackage.json" and is_known


@needs_tables
def test_commands_run_in_their_order(folder):
    for command in COMMANDS:
        if command not in MAKE and not is_judged(command):
            run(["bash", "-c", command], folder)


@needs_tables
@pytest.mark.parametrize("script", SCRIPTS, ids=[script.splitlines()[0] for script in SCRIPTS])
def test_python_runs_and_prints(script, folder):
    assert run([sys.executable, "-c", script], folder).strip()


@needs_tables
@pytest.mark.parametrize("script", [block for language, block in BLOCKS if language == "r"])
def test_r_runs(script, folder):
    if not shutil.which("Rscript"):
        pytest.skip("R is not installed")
    if subprocess.run(["Rscript", "-e", "library(arrow)"], capture_output=True).returncode:
        pytest.skip("R has no package arrow")
    assert run(["Rscript", "-e", script], folder).strip()


@pytest.mark.parametrize("target", re.findall(r"\]\(([^)]+)\)", README))
def test_links_lead_somewhere(target):
    assert (ROOT / target).exists()


def test_picture_of_the_tables_shows_every_table_and_key():
    (picture,) = [block for language, block in BLOCKS if language == "mermaid"]
    drawn = set(re.findall(r"^    (\w+) [|}{o-]+ (\w+) :", picture, re.MULTILINE))
    keys = {
        (key["reference"]["resource"], table)
        for table in files.TABLES
        for key in files.table_schema(table).get("foreignKeys", ())
    }
    assert drawn == keys
    assert [table for table in files.TABLES if table not in picture] == []
