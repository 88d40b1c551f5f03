"""After the dispatch: correct, supplement, withdraw, move the deadline. Before each, a page says to whom it goes."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from umlauf.engines.mail.outbox import mark
from umlauf.faces.web.asking import asked_of
from umlauf.faces.web.pages import reach_of
from umlauf.faces.web.recipient_filter import RecipientFilter
from umlauf.faces.web.reminding import Sample
from umlauf.faces.web.requests import OfficeRequest, number_in
from umlauf.faces.web.rows import recipients
from umlauf.ground.core.clock import office_now
from umlauf.ground.core.limits import LIMITS
from umlauf.ground.core.policy import Ability
from umlauf.ground.text import Refused
from umlauf.office.circulars.access import get_circular_for, get_issue
from umlauf.office.circulars.actions.follow_up import Word, begin_follow_up, give_notice
from umlauf.office.circulars.aftermath import SAYING, content_now, is_withdrawn
from umlauf.office.circulars.enums import FollowUp
from umlauf.office.circulars.models import FollowUpCircular, Issue, Notice, RecipientAddress
from umlauf.office.circulars.noticing import notice_messages
from umlauf.office.circulars.references import unresolved
from umlauf.office.conferences.actions.ask import move_answer_deadline


class NoticeForm(forms.Form):
    """What a notice says. ``seen``: how many notices there were when the form was made."""

    seen = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
    text = forms.CharField(
        label=gettext_lazy("What has changed"),
        max_length=LIMITS.note,
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
    )

    def word(self, kind: FollowUp) -> Word:
        """What was written, once the form is valid."""
        return Word(kind, self.cleaned_data["text"], self.cleaned_data["seen"])

    def refuse(self, refused: Refused, there: int) -> None:
        """Show a refusal of an action at the field that it is about. ``there``: how many notices there are now."""
        field = "day" if refused.code.startswith("deadline.") and "day" in self.fields else None
        self.full_clean()
        self.add_error("text" if refused.code in {"notice.text", "circular.long"} else field, str(refused.message))
        self.data = self.data.copy()  # type: ignore[attr-defined]
        self.data["seen"] = there  # type: ignore[index]


class DeadlineForm(NoticeForm):
    """The new day, and a word about it."""

    day = forms.DateField(
        label=gettext_lazy("New deadline"),
        error_messages={"required": gettext_lazy("Please enter the new day.")},
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].label = _("Why, in a few words")


def circular_follow_up(request: OfficeRequest, circular_id: int, kind: str) -> HttpResponse:
    issue = _sent_issue(request, circular_id)
    if kind not in SAYING:
        raise Http404
    if request.method != "POST" and is_withdrawn(issue):
        return _withdrawn_already(request, issue)
    chosen = FollowUp(kind)
    form = NoticeForm(request.POST if request.method == "POST" else None, initial={"seen": _notices(issue)})
    try:
        if request.POST.get("step") == "begin":
            circular = begin_follow_up(actor=request.actor, issue_id=issue.id, kind=chosen)
            messages.success(request, _("The draft is begun. Please write on it and have it signed."))
            return redirect("circular-edit", circular_id=circular.id)
        if form.is_valid():
            give_notice(actor=request.actor, issue_id=issue.id, word=form.word(chosen))
            return _on_its_way(request, issue)
    except Refused as refused:
        form.refuse(refused, _notices(issue))
    title = _TITLES[chosen] % {"label": issue.label}
    begun = FollowUpCircular.objects.filter(issue=issue, kind=chosen, circular__issue__isnull=True).exists()
    context = {"kind": chosen, "title": title, "begun": begun, "sample": _sample(issue, chosen), "form": form}
    return _page(request, "web/after/follow_up.html", issue, context)


def circular_deadline(request: OfficeRequest, circular_id: int) -> HttpResponse:
    issue = _sent_issue(request, circular_id)
    content = content_now(issue)
    asked = asked_of(issue.circular, content)
    if asked is None or content.answer_by is None:
        raise Http404
    if request.method != "POST" and is_withdrawn(issue):
        return _withdrawn_already(request, issue)
    form = DeadlineForm(request.POST if request.method == "POST" else None, initial={"seen": _notices(issue)})
    if form.is_valid():
        given = form.cleaned_data
        try:
            move_answer_deadline(
                actor=request.actor, circular_id=circular_id, day=given["day"], seen=given["seen"], text=given["text"]
            )
        except Refused as refused:
            form.refuse(refused, _notices(issue))
        else:
            return _on_its_way(request, issue)
    return _page(request, "web/after/deadline.html", issue, {"asked": asked, "form": form})


def unresolved_references(request: OfficeRequest) -> HttpResponse:
    return render(request, "web/after/unresolved.html", {"rows": unresolved()})


_TITLES = {
    FollowUp.CORRECTION: gettext_lazy("Correct %(label)s"),
    FollowUp.SUPPLEMENT: gettext_lazy("Add to %(label)s"),
    FollowUp.WITHDRAWAL: gettext_lazy("Withdraw %(label)s"),
}


def _sent_issue(request: OfficeRequest, circular_id: int) -> Issue:
    issue = get_issue(get_circular_for(request.actor, circular_id, Ability.WRITE_CIRCULARS))
    if issue is None or getattr(issue, "dispatch", None) is None:
        raise Http404
    return issue


def _notices(issue: Issue) -> int:
    return Notice.objects.filter(issue=issue).count()


def _withdrawn_already(request: OfficeRequest, issue: Issue) -> HttpResponse:
    messages.info(request, _("This circular was withdrawn, so nothing of it holds that could be changed."))
    return redirect("circular", circular_id=issue.circular_id)


def _on_its_way(request: OfficeRequest, issue: Issue) -> HttpResponse:
    messages.success(request, _("The notice is on its way to %(reach)s.") % {"reach": reach_of(issue)})
    return redirect("circular", circular_id=issue.circular_id)


def _page(request: OfficeRequest, template: str, issue: Issue, context: dict[str, Any]) -> HttpResponse:
    shown = {
        "issue": issue,
        "content": content_now(issue),
        "label": issue.label,
        "reach": reach_of(issue),
        "recipients": recipients(issue, RecipientFilter(page=number_in(request.GET, "page", 1))),
    }
    wrong = request.method == "POST"
    return render(request, template, shown | context, status=HTTPStatus.UNPROCESSABLE_ENTITY if wrong else 200)


def _sample(issue: Issue, kind: FollowUp) -> Sample:
    """The mail that one of them would get. The personal link in it is not shown: it is the recipient's own."""
    addresses = RecipientAddress.objects.filter(recipient__issue=issue).select_related("recipient").order_by("id")
    notice = Notice(issue=issue, kind=kind, text=_("[what you write here]"), at=office_now())
    [(one, mail)] = notice_messages(issue, notice, addresses[:1])
    text = mail.shared.text if mail.shared else mail.text
    for name, value in {**mail.parts, "link": _("[the recipient’s own link]")}.items():
        text = text.replace(mark(name), value)
    return Sample(one.recipient.name, mail.subject, text)
