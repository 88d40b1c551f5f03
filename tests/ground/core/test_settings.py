"""The start refuses what is unsafe, in a sentence that names the variable; and makes one key, once."""

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

SHOW = "from umlauf.project import settings as s; print(repr(getattr(s, {name!r})))"
KEY = "k" * 60


def start(home: Path, show: str = "SECRET_KEY", **variables: str) -> subprocess.CompletedProcess[str]:
    """Load the settings in a process of its own, with nothing from this one's environment."""
    return subprocess.run(
        [sys.executable, "-c", SHOW.format(name=show)],
        env={"PATH": os.environ["PATH"], "UMLAUF_HOME": str(home), **variables},
        cwd=Path(__file__).resolve().parents[3],
        capture_output=True,
        text=True,
    )


@pytest.mark.parametrize(
    ("variables", "names"),
    [
        ({"PUBLIC_URL": "http://umlauf.example"}, "PUBLIC_URL"),
        ({"PUBLIC_URL": "umlauf.example"}, "PUBLIC_URL"),
        ({"PUBLIC_URL": "https://umlauf.example/office"}, "PUBLIC_URL"),
        ({"PUBLIC_URL": "https://umlauf.example?x=1"}, "PUBLIC_URL"),
        ({"PUBLIC_URL": "https://user:secret@umlauf.example"}, "PUBLIC_URL"),
        ({"PUBLIC_URL": "https://umlauf.example:port"}, "PUBLIC_URL"),
        ({"PUBLIC_URL": "https://["}, "PUBLIC_URL"),
        ({"PUBLIC_URL": "ftp://localhost"}, "PUBLIC_URL"),
        ({"DATABASE_URL": "mysql://host/name"}, "DATABASE_URL"),
        ({"DATABASE_URL": "nonsense"}, "DATABASE_URL"),
        ({"DATABASE_URL": "sqlite://:memory:"}, "DATABASE_URL"),
        ({"DATABASE_URL": "sqlite:///:memory:"}, "DATABASE_URL"),
        ({"SECRET_KEYS": "short"}, "SECRET_KEYS"),
        ({"SECRET_KEYS": f"{KEY},short"}, "SECRET_KEYS"),
        ({"SMTP_PORT": "smtp"}, "SMTP_PORT"),
        ({"SMTP_PORT": "0"}, "SMTP_PORT"),
        ({"SMTP_PORT": "70000"}, "SMTP_PORT"),
        ({"SMTP_PORT": "²"}, "SMTP_PORT"),
        ({"SMTP_CONNECTIONS": "-1"}, "SMTP_CONNECTIONS"),
        ({"SMTP_CONNECTIONS": "0"}, "SMTP_CONNECTIONS"),
        ({"SMTP_TIMEOUT": "1.5"}, "SMTP_TIMEOUT"),
        ({"SMTP_SECURITY": "ssl3"}, "SMTP_SECURITY"),
        ({"SMTP_HOST": "mail.example", "SMTP_SECURITY": "none", "SMTP_PASSWORD": "x"}, "SMTP_PASSWORD"),
        ({"LOG_LEVEL": "loud"}, "LOG_LEVEL"),
        ({"RETURN_ADDRESS": "returns"}, "RETURN_ADDRESS"),
        ({"RETURN_ADDRESS": "returns@localhost"}, "RETURN_ADDRESS"),
        ({"RETURN_ADDRESS": "re+turns@umlauf.example"}, "RETURN_ADDRESS"),
        ({"RETURN_ADDRESS": f"{'a' * 25}@umlauf.example"}, "RETURN_ADDRESS"),
        ({"RETURN_MAILDIR": "Maildir"}, "RETURN_MAILDIR"),
        ({"RETURN_LMTP_PORT": "lmtp"}, "RETURN_LMTP_PORT"),
        ({"RETURN_IMAP_SECURITY": "ssl3"}, "RETURN_IMAP_SECURITY"),
        ({"RETURN_IMAP_HOST": "mail.example", "RETURN_IMAP_SECURITY": "none"}, "RETURN_IMAP_SECURITY"),
        ({"RETURN_IMAP_FOLDER": "Rückläufer"}, "RETURN_IMAP_FOLDER"),
    ],
    ids=range(33),
)
def test_an_unsafe_or_unreadable_value_stops_the_start(tmp_path: Path, variables: dict[str, str], names: str) -> None:
    started = start(tmp_path, **variables)
    assert started.returncode != 0
    last = started.stderr.strip().splitlines()[-1]
    assert last.startswith("django.core.exceptions.ImproperlyConfigured: ")
    assert names in last


def test_a_demo_is_not_shown_to_the_world(tmp_path: Path) -> None:
    (tmp_path / "demo").touch()
    assert start(tmp_path).returncode == 0
    started = start(tmp_path, PUBLIC_URL="https://umlauf.example")
    assert started.returncode != 0
    assert "demo" in started.stderr


@pytest.mark.parametrize(
    ("variables", "show", "value"),
    [
        ({}, "PUBLIC_URL", "'http://localhost:8000'"),
        ({}, "SESSION_COOKIE_SECURE", "False"),
        ({}, "DEBUG", "False"),
        ({"PUBLIC_URL": "https://umlauf.example/"}, "PUBLIC_URL", "'https://umlauf.example'"),
        ({"PUBLIC_URL": "https://umlauf.example"}, "ALLOWED_HOSTS", "['umlauf.example']"),
        ({"PUBLIC_URL": "https://umlauf.example"}, "SESSION_COOKIE_SECURE", "True"),
        ({"PUBLIC_URL": "https://umlauf.example"}, "SESSION_COOKIE_NAME", "'__Host-umlauf'"),
        ({"PUBLIC_URL": "https://umlauf.example"}, "SECURE_HSTS_SECONDS", "31536000"),
        ({"TRUSTED_PROXIES": "10.0.0.1, 10.0.0.2,"}, "TRUSTED_PROXIES", "{'10.0.0.1', '10.0.0.2'}"),
        ({"SECRET_KEYS": f"{KEY},{KEY}2"}, "SECRET_KEY_FALLBACKS", f"['{KEY}2']"),
        ({"SMTP_HOST": "mail.example"}, "SMTP_SECURITY", "'starttls'"),
        ({"SMTP_PASSWORD": "x"}, "SMTP_SECURITY", "'none'"),
        ({"RETURN_ADDRESS": "Returns@Umlauf.example"}, "RETURN_ADDRESS", "'returns@umlauf.example'"),
        ({"RETURN_IMAP_HOST": "mail.example"}, "RETURN_IMAP_PORT", "993"),
        ({"RETURN_IMAP_SECURITY": "starttls"}, "RETURN_IMAP_PORT", "143"),
        ({"RETURN_LMTP_PORT": "2424"}, "RETURN_LMTP_PORT", "2424"),
    ],
    ids=range(16),
)
def test_what_the_environment_says_holds(tmp_path: Path, variables: dict[str, str], show: str, value: str) -> None:
    started = start(tmp_path, show, **variables)
    assert started.stderr == ""
    shown = started.stdout.strip().removeprefix("frozenset(").removesuffix(")")
    assert shown == value or (shown.startswith("{") and sorted(shown) == sorted(value))


def test_the_database_lies_in_the_home_whatever_its_name(tmp_path: Path) -> None:
    home = tmp_path / "Büro #1 50%?"
    started = start(home, "DATABASES")
    assert started.returncode == 0
    assert repr(str(home / "umlauf.sqlite3")) in started.stdout
    assert "IMMEDIATE" in started.stdout


def test_the_key_is_made_once_even_when_eight_start_at_once(tmp_path: Path) -> None:
    environment = {"PATH": os.environ["PATH"], "UMLAUF_HOME": str(tmp_path / "home")}
    code = SHOW.format(name="SECRET_KEY")
    processes = [
        subprocess.Popen(
            [sys.executable, "-c", code],
            env=environment,
            cwd=Path(__file__).resolve().parents[3],
            stdout=subprocess.PIPE,
            text=True,
        )
        for _process in range(8)
    ]
    keys = {process.communicate()[0].strip() for process in processes}
    assert [process.returncode for process in processes] == [0] * 8
    (key,) = keys
    assert len(key) > 80
    path = tmp_path / "home/secret.key"
    assert repr(path.read_text().strip()) == key
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE((tmp_path / "home").stat().st_mode) == 0o700
    assert [entry.name for entry in (tmp_path / "home").iterdir()] == ["secret.key"]


@pytest.mark.parametrize(
    ("content", "mode", "says"),
    [(KEY, 0o644, "chmod 600"), (KEY, 0o660, "chmod 600"), ("", 0o600, "secret.key"), ("short\n", 0o600, "50")],
)
def test_a_key_that_others_can_read_or_guess_stops_the_start(
    tmp_path: Path, content: str, mode: int, says: str
) -> None:
    path = tmp_path / "secret.key"
    path.write_text(content)
    path.chmod(mode)
    started = start(tmp_path)
    assert started.returncode != 0
    assert says in started.stderr.strip().splitlines()[-1]


def test_older_keys_stand_below_the_new_one(tmp_path: Path) -> None:
    path = tmp_path / "secret.key"
    path.write_text(f"{KEY}1\n{KEY}2\n")
    path.chmod(0o600)
    assert start(tmp_path).stdout.strip() == repr(f"{KEY}1")
    assert start(tmp_path, "SECRET_KEY_FALLBACKS").stdout.strip() == repr([f"{KEY}2"])
