"""A release is refused for each thing that speaks against it, and one commit gives the same bytes every time."""

import hashlib
import json
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from package_builders import good_tables, write_package

import parley
from parley.snapshots import archive_snapshot

ROOT = Path(__file__).parent.parent
CHANGELOG = "# Changelog\n\n## Unreleased\n\nSome words.\n\n## 0.1.0 (2020-01-01)\n\nThe first.\n"
SCORE = {"right": 8, "n": 10, "accuracy": 0.8, "interval": [0.7, 0.9]}
QUALITY = {"splits": {"test": {"scores": {"mode": SCORE}}}, "imports": {"hsg": {"scores": {"mode": SCORE}}}}


@pytest.fixture(scope="module")
def scripts():
    sys.path.insert(0, str(ROOT / "scripts"))
    try:
        import release
        import release_checks
        import release_notes

        yield release, release_checks, release_notes
    finally:
        sys.path.remove(str(ROOT / "scripts"))


def git(root, *arguments):
    identity = ["-c", "user.name=A", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false"]
    subprocess.run(["git", "-C", str(root), *identity, *arguments], check=True, capture_output=True)


def commit(root):
    git(root, "add", "--all")
    git(root, "commit", "--quiet", "--message", "A change")


def write_quality(root, quality=QUALITY):
    (root / "data" / "quality.json").write_text(json.dumps(quality, ensure_ascii=False, indent=2) + "\n")


def write_tables(root, rows_of_topics=None, version="0.1.0"):
    """Write the package, of the version asked for, some rows of topics left out."""
    tables = good_tables()
    if rows_of_topics is not None:
        tables["topics"] = tables["topics"].slice(0, rows_of_topics)
    write_package(root / "tables", tables)
    for path in (root / "tables").glob("*.parquet"):
        path.replace(root / "data" / path.name)
    described = json.loads((root / "tables" / "datapackage.json").read_text("utf-8")) | {"version": version}
    dataset = json.loads((ROOT / "schemas" / "package.json").read_text("utf-8"))["dataset"]
    for resource in described["resources"]:
        resource["path"] = f"data/{resource['path']}"
    (root / "datapackage.json").write_text(json.dumps(described | dataset))
    shutil.rmtree(root / "tables")


@pytest.fixture(scope="module")
def repository(tmp_path_factory, scripts):
    """A repository with release 0.1.0 and, after it, one more topic and nothing against 0.2.0."""
    _, checks, notes = scripts
    root = tmp_path_factory.mktemp("repository")
    for folder in ("data", "docs", "scripts", "schemas"):
        (root / folder).mkdir(parents=True)
    (root / "scripts" / "validate.py").write_text("")
    (root / ".gitignore").write_text("/dist/\n")
    (root / "docs" / "coverage.md").write_text("covered")
    (root / "docs" / "imports.md").write_text("imported")
    (root / "README.md").write_text("read me")
    write_quality(root)
    write_tables(root, rows_of_topics=1)
    (root / "CHANGELOG.md").write_text("# Changelog\n\n## 0.1.0 (2020-01-01)\n\nThe first.\n")
    git(root, "init", "--quiet", ".")
    commit(root)
    git(root, "tag", "v0.1.0")
    write_tables(root, version="0.2.0")
    made = checks.Candidate(root, "0.2.0", "2026-11-23")
    (root / "CHANGELOG.md").write_text(notes.with_release(CHANGELOG, made))
    commit(root)
    return made


@pytest.fixture
def candidate(repository, tmp_path, scripts, monkeypatch):
    """A copy of it, of which a test may change what it likes."""
    checks = scripts[1]
    monkeypatch.setattr(checks, "measure_quality", lambda root: QUALITY)
    monkeypatch.setattr(checks, "coverage_page", lambda folder: "covered")
    monkeypatch.setattr(checks, "import_page", lambda root: "imported")
    root = shutil.copytree(repository.root, tmp_path / "repository")
    return checks.Candidate(root, repository.version, repository.released)


def refusals(scripts, candidate, capsys):
    """Run the script to its end; nothing is built where something is refused."""
    assert scripts[0]._release(candidate) == 1
    assert not (candidate.root / "dist").exists()
    return capsys.readouterr().err.splitlines()


def test_nothing_speaks_against_it(scripts, candidate):
    assert list(scripts[1].faults(candidate)) == []


class TestRefusals:
    """Each is told alone where only it speaks against the release."""

    def only(self, scripts, candidate, capsys):
        (line,) = refusals(scripts, candidate, capsys)
        return line

    def test_tree_is_not_clean(self, scripts, candidate, capsys):
        (candidate.root / "stray.txt").write_text("")
        line = self.only(scripts, candidate, capsys)
        assert line == "refused: the tree is not clean (1 files, such as stray.txt): commit or remove them"

    def test_validation_is_not_green(self, scripts, candidate, capsys):
        (candidate.root / "scripts" / "validate.py").write_text("print('3 errors, 0 warnings')\nraise SystemExit(1)")
        commit(candidate.root)
        assert "validation is not green (3 errors, 0 warnings)" in self.only(scripts, candidate, capsys)

    @pytest.mark.parametrize("name", ["data/quality.json", "docs/coverage.md", "docs/imports.md"])
    def test_measured_files_are_stale(self, scripts, candidate, capsys, name):
        with (candidate.root / name).open("a") as file:
            file.write("\n")
        commit(candidate.root)
        assert f"{name} is not what this commit gives: run make" in self.only(scripts, candidate, capsys)

    def test_quality_cannot_be_measured(self, scripts, candidate, capsys, monkeypatch):
        def fail(root):
            raise parley.ParleyError("no articles")

        monkeypatch.setattr(scripts[1], "measure_quality", fail)
        assert "cannot be measured: no articles" in self.only(scripts, candidate, capsys)

    @pytest.mark.parametrize("place", ["test", "hsg"])
    def test_evaluation_is_worse_than_the_last_interval(self, scripts, candidate, capsys, monkeypatch, place):
        quality = json.loads(json.dumps(QUALITY))
        part = quality["splits"]["test"] if place == "test" else quality["imports"]["hsg"]
        part["scores"]["mode"]["accuracy"] = 0.69
        self.measure(candidate, scripts, monkeypatch, quality)
        line = self.only(scripts, candidate, capsys)
        assert f"evaluation: {place} mode is 0.69, below 0.7, the lower bound in v0.1.0" in line

    def test_evaluation_is_left_out(self, scripts, candidate, capsys, monkeypatch):
        self.measure(candidate, scripts, monkeypatch, QUALITY | {"imports": {}})
        assert "hsg mode is not measured any more" in self.only(scripts, candidate, capsys)

    def test_evaluation_within_the_interval_is_not_worse(self, scripts, candidate, monkeypatch):
        quality = json.loads(json.dumps(QUALITY))
        quality["splits"]["test"]["scores"]["mode"]["accuracy"] = 0.7
        self.measure(candidate, scripts, monkeypatch, quality)
        assert list(scripts[1].faults(candidate)) == []

    def measure(self, candidate, scripts, monkeypatch, quality):
        monkeypatch.setattr(scripts[1], "measure_quality", lambda root: quality)
        write_quality(candidate.root, quality)
        commit(candidate.root)

    @pytest.mark.parametrize(
        ("changelog", "told"),
        [
            (CHANGELOG, "does not begin with a section of 0.2.0"),
            ("", "does not begin with a section of 0.2.0"),
            ("# Changelog\n\n## 0.2.0 (2026-11-23)\n\n## 0.1.0 (2020-01-01)\n\nThe first.\n", "does not begin"),
            ("# Changelog\n\n## 0.2.0 (2026-11-23)\n\nSome words.\n", "day or Data section of 0.2.0 are out of date"),
        ],
        ids=["unreleased", "none", "empty", "without data"],
    )
    def test_changelog_does_not_tell_it(self, scripts, candidate, capsys, changelog, told):
        (candidate.root / "CHANGELOG.md").write_text(changelog)
        commit(candidate.root)
        line = self.only(scripts, candidate, capsys)
        assert told in line
        assert "run scripts/release.py --changelog" in line

    def test_version_is_there_already(self, scripts, candidate, capsys):
        git(candidate.root, "tag", "v0.2.0")
        assert "0.2.0 is not above v0.2.0" in "\n".join(refusals(scripts, candidate, capsys))

    def test_version_is_too_low_for_what_changed(self, scripts, candidate, capsys):
        checks = scripts[1]
        low = checks.Candidate(candidate.root, "0.1.1", candidate.released)
        assert list(checks.version_follows(low)) == [
            "the version 0.1.1 is too low: rows added to topics: 1 asks for 0.2.0 at least; raise it in "
            "src/parley/version.py"
        ]

    def test_version_is_none(self, scripts, candidate):
        checks = scripts[1]
        (line,) = checks.version_follows(checks.Candidate(candidate.root, "0.2", candidate.released))
        assert "0.2 is not of three numbers" in line

    def test_last_release_cannot_be_compared(self, scripts, candidate):
        checks = scripts[1]
        (candidate.root / "data" / "topics.parquet").write_bytes(b"PAR1")
        (line,) = checks.version_follows(candidate)
        assert "v0.1.0 cannot be compared" in line
        assert "is not the table of datapackage.json" in line


class TestChangelog:
    """The Data section is the comparison's, and writing it twice changes nothing."""

    def test_data_section_is_that_of_diff(self, scripts, candidate):
        text = (candidate.root / "CHANGELOG.md").read_text("utf-8")
        assert text.startswith("# Changelog\n\n## 0.2.0 (2026-11-23)\n\n<!-- Written by")
        assert "| topics | 1 | 2 | 1 | 0 | 0 |" in text
        assert "…" not in text
        assert text.endswith("Some words.\n\n## 0.1.0 (2020-01-01)\n\nThe first.\n")
        assert scripts[2].with_release(text, candidate) == text

    def test_first_release_compares_with_nothing(self, scripts, candidate):
        git(candidate.root, "tag", "--delete", "v0.1.0")
        assert "The first release." in scripts[2].with_release(CHANGELOG, candidate)


class TestArchive:
    """What is built."""

    def test_two_of_one_commit_are_the_same_bytes(self, scripts, candidate, tmp_path):
        """The second from a clone, with other times, another umask and a file that is not committed."""
        release, checks, _ = scripts
        clone = tmp_path / "clone"
        subprocess.run(["git", "clone", "--quiet", str(candidate.root), str(clone)], check=True)
        (clone / "data" / "topics.parquet").chmod(0o600)
        (clone / "data" / "other.parquet").write_bytes(b"")
        other = checks.Candidate(clone, candidate.version, candidate.released)
        assert release.archive(candidate) == release.archive(other)

    def test_it_holds_the_tables_and_what_catalogues_read_and_is_loaded(self, scripts, candidate, capsys):
        release, *_ = scripts
        assert release._release(candidate) == 0
        dist = candidate.root / "dist"
        content = (dist / "parley-0.2.0.zip").read_bytes()
        digest = hashlib.sha256(content).hexdigest()
        assert (dist / "SHA256SUMS").read_text() == f"{digest}  parley-0.2.0.zip\n"
        assert f"0.2.0,2026-11-23,ADDRESS,{digest},DOI" in capsys.readouterr().out
        assert archive_snapshot(dist / "parley-0.2.0.zip").table("topics").num_rows == 2
        names = set(zipfile.ZipFile(dist / "parley-0.2.0.zip").namelist())
        expected = {"croissant.json", "schema-org.jsonld", "datacite.json", "data/quality.json", "CHANGELOG.md"}
        assert {f"parley-0.2.0/{name}" for name in expected} <= names
        assert not any("scripts" in name for name in names)

    def test_notes_tell_data_words_citation_and_checksum(self, scripts, candidate):
        release, *_ = scripts
        assert release._release(candidate) == 0
        notes = (candidate.root / "dist" / "NOTES.md").read_text("utf-8")
        for words in ("# Parley 0.2.0", "### Data", "Some words.", "parley diff v0.1.0 v0.2.0", "## Cite", ".zip\n```"):
            assert words in notes
        assert "The first." not in notes


def test_releasing_has_eight_steps():
    steps = [line for line in (ROOT / "RELEASING.md").read_text("utf-8").splitlines() if line[:1].isdigit()]
    assert [line.split(".")[0] for line in steps] == list("12345678")
