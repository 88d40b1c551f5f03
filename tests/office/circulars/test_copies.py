"""Who gets a circular for information („nachrichtlich“): fixed by the signature, written to, and asked for nothing."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from django.http import Http404

from tests.cast import House, a_circular, a_content, a_county, add_list, add_member, an_issue
from tests.office.circulars.following import followed, sent
from tests.office.mails import spelled
from tests.office.responses.asking import by_link, guest_of, keyed_in, mails
from tests.office.rows import row_counts
from umlauf.engines.mail.models import Message
from umlauf.ground.core.clock import set_office_time
from umlauf.ground.text import Refused
from umlauf.office.circulars.actions.draft import save_draft
from umlauf.office.circulars.actions.follow_up import Word, give_notice
from umlauf.office.circulars.actions.link import renew_link
from umlauf.office.circulars.content import Content
from umlauf.office.circulars.enums import Confidentiality, FollowUp
from umlauf.office.circulars.letter import issued_letter
from umlauf.office.circulars.models import Issue, Recipient
from umlauf.office.circulars.reach import must_reach, reach_of_draft
from umlauf.office.directory.models import DistributionList, Organisation
from umlauf.office.directory.rules import Rule
from umlauf.office.responses.actions.answer import give_nil_return, give_statement
from umlauf.office.responses.actions.deadline import move_deadline
from umlauf.office.responses.actions.extension import ask_extension
from umlauf.office.responses.actions.remind import remind
from umlauf.office.responses.queries import missing, returned, standings

DAY = dt.date(2016, 11, 10)


@pytest.fixture(autouse=True)
def _autumn(db: None) -> None:
    set_office_time(dt.datetime(2016, 11, 10, 11, tzinfo=dt.UTC))


def lists(home: House) -> tuple[DistributionList, DistributionList, Organisation]:
    """A list of two members, and one of the second of them and of somebody else, who is returned too."""
    other = a_county(7)
    add_member(home, other)
    first, second, _third = (one.id for one in home.members)
    asked = add_list(home, "Gefragt", Rule(with_organisations=(first, second)))
    told = add_list(home, "Zur Kenntnis", Rule(with_organisations=(second, other.id)))
    return asked, told, other


def with_copies(home: House, **said: object) -> tuple[Content, Organisation]:
    asked, told, other = lists(home)
    content = replace(
        a_content(home),
        distribution_list_id=asked.id,
        copies_list_id=told.id,
        letter_date=None,
        copies=("Der Städtetag",),
    )
    return replace(content, **said), other  # type: ignore[arg-type]


def a_sent_one(home: House, **said: object) -> tuple[Issue, Recipient]:
    """A circular that was sent, and who got it for information."""
    content, other = with_copies(home, **said)
    issue = sent(home, a_circular(home, content))
    return issue, Recipient.objects.get(issue=issue, organisation=other)


def test_whoever_is_on_both_lists_is_a_recipient_and_is_written_to_once(home: House) -> None:
    content, other = with_copies(home)
    reached = reach_of_draft(a_circular(home, content), content, DAY)
    assert [(one.organisation.id, one.is_copy) for one in reached] == [
        (home.members[0].id, False),
        (home.members[1].id, False),
        (other.id, True),
    ]


def test_a_list_of_copies_alone_reaches_nobody(home: House) -> None:
    content, _other = with_copies(home)
    empty = add_list(home, "Niemand", Rule())
    content = replace(content, distribution_list_id=empty.id)
    circular = a_circular(home, content)
    with pytest.raises(Refused) as refusal:
        must_reach(circular, content, DAY)
    assert refusal.value.code == "recipient.none"


def test_the_same_list_twice_is_refused(home: House) -> None:
    circular = a_circular(home)
    same = replace(a_content(home), copies_list_id=home.members_list.id)
    before = row_counts()
    with pytest.raises(Refused) as refusal:
        save_draft(actor=home.clerk_actor, circular_id=circular.id, content=same, based_on=1)
    assert refusal.value.code == "circular.copies"
    assert row_counts() == before


def test_the_signature_fixes_them_and_the_letter_names_them(home: House) -> None:
    content, other = with_copies(home)
    issue = an_issue(home, a_circular(home, content))
    fixed = Recipient.objects.filter(issue=issue).order_by("id").values_list("organisation_id", "is_copy")
    assert list(fixed) == [(home.members[0].id, False), (home.members[1].id, False), (other.id, True)]
    assert issued_letter(issue).copies == ("Der Städtetag",)


def test_their_mail_asks_for_nothing(home: House) -> None:
    _issue, copy = a_sent_one(home)
    found = [spelled(one) for one in Message.objects.all()]
    told = [one for one in found if one.recipient.endswith("weidenfurt.example")]
    assert len(told) == 2
    assert not any("18.11.2016" in mail.subject or "18. November 2016." in mail.text[:900] for mail in told)
    assert all("18.11.2016" in mail.subject for mail in found if mail not in told)
    assert all("Der Städtetag" in mail.text and "Der Städtetag" in mail.html for mail in found)
    assert copy.is_copy


def test_they_are_never_missing_never_counted_and_never_reminded(home: House) -> None:
    issue, copy = a_sent_one(home)
    known = set(Recipient.objects.filter(issue=issue, is_copy=False).values_list("id", flat=True))
    assert {one.recipient.id for one in standings(issue)} == known
    assert {one.recipient.id for one in missing(issue)} == known
    assert returned([issue.circular_id])[issue.circular_id].asked == 2
    everybody = [*known, copy.id]
    remind(actor=home.clerk_actor, circular_id=issue.circular_id, recipient_ids=everybody, nonce="once")
    reminders = mails("reminder:")
    assert len(reminders) == 2
    assert not any("weidenfurt" in mail.recipient for mail in reminders)


def test_nobody_answers_for_them_by_link_nor_in_the_office(home: House) -> None:
    _issue, copy = a_sent_one(home)
    before = row_counts()
    for actor, entry in ((guest_of(copy), by_link()), (home.clerk_actor, keyed_in())):
        with pytest.raises(Http404):
            give_nil_return(actor=actor, recipient_id=copy.id, entry=entry)
        with pytest.raises(Http404):
            give_statement(actor=actor, recipient_id=copy.id, entry=entry, text="Ja", final=True)
        with pytest.raises(Http404):
            ask_extension(actor=actor, recipient_id=copy.id, entry=entry, wished=dt.date(2016, 11, 25), reason="")
    assert row_counts() == before


def test_all_have_answered_once_those_have_who_are_asked(home: House) -> None:
    issue, _copy = a_sent_one(home)
    for one in Recipient.objects.filter(issue=issue, is_copy=False).select_related("issue__association"):
        give_nil_return(actor=guest_of(one), recipient_id=one.id, entry=by_link())
    assert not missing(issue)
    back = returned([issue.circular_id])[issue.circular_id]
    assert (back.answered, back.asked) == (2, 2)


def test_a_follow_up_goes_to_them_and_they_stay_copies(home: House) -> None:
    issue, copy = a_sent_one(home)
    correction = followed(home, issue, FollowUp.CORRECTION)
    before, after = (
        Recipient.objects.filter(issue=one).order_by("organisation_id").values_list("organisation_id", "is_copy")
        for one in (issue, correction)
    )
    assert list(after) == list(before)
    assert (copy.organisation_id, True) in after
    assert Content.parse(correction.content).copies == ("Der Städtetag",)


def test_a_notice_tells_them_of_another_deadline_without_asking_them(home: House) -> None:
    issue, _copy = a_sent_one(home)
    move_deadline(actor=home.clerk_actor, circular_id=issue.circular_id, day=dt.date(2016, 11, 25), seen=0)
    told: list[Message] = []
    asked: list[Message] = []
    for mail in mails("notice:"):
        (told if "weidenfurt" in mail.recipient else asked).append(mail)
    assert len(told) == 2
    assert all("25.11.2016" in mail.subject for mail in asked)
    assert not any("25.11.2016" in mail.subject for mail in told)
    assert all("25. November 2016" in mail.text for mail in map(spelled, told))


def test_a_notice_of_withdrawal_reaches_all(home: House) -> None:
    issue, _copy = a_sent_one(home)
    give_notice(actor=home.clerk_actor, issue_id=issue.id, word=Word(FollowUp.WITHDRAWAL, "", 0))
    assert len(mails("notice:")) == Message.objects.exclude(key__startswith="notice:").count()


def test_a_new_link_of_theirs_does_not_speak_of_an_answer(home: House) -> None:
    _issue, copy = a_sent_one(home)
    renew_link(actor=home.clerk_actor, recipient_id=copy.id, generation=1)
    (mail,) = mails("link:")
    assert "18.11.2016" not in mail.subject


def test_the_subject_of_what_is_meant_for_the_named_alone_says_nothing(home: House) -> None:
    issue, _copy = a_sent_one(home, confidentiality=Confidentiality.NAMED)
    content = Content.parse(issue.content)
    for mail in map(spelled, Message.objects.all()):
        assert issue.short_label in mail.subject
        assert content.keyword not in mail.subject
        assert content.subject not in mail.subject
        assert content.subject in " ".join(mail.text.split())
        assert content.keyword not in str(mail.attachments)
    assert issued_letter(issue).confidential


def test_letters_say_from_when_on_they_hold(home: House) -> None:
    issue, _copy = a_sent_one(home, valid_from=dt.date(2017, 1, 1))
    assert issued_letter(issue).valid_from == dt.date(2017, 1, 1)
    found = [spelled(one) for one in Message.objects.all()]
    assert all("1. Januar 2017" in mail.text and "1. Januar 2017" in mail.html for mail in found)
