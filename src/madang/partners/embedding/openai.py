"""Vectors over HTTP from an address that speaks as OpenAI's `/v1/embeddings` does (vLLM, TEI, Ollama, …).

The request goes straight to the address that the operator set: no proxy, no redirect. What is sent is
`{"model": …, "input": [texts], "encoding_format": "float"}`; what comes back is read up to a limit, and no
part of it is repeated in an error, for servers like to echo what they were sent.
"""

import contextlib
import hashlib
import http.client
import json
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any
from urllib.parse import SplitResult, urlsplit

from madang.partners.embedding.shapes import LONGEST_TEXT, Array, EmbeddingError, Why, checked

BATCH = 64  # texts in a request
LARGEST_ANSWER = 64 * 1024 * 1024  # bytes; 64 vectors of 4,096 numbers take some 6 MB
PIECE = 256 * 1024
LONGEST_WAIT = 30.0  # seconds that we wait at most because a server says so
AGAIN = {
    HTTPStatus.REQUEST_TIMEOUT,
    HTTPStatus.TOO_MANY_REQUESTS,
    HTTPStatus.INTERNAL_SERVER_ERROR,
    HTTPStatus.BAD_GATEWAY,
    HTTPStatus.SERVICE_UNAVAILABLE,
    HTTPStatus.GATEWAY_TIMEOUT,
}


def address_of(url: str) -> SplitResult:
    """The address of the embeddings; `…/v1` becomes `…/v1/embeddings`.

    Raises:
        ValueError: it is no http or https address, or carries a name and password.
    """
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise ValueError("is not of the form https://host/v1/embeddings")
    if parts.username or parts.password:
        raise ValueError("carries a name or password; the key has a setting of its own")
    _port = parts.port  # a port that is no number raises ValueError here
    path = parts.path.rstrip("/")
    return parts._replace(path=path if path.endswith("/embeddings") else f"{path}/embeddings", fragment="")


@dataclass(frozen=True)
class _Reply:
    """The status, the wait that the server asks for, and the body."""

    status: int
    wait: float
    body: bytes


class _Passing(Exception):  # noqa: N818  it becomes an EmbeddingError when tries run out
    """What may be gone a moment later."""

    def __init__(self, why: Why, sentence: str, wait: float = 0.0) -> None:
        super().__init__(sentence)
        self.why, self.sentence, self.wait = why, sentence, wait


@dataclass(frozen=True)
class Remote:
    """A model behind an address; `timeout` and `pause` (before a second try, then doubled) in seconds."""

    url: str
    model: str
    secret: str = ""
    timeout: float = 30.0
    tries: int = 3
    pause: float = 0.5
    batch: int = BATCH

    def __repr__(self) -> str:
        return f"Remote({self._address.hostname}, {self.model})"

    @property
    def key(self) -> str:
        name = hashlib.sha256(f"{self._address.geturl()}\n{self.model}".encode()).hexdigest()
        return f"{self.model[:100]} {name[:16]}"

    def batches(self, texts: Sequence[str]) -> Iterator[Array]:
        """As `Model.batches`."""
        width = 0
        with contextlib.closing(self._connection()) as connection:
            for first in range(0, len(texts), self.batch):
                part = [text[:LONGEST_TEXT] for text in texts[first : first + self.batch]]
                found = checked(_rows(self._asked(connection, part), len(part)), len(part), width)
                width = found.shape[1]
                yield found

    @property
    def _address(self) -> SplitResult:
        return address_of(self.url)

    def _connection(self) -> http.client.HTTPConnection:
        address = self._address
        kind = http.client.HTTPSConnection if address.scheme == "https" else http.client.HTTPConnection
        return kind(address.hostname or "", address.port, timeout=self.timeout)

    def _asked(self, connection: http.client.HTTPConnection, texts: list[str]) -> bytes:
        """The body of a good answer, after as many tries as we have patience for."""
        content = json.dumps({"model": self.model, "input": texts, "encoding_format": "float"}).encode()
        pause = self.pause
        for left in reversed(range(self.tries)):
            try:
                return self._body(self._sent(connection, content))
            except _Passing as passing:
                connection.close()
                if not left:
                    raise EmbeddingError(passing.why, passing.sentence) from None
                time.sleep(max(pause, min(passing.wait, LONGEST_WAIT)))
                pause *= 2
        raise EmbeddingError(Why.UNREACHABLE, "It was not asked at all.")

    def _sent(self, connection: http.client.HTTPConnection, content: bytes) -> _Reply:
        host = self._address.hostname
        try:
            return self._exchange(connection, content)
        except TimeoutError:
            raise _Passing(Why.SLOW, f"{host} did not answer within {self.timeout:g} seconds.") from None
        except (OSError, http.client.HTTPException) as error:
            raise _Passing(Why.UNREACHABLE, f"{host} cannot be reached ({type(error).__name__}).") from None

    def _exchange(self, connection: http.client.HTTPConnection, content: bytes) -> _Reply:
        deadline = time.monotonic() + self.timeout
        address = self._address
        target = f"{address.path}?{address.query}" if address.query else address.path
        connection.request("POST", target, content, self._headers())
        with connection.getresponse() as response:
            body = b"".join(_pieces(response, deadline))
        wait = response.headers.get("Retry-After", "")
        return _Reply(response.status, float(wait) if wait.isdecimal() else 0.0, body)

    def _headers(self) -> dict[str, str]:
        headers = {"Content-Type": "application/json", "Accept": "application/json"}
        return headers | ({"Authorization": f"Bearer {self.secret}"} if self.secret else {})

    def _body(self, reply: _Reply) -> bytes:
        host, status = self._address.hostname, reply.status
        if status == HTTPStatus.OK:
            return reply.body
        if status in AGAIN:
            raise _Passing(Why.BUSY, f"{host} answered {status}.", reply.wait)
        if status in {HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN}:
            raise EmbeddingError(Why.KEY, f"{host} does not accept the key ({status}).")
        if HTTPStatus.MULTIPLE_CHOICES <= status < HTTPStatus.BAD_REQUEST:
            raise EmbeddingError(
                Why.REDIRECT, f"{host} sends us to another address ({status}): set that one."
            )
        raise EmbeddingError(Why.REFUSED, f"{host} refused the request ({status}).")


def _pieces(response: http.client.HTTPResponse, deadline: float) -> Iterator[bytes]:
    """The body piece by piece, so that neither a drip nor a flood keeps us."""
    size = 0
    while piece := response.read1(PIECE):
        size += len(piece)
        if size > LARGEST_ANSWER:
            raise EmbeddingError(Why.ANSWER, "The answer is too large.")
        if time.monotonic() > deadline:
            raise TimeoutError
        yield piece


def _rows(body: bytes, count: int) -> list[Any]:
    """The vectors in the order of the texts."""
    try:
        entries = json.loads(body)["data"]
        rows = {entry.get("index", place): entry["embedding"] for place, entry in enumerate(entries)}
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise EmbeddingError(Why.ANSWER, "The answer is not a list of embeddings in JSON.") from None
    if len(entries) != count or rows.keys() != set(range(count)):
        raise EmbeddingError(Why.ANSWER, f"{len(entries)} vectors came for {count} texts.")
    return [rows[place] for place in range(count)]
