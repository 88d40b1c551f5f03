"""Let a colleague go: what names them as the contact goes to another, and they may act here no more."""

from __future__ import annotations

from dataclasses import replace

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from umlauf.ground.accounts.models import User
from umlauf.ground.audit.chain import recorded_together
from umlauf.ground.core.actor import Actor
from umlauf.office.circulars.access import lock_circular
from umlauf.office.circulars.actions.draft import write_revision
from umlauf.office.circulars.agreement import end_submission
from umlauf.office.circulars.content import Content
from umlauf.office.circulars.enums import SubmissionEnd
from umlauf.office.circulars.folder import open_submission
from umlauf.office.circulars.models import Draft, Issue
from umlauf.office.circulars.telling import tell_author
from umlauf.office.directory.actions.grants import remove
from umlauf.office.directory.queries.grants import get_staff_for


@transaction.atomic
def let_go(*, actor: Actor, user_id: int, heir_id: int | None = None) -> bool:
    """Remove somebody from the house of the actor; ``heir_id`` becomes the contact in drafts that name them.

    Whether their login was switched off. Raises as ``directory.actions.grants.remove``; ``Http404`` for an heir who is
    no colleague. The phone number goes out of these drafts with the name.
    """
    with recorded_together():
        leaving = get_staff_for(actor, user_id)
        if heir_id is not None and actor.organisation_id is None:
            heir = get_staff_for(actor, heir_id)
            for draft in drafts_naming(leaving.user):
                _name_contact(actor, draft, heir.user)
        return remove(actor=actor, user_id=user_id)


def drafts_naming(user: User) -> QuerySet[Draft]:
    """The last drafts of circulars not signed yet in which this person is the contact. Inside the scope."""
    named = Q(content__contact_email__iexact=user.email) | Q(content__contact_email="", content__contact_name=user.name)
    return _last_drafts().filter(named)


def drafts_saved_by(user: User) -> QuerySet[Draft]:
    """Those that this person was the last to save."""
    return _last_drafts().filter(saved_by=user.name)


def _last_drafts() -> QuerySet[Draft]:
    newer = Draft.objects.filter(circular_id=OuterRef("circular_id"), revision__gt=OuterRef("revision"))
    last = Draft.objects.filter(circular__issue__isnull=True).exclude(Exists(newer))
    return last.order_by("circular_id")


def _name_contact(actor: Actor, draft: Draft, heir: User) -> None:
    """What lies before others is taken back, since what they read would no longer be what is signed."""
    circular = lock_circular(actor, draft.circular_id)
    if Issue.objects.filter(circular=circular).exists():
        return  # signed meanwhile: what was signed stays
    submission = open_submission(circular.id)
    if submission is not None:
        end_submission(submission, SubmissionEnd.TAKEN_BACK, by=actor.label)
        tell_author(submission, actor)
    latest = circular.drafts.latest("revision")
    content = replace(Content.parse(latest.content), contact_name=heir.name, contact_email=heir.email, contact_phone="")
    write_revision(actor, circular, latest.revision + 1, content)
