"""What a mail is that came back: bytes in, facts out. Any bytes give an answer, and no answer is ever sent.

First what machines agreed upon (RFC 3464, RFC 8098, RFC 3834), then the forms that ``flufl.bounce`` knows, then words.
Only the first part of a mail is looked at, so that size costs nothing; what is said in it is written by strangers.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from email.message import Message
from typing import Final

from flufl.bounce import all_failures

from umlauf.engines.mail.enums import DISPLAYED, ArrivalKind, Bounce
from umlauf.engines.mail.opening import (
    ADDRESS,
    HEADER,
    PARTS,
    READ_BYTES,
    SHOWN,
    OpenedMail,
    address_in,
    body_of,
    clean,
    decoded,
    opened,
)
from umlauf.engines.mail.phrases import (
    AUTO_SUBJECT,
    BOUNCE_SUBJECT,
    FULL,
    LARGE,
    NOT_DELIVERED,
    POLICY,
    REPLY_SUBJECT,
    STILL_TRYING,
    UNKNOWN,
)

_WORDS, _GIST = 12_000, 500  # characters
_ROUNDS: Final = 30  # servers on the way (RFC 5321 6.3 gives up at 100)
_STATUS: Final = re.compile(r"\b([245])\.(\d{1,3})\.(\d{1,3})\b")
_ID: Final = re.compile(r"<[!-;=?-~]{3,250}>")
_ID_LINE: Final = re.compile(r"^[> \t]*message-id:\s*(<[!-;=?-~]{3,250}>)", re.IGNORECASE | re.MULTILINE)
_BROUGHT: Final = frozenset(
    {"message/rfc822", "message/global", "text/rfc822-headers", "message/global-headers", "message/rfc822-headers"}
)
_FIELD: Final = re.compile(r"^([A-Za-z-]{4,40}):[ \t]*(.*(?:\n[ \t]+.*)*)", re.MULTILINE)
_DISPOSITION: Final = re.compile(
    r"(?:manual|automatic)-action\s*/\s*mdn-sent-(?:manually|automatically)\s*;\s*([a-z]+)"
)
_DISPOSITIONS: Final = frozenset({DISPLAYED, "deleted", "dispatched", "processed", "denied", "failed"})
_COMMENT: Final = re.compile(r"\([^()]{0,200}\)")
_DAEMONS: Final = re.compile(r"^(?:mailer[-_]?daemon|postmaster|mail-?daemon|mdaemon|maildelivery|bounce[sd]?)\b")
_GENERIC: Final = frozenset({(0, 0), (3, 0), (4, 1), (5, 0), (5, 1)})
_HARD_ELSEWHERE: Final = frozenset({(2, 1), (4, 4), (4, 310)})
_ABOUT_THE_SENDER: Final = frozenset({7, 8, 9})


@dataclass(frozen=True, slots=True)
class Returned:
    """What is known of it. ``status`` is as in RFC 3463 („5.1.1“), of a receipt the type of its disposition as in RFC
    8098 3.2.6.2 („displayed“), if it is a plain one; ``recipient`` is whom the report is about, if it says.

    ``diagnostic`` is what the server said, the status included. ``about`` are the Message-IDs of what it answers or
    brings back, the likeliest first; ``own_id`` is its own. ``looped``: it has been round too many servers. ``text`` is
    what a person reads, shortened. Nothing in it holds a control character beside line ends and tabs, a turn of
    direction or half a character.
    """

    kind: ArrivalKind
    bounce: Bounce | None = None
    status: str = ""
    diagnostic: str = ""
    recipient: str = ""
    about: tuple[str, ...] = ()
    own_id: str = ""
    subject: str = ""
    sender: str = ""
    text: str = ""
    looped: bool = False


def read_returned(data: bytes) -> Returned:
    """Tell what a mail is. Never raises."""
    try:
        return _told(opened(data[:READ_BYTES]))
    except Exception:  # noqa: BLE001 - whatever a stranger makes the parser stumble over, the mail is kept and shown
        return Returned(ArrivalKind.OTHER, text=clean(decoded(data[:SHOWN], "utf-8")).strip())


def _told(mail: OpenedMail) -> Returned:
    if (report := _report(mail)) is not None:
        return report
    if (receipt := _receipt(mail)) is not None:
        return receipt
    if _from_a_machine(mail) and (said := _in_words(mail)) is not None:
        return said
    if _answers_by_itself(mail):
        return _known(mail, ArrivalKind.AUTO_REPLY)
    if mail.header("return-path").strip() == "<>" and (said := _in_words(mail)) is not None:
        return said
    answers = bool(_answered(mail)) or REPLY_SUBJECT.search(mail.subject) is not None
    daemon = _DAEMONS.match(mail.sender) is not None
    return _known(mail, ArrivalKind.REPLY if answers and not daemon else ArrivalKind.OTHER)


def _report(mail: OpenedMail) -> Returned | None:
    """A delivery report (RFC 3464, RFC 6533): the first recipient that failed, else one that waits, else any."""
    part = _part_of(mail, "delivery-status")
    text = clean(body_of(part)) if part is not None else ""
    if not text and "\nfinal-recipient:" in mail.text.lower():
        text = mail.text  # its boundaries are broken, and it came as text
    about = [dict(fields) for block in re.split(r"\n\s*\n", text[:SHOWN]) if (fields := _fields(block))]
    people = [one for one in about if "action" in one or "final-recipient" in one]
    if not people:
        return None
    action, person = min(((_action(one), one) for one in people), key=lambda each: _ORDER.index(each[0]))
    status = _status_in(person.get("status", "")) or _status_in(person.get("diagnostic-code", ""))
    diagnostic = _with_status(status, _after_semicolon(person.get("diagnostic-code", "")) or _gist(mail.text))
    recipient = address_in(_after_semicolon(person.get("original-recipient", "") or person.get("final-recipient", "")))
    kind = {"failed": ArrivalKind.BOUNCE, "delayed": ArrivalKind.DELAY}.get(action, ArrivalKind.RECEIPT)
    bounce = weigh(status, diagnostic) if action == "failed" else None
    known = _known(mail, kind)
    return replace(known, bounce=bounce, status=status, diagnostic=diagnostic[:_GIST], recipient=recipient)


_ORDER: Final = ("failed", "delayed", "delivered")


def _action(fields: dict[str, str]) -> str:
    said = fields.get("action", "").strip().lower()
    if said.startswith("delay"):
        return "delayed"
    if said.startswith(("deliver", "relay", "expand")):
        return "delivered"
    if said:
        return "failed"
    # Some write no action at all; then the class of the status tells.
    return {"4": "delayed", "2": "delivered"}.get(fields.get("status", "").strip()[:1], "failed")


def _fields(block: str) -> list[tuple[str, str]]:
    return [(name.lower(), " ".join(value.split())[:HEADER]) for name, value in _FIELD.findall(block)][:PARTS]


def _receipt(mail: OpenedMail) -> Returned | None:
    """„It was shown“ (RFC 8098), which somebody's mail program says when its owner lets it."""
    part = _part_of(mail, "disposition-notification")
    if part is None:
        return None
    fields = dict(_fields(clean(body_of(part))[:SHOWN]))
    recipient = address_in(_after_semicolon(fields.get("original-recipient", "") or fields.get("final-recipient", "")))
    known = _known(mail, ArrivalKind.RECEIPT)
    asked = _ID.findall(fields.get("original-message-id", ""))[:1]
    said = fields.get("disposition", "")[:_GIST]
    return replace(known, about=(*asked, *known.about), recipient=recipient, status=_disposed(said), diagnostic=said)


def _disposed(said: str) -> str:
    """„displayed“ of „manual-action/MDN-sent-manually; displayed“. Nothing where a modifier says that it did not quite
    work („displayed/error“), or where it is not written as RFC 8098 3.2.6 has it."""
    found = _DISPOSITION.fullmatch(_COMMENT.sub(" ", said).strip().lower())
    return found[1] if found and found[1] in _DISPOSITIONS else ""


def _part_of(mail: OpenedMail, subtype: str) -> Message | None:
    wanted = {f"message/{subtype}", f"message/global-{subtype}"}
    return next((part for part in mail.parts if part.get_content_type() in wanted), None)


def _from_a_machine(mail: OpenedMail) -> bool:
    return bool(
        _DAEMONS.match(mail.sender)
        or mail.header("x-failed-recipients")
        or (BOUNCE_SUBJECT.search(mail.subject) and not REPLY_SUBJECT.search(mail.subject))
    )


def _in_words(mail: OpenedMail) -> Returned | None:
    """A report without form: who, by ``flufl.bounce`` or the text; why, by the words of German and English servers."""
    waiting, gone = _found_by_others(mail)
    words = mail.text[:_WORDS]
    given_up = bool(gone or NOT_DELIVERED.search(words) or UNKNOWN.search(words) or FULL.search(words))
    if not given_up and not BOUNCE_SUBJECT.search(mail.subject):
        return None
    recipient = address_in(mail.header("x-failed-recipients")) or next(iter(sorted(gone | waiting)), "")
    status = _status_in(words)
    trying = not gone and bool(waiting or STILL_TRYING.search(words))
    return replace(
        _known(mail, ArrivalKind.DELAY if trying else ArrivalKind.BOUNCE),
        bounce=None if trying else weigh(status, words),
        status=status,
        diagnostic=_with_status(status, _gist(words))[:_GIST],
        recipient=recipient or _other_address(mail, words),
    )


def _found_by_others(mail: OpenedMail) -> tuple[frozenset[str], frozenset[str]]:
    try:
        waiting, gone = all_failures(mail.message)
        return _addresses(waiting), _addresses(gone)
    except Exception:  # noqa: BLE001 - its detectors raise whatever a hostile mail makes them raise
        return frozenset(), frozenset()


def _addresses(found: frozenset[bytes]) -> frozenset[str]:
    texts = (one.decode("ascii", "replace") for one in list(found)[:PARTS])
    return frozenset(address for text in texts if (address := address_in(text)))


def _other_address(mail: OpenedMail, words: str) -> str:
    """The first address in the text that is not the server's own."""
    for found in ADDRESS.finditer(words):
        address = found[0].lower().strip(".'")
        if address != mail.sender and not _DAEMONS.match(address):
            return address
    return ""


def _answers_by_itself(mail: OpenedMail) -> bool:
    """RFC 3834, and what was usual before it."""
    submitted = mail.header("auto-submitted").lower()
    precedence = mail.header("precedence").lower()
    return bool(
        (submitted and not submitted.startswith("no"))
        or mail.header("x-autoreply")
        or mail.header("x-autorespond")
        or mail.header("x-auto-response-suppress")
        or precedence in {"auto_reply", "auto-reply", "bulk", "junk"}
        or AUTO_SUBJECT.search(mail.subject)
        or AUTO_SUBJECT.search(re.sub(r"^(?:re|aw)\s*:\s*", "", mail.subject, flags=re.IGNORECASE))
    )


def weigh(status: str, words: str) -> Bounce:
    """Whether the address takes no message any more. In doubt: this one time.

    ``status`` is that of RFC 3463 or empty, ``words`` what the server said. What is about room, size, policy, the way
    there or the sender says nothing of the address.
    """
    if FULL.search(words) or LARGE.search(words):
        return Bounce.SOFT
    found = _STATUS.fullmatch(status)
    if found is None:
        return Bounce.HARD if UNKNOWN.search(words) and not POLICY.search(words) else Bounce.SOFT
    subject, detail = int(found[2]), int(found[3])
    if found[1] != "5":
        return Bounce.SOFT
    if (subject == 1 and detail not in _ABOUT_THE_SENDER) or (subject, detail) in _HARD_ELSEWHERE:
        return Bounce.HARD
    return Bounce.HARD if (subject, detail) in _GENERIC and UNKNOWN.search(words) else Bounce.SOFT


def _status_in(text: str) -> str:
    found = _STATUS.search(text)
    return found[0] if found else ""


def _with_status(status: str, said: str) -> str:
    return said if status in said else f"{status} {said}".strip()


def _after_semicolon(value: str) -> str:
    """RFC 3464 2.1.2: the type of a value stands before it („rfc822; post@…“)."""
    kind, semicolon, rest = value.partition(";")
    return (rest if semicolon and len(kind) < 30 else value).strip()


def _gist(words: str) -> str:
    """The line of a text that says why, else none."""
    for pattern in (FULL, UNKNOWN, LARGE, POLICY, _STATUS, NOT_DELIVERED):
        for line in words[:_WORDS].splitlines():
            if pattern.search(line):
                return " ".join(line.split())[:_GIST]
    return ""


def _answered(mail: OpenedMail) -> tuple[str, ...]:
    """What it answers: In-Reply-To first, then References from the last to the first."""
    ids = _ID.findall(mail.header("in-reply-to")) + _ID.findall(mail.header("references"))[::-1]
    return tuple(dict.fromkeys(ids))[:PARTS]


def _brought_back(mail: OpenedMail) -> tuple[str, ...]:
    """The Message-ID of the message that a report brings along, whole or its head alone."""
    texts = [body_of(part) for part in mail.parts if part.get_content_type() in _BROUGHT]
    found = [one for text in (*texts, mail.text) for one in _ID_LINE.findall(text[:READ_BYTES])[:1]]
    return tuple(found)


def _known(mail: OpenedMail, kind: ArrivalKind) -> Returned:
    """What can be said of any mail."""
    own = _ID.search(mail.header("message-id"))
    return Returned(
        kind,
        about=tuple(dict.fromkeys((*_brought_back(mail), *_answered(mail)))),
        own_id=own[0] if own else "",
        subject=mail.subject,
        sender=mail.sender,
        text=mail.text,
        looped=len(mail.message.get_all("received") or ()) > _ROUNDS,
    )
