"""The file that a command writes: whether it can be written is known before the work begins."""

import argparse
import json
import os
import sys
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import Any

from madang.config.processes.preflight import CannotRun

Json = dict[str, Any]


def add_output(parser: argparse._ActionsContainer, what: str) -> None:
    parser.add_argument("--json", type=Path, metavar="OUT", help=f"write {what} to this file, as JSON")


def check_output(out: Path | None, *inputs: Path) -> None:
    """Refuse a file that cannot be written, or that would overwrite one that is read."""
    if out is None:
        return
    if any(_is_same(out, path) for path in inputs):
        raise CannotRun(f"{out} cannot be written: it is read by the same command. Choose another OUT.")
    try:
        if out.is_dir():
            raise CannotRun(f"{out} cannot be written: it is a directory.")
        if out.exists():
            out.open("ab").close()
        if not out.exists() or out.is_file():
            tempfile.TemporaryFile(dir=out.parent).close()
    except (OSError, ValueError) as error:
        raise _cannot_write(out, error) from None


def write(out: Path, document: Json) -> None:
    """Write the document whole or not at all: who reads the file meanwhile sees the old or the new one."""
    write_text(out, as_text(document))


def write_text(out: Path, text: str) -> None:
    """The same for a text, as UTF-8."""
    try:
        if out.exists() and not out.is_file():  # a pipe or a device
            out.write_text(text, encoding="utf-8")
        else:
            _replace(out, text)
    except OSError as error:
        raise _cannot_write(out, error) from None
    sys.stdout.write(f"Written to {out}.\n")


def as_text(document: Json) -> str:
    """The JSON with one field a line, and one item of a list a line."""
    fields = (f" {_compact(name)}: {_lines(value)}" for name, value in document.items())
    return "{\n" + ",\n".join(fields) + "\n}\n"


def _lines(value: object) -> str:
    if not (isinstance(value, list) and value and isinstance(value[0], dict | list)):
        return _compact(value)
    return "[\n" + ",\n".join(f"  {_compact(item)}" for item in value) + "\n ]"


def _compact(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False)


def _replace(out: Path, text: str) -> None:
    out = out.resolve()
    fresh = out.with_name(f".{out.name}.{os.getpid()}")
    try:
        fresh.write_text(text, encoding="utf-8")
        fresh.replace(out)
    finally:
        with suppress(OSError):
            fresh.unlink()


def _is_same(one: Path, other: Path) -> bool:
    try:
        return one.samefile(other)
    except (OSError, ValueError):
        return False


def _cannot_write(out: Path, error: Exception) -> CannotRun:
    reason = getattr(error, "strerror", None) or error
    return CannotRun(f"{out} cannot be written: {reason}.")
