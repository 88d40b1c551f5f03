"""Templates for circulars: keep one, look through them, rename or delete one."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from umlauf.faces.web.filing_forms import TemplateForm
from umlauf.faces.web.requests import OfficeRequest
from umlauf.faces.web.views.directory.frames import Frame, done, form_page, sent
from umlauf.ground.core.policy import Ability
from umlauf.office.circulars.access import get_circular_for
from umlauf.office.circulars.actions.template import (
    delete_template,
    get_template_for,
    keep_template,
    rename_template,
)
from umlauf.office.circulars.models import CircularTemplate


def templates(request: OfficeRequest) -> HttpResponse:
    rows = CircularTemplate.objects.defer("content").select_related("series")
    return render(request, "web/filing/templates.html", {"rows": rows})


def circular_template(request: OfficeRequest, circular_id: int) -> HttpResponse:
    """Keep what a circular says as a template; one of the same name is replaced after a question."""
    circular = get_circular_for(request.actor, circular_id, Ability.WRITE_CIRCULARS)
    latest = circular.drafts.latest("revision")
    form = TemplateForm(sent(request), initial={"name": latest.content["keyword"] or latest.content["subject"][:120]})
    replaces = request.POST.get("replaces") == "yes"

    def keep() -> None:
        keep_template(actor=request.actor, circular_id=circular.id, name=form.cleaned_data["name"], replaces=replaces)

    if done(form, keep):
        messages.success(request, _("The template “%(name)s” is kept.") % {"name": form.cleaned_data["name"]})
        return redirect("templates")
    frame = Frame(
        _("Keep as a template"),
        latest.content["subject"],
        reverse("circular", args=[circular.id]),
        _("Keep the template"),
        _("The template has the text, the fields and the lists of this circular, without its days and annexes."),
    )
    return form_page(request, form, frame, "web/filing/template.html", asks=form.conflict)


def template_rename(request: OfficeRequest, template_id: int) -> HttpResponse:
    one = get_template_for(request.actor, template_id)
    form = TemplateForm(sent(request), initial={"name": one.name})

    def rename() -> None:
        rename_template(actor=request.actor, template_id=one.id, name=form.cleaned_data["name"])

    if done(form, rename):
        messages.success(request, _("The template is called “%(name)s” now.") % {"name": form.cleaned_data["name"]})
        return redirect("templates")
    frame = Frame(one.name, _("Templates"), reverse("templates"), _("Rename the template"))
    return form_page(request, form, frame)


def template_delete(request: OfficeRequest, template_id: int) -> HttpResponse:
    one = get_template_for(request.actor, template_id)
    if request.method == "POST":
        delete_template(actor=request.actor, template_id=one.id)
        messages.success(request, _("The template “%(name)s” is deleted.") % {"name": one.name})
        return redirect("templates")
    return render(request, "web/filing/template_delete.html", {"one": one})
