"""How often automatic rows are wrong is told by column, for the version asked for."""

import json
import math

import pandas as pd
import pytest

import parley
from parley import files
from parley.errors import ParleyError
from parley.rates import error_rates

FOUND = {"right": 6, "expected": 10, "found": 8, "precision": 0.75, "recall": 0.6, "f1": 0.6667, "interval": [0.5, 0.8]}
VALUES = {"right": 9, "n": 12, "accuracy": 0.75, "interval": [0.6, 0.9]}
NONE = {"right": 0, "n": 0, "accuracy": None, "interval": None}


@pytest.fixture
def dataset(tmp_path):
    (tmp_path / "data").mkdir()
    quality = {
        "splits": {"test": {"scores": {"meetings": FOUND, "mode": VALUES, "rows_with_evidence": VALUES}}},
        "imports": {"hsg": {"scores": {"topics_with_area": FOUND, "office": NONE}}},
    }
    (tmp_path / "data" / "quality.json").write_text(json.dumps(quality))
    return tmp_path


def rates_of(folder):
    frame = error_rates(folder)
    return {tuple(None if value is pd.NA else value for value in row[:3]): row[3:] for row in frame.itertuples(False)}


def test_rows_have_the_rates_of_what_was_found_and_of_what_was_missed(dataset):
    n, wrong, rate, low, high, missed = rates_of(dataset)["news", "meetings", None]
    assert (n, wrong, rate, missed) == (8, 2, 0.25, 0.4)
    assert math.isnan(low)
    assert math.isnan(high)


def test_values_have_the_rate_of_those_compared_and_its_interval(dataset):
    n, wrong, rate, low, high, missed = rates_of(dataset)["news", "meetings", "mode"]
    assert (n, wrong, rate, low, high) == (12, 3, 0.25, 0.1, 0.4)
    assert math.isnan(missed)


def test_imports_have_their_own_and_what_was_not_compared_has_none(dataset):
    rates = rates_of(dataset)
    assert rates["hsg", "topics", "area"][:2] == (8, 2)
    n, _, rate, *_ = rates["hsg", "participants", "office"]
    assert n == 0
    assert math.isnan(rate)
    assert len(rates) == 4


def test_installed_version_has_them_for_every_collection_of_automatic_rows():
    """And each judges a column that there is."""
    rates = parley.error_rates()
    assert {"news", "hsg", "kremlin", "ukraine"} == set(rates["collection"])
    for table, column in rates[["table", "column"]].dropna().itertuples(index=False):
        assert column in {field["name"] for field in files.table_schema(table)["fields"]}


def test_tables_of_other_articles_have_none(tables_folder):
    with pytest.raises(ParleyError, match=r"quality\.json: cannot be read: .*`parley evaluate` measures those"):
        error_rates(tables_folder)


def test_broken_file_is_told(dataset):
    (dataset / "data" / "quality.json").write_text("{")
    with pytest.raises(ParleyError, match=r"quality\.json: is no JSON"):
        error_rates(dataset)
