import importlib
import inspect

import pytest

import parley
from parley import version


def test_every_public_name_is_there_and_no_other():
    assert dir(parley) == sorted(parley.__all__)
    assert [name for name in parley.__all__ if not hasattr(parley, name)] == []


def test_names_not_listed_are_not_there():
    with pytest.raises(AttributeError, match="'parley' has no attribute 'quote'"):
        parley.quote  # noqa: B018


def test_version_stays_a_string_when_its_module_is_imported():
    assert importlib.import_module("parley.version").__version__ == version == parley.version


@pytest.mark.parametrize("name", [name for name in parley.__all__ if name != "version"])
def test_public_docstrings_are_complete(name):
    """Sections as numpydoc has them; every parameter and result is told."""
    validation = pytest.importorskip("numpydoc.validate", reason="numpydoc comes with the group lint")
    thing = getattr(parley, name)
    checked = {"GL08", "PR01", "PR02", "PR03", "PR04", "SS02", "SS03"} | (
        {"RT01"} if inspect.isfunction(thing) else set()
    )
    found = validation.validate(f"{thing.__module__}.{thing.__qualname__}")["errors"]
    # An error class is made by the library, so its parameters are nobody's concern.
    ignored = {"PR01"} if inspect.isclass(thing) else set()
    assert [error for error in found if error[0] in checked - ignored] == []


def test_annotate_takes_a_date_or_its_words(monkeypatch):
    import datetime as dt
    import sys
    from types import SimpleNamespace

    from builders import TEXT, annotate_talks

    monkeypatch.setitem(sys.modules, "parley.annotator", SimpleNamespace(annotate_article=annotate_talks))
    found = parley.annotate(TEXT, published="2024-02-04")
    assert found == parley.annotate(TEXT, published=dt.date(2024, 2, 4))
    assert found.meetings[0].meeting_id
    with pytest.raises(ValueError, match="isoformat"):
        parley.annotate(TEXT, published="yesterday")
