"""Sentences that several pages share: counts in words, roles, states."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, npgettext, pgettext

from umlauf.engines.mail.enums import State
from umlauf.ground.core.policy import Role
from umlauf.office.directory.enums import OrganisationKind
from umlauf.office.directory.hats import Hat
from umlauf.office.directory.queries.addressees import Addressee
from umlauf.office.responses.enums import AnswerState

_TONES = {
    State.SENT: "ok",
    State.DEFERRED: "wait",
    State.FAILED: "bad",
    State.BOUNCED: "bad",
    State.UNCERTAIN: "bad",
    State.PAUSED: "wait",
    State.CANCELLED: "bad",
}


@dataclass(frozen=True, slots=True)
class StateWord:
    """A state of a delivery as a page shows it. ``tone`` chooses a colour that always comes with the word."""

    state: State
    word: str
    long: str
    tone: str


def state_word(state: State) -> StateWord:
    """The word for a tag („übergeben“) and the longer one for a sum („an den Mailserver übergeben“)."""
    words = {
        State.GATHERED: (_("in the next bundle"), _("waiting for the bundle of the day")),
        State.QUEUED: (_("waiting"), _("waiting to be sent")),
        State.CLAIMED: (_("on the way"), _("being handed to the mail server")),
        State.STARTED: (_("on the way"), _("being handed to the mail server")),
        State.SENT: (_("handed over"), _("handed to the mail server")),
        State.DEFERRED: (_("deferred"), _("deferred, will be tried again")),
        State.FAILED: (_("failed"), _("failed")),
        State.BOUNCED: (_("undeliverable"), _("undeliverable")),
        State.UNCERTAIN: (_("uncertain"), _("uncertain")),
        State.PAUSED: (_("held back"), _("held back, waiting for you")),
        State.CANCELLED: (pgettext("delivery", "cancelled"), _("cancelled, not sent")),
    }
    word, long = words[state]
    return StateWord(state, word, long, _TONES.get(state, "none"))


def recipients_in_words(count: int) -> str:
    """„22 Empfänger“"""
    return ngettext("%(count)s recipient", "%(count)s recipients", count) % {"count": count}


def counties(kinds: Iterable[str]) -> bool:
    """Whether all of these are counties, so that a page may call them so."""
    return set(kinds) == {OrganisationKind.COUNTY}


def organisations_in_words(count: int, *, as_counties: bool) -> str:
    """After „in“: „11 Landkreisen“"""
    if as_counties:
        return npgettext("in …", "%(count)s county", "%(count)s counties", count) % {"count": count}
    return npgettext("in …", "%(count)s organisation", "%(count)s organisations", count) % {"count": count}


def organisations_named(count: int, *, as_counties: bool) -> str:
    """As a subject or an object: „11 Landkreise“"""
    if as_counties:
        return npgettext("named", "%(count)s county", "%(count)s counties", count) % {"count": count}
    return npgettext("named", "%(count)s organisation", "%(count)s organisations", count) % {"count": count}


def answers_in_words(state: AnswerState, count: int) -> str:
    """After a count: „angemeldet“, „lassen sich vertreten“, „nehmen nicht teil“"""
    words = {
        AnswerState.REGISTERED: npgettext("sum", "registered", "registered", count),
        AnswerState.REPRESENTED: npgettext("sum", "is represented", "are represented", count),
        AnswerState.DECLINED: npgettext("sum", "does not take part", "do not take part", count),
        AnswerState.WITH_HOST: npgettext("sum", "registered with the host", "registered with the host", count),
        AnswerState.STATED: npgettext("sum", "has answered", "have answered", count),
        AnswerState.NIL: npgettext("sum", "nil return", "nil returns", count),
    }
    return words[state]


def people_in_words(count: int) -> str:
    """„9 Personen“"""
    return ngettext("%(count)s person", "%(count)s people", count) % {"count": count}


def reach_in_words(recipients: int, organisations: int, *, as_counties: bool) -> str:
    """„22 Empfänger in 11 Landkreisen“"""
    return _("%(recipients)s in %(organisations)s") % {
        "recipients": recipients_in_words(recipients),
        "organisations": organisations_in_words(organisations, as_counties=as_counties),
    }


def with_copies_in_words(reach: str, copies: int) -> str:
    """„22 Empfänger in 11 Landkreisen und nachrichtlich an 3 Stellen“"""
    if not copies:
        return reach
    said = {"reach": reach, "count": copies}
    return (
        ngettext(
            "%(reach)s, and for information %(count)s organisation",
            "%(reach)s, and for information %(count)s organisations",
            copies,
        )
        % said
    )


def reach_of_plan(reached: tuple[Addressee, ...]) -> str:
    """„22 Empfänger in 11 Landkreisen“, of a plan."""
    asked = [one for one in reached if not one.is_copy]
    kinds = [one.organisation.kind for one in asked]
    reach = reach_in_words(sum(len(one.lines) for one in asked), len(asked), as_counties=counties(kinds))
    return with_copies_in_words(reach, len(reached) - len(asked))


def hat_title(hat: Hat) -> str:
    """What somebody is under a hat: the title of the grant, else the role."""
    if hat.title:
        return hat.title
    if hat.organisation is not None:
        return hat.organisation.short_name
    return next(role_name(role) for role in _RANK if role in hat.roles)


_RANK = (Role.SIGNATORY, *(role for role in Role if role != Role.SIGNATORY))


def role_name(role: Role) -> str:
    """What a role is called."""
    names = {
        Role.CLERK: _("Clerk"),
        Role.REVIEWER: _("Reviewer"),
        Role.SIGNATORY: _("Signatory"),
        Role.CONFERENCE_TEAM: _("Conference team"),
        Role.DOOR: _("Door"),
        Role.SECURITY_OFFICER: pgettext("role", "Security check"),
        Role.DIRECTORY_EDITOR: _("Directory editor"),
        Role.ADMINISTRATOR: _("Administrator"),
        Role.REGISTRY: _("Registry"),
        Role.OFFICE_HOLDER: _("Office holder"),
        Role.FRONT_OFFICE: _("Front office"),
        Role.SPECIALIST: _("Specialist"),
        Role.MEMBER_ADMINISTRATOR: _("Administrator of the member"),
    }
    return names[role]
