"""Step three: the letter. Asked for by the signature, as a task that may be repeated."""

from __future__ import annotations

from django.db import transaction

from umlauf.engines.files.store import keep
from umlauf.engines.letters import Standard, render_letter
from umlauf.ground.audit.chain import record
from umlauf.ground.core.actor import Actor
from umlauf.ground.core.tasks import enqueue
from umlauf.office.circulars.letter import issued_letter
from umlauf.office.circulars.models import Issue, Rendition


def render_issue(*, actor: Actor, issue_id: int) -> Rendition:
    """Render the letter and keep it. Rendered already: the same Rendition again.

    Rendering happens outside the transaction; it is pure, so two at once give the same bytes and the first row stays.
    """
    issue = Issue.objects.select_related("series", "association", "circular").get(id=issue_id)
    there = Rendition.objects.filter(issue=issue).first()
    if there is not None:
        return there
    rendered = render_letter(issued_letter(issue), standard=Standard.ARCHIVE)
    with transaction.atomic():
        Issue.objects.select_for_update().get(id=issue_id)
        rendition, created = Rendition.objects.get_or_create(
            issue=issue,
            defaults={
                "association_id": issue.association_id,
                "pdf": keep(issue.association_id, rendered.pdf, "application/pdf"),
                "pages": rendered.pages,
            },
        )
        if created:
            if issue.dispatch_when_rendered:
                enqueue("circulars.dispatch", issue.id, association_id=issue.association_id)
            record(
                actor,
                "circulars.rendered",
                subject=f"circulars.Issue:{issue.id}",
                label=f"{issue.label} {rendition.pdf.sha256}",
            )
    return rendition
