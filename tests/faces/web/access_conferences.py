"""The rows of the table of addresses that are about conferences."""

from __future__ import annotations

import datetime as dt
from typing import Final

from django_scopes import scope

from tests.faces.web.access_rows import (
    EVERYBODY,
    GO,
    KEYING_IN,
    MEMBERS,
    NONE,
    READERS,
    WRITERS,
    WRONG,
    Row,
    letter,
    own,
    posts,
    row,
)
from tests.faces.web.stage import Stage
from umlauf.ground.core.clock import office_now
from umlauf.ground.core.links import Purpose, sign_link
from umlauf.office.circulars.models import Recipient
from umlauf.office.conferences.models import (
    AdmissionCase,
    Conference,
    Contribution,
    Contributor,
    ContributorPhoto,
    InvitedGroup,
    Invitee,
    Question,
    Registration,
    SecurityCheck,
)

GONE: Final = 303
NOBODY: Final = row(EVERYBODY, NONE, strangers=NONE)
CONFERENCES: Final[dict[str, Row]] = {
    "conferences": own(READERS),
    "conference-new": own(WRITERS),
    "conference": row(READERS),
    **dict.fromkeys(("programme", "programme-preview", "programme-version", "programme-difference"), row(READERS)),
    **dict.fromkeys(
        (
            *("programme-item-new", "programme-item", "programme-rooms", "programme-release"),
            *("programme-voice-new", "programme-voice"),
        ),
        row(KEYING_IN),
    ),
    **dict.fromkeys(
        ("programme-item-remove", "programme-order", "programme-voice-state"), posts(KEYING_IN | {"other_clerk"})
    ),
    "contributors": row(KEYING_IN),
    "conference-publish": row(KEYING_IN),
    "conference-press": row(set()),
    "feeds": own(READERS | MEMBERS | {"other_member"}),
    "feed": NOBODY,  # nobody has made this address
    # The conference of the stage is not published.
    **dict.fromkeys(
        ("public-event", "public-event-calendar", "public-event-programme", "public-event-photo"),
        row(set(), strangers=NONE),
    ),
    **dict.fromkeys(
        ("contributors-ask", "contributors-remind", "contributors-note", "contributor-link-renew"),
        posts(KEYING_IN | {"other_clerk"}),
    ),
    "contributor-photo": row(KEYING_IN),
    "contribution-photo": row(set(), strangers=NONE),
    "contribution": row(set(), strangers=NONE),  # nobody has opened the link of one
    "contribution-open": row(EVERYBODY, 303, strangers=303),
    "contribution-mangled": row(set(), strangers=NONE),
    **dict.fromkeys(("letter-programme", "letter-form"), letter(set(), NONE)),  # its circular invites to nothing
    "desk-form": row(set()),
    **dict.fromkeys(("letter-send", "letter-back"), row(set(), strangers=NONE)),
    **dict.fromkeys(("desk-send", "desk-back"), row(set())),
    "returned-form": posts(WRITERS | {"other_clerk"}),
    **dict.fromkeys(
        (
            "conference-edit",
            "conference-places",
            "conference-cancel",
            "admission",
            "cases",
            "case",
            "waiting-list",
            "names",
            *("conference-questions", "conference-question-new", "conference-question", "conference-question-edit"),
            *("conference-needs", "conference-person", "conference-forums"),
        ),
        row(KEYING_IN),
    ),
    **dict.fromkeys(
        ("conference-question-close", "conference-question-file", "conference-questions-tell"),
        posts(KEYING_IN | {"other_clerk"}),
    ),
    **dict.fromkeys(("place-link", "place-mangled"), row(EVERYBODY, NONE, strangers=NONE)),
    **dict.fromkeys(
        (
            *("place", "place-withdraw", "place-let-go", "place-again", "place-security", "place-programme"),
            "place-calendar",
        ),
        row(set(), strangers=NONE),
    ),
    "place-offer": row(set(), WRONG, strangers=NONE),
    **dict.fromkeys(("conference-security", "conference-security-edit", "conference-security-end"), row(KEYING_IN)),
    "conference-security-tell": posts(KEYING_IN | {"other_clerk"}),
    **dict.fromkeys(("security", "security-person"), row({"security_officer"})),
    "offers": row(KEYING_IN),
    "offer-extend": row(KEYING_IN, GO),  # nothing is offered to this person
    **dict.fromkeys(("letter-offer", "letter-let-go", "letter-again"), letter(set(), NONE)),
    **dict.fromkeys(("desk-offer", "desk-let-go", "desk-again"), row(set())),
    **dict.fromkeys(("groups", "group-new", "group", "group-edit", "invitee"), row(KEYING_IN)),
    "invitee-register": row(KEYING_IN),
    "invitee-decline": row(KEYING_IN),
    "invitee-withdraw": row(KEYING_IN, GO),  # nobody is registered
    **dict.fromkeys(("event-mangled", "event", "event-programme"), NOBODY),  # nobody of them has opened the link
    **dict.fromkeys(("event-register", "event-withdraw", "event-decline"), NOBODY),
    "event-link": row(EVERYBODY, GONE, strangers=GONE),  # after those that it opens
}


def _invited(stage: Stage, conference: Conference) -> Invitee:
    """Somebody of a group beside the members, whose invitation went out."""
    known = Invitee.objects.filter(group__conference=conference).first()
    if known is None:
        owner = {"association": stage.home.association}
        group = InvitedGroup.objects.create(**owner, conference=conference, name="Presse", invitation="Kommen Sie.")
        known = Invitee.objects.create(**owner, group=group, name="Eva Lang", invited_at=office_now())
    return known


def _undecided(stage: Stage, conference: Conference) -> int:
    """Somebody about whom it is not decided yet; the id of the registration."""
    known = AdmissionCase.objects.filter(registration__conference=conference).first()
    if known is None:
        owner = {"association": stage.home.association}
        row = Registration.objects.create(
            **owner,
            conference=conference,
            recipient=Recipient.objects.filter(issue=stage.ready).earliest("id"),
            name="Anna Berg",
            state="review",
            channel="phone",
            at=office_now(),
            queued_at=office_now(),
        )
        known = AdmissionCase.objects.create(**owner, registration=row, why="each")
    return known.registration_id


def _asked(conference: Conference) -> Contributor:
    """Whoever contributes to it, as somebody who was asked without their mail and gave a photo."""
    email = "rita@gast.example"
    Contribution.objects.filter(item__conference=conference).update(email=email, asked_at=office_now())
    owner = {"association_id": conference.association_id}
    one, _new = Contributor.objects.get_or_create(
        **owner, conference=conference, email=email, defaults={"mailed_at": office_now()}
    )
    said = {"name": "Rita Gast", "alternative": "Rita Gast", "media_type": "image/png", "given_at": office_now()}
    ContributorPhoto.objects.get_or_create(**owner, contributor=one, defaults=said | {"data": b"a picture"})
    return one


def _question(stage: Stage, conference: Conference) -> int:
    """A question that nobody has answered; its id."""
    known = Question.objects.filter(conference=conference).first() or Question.objects.create(
        association=stage.home.association,
        conference=conference,
        position=1,
        kind="text",
        text="Wann kommen Sie an?",
        purpose="Abholung",
        basis="task",
        keep_days=0,
    )
    return known.id


def _checked(stage: Stage, conference: Conference) -> int:
    """Somebody of whom a security check asks something; the id of the registration."""
    owner = {"association": stage.home.association}
    if not conference.security_checks.exists():
        day = conference.starts_on
        words = dict.fromkeys(("body", "letter", "basis", "consequence"), "LKA")
        SecurityCheck.objects.create(
            **owner, conference=conference, **words, letter_on=day, delete_on=day + dt.timedelta(days=1)
        )
    known = Registration.objects.filter(conference=conference, name="Cora Admitted").first()
    return (
        known
        or Registration.objects.create(
            **owner,
            conference=conference,
            recipient=Recipient.objects.filter(issue=stage.ready).earliest("id"),
            name="Cora Admitted",
            state="admitted",
            channel="phone",
            at=office_now(),
            queued_at=office_now(),
        )
    ).id


def conference_arguments(stage: Stage) -> dict[str, dict[str, object]]:
    """The conference to which the circular that is ready invites, by the names of addresses."""
    with scope(association=stage.home.association):
        conference = Conference.objects.get(circular=stage.ready.circular_id)
        item = conference.items.get()
        voice = item.contributions.get()
        registration = _undecided(stage, conference)
        asked = _asked(conference)
        invitee = _invited(stage, conference)
        question = _question(stage, conference)
        checked = _checked(stage, conference)
    known: dict[str, object] = {"conference_id": conference.id}
    somebody: dict[str, object] = {"recipient_id": stage.letter.id, "registration_id": 1}
    public: dict[str, object] = {"association": stage.home.association.slug, "slug": "integration"}
    return {
        **{name: known for name in CONFERENCES if name not in {"conferences", "conference-new", "feeds"}},
        **dict.fromkeys(
            ("programme-item", "programme-item-remove", "programme-voice-new"), known | {"item_id": item.id}
        ),
        **dict.fromkeys(("case", "offer-extend"), known | {"registration_id": registration}),
        **dict.fromkeys(("letter-offer", "letter-let-go", "letter-again"), somebody),
        **dict.fromkeys(
            ("desk-offer", "desk-let-go", "desk-again"), somebody | {"circular_id": stage.sent.circular_id}
        ),
        **dict.fromkeys(("group", "group-edit"), known | {"group_id": invitee.group_id}),
        **{name: known | {"invitee_id": invitee.id} for name in CONFERENCES if name.startswith("invitee")},
        **{name: {"invitee_id": invitee.id} for name in CONFERENCES if name.startswith("event")},
        "event-link": {"token": sign_link(Purpose.EVENT, invitee.id, invitee.link_generation)},
        "event-mangled": {"rest": "a/b/c"},
        **dict.fromkeys(
            ("conference-question", "conference-question-edit", "conference-question-close"),
            known | {"question_id": question},
        ),
        "conference-question-file": known | {"question_id": question, "registration_id": registration},
        "conference-person": known | {"registration_id": registration},
        **{
            f"place{page}": {"registration_id": registration}
            for page in ("", "-withdraw", "-offer", "-let-go", "-again", "-security", "-programme", "-calendar")
        },
        "security": known,
        "security-person": known | {"registration_id": checked},
        "place-link": {"token": "never"},
        "place-mangled": {"rest": "never/ever"},
        **dict.fromkeys(("programme-voice", "programme-voice-state"), known | {"contribution_id": voice.id}),
        **dict.fromkeys(("public-event", "public-event-calendar", "public-event-programme"), public),
        "public-event-photo": public | {"photo_id": 1},
        **dict.fromkeys(("contributor-link-renew", "contributor-photo"), known | {"contributor_id": asked.id}),
        **{key: {"contributor_id": asked.id} for key in ("contribution", "contribution-photo")},
        "contribution-open": {"token": sign_link(Purpose.CONTRIBUTOR, asked.id, asked.link_generation)},
        "contribution-mangled": {"rest": "a/b/c"},
        **dict.fromkeys(("programme-version", "programme-difference"), known | {"number": 1}),
        **{name: {"recipient_id": stage.letter.id} for name in ("letter-programme", "letter-form")},
        "desk-form": {"circular_id": stage.sent.circular_id, "recipient_id": stage.letter.id},
        **{name: {"recipient_id": stage.letter.id, "registration_id": 1} for name in ("letter-send", "letter-back")},
        **{
            name: {"circular_id": stage.sent.circular_id, "recipient_id": stage.letter.id, "registration_id": 1}
            for name in ("desk-send", "desk-back")
        },
        "returned-form": {},
        "feed": {"secret": "never"},
    }
