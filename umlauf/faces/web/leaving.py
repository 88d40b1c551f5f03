"""What lies with somebody who leaves a house, and with whom it will lie then."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from umlauf.ground.accounts.models import User
from umlauf.office.circulars.actions.let_go import drafts_naming, drafts_saved_by
from umlauf.office.circulars.chain import steps_with
from umlauf.office.circulars.content import Content
from umlauf.office.circulars.folder import open_submissions
from umlauf.office.circulars.models import Approval, ChainStep, Issue
from umlauf.office.circulars.presence import Presence, acting, presence_today
from umlauf.office.circulars.ready import signed_names
from umlauf.office.directory.models import Import, Invitation
from umlauf.office.directory.queries.grants import Staff

SHOWN = 20


@dataclass(frozen=True, slots=True)
class Lying:
    """Something that lies with a person: what, and with whom it will lie. ``names`` are the first of them."""

    what: str
    names: tuple[str, ...]
    goes_to: str


@dataclass(frozen=True, slots=True)
class Leaving:
    """``contact_in``: the subjects of drafts in which the person is the contact; they need another one."""

    contact_in: tuple[str, ...]
    lying: tuple[Lying, ...]


def leaving_office(staff: Staff, association_id: int) -> Leaving:
    """What lies with somebody of the office. Twelve queries, inside the scope."""
    named = tuple(Content.parse(draft.content).subject for draft in drafts_naming(staff.user))
    return Leaving(named, (*agreeing_until_now(staff.user, association_id), *_lying(staff)))


def agreeing_until_now(user: User, association_id: int) -> Iterator[Lying]:
    """What waits for somebody's agreement or will be asked of them, and of whom it is asked without them."""
    now = presence_today(association_id)
    without = replace(now, able=now.able - {user.id})
    waiting = [
        _asked(Content.parse(submission.draft.content).subject, one, without)
        for submission in open_submissions()
        for one in submission.approvals.all()
        if one.at is None and (one.approver_id == user.id or acting(one, now) == user)
    ]
    if waiting:
        what = ngettext(
            "%(count)s draft, to be agreed to by this person",
            "%(count)s drafts, to be agreed to by this person",
            len(waiting),
        )
        goes = _(
            "With those named here, who are told so. Where nobody is named, whoever laid the draft there is asked to "
            "take it back and to lay it before the others anew."
        )
        yield Lying(what % {"count": len(waiting)}, tuple(waiting[:SHOWN]), goes)
    steps = steps_with(user)
    own = [_asked(one.series.kind, one, without) for one in steps if one.approver_id == user.id]
    if own:
        what = ngettext("Agrees to circulars of %(count)s kind", "Agrees to circulars of %(count)s kinds", len(own))
        goes = _(
            "With those named here, who are asked instead. Where nobody is named, nobody is asked in this place. Under "
            "“People and rights” you can say anew who agrees."
        )
        yield Lying(what % {"count": len(own)}, tuple(own[:SHOWN]), goes)
    for_others = [f"{one.series.kind}: {one.approver.name}" for one in steps if one.stand_in_id == user.id]
    if for_others:
        what = ngettext("Stands in for %(count)s person", "Stands in for %(count)s people", len(for_others))
        goes = _("Nobody stands in for them any more, until you name somebody else under “People and rights”.")
        yield Lying(what % {"count": len(for_others)}, tuple(for_others[:SHOWN]), goes)


def _asked(what: str, one: Approval | ChainStep, presence: Presence) -> str:
    """„Rundschreiben: Ben Berg“"""
    user = acting(one, presence)
    return f"{what}: {user.name if user else _('nobody')}"


def _lying(staff: Staff) -> Iterator[Lying]:
    name = staff.user.name
    drafts = [Content.parse(draft.content).subject for draft in drafts_saved_by(staff.user)]
    if drafts:
        what = ngettext("%(count)s draft, last saved", "%(count)s drafts, last saved", len(drafts))
        goes = _("With all: everybody who writes circulars finds them under “Today” and can go on.")
        yield Lying(what % {"count": len(drafts)}, tuple(drafts[:SHOWN]), goes)
    signed = Issue.objects.filter(signatory_name__in=signed_names(name), dispatch__isnull=True)
    ready = [issue.label for issue in signed.select_related("series").order_by("id")]
    if ready:
        what = ngettext(
            "%(count)s circular, signed and not sent yet", "%(count)s circulars, signed and not sent yet", len(ready)
        )
        goes = _("With all: everybody who writes circulars can send them. The signature stays.")
        yield Lying(what % {"count": len(ready)}, tuple(ready[:SHOWN]), goes)
    files = list(
        Import.objects.filter(by=name, change=None, data__isnull=False)
        .order_by("id")
        .values_list("filename", flat=True)
    )
    if files:
        what = ngettext(
            "%(count)s file, taken in and not imported yet",
            "%(count)s files, taken in and not imported yet",
            len(files),
        )
        goes = _("With all: everybody who keeps the directory can import them or throw them away.")
        yield Lying(what % {"count": len(files)}, tuple(files[:SHOWN]), goes)
    invited = Invitation.objects.filter(invited_by=name, accepted_at=None, revoked_at=None).order_by("id")
    emails = list(invited.values_list("email", flat=True))
    if emails:
        what = ngettext("%(count)s open invitation", "%(count)s open invitations", len(emails))
        goes = _("With all administrators: they stay open and can be taken back under “People and rights”.")
        yield Lying(what % {"count": len(emails)}, tuple(emails[:SHOWN]), goes)
