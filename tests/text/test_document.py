"""Sentences and tokens of a text, as offsets into it."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parley.text.dateline import find_datelines
from parley.text.document import read_document


@given(st.text())
def test_token_is_the_text_at_its_offsets(text):
    document = read_document(text)
    tokens = [token for sentence in document.sentences for token in sentence.tokens]
    assert all(text[token.start : token.end] == token.text for token in tokens)
    assert all(one.end <= other.start for one, other in itertools.pairwise(tokens))


@given(st.text())
def test_no_letter_is_left_out(text):
    covered = sum(len(token.text) for sentence in read_document(text).sentences for token in sentence.tokens)
    assert covered >= sum(character.isalpha() and character.isascii() for character in text)


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("They met on Feb. 3 in Doha. He left.", 2),
        ("The U.S. president met Mr. Abbas. They talked.", 2),
        ("He spoke to Gen. John F. Kelly. She did not.", 2),
        ("He arrived in the U.S. The talks begin today.", 2),
        ("“We met.” He left!", 2),
        ("A headline without a stop\n\nThe first sentence.", 2),
        ("One line wrapped in the middle of a sentence that goes on and on\nuntil it ends here.", 1),
    ],
)
def test_sentence_ends_where_a_reader_ends_it(text, count):
    assert len(read_document(text).sentences) == count


@pytest.mark.parametrize(
    ("text", "town"),
    [
        ("ANKARA, Feb. 4 (Anadolu) -- The minister met", "ANKARA"),
        ("BONN, Germany, Feb. 17, Kyodo — The ministers met", "BONN"),
        ("ANKARA\n\nThe minister met", "ANKARA"),
        ("New Delhi, 3 March – The minister met", "New Delhi"),
        ("ASTANA. KAZINFORM – The minister met", "ASTANA"),
        ("NZPA-Reuter, Buenos Aires - The minister met", "Buenos Aires"),
        ("(N.Z.P.A.) PEKING. The minister met", "PEKING"),
        ("Baku, April 20, AZERTAC\n\nThe minister met", "Baku"),
    ],
)
def test_dateline_is_told_from_the_first_sentence(text, town):
    found = next(find_datelines(text))
    assert town in [part for _, part in found.parts]
    assert text[found.end :].strip().startswith("The ")


def test_dateline_may_stand_below_a_byline():
    found = list(find_datelines("From our correspondent\n\nROME — The minister met"))
    assert [part for each in found for _, part in each.parts][-1] == "ROME"


def test_ordinary_sentence_has_no_dateline():
    assert list(find_datelines("The minister met his counterpart in Doha on Tuesday, officials said.")) == []
