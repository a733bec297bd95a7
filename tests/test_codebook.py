"""The codebook, the schemas and the reference tables say the same, and what refers to the codebook finds its place."""

import re
from pathlib import Path

import pytest

from parley.article_schema import row_keys
from parley.codebook import actor_ids, enum_values
from parley.files import reference_rows

ROOT = Path(__file__).parent.parent
CODEBOOK = (ROOT / "docs" / "codebook.md").read_text("utf-8")
SECTIONS = {
    title: text for title, text in re.findall(r"^###? (.+)\n((?:(?!^##).*\n)*)", CODEBOOK, re.MULTILINE) if title
}
ANNOTATED = [
    (table, field)
    for table in ("meetings", "participants", "topics")
    for field in row_keys(table)
    if field not in ("meeting_id", "annotator", "person_id", "evidence", "participants", "topics")
]
ENUMS = [(table, field) for table, field in [*ANNOTATED, ("articles", "text_kind")] if enum_values(table, field)]


def codes(text):
    return re.findall(r"`([^`]+)`", text)


@pytest.mark.parametrize(("table", "field"), ANNOTATED)
def test_every_annotated_field_has_a_section(table, field):
    assert field in SECTIONS


@pytest.mark.parametrize(("table", "field"), ENUMS)
def test_values_of_a_field_are_those_of_its_schema(table, field):
    told = [value for value in codes(SECTIONS[field]) if value in enum_values(table, field)]
    assert list(dict.fromkeys(told)) == list(enum_values(table, field))


def test_topics_are_those_of_the_scheme():
    rows = re.findall(r"^\| `(\w+)` \| (.+) \|$", SECTIONS["topic_id"], re.MULTILINE)
    told = {(domain, topic_id) for domain, listed in rows for topic_id in codes(listed)}
    assert told == {(row["domain"], row["topic_id"]) for row in reference_rows("topic_scheme")}


def test_bodies_named_are_known_actors():
    listed = SECTIONS["actor_id"].partition("The usual ones:")[2]
    assert [actor_id for actor_id in codes(listed) if actor_id not in actor_ids()] == []


@pytest.mark.parametrize(
    "path", ["docs/codebook.md", "data/reference/README.md", "src/parley/lexicon/datapackage.json"]
)
def test_links_into_the_codebook_lead_to_a_section(path):
    anchors = {re.sub(r"[^\w -]", "", title).replace(" ", "-").lower() for title in SECTIONS}
    text = (ROOT / path).read_text("utf-8")
    linked = re.findall(r"codebook\.md#([\w-]+)", text) + re.findall(r"\]\(#([\w-]+)\)", text)
    assert linked
    assert [anchor for anchor in linked if anchor not in anchors] == []
