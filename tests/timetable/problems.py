"""Random problems of every kind: empty, single, infeasible, over-full, mixed, interpreted, ordered, with halls
that are far from each other, rests, buffers and relays.

Hypothesis draws the kinds of rule in a problem and a seed; the rest follows from the seed. So most problems are
rich, and a failing one shrinks to few kinds of rule.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import combinations
from random import Random

from hypothesis import strategies as st

from madang.timetable import (
    Attendance,
    Fixed,
    Form,
    Interpreter,
    Participant,
    Place,
    Problem,
    Request,
    Rest,
    Room,
    Slot,
    Walk,
    every,
    veto,
)

LANGUAGES = ("en", "ko", "ru")
PAIRS = tuple(combinations(LANGUAGES, 2))
OPENING = datetime(2026, 6, 15, 1, 0, tzinfo=UTC)


def day_of(count: int, *, minutes: int = 30, pause: int = 5) -> tuple[Slot, ...]:
    """So many slots one after the other, with a short pause between."""
    starts = [OPENING + timedelta(minutes=t * minutes) for t in range(count)]
    return tuple(
        Slot(f"s{t}", start, start + timedelta(minutes=minutes - pause)) for t, start in enumerate(starts)
    )


@dataclass(frozen=True)
class Kind:
    """What a random problem has besides requests and tables."""

    absences: bool
    delegates: bool
    floors: bool
    limits: bool
    online: bool
    languages: bool
    orders: bool
    fixed: bool
    fractions: bool
    rests: bool = False
    buffers: bool = False
    walks: bool = False
    relay: bool = False


kinds = st.builds(
    Kind,
    absences=st.booleans(),
    delegates=st.booleans(),
    floors=st.booleans(),
    limits=st.booleans(),
    online=st.booleans(),
    languages=st.booleans(),
    orders=st.booleans(),
    fixed=st.booleans(),
    fractions=st.booleans(),
    rests=st.booleans(),
    buffers=st.booleans(),
    walks=st.booleans(),
    relay=st.booleans(),
)


def problems() -> st.SearchStrategy[Problem]:
    return st.builds(problem_of, kinds, st.integers(0, 2**32))


def problem_of(kind: Kind, seed: int) -> Problem:
    random = Random(seed)
    slots = _slots(random)
    participants = tuple(_participant(random, kind, slots, i) for i in range(_size(random, 9)))
    requests = _requests(random, kind, slots, participants)
    places = tuple(
        Place(f"t{i}", random.choice("ABC" if kind.walks else "AB"), _open(random, kind, slots))
        for i in range(_size(random, 6 if kind.walks else 4))
    )
    rooms = tuple(Room(f"v{i}", _open(random, kind, slots)) for i in range(2 * kind.online))
    interpreters = tuple(
        Interpreter(
            id=f"i{i}",
            pairs=frozenset(random.sample(PAIRS, random.randint(1, 2 if kind.relay else 3))),
            available=_some(random, slots, 0.8),
            longest=random.choice((None, 0, 1, 2, 2)),
            most=random.choice((None, 1, 3)),
            attendance=random.choice(list(Attendance)) if kind.online else Attendance.BOTH,
        )
        for i in range(4 * kind.languages)
    )
    return Problem(
        slots=slots,
        participants=participants,
        requests=requests,
        places=places,
        rooms=rooms,
        interpreters=interpreters,
        fixed=_fixed(random, kind, slots, requests, (places, rooms, interpreters)),
        vetoes=frozenset(veto(request.a, request.b) for request in requests if random.random() < 0.05),
        precedences=_orders(random, kind, requests),
        penalty=random.choice((1.0, 5.0)) if kind.floors else 0.0,
        rests=_rests(random, slots, participants) if kind.rests else (),
        walks=_walks(random, places) if kind.walks else (),
        relay=kind.relay,
    )


def _size(random: Random, most: int) -> int:
    """Now and then none or one."""
    return random.randint(0, 1) if random.random() < 0.05 else random.randint(most // 2, most)


def _slots(random: Random) -> tuple[Slot, ...]:
    """Over one or two days, with pauses from none to as long as a slot."""
    slots = []
    start, day = OPENING, 0
    for t in range(_size(random, 6)):
        end = start + timedelta(minutes=random.choice((20, 30)))
        slots.append(Slot(f"s{t}", start, end, day))
        start = end + timedelta(minutes=random.choice((0, 5, 30)))
        if random.random() < 0.15:
            start, day = start + timedelta(hours=20), day + 1
    return tuple(slots)


def _some(random: Random, slots: tuple[Slot, ...], share: float) -> frozenset[int]:
    return frozenset(t for t in range(len(slots)) if random.random() < share)


def _open(random: Random, kind: Kind, slots: tuple[Slot, ...]) -> frozenset[int] | None:
    return _some(random, slots, 0.7) if kind.absences and random.random() < 0.5 else None


def _participant(random: Random, kind: Kind, slots: tuple[Slot, ...], i: int) -> Participant:
    return Participant(
        id=f"p{i}",
        available=_some(random, slots, 0.7) if kind.absences else every(slots),
        capacity=random.choice((1, 2, 3, 0)) if kind.delegates else 1,
        minimum=random.randint(0, 4) if kind.floors else 0,
        maximum=random.choice((None, 1, 2, 3, 0)) if kind.limits else None,
        languages=frozenset(random.sample(LANGUAGES, random.randint(0, 2)))
        if kind.languages
        else frozenset(),
        attendance=random.choice(list(Attendance)) if kind.online else Attendance.ONSITE,
        hall=random.choice((None, "A", "B")),
        buffer=random.choice((0, 10, 40)) if kind.buffers else 0,
    )


def _rests(
    random: Random, slots: tuple[Slot, ...], participants: tuple[Participant, ...]
) -> tuple[Rest, ...]:
    """One or two, in a row or not, for everybody or for some; now and then all of the slots."""
    return tuple(
        Rest(
            _some(random, slots, 0.5) if random.random() < 0.3 else frozenset(range(len(slots))[1:4]),
            free=random.choice((0, 1, 1, 2, 9)),
            participants=random.choice(
                (None, frozenset(who.id for who in participants if random.random() < 0.5))
            ),
        )
        for _ in range(random.randint(1, 2))
    )


def _walks(random: Random, places: tuple[Place, ...]) -> tuple[Walk, ...]:
    """Some of the ways between the halls, from none to longer than any pause of the day."""
    halls = sorted({place.hall for place in places})
    return tuple(
        Walk(one, other, random.choice((0, 5, 10, 10, 45)))
        for one, other in combinations(halls, 2)
        if random.random() < 0.8
    )


def _requests(
    random: Random, kind: Kind, slots: tuple[Slot, ...], participants: tuple[Participant, ...]
) -> tuple[Request, ...]:
    if len(participants) < 2:
        return ()
    worth = random.random if kind.fractions else lambda: random.randint(0, 9)
    return tuple(
        Request(
            f"r{i}",
            *random.sample([participant.id for participant in participants], 2),
            value_a=worth(),
            value_b=worth(),
            slots=_some(random, slots, 0.6) if kind.absences and random.random() < 0.3 else None,
            form=random.choice(list(Form)) if kind.online and random.random() < 0.2 else None,
            pairs=frozenset(PAIRS[1:]) if kind.languages and random.random() < 0.2 else None,
        )
        for i in range(_size(random, 30))
    )


def _orders(random: Random, kind: Kind, requests: tuple[Request, ...]) -> tuple[tuple[str, str], ...]:
    """Some pairs in order; now and then they make a circle."""
    if not kind.orders or len(requests) < 2:
        return ()
    pairs = (random.sample([request.id for request in requests], 2) for _ in range(len(requests) // 3))
    return tuple((first, then) for first, then in pairs)


def _fixed(
    random: Random, kind: Kind, slots: tuple[Slot, ...], requests: tuple[Request, ...], named: tuple
) -> tuple[Fixed, ...]:
    """Some meetings fixed, not always possible, some with table, room or interpreter."""
    if not slots or not kind.fixed:
        return ()
    chosen = random.sample(requests, min(random.choice((1, 1, 1, 3)), len(requests)))
    place, room, interpreter = (
        [random.choice(things).id if things and random.random() < 0.2 else None for _ in chosen]
        for things in named
    )
    return tuple(
        Fixed(
            request.id,
            random.choice(sorted(request.slots or range(len(slots)))),
            place[i],
            room[i],
            () if interpreter[i] is None else (interpreter[i],),
        )
        for i, request in enumerate(chosen)
    )
