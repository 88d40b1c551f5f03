"""Step four: one message to each address of the snapshot, once, and what stands in it."""

import html
import re
from dataclasses import replace

import pytest
from django.conf import settings
from django.db import connection
from django.http import Http404
from django.test.utils import CaptureQueriesContext
from django_scopes import scope

from tests.cast import FOUNDED, Cast, House, a_circular, a_content, a_county, add_member, an_issue
from tests.office.mails import spelled
from tests.office.rows import row_counts
from umlauf.engines.mail.enums import State
from umlauf.engines.mail.models import Message
from umlauf.ground.audit.models import Entry
from umlauf.ground.core.actor import Actor, machine
from umlauf.ground.core.links import Purpose, read_link
from umlauf.ground.text import Refused, from_markdown
from umlauf.office.circulars.access import get_letter_for_one_of
from umlauf.office.circulars.actions.annex import AnnexFile, attach_annex
from umlauf.office.circulars.actions.render import render_issue
from umlauf.office.circulars.actions.send import dispatch
from umlauf.office.circulars.content import Content
from umlauf.office.circulars.mailing import letter_filename, mail_subject
from umlauf.office.circulars.models import Annex, Delivery, Issue, Recipient, RecipientAddress
from umlauf.office.circulars.queries import delivery_sums, letter_of_link, letters_of, recipients_of
from umlauf.office.directory.models import Membership

LINK = re.compile(re.escape(settings.PUBLIC_URL) + r"/l/([\w.=-]+)")


def rendered(house: House, content: Content | None = None, *, wanted: bool = False) -> Issue:
    circular = a_circular(house, content)
    file = AnnexFile(2, "Anmeldeformular", "formular.pdf", "application/pdf", b"%PDF" * 3000, "upload")
    attach_annex(actor=house.clerk_actor, circular_id=circular.id, file=file)
    issue = an_issue(house, circular, dispatch_when_rendered=wanted)
    render_issue(actor=machine(house.association.id), issue_id=issue.id)
    return issue


def sent_to(email: str) -> Message:
    return spelled(Message.objects.get(recipient=email))


def test_each_address_gets_one_message(home: House) -> None:
    issue = rendered(home)
    dispatch(actor=home.clerk_actor, issue_id=issue.id)
    addresses = list(RecipientAddress.objects.values_list("email", flat=True))
    assert len(addresses) == 8
    assert sorted(Message.objects.values_list("recipient", flat=True)) == sorted(addresses)
    deliveries = Delivery.objects.select_related("address", "message")
    assert all(one.address.email == one.message.recipient for one in deliveries)
    assert set(Message.objects.values_list("state", flat=True)) == {State.QUEUED}
    assert Entry.objects.latest("sequence").label == "Rundschreiben Nr. 543/2016 (8)"


def test_dispatched_twice_is_dispatched_once(home: House) -> None:
    issue = rendered(home)
    first = dispatch(actor=home.clerk_actor, issue_id=issue.id)
    ids = sorted(Message.objects.values_list("message_id", flat=True))
    before = row_counts()
    assert dispatch(actor=home.signatory_actor, issue_id=issue.id) == first
    assert row_counts() == before
    assert sorted(Message.objects.values_list("message_id", flat=True)) == ids


def test_subject_and_file_name_are_what_the_registry_files_by(home: House) -> None:
    issue = rendered(home)
    dispatch(actor=home.clerk_actor, issue_id=issue.id)
    message = sent_to("post@lk-ahorntal.example")
    assert message.subject == "RS 543/2016 – Integrationskonferenz – Rückmeldung bis 18.11.2016"
    (attachment,) = message.attachments
    assert attachment["name"] == "RS_2016-0543_Integrationskonferenz.pdf"
    assert attachment["key"] == issue.rendition.pdf.key
    assert (message.sender_name, message.sender_address) == (
        "Landkreistag Musterland",
        "verband@lkt-musterland.example",
    )
    assert message.reply_to == "feldkamp@lkt-musterland.example"


@pytest.mark.parametrize(
    ("keyword", "subject", "filename", "line"),
    [
        ("", "Häuser & Höfe", "RS_2016-0543_Haeuser-Hoefe.pdf", "RS 543/2016 – Häuser & Höfe"),
        ("Straßenbau / Größe", "x", "RS_2016-0543_Strassenbau-Groesse.pdf", "RS 543/2016 – Straßenbau / Größe"),
        ("", "Ω", "RS_2016-0543.pdf", "RS 543/2016 – Ω"),
        ("../../etc/passwd", "x", "RS_2016-0543_etc-passwd.pdf", "RS 543/2016 – ../../etc/passwd"),
        ("x" * 100, "x", f"RS_2016-0543_{'x' * 60}.pdf", f"RS 543/2016 – {'x' * 100}"),
    ],
)
def test_names_of_all_kinds(home: House, keyword: str, subject: str, filename: str, line: str) -> None:
    content = replace(a_content(home), keyword=keyword, subject=subject, answer_by=None)
    issue = an_issue(home, a_circular(home, content))
    assert letter_filename(issue, content) == filename
    assert mail_subject(issue, content) == line


def test_each_organisation_has_its_own_link_and_its_annexes(home: House) -> None:
    issue = rendered(home)
    dispatch(actor=home.clerk_actor, issue_id=issue.id)
    tokens: dict[int, set[str]] = {}
    for delivery in Delivery.objects.select_related("address", "message"):
        message = spelled(delivery.message)
        for body in (message.text, html.unescape(message.html)):
            links = LINK.findall(body)
            assert len(links) == 2  # the letter and its annex
            assert f"{links[1]}/2" in body
            assert "2 Anmeldeformular (12" in re.sub(r"<[^>]*>", "", body)
            tokens.setdefault(delivery.address.recipient_id, set()).update(links)
    assert len(tokens) == 3
    for recipient_id, own in tokens.items():
        (token,) = own
        assert read_link(Purpose.LETTER, token) == (recipient_id, 1)
        assert letter_of_link(recipient_id, 1) is not None
        assert letter_of_link(recipient_id, 2) is None


def test_a_copy_says_who_else_has_it_and_for_whom_it_is(home: House) -> None:
    dispatch(actor=home.clerk_actor, issue_id=rendered(home).id)
    text = sent_to("landrat@lk-ahorntal.example").text
    assert "Auch an: Poststelle, Dezernat Soziales" in text
    assert "Landkreis Ahorntal" in text
    assert "Lindenberg" not in text
    assert "Gesendet nachrichtlich an: Landrat" in text
    intake = sent_to("post@lk-ahorntal.example")
    assert "Auch an: Landrat, Dezernat Soziales" in intake.html
    assert "Gesendet an: Poststelle" in intake.text
    assert "nachrichtlich" not in intake.text + intake.html


def test_a_mail_ends_as_a_letter_does(home: House) -> None:
    content = replace(a_content(home), abstract="Worum es geht.\n\nWas zu tun ist.")
    dispatch(actor=home.clerk_actor, issue_id=rendered(home, content).id)
    message = sent_to("post@lk-ahorntal.example")
    signed = "Mit freundlichen Grüßen\n\nEmil Brandstätter\nGeschäftsführer"
    asked = "Ansprechperson: Nora Feldkamp\nTelefon +49 391 1234-56"
    assert f"\n\n{signed}\n\n{asked}\n\n---" in message.text
    assert "\nKurzfassung:\nWorum es geht.\n\nWas zu tun ist.\n" in message.text
    assert "Bitte melden Sie sich" in message.text
    bare = html.unescape(re.sub(r"<[^>]*>", " ", message.html))
    for words in ("Mit freundlichen Grüßen Emil", "Ansprechperson: Nora Feldkamp Telefon +49 391 1234-56"):
        assert words in " ".join(bare.split())
    assert "<p>Worum es geht.</p>\n\n<p>Was zu tun ist.</p>" in message.html


@pytest.mark.parametrize(("digital", "heading"), [(True, "Anlagen (nur digital):"), (False, "Anlagen:")])
def test_annexes_are_called_digital_where_all_are(home: House, digital: bool, heading: str) -> None:
    issue = rendered(home)
    Annex.objects.update(digital_only=digital)
    dispatch(actor=home.clerk_actor, issue_id=issue.id)
    message = sent_to("post@lk-ahorntal.example")
    assert f"\n{heading}\n" in message.text
    assert f">{heading}</p>" in message.html


def test_where_nobody_is_responsible_the_mail_asks(home: House) -> None:
    dispatch(actor=home.clerk_actor, issue_id=rendered(home).id)
    question = "Wer ist bei Ihnen"
    assert question in sent_to("post@lk-eichengrund.example").text
    assert question in sent_to("landrat@lk-eichengrund.example").html
    assert question not in sent_to("post@lk-ahorntal.example").text


def test_the_text_has_no_marks_and_the_html_has_them(home: House) -> None:
    dispatch(actor=home.clerk_actor, issue_id=rendered(home).id)
    message = sent_to("post@lk-ahorntal.example")
    assert "wir laden Sie herzlich zur Konferenz ein" in message.text
    assert "wir laden Sie <strong>herzlich</strong> zur Konferenz ein" in message.html
    assert "<li>Die Teilnahme kostet nichts.</li>" in message.html


def test_nothing_in_a_mail_is_active(home: House) -> None:
    hostile = "<script>alert(1)</script> & \"'><img src=x onerror=alert(1)>"
    content = replace(
        a_content(home, body=f"{hostile}\n\nEnde"), subject=hostile, abstract=hostile, keyword="<b>", closing=hostile
    )
    dispatch(actor=home.clerk_actor, issue_id=rendered(home, content).id)
    message = sent_to("post@lk-ahorntal.example")
    assert not re.search(r"<script|<img|<b>|<[^>]*\son\w+=", message.html)
    assert message.html.count("&lt;script&gt;") >= 3
    assert hostile in message.text


def test_an_english_circular_goes_out_in_english(home: House) -> None:
    dispatch(actor=home.clerk_actor, issue_id=rendered(home, replace(a_content(home), language="en")).id)
    message = sent_to("landrat@lk-ahorntal.example")
    assert message.subject == "RS 543/2016 – Integrationskonferenz – answer by 18 Nov 2016"
    assert "Please answer by 18 November 2016." in message.text
    assert "Please answer by 18 November 2016." in message.html
    assert "Sent for information to: Landrat" in message.text
    assert "Also to: Poststelle, Dezernat Soziales" in message.text
    assert '<html lang="en">' in message.html


def test_without_a_letter_there_is_nothing_to_send(home: House) -> None:
    issue = an_issue(home)
    before = row_counts()
    with pytest.raises(Refused) as refusal:
        dispatch(actor=home.clerk_actor, issue_id=issue.id)
    assert refusal.value.code == "dispatch.letter"
    assert row_counts() == before


def test_a_task_sends_only_what_the_signature_asked_it_to(home: House) -> None:
    task = machine(home.association.id)
    dispatch(actor=task, issue_id=rendered(home, wanted=True).id)
    quiet = rendered(home)
    with pytest.raises(Refused) as refusal:
        dispatch(actor=task, issue_id=quiet.id)
    assert refusal.value.code == "access.role"


def test_a_member_sends_nothing_and_another_association_finds_nothing(cast: Cast) -> None:
    with scope(association=cast.home.association):
        issue = rendered(cast.home)
        with pytest.raises(Refused):
            dispatch(actor=cast.member_actor, issue_id=issue.id)
        with pytest.raises(Http404):
            dispatch(actor=cast.other.clerk_actor, issue_id=issue.id)
    with scope(association=cast.other.association), pytest.raises(Http404):
        dispatch(actor=cast.other.clerk_actor, issue_id=issue.id)


def test_a_sender_with_an_umlaut_in_its_domain_can_send(home: House) -> None:
    home.association.email = "post@märkischer-verband.example"
    home.association.save(update_fields=["email"])
    dispatch(actor=home.clerk_actor, issue_id=rendered(home).id)
    assert sent_to("post@lk-ahorntal.example").sender_address == "post@xn--mrkischer-verband-qqb.example"


@pytest.mark.parametrize("members", [1, 3, 60])
def test_the_queries_of_a_dispatch_do_not_grow_with_its_recipients(home: House, members: int) -> None:
    Membership.objects.all().update(until=FOUNDED)
    for position in range(members):
        add_member(home, a_county(100 + position))
    issue = rendered(home)
    with CaptureQueriesContext(connection) as queries:
        dispatch(actor=home.clerk_actor, issue_id=issue.id)
    assert Message.objects.count() == 2 * members
    assert len(queries) <= 29


def test_an_organisation_finds_its_own_letter_once_it_was_sent(cast: Cast) -> None:
    with scope(association=cast.home.association):
        issue = rendered(cast.home)
        own = Recipient.objects.get(organisation=cast.shared)
        foreign = Recipient.objects.exclude(organisation=cast.shared)[0]
        with pytest.raises(Http404):
            get_letter_for_one_of([cast.member_actor], own.id)
        assert letter_of_link(own.id, 1) is None
        assert list(letters_of(cast.shared.id)) == []
        dispatch(actor=cast.home.clerk_actor, issue_id=issue.id)
        assert get_letter_for_one_of([cast.member_actor], own.id) == (own, cast.member_actor)
        assert list(letters_of(cast.shared.id)) == [own]
        for actor, recipient in ((cast.member_actor, foreign), (cast.home.clerk_actor, own)):
            with pytest.raises(Http404):
                get_letter_for_one_of([actor], recipient.id)
    with scope(association=cast.other.association):
        assert list(letters_of(cast.shared.id)) == []
        member_there = Actor("Pia", cast.other.association.id, cast.member_actor.means, organisation_id=cast.shared.id)
        with pytest.raises(Http404):
            get_letter_for_one_of([member_there], own.id)


def test_the_state_of_a_delivery_is_that_of_its_message(home: House) -> None:
    issue = rendered(home)
    dispatch(actor=home.clerk_actor, issue_id=issue.id)
    assert delivery_sums(issue).by_state == {State.QUEUED: 8}
    Message.objects.filter(recipient__startswith="post@").update(state=State.SENT, next_attempt_at=None)
    Message.objects.filter(recipient="landrat@lk-ahorntal.example").update(state=State.FAILED, next_attempt_at=None)
    assert delivery_sums(issue).by_state == {State.SENT: 3, State.FAILED: 1, State.QUEUED: 4}
    with CaptureQueriesContext(connection) as queries:
        states = [
            [address.delivery.message.state for address in recipient.addresses.all()]
            for recipient in recipients_of(issue)
        ]
    assert states[0] == [State.SENT, State.FAILED, State.QUEUED]
    assert len(queries) == 2


def test_a_text_that_looks_like_markup_of_a_template_stays_text(home: House) -> None:
    body = from_markdown("{{ association.iban }} {% include 7 %}")
    dispatch(actor=home.clerk_actor, issue_id=rendered(home, replace(a_content(home), body=body)).id)
    assert "{{ association.iban }} {% include 7 %}" in sent_to("post@lk-ahorntal.example").text
