"""Step one: write."""

from __future__ import annotations

from collections.abc import Collection

from django.db import transaction
from django.utils.translation import gettext as _

from umlauf.ground.audit.chain import record
from umlauf.ground.core.actor import Actor
from umlauf.ground.core.clock import office_now
from umlauf.ground.core.policy import Ability
from umlauf.ground.core.tasks import enqueue
from umlauf.ground.text import Refused
from umlauf.office.circulars.access import lock_circular
from umlauf.office.circulars.agreement import must_be_open_for_changes
from umlauf.office.circulars.checks import checked, composed, printed
from umlauf.office.circulars.content import Content
from umlauf.office.circulars.hints_links import pages_of
from umlauf.office.circulars.listing import list_by_words
from umlauf.office.circulars.models import Circular, Draft, Series
from umlauf.office.circulars.writing import forget_working_copy


@transaction.atomic
def begin_circular(
    *,
    actor: Actor,
    series: Series,
    content: Content,
    origin_digest: str | None = None,
    nonce: str = "",
    windows: Collection[str] = (),
) -> Circular:
    """Begin a circular with its first draft. The same ``origin_digest`` again gives the first circular again.

    ``nonce``: the one-time word of the form; what was kept of it in ``windows`` while it was filled in goes.
    """
    actor.must(Ability.WRITE_CIRCULARS)
    clean = composed(content)
    forget_working_copy(actor, None, windows, nonce)
    if origin_digest is not None:
        circular, created = Circular.objects.get_or_create(
            association_id=actor.association_id, origin_digest=origin_digest, defaults={"series": series}
        )
        if not created:
            return circular
    else:
        circular = Circular.objects.create(association_id=actor.association_id, series=series)
    write_revision(actor, circular, 1, clean)
    return circular


@transaction.atomic
def save_draft(
    *, actor: Actor, circular_id: int, content: Content, based_on: int, windows: Collection[str] = ()
) -> Draft:
    """Save the next revision.

    ``based_on`` is the revision that the writer saw; what was kept in ``windows`` while they wrote goes. Raises
    ``Refused`` with ``draft.issued`` after the signature and ``draft.changed`` when somebody else has saved meanwhile.
    """
    actor.must(Ability.WRITE_CIRCULARS)
    clean = checked(content)
    circular = lock_circular(actor, circular_id)
    must_be_open_for_changes(circular)
    forget_working_copy(actor, circular, windows)
    latest = circular.drafts.latest("revision")
    if Content.parse(latest.content) in (clean, printed(clean)):
        return latest
    if latest.revision != based_on:
        raise Refused(
            "draft.changed",
            _(
                "%(who)s has saved this draft since you opened it. Your text is still here: please compare it with the "
                "saved draft and save once more."
            )
            % {"who": latest.saved_by},
        )
    return write_revision(actor, circular, latest.revision + 1, printed(clean))


def write_revision(actor: Actor, circular: Circular, revision: int, content: Content) -> Draft:
    """The next revision, behind the circular's lock. ``content`` has been composed."""
    draft = Draft.objects.create(
        association_id=actor.association_id,
        circular=circular,
        revision=revision,
        content=content.json(),
        saved_at=office_now(),
        saved_by=actor.label,
    )
    list_by_words(circular, content)
    if pages_of(content.body):
        enqueue("circulars.look_at_links", circular.id, association_id=actor.association_id)
    record(
        actor,
        "circulars.draft_saved",
        subject=f"circulars.Circular:{circular.id}",
        label=f"{content.subject} ({revision})",
    )
    return draft
