"""Front matter keeps every scalar as written, and writes it so that any YAML reader gives it back."""

import unicodedata

import pytest
import yaml as pyyaml
from hypothesis import given
from hypothesis import strategies as st
from ruamel.yaml import YAML

from parley.front_matter import mapping, parse_front_matter, scalar, sequence, split_front_matter, write_front_matter

TRICKY = st.sampled_from(
    ["no", "NO", "~", "null", "1:30", "1e3", "0x1F", "=", "<<", "a: b", "a #b", "- a", "'", '"', ""]
)
WORDS = st.one_of(
    st.text(max_size=12), st.text("a:#-'\"\\ \n\t{}[],&*!|>%@`?~\x85\u2028\ufeff\x00", max_size=8), TRICKY
)


def values(node):
    if node.kind == "mapping":
        return {entry.key: values(entry.node) for entry in node.entries}
    return [values(entry.node) for entry in node.entries] if node.kind == "sequence" else node.value


def tree(value, is_flow=False):
    if isinstance(value, dict):
        return mapping(((key, tree(item, is_flow)) for key, item in value.items()), is_flow=is_flow)
    return sequence(tree(item, is_flow) for item in value) if isinstance(value, list) else scalar(value)


TREES = st.dictionaries(
    WORDS, st.recursive(WORDS, lambda t: st.lists(t, max_size=3) | st.dictionaries(WORDS, t, max_size=3), max_leaves=6)
)


@given(TREES, st.booleans())
def test_what_is_written_is_read(value, is_flow):
    root, findings = parse_front_matter(
        write_front_matter(mapping((k, tree(v, is_flow)) for k, v in value.items())), "a"
    )
    assert not findings
    assert values(root) == value


@given(TREES)
def test_other_readers_see_the_same_strings(value):
    """YAML 1.1 and 1.2 differ in what is a boolean, a number or a date; a string is one for both."""
    text = write_front_matter(tree(value))
    assert (YAML(typ="safe", pure=True).load(text) or {}) == value
    assert (pyyaml.safe_load(text) or {}) == value


@given(st.text(max_size=80) | st.text("a:#-'\" \n{}[],&*!|>?~", max_size=40))
def test_no_text_makes_the_parser_fail(text):
    root, findings = parse_front_matter(text, "a.md")
    assert root.kind == "mapping"
    assert all(finding.line > 0 and finding.column > 0 for finding in findings)


def test_an_alias_bomb_is_refused_at_its_first_alias():
    levels = "".join(f"{b}: [{', '.join([f'*{a}'] * 9)}]\n" for a, b in zip("abcdefgh", "bcdefghi", strict=True))
    _, findings = parse_front_matter(f"a: &a [lol]\n{levels}", "a.md")
    assert [(f.rule, f.line, f.value) for f in findings] == [("yaml-anchor", 2, "&a"), ("yaml-anchor", 3, "*a")]


@pytest.mark.parametrize(
    ("raw", "parts"),
    [
        ("---\na: 1\n---\n\nText", ("a: 1\n", "\nText")),
        ("---\n---\n", ("", "")),
        ("---\na: 1\n---", ("a: 1\n", "")),
        ("---\na: '---x'\n---\n---\n", ("a: '---x'\n", "---\n")),
        ("a: 1\n---\n", None),
        ("---\na: 1\n", None),
        ("", None),
    ],
)
def test_front_matter_ends_at_the_first_line_of_three_hyphens(raw, parts):
    assert split_front_matter(raw) == parts


def test_accent_behind_an_escape_stays_apart_in_nfc():
    text = write_front_matter(mapping([("a", scalar("x\n\u0301y\x9f\u0307"))]))
    assert unicodedata.is_normalized("NFC", text)
    assert parse_front_matter(text, "x")[0].find("a").node.value == "x\n\u0301y\x9f\u0307"
