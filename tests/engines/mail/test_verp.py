"""The envelope sender names the message, survives servers that fold its letters, and cannot be made up."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pytest_django.fixtures import Settings

from umlauf.engines.mail.verp import Verp, envelope_sender, read_verp, return_path

OTHERWISE = "rundschreiben@landkreistag.example"


@pytest.fixture(autouse=True)
def address(settings: Settings) -> None:
    settings.RETURN_ADDRESS = "returns@umlauf.example"
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "k" * 60, []


def test_what_was_written_is_read() -> None:
    written = envelope_sender(4711, 12, OTHERWISE)
    assert written.startswith("returns+12-4711-")
    assert written.endswith("@umlauf.example")
    assert written == written.lower()
    for received in (written, written.upper(), f" <{written}> ", written.replace("umlauf.example", "mx.intern")):
        assert read_verp(received) == Verp(12, 4711)


def test_without_an_address_the_sender_stays_as_it_was(settings: Settings) -> None:
    settings.RETURN_ADDRESS = ""
    assert envelope_sender(4711, 12, OTHERWISE) == OTHERWISE
    assert return_path(4711, 12) == ""


def test_an_address_too_long_for_servers_is_not_used(settings: Settings) -> None:
    settings.RETURN_ADDRESS = "a" * 24 + "@umlauf.example"
    for message, association in ((1, 1), (10**11, 10**7), (10**18, 10**18)):
        written = envelope_sender(message, association, OTHERWISE)
        assert len(written.rpartition("@")[0]) <= 64
        assert read_verp(written) in (Verp(association, message), None)
    assert envelope_sender(10**18, 10**18, OTHERWISE) == OTHERWISE
    assert return_path(10**18, 10**18) == ""
    assert read_verp(envelope_sender(10**11, 10**7, OTHERWISE)) == Verp(10**7, 10**11)


def test_a_key_that_was_changed_still_reads(settings: Settings) -> None:
    written = envelope_sender(4711, 12, OTHERWISE)
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "n" * 60, ["k" * 60]
    assert read_verp(written) == Verp(12, 4711)
    assert envelope_sender(4711, 12, OTHERWISE) != written
    settings.SECRET_KEY_FALLBACKS = []
    assert read_verp(written) is None


@pytest.mark.parametrize(
    "received",
    [
        *("", "returns@umlauf.example", OTHERWISE, "returns+12-4711@umlauf.example", "+12-4711-aaaaaaaaaaaaaaaa@x"),
        *("returns+12-4711-aaaaaaaaaaaaaaaa@umlauf.example", "returns+0-1-aaaaaaaaaaaaaaaa@x", "\0@x", "a" * 90_000),
        "returns+99999999999999999999-1-aaaaaaaaaaaaaaaa@umlauf.example",
    ],
)
def test_what_we_did_not_write_is_nothing(received: str) -> None:
    assert read_verp(received) is None


@given(st.integers(0, 65), st.sampled_from("abcdefghijklmnopqrstuvwxyz234567019-+@"))
def test_one_letter_changed_is_nothing(place: int, letter: str) -> None:
    written = envelope_sender(4711, 12, OTHERWISE)
    local = written.rpartition("@")[0]
    place = len("returns+") + place % (len(local) - len("returns+"))
    changed = written[:place] + letter + written[place + 1 :]
    assert (read_verp(changed) is None) == (changed != written)
