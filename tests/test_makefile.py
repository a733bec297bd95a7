"""The Makefile and what continuous integration runs."""

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
TARGETS = ("help", "data", "imports", "test", "lint", "docs", "quality", "bench")


@pytest.mark.parametrize("target", TARGETS)
def test_make_can_make_it(target):
    ended = subprocess.run(["make", "--dry-run", target], cwd=ROOT, capture_output=True, text=True)
    assert ended.returncode == 0, ended.stderr


def test_make_alone_lists_every_target():
    shown = subprocess.run(["make"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert [target for target in TARGETS if f"make {target} " not in shown] == []


@pytest.mark.parametrize("target", TARGETS[1:])
def test_target_makes_the_environment_when_it_is_missing(target, tmp_path):
    for name in ("Makefile", "pyproject.toml"):
        (tmp_path / name).write_text((ROOT / name).read_text("utf-8"), "utf-8")
    command = ["make", "--dry-run", "PYTHON=python3", target]
    shown = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=True).stdout
    assert "python3 -m venv .venv" in shown
    assert "--group dev" in shown


def test_workflow_runs_what_a_contributor_can_run():
    workflow = (ROOT / ".github" / "workflows" / "ci.yml").read_text("utf-8")
    assert ".ci/run" in workflow
    assert "contents: read" in workflow
    assert [use for use in re.findall(r"uses: (\S+)", workflow) if not re.fullmatch(r"\S+@[0-9a-f]{40}", use)] == []
