"""Two packages made for the test differ in what the test changed, and in nothing else."""

import json
import subprocess
import zipfile

import pyarrow as pa
import pytest
from package_builders import CALL, OTHER, REPORT, ROUND, TALKS, arrow_table, package_rows, write_package

from parley import snapshots
from parley.commands import main
from parley.comparison import diff
from parley.comparison.rows import compare_rows
from parley.comparison.versions import next_version
from parley.comparison.writing import format_comparison
from parley.errors import ParleyError, UsageError

NEW_ID = "m0000000000000009"


def write(folder, rows):
    return write_package(folder, {table: arrow_table(table, each) for table, each in rows.items()})


@pytest.fixture
def old(tmp_path):
    return write(tmp_path / "old", package_rows())


@pytest.fixture
def compared(old, tmp_path):
    """Compare the package with one whose rows, and then descriptor, a test changed."""

    def compare(change=lambda rows: None, change_schemas=None):
        rows = package_rows()
        change(rows)
        new = write(tmp_path / "new", rows)
        if change_schemas:
            edit_descriptor(new, change_schemas)
        return diff(old, new)

    return compare


def edit_descriptor(folder, change):
    path = folder / "datapackage.json"
    described = json.loads(path.read_text("utf-8"))
    change({each["name"]: each for each in described["resources"]})
    path.write_text(json.dumps(described), "utf-8")


def field_of(resources, table, column):
    return next(field for field in resources[table]["schema"]["fields"] if field["name"] == column)


def give_id(rows, old_id, new_id):
    for table in ("meetings", "meeting_sources", "participants", "topics", "evidence"):
        for row in rows[table]:
            row["meeting_id"] = new_id if row["meeting_id"] == old_id else row["meeting_id"]


def drop_meeting(rows, meeting_id):
    for table in ("meetings", "meeting_sources", "participants", "topics", "evidence"):
        rows[table] = [row for row in rows[table] if row["meeting_id"] != meeting_id]


class TestRows:
    """A row is told by its key, a value by its column."""

    def test_equal_packages_do_not_differ(self, compared):
        found = compared()
        assert (found.level, found.reasons, found.successions) == (None, (), ())

    def test_order_of_rows_does_not_count(self, compared):
        assert compared(lambda rows: [each.reverse() for each in rows.values()]).level is None

    def test_changed_value_is_told_with_key_and_both_values(self, compared):
        found = compared(lambda rows: rows["topics"][0].update(area=None))
        assert found.rows["topics"].changed.to_pylist() == [
            {
                "meeting_id": TALKS,
                "topic_no": 1,
                "column": "area",
                "old": "PSE",
                "new": None,
                "cause": "correction",
            }
        ]
        assert found.level == "patch"

    def test_enum_values_are_compared_as_words_whatever_their_codes(self, compared):
        found = compared(lambda rows: rows["meetings"][1].update(mode="video"))
        (change,) = found.rows["meetings"].changed.to_pylist()
        assert (change["old"], change["new"]) == ("phone", "video")

    def test_added_and_removed_rows_have_their_keys(self, compared):
        def change(rows):
            rows["persons"].pop()
            rows["persons"].append({**rows["persons"][0], "person_id": "new-person"})

        changes = compared(change).rows["persons"]
        assert changes.added.to_pylist() == [{"person_id": "new-person", "cause": None}]
        assert changes.removed.to_pylist() == [{"person_id": "nobody-known", "cause": None}]

    def test_two_nan_are_alike_and_null_is_not_nan(self):
        old = pa.table({"key": [1, 2, 3], "x": [float("nan"), float("nan"), 0.5]})
        new = pa.table({"key": [3, 2, 1], "x": [0.5, None, float("nan")]})
        assert compare_rows(old, new, ["key"], ["x"]).changed["key"].to_pylist() == [2]

    @pytest.mark.parametrize(("old", "new"), [([1, 1], [1]), ([1], [1, 1]), ([1, 1], [1, 1]), ([1, 2], [1, 1])])
    def test_a_key_that_occurs_twice_is_refused(self, old, new):
        sides = (pa.table({"key": keys, "x": keys}) for keys in (old, new))
        with pytest.raises(ParleyError, match=r"a key occurs twice \(key 1\)"):
            compare_rows(*sides, ["key"], ["x"])


class TestCauses:
    """What the tables tell of the reason stands beside each row."""

    def test_new_article(self, compared):
        def change(rows):
            rows["articles"].append({**rows["articles"][0], "article_id": "d-new"})
            rows["meetings"].append({**rows["meetings"][0], "meeting_id": NEW_ID})
            rows["meeting_sources"].append({"meeting_id": NEW_ID, "article_id": "d-new"})

        found = compared(change)
        assert {
            table: found.rows[table].added["cause"].to_pylist() for table in ("articles", "meetings", "meeting_sources")
        } == {table: ["new article"] for table in ("articles", "meetings", "meeting_sources")}
        assert found.level == "minor"

    def test_withdrawn_article(self, compared):
        found = compared(lambda rows: rows["articles"].pop())
        assert found.rows["articles"].removed.to_pylist() == [{"article_id": OTHER, "cause": "withdrawn article"}]

    def test_changed_article(self, compared):
        found = compared(lambda rows: rows["articles"][0].update(text="Other.", text_sha256="0" * 64))
        assert set(found.rows["articles"].changed["cause"].to_pylist()) == {"article changed"}

    def test_annotator(self, compared):
        def change(rows):
            rows["meetings"][0].update(review_status="auto", annotator="grammar 9", place_name="Berlin")

        changed = compared(change).rows["meetings"].changed
        assert set(changed["cause"].to_pylist()) == {"annotator"}

    def test_codebook(self, compared):
        def change(rows):
            rows["topic_scheme"] = rows["topic_scheme"][1:]
            rows["topics"][0]["topic_id"] = "peace-process"

        changed = compared(change).rows["topics"].changed.to_pylist()
        assert [(row["column"], row["old"], row["cause"]) for row in changed] == [("topic_id", "ceasefire", "codebook")]

    def test_what_the_build_computes_is_no_correction(self, compared):
        changed = compared(lambda rows: rows["meetings"][0].update(latitude=1.5)).rows["meetings"].changed
        assert changed["cause"].to_pylist() == [None]

    def test_reference_tables_are_corrected_by_hand(self, compared):
        changed = compared(lambda rows: rows["actors"][1].update(name="Katar")).rows["actors"].changed
        assert changed["cause"].to_pylist() == ["correction"]


class TestSuccessions:
    """Meetings merged, split and renamed, by `retired_ids` or by their words."""

    def test_renamed_by_its_words(self, compared):
        found = compared(lambda rows: give_id(rows, TALKS, NEW_ID))
        assert [str(each) for each in found.successions] == [f"{TALKS} renamed {NEW_ID} (evidence)"]
        assert found.rows["participants"].added["cause"].to_pylist() == ["renamed", "renamed"]
        assert (found.level, found.reasons[0].told) == ("major", "ids changed: 1")

    def test_merged_by_retired_ids(self, compared):
        def change(rows):
            drop_meeting(rows, ROUND)
            rows["retired_ids"].append({"old_id": ROUND, "new_id": TALKS, "reason": "a report", "version": "0.2.0"})

        found = compared(change)
        assert [str(each) for each in found.successions] == [f"{ROUND} merged into {TALKS} (retired_ids)"]
        assert found.level == "minor"

    def test_split_by_its_words(self, compared):
        """The second participant and its words go to a meeting of its own."""

        def change(rows):
            rows["meetings"].append({**rows["meetings"][0], "meeting_id": NEW_ID})
            for table, number in (("participants", "participant_no"), ("evidence", "row_no")):
                for row in rows[table]:
                    if row["meeting_id"] == TALKS and row[number] == 2 and row.get("table") != "topics":
                        row["meeting_id"] = NEW_ID
            mode = next(row for row in rows["evidence"] if row["meeting_id"] == TALKS and row["field"] == "mode")
            rows["evidence"].append({**mode, "meeting_id": NEW_ID})

        assert [str(each) for each in compared(change).successions] == [f"{TALKS} split into {NEW_ID} (evidence)"]

    def test_withdrawn_without_successor(self, compared):
        def change(rows):
            drop_meeting(rows, CALL)
            rows["retired_ids"].append({"old_id": CALL, "new_id": None, "reason": "none", "version": "0.2.0"})

        found = compared(change)
        assert found.successions == ()
        assert found.rows["meetings"].removed["cause"].to_pylist() == ["retired"]
        assert found.level == "minor"

    def test_other_meetings_of_the_same_words_are_no_successors(self, compared):
        """A call on a list of calls shares the words of its mode and its caller with the others."""
        found = compared(lambda rows: drop_meeting(rows, CALL))
        assert found.successions == ()

    def test_an_id_gone_without_trace_is_major(self, compared):
        found = compared(lambda rows: drop_meeting(rows, CALL))
        assert found.reasons[0].told == "ids of meetings gone without a row in retired_ids: 1"


class TestForms:
    """Tables, columns and enum values."""

    def test_added_enum_value_is_minor_and_removed_major(self, compared):
        def change(resources):
            values = field_of(resources, "meetings", "mode")["constraints"]["enum"]
            values.remove("unknown")
            values.append("letter")

        found = compared(change_schemas=change)
        assert [(str(form), reason.level) for form, reason in zip(found.forms, found.reasons, strict=True)] == [
            ("enum value removed: meetings.mode = unknown", "major"),
            ("enum value added: meetings.mode = letter", "minor"),
        ]

    def test_another_description_is_told_as_a_question(self, compared):
        found = compared(
            change_schemas=lambda each: field_of(each, "meetings", "mode").update(description="By what means.")
        )
        assert [reason.told for reason in found.reasons] == [
            "column described anew: meetings.mode; major, if its meaning is another"
        ]

    def test_table_removed(self, compared):
        found = compared(change_schemas=lambda each: each["tenures"].update(name="terms"))
        assert [str(form) for form in found.forms] == ["table removed: tenures", "table added: terms"]
        assert "tenures" not in found.rows

    @pytest.mark.parametrize(
        ("change", "message"),
        [
            (lambda each: each["topics"].pop("schema"), "table topics has no schema with a primary key"),
            (lambda each: each["topics"]["schema"].update(primaryKey=[]), "table topics has no schema with a primary"),
            (lambda each: each["topics"]["schema"].update(primaryKey=["topic_id"]), "the key of topics is"),
            (lambda each: field_of(each, "topics", "area").update(type="integer"), "the type of topics.area is string"),
            (lambda each: each["topics"]["schema"]["fields"].pop(), "columns of table topics are not those"),
            (lambda each: [r.update(name=f"x{r['name']}") for r in each.values()], "no table in common"),
        ],
    )
    def test_what_cannot_be_compared_is_refused(self, compared, change, message):
        with pytest.raises(ParleyError, match=message):
            compared(change_schemas=change)

    @pytest.mark.parametrize(
        ("level", "expected"), [("major", "2.0.0"), ("minor", "1.3.0"), ("patch", "1.2.4"), (None, "1.2.3")]
    )
    def test_next_version(self, level, expected):
        assert next_version("1.2.3", level) == expected


class TestPlaces:
    """Where a state may come from."""

    def test_archive(self, old, tmp_path):
        with zipfile.ZipFile(tmp_path / "release.zip", "w") as archive:
            for path in old.iterdir():
                archive.write(path, f"parley-0.1.0/{path.name}")
        assert diff(old, tmp_path / "release.zip").level is None

    def test_git_revision(self, old, tmp_path, monkeypatch):
        monkeypatch.chdir(old)
        identity = ["-c", "user.name=A", "-c", "user.email=a@example.org"]
        for command in (["init", "-q"], ["add", "."], [*identity, "commit", "-q", "-m", "First"]):
            subprocess.run(["git", *command], check=True)
        rows = package_rows()
        rows["actors"][0]["name"] = "State of Palestine"
        write(old, rows)
        found = diff("HEAD", ".")
        assert found.rows["actors"].changed["new"].to_pylist() == ["State of Palestine"]

    @pytest.mark.parametrize("place", ["no-such-place", "--help", "v9.9"])
    def test_nothing_of_the_kind(self, old, place):
        with pytest.raises(UsageError, match=f"{place}: neither a folder"):
            diff(old, place)

    def test_a_folder_without_descriptor(self, old, tmp_path):
        with pytest.raises(ParleyError, match=r"datapackage\.json: cannot be read"):
            diff(old, tmp_path)

    def test_a_damaged_archive(self, old, tmp_path):
        (tmp_path / "release.zip").write_bytes(b"PK\3\4damaged")
        with pytest.raises(ParleyError, match="is no archive of a release"):
            diff(old, tmp_path / "release.zip")

    def test_a_damaged_table(self, old, tmp_path):
        new = write(tmp_path / "new", package_rows())
        (new / "topics.parquet").write_bytes(b"PAR1")
        with pytest.raises(ParleyError, match="SHA-256"):
            diff(old, new)

    def test_tables_are_read_through_a_snapshot(self, old):
        assert snapshots.open_snapshot(old / "datapackage.json").table("topics").num_rows == 2


class TestWriting:
    """The command, the pull request and the changelog tell the same."""

    @pytest.fixture
    def found(self, compared):
        def change(rows):
            rows["topics"][0]["phrase"] = "a *ceasefire*\n<b>\x1b[1m"
            rows["persons"] = [{**rows["persons"][0], "person_id": f"p-{no}"} for no in range(30)]

        return compared(change)

    def test_text_is_limited_on_demand(self, found):
        text = format_comparison(found, limit=2)
        assert "+ … and 28 more" in text
        assert len(format_comparison(found).splitlines()) > len(text.splitlines())

    def test_text_shows_old_and_new_value_harmlessly(self, found):
        text = format_comparison(found)
        assert f"~ {TALKS}/1 phrase: 'a ceasefire in Gaza' → " in text
        assert "\x1b" not in text

    def test_markdown_is_no_markup_of_the_data(self, found):
        text = format_comparison(found, "markdown")
        assert r"a \*ceasefire\* &lt;b\>" in text
        assert "| persons | 2 | 30 | 30 | 2 | 0 |" in text

    def test_json_has_all(self, found):
        told = json.loads(format_comparison(found, "json"))
        assert told["level"] == "major"
        assert told["tables"]["persons"]["added"]["count"] == len(told["tables"]["persons"]["added"]["rows"]) == 30
        assert told["tables"]["topics"]["changed"]["rows"][0]["key"] == {"meeting_id": TALKS, "topic_no": 1}

    def test_sums_hold(self, found):
        for table, (old, new) in found.counts.items():
            assert new == old + found.rows[table].added.num_rows - found.rows[table].removed.num_rows


class TestCommand:
    """`parley diff` and its exit codes."""

    def test_without_differences(self, old, capsys):
        assert main(["diff", str(old), str(old), "--exit-code"]) == 0
        assert capsys.readouterr().out.endswith("no difference\n")

    def test_with_differences(self, old, tmp_path):
        rows = package_rows()
        rows["topics"].pop()
        new = write(tmp_path / "new", rows)
        assert main(["diff", str(old), str(new), "--limit", "all"]) == 0
        assert main(["diff", str(old), str(new), "--exit-code", "--limit", "3", "--format", "markdown"]) == 1

    def test_bad_data_and_bad_usage(self, old, tmp_path, capsys):
        assert main(["diff", str(old), str(tmp_path)]) == 1
        assert main(["diff", str(old), "no-such-place"]) == 2
        assert "Traceback" not in capsys.readouterr().err

    def test_report_of_the_whole_article(self, old, tmp_path, capsys):
        rows = package_rows()
        rows["articles"] = [row for row in rows["articles"] if row["article_id"] != REPORT]
        assert main(["diff", str(old), str(write(tmp_path / "new", rows)), "--format", "json"]) == 0
        told = json.loads(capsys.readouterr().out)
        assert told["tables"]["articles"]["removed"]["rows"] == [
            {"key": {"article_id": REPORT}, "cause": "withdrawn article"}
        ]


class TestRowsOfTables:
    """Rows belong together by their key, however the two sides are laid out."""

    OLD = pa.table({"k": ["a", "a", "b"], "n": pa.array([1, 2, 1], pa.int16()), "v": [1.0, None, 3.0]})

    def test_key_columns_of_other_widths_are_the_same_keys(self):
        new = self.OLD.set_column(1, "n", self.OLD["n"].cast(pa.int64()))
        found = compare_rows(self.OLD, new, ["k", "n"], ["v"])
        assert (found.added.num_rows, found.removed.num_rows, found.changed.num_rows) == (0, 0, 0)

    def test_values_follow_their_keys_in_another_order(self):
        new = pa.table({"k": ["b", "c", "a"], "n": [1, 1, 1], "v": [3.5, 9.0, 1.0]})
        found = compare_rows(self.OLD, new, ["k", "n"], ["v"])
        assert found.added.to_pylist() == [{"k": "c", "n": 1}]
        assert found.removed.to_pylist() == [{"k": "a", "n": 2}]
        assert found.changed.to_pylist() == [{"k": "b", "n": 1, "column": "v", "old": "3", "new": "3.5"}]

    def test_keys_of_more_combinations_than_a_number_holds(self, monkeypatch):
        monkeypatch.setattr("parley.comparison.rows._MOST", 3)
        self.test_values_follow_their_keys_in_another_order()

    @pytest.mark.parametrize("side", ["old", "new"])
    def test_key_that_occurs_twice(self, side):
        twice = pa.concat_tables([self.OLD, self.OLD.slice(1, 1)])
        sides = (twice, self.OLD) if side == "old" else (self.OLD, twice)
        with pytest.raises(ParleyError, match=r"a key occurs twice \(k a, n 2\)"):
            compare_rows(*sides, ["k", "n"], ["v"])
