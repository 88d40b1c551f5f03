"""The list of circulars, and the page of one."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from django.test import Client
from django.urls import reverse
from django_scopes import scope
from pytest_django.fixtures import DjangoAssertNumQueries

from tests.cast import Cast, a_circular, a_content, a_county, add_member, an_issue
from tests.faces.web.stage import Stage, logged_in, rendered, send, set_state
from tests.office.conferences.registering import an_entry, guest
from umlauf.engines.letters.rendering import _pictures
from umlauf.engines.mail.enums import State
from umlauf.faces.web.views import circulars
from umlauf.ground.core.models import Task
from umlauf.ground.core.tasks import STUCK
from umlauf.office.circulars.models import Delivery
from umlauf.office.responses.actions.answer import give_nil_return

LIST_QUERIES = 10
PAGE_QUERIES = 25


def text(client: Client, path: str) -> str:
    response = client.get(path)
    assert response.status_code == 200
    return response.content.decode()


def subjects(page: str) -> list[str]:
    return re.findall(r'<td data-label="Betreff"><a href="[^"]+">([^<]+)</a>', page)


def test_the_list_shows_drafts_first_and_then_by_number(stage: Stage) -> None:
    page = text(logged_in(stage.home.clerk), reverse("circulars"))
    assert subjects(page) == ["Entwurf zur Kita", "Konferenz „Integration in ländlichen Räumen“", "Bereit"]
    assert "3 Rundschreiben" in page
    assert "544/2016" in page


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("q=kita", ["Entwurf zur Kita"]),
        ("q=544", ["Konferenz „Integration in ländlichen Räumen“"]),
        ("q=543/2016", ["Bereit"]),
        ("q=543/2015", []),
        ("q=103-55/fe bereit", ["Bereit"]),
        ("q=Integrationskonferenz&step=draft", ["Entwurf zur Kita"]),
        ("step=rendered", ["Bereit"]),
        ("step=dispatched", ["Konferenz „Integration in ländlichen Räumen“"]),
        ("step=nonsense&page=zwei", ["Entwurf zur Kita", "Konferenz „Integration in ländlichen Räumen“", "Bereit"]),
        ("q=%25", []),
        ("q=%00", ["Entwurf zur Kita", "Konferenz „Integration in ländlichen Räumen“", "Bereit"]),
        ("q=ki%00ta", ["Entwurf zur Kita"]),
        ("q=" + "9" * 50, []),
    ],
)
def test_the_filter_stands_in_the_address(stage: Stage, query: str, found: list[str]) -> None:
    assert subjects(text(logged_in(stage.home.clerk), f"{reverse('circulars')}?{query}")) == found


def test_a_filter_that_finds_nothing_says_how_to_go_on(stage: Stage) -> None:
    page = text(logged_in(stage.home.clerk), reverse("circulars") + "?q=<script>")
    assert "Kein Rundschreiben passt zu diesem Filter." in page
    assert "<script>" not in page
    assert "&lt;script&gt;" in page


def test_an_empty_list_says_how_to_begin(cast: Cast) -> None:
    assert "Es gibt noch kein Rundschreiben." in text(logged_in(cast.home.clerk), reverse("circulars"))


def test_a_list_has_pages_and_keeps_its_filter(cast: Cast) -> None:
    with scope(association=cast.home.association):
        for number in range(51):
            a_circular(cast.home, replace(a_content(cast.home), subject=f"Nummer {number}"))
    page = text(logged_in(cast.home.clerk), reverse("circulars") + "?step=draft")
    assert len(subjects(page)) == 50
    assert "Seite 1 von 2" in page
    assert "?step=draft&amp;page=2" in page
    assert subjects(text(logged_in(cast.home.clerk), reverse("circulars") + "?step=draft&page=2")) == ["Nummer 0"]


def test_the_list_costs_the_same_with_more_rows(cast: Cast, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    client = logged_in(cast.home.clerk)
    for rounds in (1, 2):
        with scope(association=cast.home.association):
            for _number in range(rounds):
                a_circular(cast.home)
                send(cast.home)
        with django_assert_num_queries(LIST_QUERIES):
            assert client.get(reverse("circulars")).status_code == 200


def test_a_draft_shows_its_way_and_its_next_step(stage: Stage) -> None:
    path = reverse("circular", kwargs={"circular_id": stage.draft.id})
    clerk, signatory = text(logged_in(stage.home.clerk), path), text(logged_in(stage.home.signatory), path)
    assert "<title>Entwurf zur Kita – Rundschreiben – Umlauf</title>" in clerk
    assert re.search(r'<li class="here" aria-current="step"><b>Entwurf', clerk)
    assert "Zeichnen darf:" in clerk
    assert stage.home.signatory.name in clerk
    assert "Zeichnen und Nummer" not in clerk
    assert "Zeichnen und Nummer 545/2016 vergeben" in signatory
    assert clerk.count('class="act first"') == signatory.count('class="act first"') == 1
    assert "Programm</a>" in clerk
    assert "htmx" not in clerk


def test_a_letter_that_is_being_made_is_watched(cast: Cast) -> None:
    with scope(association=cast.home.association):
        issue = an_issue(cast.home)
    client = logged_in(cast.home.clerk)
    path = reverse("circular", kwargs={"circular_id": issue.circular_id})
    progress = reverse("circular-progress", kwargs={"circular_id": issue.circular_id})
    page = text(client, path)
    assert "Das Schreiben wird gerade erzeugt." in page
    assert f'hx-get="{progress}" hx-trigger="every 2s"' in page
    assert "htmx.min" in page
    assert "Seite neu laden" in page
    with scope(association=cast.home.association):
        rendered(cast.home, issue)
    fragment = text(client, progress)
    assert "hx-get" not in fragment
    assert "An 8 Empfänger in 3 Landkreisen versenden" in fragment
    assert "<html" not in fragment


def test_a_letter_that_cannot_be_made_is_said_to_be_late(cast: Cast) -> None:
    with scope(association=cast.home.association):
        issue = an_issue(cast.home)
    path = reverse("circular", kwargs={"circular_id": issue.circular_id})
    late = "Das Schreiben konnte bisher nicht erzeugt werden. Umlauf versucht es weiter;"
    asked = Task.objects.filter(name="circulars.render_issue", subject_id=issue.id)
    for attempts, shown in ((STUCK - 1, False), (STUCK, True)):
        assert asked.update(attempts=attempts) == 1
        page = text(logged_in(cast.home.clerk), path)
        assert (late in page, "einige Sekunden" in page) == (shown, not shown)


def test_a_dispatch_that_does_not_come_about_is_said_to_be_late(cast: Cast) -> None:
    with scope(association=cast.home.association):
        issue = rendered(cast.home, an_issue(cast.home, dispatch_when_rendered=True))
    path = reverse("circular", kwargs={"circular_id": issue.circular_id})
    late = "Das Rundschreiben konnte bisher nicht versandt werden."
    assert late not in text(logged_in(cast.home.clerk), path)
    assert Task.objects.filter(name="circulars.dispatch", subject_id=issue.id).update(attempts=STUCK) == 1
    assert late in text(logged_in(cast.home.clerk), path)


@pytest.mark.parametrize(("long", "pictures"), [(False, 1), (True, 0)])
def test_a_preview_of_a_long_letter_offers_the_pdf(cast: Cast, long: bool, pictures: int) -> None:
    body = "Satz. " * 40_000 if long else "Ein Satz."
    with scope(association=cast.home.association):
        circular = a_circular(cast.home, a_content(cast.home, body=body))
    client = logged_in(cast.home.clerk)
    page = text(client, reverse("circular-preview", kwargs={"circular_id": circular.id}))
    assert page.count("<img ") == pictures
    assert ("zu viele für eine Vorschau in Bildern" in page) is long
    assert reverse("circular-letter", kwargs={"circular_id": circular.id}) in page
    picture = client.get(reverse("circular-page-picture", kwargs={"circular_id": circular.id, "page": 1}))
    assert picture.status_code == (404 if long else 200)


def test_the_pages_of_a_letter_are_drawn_once(cast: Cast) -> None:
    with scope(association=cast.home.association):
        circular = a_circular(cast.home, a_content(cast.home, body="Noch ein Satz. " * 1_000))
    client = logged_in(cast.home.clerk)
    before = _pictures.cache_info().misses
    paths = [
        reverse("circular-page-picture", kwargs={"circular_id": circular.id, "page": page}) for page in range(1, 4)
    ]
    assert len({client.get(path).content for path in paths}) == len(paths)
    assert _pictures.cache_info().misses == before + 1


def test_an_abstract_has_its_paragraphs(stage: Stage) -> None:
    content = replace(a_content(stage.home), abstract="Worum es geht.\n\nWas zu tun ist: <b>.")
    with scope(association=stage.home.association):
        circular = a_circular(stage.home, content)
    page = text(logged_in(stage.home.clerk), reverse("circular", kwargs={"circular_id": circular.id}))
    assert "<p>Worum es geht.</p>\n\n<p>Was zu tun ist: &lt;b&gt;.</p>" in page


def test_a_circular_that_was_sent_shows_each_state_as_a_link_to_its_rows(stage: Stage) -> None:
    client = logged_in(stage.home.clerk)
    path = reverse("circular", kwargs={"circular_id": stage.sent.circular_id})
    with scope(association=stage.home.association):
        for delivery in Delivery.objects.exclude(id=stage.delivery.id):
            set_state(delivery, State.SENT)
        set_state(stage.delivery, State.FAILED, "550 5.1.1 Kein solches <Postfach>")
    page = text(client, path)
    assert "<title>544/2016 – Rundschreiben – Umlauf</title>" in page
    assert '<progress max="8" value="7"' in page
    assert f'href="{path}?state=failed#recipients">fehlgeschlagen</a>' in page
    assert "550 5.1.1 Kein solches &lt;Postfach&gt;" in page
    assert f'href="{reverse("delivery", kwargs={"delivery_id": stage.delivery.id})}">klären' in page
    assert "hx-get" not in page
    only = text(client, f"{path}?state=failed")
    assert re.findall(r'<td data-label="Landkreis">([^<]+)<', only) == ["Landkreis Ahorntal"]
    assert "Nur die mit diesem Stand: 1 von 3." in only
    assert "Kein Empfänger ist noch in diesem Stand." in text(client, f"{path}?state=bounced")
    assert len(re.findall(r'<td data-label="Landkreis">', text(client, f"{path}?state=<b>"))) == 3


def test_the_page_of_a_circular_that_is_being_sent_is_watched_until_all_has_ended(stage: Stage) -> None:
    client = logged_in(stage.home.clerk)
    progress = reverse("circular-progress", kwargs={"circular_id": stage.sent.circular_id})
    assert "hx-get" in text(client, progress)
    with scope(association=stage.home.association):
        for delivery in Delivery.objects.all():
            set_state(delivery, State.SENT)
        set_state(stage.delivery, State.DEFERRED)
    assert "hx-get" not in text(client, progress)
    assert "verzögert, ein neuer Versuch folgt" in text(client, progress)
    with scope(association=stage.home.association):
        set_state(stage.delivery, State.SENT)
    fragment = text(client, progress)
    assert "hx-get" not in fragment
    assert 'id="recipient-rows" hx-swap-oob="true"' in fragment
    assert '<progress max="8" value="8"' in fragment


def test_a_long_table_is_put_in_once_when_all_has_ended(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(circulars, "LIVE_ADDRESSES", 7)
    client = logged_in(stage.home.clerk)
    progress = reverse("circular-progress", kwargs={"circular_id": stage.sent.circular_id})
    assert 'id="recipient-rows"' not in text(client, progress)
    with scope(association=stage.home.association):
        for delivery in Delivery.objects.all():
            set_state(delivery, State.SENT)
    assert 'id="recipient-rows"' in text(client, progress)


def test_a_row_names_who_gets_it(stage: Stage) -> None:
    page = text(logged_in(stage.home.clerk), reverse("circular", kwargs={"circular_id": stage.sent.circular_id}))
    assert "Poststelle, nachrichtlich Landrat Dr. Jan Ahorntal, Dezernat Soziales" in page


def test_the_page_costs_the_same_with_more_recipients(
    cast: Cast, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with scope(association=cast.home.association):
        few = send(cast.home)
    client = logged_in(cast.home.clerk)
    with django_assert_num_queries(PAGE_QUERIES):
        client.get(reverse("circular", kwargs={"circular_id": few.circular_id}))
    with scope(association=cast.home.association):
        for position in range(3, 9):
            add_member(cast.home, a_county(position))
        many = send(cast.home)
    with django_assert_num_queries(PAGE_QUERIES):
        client.get(reverse("circular", kwargs={"circular_id": many.circular_id}))


def test_the_text_is_escaped(cast: Cast) -> None:
    with scope(association=cast.home.association):
        content = a_content(cast.home, subject="<img src=x>", body="Ein <script>alert(1)</script> im Text")
        circular = a_circular(cast.home, content)
    page = text(logged_in(cast.home.clerk), reverse("circular", kwargs={"circular_id": circular.id}))
    assert "<img src=x>" not in page
    assert "<script>alert" not in page
    assert "&lt;img src=x&gt;" in page


def test_the_list_says_how_many_have_answered(stage: Stage) -> None:
    with scope(association=stage.home.association):
        give_nil_return(actor=guest(stage.letter), recipient_id=stage.letter.id, entry=an_entry())
    page = text(logged_in(stage.home.clerk), reverse("circulars"))
    assert page.count("1 von 3 zurückgemeldet") == 1
    assert page.count("zurückgemeldet") == 1
