"""What a form of forums does that somebody has sent: on the page of a place, and on that of a person at the office."""

from __future__ import annotations

from django.utils.translation import gettext as _

from umlauf.faces.web.forum_forms import ForumsForm
from umlauf.ground.core.actor import Actor
from umlauf.ground.text import Refused
from umlauf.office.conferences.actions.choose_forums import choose_forums
from umlauf.office.conferences.forums import choices_of, forums_of
from umlauf.office.conferences.models import Registration
from umlauf.office.conferences.place_access import PlaceKey


def chosen(actor: Actor, key: PlaceKey, row: Registration, form: ForumsForm) -> str | None:
    """What came of it. None where nothing was sent, or something is to be corrected, which the form then says."""
    if not form.is_bound or not form.is_valid():
        return None
    try:
        choose_forums(actor=actor, key=key, choices=form.choices(), seen=form.cleaned_data["seen"])
    except Refused as refused:
        form.refuse(refused, forums_of(row.conference), choices_of(row))
        return None
    return _("The choice of forums is saved.")
