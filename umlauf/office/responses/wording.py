"""Days, moments and people as this room's sentences name them, in the language of whoever reads."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from umlauf.ground.core.addresses import readable_address
from umlauf.ground.core.days import long_day
from umlauf.ground.core.models import Association
from umlauf.office.circulars.content import Content
from umlauf.office.responses.enums import AnswerState, Channel
from umlauf.office.responses.models import Answer


def moment(at: dt.datetime, association: Association) -> str:
    """„18. November 2016 um 14:05 Uhr“, in the association's zone."""
    local = at.astimezone(ZoneInfo(association.zone))
    return _("%(day)s at %(time)s") % {"day": long_day(local.date()), "time": f"{local:%H:%M}"}


def contact_line(content: Content, association: Association) -> str:
    """Whom to turn to: the contact of the circular, else the association."""
    phone = content.contact_phone or association.phone
    email = content.contact_email or association.email
    parts = (content.contact_name or association.name, phone, readable_address(email))
    return ", ".join(part for part in parts if part)


def what_stands(answer: Answer, association: Association) -> str:
    """„nimmt nicht teil“, von Pia Wendlandt am 18. November 2016 um 14:05 Uhr (über den Link)"""
    said = {
        "state": AnswerState(answer.state).label,
        "name": answer.by_name,
        "moment": moment(answer.at, association),
        "channel": Channel(answer.channel).label,
    }
    if answer.by_name:
        return _("“%(state)s”, said by %(name)s on %(moment)s (%(channel)s)") % said
    return _("“%(state)s”, said on %(moment)s (%(channel)s)") % said
