"""What everybody may read, and what holds for every page: policy, language, errors."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django.fixtures import Settings

from tests.cast import Cast
from tests.faces.web.stage import Stage, guest_of, logged_in
from umlauf.faces.web.language import COOKIE

POLICY = {
    "default-src 'none'",
    "base-uri 'none'",
    "connect-src 'self'",
    "font-src 'self'",
    "form-action 'self'",
    "frame-ancestors 'self'",
    "frame-src 'self'",
    "img-src 'self' data:",
    "object-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
}


def pages(stage: Stage) -> list[tuple[Client, str]]:
    """Every kind of page with somebody who may see it, and the errors."""
    office, guest, anybody = logged_in(stage.home.signatory), guest_of(stage), Client()
    draft, sent, ready = stage.draft.id, stage.sent.circular_id, stage.ready.circular_id
    addresses = ["/", "/circulars/", "/circulars/new/", "/circulars/text/", f"/circulars/{draft}/"]
    addresses += [f"/circulars/{draft}/{name}/" for name in ("edit", "annex", "sign", "preview", "progress")]
    addresses += [f"/circulars/{sent}/", f"/circulars/{ready}/send/", f"/deliveries/{stage.delivery.id}/"]
    slug = stage.home.association.slug
    open_to_all = ["/login/", "/imprint/", f"/a/{slug}/imprint/", f"/a/{slug}/accessibility/", "/l/x", "/nowhere/"]
    return [
        *((office, address) for address in addresses),
        *((anybody, address) for address in open_to_all),
        (guest, reverse("letter", kwargs={"recipient_id": stage.letter.id})),
        (logged_in(stage.cast.member), "/"),
        (Client(SERVER_NAME="evil.example"), "/login/"),
    ]


def test_the_policy_of_every_page_is_strict(stage: Stage) -> None:
    for client, address in pages(stage):
        response = client.get(address)
        policy = response.headers["Content-Security-Policy"]
        assert {part.strip() for part in policy.split(";")} == POLICY, address
        assert response.headers.get("X-Frame-Options", "SAMEORIGIN") == "SAMEORIGIN"
        assert response.headers["X-Content-Type-Options"] == "nosniff"
        assert response.headers["Cross-Origin-Opener-Policy"] == "same-origin"
        assert "camera=()" in response.headers["Permissions-Policy"]


def test_no_page_needs_what_the_policy_forbids(stage: Stage) -> None:
    inline = re.compile(
        r"<style|\sstyle=|\son[a-z]+=|<script(?![^>]*(?:\bsrc=|type=.application/json))|javascript:", re.IGNORECASE
    )
    for client, address in pages(stage):
        page = client.get(address).content.decode()
        assert inline.search(page) is None, (address, inline.search(page))
        loaded = re.findall(r'<(?:script|img|link)[^>]+(?:src|href)="([^"]+)"', page)
        assert all(url.startswith(("/static/", "/circulars/")) for url in loaded), address


def test_every_page_is_built_alike(stage: Stage) -> None:
    for client, address in pages(stage):
        page = client.get(address).content.decode()
        if "progress" in address:
            continue
        assert '<html lang="de"' in page
        assert re.search(r"<title>[^<]+ – Umlauf</title>", page), address
        assert page.count("<h1") == 1, address
        assert page.count("<main") == 1
        assert 'href="#main"' in page
        assert "imprint/" in page or "evil" in str(client.defaults)
        assert "accessibility/" in page or "evil" in str(client.defaults)
        shown = re.sub(r"<template>.*?</template>", "", page, flags=re.DOTALL)  # a dialog is a page of its own
        assert len(re.findall(r'class="act first', shown)) <= 1, address
        said = re.sub(r"<script.*?</script>", "", page.split("<main")[1], flags=re.DOTALL)
        assert "!" not in re.sub(r"<[^>]*>", "", said), address
        assert "erfolgreich" not in page


def test_nothing_behind_a_guard_is_kept_in_a_cache(stage: Stage) -> None:
    for client, address in pages(stage):
        response = client.get(address)
        if response.status_code == 200 and client.cookies and address not in {"/login/", "/imprint/"}:
            open_page = "/a/" in address
            assert open_page or "no-store" in response.headers["Cache-Control"], address
            assert open_page or response.headers["X-Robots-Tag"] == "noindex, nofollow", address


def test_the_imprint_names_who_is_responsible(cast: Cast) -> None:
    page = Client().get(reverse("imprint", kwargs={"slug": cast.home.association.slug})).content.decode()
    for text in (cast.home.association.name, "Lindenallee 1", "99991 Musterstadt", "Dies ist ein Beispielverband."):
        assert text in page
    assert Client().get("/a/nowhere/imprint/").status_code == 404


def test_an_association_that_is_none_of_the_sample_is_not_called_one(cast: Cast) -> None:
    cast.home.association.sample = False
    cast.home.association.save()
    for name in ("imprint", "accessibility"):
        page = Client().get(reverse(name, kwargs={"slug": cast.home.association.slug})).content.decode()
        assert "Beispielverband" not in page


def test_the_statement_claims_nothing_that_was_not_checked(cast: Cast) -> None:
    cast.home.association.enforcement_body = "Ombudsstelle\nMusterstraße 1"
    cast.home.association.save()
    page = Client().get(reverse("accessibility", kwargs={"slug": cast.home.association.slug})).content.decode()
    for text in ("von niemandem sonst zertifiziert", "axe-core"):
        assert text in page
    assert "Ombudsstelle<br>Musterstraße 1" in page
    assert "vollständig konform sind" in page


@pytest.mark.parametrize("name", ["imprint", "accessibility"])
def test_where_no_house_is_known_one_chooses(cast: Cast, name: str) -> None:
    plural = {"imprint": "imprints", "accessibility": "accessibilities"}[name]
    page = Client().get(reverse(plural)).content.decode()
    for house in (cast.home, cast.other):
        assert f'href="{reverse(name, kwargs={"slug": house.association.slug})}">{house.association.name}</a>' in page
    cast.other.association.active = False
    cast.other.association.save()
    only = Client().get(reverse(plural))
    assert only.headers["Location"] == reverse(name, kwargs={"slug": cast.home.association.slug})


def test_a_visitor_chooses_a_language_and_stays_on_the_page(cast: Cast) -> None:
    client = Client()
    response = client.post(reverse("language"), {"language": "en", "next": "/login/?next=/circulars/"})
    assert response.headers["Location"] == "/login/?next=/circulars/"
    assert client.cookies[COOKIE].value == "en"
    page = client.get("/login/")
    assert '<html lang="en"' in page.content.decode()
    assert page.headers["Content-Language"] == "en"


def test_a_persons_language_goes_with_the_account(stage: Stage) -> None:
    client = logged_in(stage.home.clerk)
    client.post(reverse("language"), {"language": "en", "next": "/"})
    page = logged_in(stage.home.clerk).get("/").content.decode()
    assert "Today, Tuesday, 1 November 2016" in page
    assert "until 18 Nov" in page
    assert "Heute" in logged_in(stage.home.signatory).get("/").content.decode()


@pytest.mark.parametrize("language", ["fr", "", "en' --", "de-AT"])
def test_a_language_that_we_do_not_speak(cast: Cast, language: str) -> None:
    client = Client()
    assert client.post(reverse("language"), {"language": language, "next": "/login/"}).status_code == 404
    client.cookies[COOKIE] = language
    assert '<html lang="de"' in client.get("/login/").content.decode()


@pytest.mark.parametrize("target", ["//evil.example", "https://evil.example/", "evil", "", "/\\evil.example"])
def test_a_choice_leads_nowhere_else(cast: Cast, target: str) -> None:
    assert Client().post(reverse("language"), {"language": "de", "next": target}).headers["Location"] == "/"


@pytest.mark.parametrize(
    ("ask", "status", "heading"),
    [
        (lambda: Client().get("/gibt/es/nicht/"), 404, "Diese Seite gibt es hier nicht"),
        (lambda: Client(SERVER_NAME="evil.example").get("/login/"), 400, "Das ließ sich nicht verstehen"),
        (lambda: Client(enforce_csrf_checks=True).post("/language/"), 403, "Das wurde nicht ausgeführt"),
    ],
)
def test_an_error_is_told_in_a_sentence(cast: Cast, ask: Callable[[], object], status: int, heading: str) -> None:
    response = ask()
    assert response.status_code == status  # type: ignore[attr-defined]
    assert f"<h1>{heading}</h1>" in response.content.decode()  # type: ignore[attr-defined]


def test_a_form_that_is_too_large_is_told_in_a_sentence(stage: Stage, settings: Settings) -> None:
    client = logged_in(stage.home.clerk)
    response = client.post(reverse("circular-new"), {"body": "x" * (settings.DATA_UPLOAD_MAX_MEMORY_SIZE + 1)})
    assert response.status_code == 400
    assert "Es wurde nichts geändert." in response.content.decode()


def test_a_fault_of_ours_is_told_without_the_database(stage: Stage) -> None:
    """A letter whose file is gone from the disk: read without help from the test client's own raising."""
    from django_scopes import scope

    from umlauf.engines.files.models import StoredFile

    with scope(association=stage.home.association):
        StoredFile.objects.filter(sha256=stage.sent.rendition.pdf.sha256).update(key="1/gone")
    client = guest_of(stage)
    client.raise_request_exception = False
    response = client.get(reverse("letter-pdf", kwargs={"recipient_id": stage.letter.id}))
    assert response.status_code == 500
    assert "<h1>Bei uns ist etwas fehlgeschlagen</h1>" in response.content.decode()
    assert "gone" not in response.content.decode()


def test_a_page_that_everybody_may_read_asks_little_of_the_database(
    cast: Cast, django_assert_num_queries: Callable[[int], object]
) -> None:
    with django_assert_num_queries(1):  # type: ignore[attr-defined]
        Client().get(reverse("imprint", kwargs={"slug": cast.home.association.slug}))
    with django_assert_num_queries(0):  # type: ignore[attr-defined]
        Client().get(reverse("account_login"))
