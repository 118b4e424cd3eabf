"""The one connection to PostgreSQL that feeds the hub: LISTEN, then read the rows that NOTIFY named."""

import asyncio
import logging
from collections.abc import Callable, Iterable
from datetime import datetime

import psycopg

from madang.core.events import NOTIFY_CHANNEL
from madang.live.hub import REMEMBERED, Event, Hub, event_of

SHORTEST_BATCH = 0.05  # seconds that events are gathered before they are passed on together
LONGEST_BATCH = 1.0
LISTENERS_FOR_LONGEST = 10_000
QUIET = 15.0  # seconds without news after which the connection is tried
SHORTEST_PAUSE, LONGEST_PAUSE = 0.25, 10.0

NAMED = "SELECT id, channel, kind, payload, at FROM core_event WHERE id = ANY(%s)"
LAST = (
    "SELECT id, channel, kind, payload, at FROM core_event"
    " WHERE id > (SELECT coalesce(max(id), 0) - %s FROM core_event) ORDER BY id"
)

Row = tuple[int, str, str, dict[str, object], datetime]
Connection = psycopg.AsyncConnection[Row]

log = logging.getLogger(__name__)


class Feed:
    """Runs until it is cancelled; a lost database is tried again, and what was missed is caught up."""

    def __init__(self, hub: Hub, conninfo: Callable[[], str]) -> None:
        self.hub = hub
        self.listening = False
        self.ready = asyncio.Event()  # set once the memory is filled for the first time
        self._conninfo = conninfo
        self._pause = SHORTEST_PAUSE

    async def run(self) -> None:
        while True:
            try:
                await self._listen()
            except psycopg.OperationalError as error:
                self._note_loss(error)
            await asyncio.sleep(self._pause)
            self._pause = min(LONGEST_PAUSE, self._pause * 2)

    async def _listen(self) -> None:
        connection: Connection
        async with await psycopg.AsyncConnection.connect(self._conninfo(), autocommit=True) as connection:
            await connection.execute(f"LISTEN {NOTIFY_CHANNEL}")
            await self._catch_up(connection)
            self.listening, self._pause = True, SHORTEST_PAUSE
            self.ready.set()
            while True:
                await self._pass_on_next(connection)

    async def _catch_up(self, connection: Connection) -> None:
        """At the start, fill the memory; after a loss, pass on what happened meanwhile."""
        rows = await (await connection.execute(LAST, [REMEMBERED])).fetchall()
        events = [_event(row) for row in rows]
        if self.hub.latest:
            self.hub.publish(events)
        else:
            self.hub.remember(events)

    async def _pass_on_next(self, connection: Connection) -> None:
        ids = [_id(note) async for note in connection.notifies(timeout=QUIET, stop_after=1)]
        if not ids:
            await connection.execute("SELECT 1")
            return
        await asyncio.sleep(self._batch())
        ids += [_id(note) async for note in connection.notifies(timeout=0)]
        self.hub.publish(await _read(connection, ids))

    def _batch(self) -> float:
        """The more listen, the rarer and larger the pieces."""
        share = min(1.0, len(self.hub) / LISTENERS_FOR_LONGEST)
        return SHORTEST_BATCH + (LONGEST_BATCH - SHORTEST_BATCH) * share

    def _note_loss(self, error: psycopg.OperationalError) -> None:
        if self.listening or self._pause == SHORTEST_PAUSE:
            log.warning("The database is away (%s); trying again.", str(error).strip().split("\n")[0])
        self.listening = False


def _id(note: psycopg.Notify) -> int:
    return int(note.payload.split(" ", 1)[0])


async def _read(connection: Connection, ids: Iterable[int]) -> list[Event]:
    """The events in the order of their ids as given, which is the order of their commits."""
    order = list(dict.fromkeys(ids))
    rows = await (await connection.execute(NAMED, [order])).fetchall()
    events = {row[0]: _event(row) for row in rows}
    return [events[each] for each in order if each in events]


def _event(row: Row) -> Event:
    event_id, channel, kind, payload, at = row
    return event_of(event_id, channel, kind, payload, at.timestamp())
