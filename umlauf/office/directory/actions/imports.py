"""Bring a file in: take it, say what its columns mean, look at what it would change, and apply it, all or nothing."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import replace

from django.db import DataError, IntegrityError, transaction
from django.db.models import F, Q
from django.http import Http404
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from umlauf.ground.audit.chain import record
from umlauf.ground.audit.models import Entry
from umlauf.ground.core.actor import Actor
from umlauf.ground.core.clock import office_now
from umlauf.ground.core.limits import LIMITS
from umlauf.ground.core.models import Association
from umlauf.ground.core.tasks import enqueue
from umlauf.ground.text import Refused
from umlauf.office.directory.access import must_keep_directory
from umlauf.office.directory.enums import ChangeKind, KeyScheme
from umlauf.office.directory.exchange.columns import Choices, propose
from umlauf.office.directory.exchange.drafts import Plan, Writes
from umlauf.office.directory.exchange.plan import Progress, plan_table
from umlauf.office.directory.exchange.standing import fingerprint
from umlauf.office.directory.exchange.tables import Table, read_table
from umlauf.office.directory.ledger import Pen, copied, open_change
from umlauf.office.directory.models import Change, Function, Import, OfficialKey, Organisation, Person, Post
from umlauf.office.directory.models.imports import ImportState

_CHUNK = 500
_DISCARDED = "directory.file_discarded"
_LONGEST_APPLY = dt.timedelta(days=1)


@transaction.atomic
def take_in_file(*, actor: Actor, filename: str, data: bytes) -> Import:
    """Keep a file with the columns that its heads propose. Raises ``Refused`` as ``exchange.tables.read_table``."""
    must_keep_directory(actor)
    table = read_table(data)
    taken = Import.objects.create(
        association_id=actor.association_id,
        filename=filename[-LIMITS.name :],
        data=data,
        choices=Choices(mapping=propose(table.heads)).json(),
        uploaded_at=office_now(),
        by=actor.label[: LIMITS.name],
        total=len(table.rows),
    )
    record(actor, "directory.file_taken_in", subject=f"directory.Import:{taken.id}", label=taken.filename)
    return taken


@transaction.atomic
def choose(*, actor: Actor, import_id: int, choices: Choices) -> Import:
    """Say what the columns mean, and how to take the file. Raises ``Refused`` as ``Choices.columns``, or for no file.

    The codes of the latter are ``import.gone``, ``import.applied`` and ``import.applying``.
    """
    chosen = _waiting(actor, import_id, lock=True)
    choices.columns(len(table_of_import(chosen).heads))
    chosen.choices = choices.json()
    chosen.state, chosen.error = ImportState.UPLOADED, ""
    chosen.save(update_fields=["choices", "state", "error"])
    return chosen


def table_of_import(waiting: Import) -> Table:
    """The rows of a file that waits. Raises ``Refused("import.gone")`` when it does so no more."""
    if waiting.data is None:
        raise Refused("import.gone", _("The file is not kept any more. Please upload it once more."))
    return read_table(bytes(waiting.data))


def plan_of(waiting: Import, progress: Progress | None = None) -> Plan:
    """What applying the file would change now. Raises ``Refused`` as ``plan_table`` and ``table_of_import``."""
    association = Association.objects.get(id=waiting.association_id)
    return plan_table(association, table_of_import(waiting), Choices.parse(waiting.choices), progress)


@transaction.atomic
def begin_applying(*, actor: Actor, import_id: int, seen_digest: str) -> Import:
    """Ask the worker to apply a file whose plan somebody has seen (``Plan.digest``). Raises as ``choose``."""
    begun = _waiting(actor, import_id, lock=True)
    begun.state, begun.digest, begun.error, begun.done = ImportState.APPLYING, seen_digest, "", 0
    begun.by = actor.label[: LIMITS.name]
    begun.choices = replace(Choices.parse(begun.choices), language=get_language() or "").json()
    begun.save(update_fields=["state", "digest", "error", "done", "by", "choices"])
    enqueue("directory.apply_import", begun.id, association_id=actor.association_id)
    return begun


def apply_import(*, actor: Actor, import_id: int, seen_digest: str, progress: Progress | None = None) -> Change | None:
    """Write what the file changes, all or nothing. None: it changes nothing, or was applied already without a change.

    The plan is made before the lock is taken, and anew under it if anything was written to the directory meanwhile.
    Raises ``Refused`` with ``import.rows`` when a row cannot be taken in, ``import.changed`` when the plan is another
    than the one whose digest was seen, ``import.values`` when the database does not take a value, or as ``plan_of``.
    """
    must_keep_directory(actor)
    applied = Import.objects.filter(id=import_id, state=ImportState.APPLIED).select_related("change").first()
    if applied is not None:
        return applied.change
    waiting = _waiting(actor, import_id, applying=True)
    before = fingerprint()
    plan = plan_of(waiting, progress)
    _check(plan, seen_digest)
    try:
        with transaction.atomic():
            return _apply(actor, import_id, plan, before, seen_digest)
    except IntegrityError as error:
        raise changed() from error
    except DataError as error:
        raise Refused(
            "import.values",
            _(
                "The directory cannot hold a value of this file: a text is too long, or a number too large. Nothing "
                "was written; please shorten it and upload the file once more."
            ),
        ) from error


def _apply(actor: Actor, import_id: int, plan: Plan, before: tuple[int, ...], seen_digest: str) -> Change | None:
    pen = open_change(actor, "", kind=ChangeKind.IMPORT)
    waiting = _waiting(actor, import_id, lock=True, applying=True)
    pen.change.label = waiting.filename
    if fingerprint() != before:
        plan = plan_of(waiting)
        _check(plan, seen_digest)
    if not plan.empty:
        _write(pen, plan.writes)
    change = None if plan.empty else pen.change
    waiting.state, waiting.change, waiting.data = ImportState.APPLIED, change, None
    waiting.digest, waiting.error, waiting.done = seen_digest, "", waiting.total
    waiting.save(update_fields=["state", "change", "data", "digest", "error", "done"])
    if change is not None:
        record(actor, "directory.imported", subject=f"directory.Import:{import_id}", label=waiting.filename)
    return change


def _check(plan: Plan, seen_digest: str) -> None:
    if plan.errors:
        first = plan.errors[0]
        count = len({error.line for error in plan.errors})
        said = ngettext(
            "%(count)s row cannot be taken in, so nothing was written. Line %(line)s: %(why)s",
            "%(count)s rows cannot be taken in, so nothing was written. Line %(line)s: %(why)s",
            count,
        )
        raise Refused("import.rows", said % {"count": count, "line": first.line, "why": first.sentence})
    if plan.digest != seen_digest:
        raise changed()


def changed() -> Refused:
    """What somebody is told whose preview does not hold any more."""
    return Refused(
        "import.changed",
        _("The directory has changed since the preview. Nothing was written; please look at the preview once more."),
    )


def _write(pen: Pen, writes: Writes) -> None:
    """Those rows first that others refer to; what is replaced goes before what is new."""
    pen.begin()
    _add_organisations(pen, writes.organisations)
    _let_hold_again(writes.revived_keys)
    pen.amend_all(writes.amended)
    _keep_keys([*writes.organisations, *(one for one, _values in writes.amended)])
    _end_keys(writes.ended_keys)
    Function.objects.bulk_create(writes.functions)
    Post.objects.bulk_create(writes.posts, batch_size=_CHUNK)
    Person.objects.bulk_create(writes.people, batch_size=_CHUNK)
    pen.retire_all([*writes.retired, *(old for old, _values in writes.replaced)])
    pen.enter_all([*writes.entered, *(copied(old, **values) for old, values in writes.replaced)])


def _add_organisations(pen: Pen, organisations: list[Organisation]) -> None:
    """Enter them in the register, each after the one to which it belongs."""
    levels: defaultdict[int, list[Organisation]] = defaultdict(list)
    for one in organisations:
        levels[_depth(one)].append(one)
    for _steps, level in sorted(levels.items()):
        pen.add_to_register(level)


def _depth(organisation: Organisation) -> int:
    above, depth = organisation.parent, 0
    while above is not None and above.pk is None:
        above, depth = above.parent, depth + 1
    return depth


def _keep_keys(organisations: list[Organisation]) -> None:
    """Write down the keys that organisations bear by now, beside those that they bore."""
    ids = [one.pk for one in organisations]
    held = {
        known
        for at in range(0, len(ids), _CHUNK)
        for known in OfficialKey.objects.filter(organisation__in=ids[at : at + _CHUNK], until=None).values_list(
            "organisation_id", "scheme", "key"
        )
    }
    borne = (
        (one, scheme, key)
        for one in organisations
        for scheme, key in ((KeyScheme.AGS, one.official_key), (KeyScheme.ARS, one.regional_key))
        if key
    )
    OfficialKey.objects.bulk_create(
        [
            OfficialKey(organisation=one, scheme=scheme, key=key)
            for one, scheme, key in borne
            if (one.pk, scheme, key) not in held
        ],
        batch_size=_CHUNK,
    )


def _end_keys(ended: list[tuple[int, dt.date]]) -> None:
    by_day: defaultdict[dt.date, list[int]] = defaultdict(list)
    for organisation_id, last_day in ended:
        by_day[last_day].append(organisation_id)
    for last_day, ids in by_day.items():
        for at in range(0, len(ids), _CHUNK):
            OfficialKey.objects.filter(organisation__in=ids[at : at + _CHUNK], until=None).update(until=last_day)


def _let_hold_again(ids: list[int]) -> None:
    """Those keys that ended with their organisation, before it is said to go on."""
    for at in range(0, len(ids), _CHUNK):
        ended = OfficialKey.objects.filter(organisation__in=ids[at : at + _CHUNK], until=F("organisation__until"))
        OfficialKey.objects.filter(id__in=list(ended.values_list("id", flat=True))).update(until=None)


@transaction.atomic
def discard_import(*, actor: Actor, import_id: int) -> str:
    """Throw a file away that nobody has applied; its name. Raises as ``choose``, or ``Refused("import.discarded")``.

    The latter when it was thrown away before, by a second click or by a colleague.
    """
    subject = f"directory.Import:{import_id}"
    try:
        unwanted = _waiting(actor, import_id, lock=True)
    except Http404:
        discarded = Entry.objects.filter(event=_DISCARDED, subject=subject, association_id=actor.association_id)
        if discarded.exists():
            raise Refused("import.discarded", _("This file was thrown away already.")) from None
        raise
    record(actor, _DISCARDED, subject=subject, label=unwanted.filename)
    unwanted.delete()
    return unwanted.filename


@transaction.atomic
def fail_import(*, actor: Actor, import_id: int, why: str) -> None:
    """Say why applying a file wrote nothing. It waits again."""
    must_keep_directory(actor)
    Import.objects.filter(id=import_id, state=ImportState.APPLYING).update(state=ImportState.FAILED, error=why)


def tell_progress(*, import_id: int, done: int) -> None:
    """Say how many rows are through, for whoever waits. Outside of the transaction that writes them."""
    Import.objects.filter(id=import_id, state=ImportState.APPLYING).update(done=done)


@transaction.atomic
def forget_imports(*, actor: Actor) -> int:
    """Throw away files that nobody has applied for ``LIMITS.import_days``, with what was said of them; how many.

    Those that are being applied have a day more: after that their worker was killed, and they are given up.
    """
    must_keep_directory(actor)
    before = office_now() - dt.timedelta(days=LIMITS.import_days)
    applying = Q(state=ImportState.APPLYING)
    left = Q(uploaded_at__lt=before) & (Q(data__isnull=False) | ~Q(error="")) & ~applying
    stuck = Q(uploaded_at__lt=before - _LONGEST_APPLY) & applying
    ids = list(Import.objects.filter(left | stuck).order_by("id").values_list("id", flat=True))
    # What is applied between these two lines is left alone by the conditions.
    Import.objects.filter(left, id__in=ids).update(data=None, error="")
    Import.objects.filter(stuck, id__in=ids).update(data=None, error="", state=ImportState.FAILED)
    if ids:
        record(actor, "directory.files_forgotten", subject=f"directory.Import:{ids[0]}", label=str(len(ids)))
    return len(ids)


def _waiting(actor: Actor, import_id: int, *, lock: bool = False, applying: bool = False) -> Import:
    """A file of the actor's own office that can be applied. Raises ``Http404``, or ``Refused`` as ``choose``."""
    must_keep_directory(actor)
    rows = Import.objects.select_for_update(no_key=True, of=("self",)) if lock else Import.objects.all()
    found = rows.filter(id=import_id, association_id=actor.association_id).first()
    if found is None:
        raise Http404
    if found.state == ImportState.APPLIED:
        raise Refused("import.applied", _("This file was applied already. To apply it again, please upload it again."))
    if found.state == ImportState.APPLYING and not applying:
        raise Refused("import.applying", _("This file is being applied. Please wait until that is done."))
    if found.data is None:
        raise Refused("import.gone", _("The file is not kept any more. Please upload it once more."))
    return found
