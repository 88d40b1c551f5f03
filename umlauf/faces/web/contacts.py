"""Whom a recipient turns to with a circular."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote

from umlauf.ground.core.models import Association
from umlauf.office.circulars.content import Content
from umlauf.office.circulars.mailing import said_openly
from umlauf.office.circulars.models import Issue


@dataclass(frozen=True, slots=True)
class Contact:
    """The contact of a circular, else the association. ``mailto`` and ``tel`` are addresses of links."""

    name: str
    email: str
    phone: str
    mailto: str
    tel: str


def contact_of(issue: Issue, content: Content) -> Contact:
    """Whom to turn to."""
    email = content.contact_email or issue.association.email
    phone = content.contact_phone or issue.association.phone
    subject = quote(f"{issue.short_label} – {said_openly(content)}")
    return Contact(
        name=content.contact_name,
        email=email,
        phone=phone,
        mailto=f"mailto:{quote(email, safe='@')}?subject={subject}" if email else "",
        tel="tel:" + "".join(sign for sign in phone if sign.isdigit() or sign == "+") if phone else "",
    )


def guest_contact(association: Association, content: Content, title: str) -> Contact:
    """Whom somebody turns to who was invited beside the circular: the same, and a subject without its number."""
    email, phone = content.contact_email or association.email, content.contact_phone or association.phone
    return Contact(
        name=content.contact_name or association.name,
        email=email,
        phone=phone,
        mailto=f"mailto:{quote(email, safe='@')}?subject={quote(title)}" if email else "",
        tel="tel:" + "".join(sign for sign in phone if sign.isdigit() or sign == "+") if phone else "",
    )
