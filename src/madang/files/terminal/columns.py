"""Tables in plain text."""

from collections.abc import Iterable, Sequence
from unicodedata import east_asian_width


def aligned(rows: Iterable[Sequence[str]], *, right: Iterable[int] = ()) -> str:
    """The rows with their columns below each other; those in ``right`` end at the same place."""
    lines = [tuple(row) for row in rows]
    widths = [max(map(_width, column)) for column in zip(*lines, strict=True)]
    to_right = set(right)
    return "".join(_line(line, widths, to_right).rstrip() + "\n" for line in lines)


def _line(cells: Sequence[str], widths: Sequence[int], to_right: set[int]) -> str:
    gaps = [" " * (width - _width(cell)) for cell, width in zip(cells, widths, strict=True)]
    return "  ".join(
        gap + cell if index in to_right else cell + gap
        for index, (cell, gap) in enumerate(zip(cells, gaps, strict=True))
    )


def _width(text: str) -> int:
    """The cells that a terminal gives the text: two for each Chinese character or Korean syllable."""
    return sum(2 if east_asian_width(character) in "WF" else 1 for character in text)


def amount(value: float) -> str:
    """A number without needless digits."""
    return f"{value:,.10g}"
