"""What an office sees of the answers, and what it does about them: more time, a new link."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace

from django.test import Client
from django_scopes import scope
from pytest_django.fixtures import DjangoAssertNumQueries

from tests.cast import Cast, a_circular, a_content, a_county, add_member, an_issue, make_cast
from tests.faces.web.returning import answers_of_three, nonce_of, page, text
from tests.faces.web.stage import Stage, link_of, logged_in, send, set_state
from tests.office.conferences.registering import (
    ANNA,
    an_entry,
    an_invitation,
    by_phone,
    guest,
    invited,
    registered,
)
from umlauf.engines.mail.enums import State
from umlauf.ground.core.clock import set_office_time
from umlauf.office.circulars.models import Delivery, Issue, Recipient
from umlauf.office.conferences.people import PersonEntry
from umlauf.office.responses.actions.answer import give_nil_return, give_statement
from umlauf.office.responses.actions.ask import close_ask, set_ask
from umlauf.office.responses.actions.extension import ask_extension
from umlauf.office.responses.entries import Terms
from umlauf.office.responses.enums import AskKind, Counting
from umlauf.office.responses.models import Extension

PAGE_QUERIES = 30
REMIND_QUERIES = 29
LATER = dt.date(2016, 11, 25)


def shown(html: str) -> list[str]:
    """The recipients in the table."""
    return re.findall(r'<td data-label="Landkreis">([^<]+)<', html)


def sums(html: str) -> dict[str, int]:
    """The address of each sum of the answers, and its number."""
    found = re.findall(r"</span>(\d+)</b><span><a id=\"answer-[a-z_]+\" href=\"([^\"]+)\"", html)
    return {path: int(count) for count, path in found}


def test_nobody_has_answered_yet(stage: Stage) -> None:
    html = text(logged_in(stage.home.clerk), page(stage.sent.circular_id))
    assert "Rücklauf: 0 von 3 Landkreisen" in html
    assert ": Ahorntal, Eichengrund, Lindenberg</span>" in html
    assert '<rect class="part missing" x="0" width="3" height="1"/>' in html
    assert (
        f'id="remind" class="act" href="{page(stage.sent.circular_id, "circular-remind")}">3 Landkreise erinnern'
        in html
    )
    assert "Rücklauf</b>bis 18.11., 0 von 3</li>" in html
    assert html.count(">eintragen<") == 3


def test_each_sum_leads_to_exactly_its_rows(cast: Cast) -> None:
    with scope(association=cast.home.association):
        conference = answers_of_three(cast)
        first = invited(conference)[0]
    client, path = logged_in(cast.home.clerk), page(conference.circular_id)
    html = text(client, path)
    assert "Rücklauf: 2 von 3 Landkreisen" in html
    assert ">angemeldet</a> (2 Personen)" in html
    assert ">nimmt nicht teil</a>" in html
    assert '<rect class="part declined" x="1" width="1" height="1"/>' in html
    assert "1 Landkreis erinnern" in html
    assert html.count('class="act first"') == 1
    found = sums(html)
    assert {path.split("?")[1] for path in found} == {
        f"answer={key}#recipients" for key in ("registered", "declined", "missing")
    }
    for link, count in found.items():
        only = text(client, link)
        assert len(shown(only)) == count
        assert f"Nur die mit diesem Stand: {count} von 3." in only
    assert shown(text(client, f"{path}?answer=missing")) == ["Landkreis Lindenberg"]
    assert "2 Personen · 10.11., über den Link" in html
    assert f'href="{page(conference.circular_id, "desk", recipient_id=first.id)}"' in html


def test_an_answer_and_a_state_of_delivery_together(cast: Cast) -> None:
    with scope(association=cast.home.association):
        conference = answers_of_three(cast)
        first = Delivery.objects.order_by("id")[0]
        last = Delivery.objects.order_by("-id")[0]
        for delivery in (first, last):
            set_state(delivery, State.FAILED)
    client, path = logged_in(cast.home.clerk), page(conference.circular_id)
    assert len(shown(text(client, f"{path}?state=failed"))) == 2
    html = text(client, f"{path}?state=failed&answer=missing")
    assert shown(html) == ["Landkreis Lindenberg"]
    assert '<option value="missing" selected>' in html
    assert '<option value="failed" selected>' in html
    progress = page(conference.circular_id, "circular-progress")
    assert f'hx-get="{progress}?state=failed&amp;answer=missing"' in html
    assert shown(text(client, f"{progress}?state=failed&answer=missing")) == ["Landkreis Lindenberg"]
    assert "Kein Empfänger ist noch in diesem Stand." in text(client, f"{path}?state=bounced&answer=declined")
    for nonsense in ("<b>", "registered'", "extension"):
        assert len(shown(text(client, f"{path}?answer={nonsense}"))) == (0 if nonsense == "extension" else 3)


def test_all_have_answered(cast: Cast) -> None:
    with scope(association=cast.home.association):
        conference = answers_of_three(cast)
        third = invited(conference)[2]
        registered(third, PersonEntry("Dora Ernst", represents="Landrat"))
    html = text(logged_in(cast.home.clerk), page(conference.circular_id))
    assert "Rücklauf: 3 von 3 Landkreisen" in html
    assert "Alle haben sich zurückgemeldet." in html
    assert ">lässt sich vertreten</a> (1 Person)" in html
    assert "erinnern" not in html
    assert re.search(r'<li class="done"><b>Rücklauf.*?bis 18\.11\., 3 von 3', html)


def test_a_circular_that_asks_nothing_has_no_card(cast: Cast) -> None:
    with scope(association=cast.home.association):
        issue = send(cast.home, a_circular(cast.home, replace(a_content(cast.home), answer_by=None)))
    client = logged_in(cast.home.clerk)
    html = text(client, page(issue.circular_id))
    assert "Rücklauf" not in html
    assert "eintragen" not in html
    assert '<th scope="col">Rückmeldung' not in html
    assert client.get(page(issue.circular_id, "circular-ask")).status_code == 404
    assert client.get(page(issue.circular_id, "circular-remind")).status_code == 404
    assert client.get(page(issue.circular_id, "participants")).status_code == 404


def test_before_it_is_sent_the_terms_stand_there(stage: Stage) -> None:
    client = logged_in(stage.home.clerk)
    for circular_id in (stage.draft.id, stage.ready.circular_id):
        html = text(client, page(circular_id))
        assert (
            "Rückmeldung bis 18. November 2016." if circular_id == stage.draft.id else "Anmeldung bei uns bis"
        ) in html
        assert f'href="{page(circular_id, "circular-ask")}">Bedingungen ändern' in html
        assert html.count('class="act first"') == 1
        assert client.get(page(circular_id, "circular-remind")).status_code == 404
    assert "Rückmeldungen schließen" not in text(client, page(stage.draft.id, "circular-ask"))


def test_an_answer_that_is_not_complete_is_still_missing(stage: Stage) -> None:
    with scope(association=stage.home.association):
        terms = Terms(kind=AskKind.STATEMENT, counts=Counting.FINAL)
        set_ask(actor=stage.home.clerk_actor, circular_id=stage.sent.circular_id, terms=terms)
        give_statement(
            actor=guest(stage.letter), recipient_id=stage.letter.id, entry=an_entry(), text="Teil 1", final=False
        )
    client, path = logged_in(stage.home.clerk), page(stage.sent.circular_id)
    html = text(client, path)
    assert "Rücklauf: 0 von 3 Landkreisen" in html
    assert "Davon hat einer schon begonnen" in html
    assert "hat geantwortet, es folgt noch etwas" in html
    assert shown(text(client, f"{path}?answer=incomplete")) == ["Landkreis Ahorntal"]
    assert len(shown(text(client, f"{path}?answer=missing"))) == 3
    assert shown(text(client, f"{path}?answer=stated")) == []


def test_statements_and_nil_returns_after_the_deadline(stage: Stage) -> None:
    set_office_time(dt.datetime(2016, 11, 19, 8, tzinfo=dt.UTC))
    with scope(association=stage.home.association):
        second, third = Recipient.objects.filter(issue=stage.sent).order_by("id")[1:3]
        for recipient in (stage.letter, second):
            give_nil_return(actor=guest(recipient), recipient_id=recipient.id, entry=an_entry())
        clerk = stage.home.clerk_actor
        give_statement(actor=clerk, recipient_id=third.id, entry=by_phone(), text="Ja")
    html = text(logged_in(stage.home.clerk), page(stage.sent.circular_id))
    assert ">Fehlanzeigen</a>" in html
    assert ">hat geantwortet</a>" in html
    assert "19.11., telefonisch, nach der Frist" in html
    assert "Die Frist ist abgelaufen. Verspätetes wird angenommen und vermerkt." in html


def test_of_many_only_the_first_are_named(cast: Cast) -> None:
    with scope(association=cast.home.association):
        for position in range(3, 20):
            add_member(cast.home, a_county(position))
        issue = send(cast.home)
    html = text(logged_in(cast.home.clerk), page(issue.circular_id))
    assert "Rücklauf: 0 von 20 Landkreisen" in html
    named = re.search(r"fehlen</a>: ([^<]+) und 12 weitere</span>", html)
    assert named
    assert len(named[1].split(", ")) == 8


def test_the_card_of_answers_comes_with_what_is_live(stage: Stage) -> None:
    fragment = text(logged_in(stage.home.clerk), page(stage.sent.circular_id, "circular-progress"))
    assert "hx-get" in fragment
    assert "Rücklauf: 0 von 3 Landkreisen" in fragment
    assert fragment.count(">eintragen<") == 3


def test_the_page_costs_the_same_with_three_and_with_eleven(
    db: None, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    cast = make_cast(counties=11)
    client = logged_in(cast.home.clerk)
    for answered in (0, 3, 8):
        with scope(association=cast.home.association):
            conference = an_invitation(cast.home)
            for recipient in invited(conference)[:answered]:
                registered(recipient, ANNA)
        with django_assert_num_queries(PAGE_QUERIES):
            assert f"{answered} von 11 Landkreisen" in text(client, page(conference.circular_id))


def test_the_page_costs_the_same_with_three(cast: Cast, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    with scope(association=cast.home.association):
        conference = answers_of_three(cast)
    client = logged_in(cast.home.clerk)
    with django_assert_num_queries(PAGE_QUERIES):
        assert client.get(page(conference.circular_id)).status_code == 200
    with django_assert_num_queries(REMIND_QUERIES):
        assert client.get(page(conference.circular_id, "circular-remind")).status_code == 200


def a_wish(stage: Stage, *, reason: str = "Kreistag am <20.>") -> Extension:
    with scope(association=stage.home.association):
        return ask_extension(
            actor=guest(stage.letter), recipient_id=stage.letter.id, entry=an_entry(), wished=LATER, reason=reason
        )


def test_more_time_is_asked_for_and_granted(stage: Stage) -> None:
    wish = a_wish(stage)
    client, circular_id = logged_in(stage.home.clerk), stage.sent.circular_id
    html = text(client, page(circular_id))
    assert "bittet um Frist bis 25.11." in html
    assert "Ein Empfänger bittet um Fristverlängerung" in html
    assert ">entscheiden<" in html
    assert shown(text(client, f"{page(circular_id)}?answer=extension")) == ["Landkreis Ahorntal"]
    desk = page(circular_id, "desk", recipient_id=stage.letter.id)
    html = text(client, desk)
    assert "Bis <b>Freitag, 25. November 2016</b>, Petra Vogt, über den Link" in html
    assert "Kreistag am &lt;20.&gt;" in html
    decide = page(circular_id, "extension-decide", extension_id=wish.id)
    response = client.post(decide, {"decision": "grant", "until": "2016-11-22"})
    assert response.headers["Location"] == desk
    html = text(client, desk)
    assert "Die Frist ist bis 22. November 2016 verlängert." in html
    assert "Frist verlängert bis 22. November 2016, Nora Feldkamp." in html
    assert "fehlt, Frist verlängert bis 22.11." in text(client, page(circular_id))
    client.post(decide, {"decision": "refuse"})
    assert "note error" in text(client, desk)


def test_more_time_is_refused(stage: Stage) -> None:
    wish = a_wish(stage)
    client, circular_id = logged_in(stage.home.clerk), stage.sent.circular_id
    decide = page(circular_id, "extension-decide", extension_id=wish.id)
    for until in ("2016-11-01", "morgen"):
        client.post(decide, {"decision": "grant", "until": until})
        assert "note error" in text(client, page(circular_id, "desk", recipient_id=stage.letter.id))
    client.post(decide, {"decision": "refuse", "until": "morgen"})
    with scope(association=stage.home.association):
        wish.refresh_from_db()
    html = text(client, page(circular_id, "desk", recipient_id=stage.letter.id))
    assert "Die Frist bleibt, wie sie ist." in html
    assert 'name="decision"' not in html
    assert '<span class="tag wait">fehlt</span>' in text(client, page(circular_id))


def test_a_wish_of_another_circular_or_house_is_not_found(stage: Stage) -> None:
    wish = a_wish(stage)
    decide = page(stage.ready.circular_id, "extension-decide", extension_id=wish.id)
    assert logged_in(stage.home.clerk).post(decide, {"decision": "grant"}).status_code == 404
    own = page(stage.sent.circular_id, "extension-decide", extension_id=wish.id)
    assert logged_in(stage.cast.other.clerk).post(own, {"decision": "grant"}).status_code == 404


def test_a_link_is_renewed_once(stage: Stage) -> None:
    client, circular_id = logged_in(stage.home.clerk), stage.sent.circular_id
    desk = page(circular_id, "desk", recipient_id=stage.letter.id)
    old = stage.link
    assert 'name="generation" value="1"' in text(client, desk)
    renew = page(circular_id, "link-renew", recipient_id=stage.letter.id)
    for _time in range(2):
        assert client.post(renew, {"generation": "1"}).headers["Location"] == desk
    assert "Der alte Link für Landkreis Ahorntal gilt nicht mehr." in text(client, desk)
    with scope(association=stage.home.association):
        stage.letter.refresh_from_db()
    assert stage.letter.link_generation == 2
    assert Client().get(old).status_code == 404
    assert Client().get(link_of(stage.letter)).status_code == 303
    for wrong in ("", "x", "²", "9" * 30):
        assert client.post(renew, {"generation": wrong}).status_code == 404
    other = page(stage.ready.circular_id, "link-renew", recipient_id=stage.letter.id)
    assert client.post(other, {"generation": "2"}).status_code == 404


def test_what_happened_so_far(stage: Stage) -> None:
    a_wish(stage, reason="")
    client, circular_id = logged_in(stage.home.clerk), stage.sent.circular_id
    path = page(circular_id, "circular-remind")
    client.post(path, {"nonce": nonce_of(text(client, path)), "recipient": [stage.letter.id]})
    with scope(association=stage.home.association):
        give_nil_return(actor=stage.home.clerk_actor, recipient_id=stage.letter.id, entry=by_phone())
    html = text(client, page(circular_id, "desk", recipient_id=stage.letter.id)).split('class="happenings"')[1]
    said = (
        "Das Rundschreiben wurde versandt.",
        "Bitte um Frist bis 25. November 2016: Petra Vogt, über den Link.",
        "Erinnert von Nora Feldkamp an post@lk-ahorntal.example.",
        "Rückmeldung: Fehlanzeige (telefonisch).",
    )
    places = [html.index(sentence) for sentence in said]
    assert places == sorted(places)


def test_in_english(cast: Cast) -> None:
    with scope(association=cast.home.association):
        conference = answers_of_three(cast)
    cast.home.clerk.language = "en"
    cast.home.clerk.save()
    client = logged_in(cast.home.clerk)
    html = text(client, page(conference.circular_id))
    assert "Answers: 2 of 3 counties" in html
    assert "Remind 1 county" in html
    assert "does not take part" in html
    assert "Remind 1 county" in text(client, page(conference.circular_id, "circular-remind"))


def test_closed_by_somebody_whose_name_holds_markup(stage: Stage) -> None:
    with scope(association=stage.home.association):
        actor = replace(stage.home.clerk_actor, label="<i>Karla</i>")
        close_ask(actor=actor, circular_id=stage.sent.circular_id)
        issue = Issue.objects.get(id=stage.sent.id)
    html = text(logged_in(stage.home.clerk), page(issue.circular_id))
    assert "&lt;i&gt;Karla&lt;/i&gt;" in html
    assert "<i>Karla" not in html


def test_a_signed_circular_without_dispatch_is_not_reminded(cast: Cast) -> None:
    with scope(association=cast.home.association):
        issue = an_issue(cast.home)
    client = logged_in(cast.home.clerk)
    assert client.get(page(issue.circular_id, "circular-remind")).status_code == 404
    assert client.post(page(issue.circular_id, "circular-remind"), {"nonce": "a"}).status_code == 404
