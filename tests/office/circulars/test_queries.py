"""What lists and pages ask for: the right rows, in as few queries for three circulars as for one."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from django.db import connection
from django.http import Http404
from django.test.utils import CaptureQueriesContext
from django_scopes import scope

from tests.cast import DAY, Cast, House, a_circular, a_content, an_issue
from tests.office.circulars.agreeing import add_to_chain, laid
from tests.office.rows import row_counts
from umlauf.engines.mail.enums import State
from umlauf.engines.mail.models import Message
from umlauf.ground.audit.models import Entry
from umlauf.ground.core.actor import machine
from umlauf.ground.core.clock import office_now
from umlauf.ground.text import Refused
from umlauf.office.circulars.access import get_circular_for
from umlauf.office.circulars.actions.draft import save_draft
from umlauf.office.circulars.actions.render import render_issue
from umlauf.office.circulars.actions.send import dispatch
from umlauf.office.circulars.actions.settle import settle_delivery
from umlauf.office.circulars.enums import Outcome, Step
from umlauf.office.circulars.listing import place_of, words_of
from umlauf.office.circulars.models import Circular, Delivery, Issue
from umlauf.office.circulars.models.draft import UNNUMBERED
from umlauf.office.circulars.queries import (
    answers_due,
    at_step,
    circular_rows,
    delivery_states,
    row_of,
    running,
    sent_between,
    unsettled,
    with_words,
)


def sent(house: House, circular: Circular | None = None) -> Issue:
    issue = an_issue(house, circular)
    render_issue(actor=machine(house.association.id), issue_id=issue.id)
    dispatch(actor=house.clerk_actor, issue_id=issue.id)
    return issue


def one_of_each(house: House) -> dict[Step, Circular]:
    made = {Step.DRAFT: a_circular(house), Step.ISSUED: an_issue(house).circular}
    rendered = an_issue(house)
    render_issue(actor=machine(house.association.id), issue_id=rendered.id)
    made |= {Step.RENDERED: rendered.circular, Step.DISPATCHED: sent(house).circular}
    made[Step.SIGNING] = laid(house)
    add_to_chain(house, house.signatory)
    return made | {Step.AGREEING: laid(house)}


def test_a_list_says_how_far_each_circular_has_come(home: House) -> None:
    made = one_of_each(home)
    rows = [row_of(values) for values in circular_rows()]
    assert [(row.id, row.step, row.number) for row in rows] == [
        (made[Step.AGREEING].id, Step.AGREEING, ""),
        (made[Step.SIGNING].id, Step.SIGNING, ""),
        (made[Step.DRAFT].id, Step.DRAFT, ""),
        (made[Step.DISPATCHED].id, Step.DISPATCHED, "545/2016"),
        (made[Step.RENDERED].id, Step.RENDERED, "544/2016"),
        (made[Step.ISSUED].id, Step.ISSUED, "543/2016"),
    ]
    assert (rows[0].subject, rows[0].saved_by, rows[0].issued_on) == (
        "Konferenz „Integration in ländlichen Räumen“",
        "Nora Feldkamp",
        None,
    )
    assert (rows[3].issued_on, rows[3].answer_by) == (DAY, dt.date(2016, 11, 18))
    for step in Step:
        assert [values["id"] for values in at_step(circular_rows(), step)] == [made[step].id]


def test_a_list_shows_the_latest_draft_as_text(home: House) -> None:
    circular = a_circular(home)
    for revision, subject in enumerate(("Zwischendurch", "2017"), start=1):
        content = replace(a_content(home), subject=subject, answer_by=None)
        save_draft(actor=home.signatory_actor, circular_id=circular.id, content=content, based_on=revision)
    (row,) = [row_of(values) for values in circular_rows()]
    assert (row.subject, row.answer_by, row.saved_by) == ("2017", None, "Emil Brandstätter")


@pytest.mark.parametrize("count", [1, 3])
def test_a_list_is_one_query_however_long(home: House, count: int) -> None:
    issues = [sent(home) for _number in range(count)]
    with CaptureQueriesContext(connection) as queries:
        assert len([row_of(values) for values in circular_rows()]) == count
        assert len(delivery_states([issue.circular_id for issue in issues])) == count
        assert len(unsettled()) == 0
    assert len(queries) == 5


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("ländlich", True),
        ("LÄNDLICHEN", True),
        ("konferenz integration", True),
        ("103-55", True),
        ("543", True),
        ("543/2016", True),
        ("543/16", True),
        ("2016/543", True),
        ("2016-543", True),
        ("543/2017", False),
        ("2017-543", False),
        ("konferenz nirgends", False),
        ("9" * 40, False),
        ("%", False),
        ("_", False),
        ("", True),
    ],
)
def test_finding_by_words_and_number(home: House, words: str, found: bool) -> None:
    an_issue(home)
    assert bool(with_words(circular_rows(), words)) is found


def test_what_runs_and_what_is_due(home: House) -> None:
    early = a_circular(home, replace(a_content(home), answer_by=dt.date(2016, 11, 5)))
    never = a_circular(home, replace(a_content(home), answer_by=None))
    issues = [sent(home, circular) for circular in (None, early, never)]
    assert answers_due(circular_rows(), dt.date(2016, 11, 5), dt.date(2016, 11, 17)) == 1
    assert answers_due(circular_rows(), dt.date(2016, 11, 5), dt.date(2016, 11, 18)) == 2
    assert len(running(circular_rows(), DAY)) == 3
    Message.objects.all().update(state=State.SENT, next_attempt_at=None)
    both = [issues[1].circular_id, issues[0].circular_id]
    assert [values["id"] for values in running(circular_rows(), dt.date(2016, 11, 19))] == both
    assert [values["id"] for values in running(circular_rows(), dt.date(2016, 11, 20))] == both[1:]
    assert len(running(circular_rows(), dt.date(2016, 12, 2))) == 1
    assert len(running(circular_rows(), dt.date(2016, 12, 3))) == 0
    hour = dt.timedelta(hours=1)
    assert sent_between(office_now() - hour, office_now() + hour) == 3
    assert sent_between(office_now() + hour, office_now() + 2 * hour) == 0


def test_what_needs_a_person_is_counted_by_circular(home: House) -> None:
    first, second = sent(home), sent(home)
    uncertain = Delivery.objects.filter(dispatch__issue=first).order_by("id")[:2]
    Message.objects.filter(id__in=[one.message_id for one in uncertain]).update(
        state=State.UNCERTAIN, next_attempt_at=None
    )
    bounced = Delivery.objects.filter(dispatch__issue=second).order_by("id").last()
    assert bounced is not None
    Message.objects.filter(id=bounced.message_id).update(state=State.BOUNCED, next_attempt_at=None)
    assert [(one.number, one.count, one.first_delivery_id) for one in unsettled()] == [
        ("544/2016", 1, bounced.id),
        ("543/2016", 2, uncertain[0].id),
    ]


def test_a_person_clears_up_what_no_machine_can_know(home: House) -> None:
    issue = sent(home)
    arrived, again = Delivery.objects.filter(dispatch__issue=issue).order_by("id")[:2]
    Message.objects.filter(id__in=[arrived.message_id, again.message_id]).update(
        state=State.UNCERTAIN, next_attempt_at=None
    )
    settle_delivery(actor=home.clerk_actor, delivery_id=arrived.id, outcome=Outcome.ARRIVED)
    settle_delivery(actor=home.clerk_actor, delivery_id=again.id, outcome=Outcome.AGAIN)
    assert unsettled() == []
    assert [Message.objects.get(id=one.message_id).state for one in (arrived, again)] == [State.SENT, State.QUEUED]
    assert list(Entry.objects.order_by("-sequence").values_list("event", flat=True)[:2]) == [
        "circulars.delivery_again",
        "circulars.delivery_arrived",
    ]
    before = row_counts()
    settle_delivery(actor=home.clerk_actor, delivery_id=arrived.id, outcome=Outcome.ARRIVED)
    settle_delivery(actor=home.clerk_actor, delivery_id=again.id, outcome=Outcome.AGAIN)
    with pytest.raises(Refused) as refusal:
        settle_delivery(actor=home.clerk_actor, delivery_id=arrived.id, outcome=Outcome.AGAIN)
    assert refusal.value.code == "mail.state"
    assert row_counts() == before


def test_nobody_else_clears_up(cast: Cast) -> None:
    with scope(association=cast.home.association):
        sent(cast.home)
        delivery = Delivery.objects.all()[0]
        with pytest.raises(Refused):
            settle_delivery(actor=cast.member_actor, delivery_id=delivery.id, outcome=Outcome.AGAIN)
    with scope(association=cast.other.association), pytest.raises(Http404):
        settle_delivery(actor=cast.other.clerk_actor, delivery_id=delivery.id, outcome=Outcome.AGAIN)


def test_a_circular_is_shown_to_its_own_office_alone(cast: Cast) -> None:
    with scope(association=cast.home.association):
        circular = a_circular(cast.home)
        assert get_circular_for(cast.home.clerk_actor, circular.id) == circular
        for actor in (cast.member_actor, cast.other.clerk_actor):
            with pytest.raises(Http404):
                get_circular_for(actor, circular.id)
        with pytest.raises(Http404):
            get_circular_for(cast.home.clerk_actor, circular.id + 1)
    with scope(association=cast.other.association):
        assert list(circular_rows()) == []
        with pytest.raises(Http404):
            get_circular_for(cast.other.clerk_actor, circular.id)


def test_a_list_needs_nothing_but_what_is_kept_with_each_circular(home: House) -> None:
    """What is kept for lists follows from drafts and numbers, whoever writes them."""
    begun, signed = a_circular(home), an_issue(home)
    content = replace(a_content(home), subject="Größere Straßen", keyword="ÖPNV")
    save_draft(actor=home.clerk_actor, circular_id=begun.id, content=content, based_on=1)
    begun.refresh_from_db()
    assert (begun.place, begun.words) == (UNNUMBERED, words_of(content))
    for words in ("größere", "GROSSERE", "öpnv opnv"):
        assert [values["id"] for values in with_words(circular_rows(), words)] == [begun.id]
    signed.circular.refresh_from_db()
    assert signed.circular.place == place_of(signed.date, 543) == 20161101_0000543
