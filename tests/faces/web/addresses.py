"""Rows of the stage that stand in addresses, by the names of these."""

from __future__ import annotations

from django_scopes import scope

from tests.engines.mail.returns import EXIM
from tests.faces.web.stage import Stage
from umlauf.engines.mail.enums import State
from umlauf.engines.mail.models import Message
from umlauf.ground.core.actor import machine
from umlauf.ground.core.links import Purpose, sign_link
from umlauf.ground.core.policy import Role
from umlauf.office.circulars.actions.follow_up import Word, give_notice
from umlauf.office.circulars.actions.link import renew_link
from umlauf.office.circulars.actions.returned import take_in
from umlauf.office.circulars.enums import FollowUp
from umlauf.office.circulars.models import Annex, CircularTemplate, FilePlanEntry, NoticeDelivery, Recipient
from umlauf.office.directory.enums import AddressKind, ChangeKind
from umlauf.office.directory.models import Change, Function, Import, Membership, Tenure

# The register is everybody's; what an association knows of an organisation it sees alone.
ORGANISATION = ("-edit", "-contact", "-membership", "-responsibilities", "-succession")
POST = ("appoint", "deputies", "details", "close")
HOUSE = ("contact", "responsibility", "post", "appoint", "tenure", "person")
STAFF = ("", "-invite", "-invitation", "-person", "-roles", "-suspend", "-remove", "-view")


def annex_of(stage: Stage) -> int:
    """The annex of the draft."""
    with scope(association=stage.home.association):
        return Annex.objects.get(circular=stage.draft).id


def notice_delivery_of(stage: Stage) -> int:
    """A mail of a notice on the circular that was sent, which is given for it."""
    with scope(association=stage.home.association):
        word = Word(FollowUp.SUPPLEMENT, "Der Termin steht.", 0)
        notice = give_notice(actor=stage.home.clerk_actor, issue_id=stage.sent.id, word=word)
        return NoticeDelivery.objects.filter(notice=notice).order_by("id")[0].id


def mail_beside_of(stage: Stage, state: State = State.FAILED, *, to: int = 0) -> int:
    """A mail with a new link, which reached nobody. ``to``: the how manieth other recipient."""
    with scope(association=stage.home.association):
        others = Recipient.objects.filter(issue=stage.sent, addresses__kind=AddressKind.INTAKE)
        recipient = others.exclude(id=stage.letter.id).distinct().order_by("id")[to]
        renew_link(actor=stage.home.clerk_actor, recipient_id=recipient.id, generation=recipient.link_generation)
        message = Message.objects.get(key__startswith=f"link:{recipient.id}:{recipient.link_generation + 1}:")
        Message.objects.filter(id=message.id).update(state=state, next_attempt_at=None, last_reply="550 Unbekannt")
        return message.id


def arrival_of(stage: Stage) -> int:
    """A mail that came back, of which nobody knows whose it is."""
    with scope(association=stage.home.association):
        return take_in(actor=machine(stage.home.association.id), data=EXIM, verp=None).id


def directory_arguments(stage: Stage) -> dict[str, dict[str, object]]:
    """Rows of the home association's directory, by the names of addresses."""
    with scope(association=stage.home.association):
        tenure = Tenure.objects.filter(retired_at=None).order_by("id")[0]
        membership = Membership.objects.filter(retired_at=None).order_by("id")[0]
        change = Change.objects.get(kind=ChangeKind.MERGE)
        function = Function.objects.order_by("id")[0]
        taken: dict[str, object] = {"import_id": Import.objects.get().id}
    organisation: dict[str, object] = {"organisation_id": stage.home.members[0].id}
    post: dict[str, object] = {"post_id": tenure.post_id}
    person: dict[str, object] = {"person_id": tenure.person_id}
    return {
        **{f"organisation{page}": organisation for page in ("", *ORGANISATION)},
        "post-new": organisation,
        "post": post,
        **{f"post-{form}": post for form in POST},
        "tenure": {"tenure_id": tenure.id},
        "membership": {"membership_id": membership.id},
        "person": person,
        "directory-undo": {"change_id": change.id},
        "directory-function": {"function_id": function.id},
        "person-edit": person,
        "person-card": person,
        **dict.fromkeys(("directory-import", "directory-import-progress", "directory-import-discard"), taken),
        "directory-export": {"what": "people", "ending": "vcf"},
    }


def staff_arguments(stage: Stage) -> dict[str, dict[str, object]]:
    """People of the home association's office, and of the county that it shares."""
    office: dict[str, object] = {"user_id": stage.home.clerk.id}
    house: dict[str, object] = {"user_id": stage.people[Role.REGISTRY].id}
    in_office, in_house = stage.invitations
    return {
        **{f"staff{page}": office for page in STAFF[3:]},
        **{f"house-staff{page}": house for page in STAFF[3:]},
        "staff-invitation": {"invitation_id": in_office.id},
        "house-staff-invitation": {"invitation_id": in_house.id},
        "staff-member-invite": {"organisation_id": stage.home.members[0].id},
        "invitation-link": {"token": sign_link(Purpose.INVITATION, in_office.id, in_office.generation)},
        "invitation-mangled": {"rest": "a/b/c"},
        "emergency-confirm": {"emergency_id": stage.emergency.id},
        "series-chain": {"series_id": stage.home.series.id},
        "staff-absences": office,
        "staff-mark": office,
    }


def filing_arguments(stage: Stage) -> dict[str, dict[str, object]]:
    """What the home association files under, and what it begins circulars with."""
    with scope(association=stage.home.association):
        entry: dict[str, object] = {"entry_id": FilePlanEntry.objects.get().id}
        template: dict[str, object] = {"template_id": CircularTemplate.objects.get().id}
    return {
        **dict.fromkeys(("file-plan-entry", "file-plan-state"), entry),
        **dict.fromkeys(("template-rename", "template-delete"), template),
    }


def house_arguments(stage: Stage) -> dict[str, dict[str, object]]:
    """Entries of the county that both associations share, as the home association has them."""
    with scope(association=stage.home.association):
        tenure = Tenure.objects.get(post__organisation=stage.cast.shared, post__function__name="Landrat")
    organisation: dict[str, object] = {"organisation_id": stage.cast.shared.id}
    post: dict[str, object] = {"post_id": tenure.post_id}
    asked = stage.confirmation
    return {
        **dict.fromkeys(("house-contact", "house-responsibility"), organisation),
        **dict.fromkeys(("house-post", "house-appoint"), post),
        "house-tenure": {"tenure_id": tenure.id},
        "house-person": {"person_id": tenure.person_id},
        "house-withdraw": {"proposal_id": stage.proposal.id},
        "proposal": {"proposal_id": stage.proposal.id},
        "confirmation-link": {"confirmation_id": asked.id},
        "confirm-open": {"token": sign_link(Purpose.CONFIRM, asked.id, asked.generation)},
        "confirm-mangled": {"rest": "a/b/c"},
    }
