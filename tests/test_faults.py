"""Builds that are killed, starved or harmed leave the old tables whole or the new ones, and another run finishes."""

import subprocess
import sys
from pathlib import Path

import pytest

SCRIPT = Path(__file__).parent.parent / "benchmarks" / "faults.py"


@pytest.mark.skipif(sys.platform == "win32", reason="processes are forked")
def test_faults_of_machines_cost_no_table():
    """A short version of what `benchmarks/faults.py` does at a hundred moments."""
    command = [sys.executable, SCRIPT, "--moments", "3", "--seed", "7"]
    ended = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)
    assert ended.returncode == 0, ended.stdout + ended.stderr
    kinds = ["die", "fill_disk", "flip_bits", "cut_off", "forbid_writing", "build_twice_at_once", "jump_clock"]
    assert [line.partition(":")[0] for line in ended.stdout.splitlines()] == kinds
    assert "LOST" not in ended.stdout
