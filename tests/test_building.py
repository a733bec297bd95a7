"""A build compiles all article files or none, gives the same bytes each time, and survives being killed."""

import signal
import subprocess
import sys
import time
from pathlib import Path
from types import SimpleNamespace

import pytest
from builders import (
    ACTORS,
    TEXT,
    a_delegation,
    a_meeting,
    an_annotation,
    an_article,
    evidence,
    write_reference,
)

from parley import currency, tables
from parley.article_file import format_article_file, read_article_file
from parley.building import article_paths, build, draft_annotations
from parley.errors import InvalidInput, UsageError
from parley.files import TABLES
from parley.ids import meeting_id_for
from parley.publishing import finish_publication, publication

KNOWN_ACTORS = (*ACTORS, {"actor_id": "PSE", "name": "Palestine", "kind": "state", "country_code": "PSE"})

BUILD = """
import pathlib, sys
import parley.building, parley.tables

parley.tables._coordinates = dict
parley.building.build(pathlib.Path(sys.argv[1]))
"""


@pytest.fixture(autouse=True)
def _no_places(monkeypatch):
    monkeypatch.setattr(tables, "_coordinates", dict)


@pytest.fixture
def root(tmp_path):
    write_reference(tmp_path / "data" / "reference", actors=KNOWN_ACTORS)
    write_article(tmp_path, a_meeting())
    write_article(tmp_path, article=an_article("b-2", "Nothing happened."))
    return tmp_path


def write_article(root, *meetings, article=None, content=None):
    article = article or an_article()
    path = root / "data" / "articles" / f"{article.published:%Y}" / f"{article.article_id}.md"
    path.parent.mkdir(parents=True, exist_ok=True)
    annotation = an_annotation(*meetings, article_id=article.article_id)
    path.write_text(content or format_article_file(article, annotation), "utf-8")
    return path


def outputs(root):
    paths = [*(root / "data").glob("*.parquet"), *root.glob("datapackage.json")]
    return {path.name: path.read_bytes() for path in paths}


def drafted(article):
    meeting = a_meeting(meeting_id=None, review_status="auto", annotator="test 1")
    return an_annotation(meeting, article_id=article.article_id)


class TestBuild:
    def test_makes_all_tables_and_the_descriptor(self, root):
        report = build(root)
        assert set(outputs(root)) == {"datapackage.json", *(f"{table}.parquet" for table in TABLES)}
        assert (report.rows["articles"], report.rows["meetings"]) == (2, 1)
        assert report.warnings == ()

    def test_twice_gives_the_same_bytes(self, root):
        build(root)
        first = outputs(root)
        (root / ".parley-build.json").unlink()
        assert build(root).is_new
        assert outputs(root) == first

    def test_does_nothing_when_the_tables_are_current(self, root):
        build(root)
        before = {path: path.stat().st_mtime_ns for path in (root / "data").glob("*.parquet")}
        report = build(root)
        assert (report.is_new, report.rows["meetings"]) == (False, 1)
        assert {path: path.stat().st_mtime_ns for path in before} == before

    @pytest.mark.parametrize("path", ["data/meetings.parquet", "datapackage.json", ".parley-build.json"])
    @pytest.mark.parametrize("harm", ["missing", "damaged"])
    def test_mends_outputs_that_are_not_those_of_the_last_build(self, root, path, harm):
        build(root)
        whole = outputs(root)
        (root / path).unlink() if harm == "missing" else (root / path).write_bytes(b"{}")
        assert build(root).is_new
        assert outputs(root) == whole

    @pytest.mark.parametrize("change", ["article", "new article", "article gone", "reference", "library"])
    def test_builds_anew_when_a_source_has_changed(self, root, change, monkeypatch):
        build(root)
        if change == "article":
            write_article(root, a_meeting(status="planned"))
        elif change == "new article":
            write_article(root, article=an_article("c-3", "Nothing at all."))
        elif change == "article gone":
            (root / "data" / "articles" / "2024" / "b-2.md").unlink()
        elif change == "reference":
            write_reference(
                root / "data" / "reference", actors=[row for row in KNOWN_ACTORS if row["actor_id"] != "SAU"]
            )
        else:
            monkeypatch.setattr(currency, "version", lambda library: "0.0.1")
        assert build(root).is_new

    def test_twice_with_warnings_tells_them_twice(self, root):
        self.write_second_report(root)
        first, second = build(root), build(root)
        assert first.warnings == second.warnings != ()
        assert (first.is_new, second.is_new) == (True, False)

    def test_publishes_nothing_that_breaks_a_rule_across_tables(self, root):
        build(root)
        before = outputs(root)
        path = write_article(root, a_meeting(status="held", end="2024-02-02"))
        with pytest.raises(InvalidInput) as error:
            build(root)
        (finding,) = error.value.findings
        assert (finding.file, finding.rule, finding.row) == (str(path), "days-in-order", "meetings[1]")
        assert (finding.field, finding.value) == ("end_date", "2024-02-02")
        assert outputs(root) == before

    def test_tells_the_findings_of_all_files_and_writes_nothing(self, root):
        write_article(root, content=format_article_file(an_article(), an_annotation()).replace("digest", "poem"))
        write_article(root, article=an_article("c-3"), content="no front matter")
        (root / "data" / "reference" / "actors.csv").unlink()
        with pytest.raises(InvalidInput) as error:
            build(root)
        found = [(Path(finding.file).name, finding.rule) for finding in error.value.findings]
        assert found == [("a-1.md", "enum"), ("c-3.md", "front-matter"), ("actors.csv", "unreadable")]
        assert outputs(root) == {}

    def test_refuses_one_article_id_twice(self, root):
        content = (root / "data" / "articles" / "2024" / "a-1.md").read_text("utf-8")
        (root / "data" / "articles" / "more").mkdir()
        (root / "data" / "articles" / "more" / "a-1.md").write_text(content, "utf-8")
        with pytest.raises(InvalidInput) as error:
            build(root)
        (finding,) = error.value.findings
        assert (finding.rule, finding.field, finding.value) == ("duplicate-id", "article_id", "a-1")
        assert "2024" in finding.message

    def test_refuses_a_meeting_without_id(self, root):
        write_article(root, a_meeting(meeting_id=None))
        with pytest.raises(InvalidInput) as error:
            build(root)
        (finding,) = error.value.findings
        assert (finding.rule, finding.row, finding.field) == ("missing-id", "meetings[1]", "meeting_id")
        assert "scripts/annotate.py" in finding.remedy

    def test_returns_warnings(self, root):
        self.write_second_report(root)
        assert [finding.rule for finding in build(root).warnings] == ["participant-left-out"]

    def write_second_report(self, root):
        text = "Ankara. The UN held talks."
        sides = (a_delegation("un", text, "UN"),)
        meeting = a_meeting(participants=sides, topics=(), evidence=evidence(text, mode="held talks"))
        write_article(root, meeting, article=an_article("z-9", text))

    def test_is_refused_while_another_runs(self, root):
        with publication(root), pytest.raises(UsageError, match="another process is writing"):
            build(root)

    def test_passes_over_files_named_in_capitals(self, root):
        (root / "data" / "articles" / "TEMPLATE.md").write_text("anything")
        assert [path.name for path in article_paths(root)] == ["a-1.md", "b-2.md"]

    def test_killed_at_any_moment_leaves_tables_of_one_build(self, root):
        command = [sys.executable, "-c", BUILD, str(root)]
        whole = []
        for status in ("planned", "held"):
            write_article(root, a_meeting(status=status))
            start = time.monotonic()
            subprocess.run(command, check=True)
            duration = time.monotonic() - start
            whole.append(outputs(root))
        for number in range(8):
            write_article(root, a_meeting(status=("planned", "held")[number % 2]))
            process = subprocess.Popen(command)
            time.sleep(duration * (0.72 + 0.04 * number))
            process.send_signal(signal.SIGKILL)
            process.wait()
            finish_publication(root)
            assert outputs(root) in whole


class TestDraftAnnotations:
    def unannotated(self, root, article_id="d-4", text=TEXT):
        article = an_article(article_id, text)
        content = format_article_file(article, an_annotation()).replace("meetings: []\n", "# not yet read\n")
        return write_article(root, article=article, content=content)

    def test_annotates_files_that_have_no_meetings_key(self, root):
        path = self.unannotated(root)
        assert [changed.name for changed in draft_annotations(root, drafted)] == ["d-4.md"]
        (meeting,) = read_article_file(path)[1].meetings
        assert (meeting.annotator, meeting.review_status) == ("test 1", "auto")
        assert meeting.meeting_id == meeting_id_for("d-4", meeting, 0)
        assert "# not yet read" in path.read_text("utf-8")

    def test_leaves_annotated_files_alone_byte_for_byte(self, root):
        path = write_article(root, a_meeting())
        content = path.read_text("utf-8").replace("mode: in_person", "mode:   in_person  # by hand")
        path.write_text(content, "utf-8")
        assert draft_annotations(root, drafted) == []
        assert path.read_text("utf-8") == content

    def test_leaves_files_without_meetings_alone(self, root):
        path = write_article(root, article=an_article("b-2"))
        assert draft_annotations(root, drafted) == []
        assert read_article_file(path)[1].meetings == ()

    def test_gives_an_id_to_a_meeting_written_by_hand_and_changes_nothing_else(self, root):
        path = write_article(root, a_meeting(meeting_id=None))
        before = path.read_text("utf-8")
        draft_annotations(root, drafted)
        (meeting,) = read_article_file(path)[1].meetings
        assert meeting.meeting_id == meeting_id_for("a-1", meeting, 0)
        added = [line for line in path.read_text("utf-8").splitlines() if "meeting_id" in line]
        assert path.read_text("utf-8").replace("- " + added[0].strip(" -") + "\n    ", "- ") == before

    def test_twice_changes_nothing_the_second_time(self, root):
        self.unannotated(root)
        draft_annotations(root, drafted)
        assert draft_annotations(root, drafted) == []

    def test_goes_on_after_a_file_that_cannot_be_read(self, root):
        write_article(root, article=an_article("c-3"), content="no front matter")
        path = self.unannotated(root)
        with pytest.raises(InvalidInput) as error:
            draft_annotations(root, drafted)
        assert [Path(finding.file).name for finding in error.value.findings] == ["c-3.md"]
        assert len(read_article_file(path)[1].meetings) == 1

    def test_annotates_by_the_default_engine_when_none_is_given(self, root, monkeypatch):
        monkeypatch.setitem(sys.modules, "parley.annotator", SimpleNamespace(annotate_article=drafted))
        path = self.unannotated(root)
        draft_annotations(root)
        assert len(read_article_file(path)[1].meetings) == 1
