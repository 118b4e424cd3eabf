"""A fair made up for measuring time and memory: companies worded from the taxonomy, in four languages."""

from collections.abc import Sequence
from random import Random

from madang.matching import LANGUAGES, Concept, Item, Profile, Side, concepts

SIDES = (Side.OFFER, Side.OFFER, Side.NEED, Side.NEED)
COUNTRIES = {"ko": "KR", "zh": "CN", "ru": "RU", "en": "MY"}
SUBJECTS = 3  # named by each item; the first is confirmed as a concept


def synthetic_fair(companies: int, seed: int) -> tuple[Profile, ...]:
    """Companies `c0`, `c1`, … with two offers and two needs each, in one of the four languages each."""
    chance, subjects = Random(seed), concepts()  # noqa: S311  a simulation
    return tuple(_company(number, subjects, chance) for number in range(companies))


def _company(number: int, subjects: Sequence[Concept], chance: Random) -> Profile:
    language = chance.choice(LANGUAGES)
    items = []
    for place, side in enumerate(SIDES):
        chosen = chance.sample(subjects, SUBJECTS)
        text = ", ".join(subject.label(language) for subject in chosen)
        items.append(Item(str(place), side, text, language, concepts=(chosen[0].id,)))
    return Profile(f"c{number}", tuple(items), country=COUNTRIES[language], languages=(language,))
