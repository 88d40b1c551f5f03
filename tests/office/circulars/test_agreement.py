"""Between draft and signature: laid before a chain, agreed to in its order, sent back, taken over, signed."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest
from django.http import Http404
from django_scopes import scope

from tests.cast import Cast, House, a_circular, a_content
from tests.office.circulars.agreeing import a_reviewer, add_to_chain, laid, reviewer_actor
from tests.office.rows import row_counts
from umlauf.engines.mail.models import Message
from umlauf.ground.accounts.models import User
from umlauf.ground.core.actor import Actor, Means
from umlauf.ground.core.clock import office_today
from umlauf.ground.core.policy import Role
from umlauf.ground.text import Refused
from umlauf.office.circulars.actions.annex import AnnexFile, attach_annex
from umlauf.office.circulars.actions.approve import approve, send_back, take_over
from umlauf.office.circulars.actions.draft import save_draft
from umlauf.office.circulars.actions.lay import lay_before, take_back
from umlauf.office.circulars.actions.let_go import let_go
from umlauf.office.circulars.actions.sign import change_and_sign, sign_and_issue
from umlauf.office.circulars.enums import Confidentiality, SubmissionEnd
from umlauf.office.circulars.folder import Asked, folder_of, get_entry_for
from umlauf.office.circulars.models import (
    Absence,
    Approval,
    Circular,
    Draft,
    FolderLink,
    Issue,
    SeriesYear,
    Submission,
)
from umlauf.office.circulars.version import version_of
from umlauf.office.directory.models import Grant, Membership

PDF = AnnexFile(1, "Programm", "programm.pdf", "application/pdf", b"%PDF-1.7 erste", "upload")


def digest(circular: Circular) -> str:
    return version_of(circular).digest


def agree(actor: Actor, circular: Circular, *, seen: str = "") -> Approval:
    entry = get_entry_for(actor, circular.id)
    assert entry.approval is not None
    return approve(actor=actor, circular_id=circular.id, approval_id=entry.approval.id, seen=seen or digest(circular))


def sign(house: House, circular: Circular, *, seen: str = "") -> Issue:
    return sign_and_issue(
        actor=house.signatory_actor,
        circular_id=circular.id,
        signature=house.signature,
        seen=seen or digest(circular),
    )


def waiting(house: House, user: User) -> list[tuple[int, Asked]]:
    return [(one.submission.circular_id, one.asked) for one in folder_of(reviewer_actor(house, user))]


def told() -> list[tuple[str, str]]:
    return list(Message.objects.order_by("id").values_list("recipient", "subject"))


def test_without_a_chain_a_laid_draft_lies_before_who_signs_and_is_signed(home: House) -> None:
    circular = laid(home, note="Bitte heute noch")
    (entry,) = folder_of(home.signatory_actor)
    assert (entry.asked, entry.submission.note, entry.submission.laid_by) == (
        Asked.SIGN,
        "Bitte heute noch",
        "Nora Feldkamp",
    )
    assert folder_of(home.clerk_actor) == []
    assert [recipient for recipient, _subject in told()] == [home.signatory.email]
    issue = sign(home, circular)
    assert issue.number == 543
    ended = Submission.objects.get()
    assert (ended.outcome, ended.ended_by) == (SubmissionEnd.SIGNED, "Emil Brandstätter")
    assert folder_of(home.signatory_actor) == []


def test_the_subject_of_a_mail_says_nothing_of_a_draft_for_the_named_alone(home: House) -> None:
    content = replace(a_content(home), confidentiality=Confidentiality.NAMED)
    laid(home, a_circular(home, content))
    ((_recipient, subject),) = told()
    assert content.subject not in subject
    assert content.subject in " ".join(Message.objects.get().text.split())


def test_a_series_without_a_chain_is_signed_without_being_laid_before_anybody(home: House) -> None:
    assert sign(home, a_circular(home)).number == 543


def test_a_chain_agrees_in_its_order_and_those_at_one_position_at_the_same_time(home: House) -> None:
    anna, ben, cora = (a_reviewer(home, name) for name in ("Anna Alt", "Ben Berg", "Cora Clever"))
    add_to_chain(home, anna)
    add_to_chain(home, ben)
    add_to_chain(home, cora, position=2)
    circular = laid(home)
    expected = (circular.id, Asked.APPROVE)
    assert (waiting(home, anna), waiting(home, ben), waiting(home, cora)) == ([expected], [expected], [])
    agree(reviewer_actor(home, ben), circular)
    assert (waiting(home, anna), waiting(home, ben), waiting(home, cora)) == ([expected], [], [])
    agree(reviewer_actor(home, anna), circular)
    assert waiting(home, cora) == [expected]
    assert folder_of(home.signatory_actor) == []
    with pytest.raises(Refused, match="Cora Clever") as refusal:
        sign(home, circular)
    assert refusal.value.code == "approval.missing"
    agree(reviewer_actor(home, cora), circular)
    assert [entry.asked for entry in folder_of(home.signatory_actor)] == [Asked.SIGN]
    assert [recipient for recipient, _subject in told()] == [
        anna.email,
        ben.email,
        cora.email,
        home.signatory.email,
    ]
    assert sign(home, circular).number == 543


def test_what_needs_a_chain_is_not_signed_before_it_was_laid_before_it(home: House) -> None:
    add_to_chain(home, a_reviewer(home, "Anna Alt"))
    circular = a_circular(home)
    with pytest.raises(Refused) as refusal:
        sign(home, circular)
    assert refusal.value.code == "approval.missing"
    assert SeriesYear.objects.get().last_number == 542


def test_to_lay_and_to_agree_once_more_changes_nothing(home: House) -> None:
    anna = a_reviewer(home, "Anna Alt")
    add_to_chain(home, anna)
    circular = laid(home)
    before = row_counts()
    laid(home, circular)
    assert row_counts() == before
    actor = reviewer_actor(home, anna)
    given = agree(actor, circular)
    before = row_counts()
    again = approve(actor=actor, circular_id=circular.id, approval_id=given.id, seen=digest(circular))
    assert (again, again.at) == (given, given.at)
    assert row_counts() == before


def test_while_others_read_it_a_draft_stays_as_it_is(home: House) -> None:
    circular = laid(home)
    content = replace(a_content(home), subject="Heimlich geändert")
    for change in (
        lambda: save_draft(actor=home.clerk_actor, circular_id=circular.id, content=content, based_on=1),
        lambda: attach_annex(actor=home.clerk_actor, circular_id=circular.id, file=PDF),
    ):
        with pytest.raises(Refused) as refusal:
            change()
        assert refusal.value.code == "draft.laid"
    take_back(actor=home.clerk_actor, circular_id=circular.id)
    save_draft(actor=home.clerk_actor, circular_id=circular.id, content=content, based_on=1)
    assert Submission.objects.get().outcome == SubmissionEnd.TAKEN_BACK
    assert folder_of(home.signatory_actor) == []


def test_an_annex_that_changed_since_it_was_read_is_not_signed(home: House) -> None:
    circular = a_circular(home)
    attach_annex(actor=home.clerk_actor, circular_id=circular.id, file=PDF)
    read = digest(circular)
    attach_annex(actor=home.clerk_actor, circular_id=circular.id, file=replace(PDF, data=b"%PDF-1.7 zweite"))
    with pytest.raises(Refused) as refusal:
        sign(home, circular, seen=read)
    assert refusal.value.code == "draft.changed"


def test_what_was_agreed_to_is_asked_anew_after_it_was_taken_back(home: House) -> None:
    anna = a_reviewer(home, "Anna Alt")
    add_to_chain(home, anna)
    circular = laid(home)
    read = digest(circular)
    agree(reviewer_actor(home, anna), circular)
    take_back(actor=home.clerk_actor, circular_id=circular.id)
    content = replace(a_content(home), subject="Neu gefasst")
    save_draft(actor=home.clerk_actor, circular_id=circular.id, content=content, based_on=1)
    laid(home, circular)
    assert waiting(home, anna) == [(circular.id, Asked.APPROVE)]
    with pytest.raises(Refused) as refusal:
        agree(reviewer_actor(home, anna), circular, seen=read)
    assert refusal.value.code == "draft.changed"


def test_a_draft_is_sent_back_with_a_comment_and_its_author_told(home: House) -> None:
    anna = a_reviewer(home, "Anna Alt")
    add_to_chain(home, anna)
    circular = laid(home)
    send: dict[str, Any] = {"actor": reviewer_actor(home, anna), "circular_id": circular.id, "seen": digest(circular)}
    with pytest.raises(Refused) as refusal:
        send_back(**send, comment="  ")
    assert refusal.value.code == "approval.comment"
    ended = send_back(**send, comment="Die Frist ist zu kurz.")
    assert (ended.outcome, ended.ended_by, ended.comment) == (
        SubmissionEnd.SENT_BACK,
        "Anna Alt",
        "Die Frist ist zu kurz.",
    )
    assert told()[-1][0] == home.clerk.email
    with pytest.raises(Http404):
        send_back(**send, comment="Noch einmal")


def test_whoever_signs_sends_back_or_takes_over_as_well(home: House) -> None:
    circular = laid(home)
    send_back(actor=home.signatory_actor, circular_id=circular.id, seen=digest(circular), comment="Bitte kürzer")
    laid(home, circular)
    take_over(actor=home.signatory_actor, circular_id=circular.id)
    assert [one.outcome for one in Submission.objects.all()] == [SubmissionEnd.SENT_BACK, SubmissionEnd.TAKEN_OVER]
    content = replace(a_content(home), subject="Von mir gefasst")
    draft = save_draft(actor=home.signatory_actor, circular_id=circular.id, content=content, based_on=1)
    assert draft.revision == 2


def test_a_stand_in_agrees_only_while_the_approver_is_away(home: House) -> None:
    anna, ben = a_reviewer(home, "Anna Alt"), a_reviewer(home, "Ben Berg")
    add_to_chain(home, anna, stand_in=ben)
    circular = laid(home)
    assert waiting(home, ben) == []
    today = office_today(home.association)
    absence = Absence.objects.create(
        association=home.association, user=anna, since=today - dt.timedelta(days=3), until=today
    )
    assert (waiting(home, anna), waiting(home, ben)) == ([], [(circular.id, Asked.APPROVE)])
    approval = agree(reviewer_actor(home, ben), circular)
    assert (approval.by, approval.approver) == ("Ben Berg", anna)
    take_back(actor=home.clerk_actor, circular_id=circular.id)
    Absence.objects.filter(id=absence.id).update(until=today - dt.timedelta(days=1))
    laid(home, circular)
    assert (waiting(home, anna), waiting(home, ben)) == ([(circular.id, Asked.APPROVE)], [])


def test_who_signs_may_correct_small_things_and_all_are_told(home: House) -> None:
    anna = a_reviewer(home, "Anna Alt")
    add_to_chain(home, anna)
    circular = laid(home)
    agree(reviewer_actor(home, anna), circular)
    before = len(told())
    changed = replace(a_content(home), subject="Konferenz „Integration“")
    sign_it: dict[str, Any] = {
        "actor": home.signatory_actor,
        "circular_id": circular.id,
        "signature": home.signature,
        "seen": digest(circular),
    }
    issue = change_and_sign(content=changed, **sign_it)
    assert issue.content["subject"] == "Konferenz „Integration“"
    assert [draft.saved_by for draft in Draft.objects.order_by("revision")] == ["Nora Feldkamp", "Emil Brandstätter"]
    assert [recipient for recipient, _subject in told()[before:]] == [home.clerk.email, anna.email]
    assert change_and_sign(content=replace(changed, subject="Noch etwas"), **sign_it) == issue
    assert Draft.objects.count() == 2


def test_whoever_agreed_is_told_of_a_correction_not_whom_they_stood_in_for(home: House) -> None:
    anna, ben = a_reviewer(home, "Anna Alt"), a_reviewer(home, "Ben Berg")
    add_to_chain(home, anna, stand_in=ben)
    circular = laid(home)
    today = office_today(home.association)
    Absence.objects.create(association=home.association, user=anna, since=today, until=today)
    agree(reviewer_actor(home, ben), circular)
    before = len(told())
    change_and_sign(
        actor=home.signatory_actor,
        circular_id=circular.id,
        content=replace(a_content(home), subject="Kürzer"),
        signature=home.signature,
        seen=digest(circular),
    )
    assert [recipient for recipient, _subject in told()[before:]] == [home.clerk.email, ben.email]


def test_to_sign_without_a_correction_writes_no_version(home: House) -> None:
    circular = laid(home)
    Draft.objects.update(content={k: v for k, v in a_content(home).json().items() if k != "references"})
    Submission.objects.update(digest=digest(circular))
    change_and_sign(
        actor=home.signatory_actor,
        circular_id=circular.id,
        content=a_content(home),
        signature=home.signature,
        seen=digest(circular),
    )
    assert Draft.objects.count() == 1


def test_the_comment_on_a_draft_does_not_leave_the_office(home: House) -> None:
    circular = laid(home)
    Grant.objects.filter(user=home.clerk).delete()
    before = len(told())
    send_back(actor=home.signatory_actor, circular_id=circular.id, seen=digest(circular), comment="Intern")
    assert [recipient for recipient, _subject in told()[before:]] == []  # whoever sends it back is all that is left


def test_a_draft_whose_contact_leaves_is_taken_back_and_goes_on(home: House) -> None:
    circular = laid(home)
    administrator = Actor("Alma", home.association.id, Means.LOGIN, frozenset({Role.ADMINISTRATOR}), home.signatory.id)
    let_go(actor=administrator, user_id=home.clerk.id, heir_id=home.signatory.id)
    assert Submission.objects.get().outcome == SubmissionEnd.TAKEN_BACK
    laid_anew = lay_before(actor=home.signatory_actor, circular_id=circular.id, seen=digest(circular))
    assert laid_anew.draft.content["contact_name"] == home.signatory.name
    assert sign(home, circular).number == 543


def test_to_correct_does_not_go_round_the_chain(home: House) -> None:
    add_to_chain(home, a_reviewer(home, "Anna Alt"))
    circular = laid(home)
    with pytest.raises(Refused) as refusal:
        change_and_sign(
            actor=home.signatory_actor,
            circular_id=circular.id,
            content=replace(a_content(home), subject="Schnell geändert"),
            signature=home.signature,
            seen=digest(circular),
        )
    assert refusal.value.code == "approval.missing"
    assert Draft.objects.count() == 1


def test_what_could_not_be_signed_is_not_laid_before_anybody(home: House) -> None:
    circular = a_circular(home)
    Membership.objects.all().delete()
    before = row_counts()
    with pytest.raises(Refused) as refusal:
        laid(home, circular)
    assert refusal.value.code == "recipient.none"
    assert row_counts() == before


def test_a_draft_that_changed_is_not_laid_unread(home: House) -> None:
    circular = a_circular(home)
    read = digest(circular)
    content = replace(a_content(home), subject="Inzwischen geändert")
    save_draft(actor=home.signatory_actor, circular_id=circular.id, content=content, based_on=1)
    with pytest.raises(Refused) as refusal:
        lay_before(actor=home.clerk_actor, circular_id=circular.id, seen=read)
    assert refusal.value.code == "draft.changed"
    sign(home, circular)
    with pytest.raises(Refused) as refusal:
        lay_before(actor=home.clerk_actor, circular_id=circular.id, seen=read)
    assert refusal.value.code == "draft.issued"


def test_nobody_gives_what_is_not_theirs_to_give(cast: Cast) -> None:
    home = cast.home
    with scope(association=home.association):
        anna, ben = a_reviewer(home, "Anna Alt"), a_reviewer(home, "Ben Berg")
        add_to_chain(home, anna)
        circular = laid(home)
        approval = Approval.objects.get()
        before = row_counts()
        for actor in (reviewer_actor(home, ben), home.clerk_actor, cast.other.clerk_actor):
            with pytest.raises(Http404):
                approve(actor=actor, circular_id=circular.id, approval_id=approval.id, seen=digest(circular))
            with pytest.raises(Http404):
                send_back(actor=actor, circular_id=circular.id, seen=digest(circular), comment="Nein")
        with pytest.raises(Refused) as refusal:
            approve(actor=cast.member_actor, circular_id=circular.id, approval_id=approval.id, seen=digest(circular))
        assert refusal.value.code == "access.role"
        with pytest.raises(Refused):
            take_over(actor=reviewer_actor(home, anna), circular_id=circular.id)
        with pytest.raises(Http404):
            take_back(actor=cast.other.clerk_actor, circular_id=circular.id)
        assert row_counts() == before


def test_each_is_told_by_a_link_of_their_own(home: House) -> None:
    anna = a_reviewer(home, "Anna Alt")
    add_to_chain(home, anna)
    laid(home)
    link = FolderLink.objects.get()
    assert (link.user, link.generation) == (anna, 1)
    message = Message.objects.get()
    assert message.kept_until == office_today(home.association) + dt.timedelta(days=60)
