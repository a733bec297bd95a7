"""Quotes lead to spans and spans to quotes, in any text."""

import time
import tracemalloc

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parley.evidence import QuoteError, cite_span, find_quote, nearest_text
from parley.model import Span

TEXT = "Kalın met Haniyye in Doha. The two men’s delegations also met in Doha."


def spans_of(text):
    cuts = st.tuples(st.integers(0, len(text)), st.integers(0, len(text)))
    return cuts.map(sorted).filter(lambda cut: cut[0] < cut[1]).map(lambda cut: Span(*cut))


ANY_TEXT = st.one_of(st.text(min_size=1, max_size=60), st.text("ab ", min_size=1, max_size=30))


class TestCiteSpan:
    @given(st.data())
    def test_every_span_of_every_text_round_trips(self, data):
        text = data.draw(ANY_TEXT)
        span = data.draw(spans_of(text))
        cited = cite_span(text, span)
        parts = {"quote": cited} if isinstance(cited, str) else cited
        assert span == find_quote(text, **parts)

    def test_words_that_occur_once_stand_alone(self):
        assert cite_span(TEXT, Span(10, 17)) == "Haniyye"

    def test_words_that_occur_twice_get_their_ordinal(self):
        at = TEXT.rindex("Doha")
        assert cite_span(TEXT, Span(at, at + 4)) == {"quote": "Doha", "nth": 2}

    def test_overlapping_occurrences_are_counted(self):
        assert cite_span("aaa", Span(1, 3)) == {"quote": "aa", "nth": 2}

    def test_a_span_past_the_end_is_the_callers_mistake(self):
        with pytest.raises(ValueError, match="ends at 9, the text at 4"):
            cite_span("Doha", Span(5, 9))


class TestFindQuote:
    def test_within_tells_occurrences_apart(self):
        span = find_quote(TEXT, "Doha", within="also met in Doha")
        assert TEXT.rindex("Doha") == span.start

    def test_code_points_match_exactly(self):
        """A letter and its combining mark are not the composed letter."""
        with pytest.raises(QuoteError):
            find_quote("Türkiye", "Tu\u0308rkiye")

    @pytest.mark.parametrize(
        ("parts", "rule", "reason"),
        [
            ({"quote": ""}, "quote-spec", "the quote is empty"),
            ({"quote": "Doha"}, "quote-ambiguous", "the quote occurs 2 times"),
            ({"quote": "Cairo"}, "quote-not-in-text", "the quote does not occur"),
            ({"quote": "Doha", "nth": 3}, "quote-not-in-text", "the quote has no occurrence 3, it occurs 2 times"),
            ({"quote": "Haniyye", "nth": 2}, "quote-not-in-text", "the quote has no occurrence 2, it occurs 1 time"),
            ({"quote": "Doha", "nth": 0}, "quote-spec", "nth is 0"),
            ({"quote": "Doha", "nth": 1, "within": TEXT}, "quote-spec", "a quote has both nth and within"),
            ({"quote": "Doha", "within": "in Doha"}, "quote-ambiguous", "the passage in within occurs 2 times"),
            ({"quote": "Doha", "within": TEXT}, "quote-ambiguous", "the quote inside the passage occurs 2 times"),
            ({"quote": "Doha", "within": "in Cairo"}, "quote-not-in-text", "the passage in within does not occur"),
            ({"quote": "Doha", "within": "Kalın"}, "quote-not-in-text", "the quote inside the passage does not occur"),
        ],
        ids=lambda value: str(value) if isinstance(value, dict) else "",
    )
    def test_a_quote_that_stands_for_no_span_says_why(self, parts, rule, reason):
        with pytest.raises(QuoteError) as caught:
            find_quote(TEXT, **parts)
        assert (rule, reason) == (caught.value.rule, caught.value.reason)
        assert caught.value.remedy


class TestNearestText:
    @pytest.mark.parametrize(
        ("quote", "nearest"),
        [
            ("The two men's delegations", "The two men’s delegations"),
            ("Kalin met Haniye", "Kalın met Haniyye"),
            ("MET HANIYYE IN DOHA", None),
            ("haniyye", "Haniyye"),
            ("something else entirely", None),
            ("x", None),
        ],
    )
    def test_the_likest_words_are_shown(self, quote, nearest):
        assert nearest == nearest_text(TEXT, quote)

    def test_the_error_shows_the_nearest_text(self):
        with pytest.raises(QuoteError, match="the nearest text is 'men’s'"):
            find_quote(TEXT, "men's")

    @given(ANY_TEXT, ANY_TEXT)
    def test_what_is_shown_stands_in_the_text(self, text, quote):
        assert (nearest_text(text, quote) or "") in text

    def test_the_cost_is_bounded_on_50_million_characters(self):
        text = "The minister met his counterpart in the capital. " * 1_020_000 + "Kalın met Haniyye."
        tracemalloc.start()
        started = time.perf_counter()
        assert nearest_text(text, "Kalin met Haniyye") == "Kalın met Haniyye"
        seconds, (_, peak) = time.perf_counter() - started, tracemalloc.get_traced_memory()
        tracemalloc.stop()
        assert seconds < 10
        assert peak < 10_000_000
