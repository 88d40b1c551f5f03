"""Step two: the signature, which gives the number, freezes text and annexes and fixes who gets the circular."""

from __future__ import annotations

import datetime as dt
from dataclasses import astuple, dataclass, replace

from django.db import transaction
from django.utils.translation import gettext as _

from umlauf.ground.audit.chain import record
from umlauf.ground.core.actor import Actor
from umlauf.ground.core.addresses import check_address
from umlauf.ground.core.clock import office_now, office_today
from umlauf.ground.core.limits import LIMITS
from umlauf.ground.core.models import Association
from umlauf.ground.core.policy import Ability
from umlauf.ground.core.tasks import enqueue
from umlauf.ground.text import Refused
from umlauf.office.circulars.access import lock_circular
from umlauf.office.circulars.checks import check_characters, checked
from umlauf.office.circulars.content import Content, Frozen
from umlauf.office.circulars.letter import sender_of
from umlauf.office.circulars.models import (
    AnnexVersion,
    Circular,
    FrozenAnnex,
    Issue,
    Recipient,
    RecipientAddress,
    SeriesYear,
)
from umlauf.office.circulars.queries import latest_annexes
from umlauf.office.directory.models import DistributionList
from umlauf.office.directory.queries.addressees import Addressee, AddressLine, addressees

AHEAD = dt.timedelta(days=92)
"""How far a letter may be dated ahead: a slip in the year would open a new year of numbers, for good."""


@dataclass(frozen=True, slots=True)
class Signature:
    """Who signs, and as what („Geschäftsführer“)."""

    name: str
    title: str = ""


@dataclass(frozen=True, slots=True)
class Expected:
    """A number that the text already bears, and its year where the text says it."""

    number: int
    year: int | None = None


@transaction.atomic
def sign_and_issue(
    *,
    actor: Actor,
    circular_id: int,
    signature: Signature,
    revision: int,
    expected: Expected | None = None,
    dispatch_when_rendered: bool = False,
) -> Issue:
    """Sign the draft's ``revision``. Signed already: the same Issue again.

    One transaction draws the number, freezes the text and the hashes of the annexes, fixes the recipients and asks for
    the letter. Raises ``Refused`` with ``draft.changed``, ``number.not_next``, ``number.date``,
    ``number.future``, ``recipient.none``,
    ``association.address`` or what the checks of the draft raise; then no number is used up.
    """
    actor.must(Ability.SIGN)
    circular = lock_circular(actor, circular_id)
    issued = Issue.objects.filter(circular=circular).select_related("series").first()
    if issued is not None:
        return issued
    draft = circular.drafts.latest("revision")
    if draft.revision != revision:
        raise Refused(
            "draft.changed",
            _("%(who)s has changed the draft since you read it. Please read it once more and then sign.")
            % {"who": draft.saved_by},
        )
    association = Association.objects.get(id=actor.association_id)
    content = checked(Content.parse(draft.content))
    today = office_today(association)
    date = content.letter_date or today
    if date > today + AHEAD:
        raise Refused(
            "number.future",
            _("The circular is dated %(date)s, more than three months ahead. Please correct the date, then sign.")
            % {"date": date.strftime("%d.%m.%Y")},
        )
    _check_around(association, circular, signature)
    reached = _reached(content, date)
    number = _draw_number(circular, date, expected)
    issue = _freeze(actor, circular, signature, content, date, number, dispatch_when_rendered)
    _fix_recipients(issue, reached)
    enqueue("circulars.render_issue", issue.id, association_id=issue.association_id)
    record(
        actor,
        "circulars.issued",
        subject=f"circulars.Issue:{issue.id}",
        label=f"{issue.label} {issue.digest}",
        personal={"signatory": signature.name},
    )
    return issue


def _check_around(association: Association, circular: Circular, signature: Signature) -> None:
    """What stands around the text must print, and the mail needs a sender: after the signature it is too late."""
    head = sender_of(association)
    check_characters(_("Letterhead"), "".join(text for text in astuple(head) if text))
    check_characters(_("Signature"), signature.name + signature.title)
    check_characters(_("Annexes"), "".join(one.annex.title for one in latest_annexes(circular)))
    try:
        check_address(association.email)
    except Refused as refusal:
        raise Refused(
            "association.address",
            _("%(association)s has no mail address from which circulars can be sent. Please enter one first.")
            % {"association": association.name},
        ) from refusal


def _reached(content: Content, day: dt.date) -> tuple[Addressee, ...]:
    rule = DistributionList.objects.filter(id=content.distribution_list_id).first()
    reached = addressees(rule, keyword=content.keyword, day=day) if rule else ()
    without = [addressee.organisation.name for addressee in reached if not addressee.lines]
    if not reached or without:
        raise Refused(
            "recipient.none",
            _(
                "Nobody would get this circular: the distribution list reaches no organisation on that day. "
                "Please choose another list or enter the members in the directory."
            )
            if not reached
            else _("No mail address is known for: %(names)s. Please enter one in the directory, then sign.")
            % {"names": ", ".join(without)},
        )
    return tuple(replace(addressee, lines=_as_sent(addressee.lines)) for addressee in reached)


def _as_sent(lines: tuple[AddressLine, ...]) -> tuple[AddressLine, ...]:
    """The lines with their addresses in the form that goes over the wire, in which two spellings may be one."""
    sent: dict[str, AddressLine] = {}
    for line in lines:
        address = check_address(line.email)
        sent.setdefault(address.lower(), replace(line, email=address))
    return tuple(sent.values())


def _draw_number(circular: Circular, date: dt.date, expected: Expected | None) -> int:
    """The next number of the series and year. The row stays locked until the end of the transaction."""
    if expected is not None and expected.year not in {None, date.year}:
        raise Refused(
            "number.date",
            _("The text bears a number of %(year)s and the date %(date)s. Please correct one of them.")
            % {"year": expected.year, "date": date.strftime("%d.%m.%Y")},
        )
    SeriesYear.objects.get_or_create(
        association_id=circular.association_id, series_id=circular.series_id, year=date.year
    )
    row = SeriesYear.objects.select_for_update().get(series_id=circular.series_id, year=date.year)
    number = row.last_number + 1
    if expected is not None and expected.number != number:
        raise Refused(
            "number.not_next",
            _(
                "The text bears the number %(written)s/%(year)s, but the next one is %(next)s/%(year)s. "
                "Please correct the number in the text or leave it out; with --renumber it is replaced."
            )
            % {"written": expected.number, "next": number, "year": date.year},
        )
    row.last_number = number
    row.save(update_fields=["last_number"])
    return number


def _freeze(
    actor: Actor,
    circular: Circular,
    signature: Signature,
    content: Content,
    date: dt.date,
    number: int,
    dispatch_when_rendered: bool,
) -> Issue:
    annexes: list[AnnexVersion] = latest_annexes(circular)
    frozen = Frozen(
        label=circular.series.label(number, date.year),
        date=date,
        signatory=signature.name,
        content=content,
        annexes=tuple((one.annex.number, one.annex.title, one.file.sha256) for one in annexes),
    )
    issue = Issue.objects.create(
        association_id=actor.association_id,
        circular=circular,
        series=circular.series,
        year=date.year,
        number=number,
        date=date,
        signed_at=office_now(),
        signatory_name=signature.name,
        signatory_title=signature.title,
        content=content.json(),
        digest=frozen.digest(),
        dispatch_when_rendered=dispatch_when_rendered,
    )
    FrozenAnnex.objects.bulk_create(
        FrozenAnnex(association_id=actor.association_id, issue=issue, version=version) for version in annexes
    )
    return issue


def _fix_recipients(issue: Issue, reached: tuple[Addressee, ...]) -> None:
    recipients = Recipient.objects.bulk_create(
        Recipient(
            association_id=issue.association_id,
            issue=issue,
            organisation=addressee.organisation,
            name=addressee.organisation.name,
            responsible_known=addressee.responsible_known,
        )
        for addressee in reached
    )
    RecipientAddress.objects.bulk_create(
        RecipientAddress(
            association_id=issue.association_id,
            recipient=recipient,
            kind=line.kind,
            label=line.label[: LIMITS.name],
            holder=line.holder[: LIMITS.name],
            email=line.email,
        )
        for recipient, addressee in zip(recipients, reached, strict=True)
        for line in addressee.lines
    )
