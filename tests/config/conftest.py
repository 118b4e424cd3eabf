"""Homes for installations that the tests start themselves."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from madang.config.processes.preflight import CannotRun, check_assets, check_translations

NOBODY = 65534


@pytest.fixture
def home() -> Iterator[Path]:
    """A short path (sockets), which the database's own user may pass when we are root."""
    folder = Path(tempfile.mkdtemp(prefix="mdg-"))
    folder.chmod(0o711)
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def ordinary_user() -> Iterator[None]:
    """Root may write everywhere; be somebody else for a moment, to be refused like one."""
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(NOBODY)
    yield
    os.seteuid(0)


@pytest.fixture
def built() -> None:
    try:
        check_assets()
        check_translations()
    except CannotRun as reason:
        pytest.skip(str(reason))
