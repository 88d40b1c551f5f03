"""A letter as its recipient reads it: by the personal link, or by a login."""

from __future__ import annotations

from urllib.parse import quote

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import add_never_cache_headers

from umlauf.faces.web.guests import open_link, remember
from umlauf.faces.web.paper import annex_response, letter_response
from umlauf.faces.web.requests import LetterRequest
from umlauf.ground.core.actor import Means
from umlauf.ground.core.clock import office_today
from umlauf.ground.core.links import invalid_link
from umlauf.ground.text import Refused, to_html
from umlauf.office.circulars.content import Content
from umlauf.office.circulars.models import Issue
from umlauf.office.circulars.queries import frozen_annexes
from umlauf.office.conferences.actions.annexes import where_of
from umlauf.office.conferences.models import Conference


def link(request: HttpRequest, token: str) -> HttpResponse:
    """Remember the letter and go on to an address that holds no key."""
    return _open(request, token, None)


def link_annex(request: HttpRequest, token: str, number: int) -> HttpResponse:
    """The same for an annex."""
    return _open(request, token, number)


def link_mangled(request: HttpRequest, rest: str) -> HttpResponse:
    """Whatever else begins like a link: a mail program has broken it."""
    del rest
    return _invalid(request)


def letter(request: LetterRequest) -> HttpResponse:
    issue = request.recipient.issue
    content = Content.parse(issue.content)
    conference = Conference.objects.filter(circular_id=issue.circular_id).first()
    context = {
        "recipient": request.recipient,
        "issue": issue,
        "content": content,
        "body": to_html(content.body),
        "annexes": frozen_annexes(issue),
        "conference": conference,
        "where": where_of(conference) if conference else "",
        "over": content.answer_by is not None and content.answer_by < office_today(request.association),
        "guest": request.actor.means == Means.LINK,
    }
    return render(request, "web/letter.html", context | _contact(issue, content))


def letter_pdf(request: LetterRequest) -> HttpResponse:
    return letter_response(request.recipient.issue)


def letter_annex(request: LetterRequest, number: int) -> HttpResponse:
    return annex_response(frozen_annexes(request.recipient.issue), number)


def _contact(issue: Issue, content: Content) -> dict[str, str]:
    """Where an answer goes: to the contact of the circular, else to the association."""
    reply_to = content.contact_email or issue.association.email
    phone = content.contact_phone or issue.association.phone
    subject = quote(f"{issue.short_label} – {content.keyword or content.subject}")
    return {
        "reply_to": reply_to,
        "mailto": f"mailto:{quote(reply_to, safe='@')}?subject={subject}",
        "phone": phone,
        "phone_link": "".join(sign for sign in phone if sign.isdigit() or sign == "+"),
    }


def _open(request: HttpRequest, token: str, annex: int | None) -> HttpResponse:
    try:
        recipient = open_link(token)
    except Refused:
        return _invalid(request)
    where = {"recipient_id": recipient.id}
    address = reverse("letter", kwargs=where)
    if annex is not None:
        address = reverse("letter-annex", kwargs=where | {"number": annex})
    response = HttpResponseRedirect(address, status=303)
    remember(request, response, recipient)
    return _unnamed(response)


def _invalid(request: HttpRequest) -> HttpResponse:
    """The same answer for a mangled, foreign, revoked and expired link."""
    return _unnamed(render(request, "web/link_invalid.html", {"sentence": invalid_link().message}, status=404))


def _unnamed(response: HttpResponse) -> HttpResponse:
    """The address holds a key: it is named to no other page and kept in no cache."""
    response["Referrer-Policy"] = "no-referrer"
    add_never_cache_headers(response)
    return response
