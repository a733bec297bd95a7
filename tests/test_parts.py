"""Tables checked part after part are found to be wrong in what they are as a whole, to the letter."""

import random

import pyarrow.parquet as pq
import pytest
from package_builders import arrow_table, package_rows
from test_rules import CASES
from test_validators_agree import DANGLING, forbidden_values

from parley import table_files
from parley.commands import main
from parley.files import ARTICLE_TABLES, TABLES, table_schema
from parley.package import write_descriptor
from parley.rules import RULES, columns, gathering, meetings
from parley.validation import dealing, parts, validate, values

IDS = ("article_id", "meeting_id", "old_id", "new_id")


def wrong_rows():
    """Put a package together of many small ones, each with ids of its own and wrong in one way of its own."""
    merged = package_rows()
    for number, change in enumerate([*(case.change for case in CASES), *wrong_cells()], 1):
        rows = package_rows()
        change(rows)
        for table in (*ARTICLE_TABLES, "retired_ids"):
            merged[table] += [renamed(row, number) for row in rows[table]]
        for table in set(TABLES) - {*ARTICLE_TABLES, "retired_ids"}:
            merged[table] += [row for row in rows[table] if row not in merged[table]]
    return {table: sorted(rows, key=lambda row: key_of(table, row)) for table, rows in merged.items()}


def wrong_cells():
    for table in TABLES:
        for field in table_schema(table)["fields"]:
            wrong = [value for _, value in forbidden_values(field)]
            wrong += [DANGLING[field["name"]]] if field["name"] in DANGLING else []
            for value in wrong:
                yield lambda rows, table=table, name=field["name"], value=value: rows[table][-1].update({name: value})


def renamed(row, number):
    """Give a row of a small package the ids that it has in the large one."""
    values = {name: row[name] for name in IDS if isinstance(row.get(name), str) and len(row[name]) > 6}
    is_meeting = {name: value[0] == "m" and value[1:].isalnum() for name, value in values.items()}
    return row | {
        name: f"m{number:04x}{value[5:]}" if is_meeting[name] else f"{value}-{number}" for name, value in values.items()
    }


def key_of(table, row):
    return [(row[name] is not None, row[name] or 0) for name in table_schema(table)["primaryKey"]]


def share(rows, chance):
    """Let some meetings be reported, and evidence be found, in articles of other packages."""
    articles = [row["article_id"] for row in rows["articles"]]
    for row in chance.sample(rows["evidence"], len(rows["evidence"]) // 5):
        row["article_id"] = chance.choice(articles)
    rows["meeting_sources"] += [
        {"meeting_id": row["meeting_id"], "article_id": chance.choice(articles)} for row in rows["meetings"][::3]
    ]


def shuffle(rows, chance):
    """Bring rows out of order, and have some of them twice."""
    for table in rows:
        rows[table] += chance.choices(rows[table], k=len(rows[table]) // 20)
        chance.shuffle(rows[table])


def write(folder, rows):
    folder.mkdir(exist_ok=True)
    for table in TABLES:
        pq.write_table(arrow_table(table, rows[table]), folder / f"{table}.parquet", row_group_size=97)
    write_descriptor(folder)
    return folder


@pytest.fixture
def in_parts(monkeypatch):
    """Check in seven parts, read in pieces of some dozen rows; tell few rows of each kind."""
    for module in (columns, gathering, meetings):
        monkeypatch.setattr(module, "MOST_ROWS", 7)
    monkeypatch.setattr(values, "_HINTS", 2)
    made = []

    def cut(folder):
        with monkeypatch.context() as patch:
            patch.setattr(parts, "PART_BYTES", 1)
            patch.setattr(dealing, "MAX_PARTS", 7)
            patch.setattr(table_files, "PIECE_BYTES", 1)
            gather = parts.gather_findings
            patch.setattr(parts, "gather_findings", lambda *given: made.append(given) or gather(*given))
            found = validate(folder)
        assert made
        return found

    return cut


def test_same_findings(tmp_path, in_parts):
    folder = write(tmp_path / "wrong", wrong_rows())
    assert in_parts(folder) == validate(folder)


def test_same_findings_where_rows_hang_together_and_are_out_of_order(tmp_path, in_parts):
    rows = wrong_rows()
    share(rows, random.Random(1))
    shuffle(rows, random.Random(1))
    folder = write(tmp_path / "wrong", rows)
    whole = validate(folder)
    assert in_parts(folder) == whole
    # Of tenures all were put together, so that each of them covers.
    assert {rule.id for rule in RULES} - {finding.rule for finding in whole} == {"tenure-covers"}
    assert sum("more rows" in finding.message for finding in whole) > 10


def test_a_sound_package(tmp_path, in_parts):
    assert in_parts(write(tmp_path / "sound", package_rows())) == []


def test_a_table_that_is_missing(tmp_path, in_parts):
    folder = write(tmp_path / "wrong", wrong_rows())
    (folder / "meeting_sources.parquet").unlink()
    assert in_parts(folder) == validate(folder)


def test_a_damaged_page(tmp_path, in_parts):
    """It is found while the parts are made; the other tables are checked all the same."""
    folder = write(tmp_path / "wrong", wrong_rows())
    path = folder / "topics.parquet"
    content = bytearray(path.read_bytes())
    content[4:300] = bytes(296)
    path.write_bytes(content)
    whole, cut = (
        {(each.file, each.rule, each.row, each.field) for each in found}
        for found in (validate(folder), in_parts(folder))
    )
    assert (str(path), "unreadable-table", "", "") in whole
    assert cut == whole


def test_no_room_on_the_disk(tmp_path, in_parts, monkeypatch, capsys):
    folder = write(tmp_path / "sound", package_rows())

    def refuse(*_, **options):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(dealing.ipc, "new_stream", refuse)
    monkeypatch.setattr(parts, "PART_BYTES", 1)
    assert main(["validate", str(folder)]) == 1
    assert "No space left on device. Let the variable TMPDIR name a folder with room" in capsys.readouterr().err
