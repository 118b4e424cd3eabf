"""A place that the floors above fill: in order, once each, and put back after a test."""

from madang.core.registry import Registry


def filled(*placed: tuple[str, int]) -> Registry[str]:
    registry: Registry[str] = Registry()
    for entry, order in placed:
        registry.add(entry, order=order)
    return registry


def test_entries_stand_in_their_order_and_of_equal_order_as_they_came() -> None:
    registry = filled(("late", 20), ("first", 10), ("second", 10))

    assert registry.each() == ("first", "second", "late")


def test_what_is_added_twice_is_there_once() -> None:
    registry = filled(("one", 0), ("one", 0))

    assert registry.each() == ("one",)


def test_test_brings_its_own_and_leaves_what_was_there() -> None:
    registry = filled(("of a subject", 0))

    with registry.emptied():
        registry.add("of a test")
        meanwhile = registry.each()

    assert meanwhile == ("of a test",)
    assert registry.each() == ("of a subject",)
