"""What every test stands on: a home folder of its own, a database that is real, and nothing left behind.

The environment has to stand before Django's settings are read, so it is set while this file is imported, and each
worker of pytest-xdist does it for itself.
The database is the one of ``DATABASE_URL``: a file of SQLite unless the variable names another
(``python -m tests.services.postgres COMMAND…`` runs a command on a throw-away PostgreSQL server).
"""

import gc
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import django
import pytest
from django.conf import settings as django_settings
from hypothesis import settings as hypothesis_settings
from pytest_django import DjangoDbBlocker

from hatch_build import compile_catalogues
from tests.called import MIDDLEWARE, CallsOfTheRun

WORKER = os.environ.get("PYTEST_XDIST_WORKER")
SHELF = Path(os.environ["UMLAUF_HOME"]) if WORKER else None  # the home of the run that started this worker
HOME = Path(os.environ["UMLAUF_HOME"], WORKER) if WORKER else Path(tempfile.mkdtemp(prefix="umlauf-tests-"))
os.environ["UMLAUF_HOME"] = str(HOME)
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "umlauf.project.settings")
if not os.environ.get("DATABASE_URL", "").startswith("postgresql:"):
    os.environ["DATABASE_URL"] = f"sqlite:///{HOME / 'umlauf.sqlite3'}"

if WORKER is None:
    compile_catalogues()
# Before any other conftest imports a model; pytest-django would do it only after them.
django.setup()
django_settings.MIDDLEWARE.insert(0, MIDDLEWARE)

ROOT = Path(__file__).parent
PURE_ENGINES = ("incoming", "letters", "reading", "seals", "word")
PURE = ("ground/text", "faces/cli", "house", *(f"engines/{room}" for room in PURE_ENGINES))
# Most pages show what the floors below have found, and those are tested on both databases. These visit every page with
# rows on it, or filter, sort and count by themselves.
PAGES = ROOT / "faces/web"
ON_BOTH = {
    *("answers", "circulars", "conferences", "dead_ends", "deliveries", "directory", "dispatch", "forums"),
    *("links", "lists", "login", "mail", "participants", "queries", "receipts", "register", "returned", "security"),
    *("tenants", "today"),
}
ASKING = {"db", "transactional_db", "empty_database"}
LONG = os.environ.get("UMLAUF_SOAK") == "1"

# Two busy cores make a deadline for a single example a matter of luck.
hypothesis_settings.register_profile("short", deadline=None)
hypothesis_settings.register_profile("long", deadline=None, max_examples=5000)
hypothesis_settings.load_profile("long" if LONG else "short")
gc.set_threshold(100_000, 50, 100)  # much lives as long as the run: to look through it often takes a tenth of the time


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what needs no database of the test run: pytest-django refuses it to whoever has not asked for it."""
    for item in items:
        asking = item.get_closest_marker("django_db") or not ASKING.isdisjoint(getattr(item, "fixturenames", ()))
        if not asking or _stands_alone(item) or _only_shows(item):
            item.add_marker(pytest.mark.pure)


def _only_shows(item: pytest.Item) -> bool:
    """Whether it is about a page that leaves finding and counting to the floors below."""
    return item.path.parent == PAGES and item.path.stem.removeprefix("test_") not in ON_BOTH


def _stands_alone(item: pytest.Item) -> bool:
    """Whether its folder says that it renders no page and that its commands bring a database of their own."""
    return any(item.path.is_relative_to(ROOT / folder) for folder in PURE)


def pytest_configure(config: pytest.Config) -> None:
    """Let each worker read the settings itself: one that inherited their name would do so before its home stands.

    And let each process note which addresses its tests call.
    """
    if config.getoption("numprocesses", default=None):
        del os.environ["DJANGO_SETTINGS_MODULE"]
    config.pluginmanager.register(CallsOfTheRun(getattr(config, "workeroutput", None)))


def pytest_unconfigure() -> None:
    """Take the home folder away again."""
    shutil.rmtree(HOME, ignore_errors=True)


@pytest.fixture(scope="session")
def shelf() -> Path:
    """A folder that all workers of this run share, and all runs that ``scripts/steps.py`` makes one after the other."""
    given = os.environ.get("UMLAUF_SHELF")
    return Path(given) if given else SHELF or HOME


@pytest.fixture(scope="session")
def django_db_keepdb() -> bool:
    """Begin with the database that ``django_db_modify_db_settings`` lays ready. It goes with the home or the server."""
    return True


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None, shelf: Path) -> None:
    """Let the test database be a copy of one that was migrated once for all workers.

    SQLite gets a file: in memory there are no locks, and the tests of locks would prove nothing.
    """
    from django.conf import settings

    from tests.services.migrated import migrated_database, migrated_file, schema

    database = settings.DATABASES["default"]
    if database["ENGINE"] == "django.db.backends.sqlite3":
        database["TEST"]["NAME"] = str(HOME / "test.sqlite3")
        shutil.copy(migrated_file(shelf), database["TEST"]["NAME"])
    else:
        database["TEST"]["NAME"] = f"{database['TEST']['NAME'] or 'test_umlauf'}_{schema()}"
        database["TEST"]["TEMPLATE"] = migrated_database(shelf, os.environ["DATABASE_URL"])


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> None:
    """Let SQLite delete audit entries: tests with real commits are cleaned up so (PostgreSQL truncates instead)."""
    from django.db import connection

    with django_db_blocker.unblock(), connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("DROP TRIGGER IF EXISTS audit_entry_stays")


@pytest.fixture(scope="session", autouse=True)
def collected_static_files(request: pytest.FixtureRequest) -> None:
    """Collect the static files as an installation does, once for a run that may render a page."""
    if all(map(_stands_alone, request.session.items)):
        return
    from django.core.management import call_command

    call_command("collectstatic", interactive=False, verbosity=0)


@pytest.fixture
def rounds() -> Callable[[int, int], int]:
    """``rounds(short, long)`` is the length of a test marked ``soak``: the short one unless ``make soak`` runs it."""
    return lambda short, long: long if LONG else short


@pytest.fixture
def empty_database(tmp_path: Path) -> Iterator[str]:
    """The ``DATABASE_URL`` of an empty database for processes of their own, of the kind that this run is about."""
    url = os.environ["DATABASE_URL"]
    if url.startswith("sqlite"):
        yield f"sqlite:///{tmp_path / 'process.sqlite3'}"
        return
    from tests.services.postgres import new_database

    with new_database(url) as fresh:
        yield fresh
