"""The people whom an organisation names, as they come in and as they are compared."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import astuple, dataclass
from typing import Final

from django.utils.translation import gettext as _

from umlauf.ground.core.addresses import check_address, readable_address
from umlauf.ground.core.limits import LIMITS
from umlauf.ground.text import Refused
from umlauf.office.circulars.checks import check_characters, check_length
from umlauf.office.conferences.enums import RegistrationState
from umlauf.office.conferences.models import Registration
from umlauf.office.directory.names import read_person
from umlauf.office.responses.access import names_somebody, one_line


@dataclass(frozen=True, slots=True)
class PersonEntry:
    """A person in a form. ``represents`` names whom a deputy stands for."""

    name: str
    function: str = ""
    email: str = ""
    represents: str = ""


NAMELESS: Final = PersonEntry("")
"""A place of which the name follows."""


def person_of(row: Registration) -> PersonEntry:
    """A person as registered."""
    return PersonEntry(row.name, row.function, row.email, row.represents)


def sent_otherwise(row: Registration, rows: Iterable[Registration]) -> bool:
    """Whether somebody else comes, or may come still, in the place of whom this deputy was sent for.

    ``rows`` are those of the same organisation. No deputy: no.
    """
    others = (one for one in rows if one.replaces_id == row.replaces_id is not None and one.id != row.id)
    return any(one.state not in {RegistrationState.WITHDRAWN, RegistrationState.REFUSED} for one in others)


def may_be_undone(row: Registration, before: Registration, rows: Collection[Registration]) -> bool:
    """Whether whoever sent a deputy (``before``) may come after all: nobody else has been sent since, and they were
    not withdrawn, which gave the place on.
    """
    if before.state != RegistrationState.REPLACED:
        return False
    last = max(one.id for one in rows if one.replaces_id == row.replaces_id)
    refused = row.state == RegistrationState.REFUSED and row.id == last and not sent_otherwise(row, rows)
    return row.means.coming or refused


def may_represent(row: Registration, rows: Collection[Registration]) -> bool:
    """Whether somebody who asks again would be the only one in a place: for no deputy while another one, or whom they
    were sent for, comes.
    """
    before = next((one for one in rows if one.id == row.replaces_id), None)
    return before is None or (before.state == RegistrationState.REPLACED and not sent_otherwise(row, rows))


def details_of(row: Registration) -> str:
    """„Anna Berg, Dezernentin, anna.berg@lk.example“"""
    represents = _("represents %(name)s") % {"name": row.represents} if row.represents else ""
    return ", ".join(filter(None, (row.called, row.function, readable_address(row.email), represents)))


def same_mailbox(first: str, second: str) -> bool:
    """Whether two addresses are one mailbox: nobody tells two by upper and lower case (RFC 5321 2.4 discourages it)."""
    return first.casefold() == second.casefold()


def name_key(name: str) -> str:
    """What two spellings of a name have in common that are taken for one person of an organisation."""
    return one_line(name).casefold()


def checked_person(person: PersonEntry) -> PersonEntry:
    """The person with each field on one line. Raises ``Refused`` with ``register.name`` when the name is missing."""
    clean = PersonEntry(
        one_line(person.name),
        one_line(person.function),
        check_address(person.email) if person.email.strip() else "",
        one_line(person.represents),
    )
    if not names_somebody(clean.name):
        raise Refused("register.name", _("A name is missing. Nothing was saved. Please write who takes part."))
    for label, text, most in (
        (_("Name"), clean.name, LIMITS.person),
        (_("Function"), clean.function, LIMITS.function),
        (_("Represents"), clean.represents, LIMITS.person),
    ):
        check_length(label, text, most)
        check_characters(label, text)
    return clean


def checked_people(people: Iterable[PersonEntry], unnamed: int = 0) -> dict[str, PersonEntry]:
    """The people by ``name_key``, in their order; empty entries are left out, and one who is named twice is one.

    ``unnamed`` is how many there are beside them whose names follow. Raises ``Refused`` with ``register.nobody``,
    ``register.many``, ``register.twice`` (named twice with different details), or what ``checked_person`` raises.
    """
    found: dict[str, PersonEntry] = {}
    for person in people:
        if not any(text.strip() for text in astuple(person)):
            continue
        clean = checked_person(person)
        key = name_key(clean.name)
        if key in found and differs(found[key], clean):
            raise Refused(
                "register.twice",
                _(
                    "%(name)s stands here twice with different details. Nothing was saved. Please enter each person "
                    "once, and names that are alike so that they can be told apart."
                )
                % {"name": clean.name},
            )
        found[key] = completed(found[key], clean) if key in found else clean
    if not found and unnamed < 1:
        raise nobody_named()
    if len(found) + unnamed > LIMITS.persons_at_once:
        raise Refused(
            "register.many",
            _(
                "These are %(count)s people, and up to %(most)s can be registered at once. Nothing was saved. "
                "Please register some of them first."
            )
            % {"count": len(found) + unnamed, "most": LIMITS.persons_at_once},
        )
    return found


def nobody_named() -> Refused:
    """The refusal of a registration without anybody."""
    return Refused("register.nobody", _("Nobody is named. Nothing was saved. Please write who takes part."))


def known_as(name: str) -> str:
    """What is left of a name without salutation and titles, to be compared; titles tell nobody apart."""
    read = read_person(one_line(name))
    return f"{read.first_name} {read.last_name}".strip().casefold()


def is_same(one: str, other: str) -> bool:
    """Whether two spellings may be one person: but for titles they are alike. Who has no name is nobody else."""
    return name_key(one) == name_key(other) != "" or known_as(one) == known_as(other) != ""


def differs(known: PersonEntry, given: PersonEntry) -> bool:
    """Whether two entries of one name say something different of function, address, or who is represented."""
    pairs = zip(astuple(known)[1:], astuple(given)[1:], strict=True)
    return any(one and other and one.casefold() != other.casefold() for one, other in pairs)


def completed(known: PersonEntry, given: PersonEntry) -> PersonEntry:
    """The person as known, with what only ``given`` says."""
    return PersonEntry(*(one or other for one, other in zip(astuple(known), astuple(given), strict=True)))
