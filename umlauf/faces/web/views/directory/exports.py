"""The directory as files: for a spreadsheet, and as cards for an address book."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _

from umlauf.engines.sheets import CSV_TYPE, XLSX_TYPE, Sheet, as_csv, as_xlsx
from umlauf.faces.web.paper import saved_response
from umlauf.faces.web.requests import OfficeRequest
from umlauf.ground.core.clock import office_today
from umlauf.office.directory.access import get_person_for
from umlauf.office.directory.exchange.cards import as_cards
from umlauf.office.directory.exchange.export import organisations_out, people_out, person_out

_VCF_TYPE: Final = "text/vcard; charset=utf-8"
_SHEETS: Final[dict[str, tuple[Callable[[Sheet], bytes], str]]] = {
    "csv": (as_csv, CSV_TYPE),
    "xlsx": (as_xlsx, XLSX_TYPE),
}


def export(request: OfficeRequest, what: str, ending: str) -> HttpResponse:
    """Organisations or people as a file that an import takes back."""
    if what not in {"organisations", "people"}:
        raise Http404
    people = what == "people"
    title = _("People") if people else _("Organisations")
    name = f"{title}_{office_today(request.association).isoformat()}.{ending}"
    if people and ending == "vcf":
        cards = people_out(request.association)
        return saved_response(as_cards(cards.fields, cards.rows), _VCF_TYPE, name)
    if ending not in _SHEETS:
        raise Http404
    told = people_out(request.association) if people else organisations_out(request.association)
    write, media_type = _SHEETS[ending]
    return saved_response(write(Sheet(title, told.heads, told.rows)), media_type, name)


def person_card(request: OfficeRequest, person_id: int) -> HttpResponse:
    """A person with the posts they hold, a card for each."""
    details = get_person_for(request.actor, person_id)
    told = person_out(request.association, details)
    return saved_response(as_cards(told.fields, told.rows), _VCF_TYPE, f"{details}.vcf")
