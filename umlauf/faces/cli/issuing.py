"""The main job: from a text to the mailboxes. Each step may be repeated, so a killed run goes on when called again."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from umlauf.engines.mail.enums import State
from umlauf.engines.reading import Facts
from umlauf.faces.cli.work import work_until_idle
from umlauf.ground.core.actor import Actor, Means
from umlauf.ground.core.addresses import readable_address
from umlauf.ground.core.models import Association
from umlauf.ground.core.policy import Role
from umlauf.ground.text import Refused
from umlauf.office.circulars.actions.sign import Expected
from umlauf.office.circulars.models import Issue
from umlauf.office.circulars.queries import delivery_sums, recipients_of
from umlauf.office.circulars.ready import Signature
from umlauf.office.directory.enums import SignsAs
from umlauf.office.directory.hats import find_signatory
from umlauf.office.intake.issue import issue_from_facts
from umlauf.office.intake.reading import read_incoming

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Order:
    """What to issue, and how. ``renumber`` takes the next number whatever number the text bears."""

    association_id: int
    data: bytes
    name: str
    signatory: str | None = None
    list_name: str | None = None
    renumber: bool = False


@dataclass(frozen=True, slots=True)
class Outcome:
    """What happened, and what is open. ``states`` maps each state of a message to how many messages are in it."""

    number: str
    kind: str
    subject: str
    date: str
    signatory: str
    letter: str
    sha256: str
    pages: int
    annexes: tuple[str, ...]
    missing_annexes: tuple[str, ...]
    recipients: tuple[tuple[str, tuple[str, ...]], ...]
    responsible_unknown: tuple[str, ...]
    answer_by: str | None
    states: dict[str, int]
    server_away: str

    @property
    def open(self) -> bool:
        """Whether something is still to be done, by the worker or by a person."""
        return bool(self.missing_annexes) or set(self.states) != {"sent"}

    def json(self) -> dict[str, Any]:
        return asdict(self) | {"open": self.open}


def issue_text(order: Order, say: Say) -> Outcome:
    """Read, draft, sign, number, render and send. Raises ``Refused`` at the first step that cannot be done."""
    facts = read_incoming(order.data, order.name)
    say(_("Read: %(what)s") % {"what": _read_line(facts)})
    signature, signer, clerk = _people(order, facts)
    digest = hashlib.sha256(order.data).hexdigest()
    taken, issue = issue_from_facts(
        clerk=clerk,
        actor=signer,
        facts=facts,
        origin_digest=digest,
        list_name=order.list_name,
        signature=signature,
        expected=None if order.renumber else _expected(facts),
    )
    count = taken.circular.annexes.count()
    say(ngettext("Draft: with %(count)s annex", "Draft: with %(count)s annexes", count) % {"count": count})
    say(_signed_line(issue, facts))
    turn = work_until_idle()
    missing = tuple(f"{annex.number or ''} {annex.title or ''}".strip() for annex in taken.missing)
    outcome = outcome_of(issue.id, missing, turn.mail.away)
    say(_("Letter: %(pages)s") % {"pages": _pages(outcome.pages)})
    say(_("Sent: %(states)s") % {"states": states_line(outcome.states)})
    return outcome


def _signed_line(issue: Issue, facts: Facts) -> str:
    """Who signed, and whom the text names if that is somebody else („im Text: Muster“)."""
    line = _("Signed: %(label)s, by %(name)s") % {"label": issue.label, "name": issue.signatory_name}
    named = ", ".join(one.name for one in facts.signatory if one.name)
    differs = named and named.casefold() not in issue.signatory_name.casefold()
    return line + (" " + _("(in the text: %(name)s)") % {"name": named} if differs else "")


def _read_line(facts: Facts) -> str:
    number = f"{facts.number}/{facts.year}" if facts.number and facts.year else str(facts.number or "")
    parts = [facts.kind, number, facts.file_reference, facts.subject]
    return ", ".join(part for part in parts if part)


def _people(order: Order, facts: Facts) -> tuple[Signature, Actor, Actor]:
    """The signature and who acts: the command signs for a signatory whom the text or the caller names."""
    association = Association.objects.get(id=order.association_id)
    named = order.signatory or next((one.name for one in facts.signatory if one.name), None)
    if named is None:
        raise Refused(
            "signatory.missing",
            _("The text does not say who signs. Please name the signatory in the text or with --signatory."),
        )
    grant = find_signatory(association, named)
    signer = Actor(grant.user.name, association.id, Means.COMMAND, frozenset({Role.SIGNATORY}), user_id=grant.user.id)
    clerk = Actor(_("Command line"), association.id, Means.COMMAND, frozenset({Role.CLERK}))
    return Signature(grant.user.name, grant.title, SignsAs(grant.signs_as)), signer, clerk


def _expected(facts: Facts) -> Expected | None:
    return Expected(facts.number, facts.year) if facts.number is not None else None


def outcome_of(issue_id: int, missing: tuple[str, ...], away: str) -> Outcome:
    """What is known of an issue now."""
    issue = Issue.objects.select_related("series", "rendition__pdf", "circular").get(id=issue_id)
    rendition = getattr(issue, "rendition", None)
    if rendition is None:
        raise Refused("letter.missing", _("The letter could not be made yet. Please run: umlauf doctor"))
    reached = list(recipients_of(issue))
    recipients = tuple(
        (recipient.name, tuple(readable_address(address.email) for address in recipient.addresses.all()))
        for recipient in reached
    )
    return Outcome(
        number=issue.label,
        kind=issue.series.kind,
        subject=issue.content["subject"],
        date=issue.date.isoformat(),
        signatory=issue.signatory_name,
        letter=rendition.pdf.key,
        sha256=rendition.pdf.sha256,
        pages=rendition.pages,
        annexes=tuple(f"{annex.number} {annex.title}" for annex in issue.circular.annexes.order_by("number")),
        missing_annexes=missing,
        recipients=recipients,
        responsible_unknown=tuple(recipient.name for recipient in reached if not recipient.responsible_known),
        answer_by=issue.content["answer_by"],
        states={state.value: count for state, count in delivery_sums(issue).by_state.items()},
        server_away=away,
    )


def _pages(count: int) -> str:
    return ngettext("%(count)s page", "%(count)s pages", count) % {"count": count}


def states_line(states: dict[str, int]) -> str:
    """„29 an den Mailserver übergeben, 1 ungeklärt“"""
    return ", ".join(f"{count} {State(state).label}" for state, count in sorted(states.items())) or "0"
