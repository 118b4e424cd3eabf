"""Where an installation lives when nobody says."""

import os
from pathlib import Path

import pytest

from madang.config.home import LONGEST_SOCKET_PATH, SOCKET_NAME, SYSTEM_HOME, home, socket_folder


@pytest.fixture
def variables(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    for name in ("MADANG_HOME", "XDG_DATA_HOME"):
        monkeypatch.delenv(name, raising=False)
    return monkeypatch


def test_home_is_what_was_chosen(variables: pytest.MonkeyPatch) -> None:
    variables.setenv("MADANG_HOME", "~/fair")

    assert home() == Path.home() / "fair"


def test_home_of_root_is_the_systems(variables: pytest.MonkeyPatch) -> None:
    variables.setattr(os, "geteuid", lambda: 0)

    assert home() == SYSTEM_HOME


def test_home_of_a_user_follows_the_desktops_rule(variables: pytest.MonkeyPatch) -> None:
    variables.setattr(os, "geteuid", lambda: 1000)
    assert home() == Path.home() / ".local" / "share" / "madang"

    variables.setenv("XDG_DATA_HOME", "/srv/share")
    assert home() == Path("/srv/share/madang")

    variables.setenv("XDG_DATA_HOME", "not/absolute")
    assert home() == Path.home() / ".local" / "share" / "madang"


def test_socket_folder_is_inside_home_while_its_path_is_short() -> None:
    assert socket_folder(Path("/srv/madang")) == Path("/srv/madang/run")


def test_socket_folder_of_a_long_path_is_short_and_its_own() -> None:
    one, other = socket_folder(Path("/srv") / ("a" * 120)), socket_folder(Path("/srv") / ("b" * 120))

    assert one != other
    assert len(os.fsencode(one / SOCKET_NAME)) <= LONGEST_SOCKET_PATH
