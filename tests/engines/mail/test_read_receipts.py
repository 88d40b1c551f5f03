"""The receipt of a mail program is asked for at the envelope sender alone, and says „displayed“ or nothing of use."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from pytest_django import Settings

from tests.engines.mail import mdns, returns
from tests.engines.mail.conftest import Outbox, outgoing
from tests.engines.mail.returns import OURS, WHO, report
from tests.engines.mail.servers import Mailbox
from umlauf.engines.mail.bounces import read_returned
from umlauf.engines.mail.enums import ArrivalKind
from umlauf.engines.mail.outbox import ASKS_READ, Shared, mark
from umlauf.engines.mail.sender import Counts
from umlauf.engines.mail.verp import Verp, read_verp

Send = Callable[..., Counts]
Writes = Callable[..., bytes]


@pytest.mark.parametrize("program", mdns.PROGRAMS)
def test_what_the_usual_programs_write_is_read(program: Writes) -> None:
    found = read_returned(program())
    assert (found.kind, found.status, found.recipient) == (ArrivalKind.RECEIPT, "displayed", WHO)
    assert found.about[0] == OURS
    assert found.text


@pytest.mark.parametrize("program", mdns.PROGRAMS)
@pytest.mark.parametrize("said", ["deleted", "dispatched", "processed", "denied", "failed"])
def test_what_was_not_displayed_is_told_apart(program: Writes, said: str) -> None:
    found = read_returned(program(f"automatic-action/MDN-sent-automatically; {said}"))
    assert (found.kind, found.status) == (ArrivalKind.RECEIPT, said)


@pytest.mark.parametrize(
    ("said", "status"),
    [
        (" Manual-Action / mdn-sent-MANUALLY ;Displayed ", "displayed"),
        ("manual-action/MDN-sent-automatically; displayed", "displayed"),
        ("manual-action/MDN-sent-manually; displayed/error", ""),
        ("manual-action/MDN-sent-manually; displayed/warning,expired", ""),
        ("manual-action/MDN-sent-manually; deleted; displayed", ""),
        ("displayed", ""),
        ("; displayed", ""),
        ("manual-action/MDN-sent-manually; not displayed", ""),
        ("manual-action/MDN-sent-manually; gelesen", ""),
        ("manual-action/MDN-sent-manually;", ""),
        ("((((displayed", ""),
        ("", ""),
        ("x" * 5_000 + "; displayed", ""),
    ],
)
def test_a_disposition_that_is_not_quite_that_says_nothing(said: str, status: str) -> None:
    found = read_returned(mdns.thunderbird(said))
    assert (found.kind, found.status) == (ArrivalKind.RECEIPT, status)


@pytest.mark.parametrize(
    "data",
    [
        mdns.outlook().partition(b"Content-Type: message/disposition-notification")[0],
        mdns.outlook().replace(b"message/disposition-notification", b"text/plain"),
        mdns.thunderbird()[:700],
        report(action="delivered", status="2.0.0", diagnostic="smtp; 250 displayed"),
        returns.REPLY + b"\nDisposition: manual-action/MDN-sent-manually; displayed\n",
    ],
    ids=range(5),
)
def test_what_only_looks_like_one_is_none(data: bytes) -> None:
    assert read_returned(data).status != "displayed"


def test_a_receipt_that_is_cut_off_is_read_as_far_as_it_goes() -> None:
    data = mdns.thunderbird()
    cut = data[: data.index(b"; displayed")]
    assert (read_returned(cut).kind, read_returned(cut).status) == (ArrivalKind.RECEIPT, "")


def shared(number: int) -> dict[str, object]:
    return {"text": "", "shared": Shared(f"Guten Tag {mark('name')}"), "parts": {"name": f"Kreis {number}"}}


@pytest.mark.parametrize("body", [lambda _number: {}, shared], ids=["own", "shared"])
def test_it_is_asked_for_at_the_envelope_sender_of_each(
    outbox: Outbox, mailbox: Mailbox, send: Send, settings: Settings, body: Callable[[int], dict[str, object]]
) -> None:
    settings.RETURN_ADDRESS = "returns@umlauf.example"
    rows = outbox.put(*(outgoing(number, asks_read=True, **body(number)) for number in range(3)))
    assert send() == Counts(sent=3)
    found = {kept.recipient: kept for kept in mailbox.kept}
    for row in rows:
        kept = found[row.recipient]
        assert kept.message.get_all(ASKS_READ) == [kept.sender]
        assert read_verp(kept.sender) == Verp(outbox.association.pk, row.id)
    assert len({kept.sender for kept in mailbox.kept}) == 3


def test_what_does_not_ask_says_nothing(outbox: Outbox, mailbox: Mailbox, send: Send, settings: Settings) -> None:
    settings.RETURN_ADDRESS = "returns@umlauf.example"
    outbox.put(outgoing(), outgoing(1, asks_read=True))
    assert send() == Counts(sent=2)
    asked = {kept.recipient: kept.message[ASKS_READ] is not None for kept in mailbox.kept}
    assert asked == {outgoing().recipient: False, outgoing(1).recipient: True}


def test_without_an_envelope_sender_of_its_own_none_is_asked_for(
    outbox: Outbox, mailbox: Mailbox, send: Send, settings: Settings
) -> None:
    settings.RETURN_ADDRESS = "returns@umlauf.example"
    (row,) = outbox.put(outgoing(asks_read=True, headers=(("List-Id", "<rs.lkt.example>"),)))
    settings.RETURN_ADDRESS = ""  # between queueing and sending
    assert send() == Counts(sent=1)
    (kept,) = mailbox.kept
    assert kept.sender == row.sender_address
    assert kept.message[ASKS_READ] is None
    assert kept.message["List-Id"] == "<rs.lkt.example>"


def test_nobody_says_themselves_where_it_goes(outbox: Outbox) -> None:
    with pytest.raises(ValueError, match=ASKS_READ):
        outbox.put(outgoing(headers=((ASKS_READ, "post@lkt.example"),)))
