"""The mixed-language market: companies that suit each other both ways, made of labels of industries.

Construction, all choices at random from one seed:

1. A line of an industry file is a subject, with a label in each of the file's languages. `companies` / 10
   subjects are drawn from all files together (fewer where the files have fewer), so that about ten companies
   offer each: an offer alone says little.
2. `companies` / 2 times two different subjects A and B of one file are drawn. One company offers A and needs
   B, its partner offers B and needs A.
3. Each company writes in one of the languages of that file, drawn for itself: with two languages, half of
   the partners write differently.

What each company should find is its partner. Nothing but the texts is given: no language, concept or country.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

import numpy as np
import numpy.typing as npt

from madang.files.matching.parallel import Parallel
from madang.matching import Item, Profile, Side

OFFERS_PER_SUBJECT = 10


@dataclass(frozen=True, slots=True)
class Market:
    """Companies with one offer and one need each; 2n and 2n + 1 are partners."""

    profiles: tuple[Profile, ...]
    languages: tuple[str, ...]

    @property
    def partners(self) -> npt.NDArray[np.int64]:
        """The place of each company's partner."""
        return np.arange(len(self.profiles)) ^ 1

    @property
    def pairs(self) -> npt.NDArray[np.int64]:
        """The number of the pair that each company is in."""
        return np.arange(len(self.profiles)) // 2

    @property
    def is_across(self) -> npt.NDArray[np.bool_]:
        """Whether a company and its partner write in different languages."""
        return np.array(
            [self.languages[n] != self.languages[n ^ 1] for n in range(len(self.languages))], bool
        )

    def texts(self, side: Side) -> tuple[str, ...]:
        return tuple(item.text for profile in self.profiles for item in profile.items if item.side is side)


def mixed_market(files: Sequence[Parallel], companies: int, seed: int) -> Market:
    """See the heading. An odd number of companies is one fewer; empty where no file has two lines."""
    chance = Random(seed)  # noqa: S311  a simulation
    labels = [(file, row) for file in files for row in range(file.lines)]
    subjects = chance.sample(labels, min(len(labels), max(2, companies // OFFERS_PER_SUBJECT)))
    mates = {file.name: [row for of, row in subjects if of is file] for file in files}
    eligible = [(file, row) for file, row in subjects if len(mates[file.name]) > 1]
    profiles, languages = [], []
    for pair in range(companies // 2 if eligible else 0):
        file, one = chance.choice(eligible)
        other = chance.choice([row for row in mates[file.name] if row != one])
        for place, (offer, need) in enumerate(((one, other), (other, one))):
            language = chance.choice(tuple(file.texts))
            profiles.append(_company(2 * pair + place, file.texts[language], offer, need))
            languages.append(language)
    return Market(tuple(profiles), tuple(languages))


def _company(number: int, labels: Sequence[str], offer: int, need: int) -> Profile:
    items = (Item("o", Side.OFFER, labels[offer]), Item("n", Side.NEED, labels[need]))
    return Profile(f"c{number}", items)
