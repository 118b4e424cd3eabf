"""The process that serves the pages: granian over WSGI, each thread with a connection from a pool."""

import argparse
import os

from madang.config.storage.database import appoint, available

THREADS = 8
POOL = THREADS  # one connection a thread is enough


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument("--processes", type=int, default=default_processes(), help="(%(default)s)")


def default_processes() -> int:
    return max(1, min(4, (os.cpu_count() or 1) // 2))


def run(options: argparse.Namespace) -> None:
    os.environ.setdefault("MADANG_DATABASE_POOL", str(POOL))
    given = appoint()
    with available("pages", given=given):
        serve(options.host, options.port, options.processes)


def serve(host: str, port: int, processes: int) -> None:
    from granian.constants import Interfaces  # noqa: PLC0415  `--help` answers at once
    from granian.log import LogLevels  # noqa: PLC0415
    from granian.server import Server  # noqa: PLC0415

    Server(
        "madang.config.wsgi:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=processes,
        blocking_threads=THREADS,
        backlog=2048,
        log_level=LogLevels.warning,
        respawn_failed_workers=True,
        workers_kill_timeout=5,
        websockets=False,
    ).serve()
