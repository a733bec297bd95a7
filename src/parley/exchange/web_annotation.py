"""W3C Web Annotation: each span as an annotation of the text, which is named by its hash.

Offsets count code points, as the data model asks. The text annotated is a digest, not the page at the source's address;
RFC 6920 names it by its SHA-256.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Sequence
from typing import Any

from parley.exchange.records import groups, json_of
from parley.exchange.spans import MarkedText

_CONTEXT_LENGTH = 32


def files(texts: Sequence[MarkedText]) -> dict[str, str]:
    """Write a page of annotations an article."""
    return {f"{marked.article_id}.jsonld": json_of(_page(marked)) for marked in texts}


def _page(marked: MarkedText) -> dict[str, Any]:
    digest = base64.urlsafe_b64encode(hashlib.sha256(marked.text.encode()).digest()).decode().rstrip("=")
    source = f"ni:///sha-256;{digest}"
    items = [_annotation(marked, source, number, *group) for number, group in enumerate(groups(marked), 1)]
    return {
        "@context": "http://www.w3.org/ns/anno.jsonld",
        "id": f"urn:parley:{marked.article_id}",
        "type": "AnnotationPage",
        "items": items,
    }


def _annotation(
    marked: MarkedText, source: str, number: int, start: int, end: int, field: str, rows: str
) -> dict[str, Any]:
    text = marked.text
    bodies = [{"type": "TextualBody", "purpose": "tagging", "value": f"{row}.{field}"} for row in rows.split()]
    return {
        "id": f"urn:parley:{marked.article_id}:{number}",
        "type": "Annotation",
        "motivation": "tagging",
        "body": bodies,
        "target": {
            "source": {"id": source, "type": "Text", "format": "text/plain"},
            "selector": [
                {"type": "TextPositionSelector", "start": start, "end": end},
                {
                    "type": "TextQuoteSelector",
                    "exact": text[start:end],
                    "prefix": text[max(0, start - _CONTEXT_LENGTH) : start],
                    "suffix": text[end : end + _CONTEXT_LENGTH],
                },
            ],
        },
    }
