"""Codes of states hold for their time, and today's are those of the table `actors`."""

import datetime as dt

import pandas as pd
import pytest

from parley.files import reference_rows
from parley.state_codes import SCHEMES, add_codes

SPELLS = reference_rows("state_codes")


def code_on(actor_id, day, scheme):
    """The code of one actor on one day, or at the end of a year."""
    time = {"year": [day]} if isinstance(day, int) else {"start_date": [dt.date.fromisoformat(day)]}
    (code,) = add_codes(pd.DataFrame({"actor_id": [actor_id]} | time), scheme)[scheme]
    return None if code is pd.NA else code


class TestList:
    """`data/reference/state_codes.csv`."""

    @pytest.mark.parametrize("scheme", SCHEMES)
    def test_a_lasting_spell_is_the_code_of_the_actor(self, scheme):
        lasting = {row["actor_id"]: row["code"] for row in SPELLS if row["scheme"] == scheme and not row["end_date"]}
        assert len(lasting) > 190
        assert lasting == {
            row["actor_id"]: row[f"{scheme}_code"] for row in reference_rows("actors") if row[f"{scheme}_code"]
        }

    def test_spells_of_an_actor_follow_each_other(self):
        last = {}
        for row in SPELLS:
            key, end = (row["actor_id"], row["scheme"]), row["end_date"] or "9999-12-31"
            assert last.get(key, "") < row["start_date"] <= end, row
            last[key] = end

    def test_a_code_is_one_actor(self):
        owners = {(row["scheme"], row["code"], row["actor_id"]) for row in SPELLS}
        assert len(owners) == len({(scheme, code) for scheme, code, _ in owners})

    def test_schemes_are_those_of_the_function(self):
        assert {row["scheme"] for row in SPELLS} == set(SCHEMES)

    def test_rows_are_sorted(self):
        keys = [(row["actor_id"], row["scheme"], row["start_date"]) for row in SPELLS]
        assert keys == sorted(set(keys))

    def test_states_have_iso_codes_of_their_own(self):
        """Kosovo has no number in ISO 3166-1."""
        states = [row for row in reference_rows("actors") if row["kind"] == "state"]
        for column in ("iso_alpha2", "iso_numeric"):
            codes = [row[column] for row in reference_rows("actors") if row[column]]
            assert len(codes) == len(set(codes))
        assert [row["actor_id"] for row in states if not row["iso_alpha2"]] == []
        assert [row["actor_id"] for row in states if not row["iso_numeric"]] == ["XKX"]


CASES = {
    "a state of all years": ("USA", "1816-01-01", 2, 2),
    "the Soviet Union": ("RUS", 1985, 365, 365),
    "a republic of the Soviet Union": ("UKR", 1985, None, None),
    "the first day in the list": ("UKR", "1991-12-26", 369, 369),
    "the day before": ("UKR", "1991-11-30", None, None),
    "Czechoslovakia's last day": ("CZE", 1992, 315, 315),
    "Czechia": ("CZE", "1993-01-01", 316, 316),
    "Yugoslavia": ("SRB", 1985, 345, 345),
    "Serbia without Montenegro": ("SRB", "2006-06-05", 345, 340),
    "divided Germany": ("DEU", "1990-10-02", None, None),
    "united Germany": ("DEU", "1990-10-03", 255, 260),
    "two Yemens": ("YEM", 1989, None, None),
    "one Yemen": ("YEM", 1990, 679, 678),
    "two Vietnams": ("VNM", "1973-01-27", None, None),
    "one Vietnam": ("VNM", "1975-05-01", 816, 816),
    "a microstate numbered otherwise": ("TON", 2024, 955, 972),
    "a state that was occupied": ("EST", 1970, None, None),
    "not a member of either list": ("PSE", 2024, None, None),
    "a body": ("un", 2024, None, None),
    "an actor that nobody knows": ("atlantis", 2024, None, None),
}


@pytest.mark.parametrize(("actor_id", "day", "cow", "gw"), CASES.values(), ids=CASES.keys())
def test_codes_hold_for_their_time(actor_id, day, cow, gw):
    assert (code_on(actor_id, day, "cow"), code_on(actor_id, day, "gw")) == (cow, gw)


class TestFrames:
    """Any frame with actors and a time can take codes."""

    @pytest.mark.parametrize(
        ("columns", "added"),
        [
            (["actor_id"], ["cow"]),
            (["actor_a", "actor_b"], ["cow_a", "cow_b"]),
            (["source", "target"], ["cow_source", "cow_target"]),
        ],
        ids=" ".join,
    )
    def test_columns_are_named_after_the_actors(self, columns, added):
        frame = pd.DataFrame({name: ["TUR", "USA"] for name in columns} | {"year": [1990, 1991]}, index=[7, 7])
        found = add_codes(frame, "cow")
        assert list(found) == [*frame, *added]
        assert found[added].to_numpy().tolist() == [[640] * len(added), [2] * len(added)]
        assert list(found.index) == [7, 7]
        assert set(map(str, found[added].dtypes)) == {"Int16"}

    def test_a_frame_without_rows_takes_columns(self):
        frame = pd.DataFrame({"actor_id": pd.Series(dtype="string"), "year": pd.Series(dtype="int16")})
        assert list(add_codes(frame, "gw")) == ["actor_id", "year", "gw"]

    @pytest.mark.parametrize(
        ("frame", "scheme", "told"),
        [
            ({"actor_id": ["TUR"], "year": [1990]}, "iso", "no scheme 'iso': choose one of cow, gw"),
            (
                {"country": ["TUR"], "year": [1990]},
                "cow",
                "no actors in this frame: it needs one of",
            ),
            (
                {"actor_id": ["TUR"], "date": [1990]},
                "cow",
                "no time in this frame: it needs the column",
            ),
        ],
        ids=["scheme", "actors", "time"],
    )
    def test_what_is_missing_is_told(self, frame, scheme, told):
        with pytest.raises(ValueError, match=told):
            add_codes(pd.DataFrame(frame), scheme)
