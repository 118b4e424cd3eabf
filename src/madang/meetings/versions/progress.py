"""What is kept with the work of making a timetable: what was asked for, and how far it is."""

from dataclasses import dataclass
from typing import Any, Self

from madang.core.models import Work


@dataclass(frozen=True)
class Making:
    """One timetable in the making.

    Attributes:
        seconds: as long as the search may take.
        keep: whether what is published stays where it is.
        incumbent: the value of the best that was found by now; ``bound``: none is worth more.
        version: the number of the draft, once it is written.
    """

    seconds: float
    keep: bool = False
    incumbent: float | None = None
    bound: float | None = None
    version: int | None = None

    @classmethod
    def of(cls, work: Work) -> Self:
        detail = work.detail
        return cls(
            seconds=detail.get("seconds", 0),
            keep=bool(detail.get("keep")),
            incumbent=detail.get("incumbent"),
            bound=detail.get("bound"),
            version=detail.get("version"),
        )

    def as_json(self) -> dict[str, Any]:
        """Without what is not known yet."""
        known = {"incumbent": self.incumbent, "bound": self.bound, "version": self.version}
        return {"seconds": self.seconds, "keep": self.keep} | {
            name: value for name, value in known.items() if value is not None
        }
