"""The mails to the people of a conference: each with the calendar file of one person.

The link to the page of a place goes to the person's own address alone; no mail to somebody has the link of a house.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from umlauf.engines.mail.outbox import Outgoing
from umlauf.ground.core.addresses import readable_address
from umlauf.ground.core.days import long_day
from umlauf.office.circulars.content import Content
from umlauf.office.circulars.heads import AUTOMATIC
from umlauf.office.circulars.mailing import mail_subject
from umlauf.office.circulars.models import Issue
from umlauf.office.circulars.notes import Envelope, Note
from umlauf.office.conferences.calendar import calendar_of
from umlauf.office.conferences.enums import RegistrationState
from umlauf.office.conferences.invitee_frame import language_for, person_message
from umlauf.office.conferences.models import Conference, Registration
from umlauf.office.conferences.offers import party_sizes, until_in_words
from umlauf.office.conferences.place import invited_themselves, place_address
from umlauf.office.conferences.programme_rows import outline_for
from umlauf.office.conferences.queries import last_day
from umlauf.office.conferences.words import state_in_words, until_when, when_of, where_of, with_those_who_wait
from umlauf.office.responses.mailing import greeting
from umlauf.office.responses.wording import contact_line


class News(StrEnum):
    """What has become of a registration. ``REDIRECTED`` is for the address that it went by before.

    ``REOPENED``: what was decided was taken back. ``KEPT``: it is offered for longer. ``LET_GO``: they did not want it.
    ``REPLACED``: somebody else comes in their place.
    """

    ADMITTED = "admitted"
    WAITING = "waiting"
    MOVED_UP = "moved_up"
    CHANGED = "changed"
    WITHDRAWN = "withdrawn"
    REDIRECTED = "redirected"
    IN_REVIEW = "in_review"
    REOPENED = "reopened"
    REFUSED = "refused"
    OFFERED = "offered"
    KEPT = "kept"
    LAPSED = "lapsed"
    LET_GO = "let_go"
    REPLACED = "replaced"


_OFFERED: Final = (News.OFFERED, News.KEPT)
_ENDED: Final = (News.WITHDRAWN, News.REDIRECTED, News.LET_GO, News.REPLACED)
_TAKEN_OUT: Final = (*_ENDED, News.REOPENED)
"""What takes an entry out of the calendar."""


@dataclass(frozen=True, slots=True)
class Notice:
    """News of a registration. ``admitted``: it has, or had, a place; only then it has an entry in a calendar.

    ``reason`` is why somebody was not admitted, or who comes instead of whom; ``until`` how long a place is offered.
    ``together``: others are offered places with theirs, or were, without whom they do not come.
    """

    registration: Registration
    news: News
    admitted: bool
    reason: str = ""
    until: dt.datetime | None = None
    together: bool = False


def address_of(registration: Registration) -> str:
    """Where mails about a person go: to them, else to who registered them, else nowhere."""
    return registration.email or registration.by_email


def key_prefix(conference_id: int) -> str:
    """What the keys of all messages of a conference begin with."""
    return f"conference:{conference_id}:"


def key_of_person(row: Registration) -> str:
    """What the keys of all messages about a registration begin with."""
    return f"{key_prefix(row.conference_id)}{row.id}:"


def messages_of(
    notices: Iterable[Notice],
    *,
    conference: Conference,
    issue: Issue,
    content: Content,
    places: dict[int, int],
    at: dt.datetime,
) -> list[Outgoing]:
    """One message for each notice that somebody can get. ``places`` are those on the waiting list, by registration."""
    messages = []
    notices = _with_company(conference, list(notices))
    with translation.override(content.language):
        title = openly(conference, issue, content)
        shown = (
            outline_for(issue, openly=not content.for_the_named_alone) if any(one.admitted for one in notices) else ""
        )
    for notice in notices:
        row = notice.registration
        if row.name_follows:
            notice = replace(notice, admitted=False)  # noqa: PLW2901 - there is nobody with a calendar yet
        if not (email := address_of(row)):
            continue
        with translation.override(language_for(row, content)):
            envelope = Envelope(
                key=f"{key_of_person(row)}{row.sequence}:{notice.news}",
                email=email,
                subject=f"{_subject(notice.news)} – {title}",
                recipient_name=row.inviter_name,
                at=at,
                kept_until=last_day(conference),
                headers=AUTOMATIC,
            )
            note = _note(notice, conference, content, places.get(row.id, 0))
            message = person_message(row, conference, issue, content, note, envelope)
            if notice.admitted:
                out = notice.news in _TAKEN_OUT
                calendar = calendar_of(row, conference, title=title, email=email, cancelled=out, at=at, programme=shown)
                message = replace(message, calendar=calendar)
        messages.append(message)
    return messages


def _with_company(conference: Conference, notices: Sequence[Notice]) -> list[Notice]:
    """The notices, with who comes only together. Two queries at most, none for offers to nobody of a party."""
    told = []
    for news, state in ((_OFFERED, RegistrationState.OFFERED), ((News.LAPSED,), RegistrationState.LAPSED)):
        sizes = party_sizes(conference, [one.registration for one in notices if one.news in news], (state,))
        told += [party for party, size in sizes.items() if size > 1]
    return [replace(one, together=one.registration.party_id in told) for one in notices]


def openly(conference: Conference, issue: Issue, content: Content) -> str:
    """The title, for subjects and calendars, which others see; the number of what is meant for the named alone."""
    alone = content.for_the_named_alone
    return mail_subject(issue, replace(content, answer_by=None)) if alone else conference.title


def _note(notice: Notice, conference: Conference, content: Content, place: int) -> Note:
    row = notice.registration
    ended = notice.news in _ENDED
    lines = [conference.title, when_of(conference), where_of(conference)]
    return Note(
        greeting=greeting(row.name if row.email else row.by_name),
        opening=(headline_of(notice, place), *notice.reason.splitlines()),
        lines=tuple(filter(None, lines if ended else [*lines, *_who(row), *_days(notice, conference)])),
        closing=tuple(_closing(notice, conference, content)),
        **({} if ended else link_of(row, _("Take the place or let it go") if _asks(notice) else "")),
    )


def link_of(row: Registration, act: str = "") -> dict[str, str]:
    """The part of a note that leads to the page of a place; nothing where it would go to somebody else."""
    link = place_address(row)
    if not link:
        return {}
    return {
        "link": link,
        "act": act or _("See to your place"),
        "meant": _("This link is meant for %(name)s alone. Please do not pass it on.") % {"name": row.name},
    }


def _who(row: Registration) -> Iterator[str]:
    """Who takes part, for whom, and who says so."""
    yield _("Participant: %(name)s") % {"name": ", ".join(filter(None, (row.called, row.function)))}
    if row.represents:
        yield _("Represents: %(name)s") % {"name": row.represents}
    yield _("Registered by: %(name)s") % {"name": ", ".join(filter(None, (row.by_name, row.inviter_name)))}


def _days(notice: Notice, conference: Conference) -> tuple[str, ...]:
    """Until when somebody who has a place cancels or, sent by a house, sends a deputy."""
    row = notice.registration
    return until_when(conference, deputies=row.recipient_id is not None) if row.means.calendar else ()


def _closing(notice: Notice, conference: Conference, content: Content) -> Iterator[str]:
    row = notice.registration
    if notice.admitted and notice.news in _TAKEN_OUT:
        yield _("The calendar file in this mail takes the date out of your calendar.")
    if notice.news == News.REPLACED:
        yield _("If that is not so, please answer this mail.")
    if notice.news in _ENDED:
        return
    if notice.news == News.REFUSED:
        contact = contact_line(content, conference.association)
        yield _("If you have questions, or something was not known, please turn to %(contact)s.") % {"contact": contact}
    elif notice.news == News.LAPSED:
        yield _("If a place is still wanted, please ask again: that puts it at the end of the waiting list.")
    elif not row.means.coming:
        return
    elif row.name_follows:
        yield _("Please put in the name by your personal link as soon as it is known: then the person gets a mail.")
        return
    else:
        yield _WHAT_FOLLOWS[RegistrationState(row.state)]()
    yield from _how_to_go_on(notice)
    if not row.email or invited_themselves(row):
        return
    association = conference.association
    yield _(
        "Notice under Art. 14 GDPR: %(by)s gave your name and what else this mail says about you to %(name)s, which "
        "uses it to hold this conference (legal basis: %(basis)s). It is kept until %(until)s and then deleted. You "
        "may ask to see it, to have it corrected, or object: %(email)s"
    ) % {
        "by": row.inviter_name,
        "name": association.name,
        "basis": association.get_basis_display(),
        "until": long_day(last_day(conference)),
        "email": readable_address(association.email),
    }


def _how_to_go_on(notice: Notice) -> Iterator[str]:
    """Where to say whether a place is taken, or what changes."""
    row = notice.registration
    if _asks(notice) and place_address(row):
        yield _("On the page of your place you say yourself whether you take it. You may also answer this mail.")
    elif notice.news == News.LAPSED and place_address(row) and not notice.together:
        yield _("You can do so on the page of your place. You may also answer this mail.")
    elif notice.news in {*_OFFERED, News.LAPSED}:
        yield _how_to_answer(row)
        if notice.news != News.LAPSED and place_address(row):
            yield _("You come together with others. If you alone cannot come, say so on the page of your place.")
    elif not row.email or (invited_themselves(row) and not place_address(row)):
        yield _("If something changes, please use your personal link, or answer this mail.")
    elif place_address(row):
        yield _(
            "On the page of your place you see how it stands, and can answer questions, say what you need there, or "
            "withdraw. If something else changes, please answer this mail."
        )
    else:
        yield _("If something changes, please tell who registered you, or answer this mail.")


def _asks(notice: Notice) -> bool:
    """Whether a place is offered that the person can take alone: who comes only together is asked by the house."""
    return notice.news in _OFFERED and not notice.together


def _how_to_answer(row: Registration) -> str:
    """By the link of the house, which stands in no mail to a person: it may have been taken from them since."""
    if not row.email:
        return _("Please say so by the link that you already have, or answer this mail.")
    if row.by_name:
        return _("Please say so to %(name)s, who registered you, or answer this mail.") % {"name": row.by_name}
    return _("Please answer this mail, or tell your registry.")


_WHAT_FOLLOWS: Final[dict[RegistrationState, Callable[[], str]]] = {
    RegistrationState.ADMITTED: lambda: _("The calendar file in this mail brings the date into your calendar."),
    RegistrationState.WAITING: lambda: _(
        "As soon as a place becomes free, you get a mail with the date for your calendar."
    ),
    RegistrationState.OFFERED: lambda: _(
        "Until then the place is kept. If it is taken, a mail brings the date into the calendar; if nobody answers, it "
        "goes to whoever waits next."
    ),
    RegistrationState.REVIEW: lambda: _("As soon as it is decided, you get a mail. Until then no place is kept."),
    RegistrationState.STAND_IN: lambda: _("As soon as it is decided, you get a mail. Until then the place is kept."),
}


def headline_of(notice: Notice, place: int) -> str:
    """What has become of the registration, said to the person, or to who registered them."""
    if notice.registration.email:
        said = {
            News.ADMITTED: _("You are registered."),
            News.WAITING: _("You are on the waiting list, in place %(place)s."),
            News.MOVED_UP: _("A place has become free: you are registered."),
            News.CHANGED: _("Your registration was changed."),
            News.WITHDRAWN: _("You are no longer registered."),
            News.REDIRECTED: _("This registration no longer goes by your address."),
            News.IN_REVIEW: _("Your registration has arrived. Somebody decides whether you can take part."),
            News.REOPENED: _("It is decided anew whether you can take part."),
            News.REFUSED: _("You cannot be admitted."),
            News.OFFERED: _("A place has become free for you. It is kept until %(until)s. Do you take it?"),
            News.KEPT: _("The place is kept for you for longer, until %(until)s. Do you take it?"),
            News.LAPSED: _("The place that was offered to you is no longer kept, since the time is over."),
            News.LET_GO: _("Noted: you do not take the place that was offered to you."),
            News.REPLACED: _("You are represented."),
        }
    else:
        said = {
            News.ADMITTED: _("%(name)s is registered."),
            News.WAITING: _("%(name)s is on the waiting list, in place %(place)s."),
            News.MOVED_UP: _("A place has become free: %(name)s is registered."),
            News.CHANGED: _("The registration of %(name)s was changed."),
            News.WITHDRAWN: _("%(name)s is no longer registered."),
            News.REDIRECTED: _("The registration of %(name)s no longer goes by your address."),
            News.IN_REVIEW: _(
                "The registration of %(name)s has arrived. Somebody decides whether %(name)s can take part."
            ),
            News.REOPENED: _("It is decided anew whether %(name)s can take part."),
            News.REFUSED: _("%(name)s cannot be admitted."),
            News.OFFERED: _("A place has become free for %(name)s. It is kept until %(until)s. Is it taken?"),
            News.KEPT: _("The place is kept for %(name)s for longer, until %(until)s. Is it taken?"),
            News.LAPSED: _("The place that was offered to %(name)s is no longer kept, since the time is over."),
            News.LET_GO: _("Noted: %(name)s does not take the place that was offered."),
            News.REPLACED: _("%(name)s is represented."),
        }
    row, until = notice.registration, notice.until
    kept = until_in_words(until, row.conference.association) if until else ""
    return said[notice.news] % {"name": row.called, "place": place, "until": kept}


def headline_of_all(coming: Sequence[Registration]) -> str:
    """„Angemeldet: 3 Personen, davon 1 auf der Warteliste“, for the receipt."""
    count = len(coming)
    said = ngettext("Registered: %(count)s person", "Registered: %(count)s people", count) % {"count": count}
    return with_those_who_wait(said, (row.state for row in coming))


def line_of(registration: Registration, place: int) -> str:
    """A person in a receipt, with what they are and whether they have a place."""
    who = ", ".join(filter(None, (registration.called, registration.function)))
    if registration.represents:
        who = _("%(name)s, represents %(represented)s") % {"name": who, "represented": registration.represents}
    return f"{who}: {state_in_words(registration, place)}"


def _subject(news: News) -> str:
    return {
        News.ADMITTED: _("Registered"),
        News.WAITING: _("Waiting list"),
        News.MOVED_UP: _("Moved up: registered"),
        News.CHANGED: _("Registration changed"),
        News.WITHDRAWN: _("Registration withdrawn"),
        News.REDIRECTED: _("Registration changed"),
        News.IN_REVIEW: _("Registration under review"),
        News.REOPENED: _("Registration under review"),
        News.REFUSED: _("Not admitted"),
        News.OFFERED: _("A free place, please answer"),
        News.KEPT: _("The place is kept for longer"),
        News.LAPSED: _("Offer lapsed"),
        News.LET_GO: _("Offer let go"),
        News.REPLACED: _("Deputy"),
    }[news]
