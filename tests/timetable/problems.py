"""Random problems of every kind: empty, single, infeasible, over-full, mixed, interpreted, ordered."""

from datetime import UTC, datetime, timedelta

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
    Room,
    Slot,
    every,
    language_pair,
    veto,
)

LANGUAGES = ("en", "ko", "ru", "zh")
PAIRS = sorted({language_pair(one, other) for one in LANGUAGES for other in LANGUAGES if one != other})
OPENING = datetime(2026, 6, 15, 1, 0, tzinfo=UTC)


def day_of(count: int, *, minutes: int = 30, pause: int = 5) -> tuple[Slot, ...]:
    """So many slots one after the other, with a short pause between."""
    starts = [OPENING + timedelta(minutes=t * minutes) for t in range(count)]
    return tuple(
        Slot(f"s{t}", start, start + timedelta(minutes=minutes - pause)) for t, start in enumerate(starts)
    )


@st.composite
def slots(draw: st.DrawFn) -> tuple[Slot, ...]:
    """Up to six slots over two days, with pauses from none to as long as a slot."""
    found = []
    start, day = OPENING, 0
    for t in range(draw(st.integers(0, 6))):
        end = start + timedelta(minutes=draw(st.sampled_from((20, 30))))
        found.append(Slot(f"s{t}", start, end, day))
        start = end + timedelta(minutes=draw(st.sampled_from((0, 5, 30))))
        if draw(st.integers(0, 5)) == 0:
            start, day = start + timedelta(hours=20), day + 1
    return tuple(found)


@st.composite
def participants(draw: st.DrawFn, slots: tuple[Slot, ...]) -> tuple[Participant, ...]:
    always = every(slots)
    return tuple(
        Participant(
            id=f"p{i}",
            available=draw(st.one_of(st.just(always), subsets(always))),
            capacity=draw(st.sampled_from((1, 1, 1, 2, 3, 0))),
            minimum=draw(st.integers(0, 3)),
            maximum=draw(st.sampled_from((None, None, 0, 1, 2, 3))),
            languages=draw(subsets(LANGUAGES)),
            attendance=draw(st.sampled_from(Attendance)),
            hall=draw(st.sampled_from((None, "A", "B"))),
        )
        for i in range(draw(st.integers(0, 8)))
    )


def subsets(items):
    return st.frozensets(st.sampled_from(sorted(items))) if items else st.just(frozenset())


@st.composite
def requests(draw: st.DrawFn, slots, participants, values) -> tuple[Request, ...]:
    if len(participants) < 2:
        return ()
    ids = st.sampled_from([participant.id for participant in participants])
    wishes = draw(st.lists(st.tuples(ids, ids).filter(lambda pair: pair[0] != pair[1]), max_size=16))
    return tuple(
        Request(
            id=f"r{i}",
            a=a,
            b=b,
            value_a=draw(values),
            value_b=draw(values),
            slots=draw(st.one_of(st.none(), st.none(), subsets(every(slots)))),
            form=draw(st.sampled_from((None, None, *Form))),
            pairs=draw(st.sampled_from((None, frozenset(), frozenset({PAIRS[0]}), frozenset(PAIRS[1:3])))),
        )
        for i, (a, b) in enumerate(wishes)
    )


@st.composite
def interpreters(draw: st.DrawFn, slots) -> tuple[Interpreter, ...]:
    return tuple(
        Interpreter(
            id=f"i{i}",
            pairs=draw(subsets(PAIRS)),
            available=draw(st.one_of(st.just(every(slots)), subsets(every(slots)))),
            longest=draw(st.sampled_from((None, 0, 1, 2))),
            most=draw(st.sampled_from((None, None, 1, 3))),
        )
        for i in range(draw(st.integers(0, 4)))
    )


@st.composite
def demands(draw: st.DrawFn, slots, requests, places, rooms, interpreters) -> tuple[Fixed, ...]:
    """Now and then a fixed meeting or two, not always possible."""
    if not (slots and requests) or draw(st.booleans()):
        return ()
    chosen = draw(st.lists(st.sampled_from(requests), max_size=3, unique_by=lambda request: request.id))
    ids = lambda things: st.sampled_from([None, None, *(thing.id for thing in things)])  # noqa: E731
    fixed = []
    for request in chosen:
        interpreter = draw(ids(interpreters))
        fixed.append(
            Fixed(
                request=request.id,
                slot=draw(st.sampled_from(range(len(slots)))),
                place=draw(ids(places)),
                room=draw(ids(rooms)),
                interpreters=() if interpreter is None else (interpreter,),
            )
        )
    return tuple(fixed)


@st.composite
def problems(draw: st.DrawFn) -> Problem:
    times = draw(slots())
    people = draw(participants(times))
    values = draw(st.sampled_from((st.integers(0, 9).map(float), st.floats(0, 10, allow_subnormal=False))))
    wishes = draw(requests(times, people, values))
    open_in = st.one_of(st.none(), st.none(), subsets(every(times)))
    places = tuple(
        Place(f"t{i}", draw(st.sampled_from("AB")), draw(open_in)) for i in range(draw(st.integers(0, 4)))
    )
    rooms = tuple(Room(f"v{i}", draw(open_in)) for i in range(draw(st.integers(0, 2))))
    helpers = draw(interpreters(times))
    ids = [request.id for request in wishes]
    orders = (
        draw(st.lists(st.lists(st.sampled_from(ids), min_size=2, max_size=2, unique=True), max_size=2))
        if len(ids) > 1
        else []
    )
    return Problem(
        slots=times,
        participants=people,
        requests=wishes,
        places=places,
        rooms=rooms,
        interpreters=helpers,
        fixed=draw(demands(times, wishes, places, rooms, helpers)),
        vetoes=frozenset(veto(request.a, request.b) for request in wishes[:1] if draw(st.booleans())),
        precedences=tuple((first, then) for first, then in orders),
        penalty=draw(st.sampled_from((0.0, 1.0, 5.0))),
    )
