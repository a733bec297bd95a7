"""Every article of a corpus is accounted for, and the tables do not depend on how the work was done."""

import errno
import json
import sys
from types import SimpleNamespace

import pyarrow.parquet as pq
import pytest
from builders import TEXT, annotate_talks

from parley import corpus
from parley.corpus import annotate_corpus
from parley.errors import UsageError
from parley.files import TABLES, house, reference_rows
from parley.publishing import COMMIT, publication
from parley.version import __version__


@pytest.fixture(autouse=True)
def _stand_ins(monkeypatch):
    monkeypatch.setitem(sys.modules, "parley.annotator", SimpleNamespace(annotate_article=annotate_talks))


@pytest.fixture
def source(tmp_path):
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "talks.txt").write_text(f" date 2024-02-04 Talks\n{TEXT}", "utf-8")
    (folder / "quiet.txt").write_text(" date 2024-02-04 Quiet\nNothing happened.", "utf-8")
    (folder / "failing.txt").write_text(" date 2024-02-04 Failing\nFAIL", "utf-8")
    (folder / "undated.txt").write_text("No date at all.", "utf-8")
    (folder / "latin.txt").write_bytes(b" date 2024-02-04 Latin\n\xe9t\xe9")
    return folder


def read(out, table):
    return pq.ParquetFile(out / f"{table}.parquet").read().to_pylist()


def contents(out):
    return {path.name: path.read_bytes() for path in out.iterdir() if path.is_file()}


def test_every_article_is_accounted_for(source, tmp_path):
    report = annotate_corpus([str(source)], tmp_path / "out")
    assert report.articles == 5
    assert report.outcomes == {"meetings": 1, "no_meeting": 1, "error": 3}
    outcomes = {row["article_id"]: row["outcome"] for row in read(tmp_path / "out", "articles")}
    assert outcomes == {
        "failing": "error",
        "latin": "error",
        "quiet": "no_meeting",
        "talks": "meetings",
        "undated": "error",
    }


def test_the_report_holds_counts_and_all_findings(source, tmp_path):
    report = annotate_corpus([str(source)], tmp_path / "out")
    content = json.loads((tmp_path / "out" / "report.json").read_text("utf-8"))
    assert content["articles"] == sum(content["outcomes"].values()) == 5
    assert content["rows"] == report.rows
    assert [finding["rule"] for finding in content["findings"]] == ["annotator-failed", "encoding", "missing-key"]


def test_a_failing_article_keeps_its_text_and_says_why(source, tmp_path):
    report = annotate_corpus([str(source / "failing.txt")], tmp_path / "out")
    (row,) = read(tmp_path / "out", "articles")
    assert (row["outcome"], row["text"], str(row["published"])) == ("error", "FAIL", "2024-02-04")
    (finding,) = report.findings
    assert (finding.file, finding.rule) == ("failing", "annotator-failed")
    assert "RecursionError: too deep" in finding.message


def test_an_unreadable_article_has_neither_date_nor_text(source, tmp_path):
    annotate_corpus([str(source / "undated.txt")], tmp_path / "out")
    (row,) = read(tmp_path / "out", "articles")
    assert (row["outcome"], row["published"], row["text"], row["text_length"]) == ("error", None, None, 0)


def test_out_holds_all_tables_the_descriptor_and_the_report(source, tmp_path):
    annotate_corpus([str(source)], tmp_path / "out")
    assert set(contents(tmp_path / "out")) == {
        "datapackage.json",
        "report.json",
        *(f"{name}.parquet" for name in TABLES),
    }
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []


def test_the_descriptor_does_not_pass_for_the_dataset(source, tmp_path):
    """The corpus is the user's: neither title, version, licence nor authors of this dataset are claimed for it."""
    annotate_corpus([str(source)], tmp_path / "out")
    described = json.loads((tmp_path / "out" / "datapackage.json").read_text("utf-8"))
    dataset = json.loads((house() / "schemas" / "package.json").read_text("utf-8"))["dataset"]
    assert {name for name in dataset if described.get(name) == dataset[name]} == set()
    assert described.keys() & {"version", "licenses", "contributors", "created"} == set()
    assert described["generator"] == f"parley {__version__}"


def test_texts_may_be_left_out(source, tmp_path):
    annotate_corpus([str(source / "talks.txt")], tmp_path / "out", include_texts=False)
    (row,) = read(tmp_path / "out", "articles")
    assert (row["text"], row["text_kind"], row["text_length"]) == (None, "external", len(TEXT))


def test_texts_are_included_by_default(source, tmp_path):
    annotate_corpus([str(source / "talks.txt")], tmp_path / "out")
    (row,) = read(tmp_path / "out", "articles")
    assert (row["text"], row["text_kind"], row["collection"]) == (TEXT, "full_text", "user")


def test_workers_give_the_same_bytes(source, tmp_path, monkeypatch):
    monkeypatch.setattr(corpus, "CHUNK_ARTICLES", 2)
    annotate_corpus([str(source)], tmp_path / "one", annotate=annotate_talks)
    annotate_corpus([str(source)], tmp_path / "two", annotate=annotate_talks, workers=2)
    assert contents(tmp_path / "one") == contents(tmp_path / "two")


def test_the_order_of_inputs_does_not_change_the_tables(source, tmp_path):
    paths = sorted(map(str, source.iterdir()))
    annotate_corpus(paths, tmp_path / "one")
    annotate_corpus(paths[::-1], tmp_path / "two")
    one, two = contents(tmp_path / "one"), contents(tmp_path / "two")
    assert {name: one[name] for name in one if name != "report.json"} == {
        name: two[name] for name in two if name != "report.json"
    }


def test_an_earlier_output_is_replaced(source, tmp_path):
    annotate_corpus([str(source)], tmp_path / "out")
    annotate_corpus([str(source / "quiet.txt")], tmp_path / "out")
    assert [row["article_id"] for row in read(tmp_path / "out", "articles")] == ["quiet"]


def test_an_empty_folder_is_taken(source, tmp_path):
    (tmp_path / "out").mkdir()
    assert annotate_corpus([str(source)], tmp_path / "out").articles == 5


def test_progress_ends_with_the_number_of_articles(source, tmp_path, monkeypatch):
    monkeypatch.setattr(corpus, "CHUNK_ARTICLES", 2)
    done = []
    annotate_corpus([str(source)], tmp_path / "out", progress=done.append)
    assert done == [0, 2, 4, 5]


def test_no_meeting_anywhere_gives_empty_tables(source, tmp_path):
    report = annotate_corpus([str(source / "quiet.txt")], tmp_path / "out")
    assert report.rows["meetings"] == report.rows["evidence"] == 0
    assert report.rows["actors"] == len(reference_rows("actors"))


class TestUsage:
    def refused(self, match, inputs, out, **options):
        def fail(_article):
            raise AssertionError("work was begun")

        with pytest.raises(UsageError, match=match):
            annotate_corpus([str(path) for path in inputs], out, annotate=fail, **options)

    def test_a_file_is_no_output_folder(self, source, tmp_path):
        (tmp_path / "out").write_text("mine")
        self.refused("is a file", [source], tmp_path / "out")

    @pytest.mark.parametrize("report", [None, "[]", '{"made_by": "another"}', "{"])
    def test_a_folder_of_something_else_is_not_overwritten(self, source, tmp_path, report):
        (tmp_path / "out").mkdir()
        (tmp_path / "out" / "thesis.doc").write_text("mine")
        if report:
            (tmp_path / "out" / "report.json").write_text(report)
        self.refused("holds other files", [source], tmp_path / "out")

    def test_the_output_does_not_lie_inside_the_input(self, source, tmp_path):
        self.refused("lies inside the input", [tmp_path], tmp_path / "out")

    def test_a_folder_that_cannot_be_made_is_refused(self, source, tmp_path):
        (tmp_path / "file").write_text("mine")
        self.refused("cannot be written to", [source], tmp_path / "file" / "out")

    def test_less_than_one_worker_is_refused(self, source, tmp_path):
        self.refused("0 workers: give 1 or more", [source], tmp_path / "out", workers=0)

    def test_two_at_once_are_refused(self, source, tmp_path):
        (tmp_path / "out").mkdir()
        with publication(tmp_path / "out"):
            self.refused("another process is writing", [source], tmp_path / "out")


def test_an_error_midway_leaves_the_earlier_output(source, tmp_path, monkeypatch):
    annotate_corpus([str(source / "quiet.txt")], tmp_path / "out")
    before = contents(tmp_path / "out")
    monkeypatch.setattr(corpus, "write_descriptor", lambda _: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        annotate_corpus([str(source)], tmp_path / "out")
    assert contents(tmp_path / "out") == before


def test_a_run_killed_while_it_put_its_files_in_place_is_finished(source, tmp_path):
    """Then some files are in the output folder and others, the report too, are not."""
    out = tmp_path / "out"
    annotate_corpus([str(source)], out)
    whole = contents(out)
    (out / COMMIT).mkdir()
    for name in ("report.json", "topics.parquet"):
        (out / name).rename(out / COMMIT / name)
    assert annotate_corpus([str(source)], out, resume=True).articles == 5
    assert contents(out) == whole


def test_a_full_disk_is_told_and_what_was_done_is_kept(source, tmp_path, monkeypatch):
    whole = annotate_corpus([str(source)], tmp_path / "whole")
    monkeypatch.setattr(corpus, "CHUNK_ARTICLES", 1)
    monkeypatch.setattr(corpus, "PART_ARTICLES", 1)
    writes = iter([None, None, OSError(errno.ENOSPC, "No space left on device")])
    write = corpus.Run.add_part

    def add_part(run, batches):
        if error := next(writes):
            raise error
        write(run, batches)

    with monkeypatch.context() as patch:
        patch.setattr(corpus.Run, "add_part", add_part)
        with pytest.raises(UsageError) as raised:
            annotate_corpus([str(source)], tmp_path / "out")
    assert str(raised.value) == (
        f"{tmp_path / 'out'}: cannot be written to: No space left on device; "
        "what was done is kept: mend this, then finish it with --resume"
    )
    done = []
    assert annotate_corpus([str(source)], tmp_path / "out", resume=True, progress=done.append) == whole
    assert done[0] == 2
    assert contents(tmp_path / "out") == contents(tmp_path / "whole")


def test_ids_do_not_depend_on_what_else_is_annotated(source, tmp_path):
    annotate_corpus([str(source)], tmp_path / "all")
    annotate_corpus([str(source / "talks.txt")], tmp_path / "one")
    assert read(tmp_path / "all", "meetings") == read(tmp_path / "one", "meetings")
