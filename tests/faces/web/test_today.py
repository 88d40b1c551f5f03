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
from tests.office.conferences.registering import an_entry, by_phone, guest
from umlauf.engines.mail.enums import State
from umlauf.ground.core.clock import set_office_time
from umlauf.office.circulars.models import Delivery, Recipient
from umlauf.office.responses.actions.answer import give_nil_return, give_statement
from umlauf.office.responses.actions.ask import close_ask, set_ask
from umlauf.office.responses.actions.extension import ask_extension, decide_extension
from umlauf.office.responses.entries import Terms
from umlauf.office.responses.enums import AskKind, Counting

OFFICE_QUERIES = 39
INBOX_QUERIES = 11


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


def test_what_runs_says_who_is_missing(stage: Stage) -> None:
    with scope(association=stage.home.association):
        give_nil_return(actor=guest(stage.letter), recipient_id=stage.letter.id, entry=an_entry())
    client = logged_in(stage.home.clerk)
    page = page_of(client)
    missing = f"{reverse('circular', kwargs={'circular_id': stage.sent.circular_id})}?answer=missing#recipients"
    assert "1 von 3 Landkreisen hat sich zurückgemeldet" in page
    assert f'<a class="tag wait" href="{missing}">2 fehlen' in page
    assert "Bereit" not in page.split('id="running"')[1]
    set_office_time(dt.datetime(2016, 11, 15, 9, tzinfo=dt.UTC))
    assert f'<a class="tag bad" href="{missing}">2 fehlen' in page_of(client)
    set_office_time(dt.datetime(2016, 11, 19, 9, tzinfo=dt.UTC))
    assert "endete 18.11." in page_of(client)
    with scope(association=stage.home.association):
        for recipient in Recipient.objects.filter(issue=stage.sent).exclude(id=stage.letter.id):
            give_nil_return(actor=guest(recipient), recipient_id=recipient.id, entry=an_entry())
    page = page_of(client)
    assert "3 von 3 Landkreisen haben sich zurückgemeldet" in page
    assert "alle zurückgemeldet" in page


def test_a_wish_for_more_time_lies_with_the_office(stage: Stage) -> None:
    with scope(association=stage.home.association):
        wished, letter = dt.date(2016, 11, 25), stage.letter
        ask_extension(actor=guest(letter), recipient_id=letter.id, entry=an_entry(), wished=wished, reason="<b>")
    page = page_of(logged_in(stage.home.clerk)).split('id="running"')[0]
    desk = reverse("desk", kwargs={"circular_id": stage.sent.circular_id, "recipient_id": stage.letter.id})
    assert "RS 544/2016: Landkreis Ahorntal bittet um Frist bis 25.11." in page
    assert f'href="{desk}#extension">Entscheiden' in page
    assert "&lt;b&gt;" in page


def test_the_inbox_says_what_was_answered(stage: Stage) -> None:
    clerk, letter = stage.home.clerk_actor, stage.letter
    client = logged_in(stage.cast.member)
    assert "fehlt noch, bis 18.11.2016" in page_of(client)
    with scope(association=stage.home.association):
        wish = ask_extension(
            actor=guest(letter), recipient_id=letter.id, entry=an_entry(), wished=dt.date(2016, 11, 25)
        )
        decide_extension(actor=clerk, extension_id=wish.id, granted=True)
    assert "fehlt noch, bis 25.11.2016" in page_of(client)
    set_office_time(dt.datetime(2016, 11, 26, 9, tzinfo=dt.UTC))
    assert "Frist abgelaufen, Rückmeldung noch möglich" in page_of(client)
    with scope(association=stage.home.association):
        terms = Terms(kind=AskKind.STATEMENT, counts=Counting.FINAL, closes_at_deadline=True)
        set_ask(actor=clerk, circular_id=stage.sent.circular_id, terms=terms)
    assert '<span class="tag none">Frist abgelaufen</span>' in page_of(client)
    with scope(association=stage.home.association):
        close_ask(actor=clerk, circular_id=stage.sent.circular_id)
    assert "Rückmeldung geschlossen" in page_of(client)
    with scope(association=stage.home.association):
        give_statement(actor=clerk, recipient_id=letter.id, text="Ja", entry=by_phone(), final=False)
    assert "hat geantwortet, es folgt noch etwas" in page_of(client)
    with scope(association=stage.home.association):
        give_statement(actor=clerk, recipient_id=letter.id, text="Ja", entry=by_phone(1))
    assert '<span class="tag ok">hat geantwortet</span>' in page_of(client)


def test_the_inbox_is_silent_where_nothing_is_asked(cast: Cast) -> None:
    with scope(association=cast.home.association):
        send(cast.home, a_circular(cast.home, replace(a_content(cast.home), answer_by=None)))
    assert '<td data-label="Rückmeldung">–</td>' in page_of(logged_in(cast.member))
