"""From a form that was filled in and came back to the answer that it gives: read, never entered by itself."""

from __future__ import annotations

import hashlib
import time
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from django.db import transaction
from django.utils.translation import gettext as _

from umlauf.engines.files.inspection import FilledForm, Flaw, Unfit, read_form
from umlauf.engines.incoming import open_incoming
from umlauf.engines.reading.replies import Answer as Said
from umlauf.ground.audit.chain import recorded_together
from umlauf.ground.core.actor import Actor
from umlauf.ground.core.limits import LIMITS
from umlauf.ground.core.policy import Ability
from umlauf.ground.text import Refused
from umlauf.office.circulars.models import Recipient
from umlauf.office.conferences.fillable import BEGINS, read_code
from umlauf.office.conferences.models import Conference
from umlauf.office.conferences.people import PersonEntry
from umlauf.office.intake.replies import enter_answer
from umlauf.office.responses.access import one_line
from umlauf.office.responses.entries import Entry
from umlauf.office.responses.enums import Channel
from umlauf.office.responses.models import Answer

_FILES: Final = 5
"""PDFs in one mail that are looked into."""
_SECONDS: Final = 20
"""So long, all together: no further one is opened afterwards."""
_PERSONS: Final = 20
_PARTS: Final = ("name", "function", "email", "represents")
_UNCHECKED: Final = "/Off"


@dataclass(frozen=True, slots=True)
class ReturnedForm:
    """What a form that came back says. ``said`` is None where it does not say it clearly, and ``note`` why.

    ``by_name`` and ``by_email`` are who filled it in. ``digest`` is that of the file: the same one is one answer.
    """

    recipient: Recipient
    conference: Conference
    code: str
    digest: str
    said: Said | None = None
    people: tuple[PersonEntry, ...] = ()
    by_name: str = ""
    by_email: str = ""
    note: str = ""


def returned_form(*, actor: Actor, data: bytes, name: str) -> ReturnedForm | None:
    """The form that a file is or that a mail brings; None where there is none.

    Raises ``Refused`` with ``form.locked``, ``form.script``, ``form.heavy`` for what is not read, ``form.foreign`` and
    ``form.elsewhere`` for one that is none of the association's, ``form.several``, or what ``open_incoming`` raises.
    """
    actor.must(Ability.WRITE_CIRCULARS)
    if data.startswith(b"%PDF-"):
        found = _read(data)
        return returned_as(found, digest_of(data)) if found else None
    if not carries_pdf(data):
        return None
    incoming = open_incoming(data, name)
    read = form_among(one.data for one in incoming.attachments) if incoming else None
    return returned_as(*read) if read else None


def form_among(files: Iterable[bytes]) -> tuple[FilledForm, str] | None:
    """The form among the files of a mail, and the digest of its file. Raises ``Refused`` as ``returned_form`` does.

    An attachment that is none of ours may be whatever it is; behind one that takes too much effort none is opened.
    """
    pdfs = [one for one in files if one.startswith(b"%PDF-") and len(one) <= LIMITS.form_bytes][:_FILES]
    ends = time.monotonic() + _SECONDS
    read: list[tuple[FilledForm, str]] = []
    for data in pdfs:
        if time.monotonic() > ends:
            break
        try:
            found = read_form(data, BEGINS)
        except Unfit as unfit:
            if unfit.ours:
                raise _refused(unfit.flaw) from unfit
            if unfit.flaw == Flaw.HEAVY:
                break
            continue
        if found is not None:
            read.append((found, digest_of(data)))
    if len(read) > 1:
        raise Refused(
            "form.several",
            _("This mail brings several filled-in forms. Please save them and drop them here one at a time."),
        )
    return read[0] if read else None


def digest_of(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def carries_pdf(data: bytes) -> bool:
    """Whether a mail may have a PDF in it: as such, or as base64 writes its beginning."""
    return b"JVBERi" in data or b"%PDF-" in data


def returned_as(form: FilledForm, digest: str) -> ReturnedForm:
    """What the form says, once its code is known to be ours. Raises ``Refused`` as ``returned_form`` does."""
    recipient, conference = _named_by(form.code)
    known = ReturnedForm(recipient, conference, form.code, digest)
    if form.flat:
        return _unclear(
            known,
            _(
                "This form was printed or saved without its fields, so what was written into it cannot be read for "
                "certain. Please read it and enter the answer."
            ),
        )
    people = tuple(_people(form.fields))
    nobody = form.fields.get("nobody", _UNCHECKED) not in {_UNCHECKED, ""}
    if nobody and people:
        return _unclear(
            known, _("The form names people and says that nobody takes part. Please ask what is meant, and enter it.")
        )
    if not nobody and not people:
        return _unclear(known, _("The form came back without anything filled in."))
    return ReturnedForm(
        recipient,
        conference,
        form.code,
        digest,
        Said.DECLINES if nobody else Said.COMES,
        people,
        _value(form.fields, "by_name"),
        _value(form.fields, "by_email"),
    )


@transaction.atomic
def take_form(*, actor: Actor, code: str, said: Said, entry: Entry, people: Sequence[PersonEntry] = ()) -> Answer:
    """Write down what a form answers, as a person has seen and mended it. The same form once more: the first result.

    Raises ``Refused`` with ``form.foreign``, ``form.elsewhere``, and what ``enter_answer`` raises.
    """
    actor.must(Ability.WRITE_CIRCULARS)
    recipient, _conference = _named_by(code)
    if entry.channel != Channel.MAIL:
        raise ValueError("a form came by mail")
    with recorded_together():
        return enter_answer(actor=actor, recipient_id=recipient.id, said=said, entry=entry, people=people)


def recipient_of_code(code: str) -> Recipient:
    """Whose form a code names. Raises ``Refused`` with ``form.foreign`` or ``form.elsewhere``."""
    return _named_by(code)[0]


def _read(data: bytes) -> FilledForm | None:
    """The one file that somebody brought, who is told what is wrong with it."""
    if len(data) > LIMITS.form_bytes:
        return None
    try:
        return read_form(data, BEGINS)
    except Unfit as unfit:
        if unfit.ours or unfit.flaw in {Flaw.LOCKED, Flaw.HEAVY}:
            raise _refused(unfit.flaw) from unfit
        return None


def _refused(flaw: Flaw) -> Refused:
    match flaw:
        case Flaw.LOCKED:
            return Refused(
                "form.locked",
                _("This PDF opens with a password alone. Nothing was read. Please ask for it without a password."),
            )
        case Flaw.SCRIPT | Flaw.LAUNCH:
            return Refused(
                "form.script",
                _(
                    "This form carries a program that ours does not have. Nothing was read and nothing was run. Please "
                    "open it on a safe machine alone, or ask for it once more."
                ),
            )
        case Flaw.HEAVY | Flaw.DAMAGED:
            return Refused(
                "form.heavy",
                _("This PDF cannot be opened with reasonable effort. Nothing was read. Please ask for it once more."),
            )


def _named_by(code: str) -> tuple[Recipient, Conference]:
    try:
        recipient_id, conference_id = read_code(code)
    except Refused as invalid:
        raise Refused(
            "form.foreign",
            _(
                "The code of this form is not one of ours, or was changed. Nothing was read. Please look at where the "
                "form comes from, and enter the answer by hand if it is genuine."
            ),
        ) from invalid
    conference = Conference.objects.filter(id=conference_id).first()
    invited = Recipient.objects.select_related("issue__series", "issue__association").filter(is_copy=False)
    recipient = invited.filter(id=recipient_id).first()
    if conference is None or recipient is None or recipient.issue.circular_id != conference.circular_id:
        raise Refused(
            "form.elsewhere",
            _(
                "This form belongs to no event of your association. Nothing was read. Please send it on to whoever "
                "issued it."
            ),
        )
    return recipient, conference


def _people(fields: dict[str, str]) -> Iterable[PersonEntry]:
    """Who is named, also half: whoever mends it sees what is there."""
    for number in range(_PERSONS):
        person = PersonEntry(**{part: _value(fields, f"p{number}_{part}") for part in _PARTS})
        if any((person.name, person.function, person.email, person.represents)):
            yield person


def _value(fields: dict[str, str], name: str) -> str:
    """On one line, as any field of a page takes it; what a letter cannot show is left for whoever mends it."""
    written = fields.get(name, "")
    return one_line("".join(" " if unicodedata.category(one) in {"Cc", "Cs", "Co"} else one for one in written))


def _unclear(known: ReturnedForm, note: str) -> ReturnedForm:
    return ReturnedForm(known.recipient, known.conference, known.code, known.digest, note=note)
