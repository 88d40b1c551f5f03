"""What happens to a circular after a commit, by registered name."""

from __future__ import annotations

from umlauf.ground.core.actor import machine
from umlauf.ground.core.clock import office_today
from umlauf.ground.core.models import Association
from umlauf.ground.core.tasks import enqueue, register, register_sweep
from umlauf.office.circulars.actions.absence import forget_absences
from umlauf.office.circulars.actions.acknowledge import forget_who_acknowledged
from umlauf.office.circulars.actions.bundle import bundle_is_due, send_bundle
from umlauf.office.circulars.actions.hint import look_at_links
from umlauf.office.circulars.actions.hold import hold_back_returned
from umlauf.office.circulars.actions.lay import tell_readers
from umlauf.office.circulars.actions.plan import dispatch_planned
from umlauf.office.circulars.actions.render import render_issue
from umlauf.office.circulars.actions.returned import forget_cleared_addresses
from umlauf.office.circulars.actions.send import dispatch
from umlauf.office.circulars.actions.working_copy import forget_working_copies
from umlauf.office.circulars.dispatching import due_plans
from umlauf.office.circulars.models import Circular, Issue
from umlauf.office.circulars.telling import untold_turns


@register("circulars.render_issue")
def render(issue_id: int) -> None:
    issue = Issue.objects.get(id=issue_id)
    render_issue(actor=machine(issue.association_id), issue_id=issue_id)


@register("circulars.dispatch")
def send(issue_id: int) -> None:
    issue = Issue.objects.get(id=issue_id)
    dispatch(actor=machine(issue.association_id), issue_id=issue_id)


@register("circulars.dispatch_planned")
def send_as_planned(issue_id: int) -> None:
    issue = Issue.objects.get(id=issue_id)
    dispatch_planned(actor=machine(issue.association_id), issue_id=issue_id)


@register("circulars.tell_readers")
def tell(circular_id: int) -> None:
    circular = Circular.objects.get(id=circular_id)
    tell_readers(actor=machine(circular.association_id), circular_id=circular_id)


@register("circulars.look_at_links")
def look(circular_id: int) -> None:
    circular = Circular.objects.get(id=circular_id)
    look_at_links(actor=machine(circular.association_id), circular_id=circular_id)


@register_sweep("circulars.tell_stand_ins")
def find_untold(association: Association) -> int:
    """Drafts that lie before somebody who does not know it, since another was here before or went away today."""
    untold = untold_turns(association.id)
    for submission in untold:
        enqueue("circulars.tell_readers", submission.circular_id, association_id=association.id)
    return len(untold)


@register_sweep("circulars.forget_absences", last_day=True)
def forget_who_was_away(association: Association) -> int:
    """When somebody was away, a month after they came back. It puts no task back."""
    forget_absences(actor=machine(association.id))
    return 0


@register_sweep("circulars.forget_acknowledgers", last_day=True)
def forget_acknowledgers(association: Association) -> int:
    """Who confirmed the receipt of circulars, once nobody needs to know any more. It puts no task back."""
    forget_who_acknowledged(association, office_today(association))
    return 0


@register_sweep("circulars.forget_cleared", last_day=True)
def forget_cleared(association: Association) -> int:
    """Which addresses were in order after all, once nothing is known that came back from them. It puts no task back."""
    forget_cleared_addresses(office_today(association))
    return 0


@register_sweep("circulars.forget_working_copies", last_day=True)
def forget_unsaved(association: Association) -> int:
    """What somebody typed, did not save and did not come back to. It puts no task back."""
    forget_working_copies(actor=machine(association.id))
    return 0


@register_sweep("circulars.due_plans")
def find_due_plans(association: Association) -> int:
    """Circulars whose time to be sent has come."""
    due = due_plans()
    for issue_id in due:
        enqueue("circulars.dispatch_planned", issue_id, association_id=association.id)
    return len(due)


@register("circulars.send_bundle")
def bundle(association_id: int) -> None:
    send_bundle(actor=machine(association_id))


@register_sweep("circulars.bundle")
def find_bundle(association: Association) -> int:
    """What waits for the bundle of the day when its hour has come."""
    if not bundle_is_due(association):
        return 0
    enqueue("circulars.send_bundle", association.id, association_id=association.id)
    return 1


@register_sweep("circulars.hold_back")
def hold_back(_association: Association) -> int:
    """What a worker had in hand when its dispatch was held, and has put back. It puts no task back."""
    hold_back_returned()
    return 0


@register_sweep("circulars.unrendered")
def find_unrendered(association: Association) -> int:
    """Issues without a letter, and letters that were to go out and did not: ask for the missing step once more."""
    unrendered = list(Issue.objects.filter(rendition__isnull=True).values_list("id", flat=True))
    for issue_id in unrendered:
        enqueue("circulars.render_issue", issue_id, association_id=association.id)
    unsent = list(
        Issue.objects.filter(rendition__isnull=False, dispatch__isnull=True, dispatch_when_rendered=True).values_list(
            "id", flat=True
        )
    )
    for issue_id in unsent:
        enqueue("circulars.dispatch", issue_id, association_id=association.id)
    return len(unrendered) + len(unsent)
