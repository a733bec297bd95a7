"""The version stands in `src/parley/version.py`; wherever else it is told, it is the same."""

import io
import json
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from parley.version import RELEASED, __version__

ROOT = Path(__file__).parent.parent


def text_of(name):
    return (ROOT / name).read_text("utf-8")


def citation():
    return YAML(typ="safe").load(io.StringIO(text_of("CITATION.cff")))


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        pytest.param(lambda: citation()["version"], __version__, id="CITATION.cff"),
        pytest.param(lambda: citation()["date-released"], RELEASED, id="CITATION.cff, day"),
        pytest.param(lambda: json.loads(text_of(".zenodo.json"))["version"], __version__, id=".zenodo.json"),
        pytest.param(lambda: json.loads(text_of(".zenodo.json"))["publication_date"], RELEASED, id=".zenodo.json, day"),
        pytest.param(lambda: json.loads(text_of("datapackage.json"))["version"], __version__, id="datapackage.json"),
        pytest.param(
            lambda: re.search(r"img\.shields\.io/badge/version-([^-]+)-", text_of("README.md"))[1],
            __version__,
            id="README's badge",
        ),
        pytest.param(
            lambda: re.search(r"\*Parley: .*\*, version (\S+)\.\s", text_of("README.md"))[1],
            __version__,
            id="README's citation",
        ),
        pytest.param(
            lambda: (
                re.search(r"^## (\d+\.\d+\.\d+|Unreleased)", text_of("CHANGELOG.md"), re.MULTILINE)[1]
                in (__version__, "Unreleased")
            ),
            True,
            id="CHANGELOG.md",
        ),
    ],
)
def test_version_is_told_alike(told, expected):
    assert told() == expected


def test_wheel_has_it(tmp_path):
    """By the build backend itself, which reads the version without importing the package."""
    pytest.importorskip("hatchling", reason="hatchling is only there where wheels are built")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    (wheel,) = tmp_path.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        metadata = archive.read(f"parley_meetings-{__version__}.dist-info/METADATA").decode()
    assert f"\nVersion: {__version__}\n" in metadata


def test_tags_are_versions_up_to_this_one():
    ended = subprocess.run(["git", "tag", "--list", "v*"], cwd=ROOT, capture_output=True, text=True)
    if ended.returncode:
        pytest.skip("not a clone")
    assert all(_numbers(tag[1:]) <= _numbers(__version__) for tag in ended.stdout.split())


def _numbers(version):
    return [int(part) for part in version.split(".")]
