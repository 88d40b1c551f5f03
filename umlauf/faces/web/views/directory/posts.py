"""The page of a post, and the forms that open, describe and close it."""

from __future__ import annotations

from django.contrib import messages
from django.db import transaction
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from umlauf.faces.web.directory_forms import EndForm, post_choices
from umlauf.faces.web.holder_forms import DeputiesForm, PostDetailsForm, PostForm
from umlauf.faces.web.holder_page import deputies_of, post_page
from umlauf.faces.web.known import post_name
from umlauf.faces.web.requests import OfficeRequest
from umlauf.faces.web.views.directory.frames import Frame, done, form_page, sent
from umlauf.ground.core.clock import office_today
from umlauf.ground.text import Refused
from umlauf.office.directory.access import get_organisation_for, get_post_for
from umlauf.office.directory.actions.posts import (
    PostEntry,
    close_post,
    deputies_of_post,
    details_of,
    open_function,
    open_post,
    set_deputies,
)
from umlauf.office.directory.ledger import digest_of
from umlauf.office.directory.models import Function, Organisation, Post, PostDetails
from umlauf.office.directory.moments import ALWAYS, as_it_stands
from umlauf.office.directory.queries.selection import posts_that


def post(request: OfficeRequest, post_id: int) -> HttpResponse:
    found = get_post_for(request.actor, post_id)
    shown = post_page(found, office_today(request.association))
    return render(request, "web/directory/post.html", {"post": found, "shown": shown})


def post_new(request: OfficeRequest, organisation_id: int) -> HttpResponse:
    organisation = get_organisation_for(request.actor, organisation_id)
    form = PostForm(sent(request), functions=list(Function.objects.all()))
    if form.is_valid():
        try:
            opened = _open(request, organisation, form)
        except Refused as refused:
            form.refuse(refused)
        else:
            messages.success(request, _("The post is open. Now you can say who holds it."))
            return redirect("post", post_id=opened.id)
    frame = Frame(
        heading=_("Open a post"),
        back=organisation.name,
        address=reverse("organisation", kwargs={"organisation_id": organisation.id}),
        button=_("Open the post"),
    )
    return form_page(request, form, frame, "web/directory/post_form.html")


def post_details(request: OfficeRequest, post_id: int) -> HttpResponse:
    found = get_post_for(request.actor, post_id)
    known = details_of(found)
    form = PostDetailsForm(sent(request), known=known)
    closed = known is not None and known.until is not None and known.until < office_today(request.association)

    def save() -> None:
        given = form.cleaned_data
        entry = PostEntry(found.function_id, found.subject, given["email"], given["phone"])
        open_post(actor=request.actor, organisation_id=found.organisation_id, entry=entry, seen=form.was_seen)

    if done(form, save):
        messages.success(request, _("The post is saved."))
        return redirect("post", post_id=found.id)
    heading = _("Open the post again") if closed else _("Change address and phone")
    return form_page(request, form, frame_of(found, heading, heading if closed else _("Save the post")))


def post_close(request: OfficeRequest, post_id: int) -> HttpResponse:
    found = get_post_for(request.actor, post_id)
    day = office_today(request.association)
    form = EndForm(sent(request), initial={"last_day": day})
    if done(form, lambda: close_post(actor=request.actor, post_id=found.id, last_day=form.cleaned_data["last_day"])):
        messages.success(request, _("The post is closed. It stays in lists of past days."))
        return redirect("organisation", organisation_id=found.organisation_id)
    lead = _(
        "After this day the post does not exist any more, and whoever holds it holds it no longer. A post that is only "
        "vacant stays open."
    )
    return form_page(request, form, frame_of(found, _("Close the post"), _("Close the post"), lead))


def post_deputies(request: OfficeRequest, post_id: int) -> HttpResponse:
    found = get_post_for(request.actor, post_id)
    day = office_today(request.association)
    others = posts_that(Q(organisation=found.organisation_id), as_it_stands(day)).exclude(id=found.id)
    seen = digest_of(*deputies_of_post(found))  # before what is shown: what changes in between is not missed
    known = [one.post_id for one in deputies_of(found, day) if one.post_id is not None]
    form = DeputiesForm(
        sent(request),
        posts=post_choices(list(others.select_related("function").order_by("function__name", "subject", "id"))),
        known=known,
        since=day,
        seen=seen,
    )

    def save() -> None:
        set_deputies(
            actor=request.actor,
            post_id=found.id,
            deputy_post_ids=form.deputies(),
            since=form.cleaned_data["since"],
            seen=form.was_seen,
        )

    if done(form, save):
        messages.success(request, _("The deputies are saved."))
        return redirect("post", post_id=found.id)
    lead = _(
        "While the post is vacant, the first of them whose own post is held stands in. Without any, the rule counts "
        "that holds for this function in all organisations."
    )
    return form_page(request, form, frame_of(found, _("Choose the deputies"), _("Save the deputies"), lead))


def _open(request: OfficeRequest, organisation: Organisation, form: PostForm) -> Post:
    """The function, if it is a new one, and the post: both or none."""
    given, new = form.cleaned_data, form.new_function()
    with transaction.atomic():
        function_id = open_function(actor=request.actor, entry=new).id if new else int(given["function"])
        entry = PostEntry(function_id, given["subject"], given["email"], given["phone"], given["since"] or ALWAYS)
        there = Post.objects.filter(organisation=organisation, function=function_id, subject=entry.subject.strip())
        if PostDetails.objects.filter(retired_at=None, until=None, post__in=there).exists():
            raise Refused("post.known", _("This post is there already. Please change it on its own page."))
        return open_post(actor=request.actor, organisation_id=organisation.id, entry=entry)


def frame_of(found: Post, heading: str, button: str, lead: str = "") -> Frame:
    """The page around a form that belongs to a post."""
    back = f"{post_name(found)}, {found.organisation.name}"
    return Frame(heading, back, reverse("post", kwargs={"post_id": found.id}), button, lead)
