"""The live process as a raw ASGI application.

`GET /live/events?token=…` answers with server-sent events of the channels that the token opens; the page
hands the token to a reader who may see it, so no session is looked up here. The token ends after minutes: the
page asks the pages' process for a new one (`/listen/`), which looks again whether its reader may listen.
`GET /live/health` is for the operator.
"""

import asyncio
import json
import random
import time
from collections.abc import Awaitable, Callable, Collection, MutableMapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs

from django.core import signing

from madang.core.events import TOKEN_SECONDS, channels_of
from madang.live.feed import Feed
from madang.live.hub import RELOAD, Hub, Listener

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Headers = list[tuple[bytes, bytes]]

HEARTBEAT_SECONDS = 20.0
READY_SECONDS = 10.0
REFUSED = b"The token is missing, forged or too old: reload the page.\n"
FIRST_RETRY = (1000, 4000)  # milliseconds; spread, so that not everybody comes back at once
STREAM = (b"content-type", b"text/event-stream; charset=utf-8")
TEXT = (b"content-type", b"text/plain; charset=utf-8")
JSON = (b"content-type", b"application/json")


@dataclass(frozen=True)
class Asked:
    """What a reader's request says: what it may hear, and where it left off."""

    channels: list[str]
    issued: float  # UNIX time at which the page made the token
    last: int | None


class LiveApplication:
    """Serves streams from a hub; `origins` are the addresses whose pages may read them."""

    def __init__(self, hub: Hub, feed: Feed, origins: Collection[str]) -> None:
        self.hub = hub
        self.feed = feed
        self.origins = {origin.encode("ascii") for origin in origins}
        self._tasks: list[asyncio.Task[None]] = []

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._live(receive, send)
        elif scope["type"] == "http":
            await self._answer(scope, receive, send)

    async def _live(self, receive: Receive, send: Send) -> None:
        while True:
            message = await receive()
            if message["type"] == "lifespan.startup":
                self._tasks = [asyncio.create_task(self.feed.run()), asyncio.create_task(self._beat())]
            else:
                await self._end_tasks()
            await send({"type": message["type"] + ".complete"})
            if message["type"] == "lifespan.shutdown":
                return

    async def _end_tasks(self) -> None:
        for task in self._tasks:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task

    async def _beat(self) -> None:
        while True:
            await asyncio.sleep(HEARTBEAT_SECONDS)
            self.hub.beat(time.time())

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        origin = _header(scope, b"origin")
        if origin and origin not in self.origins:
            await _reply(send, 403, [TEXT], b"This address is not a page of this Madang.\n")
        elif scope["method"] not in {"GET", "HEAD"}:
            await _reply(send, 405, [TEXT, (b"allow", b"GET")], b"Only GET.\n")
        elif scope["path"] == "/live/events":
            await self._stream(scope, receive, send, _allow(origin))
        elif scope["path"] == "/live/health":
            await _reply(send, 200 if self.feed.listening else 503, [JSON], self._health())
        else:
            await _reply(send, 404, [TEXT], b"Nothing is here.\n")

    def _health(self) -> bytes:
        state = {"listening": self.feed.listening, "listeners": len(self.hub), "latest": self.hub.latest}
        return json.dumps(state).encode()

    async def _stream(self, scope: Scope, receive: Receive, send: Send, allow: Headers) -> None:
        try:
            asked = _asked(scope)
        except (signing.BadSignature, ValueError, KeyError):
            await _reply(send, 403, [TEXT, *allow], REFUSED)
            return
        headers = [STREAM, (b"cache-control", b"no-store"), (b"x-accel-buffering", b"no"), *allow]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        if scope["method"] == "HEAD":
            await send({"type": "http.response.body"})
            return
        await self._keep(asked, receive, send)

    async def _keep(self, asked: Asked, receive: Receive, send: Send) -> None:
        async def send_body(body: bytes) -> None:
            await send({"type": "http.response.body", "body": body, "more_body": True})

        listener = Listener(asked.channels, send_body, closes_at=asked.issued + TOKEN_SECONDS)
        listener.task = asyncio.current_task()
        await self._memory()
        listener.give(self._greeting(asked))
        self.hub.join(listener)
        try:
            while (await receive())["type"] != "http.disconnect":
                pass
        except asyncio.CancelledError:
            await send({"type": "http.response.body"})
        finally:
            self.hub.leave(listener)

    async def _memory(self) -> None:
        """Who comes while the process starts waits until it remembers; without a database, not for ever."""
        with suppress(TimeoutError):
            await asyncio.wait_for(self.feed.ready.wait(), READY_SECONDS)

    def _greeting(self, asked: Asked) -> bytes:
        """How soon to come back, what was missed, and the id from which to go on."""
        retry = random.randint(*FIRST_RETRY)  # noqa: S311  spread, not a secret
        opening = f"retry: {retry}\nid: {self.hub.latest}\nevent: hello\ndata: {{}}\n\n".encode()
        return opening + self._missed(asked)

    def _missed(self, asked: Asked) -> bytes:
        channels = frozenset(asked.channels)
        if asked.last is None:
            events = self.hub.after(asked.issued, channels)
        else:
            found = self.hub.since(asked.last, channels)
            if found is None:
                return RELOAD
            events = found
        return b"".join(event.frame for event in events)


def _asked(scope: Scope) -> Asked:
    query = parse_qs(scope["query_string"].decode("ascii", "replace"))
    token = query["token"][0]
    last = _header(scope, b"last-event-id").decode("ascii", "replace") or query.get("after", [""])[0]
    return Asked(channels_of(token), _issued(token), int(last) if last else None)


def _issued(token: str) -> float:
    """Django signs `payload:time:signature`, the time in base 62; `channels_of` has checked it."""
    return float(signing.b62_decode(token.rsplit(":", 2)[1]))


def _header(scope: Scope, name: bytes) -> bytes:
    return next((value for key, value in scope["headers"] if key == name), b"")


def _allow(origin: bytes) -> Headers:
    return [(b"access-control-allow-origin", origin), (b"vary", b"origin")] if origin else []


async def _reply(send: Send, status: int, headers: Headers, body: bytes) -> None:
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
