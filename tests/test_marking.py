import pytest
from hypothesis import given
from hypothesis import strategies as st

from parley.marking import harmless, marks, pieces
from parley.model import Annotation, Evidence, Meeting, Span

TEXT = "Fidan met his Saudi counterpart in Doha."


def an_annotation(*spans):
    evidence = tuple(Evidence(field, Span(start, end)) for field, start, end in spans)
    values = (None, None, "day", "stated", "phone", "bilateral", "held")
    return Annotation("a", (Meeting(*values, evidence=evidence),))


SPANS = st.lists(
    st.tuples(st.sampled_from(["mode", "status"]), st.integers(0, 30), st.integers(1, 12)).map(
        lambda each: (each[0], each[1], each[1] + each[2])
    ),
    max_size=8,
)


@given(SPANS)
def test_marks_never_cross(spans):
    found = marks(an_annotation(*spans), len(TEXT))
    assert not [(one, other) for one in found for other in found if one.start < other.start < one.end < other.end]


@given(SPANS)
def test_marked_text_keeps_every_character_and_closes_every_mark(spans):
    walked = list(pieces(TEXT, an_annotation(*spans)))
    opened = []
    for piece in walked:
        if piece.opens:
            opened.append(piece.opens)
        if piece.closes:
            assert opened.pop() == piece.closes
    assert "".join(piece.text for piece in walked) == TEXT
    assert not opened


@given(SPANS)
def test_marks_cover_what_the_evidence_covers(spans):
    covered = {place for _, start, end in spans if end <= len(TEXT) for place in range(start, end)}
    found = marks(an_annotation(*spans), len(TEXT))
    assert {place for mark in found for place in range(mark.start, mark.end)} == covered


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        ("\x1b[31mred", "␛[31mred"),
        ("a\0b\x7f", "a␀b␡"),
        ("\u202egnp.exe", "⟨U+202E⟩gnp.exe"),
        ("\x9b31m", "⟨U+009B⟩31m"),
        ("a\u2028b", "a⟨U+2028⟩b"),
        ("line\n\tindent", "line\n\tindent"),
        ("می\u200cخواهم", "می\u200cخواهم"),
    ],
    ids=["escape", "nul", "direction", "c1", "line separator", "white space", "joiner"],
)
def test_no_character_commands_the_terminal(raw, shown):
    assert harmless(raw) == shown
