"""What a company has to do next."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Final

from madang.core.registry import Registry
from madang.fairs.models import Participation


@dataclass(frozen=True)
class Line:
    """One thing to do: done or not, why it matters, and where it is done. A `pressing` one stands first."""

    title: str
    url: str
    is_done: bool = False
    why: str = ""
    pressing: bool = False
    action: str = ""


Source = Callable[[Participation], Iterable[Line]]
#: What a participant has to do in the subjects above: requests to answer, meetings to read.
TASKS: Final[Registry[Source]] = Registry()


def lines_from_above(participation: Participation) -> list[Line]:
    """What presses first; the rest in the order in which the subjects stand."""
    lines = [line for source in TASKS.each() for line in source(participation)]
    return sorted(lines, key=lambda line: not line.pressing)
