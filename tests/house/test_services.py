"""The services that other tests stand on are real, and end when they should."""

import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from urllib.parse import unquote, urlsplit

import psycopg
import pytest

from tests.services.postgres import new_database, server

ROOT = Path(__file__).resolve().parents[2]
SERVE_UNTIL_KILLED = """
import time
from tests.services.postgres import server
with server() as url:
    print(url, flush=True)
    time.sleep(600)
"""


def test_a_throw_away_server_is_postgresql_and_gone_afterwards() -> None:
    with server() as url:
        with psycopg.connect(url) as connection:
            rows = connection.execute("SELECT current_setting('fsync'), current_setting('max_connections')")
            assert rows.fetchone() == ("on", "150")
        with new_database(url) as fresh, psycopg.connect(fresh) as connection:
            connection.execute("CREATE TABLE letters (id int)")
        with pytest.raises(psycopg.OperationalError):
            psycopg.connect(fresh)
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(url)


def test_a_command_runs_on_a_server_of_its_own() -> None:
    code = "import os, psycopg, sys; psycopg.connect(os.environ['DATABASE_URL']).close(); sys.exit(7)"
    command = [sys.executable, "-m", "tests.services.postgres", sys.executable, "-c", code]
    assert subprocess.run(command, cwd=ROOT).returncode == 7


def test_a_killed_run_leaves_no_server_behind() -> None:
    with subprocess.Popen([sys.executable, "-c", SERVE_UNTIL_KILLED], cwd=ROOT, stdout=subprocess.PIPE) as run:
        assert run.stdout is not None
        url = run.stdout.readline().decode().strip()
        psycopg.connect(url).close()
        run.send_signal(signal.SIGKILL)
    patience = time.monotonic() + 20
    while time.monotonic() < patience:
        try:
            psycopg.connect(url).close()
        except psycopg.OperationalError:
            break
        time.sleep(0.1)
    else:
        pytest.fail("the server outlived the run that started it")
    shutil.rmtree(unquote(urlsplit(url).netloc.partition("@")[2]), ignore_errors=True)
