"""Pages of circulars that go to some for information, and of those that are for the named alone."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace
from urllib.parse import unquote

import pytest
from django.test import Client
from django.urls import reverse
from django_scopes import scope

from tests.cast import Cast, a_circular, a_content, add_list, an_issue
from tests.faces.web.stage import Stage, link_of, logged_in, send
from tests.faces.web.test_drafts import filled
from umlauf.faces.web.contacts import contact_of
from umlauf.ground.core.links import Purpose, sign_link
from umlauf.ground.core.policy import Role
from umlauf.office.circulars.actions.follow_up import begin_follow_up
from umlauf.office.circulars.content import Content, Reference
from umlauf.office.circulars.enums import Confidentiality, FollowUp, ReferenceKind
from umlauf.office.circulars.models import Circular, Issue, Recipient
from umlauf.office.directory.models import DistributionList
from umlauf.office.directory.rules import Rule


def lists(cast: Cast) -> tuple[DistributionList, DistributionList]:
    """A list of all members but the shared county, and one of that alone. Inside the scope."""
    others = tuple(one.id for one in cast.home.members if one != cast.shared)
    asked = add_list(cast.home, "Gefragt", Rule(with_organisations=others))
    return asked, add_list(cast.home, "Zur Kenntnis", Rule(with_organisations=(cast.shared.id,)))


def told(cast: Cast, **said: object) -> tuple[Issue, Recipient]:
    """A circular that was sent and that the shared county got for information. Inside the scope."""
    asked, copies = lists(cast)
    content = replace(a_content(cast.home), distribution_list_id=asked.id, copies_list_id=copies.id)
    issue = send(cast.home, a_circular(cast.home, replace(content, **said)))  # type: ignore[arg-type]
    return issue, Recipient.objects.get(issue=issue, organisation=cast.shared)


def test_the_page_before_the_signature_says_who_gets_it_for_information(cast: Cast) -> None:
    with scope(association=cast.home.association):
        asked, copies = lists(cast)
        content = replace(a_content(cast.home), distribution_list_id=asked.id, copies_list_id=copies.id)
        circular = a_circular(cast.home, content)
    client = logged_in(cast.home.signatory)
    response = client.get(reverse("circular-sign", args=[circular.id]))
    assert [(row.name, row.is_copy) for row in response.context["rows"]] == [
        ("Landkreis Eichengrund", False),
        ("Landkreis Lindenberg", False),
        ("Landkreis Ahorntal", True),
    ]
    reach = response.context["reach"]
    assert re.findall(r"\d+", reach) == ["5", "2", "1"]
    response = client.get(reverse("circular-lay", args=[circular.id]))
    assert reach in response.content.decode()


def test_the_office_sees_them_apart_and_counts_those_who_are_asked(cast: Cast) -> None:
    with scope(association=cast.home.association):
        issue, copy = told(cast)
    clerk = logged_in(cast.home.clerk)
    response = clerk.get(reverse("circular", args=[issue.circular_id]))
    returns = response.context["returns"]
    assert (returns.asked, returns.missing) == (2, 2)
    assert {row.name: row.answer is None for row in response.context["recipients"].rows} == {
        "Landkreis Ahorntal": True,
        "Landkreis Eichengrund": False,
        "Landkreis Lindenberg": False,
    }
    desk = reverse("desk", args=[issue.circular_id, copy.id])
    assert desk in response.content.decode()
    page = clerk.get(desk).content.decode()
    assert 'href="answer/"' not in page
    assert clerk.get(f"{desk}answer/").status_code == 302
    remind = clerk.get(reverse("circular-remind", args=[issue.circular_id]))
    assert "Ahorntal" not in remind.content.decode()
    assert clerk.get(reverse("today")).status_code == 200


def test_a_guest_reads_it_and_is_asked_for_nothing(cast: Cast) -> None:
    with scope(association=cast.home.association):
        _issue, copy = told(cast, copies=("Der Städtetag",), valid_from=dt.date(2017, 1, 1))
    guest = Client()
    guest.get(link_of(copy))
    letter = reverse("letter", args=[copy.id])
    page = guest.get(letter).content.decode()
    assert "Der Städtetag" in page
    assert '<time datetime="2017-01-01">' in page
    assert 'href="answer/"' not in page
    assert 'class="act first wide"' not in page
    assert guest.get(f"{letter}answer/").status_code == 302
    assert guest.get(f"{letter}letter.pdf").status_code == 200


def test_an_answer_for_who_got_it_for_information_is_not_taken(cast: Cast) -> None:
    with scope(association=cast.home.association):
        issue, copy = told(cast)
    guest = Client()
    guest.get(link_of(copy))
    said = {"name": "Pia", "email": "pia@amt.example", "text": "Ja", "nonce": "x", "seen": "0"}
    assert guest.post(f"{reverse('letter', args=[copy.id])}answer/", said).status_code == 404
    keyed = {"channel": "phone", "text": "Ja", "nonce": "x", "seen": "0"}
    desk = reverse("desk", args=[issue.circular_id, copy.id])
    assert logged_in(cast.home.clerk).post(f"{desk}answer/", keyed).status_code == 404


def test_the_inbox_says_that_it_is_for_information(cast: Cast) -> None:
    with scope(association=cast.home.association):
        _issue, copy = told(cast)
    (house,) = logged_in(cast.member).get(reverse("today")).context["houses"]
    (entry,) = [one for one in house.entries if one.recipient_id == copy.id]
    assert entry.tone == "none"
    assert entry.word
    assert "18.11.2016" not in entry.word


def test_the_fields_are_written_and_kept(cast: Cast) -> None:
    with scope(association=cast.home.association):
        asked, copies = lists(cast)
    clerk = logged_in(cast.home.clerk)
    given = filled(cast.home, distribution_list=asked.id, copies_list=copies.id, copies="Der Städtetag\r\n\r\nDer Bund")
    given |= {"valid_from": "2017-01-01", "confidentiality": "named"}
    assert clerk.post(reverse("circular-new"), given).status_code == 302
    with scope(association=cast.home.association):
        circular = Circular.objects.get()
        content = Content.parse(circular.drafts.get().content)
    assert (content.copies, content.copies_list_id) == (("Der Städtetag", "Der Bund"), copies.id)
    assert (content.valid_from, content.confidentiality) == (dt.date(2017, 1, 1), Confidentiality.NAMED)
    form = clerk.get(reverse("circular-edit", args=[circular.id])).context["form"]
    assert form.says_more
    assert str(form["copies"].value()) == "Der Städtetag\nDer Bund"
    assert not clerk.get(reverse("circular-new")).context["form"].says_more


def test_the_same_list_twice_is_told_at_its_field(cast: Cast) -> None:
    given = filled(cast.home, copies_list=cast.home.members_list.id)
    response = logged_in(cast.home.clerk).post(reverse("circular-new"), given)
    assert response.status_code == 422
    assert 'id="id_copies_list_error"' in response.content.decode()
    assert response.context["form"].says_more


def test_a_follow_up_asks_for_no_list_of_copies(cast: Cast) -> None:
    with scope(association=cast.home.association):
        issue, _copy = told(cast)
        circular = begin_follow_up(actor=cast.home.clerk_actor, issue_id=issue.id, kind=FollowUp.CORRECTION)
        revision = circular.drafts.get()
    clerk = logged_in(cast.home.clerk)
    address = reverse("circular-edit", args=[circular.id])
    assert 'name="copies_list"' not in clerk.get(address).content.decode()
    given = filled(cast.home, revision=1, subject="Berichtigt")
    assert clerk.post(address, given).status_code == 302
    with scope(association=cast.home.association):
        saved = Content.parse(circular.drafts.latest("revision").content)
    assert saved.copies_list_id == Content.parse(revision.content).copies_list_id


@pytest.mark.parametrize("said", [Confidentiality.NAMED, Confidentiality.MEMBERS])
def test_pages_of_others_do_not_speak_of_what_is_for_the_named_alone(cast: Cast, said: Confidentiality) -> None:
    with scope(association=cast.home.association):
        earlier = send(cast.home)
        alone = add_list(cast.home, "Zwei", Rule(with_organisations=(cast.home.members[1].id,)))
        content = replace(
            a_content(cast.home),
            distribution_list_id=alone.id,
            confidentiality=said,
            references=(Reference(ReferenceKind.REPLACES, earlier.label, earlier.id),),
        )
        later = send(cast.home, a_circular(cast.home, content))
        shared = Recipient.objects.get(issue=earlier, organisation=cast.shared)
    shown = logged_in(cast.member).get(reverse("letter", args=[shared.id])).content.decode()
    assert (later.short_label in shown) == (said != Confidentiality.NAMED)
    office = logged_in(cast.home.clerk).get(reverse("circular", args=[earlier.circular_id])).content.decode()
    assert later.short_label in office


@pytest.mark.parametrize("said", [Confidentiality.NAMED, Confidentiality.MEMBERS])
def test_whoever_verifies_a_letter_does_not_learn_of_a_confidential_correction(
    cast: Cast, said: Confidentiality
) -> None:
    with scope(association=cast.home.association):
        earlier = send(cast.home, a_circular(cast.home, replace(a_content(cast.home), answer_by=None)))
        circular = begin_follow_up(actor=cast.home.clerk_actor, issue_id=earlier.id, kind=FollowUp.CORRECTION)
        draft = circular.drafts.get()
        secret = replace(Content.parse(draft.content), confidentiality=said)
        circular.drafts.update(content=secret.json())
        later = send(cast.home, circular)
    page = Client().get(reverse("verify-letter", args=[sign_link(Purpose.VERIFY, earlier.id, 1)])).content.decode()
    assert earlier.label in page
    assert 'class="note info"' in page
    assert (later.label in page) == (said != Confidentiality.NAMED)


@pytest.mark.parametrize("said", [Confidentiality.NAMED, Confidentiality.MEMBERS])
def test_a_mail_to_the_contact_says_as_little_in_its_subject(cast: Cast, said: Confidentiality) -> None:
    content = replace(a_content(cast.home), confidentiality=said)
    with scope(association=cast.home.association):
        issue = an_issue(cast.home, a_circular(cast.home, content))
        mailto = unquote(contact_of(issue, content).mailto)
    assert issue.short_label in mailto
    assert (content.keyword in mailto) == (said != Confidentiality.NAMED)


def test_who_can_see_it_names_the_confidentiality(stage: Stage) -> None:
    client = logged_in(stage.people[Role.ADMINISTRATOR])
    for said in Confidentiality:
        with scope(association=stage.home.association):
            circular = a_circular(stage.home, replace(a_content(stage.home), confidentiality=said))
        page = client.get(reverse("circular-access", args=[circular.id])).content.decode()
        assert f"<b>{said.label}</b>" in page
