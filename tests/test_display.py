import re

import pytest
from builders import TEXT, a_delegation, a_meeting, a_participant, a_topic, an_annotation, an_article, evidence

from parley.article_page import show_html
from parley.display import show
from parley.errors import ParleyError

ARTICLE = an_article(title="Kalın & <Hamas>", publisher="Hürriyet Daily News")
ANNOTATION = an_annotation(
    a_meeting(),
    a_meeting(
        mode="phone",
        place_name=None,
        country_code=None,
        participants=(a_participant(title="chief", evidence=evidence(name="İbrahim Kalın of")), a_delegation()),
        topics=(a_topic(area="PSE"),),
    ),
)


def test_terminal_output(golden):
    golden("show.txt", show(ARTICLE, ANNOTATION))


def test_html_output(golden):
    golden("show.html", show_html(ARTICLE, ANNOTATION))


def test_colour_changes_no_word():
    coloured = show(ARTICLE, ANNOTATION, has_colour=True)
    assert "\x1b[" in coloured
    assert re.sub(r"\x1b\[[0-9]*m", "", coloured) == show(ARTICLE, ANNOTATION)


def test_brackets_out_gives_the_text():
    shown = show(ARTICLE, ANNOTATION)
    body = shown.split("\n\n")[1]
    assert re.sub(r"\[(?:\d[A-Z]+)+ |\]", "", body) == TEXT


def test_article_without_meeting_says_so():
    assert "No meeting found." in show(ARTICLE, an_annotation())
    assert "No meeting found." in show_html(ARTICLE, an_annotation())


@pytest.mark.parametrize("words", ["<script>alert(1)</script>", "\x1b]0;title\x07", "\u202eevil", "a\0b", '"onload="'])
def test_no_text_is_obeyed(words):
    article = an_article("a-1", f"{TEXT} {words}", title=words, publisher=words, language='"><b>')
    page, shown = show_html(article, ANNOTATION), show(article, ANNOTATION)
    assert "<script>" not in page
    assert "<b>" not in page
    assert 'content="default-src' in page
    for character in "\x1b\x07\0\u202e":
        assert character not in page
        assert character not in shown


def test_page_has_nothing_from_outside():
    assert not re.search(r"(?:src|href)=|url\(|@import", show_html(ARTICLE, ANNOTATION))


def test_article_without_text_is_told():
    with pytest.raises(ParleyError, match="a-1: its text is not at hand"):
        show(an_article("a-1", ""), ANNOTATION)
