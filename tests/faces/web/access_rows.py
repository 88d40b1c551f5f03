"""Who visits every address, and what a row of the table of addresses says of them."""

from __future__ import annotations

from umlauf.ground.core.policy import Role

VISITORS = ("public", "guest", *Role, "other_member", "other_clerk")
LOGIN, OK, NONE, WRONG, GO = "to the login", 200, 404, 405, 302

# Who may do what, said here once more and without a look into the policy: whoever changes that changes this.
WRITERS = {"clerk", "signatory"}
APPROVERS = WRITERS | {"reviewer"}
READERS = WRITERS | {"reviewer", "conference_team", "administrator"}
COUNTERS = WRITERS | {"conference_team", "door"}
KEYING_IN = WRITERS | {"conference_team"}
KEEPERS = WRITERS | {"directory_editor"}
LOOKING_UP = READERS | {"directory_editor"}
ANSWERING = {"registry", "office_holder", "front_office"}
OFFICE = LOOKING_UP | {"door", "security_officer"}
MEMBERS = ANSWERING | {"specialist"}
KEEPING_OWN = {"registry", "member_administrator"}
OF_HOME = set(Role)
EVERYBODY = OF_HOME | {"other_member", "other_clerk"}

Row = tuple[object, ...]


def row(who: set[str], answer: object = OK, *, others: object = NONE, strangers: object = LOGIN) -> Row:
    """What a GET answers to each of the visitors: ``answer`` to ``who``, ``strangers`` to those without a login."""
    known = {"public": strangers, "guest": strangers} | dict.fromkeys(EVERYBODY, others)
    return tuple((known | dict.fromkeys(who, answer))[visitor] for visitor in VISITORS)


def posts(who: set[str]) -> Row:
    """Of an address that takes forms alone."""
    return row(who, WRONG)


def own(who: set[str]) -> Row:
    """Of a page that shows an office its own rows, so the other association's clerk sees theirs."""
    return row(who | ({"other_clerk"} if "clerk" in who else set()))


def letter(who: set[str], answer: object = OK) -> Row:
    """Of a page of the letter that the shared county got; the guest has opened its link."""
    return row(who | {"guest"}, answer, strangers=NONE)
