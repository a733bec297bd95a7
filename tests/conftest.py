"""What all tests share: golden files, and a folder of small tables."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from builders import TEXT, a_delegation, a_meeting, a_participant, a_reference, an_annotation, an_article

GOLDEN = Path(__file__).parent / "golden"


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--rewrite-golden", action="store_true", help="write tests/golden anew; review it as a diff")


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Callable[[str, str], None]:
    """Compare text with ``tests/golden/NAME``, or write it there with ``--rewrite-golden``."""

    def check(name: str, text: str) -> None:
        path = GOLDEN / name
        if request.config.getoption("--rewrite-golden"):
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, "utf-8", newline="\n")
        assert path.is_file(), f"no tests/golden/{name}: run pytest --rewrite-golden and review it"
        assert text == path.read_text("utf-8")

    return check


@pytest.fixture(scope="session")
def tables_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Tables of three meetings in two articles, two of them reviewed, and of an empty article; read only.

    They do not depend on the gazetteer or the persons of the dataset.
    """
    from parley.package import write_descriptor
    from parley.reports import annotated
    from parley.tables import tables_from_annotations, write_tables

    sides = (a_participant(), a_delegation(), a_delegation("un", quote="Doha"))
    meetings = (
        a_meeting(),
        a_meeting(meeting_id="m0000000000000002", mode="phone", place_name=None, country_code=None, topics=()),
        a_meeting(meeting_id="m0000000000000003", participants=sides, format="trilateral", review_status="auto"),
    )
    items = [
        annotated(an_article("a-1"), an_annotation(*meetings[:2])),
        annotated(an_article("b", text_kind="external"), an_annotation(meetings[0], meetings[2], article_id="b")),
        annotated(an_article("c", TEXT[:10]), an_annotation(article_id="c")),
    ]
    retired = {"old_id": "m00000000000000ff", "new_id": "m0000000000000001", "reason": "merged", "version": "0.2.0"}
    folder = tmp_path_factory.mktemp("tables")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("parley.tables.coordinates", lambda place_name, country_code: (None, None))
        patch.setattr("parley.tables.find_person", lambda name, actor_id, day: None)
        tables = tables_from_annotations(items, a_reference(retired_ids=(retired,)))
    write_tables(tables, folder)
    write_descriptor(folder)
    return folder
