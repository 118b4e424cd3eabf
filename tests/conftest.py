"""An installation for the tests: a home of its own, and one database server for the whole session.

Without `MADANG_DATABASE_URL` an embedded PostgreSQL is started by the process that leads the session;
the workers of `-n` inherit its address, and each has a copy of the one database that was migrated. Nothing is read from, or left in, the home of the person who tests.
"""

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import django
import pytest
from django.conf import settings
from django.db import connection
from django.utils import timezone, translation
from pytest_django import DjangoDbBlocker

from madang.config.storage.database import EmbeddedPostgres

HERE = Path(__file__).parent
LEADS = "PYTEST_XDIST_WORKER" not in os.environ


def _new_home() -> Path:
    home = Path(tempfile.mkdtemp(prefix="madang-test-"))
    home.chmod(0o711)  # as root, the database runs as another user, who must pass
    return home


if LEADS:
    HOME = _new_home()
    SERVER = None if os.environ.get("MADANG_DATABASE_URL") else EmbeddedPostgres(HOME, durable=False)
    for name in [name for name in os.environ if name.startswith("MADANG_") and name != "MADANG_DATABASE_URL"]:
        del os.environ[name]
    (HOME / "static").mkdir()
    os.environ["MADANG_HOME"] = str(HOME)
    if SERVER:
        os.environ["MADANG_DATABASE_URL"] = SERVER.url

# The settings read the environment, so they are named here and not in pyproject.toml, where they would be
# read before this file.
os.environ["DJANGO_SETTINGS_MODULE"] = "madang.config.settings"
django.setup()

import databases  # noqa: E402  it needs the settings

# The slow hash of earnest would take a minute of the run, and is Django's to test.
settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


def pytest_configure(config: pytest.Config) -> None:
    if not LEADS or config.option.collectonly:
        return
    if SERVER:
        assert SERVER.claim("tests")
        SERVER.start()
    else:
        databases.drop_all(os.environ["MADANG_DATABASE_URL"])


@pytest.hookimpl(tryfirst=True)  # before xdist reads them
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Tests that share a fixture of their file share a worker, so that it is made once in a run."""
    for item in items:
        if item.get_closest_marker("xdist_group") is None and _shares_a_fixture(item):
            item.add_marker(pytest.mark.xdist_group(str(item.path.relative_to(HERE))))


def _shares_a_fixture(item: pytest.Item) -> bool:
    found = item._fixtureinfo.name2fixturedefs.values()  # type: ignore[attr-defined]  # all of ours are functions
    return any(each.scope == "module" for fixtures in found for each in fixtures)


def pytest_unconfigure(config: pytest.Config) -> None:
    if LEADS:
        if SERVER:
            SERVER.release()
        elif not config.option.collectonly:
            databases.drop_all(os.environ["MADANG_DATABASE_URL"])
        shutil.rmtree(HOME, ignore_errors=True)


@pytest.fixture(scope="session")
def django_db_setup(django_test_environment: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """In the place of pytest-django's own, which would migrate a database for each worker."""
    with django_db_blocker.unblock():
        databases.move_to_own_copy()
    yield
    with django_db_blocker.unblock():
        connection.close()


@pytest.fixture(autouse=True)
def _english_and_utc() -> Iterator[None]:
    """Each test begins as a new process does: a page answered before it leaves its reader's language and zone."""
    with translation.override("en"), timezone.override(None):
        yield
