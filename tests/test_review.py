"""The review of a pull request: its files are data, its words are harmless, its output in the docs is current."""

import re
import shutil
import sys
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from parley.article_file import MAX_BYTES
from parley.building import build

ROOT = Path(__file__).parent.parent
WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
ARTICLE = "data/articles/2024/nordposten-2024-05-14-nordmann-nairobi.md"


@pytest.fixture(scope="module")
def scripts():
    """The two scripts as modules, which find one another beside them."""
    sys.path.insert(0, str(ROOT / "scripts"))
    try:
        import review
        import review_example

        yield review, review_example
    finally:
        sys.path.remove(str(ROOT / "scripts"))


@pytest.fixture(scope="module")
def base(tmp_path_factory):
    folder = tmp_path_factory.mktemp("base")
    shutil.copytree(ROOT / "data" / "reference", folder / "data" / "reference")
    shutil.copytree(ROOT / "tests" / "cases" / "review" / "base", folder, dirs_exist_ok=True)
    build(folder)
    return folder


@pytest.fixture
def proposal(base, tmp_path):
    shutil.copytree(base, tmp_path / "proposal")
    return tmp_path / "proposal"


def test_pages_of_the_documentation_are_what_the_script_gives(scripts):
    contents = scripts[1].rendered()
    folder = ROOT / "docs" / "pull-request"
    stale = [name for name, text in contents.items() if (folder / name).read_text("utf-8") != text]
    assert (stale, {path.name for path in folder.iterdir()}) == ([], contents.keys()), "run scripts/review_example.py"


class TestReview:
    def seen(self, scripts, base, proposal, capsys):
        code = scripts[0].review(base, proposal, proposal.parent / "out")
        return code, capsys.readouterr().out, (proposal.parent / "out" / "summary.md").read_text("utf-8")

    def test_nothing_changed(self, scripts, base, proposal, capsys):
        code, notes, summary = self.seen(scripts, base, proposal, capsys)
        assert (code, notes) == (0, "")
        assert "No article file and no reference table." in summary
        assert "no difference" in summary

    def test_deleted_article_takes_its_rows(self, scripts, base, proposal, capsys):
        other = proposal / ARTICLE.replace("nordmann", "other")
        text = (proposal / ARTICLE).read_text("utf-8").replace("nordposten-2024-05-14-nordmann-nairobi", other.stem)
        other.write_text(text.replace("m30526076324cd5f4", "m30526076324cd5f5"), "utf-8")
        (proposal / ARTICLE).unlink()
        _, _, summary = self.seen(scripts, base, proposal, capsys)
        assert f"- deleted: {ARTICLE}" in summary
        assert "- - m30526076324cd5f4" in summary

    def test_no_code_of_the_branch_is_run(self, scripts, base, proposal, capsys):
        for name in ("parley.py", "sitecustomize.py", "conftest.py", "scripts/review.py", "src/parley/__init__.py"):
            path = proposal / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text("raise SystemExit('run')", "utf-8")
        code, *_ = self.seen(scripts, base, proposal, capsys)
        assert code == 0

    def test_links_are_refused(self, scripts, base, proposal, capsys, tmp_path):
        (tmp_path / "secret").write_text("secret words", "utf-8")
        (proposal / "data/articles/2024/secret-2024-01-01.md").symlink_to(tmp_path / "secret")
        (tmp_path / "folder").mkdir()
        (tmp_path / "folder" / "b.md").write_text("secret words", "utf-8")
        (proposal / "data/articles/2025").symlink_to(tmp_path / "folder")
        code, notes, summary = self.seen(scripts, base, proposal, capsys)
        assert (code, notes.count("commit a plain file")) == (1, 2)
        assert "secret words" not in notes + summary

    @pytest.mark.parametrize(
        ("name", "content", "rule"),
        [
            ("2024/a.md", b"\xff\xfe---", "encoding"),
            ("2024/a.md", b"---\na: &x [*x, *x]\n---\n\nText\n", "yaml-anchor"),
            ("2024/a.md", b"---\n" + b"[" * 50_000 + b"\n---\n\nText\n", "yaml-depth"),
            ("2024/::error::a\n.md", b"no article", "front-matter"),
            ("2024/a.md", b"x" * (MAX_BYTES + 1), "unreadable"),
        ],
        ids=["bytes", "alias", "depth", "name", "size"],
    )
    def test_bad_files_are_findings(self, name, content, rule, scripts, base, proposal, capsys):
        (proposal / "data" / "articles" / name).write_bytes(content)
        code, notes, summary = self.seen(scripts, base, proposal, capsys)
        assert code == 1
        assert re.match(f"::error file=[^\n]*title={rule}::", notes)
        assert all(re.match("::(?:error|warning) file=", line) for line in notes.splitlines())
        assert f"[{rule}]" in summary

    @pytest.mark.parametrize(
        "words", ["<script>alert(1)</script>", "</details><img src=x>", "[a](javascript:b)", "@maintainers `x`", "|x|"]
    )
    def test_words_of_the_branch_are_words(self, words, scripts, base, proposal, capsys):
        path = proposal / ARTICLE
        text = path.read_text("utf-8").replace("Kari Nordmann", f'"Kari {words} Nordmann"', 1)
        path.write_text(text.replace("Minister Kari Nordmann met", f"Minister Kari {words} Nordmann met"), "utf-8")
        _, notes, summary = self.seen(scripts, base, proposal, capsys)
        assert not re.search(r"<(?:script|img)|\]\(java|[^\\]`x`|[^\\]\|x", summary)
        assert all(
            line.startswith("::error file=") or line.startswith("::warning file=") for line in notes.splitlines()
        )


class TestWorkflows:
    """They run on forks without secrets, and what they use cannot change behind them."""

    @pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.stem)
    def test_actions_are_pinned_and_tokens_read_only(self, path):
        text = path.read_text("utf-8")
        workflow = YAML(typ="safe").load(text)
        uses = re.findall(r"uses: (\S+)", text)
        assert [each for each in uses if not re.fullmatch(r"[\w./-]+@[0-9a-f]{40}", each)] == []
        assert "secrets." not in text
        assert "pull_request_target" not in text
        granted = [workflow["permissions"], *(job.get("permissions", {}) for job in workflow["jobs"].values())]
        assert all(level == "read" for grant in granted for level in grant.values())

    def test_no_expression_stands_in_a_command(self):
        runs = [
            block for path in WORKFLOWS for block in re.findall(r"run: (?:\|\n(?: {10}.*\n)+|.*)", path.read_text())
        ]
        assert [block for block in runs if "${{" in block] == []
