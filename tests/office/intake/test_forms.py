"""A form comes back filled in: what it says is proposed, and written down once somebody has looked at it."""

from __future__ import annotations

import time
from dataclasses import replace
from email.message import EmailMessage

import pytest
from django_scopes import scope

from tests.cast import Cast, House
from tests.engines.letters.filling import Change, filled, flattened, with_another_code, with_script, with_xml_form
from tests.office.conferences.registering import an_entry, an_invitation
from umlauf.engines.files.inspection import Flaw, Unfit
from umlauf.engines.reading.replies import Answer as Said
from umlauf.ground.core.limits import LIMITS
from umlauf.ground.core.models import Association
from umlauf.ground.text import Refused
from umlauf.office.circulars.models import Recipient
from umlauf.office.conferences.fillable import fillable_form, form_code
from umlauf.office.conferences.models import Conference, Registration
from umlauf.office.conferences.people import PersonEntry
from umlauf.office.intake import forms
from umlauf.office.intake.forms import ReturnedForm, returned_form, take_form
from umlauf.office.responses.entries import Entry
from umlauf.office.responses.enums import AnswerState, Channel
from umlauf.office.responses.models import Answer

pytestmark = pytest.mark.django_db

VALUES = {
    "p0_name": "Dr. Jürgen Müßig-Öztürk",
    "p0_function": "Landrat",
    "p0_email": "landrat@lk-ahorntal.example",
    "p2_name": "Karin Groß",
    "p2_represents": "Erste Beigeordnete",
    "by_name": "Petra Vorzimmer",
    "by_email": "vorzimmer@lk-ahorntal.example",
}


@pytest.fixture
def conference(home: House) -> Conference:
    return an_invitation(home)


def recipient() -> Recipient:
    return Recipient.objects.select_related("issue__series", "issue__association").order_by("id")[0]


def a_form(conference: Conference) -> bytes:
    """The form of the first recipient, empty."""
    return fillable_form(conference, recipient(), None).pdf


def brought(house: House, data: bytes, name: str = "Anmeldung.pdf") -> ReturnedForm:
    returned = returned_form(actor=house.clerk_actor, data=data, name=name)
    assert returned is not None
    return returned


def by_mail(seen: int = 0) -> Entry:
    return replace(an_entry(seen), channel=Channel.MAIL)


def a_mail(*files: bytes) -> bytes:
    mail = EmailMessage()
    mail["From"], mail["To"] = "Petra Vorzimmer <vorzimmer@lk-ahorntal.example>", "office@lkt.example"
    mail["Subject"], mail["Date"] = "Anmeldung", "Thu, 10 Nov 2016 12:00:00 +0100"
    mail.set_content("Anbei unsere Anmeldung.")
    for number, data in enumerate(files):
        mail.add_attachment(data, maintype="application", subtype="pdf", filename=f"Anmeldung-{number}.pdf")
    return mail.as_bytes()


def test_what_was_filled_in_is_proposed_and_entered_once(home: House, conference: Conference) -> None:
    returned = brought(home, filled(a_form(conference), VALUES))
    assert (returned.recipient.id, returned.conference.id, returned.said) == (
        recipient().id,
        conference.id,
        Said.COMES,
    )
    assert returned.people == (
        PersonEntry("Dr. Jürgen Müßig-Öztürk", "Landrat", "landrat@lk-ahorntal.example"),
        PersonEntry("Karin Groß", "", "", "Erste Beigeordnete"),
    )
    assert (returned.by_name, returned.by_email) == ("Petra Vorzimmer", "vorzimmer@lk-ahorntal.example")
    assert not Registration.objects.exists()
    entry = by_mail()
    for _time in range(2):
        take_form(
            actor=home.clerk_actor, code=returned.code, said=Said.COMES, entry=entry, people=list(returned.people)
        )
    assert list(Registration.objects.order_by("id").values_list("name", "represents", "channel")) == [
        ("Dr. Jürgen Müßig-Öztürk", "", Channel.MAIL),
        ("Karin Groß", "Erste Beigeordnete", Channel.MAIL),
    ]


def test_nobody_takes_part(home: House, conference: Conference) -> None:
    returned = brought(home, filled(a_form(conference), {"nobody": "x"}))
    assert (returned.said, returned.people) == (Said.DECLINES, ())
    answer = take_form(actor=home.clerk_actor, code=returned.code, said=Said.DECLINES, entry=by_mail())
    assert answer.state == AnswerState.DECLINED


@pytest.mark.parametrize("values", [{}, VALUES | {"nobody": "x"}], ids=["empty", "contradicts itself"])
def test_what_is_not_clear_proposes_nothing_and_says_why(
    home: House, conference: Conference, values: dict[str, str]
) -> None:
    returned = brought(home, filled(a_form(conference), values))
    assert (returned.said, returned.people) == (None, ())
    assert returned.note
    assert returned.recipient.id == recipient().id


def test_a_flat_one_is_known_and_nothing_is_guessed(home: House, conference: Conference) -> None:
    returned = brought(home, flattened(filled(a_form(conference), VALUES)))
    assert (returned.said, returned.people, returned.recipient.id) == (None, (), recipient().id)
    assert returned.note


def test_a_half_filled_one_keeps_what_is_there(home: House, conference: Conference) -> None:
    returned = brought(home, filled(a_form(conference), {"p1_function": "Dezernent", "p3_email": "kein Zeichen"}))
    assert returned.people == (PersonEntry("", "Dezernent"), PersonEntry("", "", "kein Zeichen"))
    with pytest.raises(Refused) as refused:
        take_form(
            actor=home.clerk_actor, code=returned.code, said=Said.COMES, entry=by_mail(), people=returned.people[:1]
        )
    assert refused.value.code == "register.name"
    assert not Registration.objects.exists()
    assert not Answer.objects.exists()


@pytest.mark.parametrize("written", ["=cmd|' /C calc'!A0", "Zeile\neins\t\x07zwei", "x" * 121, "\u202eanaB"])
def test_odd_texts_stay_texts_on_one_line(home: House, conference: Conference, written: str) -> None:
    (person,) = brought(home, filled(a_form(conference), {"p0_name": written})).people
    assert person.name == " ".join(written.replace("\x07", " ").replace("\u202e", "").split())


@pytest.mark.parametrize(
    ("change", "code"),
    [(with_script, "form.script"), (with_xml_form, "form.script"), (with_another_code, "form.foreign")],
)
def test_hostile_ones_are_refused(home: House, conference: Conference, change: Change, code: str) -> None:
    for data in (filled(a_form(conference), VALUES, change), a_mail(filled(a_form(conference), VALUES, change))):
        with pytest.raises(Refused) as refused:
            returned_form(actor=home.clerk_actor, data=data, name="mail.eml")
        assert refused.value.code == code


def test_behind_a_password_it_is_refused_alone_and_passed_over_in_a_mail(home: House, conference: Conference) -> None:
    locked = filled(a_form(conference), VALUES, password="geheim")
    with pytest.raises(Refused) as refused:
        returned_form(actor=home.clerk_actor, data=locked, name="Anmeldung.pdf")
    assert refused.value.code == "form.locked"
    assert returned_form(actor=home.clerk_actor, data=a_mail(locked), name="mail.eml") is None


def test_a_file_that_is_too_large_is_not_opened(home: House, conference: Conference) -> None:
    data = filled(a_form(conference), VALUES) + b"\0" * 50_000_000
    assert returned_form(actor=home.clerk_actor, data=data, name="Anmeldung.pdf") is None


def test_a_mail_brings_one(home: House, conference: Conference) -> None:
    form = filled(a_form(conference), VALUES)
    assert brought(home, a_mail(form), "mail.eml").said is Said.COMES
    assert returned_form(actor=home.clerk_actor, data=a_mail(), name="mail.eml") is None
    with pytest.raises(Refused) as refused:
        returned_form(actor=home.clerk_actor, data=a_mail(form, form), name="mail.eml")
    assert refused.value.code == "form.several"


def test_large_files_do_not_hide_the_form(home: House, conference: Conference) -> None:
    large = b"%PDF-1.7\n" + b"\0" * LIMITS.form_bytes
    mail = a_mail(*[large] * 5, filled(a_form(conference), VALUES))
    assert brought(home, mail, "mail.eml").said is Said.COMES


def test_behind_one_that_takes_too_much_effort_none_is_opened(home: House, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[bytes] = []

    def heavy(data: bytes, _begins: str) -> None:
        opened.append(data)
        raise Unfit(Flaw.HEAVY)

    monkeypatch.setattr(forms, "read_form", heavy)
    data = a_mail(*[b"%PDF-1.7\nschwer"] * 5)
    assert returned_form(actor=home.clerk_actor, data=data, name="mail.eml") is None
    assert len(opened) == 1


def test_all_files_of_a_mail_have_one_time_together(home: House, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[bytes] = []

    def slow(data: bytes, _begins: str) -> None:
        opened.append(data)
        time.sleep(0.2)

    monkeypatch.setattr(forms, "read_form", slow)
    monkeypatch.setattr(forms, "_SECONDS", 0.3)
    returned_form(actor=home.clerk_actor, data=a_mail(*[b"%PDF-1.7\nlangsam"] * 5), name="mail.eml")
    assert 1 <= len(opened) <= 2


def test_one_of_another_association_stays_closed(cast: Cast, home: House, conference: Conference) -> None:
    form, code = filled(a_form(conference), VALUES), form_code(recipient().id, conference.id)
    with scope(association=cast.other.association):
        for act in (
            lambda: returned_form(actor=cast.other.clerk_actor, data=form, name="Anmeldung.pdf"),
            lambda: take_form(actor=cast.other.clerk_actor, code=code, said=Said.DECLINES, entry=by_mail()),
        ):
            with pytest.raises(Refused) as refused:
                act()
            assert refused.value.code == "form.elsewhere"
    assert Association.objects.count() >= 2
    assert not Answer.objects.exists()


def test_a_code_of_another_event_fits_no_recipient_of_this_one(home: House, conference: Conference) -> None:
    other = an_invitation(home)
    for code in (form_code(recipient().id, other.id), form_code(10**9, conference.id)):
        with pytest.raises(Refused) as refused:
            take_form(actor=home.clerk_actor, code=code, said=Said.DECLINES, entry=by_mail())
        assert refused.value.code == "form.elsewhere"


def test_the_same_form_twice_has_the_same_bytes(home: House, conference: Conference) -> None:
    assert a_form(conference) == a_form(conference)
