"""A dispatch is held back, goes on, is given up, and what reached nobody is sent again."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

import pytest
from django.db import connection
from django.db.models import QuerySet
from django.http import Http404
from django.test.utils import CaptureQueriesContext

from tests.cast import Cast, House, a_county, add_member, an_issue
from tests.faces.web.stage import set_state
from tests.office.circulars.test_dispatch import rendered
from tests.office.rows import row_counts
from umlauf.engines.mail.enums import State
from umlauf.engines.mail.models import Message
from umlauf.engines.mail.settling import FORGOTTEN, pause
from umlauf.ground.audit.models import Entry
from umlauf.ground.core.actor import Actor, Means
from umlauf.ground.core.policy import Role
from umlauf.ground.core.tasks import sweep
from umlauf.ground.text import Refused
from umlauf.office.circulars.actions import hold
from umlauf.office.circulars.actions.hold import cancel_dispatch, hold_dispatch, resume_dispatch, send_rest_again
from umlauf.office.circulars.actions.send import dispatch
from umlauf.office.circulars.actions.settle import settle_delivery
from umlauf.office.circulars.dispatching import held_back, open_messages, sending_of, troubles_of
from umlauf.office.circulars.enums import Outcome
from umlauf.office.circulars.models import Delivery, Hold, Issue
from umlauf.office.circulars.queries import circular_rows, running, unsettled

ACTIONS = (hold_dispatch, resume_dispatch, cancel_dispatch, send_rest_again)
STATES = (
    *(State.SENT, State.DEFERRED, State.FAILED, State.BOUNCED),
    *(State.UNCERTAIN, State.STARTED, State.QUEUED, State.QUEUED),
)


def under_way(house: House) -> Issue:
    """A dispatch with a message in each of ``STATES``."""
    issue = rendered(house)
    dispatch(actor=house.clerk_actor, issue_id=issue.id)
    deliveries = Delivery.objects.filter(dispatch__issue=issue).select_related("message").order_by("id")
    for delivery, state in zip(deliveries, STATES, strict=True):
        set_state(delivery, state)
    return issue


def states(issue: Issue) -> Counter[str]:
    found = Delivery.objects.filter(dispatch__issue=issue).order_by("id").values_list("message__state", flat=True)
    return Counter(found)


def do(action: Callable[..., int], house: House, issue: Issue) -> int:
    return action(actor=house.clerk_actor, circular_id=issue.circular_id)


def handed_over(issue: Issue) -> None:
    """What a worker has in hand arrives."""
    set_state(Delivery.objects.get(dispatch__issue=issue, message__state=State.STARTED), State.SENT)


def twice(action: Callable[..., int], house: House, issue: Issue) -> int:
    """Do it, and see that doing it again does nothing."""
    count = do(action, house, issue)
    before, known = row_counts(), states(issue)
    assert do(action, house, issue) == 0
    assert (row_counts(), states(issue)) == (before, known)
    return count


def test_what_waits_is_held_back_and_nothing_else(home: House) -> None:
    issue, other = under_way(home), under_way(home)
    assert twice(hold_dispatch, home, issue) == 3
    assert states(issue) == Counter({"paused": 3, "sent": 1, "failed": 1, "bounced": 1, "uncertain": 1, "started": 1})
    assert states(other) == Counter(STATES)
    row = Hold.objects.get()
    assert (row.dispatch, row.by) == (issue.dispatch, home.clerk.name)
    assert Entry.objects.latest("sequence").label == "Rundschreiben Nr. 543/2016 (3)"
    (held,) = held_back()
    assert (held.circular_id, held.number, held.count) == (issue.circular_id, "543/2016", 3)


def test_no_worker_takes_what_is_held_back(home: House) -> None:
    issue = under_way(home)
    do(hold_dispatch, home, issue)
    assert Message.objects.filter(next_attempt_at__isnull=False).count() == 0
    do(resume_dispatch, home, issue)
    assert Message.objects.filter(next_attempt_at__isnull=False).count() == 3


def test_it_goes_on_as_it_was(home: House) -> None:
    issue = under_way(home)
    Message.objects.filter(state=State.DEFERRED).update(attempts=2)
    do(hold_dispatch, home, issue)
    assert twice(resume_dispatch, home, issue) == 3
    assert states(issue) == Counter(STATES)
    assert not Hold.objects.exists()
    assert held_back() == []


def test_what_a_worker_puts_back_is_held_back_too(home: House) -> None:
    issue = under_way(home)
    do(hold_dispatch, home, issue)
    back = Delivery.objects.get(dispatch__issue=issue, message__state=State.STARTED)
    set_state(back, State.DEFERRED)
    sweep()
    assert states(issue)[State.PAUSED] == 4
    assert do(resume_dispatch, home, issue) == 4
    sweep()
    assert states(issue)[State.PAUSED] == 0


def test_what_goes_on_meanwhile_is_not_stopped_by_the_sweep(home: House, monkeypatch: pytest.MonkeyPatch) -> None:
    issue = under_way(home)
    Message.objects.filter(state=State.DEFERRED).update(attempts=2)
    do(hold_dispatch, home, issue)

    def late(messages: QuerySet[Message]) -> int:
        do(resume_dispatch, home, issue)
        return pause(messages)

    monkeypatch.setattr(hold, "pause", late)
    hold.hold_back_returned()
    assert states(issue) == Counter(STATES)


@pytest.mark.parametrize("state", [State.CLAIMED, State.STARTED])
def test_what_a_worker_has_in_hand_is_not_given_up(home: House, state: State) -> None:
    issue = under_way(home)
    do(hold_dispatch, home, issue)
    set_state(Delivery.objects.get(dispatch__issue=issue, message__state=State.STARTED), state)
    before, known = row_counts(), states(issue)
    with pytest.raises(Refused) as refused:
        do(cancel_dispatch, home, issue)
    assert (refused.value.code, row_counts(), states(issue)) == ("dispatch.in_hand", before, known)
    assert Hold.objects.exists()


def test_nothing_single_is_sent_again_while_it_is_held_back(home: House) -> None:
    issue = under_way(home)
    do(hold_dispatch, home, issue)
    one = Delivery.objects.get(message__state=State.UNCERTAIN)
    with pytest.raises(Refused) as refused:
        settle_delivery(actor=home.clerk_actor, delivery_id=one.id, outcome=Outcome.AGAIN)
    assert refused.value.code == "dispatch.held"
    settled = settle_delivery(actor=home.clerk_actor, delivery_id=one.id, outcome=Outcome.ARRIVED)
    assert settled.message.state == State.SENT


def test_what_is_left_is_given_up_once_it_is_held_back(home: House) -> None:
    issue = under_way(home)
    with pytest.raises(Refused) as refused:
        do(cancel_dispatch, home, issue)
    assert refused.value.code == "dispatch.running"
    assert states(issue) == Counter(STATES)
    do(hold_dispatch, home, issue)
    handed_over(issue)
    assert twice(cancel_dispatch, home, issue) == 3
    assert states(issue)[State.CANCELLED] == 3
    assert states(issue)[State.SENT] == 2
    assert not Hold.objects.exists()
    assert do(resume_dispatch, home, issue) == 0
    assert states(issue)[State.CANCELLED] == 3


def test_what_was_given_up_can_be_sent_singly_or_together(home: House) -> None:
    issue = under_way(home)
    do(hold_dispatch, home, issue)
    handed_over(issue)
    do(cancel_dispatch, home, issue)
    one = Delivery.objects.filter(message__state=State.CANCELLED)[0]
    settle_delivery(actor=home.clerk_actor, delivery_id=one.id, outcome=Outcome.AGAIN)
    with pytest.raises(Refused):
        settle_delivery(actor=home.clerk_actor, delivery_id=one.id, outcome=Outcome.ARRIVED)
    assert (states(issue)[State.CANCELLED], states(issue)[State.QUEUED]) == (2, 1)
    assert twice(send_rest_again, home, issue) == 3
    assert states(issue) == Counter({"queued": 4, "sent": 2, "bounced": 1, "uncertain": 1})
    assert Entry.objects.filter(event="circulars.deliveries_again").count() == 1


def test_what_nobody_knows_any_more_is_not_sent_again(home: House) -> None:
    issue = under_way(home)
    assert sending_of(issue).again == 1
    Message.objects.filter(state=State.FAILED).update(recipient=FORGOTTEN, domain="")
    assert (sending_of(issue).again, do(send_rest_again, home, issue)) == (0, 0)
    assert FORGOTTEN not in {one.domain for one in troubles_of(issue, 10)}


def test_nothing_is_sent_again_while_it_is_held_back(home: House) -> None:
    issue = under_way(home)
    do(hold_dispatch, home, issue)
    with pytest.raises(Refused) as refused:
        do(send_rest_again, home, issue)
    assert refused.value.code == "dispatch.held"


def test_where_nothing_is_on_its_way_nothing_is_held(home: House) -> None:
    issue = under_way(home)
    for delivery in Delivery.objects.all():
        set_state(delivery, State.SENT)
    before = row_counts()
    for action in ACTIONS:
        assert do(action, home, issue) == 0
    assert row_counts() == before


def test_what_was_not_sent_cannot_be_held(home: House) -> None:
    issue = rendered(home)
    for action in ACTIONS:
        with pytest.raises(Refused) as refused:
            do(action, home, issue)
        assert refused.value.code == "dispatch.unsent"


def test_nobody_else_holds(home: House, cast: Cast) -> None:
    issue = under_way(home)
    reader = Actor("Vera", home.association.id, Means.LOGIN, frozenset({Role.ADMINISTRATOR}))
    before = states(issue)
    for action in ACTIONS:
        for actor, error in ((reader, Refused), (cast.other.clerk_actor, Http404)):
            with pytest.raises(error):
                action(actor=actor, circular_id=issue.circular_id)
    assert states(issue) == before


def test_lists_know_what_is_open(home: House) -> None:
    issue, quiet = under_way(home), an_issue(home)
    do(hold_dispatch, home, issue)
    assert set(open_messages([issue.circular_id, quiet.circular_id])) == {issue.circular_id}
    known = open_messages([issue.circular_id])[issue.circular_id]
    assert (known.stuck, known.held) == (3, 3)
    (one,) = unsettled()
    first = Delivery.objects.filter(message__state__in=("failed", "bounced", "uncertain")).order_by("id")[0]
    assert (one.circular_id, one.count, one.first_delivery_id, one.of_notice) == (issue.circular_id, 3, first.id, False)
    Message.objects.exclude(state=State.PAUSED).update(state=State.SENT, claimed_until=None, next_attempt_at=None)
    assert issue.circular_id in {row["id"] for row in running(circular_rows(), issue.date.replace(year=2030))}


def test_it_costs_the_same_for_more_messages(home: House) -> None:
    def cost(issue: Issue) -> list[int]:
        counts = []
        for action in (hold_dispatch, resume_dispatch, hold_dispatch, cancel_dispatch, send_rest_again):
            with CaptureQueriesContext(connection) as queries:
                do(action, home, issue)
            counts.append(len(queries))
        return counts

    few = rendered(home)
    dispatch(actor=home.clerk_actor, issue_id=few.id)
    for position in range(3, 9):
        add_member(home, a_county(position))
    many = rendered(home)
    dispatch(actor=home.clerk_actor, issue_id=many.id)
    assert cost(few) == cost(many)
