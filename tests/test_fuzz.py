"""Random inputs: what is kept of the long runs of `benchmarks/fuzz.py`, and a short run by Hypothesis."""

import pytest
from fuzz_targets import CORPUS, TARGETS
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

INPUTS = [(name, path) for name in TARGETS for path in sorted((CORPUS / name).iterdir())]
PIECES = [
    b"",
    b"\0",
    b"\n",
    b"---\n",
    b": ",
    b"{",
    b"]",
    b'"',
    b"\\ud800",
    b"&a ",
    b"\xff",
    "é\u0301\u202e🇹".encode(),
    b"nth: 2",
]


@pytest.mark.parametrize(("name", "path"), INPUTS, ids=lambda value: getattr(value, "name", value))
def test_the_corpus_breaks_no_promise(name, path):
    TARGETS[name](path.read_bytes())


@st.composite
def mutations(draw, name):
    """An input of the corpus with some pieces taken out, doubled or put in."""
    data = draw(st.sampled_from([path for each, path in INPUTS if each == name])).read_bytes()
    for _ in range(draw(st.integers(1, 6))):
        start, end = sorted((draw(st.integers(0, len(data))), draw(st.integers(0, len(data)))))
        kept = draw(st.sampled_from([b"", data[start:end], data[start : start + 40] * 3]))
        data = data[:start] + kept + draw(st.sampled_from(PIECES) | st.binary(max_size=8)) + data[end:]
    return data[:20_000]


@pytest.mark.parametrize("name", TARGETS)
def test_a_short_run(name):
    """Seeded, so that it is the same everywhere."""

    @settings(
        max_examples=40,
        deadline=None,
        derandomize=True,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(mutations(name))
    def run(data):
        TARGETS[name](data)

    run()
