"""The hub alone: who gets what, in which order, and what is remembered."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

from madang.live.hub import HEARTBEAT, MOST_WAITING, RELOAD, Event, Hub, Listener, event_of

FAR = 10.0**12


def happening(number: int, channel: str = "fair-1", at: float = 0.0) -> Event:
    return event_of(number, channel, "moved", {"meeting": number}, at)


def run(story: Callable[[], Coroutine[Any, Any, None]]) -> None:
    asyncio.run(story())


def test_frame_carries_id_kind_and_json_of_one_line() -> None:
    event = event_of(7, "fair-1", "said", {"text": "안녕\nhello"}, 0.0)

    assert event.frame.decode() == 'id: 7\nevent: said\ndata: {"channel":"fair-1","text":"안녕\\nhello"}\n\n'


def test_publish_reaches_only_listeners_of_the_channel() -> None:
    async def story() -> None:
        hub, heard = Hub(), {"one": b"", "two": b""}

        def hearing(name: str) -> Callable[[bytes], Coroutine[Any, Any, None]]:
            async def hear(body: bytes) -> None:
                heard[name] += body

            return hear

        hub.join(Listener(["fair-1"], hearing("one"), closes_at=FAR))
        hub.join(Listener(["fair-2"], hearing("two"), closes_at=FAR))
        hub.publish([happening(1), happening(2)])
        await asyncio.sleep(0)

        assert heard == {"one": happening(1).frame + happening(2).frame, "two": b""}

    run(story)


def test_publish_passes_an_event_on_once_when_it_comes_twice() -> None:
    async def story() -> None:
        hub, heard = Hub(), []

        async def hear(body: bytes) -> None:
            heard.append(body)

        hub.join(Listener(["fair-1"], hear, closes_at=FAR))
        hub.publish([happening(1)])
        hub.publish([happening(1)])
        await asyncio.sleep(0)

        assert heard == [happening(1).frame]

    run(story)


def test_leave_forgets_the_listener_and_its_channel() -> None:
    async def story() -> None:
        async def hear(body: bytes) -> None:
            raise AssertionError(body)

        hub = Hub()
        listener = Listener(["fair-1"], hear, closes_at=FAR)
        hub.join(listener)
        hub.leave(listener)
        hub.publish([happening(1)])
        await asyncio.sleep(0)

        assert (len(hub), dict(hub._listeners)) == (0, {})

    run(story)


def test_since_gives_what_was_committed_later_even_with_a_smaller_id() -> None:
    hub = Hub()
    hub.publish([happening(3), happening(5), happening(4), happening(6, "fair-2")])

    assert hub.since(5, frozenset({"fair-1"})) == [happening(4)]


def test_since_nothing_yet_gives_everything() -> None:
    hub = Hub()
    hub.publish([happening(1), happening(2)])

    assert hub.since(0, frozenset({"fair-1"})) == [happening(1), happening(2)]


def test_since_does_not_pretend_to_know_what_fell_out_of_memory() -> None:
    hub = Hub(remembered=3)
    hub.publish([happening(number) for number in range(1, 6)])

    channels = frozenset({"fair-1"})
    assert hub.since(0, channels) is None
    assert hub.since(1, channels) is None
    assert hub.since(99, channels) is None
    assert hub.since(3, channels) == [happening(4), happening(5)]
    assert hub.since(5, channels) == []


def test_after_gives_what_happened_since_the_page_was_made() -> None:
    hub = Hub()
    hub.publish([happening(1, at=10.0), happening(2, at=20.0), happening(3, "fair-2", at=30.0)])

    assert hub.after(20.0, frozenset({"fair-1"})) == [happening(2, at=20.0)]


def test_slow_listener_is_told_to_reload_instead_of_filling_the_memory() -> None:
    async def story() -> None:
        heard: list[bytes] = []
        gate = asyncio.Event()

        async def hear_slowly(body: bytes) -> None:
            heard.append(body)
            await gate.wait()

        listener = Listener(["fair-1"], hear_slowly, closes_at=FAR)
        listener.give(happening(0).frame)
        await asyncio.sleep(0)
        for number in range(1, MOST_WAITING + 10):
            listener.give(happening(number).frame)
        gate.set()
        await asyncio.sleep(0.01)

        assert heard == [happening(0).frame, RELOAD]

    run(story)


def test_beat_ends_a_listener_whose_token_is_over_and_keeps_the_others() -> None:
    async def story() -> None:
        hub, heard = Hub(), []

        async def hear(body: bytes) -> None:
            heard.append(body)

        stays, goes = Listener(["a"], hear, closes_at=FAR), Listener(["a"], hear, closes_at=100.0)
        goes.task = asyncio.create_task(asyncio.sleep(60))
        hub.join(stays)
        hub.join(goes)
        hub.beat(now=100.0)
        await asyncio.sleep(0.01)

        assert (heard, goes.task.cancelled()) == ([HEARTBEAT], True)

    run(story)
