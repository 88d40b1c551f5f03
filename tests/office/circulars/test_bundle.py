"""The bundle of the day: what may wait comes together, to those alone who want it so, and all else at once."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import replace
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.http import Http404
from django.test.utils import CaptureQueriesContext

from tests.cast import Cast, House, a_circular, a_content, a_county, add_member, an_issue
from tests.office.circulars.following import followed
from tests.office.mails import spelled
from tests.office.rows import row_counts
from umlauf.engines.mail.enums import State
from umlauf.engines.mail.models import Body, Message
from umlauf.ground.audit.models import Entry
from umlauf.ground.core.actor import machine
from umlauf.ground.core.clock import office_now
from umlauf.ground.core.models import Task
from umlauf.ground.core.policy import Role
from umlauf.ground.core.tasks import run_next_task, sweep
from umlauf.ground.text import Refused
from umlauf.office.circulars.actions import bundle as bundling
from umlauf.office.circulars.actions.bundle import send_bundle
from umlauf.office.circulars.actions.follow_up import Word, give_notice
from umlauf.office.circulars.actions.hold import (
    cancel_dispatch,
    hold_dispatch,
    resume_dispatch,
    send_gathered,
    send_rest_again,
)
from umlauf.office.circulars.actions.render import render_issue
from umlauf.office.circulars.actions.send import dispatch
from umlauf.office.circulars.actions.settle import settle_delivery
from umlauf.office.circulars.bundle import bundle_after, bundle_before, may_wait
from umlauf.office.circulars.content import Content
from umlauf.office.circulars.dispatching import sending_of
from umlauf.office.circulars.enums import Confidentiality, FollowUp, Outcome
from umlauf.office.circulars.mailing import letter_address
from umlauf.office.circulars.models import Delivery, Dispatch, Hold, Issue, Recipient
from umlauf.office.directory.actions.organisations import ContactEntry, Intake, set_contact
from umlauf.office.directory.enums import Language, Wish

AHORNTAL = "post@lk-ahorntal.example"
ALL = 6
"""Addresses of the three members, each with a registry and a Landrat."""
YESTERDAY = dt.timedelta(days=1)


def wants_bundle(house: House, place: int = 0, language: str = Language.OF_THE_CIRCULAR) -> None:
    member = house.members[place]
    set_contact(
        actor=house.clerk_actor,
        organisation_id=member.id,
        entry=ContactEntry(wish=Wish.BUNDLE, language=language),
        intake=(Intake("Poststelle", f"post@lk-{member.short_name.lower()}.example"),),
        tags=(),
    )


def quiet(house: House, subject: str = "Neue Fördersätze") -> Content:
    """What asks for nothing."""
    return replace(a_content(house, subject=subject), answer_by=None, keyword="")


def sent(house: House, content: Content, *, at_once: bool = False, ago: dt.timedelta = YESTERDAY) -> Issue:
    issue = an_issue(house, a_circular(house, content))
    render_issue(actor=machine(house.association.id), issue_id=issue.id)
    dispatch(actor=house.clerk_actor, issue_id=issue.id, at_once=at_once)
    Dispatch.objects.filter(issue=issue).update(at=office_now() - ago)
    return issue


def send_bundles(house: House) -> int:
    return send_bundle(actor=machine(house.association.id))


def states(issue: Issue) -> Counter[str]:
    return Counter(Delivery.objects.filter(dispatch__issue=issue).values_list("message__state", flat=True))


def mail_to(email: str) -> Message:
    return spelled(Message.objects.get(recipient=email))


def test_what_may_wait_waits_for_those_who_want_it_so_alone(home: House) -> None:
    wants_bundle(home)
    issue = sent(home, quiet(home))
    theirs = Delivery.objects.filter(address__recipient__organisation=home.members[0])
    assert set(theirs.values_list("message__state", flat=True)) == {State.GATHERED}
    assert states(issue) == {"gathered": theirs.count(), "queued": ALL - theirs.count()}


def test_two_circulars_come_in_one_mail(home: House) -> None:
    wants_bundle(home)
    first, second = sent(home, quiet(home)), sent(home, quiet(home, "Tagung & mehr"))
    mine = Delivery.objects.filter(address__email=AHORNTAL)
    single = set(mine.values_list("message_id", flat=True))
    count = send_bundles(home)
    assert count == len({one.message_id for one in Delivery.objects.filter(message__key__startswith="bundle:")})
    message = mail_to(AHORNTAL)
    assert not Message.objects.filter(id__in=single).exists()
    assert set(mine.values_list("message_id", flat=True)) == {message.id}
    assert (message.state, message.key.split(":")[0]) == (State.QUEUED, "bundle")
    day = office_now().astimezone(ZoneInfo(home.association.zone))
    assert message.subject == f"Sammelmail vom {day:%d.%m.%Y} – RS 543/2016, RS 544/2016"
    assert [one["name"] for one in message.attachments] == [
        "RS_2016-0543_Neue-Foerdersaetze.pdf",
        "RS_2016-0544_Tagung-mehr.pdf",
    ]
    for issue in (first, second):
        link = letter_address(Recipient.objects.get(issue=issue, organisation=home.members[0]))
        assert link in message.text
        assert f'href="{link}"' in message.html
        assert issue.label in message.text
    assert "\ue000" not in message.text + message.html
    assert "Tagung &amp; mehr" in message.html
    assert "Tagung & mehr" in message.text
    assert states(first) == states(second) == {"queued": ALL}
    assert not Body.objects.filter(messages=None).exists()
    assert Entry.objects.latest("sequence").event == "circulars.bundle_sent"


def test_each_address_names_the_others_of_its_house(home: House) -> None:
    wants_bundle(home)
    for subject in ("Eins", "Zwei"):
        sent(home, quiet(home, subject))
    send_bundles(home)
    assert mail_to("landrat@lk-ahorntal.example").text.count("Auch an: Poststelle") == 2
    assert "Gesendet an: Poststelle" in mail_to(AHORNTAL).text


def test_one_circular_goes_as_it_is(home: House) -> None:
    wants_bundle(home)
    issue = sent(home, quiet(home))
    waiting = Message.objects.filter(state=State.GATHERED)
    ids = set(waiting.values_list("id", flat=True))
    assert send_bundles(home) == len(ids) > 0
    assert states(issue) == {"queued": ALL}
    assert ids <= set(Message.objects.filter(key__startswith="circular:").values_list("id", flat=True))


def test_what_came_behind_the_hour_waits_for_the_next(home: House) -> None:
    wants_bundle(home)
    early, late = sent(home, quiet(home)), sent(home, quiet(home), ago=dt.timedelta(0))
    send_bundles(home)
    assert states(early)["gathered"] == 0
    assert states(late)["gathered"] > 0
    assert send_bundles(home) == 0


@pytest.mark.parametrize(
    "changed",
    [
        {"answer_by": dt.date(2030, 1, 31)},
        {"acknowledge": True},
        {"ask_read": True},
        {"confidentiality": Confidentiality.NAMED},
    ],
    ids=str,
)
def test_what_asks_or_is_confidential_never_waits(home: House, changed: dict[str, object]) -> None:
    wants_bundle(home)
    issue = sent(home, replace(quiet(home), **changed))  # type: ignore[arg-type]
    assert states(issue) == {"queued": ALL}
    assert not may_wait(issue, Content.parse(issue.content))


def test_a_person_may_send_it_at_once_to_all(home: House) -> None:
    wants_bundle(home)
    assert states(sent(home, quiet(home), at_once=True)) == {"queued": ALL}


def test_a_correction_never_waits_and_takes_along_what_it_corrects(home: House) -> None:
    wants_bundle(home)
    issue = sent(home, quiet(home))
    correction = followed(home, issue, FollowUp.CORRECTION)
    assert states(issue) == states(correction) == {"queued": ALL}
    last = Delivery.objects.filter(dispatch__issue=issue).latest("message_id").message_id
    assert last < Delivery.objects.filter(dispatch__issue=correction).earliest("message_id").message_id


def test_a_notice_takes_along_what_it_is_about(home: House) -> None:
    wants_bundle(home)
    issue = sent(home, quiet(home))
    give_notice(actor=home.clerk_actor, issue_id=issue.id, word=Word(FollowUp.CORRECTION, "Es heißt 2017.", 0))
    assert states(issue) == {"queued": ALL}


def test_what_waits_can_be_sent_held_and_given_up(home: House) -> None:
    wants_bundle(home)
    circulars = [sent(home, quiet(home, f"Thema {number}")) for number in range(4)]
    ids = [one.circular_id for one in circulars]
    waiting = states(circulars[0])["gathered"]
    assert send_gathered(actor=home.clerk_actor, circular_id=ids[0]) == waiting
    assert send_gathered(actor=home.clerk_actor, circular_id=ids[0]) == 0
    assert states(circulars[0]) == {"queued": ALL}
    for circular_id in ids[1:3]:
        assert hold_dispatch(actor=home.clerk_actor, circular_id=circular_id) == ALL
    assert cancel_dispatch(actor=home.clerk_actor, circular_id=ids[1]) == ALL
    assert send_bundles(home) == waiting  # of the one that nobody touched
    assert [states(one) for one in circulars] == [{"queued": ALL}, {"cancelled": ALL}, {"paused": ALL}, {"queued": ALL}]
    assert resume_dispatch(actor=home.clerk_actor, circular_id=ids[2]) == ALL


def test_what_waits_cannot_be_given_up_unheld(home: House) -> None:
    wants_bundle(home)
    issue = sent(home, quiet(home))
    Message.objects.filter(state=State.QUEUED).update(state=State.SENT, next_attempt_at=None)
    with pytest.raises(Refused) as refused:
        cancel_dispatch(actor=home.clerk_actor, circular_id=issue.circular_id)
    assert refused.value.code == "dispatch.running"


def test_a_bundle_under_way_goes_on_when_one_of_its_circulars_is_held(home: House) -> None:
    wants_bundle(home)
    first, second = sent(home, quiet(home)), sent(home, quiet(home))
    together = send_bundles(home)
    assert hold_dispatch(actor=home.clerk_actor, circular_id=first.circular_id) == ALL - together
    sweep()
    assert states(first) == {"paused": ALL - together, "queued": together}
    assert states(second) == {"queued": ALL}
    assert sending_of(first).left == ALL - together
    assert Hold.objects.count() == 1
    assert cancel_dispatch(actor=home.clerk_actor, circular_id=first.circular_id) == ALL - together


def test_a_bundle_that_failed_waits_for_all_its_circulars(home: House) -> None:
    wants_bundle(home)
    first, second = sent(home, quiet(home)), sent(home, quiet(home))
    together = send_bundles(home)
    bundles = Message.objects.filter(key__startswith="bundle:")
    bundles.update(state=State.FAILED, next_attempt_at=None)
    hold_dispatch(actor=home.clerk_actor, circular_id=second.circular_id)
    assert send_rest_again(actor=home.clerk_actor, circular_id=first.circular_id) == 0
    delivery = Delivery.objects.filter(dispatch__issue=first, message__state=State.FAILED)[0]
    with pytest.raises(Refused) as refused:
        settle_delivery(actor=home.clerk_actor, delivery_id=delivery.id, outcome=Outcome.AGAIN)
    assert refused.value.code == "dispatch.held"
    resume_dispatch(actor=home.clerk_actor, circular_id=second.circular_id)
    assert send_rest_again(actor=home.clerk_actor, circular_id=first.circular_id) == together
    assert set(bundles.values_list("state", flat=True)) == {State.QUEUED}


def test_the_frame_is_in_the_language_of_the_house(home: House) -> None:
    wants_bundle(home, language=Language.ENGLISH)
    for _time in range(2):
        sent(home, quiet(home))
    send_bundles(home)
    message = mail_to(AHORNTAL)
    assert message.subject.startswith("Bundle of ")
    assert dict(message.headers)["Content-Language"] == "en, de"
    assert '<html lang="en">' in message.html
    assert "Sammelmail" not in message.text


def test_letters_go_with_it_while_there_is_room_for_them_together(home: House) -> None:
    wants_bundle(home)
    issues = [sent(home, quiet(home, f"Thema {number}")) for number in range(3)]
    for issue, size in zip(issues, (6_000_000, 6_000_000, 3_000_000), strict=True):
        pdf = issue.rendition.pdf
        type(pdf).objects.filter(id=pdf.id).update(size=size)
    type(home.association).objects.filter(id=home.association.id).update(letter_mb=10)
    send_bundles(home)
    message = mail_to(AHORNTAL)
    assert [one["name"] for one in message.attachments] == ["RS_2016-0543_Thema-0.pdf", "RS_2016-0545_Thema-2.pdf"]


def test_a_kill_between_two_parts_leaves_the_rest_for_the_next(home: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bundling, "HOUSES", 1)
    for place in range(3):
        wants_bundle(home, place)
    issues = [sent(home, quiet(home)) for _time in range(2)]
    done = bundling._send(machine(home.association.id), home.association, [home.members[0].id], office_now())
    assert done > 0
    assert states(issues[0])["gathered"] > 0
    send_bundles(home)
    assert states(issues[0]) == states(issues[1]) == {"queued": ALL}
    assert Message.objects.filter(key__startswith="bundle:").count() == ALL


def test_the_worker_finds_it_when_its_hour_has_come(home: House) -> None:
    wants_bundle(home)
    issue = sent(home, quiet(home), ago=dt.timedelta(0))
    sweep()
    assert not Task.objects.filter(name="circulars.send_bundle").exists()
    Dispatch.objects.update(at=office_now() - YESTERDAY)
    sweep()
    assert Task.objects.filter(name="circulars.send_bundle").count() == 1
    while run_next_task():
        pass
    assert states(issue) == {"queued": ALL}


def test_its_cost_does_not_grow_with_the_houses(home: House, monkeypatch: pytest.MonkeyPatch) -> None:
    def cost(members: range) -> int:
        for number in members:
            add_member(home, a_county(number))
        for _time in range(2):
            issue = sent(home, quiet(home))
            Recipient.objects.filter(issue=issue).update(bundled=True)
            theirs = Message.objects.filter(key__startswith=f"circular:{issue.id}:")
            theirs.update(state=State.GATHERED, next_attempt_at=None)
        with CaptureQueriesContext(connection) as queries:
            assert send_bundles(home) > 0
        return len(queries)

    assert cost(range(200, 202)) == cost(range(202, 212))


def test_nobody_else_may_and_nothing_changes(cast: Cast, home: House) -> None:
    wants_bundle(home)
    issue = sent(home, quiet(home))
    before = row_counts()
    with pytest.raises(Refused):
        send_bundle(actor=home.clerk_actor)
    reader = replace(home.clerk_actor, roles=frozenset({Role.REVIEWER}))
    for actor, error in ((reader, Refused), (cast.other.clerk_actor, Http404)):
        with pytest.raises(error):
            send_gathered(actor=actor, circular_id=issue.circular_id)
    assert row_counts() == before


@pytest.mark.parametrize(
    ("at", "hour"),
    [
        ("2016-11-18T14:59:59", "2016-11-18T15:00"),
        ("2016-11-18T15:00:00", "2016-11-19T15:00"),
        ("2016-10-29T16:00:00", "2016-10-30T15:00"),  # the night between has an hour more
        ("2016-03-26T16:00:00", "2016-03-27T15:00"),
        ("2016-12-31T23:59:59", "2017-01-01T15:00"),
    ],
)
def test_the_hour_of_the_bundle_is_that_of_the_clock_on_the_wall(home: House, at: str, hour: str) -> None:
    zone = ZoneInfo("Europe/Berlin")
    moment = dt.datetime.fromisoformat(at).replace(tzinfo=zone)
    due = dt.datetime.fromisoformat(hour).replace(tzinfo=zone)
    assert bundle_after(moment.astimezone(dt.UTC), home.association) == due
    assert bundle_before(moment, home.association) == due - dt.timedelta(days=1)
