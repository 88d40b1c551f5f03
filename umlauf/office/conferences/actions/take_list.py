"""Take a list of people out of Umlauf. Who does it says what for, and that is recorded."""

from __future__ import annotations

from typing import Final

from django.db import transaction
from django.utils.translation import gettext as _

from umlauf.ground.audit.chain import record
from umlauf.ground.core.actor import Actor
from umlauf.ground.core.policy import Ability
from umlauf.ground.text import Refused
from umlauf.office.circulars.checks import check_characters
from umlauf.office.conferences.access import get_conference_for
from umlauf.office.conferences.lists import Which, ids_of, rows_of, which_in_words
from umlauf.office.conferences.models import Registration
from umlauf.office.responses.access import one_line

LEAST, MOST = 3, 200  # characters of a purpose
PRINTED: Final = 1_000  # people; a longer list is a table, and no paper


@transaction.atomic
def take_list(
    *, actor: Actor, conference_id: int, which: Which, purpose: str, ending: str, emails: bool = False
) -> list[Registration]:
    """The people of the list in its order, for a file of that ``ending``: „xlsx“, „csv“ or „pdf“.

    Recorded: who, what for, which list, how many people, whether with addresses; no name of anybody in it. Raises
    ``Refused`` with ``list.purpose``, ``circular.characters``, ``list.long`` or ``access.role``, and ``Http404``.
    """
    actor.must(Ability.RUN_CONFERENCES)
    conference = get_conference_for(actor, conference_id, Ability.RUN_CONFERENCES)
    said = one_line(purpose)
    if not LEAST <= len(said) <= MOST:
        raise Refused(
            "list.purpose",
            _("Please say what you need the list for, in %(least)s to %(most)s characters.")
            % {"least": LEAST, "most": MOST},
        )
    check_characters(_("What you need the list for"), said)
    ids = ids_of(conference, which)
    if ending == "pdf" and len(ids) > PRINTED:
        raise Refused(
            "list.long",
            _("A PDF has at most %(most)s people. Please choose fewer of them, or save the list as XLSX.")
            % {"most": PRINTED},
        )
    rows = rows_of(conference, ids)
    chosen = which_in_words(conference, which)
    record(
        actor,
        "conferences.list_taken",
        subject=f"conferences.Conference:{conference.id}",
        label=f"{conference.title[:150]} ({len(rows)}, {ending.upper()}{', ' + _('with addresses') if emails else ''})",
        personal={"chosen": chosen, "purpose": said},
    )
    return rows
