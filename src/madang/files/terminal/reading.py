"""Files as bytes; why one cannot be read is a sentence."""

from pathlib import Path

from madang.config.processes.preflight import CannotRun


def read_bytes(path: Path) -> bytes:
    """What is in the file.

    Raises:
        CannotRun: it cannot be read; says why.
    """
    try:
        return path.read_bytes()
    except OSError as error:
        raise CannotRun(f"{path} cannot be read: {error.strerror or error}.") from None
    except ValueError as error:  # a name with a null byte
        raise CannotRun(f"{str(path)!r} cannot be read: {error}.") from None
