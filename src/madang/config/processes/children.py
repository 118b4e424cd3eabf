"""Child processes that end when we end, even when we are killed."""

import ctypes
import os
import pwd
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO

PR_SET_PDEATHSIG = 1  # linux/prctl.h
_libc = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None


@dataclass(frozen=True)
class Account:
    """The operating system's user that a child runs as."""

    name: str
    uid: int
    gid: int

    @classmethod
    def named(cls, name: str) -> "Account":
        entry = pwd.getpwnam(name)
        return cls(entry.pw_name, entry.pw_uid, entry.pw_gid)


def spawn(
    command: Sequence[str],
    *,
    ending: signal.Signals = signal.SIGTERM,
    account: Account | None = None,
    env: Mapping[str, str] | None = None,
    cwd: Path | None = None,
    output: IO[bytes] | int | None = None,
) -> subprocess.Popen[bytes]:
    """Start a child in its own session, so that Ctrl-C reaches only us, and on Linux tie its life to ours.

    `ending` is the signal that the kernel sends the child when we die. Call it from the main thread: the
    kernel looks at the thread that started the child.
    """
    return subprocess.Popen(  # noqa: S603  our own commands, no shell
        list(command),
        env=env,
        cwd=cwd,
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=subprocess.STDOUT if output is not None else None,
        start_new_session=True,
        user=account.uid if account else None,
        group=account.gid if account else None,
        extra_groups=[] if account else None,
        umask=0o077 if account else -1,
        preexec_fn=_tie_to(os.getpid(), ending),  # noqa: PLW1509  no thread runs beside us, and it only calls prctl
    )


def _tie_to(parent: int, ending: signal.Signals) -> Callable[[], None]:
    def tie() -> None:
        if _libc is None:
            return
        _libc.prctl(PR_SET_PDEATHSIG, int(ending))
        if os.getppid() != parent:  # it died before the kernel knew of the tie
            os.kill(os.getpid(), ending)

    return tie


def end_with_parent(ending: signal.Signals = signal.SIGTERM) -> None:
    """Tie the life of this process to the one that started it (Linux; elsewhere nothing happens)."""
    if _libc is not None:
        _libc.prctl(PR_SET_PDEATHSIG, int(ending))


def end(process: subprocess.Popen[bytes], *, ending: signal.Signals, patience: float) -> None:
    """Ask a child to end, and after `patience` seconds end its whole group."""
    signal_group(process, ending)
    try:
        process.wait(patience)
    except subprocess.TimeoutExpired:
        pass
    finally:
        signal_group(process, signal.SIGKILL)
        process.wait()


def signal_group(process: subprocess.Popen[bytes], ending: signal.Signals) -> None:
    """Signal a child and what it started; it leads its own group, whose number is its own."""
    try:
        os.killpg(process.pid, ending)
    except ProcessLookupError:
        return
