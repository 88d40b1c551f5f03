"""Every address there is, and what it needs. ``tests/faces/web/test_access.py`` holds the same table by role."""

from __future__ import annotations

from umlauf.faces.web.account_urls import account_patterns
from umlauf.faces.web.after_urls import after_patterns
from umlauf.faces.web.annex_urls import annex_patterns
from umlauf.faces.web.answer_urls import answer_patterns
from umlauf.faces.web.audit_urls import audit_patterns
from umlauf.faces.web.chain_urls import chain_patterns
from umlauf.faces.web.change_urls import change_patterns
from umlauf.faces.web.conference_urls import conference_patterns
from umlauf.faces.web.contributor_urls import contributor_patterns
from umlauf.faces.web.desk_urls import desk_patterns
from umlauf.faces.web.directory_urls import directory_patterns
from umlauf.faces.web.dispatch_urls import dispatch_patterns
from umlauf.faces.web.feed_urls import feed_patterns
from umlauf.faces.web.filing_urls import filing_patterns
from umlauf.faces.web.folder_urls import folder_patterns
from umlauf.faces.web.house_urls import house_patterns
from umlauf.faces.web.import_urls import import_patterns
from umlauf.faces.web.invitee_urls import invitee_patterns
from umlauf.faces.web.list_urls import list_patterns
from umlauf.faces.web.place_urls import place_patterns
from umlauf.faces.web.programme_urls import programme_patterns
from umlauf.faces.web.public_event_urls import public_event_patterns
from umlauf.faces.web.question_urls import question_patterns
from umlauf.faces.web.receipt_urls import receipt_patterns
from umlauf.faces.web.register_urls import register_patterns
from umlauf.faces.web.return_urls import return_patterns
from umlauf.faces.web.returned_urls import returned_patterns
from umlauf.faces.web.routes import Needs, route
from umlauf.faces.web.security_urls import security_patterns
from umlauf.faces.web.staff_urls import staff_patterns
from umlauf.faces.web.views import (
    choices,
    circulars,
    drafts,
    imprint,
    letters,
    mail,
    papers,
    today,
)
from umlauf.faces.web.word_urls import word_patterns
from umlauf.ground.core.policy import Ability

FORM = "GET POST"

urlpatterns = [
    route("", today.today, name="today", needs=Needs.LOGIN),
    *account_patterns,
    route("hat/", choices.hat, name="hat", needs=Needs.ACCOUNT, methods="POST"),
    route("language/", choices.language, name="language", needs=Needs.PUBLIC, methods="POST"),
    route("circulars/", circulars.circulars, name="circulars", needs=Ability.SEE_CIRCULARS),
    route("circulars/new/", drafts.circular_new, name="circular-new", needs=Ability.WRITE_CIRCULARS, methods=FORM),
    route(
        "circulars/text/",
        drafts.circular_from_text,
        name="circular-from-text",
        needs=Ability.WRITE_CIRCULARS,
        methods=FORM,
    ),
    route("circulars/<int:circular_id>/", circulars.circular, name="circular", needs=Ability.SEE_CIRCULARS),
    route(
        "circulars/<int:circular_id>/progress/",
        circulars.circular_progress,
        name="circular-progress",
        needs=Ability.SEE_CIRCULARS,
    ),
    route(
        "circulars/<int:circular_id>/edit/",
        drafts.circular_edit,
        name="circular-edit",
        needs=Ability.WRITE_CIRCULARS,
        methods=FORM,
    ),
    route(
        "circulars/<int:circular_id>/annexes/<int:number>/",
        papers.circular_annex_file,
        name="circular-annex-file",
        needs=Ability.SEE_CIRCULARS,
    ),
    route(
        "circulars/<int:circular_id>/letter.pdf",
        papers.circular_letter,
        name="circular-letter",
        needs=Ability.SEE_CIRCULARS,
    ),
    route(
        "circulars/<int:circular_id>/preview/",
        papers.circular_preview,
        name="circular-preview",
        needs=Ability.SEE_CIRCULARS,
    ),
    route(
        "circulars/<int:circular_id>/preview/<int:page>.png",
        papers.circular_page_picture,
        name="circular-page-picture",
        needs=Ability.SEE_CIRCULARS,
    ),
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
    *annex_patterns,
    *conference_patterns,
    *invitee_patterns,
    *programme_patterns,
    *contributor_patterns,
    *public_event_patterns,
    *question_patterns,
    *security_patterns,
    *place_patterns,
    *feed_patterns,
    *desk_patterns,
    *dispatch_patterns,
    *folder_patterns,
    *after_patterns,
    *answer_patterns,
    *return_patterns,
    *returned_patterns,
    *directory_patterns,
    *change_patterns,
    *house_patterns,
    *import_patterns,
    *list_patterns,
    *audit_patterns,
    *receipt_patterns,
    *register_patterns,
    *staff_patterns,
    *chain_patterns,
    *filing_patterns,
    *word_patterns,
    route("imprint/", imprint.imprints, name="imprints", needs=Needs.PUBLIC),
    route("accessibility/", imprint.accessibilities, name="accessibilities", needs=Needs.PUBLIC),
    route("a/<slug:slug>/imprint/", imprint.imprint, name="imprint", needs=Needs.PUBLIC),
    route("a/<slug:slug>/accessibility/", imprint.accessibility, name="accessibility", needs=Needs.PUBLIC),
    route("mail/", mail.mails, name="mails", needs=Needs.DEMO),
    route("mail/<str:key>/", mail.mail, name="mail", needs=Needs.DEMO),
    route("mail/<str:key>/html/", mail.mail_html, name="mail-html", needs=Needs.DEMO),
    route("mail/<str:key>/files/<int:index>/", mail.mail_file, name="mail-file", needs=Needs.DEMO),
]
