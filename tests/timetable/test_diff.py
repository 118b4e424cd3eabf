"""What changed between two timetables, and whom to tell."""

from dataclasses import replace

from madang.timetable import Aspect, Change, Difference, Kind, Meeting, Motive, Timetable, Why, diff

AB = Meeting(0, "ab", "a", "b", place="t")
CD = Meeting(1, "cd", "c", "d", place="t")
EF = Meeting(2, "ef", "e", "f", room="v")


def test_same_timetable_changes_nothing_for_nobody() -> None:
    assert diff(Timetable((AB, CD)), Timetable((AB, CD), value=3)) == Difference()


def test_added_removed_and_moved_meetings_come_in_order_of_time() -> None:
    moved = replace(CD, slot=3, place="u")

    difference = diff(Timetable((AB, CD)), Timetable((EF, moved)))

    assert difference.changes == (
        Change(Kind.REMOVED, AB, None),
        Change(Kind.ADDED, None, EF),
        Change(Kind.MOVED, CD, moved, frozenset({Aspect.SLOT, Aspect.PLACE})),
    )


def test_only_those_whose_meetings_changed_are_told() -> None:
    difference = diff(Timetable((AB, CD, EF)), Timetable((AB, replace(CD, interpreters=("kim",)))))

    assert difference.participants == {"c", "d", "e", "f"}
    assert difference.of("a") == ()
    assert [change.aspects for change in difference.of("c")] == [{Aspect.INTERPRETERS}]
    assert [change.kind for change in difference.of("f")] == [Kind.REMOVED]


def test_reasons_are_kept_beside_their_changes() -> None:
    moved = replace(CD, slot=3)
    why = Why(Motive.MOVED_FOR, request="ef")

    difference = diff(Timetable((AB, CD)), Timetable((moved, EF))).because({"cd": why})

    assert [(change.meeting.request, change.why) for change in difference.changes] == [
        ("ab", None),
        ("ef", None),
        ("cd", why),
    ]
    assert [change.meeting for change in difference.moved] == [moved]
