"""Step two: the signature, which gives the number, freezes text and annexes and fixes who gets the circular."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from umlauf.ground.audit.chain import record, recorded_together
from umlauf.ground.core.actor import Actor
from umlauf.ground.core.clock import office_now
from umlauf.ground.core.days import brief_day
from umlauf.ground.core.limits import LIMITS
from umlauf.ground.core.policy import Ability
from umlauf.ground.core.tasks import enqueue
from umlauf.ground.text import Refused
from umlauf.office.circulars.access import lock_circular
from umlauf.office.circulars.actions.draft import write_revision
from umlauf.office.circulars.actions.number import draw_number, lock_year
from umlauf.office.circulars.agreement import end_submission, must_be_agreed
from umlauf.office.circulars.checks import checked, printed
from umlauf.office.circulars.content import Content, Frozen
from umlauf.office.circulars.enums import SubmissionEnd
from umlauf.office.circulars.listing import list_by_number
from umlauf.office.circulars.models import (
    AnnexVersion,
    Circular,
    FrozenAnnex,
    Issue,
    IssueReference,
    Recipient,
    RecipientAddress,
    Submission,
)
from umlauf.office.circulars.ready import Ready, Signature, must_be_ready
from umlauf.office.circulars.references import issues_named
from umlauf.office.circulars.telling import tell_of_change
from umlauf.office.circulars.version import Version, version_of
from umlauf.office.circulars.writing import forget_working_copy
from umlauf.office.directory.queries.addressees import Addressee


@dataclass(frozen=True, slots=True)
class Expected:
    """A number that the text already bears, and its year where the text says it."""

    number: int
    year: int | None = None


@dataclass(frozen=True, slots=True)
class Wish:
    """What a signatory wants: in whose name, under which number, whether the letter goes out at once.

    ``content`` is what the draft says with small corrections of their own; None: what was read.
    """

    signature: Signature
    expected: Expected | None = None
    dispatch_when_rendered: bool = False
    content: Content | None = None


@transaction.atomic
def sign_and_issue(
    *,
    actor: Actor,
    circular_id: int,
    signature: Signature,
    seen: str,
    expected: Expected | None = None,
    dispatch_when_rendered: bool = False,
) -> Issue:
    """Sign what was ``seen``, by the digest of its ``Version``. Signed already: the same Issue again.

    One transaction draws the number, freezes the text and the hashes of the annexes, fixes the recipients and asks for
    the letter. Raises ``Refused`` with ``draft.changed``, ``approval.missing``, ``number.not_next``, ``number.date``,
    what ``must_be_ready`` raises, or what the checks of the draft raise; then no number is used up.
    """
    return _sign(actor, circular_id, seen, Wish(signature, expected, dispatch_when_rendered))


@transaction.atomic
@recorded_together()
def change_and_sign(
    *,
    actor: Actor,
    circular_id: int,
    content: Content,
    signature: Signature,
    seen: str,
    windows: Collection[str] = (),
) -> Issue:
    """Sign with small corrections of one's own: ``content`` becomes the last revision and is signed at once.

    What was agreed to before stays agreed to; whoever agreed, and whoever laid the draft before the signatory, is told
    what has been changed. Signed already: the same Issue again. What was kept in ``windows`` while it was corrected
    goes. Raises as ``sign_and_issue``.
    """
    issue = _sign(actor, circular_id, seen, Wish(signature, content=content))
    forget_working_copy(actor, issue.circular, windows)
    return issue


def _sign(actor: Actor, circular_id: int, seen: str, wish: Wish) -> Issue:
    actor.must(Ability.SIGN)
    clean = None if wish.content is None else checked(wish.content)
    circular = lock_circular(actor, circular_id)
    issued = Issue.objects.filter(circular=circular).select_related("series").first()
    if issued is not None:
        return issued
    version = version_of(circular)
    version.must_be(seen)
    submission = must_be_agreed(circular, version)
    if clean is not None and version.content not in (clean, printed(clean)):
        write_revision(actor, circular, version.draft.revision + 1, printed(clean))
        version = version_of(circular)
        if submission is not None:
            tell_of_change(submission, actor)
    return _issue(actor, circular, version, submission, wish)


def _issue(actor: Actor, circular: Circular, version: Version, submission: Submission | None, wish: Wish) -> Issue:
    ready = must_be_ready(circular, version, wish.signature)
    number = _draw(circular, ready.date, wish.expected)
    issue = _freeze(actor, circular, ready, version.annexes, number, wish)
    list_by_number(circular, issue.date, issue.number)
    _fix_recipients(issue, ready.reached)
    _fix_references(issue, ready.content)
    if submission is not None:
        end_submission(submission, SubmissionEnd.SIGNED, by=actor.label)
    enqueue("circulars.render_issue", issue.id, association_id=issue.association_id)
    record(
        actor,
        "circulars.issued",
        subject=f"circulars.Issue:{issue.id}",
        label=f"{issue.label} {issue.digest}",
        personal={"signatory": issue.signatory_name},
    )
    return issue


def _draw(circular: Circular, date: dt.date, expected: Expected | None) -> int:
    """The next number of the series in the year of the letter."""
    if expected is not None and expected.year not in {None, date.year}:
        raise Refused(
            "number.date",
            _("The text bears a number of %(year)s and the date %(date)s. Please correct one of them.")
            % {"year": expected.year, "date": brief_day(date)},
        )
    row = lock_year(circular.series, date.year)
    if expected is not None and expected.number != row.last_number + 1:
        raise Refused(
            "number.not_next",
            _(
                "The text bears the number %(written)s/%(year)s, but the next one is %(next)s/%(year)s. "
                "Please correct the number in the text or leave it out; with --renumber it is replaced."
            )
            % {"written": expected.number, "next": row.last_number + 1, "year": date.year},
        )
    return draw_number(row)


def _freeze(
    actor: Actor,
    circular: Circular,
    ready: Ready,
    annexes: tuple[AnnexVersion, ...],
    number: int,
    wish: Wish,
) -> Issue:
    signatory = wish.signature.in_words(ready.content.language)
    content = ready.content.json()
    frozen = Frozen(
        label=circular.series.label(number, ready.date.year),
        date=ready.date,
        signatory=signatory,
        content=content,
        annexes=tuple((one.annex.number, one.annex.title, one.file.sha256) for one in annexes),
    )
    issue = Issue.objects.create(
        association_id=actor.association_id,
        circular=circular,
        series=circular.series,
        year=ready.date.year,
        number=number,
        date=ready.date,
        signed_at=office_now(),
        signatory_name=signatory,
        signatory_title=wish.signature.title,
        content=content,
        digest=frozen.digest(),
        proof=circular.series.proof,
        dispatch_when_rendered=wish.dispatch_when_rendered,
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
            is_copy=addressee.is_copy,
            language=addressee.language,
            bundled=addressee.bundled,
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


def _fix_references(issue: Issue, content: Content) -> None:
    named = issues_named([one.text for one in content.references if one.issue_id is None])
    IssueReference.objects.bulk_create(
        IssueReference(
            association_id=issue.association_id,
            issue=issue,
            kind=one.kind,
            text=one.text,
            target_id=one.issue_id or _id_of_another(issue, named.get(one.text)),
        )
        for one in content.references
    )


def _id_of_another(issue: Issue, named: Issue | None) -> int | None:
    """No circular refers to itself, though a text may name the number that it is about to get."""
    return named.id if named is not None and named.id != issue.id else None
