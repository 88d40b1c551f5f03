"""Renewing a personal link: the old one ends, the new one goes to the intake, once."""

import pytest
from django.conf import settings
from django.http import Http404
from django_scopes import scope

from tests.cast import Cast, House, a_circular, an_issue
from tests.office.rows import row_counts
from umlauf.engines.mail.models import Message
from umlauf.ground.audit.models import Entry
from umlauf.ground.core.actor import machine
from umlauf.ground.core.clock import office_now
from umlauf.ground.core.links import Purpose, read_link
from umlauf.ground.text import Refused
from umlauf.office.circulars.actions.link import renew_link
from umlauf.office.circulars.mailing import letter_address
from umlauf.office.circulars.models import Dispatch, Recipient, RecipientAddress
from umlauf.office.circulars.queries import letter_of_link
from umlauf.office.directory.enums import AddressKind


def sent_letter(house: House) -> Recipient:
    """What the first county got."""
    issue = an_issue(house, a_circular(house))
    Dispatch.objects.create(association=house.association, issue=issue, at=office_now(), by=house.clerk.name)
    return Recipient.objects.filter(issue=issue).order_by("id")[0]


def test_a_new_link_goes_to_the_intake_and_ends_the_old_one(home: House) -> None:
    old = sent_letter(home)
    new = renew_link(actor=home.clerk_actor, recipient_id=old.id, generation=1)
    assert new.link_generation == 2
    assert letter_of_link(old.id, 1) is None
    assert letter_of_link(old.id, 2) == new
    (mail,) = Message.objects.all()
    assert mail.recipient == "post@lk-ahorntal.example"
    assert mail.subject == "Neuer Link: RS 543/2016 – Integrationskonferenz – Rückmeldung bis 18.11.2016"
    link = letter_address(new)
    assert read_link(Purpose.LETTER, link.removeprefix(f"{settings.PUBLIC_URL}/l/")) == (old.id, 2)
    assert link != letter_address(old)
    assert f"Rundschreiben lesen und Rückmeldung geben:\n{link}\n" in mail.text
    assert f'href="{link}"' in mail.html
    assert "Ihre bisherigen Links gelten nicht mehr." in " ".join(mail.text.split())
    entry = Entry.objects.latest("sequence")
    assert (entry.event, entry.label) == (
        "circulars.link_renewed",
        "Rundschreiben Nr. 543/2016 Landkreis Ahorntal (2)",
    )


def test_the_same_form_renews_once_and_the_next_one_again(home: House) -> None:
    recipient = sent_letter(home)
    renew_link(actor=home.clerk_actor, recipient_id=recipient.id, generation=1)
    before = row_counts()
    assert renew_link(actor=home.signatory_actor, recipient_id=recipient.id, generation=1).link_generation == 2
    assert row_counts() == before
    assert renew_link(actor=home.clerk_actor, recipient_id=recipient.id, generation=2).link_generation == 3
    assert Message.objects.count() == 2


def test_where_nothing_comes_in_the_old_link_stays(home: House) -> None:
    recipient = sent_letter(home)
    RecipientAddress.objects.filter(recipient=recipient).update(kind=AddressKind.COPY)
    before = row_counts()
    with pytest.raises(Refused) as refusal:
        renew_link(actor=home.clerk_actor, recipient_id=recipient.id, generation=1)
    assert refusal.value.code == "link.address"
    assert row_counts() == before
    assert letter_of_link(recipient.id, 1) == recipient


def test_only_the_office_renews_and_only_its_own(cast: Cast) -> None:
    with scope(association=cast.home.association):
        recipient = sent_letter(cast.home)
        unsent = Recipient.objects.filter(issue=an_issue(cast.home))[0]
        for actor in (cast.member_actor, machine(cast.home.association.id)):
            with pytest.raises(Refused):
                renew_link(actor=actor, recipient_id=recipient.id, generation=1)
        wrong = (
            (cast.other.clerk_actor, recipient.id),
            (cast.home.clerk_actor, unsent.id),
            (cast.home.clerk_actor, 10**6),
        )
        for actor, recipient_id in wrong:
            with pytest.raises(Http404):
                renew_link(actor=actor, recipient_id=recipient_id, generation=1)
        assert Message.objects.count() == 0
