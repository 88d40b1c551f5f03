"""Hold a dispatch back, go on with it, give it up, send the rest again: for all its messages that this concerns."""

from __future__ import annotations

from collections.abc import Callable

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from umlauf.engines.mail.enums import DUE, OPEN, State
from umlauf.engines.mail.models import Message
from umlauf.engines.mail.settling import cancel, pause, release, resume, send_all_again
from umlauf.ground.audit.chain import record
from umlauf.ground.core.actor import Actor
from umlauf.ground.core.clock import office_now
from umlauf.ground.core.policy import Ability
from umlauf.ground.text import Refused
from umlauf.office.circulars.access import lock_circular
from umlauf.office.circulars.dispatching import BUNDLE_KEY, messages_bringing, messages_of_its_own
from umlauf.office.circulars.models import Delivery, Dispatch, Hold


@transaction.atomic
def hold_dispatch(*, actor: Actor, circular_id: int) -> int:
    """Hold back what waits. What a worker has in hand at this moment still goes out, and so does what has left in a
    bundle: that brings other circulars too.

    Held back already: once more, for what has come back since. Where nothing is on its way there is nothing to hold.
    Returns how many messages were stopped by this call. Raises ``Refused("dispatch.unsent")`` or ``Http404``.
    """
    sent = _locked(actor, circular_id)
    if not messages_of_its_own(sent).filter(state__in=sorted(OPEN | {State.GATHERED})).exists():
        return 0
    _hold, created = Hold.objects.select_for_update(no_key=True).get_or_create(
        dispatch=sent,
        defaults={"association_id": sent.association_id, "at": office_now(), "by": actor.label},
    )
    return _change(actor, sent, pause, "circulars.dispatch_held", always=created)


@transaction.atomic
def resume_dispatch(*, actor: Actor, circular_id: int) -> int:
    """Go on where it was held back. Returns how many messages go on; again: none. Raises as above."""
    sent = _locked(actor, circular_id)
    removed, _by_model = Hold.objects.filter(dispatch=sent).delete()
    return _change(actor, sent, resume, "circulars.dispatch_resumed", always=bool(removed))


@transaction.atomic
def cancel_dispatch(*, actor: Actor, circular_id: int) -> int:
    """Give up what was held back: it never goes out by itself. What has gone out stays.

    Returns how many messages were given up; again: none. Raises ``Refused("dispatch.running")`` while messages may go
    out, so that whoever gives up has seen how many it concerns; ``dispatch.in_hand`` while a worker has one of them,
    which would go out later if the server defers it now; and as above.
    """
    sent = _locked(actor, circular_id)
    if not Hold.objects.filter(dispatch=sent).exists():
        if messages_of_its_own(sent).filter(state__in=sorted(DUE | {State.GATHERED})).exists():
            raise Refused(
                "dispatch.running",
                _("The circular is being sent again, so what is left changes. Please hold it back first."),
            )
        return 0
    Hold.objects.filter(dispatch=sent).delete()
    return _change(actor, sent, _cancel_all, "circulars.dispatch_cancelled", always=True)


@transaction.atomic
def send_rest_again(*, actor: Actor, circular_id: int) -> int:
    """Send once more what certainly went to nobody, since it failed or was given up. Returns how many messages.

    What is uncertain is left out: it may have arrived, which a person has to find out one by one. So is a bundle with
    another circular that is held back. Raises
    ``Refused("dispatch.held")`` while the dispatch is held back; and as above.
    """
    sent = _locked(actor, circular_id)
    if Hold.objects.filter(dispatch=sent).exists():
        raise Refused("dispatch.held", _("The dispatch is held back. Please go on with it first."))
    held = messages_bringing(Dispatch.objects.filter(hold__isnull=False))
    every = messages_bringing(Dispatch.objects.filter(id=sent.id)).exclude(id__in=held.values("id"))
    count = send_all_again(every)
    return _recorded(actor, sent, count, "circulars.deliveries_again", always=False)


@transaction.atomic
def send_gathered(*, actor: Actor, circular_id: int) -> int:
    """Send what waits for the bundle of the day at once, each by itself. Returns how many; again: none. Raises
    ``Refused("dispatch.unsent")`` or ``Http404``."""
    sent = _locked(actor, circular_id)
    return _change(actor, sent, release, "circulars.gathered_sent", always=False)


def _cancel_all(messages: QuerySet[Message]) -> int:
    """Looked for behind the update, so that what a worker takes or puts back between two looks is seen by the last."""
    count = cancel(messages)
    if left := messages.filter(state__in=sorted(OPEN)).count():
        raise Refused(
            "dispatch.in_hand",
            ngettext(
                "%(count)s message is just being handed over. Please try again in a minute; nothing was changed.",
                "%(count)s messages are just being handed over. Please try again in a minute; nothing was changed.",
                left,
            )
            % {"count": left},
        )
    return count


def _locked(actor: Actor, circular_id: int) -> Dispatch:
    actor.must(Ability.WRITE_CIRCULARS)
    circular = lock_circular(actor, circular_id)
    sent = Dispatch.objects.filter(issue__circular=circular).select_related("issue__series").first()
    if sent is None:
        raise Refused("dispatch.unsent", _("The circular has not been sent yet."))
    return sent


def _change(
    actor: Actor, sent: Dispatch, change: Callable[[QuerySet[Message]], int], event: str, *, always: bool
) -> int:
    """Change the messages, and record how many they were; ``always``: also when there were none."""
    return _recorded(actor, sent, change(messages_of_its_own(sent)), event, always=always)


def _recorded(actor: Actor, sent: Dispatch, count: int, event: str, *, always: bool) -> int:
    if count or always:
        record(actor, event, subject=f"circulars.Issue:{sent.issue_id}", label=f"{sent.issue.label} ({count})")
    return count


@transaction.atomic
def hold_back_returned() -> int:
    """Stop what a worker had in hand when its dispatch was held, and put back since: run from time to time.

    Behind the rows that say so, and in the update itself: whoever goes on meanwhile removes them, and what goes on then
    must not be stopped by what was read before.
    """
    held = list(Hold.objects.select_for_update(no_key=True).order_by("id").values_list("dispatch", flat=True))
    if not held:
        return 0
    theirs = Delivery.objects.filter(dispatch__in=held, dispatch__hold__isnull=False)
    back = Message.objects.filter(next_attempt_at__isnull=False, id__in=theirs.values("message"))
    return pause(back.exclude(key__startswith=BUNDLE_KEY))
