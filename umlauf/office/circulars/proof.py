"""Whether a file is a letter or an annex of ours, and whether what was signed is still what is kept.

Whoever asks has the file, or the address that is printed on the letter, and may be anybody: nothing here says what
stands in a letter, and no annex gives away one that was not sent yet, or is meant for the named alone. Files are looked
up in all associations, the rest is to be asked inside a scope.
"""

from __future__ import annotations

import hashlib
import html
import re
from dataclasses import dataclass
from enum import StrEnum

from django.db.models import Q, QuerySet
from django_scopes import scopes_disabled

from umlauf.engines.files.errors import Damaged
from umlauf.engines.files.store import read
from umlauf.ground.audit.queries import is_recorded
from umlauf.ground.core.models import Association
from umlauf.office.circulars.aftermath import Aftermath, aftermath_of, referring_to
from umlauf.office.circulars.content import Frozen
from umlauf.office.circulars.enums import Confidentiality, NumberFormat, ReferenceKind
from umlauf.office.circulars.models import Issue, Rendition, Series
from umlauf.office.circulars.queries import frozen_annexes

MOST = 5
"""Letters that are examined for one file, the newest: a form may be the annex of hundreds."""
_WRITTEN = rb"<dc:%s[^>]{0,100}>\s*<rdf:\w+>\s*<rdf:li[^>]{0,100}>([^<]{1,1000})</rdf:li>"
_AUTHOR, _TITLED = re.compile(_WRITTEN % b"creator"), re.compile(_WRITTEN % b"title")


class Flaw(StrEnum):
    """What of a signed letter is not as it was any more."""

    TEXT = "text"
    """The frozen text, its number, date, signatory or annexes are others than those that were signed."""
    FILE = "file"
    """The file that is kept was changed, or is gone."""
    RECORD = "record"
    """The record has no sound entry that the text was signed, or the letter rendered, with this digest."""


@dataclass(frozen=True, slots=True)
class Standing:
    """A signed letter: what is wrong with what we keep of it (nothing: it is sound), and what was done to it later.

    ``replaced`` are those letters that say they replace it, in order.
    """

    issue: Issue
    flaws: tuple[Flaw, ...]
    later: tuple[Aftermath, ...]
    replaced: tuple[Issue, ...] = ()


class Kind(StrEnum):
    """What a file is."""

    LETTER = "letter"
    ANNEX = "annex"
    OTHER = "other"
    """It says that it is one of our letters, and is another file than that."""
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Recognised:
    """What a file is, and the letters that it is or says that it is; of an annex, those that it belongs to."""

    kind: Kind
    issues: tuple[Issue, ...] = ()


def recognise(data: bytes) -> Recognised:
    """What a file is, by its SHA-256, else by what its metadata says."""
    active = list(Association.objects.filter(active=True).values_list("id", flat=True))
    same = {"association__in": active, "sha256": hashlib.sha256(data).hexdigest()}
    with scopes_disabled():
        letters = _issues().filter(**{f"rendition__pdf__{name}": value for name, value in same.items()})
        if found := tuple(letters[:MOST]):
            return Recognised(Kind.LETTER, found)
        attached = {f"frozen_annexes__version__file__{name}": value for name, value in same.items()}
        spoken_of = Q(content__confidentiality__isnull=True) | ~Q(content__confidentiality=Confidentiality.NAMED)
        if found := tuple(_issues().filter(spoken_of, dispatch__isnull=False, **attached).distinct()[:MOST]):
            return Recognised(Kind.ANNEX, found)
        claimed = _claimed(data)
    return Recognised(Kind.OTHER, (claimed,)) if claimed else Recognised(Kind.UNKNOWN)


def examine(issue: Issue) -> Standing:
    """Compare what is kept of a letter with what was signed and recorded. Reads the file of the letter."""
    checks = {Flaw.TEXT: _is_text_sound, Flaw.FILE: _is_file_sound, Flaw.RECORD: _is_recorded}
    flaws = tuple(flaw for flaw, is_sound in checks.items() if not is_sound(issue))
    replaced = [one.issue for one in referring_to(issue, sent=True) if one.kind == ReferenceKind.REPLACES]
    return Standing(issue, flaws, aftermath_of(issue), tuple(dict.fromkeys(replaced)))


def issue_of_link(issue_id: int) -> Issue | None:
    """The letter whose printed address somebody has, in whichever association, once it is made."""
    with scopes_disabled():
        return _issues().filter(id=issue_id, rendition__isnull=False, association__active=True).first()


def _issues() -> QuerySet[Issue]:
    return Issue.objects.select_related("series", "association", "rendition__pdf").order_by("-id")


def _is_text_sound(issue: Issue) -> bool:
    annexes = tuple((one.annex.number, one.annex.title, one.file.sha256) for one in frozen_annexes(issue))
    return Frozen(issue.label, issue.date, issue.signatory_name, issue.content, annexes).digest() == issue.digest


def _is_file_sound(issue: Issue) -> bool:
    try:
        read(issue.rendition.pdf)
    except (Damaged, Rendition.DoesNotExist):
        return False
    return True


def _is_recorded(issue: Issue) -> bool:
    subject = f"circulars.Issue:{issue.id}"
    signed = is_recorded("circulars.issued", subject, f"{issue.label} {issue.digest}")
    rendition = getattr(issue, "rendition", None)
    return signed and (
        rendition is None or is_recorded("circulars.rendered", subject, f"{issue.label} {rendition.pdf.sha256}")
    )


def _claimed(data: bytes) -> Issue | None:
    """The letter that a PDF says it is, by its author and its title („Rundschreiben Nr. 543/2016: …“)."""
    author, title = _metadata(data)
    if not author or not title:
        return None
    for series in Series.objects.filter(association__in=Association.objects.filter(active=True, name=author)):
        label = " ".join(filter(None, (re.escape(series.kind), re.escape(series.number_word))))
        said = re.match(rf"{label} {NumberFormat(series.number_format).pattern}(?:: |$)", title)
        if said is not None:
            number, year = NumberFormat.read(said)
            named = {"series": series, "number": number, "year": year}
            found: Issue | None = _issues().filter(dispatch__isnull=False, **named).first()
            if found is not None:
                return found
    return None


def _metadata(data: bytes) -> tuple[str, str]:
    """Author and title of a PDF by its XMP, which stands in the clear in PDF/A. No stranger's PDF is parsed for it."""
    if not data.startswith(b"%PDF-"):
        return "", ""
    author, title = (said.search(data) for said in (_AUTHOR, _TITLED))
    return _text(author), _text(title)


def _text(found: re.Match[bytes] | None) -> str:
    return html.unescape(found[1].decode(errors="replace")).replace("\0", "").strip() if found else ""
