"""Article text -> tokens, sentences and quotations, all as code-point offsets."""

from parley.text.document import Document, Sentence, Token, read_document

__all__ = ["Document", "Sentence", "Token", "read_document"]
