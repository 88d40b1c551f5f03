"""Logs of mail servers, in the forms that the usual ones write."""

from __future__ import annotations

import time

import pytest

from umlauf.engines.mail.server_log import taken

pytestmark = pytest.mark.pure

OURS = "<0123456789abcdef@umlauf.example>"
POSTFIX = f"""\
Nov 01 09:30:01 mail postfix/smtpd[24096]: 0F41D2B0019: client=umlauf.example[192.0.2.1]
Nov 01 09:30:01 mail postfix/cleanup[24099]: 0F41D2B0019: message-id={OURS}
Nov 01 09:30:01 mail postfix/qmgr[24094]: 0F41D2B0019: from=<a@lkt.example>, size=326, nrcpt=1 (queue active)
"""
EXIM = "2016-11-01 09:30:01 1cfABC-000123-XY <= a@lkt.example H=umlauf.example [192.0.2.1] P=esmtp S=326 id="
SENDMAIL = "Nov  1 09:30:01 mail sendmail[123]: uA18U1ab012345: from=<a@lkt.example>, size=326, nrcpts=1, msgid="


@pytest.mark.parametrize(
    ("log", "queue_id"),
    [
        (POSTFIX, "0F41D2B0019"),
        (POSTFIX.replace("postfix/", "postfix/submission/"), "0F41D2B0019"),
        (f"{EXIM}{OURS[1:-1]}", "1cfABC-000123-XY"),
        (f"{EXIM}{OURS[1:-1]} for poststelle@lk.example", "1cfABC-000123-XY"),
        (f"{SENDMAIL}{OURS}, proto=ESMTP", "uA18U1ab012345"),
    ],
)
def test_a_message_that_was_taken(log: str, queue_id: str) -> None:
    assert taken(log.splitlines(), [OURS, "<other@umlauf.example>"]) == {OURS: queue_id}
    assert taken(log.splitlines(), ["<other@umlauf.example>"]) == {}


@pytest.mark.parametrize(
    "log",
    [
        "\n".join(POSTFIX.splitlines()[:2]),
        "\n".join(reversed(POSTFIX.splitlines())),
        POSTFIX.replace("qmgr[24094]: 0F41D2B0019", "qmgr[24094]: 0F41D2B0020"),
        f"reply to {OURS}",
        f"{EXIM}{OURS[1:-1]}x",
        "",
    ],
)
def test_a_message_that_came_but_was_not_taken_for_certain(log: str) -> None:
    assert taken(log.splitlines(), [OURS]) == {}


@pytest.mark.parametrize("piece", ["postfix/", "cleanup[1]: ", "from=", "a", " <= ", " id=", "msgid=<", "\0"])
def test_hostile_lines_cost_no_more_than_their_length(piece: str) -> None:
    begun = time.process_time()
    taken([piece * (200_000 // len(piece))] * 20, [OURS])
    assert time.process_time() - begun < 5
