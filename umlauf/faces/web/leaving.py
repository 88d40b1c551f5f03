"""What lies with somebody who leaves a house, and with whom it will lie then."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from umlauf.office.circulars.actions.let_go import drafts_naming, drafts_saved_by
from umlauf.office.circulars.content import Content
from umlauf.office.circulars.models import Issue
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


def leaving_office(staff: Staff) -> Leaving:
    """What lies with somebody of the office. Five queries, inside the scope."""
    named = tuple(Content.parse(draft.content).subject for draft in drafts_naming(staff.user))
    return Leaving(named, tuple(_lying(staff)))


def _lying(staff: Staff) -> Iterator[Lying]:
    name = staff.user.name
    drafts = [Content.parse(draft.content).subject for draft in drafts_saved_by(staff.user)]
    if drafts:
        what = ngettext("%(count)s draft, last saved", "%(count)s drafts, last saved", len(drafts))
        goes = _("With all: everybody who writes circulars finds them under “Today” and can go on.")
        yield Lying(what % {"count": len(drafts)}, tuple(drafts[:SHOWN]), goes)
    signed = Issue.objects.filter(signatory_name=name, dispatch__isnull=True).select_related("series").order_by("id")
    ready = [issue.label for issue in signed]
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
