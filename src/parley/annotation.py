"""Annotate one text from Python."""

from __future__ import annotations

import datetime as dt
import unicodedata

from parley.model import Annotation, Article


def annotate(
    text: str, *, published: dt.date | str, article_id: str = "article", title: str = "", language: str = "en"
) -> Annotation:
    """Find the meetings that a text reports.

    Parameters
    ----------
    text : str
        The article; it is brought into Unicode NFC, in which the spans of the evidence count.
    published : datetime.date or str
        Day of publication (YYYY-MM-DD), from which "yesterday" and "on Monday" are counted.
    article_id, title, language : str, optional

    Returns
    -------
    Annotation
        Its meetings, in the order of the text, each with its meeting_id.

    Raises
    ------
    ValueError
        `published` is no date.

    Examples
    --------
    >>> import parley
    >>> text = "Foreign Minister Hakan Fidan of Türkiye met his Qatari counterpart in Doha on Monday."
    >>> found = parley.annotate(text, published="2024-02-06")
    """
    from parley.drafting import draft_annotation

    if isinstance(published, str):
        published = dt.date.fromisoformat(published)
    article = Article(article_id, unicodedata.normalize("NFC", text), published, title, language=language)
    return draft_annotation(article)
