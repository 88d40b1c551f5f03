"""Once a year the office asks its members whether their entries are still right. No mail leaves without a person."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from umlauf.ground.audit.chain import record
from umlauf.ground.core.actor import Actor, Means
from umlauf.ground.core.clock import office_now, office_today
from umlauf.ground.core.limits import LIMITS
from umlauf.ground.core.links import invalid_link
from umlauf.ground.core.models import Association
from umlauf.ground.core.policy import Ability
from umlauf.ground.text import Refused
from umlauf.office.directory.access import must_keep_directory
from umlauf.office.directory.ledger import changed_meanwhile
from umlauf.office.directory.member_mailing import ask_for_confirmation, digest_of_entries
from umlauf.office.directory.models import Confirmation, ConfirmationRound
from umlauf.office.directory.queries.own_entries import (
    asked_of,
    confirmation_of_link,
    get_confirmation_for,
    latest_round,
    members_to_ask,
    own_entries,
)

_LONGEST = dt.timedelta(days=180)


@transaction.atomic
def ask_to_confirm(*, actor: Actor, due: dt.date) -> ConfirmationRound:
    """Ask every member of today, by a mail to its intake addresses with its entries and a link.

    Raises ``Refused`` with ``confirm.due`` for a day that is not within the next half year, ``confirm.running`` while
    an earlier round is not due yet, or ``confirm.nobody`` without members.
    """
    must_keep_directory(actor)
    association = _locked(actor.association_id)
    today = office_today(association)
    if not today < due <= today + _LONGEST:
        raise Refused("confirm.due", _("Please choose a day within the next half year."))
    latest = latest_round()
    if latest is not None and latest.due >= today:
        raise Refused("confirm.running", _("The members are being asked already. Please remind those who are missing."))
    members = members_to_ask(association)
    if not members:
        raise Refused("confirm.nobody", _("There is no member to ask. Please enter the memberships first."))
    asked = ConfirmationRound.objects.create(
        association=association, asked_at=office_now(), asked_by=actor.label[: LIMITS.name], due=due
    )
    Confirmation.objects.bulk_create(
        [Confirmation(association=association, round=asked, organisation=one) for one in members]
    )
    ask_for_confirmation(_with_house(asked), occasion="asked")
    _record(actor, "directory.confirmation_asked", asked, len(members))
    return asked


@transaction.atomic
def remind_to_confirm(*, actor: Actor) -> int:
    """Ask those members once more who have not confirmed in the latest round; how many they are.

    Raises ``Refused`` with ``confirm.reminded`` when they were asked or reminded today, ``confirm.nobody`` when nobody
    is missing, or ``confirm.over``.
    """
    must_keep_directory(actor)
    association = _locked(actor.association_id)
    asked, now = latest_round(), office_now()
    if asked is None or asked.due < office_today(association):
        raise Refused("confirm.over", _("This round is over. Please ask the members anew."))
    if (asked.reminded_at or asked.asked_at).date() >= now.date():
        raise Refused(
            "confirm.reminded", _("The members got their mail today already. Please remind them another day.")
        )
    missing = list(_with_house(asked, confirmed_at=None, revoked_at=None))
    if not missing:
        raise Refused("confirm.nobody", _("Nobody is missing, so there is nobody to remind."))
    asked.reminded_at = now
    asked.save(update_fields=["reminded_at"])
    ask_for_confirmation(missing, occasion=f"reminder-{now.date().isoformat()}")
    _record(actor, "directory.confirmation_reminded", asked, len(missing))
    return len(missing)


@transaction.atomic
def renew_confirm_link(*, actor: Actor, confirmation_id: int, generation: int) -> Confirmation:
    """Send a member a new link; the older one is worth nothing. ``generation`` is the one that was seen.

    Raises ``Refused("directory.changed")`` when somebody else was first, or ``confirm.done``.
    """
    one = _renewable(actor, confirmation_id, generation)
    one.generation, one.revoked_at = generation + 1, None
    one.save(update_fields=["generation", "revoked_at"])
    ask_for_confirmation([one], occasion="renewed")
    _record_one(actor, "directory.confirm_link_renewed", one)
    return one


@transaction.atomic
def revoke_confirm_link(*, actor: Actor, confirmation_id: int, generation: int) -> Confirmation:
    """Let the link of a member open nothing any more. Raises as ``renew_confirm_link``."""
    one = _renewable(actor, confirmation_id, generation)
    one.generation, one.revoked_at = generation + 1, office_now()
    one.save(update_fields=["generation", "revoked_at"])
    _record_one(actor, "directory.confirm_link_revoked", one)
    return one


@transaction.atomic
def confirm_by_link(*, confirmation_id: int, generation: int, name: str, seen: str) -> Confirmation:
    """Whoever has the link says that the entries are right. Once more: it stays as it was first. Inside the scope.

    ``seen`` is the digest of the entries that were shown. Raises ``Refused`` with ``link.invalid`` or
    ``directory.changed``.
    """
    found = confirmation_of_link(confirmation_id, generation)
    if found is None:
        raise invalid_link()
    _locked(found.association_id)
    one = confirmation_of_link(confirmation_id, generation)  # once more: it may have been revoked meanwhile
    if one is None:
        raise invalid_link()
    written = " ".join(name.split())[: LIMITS.name]
    label = _("Link for %(name)s") % {"name": one.organisation.name}
    actor = Actor(label, one.association_id, Means.LINK, organisation_id=one.organisation_id)
    return _confirm(actor, one, written, seen)


@transaction.atomic
def confirm_own_entries(*, actor: Actor, seen: str) -> Confirmation:
    """A member's own people say that the entries are right. Once more: it stays as it was first.

    Raises ``Refused`` with ``access.role``, ``confirm.over`` when nothing is asked, or ``directory.changed``.
    """
    actor.must(Ability.KEEP_OWN_ENTRIES)
    association = _locked(actor.association_id)
    one = asked_of(actor.organisation_id or 0, association)
    if one is None:
        raise Refused("confirm.over", _("The association does not ask for a confirmation at present."))
    return _confirm(actor, one, actor.label, seen)


@transaction.atomic
def empty_confirmations(*, actor: Actor, today: dt.date) -> int:
    """Forget who confirmed, ``LIMITS.confirmed_days`` after it. How many it were."""
    day = today - dt.timedelta(days=LIMITS.confirmed_days)
    emptied = Confirmation.objects.filter(confirmed_at__date__lt=day).exclude(confirmed_by="").update(confirmed_by="")
    if emptied:
        subject = f"core.Association:{actor.association_id}"
        record(actor, "directory.confirmations_emptied", subject=subject, label=str(emptied))
    return emptied


def _confirm(actor: Actor, one: Confirmation, by: str, seen: str) -> Confirmation:
    if one.confirmed_at is not None:
        return one
    if seen != digest_of_entries(own_entries(one.organisation_id, one.association)):
        raise changed_meanwhile()
    one.confirmed_at, one.confirmed_by = office_now(), by[: LIMITS.name]
    one.by_login = actor.means == Means.LOGIN
    one.save(update_fields=["confirmed_at", "confirmed_by", "by_login"])
    record(
        actor,
        "directory.entries_confirmed",
        subject=f"directory.Confirmation:{one.id}",
        label=one.organisation.name,
        personal={"by": by} if by else None,
    )
    return one


def _locked(association_id: int) -> Association:
    """The association with the lock of its directory."""
    return Association.objects.select_for_update(no_key=True).get(id=association_id)


def _with_house(asked: ConfirmationRound, **only: None) -> list[Confirmation]:
    related = ("association", "organisation", "round")
    return list(asked.confirmations.filter(**only).select_related(*related).order_by("id"))


def _renewable(actor: Actor, confirmation_id: int, generation: int) -> Confirmation:
    must_keep_directory(actor)
    _locked(actor.association_id)
    one = get_confirmation_for(actor, confirmation_id)
    if one.generation != generation:
        raise changed_meanwhile()
    if one.confirmed_at is not None:
        raise Refused("confirm.done", _("This member has confirmed its entries meanwhile."))
    return one


def _record(actor: Actor, event: str, asked: ConfirmationRound, count: int) -> None:
    record(actor, event, subject=f"directory.ConfirmationRound:{asked.id}", label=str(count))


def _record_one(actor: Actor, event: str, one: Confirmation) -> None:
    record(actor, event, subject=f"directory.Confirmation:{one.id}", label=one.organisation.name)
