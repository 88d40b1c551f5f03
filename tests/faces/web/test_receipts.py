"""The receipt of a circular on the pages: confirmed at both doors, called up, asked for once more, and as evidence."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import replace

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django_scopes import scope

from tests.cast import KEYWORD, Cast, a_circular, a_content, a_county, add_member
from tests.engines.letters.pdf_reading import findings, whole_text
from tests.faces.web.returning import text
from tests.faces.web.stage import Stage, link_of, logged_in, send, set_stage, set_state
from umlauf.engines.mail.enums import State
from umlauf.engines.mail.models import Message
from umlauf.faces.web import evidence
from umlauf.faces.web.receipt_matrix import COLUMNS
from umlauf.ground.core.policy import Role
from umlauf.office.circulars.mailing import reading_address
from umlauf.office.circulars.models import Acknowledgement, Delivery, Draft, Issue, ReceiptReminder, Recipient

NAVIGATION = {"sec-fetch-mode": "navigate", "sec-fetch-dest": "document", "sec-fetch-user": "?1"}


@pytest.fixture
def asking(cast: Cast) -> tuple[Stage, Issue, Recipient]:
    """A circular that asks to confirm its receipt and nothing else, and what the shared county got."""
    stage = set_stage(cast)
    with scope(association=cast.home.association):
        content = replace(a_content(cast.home), acknowledge=True, answer_by=None)
        issue = send(cast.home, a_circular(cast.home, content))
        return stage, issue, Recipient.objects.get(issue=issue, organisation=cast.shared)


def opened(letter: Recipient) -> Client:
    client = Client()
    assert client.get(link_of(letter)).status_code == 303
    return client


def page(circular_id: int, name: str = "circular", **more: object) -> str:
    return reverse(name, kwargs={"circular_id": circular_id, **more})


def address(letter: Recipient, name: str = "letter", **more: object) -> str:
    return reverse(name, kwargs={"recipient_id": letter.id, **more})


def desk(issue: Issue, letter: Recipient, name: str = "desk") -> str:
    return reverse(name, kwargs={"circular_id": issue.circular_id, "recipient_id": letter.id})


def noted(letter: Recipient) -> tuple[str, str] | None:
    with scope(association=letter.association):
        found = Acknowledgement.objects.filter(recipient=letter).first()
    return (found.means, found.by) if found else None


def called_up(letter: Recipient) -> bool:
    with scope(association=letter.association):
        return Recipient.objects.get(id=letter.id).called_up_at is not None


def test_a_guest_confirms_with_one_click(asking: tuple[Stage, Issue, Recipient]) -> None:
    _stage, _issue, letter = asking
    client = opened(letter)
    html = text(client, address(letter))
    assert 'action="receipt/"' in html
    assert html.count('class="act first') == 1
    for _time in range(2):
        response = client.post(address(letter, "letter-receipt"), {"name": "Pia Wendlandt"})
        assert (response.status_code, response.headers["Location"]) == (303, address(letter))
    assert noted(letter) == ("link", "Pia Wendlandt")
    html = text(client, address(letter))
    assert 'action="receipt/"' not in html
    assert "Pia Wendlandt" in html


def test_a_look_confirms_nothing(asking: tuple[Stage, Issue, Recipient]) -> None:
    _stage, _issue, letter = asking
    client = opened(letter)
    assert client.get(address(letter, "letter-receipt")).status_code == 405
    assert noted(letter) is None


def test_a_link_for_reading_cannot_confirm(asking: tuple[Stage, Issue, Recipient]) -> None:
    _stage, _issue, letter = asking
    client = Client()
    client.get(re.sub(r"^https?://[^/]+", "", reading_address(letter)))
    assert 'action="receipt/"' not in text(client, address(letter))
    assert client.post(address(letter, "letter-receipt")).status_code == 404
    assert noted(letter) is None


def test_a_member_confirms_under_its_hat(asking: tuple[Stage, Issue, Recipient]) -> None:
    stage, _issue, letter = asking
    client = logged_in(stage.cast.member)
    before = text(client, reverse("today")).count('class="tag wait"')
    assert client.post(address(letter, "letter-receipt"), {"name": "Jemand anders"}).status_code == 303
    assert noted(letter) == ("login", "Registratur")
    assert text(client, reverse("today")).count('class="tag wait"') == before - 1


def test_who_may_only_read_sees_no_button(asking: tuple[Stage, Issue, Recipient]) -> None:
    stage, _issue, letter = asking
    client = logged_in(stage.people[Role.SPECIALIST])
    html = text(client, address(letter))
    assert 'id="receipt"' in html
    assert 'action="receipt/"' not in html


@pytest.mark.parametrize(("given", "means"), [("phone", "phone"), ("mail", "mail"), ("link", "phone")])
def test_the_office_keys_it_in(asking: tuple[Stage, Issue, Recipient], given: str, means: str) -> None:
    stage, issue, letter = asking
    client = logged_in(stage.home.clerk)
    assert f'href="{desk(issue, letter)}#receipt"' in text(client, page(issue.circular_id))
    assert 'name="channel" value="mail"' in text(client, desk(issue, letter))
    response = client.post(desk(issue, letter, "desk-receipt"), {"channel": given, "name": "Frau Vogt"})
    assert (response.status_code, response.headers["Location"]) == (303, desk(issue, letter))
    assert noted(letter) == (means, "Frau Vogt")
    html = text(client, desk(issue, letter))
    assert 'name="channel"' not in html
    assert html.count("Frau Vogt") == 2


def test_a_name_that_cannot_be_kept_is_refused_with_a_sentence(asking: tuple[Stage, Issue, Recipient]) -> None:
    _stage, _issue, letter = asking
    client = opened(letter)
    response = client.post(address(letter, "letter-receipt"), {"name": "Pia \U0001f600"}, follow=True)
    assert "U+1F600" in response.content.decode()
    assert noted(letter) is None


def test_a_draft_can_ask_for_it(stage: Stage) -> None:
    client = logged_in(stage.home.clerk)
    path = page(stage.draft.id, "circular-edit")
    html = text(client, path)
    fields = dict(re.findall(r'name="(\w+)"[^>]*value="([^"]*)"', html))
    assert 'name="acknowledge"' in html
    given = {"revision": "1", "subject": "Entwurf", "body": "Guten Tag,", "language": "de", "acknowledge": "on"}
    given["distribution_list"] = fields.get("distribution_list", "")
    assert client.post(path, given).status_code == 302
    with scope(association=stage.home.association):
        assert Draft.objects.filter(circular=stage.draft).latest("revision").content["acknowledge"] is True
    assert re.search(r'name="acknowledge"[^>]*checked', text(client, path))


@pytest.mark.parametrize("name", ["letter", "letter-pdf", "letter-annex"])
def test_a_page_of_the_letter_counts_when_a_browser_shows_it(stage: Stage, name: str) -> None:
    more = {"number": 1} if name == "letter-annex" else {}
    client = opened(stage.letter)
    assert not called_up(stage.letter)
    path = address(stage.letter, name, **more)
    with CaptureQueriesContext(connection) as first:
        assert client.get(path, headers=NAVIGATION).status_code == 200
    assert called_up(stage.letter)
    with CaptureQueriesContext(connection) as again:
        assert client.get(path, headers=NAVIGATION).status_code == 200
    written = [[one["sql"] for one in asked if one["sql"].startswith(("UPDATE", "INSERT"))] for asked in (first, again)]
    assert [len(one) for one in written] == [1, 0]


@pytest.mark.parametrize(
    "headers",
    [
        {},
        NAVIGATION | {"sec-purpose": "prefetch"},
        NAVIGATION | {"sec-purpose": "prefetch;prerender"},
        NAVIGATION | {"purpose": "prefetch"},
        NAVIGATION | {"x-moz": "prefetch"},
        NAVIGATION | {"sec-fetch-dest": "iframe"},
        NAVIGATION | {"sec-fetch-mode": "no-cors"},
    ],
)
def test_what_is_fetched_ahead_or_by_a_program_does_not_count(stage: Stage, headers: dict[str, str]) -> None:
    client = opened(stage.letter)
    assert client.get(address(stage.letter), headers=headers).status_code == 200
    assert not called_up(stage.letter)


def test_the_link_alone_and_a_look_at_the_head_do_not_count(stage: Stage) -> None:
    client = Client()
    assert client.get(stage.link, headers=NAVIGATION).status_code == 303
    assert client.head(address(stage.letter), headers=NAVIGATION).status_code == 200
    assert Client().get(address(stage.letter), headers=NAVIGATION).status_code == 404
    assert client.get(address(stage.letter, "letter-annex", number=9), headers=NAVIGATION).status_code == 404
    assert not called_up(stage.letter)


def test_a_member_calls_up_and_the_office_does_not(stage: Stage) -> None:
    office = logged_in(stage.home.clerk)
    office.get(stage.link)
    assert office.get(address(stage.letter), headers=NAVIGATION).status_code == 200
    assert not called_up(stage.letter)
    assert logged_in(stage.cast.member).get(address(stage.letter), headers=NAVIGATION).status_code == 200
    assert called_up(stage.letter)


def test_who_sees_the_pages_as_somebody_else_does_not_count(stage: Stage) -> None:
    client = logged_in(stage.people[Role.MEMBER_ADMINISTRATOR])
    seen = stage.people[Role.REGISTRY]
    begin = reverse("house-staff-view", kwargs={"user_id": seen.id})
    assert client.post(begin, {"reason": "Sie sieht den Knopf nicht."}).status_code == 302
    assert client.get(address(stage.letter), headers=NAVIGATION).status_code == 200
    assert not called_up(stage.letter)


def test_a_call_up_settles_an_uncertain_mail(stage: Stage) -> None:
    with scope(association=stage.home.association):
        set_state(stage.delivery, State.UNCERTAIN)
    opened(stage.letter).get(address(stage.letter), headers=NAVIGATION)
    with scope(association=stage.home.association):
        assert Delivery.objects.get(id=stage.delivery.id).message.state == State.SENT


def test_the_page_of_the_circular_counts_names_and_filters(asking: tuple[Stage, Issue, Recipient]) -> None:
    stage, issue, letter = asking
    guest = opened(letter)
    guest.get(address(letter), headers=NAVIGATION)
    client, path = logged_in(stage.home.clerk), page(issue.circular_id)
    html = text(client, path)
    sums = {key: re.search(rf'<b>(\d+)</b><span><a id="receipt-{key}"', html) for key in ("called", "unconfirmed")}
    assert [found[1] for found in sums.values() if found] == ["1", "3"]
    assert "Ahorntal, Eichengrund, Lindenberg" in html
    guest.post(address(letter, "letter-receipt"))
    rows = {
        key: set(re.findall(r'<tr id="recipient-(\d+)"', text(client, f"{path}?receipt={key}")))
        for key in ("confirmed", "unconfirmed", "called", "uncalled", "nonsense")
    }
    assert rows["confirmed"] == rows["called"] == {str(letter.id)}
    assert rows["unconfirmed"] == rows["uncalled"] == rows["nonsense"] - {str(letter.id)}
    assert len(rows["nonsense"]) == 3


def test_those_who_have_not_confirmed_are_asked_once_a_day(asking: tuple[Stage, Issue, Recipient]) -> None:
    stage, issue, letter = asking
    client, path = logged_in(stage.home.clerk), page(issue.circular_id, "circular-receipt-remind")
    html = text(client, path)
    chosen = re.findall(r'name="recipient" value="(\d+)" checked', html)
    assert len(chosen) == 3
    assert link_of(letter) not in html
    opened(letter).post(address(letter, "letter-receipt"))
    response = client.post(path, {"recipient": chosen}, follow=True).content.decode()
    assert "Eichengrund, Lindenberg" in response
    with scope(association=stage.home.association):
        sent = list(Message.objects.filter(key__startswith="receipt-reminder:").order_by("id"))
        assert [one.recipient for one in sent] == ["post@lk-eichengrund.example", "post@lk-lindenberg.example"]
        assert ReceiptReminder.objects.count() == 1
    assert 'id="receipt-remind"' not in text(client, page(issue.circular_id))
    assert 'type="checkbox"' not in text(client, path)
    assert client.post(path, {"recipient": chosen}).status_code == 302
    with scope(association=stage.home.association):
        assert Message.objects.filter(key__startswith="receipt-reminder:").count() == 2


def test_a_reminder_to_nobody_is_refused(asking: tuple[Stage, Issue, Recipient]) -> None:
    stage, issue, _letter = asking
    path = page(issue.circular_id, "circular-receipt-remind")
    assert logged_in(stage.home.clerk).post(path, {"recipient": ["x", "9" * 40]}).status_code == 409
    silent, client = page(stage.sent.circular_id, "circular-receipt-remind"), logged_in(stage.home.clerk)
    assert 'class="empty"' in text(client, silent)
    assert client.post(silent, {"recipient": [stage.letter.id]}).status_code == 404


def rows_of(client: Client, path: str) -> list[dict[str, str]]:
    response = client.get(path)
    assert response.status_code == 200
    return list(csv.DictReader(io.StringIO(response.content.decode("utf-8-sig")), delimiter=";"))


def test_the_evidence_as_a_table(asking: tuple[Stage, Issue, Recipient]) -> None:
    stage, issue, letter = asking
    with scope(association=stage.home.association):
        delivery = Delivery.objects.filter(address__recipient=letter).order_by("id")[0]
        set_state(delivery, State.SENT, "250 2.0.0 Ok: queued as 4F2")
        Message.objects.filter(id=delivery.message_id).update(queue_id="4F2")
        digest = issue.rendition.pdf.sha256
        addresses = sum(one.addresses.count() for one in Recipient.objects.filter(issue=issue))
    opened(letter).post(address(letter, "letter-receipt"), {"name": "=Pia"})
    client = logged_in(stage.home.clerk)
    rows = rows_of(client, page(issue.circular_id, "circular-evidence", ending="csv"))
    assert len(rows) == addresses
    first = list(rows[0].values())
    assert first[0] == issue.label
    assert {digest, "4F2", "250 2.0.0 Ok: queued as 4F2", stage.home.clerk.name} <= set(first)
    assert any(cell.endswith("=Pia") for cell in first)
    assert first.count("") == 2  # no mail program was asked, and nothing but the receipt


def test_the_evidence_on_paper(asking: tuple[Stage, Issue, Recipient], tmp_path: object) -> None:
    stage, issue, letter = asking
    with scope(association=stage.home.association):
        delivery = Delivery.objects.filter(address__recipient=letter).order_by("id")[0]
        set_state(delivery, State.SENT, "250 ok \U0001f600")
        digest = issue.rendition.pdf.sha256
    opened(letter).post(address(letter, "letter-receipt"), {"name": "Pia Wendlandt"})
    response = logged_in(stage.home.clerk).get(page(issue.circular_id, "circular-evidence", ending="pdf"))
    assert response.headers["Content-Type"] == "application/pdf"
    found = whole_text(response.content)
    for part in (issue.label, digest[:32], "Landkreis Ahorntal", "250 ok ?", "Pia Wendlandt", stage.home.clerk.name):
        assert part in found
    assert findings(response.content, tmp_path) == []  # type: ignore[arg-type]


def test_evidence_is_there_of_what_was_sent_alone(
    asking: tuple[Stage, Issue, Recipient], monkeypatch: pytest.MonkeyPatch
) -> None:
    stage, issue, _letter = asking
    client = logged_in(stage.home.clerk)
    assert client.get(page(stage.ready.circular_id, "circular-evidence", ending="pdf")).status_code == 404
    assert client.get(page(issue.circular_id, "circular-evidence", ending="exe")).status_code == 404
    monkeypatch.setattr(evidence, "ON_PAPER", 2)
    assert client.get(page(issue.circular_id, "circular-evidence", ending="pdf")).status_code == 404
    assert client.get(page(issue.circular_id, "circular-evidence", ending="csv")).status_code == 200


def test_the_overview_shows_organisations_and_circulars(asking: tuple[Stage, Issue, Recipient]) -> None:
    stage, issue, letter = asking
    client = logged_in(stage.home.clerk)
    assert f'href="{reverse("circulars-receipts")}"' in text(client, reverse("circulars"))
    html = text(client, reverse("circulars-receipts"))
    assert html.count('<th scope="row">') == 3
    assert html.count('<th scope="col">') == 3
    assert f'href="{page(issue.circular_id)}#recipient-{letter.id}"' in html
    assert f'<tr id="recipient-{letter.id}"' in text(client, page(issue.circular_id))
    assert f'<span class="sub" lang="de">{KEYWORD}</span>' in html
    assert html.count('class="tag wait open"') == 3
    assert re.search(r'<div class="matrix" role="region" aria-labelledby="matrix-caption" tabindex="0">', html)
    opened(letter).post(address(letter, "letter-receipt"))
    html = text(client, reverse("circulars-receipts"))
    assert html.count('class="tag wait open"') == 2
    assert html.count('<a class="tag ok"') == 1


def test_the_overview_can_be_narrowed(asking: tuple[Stage, Issue, Recipient]) -> None:
    stage, issue, _letter = asking
    client, path = logged_in(stage.home.clerk), reverse("circulars-receipts")
    wanted = f"?list={stage.home.members_list.id}&series={issue.series_id}&since=2016-01-01&until=2016-12-31"
    assert text(client, path + wanted).count('<th scope="col">') == 3
    for query in ("?since=2017-01-01", "?until=2015-01-01", "?series=99999", "?list=99999"):
        assert '<div class="matrix"' not in text(client, path + query)
    for query in ("?since=gestern&until=%00", "?series=x&list=", "?older=99&page=zwei"):
        assert '<div class="matrix"' in text(client, path + query)


def test_the_overview_as_a_table(asking: tuple[Stage, Issue, Recipient]) -> None:
    stage, _issue, letter = asking
    opened(letter).get(address(letter), headers=NAVIGATION)
    rows = rows_of(logged_in(stage.home.clerk), reverse("circulars-receipts-csv"))
    assert [row[next(iter(row))] for row in rows] == [
        "Landkreis Ahorntal",
        "Landkreis Eichengrund",
        "Landkreis Lindenberg",
    ]
    assert {len(row) for row in rows} == {3}
    newest = [list(row.values())[1] for row in rows]
    assert newest[0] != newest[1] == newest[2]


def test_an_overview_of_nothing_says_so(cast: Cast) -> None:
    html = text(logged_in(cast.home.clerk), reverse("circulars-receipts"))
    assert 'class="empty"' in html
    assert 'class="matrix"' not in html


def test_more_circulars_than_fit_have_pages_and_cost_no_more(cast: Cast) -> None:
    def asked(client: Client) -> int:
        with CaptureQueriesContext(connection) as queries:
            text(client, reverse("circulars-receipts"))
        return len(queries)

    client = logged_in(cast.home.clerk)
    with scope(association=cast.home.association):
        send(cast.home)
    text(client, reverse("circulars-receipts"))
    few = asked(client)
    with scope(association=cast.home.association):
        for place in range(4, 7):
            add_member(cast.home, a_county(place))
        for _number in range(COLUMNS):
            send(cast.home)
    assert asked(client) == few
    html = text(client, reverse("circulars-receipts"))
    assert html.count('<th scope="col">') == COLUMNS + 1
    assert "?older=2" in html
    assert text(client, reverse("circulars-receipts") + "?older=2").count('<th scope="col">') == 2
