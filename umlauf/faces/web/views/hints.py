"""Put a hint aside: from its page, or by the script of the form."""

from __future__ import annotations

from http import HTTPStatus
from typing import Final

from django.http import HttpResponse
from django.shortcuts import redirect

from umlauf.faces.web.hints_page import DISMISS
from umlauf.faces.web.requests import OfficeRequest
from umlauf.office.circulars.actions.hint import dismiss_hint

_BACK: Final = frozenset({"circular-lay", "circular-sign"})
"""The pages of which each shows hints, beside that of the circular."""


def circular_hint_dismiss(request: OfficeRequest, circular_id: int) -> HttpResponse:
    hint = dismiss_hint(actor=request.actor, circular_id=circular_id, key=request.POST.get(DISMISS, ""))
    if "script" in request.POST:
        return HttpResponse(status=HTTPStatus.NO_CONTENT)
    back = request.POST.get("back", "")
    return redirect(back if back in _BACK else "circular", circular_id=hint.circular_id)
