"""What the pages of the documentation show is done: their code is run, their figures are drawn."""

import importlib.util
import re
import shutil
import subprocess
from pathlib import Path

import pytest

import parley

ROOT = Path(__file__).parent.parent
_spec = importlib.util.spec_from_file_location("page_code", ROOT / "scripts" / "page_code.py")
page_code = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(page_code)
blocks_of, run_page, with_output = page_code.blocks_of, page_code.run_page, page_code.with_output

PAGES = sorted((ROOT / "docs").glob("*.md"))
by_name = pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
with_code = pytest.mark.parametrize(
    "page", [page for page in PAGES if blocks_of(page.read_text("utf-8"), "python", "sql")], ids=lambda page: page.stem
)


@pytest.fixture
def folder(tmp_path):
    """A folder like the checkout, so that what the blocks write does not land in it."""
    (tmp_path / "data").symlink_to(ROOT / "data")
    return tmp_path


@by_name
def test_every_block_is_of_a_language_that_is_tested_or_only_shown(page):
    languages = set(re.findall(r"^```(\w+)$", page.read_text("utf-8"), re.MULTILINE))
    assert languages <= {"python", "sql", "r", "sh", "text", "yaml"}


@with_code
def test_code_runs_and_draws_every_figure(page, folder):
    markdown = page.read_text("utf-8")
    for module in ("matplotlib", "networkx"):
        if module in markdown:
            pytest.importorskip(module, reason=f"{module} comes with the group docs")
    printed = run_page(markdown, folder)
    blocks = blocks_of(markdown, "python", "sql")
    assert [block for block, output in zip(blocks, printed, strict=True) if "print(" in block and not output] == []
    assert [path for path in re.findall(r"\]\(figures/([^)]+)\)", markdown) if not (folder / path).is_file()] == []
    assert {path.name for path in folder.glob("*.svg")} == set(re.findall(r"\]\(figures/([^)]+)\)", markdown))


@pytest.mark.parametrize("page", [page for page in PAGES if blocks_of(page.read_text("utf-8"), "r")], ids=str)
def test_r_runs_and_prints(page, folder):
    if not shutil.which("Rscript"):
        pytest.skip("R is not installed")
    if subprocess.run(["Rscript", "-e", "library(arrow)"], capture_output=True).returncode:
        pytest.skip("R has no package arrow")
    script = "\n".join(blocks_of(page.read_text("utf-8"), "r"))
    ended = subprocess.run(["Rscript", "-e", script], cwd=folder, capture_output=True, text=True, timeout=300)
    assert ended.returncode == 0, ended.stderr
    assert ended.stdout.strip()


def test_the_site_leads_to_every_page():
    told = re.findall(r"- ([\w-]+\.md)$", (ROOT / "mkdocs.yml").read_text("utf-8"), re.MULTILINE)
    assert sorted(told) == [page.name for page in PAGES]


def test_every_public_name_has_its_place_among_the_functions():
    told = re.findall(r"^::: parley\.(\S+)$", (ROOT / "docs" / "functions.md").read_text("utf-8"), re.MULTILINE)
    things = [getattr(parley, name) for name in parley.__all__ if name != "version"]
    assert sorted(told) == sorted(f"{thing.__module__}.{thing.__qualname__}".partition(".")[2] for thing in things)


def test_a_block_that_fails_fails_the_page(folder):
    with pytest.raises(ZeroDivisionError):
        run_page("```python\n1 / 0\n```\n", folder)


def test_blocks_share_their_names_and_output_stands_below_each(folder):
    page = "```python\nx = 2\n```\n\n```sh\nls\n```\n\n```python\nprint(x)\n```\n\n```sql\nSELECT 3 AS three;\n```\n"
    shown = with_output(page, run_page(page, folder))
    assert shown.count("```text") == 2
    assert "print(x)\n```\n\n```text\n2\n```" in shown
    assert "three;\n```\n\n```text\n three\n     3\n```" in shown
