"""The first page: of an office, and of a member."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from django.test import Client
from django.urls import reverse
from django_scopes import scope
from pytest_django.fixtures import DjangoAssertNumQueries

from tests.cast import Cast, a_circular, a_content
from tests.faces.web.stage import Stage, logged_in, member_of, rendered, send, set_state
from umlauf.engines.mail.enums import State
from umlauf.ground.core.clock import set_office_time
from umlauf.office.circulars.models import Delivery

OFFICE_QUERIES = 13
INBOX_QUERIES = 5


def page_of(client: Client) -> str:
    return client.get("/").content.decode()


def test_a_clerk_sees_what_lies_there_and_what_runs(stage: Stage) -> None:
    page = page_of(logged_in(stage.home.clerk))
    mine, running = page.split('id="running"')[0], page.split('id="running"')[1]
    assert "Entwurf zur Kita" in mine
    assert f'href="{reverse("circular-edit", kwargs={"circular_id": stage.draft.id})}"' in mine
    assert f'href="{reverse("circular-send", kwargs={"circular_id": stage.ready.circular_id})}"' in mine
    assert "544/2016 Integrationskonferenz" in running
    assert "0 von 8 Nachrichten übergeben" in running
    assert page.count('class="act first"') == 1


def test_a_signatory_is_asked_to_sign(stage: Stage) -> None:
    page = page_of(logged_in(stage.home.signatory))
    assert f'href="{reverse("circular-sign", kwargs={"circular_id": stage.draft.id})}"' in page


def test_messages_that_need_somebody_come_first(stage: Stage) -> None:
    with scope(association=stage.home.association):
        set_state(stage.delivery, State.UNCERTAIN)
    page = page_of(logged_in(stage.home.clerk))
    assert f'href="{reverse("delivery", kwargs={"delivery_id": stage.delivery.id})}"' in page
    assert "544/2016: Eine Nachricht ist zu klären" in page
    with scope(association=stage.home.association):
        set_state(Delivery.objects.order_by("id")[1], State.FAILED)
    page = page_of(logged_in(stage.home.clerk))
    assert "544/2016: 2 Nachrichten sind zu klären" in page
    assert "2 zu klären" in page


def test_an_empty_office_is_told_how_to_begin(cast: Cast) -> None:
    page = page_of(logged_in(cast.home.clerk))
    assert "Nichts wartet auf Sie." in page
    assert "Kein Rundschreiben läuft" in page
    assert "<dt>Nächste Nummer, Rundschreiben</dt><dd>543/2016</dd>" in page
    assert "Heute, Dienstag, 1. November 2016" in page
    assert "Keine Frist endet." in page


def test_an_office_sees_nothing_of_another(stage: Stage) -> None:
    page = page_of(logged_in(stage.cast.other.clerk))
    assert "Entwurf zur Kita" not in page
    assert "544/2016" not in page


def test_the_page_of_an_office_costs_the_same_with_more_rows(
    cast: Cast, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    client = logged_in(cast.home.clerk)
    for rounds in (1, 2):
        with scope(association=cast.home.association):
            for number in range(rounds):
                a_circular(cast.home, replace(a_content(cast.home), subject=f"Entwurf {rounds} {number}"))
                send(cast.home)
        with django_assert_num_queries(OFFICE_QUERIES):
            assert client.get("/").status_code == 200


def test_a_member_sees_its_letters_from_all_its_associations(stage: Stage) -> None:
    with scope(association=stage.cast.other.association):
        send(stage.cast.other, a_circular(stage.cast.other, a_content(stage.cast.other, subject="Vom anderen Verband")))
    page = page_of(logged_in(stage.cast.member))
    assert "Vom anderen Verband" in page
    assert page.count("Konferenz „Integration in ländlichen Räumen“") == 1
    assert stage.home.association.name in page
    assert stage.cast.other.association.name in page
    assert '<p class="house">Landkreis Ahorntal' in page
    assert 'name="hat"' not in page


def test_a_member_sees_nothing_that_was_not_sent_yet(stage: Stage) -> None:
    page = page_of(logged_in(stage.cast.member))
    assert "Bereit" not in page
    assert "Entwurf zur Kita" not in page


def test_a_member_sees_nothing_from_an_association_where_it_has_no_hat(stage: Stage) -> None:
    with scope(association=stage.cast.other.association):
        send(stage.cast.other, a_circular(stage.cast.other, a_content(stage.cast.other, subject="Nur dort")))
    with scope(association=stage.home.association):
        member_of(stage.home, stage.other_member, stage.cast.shared)
    page = page_of(logged_in(stage.other_member))
    assert "Integration in ländlichen Räumen" in page
    assert "Nur dort" not in page


def test_a_deadline_that_is_to_come_and_one_that_has_passed(stage: Stage) -> None:
    assert "bis 18.11.2016" in page_of(logged_in(stage.cast.member))
    set_office_time(dt.datetime(2016, 11, 18, 22, 59, tzinfo=dt.UTC))
    assert "bis 18.11.2016" in page_of(logged_in(stage.cast.member))
    set_office_time(dt.datetime(2016, 11, 18, 23, 0, tzinfo=dt.UTC))
    page = page_of(logged_in(stage.cast.member))
    assert "Frist abgelaufen, Rückmeldung noch möglich" in page
    assert "überfällig" not in page


def test_an_empty_inbox_says_so(cast: Cast) -> None:
    assert "Es ist noch kein Rundschreiben gekommen." in page_of(logged_in(cast.member))


def test_the_inbox_costs_the_same_with_more_letters(
    cast: Cast, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    client = logged_in(cast.member)
    for rounds in (1, 2):
        with scope(association=cast.home.association):
            for _number in range(rounds):
                send(cast.home)
        with django_assert_num_queries(INBOX_QUERIES):
            assert client.get("/").status_code == 200


def test_somebody_with_two_hats_chooses(stage: Stage) -> None:
    with scope(association=stage.home.association):
        member_of(stage.home, stage.home.clerk, stage.home.members[1])
    client = logged_in(stage.home.clerk)
    page = page_of(client)
    assert "Liegt bei mir" in page
    key = f"{stage.home.association.slug}.{stage.home.members[1].id}"
    assert f'<option value="{key}">Eingang: Lindenberg</option>' in page
    assert client.post(reverse("hat"), {"hat": key}).headers["Location"] == "/"
    assert "Landkreis Lindenberg" in page_of(client)
    assert client.get(reverse("circulars")).status_code == 404
    assert client.post(reverse("hat"), {"hat": "kv-beispielland.0"}).status_code == 404


def test_a_letter_that_is_ready_waits_for_somebody_to_send_it(cast: Cast) -> None:
    from tests.cast import an_issue

    with scope(association=cast.home.association):
        rendered(cast.home, an_issue(cast.home))
    assert "gezeichnet, noch nicht versandt" in page_of(logged_in(cast.home.clerk))
