"""Say who is admitted to a conference without anybody deciding it."""

from __future__ import annotations

from collections.abc import Collection

from django.db import transaction
from django.utils.translation import gettext as _

from umlauf.ground.audit.chain import record
from umlauf.ground.core.actor import Actor
from umlauf.ground.core.limits import LIMITS
from umlauf.ground.text import Refused
from umlauf.office.conferences.access import lock_conference
from umlauf.office.conferences.enums import Admission
from umlauf.office.conferences.models import Conference, TargetFunction
from umlauf.office.directory.models import Function


@transaction.atomic
def set_admission(
    *,
    actor: Actor,
    conference_id: int,
    admission: Admission,
    functions: Collection[int],
    per_house: int | None,
    offer_hours: int | None = None,
    seen: str,
) -> Conference:
    """Say who is admitted, for which functions the conference is, and how many one organisation may register.

    ``functions`` are ids; ``seen`` is ``state_of_admission`` as the form showed it. ``offer_hours`` is how many working
    hours a place is kept for who moves up; None: they are admitted at once. Who is registered already stays as they
    are, and what is offered keeps its time. The same again: no change. Raises ``Refused`` with ``admission.changed``,
    ``admission.functions`` (a rule without any, or one that is not there any more), ``admission.number``,
    ``admission.hours``, ``access.role``, and ``Http404``.
    """
    conference = lock_conference(actor, conference_id)
    chosen = set(functions)
    before = functions_of(conference)
    stands = (conference.admission, conference.per_house, conference.offer_hours, before)
    if stands == (admission, per_house, offer_hours, chosen):
        return conference
    if seen != state_of_admission(conference):
        raise Refused(
            "admission.changed",
            _(
                "Somebody has changed this meanwhile; it is now: %(state)s. What you entered is still here and has not "
                "been saved. Please check whether it still applies, and then save it again."
            )
            % {"state": _in_words(conference)},
        )
    known = Function.objects.filter(association_id=actor.association_id, id__in=chosen)
    if known.count() != len(chosen) or (admission == Admission.RULE and not chosen):
        raise Refused("admission.functions", _("Please choose whom the conference is for."))
    if per_house is not None and not 1 <= per_house <= LIMITS.registrations:
        raise Refused(
            "admission.number",
            _("One organisation can register 1 to %(most)s people. Nothing was changed.")
            % {"most": LIMITS.registrations},
        )
    if offer_hours is not None and not 1 <= offer_hours <= LIMITS.offer_hours:
        raise Refused(
            "admission.hours",
            _("A place can be kept for 1 to %(most)s working hours. Nothing was changed.")
            % {"most": LIMITS.offer_hours},
        )
    conference.admission, conference.per_house, conference.offer_hours = admission, per_house, offer_hours
    conference.save(update_fields=["admission", "per_house", "offer_hours"])
    TargetFunction.objects.filter(conference=conference).exclude(function__in=chosen).delete()
    TargetFunction.objects.bulk_create(
        TargetFunction(association_id=conference.association_id, conference=conference, function_id=function)
        for function in sorted(chosen - before)
    )
    record(
        actor,
        "conferences.admission_set",
        subject=f"conferences.Conference:{conference.id}",
        label=f"{conference.title} ({admission.value})",
    )
    return conference


def functions_of(conference: Conference) -> set[int]:
    """The ids of the functions that a conference is for."""
    return set(TargetFunction.objects.filter(conference=conference).values_list("function", flat=True))


def _in_words(conference: Conference) -> str:
    """„wer sich anmeldet; Personen je Organisation: 3“"""
    names = (
        Function.objects.filter(id__in=functions_of(conference)).order_by("name", "id").values_list("name", flat=True)
    )
    said = [str(Admission(conference.admission).label), ", ".join(names)]
    if conference.per_house is not None:
        said.append(f"{_('People of one organisation')}: {conference.per_house}")
    if conference.offer_hours is not None:
        said.append(f"{_('Working hours for which a place is kept')}: {conference.offer_hours}")
    return "; ".join(filter(None, said))


def state_of_admission(conference: Conference) -> str:
    """What a form is filled from, to see whether somebody has changed it meanwhile."""
    functions = ".".join(map(str, sorted(functions_of(conference))))
    return f"{conference.admission}:{conference.per_house or ''}:{functions}:{conference.offer_hours or ''}"
