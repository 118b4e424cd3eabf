"""A server on loopback that speaks as OpenAI's embeddings do, and can be told to fail in the ways servers fail."""

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Embed = Callable[[str], list[float]]


@dataclass
class Reply:
    """What is answered instead of vectors."""

    status: int = 200
    body: bytes | None = None
    headers: dict[str, str] = field(default_factory=dict)
    change: Callable[[dict[str, Any]], dict[str, Any]] = lambda answer: answer
    drip: threading.Event | None = None


@dataclass
class Server:
    """What was asked, and what is answered: `replies` first, one a request, then vectors."""

    url: str
    embed: Embed
    asked: list[dict[str, Any]] = field(default_factory=list)
    keys: list[str] = field(default_factory=list)
    replies: list[Reply] = field(default_factory=list)

    @property
    def texts(self) -> list[str]:
        return [text for request in self.asked for text in request["input"]]


@contextmanager
def serving(embed: Embed) -> Iterator[Server]:
    web = _Web(("127.0.0.1", 0), _Handler)
    web.daemon_threads = True
    web.server = Server(f"http://127.0.0.1:{web.server_port}/v1", embed)
    thread = threading.Thread(target=web.serve_forever, args=(0.01,))
    thread.start()
    try:
        yield web.server
    finally:
        web.shutdown()
        web.server_close()
        thread.join()


class _Web(ThreadingHTTPServer):
    def handle_error(self, *_args: object) -> None:
        """A client that hangs up is what some tests are about."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    timeout = 5

    def log_message(self, *_args: object) -> None:
        """Say nothing."""

    def do_POST(self) -> None:
        ours: Server = self.server.server
        request = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        ours.asked.append(request)
        ours.keys.append(self.headers.get("Authorization", ""))
        reply = ours.replies.pop(0) if ours.replies else Reply()
        if self.path != "/v1/embeddings":
            reply = Reply(404, b"no such page")
        self._answer(reply, reply.body if reply.body is not None else self._vectors(ours, request, reply))

    def _vectors(self, ours: Server, request: dict[str, Any], reply: Reply) -> bytes:
        entries = [{"index": i, "embedding": ours.embed(text)} for i, text in enumerate(request["input"])]
        return json.dumps(reply.change({"object": "list", "data": entries[::-1]})).encode()

    def _answer(self, reply: Reply, body: bytes) -> None:
        self.send_response(reply.status)
        for name, value in reply.headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if reply.drip:
            self.wfile.write(body[:1])
            reply.drip.wait(5)
            self.close_connection = True
            return
        self.wfile.write(body)
