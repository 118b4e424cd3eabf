"""The index of a fair's companies: recommend for one, for all, and say why two may not meet."""

from collections.abc import Iterable

from madang.matching.shapes import Profile, Progress, Recommendation, Refusal, Round, Rules


class Index:
    """All profiles of a fair, ready to be asked. Immutable: `with_profile` and `without` give a new index."""

    @classmethod
    def build(cls, profiles: Iterable[Profile], rules: Rules | None = None) -> "Index":
        """Read all profiles once.

        Raises:
            ValueError: two profiles share a company id, or two items of one profile share an id.
        """
        raise NotImplementedError

    @property
    def companies(self) -> tuple[str, ...]:
        """Company ids in the order they were given."""
        raise NotImplementedError

    def with_profile(self, profile: Profile) -> "Index":
        """The index after one company was added or changed, without reading the others again."""
        raise NotImplementedError

    def without(self, company: str) -> "Index":
        """The index after one company left. Raises KeyError when it is not there."""
        raise NotImplementedError

    def recommend(self, company: str, k: int = 20) -> tuple[Recommendation, ...]:
        """The best k partners of one company, best first, with reasons. Raises KeyError for an unknown company."""
        raise NotImplementedError

    def recommend_all(self, k: int = 20, on_progress: Progress | None = None) -> Round:
        """The best k partners of every company, after the fair's floor and cap of exposure."""
        raise NotImplementedError

    def between(self, company: str, partner: str) -> Recommendation | None:
        """Score and reasons of one pair, or None when `refusal` forbids it. Raises KeyError for unknown ids."""
        raise NotImplementedError

    def refusal(self, company: str, partner: str) -> Refusal | None:
        """Why these two may not meet, or None when they may. Raises KeyError for unknown ids."""
        raise NotImplementedError
