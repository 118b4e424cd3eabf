"""Each thing that may stand in the way is told in one sentence that says what to do."""

import os
import socket
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from madang.config.processes import preflight
from madang.config.processes.preflight import CannotRun


@pytest.fixture
def taken_port() -> Iterator[int]:
    with socket.socket() as holder:
        holder.bind(("127.0.0.1", 0))
        holder.listen()
        yield holder.getsockname()[1]


def sentence(refused: pytest.ExceptionInfo[CannotRun]) -> str:
    text = str(refused.value)
    assert text.endswith(".")
    assert "\n" not in text
    return text


def test_port_in_use_names_the_port_and_another(taken_port: int) -> None:
    with pytest.raises(CannotRun) as refused:
        preflight.check_port("127.0.0.1", taken_port)

    assert sentence(refused) == (
        f"Port {taken_port} on 127.0.0.1 is in use by another program: "
        f"end that program, or choose another port with --port {taken_port + 10}."
    )


def test_port_of_nobody_is_fine() -> None:
    with socket.socket() as holder:
        holder.bind(("127.0.0.1", 0))
        port = holder.getsockname()[1]

    preflight.check_port("127.0.0.1", port)


def test_port_of_the_system_names_one_that_may_be_used(ordinary_user: None) -> None:
    first_free = int(Path("/proc/sys/net/ipv4/ip_unprivileged_port_start").read_text())
    if first_free == 0:
        pytest.skip("this machine lets everybody use every port")
    with pytest.raises(CannotRun) as refused:
        preflight.check_port("127.0.0.1", first_free - 1)

    assert "choose one above 1023, for example --port 8000" in sentence(refused)


@pytest.mark.parametrize("host", ["192.0.2.7", "no-such-host.invalid"])
def test_host_of_another_machine_is_refused(host: str) -> None:
    with pytest.raises(CannotRun) as refused:
        preflight.check_port(host, 8000)

    assert f"{host} is no address of this machine" in sentence(refused)


def test_port_that_no_machine_has_is_refused() -> None:
    with pytest.raises(CannotRun) as refused:
        preflight.check_port("127.0.0.1", 70000)

    assert "port 70000" in sentence(refused)


def test_home_is_made_when_there_is_none(tmp_path: Path) -> None:
    preflight.check_home(tmp_path / "new" / "home")

    assert list((tmp_path / "new" / "home").iterdir()) == []


def test_home_where_a_file_lies_says_so(tmp_path: Path) -> None:
    (tmp_path / "home").touch()
    with pytest.raises(CannotRun) as refused:
        preflight.check_home(tmp_path / "home")

    assert "is a file and not a folder: set MADANG_HOME" in sentence(refused)


def test_home_below_a_file_says_so(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(CannotRun) as refused:
        preflight.check_home(tmp_path / "file" / "home")

    assert "lies below a file" in sentence(refused)


def test_home_in_a_read_only_folder_says_so(home: Path, ordinary_user: None) -> None:
    with pytest.raises(CannotRun) as refused:
        preflight.check_home(Path("/proc/sys/madang"))

    assert "where Madang keeps its data" in sentence(refused)
    assert "set MADANG_HOME to a folder that you may write" in sentence(refused)


def test_home_that_may_not_be_written_says_so(ordinary_user: None) -> None:
    folder = Path(tempfile.mkdtemp())
    folder.chmod(0o500)
    try:
        with pytest.raises(CannotRun) as refused:
            preflight.check_home(folder)
    finally:
        folder.rmdir()

    assert "may not be written by this user" in sentence(refused)


def test_home_of_another_user_names_both() -> None:
    foreign = Path("/") if os.geteuid() else Path(tempfile.mkdtemp())
    if os.geteuid() == 0:
        os.chown(foreign, 65534, 65534)
    with pytest.raises(CannotRun) as refused:
        preflight.check_home(foreign)

    owner, us = preflight.name_of(foreign.stat().st_uid), preflight.name_of(os.geteuid())
    assert f"belongs to the user {owner}, and Madang would use it as {us}: run Madang as {owner}" in sentence(
        refused
    )


def test_user_without_a_name_is_told_by_number() -> None:
    assert preflight.name_of(987654) == "number 987654"


def test_assets_that_are_not_built_name_the_command(tmp_path: Path) -> None:
    with pytest.raises(CannotRun) as refused:
        preflight.check_assets(tmp_path, tmp_path)

    assert "run `make assets`" in sentence(refused)


def test_typefaces_that_are_not_built_name_the_command(tmp_path: Path) -> None:
    for name in ("madang.css", "madang.js"):
        (tmp_path / name).touch()
    with pytest.raises(CannotRun) as refused:
        preflight.check_assets(tmp_path, tmp_path)
    assert "typefaces" in sentence(refused)

    (tmp_path / "Noto.ttf").touch()
    preflight.check_assets(tmp_path, tmp_path)


def test_translation_that_is_not_compiled_is_named(tmp_path: Path) -> None:
    for language in ("ko", "ru"):
        folder = tmp_path / "core" / "locale" / language / "LC_MESSAGES"
        folder.mkdir(parents=True)
        (folder / "django.po").touch()
    (tmp_path / "core/locale/ko/LC_MESSAGES/django.mo").touch()
    with pytest.raises(CannotRun) as refused:
        preflight.check_translations(tmp_path)

    assert "1 translations are not compiled (the first is core/locale/ru/" in sentence(refused)


def test_missing_package_is_named() -> None:
    with pytest.raises(CannotRun) as refused:
        preflight.check_parts(["django", "no_such_package_of_ours"])

    assert "The Python package no_such_package_of_ours is missing" in sentence(refused)
