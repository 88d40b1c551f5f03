"""The mailbox of a demo: what went out, as those who got it would read it."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.http import content_disposition_header

from umlauf.faces.web import maildir
from umlauf.ground.core.addresses import readable_address

PAGE = 50
HERE = "<!-- the mail -->"


def mails(request: HttpRequest) -> HttpResponse:
    words = request.GET.get("q", "").strip()[:200]
    keys = maildir.keys()
    if words:
        keys = [key for key in keys if (found := maildir.mail(key)) is not None and _fits(found, words)]
    page = Paginator(keys, PAGE).get_page(request.GET.get("page"))
    shown = [found for key in page.object_list if (found := maildir.mail(key)) is not None]
    return render(request, "web/mails.html", {"page": page, "mails": shown, "words": words})


def mail(request: HttpRequest, key: str) -> HttpResponse:
    return render(request, "web/mail.html", {"mail": _get(key)})


def mail_html(request: HttpRequest, key: str) -> HttpResponse:
    """The HTML part on a page of its own, cleaned of style and script."""
    found = _get(key)
    head, _here, foot = render_to_string("web/mail_html.html", {"mail": found}, request).partition(HERE)
    return HttpResponse(head + found.html + foot)


def mail_file(request: HttpRequest, key: str, index: int) -> HttpResponse:
    del request
    for file in _get(key).files:
        if file.index == index:
            response = HttpResponse(file.data, content_type=file.media_type)
            name = content_disposition_header(file.media_type != "application/pdf", file.name)
            response["Content-Disposition"] = name or "attachment"
            return response
    raise Http404


def _fits(found: maildir.Mail, words: str) -> bool:
    """Whether each word stands in the address or the subject."""
    said = f"{readable_address(found.recipient)} {found.subject}".casefold()
    return all(word in said for word in words.casefold().split())


def _get(key: str) -> maildir.Mail:
    found = maildir.mail(key)
    if found is None:
        raise Http404
    return found
