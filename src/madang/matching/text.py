"""One pipeline from any text in four languages to terms that meet across them; used by matching and by search."""


def language_of(text: str) -> str:
    """`ko`, `zh`, `ru` or `en`, from the scripts in the text (no letters at all: `en`)."""
    raise NotImplementedError


def search_terms(text: str, language: str = "") -> tuple[str, ...]:
    """The terms of a text for a full-text index or a query: pivot stems, Latin tokens, CJK words and bigrams."""
    raise NotImplementedError
