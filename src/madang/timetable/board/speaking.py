"""Who could interpret what: alone, or two in a row through a third language.

A relay is open to a request of whose language pairs no interpreter of the fair speaks any, whatever the hours
and the attendance. It is a chain x - third - y for a wanted pair (x, y), of two different people.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import reduce
from itertools import product
from operator import or_

from madang.timetable.board.masks import bits, mask_of
from madang.timetable.elements import Attendance, Fixed, Form, Interpreter, Request, language_pair
from madang.timetable.problem import Problem

Chain = tuple[int, int]
"""The interpreters, as masks, who speak the first leg of a relay and the second."""

Pairs = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Speakers:
    """Who could help a request.

    Attributes:
        people: interpreters of whom one could help; with ``chains`` all who could take any leg.
        chains: the relays, if one interpreter is not enough; the first leg is on the side of ``Request.a``.
    """

    people: tuple[int, ...] = ()
    chains: tuple[Chain, ...] = ()


class Voices:
    """The interpreters of a problem, by what they speak."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        people = problem.interpreters
        self.everyone = (1 << len(people)) - 1
        self.index = {one.id: i for i, one in enumerate(people)}
        self.serving = {
            form: mask_of(i for i, one in enumerate(people) if _serves(one, form)) for form in Form
        }
        spoken = {pair for one in people for pair in one.pairs}
        self.speaking = {
            pair: mask_of(i for i, one in enumerate(people) if pair in one.pairs) for pair in spoken
        }
        self.languages = sorted({language for pair in spoken for language in pair})
        self._found: dict[tuple[Form, int, frozenset[tuple[str, str]], Pairs], Speakers] = {}
        self._same: dict[Speakers, Speakers] = {}

    def speakers(
        self, request: Request, form: Form, wanted: frozenset[tuple[str, str]], fixed: Fixed | None
    ) -> Speakers:
        """Who could help the request, which needs one of the wanted pairs; equals are the same object."""
        named = 0 if fixed is None else mask_of(map(self.index.__getitem__, fixed.interpreters))
        turned = self._turned(request, wanted) if wanted and self.problem.relay else ()
        key = (form, named, wanted, turned)
        if key not in self._found:
            found = self._search(form, named, turned or tuple(sorted(wanted)))
            self._found[key] = self._same.setdefault(found, found)
        return self._found[key]

    def _search(self, form: Form, named: int, wanted: Pairs) -> Speakers:
        """``named`` are those who must help, none if that is free."""
        there = (named or self.everyone) & self.serving[form]
        spoken = reduce(or_, (self._who(x, y) for x, y in wanted), 0) if wanted else named
        if spoken or not self.problem.relay:
            return Speakers(tuple(bits(spoken & there)) if named.bit_count() <= 1 else ())
        chains = tuple(chain for chain in self._chains(wanted, there) if _is_whole(chain, named))
        people = reduce(or_, (one | other for one, other in chains), 0)
        return Speakers(tuple(bits(people)), chains)

    def _who(self, one: str, other: str) -> int:
        return self.speaking.get(language_pair(one, other), 0)

    def _chains(self, wanted: Pairs, there: int) -> Iterator[Chain]:
        for (x, y), third in product(wanted, self.languages):
            if third not in (x, y):
                yield self._who(x, third) & there, self._who(third, y) & there

    def _turned(self, request: Request, wanted: frozenset[tuple[str, str]]) -> Pairs:
        """The wanted pairs, each with a language of ``a`` first where the languages stated tell."""
        a, b = (self.problem.participant_by_id[party].languages for party in (request.a, request.b))
        return tuple(
            (y, x) if (y in a and x not in a) or (x in b and y not in b and x not in a) else (x, y)
            for x, y in sorted(wanted)
        )


def _serves(interpreter: Interpreter, form: Form) -> bool:
    """On site at tables, online in rooms, both anywhere."""
    if interpreter.attendance is Attendance.BOTH:
        return True
    return form.needs_table if interpreter.attendance is Attendance.ONSITE else form.needs_room


def _is_whole(chain: Chain, named: int) -> bool:
    """Whether two different people can take the legs, and none of those who are named is left over."""
    one, other = chain
    return bool(one and other) and (one | other).bit_count() > 1 and named in (0, one | other)
