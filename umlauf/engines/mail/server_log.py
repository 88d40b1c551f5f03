"""What the log of a mail server says of messages of which nobody else knows whether they were taken.

Postfix writes the Message-ID when a message comes in and ``queue active`` once it is responsible for it; Exim and
Sendmail write both on one line. All else in a log is passed over.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from typing import Final

_CAME: Final = re.compile(
    r"postfix/[\w/-]{0,40}cleanup\[\d+\]: (?P<queue>\w{5,30}): message-id=(?P<id><[^>\s]{3,300}>)"
)
_ACTIVE: Final = re.compile(r"postfix/[\w/-]{0,40}qmgr\[\d+\]: (?P<queue>\w{5,30}): from=.{0,400}\(queue active\)")
_EXIM: Final = re.compile(r"(?P<queue>\w{6,16}-\w{6,16}-\w{2,6}) <= .{0,600}? id=(?P<id>[^\s<>]{3,300})(?=\s|$)")
_SENDMAIL: Final = re.compile(r"(?P<queue>\w{8,20}): from=.{0,400}\bmsgid=(?P<id><[^>\s]{3,300}>)")
_LONGEST: Final = 4_000
"""Characters of a line that are looked at."""


def taken(lines: Iterable[str], message_ids: Collection[str]) -> dict[str, str]:
    """By Message-ID, under which queue id the server took the message; nothing for those that it does not speak of.

    ``message_ids`` have their angle brackets. Needs memory for what is found, not for the log.
    """
    asked = frozenset(message_ids)
    coming: dict[str, str] = {}
    found: dict[str, str] = {}
    for line in lines:
        text = line[:_LONGEST]
        if came := _CAME.search(text):
            if came["id"] in asked:
                coming[came["queue"]] = came["id"]
        elif active := _ACTIVE.search(text):
            if active["queue"] in coming:
                found[coming.pop(active["queue"])] = active["queue"]
        elif whole := _SENDMAIL.search(text):
            if whole["id"] in asked:
                found[whole["id"]] = whole["queue"]
        elif (whole := _EXIM.search(text)) and f"<{whole['id']}>" in asked:
            found[f"<{whole['id']}>"] = whole["queue"]
    return found
