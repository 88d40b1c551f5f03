"""What an office decides of an ask: its terms, and whether answers are still taken."""

from __future__ import annotations

from urllib.parse import urlsplit

from django.db import transaction
from django.utils.translation import gettext as _

from umlauf.ground.audit.chain import record
from umlauf.ground.core.actor import Actor
from umlauf.ground.core.addresses import check_address
from umlauf.ground.core.clock import office_now
from umlauf.ground.core.limits import LIMITS
from umlauf.ground.core.policy import Ability
from umlauf.ground.text import Refused
from umlauf.office.circulars.access import lock_circular
from umlauf.office.circulars.models import Circular
from umlauf.office.responses.access import add_ask, lock_ask
from umlauf.office.responses.entries import Terms
from umlauf.office.responses.enums import AskKind, Way
from umlauf.office.responses.models import Answer, Ask


@transaction.atomic
def set_ask(*, actor: Actor, circular_id: int, terms: Terms) -> Ask:
    """Set the terms of an ask. Its kind stays once there is a row.

    Raises ``Refused`` with ``ask.kind`` (registration without a conference), ``ask.host`` (the host's address),
    ``ask.way`` (answered already, or a statement to the host), and ``Http404``.
    """
    actor.must(Ability.WRITE_CIRCULARS)
    ask = _ask_to_change(lock_circular(actor, circular_id), terms.kind)
    address = _host_address(terms.host_address) if terms.way == Way.HOST else ""
    _check_way(ask, terms.way)
    before = _terms(ask)
    ask.way, ask.host_address = terms.way, address
    ask.counts, ask.closes_at_deadline = terms.counts, terms.closes_at_deadline
    if _terms(ask) == before:
        return ask
    ask.save()
    record(actor, "responses.ask_set", subject=_subject(ask), label=f"{ask.kind}, {ask.way}, {ask.counts}")
    return ask


@transaction.atomic
def close_ask(*, actor: Actor, circular_id: int) -> Ask:
    """Take no more answers by link and login. Closed already: as it is."""
    ask = lock_ask(actor, circular_id)
    if ask.closed_at is None:
        ask.closed_at, ask.closed_by = office_now(), actor.label
        ask.save(update_fields=["closed_at", "closed_by"])
        record(actor, "responses.ask_closed", subject=_subject(ask), label=f"{ask.kind}")
    return ask


@transaction.atomic
def reopen_ask(*, actor: Actor, circular_id: int) -> Ask:
    """Take answers again. Open: as it is."""
    ask = lock_ask(actor, circular_id)
    if ask.closed_at is not None:
        ask.closed_at, ask.closed_by = None, ""
        ask.save(update_fields=["closed_at", "closed_by"])
        record(actor, "responses.ask_reopened", subject=_subject(ask), label=f"{ask.kind}")
    return ask


@transaction.atomic
def ask_for_registration(*, actor: Actor, circular_id: int) -> Ask:
    """Let a circular ask for registrations: a part of planning its conference, which records it."""
    actor.must(Ability.WRITE_CIRCULARS)
    circular = lock_circular(actor, circular_id)
    ask = add_ask(Ask(association_id=circular.association_id, circular=circular, kind=AskKind.REGISTRATION))
    if ask.kind != AskKind.REGISTRATION and not Answer.objects.filter(ask=ask).exists():
        ask.kind = AskKind.REGISTRATION
        ask.save(update_fields=["kind"])
    return ask


def _ask_to_change(circular: Circular, kind: AskKind) -> Ask:
    if kind == AskKind.REGISTRATION and not Ask.objects.filter(circular=circular).exists():
        raise Refused(
            "ask.kind",
            _("This circular invites to no conference, so nobody can register. Please ask for a statement."),
        )
    return add_ask(Ask(association_id=circular.association_id, circular=circular, kind=kind))


def _check_way(ask: Ask, way: Way) -> None:
    if ask.kind == AskKind.STATEMENT and way != Way.US:
        raise Refused("ask.way", _("Only people can be registered with a host. Statements come to you."))
    if ask.way != way and Answer.objects.filter(ask=ask).exists():
        raise Refused(
            "ask.way",
            _("Somebody has answered already, so where people are registered can no longer be changed."),
        )


def _host_address(written: str) -> str:
    """The host's form (https) or mail address. Raises ``Refused("ask.host")``."""
    address = written.strip()
    if "@" in address and "/" not in address:
        return check_address(address)
    try:
        parts = urlsplit(address)
    except ValueError:
        parts = urlsplit("")
    unsafe = not address.isprintable() or any(character in address for character in ' "<>\\^`{|}')
    if parts.scheme.lower() != "https" or not parts.hostname or unsafe or len(address) > LIMITS.address:
        raise Refused(
            "ask.host",
            _(
                "The address of the host is missing or not right. Please write the address of its form, which begins "
                "with https://, or its mail address."
            ),
        )
    return address


def _terms(ask: Ask) -> tuple[str, str, str, bool]:
    return str(ask.way), ask.host_address, str(ask.counts), ask.closes_at_deadline


def _subject(ask: Ask) -> str:
    return f"responses.Ask:{ask.id}"
