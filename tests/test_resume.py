"""A run killed at any moment is finished by another call, without doing work twice and with the same bytes."""

import subprocess
import sys
from pathlib import Path

SCRIPT = Path(__file__).parent.parent / "benchmarks" / "resume.py"


def test_runs_killed_at_seeded_moments_are_finished_with_the_same_bytes():
    """A short version of what `benchmarks/resume.py` does at fifty moments."""
    command = [sys.executable, SCRIPT, "--moments", "3", "--articles", "30", "--workers", "1"]
    ended = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)
    assert ended.returncode == 0, ended.stdout + ended.stderr
    assert "all equal to the unbroken run" in ended.stdout
