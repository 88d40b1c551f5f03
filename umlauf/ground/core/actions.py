"""Writes to associations."""

from __future__ import annotations

from zoneinfo import available_timezones

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from schwifty import BIC, IBAN
from schwifty.exceptions import SchwiftyException

from umlauf.ground.core.addresses import check_address
from umlauf.ground.core.models import Association
from umlauf.ground.text import Refused


@transaction.atomic
def found_association(association: Association) -> Association:
    """Save a new association, or the first one again if its slug is known.

    Raises ``Refused`` with ``association.invalid``, saying which field is wrong (IBAN by ISO 13616, BIC by ISO 9362).
    """
    known = Association.objects.filter(slug=association.slug).first()
    if known is not None:
        return known
    if association.zone not in available_timezones():
        raise _invalid("zone", association.zone)
    association.email = check_address(association.email)
    try:
        association.iban = IBAN(association.iban).compact if association.iban else ""
        association.bic = BIC(association.bic).compact if association.bic else ""
        association.full_clean()
    except SchwiftyException as error:
        raise _invalid("iban / bic", str(error)) from error
    except ValidationError as error:
        raise _invalid(", ".join(error.message_dict), " ".join(error.messages)) from error
    association.save()
    return association


def _invalid(field: str, why: str) -> Refused:
    return Refused(
        "association.invalid",
        _("The association cannot be set up: %(field)s is not right (%(why)s).") % {"field": field, "why": why},
    )
