"""How long a search may go on: by the clock, or by work done when the result must be the same every time."""

from collections.abc import Callable
from time import monotonic

ATTEMPTS_PER_SECOND = 1_000.0
MOVES_PER_SECOND = 30_000.0
EXCHANGES_PER_SECOND = 30_000.0
"""Work that counts as one second of a deterministic search: on the careful side."""


class Effort:
    """Time spent against a limit. In deterministic mode only ``spend`` moves it."""

    def __init__(
        self, time_limit: float, *, deterministic: bool, cancelled: Callable[[], bool] | None
    ) -> None:
        self.began = monotonic()
        self.limit = time_limit
        self.deterministic = deterministic
        self.cancelled = cancelled or (lambda: False)
        self.spent = 0.0
        self.reserve = 0.0

    @property
    def seconds(self) -> float:
        """By the clock, since the beginning."""
        return monotonic() - self.began

    @property
    def left(self) -> float:
        """Seconds (or their equivalent in work) until the limit, less what is kept in reserve."""
        return self.limit - self.reserve - (self.spent if self.deterministic else self.seconds)

    @property
    def over(self) -> bool:
        return self.left <= 0 or self.cancelled()

    def spend(self, seconds: float) -> None:
        self.spent += seconds

    def clock(self, budget: float, per_second: float, tick: Callable[[], None]) -> Callable[[int], float]:
        """The share of a budget of seconds that is gone, by time or by work done.

        The clock is told how much work was done since it was last asked; each time it asks for a ``tick``.
        """
        left = self.left

        def elapsed(moves: int) -> float:
            self.spend(moves / per_second)
            tick()
            over = self.cancelled() or budget <= 0
            return 1.0 if over else (left - self.left) / budget

        return elapsed
