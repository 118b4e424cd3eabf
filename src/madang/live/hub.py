"""The hub: who listens to which channel, and the last events for those who were away for a moment.

No input or output of its own: a listener brings the function that sends to it.
"""

import asyncio
import itertools
import json
from collections import defaultdict, deque
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass

REMEMBERED = 4096  # events kept for those who come back
MOST_WAITING = 512  # frames that a slow listener may leave unread before it is told to reload
RELOAD = b"event: reload\ndata: {}\n\n"
HEARTBEAT = b":\n\n"
RENEW = b"event: renew\ndata: {}\n\n"
RENEW_AHEAD = 60.0  # seconds before its end in which a page is asked for a new token

Send = Callable[[bytes], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Event:
    """One event as it goes to everybody who listens to its channel; `at` is a UNIX time in seconds."""

    id: int
    channel: str
    at: float
    frame: bytes


def event_of(id: int, channel: str, kind: str, payload: dict[str, object], at: float) -> Event:  # noqa: A002
    """Write the frame once, for all: the browser gets `kind` as the event's name and the rest as JSON."""
    body = json.dumps({"channel": channel, **payload}, ensure_ascii=False, separators=(",", ":"))
    return Event(id, channel, at, f"id: {id}\nevent: {kind}\ndata: {body}\n\n".encode())


class Listener:
    """One open connection. What waits for it is sent in one piece by a task that lives only that long."""

    __slots__ = ("_send", "_sending", "_waiting", "channels", "closes_at", "is_asked", "task")

    def __init__(self, channels: Iterable[str], send: Send, *, closes_at: float) -> None:
        self.channels = frozenset(channels)
        self.closes_at = closes_at
        self.is_asked = False  # for a new token
        self.task: asyncio.Task[object] | None = None
        self._send = send
        self._waiting: list[bytes] = []
        self._sending: asyncio.Task[None] | None = None

    def give(self, frame: bytes) -> None:
        """Queue a frame; a listener that reads too slowly loses what waits, and is told to reload."""
        if len(self._waiting) >= MOST_WAITING:
            self._waiting = [RELOAD]
        elif self._waiting[:1] != [RELOAD]:
            self._waiting.append(frame)
        if self._sending is None:
            self._sending = asyncio.get_running_loop().create_task(self._flush())

    async def _flush(self) -> None:
        try:
            while self._waiting:
                body, self._waiting = b"".join(self._waiting), []
                await self._send(body)
        finally:
            self._sending = None


class Hub:
    """Passes events on in the order in which they were committed, and remembers the last of them."""

    def __init__(self, remembered: int = REMEMBERED) -> None:
        self._listeners: defaultdict[str, set[Listener]] = defaultdict(set)
        self._all: set[Listener] = set()
        self._last: deque[Event] = deque(maxlen=remembered)
        self._place: dict[int, int] = {}  # event id → its running number
        self._numbers = itertools.count(1)
        self._forgotten = 0  # running number of the last event that fell out of memory

    def __len__(self) -> int:
        return len(self._all)

    @property
    def latest(self) -> int:
        """The id of the event that was passed on last; 0 before the first."""
        return self._last[-1].id if self._last else 0

    def knows(self, event_id: int) -> bool:
        return event_id in self._place

    def join(self, listener: Listener) -> None:
        self._all.add(listener)
        for channel in listener.channels:
            self._listeners[channel].add(listener)

    def leave(self, listener: Listener) -> None:
        self._all.discard(listener)
        for channel in listener.channels:
            self._listeners[channel].discard(listener)
            if not self._listeners[channel]:
                del self._listeners[channel]

    def remember(self, events: Sequence[Event]) -> None:
        """Keep events for later without passing them on."""
        for event in events:
            if len(self._last) == self._last.maxlen:
                self._forgotten = self._place.pop(self._last[0].id)
            self._last.append(event)
            self._place[event.id] = next(self._numbers)

    def publish(self, events: Sequence[Event]) -> None:
        fresh = [event for event in events if not self.knows(event.id)]
        self.remember(fresh)
        for event in fresh:
            for listener in self._listeners.get(event.channel, ()):
                listener.give(event.frame)

    def since(self, event_id: int, channels: frozenset[str]) -> list[Event] | None:
        """What came after that event on these channels; None when memory does not reach back so far."""
        place = self._place.get(event_id, 0)
        if place < self._forgotten or (event_id and not place):
            return None
        skipped = place - self._forgotten
        return [event for event in itertools.islice(self._last, skipped, None) if event.channel in channels]

    def after(self, moment: float, channels: frozenset[str]) -> list[Event]:
        """What came on these channels at or after a UNIX time."""
        return [event for event in self._last if event.at >= moment and event.channel in channels]

    def beat(self, now: float) -> None:
        """A sign of life to everybody; whose token ends soon is asked for another, then sent away."""
        for listener in list(self._all):
            if now >= listener.closes_at:
                _send_away(listener)
            elif now >= listener.closes_at - RENEW_AHEAD and not listener.is_asked:
                listener.is_asked = True
                listener.give(RENEW)
            else:
                listener.give(HEARTBEAT)

    def close(self) -> None:
        for listener in list(self._all):
            _send_away(listener)


def _send_away(listener: Listener) -> None:
    if listener.task is not None:
        listener.task.cancel()
