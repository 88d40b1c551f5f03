"""Bring a file in and take the directory out, once the office is open."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final

from django.db import transaction
from django.utils.translation import gettext as _

from umlauf.engines.sheets import Sheet, as_csv, as_xlsx
from umlauf.ground.core.actor import Actor, Means
from umlauf.ground.core.models import Association
from umlauf.office.directory.actions.imports import apply_import, choose, plan_of, take_in_file
from umlauf.office.directory.exchange.cards import as_cards
from umlauf.office.directory.exchange.columns import Choices
from umlauf.office.directory.exchange.drafts import Plan
from umlauf.office.directory.exchange.export import Export, organisations_out, people_out


@dataclass(frozen=True, slots=True)
class Order:
    """What to bring in, and how."""

    association_id: int
    data: bytes
    name: str
    applying: bool
    repair_keys: bool
    complete: bool
    members_since: dt.date | None


def bring_in(order: Order) -> tuple[Plan, bool]:
    """The plan, and whether it was written. Without errors and with ``applying`` it is; else nothing is left behind."""
    actor = Actor(_("Command line"), order.association_id, Means.COMMAND)
    with transaction.atomic():
        taken = take_in_file(actor=actor, filename=order.name, data=order.data)
        choices = replace(
            Choices.parse(taken.choices),
            repair_keys=order.repair_keys,
            complete=order.complete,
            members_since=order.members_since,
        )
        plan = plan_of(choose(actor=actor, import_id=taken.id, choices=choices))
        written = order.applying and not plan.errors and not plan.empty
        if written:
            apply_import(actor=actor, import_id=taken.id, seen_digest=plan.digest)
        else:
            transaction.set_rollback(True)
    return plan, written


ENDINGS: Final = (".csv", ".xlsx", ".vcf")


def take_out(association_id: int, ending: str, *, people: bool) -> bytes:
    """The directory as a file: CSV, XLSX or cards, which are always of people."""
    association = Association.objects.get(id=association_id)
    if ending == ".vcf":
        export = people_out(association)
        return as_cards(export.fields, export.rows)
    export = people_out(association) if people else organisations_out(association)
    write: Callable[[Sheet], bytes] = as_xlsx if ending == ".xlsx" else as_csv
    return write(_sheet(export, _("People") if people else _("Organisations")))


def _sheet(export: Export, title: str) -> Sheet:
    return Sheet(title, export.heads, export.rows)
