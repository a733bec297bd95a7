"""What is wrong with a corpus is told, and no sound article is lost for it (Spark's own: `test_spark`)."""

import sys
from types import SimpleNamespace

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from builders import TEXT, an_article, annotate_talks

from parley import corpus
from parley.commands import main
from parley.corpus import annotate_corpus
from parley.errors import UsageError
from parley.reading.arrow import batch_from_articles


@pytest.fixture(autouse=True)
def _stand_ins(monkeypatch):
    monkeypatch.setitem(sys.modules, "parley.annotator", SimpleNamespace(annotate_article=annotate_talks))


def write(path, *names):
    path.parent.mkdir(exist_ok=True)
    rows = pa.Table.from_batches([batch_from_articles(an_article(name, TEXT, "2024-02-04") for name in names)])
    pq.write_table(rows, path)
    return path


def cut_off(path):
    write(path, "c", "d")
    path.write_bytes(path.read_bytes()[:400])


def without_dates(path):
    pq.write_table(pq.read_table(write(path, "c", "d")).drop_columns(["published"]), path)


def of_numbers(path):
    rows = pq.read_table(write(path, "c", "d"))
    pq.write_table(rows.set_column(rows.schema.get_field_index("text"), "text", pa.array([1, 2])), path)


BROKEN = {
    "cut off": (cut_off, "parquet", "not a whole Parquet file"),
    "without a column": (without_dates, "missing-column", "the column is missing"),
    "of another type": (of_numbers, "column-type", "int64"),
    "with an id twice": (lambda path: write(path, "b"), "duplicate-id", "taken by an earlier article"),
    "without rows": (write, "empty-text", "no rows"),
}


@pytest.mark.parametrize("workers", [1, 2])
def test_broken_shards_are_told_and_the_others_are_annotated(tmp_path, workers):
    write(tmp_path / "in" / "0.parquet", "a", "b")
    for name, (make, _, _) in BROKEN.items():
        make(tmp_path / "in" / f"1 {name}.parquet")
    report = annotate_corpus([str(tmp_path / "in")], tmp_path / "out", workers=workers)
    for name, (_, rule, words) in BROKEN.items():
        told = [
            (each.rule, words in each.message) for each in report.findings if each.file.endswith(f"1 {name}.parquet")
        ]
        assert set(told) == {(rule, True)}, name
    assert report.outcomes["meetings"] == 2


def test_an_empty_corpus_is_an_error(tmp_path, capsys):
    (tmp_path / "in").mkdir()
    assert main(["annotate", str(tmp_path / "in"), "-o", str(tmp_path / "out")]) == 1
    assert "the folder holds no file that is read" in capsys.readouterr().err


@pytest.mark.parametrize("resume", [False, True])
def test_the_work_of_another_run_is_not_overwritten(tmp_path, monkeypatch, resume):
    one, other = write(tmp_path / "one" / "0.parquet", "a"), write(tmp_path / "two" / "0.parquet", "b")
    with monkeypatch.context() as patch:
        patch.setattr(corpus, "write_descriptor", lambda _: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            annotate_corpus([str(one)], tmp_path / "out")
    kept = sorted(str(path) for path in (tmp_path / "out").rglob("*"))
    with pytest.raises(UsageError, match=r"holds the unfinished run of other input .*choose another folder"):
        annotate_corpus([str(other)], tmp_path / "out", resume=resume)
    assert sorted(str(path) for path in (tmp_path / "out").rglob("*")) == kept
    assert annotate_corpus([str(one)], tmp_path / "out", resume=True).outcomes["meetings"] == 1
