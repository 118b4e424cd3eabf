"""A chance means the same whoever wrote in which language: what is called likely is mostly right."""

import functools
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pytest
from tests.matching.labelled_pairs import BAD, GOOD

from madang.demonstration.fairs import main_fair
from madang.demonstration.shapes import Listing
from madang.matching import Band, Index, Item, Kind, Profile, Side, band

Floats = npt.NDArray[np.float64]
EVERY, BEST = 12, 25  # one need in so many is looked at, with so many offers


@functools.cache
def labelled() -> tuple[Floats, Floats]:
    """Chances of the good and of the bad pairs, all in one fair."""
    profiles = []
    for number, (need, offer) in enumerate((*GOOD, *BAD)):
        profiles.append(Profile(f"need{number}", (Item("n", Side.NEED, need),)))
        profiles.append(Profile(f"offer{number}", (Item("o", Side.OFFER, offer),)))
    index = Index.build(profiles)
    chances = [
        index.pair(f"need{number}", f"offer{number}").forward.met() for number in range(len(GOOD) + len(BAD))
    ]
    return np.array(chances[: len(GOOD)]), np.array(chances[len(GOOD) :])


def test_good_pairs_stand_above_pairs_that_share_only_a_form_or_a_place() -> None:
    good, bad = labelled()
    assert (good[:, None] > bad[None, :]).mean() >= 0.93


def test_most_that_is_called_likely_is_good_and_most_that_is_good_is_found() -> None:
    good, bad = labelled()
    likely = [int((chances >= 0.25).sum()) for chances in (good, bad)]
    assert likely[0] / sum(likely) >= 0.7
    assert likely[0] / len(GOOD) >= 0.9


@dataclass(frozen=True)
class Judged:
    """A chance that was given, and whether both items are of one field, and of one language.

    The field is what the made-up company is of; some fields border on each other, so it is a strict judge.
    """

    chance: float
    right: bool
    same_language: bool


@functools.cache
def demonstration() -> tuple[Judged, ...]:
    """The best offers for some needs of the demonstration, each item a company of its own."""
    listings = {
        f"{one.key}/{number}": listing
        for one in main_fair("full").participants
        for number, listing in enumerate(one.listings)
        if listing.field
    }
    index = Index.build(Profile(key, (_item(row),)) for key, row in listings.items())
    needs = [key for key, row in listings.items() if row.side == "need"][::EVERY]
    return tuple(
        Judged(
            found.forward,
            listings[need].field == listings[found.partner].field,
            listings[need].title.original == listings[found.partner].title.original,
        )
        for need in needs
        for found in index.recommend(need, BEST)
    )


def _item(row: Listing) -> Item:
    text = "\n".join(str(part) for part in (row.title, row.body) if part)
    return Item("1", Side(row.side), text, row.title.original, Kind(row.kind))


def shares(low: float, high: float, *languages: bool) -> float:
    """How many of the chances in a range were right."""
    judged = [
        one.right for one in demonstration() if low <= one.chance < high and one.same_language in languages
    ]
    return sum(judged) / len(judged)


BINS = ((0.1, 0.25, 0.15), (0.25, 0.5, 0.35), (0.5, 1.01, 0.7))


@pytest.mark.parametrize(("low", "high", "least"), BINS)
def test_chance_is_as_reliable_across_languages_as_within_one(low: float, high: float, least: float) -> None:
    within, across = shares(low, high, True), shares(low, high, False)
    assert min(within, across) >= least
    assert abs(within - across) <= 0.15


def test_higher_chance_is_more_often_right() -> None:
    found = [shares(low, high, True, False) for low, high, _least in BINS]
    assert found == sorted(found)


@pytest.mark.parametrize(
    ("score", "name"),
    [
        (1.0, Band.VERY_LIKELY),
        (0.5, Band.VERY_LIKELY),
        (0.49, Band.LIKELY),
        (0.25, Band.LIKELY),
        (0.1, Band.POSSIBLE),
        (0.0999, None),
        (0.0, None),
    ],
)
def test_band_of_a_score(score: float, name: Band | None) -> None:
    assert band(score) is name
