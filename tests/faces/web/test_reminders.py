"""Who is reminded, after a look at who would get what."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django_scopes import scope

from tests.cast import Cast
from tests.faces.web.returning import answers_of_three, nonce_of, page, post_terms, text
from tests.faces.web.stage import Stage, link_of, logged_in
from tests.office.conferences.registering import (
    ANNA,
    an_entry,
    an_invitation,
    guest,
    invited,
    registered,
)
from umlauf.engines.mail.models import Message
from umlauf.ground.core.clock import set_office_time
from umlauf.office.circulars.models import RecipientAddress
from umlauf.office.directory.enums import AddressKind
from umlauf.office.responses.actions.answer import give_nil_return
from umlauf.office.responses.models import Reminder


def reminded() -> list[str]:
    return list(Message.objects.filter(key__startswith="reminder:").order_by("id").values_list("recipient", flat=True))


def test_a_reminder_goes_to_the_missing_alone(cast: Cast) -> None:
    with scope(association=cast.home.association):
        conference = answers_of_three(cast)
        recipients = invited(conference)
    client, path = logged_in(cast.home.clerk), page(conference.circular_id, "circular-remind")
    html = text(client, path)
    assert "<h1>1 Landkreis erinnern</h1>" in html
    assert "post@lk-lindenberg.example" in html
    assert f'value="{recipients[2].id}" checked>' in html
    assert "Landkreis Ahorntal" not in html
    assert link_of(recipients[2]) not in html
    assert "[der eigene Link des Empfängers]" in html
    assert "Erinnerung: RS 543/2016" in html
    form = {"nonce": nonce_of(html), "recipient": [one.id for one in recipients]}
    for _time in range(2):
        response = client.post(path, form, follow=True)
        assert "Eine Erinnerung ist unterwegs an: Lindenberg." in response.content.decode()
    with scope(association=cast.home.association):
        assert reminded() == ["post@lk-lindenberg.example"]
    html = text(client, page(conference.circular_id))
    assert "Zuletzt erinnert am 10. November 2016" in html
    assert 'id="remind" class="act" ' in html


def test_whoever_answers_meanwhile_is_left_out_and_named(stage: Stage) -> None:
    client, path = logged_in(stage.home.clerk), page(stage.sent.circular_id, "circular-remind")
    html = text(client, path)
    chosen = re.findall(r'name="recipient" value="(\d+)" checked', html)
    assert len(chosen) == 3
    with scope(association=stage.home.association):
        give_nil_return(actor=guest(stage.letter), recipient_id=stage.letter.id, entry=an_entry())
    response = client.post(path, {"nonce": nonce_of(html), "recipient": chosen[:2]}, follow=True).content.decode()
    assert "Eine Erinnerung ist unterwegs an: Eichengrund." in response
    assert "Nicht erinnert, weil inzwischen eine Rückmeldung vorliegt: Ahorntal." in response
    with scope(association=stage.home.association):
        assert reminded() == ["post@lk-eichengrund.example"]


@pytest.mark.parametrize("chosen", [[], ["0"], ["x", "²", "9" * 40]])
def test_a_reminder_to_nobody_is_refused(stage: Stage, chosen: list[str]) -> None:
    client, path = logged_in(stage.home.clerk), page(stage.sent.circular_id, "circular-remind")
    response = client.post(path, {"nonce": "one", "recipient": chosen})
    assert response.status_code == 409
    assert "Nicht erinnert" in response.content.decode()
    assert "checked" not in response.content.decode()
    assert client.post(path, {"recipient": [stage.letter.id]}).status_code == 409
    with scope(association=stage.home.association):
        assert not Reminder.objects.exists()


def test_who_has_no_intake_address_is_named(stage: Stage) -> None:
    with scope(association=stage.home.association):
        RecipientAddress.objects.filter(recipient=stage.letter, kind=AddressKind.INTAKE).update(kind=AddressKind.COPY)
    html = text(logged_in(stage.home.clerk), page(stage.sent.circular_id, "circular-remind"))
    assert "keine Eingangsadresse" in html
    assert f'value="{stage.letter.id}"' not in html
    assert html.count('type="checkbox"') == 2


def test_nobody_can_be_reminded_after_a_strict_deadline(stage: Stage) -> None:
    client, circular_id = logged_in(stage.home.clerk), stage.sent.circular_id
    assert post_terms(client, circular_id, closes_at_deadline="True")[0] == 302
    set_office_time(dt.datetime(2016, 11, 19, 8, tzinfo=dt.UTC))
    html = text(client, page(circular_id, "circular-remind"))
    assert "Frist abgelaufen: Über den Link wird nichts mehr angenommen." in html
    assert "Von diesen Empfängern kann niemand per E-Mail erinnert werden." in html
    assert "Erinnerung senden" not in html
    assert "Nur noch die Geschäftsstelle trägt ein." in text(client, page(circular_id))


def test_when_all_have_answered_the_page_says_so(cast: Cast) -> None:
    with scope(association=cast.home.association):
        conference = an_invitation(cast.home)
        for recipient in invited(conference):
            registered(recipient, ANNA)
    html = text(logged_in(cast.home.clerk), page(conference.circular_id, "circular-remind"))
    assert "Es ist niemand zu erinnern" in html
