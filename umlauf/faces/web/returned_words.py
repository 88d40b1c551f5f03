"""How mails that came back are spoken of."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from umlauf.engines.mail.enums import ArrivalKind
from umlauf.office.circulars.bad_addresses import BadAddress
from umlauf.office.circulars.returned import ArrivalRow
from umlauf.office.directory.models import Organisation
from umlauf.office.directory.queries.addresses import AddressEntry

_TONES: Final = {ArrivalKind.BOUNCE: "bad", ArrivalKind.DELAY: "wait", ArrivalKind.RECEIPT: "ok"}


@dataclass(frozen=True, slots=True)
class KindWord:
    """What a mail is, for a tag. ``tone`` chooses a colour that always comes with the word."""

    word: str
    tone: str


@dataclass(frozen=True, slots=True)
class Line:
    """A mail that came back, as a page shows it."""

    row: ArrivalRow
    kind: KindWord

    @property
    def address(self) -> str:
        """Where what it belongs to is seen: its mail."""
        carried = self.row.carried
        if carried is None:
            return ""
        if carried.delivery_id is None:
            return reverse("delivery-beside", kwargs={"message_id": carried.message_id})
        return reverse(
            "notice-delivery" if carried.of_notice else "delivery", kwargs={"delivery_id": carried.delivery_id}
        )


@dataclass(frozen=True, slots=True)
class EntryLink:
    """An entry of the directory, and where it is changed."""

    label: str
    address: str


@dataclass(frozen=True, slots=True)
class BadLine:
    """An address that takes no messages, in a sentence, with its entries."""

    bad: BadAddress
    sentence: str
    entries: tuple[EntryLink, ...]


def kind_word(kind: ArrivalKind) -> KindWord:
    return KindWord(str(kind.label), _TONES.get(kind, "none"))


def lines_of(rows: Iterable[ArrivalRow]) -> list[Line]:
    return [Line(row, kind_word(ArrivalKind(row.arrival.kind))) for row in rows]


def takes_no_messages(organisation: Organisation) -> str:
    """„Die Adresse des Landkreises Harz nimmt keine Nachrichten an“"""
    genitive = organisation.genitive if get_language() == "de" else ""
    whose = genitive or _("of %(name)s") % {"name": organisation.name}
    return _("The address %(whose)s takes no messages") % {"whose": whose}


def bad_lines(found: Iterable[BadAddress]) -> list[BadLine]:
    return [
        BadLine(one, takes_no_messages(one.organisation), tuple(_link(entry) for entry in one.entries)) for one in found
    ]


_CENTRAL: Final = gettext_lazy("Central mailbox")


def _link(entry: AddressEntry) -> EntryLink:
    if entry.person_id is not None:
        return EntryLink(entry.label, reverse("person-edit", kwargs={"person_id": entry.person_id}))
    if entry.post_id is not None:
        return EntryLink(entry.label, reverse("post-details", kwargs={"post_id": entry.post_id}))
    if entry.list_id is not None:
        return EntryLink(entry.label, reverse("list", kwargs={"list_id": entry.list_id}))
    address = reverse("organisation-contact", kwargs={"organisation_id": entry.organisation.id})
    return EntryLink(entry.label or str(_CENTRAL), address)
