"""After the last day nobody knows any more who was invited beside the members; what they answered stays."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django_scopes import scope

from tests.cast import Cast
from tests.office.conferences.inviting_guests import COMES, EVA, UWE, a_group, accepted, guests
from tests.office.conferences.registering import ANNA, an_invitation, invited, registered
from umlauf.engines.mail.models import Message
from umlauf.ground.audit.chain import verify
from umlauf.ground.audit.models import Entry as AuditEntry
from umlauf.ground.core.clock import office_now, set_office_time
from umlauf.ground.core.tasks import run_next_task, sweep
from umlauf.office.conferences.actions.invite import change_invitee, extend_invitee
from umlauf.office.conferences.models import Invitee, Registration

NEXT_DAY = dt.datetime(2017, 3, 2, 23, 0, 1, tzinfo=dt.UTC)


@pytest.mark.django_db(transaction=True)
def test_names_addresses_and_reasons_go_and_the_answers_stay(cast: Cast) -> None:
    house = cast.home
    with scope(association=house.association):
        conference = an_invitation(house)
        group = a_group(house, conference, register_by=dt.date(2016, 11, 20))
        eva, uwe = guests(house, group, EVA, UWE)
        accepted(eva)
        target: dict[str, Any] = {"actor": house.clerk_actor, "conference_id": conference.id, "invitee_id": uwe.id}
        extend_invitee(**target, until=dt.date(2016, 12, 1), reason="Krank gemeldet")
        change_invitee(**target, entry=replace(UWE, function="Leiter"))
        set_office_time(NEXT_DAY)
        sweep()
        while run_next_task():
            pass
        known = set(Invitee.objects.values_list("name", "function", "house", "email", "until_reason"))
        assert known == {("", "", "", "", "")}
        assert set(Registration.objects.values_list("name", "by_name", "by_email")) == {("", "", "")}
        eva.refresh_from_db()
        assert eva.answered_at is not None
        entries = AuditEntry.objects.filter(subject__startswith="conferences.Invitee:")
        assert not entries.filter(personal__isnull=False).exists()
        assert entries.count() == 3
        assert verify(house.association) == []
        mails = Message.objects.filter(key__startswith="invitee:")
        assert set(mails.values_list("kept_until", flat=True)) == {dt.date(2017, 3, 2)}


@pytest.mark.django_db
def test_a_registration_belongs_to_a_member_or_to_somebody_invited(cast: Cast) -> None:
    house = cast.home
    with scope(association=house.association):
        conference = an_invitation(house)
        (eva,) = guests(house, a_group(house, conference))
        recipient = invited(conference)[0]
        row = registered(recipient, ANNA).added[0]
        for values in ({"invitee": eva}, {"recipient": None}):
            with pytest.raises(IntegrityError), transaction.atomic():
                Registration.objects.filter(id=row.id).update(**values)
        with pytest.raises(IntegrityError), transaction.atomic():
            Invitee.objects.create(association=house.association, group=eva.group, email=COMES.email, name="Andere")
        assert office_now() < NEXT_DAY
