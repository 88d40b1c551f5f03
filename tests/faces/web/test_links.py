"""The personal link: what it opens, for whom, and what it never tells."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.core.signing import Signer
from django.test import Client
from django.urls import reverse
from django_scopes import scope

from tests.cast import a_circular, a_content
from tests.faces.web.stage import PDF, Stage, guest_of, link_of, logged_in, send
from tests.office.rows import row_counts
from umlauf.faces.web.guests import COOKIE
from umlauf.faces.web.link_cookies import MOST
from umlauf.ground.core.clock import office_now, set_office_time
from umlauf.ground.core.limits import LIMITS
from umlauf.ground.core.links import Purpose, sign_link
from umlauf.office.circulars.actions.link import renew_link
from umlauf.office.circulars.mailing import reading_address
from umlauf.office.circulars.models import Recipient
from umlauf.office.conferences.actions.plan import ConferencePlan, plan_conference
from umlauf.office.directory.enums import Language


def letter_path(stage: Stage) -> str:
    return reverse("letter", kwargs={"recipient_id": stage.letter.id})


def test_the_page_of_a_link_begins_in_the_language_of_the_organisation_until_another_is_chosen(stage: Stage) -> None:
    with scope(association=stage.home.association):
        Recipient.objects.filter(id=stage.letter.id).update(language=Language.ENGLISH)
    client = guest_of(stage)
    assert '<html lang="en"' in client.get(letter_path(stage)).content.decode()
    client.cookies["umlauf-language"] = "de"
    assert client.get(stage.link).status_code == 303
    assert '<html lang="de"' in client.get(letter_path(stage)).content.decode()
    with scope(association=stage.home.association):
        Recipient.objects.filter(id=stage.letter.id).update(language=Language.GERMAN)
    assert "umlauf-language" not in guest_of(stage).cookies


def test_a_link_leads_to_an_address_without_a_key(stage: Stage) -> None:
    before = row_counts()
    client = Client()
    response = client.get(stage.link)
    assert (response.status_code, response.headers["Location"]) == (303, letter_path(stage))
    assert response.headers["Referrer-Policy"] == "no-referrer"
    assert "no-store" in response.headers["Cache-Control"]
    cookie = client.cookies[COOKIE]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    page = client.get(letter_path(stage))
    token = stage.link.removeprefix("/l/")
    assert page.status_code == 200
    assert token not in page.content.decode() + str(page.headers) + cookie.value
    assert row_counts() == before


def test_a_link_to_an_annex_leads_to_the_annex(stage: Stage) -> None:
    client = Client()
    address = client.get(f"{stage.link}/1").headers["Location"]
    assert address == reverse("letter-annex", kwargs={"recipient_id": stage.letter.id, "number": 1})
    assert client.get(address).content == PDF
    assert client.get(client.get(f"{stage.link}/9").headers["Location"]).status_code == 404


def test_the_page_says_all_that_a_guest_needs(stage: Stage) -> None:
    with scope(association=stage.home.association):
        plan = ConferencePlan(
            "Integration",
            dt.date(2016, 12, 2),
            starts_at=dt.time(10),
            ends_at=dt.time(16),
            venue="Presseamt",
            street="Reichstagsufer 14",
            postal_code="10117",
            city="Berlin",
        )
        plan_conference(actor=stage.home.clerk_actor, circular_id=stage.sent.circular_id, plan=plan)
    page = guest_of(stage).get(letter_path(stage)).content.decode()
    for text in (
        stage.home.association.name,
        "Rundschreiben Nr. 544/2016 · für: Landkreis Ahorntal",
        "Freitag, 2. Dezember 2016, 10 bis 16 Uhr",
        "Presseamt, Reichstagsufer 14, 10117\N{NO-BREAK SPACE}Berlin",
        "Freitag, 18. November 2016",
        "<strong>herzlich</strong>",
        f"mailto:{stage.home.clerk.email}?subject=RS%20544/2016",
        'href="tel:+49391123456"',
        "Sie dürfen ihn in Ihrem Hause weitergeben.",
        "1 Programm</a>",
    ):
        assert text in page, text
    assert "<nav" not in page
    assert page.count('class="act first') == 1


def test_the_letter_is_the_one_that_was_filed(stage: Stage) -> None:
    client = guest_of(stage)
    response = client.get(reverse("letter-pdf", kwargs={"recipient_id": stage.letter.id}))
    assert response.content.startswith(b"%PDF-")
    assert response.headers["Content-Disposition"] == 'inline; filename="RS_2016-0544_Integrationskonferenz.pdf"'
    office = logged_in(stage.home.clerk).get(reverse("circular-letter", kwargs={"circular_id": stage.sent.circular_id}))
    assert response.content == office.content


def test_a_member_reads_the_same_letter_by_a_login(stage: Stage) -> None:
    page = logged_in(stage.cast.member).get(letter_path(stage)).content.decode()
    assert "<strong>herzlich</strong>" in page
    assert "Eingang" in page
    assert "Dieser Link" not in page


def bad_links(stage: Stage) -> dict[str, str]:
    """Links that must not open, each for another reason."""
    token = stage.link.removeprefix("/l/")
    foreign = Signer(key="x" * 60, sep=".", salt="umlauf.link.letter").sign(f"{stage.letter.id}.1")
    other = Signer(sep=".", salt="umlauf.link.other").sign(f"{stage.letter.id}.1")
    with scope(association=stage.home.association):
        unsent = Recipient.objects.filter(issue=stage.ready)[0]
    return {
        "mangled": token[:-3],
        "lengthened": token + ">",
        "swapped": token.replace(f"{stage.letter.id}.", f"{stage.letter.id + 1}.", 1),
        "empty": " ",
        "nothing signed": "hallo",
        "of another installation": foreign,
        "of another purpose": other,
        "of another generation": sign_link(Purpose.LETTER, stage.letter.id, 2),
        "of nothing": sign_link(Purpose.LETTER, 10**15, 1),
        "not sent yet": sign_link(Purpose.LETTER, unsent.id, 1),
        "with a path": f"{token}/1/2/3",
        "an annex that is no number": f"{token}/eins",
        "markup": "<script>alert(1)</script>",
        "long": "a" * 5_000,
    }


def test_every_link_that_does_not_open_is_answered_alike(stage: Stage) -> None:
    answers: dict[tuple[str, str], tuple[int, bytes, tuple[tuple[str, str], ...]]] = {}
    links = bad_links(stage)
    before = row_counts()
    for reason, token in links.items():
        client = Client()
        for address in (f"/l/{token}", f"/l/{token}/1"):
            response = client.get(address)
            headers = {name: value for name, value in response.headers.items() if name != "Expires"}
            answers[reason, address[-2:]] = (response.status_code, response.content, tuple(sorted(headers.items())))
        assert COOKIE not in client.cookies, reason
    assert row_counts() == before
    assert len(set(answers.values())) == 1, {reason: answer[0] for reason, answer in answers.items()}
    ((status, content, told),) = set(answers.values())
    assert status == 404
    assert "Dieser Link gilt nicht (mehr)." in content.decode()
    assert ("Referrer-Policy", "no-referrer") in told


def test_a_revoked_link_opens_nothing_even_where_it_was_open(stage: Stage) -> None:
    client = guest_of(stage)
    with scope(association=stage.home.association):
        Recipient.objects.filter(id=stage.letter.id).update(link_generation=2)
        stage.letter.refresh_from_db()
    assert client.get(letter_path(stage)).status_code == 404
    assert client.get(stage.link).status_code == 303
    assert client.get(letter_path(stage)).status_code == 200


def test_a_link_ends_when_its_time_is_over(stage: Stage) -> None:
    client = guest_of(stage)
    now = office_now()
    set_office_time(now + dt.timedelta(days=LIMITS.link_days) - dt.timedelta(minutes=5))
    assert client.get(stage.link).status_code == 303
    set_office_time(now + dt.timedelta(days=LIMITS.link_days, minutes=5))
    assert client.get(stage.link).status_code == 404
    assert client.get(letter_path(stage)).status_code == 404


@pytest.mark.parametrize("value", ["", "1.1", "1.1:abc", "x.y z"])
def test_nobody_makes_a_cookie_of_their_own(stage: Stage, value: str) -> None:
    client = Client()
    client.cookies[COOKIE] = value.replace("1.1", f"{stage.letter.id}.1")
    assert client.get(letter_path(stage)).status_code == 404


def test_a_link_opens_its_own_letter_alone(stage: Stage) -> None:
    client = guest_of(stage)
    with scope(association=stage.home.association):
        others = list(Recipient.objects.exclude(id=stage.letter.id))
    for other in others:
        for name in ("letter", "letter-pdf"):
            assert client.get(reverse(name, kwargs={"recipient_id": other.id})).status_code == 404


def test_a_browser_keeps_several_letters_but_not_without_end(stage: Stage) -> None:
    client = guest_of(stage)
    opened = [stage.letter]
    with scope(association=stage.home.association):
        for number in range(MOST):
            issue = send(stage.home, a_circular(stage.home, a_content(stage.home, subject=f"Nummer {number}")))
            opened.append(Recipient.objects.get(issue=issue, organisation=stage.cast.shared))
    for recipient in opened[1:]:
        client.get(link_of(recipient))
    statuses = [client.get(reverse("letter", kwargs={"recipient_id": one.id})).status_code for one in opened]
    assert statuses == [404] + [200] * MOST
    assert len(client.cookies[COOKIE].value) < 1_000


def test_no_page_of_a_guest_names_the_key_anywhere(stage: Stage) -> None:
    client = guest_of(stage)
    token = stage.link.removeprefix("/l/")
    pages = [letter_path(stage), reverse("imprint", kwargs={"slug": stage.home.association.slug}), "/l/zzz"]
    for address in pages:
        response = client.get(address)
        assert token not in response.content.decode()
        assert response.headers["Referrer-Policy"] in {"same-origin", "no-referrer"}
        links = re.findall(r"/l/[^<\s]+", response.content.decode())
        assert links == ([reading_address(stage.letter).partition("8000")[2]] if address == letter_path(stage) else [])


def test_a_post_to_a_link_is_refused(stage: Stage) -> None:
    assert Client().post(stage.link).status_code == 405


def test_a_link_for_reading_reads_and_answers_nothing(stage: Stage) -> None:
    owner = guest_of(stage)
    address = reverse("letter", kwargs={"recipient_id": stage.letter.id})
    page = owner.get(address).content.decode()
    found = re.search(r"http://localhost:8000(/l/[^<]+)<", page)
    assert found is not None
    reader = Client()
    assert reader.get(found[1]).headers["Location"] == address
    page = reader.get(address).content.decode()
    assert "/l/" not in page
    assert 'href="answer/"' not in page
    assert reader.get(reverse("letter-pdf", kwargs={"recipient_id": stage.letter.id})).status_code == 200
    answer = reverse("letter-answer", kwargs={"recipient_id": stage.letter.id})
    before = row_counts()
    assert (reader.get(answer).status_code, reader.post(answer).status_code) == (404, 404)
    assert row_counts() == before
    assert owner.get(answer).status_code == 200


def test_a_look_at_the_link_for_reading_takes_nothing_away(stage: Stage) -> None:
    owner = guest_of(stage)
    reading = re.sub(r"^https?://[^/]+", "", reading_address(stage.letter))
    owner.get(reading)
    assert owner.get(reverse("letter-answer", kwargs={"recipient_id": stage.letter.id})).status_code == 200


def test_a_renewed_link_ends_the_one_for_reading_too(stage: Stage) -> None:
    reading = re.sub(r"^https?://[^/]+", "", reading_address(stage.letter))
    reader = Client()
    reader.get(reading)
    with scope(association=stage.home.association):
        renew_link(actor=stage.home.clerk_actor, recipient_id=stage.letter.id, generation=1)
    assert reader.get(reverse("letter", kwargs={"recipient_id": stage.letter.id})).status_code == 404
    assert Client().get(reading).status_code == 404
