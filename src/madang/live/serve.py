"""The process that pushes live events to readers: uvicorn over the raw ASGI application."""

import argparse
import resource
import socket
from collections.abc import Iterable
from urllib.parse import urlsplit

import uvicorn
from django.conf import settings
from django.db import connection
from psycopg.conninfo import make_conninfo

from madang.live.asgi import LiveApplication
from madang.live.feed import Feed
from madang.live.hub import Hub

GRACE = 3  # seconds for open streams to end when the process is told to stop


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8001)


def run(options: argparse.Namespace) -> None:
    raise_file_limit()
    server_of(options.host, options.port).run()


class LiveServer(uvicorn.Server):
    """Ends the open streams when it is told to stop; uvicorn would wait for the readers to leave."""

    def __init__(self, config: uvicorn.Config, hub: Hub) -> None:
        super().__init__(config)
        self.hub = hub

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        self.hub.close()
        await super().shutdown(sockets)


def server_of(host: str, port: int) -> LiveServer:
    hub = Hub()
    application = LiveApplication(
        hub, Feed(hub, conninfo), origins(settings.SITE_URL, settings.ALLOWED_HOSTS)
    )
    config = uvicorn.Config(
        application,
        host=host,
        port=port,
        log_level="warning",
        access_log=False,
        lifespan="on",
        ws="none",
        server_header=False,
        timeout_graceful_shutdown=GRACE,
        backlog=4096,
    )
    return LiveServer(config, hub)


def conninfo() -> str:
    """The address of Django's database, for a connection of our own."""
    wanted = ("host", "port", "dbname", "user", "password", "sslmode", "sslrootcert", "sslcert", "sslkey")
    given = connection.get_connection_params()
    return make_conninfo(**{key: given[key] for key in wanted if given.get(key)}, keepalives_idle=30)


def origins(site: str, hosts: Iterable[str]) -> set[str]:
    """The pages' address, and the same with the other names by which this installation is called."""
    parts = urlsplit(site)
    port = f":{parts.port}" if parts.port else ""
    names = [host for host in hosts if not host.startswith((".", "*"))]
    return {f"{parts.scheme}://{parts.netloc}", *(f"{parts.scheme}://{name}{port}" for name in names)}


def raise_file_limit() -> None:
    """Each reader is an open file: take as many as the system allows."""
    _soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
