"""The bundle of the day: what may wait, in one mail to each address of those who want it so."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from zoneinfo import ZoneInfo

from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from umlauf.engines.mail.outbox import Outgoing, Shared, mark
from umlauf.ground.core.addresses import check_address
from umlauf.ground.core.days import brief_day, long_day
from umlauf.ground.core.limits import LIMITS
from umlauf.ground.core.models import Association
from umlauf.office.circulars.content import Content
from umlauf.office.circulars.dispatching import BUNDLE_KEY
from umlauf.office.circulars.heads import Headers, list_id
from umlauf.office.circulars.letter_room import letter_rooms
from umlauf.office.circulars.mailing import CircularMails, MailHead, Section, last_day, letter_address
from umlauf.office.circulars.models import Delivery, FollowUpCircular, Issue, RecipientAddress

NAMED_IN_SUBJECT = 3


def may_wait(issue: Issue, content: Content) -> bool:
    """Whether a circular may come some hours later: it asks for nothing, changes no earlier one, and a house may pass
    it on together with others."""
    asks = content.answer_by is not None or content.acknowledge or content.ask_read
    if asks or content.for_the_named_alone:
        return False
    return not FollowUpCircular.objects.filter(circular=issue.circular_id).exists()


def bundle_after(at: dt.datetime, association: Association) -> dt.datetime:
    """When what is sent at ``at`` goes out in a bundle. Both in office time."""
    local = at.astimezone(ZoneInfo(association.zone))
    today = local.replace(hour=LIMITS.bundle_hour, minute=0, second=0, microsecond=0)
    return today if local < today else today + dt.timedelta(days=1)


def bundle_before(now: dt.datetime, association: Association) -> dt.datetime:
    """When the last bundle was due: whatever was sent earlier belongs into it, or into one before."""
    return bundle_after(now, association) - dt.timedelta(days=1)


class BundleMails:
    """The bundles of an association. What many of them say alike is made once."""

    def __init__(self, association: Association, issues: Sequence[Issue], *, at: dt.datetime) -> None:
        self._association, self._at = association, at
        self._local = at.astimezone(ZoneInfo(association.zone))
        self._issues = {issue.id: issue for issue in issues}
        self._contents = {issue.id: Content.parse(issue.content) for issue in issues}
        self._mails = {issue.id: CircularMails(issue, issue.rendition, at=at, in_bundle=True) for issue in issues}
        self._rooms = letter_rooms(association)
        self._sender = check_address(association.email)
        self._shared: dict[tuple[str, tuple[Section, ...], tuple[int, ...]], Shared] = {}

    def of(self, deliveries: Sequence[Delivery], together: dict[int, list[RecipientAddress]]) -> Outgoing:
        """One message for several deliveries to one address of an organisation. ``together``: the addresses of each
        recipient."""
        issues = [self._issues[one.dispatch.issue_id] for one in deliveries]
        first = deliveries[0].address
        language = first.recipient.language or self._contents[issues[0].id].language
        others = [_others(one.address, together[one.address.recipient_id]) for one in deliveries]
        attached = self._attached(issues, first.email)
        with translation.override(language):
            sections = tuple(
                self._mails[issue.id].section(
                    one.address, language, has_others=bool(other), attached=issue.id in attached
                )
                for issue, one, other in zip(issues, deliveries, others, strict=True)
            )
            shared = self._said(language, sections, attached)
            subject = self._subject(issues)
        parts = {"name": first.recipient.name, "label": first.label}
        for issue, one, other in zip(issues, deliveries, others, strict=True):
            parts[f"link_{issue.id}"] = letter_address(one.address.recipient)
            if other:
                parts[f"others_{issue.id}"] = other
        return Outgoing(
            key=f"{BUNDLE_KEY}{issues[0].id}:{first.id}",
            recipient=first.email,
            sender_name=self._association.name,
            sender_address=self._sender,
            reply_to=self._reply_to(issues),
            subject=subject,
            date=self._at,
            headers=self._heads(issues, language),
            kept_until=last_day(issues[0], self._at),
            shared=shared,
            parts=parts,
        )

    def _attached(self, issues: Sequence[Issue], email: str) -> tuple[int, ...]:
        """Whose letters go with the mail: in their order, as long as there is room for all of them together."""
        size, taken = 0, []
        for issue in issues:
            if self._rooms.takes(email, size + issue.rendition.pdf.size):
                size += issue.rendition.pdf.size
                taken.append(issue.id)
        return tuple(taken)

    def _said(self, language: str, sections: tuple[Section, ...], attached: tuple[int, ...]) -> Shared:
        key = (language, sections, attached)
        if key not in self._shared:
            day = long_day(self._local)
            said = {"count": len(sections), "day": day}
            subject = ngettext("%(count)s circular of %(day)s", "%(count)s circulars of %(day)s", len(sections)) % said
            context = {
                "association": self._association,
                "head": MailHead(_("Bundle of the day"), subject, language),
                "language": language,
                "sections": sections,
                "name": mark("name"),
                "label": mark("label"),
            }
            self._shared[key] = Shared(
                render_to_string("circulars/bundle.txt", context),
                render_to_string("circulars/bundle.html", context),
                tuple(self._mails[issue_id].attachment for issue_id in attached),
            )
        return self._shared[key]

    def _subject(self, issues: Sequence[Issue]) -> str:
        """„Sammelmail vom 27.11.2016 – RS 547/2016, RS 548/2016“"""
        named = ", ".join(issue.short_label for issue in issues[:NAMED_IN_SUBJECT])
        day = brief_day(self._local)
        if more := len(issues[NAMED_IN_SUBJECT:]):
            named = ngettext("%(named)s and %(count)s more", "%(named)s and %(count)s more", more) % {
                "named": named,
                "count": more,
            }
        return _("Bundle of %(day)s – %(named)s") % {"day": day, "named": named}

    def _reply_to(self, issues: Sequence[Issue]) -> str:
        """The contact, where all have the same."""
        contacts = {self._contents[issue.id].contact_email for issue in issues}
        return (contacts.pop() if len(contacts) == 1 else "") or self._sender

    def _heads(self, issues: Sequence[Issue], language: str) -> Headers:
        lists = {list_id(issue) for issue in issues}
        spoken = ", ".join(dict.fromkeys([language, *(self._contents[issue.id].language for issue in issues)]))
        sorted_by = (("List-Id", lists.pop()),) if len(lists) == 1 else ()
        return (*sorted_by, ("Content-Language", spoken))


def _others(address: RecipientAddress, together: Sequence[RecipientAddress]) -> str:
    return ", ".join(other.label for other in together if other.id != address.id)
