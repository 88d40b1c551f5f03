"""The checks of ``umlauf doctor``."""

from __future__ import annotations

import datetime as dt
import socket
from collections.abc import Callable
from dataclasses import dataclass
from itertools import chain

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django_scopes import scope

from umlauf.engines.files.errors import Damaged
from umlauf.engines.files.models import StoredFile
from umlauf.engines.files.store import read
from umlauf.engines.letters import Letter as LetterData
from umlauf.engines.letters import LetterError, Sender, Standard, render_letter
from umlauf.engines.mail.dkim_keys import signer_of
from umlauf.engines.mail.enums import NEEDS_A_PERSON, State
from umlauf.engines.mail.models import Message
from umlauf.engines.mail.postbox import ASIDE, Postbox, PostboxAway, postboxes
from umlauf.engines.mail.smtp import Connection, Server, ServerGone
from umlauf.faces.cli.flaws import in_words, missing_in_words
from umlauf.faces.cli.preparing import must_lead_on
from umlauf.faces.cli.words import gettext as _
from umlauf.ground.audit.chain import verify
from umlauf.ground.audit.guards import missing_guards
from umlauf.ground.core.clock import machine_now
from umlauf.ground.core.days import brief_day
from umlauf.ground.core.models import Association, Task
from umlauf.ground.core.tasks import STUCK
from umlauf.ground.text import Refused, from_plain
from umlauf.office.circulars.models import Issue
from umlauf.office.circulars.seals import seal_of

_SOON = dt.timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Finding:
    """One check: what was looked at, whether it is in order, and what was seen."""

    subject: str
    ok: bool
    detail: str


def check_all() -> list[Finding]:
    """All checks, those of each association behind the common ones. Without a database only the first."""
    database = _database()
    if not database.ok:
        return [database]
    checks: list[Callable[[], Finding]] = [_guards, _home, _letters, _mail_server, _tasks]
    common = [database, *(check() for check in checks), *_returns()]
    return common + list(chain.from_iterable(_association(one) for one in Association.objects.filter(active=True)))


def _database() -> Finding:
    subject = _("Database")
    try:
        must_lead_on()
        executor = MigrationExecutor(connection)
        plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except (DatabaseError, Refused) as error:
        return Finding(subject, False, str(error).strip())
    if plan:
        return Finding(subject, False, _("not prepared, please run: umlauf init"))
    return Finding(subject, True, connection.vendor)


def _guards() -> Finding:
    missing = missing_guards()
    detail = " ".join(missing_in_words(one) for one in missing) or _("the database refuses to change it")
    return Finding(_("Record"), not missing, detail)


def _home() -> Finding:
    home = settings.UMLAUF_HOME
    private = not (home / "secret.key").exists() or not (home / "secret.key").stat().st_mode & 0o077
    detail = str(home) if private else _("%(home)s: others can read secret.key") % {"home": home}
    return Finding(_("Home folder"), private, detail)


def _letters() -> Finding:
    sender = Sender("Umlauf", "", "", "", "", "", "", "", "", "", "", None)
    letter = LetterData(
        sender=sender,
        language="de",
        kind="Rundschreiben",
        number_label="",
        addressees=(),
        keyword="",
        file_reference="",
        contact_name="",
        contact_phone="",
        contact_email="",
        date=dt.date(2016, 11, 1),
        subject="Prüfung",
        abstract="",
        body=from_plain("Prüfung").json(),
        closing="",
        signature=(),
        annexes=(),
        copies=(),
        house_style=True,
        draft=True,
    )
    try:
        size = len(render_letter(letter, standard=Standard.ARCHIVE).pdf)
    except LetterError as error:
        return Finding(_("Letters"), False, str(error))
    return Finding(_("Letters"), True, _("a letter was rendered (%(size)s bytes)") % {"size": size})


def _mail_server() -> Finding:
    server = Server.from_settings()
    try:
        Connection(server).leave()
    except ServerGone as error:
        return Finding(_("Mail server"), False, f"{server}: {error}")
    return Finding(_("Mail server"), True, str(server))


def _returns() -> list[Finding]:
    """Where mail comes back to: each postbox can be reached, and nothing lies in it that belongs to nobody."""
    subject = _("Mail that comes back")
    boxes = postboxes()
    findings = [_postbox(subject, box) for box in boxes]
    if settings.RETURN_LMTP_PORT:
        findings.append(_lmtp(subject, settings.RETURN_LMTP_PORT))
    if settings.RETURN_ADDRESS and not findings:
        findings.append(Finding(subject, False, _("RETURN_ADDRESS is set, but no postbox that it leads to")))
    return findings


def _postbox(subject: str, box: Postbox) -> Finding:
    try:
        count = box.aside()
    except PostboxAway as error:
        return Finding(subject, False, str(error))
    finally:
        box.close()
    return Finding(subject, not count, _("%(count)s mails lie in %(folder)s") % {"count": count, "folder": ASIDE})


def _lmtp(subject: str, port: int) -> Finding:
    try:
        socket.create_connection(("127.0.0.1", port), timeout=5).close()
    except OSError as error:
        return Finding(subject, False, _("nobody listens at port %(port)s (%(why)s)") % {"port": port, "why": error})
    return Finding(subject, True, _("somebody listens at port %(port)s") % {"port": port})


def _tasks() -> Finding:
    failed = list(Task.objects.filter(attempts__gte=STUCK).values_list("name", "subject_id", "error"))
    if failed:
        return Finding(
            _("Tasks"), False, "; ".join(f"{name} {subject}: {error}" for name, subject, error in failed[:5])
        )
    waiting = Task.objects.count()
    return Finding(_("Tasks"), True, _("%(count)s waiting") % {"count": waiting})


def _association(association: Association) -> list[Finding]:
    name = association.short_name
    with scope(association=association):
        flaws = verify(association)
        unclear = Message.objects.filter(state__in=NEEDS_A_PERSON).count()
        held = Message.objects.filter(state=State.PAUSED).count()
        unrendered = Issue.objects.filter(rendition__isnull=True).count()
        seal = _seal(association)
        damaged = [stored.key for stored in StoredFile.objects.iterator() if not _readable(stored)]
    chain_detail = " ".join(in_words(flaw) for flaw in flaws[:5]) or _("unbroken")
    return [
        Finding(f"{name}: {_('audit chain')}", not flaws, chain_detail),
        Finding(f"{name}: {_('files')}", not damaged, ", ".join(damaged[:5]) or _("all there and unchanged")),
        Finding(
            f"{name}: {_('letters')}", not unrendered, _("%(count)s issues without a letter") % {"count": unrendered}
        ),
        *([seal] if seal else []),
        *_key(association),
        Finding(f"{name}: {_('mail')}", not unclear, _mail_detail(unclear, held)),
    ]


def _mail_detail(unclear: int, held: int) -> str:
    said = _("%(count)s messages need a person") % {"count": unclear}
    return said + (", " + _("%(count)s held back") % {"count": held} if held else "")


def _seal(association: Association) -> Finding | None:
    """The seal for letters, where the association has one: to be renewed a month before it ends."""
    subject = f"{association.short_name}: " + _("seal")
    try:
        seal = seal_of(association)
    except Refused as refusal:
        return Finding(subject, False, str(refusal))
    if seal is None:
        return None
    said = _("%(holder)s, holds until %(day)s") % {"holder": seal.holder, "day": brief_day(seal.until)}
    return Finding(subject, seal.until - machine_now() > _SOON, said)


def _key(association: Association) -> list[Finding]:
    """The key that signs mails (DKIM), where the association has one: nothing is sent while it cannot be used."""
    subject = f"{association.short_name}: DKIM"
    try:
        signer = signer_of(association.slug, association.email)
    except Refused as refusal:
        return [Finding(subject, False, str(refusal))]
    return [Finding(subject, True, signer.record_name)] if signer else []


def _readable(stored: StoredFile) -> bool:
    try:
        read(stored)
    except Damaged:
        return False
    return True
