"""What may go wrong before Madang runs, each as one sentence that says what to do."""

import errno
import importlib.util
import os
import pwd
import socket
import sys
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

OLDEST_PYTHON = (3, 11)
OLDEST_POSTGRESQL = 150000  # as the server tells it: 15.0
PACKAGE = Path(__file__).resolve().parent.parent.parent
BUILT = PACKAGE / "web" / "static" / "dist"
FACES = PACKAGE / "web" / "fonts"


class CannotRun(Exception):  # noqa: N818  not a fault of the program: a sentence for the operator
    """Raised with one sentence that says what stands in the way and what to do about it."""


def check_python() -> None:
    if sys.version_info < OLDEST_PYTHON:
        wanted = ".".join(map(str, OLDEST_PYTHON))
        raise CannotRun(
            f"Madang needs Python {wanted} or newer and this is {sys.version.split()[0]}: "
            f"install a newer one and start Madang with it."
        )


def check_port(host: str, port: int, option: str = "--port") -> None:
    """Refuse a port that another program holds, that needs more rights, or an address that is not ours."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except (OSError, OverflowError) as error:
            raise CannotRun(_why_no_port(error, host, port, option)) from None


def _why_no_port(error: Exception, host: str, port: int, option: str) -> str:
    match getattr(error, "errno", None):
        case errno.EADDRINUSE:
            return (
                f"Port {port} on {host} is in use by another program: "
                f"end that program, or choose another port with {option} {_another(port)}."
            )
        case errno.EACCES:
            return (
                f"Port {port} is reserved for the system administrator: "
                f"choose one above 1023, for example {option} 8000."
            )
        case errno.EADDRNOTAVAIL | socket.EAI_NONAME:
            return (
                f"{host} is no address of this machine: give --host 127.0.0.1, or 0.0.0.0 for all addresses."
            )
        case _:
            return f"Madang cannot listen on {host}, port {port} ({error}): choose others."


def _another(port: int) -> int:
    return port + 10 if port + 10 < 65536 else 8000


def check_home(home: Path) -> None:
    """Make the folder of the installation, or say why it cannot be ours."""
    try:
        home.mkdir(mode=0o755, parents=True, exist_ok=True)
    except OSError as error:
        raise CannotRun(_why_no_folder(error, home)) from None
    check_owner(home, os.geteuid())
    check_writable(home)


def check_owner(folder: Path, uid: int) -> None:
    owner = folder.stat().st_uid
    if owner != uid:
        raise CannotRun(
            f"{folder} belongs to the user {name_of(owner)}, and Madang would use it as {name_of(uid)}: "
            f"run Madang as {name_of(owner)}, or set MADANG_HOME to a folder of your own."
        )


def check_writable(folder: Path) -> None:
    probe = folder / f".writable-{os.getpid()}"
    try:
        probe.touch()
    except OSError as error:
        raise CannotRun(_why_no_folder(error, folder)) from None
    with suppress(OSError):
        probe.unlink()


def _why_no_folder(error: OSError, folder: Path) -> str:
    reason = {
        errno.EROFS: "is on a read-only file system",
        errno.EACCES: "may not be written by this user",
        errno.EPERM: "may not be written by this user",
        errno.ENOSPC: "is on a full disk",
        errno.EEXIST: "is a file and not a folder",
        errno.ENOTDIR: "lies below a file and not a folder",
    }.get(error.errno or 0, f"cannot be used ({error.strerror})")
    return f"{folder}, where Madang keeps its data, {reason}: set MADANG_HOME to a folder that you may write."


def name_of(uid: int) -> str:
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return f"number {uid}"


def check_assets(built: Path = BUILT, faces: Path = FACES) -> None:
    """The styles, scripts and typefaces that `npm run build` writes and the wheel carries."""
    if not (built / "madang.css").is_file() or not (built / "madang.js").is_file():
        raise CannotRun(
            "The styles and scripts of the pages are not built: run `make assets` in the checkout, "
            "or install Madang from its wheel, which carries them."
        )
    if not any(faces.glob("*.ttf")):
        raise CannotRun(
            "The typefaces for printed timetables are not built: run `make assets` in the checkout, "
            "or install Madang from its wheel, which carries them."
        )


def check_translations(package: Path = PACKAGE) -> None:
    stale = [catalogue for catalogue in catalogues(package) if not _is_compiled(catalogue)]
    if stale:
        raise CannotRun(
            f"{len(stale)} translations are not compiled (the first is {stale[0].relative_to(package)}): "
            "run `make translations` in the checkout, or install Madang from its wheel, which carries them."
        )


def catalogues(package: Path = PACKAGE) -> list[Path]:
    return sorted(package.glob("**/locale/*/LC_MESSAGES/django.po"))


def _is_compiled(catalogue: Path) -> bool:
    return catalogue.with_suffix(".mo").is_file()


def check_parts(
    modules: Iterable[str] = ("django", "granian", "uvicorn", "procrastinate", "psycopg"),
) -> None:
    for module in modules:
        if importlib.util.find_spec(module) is None:
            raise CannotRun(
                f"The Python package {module} is missing: run `make environment` in the checkout, "
                "or install Madang with pip or pipx, which brings it."
            )
