"""From a mail or a Word file to a draft: what it is about, what it comes from, its annexes, until when, to whom."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace

from django.db import transaction
from django.utils.translation import gettext as _

from umlauf.engines.incoming import Attachment, Incoming, Kind, Note, decoded, open_incoming, text_of
from umlauf.engines.letters import glyphs_missing
from umlauf.engines.reading import Annex, Facts, as_markdown
from umlauf.ground.accounts.models import User
from umlauf.ground.audit.chain import recorded_together
from umlauf.ground.core.actor import Actor
from umlauf.ground.core.clock import office_today
from umlauf.ground.core.days import long_day
from umlauf.ground.core.limits import LIMITS
from umlauf.ground.core.models import Association
from umlauf.ground.core.policy import Ability
from umlauf.ground.text import Refused, fitted, from_markdown, to_markdown
from umlauf.office.circulars.actions.annex import AnnexFile, attach_annex
from umlauf.office.circulars.actions.draft import begin_circular
from umlauf.office.circulars.content import Content
from umlauf.office.circulars.models import Circular
from umlauf.office.circulars.queries import of_origin
from umlauf.office.directory.models import DistributionList
from umlauf.office.directory.moments import as_it_stands
from umlauf.office.intake.conference import answer_deadline
from umlauf.office.intake.draft import begin_from_facts, series_for
from umlauf.office.intake.origin import is_of, origin_of, own_deadline
from umlauf.office.intake.proposals import as_before, keyword_of, list_of, shown, subject_of, titles_of
from umlauf.office.intake.reading import facts_in, read_incoming

_STANDING_IN = {"de": "Als Anlage übersenden wir:", "en": "Please find attached:"}

AnnexOf = Callable[[str, bytes], AnnexFile]
"""By a file's name and bytes what is attached, with a title made of its name. Raises ``Refused`` for what cannot be."""


@dataclass(frozen=True, slots=True)
class TakenIn:
    """What came in has become a draft. ``proposed`` and ``hints`` are sentences: what was filled in and from where,
    and what was left out.

    ``again``: it had become one before, and is as its clerk has left it.
    """

    circular: Circular
    proposed: tuple[str, ...] = ()
    hints: tuple[str, ...] = ()
    again: bool = False


@dataclass(frozen=True, slots=True)
class Opened:
    """A container with the facts of its text and its files. ``whole``: it has no head of its own, all of it is text.

    ``hints`` say what is left out, and why.
    """

    association: Association
    incoming: Incoming
    facts: Facts
    whole: bool
    files: tuple[AnnexFile, ...]
    hints: tuple[str, ...]


def take_in(*, actor: Actor, data: bytes, name: str, annex_of: AnnexOf, list_name: str | None = None) -> TakenIn:
    """Begin a circular with a mail, a Word file, a text, or a PDF of ours. The same bytes give the first draft again.

    Raises ``Refused`` with ``incoming.…``, ``reading.…``, ``list.unknown`` or what ``begin_circular`` raises.
    """
    actor.must(Ability.WRITE_CIRCULARS)
    digest = hashlib.sha256(data).hexdigest()
    known = of_origin(digest)
    if known is not None:
        return TakenIn(known, again=True)
    incoming = open_incoming(data, name)
    if incoming is None:
        facts = _read_text(data, name)
        taken = begin_from_facts(actor=actor, facts=facts, origin_digest=digest, list_name=list_name)
        return TakenIn(taken.circular, hints=tuple(_without_files([one.title or "" for one in taken.missing])))
    opened = _opened(incoming, Association.objects.get(id=actor.association_id), annex_of)
    return begin_from_incoming(actor=actor, opened=opened, origin_digest=digest, list_name=list_name)


@transaction.atomic
@recorded_together()
def begin_from_incoming(*, actor: Actor, opened: Opened, origin_digest: str, list_name: str | None = None) -> TakenIn:
    """The same for a container that was opened, all or nothing.

    What the association wrote itself is taken as its own text; what came from others gets them as its origin.
    """
    actor.must(Ability.WRITE_CIRCULARS)
    association, facts = opened.association, opened.facts
    proposed: list[str] = []
    rule, guessed = list_of(facts, list_name, facts.subject or "")
    if guessed:
        proposed.append(_("Distribution list: %(name)s, as in the last draft.") % {"name": rule.name})
    if is_of(association, opened.incoming, facts) and not opened.whole:
        clean = replace(facts, body=to_markdown(fitted(from_markdown(facts.body or ""))))
        taken = begin_from_facts(actor=actor, facts=clean, origin_digest=origin_digest, list_name=rule.name)
        circular, named = taken.circular, taken.missing
    else:
        content = _content(actor, opened, rule)
        series, named = series_for(facts.kind), facts.annexes
        circular = begin_circular(actor=actor, series=series, content=content, origin_digest=origin_digest)
        proposed += _proposed(content, answer_deadline(facts))
    hints = (*opened.hints, *_attach(actor, circular, opened.files, named))
    return TakenIn(circular, tuple(proposed), hints)


def _read_text(data: bytes, name: str) -> Facts:
    """The facts of a text, or of a PDF of ours."""
    try:
        return read_incoming(data, name)
    except Refused as refused:
        if refused.code == "reading.pdf_without_facts":
            raise Refused(
                refused.code,
                _(
                    "“%(name)s” is neither a letter that Umlauf has made nor a form with its fields. If it is a form "
                    "that was printed, scanned or saved anew, what is written in it cannot be read for certain: please "
                    "enter the answer by hand, at the recipient on the page of the circular. If it is a circular, "
                    "please paste its text."
                )
                % {"name": name},
            ) from refused
        if refused.code != "reading.binary":
            raise
        raise Refused(
            refused.code,
            _(
                "“%(name)s” is neither a mail nor a Word file nor a text, whatever its name says. "
                "Please choose a file of the kind EML, MSG, DOCX, TXT or PDF."
            )
            % {"name": name},
        ) from refused


def _opened(incoming: Incoming, association: Association, annex_of: AnnexOf) -> Opened:
    """Everything that takes its time, before the first row is written."""
    told = _with_text(incoming, association.language)
    hints = list(_hints_of(told))
    clean = replace(told, text=shown(told.text), subject=subject_of(told.subject), sender_name=shown(told.sender_name))
    facts, whole = _facts(clean)
    files = []
    for one in clean.attachments[: LIMITS.annexes]:
        try:
            files.append(annex_of(one.name, one.data))
        except Refused as refused:
            hints.append(str(refused))
    if more := clean.attachments[LIMITS.annexes :]:
        names = {"most": LIMITS.annexes, "names": ", ".join(one.name for one in more)}
        hints.append(_("Not attached, since a circular has at most %(most)s annexes: %(names)s.") % names)
    return Opened(association, clean, facts, whole, tuple(files), tuple(hints))


def _with_text(incoming: Incoming, language: str) -> Incoming:
    """A mail without a text has that of its first attachment with one; else a line that stands for it."""
    if incoming.text.strip():
        return incoming
    for one in incoming.attachments:
        inner = _text_inside(one)
        if inner is not None:
            notes = incoming.notes | inner.notes
            return replace(incoming, text=inner.text, plain=inner.plain, notes=notes)
    if not incoming.attachments:
        raise Refused("incoming.empty", _("This mail has neither a text nor annexes. Please choose another one."))
    return replace(incoming, text=_STANDING_IN.get(language, _STANDING_IN["de"]), plain=True)


def _text_inside(attachment: Attachment) -> Incoming | None:
    """The text of an attached Word or text file; None for any other, and for one that cannot be opened."""
    try:
        if attachment.media_type in {"text/plain", "text/markdown"}:
            text, plain = text_of(decoded(attachment.data, None), "")
            return Incoming(Kind.MAIL, text, plain) if text else None
        inner = open_incoming(attachment.data, "")
    except Refused:
        return None
    return inner if inner is not None and inner.kind is Kind.WORD else None


def _facts(incoming: Incoming) -> tuple[Facts, bool]:
    """The facts of a text with a letter's head; else with the mail's subject and date in its place, which the last
    value says."""
    with suppress(Refused):
        return facts_in(incoming.text), False
    head = {"subject": incoming.subject or _first_line(incoming.text)}
    if incoming.date is not None:
        head["date"] = incoming.date.isoformat()
    lines = "\n".join(f"{key}: {json.dumps(value, ensure_ascii=False)}" for key, value in head.items())
    return facts_in(f"---\n{lines}\n---\n\n{incoming.text}"), True


def _first_line(text: str) -> str:
    lines = (line.strip(" \t#*_>|-") for line in text.splitlines())
    return next(filter(None, lines), "–")[: LIMITS.subject]


def _content(actor: Actor, opened: Opened, rule: DistributionList) -> Content:
    """The fields of the draft; dates and the file reference of the letter that came in are its reference."""
    association, incoming, facts = opened.association, opened.incoming, opened.facts
    own = is_of(association, incoming, facts)
    today = office_today(association)
    text = (None if opened.whole else facts.body) or _whole_text(incoming)
    subject = (facts.subject or incoming.subject or _first_line(text))[: LIMITS.subject]
    theirs = answer_deadline(facts)
    user = User.objects.filter(id=actor.user_id).first() if actor.user_id is not None else None
    addressees, closing = as_before(rule.id)
    return Content(
        subject=subject,
        body=fitted(from_markdown(text)),
        distribution_list_id=rule.id,
        keyword=keyword_of(facts, subject, text, as_it_stands(today)),
        abstract=(facts.abstract or "")[: LIMITS.abstract],
        addressees=addressees,
        contact_name=user.name if user else "",
        contact_email=user.email if user else "",
        closing=closing,
        language=association.language,
        answer_by=theirs if own or theirs is None else own_deadline(theirs, today, association.state),
        references=() if own else (origin_of(incoming, facts, association.language),),
    )


def _whole_text(incoming: Incoming) -> str:
    """All of a text as Markdown."""
    return as_markdown(incoming.text) if incoming.plain else incoming.text


def _proposed(content: Content, theirs: dt.date | None) -> Iterator[str]:
    for reference in content.references:
        yield _("Reference: %(text)s.") % {"text": reference.text}
    if theirs is not None:
        days = {"theirs": long_day(theirs), "ours": long_day(content.answer_by) if content.answer_by else ""}
        if content.answer_by is None:
            yield _("The sender’s deadline, %(theirs)s, is over. No answer is asked for.") % days
        elif content.answer_by == theirs:
            yield _("Answer by %(theirs)s, as the text says.") % days
        else:
            yield _("The sender’s deadline is %(theirs)s. Answer by %(ours)s, three working days before.") % days
    if content.keyword:
        yield _("Keyword: %(keyword)s.") % {"keyword": content.keyword}


def _hints_of(incoming: Incoming) -> Iterator[str]:
    """What was left out of the container, or has to be known of it."""
    if Note.FORWARDED in incoming.notes:
        sender = incoming.sender_name or incoming.sender_address or "–"
        yield _("The forwarded mail of %(sender)s was taken in, not the note around it.") % {"sender": sender}
    if Note.SIGNED in incoming.notes:
        yield _("The mail is signed electronically. Umlauf has not verified the signature.")
    if Note.OUTLOOK_ONLY in incoming.notes:
        yield _(
            "A part of the mail is in a file winmail.dat, which only Outlook can open. "
            "Please ask the sender for it as a PDF."
        )
    if Note.PICTURES in incoming.notes:
        yield _("Pictures inside the text were left out.")
    if left_out := glyphs_missing(f"{incoming.subject}\n{incoming.text}"):
        names = " ".join(one if one.isprintable() else f"U+{ord(one):04X}" for one in left_out[:20])
        yield _("Left out, since letters cannot show them: %(characters)s") % {"characters": names}


def _attach(actor: Actor, circular: Circular, files: tuple[AnnexFile, ...], named: tuple[Annex, ...]) -> Iterator[str]:
    """Attach the files; yields what to say of those that do not fit, and of annexes that the text names without one."""
    for file, title in zip(files, titles_of([one.title for one in files], named), strict=True):
        try:
            with transaction.atomic():
                attach_annex(actor=actor, circular_id=circular.id, file=replace(file, number=None, title=title))
        except Refused as refused:
            yield str(refused)
    if named and not files:
        yield from _without_files([one.title or "" for one in named])


def _without_files(titles: list[str]) -> Iterator[str]:
    if titles:
        names = ", ".join(_("“%(words)s”") % {"words": title} for title in titles if title)
        yield _("The text names annexes that have no file yet: %(names)s.") % {"names": names or len(titles)}
