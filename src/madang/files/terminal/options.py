"""Values of options; what is wrong with one is a sentence of the parser."""

import argparse

LARGEST_SEED = 2**31 - 1


def whole(text: str, least: int, most: int) -> int:
    """A whole number in a range, for an option."""
    if len(text) > 12 or not text.isascii() or not text.isdigit() or not least <= int(text) <= most:
        raise argparse.ArgumentTypeError(f"{text[:20]!r} is not a whole number from {least} to {most}")
    return int(text)


def seed(text: str) -> int:
    """The seed of random choices."""
    return whole(text, 0, LARGEST_SEED)
