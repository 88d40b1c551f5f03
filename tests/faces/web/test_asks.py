"""The terms of an ask, as an office sets them: who counts when, where people register, how many places."""

from __future__ import annotations

from django_scopes import scope

from tests.cast import Cast, a_circular
from tests.faces.web.returning import page, post_terms, text
from tests.faces.web.stage import Stage, logged_in
from tests.office.conferences.registering import (
    an_entry,
    an_invitation,
    guest,
    invited,
)
from umlauf.office.conferences.actions.withdraw import registered_with_host
from umlauf.office.responses.enums import Way
from umlauf.office.responses.models import Ask


def test_the_terms_of_a_draft(cast: Cast) -> None:
    with scope(association=cast.home.association):
        circular = a_circular(cast.home)
    client = logged_in(cast.home.clerk)
    assert "Wo wird angemeldet?" not in text(client, page(circular.id, "circular-ask"))
    assert post_terms(client, circular.id, counts="final", closes_at_deadline="True")[0] == 302
    html = text(client, page(circular.id))
    assert "Ein Empfänger gilt als zurückgemeldet, sobald er angibt, dass nichts mehr folgt." in html
    assert "Nach der Frist trägt nur noch die Geschäftsstelle ein." in html
    assert post_terms(client, circular.id, counts="sometimes")[0] == 422


def test_who_registers_where(cast: Cast) -> None:
    with scope(association=cast.home.association):
        conference = an_invitation(cast.home)
        first = invited(conference)[0]
    client, circular_id = logged_in(cast.home.clerk), conference.circular_id
    status, html = post_terms(client, circular_id, way="host", host_address="http://veranstalter.example/<form>")
    assert status == 422
    assert 'value="http://veranstalter.example/&lt;form&gt;"' in html
    assert '<a href="#id_host_address">' in html
    assert post_terms(client, circular_id, way="host", host_address="https://veranstalter.example/form")[0] == 302
    with scope(association=cast.home.association):
        ask = Ask.objects.get(circular_id=circular_id)
        assert (ask.way, ask.host_address) == (Way.HOST, "https://veranstalter.example/form")
        registered_with_host(actor=guest(first), recipient_id=first.id, entry=an_entry())
    html = text(client, page(circular_id, "circular-ask"))
    assert "Angemeldet wird beim Veranstalter. Da schon Rückmeldungen vorliegen, bleibt es dabei." in html
    assert 'name="way"' not in html
    assert post_terms(client, circular_id, way="us", host_address="https://veranstalter.example/neu")[0] == 302
    with scope(association=cast.home.association):
        ask.refresh_from_db()
        assert (ask.way, ask.host_address) == (Way.HOST, "https://veranstalter.example/neu")
    assert ">beim Veranstalter angemeldet</a>" in text(client, page(circular_id))


def test_close_and_reopen(stage: Stage) -> None:
    client, circular_id = logged_in(stage.home.clerk), stage.sent.circular_id
    ask = page(circular_id, "circular-ask")
    assert client.post(ask, {"step": "close"}).status_code == 302
    html = text(client, page(circular_id))
    assert "Die Rückmeldung ist geschlossen." in html
    assert '<span class="tag none">geschlossen</span> am 1. November 2016' in html
    assert "erinnern" not in html
    assert "geschlossen am 01.11., 0 von 3" in html
    assert html.count(">eintragen<") == 3
    assert "Rückmeldungen wieder öffnen" in text(client, page(circular_id, "circular-remind"))
    assert client.post(ask, {"step": "reopen"}).status_code == 302
    assert "3 Landkreise erinnern" in text(client, page(circular_id))
    assert client.post(ask, {"step": "nonsense"}).status_code == 422
