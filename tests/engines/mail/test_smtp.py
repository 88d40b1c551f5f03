"""The dialogue with a server that takes commands in one packet, and the names that servers give to messages."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from tests.engines.mail.conftest import Outbox, outgoing
from tests.engines.mail.servers import BREAK, Mailbox
from umlauf.engines.mail.enums import State
from umlauf.engines.mail.sender import Counts
from umlauf.engines.mail.smtp import Connection, Reply, Server, ServerGone

Send = Callable[..., Counts]
WHOM = "poststelle-0@kreis.example"
SENDER = "rundschreiben@landkreistag.example"


@pytest.fixture
def pipelined(mailbox: Mailbox) -> Mailbox:
    mailbox.pipelining = True
    return mailbox


@contextmanager
def wilful(answers: dict[str, list[str]]) -> Iterator[tuple[Server, list[str]]]:
    """A server that answers each command as it is told, last answer for ever, and keeps what it heard."""
    heard: list[str] = []

    def serve(listener: socket.socket) -> None:
        connection, _address = listener.accept()
        with connection, connection.makefile("rb") as lines:
            connection.sendall(b"220 wilful\r\n")
            in_data = False
            for line in lines:
                heard.append(line.decode().rstrip("\r\n"))
                verb = heard[-1][:4].upper()
                if in_data and heard[-1] != ".":
                    continue
                known = answers.get("." if in_data else verb, ["250 OK"])
                answer = known.pop(0) if len(known) > 1 else known[0]
                in_data = answer.startswith("354")
                connection.sendall(f"{answer}\r\n".encode())

    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=serve, args=(listener,), daemon=True)
        thread.start()
        answers["EHLO"] = ["250-wilful\r\n250 PIPELINING"]
        yield Server("127.0.0.1", listener.getsockname()[1], timeout=5, data_timeout=5), heard


@pytest.mark.parametrize("stage", ["at_mail", "at_rcpt", "at_data"])
@pytest.mark.parametrize(("answer", "state"), [("550 5.1.1 no", State.FAILED), ("451 4.7.1 later", State.DEFERRED)])
def test_a_refusal_is_that_messages_alone(
    outbox: Outbox, pipelined: Mailbox, send: Send, stage: str, answer: str, state: State
) -> None:
    getattr(pipelined, stage)["broken@landkreistag.example" if stage == "at_mail" else WHOM] = [answer]
    outbox.put(outgoing(0, sender_address="broken@landkreistag.example"), outgoing(1), outgoing(2))
    send()
    assert outbox.states() == [state, State.SENT, State.SENT]
    assert outbox.rows()[0].last_reply == answer
    assert (outbox.rows()[0].started_at is None) == (stage != "at_data")
    assert pipelined.connections == 1
    assert set(pipelined.times().values()) == {1}


def test_a_connection_lost_before_the_data_is_tried_again(outbox: Outbox, pipelined: Mailbox, send: Send) -> None:
    pipelined.at_rcpt[WHOM] = [BREAK]
    outbox.put(outgoing(0), outgoing(1))
    assert send() == Counts(sent=2)
    assert set(pipelined.times().values()) == {1}


def test_data_that_is_wanted_for_nobody_is_empty() -> None:
    with wilful(
        {"RCPT": ["550 no such user", "250 OK"], "DATA": ["354 go on"], ".": ["554 nobody", "250 OK"]}
    ) as known:
        server, heard = known
        connection = Connection(server)
        assert connection.offer(SENDER, WHOM, 9) == Reply(550, "no such user")
        assert connection.offer(SENDER, WHOM, 9) is None
        assert connection.hand_over([b"Subject: x\r\n", b"\r\ny\r\n.\r\n"]).accepted
        connection.leave()
    assert heard[1:] == [
        *(f"MAIL FROM:<{SENDER}>", f"RCPT TO:<{WHOM}>", "DATA", "."),
        *("RSET", f"MAIL FROM:<{SENDER}>", f"RCPT TO:<{WHOM}>", "DATA", "Subject: x", "", "y", ".", "quit"),
    ]


@pytest.mark.parametrize(("said", "meant"), [("250 what?", 451), ("452 full", 452), ("554 no", 554)])
def test_a_server_that_does_not_want_the_data_has_refused(said: str, meant: int) -> None:
    with wilful({"DATA": [said]}) as (server, _heard):
        connection = Connection(server)
        refusal = connection.offer(SENDER, WHOM, 9)
        connection.leave()
    assert refusal is not None
    assert refusal.code == meant


def test_who_may_not_hand_over_any_more_hangs_up(mailbox: Mailbox) -> None:
    with wilful({"DATA": ["354 go on"]}) as (server, heard):
        connection = Connection(server)
        assert connection.offer(SENDER, WHOM, 9) is None
        connection.withdraw()
        with pytest.raises(ServerGone):
            connection.offer(SENDER, WHOM, 9)
    assert heard[-1] == "DATA"


@pytest.mark.parametrize(
    ("answer", "name"),
    [
        ("250 2.0.0 Ok: queued as 4ZQ1xS2YnMz9rxN", "4ZQ1xS2YnMz9rxN"),
        ("250 OK id=1tAbCd-0000000A1bC-2xYz", "1tAbCd-0000000A1bC-2xYz"),
        ("250 2.0.0 4AR9x0aB012345 Message accepted for delivery", "4AR9x0aB012345"),
        ("250 2.0.0 Message accepted for delivery", ""),
        (
            "250 2.6.0 <a@b.example> [InternalId=4711815, Hostname=EX01.kreis.example] Queued mail for delivery",
            "4711815",
        ),
        ("250 OK", ""),
        ("250 2.0.0 Ok: queued as " + "A" * 500, "A" * 100),
        ("451 4.3.0 not queued as 4711", ""),
    ],
)
def test_the_name_in_the_servers_log(answer: str, name: str) -> None:
    code, text = answer.split(" ", 1)
    assert Reply(int(code), text).queue_id == name
