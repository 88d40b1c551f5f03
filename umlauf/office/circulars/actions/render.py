"""Step three: the letter. Asked for by the signature, as a task that may be repeated."""

from __future__ import annotations

from django.db import transaction

from umlauf.engines.files.store import keep
from umlauf.engines.letters import Standard, render_letter
from umlauf.engines.seals import seal_pdf
from umlauf.ground.audit.chain import record, recorded_together
from umlauf.ground.core.actor import Actor
from umlauf.ground.core.models import Association
from umlauf.ground.core.tasks import enqueue
from umlauf.ground.text import Refused
from umlauf.office.circulars.letter import issued_letter
from umlauf.office.circulars.models import Issue, Rendition
from umlauf.office.circulars.seals import seal_of


def render_issue(*, actor: Actor, issue_id: int) -> Rendition:
    """Render the letter, seal it where the association has a seal, and keep it. Kept already: the same again.

    Both happen outside the transaction, and whoever comes first has given the letter its bytes. The signature has made
    sure that the seal can be used. If it cannot any more, the letter goes out without one, which is recorded: it has
    its number, and people wait for it.
    """
    issue = Issue.objects.select_related("series", "association", "circular").get(id=issue_id)
    there = Rendition.objects.filter(issue=issue).first()
    if there is not None:
        return there
    rendered = render_letter(issued_letter(issue), standard=Standard.ARCHIVE)
    pdf, refusal = _sealed(issue.association, rendered.pdf)
    with transaction.atomic():
        Issue.objects.select_for_update(no_key=True).get(id=issue_id)
        there = Rendition.objects.filter(issue=issue).first()
        if there is not None:
            return there
        kept = keep(issue.association_id, pdf, "application/pdf")
        rendition = Rendition.objects.create(
            association_id=issue.association_id, issue=issue, pdf=kept, pages=rendered.pages
        )
        if issue.dispatch_when_rendered:
            enqueue("circulars.dispatch", issue.id, association_id=issue.association_id)
        subject = f"circulars.Issue:{issue.id}"
        with recorded_together():
            record(actor, "circulars.rendered", subject=subject, label=f"{issue.label} {kept.sha256}")
            if refusal is not None:
                record(actor, "circulars.unsealed", subject=subject, label=f"{issue.label} {refusal.code}")
    return rendition


def _sealed(association: Association, pdf: bytes) -> tuple[bytes, Refused | None]:
    """The PDF with the association's seal, and why it has none where it should have one."""
    try:
        seal = seal_of(association)
    except Refused as refusal:
        return pdf, refusal
    return (seal_pdf(pdf, seal), None) if seal is not None else (pdf, None)
