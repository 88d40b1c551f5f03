"""What is too large is refused before it is read."""

from __future__ import annotations

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.urls import reverse, reverse_lazy

from umlauf.faces.web.language import COOKIE
from umlauf.faces.web.sizes import MOST, MOST_TOGETHER, LimitedBodies


def answer(method: str, length: str | None, path: str = "/") -> int:
    """The status of a request whose body nobody may read here."""
    request = RequestFactory().generic(method, path)
    request.META.pop("CONTENT_LENGTH", None)
    if length is not None:
        request.META["CONTENT_LENGTH"] = length

    def view(_request: HttpRequest) -> HttpResponse:
        return HttpResponse()

    return LimitedBodies(view)(request).status_code


@pytest.mark.parametrize(
    ("method", "length", "status"),
    [
        ("GET", None, 200),
        ("GET", "", 200),
        ("POST", "0", 200),
        ("POST", str(MOST), 200),
        ("POST", str(MOST + 1), 413),
        ("PUT", str(MOST + 1), 413),
        ("GET", str(MOST + 1), 413),
        ("POST", "9" * 5000, 413),
        ("POST", None, 411),
        ("POST", "", 411),
        ("POST", "-1", 411),
    ],
)
def test_how_much_may_come(method: str, length: str | None, status: int) -> None:
    assert answer(method, length) == status


@pytest.mark.parametrize(
    ("path", "most"),
    [
        (reverse_lazy("circular-annex", kwargs={"circular_id": 12}), MOST_TOGETHER),
        (reverse_lazy("circular-annex-change", kwargs={"circular_id": 12, "annex_id": 3}), MOST),
        (reverse_lazy("circular-from-text"), MOST),
        ("/x/circulars/12/annex/", MOST),
        ("/circulars/12/annex/x", MOST),
    ],
)
def test_more_may_come_where_several_files_become_annexes(path: str, most: int) -> None:
    assert (answer("POST", str(most), str(path)), answer("POST", str(most + 1), str(path))) == (200, 413)


@pytest.mark.parametrize(("language", "sentence"), [("de", "ist zu groß oder nennt"), ("en", "is too large, or does")])
@pytest.mark.parametrize(("length", "status"), [(str(MOST + 1), 413), ("", 411)])
def test_whoever_it_is_reads_why(length: str, status: int, language: str, sentence: str) -> None:
    client = Client()
    client.cookies[COOKIE] = language
    response = client.post(reverse("account_login"), {"username": "x"}, CONTENT_LENGTH=length)
    assert response.status_code == status
    page = response.content.decode()
    assert f'<html lang="{language}"' in page
    assert sentence in page
