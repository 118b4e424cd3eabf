"""A whole installation as an operator starts it, and the system's Chromium.

Everything is real: `madang run` with its own database, pages, live process and workers on loopback.
"""

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from madang.demonstration.accounts import PASSWORD

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
#: Without these, Chromium itself calls home: the tests watch that nothing does.
QUIET = ("--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync")  # fmt: skip
START_SECONDS = 90


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """One installation serves all of them: they share a worker."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.xdist_group("browser"))


@dataclass(frozen=True)
class House:
    """A running installation."""

    url: str
    home: Path
    env: dict[str, str]

    def command(self, *words: str, given: str = "") -> str:
        """Run `madang …` beside it, as an operator would; returns what it printed."""
        done = subprocess.run(
            [sys.executable, "-m", "madang", *words],
            env=self.env, input=given, capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        return done.stdout


@pytest.fixture(scope="session")
def house() -> Iterator[House]:
    Path(
        os.environ["MADANG_HOME"], "browser"
    ).mkdir()  # fails in a second worker: one must have the whole group
    home = Path(tempfile.mkdtemp(prefix="madang-browser-"))
    home.chmod(0o711)
    env = {name: value for name, value in os.environ.items() if not name.startswith(("MADANG_", "DJANGO_"))}
    env |= {"MADANG_HOME": str(home), "MADANG_DEMONSTRATION": "1"}
    port = _free_port()
    words = [sys.executable, "-m", "madang", "run", "--no-demo", "--port", str(port)]
    log = (home / "run.log").open("wb")
    process = subprocess.Popen(words, env=env, stdout=log, stderr=subprocess.STDOUT)
    house = House(f"http://127.0.0.1:{port}", home, env)
    try:
        _wait_until_open(process, home / "run.log")
        yield house
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(60)
        log.close()
        shutil.rmtree(home, ignore_errors=True)


@pytest.fixture(scope="session")
def demonstration(house: House) -> House:
    """The same installation with the small demonstration, its timetable published."""
    house.command("demo", "--stage", "timetable", "--size", "small")
    return house


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_until_open(process: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while "is open at" not in log.read_text():
        assert process.poll() is None, log.read_text()
        assert time.monotonic() < deadline, log.read_text()
        time.sleep(0.2)


@pytest.fixture(scope="package")
def chromium() -> Iterator[Browser]:
    """For this folder, and not longer: while Playwright runs, no other test of the process could run an event loop.

    The folder is a package for this scope's sake.
    """
    path = next((found for name in BROWSERS if (found := shutil.which(name))), None)
    if path is None:
        pytest.fail("The browser tests need Chromium: install it (on Debian: apt install chromium).")
    with sync_playwright() as playwright:
        sandbox = ["--no-sandbox"] if os.geteuid() == 0 else []
        browser = playwright.chromium.launch(executable_path=path, args=[*QUIET, *sandbox])
        yield browser
        browser.close()


Visit = Callable[..., Page]


@pytest.fixture
def visit(house: House, chromium: Browser) -> Iterator[Visit]:
    """`visit("ko")` opens a window of a reader; with `email` it signs in first."""
    contexts: list[BrowserContext] = []

    def open_window(
        language: str = "en", *, email: str = "", password: str = PASSWORD, **options: object
    ) -> Page:
        context = chromium.new_context(
            base_url=house.url, locale={"zh-hans": "zh-CN"}.get(language, language), **options
        )  # type: ignore[arg-type]  # playwright's own options
        context.set_default_timeout(15_000)
        contexts.append(context)
        page = context.new_page()
        if email:
            sign_in(page, email, password)
        return page

    yield open_window
    for context in contexts:
        context.close()


def sign_in(page: Page, email: str, password: str = PASSWORD) -> None:
    page.goto("/account/login/")
    page.fill("input[name=login]", email)
    page.fill("input[name=password]", password)
    page.locator("form:has(input[name=password]) button[type=submit]").first.click()
    page.wait_for_url(lambda url: "/login" not in url)
