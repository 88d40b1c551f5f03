"""After the dispatch: what the pages offer, say before it is done, and show to whom of what came of it."""

from __future__ import annotations

import datetime as dt
import random
import re
from dataclasses import replace

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django_scopes import scope

from tests.cast import a_circular, a_content, a_county, an_issue
from tests.faces.web.returning import text
from tests.faces.web.stage import Stage, guest_of, logged_in, send
from umlauf.engines.mail.enums import State
from umlauf.engines.mail.models import Message
from umlauf.ground.core.actor import machine
from umlauf.office.circulars.actions.follow_up import Word, begin_follow_up, give_notice
from umlauf.office.circulars.actions.render import render_issue
from umlauf.office.circulars.content import Content, Reference
from umlauf.office.circulars.enums import FollowUp, ReferenceKind
from umlauf.office.circulars.models import (
    Circular,
    FollowUpCircular,
    Issue,
    Notice,
    NoticeDelivery,
    Recipient,
    RecipientAddress,
)

CORRECTION, WITHDRAWAL = FollowUp.CORRECTION, FollowUp.WITHDRAWAL


def path(stage: Stage, name: str = "circular-follow-up", kind: str = "correction") -> str:
    named = {"kind": kind} if name == "circular-follow-up" else {}
    return reverse(name, kwargs={"circular_id": stage.sent.circular_id, **named})


def page(issue: Issue) -> str:
    return reverse("circular", kwargs={"circular_id": issue.circular_id})


def letter(stage: Stage) -> str:
    return reverse("letter", kwargs={"recipient_id": stage.letter.id})


def followed(stage: Stage, kind: FollowUp) -> Issue:
    with scope(association=stage.home.association):
        return send(stage.home, begin_follow_up(actor=stage.home.clerk_actor, issue_id=stage.sent.id, kind=kind))


def noticed(stage: Stage, kind: FollowUp, words: str = "Raum 2") -> Notice:
    with scope(association=stage.home.association):
        seen = Notice.objects.filter(issue=stage.sent).count()
        return give_notice(actor=stage.home.clerk_actor, issue_id=stage.sent.id, word=Word(kind, words, seen))


def seen_in(html: str) -> str:
    (seen, *_same) = re.findall(r'name="seen" value="(\d+)"', html)
    return str(seen)


def test_the_page_says_to_whom_it_goes_before_anything_is_begun(stage: Stage) -> None:
    client = logged_in(stage.home.clerk)
    circular = text(client, page(stage.sent))
    for kind in ("correction", "supplement", "withdrawal"):
        assert path(stage, kind=kind) in circular
        html = text(client, path(stage, kind=kind))
        with scope(association=stage.home.association):
            addresses = RecipientAddress.objects.filter(recipient__issue=stage.sent)
            assert all(one.email in html for one in addresses)
        assert "/l/" not in html
    assert path(stage, "circular-deadline") in circular
    with scope(association=stage.home.association):
        assert not FollowUpCircular.objects.exists()
        assert not Notice.objects.exists()


def test_a_correction_is_begun_once_and_leads_to_its_draft(stage: Stage) -> None:
    client = logged_in(stage.home.clerk)
    with scope(association=stage.home.association):
        before = Message.objects.count()
    answers = {client.post(path(stage), {"step": "begin", "seen": "0"})["Location"] for _click in range(2)}
    with scope(association=stage.home.association):
        (follows,) = FollowUpCircular.objects.all()
        assert Message.objects.count() == before
    edit = reverse("circular-edit", kwargs={"circular_id": follows.circular_id})
    assert answers == {edit}
    html = text(client, edit)
    assert 'name="distribution_list"' not in html
    draft = reverse("circular", kwargs={"circular_id": follows.circular_id})
    assert draft in text(client, page(stage.sent))
    assert page(stage.sent) in text(client, draft)


def test_a_notice_is_sent_once_however_often_its_form_is(stage: Stage) -> None:
    client = logged_in(stage.home.clerk)
    form = {"step": "notice", "text": "Die Konferenz ist in <b>Raum 2</b>.", "seen": seen_in(text(client, path(stage)))}
    for _click in range(random.randint(2, 4)):
        assert client.post(path(stage), form)["Location"] == page(stage.sent)
    with scope(association=stage.home.association):
        notice = Notice.objects.get()
        addresses = RecipientAddress.objects.filter(recipient__issue=stage.sent).count()
        assert NoticeDelivery.objects.filter(notice=notice).count() == addresses
        Message.objects.filter(key__startswith="notice:").update(state=State.SENT, next_attempt_at=None)
    html = text(client, page(stage.sent))
    assert "Die Konferenz ist in &lt;b&gt;Raum 2&lt;/b&gt;." in html
    assert "&lt;b&gt;Raum 2" in text(guest_of(stage), letter(stage))


def test_what_is_wrong_with_a_notice_stands_at_its_field(stage: Stage) -> None:
    client = logged_in(stage.home.clerk)
    empty = client.post(path(stage), {"step": "notice", "text": " ", "seen": "0"})
    assert (empty.status_code, 'id="id_text_error"' in empty.content.decode()) == (422, True)
    noticed(stage, CORRECTION, "Von jemand anderem")
    late = client.post(path(stage), {"step": "notice", "text": "Mein Text", "seen": "0"})
    html = late.content.decode()
    assert late.status_code == 422
    assert "Mein Text" in html
    assert seen_in(html) == "1"
    assert client.post(path(stage), {"step": "notice", "text": "Mein Text", "seen": "1"}).status_code == 302


@pytest.mark.parametrize("step", [{}, {"step": "other"}, {"step": "notice", "seen": "x"}, {"step": "notice"}])
def test_a_form_that_says_nothing_does_nothing(stage: Stage, step: dict[str, str]) -> None:
    client = logged_in(stage.home.clerk)
    assert client.post(path(stage), step).status_code == 422
    with scope(association=stage.home.association):
        assert not Notice.objects.exists()


def test_what_was_not_sent_has_no_way(stage: Stage) -> None:
    client = logged_in(stage.home.clerk)
    for circular_id in (stage.draft.id, stage.ready.circular_id, 10_000):
        for name in ("circular-follow-up", "circular-deadline"):
            named = {"kind": "correction"} if name == "circular-follow-up" else {}
            address = reverse(name, kwargs={"circular_id": circular_id, **named})
            assert client.get(address).status_code == 404
            assert client.post(address, {"step": "begin"}).status_code == 404
    for kind in ("deadline", "nothing"):
        assert client.post(path(stage, kind=kind), {"step": "begin"}).status_code == 404
    other = logged_in(stage.cast.other.clerk)
    assert other.post(path(stage), {"step": "begin"}).status_code == 404
    assert other.post(path(stage, "circular-deadline"), {"day": "2016-11-25", "seen": "0"}).status_code == 404


def test_a_withdrawn_circular_shows_it_everywhere(stage: Stage) -> None:
    last = followed(stage, WITHDRAWAL)
    clerk, member = logged_in(stage.home.clerk), logged_in(stage.cast.member)
    with scope(association=stage.home.association):
        own = Recipient.objects.get(issue=last, organisation=stage.cast.shared)
    own_page = reverse("letter", kwargs={"recipient_id": own.id})
    html = text(clerk, page(stage.sent))
    assert f'<a href="{page(last)}">{last.short_label}</a>' in html
    assert path(stage) not in html
    assert reverse("circular-remind", kwargs={"circular_id": stage.sent.circular_id}) not in html
    assert page(stage.sent) in text(clerk, page(last))
    assert f'<a href="{own_page}">{last.short_label}</a>' in text(member, letter(stage))
    assert f'<a href="{letter(stage)}">{stage.sent.short_label}</a>' in text(member, own_page)
    guest = text(guest_of(stage), letter(stage))
    assert last.short_label in guest
    assert own_page not in guest
    inbox = text(member, reverse("today"))
    assert inbox.count(last.short_label) == 1
    listed = text(clerk, reverse("circulars"))
    assert listed.count("tag bad") == 1
    for name in ("circular-follow-up", "circular-deadline"):
        assert clerk.get(path(stage, name))["Location"] == page(stage.sent)
    remind = clerk.post(path(stage, "circular-remind"), {"nonce": "one", "recipient": [stage.letter.id]})
    assert remind.status_code == 409
    assert text(clerk, reverse("today")).count(f"{stage.sent.circular_id}/?answer=missing") == 0


@pytest.mark.parametrize("kind", [FollowUp.CORRECTION, FollowUp.SUPPLEMENT, FollowUp.WITHDRAWAL])
def test_members_see_follow_ups_once_they_are_sent(stage: Stage, kind: FollowUp) -> None:
    member = logged_in(stage.cast.member)
    with scope(association=stage.home.association):
        circular = begin_follow_up(actor=stage.home.clerk_actor, issue_id=stage.sent.id, kind=kind)
        issue = an_issue(stage.home, circular)
        render_issue(actor=machine(stage.home.association.id), issue_id=issue.id)
    for html in (text(member, letter(stage)), text(guest_of(stage), letter(stage)), text(member, reverse("today"))):
        assert issue.short_label not in html
        assert 'class="note bad"' not in html
    assert page(issue) in text(logged_in(stage.home.clerk), page(stage.sent))


def test_a_member_who_got_no_follow_up_has_no_link_to_it(stage: Stage) -> None:
    last = followed(stage, CORRECTION)
    with scope(association=stage.home.association):
        Recipient.objects.filter(issue=last, organisation=stage.cast.shared).update(organisation=a_county(7))
    html = text(logged_in(stage.cast.member), letter(stage))
    assert last.short_label in html
    assert f">{last.short_label}</a>" not in html


def test_the_deadline_is_moved_for_all(stage: Stage) -> None:
    client, address = logged_in(stage.home.clerk), path(stage, "circular-deadline")
    form = {"day": "2016-11-25", "text": "Auf Bitten vieler.", "seen": seen_in(text(client, address))}
    for _click in range(2):
        assert client.post(address, form)["Location"] == page(stage.sent)
    with scope(association=stage.home.association):
        assert Notice.objects.get().answer_by == dt.date(2016, 11, 25)
    assert '<time datetime="2016-11-25">' in text(client, reverse("circulars"))
    for one in (logged_in(stage.cast.member), guest_of(stage)):
        html = text(one, letter(stage))
        assert 'datetime="2016-11-25"' in html
        assert 'datetime="2016-11-18"' not in html
    assert "25.11.2016" in text(logged_in(stage.cast.member), reverse("today"))


@pytest.mark.parametrize("day", ["2016-10-31", "2016-11-18", "", "x"])
def test_a_day_that_no_deadline_can_be(stage: Stage, day: str) -> None:
    response = logged_in(stage.home.clerk).post(path(stage, "circular-deadline"), {"day": day, "seen": "0"})
    assert (response.status_code, 'id="id_day_error"' in response.content.decode()) == (422, True)
    with scope(association=stage.home.association):
        assert not Notice.objects.exists()


def new_circular(stage: Stage, client: Client, references: str) -> Circular:
    form = {
        "series": stage.home.series.id,
        "distribution_list": stage.home.members_list.id,
        "subject": "Mit Bezug",
        "body": "Text.",
        "language": "en",
        "references": references,
    }
    response = client.post(reverse("circular-new"), form)
    assert response.status_code == 302
    with scope(association=stage.home.association):
        return Circular.objects.latest("id")


def test_references_are_written_shown_and_found_both_ways(stage: Stage) -> None:
    client = logged_in(stage.home.clerk)
    label = stage.sent.short_label
    circular = new_circular(stage, client, f"replaces {label}\r\n\r\nErlass vom 3. Mai\r\nRS 999/2016\r\n")
    draft = text(client, reverse("circular", kwargs={"circular_id": circular.id}))
    assert f'<a href="{page(stage.sent)}">replaces {label}</a>' in draft
    edit = text(client, reverse("circular-edit", kwargs={"circular_id": circular.id}))
    assert f"replaces {label}\nErlass vom 3. Mai\nRS 999/2016" in edit
    with scope(association=stage.home.association):
        written = Content.parse(circular.drafts.get().content).references
        assert [one.kind for one in written] == [ReferenceKind.REPLACES, ReferenceKind.REFERS, ReferenceKind.REFERS]
        issue = send(stage.home, circular)
        own = Recipient.objects.get(issue=issue, organisation=stage.cast.shared)
    assert f'<a href="{page(issue)}">{issue.short_label}' in text(client, page(stage.sent))
    assert "Erlass vom 3. Mai" in text(client, page(issue))
    member = logged_in(stage.cast.member)
    own_page = reverse("letter", kwargs={"recipient_id": own.id})
    assert f'<a href="{own_page}">{issue.short_label}</a>' in text(member, letter(stage))
    assert "Erlass vom 3. Mai" in text(member, own_page)
    listed = text(client, reverse("circulars-references"))
    assert "RS 999/2016" in listed
    assert 'class="figure">999/2016<' in listed
    assert "Erlass" not in listed
    assert page(issue) in listed
    assert page(issue) not in text(logged_in(stage.cast.other.clerk), reverse("circulars-references"))


def test_saving_keeps_what_the_form_does_not_show(stage: Stage) -> None:
    client = logged_in(stage.home.clerk)
    with scope(association=stage.home.association):
        circular = begin_follow_up(actor=stage.home.clerk_actor, issue_id=stage.sent.id, kind=CORRECTION)
    form = {
        "subject": "Berichtigung",
        "body": "Text.",
        "language": "de",
        "revision": "1",
        "references": "Erlass vom 3. Mai",
    }
    assert client.post(reverse("circular-edit", kwargs={"circular_id": circular.id}), form).status_code == 302
    with scope(association=stage.home.association):
        kinds = Content.parse(circular.drafts.latest("revision").content).references
        assert [(one.kind, one.issue_id) for one in kinds] == [
            (ReferenceKind.CORRECTS, stage.sent.id),
            (ReferenceKind.REFERS, None),
        ]


def test_too_many_references_are_refused_at_their_field(stage: Stage) -> None:
    client = logged_in(stage.home.clerk)
    form = {
        "series": stage.home.series.id,
        "distribution_list": stage.home.members_list.id,
        "subject": "Mit Bezug",
        "body": "Text.",
        "language": "de",
        "references": "\n".join(f"RS {number}/2016" for number in range(21)),
    }
    response = client.post(reverse("circular-new"), form)
    assert (response.status_code, 'id="id_references_error"' in response.content.decode()) == (422, True)


def test_what_the_pages_ask_for_does_not_grow(stage: Stage) -> None:
    member, clerk = logged_in(stage.cast.member), logged_in(stage.home.clerk)
    shown = ((member, letter(stage)), (clerk, page(stage.sent)), (member, reverse("today")))

    def asked() -> list[int]:
        counts = []
        for client, address in shown:
            with CaptureQueriesContext(connection) as queries:
                assert client.get(address).status_code == 200
            counts.append(len(queries))
        return counts

    def more_after(number: int) -> None:
        noticed(stage, CORRECTION, f"Hinweis {number}")
        followed(stage, FollowUp.SUPPLEMENT)
        replacing = (Reference(ReferenceKind.REPLACES, stage.sent.short_label),)
        with scope(association=stage.home.association):
            send(stage.home, a_circular(stage.home, replace(a_content(stage.home), references=replacing)))

    more_after(1)
    asked()  # what a process keeps is read once
    first = asked()
    more_after(2)
    more_after(3)
    asked()
    assert asked() == first
