"""The committed imports: sound, as their sources and scripts give them, and judged on records drawn at random.

Where the sources are, every document is compared by its hash. Rows are made anew, for some years of each collection,
and compared only where the program is the one that made them: an annotator that has changed since is no fault of
theirs, and `make imports` brings them up to date.
"""

import importlib
import json
import sys
from pathlib import Path

import pytest

from parley.files import house, read_csv
from parley.gold_json import read_gold_lines
from parley.import_checks import CHECKS, checked_collections, drawn_ids
from parley.imported import FOLDER, import_paths, keep_ids, read_import
from parley.model import Annotation
from parley.tables import text_digest

ROOT = house()
SCRIPTS = Path(__file__).parent.parent / "scripts"
SOURCES = Path(__file__).parent.parent.parent / "shared" / "corpus"
YEARS = {"hsg": (1963, 1999), "kremlin": (2001, 2017), "ukraine": (2021,)}

by_path = pytest.mark.parametrize("path", import_paths(ROOT), ids=lambda path: path.stem)
checked = pytest.mark.parametrize("collection", checked_collections(ROOT))


@pytest.fixture
def script(monkeypatch):
    """Import a module of `scripts/`."""
    monkeypatch.syspath_prepend(str(SCRIPTS))

    def load(name):
        return importlib.import_module(name)

    yield load
    for name in [name for name in sys.modules if name == "importing" or name.startswith("import_")]:
        sys.modules.pop(name)


def facts_of(path):
    return json.loads(path.with_suffix(".json").read_text("utf-8"))


@by_path
class TestCommittedRows:
    """Beside the rows stands what they are."""

    def test_the_facts_are_of_these_rows(self, path):
        items, facts = read_import(path), facts_of(path)
        meetings = {each.meeting_id for item in items for each in item.annotation.meetings}
        told = sum(item.outcome == "meetings" for item in items)
        assert [facts[name] for name in ("documents", "documents_with_meetings", "meetings")] == [
            len(items),
            told,
            len(meetings),
        ]

    def test_what_was_not_placed_is_told_by_record(self, path):
        rows = read_csv(path.with_name(f"{path.stem}-unplaced.csv"))
        assert {row["reason"] for row in rows} == set(facts_of(path)["unplaced"])
        assert {row["article_id"].split("-")[0] for row in rows} <= {path.stem}

    def test_nothing_automatic_says_that_it_was_reviewed(self, path):
        statuses = {each.review_status for item in read_import(path) for each in item.annotation.meetings}
        assert statuses == {"auto"}


@pytest.mark.skipif(not SOURCES.is_dir(), reason="the sources are not beside the repository")
@by_path
class TestSources:
    """Where the sources are, the scripts give these rows."""

    def read(self, script, path):
        module = script(f"import_{path.stem}")
        found, _ = getattr(module, f"import_{path.stem}")(SOURCES / path.stem, YEARS[path.stem])
        return {item.article_id: item for item in found}

    def test_the_documents_are_the_sources_own(self, script, path, monkeypatch):
        for module in ("import_hsg_records", "import_hsg_meetings", "import_readouts"):
            monkeypatch.setattr(script(module), "annotate_article", lambda article: Annotation(article.article_id))
        committed = {item.article_id: text_digest(item.article) for item in read_import(path)}
        read = {article_id: text_digest(item.article) for article_id, item in self.read(script, path).items()}
        assert read
        assert {article_id: committed.get(article_id) for article_id in read} == read

    def test_the_scripts_give_these_rows(self, script, path):
        if facts_of(path)["program_sha256"] != script("importing").program_sha256():
            pytest.skip("made by an earlier program: make imports")
        committed = {item.article_id: item for item in read_import(path)}
        read = self.read(script, path)
        made = {item.article_id: item for item in keep_ids(read.values(), committed.values())}
        assert {key: item.annotation for key, item in made.items()} == {key: committed[key].annotation for key in made}


@checked
def test_checked_records_are_the_first_of_the_draw(collection):
    drawn = drawn_ids(read_import(ROOT / FOLDER / f"{collection}.parquet"))
    gold = [item.article_id for item in read_gold_lines(ROOT / CHECKS / f"{collection}.jsonl")]
    assert len(gold) >= 60
    assert gold == drawn[: len(gold)]
