"""Words of meeting: a text without any is passed over, and none that has them is."""

import pytest

from parley import annotator
from parley.files import lexicon_rows
from parley.meetings.triggers import find_mode, may_report
from parley.model import Article
from parley.reading import read_articles
from parley.text.document import read_document


def tokens(text):
    return read_document(text).sentences[0].tokens


VERBS = [
    form
    for row in lexicon_rows("meeting_verbs")
    if row["frame"] not in ("light", "none")
    for form in row["forms"].split("|")
]
NOUNS = [row["form"] for row in lexicon_rows("meeting_nouns") if row["kind"] != "none"]


@pytest.mark.parametrize("form", [*VERBS, *NOUNS])
def test_every_word_of_meeting_keeps_an_article(form):
    assert may_report(read_document(f"Nothing else was told. They {form} it."))


@pytest.mark.parametrize(
    "text",
    [
        "Also present were the ministers.",
        "She was accompanied by aides.",
        "Three envoys took part.",
        "Two others will take an active part in it.",
    ],
)
def test_words_that_tell_who_else_was_there_keep_it(text):
    assert may_report(read_document(text))


@pytest.mark.parametrize(
    "text", ["Prices rose.", "It made a start and held on.", "Part of it burnt. They took it.", ""]
)
def test_a_text_without_words_of_meeting_is_passed_over(text):
    assert not may_report(read_document(text))


def test_what_is_passed_over_reports_no_meeting(monkeypatch):
    """Over all articles of the dataset, without the sentences that keep them."""
    quiet = []
    for article in read_articles(["data/articles"]):
        parts = (article.text[each.start : each.end] for each in read_document(article.text).sentences)
        text = " ".join(part for part in parts if not may_report(read_document(part)))
        if text and not may_report(read_document(text)):
            quiet.append(Article(article.article_id, text, article.published, publisher=article.publisher))
    monkeypatch.setattr(annotator, "may_report", lambda document: True)
    assert [article.article_id for article in quiet if annotator.annotate_article(article).meetings] == []
    assert len(quiet) > 100


@pytest.mark.parametrize("row", lexicon_rows("mode_words"), ids=lambda row: row["phrase"])
def test_words_of_a_mode_are_found_where_they_stand(row):
    mode, first, last = find_mode(tokens(f"They spoke, {row['phrase']}, of it"))
    assert (mode, first) == (row["mode"], 3)
    assert last > first
