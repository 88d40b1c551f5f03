"""Files into the directory and out of it, on the pages: nothing before the preview, nothing with an error, once."""

from __future__ import annotations

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils.translation import override
from django_scopes import scope
from pytest_django.fixtures import DjangoAssertNumQueries

from tests.cast import Cast, a_pen
from tests.faces.web.stage import logged_in
from tests.office.directory.exchange.files import csv_of
from tests.office.rows import row_counts
from umlauf.ground.core.tasks import run_next_task
from umlauf.office.directory.models import Change, ContactDetails, Import, Tenure

PAGE = reverse("directory-imports")
TOWN = csv_of("AGS;Bezeichnung;Ort;PLZ", "15083270;Haldensleben;Haldensleben;39340")
MEANT = {"column_0": "key", "column_1": "name", "column_2": "city", "column_3": "postal_code"}


def upload(client: Client, data: bytes, name: str = "liste.csv") -> str:
    """The address of the page to which an upload leads."""
    response = client.post(PAGE, {"file": SimpleUploadedFile(name, data)})
    assert response.status_code == 302, response.content.decode()
    return str(response.headers["Location"])


def preview(client: Client, page: str, **chosen: str) -> str:
    response = client.post(page, {"step": "choose", **MEANT, **chosen}, follow=True)
    assert response.status_code == 200
    return response.content.decode()


def digest_of(content: str) -> str:
    found = re.search(r'name="digest" value="([0-9a-f]{64})"', content)
    assert found, content
    return found[1]


def test_a_file_is_taken_in_looked_at_and_applied(cast: Cast) -> None:
    client = logged_in(cast.home.clerk)
    page = upload(client, TOWN)
    first = client.get(page).content.decode()
    assert "39340" in first
    assert '<option value="key" selected>' in first
    assert '<option value="name" selected>' not in first
    assert 'name="digest"' not in first
    before = row_counts()
    shown = preview(client, page)
    assert "Haldensleben" in shown
    assert row_counts() == before
    begun = client.post(page, {"step": "apply", "digest": digest_of(shown)}, follow=True).content.decode()
    assert "<progress" in begun
    assert client.post(page, {"step": "apply", "digest": digest_of(shown)}).status_code == 302
    progress = client.get(f"{page}progress/").content.decode()
    assert "hx-get" in progress
    assert run_next_task()
    assert not run_next_task()
    done = client.get(f"{page}progress/").content.decode()
    assert "hx-get" not in done
    with scope(association=cast.home.association):
        change = Change.objects.get(kind="import")
        assert Import.objects.get().by == cast.home.clerk.name
    for answer in (done, client.get(page).content.decode()):
        assert reverse("directory-undo", kwargs={"change_id": change.id}) in answer
    assert "Haldensleben" in client.get(reverse("directory"), {"q": "haldensl"}).content.decode()
    again = preview(client, upload(client, TOWN))
    assert 'name="digest"' not in again
    assert 'class="note"' in again


def test_the_worker_reads_a_plan_in_the_language_of_its_preview(cast: Cast) -> None:
    client = logged_in(cast.home.clerk)
    cast.home.clerk.language = "en"
    cast.home.clerk.save(update_fields=["language"])
    page = upload(client, csv_of("Bezeichnung;Art;AGS", "Haldensleben;Stadt;15083270"))
    chosen = {"step": "choose", "column_0": "name", "column_1": "kind", "column_2": "key"}
    digest = digest_of(client.post(page, chosen, follow=True).content.decode())
    client.post(page, {"step": "apply", "digest": digest})
    with override("de"):
        assert run_next_task()
    with scope(association=cast.home.association):
        assert Import.objects.get().state == "applied"


def test_rows_that_cannot_be_taken_in_are_named_and_stop_the_whole(cast: Cast) -> None:
    client = logged_in(cast.home.clerk)
    page = upload(client, TOWN + b"\r\n123;Falsch;;" + b"\r\nabc;<b>Unfug</b>;;" * 130)
    shown = preview(client, page)
    assert 'name="digest"' not in shown
    assert "“123”" in shown or "„123“" in shown
    assert shown.count("<tr>") < 110
    assert "<b>Unfug" not in shown
    before = row_counts()
    response = client.post(page, {"step": "apply", "digest": "0" * 64}, follow=True)
    assert 'name="digest"' not in response.content.decode()
    assert row_counts() == before


def test_an_old_preview_is_refused_and_the_new_one_shown(cast: Cast) -> None:
    client = logged_in(cast.home.clerk)
    page = upload(client, csv_of("AGS;Name;Ort", "99001;;Lindenstadt"))
    chosen = {"step": "choose", "column_0": "key", "column_1": "name", "column_2": "city"}
    old = digest_of(client.post(page, chosen, follow=True).content.decode())
    with scope(association=cast.home.association):
        a_pen(cast.home).enter(ContactDetails(organisation=cast.home.members[1], city="Neu"))
    refused = client.post(page, {"step": "apply", "digest": old})
    assert refused.status_code == 409
    content = refused.content.decode()
    assert 'role="alert"' in content
    assert "Neu → Lindenstadt" in content
    assert digest_of(content) != old
    assert not run_next_task()


def test_what_changes_before_the_worker_comes_is_told(cast: Cast) -> None:
    client = logged_in(cast.home.clerk)
    page = upload(client, TOWN)
    client.post(page, {"step": "apply", "digest": digest_of(preview(client, page))})
    with scope(association=cast.home.association):
        Import.objects.update(digest="0" * 64)
    assert run_next_task()
    failed = client.get(page).content.decode()
    with scope(association=cast.home.association):
        why = Import.objects.get().error
    assert why
    assert why in failed
    assert why in client.get(f"{page}progress/").content.decode()
    client.post(page, {"step": "apply", "digest": digest_of(preview(client, page))})
    assert run_next_task()
    assert "directory/changes" in client.get(page).content.decode()


def test_an_error_that_nobody_had_foreseen_is_told_and_the_file_waits_again(cast: Cast) -> None:
    client = logged_in(cast.home.clerk)
    page = upload(client, TOWN)
    client.post(page, {"step": "apply", "digest": digest_of(preview(client, page))})
    with scope(association=cast.home.association):
        chosen = Import.objects.get().choices
        Import.objects.update(choices=chosen | {"gone_on": "no day"})
        assert run_next_task()
        Import.objects.update(choices=chosen)
        why = Import.objects.get().error
    assert why
    assert why in client.get(page).content.decode()
    client.post(page, {"step": "apply", "digest": digest_of(preview(client, page))})
    assert run_next_task()
    assert "directory/changes" in client.get(page).content.decode()


@pytest.mark.parametrize(
    ("data", "status"),
    [(b"%PDF-1.7", 409), (b"\xd0\xcf\x11\xe0", 409), (b"  \n", 409), (b"", 422), (b"PK\x03\x04", 409), (None, 422)],
)
def test_a_file_that_cannot_be_read_keeps_the_page(cast: Cast, data: bytes | None, status: int) -> None:
    client = logged_in(cast.home.clerk)
    before = row_counts()
    response = client.post(PAGE, {} if data is None else {"file": SimpleUploadedFile("liste.csv", data)})
    assert response.status_code == status
    assert 'id="id_file_error"' in response.content.decode()
    assert row_counts() == before


@pytest.mark.parametrize(
    ("chosen", "status"),
    [
        ({"column_1": "key"}, 409),
        ({"column_0": "", "column_1": ""}, 409),
        ({"column_1": "last_name"}, 409),
        ({"column_1": "no such meaning"}, 422),
        ({"gone_on": "gestern"}, 422),
    ],
)
def test_columns_that_do_not_fit_are_told(cast: Cast, chosen: dict[str, str], status: int) -> None:
    client = logged_in(cast.home.clerk)
    page = upload(client, TOWN)
    response = client.post(page, {"step": "choose", **MEANT, **chosen})
    assert response.status_code == status
    assert 'id="errors"' in response.content.decode()
    with scope(association=cast.home.association):
        assert Import.objects.get().choices["mapping"] == ["key", "", "city", "postal_code"]


def test_lost_zeros_are_shown_and_put_back(cast: Cast) -> None:
    client = logged_in(cast.home.clerk)
    page = upload(client, csv_of("AGS;Name", "1051011;Brunsbüttel", "15083270;Haldensleben"))
    shown = client.get(page).content.decode()
    assert "1051011 → 01051011" in shown
    chosen = {"step": "choose", "column_0": "key", "column_1": "name"}
    assert 'name="digest"' not in client.post(page, chosen, follow=True).content.decode()
    assert 'name="digest"' in client.post(page, {**chosen, "repair_keys": "on"}, follow=True).content.decode()
    assert 'name="repair_keys"' not in client.get(upload(client, TOWN)).content.decode()


def test_a_whole_list_with_its_days(cast: Cast) -> None:
    client = logged_in(cast.home.clerk)
    page = upload(client, TOWN)
    preview(client, page, complete="on", gone_on="2016-12-31", members_since="2017-01-01")
    shown = client.get(page).content.decode()
    assert 'value="2016-12-31"' in shown
    assert 'value="2017-01-01"' in shown


def test_a_file_is_thrown_away(cast: Cast) -> None:
    client = logged_in(cast.home.clerk)
    page = upload(client, TOWN)
    assert client.post(f"{page}discard/", follow=True).redirect_chain == [(PAGE, 302)]
    with scope(association=cast.home.association):
        assert not Import.objects.exists()
    assert client.get(page).status_code == 404


def test_a_second_click_on_throwing_away_is_told(cast: Cast) -> None:
    client = logged_in(cast.home.clerk)
    page = upload(client, TOWN)
    client.post(f"{page}discard/", follow=True)
    before = row_counts()
    second = client.post(f"{page}discard/", follow=True)
    assert second.redirect_chain == [(PAGE, 302)]
    assert 'class="note info"' in second.content.decode()
    assert row_counts() == before
    assert logged_in(cast.other.clerk).post(f"{page}discard/").status_code == 404
    assert client.post(reverse("directory-import-discard", kwargs={"import_id": 10**9})).status_code == 404


def test_a_file_that_is_applied_is_not_thrown_away(cast: Cast) -> None:
    client = logged_in(cast.home.clerk)
    page = upload(client, TOWN)
    client.post(page, {"step": "apply", "digest": digest_of(preview(client, page))})
    assert client.post(f"{page}discard/").headers["Location"] == page
    assert run_next_task()
    assert client.post(f"{page}discard/").headers["Location"] == page
    with scope(association=cast.home.association):
        assert Import.objects.get().state == "applied"


def test_a_file_that_is_not_kept_says_so(cast: Cast) -> None:
    client = logged_in(cast.home.clerk)
    page = upload(client, TOWN)
    with scope(association=cast.home.association):
        Import.objects.update(data=None)
    assert PAGE in client.get(page).content.decode()
    assert client.post(page, {"step": "choose", **MEANT}).status_code == 200
    assert client.get(PAGE).status_code == 200


def test_a_file_of_another_association_is_nowhere(cast: Cast) -> None:
    page = upload(logged_in(cast.home.clerk), TOWN)
    other = logged_in(cast.other.clerk)
    assert page not in other.get(PAGE).content.decode()
    for address in (page, f"{page}progress/"):
        assert other.get(address).status_code == 404
    for address in (page, f"{page}discard/"):
        assert other.post(address, {"step": "apply"}).status_code == 404
    assert logged_in(cast.home.clerk).get(page).status_code == 200


@pytest.mark.parametrize(
    ("what", "ending", "start"),
    [
        ("organisations", "csv", b"\xef\xbb\xbf"),
        ("organisations", "xlsx", b"PK\x03\x04"),
        ("people", "csv", b"\xef\xbb\xbf"),
        ("people", "xlsx", b"PK\x03\x04"),
        ("people", "vcf", b"BEGIN:VCARD"),
    ],
)
def test_what_is_taken_out_comes_back_unchanged(cast: Cast, what: str, ending: str, start: bytes) -> None:
    client = logged_in(cast.home.clerk)
    address = reverse("directory-export", kwargs={"what": what, "ending": ending})
    assert address in client.get(PAGE).content.decode()
    response = client.get(address)
    assert response.content.startswith(start)
    assert "attachment" in response.headers["Content-Disposition"]
    page = upload(client, response.content, f"liste.{ending}")
    found = client.get(f"{page}?preview=1").content.decode()
    assert 'name="digest"' not in found
    assert 'class="note"' in found


@pytest.mark.parametrize(("what", "ending"), [("organisations", "vcf"), ("people", "pdf"), ("users", "csv")])
def test_there_are_no_other_files(cast: Cast, what: str, ending: str) -> None:
    address = reverse("directory-export", kwargs={"what": what, "ending": ending})
    assert logged_in(cast.home.clerk).get(address).status_code == 404


def test_a_person_as_a_card(cast: Cast) -> None:
    client = logged_in(cast.home.clerk)
    with scope(association=cast.home.association):
        tenure = Tenure.objects.filter(retired_at=None, until=None).select_related("post__function").order_by("id")[0]
    address = reverse("person-card", kwargs={"person_id": tenure.person_id})
    assert address in client.get(reverse("person", kwargs={"person_id": tenure.person_id})).content.decode()
    card = client.get(address)
    assert card.headers["Content-Type"] == "text/vcard; charset=utf-8"
    assert card.content.decode().count("BEGIN:VCARD") == 1
    assert tenure.post.function.name in card.content.decode()
    with scope(association=cast.home.association):
        Tenure.objects.filter(person=tenure.person_id).delete()
    assert client.get(address).content.decode().count("BEGIN:VCARD") == 1
    assert logged_in(cast.other.clerk).get(address).status_code == 404


@pytest.mark.parametrize("files", [1, 3])
def test_the_queries_do_not_grow_with_the_files(
    cast: Cast, django_assert_num_queries: DjangoAssertNumQueries, files: int
) -> None:
    client = logged_in(cast.home.clerk)
    for _number in range(files):
        page = upload(client, TOWN)
        client.post(page, {"step": "apply", "digest": digest_of(preview(client, page))})
        with scope(association=cast.home.association):
            assert run_next_task()
        client.post(reverse("directory-undo", kwargs={"change_id": newest_import(cast)}))
    client.get(PAGE)
    with django_assert_num_queries(4):
        client.get(PAGE)


def newest_import(cast: Cast) -> int:
    with scope(association=cast.home.association):
        return Change.objects.filter(kind="import").latest("id").id
