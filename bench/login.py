"""A login: how long it takes with a password kept by Argon2id and a code as second factor, through the real server.

``python -m bench.login`` serves an office with many clerks (``umlauf serve``) on SQLite and on PostgreSQL. Each clerk
logs in once, by 1 client and by 4 at once: open the form, send the password, send the code, see the first page. What
is measured is what somebody waits for after a press of a button: for each of the two forms, and for both together
with the first page. The measure is one bare Argon2id hash with the same parameters, taken in the same run.

Each client says through a proxy that it comes from an address of its own, as the limit of logins counts addresses.
"""

from __future__ import annotations

import argparse
import asyncio
import base64
import hmac
import json
import os
import statistics
import struct
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from bench.visitors import Answered, Visitor
from tests.services.program import environment, free_port, serving

CLIENTS = (1, 4)
GOAL = 0.4  # seconds, p95 of what somebody waits for
HASHES = 40
PASSWORD = "Ahorn-Linde-Eiche-7"


class Clerk(Visitor):
    """A visitor with an address of their own, as a proxy tells it."""

    def __init__(self, port: int, number: int) -> None:
        super().__init__("localhost", port)
        self.client = f"10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}"

    def _head(self, method: str, address: str, length: int) -> bytes:
        head = super()._head(method, address, length)
        return head[:-2] + f"X-Forwarded-For: {self.client}\r\n\r\n".encode()


@dataclass(frozen=True, slots=True)
class Login:
    """Seconds that somebody waits for an answer: to the password, to the code, and to both with the first page."""

    password: float
    code: float
    whole: float


async def log_in(port: int, number: int, email: str, secret: str) -> Login:
    """One login. Raises ``RuntimeError`` when it does not end on a page for people who are logged in."""
    clerk = Clerk(port, number)
    form = await clerk.get("/login/")
    begun = time.perf_counter()
    sent = await clerk.post(form, {"login": email, "password": PASSWORD, "next": "/"})
    password = time.perf_counter() - begun
    asked = await clerk.get(sent.address)
    filled = time.perf_counter()
    done = await clerk.post(asked, {"code": code_of(secret), "next": "/"})
    code = time.perf_counter() - filled
    first: Answered = await clerk.get(done.address)
    whole = time.perf_counter() - begun
    clerk.close()
    if 'action="/logout/"' not in first.text:
        raise RuntimeError(f"{email} is not logged in: {first.address}")
    return Login(password, code, whole)


def code_of(secret: str) -> str:
    """The code of this half minute (RFC 6238: SHA-1, six digits)."""
    counter = struct.pack(">Q", int(time.time()) // 30)
    digest = hmac.new(base64.b32decode(secret), counter, "sha1").digest()
    place = digest[-1] & 15
    return f"{(struct.unpack('>I', digest[place : place + 4])[0] & 0x7FFFFFFF) % 1_000_000:06}"


async def log_in_all(port: int, clients: int, people: list[tuple[int, str, str]]) -> list[Login]:
    """Everybody once, so many at a time."""
    waiting = iter(people)
    done: list[Login] = []

    async def client() -> None:
        for number, email, secret in waiting:
            done.append(await log_in(port, number, email, secret))

    await asyncio.gather(*(client() for _client in range(clients)))
    return done


def bare_hash() -> float:
    """Seconds of one Argon2id hash with the parameters of ours: the median of some."""
    from argon2.low_level import Type, hash_secret

    from umlauf.ground.accounts.hashers import Argon2id

    spent = []
    for _time in range(HASHES):
        begun = time.perf_counter()
        hash_secret(
            PASSWORD.encode(),
            os.urandom(16),
            time_cost=Argon2id.time_cost,
            memory_cost=Argon2id.memory_cost,
            parallelism=Argon2id.parallelism,
            hash_len=32,
            type=Type.ID,
        )
        spent.append(time.perf_counter() - begun)
    return statistics.median(spent)


def run(port: int, people: list[tuple[int, str, str]]) -> None:
    """All lines of one database."""
    asyncio.run(log_in_all(port, 2, people[:4]))  # the server's first pages are slower
    half = (len(people) - 4) // len(CLIENTS)
    for place, clients in enumerate(CLIENTS):
        bare = bare_hash()
        done = asyncio.run(log_in_all(port, clients, people[4 + place * half :][:half]))
        for label, spent in (
            ("password", [one.password for one in done]),
            ("code", [one.code for one in done]),
            ("both and first page", [one.whole for one in done]),
        ):
            p95 = sorted(spent)[max(0, int(len(spent) * 0.95) - 1)]
            kept = "" if label != "both and first page" else "  under" if p95 < GOAL else "  OVER"
            goal = f"{kept} the goal of {GOAL * 1000:.0f} ms" if kept else ""
            median = statistics.median(spent)
            print(
                f"  {clients} clients, {label:<20} median {median * 1000:6.1f} ms   p95 {p95 * 1000:6.1f} ms   "
                f"{median / bare:5.1f} × a bare hash ({bare * 1000:.1f} ms){goal}",
                flush=True,
            )


def office(logins: int) -> None:
    """Write an office with so many clerks, each with an app, in this process; prints them as JSON."""
    import django

    django.setup()
    from allauth.mfa.models import Authenticator
    from allauth.mfa.utils import encrypt
    from django.contrib.auth.hashers import make_password
    from django.core.management import call_command
    from django.db import transaction
    from django_scopes import scope

    from tests.cast import make_cast
    from umlauf.ground.accounts.models import User
    from umlauf.ground.core.policy import Role
    from umlauf.office.directory.models import Grant

    call_command("migrate", verbosity=0)
    people, kept = [], make_password(PASSWORD)
    with transaction.atomic():
        home = make_cast().home
        with scope(association=home.association):
            for number in range(logins):
                email = f"referat{number}@umlauf.example"
                user = User.objects.create(email=email, name=f"Referat {number}", password=kept)
                Grant.objects.create(association=home.association, user=user, role=Role.CLERK)
                secret = base64.b32encode(os.urandom(20)).decode()
                Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={"secret": encrypt(secret)})
                people.append((number, email, secret))
    print(json.dumps(people))


def _databases() -> Iterator[str | None]:
    from tests.services.postgres import server

    yield None
    with server() as url:
        yield url


def main(arguments: list[str]) -> int:
    """Measure on both databases."""
    parser = argparse.ArgumentParser(prog="python -m bench.login", description=__doc__)
    parser.add_argument("--logins", type=int, default=124, help="on each database; half of them by each number")
    parser.add_argument("--office", action="store_true", help="write the office alone, for the run itself")
    options = parser.parse_args(arguments)
    if options.office:
        office(options.logins)
        return 0
    for url in _databases():
        print("SQLite" if url is None else "PostgreSQL", flush=True)
        with tempfile.TemporaryDirectory(prefix="umlauf-login-") as folder:
            surroundings = environment(Path(folder, "home"), url, TRUSTED_PROXIES="127.0.0.1,::1")
            made = subprocess.run(
                [sys.executable, "-m", "bench.login", "--office", "--logins", str(options.logins)],
                env=surroundings | {"DJANGO_SETTINGS_MODULE": "umlauf.project.settings"},
                capture_output=True,
                text=True,
                check=False,
            )
            if made.returncode != 0:
                raise RuntimeError(made.stderr)
            people = [tuple(one) for one in json.loads(made.stdout.splitlines()[-1])]
            port = free_port()
            with serving(surroundings, port=port):
                run(port, people)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
