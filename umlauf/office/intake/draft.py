"""From the facts of a text to a draft of our own, with its conference and the annexes that can be made from it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import count

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from umlauf.engines.reading import Annex, Facts
from umlauf.ground.audit.chain import recorded_together
from umlauf.ground.core.actor import Actor
from umlauf.ground.core.models import Association
from umlauf.ground.text import Refused, from_markdown
from umlauf.office.circulars.actions.draft import begin_circular
from umlauf.office.circulars.content import Content
from umlauf.office.circulars.models import Circular, Issue, Series
from umlauf.office.conferences.actions.annexes import attach_form, attach_programme
from umlauf.office.conferences.actions.plan import plan_conference
from umlauf.office.conferences.models import Conference
from umlauf.office.directory.models import DistributionList
from umlauf.office.intake.conference import answer_deadline, conference_plan
from umlauf.office.intake.moments import day_of

# What a title says an annex is, and what makes it. What says both is a programme.
_MADE = (
    (re.compile(r"programm|agenda|tagesordnung|ablauf", re.IGNORECASE), attach_programme),
    (
        re.compile(r"formular|vordruck|anmeld|rückantwort|antwortbogen|\bform\b|registration", re.IGNORECASE),
        attach_form,
    ),
)


@dataclass(frozen=True, slots=True)
class Taken:
    """A text that has become a draft. ``missing`` are the annexes that it names and nobody has attached."""

    circular: Circular
    conference: Conference | None
    missing: tuple[Annex, ...]


@transaction.atomic
@recorded_together()
def begin_from_facts(*, actor: Actor, facts: Facts, origin_digest: str, list_name: str | None = None) -> Taken:
    """Begin a circular from facts, all or nothing. The same text (``origin_digest``) again gives what it gave before.

    Raises ``Refused`` with ``list.unknown`` when no distribution list fits, or what ``begin_circular`` raises.
    """
    association = Association.objects.get(id=actor.association_id)
    series = series_for(facts.kind)
    content = content_from(facts, association, list_for(facts, list_name))
    circular = begin_circular(actor=actor, series=series, content=content, origin_digest=origin_digest)
    conference = _conference(actor, circular, association, facts)
    return Taken(circular, conference, _attach_made(actor, circular, conference, facts))


def series_for(kind: str | None) -> Series:
    """The series that bears the kind's name or short name; else the association's first."""
    known = list(Series.objects.order_by("id"))
    for series in known:
        if kind and kind.casefold() in {series.kind.casefold(), series.short.casefold()}:
            return series
    if not known:
        raise Refused("series.none", _("The association has no series of numbers yet. Please set one up."))
    return known[0]


def content_from(facts: Facts, association: Association, rule: DistributionList) -> Content:
    """The fields of a draft, as the facts have them."""
    return Content(
        subject=facts.subject or facts.keyword or "",
        body=from_markdown(facts.body or ""),
        distribution_list_id=rule.id,
        keyword=facts.keyword or "",
        file_reference=facts.file_reference or "",
        abstract=facts.abstract or "",
        addressees=tuple(facts.addressees),
        contact_phone=next(iter(facts.contacts.phones), ""),
        contact_email=next(iter(facts.contacts.emails), ""),
        language="en" if (facts.kind or "").casefold().startswith("circular") else association.language,
        letter_date=day_of(facts.date),
        answer_by=answer_deadline(facts),
        valid_from=day_of(facts.effective_date),
    )


def list_for(facts: Facts, name: str | None) -> DistributionList:
    """The list of that name, else the one whose name stands in the addressees, else the only one if none are named."""
    known = list(DistributionList.objects.all())
    written = " ".join(facts.addressees).casefold()
    if name is not None:
        fitting = [rule for rule in known if rule.name.casefold() == name.casefold()]
    else:
        fitting = [rule for rule in known if rule.name.casefold() in written] or ([] if written else known)
    if len(fitting) == 1:
        return fitting[0]
    raise Refused(
        "list.unknown",
        _("It is not clear to whom this goes. Please name one of these distribution lists with --list: %(known)s.")
        % {"known": ", ".join(rule.name for rule in known) or "–"},
    )


def _conference(actor: Actor, circular: Circular, association: Association, facts: Facts) -> Conference | None:
    with translation.override(association.language):
        plan = conference_plan(facts)
    return plan_conference(actor=actor, circular_id=circular.id, plan=plan) if plan else None


def _attach_made(actor: Actor, circular: Circular, conference: Conference | None, facts: Facts) -> tuple[Annex, ...]:
    """Attach what can be rendered from the conference; returns the annexes that still need a file.

    A signed circular keeps the annexes that it has, also when a newer reader finds more of them in the same text.
    """
    there = set(circular.annexes.values_list("number", flat=True))
    open_for_annexes = not Issue.objects.filter(circular=circular).exists()
    missing = []
    for annex in _numbered(facts.annexes):
        number, title = annex.number or 0, annex.title or ""
        if number in there:
            continue
        make = next((make for words, make in _MADE if words.search(title)), None)
        if make is None or conference is None or not open_for_annexes:
            missing.append(annex)
        else:
            make(actor=actor, conference=conference, number=number, title=title, digital_only=annex.digital_only)
    return tuple(missing)


def _numbered(annexes: tuple[Annex, ...]) -> Iterator[Annex]:
    """The annexes with a number each: what the text numbers twice or not at all gets the next free one."""
    written = {annex.number for annex in annexes}
    given: set[int | None] = set()
    for annex in annexes:
        free = annex.number is not None and annex.number not in given
        number = annex.number if free else next(number for number in count(1) if number not in written | given)
        given.add(number)
        yield replace(annex, number=number)
