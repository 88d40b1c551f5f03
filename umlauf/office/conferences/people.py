"""The people whom an organisation names, as they come in and as they are compared."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import astuple, dataclass, replace

from django.utils.translation import gettext as _

from umlauf.ground.core.addresses import check_address
from umlauf.ground.core.limits import LIMITS
from umlauf.ground.text import Refused
from umlauf.office.circulars.checks import check_characters, check_length
from umlauf.office.responses.access import one_line


@dataclass(frozen=True, slots=True)
class PersonEntry:
    """A person in a form. ``represents`` names whom a deputy stands for."""

    name: str
    function: str = ""
    email: str = ""
    represents: str = ""


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
    if not clean.name:
        raise Refused("register.name", _("A name is missing. Nothing was saved. Please write who takes part."))
    for label, text, most in (
        (_("Name"), clean.name, LIMITS.person),
        (_("Function"), clean.function, LIMITS.function),
        (_("Represents"), clean.represents, LIMITS.person),
    ):
        check_length(label, text, most)
        check_characters(label, text)
    return clean


def checked_people(people: Iterable[PersonEntry]) -> dict[str, PersonEntry]:
    """The people by ``name_key``, in their order; empty entries are left out, and one who is named twice is one.

    Raises ``Refused`` with ``register.nobody``, ``register.many``, or what ``checked_person`` raises.
    """
    found: dict[str, PersonEntry] = {}
    for person in people:
        if not any(text.strip() for text in astuple(person)):
            continue
        clean = checked_person(person)
        key = name_key(clean.name)
        found[key] = with_given(found[key], clean) if key in found else clean
    if not found:
        raise Refused("register.nobody", _("Nobody is named. Nothing was saved. Please write who takes part."))
    if len(found) > LIMITS.persons_at_once:
        raise Refused(
            "register.many",
            _(
                "These are %(count)s people, and up to %(most)s can be registered at once. Nothing was saved. "
                "Please register some of them first."
            )
            % {"count": len(found), "most": LIMITS.persons_at_once},
        )
    return found


def with_given(person: PersonEntry, given: PersonEntry) -> PersonEntry:
    """The person with what ``given`` says of it. What is empty there stays; the name stays as it was first written."""
    return replace(
        person,
        function=given.function or person.function,
        email=given.email or person.email,
        represents=given.represents or person.represents,
    )
