"""Draft the annotation of an article by the default annotator, loaded when first asked for, or by another."""

from __future__ import annotations

from collections.abc import Callable

from parley.ids import with_meeting_ids
from parley.model import Annotation, Article

Annotate = Callable[[Article], Annotation]


def draft_annotation(article: Article, annotate: Annotate | None = None) -> Annotation:
    """Annotate an article and give every meeting found its id.

    Parameters
    ----------
    article : Article
    annotate : callable, optional
        By default `parley.annotator.annotate_article`.

    Returns
    -------
    Annotation
    """
    return with_meeting_ids((annotate or _default_annotator())(article))


def _default_annotator() -> Annotate:
    from parley.annotator import annotate_article

    return annotate_article
