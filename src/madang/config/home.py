"""Where a Madang installation keeps what is its own: database, uploads, secrets."""

import hashlib
import os
import tempfile
from pathlib import Path

SYSTEM_HOME = Path("/var/lib/madang")
SOCKET_NAME = ".s.PGSQL.5432"
LONGEST_SOCKET_PATH = 100  # bytes; Linux allows 107, macOS 103


def home() -> Path:
    """The folder of this installation: `MADANG_HOME`, or the usual place for this user."""
    if chosen := os.environ.get("MADANG_HOME"):
        return Path(chosen).expanduser().absolute()
    if os.geteuid() == 0:
        return SYSTEM_HOME
    return _user_folder() / "madang"


def _user_folder() -> Path:
    chosen = Path(os.environ.get("XDG_DATA_HOME", ""))
    return chosen if chosen.is_absolute() else Path.home() / ".local" / "share"


def socket_folder(installation: Path) -> Path:
    """A private folder for the database's UNIX socket, whose path must be short (about 100 bytes)."""
    inside = installation / "run"
    if len(os.fsencode(inside / SOCKET_NAME)) <= LONGEST_SOCKET_PATH:
        return inside
    return Path(tempfile.gettempdir()) / f"madang-{os.geteuid()}-{_fingerprint(installation)}"


def _fingerprint(path: Path) -> str:
    return hashlib.sha256(os.fsencode(path)).hexdigest()[:8]
