"""Hints on the pages: beside the form, by its buttons without a script, and before a draft goes on."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace

import pytest
from django.db import connection
from django.http import QueryDict
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django_scopes import scope

from tests.cast import Cast, House, a_circular, a_content, an_issue
from tests.faces.web.stage import logged_in
from tests.faces.web.test_drafts import filled
from umlauf.faces.web.hints_page import hints_at, hints_typed
from umlauf.ground.core.clock import set_office_time
from umlauf.office.circulars.content import Content
from umlauf.office.circulars.hint import HintKind, key_of
from umlauf.office.circulars.models import Circular, DismissedHint, Draft

BODY = "Bitte antworten Sie bis zum Freitag, 17. November 2016, wie in RS 12/2015 gesagt. Siehe Anlage."
WEEKDAY = key_of(HintKind.WEEKDAY, 4, "2016-11-17")


@pytest.fixture(autouse=True)
def _today(db: None) -> None:
    set_office_time(dt.datetime(2016, 11, 1, 11, tzinfo=dt.UTC))


def a_draft(home: House, body: str = BODY, **fields: object) -> Circular:
    with scope(association=home.association):
        content = replace(a_content(home, body=body), answer_by=None, abstract="", **fields)  # type: ignore[arg-type]
        return a_circular(home, content)


def edit_of(circular: Circular) -> str:
    return reverse("circular-edit", kwargs={"circular_id": circular.id})


def keys_in(page: str) -> list[str]:
    """The keys of the hints that a page offers to put aside."""
    return re.findall(r'name="dismiss" value="([0-9a-f]{64})"', page)


def offers_in(page: str) -> list[str]:
    return re.findall(r'name="take" value="([^"]*)"', page)


def page_of(client: Client, address: str) -> str:
    return client.get(address).content.decode()


def sent(home: House, circular: Circular, **changed: object) -> dict[str, object]:
    given = filled(home, body=BODY, answer_by="", revision=1, **changed)
    del given["series"]
    return given


def revisions(circular: Circular) -> int:
    with scope(association=circular.association):
        return Draft.objects.filter(circular=circular).count()


def test_beside_the_form(cast: Cast) -> None:
    circular = a_draft(cast.home)
    page = page_of(logged_in(cast.home.clerk), edit_of(circular))
    assert WEEKDAY in keys_in(page)
    assert offers_in(page) == ["answer_by=2016-11-17", "references=RS 12/2015"]
    assert 'data-phrase="Freitag, 17. November 2016"' in page


def test_an_offer_is_taken_up_without_a_script(cast: Cast) -> None:
    """The form comes back with the field filled, and nothing is saved by that."""
    circular = a_draft(cast.home)
    client = logged_in(cast.home.clerk)
    given = sent(cast.home, circular, subject="Noch nicht gespeichert", references="Erlass\r\n")
    response = client.post(edit_of(circular), given | {"take": "answer_by=2016-11-17"})
    page = response.content.decode()
    assert response.status_code == 200
    assert re.search(r'name="answer_by" value="2016-11-17"', page)
    assert "Noch nicht gespeichert" in page
    assert offers_in(page) == ["references=RS 12/2015"]
    page = client.post(edit_of(circular), given | {"take": "references=RS 12/2015"}).content.decode()
    assert re.search(r"<textarea[^>]*name=\"references\"[^>]*>\s*Erlass\s+RS 12/2015</textarea>", page)
    assert revisions(circular) == 1


@pytest.mark.parametrize("value", ["subject=Anderes", "answer_by", "revision=9", "=", "", "answer_by=x"])
def test_an_offer_that_nobody_made(cast: Cast, value: str) -> None:
    circular = a_draft(cast.home)
    response = logged_in(cast.home.clerk).post(edit_of(circular), sent(cast.home, circular) | {"take": value})
    assert response.status_code == 200
    assert "Kita-Finanzierung" in response.content.decode()
    assert revisions(circular) == 1


def test_of_a_new_circular_an_offer_is_taken_up_and_nothing_can_be_put_aside(cast: Cast) -> None:
    client = logged_in(cast.home.clerk)
    given = filled(cast.home, body=BODY, answer_by="") | {"take": "answer_by=2016-11-17", "dismiss": WEEKDAY}
    response = client.post(reverse("circular-new"), given)
    page = response.content.decode()
    assert response.status_code == 200
    assert 'name="answer_by" value="2016-11-17"' in page
    assert keys_in(page) == []
    with scope(association=cast.home.association):
        assert (Circular.objects.count(), DismissedHint.objects.count()) == (0, 0)


def test_put_aside_it_does_not_come_back(cast: Cast) -> None:
    """Not for a colleague, not after another change; on another circular it is there."""
    circular, other = a_draft(cast.home), a_draft(cast.home)
    client = logged_in(cast.home.clerk)
    given = sent(cast.home, circular, subject="Noch nicht gespeichert")
    response = client.post(edit_of(circular), given | {"dismiss": WEEKDAY})
    page = response.content.decode()
    assert response.status_code == 200
    assert "Noch nicht gespeichert" in page
    assert WEEKDAY not in keys_in(page)
    assert keys_in(page)
    assert revisions(circular) == 1
    client.post(edit_of(circular), sent(cast.home, circular, abstract="Vorneweg."))
    assert revisions(circular) == 2
    colleague = logged_in(cast.home.signatory)
    assert WEEKDAY not in keys_in(page_of(colleague, edit_of(circular)))
    assert WEEKDAY in keys_in(page_of(colleague, edit_of(other)))


def test_put_aside_from_the_page_of_the_circular_or_by_the_script(cast: Cast) -> None:
    circular = a_draft(cast.home)
    client = logged_in(cast.home.clerk)
    address = reverse("circular", kwargs={"circular_id": circular.id})
    path = reverse("circular-hint-dismiss", kwargs={"circular_id": circular.id})
    first, second, *_more = keys_in(page_of(client, address))
    assert client.post(path, {"dismiss": first}).headers["Location"] == address
    assert client.post(path, {"dismiss": second, "script": "1"}).status_code == 204
    assert not {first, second} & set(keys_in(page_of(client, address)))
    assert client.post(path, {"dismiss": "x"}).status_code == 404
    lay = reverse("circular-lay", kwargs={"circular_id": circular.id})
    assert client.post(path, {"dismiss": first, "back": "circular-lay"}).headers["Location"] == lay
    assert client.post(path, {"dismiss": first, "back": "//example.org"}).headers["Location"] == address


def test_before_a_draft_goes_on_its_warnings_are_shown(cast: Cast) -> None:
    """On the pages of the draft, of laying and of signing; the last one does not ask for them to be mended."""
    circular = a_draft(cast.home)
    clerk, signatory = logged_in(cast.home.clerk), logged_in(cast.home.signatory)
    pages = [
        page_of(clerk, reverse("circular", kwargs={"circular_id": circular.id})),
        page_of(clerk, reverse("circular-lay", kwargs={"circular_id": circular.id})),
        page_of(signatory, reverse("circular-sign", kwargs={"circular_id": circular.id})),
    ]
    assert all(WEEKDAY in keys_in(page) for page in pages)
    assert [offers_in(page) for page in pages] == [[], [], []]
    mend = f'href="{edit_of(circular)}#id_body"'
    assert [mend in page for page in pages] == [True, True, False]


def test_after_the_signature_there_are_none(cast: Cast) -> None:
    circular = a_draft(cast.home)
    with scope(association=cast.home.association):
        an_issue(cast.home, circular)
    page = page_of(logged_in(cast.home.clerk), reverse("circular", kwargs={"circular_id": circular.id}))
    assert keys_in(page) == []


def test_while_somebody_types(cast: Cast) -> None:
    circular = a_draft(cast.home)
    client = logged_in(cast.home.clerk)
    path = reverse("circular-beside", kwargs={"circular_id": circular.id})
    given = sent(cast.home, circular, subject="")
    answer = client.post(path, given).json()
    assert WEEKDAY in keys_in(answer["hints"])
    new = client.post(reverse("circular-new-beside"), filled(cast.home, body=BODY, answer_by="")).json()
    assert offers_in(new["hints"]) == ["answer_by=2016-11-17", "references=RS 12/2015"]
    assert keys_in(new["hints"]) == []


def test_a_conference_that_is_planned_is_no_event_to_be_told_of(cast: Cast) -> None:
    from umlauf.office.conferences.actions.plan import ConferencePlan, plan_conference

    circular = a_draft(cast.home, "Die Konferenz „Land“ findet am 2. Dezember 2016 in Musterstadt statt.")
    with scope(association=cast.home.association):
        content = Content.parse(circular.drafts.get().content)
        kinds = [one.hint.kind for one in hints_at(cast.home.association, circular, content)]
        assert kinds == [HintKind.EVENT]
        plan = ConferencePlan(title="Land", starts_on=dt.date(2016, 12, 2))
        plan_conference(actor=cast.home.clerk_actor, circular_id=circular.id, plan=plan)
        assert hints_at(cast.home.association, circular, content) == ()


def test_what_it_costs(cast: Cast) -> None:
    """As many queries however much is written."""
    circular = a_draft(cast.home)
    with scope(association=cast.home.association):
        for body in (BODY, f"{BODY}\n\n" * 40):
            content = a_content(cast.home, body=body)
            with CaptureQueriesContext(connection) as asked:
                assert hints_at(cast.home.association, circular, content)
            assert len(asked) <= 8, [one["sql"] for one in asked]


def test_a_form_that_is_too_long_is_not_read(cast: Cast) -> None:
    data = QueryDict(mutable=True)
    data["body"] = f"{BODY}\n" * 20_000
    with scope(association=cast.home.association):
        assert hints_typed(cast.home.association, None, None, data) == ()
        data["body"] = BODY
        assert hints_typed(cast.home.association, None, None, data)
