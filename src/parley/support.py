"""Tell whether a quote bears the value that it is evidence for."""

from __future__ import annotations

from parley.alignment import agree_in_name
from parley.mentions.dates import find_dates
from parley.model import Meeting, Participant


def is_borne_out(text: str, row: Meeting | Participant, field: str) -> bool:
    """Tell whether some quote for a field bears its value.

    Parameters
    ----------
    text : str
        The article's text.
    row : Meeting or Participant
    field : {'name', 'place_name', 'start_date'}

    Returns
    -------
    bool
        A name or place: the words of the quote are the value's, or some of them. A date: the quote reads as a date.
    """
    quotes = [text[each.span.start : each.span.end] for each in row.evidence if each.field == field]
    if field == "start_date":
        return any(find_dates(quote) for quote in quotes)
    return any(agree_in_name(quote, getattr(row, field)) for quote in quotes)
