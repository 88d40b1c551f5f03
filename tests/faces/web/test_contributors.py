"""Contributors on the pages: the office asks, the link opens one page, and an answer leads to a release."""

from __future__ import annotations

import datetime as dt
import logging
import re
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django_scopes import scope
from pytest_django.fixtures import DjangoAssertNumQueries

from tests.cast import Cast
from tests.engines.mail import returns
from tests.faces.web.stage import logged_in
from tests.office.conferences.registering import an_invitation
from tests.office.conferences.test_programme import ITEMS
from tests.office.conferences.test_release import SPEAKER
from tests.office.rows import row_counts
from umlauf.engines.mail.models import Message
from umlauf.engines.mail.verp import Verp
from umlauf.faces.web.contributing import COOKIE
from umlauf.ground.core.actor import machine
from umlauf.ground.core.clock import set_office_time
from umlauf.ground.core.limits import LIMITS
from umlauf.ground.core.links import Purpose, sign_link
from umlauf.ground.core.logs import RedactLinks
from umlauf.office.circulars.actions.returned import take_in
from umlauf.office.conferences.actions.release import release_programme
from umlauf.office.conferences.models import Conference, Contribution, Contributor, Programme

PAGE_QUERIES = 8
LIST_QUERIES = 10


@pytest.fixture
def conference(cast: Cast) -> Conference:
    """One whose programme is out, with a speaker who is to be asked."""
    with scope(association=cast.home.association):
        made = an_invitation(cast.home, items=ITEMS)
        Contribution.objects.update(email=SPEAKER)
        release_programme(actor=cast.home.clerk_actor, conference_id=made.id, seen=1, nonce="erste")
        return made


def address(conference: Conference, name: str = "contributors", **known: Any) -> str:
    return reverse(name, kwargs={"conference_id": conference.id, **known})


def page(client: Client, path: str) -> str:
    response = client.get(path)
    assert response.status_code == 200
    return str(response.content.decode())


def voice(cast: Cast) -> Contribution:
    with scope(association=cast.home.association):
        return Contribution.objects.get(name="Vera Quast")


def contributor(cast: Cast) -> Contributor:
    with scope(association=cast.home.association):
        return Contributor.objects.get()


@pytest.fixture
def asked(cast: Cast, conference: Conference) -> Contributor:
    """The speaker, whom the clerk has asked by the button of the page."""
    client = logged_in(cast.home.clerk)
    html = page(client, address(conference))
    ids = re.findall(r'name="contribution" value="(\d+)"', html)
    assert client.post(address(conference, "contributors-ask"), {"contribution": ids}).status_code == 302
    return contributor(cast)


def link_of(one: Contributor, generation: int | None = None, purpose: Purpose = Purpose.CONTRIBUTOR) -> str:
    token = sign_link(purpose, one.id, generation or one.link_generation)
    return reverse("contribution-open", kwargs={"token": token})


def own_page(one: Contributor) -> str:
    return reverse("contribution", kwargs={"contributor_id": one.id})


def opened(one: Contributor) -> Client:
    """A browser in which the link was opened."""
    client = Client()
    response = client.get(link_of(one))
    assert (response.status_code, response.headers["Location"]) == (303, own_page(one))
    return client


def answer(client: Client, one: Contributor, voice: Contribution, **given: str) -> Any:
    """Send the form of the page as it comes, for the one contribution that it has."""
    found = re.search(r'name="seen" value="(\w+)"', page(client, own_page(one)))
    assert found is not None
    names = {"answer": "yes", "title": "", "deputy": ""} | given
    data = {f"{name}-{voice.id}": names.pop(name) for name in ("answer", "title", "deputy")}
    return client.post(own_page(one), data | {"seen": found[1], "wishes": ""} | names)


def test_the_office_asks_reads_and_releases(cast: Cast, conference: Conference, asked: Contributor) -> None:
    clerk, speaker = logged_in(cast.home.clerk), opened(asked)
    assert 'name="contribution"' not in page(clerk, address(conference))
    sent = answer(speaker, asked, voice(cast), title="Integration gelingt", wishes="Ein Mikrofon <b>")
    assert sent.status_code == 302
    assert (voice(cast).state, voice(cast).title) == ("confirmed", "Integration gelingt")
    assert address(conference) in page(clerk, reverse("today"))
    html = page(clerk, address(conference, "programme"))
    assert address(conference) in html
    assert address(conference, "programme-release") in html
    html = page(clerk, address(conference))
    assert "Ein Mikrofon &lt;b&gt;" in html
    note = {name: re.findall(rf'name="{name}" value="(\d+)"', html) for name in ("contributor", "seen")}
    assert clerk.post(address(conference, "contributors-note"), note).status_code == 302
    assert not contributor(cast).unread
    assert address(conference) not in page(clerk, reverse("today"))


@pytest.mark.parametrize("way", ["replaced", "removed", "corrected"])
def test_what_they_said_who_are_gone_can_be_noted(
    cast: Cast, conference: Conference, asked: Contributor, way: str
) -> None:
    clerk = logged_in(cast.home.clerk)
    answer(opened(asked), asked, voice(cast), answer="no", wishes="Ein Mikrofon")
    with scope(association=cast.home.association):
        if way == "removed":
            Contribution.objects.all().delete()
        else:
            Contribution.objects.update(**{"replaced": {"state": way}, "corrected": {"email": "neu@l.example"}}[way])
    html = page(clerk, address(conference))
    assert "Ein Mikrofon" in html
    note = {name: re.findall(rf'name="{name}" value="(\d+)"', html) for name in ("contributor", "seen")}
    assert clerk.post(address(conference, "contributors-note"), note).status_code == 302
    assert not contributor(cast).unread


def test_what_is_internal_waits_for_nobody(cast: Cast, conference: Conference, asked: Contributor) -> None:
    with scope(association=cast.home.association):
        conference.items.update(internal=True)
    set_office_time(dt.datetime(2016, 11, 14, 9, tzinfo=dt.UTC))
    html = page(logged_in(cast.home.clerk), address(conference))
    assert address(conference, "contributors-remind") not in html
    assert address(conference, "contributor-link-renew", contributor_id=asked.id) not in html
    with scope(association=cast.home.association):
        Contribution.objects.update(asked_at=None)
    assert address(conference, "contributors-ask") not in page(logged_in(cast.home.clerk), address(conference))


def test_the_page_shows_what_when_where_and_nobody_else(cast: Cast, conference: Conference, asked: Contributor) -> None:
    with scope(association=cast.home.association):
        item = conference.items.all()[0]
        Contribution.objects.create(
            association=cast.home.association, item=item, position=1, name="Jan Ahorn", email="j@l.example"
        )
    html = page(opened(asked), own_page(asked))
    for shown in ("Integration in ländlichen Räumen", "Haus der Landkreise", "Abschlussrede", "14:30", "Vera Quast"):
        assert shown in html
    for hidden in ("Jan Ahorn", "j@l.example", SPEAKER, "543", "/conferences/"):
        assert hidden not in html


def test_scanners_change_nothing_and_the_address_tells_nothing(asked: Contributor) -> None:
    before, client = row_counts(), Client()
    for _scan in range(3):
        response = client.get(link_of(asked))
        assert response.headers["Referrer-Policy"] == "no-referrer"
        assert "no-store" in response.headers["Cache-Control"]
        shown = client.get(own_page(asked))
        assert "no-store" in shown.headers["Cache-Control"]
        assert "noindex" in shown.headers["X-Robots-Tag"]
        assert link_of(asked).rsplit("/", 1)[1] not in shown.content.decode()
    assert client.post(link_of(asked)).status_code == 405
    assert row_counts() == before
    assert (bool(client.cookies[COOKIE]["httponly"]), client.cookies[COOKIE]["samesite"]) == (True, "Lax")


def test_the_link_of_somebody_else_is_worth_nothing(cast: Cast, conference: Conference, asked: Contributor) -> None:
    assert Client().get(own_page(asked)).status_code == 404
    assert Client().post(own_page(asked), {}).status_code == 404
    with scope(association=cast.home.association):
        item = conference.items.all()[0]
        own = {"association": cast.home.association, "mailed_at": asked.mailed_at}
        Contribution.objects.create(
            association=cast.home.association,
            item=item,
            position=1,
            name="Jan",
            email="j@l.example",
            asked_at=asked.mailed_at,
        )
        other = Contributor.objects.create(**own, conference=conference, email="j@l.example")
    client = opened(other)
    assert client.get(own_page(asked)).status_code == 404
    assert client.post(own_page(asked), {}).status_code == 404
    assert client.get(link_of(asked)).status_code == 303
    assert (client.get(own_page(asked)).status_code, client.get(own_page(other)).status_code) == (200, 200)
    bad = [
        link_of(asked, 2),
        link_of(asked)[:-1],
        link_of(asked) + "x/y",
        link_of(asked, purpose=Purpose.LETTER),
        link_of(asked, purpose=Purpose.CONFIRM),
        reverse("contribution-open", kwargs={"token": sign_link(Purpose.CONTRIBUTOR, 10**9, 1)}),
    ]
    assert {Client().get(one).status_code for one in bad} == {404}
    assert len({Client().get(one).content for one in bad}) == 1


def test_nothing_chosen_is_said_at_the_form(cast: Cast, asked: Contributor) -> None:
    client = opened(asked)
    for given in ({"answer": ""}, {"answer": "maybe"}, {"title": "x" * 201}, {"wishes": "x" * 1001}, {"seen": ""}):
        response = answer(client, asked, voice(cast), **given)
        assert response.status_code == 422
    assert voice(cast).state == "requested"


def test_what_has_changed_meanwhile_is_shown_and_what_was_typed_stays(cast: Cast, asked: Contributor) -> None:
    client = opened(asked)
    refused = answer(client, asked, voice(cast), title="Mein Thema", seen="0" * 64)
    html = refused.content.decode()
    assert refused.status_code == 422
    assert "Mein Thema" in html
    found = re.search(r'name="seen" value="(\w+)"', html)
    assert found is not None
    assert found[1] != "0" * 64
    again = {f"answer-{voice(cast).id}": "yes", f"title-{voice(cast).id}": "Mein Thema", "seen": found[1]}
    assert client.post(own_page(asked), again).status_code == 302
    assert voice(cast).title == "Mein Thema"


def test_a_double_click_is_one_answer(cast: Cast, asked: Contributor) -> None:
    client = opened(asked)
    found = re.search(r'name="seen" value="(\w+)"', page(client, own_page(asked)))
    assert found is not None
    data = {f"answer-{voice(cast).id}": "no", f"deputy-{voice(cast).id}": "Jan Ahorn", "seen": found[1]}
    assert client.post(own_page(asked), data).status_code == 302
    before = row_counts()
    assert client.post(own_page(asked), data).status_code == 302
    assert row_counts() == before
    assert voice(cast).deputy == "Jan Ahorn"


def test_so_many_forms_an_hour_and_no_more(cast: Cast, asked: Contributor) -> None:
    client = opened(asked)
    cache.clear()
    for _form in range(LIMITS.changes_per_hour):
        assert client.post(own_page(asked), {}).status_code == 422
    assert client.post(own_page(asked), {}).status_code == 429
    assert client.get(own_page(asked)).status_code == 200
    cache.clear()


def test_once_it_has_begun_the_page_is_for_reading(cast: Cast, asked: Contributor) -> None:
    client = opened(asked)
    data = {f"answer-{voice(cast).id}": "yes", "seen": "0" * 64}
    set_office_time(dt.datetime(2016, 12, 2, 10, tzinfo=dt.UTC))
    html = page(client, own_page(asked))
    assert "Abschlussrede" in html
    assert 'name="seen"' not in html
    assert client.post(own_page(asked), data).status_code == 422
    assert voice(cast).state == "requested"
    set_office_time(dt.datetime(2016, 12, 3, 10, tzinfo=dt.UTC))
    assert client.get(own_page(asked)).status_code == 404


def test_reminders_and_new_links(cast: Cast, conference: Conference, asked: Contributor) -> None:
    clerk, speaker = logged_in(cast.home.clerk), opened(asked)
    set_office_time(dt.datetime(2016, 11, 14, 9, tzinfo=dt.UTC))
    html = page(clerk, address(conference))
    ids = {"contributor": re.findall(r'name="contributor" value="(\d+)"', html)}
    for _click in range(2):
        assert clerk.post(address(conference, "contributors-remind"), ids).status_code == 302
    link = address(conference, "contributor-link-renew", contributor_id=asked.id)
    for _click in range(2):
        assert clerk.post(link, {"generation": "1"}).status_code == 302
    assert contributor(cast).link_generation == 2
    assert speaker.get(own_page(asked)).status_code == 404
    with scope(association=cast.home.association):
        assert Message.objects.filter(key__contains=":contributor:").count() == 3
    assert opened(contributor(cast)).get(own_page(asked)).status_code == 200


def test_a_mail_that_came_back_is_seen_on_both_pages(cast: Cast, conference: Conference, asked: Contributor) -> None:
    clerk = logged_in(cast.home.clerk)
    edit = address(conference, "programme-voice", contribution_id=voice(cast).id)
    before = page(clerk, address(conference, "programme"))
    with scope(association=cast.home.association):
        Message.objects.filter(recipient=SPEAKER).update(
            state="bounced", next_attempt_at=None, last_reply="550 No such user"
        )
    assert "bad-text" not in before
    assert "bad-text" in page(clerk, address(conference, "programme"))
    html = page(clerk, address(conference))
    assert "550 No such user" in html
    assert edit in html
    assert address(conference) in page(clerk, reverse("today"))


@pytest.mark.parametrize("language", ["de", "en"])
def test_the_pages_begin_in_the_language_of_the_event(cast: Cast, asked: Contributor, language: str) -> None:
    with scope(association=cast.home.association):
        Conference.objects.update(language=language)
    assert f'<html lang="{language}"' in page(opened(asked), own_page(asked))


def test_ids_that_are_none_ask_nobody(cast: Cast, conference: Conference) -> None:
    clerk, before = logged_in(cast.home.clerk), row_counts()
    for given in ({}, {"contribution": ["x", "-1", "9" * 40]}, {"contribution": ["0"]}):
        assert clerk.post(address(conference, "contributors-ask"), given).status_code == 302
    after = row_counts()
    assert {name for name in after if after[name] != before[name]} <= {"django_session"}


def test_a_list_costs_as_many_queries_however_long_it_is(
    cast: Cast, conference: Conference, asked: Contributor, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    clerk, speaker = logged_in(cast.home.clerk), opened(asked)
    for size in (0, 12):
        with scope(association=cast.home.association):
            for number in range(size):
                email = SPEAKER if number % 2 else f"p{number}@land.example"
                Contribution.objects.create(
                    association=cast.home.association,
                    item=conference.items.all()[number % 2],
                    position=number + 2,
                    name=f"Person {number}",
                    email=email,
                    asked_at=asked.mailed_at,
                )
        page(clerk, address(conference))
        with django_assert_num_queries(LIST_QUERIES):
            page(clerk, address(conference))
        with django_assert_num_queries(PAGE_QUERIES):
            page(speaker, own_page(asked))


def test_the_revision_tells_the_editor_that_something_was_said(cast: Cast, asked: Contributor) -> None:
    with scope(association=cast.home.association):
        before = Programme.objects.get().revision
    answer(opened(asked), asked, voice(cast))
    with scope(association=cast.home.association):
        assert Programme.objects.get().revision == before + 1


def test_the_link_stands_in_no_log_and_in_no_mail_that_came_back(cast: Cast, asked: Contributor) -> None:
    token = link_of(asked).rpartition("/")[2]
    line = logging.LogRecord("web", logging.INFO, __file__, 1, "GET %s 303", (link_of(asked),), None)
    RedactLinks().filter(line)
    assert token not in line.getMessage()
    with scope(association=cast.home.association):
        mail = Message.objects.get(key__contains=":contributor:")
        verp = Verp(cast.home.association.id, mail.id)
        data = returns.REPLY + f"\n> http://localhost:8000{link_of(asked)}\n".encode()
        assert token not in take_in(actor=machine(cast.home.association.id), data=data, verp=verp).text
