"""After the dispatch: corrected, supplemented, withdrawn, to exactly those who got the circular."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from django.db import connection
from django.http import Http404
from django.test.utils import CaptureQueriesContext
from django.utils import translation
from django_scopes import scope

from tests.cast import Cast, House, a_circular, a_content, a_county, add_member, an_issue
from tests.office.circulars.following import followed, sent, snapshot
from tests.office.mails import spelled
from tests.office.rows import row_counts
from umlauf.engines.mail.models import Message
from umlauf.ground.audit.models import Entry
from umlauf.ground.core.clock import set_office_time
from umlauf.ground.core.limits import LIMITS
from umlauf.ground.text import Refused, to_plain
from umlauf.office.circulars.actions.draft import save_draft
from umlauf.office.circulars.actions.follow_up import Word, begin_follow_up, give_notice
from umlauf.office.circulars.aftermath import SAYING, aftermath_of, aftermaths, drafts_after, follows, is_withdrawn
from umlauf.office.circulars.content import Content
from umlauf.office.circulars.enums import FollowUp, ReferenceKind
from umlauf.office.circulars.mailing import last_day
from umlauf.office.circulars.models import (
    Circular,
    FollowUpCircular,
    Issue,
    IssueReference,
    Notice,
    NoticeDelivery,
    Recipient,
    RecipientAddress,
    SeriesYear,
)
from umlauf.office.circulars.queries import circular_rows, row_of
from umlauf.office.directory.models import IntakeAddress, Membership

CORRECTION, WITHDRAWAL = FollowUp.CORRECTION, FollowUp.WITHDRAWAL


@pytest.fixture(autouse=True)
def _autumn(db: None) -> None:
    """Follow-ups bear the day on which they are signed, and so a number of that year."""
    set_office_time(dt.datetime(2016, 11, 10, 11, tzinfo=dt.UTC))


def begun(house: House, issue: Issue, kind: FollowUp = CORRECTION) -> Circular:
    return begin_follow_up(actor=house.clerk_actor, issue_id=issue.id, kind=kind)


def noticed(house: House, issue: Issue, word: Word | None = None) -> Notice:
    return give_notice(actor=house.clerk_actor, issue_id=issue.id, word=word or Word(CORRECTION, "Raum 2", 0))


def change_the_directory(house: House) -> None:
    """A county comes, one goes, and one has another address. Inside the scope."""
    add_member(house, a_county(6))
    Membership.objects.filter(organisation=house.members[0]).update(until=dt.date(2016, 10, 1))
    IntakeAddress.objects.filter(organisation=house.members[1]).update(email="neu@lk-lindenberg.example")


@pytest.mark.parametrize("kind", SAYING)
def test_a_follow_up_goes_to_exactly_those_who_got_the_circular(home: House, kind: FollowUp) -> None:
    first = sent(home)
    change_the_directory(home)
    last = followed(home, first, kind)
    assert snapshot(last) == snapshot(first)
    assert snapshot(sent(home)) != snapshot(first)
    mails = Message.objects.filter(key__startswith=f"circular:{last.id}:").values_list("recipient", flat=True)
    assert sorted(mails) == sorted(row[-1] for row in snapshot(first))


def test_nothing_leaves_before_it_is_sent(home: House) -> None:
    first = sent(home)
    before = Message.objects.count()
    circular = begun(home, first)
    assert [one.circular for one in drafts_after(first)] == [circular]
    issue = an_issue(home, circular)
    assert Message.objects.count() == before
    assert aftermath_of(first) == ()
    assert [one.circular for one in drafts_after(first)] == [circular]
    assert follows(circular) == FollowUpCircular.objects.get(circular=circular)
    assert (issue.number, first.number) == (544, 543)


@pytest.mark.parametrize(
    ("kind", "reference"),
    [
        (FollowUp.CORRECTION, ReferenceKind.CORRECTS),
        (FollowUp.SUPPLEMENT, ReferenceKind.SUPPLEMENTS),
        (FollowUp.WITHDRAWAL, ReferenceKind.WITHDRAWS),
    ],
)
def test_the_first_draft_is_filled_in(home: House, kind: FollowUp, reference: ReferenceKind) -> None:
    content = replace(a_content(home, subject="Conference"), language="en")
    first = sent(home, a_circular(home, content))
    circular = begun(home, first, kind)
    written = Content.parse(circular.drafts.get().content)
    with translation.override("en"):
        assert written.subject == f"{kind.label}: Conference"
    assert "Rundschreiben Nr. 543/2016 of 1 November 2016" in " ".join(to_plain(written.body).split())
    assert (written.letter_date, written.answer_by, written.abstract) == (None, None, "")
    same = ("keyword", "file_reference", "addressees", "contact_name", "contact_email", "language", "closing")
    assert [getattr(written, name) for name in same] == [getattr(content, name) for name in same]
    (mark,) = written.references
    assert (mark.kind, mark.text, mark.issue_id) == (
        reference,
        "Rundschreiben Nr. 543/2016 of 1 November 2016",
        first.id,
    )
    assert circular.series_id == first.series_id
    issue = an_issue(home, circular)
    assert IssueReference.objects.get(issue=issue).target == first


def test_a_long_subject_still_fits(home: House) -> None:
    first = sent(home, a_circular(home, a_content(home, subject="S" * LIMITS.subject)))
    written = Content.parse(begun(home, first).drafts.get().content)
    assert len(written.subject) == LIMITS.subject


def test_a_second_click_gives_the_draft_that_was_begun(home: House) -> None:
    first = sent(home)
    circular = begun(home, first)
    content = Content.parse(circular.drafts.get().content)
    changed = replace(content, subject="Berichtigung, besser")
    save_draft(actor=home.clerk_actor, circular_id=circular.id, content=changed, based_on=1)
    before = row_counts()
    assert begun(home, first) == circular
    assert row_counts() == before
    assert begun(home, first, FollowUp.SUPPLEMENT) != circular
    sent(home, circular)
    assert begun(home, first) != circular


def test_a_withdrawn_circular_keeps_its_number_and_takes_no_more(home: House) -> None:
    first = sent(home)
    last = followed(home, first, WITHDRAWAL)
    assert is_withdrawn(first)
    assert not is_withdrawn(last)
    assert SeriesYear.objects.get().last_number == 544
    rows = {row.number: row.withdrawn for row in map(row_of, circular_rows())}
    assert rows == {"543/2016": True, "544/2016": False}
    (became,) = aftermath_of(first)
    assert (became.kind, became.issue, became.notice) == (WITHDRAWAL, last, None)
    before = row_counts()
    for kind in SAYING:
        with pytest.raises(Refused) as refusal:
            begun(home, first, kind)
        assert refusal.value.code == "follow_up.withdrawn"
    with pytest.raises(Refused) as refusal:
        noticed(home, first)
    assert refusal.value.code == "follow_up.withdrawn"
    assert row_counts() == before


def test_a_notice_goes_to_each_address_as_it_was_fixed(home: House) -> None:
    first = sent(home)
    before = SeriesYear.objects.get().last_number
    change_the_directory(home)
    notice = noticed(home, first, Word(CORRECTION, "Die Konferenz ist in Raum 2.\n\nNicht in Raum 1.  ", 0))
    mails = [spelled(one) for one in Message.objects.filter(key__startswith=f"notice:{notice.id}:").order_by("id")]
    assert sorted(mail.recipient for mail in mails) == sorted(row[-1] for row in snapshot(first))
    assert {one.address_id for one in NoticeDelivery.objects.filter(notice=notice)} == set(
        RecipientAddress.objects.filter(recipient__issue=first).values_list("id", flat=True)
    )
    assert all("Die Konferenz ist in Raum 2.\n\nNicht in Raum 1.\n" in mail.text for mail in mails)
    assert all("Rundschreiben Nr. 543/2016" in mail.text and "/l/" in mail.text for mail in mails)
    assert {mail.kept_until for mail in mails} == {last_day(first, notice.at)}
    assert SeriesYear.objects.get().last_number == before
    assert Recipient.objects.count() == len(home.members)
    (became,) = aftermath_of(first)
    assert (became.kind, became.notice, became.issue) == (CORRECTION, notice, None)
    assert Entry.objects.latest("sequence").event == "circulars.notice_given"


def test_the_same_form_gives_one_notice_and_another_one_is_told(home: House) -> None:
    first = sent(home)
    notice = noticed(home, first)
    before = row_counts()
    assert noticed(home, first, Word(CORRECTION, " Raum 2\r\n", 0)) == notice
    with pytest.raises(Refused) as refusal:
        noticed(home, first, Word(CORRECTION, "Raum 3", 0))
    assert refusal.value.code == "notice.changed"
    assert row_counts() == before
    assert noticed(home, first, Word(CORRECTION, "Raum 3", 1)) != notice
    withdrawal = noticed(home, first, Word(WITHDRAWAL, "", 2))
    assert noticed(home, first, Word(WITHDRAWAL, "", 2)) == withdrawal
    assert is_withdrawn(first)
    assert [row.withdrawn for row in map(row_of, circular_rows())] == [True]


@pytest.mark.parametrize(
    ("word", "code"),
    [
        (Word(CORRECTION, " \n ", 0), "notice.text"),
        (Word(FollowUp.SUPPLEMENT, "", 0), "notice.text"),
        (Word(CORRECTION, "x" * (LIMITS.note + 1), 0), "circular.long"),
    ],
)
def test_what_no_notice_can_say(home: House, word: Word, code: str) -> None:
    first = sent(home)
    before = row_counts()
    with pytest.raises(Refused) as refusal:
        noticed(home, first, word)
    assert refusal.value.code == code
    assert row_counts() == before


def test_what_was_not_sent_is_not_followed(home: House) -> None:
    issue = an_issue(home)
    before = row_counts()
    for act in (begun, noticed):
        with pytest.raises(Refused) as refusal:
            act(home, issue)
        assert refusal.value.code == "follow_up.unsent"
    with pytest.raises(Refused) as refusal:
        begun(home, issue, FollowUp.DEADLINE)
    assert refusal.value.code == "follow_up.kind"
    assert row_counts() == before


def test_nobody_else_follows_up(cast: Cast) -> None:
    with scope(association=cast.home.association):
        first = sent(cast.home)
        with pytest.raises(Refused):
            begin_follow_up(actor=cast.member_actor, issue_id=first.id, kind=CORRECTION)
        with pytest.raises(Refused):
            give_notice(actor=cast.member_actor, issue_id=first.id, word=Word(CORRECTION, "x", 0))
    for association in (cast.home.association, cast.other.association):
        with scope(association=association):
            for act in (begun, noticed):
                with pytest.raises(Http404):
                    act(cast.other, first)


@pytest.mark.parametrize("count", [1, 3])
def test_what_became_of_many_is_asked_for_at_once(home: House, count: int) -> None:
    issues = [sent(home) for _number in range(count)]
    for issue in issues:
        noticed(home, issue)
        followed(home, issue, WITHDRAWAL)
    with CaptureQueriesContext(connection) as queries:
        found = aftermaths([issue.id for issue in issues])
        said = [one.issue.label for entries in found.values() for one in entries if one.issue]
    assert len(said) == count
    assert [len(found[issue.id]) for issue in issues] == [2] * count
    assert len(queries) == 2
    with CaptureQueriesContext(connection) as queries:
        assert sum(row_of(values).withdrawn for values in circular_rows()) == count
    assert len(queries) == 1


def test_nothing_is_signed_that_follows_what_was_withdrawn_meanwhile(home: House) -> None:
    issue = sent(home)
    correction = begin_follow_up(actor=home.clerk_actor, issue_id=issue.id, kind=FollowUp.CORRECTION)
    give_notice(actor=home.clerk_actor, issue_id=issue.id, word=Word(FollowUp.WITHDRAWAL, "Fällt aus", seen=0))
    with pytest.raises(Refused) as refusal:
        an_issue(home, correction)
    assert refusal.value.code == "follow_up.withdrawn"
    with pytest.raises(Refused) as refusal:
        begin_follow_up(actor=home.clerk_actor, issue_id=issue.id, kind=FollowUp.CORRECTION)
    assert refusal.value.code == "follow_up.withdrawn"
