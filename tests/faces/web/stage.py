"""A stage for the pages: circulars of the home association at every step, made by the actions that a person uses."""

from __future__ import annotations

import datetime as dt
import re
import time
from dataclasses import dataclass, replace

from allauth.mfa.models import Authenticator
from allauth.mfa.utils import encrypt
from django.test import Client, RequestFactory
from django_scopes import scope

from tests.cast import Cast, House, a_circular, a_content, an_issue
from tests.office.mails import spelled
from tests.pdfs import a_pdf
from umlauf.engines.mail.enums import DUE, IN_HAND, State
from umlauf.engines.mail.models import Message
from umlauf.faces.web.often import too_often
from umlauf.ground.accounts.models import User
from umlauf.ground.core.actor import Actor, Means
from umlauf.ground.core.clock import machine_now, office_now
from umlauf.ground.core.policy import MEMBER_ROLES, Role
from umlauf.office.circulars.actions.annex import AnnexFile, attach_annex
from umlauf.office.circulars.actions.render import render_issue
from umlauf.office.circulars.actions.send import dispatch
from umlauf.office.circulars.actions.template import keep_template
from umlauf.office.circulars.mailing import letter_address
from umlauf.office.circulars.models import Circular, Delivery, FilePlanEntry, Issue, Recipient
from umlauf.office.conferences.actions.plan import (
    ConferencePlan,
    PlannedContribution,
    PlannedItem,
    plan_conference,
)
from umlauf.office.conferences.actions.release import release_programme
from umlauf.office.conferences.enums import ContributionState
from umlauf.office.directory.actions.imports import take_in_file
from umlauf.office.directory.actions.own_changes import PostChange, as_values
from umlauf.office.directory.enums import ChangeKind, OwnEntry
from umlauf.office.directory.ledger import digest_of
from umlauf.office.directory.models import (
    Change,
    Confirmation,
    ConfirmationRound,
    Emergency,
    Grant,
    Invitation,
    Organisation,
    Post,
    PostDetails,
    Proposal,
)

PLAN = ConferencePlan(
    title="Integration in ländlichen Räumen",
    starts_on=dt.date(2016, 12, 2),
    items=(
        PlannedItem(
            "Begrüßung",
            contributions=(PlannedContribution("Vera Quast", "Ministerin", "", ContributionState.REQUESTED),),
        ),
    ),
)
PDF = a_pdf("Programm")


@dataclass(frozen=True, slots=True)
class Stage:
    """The cast, and a circular of the home association at each step. ``letter`` is what the shared county got.

    The one that is ready invites to a conference.
    """

    cast: Cast
    draft: Circular
    ready: Issue
    sent: Issue
    letter: Recipient
    delivery: Delivery
    other_member: User
    people: dict[Role, User]
    invitations: tuple[Invitation, Invitation]
    emergency: Emergency
    proposal: Proposal
    confirmation: Confirmation

    @property
    def home(self) -> House:
        return self.cast.home

    @property
    def link(self) -> str:
        """The path of the personal link."""
        return link_of(self.letter)


def set_stage(cast: Cast) -> Stage:
    """Write a draft with an annex, a letter that is ready to send, and one that was sent."""
    with scope(association=cast.home.association):
        draft = a_circular(cast.home, replace(a_content(cast.home, subject="Entwurf zur Kita"), letter_date=None))
        attach(cast.home, draft)
        inviting = a_circular(cast.home, a_content(cast.home, subject="Bereit"))
        conference = plan_conference(actor=cast.home.clerk_actor, circular_id=inviting.id, plan=PLAN)
        release_programme(actor=cast.home.clerk_actor, conference_id=conference.id, seen=1, nonce="stage")
        ready = rendered(cast.home, an_issue(cast.home, inviting))
        circular = a_circular(cast.home)
        attach(cast.home, circular)
        sent = send(cast.home, circular)
        letter = Recipient.objects.get(issue=sent, organisation=cast.shared)
        delivery = Delivery.objects.filter(address__recipient=letter).order_by("id")[0]
        other = User.objects.create(
            email="post@lk-lindenberg.example", name="Olaf Anders", password=cast.member.password
        )
        member_of(cast.home, other, cast.home.members[1])
        Change.objects.create(
            association=cast.home.association, kind=ChangeKind.MERGE, label="Zusammenführung", at=office_now(), by="-"
        )
        people = {role: somebody(cast, role) for role in Role}
        take_in_file(actor=cast.home.clerk_actor, filename="Orte.csv", data=b"Organisation\r\nAhorntal")
        invitations = (an_invitation(cast.home), an_invitation(cast.home, cast.shared))
        emergency = Emergency.objects.create(
            association=cast.home.association,
            asked_by=cast.home.clerk,
            asked_at=machine_now(),
            reason="Die Verwaltung ist im Urlaub.",
            expires_at=machine_now() + dt.timedelta(hours=1),
        )
        proposal, confirmation = a_proposal(cast), a_confirmation(cast)
        keep_template(actor=cast.home.clerk_actor, circular_id=draft.id, name="Kita")
        owner = cast.home.association
        FilePlanEntry.objects.create(association=owner, code="103-55", title="Integration", place="103-55")
    return Stage(
        cast, draft, ready, sent, letter, delivery, other, people, invitations, emergency, proposal, confirmation
    )


def a_proposal(cast: Cast) -> Proposal:
    """The shared county wants another phone number for its head. Inside the scope of the home association."""
    post = Post.objects.get(organisation=cast.shared, function__name="Landrat")
    details = PostDetails.objects.get(post=post, retired_at=None)
    return Proposal.objects.create(
        association=cast.home.association,
        organisation=cast.shared,
        kind=OwnEntry.POST,
        label=f"Landrat, {cast.shared.name}",
        values=as_values(PostChange(post.id, details.email, "+49 391 99-1")),
        seen=digest_of(details),
        proposed_at=office_now(),
        proposed_by="Pia Wendlandt",
    )


def a_confirmation(cast: Cast) -> Confirmation:
    """The shared county is asked whether its entries are right, without its mail. Inside the scope."""
    asked = ConfirmationRound.objects.create(
        association=cast.home.association, asked_at=office_now(), asked_by="-", due=dt.date(2016, 11, 30)
    )
    return Confirmation.objects.create(association=cast.home.association, round=asked, organisation=cast.shared)


def an_invitation(house: House, organisation: Organisation | None = None) -> Invitation:
    """One that waits, into the office or into a member's own house, without its mail. Inside the scope."""
    return Invitation.objects.create(
        association=house.association,
        organisation=organisation,
        email="neu@umlauf.example",
        name="Neu Hier",
        roles=[Role.REGISTRY if organisation else Role.CLERK],
        of_office=organisation is None,
        invited_at=machine_now(),
        invited_by="Vera Administrator",
        expires_at=machine_now() + dt.timedelta(days=1),
    )


def somebody(cast: Cast, role: Role) -> User:
    """Somebody with this role alone, for the home association or for the county that both share. Inside the scope."""
    user = User.objects.create(
        email=f"{role}@umlauf.example", name=f"Vera {role.title()}", password=cast.member.password
    )
    at = cast.shared if role in MEMBER_ROLES else None
    Grant.objects.create(association=cast.home.association, user=user, role=role, organisation=at)
    return user


def attach(house: House, circular: Circular, number: int = 1) -> None:
    """Attach an annex that a person has uploaded. Inside the scope."""
    file = AnnexFile(number, "Programm", "Programm.pdf", "application/pdf", PDF, "upload")
    attach_annex(actor=house.clerk_actor, circular_id=circular.id, file=file)


def rendered(house: House, issue: Issue) -> Issue:
    """The issue with its letter, as the worker makes it. Inside the scope."""
    render_issue(actor=Actor("Umlauf", house.association.id, Means.TASK), issue_id=issue.id)
    return Issue.objects.get(id=issue.id)


def send(house: House, circular: Circular | None = None) -> Issue:
    """A circular that was signed, rendered and handed to the outbox. Inside the scope."""
    issue = rendered(house, an_issue(house, circular))
    dispatch(actor=house.clerk_actor, issue_id=issue.id)
    return Issue.objects.get(id=issue.id)


def member_of(house: House, user: User, organisation: Organisation) -> None:
    """Let somebody act for a member. Inside the scope."""
    Grant.objects.create(association=house.association, user=user, role=Role.REGISTRY, organisation=organisation)


def set_state(delivery: Delivery, state: State, reply: str = "") -> None:
    """Let a message be in a state, as the sender would have written it down. Inside the scope."""
    now = machine_now()
    Message.objects.filter(id=delivery.message_id).update(
        state=state,
        last_reply=reply,
        next_attempt_at=now if state in DUE else None,
        claimed_until=now if state in IN_HAND else None,
        sent_at=now if state == State.SENT else None,
    )


def messages_of(house: House) -> list[Message]:
    """What lies in the outbox of a house, the oldest first."""
    with scope(association=house.association):
        return [spelled(one) for one in Message.objects.order_by("id").select_related("body")]


def link_of(letter: Recipient) -> str:
    """The path of the personal link to a letter."""
    return re.sub(r"^https?://[^/]+", "", letter_address(letter))


def logged_in(user: User, *, factors: bool = True) -> Client:
    """A browser in which somebody is logged in: by password, and by a code as well unless ``factors`` is false."""
    client = Client()
    client.force_login(user)
    session = client.session
    methods = ["password", "mfa"] if factors else ["password"]
    session["account_authentication_methods"] = [{"method": method, "at": time.time()} for method in methods]
    session["account_authentication_methods_user"] = str(user.id)
    session.save()
    if factors:
        Authenticator.objects.get_or_create(
            user=user, type=Authenticator.Type.TOTP, defaults={"data": {"secret": encrypt("JBSWY3DPEHPK3PXP")}}
        )
    return client


def have_asked(user: User, action: str, times: int) -> None:
    """Let somebody have asked so often in this minute, without all the pages that this would take to make."""
    request = RequestFactory().get("/")
    request.user = user
    for _again in range(times):
        assert not too_often(request, action)


def guest_of(stage: Stage) -> Client:
    """A browser in which the personal link of the shared county was opened."""
    client = Client()
    assert client.get(stage.link).status_code == 303
    return client
