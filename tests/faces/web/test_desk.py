"""The page of a draft while somebody writes: the letter beside the text, what is kept, and who else is there."""

from __future__ import annotations

import base64
import datetime as dt
from typing import Any

import pytest
from django.db import connection
from django.http.response import HttpResponseBase
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django_scopes import scope

from tests.cast import Cast, House, a_circular
from tests.faces.web.stage import Stage, have_asked, logged_in
from tests.faces.web.test_drafts import filled, saved
from tests.office.circulars.agreeing import laid
from tests.office.rows import row_counts
from umlauf.ground.accounts.models import User
from umlauf.ground.core.clock import machine_now
from umlauf.office.circulars.models import Circular, Issue, WorkingCopy

OFTEN = 400


def at(name: str, circular: Circular | None) -> str:
    return reverse(name, kwargs={} if circular is None else {"circular_id": circular.id})


def typed(house: House, user: User | None = None, window: str = "w1", **changed: Any) -> dict[str, object]:
    """What the page sends while somebody writes."""
    writer = user or house.clerk
    return filled(house, window=window, writer=writer.id, revision=1, known=1) | changed


def keep(house: House, circular: Circular | None, user: User | None = None, **changed: Any) -> dict[str, Any]:
    name = "circular-keep" if circular is not None else "circular-new-keep"
    writer = user or house.clerk
    response = logged_in(writer).post(at(name, circular), typed(house, writer, **changed))
    assert response.status_code == 200
    told: dict[str, Any] = response.json()
    return told


def copies(house: House) -> list[WorkingCopy]:
    with scope(association=house.association):
        return list(WorkingCopy.objects.order_by("id"))


def shown(response: HttpResponseBase) -> Any:
    """What the page was made of."""
    return response.context  # type: ignore[attr-defined]


def field(response: HttpResponseBase, name: str) -> Any:
    return shown(response)["form"][name].value()


# The letter


@pytest.mark.parametrize("name", ["circular-beside", "circular-new-beside"])
def test_the_letter_is_shown_as_it_would_be(stage: Stage, name: str) -> None:
    circular = stage.draft if name == "circular-beside" else None
    client, before = logged_in(stage.home.clerk), row_counts()
    pictures = set()
    for subject in ("Eins", "Zwei"):
        told = client.post(at(name, circular), typed(stage.home, subject=subject, width=300)).json()
        assert (told["page"], told["pages"], told["sentence"]) == (1, 1, "")
        picture = base64.b64decode(told["picture"].removeprefix("data:image/png;base64,"))
        assert picture.startswith(b"\x89PNG")
        assert abs(int.from_bytes(picture[16:20]) - 300) <= 1
        pictures.add(picture)
    assert len(pictures) == 2
    assert row_counts() == before


@pytest.mark.parametrize(
    "missing", [{"distribution_list": ""}, {"series": ""}, {"answer_by": "31.11."}, {"contact_email": ""}]
)
def test_what_does_not_stand_in_the_letter_does_not_hinder_it(cast: Cast, missing: dict[str, Any]) -> None:
    told = logged_in(cast.home.clerk).post(at("circular-new-beside", None), typed(cast.home, **missing)).json()
    assert told["pages"] == 1


@pytest.mark.parametrize(
    "wrong",
    [{"subject": ""}, {"body": ""}, {"body": "Siehe [hier](ftp://amt.example)."}, {"body": "Emoji 😀"}],
)
def test_what_would_be_refused_is_said_quietly(stage: Stage, wrong: dict[str, Any]) -> None:
    told = logged_in(stage.home.clerk).post(at("circular-beside", stage.draft), typed(stage.home, **wrong)).json()
    assert "picture" not in told
    assert told["sentence"]


@pytest.mark.parametrize("body", ["Wort " * 40_000, "x\n\n" * 20_000, "Wort " * 120_000])
def test_a_text_that_is_too_long_is_not_drawn(stage: Stage, body: str) -> None:
    told = logged_in(stage.home.clerk).post(at("circular-beside", stage.draft), typed(stage.home, body=body)).json()
    assert "picture" not in told
    assert "PDF" in told["sentence"]


def test_the_pages_are_turned(stage: Stage) -> None:
    client, body = logged_in(stage.home.clerk), "Noch ein Satz. " * 1_000
    found = {}
    for wanted in (1, 2, 99):
        told = client.post(at("circular-beside", stage.draft), typed(stage.home, body=body, show=wanted)).json()
        found[wanted] = told["page"], told["pages"]
    pages = found[1][1]
    assert found == {1: (1, pages), 2: (2, pages), 99: (pages, pages)}
    closed = client.post(at("circular-beside", stage.draft), typed(stage.home, body=body, show=0)).json()
    assert "picture" not in closed


def test_whoever_draws_without_end_is_slowed_down(stage: Stage) -> None:
    client = logged_in(stage.home.clerk)
    given = typed(stage.home, show=0)
    have_asked(stage.home.clerk, "beside", OFTEN - 2)
    statuses = [client.post(at("circular-beside", stage.draft), given).status_code for _again in range(4)]
    assert statuses == [200, 200, 429, 429]
    other = logged_in(stage.home.signatory).post(at("circular-beside", stage.draft), given)
    assert other.status_code == 200


def test_without_a_script_a_button_shows_the_letter_and_saves_nothing(stage: Stage) -> None:
    client = logged_in(stage.home.clerk)
    for name, circular in (("circular-edit", stage.draft), ("circular-new", None)):
        before = row_counts()
        response = client.post(at(name, circular), typed(stage.home, subject="Noch nicht fertig", body="", show=1))
        assert response.status_code == 200
        assert field(response, "subject") == "Noch nicht fertig"
        assert not shown(response)["form"].errors
        assert shown(response)["beside"].sentence
        response = client.post(at(name, circular), typed(stage.home, subject="Fertig", show=1))
        assert 'src="data:image/png;base64,' in response.content.decode()
        assert field(response, "body") == "Guten Tag,\r\n\r\n**bitte** lesen.\r\n\r\n- eins\r\n- zwei"
        assert row_counts() == before


# What is kept


def test_what_is_typed_is_kept_and_offered_when_one_comes_back(stage: Stage) -> None:
    told = keep(stage.home, stage.draft, subject="Halb getippt")
    assert told["kept"] is True
    client, path = logged_in(stage.home.clerk), at("circular-edit", stage.draft)
    response = client.get(path)
    waiting = shown(response)["waiting"]
    assert "Halb getippt" in str([change.paragraphs for change in waiting.changes])
    assert 'name="subject"' not in response.content.decode()
    assert at("circular-copy-drop", stage.draft) in response.content.decode()
    gone_on = client.get(path, {"copy": "1"})
    assert field(gone_on, "subject") == "Halb getippt"
    assert "**bitte** lesen" in field(gone_on, "body")
    assert shown(gone_on)["desk"].from_window == "w1"
    assert not shown(gone_on)["form"].errors
    assert shown(logged_in(stage.home.signatory).get(path)).get("waiting") is None


def test_going_on_keeps_and_saving_removes(stage: Stage) -> None:
    keep(stage.home, stage.draft, subject="Halb")
    keep(stage.home, stage.draft, subject="Ganz", window="w2", from_window="w1")
    assert [one.entries["subject"] for one in copies(stage.home)] == [["Ganz"]]
    client, path = logged_in(stage.home.clerk), at("circular-edit", stage.draft)
    assert client.post(path, typed(stage.home, subject="Aus dem alten Fenster")).status_code == 302
    assert [one.entries["subject"] for one in copies(stage.home)] == [["Ganz"]]
    gone_on = typed(stage.home, subject="Ganz", window="w3", from_window="w2", revision=2)
    assert client.post(path, gone_on).status_code == 302
    assert copies(stage.home) == []


def test_what_the_draft_says_is_not_unsaved(stage: Stage) -> None:
    keep(stage.home, stage.draft, subject="Halb")
    form = shown(logged_in(stage.home.clerk).get(at("circular-edit", stage.draft), {"copy": "1"}))["form"]
    assert form["subject"].value() == "Halb"
    with scope(association=stage.home.association):
        WorkingCopy.objects.all().delete()
    form = shown(logged_in(stage.home.clerk).get(at("circular-edit", stage.draft)))["form"]
    unchanged = {name: form[name].value() for name in form.fields if form[name].value() not in {None, ()}}
    told = keep(stage.home, stage.draft, **{**dict.fromkeys(form.fields, ""), **unchanged})
    assert told["kept"] is True
    assert copies(stage.home) == []


def test_what_is_thrown_away_is_gone(stage: Stage) -> None:
    keep(stage.home, stage.draft, subject="Halb")
    client = logged_in(stage.home.clerk)
    response = client.post(at("circular-copy-drop", stage.draft))
    assert response.headers["Location"] == at("circular-edit", stage.draft)
    assert copies(stage.home) == []
    assert shown(client.get(at("circular-edit", stage.draft))).get("waiting") is None


def test_a_new_one_is_kept_by_its_form(cast: Cast) -> None:
    home, client = cast.home, logged_in(cast.home.clerk)
    nonce = field(client.get(at("circular-new", None)), "nonce")
    keep(home, None, nonce=nonce, subject="Begonnen", revision="")
    page = client.get(at("circular-new", None))
    assert [one.subject for one in shown(page)["unsaved"]] == ["Begonnen"]
    assert field(page, "subject") is None
    gone_on = client.get(at("circular-new", None), {"copy": nonce})
    assert (field(gone_on, "subject"), field(gone_on, "nonce")) == ("Begonnen", nonce)
    assert field(gone_on, "distribution_list") == str(home.members_list.id)
    assert client.post(at("circular-new", None), filled(home, nonce=nonce, window="w1")).status_code == 302
    assert copies(home) == []
    assert keep(home, None, nonce=nonce, subject=filled(home)["subject"])["kept"] is True  # one that came late
    assert copies(home) == []


def test_a_new_one_is_thrown_away(cast: Cast) -> None:
    keep(cast.home, None, nonce="n", subject="Begonnen")
    response = logged_in(cast.home.clerk).post(at("circular-new-copy-drop", None), {"nonce": "n"})
    assert response.headers["Location"] == at("circular-new", None)
    assert copies(cast.home) == []


def test_today_names_what_one_has_not_saved(stage: Stage) -> None:
    keep(stage.home, stage.draft, subject="Mein Ungesichertes")
    keep(stage.home, None, nonce="n-1", subject="Mein Neues")
    page = logged_in(stage.home.clerk).get(reverse("today")).content.decode()
    assert "Mein Ungesichertes" in page
    assert f'href="{reverse("circular-new")}?copy=n-1"' in page
    assert "Mein Ungesichertes" not in logged_in(stage.home.signatory).get(reverse("today")).content.decode()


def test_a_text_that_can_no_longer_be_saved_can_still_be_read(stage: Stage) -> None:
    keep(stage.home, stage.draft, subject="Zu spät getippt")
    with scope(association=stage.home.association):
        laid(stage.home, stage.draft)
    told = keep(stage.home, stage.draft, subject="Noch später")
    assert (told["kept"], bool(told["said"])) == (False, True)
    response = logged_in(stage.home.clerk).get(at("circular-edit", stage.draft), {"copy": "1"})
    assert shown(response)["waiting"].closed
    assert "Zu spät getippt" in response.content.decode()
    assert 'href="?copy=1"' not in response.content.decode()


def test_an_unreadable_text_is_shown_as_it_was_typed(stage: Stage) -> None:
    keep(stage.home, stage.draft, body="Siehe [hier](ftp://amt.example).")
    client = logged_in(stage.home.clerk)
    assert shown(client.get(at("circular-edit", stage.draft)))["waiting"].raw.startswith("Siehe [hier]")
    assert "ftp://" in field(client.get(at("circular-edit", stage.draft), {"copy": "1"}), "body")


def test_a_page_of_somebody_else_is_not_kept(stage: Stage) -> None:
    """Somebody has logged in, in the browser in which a colleague's page is still open."""
    given = typed(stage.home, stage.home.signatory)
    told = logged_in(stage.home.clerk).post(at("circular-keep", stage.draft), given).json()
    assert told["kept"] is False
    assert copies(stage.home) == []


@pytest.mark.parametrize("name", ["circular-new", "circular-edit", "circular-sign-edit"])
def test_a_page_of_somebody_else_is_neither_saved_nor_signed(stage: Stage, name: str) -> None:
    """Whoever opened it may log in again and go on; the page stays theirs, however often it is sent."""
    home, path = stage.home, at(name, None if name == "circular-new" else stage.draft)
    given = typed(home, home.clerk, seen=shown(logged_in(home.signatory).get(path)).get("seen", ""))
    client, before = logged_in(home.signatory), row_counts()
    for more in ({}, {"show": "0"}, {}):
        response = client.post(path, given | more)
        assert response.status_code == (200 if more else 422)
        assert field(response, "subject") == given["subject"]
        assert shown(response)["desk"].writer == home.clerk.id
    assert row_counts() == before
    assert client.post(path, given | {"writer": home.signatory.id}).status_code == 302


def test_the_colleague_who_was_chosen_counts_while_one_writes(stage: Stage) -> None:
    keep(stage.home, stage.draft)
    client, path = logged_in(stage.home.clerk), at("circular-edit", stage.draft)
    client.post(path, typed(stage.home))
    assert copies(stage.home) == []
    keep(stage.home, stage.draft, contact_from=stage.home.signatory.id)
    assert len(copies(stage.home)) == 1
    pictures = set()
    for colleague in ("", stage.home.signatory.id, "987654"):
        told = client.post(at("circular-beside", stage.draft), typed(stage.home, contact_from=colleague)).json()
        pictures.add(told["picture"])
    assert len(pictures) == 2


def test_a_copy_that_says_what_a_later_save_said_is_dropped(stage: Stage) -> None:
    """Else the form would begin with the older revision, and a save conflict with nothing."""
    keep(stage.home, stage.draft, window="w2")
    path = at("circular-edit", stage.draft)
    logged_in(stage.home.signatory).post(path, typed(stage.home, stage.home.signatory))
    page = logged_in(stage.home.clerk).get(path, {"copy": "1"})
    assert field(page, "revision") == 2
    assert copies(stage.home) == []


@pytest.mark.parametrize("word", ["\0", "a\0b", "w1 w2", "x" * 41])
def test_what_is_no_word_of_a_page_counts_as_none(stage: Stage, word: str) -> None:
    client, nothing = logged_in(stage.home.clerk), at("circular-new", None)
    assert keep(stage.home, stage.draft, window=word, from_window=word, subject="Halb")["kept"] is True
    assert keep(stage.home, None, window=word, from_window=word, nonce=word, subject="Halb")["kept"] is True
    assert {(one.window, one.nonce) for one in copies(stage.home)} == {("", "")}
    assert client.get(nothing, {"copy": word}).status_code == 200
    assert client.post(at("circular-new-copy-drop", None), {"nonce": word}).status_code == 302
    path, given = at("circular-edit", stage.draft), typed(stage.home, window=word, from_window=word, subject="Ganz")
    assert client.post(path, given | {"show": 1}).status_code == 200
    assert client.post(path, given).status_code == 302
    assert copies(stage.home) == []


def test_after_the_end_of_a_session_it_leads_to_the_login(stage: Stage) -> None:
    response = Client().post(at("circular-keep", stage.draft), typed(stage.home))
    assert response.headers["Location"].startswith(reverse("account_login"))


@pytest.mark.parametrize("name", ["circular-keep", "circular-beside", "circular-copy-drop"])
def test_without_the_token_of_a_form_nothing_happens(stage: Stage, name: str) -> None:
    keep(stage.home, stage.draft, subject="Halb")
    client = Client(enforce_csrf_checks=True)
    client.force_login(stage.home.clerk)
    assert client.post(at(name, stage.draft), typed(stage.home, subject="Fremd")).status_code == 403
    assert [one.entries["subject"] for one in copies(stage.home)] == [["Halb"]]


@pytest.mark.parametrize("name", ["letter_date", "answer_by", "valid_from"])
def test_a_mistyped_year_is_told_at_its_field(stage: Stage, name: str) -> None:
    client = logged_in(stage.home.clerk)
    wrong: dict[str, Any] = {name: "9999-12-31", "body": "Bitte antworten Sie bis Freitag."}
    for page, circular in (("circular-edit", stage.draft), ("circular-new", None)):
        response = client.post(at(page, circular), typed(stage.home, **wrong))
        assert response.status_code == 422
        assert list(shown(response)["form"].errors) == [name]
    told = client.post(at("circular-beside", stage.draft), typed(stage.home, **wrong)).json()
    assert "9999" in told["sentence"]


def test_what_is_not_of_the_form_is_not_kept(stage: Stage) -> None:
    keep(stage.home, stage.draft, password="geheim", csrfmiddlewaretoken="x")
    (copy,) = copies(stage.home)
    assert not {"password", "csrfmiddlewaretoken", "writer", "window"} & set(copy.entries)


# Who else is there


def test_who_else_is_writing_is_told(stage: Stage) -> None:
    home = stage.home
    assert keep(home, stage.draft, subject="Nora")["company"] == ""
    told = keep(home, stage.draft, home.signatory, subject="Emil")
    assert home.clerk.name in told["company"]
    page = logged_in(home.signatory).get(at("circular-edit", stage.draft), {"copy": "1"})
    assert [one.name for one in shown(page)["desk"].company.writers] == [home.clerk.name]
    with scope(association=home.association):
        WorkingCopy.objects.update(kept_at=machine_now() - dt.timedelta(minutes=3))
    assert keep(home, stage.draft, home.signatory, subject="Emil")["company"] == ""


def test_a_newer_version_is_told_at_once(stage: Stage) -> None:
    home = stage.home
    keep(home, stage.draft, subject="Halb")
    path = at("circular-edit", stage.draft)
    logged_in(home.signatory).post(path, typed(home, home.signatory, subject="Vom Geschäftsführer"))
    told = keep(home, stage.draft, subject="Halb fertig")
    assert home.signatory.name in told["company"]
    assert f"{at('circular-versions', stage.draft)}?from=1&amp;to=2" in told["company"]
    assert keep(home, stage.draft, subject="Halb", known=2)["company"] == ""
    again = logged_in(home.clerk).get(path, {"copy": "1"})
    assert shown(again)["desk"].company.newer.revision == 2
    assert field(again, "revision") == "1"


def test_a_second_save_over_another_is_an_act_of_its_own(stage: Stage) -> None:
    path = at("circular-edit", stage.draft)
    first, second = logged_in(stage.home.clerk), logged_in(stage.home.signatory)
    second.post(path, typed(stage.home, stage.home.signatory, subject="Vom Geschäftsführer"))
    mine = typed(stage.home, subject="Von der Referentin")
    for _again in range(2):
        response = first.post(path, mine)
        assert response.status_code == 422
        runs = [run for one in shown(response)["changes"] for part in one.paragraphs for run in part.runs]
        assert {(run.piece.value, run.text) for run in runs} >= {
            ("gone", "Vom Geschäftsführer"),
            ("new", "Von der Referentin"),
        }
        assert 'name="goes_over" value="2"' in response.content.decode()
        assert field(response, "revision") == "1"
        assert stage.home.signatory.name in shown(response)["form"].errors["__all__"][0]
    assert first.post(path, mine | {"goes_over": "2"}).status_code == 302
    assert [draft.content["subject"] for draft in saved(stage.home) if draft.circular_id == stage.draft.id] == [
        "Entwurf zur Kita",
        "Vom Geschäftsführer",
        "Von der Referentin",
    ]
    third = first.post(path, mine | {"subject": "Und noch eine", "goes_over": "2"})
    assert third.status_code == 422


def test_who_corrects_and_signs_goes_over_nothing_unseen(stage: Stage) -> None:
    home, path = stage.home, at("circular-sign-edit", stage.draft)
    boss = logged_in(home.signatory)
    keep(home, stage.draft, home.signatory, subject="Kleine Verbesserung")
    logged_in(home.clerk).post(at("circular-edit", stage.draft), typed(home, subject="Von der Referentin"))
    assert shown(boss.get(path))["waiting"] is not None
    page = boss.get(path, {"copy": "1"})
    assert field(page, "subject") == "Kleine Verbesserung"
    given = typed(home, home.signatory, subject="Kleine Verbesserung", seen=shown(page)["seen"])
    given |= {"window": "w2", "from_window": shown(page)["desk"].from_window}
    response = boss.post(path, given)
    assert response.status_code == 422
    assert shown(response)["other"].revision == 2
    assert boss.post(path, given | {"goes_over": "2"}).status_code == 302
    with scope(association=home.association):
        assert Issue.objects.get(circular=stage.draft).content["subject"] == "Kleine Verbesserung"
    assert copies(home) == []


def test_what_a_signatory_throws_away_leads_back_to_signing(stage: Stage) -> None:
    keep(stage.home, stage.draft, stage.home.signatory, subject="Halb")
    client = logged_in(stage.home.signatory)
    response = client.post(at("circular-copy-drop", stage.draft), {"page": "sign"})
    assert response.headers["Location"] == at("circular-sign-edit", stage.draft)


# What it costs


def test_keeping_and_drawing_cost_the_same_however_much_there_is(stage: Stage) -> None:
    home, client = stage.home, logged_in(stage.home.clerk)
    for name, most in (("circular-keep", 21), ("circular-beside", 21)):
        client.post(at(name, stage.draft), typed(home))
        counts = []
        for more in (0, 5):
            with scope(association=home.association):
                for number in range(more):
                    other = a_circular(home)
                    keep(home, other, home.signatory, subject=f"{name} {number}")
            with CaptureQueriesContext(connection) as asked:
                assert client.post(at(name, stage.draft), typed(home)).status_code == 200
            counts.append(len(asked))
        assert counts[0] == counts[1] <= most, name
