"""Every address there is, and what it needs. ``tests/faces/web/test_access.py`` holds the same table by role."""

from __future__ import annotations

from umlauf.faces.web.answer_urls import answer_patterns
from umlauf.faces.web.change_urls import change_patterns
from umlauf.faces.web.directory_urls import directory_patterns
from umlauf.faces.web.import_urls import import_patterns
from umlauf.faces.web.list_urls import list_patterns
from umlauf.faces.web.return_urls import return_patterns
from umlauf.faces.web.routes import Needs, route
from umlauf.faces.web.views import (
    choices,
    circulars,
    deliveries,
    drafts,
    imprint,
    letters,
    login,
    mail,
    papers,
    signing,
    today,
)

FORM = "GET POST"

urlpatterns = [
    route("", today.today, name="today", needs=Needs.LOGIN),
    route("login/", login.login, name="login", needs=Needs.PUBLIC, methods=FORM),
    route("logout/", login.logout, name="logout", needs=Needs.PUBLIC, methods="POST"),
    route("hat/", choices.hat, name="hat", needs=Needs.LOGIN, methods="POST"),
    route("language/", choices.language, name="language", needs=Needs.PUBLIC, methods="POST"),
    route("circulars/", circulars.circulars, name="circulars", needs=Needs.OFFICE),
    route("circulars/new/", drafts.circular_new, name="circular-new", needs=Needs.OFFICE, methods=FORM),
    route("circulars/text/", drafts.circular_from_text, name="circular-from-text", needs=Needs.OFFICE, methods=FORM),
    route("circulars/<int:circular_id>/", circulars.circular, name="circular", needs=Needs.OFFICE),
    route(
        "circulars/<int:circular_id>/progress/",
        circulars.circular_progress,
        name="circular-progress",
        needs=Needs.OFFICE,
    ),
    route(
        "circulars/<int:circular_id>/edit/",
        drafts.circular_edit,
        name="circular-edit",
        needs=Needs.OFFICE,
        methods=FORM,
    ),
    route(
        "circulars/<int:circular_id>/annex/",
        drafts.circular_annex,
        name="circular-annex",
        needs=Needs.OFFICE,
        methods=FORM,
    ),
    route(
        "circulars/<int:circular_id>/annexes/<int:number>/",
        papers.circular_annex_file,
        name="circular-annex-file",
        needs=Needs.OFFICE,
    ),
    route("circulars/<int:circular_id>/letter.pdf", papers.circular_letter, name="circular-letter", needs=Needs.OFFICE),
    route("circulars/<int:circular_id>/preview/", papers.circular_preview, name="circular-preview", needs=Needs.OFFICE),
    route(
        "circulars/<int:circular_id>/preview/<int:page>.png",
        papers.circular_page_picture,
        name="circular-page-picture",
        needs=Needs.OFFICE,
    ),
    route(
        "circulars/<int:circular_id>/sign/",
        signing.circular_sign,
        name="circular-sign",
        needs=Needs.SIGNATORY,
        methods=FORM,
    ),
    route(
        "circulars/<int:circular_id>/send/",
        signing.circular_send,
        name="circular-send",
        needs=Needs.OFFICE,
        methods=FORM,
    ),
    route("deliveries/<int:delivery_id>/", deliveries.delivery, name="delivery", needs=Needs.OFFICE, methods=FORM),
    route("l/<str:token>", letters.link, name="link", needs=Needs.PUBLIC),
    route("l/<str:token>/<int:number>", letters.link_annex, name="link-annex", needs=Needs.PUBLIC),
    route("l/<path:rest>", letters.link_mangled, name="link-mangled", needs=Needs.PUBLIC),
    route("letter/<int:recipient_id>/", letters.letter, name="letter", needs=Needs.GUEST),
    route("letter/<int:recipient_id>/letter.pdf", letters.letter_pdf, name="letter-pdf", needs=Needs.GUEST),
    route(
        "letter/<int:recipient_id>/annexes/<int:number>/",
        letters.letter_annex,
        name="letter-annex",
        needs=Needs.GUEST,
    ),
    *answer_patterns,
    *return_patterns,
    *directory_patterns,
    *change_patterns,
    *import_patterns,
    *list_patterns,
    route("imprint/", imprint.imprints, name="imprints", needs=Needs.PUBLIC),
    route("accessibility/", imprint.accessibilities, name="accessibilities", needs=Needs.PUBLIC),
    route("a/<slug:slug>/imprint/", imprint.imprint, name="imprint", needs=Needs.PUBLIC),
    route("a/<slug:slug>/accessibility/", imprint.accessibility, name="accessibility", needs=Needs.PUBLIC),
    route("mail/", mail.mails, name="mails", needs=Needs.DEMO),
    route("mail/<str:key>/", mail.mail, name="mail", needs=Needs.DEMO),
    route("mail/<str:key>/html/", mail.mail_html, name="mail-html", needs=Needs.DEMO),
    route("mail/<str:key>/files/<int:index>/", mail.mail_file, name="mail-file", needs=Needs.DEMO),
]
