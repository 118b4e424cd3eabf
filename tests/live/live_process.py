"""The live process on a real socket, and a reader of its streams."""

import http.client
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from madang.live.serve import LiveServer, server_of

SITE = "http://127.0.0.1:8000"


@dataclass
class Stream:
    client: http.client.HTTPConnection
    response: http.client.HTTPResponse

    def event(self) -> dict[str, str]:
        """The next event as its fields; heartbeats are passed over. Nothing when the stream has ended."""
        while line := self.response.readline().decode():
            fields: dict[str, str] = {}
            while line := line.rstrip("\n"):
                name, _, value = line.partition(": ")
                fields[name] = value
                line = self.response.readline().decode()
            if "event" in fields:
                return fields
        return {}

    def close(self) -> None:
        self.response.close()
        self.client.close()


@dataclass
class Live:
    """A live process in a thread of this one."""

    server: LiveServer
    port: int

    def open(self, signed: str, *, last: int | None = None, origin: str = SITE) -> Stream:
        return self.open_at(f"/live/events?token={signed}", last=last, origin=origin)

    def open_at(self, address: str, *, last: int | None = None, origin: str = SITE) -> Stream:
        client = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        headers = {"Origin": origin} | ({"Last-Event-ID": str(last)} if last is not None else {})
        client.request("GET", address, headers=headers)
        return Stream(client, client.getresponse())


@contextmanager
def live_process() -> Iterator[Live]:
    server = server_of("127.0.0.1", 0)
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    yield Live(server, server.servers[0].sockets[0].getsockname()[1])
    server.should_exit = True
    thread.join(10)
    assert not thread.is_alive()
