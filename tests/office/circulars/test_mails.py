"""The mails themselves: what many share, in which language, with or without the letter, and for how long they stay."""

from __future__ import annotations

import datetime as dt
import html
import re
from dataclasses import replace

import pytest
from pytest_django import Settings

from tests.cast import House, a_circular, a_content, a_county, add_member, an_issue
from tests.office.circulars.following import sent
from tests.office.mails import spelled
from umlauf.engines.mail.compose import Encoded, compose
from umlauf.engines.mail.enums import State
from umlauf.engines.mail.ledger import _letter, body_of
from umlauf.engines.mail.models import Body, Message
from umlauf.engines.mail.sender import _read
from umlauf.engines.mail.settling import forget
from umlauf.ground.audit.models import Entry
from umlauf.ground.core.actor import Actor, machine
from umlauf.ground.core.limits import LIMITS, MB
from umlauf.ground.core.policy import Role
from umlauf.ground.text import Refused
from umlauf.office.circulars.actions import send
from umlauf.office.circulars.actions.annex import AnnexFile, attach_annex
from umlauf.office.circulars.actions.follow_up import Word, begin_follow_up, give_notice
from umlauf.office.circulars.actions.letter_room import limit_letters
from umlauf.office.circulars.actions.link import renew_link
from umlauf.office.circulars.actions.render import render_issue
from umlauf.office.circulars.actions.send import dispatch
from umlauf.office.circulars.actions.settle import settle_delivery
from umlauf.office.circulars.content import Content
from umlauf.office.circulars.enums import FollowUp, Outcome
from umlauf.office.circulars.letter_room import reach_size
from umlauf.office.circulars.mailing import CircularMails, last_day, letter_address
from umlauf.office.circulars.models import Delivery, Issue, LetterRoom, Recipient, Rendition
from umlauf.office.directory.actions.organisations import ContactEntry, Intake, set_contact
from umlauf.office.directory.enums import Language, Wish

AHORNTAL, LANDRAT = "post@lk-ahorntal.example", "landrat@lk-ahorntal.example"


def ready(house: House, content: Content | None = None) -> Issue:
    circular = a_circular(house, content)
    file = AnnexFile(2, "Anmelde „Formular“ & mehr", "formular.pdf", "application/pdf", b"%PDF" * 3000, "upload")
    attach_annex(actor=house.clerk_actor, circular_id=circular.id, file=file)
    issue = an_issue(house, circular)
    render_issue(actor=machine(house.association.id), issue_id=issue.id)
    return issue


def mail_to(email: str, prefix: str = "circular:") -> Message:
    return spelled(Message.objects.filter(recipient=email, key__startswith=prefix).latest("id"))


def english(house: House, place: int = 0) -> None:
    """Let a member want its mails in English."""
    set_contact(
        actor=house.clerk_actor,
        organisation_id=house.members[place].id,
        entry=ContactEntry(language=Language.ENGLISH, wish=Wish.AT_ONCE),
        intake=(Intake("Poststelle", AHORNTAL),),
        tags=(),
    )


def notify(house: House, issue: Issue, word: Word) -> None:
    give_notice(actor=house.clerk_actor, issue_id=issue.id, word=word)


def admin(house: House) -> Actor:
    return replace(house.clerk_actor, roles=frozenset({Role.ADMINISTRATOR}))


def headers(message: Message) -> dict[str, str]:
    return dict(message.headers)


def large(issue: Issue, size: int) -> Rendition:
    pdf = issue.rendition.pdf
    type(pdf).objects.filter(id=pdf.id).update(size=size)
    pdf.size = size
    return issue.rendition


def test_what_many_say_is_kept_once(home: House) -> None:
    for number in range(20):
        add_member(home, a_county(200 + number))
    dispatch(actor=home.clerk_actor, issue_id=ready(home).id)
    assert Message.objects.count() == 48
    assert set(Message.objects.values_list("text", "html")) == {("", "")}
    assert Body.objects.count() <= 6
    text = mail_to(LANDRAT).text
    assert "\ue000" not in text + mail_to(LANDRAT).html
    assert letter_address(Recipient.objects.get(addresses__email=LANDRAT)) in text


def test_a_large_dispatch_goes_in_chunks_and_no_recipient_in_two(home: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(send, "CHUNK", 4)
    issue = ready(home)
    dispatch(actor=home.clerk_actor, issue_id=issue.id)
    assert Delivery.objects.filter(dispatch__issue=issue).count() == Message.objects.count() == 8
    assert "Poststelle, Dezernat Soziales" in mail_to(LANDRAT).text
    assert Entry.objects.latest("sequence").label.endswith("(8)")


def words_of(said: str) -> list[str]:
    return re.findall(r"\w+", said)


@pytest.mark.parametrize("language", ["de", "en"])
@pytest.mark.parametrize("address", [AHORNTAL, LANDRAT, "post@lk-eichengrund.example"])
def test_text_and_html_say_the_same(home: House, language: str, address: str) -> None:
    body = "# Kopf\n\nHallo **Welt** & <alle>.\n\n- eins\n- zwei\n\n| a | b |\n|---|---|\n| c | d |"
    content = replace(a_content(home, body=body), language=language, abstract="Kurz.\n\nGut.", copies=("Bund",))
    dispatch(actor=home.clerk_actor, issue_id=ready(home, content).id)
    mail = mail_to(address)
    visible = re.sub(r"<!--.*?-->|<style>.*?</style>|<title>.*?</title>", " ", mail.html, flags=re.DOTALL)
    in_html = words_of(html.unescape(re.sub(r"<[^>]*>", " ", visible)))
    in_text = words_of(re.sub(r"https?://\S+|^-{5,}$", " ", mail.text, flags=re.MULTILINE))
    assert in_html == in_text


def test_nothing_is_fetched_and_outlook_gets_tables(home: House) -> None:
    dispatch(actor=home.clerk_actor, issue_id=ready(home).id)
    said = mail_to(AHORNTAL).html
    assert not re.search(
        r"<(img|link|script|iframe|object|video|form)\b|url\(|@import|@font-face|\ssrc=|background=", said
    )
    assert said.count("<!--[if mso]>") == said.count("<![endif]-->") == 4
    outlook = re.sub(r"<!--\[if mso\]>|<!\[endif\]-->", "", said)
    assert outlook.count("<table") == outlook.count("</table>") == 2


def test_each_gets_the_frame_in_its_own_language_and_the_letter_as_it_is(home: House) -> None:
    english(home)
    dispatch(actor=home.clerk_actor, issue_id=ready(home).id)
    mail, other = mail_to(AHORNTAL), mail_to("post@lk-eichengrund.example")
    assert mail.subject == "RS 543/2016 – Integrationskonferenz – answer by 18 Nov 2016"
    for said in (mail.text, mail.html):
        assert "Please answer by 18 November 2016." in said
        assert "Mit freundlichen Grüßen" in said
    assert '<html lang="en">' in mail.html
    assert '<h1 lang="de"' in mail.html
    assert headers(mail)["Content-Language"] == "en, de"
    assert other.subject.endswith("Rückmeldung bis 18.11.2016")
    assert '<html lang="de">' in other.html
    assert 'lang="de"' not in other.html.replace('<html lang="de">', "")
    assert headers(other)["Content-Language"] == "de"
    assert mail.attachments == other.attachments


def test_the_language_is_fixed_by_the_signature_and_holds_for_what_follows(home: House) -> None:
    english(home)
    first = sent(home)
    recipient = Recipient.objects.get(issue=first, organisation=home.members[0])
    assert recipient.language == Language.ENGLISH
    set_contact(actor=home.clerk_actor, organisation_id=home.members[0].id, entry=ContactEntry(), intake=(), tags=())
    notify(home, first, Word(FollowUp.CORRECTION, "Raum 2.", 0))
    renew_link(actor=home.clerk_actor, recipient_id=recipient.id, generation=1)
    for prefix in ("notice:", "link:"):
        mail = mail_to(AHORNTAL, prefix)
        assert '<html lang="en">' in mail.html
        assert "Good day," in mail.text
        assert "Integrationskonferenz" in mail.subject
    assert '<html lang="de">' in mail_to("post@lk-eichengrund.example", "notice:").html
    follow_up = begin_follow_up(actor=home.clerk_actor, issue_id=first.id, kind=FollowUp.CORRECTION)
    issue = an_issue(home, follow_up)
    assert Recipient.objects.get(issue=issue, organisation=home.members[0]).language == Language.ENGLISH


def test_heads_say_the_series_and_nothing_of_a_machine(home: House) -> None:
    dispatch(actor=home.clerk_actor, issue_id=ready(home).id)
    assert headers(mail_to(AHORNTAL)) == {
        "List-Id": '"Rundschreiben" <rundschreiben.lkt-musterland.lkt-musterland.example>',
        "Content-Language": "de",
    }


def test_what_follows_stands_under_the_mail_to_the_same_address(home: House) -> None:
    first = sent(home)
    brought = mail_to(AHORNTAL)
    notify(home, first, Word(FollowUp.SUPPLEMENT, "Mehr.", 0))
    renew_link(actor=home.clerk_actor, recipient_id=Recipient.objects.filter(issue=first)[0].id, generation=1)
    follow_up = begin_follow_up(actor=home.clerk_actor, issue_id=first.id, kind=FollowUp.SUPPLEMENT)
    issue = an_issue(home, follow_up)
    render_issue(actor=machine(home.association.id), issue_id=issue.id)
    dispatch(actor=home.clerk_actor, issue_id=issue.id)
    for prefix in ("notice:", "link:", f"circular:{issue.id}:"):
        said = headers(mail_to(AHORNTAL, prefix))
        assert said["In-Reply-To"] == said["References"] == brought.message_id
        assert said["List-Id"] == headers(brought)["List-Id"]
    assert headers(mail_to(LANDRAT, "notice:"))["References"] == mail_to(LANDRAT, f"circular:{first.id}:").message_id


def test_links_do_not_lie_in_the_outbox_for_ever(home: House) -> None:
    issue = ready(home)
    entry = dispatch(actor=home.clerk_actor, issue_id=issue.id)
    end = last_day(issue, entry.at)
    assert (end - entry.at.date()).days in {LIMITS.mail_days, LIMITS.mail_days + 1}
    assert set(Message.objects.values_list("kept_until", flat=True)) == {end}
    delivery = Delivery.objects.filter(dispatch=entry).select_related("message")[0]
    Message.objects.update(state=State.SENT, next_attempt_at=None, queue_id="4711", reply_code=250)
    Message.objects.filter(id=delivery.message_id).update(state=State.FAILED, reply_code=550)
    assert forget(end) == 0
    assert forget(end + dt.timedelta(days=1)) == 8
    assert not Body.objects.exists()
    row = Message.objects.get(id=delivery.message_id)
    assert (row.parts, row.recipient, row.subject) == ({}, "", "")
    assert (row.state, row.reply_code, row.queue_id, row.message_id) == (
        State.FAILED, 550, "4711", delivery.message.message_id,
    )  # fmt: skip
    with pytest.raises(Refused) as refusal:
        settle_delivery(actor=home.clerk_actor, delivery_id=delivery.id, outcome=Outcome.AGAIN)
    assert refusal.value.code == "mail.forgotten"


def test_a_letter_too_large_for_a_mailbox_is_a_link_there(home: House) -> None:
    issue = ready(home, replace(a_content(home), language="en"))
    rendition = large(issue, 6 * MB)
    limit_letters(actor=admin(home), usual=5, by_domain={"LK-Ahorntal.example": 10})
    home.association.refresh_from_db()
    size = reach_size(issue, rendition, 0)
    dispatch(actor=home.clerk_actor, issue_id=issue.id)
    with_it = [one for one in map(spelled, Message.objects.all()) if one.attachments]
    assert {one.recipient.partition("@")[2] for one in with_it} == {"lk-ahorntal.example"}
    assert (size.messages, size.attached, size.linked) == (8, len(with_it), 8 - len(with_it))
    sentence = "The letter has 6.0 MB"
    assert sentence not in mail_to(AHORNTAL).text + mail_to(AHORNTAL).html
    assert sentence in mail_to("post@lk-eichengrund.example").text
    assert sentence in mail_to("post@lk-eichengrund.example").html


@pytest.mark.parametrize(
    ("usual", "by_domain", "attached"), [(5, {}, 8), (0, {}, 0), (5, {"lk-ahorntal.example": 0}, 5)]
)
def test_the_size_of_a_dispatch_is_what_travels(
    home: House, usual: int, by_domain: dict[str, int], attached: int
) -> None:
    limit_letters(actor=admin(home), usual=usual, by_domain=by_domain)
    issue = ready(home)
    issue.association.refresh_from_db()
    mails = CircularMails(issue, issue.rendition, at=issue.signed_at)
    size = reach_size(issue, issue.rendition, mails.body_bytes())
    assert (size.messages, size.attached) == (8, attached)
    dispatch(actor=home.clerk_actor, issue_id=issue.id)
    encoded = Encoded(_read, body_of)
    real = sum(len(piece) for row in Message.objects.all() for piece in compose(_letter(row), encoded))
    assert 0.7 * real < size.wire_bytes < 1.2 * real


def test_who_says_how_large_letters_may_be(home: House) -> None:
    with pytest.raises(Refused) as refusal:
        limit_letters(actor=home.clerk_actor, usual=1, by_domain={})
    assert refusal.value.code == "access.role"
    for usual, by_domain, code in (
        (26, {}, "letter_room.size"),
        (-1, {}, "letter_room.size"),
        (5, {"a.example": 26}, "letter_room.size"),
        (5, {"kein mailname": 1}, "letter_room.domain"),
        (5, {f"a{number}.example": 1 for number in range(LIMITS.letter_rooms + 1)}, "letter_room.many"),
    ):
        with pytest.raises(Refused) as refusal:
            limit_letters(actor=admin(home), usual=usual, by_domain=by_domain)
        assert refusal.value.code == code
    limit_letters(actor=admin(home), usual=8, by_domain={"@Märkisch.example": 0, "b.example": 3})
    limit_letters(actor=admin(home), usual=8, by_domain={"märkisch.example": 0, "b.example": 3})
    assert dict(LetterRoom.objects.values_list("domain", "mb")) == {"xn--mrkisch-5wa.example": 0, "b.example": 3}
    assert Entry.objects.filter(event="circulars.letters_limited").count() == 1


def test_with_a_key_that_cannot_be_used_nothing_is_sent(home: House, settings: Settings) -> None:
    settings.DKIM_DIR.mkdir(exist_ok=True)
    file = settings.DKIM_DIR / "lkt-musterland.umlauf.pem"
    file.write_text("kein Schluessel")
    file.chmod(0o600)
    issue = ready(home)
    try:
        with pytest.raises(Refused) as refusal:
            dispatch(actor=home.clerk_actor, issue_id=issue.id)
    finally:
        file.unlink()
    assert refusal.value.code == "dkim.unreadable"
    assert not Message.objects.exists()
