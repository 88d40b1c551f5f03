"""A circular is sent by itself at the time that somebody has set, and at no other."""

from __future__ import annotations

import datetime as dt

import pytest
from django.http import Http404

from tests.cast import Cast, House, an_issue
from tests.office.circulars.following import sent
from tests.office.circulars.test_dispatch import rendered
from tests.office.rows import row_counts
from umlauf.engines.mail.models import Message
from umlauf.ground.audit.models import Entry
from umlauf.ground.core.actor import Actor, Means, machine
from umlauf.ground.core.clock import office_now, set_office_time
from umlauf.ground.core.models import Task
from umlauf.ground.core.policy import Role
from umlauf.ground.core.tasks import STUCK, run_next_task, sweep
from umlauf.ground.text import Refused
from umlauf.office.circulars.actions.follow_up import Word, begin_follow_up, give_notice
from umlauf.office.circulars.actions.plan import PLAN_AHEAD, dispatch_planned, plan_dispatch, unplan_dispatch
from umlauf.office.circulars.actions.render import render_issue
from umlauf.office.circulars.actions.send import dispatch
from umlauf.office.circulars.enums import FollowUp, Step
from umlauf.office.circulars.models import Dispatch, Issue, PlannedDispatch
from umlauf.office.circulars.queries import circular_rows, is_stuck, row_of

NOW = dt.datetime(2016, 11, 10, 11, tzinfo=dt.UTC)
MONDAY = dt.datetime(2016, 11, 21, 7, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def _autumn(db: None) -> None:
    set_office_time(NOW)


def planned(house: House, issue: Issue, at: dt.datetime = MONDAY) -> PlannedDispatch:
    return plan_dispatch(actor=house.clerk_actor, issue_id=issue.id, at=at)


def work() -> None:
    """What the worker does within a minute."""
    sweep()
    while run_next_task():
        continue


def events() -> list[str]:
    return list(Entry.objects.order_by("sequence").values_list("event", flat=True))


def test_it_goes_out_at_its_time_and_not_before(home: House) -> None:
    issue = rendered(home)
    plan = planned(home, issue, MONDAY + dt.timedelta(seconds=25))
    assert (plan.at, plan.by, plan.set_at.date()) == (MONDAY, home.clerk.name, NOW.date())
    row = row_of(circular_rows().get(id=issue.circular_id))
    assert (row.step, row.planned_at) == (Step.RENDERED, MONDAY)
    set_office_time(MONDAY - dt.timedelta(seconds=90))
    work()
    assert not Dispatch.objects.exists()
    set_office_time(MONDAY)
    work()
    entry = Dispatch.objects.get(issue=issue)
    assert (entry.by, Message.objects.count()) == (home.clerk.name, 8)
    assert MONDAY <= entry.at < MONDAY + dt.timedelta(minutes=1)
    assert not PlannedDispatch.objects.exists()
    assert Entry.objects.get(event="circulars.dispatched").means == Means.TASK
    before = row_counts()
    work()
    assert row_counts() == before


def test_several_go_out_in_one_minute_in_their_order(home: House) -> None:
    issues = [rendered(home) for _number in range(3)]
    for issue in reversed(issues):
        planned(home, issue)
    set_office_time(MONDAY + dt.timedelta(hours=3))
    work()
    assert list(Dispatch.objects.order_by("id").values_list("issue", flat=True)) == [one.id for one in reversed(issues)]
    assert Message.objects.count() == 24


def test_a_task_that_was_left_behind_goes_on(home: House) -> None:
    """A worker that was killed in the middle has rolled back; the task is still there, or the sweep finds the plan."""
    issue = rendered(home)
    planned(home, issue)
    set_office_time(MONDAY)
    sweep()
    Task.objects.filter(name="circulars.dispatch_planned").delete()
    work()
    assert Dispatch.objects.filter(issue=issue).exists()


def test_who_does_not_want_it_any_more_takes_it_back(home: House) -> None:
    issue = rendered(home)
    planned(home, issue)
    set_office_time(MONDAY)
    sweep()  # the task is asked for already
    assert unplan_dispatch(actor=home.signatory_actor, issue_id=issue.id) is True
    work()
    assert not Task.objects.filter(name="circulars.dispatch_planned").exists()
    assert not Dispatch.objects.exists()
    before = row_counts()
    assert unplan_dispatch(actor=home.signatory_actor, issue_id=issue.id) is False
    assert row_counts() == before


def test_another_time_takes_the_place_of_the_first(home: House) -> None:
    issue, later = rendered(home), MONDAY + dt.timedelta(days=1)
    planned(home, issue)
    again = plan_dispatch(actor=home.signatory_actor, issue_id=issue.id, at=later)
    assert (again.at, again.by) == (later, home.signatory.name)
    before = row_counts()
    assert planned(home, issue, later).by == home.signatory.name  # the same form again
    assert row_counts() == before
    set_office_time(MONDAY)
    work()
    assert not Dispatch.objects.exists()
    assert events().count("circulars.dispatch_planned") == 2
    assert Entry.objects.filter(event="circulars.dispatch_planned").latest("sequence").label == (
        "Rundschreiben Nr. 543/2016 (2016-11-22T07:00Z)"
    )


def test_who_sends_at_once_needs_no_plan(home: House) -> None:
    issue = rendered(home)
    planned(home, issue)
    first = dispatch(actor=home.signatory_actor, issue_id=issue.id)
    assert not PlannedDispatch.objects.exists()
    set_office_time(MONDAY)
    work()
    assert (first.by, Dispatch.objects.get().id, Message.objects.count()) == (home.signatory.name, first.id, 8)
    with pytest.raises(Refused) as refused:
        planned(home, issue, MONDAY + dt.timedelta(days=1))
    assert refused.value.code == "plan.sent"


@pytest.mark.parametrize(
    ("away", "code"),
    [
        (dt.timedelta(0), "plan.past"),
        (dt.timedelta(days=-400), "plan.past"),
        (PLAN_AHEAD + dt.timedelta(minutes=2), "plan.far"),
        (dt.timedelta(days=366), "plan.far"),
    ],
)
def test_no_time_that_has_passed_or_is_far(home: House, away: dt.timedelta, code: str) -> None:
    issue = rendered(home)
    before = row_counts()
    with pytest.raises(Refused) as refused:
        planned(home, issue, office_now() + away)
    assert refused.value.code == code
    assert row_counts() == before


def test_no_plan_without_a_letter(home: House) -> None:
    with pytest.raises(Refused) as refused:
        planned(home, an_issue(home))
    assert refused.value.code == "dispatch.letter"


def test_nobody_else_plans(home: House, cast: Cast) -> None:
    issue = rendered(home)
    reader = Actor("Vera", home.association.id, Means.LOGIN, frozenset({Role.ADMINISTRATOR}))
    for actor, error in ((reader, Refused), (cast.other.clerk_actor, Http404)):
        with pytest.raises(error):
            plan_dispatch(actor=actor, issue_id=issue.id, at=MONDAY)
        with pytest.raises(error):
            unplan_dispatch(actor=actor, issue_id=issue.id)
    assert not PlannedDispatch.objects.exists()


def test_a_task_sends_nothing_before_the_time(home: House) -> None:
    issue = rendered(home)
    planned(home, issue)
    task = machine(home.association.id)
    assert dispatch_planned(actor=task, issue_id=issue.id) is None
    with pytest.raises(Refused):
        dispatch(actor=task, issue_id=issue.id)
    assert not Dispatch.objects.exists()


def test_what_follows_a_circular_that_was_withdrawn_is_left_to_a_person(home: House) -> None:
    first = sent(home)
    circular = begin_follow_up(actor=home.clerk_actor, issue_id=first.id, kind=FollowUp.SUPPLEMENT)
    issue = an_issue(home, circular)
    render_issue(actor=machine(home.association.id), issue_id=issue.id)
    planned(home, issue)
    give_notice(actor=home.clerk_actor, issue_id=first.id, word=Word(FollowUp.WITHDRAWAL, "", 0))
    set_office_time(MONDAY)
    work()
    assert not Dispatch.objects.filter(issue=issue).exists()
    assert not PlannedDispatch.objects.exists()
    assert events().count("circulars.dispatch_unplanned") == 1


def test_a_plan_that_cannot_be_carried_out_is_tried_on_and_seen(home: House) -> None:
    issue = rendered(home)
    planned(home, issue)
    home.association.email = "keine Adresse"
    home.association.save()
    set_office_time(MONDAY)
    work()
    waiting = Task.objects.filter(name="circulars.dispatch_planned", subject_id=issue.id)
    assert (waiting.get().attempts, is_stuck(issue)) == (1, False)
    waiting.update(attempts=STUCK)
    assert is_stuck(issue)
    assert PlannedDispatch.objects.filter(issue=issue).exists()
