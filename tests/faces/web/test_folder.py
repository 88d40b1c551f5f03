"""The signing folder: one letter after the other, agreed to, signed, corrected, sent back or taken over."""

from __future__ import annotations

import re
from dataclasses import dataclass

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django_scopes import scope

from tests.cast import Cast, House, a_circular, a_content
from tests.faces.web.stage import logged_in
from tests.office.circulars.agreeing import a_reviewer, add_to_chain, laid
from umlauf.ground.accounts.models import User
from umlauf.office.circulars.actions.lay import take_back
from umlauf.office.circulars.enums import SubmissionEnd
from umlauf.office.circulars.models import Approval, Circular, FolderLink, Issue, Submission
from umlauf.office.circulars.telling import folder_address
from umlauf.office.circulars.version import version_of

FOLDER = reverse("folder")


def path(name: str, circular: Circular) -> str:
    return reverse(name, kwargs={"circular_id": circular.id})


@dataclass(frozen=True, slots=True)
class Waiting:
    """A circular that lies before a reviewer of the home association's chain, and their browsers."""

    home: House
    anna: User
    circular: Circular

    @property
    def digest(self) -> str:
        with scope(association=self.home.association):
            return version_of(self.circular).digest

    def link(self) -> str:
        with scope(association=self.home.association):
            link = FolderLink.objects.get(user=self.anna)
            return re.sub(r"^https?://[^/]+", "", folder_address(link))


@pytest.fixture
def waiting(cast: Cast) -> Waiting:
    with scope(association=cast.home.association):
        anna = a_reviewer(cast.home, "Anna Alt")
        add_to_chain(cast.home, anna)
        circular = laid(cast.home, note="Bitte bis heute Mittag")
    return Waiting(cast.home, anna, circular)


def test_a_letter_after_the_other_is_agreed_to_and_signed(waiting: Waiting) -> None:
    home = waiting.home
    with scope(association=home.association):
        second = laid(home, a_circular(home, a_content(home, subject="Zweites Schreiben")))
    anna = logged_in(waiting.anna)
    page = anna.get(FOLDER).content.decode()
    assert page.index("Konferenz „Integration") < page.index("Zweites Schreiben")
    first = anna.get(path("folder-entry", waiting.circular)).content.decode()
    assert "Bitte bis heute Mittag" in first
    with scope(association=home.association):
        approval = Approval.objects.get(submission__circular=waiting.circular)
    response = anna.post(
        path("folder-entry", waiting.circular), {"approval": approval.id, "seen": waiting.digest, "comment": "Gern"}
    )
    assert response["Location"] == path("folder-entry", second)
    boss = logged_in(home.signatory)
    assert boss.get(FOLDER).content.decode().count('class="act first"') == 1
    page = boss.get(path("circular-sign", waiting.circular)).content.decode()
    assert "Anna Alt" in page
    assert "Gern" in page
    response = boss.post(path("circular-sign", waiting.circular), {"seen": waiting.digest})
    assert response["Location"] == FOLDER
    with scope(association=home.association):
        assert Issue.objects.get().circular == waiting.circular


def test_nobody_signs_before_all_have_agreed(waiting: Waiting) -> None:
    boss = logged_in(waiting.home.signatory)
    for method in (boss.get, boss.post):
        response = method(path("circular-sign", waiting.circular), {"seen": waiting.digest})
        assert response["Location"] == path("circular", waiting.circular)
    said = boss.get(path("circular", waiting.circular)).context["messages"]
    assert all("Anna Alt" in str(one) for one in said)


def test_a_letter_that_was_taken_back_meanwhile_leads_to_its_page(waiting: Waiting) -> None:
    anna = logged_in(waiting.anna)
    with scope(association=waiting.home.association):
        take_back(actor=waiting.home.clerk_actor, circular_id=waiting.circular.id)
    response = anna.get(path("folder-entry", waiting.circular))
    assert response["Location"] == path("circular", waiting.circular)
    for late in ("folder-return", "folder-take-over"):
        who = anna if late == "folder-return" else logged_in(waiting.home.clerk)
        response = who.post(path(late, waiting.circular), {"seen": "x", "comment": "y"})
        assert response["Location"] == path("circular", waiting.circular)


def test_it_is_sent_back_with_a_word_and_its_author_reads_it(waiting: Waiting) -> None:
    anna = logged_in(waiting.anna)
    target = path("folder-return", waiting.circular)
    assert anna.post(target, {"seen": waiting.digest, "comment": " "}).status_code == 409
    response = anna.post(target, {"seen": waiting.digest, "comment": "Die Frist ist zu kurz."})
    assert response["Location"] == FOLDER
    page = logged_in(waiting.home.clerk).get(path("circular", waiting.circular)).content.decode()
    assert "Die Frist ist zu kurz." in page
    with scope(association=waiting.home.association):
        assert Submission.objects.get().outcome == SubmissionEnd.SENT_BACK


def test_what_has_changed_since_the_last_reading_is_shown(waiting: Waiting) -> None:
    clerk, anna = logged_in(waiting.home.clerk), logged_in(waiting.anna)
    anna.post(path("folder-return", waiting.circular), {"seen": waiting.digest, "comment": "Bitte kürzer"})
    form = clerk.get(path("circular-edit", waiting.circular)).context["form"].initial
    body = str(form["body"]).replace("kostet nichts", "ist kostenfrei")
    sent = {name: value for name, value in form.items() if value is not None} | {
        "body": body,
        "addressees": "\n".join(form["addressees"]),
        "references": "",
    }
    assert clerk.post(path("circular-edit", waiting.circular), sent).status_code == 302
    page = clerk.get(path("circular-lay", waiting.circular)).content.decode()
    assert "Anna Alt" in page
    response = clerk.post(path("circular-lay", waiting.circular), {"seen": waiting.digest, "note": ""})
    assert response["Location"] == path("circular", waiting.circular)
    page = anna.get(path("folder-entry", waiting.circular)).content.decode()
    assert re.search(r"<del>.*?kostet", page)
    assert re.search(r"<ins>.*?ist kostenfrei", page)
    versions = clerk.get(path("circular-versions", waiting.circular)).content.decode()
    assert re.search(r"<ins>.*?ist kostenfrei", versions)
    same = clerk.get(path("circular-versions", waiting.circular) + "?from=2&to=2").content.decode()
    assert "<ins>" not in same


def test_who_signs_corrects_small_things_in_one_go(cast: Cast) -> None:
    with scope(association=cast.home.association):
        circular = laid(cast.home)
        digest = version_of(circular).digest
    boss = logged_in(cast.home.signatory)
    page = boss.get(path("circular-sign-edit", circular))
    form = page.context["form"].initial
    sent = {name: value for name, value in form.items() if value is not None} | {
        "subject": "Besser gefasst",
        "addressees": "\n".join(form["addressees"]),
        "references": "",
        "seen": digest,
    }
    assert boss.post(path("circular-sign-edit", circular), sent | {"subject": ""}).status_code == 422
    assert boss.post(path("circular-sign-edit", circular), sent | {"seen": "anderes"}).status_code == 422
    assert boss.post(path("circular-sign-edit", circular), sent)["Location"] == FOLDER
    with scope(association=cast.home.association):
        assert Issue.objects.get().content["subject"] == "Besser gefasst"


def test_who_signs_takes_over_what_a_clerk_has_laid_before_them(cast: Cast) -> None:
    with scope(association=cast.home.association):
        circular = laid(cast.home)
    boss = logged_in(cast.home.signatory)
    assert boss.post(path("folder-take-over", circular))["Location"] == path("circular-edit", circular)
    assert logged_in(cast.other.clerk).post(path("folder-take-over", circular)).status_code == 404


def test_the_clerk_takes_it_back_and_tells_those_once_more(waiting: Waiting) -> None:
    clerk = logged_in(waiting.home.clerk)
    old = waiting.link()
    told = clerk.get(path("circular", waiting.circular)).context["told_at"].isoformat()
    for _click in range(2):
        response = clerk.post(path("circular-remind-readers", waiting.circular), {"told_at": told})
        assert response["Location"] == path("circular", waiting.circular)
    assert Client().get(old).status_code == 404
    assert Client().get(waiting.link()).status_code == 302
    assert clerk.post(path("circular-remind-readers", waiting.circular), {"told_at": "gestern"}).status_code == 302
    with scope(association=waiting.home.association):
        assert FolderLink.objects.get().generation == 2
    clerk.post(path("circular-take-back", waiting.circular))
    with scope(association=waiting.home.association):
        assert Submission.objects.get().outcome == SubmissionEnd.TAKEN_BACK


def test_a_link_leads_its_owner_to_the_letter_and_opens_nothing_by_itself(waiting: Waiting, cast: Cast) -> None:
    link = waiting.link()
    stranger = Client()
    response = stranger.get(link)
    assert response["Location"] == path("folder-entry", waiting.circular)
    assert response["Referrer-Policy"] == "no-referrer"
    assert "/login" in stranger.get(response["Location"])["Location"]
    assert logged_in(waiting.anna).get(link, follow=True).status_code == 200
    other = logged_in(cast.other.clerk).get(link)
    assert other.status_code == 403
    assert "Konferenz" not in other.content.decode()
    with scope(association=waiting.home.association):
        take_back(actor=waiting.home.clerk_actor, circular_id=waiting.circular.id)
    for mangled in (link, link[:-1], link + "x", "/folder/l/1.1.abc"):
        assert Client().get(mangled).status_code == 404


def test_a_draft_that_lies_before_others_is_not_edited(waiting: Waiting) -> None:
    clerk = logged_in(waiting.home.clerk)
    page = clerk.get(path("circular", waiting.circular)).content.decode()
    assert path("circular-edit", waiting.circular) not in page
    assert path("circular-take-back", waiting.circular) in page
    assert clerk.get(path("circular-edit", waiting.circular))["Location"] == path("circular", waiting.circular)


def test_the_folder_asks_as_often_for_three_letters_as_for_one(waiting: Waiting) -> None:
    anna = logged_in(waiting.anna)
    anna.get(FOLDER)
    with CaptureQueriesContext(connection) as one:
        anna.get(FOLDER)
    with scope(association=waiting.home.association):
        for _letter in range(2):
            laid(waiting.home)
    with CaptureQueriesContext(connection) as three:
        assert anna.get(FOLDER).content.decode().count("<li><span") == 3
    assert len(three) == len(one)
