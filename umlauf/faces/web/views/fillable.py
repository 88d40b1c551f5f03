"""The registration form with fields, for whoever may answer the letter: made when somebody asks for it."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _

from umlauf.faces.web.answering import round_of
from umlauf.faces.web.paper import pdf_response
from umlauf.faces.web.requests import LetterRequest
from umlauf.ground.text import Refused
from umlauf.office.conferences.fillable import fillable_form


def form(request: LetterRequest) -> HttpResponse:
    around = round_of(request)
    if around.conference is None or not around.form_offered:
        raise Http404
    try:
        made = fillable_form(around.conference, around.recipient, around.deadline)
    except Refused as refused:
        raise Http404 from refused
    return pdf_response(made.pdf, _("registration.pdf"))
