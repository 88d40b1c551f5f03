"""The deadline is moved for all, and each one is told."""

from __future__ import annotations

import datetime as dt
import random

import pytest
from django.http import Http404
from django_scopes import scope

from tests.cast import Cast, House
from tests.office.responses.asking import DEADLINE, a_sent_circular, by_link, guest_of, it_is, mails, recipient_of
from tests.office.rows import row_counts
from umlauf.ground.audit.models import Entry
from umlauf.ground.text import Refused
from umlauf.office.circulars.actions.follow_up import Word, give_notice
from umlauf.office.circulars.aftermath import aftermath_of, content_now
from umlauf.office.circulars.content import Content
from umlauf.office.circulars.enums import FollowUp
from umlauf.office.circulars.models import Issue, Notice, RecipientAddress
from umlauf.office.circulars.queries import answers_due, circular_rows, row_of
from umlauf.office.conferences.actions.ask import move_answer_deadline
from umlauf.office.conferences.actions.plan import ConferencePlan, plan_conference
from umlauf.office.responses.actions.answer import give_nil_return
from umlauf.office.responses.actions.ask import close_ask, set_ask
from umlauf.office.responses.actions.deadline import move_deadline
from umlauf.office.responses.actions.extension import ask_extension, decide_extension
from umlauf.office.responses.actions.purge import forget_answers
from umlauf.office.responses.actions.remind import remind
from umlauf.office.responses.entries import Terms
from umlauf.office.responses.enums import AskKind
from umlauf.office.responses.models import Answer
from umlauf.office.responses.queries import own_deadline, standing_of, standings

DAY = dt.timedelta(days=1)
LATER, EARLIER = DEADLINE + 7 * DAY, DEADLINE - 3 * DAY


def moved(house: House, issue: Issue, day: dt.date = LATER, *, seen: int = 0, text: str = "") -> Notice:
    return move_deadline(actor=house.clerk_actor, circular_id=issue.circular_id, day=day, seen=seen, text=text)


def granted(house: House, issue: Issue, until: dt.date) -> None:
    """More time for the first recipient."""
    first = recipient_of(issue)
    wish = ask_extension(actor=guest_of(first), recipient_id=first.id, entry=by_link(), wished=until)
    decide_extension(actor=house.clerk_actor, extension_id=wish.id, granted=True)


@pytest.mark.parametrize("day", [LATER, EARLIER])
def test_a_new_deadline_holds_for_all_and_all_are_told(home: House, day: dt.date) -> None:
    issue = a_sent_circular(home)
    notice = moved(home, issue, day, text="Auf Bitten vieler.")
    assert {one.deadline for one in standings(issue)} == {day}
    assert content_now(issue).answer_by == day
    assert Content.parse(issue.content).answer_by == DEADLINE
    assert [row_of(values).answer_by for values in circular_rows()] == [day]
    assert answers_due(circular_rows(), day, day) == 1
    (became,) = aftermath_of(issue)
    assert (became.kind, became.answer_by, became.notice) == (FollowUp.DEADLINE, day, notice)
    told = mails(f"notice:{notice.id}:")
    addresses = RecipientAddress.objects.filter(recipient__issue=issue).order_by("id")
    assert [mail.recipient for mail in told] == [one.email for one in addresses]
    assert all(f"{day:%d.%m.%Y}" in mail.subject and "Auf Bitten vieler." in mail.text for mail in told)
    events = Entry.objects.order_by("-sequence").values_list("event", flat=True)[:2]
    assert list(events) == ["responses.deadline_moved", "circulars.notice_given"]


def test_more_time_that_was_granted_stays_if_it_is_later(home: House) -> None:
    issue = a_sent_circular(home)
    granted(home, issue, LATER)
    moved(home, issue, DEADLINE + DAY)
    assert [one.deadline for one in standings(issue)] == [LATER, DEADLINE + DAY, DEADLINE + DAY]
    moved(home, issue, LATER + DAY, seen=1)
    assert {one.deadline for one in standings(issue)} == {LATER + DAY}
    moved(home, issue, EARLIER, seen=2)
    assert [one.deadline for one in standings(issue)] == [LATER, EARLIER, EARLIER]
    first = recipient_of(issue)
    assert own_deadline(first.id, content_now(issue).answer_by) == LATER


def test_an_answer_is_late_by_the_new_deadline(home: House) -> None:
    issue = a_sent_circular(home)
    moved(home, issue)
    it_is(DEADLINE + DAY)
    first, second = recipient_of(issue), recipient_of(issue, 1)
    give_nil_return(actor=guest_of(first), recipient_id=first.id, entry=by_link())
    moved(home, issue, DEADLINE + 2 * DAY, seen=1)
    it_is(DEADLINE + 3 * DAY)
    give_nil_return(actor=guest_of(second), recipient_id=second.id, entry=by_link())
    assert [one.late for one in Answer.objects.order_by("id")] == [False, True]


def test_a_strict_deadline_shuts_and_opens_with_the_new_day(home: House) -> None:
    issue = a_sent_circular(home)
    strict = Terms(kind=AskKind.STATEMENT, closes_at_deadline=True)
    set_ask(actor=home.clerk_actor, circular_id=issue.circular_id, terms=strict)
    it_is(DEADLINE + DAY)
    first = recipient_of(issue)
    with pytest.raises(Refused) as refusal:
        give_nil_return(actor=guest_of(first), recipient_id=first.id, entry=by_link())
    assert refusal.value.code == "answer.over"
    moved(home, issue)
    give_nil_return(actor=guest_of(first), recipient_id=first.id, entry=by_link())
    assert Answer.objects.count() == 1


def test_a_wish_is_granted_beyond_the_new_deadline_alone(home: House) -> None:
    issue = a_sent_circular(home)
    first = recipient_of(issue)
    wish = ask_extension(actor=guest_of(first), recipient_id=first.id, entry=by_link(), wished=DEADLINE + DAY)
    moved(home, issue)
    with pytest.raises(Refused) as refusal:
        decide_extension(actor=home.clerk_actor, extension_id=wish.id, granted=True)
    assert refusal.value.code == "extension.date"


def test_names_are_kept_as_long_as_the_new_deadline_says(home: House) -> None:
    issue = a_sent_circular(home)
    moved(home, issue, LATER)
    first = recipient_of(issue)
    give_nil_return(actor=guest_of(first), recipient_id=first.id, entry=by_link())
    kept = dt.timedelta(days=90)
    assert forget_answers(home.association, LATER + kept) == 0
    assert forget_answers(home.association, LATER + kept + DAY) == 1


def test_the_same_form_moves_it_once(home: House) -> None:
    issue = a_sent_circular(home)
    notice = moved(home, issue)
    before = row_counts()
    for _click in range(random.randint(1, 3)):
        assert moved(home, issue) == notice
    with pytest.raises(Refused) as refusal:
        moved(home, issue, LATER + DAY)
    assert refusal.value.code == "notice.changed"
    assert row_counts() == before


@pytest.mark.parametrize(
    ("day", "code"),
    [
        (dt.date(2016, 11, 9), "deadline.past"),
        (DEADLINE, "deadline.same"),
    ],
)
def test_days_that_are_refused(home: House, day: dt.date, code: str) -> None:
    issue = a_sent_circular(home)
    before = row_counts()
    with pytest.raises(Refused) as refusal:
        moved(home, issue, day)
    assert refusal.value.code == code
    assert row_counts() == before


def test_circulars_whose_deadline_cannot_be_moved(home: House) -> None:
    none, closed, gone = a_sent_circular(home, answer_by=None), a_sent_circular(home), a_sent_circular(home)
    close_ask(actor=home.clerk_actor, circular_id=closed.circular_id)
    give_notice(actor=home.clerk_actor, issue_id=gone.id, word=Word(FollowUp.WITHDRAWAL, "", 0))
    before = row_counts()
    codes = []
    for issue, seen in ((none, 0), (closed, 0), (gone, 1)):
        with pytest.raises(Refused) as refusal:
            moved(home, issue, seen=seen)
        codes.append(refusal.value.code)
    assert codes == ["deadline.none", "deadline.closed", "follow_up.withdrawn"]
    assert row_counts() == before


def test_nobody_is_reminded_of_a_withdrawn_circular_and_all_may_still_answer(home: House) -> None:
    issue = a_sent_circular(home)
    give_notice(actor=home.clerk_actor, issue_id=issue.id, word=Word(FollowUp.WITHDRAWAL, "", 0))
    first = recipient_of(issue)
    with pytest.raises(Refused) as refusal:
        remind(actor=home.clerk_actor, circular_id=issue.circular_id, recipient_ids=[first.id], nonce="one")
    assert refusal.value.code == "remind.withdrawn"
    assert mails("reminder:") == []
    give_nil_return(actor=guest_of(first), recipient_id=first.id, entry=by_link())
    assert standing_of(first).counted


def test_not_beyond_the_conference(home: House) -> None:
    issue = a_sent_circular(home)
    plan = ConferencePlan(title="Konferenz", starts_on=LATER)
    plan_conference(actor=home.clerk_actor, circular_id=issue.circular_id, plan=plan)
    with pytest.raises(Refused) as refusal:
        move_answer_deadline(actor=home.clerk_actor, circular_id=issue.circular_id, day=LATER + DAY, seen=0)
    assert refusal.value.code == "deadline.past"
    move_answer_deadline(actor=home.clerk_actor, circular_id=issue.circular_id, day=LATER, seen=0)
    it_is(LATER + DAY)
    with pytest.raises(Refused) as refusal:
        move_answer_deadline(actor=home.clerk_actor, circular_id=issue.circular_id, day=LATER, seen=1)
    assert refusal.value.code == "conference.ended"


def test_nobody_else_moves_it(cast: Cast) -> None:
    with scope(association=cast.home.association):
        issue = a_sent_circular(cast.home)
        with pytest.raises(Refused):
            move_deadline(actor=cast.member_actor, circular_id=issue.circular_id, day=LATER, seen=0)
    for association in (cast.home.association, cast.other.association):
        with scope(association=association), pytest.raises(Http404):
            moved(cast.other, issue)
