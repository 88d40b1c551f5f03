"""The photo of a contributor on the pages: given by the link, shown where it may be, and gone when it is taken back."""

from __future__ import annotations

import io
import json
import re
from html import unescape
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client, RequestFactory
from django.urls import reverse
from django_scopes import scope
from PIL import Image

from tests.cast import Cast
from tests.faces.web.stage import logged_in
from tests.faces.web.test_contributors import address, answer, asked, conference, opened, own_page, page, voice
from tests.faces.web.test_public_event import address as public_address
from tests.faces.web.test_public_event import published
from tests.pictures import a_picture
from umlauf.faces.web.often import too_often
from umlauf.ground.core.limits import LIMITS
from umlauf.office.conferences.actions.release import release_programme
from umlauf.office.conferences.models import Conference, Contribution, Contributor, ContributorPhoto, Programme

__all__ = ("asked", "conference")  # fixtures
SHOWS = "Vera Quast am Rednerpult, <lächelnd>"


def give(client: Client, one: Contributor, data: bytes | None, alternative: str = SHOWS, name: str = "ich.jpg") -> Any:
    found = re.search(r'name="photo-seen" value="(\w+)"', page(client, own_page(one)))
    assert found is not None
    form: dict[str, Any] = {"step": "photo", "photo-alternative": alternative, "photo-seen": found[1]}
    if data is not None:
        form["photo-photo"] = SimpleUploadedFile(name, data, "text/html")
    return client.post(own_page(one), form)


def kept(cast: Cast) -> ContributorPhoto:
    with scope(association=cast.home.association):
        return ContributorPhoto.objects.get()


def picture_in(html: str) -> tuple[str, str]:
    """Address and alternative text of the one picture of a page."""
    (found,) = re.findall(r'<img[^>]* src="([^"]+)" alt="([^"]*)"', html)
    return found[0], unescape(found[1])


def picture_of(response: Any) -> Image.Image:
    assert response.status_code == 200
    return Image.open(io.BytesIO(response.content))


@pytest.fixture
def photo(cast: Cast, asked: Contributor) -> Client:
    """The browser of the speaker who has accepted and given a photo; the programme says so, and the page is public."""
    client = opened(asked)
    assert give(client, asked, a_picture(size=(1_200, 900))).status_code == 302
    assert answer(client, asked, voice(cast)).status_code == 302
    with scope(association=cast.home.association):
        row, seen = Conference.objects.get(id=asked.conference_id), Programme.objects.get().revision
        release_programme(actor=cast.home.clerk_actor, conference_id=row.id, seen=seen, nonce="zweite")
    published(cast, row)
    return client


def test_it_is_given_painted_anew_and_taken_back(cast: Cast, asked: Contributor) -> None:
    client, shown = opened(asked), reverse("contribution-photo", kwargs={"contributor_id": asked.id})
    html = page(client, own_page(asked))
    assert "bis zum Ende der Veranstaltung auf deren öffentlicher Seite" in html
    assert "photo-back" not in html
    assert client.get(shown).status_code == 404
    assert give(client, asked, a_picture(size=(1_200, 900))).status_code == 302
    assert picture_in(page(client, own_page(asked))) == (shown, SHOWS)
    response = client.get(shown)
    assert (response.headers["Content-Type"], "no-store" in response.headers["Cache-Control"]) == ("image/jpeg", True)
    assert picture_of(response).size == (LIMITS.photo_side, 600)
    assert b"Musterkamera" not in response.content
    assert give(client, asked, None, "Vera Quast").status_code == 302  # the text alone
    assert kept(cast).alternative == "Vera Quast"
    assert give(client, asked, a_picture("PNG"), name="ich.png").status_code == 302
    assert client.get(shown).headers["Content-Type"] == "image/png"
    assert Client().get(shown).status_code == 404
    assert client.post(own_page(asked), {"step": "photo-back"}).status_code == 302
    assert client.get(shown).status_code == 404
    assert client.post(own_page(asked), {"step": "photo-back"}).status_code == 302


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (None, "Bitte wählen Sie ein Foto"),
        (b"", "ist leer"),
        (b"%PDF-1.7 nothing", "weder JPEG noch PNG"),
        (b"<svg onload='alert(1)'/>", "weder JPEG noch PNG"),
        (b"\xff\xd8\xff broken", "beschädigt"),
        (b"\xff\xd8\xff" + b"x" * LIMITS.question_file_bytes, "5 MB"),
    ],
)
def test_what_is_no_picture_is_refused_with_a_sentence(
    cast: Cast, asked: Contributor, data: bytes | None, said: str
) -> None:
    response = give(opened(asked), asked, data)
    assert response.status_code == 422
    html = unescape(response.content.decode())
    assert said in html
    assert SHOWS in html
    with scope(association=cast.home.association):
        assert not ContributorPhoto.objects.exists()


def test_a_photo_needs_a_text(asked: Contributor) -> None:
    for text in ("", " ", "x" * 201):
        response = give(opened(asked), asked, a_picture(), text)
        assert response.status_code == 422
        assert 'aria-invalid="true"' in response.content.decode()


def test_everybody_sees_it_until_it_is_taken_back(cast: Cast, asked: Contributor, photo: Client) -> None:
    html = page(Client(), public_address(cast))
    src, alternative = picture_in(html)
    assert alternative == SHOWS
    (block,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', html, re.DOTALL)
    (person,) = json.loads(block)["performer"]
    assert person["image"].endswith(src)
    response = Client().get(src)
    assert picture_of(response).size == (LIMITS.photo_side, 600)
    assert "no-cache" in response.headers["Cache-Control"]
    again = Client().get(src, headers={"if-none-match": response.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    other = reverse(
        "public-event-photo",
        kwargs={"association": cast.home.association.slug, "slug": "integration", "photo_id": kept(cast).id + 1},
    )
    assert Client().get(other).status_code == 404
    assert photo.post(own_page(asked), {"step": "photo-back"}).status_code == 302
    assert Client().get(src, headers={"if-none-match": response.headers["ETag"]}).status_code == 404
    assert "<img" not in page(Client(), public_address(cast))


def test_it_goes_when_they_decline_and_with_the_page(cast: Cast, asked: Contributor, photo: Client) -> None:
    src, _alternative = picture_in(page(Client(), public_address(cast)))
    clerk = logged_in(cast.home.clerk)
    down = reverse("conference-publish", kwargs={"conference_id": asked.conference_id})
    assert clerk.post(down, {"step": "down"}).status_code == 302
    assert Client().get(src).status_code == 404
    assert clerk.post(down, {"slug": "integration", "press_contact": ""}).status_code == 302
    assert Client().get(src).status_code == 200
    assert answer(photo, asked, voice(cast), answer="no").status_code == 302
    assert Client().get(src).status_code == 404
    with scope(association=cast.home.association):
        assert not ContributorPhoto.objects.exists()


def test_the_office_sees_it_and_takes_it_away(cast: Cast, asked: Contributor, photo: Client) -> None:
    clerk = logged_in(cast.home.clerk)
    with scope(association=cast.home.association):
        row = Conference.objects.get(id=asked.conference_id)
    src, alternative = picture_in(page(clerk, address(row)))
    assert alternative == SHOWS
    assert picture_of(clerk.get(src)).format == "JPEG"
    for stranger in (logged_in(cast.other.clerk), logged_in(cast.member)):
        assert stranger.get(src).status_code == 404
        assert stranger.post(src).status_code == 404
    assert clerk.post(src).status_code == 302
    assert clerk.get(src).status_code == 404
    assert "<img" not in page(clerk, address(row))
    assert 'name="photo-seen"' in page(photo, own_page(asked))


def send(client: Client, one: Contributor, html: str) -> Any:
    """The photo once more, from the page as it stands there."""
    found = re.search(r'name="photo-seen" value="(\w+)"', html)
    assert found is not None
    file = SimpleUploadedFile("ich.jpg", a_picture(), "image/jpeg")
    form = {"step": "photo", "photo-alternative": "Aus dem ersten Fenster", "photo-seen": found[1], "photo-photo": file}
    return client.post(own_page(one), form)


def test_a_second_window_can_be_sent_again_once_it_shows_what_is_there(cast: Cast, asked: Contributor) -> None:
    client = opened(asked)
    first = page(client, own_page(asked))
    assert give(client, asked, a_picture("PNG")).status_code == 302
    response = send(client, asked, first)
    assert response.status_code == 422
    assert kept(cast).alternative == SHOWS
    assert send(client, asked, response.content.decode()).status_code == 302
    assert kept(cast).alternative == "Aus dem ersten Fenster"


def test_who_sends_one_that_nobody_needs_any_more_is_told(cast: Cast, asked: Contributor) -> None:
    client = opened(asked)
    before = page(client, own_page(asked))
    with scope(association=cast.home.association):
        Contribution.objects.filter(email=asked.email).update(kind="office")
    response = send(client, asked, before)
    assert (response.status_code, response.headers["Location"]) == (302, own_page(asked))
    assert "Es wurde nichts gespeichert" in page(client, own_page(asked))


def test_another_name_asks_for_the_photo_once_more(cast: Cast, asked: Contributor) -> None:
    client = opened(asked)
    assert give(client, asked, a_picture()).status_code == 302
    told = "nur neben diesem Namen"
    assert told not in page(client, own_page(asked))
    with scope(association=cast.home.association):
        Contribution.objects.filter(email=asked.email).update(name="Dr. Vera Quast")
    assert told in page(client, own_page(asked))
    assert give(client, asked, None).status_code == 302
    assert told not in page(client, own_page(asked))
    with scope(association=cast.home.association):
        Contribution.objects.filter(email=asked.email).update(name="Uwe Quast")
    assert give(client, asked, None).status_code == 422
    assert kept(cast).name == "Dr. Vera Quast"


def test_taking_it_back_has_no_limit(cast: Cast, asked: Contributor) -> None:
    client = opened(asked)
    assert give(client, asked, a_picture()).status_code == 302
    request = RequestFactory().get("/")
    request.user = AnonymousUser()
    while not too_often(request, "contributor", str(asked.id)):
        pass
    assert client.post(own_page(asked), {"answer": ""}).status_code == 429
    assert client.post(own_page(asked), {"step": "photo-back"}).status_code == 302
    with scope(association=cast.home.association):
        assert not ContributorPhoto.objects.exists()
